"""Who is in charge, told by the build of a sentence where no set phrase sends us there.

A person, a post or an address is one to turn to when it is the subject of a duty ("Bridget does our reviews"),
when the matter points at it ("отзывы у нас — вотчина Тамары Львовны", "if it's about software, Dmitri in IT"),
when it takes the place of the writer, or when it is promised to write to us. What the writer himself does with
them ("I discussed this with Anna"), a question, and what they merely say or think hand over nothing. It finds no
addresses and no names; those come from `referral_contacts` and `referral_names`.
"""

import re
from typing import NamedTuple

from services.app_logic import referral_blocks as blocks
from services.app_logic import referral_clues as clues
from services.app_logic import referral_contacts as contacts
from services.app_logic import referral_people as persons
from services.app_logic import referral_posts as structural
from services.app_logic import referral_roles as titles

# So much of a sentence is read.
REACH = 400
# So many people and posts of a sentence are looked at.
MAX_ENTITIES = 12


class Entity(NamedTuple):
    """A person, post or address in the text; `kind` is name, role, email, phone or telegram."""

    kind: str
    value: str
    start: int
    end: int


_NOUNS_RU = (
    r"отзыв\w{0,4}|репутаци\w{1,3}|маркетинг\w{0,2}|реклам\w{1,3}|закуп\w{0,5}|поставщик\w{0,3}|подрядчик\w{0,3}|"
    r"партнер\w{0,5}|предложени\w{1,2}|софт\w{0,2}|программ\w{0,3}|соцсет\w{0,3}|сайт\w{0,2}|бюджет\w{0,2}|"
    r"вопрос\w{0,3}|решени\w{1,2}|тем(?:а|ы|у|е|ой|ам|ами)|договор\w{0,3}|пис(?:ем|ьм\w{1,3})|обращени\w{1,3}|"
    r"сотрудничеств\w{1,2}|сервис\w{0,3}|деньг\w{1,3}|слово|вещ(?:ами|и|ам)|дел(?:а|ами|ам)|клиент\w{0,4}|жалоб\w{0,3}|"
    r"качеств\w{1,2}|лояльност\w{1,2}|кп|покупк\w{1,3}|инструмент\w{0,3}|подписк\w{1,3}|ит|crm|сотрудничать|связ\w{1,2}"
)
_THIS_RU = r"эт(?:им|ому|ими|их|ого|им всем|ой|ом)|все этот?|так(?:ое|им|ими|ие|их|ому|ой|ого|ая|ом)|подобн\w{1,3}|все(?:м|ми|х)?"
_NOUNS_EN = (
    r"reviews?|feedback|reputation|marketing|ads|advertising|advertisements?|social|online|purchas\w{2,5}|"
    r"procure\w{3,5}|suppliers?|vendors?|partnerships?|partners|proposals?|offers?|pitches|pitch|software|tech|"
    r"technology|websites?|budgets?|money|contracts?|decisions?|stuff|things?|matters?|sales|subscriptions?|tools?|"
    r"systems?|spend|spending|buying|quotes?|kit|complaints?|comms|communications|pr|digital|enquir\w{1,3}|"
    r"requests?|topics?|subject|question|call|side|bookings?|services?|customers?|guests?|agencies|cold emails?|"
    r"e-?mails?"
)
_THIS_EN = r"this|that|these|those|such|it all|all of it|all that|it|all (?:this|these|such)|everything|anything"
_OBJECT = re.compile(rf"\b(?:{_NOUNS_RU}|{_THIS_RU}|это|этот|эти|эту|{_NOUNS_EN}|{_THIS_EN})\b")

# What somebody in charge does with a matter; after it the matter is named.
_DUTY_AFTER = re.compile(
    r"^[\s,)—-]{0,3}(?:(?:who|which|that|he|she|they|он|она|котор\w{2,3}|у нас|у них|тут|здесь|там|теперь|сейчас|"
    r"как раз|"
    r"обычно|лично|всегда|сам|сама|now|usually|normally|always|here|actually|in \w{2,14}|из [а-я]{3,14}|"
    r"on telegram|в телеге|в телеграме?)[\s,]{1,2}){0,3}"
    r"(?P<verb>do(?:es)?|makes?|runs?|leads?|manages?|handles?|covers?|decides?|owns?|heads?|sorts?|buys?|orders?|"
    r"picks?|"
    r"chooses?|approves?|signs?(?: off)?(?: on)?|reads?|vets?|oversees?|supervises?|fields?|controls?|"
    r"(?:looks?|look) (?:after|into|at)|takes? (?:care of|over|on)|deals? with|"
    r"(?:has|have) (?:looked after|taken (?:on|over)|dealt with|run|handled|done|inherited|picked up)|inherited|"
    r"(?:is|are|'s|'re) (?:across|over|on top of|handling|running|managing|looking after|dealing with|doing|"
    r"in charge of|responsible for)|holds? the purse|"
    r"занима(?:ется|ются)|вед[её]т|ведут|отвеча[ею]т(?: за)?|реша[ею]т|разбира[ею]тся?|смотр[ия]т за|следит за|"
    r"рулит|курирует|заведует|подписывает|выбирает|заказывает|покупает|закупает|согласу[ею]т|утвержда[ею]т|"
    r"обрабатыва[ею]т|рассматрива[ею]т|делает|принима[ею]т|понимает в|распоряжается|держит)\b"
)
_BETWEEN = (
    r"[\s,]{0,3}(?:(?:у нас|теперь|сейчас|только|это|именно|лучше|all|now|only|is|our|the|my|a|an|dear|old|mr\.?|"
    r"mrs\.?|"
    r"ms\.?|dr\.?|miss|sir|madam|prof\.?|наш\w{1,3}|мо(?:й|я|ей|ему)|вотчин\w|епархи\w|парафи\w|забота|хозяйство|"
    r"территори\w|head of|зона|полностью|целиком|коллег\w{1,2}|сам\w{1,2}|"
    r"called|named|colleague|boss|sister|brother|wife|husband|son|daughter|partner|сестр\w|брат\w{0,2}|жен\w|"
    r"муж\w{0,2}|сын\w{0,2}|"
    r"доч\w{1,3}|desk of|remit of|colleagues in)[\s,]{1,2}){0,4}"
)
# The matter stands first in its clause: "the decision", "все маркетинговые подрядчики", "with things like this".
_OPENS = (
    r"(?:^|[,;:!?.—–]\s?|\b(?:and|but|because|as|since|а|но|и|что)\s)\W{0,2}"
    r"(?:(?:the|our|my|all|any|that|this|these|those|such|your|kind|sort|kinds|sorts|type|of|a|most|every|with|on|for|"
    r"about|anything|everything|like|with|здесь|тут|у нас|по|за|с|со|об|все|всё|всеми?|всем|наш[аеиу]?|ваш[аеиу]?|"
    r"любы[ехм]|"
    r"эт[а-я]{1,3}|так[а-я]{1,3}|и|[a-z]{3,12}(?:al|ing|ive|ic|er|ant)|[а-я]{5,16}(?:ые|ая|ое|ый|ыми|ым|ом|ой)|"
    r"final|last|ключевое|последнее)\s){0,4}"
)
_SITS = (
    r"(?:is|are|'s|'re|be|sits?|falls?|lies?|rests?|lands?|belongs?|goes|go|ends? up|comes? down|run|made|handled|"
    r"taken|"
    r"decided|dealt|owned|looked|headed|led|overseen|managed|signed|stays?|lives?)"
)
_POINTS_AT = re.compile(
    rf"{_OPENS}(?:{_NOUNS_RU}|{_THIS_RU}|{_NOUNS_EN}|this|that|these|those|such)\b"
    rf"(?:"
    rf"[^.;?!]{{0,40}}?\b(?:согласов|соглас|утвержда|приним|выбира|покупа|закупа|заказыва|курир|завед|веда|отвеча|"
    rf"разбира|визир|"
    rf"подписыва|одобря|реша|рассматрива|обрабатыва|контролир|командует|распоряжа|держ|занима|"
    rf"вед)[а-я]{{0,6}}(?:ет|ёт|ит|ют|ят)(?:ся)?"
    rf"|[^.;?!]{{0,40}}?(?:\bко?|\bза|\bчерез|\bзанима(?:ется|ются)|\bвед[её]т|\bреша[ею]т|\bотвеча[ею]т|\bрулит|"
    rf"\bсмотрит|\bразбирается)"
    rf"|[^.;?!:—–]{{0,30}}?\s?(?:[—–:-]|\bу нас\b)(?: это)?"
    rf"|(?: [a-z']{{2,14}}){{0,4}}? ?{_SITS}(?: [a-z,']{{2,14}}){{0,3}}? (?:with|under|to|by|via|through|after by)"
    rf"){_BETWEEN}[«\"(]?$|"
    rf"\bthe (?:person|one|man|woman|guy|lady|people)(?: [a-z']{{2,14}}){{0,6}} (?:is|would be){_BETWEEN}$|{_OPENS}"
    rf"(?:{_NOUNS_EN})(?:"
    rf"(?<!this)(?<!that)(?<!these)(?<!those)(?<!such)(?: [a-z']{{2,14}}){{0,3}}? ?(?:is|are|'s|would be|will be)"
    rf"){_BETWEEN}[«\"(]?$"
)
# "That's the night manager", "That'd be Omar": only a post or name follows, and the clause ends.
_MINE = re.compile(r"\b(?:i|i'm|my|me|мой|мне|я)\b")
_IS_WHO = re.compile(
    r"^\s?[—–-]?\s?(?:вот|это|как раз)? ?(?:тот|та)?,? ?кто вам (?:и )?нуж|"
    r"^(?:'d| would| will|'ll)? (?:be|is) your (?:man|woman|person|contact|best bet|guy|lady)\b|"
    r"^ (?:does|do|decides?|handles?|can|will)\s?[:—–]|"
    r"^[^.!?]{0,60}, (?:так что |поэтому |значит )?(?:к|с) (?:нему|ней|ним)\W*$|"
    r"^(?: on telegram| in [a-z]{2,12}| в телеграме?| в телеге)?,?(?: is|'s) (?:who |the one who |"
    r"the person who )(?:decides|does|handles|deals|runs|chooses|"
    r"buys|signs|you|we all|manages|looks|sorts)"
)
# "I've no budget. Theresa does."
_ELLIPSIS = re.compile(
    r"^,? (?:does|has|is|can|will|might|may|could|would|should|knows|handles|decides|может|решает)\s?(?:[.,;:!—–-]|$)"
)
_NEGATED = re.compile(r"\b(?:not|no|never|only|нет|не|cannot|without)\b|n't\b")
_IT_IS = re.compile(r"(?:^|[.,;:!?—-]\s?)(?:it|that)(?:'s| is)\s$")  # "It's Imogen's"
_MANY = re.compile(r" (?:with )?(?:an? |many|lots|loads|dozens|hundreds|some|several|enough|\d|много|кучу|десят|сотн)")
_THAT_IS = re.compile(
    r"(?:^|[.,;:!?—-]\s?)(?:oh |ah |well |so )?that(?:'?s|'?d be| is| would be| will be|'ll be)\s(?:our |the |my )?$"
)
# "If it's about software, …", "насчёт рекламы — …", "по отзывам у нас …".
_ABOUT = re.compile(
    rf"(?:^|[.,;:!?—-]\s?|\b(?:а|но|and|but)\s)(?:if (?:it's|it is|this is|that's) (?:about )?|for |on |as for |about |"
    rf"regarding |re |anything |насчет |по (?:поводу )?|если (?:это )?(?:про |о |об |насчет |по )?|что до |для )"
    rf"(?:[a-zа-я&-]{{1,14}} ){{0,3}}(?:{_NOUNS_RU}|{_THIS_RU}|{_NOUNS_EN}|this|that|these|those)"
    rf"(?: [a-zа-я&-]{{2,14}}){{0,2}}[\s,:—-]{{1,4}}(?:(?:у нас|это|it's|that's|it'd be|that'd be|try|only|только|"
    rf"к|ко|есть)[\s,]"
    rf"){{0,2}}{_BETWEEN}$"
)
_TAKES_MY_PLACE = re.compile(
    r"на мо[её] место|вместо меня|мо[ия] (?:преемни|сменщи)|\b(?:приш(?:ел|ла)|заступ\w{2,5}|приходит)\b[^.!?]{0,20}$"
)
_I_AM_GONE = re.compile(
    r"\b(?:i(?:'ve| have|'m| am)? (?:just |now |since )?(?:retired|retiring|left|leaving|moved|moving|stepped down|"
    r"quit|sold|handed over|changed jobs|finished|resigned)|my last day|since i (?:moved|left|retired)|"
    r"i no longer|i used to|на пенсии|ухожу|уш(?:ел|ла)|уволил\w{2}|переводят|переш(?:ел|ла)|перевел\w{1,3}|"
    r"больше не (?:работаю|занимаюсь|веду)|раньше (?:это )?(?:вел|занимал)\w{0,4}|сдал[аи]? дела|продал[аи]?)\b"
)
_NO_MORE = re.compile(r"\b(?:никто|некому|nobody|no one|no-one)\b")
_NOW = re.compile(r"\b(?:now|nowadays|these days|since then|from now|теперь|сейчас|отныне|с тех пор|ныне|instead)\b")
_WILL_WRITE = re.compile(
    r"\b(?:он[аи]?|он сам|сам[аи]?)(?: сам[аи]?| уже| скоро| тогда){0,2} (?:с вами свяж\w{2,4}|"
    r"вам (?:на)?пи(?:шет|шут)|вам (?:по|пере)звон\w{2}|"
    r"вам ответ\w{2}|выйд\w{1,2} на связь|ответит|займется|возьмется|разберется|решит)|\bс вами свяж(?:ется|утся)\b|"
    r"\b(?:he|she|they)(?:'ll| will| is going to|'s going to| should) (?:soon |then |now )?(?:get back to|come back to|"
    r"contact|be in touch|reply|reach out|e-?mail|call|ring|pick (?:this|it) up|take (?:this|it)|write|sort|handle|"
    r"respond|drop you|get in touch|answer)"
)
_I_AM_BACK = re.compile(r"\b(?:i'll|i will|я|мы)\b")
_I_DO = re.compile(
    r"\b(?:i|we|i'll|we'll|i've|we've|i'd|we'd|let me|я|мы|сам|сама|сами)\b(?! (?:am |'m )?(?:afraid|think|guess|"
    r"believe|"
    r"suppose|reckon|understand|know|only|just|don't|do not|can't|cannot|no longer|never|не|тут|здесь|думаю|знаю|"
    r"moved|left|retired|used to)\b)|"
    r"\b(?:обсу(?:жу|дим|дил\w{0,2})|реш(?:у|им|ил\w{0,2})|покаж(?:у|ем)|показал\w{0,2}|спрош(?:у|ем)|уточн(?:ю|им)|"
    r"посоветуюсь|согласу(?:ю|ем)|передам|подума\w{1,3}|поговор(?:ю|им)|верн(?:усь|емся)|узна(?:ю|ем)|хо(?:чу|тим)|"
    r"купил\w{0,2}|брали|взяли|работаем|звонил\w{0,2}|спасибо|благодар\w{2,4}|thanks|thank you)\b"
)
# Nouns that end like a verb in the past.
NO_VERB = r"(?!отдел|филиал|персонал|материал|канал|раздел|журнал|портал|зал[аы]?\b|терминал|профил|идеал|потенциал)"
_PAST = re.compile(
    r"\b(?:was|were|been|did|had|made|discussed|used|wrote|said|told|yesterday|last|ago|вчера|прошл\w{2,3}|раньше|"
    + NO_VERB
    + r"[а-я]{3,14}(?:ал|ил|ел|ал[аио]|ил[аио]|ел[аио]|лся|лась|лись))\b"
)
_SELLER = re.compile(r"\b(?:your|you guys|ваш(?:[аеиу]|ей|его|ему|им|их)?|у вас)\s(?:[a-zа-я]{2,14}\s){0,2}$")
# "Ждём договор на …", "send the quote to …": what the writer wants for himself.
_ORDERED = re.compile(
    r"\b(?:жд[уе]м?|пришлите|присылайте|вышлите|скиньте|отправьте|киньте|шлите|выставьте|send|share|invoice|mail|"
    r"e-?mail|"
    r"book|schedule|let's|call with|meeting with|chat with)\b"
)
_IF_UNSURE = re.compile(r"\b(?:if|whether|когда|если|ли|hope|wish|could|would|можно|when|unless)\b[^,—]*$")
_SAYS = re.compile(
    r"^[\s,]{0,2}(?:(?:also|тоже|и|сам|just|already|уже|в целом)\s){0,2}(?:says?|said|thinks?|thought|likes?|"
    r"liked|loves?|loved|hates?|wants?|agrees?|"
    r"reckons?|asks?|asked|told|laughed|считает|говорит|сказал\w?|думает|хочет|спрашивает|против|за\b|оценил\w?|"
    r"одобрил\w?|"
    r"просит|посмеял\w{2,3}|пожал\w?|уверен\w?|в восторге|жалуется|recommended|recommends|mentioned|посоветовал\w?)"
)


def told(
    body: str, flat: str, sentences: list[clues.Sentence], index: int, found: list[contacts.Contact]
) -> clues.Clues | None:
    """Who is in charge by the build of sentence `index`, with the post and addresses beside; or nothing."""
    sentence = sentences[index]
    low, high = sentence.start, min(sentence.end, sentence.start + REACH)
    if _is_question(body, sentence):
        return None
    before = flat[sentences[index - 1].start : low][-REACH:] if index else ""
    if blocks.is_bounce(flat[: 4 * REACH]) or blocks.is_content(flat[low:high]):
        return None
    end = _reach(flat, sentences, index, found, high)
    those = _entities(body, low, high, found)
    later = [Entity(each.kind, each.value, each.start, each.end) for each in found if high <= each.start < end]
    for entity in those:
        if entity.kind == "phone":
            if clues.SWITCHBOARD.search(flat, low, high) and not _MINE.search(flat, low, high):
                return _clue(those, entity)
            continue
        if _is_in_charge(flat, low, high, entity, before, those):
            return _clue(those + later, entity)
    return None


def _reach(flat: str, sentences: list[clues.Sentence], index: int, found: list[contacts.Contact], high: int) -> int:
    """Where the addresses of a sentence end: "her direct line is …" and a bare address go with the one before."""
    for place in range(index + 1, min(index + 4, len(sentences))):
        following = sentences[place]
        words = flat[following.start : following.end][:REACH]
        is_theirs = contacts.is_labelled(words) and place == index + 1
        is_bare = following.is_joined and contacts.is_only_contact(words, following.start, found)
        if not (is_theirs or is_bare):
            break
        high = following.end
    return high


def _is_question(body: str, sentence: clues.Sentence) -> bool:
    return body[sentence.start : sentence.end].rstrip().endswith("?")


def _entities(body: str, low: int, high: int, found: list[contacts.Contact]) -> list[Entity]:
    """People, posts and addresses of a sentence in order."""
    inside = [each for each in found if low <= each.start < high]
    those = [Entity(each.kind, each.value, each.start, each.end) for each in inside]
    posts = [
        Entity("role", role.title, low + role.start, low + role.end)
        for role in titles.roles(body[low:high])
        if not any(each.start <= low + role.start < each.end for each in inside)
    ]
    posts += [
        Entity("role", title, low + start, low + end)
        for title, start, end in structural.posts_of(body[low:high])
        if not any(post.start < low + end and low + start < post.end for post in posts)
    ]
    people = persons.people(body, low, high, [(post.start, post.end) for post in posts], inside)
    those += posts + [Entity("name", each.value, each.start, each.end) for each in people]
    return sorted(those, key=lambda each: each.start)[:MAX_ENTITIES]


def _is_in_charge(flat: str, low: int, high: int, entity: Entity, before: str, those: list[Entity]) -> bool:
    lead, tail = _clause_before(flat, low, entity.start), flat[entity.end : high]
    if _SELLER.search(lead) or _SAYS.match(tail):
        return False
    if entity.kind == "name" and _ELLIPSIS.match(tail) and _NEGATED.search(f"{before} {flat[low : entity.start]}"):
        return True
    for other in those:  # "Marek, the ops lead, does …": the duty is said after all that stands for one person
        if other.kind != "phone" and 0 <= other.start - high + len(tail) <= 12:
            tail = flat[max(other.end, high - len(tail)) : high]
    if entity.kind in ("email", "telegram") and _is_for_such(
        lead, is_same_line=bool(before) and "\n" not in before[-2:] + flat[low - 1 : low + 1]
    ):
        return True
    if _IS_WHO.match(tail):
        return True
    duty = _DUTY_AFTER.match(tail)
    if duty and duty["verb"] == "read":
        return False  # "our CEO, Birgit, read it and laughed"
    if duty and entity.kind == "role" and duty["verb"].startswith(("read", "look", "run", "смотр")):
        return False
    if (
        duty
        and not _MANY.match(tail, duty.end())
        and not _IF_UNSURE.search(lead)
        and _OBJECT.search(tail[duty.end() : duty.end() + 40])
    ):
        return True
    if entity.kind in ("name", "role") and _THAT_IS.search(lead) and re.match(r"\s?(?:[.,;!(—-]|$| you| in )", tail):
        return True
    if entity.kind == "name" and re.match(r"\s\d", tail):
        return False
    if entity.kind == "name" and flat[entity.end - 2 : entity.end] == "'s" and _IT_IS.search(lead):
        return bool(re.match(r"\W|$", tail))
    if _ABOUT.search(lead):
        return True
    is_mine = bool(_I_DO.search(lead))
    if not is_mine and _matter_points_at(lead):
        return True
    if entity.kind == "role":
        return False
    if _NO_MORE.search(tail):
        return False
    if (_I_AM_GONE.search(lead) or _I_AM_GONE.search(before)) and (_NOW.search(lead) or _NOW.search(tail[:30])):
        return not is_mine
    if _TAKES_MY_PLACE.search(lead):
        return True
    return entity.kind == "name" and bool(_WILL_WRITE.search(tail[:80])) and not _I_AM_BACK.search(tail)


_PUT_IT_ON = re.compile(
    r"\b[а-я]{3,14}(?:йте|ите|ьте)(?:сь)? (?:[а-я]{2,12} ){0,2}(?:это|его|их|все|(?:ваше |свое )?(?:письмо|"
    r"предложение|кп)|вопросы?)"
    r"[^.!?]{0,30}\b(?:на|по адресу|в)\s(?:почту |ящик |адрес )?$"
)
_THEY_DO = re.compile(
    r"\b(?:my|our|the|наш\w{0,3}|мо[йя]) (?:[a-zа-я]{2,14} ){1,3}?(?P<verb>does|do|runs|handles|manages|"
    r"deals with|looks after|sorts|takes care of|"
    r"занима(?:ется|ются)|вед[её]т|отвеча[ею]т за|реша[ею]т|смотр[ия]т за) "
)


_GOES_TO = re.compile(
    rf"{_OPENS}(?:для )?(?:{_NOUNS_RU}|{_NOUNS_EN})\b[^.;?!]{{0,40}}?(?:\s?[—–:-]|\bчерез(?: [а-я]{{3,14}}){{0,3}},?|"
    rf"\b(?:via|through|to|at|in|на|в|почта|ящик|адрес|inbox|address|mailbox))\s{{0,2}}$"
)
_BOX_OF = re.compile(
    r"^\W{0,2}(?!почта|адрес|тел|моб|контакт|e-?mail|мо[йяе]|my|сайт|address|phone|mail|contact|p\.?s|кому|"
    r"куда)[a-zа-я]{4,20}(?: [a-zа-я]{3,16}){0,3}:\s$"
)


def _is_for_such(lead: str, *, is_same_line: bool) -> bool:
    """Whether an address follows on who does such things ("my sister does the online stuff, …") or where they go."""
    if _BOX_OF.match(lead) and is_same_line:
        return True
    if _PUT_IT_ON.search(lead):
        return not re.search(r"\b(?:мне|нам)\b", lead)
    doing = _THEY_DO.search(lead)
    if doing and not _I_DO.search(lead, doing.end()) and _OBJECT.search(lead, doing.end()):
        return True
    goes = _GOES_TO.search(lead)
    return bool(goes) and not (_I_DO.search(lead) or _ORDERED.search(lead) or _PAST.search(lead) or _MINE.search(lead))


_APPOSED = re.compile(
    r"(?:our|the|my|наш\w{0,3}) (?:[a-zа-я-]{2,14} ){0,2}[a-zа-я-]{3,14}, (?:mrs?\.? |ms\.? |dr\.? |miss )?$"
)


def is_doing(lead: str) -> bool:
    """Whether these words before somebody say what the writer does with him, or whose he is on our side."""
    return bool(_I_DO.search(lead) or _SELLER.search(lead))


def _matter_points_at(lead: str) -> bool:
    """ "Решение за …", "that decision sits with our …": a matter, present tense, and what points at somebody."""
    match = _POINTS_AT.search(lead) or _POINTS_AT.search(_APPOSED.sub("", lead))
    if match is None or _PAST.search(lead) or _IF_UNSURE.search(lead[: match.start() + 12]):
        return False
    return not _ORDERED.search(lead)


def _clause_before(flat: str, low: int, start: int) -> str:
    """The words before a place, back to the last "but" of the sentence."""
    lead = flat[low:start]
    cut = max(lead.rfind("; "), lead.rfind(" but "), lead.rfind(" но "), lead.rfind(", а "))
    return lead[cut + 1 :] if cut >= 0 else lead


def _clue(those: list[Entity], who: Entity) -> clues.Clues:
    """`who` with the name, post and addresses that stand near: one of each kind, the nearest."""
    taken = {who.kind: who}
    for other in sorted(those, key=lambda each: (each.kind == "name", max(each.start - who.end, who.start - each.end))):
        gap = max(other.start - who.end, who.start - other.end)
        beside = min([gap, *(max(other.start - each.end, each.start - other.end) for each in taken.values())])
        limit = {"name": 12, "role": 60 if who.kind == "email" else 8}.get(other.kind, REACH)
        gap = beside if other.kind == "name" and beside <= 8 else gap
        if other.kind not in taken and gap <= limit:
            taken[other.kind] = other
    name, role, email, phone, telegram = (
        taken[kind].value if kind in taken else None for kind in ("name", "role", "email", "phone", "telegram")
    )
    start, end = min(each.start for each in taken.values()), max(each.end for each in taken.values())
    return clues.Clues(name, role, email, phone, telegram, start, end)
