"""Questions of a text: the clauses that ask, in Russian and English, with or without a question mark. Pure.

1. Sentences, and within them the places where another asking clause begins.
2. A clause asks by its mark, by how it begins ("сколько стоит", "is there") or by a lead ("интересует", "tell me").
3. What stands before the first asking clause goes, unless it sets the case ("если", "у нас", "if", "we").

It does not answer, and it does not judge whether the client wants an answer.
"""

import re

MOST = 8
_MOST_TEXT = 20_000
_MOST_CLAUSE = 400
_LEAD = (
    r"(?:(?<!не )интересу(?:ет|ют|емся|юсь)|(?<!не )интересно,? (?:узнать|знать|понять|(?=сколько|как|есть ли|можно ли|что|где))|"
    r"подскажите|скажите|напомните|повторите|расскажите|уточните|поясните|объясните|опишите|сориентируйте|"
    r"сообщите|напишите|покажите|ответьте|пришлите (?:\w+ )?(?=прайс|цен|стоимост|тариф|услови|ссылк|политик|договор)|"
    r"хоте(?:л|ла|ли|лось) бы (?:уточнить|узнать|понять|знать|понимать)|(?:хочу|хотим|хочется|важно|нужно|надо) "
    r"(?:уточнить|узнать|понять|знать|понимать)|есть (?:вопрос|пара вопросов)|"
    r"(?:please |kindly |could you |can you ){0,2}(?:tell (?:me|us)|remind (?:me|us)(?: of)?|repeat|say again|"
    r"let (?:me|us) know|explain|describe|clarify|advise|give (?:me|us))\b|"
    r"(?:i|we)(?:'d| would|’d) (?:like|love|need|want) to (?:know|understand|hear|learn)|(?:i|we) (?:need|want) to "
    r"(?:know|understand)|(?:i am|i'm|we are|we're|just|i was)? ?(?:wondering|curious)|i wonder|"
    r"(?:please |could you |can you )?(?:send|share|give) (?:me|us) (?:\w+ ){0,3}(?=pric|rate|quote|cost|link|terms|plans))"
)
_OPENING = (
    r"(?:(?:а|и|так|ну|ещ[её]|кстати|also|and|so|but) ,? ?){0,2}(?:сколько|поч[её]м|во сколько|как(?:ой|ая|ое|ие|ова|овы|их|им) |"
    r"есть ли|можно ли|нужн[оаы] ли|\w{2,20} ли\b|как (?:долго|быстро|скоро|часто|работа|оплат|подключ|устро|происход|"
    r"защищ|начать|вы )|где (?:храня|наход|посмотр|почит|можно)|кто (?:вы|это|такие|ваши|у вас|будет)|ч[её]м (?:вы|ваш|отлич)|"
    r"что (?:вход|включ|нужно|будет|с )|на какой|за какой|по какой|в какой|с какими|на каких|из каких|куда |откуда |"
    r"how (?:much|many|long|soon|often|do|does|can|is|are|would|easy|fast|quickly)\b|what(?:'s| is| are| does| do| kind| would| "
    r"happens| if| about)\b|which \w|is (?:there|it|this|that|the|your)\b|are (?:there|you|the|your)\b|do (?:you|we|i)\b|"
    r"does (?:it|the|your|this)\b|can (?:you|we|i|it)\b|could (?:you|we|it)\b|will (?:you|it|we|our)\b|would (?:you|it)\b|"
    r"where (?:is|are|do|can)\b|when (?:can|will|do|does)\b|who(?:'s| is| are| will| else)\b|why (?:should|do|is|are)\b)"
)
_SENTENCE = re.compile(rf"(?<=[.!?…])\s+|\n+|(?<=[?!])(?=[^\s?!.)\"»])|;\s|:\s(?=\s?{_OPENING})", re.IGNORECASE)
_LEADS = re.compile(rf"\b{_LEAD}", re.IGNORECASE)
_OPENS = re.compile(rf"^[\s\"«(—–-]{{0,5}}{_OPENING}", re.IGNORECASE)
_BARE = re.compile(r"^[\s\"«(—–-]{0,5}(?:есть|можно|нужн[оаы]|могут|можете|умеете|и|или|а)\b", re.IGNORECASE)
_JOINT = re.compile(
    r",\s+(?:а также|а ещ[её]|и|а|но|and|but|so|or)\s+|,\s+|\s+(?:а также|и|and)\s+|\s+[—–]\s+", re.IGNORECASE
)
_SETS_CASE = re.compile(r"^\W{0,3}(?:а если|если|когда|у нас|мы|нас|нам|наш|if|when|we|our|once)\b", re.IGNORECASE)
_SUBJECT = re.compile(
    r"^\W{0,3}(?:\w{1,20} ){0,2}(?:стоимост|цен[аыуе]\b|цене\b|тариф|услови|срок|интеграц|скидк|гаранти|доставк|внедрени|обучени|"
    r"поддержк|безопасност|оплат|договор|демо|pric|cost|terms|plans?\b|integration|security|support|discount|delivery|"
    r"timeline|onboarding|setup|contract|trial|payment|training)\w{0,10}",
    re.IGNORECASE,
)
_FLUFF_BEFORE = re.compile(
    r"^(?:сразу|заодно|ещ[её]|также|тоже|и|а|ну|так|пожалуйста|also|and|just|please),?\s+(?=\S+\s+\S)", re.IGNORECASE
)
_FLUFF_AFTER = re.compile(
    r"(?<=\w)[,\s]{1,3}(?:пожалуйста|плиз|будьте (?:так )?(?:добры|любезны)|если можно|(?:заранее )?спасибо|please|kindly|"
    r"if (?:you can|possible)|thanks|thank you)[\s.!?]{0,5}$",
    re.IGNORECASE,
)
_MARK_STRIPPED = " \t\r\n,;:—–-"


def split_questions(text: str) -> tuple[str, ...]:
    """The clauses that ask, in order, each once, at most eight; empty when nothing is asked."""
    found: list[str] = []
    for sentence in _SENTENCE.split(text[:_MOST_TEXT]):
        if sentence and sentence.strip():
            found += [each for each in _asking(sentence.strip()) if each not in found]
        if len(found) >= MOST:
            break
    return tuple(found[:MOST])


def without_lead(clause: str) -> str:
    """The clause without "подскажите", "could you tell me", "please" and the like around it, where two words stay."""
    clause = _FLUFF_AFTER.sub("", _FLUFF_BEFORE.sub("", clause))
    match = _LEADS.match(clause)
    rest = clause[match.end() :].lstrip(_MARK_STRIPPED) if match else clause
    return _FLUFF_BEFORE.sub("", rest) if len(rest.split()) >= 2 else clause


def _asking(sentence: str) -> list[str]:
    """The asking clauses of one sentence; all of it when it has a mark and no clearer part."""
    is_marked = sentence.rstrip(" \"»)'.!").endswith("?")
    pieces = _pieces(sentence)
    clauses: list[str] = []
    before: list[str] = []
    asks = False
    for joint, piece in pieces:
        opens = bool(_LEADS.search(piece) or _OPENS.match(piece))
        if opens or (asks and _is_another(joint, piece)):
            if asks and not _is_lead_alone(clauses[-1]):
                clauses.append(piece)
            elif asks:
                clauses[-1] += joint + piece
            else:
                clauses.append(_with_case(before, piece))
            asks = True
        elif asks:
            clauses[-1] += joint + piece
        else:
            before.append(joint + piece)
    if not asks and is_marked:
        clauses = [sentence]
    return [each.strip(_MARK_STRIPPED)[:_MOST_CLAUSE] for each in clauses if re.search(r"\w", each)]


def _pieces(sentence: str) -> list[tuple[str, str]]:
    """The sentence cut at commas and "and", each piece with the joint before it."""
    found, start, joint = [], 0, ""
    for match in _JOINT.finditer(sentence):
        found.append((joint, sentence[start : match.start()]))
        joint, start = match.group(), match.end()
    found.append((joint, sentence[start:]))
    return [(joint, piece) for joint, piece in found if piece.strip()]


def _is_another(joint: str, piece: str) -> bool:
    """Whether a piece without a question word of its own still asks for another thing: "и сроки", "and support"."""
    return len(piece.split()) <= 5 and bool(_SUBJECT.match(piece) or (joint.strip(" ,") and _BARE.match(piece)))


def _is_lead_alone(clause: str) -> bool:
    """Whether nothing but the lead stands there yet ("подскажите"), so that what follows belongs to it."""
    rest = _LEADS.sub("", clause)
    return len(re.findall(r"\w{3,}", rest)) <= 1 and bool(_LEADS.search(clause)) and not _SUBJECT.search(rest)


def _with_case(before: list[str], piece: str) -> str:
    head = "".join(before)
    return f"{head.strip()}, {piece}" if _SETS_CASE.match(head) and len(head) <= 160 else piece
