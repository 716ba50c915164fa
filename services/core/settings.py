"""Settings: everything that comes from the environment, in one place. A bad value stops the start and names itself.

Each setting may also be given as a file: `NAME_FILE` holds the path, the file the value (for Docker secrets).
It reads; it builds nothing. docs/settings.md is generated from here.
"""

import os
import pathlib
import re
import urllib.parse
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

from services.core import errors
from services.core.domain.account import THIS_MACHINE, Secret
from services.core.seal import Seal

_LEAST_KEY_BYTES = 32


class Settings(BaseModel):
    """The settings of one process. Field names in capitals are the environment's names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mongodb_uri: SecretStr | None = Field(
        default=None, description="The database, as mongodb://user:password@host:27017/. Without it only the demo runs."
    )
    mongodb_db: str = Field(default="sales_agent", description="The database's name.")
    brain: Literal["", "ollama", "openai", "embedded"] = Field(
        default="",
        description="Which brain understands and writes: ollama, openai or embedded. "
        "Empty: ollama if OLLAMA_HOST is set, else embedded.",
    )
    ollama_host: str = Field(default="", description="Address of Ollama, as http://gpu-host:11434.")
    ollama_model: str = Field(default="qwen2:72b-instruct-q4_0", description="The model that Ollama runs.")
    ollama_api_key: SecretStr | None = Field(
        default=None, description="Bearer token of the proxy before Ollama, which has no login of its own."
    )
    ollama_parallel: int = Field(
        default=1, ge=1, le=64, description="OLLAMA_NUM_PARALLEL of the server: calls at once."
    )
    ollama_context: int = Field(
        default=8192, ge=2048, description="Tokens of context asked for in every call; a change reloads the model."
    )
    openai_base_url: str = Field(default="", description="An OpenAI-compatible endpoint, as http://host:8000/v1.")
    openai_model: str = Field(default="", description="The model asked for there.")
    openai_api_key: SecretStr | None = Field(default=None, description="Its key.")
    public_url: str = Field(
        default="", description="Where the console is reached from outside, for one-click unsubscribing: https://…"
    )
    telegram_bot_api: str = Field(
        default="https://api.telegram.org", description="Where Telegram's Bot API is; an emulator may stand in."
    )
    telegram_api_id: int = Field(
        default=0,
        ge=0,
        description="Your application at Telegram (my.telegram.org), for accounts of people: its api_id.",
    )
    telegram_api_hash: SecretStr | None = Field(default=None, description="Its api_hash.")
    telegram_dc: str = Field(
        default="",
        description="For tests: a data centre on this machine that stands in for Telegram's, as 127.0.0.1:port:number.",
    )
    telegram_dc_key: str = Field(default="", description="For tests: its public RSA key (PEM); give it as a file.")
    voice_model: str = Field(
        default="",
        description="Folder with a speech model for faster-whisper, by which voice notes are turned into text; needs the "
        "extra `voice`. Empty: clients are asked to write (docs/telegram.md).",
    )
    voice_longest_s: int = Field(
        default=120, ge=5, le=600, description="Seconds of the longest voice note listened to."
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="Signs reply and unsubscribe tokens and seals stored secrets; 32 bytes or more. Required. To change "
        "it, put the new one on the first line of the file, keep the old ones below, and run "
        "`sales-agent accounts rotate-keys`.",
    )
    suppression_key: SecretStr | None = Field(
        default=None,
        description="Keys the hashes of those who are never written to; 32 bytes or more. Required, and never changed "
        "without keeping the old one: put the new one on the first line of the file and the old ones below.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="How much is logged. Message texts appear at DEBUG only."
    )
    lease_s: float = Field(
        default=120.0, gt=0, description="Seconds after which a worker that shows no life loses its work."
    )
    concurrency: int = Field(
        default=8, ge=1, le=256, description="Conversations and messages worked on at once by a process."
    )
    send_timeout_s: float = Field(
        default=600.0, gt=0, description="Seconds to wait for a mail server's last word after the message body."
    )
    idle_s: float = Field(default=540.0, gt=0, le=600, description="Seconds of IMAP IDLE before it is renewed.")
    console_host: str = Field(default="127.0.0.1", description="Where the console listens.")
    console_port: int = Field(default=8080, ge=1, le=65535, description="Its port.")
    metrics_port: int = Field(
        default=0,
        ge=0,
        le=65535,
        description="Where a worker shows its metrics for Prometheus (`/metrics`); 0: nowhere. The console shows them "
        "on a port of its own, too: every process on a machine of its own needs another one.",
    )
    metrics_host: str = Field(default="127.0.0.1", description="The address that METRICS_PORT is opened on.")
    installation: str = Field(
        default="",
        max_length=100,
        description="This installation's own name, kept outside the database: a database that was copied to an "
        "installation of another name sends nothing until `sales-agent hold off`. Empty: not looked at.",
    )
    operator: str = Field(default="", description="Your name in the records; empty: the login name.")

    @field_validator("mongodb_db")
    @classmethod
    def _plain_name(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,38}", value):
            raise ValueError("use letters, digits, _ and - only")
        return value

    @field_validator("ollama_host", "openai_base_url", "public_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @field_validator("telegram_bot_api")
    @classmethod
    def _protected(cls, value: str) -> str:
        host = urllib.parse.urlsplit(value).hostname or ""
        if not value.startswith("https://") and not (value.startswith("http://") and host in THIS_MACHINE):
            raise ValueError("must begin with https://, except on this machine: the address holds the bot's token")
        return value.rstrip("/")

    @field_validator("telegram_dc")
    @classmethod
    def _stands_in_at_home(cls, value: str) -> str:
        found = re.fullmatch(r"(127\.0\.0\.1|localhost):(\d{1,5}):([1-5])", value)
        if value and (found is None or int(found.group(2)) > 65535):
            raise ValueError("must be on this machine, as 127.0.0.1:port:number; leave it empty for Telegram itself")
        return value

    @model_validator(mode="after")
    def _dc_has_a_key(self) -> "Settings":
        if bool(self.telegram_dc) != bool(self.telegram_dc_key):
            raise ValueError("TELEGRAM_DC and TELEGRAM_DC_KEY_FILE stand in for Telegram together, or not at all")
        return self

    @field_validator("secret_key", "suppression_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value().split("\n")[0].strip()) < _LEAST_KEY_BYTES:
            raise ValueError(f"needs at least {_LEAST_KEY_BYTES} characters: make one with `openssl rand -hex 32`")
        return value

    def chosen_brain(self) -> Literal["ollama", "openai", "embedded"]:
        """The brain in force: the one named, else Ollama where its address is known, else the embedded one."""
        return self.brain or ("ollama" if self.ollama_host else "embedded")

    def telegram_app(self) -> tuple[int, str]:
        """api_id and api_hash of the application. Raises `errors.BadSetting` where they are not set."""
        if self.telegram_dc:
            return self.telegram_api_id or 1, "test"
        if not self.telegram_api_id or self.telegram_api_hash is None:
            raise errors.BadSetting(
                "TELEGRAM_API_ID and TELEGRAM_API_HASH are not set",
                field="TELEGRAM_API_ID",
                hint="get them once at https://my.telegram.org, under API development tools",
            )
        return self.telegram_api_id, self.telegram_api_hash.get_secret_value()

    def telegram_start(self) -> tuple[str, int, int]:
        """Where a login begins: host, port and number of the data centre; ("", 0, 0) is Telegram's own choice."""
        if not self.telegram_dc:
            return "", 0, 0
        host, port, number = self.telegram_dc.split(":")
        return host, int(port), int(number)

    def signing_key(self) -> bytes:
        """What new tokens are signed with: the newest secret key. Raises `errors.BadSetting` where there is none."""
        return self.signing_keys()[0]

    def signing_keys(self) -> tuple[bytes, ...]:
        """All secret keys that are still good, the newest first. Raises `errors.BadSetting`."""
        lines = _required(self.secret_key, "SECRET_KEY").split("\n")
        return tuple(line.strip().encode() for line in lines if line.strip())

    def seal(self) -> Seal:
        """What stored secrets are sealed with. Raises `errors.BadSetting` where there is no secret key."""
        return Seal(self.signing_keys())

    def reveal(self, secret: Secret, environment: Mapping[str, str] = os.environ) -> str:
        """An account's secret in clear. Raises `errors.BadSetting` when its variable is not set or no key fits."""
        if secret.from_env is None:
            return self.seal().open(secret.sealed or "")
        value = environment.get(secret.from_env, "")
        path = environment.get(f"{secret.from_env}_FILE", "")
        if path:
            value = _read(secret.from_env, path)
        if not value:
            raise errors.BadSetting(
                f"{secret.from_env} is not set", field=secret.from_env, hint="set it to this account's secret"
            )
        return value

    def suppression_keys(self) -> tuple[tuple[str, bytes], ...]:
        """(key id, key), the newest first; ids follow from the keys. Raises `errors.BadSetting`."""
        lines = _required(self.suppression_key, "SUPPRESSION_KEY").split("\n")
        keys = [line.strip().encode() for line in lines if line.strip()]
        return tuple((_key_id(key), key) for key in keys)


def _key_id(key: bytes) -> str:
    import hashlib  # only here

    return hashlib.sha256(b"suppression key id:" + key).hexdigest()[:8]


def _required(value: SecretStr | None, name: str) -> str:
    if value is None:
        raise errors.BadSetting(
            f"{name}_FILE is not set",
            field=f"{name}_FILE",
            hint=f"make a key once with `openssl rand -hex 32 > secrets/{name.lower()}` and name that file in {name}_FILE",
        )
    return value.get_secret_value()


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in the environment. Raises `errors.BadSetting`, which names the variable."""
    values: dict[str, str] = {}
    for field in Settings.model_fields:
        name = field.upper()
        path = environment.get(f"{name}_FILE", "")
        if path:
            values[field] = _read(name, path)
        elif environment.get(name):
            values[field] = environment[name]
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "a setting"
        raise errors.BadSetting(f"{name}: {first['msg']}", field=name, hint="see docs/settings.md") from None


def _read(name: str, path: str) -> str:
    try:
        return pathlib.Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise errors.BadSetting(
            f"{name}_FILE: cannot read {path}: {error.strerror}",
            field=f"{name}_FILE",
            hint="check the path and its rights",
        ) from None
