"""Addresses, phone numbers and Telegram names in a text, with their places; where a signature begins.

Obfuscated addresses ("ivan собака firma точка ru", "ivan [at] firma [dot] ru") are read too. It does not
say whether anybody is sent there: `referral` does.
"""

import re
from typing import NamedTuple

import phonenumbers


class Contact(NamedTuple):
    """A value of some kind (email, phone, telegram, name) and where it stands in the text."""

    kind: str
    value: str
    start: int
    end: int


_FLAT = str.maketrans({"’": "'", "`": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\t": " ", "ё": "е"})


def flatten(text: str) -> str:
    """Lower case, straight apostrophes, one kind of space, е for ё, each character in its place."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return lowered.translate(_FLAT)


_SIGN_OFF = re.compile(
    r"^[ \t]*(?:--[ \t]*$|—[ \t]*$|__+[ \t]*$|с (?:наилучшими )?(?:уважением|пожеланиями)|с наилучшими|"
    r"всего (?:доброго|хорошего)|"
    r"(?:best|kind|warm|many)?[ \t]?(?:regards|wishes)\b|best[,!.]?[ \t]*$|sincerely|cheers|"
    r"thanks(?: and regards)?[,!.]?[ \t]*$|"
    r"thank you[,!.]?[ \t]*$|спасибо[,!.]?[ \t]*$|yours\b|sent (?:from my|by)\b|отправлено (?:с|из)\b|хорошего дня)",
    re.IGNORECASE | re.MULTILINE,
)


def unsigned_end(body: str) -> int:
    """Where a last paragraph that is nothing but a name, a post and numbers begins; the length where there is none."""
    start = 0
    for match in re.finditer(r"\n[ \t]*\n", body.rstrip()):
        start = match.end()
    last = body[start:].strip()
    words = re.findall(r"[^\W\d_]+", re.sub(r"\S{1,80}@\S{1,80}|@\w+", " ", last))
    small = [word for word in words if word.islower() and len(word) > 2]
    is_signed = bool(re.search(r"@|\d{3}", last)) and len(words) < 25 and "?" not in last
    is_block = len(last.splitlines()) > 2 or "|" in last
    return (
        start
        if is_signed and (start or is_block) and len(small) <= 3 and not re.search(r"[:—–-]\s", last)
        else len(body)
    )


_ONLY_A_SIGNATURE = re.compile(
    r"\s*(?:(?i:с уважением|с наилучшими пожеланиями|(?:best|kind|warm) regards|sincerely)[,!.]?[ \t]*\n|"
    r"(?i:regards)[,!.]?[ \t]*\n|(?i:sent from|отправлено (?:с|из))\b|"
    r"(?i:best|cheers|thanks|спасибо)[,!.]?[ \t]*\n[ \t]*[A-ZА-ЯЁ][\w.'-]+(?: [A-ZА-ЯЁ][\w.'-]+){0,2}[ \t]*\n)"
)


def signature_start(text: str) -> int:
    """Where the writer's own signature begins; the text's length where there is none."""
    for match in _SIGN_OFF.finditer(text):
        is_first = not text[: match.start()].strip()
        if is_first and not _ONLY_A_SIGNATURE.match(text[match.start() :]):
            continue
        if len(text) - match.start() < 1500:
            return match.start()
    return len(text)


_AT = (
    r"\s{0,2}(?:@|[\[({<]\s?(?:at|@|собака|собачка|гав)\s?[\])}>]|\sсобака\s|\sсобачка\s|"
    r"\s(?:at)\s(?=[\w-]{2,40}(?:\s?[\[({<]\s?(?:dot|точка)|\sdot\s)))\s{0,2}"
)
# "howard.pike at firm.com": only a local part with a dot, or one that a colon announces; "Anna at firm.com" is none.
_SPOKEN = re.compile(
    r"(?:(?<![\w.@+-])(?P<dotted>[a-z0-9_-]{1,30}(?:\.[a-z0-9_-]{1,30}){1,3})|"
    r"(?<=[:(] )(?P<plain>[a-z0-9_-]{2,30})) at "
    r"(?P<domain>[a-z0-9-]{1,40}(?:\.[a-z0-9-]{2,40}){0,3}\.[a-z]{2,12})\b(?![/@\w])"
)
_DOT = r"(?:\.|\s{0,2}[\[({<]\s?(?:dot|точка|\.)\s?[\])}>]\s{0,2}|\s(?:dot|точка)\s)"
_EMAIL = re.compile(
    rf"(?<![\w.@+-])(?P<local>[a-zа-я0-9](?:[a-zа-я0-9_+'-]|{_DOT}(?=[a-zа-я0-9_+-])){{0,60}}){_AT}"
    rf"(?P<domain>[a-z0-9а-я-]{{1,40}}(?:{_DOT}[a-z0-9а-я-]{{2,40}}){{1,4}})(?!\w)(?!\s(?:at|собака)\s)",
    re.IGNORECASE,
)
_TELEGRAM = re.compile(
    r"(?<![\w@./])@(?P<name>[a-z][a-z0-9_]{3,31})\b(?!\.[a-z])|\b(?:https?://)?(?:t\.me|"
    r"telegram\.me)/(?P<link>[a-z][a-z0-9_]{3,31})\b"
    r"|(?:телеграм[а-я]{0,2}|телег[ауе]|\bтг|telegram|\btg)(?:\s?[:—-]\s?|\s(?=[a-z0-9]{0,30}_))"
    r"(?P<bare>[a-z][a-z0-9_]{4,31})\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?:\+|\b)\d(?:[ ()./-]{0,3}\d){6,14}\b")
_REGIONS = ("RU", "US", "GB")
_LATIN_REGIONS = ("US", "GB", "RU")
_CYRILLIC = re.compile("[а-я]")


# Boxes of mail servers: nobody is sent there.
_MACHINE = re.compile(r"(?:postmaster|mailer-daemon|no-?reply|do-?not-?reply|abuse|bounces?)[@+.-]")


def find_contacts(body: str, flat: str, ignored: set[str]) -> list[Contact]:
    """Every address, phone number and Telegram name, in order, without those of `ignored` (lower case)."""
    found = []
    regions = _REGIONS if _CYRILLIC.search(flat) else _LATIN_REGIONS
    for match in _EMAIL.finditer(body):
        value = _address(match["local"], match["domain"])
        if value and value.lower() not in ignored and not _MACHINE.match(value.lower()):
            found.append(Contact("email", value, match.start(), match.end()))
    for match in _SPOKEN.finditer(body):
        value = f"{match['dotted'] or match['plain']}@{match['domain']}"
        if value.lower() not in ignored:
            found.append(Contact("email", value, match.start(), match.end()))
    for match in _TELEGRAM.finditer(body):
        name = match["name"] or match["link"] or match["bare"]
        if not any(contact.start <= match.start() < contact.end for contact in found):
            found.append(Contact("telegram", "@" + name, match.start(), match.end()))
    for match in _DIGITS.finditer(flat):
        number = _phone(match.group(), regions)
        if number:
            found.append(Contact("phone", number, match.start(), match.end()))
    return sorted(found, key=lambda contact: contact.start)


def _address(local: str, domain: str) -> str | None:
    parts = [
        re.sub(
            r"\s{0,2}[\[({<]?\s?(?:dot|точка)\s?[\])}>]?\s{0,2}|\s?[\[({<]\s?\.\s?[\])}>]\s?",
            ".",
            part,
            flags=re.IGNORECASE,
        )
        if re.search(r"[\s\[({<]", part)
        else part
        for part in (local, domain)
    ]
    domain_name = re.sub(
        r"\.ру$", ".ru", re.sub(r"\.ком$", ".com", parts[1].strip(" .-"), flags=re.IGNORECASE), flags=re.IGNORECASE
    )
    if " " in parts[0] or " " in domain_name or not re.search(r"\.[a-zа-я]{2,}$", domain_name, re.IGNORECASE):
        return None
    if re.search("[а-я]", parts[0], re.IGNORECASE) and not re.search(
        r"\.(?:рф|рус|дети|москва|сайт|онлайн|бел)$", domain_name
    ):
        return None
    return f"{parts[0]}@{domain_name}"


def _phone(written: str, regions: tuple[str, ...]) -> str | None:
    """The number in E.164; without a country code it is read as one of the regions, in that order."""
    for region in regions:
        try:
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            continue
        is_good = (
            phonenumbers.is_possible_number(number) if written.startswith("+") else phonenumbers.is_valid_number(number)
        )
        if is_good:
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    digits = re.sub(r"\D", "", written)
    # British numbers that are not given out (07700 900…) are written by people who mean no real one.
    return f"+44{digits[1:]}" if re.fullmatch(r"0[1237]\d{9}", digits) else None


_LABEL = re.compile(
    r"^\s*(?:ее|его|их|her|his|their|вот|here)?\s?(?:рабочий |личный |direct |work |mobile )?(?:почта|телефон|"
    r"адрес|контакт[ы]?|e-?mail|емейл|мыло|тел\b|моб\b|"
    r"phone|number|address|tel\b|mobile|contact|telegram|телеграм|тг\b|tg\b|номер|line\b|cell\b|ext\b|extension|"
    r"inbox|ящик|you can reach (?:her|him|"
    r"them)|reach (?:her|him|them)|"
    r"(?:на)?пишите (?:ей|ему|им|туда|сюда)|(?:she|he|they)(?: (?:can be|is|are)|'s (?:in|on|at|usually)\b)|"
    r"ей можно|ему можно)"
)


def is_labelled(words: str) -> bool:
    """Whether a sentence says whose contact it holds: "её почта …", "you can reach her at …"."""
    return bool(_LABEL.match(words))


def is_only_contact(words: str, start: int, found: list[Contact]) -> bool:
    """Whether the sentence is little more than an address, a number, or a name with one."""
    inside = [contact for contact in found if start <= contact.start < start + len(words)]
    return bool(inside) and len(words) - sum(contact.end - contact.start for contact in inside) <= 45
