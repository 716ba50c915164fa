"""Whom a reply sends us to, where it is known from elsewhere that it sends us on, however it is worded.

It asks for no phrase of redirection: the caller has heard one. The only one of a letter who may be meant is taken:
an address, a person, a post. Who is greeted, quoted as saying something, refused, or acts with the writer is not
meant; and where two may be, nobody is.
"""

import re

from services.app_logic import referral_beside as beside
from services.app_logic import referral_blocks as blocks
from services.app_logic import referral_clues as clues
from services.app_logic import referral_contacts as contacts
from services.app_logic import referral_given as given
from services.app_logic import referral_handover as handover
from services.app_logic import referral_people as persons
from services.app_logic import referral_posts as posts
from services.app_logic import referral_roles as titles

# How far from an address its owner may stand.
REACH = 300

# So many people and posts of a sentence are looked at.
MAX_PEOPLE = 20

# "Forward the list to x@…": an order to hand something over is no word on whom to write to.
_SENT_THERE = re.compile(
    r"\b(?:пере(?:шли|сылай|кинь|дай|прав)|(?:ото|от|вы|при|по)(?:шли|сылай|правь|прави)|скин|кинь|шли\b|продублир|"
    r"выгруз|копи[юя] |"
    r"forward|send|mail (?:me|us|him|her|them|the|all|every)|e-?mail (?:the|all|every)|export|upload|copy|cc\b|"
    r"bcc\b|dump|post)"
)
_GREETED = re.compile(
    r"(?:\b(?:hi|hello|hey|dear|thanks|thank you|cheers|morning|afternoon|привет|здравствуйте|уважаем\w{2,3}|"
    r"спасибо|добрый день|доброе утро|добрый вечер)[ ,!]{1,3}|^\W{0,3})$"
)
_TO_THE_READER = re.compile(
    r"^(?:!|,? (?:добр|здрав|спасиб|привет|прошу|извин|прост|вы\b|ваш|нет\b|да\b|не\b|мы\b|я\b|thank|hi\b|hello|sorry|"
    r"you|we\b|i\b|i'|no\b|yes))|^,?$"
)
_WITH_ME = re.compile(r"\b(?:мы с|мы со|я и|вместе с|и я|me and|myself and|us and|together with)\s$")
_AND_ME = re.compile(r"^,? (?:и|and) (?:я|мы|i|me|we|us)\b")
_REFUSED = re.compile(
    r"(?:n't|\bне|\bни|\bnot|\bnever|without|кроме|except|besides|but|no longer)\s(?:[a-zа-я]{1,8}\s){0,2}$"
)
_SOURCE = re.compile(
    r"\b(?:от|из|by|from|told|after|via your|как|as|like|former|бывш\w{2,3}|пока|while|until|because|жду|ждем|"
    r"ждём|просил\w?|хвалил\w?|спасибо|вместо|instead of|replacing)\s(?:the |our |my |наш\w{0,3} |мо\w{1,2} )?$"
)
_DID = re.compile(
    r"^\W{0,2}(?:[a-zа-я'-]{2,14} ){0,2}(?:(?!ведал|решал)" + handover.NO_VERB + r"[а-я]{2,14}"
    r"(?:ал|ил|ел|ял|ул|ыл)(?:а|и|ась|ись|ся)?|"
    r"[a-z]{2,12}ed|said|says|"
    r"told|thinks?|wants?|хочет|просит|считает|спрашивает|интересуется|жалуется|думает|смотрит|говорит|wonders|asks|"
    r"likes|против|уже|согласен|согласна|в курсе|was|is (?:not|away|off|on|back|"
    r"out)|"
    r"went|left|никогда|заболел\w?)\b"
)
# "Переслал письмо директору", "не переводите меня на Виктора", "подпишите договор на …": done with him, or refused.
_DONE_WITH = re.compile(
    r"\b(?:" + handover.NO_VERB + r"[а-я]{3,12}"
    r"(?:ал|ил|ел|ял)(?:а|и|ась|ись|ся)?|не [а-я]{3,14}(?:йте|ите|ьте)|договор|сч[её]т|реквизит\w{0,2}|"
    r"плательщик|рассылк\w|отзыв от|contract|invoice|billing|i'd buy|copy in|конкурент\w{0,2}|competitor|"
    r"supplier called)\b"
    r"[^.!?]{0,60}$"
)
# "Высылаю договор, подпишет его …": whoever signs it or gets it bought already.
_PAPERS = re.compile(r"\b(?:договор|контракт|акт|сч[её]т|реквизит\w{0,2}|contract|invoices?|agreement)\b[^.!?]{0,60}$")
_IS_ME = re.compile(
    r"(?:^|[.!?,] ?)(?:алло,? )?(?:это|я|i'm|i am|this is)(?: сам[а]?| тут| теперь| the| new| your| x+,?){0,3} ?$|\bя x"
)
# What was once, and is no more; where a parcel goes.
_ONCE = re.compile(
    r"\b(?:раньше|прежде|когда-то|used to|никто|некому|nobody|no one|курьер\w{0,3}|доставк\w|courier|delivery|ул\.)"
)
_UNIT_RU = re.compile(
    r"(?:\b(?:к|ко|в|во|через|ведении|компетенции|обращайтесь|обратитесь|это|решает|у|с)\s(?:наш[а-я]{1,3} |"
    r"сам[а-я]{1,3} )?)"
    r"(?P<post>(?:[а-я]{4,16}(?:ому|ему|ый|ий|ой|ей|ую|ым|им) )?(?:"
    r"[а-я]{3,14}(?:тор|тер|ист|лог|ник|щик|чик|вед|тель|ант|ент|ач|ар|арь|мейстер)(?:у|ю|а|я|ом|ем|ам|ям)|"
    r"(?:деканат|ректорат|секретариат|дирекци|управлени|департамент|отдел|служб|центр|кафедр|комитет|совет|фонд|"
    r"сектор|групп|команд|редакци|бюро|офис|лаборатори|представительств|штаб|аппарат|министерств|комисси|"
    r"администраци|руководств)[а-я]{0,3})"
    r"(?: по [а-я]{4,20}(?: и [а-я]{4,16})?| [а-я]{4,20}(?:ого|ей|ых|их|ии|а|ов|ы|и)(?: [а-я]{4,16}(?:а|ов|ей|и|ы|"
    r"й))?)?)"
)


def likely(body: str, flat: str, found: list[contacts.Contact]) -> clues.Clues | None:
    """The one address, person or post in `body` that may be meant; `found` holds the addresses that may be."""
    sentences = clues.cut(body)
    contact = _only_contact(flat, sentences, found)
    if contact is None and any(each.kind != "phone" for each in found):
        return None
    people = _people(body, flat, sentences, found)
    if contact is not None:
        return _with_post(body, sentences, _with_owner(body, contact, people, found), found)
    told = [each for sentence in sentences for each in _roles(body, flat, sentence, found)]
    if len({each.value.split()[0][:4].lower() for each in people}) == 1:
        who = max(people, key=lambda each: len(each.value))
        near = [role for role in told if min(abs(role.start - who.end), abs(who.start - role.end)) <= 4]
        role = near[0].title if near else posts.post_beside(body, who.start, who.end)
        phone = _phone_near(who.start, who.end, found)
        ends = [who.end] + ([near[0].end] if near else []) + ([phone.end] if phone else [])
        start = min([who.start] + ([near[0].start] if near else []) + ([phone.start] if phone else []))
        return clues.Clues(who.value, role, None, phone.value if phone else None, None, start, max(ends))
    if not people and len({role.title.lower() for role in told}) == 1:
        phone = _phone_near(told[0].start, told[0].end, found)
        start, end = (
            min(told[0].start, phone.start if phone else told[0].start),
            max(told[0].end, phone.end if phone else 0),
        )
        return clues.Clues(None, told[0].title, None, phone.value if phone else None, None, start, end)
    if not people and not told and len({each.value for each in found}) == 1 and _is_theirs(flat, found[0]):
        return clues.Clues(None, None, None, found[0].value, None, found[0].start, found[0].end)
    return None


# "Text her on …", "… — это номер жены": whose number it is.
_SOMEBODYS = re.compile(
    r"\b(?:her|his|their|him|them|she|he|they|ей|ему|им|его|ее|их|она|он|они|с ней|с ним)\b|"
    r"\b(?:номер|телефон|контакт|мобильный)[а-я]{0,2} (?:жен|муж|сын|доч|брат|сестр|мам|пап|отц|мат|коллег|"
    r"друг)[а-я]{1,3}\b"
)


def _is_theirs(flat: str, phone: contacts.Contact) -> bool:
    return bool(_SOMEBODYS.search(flat, max(0, phone.start - 60), min(len(flat), phone.end + 40)))


def _with_post(
    body: str, sentences: list[clues.Sentence], best: clues.Clues, found: list[contacts.Contact]
) -> clues.Clues:
    """`best` with the only post or department of its sentence, or of the one before on the same line."""
    if best.role is not None:
        return best
    for index, sentence in enumerate(sentences):
        if not sentence.start <= best.end - 1 < sentence.end:
            continue
        start = sentence.start
        if index and sentences[index - 1].end > start - 3 and "\n" not in body[sentences[index - 1].end : start]:
            start = sentences[index - 1].start
        near = [
            role
            for role in titles.roles(body[start : sentence.end])
            if not any(each.start <= start + role.start < each.end for each in found)
        ]
        if len({role.title.lower() for role in near}) == 1:
            return best._replace(role=near[0].title)
    return best


def _only_contact(flat: str, sentences: list[clues.Sentence], found: list[contacts.Contact]) -> contacts.Contact | None:
    """The only e-mail address, else the only Telegram name, unless something is to be sent there."""
    for kind in ("email", "telegram"):
        those = [each for each in found if each.kind == kind]
        if len({each.value for each in those}) == 1:
            start = those[0].start
            ordered = any(
                each.start <= start < each.end and _SENT_THERE.search(flat[each.start : start]) for each in sentences
            )
            return None if ordered else those[0]
        if those:
            return None
    return None


def _with_owner(
    body: str, contact: contacts.Contact, people: list[contacts.Contact], found: list[contacts.Contact]
) -> clues.Clues:
    """The address with its owner: whose name is in it, else the only one of the letter."""
    around = persons.people(body, max(0, contact.start - REACH), min(len(body), contact.end + REACH), [], [contact])
    who = beside.owner(around, [contact]) or beside.introduced(body, people)
    if who is None and len({each.value for each in people}) == 1 and abs(people[0].start - contact.start) < REACH:
        who = people[0]
    email, telegram = (contact.value if contact.kind == kind else None for kind in ("email", "telegram"))
    phone = next((each for each in found if each.kind == "phone"), None) if who else None
    role = posts.post_beside(body, who.start, who.end) if who else None
    start = body.rfind("\n", 0, contact.start) + 1
    return clues.Clues(
        who.value if who else None, role, email, phone.value if phone else None, telegram, start, contact.end
    )


def _people(
    body: str, flat: str, sentences: list[clues.Sentence], found: list[contacts.Contact]
) -> list[contacts.Contact]:
    """The people of the letter who may be meant."""
    kept = []
    for sentence in sentences:
        for each in persons.people(body, sentence.start, sentence.end, [], found)[:MAX_PEOPLE]:
            lead = flat[max(sentence.start, each.start - REACH) : each.start]
            tail = flat[each.end : min(sentence.end, each.end + REACH)]
            if each.value.split()[0].isascii() and not lead.strip() and not _is_known(each):
                continue
            is_greeted = _GREETED.search(lead) and (
                _TO_THE_READER.match(tail) if not lead.strip() else tail[:1] in ",!"
            )
            if not _is_out(lead, tail) and not is_greeted:
                kept.append(each)
    return kept


def _is_known(person: contacts.Contact) -> bool:
    """Whether a capital at the beginning of a sentence is a name's, and not the sentence's."""
    return " " in person.value or person.value.lower() in given.SMALL


def _roles(body: str, flat: str, sentence: clues.Sentence, found: list[contacts.Contact]) -> list[titles.Role]:
    """The posts and departments of a sentence that may be meant."""
    words = body[sentence.start : min(sentence.end, sentence.start + 2 * REACH)]
    told = titles.roles(words)
    told += [titles.Role(title, start, end) for title, start, end in posts.posts_of(words)]
    if not told:
        told = [
            titles.Role(each["post"], *each.span("post"))
            for each in _UNIT_RU.finditer(flat[sentence.start : sentence.start + len(words)])
        ]
    inside = [(each.start - sentence.start, each.end - sentence.start) for each in found]
    return [
        titles.Role(role.title, sentence.start + role.start, sentence.start + role.end)
        for role in told[:MAX_PEOPLE]
        if not any(start <= role.start < end for start, end in inside)
        and not _is_out(
            flat[sentence.start : sentence.start + role.start], flat[sentence.start + role.end : sentence.end]
        )
    ]


def _is_out(lead: str, tail: str) -> bool:
    """Whether he is spoken of, refused, asked about, or at the writer's side."""
    clause = re.split(r"[,;:—–] (?!ко? |со? )|\. ", lead)[-1]
    if tail.rstrip().endswith("?") or lead.rstrip().endswith("?"):
        return True
    if _WITH_ME.search(lead) or _AND_ME.match(tail) or _REFUSED.search(lead) or _SOURCE.search(lead):
        return True
    if blocks.is_content(tail) or _ONCE.search(lead) or _ONCE.search(tail):
        return True
    if _DONE_WITH.search(clause) or _PAPERS.search(lead) or _IS_ME.search(lead):
        return True
    return bool(_DID.match(tail)) or handover.is_doing(clause)


def _phone_near(start: int, end: int, found: list[contacts.Contact]) -> contacts.Contact | None:
    """The first number after somebody, else the last one before him."""
    phones = [each for each in found if each.kind == "phone"]
    after = [each for each in phones if 0 <= each.start - end < REACH]
    before = [each for each in phones if 0 <= start - each.end < REACH]
    return after[0] if after else before[-1] if before else None
