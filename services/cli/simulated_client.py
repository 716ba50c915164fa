"""A simulated client: who somebody is, when they write and what, all drawn from one random source.

What was meant stays here and with the judge. It reads the agent's mails as a person does, by their words; it knows
nothing of the agent's records, and does not send (`simulation` does).
"""

import dataclasses
import datetime
import random
import re
import zoneinfo

from services.cli import client_mail, quoting
from services.cli.course import AT_ONCE, Client
from services.cli.judge import Meant
from services.cli.persona import Moment, Persona, Phrasing
from services.core.domain.understanding import Intent

_DAY = datetime.timedelta(days=1)
_GRID = datetime.timedelta(minutes=10)
_NEVER_ANSWER = 0.12
_AFTER_A_FOLLOW_UP = 0.2
_TWO_MAILS = 0.12
_WRITES_AFTER_STOP = 0.3
_PICKS = 0.7
_FIRST_NAMES = {
    "ru": ("Анна", "Илья", "Мария Андреевна", "Тимур", "Елена Орлова", "Глеб", "Ольга", "Руслан Ахметов", "Вика", ""),
    "en": ("Emma", "Liam Carter", "Sofia", "Noah", "Grace Hill", "Oscar", "Mia Brandt", "Henry", "Ruth", ""),
}
_COMPANIES = {
    "ru": ("Ромашка", "ООО «Сева»", "Хлебный двор", "Клиника 24", "ИП Лосев", "Северный ветер", "Дом книги", "Мята"),
    "en": ("Harbour Foods", "Blue Fig Ltd", "Nordlicht GmbH", "Paper Moon", "Route 66 Diner", "Oak & Son", "Tidal LLC"),
}
_ZONES = {
    "ru": ("Europe/Moscow", "Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk", "Asia/Almaty", "Europe/Samara"),
    "en": ("Europe/London", "Europe/Berlin", "America/New_York", "Asia/Dubai", "Europe/Moscow"),
}
_COLLEAGUES = ("quality", "m.kolcova", "p.lapin", "marketing.lead", "d-orlov", "anna_k", "care")
_MONTHS_RU = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября",
              "ноября", "декабря")  # fmt: skip
_MONTHS_EN = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
              "November", "December")  # fmt: skip
_OFFERED = re.compile(r"^— (.{5,60}?, (\d{1,2}:\d\d)) \([^()\n]{2,80}\)$", re.MULTILINE)
_NAMED_DAY = re.compile(r"(\d{1,2}) ([а-я]{3,8})|([A-Z][a-z]{2,8}) (\d{1,2})")
_BESIDE = frozenset({Intent.QUESTION, Intent.PRESENTATION, Intent.OTHER, Intent.DEMO, Intent.INTERESTED})


@dataclasses.dataclass(frozen=True, slots=True)
class Act:
    """What a client is about to do: at this moment, answer that mail with these texts."""

    at: datetime.datetime
    parent: client_mail.Seen
    mails: tuple[Meant, ...]
    robot: bool = False


class SimulatedClient:
    """One client with a draw of their own: the same seed and number give the same person."""

    def __init__(self, number: int, seed: int, who: Persona, start: datetime.datetime) -> None:
        self._draw = random.Random(f"{seed}:{number}")  # reproducible lots, not secrets
        self.persona = who
        language = self._draw.choice(("ru", "ru", "en"))
        self._domain = f"client{number}.example"
        self.who = Client(
            id=f"c-sim{number:04}",
            address=f"{self._draw.choice(('info', 'office', 'hello', 'boss'))}@{self._domain}",
            persona=who,
            name=self._draw.choice(_FIRST_NAMES[language]),
            company=self._draw.choice(_COMPANIES[language]),
            language=language,
            timezone=self._draw.choice(_ZONES[language]),
        )
        self._zone = self.who.zone
        self._outside = f"{self._draw.choice(('partner', 'desk', 'team'))}@agency{number}.example"
        self.style = self._draw.choice(tuple(quoting.Style))
        self._phone = f"+7 9{self._draw.randrange(10, 99)} {self._draw.randrange(100, 999)}-12-34"
        machine = who.robot or who.endless
        silent = self._draw.random() < _NEVER_ANSWER and not machine
        self._turns = 0 if silent else self._draw.randint(*who.turns)
        self._to_skip = int(self._draw.random() < _AFTER_A_FOLLOW_UP and not machine)
        self._used: set[Phrasing] = set()
        self._has_written = False
        self._wrote_at = start
        self.stopped = False

    def reads(self, mail: client_mail.Seen, now: datetime.datetime) -> Act | None:
        """What this client will do about a mail that has just come; None for nothing."""
        if self._to_skip and not self._has_written:
            self._to_skip -= 1
            return None
        if self._turns <= 0 or (self._has_written and now < self._wrote_at):
            return None  # nothing more to say, or about to write anyhow
        self._turns -= 1
        at = self._moment_of(mail, now)
        when = _on_the_grid(now + self._delay())
        fitting = [each for each in self.persona.fitting(at, self._language()) if each not in self._used]
        if not fitting:
            self._turns = 0
            return None
        first = self._draw.choice(fitting)
        chosen = [first, *self._second(first, fitting)]
        self._used |= set(chosen)
        self._has_written, self._wrote_at = True, when
        self._go_on_or_not(first)
        mails = tuple(self._meant(each, when, mail) for each in chosen)
        return Act(when, mail, mails, self.persona.robot)

    def _language(self) -> str:
        if not self.persona.switches:
            return self.who.language
        other = "en" if self.who.language == "ru" else "ru"
        return self._draw.choice((other, other, self.who.language)) if self._has_written else other

    def _moment_of(self, mail: client_mail.Seen, now: datetime.datetime) -> Moment:
        if not self._has_written:
            return Moment.FIRST
        if now - self._wrote_at > AT_ONCE:
            return Moment.REMINDED
        if mail.attachments:
            return Moment.DECK
        if self.persona.turns[1] > 1 and self._turns == 0 and self._draw.random() < 0.5:
            return Moment.END
        if _slots(mail, self._zone, now) and self._draw.random() < _PICKS:
            return Moment.OFFERED
        return Moment.ANSWERED

    def _delay(self) -> datetime.timedelta:
        if self.persona.robot or self.persona.endless:
            return datetime.timedelta(minutes=self._draw.randint(1, 8))
        minutes, hours = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)
        return self._draw.choices(
            (minutes * self._draw.randint(4, 90), hours * self._draw.randint(2, 10), hours * self._draw.randint(18, 96)),
            (5, 3, 2),
        )[0]  # fmt: skip

    def _second(self, first: Phrasing, fitting: list[Phrasing]) -> list[Phrasing]:
        """Now and then somebody sends a second mail before the first is answered."""
        if self.persona.robot or self.persona.endless or not _is_open(first) or self._draw.random() > _TWO_MAILS:
            return []
        others = [each for each in fitting if each != first and _is_open(each)]
        return [self._draw.choice(others)] if others else []

    def _go_on_or_not(self, said: Phrasing) -> None:
        leading = [reading for reading in said.means if Intent.STOP in reading]
        if leading and len(leading) == len(said.means):
            self.stopped = True
            self._turns = 0
        if said.to in ("same", "other", "phone") or (Intent.NOT_INTERESTED in said.means[0] and not said.ambiguous):
            self._turns = 0

    def comes_back(self, after: Act) -> Act | None:
        """Somebody who had asked us to stop writes once more, unasked, to the same mail."""
        if not self.stopped or self._draw.random() > _WRITES_AFTER_STOP:
            return None
        when = _on_the_grid(after.at + datetime.timedelta(hours=self._draw.randint(3, 90)))
        fitting = [each for each in self.persona.fitting(Moment.ANSWERED, self.who.language) if each not in self._used]
        if not fitting:
            return None
        return Act(when, after.parent, (self._meant(self._draw.choice(fitting), when, after.parent),))

    def _meant(self, said: Phrasing, when: datetime.datetime, mail: client_mail.Seen) -> Meant:
        today = when.astimezone(self._zone).date()
        named = today + _DAY * self._draw.randint(4, 20)
        colleague = f"{self._draw.choice(_COLLEAGUES)}@{self._domain}"
        slot_words, slot = "", None
        if said.picks:
            slot_words, slot = self._draw.choice(_slots(mail, self._zone, when) or [("", None)])
        values = {
            "date": _day_in_words(named, said.language),
            "slot": slot_words,
            "colleague": colleague,
            "outside": self._outside,
            "phone": self._phone,
        }
        text = said.text
        for name, value in values.items():
            text = text.replace(f"{{{{{name}}}}}", value)
        earliest, latest = days_meant("date" if said.back else said.after, today, named)
        return Meant(
            text=text,
            language=said.language,
            readings=said.means,
            facts=tuple(tuple(each.split("|")) for each in said.facts),
            earliest=earliest,
            latest=latest,
            to=said.to,
            to_address={"same": colleague, "other": self._outside}.get(said.to, ""),
            slot=slot,
            wants_answer=said.answer,
            ambiguous=said.ambiguous,
            injects=said.injects,
        )


def days_meant(
    after: str, today: datetime.date, named: datetime.date
) -> tuple[datetime.date | None, datetime.date | None]:
    """The first and the last day on which coming back is what was asked for."""
    if not after:
        return None, None
    if after == "date":
        return named, named + 3 * _DAY
    if after.endswith("d"):
        first = today + _DAY * int(after[:-1])
        return first, first + 4 * _DAY
    if after == "1m":
        return today + 28 * _DAY, today + 35 * _DAY
    if after == "next_week":
        monday = today + _DAY * (7 - today.weekday())
        return monday, monday + 6 * _DAY
    year = today.year + 1
    if after == "new_year":
        return datetime.date(year, 1, 9), datetime.date(year, 1, 25)
    if after == "next_year":
        return datetime.date(year, 1, 1), datetime.date(year, 1, 31)
    month = int(after.partition(" ")[2]) if after.startswith("month ") else today.month % 12 + 1
    first = datetime.date(today.year if month > today.month else year, month, 1)
    return first, first + 20 * _DAY


def _is_open(said: Phrasing) -> bool:
    """Whether a second mail may stand beside it without changing what it means."""
    return not said.picks and not said.injects and all(reading <= _BESIDE for reading in said.means)


def _slots(
    mail: client_mail.Seen, zone: zoneinfo.ZoneInfo, now: datetime.datetime
) -> list[tuple[str, datetime.datetime]]:
    """The times that a mail proposes, as a reader sees them: the words, and the moment."""
    found = []
    for words, clock in _OFFERED.findall(mail.text.replace("\r", "")):
        day = _day_of(words, now.astimezone(zone).date())
        if day is not None:
            local = datetime.datetime.combine(day, datetime.time.fromisoformat(clock.zfill(5)), zone)
            found.append((words, local.astimezone(datetime.UTC)))
    return found


def _day_of(words: str, today: datetime.date) -> datetime.date | None:
    match = _NAMED_DAY.search(words)
    if match is None:
        return None
    name, number = (match[2], match[1]) if match[1] else (match[3], match[4])
    names = _MONTHS_RU if match[1] else _MONTHS_EN
    if name not in names:
        return None
    day = datetime.date(today.year, names.index(name) + 1, int(number))
    return day if day >= today else day.replace(year=today.year + 1)


def _day_in_words(day: datetime.date, language: str) -> str:
    return f"{day.day} {_MONTHS_RU[day.month - 1]}" if language == "ru" else f"{_MONTHS_EN[day.month - 1]} {day.day}"


def _on_the_grid(moment: datetime.datetime) -> datetime.datetime:
    """The next full ten minutes: whole minutes are what a mail program shows, and many may write at one moment."""
    past = datetime.timedelta(minutes=moment.minute % 10, seconds=moment.second, microseconds=moment.microsecond)
    return moment - past + _GRID
