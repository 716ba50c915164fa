"""The policy: every stage × intent has its cell, written down here by hand, and every rule has a use."""

import pytest

from services.app_logic import policy
from services.app_logic.stages import decide
from services.core.domain.conversation import Stage
from services.core.domain.understanding import Intent

# Intent: stages: actions → what the conversation becomes ("=" stays); ! tells the operator, @ comes back by itself.
_OPEN = "new contacted engaged paused"
_OVER = "won redirected declined silent unreachable"
_NEITHER = "handed_off stopped"
TABLE = f"""
stop           | held {_OPEN} demo_booked {_OVER} handed_off | stop → stopped
stop           | stopped                                     | ignore → = !
bounce         | held demo_booked {_OVER} handed_off         | ignore → =
bounce         | {_OPEN}                                     | ignore → = @
bounce         | stopped                                     | ignore → = !
auto_reply     | held demo_booked {_OVER} handed_off         | ignore → =
auto_reply     | {_OPEN}                                     | ignore → = @
auto_reply     | stopped                                     | ignore → = !
human          | held {_OPEN} demo_booked {_OVER}            | hand_off → handed_off !
human          | {_NEITHER}                                  | ignore → = !
redirect       | held {_OPEN} demo_booked {_OVER}            | redirect → redirected
redirect       | {_NEITHER}                                  | ignore → = !
timeout        | held {_OPEN} demo_booked {_OVER}            | pause → paused @
timeout        | {_NEITHER}                                  | ignore → = !
demo           | held {_OPEN} redirected declined silent unreachable | offer_demo → engaged ! @
demo           | demo_booked won                             | offer_demo → = ! @
demo           | {_NEITHER}                                  | ignore → = !
presentation   | held {_OPEN} redirected declined silent unreachable | send_presentation → engaged @
presentation   | demo_booked won                             | send_presentation → = @
presentation   | {_NEITHER}                                  | ignore → = !
question       | held {_OPEN} redirected declined silent unreachable | answer → engaged @
question       | demo_booked won                             | answer → = @
question       | {_NEITHER}                                  | ignore → = !
not_interested | held {_OPEN} demo_booked {_OVER}            | decline → declined
not_interested | {_NEITHER}                                  | ignore → = !
interested     | held {_OPEN} redirected declined silent unreachable | offer_demo → engaged @
interested     | demo_booked won                             | offer_demo → = @
interested     | {_NEITHER}                                  | ignore → = !
other          | new contacted engaged                       | ignore → engaged @
other          | paused                                      | ignore → = @
other          | held demo_booked {_OVER}                    | ignore → =
other          | {_NEITHER}                                  | ignore → = !
"""

PAIRS = {
    (Intent.TIMEOUT, Intent.PRESENTATION): "pause send_presentation",
    (Intent.TIMEOUT, Intent.QUESTION): "pause answer",
    (Intent.DEMO, Intent.PRESENTATION): "offer_demo send_presentation",
    (Intent.DEMO, Intent.QUESTION): "offer_demo answer",
    (Intent.PRESENTATION, Intent.QUESTION): "send_presentation answer",
}


def expected() -> dict[tuple[Stage, Intent], str]:
    table: dict[tuple[Stage, Intent], str] = {}
    for line in filter(None, TABLE.splitlines()):
        intent, stages, follows = (part.strip() for part in line.split("|"))
        for stage in stages.split():
            assert (Stage(stage), Intent(intent)) not in table, f"twice in the table: {stage} × {intent}"
            table[Stage(stage), Intent(intent)] = follows
    return table


def shown(cell: policy.Cell) -> str:
    becomes = "=" if cell.becomes is cell.stage else str(cell.becomes)
    return " ".join(
        [
            " ".join(cell.actions),
            "→",
            becomes,
            *(["!"] if cell.tells_operator else []),
            *(["@"] if cell.comes_back else []),
        ]
    )


def plainly(follows: str, stage: Stage) -> str:
    actions, becomes = follows.split(" → ")
    return f"{actions} → {becomes}".replace(f"→ {stage}", "→ =") if becomes.split()[0] == str(stage) else follows


def test_the_table_has_every_stage_and_intent() -> None:
    assert set(expected()) == {(stage, intent) for stage in policy.STAGES for intent in Intent}


@pytest.mark.parametrize("cell", policy.cells(), ids=lambda cell: f"{cell.stage}-{cell.intent}")
def test_every_cell_is_as_the_table_says(cell: policy.Cell) -> None:
    assert shown(cell) == plainly(expected()[cell.stage, cell.intent], cell.stage)


def test_the_cells_are_every_stage_and_intent_once() -> None:
    assert sorted((c.stage, c.intent) for c in policy.cells()) == sorted((s, i) for s in policy.STAGES for i in Intent)


@pytest.mark.parametrize("cell", policy.pairs(), ids=lambda cell: f"{cell.intent}-{cell.also}")
def test_a_second_request_in_the_same_breath_is_not_forgotten(cell: policy.Cell) -> None:
    alone = next(c for c in policy.cells() if (c.stage, c.intent) == (cell.stage, cell.intent))
    actions = PAIRS.get((cell.intent, cell.also)) if cell.also else None
    assert " ".join(cell.actions) == (actions or " ".join(alone.actions))


def test_every_rule_is_met_in_some_cell() -> None:
    met = {
        c.rule for stage in policy.STAGES for c in (*policy.cells(), *policy.pairs(stage), *policy.exceptions(stage))
    }
    assert met == {rule.id for rule in decide.RULES} | {"in_circles"}


@pytest.mark.parametrize("condition", policy.CONDITIONS, ids=lambda condition: condition.name)
def test_every_condition_changes_something(condition: policy.Condition) -> None:
    assert any(c.condition == condition.name for c in policy.exceptions())


@pytest.mark.parametrize(
    "condition", ["unsure", "maybe_stop", "forged", "no_budget", "forbidden", "meeting_off", "in_circles"]
)
def test_a_stop_is_a_stop_under_every_condition(condition: str) -> None:
    assert not any(c.intent is Intent.STOP and c.condition == condition for c in policy.exceptions())


def test_nothing_is_sent_on_to_a_stranger_without_a_persons_yes() -> None:
    held = {c.condition for c in policy.exceptions() if c.held}
    assert held == {"other_domain", "redirected_before", "by_colleague"}
