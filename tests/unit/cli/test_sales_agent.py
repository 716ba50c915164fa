"""`sales-agent`: accounts, outbox, approvals, overview, seed and the doctor's verdicts, on the embedded engine."""

import json
import pathlib
import re
from typing import Any

import pytest

from services.cli import doctor, opening, terminal
from services.core import settings
from services.core.domain import delivery, outbox_item
from services.core.store.database import Database
from tests import builders
from tests.servers import ollama_fake
from tests.servers.dns_server import DnsServer
from tests.unit.cli.desk import Operator, at_work

State = outbox_item.State
ITEM = "touch:c1.reviews:1:1:0"
ADD = "accounts add second ops@agent.example --smtp mx.agent.example:587 --imap mx.agent.example:993 --no-login"


async def test_the_contact_commands_are_here_too(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    assert (await operator.asks_system("contacts add --email anna@veter.example")).code == 0
    assert len((await operator.asks_system("contacts list --json")).json) == 1


async def test_an_account_is_added_listed_paused_and_resumed(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    assert (await operator.asks_system(f"{ADD} --password-env OPS_PASSWORD")).code == 0
    assert (await operator.asks_system(ADD)).code == 4
    paused = await operator.asks_system("accounts pause second --why holidays --json")
    assert (paused.json["state"], paused.json["why"]) == ("paused", "holidays")
    operator.clock.move_to(builders.later(days=3))
    resumed = await operator.asks_system("accounts resume second --json")
    assert (resumed.json["state"], resumed.json["why"]) == ("active", "")
    # The warm-up counts from the day on which the account was added, whatever comes after.
    assert resumed.json["since"] == terminal.stamp(builders.NOW)
    listed = (await operator.asks_system("accounts list --json")).json
    assert [each["id"] for each in listed] == ["main", "second"]
    assert listed[1]["secret"] == {"from_env": "OPS_PASSWORD"}
    assert (await operator.asks_system("accounts pause third")).code == 3


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("accounts add 'No Id' a@b.example --smtp m:1 --imap m:1", "id"),
        ("accounts add x nonsense --smtp m:1 --imap m:1", "address"),
        ("accounts add x a@b.example --smtp m --imap m:1", "smtp"),
        ("accounts add x a@b.example --smtp m:1 --imap m:99999", "imap"),
        ("accounts add x a@b.example --smtp m:1 --imap m:1 --smtp-tls none", "smtp"),
    ],
)
async def test_a_wrong_account_names_its_field(embedded_database: Database, line: str, field: str) -> None:
    operator = await at_work(embedded_database)
    told = await operator.asks_system(f"{line} --json")
    assert (told.code, told.json["field"]) == (2, field)


async def test_an_accounts_secret_is_never_printed(
    embedded_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator = await at_work(embedded_database)
    monkeypatch.setenv("MAIL_PASSWORD", "kanarejka-secret")
    # Nothing listens on the builder's ports, so both logins fail and say why.
    for line in ("accounts list", "accounts list --json", "accounts test main", "accounts test main --json"):
        assert "kanarejka" not in (await operator.asks_system(line)).text
    assert (await operator.asks_system("accounts test main")).code == 1


async def a_message_in(database: Database, state: State, **fields: Any) -> Operator:
    operator = await at_work(database)
    await database.contacts.add(builders.a_contact())
    await database.conversations.start(builders.a_conversation())
    await database.outbox.add(builders.an_item(state=state, **fields))
    return operator


async def test_the_outbox_is_listed_shown_and_cancelled(embedded_database: Database) -> None:
    operator = await a_message_in(embedded_database, State.QUEUED)
    attempt = delivery.Delivery(
        id=f"{ITEM}:1",
        item=ITEM,
        conversation="c1.reviews",
        account="main",
        at=builders.NOW,
        ending=delivery.Ending.DEFERRED,
        code=450,
        detail="try later",
    )
    await embedded_database.deliveries.add(attempt)
    assert [each["id"] for each in (await operator.asks_system("outbox list --json")).json] == [ITEM]
    assert (await operator.asks_system("outbox list --state sent --json")).json == []
    shown = await operator.asks_system(f"outbox show {ITEM}")
    assert "Мы собираем отзывы." in shown.text
    assert "try later" in shown.text
    cancelled = await operator.asks_system(f"outbox cancel {ITEM} --why 'wrong day' --json")
    assert (cancelled.json["state"], cancelled.json["why"]) == ("cancelled", "cancelled by olga: wrong day")
    assert (await operator.asks_system(f"outbox cancel {ITEM}")).code == 2
    assert (await operator.asks_system("outbox show nothing")).code == 3


@pytest.mark.parametrize(
    ("command", "state", "becomes"),
    [
        ("release", State.HELD, State.QUEUED),
        ("release", State.REVIEW, State.QUEUED),
        ("release", State.UNKNOWN, None),
        ("release", State.QUEUED, None),
        ("release", State.SENT, None),
        ("drop", State.HELD, State.CANCELLED),
        ("drop", State.QUEUED, State.CANCELLED),
        ("drop", State.REVIEW, State.CANCELLED),
        ("drop", State.LEASED, None),
        ("drop", State.UNKNOWN, None),
        ("resolve --sent", State.UNKNOWN, State.SENT),
        ("resolve --sent", State.REVIEW, State.SENT),
        ("resolve --sent", State.SENDING, None),
        ("resolve --sent", State.QUEUED, None),
        ("resolve", State.REVIEW, None),
    ],
)
async def test_a_person_decides_about_what_waits_for_them(
    embedded_database: Database, command: str, state: State, becomes: State | None
) -> None:
    operator = await a_message_in(embedded_database, state)
    told = await operator.asks_system(f"outbox {command} {ITEM} --json")
    stored = await embedded_database.outbox.get(ITEM)
    assert stored is not None
    assert (told.code, stored.state) == ((0, becomes) if becomes else (2, state))
    kinds = [each["kind"] for each in await embedded_database.events.of_conversation("c1.reviews")]
    assert bool(kinds) == bool(becomes)
    if becomes:
        assert told.json["state"] == becomes
        assert stored.maybe_duplicate == (state is State.REVIEW and becomes is State.QUEUED)


async def test_what_was_sent_twice_or_too_late_is_not_released(embedded_database: Database) -> None:
    operator = await a_message_in(embedded_database, State.REVIEW, resends=1)
    told = await operator.asks_system(f"outbox release {ITEM}")
    assert (told.code, "once more already" in told.text) == (2, True)
    operator.clock.move_to(builders.later(days=6))
    late = await operator.asks_system(f"outbox release {ITEM}")
    assert (late.code, f"outbox drop {ITEM}" in late.text) == (2, True)


async def test_an_approval_is_bound_to_the_words_that_were_shown(embedded_database: Database) -> None:
    operator = await a_message_in(embedded_database, State.HELD)
    code = (await operator.asks_system(f"approve show {ITEM} --json")).json["code"]
    assert (await operator.asks_system(f"approve yes {ITEM}")).code == 2
    assert (await operator.asks_system(f"approve yes {ITEM} --shown 00000000")).code == 2
    told = await operator.asks_system(f"approve yes {ITEM} --shown {code} --json")
    assert (told.code, told.json["state"]) == (0, "queued")
    assert (await operator.asks_system(f"approve yes {ITEM} --shown {code}")).code == 2


async def test_an_approval_lapses_when_the_message_was_cancelled(embedded_database: Database) -> None:
    operator = await a_message_in(embedded_database, State.HELD)
    code = (await operator.asks_system(f"approve show {ITEM} --json")).json["code"]
    await embedded_database.outbox.cancel_all("c1.reviews", "the client wrote again")
    told = await operator.asks_system(f"approve yes {ITEM} --shown {code}")
    assert told.code == 2
    assert "the client wrote again" in told.text


async def test_an_edited_message_goes_out_with_the_operators_words(
    embedded_database: Database, tmp_path: pathlib.Path
) -> None:
    operator = await a_message_in(embedded_database, State.HELD)
    (tmp_path / "words.txt").write_text("Мои слова.\n", encoding="utf-8")
    assert (await operator.asks_system(f"approve edit {ITEM}")).code == 2
    told = await operator.asks_system(f"approve edit {ITEM} --file {tmp_path / 'words.txt'} --subject 'Other' --json")
    assert (told.json["text"], told.json["subject"], told.json["state"]) == ("Мои слова.", "Other", "queued")


async def test_a_refused_message_is_cancelled(embedded_database: Database) -> None:
    operator = await a_message_in(embedded_database, State.HELD)
    assert len((await operator.asks_system("approve list --json")).json) == 1
    assert (await operator.asks_system(f"approve no {ITEM} --why 'too long' --json")).json["state"] == "cancelled"
    assert (await operator.asks_system("approve list --json")).json == []


async def test_the_status_counts_and_shows_who_is_alive(embedded_database: Database) -> None:
    operator = await a_message_in(embedded_database, State.QUEUED)
    await embedded_database.workers.beat("w1", "app_logic", builders.NOW)
    await embedded_database.workers.beat("w2", "mail_worker", builders.later(hours=-1))
    told = (await operator.asks_system("status --json")).json
    assert (told["conversations"], told["outbox"]) == ({"new": 1}, {"queued": 1})
    assert {each["id"]: each["alive"] for each in told["workers"]} == {"w1": True, "w2": False}


async def test_seeding_tells_what_was_done_and_names_mistakes(
    embedded_database: Database, tmp_path: pathlib.Path
) -> None:
    operator = await at_work(embedded_database)
    mailbox = json.loads(builders.an_account("seeded").model_dump_json(include={"id", "address", "username"}))
    server = {"host": "127.0.0.1", "port": 2525, "tls": "none"}
    mailbox |= {"smtp": server, "imap": server, "secret": {"from_env": "MAIL_PASSWORD"}}
    (tmp_path / "seed.json").write_text(json.dumps({"accounts": [mailbox]}), encoding="utf-8")
    told = await operator.asks_system(f"seed {tmp_path / 'seed.json'} --json")
    assert told.code == 0, told.text
    assert told.json["accounts"]["new"] == 1
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    assert (await operator.asks_system(f"seed {tmp_path / 'bad.json'}")).code == 2


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"version": "8.0.4"}, "ok"),
        ({"version": "4.4.1"}, "warn"),
        ({"version": "7.0.42", "ferretdb": {"version": "v1.24.0"}}, "fail"),
        ({"version": "7.0.42", "ferretdbVersion": "v1.21.0"}, "fail"),
        ({"version": "7.0.42", "ferretdb": {"version": "v2.1.0"}}, "ok"),
        ({"version": "7.0.42", "ferretdb": {}}, "fail"),
        ({}, "ok"),
    ],
)
def test_the_doctor_knows_the_servers(facts: dict[str, object], verdict: str) -> None:
    assert doctor.server_check(facts).verdict == verdict


async def test_the_doctor_tells_what_is_missing_and_how_to_mend_it() -> None:
    checks = await doctor.examine({"LOG_LEVEL": "INFO"})
    failing = {each.name: each.hint for each in checks if each.verdict is doctor.Verdict.FAIL}
    assert set(failing) == {"secret key", "suppression key", "database"}
    assert all(failing.values())
    assert [each.name for each in await doctor.examine({"LOG_LEVEL": "LOUD"})] == ["settings"]


async def test_the_doctor_asks_the_language_model(embedded_database: Database) -> None:
    async with ollama_fake.FakeModelServer(ollama_fake.Scene(text="not an answer")) as server:
        environment = {"BRAIN": "ollama", "OLLAMA_HOST": server.host, "OLLAMA_MODEL": ollama_fake.MODEL}
        checks = {each.name: each for each in await doctor.examine(environment)}
        assert checks["brain model"].verdict is doctor.Verdict.OK
        assert checks["brain schema"].verdict is doctor.Verdict.FAIL
        assert checks["brain schema"].hint
        asked = len(server.requests)
        for quiet in ({**environment, "BRAIN": "embedded"}, environment):
            found = await doctor.examine(quiet, with_brain=quiet is not environment)
            assert not any(each.name.startswith("brain") for each in found)
        assert len(server.requests) == asked


@pytest.mark.needs("mongo")
async def test_the_doctor_examines_a_running_server(mongo_uri: str, database_name: str) -> None:
    keys = {"SECRET_KEY": "s" * 32, "SUPPRESSION_KEY": "k" * 32}
    environment = {"MONGODB_URI": mongo_uri, "MONGODB_DB": database_name, **keys}
    verdicts = {each.name: each.verdict for each in await doctor.examine(environment)}
    assert verdicts["suppression key"] is doctor.Verdict.OK
    assert verdicts["database"] is not doctor.Verdict.FAIL
    assert verdicts["campaigns"] is doctor.Verdict.FAIL
    other = await doctor.examine({**environment, "SUPPRESSION_KEY": "o" * 32})
    assert other[-1].name == "suppression key"
    assert other[-1].verdict is doctor.Verdict.FAIL


@pytest.mark.needs("mongo")
async def test_the_doctor_looks_at_the_dns_of_sending_domains(mongo_uri: str, database_name: str) -> None:
    keys = {"SECRET_KEY": "k" * 32, "SUPPRESSION_KEY": "s" * 32}
    environment = {**keys, "MONGODB_URI": mongo_uri, "MONGODB_DB": database_name, "MAIL_PASSWORD": "pw"}
    async with opening.opened(settings.load(environment), builders.NOW) as database:
        await database.accounts.put(builders.an_account())
    async with DnsServer(("agent.example.", "MX", "10 mx.agent.example.")) as server:
        found = await doctor.examine(environment, resolver=server.resolver())
        verdicts = {each.name: each.verdict for each in found}
        without = await doctor.examine(environment, with_dns=False, resolver=server.resolver())
    assert verdicts["agent.example: MX"] is doctor.Verdict.OK
    assert verdicts["agent.example: SPF"] is doctor.Verdict.FAIL
    assert not any("agent.example:" in each.name for each in without)


async def test_every_command_has_help(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    for line in (
        "",
        "run",
        "demo",
        "doctor",
        "seed",
        "preview",
        "status",
        "accounts add",
        "outbox show",
        "approve yes",
    ):
        told = await operator.asks_system(f"{line} --help")
        assert told.code == 0
        assert re.search(r"Usage: sales-agent", told.text)
