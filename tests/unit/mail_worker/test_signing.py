"""DKIM: receivers can verify what we sign, the headers of one-click unsubscribing are covered, builds are alike."""

import base64
import email
import email.policy
import functools

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from services.core import errors
from services.mail_worker import compose, signing
from tests import builders

AT = 1_700_000_000  # receivers refuse a signature from the future
PKCS8, PKCS1 = serialization.PrivateFormat.PKCS8, serialization.PrivateFormat.TraditionalOpenSSL


@functools.cache
def a_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, form: serialization.PrivateFormat = PKCS8) -> str:
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def dns(name: bytes, timeout: float = 5) -> bytes:
    assert name == b"s1._domainkey.agent.example."
    public = a_key().public_key()
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return b"v=DKIM1; k=rsa; p=" + base64.b64encode(der)


def a_mail() -> bytes:
    leaving = compose.Unsubscribing(
        mailto="main@agent.example", subject="unsubscribe-x", url="https://agent.example/u/" + "x" * 120
    )
    item = builders.an_item(text="Добрый день!\n\nКороткое письмо.", references=("<a@client.example>",))
    return compose.compose(item, builders.an_account(), builders.a_campaign(), (), leaving)


def signed(raw: bytes, key_form: serialization.PrivateFormat = PKCS8) -> bytes:
    return signing.sign(raw, "agent.example", "s1", pem(a_key(), key_form), AT)


@pytest.mark.parametrize("form", [PKCS8, PKCS1])
def test_a_receiver_verifies_what_we_sign(form: serialization.PrivateFormat) -> None:
    whole = signed(a_mail(), form)
    assert dkim.verify(whole, dnsfunc=dns)
    assert whole.endswith(a_mail())


def test_the_same_mail_is_the_same_bytes_on_a_second_build() -> None:
    assert signed(a_mail()) == signed(a_mail())
    assert f"t={AT}".encode() in signed(a_mail())


def test_the_headers_of_one_click_are_signed_and_can_be_neither_changed_nor_added() -> None:
    whole = signed(a_mail())
    signature = str(email.message_from_bytes(whole, policy=email.policy.compat32)["DKIM-Signature"])
    names = [each.strip() for each in signature.partition("h=")[2].partition(";")[0].split(":")]
    assert names.count("list-unsubscribe") == names.count("list-unsubscribe-post") == names.count("from") == 2
    assert "sender" not in names
    assert not dkim.verify(whole.replace(b"https://agent.example/u/x", b"https://elsewhere.example/u/x"), dnsfunc=dns)
    assert not dkim.verify(b"List-Unsubscribe: <https://elsewhere.example/>\r\n" + whole, dnsfunc=dns)
    assert not dkim.verify(b"From: else@elsewhere.example\r\n" + whole, dnsfunc=dns)


def test_a_changed_body_is_noticed_and_changed_blanks_are_not() -> None:
    whole = signed(a_mail())
    assert not dkim.verify(whole + b"and one more line\r\n", dnsfunc=dns)
    assert dkim.verify(whole.replace(b"Message-ID: ", b"message-id:   "), dnsfunc=dns)


@pytest.mark.parametrize(
    "text",
    ["", "kanarejka", pem(ec.generate_private_key(ec.SECP256R1())), pem(rsa.generate_private_key(65537, 1024))[:200]],
)
def test_a_key_that_cannot_be_used_is_told_and_not_repeated(text: str) -> None:
    with pytest.raises(errors.BadSetting, match="DKIM key") as refused:
        signing.sign(a_mail(), "agent.example", "s1", text, AT)
    assert "kanarejka" not in str(refused.value)
    assert "genrsa" in refused.value.hint
