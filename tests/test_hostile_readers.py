"""Every reader against files that nobody should have made: a plain refusal, at once, or a sound value."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mutations
import pytest
import sample_plan
from limits import within

from rehab import writers
from rehab.batch import Ledger
from rehab.errors import SourceError
from rehab.notation import NotationError, parse_criterion, parse_dose, parse_progression
from rehab.overlays.pins import read_snapshot
from rehab.schedule import parse_date
from rehab.source.journal_file import parse_journal
from rehab.source.phone_file import check_of
from rehab.source.plan_file import parse_plan
from rehab.source.reader import MAX_TEXT, read
from rehab.source.roster import COLUMNS, decoded, rows_of

# -- YAML -----------------------------------------------------------------------------------------------------------

YAML: dict[str, tuple[bytes, str]] = {
    "an anchor that refers to itself": (b"a: &a [*a]", "anchor"),
    "a billion laughs": (b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b,*b]", "anchor"),
    "a tag that would run a program": (b"a: !!python/object/apply:os.system ['true']", "tag"),
    "a tag of bytes": (b"a: !!binary aGVsbG8=", "tag"),
    "a tag of nobody": (b"a: !x 1", "tag"),
    "a merge key": (b"a: 1\n<<: {b: 2}", "merge-key"),
    "a key twice": (b"a: 1\na: 2", "duplicate-key"),
    "two documents": (b"a: 1\n---\nb: 2", "several-documents"),
    "a directive": (b"%YAML 1.1\n---\na: 1", "directive"),
    "a key that is a list": (b"? [a]\n: 1", "key-not-text"),
    "a list": (b"- a", "not-a-mapping"),
    "a word": (b"word", "not-a-mapping"),
    "nothing": (b"", "empty-file"),
    "a mark of byte order alone": (b"\xef\xbb\xbf", "empty-file"),
    "a remark alone": (b"# nothing", "empty-file"),
    "UTF-16": ("a: b".encode("utf-16"), "not-utf-8"),
    "Latin-1": ("a: Zoë".encode("latin-1"), "not-utf-8"),
    "half a sign": (b"a: \xed\xa0\x80", "not-utf-8"),
    "NUL": (b"a: b\0c", "control-character"),
    "ESC": (b"a: \x1b[31m", "control-character"),
    "NUL by an escape": (b'a: "b\\0c"', "control-character"),
    "another direction": ("a: b\u202ec".encode(), "control-character"),
    "a line end of another kind": ("a: b\u2028c: d".encode(), "control-character"),
    "a tab": (b"a:\n\tb: 1", "tab"),
    "a no-break space": ("a:\n\u00a0\u00a0b: 1".encode(), "odd-space"),
    "curly quotes": ("a: \u201cb\u201d".encode(), "curly-quote"),
    "a number of 400 digits": (b"a: 1" + b"0" * 400, "number-too-long"),
    "a quote without end": (b'a: "' + b"x" * 200_000, "not-yaml"),
    "brackets without end": (b"a: " + b"[" * 100_000, "too-deep"),
    "braces without end": (b"a: " + b"{" * 100_000, "too-deep"),
    "lists in lists": (b"- " * 100_000, "not-a-mapping"),
    "lists in a list": (b"a:\n" + b"- " * 50_000, "too-deep"),
    "asking keys without end": (b"? " * 50_000, "key-not-text"),
    "steps without end": (b"".join(b" " * n + b"a:\n" for n in range(300)), "too-deep"),
    "300 KB": (b"a: " + b"x" * 300_000, "too-large"),
    "one text of 200 KB": (b"a: " + b"x" * 200_000, "text-too-long"),
    "one key of 200 KB": (b"x" * 200_000 + b": 1", "not-a-mapping"),
    "50,000 keys": (b"".join(b"%x: 1\n" % n for n in range(25_000)), "too-many-values"),
    "a fault in every line": (b"a: *x\n" * 20_000, "alias"),
    "a remark of 250 KB": (b"#" * 250_000, "empty-file"),
    "colons": (b":" * 100_000, "not-a-mapping"),
    "an escape that is none": (b'a: "\\q"', "not-yaml"),
    "a sign that no text begins with": (b"a: @b", "not-yaml"),
}


@pytest.mark.parametrize("kind", YAML)
def test_a_hostile_yaml_file_is_refused_at_a_place_in_it(kind: str) -> None:
    content, code = YAML[kind]
    with within(), pytest.raises(SourceError) as caught:
        read(content, "a.yaml")
    assert code in {issue.code for issue in caught.value.issues}
    lines = content.count(b"\n") + content.count(b"\r") + 2
    assert all(issue.location and 1 <= issue.location.line <= lines for issue in caught.value.issues)
    assert len(caught.value.issues) <= 101


# -- JSON: every reader against every kind ------------------------------------------------------------------------------

ENTRY: dict[str, Any] = {
    "id": "e1", "date": "2026-11-19", "logged": "2026-11-19T08:00:00+01:00", "kind": "measure", "subject": "pain-rest",
    "value": 3,
}  # fmt: skip
JOURNAL: dict[str, Any] = {"format": "rehab/journal", "version": 1, "cases": [{"id": "knee", "entries": [ENTRY]}]}
PHONE: dict[str, Any] = {
    "format": "rehab/phone", "version": 1, "case": "knee", "protocol": "hamstring-strain", "day_one": "2026-11-18",
    "exported": "2026-11-20T08:00:00+01:00", "entries": [ENTRY], "check": "",
}  # fmt: skip
BASE: dict[str, Any] = {"format": "rehab/base", "version": 1, "id": "a", "layers": [{"id": "a", "title": "A"}]}
PLAN: dict[str, Any] = json.loads(sample_plan.plan().model_dump_json())
PLAN["days"] = PLAN["days"][:3]
ROW = {"key": "k", "line": 2, "id": "x", "condition": "c", "state": "done", "files": ["a"], "message": ""}


def _journal(content: bytes) -> object:
    return parse_journal(content, "a.json", csv=False)


def _phone(content: bytes) -> object:
    """Read a file of the phone page, with the check that it would need: what lies behind it is tried too."""
    try:
        data = json.loads(content)
        data["check"] = check_of(data)
        content = mutations.as_json(data)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass
    return parse_journal(content, "a.json", csv=False)


READERS: dict[str, tuple[Callable[[bytes], object], dict[str, Any]]] = {
    "plan": (lambda content: parse_plan(content, "a.json"), PLAN),
    "journal": (_journal, JOURNAL),
    "phone": (_phone, PHONE),
    "base": (lambda content: read_snapshot(content, "a.base.json"), BASE),
}

JSON: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "nothing": lambda _: b"",
    "NUL": lambda _: b"\0",
    "no text": lambda _: b"\xff\xfe\xfd",
    "a number": lambda _: b"1",
    "a number of 5,000 digits": lambda _: b"9" * 5000,
    "a version of 5,000 digits": lambda data: json.dumps(data).replace('"version": 1', f'"version": {"9" * 5000}').encode(),
    "not a number": lambda _: b"NaN",
    "a text": lambda _: b'"a"',
    "a list": lambda data: json.dumps([data]).encode(),
    "null": lambda _: b"null",
    "an empty mapping": lambda _: b"{}",
    "brackets without end": lambda _: b"[" * 200_000,
    "mappings without end": lambda _: b'{"a":' * 100_000,
    "cut off": lambda data: json.dumps(data).encode()[:-20],
    "something behind": lambda data: json.dumps(data).encode() + b" x",
    "a remark": lambda data: b"// x\n" + json.dumps(data).encode(),
    "another format": lambda data: json.dumps({**data, "format": "x"}).encode(),
    "a format that is a list": lambda data: json.dumps({**data, "format": []}).encode(),
    "a newer version": lambda data: json.dumps({**data, "version": 99}).encode(),
    "a version in words": lambda data: json.dumps({**data, "version": "1"}).encode(),
    "5 MB of blanks": lambda _: b" " * 5_000_000,
    "5 MB of brackets": lambda _: b"[]," * 1_700_000,
}  # fmt: skip


@pytest.mark.parametrize("kind", JSON)
@pytest.mark.parametrize("reader", READERS)
def test_hostile_json_is_refused_by_every_reader(reader: str, kind: str) -> None:
    parse, sound = READERS[reader]
    with within(), pytest.raises(SourceError) as caught:
        parse(JSON[kind](sound))
    assert all(issue.message for issue in caught.value.issues)


EVERY = {"plan": 29, "journal": 1, "phone": 1, "base": 1}
"""Of the parts of a plan each 29th is spoilt here, another one by each value; ``make fuzz`` takes them all."""


@pytest.mark.parametrize("value", mutations.VALUES)
@pytest.mark.parametrize("reader", READERS)
def test_a_sound_file_with_one_part_spoilt_is_read_or_refused(reader: str, value: str) -> None:
    parse, sound = READERS[reader]
    begin = list(mutations.VALUES).index(value)
    with within(seconds=10):
        for way in list(mutations.ways(sound))[begin % EVERY[reader] :: EVERY[reader]]:
            with contextlib.suppress(SourceError):
                parse(mutations.as_json(mutations.changed(sound, way, mutations.VALUES[value])))


@pytest.mark.parametrize("value", mutations.VALUES)
def test_a_spoilt_plan_that_is_read_can_be_written_too(value: str) -> None:
    look, begin = sample_plan.template(), list(mutations.VALUES).index(value)
    for way in list(mutations.ways(PLAN))[begin::61]:
        try:
            plan = parse_plan(mutations.as_json(mutations.changed(PLAN, way, mutations.VALUES[value])), "a.json")
        except SourceError:
            continue
        for form in ("text", "md", "csv", "ics", "fhir", "json"):
            assert writers.write(form, plan, look)


def test_a_sound_file_is_read() -> None:
    """What the tests above spoil is sound before."""
    for parse, sound in READERS.values():
        assert parse(json.dumps(sound).encode())


SENSELESS = {
    "an as-of day at the end of the calendar": (("as_of",), "9999-12-31"),
    "a day at the end of the calendar": (("days", 0, "date"), "9999-12-31"),
    "a day number without end": (("days", 0, "day"), 10**30),
    "no phases": (("phases",), []),
    "a phase that there is not": (("days", 0, "phase"), "x"),
    "an exercise that there is not": (("phases", 0, "exercises", 0, "exercise"), "x"),
    "days in disorder": (("days", 1, "date"), "2026-11-30"),
    "half a sign in the name": (("case", "name"), "a\ud800b"),
    "a day as a number": (("as_of",), 0),
    "true for one": (("protocol", "version"), True),
    "minutes that are no number": (("days", 0, "minutes"), float("nan")),
}  # fmt: skip


@pytest.mark.parametrize("kind", SENSELESS)
def test_a_plan_that_makes_no_sense_is_refused(kind: str) -> None:
    way, value = SENSELESS[kind]
    with pytest.raises(SourceError):
        parse_plan(mutations.as_json(mutations.changed(PLAN, way, value)), "a.json")


ENTRIES: dict[str, dict[str, Any]] = {
    "true for one": {"value": True},
    "a number as a text": {"value": "3"},
    "a date as a number": {"date": 0},
    "a time as a number": {"logged": 1763450000},
    "a time of the year 1": {"logged": "0001-01-01T00:00:00+23:59"},
    "a time of the year 9999": {"logged": "9999-12-31T23:59:59-23:59"},
    "half a sign": {"text": "a\ud800"},
    "a number without end": {"value": float("inf")},
    "sets beyond any": {"sets": 10**30},
    "an id with a way out": {"id": "../../x"},
    "a field that there is not": {"colour": "red"},
}


@pytest.mark.parametrize("kind", ENTRIES)
def test_an_entry_that_makes_no_sense_is_refused(kind: str) -> None:
    data = mutations.changed(JOURNAL, ("cases", 0, "entries", 0), {**ENTRY, **ENTRIES[kind]})
    with pytest.raises(SourceError):
        _journal(mutations.as_json(data))


PHONES: dict[str, dict[str, Any]] = {
    "a task before the first day of all": {
        "day_one": "0001-01-01",
        "entries": [{**ENTRY, "kind": "done", "subject": "0.x.1", "date": "0001-01-01"}],
    },
    "a task behind the last day of all": {
        "day_one": "9999-12-31",
        "entries": [{**ENTRY, "kind": "done", "subject": "9999.x.1", "date": "9999-12-31"}],
    },
    "made in the year 1": {"exported": "0001-01-01T00:00:00+23:59"},
}


@pytest.mark.parametrize("kind", PHONES)
def test_a_file_of_the_phone_with_days_outside_the_calendar_is_refused(kind: str) -> None:
    with pytest.raises(SourceError, match="far from any year of ours"):
        _phone(json.dumps({**PHONE, **PHONES[kind]}).encode())


LEDGER = {
    "no JSON": b"x",
    "a list": b"[]",
    "brackets without end": b"[" * 100_000,
    "a number of 5,000 digits": b"9" * 5000,
    "a key that is a list": json.dumps({**ROW, "key": []}).encode(),
    "a line that is a text": json.dumps({**ROW, "line": "2"}).encode(),
    "a state that is none": json.dumps({**ROW, "state": "x"}).encode(),
    "files that are numbers": json.dumps({**ROW, "files": [1]}).encode(),
    "a message that is null": json.dumps({**ROW, "message": None}).encode(),
    "a field too many": json.dumps({**ROW, "more": 1}).encode(),
    "a field too few": json.dumps({"key": "k"}).encode(),
    "NUL": b"\0" * 1000,
}


@pytest.mark.parametrize("kind", LEDGER)
def test_a_hostile_line_of_a_ledger_is_passed_over_and_the_next_one_counts(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "batch.jsonl"
    path.write_bytes(LEDGER[kind] + b"\n" + json.dumps(ROW).encode() + b"\n")
    with within():
        assert list(Ledger(path).held) == ["k"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\0b", "x" * 5000, ""])
def test_a_file_that_a_ledger_names_and_that_cannot_be_is_not_there(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a" / "batch.jsonl"
    path.parent.mkdir()
    path.write_text(json.dumps({**ROW, "files": [name]}) + "\n")
    assert not Ledger(path).has("k")


# -- tables ---------------------------------------------------------------------------------------------------------

HEAD = ",".join(COLUMNS)
ROSTERS = {
    "nothing": b"",
    "NUL": b"condition\0\na",
    "half of UTF-16": b"\xff\xfec\0o\0n",
    "no header": b"\n\n\n",
    "a column that there is not": b"condition,colour\na,b\n",
    "a column twice": b"condition,condition\na,b\n",
    "100,000 columns": b"," * 100_000 + b"\n",
    "one line of 5 MB": b"x" * 5_000_000,
    "a header without end": b'"condition' + b"\n" * 100_000,
    "a programme": b"\x7fELF" + bytes(1000),
}
ROWS = {
    "a quote without end": f'{HEAD}\n"x,\n' + "y\n" * 10_000,
    "a cell of 200 KB": f"{HEAD}\n{'x' * 200_000}\n",
    "too many cells": f"{HEAD}\n{'x,' * 1000}\n",
    "a quote in a word": f'{HEAD}\n"a"b,c\n',
}


@pytest.mark.parametrize("kind", ROSTERS)
def test_a_hostile_roster_is_refused(kind: str) -> None:
    with within(), pytest.raises(SourceError):
        list(rows_of(decoded(ROSTERS[kind], "a.csv"), "a.csv"))


@pytest.mark.parametrize("kind", ROWS)
def test_a_hostile_row_of_a_roster_is_told(kind: str) -> None:
    with within():
        assert any(hasattr(row, "message") for row in rows_of(ROWS[kind], "a.csv"))


COLUMN = "case,id,date,logged,kind,subject,value"
LINE = "knee,e1,2026-11-19,2026-11-19T08:00:00+01:00,measure,pain-rest,3"
TABLES = {
    "nothing": b"",
    "no text": b"\xff\xfe",
    "a column twice": f"{COLUMN},value\n{LINE},9\n".encode(),
    "a cell too many": f"{COLUMN}\n{LINE},9\n".encode(),
    "no case": f"id,{COLUMN[5:]}\n".encode(),
    "one cell": f"id,case{COLUMN[7:]}\nx\n".encode(),
    "a quote without end": f'{COLUMN}\n"{LINE}\n'.encode(),
    "a cell of 200 KB": f"{COLUMN}\n{'x' * 200_000}\n".encode(),
    "a value that is no number": f"{COLUMN}\n{LINE[:-1]}nan\n".encode(),
}


@pytest.mark.parametrize("kind", TABLES)
def test_a_hostile_table_of_a_journal_is_refused(kind: str) -> None:
    with within(), pytest.raises(SourceError):
        parse_journal(TABLES[kind], "a.csv", csv=True)


# -- dates and notation ---------------------------------------------------------------------------------------------

DATES = (
    "", " ", "0001-01-01", "1949-12-31", "9999-12-31", "2101-01-01", "2026-02-30", "2027-02-29", "2026-13-01", "2026-00-10",
    "2026-1-1", "26-11-18", "18.11.2026", "11/18/2026", "20261118", "2026-W47-3", "2026-11-18T00:00:00", " 2026-11-18",
    "2026-11-18\n", "２０２６-11-18", "2026–11–18", "-2026-11-18", "+12026-11-18", "1e3", "NaN", "now", "tomorrow", "Today",
    "+d", "+-3d", "+99999d", "-99999d", "++3d", "\0", "\udcff", "9" * 100_000,
)  # fmt: skip


@pytest.mark.parametrize("text", DATES, ids=lambda text: ascii(text)[:30])
def test_a_hostile_date_is_refused_with_an_example(text: str) -> None:
    with within(), pytest.raises(ValueError, match="2026-11-18"):
        parse_date(text, today=dt.date(2026, 11, 22))


LONG = {
    "digits": "9" * MAX_TEXT,
    "sets": "3 x " * MAX_TEXT,
    "brackets": "(" * MAX_TEXT,
    "commas": "3 x 12," * MAX_TEXT,
    "blanks in front": " " * MAX_TEXT + "?",
    "ands": "pain <= 3 and " * MAX_TEXT,
    "words": "walking " * MAX_TEXT,
    "a tag without end": "3 x 12 [" + "V" * MAX_TEXT,
    "signs": "<>=%@[]{}" * MAX_TEXT,
    "ranges": "3-" * MAX_TEXT,
    "half a sign": "3 x \ud800",
    "NUL": "3 x 12\0",
}


@pytest.mark.parametrize("parse", [parse_dose, parse_criterion, parse_progression], ids=lambda parse: parse.__name__)
@pytest.mark.parametrize("kind", LONG)
def test_the_longest_notation_that_a_file_may_hold_is_refused_at_once(
    kind: str, parse: Callable[[str], object]
) -> None:
    text = LONG[kind][:MAX_TEXT]
    with within(), pytest.raises(NotationError) as caught:
        parse(text)
    assert 0 <= caught.value.offset <= len(text)
