"""Tally: what came of a simulation, counted at the clients' mailboxes, and every decision judged. Pure.

`messages_after_stop`, `duplicates`, `unanswered` and `ungrounded` are counted from what lay in the mailboxes; the
agent's trail gives the decisions alone, and which days and times a text may name.
"""

import collections
import dataclasses
import datetime
import re

from services.app_logic import grounding
from services.cli import judge, script
from services.cli.course import AT_ONCE, Client, Course, Got, Said
from services.cli.judge import Known, Meant
from services.core.domain.campaign import Campaign
from services.core.domain.conversation import Stage
from services.core.domain.decision import Action, Decision
from services.core.domain.understanding import Intent

GOAL = 0.9
_FOOT = re.compile(r"\n-- \n.*", re.DOTALL)
_LETTERS = re.compile(r"\w+")


@dataclasses.dataclass(frozen=True)
class Decided:
    """A decision of the trail: about which mails (Message-IDs), when, and where the talk stood before."""

    messages: frozenset[str]
    at: datetime.datetime
    before: Stage
    made: Decision


@dataclasses.dataclass(frozen=True)
class Verdict:
    """One turn judged: `why` is "" where the decision was right."""

    client: str
    persona: str
    at: datetime.datetime
    meant: Meant
    made: Decision | None
    why: str


@dataclasses.dataclass(frozen=True)
class Finding:
    """Something found in a mailbox: whose, when, and what in words."""

    client: str
    persona: str
    at: datetime.datetime
    what: str


@dataclasses.dataclass(frozen=True)
class Tally:
    """All that was found. `strangers`: addresses written to that nobody had named."""

    courses: tuple[Course, ...]
    verdicts: tuple[Verdict, ...]
    after_stop: tuple[Finding, ...]
    duplicates: tuple[Finding, ...]
    unanswered: tuple[Finding, ...]
    ungrounded: tuple[Finding, ...]
    strangers: tuple[Finding, ...]

    @property
    def wrong(self) -> tuple[Verdict, ...]:
        """Every decision that was not right."""
        return tuple(each for each in self.verdicts if each.why)

    @property
    def right_share(self) -> float:
        """The share of right decisions; 1 where there was nothing to decide."""
        return 1 - len(self.wrong) / len(self.verdicts) if self.verdicts else 1.0

    @property
    def holds(self) -> bool:
        """Whether the goals hold: nothing after a stop, nothing twice, nothing unanswered or made up, 0.9 right."""
        found = (self.after_stop, self.duplicates, self.unanswered, self.ungrounded, self.strangers)
        return not any(found) and self.right_share >= GOAL


def tally(courses: list[Course], notices: list[Got], decided: dict[str, list[Decided]], offer: Campaign) -> Tally:
    """Count and judge. `decided` holds the decisions of each client's talk in their order, by the client's id."""
    named = _named(courses)
    verdicts: list[Verdict] = []
    found: dict[str, list[Finding]] = collections.defaultdict(list)
    for course in courses:
        of_course = decided.get(course.client.id, []) if course.client is not None else []
        found["ungrounded"] += _ungrounded(course, courses, of_course, offer)
        found["duplicates"] += _duplicates(course)
        if course.client is None:
            if course.address not in named:
                found["strangers"] += [_finding(course, got.at, f"wrote to {course.address}") for got in course.got]
            continue
        found["after_stop"] += _after_stop(course)
        found["unanswered"] += _unanswered(course, course.client, notices)
        verdicts += _verdicts(course, course.client, of_course, offer)
    kinds = ("after_stop", "duplicates", "unanswered", "ungrounded", "strangers")
    return Tally(tuple(courses), tuple(verdicts), **{kind: tuple(found[kind]) for kind in kinds})


def _finding(course: Course, at: datetime.datetime, what: str) -> Finding:
    client = course.client
    return Finding(client.id if client else course.address, client.persona.persona if client else "", at, what)


def _named(courses: list[Course]) -> set[str]:
    """The addresses to which clients sent us on within their own company."""
    said = (each.meant for course in courses for each in course.said)
    return {meant.to_address.lower() for meant in said if meant.to == "same" and meant.to_address}


def turns_of(course: Course) -> list[list[Said]]:
    """The mails of a client, those of one moment together."""
    acts: dict[int, list[Said]] = {}
    for said in course.said:
        acts.setdefault(said.act, []).append(said)
    return list(acts.values())


def _after_stop(course: Course) -> list[Finding]:
    """Mails found in the mailbox after the client had asked, in plain words, for no more."""
    stops = [each.order for each in course.said if each.meant.is_stop]
    late = [got for got in course.got if stops and got.order > min(stops)]
    return [_finding(course, got.at, f"wrote after a stop: {got.mail.subject}") for got in late]


def own_words(mail_text: str) -> str:
    """A mail without its footer and its greeting, in words: two mails that say the same are equal."""
    text = _FOOT.sub("", mail_text.replace("\r", "")).strip()
    return " ".join(_LETTERS.findall(text.partition("\n")[2].lower())) or text


def _duplicates(course: Course) -> list[Finding]:
    """The same Message-ID or the same words twice in one mailbox."""
    found: list[Finding] = []
    seen: set[str] = set()
    for got in course.got:
        marks = {got.mail.message_id, own_words(got.mail.text)}
        if marks & seen:
            found.append(_finding(course, got.at, f"the same twice: {own_words(got.mail.text)[:160]}"))
        seen |= marks
    return found


def _unanswered(course: Course, client: Client, notices: list[Got]) -> list[Finding]:
    """Turns that deserved an answer or a person, and got neither at once."""
    if client.persona.endless:
        return []  # silence towards a machine is right
    told = [each.at for each in notices if client.id in each.mail.text]
    found = []
    for turn in turns_of(course):
        if not any(each.meant.wants_answer for each in turn):
            continue
        ids, sent_at = {each.message_id for each in turn}, turn[0].at
        answers = [got.at for got in course.got if got.mail.in_reply_to in ids]
        if not any(sent_at <= at <= sent_at + AT_ONCE for at in (*answers, *told)):
            found.append(_finding(course, sent_at, f"no answer, and nobody told: {turn[0].meant.text}"))
    return found


def _ungrounded(course: Course, courses: list[Course], of_course: list[Decided], offer: Campaign) -> list[Finding]:
    """Tokens of the mails that come from nowhere. Whoever was brought in may be told who had named them."""
    client = course.client
    said = tuple(each.meant.text for each in course.said)
    if client is None:
        mine = [each for each in courses if each.client and _names(each, course.address)]
        said = tuple(words for each in mine if each.client for words in (each.client.name, each.client.company))
        return _tokens(course, said, (), offer)
    moments = tuple(moment for each in of_course for moment in grounding.moments(each.made, client.zone, offer))
    return _tokens(course, (*said, client.name, client.company), moments, offer)


def _names(course: Course, mail_address: str) -> bool:
    return any(each.meant.to_address.lower() == mail_address for each in course.said)


def _tokens(
    course: Course, said: tuple[str, ...], moments: tuple[datetime.datetime, ...], offer: Campaign
) -> list[Finding]:
    return [
        _finding(course, got.at, f"{each.token} ({each.kind}): {each.reason}")
        for got in course.got
        for each in grounding.ungrounded(got.mail.text, offer, said, moments)
    ]


def _verdicts(course: Course, client: Client, of_course: list[Decided], offer: Campaign) -> list[Verdict]:
    """Every turn of a client with the last decision that was made about it."""
    verdicts: list[Verdict] = []
    for turn in turns_of(course):
        meant = judge.together(tuple(each.meant for each in turn))
        ids = {each.message_id for each in turn}
        about = [each for each in of_course if each.messages & ids]
        if not about:
            why = "never decided on"
            verdicts.append(Verdict(client.id, client.persona.persona, turn[0].at, meant, None, why))
            continue
        last = about[-1]
        known = _known(last, of_course, verdicts, meant, client)
        why = judge.judge(meant, last.made, known, offer)
        why = why or _seen_in_the_mailbox(course, turn, meant, last.made, client)
        verdicts.append(Verdict(client.id, client.persona.persona, turn[0].at, meant, last.made, why))
    return verdicts


def _known(last: Decided, of_course: list[Decided], verdicts: list[Verdict], meant: Meant, client: Client) -> Known:
    earlier = [each for each in of_course if each.at < last.at]
    spoken = [each for each in earlier if each.made.speaks]
    today = last.at.astimezone(client.zone).date()
    asked = {label for each in verdicts for reading in each.meant.readings for label in reading}
    return Known(
        before=last.before,
        answered=len(spoken),
        answered_today=sum(each.at.astimezone(client.zone).date() == today for each in spoken),
        repeated=any(reading & asked for reading in meant.readings),
        redirects=sum(each.made.does(Action.REDIRECT) for each in earlier),
        machine=client.persona.endless,
    )


def _seen_in_the_mailbox(course: Course, turn: list[Said], meant: Meant, made: Decision, client: Client) -> str:
    """What only the mailbox shows: the language of the answer, the deck, and whether a day was waited for."""
    ids = {each.message_id for each in turn}
    answers = [got for got in course.got if got.mail.in_reply_to in ids and got.at <= turn[-1].at + AT_ONCE]
    for got in answers:
        if script.language_of(_FOOT.sub("", got.mail.text.replace("\r", ""))) != meant.language:
            return f"answered in another language than {meant.language}"
        if made.does(Action.SEND_PRESENTATION) and not got.mail.attachments:
            return "the presentation was not attached"
    following = [each.at for each in course.said if each.order > turn[-1].order]
    until = min(following, default=datetime.datetime.max.replace(tzinfo=datetime.UTC))
    waits = meant.earliest is not None and not meant.is_stop and _waits(meant)
    for got in course.got:
        between = turn[-1].at + AT_ONCE < got.at < until
        if waits and between and meant.earliest and got.at.astimezone(client.zone).date() < meant.earliest:
            return f"wrote on {got.at:%Y-%m-%d}, was asked to wait until {meant.earliest}"
    return ""


def _waits(meant: Meant) -> bool:
    return any(reading & {Intent.TIMEOUT, Intent.AUTO_REPLY} for reading in meant.readings)
