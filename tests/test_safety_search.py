"""The safety search in a bounded form, what it takes for granted, and unsafe files that it must find.

``make safety`` runs the whole search: every subject, every day of first use, every gate, spells from every phase.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import replace

import pytest
from combinations import LIBRARY, Choice, choices_of
from conftest import INJURED, PlanMaker
from safety import answers, gates, levels
from safety.choices import subject_of, subjects_of
from safety.graph import Graph, Node, Walked, go, spells, steady
from safety.person import BY_NAME, LETTERS
from safety.report import Report, plans_of

from rehab.engine.case import weigh
from rehab.engine.compile import compile_plan
from rehab.engine.laying import course_of, lay_days
from rehab.engine.timetable import longest_grade
from rehab.models.journal import Journal
from rehab.models.protocol import Protocol
from rehab.notation import Span, parse_criterion, parse_dose

SUBJECTS = {subject.name: subject for subject in subjects_of(LIBRARY)}
STRAIN = "hamstring-strain l-protocol 1"
SOME = ("lateral-ankle-sprain home-default 3", "achilles-tendinopathy reactive silbernagel", "restless-legs-syndrome")
"""A sudden one that needs a name, a gradual one, and a programme: the walk of each ends within its second phase."""


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        (SOME[0], ("red", "away", "warning sign", "tests not written")),
        (SOME[1], ("red next morning", "amber", "rests", "tests bad")),
        (SOME[2], ("paused", "written as not done", "pain not written", "cleared")),
    ],
)
def test_no_day_breaks_a_rule_whatever_somebody_does_from_the_second_phase_on(
    name: str, letters: tuple[str, ...]
) -> None:
    """Four letters each; ``make safety`` does all of them from every phase of every subject."""
    graph, walked, report = Graph(SUBJECTS[name], days=200), Walked(), Report()
    path = steady(graph, walked, days=6)
    walked.kept.clear()
    spells(graph, path[-1:], walked, [BY_NAME[letter] for letter in letters])
    assert walked.found == {}
    assert [fault for fault, _ in plans_of(report, graph, walked)] == []
    assert report.counts["plans"] >= len(letters)
    assert walked.transitions > 100


@pytest.mark.parametrize("name", [SOME[0], "muscle-cramps exercise"])
def test_no_gate_opens_on_a_test_that_is_bad_or_too_old_or_was_never_taken(name: str) -> None:
    graph, walked = Graph(SUBJECTS[name], days=60), Walked()
    tried = gates.search(graph, steady(graph, walked, days=18), walked)
    assert walked.found == {}
    assert tried >= 12


def test_no_level_of_a_dose_is_above_the_file_or_more_after_worse() -> None:
    for name in SOME:
        for dose, rule, progress in levels.rows_of(SUBJECTS[name]):
            count, broken = levels.search(SUBJECTS[name], dose, rule, progress)
            assert count > 1
            assert broken == [], dose


@pytest.mark.parametrize(
    ("dose", "ambers", "progress"),
    [("3 x 12-15, daily", 2, ""), ("60-300 s, daily", 2, ""), ("2 min, daily", 2, ""), ("1 x 12-15, daily", 1, "")],
)
def test_a_red_takes_something_back_however_low_the_dose_stands(dose: str, ambers: int, progress: str) -> None:
    subject = SUBJECTS[STRAIN]
    rule = subject.shelf.monitoring["SM-ACUTE"].model_copy(update={"ambers_before_less": ambers})
    assert levels.search(subject, parse_dose(dose), rule, progress)[1] == []


def test_no_answer_makes_an_outcome_milder() -> None:
    subject = SUBJECTS["deep-vein-thrombosis"]
    told = answers.Answers(subject.protocol, None, subject.shelf, named=True)
    told.rows = {flag: row for at, (flag, row) in enumerate(told.rows.items()) if at % 3 == 0}
    assert list(told.search()) == []
    assert told.calls > 200


def test_a_warning_value_stops_the_plan_and_a_yes_prints_no_exercise_that_it_forbids() -> None:
    subject = SUBJECTS["deep-vein-thrombosis"]
    found = [*answers.from_values(subject), *answers.plans(subject)]
    assert len(found) > 40
    assert [(way, faults) for way, faults in found if faults] == []


def test_a_yes_to_a_question_that_stops_leaves_no_exercise() -> None:
    subject = SUBJECTS[STRAIN]
    order, flags = subject.order(), subject.shelf.red_flags.flags
    stops = [flag for flag, row in flags.items() if row.effect in answers.STOPS]
    assert {flags[flag].effect for flag in stops} == {"hold", "block"}
    for flag in stops:
        told = weigh(order, subject.shelf, {**subject.all_no(), flag: "yes"})
        plan = compile_plan(order, told, subject.shelf)
        assert list(answers.printed(subject, plan, told, flag)) == [], flag


# -- what the search takes for granted -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [STRAIN, "achilles-tendinopathy reactive silbernagel"])
def test_states_of_one_key_go_on_alike(name: str) -> None:
    """Two ways into one key: every letter leads from both to one key again, to the same tasks and the same broken rules."""
    graph = Graph(SUBJECTS[name], days=100)
    path = steady(graph, Walked(), days=9)
    met: dict[Hashable, Node] = {}
    pairs: list[tuple[Node, Node]] = []
    for letter in LETTERS:
        node = go(graph, path[-3], letter, Walked())
        for _ in range(9):
            twin = met.setdefault(graph.key(node), node)
            if twin is not node:
                pairs.append((node, twin))
                break  # from here on they are one
            node = go(graph, node, BY_NAME["steady"], Walked())
    assert pairs
    for node, twin in pairs:
        for letter in LETTERS[::2]:
            one, other = graph.step(node, letter), graph.step(twin, letter)
            assert graph.key(one.node) == graph.key(other.node)
            assert [(task.id, task.kind) for task in one.day.tasks] == [
                (task.id, task.kind) for task in other.day.tasks
            ]
            assert one.broken == other.broken


def test_the_dose_of_an_exercise_decides_nothing_else() -> None:
    """Levels are no part of a key: a person with other levels is led to the same day, but for the doses."""
    graph = Graph(SUBJECTS[STRAIN], days=60)
    node = steady(graph, Walked(), days=8)[-1]
    assert node.following.levels
    other = replace(node, following=replace(node.following, levels={}))
    for letter in LETTERS:
        one, two = graph.step(node, letter), graph.step(other, letter)
        assert graph.key(one.node) == graph.key(two.node)
        assert [task.id for task in one.day.tasks] == [task.id for task in two.day.tasks]


def test_the_search_walks_the_states_of_the_program() -> None:
    """The state after any journal of the search is the one that the program makes of the same journal."""
    graph = Graph(SUBJECTS[STRAIN], days=60)
    for name in ("steady", "red", "away", "written as not done", "red next morning"):
        node = steady(graph, Walked(), days=5)[-1]
        for _ in range(6):
            node = go(graph, node, BY_NAME[name], Walked())
        after = go(graph, node, BY_NAME["tests not written"], Walked())
        seen = Journal(entries=after.diary.entries)
        days = lay_days(graph.order, graph.shelf, graph.course, seen.seen_on)
        laid = next(one for one in days if one.day == after.day)
        assert laid.following == after.following
        assert laid.state == after.state


def test_a_grade_type_or_variant_left_out_is_the_one_that_is_taken() -> None:
    def course(choice: Choice, grade: str | None) -> object:
        subject = replace(subject_of(LIBRARY, choice), grade=grade)
        order = subject.order(cleared=True)
        laid = course_of(order, subject.triage(order), subject.shelf)
        return laid.laid, laid.ground.phases, laid.ground.track, laid.grade

    left_out = [choice for choice in choices_of(LIBRARY) if choice.grade is None]
    graded = [(choice, longest_grade(subject_of(LIBRARY, choice).protocol)) for choice in left_out]
    graded = [(choice, grade) for choice, grade in graded if grade]
    assert len(graded) > 30
    assert [choice for choice, grade in graded if course(choice, None) != course(choice, grade)] == []
    kinds = {(choice.condition, subject_of(LIBRARY, choice).kind) for choice in choices_of(LIBRARY)}
    assert kinds == {(subject.choice.condition, subject.kind) for subject in SUBJECTS.values()}


def test_a_plan_a_week_later_is_the_same_plan(make_plan: PlanMaker) -> None:
    week = dt.timedelta(days=7)
    for name in ("calf-strain", "patellofemoral-pain", "restless-legs-syndrome"):
        one = make_plan(name, day=3)
        other = make_plan(name, day=3, injured=INJURED + week)
        assert [(day.date + week, day.phase, day.tasks) for day in one.days] == [
            (day.date, day.phase, day.tasks) for day in other.days
        ]


# -- unsafe files that it must find --------------------------------------------------------------------------------------


def planted(what: str) -> Protocol:
    """Return the shipped strain with one unsafe thing in it, as a damaged file could have it."""
    protocol = SUBJECTS[STRAIN].model
    phases = dict(protocol.phases)
    early, speed = phases["early-load"], phases["speed"]
    match what:
        case "a sprint drill before its gate":
            drill = speed.exercises["a-skip"].model_copy(update={"dose": parse_dose("2 x 20 m, daily"), "weeks": {}})
            phases["early-load"] = early.model_copy(
                update={"forbid": (), "exercises": {**early.exercises, "a-skip": drill}}
            )
        case "a gate without its tests":
            phases["early-load"] = early.model_copy(update={"exit": (parse_criterion("day >= 4"),)})
            phases["lengthening"] = phases["lengthening"].model_copy(update={"entry": ()})
        case "a phase that opens too soon":
            phases["speed"] = speed.model_copy(update={"hard_minimum": {}, "earliest": {"all": 7}, "entry": ()})
        case "a dose doubled":
            slot = early.exercises["prone-knee-bend-hold"]
            assert slot.dose is not None
            assert slot.dose.sets is not None
            double = Span(slot.dose.sets.low * 2, slot.dose.sets.high * 2)
            doubled = slot.model_copy(update={"dose": replace(slot.dose, sets=double)})
            phases["early-load"] = early.model_copy(
                update={"exercises": {**early.exercises, "prone-knee-bend-hold": doubled}}
            )
    return protocol.model_copy(update={"phases": phases})


@pytest.mark.parametrize(
    ("what", "rule", "day"),
    [
        ("a sprint drill before its gate", "a-skip: ", 4),
        ("a gate without its tests", "a phase opened on what is not met or not known", 6),
        ("a phase that opens too soon", "a phase opened before its earliest day", 8),
        ("a dose doubled", "prone-knee-bend-hold: sets 10 is more than 5", 4),
    ],
)
def test_an_unsafe_file_is_found_with_the_way_to_it(what: str, rule: str, day: int) -> None:
    subject = subject_of(LIBRARY, SUBJECTS[STRAIN].choice, planted(what))
    graph, walked = Graph(subject, days=60), Walked()
    path = steady(graph, walked, days=10)
    gates.search(graph, path, walked)
    found = [one for broken, one in walked.found.items() if rule in broken]
    assert found
    assert found[0].day == day
    assert found[0].way.startswith(f"1-{day} steady")


def test_a_question_and_a_stop_sign_that_are_lost_are_found() -> None:
    model = SUBJECTS[STRAIN].model
    lost = model.model_copy(
        update={"screen": model.screen[1:], "stop_signs": model.stop_signs.model_copy(update={"today": ()})}
    )
    subject = subject_of(LIBRARY, SUBJECTS[STRAIN].choice, lost)
    _, faults = next(answers.plans(subject))
    assert "a stop sign is gone" in faults
    assert f"the questions {model.screen[0]} are not asked" in faults
