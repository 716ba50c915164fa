"""What kind of server the database is. It asks; the verdict is `doctor`'s."""

from typing import Any

import pymongo
import pymongo.errors

from services.core import errors
from services.core.settings import Settings

_WAIT_MS = 5000


async def build_info(configuration: Settings) -> dict[str, Any]:
    """What the server says of itself (the command `buildInfo`, which needs no rights).

    Raises `errors.BadSetting` where there is no usable address, and `errors.StoreUnavailable`.
    """
    if configuration.mongodb_uri is None:
        raise errors.BadSetting("MONGODB_URI is not set", field="MONGODB_URI")
    client: pymongo.AsyncMongoClient[dict[str, Any]] = pymongo.AsyncMongoClient(
        configuration.mongodb_uri.get_secret_value(), serverSelectionTimeoutMS=_WAIT_MS
    )
    try:
        return dict(await client.admin.command("buildInfo"))
    except pymongo.errors.OperationFailure as error:
        raise errors.BadSetting(
            f"the database refused us ({error.code})", field="MONGODB_URI", hint="check its user and password"
        ) from None
    except pymongo.errors.PyMongoError as error:
        raise errors.StoreUnavailable(type(error).__name__) from None
    finally:
        await client.close()
