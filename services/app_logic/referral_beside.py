"""Somebody with an address beside the name: a referral even where no set phrase sends us there.

"Omar runs marketing here: omar@…", "КП принимаем на kp@…", "wrong person! Jo Bell, jo@…". It also completes what a
phrase has found: whose address that is, said elsewhere in the letter. It judges no address that `referral_asides`
has left out, and a line that is nothing but a name and a number is a signature to it.
"""

import re

from services.app_logic import referral_blocks as blocks
from services.app_logic import referral_clues as clues
from services.app_logic import referral_contacts as contacts
from services.app_logic import referral_people as persons
from services.app_logic import referral_phrases as phrases
from services.app_logic import referral_posts as posts
from services.app_logic import referral_roles as titles

# How far before the address the name or post may stand.
BEFORE = 70
# So many people of a letter are looked through for the owner of an address.
MAX_PEOPLE = 60

# An address that is nobody's own, and what is said of it when letters like ours belong there.
_BOX = re.compile(
    r"(?:info|office|offers?|sales|kp|zakup\w{0,4}|zakaz|tenders?|vendors?|suppliers?|supply|partners?|partnerships?|"
    r"procurement|purchasing|buyers?|buying|marketing|pr|ads|reklama|admin|contact|contacts|hello|mail|reception|"
    r"orders?|"
    r"requests?|proposals?|pitches|enquir\w{2,4}|inquir\w{2,4}|clients?|otzyv\w{0,2}|reviews?|quality|feedback|"
    r"snab\w{0,6}|"
    r"commerc\w{0,4}|opt|b2b|hr|it|press|smm|market|sotrudnichestvo|post|pochta|secretary|sekretar|priem\w{0,4})@"
)
_PURPOSE = re.compile(
    r"\b(?:для (?:таких|этих|подобных|писем|предложени|партн|поставщик|рекламы|сотруднич|обращени|связи)|по (?:таким|"
    r"этим|вопрос)|"
    r"принима(?:ем|ют|ет)|приходят на|есть (?:почта|ящик|адрес|отдельн)|такие письма|кп\b|"
    r"for (?:this|these|such|that|vendors|suppliers|pitches|offers|proposals|purchasing|marketing|partnerships?)|"
    r"belongs? (?:in|to|at|with)|"
    r"an (?:inbox|address) for|(?:vendors|suppliers|pitches|offers|proposals) (?:should|must|go|are|can)|"
    r"is the (?:address|inbox|place))"
)
# What asks for papers to be sent: the address is then the writer's own house.
_PAPERS = re.compile(
    r"\b(?:пришлите|присылайте|вышлите|скин[ьу]|скиньте|отправ[ьл]|отправьте|киньте|жд[уе]м?|шлите|send|share|"
    r"invoice|счет|договор|оплат)"
)
# "Скинь прайс Маринке на …": who gets them is not the writer.
_ON_AN_ADDRESS = re.compile(r"\s(?:на|по)\s(?:[а-я-]{2,10}\s)?|\s(?:at|via|on)\s")
_IN_CHARGE = re.compile(
    r"руковод|командует|отвеча[ею]т|занима[ею]тся|ведет|реша[ею]т|курирует|заправля|главн|начальни|заведует|"
    r"\b(?:runs|leads|manages|handles|decides|owns|heads|is in charge|is responsible|looks? after|takes? care)\b"
)
_TALK = re.compile(r"[a-zа-я]{3,}")
_LABELS = re.compile(
    r"\b(?:тел|телефон|моб|mobile|phone|tel|email|e-mail|mail|почта|адрес|address|telegram|телеграм|number|номер|"
    r"whatsapp|cell|office|direct|с уважением|regards|thanks|спасибо|пишите|звоните)\b"
)


def beside(body: str, flat: str, sentences: list[clues.Sentence], found: list[contacts.Contact]) -> clues.Clues | None:
    """The first address that has somebody beside it, or a purpose; nothing where there is none."""
    is_wrong_person = any(
        phrase.kind == "not_me" for each in sentences for phrase in phrases.phrases(flat[each.start : each.end][:600])
    )
    for index, sentence in enumerate(sentences):
        inside = [contact for contact in found if sentence.start <= contact.start < sentence.end]
        if not inside:
            continue
        clue = _of_sentence(body, flat, sentences, index, inside, is_wrong_person=is_wrong_person)
        if clue is not None:
            return clue
    return None


def _of_sentence(
    body: str,
    flat: str,
    sentences: list[clues.Sentence],
    index: int,
    inside: list[contacts.Contact],
    *,
    is_wrong_person: bool,
) -> clues.Clues | None:
    sentence, first = sentences[index], inside[0]
    words = flat[sentence.start : sentence.end]
    if blocks.is_bounce(words):
        return None
    roles = [
        role
        for role in titles.roles(body[sentence.start : first.start])
        if first.start - sentence.start - role.end <= BEFORE
    ]
    role = roles[-1] if roles else None
    blocked = [(sentence.start + each.start, sentence.start + each.end) for each in roles]
    people = persons.people(body, max(sentence.start, first.start - 2 * BEFORE), first.start, blocked, inside)
    people = [each for each in people if first.start - each.end <= BEFORE]
    name = owner(people, inside) or introduced(body, people) or (people[-1] if people else None)
    if name is None and role is None and index and sentence.is_joined and contacts.is_labelled(words):
        return _of_one_in_charge(body, flat, sentences[index - 1], inside)
    is_said = _has_words(flat, sentence, inside, name, role) or _is_told_of(body, sentence, name, role)
    email = next((contact for contact in inside if contact.kind == "email"), None)
    is_for_papers = bool(_PAPERS.search(flat, sentence.start, first.start)) and not (
        name and (body[name.start : name.end] != name.value or _ON_AN_ADDRESS.fullmatch(body, name.end, first.start))
    )
    is_box = bool(email and _BOX.match(email.value.lower()) and _PURPOSE.search(words) and not is_for_papers)
    is_somebody = (name is not None or role is not None) and is_said and not is_for_papers
    is_sent = is_wrong_person and (email is not None or name is not None or role is not None)
    if not (is_somebody or is_box or (is_sent and not _is_sign_off(sentences, index, is_said=is_said))):
        return None
    return _clues(name, role, inside)


def _is_told_of(body: str, sentence: clues.Sentence, name: contacts.Contact | None, role: titles.Role | None) -> bool:
    """ "Bruno is now head of digital", "Chair: Gerald Fox", "Guests = Philippa"."""
    if name is None:
        return False
    if introduced(body, [name]) or _is_named_before(body, sentence, name):
        return True
    if role is None:
        return bool(re.search(r"[a-zа-яё]\s?=\s?$", body[max(0, name.start - 12) : name.start]))
    start, end = sentence.start + role.start, sentence.start + role.end
    return bool(_IS.fullmatch(body[end : name.start]) or _IS.fullmatch(body[name.end : start]))


def _is_named_before(body: str, sentence: clues.Sentence, name: contacts.Contact) -> bool:
    """ "It's all Stepan's. Stepan Zhukov, zhukov@…": spoken of on the same line, and then given."""
    before = body[max(0, sentence.start - 2 * BEFORE) : sentence.start]
    before = before[before.rfind("\n") + 1 :] if not before.endswith("\n") else ""
    return any(word[:4] in before for word in name.value.split() if len(word) > 3)


def _clues(name: contacts.Contact | None, role: titles.Role | None, inside: list[contacts.Contact]) -> clues.Clues:
    email, phone, telegram = (
        next((contact.value for contact in inside if contact.kind == kind), None) for kind in _KINDS
    )
    start = min(name.start if name else inside[0].start, inside[0].start)
    return clues.Clues(
        name.value if name else None, role.title if role else None, email, phone, telegram, start, inside[-1].end
    )


def _of_one_in_charge(
    body: str, flat: str, before: clues.Sentence, inside: list[contacts.Contact]
) -> clues.Clues | None:
    """ "Руководит сервисом Алла Юрьевна. Почта: …": the sentence before says who is in charge."""
    if not _IN_CHARGE.search(flat, before.start, before.end) or _PAPERS.search(flat, before.start, before.end):
        return None
    people = persons.people(body, before.start, before.end, [], inside)
    return _clues(people[-1], None, inside) if people else None


_IS = re.compile(
    r"(?:'s|’s)?\s?(?:[—–:=-]|(?<=['’]s )|\b(?:is|это|зовут|would be|now is|is now|теперь|now|у нас|наш|наша))"
    r"(?: (?:our|the|my|теперь|наша?|called))?\s?(?:(?:mrs?|ms|dr|miss)\.? )?",
    re.IGNORECASE,
)
_KINDS = ("email", "phone", "telegram")


def _has_words(
    flat: str,
    sentence: clues.Sentence,
    inside: list[contacts.Contact],
    name: contacts.Contact | None,
    role: titles.Role | None,
) -> bool:
    """Whether anything is said besides a name, a post and numbers: a signature has no verb."""
    places = [(each.start, each.end) for each in inside] + ([(name.start, name.end)] if name else [])
    places += [(sentence.start + role.start, sentence.start + role.end)] if role else []
    rest, position = [], sentence.start
    for start, end in sorted(places):
        rest.append(flat[position:start])
        position = max(position, end)
    rest.append(flat[position : sentence.end])
    return len(_TALK.findall(_LABELS.sub(" ", " ".join(rest)))) >= 2


def _is_sign_off(sentences: list[clues.Sentence], index: int, *, is_said: bool) -> bool:
    """Whether the line may be a signature: the last one, apart from the rest, with nothing said in it."""
    return not is_said and index == len(sentences) - 1 and not sentences[index].is_joined


def owner(people: list[contacts.Contact], inside: list[contacts.Contact]) -> contacts.Contact | None:
    """The last one whose name is in an address: Marcus Feld of m.feld@…."""
    emails = [contact.value for contact in inside if contact.kind == "email"]
    emails += [f"{contact.value[1:]}@" for contact in inside if contact.kind == "telegram"]
    fitting = [person for person in people if any(persons.is_same_person(person.value, "", email) for email in emails)]
    return fitting[-1] if fitting else None


_PRESENTED = re.compile(
    r"(?:зовут|(?:ask|asking|look) for|спрос(?:ите|ить)|позовите|attn\.?|attention|fao|names?(?:'s|’s| is)|called|"
    r"goes by|контактное лицо|for the attention of|на имя|(?:think|believe|guess|reckon) (?:it|that)'s|это вроде|"
    r"кажется,? это|"
    r"по-моему,? это)[\s:,—-]{1,3}(?:mrs?\.? |ms\.? |miss |dr\.? )?$",
    re.IGNORECASE,
)


def introduced(body: str, people: list[contacts.Contact]) -> contacts.Contact | None:
    """The first one whom words present: "ask for Mel", "зовут Арсен", "attn. Claudia"."""
    for person in people:
        if _PRESENTED.search(body, max(0, person.start - 30), person.start):
            return person
    return None


_OF_THEM = re.compile(
    r"\b(?:his|her|their|he|she|they|him|it's|that's|зовут|его|ее|её|ему|ей|он|она|с ним|с ней|к нему|к ней)\b",
    re.IGNORECASE,
)


def _post_before(body: str, best: clues.Clues) -> str | None:
    """ "The owner handles this. His name is Giorgos": the post that the pronoun stands for."""
    low = max(0, best.start - 2 * BEFORE)
    said = titles.roles(body[low : best.start])
    if not said or not _OF_THEM.search(body, low + said[-1].end, min(best.end, low + said[-1].end + BEFORE)):
        return None
    between = body[low + said[-1].end : best.start]
    return (
        said[-1].title if between.count("\n\n") == 0 and not persons.people(between, 0, len(between), [], []) else None
    )


def completed(body: str, best: clues.Clues, others: list[clues.Clues], found: list[contacts.Contact]) -> clues.Clues:
    """`best` with what it lacks: an address said just after, its owner's name and post, or those of a phrase nearby."""
    if not (best.email or best.phone or best.telegram):
        best = _with_address_after(body, best, found)
    if best.name is None:
        best = best._replace(name=_name_near(body, best, found))
    for other in others:
        is_near = other.start - best.end < 120 and best.start - other.end < 160
        if other is best or not is_near or other.email or other.phone or other.telegram:
            continue
        if best.name is None and best.role is None:
            best = best._replace(name=other.name, role=other.role)
        elif best.role is None and other.name in (best.name, None):
            best = best._replace(role=other.role)
    if best.role:
        return best
    role = _post(body, best) if best.name else None
    role = role or _post_before(body, best)
    return best._replace(role=role or _post_of_box(body, best) or _post_at_length(body, best) or _only_post(body, best))


def _with_address_after(body: str, best: clues.Clues, found: list[contacts.Contact]) -> clues.Clues:
    """ "You can talk to Lou. Lou runs the place. (646) …": on the same line, and nothing else in its sentence."""
    for contact in found:
        between = body[best.end : contact.start]
        rest = body[contact.end : contact.end + 2].strip()
        if not 0 <= contact.start - best.end < 2 * BEFORE or "\n" in between:
            continue
        if re.search(r"[.!?:]\s\(?$", between) and rest[:1] in ("", ".", "!", ","):
            end = contact.end
            if contact.kind == "phone":
                return best._replace(phone=contact.value, end=end)
            return best._replace(email=contact.value, end=end) if contact.kind == "email" else best
    return best


# "My sister does all that, lucy@…": the address of one person, who is called by it.
_KIN = re.compile(
    r"\b(?:my|our|мо(?:я|й|ей|ему|его|им)|наш(?:а|ей|ему)?|адрес|почта) (?:[a-zа-яё]{3,10} )?(?:sister|brother|"
    r"wife|husband|daughter|son|mum|mother|dad|"
    r"father|cousin|niece|nephew|uncle|aunt|boss|colleague|partner|сестр|брат|жен|муж|доч|сын|мам|пап|отц|мат|"
    r"племянн|дяд|тет|тёт|"
    r"коллег|шеф|начальни)[а-яё]{0,4}\b",
    re.IGNORECASE,
)
# "А вот Тимофею — да. Его городской …": the number of the only one spoken of.
_BY_PRONOUN = re.compile(
    r"\b(?:[Hh]is|[Hh]er|[Tt]heir|[Ее]го|[Ее][её]|[Ее]му|[Ее]й) (?:[a-zа-я-]{2,14} ){0,3}?(?:номер|телефон|моб|сот|"
    r"городской|внутренний|рабочий|почт|адрес|мейл|мыло|тг|телег|контакт|number|mobile|cell|phone|line|whatsapp|"
    r"e-?mail|address|inbox|"
    r"extension|handle|telegram|direct)"
)
_TITLED = re.compile(
    r"\b(?:[Mm]r|[Mm]rs|[Mm]s|[Dd]r|[Mm]iss|[Gg]ospod)\.?\s$|(?:господин\w{0,2}|госпож\w{1,2}|доктор\w{0,2})\s$"
)


def _name_near(body: str, best: clues.Clues, found: list[contacts.Contact]) -> str | None:
    """The owner of the address, whom words present, or who has a title beside what is known."""
    low, high = max(0, best.start - 2 * BEFORE), best.end + BEFORE
    near = persons.people(body, low, min(high, len(body)), [], found)[:MAX_PEOPLE]
    person = introduced(body, [each for each in near if each.start > best.start or best.email or best.phone])
    if best.email is not None or best.telegram is not None:
        kind = "email" if best.email else "telegram"
        place = [contacts.Contact(kind, best.email or best.telegram or "", best.start, best.end)]
        person = owner(persons.people(body, 0, len(body), [], [])[:MAX_PEOPLE], place) or person
    if person is None:
        titled = [each for each in near if _TITLED.search(body, max(0, each.start - 12), each.start)]
        inside = [each for each in titled if best.start - 30 <= each.start <= best.end]
        inside += [each for each in near if re.fullmatch(r"[,—–-]? ", body[best.end : each.start])]
        person = inside[0] if len(inside) == 1 else None
    if person is None and _BY_PRONOUN.search(body, max(0, best.start - 30), best.end):
        before = [each for each in near if each.end <= best.start + 4 and "\n\n" not in body[each.end : best.start]]
        person = before[0] if len({each.value.split()[0] for each in before}) == 1 else None
    if person is None and best.email and _KIN.search(body[low : best.start]):
        return persons.given_in(best.email)
    return person.value if person else None


# Fields of work that are a post only where somebody is said to hold them.
_FIELDS = frozenset(("procurement", "purchasing", "hr", "it", "pr", "marketing"))


def _only_post(body: str, best: clues.Clues) -> str | None:
    """The one post that is named in the sentence up to the end of all that is known."""
    before = max(0, best.start - BEFORE)
    opening = max((before + each.end() for each in re.finditer(r"[.!?;\n]", body[before : best.start])), default=before)
    words = re.sub(r"\S{1,60}@\S{1,60}", lambda each: " " * len(each.group()), body[before : best.end])
    said = [role for role in titles.roles(words) if role.start >= opening - before]
    return said[0].title if len(said) == 1 and said[0].title.lower() not in _FIELDS else None


def _post_of_box(body: str, best: clues.Clues) -> str | None:
    """ "Email the vicar. vicar@…": the box is called as the post is."""
    box = best.email.split("@")[0].lower() if best.email else ""
    if not re.fullmatch(r"[a-z]{3,16}", box) or box in (best.name or "").lower():
        return None
    said = re.search(rf"\b(?:the|our|my) {box}\b(?!@)", body[: best.end + BEFORE], re.IGNORECASE)
    return box if said else None


# "Собственник помещения и бренда — Карен": the post is told at length before its holder.
_AT_LENGTH = re.compile(
    r"(?: (?!не\b)[а-яa-z-]{1,20}){1,5}\s?(?:[—–-]|is|это|:)\s(?:это |наш[а]? |mrs?\.? |ms\.? |dr\.? )?", re.IGNORECASE
)


def _post_at_length(body: str, best: clues.Clues) -> str | None:
    at = body.find(best.name.split()[0]) if best.name else -1
    low = max(0, at - BEFORE)
    said = titles.roles(body[low:at]) if at > 0 else []
    return said[-1].title if said and _AT_LENGTH.fullmatch(body, low + said[-1].end, at) else None


def _post(body: str, best: clues.Clues) -> str | None:
    """The post that stands in apposition to the name; the name may be in another case there."""
    last = (best.name or "").split()[-1]
    beginning = last[: max(3, len(last) - 2)]
    for match in re.finditer(rf"(?<!\w){re.escape(beginning)}[\w'’-]{{0,6}}", body):
        first = re.search(r"(?:[A-ZА-ЯЁ][\w'’-]{1,24} ){0,2}$", body[max(0, match.start() - 60) : match.start()])
        post = posts.post_beside(body, match.start() - len(first.group() if first else ""), match.end())
        if post:
            return post
    return None
