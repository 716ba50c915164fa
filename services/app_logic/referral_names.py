"""People and roles in a phrase: names brought to the nominative where that is safe, words for posts.

It does not decide whether the person is one we are sent to: `referral` does. A name that no rule knows
stays as it was written.
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
    "Ян Эрик "
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
    "Маруся Клава Зина Нонна Инесса Пелагея Злата Фаина Дина Роза Ника Варя Тая Аглая Элла Рената Венера Луиза Лия "
    "Лола "
    "Анжелика Ленка Светка Катюша Танюша Стеша Клавдия Эмилия Аделина Ангелина Милена Дарина Эльза Рузанна Ануш Нонна "
    "Нора "
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
    ending = "у" if is_dative else "ом"
    if is_dative and re.fullmatch(r"[А-ЯЁ][а-яё]{2,20}[бвгджзклмнпрстфхцчшщ]е", word):
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
    if given.case == "nom":
        return word
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


_HEADS = {
    "директор": "директору директора директором",
    "руководитель": "руководителю руководителя руководителем",
    "начальник": "начальнику начальника начальником",
    "менеджер": "менеджеру менеджера менеджером",
    "специалист": "специалисту специалиста специалистом",
    "бухгалтер": "бухгалтеру бухгалтера бухгалтером",
    "секретарь": "секретарю секретаря секретарем секретарём",
    "ассистент": "ассистенту ассистента ассистентом",
    "помощник": "помощнику помощника помощником",
    "маркетолог": "маркетологу маркетолога маркетологом",
    "маркетологи": "маркетологам",
    "закупщик": "закупщику закупщика закупщиком",
    "закупщики": "закупщикам",
    "юрист": "юристу юриста юристом",
    "юристы": "юристам",
    "айтишники": "айтишникам",
    "логист": "логисту логиста логистом",
    "инженер": "инженеру инженера инженером",
    "администратор": "администратору администратора администратором",
    "заместитель": "заместителю заместителя заместителем",
    "зам": "заму замом",
    "владелец": "владельцу владельца владельцем",
    "собственник": "собственнику собственника собственником",
    "снабженец": "снабженцу снабженца снабженцем",
    "снабженцы": "снабженцам",
    "отдел": "отделу отделом отделе отдела",
    "департамент": "департаменту департаментом департаменте",
    "служба": "службу службе службой",
    "бухгалтерия": "бухгалтерию бухгалтерии бухгалтерией",
    "дирекция": "дирекцию дирекции",
    "приёмная": "приемную приёмную приемной приемная",
    "снабжение": "снабжением",
    "техподдержка": "техподдержку техподдержке",
    "канцелярия": "канцелярию канцелярии",
    "управляющий": "управляющему управляющего управляющим",
    "управляющая": "управляющей управляющую",
    "заведующий": "заведующему заведующего заведующим",
    "заведующая": "заведующей заведующую",
    "врач": "врачу врача врачом",
    "медсестра": "медсестре медсестру медсестрой",
    "повар": "повару повара поваром",
    "хозяин": "хозяину хозяина хозяином",
    "хозяйка": "хозяйке хозяйку хозяйкой",
    "учредитель": "учредителю учредителя учредителем",
    "председатель": "председателю председателя председателем",
    "редактор": "редактору редактора редактором",
    "куратор": "куратору куратора куратором",
    "координатор": "координатору координатора координатором",
    "методист": "методисту методиста методистом",
    "дизайнер": "дизайнеру дизайнера дизайнером",
    "аналитик": "аналитику аналитика аналитиком",
    "рекламщик": "рекламщику рекламщика рекламщиком",
    "пиарщик": "пиарщику пиарщика пиарщиком",
    "сммщик": "сммщику сммщика сммщиком",
    "сисадмин": "сисадмину сисадмина сисадмином",
    "программист": "программисту программиста программистом",
    "кадровик": "кадровику кадровика кадровиком",
    "товаровед": "товароведу товароведа товароведом",
    "экономист": "экономисту экономиста экономистом",
    "технолог": "технологу технолога технологом",
    "агроном": "агроному агронома агрономом",
    "ресепшен": "ресепшн ресепшене",
    "руководство": "руководству руководством",
    "головной офис": "головному офису головным офисом головном офисе",
    "центральный офис": "центральному офису центральным офисом центральном офисе",
    "главврач": "главврачу главврача главврачом",
    "завуч": "завучу завуча завучем",
    "начальница": "начальнице начальницу начальницей",
    "помощница": "помощнице помощницу помощницей",
    "директриса": "директрисе директрису директрисой",
    "главбух": "главбуху главбуха главбухом",
    "гендиректор": "гендиректору гендиректора гендиректором",
    "техдир": "техдиру техдиром",
    "айтишник": "айтишнику айтишником",
    "кадры": "",
    "тендерный отдел": "",
    "коллеги из ит": "",
}
_HEAD_FORMS = {form: head for head, forms in _HEADS.items() for form in (head, *forms.split())}
# Several of them: к товароведам, с методистами.
_HEAD_FORMS |= {
    f"{head}{ending}": f"{head}{'и' if head[-1] in 'гкх' else 'ы'}"
    for head in _HEADS
    if head[-1] in "рдтсгкмвлн" and " " not in head and head not in ("отдел", "департамент", "зам", "директор")
    for ending in ("ам", "ами")
    if f"{head}{ending}" not in _HEAD_FORMS
}
_ADJECTIVE = (("ому", "ый"), ("ему", "ий"), ("ого", "ый"), ("его", "ий"), ("ым", "ый"), ("им", "ий"))
_STEM_IY = ("ск", "цк", "к", "г", "х")
_HEAD_RE = "|".join(sorted(map(re.escape, _HEAD_FORMS), key=len, reverse=True))
_NO_ADJECTIVE = (
    r"(?:наш|ваш|мо[йе]|сво[йе]|эт|сам|друг|так|нужн|нов|их|е[гй]|тво[йе]|ко всем|люб|вс|бывш|прошл|тепер|мо|тво|сво)"
    r"(?:ому|ему|ой|ей|ого|его|ым|им|ый|ий|ая|ую|ых|ью)\s"
)
_ROLE_RU = re.compile(
    rf"\b(?:(?:и\.\s?о\.|исполняющ[а-я]{{2,4}} обязанности)\s)?"
    rf"(?:(?P<adj>(?!{_NO_ADJECTIVE})(?:[а-я]{{3,16}}(?:ому|ему|ой|ей|ого|его|ым|им|ый|ий|ая|ую)(?=\s)|"
    rf"[а-яa-z]{{2,12}}-))\s?)?"
    rf"(?P<head>{_HEAD_RE})\b"
    r"(?P<rest>(?:\s(?:отдел[а-я]{0,2}|департамента|службы|направления)\b)?"
    r"(?:\s(?:по\s[а-яa-z-]{2,20}(?:(?<=му)\s[а-я]{3,20}|(?<=им)\s[а-я]{3,20})?(?:\sи\s[а-яa-z-]{3,20})?|закупок|"
    r"продаж|маркетинга|снабжения|кадров|персонала|персоналом|развития|логистики|рекламы|безопасности|поддержки|"
    r"качества|"
    r"информационных технологий|ит|it|hr|внедрения|автоматизации|цифровизации|закупки|инноваций|обучения|проекта|"
    r"проектов|"
    r"производства|эксплуатации|сервиса|клиентского сервиса|сетью|салоном|магазином|рестораном|филиалом|партнером|"
    r"партнёром|"
    r"отелем|клубом|делами|клиникой|аптекой|сопровождения|контроля|бронирования|заботы|коммуникаций|репутации|отзывов|"
    r"ресторана|"
    r"салона|магазина|клиники|филиала|отеля|смены|зала))?)"
)
_ACRONYMS = r"(?:CEO|CTO|CFO|COO|CMO|CIO|CISO|CPO|CRO|GM|MD|HR|HRD|VP|IT|PR|R&D)"
_AREA = (
    r"(?:procurement|purchasing|marketing|sales|accounting|accounts|finance|legal|operations|it|hr|"
    r"human resources|support|"
    r"security|engineering|logistics|product|commercial|technical|partnerships|business development|customer success|"
    r"customer service|communications|training|people|supply chain|vendor management|technology|growth|digital|"
    r"information|office|general|managing|regional|national|account|project|buying|admin|facilities|rev ?ops|revenue)"
)
# Words that end the name of a post before its head: "contact our | guest relations manager".
_NO_POST = (
    r"(?!(?:our|the|my|your|their|his|her|its|a|an|to|at|on|in|of|for|from|by|via|with|and|or|but|not|is|are|was|be|"
    r"been|if|"
    r"please|kindly|contact|e-?mail|mail|call|ring|ask|try|phone|write|message|text|ping|buzz|give|reach|speak|talk|"
    r"send|"
    r"forward|use|need|want|see|tell|through|past|who|that|this|these|those|all|any|every|some|both|here|there|you|we|"
    r"i|they|"
    r"he|she|it|will|would|can|could|should|has|have|had|handled|made|run|only|just|also|then|as|so|new|right|wrong|"
    r"best|former|"
    r"entire|whole|sales pitch|dear|hi|hello|about|than|when|which|another|other|better|into|team's|urgent|matters)\s)"
)
_ROLE_EN = re.compile(
    rf"\b(?:(?:vp|vice president|head|director|chief|manager|lead)\s(?:of|for)\s(?:our\s|the\s)?"
    rf"(?:(?:{_NO_POST}[a-z&-]{{2,16}}\s(?:and|&)\s)?{_NO_POST}[a-z-]{{2,16}}(?=\s)\s?){{0,1}}(?:{_NO_POST}[a-z-]{{2,16}}\b)?"
    rf"|(?:{_NO_POST}[a-z&-]{{2,16}}\s){{1,3}}(?:director|manager|lead|officer|department|team|assistant|dept|"
    rf"specialist|office|"
    rf"people|guys|folks|colleagues|desk|coordinator|supervisor|administrator|secretary|chef|buyer|executive|"
    rf"accountant)"
    rf"|{_AREA}\s(?:director|manager|department|team|office)"
    r"|chief\s[a-z]{4,14}\sofficer|office manager|executive assistant|assistant|accountant|bookkeeper|cto|ceo|cfo|coo|"
    r"cmo|"
    r"cio|ciso|hr|director|manager|receptionist|"
    r"procurement|purchasing|buyer|founder|co-founder|owner|lawyer|controller|head office|head chef|chef|landlord)\b",
    re.IGNORECASE,
)


class Role(NamedTuple):
    """Words for a post or department: in the nominative, and where they stand."""

    title: str
    start: int
    end: int


def _nominative_adjective(adjective: str, head: str) -> str:
    if head.endswith(("а", "я")):
        return re.sub(r"(?:ой|ую|ей|юю)$", "ая", adjective)
    for ending, replacement in _ADJECTIVE:
        if adjective.endswith(ending):
            stem = adjective[: -len(ending)]
            return stem + ("ий" if stem.endswith(_STEM_IY) or replacement == "ий" else "ый")
    return adjective


# "I am just the receptionist", "your support team": the writer's own post, or one of ours.
_OF_ANOTHER = re.compile(
    r"(?:\b(?:[Ii] am|[Ii]'m|[Aa]s)(?: (?:just|only|merely|now))? (?:a|an|the|our)|\b[Яя](?: (?:тут|здесь|просто|только|лишь|сам|"
    r"сама)){0,2}|\b[Кк]ак|\b[Yy]our|\b[Вв]аш[а-я]{0,3})\s$"
)


def roles(text: str) -> list[Role]:
    """The posts and departments named in a text, in order, without the writer's own and those of ours."""
    found = []
    for match in _ROLE_RU.finditer(text.lower()):
        head = _HEAD_FORMS[match["head"]]
        adjective = _nominative_adjective(match["adj"], head) if match["adj"] else ""
        rest = text[match.start("rest") : match.end("rest")]
        if not adjective and not rest and head in ("отдел", "департамент", "служба"):
            continue
        joint = "" if adjective.endswith("-") or not adjective else " "
        found.append(Role(f"{adjective}{joint}{head}{rest}".strip(), match.start(), match.end()))
    for match in _ROLE_EN.finditer(text):
        found.append(Role(match.group(), match.start(), match.end()))
    for match in re.finditer(rf"\b{_ACRONYMS}\b(?:[- ](?:отдел|департамент|директор)[а-я]{{0,3}})?", text):
        if not any(role.start <= match.start() < role.end for role in found):
            found.append(Role(match.group(), match.start(), match.end()))
    others = [role for role in found if not _OF_ANOTHER.search(text, max(0, role.start - 30), role.start)]
    return sorted(others, key=lambda role: (role.start, -role.end))
