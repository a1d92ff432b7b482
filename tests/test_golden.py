"""Goldens of the text and JSON writers: what three plans print, kept word for word.

``REHAB_UPDATE_GOLDEN=1`` writes them anew; read the difference before you keep it.
"""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import PlanMaker

from rehab import writers
from rehab.library import Library
from rehab.models.plan import Plan

FOLDER = Path(__file__).parent / "golden"
UPDATE = "REHAB_UPDATE_GOLDEN"
LAST_DAY = {"calf-limit": 5, "hamstring-grade-2": 14}
"""The last day that is kept of a plan."""
PLANS: Mapping[str, Mapping[str, Any]] = {
    "hamstring-grade-2": {"condition": "hamstring-strain", "grade": "2"},
    "clot-referral": {"condition": "deep-vein-thrombosis"},
    "calf-limit": {"condition": "calf-strain", "grade": "1", "side": "right", "yes": ["RF-20"]},
}
TASK_KEYS = (
    "id", "sets", "reps", "hold_seconds", "duration_seconds", "rest_seconds", "tempo", "effort", "amount_ml", "times_per_day",
    "side", "at", "minutes",
)  # fmt: skip
KEYS = ("disposition", "effect", "see_by", "dropped", "referral", "hydration")


def as_text(plan: Plan, library: Library, last_day: int) -> str:
    """Return what the text writer prints, up to the last day that is kept."""
    lines = writers.write("text", plan, library.template("clinic")).decode().splitlines(keepends=True)
    end = next((at for at, line in enumerate(lines) if line.startswith(f"Day {last_day + 1},")), len(lines))
    return "".join(lines[:end])


def as_json(plan: Plan, library: Library, last_day: int) -> str:
    """Return the part of the JSON that must not change unseen: the outcome, the windows and the first days' doses."""
    data = json.loads(writers.write("json", plan, library.template("clinic")))
    lines = [f"{key}: {json.dumps(data[key], ensure_ascii=False)}" for key in KEYS]
    for phase in data["phases"]:
        lines.append(
            f"phase {phase['id']}: {phase['first_day']}-{phase['last_day']}, {phase['start']} to {phase['end']}"
        )
    for day in data["days"][:last_day]:
        lines.append(f"day {day['day']}, {day['date']}, {day['phase']}, {day['minutes']} min")
        for task in day["tasks"]:
            kept = {key: task[key] for key in TASK_KEYS if task[key] not in (None, [])}
            lines.append(f"  {json.dumps(kept, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


FORMS = {"txt": as_text, "json.txt": as_json}


def difference(expected: str, found: str, name: str) -> str:
    """Return a unified diff, empty where both are the same."""
    lines = difflib.unified_diff(expected.splitlines(), found.splitlines(), f"golden/{name}", "now", lineterm="", n=1)
    return "\n".join(lines)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", PLANS)
def test_a_plan_prints_as_kept(make_plan: PlanMaker, library: Library, name: str, form: str) -> None:
    found = FORMS[form](make_plan(**PLANS[name]), library, LAST_DAY.get(name, 0))
    path = FOLDER / f"{name}.{form}"
    if os.environ.get(UPDATE):
        path.write_text(found, encoding="utf-8")
    changed = difference(path.read_text(encoding="utf-8"), found, path.name)
    assert not changed, f"\n{changed}\n\nMeant? {UPDATE}=1 pytest {Path(__file__).name} writes it anew."


@pytest.mark.parametrize("form", FORMS)
def test_one_number_changed_is_seen(make_plan: PlanMaker, library: Library, form: str) -> None:
    plan = make_plan(**PLANS["hamstring-grade-2"])
    day = plan.days[10]
    tasks = tuple(
        task.model_copy(update={"reps": (13, 13), "dose": task.dose.replace("12", "13")})
        if task.exercise == "extender"
        else task
        for task in day.tasks
    )
    days = (*plan.days[:10], day.model_copy(update={"tasks": tasks}), *plan.days[11:])
    found = FORMS[form](plan.model_copy(update={"days": days}), library, LAST_DAY["hamstring-grade-2"])
    path = FOLDER / f"hamstring-grade-2.{form}"
    changed = difference(path.read_text(encoding="utf-8"), found, path.name)
    assert "\n-" in changed
    assert "13" in changed


def test_no_golden_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.{form}" for name in PLANS for form in FORMS}
