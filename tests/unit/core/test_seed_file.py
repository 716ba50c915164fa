"""The seed file: what is read from it, and that every mistake is named by its place."""

import copy
import datetime
import json
import pathlib
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import core
from services.core import errors
from services.core.domain import campaign
from services.core.store import seed, seed_file

SERVICES = pathlib.Path(core.__file__).parent.parent
SHIPPED = SERVICES / "init_data.json"

GOOD: dict[str, Any] = {
    "about": "a seed for tests",
    "accounts": [
        {
            "id": "main",
            "address": "${MAIL_ADDRESS:-olga@agent.example}",
            "name": "Olga",
            "smtp": {"host": "smtp.agent.example", "port": "${MAIL_PORT:-587}"},
            "imap": {"host": "imap.agent.example", "port": 993, "tls": "implicit"},
            "username": "olga",
            "secret": {"from_env": "MAIL_PASSWORD"},
        }
    ],
    "campaigns": [
        {
            "id": "tea",
            "name": "Tea for offices",
            "language": "en",
            "accounts": ["main"],
            "sender": {"name": {"en": "Olga", "ru": "Ольга"}},
            "offer": {"en": "tea", "ru": "чай"},
            "facts": [
                {"id": "price", "kind": "price", "text": {"en": "Ten euros a box.", "ru": "Десять евро."}},
                {"id": "origin", "kind": "faq", "text": {"en": "It comes from Ceylon."}},
            ],
            "touches": [
                {
                    "after_days": 0,
                    "subject": {"en": "Tea{{at_company}}"},
                    "text": {"en": "{{greeting}}\n\nTea{{at_company}}? {{fact:price}}\n\n{{signature}}"},
                },
                {"after_days": 3, "text": {"en": "{{greeting}}\n\nStill no tea?\n\n{{signature}}", "ru": "Чаю?"}},
            ],
        }
    ],
    "suppressions": {"addresses": ["never@client.example", "@never_me"], "domains": ["rival.example"]},
}
ABSENT = object()


def changed(*changes: tuple[str, Any]) -> dict[str, Any]:
    """The good seed with the value at each dotted path replaced; ABSENT takes it away."""
    content = copy.deepcopy(GOOD)
    for path, value in changes:
        where: Any = content
        *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
        for step in steps:
            where = where[step]
        if value is ABSENT:
            del where[last]
        else:
            where[last] = value
    return content


def mistakes_in(content: Any, environment: dict[str, str] | None = None) -> list[str]:
    """The lines of the refusal; none when the seed is good."""
    return [str(each) for each in seed_file.examine(content, environment or {})[1]]


def test_a_good_seed_is_read_whole() -> None:
    read = seed_file.parse(GOOD, {})
    assert read.accounts["accounts[0]"].address == "olga@agent.example"
    assert read.accounts["accounts[0]"].smtp.port == 587
    assert read.campaigns["campaigns[0]"].fact("price") is not None
    assert [each.key for each in read.addresses] == ["email:never@client.example", "telegram:@never_me"]
    assert read.domains == ("rival.example",)


def test_the_environment_fills_the_strings_of_accounts() -> None:
    environment = {"MAIL_ADDRESS": "anna@agent.example", "MAIL_PORT": "2525"}
    mailbox = seed_file.parse(GOOD, environment).accounts["accounts[0]"]
    assert (mailbox.address, mailbox.smtp.port) == ("anna@agent.example", 2525)


def test_an_empty_variable_counts_as_not_set() -> None:
    assert seed_file.parse(GOOD, {"MAIL_ADDRESS": ""}).accounts["accounts[0]"].address == "olga@agent.example"


def test_what_a_variable_holds_is_not_looked_at_again() -> None:
    mailbox = seed_file.parse(changed(("accounts/0/name", "${WHO}")), {"WHO": "${HOME}"}).accounts["accounts[0]"]
    assert mailbox.name == "${HOME}"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [({}, "olga"), ({"B": "boris"}, "boris"), ({"A": "anna", "B": "boris"}, "anna"), ({"B": "${C}"}, "${C}")],
)
def test_a_default_may_name_another_variable(environment: dict[str, str], expected: str) -> None:
    content = changed(("accounts/0/name", "${A:-${B:-olga}}"))
    assert seed_file.parse(content, environment).accounts["accounts[0]"].name == expected


def test_texts_of_campaigns_are_not_filled_from_the_environment() -> None:
    read = seed_file.parse(changed(("campaigns/0/name", "${HOME}")), {"HOME": "/home/olga"})
    assert read.campaigns["campaigns[0]"].name == "${HOME}"


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("campaign", [], "campaign: there is no such part; there is: about, accounts, campaigns, suppressions"),
        ("accounts", {}, "accounts: must be a list: […]"),
        ("accounts/0", "main", "accounts[0]: Input should be a valid dictionary or instance of Account"),
        ("accounts/0/username", ABSENT, "accounts[0].username: is missing"),
        ("accounts/0/secret", ABSENT, "accounts[0].secret: is missing"),
        ("accounts/0/smtp/hots", "x", "accounts[0].smtp.hots: there is no such field; did you mean host?"),
        ("accounts/0/adress", "x", "accounts[0].adress: there is no such field; did you mean address?"),
        (
            "accounts/0/address",
            "olga",
            "accounts[0].address: 'olga' is not an e-mail address: write it as name@example.org",
        ),
        ("accounts/0/address", "${WHO}", "accounts[0].address: the environment variable WHO is not set"),
        ("accounts/0/name", "${who is it}", "accounts[0].name: a variable is written as ${NAME} or ${NAME:-default}"),
        (
            "accounts/0/imap/tls",
            "none",
            "accounts[0].imap: tls: none is allowed for this machine only, not for imap.agent.example",
        ),
        ("campaigns/0", [], "campaigns[0]: Input should be a valid dictionary or instance of Campaign"),
        ("campaigns/0/id", "Tea!", "campaigns[0].id: String should match pattern '^[a-z0-9][a-z0-9_-]{0,39}$'"),
        (
            "campaigns/0/accounts",
            [],
            "campaigns[0].accounts: Tuple should have at least 1 item after validation, not 0",
        ),
        (
            "campaigns/0/operators",
            ["boss"],
            "campaigns[0].operators[0]: 'boss' is not an e-mail address: write it as name@example.org",
        ),
        (
            "campaigns/0/timezone",
            "Moscow",
            "campaigns[0].timezone: 'Moscow' is not a time zone: write it as Europe/Moscow",
        ),
        (
            "campaigns/0/window",
            {"start": "9:30"},
            "campaigns[0].window.start: '9:30' is not a time of day: write it as 09:30",
        ),
        ("campaigns/0/facts/0/txt", {}, "campaigns[0].facts[0].txt: there is no such field; did you mean text?"),
        (
            "campaigns/0/facts/0/text",
            {"english": "x"},
            "campaigns[0].facts[0].text.english: 'english' is not a language code: write it as ru or en",
        ),
        (
            "campaigns/0/facts/1/text",
            {"ru": "Цейлон."},
            "campaigns[0].facts[1].text.en: is missing: en is the campaign's language",
        ),
        ("campaigns/0/facts/1/text/en", " ", "campaigns[0].facts[1].text.en: is empty"),
        (
            "campaigns/0/facts/1/text/en",
            "For {{greeting}}",
            "campaigns[0].facts[1].text.en: a fact is said as it stands: it has no {{placeholders}}",
        ),
        ("campaigns/0/facts/1/id", "price", "campaigns[0].facts: two facts have the same id"),
        (
            "campaigns/0/touches/0/after_days",
            2,
            "campaigns[0].touches[0].after_days: must be 0: the first touch opens the talk",
        ),
        (
            "campaigns/0/touches/0/subject",
            {},
            "campaigns[0].touches[0].subject.en: is missing: en is the campaign's language",
        ),
        ("campaigns/0/touches/0/subject/en", "Tea\nBcc: all", "campaigns[0].touches[0].subject.en: must be one line"),
        (
            "campaigns/0/touches/1/text",
            {"ru": "Чаю?"},
            "campaigns[0].touches[1].text.en: is missing: en is the campaign's language",
        ),
        (
            "campaigns/0/touches/1/text/en",
            "{{fact:prize}}",
            "campaigns[0].touches[1].text.en: there is no fact 'prize'; did you mean price?",
        ),
        (
            "campaigns/0/touches/1/text/ru",
            "{{fact:origin}}",
            "campaigns[0].touches[1].text.ru: the fact 'origin' has no text in ru",
        ),
        (
            "campaigns/0/touches/1/text/ru",
            "{{greeting}",
            "campaigns[0].touches[1].text.ru: {{ and }} must stand around the name of a placeholder, on one line",
        ),
        ("campaigns/0/presentation", {"en": {"name": "tea.pdf"}}, "campaigns[0].presentation.en.path: is missing"),
        ("suppressions", [], 'suppressions: must be an object: {"addresses": […], "domains": […]}'),
        ("suppressions/people", [], "suppressions.people: there is no such part; there is: addresses, domains"),
        ("suppressions/addresses", "a@b.example", "suppressions.addresses: must be a list: […]"),
        (
            "suppressions/addresses/0",
            "nobody",
            "suppressions.addresses[0]: 'nobody' is not an e-mail address: write it as name@example.org",
        ),
        ("suppressions/addresses/1", 7, "suppressions.addresses[1]: must be a text"),
        (
            "suppressions/domains/0",
            "rival",
            "suppressions.domains[0]: 'rival' is not a mail domain: write it as example.org",
        ),
    ],
)
def test_a_mistake_is_named_by_its_place_and_nothing_else_is(path: str, value: Any, expected: str) -> None:
    assert mistakes_in(changed((path, value))) == [expected]


@pytest.mark.parametrize(
    ("chat", "expected"),
    [
        ({}, "campaigns[0].touches[1].chat.en: is missing: channel_order sends this touch by telegram"),
        ({"en": "Tea? " * 100}, "campaigns[0].touches[1].chat.en: a first message on Telegram has at most 300"),
        ({"en": "See https://tea.example"}, "campaigns[0].touches[1].chat.en: a first message on Telegram names no"),
        ({"en": "{{nobody}}"}, "campaigns[0].touches[1].chat.en: there is no placeholder {{nobody}} here"),
    ],
)
def test_what_goes_by_telegram_has_words_for_a_chat(chat: dict[str, str], expected: str) -> None:
    content = copy.deepcopy(GOOD)
    content["campaigns"][0]["channel_order"] = [{"channel": "telegram", "from_touch": 1, "after_days": [2]}]
    content["campaigns"][0]["touches"][1]["chat"] = chat
    assert [each[: len(expected)] for each in mistakes_in(content)] == [expected]


def test_an_unknown_placeholder_is_told_with_those_that_there_are() -> None:
    lines = mistakes_in(
        changed(("campaigns/0/touches/1/text/en", "{{name}}"), ("campaigns/0/touches/0/subject/en", "{{signature}}"))
    )
    assert lines == [
        "campaigns[0].touches[0].subject.en: there is no placeholder {{signature}} here; "
        "there is: {{at_company}}, {{fact:ID}}",
        "campaigns[0].touches[1].text.en: there is no placeholder {{name}} here; "
        "there is: {{greeting}}, {{at_company}}, {{signature}}, {{fact:ID}}",
    ]


def test_a_wrong_value_out_of_the_environment_names_its_variable() -> None:
    (line,) = mistakes_in(GOOD, {"MAIL_PORT": "smtp"})
    assert line.startswith("accounts[0].smtp.port: ")
    assert line.endswith("(from MAIL_PORT)")


def test_all_mistakes_are_told_at_once() -> None:
    content = changed(
        ("accounts/0/address", "olga"),
        ("accounts/0/name", "${NOBODY}"),
        ("campaigns/0/timezone", "Moscow"),
        ("campaigns/0/facts/0/kind", "prize"),
        ("campaigns/0/touches/1/text/en", "{{fact:none}}"),
        ("suppressions/domains/0", "rival"),
    )
    with pytest.raises(errors.BadInput) as caught:
        seed_file.parse(content, {})
    places = [line.partition(": ")[0] for line in str(caught.value).splitlines()]
    assert places == [
        "accounts[0].name",
        "accounts[0].address",
        "campaigns[0].timezone",
        "campaigns[0].facts[0].kind",
        "campaigns[0].touches[1].text.en",
        "suppressions.domains[0]",
    ]
    assert caught.value.field == "accounts[0].name"


def test_the_same_id_or_address_twice_names_the_second() -> None:
    again = {**GOOD["accounts"][0], "name": "Again"}
    offer = GOOD["campaigns"][0]
    lines = mistakes_in({**GOOD, "accounts": [GOOD["accounts"][0], again], "campaigns": [offer, offer]})
    assert lines == [
        "accounts[1].id: 'main' is taken by accounts[0]",
        "accounts[1].address: 'olga@agent.example' is taken by accounts[0]",
        "campaigns[1].id: 'tea' is taken by campaigns[0]",
    ]


def test_a_fact_that_can_never_hold_is_a_mistake() -> None:
    dates = {"valid_from": "2026-12-01", "valid_until": datetime.date(2026, 11, 1).isoformat()}
    lines = mistakes_in(changed(("campaigns/0/facts/1", {**GOOD["campaigns"][0]["facts"][1], **dates})))
    assert lines == ["campaigns[0].facts[1].valid_until: is before valid_from: the fact never holds"]


HIDDEN = "hunter2-very-secret"
OAUTH = {"token_url": "https://login.example/token", "client_id": "app"}


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("accounts/0/secret", HIDDEN, "accounts[0].secret"),
        ("accounts/0/secret", {"literal": HIDDEN}, "accounts[0].secret"),
        ("accounts/0/secret", {"from_env": HIDDEN}, "accounts[0].secret"),
        ("accounts/0/secret", {"from_env": 4711}, "accounts[0].secret"),
        ("accounts/0/secret", {"sealed": HIDDEN}, "accounts[0].secret"),
        ("accounts/0/secret", {"from_env": "MAIL_PASSWORD", "sealed": HIDDEN}, "accounts[0].secret"),
        ("accounts/0/dkim", {"selector": "s1", "secret": HIDDEN}, "accounts[0].dkim.secret"),
        ("accounts/0/dkim", {"selector": "s1", "secret": {"from_env": HIDDEN}}, "accounts[0].dkim.secret"),
        ("accounts/0/oauth", {**OAUTH, "client_secret": {"sealed": HIDDEN}}, "accounts[0].oauth.client_secret"),
        ("accounts/0/oauth", {**OAUTH, "refresh_token": HIDDEN}, "accounts[0].oauth.refresh_token"),
        ("accounts/0/password", HIDDEN, "accounts[0].password"),
        ("accounts/0/smtp/Password", HIDDEN, "accounts[0].smtp.Password"),
        ("accounts/0/imap/token", HIDDEN, "accounts[0].imap.token"),
    ],
)
def test_a_literal_secret_is_refused_and_never_repeated(path: str, value: Any, place: str) -> None:
    (line,) = mistakes_in(changed((path, value)))
    assert line.startswith(f"{place}: a literal secret is refused: ")
    assert "from_env" in line
    assert HIDDEN not in line


def test_a_variable_in_a_secret_is_not_filled() -> None:
    (line,) = mistakes_in(changed(("accounts/0/secret", {"from_env": "${MAIL_PASSWORD}"})), {"MAIL_PASSWORD": HIDDEN})
    assert line.startswith("accounts[0].secret: a literal secret is refused")
    assert HIDDEN not in line


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("${A:-{{b}}"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@given(
    JSON,
    st.sampled_from(
        [
            "accounts", "accounts/0", "accounts/0/smtp", "accounts/0/secret", "campaigns", "campaigns/0", "suppressions",
            "campaigns/0/facts", "campaigns/0/facts/0", "campaigns/0/facts/0/text", "campaigns/0/touches",
            "campaigns/0/touches/0", "campaigns/0/touches/0/text", "campaigns/0/sender", "campaigns/0/language",
            "campaigns/0/accounts", "campaigns/0/presentation", "campaigns/0/forbidden_topics", "suppressions/domains",
        ]
    ),
)  # fmt: skip
def test_any_json_is_read_or_refused_in_words(value: Any, path: str) -> None:
    read, mistakes = seed_file.examine(changed((path, value)), {})
    assert all(each.text for each in mistakes)
    if not mistakes:
        assert all(isinstance(each, campaign.Campaign) for each in read.campaigns.values())


@pytest.mark.parametrize(
    "text",
    ["{{" * 500_000, "{{x}}" * 200_000, "${" * 500_000, "${A:-" * 200_000, "${A:-" + "${x}" * 250_000, "$" * 10**6],
)
def test_a_megabyte_of_braces_makes_few_words(text: str) -> None:
    told = mistakes_in(changed(("campaigns/0/touches/0/text/en", text), ("accounts/0/name", text)))
    assert 1 <= len(told) < 60


# The file that ships.


@pytest.fixture(scope="module")
def shipped() -> campaign.Campaign:
    return seed_file.parse(seed.load(SHIPPED), {}).campaigns["campaigns[0]"]


def test_the_shipped_file_is_good_with_an_empty_environment() -> None:
    read = seed_file.parse(seed.load(SHIPPED), {})
    assert [each.id for each in read.accounts.values()] == ["main"]
    assert [each.id for each in read.campaigns.values()] == ["reviews"]
    assert read.accounts["accounts[0]"].secret.from_env == "MAIL_PASSWORD"


def test_the_shipped_campaign_says_that_it_is_a_sample(shipped: campaign.Campaign) -> None:
    assert shipped.sample
    assert "SAMPLE" in (shipped.default_basis or "")
    assert "ЗАМЕНИТЕ" in (shipped.default_basis or "")


def test_every_shipped_fact_speaks_both_languages_and_knows_how_it_is_asked_for(shipped: campaign.Campaign) -> None:
    assert len(shipped.facts) >= 24
    for fact in shipped.facts:
        assert set(fact.text) == {"ru", "en"}, fact.id
        for language in ("ru", "en"):
            assert len(set(fact.asks[language])) >= 2, (fact.id, language)
            assert fact.text[language].rstrip('"»')[-1] in "./" or fact.kind is campaign.FactKind.LINK, fact.id


def test_no_two_shipped_facts_are_asked_for_in_the_same_words(shipped: campaign.Campaign) -> None:
    asked = [ask for fact in shipped.facts for asks in fact.asks.values() for ask in asks]
    assert len(asked) == len(set(asked))


def test_shipped_facts_say_the_same_figures_in_both_languages(shipped: campaign.Campaign) -> None:
    def figures(text: str) -> list[str]:
        return sorted(re.findall(r"\d+", re.sub(r"(?<=\d)[,\xa0](?=\d{3})", "", text)))

    for fact in shipped.facts:
        assert figures(fact.text["ru"]) == figures(fact.text["en"]), fact.id


def test_shipped_touches_have_a_length_that_people_read_and_no_figures_of_their_own(
    shipped: campaign.Campaign,
) -> None:
    assert [each.after_days for each in shipped.touches] == [0, 3, 4]
    for touch in shipped.touches:
        assert set(touch.text) == set(touch.subject) == {"ru", "en"}
        for language, text in touch.text.items():
            said = re.sub(r"\{\{fact:([^}]+)\}\}", lambda found: _fact(shipped, found.group(1), language), text)  # noqa: B023
            assert 50 <= len(re.sub(r"\{\{[^}]+\}\}", "", said).split()) <= 110
            assert not re.search(r"\d", re.sub(r"\{\{[^}]+\}\}", "", text))
            assert text.startswith("{{greeting}}\n\n")
            assert text.endswith("\n\n{{signature}}")


def _fact(offer: campaign.Campaign, fact_id: str, language: str) -> str:
    fact = offer.fact(fact_id)
    assert fact is not None
    return fact.text[language]


def test_no_shipped_fact_or_ask_touches_a_forbidden_topic(shipped: campaign.Campaign) -> None:
    said = [text.lower() for fact in shipped.facts for text in fact.text.values()]
    said += [ask.lower() for fact in shipped.facts for asks in fact.asks.values() for ask in asks]
    words = [word for topic in shipped.forbidden_topics for each in topic.words.values() for word in each]
    assert [(word, text) for word in words for text in said if re.search(rf"\b{re.escape(word)}\b", text)] == []


def test_the_shipped_file_is_written_as_json_that_people_can_edit() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert json.loads(text) == seed.load(SHIPPED)
    assert "\\u" not in text
