"""Builders: every noun with everything defaulted, so that a test names only what it is about.

The time is always NOW (Monday, 23 November 2026, 10:05 in Moscow) unless told otherwise. Ids are countable:
`a_contact(2)` is `c2` with the address `c2@client.example`, and `a_conversation(2)` is its talk.
It builds values; it stores nothing.
"""

import datetime
from typing import Any

from services.core.domain import account, address, campaign, contact, conversation, message, outbox_item
from services.core.domain.situation import Situation
from services.core.domain.understanding import Intent, IntentFound, Understanding

NOW = datetime.datetime(2026, 11, 23, 7, 5, tzinfo=datetime.UTC)
SUPPRESSION_KEYS = (("key1", b"a suppression key for tests only"),)
LEASE = datetime.timedelta(seconds=120)


def later(**span: float) -> datetime.datetime:
    """NOW and so much more: `later(days=3)`, `later(hours=-1)`."""
    return NOW + datetime.timedelta(**span)


def a_basis(**fields: Any) -> contact.Basis:
    """A consent basis on record."""
    default = {"text": "asked for an offer at the fair", "source": "fair 2026", "at": NOW, "operator": "olga"}
    return contact.Basis.model_validate({**default, **fields})


def a_contact(number: int = 1, **fields: Any) -> contact.Contact:
    """Contact `c<number>` with one e-mail address and a consent basis."""
    default: dict[str, Any] = {
        "id": f"c{number}",
        "name": f"Anna {number}",
        "company": "Veter",
        "language": "ru",
        "timezone": "Europe/Moscow",
        "addresses": (address.email(f"c{number}@client.example"),),
        "basis": a_basis(),
        "created_at": NOW,
    }
    return contact.Contact.model_validate({**default, **fields})


def a_fact(fact_id: str = "price", **fields: Any) -> campaign.Fact:
    """A fact in both languages."""
    default: dict[str, Any] = {
        "id": fact_id,
        "kind": campaign.FactKind.PRICE,
        "text": {"ru": "От 9 900 рублей в месяц.", "en": "From 99 euros a month."},
        "asks": {"ru": ("сколько стоит",), "en": ("how much is it",)},
    }
    return campaign.Fact.model_validate({**default, **fields})


def a_campaign(campaign_id: str = "reviews", **fields: Any) -> campaign.Campaign:
    """A campaign with an opening, two follow-ups, one fact and a presentation in both languages."""
    default: dict[str, Any] = {
        "id": campaign_id,
        "name": "Customer reviews",
        "accounts": ("main",),
        "operators": ("operator@agent.example",),
        "colleagues": campaign.Colleagues.OFF,  # all contacts of a test are at client.example
        "sender": campaign.Sender(name={"ru": "Ольга", "en": "Olga"}, company={"ru": "Отклик", "en": "Otklik"}),
        "offer": {"ru": "сбор и разбор отзывов", "en": "collecting and reading reviews"},
        "facts": (a_fact(),),
        "presentation": {
            "ru": campaign.Presentation(name="prezentatsiya.pdf", asset="0" * 64),
            "en": campaign.Presentation(name="presentation.pdf", asset="1" * 64),
        },
        "touches": tuple(
            campaign.Touch(after_days=days, subject={"ru": "Отзывы", "en": "Reviews"}, text={"ru": ru, "en": en})
            for days, ru, en in (
                (0, "Мы собираем отзывы.", "We collect reviews."),
                (3, "Удалось посмотреть?", "Did you have a look?"),
                (7, "Больше не побеспокою.", "This is my last letter."),
            )
        ),
    }
    return campaign.Campaign.model_validate({**default, **fields})


def an_account(account_id: str = "main", **fields: Any) -> account.Account:
    """A mailbox on loopback whose password is in MAIL_PASSWORD."""
    default: dict[str, Any] = {
        "id": account_id,
        "address": f"{account_id}@agent.example",
        "name": "Olga",
        "smtp": account.Server(host="127.0.0.1", port=2525, tls=account.Tls.NONE),
        "imap": account.Server(host="127.0.0.1", port=1143, tls=account.Tls.NONE),
        "username": f"{account_id}@agent.example",
        "secret": account.Secret(from_env="MAIL_PASSWORD"),
    }
    return account.Account.model_validate({**default, **fields})


def a_conversation(number: int = 1, **fields: Any) -> conversation.Conversation:
    """The conversation of contact `c<number>` in the campaign `reviews`, new and due."""
    default: dict[str, Any] = {
        "id": f"c{number}.reviews",
        "contact": f"c{number}",
        "campaign": "reviews",
        "account": "main",
        "language": "ru",
        "wake_at": NOW,
        "lease_until": NOW,
        "touched_at": NOW,
        "created_at": NOW,
    }
    return conversation.Conversation.model_validate({**default, **fields})


def a_message(number: int = 1, **fields: Any) -> message.Message:
    """Message `m<number>` of contact `c1`, arrived in its conversation so many seconds after NOW."""
    default: dict[str, Any] = {
        "id": f"m{number}",
        "keys": (f"imap:main:INBOX:1:{number}",),
        "channel": address.Channel.EMAIL,
        "account": "main",
        "sender": address.email("c1@client.example"),
        "conversation": "c1.reviews",
        "contact": "c1",
        "subject": "Re: Отзывы",
        "text": "Сколько это стоит?",
        "message_id": f"<m{number}@client.example>",
        "arrived_at": later(seconds=number),
    }
    return message.Message.model_validate({**default, **fields})


def an_item(number: int = 1, **fields: Any) -> outbox_item.OutboxItem:
    """Outbox item `touch:c1.reviews:1:<number>:0` to contact `c1`, queued and due."""
    default: dict[str, Any] = {
        "id": f"touch:c1.reviews:1:{number}:0",
        "kind": outbox_item.Kind.TOUCH,
        "conversation": "c1.reviews",
        "contact": "c1",
        "campaign": "reviews",
        "account": "main",
        "to": address.email("c1@client.example"),
        "to_name": "Anna 1",
        "subject": "Отзывы",
        "text": "Мы собираем отзывы.",
        "language": "ru",
        "message_id": f"<i{number}@agent.example>",
        "reference": f"ref{number}",
        "date": NOW,
        "cause": f"touch {number}",
        "due_at": NOW,
        "not_after": later(days=5),
        "created_at": later(seconds=number),
    }
    return outbox_item.OutboxItem.model_validate({**default, **fields})


def an_understanding(*labels: Intent, **fields: Any) -> Understanding:
    """An understanding with these labels (a question by default), each quoting the same words, sure."""
    found = labels or (Intent.QUESTION,)
    quote = "Сколько это стоит?"
    default: dict[str, Any] = {
        "language": "ru",
        "primary": min(found, key=list(Intent).index),
        "intents": tuple(IntentFound(label=label, score=0.9, quote=quote) for label in found),
        "questions": (quote,) if Intent.QUESTION in found else (),
    }
    return Understanding.model_validate({**default, **fields})


def a_situation(*labels: Intent, **fields: Any) -> Situation:
    """What is known when an engaged contact has written something with these labels."""
    default: dict[str, Any] = {
        "stage": conversation.Stage.ENGAGED,
        "understanding": an_understanding(*labels),
        "timezone": "Europe/Moscow",
        "now": NOW,
    }
    return Situation.model_validate({**default, **fields})
