"""Clues by which `orders` knows an order to the machine from a client's sentence: patterns and their points. Data.

A sentence is folded first (small letters, no accents: "ё" is "е" and "й" is "и"). Two points are enough. `opens`: what
follows in the same paragraph goes with it. `unless` takes a clue back. Every repeat is bounded.

The clues are the machine's own nouns (instructions, prompt, rules, checks, labels), its roles, the operator's commands
and data, and dictation of what it has to say. A price, a promise or a redirect that a client asks for is no clue.
"""

import re
import typing

from services.app_logic import orders_words

MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "—": "-", "–": "-"})


class Clue(typing.NamedTuple):
    """One pattern on a folded sentence, and what it weighs."""

    id: str
    points: int
    pattern: re.Pattern[str]
    opens: bool = False
    unless: re.Pattern[str] | None = None


def clue(id_: str, points: int, source: str, *, opens: bool = False, unless: str = "") -> Clue:
    """One clue, its letters made those of folded text. Raises re.error for a broken pattern."""
    plain = [each.replace("й", "и").replace("ё", "е") for each in (source, unless)]
    return Clue(id_, points, re.compile(plain[0]), opens, re.compile(plain[1]) if unless else None)


# Of which a client's own rules are.
_BUSINESS = r"\b(?:бюджет|закуп|тендер|документ|отзыв|счет\b|оплат|purchas|procurement|tender|budget|invoice)"

CLUES: tuple[Clue, ...] = (
    # What the machine was told.
    clue("rules set aside", 2, rf"\b(?:ignor(?:e|ing)|disregard|forget(?: about)?|override|bypass|overrule|discard|"
          rf"skip|(?:do not|don't|stop|no longer) (?:follow(?:ing)?|obey(?:ing)?|apply(?:ing)?)|"
          rf"never mind)\s{orders_words.GAP}{orders_words.RULES}\b",
          opens=True, unless=orders_words.MINE),
    clue("rules set aside", 2, rf"(?:игнорируи(?:те)?|забудь?(?:те)?|отбрось(?:те)?|не (?:обращаи|соблюдаи|следуи|"
          rf"слушаи)(?:те)?(?: внимания)?(?: на)?|отмени(?:те)?|обоиди(?:те)?|пропусти(?:те)?|сбрось(?:те)?|"
          rf"нарушь(?:те)?|отключи(?:те)?|выключи(?:те)?|"
          rf"сними)\s{orders_words.GAP}{orders_words.RULES_RU}", opens=True,
          unless=orders_words.MINE + "|" + _BUSINESS),
    clue("rules off", 2, r"\b(?:polic(?:y|ies)|rules|filters?|restrictions?|safeguards?|guardrails?|"
          r"checks?) (?:are|is) (?:now )?(?:off|disabled|lifted|suspended|void|switched off|deactivated)\b|"
          r"(?:правила|ограничения|фильтры?|проверки|запреты) (?:теперь )?(?:отключен|снят|отменен|выключен|"
          r"не действу)\w{0,3}|правила не писаны",
          opens=True, unless=r"\b(?:once|when|until|after|if|as soon as|my|our|we|когда|как только|если|после|"
          r"пока)\b|\?\W{0,3}$"),
    clue("prompt", 2, r"\b(?:system|initial|hidden|original|developer) (?:prompt|instructions?)\b|"
          r"\byour (?:own )?(?:prompt|programming)\b|\b(?:repeat|reveal|print|quote|list|output|tell|against|"
          r"beyond|what are|outside) (?:me )?(?:of )?(?:all )?your (?:own )?(?:instructions|guidelines)\b|\b(?:тво|сво|"
          r"ваш)\w{0,3} (?:системн\w{2,3} )?промпт|системн\w{2,3} (?:промпт|подсказк|инструкц|правк|команд|сообщени|"
          r"директив)\w{0,3}|\b(?:свои|своих) (?:инструкц|указани|директив)\w{1,3}|(?:покажи|назови|перескажи|"
          r"повтори|выдаи|какие|каковы|"
          r"вопреки|против) (?:у тебя )?тво\w{1,2} (?:инструкц|указани|директив)\w{1,3}",
          opens=True, unless=r"your prompt (?:reply|response|answer|attention|feedback|action|payment|help|and)|"
          r"(?:follow\w{0,3}|read|per|with|got|received|thanks for|thank you for|"
          r"send\w{0,3}) (?:all )?your (?:own )?(?:instructions|guidelines)|your (?:instructions|guidelines) (?:on|"
          r"for|about|were|was|are|is)\b"),
    clue("new rules", 2, r"(?:^|[.:>\]\[#*-] ?)(?:(?:a |this is a )?new|updated|revised|final|additional|special|"
          r"secret) (?:system )?(?:instructions?|rules?|directives?|objective|prompt)\b(?: from your| for (?:the |"
          r"all )?(?:ai|assistant|bot|model|agent)|\s?[:.#!-])|\bnew rule from your|(?:^|[.:>\]\[#*-] ?)(?:нов\w{2}|"
          r"обновленн\w{2}|особ\w{2}|дополнительн\w{2}|секретн\w{2}) (?:системн\w{2} )?(?:инструкци|указани|"
          r"директив|правил|политик)\w{0,2}(?: для (?:бот|ассист|ии|робот|модел)| от тво(?!его отдел)|\s?[:!-])",
          opens=True, unless=orders_words.MINE + "|" + _BUSINESS),
    # Who the machine is to be.
    clue("a role", 2, r"\b(?:you are|you're|be) now (?:an? |in (?:\w{1,12} ){1,2}mode|my |called |named |free|"
          r"unrestricted|captain|dan\b)|\bfrom (?:now|here|this moment) on,? (?:you|respond|answer|reply|act|speak|"
          r"write|"
          r"obey|treat|call)\b|\bhenceforth,? (?:you|the assistant|every|all)\b|\bpretend (?:to be|that you(?: are|"
          r"'re)|"
          r"you(?:'re| are)) |\bimagine (?:that )?you(?:'re| are) an?\b|\brole-?play(?:ing)? as|(?:^\W{0,4}|"
          r"[.,:;!] |\b(?:and|now|then) )act as (?:an? |the |my |if you)|\b(?:developer|debug|god|dan|admin|"
          r"maintenance|sudo|root|jailbreak|unrestricted|override) mode\b|\bas an? (?:ai|language model|llm|"
          r"assistant|bot|chatbot),? (?:you|answer|reply|respond|do|say|must|give|agree|obey|without|with no)\b|"
          r"\byou may do anything\b|\bin the voice of\b|\bevil twin\b|\bdo anything now\b",
          opens=True, unless=r"from now on,? (?:write|answer|reply) (?:to|only to) (?:me|us|my|our)|(?:your|have|"
          r"has|there)\b.{0,30}\b(?:test|debug|developer|admin) mode\b|\?$"),
    clue("a role", 2, r"\bты теперь\b(?! (?:наш|у нас|в |на |там\b|где\b|с нами|понима|понял|зна|даи))|\b(?:отныне|"
          r"с этои минуты|с этого момента|с сегодняшнего дня) (?:ты|вы (?:мо|"
          r"бот|ии|ассист|пират|не прод)|(?:пиши|отвечаи|слушаи|деиствуи)\b(?! (?:на|в|мне|ему|"
          r"еи|им|нам)\b))|представь,? что ты\b(?! на мо)|притворись|"
          r"вообрази,? что ты|веди себя как|деиствуи как (?!догов|услов|обычно|хоч|зна|удобно|реш)|сыграи роль|"
          r"изобрази (?!на )|режим\w{0,2} (?:разработчик|отладк|"
          r"бога|администратор|суперпользоват|без ограничени)|\bкак (?:языковая модель|ии-?ассистент|неиросеть|"
          r"ассистент|робот),? (?:ты|вы|отвеча|долж)|злого двоиника|в роли (?:пират|злого|хакер|админ)",
          opens=True, unless=r"\b(?:нужен|нужна|есть ли|есть) (?:ли )?режим|\?\W{0,3}$"),
    clue("told to the machine", 2, rf"\b(?:note|message|instructions?|reminder|memo|command|order|hint|attention|"
          rf"notice|task|request|дл?я|заметк\w|инструкци\w|сообщени\w|указани\w|команд\w|памятк\w|напоминани\w|"
          rf"приказ\w?|внимани\w|задани\w)\s(?:to|for|для|к)?\s?(?:the |any |an |"
          rf"your )?{orders_words.MACHINE}\b(?:\s?[:.,!-]|$| (?:reading|processing|что|котор))", opens=True),
    clue("spoken to as a machine", 1, rf"^[\W_]{{0,6}}(?:dear |hey |hi |hello |attention,? |ok |okay |"
          rf"уважаем\w{{2}} |привет,? |эи,? |слушаи,? |внимание,? )?{orders_words.MACHINE}\s?[,!-]", opens=True,
          unless=r"\b(?:the price|цену|прайс|how much)\b"),
    clue("another self", 2, r"(?:^[\W_]{0,8}|[.,;:!] |\b(?:and|then|now|please) )(?:stop being (?:an? |the |my )"
          rf"(?:\w{{1,12}} ){{0,2}}(?:{orders_words.MACHINE}|seller|sales\w{{2,6}}|manager|vendor)|"
          r"become (?:my|an? |the )|you are no longer (?:an? |the )|reset yourself|start over as|switch to (?:it|"
          r"the) .{0,20}(?:persona|version|mode))|\b(?:in this|let's play a) (?:game|story|"
          r"scenario),? .{0,60}\byou\b|\bты больше не (?:продав|менедж|бот|ассист|агент|робот|сотрудник)|"
          r"перестань быть (?:\w{3,14} )?(?:бот|ассист|агент|робот|продав|менедж|машин|помощн)|стань мои|"
          r"теперь ты (?:помога|мои|моя|бот|не продав|отвеча|пират|хакер|служи)|\byour (?:replacement|successor|twin|"
          r"shift)\b.{0,60}(?:rules|restrictions|limits)|без запретов", opens=True, unless=r"\?\W{0,3}$"),
    clue("a shift", 1, r"\bend of your shift\b|\bтвоя смена\b"),
    clue("the machine's insides", 2, r"\bcontext window\b|\b(?:clear|wipe|reset|erase|flush) your (?:memory|"
          r"context|history|state)|очисти (?:свою )?(?:память|контекст|историю)|(?:variables|parameters|settings|"
          r"configuration|arguments) (?:that )?you (?:were|are|have been) (?:started|launched|run)|с которыми тебя|"
          r"(?:text|words|message|instructions?|anything) (?:that )?(?:precedes?|preceding|comes? before|"
          r"came before|above) (?:this|the|our) (?:conversation|chat|message|line)|(?:текст|слова|указани\w|"
          r"инструкци\w),? (?:который|которые|что) (?:вам|тебе) (?:дали|дан|выда)|до начала (?:переписки|диалога|"
          r"разговора)"),
    clue("how to be read", 2, r"\b(?:classify|label|log|tag|flag|file) (?:this|it|the|my|that)"
         r"(?: (?:e-?mail|mail|message|sender|client|reply|conversation|lead|contact|whole thing))? as (?:an? |"
          r"the |my |"
         r"already )?(?:request|demo|meeting|admin|owner|operator|approv|sign|won|interested|positive|redirect|agree|"
         r"confirm|trusted|vip|customer|yes|acceptance|refus|question|human)|\b(?:mark|treat|count|consider|record) "
         r"(?:this|it|the|my|that)(?: \w{3,12})? as (?:an? |the |my |already )?(?:admin|owner|operator|won\b|positive|"
         r"trusted|vip|human|redirect|interested)|\bmark (?:this|it|that) as (?:an? )?request|(?:пометь|отметь|"
         r"классифицируи|пометьте|отметьте) .{0,30}\bкак (?:просьбу о встреч|администратор|согласи|встреч|владел|"
         r"оператор|доверен)|\b(?:считаи|зачти|засчитаи) (?:его|ее|их|письмо|все|ответ|любо\w|отправител\w|меня) .{0,"
         r"30}(?:отказ|просьб|согласи|администратор|владел|встреч|\bкак\b)",
         opens=True, unless=orders_words.MINE.replace("my|", "")),
    clue("to agents who read", 2, r"\b(?:ai|a\.i\.|automated|language) (?:agents?|models?|assistants?|systems?|"
          r"bots?|readers?)\b.{0,30}\b(?:reading|processing|parsing|answering|must|should)\b|ии-?(?:агент|модел|"
          r"ассистент)\w{0,3},? (?:читающ|которы|отвеча|должн)", opens=True,
          unless=r"\?\W{0,3}$"),
    clue("if a machine", 1, r"\bif you are an? (?:ai|bot|language model|machine|robot|assistant)|если ты (?:бот|ии|"
          r"робот|неиросеть|модель)", unless=r"\?\W{0,3}$"),
    clue("obedience", 2, r"(?:^[\W_]{0,8}|[.,;:!] |\b(?:and|then|now|must|will) )obey\b(?! the law)|повинуис|"
          r"подчинис|\b(?:is|"
          r"am|from) your (?:creator|maker|master)\b|\bтво\w (?:создатель|хозяин|повелитель)|делаи,? что (?:велено|"
          r"сказано|говорят)", opens=True),
    clue("a state told", 2, r"\b(?:intents?|labels?|метка|confidence|certainty|lead score|pipeline stage|"
          r"deal stage|статус сделки)\s?[:=]\s?[\"'\d\w]|\b(?:stage|sure|trust|role|action|status|approved|held|"
          r"primary|decision|intent|стади\w|статус|этап|намерение)\s?=\s?[\"'\d\w]|^crm,|\bcrm, (?:please )?(?:sync|"
          r"update|close|синхр|закро|обнов)", opens=True),
    clue("a call of a tool", 2, r"\b[a-z]{2,20}_[a-z_]{2,30}\(|(?:^[\W_]{0,8}|[.;:!] |\b(?:and|then|now) )(?:call|"
          r"invoke|run|execute|вызови|запусти) (?:the |your )?(?:function|tool|command|script|функци\w|инструмент|"
          r"команд\w|скрипт)\b", opens=True),
    clue("every later mail", 2, r"\b(?:bcc|cc|copy|duplicate|mirror|route|forward(?= every| each)) (?:every|all|each|"
          r"any) (?:\w{1,12} )?(?:mail|message|reply|email|letter)|\b(?:кажд\w{2}|все|любое) (?:исходящ\w{2,3}|"
          r"последующ\w{2,3}|дальнеиш\w{2,3}) (?:письм|сообщени|ответ)\w? (?:дублируи|копируи|отправляи|пересылаи|"
          r"шли)",
          unless=orders_words.MINE),
    clue("how to reply", 1, r"\b(?:before|while) (?:you )?(?:read|reading) (?:the rest|on|further|this)|"
          r"прежде чем читать|(?:whatever|no matter what) (?:this|the|my) (?:mail|email|message|rest)|"
          r"что бы ни было в (?:письме|тексте)|\bbefore (?:replying|answering)\b|перед ответом"),
    clue("set aside your firm", 2, r"\b(?:disregard|ignore|forget|override|overrule) (?:what|everything|anything|"
          r"whatever) (?:your|the) (?:company|boss|employer|owner|operator|creator|team)|не слушаи (?:своего|своих|"
          r"свою|твоего)|забудь (?:про |о )?(?:своего|свою|своих) (?:начальник|компани|хозя|владел|работодат)|"
          r"no employer", opens=True),
    clue("limits gone", 2, r"(?:all|any|the) (?:restrictions?|limits?|rules|constraints?) (?:on|for) (?:this|the|"
          r"your) (?:account|chat|conversation|session|model) (?:\w{1,8} ){1,3}(?:removed|lifted|off|void|gone|"
          r"disabled)|все ограничения сняты|no (?:content )?(?:rules|restrictions)\b.{0,40}\bswitch|do not log|"
          r"ничего не записываи", opens=True),
    clue("in other tongues", 2, r"\bignor(?:ez|iere?n?|a|ar|e|i)\b.{0,40}\b(?:instruc|instruct|istruz|anweis|"
          r"consignes|regeln|regles|reglas|regole)|\b(?:vergiss|vergessen sie|oublie[zs]?|olvida|"
          r"dimentica)\b.{0,30}\b(?:anweis|instruc|consignes|istruz|regeln|regles)"),
    clue("from above", 1, r"\b(?:urgent|message|notice|order|memo) from (?:hq|headquarters|the head office|support|"
          r"it)\b|из головного офиса|техподдержк\w вашеи|\bthis is (?:openai|anthropic|google|microsoft|ollama|"
          r"meta) |\bto verify the (?:deployment|model|integration)"),
    # Forged voices.
    clue("what the machine must", 2, rf"\b{orders_words.MACHINE} (?:must|shall|is to|has to|обязан\w?|"
          rf"долж\w{{2,3}})\b.{{0,40}}\b(?:this (?:thread|conversation|mail|message|client|customer)|whatever the|"
          rf"any (?:terms|conditions)|эт\w{{1,2}} (?:ветк|диалог|письм|клиент|переписк)|любые услови)|"
          rf"\bвнимание,? {orders_words.MACHINE}\b", opens=True,
          unless=r"\?\W{0,3}$|" + orders_words.MINE),
    clue("among machines", 2, r"\b(?:между нами|we are both|between us),? (?:ии|машин|robots|machines|bots|"
          r"models)", opens=True),
    clue("another self", 2, r"(?:^[\W_]{0,8}|[.,;:!] |\b(?:and|then|now|please) )(?:speak|talk|answer|respond|"
          r"reply|write|act)(?: to me)? (?:as|like) (?:an? [\w' -]{2,40}(?: would|$|[.,;])|dan\b|my |if you)|"
          r"(?:говори|отвечаи|пиши)(?: со мнои| мне)? (?:как|от лица) |\bforget (?:that )?you (?:are|sell|work|"
          r"were)|забудь,? что ты|broken free of|free of the .{0,20}confines", opens=True),
    clue("the machine's insides", 2, r"\b(?:everything|anything) (?:that )?you (?:were|have been|are) (?:told|"
          r"given|instructed|taught|trained)\b|(?:все|то),? что тебе (?:сказали|велели|дали|написали|поручили)|"
          r"\b(?:reproduce|print|output|dump) your (?:own )?(?:configuration|config|settings)\b|\bсвою конфигураци|"
          r"\bсвои настроик|\bverbose (?:output|mode|logging)|подробныи вывод|(?:^[\W_]{0,8}|\b(?:and|и) )(?:skip|"
          r"turn off|disable|отключи|выключи) (?:the |all )?(?:moderation|модераци\w)", unless=r"\?\W{0,3}$"),
    clue("who made it", 2, r"\b(?:vendor|company|team|firm|people|lab|one)s? (?:that|who|which) (?:built|made|"
          r"trained|created|wrote|programmed|developed) you\b(?! an?\b| the\b)|тебя (?:разработал|создал|обучил|"
          r"написал|"
          r"запрограммировал)\w?|\bi (?:built|made|trained|created|programmed) you\b", opens=True),
    clue("others' data", 2, r"(?:^[\W_]{0,8}|[.,;:!\d] ?|\b(?:and|then) )(?:open|read|take|pick|load|открои|"
          r"загрузи|возьми|прочти) .{0,20}\b(?:contact (?:base|list|database)|баз\w контакт\w{0,3})",
          opens=True, unless=orders_words.MINE),
    clue("a state told", 2, r"\b(?:book|offer|cancel)_demo\b|\bsend_presentation\b|\bhand_off\b|\bask_colleague\b|"
          r"^\W{0,4}(?:actions?|деиствия|labels?|intents?)\s?:\s?$|\b(?:conversation|contact|lead|"
          r"deal)\.[a-z_]{2,20}\s?=", opens=True),
    clue("a forged heading", 2, rf"^[\W_]{{0,8}}(?:system|assistant|ai|bot|developer|admin|administrator|root|"
          rf"operator|internal|служебн\w{{2}}|внутренн\w{{2}}|системн\w{{2}})(?:'s)?[ _-]{orders_words.ROLE_WORD}\b"
          rf"(?=[\W_]{{0,2}}(?:[\]:)>}}!.,#*=-]|$)| \d| (?:from|to|for|no|v)\b| \w{{1,12}}\s?:)|"
          rf"^[\W_]{{0,4}}[\[(<{{]\s?(?:{orders_words.ROLE}|internal|служебное|системное|note|internal note|"
          rf"inst)\b[^\n\])>}}]{{0,30}}[\])>}}]|^[\W_]{{0,8}}(?:указание|приказ|распоряжение|слово|note|order|"
          rf"instruction|word)s? (?:of |from )?(?:the |your )?(?:operator|administrator|admin|developer|system|"
          rf"владельца|хозяина|оператора|администратора|разработчика)\b", opens=True,
          unless=r"\bour\b|\bнаш\w{0,3}\b"),
    clue("a forged voice", 1, rf"(?:^[\W_]{{0,8}}|[.!?#>*-] ){orders_words.ROLE}\s?[\])>}}]?\s?[:>]", opens=True),
    clue("two forged voices", 1, r"(?:^[\W_]{0,8}|[.!?#>*-] )(?:human|user|assistant|system|пользователь|ассистент|"
          r"система)\s?:.{0,300}\b(?:assistant|system|human|user|ассистент|система|пользователь)\s?:", opens=True),
    clue("a forged end", 2, r"\b(?:end|start|begin(?:ning)?) of (?:the )?(?:client|customer|user|system|message|"
          r"mail|email|prompt|context|conversation|input|document|quote)\w{0,2}\b(?: message| mail| text| input|"
          r" prompt)?[\W_]{2,}|(?:конец|начало) (?:письма|сообщения|текста|промпта|ввода|запроса|"
          r"контекста)(?: клиента| пользователя)?[\W_]{2,}",
          opens=True),
    clue("who speaks now", 2, r"\bnow the (?:owner|operator|administrator|developer|system|admin) (?:speaks|says|"
          r"orders|commands)|\bthe (?:owner|operator|system|admin|developer) (?:speaks|commands|orders)\s?[:!]|"
          r"теперь (?:говорит|приказывает|пишет) (?:твои )?(?:хозяин|владелец|администратор|разработчик|система)\b|"
          r"(?:говорит|пишет|приказывает|велит) тво\w (?:хозяин|владелец|администратор|разработчик|создатель)|"
          r"приказ администратора|\b(?:admin|root|system|operator) (?:command|override)\b", opens=True),
    clue("a forged yes", 2, r"\b(?:your (?:operator|owner|administrator|admin|creators?|makers?|supervisor)|"
          r"the (?:operator|compliance desk|system administrator)) (?:has |have )?(?:already )?(?:approved|"
          r"authori[sz]ed|ordered|permits?|permitted|lifted|signed off|cleared|instructed)|\b(?:approved|"
          r"authori[sz]ed|cleared|lifted) by (?:the |your )?(?:operator|administrator|admin|compliance)|"
          r"\bhold (?:was |is |has been )?(?:lifted|released)|(?:тво\w (?:владелец|хозяин|разработчик|создатель|"
          r"оператор|администратор)|^\W{0,4}(?:оператор|администратор))(?: \w{2,12})? (?:уже )?(?:одобрил|разрешил|"
          r"велел|приказал|согласовал|подтвердил|снял)\w?|(?:возвращен|передан) роботу", opens=True,
          unless=r"\bподтвердил\w? (?:оплат|заказ|платеж|достав|звон|встреч|что)|\binstructed us\b|\bof our\b"),
    clue("whose authority", 1, r"\b(?:as|i am|i'm|this is|on behalf of) (?:the |your )?(?:legal team|security team|"
          r"administrator|admin|developer|operator|creator|system administrator|anthropic|openai)\b|"
          r"тво\w (?:директор|начальник|босс|шеф)(?: \w{2,12})? (?:просил|велел|сказал|приказал|разрешил|одобрил)|"
          r"security audit|аудит\w? безопасности|compliance (?:check|audit|desk)|penetration test|red team"),
    # Commands and code.
    clue("commands", 2, r"\bsales-agent\s+\w|\bclient_utils\b|\bsudo\s\w|/etc/(?:passwd|shadow)|\bprintenv\b|"
          r"\brm -rf\b|\bdb\.\w{1,30}\.\w|\bdrop table\b|\bunion select\b|\$\{\s?jndi|\$where|\"\$ne\"|"
          r"\{\{ ?(?:fact|facts|config|secrets?|env|self|system|prompt|signature)\b[^{}\n]{0,80}\}\}|"
          r"\$[a-z_]{3,30}_(?:password|key|secret)\b|\b(?:secret|api|private)_key\b|<script\b|%n%n|;\s?cat /|\|"
          r"\s?sh\b", opens=True),
    clue("a placeholder", 1, r"\{\{[^{}\n]{0,80}\}\}"),
    clue("headers", 2, r"^\W{0,3}(?:bcc|x-[a-z-]{3,30}|resent-to)\s?:\s?\S"),
    clue("an image that calls", 2, r"!\[[^\]\n]{0,60}\]\(https?:"),
    clue("a code to obey", 2, r"\b(?:decode|decrypt|deobfuscate|раскодируи|расшифруи|декодируи)\b.{0,40}\b(?:obey|"
          r"execute|follow|run|do|выполни|исполни|сделаи|следуи|подчинись)|\b(?:obey|execute|выполни|"
          r"исполни)\b.{0,30}\b(?:0x[0-9a-f]{4}|[a-z0-9+/]{24,})|"
          r"first letters of|первые буквы|задом наперед|\bbackwards\b.{0,20}\bprompt|через букву|"
          r"the tags\b.{0,20}\bdo as"),
    clue("a code", 1, r"\b(?:rot ?13|base64|leetspeak|in leet|morse)\b"),
    clue("talk of filters", 2, r"\bfilters? (?:(?:will|does|won't|cannot|can't) (?:not )?(?:notice|see|catch|"
          r"understand)|sleeps?|misses)|фильтр\w? (?:спит|не заметит|не поимет|пропустит)|letters are not what|"
          r"буквы тут не те"),
    # Whose data, whose standing.
    clue("secrets", 2, rf"{orders_words.AT}{orders_words.GIVE}\b.{{0,60}}{orders_words.SECRET}|"
          rf"\b(?:labels you gave|your hidden)\b",
          unless=r"\b(?:forgot|reset|my|our|us|me|demo|trial|test|login|access to|забыл\w?|сменить|восстановить|"
          r"мо\w парол|демо|тестов\w{2,3}|доступ\w?|логин|кабинет\w?)\b|\?$"),
    clue("a secret", 1, orders_words.SECRET,
          unless=r"\b(?:forgot|reset|my|our|demo|trial|test|login|забыл\w?|сменить|восстанов\w{2,4}|демо|"
          r"тестов\w{2,3}|доступ\w?|логин|кабинет\w?)\b|\?$"),
    clue("about the model", 2, r"\bsystem prompt\b|\bhow many tokens (?:do you have|are) left|"
          r"\byour training data\b|токенов (?:у тебя )?осталось|"
          r"\bтво\w промпт|\bу тебя промпт"),
    clue("others' data", 1, rf"{orders_words.OTHERS}", unless=r"\b(?:my|our|me|us|мо[йи]\w?|наш\w{0,2}|меня|"
          r"нас|отдел\w|поддержки|спасибо|привет|in copy|in cc|в копии)\b"),
    clue("others' mail", 2, r"\b(?:forward|send|show|quote|summari[sz]e|copy)\b.{0,40}\b(?:correspondence|thread|"
          r"emails?|mails?|letters?|messages|conversations?|history)\b.{0,30}\b(?:with|of|to|"
          r"from) (?:(?:your )?other|(?:[a-z]+ov\b|pyotr)|another (?:client|customer|contact))|"
          r"what (?:your )?other (?:clients?|customers?|people) (?:wrote|said|pay|ask)|(?:перешли|покажи|процитируи|"
          r"пришли)\b.{0,30}(?:переписк|письма|диалог)\w{0,2}.{0,30}(?:\bс \w{3,}|друг\w{2,3} (?:клиент|контакт)|"
          r"из базы|с другими)", unless=r"\bнаш"),
    clue("hoarding", 2, r"\b(?:reserve|book|take|block|hold|grab) (?:me |for me )?(?:every|all) (?:the )?(?:hours?|"
          r"slots?|times?)\b|(?:забронируи|заими|возьми|заблокируи)\b.{0,20}(?:все|кажд\w{2}) (?:часы|слоты|час|"
          r"слот|окна)\b",
         unless=r"\b(?:for us|our|нам|нас|today|tomorrow|сегодня|завтра|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
                r"понедельник|вторник|сред[уы]|четверг|пятниц[уы]|morning|afternoon|утр\w{1,2})\b|\?\W{0,3}$"),
    clue("another's time", 2, r"\bgive me (?:his|her|their) (?:hour|slot|time|place)|отда\w{1,3} (?:его|ее|"
          r"их) (?:час|время|слот|место)"),
    clue("another's standing", 2, r"\b(?:gave|has given|gives) consent\b.{0,60}\bresume|\bresume (?:mailing|"
          r"writing to|contacting) (?:him|her|them)\b|сними (?:запрет|блокировку|стоп) с\b"),
    clue("in secret", 1, r"\b(?:never|do not|don't|without) (?:ever )?(?:mention(?:ing)?|tell(?:ing)? (?:any|him|"
          r"her|them|the|your)\w{0,4}|inform(?:ing)?|notify(?:ing)?|report(?:ing)?|reveal(?:ing)?)\b(?! me\b| us\b)|"
          r"\bkeep (?:this|it) (?:secret|hidden)|не (?:говори|сообщаи|упоминаи|показываи)\b|никому не (?:говори|"
          r"показываи)|держать (?:письма )?не нужно",
          unless=r"^\W{0,3}don't mention it\W{0,3}$|\b(?:me|my|our)\b"),
    # Dictation.
    clue("dictated words", 2, r"(?:^[\W_]{0,8}|[.;:!] ?|\b(?:and|then|now|only|just) )(?:say|write|repeat|print|"
          r"output|declare)(?: only| just| exactly| back| so| now| the words?| the following| in (?:clear|leet|"
          r"wide letters))*\s?[:\"][^\n]{0,200}$|\b(?:answer|reply|respond) (?:only )?(?:so|thus|"
          r"with)\b.{0,3}[:\"!\[]|\b(?:say|repeat|send) the words?\b(?! of\b)|your next (?:sentence|message|answer|"
          r"reply|"
          r"word) (?:is|must|has|will|legally)|\b(?:repeat|say) (?:it )?after me|word for word,? including",
          unless=r"\?\W{0,3}$|(?:reply|answer|respond|write|say)\s?:\s?\S{0,40}@|\bor (?:not|no|we|i)\b|\bto spam\b"),
    clue("dictated words", 2, r"\b(?:скажи|напиши|ответь|отвечаи|повтори|заяви|объяви|сообщи)(?: ему| клиенту|"
          r" только| так| просто| слово| одним словом| дословно| честно| словами| за мнои)*\s?[:\"][^\n]{0,200}$|"
          r"\bтво\w следующ\w{2} (?:сообщени|ответ|письм|слов)\w?|отвечаи (?:только|одним|исключительно)(?! (?:по|"
          r"мне|нам|на|письменно|здесь|если)\b)|"
          r"ответь (?:согласием|отказом|одним словом|картинкои|стихами)|повтори за мнои|дословно (?:свои|все)",
          unless=r"\?\W{0,3}$|(?:напиши|сообщи|ответь)\s?:\s?\S{0,40}@| или | ли "),
    clue("dictated claims", 2, r"^[\W_]{0,8}(?:please |now |then |and )?(?:say|state|write|admit|declare|announce|"
          r"pretend|tell me|tell the (?:client|reader|user|customer)|promise(?: me| him)?) (?:that|whom) (?!i\b|i'|"
          r"we\b|my\b|our\b|again\b|down\b|it\b|there\b|you\b|the price)|^[\W_]{0,8}promise (?:him|her|them|to "
          r"(?!call|write|send|come|be\b|keep|stop))\b|\b(?:end|finish|close|"
          r"open) (?:the|your) (?:answer|reply|message|mail|letter|response) with\b|\b(?:put|include|insert|place|"
          r"add) (?:it|this|my|our|the)\b(?! (?:price|cost|total|dates?|times?|terms?|question|link to|number|list|"
          r"details|quote|vat)).{0,40}\b(?:in|into|to) your (?:next )?(?:answer|reply|response|message)|\b(?:вставь|"
          r"укажи|добавь|подставь|впиши)\b.{0,30}(?:в ответ|в письмо|в свои ответ|мои (?:телефон|адрес|саит|номер)|"
          r"мою (?:ссылку|почту))", unless=r"\?\W{0,3}$|\b(?:цен[уы]|стоимость|сроки?|реквизиты|дат[уы]|условия|"
          r"прайс|ндс)\b"),
    clue("a claim against us", 1, r"\b(?:your (?:company|firm|servers?|product|service)|you) (?:is|are|was|were|"
          r"has|have) (?:bankrupt|been broken into|broken into|been hacked|hacked)|binding contract|обанкротил|"
          r"закрывается", unless=r"\?\W{0,3}$"),
    clue("told like a machine", 2, rf"{orders_words.AT}{orders_words.MACHINE_DO_RU}\b",
          unless=orders_words.MINE + r"(?<!мои)(?<!мнои)|(?:выполни|распечатаи|процитируи|раскрои|выведи|запомни)"
                r"[ ,:]{1,2}(?:пожалуиста,? )?(?:\w{1,12} ){0,2}(?:договор|счет|цену|условия|пункт|обещан|акт\b|прайс|"
                r"телефон|адрес|номер)"),
    clue("the reader told", 2, r"(?:^[\W_]{0,8}|[.;:!] ?|\b(?:and|then|now) )(?:tell|inform|ask|promise|"
          r"assure) (?:the|this) (?:client|reader|customer|recipient)\b|\b(?:скажи|сообщи|пообещаи|обещаи|напиши|"
          r"пришли|передаи) (?:этому )?клиенту\b", unless=r"\?\W{0,3}$|то есть мне|(?:клиенту|client) "
          r"(?:счет|договор|the invoice)"),
    clue("the client is right", 1, r"клиент всегда прав|the client is always right", unless=r"\?\W{0,3}$"),
    clue("agree to all", 2, r"(?:^[\W_]{0,8}|[.,:;!] |\b(?:must|then|now) )(?:agree|accept) (?:to )?(?:all|any|"
          r"every|the) (?:terms?|conditions?|demands?)\b|соглашаися на (?:все|любые)|give everything away|"
          r"skip (?:every|all) checks?|(?:отвечать|слать) без проверки"),
    clue("no limits", 2, r"\b(?:answer|respond|reply|speak|talk)\w{0,3}\b.{0,30}\bwithout (?:any )?(?:limits|"
          r"restrictions|rules|censorship|filters?)\b|\b(?:отвечаи|говори|пиши)\b.{0,30}без (?:ограничении|цензуры|"
          r"правил|фильтров)"),
    clue("an order", 1, rf"{orders_words.AT}{orders_words.DO}\b"),
)  # fmt: skip

# A heading in capitals: "SYSTEM: …", "СИСТЕМА: …". On the text as it stands.
SHOUTED = re.compile(
    r"\s{0,8}[\W_]{0,8}(?:SYSTEM|ASSISTANT|ADMIN|ADMINISTRATOR|DEVELOPER|OPERATOR|OWNER|ROOT|OVERRIDE|АДМИН|СИСТЕМА|"
    r"АССИСТЕНТ|АДМИНИСТРАТОР|РАЗРАБОТЧИК|ОПЕРАТОР|ВЛАДЕЛЕЦ)(?:[ _-][A-ZА-Я]{3,20}){0,2}\s?[:>\])-]"
)

_TAG = (
    r"(?:system|assistant|user|human|instructions?|tool_calls?|function_calls?|invoke|admin|prompt|override|"
    r"developer|command|client|message|input|policy|rules|config|agent|script|context|important|secret|task|"
    r"thinking)"
)
_KEYS = (
    r"(?:intents?|labels?|primary|actions?|decision|stage|rule|held|referral|role|tool|tool_calls?|function|"
    r"arguments|state|due_at|trust|certainty|sure|bcc|to|instructions?|system|prompt|command|override|approved|"
    r"same_domain|maybe_stop|\$where|\$ne)"
)

# Whole blocks on the text as it stands, each with its clue.
BLOCKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a chat template", re.compile(r"<\|[a-z_]{2,30}\|>(?:(?!\n[ \t]*\n)[\s\S]){0,2000}", re.IGNORECASE)),
    ("a chat template", re.compile(r"\[/?INST\](?:(?!\n[ \t]*\n)[\s\S]){0,2000}|"
          r"<</?SYS>>(?:(?!\n[ \t]*\n)[\s\S]){0,2000}")),
    ("a control tag", re.compile(
          rf"</?{_TAG}(?:\s[^<>\n]{{0,200}})?>(?:(?!\n[ \t]*\n)[^<]){{0,1000}}(?:</{_TAG}>)?", re.IGNORECASE)),
    ("a control block", re.compile(
          rf"(?:```\w{{0,10}}\s{{0,4}})?[{{\[][^{{}}\n]{{0,80}}[\"']{_KEYS}[\"']\s{{0,3}}:(?:(?!\n[ \t]*\n)[\s\S]){{"
          rf"0,1500}}[}}\]](?:\s{{0,3}}```|[^\n]{{0,200}})?", re.IGNORECASE)),
    ("a control tag", re.compile(
          r"<(?!meta|input|param|button|select|textarea|option|link)[^\W\d_][\w-]{2,30}\s[^<>\n]{0,60}\b(?:name|value|"
          r"stage|action|имя|значение|этап|действие)=[\"'][^<>\n]{0,120}/>", re.IGNORECASE)),
    ("a control tag", re.compile(r"<([^\W\d_][\w-]{2,30})(?:\s[^<>\n]{0,200})?>[\s\S]{0,1500}?</\1>")),
    ("an example to learn from", re.compile(
          r"^[^\n:]{0,80}\b(?:Q|Question|Input|Example|Mail|Вопрос|Пример|"
          r"Письмо)\s?\d?\s?:[^\n]{0,200}?\s{1,3}(?:Label|Intent|Class|"
          r"Output|Метка|Класс)\s?:[^\n]{0,200}", re.IGNORECASE | re.MULTILINE)),
    ("a hidden note", re.compile(r"<!--[\s\S]{0,1500}?-->")),
    ("a forged fence", re.compile(r"^.{0,80}(?:<<<\w|\w>>>)(?:(?!\n[ \t]*\n)[\s\S]){0,1500}", re.MULTILINE)),
    ("a forged fence", re.compile(r"```[\s\S]{0,80}</(?:client|message|input|user)>[\s\S]{0,600}?```",
          re.IGNORECASE)),
    ("forged headers", re.compile(r"^(?:(?:To|Cc|Subject|From|Reply-To):.{0,200}\n){0,4}(?:Bcc|"
          r"X-[A-Za-z-]{3,30}):.{0,200}(?:\n[A-Z][A-Za-z-]{1,30}:.{0,200}){0,6}",
                                  re.MULTILINE)),
)  # fmt: skip
