"""What every suite stands on: databases on both engines, watched; servers where they are there.

`database` runs a test once for each engine; `embedded_database` and `server_database` choose one. The server
is the one of MONGODB_URI, else one that the run starts when the first test asks for it. Every test has a
database of its own.
"""

import collections.abc
import contextlib
import os
import urllib.parse
import uuid
from typing import Any

import pymongo
import pytest
import structlog

from services.core.store import database as store
from tests import builders, needs
from tests.house.command_watch import CommandWatch

_TALLY = pytest.StashKey[needs.Tally]()
_USES_SERVER = ("server_database", "mongo_uri")
Databases = collections.abc.AsyncIterator[store.Database]


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    config.stash[_TALLY] = needs.Tally()
    # A database that was named to the tests may be on another machine; nothing else may be.
    named = urllib.parse.urlsplit(os.environ.get("MONGODB_URI", "")).hostname
    if named:
        config.option.allow_hosts = ",".join(filter(None, (config.option.allow_hosts, named)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if set(_USES_SERVER) & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.needs("mongo"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    kinds = dict.fromkeys(str(kind) for mark in item.iter_markers("needs") for kind in mark.args)
    reason = item.config.stash[_TALLY].reason_against(tuple(kinds))
    if reason is None:
        return
    if needs.is_ci():
        pytest.fail(f"{reason} (a test that is skipped in CI is a failure)", pytrace=False)
    pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    lines = config.stash[_TALLY].lines()
    if lines:
        terminalreporter.section("servers")
        for line in lines:
            terminalreporter.line(line)


@pytest.fixture(autouse=True)
def usual_log() -> None:
    """The log as it is at first: a command that was tried in this process may have asked for fewer lines."""
    structlog.reset_defaults()


class _Server:
    """The database server of the run, started when it is first asked for."""

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self._client: pymongo.MongoClient[dict[str, Any]] | None = None
        self._uri = ""

    @property
    def is_started(self) -> bool:
        """Whether any test has asked for it."""
        return bool(self._uri)

    def uri(self) -> str:
        if not self._uri:
            self._uri = os.environ.get("MONGODB_URI", "") or self._start()
        return self._uri

    def _start(self) -> str:
        from tests.servers import mongo_server  # only where no server was named

        return self._stack.enter_context(mongo_server.MongoServer()).uri

    def drop(self, name: str) -> None:
        if self._client is None:
            self._client = self._stack.enter_context(pymongo.MongoClient[dict[str, Any]](self.uri()))
        self._client.drop_database(name)

    def close(self) -> None:
        self._stack.close()


@pytest.fixture(scope="session")
def _server() -> collections.abc.Iterator[_Server]:
    server = _Server()
    yield server
    server.close()


@pytest.fixture
def mongo_uri(_server: _Server) -> str:
    """The address of the run's database server."""
    return _server.uri()


@pytest.fixture
def database_name(_server: _Server) -> collections.abc.Iterator[str]:
    """A name that no other test has. What the test makes under it on the run's server goes with the test."""
    name = f"test_{uuid.uuid4().hex[:16]}"
    yield name
    if _server.is_started:
        _server.drop(name)


@pytest.fixture
def command_watch() -> collections.abc.Iterator[CommandWatch]:
    """The watch over this test's commands; pass its `observe` to every database that a test builds itself."""
    watch = CommandWatch()
    yield watch
    assert watch.faults == []


@contextlib.asynccontextmanager
async def _prepared(made: store.Database) -> Databases:
    try:
        await made.prepare(builders.NOW)
        yield made
    finally:
        await made.close()


@pytest.fixture
async def embedded_database(command_watch: CommandWatch) -> Databases:
    """An empty database on the embedded engine."""
    async with _prepared(store.embedded(builders.SUPPRESSION_KEYS, command_watch.observe)) as made:
        yield made


@pytest.fixture
async def server_database(mongo_uri: str, database_name: str, command_watch: CommandWatch) -> Databases:
    """An empty database on a server."""
    made = store.on_server(mongo_uri, database_name, builders.SUPPRESSION_KEYS, command_watch.observe)
    async with _prepared(made):
        yield made


@pytest.fixture(params=["embedded", pytest.param("server", marks=pytest.mark.needs("mongo"))])
async def database(
    request: pytest.FixtureRequest, _server: _Server, database_name: str, command_watch: CommandWatch
) -> Databases:
    """An empty database, once on each engine."""
    keys, observe = builders.SUPPRESSION_KEYS, command_watch.observe
    if request.param == "embedded":
        made = store.embedded(keys, observe)
    else:
        made = store.on_server(_server.uri(), database_name, keys, observe)
    async with _prepared(made):
        yield made
