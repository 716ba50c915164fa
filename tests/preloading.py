"""Preloading: what a process that forks workers loads once, so that no child loads it again.

It starts nothing and touches no database.
"""

import asyncio

from services.app_logic.stages import understand
from services.core.domain import calendar
from services.core.domain.understanding import Intent
from tests import builders
from tests.fakes import KeywordBrain


def preload() -> None:
    """Tables of holidays and of telephone numbers, and the patterns of the rules: they compile for seconds."""
    calendar.is_holiday(builders.NOW.date(), "RU")
    said = (builders.a_message(text="Напишите позже Ивану, +7 903 123-45-67"),)
    brain = KeywordBrain({"позже": Intent.TIMEOUT})
    asyncio.run(understand.understand(said, builders.a_contact(), "RU", brain, builders.NOW))
