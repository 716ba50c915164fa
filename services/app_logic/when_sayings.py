"""Set phrases that hold words of time and name none: "после дождичка в четверг", "a month of Sundays", "9 to 5".

It finds where they stand; the words in them are read as words without time. What is said of a real time is for
`when_context`.
"""

import re

_SAYINGS = re.compile(
    r"\b(?:"
    # Never.
    r"после дождичка в четверг|сем[ьи]ю? пятниц\w* на неделе|когда рак (?:на горе )?свист\w{1,4}|"
    r"(?:до|к|на) (?:морковкин\w{1,3} заговен\w{1,3}|греческ\w{1,3} календ\w{0,2}|турецк\w{2,3} пасх\w{1,2})|"
    r"в (?:другой|следующей|прошлой) жизни|когда-нибудь потом|(?:3[0-9]|тридцато\w{1,3}) феврал\w{1,2}|"
    r"(?:in )?a (?:whole )?month of sundays|twelfth of never|once in a blue moon|when hell freezes over|"
    r"in (?:another|my next|the next) life|(?:not )?in a million years|the 30th of february|february 30th|"
    r"(?:until|till) (?:the cows come home|kingdom come)|(?:the )?year dot|one of these days|"
    # Always, quickly, roughly.
    r"с утра до (?:ночи|вечера)|изо дня в день|день ото дня|со дня на день|с минуты на минуту|не сегодня[ -]завтра|"
    r"день в день|день за днем|из года в год|год от года|круглый год|раз в (?:год|месяц|неделю|день|квартал|сто лет)|"
    r"(?:на|в) (?:одну |пару )?(?:секунд\w{1,2}|минуточк\w|минутк\w)|"
    r"day (?:in,? day out|by day|to day)|day-to-day|week (?:in,? week out|by week)|month on month|year on year|"
    r"year[ -]round|all year|any day now|(?:9|nine)[ -](?:to|till)[ -](?:5|five)|"
    r"(?:at|in) the end of the day|at the eleventh hour|"
    r"(?:\d{1,3}|two|three|four|five|several|many|два|три|пять|несколько) (?:[a-zа-я]{3,12} )?(?:calls?|e?-?mails?|"
    r"messages?|letters?|reviews?|complaints?|"
    r"отзыв[а-я]{0,2}|жалоб[а-я]?|times|звонк\w{1,2}|писем|письма|сообщени\w{1,2}|раза?) (?:in|за|в) (?:a |an |the |one |two |"
    r"один |одну |два |две |эту |этот )?(?:day|days|week|weeks|month|months|день|дня|недел[юи]|месяца?)|"
    # Named things.
    r"tgi friday'?s?|friday feeling|monday (?:blues|morning quarterback\w{0,3})|man friday|sunday best|rainy day|"
    r"понедельник начинается в субботу|день сурка|groundhog day|первый встречный|second to none|"
    r"(?:one|two|three|four|a|\d{1,2})(?: (?:weeks?|months?)'?s?|[ -](?:week|month))['’]?s? notice"
    r")(?!\w)"
)


def places(flat: str) -> list[tuple[int, int]]:
    """Where the set phrases of a text in lower case begin and end."""
    return [match.span() for match in _SAYINGS.finditer(flat)]
