"""What every plan keeps, whoever it is for and whenever it is first used (design, section 5)."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from typing import Any

import pytest
from combinations import LIBRARY, choices_of
from conftest import INJURED, PlanMaker
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invariants import Invariants, exercises

from rehab.library import Library
from rehab.models.plan import Plan, Task

SHIPPED = LIBRARY
CHOICES = list(choices_of(SHIPPED))


@st.composite
def orders(draw: st.DrawFn) -> dict[str, Any]:
    condition, grade, kind, variant = draw(st.sampled_from(CHOICES))
    one_sided = SHIPPED.protocol(condition).both_sides_raise is not None  # there both sides are a referral
    return {
        "condition": condition,
        "grade": grade,
        "kind": kind,
        "variant": variant,
        "cleared": True,
        "day": draw(st.integers(1, 120)),
        "side": draw(st.sampled_from(["left", "right", None] if one_sided else ["left", "right", "both", None])),
        "age": draw(st.sampled_from([None, 17, 30, 55])),
        "days": draw(st.sampled_from([(), ("mon", "wed", "fri"), ("sat", "sun"), ("tue", "wed", "thu")])),
        "injured": draw(st.sampled_from([INJURED, dt.date(2026, 12, 31), dt.date(2024, 2, 27)])),
    }


PROPERTY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@PROPERTY
@given(order=orders())
def test_what_holds_for_every_plan(make_plan: PlanMaker, order: dict[str, Any]) -> None:
    plan = make_plan(**order)
    protocol = SHIPPED.load(SHIPPED.paths[order["condition"]], kind=order["kind"], variant=order["variant"]).protocol
    Invariants(protocol, SHIPPED, order["grade"], order["side"]).hold(plan, order["day"])
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


@PROPERTY
@given(order=orders())
def test_the_same_order_gives_the_same_plan_and_a_week_later_the_same_plan_a_week_later(
    make_plan: PlanMaker, order: dict[str, Any]
) -> None:
    plan = make_plan(**order)
    assert make_plan(**order) == plan
    later = make_plan(**{**order, "injured": order["injured"] + dt.timedelta(days=7)})
    assert [[task.id for task in day.tasks] for day in later.days] == [
        [task.id for task in day.tasks] for day in plan.days
    ]


@PROPERTY
@given(order=orders(), flag=st.sampled_from(["RF-20", "RF-31", "RF-48", "RF-07c"]))
def test_a_restriction_never_adds_a_load(make_plan: PlanMaker, order: dict[str, Any], flag: str) -> None:
    order = {**order, "cleared": False}  # a clinician's name could lift the restriction
    free = make_plan(**order)
    limited = make_plan(**order, yes=[flag])
    if limited.referral:
        return
    assert limited.effect == "limit"
    assert {task.id for _, task in exercises(limited)} <= {task.id for _, task in exercises(free)}
    assert not [task for _, task in exercises(limited) if task.kind in ("load", "run", "roll", "massage", "stretch")]


def test_a_raised_row_takes_out_the_exercises_that_must_not_be_done_with_it(make_plan: PlanMaker) -> None:
    free = make_plan("leg-overuse-muscle-fatigue", yes=())
    heart = make_plan("leg-overuse-muscle-fatigue", yes=["RF-30"])
    assert heart.referral is None
    assert "legs-up-wall" in {task.exercise for _, task in exercises(free)}
    assert "legs-up-wall" not in {task.exercise for _, task in exercises(heart)}
    assert "legs-up-wall" not in {dose.exercise for phase in heart.phases for dose in phase.exercises}


@pytest.mark.parametrize(
    ("condition", "flag", "disposition"),
    [
        ("sciatica-lumbar-radicular-pain", "RF-05a", "emergency"),
        ("peripheral-nerve-entrapment", "RF-17a", "see_doctor"),
    ],
)
def test_both_sides_at_once_raise_the_question_they_stand_for(
    make_plan: PlanMaker, condition: str, flag: str, disposition: str
) -> None:
    one, both = make_plan(condition, side="left"), make_plan(condition, side="both")
    assert one.screening.yes == ()
    assert both.screening.yes == (flag,)
    assert both.disposition == disposition
    assert make_plan(condition, side="both", yes=None).disposition == disposition


def test_a_programme_used_late_begins_at_its_beginning(make_plan: PlanMaker) -> None:
    first, late = make_plan("restless-legs-syndrome"), make_plan("restless-legs-syndrome", day=31)
    checks = [
        [
            (entry.day - plan.days[0].day, task.title)
            for entry in plan.days
            for task in entry.tasks
            if task.kind == "check"
        ]
        for plan in (first, late)
    ]
    assert checks[0]
    assert [one for one in checks[0] if "12" in one[1]] == [one for one in checks[1] if "12" in one[1]]
    assert "late-programme" in [notice.code for notice in late.notices]


def test_a_card_says_with_what_an_exercise_must_not_be_done(make_plan: PlanMaker) -> None:
    told = make_plan("calf-strain").exercises["calf-gastroc-wall"].precautions
    assert told[0].startswith("Not with Achilles pain right at the heel bone, ")


@PROPERTY
@given(order=orders())
def test_chosen_weekdays_hold_for_everything_that_is_not_daily(make_plan: PlanMaker, order: dict[str, Any]) -> None:
    chosen = ("tue", "sat")
    plan = make_plan(**{**order, "days": chosen})
    protocol = SHIPPED.load(SHIPPED.paths[order["condition"]], kind=order["kind"], variant=order["variant"]).protocol
    slots = {
        (phase_id, key): slot for phase_id, phase in protocol.phases.items() for key, slot in phase.exercises.items()
    }
    for day in plan.days:
        for task in day.tasks:
            parts = task.reason.rule.split(".")
            if parts[0] != "phases" or "exercises" not in parts:
                continue
            slot = slots[parts[1], parts[3]]
            doses = list(filter(None, (slot.dose, *slot.weeks.values())))
            partner = slot.on_days_of or slot.off_days_of
            spread = all(
                dose.frequency and dose.frequency.every_days != 1 and not dose.frequency.once for dose in doses
            )
            if not partner and spread:
                assert day.date.strftime("%a").lower() in chosen, task.id


# -- hamstring strain, line by line -----------------------------------------------------------------------------------


def test_days_1_to_3_hold_peace_only(make_plan: PlanMaker) -> None:
    plan = make_plan("hamstring-strain", grade="2")
    for day in plan.days[:3]:
        kinds = {task.kind for task in day.tasks}
        assert {"protect", "elevate", "compress", "avoid", "educate", "hydrate"} <= kinds
        assert not kinds & {"stretch", "run", "ice", "roll", "massage", "aerobic"}
        [elevate] = [task for task in day.tasks if task.kind == "elevate"]
        assert 4 <= elevate.times_per_day <= 6
        assert elevate.duration_seconds == (1200, 1200)
        for task in day.tasks:
            if task.exercise:
                assert task.effort is not None
                assert task.effort[1] <= 3
    assert not [task for _, task in exercises(plan) if task.id.startswith("1.")]  # from day 2 on


def test_ice_is_there_only_when_asked_for(make_plan: PlanMaker) -> None:
    plan = make_plan("hamstring-strain", grade="2", with_optional=("ice",))
    assert [day.day for day in plan.days if any(task.kind == "ice" for task in day.tasks)] == [1, 2, 3]


def test_day_4_opens_love_with_its_gate_printed(make_plan: PlanMaker) -> None:
    plan = make_plan("hamstring-strain", grade="2")
    peace, love, *_ = plan.phases
    assert (peace.framework_step, peace.first_day, peace.last_day) == ("peace", 1, 3)
    assert (love.framework_step, love.first_day) == ("love", 4)
    assert peace.criteria
    assert any(task.kind == "check" for task in plan.days[3].tasks)


@pytest.mark.parametrize("grade", ["1", "2", None])
@pytest.mark.parametrize("day", [1, 2, 3, 4, 5, 9, 40])
def test_the_l_protocol_is_exact_and_never_before_plan_day_6(make_plan: PlanMaker, grade: str | None, day: int) -> None:
    plan = make_plan("hamstring-strain", grade=grade, day=day)
    found: dict[str, list[tuple[int, Task]]] = {}
    for plan_day, task in exercises(plan):
        found.setdefault(task.exercise or "", []).append((plan_day, task))
    for exercise, sets, reps, times, gap in (("extender", 3, 12, 2, 1), ("diver", 3, 6, 1, 2), ("glider", 3, 4, 1, 3)):
        days = [plan_day for plan_day, _ in found[exercise]]
        assert min(days) >= 6
        assert {b - a for a, b in itertools.pairwise(days)} == {gap}
        for _, task in found[exercise]:
            assert (task.sets, task.reps, task.times_per_day) == (sets, (reps, reps), times)
            assert (task.reason.evidence, task.reason.reference) == ("V", "askling-2013")


@pytest.mark.parametrize(
    ("grade", "windows"),
    [
        ("1", [(1, 3), (4, 6), (7, 13), (14, 20), (21, 28), (29, 98)]),
        ("2", [(1, 3), (4, 10), (11, 24), (25, 38), (39, 56), (57, 126)]),
        (None, [(1, 3), (4, 10), (11, 24), (25, 38), (39, 56), (57, 126)]),
    ],
)
def test_hamstring_phases_lie_as_the_default_timetable_says(
    make_plan: PlanMaker, grade: str | None, windows: list[tuple[int, int]]
) -> None:
    plan = make_plan("hamstring-strain", grade=grade)
    assert [(phase.first_day, phase.last_day) for phase in plan.phases] == windows
    assert ("grade-unknown" in {notice.code for notice in plan.notices}) == (grade is None)


def test_over_forty_phases_3_to_5_last_a_quarter_longer_rounded_up(make_plan: PlanMaker) -> None:
    plan = make_plan("hamstring-strain", grade="2", age=41)
    assert [phase.last_day - phase.first_day + 1 for phase in plan.phases[:5]] == [3, 7, 18, 18, 23]
    assert make_plan("hamstring-strain", grade="2", age=40).phases[2].last_day == 24


def test_only_the_largest_modifier_counts(make_plan: PlanMaker) -> None:
    plan = make_plan("hamstring-strain", grade="2", age=41, modifiers=("intramuscular-tendon",))
    assert [phase.last_day - phase.first_day + 1 for phase in plan.phases[2:5]] == [21, 21, 27]


def test_first_use_on_day_40_starts_in_the_phase_after_peace_without_sprints(make_plan: PlanMaker) -> None:
    plan = make_plan("hamstring-strain", grade="2", day=40)
    assert plan.days[0].day == 40
    assert plan.phases[0].id == "early-load"
    assert (plan.phases[0].first_day, plan.phases[0].last_day) == (40, 46)
    assert not [task for day in plan.days[:7] for task in day.tasks if task.kind == "run"]
    assert {"late-start", "two-weeks"} <= {notice.code for notice in plan.notices}
    assert not [task for day in plan.days for task in day.tasks if task.kind in ("protect", "compress", "elevate")]


@pytest.mark.parametrize(
    ("grade", "last"),
    [("mild", 3), ("moderate", 3), ("severe", 5), (None, 3)],
    ids=["mild", "moderate", "severe", "none"],
)
def test_starting_in_the_first_phase_of_the_grade_is_in_time(
    make_plan: PlanMaker, grade: str | None, last: int
) -> None:
    """Without a grade the slowest timetable that needs no clearance counts, as everywhere else."""
    shins, clinician = "medial-tibial-stress-syndrome", {"name": "Example Clinician", "on": INJURED}
    in_time, next_day, late = (
        make_plan(shins, grade=grade, day=day, cleared_by=clinician) for day in (last, last + 1, last + 2)
    )
    assert in_time.phases[0].number == 1
    assert next_day.phases[0].number == late.phases[0].number == 2
    told = [any(notice.code == "late-start-rice" for notice in plan.notices) for plan in (in_time, next_day, late)]
    assert told == [False, True, True]


@pytest.mark.parametrize("flag", ["RF-11c", "RF-20"])
def test_a_not_sure_that_counts_as_no_is_told_as_advice(make_plan: PlanMaker, library: Library, flag: str) -> None:
    row = library.shelf.red_flags.flags[flag]
    plan = make_plan("calf-strain", grade="2", unsure=[flag])
    told = [notice.text for notice in plan.notices if notice.code == "not-sure"]
    assert not row.unsure_counts
    assert len(told) == 1
    assert row.short in told[0]
    assert library.shelf.red_flags.within[str(row.within_hours)] in told[0]
    assert plan.notices[0].code == "not-sure"


def test_a_not_sure_that_counts_as_yes_is_no_advice(make_plan: PlanMaker) -> None:
    plan = make_plan("calf-strain", grade="2", unsure=["RF-31"])
    assert "not-sure" not in {notice.code for notice in plan.notices}
    assert plan.effect == "limit"


def test_with_both_sides_hurt_no_sentence_names_the_one_side(make_plan: PlanMaker) -> None:
    plan = make_plan("medial-tibial-stress-syndrome", grade="moderate", side="both")
    assert plan.case.summary.startswith("Pain along the inner edge of each shin bone.")
    steps = " ".join(step for one in plan.exercises.values() for step in (one.each_side_step, *one.steps))
    assert not re.search(r"\b(the|your) (one|other other)\b|good side|then one\b", steps)
    assert "Do both sides, one after the other." in {one.each_side_step for one in plan.exercises.values()}
    doses = " ".join(dose.text for phase in plan.phases for dose in phase.exercises)
    assert "good side" not in doses


def test_nordics_follow_the_weeks_of_the_trial_from_phase_4(make_plan: PlanMaker) -> None:
    plan = make_plan("hamstring-strain", grade="2")
    start = next(phase.first_day for phase in plan.phases if phase.id == "speed")
    weeks: dict[int, list[Task]] = {}
    for day, task in exercises(plan):
        if task.exercise == "nordic-curl":
            weeks.setdefault((day - start) // 7 + 1, []).append(task)
    # 3 a week from week 3, but only on sprint days, and those of step 6 are 72 hours apart: 2 in week 3
    assert [len(weeks[week]) for week in (1, 2, 3, 4, 5, 6)] == [1, 2, 2, 3, 3, 3]
    assert (weeks[1][0].sets, weeks[1][0].reps) == (2, (5, 5))
    assert (weeks[2][0].sets, weeks[2][0].reps) == (2, (6, 6))
    assert (weeks[3][0].sets, weeks[3][0].reps) == (3, (6, 8))
    assert (weeks[4][0].sets, weeks[4][0].reps) == (3, (8, 10))
    assert weeks[5][0].reps_by_set == (12, 10, 8)


def test_nordics_come_on_sprint_days_after_the_sprints(make_plan: PlanMaker) -> None:
    plan = make_plan("hamstring-strain", grade="2")
    for day in plan.days:
        order = [task.kind if task.kind == "run" else task.exercise for task in day.tasks]
        if day.phase in ("speed", "return") and "nordic-curl" in order:
            assert order.index("run") < order.index("nordic-curl")


# -- the other conditions ------------------------------------------------------------------------------------------


def test_alfredson_is_twelve_weeks_of_both_drops_twice_a_day_every_day(make_plan: PlanMaker) -> None:
    plan = make_plan("achilles-tendinopathy", variant="alfredson")
    for exercise in ("heel-drop-straight", "heel-drop-bent"):
        tasks = [(day, task) for day, task in exercises(plan) if task.exercise == exercise]
        assert [day for day, _ in tasks] == list(range(4, 88))
        for _, task in tasks:
            assert (task.sets, task.reps, task.times_per_day, task.side) == (3, (15, 15), 2, "left")
            assert task.reason.evidence == "V"


@pytest.mark.parametrize(
    ("week", "sets", "load"),
    [
        (1, 3, "15"),
        (2, 3, "12"),
        (3, 3, "12"),
        (4, 4, "10"),
        (5, 4, "10"),
        (6, 4, "8"),
        (8, 4, "8"),
        (9, 4, "6"),
        (12, 4, "6"),
    ],
)
def test_heavy_slow_resistance_changes_its_load_by_week(make_plan: PlanMaker, week: int, sets: int, load: str) -> None:
    plan = make_plan("achilles-tendinopathy", variant="hsr")
    first = 4 + 7 * (week - 1)
    tasks = [task for day, task in exercises(plan) if first <= day < first + 7 and task.tempo == "3-0-3"]
    assert tasks
    for task in tasks:
        assert task.sets == sets
        assert task.load is not None
        assert load in task.load


def test_shin_splints_rest_then_load_then_the_six_stages_of_table_a(make_plan: PlanMaker) -> None:
    plan = make_plan("medial-tibial-stress-syndrome", grade="mild")
    for day in plan.days[:3]:
        assert any(task.kind == "rest" for task in day.tasks)
        assert not any(task.kind == "run" for task in day.tasks)
    stages: list[str] = []
    for _, task in exercises(plan):
        if task.reason.rule.startswith("run-tables"):
            stage = task.reason.rule.rpartition(".")[2]
            if not stages or stages[-1] != stage:
                stages.append(stage)
    assert stages[:6] == ["1", "2", "3", "4", "5", "6"]
    assert min(day for day, task in exercises(plan) if task.kind == "run") >= 8


def test_insertional_achilles_never_goes_below_the_floor_nor_stretches_the_calf(make_plan: PlanMaker) -> None:
    for variant in ("ltcr", "jonsson-insertional"):
        plan = make_plan("achilles-tendinopathy", kind="insertional", variant=variant)
        for _, task in exercises(plan):
            codes = set(SHIPPED.shelf.exercises[task.exercise or ""].counts_as)
            assert not codes & {"ankle-dorsiflexion-below-floor", "calf-stretch"}


@pytest.mark.parametrize(
    ("condition", "case", "disposition"),
    [
        ("deep-vein-thrombosis", {}, "same_day"),
        ("calf-strain", {"yes": ["RF-08"]}, "same_day"),
        ("calf-strain", {"yes": ["RF-01"]}, "emergency"),
        ("calf-strain", {"yes": ["RF-01", "RF-08"]}, "emergency"),
        ("hamstring-strain", {"grade": "3"}, "same_day"),
        ("calf-strain", {"grade": "3"}, "same_day"),
        ("hamstring-strain", {"grade": "complete tear"}, "same_day"),
        ("medial-tibial-stress-syndrome", {"grade": "severe"}, "see_doctor"),
    ],
)
def test_a_referral_holds_no_exercise_anywhere(
    make_plan: PlanMaker, condition: str, case: dict[str, Any], disposition: str
) -> None:
    plan = make_plan(condition, **case)
    assert plan.disposition == disposition
    assert plan.referral is not None
    assert plan.referral.do_now
    assert plan.referral.do_not
    assert plan.days == ()
    assert plan.phases == ()
    assert plan.exercises == {}


def test_a_limit_prints_a_plan_that_names_what_is_left_out(make_plan: PlanMaker) -> None:
    plan = make_plan("calf-strain", grade="1", yes=["RF-20"])
    assert (plan.disposition, plan.effect) == ("see_doctor", "limit")
    assert {"compress", "elevate", "ice", "load", "run"} <= {entry.kind for entry in plan.dropped}
    assert not [task for day in plan.days for task in day.tasks if task.kind in ("compress", "elevate", "load", "run")]
    [notice] = [notice for notice in plan.notices if notice.code == "limit"]
    assert "the bandage" in notice.text
    assert plan.see_by == INJURED + dt.timedelta(days=14)


def test_no_side_means_no_side_and_a_box_on_page_1(make_plan: PlanMaker) -> None:
    plan = make_plan("hamstring-strain", grade="2", side=None)
    assert "side-unknown" in {notice.code for notice in plan.notices}
    assert plan.case.side is None
    text = plan.model_dump_json()
    assert "{sore}" not in text
    assert "{other}" not in text


def test_a_name_is_in_the_case_only_and_never_in_its_id(make_plan: PlanMaker) -> None:
    one = make_plan("hamstring-strain", grade="2", name="Example One")
    two = make_plan("hamstring-strain", grade="2", name="Example Two")
    assert one.case.id == two.case.id
    assert one.model_dump_json().count("Example One") == 1


def test_a_child_gets_no_amount_of_water_and_a_word_to_the_clinician(make_plan: PlanMaker) -> None:
    plan = make_plan("hamstring-strain", grade="2", age=15)
    assert "under-16" in {notice.code for notice in plan.notices}
    assert not [task for day in plan.days for task in day.tasks if task.kind == "hydrate"]


def test_without_equipment_the_substitute_counts_else_the_easier_exercise_else_it_is_left_out(
    make_plan: PlanMaker,
) -> None:
    everything = make_plan("hamstring-strain", grade="2")
    substitute = make_plan("hamstring-strain", grade="2", without=("mat",))
    assert {task.exercise for _, task in exercises(substitute)} == {task.exercise for _, task in exercises(everything)}
    stand_in = make_plan("hamstring-strain", grade="2", variant="aspetar", without=("band",))
    assert stand_in.referral is None
    left_out = make_plan("achilles-tendinopathy", variant="hsr", without=("leg press", "barbell"))
    [text] = [
        notice.text for notice in left_out.notices if notice.code == "equipment-left-out" and "leg press" in notice.text
    ]
    used = {task.exercise for _, task in exercises(left_out)}
    assert "hsr-leg-press-calf" not in used
    assert SHIPPED.shelf.exercises["hsr-leg-press-calf"].title in text
    assert "hsr-seated-calf" in used


def test_a_plan_says_when_its_running_steps_take_longer_than_its_dates(make_plan: PlanMaker) -> None:
    for condition, grade, longer in (
        ("calf-strain", "2", True),
        ("hamstring-strain", "2", False),
        ("calf-strain", "1", True),
    ):
        plan = make_plan(condition, grade=grade)
        assert ("running-longer" in {notice.code for notice in plan.notices}) == longer, (condition, grade)


def test_a_stage_prints_its_rests_and_a_longer_wait(make_plan: PlanMaker) -> None:
    plan = make_plan("hamstring-strain", grade="2")
    stages = {stage.stage: stage for phase in plan.phases for stage in phase.running}
    assert "2 min between runs" in stages["J3"].text
    assert "3 min between runs" in stages["J6"].text
    assert "Then wait 3 days" in stages["J6"].text
    assert "wait" not in stages["J5"].text
    speed = next(phase for phase in plan.phases if phase.id == "speed")
    assert speed.running_before[0] == "Run every 2nd day."


def test_what_a_limit_drops_is_in_no_phase_and_no_letter(make_plan: PlanMaker) -> None:
    plan = make_plan("calf-strain", grade="2", yes=["RF-20"])
    kinds = {plan.exercises[dose.exercise].kind for phase in plan.phases for dose in phase.exercises}
    assert not kinds & {"load", "run", "stretch"}
    assert not any(phase.running or phase.running_goes_on or phase.allowed for phase in plan.phases)
    assert {"Elevate", "Compress"}.isdisjoint({letter.name for letter in plan.letters})
