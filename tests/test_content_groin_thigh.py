"""The content for groin and front of the thigh: complete in every type and variant, and true to its sources."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import PlanMaker
from content import document, low, origin, protocol_of

from rehab.models.plan import Plan
from rehab.models.protocol import Protocol
from rehab.notation import Span, format_criterion
from rehab.shared import RunTables
from rehab.source.issues import validate

ADDUCTOR, QUADRICEPS, CONTUSION = "adductor-groin-strain", "quadriceps-strain", "thigh-contusion"
CONDITIONS = (ADDUCTOR, QUADRICEPS, CONTUSION)
CHOICES = [
    (ADDUCTOR, "acute", "acute-criteria"),
    (ADDUCTOR, "insertion", "acute-criteria"),
    (ADDUCTOR, "acute", "cae-8wk"),
    (ADDUCTOR, "acute", "asp"),
    (ADDUCTOR, "long-standing", "holmich-modified"),
    (ADDUCTOR, "long-standing", "cae-8wk"),
    (ADDUCTOR, "long-standing", "asp"),
    (ADDUCTOR, "long-standing", "holmich-1999"),
    (QUADRICEPS, "usual", None),
    (QUADRICEPS, "central-tendon", None),
    (CONTUSION, None, None),
]
every_choice = pytest.mark.parametrize("choice", CHOICES, ids=lambda one: "-".join(filter(None, one)))


def protocol(condition: str, kind: str | None = None, variant: str | None = None) -> Protocol:
    return protocol_of(f"peace-love/{condition}", kind, variant)


def exits(plan: Protocol, phase: str) -> set[str]:
    """Return the criteria of a phase without their tags."""
    return {format_criterion(one).partition(" [")[0] for one in plan.phases[phase].exit}


def on(plan: Plan, exercise: str) -> list[int]:
    return sorted({day.day for day in plan.days for task in day.tasks if task.exercise == exercise})


def tasks(plan: Plan, day: int, kind: str) -> list[str]:
    return [task.text for one in plan.days if one.day == day for task in one.tasks if task.kind == kind]


# -- whole and consistent ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_swelling_question_is_asked_again_on_days_2_to_7(condition: str) -> None:
    plan = protocol(condition)
    assert plan.ask_daily == {"RF-08": (2, 7)}
    assert "3 cm" in plan.exceptions["RF-08"]


@pytest.mark.parametrize(
    ("condition", "asked"),
    [
        (ADDUCTOR, "RF-09a RF-09b RF-11b RF-11c RF-19a RF-23 RF-24a RF-35 RF-36 RF-30 RF-31"),
        (QUADRICEPS, "RF-09a RF-09b RF-11b RF-11c RF-19a RF-23 RF-24a RF-33 RF-30 RF-31"),
        (CONTUSION, "RF-11b RF-24a RF-33 RF-45 RF-30 RF-31"),
    ],
)
def test_no_safety_question_of_the_source_is_lost(condition: str, asked: str) -> None:
    assert set(protocol(condition).screen) == set(asked.split())


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_first_days_leave_out_stretch_run_heat_and_massage(condition: str) -> None:
    plan = protocol(condition)
    stretch = "adductor-stretch" if condition == ADDUCTOR else "quad-stretch"
    assert {stretch, "heat", "massage", "nsaid", "running", "kicking"} <= set(plan.phases["peace"].forbid)
    assert plan.monitoring == ("SM-GROIN" if condition == ADDUCTOR else "SM-ACUTE")


# -- groin ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "grade", "windows"),
    [
        ("acute", "1", "1-3 4-7 8-12 13-16 17-20 21-90"),
        ("acute", "2", "1-3 4-11 12-20 21-27 28-34 35-104"),
        ("insertion", "1", "1-3 4-11 12-25 26-36 37-47 48-152"),
        ("insertion", "2", "1-3 4-11 12-25 26-36 37-47 48-152"),
        ("long-standing", None, "1-3 4-17 18-87 88-101 102-171"),
    ],
)
def test_the_groin_timetable_is_that_of_the_source(
    make_plan: PlanMaker, kind: str, grade: str | None, windows: str
) -> None:
    plan = make_plan(ADDUCTOR, kind=kind, grade=grade)
    assert " ".join(f"{phase.first_day}-{phase.last_day}" for phase in plan.phases) == windows
    assert [day.day for day in plan.days] == list(range(1, plan.phases[-1].last_day + 1))


PUBLISHED = [
    # row, variant, phase, exercise, sets, reps, hold or bout in seconds, rest in seconds, source of the amount
    (14, "holmich-modified", "part-1", "stationary-bike", None, None, 600, None),
    (14, "holmich-modified", "part-1", "ball-squeeze-bent", 3, 10, 10, 120),
    (14, "holmich-modified", "part-1", "v-sit-leg-raise", 3, 10, 10, 120),
    (14, "holmich-modified", "part-1", "band-adduction-hold", 5, 10, 10, 120),
    (14, "holmich-modified", "part-1", "sit-up", 4, 15, None, 60),
    (14, "holmich-modified", "part-1", "prone-bridge", 10, None, 15, 60),
    (14, "holmich-modified", "part-1", "side-bridge", 10, None, 15, 60),
    (14, "holmich-modified", "part-1", "alternating-bridge", 10, None, 12, 60),
    (14, "holmich-modified", "part-1", "wobble-board", None, None, 480, None),
    (15, "holmich-1999", "part-1", "ball-squeeze-feet", 10, None, 30, 60),
    (15, "holmich-1999", "part-1", "ball-squeeze-bent", 10, None, 30, 60),
    (15, "holmich-1999", "part-2", "side-lying-hip-abduction", 5, 10, None, 60),
    (15, "holmich-1999", "part-2", "side-lying-adduction", 5, 10, None, 60),
    (15, "holmich-1999", "part-2", "pulley-abduction", 5, 10, None, 60),
    (15, "holmich-1999", "part-2", "pulley-adduction", 5, 10, None, 60),
]


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: f"{row[0]}-{row[3]}")
def test_a_published_groin_dose_is_exactly_that_of_its_source(row: tuple[Any, ...]) -> None:
    number, variant, phase, exercise, sets, reps, seconds, rest = row
    dose = protocol(ADDUCTOR, "long-standing", variant).phases[phase].exercises[exercise].dose
    assert dose
    assert dose.frequency
    assert dose.frequency.per_week == Span(3, 3)
    assert (low(dose.sets), low(dose.reps)) == (sets, reps)
    assert low(dose.hold_seconds or dose.duration_seconds) == seconds
    assert low(dose.rest_seconds) == rest
    source, often = (
        ("V yousefzadeh-2018", "R yousefzadeh-2018") if number == 14 else ("V holmich-1999", "V holmich-1999")
    )
    for name in ("sets", "reps", "hold_seconds", "duration_seconds"):
        assert getattr(dose, name) is None or origin(dose, name) == source
    assert origin(dose, "frequency") == often


def test_part_1_pauses_10_seconds_between_repetitions_and_rides_at_25_watts() -> None:
    rows = protocol(ADDUCTOR, "long-standing", "holmich-modified").phases["part-1"].exercises
    for exercise in ("ball-squeeze-bent", "v-sit-leg-raise", "band-adduction-hold"):
        dose = rows[exercise].dose
        assert dose
        assert low(dose.pause_seconds) == 10
    bike = rows["stationary-bike"].dose
    assert bike
    assert bike.load
    assert bike.load.text == "25 W"


def test_the_copenhagen_calendar_is_row_16() -> None:
    weeks = protocol(ADDUCTOR, "acute", "cae-8wk").phases["maintain"].exercises["copenhagen-levels"].weeks
    found = [(low(weeks[str(n)].sets), low(weeks[str(n)].reps)) for n in range(1, 9)]
    assert found == [(2, 6), (2, 6), (3, 6), (3, 8), (3, 8), (3, 6), (3, 8), (3, 10)]
    for number in range(1, 9):
        dose = weeks[str(number)]
        assert dose.frequency
        assert dose.frequency.per_week == Span(2, 2)
        assert (low(dose.hold_seconds), dose.tempo) == ((20, "") if number <= 5 else (None, "3-0-3"))
        assert origin(dose, "sets") == origin(dose, "frequency") == "V copenhagen-eight-weeks"
        assert (low(dose.rest_seconds), origin(dose, "rest_seconds")) == (60, "P")


def test_the_adductor_strengthening_programme_is_row_17() -> None:
    weeks = protocol(ADDUCTOR, "acute", "asp").phases["maintain"].exercises["copenhagen-choice"].weeks
    assert (weeks["1"].reps, weeks["8"].reps, weeks["9-52"].reps) == (Span(3, 5), Span(12, 15), Span(12, 15))
    assert [origin(weeks[week], "reps") for week in ("1", "2-7", "8")] == ["V haroy-2019", "P", "V haroy-2019"]
    for week, often in (("1", 3), ("2-7", 3), ("8", 3), ("9-52", 1)):
        frequency = weeks[week].frequency
        assert frequency
        assert frequency.per_week == Span(often, often)
        assert (low(weeks[week].sets), weeks[week].tempo) == (1, "3-0-3")


@pytest.mark.parametrize("variant", ["cae-8wk", "asp"])
@pytest.mark.parametrize("kind", ["acute", "long-standing"])
def test_a_strength_calendar_is_never_on_top_of_the_weekly_copenhagen(
    make_plan: PlanMaker, kind: str, variant: str
) -> None:
    plan = make_plan(ADDUCTOR, kind=kind, variant=variant)
    first = next(phase.first_day for phase in plan.phases if phase.id == "maintain")
    calendar = on(plan, "copenhagen-levels" if variant == "cae-8wk" else "copenhagen-choice")
    assert calendar[0] >= first
    assert max([0, *on(plan, "copenhagen"), *on(plan, "copenhagen-hold")]) < first


@pytest.mark.parametrize(("kind", "grade"), [("acute", "1"), ("acute", "2"), ("insertion", "1")])
@pytest.mark.parametrize("day", [1, 9, 20])
def test_loading_of_the_groin_and_running_never_share_a_day(
    make_plan: PlanMaker, kind: str, grade: str, day: int
) -> None:
    plan = make_plan(ADDUCTOR, kind=kind, grade=grade, day=day)
    runs = set(on(plan, "sprint-run"))
    assert runs
    for exercise in ("side-lying-adduction", "standing-band-adduction", "copenhagen-hold", "copenhagen"):
        assert not runs & set(on(plan, exercise)), exercise


def test_the_running_steps_of_the_groin_are_those_of_the_source() -> None:
    stages = validate(document("run-tables"), RunTables).root["groin"].stages
    assert {key: (stage.parts, stage.sessions) for key, stage in stages.items()} == {
        "1": (("10 min",), 1),
        "2": (("6 x 30 m at 60 %, rest: walk back",), 1),
        "3": (("8 x 30 m at 80 %, rest: walk back",), 1),
        "4": (("6 x 20 m at 50 -> 70 %, rest: walk back",), 1),
        "5": (("6 x 30 m at 100 %, rest: walk back",), 1),
        "6": (("8 x 10 m, rest: walk back",), 1),
    }


def test_the_milestones_of_the_groin_lose_no_criterion() -> None:
    plan = protocol(ADDUCTOR)
    assert {"groin-squeeze-pain <= 5", "leg-out-side-pain <= 3", "pain-walking <= 2", "pain-rest <= 2"} <= exits(
        plan, "peace"
    )
    assert exits(plan, "early-load") == {
        "groin-squeeze-pain <= 2 for 2 days", "side-lying-adduction-pain <= 2", "groin-run-1-pain <= 2",
    }  # fmt: skip
    assert exits(plan, "running") == {"copenhagen-4-pain <= 2", "groin-run-3-pain <= 2", "groin-run-4-pain <= 2"}
    assert exits(plan, "pain-free") == {
        "groin-press-pain <= 1 for 2 days", "groin-squeeze-pain <= 1 for 2 days", "groin-stretch-pain <= 1",
        "groin-squeeze-bent-pain <= 1 for 2 days", "hip-lift-resisted-pain <= 1 for 2 days",
        "sit-up-resisted-pain <= 1 for 2 days", "copenhagen-count >= 10 reps", "agility-full-pain <= 0",
    }  # fmt: skip
    assert exits(plan, "sport") == {"3 sessions: controlled-session-pain <= 0"}
    sport = {
        "groin-squeeze-pain <= 1 for 2 days", "full-trainings >= 1 sessions", "copenhagen-count >= 10 reps",
        "hip-squeeze-strength >= 90 % of other side", "hip-squeeze-ratio >= 0.9", "sprint-cut-kick-pain <= 0",
        "hagos-sport >= 87.5 points",
    }  # fmt: skip
    assert exits(plan, "maintain") == sport
    assert sport | exits(plan, "pain-free") | exits(plan, "sport") == exits(
        protocol(ADDUCTOR, "long-standing"), "return"
    )


def test_full_team_training_never_comes_before_day_14_or_18() -> None:
    assert protocol(ADDUCTOR).phases["maintain"].hard_minimum == {"1": 14, "2": 18}
    assert protocol(ADDUCTOR, "insertion").phases["maintain"].hard_minimum == {"1": 18, "2": 18}


def test_long_standing_groin_pain_is_no_fresh_injury_and_never_stretched() -> None:
    plan = protocol(ADDUCTOR, "long-standing")
    assert (plan.framework, plan.onset, plan.grades) == ("rice", "gradual", {})
    assert all("adductor-stretch" in phase.forbid for phase in plan.phases.values())
    assert plan.phases["part-2"].run
    assert plan.phases["part-2"].run.not_before == 46
    assert plan.phases["return"].hard_minimum == {"all": 46}


def test_the_squeeze_test_is_read_daily_with_a_wider_limit_in_the_first_days(make_plan: PlanMaker) -> None:
    plan = make_plan(ADDUCTOR, grade="1")
    for day in (2, 3):
        assert any("up to 5 of 10 is fine" in text for text in tasks(plan, day, "check"))
    for day in (4, 30):
        assert any("0 to 2 of 10 is green, train. 3 to 5 is amber" in text for text in tasks(plan, day, "check"))


# -- quadriceps strain ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "grade", "windows"),
    [
        ("usual", "1", "1-3 4-8 9-14 15-21 22-28 29-98"),
        ("usual", "2", "1-3 4-14 15-28 29-42 43-56 57-126"),
        ("central-tendon", "1", "1-3 4-14 15-28 29-42 43-56 57-126"),
        ("central-tendon", "2", "1-3 4-14 15-28 29-42 43-56 57-126"),
    ],
)
def test_the_quadriceps_timetable_is_that_of_the_source(
    make_plan: PlanMaker, kind: str, grade: str, windows: str
) -> None:
    plan = make_plan(QUADRICEPS, kind=kind, grade=grade)
    assert " ".join(f"{phase.first_day}-{phase.last_day}" for phase in plan.phases) == windows


def test_the_earliest_days_and_hard_minimums_of_the_quadriceps() -> None:
    phases = protocol(QUADRICEPS).phases
    earliest = {name: phases[name].earliest for name in ("early-load", "strength", "speed", "return")}
    assert earliest == {
        "early-load": {"1": 4, "2": 4},
        "strength": {"1": 8, "2": 15},
        "speed": {"1": 12, "2": 26},
        "return": {"1": 16, "2": 35},
    }
    assert phases["return"].hard_minimum == phases["maintain"].hard_minimum == {"1": 16, "2": 35}
    assert phases["peace"].latest_end == {"all": 5}


@pytest.mark.parametrize("grade", ["1", "2"])
def test_no_run_before_the_third_phase_and_no_kick_before_the_fourth(make_plan: PlanMaker, grade: str) -> None:
    plan = make_plan(QUADRICEPS, grade=grade)
    first = {phase.id: phase.first_day for phase in plan.phases}
    assert min(on(plan, "run-walk")) >= first["strength"]
    assert min(on(plan, "sprint-run")) >= first["speed"]
    kicks = on(plan, "kick-steps")
    assert min(kicks) > first["speed"]
    assert min(kicks) > min(on(plan, "sprint-run"))
    assert not set(kicks) & set(on(plan, "reverse-nordic"))
    assert min(on(plan, "quad-stand")) == first["strength"]
    assert min(on(plan, "hip-flexor-kneel")) == first["speed"]


def test_the_quadriceps_loses_no_criterion() -> None:
    plan = protocol(QUADRICEPS)
    assert {
        "pain-rest <= 2", "pain-walking <= 3", "leg-raise-5-pain <= 3", "knee-bend-sitting-pain <= 3",
    } <= exits(plan, "peace")  # fmt: skip
    assert {
        "knee-straighten-7-pain <= 2", "hip-lift-7-pain <= 2", "stairs-step-over-pain <= 1 for 2 days",
    } <= exits(plan, "early-load")  # fmt: skip
    assert exits(plan, "strength") == {
        "single-leg-squat-count >= 10 reps", "knee-straighten-strength >= 80 % of other side", "run-stage-e >= 3",
        "run-pain <= 1", "heel-to-seat-gap <= other side + 3 cm", "prone-knee-bend-angle >= other side - 5 degrees",
    }  # fmt: skip
    assert exits(plan, "speed") == {
        "knee-straighten-strength >= 90 % of other side", "single-hop >= 90 % of other side", "sprint-90-pain <= 0",
        "kick-20-pain <= 0",
    }  # fmt: skip
    assert {
        "thigh-press-pain <= 0 for 2 days", "prone-knee-bend-angle >= other side - 5 degrees",
        "knee-straighten-strength >= 90 % of other side", "hip-lift-strength >= 90 % of other side",
        "single-hop >= 90 % of other side", "triple-hop >= 90 % of other side",
        "full-trainings >= 2 sessions", "confidence >= 9",
    } <= exits(plan, "return")  # fmt: skip


def test_the_kicking_leg_waits_seven_days_more() -> None:
    modifier = protocol(QUADRICEPS).modifiers["kicking-leg"]
    assert (modifier.factor, modifier.add_days) == (1, {"speed": 7})
    assert "day 23 (mild) or day 42 (moderate)" in modifier.note


def test_the_reverse_nordic_goes_up_by_weeks() -> None:
    weeks = protocol(QUADRICEPS).phases["speed"].exercises["reverse-nordic"].weeks
    assert {week: (low(dose.sets), low(dose.reps)) for week, dose in weeks.items()} == {
        "1-2": (2, 5), "3-4": (2, 8), "5-6": (3, 8),
    }  # fmt: skip


# -- thigh contusion --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grade", "windows"),
    [
        ("mild", "1-3 4-5 6-9 10-14 15-56"),
        ("moderate", "1-3 4-9 10-18 19-28 29-70"),
        ("severe", "1-5 6-16 17-35 36-56 57-98"),
    ],
)
def test_the_contusion_timetable_is_that_of_the_source(make_plan: PlanMaker, grade: str, windows: str) -> None:
    plan = make_plan(CONTUSION, grade=grade, cleared_by={"name": "Example Clinician"})
    assert " ".join(f"{phase.first_day}-{phase.last_day}" for phase in plan.phases) == windows


def test_a_severe_contusion_needs_a_clinician_first(make_plan: PlanMaker) -> None:
    plan = make_plan(CONTUSION, grade="severe")
    assert (plan.disposition, plan.days) == ("same_day", ())


def test_the_earliest_days_and_hard_minimums_of_the_contusion() -> None:
    phases = protocol(CONTUSION).phases
    assert phases["strength"].earliest == {"1": 5, "2": 8, "3": 14}
    assert phases["return"].earliest == phases["return"].hard_minimum == {"1": 6, "2": 14, "3": 28}
    for early in ("peace", "motion"):
        assert {"quad-stretch", "passive-bend", "contact", "massage"} <= set(phases[early].forbid)
    assert "contact" in phases["strength"].forbid


def test_the_contusion_loses_no_criterion() -> None:
    plan = protocol(CONTUSION)
    assert {"thigh-girth not rising", "pain-rest <= 3", "quad-set-pain <= 3"} <= exits(plan, "peace")
    assert exits(plan, "motion") == {
        "knee-bend-angle >= 120 degrees", "knee-bend-pain <= 1 for 2 days", "normal-gait: yes",
        "leg-raise-10-straight: yes",
    }  # fmt: skip
    assert exits(plan, "strength") == {
        "full-squat-pain <= 1", "single-leg-squat-count >= 10 reps", "knee-straighten-strength >= 85 % of other side",
        "jog-10-pain <= 1",
    }  # fmt: skip
    assert exits(plan, "return") == {
        "knee-bend-angle >= 120 degrees", "knee-bend-pain <= 0 for 2 days",
        "knee-bend-angle >= other side - 10 degrees", "knee-straighten-strength >= 90 % of other side",
        "single-hop >= 90 % of other side", "full-squat-pain <= 1", "sprint-stop-jump-pain <= 1", "thigh-pad: yes",
    }  # fmt: skip


def test_the_knee_bent_wrap_is_off_unless_asked_for_and_lasts_24_hours_at_most(make_plan: PlanMaker) -> None:
    wrap = protocol(CONTUSION).tasks["knee-bent-wrap"]
    assert (wrap.minutes, wrap.times_per_day, wrap.days, wrap.evidence) == (24 * 60, 1, (1, 1), "V aronen-2006")
    assert "trained first-aider agrees" in wrap.only_if
    usual = make_plan(CONTUSION, grade="moderate")
    asked = make_plan(CONTUSION, grade="moderate", with_optional=("knee-bent-wrap",))
    titles = [[task.title for task in plan.days[0].tasks] for plan in (usual, asked)]
    assert [wrap.title in one for one in titles] == [False, True]
    assert all(wrap.title not in [task.title for task in day.tasks] for day in asked.days[1:])


def test_the_bruise_is_graded_again_on_day_2_and_its_bend_is_measured_each_day(make_plan: PlanMaker) -> None:
    plan = make_plan(CONTUSION, grade="mild")
    again = [day.day for day in plan.days for task in day.tasks if task.short_title == "Grade it again"]
    bend = [day.day for day in plan.days for task in day.tasks if task.short_title == "Knee bend"]
    assert again == [2]
    assert bend == list(range(2, 57))
    assert any("more than 10 degrees or 3 cm is red" in text for text in tasks(plan, 10, "check"))


def test_in_the_first_day_the_knee_rests_bent_not_straight(make_plan: PlanMaker) -> None:
    plan = make_plan(CONTUSION, grade="mild")
    assert any("not straight" in text for text in tasks(plan, 1, "protect"))
    assert any("24 hours" in line and "not straight" in line for line in plan.phases[0].allowed)
    assert "aspirin" in tasks(plan, 1, "avoid")[0]


def test_the_name_charley_horse_asks_whether_there_was_a_blow() -> None:
    assert "charley horse" in protocol(CONTUSION).names


@pytest.mark.parametrize("day", [1, 6, 10, 29, 30])
@pytest.mark.parametrize("grade", ["1", "2"])
def test_the_strength_rows_of_the_groin_find_their_days_however_late_it_begins(
    make_plan: PlanMaker, grade: str, day: int
) -> None:
    plan = make_plan(ADDUCTOR, grade=grade, day=day)
    done = {task.exercise for entry in plan.days for task in entry.tasks}
    assert {"side-lying-adduction", "band-adduction", "copenhagen-hold", "copenhagen"} & done >= {
        "side-lying-adduction",
        "copenhagen-hold",
    }
    assert "unplaced" not in [notice.code for notice in plan.notices]


def test_rows_that_find_no_day_are_named_on_page_1(make_plan: PlanMaker) -> None:
    plan = make_plan(ADDUCTOR, grade="2", days=("mon", "wed", "fri"))
    [text] = [notice.text for notice in plan.notices if notice.code == "unplaced"]
    done = {task.exercise for entry in plan.days for task in entry.tasks}
    for exercise in ("copenhagen-hold", "side-lying-adduction"):
        assert exercise not in done
    assert "held (levels 1 to 5)" in text
    assert "Lift the bottom leg, lying on your side" in text
