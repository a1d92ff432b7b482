"""Reading an export of a journal back: every problem at once, nothing taken in before all of it is right."""

from __future__ import annotations

import csv as tables
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from rehab.errors import Issue, Location, SourceError
from rehab.models.case import Case
from rehab.models.journal import Entry
from rehab.models.stored import StoredCase
from rehab.source import phone_file
from rehab.source.issues import said
from rehab.source.phone_file import Phone, parse_phone

FORMAT = "rehab/journal"
VERSION = 1
MAX_BYTES = 64 * 1024 * 1024
MAX_ENTRIES = 100_000
MAX_ISSUES = 10
NUMBERS = frozenset({"value", "sets", "reps", "minutes", "load_kg", "pain"})
"""The fields of an entry that are numbers in JSON; all others are texts."""
HINT = "make it with: rehab journal export -o journal.json"


@dataclass(frozen=True, slots=True)
class Written:
    """The case that entries belong to; ``full`` is the whole case where the file has it, ``phone`` what the page says."""

    id: str
    full: StoredCase | None
    phone: Phone | None = None


def parse_journal(content: bytes, name: str, *, csv: bool) -> Sequence[tuple[Written, tuple[Entry, ...]]]:
    """Return the cases of an export with their entries. Raises SourceError with every problem, at most ten."""
    found = _from_csv(content, name) if csv else _from_json(content, name)
    count = sum(len(entries) for _, entries in found)
    if count > MAX_ENTRIES:
        message = f"{name} has {count:,} entries; one import takes at most {MAX_ENTRIES:,}"
        raise SourceError((Issue("too-many-entries", message, "split the file"),))
    problems: list[Issue] = []
    result = []
    for written, rows in found:
        entries = tuple(entry for row in rows if (entry := _entry(row, name, problems, plain=csv)) is not None)
        _twice(entries, name, problems)
        result.append((written, entries))
    if problems:
        kept = problems[:MAX_ISSUES]
        if len(problems) > MAX_ISSUES:
            kept.append(Issue("bad-entry", f"{name}: and {len(problems) - MAX_ISSUES} more"))
        raise SourceError(tuple(kept))
    return result


Row = tuple[str, dict[str, Any]]


def _from_json(content: bytes, name: str) -> list[tuple[Written, list[Row]]]:
    try:
        data = json.loads(content, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        place = Location(name, error.lineno, error.colno)
        raise SourceError((Issue("not-json", f"this is not JSON: {error.msg}", HINT, location=place),)) from None
    except _TwiceError as error:
        raise SourceError(
            (Issue("duplicate-key", f"{name}: the field '{error}' stands twice in one place", HINT),)
        ) from None
    except (ValueError, RecursionError):
        raise SourceError((Issue("not-json", f"{name} is not JSON text", HINT),)) from None
    if isinstance(data, dict) and data.get("format") == phone_file.FORMAT:
        case, phone, entries = parse_phone(data, name)
        rows = [(f"entries[{number}]", entry) for number, entry in enumerate(entries)]
        return [(Written(case, None, phone), rows)]
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("cases"), list):
        raise SourceError((Issue("not-a-journal", f"{name} is not an export of a journal", HINT),))
    if data.get("version") != VERSION:
        message = f"{name} is an export of version {data.get('version')}; this program reads version {VERSION}"
        raise SourceError((Issue("other-version", message, "use the newer program"),))
    return [_case(entry, f"cases[{number}]", name) for number, entry in enumerate(data["cases"])]


class _TwiceError(ValueError):
    """Of two fields of one name nobody knows which one counts."""


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _TwiceError(next(key for key in keys if keys.count(key) > 1))
    return made


def _case(data: Any, where: str, name: str) -> tuple[Written, list[Row]]:
    if not isinstance(data, dict) or not isinstance(data.get("id"), str):
        raise SourceError((Issue("bad-case", f"{name}: {where} is not a case", HINT),))
    rows = data.get("entries", [])
    if not isinstance(rows, list):
        raise SourceError((Issue("bad-case", f"{name}: {where}.entries is not a list", HINT),))
    full = None
    if "protocol" in data:
        fields = {key: value for key, value in data.items() if key != "entries"}
        try:
            case = Case.model_validate_json(json.dumps(fields["case"]))
            full = StoredCase.model_validate(
                {**fields, "case": case, "protocol": json.dumps(fields["protocol"], ensure_ascii=False)}
            )
        except (ValidationError, KeyError) as error:
            text = _first(error) if isinstance(error, ValidationError) else f"{error} is missing"
            raise SourceError((Issue("bad-case", f"{name}: {where}: {text}", HINT),)) from None
    return Written(data["id"], full), [(f"{where}.entries[{number}]", row) for number, row in enumerate(rows)]


def _from_csv(content: bytes, name: str) -> list[tuple[Written, list[Row]]]:
    try:
        text = content.decode("utf-8-sig")
        reader = tables.DictReader(io.StringIO(text, newline=""), strict=True)
        lines = list(reader)
    except UnicodeDecodeError as error:
        at = content.count(b"\n", 0, error.start) + 1
        raise SourceError((Issue("not-csv", f"{name}: line {at} is not text in UTF-8", HINT),)) from None
    except tables.Error as error:
        raise SourceError((Issue("not-csv", f"{name} is not a CSV table: {error}", HINT),)) from None
    wanted = {"case", "id", "date", "logged", "kind"}
    columns = reader.fieldnames or ()
    if twice := [column for column in columns if list(columns).count(column) > 1]:
        raise SourceError((Issue("duplicate-key", f"{name}: the column '{twice[0]}' is there twice", HINT),))
    if missing := wanted - set(columns):
        raise SourceError((Issue("not-a-journal", f"{name} has no column '{sorted(missing)[0]}'", HINT),))
    cases: dict[str, list[Row]] = {}
    for number, line in enumerate(lines, start=2):
        if None in line or line["case"] is None:
            few = "fewer" if line["case"] is None else "more"
            raise SourceError((Issue("not-csv", f"{name}: line {number} has {few} cells than the header", HINT),))
        row = {key: _plain(value) for key, value in line.items() if key != "case" and value not in ("", None)}
        cases.setdefault(line["case"], []).append((f"line {number}", row))
    return [(Written(case, None), rows) for case, rows in cases.items()]


def _plain(value: str) -> str:
    return value[1:] if value.startswith("'") else value


def _entry(row: Row, name: str, problems: list[Issue], *, plain: bool) -> Entry | None:
    """Return an entry; of a ``plain`` table every field is a text, in JSON a number is a number and true is none."""
    where, data = row
    try:
        entry = Entry.model_validate(data)
        if entry.logged.tzinfo is None:
            problems.append(
                Issue(
                    "bad-entry", f"{name}: {where}: logged has no offset from UTC", "such as 2026-11-18T08:00:00+01:00"
                )
            )
            return None
    except ValidationError as error:
        problems.append(Issue("bad-entry", f"{name}: {where}: {_first(error)}"))
        return None
    if not plain and (wrong := _wrong_kind(data)):
        problems.append(Issue("bad-entry", f"{name}: {where}: {wrong}"))
        return None
    if entry.logged.year not in phone_file.YEARS:
        problems.append(Issue("bad-entry", f"{name}: {where}: 'logged' is far from any year of ours"))
        return None
    return entry


def _wrong_kind(data: dict[str, Any]) -> str:
    """Return which field is of another kind than our own export writes, such as true for 1 or a number for a date."""
    for key, value in data.items():
        if value is not None and (isinstance(value, bool) or isinstance(value, int | float) != (key in NUMBERS)):
            return f"'{key}' must be a {'number' if key in NUMBERS else 'text in quotes'}, not {json.dumps(value)[:40]}"
    return ""


def _first(error: ValidationError) -> str:
    return said(error.errors(include_url=False)[0])


def _twice(entries: Sequence[Entry], name: str, problems: list[Issue]) -> None:
    seen: dict[str, Entry] = {}
    for entry in entries:
        if entry.id in seen and seen[entry.id] != entry:
            problems.append(Issue("other-entry", f"{name}: the id '{entry.id}' stands for two entries"))
        seen[entry.id] = entry
