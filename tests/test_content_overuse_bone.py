"""The content for overuse, sore muscles, stress fractures, tight legs and prevention, held to its sources."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
import shell
from conftest import PlanMaker
from content import document, protocol_of, slots

from rehab.models.plan import Plan, Task
from rehab.models.protocol import Protocol
from rehab.notation import format_criterion
from rehab.shared import Exercises
from rehab.source.issues import validate

OVERUSE = "leg-overuse-muscle-fatigue"
SORE = "delayed-onset-muscle-soreness"
SHIN = "tibial-stress-fracture"
BONE = "stress-fracture"
TIGHT = "chronic-exertional-compartment-syndrome"
KEEP = "prevention-maintenance"
FILES = {
    OVERUSE: f"rice/{OVERUSE}",
    SORE: f"rice/{SORE}",
    SHIN: f"referral/{SHIN}",
    BONE: f"referral/{BONE}",
    TIGHT: f"referral/{TIGHT}",
    KEEP: f"programme/{KEEP}",
}
Choice = tuple[str, str | None, str | None]
CHOICES: list[Choice] = [
    (OVERUSE, "sport", None),
    (OVERUSE, "runner", None),
    (OVERUSE, "new-runner", None),
    (SORE, None, "roll-2min"),
    (SORE, None, "roll-20min"),
    (SHIN, "low-risk", "walk-run"),
    (SHIN, "low-risk", "table-d"),
    (SHIN, "low-risk", "anti-gravity"),
    (SHIN, "high-risk", "walk-run"),
    (BONE, "high-risk", None),
    (BONE, "low-risk", None),
    (TIGHT, None, None),
    (KEEP, "level-1", None),
    (KEEP, "level-2", None),
    (KEEP, "level-3", None),
]
every_choice = pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: "-".join(filter(None, choice)))
SIGNED: dict[str, Any] = {"cleared_by": {"name": "Example Clinician"}}
SHIN_GATE: dict[str, Any] = {
    "diagnosis-confirmed": "yes",
    "site-risk": "low",
    "first-time": "yes",
    "pain-free-days": 14,
    "bone-tenderness": "none",
    "walk-minutes": 30,
    "factors-reviewed": "yes",
}
SPECIALIST = {"site-risk": "high", "healing-on-scan": "yes", "specialist-clearance": "yes"}
BONE_GATE = {"not-the-shin-bone": "yes", "load-ok": "yes", "run-ok": "yes"}


def protocol(choice: Choice) -> Protocol:
    name, kind, variant = choice
    return protocol_of(FILES[name], kind, variant)


def made(make_plan: PlanMaker, condition: str, **how: Any) -> Plan:
    """Make the plan of a condition, with all a clinician has to state unless the test says otherwise."""
    if condition == SHIN:
        how = {"clearance": SHIN_GATE, **SIGNED, **how}
    elif condition == BONE:
        how = {"clearance": BONE_GATE, "kind": "low-risk", **SIGNED, **how}
    elif condition == TIGHT:
        how = {**SIGNED, **how}
    return make_plan(condition, **how)


def windows(plan: Plan) -> list[tuple[int, int]]:
    return [(phase.first_day, phase.last_day) for phase in plan.phases]


def days_of(plan: Plan, name: str) -> list[int]:
    return sorted({day.day for day in plan.days for task in day.tasks if task.exercise == name})


def on(plan: Plan, day: int, name: str) -> Task:
    found = [task for entry in plan.days if entry.day == day for task in entry.tasks if task.exercise == name]
    assert found, f"{name} is not on day {day}: {days_of(plan, name)}"
    return found[0]


# -- whole and consistent ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_the_table_of_choices_holds_every_choice_of_every_file(name: str) -> None:
    base = validate(document(FILES[name]), Protocol)
    assert f"{base.framework}/{base.id}" == FILES[name]
    kinds, variants = {kind for one, kind, _ in CHOICES if one == name}, {var for one, _, var in CHOICES if one == name}
    assert kinds - {None} == set(base.types)
    assert variants - {None} == set(base.variants)


def test_every_exercise_of_this_file_is_used_or_stands_on_the_way_to_one() -> None:
    own = validate(document("exercises/training"), Exercises).root
    used = {name for choice in CHOICES for _, name, _ in slots(protocol(choice))}
    assert own.keys() - used <= {"slider-curl-both", "split-squat"} | used


# -- timetables (section 5 of each condition file) ----------------------------------------------------------------------

TIMETABLES: list[tuple[str, dict[str, Any], list[tuple[int, int]]]] = [
    (OVERUSE, {"grade": "1"}, [(1, 2), (3, 5), (6, 9), (10, 65)]),
    (OVERUSE, {"grade": "2"}, [(1, 3), (4, 10), (11, 20), (21, 76)]),
    (OVERUSE, {"grade": "3"}, [(1, 7), (8, 21), (22, 41), (42, 97)]),
    (OVERUSE, {}, [(1, 7), (8, 21), (22, 41), (42, 97)]),
    (SORE, {"grade": "mild"}, [(1, 2), (3, 3), (4, 4), (5, 32)]),
    (SORE, {"grade": "moderate"}, [(1, 3), (4, 5), (6, 6), (7, 34)]),
    (SORE, {"grade": "severe"}, [(1, 4), (5, 7), (8, 10), (11, 38)]),
    (SHIN, {"grade": "1"}, [(1, 7), (8, 14), (15, 46), (47, 74), (75, 98), (99, 112), (113, 196)]),
    (SHIN, {"grade": "2"}, [(1, 7), (8, 14), (15, 46), (47, 74), (75, 98), (99, 112), (113, 196)]),
    (SHIN, {"grade": "3"}, [(1, 7), (8, 21), (22, 69), (70, 111), (112, 147), (148, 168), (169, 252)]),
    (SHIN, {"grade": "4"}, [(1, 14), (15, 28), (29, 92), (93, 148), (149, 196), (197, 224), (225, 308)]),
    (SHIN, {}, [(1, 14), (15, 28), (29, 92), (93, 148), (149, 196), (197, 224), (225, 308)]),
    *(
        (
            SHIN,
            {"grade": grade, "kind": "high-risk", "clearance": SHIN_GATE | SPECIALIST},
            [(1, 14), (15, 28), (29, 92), (93, 148), (149, 196), (197, 224), (225, 308)],
        )
        for grade in ("1", "3", "4")
    ),
    (BONE, {}, [(1, 28), (29, 56), (57, 119), (120, 203)]),
    (TIGHT, {}, [(1, 14), (15, 28), (29, 42), (43, 84), (85, 182)]),
    (KEEP, {}, [(1, 28), (29, 56), (57, 84), (85, 182)]),
    (KEEP, {"kind": "level-3"}, [(1, 28), (29, 56), (57, 84), (85, 182)]),
]


@pytest.mark.parametrize("row", TIMETABLES, ids=lambda row: f"{row[0][:9]}-{'-'.join(map(str, row[1].values()))[:20]}")
def test_without_a_log_the_phases_lie_on_the_days_of_the_source(
    make_plan: PlanMaker, row: tuple[str, dict[str, Any], list[tuple[int, int]]]
) -> None:
    condition, how, days = row
    assert windows(made(make_plan, condition, **how)) == days


# -- published doses (clinical source, published-doses rows 6, 7, 39, 40 and 43) --------------------------------------


@pytest.mark.parametrize("grade", ["mild", "moderate", "severe"])
def test_the_quick_roll_is_two_minutes_on_the_first_four_days(make_plan: PlanMaker, grade: str) -> None:
    plan = made(make_plan, SORE, grade=grade)
    assert days_of(plan, "foam-roll-sore-muscle") == [1, 2, 3, 4]
    for day in (1, 2, 3, 4):
        task = on(plan, day, "foam-roll-sore-muscle")
        assert (task.sets, task.duration_seconds, task.times_per_day) == (1, (120, 120), 1)
        assert (task.reason.evidence, task.reason.reference) == ("V", "pmc6961644")


@pytest.mark.parametrize("grade", ["mild", "moderate", "severe"])
def test_the_long_roll_is_twenty_minutes_on_the_first_three_days(make_plan: PlanMaker, grade: str) -> None:
    plan = made(make_plan, SORE, grade=grade, variant="roll-20min")
    assert not days_of(plan, "foam-roll-sore-muscle")
    found = days_of(plan, "foam-roll-whole-leg")
    assert found[:3] == [1, 2, 3]
    for day in found:
        task = on(plan, day, "foam-roll-whole-leg")
        assert (task.sets, task.duration_seconds) == (1, (1200, 1200))
        assert (task.reason.evidence, task.reason.reference) == ("V", "pearcey-2015")
    # A row cannot end in the middle of a phase: on day 4 of a severe case the condition stands before the dose.
    assert all("days 1, 2 and 3" in on(plan, day, "foam-roll-whole-leg").only_if for day in found[3:])


@pytest.mark.parametrize("kind", ["level-2", "level-3"])
def test_the_nordics_are_the_ten_week_table_then_once_a_week(make_plan: PlanMaker, kind: str) -> None:
    plan = made(make_plan, KEEP, kind=kind)
    days = days_of(plan, "nordic-curl")
    by_week = {week: [day for day in days if (day - 1) // 7 + 1 == week] for week in range(1, 27)}
    assert [len(by_week[week]) for week in range(1, 19)] == [0, 0, 0, 0, 1, 2, *[3] * 8, 1, 1, 1, 1]
    assert [(on(plan, by_week[week][0], "nordic-curl").sets, on(plan, by_week[week][0], "nordic-curl").reps) for week in (5, 6, 7, 8)] == [
        (2, (5, 5)), (2, (6, 6)), (3, (6, 8)), (3, (8, 10)),
    ]  # fmt: skip
    for week in (9, 14, 15, 26):
        task = on(plan, by_week[week][0], "nordic-curl")
        assert task.reps_by_set == (12, 10, 8)
        assert task.reason.reference == "petersen-2011"
    assert not days_of(made(make_plan, KEEP), "nordic-curl")


ANTI_GRAVITY = {"1": (50, (4, 5), (60, 60)), "2": (60, (5, 5), (60, 120)), "3": (70, (5, 5), (60, 180)),
                "4": (80, (5, 5), (120, 180)), "5": (90, (5, 5), (180, 240)), "6": (100, (5, 5), (240, 300))}  # fmt: skip


@pytest.mark.parametrize("week", ANTI_GRAVITY)
def test_the_anti_gravity_weeks_are_recorded_as_published_and_never_planned(week: str) -> None:
    plan = protocol((SHIN, "low-risk", "anti-gravity"))
    assert not plan.variants["anti-gravity"].offered
    dose = plan.phases["walk-run"].exercises["anti-gravity-run"].weeks[week]
    weight, sets, seconds = ANTI_GRAVITY[week]
    assert dose.sets
    assert dose.duration_seconds
    assert dose.load
    assert dose.frequency
    assert dose.frequency.per_week
    assert (dose.sets.low, dose.sets.high) == sets
    assert (dose.duration_seconds.low, dose.duration_seconds.high) == seconds
    assert (dose.frequency.per_week.low, dose.frequency.per_week.high) == (2, 3)
    assert dose.load.amount
    assert (dose.load.kind, dose.load.amount.low) == ("percent_body", weight)
    evidence = dose.origin("sets")
    assert evidence
    assert (evidence.tag, evidence.source) == ("V", "alterg-case")


# -- the rows of the condition files -----------------------------------------------------------------------------------

Row = tuple[str, dict[str, Any], int, str, dict[str, Any]]
M1: dict[str, Any] = {"grade": "2"}
M2: dict[str, Any] = {"grade": "moderate"}
M3: dict[str, Any] = {"grade": "2"}
ROWS: list[Row] = [
    # condition, how, day, exercise, what the task must say
    (OVERUSE, M1, 1, "ankle-pump", {"sets": 2, "reps": (20, 20), "tempo": "slow", "rest_seconds": (30, 30), "times_per_day": 2}),
    (OVERUSE, M1, 1, "legs-up-wall", {"duration_seconds": (600, 600)}),
    (OVERUSE, M1, 1, "foam-roll-quad", {"sets": 1, "duration_seconds": (60, 120), "rest_seconds": (15, 15)}),
    (OVERUSE, M1, 1, "stationary-bike", {"duration_seconds": (1200, 1200), "effort": (2, 3)}),
    (OVERUSE, M1, 4, "stationary-bike", {"duration_seconds": (1800, 1800), "effort": (3, 4)}),
    (OVERUSE, M1, 4, "double-heel-raise", {"sets": 3, "reps": (15, 15), "tempo": "2-1-2", "effort": (4, 4), "rest_seconds": (60, 60)}),
    (OVERUSE, M1, 4, "squat-to-chair", {"sets": 3, "reps": (12, 12), "tempo": "1-1-3", "rest_seconds": (60, 60)}),
    (OVERUSE, M1, 4, "double-leg-bridge", {"sets": 3, "reps": (12, 12), "tempo": "2-1-2"}),
    (OVERUSE, M1, 4, "side-lying-hip-abduction", {"sets": 3, "reps": (12, 12), "tempo": "slow", "rest_seconds": (45, 45)}),
    (OVERUSE, M1, 11, "single-heel-raise", {"sets": 3, "reps": (8, 12), "tempo": "2-1-2", "effort": (4, 4), "each_side": True}),
    (OVERUSE, M1, 11, "split-squat", {"sets": 3, "reps": (10, 10), "tempo": "1-1-3"}),
    (OVERUSE, M1, 11, "single-leg-bridge", {"sets": 3, "reps": (8, 8)}),
    (OVERUSE, M1, 14, "step-up", {"sets": 3, "reps": (10, 10), "tempo": "2-0-3", "rest_seconds": (60, 60)}),
    (OVERUSE, M1, 14, "romanian-deadlift", {"sets": 3, "reps": (8, 10), "tempo": "1-0-3", "rest_seconds": (90, 90)}),
    (OVERUSE, M1, 14, "rope-skip", {"sets": 3, "duration_seconds": (30, 60), "effort": (5, 5), "rest_seconds": (60, 60)}),
    (OVERUSE, M1, 3, "hip-flexor-kneel", {"sets": 2, "hold_seconds": (30, 30), "each_side": True}),
    (SORE, M2, 2, "stationary-bike", {"duration_seconds": (1200, 1200), "effort": (2, 2)}),
    (SORE, M2, 4, "stationary-bike", {"duration_seconds": (1800, 1800), "effort": (2, 2)}),
    (SORE, M2, 2, "leg-swing", {"sets": 2, "reps": (10, 10), "tempo": "slow", "times_per_day": 2, "rest_seconds": (30, 30)}),
    (SORE, M2, 2, "mini-squat", {"sets": 2, "reps": (10, 10), "tempo": "slow", "times_per_day": 1, "rest_seconds": (30, 30)}),
    (SORE, M2, 4, "usual-workout", {"sets": 2, "reps": (10, 10), "load": "40 to 50 % of your usual weight", "rest_seconds": (90, 90)}),
    (SORE, M2, 6, "usual-workout", {"load": "70 % of your usual weight", "rest_seconds": (90, 90)}),
    (SHIN, M3, 1, "step-heel-raise", {"sets": 3, "reps": (10, 15), "tempo": "2-1-3", "rest_seconds": (90, 90), "each_side": True}),
    (SHIN, M3, 1, "single-bent-heel-raise", {"sets": 3, "reps": (10, 15), "tempo": "2-1-3", "rest_seconds": (90, 90)}),
    (SHIN, M3, 1, "seated-heel-raise-weight", {"sets": 3, "reps": (10, 10), "tempo": "3-0-3", "rest_seconds": (90, 90)}),
    (SHIN, M3, 1, "squat", {"sets": 3, "reps": (10, 10), "tempo": "1-1-3", "rest_seconds": (90, 90)}),
    (SHIN, M3, 8, "split-squat", {"sets": 3, "reps": (8, 8), "tempo": "1-1-3", "rest_seconds": (90, 90)}),
    (SHIN, M3, 1, "side-lying-hip-abduction", {"sets": 3, "reps": (12, 12), "tempo": "slow", "rest_seconds": (60, 60)}),
    (SHIN, M3, 1, "double-leg-bridge", {"sets": 3, "reps": (12, 12), "tempo": "slow", "rest_seconds": (60, 60)}),
    (SHIN, M3, 1, "calf-soleus-wall", {"sets": 3, "hold_seconds": (30, 30), "each_side": True}),
    (SHIN, M3, 2, "stationary-bike", {"duration_seconds": (1800, 2700), "effort": (4, 5)}),
    (SHIN, M3, 9, "double-hop", {"sets": 3, "reps": (20, 30), "rest_seconds": (60, 60)}),
    (SHIN, M3, 13, "double-hop-forward", {"sets": 3, "reps": (20, 30), "rest_seconds": (60, 60)}),
    (SHIN, M3, 13, "double-hop-sideways", {"sets": 3, "reps": (20, 30), "rest_seconds": (60, 60)}),
    (SHIN, M3, 15, "cadence-drill", {"sets": 6, "duration_seconds": (60, 60), "rest_seconds": (60, 60)}),
    (SHIN, M3, 47, "heavy-standing-calf", {"sets": 4, "tempo": "3-0-3", "rest_seconds": (120, 120)}),
    (SHIN, M3, 47, "heavy-seated-calf", {"sets": 4, "tempo": "3-0-3", "rest_seconds": (120, 120)}),
    (SHIN, M3, 75, "running-strides", {"sets": 4, "duration_seconds": (20, 20), "rest_seconds": (60, 60)}),
    (BONE, {}, 1, "deep-water-running", {"duration_seconds": (1200, 1200), "effort": (3, 3)}),
    (BONE, {}, 2, "stationary-bike", {"duration_seconds": (1200, 1200), "effort": (3, 4)}),
    (BONE, {}, 29, "double-heel-raise", {"sets": 2, "reps": (12, 12), "tempo": "2-0-2", "effort": (4, 4), "rest_seconds": (60, 60)}),
    (BONE, {}, 29, "side-lying-hip-abduction", {"sets": 2, "reps": (12, 12), "each_side": True}),
    (BONE, {}, 29, "single-leg-balance", {"sets": 3, "hold_seconds": (30, 30), "effort": (3, 3), "rest_seconds": (15, 15)}),
    (BONE, {}, 29, "hamstring-supine-strap", {"sets": 2, "hold_seconds": (30, 30)}),
    (TIGHT, {}, 1, "march-in-place", {"sets": 3, "duration_seconds": (60, 60), "effort": (3, 3), "rest_seconds": (30, 30)}),
    (TIGHT, {}, 1, "toe-raise-wall", {"sets": 3, "reps": (15, 15), "tempo": "2-0-2", "effort": (4, 4), "rest_seconds": (45, 45)}),
    (TIGHT, {}, 1, "double-heel-raise-step", {"sets": 3, "reps": (12, 15), "tempo": "2-0-3", "effort": (5, 5), "rest_seconds": (60, 60)}),
    (TIGHT, {}, 15, "step-heel-raise", {"sets": 3, "reps": (12, 15), "tempo": "2-0-3", "each_side": True}),
    (TIGHT, {}, 1, "double-leg-bridge", {"sets": 3, "reps": (10, 10), "tempo": "2-0-2", "effort": (5, 5)}),
    (TIGHT, {}, 1, "clamshell", {"sets": 3, "reps": (10, 10), "tempo": "2-0-2", "each_side": True}),
    (TIGHT, {}, 1, "single-leg-squat-chair", {"sets": 3, "reps": (10, 10), "tempo": "2-0-2", "each_side": True}),
    (TIGHT, {}, 1, "short-foot", {"sets": 2, "reps": (10, 10), "hold_seconds": (3, 3), "effort": (3, 3)}),
    (TIGHT, {}, 22, "double-hop", {"sets": 2, "reps": (10, 10), "tempo": "quick", "effort": (5, 5)}),
    (TIGHT, {}, 1, "prone-bridge", {"sets": 3, "hold_seconds": (20, 30), "rest_seconds": (30, 30)}),
    (TIGHT, {}, 1, "side-bridge", {"sets": 3, "hold_seconds": (20, 30), "rest_seconds": (30, 30), "each_side": True}),
    (TIGHT, {}, 1, "plantar-roll", {"duration_seconds": (60, 60)}),
    (TIGHT, {}, 1, "tibialis-kneel", {"sets": 2, "hold_seconds": (30, 30)}),
    (TIGHT, {}, 2, "stationary-bike", {"duration_seconds": (1800, 1800), "effort": (4, 4)}),
    (TIGHT, {}, 43, "running-strides", {"sets": 4, "distance_m": (60, 60), "effort": (7, 7), "rest_seconds": (120, 120)}),
    (TIGHT, {}, 87, "step-heel-raise", {"sets": 3, "reps": (12, 12)}),
    (TIGHT, {}, 87, "toe-raise-wall", {"sets": 2, "reps": (15, 15)}),
    (KEEP, {}, 3, "double-leg-bridge", {"sets": 2, "reps": (12, 12), "tempo": "2-1-2", "effort": (4, 4), "rest_seconds": (60, 60)}),
    (KEEP, {}, 3, "double-heel-raise-step", {"sets": 3, "reps": (12, 15), "tempo": "2-0-2", "effort": (4, 4)}),
    (KEEP, {}, 3, "double-bent-heel-raise", {"sets": 3, "reps": (12, 12), "tempo": "2-0-2", "effort": (4, 4)}),
    (KEEP, {}, 3, "squat-to-chair", {"sets": 3, "reps": (10, 10), "tempo": "2-0-2", "effort": (5, 5)}),
    (KEEP, {}, 3, "toe-raise-wall", {"sets": 2, "reps": (15, 15), "tempo": "1-0-1", "effort": (3, 3), "rest_seconds": (45, 45)}),
    (KEEP, {}, 3, "prone-bridge", {"sets": 2, "hold_seconds": (20, 30), "effort": (5, 5), "rest_seconds": (30, 30)}),
    (KEEP, {}, 31, "single-leg-rdl", {"sets": 3, "reps": (8, 8), "tempo": "2-0-3", "effort": (5, 5), "rest_seconds": (90, 90)}),
    (KEEP, {}, 31, "slider-curl-both", {"sets": 2, "reps": (6, 8), "tempo": "2-0-3", "effort": (6, 6), "rest_seconds": (90, 90)}),
    (KEEP, {}, 31, "step-heel-raise", {"sets": 3, "reps": (10, 15), "tempo": "2-0-3", "effort": (6, 6), "each_side": True}),
    (KEEP, {}, 31, "step-up", {"sets": 2, "reps": (10, 10), "tempo": "2-0-2", "effort": (5, 5)}),
    (KEEP, {}, 31, "lunge", {"sets": 2, "reps": (10, 10), "tempo": "2-0-2", "effort": (5, 5)}),
    (KEEP, {}, 29, "single-leg-balance", {"sets": 3, "hold_seconds": (30, 30), "effort": (3, 3), "rest_seconds": (15, 15)}),
    (KEEP, {}, 87, "squat", {"sets": 2, "reps": (12, 12), "tempo": "2-0-2", "effort": (6, 6)}),
    (KEEP, {}, 87, "single-leg-bridge", {"sets": 2, "reps": (12, 12), "tempo": "2-0-2", "effort": (6, 6), "each_side": True}),
    (KEEP, {}, 1, "foam-roll-calf", {"sets": 1, "duration_seconds": (60, 60)}),
    (KEEP, {}, 1, "self-massage", {"duration_seconds": (300, 300)}),
    (KEEP, {}, 1, "quad-stand", {"sets": 2, "hold_seconds": (30, 30)}),
    (KEEP, {"kind": "level-2"}, 57, "double-pogo", {"sets": 3, "reps": (10, 20), "effort": (7, 7), "rest_seconds": (120, 120)}),
    (KEEP, {"kind": "level-2"}, 57, "running-strides", {"sets": 4, "distance_m": (60, 60), "effort": (7, 7)}),
    (KEEP, {"kind": "level-3"}, 59, "eleven-plus", {"duration_seconds": (1200, 1200)}),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0][:9]}-{row[2]}-{row[3]}")
def test_a_row_is_that_of_the_condition_file(make_plan: PlanMaker, row: Row) -> None:
    condition, how, day, exercise, expected = row
    task = on(made(make_plan, condition, **how), day, exercise)
    assert {key: getattr(task, key) for key in expected} == expected


OFTEN: list[tuple[str, dict[str, Any], str, tuple[int, int], int]] = [
    # condition, how, exercise, days, how many times in them
    (OVERUSE, M1, "double-heel-raise", (4, 10), 4),
    (OVERUSE, M1, "foam-roll-calf", (1, 3), 3),
    (OVERUSE, M1, "foam-roll-calf", (4, 10), 5),
    (OVERUSE, M1, "stationary-bike", (1, 3), 3),
    (OVERUSE, M1, "stationary-bike", (4, 10), 4),
    (OVERUSE, M1, "own-sport", (11, 17), 3),
    (OVERUSE, M1, "single-heel-raise", (21, 34), 4),
    (OVERUSE, M1, "calf-gastroc-wall", (4, 10), 3),
    (SHIN, M3, "step-heel-raise", (1, 42), 18),
    (SHIN, M3, "split-squat", (47, 60), 4),
    (SHIN, M3, "stationary-bike", (15, 42), 14),  # every day without a run
    (SHIN, M3, "stationary-bike", (47, 60), 4),
    (SHIN, M3, "heavy-standing-calf", (47, 60), 4),
    (SHIN, M3, "double-leg-bridge", (113, 126), 4),
    (SHIN, M3, "running-strides", (75, 81), 1),
    (BONE, {}, "deep-water-running", (1, 56), 24),
    (BONE, {}, "stationary-bike", (1, 56), 32),
    (BONE, {}, "double-heel-raise", (29, 56), 12),
    (BONE, {}, "calf-gastroc-wall", (29, 56), 20),
    (BONE, {}, "double-heel-raise", (120, 133), 4),
    (TIGHT, {}, "run-walk", (1, 84), 36),
    (TIGHT, {}, "stationary-bike", (1, 42), 12),
    (TIGHT, {}, "clamshell", (1, 84), 36),
    (TIGHT, {}, "running-strides", (43, 84), 6),
    (KEEP, {}, "double-leg-bridge", (1, 28), 8),
    (KEEP, {}, "brisk-walk", (1, 28), 20),
    (KEEP, {}, "foam-roll-calf", (1, 28), 8),
    (KEEP, {}, "single-leg-balance", (29, 84), 24),
    (KEEP, {}, "single-leg-balance", (85, 112), 8),
    (KEEP, {}, "step-heel-raise", (85, 112), 4),
    (KEEP, {}, "hamstring-stand", (1, 28), 12),
]


@pytest.mark.parametrize("row", OFTEN, ids=lambda row: f"{row[0][:9]}-{row[2]}-{row[3][0]}")
def test_a_row_is_done_as_often_as_its_source_says(
    make_plan: PlanMaker, row: tuple[str, dict[str, Any], str, tuple[int, int], int]
) -> None:
    condition, how, exercise, (first, last), times = row
    days = [day for day in days_of(made(make_plan, condition, **how), exercise) if first <= day <= last]
    assert len(days) == times, days


# -- bone: the gate, the hard minimums, never two days of impact ------------------------------------------------------


@pytest.mark.parametrize(("grade", "sessions", "first", "last"), [("1", 2, 15, 45), ("3", 3, 22, 68), ("4", 4, 29, 91)])
def test_a_healed_shin_runs_as_often_on_each_stage_as_its_factor_says(
    make_plan: PlanMaker, grade: str, sessions: int, first: int, last: int
) -> None:
    plan = made(make_plan, SHIN, grade=grade)
    runs = days_of(plan, "run-walk")
    assert (runs[0], runs[-1], len(runs)) == (first, last, 8 * sessions)
    assert {later - day for day, later in itertools.pairwise(runs)} == {2}
    stages = [on(plan, day, "run-walk").reason.rule for day in runs]
    assert [len(list(group)) for _, group in itertools.groupby(stages)] == [sessions] * 8


@pytest.mark.parametrize("how", [{"grade": "2"}, {"grade": "3"}, {"grade": "4"}, {"grade": "2", "kind": "high-risk", "clearance": SHIN_GATE | SPECIALIST}])  # fmt: skip
def test_a_healed_shin_never_has_impact_on_two_days_in_a_row(make_plan: PlanMaker, how: dict[str, Any]) -> None:
    plan = made(make_plan, SHIN, **how)
    impact = {"run-walk", "easy-run", "running-strides", "double-hop", "single-hop-in-place", "double-hop-forward"}
    days = sorted({day for name in impact for day in days_of(plan, name)})
    assert all(later - day >= 2 for day, later in itertools.pairwise(days)), days


@pytest.mark.parametrize("day", [1, 20, 60])
def test_a_late_start_never_runs_before_its_phase(make_plan: PlanMaker, day: int) -> None:
    plan = made(make_plan, SHIN, grade="3", day=day, cleared_by={"name": "Example Clinician", "on": "2026-11-18"})
    starts = {phase.id: phase.first_day for phase in plan.phases}
    assert starts["walk-run"] >= 22
    assert min(days_of(plan, "run-walk")) >= max(22, day)
    assert starts["speed"] >= 112


def test_strides_come_after_longer_runs_and_two_minute_pieces_after_strides(make_plan: PlanMaker) -> None:
    plan = made(make_plan, SHIN, grade="3")
    pieces = days_of(plan, "running-strides")
    assert pieces[0] >= 112
    assert all(later - day >= 3 for day, later in itertools.pairwise(pieces))
    short = [day for day in pieces if on(plan, day, "running-strides").duration_seconds]
    long = [day for day in pieces if on(plan, day, "running-strides").intervals]
    assert len(short) >= 3
    assert max(short) < min(long)
    assert on(plan, long[0], "running-strides").sets == 4


def test_a_stress_fracture_runs_every_second_day_four_runs_a_stage(make_plan: PlanMaker) -> None:
    plan = made(make_plan, BONE)
    runs = days_of(plan, "run-walk")
    assert (runs[0], len(runs)) == (57, 32)
    assert {later - day for day, later in itertools.pairwise(runs)} == {2}


@pytest.mark.parametrize(
    ("kind", "stated", "last"),
    [
        ("low-risk", {"not-the-shin-bone": "yes"}, 28),
        ("low-risk", {"not-the-shin-bone": "yes", "run-ok": "yes"}, 28),
        ("low-risk", {"not-the-shin-bone": "yes", "load-ok": "yes"}, 56),
        ("low-risk", BONE_GATE, 182),
        ("high-risk", {**BONE_GATE, "specialist-plan": "yes"}, 56),
        ("high-risk", {**BONE_GATE, "specialist-plan": "yes", "healing-on-scan": "yes"}, 182),
    ],
)
def test_a_stress_fracture_plan_goes_only_as_far_as_was_stated(
    make_plan: PlanMaker, kind: str, stated: dict[str, str], last: int
) -> None:
    plan = made(make_plan, BONE, kind=kind, clearance=stated)
    assert plan.days[-1].day == last
    assert ("phase-waits" in {notice.code for notice in plan.notices}) == (last < 182)


GATES = [
    (SHIN, [], {}, ["diagnosis", "site", "first time", "free of pain in walking", "soreness", "minutes of walking", "causes"]),
    *((SHIN, [], SHIN_GATE | change, [words]) for change, words in (
        ({"pain-free-days": 13}, "days free of pain"),
        ({"walk-minutes": 29}, "minutes of walking"),
        ({"bone-tenderness": "some"}, "soreness"),
        ({"site-risk": "high"}, "a low-risk one"),
        ({"first-time": "no"}, "high-risk"),
        ({"factors-reviewed": "no"}, "causes"),
        ({"diagnosis-confirmed": "no"}, "diagnosis"),
    )),
    (SHIN, ["--type", "high-risk"], SHIN_GATE | {"site-risk": "high"}, ["healing on a scan", "specialist"]),
    (SHIN, ["--variant", "table-d"], SHIN_GATE, ["22-day"]),
    (BONE, [], {}, ["other than the shin", "specialist"]),
    (BONE, ["--type", "low-risk"], {"load-ok": "yes"}, ["other than the shin"]),
]  # fmt: skip


@pytest.mark.parametrize("row", GATES, ids=lambda row: f"{row[0][:6]}-{row[3][0]}")
def test_without_every_item_of_the_gate_there_is_no_plan_and_it_is_named(
    row: tuple[str, list[str], dict[str, Any], list[str]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    condition, options, stated, named = row
    case = tmp_path / "case.yaml"
    lines = [f"  {key}: {value if isinstance(value, int) else repr(value)}" for key, value in stated.items()]
    block = "\n".join(["clearance:", *lines]) if lines else "clearance: {}"
    case.write_text(f"condition: {condition}\ninjured: 2026-11-18\nside: left\n{block}\n", encoding="utf-8")
    arguments = ["plan", "--case", case, "--as-of", "2026-11-18", "--no-flags", "--cleared-by", "Example Clinician"]
    result = shell.run(capsys, monkeypatch, *arguments, *options, "--to", "json", "-o", tmp_path / "plan.json")
    assert result.code == 5
    assert all(words in result.err for words in named), result.err


def test_with_every_item_of_the_gate_there_is_a_plan(make_plan: PlanMaker) -> None:
    for how in ({}, {"kind": "high-risk", "clearance": SHIN_GATE | SPECIALIST}):
        assert made(make_plan, SHIN, **how).referral is None


# -- referral routes and safety questions ------------------------------------------------------------------------------

ROUTES: list[tuple[str, dict[str, Any], str, str, str | None]] = [
    (SHIN, {}, "same_day", "block", "2026-11-18"),
    (BONE, {"kind": "high-risk"}, "same_day", "block", "2026-11-18"),
    (BONE, {"kind": "low-risk"}, "see_doctor", "hold", "2026-11-20"),
    (TIGHT, {}, "see_doctor", "hold", "2026-12-02"),
]


@pytest.mark.parametrize("row", ROUTES, ids=lambda row: f"{row[0][:9]}-{row[1]}")
def test_without_a_clinician_there_is_only_the_referral_page(
    make_plan: PlanMaker, row: tuple[str, dict[str, Any], str, str, str]
) -> None:
    condition, how, disposition, effect, see_by = row
    plan = make_plan(condition, **how)
    assert plan.referral is not None
    assert (plan.disposition, plan.effect, str(plan.see_by), len(plan.days)) == (disposition, effect, see_by, 0)


SCREENS = {
    OVERUSE: {"RF-14", "RF-19a", "RF-19b", "RF-20", "RF-39", "RF-30", "RF-31"},
    SORE: {"RF-14", "RF-19a", "RF-19b", "RF-20", "RF-30", "RF-31"},
    SHIN: {"RF-19a", "RF-39", "RF-30", "RF-31"},
    BONE: {"RF-19a", "RF-19b", "RF-18b", "RF-39", "RF-43", "RF-44", "RF-30"},
    TIGHT: {"RF-14", "RF-15", "RF-17b", "RF-19a", "RF-19b", "RF-20", "RF-39", "RF-49", "RF-30"},
    KEEP: {"RF-18b", "RF-30", "RF-31", "RF-32"},
}
EXCEPTIONS = {
    OVERUSE: {"RF-11b", "RF-11c"},
    SORE: {"RF-11b", "RF-11c"},
    SHIN: {"RF-19a"},
    BONE: set(),
    TIGHT: {"RF-03", "RF-15", "RF-17a", "RF-20"},
    KEEP: set(),
}
MONITORING = {
    OVERUSE: "SM-ACUTE", SORE: "SM-DOMS", SHIN: "SM-BONE", BONE: "SM-BONE", TIGHT: "SM-EILP", KEEP: "SM-DEFAULT",
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_the_questions_and_the_pain_rule_are_those_of_the_source(name: str) -> None:
    plan = validate(document(FILES[name]), Protocol)
    assert set(plan.screen) == SCREENS[name]
    assert set(plan.exceptions) == EXCEPTIONS[name]
    assert all(text.startswith("Answer no if") for text in plan.exceptions.values())
    assert plan.monitoring == MONITORING[name]
    assert plan.requires_clearance == (name in (SHIN, BONE, TIGHT))


def test_missed_periods_stop_running_within_72_hours_after_a_stress_fracture_of_the_shin(make_plan: PlanMaker) -> None:
    plan = make_plan(OVERUSE, grade="1", kind="runner", yes=("RF-39",))
    assert (plan.effect, str(plan.see_by)) == ("limit", "2026-12-02")
    assert not days_of(plan, "run-walk")
    assert not days_of(plan, "rope-skip")


# -- what a phase forbids, and every criterion to move on -----------------------------------------------------------------

FORBIDDEN = [
    ((OVERUSE, "sport", None), "settle", {"running", "hill-running", "nsaid"}),
    ((OVERUSE, "sport", None), "reload", {"running-above-70", "nsaid"}),
    ((OVERUSE, "runner", None), "reload", {"running"}),
    ((OVERUSE, "new-runner", None), "reload", {"running"}),
    ((SORE, None, "roll-2min"), "soothe", {"heavy-eccentric", "nsaid", "ballistic-stretch"}),
    ((SHIN, "low-risk", "walk-run"), "strength-walk", {"running", "jumping", "nsaid"}),
    ((SHIN, "low-risk", "walk-run"), "impact", {"running", "nsaid"}),
    ((SHIN, "low-risk", "walk-run"), "walk-run", {"running-above-70", "hill-running", "sprinting"}),
    ((SHIN, "low-risk", "walk-run"), "distance", {"running-above-70", "sprinting"}),
    ((BONE, "high-risk", None), "unload", {"running", "jumping", "massage", "nsaid"}),
    ((BONE, "high-risk", None), "load", {"running", "jumping"}),
    ((BONE, "high-risk", None), "run-walk", {"running-above-70", "hill-running"}),
    ((TIGHT, None, None), "unload", {"hill-running", "running-above-70", "compress", "nsaid"}),
    ((TIGHT, None, None), "retrain", {"running-above-70", "sprinting"}),
    ((KEEP, "level-3", None), "base", {"sprinting"}),
    ((KEEP, "level-3", None), "strength", {"sprinting"}),
]


@pytest.mark.parametrize("row", FORBIDDEN, ids=lambda row: f"{row[0][0][:9]}-{row[0][1]}-{row[1]}")
def test_a_phase_forbids_what_its_source_rules_out(row: tuple[Choice, str, set[str]]) -> None:
    choice, phase, codes = row
    assert codes <= set(protocol(choice).phases[phase].forbid)


CRITERIA: list[tuple[Choice, str, list[str]]] = [
    ((OVERUSE, "sport", None), "settle", ["walk-20-pain <= 1", "pain-next-morning <= 2"]),
    ((OVERUSE, "sport", None), "reload", ["circuit-green: yes", "2 sessions in a row: easy-30-pain <= 2"]),
    ((OVERUSE, "sport", None), "build", [
        "planned-week-done: yes", "2 sessions in a row: pain-during <= 2", "pain-next-morning not rising", "pain-worst <= 1 for 7 days",
        "circuit-green: yes", "normal-sessions >= 2", "speed-sessions >= 2", "no-bone-spot: yes"]),
    ((SORE, None, "roll-2min"), "soothe", ["soreness-falling: yes", "soreness <= 5"]),
    ((SORE, None, "roll-2min"), "move", ["full-range-pain <= 3"]),
    ((SORE, None, "roll-2min"), "return", ["soreness <= 2", "fast-reps-10: yes"]),
    ((SHIN, "low-risk", "walk-run"), "strength-walk", [
        "3 days: walk-45-pain <= 0", "single-heel-raise >= 20 reps", "single-heel-raise >= 90 % of other side", "single-leg-squats-10: yes"]),
    ((SHIN, "low-risk", "walk-run"), "impact", ["single-hop-30-pain <= 0", "jog-on-spot-pain <= 0"]),
    ((SHIN, "low-risk", "walk-run"), "walk-run", ["run-stage-bone >= 8", "run-30-pain <= 0"]),
    ((SHIN, "low-risk", "walk-run"), "distance", ["7 sessions in a row: run-pain <= 0", "run-minutes >= 45 min"]),
    ((SHIN, "low-risk", "walk-run"), "speed", ["3 sessions: strides-pain <= 0", "intervals-pain <= 0"]),
    ((SHIN, "low-risk", "walk-run"), "full", [
        "run-stage-bone >= 8", "3 sessions: run-45-pain <= 0", "single-hop-20-pain <= 0", "single-hop >= 90 % of other side",
        "single-heel-raise >= 20 reps", "single-heel-raise >= 90 % of other side", "leg-strength >= 90 %",
        "shin-press-pain <= 0 for 2 days", "normal-training-weeks >= 4", "energy-cleared: yes", "bone-healed: yes",
        "cleared by clinician"]),
    ((BONE, "high-risk", None), "unload", ["days-pain-free >= 14", "bone-tenderness-clear: yes"]),
    ((BONE, "high-risk", None), "load", ["5 days: brisk-walk-30-pain <= 0"]),
    ((BONE, "high-risk", None), "run-walk", ["run-stage-bone >= 8", "run-pain <= 0"]),
    ((TIGHT, None, None), "unload", ["3 sessions in a row: all of (run-tightness <= 2; tightness-gone-15: yes)"]),
    ((TIGHT, None, None), "retrain", ["2 sessions: run-15-tightness <= 2"]),
    ((TIGHT, None, None), "extend", [
        "2 sessions: run-25-tightness <= 2", "sane >= 80 points", "calf-soreness-run <= 5", "calf-soreness-gone-48: yes"]),
    ((TIGHT, None, None), "return", [
        "green-training-weeks >= 2", "3 sessions: run-30-tightness <= 2",
        "any of (leg-strength >= 90 %; single-heel-raise >= 90 % of other side)", "sport-drill-weeks >= 2"]),
    ((KEEP, "level-2", None), "base", ["strength-sessions >= 7"]),
    ((KEEP, "level-2", None), "strength", ["heel-raise-each >= 25 reps", "single-leg-bridge-count >= 20 reps"]),
    ((KEEP, "level-1", None), "power", ["activity-minutes-week >= 150 min"]),  # a beginner does no Nordic
    ((KEEP, "level-2", None), "power", ["nordic-3x8: yes", "activity-minutes-week >= 150 min"]),
]  # fmt: skip


@pytest.mark.parametrize("row", CRITERIA, ids=lambda row: f"{row[0][0][:9]}-{row[1]}")
def test_no_criterion_to_move_on_is_lost(row: tuple[Choice, str, list[str]]) -> None:
    choice, phase, expected = row
    found = [format_criterion(criterion) for criterion in protocol(choice).phases[phase].exit]
    assert [text.replace(" [P]", "") for text in found] == expected


# -- care that belongs to the condition ------------------------------------------------------------------------------------


def care(plan: Plan, day: int) -> set[str]:
    return {task.title for entry in plan.days if entry.day == day for task in entry.tasks if task.exercise is None}


def test_sore_muscles_are_not_rested_and_pee_is_looked_at(make_plan: PlanMaker) -> None:
    plan = made(make_plan, SORE, grade="severe")
    for day in range(1, 5):
        assert "Look at the colour of your pee" in care(plan, day)
        assert not {"Rest from what hurts", "Raise your leg while it is swollen", "The day 3 check"} & care(plan, day)
    assert "The 72-hour check" in care(plan, 3)
    assert "The day 4 check" in care(plan, 4)
    assert "The day 4 check" not in care(made(make_plan, SORE, grade="mild"), 4)


def test_sore_muscles_have_their_own_lines_on_page_1(make_plan: PlanMaker) -> None:
    letters = made(make_plan, SORE, grade="moderate").letters
    assert [row.name for row in letters] == ["Move", "Ease it", "Go lightly", "Look"]
    assert not any("2 or less of 10, then and" in row.text or "higher than your heart" in row.text for row in letters)


def test_marching_to_the_beat_comes_just_before_the_run(make_plan: PlanMaker) -> None:
    plan = made(make_plan, TIGHT)
    for entry in plan.days[:14]:
        work = [task.exercise for task in entry.tasks if task.exercise in ("march-in-place", "run-walk")]
        assert work in ([], ["march-in-place", "run-walk"]), entry.day


@pytest.mark.parametrize("kind", ["runner", "new-runner"])
@pytest.mark.parametrize("grade", ["1", "2", "3"])
def test_a_runner_is_not_promised_full_running_by_the_day_of_full_load(
    make_plan: PlanMaker, grade: str, kind: str
) -> None:
    plan = made(make_plan, OVERUSE, grade=grade, kind=kind)
    assert "Running comes back by its steps" in plan.prognosis[0]
    assert max(days_of(plan, "run-walk")) > {"1": 10, "2": 21, "3": 42}[grade]


@pytest.mark.parametrize(("grade", "day"), [("1", 2), ("2", 3), ("3", 7)])
def test_the_check_before_load_stands_on_the_last_day_of_rest(make_plan: PlanMaker, grade: str, day: int) -> None:
    plan = made(make_plan, OVERUSE, grade=grade)
    assert [one for one in range(1, 10) if "The check before you load" in care(plan, one)] == [day]
    assert [one for one in range(1, 10) if "Rest from what hurts" in care(plan, one)] == list(range(1, day + 1))


def test_a_clinician_signs_before_stages_in_the_slow_programme_only(make_plan: PlanMaker) -> None:
    title = "Your clinician signs before stages 1, 4 and 8"
    slow = [
        made(make_plan, SHIN, grade="4"),
        made(make_plan, SHIN, grade="1", kind="high-risk", clearance=SHIN_GATE | SPECIALIST),
    ]
    for plan in slow:
        assert title in care(plan, 35)
    assert not any(title in care(made(make_plan, SHIN, grade="3"), day) for day in range(1, 100))


@pytest.mark.parametrize("name", [SHIN, BONE, TIGHT, KEEP])
def test_a_plan_without_letters_says_what_matters_most(name: str) -> None:
    plan = validate(document(FILES[name]), Protocol)
    assert 3 <= len(plan.essentials) <= 5
    assert any(task.kind == "log" for task in plan.tasks.values())
