"""`client_utils` on the embedded engine: what each command does, says and refuses."""

import pytest

from services.core.domain import address, conversation, message, suppression
from services.core.domain.conversation import Stage
from services.core.store.database import Database
from tests import builders
from tests.unit.cli.desk import Operator, at_work, documents


async def test_a_contact_is_added_and_its_conversation_is_due(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    told = await operator.types('add --name "Анна" --email anna@veter.example --company "ООО «Ветер»" --json')
    assert told.code == 0
    assert set(told.json) == {"id", "created", "conversation"}
    assert told.json["created"] == builders.NOW.isoformat()
    person = await embedded_database.contacts.get(told.json["id"])
    talk = await embedded_database.conversations.get(told.json["conversation"])
    assert person is not None
    assert talk is not None
    assert (person.name, person.company, person.language, person.timezone) == (
        "Анна",
        "ООО «Ветер»",
        "ru",
        "Europe/Moscow",
    )
    assert (talk.stage, talk.wake_at) == (Stage.NEW, builders.NOW)


async def test_adding_says_the_id_and_what_happens_next(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    told = await operator.types("client_utils add --email anna@veter.example")
    assert "Added c-" in told.text
    assert "The opening goes out now" in told.text
    assert "a customer of ours (campaign default)" in told.text


@pytest.mark.parametrize(
    ("options", "text", "source"),
    [("", "a customer of ours", "campaign default"), ('--basis "met at the fair"', "met at the fair", "operator")],
)
async def test_a_basis_is_recorded_with_its_source(
    embedded_database: Database, options: str, text: str, source: str
) -> None:
    operator = await at_work(embedded_database)
    added = await operator.types(f"add --email anna@veter.example --json {options}")
    person = await embedded_database.contacts.get(added.json["id"])
    assert person is not None
    assert person.basis is not None
    assert (person.basis.text, person.basis.source) == (text, source)
    assert (person.basis.at, person.basis.operator) == (builders.NOW, "olga")


async def test_without_a_basis_the_contact_is_held_and_it_says_so(embedded_database: Database) -> None:
    operator = await at_work(embedded_database, default_basis=None)
    told = await operator.types("add --email anna@veter.example")
    assert told.code == 0
    assert "is held" in told.text
    shown = await operator.types("show anna@veter.example --json")
    assert shown.json["conversations"][0]["stage"] == "held"
    assert shown.json["conversations"][0]["wake_at"] is None
    again = await operator.types('restart anna@veter.example --consent "asked for it by phone" --json')
    assert again.json["conversations"][0]["stage"] == "new"


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ("", "email"),
        ("--name Anna", "email"),
        ("--email nonsense", "email"),
        ("--email a@b.example,c@d.example", "email"),
        ("--telegram '@a b'", "telegram"),
        ("--email a@b.example --phone 12", "phone"),
        ("--email a@b.example --phone tomorrow", "phone"),
        ("--email a@b.example --language russian", "language"),
        ("--email a@b.example --timezone Moscow", "timezone"),
        (f"--email a@b.example --name {'x' * 201}", "name"),
        (f"--email a@b.example --basis {'x' * 2001}", "basis"),
    ],
)
async def test_bad_input_names_its_field_and_leaves_nothing(
    embedded_database: Database, options: str, field: str
) -> None:
    operator = await at_work(embedded_database)
    before = documents(embedded_database)
    told = await operator.types(f"add {options} --json")
    assert told.code == 2
    assert set(told.json) == {"error", "field", "hint"}
    assert told.json["field"] == field
    assert told.json["hint"]
    assert documents(embedded_database) == before


async def test_a_campaign_without_an_account_stores_nobody(embedded_database: Database) -> None:
    operator = await at_work(embedded_database, accounts=("elsewhere",))
    assert (await operator.types("add --email anna@veter.example")).code == 2
    assert await embedded_database.contacts.all() == []


@pytest.mark.parametrize(
    ("given", "kept"), [("8 903 123-45-67", "+79031234567"), ("+44 20 7946 0958", "+442079460958"), ("", "")]
)
async def test_telephones_are_kept_in_one_form(embedded_database: Database, given: str, kept: str) -> None:
    operator = await at_work(embedded_database)
    await operator.types(f"add --email anna@veter.example --phone '{given}'")
    person = await embedded_database.contacts.by_address(address.email("anna@veter.example"))
    assert person is not None
    assert person.phone == kept


async def test_the_campaign_must_be_named_only_among_several(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    await embedded_database.campaigns.put(builders.a_campaign("second"))
    assert (await operator.types("add --email anna@veter.example")).code == 2
    told = await operator.types("add --email anna@veter.example --campaign second --json")
    assert told.json["conversation"].endswith(".second")
    assert (await operator.types("add --email b@veter.example --campaign third")).code == 3


async def test_the_same_address_is_a_duplicate_and_a_suppressed_one_is_refused(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    await operator.types("add --email anna@veter.example")
    told = await operator.types("add --email Anna+sales@VETER.example --json")
    assert (told.code, told.json["field"]) == (4, "email")
    assert "client_utils show" in told.json["hint"]
    await embedded_database.suppressions.add(address.email("no@veter.example"), suppression.Reason.STOP, builders.NOW)
    assert (await operator.types("add --email no@veter.example")).code == 5


async def test_somebody_known_begins_in_one_more_campaign_that_is_named(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    await embedded_database.campaigns.put(builders.a_campaign("second", default_basis=None))
    added = await operator.types("add --email anna@veter.example --telegram @anna_v --campaign reviews --json")
    line = "add --email Anna@veter.example --campaign second --json"
    told = await operator.types(line)
    assert (told.code, told.json["id"], told.json["created"]) == (0, added.json["id"], False)
    talks = await embedded_database.conversations.of_contact(added.json["id"])
    assert [(each.campaign, each.stage) for each in talks] == [("reviews", Stage.NEW), ("second", Stage.NEW)]
    assert (await operator.types(line)).code == 4
    other = "add --email anna@veter.example --telegram @somebody_else --campaign second"
    assert (await operator.types(other)).code == 4


async def test_one_more_campaign_asks_for_silence_and_basis_as_the_first(embedded_database: Database) -> None:
    operator = await at_work(embedded_database, default_basis=None)
    await embedded_database.campaigns.put(builders.a_campaign("second", default_basis=None))
    await embedded_database.campaigns.put(builders.a_campaign("third", default_basis=None))
    await operator.types("add --email anna@veter.example --campaign reviews")
    held = await operator.types("add --email anna@veter.example --campaign second --json")
    talk = await embedded_database.conversations.get(held.json["conversation"])
    assert talk is not None
    assert talk.stage is Stage.HELD
    await operator.types("stop anna@veter.example")
    assert (await operator.types("add --email anna@veter.example --campaign third")).code == 5
    assert len(await embedded_database.conversations.of_contact(held.json["id"])) == 2


async def test_everybody_is_listed_with_stage_and_can_be_narrowed(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    await operator.types("add --email anna@veter.example --name Anna")
    await operator.types("add --email boris@veter.example --name Boris")
    await operator.types("stop boris@veter.example")
    assert len((await operator.types("list --json")).json) == 2
    stopped = (await operator.types("list --stage stopped --json")).json
    assert [each["name"] for each in stopped] == ["Boris"]
    assert stopped[0]["conversations"][0]["stage"] == "stopped"
    assert "Boris" in (await operator.types("list")).text
    assert (await operator.types("list --stage asleep")).code == 2


async def test_stopping_silences_every_address_until_a_new_consent(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    await operator.types("add --email anna@veter.example --telegram @anna_v")
    assert (await operator.types("stop @anna_v")).code == 0
    assert await embedded_database.suppressions.of(address.email("anna@veter.example")) is not None
    assert "already" in (await operator.types("stop anna@veter.example")).text
    assert (await operator.types("restart anna@veter.example")).code == 5
    told = await operator.types('restart anna@veter.example --consent "wrote on 12 May that she wants it" --json')
    assert (told.code, told.json["conversations"][0]["stage"]) == (0, "new")
    assert await embedded_database.suppressions.of(address.telegram("@anna_v")) is None


async def test_a_dead_address_is_not_revived_by_a_consent_and_nothing_changes(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    await operator.types("add --email anna@veter.example")
    await embedded_database.suppressions.add(
        address.email("anna@veter.example"), suppression.Reason.BOUNCE, builders.NOW
    )
    before = documents(embedded_database)
    assert (await operator.types("restart anna@veter.example --consent again")).code == 5
    assert documents(embedded_database) == before


async def test_only_what_was_handed_off_is_resumed(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    added = await operator.types("add --email anna@veter.example --json")
    talk_id = added.json["conversation"]
    assert (await operator.types("resume anna@veter.example")).code == 2
    await embedded_database.conversations.threaded(talk_id, {"stage": Stage.HANDED_OFF})
    before = await embedded_database.conversations.get(talk_id)
    assert (await operator.types("resume anna@veter.example")).code == 0
    after = await embedded_database.conversations.get(talk_id)
    assert before is not None
    assert after is not None
    assert (after.stage, after.inbound_seq) == (Stage.ENGAGED, before.inbound_seq + 1)
    assert after.wake_at <= builders.NOW
    assert after.next_touch_at == builders.later(days=4)  # four business days: Monday to Friday


async def test_a_deal_is_said_of_one_conversation_and_kept_with_its_note(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    added = await operator.types("add --email anna@veter.example --json")
    said = await operator.types('won anna@veter.example --note "yearly plan" --json')
    assert (said.code, said.json["conversation"]["stage"]) == (0, "won")
    talk = await embedded_database.conversations.get(added.json["conversation"])
    assert talk is not None
    assert talk.stage is Stage.WON
    assert talk.next_touch_at == conversation.NEVER
    assert "yearly plan" in talk.why
    assert "yearly plan" in (await operator.types("show anna@veter.example")).text
    listed = await operator.types("list --stage won --json")
    assert [each["id"] for each in listed.json] == [added.json["id"]]


async def test_no_deal_is_said_of_somebody_stopped_unknown_or_unclear(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    added = await operator.types("add --email anna@veter.example --json")
    assert (await operator.types("won anna@veter.example --campaign nothing")).code == 2
    other = builders.a_conversation(7, contact=added.json["id"], campaign="other")
    await embedded_database.conversations.start(other)
    unclear = await operator.types("won anna@veter.example")
    assert unclear.code == 2
    assert "reviews" in unclear.text
    assert (await operator.types("won anna@veter.example --campaign reviews")).code == 0
    await operator.types("stop anna@veter.example")
    assert (await operator.types("won anna@veter.example --campaign reviews")).code != 0


async def a_talk_with_left_messages(database: Database, *after: str) -> Operator:
    """A talk that is handed off: m1 was answered, m2 and m3 were noted only; then came these events."""
    operator = await at_work(database)
    await database.contacts.add(builders.a_contact())
    await database.conversations.start(builders.a_conversation(stage=Stage.HANDED_OFF, nudges=1, circles=1))
    for number, rule in enumerate(("human", "handed_off_waits", "handed_off_waits"), 1):
        turn = f"c1.reviews:{number}"
        await database.messages.add(builders.a_message(number, turn=turn, state=message.State.SETTLED))
        at, decision = builders.later(minutes=number), {"rule": rule}
        await database.events.add(f"{turn}:decided", at, "decided", "c1.reviews", "", turn=turn, decision=decision)
    for number, kind in enumerate(after, 10):
        await database.events.add(f"e{number}", builders.later(minutes=number), kind, "c1.reviews", "")
    return operator


async def test_resuming_opens_what_was_left_unanswered(embedded_database: Database) -> None:
    operator = await a_talk_with_left_messages(embedded_database, "silenced")
    assert (await operator.types("resume c1")).code == 0
    opened = await embedded_database.messages.unanswered("c1.reviews")
    assert [each.id for each in opened] == ["m2", "m3"]
    talk = await embedded_database.conversations.get("c1.reviews")
    assert talk is not None
    assert (talk.nudges, talk.circles, talk.wake_at) == (0, 0, builders.NOW)


@pytest.mark.parametrize("kind", ["operator", "resumed", "restarted"])
async def test_what_a_person_has_answered_since_is_not_opened_again(embedded_database: Database, kind: str) -> None:
    operator = await a_talk_with_left_messages(embedded_database, kind)
    assert (await operator.types("resume c1")).code == 0
    assert await embedded_database.messages.unanswered("c1.reviews") == []


@pytest.mark.parametrize("command", ["show", "stop", "resume", "restart", "erase --yes"])
@pytest.mark.parametrize("who", ["c-nobody", "nobody@veter.example", "@nobody", "+79030000000", "«»"])
async def test_nobody_is_not_found(embedded_database: Database, command: str, who: str) -> None:
    operator = await at_work(embedded_database)
    assert (await operator.types(f"{command} '{who}'")).code == 3


@pytest.mark.parametrize(
    "line", ["", "bogus", "add --bogus", "add 'x", "show", "--help", "add --help", "list --limit x"]
)
async def test_the_prompt_survives_every_line(embedded_database: Database, line: str) -> None:
    operator = await at_work(embedded_database)
    told = await operator.types(line)
    assert told.code == (0 if "--help" in line else 2)
    assert told.text


async def test_the_prompt_survives_a_database_that_fails(embedded_database: Database) -> None:
    operator = await at_work(embedded_database, default_basis=None)
    await embedded_database.close()
    operator.database = None  # type: ignore[assignment]
    assert (await operator.types("list")).code == 1


async def test_help_reads_well_and_shows_examples(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    told = await operator.types("--help")
    for word in (
        "add",
        "import",
        "list",
        "show",
        "restart",
        "stop",
        "resume",
        "won",
        "erase",
        "Examples",
        "Exit codes",
    ):
        assert word in told.text


async def test_what_a_client_wrote_cannot_drive_the_terminal(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    added = await operator.types("add --email anna@veter.example --name '[red]Anna[/red]' --json")
    await embedded_database.messages.add(
        builders.a_message(text="before\x1b[2Jafter", conversation=added.json["conversation"], contact=added.json["id"])
    )
    told = await operator.types("show anna@veter.example")
    assert "[red]Anna[/red]" in told.text
    assert "\x1b[2J" not in told.text
