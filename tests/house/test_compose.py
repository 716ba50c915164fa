"""docker-compose.yml, the image and .env.example keep their promises: closed ports, required passwords, order, health.

It parses and, where a promise is a piece of shell, runs that piece. It starts no container.
"""

import json
import os
import pathlib
import re
import stat
import subprocess
from typing import Any

import pytest
import yaml

from services.core import settings

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("seed", "app_logic", "mail_worker", "tg_worker", "console")
WORKERS = OURS[1:]
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
SEED = (ROOT / "services" / "init_data.json").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def _names_in_example() -> set[str]:
    return set(re.findall(r"^([A-Z][A-Z0-9_]*)=", EXAMPLE, re.M))


def _names_in_seed() -> set[str]:
    """Variables that the seed file reads: `${NAME}` in its strings, and the names of secrets."""
    return set(re.findall(r"\$\{([A-Z][A-Z0-9_]*)", json.dumps(json.loads(SEED)["accounts"]))) | set(
        re.findall(r'"from_env": "([A-Z0-9_]+)"', SEED)
    )


def _seconds(duration: str) -> int:
    units = {"h": 3600, "m": 60, "s": 1}
    return sum(int(count) * units[unit] for count, unit in re.findall(r"(\d+)([hms])", duration))


def test_the_services_are_the_ones_that_are_documented() -> None:
    assert set(SERVICES) == {*OURS, "mongo", "ollama", "ollama-pull", "mongo-express"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_published_port_is_published_on_loopback_only(name: str) -> None:
    ports = SERVICES[name].get("ports", [])
    assert all(str(port).startswith("127.0.0.1:") for port in ports)
    assert bool(ports) == (name in ("console", "mongo-express"))
    assert "network_mode" not in SERVICES[name]
    assert "privileged" not in SERVICES[name]


def test_the_database_and_the_model_have_no_way_out() -> None:
    assert COMPOSE["networks"]["backend"] == {"internal": True}
    assert SERVICES["mongo"]["networks"] == ["backend"]
    assert SERVICES["ollama"]["networks"] == ["backend"]
    assert SERVICES["seed"]["networks"] == ["backend"]
    for name in WORKERS:
        assert SERVICES[name]["networks"] == ["backend", "egress"]


def test_the_database_asks_for_passwords_and_keeps_its_files() -> None:
    mongo = SERVICES["mongo"]
    assert mongo["image"] == "mongo:8"
    assert mongo["environment"]["MONGO_INITDB_ROOT_USERNAME"]
    assert mongo["environment"]["MONGO_INITDB_ROOT_PASSWORD_FILE"] == "/run/secrets/mongo_root_password"
    assert "mongo:/data/db" in mongo["volumes"]
    assert "mongo" in COMPOSE["volumes"]
    start = (ROOT / "deploy" / "mongo-init.js").read_text(encoding="utf-8")
    assert re.findall(r'role: "(\w+)"', start) == ["readWrite", "read"]
    assert set(re.findall(r'password\("(\w+)"\)', start)) <= set(mongo["secrets"])


@pytest.mark.parametrize("name", OURS)
def test_each_of_our_services_is_the_one_image_with_one_command(name: str) -> None:
    service = SERVICES[name]
    assert service["image"] == SERVICES["seed"]["image"]
    assert service["build"] == "."
    assert service["command"] == (["sales-agent", "seed"] if name == "seed" else ["sales-agent", "run", name])
    assert "entrypoint" not in service


@pytest.mark.parametrize("name", OURS)
def test_each_of_our_services_can_write_nowhere_and_gain_nothing(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert all(str(volume).endswith(":ro") for volume in service["volumes"])


@pytest.mark.parametrize("name", WORKERS)
def test_workers_start_after_the_seed_and_are_watched_and_started_again(name: str) -> None:
    service = SERVICES[name]
    assert service["depends_on"]["seed"] == {"condition": "service_completed_successfully"}
    assert service["depends_on"]["mongo"] == {"condition": "service_healthy"}
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"] == ["CMD", "sales-agent", "healthcheck", name]


def test_the_seed_runs_once_when_the_database_is_up() -> None:
    assert SERVICES["seed"]["restart"] == "no"
    assert SERVICES["seed"]["depends_on"] == {"mongo": {"condition": "service_healthy"}}


def test_everything_that_stays_up_has_a_health_check_and_a_restart_policy() -> None:
    once = {"seed", "ollama-pull"}
    for name, service in SERVICES.items():
        assert ("healthcheck" in service) == (name not in once)
        assert (service["restart"] == "no") == (name in once)


def test_a_worker_has_time_to_finish_what_it_is_doing() -> None:
    longest_send_s = settings.Settings.model_fields["send_timeout_s"].default
    assert _seconds(SERVICES["mail_worker"]["stop_grace_period"]) > longest_send_s
    for name in OURS:
        assert _seconds(SERVICES[name]["stop_grace_period"]) >= 120


def test_what_is_not_needed_at_first_waits_behind_a_profile() -> None:
    profiles = {name: service["profiles"] for name, service in SERVICES.items() if "profiles" in service}
    assert profiles == {
        "console": ["console"],
        "ollama": ["gpu"],
        "ollama-pull": ["gpu"],
        "mongo-express": ["inspect"],
    }


def test_the_model_is_fetched_before_ollama_answers() -> None:
    default = settings.Settings.model_fields["ollama_model"].default
    assert SERVICES["ollama-pull"]["environment"]["OLLAMA_MODEL"] == f"${{OLLAMA_MODEL:-{default}}}"
    assert 'ollama pull "$$OLLAMA_MODEL"' in SERVICES["ollama-pull"]["command"][0]
    assert SERVICES["ollama"]["depends_on"] == {"ollama-pull": {"condition": "service_completed_successfully"}}
    assert set(SERVICES["ollama"]["volumes"]) == set(SERVICES["ollama-pull"]["volumes"])
    devices = SERVICES["ollama"]["deploy"]["resources"]["reservations"]["devices"]
    assert [device["capabilities"] for device in devices] == [["gpu"]]


def test_the_window_on_the_database_cannot_write() -> None:
    window = SERVICES["mongo-express"]
    assert window["environment"]["ME_CONFIG_OPTIONS_READONLY"] == "true"
    assert window["environment"]["ME_CONFIG_MONGODB_ENABLE_ADMIN"] == "false"
    assert window["environment"]["ME_CONFIG_BASICAUTH"] == "true"
    assert window["secrets"] == ["mongo_reader_password"]
    assert "mongodb://reader:" in window["command"][0]


@pytest.mark.parametrize("password", ["", None])
def test_the_window_on_the_database_does_not_open_without_a_password(password: str | None) -> None:
    window = SERVICES["mongo-express"]
    given = {} if password is None else {"MONGO_EXPRESS_PASSWORD": password}
    # Its first line, as the container's shell gets it, and a mark that must not be reached.
    script = window["command"][0].replace("$$", "$").splitlines()[0] + "\necho opened\n"
    done = subprocess.run([*window["entrypoint"], script], env=given, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "opened" not in done.stdout
    assert "does not start without a password" in done.stderr


def test_no_variable_is_demanded_that_would_stop_a_plain_start() -> None:
    # Compose fills in the whole file before it looks at profiles, so `${NAME:?}` anywhere stops everything.
    assert re.findall(r"(?<!\$)\$\{\w+:?\?", TEXT) == []


def test_every_variable_of_the_file_is_in_the_example() -> None:
    assert set(re.findall(r"(?<!\$)\$\{([A-Z0-9_]+)", TEXT)) == _names_in_example()


def test_every_variable_of_our_services_is_a_setting_or_read_by_the_seed() -> None:
    known = {name.upper() for name in settings.Settings.model_fields} | _names_in_seed()
    for name in OURS:
        given = {variable.removesuffix("_FILE") for variable in SERVICES[name]["environment"]}
        # A name that itself ends in _FILE is meant as it stands.
        given = {each if each in known else f"{each}_FILE" for each in given}
        assert given <= known


def test_every_setting_reaches_the_services_and_every_name_that_the_seed_reads() -> None:
    given = {name.removesuffix("_FILE") for name in SERVICES["console"]["environment"]}
    given |= set(SERVICES["console"]["environment"])
    for_tests = {"TELEGRAM_DC", "TELEGRAM_DC_KEY"}  # what stands in for Telegram never reaches a production
    assert {name.upper() for name in settings.Settings.model_fields} - given == for_tests
    assert _names_in_seed() - given == set()


def test_every_secret_is_a_file_that_the_first_start_makes(tmp_path: pathlib.Path) -> None:
    (tmp_path / "deploy").mkdir()
    for name in ("deploy/first-start.sh", ".env.example"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    command = ["sh", str(tmp_path / "deploy" / "first-start.sh")]
    subprocess.run(command, check=True, capture_output=True)
    folder = tmp_path / "secrets"
    assert {f"./secrets/{path.name}" for path in folder.iterdir()} == {
        each["file"] for each in COMPOSE["secrets"].values()
    }
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert (tmp_path / ".env").read_text(encoding="utf-8") == EXAMPLE

    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (tmp_path / ".env").write_text("MINE=1\n", encoding="utf-8")
    subprocess.run(command, check=True, capture_output=True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert (tmp_path / ".env").read_text(encoding="utf-8") == "MINE=1\n"

    keys = {name: before[name].decode() for name in before if name != "mail_password"}
    assert len(set(keys.values())) == len(keys)
    assert all(len(value) >= 64 for value in keys.values())
    assert keys["mongo_app_password"] in keys["mongodb_uri"]
    environment = {
        f"{name.upper()}_FILE": str(folder / name) for name in ("secret_key", "suppression_key", "mongodb_uri")
    }
    assert settings.load(environment).signing_key() == keys["secret_key"].encode()


def test_every_secret_that_a_service_uses_is_declared_and_used_from_its_file() -> None:
    for service in SERVICES.values():
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
    for name in OURS:
        files = {value for value in SERVICES[name]["environment"].values() if value.startswith("/run/secrets/")}
        assert files == {f"/run/secrets/{secret}" for secret in SERVICES[name]["secrets"]}


def test_no_secret_stands_in_the_file_or_in_the_example() -> None:
    secret = re.compile(r"PASSWORD|SECRET|KEY|TOKEN")
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if secret.search(name):
                assert value.startswith(("/run/secrets/", "${")), name
    filled = dict(re.findall(r"^([A-Z0-9_]+)=(.*)$", EXAMPLE, re.M))
    assert {name: value for name, value in filled.items() if secret.search(name) and value} == {}
    assert re.findall(r"mongodb://[^\s$]*:[^\s$@]+@", TEXT) == []


def test_the_values_of_the_example_are_valid_settings() -> None:
    filled = {name: value for name, value in re.findall(r"^([A-Z0-9_]+)=(.*)$", EXAMPLE, re.M) if value}
    defaults = settings.Settings()
    given = settings.load(filled)
    assert given == defaults, "the example shows the defaults"


def test_the_image_runs_as_an_ordinary_user_from_the_hashed_lock() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (\S+)$", last, re.M) == ["10001:10001"]
    assert last.index("USER ") > last.index("COPY ")
    assert "--require-hashes --no-build-isolation -r requirements/app.txt" in DOCKERFILE
    assert not re.search(r"^(ADD|ARG|ENV) .*(PASSWORD|SECRET|TOKEN)", DOCKERFILE, re.M)


def test_the_image_is_given_no_file_but_the_ones_it_needs() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n")
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    for rule in rules:
        assert not rule.startswith("!") or (ROOT / rule[1:]).exists()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.M)
    for source in " ".join(copied).split():
        assert f"!{source}" in rules


def test_the_script_of_the_first_start_can_be_run() -> None:
    assert os.access(ROOT / "deploy" / "first-start.sh", os.X_OK)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
