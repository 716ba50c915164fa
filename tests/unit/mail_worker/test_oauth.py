"""Access tokens: kept until they end, refreshed once, rotated refresh tokens kept sealed, refusals told apart."""

import asyncio
import json
from typing import Any

import pytest

from services.core import errors, settings
from services.core.domain import account
from services.core.store.database import Database
from services.mail_worker import oauth
from services.mail_worker.credentials import Credentials
from tests import builders
from tests.servers.token_endpoint import CLIENT_ID, TokenEndpoint
from tests.unit.cli.desk import documents

FIRST, CANARY = "refresh-kanarejka-1", "kanarejka"
ENVIRONMENT = {"REFRESH": FIRST, "CLIENT_SECRET": "kanarejka-client"}


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def an_oauth_account(endpoint: TokenEndpoint, **fields: Any) -> account.Account:
    way = account.OAuth.model_validate({"token_url": endpoint.url, "client_id": CLIENT_ID, **fields})
    return builders.an_account(secret=account.Secret(from_env="REFRESH"), oauth=way)


def configured(key: str = "k" * 32) -> settings.Settings:
    return settings.load({"SECRET_KEY": key})


async def test_a_token_is_kept_until_a_minute_before_its_end(embedded_database: Database) -> None:
    time = Time()
    async with TokenEndpoint(FIRST, lives_s=600) as endpoint:
        tokens = oauth.Tokens(configured(), embedded_database.accounts, ENVIRONMENT, time)
        mailbox = an_oauth_account(endpoint, scope="https://mail.example/")
        assert await tokens.bearer(mailbox) == "access-1"
        time.now += 539
        assert await tokens.bearer(mailbox) == "access-1"
        assert len(endpoint.forms) == 1
        endpoint.access = "access-2"
        time.now += 1
        assert await tokens.bearer(mailbox) == "access-2"
        assert endpoint.forms[0] == {
            "grant_type": "refresh_token",
            "refresh_token": FIRST,
            "client_id": CLIENT_ID,
            "scope": "https://mail.example/",
        }


async def test_many_who_ask_at_once_cause_one_refresh(embedded_database: Database) -> None:
    async with TokenEndpoint(FIRST) as endpoint:
        tokens = oauth.Tokens(configured(), embedded_database.accounts, ENVIRONMENT)
        mailbox = an_oauth_account(endpoint, client_secret=account.Secret(from_env="CLIENT_SECRET"))
        assert set(await asyncio.gather(*(tokens.bearer(mailbox) for _ in range(5)))) == {"access-1"}
        assert [form["client_secret"] for form in endpoint.forms] == ["kanarejka-client"]


async def test_a_rotated_refresh_token_is_kept_sealed_and_used_after_a_restart(embedded_database: Database) -> None:
    async with TokenEndpoint(FIRST, rotates=True) as endpoint:
        mailbox = an_oauth_account(endpoint)
        await embedded_database.accounts.put(mailbox)
        await oauth.Tokens(configured(), embedded_database.accounts, ENVIRONMENT).bearer(mailbox)
        await oauth.Tokens(configured(), embedded_database.accounts, ENVIRONMENT).bearer(mailbox)
        await embedded_database.accounts.put(mailbox.model_copy(update={"name": "seeded again"}))
        await oauth.Tokens(configured(), embedded_database.accounts, ENVIRONMENT).bearer(mailbox)
        assert [form["refresh_token"] for form in endpoint.forms] == [FIRST, "rotated-1", "rotated-2"]
        kept = documents(embedded_database)
        assert "rotated" not in kept
        assert CANARY not in kept
        assert await embedded_database.accounts.get("main") is not None


async def test_a_newly_configured_refresh_token_wins_over_the_kept_one(embedded_database: Database) -> None:
    async with TokenEndpoint(FIRST, "second", rotates=True) as endpoint:
        mailbox = an_oauth_account(endpoint)
        await embedded_database.accounts.put(mailbox)
        await oauth.Tokens(configured(), embedded_database.accounts, ENVIRONMENT).bearer(mailbox)
        await oauth.Tokens(configured(), embedded_database.accounts, {"REFRESH": "second"}).bearer(mailbox)
        assert endpoint.forms[-1]["refresh_token"] == "second"


async def test_a_token_that_another_process_rotated_meanwhile_is_looked_up(embedded_database: Database) -> None:
    async with TokenEndpoint(FIRST, rotates=True) as endpoint:
        mailbox = an_oauth_account(endpoint)
        await embedded_database.accounts.put(mailbox)
        mine, other = (oauth.Tokens(configured(), embedded_database.accounts, ENVIRONMENT) for _ in range(2))
        both = await asyncio.gather(mine.bearer(mailbox), other.bearer(mailbox), return_exceptions=True)
        # Whoever was late with the first token either found the new one or is told the truth: it is withdrawn.
        assert "access-1" in both
        assert all(each == "access-1" or isinstance(each, errors.LoginRefused) for each in both)
        assert await oauth.Tokens(configured(), embedded_database.accounts, ENVIRONMENT).bearer(mailbox) == "access-1"


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"error": "invalid_grant", "error_description": f"no {FIRST}"}, errors.LoginRefused),
        (401, {"error": "invalid_client"}, errors.LoginRefused),
        (400, {"error": f"{FIRST} !"}, errors.DeliveryError),
        (400, {"error": "temporarily_unavailable"}, errors.DeliveryError),
        (429, {}, errors.DeliveryError),
        (503, {"error": "invalid_grant"}, errors.DeliveryError),
        (302, {}, errors.DeliveryError),
        (200, {}, errors.DeliveryError),
        (200, {"access_token": ""}, errors.DeliveryError),
        (200, {"access_token": 4}, errors.DeliveryError),
        (200, ["access_token"], errors.DeliveryError),
    ],
)
async def test_answers_are_told_apart_and_no_secret_is_repeated(
    embedded_database: Database, status: int, body: object, kind: type[errors.DeliveryError]
) -> None:
    async with TokenEndpoint(FIRST) as endpoint:
        endpoint.answers = [(status, json.dumps(body).encode())]
        tokens = oauth.Tokens(configured(), embedded_database.accounts, ENVIRONMENT)
        with pytest.raises(errors.DeliveryError) as refused:
            await tokens.bearer(an_oauth_account(endpoint))
    assert type(refused.value) is kind
    assert CANARY not in f"{refused.value!r} {refused.value.__cause__!r}"


@pytest.mark.parametrize("text", [b"", b"<html>", b'{"access_token": "' + b"x" * 100_000 + b'"}', b"\xff"])
async def test_an_answer_that_cannot_be_read_is_for_later(embedded_database: Database, text: bytes) -> None:
    async with TokenEndpoint(FIRST) as endpoint:
        endpoint.answers = [(200, text)]
        with pytest.raises(errors.DeliveryError) as refused:
            await oauth.Tokens(configured(), embedded_database.accounts, ENVIRONMENT).bearer(an_oauth_account(endpoint))
    assert not refused.value.permanent


async def test_nobody_at_the_token_address_is_for_later(embedded_database: Database) -> None:
    async with TokenEndpoint(FIRST) as endpoint:
        mailbox = an_oauth_account(endpoint)
    with pytest.raises(errors.DeliveryError, match="does not answer") as refused:
        await oauth.Tokens(configured(), embedded_database.accounts, ENVIRONMENT).bearer(mailbox)
    assert not refused.value.permanent


@pytest.mark.parametrize("life", ["soon", None, -5, []])
async def test_a_strange_lifetime_only_means_an_early_refresh(embedded_database: Database, life: object) -> None:
    async with TokenEndpoint(FIRST) as endpoint:
        endpoint.answers = [(200, json.dumps({"access_token": "a", "expires_in": life}).encode())]
        tokens = oauth.Tokens(configured(), embedded_database.accounts, ENVIRONMENT)
        assert await tokens.bearer(an_oauth_account(endpoint)) == "a"


async def test_a_refused_token_is_tried_again_only_when_it_was_an_old_one(embedded_database: Database) -> None:
    async with TokenEndpoint(FIRST) as endpoint:
        credentials = Credentials(configured(), embedded_database.accounts, ENVIRONMENT)
        mailbox = an_oauth_account(endpoint)
        found = await credentials.of(mailbox)
        assert (found.secret, found.is_bearer) == ("access-1", True)
        assert "access-1" not in repr(found)
        assert not credentials.may_try_again(mailbox, found)
        assert credentials.may_try_again(mailbox, found)  # another job's: it is forgotten by now, a fresh one will do
        password = builders.an_account(secret=account.Secret(from_env="REFRESH"))
        assert not credentials.may_try_again(password, await credentials.of(password))


@pytest.mark.parametrize(
    "url", ["http://login.example/token", "ftp://x/", "https://", "token", "http://localhost.evil/"]
)
def test_tokens_are_asked_for_over_tls_only(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        account.OAuth(token_url=url, client_id="x")
