"""Who the client sends us to: a person, a post, an address, from the client's own new text.

A referral needs a phrase that redirects ("вам к …", "пишите …", "I am not the right person, talk to
…") and somebody beside it. A bare mention is none, nor is the writer's own signature. It reads no quotes
(the caller passes new text only), checks no address for existence, and makes nothing up: what is not in
the text or among the addresses in Cc is left empty.
"""

import re

from services.app_logic import referral_asides as asides
from services.app_logic import referral_beside as beside
from services.app_logic import referral_blocks as blocks
from services.app_logic import referral_clues as clues
from services.app_logic import referral_contacts as contacts
from services.app_logic import referral_handover as handover
from services.app_logic import referral_likely as likely
from services.app_logic import referral_marked as marked
from services.app_logic import referral_names as names
from services.app_logic import referral_people as persons
from services.app_logic import referral_phrases as phrases
from services.app_logic import referral_roles as titles
from services.app_logic import referral_writer as writer
from services.core.domain import understanding

# Only this much of a message is read.
MAX_CHARS = 8_000
# More phrases of redirection than this are no letter.
MAX_PHRASES = 40
# How far from the phrase a name may stand.
REACH = 300


def find_referral(
    text: str,
    own_addresses: frozenset[str] = frozenset(),
    sender: str | None = None,
    cc: tuple[tuple[str, str], ...] = (),
    *,
    is_doubted: bool = False,
) -> understanding.Referral | None:
    """The person or post that we are sent to, or nothing.

    `own_addresses` are ours, `sender` is the writer's address: none of them is a referral. `cc` holds
    (display name, address) of the message's other recipients; an address is taken from there only for a
    colleague whom the text puts in copy. `is_doubted` says that whoever else has read the text heard nobody
    handed over: then only a phrase that says so counts, and no name beside an address. Names and posts in
    Russian come back in the nominative where that is safe. The quote is a literal part of `text`.
    """
    body = _own_words(text)
    flat = contacts.flatten(body)
    ignored = _ignored(own_addresses, sender)
    sentences = clues.cut(body)
    found = asides.foreign(body, flat, sentences, contacts.find_contacts(body, flat, ignored))
    best = _best(body, flat, sentences, found, cc, ignored, is_doubted=is_doubted)
    return _as_referral(best, text) if best is not None else None


def likely_referral(
    text: str, own_addresses: frozenset[str] = frozenset(), sender: str | None = None
) -> understanding.Referral | None:
    """The only one who may be meant in a text that is known to send us on, however it is worded; nothing where there
    are several. `own_addresses` and `sender` as for `find_referral`. The quote is a literal part of `text`."""
    body = _own_words(text)
    flat = contacts.flatten(body)
    ignored = _ignored(own_addresses, sender)
    body = body[: contacts.unsigned_end(body)]
    said = contacts.find_contacts(body, flat[: len(body)], ignored)
    found = asides.foreign(body, flat, clues.cut(body), said)
    if len(found) < len(said):
        return None  # a guest, the seller, the writer's own: whoever stands beside it is spoken of too
    best = likely.likely(body, flat, found)
    return _as_referral(best, text) if best is not None and not clues.is_nobody(best) else None


def marked_referral(
    text: str,
    marks: tuple[understanding.Mark, ...],
    own_addresses: frozenset[str] = frozenset(),
    sender: str | None = None,
) -> understanding.Referral | None:
    """Whom a brain's marks name in a text that is known to send us on; nothing where they stand nowhere in it.

    `own_addresses` and `sender` as for `find_referral`. The quote is a literal part of `text`.
    """
    body = _own_words(text)
    flat = contacts.flatten(body)
    ignored = _ignored(own_addresses, sender)
    found = asides.foreign(body, flat, clues.cut(body), contacts.find_contacts(body, flat, ignored))
    best = marked.marked(body, marks, found)
    return _as_referral(best, text) if best is not None and not clues.is_nobody(best) else None


def _ignored(own_addresses: frozenset[str], sender: str | None) -> set[str]:
    return {address.lower() for address in own_addresses} | ({sender.lower()} if sender else set())


def _own_words(text: str) -> str:
    """What the writer says of others, each character in its place: without quotes, signature and his own name."""
    body = writer.unquoted(text[: contacts.signature_start(text[:MAX_CHARS])])
    return writer.hidden(body, contacts.flatten(body))


def _as_referral(best: clues.Clues, text: str) -> understanding.Referral:
    return understanding.Referral(
        name=best.name,
        role=best.role,
        email=best.email,
        phone=best.phone,
        telegram=best.telegram,
        quote=text[best.start : best.end].strip(),
    )


def _best(
    body: str,
    flat: str,
    sentences: list[clues.Sentence],
    found: list[contacts.Contact],
    cc: tuple[tuple[str, str], ...],
    ignored: set[str],
    *,
    is_doubted: bool,
) -> clues.Clues | None:
    """What most is known of: by a phrase that sends us there, else by somebody's name beside an address."""
    said: list[clues.Clues] = []
    seen = 0
    for index, sentence in enumerate(sentences):
        sent = phrases.phrases(flat[sentence.start : sentence.end])[: MAX_PHRASES - seen]
        seen += len(sent)
        roles = _free_roles(body, sentence, found) if sent else []
        for phrase in sent:
            clue = _clues(body, flat, sentences, index, phrase, roles, found, cc, ignored)
            if clue and clue.weight():
                said.append(clue)
        if seen < MAX_PHRASES and not is_doubted:
            told = handover.told(body, flat, sentences, index, found)
            said += [told] if told else []
    said = [clue for clue in said if not clues.is_nobody(clue)]
    best = max(said, key=clues.Clues.weight, default=None)
    if not is_doubted and (best is None or not (best.email or best.phone or best.telegram)):
        near = beside.beside(body, flat, sentences, found)
        best = near or best
    return beside.completed(body, best, said, found) if best else None


def _free_roles(body: str, sentence: clues.Sentence, found: list[contacts.Contact]) -> list[titles.Role]:
    """The posts of a sentence that are no part of an address (procurement@…)."""
    near = [contact for contact in found if sentence.start <= contact.start < sentence.end]
    return [
        role
        for role in titles.roles(body[sentence.start : sentence.end])
        if not any(contact.start <= sentence.start + role.start < contact.end for contact in near)
    ]


def _clues(
    body: str,
    flat: str,
    sentences: list[clues.Sentence],
    index: int,
    phrase: phrases.Phrase,
    roles: list[titles.Role],
    found: list[contacts.Contact],
    cc: tuple[tuple[str, str], ...],
    ignored: set[str],
) -> clues.Clues | None:
    sentence = sentences[index]
    start, end = sentence.start + phrase.start, sentence.start + phrase.end
    low, high = _window(body, flat, sentences, index, phrase, found)
    inside = [contact for contact in found if low <= contact.start and contact.end <= high]
    inside = [contact for contact in inside if contact.start >= sentence.start] or inside
    name = _name(body, sentence, phrase, roles, inside, (low, high))
    role = _role(phrase, roles, name, sentence)
    if phrase.kind == "copy":
        return _in_copy(body, sentence, name, role, inside, cc, ignored)
    if phrase.kind in ("not_me", "contact") and not inside and not name:
        return None
    if phrase.kind in ("to", "nudge") and _is_about_us(flat, start, end, name) and not role:
        return None
    if phrase.kind == "to" and not (name or role) and blocks.asks_for_papers(flat, start):
        return None
    if phrase.text.endswith("через") and name and not names.known(name.value.split()[0]):
        name = None  # a shop, a bank, a service
    if _needs_a_name(phrase) and not (
        (name and _is_just_after(body, end, name.start, phrase))
        or (
            role
            and phrase.kind == "nudge"
            and phrase.text.endswith(("к", "ко", "в", "через", "с", "со"))
            and _is_just_after(body, end, sentence.start + role.start, phrase)
        )
    ):
        return None
    email = next((contact.value for contact in inside if contact.kind == "email"), None)
    phone = next((contact.value for contact in inside if contact.kind == "phone"), None)
    telegram = next((contact.value for contact in inside if contact.kind == "telegram"), None)
    is_shared = phone is not None and (
        phrase.text.startswith(_THEIRS) or bool(clues.SWITCHBOARD.search(flat, sentence.start, sentence.end))
    )
    if not (name or role or email or telegram or is_shared) and phrase.kind != "not_me":
        return None
    places = [(start, end)] + [(contact.start, contact.end) for contact in inside]
    places += [(name.start, name.end)] if name else []
    places += [(sentence.start + role.start, sentence.start + role.end)] if role else []
    return clues.Clues(
        name.value if name else None,
        role.title if role else None,
        email,
        phone,
        telegram,
        min(place[0] for place in places),
        max(place[1] for place in places),
    )


# Whose number follows: nobody's of the writer.
_THEIRS = ("her ", "his ", "their ", "ее ", "его ", "их ")


def _needs_a_name(phrase: phrases.Phrase) -> bool:
    """Whether the phrase says nothing of itself: "тормошите …", "пусть ваш менеджер позвонит …"."""
    return phrase.kind == "nudge" or (phrase.kind == "to" and phrase.text.startswith("пусть"))


def _is_just_after(body: str, end: int, start: int, phrase: phrases.Phrase) -> bool:
    between = body[end:start]
    return -1 <= start - end <= (40 if phrase.kind == "to" else 14) and not re.search(r"[.!?,:;\n]", between)


def _is_about_us(flat: str, start: int, end: int, name: contacts.Contact | None) -> bool:
    """ "Звоните мне", "call me", "write to us": the writer, not somebody else."""
    after = flat[end : end + 24].lstrip(" ,")
    said = re.match(r"(?:мне|нам|ко мне|со мной|с нами|me|us|to me)\b(?P<else>,? (?:or|and|и|или|а|but|но)\b)?", after)
    return bool(said) and (name is None or bool(name.start - end < 16 and said and not said["else"]))


def _window(
    body: str,
    flat: str,
    sentences: list[clues.Sentence],
    index: int,
    phrase: phrases.Phrase,
    found: list[contacts.Contact],
) -> tuple[int, int]:
    """Where the contacts of that phrase may stand: its sentence, the next one, or the one before."""
    sentence = sentences[index]
    low, high = sentence.start, sentence.end
    here = [contact for contact in found if low <= contact.start < high]
    after = flat[sentence.start + phrase.end : high]
    line = body.rfind("\n", low, here[-1].start) + 1 if here else 0
    if line and here[-1].start - line <= 12 and here[-1].end == high:
        high = _end_of_contacts(body, sentences, index, found)
    if not here and index + 1 < len(sentences):
        following = sentences[index + 1]
        words = flat[following.start : following.end]
        is_urgent = phrase.text.startswith(("urgent", "срочно", "горит"))
        opens = body[low:high].rstrip().endswith((":", "-", "—") + (("?",) if is_urgent else ()))
        is_bare = (
            phrase.kind == "to"
            and not (phrase.text.startswith("вам нуж") and "\n" not in body[high : following.start])
            and (
                not _names_somebody(body[sentence.start + phrase.end : high])
                or _is_about_us(flat, sentence.start, sentence.start + phrase.end, None)
            )
        )
        if (
            opens
            or contacts.is_labelled(words)
            or (following.is_joined and not is_bare and contacts.is_only_contact(words, following.start, found))
        ):
            high = _end_of_contacts(body, sentences, index + 1, found)
    looks_back = (
        phrase.kind == "contact"
        or re.match(r"\s*(?:ей|ему|им|к ней|к нему|с ней|с ним|у нее|у него|her\b|him\b|them\b|there\b|туда)", after)
        or re.search(
            r"(?:\bона|\bон|\bshe|\bhe|\bthey|(?:^|[,;] )(?:ей|ему|им|с ней|с ним|к ней|к нему)(?: и| же)?)\s*$",
            flat[low : low + phrase.start],
        )
    )
    if looks_back and index > 0:
        low = sentences[index - 1].start
    return low, high


_SOMEBODY = re.compile(
    r"коллег|человек|сотрудник|адрес|почт|туда|ящик|контакт|партнер|партнёр|шеф|начальник|"
    r"colleague|person|address|mail|there|inbox|contact|partner|boss"
)


def _names_somebody(words: str) -> bool:
    """Whether a person, a post or a box is spoken of; after a bare "пишите" the next line is a signature."""
    return bool(re.search(r"[A-ZА-ЯЁ]", words) or _SOMEBODY.search(words.lower()) or titles.roles(words))


def _end_of_contacts(body: str, sentences: list[clues.Sentence], index: int, found: list[contacts.Contact]) -> int:
    """Where a block of lines that are addresses and numbers only ends; it begins in sentence `index`."""
    end = sentences[index].end
    for following in sentences[index + 1 : index + 4]:
        inside = [contact for contact in found if following.start <= contact.start < following.end]
        rest = following.end - following.start - sum(contact.end - contact.start for contact in inside)
        if not inside or not following.is_joined or rest > 12 or "\n" not in body[end : following.start]:
            break
        end = following.end
    return end


def _name(
    body: str,
    sentence: clues.Sentence,
    phrase: phrases.Phrase,
    roles: list[titles.Role],
    inside: list[contacts.Contact],
    window: tuple[int, int],
) -> contacts.Contact | None:
    """The person of the phrase: after it, or beside the address; before it for "X handles this"."""
    start, end = sentence.start + phrase.start, sentence.start + phrase.end
    blocked = [(sentence.start + role.start, sentence.start + role.end) for role in roles]
    blocked += [] if phrase.kind == "by" else [(start, end)]
    people = persons.people(body, max(window[0], start - REACH), min(window[1], end + REACH), blocked, inside)
    people = [
        each
        for each in people
        if not _GONE.search(body, max(0, each.start - 16), each.start) and not _LEFT.match(body, each.end)
    ]
    owner = beside.owner(people, inside) or beside.introduced(body, people)
    if owner is not None:
        return owner
    spoken_of = _spoken_of(people, body[max(sentence.start, start - 7) : end + 8], start, end)
    if spoken_of:
        return spoken_of
    if phrase.kind in ("by", "copy"):
        before = [person for person in people if sentence.start <= person.start < end and end - person.end < 60]
        after = [person for person in people if person.start >= end and person.start - end < 60]
        is_passive = phrase.text.endswith((" by", " with", " is"))
        if phrase.kind == "by" and before and not is_passive and "," not in body[before[-1].end : start].rstrip(" ,"):
            return before[-1]
        near = after[:1] or ([] if is_passive else before[-1:])
    else:
        near = [person for person in people if person.start >= end - 1 and person.start - end < 70][:1]
    if near and not (phrase.kind == "to" and not _leads_to(_without(body, end, near[0].start, inside))):
        return near[0]
    adjacent = [
        person
        for person in people
        for contact in inside
        if 0 <= contact.start - person.end <= 25 or 0 <= person.start - contact.end <= 4
    ]
    return adjacent[0] if adjacent else None


_GONE = re.compile(r"\b(?:replaced|replacing|instead of|вместо|formerly) $")
# "Oksana no longer works here, remove her address": spoken of, and not to be written to.
_LEFT = re.compile(
    r",? (?:у нас |здесь |тут |уже |давно ){0,2}(?:больше не работает|не работает|уволил[а-я]{2}|уволен[а]?\b)|"
    r" (?:no longer works|doesn't work|does not work|has left|left us|left the|is gone)\b"
)
_PRONOUN = re.compile(
    r"(?:\b(?P<he>ему|ним|нему|него|его|him|his)|\b(?P<she>ей|ней|нее|неё|её|ее|her))\b", re.IGNORECASE
)


def _spoken_of(people: list[contacts.Contact], words: str, start: int, end: int) -> contacts.Contact | None:
    """ "Марк Левин проверяет договоры, напишите ему", "Лариса Юрьевна. Её адрес": the last one of that sex."""
    said = _PRONOUN.search(words)
    if said is None or any(0 <= person.start - end < 12 for person in people):
        return None
    for person in reversed([person for person in people if person.end <= start]):
        form = names.known(person.value.split()[0])
        if form is None or form.is_male == bool(said["he"]):
            return person
    return None


def _without(body: str, start: int, end: int, inside: list[contacts.Contact]) -> str:
    """The words of a stretch, less its addresses."""
    kept, position = [], start
    for contact in inside:
        if start <= contact.start and contact.end <= end:
            kept.append(body[position : contact.start])
            position = contact.end
    return "".join([*kept, body[position:end]])


def _leads_to(between: str) -> bool:
    """Whether only a post, a preposition or an address stands between the phrase and the name."""
    return not re.search(r"[.!?\n;]", between.strip(". ")) and not re.search(
        r"\b(?:и|мы|я|мне|me|us|кто|что|сколько|где|ли|who|what|which|whether|about|про|насчёт|насчет|чтобы|когда|your|"
        r"если|because|so that|before|after|we|i)\b",
        between.lower(),
    )


def _role(
    phrase: phrases.Phrase, roles: list[titles.Role], name: contacts.Contact | None, sentence: clues.Sentence
) -> titles.Role | None:
    """The post beside the phrase or the name; a post further away belongs to something else."""
    near = []
    for role in roles:
        to_phrase = min(abs(role.start - phrase.end), abs(phrase.start - role.end))
        to_name = (
            min(abs(role.start + sentence.start - name.end), abs(name.start - role.end - sentence.start))
            if name
            else 99
        )
        is_after = role.start >= phrase.end - 2 or phrase.kind in ("by", "copy", "not_me") or to_name < 8
        opens = name is not None and 0 <= role.start - phrase.end <= 14 and sentence.start + role.start < name.start
        heads = phrase.kind == "by" and 0 <= phrase.start - role.end <= 2
        if is_after and (heads or to_name <= 8 or opens or (name is None and to_phrase <= 36)):
            near.append((min(to_name, to_phrase), role))
    if phrase.kind == "not_me":
        near = [(distance, role) for distance, role in near if name or role.start > phrase.end]
    return min(near, key=lambda pair: pair[0])[1] if near else None


def _in_copy(
    body: str,
    sentence: clues.Sentence,
    name: contacts.Contact | None,
    role: titles.Role | None,
    inside: list[contacts.Contact],
    cc: tuple[tuple[str, str], ...],
    ignored: set[str],
) -> clues.Clues | None:
    """A colleague in copy: the address is in the text, or the one of Cc that fits the name."""
    others = [(shown, address) for shown, address in cc if address.lower() not in ignored]
    email = next((contact.value for contact in inside if contact.kind == "email"), None)
    who = name.value if name else None
    if email is None and who is not None:
        email = next((address for shown, address in others if persons.is_same_person(who, shown, address)), None)
        if email is None and len(others) == 1 and not re.search(r"[A-Za-zА-Яа-яЁё]", others[0][0]):
            email = others[0][1]
    if email is None and who is None and len(others) == 1:
        who, email = others[0][0] or None, others[0][1]
    if who is None and email is None:
        return None
    return clues.Clues(who, role.title if role else None, email, None, None, sentence.start, sentence.end)
