"""Words of time and of what is said around it, with the symbols that `when_words` gives them.

A table and nothing else. `*` marks the beginning of a word; the first entry that holds a word wins. An
empty symbol is a word without weight here.
"""

WORDS: dict[str, str] = {
    "": (
        "да только only народного al the примерно приблизительно где то нибудь около ориентировочно about roughly "
        "approximately "
        "approx "
        "sometime some something maybe perhaps probably likely around уже вот ну просто just so наверное "
        "наверно пожалуйста плиз please pls thanks спасибо кажется видимо вероятно скорее всего лучше "
        "unfortunately сожалению afraid боюсь hopefully надеюсь даже же ка minimum least минимум как-то "
        "тогда then either well ish наступающего наступающем буквально чем than "
        "both оба обе again снова опять very ровно exactly самого самом самому самый"
    ),
    "v": "в во",
    "na": "на",
    "in": "in during within over",
    "on": "on",
    "at": "at",
    "lead": "за",
    "for": "for",
    "thru": "через чз череез чере спустя",
    "til": "до until till til untill through thru",
    "by": "by к ко ближе closer",
    "aft": "после after past following позже позднее post afterwards",
    "lat": "later",
    "iz": "из",
    "frm": "с со from commencing starting начиная",
    "since": "since",
    "ot": "от dated",
    "bef": "before раньше ранее earlier sooner перед prior",
    "to": "to по",
    "btw": "between между",
    "ago": "ago назад тому",
    "or": "or или либо",
    "and": "and и",
    "of": "of",
    "but": "but но а однако however зато otherwise иначе",
    "not": (
        "not не ни never никогда don't dont doesn't doesnt isn't isnt aren't without без nothing ничего "
        "nobody никто никаких кроме except"
    ),
    "bsy": (
        "can't cannot cant won't wont unavailable busy swamped slammed packed crazy hectic booked tied "
        "buried занят занята заняты забит* вычерк* завал завалы завален завалены загружен* запар* аврал* никак невозможно "
        "неудобно неактуальн* отчетност* tender crunch freeze frozen full хаос недоступ* overloaded "
        "nightmare impossible тяжел* рано закрыт* closed shuts swamp сложно overwhelmed распредел* исчерпан* "
        "зашива* зашьюсь горим мыле разрыва* потрачен* израсходован* сверстан* spent allocated exhausted manic "
        "snowed stretched rammed inundated mayhem bonkers madness chaos gone "
        "переезд ремонт* ревизи* инвентур* инвентариз* аудит* audit stocktake stocktaking refurbishment refurb "
        "committed tight мертв* "
        "dead"
    ),
    "awy": (
        "отпуск* отпуске командиров* больнич* отъезде отсутств* отсутствую каникул* декрет* vacation* "
        "holiday holiday's leave ooo travel* travelling pto away out abroad off конференци* выставк* "
        "conference exhibition expo отдыхаю отдыхаем переезжа* уезжа* уеду улета* parental maternity sabbatical "
        "разъезд* отгул* болею учебе обучении сессии учениях семинар* форум* симпозиум* выезде роуминге дороге море "
        "горах "
        "конгресс* трип* trip moving tradeshow honeymoon shut hols"
    ),
    "desk": "office desk офис* месте дома",
    "ret": (
        "back return* reopen* выходим вернусь вернется вернемся выйду выхожу выйдет появлюсь возвращаюсь возвращается "
        "прилетаю приеду"
    ),
    "cb": (
        "напиш* пишите перезвон* позвон* набер* набир* звоните звони созвон* верн* возвращ* давай* обсуд* "
        "поговор* встреч* встрет* свяж* напомн* пинг* постуч* обрат* обращ* поднят* подним* спис* спишемся "
        "маякн* стукн* write call reach contact talk chat touch follow circle check revisit try remind "
        "let's lets discuss connect meet meeting speak catch reconnect ring ping drop schedule book zoom "
        "demo демо show покажите показать присылайте шлите решим определимся ответим отвечу приезж* запиш* "
        "запланир* resume discussing пообща* общаемся жду ждем слот* slot slots get come вернуть "
        "звякн* удобнее hit bring look"
    ),
    "ok": (
        "могу можем смогу сможем могли может можете сможете можно получится получается выйдет удобно удобен "
        "удобна подходит подойдет устро* свободен свободна свободны вариант успею успеем готов готовы "
        "готова рад can could able work works available free good fine suits great ideal better best будет "
        "будем буду хорошо норм нормально ок ok okay perfect would открыт "
        "освободил освободила освободили освобожусь освободимся освобождаюсь "
        "доступен доступна доступны "
        "свободнее посвободнее спокойнее поспокойнее полегче calmer quieter freer clearer"
    ),
    "plan": (
        "актуальн* планиру* рассматрива* надо стоит интересн* времени бюджет* денег возможност* интересует "
        "budget* time capacity bandwidth possible interested looking planning plan convenient do this' "
        "going headspace appetite room cash funds energy spare"
    ),
    "no": "нет нету no",
    "ly": "бы ли",
    "you": "you you're",
    "seas": "season",
    "pos": (
        "забудьте забудь hesitate forget против стесняйтесь возражаю worry проблем problem problems вопрос "
        "возражений why почему отчего"
    ),
    "now": "сейчас пока щас ща now currently moment present presently нынче momentarily",
    "imp": (
        "скажите пришлите отправьте ответьте сообщите вышлите ответ скиньте сделайте успеть send submit "
        "deliver reply deadline respond"
    ),
    "mv": "перенес* перенест* отлож* сдвин* postpone* push move reschedule shelve",
    "need": "нужен нужн* need требуется понадобится take takes",
    "wait": (
        "sleep "
        "размышлен* раздум* подумать подумаем подумаю обдум* think digest park дай дайте подожд* wait give возьм* "
        "беспокойте "
        "беспокоить пауз* pause break бер* hold задерж* "
        "отвлекайте тревож* трога* дергайте дергать тайм потерп*"
    ),
    "ltr": (
        "письм* email e-mail mail letter message сообщени* договор договора договоре договору договоров "
        "contract agreement invoice счет* кп"
    ),
    "end": (
        "заканчива* закончит* закончат* закончим заверш* кончит* кончат* кончается истека* истеч* пройдут пройдет "
        "проходит минуют "
        "закрываем закрою сдадим сдам добью отгремят отгуляем отойдем ends end's finishes finish expires closes concludes wraps "
        "закроем done "
        "закроется "
        "закрывается runs over пролетят пролетит отшумят отшумит отпразднуем отметим схлынет схлынут уляжется "
        "уляжутся переживем добьем добиваем сдадим разгребем"
    ),
    "tht": "that этого него нее",
    "prs": "пишете шлете присылаете работает работают работаем пользуемся используем сотрудничаем работаю пользуюсь "
    "живем существуем using",
    "every": "кажд* каждую every each еженедельн* ежемесячн* weekly monthly daily quarterly per ежеквартальн*",
    "usu": "среднем usually typically normally обычно generally average",
    "roi": "окуп* roi payback warranty гаранти* trial пробн* тестов* cancel",
    "pst": (
        "was were won had did went got bought signed spoke met sent wrote began been left chose broke came gave "
        "told said found lost built paid heard saw made fell quit became stopped sold taught took ran "
        "снял сняли сняла взял взяли взяла ждал ждали ждала брал брали брала сдал сдали сдала ушел ушла ушли "
        "switched changed ended started был было были была окончен окончена окончено окончены основан* куплен* "
        "оплачен* создан* заключен*"
    ),
    "nx": "next следующ* следущ* слeд след сл nxt будущ* следующ",
    "cm": "coming upcoming ближайш* предстоящ*",
    "th": "this этот эту этой этом эта это текущ* current теперешн* нынешн*",
    "la": "last previous прошл* минувш* позапрош* предыдущ* прошедш*",
    "fin": "последн* final",
    "new": "new нов*",
    "tot": "той ту та",
    "anoth": "another еще ещё more",
    "drug": "другую другой второй",
    "p1": "нач начал* early beginning start первых",
    "p2": "сер середин* mid middle midweek",
    "p3": "конц* конец late end концов",
    "half": "половин* half полов",
    "o2": "latter",
    "dec": "декад*",
    "dt": "числа числах число числу",
    "u30": "полчаса полчасика half-hour",
    "ud": "dyas dasy день дня дней дню денек денька деньков дн сутки суток day days",
    "ub": "рабоч* business working",
    "uw": "недел* неделю недель нед week weeks wk wks",
    "um": "месяц* мес месяч* month months mth mths mo",
    "uq": "квартал* quarter quarters кв qtr",
    "uy": "год года году годик годика лет year years г",
    "uh": "час часа часов часу часик ч hour hours hr hrs",
    "ui": "минут* мин min mins minute minutes",
    "hy": "полгод* полугод*",
    "hm": "полмесяца",
    "pol": "пол",
    "uf": "fortnight fortnights",
    "tch": "течени*",
    "dwn": "down",
    "rd": "road line track",
    "lng": "длинн* long",
    "nh": "полтора полторы",
    "td": "сегодня сегодняшн* today сёдня eod cob",
    "tm": "завтра tomorrow завтро завтрашн* tmrw tmr tomorow tommorow tommorrow tomoz tmoz",
    "tm2": "послезавтра",
    "yd": "вчера yesterday позавчера",
    "we": "выходн* weekend weekends",
    "dm": "утр* утром утра morning mornings",
    "da": "afternoon afternoons днем",
    "de": "вечер* evening tonight",
    "dl": "обед* noon midday lunch lunchtime полдень полудня",
    "sme": "same",
    "old": "старого старый old",
    "blk": "черн* black",
    "hcyber": "киберпонедельник*",
    "cyb": "cyber кибер*",
    "bank": "bank",
    "sum": "летних летние",
    "win": "зимних зимние",
    "s1": "зима зиму зимы зиме зимой зимою зимние winter",
    "s2": "весна весны весну весне весной весною spring",
    "s3": "лето лета лету летом летнего summer",
    "s4": "осень осени осенью autumn fall",
    "hnew_year": "нг н.г",
    "gnew": "новогод*",
    "gmay": "майск*",
    "hhol": "праздник* праздн holidays festivities",
    "hchristmas": "рождеств*",
    "hxmas": "christmas xmas",
    "heaster": "пасх*",
    "hpascha": "easter",
    "hthanksgiving": "thanksgiving",
    "hadha": "курбан*",
    "heid": "eid bayram байрам* ураза",
    "adh": "adha",
    "fit": "fitr",
    "hramadan": "ramadan рамадан* рамазан*",
    "hdiwali": "diwali deepavali дивали",
    "hlunar": "cny",
    "lun": "lunar chinese китайск* лунн*",
    "hpassover": "passover pesach песах*",
    "hhanukkah": "hanukkah chanukah ханук*",
    "hvalentine": "valentine's valentines valentine валентина влюбленных",
    "hhalloween": "halloween хэллоуин*",
    "hmlk": "mlk",
    "pres": "president's presidents presidents' президентов",
    "hjuneteenth": "juneteenth",
    "hcolumbus": "columbus",
    "hveterans": "veterans",
    "hepiphany": "epiphany",
    "hbaptism": "крещени* богоявлени*",
    "hmaslenitsa": "масленица масленицу масленицы масленице масленицей",
    "htrinity": "троица троицу троицы троице",
    "hpatrick": "patrick's paddy's",
    "hboxing": "boxing",
    "hunity": "ноябрьские ноябрьских ноябрьским",
    "hrussia": "июньские июньских июньским",
    "pob": "победы",
    "woman": "женский женского женскому women's",
    "defend": "защитника",
    "teach": "учителя teachers'",
    "hbonfire": "bonfire fawkes",
    "hburns": "burns",
    "rus": "россии",
    "zna": "знаний",
    "edin": "единства",
    "labor": "labor labour",
    "memorial": "memorial",
    "eow": "eow",
    "eom": "eom",
    "eoy": "eoy",
    "eoq": "eoq",
    "dnah": "днях",
    "str": "ул улица улице проспект площадь street",
    "am": "we нам мне us me i'm i we're am я мы у",
    "onc": "once",
    "whn": "when soon",
    "hav": "has have",
    "be": "is are be will 'll",
}

MONTHS: dict[str, str] = {
    "M1": "январ* янв",
    "M2": "феврал* фев февр",
    "M3": "март марта марте марту",
    "M4": "апрел* апр",
    "M5": "май мая мае маю",
    "M6": "июнь июня июне июню июн",
    "M7": "июль июля июле июлю июл",
    "M8": "август* авг",
    "M9": "сентябр* сент сен",
    "M10": "октябр* окт",
    "M11": "ноябр* нояб ноя",
    "M12": "декабр* дек",
    "E1": "january jan",
    "E2": "february feb",
    "E3": "march mar",
    "E4": "april apr",
    "E5": "may",
    "E6": "june jun",
    "E7": "july jul",
    "E8": "august aug",
    "E9": "september sept sep",
    "E10": "october oct",
    "E11": "november nov",
    "E12": "december dec",
}

WEEKDAYS: dict[str, str] = {
    "w0": "понедельник* пн пнд понед monday mon mondays",
    "w1": "вторник* вт втр tuesday tue tues tuesdays",
    "w2": "среда среду среды среде средам ср срд wednesday weds wed wednesdays",
    "w3": "четверг* чт чтв четв thursday thu thur thurs thursdays",
    "w4": "пятниц* пт птн пятн friday fri fridays",
    "w5": "суббот* сб сбт saturday sat",
    "w6": "воскресень* вс sunday sun",
}

NUMBERS: dict[int, str] = {
    1: "один одну одного одной one",
    2: "два две двух двум two couple пару пара парочку пары twice",
    3: "три трех трём тройку тройка тройки three few several несколько нескольких",
    4: "четыре четырех four",
    5: "пять пяти five",
    6: "шесть шести six",
    7: "семь семи seven",
    8: "восемь восьми eight",
    9: "девять девяти nine",
    10: "десять десяти десяток ten",
    11: "одиннадцать одиннадцати eleven",
    12: "двенадцать двенадцати twelve dozen",
    14: "четырнадцать fourteen",
    15: "пятнадцать пятнадцати fifteen",
    20: "двадцать двадцати twenty",
    30: "тридцать тридцати thirty",
    40: "сорок forty",
    45: "forty-five",
    60: "шестьдесят sixty",
    90: "девяносто ninety",
}

ORDINALS_RU = (
    "перв втор трет четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат "
    "пятнадцат шестнадцат семнадцат восемнадцат девятнадцат двадцат"
).split()
ORDINALS_EN = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()

# "С праздником!", "с Рождеством!" name no time to come.
GREETINGS = "праздником праздниками рождеством пасхой майскими новогодними новыми"
