"""docs/settings.md says what `Settings` says."""

import pathlib

from services.cli import settings_page
from services.core import settings

ROOT = pathlib.Path(__file__).resolve().parents[2]


def test_the_page_of_settings_is_the_one_that_the_code_makes() -> None:
    written = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert written == settings_page.page(), "run: python -m services.cli.settings_page > docs/settings.md"


def test_every_setting_has_a_description() -> None:
    bare = [name for name, field in settings.Settings.model_fields.items() if not field.description]
    assert bare == []
