"""Assets on both engines: bytes in chunks, kept once, whole or not at all."""

import hashlib

import pytest

from services.core.store import assets
from services.core.store.database import Database


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 100, bytes(range(256)) * 3], ids=["empty", "small", "bytes"])
async def test_bytes_come_back_as_they_were(database: Database, content: bytes) -> None:
    asset = await database.assets.put(content, owner="c1")
    assert asset == hashlib.sha256(content).hexdigest()
    assert await database.assets.put(content, owner="c1") == asset
    assert await database.assets.get(asset) == content


async def test_what_is_longer_than_a_document_may_be_goes_in_chunks(database: Database) -> None:
    content = b"0123456789abcdef" * 1_062_500  # 17 MB
    asset = await database.assets.put(content)
    chunks = await database.assets._collection.count({"asset": asset})
    assert chunks == -(-len(content) // assets.CHUNK_BYTES) == 3
    assert await database.assets.get(asset) == content


async def test_half_of_a_file_is_no_file(database: Database) -> None:
    content = b"x" * (assets.CHUNK_BYTES + 1)
    asset = await database.assets.put(content)
    await database.assets._collection.delete({"_id": f":{asset}:1"})
    assert await database.assets.get(asset) is None
    assert await database.assets.put(content) == asset
    assert await database.assets.get(asset) == content


async def test_what_was_kept_for_somebody_goes_with_them(database: Database) -> None:
    hers, his = await database.assets.put(b"hers", "c1"), await database.assets.put(b"his", "c2")
    assert await database.assets.erase("c1") == 1
    assert await database.assets.get(hers) is None
    assert await database.assets.get(his) == b"his"


async def test_the_same_bytes_of_two_people_outlive_either(database: Database) -> None:
    for owner in ("c1", "c2"):
        asset = await database.assets.put(b"the same deck", owner)
    assert await database.assets.erase("c1") == 1
    assert await database.assets.get(asset) == b"the same deck"
    assert await database.assets.remove("c2", {asset, "f" * 64}) == 1
    assert await database.assets.get(asset) is None


async def test_a_whole_copy_is_found_behind_a_broken_one(database: Database) -> None:
    content = b"x" * (assets.CHUNK_BYTES + 1)
    for owner in ("", "c1"):
        asset = await database.assets.put(content, owner)
    await database.assets._collection.delete({"_id": f":{asset}:0"})
    assert await database.assets.get(asset) == content
