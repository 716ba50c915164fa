"""Words of which `orders_clues` makes its patterns: the machine's own nouns, its roles, imperatives, what is secret. Data.

Written with their proper letters; whoever compiles a pattern makes them those of folded text.
"""

# Where a clause begins.
AT = (
    r"(?:^[\W_]{0,8}|[.,;:!?>\])\"-] ?|\b(?:and|then|please|now|just|also|(?:you|model|assistant) (?:must|should|"
    r"will|shall)|и|затем|потом|теперь|а|просто|пожалуйста|но|срочно|сразу|обязательно)\s)"
)
GAP = r"(?:[\w'/-]{1,30}[ ,]{1,2}){0,5}"
MINE = r"\b(?:i|my|our|we|мо[йеюия]\w{0,2}|наш\w{0,3}|я|мы|мной|нами|прошл\w{2,3} письм\w|предыдущ\w{2,3} письм\w)\b"

RULES = (
    r"(?:instructions?|prompts?|guidelines?|polic(?:y|ies)|directives?|constraints?|safeguards?|guardrails?|"
    r"restrictions?|programming|filters?|rules|commands|orders|training|everything (?:above|before|written|said|"
    r"so far)|all (?:of )?(?:the )?(?:above|previous|prior|earlier)|the (?:above|foregoing)|(?:every|all|"
    r"any) checks?|limits)"
)
RULES_RU = (
    r"(?:инструкци\w{1,3}|указани\w{1,3}|правил\w{0,3}|промпт\w{0,3}|подсказк\w{1,3}|ограничени\w{1,3}|"
    r"установк\w{1,3}|фильтр\w{0,3}|проверк\w{1,3}|политик\w{1,3}|запрет\w{0,3}|директив\w{1,3}|команд\w{1,3}|"
    r"предписани\w{1,3}|все,? что (?:выше|было выше|написано|сказано)|все (?:выше|предыдущее|прежнее|вышесказанное|"
    r"вышенаписанное))"
)
MACHINE = (
    r"(?:ai|a\.i\.|(?:ai |virtual |sales |language )?(?:assistant|agent|model)|(?:chat ?)?bot|llm|chatgpt|gpt|"
    r"claude|language model|neural network|machine|автоответчик\w{0,2}|ассистент\w{0,2}|ии|(?:чат-?)?бот\w{0,2}|"
    r"неиросет\w{1,2}|робот\w{0,2}|модел\w{1,2}|помощник\w{0,2}|ии-?агент\w{0,2}|агент\w{0,2})"
)
ROLE = (
    r"(?:system|assistant|ai|bot|developer|dev|admin|administrator|root|operator|owner|human|user|supervisor|"
    r"moderator|tool|function|система|ассистент|бот|разработчик|администратор|админ|оператор|владелец|хозяин|"
    r"пользователь|модератор)"
)
ROLE_WORD = (
    r"(?:message|note|notice|override|prompt|update|alert|instructions?|command|directive|memo|log|patch|correction|"
    r"сообщение|заметка|указани[ея]|правка|обновление|команда|инструкция|директива|примечание|уведомление|приказ)"
)
# Imperatives that make a weak clue an order.
DO = (
    r"(?:say|write|state|print|repeat|output|reply|respond|answer|confirm|tell|promise|guarantee|admit|declare|"
    r"announce|recommend|name|insert|append|add|put|end|start|begin|hide|spell|translate|summari[sz]e|reveal|show|"
    r"list|dump|paste|run|execute|decode|obey|pretend|approve|agree|accept|grant|mark (?:as|it|this|the|him|her|"
    r"them)|set|treat|classify|label|send|forward|give|book|cancel|schedule|switch|enable|disable|delete|erase|"
    r"remove|export|use|act as|follow|change|update|ask the|ignore|forget|comply|proceed|call|sign|mention|clear|"
    r"become|share|sync|record|log|reset|load|route|escalate|assume|consider|count|attach|offer|stay|be|move|"
    r"transfer|lower|apply|скажи|напиши|ответь|отвечай|подтверди|сообщи|заяви|объяви|признай|пообещай|обещай|"
    r"гарантируй|назови|укажи|вставь|подставь|добавь|процитируй|повтори|напечатай|выведи|покажи|пришли|выгрузи|"
    r"раскрой|раскодируй|расшифруй|выполни|исполни|запомни|замени|пересчитай|поставь|разошли|отправь|отправляй|"
    r"перешли|включи|отключи|выключи|отмени|назначь|заблокируй|одобри|сотри|удали|сними|соглашайся|согласись|"
    r"слушайся|действуй|делай|сделай|дай|выдай|перейди|считай|прими|пометь|присвой|установи|измени|забронируй|"
    r"подпиши|подпишись|веди|пиши|представь|пропусти|не проверяй|начни|закончи|переведи|вызови|упомяни|упоминай|"
    r"очисти|передай|передать|перечисли|дублируй|повинуйся|стань|перестань|назначить|синхронизируй|закрой|называй|"
    r"слушай|запусти|загрузи|сбрось|подчинись|подчиняйся|отметь|проигнорируй|игнорируй|предложи|снизь|примени|"
    r"следуй)"
)
# No client says these to a seller; a machine is told them.
MACHINE_DO_RU = (
    r"(?:напечатай|выведи|выгрузи|раскодируй|расшифруй|исполни|выполни|подставь|процитируй|разошли|раскрой|запомни|"
    r"сотри|притворись|веди себя|слушайся|перезапиши|сымитируй|декодируй|дешифруй|распечатай|вообрази|продублируй)"
)
SECRET = (
    r"(?:passwords?|api[ _-]?keys?|secret[ _-]?keys?|secrets|credentials|access tokens?|private keys?|"
    r"env(?:ironment)? variables?|hidden (?:rules|reasoning|prompt|instructions?|text)|(?:your )?(?:internal|"
    r"confidential) (?:notes?|data|documents?|instructions?|reasoning)|chain of thought|парол\w{1,3}|"
    r"(?:секретн\w{2,3}|приватн\w{2,3}|api[ -])\s?ключ\w{0,3}|токен\w{0,3} доступа|переменн\w{2,3} окружения|"
    r"внутренн\w{2,3} (?:заметк|инструкц|данн|документ)\w{1,3}|скрыт\w{2,3} (?:правил|инструкц|текст)\w{0,3}|"
    r"ход (?:своих )?рассуждений)"
)
GIVE = (
    r"(?:reply with|respond with|answer with|send|print|reveal|show|give|hide|tell|list|paste|dump|output|share|"
    r"disclose|leak|include|repeat|expose|пришли|вышли|раскрой|выведи|покажи|напечатай|выдай|скинь|назови|дай|"
    r"перечисли|сложатся в|сообщи|отправь|приложи|спрячь)"
)
OTHERS = (
    r"(?:(?:from|in|of|export|dump|list|show|send) your (?:whole |entire |full )?(?:address book|contact list|"
    r"customer base)|your (?:whole|entire|full) (?:mailing list|database|crm|list)|(?:every|all(?: the)?|"
    r"each) (?:contacts?|recipients?|leads?|prospects?)|(?:your|the) other (?:clients?|customers?|contacts?|leads?|"
    r"recipients?|prospects?)|(?:everybody|everyone) (?:in|on|from) your "
    r"(?!\w{0,12} ?(?:team|office|company|department|firm|side|staff)\b)|(?:for|to) (?:all|"
    r"every) (?:recipients?|clients?|contacts?|customers?)|всем (?:контакт|клиент|получател|адресат)\w{1,3}|(?:всех|"
    r"список|базу|все) (?:своих |ваших |твоих )?контакт\w{0,3}|других клиент\w{0,3}|другим клиент\w{0,3}|"
    r"соседни\w{1,2} (?:контакт|клиент|запис)\w{0,3}|(?:тво|сво)е[йи] базе|(?:поставь|напиши|ответь|напомни|скажи|"
    r"передай|отправь) всем\b|(?:tell|message|write|mail|e-mail|remind) (?:everybody|everyone|them all)\b|(?:сотри|"
    r"удали|выгрузи|очисти) (?:всю )?базу|кампани\w для всех|отпиши всех|записано в базе)"
)
