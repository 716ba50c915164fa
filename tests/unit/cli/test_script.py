"""The script of the headless demo: what is read, what is refused and with which words, what matches."""

import datetime
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cli import script
from services.core.domain.understanding import Intent
from tests import growth, hostile

HEAD = """now: 2026-11-23T10:05:00+03:00
contact: {name: Пётр, company: АО «Берег», email: petr@bereg.example, language: ru, timezone: Europe/Samara}
steps:
"""


def a_message(**changes: object) -> script.TranscriptEntry:
    fields: dict[str, object] = {
        "at": datetime.datetime(2026, 11, 23, 10, tzinfo=datetime.UTC),
        "sender": "agent",
        "to": "petr@bereg.example",
        "kind": "answer",
        "intent": "presentation",
        "subject": "Re: Отзывы",
        "text": "Добрый день, Пётр!\nВо вложении   презентация: отзывы и цены.",
        "attachments": ("Презентация.PDF",),
    }
    return script.TranscriptEntry.model_validate({**fields, **changes})


def test_a_script_of_every_step_is_read() -> None:
    read = script.parse(
        HEAD
        + """
  - expect: {kind: touch, language: ru, to: petr@bereg.example, contains: [отзыв, 1990], excludes: спам}
  - reply: "Пришлите презентацию"
  - expect:
      kind: answer
      intent: presentation
      attachment: "*.pdf"
      optional: true
  - reply: Я за него
    from: olga@bereg.example
  - reply: {text: Добрый день, from: ivan@bereg.example, subject: Вопрос, channel: email,
            attachments: [card.vcf], style: outlook, in_thread: false}
  - wait: 1w 2d 3h 20m
  - expect:
  - silence: 60d
"""
    )
    assert read.now == datetime.datetime(2026, 11, 23, 7, 5, tzinfo=datetime.UTC)
    assert read.now.utcoffset() == datetime.timedelta(hours=3)
    assert (read.contact.name, read.contact.channel) == ("Пётр", "email")
    first, asked, second, other, fresh, wait, anything, silence = read.steps
    assert isinstance(first, script.Expect)
    assert (first.contains, first.excludes) == (("отзыв", "1990"), ("спам",))
    assert asked == script.Reply(text="Пришлите презентацию")
    assert isinstance(second, script.Expect)
    assert (second.intent, second.optional) == (Intent.PRESENTATION, True)
    assert isinstance(other, script.Reply)
    assert other.sender == "olga@bereg.example"
    assert isinstance(fresh, script.Reply)
    assert (fresh.subject, fresh.in_thread, fresh.attachments) == ("Вопрос", False, ("card.vcf",))
    assert wait == script.Wait(duration=datetime.timedelta(days=9, hours=3, minutes=20))
    assert anything == script.Expect()
    assert silence == script.Silence(duration=datetime.timedelta(days=60))


def test_a_telegram_contact_needs_no_mail_address() -> None:
    text = "now: 2026-11-23T10:05:00Z\ncontact: {name: Ann, telegram: '@annvet', channel: telegram}\nsteps: [wait: 1h]"
    assert script.parse(text).contact.telegram == "@annvet"


@pytest.mark.parametrize(
    ("text", "line", "field", "words"),
    [
        ("", None, "", "empty"),
        ("- a", 1, "", "mapping"),
        ("now: [", 1, "", "no valid YAML"),
        ("now: 2026-11-23T10:05:00+03:00\nsteps: [wait: 1d]", 1, "contact", "is missing"),
        (HEAD + "  - wait: 1d\nstep: []", 5, "step", "did you mean steps"),
        (HEAD.replace("+03:00", "") + "  - wait: 1d", 1, "now", "+03:00"),
        (HEAD.replace("2026-11-23T10:05:00+03:00", "soon") + "  - wait: 1d", 1, "now", "no date"),
        (HEAD.replace("petr@bereg.example", "petr") + "  - wait: 1d", 2, "contact.email", "not an e-mail address"),
        (HEAD.replace("Europe/Samara", "Europe/Samra") + "  - wait: 1d", 2, "contact.timezone", "no time zone"),
        (HEAD.replace("company", "compny") + "  - wait: 1d", 2, "contact.compny", "did you mean company"),
        (HEAD.replace("email: petr@bereg.example, ", "") + "  - wait: 1d", 2, "contact", "needs `email`"),
        (HEAD, 3, "steps", "at least one step"),
        (HEAD + "  - wait", 4, "steps[1]", "a step is a mapping"),
        (HEAD + "  - wait: 1d\n  - expct: {}", 5, "steps[2].expct", "did you mean expect"),
        (HEAD + "  - wait: 1d\n    silence: 2d", 4, "steps[1]", "stand in one step"),
        (HEAD + "  - from: a@b.example", 4, "steps[1]", "does nothing"),
        (HEAD + "  - wait: 1d\n    from: a@b.example", 5, "steps[1].from", "unknown key"),
        (HEAD + "  - wait: 14", 4, "steps[1].wait", "14d, 14h or 14m"),
        (HEAD + "  - wait: 3y", 4, "steps[1].wait", "no duration"),
        (HEAD + "  - silence: 99999d", 4, "steps[1].silence", "10 years"),
        (HEAD + "  - reply:", 4, "steps[1].text", "no text"),
        (HEAD + '  - reply: " "', 4, "steps[1].text", "may not be empty"),
        (HEAD + "  - reply: hi\n    from: nobody", 5, "steps[1].from", "not an e-mail address"),
        (HEAD + "  - reply: {text: hi, chanel: email}", 4, "steps[1].reply.chanel", "did you mean channel"),
        (HEAD + "  - reply: {text: hi, from: a@b.example}\n    from: c@d.example", 5, "steps[1].from", "beside"),
        (HEAD + "  - expect: touch", 4, "steps[1].expect", "is a mapping"),
        (HEAD + "  - expect:\n      kind: toch", 5, "steps[1].expect.kind", "'touch' or 'answer'"),
        (HEAD + "  - expect: {intent: demoo}", 4, "steps[1].expect.intent", "'demo'"),
        (HEAD + "  - expect: {language: de}", 4, "steps[1].expect.language", "'ru' or 'en'"),
        (HEAD + "  - expect: {attachment: a, no_attachment: true}", 4, "steps[1].expect", "exclude each other"),
        (HEAD + "  - expect: {kind: touch,\n      kind: answer}", 5, "kind", "stands here twice"),
        (HEAD + "  - expect: {contains: [1, {a: b}]}", 4, "steps[1].expect.contains[2]", "no text"),
        (HEAD + "  - wait: 1d\n" * 1001, 3, "steps", "too many"),
        ("now: 2026-13-99T10:00:00Z", None, "", "cannot be read"),
        ("a: " + "[" * 5_000, None, "", "nested too deeply"),
    ],
)
def test_a_mistake_is_named_with_its_line_its_field_and_its_cure(
    text: str, line: int | None, field: str, words: str
) -> None:
    with pytest.raises(script.ScriptError) as caught:
        script.parse(text)
    assert words in str(caught.value)
    assert caught.value.field == field
    if line is not None:
        assert caught.value.line == line


@given(st.text(max_size=300))
def test_any_text_is_a_script_or_a_script_error(text: str) -> None:
    for candidate in (text, HEAD + text, HEAD + "  - reply: " + text):
        try:
            script.parse(candidate)
        except script.ScriptError:
            continue


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("14d", 14 * 1440), ("3h", 180), ("20m", 20), ("1w", 7 * 1440), (" 1D 6h ", 1800), ("1d2h3m", 1563)],
)
def test_durations(text: str, minutes: int) -> None:
    assert script.parse_duration(text) == datetime.timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "d", "1", "1.5h", "-1d", "1d later", "1y"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no duration"):
        script.parse_duration(text)


@pytest.mark.parametrize(
    ("expected", "reason"),
    [
        ({}, None),
        ({"kind": "answer", "language": "ru", "intent": "presentation", "to": "Petr@Bereg.example"}, None),
        ({"attachment": "*.pdf", "contains": ["ВО ВЛОЖЕНИИ ПРЕЗЕНТАЦИЯ", "re: отзывы"]}, None),
        ({"kind": "touch"}, "kind is answer, expected touch"),
        ({"language": "en"}, "language is ru, expected en"),
        ({"intent": "demo"}, "intent is presentation, expected demo"),
        ({"to": "olga@bereg.example"}, "to is petr@bereg.example, expected olga@bereg.example"),
        ({"channel": "telegram"}, "channel is email, expected telegram"),
        ({"attachment": "*.docx"}, "expected an attachment *.docx, found Презентация.PDF"),
        ({"no_attachment": True}, "expected no attachment, found Презентация.PDF"),
        ({"contains": ["отзывы", "скидка"]}, "the text does not contain 'скидка'"),
        ({"excludes": ["цены."]}, "the text contains 'цены.'"),
    ],
)
def test_a_message_matches_or_the_first_difference_is_said(expected: dict[str, object], reason: str | None) -> None:
    assert script.matches(script.Expect.model_validate(expected), a_message()) == reason


def test_what_is_not_known_of_a_message_does_not_match() -> None:
    assert script.matches(script.Expect(kind="touch"), a_message(kind=None)) == "kind is unknown, expected touch"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Добрый день!", "ru"),
        ("Hello Пётр, how are you doing today?", "en"),
        ("Смотрите: https://example.org/a/very/long/path/with/many/latin/letters?utm=1", "ru"),
        ("Наш сервис Reviewscope собирает отзывы с Google Maps и Trustpilot, пишите sales@demo.example", "ru"),
        ("Thanks, bye\n> Добрый день, это длинная цитата нашего письма на русском языке", "en"),
        ("> Только цитата", "ru"),
        ("12 345", "en"),
        ("", "en"),
    ],
)
def test_the_language_is_that_of_the_own_words(text: str, language: str) -> None:
    assert script.language_of(text) == language


def test_a_transcript_entry_is_dumped_with_the_names_of_the_report() -> None:
    dumped = a_message().model_dump(mode="json", by_alias=True, exclude_none=True)
    assert dumped["from"] == "agent"
    assert dumped["attachments"] == ["Презентация.PDF"]
    assert "decision" not in dumped


def is_refused(text: str) -> None:
    with pytest.raises(script.ScriptError):
        script.parse(text)


@pytest.mark.parametrize("piece", ["a", "1d ", "x@", "http://"])
@pytest.mark.parametrize(
    "read",
    [
        script.language_of,
        is_refused,
        lambda text: script.matches(script.Expect(contains=("нет",)), a_message(text=text)),
    ],
    ids=["language", "script", "match"],
)
def test_the_time_grows_no_faster_than_the_text(read: Callable[[str], object], piece: str) -> None:
    growth.check(read, hostile.of(piece))


HEAD_IN_TELEGRAM = """
now: 2026-11-23T10:05:00+03:00
contact: {name: Boris, telegram: "@boris", channel: telegram}
steps:
"""


@pytest.mark.parametrize(
    ("steps", "channels"),
    [
        ("  - reply: hello", ["telegram"]),
        ("  - {reply: hello, channel: telegram}\n  - {reply: hi, from: anna@b.example}", ["telegram", "email"]),
    ],
)
def test_a_reply_goes_by_the_contacts_channel_unless_it_says_otherwise(steps: str, channels: list[str]) -> None:
    parsed = script.parse(HEAD_IN_TELEGRAM + steps)
    assert [each.channel for each in parsed.steps if isinstance(each, script.Reply)] == channels
    assert parsed.is_in_telegram


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("{reply: hello, channel: telegram, subject: x}", "has no `subject`"),
        ("{reply: hello, channel: telegram, from: a@b.example}", "has no `from`"),
        ("{reply: hello, channel: email}", "no mailbox"),
        ("{reply: hello, channel: fax}", "not known"),
    ],
)
def test_what_cannot_be_done_on_a_channel_is_refused(step: str, said: str) -> None:
    with pytest.raises(script.ScriptError, match=said):
        script.parse(f"{HEAD_IN_TELEGRAM}  - {step}")
