"""Coverage-guided fuzzing of the readers: each gets any bytes, and gives a value or says what is wrong.

``make fuzz`` installs atheris and runs each target for a while. One target by hand:

    python tests/fuzz/readers.py yaml -max_total_time=60

What it finds is kept as a case in tests/test_hostile_readers.py.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

with atheris.instrument_imports(include=["rehab", "yaml", "csv", "json"]):
    from rehab import writers
    from rehab.batch import Ledger
    from rehab.errors import RehabError
    from rehab.library import Library
    from rehab.notation import NotationError, parse_criterion, parse_dose, parse_progression
    from rehab.overlays.pins import read_snapshot
    from rehab.source.journal_file import parse_journal
    from rehab.source.phone_file import check_of
    from rehab.source.plan_file import parse_plan
    from rehab.source.reader import read
    from rehab.source.roster import decoded, rows_of

import mutations  # noqa: E402
import sample_plan  # noqa: E402

TEMPLATE = sample_plan.template()
PLAN: dict[str, Any] = json.loads(sample_plan.plan().model_dump_json())
WAYS = list(mutations.ways(PLAN))
VALUES = list(mutations.VALUES.values())
FORMATS = ["text", "md", "csv", "ics", "fhir", "json"]
FOLDER = Path(tempfile.mkdtemp())


def yaml(data: bytes) -> None:
    read(data, "a.yaml")


def plan(data: bytes) -> None:
    """Any bytes, or (after a byte that says so) a sound plan with a few parts changed, which then is written."""
    if not data or data[0] & 1:
        parse_plan(data[1:], "a.json")
        return
    given = atheris.FuzzedDataProvider(data[1:])
    made = PLAN
    for _ in range(given.ConsumeIntInRange(1, 3)):
        way = given.PickValueInList(WAYS)
        with contextlib.suppress(KeyError, IndexError, TypeError):  # where the way is gone already
            made = mutations.changed(made, way, given.PickValueInList(VALUES))
    found = parse_plan(mutations.as_json(made), "a.json")
    writers.write(given.PickValueInList(FORMATS), found, TEMPLATE)


def journal(data: bytes) -> None:
    parse_journal(data, "a.json", csv=False)


def journal_csv(data: bytes) -> None:
    parse_journal(data, "a.csv", csv=True)


def phone(data: bytes) -> None:
    """A file of the phone page with the check it needs, so that what lies behind it is reached."""
    try:
        made = json.loads(data)
        made["check"] = check_of(made)
        data = json.dumps(made).encode()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass
    parse_journal(data, "a.json", csv=False)


def roster(data: bytes) -> None:
    for _ in rows_of(decoded(data, "a.csv"), "a.csv"):
        pass


def ledger(data: bytes) -> None:
    path = FOLDER / "batch.jsonl"
    path.write_bytes(data)
    held = Ledger(path)
    for key, _ in held._held:
        held.has(key)


def base(data: bytes) -> None:
    read_snapshot(data, "a.base.json")


def notation(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for parse in (parse_dose, parse_criterion, parse_progression):
        try:
            parse(text)
        except NotationError as error:
            if not 0 <= error.offset <= len(text):
                raise ValueError(text) from error


def find(data: bytes) -> None:
    LIBRARY.find(data.decode("utf-8", "replace"))


LIBRARY = Library()
LIBRARY.names  # noqa: B018 - read before the fuzzing begins
LIBRARY.finding  # noqa: B018

TARGETS: Mapping[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (yaml, plan, journal, journal_csv, phone, roster, ledger, base, notation, find)
}

ENTRY = {"id": "a-000", "date": "2026-11-18", "logged": "2026-11-18T08:00:00+01:00", "kind": "measure",
         "subject": "pain-rest", "value": 3}  # fmt: skip
PHONE = {"format": "rehab/phone", "version": 1, "case": "knee", "protocol": "hamstring-strain", "day_one": "2026-11-18",
         "exported": "2026-11-19T08:00:00+01:00", "entries": [{**ENTRY, "text": ""}], "check": ""}  # fmt: skip


def seeds(target: str) -> Iterable[bytes]:
    """Return what the fuzzing of a target begins with: files that ship, and the broken ones of the tests."""
    match target:
        case "yaml":
            files = [*ROOT.glob("tests/errors/*/*.yaml"), *ROOT.glob("protocols/*/*.case.yaml")]
            return [path.read_bytes() for path in files if path.stat().st_size < 20_000]
        case "plan":
            return [b"\1" + json.dumps(PLAN).encode(), *(bytes([0, number]) * 20 for number in range(50))]
        case "journal":
            return [
                json.dumps(
                    {"format": "rehab/journal", "version": 1, "cases": [{"id": "a", "entries": [ENTRY]}]}
                ).encode()
            ]
        case "journal_csv":
            return [f"case,{','.join(ENTRY)}\r\na,{','.join(map(str, ENTRY.values()))}\r\n".encode()]
        case "phone":
            return [json.dumps(PHONE).encode()]
        case "roster":
            return [b"id,condition,injured,name\n1,hamstring-strain,2026-11-18,Jane\n"]
        case "ledger":
            return [
                b'{"key": "a", "line": 2, "id": "x", "condition": "c", "state": "done", "files": ["a"], "message": ""}\n'
            ]
        case "base":
            return [b'{"format": "rehab/base", "version": 1, "id": "a", "layers": [{"id": "a"}]}']
        case "notation":
            return [
                line
                for path in (ROOT / "tests/notation").glob("*")
                if path.is_file()
                for line in path.read_bytes().splitlines()
            ]
    return [b"pulled hammy", b"shin splints"]


def main() -> None:
    name = sys.argv.pop(1) if len(sys.argv) > 1 else ""
    if name not in TARGETS:
        sys.exit(f"name a target: {', '.join(TARGETS)}")
    corpus = FOLDER / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(seeds(name)):
        (corpus / str(number)).write_bytes(seed)

    def once(data: bytes) -> None:
        with contextlib.suppress(RehabError):
            TARGETS[name](data)

    atheris.Setup([*sys.argv, "-max_len=20000", "-timeout=5", "-rss_limit_mb=600", str(corpus)], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
