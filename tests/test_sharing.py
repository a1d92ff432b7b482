"""A protocol with its exercises and cases in one folder, where it comes from, and who signed it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shell import Result, run

EXERCISE = """riverside-bridge:
  title: Riverside bridge
  kind: load
  position: lying-back
  steps: [Lie on your back. Bend your knees., Lift your hips. Hold. Let them down slowly.]
  feel: Work at the back of your thigh.
  not_feel: No sharp pain.
  sides: both
  counts_as: []
  figure: bridge-on-heels
  evidence: P
"""
PROTOCOL = """id: riverside
extends: hamstring-strain
author: Riverside
why: our own bridge   # kept
phases: {early-load: {exercises: {riverside-bridge: {dose: "2 x 8, daily", easier: leave it out}}}}
"""
CASES = """cases:
  - name: Grade 2
    case: {injured: 2026-11-18, grade: "2", side: left}
    as_of: 2026-11-18
    expect: ["day 4: phase early-load; has riverside-bridge 2 x 8; not running"]
"""


class Clinic:
    """The library of another clinic, into which one folder was dropped."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.capsys, self.monkeypatch = capsys, monkeypatch
        monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
        monkeypatch.setenv("REHAB_TODAY", "2026-11-22")
        monkeypatch.delenv("REHAB_LIBRARY", raising=False)
        monkeypatch.chdir(folder)
        self.folder = folder / "data" / "rehab" / "library" / "from-riverside"
        (self.folder / "exercises").mkdir(parents=True)
        (self.folder / "exercises" / "riverside.yaml").write_text(EXERCISE)
        self.path = self.folder / "riverside.yaml"
        self.path.write_text(PROTOCOL)
        (self.folder / "riverside.case.yaml").write_text(CASES)

    def __call__(self, *arguments: object) -> Result:
        return run(self.capsys, self.monkeypatch, *arguments)

    def entry(self) -> dict[str, str]:
        listed = json.loads(self("list", "--json").out)["results"]
        return next(entry for entry in listed if entry["id"] == "riverside")


@pytest.fixture
def clinic(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Clinic:
    return Clinic(capsys, monkeypatch, tmp_path)


def test_one_folder_brings_a_protocol_with_its_exercises_and_cases(clinic: Clinic) -> None:
    assert clinic("check", clinic.path) == Result(0, "", "1 file, nothing to mend\n")
    (clinic.folder / "riverside.case.yaml").write_text(CASES.replace("2 x 8", "3 x 8"))
    assert "riverside.case.yaml:5:14: error:" in clinic("check", clinic.path).err


def test_list_says_where_each_comes_from_and_which_are_drafts(clinic: Clinic) -> None:
    told = clinic("list").out
    assert f"    from {clinic.path}, extends hamstring-strain\n" in told
    assert "Hamstring strain *\n" in told
    assert told.endswith("* draft: an example, to be reviewed before use\n")
    entry = clinic.entry()
    assert (entry["source"], entry["status"], entry["extends"]) == (str(clinic.path), "draft", "hamstring-strain")


def test_a_signature_has_a_name_and_a_day_and_keeps_the_file(clinic: Clinic) -> None:
    assert clinic("sign", clinic.path, "--name", 'A. "Jo" Example: physio').code == 0
    assert clinic.path.read_text().startswith(PROTOCOL)
    entry = clinic.entry()
    assert (entry["status"], entry["signed_by"]) == ("reviewed", 'A. "Jo" Example: physio')
    assert clinic("check", clinic.path).err == "1 file, nothing to mend\n"
    again = clinic.path.read_text()
    assert clinic("sign", clinic.path, "--name", 'A. "Jo" Example: physio').code == 0
    assert clinic.path.read_text() == again


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("riverside.yaml", "2 x 8", "3 x 8"),
        ("riverside.yaml", "Clinician", "Physio"),
        ("riverside.yaml", "2026-11-22", "2026-11-23"),
        ("riverside.yaml", "our own bridge", "our bridge"),
        ("exercises/riverside.yaml", "No sharp pain.", "No pain."),
    ],
)
def test_any_later_change_shows_as_unsigned(clinic: Clinic, file: str, old: str, new: str) -> None:
    assert clinic("sign", clinic.path, "--name", "Example Clinician").code == 0
    (clinic.folder / "riverside.case.yaml").unlink()
    path = clinic.folder / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    assert (clinic.entry()["status"], clinic.entry()["signed_by"]) == ("draft", "")
    result = clinic("check", clinic.path)
    assert result.code == 0
    assert "it has changed since it was signed; it prints as a draft [unsigned]" in result.err
    assert clinic("check", clinic.path, "--strict").code == 6


def test_a_change_underneath_ends_a_signature_and_a_signed_base_signs_nothing_else(clinic: Clinic) -> None:
    other = clinic.folder / "other.yaml"
    other.write_text("id: other\nextends: riverside\nauthor: Other\n")
    assert clinic("sign", clinic.path, "--name", "Example Clinician").code == 0
    listed = {entry["id"]: entry for entry in json.loads(clinic("list", "--json").out)["results"]}
    assert listed["riverside"]["status"] == "reviewed"
    assert (listed["other"]["status"], listed["other"]["signed_by"]) == ("draft", "")
    assert clinic("sign", other, "--name", "B. Smith").code == 0
    clinic.path.write_text(clinic.path.read_text().replace("2 x 8", "3 x 8"))
    assert "[unsigned]" in clinic("check", other).err


def test_a_plan_of_a_file_that_changed_after_signing_prints_as_a_draft(clinic: Clinic) -> None:
    assert clinic("sign", clinic.path, "--name", "Example Clinician").code == 0
    plan = ("plan", "riverside", "--injured", "2026-11-18", "--no-flags", "--to", "json", "-o", "-")
    signed = json.loads(clinic(*plan).out)["protocol"]
    assert (signed["status"], signed["reviewed_by"]) == ("reviewed", "Example Clinician")
    clinic.path.write_text(clinic.path.read_text().replace("2 x 8", "3 x 8"))
    after = json.loads(clinic(*plan).out)["protocol"]
    assert (after["status"], after["reviewed_by"]) == ("draft", "")


def test_what_is_wrong_or_not_ones_own_is_not_signed(clinic: Clinic) -> None:
    clinic.path.write_text(PROTOCOL.replace("daily", "sometimes"))
    before = clinic.path.read_text()
    assert clinic("sign", clinic.path, "--name", "Example Clinician").code == 3
    assert clinic.path.read_text() == before
    shipped = Path(__file__).parent.parent / "protocols" / "peace-love" / "calf-strain.yaml"
    assert clinic("sign", shipped, "--name", "Example Clinician").code == 2
    clinic.path.write_text(PROTOCOL)
    assert clinic("sign", clinic.path, "--name", " ").code == 2


def test_reviewed_without_a_signature_is_a_warning(clinic: Clinic) -> None:
    clinic.path.write_text(PROTOCOL + "status: reviewed\nreviewed_by: Example Clinician\nreviewed_on: 2026-11-18\n")
    assert "it says that it was reviewed, and nobody signed it [unsigned]" in clinic("check", clinic.path).err
