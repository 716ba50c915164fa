"""Scenes for the kill tests: a conversation with something to do in it, stored and routed as receivers do."""

import datetime

from services.core.domain import address, contact, conversation, message
from services.core.domain.understanding import Intent
from services.core.store import enrolment, routing
from services.core.store.database import Database
from tests import builders

NOW = datetime.datetime(2026, 11, 23, 7, 5, tzinfo=datetime.UTC)
WORDS = {"сколько": Intent.QUESTION, "созвон": Intent.DEMO, "позже": Intent.TIMEOUT}
ANNA = address.email("anna@veter.example")


async def anna_writes(database: Database, *texts: str) -> conversation.Conversation:
    """Anna has been written to and answers with these mails; her conversation is due."""
    await database.accounts.put(builders.an_account(id="main"))
    offer = builders.a_campaign(id="reviews", accounts=("main",), operators=("operator@example.org",))
    await database.campaigns.put(offer)
    basis = contact.Basis(text="asked us", source="test", at=NOW, operator="test")
    person = builders.a_contact(id="c-anna", name="Анна", addresses=(ANNA,), basis=basis, language="ru")
    talk = await enrolment.enrol(database, person, offer, NOW)
    sent = builders.an_item(
        id=f"touch:{talk.id}:1:0:0",
        conversation=talk.id,
        contact="c-anna",
        campaign="reviews",
        account="main",
        to=ANNA,
        state="sent",
        sent_at=NOW,
        message_id="<opening@reviews.example>",
    )
    await database.outbox.add(sent)
    marks = {"stage": "contacted", "touches": 1, "subject": "Отзывы", "last_message_id": "<opening@reviews.example>"}
    await database.conversations.threaded(talk.id, {**marks, "wake_at": conversation.NEVER})
    for count, text in enumerate(texts):
        arrived = a_mail(talk.id, text, count)
        stored = await database.messages.add(arrived)
        await routing.route(database, stored, NOW)
    found = await database.conversations.get(talk.id)
    assert found is not None
    return found


def a_mail(talk_id: str, text: str, count: int) -> message.Message:
    """A mail of Anna's that answers our opening."""
    return builders.a_message(
        id=f"m-anna-{count}",
        keys=(f"imap:main:INBOX:1:{count}", f"mid:main:<anna-{count}@veter.example>:x"),
        account="main",
        sender=ANNA,
        conversation=talk_id,
        contact="c-anna",
        subject="Re: Отзывы",
        text=text,
        message_id=f"<anna-{count}@veter.example>",
        in_reply_to="<opening@reviews.example>",
        references=("<opening@reviews.example>",),
        arrived_at=NOW + datetime.timedelta(milliseconds=count),
        trust="full",
        state="arrived",
        turn="",
    )
