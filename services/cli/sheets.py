"""Tables from files: CSV and XLSX with a head row, as an operator's spreadsheet saves them.

Reads UTF-8 with or without BOM, UTF-16 with BOM, else Windows-1251; separated by comma, semicolon or tab.
Column names are those of the options, or their Russian names. It does not judge the values.
"""

import csv
import dataclasses
import datetime
import difflib
import io
import pathlib
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence

from services.core import errors

MAX_BYTES = 50_000_000
MAX_ROWS = 100_000
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("name", "full name", "contact", "имя", "фио", "контакт", "имя контакта"),
    "company": ("company", "organization", "organisation", "компания", "организация", "фирма"),
    "role": ("role", "position", "job title", "должность", "роль"),
    "email": ("email", "e mail", "mail", "email address", "почта", "эл. почта", "электронная почта", "имейл"),
    "telegram": ("telegram", "tg", "телеграм", "телеграмм"),
    "phone": ("phone", "telephone", "mobile", "телефон", "тел", "тел.", "мобильный"),
    "language": ("language", "lang", "язык"),
    "timezone": ("timezone", "time zone", "tz", "часовой пояс", "таймзона"),
    "basis": ("basis", "consent", "основание", "согласие"),
    "campaign": ("campaign", "кампания"),
}
_BY_NAME = {alias: column for column, aliases in COLUMNS.items() for alias in aliases}
_SEPARATORS = ",;\t"
# What openpyxl lets through from the archive, its XML (ParseError is a SyntaxError) and its parts.
_NOT_XLSX = (zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, ValueError, OSError)


@dataclasses.dataclass(frozen=True)
class Row:
    """One filled row: its number as a spreadsheet shows it (the head is 1), and its cells by column."""

    number: int
    cells: dict[str, str]
    too_long: bool = False


@dataclasses.dataclass(frozen=True)
class Sheet:
    """A table; `ignored` are the heads of columns that mean nothing to us."""

    name: str
    rows: tuple[Row, ...]
    ignored: tuple[str, ...]


def read(path: pathlib.Path) -> Sheet:
    """The table in a file. Raises `errors.BadInput`, which says what is wrong with the file."""
    kind = path.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise errors.BadInput(
            f"{path.name}: this kind of file cannot be read", field="file", hint="save it as .csv or .xlsx"
        )
    try:
        if path.stat().st_size > MAX_BYTES:
            raise errors.BadInput(f"{path.name} is larger than 50 MB", field="file", hint="import it in parts")
        content = path.read_bytes()
    except OSError as error:
        raise errors.BadInput(
            f"{path}: cannot be read: {error.strerror}", field="file", hint="check the path and its rights"
        ) from None
    lines = _csv_lines(content, path.name) if kind == ".csv" else _xlsx_lines(content, path.name)
    return of_lines(path.name, lines)


def of_lines(name: str, lines: Iterable[Sequence[str]]) -> Sheet:
    """The table of lines of cells, of which the first that is not blank is the head. Raises `errors.BadInput`."""
    numbered = ((number, [cell.strip() for cell in line]) for number, line in enumerate(lines, start=1))
    filled = ((number, line) for number, line in numbered if any(line))
    head = next(filled, None)
    if head is None:
        raise errors.BadInput(f"{name} is empty", field="file", hint=f"its first row names the columns: {_known()}")
    columns, ignored = _head(name, head[1])
    rows: list[Row] = []
    for number, line in filled:
        if len(rows) >= MAX_ROWS:
            raise errors.BadInput(f"{name} has over {MAX_ROWS} rows", field="file", hint="import it in parts")
        cells = {column: line[n] for n, column in columns.items() if n < len(line)}
        rows.append(Row(number, cells, too_long=any(line[len(head[1]) :])))
    return Sheet(name, tuple(rows), ignored)


def _head(name: str, heads: Sequence[str]) -> tuple[dict[int, str], tuple[str, ...]]:
    columns: dict[int, str] = {}
    ignored = []
    for n, shown in enumerate(heads):
        column = _BY_NAME.get(_plain(shown))
        if column is None:
            ignored += [shown] if shown else []
        elif column in columns.values():
            raise errors.BadInput(f"{name}: two columns are {column}", field=column, hint="leave one of them")
        else:
            columns[n] = column
    if not {"email", "telegram"} & set(columns.values()):
        near = [found for each in ignored for found in difflib.get_close_matches(_plain(each), _BY_NAME, 1)]
        meant = f"did you mean {near[0]}? " if near else ""
        raise errors.BadInput(
            f"{name}: there is no column email or telegram in its first row",
            field="file",
            hint=f"{meant}columns are {_known()}",
        )
    return columns, tuple(ignored)


def _known() -> str:
    return ", ".join(COLUMNS)


def _plain(head: str) -> str:
    return re.sub(r"[\s_-]+", " ", head.lstrip("\ufeff").strip().lower()).replace("ё", "е")


def _csv_lines(content: bytes, name: str) -> Iterator[list[str]]:
    text = _decoded(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    unquoted = re.sub(r'"[^"]*"', "", first)
    separator = max(_SEPARATORS, key=unquoted.count)
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=separator)
    try:
        yield from reader
    except csv.Error as error:
        raise errors.BadInput(
            f"{name}, line {reader.line_num}: {error}", field="file", hint="is a quotation mark left open?"
        ) from None


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", errors="replace")


def _xlsx_lines(content: bytes, name: str) -> Iterator[list[str]]:
    import openpyxl  # heavy, and most commands read no workbook

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            sheet = book.active if hasattr(book.active, "iter_rows") else book.worksheets[0]
            sheet.reset_dimensions()  # some programs write a wrong size into the file
            for line in sheet.iter_rows(values_only=True):
                yield [_cell(value) for value in line]
        finally:
            book.close()
    except _NOT_XLSX:
        raise errors.BadInput(f"{name} is no XLSX file", field="file", hint="save it anew as .xlsx") from None


def _cell(value: object) -> str:
    """A cell as it was meant: a number without a fraction is how spreadsheets keep telephone numbers."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
