"""Names of people brought to the nominative where that is safe.

It finds no names in a text, reads no posts (`referral_roles` does) and does not decide whether the person is one
we are sent to (`referral` does). A name that no rule knows stays as it was written.
"""

import re
from typing import NamedTuple

_MALE = (
    "Александр Алексей Анатолий Андрей Антон Аркадий Арсений Артем Артём Артур Борис Вадим Валентин "
    "Валерий Василий Виктор Виталий Владимир Владислав Всеволод Вячеслав Геннадий Георгий Герман Глеб "
    "Григорий Даниил Денис Дмитрий Евгений Егор Захар Иван Игорь Илья Кирилл Константин Лев Леонид Максим "
    "Марат Марк Матвей Михаил Никита Николай Олег Павел Пётр Петр Ринат Роман Руслан Рустам Савелий "
    "Святослав Семен Семён Сергей Станислав Степан Тимофей Тимур Федор Фёдор Филипп Эдуард Юрий Яков "
    "Ярослав Айдар Азат Ильдар Ильяс Булат Саша Миша Дима Лёша Коля Паша Женя Слава Костя "
    "Макс Тарас Ренат Арсен Эльдар Карен Армен Ашот Тигран Мурат Макар Платон Богдан Назар Родион Давид Влад Стас "
    "Гриша "
    "Толя Серёжа Витя Вова Володя Юра Ваня Петя Федя Рафаэль Равиль Наиль Камиль Радик Рашид Эмиль Тагир Дамир "
    "Демид Мирон Игнат Клим Прохор Ефим Самуил Арам Серёга Толик Толян Лёха Саня Димон Вовчик Андрюха Костян "
    "Колян "
    "Юрик "
    "Славик Валера Гена Боря Лёва Гоша Жора Эдик Рома Стёпа Тёма Савва Кеша Елисей Рафик Гурген Вениамин Иннокентий "
    "Автандил Аристарх Гавриил Герасим Никодим Пантелей Филимон Эльнур Эмин Юлиан Самвел Рубен Левон Гайк Вардан Нугзар "
    "Отар Тенгиз Шавкат Рахим Бахтияр Салават Асхат Эрнест Вольдемар Святозар "
    "Ян Эрик "
    "Данила Гордей Емельян Ратмир Султан Ислам Азамат Владлен Данияр Ерлан Аскар Ильгиз Амир Вадик Митя Гарик "
    "Радмир Анвар "
    "Рушан Артемий Демьян Лукьян Севастьян Тарас Вилен Леонтий "
    "Альберт Роберт Рудольф Феликс Лука Кузьма Фома Тихон Трофим Остап Мстислав Аслан Магомед Шамиль Ахмед Расул Саид "
    "Рамиль "
    "Ильнур Айрат Фарид Марсель Нурлан Ержан Тимерлан Заур Вагиф Эльчин Орхан Зураб Вахтанг Лаврентий Илларион Харитон"
).split()
_FEMALE = (
    "Александра Алина Алиса Алла Алена Алёна Анастасия Ангелина Анжела Анна Антонина Валентина Валерия "
    "Варвара Василиса Вера Вероника Виктория Галина Дарья Диана Ева Евгения Екатерина Елена Елизавета "
    "Жанна Зинаида Зоя Инна Ирина Карина Кира Кристина Ксения Лариса Лидия Лилия Любовь Людмила Майя "
    "Маргарита Марина Мария Милана Надежда Наталия Наталья Нина Оксана Олеся Ольга Полина Раиса Регина "
    "Римма Светлана Снежана Софья София Тамара Татьяна Ульяна Эльвира Эльмира Юлия Яна Гульнара Лейла Аня "
    "Катя Лена Маша Настя Наташа Оля Света Таня Юля Ира "
    "Эмма Рита Соня Вика Лиза Надя Ася Люда Тоня Альбина Динара Диляра Зарина Мадина Амина Фатима Камилла Арина "
    "Элина Эвелина Мила Виолетта Стелла Инга Ярослава Владислава Станислава Марианна Анфиса Глафира Таисия "
    "Фарида Рашида Эля Гуля Гузель Айгуль Нурия Жанара Айжана Есения Юлиана Лада Люся Марьяна Дана Доминика "
    "Милослава Уля "
    "Лариска Надюша Ирочка "
    "Оленька Аллочка "
    "Нюра Нюша Тася Глаша Даша Ксюша Лера Полинка Карина Гала Зульфия Эльнара Саида Гюзель "
    "Маруся Клава Зина Нонна Инесса Пелагея Злата Фаина Дина Роза Ника Варя Тая Аглая Элла Рената Венера Луиза Лия "
    "Лола "
    "Анжелика Ленка Светка Катюша Танюша Стеша Клавдия Эмилия Аделина Ангелина Милена Дарина Эльза Рузанна Ануш Нонна "
    "Нора "
    "Алевтина Аделаида Аксинья Евдокия Зарема Замира Земфира Капитолина Леся Марфа Устинья Элеонора Лика Клементина "
    "Лукерья Октябрина Эстер Ариадна Вилена Заира Патимат Розалия Бэлла Белла Виталина "
    "Изабелла Агния Ефросинья Прасковья Матрёна Серафима Калерия Лиана Ляна Сабина Самира Аида Мадлена Мая Инга"
).split()

_VOWEL_LOSS = {"Пётр": "Петр", "Петр": "Петр", "Павел": "Павл", "Лев": "Льв"}


class Form(NamedTuple):
    """A given name as it may be written: its nominative, whether a man's, and the case."""

    nominative: str
    is_male: bool
    case: str


def _forms(name: str, *, is_male: bool) -> dict[str, str]:
    """Case → the written form; cases are nom, gen, dat, acc, ins, prep."""
    stem = name[:-1]
    if name == "Любовь":
        return {"nom": name, "gen": "Любови", "dat": "Любови", "acc": name, "ins": "Любовью"}
    if name.endswith("ия"):
        return {"nom": name, "gen": stem + "и", "dat": stem + "и", "acc": stem + "ю", "ins": stem + "ей"}
    if name.endswith("я"):
        return {
            "nom": name,
            "gen": stem + "и",
            "dat": stem + "е",
            "acc": stem + "ю",
            "ins": stem + "ей",
            "ins2": stem + "ёй",
        }
    if name.endswith("а"):
        soft = stem[-1] in "гкхжчшщ"
        return {
            "nom": name,
            "gen": stem + ("и" if soft else "ы"),
            "dat": stem + "е",
            "acc": stem + "у",
            "ins": stem + ("ей" if stem[-1] in "жчшщ" else "ой"),
        }
    if name.endswith("ий"):
        return {"nom": name, "gen": stem + "я", "dat": stem + "ю", "ins": stem + "ем", "prep": stem + "и"}
    if name.endswith("ь") and not is_male:
        return {"nom": name, "gen": stem + "и", "dat": stem + "и", "acc": name, "ins": name + "ю"}
    if name.endswith(("й", "ь")):
        return {"nom": name, "gen": stem + "я", "dat": stem + "ю", "ins": stem + "ем", "prep": stem + "е"}
    base = _VOWEL_LOSS.get(name, name)
    return {"nom": name, "gen": base + "а", "dat": base + "у", "ins": base + "ом", "ins2": base + "ым"}


def _all_forms() -> dict[str, Form]:
    table: dict[str, Form] = {}
    for names, is_male in ((_MALE, True), (_FEMALE, False)):
        for name in names:
            for case, form in _forms(name, is_male=is_male).items():
                for written in (form.lower(), form.lower().replace("ё", "е")):
                    table.setdefault(written, Form(name, is_male, case[:3]))
    # "Александра" is a woman, or a man in the genitive: as written it is a good nominative.
    for names, is_male in ((_MALE, True), (_FEMALE, False)):
        for name in names:
            if table[name.lower()].case != "nom":
                table[name.lower()] = Form(name, is_male, "nom")
    return table


def known(word: str) -> Form | None:
    """The given name that a word is a form of, whichever way ё was written."""
    return FORMS.get(word.lower()) or FORMS.get(word.lower().replace("ё", "е"))


FORMS = _all_forms()
_DATIVE_ENDINGS = (
    ("овичу", "ович"),
    ("евичу", "евич"),
    ("ьичу", "ьич"),
    ("овичем", "ович"),
    ("евичем", "евич"),
    ("овича", "ович"),
    ("евича", "евич"),
    ("овне", "овна"),
    ("евне", "евна"),
    ("овной", "овна"),
    ("евной", "евна"),
    ("овну", "овна"),
    ("евну", "евна"),
    ("овны", "овна"),
    ("евны", "евна"),
    ("ичне", "ична"),
    ("ичной", "ична"),
)
_FEMALE_SURNAME = (
    ("овой", "ова"),
    ("евой", "ева"),
    ("ёвой", "ёва"),
    ("иной", "ина"),
    ("ыной", "ына"),
    ("ской", "ская"),
    ("цкой", "цкая"),
    ("ову", "ова"),
    ("еву", "ева"),
    ("ину", "ина"),
    ("скую", "ская"),
    ("цкую", "цкая"),
)
_MALE_SURNAME = (
    ("ову", "ов"),
    ("еву", "ев"),
    ("ёву", "ёв"),
    ("ину", "ин"),
    ("ыну", "ын"),
    ("скому", "ский"),
    ("цкому", "цкий"),
    ("овым", "ов"),
    ("евым", "ев"),
    ("иным", "ин"),
    ("ским", "ский"),
    ("цким", "цкий"),
    ("ова", "ов"),
    ("ева", "ев"),
    ("ина", "ин"),
    ("ского", "ский"),
    ("цкого", "цкий"),
)


def _by_endings(word: str, endings: tuple[tuple[str, str], ...]) -> str | None:
    for ending, nominative in endings:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + nominative
    return None


def nominative(words: list[str], *, is_dative: bool = False) -> str:
    """A Russian name in the nominative where the rules are sure, else as written.

    `is_dative` says that a preposition or verb before it asks for the dative (к Петрову). Latin names
    come back unchanged. Shape: ["Ирине", "Соколовой"] → "Ирина Соколова".
    """
    given = next((form for form in map(known, words) if form), None)
    if given is not None and given.is_male and words[-1].endswith(("вна", "чна")):
        return " ".join(words)  # "Фарида Ильинична": no form of Фарид
    if given is None:
        given = _guessed(words)
    if given is None and len(words) == 1:
        return _single(words[0], is_dative=is_dative)
    changed = []
    for word in words:
        form = known(word)
        if form:
            kept = word if form.case == "nom" else form.nominative
            changed.append(kept[:1].upper() + kept[1:])
        elif _by_endings(word, _DATIVE_ENDINGS):
            changed.append(str(_by_endings(word, _DATIVE_ENDINGS)))
        else:
            changed.append(_surname(word, given, is_dative=is_dative))
    return " ".join(changed)


def _single(word: str, *, is_dative: bool) -> str:
    """One word that is no listed name: к Тимерлану, с Тимерланом, к Кравцову."""
    changed = str(_by_endings(word, _DATIVE_ENDINGS) or _surname(word, None, is_dative=is_dative))
    if changed != word:
        return changed
    fond = re.fullmatch(r"([А-ЯЁ][а-яё]{2,14}(?:очк|ечк|еньк|оньк|ушк|юшк))(?:ой|ою|у|е|и)", word)
    if fond:
        return f"{fond[1]}а"
    ending = "у" if is_dative else "ом"
    if is_dative and re.fullmatch(r"[А-ЯЁ][а-яё]{1,20}[бвгджзклмнпрстфхцчшщ]е", word):
        return word[:-1] + "а"
    hard = re.fullmatch(rf"[А-ЯЁ][а-яё]{{2,20}}[бвгдзклмнпрстфхц]{ending}", word)
    return word[: -len(ending)] if hard else word


def _guessed(words: list[str]) -> Form | None:
    """The given name is not listed, but the surname shows gender and case: Гюзель… Тимерлану Ахметову."""
    if len(words) < 2 or not re.fullmatch(r"[А-ЯЁ][а-яё]+", words[-1]):
        return None
    if words[-1].endswith(("овой", "евой", "ской", "цкой")):
        return Form("", False, "dat")
    if words[-1].endswith(("овне", "евне", "ичне")):
        return Form("", False, "dat")
    if words[-1].endswith(("овичем", "евичем")):
        return Form("", True, "ins")
    if words[-1].endswith(("ову", "еву", "скому", "овичу", "евичу")) and words[0].endswith("у"):
        return Form("", True, "dat")
    return None


def _surname(word: str, given: Form | None, *, is_dative: bool) -> str:
    if not re.fullmatch(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?", word):
        return word
    if given is None:
        found = _by_endings(word, _FEMALE_SURNAME[:4] + _FEMALE_SURNAME[5:6])
        if found is None and is_dative:
            found = _by_endings(word, _MALE_SURNAME[:7])
        return found or word
    if given.case == "nom":  # "Гюзель Ахметовой": the same in the accusative
        is_oblique = not given.is_male and word.endswith(("овой", "евой", "ёвой", "иной", "ской", "цкой"))
        return (_by_endings(word, _FEMALE_SURNAME) or word) if is_oblique else word
    if not given.is_male:
        if given.nominative == "" and word.endswith("е") and len(word) > 3:
            return word[:-1] + ("я" if word.endswith("ие") else "а")
        return _by_endings(word, _FEMALE_SURNAME) or word
    found = _by_endings(word, _MALE_SURNAME)
    if found:
        return found
    endings = {"dat": "у", "ins": "ом", "gen": "а"}
    ending = endings.get(given.case, "")
    if ending and word.endswith(ending) and len(word) > len(ending) + 2 and word[-len(ending) - 1] not in "аеёиоуыэюяй":
        return word[: -len(ending)]
    return word
