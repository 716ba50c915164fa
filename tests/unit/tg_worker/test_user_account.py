"""A person's account, the pure parts: the session as a line, numbers of messages, names of errors."""

import datetime

import pytest
from telethon import errors as library
from telethon import functions, types
from telethon.crypto import AuthKey

from services.core import errors, settings
from services.core.domain.telegram_errors import Kind
from services.tg_worker import user_client, user_session, user_wire
from services.tg_worker.user_client import Peer
from tests.builders import NOW

ASKED = functions.help.GetConfigRequest()


def a_session() -> user_session.Session:
    made = user_session.blank("127.0.0.1", 4430, 4)
    made.auth_key = AuthKey(bytes(range(256)))
    return made


def test_a_session_is_one_line_and_comes_back_from_it() -> None:
    line = a_session().text()
    assert "\n" not in line
    again = user_session.of_text(line)
    assert (again.dc_id, again.server_address, again.port, again.auth_key.key) == (
        4,
        "127.0.0.1",
        4430,
        bytes(range(256)),
    )


@pytest.mark.parametrize(
    "line",
    [
        "",
        "logged out",
        "{}",
        "[]",
        '{"dc": 2, "host": "h", "port": 1, "key": "kanarejka"}',
        '{"dc": 2, "host": "h", "port": "x", "key": ""}',
    ],
)
def test_what_is_no_session_is_refused_and_not_repeated(line: str) -> None:
    with pytest.raises(errors.BadSetting) as found:
        user_session.of_text(line)
    assert "kanarejka" not in str(found.value)
    assert "sales-agent telegram login" in found.value.hint


def test_a_session_without_a_key_has_no_line() -> None:
    with pytest.raises(errors.BadInput):
        user_session.blank().text()


def test_the_number_of_a_message_follows_from_its_item_and_part() -> None:
    numbers = [user_wire.random_id("touch:c1.reviews:1:0:0", part) for part in range(50)]
    # Kept for ever: what is on its way during an upgrade must have the same number after it.
    assert numbers[0] == 5596796089856734181
    assert len(set(numbers)) == 50
    assert user_wire.random_id("touch:c1.reviews:1:0:1") not in numbers
    assert all(-(2**63) <= each < 2**63 for each in numbers)


@pytest.mark.parametrize(
    ("text", "sent", "is_ours"),
    [
        ("Добрый день!", "Добрый день!\n", True),
        ("вторая часть", "первая часть\n\nвторая часть", True),
        ("Это Ольга", "Добрый день!", False),
        ("  ", "Добрый день!", False),
    ],
)
def test_our_own_words_are_known_again(text: str, sent: str, is_ours: bool) -> None:
    assert user_wire.is_of(text, sent) is is_ours


def test_a_message_of_the_library_becomes_a_plain_value() -> None:
    document = types.Document(
        id=1,
        access_hash=1,
        file_reference=b"",
        date=NOW,
        mime_type="application/pdf",
        size=7,
        dc_id=2,
        attributes=[types.DocumentAttributeFilename("a.pdf")],
    )
    message = types.Message(
        id=9,
        peer_id=types.PeerUser(5),
        date=NOW,
        message="до\x00брый",
        media=types.MessageMediaDocument(document=document),
        edit_date=NOW + datetime.timedelta(minutes=1),
    )
    made = user_wire.written(message, Peer(5, 6, "Анна" * 100, "anna"))
    assert (made.number, made.chat, made.access_hash, made.username, made.is_ours) == (9, 5, 6, "anna", False)
    assert (made.text, len(made.name)) == ("добрый", 200)
    assert made.edited == int(NOW.timestamp()) + 60
    assert made.files == (user_wire.File(name="a.pdf", media_type="application/pdf", size_bytes=7),)
    assert user_wire.Written.model_validate_json(made.text_form()) == made


@pytest.mark.parametrize(
    ("error", "name", "kind", "seconds"),
    [
        (library.FloodWaitError(ASKED, 37), "FLOOD_WAIT", Kind.WAIT, 37),
        (library.FloodPremiumWaitError(ASKED, 5), "FLOOD_PREMIUM_WAIT", Kind.WAIT, 5),
        (library.PeerFloodError(ASKED), "PEER_FLOOD", Kind.FLOODED, 0),
        (library.FrozenMethodInvalidError(ASKED), "FROZEN_METHOD_INVALID", Kind.DEAD, 0),
        (library.RandomIdDuplicateError(ASKED), "RANDOM_ID_DUPLICATE", Kind.ALREADY_SENT, 0),
        (library.AuthKeyError(ASKED, "PRIVACY_PREMIUM_REQUIRED", 406), "PRIVACY_PREMIUM_REQUIRED", Kind.UNREACHABLE, 0),
        (
            library.ForbiddenError(ASKED, "ALLOW_PAYMENT_REQUIRED_50", 403),
            "ALLOW_PAYMENT_REQUIRED",
            Kind.UNREACHABLE,
            0,
        ),
        (library.AuthKeyDuplicatedError(ASKED), "AUTH_KEY_DUPLICATED", Kind.DEAD, 0),
        (library.UserDeactivatedBanError(ASKED), "USER_DEACTIVATED_BAN", Kind.DEAD, 0),
        (library.ServerError(ASKED, "SOME_TROUBLE", 500), "SOME_TROUBLE", Kind.PASSING, 0),
    ],
)
def test_errors_of_the_library_are_read_by_telegrams_own_names(
    error: library.RPCError, name: str, kind: Kind, seconds: int
) -> None:
    found = user_client.refused(error)
    assert (found.name, found.kind, found.seconds, found.request) == (name, kind, seconds, "GetConfigRequest")


@pytest.mark.parametrize("value", ["149.154.167.50:443:2", "example.org:443:2", "127.0.0.1", "127.0.0.1:99999:2", "x"])
def test_nothing_but_this_machine_stands_in_for_telegram(value: str) -> None:
    with pytest.raises(errors.BadSetting, match="TELEGRAM_DC"):
        settings.load({"TELEGRAM_DC": value, "TELEGRAM_DC_KEY": "pem"})


def test_a_stand_in_needs_its_key_and_the_key_a_stand_in() -> None:
    for one in ({"TELEGRAM_DC": "127.0.0.1:4430:2"}, {"TELEGRAM_DC_KEY": "pem"}):
        with pytest.raises(errors.BadSetting, match="together"):
            settings.load(one)
    both = settings.load({"TELEGRAM_DC": "127.0.0.1:4430:2", "TELEGRAM_DC_KEY": "pem"})
    assert both.telegram_start() == ("127.0.0.1", 4430, 2)


def test_telegram_itself_needs_an_application_of_ones_own() -> None:
    with pytest.raises(errors.BadSetting, match="TELEGRAM_API_ID"):
        settings.load({}).telegram_app()
    chosen = settings.load({"TELEGRAM_API_ID": "77", "TELEGRAM_API_HASH": "hash"})
    assert (chosen.telegram_app(), chosen.telegram_start()) == ((77, "hash"), ("", 0, 0))


def test_a_voice_note_in_a_persons_chat_is_told_from_music() -> None:
    for is_voice in (True, False):
        sound = types.DocumentAttributeAudio(duration=7, voice=is_voice)
        document = types.Document(1, 2, b"", NOW, "audio/ogg", 9, 2, [sound])
        message = types.Message(
            id=5, peer_id=types.PeerUser(7), date=NOW, message="", media=types.MessageMediaDocument(document=document)
        )
        (file,) = user_wire.written(message, Peer(7, 8)).files
        assert (file.is_voice, file.seconds) == (is_voice, 7)
