"""Every promised message: a tiny broken file in a folder of its own, and exactly what ``rehab check`` says about it.

A folder is called like the code of its first message; more of one code have a word after a dot. ``input.yaml`` is
checked from inside the folder; a folder ``library`` there stands for ``$REHAB_LIBRARY``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from shell import Result, run

from rehab.checks.codes import MAY_BE_SILENCED
from rehab.models.protocol import Choice, Grade, Modifier, Phase, Protocol, Run, Slot

ROOT = Path(__file__).parent.parent
ERRORS = Path(__file__).parent / "errors"
FOLDERS = sorted(path.name for path in ERRORS.iterdir() if path.is_dir())
TEN = ERRORS / "ten-mistakes" / "input.yaml"
TEN_LINES = [3, 4, 5, 6, 9, 10, 12, 13, 14, 15]

ELSEWHERE = {
    "too-large": "test_source_reader.py",  # the file would be as large
    "too-many-values": "test_source_reader.py",
    "not-json": "test_errors.py",  # plan files: below
    "not-a-plan": "test_errors.py",
    "other-version": "test_errors.py",
    "base-moved": "test_pins.py",  # the base must have moved since
    "base-clash": "test_pins.py",
    "not-a-base": "test_pins.py",
    "case-differs": "test_cases.py",
    "case-broken": "test_cases.py",
    "not-recorded": "test_checks.py",  # shared files cannot be replaced
    "not-a-journal": "test_journal_errors.py",  # files of a journal have a gallery of their own
    "bad-case": "test_journal_errors.py",
    "not-csv": "test_journal_errors.py",
    "bad-entry": "test_journal_errors.py",
    "other-entry": "test_journal_errors.py",
    "too-many-entries": "test_journal_errors.py",
    "in-future": "test_journal_errors.py",
    "before-day-1": "test_journal_errors.py",
    "bad-value": "test_journal_errors.py",
    "not-a-task": "test_journal_errors.py",
    "other-plan": "test_journal_errors.py",
    "unknown-flag": "test_journal_errors.py",
}
"""Codes without a folder, and the test that holds them."""


class Rehab:
    """Runs the program inside this process, in a folder."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
        self.capsys, self.monkeypatch = capsys, monkeypatch
        monkeypatch.setenv("XDG_DATA_HOME", str(home))
        monkeypatch.setenv("REHAB_TODAY", "2026-11-22")
        monkeypatch.delenv("REHAB_LIBRARY", raising=False)

    def __call__(self, folder: Path, *arguments: str) -> Result:
        self.monkeypatch.chdir(folder)
        if (folder / "library").is_dir():
            self.monkeypatch.setenv("REHAB_LIBRARY", "library")
        return run(self.capsys, self.monkeypatch, *arguments)


@pytest.fixture
def rehab(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Rehab:
    return Rehab(capsys, monkeypatch, tmp_path / "home")


@pytest.mark.parametrize("name", FOLDERS)
def test_a_broken_file_gets_exactly_its_message(rehab: Rehab, name: str) -> None:
    result = rehab(ERRORS / name, "check", "input.yaml")
    expected = (ERRORS / name / "expected.txt").read_text(encoding="utf-8")
    assert (result.code, result.out) == (6 if "error: " in expected else 0, "")
    assert result.err == expected


@pytest.mark.parametrize("name", [name for name in FOLDERS if name != "ten-mistakes"])
def test_a_folder_shows_the_code_it_is_called_after_and_no_other(name: str) -> None:
    expected = (ERRORS / name / "expected.txt").read_text(encoding="utf-8")
    shown = set(re.findall(r"^(?:.*: )?(?:error|warning|note): .* \[([a-z0-9-]+)\]$", expected, re.M))
    assert shown == {name.partition(".")[0]}


def _codes() -> set[str]:
    """Return every code that reading, merging, validating and checking a file can raise, from the source."""
    files = [path for part in ("source", "checks", "overlays") for path in (ROOT / "rehab" / part).glob("*.py")]
    for name in ("form_file", "journal_file", "phone_file", "roster"):  # what is read from people: nothing to check
        files.remove(ROOT / f"rehab/source/{name}.py")
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    library = "\n".join(
        (ROOT / name).read_text(encoding="utf-8")
        for name in ("rehab/library.py", "rehab/shared.py", "rehab/cli/author.py")
    )
    code = r'"([a-z]+(?:-[a-z0-9]+)*)"'
    found = set(re.findall(rf"\bIssue\(\s*{code}", source + library))
    found |= set(re.findall(rf"self\.(?:add|add_at|complain)\([^\"]*?{code}", source))
    found |= set(re.findall(r'return "([a-z]+-[a-z]+)", ', source)) | set(
        re.findall(r'^\s+"(wrong-length)",$', source, re.M)
    )
    posture = (ROOT / "rehab/figures/posture.py").read_text(encoding="utf-8")
    found |= set(re.findall(rf"{code}, message", posture))
    found |= {f"days-{kind}" for kind in ("gap", "overlap")} if 'f"days-{kind}"' in source else set()
    nouns = re.findall(r'\b(?:unknown|_listed)\("([a-z ]+)"', source)
    return found | {f"unknown-{noun.replace(' ', '-')}" for noun in nouns}


def test_every_code_in_the_source_has_a_broken_file() -> None:
    shown = {name.partition(".")[0] for name in FOLDERS} - {"ten-mistakes"}
    assert _codes() - set(ELSEWHERE) == shown
    assert not shown & set(ELSEWHERE)


@pytest.mark.parametrize("code", ELSEWHERE)
def test_a_code_without_a_folder_is_held_by_the_test_that_is_named(code: str) -> None:
    text = (ROOT / "tests" / ELSEWHERE[code]).read_text(encoding="utf-8")
    assert text.count(f'"{code}"') > (ELSEWHERE[code] == "test_errors.py")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("no json", "not-json"),
        ("[]", "not-a-plan"),
        ('{"format": "rehab/plan", "version": 1}', "not-a-plan"),
        ('{"format": "rehab/plan", "version": 2}', "other-version"),
    ],
)
def test_a_broken_plan_file_is_told_by_its_code(rehab: Rehab, tmp_path: Path, content: str, code: str) -> None:
    (tmp_path / "plan.json").write_text(content)
    result = rehab(tmp_path, "today", "plan.json", "--json")
    assert result.code == 3
    assert {issue["code"] for issue in json.loads(result.out)["issues"]} == {code}


# -- ten mistakes in one file -----------------------------------------------------------------------------------------


def test_ten_mistakes_make_ten_messages_at_their_lines(rehab: Rehab) -> None:
    result = rehab(TEN.parent, "check", TEN.name)
    assert [int(line) for line in re.findall(r"^input\.yaml:(\d+):\d+: error: ", result.err, re.M)] == TEN_LINES
    assert result.err.endswith("10 errors in 1 file\n")


def test_a_plan_from_a_file_with_ten_mistakes_tells_all_ten_and_writes_nothing(rehab: Rehab, tmp_path: Path) -> None:
    target = tmp_path / "plan.pdf"
    result = rehab(TEN.parent, "plan", "input.yaml", "--injured", "2026-11-18", "--no-flags", "-o", str(target))
    assert (result.code, result.out) == (3, "")
    assert [int(line) for line in re.findall(r"^input\.yaml:(\d+):\d+: error: ", result.err, re.M)] == TEN_LINES
    assert not target.exists()


def test_ten_mistakes_as_json_have_the_same_lines_and_columns(rehab: Rehab) -> None:
    text = rehab(TEN.parent, "check", TEN.name).err
    result = rehab(TEN.parent, "check", TEN.name, "--json")
    issues = json.loads(result.out)["issues"]
    assert (result.code, result.err) == (6, "")
    places = re.findall(r"^input\.yaml:(\d+):(\d+): error: (.*) \[([a-z-]+)\]$", text, re.M)
    assert [(str(each["line"]), str(each["column"]), each["message"], each["code"]) for each in issues] == places
    assert [each["line"] for each in issues] == TEN_LINES
    assert all(each["file"] == "input.yaml" and each["end_column"] > each["column"] for each in issues)


# -- loosening and tightening -----------------------------------------------------------------------------------------

OVERLAY = "id: mine\nextends: hamstring-strain\nauthor: Example Clinic\n"


@pytest.mark.parametrize(
    "change",
    [
        "phases: {lengthening: {hard_minimum: {all: 7}, days: {1: 7-13}}}",
        "phases: {early-load: {days: {1: 4-8}}, lengthening: {days: {1: 9-13}, entry: [day >= 9]}}",
        "phases: {lengthening: {entry: ['day >= 6', 'pain-walking <= 1']}}",
        "phases: {lengthening: {exercises: {diver: {not_before: 9}}}}",
        "ask_daily: {RF-08: 1-14}",
        "phases: {return: {forbid: [ballistic-stretch, kicking]}}",
        "phases: {lengthening: {hard_minimum: {all: 5}}}\naccept_risk: {name: Example Clinician, reason: an example}",
    ],
)
def test_tightening_is_free_and_loosening_needs_a_name(rehab: Rehab, tmp_path: Path, change: str) -> None:
    (tmp_path / "mine.yaml").write_text(OVERLAY + change + "\n")
    assert rehab(tmp_path, "check", "mine.yaml") == Result(0, "", "1 file, nothing to mend\n")


# -- the handbook -----------------------------------------------------------------------------------------------------

BLOCKS = re.findall(r"```yaml\n(id: .*?)```", (ROOT / "docs/protocols.md").read_text(encoding="utf-8"), re.S)


@pytest.mark.parametrize("block", BLOCKS, ids=range(1, len(BLOCKS) + 1))
def test_each_file_in_the_handbook_is_right(rehab: Rehab, tmp_path: Path, block: str) -> None:
    found = re.search(r"^id: (\S+)$", block, re.M)
    assert found
    (tmp_path / f"{found[1]}.yaml").write_text(block)
    assert rehab(tmp_path, "check", f"{found[1]}.yaml") == Result(0, "", "1 file, nothing to mend\n")


def test_the_handbook_shows_a_real_message(rehab: Rehab, tmp_path: Path) -> None:
    text = (ROOT / "docs/protocols.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"```text\n(.*?)```", text, re.S)
    broken = BLOCKS[0].replace("slow, every 2nd day", "RPE 4, every 2nd day")
    (tmp_path / "example-hamstring.yaml").write_text(broken)
    assert rehab(tmp_path, "check", "example-hamstring.yaml").err == shown + "1 error in 1 file\n"


def test_the_handbook_has_every_key() -> None:
    text = (ROOT / "docs/protocols.md").read_text(encoding="utf-8")
    for model in (Protocol, Phase, Slot, Run, Grade, Choice, Modifier):
        missing = [key for key in model.model_fields if f"`{key}`" not in text and f"`{key}:`" not in text]
        assert missing == [], model.__name__


def test_every_code_has_its_section_in_the_docs_and_every_section_its_code() -> None:
    text = (ROOT / "docs/checks.md").read_text(encoding="utf-8")
    sections = re.findall(r"^### (\S+)$", text, re.M)
    assert len(sections) == len(set(sections))
    assert set(sections) == _codes() | set(ELSEWHERE)


@pytest.mark.parametrize(
    "part", re.split(r"^### ", (ROOT / "docs/checks.md").read_text(encoding="utf-8"), flags=re.M)[1:]
)
def test_each_section_says_what_why_and_how_to_mend_it(part: str) -> None:
    assert re.fullmatch(r"\S+\n\n\S.*? \*\*Why:\*\* \S.*? \*\*Mend:\*\* \S.*?\n(\n## .*\n)?\n*", part), part


def test_what_allow_may_silence_are_the_warnings_of_the_checks() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "rehab/checks").glob("*.py"))
    issues = re.findall(r"Issue\(\s*\"([a-z-]+)\"((?:[^()]|\([^()]*\))*)\)", source)
    assert {code for code, rest in issues if "Severity.WARNING" in rest} == set(MAY_BE_SILENCED)
