"""Courtesies: messages that say nothing but thanks, understood, agreed, "we shall think about it". Pure.

Every word has to be one of those a person writes in such a line, and one of them has to be its core; a single word
beyond them and it is none. Slips of the ear are forgiven, and letters that changed places. A goodbye is no courtesy:
it may be meant for good. What follows from a courtesy is decided elsewhere.
"""

import re

from services.app_logic import knowledge_spelling

_MOST = 200
_WORD = re.compile(r"[a-zа-я'’-]{1,40}", re.IGNORECASE)
_BEYOND = re.compile(r"[?@\d]|https?:")
_CORE = frozenset(
    """
    спасибо спс спасибки благодарю благодарим благодарен благодарна признателен признательна мерси
    понял поняла поняли понятно ясно принял приняла принято получил получила получили учту учтем
    договорились условились
    подумаю подумаем посмотрю посмотрим изучу изучим почитаю почитаем прочту прочтем прочитаю обсудим обсужу посчитаю
    посчитаем прикину прикинем взвешу взвесим
    thanks thank thx ty cheers grateful appreciate appreciated understood noted received acknowledged agreed deal
    """.split()
)
_AGREED = frozenset("договорились условились agreed deal".split())
_LIGHT = frozenset(
    """
    большое огромное вам тебе вас за ответ ответы информацию инфу подробности подробный подробное подробную разъяснение
    разъяснения пояснение пояснения помощь быстрый быстро так очень все всё это этого вы мы я теперь уже много пока и
    а ну да ок окей окей хорошо ладно отлично прекрасно супер класс здорово ага угу буду будем считать думать смотреть
    читать изучать решать сам сама сами с коллегами на досуге письмо внимание оперативность оперативно вера нам мне
    добрый день утро вечер здравствуйте привет хорошего дня вечера недели выходных всего доброго удачи взаимно
    очень-очень премного заранее
    you so very much a lot for the your quick reply answer answers response information info details detailed prompt
    explanation explaining clarifying help that that's it's is all clear now it i we me us i'll we'll i'm will let okay
    ok great good fine perfect super nice alright right got have and then well kindly many again really sure cool
    think about over it's look at read go through discuss consider calculate do maths math numbers sums have a my our
    team colleagues hi hello dear vera day morning afternoon evening week weekend wonderful lovely best regards of to
    in case noted this these talk speak soon
    """.split()
)
_GOT_IT = re.compile(r"\b(?:got (?:it|that)|all clear|i see|(?:that is|that's|it is|it's) (?:all )?clear|talk (?:then|soon)|"
                     r"speak (?:then|soon)|(?:i'll|we'll|i will|we will|let me|let us) (?:do the|think|consider|"
                     r"calculate|discuss|read|look|go through|have a look)|(?:буду|будем) (?:считать|думать|смотреть|"
                     r"читать|изучать|решать))\b", re.IGNORECASE)  # fmt: skip
_ENGLISH = {each for each in _CORE | _LIGHT if each[0] <= "z" and len(each) > 3}
_CORE_MIXED, _MIXED = ({(each[0], *sorted(each)) for each in listed & _ENGLISH} for listed in (_CORE, _ENGLISH))
_CORE_BY_EAR, _BY_EAR = (
    {knowledge_spelling.by_ear(each) for each in listed if "а" <= each[0] <= "я" and len(each) > 4}
    for listed in (_CORE, _CORE | _LIGHT)
)


def is_courtesy(text: str, *, or_agreed: bool = True) -> bool:
    """Whether the whole text is a courtesy; with `or_agreed` False, one that agrees to something is none."""
    folded = text.lower().replace("ё", "е").replace("’", "'").strip()
    if not folded or len(folded) > _MOST or _BEYOND.search(folded):
        return False
    words = _WORD.findall(folded)
    agrees = any(each in _AGREED for each in words) or bool(re.search(r"\b(?:talk|speak) then\b", folded))
    if agrees and not or_agreed:
        return False
    has_core = any(each in _CORE or _sounds_like(each, _CORE_MIXED, _CORE_BY_EAR) for each in words) or bool(
        _GOT_IT.search(folded)
    )
    return has_core and all(each in _CORE or each in _LIGHT or _sounds_like(each, _MIXED, _BY_EAR) for each in words)


def _sounds_like(word: str, mixed: set[tuple[str, ...]], by_ear: set[str]) -> bool:
    if (word[0], *sorted(word)) in mixed:
        return True
    return len(word) > 4 and "а" <= word[0] <= "я" and knowledge_spelling.by_ear(word) in by_ear
