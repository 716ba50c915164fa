"""Which opt-outs need no model beside them: rules that hardly err, and demands with nothing else in their sentence.

A demand stands alone when the rest of its sentence is courtesy ("Больше не пишите мне, пожалуйста"): no other
object, no condition, no day, no question, no quotation marks. What the rules themselves excuse, such as a wish for
another channel in the next sentence, is excused before. It finds no demands: `signals` does.
"""

import bisect
import re

# Rules that were right at least 19 times of 20 on the training phrases, which are full of near-stops. The others are
# evidence, weighed by the classifier; a test holds this list to the phrases.
RULES = frozenset(
    (
        "en.ask_to_stop en.cancel_mail en.consent en.fed_up en.how_stop "
        "en.my_data en.my_removal en.never_again en.no_marketing en.no_more en.not_want en.off_list en.off_list_short "
        "en.remove_me en.remove_me_ask en.rights en.send_no_more en.strike_off en.tell_your en.threat en.told_not "
        "en.unsubscribe_word ru.address_bare ru.address_remove ru.again_threat ru.ask_send_alone ru.asked_before ru.cancel_list "
        "ru.dont_send_more ru.fed_up_alone ru.in_banned ru.infinitive_alone ru.last_mail ru.law ru.list_not_need "
        "ru.need_not ru.need_not_send ru.no_contact_wish ru.no_wish ru.not_hear ru.not_receive "
        "ru.remove_address ru.remove_from ru.remove_from_short ru.remove_thing ru.so_that_no_more ru.so_that_not "
        "ru.stop_word ru.unsubscribe ru.unsubscribe_alone ru.when_will_you"
    ).split()
)

# "Стоп! Вот то, что мы искали", "Enough marketing. What's the price?": a word is too little for a sentence.
_TOO_LITTLE = frozenset(
    (
        "en.dont_send en.go_away en.said_no en.stop_doing en.stop_mail en.stop_sentence en.stop_word "
        "ru.cease_alone ru.cease_comma ru.threat ru.unsubscribe_word ru.without_spam"
    ).split()
)
_COURTESY = frozenset(
    (
        "пожалуйста пожалуиста плиз пж пжл спасибо спс заранее здравствуйте добрый день вечер утро доброе доброго "
        "привет уважаемые уважаемый коллеги господа ребята друзья больше более впредь никогда никому никак вообще "
        "совсем уже просто очень убедительно настоятельно прошу просим просьба требую мне нам меня нас сюда мой моя "
        "мою мои моего наш нашу наши нашей нашего на этот эту этого эти этой данный адрес почту почты ящик номер "
        "телефон email имейл и я мы вы вас вам ваш ваша вашу ваши вашей ваших своей свои ни слова о чем по какому "
        "поводу каким видом под письма писем письмо рассылку рассылки рассылка рассылок рекламу рекламы реклама спам "
        "спама сообщения сообщений предложения предложений уведомлений уведомления звонков из базы списка списков с "
        "немедленно срочно наконец раз навсегда ну да все нет не интересно интересует надо нужно хватит стоп ок "
        "ладно так же бы от дальше далее дальнейшем в будущем компании фирмы организации ничего никаких никакие "
        "такие такое подобное подобных всех любых коммерческих рекламных "
        "please pls plz thanks thank you hi hello hey dear sir madam sirs team guys folks all kindly just me us my "
        "our mine this that these those address addresses e email emails mail mails inbox number phone again anymore "
        "any more ever never immediately asap from at to in the future your list lists database mailing and or no "
        "not interested ok okay we i im further messages message newsletter newsletters spam marketing sales good "
        "morning day afternoon evening regards best sincerely seriously really be so kind as of off out records "
        "whatsoever stop unsubscribe it would like want"
    ).split()
)
_WORD = re.compile(r"[^\W_]+")
# A dot inside an address or a number ends no sentence.
_CUT = re.compile(r"[!?…;:()\n—–]+|\.(?=\s|$)")
_QUOTE = re.compile(r"[«»\"“”„]")


class Sentences:
    """The sentences of one text, cut once for all its demands."""

    def __init__(self, text: str) -> None:
        self._text = text
        cuts = list(_CUT.finditer(text))
        self._ends = [found.end() for found in cuts]
        self._marks = [found.group() for found in cuts]

    def stands_alone(self, start: int, end: int, rule: str) -> bool:
        """Whether the demand that `rule` found at `start:end` has nothing beside it in its sentence but courtesy."""
        if rule in _TOO_LITTLE:
            return False
        before, last = bisect.bisect_right(self._ends, start), bisect.bisect_left(self._ends, end)
        begins = self._ends[before - 1] if before else 0
        stops = self._ends[last] if last < len(self._ends) else len(self._text)
        sentence = self._text[begins:stops]
        if any("?" in mark for mark in self._marks[before : last + 1]) or _QUOTE.search(sentence):
            return False
        beside = f"{self._text[begins:start]} {self._text[end:stops]}".casefold().replace("ё", "е")
        return all(word.group() in _COURTESY for word in _WORD.finditer(beside))
