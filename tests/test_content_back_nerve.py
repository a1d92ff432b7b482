"""The content for sciatica, pain from the low back, squeezed nerves and neuropathy: compiled plans held to the source."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from conftest import PlanMaker
from content import document, protocol_of

from rehab.models.plan import Plan, Task
from rehab.models.protocol import Protocol

SCIATICA = "sciatica-lumbar-radicular-pain"
BACK = "referred-pain-low-back"
NERVE = "peripheral-nerve-entrapment"
FEET = "peripheral-neuropathy"
FOUR = (SCIATICA, BACK, NERVE, FEET)
MONDAY = dt.date(2026, 11, 23)
DOCTOR = {"name": "Example Clinician"}
ALL_TYPES = [
    *((SCIATICA, kind, variant) for kind, variant in (
        ("unknown", "low-irritability"), ("extension", "low-irritability"), ("flexion", "low-irritability"),
        ("none", "low-irritability"), ("unknown", "high-irritability"), ("none", "high-irritability"),
        ("extension", "high-irritability-extension"), ("flexion", "high-irritability-flexion"),
    )),
    *((BACK, kind, None) for kind in ("back", "stenosis")),
    *((NERVE, kind, None) for kind in ("peroneal", "tibial", "lateral-thigh", "gluteal")),
    (FEET, None, None),
]  # fmt: skip


def protocol(name: str) -> Protocol:
    return protocol_of(f"programme/{name}")


def plan_of(make_plan: PlanMaker, name: str, kind: str | None = None, variant: str | None = None, **case: Any) -> Plan:
    if name == FEET:
        case.setdefault("cleared_by", DOCTOR)
    if "cleared_by" in case and not case["cleared_by"]:
        del case["cleared_by"]
    return make_plan(name, kind=kind, variant=variant, injured=MONDAY, **case)


def tasks(plan: Plan, exercise: str, first: int, last: int) -> list[tuple[int, Task]]:
    return [
        (day.day, task)
        for day in plan.days
        if first <= day.day <= last
        for task in day.tasks
        if task.exercise == exercise
    ]


def row(plan: Plan, exercise: str, first: int) -> str:
    """Return one row of a plan as the source writes it, from the week that begins on plan day ``first``."""
    week = tasks(plan, exercise, first, first + 6)
    assert week, f"{exercise} is not in the week of day {first}"
    task = week[0][1]
    parts = [task.dose.replace(" to ", "-")]
    parts += [task.tempo] if task.tempo else []
    low, high = task.effort or (None, None)
    parts += [f"RPE {low}" if low == high else f"RPE {low}-{high}"] if low else []
    parts += [f"{task.times_per_day}/day", f"{len(week)}/wk"]
    if task.rest_seconds:
        parts.append(f"rest {task.rest_seconds[0]}")
    side = "each" if task.each_side else {"left": "sore", None: "-"}.get(task.side, task.side)
    return ", ".join([*parts, str(side)])


def rows(plan: Plan, first: int, expected: dict[str, str]) -> None:
    assert {exercise: row(plan, exercise, first) for exercise in expected} == expected


def on_days(plan: Plan, first: int, last: int) -> set[str]:
    return {task.exercise for day in plan.days if first <= day.day <= last for task in day.tasks if task.exercise}


# -- timetable, gates, safety -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "days"),
    [
        (SCIATICA, [(1, 14), (15, 42), (43, 84), (85, 168)]),
        (BACK, [(1, 14), (15, 42), (43, 84), (85, 168)]),
        (NERVE, [(1, 14), (15, 42), (43, 84), (85, 168)]),
        (FEET, [(1, 14), (15, 42), (43, 112), (113, 196)]),
    ],
)
def test_the_timetable_is_that_of_the_source(make_plan: PlanMaker, name: str, days: list[tuple[int, int]]) -> None:
    plan = plan_of(make_plan, name)
    assert [(phase.first_day, phase.last_day) for phase in plan.phases] == days
    assert [phase.earliest for phase in plan.phases] == [first for first, _ in days]


SCREEN = {
    SCIATICA: "05b 11d 15 16 17b 18a 18b 20 23 30 44",
    BACK: "05b 15 16 17a 17b 18a 18b 20 23 30 44",
    NERVE: "15 16 17b 18a 18b 20 26 30 34 44",
    FEET: "06a 06b 07b 15 16 17b 20 21 26 30 31",
}


@pytest.mark.parametrize("name", FOUR)
def test_every_question_of_the_source_is_asked_and_numbness_with_its_exception(name: str) -> None:
    asked = set(protocol(name).screen)
    assert asked == {f"RF-{number}" for number in SCREEN[name].split()} | {"RF-17a"}
    for never in ("RF-15", "RF-16", "RF-26"):
        assert never not in protocol(name).exceptions
    if name in (SCIATICA, NERVE):
        assert not {"RF-05a", "RF-17b"} & protocol(name).exceptions.keys()


def test_only_a_narrow_spine_has_an_exception_for_the_legs_on_walking() -> None:
    assert not protocol(BACK).exceptions
    change = document(f"programme/{BACK}").data["types"]["stenosis"]["change"]
    assert set(change["exceptions"]) == {"RF-20", "RF-17a"}
    assert "Not sure? Answer yes." in change["exceptions"]["RF-20"]


EXITS = {
    SCIATICA: [
        ["leg-pain <= 5 for 2 days", "furthest-point <= day 1", "walk-minutes >= 10", "sleep-hours >= 5"],
        ["leg-pain <= 3 for 2 days", "walk-minutes >= 20", "sit-to-stands >= 10 reps", "woken-by-leg: no for 3 days"],
        ["leg-pain <= 2 for 7 days", "odi <= baseline - 10", "target-lift-pain <= 2"],
        [],
    ],
    BACK: [
        ["pain-worst <= 4 for 2 days", "walk-minutes >= 10"],
        ["pain-worst <= 3 for 2 days", "sit-to-stands >= 12 reps", "aerobic-minutes >= 20"],
        ["pain-worst <= 2 for 7 days", "odi <= baseline - 10"],
        [],
    ],
    NERVE: [
        ["any of (tingling <= 70 % of day 1; tingling-minutes <= 50 % of day 1)", "new-nerve-area: no"],
        ["tingling <= 2 for 3 days", "heel-walk >= 20 steps", "heel-walk-even: yes"],
        ["single-leg-stand >= 30 s", "hop-10-symptoms <= 1", "usual-sport-symptoms <= 1 for 14 days"],
        [],
    ],
    FEET: [
        ["6 sessions: skin-clean = yes", "sit-to-stands >= 8 reps"],
        ["aerobic-30-done: yes", "tandem-stand >= 20 s", "falls <= 0"],
        [
            "aerobic-150-weeks >= 2",
            "any of (single-leg-stand-a >= 20 s; tandem-stand-b >= 30 s)",
            "sit-to-stands >= 12 reps",
        ],
        [],
    ],
}


@pytest.mark.parametrize("name", FOUR)
def test_each_phase_ends_with_every_criterion_of_the_source(make_plan: PlanMaker, name: str) -> None:
    plan = plan_of(make_plan, name)
    found = [[line.text.replace(" [P]", "") for line in phase.criteria] for phase in plan.phases]
    assert found == EXITS[name]
    assert {line.evidence for phase in plan.phases for line in phase.criteria} <= {"P", ""}


def test_a_narrow_spine_must_walk_30_percent_longer_before_the_last_phase(make_plan: PlanMaker) -> None:
    plan = plan_of(make_plan, BACK, "stenosis")
    texts = [line.text for line in plan.phases[2].criteria]
    assert "self-paced-walk >= 130 % of baseline [P]" in texts
    assert len(texts) == 3


@pytest.mark.parametrize(("name", "kind", "variant"), ALL_TYPES)
def test_no_plan_runs_jumps_or_pulls_on_a_nerve_before_its_phase(
    make_plan: PlanMaker, name: str, kind: str | None, variant: str | None
) -> None:
    plan = plan_of(make_plan, name, kind, variant)
    every = on_days(plan, 1, 182)
    assert "nerve-tensioner-sit" not in every
    assert not {task.kind for day in plan.days for task in day.tasks} & {"run", "roll", "massage", "ice"}
    assert "single-hop-in-place" not in on_days(plan, 1, 56)
    if name == SCIATICA:
        assert "hamstring-supine-strap" not in every
        assert not {"deadlift", "squat", "plank", "loaded-carry"} & on_days(plan, 1, 42)
    if kind == "stenosis":
        assert not {"prone-lying", "prone-press-up", "cat-cow"} & every
    if name == FEET:
        assert not {"single-hop-in-place", "run-walk", "plantar-roll"} & every


@pytest.mark.parametrize(("name", "kind", "variant"), ALL_TYPES)
def test_every_phase_has_work_and_no_first_two_weeks_are_long(
    make_plan: PlanMaker, name: str, kind: str | None, variant: str | None
) -> None:
    plan = plan_of(make_plan, name, kind, variant)
    assert all(phase.exercises for phase in plan.phases)
    assert max(day.minutes for day in plan.days if day.day <= 14) <= 75


# -- sciatica ---------------------------------------------------------------------------------------------------------

CALM = {
    "short-walk": "5-10 min, RPE 2, 3/day, 7/wk, -",
    "pelvic-tilt": "2 × 10, 5 s hold, RPE 2, 2/day, 7/wk, rest 30, both",
    "nerve-slider-sit": "2 × 10, 2-0-2, RPE 2, 2/day, 7/wk, rest 60, sore",
}


def test_sciatica_without_a_direction_has_only_the_rows_for_all_and_a_test_on_day_2(make_plan: PlanMaker) -> None:
    plan = plan_of(make_plan, SCIATICA)
    assert plan.protocol.type == "unknown"
    rows(plan, 1, CALM)
    assert on_days(plan, 1, 14) == set(CALM)
    tests = [day.day for day in plan.days for task in day.tasks if task.short_title == "Direction test"]
    assert tests == [2, 3]
    assert "direction-test" in plan.cards


@pytest.mark.parametrize("kind", ["extension", "flexion", "none"])
def test_a_known_direction_needs_no_test(make_plan: PlanMaker, kind: str) -> None:
    plan = plan_of(make_plan, SCIATICA, kind)
    assert not [task for day in plan.days for task in day.tasks if task.short_title == "Direction test"]
    assert "direction-test" not in plan.cards


def test_bending_back_is_done_6_times_a_day_every_2_to_3_hours(make_plan: PlanMaker) -> None:
    plan = plan_of(make_plan, SCIATICA, "extension")
    added = {
        "prone-lying": "1-5 min, RPE 1, 4/day, 7/wk, both",
        "prone-press-up": "1 × 10, 1-2 s hold, RPE 3, 6/day, 7/wk, both",
    }
    rows(plan, 1, CALM | added)
    assert on_days(plan, 1, 14) == {*CALM, *added}
    at = [int(clock[:2]) * 60 + int(clock[3:]) for clock in tasks(plan, "prone-press-up", 1, 1)[0][1].at]
    assert all(120 <= later - early <= 180 for early, later in itertools.pairwise(at))
    assert row(plan, "prone-press-up", 15) == "1 × 10, 1-2 s hold, RPE 2, 3/day, 7/wk, both"
    assert "knee-to-chest" not in on_days(plan, 1, 168)


def test_bending_forward_is_the_knees_to_the_chest_4_times_a_day(make_plan: PlanMaker) -> None:
    plan = plan_of(make_plan, SCIATICA, "flexion")
    rows(plan, 1, CALM | {"knee-to-chest": "1 × 10, 2 s hold, RPE 2, 4/day, 7/wk, each"})
    assert row(plan, "knee-to-chest", 15) == "1 × 10, 2 s hold, RPE 2, 3/day, 7/wk, each"
    assert not {"prone-lying", "prone-press-up"} & on_days(plan, 1, 168)


STRETCH = "2 × 30 s hold, RPE 2, 1/day, 5/wk, rest 10, each"
RESTORE = {
    "nerve-slider-sit": "3 × 15, 2-0-2, RPE 2, 1/day, 7/wk, rest 60, sore",
    "double-leg-bridge": "2-3 × 10, 3 s hold, RPE 4, 1/day, 4/wk, rest 60, both",
    "bird-dog": "3 × 6, 5 s hold, RPE 4, 1/day, 4/wk, rest 30, each",
    "side-plank-knees": "3 × 15 s hold, RPE 5, 1/day, 4/wk, rest 30, each",
    "sit-to-stand": "3 × 8-12, 2-0-2, RPE 4, 1/day, 3/wk, rest 60, both",
    "clamshell": "2 × 12, 2-0-2, RPE 4, 1/day, 3/wk, rest 45, each",
    "hip-flexor-kneel": STRETCH,
    "glute-figure4": STRETCH,
    "calf-gastroc-wall": STRETCH,
    "stationary-bike": "15 min, RPE 3-4, 1/day, 4/wk, -",
    "short-walk": "5-10 min, RPE 2, 3/day, 3/wk, -",
}


def test_sciatica_restores_loads_and_prevents_as_the_source_says(make_plan: PlanMaker) -> None:
    plan = plan_of(make_plan, SCIATICA)
    rows(plan, 15, RESTORE)
    assert on_days(plan, 15, 42) == set(RESTORE)
    assert [row(plan, "stationary-bike", day)[:6] for day in (15, 22, 29, 36)] == [
        "15 min",
        "20 min",
        "25 min",
        "30 min",
    ]
    load = {
        "squat": "3 × 10, 2-0-2, RPE 6, 1/day, 3/wk, rest 90, both",
        "plank": "3 × 20-45 s hold, RPE 5, 1/day, 3/wk, rest 45, both",
        "stationary-bike": "30-45 min, RPE 4, 1/day, 4/wk, -",
    }
    rows(plan, 43, load)
    assert row(plan, "deadlift", 43) == "3 × 8-10, 2-0-3, RPE 6, 1/day, 3/wk, rest 90, both"
    for week, times in ((43, "12"), (57, "12"), (64, "8"), (78, "8")):
        assert times in (tasks(plan, "deadlift", week, week + 6)[0][1].load or "").split()
    assert tasks(plan, "deadlift", 64, 84)[0][1].reps == (8, 8)
    twice = "2-3 × 10, 2-0-2, RPE 6-7, 1/day, 2/wk, rest 60, both"
    rows(
        plan,
        85,
        {
            "deadlift": twice,
            "squat": twice,
            "plank": "2 × 30 s hold, RPE 6-7, 1/day, 2/wk, rest 60, both",
            "hip-flexor-kneel": STRETCH.replace("5/wk", "3/wk"),
            "stationary-bike": "30 min, RPE 4, 1/day, 5/wk, -",
        },
    )


@pytest.mark.parametrize(
    ("kind", "variant"),
    [
        ("unknown", "high-irritability"),
        ("extension", "high-irritability-extension"),
        ("flexion", "high-irritability-flexion"),
    ],
)
def test_an_irritable_leg_does_5_sliders_and_half_the_repetitions(
    make_plan: PlanMaker, kind: str, variant: str
) -> None:
    plan = plan_of(make_plan, SCIATICA, kind, variant)
    rows(
        plan,
        1,
        {
            "pelvic-tilt": "2 × 5, 5 s hold, RPE 2, 2/day, 7/wk, rest 30, both",
            "nerve-slider-sit": "1 × 5, 2-0-2, RPE 2, 2/day, 7/wk, rest 60, sore",
        },
    )
    rows(
        plan,
        15,
        {
            "nerve-slider-sit": "1 × 5, 2-0-2, RPE 2, 1/day, 7/wk, rest 60, sore",
            "double-leg-bridge": "2-3 × 5, 3 s hold, RPE 4, 1/day, 4/wk, rest 60, both",
            "bird-dog": "3 × 3, 5 s hold, RPE 4, 1/day, 4/wk, rest 30, each",
            "sit-to-stand": "3 × 4-6, 2-0-2, RPE 4, 1/day, 3/wk, rest 60, both",
            "clamshell": "2 × 6, 2-0-2, RPE 4, 1/day, 3/wk, rest 45, each",
        },
    )
    rows(plan, 43, {"squat": "3 × 5, 2-0-2, RPE 6, 1/day, 3/wk, rest 90, both"})
    whole = on_days(plan_of(make_plan, SCIATICA, kind), 1, 168)
    assert on_days(plan, 1, 168) == whole
    for exercise in {"prone-press-up", "knee-to-chest"} & whole:
        assert tasks(plan, exercise, 1, 1)[0][1].reps == (5, 5)


def test_the_reviews_of_sciatica_are_on_days_21_and_42_and_strength_is_checked_each_week(make_plan: PlanMaker) -> None:
    plan = plan_of(make_plan, SCIATICA)
    found = {
        title: [day.day for day in plan.days for task in day.tasks if task.short_title == title]
        for title in ("3-week review", "6-week review", "Strength check")
    }
    assert found == {"3-week review": [21], "6-week review": [42], "Strength check": list(range(7, 169, 7))}


# -- pain from the low back -------------------------------------------------------------------------------------------


def test_the_back_track_is_that_of_the_source(make_plan: PlanMaker) -> None:
    plan = plan_of(make_plan, BACK)
    assert plan.protocol.type == "back"
    rows(
        plan,
        1,
        {
            "pelvic-tilt": "2 × 10, 5 s hold, RPE 2, 2/day, 7/wk, rest 30, both",
            "cat-cow": "2 × 10, 3-0-3, RPE 2, 2/day, 7/wk, rest 30, both",
            "lumbar-rotation": "2 × 10, 3-0-3, RPE 2, 1/day, 7/wk, rest 30, each",
            "abdominal-brace": "2 × 10, 5 s hold, RPE 2, 2/day, 7/wk, rest 30, both",
            "hip-flexor-kneel": STRETCH,
            "glute-figure4": STRETCH,
            "hamstring-supine-strap": STRETCH,
            "brisk-walk": "10 min, RPE 3-4, 2/day, 5/wk, -",
        },
    )
    walks = [row(plan, "brisk-walk", day) for day in (15, 22, 29, 36, 43, 85)]
    assert walks == [f"{minutes} min, RPE 3-4, 1/day, 5/wk, -" for minutes in (15, 20, 25, 30, 30, 30)]
    assert not {"knee-to-chest", "child-pose", "bout-walk", "tandem-stand"} & on_days(plan, 1, 168)


BUILD = {
    "double-leg-bridge": "3 × 10, 3 s hold, RPE 4, 1/day, 3/wk, rest 60, both",
    "bird-dog": "3 × 8, 5 s hold, RPE 4, 1/day, 3/wk, rest 30, each",
    "dead-bug": "3 × 8, 2-1-2, RPE 4, 1/day, 3/wk, rest 30, each",
    "side-plank-knees": "3 × 10-20 s hold, RPE 5, 1/day, 3/wk, rest 30, each",
    "sit-to-stand": "3 × 8-12, 2-0-2, RPE 4, 1/day, 3/wk, rest 60, both",
    "band-row": "2 × 12, 2-0-2, RPE 5, 1/day, 3/wk, rest 60, both",
    "hip-hinge": "2 × 12, 2-0-2, RPE 5, 1/day, 3/wk, rest 60, both",
    "double-heel-raise": "2 × 12, 2-0-2, RPE 4, 1/day, 3/wk, rest 60, both",
    "hamstring-curl": "2 × 12, 2-0-2, RPE 5, 1/day, 3/wk, rest 60, each",
}


@pytest.mark.parametrize("kind", ["back", "stenosis"])
def test_both_tracks_build_and_load_alike(make_plan: PlanMaker, kind: str) -> None:
    plan = plan_of(make_plan, BACK, kind)
    rows(plan, 15, BUILD)
    assert not {*BUILD} & on_days(plan, 1, 14)
    rows(
        plan,
        43,
        {
            "deadlift": "3 × 8-10, 2-0-3, RPE 6-7, 1/day, 2/wk, rest 90, both",
            "step-up": "3 × 8-10, 2-0-3, RPE 6-7, 1/day, 2/wk, rest 90, each",
            "loaded-carry": "3 × 20 m, RPE 6-7, 1/day, 2/wk, rest 90, -",
        },
    )
    two = "2 × 10, 2-0-2, RPE 6, 1/day, 2/wk, rest 60, both"
    rows(
        plan,
        85,
        {
            "sit-to-stand": two,
            "double-leg-bridge": two,
            "hip-hinge": two,
            "side-plank-knees": "2 × 20 s hold, RPE 6, 1/day, 2/wk, rest 60, each",
            "hamstring-supine-strap": STRETCH.replace("5/wk", "3/wk"),
        },
    )


def test_the_stenosis_track_bends_rides_and_walks_in_bouts(make_plan: PlanMaker) -> None:
    plan = plan_of(make_plan, BACK, "stenosis")
    rows(
        plan,
        1,
        {
            "knee-to-chest": "1 × 3, 20 s hold, RPE 2, 2/day, 7/wk, rest 10, each",
            "child-pose": "3 × 30 s hold, RPE 2, 1/day, 7/wk, rest 10, both",
            "stationary-bike": "10 min, RPE 3-4, 1/day, 3/wk, -",
            "bout-walk": "20-30 min, RPE 3-4, 1/day, 2/wk, -",
        },
    )
    bikes = [row(plan, "stationary-bike", day)[:6] for day in (1, 8, 15, 22, 29, 78)]
    assert bikes == ["10 min", "15 min", "20 min", "25 min", "30 min", "30 min"]
    assert row(plan, "tandem-stand", 15) == "3 × 20 s hold, RPE 3, 1/day, 5/wk, rest 15, each"
    rides = {day for day, _ in tasks(plan, "stationary-bike", 1, 84)}
    assert not rides & {day for day, _ in tasks(plan, "bout-walk", 1, 84)}
    assert row(plan, "stationary-bike", 85) == "30 min, RPE 3-4, 1/day, 5/wk, -"


# -- squeezed nerves --------------------------------------------------------------------------------------------------

SLIDER = "2 × 10, 2-0-2, RPE 2, 2/day, 7/wk, rest 60, sore"
BAND = "3 × 12, 2-0-2, RPE 4, 1/day, 4/wk, rest 60, sore"
HIP = "2 × 12, 2-0-2, RPE 4, 1/day, 4/wk, rest 60, {}"
ONE_SIDE = "2 × {} s hold, RPE 2, 1/day, 5/wk, rest 10, sore"
OWN = {
    "peroneal": ({"peroneal-slider": SLIDER}, {"band-eversion": BAND, "peroneal-sit": ONE_SIDE.format(20)}),
    "tibial": ({"tibial-slider": SLIDER}, {"band-inversion": BAND}),
    "gluteal": (
        {"nerve-slider-sit": SLIDER},
        {
            "double-leg-bridge": HIP.format("both"),
            "clamshell": HIP.format("each"),
            "glute-figure4": ONE_SIDE.format(30),
        },
    ),
    "lateral-thigh": (
        {},
        {
            "double-leg-bridge": HIP.format("both"),
            "clamshell": HIP.format("each"),
            "hip-flexor-kneel": ONE_SIDE.format(30),
        },
    ),
}
GLIDE = {
    "ankle-pump": "2 × 20, 1 s hold, RPE 1, 3/day, 7/wk, rest 30, sore",
    "toe-raise": "3 × 12, 2-0-2, RPE 4, 1/day, 4/wk, rest 45, both",
    "double-heel-raise": "3 × 12, 2-0-2, RPE 4, 1/day, 4/wk, rest 60, both",
    "single-leg-balance": "3 × 30 s hold, RPE 3, 1/day, 5/wk, rest 15, each",
    "short-foot": "2 × 12, 3 s hold, RPE 3, 1/day, 5/wk, rest 30, sore",
    "calf-gastroc-wall": ONE_SIDE.format(30),
    "brisk-walk": "20 min, RPE 4, 1/day, 5/wk, -",
}


@pytest.mark.parametrize("kind", list(OWN))
def test_each_nerve_has_its_own_slider_band_and_stretch(make_plan: PlanMaker, kind: str) -> None:
    plan = plan_of(make_plan, NERVE, kind)
    early, later = OWN[kind]
    first = {"ankle-pump": GLIDE["ankle-pump"], "brisk-walk": "15 min, RPE 3, 1/day, 4/wk, -", **early}
    rows(plan, 1, first)
    assert on_days(plan, 1, 14) == set(first)
    rows(plan, 15, GLIDE | early | later)
    assert on_days(plan, 15, 42) == {*GLIDE, *early, *later}


def test_toes_are_raised_sitting_in_weeks_3_and_4_and_standing_in_weeks_5_and_6(make_plan: PlanMaker) -> None:
    plan = plan_of(make_plan, NERVE)
    assert {task.load for _, task in tasks(plan, "toe-raise", 15, 28)} == {"sitting"}
    assert {task.load for _, task in tasks(plan, "toe-raise", 29, 42)} == {"standing"}
    assert [row(plan, "brisk-walk", day)[:6] for day in (15, 22, 29, 43, 85)] == ["20 min", "25 min", *["30 min"] * 3]


def test_nerves_load_from_week_7_and_hop_from_week_9(make_plan: PlanMaker) -> None:
    plan = plan_of(make_plan, NERVE)
    steps = "3 × 20 steps, slow, RPE 4, 1/day, 3/wk, rest 30, both"
    rows(
        plan,
        43,
        {
            "heel-walk": steps,
            "toe-walk": steps,
            "lunge": "2-3 × 8, 2-0-2, RPE 5, 1/day, 3/wk, rest 60, each",
            "single-leg-balance": GLIDE["single-leg-balance"],
            "short-foot": GLIDE["short-foot"],
        },
    )
    assert tasks(plan, "single-hop-in-place", 1, 168)[0][0] == 57
    assert row(plan, "single-hop-in-place", 57) == "2-3 × 8, RPE 5, 1/day, 3/wk, rest 60, each"
    last = "2 × 12, 2-0-2, RPE 5, 1/day, 2/wk, rest 60, each"
    rows(
        plan,
        85,
        {
            "single-toe-raise": last,
            "single-heel-raise": last,
            "single-leg-balance": "2 × 30 s hold, RPE 5, 1/day, 2/wk, rest 60, each",
        },
    )


def test_a_weak_nerve_is_seen_today_and_gets_a_plan_only_when_cleared(make_plan: PlanMaker) -> None:
    seen = plan_of(make_plan, NERVE, grade="weak")
    assert (seen.disposition, seen.effect, seen.days) == ("same_day", "block", ())
    assert plan_of(make_plan, NERVE, grade="weak", cleared_by=DOCTOR).days
    assert plan_of(make_plan, NERVE).case.grade in (None, "sensory")


def test_a_nerve_that_has_not_changed_in_4_weeks_is_seen_while_the_plan_goes_on(make_plan: PlanMaker) -> None:
    plan = plan_of(make_plan, NERVE)
    found = [(day.day, task.text) for day in plan.days for task in day.tasks if task.short_title == "4-week review"]
    assert [day for day, _ in found] == [28]
    assert "within 2 weeks" in found[0][1]
    assert "go on with the plan" in found[0][1]


# -- nerve damage in the feet -----------------------------------------------------------------------------------------


def test_neuropathy_without_a_diagnosis_is_sent_to_a_doctor_within_2_weeks(make_plan: PlanMaker) -> None:
    plan = make_plan(FEET, injured=MONDAY)
    assert (plan.disposition, plan.effect, str(plan.see_by), plan.days) == ("see_doctor", "hold", "2026-12-07", ())
    assert plan.referral
    assert any("both feet every day" in line for line in plan.referral.do_now)


def test_a_foot_at_high_risk_never_gets_a_plan_here(make_plan: PlanMaker) -> None:
    plan = plan_of(make_plan, FEET, grade="C")
    assert (plan.disposition, plan.days) == ("see_doctor", ())


def test_an_unknown_level_is_taken_as_level_b(make_plan: PlanMaker) -> None:
    unknown, b = plan_of(make_plan, FEET), plan_of(make_plan, FEET, grade="B")
    assert [[task.exercise for task in day.tasks] for day in unknown.days] == [
        [task.exercise for task in day.tasks] for day in b.days
    ]


@pytest.mark.parametrize("grade", ["A", "B"])
def test_the_rows_for_the_feet_are_those_of_the_source(make_plan: PlanMaker, grade: str) -> None:
    plan = plan_of(make_plan, FEET, grade=grade)
    both = "2 × 12, 2-0-2, RPE 4, 1/day, 3/wk, rest 45, both"
    feet = "2 × 10, slow, RPE 1, 1/day, 7/wk, rest 15, both"
    rows(
        plan,
        1,
        {
            "stationary-bike": "10-30 min, RPE 3, 1/day, 3/wk, -",
            "sit-to-stand": "2 × 8-12, 2-0-2, RPE 4, 1/day, 2/wk, rest 60, both",
            "double-heel-raise": both,
            "toe-raise": both,
            "feet-together-stand": "3 × 20-30 s hold, RPE 3, 1/day, 3/wk, rest 30, both",
            "toe-spread": feet,
            "towel-curl": feet,
            "ankle-circle": feet,
            "calf-gastroc-wall": "3 × 30 s hold, RPE 2, 1/day, 5/wk, rest 10, each",
            "hamstring-calf-sit": "2 × 30 s hold, RPE 2, 1/day, 5/wk, rest 10, each",
        },
    )
    strength = "2 × 10-12, 2-0-2, RPE 5-6, 1/day, 2/wk, rest 60, each"
    line = "3 × 10 steps, slow, RPE 3, 1/day, 3/wk, rest 30, -"
    stand = "3 × 20-30 s hold, RPE 3, 1/day, 3/wk, rest 30, each"
    build = {
        "knee-extension": strength,
        "hamstring-curl": strength,
        "standing-hip-abduction": strength,
        "line-walk": line,
        "rail-side-step": line,
    }
    rows(plan, 15, {**build, "stationary-bike": "10-30 min, RPE 4, 1/day, 3/wk, -", "tandem-stand": stand})
    balance = "single-leg-balance" if grade == "A" else "tandem-stand"
    rows(plan, 43, {**build, "stationary-bike": "30-50 min, RPE 5, 1/day, 3/wk, -", balance: stand})
    last = "2 × 12, 2-0-2, RPE 5, 1/day, 2/wk, rest 60, both"
    rows(
        plan,
        113,
        {
            "sit-to-stand": last,
            "double-heel-raise": last,
            balance: "3 × 30 s hold, RPE 5, 1/day, 2/wk, rest 60, each",
            "stationary-bike": "30-50 min, RPE 5, 1/day, 3/wk, -",
            "towel-curl": feet,
        },
    )


def test_only_level_a_ever_stands_on_one_leg(make_plan: PlanMaker) -> None:
    assert "single-leg-balance" not in on_days(plan_of(make_plan, FEET, grade="B"), 1, 182)
    level_a = plan_of(make_plan, FEET, grade="A")
    assert "single-leg-balance" not in on_days(level_a, 1, 42)
    assert "tandem-stand" not in on_days(level_a, 43, 182)


def test_the_feet_are_looked_at_every_day_and_their_card_is_there(make_plan: PlanMaker) -> None:
    plan = plan_of(make_plan, FEET)
    assert all(any(task.short_title == "Look at your feet" for task in day.tasks) for day in plan.days)
    assert "foot-safety" in plan.cards


def test_the_rides_for_the_feet_say_what_is_seen_recalled_and_ours(make_plan: PlanMaker) -> None:
    plan = plan_of(make_plan, FEET)
    assert {task.reason.evidence for _, task in tasks(plan, "stationary-bike", 1, 182)} == {"R"}
    for phase in ("start", "build", "progress"):
        dose = protocol(FEET).phases[phase].exercises["stationary-bike"].dose
        assert dose
        seen = dose.origin("frequency")
        ours = dose.origin("effort")
        assert seen
        assert (seen.tag, seen.source) == ("V", "kluding-2015")
        assert ours
        assert ours.tag == "P"
