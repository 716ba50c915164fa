"""The `assets` collection: files and raw mail, by hash, in chunks below a document's 16 MB.

Each owner has a copy of their own, so that erasing one person takes nothing from another.
"""

import hashlib

from services.core import errors
from services.core.store.engine import Collection, Document, Index

NAME = "assets"
INDEXES = (Index((("asset", 1), ("owner", 1), ("n", 1))), Index((("owner", 1),)))
CHUNK_BYTES = 8_000_000


class Assets:
    """Bytes that are kept: presentations, received mail, attachments."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def put(self, content: bytes, owner: str = "") -> str:
        """Keep the bytes; their SHA-256 in hex is the key. The same bytes of one owner are kept once."""
        asset = hashlib.sha256(content).hexdigest()
        count = max(1, -(-len(content) // CHUNK_BYTES))
        for n in range(count):
            chunk = content[n * CHUNK_BYTES : (n + 1) * CHUNK_BYTES]
            document = {"asset": asset, "n": n, "of": count, "owner": owner, "content": chunk}
            try:
                await self._collection.insert({"_id": f"{owner}:{asset}:{n}", **document})
            except errors.Duplicate:
                continue
        return asset

    async def get(self, asset: str) -> bytes | None:
        """The bytes, or None when nobody's copy is whole."""
        where: Document = {"asset": asset}
        while True:
            first = await self._collection.find_one(where, sort=(("owner", 1), ("n", 1)))
            if first is None:
                return None
            chunks = await self._collection.find({"asset": asset, "owner": first["owner"]}, sort=(("n", 1),))
            if len(chunks) == first["of"]:
                return b"".join(bytes(each["content"]) for each in chunks)
            where = {"asset": asset, "owner": {"$gt": first["owner"]}}

    async def erase(self, owner: str) -> int:
        """Remove what was kept for one owner; how many chunks."""
        return await self._collection.delete({"owner": owner})

    async def remove(self, owner: str, assets: set[str]) -> int:
        """Remove some of what was kept for one owner; how many chunks."""
        return await self._collection.delete({"asset": {"$in": sorted(assets)}, "owner": owner})
