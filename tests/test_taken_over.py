"""What a plan says as its protocol and the shared files say it: each phase, exercise, card and measure, field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from combinations import LIBRARY
from conftest import INJURED, PlanMaker

from rehab import phrases
from rehab.models.plan import Plan
from rehab.models.protocol import Protocol

SHELF, WORDS = LIBRARY.shelf, LIBRARY.shelf.words
ORDERS: dict[str, dict[str, Any]] = {
    "hamstring": {"condition": "hamstring-strain", "grade": "2"},
    "hamstring, late": {"condition": "hamstring-strain", "grade": "1", "day": 16},
    "ankle": {"condition": "lateral-ankle-sprain", "grade": "2", "side": "right", "cleared": True},
    "gym": {"condition": "achilles-tendinopathy", "variant": "hsr", "side": None},
    "shin": {"condition": "medial-tibial-stress-syndrome", "grade": "mild", "side": "both"},
    "shin bone": {"condition": "tibial-stress-fracture", "variant": "table-d", "cleared": True},
    "cramps": {"condition": "muscle-cramps"},
    "limit": {"condition": "calf-strain", "grade": "1", "side": "right", "yes": ["RF-20"]},
}


@pytest.fixture(scope="module", params=ORDERS)
def made(request: pytest.FixtureRequest, make_plan: PlanMaker) -> tuple[Plan, Protocol, dict[str, Any]]:
    order = ORDERS[request.param]
    chosen = make_plan.chosen(order["condition"], order.get("kind"), order.get("variant"))
    return make_plan(**order), chosen.protocol, order


def side_of(order: Mapping[str, Any]) -> Any:
    return order.get("side", "left")


def filled(lines: Sequence[str], order: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(phrases.fill_side(line, WORDS, side_of(order)) for line in lines)


def test_a_phase_says_what_its_protocol_says(made: tuple[Plan, Protocol, dict[str, Any]]) -> None:
    plan, protocol, order = made
    numbers = {key: number for number, key in enumerate(protocol.phases, start=1)}

    def graded(values: Mapping[str, int]) -> int | None:
        return values.get(order.get("grade") or "", values.get("all"))

    for phase in plan.phases:
        own = protocol.phases[phase.id]
        assert (phase.number, phase.title, phase.framework_step) == (numbers[phase.id], own.title, own.step)
        assert (phase.goal,) == filled((own.goal,), order)
        assert phase.avoid == filled(own.avoid, order)
        assert phase.notes == filled(own.notes, order)
        assert phase.allowed == (() if plan.effect == "limit" else filled(own.allowed, order))
        for date, day in ((phase.start, phase.first_day), (phase.end, phase.last_day)):
            assert date == INJURED + dt.timedelta(days=day - 1)
        if protocol.grades and not order.get("grade"):
            continue  # then the longest grade is taken, which test_around looks at
        assert phase.earliest == graded(own.earliest)
        minimum, latest = graded(own.hard_minimum), graded(own.latest_end)
        assert phase.hard_minimum == (minimum if minimum and minimum >= phase.first_day else None)
        assert (str(latest) in phase.not_yet) if latest and latest >= phase.first_day else phase.not_yet == ""


def test_a_row_names_the_first_day_that_it_is_on(made: tuple[Plan, Protocol, dict[str, Any]]) -> None:
    plan = made[0]
    for phase in plan.phases:
        names = [dose.exercise for dose in phase.exercises]
        for dose in phase.exercises:
            on = [day.date for day in plan.days if day.phase == phase.id for task in day.tasks if task.exercise == dose.exercise]  # fmt: skip
            if names.count(dose.exercise) == 1:
                assert dose.first_date == (min(on) if on else None), (phase.id, dose.exercise)


def test_an_exercise_a_measure_and_a_card_say_what_the_shared_files_say(
    made: tuple[Plan, Protocol, dict[str, Any]],
) -> None:
    plan, protocol, order = made
    used = {task.exercise for day in plan.days for task in day.tasks if task.exercise}
    assert set(plan.exercises) == used | {dose.exercise for phase in plan.phases for dose in phase.exercises}
    assert list(plan.exercises) == sorted(plan.exercises)
    for key, exercise in plan.exercises.items():
        own = SHELF.exercises[key]
        for name in ("title", "kind", "position", "muscles", "equipment", "sides"):
            assert getattr(exercise, name) == getattr(own, name), (key, name)
        assert exercise.short_title == (own.short_title or own.title)
        for name in ("steps", "cues"):
            assert getattr(exercise, name) == filled(getattr(own, name), order), (key, name)
        for name in ("feel", "not_feel", "mistake", "easier", "harder"):
            assert (getattr(exercise, name),) == filled((getattr(own, name),), order), (key, name)
        own_words = filled(own.precautions, order)
        assert exercise.precautions[len(exercise.precautions) - len(own_words) :] == own_words
        assert len(exercise.precautions) == len(own_words) + bool(own.contraindications)
        assert exercise.substitutes == dict(own.substitutes)
        each = any(dose.each_side for phase in plan.phases for dose in phase.exercises if dose.exercise == key)
        assert bool(exercise.each_side_step) is each
    asked = {line.measure for phase in plan.phases for line in phase.criteria} & set(SHELF.measures)
    assert set(plan.measures) == asked | set(protocol.measures)
    for key, measure in plan.measures.items():
        told = SHELF.measures[key]
        assert (measure.title, measure.how) == filled((told.title, told.how), order)
        assert (measure.unit, measure.who) == (told.unit, told.who)
    grade = order.get("grade")
    assert set(plan.cards) == {
        key for key, card in protocol.cards.items() if not card.grades or grade is None or grade in card.grades
    }
    assert [(row.name, row.unit) for row in plan.diary] == [
        (*filled((row.name,), order), row.unit) for row in protocol.diary
    ]


def test_a_plan_says_of_which_protocol_it_is_and_for_whom(made: tuple[Plan, Protocol, dict[str, Any]]) -> None:
    plan, protocol, order = made
    ref, case = plan.protocol, plan.case
    for name in ("id", "version", "framework", "title", "status", "author", "why", "extends", "reviewed_by"):
        assert getattr(ref, name) == getattr(protocol, name), name
    variant = order.get("variant")
    assert ref.variant_title == (protocol.variants[variant].title if variant else "") or variant is None
    assert (ref.accept_risk, plan.made_with.program, plan.made_with.command) == ("", "rehab test", "rehab plan")
    grade = order.get("grade")
    assert (case.onset, case.part, case.injured) == (protocol.onset, protocol.part, INJURED)
    assert (case.summary,) == filled((protocol.summary,), order)
    assert case.side == (side_of(order) if protocol.sided else None)
    assert (case.grade is None) is (grade is None)
    assert case.grade_title == (protocol.grades[case.grade].title if case.grade else "")
    assert plan.as_of == INJURED + dt.timedelta(days=order.get("day", 1) - 1)


def test_a_plan_names_each_source_and_marks_those_that_it_uses(made: tuple[Plan, Protocol, dict[str, Any]]) -> None:
    plan, protocol, _ = made
    cited = {key for day in plan.days for task in day.tasks for key in task.references}
    cited |= {dose.source for phase in plan.phases for dose in phase.exercises}
    told = [line.evidence for phase in plan.phases for line in phase.criteria]
    told += [stage.evidence for phase in plan.phases for stage in phase.running]
    cited |= {words[1] for line in told if len(words := line.split()) == 2}
    assert set(plan.references) == (set(protocol.references) | cited) & set(SHELF.references)
    assert list(plan.references)[: len(protocol.references)] == list(protocol.references)
    for key, reference in plan.references.items():
        own = SHELF.references[key]
        assert (reference.citation, reference.link, reference.evidence) == (own.citation, own.link, own.status)
        assert reference.used is (key in cited)


def test_the_care_that_a_plan_has_has_its_pictures(made: tuple[Plan, Protocol, dict[str, Any]]) -> None:
    plan, protocol, _ = made
    rules = {task.reason.rule for day in plan.days for task in day.tasks}
    shared = SHELF.frameworks.frameworks[protocol.framework].tasks
    drawn = {f"frameworks.{protocol.framework}.tasks.{key}": protocol.pictures.get(key, task.figure) for key, task in shared.items() if key not in protocol.tasks}  # fmt: skip
    drawn |= {f"tasks.{key}": protocol.pictures.get(key, task.figure) for key, task in protocol.tasks.items()}
    steps = {f"cards.{key}.{step}" for key in plan.cards for step in protocol.cards[key].figures}
    assert set(plan.pictures) == {rule for rule, figure in drawn.items() if figure and rule in rules} | steps


def test_the_letters_have_the_title_of_their_days(make_plan: PlanMaker) -> None:
    rules = SHELF.frameworks.frameworks["peace-love"]
    plans = [make_plan("hamstring-strain", grade="1", day=day) for day in (1, 3, 4, 20)]
    assert [plan.letters_title for plan in plans] == [
        rules.letters_title, rules.letters_title, rules.later_letters_title, rules.later_letters_title,
    ]  # fmt: skip
    gradual = make_plan("achilles-tendinopathy", day=30)
    assert SHELF.frameworks.frameworks[gradual.protocol.framework].later_letters_title == ""
    assert gradual.letters_title == SHELF.frameworks.frameworks[gradual.protocol.framework].letters_title != ""
    assert make_plan("calf-strain", yes=["RF-08"]).letters_title == ""


@pytest.mark.parametrize("condition", ["achilles-tendinopathy", "calf-strain"])
def test_what_a_limit_takes_out_is_in_no_row_and_is_marked_on_the_sheet_for_the_clinician(
    make_plan: PlanMaker, condition: str
) -> None:
    free, limited = (make_plan(condition, yes=yes) for yes in ((), ("RF-20",)))
    assert limited.effect == "limit"
    dropped, hardest = {drop.kind for drop in limited.dropped}, SHELF.red_flags.limit_aerobic_above_effort
    assert free.review is not None
    assert limited.review is not None
    for phase, left, sheet in zip(free.phases, limited.phases, limited.review.phases[-len(free.phases) :], strict=True):
        codes = {dose.exercise: SHELF.exercises[dose.exercise].codes for dose in phase.exercises}
        hard = {dose.exercise for dose in phase.exercises if "aerobic" in codes[dose.exercise] and f"to {hardest + 1} of" in dose.effort}  # fmt: skip
        gone = {key for key in codes if codes[key] & dropped or key in hard}
        assert {dose.exercise for dose in left.exercises} == set(codes) - gone
        written = {dose.exercise: dose.left_out for dose in sheet.doses if dose.exercise in codes}
        assert {key for key, out in written.items() if out} == gone & set(written)
        assert {SHELF.exercises[key].short_title or SHELF.exercises[key].title for key in gone}.isdisjoint(
            sheet.goes_on
        )
    kept = [dose.effort for phase in limited.phases for dose in phase.exercises if dose.exercise == "stationary-bike"]
    assert kept == {"achilles-tendinopathy": [], "calf-strain": ["Effort 2 to 3 of 10"]}[condition]
    assert not [dose for phase in free.review.phases for dose in phase.doses if dose.left_out]


def test_the_id_of_a_case_stays_the_same_from_one_version_to_the_next() -> None:
    from test_around import order

    from rehab.engine.order import case_id

    # printf 'hamstring-strain|2026-11-18|left' | sha256sum | cut -c1-12
    assert case_id(order()) == "6e334a72048a"
    assert case_id(replace(order(), as_of=dt.date(2027, 1, 1))) == "6e334a72048a"
