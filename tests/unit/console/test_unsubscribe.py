"""Leaving with one click: the POST takes a client out, nothing else does, and a wrong token learns nothing."""

import asyncio
import collections.abc
import contextlib

import httpx
import pytest

from services.console import app, pages
from services.core import clock, errors, settings
from services.core.domain import address, suppression, token
from services.core.domain.conversation import Stage
from services.core.domain.outbox_item import State
from services.core.store import database as store
from services.core.store import merging
from services.core.store.database import Database
from services.core.store.engine import Command
from tests import builders

KEY, OLD = b"k" * 32, b"o" * 32
ONE_CLICK = b"List-Unsubscribe=One-Click"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MULTIPART = b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'


def a_token(conversation: str = "c1.reviews", key: bytes = KEY, purpose: str = token.UNSUBSCRIBE) -> str:
    return token.sign(key, purpose, conversation)


@contextlib.asynccontextmanager
async def visiting(
    database: Database, host: str = "192.0.2.7", seconds: collections.abc.Callable[[], float] = lambda: 0.0
) -> collections.abc.AsyncIterator[httpx.AsyncClient]:
    pages_of = app.make_app(database, clock.VirtualClock(builders.NOW), (KEY, OLD), seconds)
    transport = httpx.ASGITransport(pages_of, raise_app_exceptions=False, client=(host, 1))
    async with httpx.AsyncClient(transport=transport, base_url="https://agent.example") as client:
        yield client


async def two_talks(database: Database) -> None:
    for number in (1, 2):
        await database.contacts.add(builders.a_contact(number))
        await database.conversations.start(builders.a_conversation(number, stage=Stage.CONTACTED))
    await database.outbox.add(builders.an_item(state=State.QUEUED))


async def is_stopped(database: Database, number: int = 1) -> bool:
    found = await database.suppressions.of(address.email(f"c{number}@client.example"))
    return found is not None and found.reason is suppression.Reason.STOP


@pytest.mark.parametrize(
    ("headers", "body"),
    [(FORM, ONE_CLICK), ({"Content-Type": "multipart/form-data; boundary=x"}, MULTIPART)],
    ids=["urlencoded", "multipart"],
)
async def test_a_post_takes_the_client_out_everywhere(
    embedded_database: Database, headers: dict[str, str], body: bytes
) -> None:
    await two_talks(embedded_database)
    async with visiting(embedded_database) as client:
        answer = await client.post(f"/u/{a_token()}", content=body, headers=headers)
    assert answer.status_code == 200
    assert await is_stopped(embedded_database, 1)
    assert not await is_stopped(embedded_database, 2)
    talk = await embedded_database.conversations.get("c1.reviews")
    item = await embedded_database.outbox.get("touch:c1.reviews:1:1:0")
    assert talk is not None
    assert (talk.stage, talk.why) == (Stage.STOPPED, "stop (one-click)")
    assert item is not None
    assert item.state is State.CANCELLED


@pytest.mark.parametrize("number", [1, 2])
async def test_an_old_link_of_either_takes_out_the_person_whom_two_contacts_have_become(
    embedded_database: Database, number: int
) -> None:
    await two_talks(embedded_database)
    one, other = await embedded_database.contacts.get("c1"), await embedded_database.contacts.get("c2")
    assert one is not None
    assert other is not None
    await merging.merge(embedded_database, one, other, builders.NOW, "olga")
    async with visiting(embedded_database) as client:
        answer = await client.post(f"/u/{a_token(f'c{number}.reviews')}", content=ONE_CLICK, headers=FORM)
    assert answer.status_code == 200
    assert await is_stopped(embedded_database, 1)
    assert await is_stopped(embedded_database, 2)
    (talk,) = await embedded_database.conversations.of_contact("c1")
    assert talk.stage is Stage.STOPPED


async def test_a_second_post_changes_nothing_and_says_the_same(embedded_database: Database) -> None:
    await two_talks(embedded_database)
    async with visiting(embedded_database) as client:
        answers = [await client.post(f"/u/{a_token()}", content=ONE_CLICK, headers=FORM) for _ in range(2)]
        both = await asyncio.gather(
            *(client.post(f"/u/{a_token('c2.reviews')}", content=ONE_CLICK, headers=FORM) for _ in range(2))
        )
    assert {each.status_code for each in (*answers, *both)} == {200}
    assert answers[0].text == answers[1].text
    assert await is_stopped(embedded_database, 1)
    assert await is_stopped(embedded_database, 2)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_following_the_link_changes_nothing(embedded_database: Database, method: str) -> None:
    await two_talks(embedded_database)
    async with visiting(embedded_database) as client:
        answer = await client.request(method, f"/u/{a_token()}", headers={"Accept-Language": "ru-RU,ru;q=0.9"})
    assert answer.status_code == 200
    assert ("<button" in answer.text) is (method == "GET")
    assert not await is_stopped(embedded_database)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
async def test_other_methods_are_refused(embedded_database: Database, method: str) -> None:
    await two_talks(embedded_database)
    async with visiting(embedded_database) as client:
        answer = await client.request(method, f"/u/{a_token()}", content=ONE_CLICK)
    assert answer.status_code == 405
    assert not await is_stopped(embedded_database)


async def test_a_post_that_asks_for_nothing_shows_the_button_again(embedded_database: Database) -> None:
    await two_talks(embedded_database)
    async with visiting(embedded_database) as client:
        answer = await client.post(f"/u/{a_token()}")
    assert answer.status_code == 400
    assert "<button" in answer.text
    assert not await is_stopped(embedded_database)


def wrong_tokens() -> list[str]:
    right = a_token()
    value, _, mac = right.rpartition(".")
    flipped = [f"{value}.{mac[:n]}{'a' if mac[n] != 'a' else 'b'}{mac[n + 1 :]}" for n in (0, 11, 23)]
    return [
        *flipped,
        f"c2.reviews.{mac}",
        f"{value}.{mac[:-1]}",
        f"{value}.",
        mac,
        "x",
        a_token(key=b"s" * 32),
        a_token(purpose="reference"),
        f"{value}.{'ж' * 24}",
        "%00.%ff",
        f"{value}%2F..%2F{mac}",
    ]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_forged_token_is_refused_and_told_nothing(embedded_database: Database, method: str) -> None:
    await two_talks(embedded_database)
    texts = set()
    async with visiting(embedded_database) as client:
        for wrong in wrong_tokens():
            answer = await client.request(method, f"/u/{wrong}", content=ONE_CLICK, headers=FORM)
            assert answer.status_code in (400, 404)
            texts.add(answer.text)
    assert len(texts) == 1
    assert not await is_stopped(embedded_database, 1)
    assert not await is_stopped(embedded_database, 2)


async def test_a_token_under_an_older_key_still_works(embedded_database: Database) -> None:
    await two_talks(embedded_database)
    async with visiting(embedded_database) as client:
        answer = await client.post(f"/u/{a_token(key=OLD)}", content=ONE_CLICK, headers=FORM)
    assert answer.status_code == 200
    assert await is_stopped(embedded_database)


async def test_the_token_of_an_erased_client_is_thanked_all_the_same(embedded_database: Database) -> None:
    async with visiting(embedded_database) as client:
        answer = await client.post(f"/u/{a_token('gone.reviews')}", content=ONE_CLICK, headers=FORM)
    assert answer.status_code == 200


async def test_a_large_body_is_refused(embedded_database: Database) -> None:
    await two_talks(embedded_database)
    async with visiting(embedded_database) as client:
        answer = await client.post(f"/u/{a_token()}", content=ONE_CLICK + b"&" * app.MOST_BODY_BYTES, headers=FORM)
    assert answer.status_code == 413
    assert not await is_stopped(embedded_database)


async def test_guessing_is_slowed_down_and_right_tokens_never_are(embedded_database: Database) -> None:
    await two_talks(embedded_database)
    moment = [0.0]
    async with visiting(embedded_database, seconds=lambda: moment[0]) as client:
        codes = [(await client.get("/u/guess")).status_code for _ in range(app.WRONG_PER_MINUTE + 2)]
        assert codes == [400] * app.WRONG_PER_MINUTE + [429, 429]
        assert (await client.post(f"/u/{a_token()}", content=ONE_CLICK, headers=FORM)).status_code == 200
        moment[0] = 61.0
        assert (await client.get("/u/guess")).status_code == 400


async def test_every_page_forbids_scripts_frames_and_caches(embedded_database: Database) -> None:
    async with visiting(embedded_database) as client:
        for path in (f"/u/{a_token()}", "/u/wrong", "/nothing", "/healthz"):
            answer = await client.get(path)
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert "http" not in answer.text.replace("https://agent.example", "")
            assert "<script" not in answer.text


async def test_nothing_of_the_request_is_repeated(embedded_database: Database) -> None:
    async with visiting(embedded_database) as client:
        answer = await client.get("/u/%3Cscript%3Ealert(1)%3C/script%3E")
    assert answer.status_code in (400, 404)
    assert "alert" not in answer.text


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", "en"),
        ("ru", "ru"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("de,en;q=0.5,ru;q=0.7", "ru"),
        ("de-DE, fr", "en"),
        ("ru;q=0, en;q=0.1", "en"),
        ("ru;q=much,en", "en"),
        ("ru;q=nan,en;q=0.2", "en"),
        (";;;,=,q", "en"),
        ("x" * 100_000, "en"),
    ],
)
def test_the_page_speaks_the_readers_language(accepted: str, chosen: str) -> None:
    assert pages.language(accepted) == chosen
    assert f'lang="{chosen}"' in pages.page(pages.Text.ASK, chosen)


async def test_health_and_readiness(embedded_database: Database) -> None:
    async with visiting(embedded_database) as client:
        assert (await client.get("/healthz")).text == "ok"
        assert (await client.get("/readyz")).text == "ok"


async def test_a_lost_database_is_told_and_the_mail_program_asked_to_come_again() -> None:
    def lost(command: Command) -> None:
        raise errors.StoreUnavailable

    broken = store.embedded(builders.SUPPRESSION_KEYS, lost)
    try:
        async with visiting(broken) as client:
            assert (await client.get("/healthz")).status_code == 200
            assert (await client.get("/readyz")).status_code == 503
            answer = await client.post(f"/u/{a_token()}", content=ONE_CLICK, headers=FORM)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
            assert (await client.get(f"/u/{a_token()}")).status_code == 200
    finally:
        await broken.close()


async def test_the_console_has_these_addresses_and_no_other(embedded_database: Database) -> None:
    pages_of = app.make_app(embedded_database, clock.VirtualClock(builders.NOW), KEY)
    found = sorted(str(getattr(each, "path", each)) for each in pages_of.routes)
    assert found == ["/healthz", "/metrics", "/readyz", "/u/{token}", "/u/{token}"]
    assert settings.Settings().console_host == "127.0.0.1"
    assert settings.Settings().metrics_host == "127.0.0.1"
