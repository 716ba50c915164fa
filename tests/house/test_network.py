"""Who may open a connection: mail servers, the model, the token endpoint, the database. No link of a client's is fetched."""

import ast
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
REACHING = {
    *("httpx", "aiohttp", "requests", "urllib.request", "urllib3", "http.client", "ftplib", "socket", "ssl"),
    *("aiosmtplib", "smtplib", "imapclient", "imaplib", "poplib", "telnetlib", "websockets", "telethon", "pymongo"),
    *("xmlrpc", "dns", "prometheus_client"),
}
# Module, and what it talks to. All of these addresses come from the settings or the operator's accounts.
MAY = {
    "app_logic/busy.py": "the presenters' busy calendar, at an address of the operator's",
    "app_logic/brain/ollama.py": "the model",
    "app_logic/brain/openai.py": "the model",
    "app_logic/brain/probe.py": "the model, for doctor",
    "tg_worker/client.py": "Telegram",
    "tg_worker/user_client.py": "Telegram",
    "tg_worker/user_receive.py": "nobody: it names the library's types",
    "tg_worker/user_session.py": "nobody: it names the library's types",
    "tg_worker/user_wire.py": "nobody: it names the library's types",
    "mail_worker/client.py": "the account's mail servers",
    "mail_worker/oauth.py": "the account's token endpoint",
    "core/store/database.py": "the database",
    "core/store/engine.py": "the database",
    "core/store/server.py": "the database",
    "core/store/gauges.py": "nobody: it counts",
    "core/metrics.py": "nobody: it listens",
    "console/main.py": "nobody: it listens",
    "cli/dns_checks.py": "the resolver, about the operator's own domains",
    "cli/dns_records.py": "the resolver, about the operator's own domains",
    "cli/doctor.py": "the resolver, about the operator's own domains",
    "cli/client_mailbox.py": "the demo's own servers",
    "cli/sandbox.py": "nobody: it listens, in the demo",
    "cli/sandbox_telegram_api.py": "the webhook that our own bot has set, in tests",
    "cli/sandbox_imap.py": "nobody: it listens, in the demo",
}


def reaching(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        found |= {each for each in REACHING for name in names if name == each or name.startswith(f"{each}.")}
    return found


def test_only_these_modules_can_reach_the_network() -> None:
    services = ROOT / "services"
    found = {
        str(path.relative_to(services)): reaching(path.read_text(encoding="utf-8")) for path in services.rglob("*.py")
    }
    assert {name for name, modules in found.items() if modules} - set(MAY) == set()


def test_an_import_that_reaches_the_network_is_recognised() -> None:
    assert reaching("import urllib.request") == {"urllib.request"}
    assert reaching("from httpx import get\nimport json") == {"httpx"}
    assert reaching("from urllib import parse") == set()
