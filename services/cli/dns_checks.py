"""The verdict on a sending domain by its DNS records, and what to publish where one is missing. Pure.

Sources: RFC 7208 (SPF), RFC 6376 and 8301 (DKIM), RFC 9989 (DMARC), RFC 7505 (null MX). It fetches nothing, and it
does not know whether a receiver will like us.
"""

import base64
import binascii
import dataclasses
import re

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from services.core import errors
from services.core.domain import account

OK, WARN, FAIL = "ok", "warn", "fail"
MOST_LOOKUPS = 10  # RFC 7208 §4.6.4
_ASKING = re.compile(r"^[+?~-]?(?:include:|a(?:[:/]|$)|mx(?:[:/]|$)|ptr(?:[:/]|$)|exists:)", re.IGNORECASE)
_REDIRECT = re.compile(r"^redirect=", re.IGNORECASE)
_POLICIES = ("none", "quarantine", "reject")


@dataclasses.dataclass(frozen=True)
class Sender:
    """One account's view of its domain: where it hands over, and what it signs with (`public` is base64 DER)."""

    domain: str
    smtp_host: str
    selector: str = ""
    public: str = ""

    @classmethod
    def of(cls, mailbox: account.Account, public: str) -> "Sender":
        """The sender that an account is."""
        selector = mailbox.dkim.selector if mailbox.dkim else ""
        return cls(mailbox.address.rpartition("@")[2].lower(), mailbox.smtp.host, selector, public)


@dataclasses.dataclass(frozen=True)
class Records:
    """What was found; None where the resolver did not answer. `spf_lookups` counts included records, too.

    `txt` and `dmarc` are whole TXT records, `dkim` those of the selector, `pointers` the names of the SMTP host's
    addresses that point back to it.
    """

    mx: tuple[str, ...] | None = ()
    txt: tuple[str, ...] | None = ()
    dmarc: tuple[str, ...] | None = ()
    dkim: tuple[str, ...] | None = ()
    pointers: tuple[str, ...] | None = ()
    spf_lookups: int = 0


@dataclasses.dataclass(frozen=True)
class Verdict:
    """`verdict` is ok, warn or fail; `publish` says what to publish, as lines of a zone where that is known."""

    name: str
    verdict: str
    detail: str
    publish: str = ""


def judge(sender: Sender, found: Records) -> list[Verdict]:
    """All verdicts on one sender."""
    checks = [_mx(sender, found), _spf(sender, found), _dmarc(sender, found), _pointer(sender, found)]
    return [*checks[:2], _dkim(sender, found), *checks[2:]] if sender.selector else checks


def _mx(sender: Sender, found: Records) -> Verdict:
    name = f"{sender.domain}: MX"
    if found.mx is None:
        return _unknown(name)
    if found.mx in ((".",), ("",)):
        return Verdict(name, FAIL, "the domain says that it takes no mail (null MX)", "publish the MX of your provider")
    if not found.mx:
        return Verdict(name, FAIL, "there is none: nobody can answer you", "publish the MX of your provider")
    return Verdict(name, OK, ", ".join(found.mx[:3]))


def spf_records(txt: tuple[str, ...]) -> tuple[str, ...]:
    """The TXT records that are SPF."""
    return tuple(each for each in txt if each.lower() == "v=spf1" or each.lower().startswith("v=spf1 "))


def _spf(sender: Sender, found: Records) -> Verdict:
    name = f"{sender.domain}: SPF"
    if found.txt is None:
        return _unknown(name)
    records = spf_records(found.txt)
    line = f'{sender.domain}. IN TXT "v=spf1 a:{sender.smtp_host} ~all"'
    if not records:
        hint = f"{line}  (or what your provider names, as include:…)"
        return Verdict(name, FAIL, "there is no record", hint)
    if len(records) > 1:
        return Verdict(name, FAIL, f"there are {len(records)} records, which counts as none", "make one of them")
    terms = records[0].split()[1:]
    everybody = next((term for term in terms if term.lower().lstrip("+?~-") == "all"), "")
    if everybody.lower() in ("all", "+all"):
        return Verdict(name, FAIL, "it allows everybody (+all)", f"end it with ~all: {line}")
    if found.spf_lookups > MOST_LOOKUPS:
        told = f"it takes {found.spf_lookups} lookups, {MOST_LOOKUPS} are allowed"
        return Verdict(name, FAIL, told, "take out includes that nobody uses")
    if not everybody and not any(_REDIRECT.match(term) for term in terms):
        return Verdict(name, WARN, "it does not say what about everybody else", "end it with ~all or -all")
    return Verdict(name, OK, records[0][:200])


def spf_terms(record: str) -> tuple[int, tuple[str, ...]]:
    """How many lookups a record's own terms take, and whose records it takes in (include, redirect)."""
    terms = record.split()[1:]
    has_all = any(term.lower().lstrip("+?~-") == "all" for term in terms)
    # redirect is not looked at where there is an `all` (RFC 7208 §6.1).
    redirects = [] if has_all else [term.partition("=")[2] for term in terms if _REDIRECT.match(term)]
    includes = [term.partition(":")[2] for term in terms if term.lower().lstrip("+?~-").startswith("include:")]
    count = sum(_ASKING.match(term) is not None for term in terms) + len(redirects)
    # Names with macros depend on the mail; they are counted and not followed.
    return count, tuple(each.rstrip(".").lower() for each in (*includes, *redirects) if each and "%" not in each)


def _dkim(sender: Sender, found: Records) -> Verdict:
    name = f"{sender.domain}: DKIM {sender.selector}"
    if found.dkim is None:
        return _unknown(name)
    line = dkim_line(sender)
    if not found.dkim:
        return Verdict(name, FAIL, "the selector has no record", line)
    if len(found.dkim) > 1:
        return Verdict(name, FAIL, "the selector has several records", line)
    tags = tags_of(found.dkim[0])
    if tags.get("v", "DKIM1") != "DKIM1" or "p" not in tags or tags.get("k", "rsa") not in ("rsa", "ed25519"):
        return Verdict(name, FAIL, "the record cannot be read", line)
    published = re.sub(r"\s+", "", tags["p"])
    if not published:
        return Verdict(name, FAIL, "the key was withdrawn (p= is empty)", line)
    if sender.public and published != sender.public:
        return Verdict(name, FAIL, "another key is published than the one that signs", line)
    bits = _bits(published) if tags.get("k", "rsa") == "rsa" else 0
    if bits is None:
        return Verdict(name, FAIL, "the published key cannot be read", line)
    if "y" in tags.get("t", "").split(":"):
        return Verdict(name, WARN, "the record says that it is a test (t=y)", line)
    if 0 < bits < 2048:
        return Verdict(name, WARN, f"the key has {bits} bits", "use 2048: openssl genrsa 2048")
    return Verdict(name, OK, f"the key has {bits} bits" if bits else "ed25519")


def _bits(published: str) -> int | None:
    try:
        key = serialization.load_der_public_key(base64.b64decode(published, validate=True))
    except (ValueError, binascii.Error, UnsupportedAlgorithm):
        return None
    return key.key_size if isinstance(key, rsa.RSAPublicKey) else None


def dkim_line(sender: Sender) -> str:
    """The TXT line of the account's key, in strings of 255 characters as a zone file wants them."""
    if not sender.public:
        return "publish the key that your provider shows for this selector"
    text = f"v=DKIM1; k=rsa; p={sender.public}"
    strings = " ".join(f'"{text[n : n + 255]}"' for n in range(0, len(text), 255))
    return f"{sender.selector}._domainkey.{sender.domain}. IN TXT {strings}"


def _dmarc(sender: Sender, found: Records) -> Verdict:
    name = f"{sender.domain}: DMARC"
    if found.dmarc is None:
        return _unknown(name)
    line = f'_dmarc.{sender.domain}. IN TXT "v=DMARC1; p=none; rua=mailto:postmaster@{sender.domain}"'
    records = [each for each in found.dmarc if re.match(r"v\s*=\s*DMARC1\s*(;|$)", each)]
    if not records:
        return Verdict(name, FAIL, "there is no record", line)
    if len(records) > 1:
        return Verdict(name, FAIL, f"there are {len(records)} records, which counts as none", "make one of them")
    tags = tags_of(records[0])
    policy = tags.get("p", "").lower()
    if policy not in _POLICIES:
        return Verdict(name, FAIL, "it has no policy (p=)", line)
    return Verdict(name, OK, f"p={policy}")


def _pointer(sender: Sender, found: Records) -> Verdict:
    """Warned of only: who relays through a provider cannot mend it."""
    name = f"{sender.domain}: PTR of {sender.smtp_host}"
    if found.pointers is None:
        return _unknown(name)
    if not found.pointers:
        hint = "where the server is yours, ask who gave you its address for one that points back"
        return Verdict(name, WARN, "no name points back to its address", hint)
    return Verdict(name, OK, ", ".join(found.pointers[:3]))


def tags_of(record: str) -> dict[str, str]:
    """`a=b; c=d` as a dictionary; of a tag given twice the first counts."""
    tags: dict[str, str] = {}
    for each in record.split(";"):
        key, equals, value = each.partition("=")
        if equals:
            tags.setdefault(key.strip(), value.strip())
    return tags


def public_key(private_pem: str) -> str:
    """The public half of a DKIM key, as it stands after `p=`. Raises `errors.BadSetting`; repeats nothing."""
    try:
        key = serialization.load_pem_private_key(private_pem.strip().encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise errors.BadSetting(
            "it is not a private key in PEM form", field="dkim", hint="make one with `openssl genrsa 2048`"
        ) from None
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return base64.b64encode(key.public_key().public_bytes(serialization.Encoding.DER, form)).decode()


def _unknown(name: str) -> Verdict:
    return Verdict(name, WARN, "the name servers did not answer", "try again later")
