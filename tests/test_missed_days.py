"""After missed days: what monitoring.md (3) and return-to-run.md (1) say, on the page with the lights."""

from __future__ import annotations

import pytest
from conftest import INJURED, PlanMaker

GENERAL = ("1 to 3: go on", "4 to 6: repeat the week", "7 to 20: start with 70 %", "21 or more: go back one phase")
RUNS = ("6 days since the last run: go on", "7 to 13: 2 stages", "14 to 20: 3 stages", "21 or more: start again")


def test_a_plan_says_how_to_go_on_after_missed_days_and_missed_runs(make_plan: PlanMaker) -> None:
    response = make_plan("hamstring-strain", injured=INJURED, grade="2", side="left").response
    assert response
    assert [part for part in GENERAL if part not in response.missed] == []
    assert [part for part in RUNS if part not in response.missed_runs] == []


def test_walking_with_narrow_arteries_goes_back_a_phase_from_14_missed_days_on(make_plan: PlanMaker) -> None:
    plan = make_plan("peripheral-artery-disease-claudication", side="both", cleared_by={"name": "A. Clinician"})
    assert plan.response
    assert plan.review
    assert "7 to 13: start with 70 %" in plan.response.missed
    assert "14 or more: go back one phase" in plan.response.missed
    assert any("14 days or more" in sentence for rule in plan.review.monitoring for sentence in rule.sentences)


@pytest.mark.parametrize("condition", ["muscle-cramps", "peripheral-artery-disease-claudication"])
def test_a_plan_without_a_running_table_says_nothing_of_runs(make_plan: PlanMaker, condition: str) -> None:
    plan = make_plan(condition, side="both", cleared_by={"name": "A. Clinician"})
    assert plan.response is None or plan.response.missed_runs == ""
