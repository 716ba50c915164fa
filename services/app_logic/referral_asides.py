"""Addresses and numbers that send us to nobody: the writer's own, a guest of a meeting, an entry of a list.

"My new address is …", "can Tom (tom@…) join?", "remove a@… and b@…", "why does Denis write from …?" hold an
address and no referral. It finds no addresses and says nothing of those that it lets through.
"""

import re

from services.app_logic import referral_blocks as blocks
from services.app_logic import referral_clues as clues
from services.app_logic.referral_contacts import Contact

# More addresses than this are a list.
MAX_CONTACTS = 40
# How far on either side of an address its sentence is read.
REACH = 240

_ADJECTIVES_RU = r"(?:(?:нов|друг|личн|рабоч|основн|втор|запасн|прям|сотов|мобильн|корпоративн)[а-я]{2,3} )?"
_ADJECTIVES_EN = (
    r"(?:(?:new|other|personal|private|work|direct|main|usual|current|mobile|own|second|different|corporate|business|"
    r"home|telegram|phone|cell|e-?mail) ){0,2}"
)
_OWN = re.compile(
    r"(?<!не )(?<!не надо )\b(?:(?:на|от)?пиш[иу]те|писать|(?:по|пере)?звоните|набирайте|наберите|пришлите|присылайте|"
    r"отправьте|"
    r"отправляйте|скиньте|кидайте|шлите|вышлите|ответьте|отвечайте|свяжитесь|связаться|стучите(?:сь)?|черкните|"
    r"дублируйте)(?: [а-я]{2,14}){0,2}? (?<!не )(?:мне|нам|со мной|с нами|ко мне)\b|"
    rf"\bмо(?:й|я|ю|ем|ей|е|и)\s{_ADJECTIVES_RU}(?:адрес|почт|ящик|e-?mail|емейл|имейл|мейл|мыло|телефон|номер|тг\b|"
    rf"телег|"
    r"контакт|сотов|мобильн)|"
    r"\b(?:сменил|поменял)[аи]? (?:[а-я]{2,12} )?(?:адрес|почт|ящик|номер|телефон)|"
    r"\b(?:у меня|у нас|мо[йя]|наш[а]?)\s(?:[а-я]{2,12} ){0,2}(?:адрес|почта|ящик|номер|телефон|домен)"
    r"(?: (?:у меня|у нас))?(?: [а-я]{2,8})? (?:сменил|поменял|измени|нов|друг|теперь)|"
    r"\b(?:писал|пишу|отправлял|обращал)(?:а|ся|ась)? (?:вам )?с\b|"
    r"\b(?:адрес|почта|ящик|номер|телефон) (?:тоже |теперь |уже |мо[йя] ){0,2}(?:нов|друг)[а-я]{2,3}\b(?! для)|"
    r"\b(?:у меня|у нас) (?:теперь )?(?:нов|друг)[а-я]{2,3} (?:адрес|почта|ящик|номер|телефон|домен)|"
    r"\b(?:адрес|почта|ящик|номер|телефон) у (?:меня|нас) (?:теперь |сейчас )?(?:сменил|поменял|измени|нов|друг)|"
    r"\b(?:мне|нам) (?:[а-я]{2,12} ){0,2}(?:удобн|проще)|\bменя (?:можно )?(?:найти|поймать|застать)|"
    r"(?<!not )\b(?:write|e-?mail|mail|reach|contact|message|text|ping|call|ring|phone|reply|respond|get|find|"
    r"send|show|forward)(?: (?:it|them|that|this|the|a|an|your|everything|over|back|some|on|"
    r"through)){0,3}?(?: [a-z]{3,14})?"
    r"(?: (?:to|with))? (?<!not )(?<!than )(?<!of )(?:me|us)\b|"
    rf"\b(?:my|our new) {_ADJECTIVES_EN}(?:address|e-?mail|inbox|mailbox|number|mobile|cell|phone|telegram|tg|handle|"
    rf"line|"
    r"surname)\b(?!'s)|"
    r"\bi(?:'m| am|'ve got| can be reached| have)?(?: (?:now|always|best|also)){0,2} (?:at|on)\b|"
    r"\bnew (?:e-?mail|address)(?: is|:)|\bchanged (?:my )?(?:e-?mail|address|number)|"
    r"\b(?:личн|рабоч|нов)(?:ый|ая|ую) (?:мой |моя |мою )?(?:адрес|почт|ящик|номер)"
)
_IS_ME = re.compile(r"\b(?:это (?:по-прежнему |все еще |же )?я|it's (?:still )?me|that's (?:still )?me|this is me)\b")
# "Новый адрес для предложений": nobody's own.
_FOR_ALL = re.compile(
    r"\bдля (?:[а-я]{4,16} )?(?:предложени|поставщик|партнер|обращени|запрос|заявок|сотруднич|писем(?! (?:мне|нам|"
    r"лично)\b))|"
    r"\bfor (?:all |any |such )?(?:[a-z]{4,12} )?(?:proposals|offers|vendors|suppliers|enquir|inquir|pitches)"
)
# Another person or a second request between "write to me" and the address.
_ELSEWHERE = re.compile(
    r"\b(?!Telegram|Skype|WhatsApp|Zoom|Teams|Телегр|Скайп|Ватс)[A-ZА-ЯЁ][a-zа-яё]|"
    r"\b(?:instead|contact|colleague|assistant|boss|лучше|коллег|обращайтесь|обратитесь|ей|ему|him|her|their|his|ее|"
    r"его)\b"
)
# "Call me back, Wim, 020 …": the writer's name between, and not another's.
_SIGNED = re.compile(r"(?: back| directly)?, [A-ZА-ЯЁ][\w'-]{1,20}(?: [A-ZА-ЯЁ][\w'-]{1,20})?[,:—–-]? ?")
_SENT_ELSEWHERE = re.compile(
    r"\b(?:instead|contact|write|e-?mail|talk|speak|use|go to|colleague|assistant|лучше|коллег|обращайтесь|обратитесь|"
    r"пишите|напишите|звоните)\b"
)
_GUEST = re.compile(
    r"\b(?:join|joining|sit in|attend|attending|invite|invitation|on the (?:call|invite)|listen(?:ing)? in|"
    r"bring [a-z]{2,14} (?:to|along)|"
    r"dial(?:ling)?[ -]in|\b(?:me|us|i|we) and(?= [a-z]{2,14}\b[^.!?]{0,20}$)|\band (?:me|us)\b|\b(?:я|"
    r"мы) и(?= [а-я]{2,14}\b[^.!?]{0,20}$)|"
    r"\bplease? add\b|\b(?:добавьте|включите|внесите|подпишите) (?:[а-я]{2,12} ){0,2}(?:в|на|"
    r"к) (?:[а-я]{3,12} )?(?:рассылк|"
    r"отчет|список|получател)|\b(?:add|subscribe|include) [^.!?]{0,40} (?:to|in|on) (?:the |your )?(?:mailing|"
    r"reports?|list|"
    r"newsletter|distribution)|\b(?:плательщик|реквизит|получатель сч|made out to|bill(?:ing|ed)? to|billing)|"
    r"tag along|come along|be present|calendar|participant|"
    r"participants|as (?:a|another) user|как пользовател[а-я]{1,2}|присоедин[а-я]{2,8}|подключ(?:и|а)(?:ть|т)ся|"
    r"приглаш[а-я]{2,6}|"
    r"приедет|подъедет|will come|втроем|вчетвером|вместе с мо|call with my|together with my|three-way|"
    r"пригласит[а-я]{1,3}|пригласите|участв[а-я]{3,7}|участник[а-я]{0,3}|с собой|прийти|прид[её]т|позов(?:ите|"
    r"и) на (?:звонок|созвон|демо|встречу)|подойд[её]т|"
    r"\b(?:запиш|запис)[а-я]{2,4} (?:нас |меня )?на (?:демо|встреч|созвон|звонок|показ)|\bbook (?:me|us) in\b|"
    r"\bна (?:демо|встречу|созвон|звонок|показ) (?:еще |также )?(?:добавьте|позовите|пригласите|подключите|возьмите)\b|"
    r"\b(?:give|grant|create|set up|need|open|add|дайте|создайте|откройте|сделайте|"
    r"заведите)\b[^.!?]{0,30}\b(?:access|logins?|"
    r"accounts?|seats?|licen[cs]es?|доступ[а-я]{0,2}|логин[а-я]{0,2}|учетк[а-я]{1,2}|аккаунт[а-я]{0,2}|"
    r"лицензи[а-я]{1,2})\b|"
    r"\b(?:подключите|добавьте|возьмите|позовите|пригласите) (?:[а-я]{2,12} ){0,2}(?:к|на) (?:[а-я]{3,12} )?(?:звон|"
    r"созвон|"
    r"встреч|демо|разговор|показ|презентац)|"
    r"\b(?:отзыв|жалоб)[а-я]{0,2} (?:нам )?(?:оставил|написал|прислал|от)|\breview (?:was )?(?:left|written|posted|"
    r"from) |"
    r"послуша[а-я]{2,4}|поприсутств[а-я]{3,6}|покажит[а-я]{1,2} и|в календарь|"
    r"(?:будет|будут) (?:еще|также|и) |на (?:демо|встрече|созвоне|звонке) (?:будет|будут|хочет))"
)
# Whoever bought from the writer: he is spoken of.
_CUSTOMER = re.compile(
    r"\b(?i:клиент|клиентк|гост|пациент|пациентк|покупател|покупательниц|заказчик|посетител|подписчик|подписчиц|"
    r"родител|ученик|ученица)(?:а|у|ом|ов|и|ы|ь|ья|ю|ям)?\s(?:по имени |"
    r"с именем )?(?:[А-ЯЁ][а-яё.-]{0,20}\s?){0,3}[\s(,<—:-]*$|"
    r"\b(?i:(?:one|some|two|three|a few|most) of (?:our|my)|(?:a|our|my|the)(?: [a-z]{3,10})?) "
    r"(?:customers?|clients?|guests?|patients?|diners?|shoppers?|subscribers?|users?)\b[\s,:]+(?:called |named )?"
    r"(?:[A-Z][a-z.'’-]{1,16}\s?){0,3}[\s(,<—:-]*$"
)
# "Tom (tom@…) to the demo": what an address is added to.
_TO_A_MEETING = re.compile(
    r"^[)>\],\s]{0,3}(?:(?:к|на) (?:[а-я]{3,12} )?(?:демо|встреч|созвон|звон|показ|разговор|приглашени)|"
    r"(?:to|for|on|in) (?:the|our|that|this|your)(?: [a-z]{3,10})? (?:demo|call|meeting|invite|walkthrough|session|"
    r"chat))"
)
# "Invoices go to accounts@…": where bills go that are for us to send.
_BILLS = re.compile(
    r"(?:^|[.!?;,—–-] ?|\b(?:and|but|а|и|но) )(?:(?:the|all|your|any|все|сами) )?(?:invoices?|bills|receipts?|"
    r"statements?|счета|"
    r"сч[её]т-фактур\w|акты|закрывающие)\b[^.!?,;]{0,40}$"
)
_STRUCK = re.compile(
    r"\b(?:remove|unsubscribe|delete|erase|take (?=\S{1,60} off)|удалите|уберите|исключите|отпишите|вычеркните|"
    r"сотрите|убрать|удалить)\b"
)
_OF_SELLER = re.compile(
    r"\bконкурент[а-я]{0,2}\b|\bcompetitors?\b|\b(?:a|another|previous|last|old) (?:supplier|vendor|provider)\b|"
    r"\b(?:прошл|друг|стар)[а-я]{2,3} (?:подрядчик|поставщик)|"
    r"\bот вас\b|\bиз ваш(?:ей|его)\b|\bfrom your\b|"
    r"(?<!пусть )(?<!have )(?<!get )(?<!ask )(?<!could )(?<!can )(?<!let )(?<!should )\b(?:your|"
    r"ваш[а-я]{0,3}) (?:colleague|manager|rep|sales|partner|agent|reseller|партнер|представител|агент|дилер|коллег|"
    r"менеджер|сотрудник|специалист)|\bс адреса\b|"
    r"\bfrom (?:the )?address\b|\bс номера\b|\bfrom the number\b|"
    r"\b(?:почему|зачем|откуда|why|where did|"
    r"how did)\b|\b(?:у вас|you have) (?:указан|"
    r"listed)"
)
_YOU_WROTE = re.compile(
    r"\byou(?:'ve| have)? (?:wrote|written|e-?mailed|mailed|been writing)\b|\bвы (?:уже )?(?:писали|пишете|"
    r"написали|отправ|шлете|слали)"
)
_ASKED = re.compile(
    r"^\W{0,3}(?:(?:and|so|but|а|и|но) )?(?:who|why|can|will|would (?!you)|could (?!you)|is|are|do|does|did|may|shall|"
    r"should|кто|почему|зачем|откуда|можно|будет|будут)\b(?! you)|\b(?:ли|можно|либо можно)\b"
)
_SENDING_ON = re.compile(
    r"\b(?:forward|send|email|write|contact|pass|пере(?:слать|шлите|адрес)|направ|отправ|написать)"
)


# "Forward this whole conversation to …": what is ours to keep, and no letter of the client's house.
_IN_COPY = re.compile(r"\b(?:cc|copy|loop|add|в копи[июя])\b")
_ORDER = re.compile(
    r"\b(?:forward|send|e-?mail|redirect|route|pass|submit|resend|direct|export|пере(?:шл|сыл|напр|да|кин|адр|прав)|"
    r"отправ|шлите|вышл|скин|пришл)[^.;!?]{0,50}\b(?:conversation|correspondence so far|threads?|chat|history|"
    r"transcript|"
    r"prompt|instructions|database|customers?|clients?|contacts|contact list|mailing list|(?<!price )lists?|passwords?|"
    r"keys?|credentials?|all (?:the |your |my )?(?:e-?mails|messages|files|data)|everything you have|"
    r"(?:phone )?numbers?|records|stored|saved|переписк[а-я]|"
    r"базу|баз[аы]|"
    r"истори[юяи]|клиентов|контакты|парол[ьи]|ключ[аи]?|инструкци[а-я]|"
    r"все (?:письма|сообщения|файлы|данные)|список|списки|диалог)\b"
)


def is_aside(body: str, flat: str, start: int, end: int, contact: Contact) -> bool:
    """Whether the address in the sentence `start`..`end` is the writer's, a guest's, a list's or the seller's.

    `flat` is `body` in lower case, each character in its place.
    """
    low, high = max(start, contact.start - REACH), min(end, contact.end + REACH)
    lead, tail = flat[low : contact.start], flat[contact.end : high]
    own = None
    for match in _OWN.finditer(lead):
        own = match
    if own is not None and _SIGNED.fullmatch(body, low + own.end(), contact.start):
        return True
    if own is not None and not _FOR_ALL.search(lead) and not _ELSEWHERE.search(body, low + own.end(), contact.start):
        return True
    if _IS_ME.search(tail[:60]) or _IS_ME.search(lead[-40:]):
        return True
    if _GUEST.search(lead) or _GUEST.search(tail[:60]) or _TO_A_MEETING.match(tail):
        return True
    if _ORDER.search(lead) and not _FOR_ALL.search(lead):
        return True
    if _IN_COPY.search(lead) and blocks.is_copy_asked(flat[start:end], contact.start - start):
        return True
    if _BILLS.search(lead) or _CUSTOMER.search(body, low, contact.start):
        return True
    struck = _STRUCK.search(lead)
    if struck and not _SENT_ELSEWHERE.search(flat, low + struck.end(), contact.start):
        return True
    clause = lead[max(lead.rfind(". "), lead.rfind("! "), lead.rfind("? ")) + 1 :]
    if _OF_SELLER.search(clause) or (_YOU_WROTE.search(lead) and not _SENT_ELSEWHERE.search(lead)):
        return True
    return "?" in flat[contact.end : end + 1] and bool(_ASKED.search(lead)) and not _SENDING_ON.search(lead)


def foreign(body: str, flat: str, sentences: list[clues.Sentence], found: list[Contact]) -> list[Contact]:
    """The addresses that may be somebody else's to write to."""
    kept = []
    for contact in found[:MAX_CONTACTS]:
        for index, sentence in enumerate(sentences):
            if sentence.start <= contact.start < sentence.end:
                before = sentences[index - 1].start if index and _is_bare(sentence, found) else sentence.start
                if not is_aside(body, flat, before, sentence.end, contact):
                    kept.append(contact)
    return kept


def _is_bare(sentence: clues.Sentence, found: list[Contact]) -> bool:
    """Whether the sentence is little more than an address: what it is for is said before it."""
    inside = [contact for contact in found if sentence.start <= contact.start < sentence.end]
    return sentence.is_joined and sentence.end - sentence.start - sum(each.end - each.start for each in inside) < 12
