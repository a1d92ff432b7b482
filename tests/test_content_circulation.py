"""The content for cramps, narrow arteries, weak veins and restless legs: complete, and true to its sources."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import PlanMaker
from content import document, doses, exercises, origin, protocol_of, slots
from shell import run

from rehab.models.plan import Plan, Task
from rehab.models.protocol import Protocol, Slot
from rehab.notation import Dose, Span, format_criterion
from rehab.shared import Exercises
from rehab.source.issues import validate

CRAMPS = "programme/muscle-cramps"
NIGHT = "programme/nocturnal-leg-cramps"
ARTERIES = "programme/peripheral-artery-disease-claudication"
VEINS = "programme/chronic-venous-insufficiency-poor-circulation"
RESTLESS = "programme/restless-legs-syndrome"
Choice = tuple[str, str | None]
CHOICES: list[Choice] = [
    (CRAMPS, None),
    (NIGHT, "standing"),
    (NIGHT, "seated"),
    (ARTERIES, "clinic"),
    (ARTERIES, "home"),
    (VEINS, "exercise"),
    (VEINS, "exercise-and-stockings"),
    (RESTLESS, None),
]
every_choice = pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: "-".join(filter(None, choice)))
every_file = pytest.mark.parametrize("name", [CRAMPS, NIGHT, ARTERIES, VEINS, RESTLESS])
CLEARED = {"name": "Example Clinician"}
FROM_DAY_1 = ("--injured", "2026-11-18", "--as-of", "2026-11-18", "--no-flags", "--to", "json")


def protocol(choice: Choice) -> Protocol:
    name, variant = choice
    return protocol_of(name, None, variant)


def slot_of(choice: Choice, phase: str, exercise: str) -> Slot:
    return protocol(choice).phases[phase].exercises[exercise]


def dose_of(choice: Choice, phase: str, exercise: str) -> Dose:
    dose = slot_of(choice, phase, exercise).dose
    assert dose is not None
    return dose


def window(choice: Choice, phase: str) -> tuple[int, int]:
    return protocol(choice).phases[phase].days["all"]


def exits(choice: Choice, phase: str) -> list[str]:
    return [format_criterion(rule) for rule in protocol(choice).phases[phase].exit]


def ends(span: Span | None) -> tuple[float, float] | None:
    return (span.low, span.high) if span else None


def sets_and_amount(dose: Dose) -> tuple[object, ...]:
    """Return sets, repetitions, seconds of hold, minutes, effort and rest of a dose, as (from, to)."""
    minutes = (dose.duration_seconds.low / 60, dose.duration_seconds.high / 60) if dose.duration_seconds else None
    return (
        ends(dose.sets),
        ends(dose.reps),
        ends(dose.hold_seconds),
        minutes,
        ends(dose.effort),
        ends(dose.rest_seconds),
    )


def tasks(plan: Plan, exercise: str) -> Iterator[tuple[int, Task]]:
    for day in plan.days:
        yield from ((day.day, task) for task in day.tasks if task.exercise == exercise)


# -- whole and consistent ---------------------------------------------------------------------------------------------


@every_file
def test_the_file_is_valid_and_a_draft_programme(name: str) -> None:
    plan = validate(document(name), Protocol)
    assert (f"{plan.framework}/{plan.id}", plan.status, plan.author) == (name, "draft", "")


@every_choice
def test_every_dose_says_where_it_comes_from_and_how_often(choice: Choice) -> None:
    for _, exercise_id, slot in slots(protocol(choice)):
        for dose in doses(slot):
            assert dose.evidence, exercise_id
            assert dose.frequency or dose.hourly, exercise_id


@every_choice
def test_a_programme_says_what_matters_most_on_page_1(choice: Choice) -> None:
    assert 3 <= len(protocol(choice).essentials) <= 5


def test_the_exercises_of_this_file_are_complete() -> None:
    for exercise_id, exercise in validate(document("exercises/circulation"), Exercises).root.items():
        assert all((exercise.steps, exercise.muscles, exercise.mistake, exercise.easier)), exercise_id
        assert max(len(exercise.feel), len(exercise.not_feel)) <= 30, exercise_id
        assert max(len(exercise.easier), len(exercise.harder)) <= 28, exercise_id


# -- the timetables of section 5 --------------------------------------------------------------------------------------

WINDOWS: list[tuple[Choice, dict[str, tuple[int, int]]]] = [
    ((CRAMPS, None), {"settle": (1, 1), "base": (2, 14), "build": (15, 42), "maintain": (43, 126)}),
    ((NIGHT, "standing"), {"learn": (1, 7), "treat": (8, 42), "maintain": (43, 126)}),
    (
        (ARTERIES, "clinic"),
        {"start": (1, 28), "build": (29, 56), "consolidate": (57, 84), "long": (85, 168), "maintain": (169, 252)},
    ),
    ((VEINS, "exercise"), {"pump": (1, 21), "strength": (22, 56), "endurance": (57, 84), "maintain": (85, 168)}),
    ((RESTLESS, None), {"start": (1, 21), "build": (22, 42), "consolidate": (43, 84), "maintain": (85, 168)}),
]


@pytest.mark.parametrize(("choice", "windows"), WINDOWS, ids=[choice[0] for choice, _ in WINDOWS])
def test_the_phases_have_the_days_of_the_source(choice: Choice, windows: dict[str, tuple[int, int]]) -> None:
    assert {phase: window(choice, phase) for phase in protocol(choice).phases} == windows
    for phase_id, phase in protocol(choice).phases.items():
        assert phase.earliest["all"] == windows[phase_id][0]


SCREENS = {
    CRAMPS: "RF-09a RF-09b RF-14 RF-17a RF-17b RF-20 RF-27a RF-27b RF-28 RF-30 RF-32 RF-50",
    NIGHT: "RF-17a RF-17b RF-18b RF-20 RF-21 RF-27a RF-27b RF-30 RF-50",
    ARTERIES: "RF-17a RF-20 RF-21 RF-26 RF-31 RF-42b RF-47 RF-30 RF-09a RF-09b",
    VEINS: "RF-09a RF-09b RF-07b RF-20 RF-21 RF-25 RF-26 RF-41 RF-42a RF-42b RF-48 RF-30",
    RESTLESS: "RF-15 RF-17a RF-17b RF-21 RF-30 RF-31 RF-40 RF-46",
}
EXCEPTIONS = {
    CRAMPS: {"RF-11b", "RF-08"},
    NIGHT: {"RF-11b", "RF-08", "RF-18b"},
    ARTERIES: {"RF-17a", "RF-20"},
    VEINS: {"RF-08", "RF-48", "RF-07b", "RF-20"},
    RESTLESS: {"RF-17a", "RF-18b"},
}
MONITORING = {
    CRAMPS: "SM-CRAMP",
    NIGHT: "SM-CRAMP",
    ARTERIES: "SM-CLAUD",
    VEINS: "SM-VENOUS",
    RESTLESS: "SM-RLS",
}


@every_file
def test_the_questions_exceptions_and_signs_are_those_of_the_source(name: str) -> None:
    plan = validate(document(name), Protocol)
    assert " ".join(plan.screen) == SCREENS[name]
    assert set(plan.exceptions) == EXCEPTIONS[name]
    assert all(text.startswith("Answer no ") for text in plan.exceptions.values())
    assert plan.monitoring == MONITORING[name]


@pytest.mark.parametrize("flag", ["RF-01", "RF-02", "RF-21", "RF-26", "RF-47"])
def test_some_signs_of_narrow_arteries_are_never_excepted(flag: str) -> None:
    assert flag not in protocol((ARTERIES, "clinic")).exceptions


# -- exact doses ------------------------------------------------------------------------------------------------------

Row = tuple[Choice, str, str, tuple[object, ...]]
ROWS: list[Row] = [
    ((CRAMPS, None), "settle", "ankle-pump", ((2, 2), (20, 20), (1, 1), None, (1, 1), (30, 30))),
    ((CRAMPS, None), "settle", "calf-gastroc-wall", ((3, 3), None, (20, 20), None, (2, 2), (10, 10))),
    ((CRAMPS, None), "base", "double-heel-raise", ((2, 3), (12, 15), None, None, (4, 4), (60, 60))),
    ((CRAMPS, None), "base", "toe-raise-wall", ((2, 2), (15, 15), None, None, (4, 4), (45, 45))),
    ((CRAMPS, None), "base", "double-leg-bridge", ((2, 2), (12, 12), None, None, (4, 4), (60, 60))),
    ((CRAMPS, None), "base", "hamstring-supine-strap", ((3, 3), None, (30, 30), None, (2, 2), (10, 10))),
    ((CRAMPS, None), "build", "step-heel-raise", ((3, 3), (10, 15), None, None, (6, 6), (60, 60))),
    ((CRAMPS, None), "build", "single-bent-heel-raise", ((2, 2), (10, 15), None, None, (6, 6), (60, 60))),
    ((CRAMPS, None), "build", "single-leg-bridge", ((3, 3), (8, 12), None, None, (6, 6), (60, 60))),
    ((CRAMPS, None), "build", "step-up", ((3, 3), (10, 10), None, None, (5, 5), (60, 60))),
    ((CRAMPS, None), "maintain", "step-heel-raise", ((2, 2), (15, 15), None, None, (6, 6), (60, 60))),
    ((CRAMPS, None), "maintain", "single-leg-bridge", ((2, 2), (12, 12), None, None, (6, 6), (60, 60))),
    ((NIGHT, "standing"), "treat", "double-heel-raise", ((2, 2), (12, 12), None, None, (4, 4), (60, 60))),
    ((NIGHT, "standing"), "treat", "ankle-pump", ((2, 2), (20, 20), (1, 1), None, (1, 1), (15, 15))),
    ((NIGHT, "standing"), "treat", "easy-walk", (None, None, None, (10, 20), (3, 3), None)),
    ((NIGHT, "standing"), "learn", "calf-wall-waking", ((3, 3), None, (30, 30), None, (2, 2), (10, 10))),
    ((NIGHT, "standing"), "maintain", "hamstring-stand", ((3, 3), None, (10, 30), None, (2, 2), (10, 10))),
    ((ARTERIES, "clinic"), "build", "sit-to-stand", ((1, 2), (10, 12), None, None, (5, 5), (60, 60))),
    ((ARTERIES, "clinic"), "build", "double-heel-raise", ((1, 2), (10, 12), None, None, (5, 5), (60, 60))),
    ((ARTERIES, "clinic"), "build", "band-row", ((1, 2), (10, 12), None, None, (5, 5), (60, 60))),
    ((ARTERIES, "clinic"), "consolidate", "low-step-up", ((1, 2), (10, 10), None, None, (5, 5), (90, 90))),
    ((ARTERIES, "clinic"), "start", "calf-gastroc-wall", ((2, 2), None, (20, 20), None, (2, 2), None)),
    ((ARTERIES, "clinic"), "start", "arm-bike", (None, None, None, (20, 40), (4, 4), None)),
    ((ARTERIES, "clinic"), "long", "interval-walk", (None, None, None, (45, 45), (5, 5), None)),
    ((VEINS, "exercise"), "pump", "ankle-circle", ((2, 2), (10, 10), None, None, (1, 1), (15, 15))),
    ((VEINS, "exercise"), "pump", "seated-heel-raise-both", ((3, 3), (10, 10), None, None, (3, 3), (30, 30))),
    ((VEINS, "exercise"), "pump", "toe-raise-wall", ((2, 2), (15, 15), None, None, (3, 3), (30, 30))),
    ((VEINS, "exercise"), "strength", "squat-to-chair", ((2, 2), (10, 10), None, None, (5, 5), (60, 60))),
    ((VEINS, "exercise"), "strength", "step-up", ((2, 2), (10, 10), None, None, (5, 5), (60, 60))),
    ((VEINS, "exercise"), "endurance", "single-heel-raise", ((3, 3), (8, 25), None, None, (6, 6), (60, 60))),
    ((VEINS, "exercise"), "pump", "brisk-walk", (None, None, None, (10, 30), (3, 3), None)),
    ((RESTLESS, None), "start", "brisk-walk", (None, None, None, (20, 30), (3, 3), None)),
    ((RESTLESS, None), "build", "brisk-walk", (None, None, None, (20, 30), (4, 4), None)),
    ((RESTLESS, None), "start", "squat-to-chair", ((2, 2), (8, 12), None, None, (5, 5), (60, 60))),
    ((RESTLESS, None), "start", "band-knee-extension", ((2, 2), (8, 12), None, None, (5, 5), (60, 60))),
    ((RESTLESS, None), "start", "band-leg-curl", ((2, 2), (8, 12), None, None, (5, 5), (60, 60))),
    ((RESTLESS, None), "start", "band-hip-abduction", ((2, 2), (10, 10), None, None, (5, 5), (60, 60))),
    ((RESTLESS, None), "start", "band-hip-adduction", ((2, 2), (10, 10), None, None, (5, 5), (60, 60))),
    ((RESTLESS, None), "start", "double-heel-raise", ((2, 2), (12, 15), None, None, (4, 4), (45, 45))),
    ((RESTLESS, None), "start", "quad-stand", ((2, 2), None, (30, 30), None, (2, 2), (10, 10))),
]


@pytest.mark.parametrize(
    ("choice", "phase", "exercise", "expected"), ROWS, ids=[f"{row[0][0][10:]}-{row[1]}-{row[2]}" for row in ROWS]
)
def test_a_row_has_the_dose_of_the_source(
    choice: Choice, phase: str, exercise: str, expected: tuple[object, ...]
) -> None:
    assert sets_and_amount(dose_of(choice, phase, exercise)) == expected


# -- muscle cramps ----------------------------------------------------------------------------------------------------


def test_the_walk_of_the_build_phase_grows_by_five_minutes_a_week() -> None:
    weeks = slot_of((CRAMPS, None), "build", "brisk-walk").weeks
    assert [ends(dose.duration_seconds) for dose in weeks.values()] == [(60 * m, 60 * m) for m in (25, 30, 35, 40)]


def test_cramps_move_on_by_every_criterion() -> None:
    assert exits((CRAMPS, None), "settle") == ["pain-walking <= 2 [P]", "gentle-stretch-pain <= 2 [P]"]
    assert exits((CRAMPS, None), "base") == [
        "10 of 13 days: exercises-done = yes [P]",
        "double-heel-raise-2x15-pain <= 2 [P]",
    ]
    assert exits((CRAMPS, None), "build") == [
        "single-heel-raise >= 20 reps [P]",
        "single-leg-bridge-count >= 12 reps [P]",
        "2 sessions: usual-session-no-cramp = yes [P]",
    ]


@pytest.mark.parametrize("name", [CRAMPS, NIGHT])
def test_the_relief_card_holds_15_to_30_s_and_ends_at_10_minutes(name: str) -> None:
    card = validate(document(name), Protocol).cards["stop-a-cramp"]
    words = " ".join((*card.steps, card.note))
    for said in ("15 to 30 s", "10 s", "3 to 5 times", "walk on your heels", "over 10 minutes", "swollen or hot"):
        assert said in words


def test_running_comes_back_on_day_15_at_the_earliest(make_plan: PlanMaker) -> None:
    plan = make_plan("muscle-cramps", with_optional=("strides",))
    found = [day for day, _ in tasks(plan, "strides")]
    assert found
    assert min(found) >= 15
    for phase in ("settle", "base"):
        assert "running" in protocol((CRAMPS, None)).phases[phase].forbid


# -- night cramps -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", ["calf-gastroc-wall", "hamstring-stand", "hamstring-calf-sit"])
def test_the_night_stretches_are_those_of_the_trial_for_42_nights(make_plan: PlanMaker, exercise: str) -> None:
    dose = dose_of((NIGHT, "standing"), "learn", exercise)
    assert (ends(dose.sets), ends(dose.hold_seconds), ends(dose.rest_seconds)) == ((3, 3), (10, 10), (10, 10))
    for name in ("sets", "hold_seconds", "rest_seconds", "frequency"):
        assert origin(dose, name) == "V hallegraeff-2012"
    nights = [(day, task.at) for day, task in tasks(make_plan("nocturnal-leg-cramps"), exercise) if day <= 42]
    assert nights == [(day, ("22:00",)) for day in range(1, 43)]


def test_the_published_stretches_do_not_end_before_week_7() -> None:
    assert protocol((NIGHT, "standing")).phases["maintain"].hard_minimum == {"all": 43}
    assert exits((NIGHT, "standing"), "treat") == ["day >= 42 [P]", "28 of 35 days: night-stretch-done = yes [P]"]
    assert exits((NIGHT, "standing"), "learn") == ["5 of 7 days: night-stretch-done = yes [P]"]


def test_seated_means_that_nothing_is_done_standing() -> None:
    for _, exercise_id, _ in slots(protocol((NIGHT, "seated"))):
        assert exercises()[exercise_id].position in ("sitting", "lying-back"), exercise_id


# -- narrow arteries --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("variant", "per_week"), [("clinic", 3), ("home", 5)])
def test_the_walks_grow_week_by_week(make_plan: PlanMaker, variant: str, per_week: int) -> None:
    plan = make_plan("peripheral-artery-disease-claudication", variant=variant, cleared_by=CLEARED)
    minutes = [15, 20, 25, 30, 35, 35, 40, 40, 45, 45, 50, 50, *[45] * 12]
    for week, wanted in enumerate(minutes, start=1):
        walks = [task for day, task in tasks(plan, "interval-walk") if 7 * week - 6 <= day <= 7 * week]
        assert [task.duration_seconds for task in walks] == [(wanted * 60, wanted * 60)] * (
            3 if week <= 4 else per_week
        ), week


def test_three_walks_a_week_are_the_guideline_and_the_minutes_are_practice() -> None:
    for dose in slot_of((ARTERIES, "clinic"), "start", "interval-walk").weeks.values():
        assert (origin(dose, "frequency"), origin(dose, "duration_seconds")) == ("V acc-aha-pad-2024", "P")
    for dose in slot_of((ARTERIES, "home"), "build", "interval-walk").weeks.values():
        assert origin(dose, "frequency") == "V mcdermott-2021"


def test_arteries_move_on_by_every_criterion() -> None:
    choice = (ARTERIES, "clinic")
    assert exits(choice, "start") == [
        "sessions-done >= 12 [P]",
        "interval-walk-minutes >= 30 min [P]",
        "no-red-walk: yes [P]",
    ]
    assert exits(choice, "build") == [
        "interval-walk-minutes >= 40 min [P]",
        "any of (pain-onset-time >= baseline + 35 s; pain-onset-distance >= 125 % of baseline) [P]",
    ]
    assert exits(choice, "consolidate") == [
        "interval-walk-minutes >= 50 min [P]",
        "sessions-done >= 36 [P]",
        "wiq > baseline [P]",
    ]
    assert exits(choice, "long") == ["day >= 168 [P]", "walk-distance-kept: yes [P]"]


@pytest.mark.parametrize("yes", [None, [], ["RF-20"]])
def test_no_walk_before_a_clinician_has_looked(make_plan: PlanMaker, yes: list[str] | None) -> None:
    plan = make_plan("peripheral-artery-disease-claudication", yes=yes)
    assert plan.referral is not None
    assert (plan.days, plan.disposition, plan.effect) == ((), "see_doctor", "hold")
    assert plan.referral.tell_the_clinician[-2:] == (
        "Ask for an ankle pressure test (ABPI)",
        "Ask for supervised exercise",
    )


def test_the_known_claudication_does_not_stop_a_cleared_plan(make_plan: PlanMaker) -> None:
    plan = make_plan("peripheral-artery-disease-claudication", yes=["RF-20"], cleared_by=CLEARED)
    assert (plan.referral, plan.effect) == (None, "continue")


@pytest.mark.parametrize("variant", ["clinic", "home"])
def test_no_stocking_no_raised_leg_no_cold_no_heat_with_narrow_arteries(make_plan: PlanMaker, variant: str) -> None:
    plan = make_plan(
        "peripheral-artery-disease-claudication",
        variant=variant,
        cleared_by=CLEARED,
        with_optional=("ice", "compress", "elevate", "arm-bike", "pain-free-walk", "stationary-bike"),
    )
    kinds = {task.kind for day in plan.days for task in day.tasks}
    assert not kinds & {"compress", "elevate", "ice", "massage", "roll"}
    for phase in protocol((ARTERIES, variant)).phases.values():
        assert {"compress", "elevate", "ice", "heat"} <= set(phase.forbid)


def test_strength_stays_off_the_walking_days_of_the_clinic_programme(make_plan: PlanMaker) -> None:
    plan = make_plan("peripheral-artery-disease-claudication", cleared_by=CLEARED)
    walks = {day for day, _ in tasks(plan, "interval-walk")}
    for exercise in ("sit-to-stand", "double-heel-raise", "band-row", "low-step-up"):
        days = {day for day, _ in tasks(plan, exercise)}
        assert days
        assert not days & walks


# -- weak veins -------------------------------------------------------------------------------------------------------


def test_the_toes_go_up_each_hour_as_published() -> None:
    dose = dose_of((VEINS, "exercise"), "pump", "ankle-dorsiflexion")
    assert (ends(dose.sets), ends(dose.reps), dose.hourly) == ((1, 1), (10, 10), True)
    assert {origin(dose, name) for name in ("sets", "reps")} == {"V dorsiflexion-hourly"}


def test_the_heel_raises_are_80_percent_of_the_most_as_published() -> None:
    choice = (VEINS, "exercise")
    dose = dose_of(choice, "strength", "double-heel-raise")
    assert (ends(dose.sets), ends(dose.reps_of_max)) == ((3, 3), (80, 80))
    assert origin(dose, "reps_of_max") == "V jull-trial"
    assert "3 sets of 8" in slot_of(choice, "strength", "double-heel-raise").note
    checks = protocol((VEINS, "exercise")).tasks
    assert (checks["most-heel-raises"].days, checks["most-heel-raises-again"].days) == ((25, 25), (46, 46))


def test_veins_move_on_by_every_criterion() -> None:
    choice = (VEINS, "exercise")
    assert exits(choice, "pump") == ["ten-dorsiflexions: yes [P]", "double-heel-raise-2x10: yes [P]"]
    assert exits(choice, "strength") == ["single-heel-raise >= 10 reps [P]", "ankle-girth-evening <= day 1 [P]"]
    assert exits(choice, "endurance") == ["double-heel-raise >= 25 reps [P]", "leg-ache <= day 1 - 2 [P]"]


STOCKINGS = "condition: chronic-venous-insufficiency-poor-circulation\nvariant: exercise-and-stockings\nside: left\n"
NAME = "cleared_by: {name: Example Clinician}\n"
PRESSURE = 'clearance: {abpi-0-8-to-1-3: "yes"}\n'


@pytest.mark.parametrize(
    ("stated", "stockings"),
    [
        ("", False),
        (NAME, False),
        (NAME + PRESSURE.replace("yes", "no"), False),
        (PRESSURE, False),
        (NAME + PRESSURE, True),
    ],
    ids=["nothing", "name", "name-and-no", "pressure-alone", "name-and-pressure"],
)
def test_stockings_need_a_name_and_a_recorded_ankle_pressure(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    stated: str,
    stockings: bool,
) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(STOCKINGS + stated, encoding="utf-8")
    run(capsys, monkeypatch, "plan", "--case", case, *FROM_DAY_1, "-o", tmp_path / "plan.json")
    plan = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    worn = [day for day in plan["days"] if any(task["kind"] == "compress" for task in day["tasks"])]
    assert (len(worn) == 168, plan["referral"] is None) == (stockings, stockings)


@pytest.mark.parametrize("given", [{}, {"with_optional": ("compress",)}, {"clearance": {"abpi-0-8-to-1-3": "yes"}}])
def test_exercise_alone_never_brings_stockings(make_plan: PlanMaker, given: dict[str, Any]) -> None:
    plan = make_plan("chronic-venous-insufficiency-poor-circulation", **given)
    assert plan.days
    assert not any(task.kind == "compress" for day in plan.days for task in day.tasks)


def test_raising_the_legs_is_20_minutes_3_times_a_day(make_plan: PlanMaker) -> None:
    plan = make_plan("chronic-venous-insufficiency-poor-circulation")
    for day in plan.days:
        [task] = [task for task in day.tasks if task.kind == "elevate"]
        assert (task.minutes, task.times_per_day) == (20, 3)


# -- restless legs ----------------------------------------------------------------------------------------------------


def test_three_days_a_week_is_the_trial_and_the_loads_are_not() -> None:
    choice = (RESTLESS, None)
    for exercise in ("brisk-walk", "squat-to-chair", "band-knee-extension", "double-heel-raise"):
        dose = dose_of(choice, "start", exercise)
        assert origin(dose, "frequency") == "V aukerman-2006"
        assert origin(dose, "effort") == "P"
    press = dose_of(choice, "start", "leg-press")
    assert origin(press, "load") == "R"


def test_training_ends_before_18_and_the_evening_set_is_at_21(make_plan: PlanMaker) -> None:
    for day in make_plan("restless-legs-syndrome", with_optional=("hip-flexor-kneel",)).days:
        work = [task for task in day.tasks if task.exercise and task.kind in ("load", "aerobic")]
        assert {task.at for task in work} <= {("16:00",)}
        assert sum(task.minutes for task in work) <= 120
        assert {task.at for task in day.tasks if task.kind == "stretch"} == {("21:00",)}


def test_restless_legs_move_on_by_every_criterion() -> None:
    choice = (RESTLESS, None)
    assert exits(choice, "start") == ["phase-sessions-done >= 8 [P]", "nights-logged >= 14 [P]"]
    assert exits(choice, "build") == [
        "3 sessions: walk-30-effort-4 = yes [P]",
        "any of (irls <= day 1 - 3; day >= 42) [P]",
    ]
    assert exits(choice, "consolidate") == [
        "any of (all of (phase-sessions-done >= 15; irls <= 75 % of day 1); day >= 84) [P]"
    ]


def test_the_card_for_the_urge_says_walk_and_not_lie_still() -> None:
    card = protocol((RESTLESS, None)).cards["urge-now"]
    assert "5 minutes" in card.steps[0]
    assert any("lie still" in line for line in card.do_not)
