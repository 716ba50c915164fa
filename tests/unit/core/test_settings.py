"""Settings come from the environment or from files; a bad one names itself and no secret is ever shown."""

import pathlib

import pytest

from services.core import errors, settings
from services.core.domain.account import Secret

KEY = "k" * 32
SECRETS = {
    "MONGODB_URI": "mongodb://user:hidden-1@db/",
    "SECRET_KEY": "hidden-2" * 4,
    "SUPPRESSION_KEY": "hidden-3" * 4,
    "OLLAMA_API_KEY": "hidden-4",
    "OPENAI_API_KEY": "hidden-5",
}


def test_nothing_set_gives_the_defaults() -> None:
    found = settings.load({})
    assert (found.mongodb_uri, found.mongodb_db, found.log_level) == (None, "sales_agent", "INFO")
    assert settings.load({"MONGODB_DB": "", "UNKNOWN": "x"}) == found


def test_values_come_from_the_environment_and_files_win(tmp_path: pathlib.Path) -> None:
    secret = tmp_path / "key"
    secret.write_text(f"{KEY}\n", encoding="utf-8")
    found = settings.load({"SECRET_KEY": "x" * 40, "SECRET_KEY_FILE": str(secret), "CONCURRENCY": "3"})
    assert found.signing_key() == KEY.encode()
    assert found.concurrency == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BRAIN", "gpt"),
        ("CONCURRENCY", "0"),
        ("CONCURRENCY", "many"),
        ("CONSOLE_PORT", "65536"),
        ("IDLE_S", "601"),
        ("LEASE_S", "0"),
        ("LOG_LEVEL", "loud"),
        ("MONGODB_DB", "a/b"),
        ("OLLAMA_HOST", "gpu-host:11434"),
        ("PUBLIC_URL", "javascript:alert(1)"),
        ("SECRET_KEY", "short"),
        ("SUPPRESSION_KEY", "short\n" + "x" * 40),
    ],
)
def test_a_bad_value_stops_the_start_and_names_its_variable(name: str, value: str) -> None:
    with pytest.raises(errors.BadSetting) as refused:
        settings.load({name: value})
    assert refused.value.field == name
    assert name in str(refused.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: pathlib.Path) -> None:
    with pytest.raises(errors.BadSetting) as refused:
        settings.load({"SECRET_KEY_FILE": str(tmp_path / "nothing")})
    assert refused.value.field == "SECRET_KEY_FILE"


def test_no_secret_is_shown() -> None:
    found = settings.load(SECRETS)
    assert "hidden" not in f"{found!r} {found} {found.model_dump()} {found.model_dump_json()}"


@pytest.mark.parametrize("name", ["SECRET_KEY", "SUPPRESSION_KEY"])
def test_a_bad_secret_is_not_repeated_in_the_complaint(name: str) -> None:
    with pytest.raises(errors.BadSetting) as refused:
        settings.load({name: "hunter2"})
    assert "hunter2" not in f"{refused.value} {refused.value.hint} {refused.value.__cause__}"


def test_a_secret_key_is_a_line_each_and_the_newest_signs() -> None:
    both = settings.load({"SECRET_KEY": f"{'n' * 32}\n\n  {'o' * 32}\n"})
    assert both.signing_key() == b"n" * 32
    assert both.signing_keys() == (b"n" * 32, b"o" * 32)


def test_required_keys_say_how_to_make_them() -> None:
    for ask in (settings.load({}).signing_key, settings.load({}).suppression_keys):
        with pytest.raises(errors.BadSetting, match="_FILE is not set") as refused:
            ask()
        assert "openssl rand" in refused.value.hint


def test_suppression_keys_are_a_line_each_the_newest_first_with_lasting_ids() -> None:
    new, old = "n" * 32, "o" * 32
    both = settings.load({"SUPPRESSION_KEY": f"{new}\n\n  {old}\n"}).suppression_keys()
    assert [key for _, key in both] == [new.encode(), old.encode()]
    assert settings.load({"SUPPRESSION_KEY": old}).suppression_keys() == (both[1],)
    assert both[0][0] != both[1][0]


@pytest.mark.parametrize(
    ("environment", "brain"),
    [
        ({}, "embedded"),
        ({"OLLAMA_HOST": "http://gpu:11434/"}, "ollama"),
        ({"OLLAMA_HOST": "http://gpu:11434", "BRAIN": "embedded"}, "embedded"),
        ({"BRAIN": "openai"}, "openai"),
    ],
)
def test_the_brain_follows_from_what_is_set(environment: dict[str, str], brain: str) -> None:
    assert settings.load(environment).chosen_brain() == brain


def test_an_accounts_secret_is_read_from_its_variable_or_its_file(tmp_path: pathlib.Path) -> None:
    secret = Secret(from_env="MAIL_PASSWORD")
    kept = tmp_path / "password"
    kept.write_text("from a file\n", encoding="utf-8")
    assert settings.Settings().reveal(secret, {"MAIL_PASSWORD": "pw"}) == "pw"
    assert settings.Settings().reveal(secret, {"MAIL_PASSWORD_FILE": str(kept), "MAIL_PASSWORD": "pw"}) == "from a file"
    with pytest.raises(errors.BadSetting) as refused:
        settings.Settings().reveal(secret, {})
    assert refused.value.field == "MAIL_PASSWORD"


@pytest.mark.parametrize("fields", [{}, {"from_env": "A", "sealed": "b"}])
def test_a_secret_has_exactly_one_place(fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="from_env"):
        Secret.model_validate(fields)
