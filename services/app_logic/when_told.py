"""Times that are only told of: "we get most reviews at Christmas", "клиенты жалуются, что в понедельник никто не "
"отвечает".

A day that stands in a sentence of many words, in which nobody asks for a talk, is away, refuses or promises
anything, is part of a story. It finds no times; a short answer ("June.", "Q2 at the earliest") is never a story.
"""

import re

from services.app_logic.when_cues import Cues, is_clock
from services.app_logic.when_spans import Span

# So many words beside the time make a story; of a weekday fewer do, of "at the end of May" more.
_MANY = {"weekday": 2, "range": 2, "minutes": 2, "day": 3, "holiday": 3, "period": 3, "year": 3, "part": 4}
_SAID_OF_IT = frozenset(("_", "pst", "x", "prs", "ltr", "roi", "usu"))
_EVIDENCE = frozenset("cb ok mv wait imp ret awy bsy now til bef lat end or desk dt".split())
# Who bids, offers, promises or points at the time speaks of a time to come.
_BID = re.compile(
    r"^\W*(?:ой|нет|хотя|вернее|точнее|лучше|или|actually|sorry|no|or|better)\b|"
    r"\b[а-я]{2,14}(?:йте|ите|ьте)(?:сь)?\b|\b[а-я]{2,14}[иь]?[\s-]ка\b|\bпредлага[ею]|\bокн[оа]\b|\bтогда\b|"
    r"\bпосле\b|\bжд[уе]м?\b|\bскаж(?:у|ем)\b|\bобсу(?:жу|дим)\b|\bпозвон(?:ю|им)\b|\bнабер(?:у|ем)\b|"
    r"\b(?:отпиш|отвеч|ответ|сообщ|выйд|займ|верн|реш|посмотр|глян|прочит|почита|подума|"
    r"выбер|определ|обсуд|разбер|узна)[а-я]{0,4}"
    r"(?:усь|имся|емся|у|ю|им|ем)\b|\bбуд(?:у|ем|ет)\b|\bсмо(?:гу|жем)\b|\bнаме(?:тим|чаем)\b|"
    r"\b(?:is|that's) when\b|\bthen\b|\bthat (?:week|month)\b|\bafter\b|\bonce\b|\bwill\b|\bshall\b|\bgoing to\b|"
    r"\b\w{1,4}'ll\b|\bplease\b|"
    r"\bpls\b|\bhow about\b|\bhow(?:'s|’s| is)\b|\bany chance\b|"
    r"\b[а-я]{3,12}[еи]те ?\?|\b(?:в|at) \d{1,2}\b(?! [а-я]{2,12}(?:ах|ях)\b)|\bearliest\b|\bagain\b|\bmake it\b|"
    r"\brenew|\blapse|\bcontract\b|\bдоговор|\bпродл|\bcalmer\b|\bquieter\b|"
    r"\b(?:frees?|opens?|clears?|quietens?|calms?|slows?) (?:up|down|out)\b|\b(?:высвобо|освобо)[а-я]{3,8}\b|"
    r"\beasier\b|\bfreer\b|"
    r"\b(?:спокойн|свободн|посвободн|поспокойн|тише|потише|легче|полегче)[а-я]{0,3}\b|"
    r"\bask\b(?! (?:her|him|them|for)\b)|\byours\b|\bnudge\b|\brather\b|\bскорее\b|\bточно\b|\bonwards?\b|"
    r"\b(?:расскаж|покаж|подскаж|приед|подъед|заед|зайд|подойд)ете\b|\bpoke\b|\bcould\b"
)
_SUBJECT_OF = re.compile(
    r"\b(?:busiest|quietest|slowest|worst|biggest|strongest|deadest|delivery|market|pay|rest|off|opening|closing|"
    r"сам[а-я]{2} "
    r"[а-я]{4,14}|разгрузочн[а-я]{2}|санитарн[а-я]{2}|выходн[а-я]{2})\s?(?:day|night|time|season|month|week|день|"
    r"время|месяц|"
    r"сезон)?(?: off)?(?: (?:is|are|was|у нас|here|for us)| ?[—–-]|'s)+(?: (?:on|в|a|the|это))?\s$|"
    r"\bday off (?:is|was) $|\b(?:today is|today's|сегодня(?: (?:же|уже|только|всего))?) $"
)
_STATISTICS = re.compile(
    r"\b(?:we|they|i|people|guests|customers) (?:always |usually |mostly )?(?:get|have|see|sell|make|do) "
    r"(?:most|more|all|many|lots|a lot|loads|around|about|\d)"
)
_SEASON = re.compile(
    r"(?:\bсезон|\bseason)[^.!?]{0,30} (?:откры|начин|старт|start|open|begin|kick)[a-zа-я]{0,6} (?:в |с |in |on )?$"
)
_SPEED = re.compile(r"\b(?:how (?:many|much|fast|often)|сколько|скольк[иоу])\b")
_POINTING = re.compile(r"\b(?:тогда|после|до|then|after|before|when)\b")
_THEIR_ABILITY = re.compile(
    r"^\W*(?:and |so |but )?(?:will|does|do|did|is|can|could) (?:it|they|you|this|that|your|people|customers|guests)\b"
)
# "Tuesday's better than Monday", "I plan the next year": not those.
_LESS = re.compile(
    r"\b(?:better|rather|easier|sooner|лучше|удобнее|скорее)\b[^.]{0,20}\b(?:than|чем) (?:on |in |в |во |на )?$"
)
_PLANNED = re.compile(r"\b(?:plan|plans|planning|budget(?:ing)? for|верста[а-я]{2,4}) (?:the |for |на )?$")
_SO = re.compile(r"\b(?:so|therefore|так что|поэтому|значит)(?: с| со| в| во| на| from| on| in)?,? $")
_OF_DATA = re.compile(
    r"\bза (?:(?:весь|всю|все|эт[а-я]{1,2}|последн[а-я]{2}|прошл[а-я]{2,3}|перв[а-я]{2}|\d{1,3}) ){0,2}$"
)
_REPORT = re.compile(
    r"\b(?:reports?|figures|numbers|results|stats|statement|отчет[а-я]{0,2}|отчёт[а-я]{0,2}|данные|статистик[а-я]|цифры) "
    r"(?:for|of|from|за|на|по) (?:the |весь )?$"
)
_REACHES = re.compile(r"\b(?:then|after|тогда|потом|после)\b")
_AHEAD_OF = re.compile(r"^ до\b")
# "Мы отвечаем в течение двух дней": how soon things are done, where nobody promises a reply.
_WITHIN = re.compile(r"\b(?:в течении|в течение|within)\b")
_WHOLE = re.compile(r"\b(?:весь|вс[её]|всю|целый|целую|all|whole|entire)(?: of| the)? $")
_RECURRING = re.compile(
    r"\b(?:ежемесячно|еженедельно|ежегодно|ежеквартально|monthly|weekly|quarterly|yearly|каждый (?:месяц|год)|"
    r"every (?:month|year|week)),? (?:on |by |к |до |в |the ){0,2}$"
)
# "14 февраля у нас акция", "on Friday we've got a wedding": what happens with them then.
_EVENT = re.compile(
    r"^,? (?:утром |днем |днём |вечером )?(?:у (?:нас|меня) (?!(?:есть )?(?:окн|свобод|врем|получ|будет врем|возмож|слот))|"
    r"(?:we've got|we have|we're (?:hosting|having|running|opening|closing|launching)|i've got|there's) (?:a|an|our|the|"
    r"another)\b(?! (?:slot|gap|window|free|spare)))"
)
# "В декабре вы обещали договор".
_YOU_DID = re.compile(
    r"^,? (?:вы|ваш[аие]?|они) (?:[а-я]{2,14} ){0,2}(?:обещал|говорил|писал|звонил|присылал|предлагал|просил|хотел)[аи]?\b"
)
# "И про субботу тоже?"
_TOPIC = re.compile(r"\bпро $")
# "Билеты на 30.08 уже куплены".
_BOUGHT = re.compile(
    r"^,? (?:уже |давно |у нас )*(?:куплен|выкуплен|заброниров|заказан|продан|распродан|оплачен|sold out|already "
    r"(?:bought|sold|booked|paid))"
)
# "April Fools is tomorrow", "the board is on Friday".
_HAPPENS = re.compile(
    r"\b(?!earliest|best|first|soonest|next|free|good|better|latest|slot|option|day|time|date|back|it|that|this|"
    r"preference|choice)[a-z]{4,} (?:is|are) (?:on |only |not until )?$"
)
# "Nobody decides anything on a Friday".
_ON_A = re.compile(r"\b(?:on|of|for|and|with) an? $")
# "It's Saturday!", "Воскресенье же!", said on that day.
_IS_NOW = re.compile(r"\b(?:it's|it is)(?: a| only| already| still)? $")
_IS_NOW_AFTER = re.compile(r"^,? (?:же|ведь|на дворе)\b")
# How far before the time its surroundings are read.
_REACH = 60


_PAUSE = re.compile(r"^ ?[,—–(-]")


def is_told(span: Span, said: list[str], cue: Cues, lead: str, tail: str, sentence: str, *, is_asked: bool) -> bool:
    """Whether the time is only told of.

    `said` are the symbols of its sentence, `sentence` its words in lower case, `lead` and `tail` what stands
    before the time and after it; `is_asked` where the sentence is a question.
    """
    lead = lead[-_REACH:]
    said_before = re.search(r"[a-zа-я]{4}", lead)
    if _SUBJECT_OF.search(lead) or _RECURRING.search(lead):
        return True
    if (_YOU_DID.search(tail) or (is_asked and _TOPIC.search(lead))) and not cue.near_wish:
        return True
    if _BOUGHT.search(tail) and not cue.near_wish:
        return True
    if span.kind == "weekday" and _ON_A.search(lead) and not cue.near_wish:
        return True
    if _LESS.search(lead) or (span.kind in ("period", "year") and _PLANNED.search(lead)):
        return True
    if _REPORT.search(lead) and not _REACHES.search(tail):
        return True
    if _OF_DATA.search(lead) and not _AHEAD_OF.search(tail):
        return True
    if _STATISTICS.search(lead) or (_SEASON.search(lead) and not (cue.near_wish or _POINTING.search(tail))):
        return True
    if span.kind == "minutes" and is_asked and _SPEED.search(sentence):
        return True
    is_ability = is_asked and bool(_THEIR_ABILITY.search(sentence)) and not {"cb", "mv", "wait"} & set(said)
    if span.kind in ("relative", "minutes") and is_ability:
        return True
    if cue.wish or cue.near_wish or cue.back or cue.away or cue.refusal:
        return False
    if span.kind in ("relative", "minutes") and _WITHIN.search(sentence):
        return True
    if _WHOLE.search(lead) and len(said) > 4:
        return True
    if span.kind in ("day", "weekday", "range") and (_EVENT.search(tail) or _HAPPENS.search(lead)):
        return True
    if (
        any(is_time_of_day(symbol) for symbol in said)
        or not (_EVIDENCE - ({"end"} if is_asked else set())).isdisjoint(said)
        or _BID.search(sentence)
    ):
        return False
    if _SO.search(lead):
        return False
    if not said_before and _PAUSE.match(tail):
        return False  # "Next spring, when the new site opens"
    count = sum(symbol in _SAID_OF_IT for symbol in said)
    return count >= _MANY.get(span.kind, 99) - is_asked


def is_named_today(lead: str, tail: str) -> bool:
    """Whether a weekday is only said to be today's."""
    return bool(_IS_NOW.search(lead) or _IS_NOW_AFTER.search(tail))


_PROMISE = re.compile(
    r"\b(?:отве(?:чу|тим)|сообщ(?:у|им)|отпиш(?:усь|емся|у)|дам (?:ответ|знать)|дадим (?:ответ|знать)|"
    r"напиш(?:у|ем) (?:вам|сам[аи]?)|приш(?:лю|лем) (?:вам )?(?:ответ|решение|вопросы|обратную)|"
    r"(?:посмотр|изуч|почита|гля|прочита)[а-я]{1,4}(?:у|ю|им|ем)|определ(?:юсь|имся)|реш(?:у|им)|(?:i|we)(?:'ll| will) "
    r"(?:let you|reply|respond|answer|decide|write|tell|confirm|get back|come back))\b"
)


def is_promised(sentence: str) -> bool:
    """Whether the client promises an answer: then we wait for it."""
    return bool(_PROMISE.search(sentence))


def is_time_of_day(symbol: str) -> bool:
    """Whether the symbol is a clock or a part of the day."""
    return symbol in ("dm", "da", "de", "dl") or (symbol[0] == "t" and is_clock(symbol))
