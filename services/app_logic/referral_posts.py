"""What a person is by trade, from the words that stand in apposition: "Theo, our marketing intern", "она завуч".

A phrase of small words beside the name counts by its build and its last word (in Russian its first), so that posts
that no list holds are read too. Kin and friends hold no post, and what a capital begins is no part of one.
"""

import re

_HEADS_EN = (
    r"(?:head|chair|boss|chief|lead|clerk|intern|chef|cook|nurse|owner|secretary|deputy|principal|captain|"
    r"partner manager|"
    r"treasurer|bursar|pa|ceo|cto|cfo|coo|cmo|gm|md|boss|foreman|apprentice|trainee|vet|host|hostess|steward|dean|"
    r"guy|girl|lady|[a-z]{3,12}tor|[a-z]{3,14}(?:ager|ector|inator|visor|ist|ant|ician|arian|keeper|icer|iser|"
    r"izer|eter|strator|lyst|"
    r"utive|ident|eer|founder|master|yer|urer|essor|itor|iter|igner|oper|ucer|ainer|cher|ser|ler|esman|woman))"
)
_KIN = re.compile(
    r"\b(?:sister|brother|wife|husband|father|mother|daughter|son|friend|colleague|partner|cousin|neighbour|guy|"
    r"girl|lady|"
    r"teenager|number|letter|offer|newsletter|customer|user|factor|sector|visitor|competitor|doctor|monitor|motor|"
    r"actor|successor|replacement|predecessor|supplier|answer|reader|another|other|rather|either|never|order)$"
)
_WORD_EN = (
    r"(?!(?:who|and|or|but|is|are|at|to|on|not|if|for|with|he|she|they|will|can|does|has|please|email|"
    r"call)\b)[a-z][a-z&-]{1,15}|[A-Z]{2,4}"
)
_POST_EN = (
    rf"(?P<post>(?:(?:{_WORD_EN}) ){{0,3}}?{_HEADS_EN}(?: (?:of|for) (?:{_WORD_EN})(?: (?:and|"
    rf"&) [a-z]{{2,15}}| (?:{_WORD_EN}))?)?)"
)
_THEN = r"(?=[,.;:!?()\n—–]|\s?$| (?:who|and|at|on|in|is|will|here|-|who's)\b|'s\b)"
_SHE_IS = r"(?:,? ?(?:who(?:'s| is)|(?:s?he|they)(?:'s| is|'re| are)) )"
_HEADS_RU = (
    r"(?:[а-я]{0,12}(?:тор|тер|ист|лог|ник|щик|чик|вед|арь|тель|ент|ант|онер|нер|лер|мейстер|врач|завуч|бух|"
    r"мастер|шеф|декан|"
    r"староста|повар|владелица|владелец|хозяйка|хозяин|юрист|глава|зам|заведующая|заведующий|управляющая|управляющий|"
    r"менеджер|помощница|начальница|директриса))"
)
_POST_RU = (
    rf"(?P<post>(?:[а-я]{{4,16}}(?:ый|ий|ая|ой) )?{_HEADS_RU}(?: (?:по|отдела|службы|[а-я]{{3,16}}(?:а|и|"
    rf"ы|ов|ей|ом|ой|ий)))?(?: [а-я]{{4,16}}(?:а|и|ы|ов|ям|ам|ей|ом|ой|ий))?)"
)
_NO_POST_RU = re.compile(
    r"\b(?:вопрос|интерес|ответ|момент|вечер|ветер|четверг|понедельник|вторник|источник|клиент|вариант|шанс|авто)"
)

_AFTER = re.compile(
    rf"(?:{_SHE_IS}|, |\s?[(—–-]\s?|, ?who is )(?:(?:our|the|my|a|an|their) )?(?:new |current |"
    rf"actual )?{_POST_EN}{_THEN}"
)
_AFTER_RU = re.compile(
    rf"(?:,? ?(?:она|он)(?: у нас| здесь| тут| наш| наша)?(?: —| -)? |, (?:наша? |мо[йя] )?|"
    rf"\s?[(—–-]\s?){_POST_RU}(?=[,.;:!?()\n]|\s?$)"
)
_BEFORE = re.compile(
    rf"\b(?:our|the|my|your|a|an|to|with|via|is|as) {_POST_EN}(?:[,;]? (?:her|his|whose) name(?:'s| is)|"
    rf", (?:named|called)| named| called|,| is|:)? ?(?:mrs?\.?|ms\.?|dr\.?|miss)?\s?$"
)
# "С нашим финдиром Ильёй", "Ринатом, нашим техдиром": in any case but the nominative.
_OUR_RU = (
    r"(?:наш|мо|сво)(?:ему|им|ей|его|ую|у|его|ею|ём|ем)\s(?:[а-я]{4,16}(?:ому|ему|ым|им|ого|его|ой|ей|ую)\s)?"
    r"(?P<post>(?!сестр|брат|жен[аеуы]|муж|доч|сын|мам|пап|отц|матер|друг|подруг|коллег|знаком|сосед|партн|клиент|стар|"
    r"нов|больш|человек|отдел|сам|близк|хорош)[а-яa-z-]{3,18}(?:ом|ем|у|ю|а|я|ой|ей|е)(?: по [а-я]{4,16}|"
    r"(?: [а-я]{4,16}(?:ой|ей|ого|их|ых))? [а-я]{4,16}(?:ы|и|а|ов|ей|ия|ия|ства|ции))?)"
)
_BEFORE_RU = re.compile(rf"\b{_OUR_RU}[,—–]? $")
_AFTER_OUR_RU = re.compile(rf", {_OUR_RU}(?=[,.;:!?()\n]|\s?$| (?:на|по)\b)")
_FAR = 70


def post_beside(body: str, start: int, end: int) -> str | None:
    """The post in apposition to the name at `start`..`end`, as written; nothing where none is."""
    tail, lead = body[end : end + _FAR], body[max(0, start - _FAR) : start]
    for pattern in (_AFTER, _AFTER_RU):
        match = pattern.match(tail)
        if match and _is_post(match["post"]):
            return match["post"]
    oblique = _BEFORE_RU.search(lead.lower()) or _AFTER_OUR_RU.match(tail.lower())
    if oblique:
        return _plain(oblique["post"])
    match = _BEFORE.search(_small(lead))
    if match and _is_post(match["post"]):
        return match["post"]
    return _said_of_them(body[end : end + 2 * _FAR])


def _plain(post: str) -> str:
    """The nominative of a man's post where a consonant shows it ("финдиром", "админу"), else as written."""
    noun, _, rest = post.partition(" ")
    bare = re.fullmatch(r"([а-яa-z-]{2,16}[бвгджзклмнпрстфхцчшщ])(?:ом|ем|у|а)", noun)
    noun = bare[1] if bare else noun
    return f"{noun} {rest}" if rest else noun


_AS_SUBJECT = re.compile(
    rf"\b(?:[Oo]ur|[Mm]y|[Tt]he) (?P<post>(?:(?:{_WORD_EN}) ){{0,2}}?(?:chair|clerk|bursar|intern|chef|nurse|"
    rf"owner|deputy|principal|"
    r"treasurer|foreman|trustee|[a-z]{3,12}(?:ager|ector|inator|ist|ician|arian|keeper|icer|master|utive|rman|"
    r"woman)))(?=[ ,.:;'’]|$)"
)


def posts_of(text: str) -> list[tuple[str, int, int]]:
    """Posts that "our", "my" or "the" announces, by their last word: what, and where."""
    return [(match["post"], *match.span("post")) for match in _AS_SUBJECT.finditer(text) if _is_post(match["post"])]


def _small(lead: str) -> str:
    """The words with the capital of a title made small, so that "the clerk, Ms Amos" is one phrase."""
    return re.sub(r"\b(?:Mrs?|Ms|Dr|Miss|The|Our|My)\b", lambda match: match.group().lower(), lead)


def _said_of_them(tail: str) -> str | None:
    """ "Zhanna Kim, kim@…, she's head of CX": the pronoun stands for the name."""
    match = re.search(
        rf"(?<=[,.;(?!] )(?:[Ss]he|[Hh]e)(?:'s| is) (?:our |the |my )?(?:new |current )?{_POST_EN}{_THEN}", tail
    )
    match = match or re.search(
        rf"(?<=[,.;(?!] )(?:[Оо]на|[Оо]н)(?: у нас| здесь| тут| наш| наша)?(?: —|"
        rf" -)? (?:{_POST_RU}(?=[,.;:!?()\n]|\s?$)|{_POST_EN.replace('post', 'post2')}{_THEN})",
        tail,
    )
    if match is None:
        return None
    said = match.groupdict()
    post = said["post"] or said.get("post2")
    return post if post and _is_post(post) else None


def _is_post(post: str) -> bool:
    return not _KIN.search(post) and not _NO_POST_RU.match(post)
