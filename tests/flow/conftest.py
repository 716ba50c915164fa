"""The scene of the flow tests: the whole agent on loopback, with a brain that hears keywords."""

from collections.abc import AsyncIterator

import pytest

from tests.flow import scene as scenes


@pytest.fixture
async def scene() -> AsyncIterator[scenes.Scene]:
    """A running agent with the campaign that ships; it is Monday morning in Moscow."""
    async with scenes.opened() as running:
        yield running
