"""The one door to MongoDB: which engine, which collections, which indexes. Build one per process and event loop.

It opens and closes; what may be asked of each collection stands in that collection's own file.
"""

import datetime
from typing import Any

import pymongo
import pymongo.errors

from services.core import errors
from services.core.settings import Settings
from services.core.store import (
    accounts,
    assets,
    campaigns,
    contacts,
    conversations,
    inbox,
    installation,
    limits,
    messages,
    outbox,
    slots,
    suppressions,
    trail,
    workers,
)
from services.core.store.engine import (
    Collection,
    EmbeddedDriver,
    Index,
    Observer,
    ServerDriver,
    unobserved,
)

INDEXES: dict[str, tuple[Index, ...]] = {
    accounts.NAME: accounts.INDEXES,
    assets.NAME: assets.INDEXES,
    campaigns.NAME: campaigns.INDEXES,
    contacts.NAME: contacts.INDEXES,
    conversations.NAME: conversations.INDEXES,
    inbox.NAME: inbox.INDEXES,
    installation.NAME: installation.INDEXES,
    limits.NAME: limits.INDEXES,
    messages.NAME: messages.INDEXES,
    outbox.NAME: outbox.INDEXES,
    slots.NAME: slots.INDEXES,
    suppressions.NAME: suppressions.INDEXES,
    trail.EVENTS: trail.EVENT_INDEXES,
    trail.DELIVERIES: trail.DELIVERY_INDEXES,
    workers.NAME: workers.INDEXES,
}
Keys = tuple[tuple[str, bytes], ...]


class Database:
    """All collections over one engine. Use `on_server` or `embedded`, then `prepare`."""

    def __init__(
        self, client: Any, raw: Any, driver: type, keys: Keys, observe: Observer, installation_name: str = ""
    ) -> None:
        self._client = client
        self._collections = {name: Collection(name, driver(raw[name]), observe) for name in INDEXES}
        of = self._collections
        self.accounts = accounts.Accounts(of[accounts.NAME])
        self.assets = assets.Assets(of[assets.NAME])
        self.campaigns = campaigns.Campaigns(of[campaigns.NAME])
        self.contacts = contacts.Contacts(of[contacts.NAME])
        self.conversations = conversations.Conversations(of[conversations.NAME])
        self.deliveries = trail.Deliveries(of[trail.DELIVERIES])
        self.events = trail.Events(of[trail.EVENTS])
        self.inbox = inbox.Inbox(of[inbox.NAME])
        self.installation = installation.Installations(of[installation.NAME], installation_name)
        self.limits = limits.Limits(of[limits.NAME])
        self.messages = messages.Messages(of[messages.NAME])
        self.outbox = outbox.Outbox(of[outbox.NAME])
        self.slots = slots.Slots(of[slots.NAME])
        self.suppressions = suppressions.Suppressions(of[suppressions.NAME], keys)
        self.workers = workers.Workers(of[workers.NAME])

    async def prepare(self, now: datetime.datetime) -> None:
        """Make the indexes, check the suppression key, and whose database it is. Safe to repeat.

        Raises `errors.WrongKey` and `errors.StoreUnavailable`.
        """
        for name, indexes in INDEXES.items():
            await self._collections[name].ensure(indexes)
        await self.suppressions.check_key(now)
        await self.installation.check_name(now)

    def collection(self, name: str) -> Collection:
        """A collection as it is stored, for what goes over all of them (`archive`)."""
        return self._collections[name]

    async def close(self) -> None:
        """Let go of the connections."""
        closing = self._client.close()
        if closing is not None:
            await closing


def on_server(uri: str, name: str, keys: Keys, observe: Observer = unobserved, installation_name: str = "") -> Database:
    """A database on a MongoDB-compatible server: majority writes, journaled, aware datetimes.

    Raises `errors.BadSetting` when `uri` cannot be read.
    """
    try:
        client: Any = pymongo.AsyncMongoClient(
            uri,
            tz_aware=True,
            tzinfo=datetime.UTC,
            w="majority",
            journal=True,
            serverSelectionTimeoutMS=5000,
            appname="sales-agent",
        )
    except (pymongo.errors.PyMongoError, ValueError) as error:
        # The driver's own words may repeat the address, and with it the password.
        raise errors.BadSetting(
            f"MONGODB_URI cannot be used ({type(error).__name__})",
            field="MONGODB_URI",
            hint="write it as mongodb://user:password@host:27017/, with special characters as %40",
        ) from None
    return Database(client, client[name], ServerDriver, keys, observe, installation_name)


def embedded(keys: Keys, observe: Observer = unobserved, installation_name: str = "") -> Database:
    """A database in this process, gone when it ends: for the demo and for tests."""
    import mongomock_ng  # heavy, and not needed on a server

    from services.core.store.narrowed import Narrowed

    client: Any = mongomock_ng.MongoClient(tz_aware=True)
    raw = {name: Narrowed.of(client["sales_agent"], name) for name in INDEXES}
    return Database(client, raw, EmbeddedDriver, keys, observe, installation_name)


def on_settings(configuration: Settings) -> Database:
    """The database that the settings name. Raises `errors.BadSetting` where they name none."""
    if configuration.mongodb_uri is None:
        raise errors.BadSetting(
            "MONGODB_URI is not set: there is no database to work on",
            field="MONGODB_URI",
            hint="set it to your MongoDB, or try the agent without one: sales-agent demo",
        )
    uri = configuration.mongodb_uri.get_secret_value()
    keys, name = configuration.suppression_keys(), configuration.installation
    return on_server(uri, configuration.mongodb_db, keys, installation_name=name)
