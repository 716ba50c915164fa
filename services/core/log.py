"""Logging: one line per stage, an event word and keys. Never message text, addresses or secrets above debug.

It sets up structlog; it does not decide what is worth a line.
"""

import contextlib
import logging
import sys
from typing import Any

import structlog


def set_up(level: str = "INFO", *, plain: bool = False) -> None:
    """Send lines to stderr: JSON, or readable ones where `plain`. `level` is a name such as INFO."""
    number = logging.getLevelName(level.upper())
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if plain:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number if isinstance(number, int) else logging.INFO),
        # Asked for anew each time: who runs us in this process may put another stderr in place and close the old one.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)


def about(**keys: str) -> contextlib.AbstractContextManager[None]:
    """Every line within it, of whichever module, carries these ids: conversation, turn, item, job, mail."""
    return structlog.contextvars.bound_contextvars(**keys)


def get(name: str) -> Any:
    """A logger that names its service."""
    return structlog.get_logger(service=name)
