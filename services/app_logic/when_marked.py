"""Which of a message's times a brain holds for the one that counts, by the words that it marked.

A mark finds no time: it speaks for a reading that the rules made of words it touches. It knows no words itself.
"""

from services.app_logic import marks
from services.app_logic.when_pairs import Word
from services.app_logic.when_reading import Reading
from services.core.domain import understanding

# What a mark weighs beside the rules' own reasons, of which the strongest are about 2.
BONUS = 2.0


def spoken_for(
    found: list[Reading], row: list[Word], text: str, claims: tuple[understanding.Mark, ...]
) -> list[Reading]:
    """The readings; those of marked words score higher. Pure."""
    places = marks.places(text, claims, "time")
    marked = [(each.start, each.end) for each in places]
    return [
        reading._replace(score=reading.score + BONUS)
        if any(row[reading.start].start < end and start < row[reading.end - 1].end for start, end in marked)
        else reading
        for reading in found
    ]
