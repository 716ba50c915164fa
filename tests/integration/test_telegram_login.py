"""`sales-agent telegram`: logging in with the code and the second factor, and letting an account write first."""

import sys
from collections.abc import AsyncIterator

import pytest
from telethon import functions

from services.cli import calling, main, opening
from services.core import errors
from services.core.domain import account
from services.core.store.database import Database
from tests import builders
from tests.builders import NOW
from tests.integration.user_scene import SECRET, SELLER, SELLER_PHONE, Scene, until
from tests.servers.telegram_dc import DataCentre, public_key
from tests.servers.telegram_world import Person
from tests.unit.cli.desk import Operator, documents
from tests.unit.cli.test_accounts import Typing

LOGIN = f"telegram login {SELLER} --phone {SELLER_PHONE}"
PASSWORD = "kanarejka-второй-фактор"


class Reading(Typing):
    """A terminal at which the owner reads the code from the phone and types it."""

    def __init__(self, person: Person, codes: dict[str, str], code: str = "") -> None:
        super().__init__("")
        self._person, self._codes, self._code = person, codes, code

    def hidden(self, question: str) -> str:
        self.questions.append(question)
        return (self._code or self._codes[self._person.phone]) if "code" in question else PASSWORD


@pytest.fixture
async def dc(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DataCentre]:
    """A data centre that the settings of this process name."""
    key = tmp_path_factory.mktemp("dc") / "key.pem"
    key.write_text(public_key(), encoding="utf-8")
    async with DataCentre() as made:
        monkeypatch.setenv("SECRET_KEY", SECRET)
        monkeypatch.setenv("TELEGRAM_DC", made.setting)
        monkeypatch.setenv("TELEGRAM_DC_KEY_FILE", str(key))
        yield made


async def logs_in(database: Database, dc: DataCentre, person: Person, code: str = "") -> Reading:
    told = Reading(person, dc.world.codes, code)
    order = calling.parse(main.app, main.PROGRAM, LOGIN.split())
    assert isinstance(order, opening.Order)
    await order.work(opening.Desk(database, Operator(database).clock, "olga", told))
    return told


async def test_a_login_by_code_and_second_factor_is_kept_sealed_and_works(
    embedded_database: Database, dc: DataCentre
) -> None:
    scene = Scene(embedded_database, dc)
    scene.seller.password = PASSWORD
    told = await logs_in(embedded_database, dc, scene.seller)
    code = dc.world.codes[scene.seller.phone]
    assert [each.split()[1] for each in told.questions] == ["code", "account's"]
    stored = await scene.account()
    assert (stored.kind, stored.address, stored.writes_first) == (account.Kind.TELEGRAM_USER, SELLER_PHONE, False)
    session = scene.settings.reveal(stored.secret)
    key = next(each for each, person in dc.world.keys.values() if person is scene.seller)
    for secret in (PASSWORD, code, session, key.hex(), repr(key)[2:40]):
        assert secret not in f"{told.shown} {documents(embedded_database)}"
    assert "It answers, and writes to nobody first." in told.shown
    await embedded_database.campaigns.put(builders.a_campaign(accounts=(SELLER,)))
    anna = await scene.a_client()
    async with scene.at_work():
        dc.world.says(anna, scene.seller, "Здравствуйте")

        async def is_heard() -> bool:
            return bool(await embedded_database.messages.of_conversation("c1.reviews"))

        await until(is_heard)


@pytest.mark.parametrize("by", ["PHONE_MIGRATE", "USER_MIGRATE"])
async def test_a_login_moves_to_the_data_centre_of_the_number(
    embedded_database: Database, dc: DataCentre, by: str
) -> None:
    scene = Scene(embedded_database, dc)
    if by == "PHONE_MIGRATE":
        scene.seller.home = 4
    else:
        dc.world.fail(functions.auth.SignInRequest, "USER_MIGRATE_4", 303)
    async with DataCentre(dc.world, 4) as home:
        await logs_in(embedded_database, dc, scene.seller)
        await embedded_database.campaigns.put(builders.a_campaign(accounts=(SELLER,)))
        anna = await scene.a_client()
        dialled = home.connections
        async with scene.at_work():
            dc.world.says(anna, scene.seller, "Здравствуйте")

            async def is_heard() -> bool:
                return bool(await embedded_database.messages.of_conversation("c1.reviews"))

            await until(is_heard)
        assert home.connections == dialled + 1


async def test_a_wrong_code_is_told_and_nothing_is_stored(embedded_database: Database, dc: DataCentre) -> None:
    scene = Scene(embedded_database, dc)
    with pytest.raises(errors.AgentError, match="the code is wrong"):
        await logs_in(embedded_database, dc, scene.seller, code="000000")
    assert await embedded_database.accounts.all() == []


async def test_the_code_may_come_as_a_line_of_standard_input(
    embedded_database: Database, dc: DataCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(embedded_database, dc)

    class Phone:
        """Standard input on which the code is written once it has come."""

        def readline(self) -> str:
            return dc.world.codes[scene.seller.phone] + "\n"

    monkeypatch.setitem(sys.__dict__, "stdin", Phone())
    told = await Operator(embedded_database).asks_system(f"{LOGIN} --from-stdin --json")
    assert (told.code, told.json) == (
        0,
        {"account": SELLER, "phone": SELLER_PHONE, "username": "olga_sells", "writes_first": False},
    )


async def test_without_somebody_to_type_the_command_says_how(embedded_database: Database, dc: DataCentre) -> None:
    Scene(embedded_database, dc)
    told = await Operator(embedded_database).asks_system(f"{LOGIN} --json")
    assert (told.code, told.json["field"], told.json["hint"]) == (2, "code", "add --from-stdin and write it there")


@pytest.mark.parametrize(
    ("phone", "said"),
    [
        ("+79998887766", "this number has no Telegram account"),
        ("12", "is not a phone number"),
        ("+1", "is not a Telegram address"),
    ],
)
async def test_a_number_that_cannot_be_is_told(
    embedded_database: Database, dc: DataCentre, phone: str, said: str
) -> None:
    told = await Operator(embedded_database).asks_system(f"telegram login {SELLER} --phone {phone}")
    assert told.code != 0
    assert said in told.text


async def test_writing_first_is_switched_on_by_name_and_the_list_shows_the_plan(
    embedded_database: Database, dc: DataCentre
) -> None:
    scene = Scene(embedded_database, dc)
    operator = Operator(embedded_database)
    await logs_in(embedded_database, dc, scene.seller)
    await embedded_database.campaigns.put(builders.a_campaign(accounts=(SELLER,)))
    for number in range(1, 13):
        await scene.a_client(number)
    (listed,) = (await operator.asks_system("accounts list --json")).json
    assert (listed["writes_first"], listed["contacts_waiting"], listed["last_contact_at"]) == (False, 12, None)
    told = await operator.asks_system(f"telegram write-first {SELLER} --on")
    assert (told.code, "may write first" in told.text) == (0, True)
    (listed,) = (await operator.asks_system("accounts list --json")).json
    assert (listed["writes_first"], listed["strangers_a_day"]) == (True, 0)
    assert listed["last_contact_at"] > f"{NOW:%Y-%m-%d}"
    assert listed["last_contact_at"][:10] in (await operator.asks_system("accounts list")).text
    told = await operator.asks_system(f"telegram write-first {SELLER} --off")
    assert "writes to nobody first" in told.text


async def test_a_logout_ends_the_login_and_the_account_waits(embedded_database: Database, dc: DataCentre) -> None:
    scene = Scene(embedded_database, dc)
    await logs_in(embedded_database, dc, scene.seller)
    told = await Operator(embedded_database).asks_system(f"telegram logout {SELLER}")
    assert (told.code, "Telegram has ended it." in told.text) == (0, True)
    stored = await scene.account()
    assert (stored.state, stored.why) == (account.State.PAUSED, "logged out: sales-agent telegram login")
    assert list(dc.world.revoked.values()) == ["AUTH_KEY_UNREGISTERED"]
    again = await Operator(embedded_database).asks_system(f"telegram logout {SELLER}")
    assert "Telegram was not told" in again.text
