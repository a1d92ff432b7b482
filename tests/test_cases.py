"""Cases that a physiotherapist can read: who comes on which day, and what the plan must then say.

Each was worked out by hand from the clinical source, never from what the program printed.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import PlanMaker

from rehab.models.case import Case
from rehab.models.plan import Plan, Task
from rehab.source.reader import read

FOLDER = Path(__file__).parent / "cases"
FILES = sorted(FOLDER.glob("*.yaml"))
CASES = {
    f"{path.stem}: {entry['name']}": entry
    for path in FILES
    for entry in read(path.read_text(encoding="utf-8"), path.name).data["cases"]
}
RANGES = ("reps", "hold_seconds", "rest_seconds", "duration_seconds", "effort")
"""Dose parts that may be written ``5-10``."""
EXACT = ("sets", "times_per_day", "side", "each_side", "tempo")


def span(value: object) -> tuple[float, float]:
    """Read ``4-10`` or ``4`` as its first and last number."""
    first, _, last = str(value).partition("-")
    return float(first), float(last or first)


def named(plan: Plan, name: str) -> Iterator[tuple[int, Task]]:
    """Yield each task that is called ``name``, by its exercise or by its kind, with its day."""
    for day in plan.days:
        yield from ((day.day, task) for task in day.tasks if name in (task.exercise, _kind(task)))


def _kind(task: Task) -> str:
    """Return what a task is; a drill within a run is not the run."""
    return "drill" if task.kind == "run" and not task.reason.rule.startswith("run-tables.") else task.kind


def days_of(plan: Plan, name: str, line: Mapping[str, Any]) -> list[int]:
    first, last = span(line.get("day", line.get("days", f"1-{plan.days[-1].day}")))
    return sorted({day for day, _ in named(plan, name) if first <= day <= last})


def check_exercise(plan: Plan, line: Mapping[str, Any]) -> None:
    name = line["exercise"]
    days = days_of(plan, name, line)
    assert days, f"{name} is on no such day"
    for key, found in (("on", days), ("first", days[0]), ("last", days[-1]), ("count", len(days))):
        assert line.get(key, found) == found, key
    assert all(later - day >= line.get("apart", 1) for day, later in itertools.pairwise(days)), f"apart: {days}"
    if "not_with" in line:
        assert not set(days) & set(days_of(plan, line["not_with"], line))
    if "only_with" in line:
        assert set(days) <= set(days_of(plan, line["only_with"], line))
    for task in (task for day, task in named(plan, name) if day in days):
        for key in RANGES:
            if key in line:
                assert getattr(task, key) == span(line[key]), f"{task.id} {key}"
        for key in EXACT:
            assert getattr(task, key) == line.get(key, getattr(task, key)), f"{task.id} {key}"
        if "load" in line:
            assert str(line["load"]) in (task.load or "").split(), task.id
        if "stage" in line:
            stage = re.fullmatch(r"([A-Z]|[a-z-]+)(\d\w*)", line["stage"])
            assert stage, line["stage"]
            assert task.reason.rule == f"run-tables.{stage[1]}.stages.{stage[2]}", task.reason.rule


def check_days(plan: Plan, line: Mapping[str, Any]) -> None:
    first, last = span(line.get("day", line.get("days", f"{plan.days[0].day}-{plan.days[-1].day}")))
    days = [day for day in plan.days if first <= day.day <= last]
    assert days
    for day in days:
        there = {name for task in day.tasks for name in (task.exercise, task.kind) if name}
        assert set(line.get("has", ())) <= there, f"day {day.day}"
        assert not set(line.get("not", ())) & there, f"day {day.day}"
        if "glasses" in line:
            assert str(day.glasses).casefold() == str(line["glasses"]), f"day {day.day}"


def check_phase(plan: Plan, line: Mapping[str, Any]) -> None:
    assert [(phase.first_day, phase.last_day) for phase in plan.phases if phase.id == line["phase"]] == [
        span(line["days"])
    ]


def check_outcome(plan: Plan, line: Mapping[str, Any]) -> None:
    codes = {notice.code for notice in plan.notices}
    found: dict[str, Callable[[Any], bool]] = {
        "disposition": lambda value: plan.disposition == value,
        "effect": lambda value: plan.effect == value,
        "see_by": lambda value: str(plan.see_by) == value,
        "referral": lambda value: (plan.referral is not None, not plan.days) == (value, value),
        "flags": lambda value: plan.referral is not None and list(plan.referral.flags) == list(value),
        "notice": lambda value: value in codes,
        "no_notice": lambda value: value not in codes,
        "no_phase": lambda value: value not in {phase.id for phase in plan.phases},
        "plan": lambda value: (plan.days[0].day, plan.days[-1].day) == span(value),
    }
    for key, value in line.items():
        assert found[key](value), f"{key}: found {plan.disposition}, {plan.effect}, {plan.see_by}, {sorted(codes)}"


SELECT = {"day", "days"}
KINDS: tuple[tuple[set[str], set[str], Callable[[Plan, Mapping[str, Any]], None]], ...] = (
    (
        {"exercise"},
        {*SELECT, *RANGES, *EXACT, "on", "first", "last", "count", "apart", "not_with", "only_with", "load", "stage"},
        check_exercise,
    ),
    ({"phase"}, {"days"}, check_phase),
    ({"has", "not", "glasses"}, {*SELECT}, check_days),
    (
        {"disposition", "referral", "notice", "no_notice", "no_phase", "plan"},
        {"effect", "see_by", "flags"},
        check_outcome,
    ),
)
"""The kinds of line: one of these keys names the kind, and these may stand with it."""


def check(plan: Plan, line: Mapping[str, Any]) -> None:
    """Hold a plan against one line; a line that says nothing is an error."""
    for heads, others, holds in KINDS:
        if heads & set(line):
            assert set(line) <= heads | others, f"unknown: {set(line) - heads - others}"
            return holds(plan, line)
    raise AssertionError(f"this line says nothing: {line}")


def plan_of(make_plan: PlanMaker, entry: Mapping[str, Any]) -> Plan:
    assert set(entry) <= {"name", "case", "yes", "not_asked", "as_of", "expect"}
    case = Case.model_validate_json(json.dumps(entry["case"]))
    as_of = dt.date.fromisoformat(entry["as_of"])
    given = {key: getattr(case, key) for key in case.model_fields_set - {"grade", "type", "variant"}}
    injured = given.setdefault("injured", as_of)
    return make_plan(
        **{**given, "side": case.side, "day": (as_of - injured).days + 1},
        grade=case.grade,
        kind=case.type,
        variant=case.variant,
        yes=None if entry.get("not_asked") else entry.get("yes", ()),
    )


@pytest.mark.parametrize("name", CASES)
def test_a_case_comes_out_as_worked_out_by_hand(make_plan: PlanMaker, name: str) -> None:
    entry = CASES[name]
    plan = plan_of(make_plan, entry)
    wrong = []
    for line in entry["expect"]:
        try:
            check(plan, line)
        except AssertionError as error:
            wrong.append(f"{json.dumps(line)}\n    {str(error).splitlines()[0]}")
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_condition_has_at_least_five_cases(path: Path) -> None:
    own = [entry for name, entry in CASES.items() if name.startswith(f"{path.stem}: ")]
    assert len(own) >= 5
    assert {entry["case"]["condition"] for entry in own} == {path.stem}


def test_a_wrong_line_is_noticed(make_plan: PlanMaker) -> None:
    plan = make_plan("hamstring-strain", grade="2")
    for line in (
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
    ):
        with pytest.raises(AssertionError):
            check(plan, line)
