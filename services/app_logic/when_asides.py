"""Times that belong to something else than our next talk: their customers' dates, a price list, a day gone by.

"Our clients need it by 1 June", "does the discount last until May?", "the offer of 12 January was better"
name days on which nothing between the writer and us is to happen. It finds no times and chooses none.
"""

import datetime
import re

from services.app_logic.when_cues import Cues
from services.app_logic.when_spans import Span

# A day and month that had to be moved on into another year by this much lies behind us.
FAR_DAYS = 240
# By this much, it was last month's; so near a day is never named for the year after.
LAST_MONTHS_DAYS = 335

# Their customers, their feasts.
_THIRD_PARTIES = re.compile(
    r"\b(?:наш\w{0,3}|свои\w{0,2}|у|мо\w{1,3}) (?:\w{3,14} )?(?:клиент|покупател|заказчик|гост[яеи]|пациент|ученик|"
    r"студент|подписчик|арендатор|читател)\w{0,4}\b|"
    r"\b(?:our|my|their) (?:\w{3,14} )?(?:customers?|clients?|buyers?|guests?|patients?|students?|tenants?|readers?|"
    r"users?|subscribers?)\b(?!')|"
    r"^\W*(?:customers|clients|buyers|guests|patients|students|tenants|visitors|клиенты|покупатели|заказчики|гости|"
    r"пациенты|ученики|студенты)\b|"
    r"\bисполн(?:ится|яется)\b|\bюбилей\b|\bгодовщин\w{1,2}\b|\bдень рождения\b|\bотмеча(?:ем|ют|ю|ет)\b|"
    r"\bпраздну(?:ем|ют|ет)\b|\bcelebrat|"
    r"\bis (?:[5-9]\d|1\d\d)\b|"
    r"\banniversary\b|\bbirthday\b|"
    r"\b(?:turns?|turning) \d"
)
# "Our guests book for December": what they do is no wish of the writer's.
_THEIR_DOING = re.compile(
    r"\b(?:our|my) (?:[a-z]{3,14} )?(?:customers|clients|buyers|guests|patients|students|tenants|visitors) "
    r"(?:[a-z]{2,10} ){0,2}(?:book|call|ring|write|come|visit|order|get|arrive|complain|check)\b|"
    r"\b(?:if|when|если|когда) (?:a |the |our |my |some |one |наш )?(?:customer|client|guest|patient|someone|somebody|"
    r"anyone|клиент|гость|покупатель|пациент|кто-то|кто-нибудь)\b|"
    r"\b(?:клиент|покупател|гост|пациент|студент|ученик|люд|отзыв)[а-я]{0,2} (?:[а-я]{2,12} ){0,2}"
    r"(?:бронир|пиш|звон|приход|приезж|заказ|жалу|записыв)[а-я]{2,5}\b"
)
_FOR_GOOD = re.compile(
    r"\bтак и не\b|\bor any other (?:day|week|month|time|year)\b|"
    r"\bнавсегда\b|\b(?:not|or) ever\b|\bнасовсем\b|\bfor good\b|\bi (?:retire|am retiring)\b|\bi'm retiring\b|\bувольняюсь\b|"
    r"\bна пенсию\b|\bclosing down\b"
)
_TIMETABLE = re.compile(r"\b(?:open|opening|season|сезон|график|режим|открыт\w{0,2}|часы работы)\b")
_GOODS = re.compile(
    r"\b(?:плат[яи]|оплат|списыва|прайс|скидк|акци[яиюей]|тариф|лицензи|подписк|цен[аыуе]\b|стоит|стоимость|гаранти|"
    r"доставк)\w{0,5}|\bстоить\b|\bсколько\b(?! дн)|\bhow much\b|"
    r"\b(?:pay|paying|charge|charged|bill|bills|billed|invoice|users|seats|price|prices|pricing|discount|"
    r"discounts|offer|licen[cs]e|"
    r"subscription|cost|costs|promo|promotion|warranty|"
    r"sale|deal)\b"
)
# "Is the offer good until Friday?", "скидка действует до мая?": the goods are the subject.
_PRICE = re.compile(r"\bсколько (?:[а-я]{2,8} ){0,2}сто(?:ит|ить|ят)\b|\bhow much (?:is|are|does|do|will|would)\b")
_OF_GOODS = re.compile(
    r"^\W*(?:(?:and|so|but|а|и|но) )?(?:(?:is|are|does|do|will) )?(?:(?:the|your|that|this|эта|эти|"
    r"ваш\w{1,2}) )?(?:[a-zа-я]{3,14} )?"
    r"(?:offer|price|prices|discount|deal|promo|sale|licen[cs]e|trial|warranty|quote|скидк|цен|акци|предложени|гаранти)|"
    r"^\W*(?:а |и |но )?можно (?:ли )?(?:[а-я]{3,14} ){0,2}(?:тариф|подписк|пакет|лицензи|договор)|"
    r"^\W*(?:а |и |но )?(?:оплат|плат[её]ж|payment)|"
    r"^\W*(?:and |so |but )?(?:can|could|may) (?:i|we) (?:have|get|take|buy|pay|subscribe|sign up|cancel|quit|pause|"
    r"stop|leave|switch)\b|^\W*(?:а |и )?(?:могу|можем|можно)(?: ли)?(?: я| мы)? (?:отключ|отказ|отмен|приостан|расторг|верн)"
)
# "Does the first month free mean July?"
_TERMS = re.compile(
    r"^\W*(?:and |so |but )?(?:does|do|is|are|will|would) [^.!?]{0,80}\b(?:mean|includes?|included|covers?|covered|count|"
    r"apply|expire|cost|charged|billed)\b"
)
# "And if we change our minds in a month?"
_SUPPOSED = re.compile(r"\b(?:if|если)\b")
# "Гарантия до 11.06.2027": a promise of a seller, whoever it is.
_OF_PROMISES = re.compile(
    r"^\W*(?:(?:the|your|our|this|ваш\w{1,2}|наш\w{1,2}|эта|эти) )?(?:[a-zа-я]{3,14} )?"
    r"(?:гаранти|скидк|акци[яи]|промо|распродаж|warranty|guarantee|discount|promo|sale\b|voucher|сертификат|купон)"
)
# So much of a text is searched for the words of a machine.
_HEAD = 2000
# "Удалите мои данные до 24 апреля": a time by which they want something else done.
_ORDER = re.compile(
    r"\b(?:отключите|удалите|исключите|уберите|верните|устраните|оплатите|remove|delete|erase|refund|fix|cancel|"
    r"unsubscribe)\b[^.!?]{0,80}\b(?:до|к|ко|by|before|until|within|в течение)\b"
)
_MACHINE = re.compile(
    r"\bticket\b|\bwe aim to\b|\b(?:заявк[аи]|обращени[ея]) (?:№|принят|зарегистр)|"
    r"\bdelivery attempts?\b|\bmessage delayed\b|\bretry\b|\bпопыт\w{1,4} доставки\b"
)
# "До нового года осталось месяц", "six weeks to go until Christmas": how far it is, not when to write.
_DISTANCE = re.compile(
    r"\bостал(?:ось|ся|ась|ись)\b|\bостается (?:всего|меньше|каких)|"
    r"\b(?:days?|weeks?|months?) (?:left|to go|away)\b"
)
# "Signed with another until March": how long they are bound, and no word of what comes then.
_BOUND = re.compile(
    r"\b(?:signed|renewed|extended|prepaid|paid up|locked in(?:to)?|tied in(?:to)?|contracted|contract|licen[cs]e|"
    r"subscription|offered|for free|months? free|бесплатно|"
    r"подписа(?:ли|лись|ны|н|но)|продлил[аи]?|продлен[аоы]?|оплатил[аи]?|оплачен[аоы]?|проплачен[аоы]?|"
    r"заключил[аи]?|законтрактован[аоы]?|договор|контракт|подписка|лицензия)\b"
    r"[^.!?]{0,60}\b(?:until|till|til|through|до|по) "
)
_IN_FORCE = re.compile(r"\bдейству(?:ет|ют)\b|\bin force\b|\b(?:is|are|was) valid\b")


def is_aside(
    phrase: str,
    span: Span,
    said: list[str],
    cue: Cues,
    today: datetime.date,
    *,
    is_question: bool,
    asked_of_us: bool,
    is_bounded: bool,
    sentence: str,
) -> bool:
    """Whether the time is not one for us.

    `phrase` is the clause around it in lower case, `said` are the symbols of the stretch with the word
    before and the word after it; `asked_of_us` where the clause asks for a talk
    or a reply, `is_bounded` after "after", "before", "until", "by", `sentence` is all of it. A clause
    that asks for a talk then is never an aside.
    """
    if cue.back or cue.away:
        return False
    if _MACHINE.search(sentence) or (not cue.near_wish and _DISTANCE.search(phrase)):
        return True
    if is_question and (
        _PRICE.search(sentence) or (_GOODS.search(sentence) and not asked_of_us) or _OF_GOODS.match(sentence)
    ):
        return True
    if is_question and not asked_of_us and _SUPPOSED.search(phrase):
        return True
    if is_question and _TERMS.match(sentence):
        return True
    if (_OF_PROMISES.match(sentence) and not cue.wish) or _ORDER.search(phrase):
        return True
    is_plan = cue.wish or is_bounded or (cue.refusal and span.kind != "day")
    if _is_gone_by(span, said, today, is_past=cue.past) and (
        cue.past or not is_plan or (span.kind == "day" and (span.first - today).days >= LAST_MONTHS_DAYS)
    ):
        return True
    if _THEIR_DOING.search(sentence) or (_FOR_GOOD.search(sentence) and not cue.near_wish):
        return True
    if cue.near_wish:
        return False
    if _THIRD_PARTIES.search(phrase) or (span.kind == "range" and _TIMETABLE.search(phrase)):
        return True
    return span.kind == "day" and said[:1] == ["frm"] and bool(_IN_FORCE.search(phrase))


def is_bound_elsewhere(before: str) -> bool:
    """Whether the words up to a time tell how long they are bound to somebody else."""
    return bool(_BOUND.search(before))


def is_from_a_machine(text: str) -> bool:
    """Whether a ticket system or a mail server speaks."""
    return bool(_MACHINE.search(text[:_HEAD].lower()))


def _is_gone_by(span: Span, said: list[str], today: datetime.date, *, is_past: bool) -> bool:
    """A day of this spring, read in summer, was moved to the next one; nobody meant that."""
    if span.kind in ("period", "part") and (not is_past or {"nx", "th", "cm"} & set(said)):
        return False
    has_year = any(symbol[0] == "y" or (symbol[0] == "D" and symbol[1:5] != "0000") for symbol in said if symbol)
    return span.kind in ("day", "range", "period", "part") and not has_year and (span.first - today).days >= FAR_DAYS
