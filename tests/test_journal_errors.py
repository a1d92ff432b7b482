"""What the import of a journal refuses: a tiny broken file for each code, and exactly what the program says about it.

A folder is called like the code of its message; more of one code have a word after a dot. The file is imported into
the journal of one case, a hamstring strain of 18 November.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from shell import Result, run

from rehab.source import journal_file

ROOT = Path(__file__).parent.parent
ERRORS = Path(__file__).parent / "journal_errors"
FOLDERS = sorted(path.name for path in ERRORS.iterdir() if path.is_dir())
READ = (
    "not-json",
    "not-a-journal",
    "other-version",
    "bad-case",
    "not-csv",
    "bad-entry",
    "other-entry",
    "duplicate-key",
    "too-many-entries",
)
"""What is wrong with the file itself."""
FITS = (
    "bad-case",
    "in-future",
    "before-day-1",
    "unknown-measure",
    "bad-value",
    "not-a-task",
    "other-plan",
    "unknown-flag",
)
"""What does not fit the case the entries are for."""


@pytest.fixture
def journal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / "journal.sqlite3"
    for name, value in (("REHAB_JOURNAL", path), ("XDG_DATA_HOME", tmp_path / "data")):
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("REHAB_TODAY", "2026-11-22")
    case = ("start", "hamstring-strain", "--injured", "2026-11-18", "--grade", "2", "--side", "left", "--id", "sam")
    assert run(capsys, monkeypatch, *case, "--no-flags").code == 0
    return path


def entries(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> int:
    [case] = json.loads(run(capsys, monkeypatch, "journal", "export", "-o", "-").out)["cases"]
    return len(case["entries"])


@pytest.mark.parametrize("name", FOLDERS)
def test_a_broken_import_gets_exactly_its_message_and_takes_nothing_in(
    journal: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = entries(capsys, monkeypatch)
    monkeypatch.chdir(ERRORS / name)
    [file] = Path().glob("input.*")
    result = run(capsys, monkeypatch, "journal", "import", file)
    assert result == Result(3, "", Path("expected.txt").read_text(encoding="utf-8"))
    assert entries(capsys, monkeypatch) == before


def test_too_many_entries_are_refused_before_they_are_read(
    journal: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "input.csv"
    file.write_text("case,id,date,logged,kind\n" + "sam,,,,\n" * (journal_file.MAX_ENTRIES + 1))
    result = run(capsys, monkeypatch, "journal", "import", file)
    assert (result.code, result.err.splitlines()[1]) == (3, "       split the file")
    assert "has 100,001 entries; one import takes at most 100,000" in result.err


def test_every_code_of_an_import_has_its_broken_file() -> None:
    source = [ROOT / "rehab/source/journal_file.py", ROOT / "rehab/checks/journal.py"]
    codes = [re.findall(r"[iI]ssue\(\s*\"([a-z0-9-]+)\"", path.read_text(encoding="utf-8")) for path in source]
    assert [set(found) for found in codes] == [set(READ), set(FITS)]
    assert {name.partition(".")[0] for name in FOLDERS} == {*READ, *FITS} - {"too-many-entries"}
