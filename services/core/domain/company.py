"""Company: which people belong to one, by the mail domain that they own or by the name on record. Pure.

A free mail provider is no company, and neither is a host that gives names away. It looks nothing up: what is owned by
whom beyond these lists is not known.
"""

import re

from services.core.domain import contact

_FREEMAIL = frozenset(
    "gmail.com googlemail.com yandex.ru ya.ru yandex.com mail.ru bk.ru list.ru inbox.ru internet.ru rambler.ru "
    "outlook.com hotmail.com live.com yahoo.com icloud.com me.com proton.me protonmail.com gmx.de gmx.net aol.com "
    "mail.com zoho.com fastmail.com tutanota.com web.de t-online.de ukr.net i.ua meta.ua tut.by inbox.lv seznam.cz "
    "wp.pl o2.pl orange.fr free.fr libero.it qq.com 163.com 126.com naver.com vk.com".split()
)
_SECOND_LEVELS = frozenset(
    "co com org net gov edu ac msk spb pp in nsk ekb perm samara kazan ltd plc me nom gob go or ne ad".split()
)
# Whoever has a name under these is somebody else than the neighbour.
_SHARED_HOSTS = frozenset(
    "narod.ru ucoz.ru github.io gitlab.io blogspot.com wordpress.com wixsite.com tilda.ws herokuapp.com "
    "netlify.app vercel.app pages.dev web.app firebaseapp.com azurewebsites.net myshopify.com onmicrosoft.com "
    "eu.org".split()
)
_LEGAL_FORM = re.compile(
    r"^(?:ооо|оао|зао|пао|ао|ип|llc|ltd\.?|inc\.?|gmbh)\s+|,?\s+(?:ооо|ао|llc|ltd\.?|inc\.?|gmbh|corp\.?)$"
)
_LEAST_NAME = 3


def owned_domain(domain: str) -> str:
    """The part of a mail domain that one owner has registered; "" for a free mail provider, and for no domain.

    That is the last two labels, or three under a public second level (co.uk, com.ru) or a shared host (narod.ru).
    """
    if not domain or domain in _FREEMAIL:
        return ""
    labels = domain.split(".")
    is_public = len(labels) > 2 and (labels[-2] in _SECOND_LEVELS or ".".join(labels[-2:]) in _SHARED_HOSTS)
    return ".".join(labels[-3:] if is_public else labels[-2:])


def keys_of(person: contact.Contact) -> tuple[str, ...]:
    """What colleagues have in common: `domain:…` for each domain that is owned, and `name:…`; none for a private person."""
    domains = {f"domain:{owned}" for each in person.addresses if (owned := owned_domain(each.domain))}
    plain = _LEGAL_FORM.sub("", person.company.lower().replace("ё", "е").strip())
    name = " ".join(re.findall(r"\w+", plain))
    return tuple(sorted(domains | ({f"name:{name[:100]}"} if len(name) >= _LEAST_NAME else set())))
