"""Seeding a database: all or nothing, safe to repeat, and the files of the campaign."""

import copy
import pathlib
from typing import Any

import pytest

from services.core import errors
from services.core.domain import account, address, conversation
from services.core.domain.suppression import Reason
from services.core.store import seed
from services.core.store.database import Database
from tests import builders
from tests.unit.core import test_seed_file as seed_files

PDF = b"%PDF-1.7 a presentation of tea"


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    """A folder with a seed file's presentation in it."""
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "tea.pdf").write_bytes(PDF)
    return tmp_path


def a_seed(path: str = "decks/tea.pdf") -> dict[str, Any]:
    """A good seed with a presentation."""
    return seed_files.changed(("campaigns/0/presentation", {"en": {"path": path, "name": "Tea.pdf"}}))


async def sown(database: Database, content: dict[str, Any], folder: pathlib.Path) -> seed.Report:
    return await seed.seed(database, content, folder, builders.NOW, {})


async def test_a_seed_fills_an_empty_database(embedded_database: Database, folder: pathlib.Path) -> None:
    report = await sown(embedded_database, a_seed(), folder)
    assert report.accounts == report.campaigns == seed.Counts(new=1)
    assert report.suppressions == seed.Counts(new=3)
    offer = await embedded_database.campaigns.get("tea")
    assert offer is not None
    assert await embedded_database.assets.get(offer.presentation["en"].asset) == PDF
    found = await embedded_database.suppressions.of(address.email("boss@rival.example"))
    assert found is not None
    assert found.reason is Reason.SEED


async def test_a_seed_may_be_repeated(embedded_database: Database, folder: pathlib.Path) -> None:
    await sown(embedded_database, a_seed(), folder)
    before = await embedded_database.campaigns.all()
    report = await sown(embedded_database, a_seed(), folder)
    assert report.accounts == report.campaigns == seed.Counts(unchanged=1)
    assert report.suppressions == seed.Counts(unchanged=3)
    assert await embedded_database.campaigns.all() == before
    assert await embedded_database.suppressions.count() == 3


async def test_a_changed_seed_wins_over_what_is_stored(embedded_database: Database, folder: pathlib.Path) -> None:
    await sown(embedded_database, a_seed(), folder)
    content = copy.deepcopy(a_seed())
    content["accounts"][0]["name"] = "Anna"
    (folder / "decks" / "tea.pdf").write_bytes(PDF + b", with milk")
    report = await sown(embedded_database, content, folder)
    assert report.accounts == report.campaigns == seed.Counts(updated=1)
    offer = await embedded_database.campaigns.get("tea")
    assert offer is not None
    assert await embedded_database.assets.get(offer.presentation["en"].asset) == PDF + b", with milk"


async def test_a_repeated_seed_leaves_a_paused_account_paused(
    embedded_database: Database, folder: pathlib.Path
) -> None:
    await sown(embedded_database, a_seed(), folder)
    await embedded_database.accounts.mark("main", {"state": account.State.PAUSED, "why": "too many bounces"})
    report = await sown(embedded_database, a_seed(), folder)
    mailbox = await embedded_database.accounts.get("main")
    assert mailbox is not None
    assert (mailbox.state, mailbox.why) == (account.State.PAUSED, "too many bounces")
    assert report.accounts == seed.Counts(unchanged=1)


async def test_nothing_is_written_when_there_is_one_mistake(embedded_database: Database, folder: pathlib.Path) -> None:
    content = a_seed("decks/coffee.pdf")
    content["campaigns"][0]["touches"][1]["text"]["en"] = "{{fact:none}}"
    content["campaigns"][0]["accounts"] = ["main", "other"]
    content["suppressions"]["domains"] = ["rival"]
    with pytest.raises(errors.BadInput) as caught:
        await sown(embedded_database, content, folder)
    assert str(caught.value).splitlines() == [
        "campaigns[0].touches[1].text.en: there is no fact 'none'",
        "suppressions.domains[0]: 'rival' is not a mail domain: write it as example.org",
        "campaigns[0].accounts[1]: there is no account 'other', in this file or in the database",
        "campaigns[0].presentation.en.path: there is no file 'decks/coffee.pdf' beside the seed file",
    ]
    assert await embedded_database.accounts.all() == []
    assert await embedded_database.campaigns.all() == []
    assert await embedded_database.suppressions.count() == 0


async def test_a_literal_secret_is_refused_before_anything_is_written(
    embedded_database: Database, folder: pathlib.Path
) -> None:
    content = a_seed()
    content["accounts"][0]["secret"] = "hunter2"
    with pytest.raises(errors.BadInput, match=r"^accounts\[0\]\.secret: a literal secret is refused") as caught:
        await sown(embedded_database, content, folder)
    assert "hunter2" not in str(caught.value)
    assert await embedded_database.accounts.all() == []


async def test_a_campaign_may_use_an_account_of_the_database(embedded_database: Database, folder: pathlib.Path) -> None:
    await embedded_database.accounts.put(builders.an_account("main"))
    report = await sown(embedded_database, {"campaigns": a_seed()["campaigns"]}, folder)
    assert report.campaigns == seed.Counts(new=1)


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("decks/none.pdf", None, "there is no file 'decks/none.pdf' beside the seed file"),
        ("decks", None, "there is no file 'decks' beside the seed file"),
        ("../tea.pdf", None, "'../tea.pdf' is not beside the seed file"),
        ("/etc/passwd", None, "'/etc/passwd' is not beside the seed file"),
        ("a\0b", None, "cannot read 'a\\x00b': "),
        ("empty.pdf", b"", "'empty.pdf' is empty"),
        ("page.pdf", b"<html>", "'page.pdf' is not a PDF"),
        ("large.pdf", PDF.ljust(seed.LARGEST_FILE_BYTES + 1), "'large.pdf' is larger than 10 MB"),
    ],
)
async def test_a_presentation_that_cannot_be_sent_is_a_mistake(
    embedded_database: Database, folder: pathlib.Path, path: str, content: bytes | None, expected: str
) -> None:
    if content is not None:
        (folder / path).write_bytes(content)
    with pytest.raises(errors.BadInput) as caught:
        await sown(embedded_database, a_seed(path), folder)
    assert str(caught.value).startswith(f"campaigns[0].presentation.en.path: {expected}")


async def test_a_seeded_suppression_silences_a_contact_that_is_there(
    embedded_database: Database, folder: pathlib.Path
) -> None:
    people = [
        builders.a_contact(1, addresses=(address.email("never@client.example"),)),
        builders.a_contact(2, addresses=(address.email("boss@rival.example"),)),
        builders.a_contact(3),
    ]
    for number, person in enumerate(people, 1):
        await embedded_database.contacts.add(person)
        await embedded_database.conversations.start(builders.a_conversation(number))
    await sown(embedded_database, a_seed(), folder)
    stages = [each.stage for number in (1, 2, 3) for each in await _talks(embedded_database, number)]
    assert stages[:2] == [conversation.Stage.STOPPED, conversation.Stage.STOPPED]
    assert stages[2] is not conversation.Stage.STOPPED


async def _talks(database: Database, number: int) -> list[conversation.Conversation]:
    return await database.conversations.of_contact(f"c{number}")


async def test_the_shipped_file_seeds_a_database_and_names_its_sample(embedded_database: Database) -> None:
    report = await sown(embedded_database, seed.load(seed_files.SHIPPED), seed_files.SERVICES)
    assert report.samples == ("reviews",)
    offer = await embedded_database.campaigns.get("reviews")
    assert offer is not None
    for deck in offer.presentation.values():
        content = await embedded_database.assets.get(deck.asset)
        assert content is not None
        assert content.startswith(b"%PDF-")
        assert len(content) < 80_000
    again = await sown(embedded_database, seed.load(seed_files.SHIPPED), seed_files.SERVICES)
    assert again.campaigns == again.accounts == seed.Counts(unchanged=1)
    assert again.suppressions.new == again.suppressions.updated == 0


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b'{\n  "accounts": [,]\n}', r"seed\.json: line 2, column 16: Expecting value"),
        (b'{"accounts": [], "accounts": []}', r"seed\.json: the name 'accounts' is given twice in one object"),
        (b"[]", r"seed\.json: must be an object"),
        (b"\xff\xfe", r"seed\.json: is not UTF-8 text, at byte 0"),
        (b"[" * 100_000, r"seed\.json: is nested too deeply"),
        (b"", r"seed\.json: line 1, column 1: Expecting value"),
    ],
)
def test_a_file_that_is_no_seed_is_refused_with_its_place(
    tmp_path: pathlib.Path, written: bytes, expected: str
) -> None:
    path = tmp_path / "seed.json"
    path.write_bytes(written)
    with pytest.raises(errors.BadInput, match=expected):
        seed.load(path)


def test_a_missing_file_is_named(tmp_path: pathlib.Path) -> None:
    with pytest.raises(errors.BadInput, match=r"cannot read .*none\.json: No such file"):
        seed.load(tmp_path / "none.json")


def test_a_byte_order_mark_is_no_mistake(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "seed.json"
    path.write_bytes(b'\xef\xbb\xbf{"about": "saved by a text editor"}')
    assert seed.load(path) == {"about": "saved by a text editor"}


async def test_an_account_counts_its_days_from_the_first_seeding(
    embedded_database: Database, folder: pathlib.Path
) -> None:
    for now in (builders.NOW, builders.later(days=9)):
        await seed.seed(embedded_database, a_seed(), folder, now, {})
    (mailbox,) = await embedded_database.accounts.all()
    assert mailbox.since == builders.NOW
