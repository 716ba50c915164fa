"""The `assets` collection: files and raw mail, by hash, in chunks below a document's 16 MB."""

import hashlib

from services.core import errors
from services.core.store.engine import Collection, Index

NAME = "assets"
INDEXES = (Index((("asset", 1), ("n", 1))), Index((("owner", 1),)))
CHUNK_BYTES = 8_000_000


class Assets:
    """Bytes that are kept: presentations, received mail, attachments."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def put(self, content: bytes, owner: str = "") -> str:
        """Keep the bytes; their SHA-256 in hex is the key. Keeping the same bytes twice keeps them once."""
        asset = hashlib.sha256(content).hexdigest()
        count = max(1, -(-len(content) // CHUNK_BYTES))
        for n in range(count):
            chunk = content[n * CHUNK_BYTES : (n + 1) * CHUNK_BYTES]
            document = {"_id": f"{asset}:{n}", "asset": asset, "n": n, "of": count, "owner": owner, "content": chunk}
            try:
                await self._collection.insert(document)
            except errors.Duplicate:
                continue
        return asset

    async def get(self, asset: str) -> bytes | None:
        """The bytes, or None when not all of them are there."""
        chunks = await self._collection.find({"asset": asset}, sort=(("n", 1),))
        if not chunks or len(chunks) < chunks[0]["of"]:
            return None
        return b"".join(bytes(each["content"]) for each in chunks)

    async def erase(self, owner: str) -> int:
        """Remove what was kept for one owner."""
        return await self._collection.delete({"owner": owner})
