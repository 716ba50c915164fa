"""`sales-agent policy` and `replay`: the rules as tables, and old decisions made again."""

from services.app_logic import policy
from services.app_logic.stages import decide
from services.core.domain.conversation import Stage
from services.core.domain.decision import Action, Decision
from services.core.domain.situation import Situation
from services.core.domain.understanding import Intent, IntentFound, Understanding
from services.core.store.database import Database
from tests import builders
from tests.unit.cli.desk import at_work


def a_situation(intent: Intent) -> Situation:
    heard = Understanding(
        language="en", primary=intent, intents=(IntentFound(label=intent, score=1.0, quote="the words"),)
    )
    return Situation(stage=Stage.CONTACTED, understanding=heard, now=builders.NOW)


async def was_decided(database: Database, turn: str, known: Situation | None, made: Decision, days_ago: float) -> None:
    at = builders.later(days=-days_ago)
    fields = {"situation": known} if known else {}
    await database.events.add(f"{turn}:decided", at, "decided", "c1.reviews", made.why, decision=made, **fields)


async def test_the_policy_has_an_object_for_each_stage_and_intent(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    cells = (await operator.asks_system("policy --json")).json
    plain = [each for each in cells if each["also"] is None and each["condition"] is None]
    assert {(each["stage"], each["intent"]) for each in plain} == {
        (str(s), str(i)) for s in policy.STAGES for i in Intent
    }


async def test_the_policy_of_one_intent_in_one_stage(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    told = await operator.asks_system("policy --stage demo_booked --intent not_interested")
    assert told.code == 0
    assert "decline" in told.text
    assert "send presentation" not in told.text


async def test_decisions_that_today_would_be_the_same_are_counted(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    known = a_situation(Intent.QUESTION)
    await was_decided(embedded_database, "t1", known, decide.decide(known), days_ago=1)
    await was_decided(embedded_database, "t2", None, decide.decide(known), days_ago=1)
    told = await operator.asks_system("replay --json")
    assert (told.code, told.json) == (0, {"same": 1, "different": [], "without_situation": 1})


async def test_a_decision_that_today_would_be_another_is_shown_with_both(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    known = a_situation(Intent.STOP)
    then = decide.decide(known).model_copy(update={"actions": (Action.IGNORE,), "stage": Stage.ENGAGED})
    await was_decided(embedded_database, "t1", known, then, days_ago=2)
    told = await operator.asks_system("replay --json")
    (found,) = told.json["different"]
    assert told.code == 1
    assert (found["then"]["actions"], found["now"]["actions"]) == (["ignore"], ["stop"])
    assert (await operator.asks_system("replay --days 1 --json")).json["different"] == []
    assert "stop → stopped" in (await operator.asks_system("replay")).text


async def test_a_record_of_another_version_is_counted_and_breaks_nothing(embedded_database: Database) -> None:
    operator = await at_work(embedded_database)
    known = a_situation(Intent.STOP)
    await embedded_database.events.add(
        "t1:decided", builders.NOW, "decided", "c1.reviews", "why", decision={"rule": "old"}, situation=known
    )
    assert (await operator.asks_system("replay --json")).json["without_situation"] == 1
