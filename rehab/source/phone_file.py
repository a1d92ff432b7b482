"""Reading what the phone page sends: a closed shape, so that a file changed by hand or made by others is told as such.

``{"format": "rehab/phone", "version": 1, "case", "protocol", "day_one", "exported", "entries": [...], "check"}``; an entry
has the fields of the journal, as far as the page writes them. ``check`` is FNV-1a over the lines: it is no lock, it tells
that nothing was changed since.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rehab.errors import Issue, SourceError

FORMAT = "rehab/phone"
VERSION = 1
HINT = "send it from the page again; no line of it may be changed"
WHOLE = ("format", "version", "case", "protocol", "day_one", "exported", "entries", "check")
FIELDS = ("id", "date", "logged", "kind", "subject", "value", "text", "side", "replaces")
NEEDED = ("id", "date", "logged", "kind", "subject")
KINDS = ("done", "measure", "note", "undo")
MOST = 1000
"""More than any value of the page."""
YEARS = range(1950, 2200)
"""The years that a day of a page may be in: no sum of days leads out of the calendar."""
_DAY = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Phone:
    """Whose ticks a file of the phone page holds, and when it was made."""

    protocol: str
    day_one: dt.date
    exported: dt.datetime


def parse_phone(data: dict[str, Any], name: str) -> tuple[str, Phone, list[dict[str, Any]]]:
    """Return the case, what it is of, and the entries as they stand. Raises SourceError for what the page never writes."""
    if data.get("version") != VERSION or isinstance(data["version"], bool):
        message = f"{name} is of version {data.get('version')} of the phone page; this program reads version {VERSION}"
        raise SourceError((Issue("other-version", message, "use the newer program"),))
    _only(data, WHOLE, WHOLE, name, "the file")
    entries = data["entries"]
    if not isinstance(entries, list):
        raise _shape(name, "'entries' is not a list")
    for number, entry in enumerate(entries, start=1):
        where = f"line {number} of its entries"
        if not isinstance(entry, dict):
            raise _shape(name, f"{where} is not an entry")
        _only(entry, FIELDS, NEEDED, name, where)
        _plain(entry, name, where)
    if any(not isinstance(data[key], str) for key in WHOLE if key not in ("version", "entries")):
        raise _shape(name, "a field of the file is not a text")
    try:
        day_one, exported = dt.date.fromisoformat(data["day_one"]), dt.datetime.fromisoformat(data["exported"])
    except ValueError:
        raise _shape(name, "'day_one' or 'exported' is no date") from None
    if day_one.year not in YEARS or exported.year not in YEARS:
        raise _shape(name, "'day_one' or 'exported' is far from any year of ours")
    if exported.tzinfo is None:
        raise _shape(name, "'exported' has no offset from UTC")
    if check_of(data) != data["check"]:
        raise SourceError((Issue("edited-export", f"{name} was changed after the phone page made it", HINT),))
    _days(entries, day_one, name)
    return data["case"], Phone(data["protocol"], day_one, exported), entries


def _only(data: dict[str, Any], known: Sequence[str], needed: Sequence[str], name: str, where: str) -> None:
    """Refuse a field that the page does not write, whatever a program might make of it, and a field that is missing."""
    for key in data:
        if key not in known:
            raise SourceError(
                (Issue("unknown-key", f"{name}: {where} has a field '{key}' that the page never writes", HINT),)
            )
    for key in needed:
        if key not in data:
            raise _shape(name, f"{where} has no '{key}'")


def _plain(entry: dict[str, Any], name: str, where: str) -> None:
    for key, value in entry.items():
        if not (_is_number(value) if key == "value" else isinstance(value, str)):
            raise _shape(name, f"'{key}' of {where} is of the wrong kind")
    if entry["kind"] not in KINDS:
        raise _shape(name, f"'{entry['kind']}' of {where} is nothing that the page writes")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= MOST


def _days(entries: Sequence[dict[str, Any]], day_one: dt.date, name: str) -> None:
    """A task's id begins with the number of its day: both must tell the same day."""
    for entry in entries:
        number = entry["subject"].partition(".")[0]
        if entry["kind"] != "done" or not _DAY.fullmatch(number):
            continue  # what is no task is told when the entries are checked
        if (day_one + dt.timedelta(days=int(number) - 1)).isoformat() != entry["date"]:
            message = f"{name}: the task '{entry['subject']}' is not one of {entry['date']}"
            raise SourceError((Issue("other-day", message, HINT),))


def _shape(name: str, text: str) -> SourceError:
    return SourceError((Issue("not-a-phone-file", f"{name} is not as the phone page writes it: {text}", HINT),))


def check_of(data: dict[str, Any]) -> str:
    """Return the check of a file: FNV-1a, 32 bits, over its lines as the page joins them."""
    head = [data["case"], data["protocol"], data["day_one"], data["exported"]]
    lines = [*head, *("\t".join(_cells(entry)) for entry in data["entries"])]
    total = 0x811C9DC5
    for byte in "\n".join(lines).encode("utf-8", "surrogatepass"):
        total = (total ^ byte) * 0x01000193 & 0xFFFFFFFF
    return f"{total:08x}"


def _cells(entry: dict[str, Any]) -> Iterator[str]:
    for key in FIELDS:
        value = entry.get(key, "")
        yield value if isinstance(value, str) else f"{value:.3f}"
