"""Cases with a journal: what a physiotherapist writes down, and why the plan then stands where it does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import PlanMaker
from shell import run

from rehab.checks import because, cases
from rehab.checks.lines import LineError
from rehab.library import Library
from rehab.models.expected import CaseFile, ExpectedCase, Written
from rehab.source.issues import validate
from rehab.source.reader import read

GATE = "pain: {rest: 2, walking: 3}, tests: {swelling: 1, walk-four-steps: yes, heel-dig-pain: 3}, flags: none"
DAY_4 = f"""
      - {{days: 1-3, pain: {{rest: 2, walking: 4}}, tests: {{swelling: 2}}}}
      - {{days: 4, {GATE}}}"""
SESSIONS = """
      - {days: 4-7, done: all, pain: {during: 2, morning: 1}}"""


def text_of(journal: str, expect: Sequence[str], *, as_of: str = "2026-11-21", case: str = "") -> str:
    person = case or '{injured: 2026-11-18, grade: "2", side: left}'
    lines = "".join(f'\n      - "{line}"' for line in expect)
    return f"cases:\n  - name: Sam\n    case: {person}\n    as_of: {as_of}\n    journal:{journal}\n    expect:{lines}\n"


def held(make_plan: PlanMaker, library: Library, text: str) -> list[str]:
    """Return what a file of cases of the hamstring says is wrong."""
    file = validate(read(text, "mine.case.yaml"), CaseFile)

    def load(entry: ExpectedCase) -> cases.Chosen:
        chosen = make_plan.chosen("hamstring-strain", entry.case.type, entry.case.variant)
        return cases.Chosen(chosen.protocol, chosen.type, chosen.variant)

    return [issue.message for issue in cases.check(file, load, library.shelf)]


HOLDS: tuple[tuple[str, str, str], ...] = (
    ("2026-11-21", DAY_4, "day 4: phase early-load; because the list is met"),
    ("2026-11-21", DAY_4.replace("heel-dig-pain: 3", "heel-dig-pain: 4"), "day 4: phase peace; because heel-dig-pain is not met, swelling is met"),
    ("2026-11-21", DAY_4.replace(", heel-dig-pain: 3", ""), "day 4: phase peace; because heel-dig-pain is unknown"),
    ("2026-11-21", DAY_4.replace("flags: none", "flags: [RF-23]"), "no plan"),
    ("2026-11-25", DAY_4 + SESSIONS, "day 8: phase early-load; because the list is met, single-leg-squat-pain is unknown"),
    ("2026-11-26", DAY_4 + SESSIONS + "\n      - {days: 8, done: all, pain: {during: 6, morning: 1}}", "days 9-10: phase early-load; because a session was red; not load, stretch"),
    ("2026-11-26", DAY_4 + SESSIONS + "\n      - {days: 8, done: [bridge-on-heels], pain: {during: 5}}", "day 9: because a session was amber; has stationary-bike"),
    ("2026-11-30", DAY_4 + SESSIONS, "days 12-13: because days were missed"),
)  # fmt: skip


@pytest.mark.parametrize(("as_of", "journal", "line"), HOLDS)
def test_a_reason_holds_that_a_physiotherapist_would_give(
    make_plan: PlanMaker, library: Library, as_of: str, journal: str, line: str
) -> None:
    assert held(make_plan, library, text_of(journal, [line], as_of=as_of)) == []


WRONG: tuple[tuple[str, str], ...] = (
    ("day 4: phase peace", "day 4 is in the phase early-load"),
    ("day 4: because a session was red", "not because a session was red; day 4: New phase"),
    ("day 4: because it was sent back", "not because it was sent back; day 4: New phase"),
    ("day 4: because it is too early", "the phase opened on 2026-11-21"),
    ("day 4: because heel-dig-pain is unknown", "heel-dig-pain is met"),
    ("day 4: because nordic-curl is met", "nordic-curl is not on the list to the next phase: day, pain-rest"),
    ("day 4: because Sam is better", "'Sam is better' is not a reason; there is: a session was red"),
)


@pytest.mark.parametrize(("line", "told"), WRONG)
def test_a_wrong_reason_is_told_with_the_right_one(
    make_plan: PlanMaker, library: Library, line: str, told: str
) -> None:
    [message] = held(make_plan, library, text_of(DAY_4, [line]))
    assert told in message


def test_without_a_journal_there_is_no_reason(make_plan: PlanMaker) -> None:
    with pytest.raises(LineError, match="without a plan that follows a journal"):
        cases.hold(make_plan("hamstring-strain", grade="2"), "day 1: because the list is met")


BROKEN: tuple[tuple[str, dict[str, Any], int, str], ...] = (
    ("\n      - {days: 2, tests: {heel-dip-pain: 2}}", {}, 6, "there is no measure 'heel-dip-pain'"),
    ("\n      - {days: 2, pain: {shouting: 2}}", {}, 6, "there is no measure 'pain-shouting'"),
    ("\n      - {days: 2, pain: {rest: 11}}", {}, 6, "pain-rest: 11 is not a number from 0 to 10"),
    ("\n      - {days: 2, tests: {walk-four-steps: 3}}", {}, 6, "walk-four-steps: '' is not yes, no or unsure"),
    ("\n      - {days: 2, done: [double-bridge]}", {}, 6, "there is no exercise 'double-bridge' in this plan"),
    ("\n      - {days: 4-9, pain: {rest: 2}}", {}, 6, "day 9 comes after the day of the plan, 2026-11-21"),
    ("\n      - {days: 2, pains: {rest: 2}}", {}, 6, "has no key 'pains'"),
    ("\n      - {pain: {rest: 2}}", {}, 6, "needs 'days:'"),
    ("\n      - {days: 2}", {}, 6, "a line of the journal says 'pain:'"),
    ("\n      - {days: 2, done: most}", {}, 6, "cannot be 'most'"),
    (DAY_4, {"case": '{grade: "2"}'}, 2, "a journal needs the day it counts from: 'injured:' in the case"),
)


@pytest.mark.parametrize(("journal", "more", "line", "told"), BROKEN)
def test_a_journal_with_a_mistake_is_told_at_its_line(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    journal: str,
    more: dict[str, Any],
    line: int,
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text("id: mine\nextends: hamstring-strain\nauthor: Example Clinic\ntitle: Mine\n")
    Path("mine.case.yaml").write_text(text_of(journal, ["day 4: phase peace"], **more))
    result = run(capsys, monkeypatch, "check", "mine.yaml")
    assert result.code == 6
    assert told in result.err
    assert re.search(rf"^mine\.case\.yaml:{line}:\d+: error", result.err, re.M), result.err


def test_five_conditions_ship_a_case_with_a_journal(library: Library) -> None:
    wanted = ("hamstring-strain", "calf-strain", "lateral-ankle-sprain", "achilles-tendinopathy", "knee-mcl-sprain")
    for condition in wanted:
        path = library.paths[condition].with_name(f"{condition}.case.yaml")
        file = validate(read(path.read_bytes(), path.name), CaseFile)
        told = [line for entry in file.cases if entry.journal for line in entry.expect if "because" in line]
        assert told, condition


def test_the_case_in_the_handbook_holds(make_plan: PlanMaker, library: Library) -> None:
    page = (Path(__file__).parent.parent / "docs" / "case.md").read_text(encoding="utf-8")
    [block] = re.findall(r"```yaml\n(cases:.*?)```", page, re.S)
    assert held(make_plan, library, block) == []


def test_the_handbook_names_every_key_and_every_reason() -> None:
    page = (Path(__file__).parent.parent / "docs" / "case.md").read_text(encoding="utf-8")
    part = page.partition("## Cases beside a protocol")[2]
    reasons = (*because.DECIDED, *because.ABOUT_THE_PHASE, because.TOO_EARLY)
    assert [
        word for word in (*(f"`{key}`" for key in Written.model_fields if key != "days"), *reasons) if word not in part
    ] == []
