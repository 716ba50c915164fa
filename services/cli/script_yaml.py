"""YAML that knows its lines: what `script` reads with, and the error that says where a mistake stands. Pure.

It refuses what YAML would pass over in silence (a key that stands twice), and knows nothing of scripts' keys.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import yaml

from services.core import errors

_MAX_DEPTH = 20


class ScriptError(errors.BadInput):
    """The script cannot be played.

    `what` is wrong, at `field` on `line` (from 1; None: the whole file), and `hint` says how to mend it.
    """

    def __init__(self, what: str, *, field: str = "", line: int | None = None, hint: str = "") -> None:
        where = ", ".join(part for part in (f"line {line}" if line else "", field) if part)
        message = "".join((f"{where}: " if where else "", what, f"; {hint}" if hint else ""))
        super().__init__(message, hint=hint, field=field)
        self.what = what
        self.line = line


class _ShallowLoader(yaml.SafeLoader):
    """Refuses deep nesting, which is slow here and ends the process in the loader written in C."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise ScriptError("the file is nested too deeply", hint="a bracket may be left open")
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


def load(text: str) -> tuple[Any, yaml.Node]:
    """The value, and its tree of nodes, which `line_of` asks. Raises ScriptError."""
    try:
        loader = _ShallowLoader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                raise ScriptError("the file is empty", hint="it has the keys now, contact and steps")
            _refuse_repeated_keys(node)
            return loader.construct_document(node), node
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        hint = "a text with a colon, a hash or a bracket at its start needs quotes"
        raise ScriptError(f"no valid YAML: {error.problem or error.context}", line=line, hint=hint) from error
    except yaml.YAMLError as error:
        raise ScriptError(f"no valid YAML: {error}", hint="the file is UTF-8 text") from error
    except (ValueError, OverflowError) as error:
        hint = "a date looks like 2026-11-23T10:05:00+03:00"
        raise ScriptError(f"a value cannot be read: {error}", hint=hint) from error


def _refuse_repeated_keys(root: yaml.Node) -> None:
    """YAML would take the last of two equal keys silently."""
    waiting, known = [root], {id(root)}
    while waiting:
        node = waiting.pop()
        children: Iterable[yaml.Node] = ()
        if isinstance(node, yaml.MappingNode):
            keys: set[str] = set()
            for key, _ in node.value:
                if isinstance(key, yaml.ScalarNode) and key.value in keys:
                    line = key.start_mark.line + 1
                    raise ScriptError("stands here twice", field=key.value, line=line, hint="keep one of them")
                keys.add(str(key.value))
            children = [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            children = node.value
        for child in children:
            if id(child) not in known:
                known.add(id(child))
                waiting.append(child)


def line_of(root: yaml.Node, path: Sequence[str | int]) -> int:
    """The line (from 1) of the nearest node on the way to `path`."""
    node, line = root, int(root.start_mark.line) + 1
    for part in path:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if getattr(k, "value", None) == str(part)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            pair = (node.value[part], node.value[part])
        else:
            pair = None
        if pair is None:
            return line
        node, line = pair[1], pair[0].start_mark.line + 1
    return line
