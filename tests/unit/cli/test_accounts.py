"""Secrets of accounts: typed unseen, stored sealed, shown nowhere, sealed anew under a new key."""

import io

import pytest
from rich.console import Console

from services.cli import calling, main, opening, terminal
from services.core import clock, errors, settings
from services.core.domain import account
from services.core.store.database import Database
from tests import builders
from tests.unit.cli.desk import Operator, documents

CANARY = "kanarejka-пароль"
ADD = "accounts add second ops@agent.example --smtp 127.0.0.1:9 --smtp-tls none --imap 127.0.0.1:9 --imap-tls none"
NEW, OLD = "n" * 32, "o" * 32


class Typing(terminal.Terminal):
    """A terminal at which somebody types a secret."""

    def __init__(self, typed: str) -> None:
        self.console = Console(file=io.StringIO(), width=160)
        super().__init__(self.console, self.console, interactive=True)
        self.typed = typed
        self.questions: list[str] = []

    def hidden(self, question: str) -> str:
        self.questions.append(question)
        return self.typed

    @property
    def shown(self) -> str:
        assert isinstance(self.console.file, io.StringIO)
        return self.console.file.getvalue()


async def typed(database: Database, line: str, secret: str) -> Typing:
    """Carry out a line of sales-agent while somebody types the secret it asks for."""
    told = Typing(secret)
    order = calling.parse(main.app, main.PROGRAM, line.split())
    assert isinstance(order, opening.Order)
    await order.work(opening.Desk(database, clock.VirtualClock(builders.NOW), "olga", told))
    return told


async def test_a_typed_password_is_stored_sealed_and_shown_nowhere(
    embedded_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", NEW)
    told = await typed(embedded_database, f"{ADD} --no-login", f" {CANARY}\n")
    assert told.questions == ["Password of ops@agent.example"]
    stored = await embedded_database.accounts.get("second")
    assert stored is not None
    assert settings.load().reveal(stored.secret) == CANARY
    operator = Operator(embedded_database)
    for line in ("accounts list", "accounts list --json", "accounts test second", "accounts test second --json"):
        shown = (await operator.asks_system(line)).text
        assert CANARY not in shown
        assert "sealed" in shown or "test" in line
    assert CANARY not in f"{told.shown} {documents(embedded_database)} {stored!r} {stored.model_dump_json()}"


async def test_without_somebody_to_type_a_variable_must_be_named(
    embedded_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", NEW)
    told = await Operator(embedded_database).asks_system(f"{ADD} --json")
    assert (told.code, told.json["field"], told.json["hint"]) == (
        2,
        "password",
        "name its variable by --password-env NAME",
    )
    with pytest.raises(errors.BadInput, match="nothing was typed"):
        await typed(embedded_database, ADD, " ")


async def test_sealing_needs_a_key(embedded_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SECRET_KEY", "SECRET_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(errors.BadSetting, match="SECRET_KEY_FILE"):
        await typed(embedded_database, f"{ADD} --no-login", CANARY)


async def test_an_account_whose_login_fails_is_not_saved(
    embedded_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPS_PASSWORD", CANARY)
    told = await Operator(embedded_database).asks_system(f"{ADD} --password-env OPS_PASSWORD")
    assert told.code == 1
    assert "not saved" in told.text
    assert CANARY not in told.text
    unset = await Operator(embedded_database).asks_system(f"{ADD} --password-env NOT_SET_ANYWHERE")
    assert "NOT_SET_ANYWHERE is not set" in unset.text
    assert await embedded_database.accounts.all() == []


async def test_an_account_by_oauth_keeps_its_refresh_token_sealed(
    embedded_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", NEW)
    oauth = "--oauth-token-url https://login.example/token --oauth-client-id app --oauth-client-secret-env APP_SECRET"
    told = await typed(embedded_database, f"{ADD} --no-login {oauth} --dkim-selector s1", CANARY)
    assert told.questions == ["Refresh token"]
    stored = await embedded_database.accounts.get("second")
    assert stored is not None
    assert stored.oauth == account.OAuth(
        token_url="https://login.example/token",
        client_id="app",
        client_secret=account.Secret(from_env="APP_SECRET"),
    )
    assert stored.dkim == account.Dkim(selector="s1", secret=account.Secret(from_env="DKIM_KEY"))
    listed = (await Operator(embedded_database).asks_system("accounts list --json")).json
    assert (listed[0]["login"], listed[0]["dkim"], listed[0]["secret"]) == ("oauth", "s1", "sealed")


@pytest.mark.parametrize(
    "options",
    [
        "--oauth-token-url http://login.example/token --oauth-client-id app",
        "--oauth-token-url https://login.example/token",
        "--oauth-client-id app",
    ],
)
async def test_a_wrong_oauth_address_is_refused(embedded_database: Database, options: str) -> None:
    told = await Operator(embedded_database).asks_system(f"{ADD} --password-env A {options} --json")
    assert (told.code, told.json["field"]) == (2, "oauth")


def sealed_under(key: str, text: str = CANARY) -> account.Secret:
    return account.Secret(sealed=settings.load({"SECRET_KEY": key}).seal().seal(text))


async def test_rotating_seals_everything_anew_and_the_old_key_may_go(
    embedded_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = account.OAuth(token_url="https://login.example/t", client_id="app", client_secret=sealed_under(OLD, "client"))
    dkim = account.Dkim(selector="s1", secret=sealed_under(OLD, "pem"))
    await embedded_database.accounts.put(builders.an_account("a", secret=sealed_under(OLD), oauth=way, dkim=dkim))
    await embedded_database.accounts.put(builders.an_account("b"))
    await embedded_database.accounts.put(builders.an_account("c", secret=sealed_under(NEW)))
    old_token = sealed_under(OLD, "rotated").sealed or ""
    await embedded_database.accounts.keep_token("a", old_token)
    monkeypatch.setenv("SECRET_KEY", f"{NEW}\n{OLD}")
    operator = Operator(embedded_database)
    told = await operator.asks_system("accounts rotate-keys --json")
    assert (told.code, told.json) == (0, {"resealed": {"a": 4, "b": 0, "c": 0}, "failed": {}})
    assert (await operator.asks_system("accounts rotate-keys --json")).json["resealed"]["a"] == 0
    alone = settings.load({"SECRET_KEY": NEW})
    stored = await embedded_database.accounts.get("a")
    assert stored is not None
    assert stored.oauth is not None
    assert stored.oauth.client_secret is not None
    assert stored.dkim is not None
    secrets = (stored.secret, stored.oauth.client_secret, stored.dkim.secret)
    assert [alone.reveal(each) for each in secrets] == [CANARY, "client", "pem"]
    assert alone.seal().open(await embedded_database.accounts.kept_token("a")) == "rotated"


async def test_rotating_tells_what_no_key_opens_and_goes_on(
    embedded_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await embedded_database.accounts.put(builders.an_account("a", secret=sealed_under("x" * 32)))
    await embedded_database.accounts.put(builders.an_account("b", secret=sealed_under(OLD)))
    monkeypatch.setenv("SECRET_KEY", f"{NEW}\n{OLD}")
    told = await Operator(embedded_database).asks_system("accounts rotate-keys --json")
    assert told.code == 1
    assert (told.json["resealed"], list(told.json["failed"])) == ({"b": 1}, ["a"])
