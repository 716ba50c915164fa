"""The page docs/settings.md, made from `Settings`: `python -m services.cli.settings_page > docs/settings.md`.

It reads no environment: names, defaults and descriptions only.
"""

import typing

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from services.core import settings

_HEAD = """\
# Settings

Everything that comes from the environment. With Docker Compose these names go into `.env`; a bad value stops the
start and names itself. Every setting may also be given as a file: `NAME_FILE` holds the path and the file the
value, which is how secrets are passed in containers. Where both are set, the file wins.

This page is generated from `services/core/settings.py`:
`python -m services.cli.settings_page > docs/settings.md`.

| name | default | what it is |
|---|---|---|
"""

_TAIL = """
## Secrets of accounts

An account in `services/init_data.json` names the variable of its password, as in
`{"secret": {"from_env": "MAIL_PASSWORD"}}`. That variable is set like a setting: `MAIL_PASSWORD` holds the password,
or `MAIL_PASSWORD_FILE` the path of a file with it. Several accounts name several variables. `sales-agent accounts
add` can also ask for the password and store it sealed under `SECRET_KEY`.
"""


def page() -> str:
    """The whole page, as Markdown that ends with a line break."""
    rows = (_row(name, field) for name, field in settings.Settings.model_fields.items())
    return _HEAD + "".join(rows) + _TAIL


def _row(name: str, field: FieldInfo) -> str:
    described = (field.description or "").replace("|", "\\|")
    return f"| `{name.upper()}` | {_default(field)} | {described}{_choices(field)}{_file(name, field)} |\n"


def _default(field: FieldInfo) -> str:
    if field.default is None or field.default == "":
        return "–"
    value = field.default
    return f"`{int(value) if isinstance(value, float) and value.is_integer() else value}`"


def _choices(field: FieldInfo) -> str:
    if typing.get_origin(field.annotation) is not typing.Literal:
        return ""
    named = [f"`{choice}`" for choice in typing.get_args(field.annotation) if choice]
    return f" One of {', '.join(named)}."


def _file(name: str, field: FieldInfo) -> str:
    is_secret = SecretStr in typing.get_args(field.annotation)
    return f" Better as a file: `{name.upper()}_FILE`." if is_secret else ""


if __name__ == "__main__":
    print(page(), end="")
