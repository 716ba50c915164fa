"""Updates as strangers write them, and our words cut and escaped as Telegram takes them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cli import sandbox_telegram_text as telegram
from services.core.domain import update as numbers
from services.tg_worker import wire

ANNA = {"id": 7, "is_bot": False, "first_name": "Анна", "last_name": "П.", "language_code": "ru-RU"}
CHAT = {"id": 7, "type": "private"}


def a_message(**fields: Any) -> dict[str, Any]:
    return {"message_id": 3, "date": 1_800_000_000, "chat": CHAT, "from": ANNA, **fields}


def read(kind: str = "message", **fields: Any) -> wire.Event | None:
    return wire.read(json.dumps({"update_id": 1, kind: a_message(**fields)}))


def written(kind: str = "message", **fields: Any) -> wire.Written:
    event = read(kind, **fields)
    assert isinstance(event, wire.Written)
    return event


def test_a_message_is_read_with_its_sender_and_number() -> None:
    event = written(text="  Сколько стоит? ")
    assert (event.chat, event.number, event.text, event.command) == (7, 3, "Сколько стоит?", "")
    assert (event.sender.name, event.sender.language) == ("Анна П.", "ru")


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        ("/start", "start", ""),
        ("/start c-anna-abc", "start", "c-anna-abc"),
        ("/start@shop_bot  x", "start", "x"),
        ("/clear_context", "clear_context", ""),
        ("/Start", "", ""),
        ("look: /start", "", ""),
        ("/", "", ""),
        ("/start " + "x" * 500, "", ""),
    ],
)
def test_a_command_is_a_word_behind_a_slash_at_the_very_beginning(text: str, command: str, argument: str) -> None:
    event = written(text=text)
    assert (event.command, event.argument) == (command, argument)


def test_what_is_written_to_a_business_account_is_never_a_command() -> None:
    assert written("business_message", text="/start", business_connection_id="c").command == ""


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "[]",
        "null",
        "{",
        "{}",
        json.dumps({"update_id": 1, "message": None}),
        json.dumps({"update_id": 1, "message": {"chat": {}}}),
        json.dumps({"update_id": 1, "message": a_message(**{"from": {"id": "x"}})}),
        json.dumps({"update_id": 1, "message": a_message(date="never")}),
        json.dumps({"update_id": 1, "message": a_message(date=10**18)}),
        json.dumps({"update_id": 1, "message": a_message(chat={"id": -5, "type": "group"})}),
        json.dumps({"update_id": 1, "callback_query": {"id": "1", "from": ANNA}}),
        json.dumps({"update_id": 1, "poll": {}}),
        "[" * 100_000,
    ],
)
def test_what_does_not_look_as_it_should_is_nothing(raw: str) -> None:
    assert wire.read(raw) is None


PARTS = ("update_id", "message", "chat", "from", "id", "text", "date", "type", "callback_query", "data", "photo")
LEAVES = st.none() | st.booleans() | st.integers() | st.text()


@given(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(PARTS), inner)))
def test_no_update_raises(update: Any) -> None:
    wire.read(json.dumps(update))
    numbers.number_of(update)


@pytest.mark.parametrize(
    ("card", "phone"),
    [
        ({"phone_number": "79031234567", "user_id": 7}, "+79031234567"),
        ({"phone_number": "+7 903 123-45-67", "user_id": 7}, "+79031234567"),
        ({"phone_number": "79031234567", "user_id": 8}, ""),
        ({"phone_number": "79031234567"}, ""),
        ({"phone_number": "call me", "user_id": 7}, ""),
    ],
)
def test_only_the_senders_own_number_counts(card: dict[str, Any], phone: str) -> None:
    assert written(contact=card).phone == phone


def test_of_a_photo_the_largest_is_taken() -> None:
    sizes = [{"file_id": name, "file_size": size} for name, size in (("s", 1), ("l", 9))]
    assert [(each.id, each.kind) for each in written(photo=sizes, caption="вот").files] == [("l", "photo")]


def test_names_cannot_break_out_of_their_line() -> None:
    sender: dict[str, Any] = {"from": {**ANNA, "first_name": "A\n\x00B\u202eC" * 200}}
    event = written(text="x", **sender)
    assert event.sender.name.isprintable()
    assert len(event.sender.name) <= 200


NUMBERS = [({"update_id": 5}, 5), ({"update_id": "5"}, None), ({"update_id": True}, None), ({"update_id": -1}, None)]


@pytest.mark.parametrize(("update", "number"), [*NUMBERS, ({}, None), ([], None)])
def test_an_update_without_a_number_is_not_taken_in(update: object, number: int | None) -> None:
    assert numbers.number_of(update) == number


@given(st.text(st.characters(codec="utf-8"), max_size=400), st.integers(min_value=1, max_value=60))
def test_no_part_is_too_long_and_no_word_is_lost(text: str, most: int) -> None:
    most = max(most, 2)
    parts = wire.split(text, most)
    assert all(0 < wire.units(each) <= most for each in parts)
    assert "".join("".join(parts).split()) == "".join(text.replace("\x00", "").split())


@given(st.text(max_size=200))
def test_every_part_can_be_sent_whatever_halves_of_pairs_are_in_it(text: str) -> None:
    for each in wire.split(text, 40):
        shown, entities = telegram.read(wire.as_html(each), "HTML")
        assert entities == []
        assert telegram.units(shown) <= 40


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("раз два три", ("раз два", "три")),
        ("абвгд\n\nежзик", ("абвгд", "ежзик")),
        ("да. нет. да.", ("да. нет.", "да.")),
        ("aa https://x.y", ("aa", "https://x.", "y")),
        ("😀" * 8, ("😀" * 5, "😀" * 3)),
        ("abcdefgh👩‍👩", ("abcdefgh👩"[:8], "👩‍👩")),
    ],
)
def test_a_text_is_cut_where_it_hurts_least(text: str, parts: tuple[str, ...]) -> None:
    assert wire.split(text, 10) == parts


def test_a_link_is_moved_whole_into_the_next_part() -> None:
    link = "https://example.org/" + "a" * 40
    assert wire.split("x" * 30 + link, 60) == ("x" * 30, link)


def test_a_short_text_stays_one_part_and_an_empty_one_none() -> None:
    assert wire.split("да") == ("да",)
    assert wire.split(" \n ") == ()


@pytest.mark.parametrize(
    ("duration", "seconds"), [(7, 7), (0, 0), (-5, 0), (10**12, 86_400), ("8", 8), (None, 0)], ids=str
)
def test_a_voice_note_is_told_from_music_and_its_length_is_not_trusted(duration: object, seconds: int) -> None:
    given = {"file_id": "v", "duration": duration, "mime_type": "audio/ogg", "file_size": 9}
    (note,) = written(voice=given).files
    assert (note.is_voice, note.seconds) == (True, seconds)
    (music,) = written(audio=given).files
    assert not music.is_voice


def test_a_voice_note_whose_length_is_no_number_is_no_message_of_ours() -> None:
    assert wire.read(json.dumps({"message": a_message(voice={"file_id": "v", "duration": "long"})})) is None
