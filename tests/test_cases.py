"""The cases that ship beside the protocols, and the runner that holds them: worked out by hand, never from output."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from combinations import LIBRARY
from conftest import PlanMaker
from shell import Result, run

from rehab.checks import cases
from rehab.checks.lines import LineError
from rehab.library import CASE_ENDING, Library
from rehab.models.expected import CaseFile, ExpectedCase
from rehab.source.document import Document
from rehab.source.issues import locate, validate
from rehab.source.reader import read

SHIPPED = LIBRARY


def case_file(condition: str) -> Document:
    path = SHIPPED.paths[condition]
    beside = path.with_name(condition + CASE_ENDING)
    return read(beside.read_bytes(), beside.name)


FILES = {condition: validate(case_file(condition), CaseFile) for condition in SHIPPED.paths}
ONE_BY_ONE = {
    f"{condition}: {entry.name}": (condition, entry) for condition, file in FILES.items() for entry in file.cases
}


def load(make_plan: PlanMaker, condition: str, entry: ExpectedCase) -> cases.Chosen:
    chosen = make_plan.chosen(condition, entry.case.type, entry.case.variant)
    return cases.Chosen(chosen.protocol, chosen.type, chosen.variant)


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_a_case_comes_out_as_worked_out_by_hand(make_plan: PlanMaker, library: Library, name: str) -> None:
    condition, entry = ONE_BY_ONE[name]
    file = CaseFile(cases=(entry,))
    assert list(cases.check(file, lambda each: load(make_plan, condition, each), library.shelf)) == []


@pytest.mark.parametrize("condition", FILES)
def test_every_condition_has_at_least_five_cases_of_its_own(condition: str) -> None:
    assert len(FILES[condition].cases) >= 5
    assert {entry.case.condition for entry in FILES[condition].cases} <= {condition, ""}


WRONG: tuple[Any, ...] = (
    {"exercise": "extender", "sets": 4},
    {"exercise": "extender", "first": 10},
    {"exercise": "diver", "days": "11-24", "on": [11, 13]},
    {"exercise": "diver", "apart": 3},
    {"exercise": "run", "day": 11, "stage": "J2"},
    {"day": 4, "has": ["extender"]},
    {"day": 11, "not": ["extender"]},
    {"phase": "early-load", "days": "4-11"},
    {"disposition": "same_day"},
    {"referral": True},
    {"day": 4},
    {"exercise": "extender", "set": 3},
    "day 4: phase peace",
    "day 4: has extender",
    "day 11: has extender 4 x 12",
    "day 11: has extender 3 x 12, diver 3 x 7",
    "day 11: has extender three",
    "day 11: not running",
    "days 300-301: phase peace",
    "day 4 phase early-load",
    "day 4: maybe running",
    "no plan",
)
RIGHT = (
    "day 4: phase early-load; has bridge-on-heels 10 x 5 s hold, stationary-bike; not running, extender",
    "days 1-3: phase peace; has protect; not running, stretch",
    "day 11: tasks include extender 3 x 12, run; not nordic-curl",
    "days 46-46: has nordic-curl 3 x 8-10",
)


@pytest.mark.parametrize("line", WRONG, ids=map(str, WRONG))
def test_a_wrong_line_is_noticed(make_plan: PlanMaker, line: Any) -> None:
    with pytest.raises(LineError):
        cases.hold(make_plan("hamstring-strain", grade="2"), line)


@pytest.mark.parametrize("line", RIGHT)
def test_a_right_line_of_a_physiotherapist_holds(make_plan: PlanMaker, line: str) -> None:
    cases.hold(make_plan("hamstring-strain", grade="2"), line)


CASES = """cases:
  - name: "Grade 2, from day 1"
    case: {injured: 2026-11-18, grade: "2", side: left}
    as_of: 2026-11-18
    expect:
      - "days 1-3: phase peace; not running"
      - "day 11: has diver 2 x 6; not glider"
"""


def test_check_runs_the_cases_beside_a_file_and_points_at_the_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def rehab(*arguments: object) -> Result:
        return run(capsys, monkeypatch, *arguments)

    monkeypatch.chdir(tmp_path)
    text = "id: mine\nextends: hamstring-strain\nauthor: Riverside\nphases: {lengthening: {exercises: {glider: null, diver: '2 x 6, every 2nd day'}}}\n"
    Path("mine.yaml").write_text(text)
    Path("mine.case.yaml").write_text(CASES)
    assert rehab("check", "mine.yaml") == Result(0, "", "1 file, nothing to mend\n")
    Path("mine.yaml").write_text(text.replace("2 x 6", "3 x 6"))
    for name in ("mine.yaml", "mine.case.yaml"):
        result = rehab("check", name)
        assert result.code == 6
        assert (
            "mine.case.yaml:7:9: error: 'Grade 2, from day 1': day 11, Diver: the dose is 3 × 6 [case-differs]"
            in result.err
        )
    Path("mine.case.yaml").write_text(CASES.replace('"2"', '"9"'))
    assert "case-broken" in set(rehab("check", "mine.yaml").err.replace("]", "[").split("["))
    Path("mine.case.yaml").write_text(CASES.replace("as_of", "asof"))
    assert "[unknown-key]" in rehab("check", "mine.yaml").err


def test_the_cases_in_the_handbook_hold(make_plan: PlanMaker, library: Library) -> None:
    text = (Path(__file__).parent.parent / "docs" / "protocols.md").read_text(encoding="utf-8")
    [block] = re.findall(r"```yaml\n(cases:.*?)```", text, re.S)
    file = validate(read(block, "protocols.md"), CaseFile)
    assert list(cases.check(file, lambda each: load(make_plan, "hamstring-strain", each), library.shelf)) == []


def test_issues_of_cases_are_located() -> None:
    document = read(CASES, "mine.case.yaml")
    file = validate(document, CaseFile)
    protocol = SHIPPED.protocol("hamstring-strain")
    found = locate(document, cases.check(file, lambda _: cases.Chosen(protocol, None, "l-protocol"), SHIPPED.shelf))
    assert [issue.location.line for issue in found if issue.location] == [7]
    assert {issue.code for issue in found} == {"case-differs"}
