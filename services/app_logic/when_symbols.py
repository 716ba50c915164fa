"""The symbol of one word: by the lexicon, by its spelling with one wrong letter, or by its past ending.

It looks at the word alone; what depends on the neighbours ("may", "fall", "out") is for `when_words`.
"""

import functools
import re
from collections.abc import Iterator

from services.app_logic import when_lexicon


def _lexicon() -> tuple[dict[str, str], dict[str, str]]:
    """Whole words, and beginnings of words, to symbols."""
    whole: dict[str, str] = {}
    stems: dict[str, str] = {}
    for symbol, words in (*when_lexicon.WORDS.items(), *when_lexicon.MONTHS.items(), *when_lexicon.WEEKDAYS.items()):
        for word in words.replace("ё", "е").split():
            if word.endswith("*"):
                stems.setdefault(word[:-1], symbol)
            else:
                whole.setdefault(word, symbol)
    for number, words in when_lexicon.NUMBERS.items():
        whole.update(dict.fromkeys(words.replace("ё", "е").split(), f"n{number}"))
    for index, stem in enumerate(when_lexicon.ORDINALS_RU, 1):
        endings = (
            "ый ий ой ого ого ом ую ая ому ое ых ым ье ьем ьего ью ьей ья ьему"
            if index in (2, 3)
            else "ый ой ого ом ую ая ому ое ых ым"
        )
        whole.update({stem + ending: f"o{index}" for ending in endings.split()})
    whole.update({"первых": "p1", "тридцатого": "o30"})
    whole.update({word: f"o{index}" for index, word in enumerate(when_lexicon.ORDINALS_EN, 1)})
    whole.update(dict.fromkeys(when_lexicon.GREETINGS.split(), "_"))
    whole.update({"thirtieth": "o30", "a": "a", "an": "a"})
    for symbol, words_of_it in _FULL_FORMS.items():
        for latin in (each for word in words_of_it.split() for each in _latin(word)):
            whole.setdefault(latin, symbol)
    for word in ("неделе", "неделю", "недели", "после", "через", "следующей", "завтра", "давайте", "вернемся", "месяц"):
        for latin in _latin(word):
            whole.setdefault(
                latin, whole.get(word) or next(stems[word[:n]] for n in range(len(word), 2, -1) if word[:n] in stems)
            )
    return whole, stems


# Forms that are read in Latin letters, too ("18 noyabrya"); those that are English words are left out.
_FULL_FORMS = {
    "M1": "январь января январе",
    "M2": "февраль февраля феврале",
    "M3": "марта марте",
    "M4": "апрель апреля апреле",
    "M5": "мая мае",
    "M6": "июнь июня июне",
    "M7": "июль июля июле",
    "M8": "августа августе",
    "M9": "сентябрь сентября сентябре",
    "M10": "октябрь октября октябре",
    "M11": "ноябрь ноября ноябре",
    "M12": "декабрь декабря декабре",
    "w0": "понедельник понедельника",
    "w1": "вторник вторника",
    "w2": "среду среды",
    "w3": "четверг четверга",
    "w4": "пятницу пятницы",
}
_LETTERS = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e zh z i y k l m n o p r s t u f h c ch sh sch _ y _ e yu ya".split(),
        strict=True,
    )
)


def _latin(word: str) -> tuple[str, str]:
    """A Russian word in the two usual Latin spellings: noyabrya, nojabrja."""
    plain = "".join(_LETTERS[letter] for letter in word).replace("_", "")
    return plain, plain.replace("ya", "ja").replace("yu", "ju").replace("y", "j")


_WHOLE, _STEMS = _lexicon()
_LONGEST_STEM = max(map(len, _STEMS))


def _deletions(word: str) -> Iterator[str]:
    yield word
    for index in range(1, len(word)):
        yield word[:index] + word[index + 1 :]


def _misspellings() -> dict[str, str]:
    """Every form with one letter less → the form; the first letter is never the wrong one."""
    forms = [
        f"{stem}{ending}"
        for stem in ("январ", "феврал", "апрел", "сентябр", "октябр", "ноябр", "декабр")
        for ending in ("ь", "я", "е", "ю")
    ]
    forms += [f"август{ending}" for ending in ("", "а", "е", "у")]
    forms += [f"{stem}{ending}" for stem in ("понедельник", "вторник", "четверг") for ending in ("", "а", "е", "у")]
    forms += ["пятница", "пятницу", "пятницы", "пятнице", "субботу", "субботы", "воскресенье", "послезавтра"]
    forms += ("неделю недели неделе неделя недель месяца месяце месяцев месяцу квартале квартала").split()
    forms += ("следующей следующем следующую следующего следующий следующие через середине полгода").split()
    forms += ("monday tuesday wednesday thursday friday saturday sunday january february september october").split()
    forms += ["november", "december", "august", "tomorrow", "weekend", "quarter", "months", "weeks"]
    table: dict[str, str] = {}
    for form in forms:
        for shorter in _deletions(form):
            table.setdefault(shorter, form)
    return table


_MISSPELT = _misspellings()
_NOT_MISSPELT = frozenset(
    (
        "quartet monthly weekly неделим месяцами quarterly montage понедельничн sundry marches augusta "
        "augustus augustine"
    ).split()
)


def _one_letter_apart(left: str, right: str) -> bool:
    """Whether one letter is wrong, missing, extra, or swapped with its neighbour."""
    if abs(len(left) - len(right)) > 1:
        return False
    head = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    a, b = left[head:], right[head:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (len(a) > 1 and a[:2] == b[1::-1] and a[2:] == b[2:])


def _corrected(word: str) -> str | None:
    if not 5 <= len(word) <= 14 or word in _NOT_MISSPELT:
        return None
    for shorter in _deletions(word):
        form = _MISSPELT.get(shorter)
        if form is not None and form[0] == word[0] and _one_letter_apart(word, form):
            return form
    return None


_PAST_RU = re.compile(r"[а-я]{3,}(?:[аеиоуыя]л[аи]?|[аеиоуыя]ло|шли|шла|шел|л[аи]сь|лся|лось)$")
_NOUN_ENDING = re.compile(r"[аеиоуыья]$")
_NO_VERBS = frozenset(
    (
        "если или отдел дела цели цель модели детали школа канал финал портал журнал материал начала модуль "
        "стали сумели персонал филиал филиала филиале недели мало было села тыла числа пришли договорились "
        "хотел хотели хотела хотелось просили просил просила планировали предлагал вышел могла мог сервал "
        "потенциал капитал стол мыло отделы отдела раздел раздела предложила предложил условились сказал "
        "сказала сказали поставил поставила записал записала забронировал "
        "забронировала обещал обещали обещала думал думали дали весила дела сначала начало дело тепло светло тяжело "
        "весело цело смело зеркало стекло масло число тело село"
    ).split()
)
# Nouns without their last vowel that look like a verb of the past: "персонала", "мебели", "формулы".
_NOUNS_RU = frozenset(
    (
        "персонал материал журнал портал канал терминал капитал потенциал филиал финал сигнал интервал функционал "
        "оригинал минерал генерал квартал вокзал зал бал скандал карнавал фестивал идеал подвал перевал провал "
        "арсенал профил модел отдел раздел предел прицел мебел кабел отел мотел протокол футбол пол стол школ "
        "автомобил стил акул формул капсул модул стул угол тыл правил сил могил зеркал одеял цел тел рул парол "
        "контрол корабл рубл деятел писател посетител покупател водител учител руководител производител "
        "пользовател показател двигател представител родител любител заместител строител потребител обладател"
    ).split()
)
_ED_NO_VERBS = frozenset(
    (
        "need interested based limited planned scheduled delayed supposed required postponed closed tied feed "
        "speed indeed unlimited detailed united related dedicated needed fixed advanced red embed proceed "
        "exceed succeed agreed hundred sacred aged naked expected pleased delighted excited attached"
    ).split()
)


@functools.lru_cache(maxsize=8192)
def symbol_of(word: str) -> str:
    """The symbol of one word in lower case with е for ё; `_` for a word that says nothing of time."""
    found = _WHOLE.get(word)
    if found is not None:
        return found
    for length in range(min(len(word), _LONGEST_STEM), 2, -1):
        found = _STEMS.get(word[:length])
        if found is not None and len(word) - length <= 7:
            return "pst" if found == "cb" and _PAST_RU.match(word) and word not in _NO_VERBS else found
    if (
        word.endswith("'s")
        and (symbol_of(word[:-2])[:1] in ("E", "w", "h") or word[:-2] in ("today", "tomorrow"))
        and word not in ("here's", "who's", "how's")
    ):
        return symbol_of(word[:-2])  # "Monday's the earliest", "Easter's over"
    form = _corrected(word)
    if form is not None:
        return symbol_of(form)
    if _PAST_RU.match(word) and word not in _NO_VERBS and _NOUN_ENDING.sub("", word) not in _NOUNS_RU:
        return "pst"
    if len(word) > 4 and word.endswith("ed") and word not in _ED_NO_VERBS:
        return "pst"
    return "_"
