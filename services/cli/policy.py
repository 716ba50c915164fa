"""`sales-agent policy`: the agent's rules as tables. It needs no database and changes nothing."""

from collections.abc import Iterable

from services.app_logic import policy
from services.cli import terminal
from services.core.domain.conversation import Stage
from services.core.domain.understanding import Intent

_Row = tuple[str, str, str, str]


def show(shown: terminal.Terminal, stage: Stage | None, intent: Intent | None) -> int:
    """Print the cells of one stage or intent, or all of them; JSON has one object for each cell."""
    plain = [each for each in policy.cells() if _wanted(each, stage, intent)]
    at = stage or Stage.ENGAGED
    pairs = [each for each in policy.pairs(at) if _wanted(each, None, intent)]
    exceptions = [each for each in policy.exceptions(at) if _wanted(each, None, intent)]
    document = [_document(each) for each in (*plain, *pairs, *exceptions)]
    tables = (
        terminal.rows(terminal.table("The client means", "in stage", "the agent", "and then"), _grouped(plain)),
        "",
        terminal.rows(
            terminal.table("… and also", "the agent", "and then", title=f"Two intents in one turn, in stage {at}"),
            ((f"{each.intent} + {each.also}", _actions(each), _then(each)) for each in pairs if _adds(each)),
        ),
        "",
        terminal.rows(
            terminal.table("Where", "the client means", "the agent", "and then", title=f"Exceptions, in stage {at}"),
            _excepted(exceptions),
        ),
        "",
        terminal.rows(
            terminal.table("`colleagues`", "one replies", "one asks us to stop", title="The others of a company"),
            policy.COLLEAGUES,
        ),
    )
    shown.result(document, *tables)
    return terminal.OK


def _wanted(cell: policy.Cell, stage: Stage | None, intent: Intent | None) -> bool:
    return (stage is None or cell.stage is stage) and (intent is None or intent in (cell.intent, cell.also))


def _grouped(cells: Iterable[policy.Cell]) -> list[_Row]:
    """One line for the stages in which the same follows."""
    lines: dict[tuple[Intent, str, str], list[str]] = {}
    for each in cells:
        lines.setdefault((each.intent, _actions(each), _then(each)), []).append(str(each.stage))
    order = list(Intent)
    found = sorted(lines.items(), key=lambda line: (order.index(line[0][0]), -len(line[1])))
    return [(str(intent), ", ".join(stages), does, then) for (intent, does, then), stages in found]


def _excepted(cells: Iterable[policy.Cell]) -> list[_Row]:
    reads = {each.name: each.reads for each in policy.CONDITIONS}
    lines: dict[tuple[str, str, str], list[str]] = {}
    for each in cells:
        lines.setdefault((reads[each.condition], _actions(each), _then(each)), []).append(str(each.intent))
    return [(where, ", ".join(intents), does, then) for (where, does, then), intents in lines.items()]


def _adds(pair: policy.Cell) -> bool:
    """Whether the second intent changes anything."""
    alone = next(each for each in policy.cells() if (each.stage, each.intent) == (pair.stage, pair.intent))
    return (alone.actions, alone.becomes) != (pair.actions, pair.becomes)


def _actions(cell: policy.Cell) -> str:
    held = " (waits for a person's yes)" if cell.held else ""
    return ", ".join(str(each).replace("_", " ") for each in cell.actions) + held


def _then(cell: policy.Cell) -> str:
    parts = ["stays"] if cell.becomes is cell.stage else [f"→ {cell.becomes}"]
    parts += ["comes back"] if cell.comes_back else []
    parts += ["tells the operator"] if cell.tells_operator else []
    return ", ".join(parts)


def _document(cell: policy.Cell) -> dict[str, object]:
    return {
        "stage": str(cell.stage),
        "intent": str(cell.intent),
        "also": str(cell.also) if cell.also else None,
        "condition": cell.condition or None,
        "rule": cell.rule,
        "actions": [str(each) for each in cell.actions],
        "becomes": str(cell.becomes),
        "answers": cell.answers,
        "held": cell.held,
        "tells_operator": cell.tells_operator,
        "comes_back": cell.comes_back,
    }
