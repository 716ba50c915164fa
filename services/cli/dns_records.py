"""Fetch what `dns_checks` judges: the records of sending domains, with time-outs. It judges nothing itself."""

import asyncio
import collections.abc
import contextlib
import ipaddress

import dns.asyncresolver
import dns.exception
import dns.rdatatype
import dns.resolver
import dns.reversename

from services.cli import dns_checks

_ANSWER_S = 3.0
_LIFETIME_S = 8.0
_MOST_RECORDS = 20


def system_resolver() -> dns.asyncresolver.Resolver | None:
    """The machine's own resolver; None where it has none."""
    try:
        made = dns.asyncresolver.Resolver()
    except dns.exception.DNSException:
        return None
    made.timeout, made.lifetime = _ANSWER_S, _LIFETIME_S
    return made


async def judged(
    senders: collections.abc.Sequence[dns_checks.Sender], resolver: dns.asyncresolver.Resolver | None = None
) -> list[dns_checks.Verdict]:
    """The verdicts on all senders, each said once. Never raises on what name servers do."""
    chosen = resolver or system_resolver()
    if chosen is None:
        return [dns_checks.Verdict("dns", dns_checks.WARN, "this machine has no name server", "look with --no-dns")]
    found = await asyncio.gather(*(fetched(each, chosen) for each in senders))
    verdicts = [dns_checks.judge(sender, records) for sender, records in zip(senders, found, strict=True)]
    return list(dict.fromkeys(each for some in verdicts for each in some))


async def fetched(sender: dns_checks.Sender, resolver: dns.asyncresolver.Resolver) -> dns_checks.Records:
    """All records of one sender."""
    key = f"{sender.selector}._domainkey.{sender.domain}"
    mx, txt, dmarc, dkim, pointers = await asyncio.gather(
        _exchanges(sender.domain, resolver),
        _texts(sender.domain, resolver),
        _dmarc(sender.domain, resolver),
        _texts(key, resolver) if sender.selector else _none(),
        _pointers(sender.smtp_host, resolver),
    )
    own = dns_checks.spf_records(txt or ())
    lookups = await _spf_lookups(own[0], sender.domain, resolver) if len(own) == 1 else 0
    return dns_checks.Records(mx, txt, dmarc, dkim, pointers, lookups)


async def _none() -> tuple[str, ...] | None:
    return ()


async def _asked(name: str, kind: str, resolver: dns.asyncresolver.Resolver) -> dns.resolver.Answer | None:
    """The answer, or None where there is no such record. Raises DNSException when nobody answers."""
    try:
        return await resolver.resolve(name, kind, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.exception.SyntaxError):
        return None


async def _texts(name: str, resolver: dns.asyncresolver.Resolver) -> tuple[str, ...] | None:
    try:
        answer = await _asked(name, "TXT", resolver)
    except (dns.exception.DNSException, OSError):
        return None
    return tuple(b"".join(each.strings).decode("utf-8", "replace") for each in answer or ())


async def _dmarc(domain: str, resolver: dns.asyncresolver.Resolver) -> tuple[str, ...] | None:
    """The records of the domain, else of the nearest domain above it that has one (RFC 9989: tree walk)."""
    labels = domain.split(".")
    for start in range(max(len(labels) - 1, 1)):
        found = await _texts("_dmarc." + ".".join(labels[start:]), resolver)
        if found is None or any(each.startswith("v=DMARC1") for each in found):
            return found
    return ()


async def _exchanges(domain: str, resolver: dns.asyncresolver.Resolver) -> tuple[str, ...] | None:
    try:
        answer = await _asked(domain, "MX", resolver)
    except (dns.exception.DNSException, OSError):
        return None
    ranked = sorted((each.preference, each.exchange.to_text()) for each in answer or ())
    return tuple(name.rstrip(".") or "." for _, name in ranked)


async def _pointers(host: str, resolver: dns.asyncresolver.Resolver) -> tuple[str, ...] | None:
    """The names of the host's addresses that lead back to the same address (forward-confirmed)."""
    try:
        addresses = await _addresses(host, resolver)
        confirmed: dict[str, None] = {}
        for each in addresses[:4]:
            answer = await _asked(dns.reversename.from_address(each).to_text(), "PTR", resolver)
            for pointer in list(answer or ())[:4]:
                name = pointer.target.to_text().rstrip(".")
                if each in await _addresses(name, resolver):
                    confirmed[name] = None
    except (dns.exception.DNSException, OSError):
        return None
    return tuple(confirmed)


async def _addresses(host: str, resolver: dns.asyncresolver.Resolver) -> list[str]:
    with contextlib.suppress(ValueError):
        return [str(ipaddress.ip_address(host))]
    found: list[str] = []
    for kind in ("A", "AAAA"):
        answer = await _asked(host, kind, resolver)
        found += [each.address for each in answer or ()]
    return found


async def _spf_lookups(record: str, domain: str, resolver: dns.asyncresolver.Resolver) -> int:
    """How many lookups a receiver makes for the record and all that it takes in; counting ends soon after ten."""
    count, waiting = dns_checks.spf_terms(record)
    seen = {domain}
    queue = list(waiting)
    while queue and count <= dns_checks.MOST_LOOKUPS and len(seen) < _MOST_RECORDS:
        name = queue.pop(0)
        if name in seen:
            continue
        seen.add(name)
        inner = dns_checks.spf_records(await _texts(name, resolver) or ())
        more, further = dns_checks.spf_terms(inner[0]) if inner else (0, ())
        count += more
        queue += further
    return count
