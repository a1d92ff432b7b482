"""What programmes need besides phases: care of their own, cards, what a clinician states, times of day, extra days."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from shell import Result, run

PROTOCOL = """\
id: example-programme
author: Example Clinic
framework: programme
title: Example programme
summary: A made-up problem of the {side} leg.
onset: none
part: leg
requires_clearance: true
grades:
  mild: {title: mild, picture: It is mild.}
  noise: {title: noise only, picture: It only makes a noise., route: card}
clearance:
  status: {title: the weight you may put on it, ask: How much weight may the leg take?, accept: [part, full], needed: false}
  calm-days: {title: the days without pain, ask: How many days in a row without pain?, at_least: 14}
  scan: {title: the scan, ask: Has it healed on the scan?, accept: [healed], only_if: {site: [high]}}
  site: {title: the site, ask: Is the site of high or low risk?, accept: [high, low]}
referral:
  disposition: see_doctor
  within_hours: 336
  reason: A clinician has to look at it first.
  do_now: [Book a visit.]
  do_not: [Do not run.]
  tell_the_clinician: [When it began]
stop_signs: {emergency: [Short of breath | RF-01], today: [Swollen calf | RF-08]}
monitoring: SM-DEFAULT
modifiers:
  before: {title: You had it before, add_days: {base: 3}, note: It takes longer.}
essentials:
  - {name: Walk, text: Walk each day., how_often: Each day}
without_tasks: [weekly-rescreen]
tasks:
  feet: {kind: check, title: Look at your feet, short_title: Look at feet, text: Look at both feet., phases: [base], evidence: P}
  log: {kind: log, title: Write it down, short_title: Write it down, days: 2-3, evidence: P}
cards:
  calm:
    title: When it is bad
    when: Use this when the {side} leg is bad.
    steps: [Stop., Sit down.]
    do_not: [Do not run.]
phases:
  base:
    title: Base
    step: base
    goal: Begin.
    days: {all: 1-7}
    exercises:
      easy-walk: {dose: "10 min, effort 2, 2/day, daily", at: [bedtime, "08:30"]}
    run: {table: E, stages: 1-2, frequency: every 2nd day, sessions: 3}
  build:
    title: Build
    step: build
    goal: Go on.
    days: {all: 8-14}
    requires: {status: [full]}
    exercises:
      easy-walk: 20 min, effort 2, daily
"""
CASE = """\
condition: {path}
cleared_by: {{name: Example Clinician}}
clearance: {clearance}
bed: "23:00"
"""


class Programme:
    """Makes plans of the example file."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.capsys, self.monkeypatch = folder, capsys, monkeypatch
        (folder / "example-programme.yaml").write_text(PROTOCOL, encoding="utf-8")

    def __call__(self, *options: str, clearance: str = "{}", to: str = "json") -> Result:
        path = self.folder / "example-programme.yaml"
        case = self.folder / "case.yaml"
        case.write_text(CASE.format(path=path, clearance=clearance), encoding="utf-8")
        start = ("--from", "2026-11-18", "--as-of", "2026-11-18")
        return run(
            self.capsys, self.monkeypatch, "plan", "--case", case, *start, "--no-flags", "--to", to, "-o", "-", *options
        )

    def plan(self, *options: str, clearance: str) -> dict[str, Any]:
        return dict(json.loads(self(*options, clearance=clearance).out))


@pytest.fixture
def programme(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Programme:
    return Programme(tmp_path, capsys, monkeypatch)


STATED = "{calm-days: 14, site: low, status: full}"


def test_a_name_alone_opens_no_plan_and_each_missing_item_is_named(programme: Programme) -> None:
    result = programme(clearance="{site: high, calm-days: 13}")
    assert result.code == 5
    plan = json.loads(result.out)
    assert (plan["effect"], plan["days"]) == ("hold", [])
    assert "Still to be stated by the clinician: the days without pain; the scan." in result.err
    for text in ("the days without pain", "the scan"):
        assert text in plan["referral"]["reason"]
    assert "the site" not in result.err
    assert plan["referral"]["do_now"] == ["Book a visit."]


@pytest.mark.parametrize("clearance", ["{calm-days: 14}", "{}"])
def test_an_item_that_hangs_on_another_is_needed_until_that_other_is_stated(
    programme: Programme, clearance: str
) -> None:
    assert "the scan" in programme(clearance=clearance).err
    assert "the scan" not in programme(clearance="{site: low}").err


def test_a_phase_that_waits_ends_the_plan_before_it_and_page_1_says_so(programme: Programme) -> None:
    plan = programme.plan(clearance="{calm-days: 14, site: low}")
    assert [phase["id"] for phase in plan["phases"]] == ["base"]
    assert len(plan["days"]) == 7
    [notice] = [notice["text"] for notice in plan["notices"] if notice["code"] == "phase-waits"]
    assert "the weight you may put on it" in notice
    assert "Build" in notice
    whole = programme.plan(clearance=STATED)
    assert [phase["id"] for phase in whole["phases"]] == ["base", "build"]
    assert "phase-waits" not in [notice["code"] for notice in whole["notices"]]


def test_care_of_the_protocol_joins_that_of_the_framework(programme: Programme) -> None:
    days = programme.plan(clearance=STATED)["days"]
    feet = [day["day"] for day in days if any(task["title"] == "Look at your feet" for task in day["tasks"])]
    logs = [day["day"] for day in days for task in day["tasks"] if task["kind"] == "log"]
    checks = {task["title"] for day in days for task in day["tasks"] if task["kind"] == "check"}
    assert feet == [1, 2, 3, 4, 5, 6, 7]
    assert logs == [2, 3]
    assert checks == {"Look at your feet"}
    [reason] = {task["reason"]["rule"] for day in days for task in day["tasks"] if task["title"] == "Look at your feet"}
    assert reason == "tasks.feet"


def test_a_row_is_done_at_the_times_it_names(programme: Programme) -> None:
    [task] = [task for task in programme.plan(clearance=STATED)["days"][0]["tasks"] if task["exercise"] == "easy-walk"]
    assert (task["at"], task["times_per_day"]) == (["08:30", "23:00"], 2)


def test_a_phase_may_ask_for_more_sessions_a_stage(programme: Programme) -> None:
    plan = programme.plan(clearance=STATED)
    runs = [day["day"] for day in plan["days"] for task in day["tasks"] if task["kind"] == "run"]
    assert runs == [1, 3, 5, 7]
    assert [stage["sessions"] for stage in plan["phases"][0]["running"]] == [3, 3]
    stages = [task["reason"]["rule"] for day in plan["days"] for task in day["tasks"] if task["kind"] == "run"]
    assert [stage.endswith("stages.1") for stage in stages] == [True, True, True, False]


def test_a_modifier_can_add_days(programme: Programme) -> None:
    case_with = STATED + "\nmodifiers: [before]"
    phases = programme.plan(clearance=case_with)["phases"]
    assert [(phase["first_day"], phase["last_day"]) for phase in phases] == [(1, 10), (11, 17)]


def test_what_matters_most_stands_on_page_1_where_there_are_no_letters(programme: Programme) -> None:
    plan = programme.plan(clearance=STATED)
    [letter] = plan["letters"]
    assert (letter["letter"], letter["name"], letter["text"]) == ("1", "Walk", "Walk each day.")
    assert letter["how_often"] == "Each day"


def test_cards_are_in_every_format(programme: Programme) -> None:
    assert (
        programme.plan("--side", "left", clearance=STATED)["cards"]["calm"]["when"]
        == "Use this when the left leg is bad."
    )
    text = programme(clearance=STATED, to="text").out
    assert text.index("When it is bad") < text.index("2 Sit down.") < text.index("- Do not run.")


def test_a_grade_can_lead_to_a_card_and_no_plan(programme: Programme) -> None:
    result = programme("--grade", "noise", clearance=STATED)
    plan = json.loads(result.out)
    assert result.code == 0
    assert (plan["days"], plan["phases"], plan["referral"], plan["effect"]) == ([], [], None, "continue")
    assert list(plan["cards"]) == ["calm"]
    assert "When it is bad" in programme("--grade", "noise", clearance=STATED, to="text").out
