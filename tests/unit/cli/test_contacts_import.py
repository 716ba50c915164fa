"""`client_utils import`: files as people have them, errors by row, all valid rows or none."""

import pathlib

import openpyxl
import pytest

from services.cli import sheets
from services.core import errors
from services.core.domain import address, suppression
from services.core.store.database import Database
from tests import builders
from tests.unit.cli.desk import at_work

RUSSIAN = (
    "Имя;Компания;Почта;Телефон;Язык;Часовой пояс;Основание\n"
    "Анна;ООО «Ветер»;anna@veter.example;8 903 123-45-67;ru;Asia/Omsk;визитка\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
async def test_tables_are_read_in_every_usual_form(
    embedded_database: Database, tmp_path: pathlib.Path, encoding: str, separator: str
) -> None:
    file = tmp_path / "leads.csv"
    file.write_bytes(RUSSIAN.replace(";", separator).encode(encoding))
    operator = await at_work(embedded_database, default_basis=None)
    told = await operator.types(f"import {file} --json")
    assert (told.code, told.json["errors"], told.json["held"]) == (0, [], 0)
    person = await embedded_database.contacts.get(told.json["added"][0]["id"])
    assert person is not None
    assert (person.name, person.company, person.phone) == ("Анна", "ООО «Ветер»", "+79031234567")
    assert person.timezone == "Asia/Omsk"
    assert person.basis is not None
    assert (person.basis.text, person.basis.source) == ("визитка", "import leads.csv:2")
    assert str(person.origin.kind) == "import"


async def test_a_workbook_is_read_with_its_numbers_and_blank_rows(
    embedded_database: Database, tmp_path: pathlib.Path
) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in (["E-mail", "phone", "Notes"], ["a@veter.example", 79031234567, "x"], [], ["b@veter.example", None]):
        book.active.append(line)
    book.save(tmp_path / "leads.xlsx")
    operator = await at_work(embedded_database, default_basis=None)
    told = await operator.types(f"import {tmp_path / 'leads.xlsx'}")
    assert told.code == 0
    assert "2 of them are held" in told.text
    assert "columns that were not used: Notes" in told.text
    person = await embedded_database.contacts.by_address(address.email("a@veter.example"))
    assert person is not None
    assert person.phone == "+79031234567"


MIXED = (
    "name,email,language\n"
    "Anna,anna@veter.example,ru\n"
    "Bad,nonsense,ru\n"
    "Twin,ANNA@veter.example,ru\n"
    "Stopped,no@veter.example,ru\n"
    "There,there@veter.example,ru\n"
    "\n"
    "Long,long@veter.example,ru,more\n"
    "Nobody,,ru\n"
    "Boris,boris@veter.example,en\n"
)


async def mixed(database: Database, folder: pathlib.Path, options: str = "") -> tuple[int, dict[str, object]]:
    operator = await at_work(database)
    await operator.types("add --email there@veter.example")
    await database.suppressions.add(address.email("no@veter.example"), suppression.Reason.STOP, builders.NOW)
    (folder / "mixed.csv").write_text(MIXED, encoding="utf-8")
    told = await operator.types(f"import {folder / 'mixed.csv'} --json {options}")
    return told.code, told.json


async def test_every_mistake_is_told_by_its_row_and_the_rest_is_added(
    embedded_database: Database, tmp_path: pathlib.Path
) -> None:
    code, report = await mixed(embedded_database, tmp_path)
    assert code == 0
    assert set(report) == {"added", "errors", "held"}
    assert isinstance(report["added"], list)
    assert isinstance(report["errors"], list)
    assert [each["row"] for each in report["added"]] == [2, 10]
    assert [(each["row"], each["field"]) for each in report["errors"]] == [
        (3, "email"),
        (4, "email"),
        (5, "email"),
        (6, "email"),
        (8, ""),
        (9, "email"),
    ]
    assert "row 2" in report["errors"][1]["error"]
    assert len(await embedded_database.contacts.all()) == 3


async def test_strict_adds_all_or_none(embedded_database: Database, tmp_path: pathlib.Path) -> None:
    code, report = await mixed(embedded_database, tmp_path, "--strict")
    assert (code, report["added"]) == (2, [])
    assert len(await embedded_database.contacts.all()) == 1


async def test_a_basis_for_the_whole_file_and_the_campaigns_own(
    embedded_database: Database, tmp_path: pathlib.Path
) -> None:
    operator = await at_work(embedded_database)
    (tmp_path / "a.csv").write_text("email\na@veter.example\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("email\nb@veter.example\n", encoding="utf-8")
    await operator.types(f"import {tmp_path / 'a.csv'} --basis 'met at the fair'")
    await operator.types(f"import {tmp_path / 'b.csv'}")
    sources = {each.basis.source for each in await embedded_database.contacts.all() if each.basis}
    assert sources == {"operator", "campaign default"}


async def test_rows_may_name_their_campaign(embedded_database: Database, tmp_path: pathlib.Path) -> None:
    operator = await at_work(embedded_database)
    await embedded_database.campaigns.put(builders.a_campaign("second"))
    file = tmp_path / "leads.csv"
    file.write_text("email,campaign\na@veter.example,second\nb@veter.example,third\n", encoding="utf-8")
    told = await operator.types(f"import {file} --json")
    assert told.json["added"][0]["conversation"].endswith(".second")
    assert told.json["errors"][0]["field"] == "campaign"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", b"email\n", "kind of file"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"\n \n", "empty"),
        ("a.csv", b"name,emial\nAnna,a@b.example\n", "no column email"),
        ("a.csv", b"email,E-Mail\na@b.example,c@d.example\n", "two columns"),
        ("a.xlsx", b"email\na@b.example\n", "no XLSX"),
        ("a.xlsx", b"PK\x03\x04 broken", "no XLSX"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_cure(
    tmp_path: pathlib.Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(errors.BadInput, match=words) as caught:
        sheets.read(tmp_path / name)
    assert caught.value.hint


def test_a_misspelt_column_is_guessed(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.csv").write_text("emial\n", encoding="utf-8")
    with pytest.raises(errors.BadInput) as caught:
        sheets.read(tmp_path / "a.csv")
    assert "did you mean email?" in caught.value.hint


def test_separators_and_line_ends_inside_quotes_belong_to_the_cell(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.csv").write_text('"name";email\n"Veter; ""South""\nbranch";a@b.example\n', encoding="utf-8")
    sheet = sheets.read(tmp_path / "a.csv")
    assert sheet.rows[0].cells == {"name": 'Veter; "South"\nbranch', "email": "a@b.example"}
