"""What the driver raises, in our words: a database that is away is told from a bug."""

from typing import Any

import pymongo.errors
import pytest

from services.core import errors
from services.core.store.engine import Collection


class FailingDriver:
    """Raises what it is given, while another error is being handled where that is named."""

    def __init__(self, error: Exception, during: Exception | None = None) -> None:
        self._error = error
        self._during = during

    async def call(self, verb: str, *arguments: Any, **options: Any) -> Any:
        if self._during is None:
            raise self._error
        try:
            raise self._during
        except Exception:
            raise self._error  # noqa: B904 - as the driver does it


AWAY = pymongo.errors.ServerSelectionTimeoutError("nobody there")


@pytest.mark.parametrize(
    ("driver", "expected"),
    [
        (FailingDriver(AWAY), errors.StoreUnavailable),
        (FailingDriver(pymongo.errors.AutoReconnect("reset")), errors.StoreUnavailable),
        (FailingDriver(RuntimeError("Lock is not acquired"), AWAY), errors.StoreUnavailable),
        (FailingDriver(RuntimeError("a bug")), RuntimeError),
        (FailingDriver(RuntimeError("a bug"), ValueError("another")), RuntimeError),
        (FailingDriver(pymongo.errors.DuplicateKeyError("there")), errors.Duplicate),
    ],
)
async def test_each_failure_of_the_driver_has_its_name(driver: FailingDriver, expected: type[Exception]) -> None:
    with pytest.raises(expected):
        await Collection("outbox", driver).find_one({"_id": "i1"})
