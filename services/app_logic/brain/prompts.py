"""Prompts: the texts in `prompts/`, by name, with the hash that goes into the record of each call.

It reads the files that ship with the agent, once; it fills nothing in.
"""

import functools
import hashlib
import pathlib
from typing import Any

import yaml

from services.core.domain.base import Noun

_FOLDER = pathlib.Path(__file__).parents[1] / "prompts"
_HASH_LENGTH = 16


class Prompt(Noun):
    """What a model is told: the system message, and examples that are shown as earlier turns of the talk.

    `hash` is SHA-256 (its first 16 hex digits) of the files' contents: another hash, another prompt.
    """

    name: str
    system: str
    examples: tuple[dict[str, Any], ...]
    hash: str


@functools.cache
def load(name: str) -> Prompt:
    """The prompt of that name: `understand` or `write`. Raises FileNotFoundError on another name."""
    system = (_FOLDER / f"{name}.system.md").read_bytes()
    examples = (_FOLDER / f"{name}.examples.yaml").read_bytes()
    return Prompt(
        name=name,
        system=system.decode("utf-8").strip(),
        examples=tuple(yaml.safe_load(examples)),
        hash=hashlib.sha256(system + b"\0" + examples).hexdigest()[:_HASH_LENGTH],
    )
