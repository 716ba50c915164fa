"""A flood by one sender costs little: words only, no brain; and a stop in it is heard."""

from services.app_logic.stages import understand
from services.core.domain.message import FLOOD
from services.core.domain.understanding import Intent
from services.core.store.database import Database
from services.mail_worker.filing import MOST_A_DAY
from tests import builders
from tests.fakes import KeywordBrain
from tests.unit.mail_worker.test_filing import a_mail, file, prepared


async def test_after_too_many_mails_of_a_day_only_words_are_kept(embedded_database: Database) -> None:
    mailbox = await prepared(embedded_database)
    for number in range(MOST_A_DAY + 2):
        raw = a_mail("c1@client.example", text=f"{number} " + "x" * 9_000, name=f"n{number}")
        assert await file(embedded_database, mailbox, raw, uid=number) is not None
    found = await embedded_database.messages.of_conversation("c1.reviews")
    kept = [each for each in found if each.raw]
    flood = [each for each in found if each.is_flood]
    assert (len(kept), len(flood)) == (MOST_A_DAY, 2)
    assert all(len(each.text) <= 4_000 and each.note == FLOOD and not each.raw for each in flood)


async def test_no_brain_is_asked_about_a_flood_and_a_stop_in_it_is_heard() -> None:
    brain = KeywordBrain({"сколько": Intent.QUESTION})
    person = builders.a_contact()
    flood = builders.a_message(text="Сколько это стоит?", note=FLOOD)
    heard = await understand.understand((flood,), person, "RU", brain, builders.NOW)
    assert (brain.asked, heard.sure) == ([], False)
    stop = flood.model_copy(update={"text": "Больше не пишите мне"})
    heard = await understand.understand((stop,), person, "RU", brain, builders.NOW)
    assert (brain.asked, heard.primary) == ([], Intent.STOP)
