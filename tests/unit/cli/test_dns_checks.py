"""The doctor's verdict on sending domains: a table over records, and the records as a name server gives them."""

import base64
import dataclasses
import functools

import hypothesis
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from services.cli import dns_checks, dns_records
from services.core import errors
from services.core.domain import account
from tests import builders
from tests.servers.dns_server import DnsServer

DOMAIN = "agent.example"


@functools.cache
def pem(bits: int = 2048) -> str:
    key = rsa.generate_private_key(65537, bits)
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def public(bits: int = 2048) -> str:
    return dns_checks.public_key(pem(bits))


def a_sender(selector: str = "") -> dns_checks.Sender:
    return dns_checks.Sender(DOMAIN, "smtp.agent.example", selector, public() if selector else "")


GOOD = dns_checks.Records(
    mx=("mx.agent.example",),
    txt=("something=else", "v=spf1 include:_spf.provider.example ~all"),
    dmarc=("v=DMARC1; p=none",),
    pointers=("smtp.agent.example",),
    spf_lookups=3,
)


def verdict_of(what: str, records: dns_checks.Records, selector: str = "") -> dns_checks.Verdict:
    (found,) = [each for each in dns_checks.judge(a_sender(selector), records) if f": {what}" in each.name]
    return found


def test_a_domain_in_order_has_nothing_to_mend() -> None:
    records = dataclasses.replace(GOOD, dkim=(f"v=DKIM1; k=rsa; p={public()}",))
    found = dns_checks.judge(a_sender("s1"), records)
    assert [each.verdict for each in found] == ["ok"] * 5
    assert [each.publish for each in found] == [""] * 5


def test_what_nobody_answers_is_no_failure() -> None:
    nothing = dns_checks.Records(None, None, None, None, None)
    assert {each.verdict for each in dns_checks.judge(a_sender("s1"), nothing)} == {"warn"}


@pytest.mark.parametrize(
    ("txt", "lookups", "verdict", "said"),
    [
        ((), 0, "fail", "no record"),
        (("v=spf10 -all",), 0, "fail", "no record"),
        (("V=SPF1 mx -all",), 1, "ok", ""),
        (("v=spf1 mx ~all", "v=spf1 a -all"), 1, "fail", "2 records"),
        (("v=spf1 mx +all",), 1, "fail", "everybody"),
        (("v=spf1 mx all",), 1, "fail", "everybody"),
        (("v=spf1 mx",), 1, "warn", "everybody else"),
        (("v=spf1 redirect=_spf.provider.example",), 1, "ok", ""),
        (("v=spf1 mx -all",), 10, "ok", ""),
        (("v=spf1 mx -all",), 11, "fail", "11 lookups"),
        (("v=spf1",), 0, "warn", ""),
    ],
)
def test_spf(txt: tuple[str, ...], lookups: int, verdict: str, said: str) -> None:
    found = verdict_of("SPF", dataclasses.replace(GOOD, txt=txt, spf_lookups=lookups))
    assert found.verdict == verdict
    assert said in found.detail


@pytest.mark.parametrize(
    ("record", "count", "names"),
    [
        ("v=spf1 -all", 0, ()),
        ("v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 a mx -all", 2, ()),
        ("v=spf1 a/24 mx:other.example/24 ptr exists:%{i}.x.example ~all", 4, ()),
        ("v=spf1 +include:A.example. ?include:b.example all", 2, ("a.example", "b.example")),
        ("v=spf1 include:a.example redirect=b.example", 2, ("a.example", "b.example")),
        ("v=spf1 redirect=b.example -all", 0, ()),
        ("v=spf1 include:%{d}.x.example -all", 1, ()),
        ("v=spf1 all:x axe mxe includes:x exp=e.example", 0, ()),
    ],
)
def test_the_lookups_of_an_spf_record_are_counted(record: str, count: int, names: tuple[str, ...]) -> None:
    assert dns_checks.spf_terms(record) == (count, names)


@pytest.mark.parametrize(
    ("records", "verdict", "said"),
    [
        ((), "fail", "no record"),
        (("v=DKIM1; p=a", "v=DKIM1; p=b"), "fail", "several"),
        (("hello",), "fail", "cannot be read"),
        (("v=DKIM1; k=rsa",), "fail", "cannot be read"),
        (("v=DKIM2; p=abc",), "fail", "cannot be read"),
        (("v=DKIM1; p=",), "fail", "withdrawn"),
        ((f"v=DKIM1; p={public(1024)}",), "fail", "another key"),
        ((f"p={public()[:80]} {public()[80:]}; k=rsa",), "ok", "2048 bits"),
        ((f"v=DKIM1; t=y:s; p={public()}",), "warn", "test"),
    ],
)
def test_dkim(records: tuple[str, ...], verdict: str, said: str) -> None:
    found = verdict_of("DKIM", dataclasses.replace(GOOD, dkim=records), "s1")
    assert (found.verdict, said in found.detail) == (verdict, True)
    if verdict == "fail":
        assert found.publish.startswith("s1._domainkey.agent.example. IN TXT ")


def test_a_short_key_is_warned_of() -> None:
    sender = dns_checks.Sender(DOMAIN, "smtp.agent.example", "s1", public(1024))
    found = dns_checks.judge(sender, dataclasses.replace(GOOD, dkim=(f"v=DKIM1; p={public(1024)}",)))
    assert any(each.verdict == "warn" and "1024 bits" in each.detail for each in found)


def test_the_line_to_publish_holds_the_whole_key_in_short_strings() -> None:
    line = dns_checks.dkim_line(a_sender("s1"))
    strings = line.partition("TXT ")[2].strip('"').split('" "')
    assert max(map(len, strings)) <= 255
    tags = dns_checks.tags_of("".join(strings))
    key = serialization.load_der_public_key(base64.b64decode(tags["p"]))
    assert isinstance(key, rsa.RSAPublicKey)
    assert (tags["v"], key.key_size) == ("DKIM1", 2048)


@pytest.mark.parametrize(
    ("records", "verdict"),
    [
        ((), "fail"),
        (("v=DMARC1; p=reject; rua=mailto:a@agent.example",), "ok"),
        (("v = DMARC1 ; p = Quarantine",), "ok"),
        (("v=DMARC1; sp=none",), "fail"),
        (("v=DMARC1; p=maybe",), "fail"),
        (("v=DMARC1; p=none", "v=DMARC1; p=none"), "fail"),
        (("v=DMARC10; p=none",), "fail"),
    ],
)
def test_dmarc(records: tuple[str, ...], verdict: str) -> None:
    found = verdict_of("DMARC", dataclasses.replace(GOOD, dmarc=records))
    assert found.verdict == verdict
    assert bool(found.publish) is (verdict == "fail")


@pytest.mark.parametrize(("mx", "verdict"), [((), "fail"), ((".",), "fail"), (("mx.agent.example",), "ok")])
def test_mx(mx: tuple[str, ...], verdict: str) -> None:
    assert verdict_of("MX", dataclasses.replace(GOOD, mx=mx)).verdict == verdict


def test_a_missing_pointer_is_only_warned_of() -> None:
    assert verdict_of("PTR", dataclasses.replace(GOOD, pointers=())).verdict == "warn"


@hypothesis.settings(deadline=None)  # the first example makes the key
@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_record_gets_a_verdict(texts: list[str]) -> None:
    some = tuple(texts)
    spf = tuple(f"v=spf1 {each}" for each in some[:1])
    assert len(dns_checks.judge(a_sender("s1"), dns_checks.Records(some, (*some, *spf), some, some, some))) == 5
    for each in spf:
        dns_checks.spf_terms(each)


@pytest.mark.parametrize("text", ["", "kanarejka", "-----BEGIN NOTHING-----\nkanarejka\n-----END NOTHING-----"])
def test_a_key_that_cannot_be_read_is_told_and_not_repeated(text: str) -> None:
    with pytest.raises(errors.BadSetting) as refused:
        dns_checks.public_key(text)
    assert "kanarejka" not in str(refused.value)


def test_a_sender_is_what_an_account_is() -> None:
    dkim = account.Dkim(selector="s1", secret=account.Secret(from_env="DKIM_KEY"))
    mailbox = builders.an_account(address="Olga@Agent.Example", dkim=dkim)
    assert dns_checks.Sender.of(mailbox, "abc") == dns_checks.Sender(DOMAIN, "127.0.0.1", "s1", "abc")


# As a name server gives them

KEY = public()
ZONE = (
    (f"{DOMAIN}.", "MX", f"20 second.{DOMAIN}."),
    (f"{DOMAIN}.", "MX", f"10 first.{DOMAIN}."),
    (f"{DOMAIN}.", "TXT", '"v=spf1 include:_spf.provider.example" " ~all"'),
    ("_spf.provider.example.", "TXT", '"v=spf1 include:_a.provider.example include:_spf.provider.example mx -all"'),
    ("_a.provider.example.", "TXT", '"v=spf1 a a:x.example -all"'),
    (f"_dmarc.{DOMAIN}.", "TXT", '"v=DMARC1; p=quarantine"'),
    (f"s1._domainkey.{DOMAIN}.", "TXT", f'"v=DKIM1; k=rsa; p={KEY[:200]}" "{KEY[200:]}"'),
    (f"smtp.{DOMAIN}.", "A", "192.0.2.25"),
    ("25.2.0.192.in-addr.arpa.", "PTR", f"smtp.{DOMAIN}."),
    ("25.2.0.192.in-addr.arpa.", "PTR", "claims.elsewhere.example."),
)


async def test_the_records_of_a_domain_are_fetched_and_judged() -> None:
    async with DnsServer(*ZONE) as server:
        records = await dns_records.fetched(a_sender("s1"), server.resolver())
        assert records.mx == (f"first.{DOMAIN}", f"second.{DOMAIN}")
        assert records.spf_lookups == 1 + 3 + 2
        assert records.pointers == (f"smtp.{DOMAIN}",)
        verdicts = await dns_records.judged([a_sender("s1"), a_sender("s1")], server.resolver())
    assert [each.verdict for each in verdicts] == ["ok"] * 5


async def test_a_domain_without_records_is_told_what_to_publish() -> None:
    async with DnsServer((f"{DOMAIN}.", "A", "192.0.2.1")) as server:
        found = {each.name: each for each in await dns_records.judged([a_sender("s1")], server.resolver())}
    assert {each.verdict for each in found.values()} == {"fail", "warn"}
    assert f"p={KEY}" in found[f"{DOMAIN}: DKIM s1"].publish.replace('" "', "")
    assert '"v=spf1 a:smtp.agent.example ~all"' in found[f"{DOMAIN}: SPF"].publish
    assert '"v=DMARC1; p=none' in found[f"{DOMAIN}: DMARC"].publish


async def test_the_dmarc_of_the_domain_above_counts() -> None:
    async with DnsServer(("_dmarc.example.test.", "TXT", '"v=DMARC1; p=reject"')) as server:
        sender = dns_checks.Sender("mail.example.test", "smtp.example.test")
        records = await dns_records.fetched(sender, server.resolver())
        assert records.dmarc == ("v=DMARC1; p=reject",)
        assert "_dmarc.test. TXT" not in server.asked


async def test_endless_includes_end() -> None:
    chain = [(f"i{n}.example.", "TXT", f'"v=spf1 include:i{n + 1}.example -all"') for n in range(30)]
    async with DnsServer((f"{DOMAIN}.", "TXT", '"v=spf1 include:i0.example -all"'), *chain) as server:
        records = await dns_records.fetched(a_sender(), server.resolver())
        assert records.spf_lookups == dns_checks.MOST_LOOKUPS + 1
        assert verdict_of("SPF", records).verdict == "fail"


async def test_a_silent_name_server_is_waited_for_only_so_long() -> None:
    silent = (f"{DOMAIN}.", f"_dmarc.{DOMAIN}.", f"smtp.{DOMAIN}.")
    async with DnsServer(silent=silent) as server:
        resolver = server.resolver()
        resolver.timeout = resolver.lifetime = 0.3
        found = await dns_records.judged([a_sender()], resolver)
    assert {each.verdict for each in found} == {"warn"}
    assert all("did not answer" in each.detail for each in found)
