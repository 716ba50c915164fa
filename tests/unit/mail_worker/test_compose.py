"""Composing: whatever is put into a header stays in that header, and words stay words in HTML."""

import email
import email.policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.domain import account, outbox_item
from services.mail_worker import compose
from tests import builders

LEAVING = compose.Unsubscribing(mailto="main@agent.example", subject="unsubscribe-x", url="https://agent.example/u/x")
KNOWN = {
    *("from", "to", "subject", "date", "message-id", "in-reply-to", "references", "reply-to", "x-agent-ref"),
    *("list-unsubscribe", "list-unsubscribe-post", "mime-version", "content-type", "content-transfer-encoding"),
}
FILE = outbox_item.File(name="deck.pdf", media_type="application/pdf", asset="0" * 64)
HOSTILE = st.text(
    st.one_of(st.sampled_from('\r\n\x00\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\t :<>,;=?"\\@аё'), st.characters()),
    max_size=120,
)
BREAKS = ("\n", "\r", "\r\n", "\x00", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")


def composed(item: outbox_item.OutboxItem, name: str = "Olga", file: str = "deck.pdf") -> bytes:
    mailbox = builders.an_account(name=name, reply_token=account.ReplyToken.PLUS)
    files = ((FILE.model_copy(update={"name": file}), b"%PDF"),)
    return compose.compose(item, mailbox, builders.a_campaign(), files, LEAVING)


def heads(raw: bytes) -> list[str]:
    return [name.lower() for name, _ in email.message_from_bytes(raw, policy=email.policy.compat32).raw_items()]


@given(
    subject=HOSTILE,
    to_name=HOSTILE,
    own_name=HOSTILE,
    file=HOSTILE,
    parent=HOSTILE,
    references=st.lists(HOSTILE, max_size=3),
)
def test_nothing_that_is_put_into_a_header_makes_another_one(
    subject: str, to_name: str, own_name: str, file: str, parent: str, references: list[str]
) -> None:
    fields = {"subject": subject, "to_name": to_name, "in_reply_to": parent, "references": tuple(references)}
    item = builders.an_item().model_copy(update=fields)
    mailbox = builders.an_account().model_copy(update={"name": own_name})
    try:
        raw = compose.compose(
            item, mailbox, builders.a_campaign(), ((FILE.model_copy(update={"name": file}), b"%PDF"),), LEAVING
        )
    except ValueError:
        return  # refused: the item fails with a reason, and nothing is sent
    found = heads(raw)
    assert set(found) <= KNOWN
    assert len(found) == len(set(found))
    assert raw.partition(b"\r\n\r\n")[0].count(b"\r\n\r\n") == 0


@pytest.mark.parametrize("ending", BREAKS, ids=repr)
@pytest.mark.parametrize("place", ["subject", "to_name", "in_reply_to", "references", "message_id"])
def test_a_line_break_in_a_header_is_refused(place: str, ending: str) -> None:
    evil = f"x{ending}Bcc: victim@example.org"
    item = builders.an_item().model_copy(update={place: (evil,) if place == "references" else evil})
    with pytest.raises(ValueError, match="line break"):
        composed(item)


@pytest.mark.parametrize("ending", BREAKS, ids=repr)
def test_a_line_break_in_our_own_name_or_a_files_is_refused(ending: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        composed(builders.an_item(), file=f"a{ending}Content-Type: text/html")
    mailbox = builders.an_account().model_copy(update={"name": f"Olga{ending}Bcc: victim@example.org"})
    with pytest.raises(ValueError, match="line break"):
        compose.compose(builders.an_item(), mailbox, builders.a_campaign())


def test_words_stay_words_in_html() -> None:
    evil = '<script>alert(1)</script> <img src=x onerror="alert(2)"> https://x.example/"onclick="alert(3)'
    parsed = email.message_from_bytes(composed(builders.an_item(text=evil)), policy=email.policy.default)
    page = parsed.get_body(("html",))
    assert page is not None
    shown = page.get_content()
    assert "<script" not in shown
    assert "<img" not in shown
    assert '"onclick=' not in shown
    plain = parsed.get_body(("plain",))
    assert plain is not None
    assert evil in plain.get_content()
