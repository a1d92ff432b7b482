"""Reading a roster: one person in each line, the columns named as the options of ``rehab plan``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rehab.errors import Issue, SourceError, close_names

COLUMNS = (
    "condition", "injured", "from", "since", "grade", "type", "variant", "side", "flags", "cleared_by", "cleared_on",
    "age", "weight", "name", "id", "days", "without",
)  # fmt: skip
SEPARATORS = (",", ";", "\t")
MAX_CELL = 2000
"""More signs than any cell of a roster needs: what is longer is a file read wrongly."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a roster: its number in the file, and what stands in its columns, empty ones left out."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that is no row, and why."""

    line: int
    message: str


def decoded(content: bytes, name: str) -> str:
    """Return the text of a roster: UTF-8, UTF-16 with its mark, or the code page 1252 of older spreadsheets.

    Raises SourceError for what is no text.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
        break
    hint = "save it from the spreadsheet as CSV, UTF-8"
    raise SourceError((Issue("not-text", f"{name} is not a table of text", hint),))


def rows_of(text: str, name: str) -> Iterator[Row | Wrong]:
    """Yield the lines of a roster one after the other, empty ones left out.

    The header decides the separator: comma, semicolon or tab. Raises SourceError for a header that cannot be meant.
    """
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    table = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    header = _header(next(_lines(table), (0, []))[1], name)
    for line, cells in _lines(table):
        if isinstance(cells, str):
            yield Wrong(line, cells)
            return  # after a quote that never ends nobody knows where a line begins
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            yield Wrong(line, f"it has {len(cells)} cells, and the header {len(header)}")
        elif any(len(cell) > MAX_CELL for cell in cells):
            yield Wrong(line, f"a cell has more than {MAX_CELL:,} signs")
        else:
            filled = {column: cell.strip() for column, cell in zip(header, cells, strict=False) if cell.strip()}
            yield Row(line, filled)


def _lines(table: Iterator[list[str]]) -> Iterator[tuple[int, list[str] | str]]:
    """Yield each record with the line it ends on; a record that cannot be read is told in words."""
    while True:
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as error:
            yield table.line_num, f"it cannot be read: {error}"  # type: ignore[attr-defined]
            return
        yield table.line_num, cells  # type: ignore[attr-defined]


def _header(cells: Sequence[str] | str, name: str) -> tuple[str, ...]:
    if isinstance(cells, str) or not any(cell.strip() for cell in cells):
        hint = f"the first line names the columns: {', '.join(COLUMNS[:4])} ..."
        raise SourceError((Issue("no-header", f"{name} has no header", hint),))
    names = tuple(cell.strip().casefold().replace("-", "_").replace(" ", "_") for cell in cells)
    issues = []
    for number, column in enumerate(names, start=1):
        if column in names[: number - 1]:
            issues.append(Issue("twice", f"{name}: the column '{column}' is there twice", "keep one of them"))
        elif column not in COLUMNS:
            near = close_names(column, COLUMNS)
            hint = f"did you mean '{near[0]}'?" if near else f"there is: {', '.join(COLUMNS)}"
            told = f"column {number} has no name" if not column else f"there is no column '{column}'"
            issues.append(Issue("unknown-column", f"{name}: {told}", hint))
    if "condition" not in names and not issues:
        issues.append(Issue("no-condition", f"{name} has no column 'condition'", "each line needs one"))
    if issues:
        raise SourceError(tuple(issues))
    return names
