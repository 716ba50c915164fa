"""A name server on loopback (UDP): answers from a zone that is given as text. It knows no recursion and no TCP.

Names of which the zone has nothing do not exist; `silent` names are never answered.
"""

import asyncio
import collections.abc
from types import TracebackType
from typing import Self

import dns.asyncresolver
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

HOST = "127.0.0.1"


class DnsServer(asyncio.DatagramProtocol):
    """`async with DnsServer(("example.test.", "MX", "10 mx.example.test."), …) as server`: ask by `server.resolver()`."""

    def __init__(self, *records: tuple[str, str, str], silent: collections.abc.Iterable[str] = ()) -> None:
        self._records: dict[dns.name.Name, dict[int, list[str]]] = {}
        for name, kind, text in records:
            kinds = self._records.setdefault(dns.name.from_text(name), {})
            kinds.setdefault(dns.rdatatype.from_text(kind), []).append(text)
        self._silent = {dns.name.from_text(name) for name in silent}
        self._transport: asyncio.DatagramTransport | None = None
        self.port = 0
        self.asked: list[str] = []

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(HOST, 0))
        self._transport = transport
        self.port = int(transport.get_extra_info("sockname")[1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._transport is not None:
            self._transport.close()

    def resolver(self) -> dns.asyncresolver.Resolver:
        """A resolver that asks this server alone."""
        made = dns.asyncresolver.Resolver(configure=False)
        made.nameservers = [HOST]
        made.port = self.port
        made.use_edns(0, 0, 4096)
        return made

    def datagram_received(self, packet: bytes, sender: tuple[str, int]) -> None:
        try:
            query = dns.message.from_wire(packet)
        except dns.exception.DNSException:
            return
        question = query.question[0]
        self.asked.append(f"{question.name} {dns.rdatatype.to_text(question.rdtype)}")
        if question.name in self._silent or self._transport is None:
            return
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.AA | dns.flags.RA
        kinds = self._records.get(question.name)
        if kinds is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif question.rdtype in kinds:
            texts = kinds[question.rdtype]
            answer.answer.append(dns.rrset.from_text_list(question.name, 60, dns.rdataclass.IN, question.rdtype, texts))
        self._transport.sendto(answer.to_wire(max_size=65_000), sender)
