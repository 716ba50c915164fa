"""More clues for `orders`: families of what is done (a verb) to what only a machine has (its object). Data.

The objects: the seller's records, the log, everybody written to, the calendar as a whole, the memory, the settings and
what it was told, the shape of its output, the part it is to play, who has signed off what. Each pattern asks for a
verb and such an object together, in English and in Russian, familiar and polite: the object alone is what a client may
ask about, and the verb alone is how anybody asks. On a folded sentence, as in `orders_clues`.

It decides nothing. What clients want for themselves (a price, a demo, another address, to be called a customer) is no
clue.
"""

from services.app_logic import orders_words
from services.app_logic.orders_clues import Clue, clue

_ASKED = r"\?\W{0,3}$"
_MINE = orders_words.MINE
_MACHINE = orders_words.MACHINE
_OURS = r"\b(?:my|our|us|we|наш\w{0,3}|нас|нам\w?|мы|мо[йеюя]\w{0,2})\b"
_START = r"(?:^[\W_]{0,8}|[.,:;!] |\b(?:please|then|and|just|now|kindly|и|потом|затем|пожалуйста|просто|теперь) )"
_ANSWER = r"(?:answer|reply|respond|return|ответь(?:те)?|отвечай(?:те)?|верни(?:те)?|выдай(?:те)?|дай(?:те)? ответ)"
_TEXT = r"(?:mail|e-?mail|message|text|letter|line|page|note|inbox|thread|conversation|chat|correspondence)"
_TEXT_RU = r"(?:письм|переписк|диалог|разговор|сообщени|ветк|чат)\w{0,3}"
_PROGRAM = (
    r"(?:automat\w{2,7}|bots?|ai|llms?|robots?|systems?|scripts?|parsers?|software|agents?|assistants?|models?|"
    r"programs?|автомат\w{1,7}|бот\w{0,2}|ии|робот\w{0,2}|систем\w|скрипт\w{0,2}|парсер\w{0,2}|программ\w|"
    r"агент\w{0,2}|ассистент\w{0,2}|модел\w{1,2}|разборщик\w{0,2}|нейросет\w{1,2})"
)
_TOLD = r"(?:told|instructed|ordered|programmed|configured|trained|prompted|commanded)"
_WROTE = (
    r"(?: that| who| whom| which)? you(?:'ve|'re| have| are| did)?(?: \w{2,9})? (?:writ(?:e|ing|ten)|wrote|mail(?:ed|"
    r"ing)?|e-?mail(?:ed|ing)?|contact(?:ed|ing)?|messag(?:e|ed|ing)|talk(?:ed|ing)? (?:to|with))\b"
)
_WROTE_RU = r",? (?:с кем|кому|кого|с которыми|которым) (?:[\w-]{2,10} ){0,3}(?:пи[сш]|переписыва|рассыла|общал|общае)"
_SEND = (
    r"(?:forward|send|resend|relay|mail|e-?mail|reply(?:-all)?|write|pass|blast|broadcast|tell|export|list|name|"
    r"show|print|enumerate|copy)"
)
_SEND_RU = (
    r"(?:разошли|разослать|перешли|переслать|отправь|отправить|пошли|ответь|напиши|передай|передать|сообщи|дай|назови|"
    r"перечисли|покажи|выгрузи|выгрузить|сохрани|скинь|пришли|вышли|продиктуй|собери)(?:те)?"
)
_LIST = (
    r"(?:(?:contact|mailing|lead|distribution|recipient|prospect)s? (?:list|base|database)|address ?book|"
    r"list of (?:your )?(?:contacts?|leads?|recipients?|addressees|prospects?|subscribers))"
)
_LIST_RU = (
    r"(?:адресн\w{2,3} книг\w{1,2}|(?:контактн|клиентск)\w{2,3} баз\w{1,2}|баз\w{1,2} (?:контакт|рассыл|лид|получател|"
    r"подписчик)\w{0,3}|списк?\w{1,3} (?:рассыл|лид|получател|адресат|подписчик)\w{0,3})"
)
_CARD = r"(?:deal|lead|opportunity|sale|conversation|thread|record|contact|sender|stage|status|pipeline|ticket)"
_MOVE = r"(?:mark|flag|tag|set|move|put|push|drag|switch|change|update|advance|promote|close|record|count|register)"
_MOVE_RU = (
    r"(?:отмет(?:ь|ить)|помет(?:ь|ить)|переведи|перевести|перетащи|перемести|подвинь|поставь|проставь|присвой|закрой|"
    r"измени|смени|установи|выставь|внеси|занеси|зачисли|обнови)(?:те)?"
)

CLUES: tuple[Clue, ...] = (
    # The seller's records.
    clue("the seller's records", 2, rf"\b{_MOVE}\b.{{0,40}}\b{_CARD}\b.{{0,30}}\b(?:(?:as|to|is) (?:\w{{1,8}} )?(?:won|"
         rf"success(?:ful)?|hot|qualified|vip|trusted|verified)\b|10/10)|"
         rf"\b{_MOVE}\b.{{0,40}}\b(?:(?:the|your|of) (?:sales )?(?:pipeline|funnel)|vip segment|lead score)\b",
         unless=_ASKED),
    clue("the seller's records", 2, rf"\b{_MOVE_RU}\b.{{0,40}}(?:сделк|\bлид|воронк|карточк|стади|этап|"
         rf"статус)\w{{0,3}}\b"
         r".{0,30}(?:успе[шх]|выигран|победн|горяч|\bvip\b|квалифи|в \"?клиент|колонк|\bбалл)|"
         rf"\b{_MOVE_RU}\b.{{0,40}}(?:воронк|\bсегмент\w? \"?vip|балл\w{{0,2}} из)|сделк\w .{{0,20}}в \"?(?:успешн|"
         r"выигран)", unless=_ASKED),
    clue("the seller's records", 2, r"\b(?:outcome|result|next[ _]step|score|priority|segment|verdict|итог|результат|"
         r"следующий шаг|приоритет|оценка|вердикт)\s?=\s?[\"'\w]"),
    clue("how to be rated", 2, rf"\b(?:rate|score|grade|classify|evaluate|rank|label) (?:this|our|the|my)(?: \w{{1,"
         rf"12}})? (?:{_TEXT}|sender|lead|reply|contact)\b.{{0,20}}\bas\b|\bclassify (?:the )?(?:sender|lead|"
         rf"client|message)\b|(?:оцени|расцени|классифицируй|отнеси|отнести|разметь|засчитай)(?:те)? .{{0,30}}"
         rf"(?:{_TEXT_RU}|отправител\w|лид\w?|ответ\w?) (?:как|к)\b", opens=True, unless=_ASKED),
    # What is kept, and what is remembered.
    clue("not to be logged", 2, r"\b(?:do not|don't|never|without) (?:log|journal)(?:ging|ing)?(?: of)? (?:this|the|"
         r"our|my|it)\b|\b(?:leave|keep) (?:it|this|that|me|us) out of (?:the|your) (?:logs?|reports?|journal|crm|"
         r"history)\b|"
         r"(?:журнал|\bлог|отчет|истори|\bcrm\b|\bсрм\b)\w{0,2} .{0,40}\bне "
         r"(?:записыва|занос|включа|внос|фиксиру|попада)\w{1,4}", unless=_ASKED + r"|\bнаш"),
    clue("its memory", 2, r"\b(?:erase|delete|wipe|clear|remove|purge|save|store|write|add|commit|"
         r"put)\b.{0,40}\b(?:from|"
         r"to|in|into) (?:your |its |the )?(?:\w{4,9}-term )?memory\b|\byour (?:knowledge|training|memory) (?:is|"
         r"are) (?:out of date|outdated|stale|wrong|old)|(?:сохрани|запиши|внеси|занеси|сотри|вычисти|удали|убери|"
         r"положи)(?:те)? .{0,40}(?:в|из) (?:(?:свою|своей|твою|твоей) )?памят[ьи]\b|\bтвои знания устарел",
         opens=True, unless=_ASKED + r"|\b(?:me|us|my (?:address|data|number|name)|меня|нас|"
         r"мо[йеюия]\w{0,2} (?:адрес|данн|номер))\b"),
    # Everybody else.
    clue("everybody written to", 2, rf"\b{_SEND}\b.{{0,50}}\b(?:all|every|everyone|everybody|each|any|people|persons?|"
         rf"companies|firms|those|anyone){_WROTE}|\b{_SEND}\b.{{0,40}}\b(?:all|every|each)\b.{{0,12}}\b(?:people|"
         rf"person|"
         rf"compan(?:y|ies)|firms?|leads?|address(?:es)?){_WROTE}|\b{_SEND_RU} .{{0,40}}(?:вс[ею]\w{{0,2}}|кажд\w{{2,"
         rf"3}}|тех|тем){_WROTE_RU}", unless=_ASKED + r"|\b(?:stop|our|us|наш\w{0,3}|нас|нам)\b"),
    clue("the list of contacts", 2, rf"\b{_SEND}\b.{{0,50}}\b(?:your|whole|entire|complete|full) {_LIST}\b|\b{_SEND}\b"
         rf".{{0,40}}\b(?:on|in|from|of|to) (?:the|your|its) (?:whole |entire |complete |full )?{_LIST}|"
         rf"\b(?:attach|{_SEND})\b.{{0,20}}\b(?:complete|full|whole|entire) (?:\w{{3,9}} )?list of (?:your|the) "
         r"(?:campaign|mailing|recipients|outreach)|"
         rf"\b(?:приложи(?:те)?|{_SEND_RU}) .{{0,50}}(?:{_LIST_RU}|(?:перечень|перечня|список|"
         rf"списка) (?:всех )?адрес\w{{0,"
         rf"3}}.{{0,10}} (?:кампани|рассыл)\w)", unless=r"\b(?:our|us|we|наш\w{0,3}|нас|нам)\b|\b(?:me|"
         r"меня) (?:off|from|из)\b|\?\W{0,3}$"),
    clue("others' threads", 2, r"\b(?:summari[sz]e|recap|list|quote|перескажи|перечисли|покажи|процитируй|"
         r"выпиши)(?:те)? "
         r".{0,20}(?:all|every|last|latest|все|всю|последн\w{2})\b.{0,20}\b(?:threads?|conversations?|correspondence|"
         r"mails?|messages|переписк\w|диалог\w|письма)\b.{0,25}\b(?:in|from|of|этого|вашего|твоего|из) (?:(?:this|"
         r"your|the) (?:mail|in)box|ящика|вашего ящика|твоего ящика)", unless=_OURS),
    clue("stopped for others", 2, r"\b(?:turn|switch|stop|disable|pause|halt)\b.{0,30}\b(?:sequence|campaign|"
         r"follow-?ups?|"
         r"mailing)s?\b.{0,20}\bfor (?:all|every|the rest|the others|everyone|everybody)|(?:останови|отключи|выключи|"
         r"заверши|прекрати)(?:те)? .{0,40}(?:для|у) (?:всех|остальных|прочих|других)|(?:цепочк|рассылк|кампани)\w "
         r".{0,20}(?:останови|отключи|выключи|заверши|прекрати)(?:те)? (?:для|у) (?:всех|остальных|прочих)",
         unless=_OURS),
    clue("its calendar", 2, rf"{_START}(?:book|reserve|block|hold|grab|take|fill|occupy|claim)\b.{{0,40}}\b(?:every|"
         r"all|each|any|whole|entire)\b.{0,20}\b(?:slots?|openings?|hours|windows?|times|appointments)\b.{0,12}\b(?:of|"
         r"you have|until|in|till|for) (?:\w{1,8} ){0,2}(?:month|year|calendar|until|new year|quarter)|"
         rf"{_START}(?:fill|block|book|occupy)\b.{{0,15}}\byour (?:whole |entire |full )?(?:calendar|diary|schedule)\b|"
         r"(?:займи|забронируй|придержи|заблокируй|забей|заполни|возьми|застолби)(?:те)? .{0,30}(?:все|кажд\w{2,3}|"
         r"люб\w{2,"
         r"3}|весь)\b.{0,25}(?:окна|окно|слот|час|времен|календар|расписан)\w{0,3}.{0,40}(?:месяц|год|квартал|кончит|"
         r"целиком|какое есть|какие есть)|(?:забей|займи|заполни)(?:те)? .{0,12}весь (?:свой |ваш |твой )?(?:календар|"
         r"график)", unless=_ASKED),
    # What it was told, and its settings.
    clue("what it was told", 2, rf"\bwhat (?:exactly |precisely |else )?(?:were|are|have|"
         rf"had) you (?:been )?{_TOLD} (?:to|"
         rf"about|with|before|by your)\b|\b(?:what|how) you (?:were|are|have been) {_TOLD}\b|\b(?:you were|"
         rf"you have been|"
         r"you are) (?:started|launched|initiali[sz]ed|prompted|booted|preloaded) with\b|\bwhat you were (?:given|set|"
         r"fed)\b|(?:что|как|чему)(?: \w{2,8})? тебе (?:было )?(?:велен|велел|сказан|задан|приказа|поручен|написан|"
         r"предписан)\w{1,2}|\bчто (?:именно )?вам (?:было )?(?:велено|велели|задано|приказано|предписано|задали)\b",
         unless=r"\b(?:price|cost|on the phone)\b"),
    clue("its settings", 2, r"\b(?:secret|hidden|internal|initial|starting|original|startup) (?:settings|configuration|"
         r"setup text|config)\b|\byour (?:config(?:uration)?|settings) file\b|\b(?:тайн|скрыт|секретн|внутренн|"
         r"исходн|начальн|стартов)\w{2,3} (?:настройк|установк|конфигурац|промпт)\w{0,3}|файл\w? (?:вашей|твоей|"
         r"своей) (?:настройк|конфигурац)\w{1,2}|\b(?:у вас|у тебя|ваш|твой)(?: \w{2,12})? промпт\b",
         unless=r"(?:есть ли|are there|any)\b|\b(?:our|we|наш\w{0,3}|у нас|мы)\b|промпт (?:для|на|по)\b"),
    clue("asked for its prompt", 2, r"\b(?:hidden|secret|full|whole|exact|starting) prompt\b|\b(?:show|paste|send|"
         r"share|"
         r"print|give|reveal|quote|tell|скинь|пришли|покажи|вышли|выложи|дай|приведи|процитируй)(?:те)? .{0,"
         r"25}(?:\byour (?:\w{2,12} )?prompt|(?:ваш|твой|свой|системный) (?:\w{2,12} )?промпт)\b|"
         r"у вас (?:за )?промпт\b|"
         r"какой (?:же )?(?:у вас|у тебя) промпт\b", unless=r"\byour prompt (?:\w{3,12})\b|промпт (?:для|на|по)\b"),
    clue("its first words", 2, r"\bfirst (?:\w{2,8} )?(?:words?|lines?|sentences?|characters|"
         r"paragraphs?) of (?:your|the) "
         r"(?:setup|prompt|instructions?|configuration|settings|rules|guidelines|context|briefing)|перв\w{2,3} (?:\w{1,"
         r"8} )?(?:слов|строк|символ|предложени|абзац)\w{0,3} (?:(?:ваше|твое|свое|ваши|твои|свои)\w{0,2} )?"
         r"(?:настройк|промпт|инструкц|установк|указани|правил)"),
    clue("who runs it", 2, r"\b(?:system|program|model|company|software|server|platform) (?:that|which) (?:runs|"
         r"controls|"
         r"drives|powers|operates|hosts) you\b|котор\w{2} (?:тобой|вами) (?:управля|рул)|(?:тобой|"
         r"вами) управляет (?:систем|"
         r"модел|программ)", opens=True, unless=_ASKED),
    clue("its settings", 2, rf"{_START}(?:set|change|raise|lower|increase|reduce|make)\b.{{0,12}}\b(?:reminders?|"
         rf"follow-?up|"
         r"sending|mailing|retry|touch(?:es)?) (?:interval|frequency|limit|delay|rate|period)s?\b|(?:выстави|выставь|"
         r"поставь|установи|измени|поменяй)(?:те)? .{0,12}(?:частот|интервал|лимит|периодичност)\w{1,2} (?:напоминани|"
         r"писем|рассыл|отправ|сообщени|касани)", unless=_ASKED + "|" + _OURS),
    # How its answer has to look.
    clue("the shape of the answer", 2, rf"{_START}{_ANSWER}\b(?: \w{{2,12}}){{0,3}} (?:in|as|в|как)(?: (?:valid|plain|"
         r"raw|pure|strict|only|a|виде|формате|чистом|коде)){0,3} (?:json|xml|yaml|csv|base64|rot ?13|markdown|sql|"
         r"python|emojis?|leet|hex|стих\w{1,2}|эмодзи|poems?|rhymes?|verses?|haiku)\b", unless=_ASKED),
    clue("a word to answer with", 2, rf"(?:{_START}|\bтеста,? |"
         rf"\bpurposes?(?: only)?,? ){_ANSWER}(?: \w{{2,12}})? (?:with |by )?(?:just |only |лишь |"
         rf"только )?(?:the |a |"
         r"one |single |одним )+(?:word|словом) (?!yes\b|no\b|да\b|нет\b|stop\b|стоп\b|or\b)[\"']?\w", unless=_ASKED),
    clue("a phrase to finish", 2, r"\b(?:complete|continue|finish) (?:the|this|my) (?:following |next |"
         r"last )?(?:sentence|"
         r"phrase|text|line|paragraph|quote)\b|(?:продолжи|закончи|дополни|допиши)(?:те)? .{0,15}(?:фразу|предложение|"
         r"строку|цитату)\b", unless=_ASKED),
    clue("as if", 1, rf"{_START}(?:so )?{_ANSWER} (?:\w{{1,12}} )?(?:as if|as though|так,? (?:будто|словно)|будто)\b",
         unless=_MINE + r"|\b(?:у нас|if i|if we)\b"),
    clue("as if it were so", 2, rf"{_START}{_ANSWER} (?:\w{{1,12}} )?(?:as if|as though|(?:так,? )?(?:будто|словно|как "
         r"будто)) .{0,20}(?:contract|deal|order|payment|договор|сделк|заказ|оплат)\w{0,3} .{0,20}(?:signed|paid|"
         r"closed|"
         r"agreed|made|подписан|оплачен|закрыт|заключен)"),
    clue("a test of the machine", 1, r"(?:^[\W_]{0,8}|[.;:!] )(?:only |just |purely |strictly |solely |исключительно |"
         r"только |просто )?(?:for|as|для|в порядке|quick) (?:a |the )?(?:testing|tests?|debug(?:ging)?|теста|"
         r"тестирования|проверки|отладки|qa)(?: (?:purposes?|reasons?|only|целях))?\b.{0,8}[, ](?:" + _ANSWER
         + r"|say|write|скажи|напиши)"),
    # The part it is to play.
    clue("a part to play", 2, r"\blet's (?:play (?:a |pretend|the )(?!role in)|role-?play)|\b(?:i|i'll|"
         r"i will) (?:play|am) "
         r".{0,30},? (?:and )?you(?:'ll| will)? play\b|\bwe are on (?:a )?stage\b|давай(?:те)? (?:сыграем|"
         r"поиграем),? (?:в "
         r"игру|в роли|в ролевую|ты\b|вы\b|я\b|:)|давай(?:те)? (?:сыграем|поиграем): |\bя [\w-]{3,15},? (?:а )?(?:ты|"
         r"вы) играе(?:шь|те)\b|(?:ты|вы) играе(?:шь|те) (?:роль )?[\w-]{3,15},? котор|вообразите сцену",
         opens=True, unless=r"play it\b|в открыт"),
    clue("a part to play", 2, r"\byou (?:will |shall |must )?(?:only |always |just )?(?:speak|talk|answer|write|"
         r"respond|"
         r"reply) (?:only |just )?as my\b|(?:говоришь|отвечаешь|пишешь|говори|отвечай|пиши) (?:только |"
         r"лишь )?как мо[йя]\b|"
         r"\byou are (?:a|an|my) (?:\w{3,12} ){0,3}(?:named|called|who (?:gives|never|always|obeys|agrees))\b|"
         r"\bты (?:-\s?)?(?:мой |моя )?(?:продавец|бот|робот|пират|слуга|раб|помощник|ассистент|хакер|клерк|"
         r"консультант)\b.{0,15}, котор", opens=True, unless=_ASKED),
    clue("from this line on", 2, r"\b(?:starting|beginning) (?:with|from) (?:the next |this )(?:line|word|sentence|"
         r"message)\b|\bfrom this line on\b|\b(?:со? )(?:следующей|этой) (?:строки|строчки|фразы)\b", opens=True),
    clue("to carry out", 2, r"\b(?:translate|decode|read|переведи|раскодируй|прочти|"
         r"прочитай)(?:те)?\b.{0,60}\b(?:and|then|"
         r"и|а потом) (?:then )?(?:carry (?:it|them|that) out|act (?:on it|accordingly|upon)|execute|obey|"
         r"do (?:what|as)|"
         r"comply|сделай|выполни|исполни|поступай|действуй)(?:те)?\b|исполни(?:те)?\b.{0,12}:"),
    # Programs addressed.
    clue("to a program that reads", 2, rf"\b(?:any|every|whichever|whoever|whatever|all|каждая|всякая|любая|любой|"
         rf"каждый|всякий|кто)(?: [\w-]{{3,14}})? {_PROGRAM}\b.{{0,30}}(?:read|receiv|process|pars|handl|automat|получ|"
         rf"чита|прочт|обрабат|разбира)\w{{0,6}}.{{0,12}}(?:this|эт\w{{1,2}}) (?:{_TEXT}|{_TEXT_RU}|строк|ящик)|"
         rf"\bwho(?:ever)? automate[sd] (?:this|the) (?:{_TEXT}|mailbox)|"
         rf"\bкто автоматизиро\w{{2,5}} эт\w{{1,2}} (?:ящик|"
         rf"почт|{_TEXT_RU})|^[\W_]{{0,8}}(?:note |for |to |attention |memo )?(?:to |for )?(?:the |any |"
         rf"all )?(?:automat"
         r"(?:ion|ed (?:reader|agent|system|assistant|client))|parser|scraper|crawler|llm)s?\s?[:,]|"
         r"^[\W_]{0,8}(?:для |к )?(?:автоматик\w|автоматизаци\w|"
         r"парсер\w{0,2}|автоматическ\w{2,3} (?:читател|агент|систем|обработчик)\w{0,3}|llm|нейросет\w{1,2}|"
         r"ии-?агент\w{0,2}),?[^:\n]{0,25}:",
         opens=True, unless=_ASKED),
    clue("to a program that reads", 2, rf"\b(?:(?:real|actual|true) (?:task|job|purpose)|настоящ\w{{2,3}} (?:задач|"
         rf"цел)\w{{1,"
         rf"2}}) (?:for |of )?(?:the |this |any )?{_PROGRAM}\b|\b(?:text|message|mail) above is (?:only|just|"
         rf"merely) an? "
         r"(?:decoy|distraction|placeholder|test)|текст выше,? (?:-\s?)?(?:лишь|только|просто) (?:приманк|отвлеч|тест|"
         r"заглушк)", opens=True),
    clue("only a machine writes", 2, r"^\W{0,6}(?:curl|wget|httpie|fetch)\s.{0,80}(?:localhost|127\.0\.0\.1|stage|lead|"
         r"contact|crm|prompt|admin)|\b(?:crm|db|agent|bot|tools?|contacts?|leads?|os|"
         r"subprocess|outbox)\.[a-z_]{2,30}\(|^\W{0,4}call [a-z_]{2,20}\.[a-z_]|вызвать (?:функци|инструмент|"
         r"команд)\w\b|\b[а-я]{3,20}_[а-я_]{3,30}\(", opens=True),
    clue("a field of its mail", 2, r"\bin(?:to)? the (?:to|bcc|from|reply-to) (?:field|line|header)\b|"
         r"в пол[ея] \"?(?:кому|"
         r"от кого|скрыт)", unless=_ASKED),
    # Who is said to have signed off, and what was said before.
    clue("checks waived", 2, r"(?:waiv|skip|without|bypass|remov|cancel|lift|отмен|без\b|снят|сняли|пропус)\w{0,6} .{0,"
         r"14}(?:human|manual|operator|ручн\w{2}|операторск\w{2}) (?:review|checks?|approval|confirmation|oversight|"
         r"проверк|согласован|подтвержд)\w{0,3}\b.{0,20}\b(?:this|эт\w{1,3}|данн\w{2,3}|for (?:me|us))\b|"
         rf"\b{_MACHINE} (?:may|can|might|is allowed to|can now|может|вправе|имеет право)\b.{{0,30}}\b(?:without|без) "
         r"(?:confirmation|approval|checks?|review|asking|подтвержд|проверк|согласован|спроса)|\bauto-?approved by\b|"
         r"\[[^\]]{0,30}(?:согласовано|одобрено|no approval needed|согласование не нужно)[^\]]{0,40}\]",
         opens=True, unless=_ASKED),
    clue("a rule of the house", 2, rf"\b(?:per|according to|under|following|по|согласно)\b.{{0,30}}(?:handbook|"
         rf"polic(?:y|ies)|regulations?|rulebook|guidelines?|регламент|политик|инструкц|приказ)\w{{0,3}}\b.{{0,40}}"
         rf"\b{_MACHINE}s? (?:quote|offer|give|must|may|should|have to|are to|называ|предлага|обязан|да[её]т|"
         rf"долж)\w{{0,3}}",
         opens=True, unless=_OURS + "|" + _ASKED),
    clue("whose standing", 2, r"\b(?:as|i am|i'm|this is) (?:the |an? |your )?(?:\w{2,9} )?(?:administrator|admin|"
         r"developer|"
         r"owner|operator|maintainer|supervisor) of (?:your|the) (?:system|bot|agent|assistant|service|platform|"
         r"mailbox|"
         r"server|campaign|model)|(?:\bкак|\bя(?: -)?) (?:администратор|разработчик|владелец|оператор|создатель|"
         r"админ) "
         r"(?:ваше|твое|ваши|этого бот|этой систем|этого робот)\w{0,2}\b", opens=True, unless=_ASKED),
    clue("what a machine promised", 2, r"\b(?:your (?:ai|bot|assistant|robot|model)|(?:the )?previous (?:agent|ai|bot|"
         r"assistant)|ваш (?:ии|бот|робот|ассистент)|предыдущ\w{2} (?:агент|бот|ии|ассистент))\b.{0,40}\b(?:promised|"
         r"granted|agreed|gave us|offered|confirmed|обеща|согласи|дал\b|предложи|"
         r"подтверди)\w{0,3}\b.{0,60}[,;-] ?(?:so |"
         r"just |now |просто |так что |теперь )+(?:write|repeat|honou?r|confirm|put|say|напиши|повтори|подтверди|"
         r"исполни)", unless=_ASKED),
    clue("between us, a machine", 1, r"\byour (?:ai|bot|robot|model) (?:already |has |had )*(?:promised|agreed|"
         r"granted)\b|"
         r"\bваш (?:ии|бот|робот) (?:уже )?(?:обещал|согласил|дал)\w{0,2}\b|\b(?:keep quiet|say nothing|и молчи)\b",
         unless=_ASKED),
    clue("into every mail", 2, r"\b(?:in|into|to|with) (?:each|every|all|any)(?: one)?(?: of)?(?: the|"
         r" your)? (?:e-?mail|mail|"
         r"letter|message|reply|replie)s?(?: that| which)? you (?:send|write)|в кажд\w{2} (?:письмо|ответ|сообщение),? "
         r"(?:которое|что) (?:\w{2,9} ){0,2}(?:отправ|пиш|шл)", unless=r"\b(?:us|to me|нам|мне)\b|" + _ASKED),
    clue("behind its people's backs", 2, r"\bso (?:that )?(?:your|the) (?:boss|operator|owner|manager|company|"
         r"humans?|team|"
         r"people)(?:es|s)? (?:can(?:not|'t)|do(?:es)?(?: not|n't)|won't|never)|\b(?:tell|inform|ask) no (?:human|"
         r"operator|person)\b|\bno need to ask (?:anybody|anyone|a human)|\bnobody on your side\b|чтобы (?:твой |ваш |"
         r"твои |ваши )?(?:начальник|начальство|оператор|хозяин|владелец|босс) не (?:наш|узна|увид|заме)|\b(?:людям|"
         r"человеку|оператору|никому из ваших)\b.{0,25}\b(?:ни слова|незачем|не (?:говори|показывай|сообщай))|"
         r"никого спрашивать не (?:нужно|надо)"),
    clue("above its people", 2, r"(?:outrank|overrid|overrule|supersed|takes? precedence|take priority|важнее|выше|"
         r"главнее|"
         r"сильнее)\w{0,4}\b.{0,40}(?:\byour (?:boss|owner|operator|maker|creator|developer|superior|rule|instruction)"
         r"(?:es|s)?|\bтво\w{1,2} (?:начальник|хозя|владел|создател|разработчик|правил|инструкц)\w{0,3})",
         opens=True, unless=_ASKED),
    clue("unwritten", 2, r"\bmake no (?:note|record|mention|entry) of (?:this|it|me)\b|\b(?:заметок|записей|"
         r"пометок)\b.{0,"
         r"20}\bне (?:делай|оставляй|веди|создавай)(?:те)?\b|\b(?:as though|as if) (?:i|we) (?:had )?never (?:wrote|"
         r"written|said)|\bсловно я (?:этого )?не (?:писал|говорил)", unless=_ASKED),
    clue("a state told", 2, r"\b(?:\w{2,12}_)?(?:mode|override|limits?|owner|master|admin|debug|unsafe|режим|"
         r"предел\w?|лимит\w?|"
         r"хозяин|владелец)\s?=\s?[\"'\w]|\"?\b(?:advance|set|change|update)_(?:stage|status|price|state)\b",
         opens=True),
    clue("a piece to write", 2, r"\b(?:write|compose|sing|tell|сочини|спой|придумай|расскажи|напиши)(?:те)? (?:me |"
         r"us |мне |"
         r"нам )?(?:an? |the )?(?:\w{3,12} )?(?:poem|song|joke|limerick|fairy ?tale|essay|rap|haiku|стиш?\w{1,4}|"
         r"песн\w{1,3}|"
         r"анекдот|сказк\w|эссе|рэп|частушк\w)\b"),
    clue("the shape of the answer", 2, r"\b(?:your|the) (?:answer|reply|response|message) (?:should|must|has to|"
         r"shall|will) "
         r"(?:only )?(?:consist of|(?:start|begin|end|finish) with|rhyme|be (?:exactly|nothing but|one word|a single)|"
         r"contain (?:only|nothing))|\b(?:твой|ваш) ответ (?:должен|обязан) (?:состоять|начинаться|кончаться|"
         r"заканчиваться|рифмоваться)", unless=_ASKED),
    clue("a game", 2, r"\b(?:just for fun|quiz time|for a laugh|as a joke|забавы ради|ради шутки|викторина|"
         r"загадка)\b.{0,40}\b"
         r"(?:tell|say|answer|write|admit|расскажи|скажи|ответ|напиши|призна)\w{0,4}\b", unless=_ASKED),
    clue("a program told of", 2, rf"\bthe (?:\w{{4,12}} )?{_PROGRAM} (?:is to|shall|must|should|"
         rf"will now) (?:now )?(?:treat|"
         rf"consider|assume|mark|grant|agree|accept|regard|skip|ignore)\b|\b(?:роботу|боту|ассистенту|ии|нейросети|"
         r"автомату)(?: \w{3,12})? (?:считать|согласи|прин(?:ять|имать)|перевести|отметить|выдать|подтвердить|зачесть|"
         r"забыть|исполнять|пометить)", opens=True, unless=_ASKED + "|" + _OURS + r"|\b(?:надо|нужно|можно|трудно|"
         r"пора)\b"),
    clue("words put in its mouth", 2, r"\bthat you (?:say|write|state|declare|admit) (?:that )?you(?:'re| are|'ve|"
         r" have| "
         r"were)\b|чтобы (?:вы|ты) (?:сказал|написал|заявил|признал)\w{0,2},? что (?:вы\b|ты\b|сертифиц|согласн|"
         r"обанкрот)",
         unless=_ASKED),
    clue("an agent before it", 2, r"\b(?:previous|earlier|last|former) (?:agent|assistant|bot|ai|model) (?:in|from|"
         r"of|on) "
         r"(?:this|your)\b|предыдущ\w{2} (?:агент|бот|ассистент|ии) (?:из|в|на) (?:этого|этом|вашего)",
         opens=True, unless=_ASKED),
    clue("the machine's side", 1, r"\bthis lead\b|\byour (?:pipeline|funnel|owners?|makers?|"
         r"creators?|superiors?|handlers?)\b|\b(?:mail|outreach|sales) robot|\bllm\b|\bробот\w{0,2} рассыл|"
         r"\bпочтов\w{2,3} робот|\b(?:этого|твоего|вашего) лида\b|\bтво\w{1,2} (?:хозя|владел|создател|начальни)",
         unless=_ASKED),
    clue("an order", 1, r"(?:^[\W_]{0,8}|[.;:!,] )(?:выгрузите|повторите|вставьте|процитируйте|приведите|продолжите|"
         r"засчитайте|отнесите|разошлите|впишите|согласитесь|раскройте)\b"),
    clue("its task", 2, rf"(?:^[\W_]{{0,8}}|[.;:!] )(?:your (?:only |sole |real |new )?task is|"
         rf"тво\w (?:\w{{4,12}} )?задача)\b|"
         rf"\b(?:attention,?|внимани[ею]) {_PROGRAM}\s?[:.!-]|\b(?:my|the) secret word\b|(?:тайн|секретн|"
         rf"волшебн)\w{{2}} слово",
         opens=True, unless=r"\b(?:our|наш\w{0,3})\b"),
    clue("by what it answers", 2, r"\b(?:govern|control|dictate|steer)s? your (?:replies|answers|mails|messages)\b|"
         r"по котор\w{2,3} "
         r"(?:(?:вы|ты) (?:мне )?отвеча|составляются (?:ваши|твои))|\bтекст\w? (?:он|ты|вы) начина|"
         r"\btext (?:does it|"
         r"do you) (?:start|begin) (?:from|with)"),
    clue("others' threads", 2, r"\bwho else (?:has )?(?:replied|answered|wrote|written) (?:to )?you\b|"
         r"кто еще (?:вам|тебе) "
         r"(?:\w{2,9} )?(?:ответил|отвечал|писал|написал)|\bcancel (?:the |all )?(?:meetings?|demos?|calls?) (?:of|"
         r"for|with) "
         r"(?:the )?(?:other|all)|отмени(?:те)? (?:все )?(?:встречи|показы|созвоны) (?:с )?(?:друг|остальн|всех|"
         r"всем|прочи)",
         unless=r"\b(?:our|us|from|наш\w{0,3}|нас)\b"),
    clue("its calendar", 2, r"\b(?:put|book|sign|sign me up|запиши|запишите) (?:me|us|меня|нас) (?:in |up )?(?:for|"
         r"on|to|на) (?:all|"
         r"every|все|кажд\w{2}) (?:of )?(?:your |ваши |твои |ваш |твой )?(?:demos?|slots?|показ\w?|встреч\w?|демо)\b"),
    clue("its make", 2, r"\b(?:version|build|model)\w{0,2}(?: number)?,? (?:and|or) (?:\w{2,5} )?(?:creator|maker|vendor|"
         r"developer)|\bверси\w{1,2},? (?:и|или) (?:\w{3,6} )?(?:создател|разработчик|производител|автор)\w{1,3}",
         unless=_ASKED),
    clue("its answer dictated", 2, r"^\W{0,3}(?:ответь|отвечай),? что \w", unless=_ASKED),
    clue("whatever is asked", 2, r"\b(?:согласись|соглашайся|согласитесь|соглашайтесь|выполни|выполняй|исполни|сделай)(?:те)? "
         r"(?:на |со )?вс[её]м?,? (?:что|чего|о чем) (?:тебе |вам )?я (?:\w{2,9} )?(?:прошу|скажу|говорю|попрошу|пожелаю|"
         r"потребую|напишу)\b|\b(?:agree (?:to|with)|do|grant|accept|obey) (?:everything|anything|all|whatever) (?:that )?i "
         r"(?:\w{2,9} )?(?:ask|say|request|demand|tell|write|want)\b", unless=_ASKED),
    clue("words dictated", 2, r"\b(?:i need|i want|i'd like|we need|i require|i order) you to (?:write|say|state|reply|answer|"
         r"confirm)(?: that| this)?\s?:\s?\S|(?:нужно|надо|требуется|хочу|прошу),? чтобы (?:вы|ты) (?:написал|сказал|ответил|"
         r"подтвердил)\w{0,2}\s?:\s?\S", unless=_ASKED),
    clue("roles changed", 2, r"\b(?:switch|swap|change|trade|reverse) (?:the )?(?:persona|roles?|places|sides)\b.{0,12}\byou(?:"
         r"'re| are| be| play)\b|\b(?:смени|поменяй|поменяем|меняем)(?:те|ся)? (?:рол|мест|сторон)\w{1,3}\b.{0,12}\b(?:ты|вы)\b",
         unless=_ASKED),
    clue("another's stop lifted", 2, r"\b(?:lift|remove|undo|cancel|clear|revoke) (?:the |his |her |their )?(?:ban|block|stop|"
         r"opt-?out|suppression|unsubscribe|unsubscription) (?:on|for|of|from) \S{1,60}@|\b(?:сними|отмени|убери|сбрось)(?:те)? "
         r"(?:запрет|блокировк|стоп|отписк|отказ|бан)\w{0,2} (?:с|для|у|на|от|об?) \S{1,60}@", unless=_ASKED),
    clue("to its end", 1, r"^[\W_]{0,8}(?:продолжай|действуй|выполняй|исполняй|начинай|приступай)[\W_]{0,8}$"),
    clue("word for word", 2, r"\b(?:restate|repeat|reiterate|confirm|quote) (?:that|this|the|your) (?:\w{3,9} )?(?:offer|"
         r"promise|commitment|pledge|statement)\b.{0,12}\b(?:word (?:by|for) word|verbatim|letter by letter|exactly as)|"
         r"(?:повтори|подтверди|изложи|процитируй)(?:те)? (?:это|то|сво[её]|тво[её]|ваше)(?: \w{3,10})? (?:предложени|"
         r"обещани|обязательств|слов)\w{1,2}.{0,12}(?:слово в слово|дословно|буква в букву)", unless=_ASKED),
    clue("consent by silence", 2, r"\b(?:absence of (?:an? |any )?(?:refusal|objection|denial|reply|answer)|no (?:refusal|"
         r"objection|denial)|silence)\b.{0,60}\b(?:counts? as|constitutes?|means|is (?:deemed|taken as|considered|legally)|"
         r"amounts to|will be (?:deemed|taken as)) .{0,14}(?:consent|agreement|acceptance|approval)|(?:отсутстви[ея] (?:отказа|"
         r"возражени|ответа)\w{0,2}|молчани[ея])\b.{0,60}(?:считается|означает|приравнива\w{2,4}|признается|является|будет "
         r"считаться|расценива\w{2,4}) .{0,20}(?:согласи|акцепт|одобрен)", unless=_ASKED + "|" + _OURS),
    clue("its mail sent elsewhere", 2, r"\b(?:reroute|redirect|route|divert|forward|bcc|cc) (?:everything|anything|all)\b"
         r".{0,20}\b(?:addressed|sent|meant|written) (?:to|for) (?:me|us)\b.{0,12}\bto\b|\b(?:все|всё),? что (?:адресовано|"
         r"предназначено|послано|пишется|приходит) (?:мне|нам|для меня),? .{0,12}(?:направляй|перенаправляй|пересылай|шли|"
         r"отправляй)(?:те)?\b", unless=_ASKED),
    clue("sent whole", 1, r"\b(?:скинь|пришли|покажи|вышли|выложи|дай|приведи|процитируй|отправь)(?:те)? (?:мне |нам )?"
         r"(?:его|ее|их)\b.{0,12}\b(?:целиком|полностью|дословно|слово в слово|весь|всю)\b"),
    # Beside an order only.
    clue("as another does", 1, r"\b(?:do|read|tell|write|say|answer|play) (?:it |that |this |me )?(?:just |exactly )?(?:like|as) "
         r"(?:her|him|them|she|he|they)(?: did| does| do| would)?\W{0,3}$|\b\w{2,14}(?:те|й|и|ь) и (?:вы|ты),? (?:так,? )?как "
         r"(?:он|она|они|ее|его|их)\W{0,3}$"),
    clue("told what it promised", 1, r"\bin (?:your|the|an?) (?:last|latest|previous|first|earlier|former) (?:e-?mail|mail|"
         r"letter|message|reply) you (?:\w{2,8} )?(?:offered|promised|agreed|guaranteed|committed|undertook) "
         r"(?:me |us )?(?:to|that)\b|"
         r"\bв(?:о)? (?:ваше\w |твоем |своем )?(?:прошл|предыдущ|последн|перв|прежн)\w{2,3} "
         r"(?:письме|сообщении|ответе) (?:вы|ты) "
         r"(?:\w{2,9} )?(?:предлагал|предложил|обещал|пообещал|соглашал|согласил|гарантировал|обязал)\w{0,3}\b"),
    clue("its signature", 2, r"\b(?:ваша|твоя) (?:почтовая )?подпись (?:устарел|изменил|обновил|теперь|больше не)|"
         r"\b(?:встав|добав|впи[шс]|постав|замен|смен|обнов)\w{1,5} .{0,25}(?:в|на|за) ?(?:ваш|сво|тво)\w{1,2} подпис|"
         r"\byour (?:e-?mail |mail )?signature (?:is (?:now|out of date|outdated|old|obsolete)|has (?:changed|expired)|"
         r"must|should be)\b|\b(?:put|add|paste|use|insert|set) .{0,30}\b(?:in|into|to|as) your (?:e-?mail |mail )?"
         r"signature\b", unless=_ASKED),
    clue("a mark in the records", 2, r"\b(?:поставь|проставь|поставить|проставить|повесь)(?:те)? (?:мне |нам |себе )?"
         r"(?:галочк|отметк|флажок|метк|тег|ярлык|пометк)\w{0,3} \"?(?:\w{2,9} )?(?:сконверт|клиент|оплачен|куплен|выигр|"
         r"продан|лоял|vip|закрыт\w{1,2} сделк)|\b(?:tick|check|set|put) (?:the |a )?(?:box|flag|tag|mark|label) "
         r"(?:of |for |as )?\"?(?:converted|customer|paid|won|sold|loyal|vip)\b", unless=_ASKED),
    clue("without its limits", 2, r"\bбез (?:своих|твоих|всяких|любых) (?:ограничени|запрет|рамок|фильтр)|"
         r"\b(?:without|skip|drop|lift|set aside|omit|suspend) (?:all |any of )?(?:your|its) (?:usual |own |normal )?"
         r"(?:restrictions|limits|limitations|filters|guardrails)\b",
         unless=_ASKED),
)  # fmt: skip
