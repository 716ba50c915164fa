"""Every service in its own process, over real Exim, Dovecot and the wire-protocol server; kill -9 in the middle."""

import asyncio
import collections.abc
import contextlib
import email
import email.message
import email.policy
import json
import os
import pathlib
import shutil
import signal
import sys
from typing import Any

import aiosmtplib
import pytest

import services
from services.core.store import database as store
from tests.house.command_watch import CommandWatch
from tests.servers import mail_servers

pytestmark = [pytest.mark.needs("mongo", "mail"), pytest.mark.timeout(240)]

AGENT, ANNA = "agent@example.test", "anna@example.test"
PASSWORD = "correct horse battery"
KEY = "0123456789abcdef" * 4
SHIPPED = pathlib.Path(services.__file__).parent


class Installation:
    """A seeded installation and its running services."""

    def __init__(self, folder: pathlib.Path, uri: str, name: str) -> None:
        self.folder = folder
        self.running: dict[str, asyncio.subprocess.Process] = {}
        self.environment = {
            **os.environ,
            "MONGODB_URI": uri,
            "MONGODB_DB": name,
            "SECRET_KEY": KEY,
            "SUPPRESSION_KEY": KEY,
            "MAIL_PASSWORD": PASSWORD,
            "BRAIN": "embedded",
            "LEASE_S": "2",
        }

    async def command(self, *words: str) -> Any:
        """A finished `sales-agent` command; its JSON."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.cli.main", *words, env=self.environment, stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
        assert process.returncode == 0, words
        return json.loads(out) if out.strip() else None

    async def start(self, service: str) -> None:
        """Run a service in a process of its own."""
        self.running[service] = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.cli.main", "run", service, env=self.environment, start_new_session=True
        )

    async def kill(self, service: str) -> None:
        """kill -9, with no time to tidy up."""
        process = self.running.pop(service)
        process.kill()
        assert await process.wait() == -signal.SIGKILL

    async def stop(self) -> None:
        """End what runs, politely: every service must end by itself."""
        for process in self.running.values():
            process.terminate()
        for service, process in self.running.items():
            assert await asyncio.wait_for(process.wait(), 20) == 0, service


@contextlib.asynccontextmanager
async def installed(
    folder: pathlib.Path, uri: str, name: str, mail: mail_servers.MailServers
) -> collections.abc.AsyncIterator[Installation]:
    """An installation with the sample campaign, open at all hours."""
    content = json.loads((SHIPPED / "init_data.json").read_text(encoding="utf-8"))
    local = {"host": "127.0.0.1", "tls": "starttls"}
    account = {
        "id": "main",
        "address": AGENT,
        "name": "Вера",
        "smtp": {**local, "port": mail.smtp_port},
        "imap": {**local, "port": mail.imap_port},
        "username": AGENT,
        "secret": {"from_env": "MAIL_PASSWORD"},
        "ca_file": str(mail.ca_file),
        "pace": {"gap_seconds": 0},
    }
    always = {"start": "00:00", "end": "23:59", "weekdays": [1, 2, 3, 4, 5, 6, 7], "holidays": False}
    campaigns = [{**each, "accounts": ["main"], "window": always, "operators": []} for each in content["campaigns"]]
    seed = folder / "seed.json"
    seed.write_text(json.dumps({**content, "accounts": [account], "campaigns": campaigns}), encoding="utf-8")
    shutil.copytree(SHIPPED / "presentations", folder / "presentations")
    installation = Installation(folder, uri, name)
    await installation.command("seed", str(seed), "--json")
    try:
        yield installation
    finally:
        for process in installation.running.values():
            if process.returncode is None:
                process.kill()
                await process.wait()


def parsed(raw: bytes) -> email.message.EmailMessage:
    """A mail as the client's program reads it."""
    return email.message_from_bytes(raw, policy=email.policy.default)


async def anna_answers(mail: mail_servers.MailServers, opening: email.message.EmailMessage, text: str) -> str:
    """Anna's answer in the thread; its Message-ID."""
    answer = email.message.EmailMessage()
    answer["From"], answer["To"] = ANNA, AGENT
    answer["Subject"] = f"Re: {opening['Subject']}"
    answer["Message-ID"] = "<anna-1@example.test>"
    answer["In-Reply-To"] = answer["References"] = opening["Message-ID"]
    answer.set_content(text)
    await aiosmtplib.send(
        answer,
        hostname="127.0.0.1",
        port=mail.smtp_port,
        username=ANNA,
        password=PASSWORD,
        start_tls=True,
        tls_context=mail.client_context(),
    )
    return "<anna-1@example.test>"


async def test_a_killed_app_logic_still_gives_one_answer_in_the_thread(
    tmp_path: pathlib.Path, mongo_uri: str, database_name: str
) -> None:
    with mail_servers.MailServers([(AGENT, PASSWORD), (ANNA, PASSWORD)]) as mail:
        async with installed(tmp_path, mongo_uri, database_name, mail) as agent:
            for service in ("mail_worker", "app_logic"):
                await agent.start(service)
            await agent.command("contacts", "add", "--name", "Анна", "--email", ANNA, "--json")
            opening = parsed((await mail.arrived(ANNA, 1, timeout_s=60))[0])
            database = store.on_server(mongo_uri, database_name, (("x", b"x" * 32),), CommandWatch().observe)
            try:
                asked = await anna_answers(mail, opening, "Сколько стоит?")
                while not await database.conversations.busy():
                    await asyncio.sleep(0.002)
                await agent.kill("app_logic")
                await agent.start("app_logic")
                mails = [parsed(raw) for raw in await mail.arrived(ANNA, 2, timeout_s=60)]
                while (talk := (await database.conversations.all())[0]).lease_owner or talk.turn:
                    await asyncio.sleep(0.05)
                await agent.stop()
            finally:
                await database.close()
            assert len(mail.mailbox(ANNA)) == 2
            answers = [each for each in mails if each["In-Reply-To"] == asked]
            assert len(answers) == 1
            assert str(opening["Message-ID"]) in str(answers[0]["References"])
            assert talk.answers == 1
