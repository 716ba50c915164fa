"""What keeps a phrase of redirection from being one: refused, asked, the writer's own doing, a machine's report.

It finds no phrases: `referral_phrases` does.
"""

import re

_REFUSED = re.compile(
    r"(?:\bне|\bесли|\bнельзя|\bзачем|n't|\bnot|\bnever|\bno need to|\bunable to|\bcannot|\bstop|\bquit)\s"
    r"(?:надо\s|нужно\s|стоит\s|to\s|ever\s)?$"
)
_OWN_DOING = re.compile(
    r"\b(?:i|we|they|he|she|i'll|we'll|i've|we've|i'd|we'd|i'm|let me|should i|did you|have you|could i|can i|"
    r"may i|need to|have to|"
    r"я|мы|(?<!you )could|(?<!you )will)\b[^.,;!?]{0,25}$"
)
# What a copy, a forward or a call is when we did it, or when it is only spoken of.
_YOUR_PAPER = re.compile(r"\byour [a-z ]{2,20} (?:says?|said|states) $|\bу вас (?:на сайте )?(?:написано|указано),? $")
_NO_LONGER = re.compile(r"\b(?:used to|would|did|раньше|прежде|когда-то)(?: always| usually| всегда| [а-я]{2,10})?\s$")
_NOBODY = re.compile(r"\b(?:nobody|no one|no-one|noone|никто|некому|only|usually)\b[^.,;]{0,20}$")
# What the one to whom our letter was passed on has said of it: then the writer goes on with us.
_REACTION = re.compile(
    r"\bпусть (?:по|про|из|о|гля|взгля|смотр|чита|дума)[а-я]{2,9}|понрав|оцени|посмея|сказал|ответил|(?:он|она|"
    r"они|тоже) (?:не )?(?:против|за|рад)|\bжд[уе]м?\b|решени|посмотр|"
    r"не впечат|"
    r"\bи (?:отвечу|вернусь|сообщу|напишу|дам|отпишусь)\b|\bi'll\b|let you know|"
    r"\b(?:but|and|so|yet) (?:he|she|they)(?:'s|'re|'ll not| is| are| was| were| has| had| did| does| do)\b|"
    r"\b(?:но|и|а) (?:он|она|они) (?!вам|с вами|сам)|"
    r"lov(?:ed|es)|\blike[sd]?\b|\bkeen\b|laugh|\bsaid\b|\bsays\b|agree|convinced|impressed|waiting|hate|happy|"
    r"\bthinks?\b|we're in\b"
)
_ON_TO_THEM = re.compile(
    r"свяж|дальше|с ним\b|с ней\b|ей и |ему и |займ|напиш|contact you|in touch|get back|take it|follow up|reach out|"
    r"reply to you|handle|"
    r"looks? after|from here|\b(?:he|she|they)(?:'ll| will) (?:call|ring|e-?mail|write|be in touch|reach|come back|get)"
)
# "Your mail has been forwarded to …" is not the reader's doing.
_WAS_PASSED = re.compile(r"\byour [a-z-]{4,10} (?:has been|was|is being|got|will be|has now been)(?: [a-z]{3,12})?\s$")
_WHO_ASKS = re.compile(r"^\W{0,3}(?:who|why|how|does|do|did|is|are|when|where|кто|почему|зачем|как|когда)\b(?! about)")
_YOUR_DOING = re.compile(r"\b(?:you|your|вы|вами|зачем|почему|why|stop|перестаньте|хватит)\b[^.,;!?]{0,30}$")
_AS_A_NOUN = re.compile(
    r"\b(?:the|a|an|this|that|your|our|my|last|his|her|every|each|no|first|another|three-way|group)\s$"
)
# "Email the quote to quotes@…": what the writer wants to get, at an address of his own.
_MATERIAL = re.compile(
    r"(?:e?-?mail|send|forward|submit|pass) (?:me |us )?(?:the|a|an|some|over|your)\s(?:\w{1,12}\s)?(?:quote|price|"
    r"prices|"
    r"pricing|invoice|deck|brochure|details|contract|list|catalogue|catalog|link|docs|documents|information|info|"
    r"presentation|materials|slides|samples?|bill|receipt)\b"
)
_WE_READ = re.compile(
    r"\b(?:пришлите|присылайте|вышлите|скиньте|шлите|отправьте)\b.{0,120}\b(?:посмотрим|изучим|глянем|рассмотрим|"
    r"ознакомимся|почитаем|"
    r"подумаем)\b"
)
_TO_THE_WRITER = re.compile(r" ?(?:мне|нам|me|us)\b")
_GREETING = re.compile(r"\b(?:спасибо|привет|благодарн|поздрав|поклон)")
_NOUNS = re.compile(r"(?:contact|e-?mail|call|phone|message|ring|drop|reach|try|write)\b")
# Words of a mail server: what stands beside them is where a letter did not arrive.
_BOUNCE = re.compile(
    r"\bin (?:the )?queue\b|\bremote host\b|\b(?:unknown user|user not found)\b|\bдоставить не удалось|"
    r"(?:\bnot|n't|unable to|failed to) (?:be )?(?:been )?deliver|\bundeliver|\bdelivery (?:to|has|failed|status)|"
    r"\baddress rejected|\bpermanent (?:error|fail)|\buser unknown|\bno such user|\bmailbox (?:is )?(?:full|"
    r"unavailable)|"
    r"\baddress (?:was )?not found|(?:address|recipient)[^.!?]{0,40} (?:couldn't|could not|can't|cannot) be found|"
    r"\bне (?:было )?доставлен|\bне может быть доставлен|\bне удалось доставить|"
    r"\bнедоставлен|\bотклонен[оа]? (?:сервером|почтов)|\bадрес(?:ат)? не (?:найден|существует)|"
    r"\bbounced\b(?! (?:this|it|your) )"
)
# "I'd suggest writing to …" is advice, whoever says it.
_YOU_MUST = re.compile(r"\byou(?:'d|'ll| will| would)? (?:have|need) to $")
_I_WOULD = re.compile(r"\bi(?:'d| would) (?:rather |really |probably |just |always )?$")
_NO_DOING = re.compile(
    r" you|person you|^(?:suggest|recommend|advise)| for$|^i(?:'d| would) |^it'?s |(?:replaced|succeeded) by|^let "
)
_PLEASE = re.compile(
    r"\b(?:please|pls|kindly|could you|can you|пожалуйста|просьба)(?: (?:also|и|поставить|поставьте))?\s$"
)
_TO_ME = re.compile(r"\b(?:when you|if you|to me|мне|когда будете)\b")
_ADVICE = re.compile(r"\b(?:please|pls|you|kindly|instead|better|just|person)\b")


_COPY_ASKED = re.compile(
    r"(?:^|[.!?,;:] |\bplease |\b(?:can|could|would) you |\bи |\band )(?:also |пожалуйста,? )?(?:cc(?!')|copy|keep|"
    r"include|put|"
    r"loop|add|"
    r"(?:по)?ставьте|добав(?:ьте|ляйте)|включ(?:ите|айте)|подключ(?:ите|айте)|держите|продублируйте копию)\b"
)
_TAKES_OVER = re.compile(
    r"\b(?:instead|from here|who (?:can|will|is|does|knows)|who.ll|picks?|takes?|taking|decid|owns?|handl|runs?|"
    r"in charge|responsib|deals?|looks? after|right person|"
    r"over to|дальше|реша|занима|отвеча|ведет|вместо|ответствен|веда|курир|продолж|разберет|подхват|рулит)"
)


_CONTENT = re.compile(
    r"\b(?:happy|satisfied|pleased|content|fine|sticking|staying) with (?:them|him|her|it|that|what)\b|\b(?:works|"
    r"working) "
    r"(?:fine|well|perfectly)\b|\b(?:is|are|that's|it's) (?:plenty|enough) for (?:us|me)\b|"
    r"\b(?:we're|we are|i'm|i am) (?:all |well |fully |already )?(?:covered|sorted|set|fine|good)\b|"
    r"(?<!не )\bустраива(?:ет|ют)\b|\b(?:нам|этого) (?:этого )?(?:вполне )?(?:хватает|достаточно)\b|\b(?:всем|ими|"
    r"им|ею|ей) (?:вполне |очень )?"
    r"довольн[аы]?\b|\bдовольн[аы]? (?:ими|им|ею|ей)\b|\bсправля(?:ется|ются|емся)\b|"
    r"\b(?:отвечу|напишу|сообщу|вернусь|ответ дам) сам[аи]?\b|\bсам[аи]? (?:вам )?(?:отвечу|напишу|сообщу|вернусь)\b|"
    r"\b(?:but|and|who|he|she|they)(?:'s|'ve| has| have| had)? (?:since |now |then |recently )?(?:left|quit|"
    r"resigned)\b|"
    r"\b(?:но|и|он|она|уже|недавно) (?:уже |недавно |от нас ){0,2}(?:уволи(?:лся|лась|лись)|уш[её]л|ушла|ушли)\b"
)
_PARCEL = re.compile(r"\b(?:курьер|доставк|посылк|самовывоз|ул\.|улиц)")


def is_copy_asked(sentence: str, end: int) -> bool:
    """Whether somebody is only to get a copy ("поставьте в копию Лену"); who takes over is handed to."""
    return bool(_COPY_ASKED.search(sentence[:end])) and not _TAKES_OVER.search(sentence)


_WANTS = re.compile(
    r"\b(?:хочу|хотим|хотел[аи]?|хотелось|могу|можем|мог|могла|могли|готов[аы]?|буду|будем|мне|нам|я|мы|меня|вы|"
    r"вам удалось|долж[а-я]{1,3}|"
    r"обещал[аи]?|успел[аи]?|удалось|пытал[а-я]{3}|решил[аи]?|рад[аы]?|прежде чем|чтобы|если)\b[^.,;!?]{0,30}$"
)
_STRUCK = re.compile(r"\b(?:удалите|уберите|вычеркните|забудьте|remove|delete|erase|forget)\b[^.,;!?]{0,30}$")
_INFINITIVE = re.compile(r"[а-я]{3,14}(?:ть|ти|ться)\b")


def is_content(sentence: str) -> bool:
    """Whether all is well as it is: whoever does it now is spoken of, and we are sent to nobody."""
    return bool(_CONTENT.search(sentence)) and "@" not in sentence and not re.search(r"\d{3}", sentence)


def is_bounce(sentence: str) -> bool:
    """Whether a mail server speaks: a letter did not arrive."""
    return bool(_BOUNCE.search(sentence))


def asks_for_papers(sentence: str, place: int) -> bool:
    """Whether the phrase there asks for a deck or a quote: an address of the writer's own house follows."""
    return bool(_MATERIAL.match(sentence, place) or _WE_READ.search(sentence, place))


def is_blocked(kind: str, sentence: str, match: re.Match[str]) -> bool:
    """Whether it is refused ("не пишите"), asked ("who handles …?") or what the writer does himself."""
    before = sentence[max(0, match.start() - 45) : match.start()]
    if match.group().startswith("спро") and _PARCEL.search(sentence):
        return True
    if kind == "nudge" and _INFINITIVE.match(match.group()) and _WANTS.search(before):
        return True
    if kind == "contact" and _STRUCK.search(before):
        return True
    if kind == "copy" and is_copy_asked(sentence, match.end()):
        return True
    if kind == "copy" and _PLEASE.search(before) and _TO_ME.search(sentence, match.end()):
        return True
    if kind in ("to", "nudge", "by", "contact") and _REFUSED.search(before):
        return True
    if kind in ("copy", "forward") and (
        _REFUSED.search(before) or (_YOUR_DOING.search(before) and not _WAS_PASSED.search(before))
    ):
        return True
    if kind == "forward" and _TO_THE_WRITER.match(sentence, match.end()):
        return True
    if match.group().startswith("переда") and _GREETING.search(sentence[match.end() : match.end() + 40]):
        return True
    if kind == "to" and _AS_A_NOUN.search(before) and _NOUNS.match(match.group()):
        return True
    if (
        kind == "forward"
        and _REACTION.search(sentence, match.end())
        and not _ON_TO_THEM.search(sentence, match.end(), match.end() + 70)
    ):
        return True
    if kind == "to" and _YOUR_PAPER.search(before):
        return True
    if kind == "by" and _NO_LONGER.search(before):
        return True
    if kind == "by" and (_NOBODY.search(before) or is_content(sentence)):
        return True
    if kind == "to" and sentence.rstrip().endswith("?") and _WHO_ASKS.match(sentence):
        return True
    if kind == "by" and sentence.rstrip().endswith("?"):
        return True
    if kind == "by" and re.search(r"\b(?:who|кто|how|как|whether|does your|ваш|your)\b[^.,;]{0,25}$", before):
        return True
    if kind == "to" and match.group().isascii() and not _NO_DOING.search(match.group()):
        own = _OWN_DOING.search(before)
        if _YOU_MUST.search(before) or _I_WOULD.search(before):
            return False
        return bool(own) and not _ADVICE.search(before[own.start() :] if own else before)
    return False
