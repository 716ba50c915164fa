"""The console over a real socket: it serves until told to stop, and a taken port is named."""

import asyncio

import httpx
import pytest

from services.console import main
from services.core import errors, settings
from tests.servers import ports


def configured(uri: str, name: str, port: int) -> settings.Settings:
    keys = {"SECRET_KEY": "k" * 32, "SUPPRESSION_KEY": "s" * 32}
    return settings.load({**keys, "MONGODB_URI": uri, "MONGODB_DB": name, "CONSOLE_PORT": str(port)})


async def answers(port: int) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        while True:
            try:
                return await client.get(f"http://127.0.0.1:{port}/readyz")
            except httpx.ConnectError:
                await asyncio.sleep(0.02)


async def test_it_serves_until_it_is_told_to_stop(mongo_uri: str, database_name: str) -> None:
    port, stop = ports.free_port(), asyncio.Event()
    serving = asyncio.create_task(main.serve(configured(mongo_uri, database_name, port), stop))
    try:
        answer = await asyncio.wait_for(answers(port), 20)
        assert (answer.status_code, answer.text) == (200, "ok")
        assert "server" not in answer.headers
    finally:
        stop.set()
        await asyncio.wait_for(serving, 20)
    assert not ports.is_open(port)


async def test_a_taken_port_is_named(mongo_uri: str, database_name: str) -> None:
    with ports.bound_socket() as taken:
        taken.listen()
        configuration = configured(mongo_uri, database_name, int(taken.getsockname()[1]))
        with pytest.raises(errors.BadSetting, match="cannot listen") as refused:
            await main.serve(configuration, asyncio.Event())
    assert refused.value.field == "CONSOLE_PORT"
