"""What every noun is made of: an immutable pydantic model that refuses fields it does not know.

It does not know how anything is stored: `core/store` turns nouns into documents and back.
"""

from pydantic import BaseModel, ConfigDict


class Noun(BaseModel):
    """A frozen value. Change it by `model_copy(update=...)`; unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
