"""What is kept from one plan to the next changes no plan, and nothing of one person gets into the plan of another."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from conftest import PlanMaker

from rehab.engine.kept import Kept
from rehab.writers import json

PEOPLE: dict[str, dict[str, Any]] = {
    "left": {"grade": "2", "side": "left"},
    "right": {"grade": "2", "side": "right"},
    "both": {"grade": "2", "side": "both"},
    "no side": {"grade": "2", "side": None},
    "another grade": {"grade": "1", "side": "left"},
    "another weight": {"grade": "2", "side": "left", "weight_kg": 95.0},
    "without a band": {"grade": "2", "side": "left", "without": ("band",)},
    "a raised row": {"grade": "2", "side": "left", "yes": ("RF-30",)},
    "not asked": {"grade": "2", "side": "left", "yes": None},
    "a hot day": {"grade": "2", "side": "left", "hot_days": (dt.date(2026, 12, 1),)},
    "another day of injury": {"grade": "2", "side": "left", "injured": dt.date(2026, 3, 1)},
}
DAYS = (1, 2, 4, 5, 11, 12, 40, 120)


@pytest.mark.parametrize("condition", ["hamstring-strain", "lateral-ankle-sprain"])
def test_a_plan_on_another_day_is_the_same_with_what_was_kept(make_plan: PlanMaker, condition: str) -> None:
    for grade, side in (("1", "left"), ("2", None)):
        kept = Kept()
        for day in DAYS:
            afresh = make_plan(condition, grade=grade, side=side, day=day)
            assert json.write(make_plan(condition, grade=grade, side=side, day=day, kept=kept)) == json.write(afresh)


def test_nothing_kept_of_one_person_gets_into_the_plan_of_another(make_plan: PlanMaker) -> None:
    kept = Kept()
    for day in (1, 12):
        for who, person in PEOPLE.items():
            afresh = make_plan("hamstring-strain", day=day, **person)
            again = make_plan("hamstring-strain", day=day, kept=kept, **person)
            assert json.write(again) == json.write(afresh), who


def test_nothing_kept_of_one_condition_gets_into_another(make_plan: PlanMaker) -> None:
    kept = Kept()
    for condition in ("hamstring-strain", "calf-strain", "lateral-ankle-sprain", "medial-tibial-stress-syndrome"):
        afresh = make_plan(condition, side="right", day=9)
        assert json.write(make_plan(condition, side="right", day=9, kept=kept)) == json.write(afresh), condition


@pytest.mark.parametrize("condition", ["hamstring-strain", "knee-mcl-sprain", "medial-tibial-stress-syndrome"])
def test_the_sides_of_one_case_share_what_no_side_changes(make_plan: PlanMaker, condition: str) -> None:
    any_side = Kept()
    kept = {side: Kept(any_side=any_side) for side in ("left", "right", "both", None)}
    for day in (1, 12, 40):
        for side, own in kept.items():
            afresh = make_plan(condition, side=side, day=day)
            assert json.write(make_plan(condition, side=side, day=day, kept=own)) == json.write(afresh), side
