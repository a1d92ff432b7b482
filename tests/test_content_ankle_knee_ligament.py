"""Ankle sprain, inner knee ligament, fracture, compartment syndrome: what the plans say is what the sources say.

Every number here was copied by hand from the clinical source. Day 1 is Wednesday 18 November 2026.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import PlanMaker
from content import document, exercises, protocol_of, words_of
from shell import run

from rehab.models.plan import Plan, Task
from rehab.notation import Criterion, parse_criterion
from rehab.shared import Exercises
from rehab.source.issues import validate

ANKLE = "peace-love/lateral-ankle-sprain"
KNEE = "peace-love/knee-mcl-sprain"
FRACTURE = "referral/fracture"
COMPARTMENT = "referral/acute-compartment-syndrome"
ALL = [ANKLE, KNEE, FRACTURE, COMPARTMENT]
every_file = pytest.mark.parametrize("name", ALL)
CLEARED: dict[str, Any] = {"cleared_by": {"name": "Example Clinician"}}


def tasks(plan: Plan, exercise: str) -> dict[int, Task]:
    return {day.day: task for day in plan.days for task in day.tasks if task.exercise == exercise}


def windows(plan: Plan) -> list[tuple[int, int]]:
    return [(phase.first_day, phase.last_day) for phase in plan.phases]


def bare(criterion: Criterion) -> tuple[Any, ...]:
    """Return a criterion without its tags."""
    parts = tuple(bare(part) for part in criterion.parts)
    words = (criterion.form, criterion.measure, criterion.comparison, criterion.number, criterion.unit, criterion.base)
    return (*words, criterion.expected, criterion.count, criterion.for_days, parts)


def lines(*texts: str) -> list[tuple[Any, ...]]:
    return sorted((bare(parse_criterion(text)) for text in texts), key=str)


# -- whole and consistent ---------------------------------------------------------------------------------------------


@every_file
def test_it_is_an_example_that_nobody_has_signed(name: str) -> None:
    plan = protocol_of(name)
    assert (plan.status, plan.version, plan.author, plan.accept_risk) == ("draft", 1, "", None)


def test_the_cards_of_these_exercises_fit_and_say_which_side() -> None:
    for exercise_id, one in validate(document("exercises/ankle"), Exercises).root.items():
        assert len(one.feel) <= 30, exercise_id
        assert len(one.not_feel) <= 30, exercise_id
        assert len(one.easier) <= 28, exercise_id
        assert len(one.harder) <= 28, exercise_id
        assert len(one.short_title or one.title) <= 22, exercise_id
        assert ("{sore}" in " ".join(one.steps)) == (one.sides == "one"), exercise_id


@pytest.mark.parametrize("name", [*ALL, "exercises/ankle"])
def test_sentences_for_patients_are_short(name: str) -> None:
    for text in words_of(document(name).data):
        if text[:1].isupper():  # not an id, a name people type, or a line of notation
            for sentence in re.split(r"(?<=[.?!:])\s+", text.split(" | ")[0]):
                assert len(sentence.split()) <= 20, sentence
            assert not re.search(r"\b(NPRS|RPE|LSI|MVC|RM|ROM|reps|NSAID)\b", text), text


@every_file
def test_short_lines_fit_their_places_on_paper(name: str) -> None:
    plan = protocol_of(name)
    for line in (*plan.stop_signs.emergency, *plan.stop_signs.today):
        assert re.fullmatch(r".{1,40} \| RF-\d\d.*", line), line
    for phase in plan.phases.values():
        for exercise_id, slot in phase.exercises.items():
            assert max(len(slot.easier), len(slot.harder)) <= 28, exercise_id


def test_turns_and_jumps_count_as_what_early_phases_forbid() -> None:
    assert {"running", "cutting"} <= set(exercises()["agility-drills"].counts_as)
    assert {"running", "cutting"} <= set(exercises()["shuffle-to-cut"].counts_as)
    assert "jumping" in exercises()["jump-stick"].counts_as


# -- rows, compiled ---------------------------------------------------------------------------------------------------

HOME, EARLY = "home-default", "bleakley-early"
# exercise, its days between the first two numbers, and what each of its days says
Row = tuple[str, tuple[int, int], list[int], dict[str, Any]]


def all_of(first: int, last: int) -> list[int]:
    return list(range(first, last + 1))


def hold(plan: Plan, row: Row) -> None:
    exercise, (first, last), on, said = row
    found = {day: task for day, task in tasks(plan, exercise).items() if first <= day <= last}
    assert list(found) == on, exercise
    for task in found.values():
        for key, value in said.items():
            assert getattr(task, key) == value, (task.id, key)


BAND = {"sets": 2, "reps": (10, 15), "tempo": "2-1-3", "rest_seconds": (45, 45), "times_per_day": 1, "each_side": True}
STRETCH = {"sets": 3, "hold_seconds": (30, 30), "effort": (2, 2), "times_per_day": 2, "each_side": True}
ANKLE_ROWS: list[Row] = [
    ("ankle-pump", (1, 98), all_of(2, 13), {"sets": 2, "reps": (10, 10), "tempo": "slow", "rest_seconds": (30, 30), "times_per_day": 3, "each_side": True}),
    ("ankle-circle", (1, 98), all_of(2, 13), {"sets": 2, "reps": (10, 10), "tempo": "slow", "rest_seconds": (30, 30), "times_per_day": 3, "each_side": True}),
    ("band-eversion", (1, 98), all_of(4, 13), BAND),
    ("band-inversion", (1, 98), all_of(4, 13), BAND),
    ("band-dorsiflexion", (1, 98), all_of(4, 13), BAND),
    ("band-push-down-straight", (1, 98), all_of(4, 13), BAND),
    ("double-heel-raise", (1, 98), all_of(4, 13), {"sets": 3, "reps": (15, 15), "tempo": "2-1-3", "rest_seconds": (60, 60), "times_per_day": 1}),
    ("knee-to-wall-mobilisation", (1, 98), all_of(4, 22), {"sets": 3, "reps": (10, 10), "hold_seconds": (3, 3), "rest_seconds": (30, 30), "times_per_day": 2}),
    ("single-leg-balance", (1, 98), all_of(4, 22), {"sets": 3, "hold_seconds": (30, 30), "rest_seconds": (30, 30), "times_per_day": 2, "each_side": True}),
    ("calf-gastroc-wall", (1, 98), all_of(4, 42), STRETCH),
    ("calf-soleus-wall", (1, 98), all_of(4, 42), STRETCH),
    ("single-heel-raise", (1, 22), [14, 16, 18, 20, 22], {"sets": 3, "reps": (8, 15), "tempo": "2-1-3", "rest_seconds": (90, 90)}),
    ("wobble-board", (1, 22), [14, 15, 16, 17, 20, 21, 22], {"sets": 3, "hold_seconds": (60, 60), "rest_seconds": (30, 30)}),
    ("squat", (1, 22), [15, 17, 20, 22], {"sets": 3, "reps": (10, 10), "tempo": "1-1-3", "rest_seconds": (60, 60)}),
    ("step-down", (1, 22), [15, 17, 20, 22], {"sets": 3, "reps": (10, 10), "tempo": "1-1-3", "rest_seconds": (60, 60)}),
    ("lateral-band-walk", (1, 22), [15, 17, 20, 22], {"sets": 3, "reps": (10, 10), "rest_seconds": (60, 60)}),
    ("star-reach", (1, 22), [14, 15, 16, 17, 20, 21, 22], {"sets": 3, "reps": (5, 5), "tempo": "slow", "rest_seconds": (60, 60), "each_side": True}),
    ("stationary-bike", (1, 13), all_of(4, 13), {"duration_seconds": (600, 1200), "effort": (2, 3)}),
    ("stationary-bike", (14, 22), [14, 16, 18, 20, 21], {"duration_seconds": (1800, 1800), "effort": (3, 4)}),
    ("jump-stick", (1, 42), [24, 27, 29, 31, 34, 36, 38, 41], {"sets": 3, "reps": (8, 8), "hold_seconds": (2, 2), "rest_seconds": (90, 90)}),
    ("run-walk", (1, 98), all_of(23, 42)[::2], {"times_per_day": 1}),
]  # fmt: skip


@pytest.mark.parametrize("row", ANKLE_ROWS, ids=lambda row: row[0])
def test_an_ankle_row_is_that_of_the_condition_file(make_plan: PlanMaker, row: Row) -> None:
    hold(make_plan("lateral-ankle-sprain", grade="2"), row)


@pytest.mark.parametrize(
    ("grade", "expected"),
    [
        ("1", [(1, 3), (4, 6), (7, 10), (11, 17), (18, 21), (22, 77)]),
        ("2", [(1, 3), (4, 13), (14, 22), (23, 32), (33, 42), (43, 98)]),
        ("3", [(1, 5), (6, 20), (21, 39), (40, 58), (59, 84), (85, 140)]),
    ],
)
def test_the_ankle_timetable_is_that_of_the_source(
    make_plan: PlanMaker, grade: str, expected: list[tuple[int, int]]
) -> None:
    for variant in (HOME, EARLY):
        plan = make_plan("lateral-ankle-sprain", grade=grade, variant=variant, **CLEARED)
        assert windows(plan) == expected
        sport = protocol_of(ANKLE).grades[grade].full_sport
        assert sport == {"1": (14, 21), "2": (28, 42), "3": (56, 84)}[grade]


def test_ankle_phases_never_open_before_the_first_number_of_their_window() -> None:
    earliest = [
        [phase.earliest.get(g, phase.earliest.get("all")) for g in "123"]
        for phase in protocol_of(ANKLE).phases.values()
    ]
    assert earliest[:5] == [[1, 1, 1], [4, 4, 6], [7, 12, 20], [10, 20, 38], [14, 28, 56]]
    for late in ("return", "prevent"):
        assert protocol_of(ANKLE).phases[late].hard_minimum == {"1": 14, "2": 28, "3": 56}
    assert protocol_of(ANKLE).phases["peace"].latest_end == {"all": 5}


@pytest.mark.parametrize("grade", ["1", "2", "3"])
@pytest.mark.parametrize("variant", [HOME, EARLY])
def test_nobody_runs_hops_or_cuts_before_phase_4(make_plan: PlanMaker, grade: str, variant: str) -> None:
    plan = make_plan("lateral-ankle-sprain", grade=grade, variant=variant, **CLEARED)
    opens = {"1": 11, "2": 23, "3": 40}[grade]
    for day in plan.days:
        codes = {code for task in day.tasks if task.exercise for code in exercises()[task.exercise].counts_as}
        if day.day < opens:
            assert not codes & {"running", "jumping", "cutting", "inversion-stretch"}, day.day
        if day.phase == "peace":
            assert not any(task.kind in ("stretch", "load", "run", "massage", "roll") for task in day.tasks), day.day
    for early in ("peace", "early", "strength"):
        assert {"running", "jumping", "cutting", "inversion-stretch"} <= set(protocol_of(ANKLE).phases[early].forbid)


def test_ankle_agility_stands_on_run_days_in_phases_4_and_5_at_half_speed_first(make_plan: PlanMaker) -> None:
    plan = make_plan("lateral-ankle-sprain", grade="2")
    runs, drills = set(tasks(plan, "run-walk")), tasks(plan, "agility-drills")
    assert drills
    assert set(drills) <= runs
    assert all(23 <= day <= 42 for day in drills)
    for task in drills.values():
        assert (task.sets, task.distance_m, task.rest_seconds) == (6, (10, 20), (60, 60))
        assert "50" in (task.load or "")
    dose = protocol_of(ANKLE).phases["run"].exercises["agility-drills"].dose
    assert dose
    assert dose.sets
    assert (dose.sets.low, dose.sets.high, dose.sets.step) == (6, 8, True)


def test_the_fast_track_is_only_for_runners_with_a_mild_or_moderate_sprain(make_plan: PlanMaker) -> None:
    def stages(**case: Any) -> list[str]:
        plan = make_plan("lateral-ankle-sprain", **case)
        return [task.reason.rule.split(".")[-1] for task in tasks(plan, "run-walk").values()]

    assert stages(grade="1", runner=True)[:4] == ["3", "4", "5", "6"]
    assert stages(grade="1")[:4] == ["1", "1", "2", "2"]
    assert stages(grade="3", runner=True, **CLEARED)[:4] == ["1", "1", "2", "2"]


def test_the_early_block_is_row_18_and_lasts_through_week_1_only(make_plan: PlanMaker) -> None:
    for grade, on in (("1", [4, 5, 6, 7]), ("2", [4, 5, 6, 7]), ("3", all_of(6, 12))):
        plan = make_plan("lateral-ankle-sprain", grade=grade, variant=EARLY, **CLEARED)
        said = {"sets": 1, "duration_seconds": (1200, 1200), "times_per_day": 3, "side": "left"}
        hold(plan, ("early-ankle-block", (1, 140), on, said))
        for replaced in ("knee-to-wall-mobilisation", "single-leg-balance"):
            assert min(tasks(plan, replaced)) == on[-1] + 1
        assert not tasks(make_plan("lateral-ankle-sprain", grade=grade, **CLEARED), "early-ankle-block")
    dose = protocol_of(ANKLE, None, EARLY).phases["early"].exercises["early-ankle-block"].dose
    assert dose
    for name in ("sets", "duration_seconds", "times_per_day", "frequency"):
        origin = dose.origin(name)
        assert origin
        assert (origin.tag, origin.source) == ("R", "bleakley-2010")


@pytest.mark.parametrize(("grade", "first", "last"), [("1", 22, 77), ("2", 43, 98), ("3", 85, 140)])
def test_balance_training_is_row_19_24_sessions_in_8_weeks(
    make_plan: PlanMaker, grade: str, first: int, last: int
) -> None:
    plan = make_plan("lateral-ankle-sprain", grade=grade, **CLEARED)
    sessions = tasks(plan, "balance-programme")
    assert len(sessions) == 24
    assert last - first + 1 == 8 * 7
    assert all(first <= day <= last for day in sessions)
    assert {task.duration_seconds for task in sessions.values()} == {(1800, 1800)}
    dose = protocol_of(ANKLE).phases["prevent"].exercises["balance-programme"].dose
    assert dose
    for name in ("duration_seconds", "frequency"):
        origin = dose.origin(name)
        assert origin
        assert (origin.tag, origin.source) == ("R", "hupperets-2009")


ANKLE_EXITS = {
    "peace": lines(
        "day >= 4", "pain-rest <= 3", "pain-rest not rising", "aided-steps = yes", "aided-steps-pain <= 4",
        "foot-up-pain <= 3", "swelling not rising", "no red flag",
    ),
    "early": lines(
        "normal-gait = yes", "walk-20-pain <= 2 for 2 days", "knee-to-wall-gap <= 3 cm", "single-leg-stand >= 15 s",
        "double-heel-raise >= 10 reps",
    ),
    "strength": lines(
        "knee-to-wall-gap <= 1.5 cm", "single-leg-stand >= 30 s", "single-heel-raise >= 15 reps",
        "single-heel-raise >= 75 % of other side", "brisk-walk-30-pain <= 1 for 2 days",
    ),
    "run": lines(
        "run-stage-e >= 5", "single-hop >= 80 % of other side", "triple-hop >= 80 % of other side",
        "side-hop >= 80 % of other side", "star-reach-gap < 4 cm", "side-hop-steady = yes",
    ),
    "return": lines(
        "sport-pain <= 1", "pain-worst <= 1 for 2 days", "knee-to-wall >= 90 % of other side",
        "foot-out-strength >= 90 % of other side", "single-heel-raise >= 90 % of other side", "confidence >= 9",
        "ankle-stable = yes", "cait >= 25", "star-reach-sum >= 95 % of other side", "star-reach-gap < 4 cm",
        "stance-errors-gap <= 0", "single-hop >= 90 % of other side", "triple-hop >= 90 % of other side",
        "crossover-hop >= 90 % of other side", "side-hop >= 90 % of other side", "t-test-normal = yes",
        "full-trainings >= 1 sessions",
    ),
    "prevent": lines("balance-sessions >= 24 sessions"),
}  # fmt: skip


@pytest.mark.parametrize("phase", ANKLE_EXITS)
def test_an_ankle_phase_ends_when_the_source_says_so(phase: str) -> None:
    for plan in (protocol_of(ANKLE), protocol_of(ANKLE, None, EARLY)):
        assert sorted(map(bare, plan.phases[phase].exit), key=str) == ANKLE_EXITS[phase]


def test_ankle_running_starts_only_after_the_running_start_rules() -> None:
    asked = lines(
        "brisk-walk-30-pain <= 1", "single-leg-stand >= 30 s", "single-heel-raise >= 15 reps",
        "single-heel-raise >= 75 % of other side", "hop-10-pain <= 2", "normal-gait = yes", "no red flag",
    )  # fmt: skip
    phase = protocol_of(ANKLE).phases["run"]
    assert sorted(map(bare, phase.entry), key=str) == asked
    assert phase.run
    assert (phase.run.table, phase.run.stages, phase.run.through) == ("E", (1, 8), "return")
    assert phase.run.not_before_by_grade == {"1": 10, "2": 20, "3": 38}
    for number in ("30 minutes", "1 of 10", "30 seconds", "15 heel raises", "75 %", "10 hops", "2 of 10"):
        assert number in phase.run.only_if


def test_a_severe_ankle_sprain_needs_a_clinician_and_is_never_assumed(make_plan: PlanMaker) -> None:
    refused = make_plan("lateral-ankle-sprain", grade="3")
    assert (refused.disposition, refused.effect, bool(refused.days)) == ("same_day", "block", False)
    assert refused.referral
    assert refused.referral.do_now
    assert make_plan("lateral-ankle-sprain", grade="3", **CLEARED).days
    assert windows(make_plan("lateral-ankle-sprain"))[-1] == (43, 98)


def test_an_earlier_ankle_sprain_adds_3_4_and_3_days(make_plan: PlanMaker) -> None:
    plan = make_plan("lateral-ankle-sprain", grade="2", modifiers=("previous-sprain",))
    assert windows(plan) == [(1, 3), (4, 13), (14, 25), (26, 39), (40, 52), (53, 108)]
    older = make_plan("lateral-ankle-sprain", grade="2", age=41)
    assert windows(older)[-1] == (43, 98)
    assert "modifier" in {notice.code for notice in older.notices}


def test_the_ankle_is_examined_again_on_day_5_and_the_severe_one_tests_on_day_5_not_4(make_plan: PlanMaker) -> None:
    def checks(grade: str) -> dict[str, list[int]]:
        plan = make_plan("lateral-ankle-sprain", grade=grade, **CLEARED)
        found: dict[str, list[int]] = {}
        for day in plan.days:
            for task in day.tasks:
                found.setdefault(task.reason.rule, []).append(day.day)
        return found

    mild, severe = checks("1"), checks("3")
    for found in (mild, severe):
        assert found["tasks.regrade"] == [5]
    assert mild["tasks.gate-check"] == [4]
    assert "tasks.gate-check" not in severe
    assert severe["tasks.gate-check-severe"] == [5]
    assert severe["tasks.brace"] == all_of(1, 20)
    assert mild["tasks.ankle-girth-check"] == all_of(1, 21)


def test_the_ankle_screen_is_that_of_the_source() -> None:
    numbers = "10 11b 11c 12a 15 23 24a 51 30 31"
    assert protocol_of(ANKLE).screen == tuple(f"RF-{number}" for number in numbers.split())
    assert protocol_of(ANKLE).ask_daily == {"RF-08": (2, 7)}
    assert protocol_of(ANKLE).exceptions.keys() == {"RF-06b", "RF-08", "RF-10"}
    assert protocol_of(ANKLE).exceptions["RF-10"].startswith("Answer yes")
    assert "more than 10 days old" in protocol_of(ANKLE).exceptions["RF-10"]
    assert protocol_of(ANKLE).monitoring == "SM-ANKLE"  # SM-ACUTE, with the tape of section 11


# -- inner knee ligament ----------------------------------------------------------------------------------------------

PAIN_FREE_STRETCH = {**STRETCH, "times_per_day": 1}
KNEE_ROWS: list[tuple[str, Row]] = [
    ("1", ("quad-set", (1, 3), [1, 2, 3], {"sets": 3, "reps": (10, 10), "hold_seconds": (5, 5), "times_per_day": 4, "rest_seconds": (30, 30)})),
    ("1", ("quad-set", (4, 70), all_of(4, 8), {"sets": 3, "reps": (10, 10), "hold_seconds": (5, 5), "times_per_day": 2})),
    ("2", ("quad-set", (1, 5), all_of(1, 5), {"times_per_day": 4})),
    ("1", ("straight-leg-raise", (1, 70), all_of(1, 8), {"sets": 3, "reps": (10, 10), "hold_seconds": (3, 3), "rest_seconds": (45, 45), "times_per_day": 1})),
    ("1", ("side-lying-hip-abduction", (1, 70), all_of(4, 8), {"sets": 3, "reps": (10, 10), "hold_seconds": (3, 3), "rest_seconds": (45, 45)})),
    ("2", ("side-lying-hip-abduction", (1, 98), all_of(4, 18), {"sets": 3, "reps": (10, 10)})),
    ("2", ("heel-slide", (1, 98), all_of(2, 18), {"sets": 3, "reps": (15, 15), "tempo": "slow", "rest_seconds": (30, 30), "times_per_day": 3, "side": "left"})),
    ("2", ("heel-prop", (1, 98), all_of(1, 18), {"sets": 3, "duration_seconds": (180, 180), "rest_seconds": (60, 60), "times_per_day": 3, "side": "left"})),
    ("1", ("mini-squat", (1, 70), [4, 6, 8], {"sets": 3, "reps": (12, 12), "tempo": "1-1-3", "rest_seconds": (60, 60)})),
    ("1", ("double-leg-bridge", (1, 70), [4, 6, 8], {"sets": 3, "reps": (12, 12), "tempo": "2-1-2", "rest_seconds": (60, 60)})),
    ("1", ("double-heel-raise", (1, 70), [4, 6, 8], {"sets": 3, "reps": (15, 15), "tempo": "2-1-2", "rest_seconds": (45, 45)})),
    ("1", ("single-leg-balance", (1, 70), all_of(4, 17), {"sets": 3, "hold_seconds": (30, 30), "rest_seconds": (30, 30), "times_per_day": 1})),
    ("1", ("split-squat", (1, 17), [10, 13, 15, 17], {"sets": 3, "reps": (12, 8), "tempo": "1-1-3", "rest_seconds": (90, 90)})),
    ("1", ("step-down", (1, 70), [10, 13, 15, 17], {"sets": 3, "reps": (10, 10), "tempo": "1-0-3", "rest_seconds": (60, 60)})),
    ("1", ("lateral-band-walk", (1, 70), [10, 13, 15, 17], {"sets": 3, "distance_m": (10, 10), "tempo": "slow", "rest_seconds": (45, 45)})),
    ("1", ("stationary-bike", (1, 8), all_of(4, 8), {"duration_seconds": (600, 1200), "effort": (2, 3)})),
    ("2", ("stationary-bike", (1, 18), all_of(6, 18), {"duration_seconds": (600, 1200), "effort": (2, 3)})),
    ("1", ("stationary-bike", (9, 17), [9, 11, 13, 14, 16], {"duration_seconds": (1800, 1800), "effort": (3, 4)})),
    ("1", ("hamstring-stand", (1, 70), all_of(4, 28), PAIN_FREE_STRETCH)),
    ("2", ("quad-stand", (1, 98), all_of(6, 56), PAIN_FREE_STRETCH)),
    ("2", ("calf-gastroc-wall", (1, 98), all_of(6, 56), PAIN_FREE_STRETCH)),
    ("1", ("shuffle-to-cut", (1, 28), [20, 22, 24, 27], {"sets": 6, "distance_m": (20, 20)})),
    ("1", ("jump-stick", (1, 28), [20, 22, 24, 27], {"sets": 3, "reps": (8, 8), "hold_seconds": (2, 2), "rest_seconds": (90, 90)})),
    ("1", ("run-walk", (1, 70), all_of(13, 28)[::2], {})),
]  # fmt: skip


@pytest.mark.parametrize(("grade", "row"), KNEE_ROWS, ids=lambda value: value if isinstance(value, str) else value[0])
def test_a_knee_row_is_that_of_the_condition_file(make_plan: PlanMaker, grade: str, row: Row) -> None:
    hold(make_plan("knee-mcl-sprain", grade=grade), row)


def test_the_thigh_presses_at_30_then_50_percent() -> None:
    for phase, percent in (("peace", 30), ("motion", 50)):
        dose = protocol_of(KNEE).phases[phase].exercises["quad-set"].dose
        assert dose
        assert dose.load
        assert dose.load.amount
        assert (dose.load.kind, dose.load.amount.low, dose.load.amount.high) == ("mvc", percent, percent)


@pytest.mark.parametrize(
    ("grade", "expected", "sport"),
    [
        ("1", [(1, 3), (4, 8), (9, 17), (18, 28), (29, 70)], (14, 28)),
        ("2", [(1, 5), (6, 18), (19, 32), (33, 56), (57, 98)], (28, 56)),
    ],
)
def test_the_knee_timetable_is_that_of_the_source(
    make_plan: PlanMaker, grade: str, expected: list[tuple[int, int]], sport: tuple[int, int]
) -> None:
    assert windows(make_plan("knee-mcl-sprain", grade=grade)) == expected
    assert protocol_of(KNEE).grades[grade].full_sport == sport
    assert windows(make_plan("knee-mcl-sprain"))[-1] == (57, 98)


def test_knee_phases_never_open_too_early() -> None:
    phases = protocol_of(KNEE).phases
    assert [phases[key].earliest for key in ("motion", "strength", "agility")] == [
        {"1": 4, "2": 4},
        {"1": 7, "2": 16},
        {"1": 14, "2": 28},
    ]
    for late in ("agility", "maintain"):
        assert phases[late].hard_minimum == {"1": 14, "2": 28}


@pytest.mark.parametrize(("grade", "opens", "jog"), [("1", 18, 13), ("2", 33, 26)])
def test_the_knee_does_not_cut_before_phase_4_nor_jog_before_the_end_of_phase_3(
    make_plan: PlanMaker, grade: str, opens: int, jog: int
) -> None:
    plan = make_plan("knee-mcl-sprain", grade=grade)
    for day in plan.days:
        codes = {code for task in day.tasks if task.exercise for code in exercises()[task.exercise].counts_as}
        if day.day < opens:
            assert not codes & {"cutting", "adductor-stretch", "jumping"}, day.day
        if day.day < jog:
            assert "running" not in codes, day.day
    for early in ("peace", "motion"):
        assert {"adductor-stretch", "pivoting", "valgus-load", "running"} <= set(protocol_of(KNEE).phases[early].forbid)
    assert {"cutting", "pivoting"} <= set(protocol_of(KNEE).phases["strength"].forbid)


def test_strength_is_kept_twice_and_landing_once_a_week(make_plan: PlanMaker) -> None:
    plan = make_plan("knee-mcl-sprain", grade="1")
    for exercise, count in (("split-squat", 12), ("jump-stick", 6)):
        assert len([day for day in tasks(plan, exercise) if day >= 29]) == count


KNEE_EXITS = {
    "peace": lines(
        "day >= 4", "pain-rest <= 3", "pain-rest not rising", "walk-four-steps = yes", "pain-walking <= 3",
        "leg-raise-10-straight = yes", "knee-bend-angle >= 60 degrees", "knee-move-pain <= 3", "swelling not rising",
        "no red flag",
    ),
    "motion": lines(
        "full-knee-straightening = yes", "knee-bend-angle >= 120 degrees", "normal-gait = yes",
        "bike-10-min-pain <= 2 for 2 days", "pain-worst <= 2 for 2 days",
    ),
    "strength": lines(
        "knee-bend-angle >= other side - 5 degrees", "knee-straighten-strength >= 80 % of other side",
        "knee-bend-strength >= 80 % of other side", "single-leg-squats-10 = yes", "run-stage-e >= 5",
        "inner-knee-press-pain <= 1", "any of (valgus-test-calm = yes; cross-step-10-pain <= 0)",
    ),
    "agility": lines(
        "pain-worst <= 0 for 2 days", "knee-bend-angle >= other side - 5 degrees", "full-knee-straightening = yes",
        "knee-firm-exam = yes", "no-giving-way = yes", "knee-straighten-strength >= 90 % of other side",
        "knee-bend-strength >= 90 % of other side", "single-hop >= 90 % of other side",
        "triple-hop >= 90 % of other side", "crossover-hop >= 90 % of other side", "timed-hop-6m >= 90 %",
        "2 sessions: cut-contact-pain <= 1",
    ),
    "maintain": [],
}  # fmt: skip


@pytest.mark.parametrize("phase", KNEE_EXITS)
def test_a_knee_phase_ends_when_the_source_says_so(phase: str) -> None:
    assert sorted(map(bare, protocol_of(KNEE).phases[phase].exit), key=str) == KNEE_EXITS[phase]


def test_a_torn_or_unstable_knee_is_sent_on(make_plan: PlanMaker) -> None:
    sent_on: list[dict[str, Any]] = [
        {"grade": "3"},
        {"grade": "1", "yes": ("RF-34",)},
        {"grade": "2", "yes": ("RF-33",)},
    ]
    for case in sent_on:
        plan = make_plan("knee-mcl-sprain", **case)
        assert (plan.disposition, plan.effect, bool(plan.days)) == ("same_day", "block", False)
    assert not make_plan("knee-mcl-sprain", grade="3", **CLEARED).days


def test_only_a_moderate_knee_sprain_wears_the_brace_for_6_weeks(make_plan: PlanMaker) -> None:
    def braced(grade: str) -> list[int]:
        plan = make_plan("knee-mcl-sprain", grade=grade)
        return [day.day for day in plan.days if any(task.reason.rule == "tasks.brace" for task in day.tasks)]

    assert braced("2") == all_of(1, 42)
    assert braced("1") == []


def test_the_knee_screen_is_that_of_the_source() -> None:
    numbers = "10 11b 11c 12a 15 23 24a 33 34 30 31"
    assert protocol_of(KNEE).screen == tuple(f"RF-{number}" for number in numbers.split())
    assert protocol_of(KNEE).ask_daily == {"RF-08": (2, 7)}
    assert protocol_of(KNEE).exceptions.keys() == {"RF-06b", "RF-08"}
    assert not protocol_of(KNEE).variants


# -- fracture ---------------------------------------------------------------------------------------------------------

GENERAL: dict[str, Any] = {"allow-general": "yes"}
FULL: dict[str, Any] = {**GENERAL, "weight-bearing": "fwb", "run-ok": "yes"}
FRACTURE_ROWS: list[Row] = [
    ("toe-wiggle", (1, 182), all_of(1, 42), {"sets": 2, "reps": (15, 15), "hold_seconds": (1, 1), "effort": (1, 1), "rest_seconds": (15, 15), "times_per_day": 13, "side": "left"}),
    ("free-joint-motion", (1, 182), all_of(1, 42), {"sets": 2, "reps": (15, 15), "hold_seconds": (1, 1), "effort": (1, 1), "rest_seconds": (15, 15), "times_per_day": 13, "side": "left"}),
    ("thigh-set", (1, 182), all_of(1, 42), {"sets": 2, "reps": (10, 10), "hold_seconds": (5, 5), "effort": (3, 3), "rest_seconds": (15, 15), "times_per_day": 3, "side": "left"}),
    ("glute-set", (1, 182), all_of(1, 42), {"sets": 2, "reps": (10, 10), "hold_seconds": (5, 5), "effort": (3, 3), "rest_seconds": (15, 15), "times_per_day": 3, "side": "left"}),
    ("ankle-pump", (1, 182), all_of(43, 70), {"sets": 2, "reps": (15, 15), "tempo": "slow", "effort": (2, 2), "rest_seconds": (30, 30), "times_per_day": 3, "side": "left"}),
    ("heel-slide", (1, 182), all_of(43, 70), {"sets": 2, "reps": (15, 15), "tempo": "slow", "effort": (2, 2), "rest_seconds": (30, 30), "times_per_day": 3, "side": "left"}),
    ("arm-bike", (1, 14), [1, 3, 6, 8, 10, 13], {"duration_seconds": (900, 1200), "effort": (3, 3)}),
    ("double-heel-raise", (71, 84), [71, 73, 76, 78, 80, 83], {"sets": 2, "reps": (10, 10), "tempo": "2-0-2", "effort": (4, 4), "rest_seconds": (60, 60)}),
    ("sit-to-stand", (71, 84), [71, 73, 76, 78, 80, 83], {"sets": 2, "reps": (10, 10), "tempo": "2-0-2", "effort": (4, 4), "rest_seconds": (60, 60)}),
    ("single-leg-balance", (71, 77), [71, 72, 73, 76, 77], {"sets": 3, "hold_seconds": (30, 30), "effort": (3, 3), "rest_seconds": (15, 15), "each_side": True}),
    ("stationary-bike", (71, 84), [72, 74, 76, 77, 79, 81, 83, 84], {"duration_seconds": (900, 1800), "effort": (3, 4)}),
    ("run-walk", (1, 140), [127, 129, 131, 133, 135, 137, 139], {}),
]  # fmt: skip


@pytest.mark.parametrize("row", FRACTURE_ROWS, ids=lambda row: row[0])
def test_a_row_after_a_fracture_is_that_of_the_condition_file(make_plan: PlanMaker, row: Row) -> None:
    hold(make_plan("fracture", clearance=FULL, **CLEARED), row)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({}, [(1, 42)]),
        ({"weight-bearing": "nwb"}, [(1, 42), (43, 70)]),
        ({"weight-bearing": "ttwb"}, [(1, 42), (43, 70)]),
        ({"weight-bearing": "pwb"}, [(1, 42), (43, 70)]),
        ({"weight-bearing": "wbat"}, [(1, 42), (43, 70), (71, 126)]),
        ({"weight-bearing": "fwb"}, [(1, 42), (43, 70), (71, 126)]),
        ({"weight-bearing": "wbat", "run-ok": "yes"}, [(1, 42), (43, 70), (71, 126), (127, 182)]),
    ],
)
def test_a_fracture_plan_goes_only_as_far_as_the_written_status(
    make_plan: PlanMaker, stated: dict[str, str], expected: list[tuple[int, int]]
) -> None:
    plan = make_plan("fracture", clearance={**GENERAL, **stated}, **CLEARED)
    assert windows(plan) == expected


def test_out_of_the_cast_the_plan_begins_with_movement(make_plan: PlanMaker) -> None:
    plan = make_plan("fracture", kind="moving", clearance=FULL, **CLEARED)
    assert windows(plan) == [(1, 28), (29, 84), (85, 140)]
    assert min(tasks(plan, "run-walk")) == 85


@pytest.mark.parametrize(
    ("options", "stated", "message"),
    [
        (["--no-flags"], "{}", "clinician"),
        (["--no-flags", "--cleared-by", "Example Clinician"], "{}", "general exercise"),
        (["--no-flags", "--cleared-by", "Example Clinician", "--type", "moving"], "{allow-general: 'yes'}", "weight"),
    ],
)
def test_without_what_the_clinician_states_a_fracture_gets_no_plan(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    stated: str,
    message: str,
) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(f"condition: fracture\ninjured: 2026-11-18\nside: left\nclearance: {stated}\n")
    line = ("plan", "--case", case, "--as-of", "2026-11-18", *options, "--to", "text", "-o", "-")
    result = run(capsys, monkeypatch, *line)
    assert result.code == 5
    assert message in result.out
    assert "Do this now" in result.out


def test_before_the_loading_phase_nothing_asks_to_walk_or_cycle(make_plan: PlanMaker) -> None:
    for day in make_plan("fracture", clearance=FULL, **CLEARED).days[:70]:
        for task in day.tasks:
            assert task.exercise or task.kind in ("check", "log", "hydrate"), (day.day, task.title)


def test_hip_pain_after_a_fall_is_an_emergency_that_no_name_lifts(make_plan: PlanMaker) -> None:
    for flag in ("RF-03", "RF-04", "RF-43"):
        plan = make_plan("fracture", clearance=FULL, yes=(flag,), **CLEARED)
        assert (plan.disposition, bool(plan.days)) == ("emergency", False)
    assert protocol_of(FRACTURE).screen == tuple(
        f"RF-{number}" for number in ["10", "11b", "23", "24a", "43", "44", "09b", "30"]
    )
    assert not protocol_of(FRACTURE).exceptions
    assert protocol_of(FRACTURE).monitoring == "SM-ZERO"


def test_running_after_a_fracture_waits_for_bone_strength_and_no_pain() -> None:
    phase = protocol_of(FRACTURE).phases["run"]
    assert phase.requires == {"run-ok": ("yes",)}
    asked = lines(
        "cleared by clinician", "bone-healed-scan = yes", "bone-press-calm = yes", "joint-range-gap <= 0 degrees",
        "leg-strength >= 90 %", "hop-10-pain <= 0",
    )  # fmt: skip
    assert sorted(map(bare, phase.entry), key=str) == asked
    exits = lines("single-heel-raise >= 90 % of other side", "walk-30-pain <= 0", "leg-strength >= 90 %")
    assert sorted(map(bare, protocol_of(FRACTURE).phases["load"].exit), key=str) == exits
    assert sorted(map(bare, protocol_of(FRACTURE).phases["motion"].exit), key=str) == lines(
        "joint-range-gap <= 10 degrees"
    )


# -- acute compartment syndrome ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", [{}, {"yes": None}, CLEARED, {"yes": ("RF-03",), **CLEARED}])
def test_acute_compartment_syndrome_is_always_the_emergency_page(make_plan: PlanMaker, case: dict[str, Any]) -> None:
    plan = make_plan("acute-compartment-syndrome", **case)
    assert (plan.disposition, plan.effect, plan.days, plan.phases) == ("emergency", "block", (), ())
    assert plan.referral


def test_the_emergency_page_says_what_to_do_and_what_not_to_do(make_plan: PlanMaker) -> None:
    page = make_plan("acute-compartment-syndrome").referral
    assert page
    done, left = " ".join(page.do_now), " ".join(page.do_not)
    for words in ("Call the emergency number", "Open or cut any bandage", "level with your heart", "Note the time"):
        assert words in done
    for words in ("raise the leg high", "ice", "bandage", "massage", "stretch", "eat or drink", "strong painkillers", "numb foot"):  # fmt: skip
        assert words in left


def test_acute_compartment_syndrome_plans_nothing() -> None:
    plan = protocol_of(COMPARTMENT)
    assert (plan.phases, plan.screen, plan.exceptions, plan.requires_clearance) == ({}, (), {}, False)
    assert plan.referral
    assert plan.referral.disposition == "emergency"


# -- order of the days ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [ANKLE, KNEE, FRACTURE])
def test_the_windows_follow_each_other_without_a_gap(name: str) -> None:
    plan = protocol_of(name)
    for grade in tuple(plan.grades) or ("all",):
        days = [phase.days[grade] for phase in plan.phases.values() if grade in phase.days]
        assert all(later[0] == before[1] + 1 for before, later in itertools.pairwise(days))


def test_an_ankle_plan_has_one_rule_for_a_swollen_ankle(make_plan: PlanMaker) -> None:
    """lateral-ankle-sprain.md, section 11: 1 cm more by the tape is amber, 2 cm or giving way is red."""
    plan = make_plan("lateral-ankle-sprain", grade="2", day=2)
    assert plan.response
    assert "1 cm wider" in plan.response.amber.when
    assert "2 cm wider" in plan.response.red.when
    without = "No tape? New swelling that you can see is red. So is an ankle that gave way."
    assert any(without in line for line in plan.response.sentences)
    checks = {task.title: task.text for day in plan.days for task in day.tasks if task.kind == "check"}
    tape = checks["Measure round the ankle"]
    assert "1 cm more than the morning before: amber" in tape
    assert "2 cm more, or the ankle gave way: red, stop. No tape?" in tape
    assert "Check the swelling" not in checks
    assert checks["Check the rest of the leg"].startswith(
        "Look at your calf and thigh. The ankle itself is for the tape."
    )
    notes = [note for phase in plan.phases for note in phase.notes if "give way" in note]
    assert set(notes) == {"Does the ankle give way, or is it 2 cm wider the next morning? That is red."}
