"""What is no word of the writer on somebody else, hidden from the search: his own name, and lines he quotes.

Whoever presents himself ("меня зовут Лада", "I'm Olu", "на моё имя: Шестакову") sends us to nobody, nor does what
we wrote. Each character keeps its place; nothing else is changed.
"""

import re

from services.app_logic import referral_roles as titles

_NAME = r"(?P<name>[A-ZА-ЯЁ][\w'’-]{1,24}(?: [A-ZА-ЯЁ][\w'’.-]{0,24}){0,2})"
_PRESENTS = re.compile(
    rf"\b(?:[Мм]еня зовут|[Мм]ое имя|[Мм]оё имя|[Нн]а мо[её] имя|[Нн]а имя|[Мм]ы с|[Яя] ?[—–-]|[Яя] теперь|"
    rf"[Ээ]то (?:снова|опять|я|пишет)|[Вв]ас беспокоит|[Зз]овут меня|"
    rf"[Mm]y name is|[Mm]y name['’]s|I['’]m|I am|"
    rf"[Tt]his is|[Ii]t['’]s [Mm]e,?|[Aa]ttn|[Aa]ttention|FAO)[\s:.,]{{1,3}}{_NAME}"
)
_I_WITH_NAME = re.compile(r"(?:^|[.!?,\n]\s{0,3})[Яя] (?P<name>[А-ЯЁ][а-яё]{1,20}(?: [А-ЯЁ][а-яё]{1,20})?)(?=[,.])")
_NAMED = re.compile(rf"(?P<lead>^|[.!?\n]\s{{0,3}})(?:[Nn]ame(?:['’]s| is)|[Зз]овут)[\s:]{{1,2}}{_NAME}")
_ASK_FOR = re.compile(rf"\b(?:[Aa]sk for|[Ss]prosite|[Сс]просите|[Сс]прашивайте)\s{_NAME}")
_THAT_IS_ME = re.compile(r"\b(?:that's me|that is me|this is me|это я)\b(?! не)")
_OWN_LINE = re.compile(
    r"\b(?:i'm on|i am on|my own|my (?:mobile|cell|number|line|phone)|на меня|мой (?:личный |прямой )?(?:номер|"
    r"телефон|мобильный))\b"
)
_SOMEBODY = re.compile(
    r"\b(?:manager|director|owner|person|colleague|boss|head|lead|assistant|team|she|he|they|her|his|sister|"
    r"brother|wife|"
    r"husband|коллег\w{1,2}|директор\w{0,2}|менеджер\w{0,2}|начальни\w{1,3}|она|он|ее|его|сотрудни\w{1,3}|"
    r"человек\w{0,2}|"
    r"жен\w|муж\w{0,2}|маркетолог\w{0,2}|администратор\w{0,2})\b"
)
# "Email reservations@…, attn. Claudia": beside an address it names the one to write to.
_FOR_ATTENTION = re.compile(r"[Aa]tt|FAO")
# How far before "name's …" somebody else may have been spoken of.
_NEAR = 120


# A line of the letter before, and the one that a mail program puts over it.
_QUOTED = re.compile(
    r"^[ \t]{0,8}>[^\n]*|^[^\n]{0,160}\b(?:wrote|writes|писал[аи]?|пишет|написал[аи]?)\s?:[ \t]*(?=\n\s{0,4}>)|"
    r"^[ \t]*-{2,10} ?(?:original message|forwarded message|исходное сообщение|пересылаемое сообщение)(?s:.*)",
    re.IGNORECASE | re.MULTILINE,
)


def unquoted(body: str) -> str:
    """`body` with every quoted line blank."""
    return _QUOTED.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), body)


def hidden(body: str, flat: str) -> str:
    """`body` with the writer's own name in small letters "x"; `flat` is `body` in lower case."""
    places = [
        match.span("name")
        for match in _PRESENTS.finditer(body)
        if not re.search(r"['’]s$", match["name"])  # "This is Olu's patch"
        and not (_FOR_ATTENTION.match(match.group()) and "@" in body[max(0, match.start() - _NEAR) : match.start()])
    ]
    places += [match.span("name") for match in _I_WITH_NAME.finditer(body)]
    for match in _NAMED.finditer(body):
        low = max(0, match.start() - _NEAR)
        if not _SOMEBODY.search(flat, low, match.start()) and not titles.roles(body[low : match.start()]):
            places.append(match.span("name"))
    for match in _ASK_FOR.finditer(body):
        is_me = _THAT_IS_ME.search(flat, match.end(), match.end() + _NEAR)
        if is_me or _OWN_LINE.search(flat, max(0, match.start() - _NEAR), match.start()):
            places.append(match.span("name"))
    for start, end in places:
        body = body[:start] + "x" * (end - start) + body[end:]
    return body
