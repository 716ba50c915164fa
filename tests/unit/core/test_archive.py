"""A backup is whole or it is refused; a restore is whole or nothing is left of it."""

import collections.abc
import gzip
import os
import pathlib
import stat

import pytest

from services.core import errors
from services.core.domain import address, suppression
from services.core.domain.installation import Cause
from services.core.domain.outbox_item import State
from services.core.store import archive, engine
from services.core.store import database as store
from services.core.store.database import Database
from services.core.store.engine import Command
from tests import builders
from tests.house.command_watch import CommandWatch
from tests.unit.cli.desk import Operator, at_work, documents

SILENT = address.email("silent@client.example")
Opened = collections.abc.AsyncIterator[Database]


@pytest.fixture
async def other(command_watch: CommandWatch) -> Opened:
    """An empty database on another machine, with the same keys."""
    made = store.embedded(builders.SUPPRESSION_KEYS, command_watch.observe)
    await made.prepare(builders.NOW)
    yield made
    await made.close()


async def a_full_database(database: Database) -> Operator:
    operator = await at_work(database)
    await database.contacts.add(builders.a_contact())
    await database.conversations.start(builders.a_conversation())
    await database.assets.put(b"\x00\xff the deck" * 1000, owner="")
    await database.messages.add(builders.a_message())
    await database.suppressions.add(SILENT, suppression.Reason.STOP, builders.NOW)
    await database.events.add("e1", builders.NOW, "decided", "c1.reviews", "because")
    for number, state in enumerate(State):
        await database.outbox.add(builders.an_item(number, id=f"i{number}", state=state))
    return operator


async def backed_up(database: Database, path: pathlib.Path) -> pathlib.Path:
    operator = await a_full_database(database)
    told = await operator.asks_system(f"backup {path}")
    assert told.code == 0, told.text
    return path


async def test_what_was_backed_up_is_there_again_and_nothing_waits_to_be_sent(
    embedded_database: Database, other: Database, tmp_path: pathlib.Path
) -> None:
    path = await backed_up(embedded_database, tmp_path / "a.backup")
    told = await Operator(other).asks_system(f"restore {path} --json")
    assert told.code == 0, told.text
    assert (told.json["hold"], told.json["review"]) == (True, 6)
    assert await other.contacts.get("c1") == await embedded_database.contacts.get("c1")
    assert await other.messages.get("m1") == await embedded_database.messages.get("m1")
    assert await other.accounts.all() == await embedded_database.accounts.all()
    assert await other.suppressions.has(SILENT)
    found = await other.outbox.in_states(*State)
    assert {each.state for each in found} == {
        State.REVIEW,
        State.SENT,
        State.FAILED,
        State.CANCELLED,
        State.EXPIRED,
    }
    hold = (await other.installation.get()).hold
    assert hold is not None
    assert hold.cause is Cause.RESTORED


async def test_a_backup_is_its_owners_alone_and_is_never_overwritten(
    embedded_database: Database, tmp_path: pathlib.Path
) -> None:
    path = await backed_up(embedded_database, tmp_path / "a.backup")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    told = await Operator(embedded_database).asks_system(f"backup {path}")
    assert (told.code, path.read_bytes()) == (4, before)
    assert os.listdir(tmp_path) == ["a.backup"]


async def test_the_keys_are_not_in_a_backup_and_it_says_so(embedded_database: Database, tmp_path: pathlib.Path) -> None:
    path = await backed_up(embedded_database, tmp_path / "a.backup")
    text = gzip.decompress(path.read_bytes())
    assert archive.KEYS.encode() in text
    assert b"".join(key for _, key in builders.SUPPRESSION_KEYS) not in text


def cut_short(raw: bytes) -> bytes:
    return raw[:-40]


def without_its_end(raw: bytes) -> bytes:
    return gzip.compress(b"\n".join(gzip.decompress(raw).split(b"\n")[:-2]) + b"\n")


def with_a_line_changed(raw: bytes) -> bytes:
    return gzip.compress(gzip.decompress(raw).replace(b"because", b"whereas"))


def with_a_line_lost(raw: bytes) -> bytes:
    return gzip.compress(b"\n".join(each for each in gzip.decompress(raw).split(b"\n") if b"because" not in each))


def with_a_strange_collection(raw: bytes) -> bytes:
    return gzip.compress(gzip.decompress(raw).replace(b'"in": "events"', b'"in": "system.users"'))


def of_a_later_form(raw: bytes) -> bytes:
    return gzip.compress(gzip.decompress(raw).replace(b'"version": 1', b'"version": 2'))


def something_else(raw: bytes) -> bytes:
    return b"a shopping list"


@pytest.mark.parametrize(
    "spoiled",
    [
        cut_short,
        without_its_end,
        with_a_line_changed,
        with_a_line_lost,
        with_a_strange_collection,
        of_a_later_form,
        something_else,
    ],
)
async def test_a_backup_that_is_not_whole_is_refused_before_anything_is_written(
    embedded_database: Database,
    other: Database,
    tmp_path: pathlib.Path,
    spoiled: collections.abc.Callable[[bytes], bytes],
) -> None:
    path = await backed_up(embedded_database, tmp_path / "a.backup")
    path.write_bytes(spoiled(path.read_bytes()))
    before = documents(other)
    told = await Operator(other).asks_system(f"restore {path}")
    assert told.code == 2, told.text
    assert documents(other) == before


async def test_a_backup_of_another_suppression_key_is_refused(
    embedded_database: Database, command_watch: CommandWatch, tmp_path: pathlib.Path
) -> None:
    path = await backed_up(embedded_database, tmp_path / "a.backup")
    stranger = store.embedded((("other", b"another suppression key, of no use"),), command_watch.observe)
    await stranger.prepare(builders.NOW)
    before = documents(stranger)
    with pytest.raises(errors.WrongKey):
        await archive.restore(stranger, path, builders.NOW, "olga")
    assert documents(stranger) == before


async def test_a_database_in_use_is_not_overwritten_but_by_force(
    embedded_database: Database, other: Database, tmp_path: pathlib.Path
) -> None:
    path = await backed_up(embedded_database, tmp_path / "a.backup")
    await other.contacts.add(builders.a_contact(7))
    assert (await Operator(other).asks_system(f"restore {path}")).code == 4
    assert (await other.installation.get()).hold is None
    assert (await Operator(other).asks_system(f"restore {path} --force")).code == 0
    assert await other.contacts.get("c7") is None
    assert await other.contacts.get("c1") is not None


async def test_nothing_is_restored_under_workers_that_are_at_work(
    embedded_database: Database, other: Database, tmp_path: pathlib.Path
) -> None:
    path = await backed_up(embedded_database, tmp_path / "a.backup")
    await other.workers.beat("mail_worker:here:1", "mail_worker", builders.NOW)
    assert (await Operator(other).asks_system(f"restore {path}")).code == 2


async def test_a_restore_that_fails_in_the_middle_leaves_nothing_and_can_be_done_again(
    embedded_database: Database, tmp_path: pathlib.Path
) -> None:
    path = await backed_up(embedded_database, tmp_path / "a.backup")
    fails = [True]

    def observe(command: Command) -> None:
        if fails[0] and command.verb == "insert" and command.collection == "outbox":
            raise errors.StoreUnavailable

    broken = store.embedded(builders.SUPPRESSION_KEYS, observe)
    await broken.prepare(builders.NOW)
    with pytest.raises(errors.StoreUnavailable):
        await archive.restore(broken, path, builders.NOW, "olga")
    assert await broken.contacts.all() == []
    assert (await broken.installation.get()).hold is not None
    assert (await Operator(broken).asks_system("hold off --force")).code == 2
    fails[0] = False
    assert (await Operator(broken).asks_system(f"restore {path}")).code == 0
    assert len(await broken.contacts.all()) == 1
    assert not (await broken.installation.get()).is_restoring


async def test_a_copy_under_another_name_goes_on_hold(command_watch: CommandWatch) -> None:
    made = store.embedded(builders.SUPPRESSION_KEYS, command_watch.observe, "moscow")
    await made.prepare(builders.NOW)
    assert (await made.installation.get()).hold is None
    copy = store.Database(
        made._client,
        made._client["sales_agent"],
        engine.EmbeddedDriver,
        builders.SUPPRESSION_KEYS,
        command_watch.observe,
        "kazan",
    )
    await copy.prepare(builders.NOW)
    told = await Operator(copy).asks_system("hold status --json")
    assert (told.json["cause"], "'moscow'" in told.json["why"]) == ("foreign", True)
    assert (await Operator(copy).asks_system("hold off")).code == 0
    await copy.prepare(builders.NOW)
    assert (await copy.installation.get()).hold is None


async def test_the_hold_is_shown_by_status_and_kept_in_the_trail(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    assert (await operator.asks_system("hold on --why 'moving house'")).code == 0
    assert (await operator.asks_system("status --json")).json["hold"] == "moving house"
    assert "moving house" in (await operator.asks_system("status")).text
    assert (await operator.asks_system("hold off")).code == 0
    assert (await operator.asks_system("status --json")).json["hold"] == ""
    assert [each["kind"] for each in await embedded_database.events.since(builders.NOW)] == ["hold_on", "hold_off"]


async def test_after_a_restore_the_mailboxes_have_to_be_read_before_anything_leaves(
    embedded_database: Database, other: Database, tmp_path: pathlib.Path
) -> None:
    path = await backed_up(embedded_database, tmp_path / "a.backup")
    operator = Operator(other)
    await operator.asks_system(f"restore {path}")
    refused = await operator.asks_system("hold off --json")
    assert (refused.code, refused.json["error"]) == (2, "not read since the hold began: main")
    await other.accounts.mark("main", {"checked_at": builders.later(minutes=1)})
    assert (await operator.asks_system("hold off")).code == 0


async def test_a_backup_can_go_to_standard_output(
    embedded_database: Database, other: Database, tmp_path: pathlib.Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    operator = await a_full_database(embedded_database)
    capfdbinary.readouterr()
    assert (await operator.asks_system("backup -")).code == 0
    path = tmp_path / "piped"
    path.write_bytes(capfdbinary.readouterr().out)
    assert (await Operator(other).asks_system(f"restore {path}")).code == 0
    assert len(await other.contacts.all()) == 1


async def test_everything_comes_through_both_engines_unchanged(
    database: Database, other: Database, tmp_path: pathlib.Path
) -> None:
    there, back = await backed_up(database, tmp_path / "there"), tmp_path / "back"
    assert (await Operator(other).asks_system(f"restore {there}")).code == 0
    assert (await Operator(other).asks_system(f"backup {back}")).code == 0
    assert (await Operator(database).asks_system(f"restore {back} --force")).code == 0
    for name in archive.NAMES:
        pages = [[each async for page in of.collection(name).pages(3) for each in page] for of in (database, other)]
        kept = [[each for each in page if each.get("kind") != "restored"] for page in pages]
        assert kept[0] == kept[1], name
