"""Vocabulary: which words a model may use between placeholders: those of this answer's facts, those of our own
ready texts, and plain words that promise nothing. Pure, once the templates are loaded.

A claim needs a word for what it claims. Whoever talks a model into a gift, a rival or a certificate finds that neither
the facts nor we ever use such a word here. It does not judge what known words are made to say.
"""

import functools
import re
from collections.abc import Iterable

from services.app_logic import wording

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_OURS = (
    "answer",
    "answer_close",
    "also_answer",
    "ask_colleague",
    "also_ask_colleague",
    "interested",
    "offer_demo_open",
)
_SHORT = 3  # words of so many letters join others and claim nothing
_ENDING = 3  # what endings may add or take away
_PLAIN = {
    "ru": """
        будет было были быть вами ваша ваше ваши вашего вашей вашем вашему ваших вашим вашими веду вижу видно видеть
        возможно возможность вопрос вопросы восток время всегда всего всей всем всех весь выбрать вместе внутри вообще
        говоря говорить готов готова дальше даже действительно делать делает деле детали добрый другие другой если
        есть ещё жаль ждать желание задать заметить здесь знать значит именно иначе интерес интересно информация
        используя использовать итак какая какие какой какую касается касательно каждый коллега коллегой конечно
        конкретно короткий коротко которая которое которые который кратко кроме лучше любой между меня много может
        можете можно момент мною надеюсь назвать наверное найти напишите написать например наша наше наши нашего нашей
        нашем нашими нашу немного несколько нужен нужна нужно нужны обсудить общем обычно один одна одно около они
        описание оставить остальное остальные ответ ответить ответу отдельно отзывы охотно перед письмо письме
        подробнее подробно подробности подробный поделиться подойдёт подскажите подходит пожалуйста позвольте пойму
        покажу показать показ полезно помочь помогаю помощь понимаю понятно поняли порядок после поэтому пояснить
        правильно презентация привет прислать присылать просто просьба пусть работает работать рады рада расскажу
        рассказать речь решить свой свою своей своих связаться сделать сейчас сервис сколько скажите сказать следующее
        следующий сможем смогу смотреть созвониться созвонимся сообщить сообщите спасибо спросить спрашивайте сразу
        стоимость стоит столько такая такие такое такой также твой тема теме темой тогда того тоже только точно точный
        тому удобно удобное удобный узнать уточню уточнить уточните факт хватает хорошо хороший хотели хотите хотелось
        хочу захотите захочется цена цену цены часто через чтобы чему чего этим этого этой этому этот эту являться
        ясно ниже выше вкратце относительно следующим образом
    """,
    "en": """
        able about above after again also although always another answer anything around asking because been before
        being below best better between both briefly call case clear clearly colleague come concerning correspond cost
        costs could course demo depend depends describe detail details different does doing each either else even
        example exactly explain feel find first following follows forward from further gives give glad good happy have
        having hear hello help helps here hope however idea information inside instead interest into itself just kind
        know last learn less letter like line little live look looking mail make makes many matter mean means meet
        mention message mind moment more most much must name need needs next nice note nothing only open other others
        ours over part people perhaps person please point possible presentation price prices pricing product provide
        question questions quick quite rather reach read ready really regarding regards reply rest right same says
        send sentence service share short should show shows simple simply since some something soon speak start still
        such suit suits sure take talk tell than thank thanks that their them then there these they thing things think
        this those though through time together topic touch understand until upon useful usual usually very want wants
        welcome well were what when where whether which while whom whose will wish with within without wonder word
        words work working works would write yourself
    """,
}


def strange_words(text: str, language: str, grounds: Iterable[str]) -> tuple[str, ...]:
    """The words of `text` that neither the `grounds` nor our own texts have, in their order, each once.

    A word is known when the same word stands there, whatever its ending.
    """
    told = _stems(" ".join(grounds)) | _own(language)
    found = (each for each in _WORD.findall(text.lower().replace("ё", "е")) if len(each) > _SHORT)
    return tuple(dict.fromkeys(each for each in found if not _prefixes(each) & told))


def _prefixes(word: str) -> frozenset[str]:
    """The word without its ending: every beginning that is long enough to be still the same word."""
    least = len(word) - min(_ENDING, max(1, len(word) - 4))
    return frozenset(word[:length] for length in range(least, len(word) + 1))


def _stems(text: str) -> frozenset[str]:
    words = {each for each in _WORD.findall(text.lower().replace("ё", "е")) if len(each) > _SHORT}
    return frozenset(prefix for each in words for prefix in _prefixes(each))


@functools.cache
def _own(language: str) -> frozenset[str]:
    known = language if language in _PLAIN else "en"
    ready = [text for name in _OURS for text in wording.templates(known)[name]]
    return _stems(" ".join((_PLAIN[known], *(wording.fill(each, _Blank()) for each in ready))))


class _Blank(dict[str, str]):
    """Every placeholder stands for nothing."""

    def __missing__(self, name: str) -> str:
        return ""
