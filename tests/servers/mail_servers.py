"""Dovecot and Exim on loopback for tests, run by an unprivileged user from a directory of their own.

Submission with STARTTLS or TLS and AUTH → Exim → LMTP → Dovecot → IMAP. `user+tag@` reaches `user@`. Mail to an
unknown address comes back as a real delivery report. The local parts `tempfail` (450), `quota` (452) and
`nosuchuser` (550 5.1.1) are refused at RCPT. A push in IDLE comes half a second after the mail: Dovecot's own delay.

It does not speak to other mail servers: every domain is delivered here. Dovecot 2.4 needs other files.
"""

import asyncio
import base64
import functools
import grp
import os
import pwd
import shutil
import smtplib
import ssl
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import imapclient
from imapclient import exceptions

from tests.servers import certificates, child, mail_config, ports

_SBIN = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin", "/usr/local/sbin"))
_EXIM_NAMES = ("exim4", "exim")
_START_TIMEOUT_S = 15.0
_POLL_S = 0.02
_LOCK = "dovecot-uidlist.lock"


@functools.cache
def available() -> str | None:
    """None when both servers can be started here, else the reason in words."""
    for names in (("dovecot",), ("doveadm",), _EXIM_NAMES):
        if _program(*names) is None:
            return f"{names[0]} is not installed"
    shown = subprocess.run([_need("dovecot"), "--version"], capture_output=True, text=True, check=False).stdout
    if not shown.startswith("2.3."):
        return f"Dovecot 2.3 is needed, this is {shown.strip() or 'unknown'}"
    if not any(Path(folder, "lmtp").exists() for folder in ("/usr/lib/dovecot", "/usr/libexec/dovecot")):
        return "Dovecot's LMTP server is not installed (dovecot-lmtpd)"
    return None


def _program(*names: str) -> str | None:
    return next((found for name in names if (found := shutil.which(name, path=_SBIN))), None)


def _need(*names: str) -> str:
    found = _program(*names)
    if found is None:
        raise child.ServerFailed(f"{names[0]} is not installed")
    return found


def _system_user() -> pwd.struct_passwd:
    """Who runs the servers: nobody when we are root, else ourselves."""
    return pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())


class MailServers:
    """One Dovecot and one Exim; a context manager, or start and stop by hand.

    `accounts` are pairs of address and password. Ports, `ca_file` and `certificates` are there after `start`;
    the ports stay the same through every restart. `name` is what the certificate says.
    """

    def __init__(self, accounts: Iterable[tuple[str, str]] = (), name: str = "localhost") -> None:
        self._name = name
        self._passwords = {address.lower(): password for address, password in accounts}
        self.imap_port, self.imaps_port, self.lmtp_port, self.smtp_port, self.smtps_port = ports.free_ports(5)
        self._user = _system_user()
        self._layout: mail_config.Layout | None = None
        self._certificates: certificates.Certificates | None = None
        self._dovecot: child.Child | None = None
        self._exim: child.Child | None = None

    # Starting and stopping

    def start(self) -> Self:
        """Start both and wait until all five ports answer. Raises child.ServerFailed."""
        directory = child.make_directory("mail-")
        for name in ("run", "state", "home", "spool", "log"):
            (directory / name).mkdir()
        self._certificates = certificates.Certificates(directory, self._name)
        self._layout = self._new_layout(directory, self._certificates)
        self._layout.dovecot_conf.write_text(mail_config.dovecot(self._layout))
        self._layout.exim_conf.write_text(mail_config.exim(self._layout))
        self._write_accounts()
        self._give_away(directory)
        dovecot = [_need("dovecot"), "-F", "-c", str(self._layout.dovecot_conf)]
        exim = [_need(*_EXIM_NAMES), "-C", str(self._layout.exim_conf), "-bdf", "-q1s"]
        self._dovecot = self._new_child(dovecot, "dovecot.out")
        self._exim = self._new_child(exim, "exim.out")
        self._start_dovecot()
        self._start_exim()
        return self

    def _new_layout(self, directory: Path, made: certificates.Certificates) -> mail_config.Layout:
        return mail_config.Layout(
            directory=directory,
            user=self._user.pw_name,
            group=grp.getgrgid(self._user.pw_gid).gr_name,
            imap_port=self.imap_port,
            imaps_port=self.imaps_port,
            lmtp_port=self.lmtp_port,
            smtp_port=self.smtp_port,
            smtps_port=self.smtps_port,
            certificate=made.certificate_file,
            key=made.key_file,
        )

    def _give_away(self, top: Path) -> None:
        if os.getuid() != 0:
            return
        for path in (top, *top.rglob("*")):
            os.chown(path, self._user.pw_uid, self._user.pw_gid)

    def _new_child(self, command: list[str], log: str) -> child.Child:
        is_root = os.getuid() == 0
        return child.Child(
            command,
            directory=self._at.directory,
            log=self._at.directory / log,
            environment={"PATH": _SBIN, "LANG": "C"},
            user=self._user.pw_uid if is_root else None,
            group=self._user.pw_gid if is_root else None,
        )

    def _start_dovecot(self) -> None:
        """Start it, without the lock files of one that was killed: Dovecot waits two minutes for each of them."""
        assert self._dovecot is not None
        for left in (self._at.directory / "home").glob(f"*/Maildir/**/{_LOCK}"):
            left.unlink()
        self._dovecot.start(self._dovecot_answers, _START_TIMEOUT_S)

    def _dovecot_answers(self) -> bool:
        return (
            ports.greeting(self.imap_port).startswith(b"* OK")
            and ports.greeting(self.lmtp_port).startswith(b"220")
            and ports.is_open(self.imaps_port)
        )

    def _start_exim(self) -> None:
        assert self._exim is not None
        self._exim.start(
            lambda: ports.greeting(self.smtp_port).startswith(b"220") and ports.is_open(self.smtps_port),
            _START_TIMEOUT_S,
        )

    def stop(self) -> None:
        for server in (self._exim, self._dovecot):
            if server is not None:
                server.kill()
        if self._layout is not None:
            child.remove_directory(self._layout.directory)
        self._exim = self._dovecot = self._layout = None

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # Faults

    def restart_dovecot(self) -> None:
        """SIGTERM (clients without TLS get `* BYE`, those with TLS a plain end), then a start on the same ports."""
        assert self._dovecot is not None
        self._dovecot.stop()
        self._start_dovecot()

    def kill_dovecot(self) -> None:
        """SIGKILL to all of Dovecot; Exim keeps what arrives and delivers it after `restart_dovecot`."""
        assert self._dovecot is not None
        self._dovecot.kill()

    def leave_lock(self, address: str) -> None:
        """Leave in a mailbox what a session that is killed in the middle of writing leaves there."""
        lock = self._at.directory / "home" / address.lower() / "Maildir" / _LOCK
        lock.touch()
        self._give_away_file(lock)

    def restart_exim(self) -> None:
        assert self._exim is not None
        self._exim.stop()
        self._start_exim()

    def kill_exim(self) -> None:
        assert self._exim is not None
        self._exim.kill()

    def kick(self, address: str) -> bool:
        """End the IMAP connections of one account by `* BYE`; False when it had none."""
        command = [_need("doveadm"), "-c", str(self._at.dovecot_conf), "kick", address.lower()]
        is_root = os.getuid() == 0
        done = subprocess.run(
            command,
            capture_output=True,
            check=False,
            user=self._user.pw_uid if is_root else None,
            group=self._user.pw_gid if is_root else None,
            extra_groups=[] if is_root else None,
            cwd=self._at.directory,
        )
        return done.returncode == 0

    # Accounts and mail

    @property
    def _at(self) -> mail_config.Layout:
        if self._layout is None:
            raise child.ServerFailed("the mail servers are not running")
        return self._layout

    @property
    def certificates(self) -> certificates.Certificates:
        if self._certificates is None:
            raise child.ServerFailed("the mail servers are not running")
        return self._certificates

    @property
    def ca_file(self) -> Path:
        return self.certificates.ca_file

    def client_context(self) -> ssl.SSLContext:
        """Trusts our authority alone; the servers are `localhost` and `127.0.0.1`."""
        return self.certificates.client_context()

    def password(self, address: str) -> str:
        return self._passwords[address.lower()]

    def add_user(self, address: str, password: str) -> None:
        """A new account (or another password), usable on return. Takes up to a second: Dovecot's own cache."""
        self._passwords[address.lower()] = password
        self._write_accounts()
        if not child.wait_until(lambda: self._is_known(address) and self._can_log_in(address), 5.0):
            raise child.ServerFailed(f"Dovecot does not know {address}")

    def _write_accounts(self) -> None:
        lines = [(address, password) for address, password in self._passwords.items()]
        exim = "".join(f"{address}: {password}\n" for address, password in lines)
        dovecot = "".join(f"{address}:{{PLAIN.b64}}{_base64(password)}\n" for address, password in lines)
        for path, text in ((self._at.exim_users, exim), (self._at.dovecot_users, dovecot)):
            fresh = path.with_suffix(".new")
            fresh.write_text(text)
            self._give_away(fresh)
            fresh.replace(path)

    def _is_known(self, address: str) -> bool:
        """Asked by LMTP first, because Dovecot answers a failed login half a second late."""
        with smtplib.LMTP(ports.HOST, self.lmtp_port, local_hostname="localhost", timeout=10) as client:
            client.ehlo()
            client.mail("")
            return client.rcpt(address)[0] == 250

    def _can_log_in(self, address: str) -> bool:
        try:
            with self._client(address):
                return True
        except exceptions.LoginError:
            return False

    def _client(self, address: str) -> imapclient.IMAPClient:
        context = self.client_context()
        client = imapclient.IMAPClient(ports.HOST, self.imaps_port, ssl=True, ssl_context=context, timeout=10)
        try:
            client.plain_login(address.lower(), self.password(address))
        except BaseException:
            client.shutdown()
            raise
        return client

    def deliver(self, to: str, raw: bytes, sender: str = "") -> None:
        """Put a message into a mailbox by LMTP. Raises smtplib.SMTPException when Dovecot refuses it."""
        with smtplib.LMTP(ports.HOST, self.lmtp_port, local_hostname="localhost", timeout=10) as client:
            client.sendmail(sender, [to], raw)

    def drop_into_maildir(self, address: str, raws: Iterable[bytes]) -> int:
        """Put many messages at once into the INBOX, as files; how many. Quicker than LMTP by the hundred."""
        maildir = self._at.directory / "home" / address.lower() / "Maildir"
        for name in ("tmp", "new", "cur"):
            (maildir / name).mkdir(parents=True, exist_ok=True)
        stamp, count = time.time_ns(), 0
        for count, raw in enumerate(raws, 1):
            name = f"{stamp}.{count:06}.localhost"
            (maildir / "tmp" / name).write_bytes(raw)
            self._give_away_file(maildir / "tmp" / name)
            (maildir / "tmp" / name).rename(maildir / "new" / name)
        for path in (maildir.parent, maildir, *maildir.iterdir()):
            self._give_away_file(path)
        return count

    def _give_away_file(self, path: Path) -> None:
        if os.getuid() == 0:
            os.chown(path, self._user.pw_uid, self._user.pw_gid)

    def log(self, server: str) -> str:
        """What `dovecot` or `exim` has logged so far."""
        path = self._at.directory / ("dovecot.log" if server == "dovecot" else "log/mainlog")
        return path.read_text(errors="replace") if path.exists() else ""

    def mailbox(self, address: str, folder: str = "INBOX") -> list[bytes]:
        """The raw messages of a folder, oldest first; reading marks nothing as seen."""
        with self._client(address) as client:
            client.select_folder(folder, readonly=True)
            uids = client.search("ALL")
            fetched = client.fetch(uids, ["BODY.PEEK[]"]) if uids else {}
            return [fetched[uid][b"BODY[]"] for uid in sorted(fetched)]

    async def arrived(
        self, address: str, count: int = 1, folder: str = "INBOX", timeout_s: float = 10.0
    ) -> list[bytes]:
        """Wait until the folder holds at least `count` messages and return all. Raises TimeoutError."""
        deadline = time.monotonic() + timeout_s
        while len(found := await asyncio.to_thread(self.mailbox, address, folder)) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(found)} of {count} messages in {folder} of {address}")
            await asyncio.sleep(_POLL_S)
        return found


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
