"""The `campaigns` collection: offers, by id."""

from services.core.domain import campaign
from services.core.store import documents
from services.core.store.engine import Collection, Index

NAME = "campaigns"
INDEXES: tuple[Index, ...] = ()


class Campaigns:
    """Offers and what tunes them."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def put(self, offer: campaign.Campaign) -> bool:
        """Add the campaign or write it over the stored one; True when it is new."""
        document = documents.to_document(offer)
        key = {"_id": document.pop("_id")}
        is_new = await self._collection.find_one(key) is None
        await self._collection.update_one(key, {"$set": document}, upsert=True)
        return is_new

    async def get(self, campaign_id: str) -> campaign.Campaign | None:
        """The campaign of this id, or None."""
        found = await self._collection.find_one({"_id": campaign_id})
        return documents.to_noun(campaign.Campaign, found) if found else None

    async def all(self) -> list[campaign.Campaign]:
        """Every campaign, by id."""
        found = await self._collection.find({}, sort=(("_id", 1),))
        return [documents.to_noun(campaign.Campaign, each) for each in found]
