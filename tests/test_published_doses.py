"""The published doses: what a plan schedules on its days is what the papers say, figure by figure and tag by tag."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from conftest import PlanMaker
from content import document, exercises
from published_doses import ELSEWHERE, PAPERS, TABLE, At, Figure, Line, name_of, plan_name

from rehab.library import Library
from rehab.models.plan import Day, Magnitude, Plan, Task
from rehab.models.protocol import Protocol, Slot
from rehab.notation import Dose, Evidence, Span, parse_dose
from rehab.shared import RunTables
from rehab.source.issues import validate
from rehab.source.merge import merge, subtree
from rehab.writers import write

PLANNED = [line for line in TABLE if not line.at.recorded]
RECORDED = [line for line in TABLE if line.at.recorded]
PLANS = list(dict.fromkeys(line.at for line in PLANNED))
FIELDS = {
    "sets": "sets",
    "reps": "reps",
    "by_set": "reps_by_set",
    "hold": "hold_seconds",
    "bout": "duration_seconds",
    "tempo": "tempo",
    "rest": "rest_seconds",
    "pause": "pause_seconds",
    "load": "load",
    "percent": "load",
}
"""The figures of a line, and the fields of a dose that hold them."""

PlanOf = Callable[[At], Plan]
ProtocolOf = Callable[[At], Protocol]


@pytest.fixture(scope="session")
def plan_of(make_plan: PlanMaker) -> PlanOf:
    """Compile each plan once."""

    @cache
    def made(at: At) -> Plan:
        return make_plan(
            at.condition,
            grade=at.grade,
            kind=at.kind,
            variant=at.variant,
            cleared=at.cleared,
            with_optional=at.optional,
        )

    return made


def as_written(name: str, kind: str | None, variant: str | None) -> Protocol:
    """Merge a file with one type and one variant, offered or not."""
    merged = document(name)
    for choices, chosen in (("types", kind), ("variants", variant)):
        if chosen and "change" in merged.data[choices][chosen]:
            merged = merge(merged, subtree(merged, (choices, chosen, "change")))
    return validate(merged, Protocol)


@pytest.fixture(scope="session")
def protocol_of(library: Library) -> ProtocolOf:
    """Merge each protocol once; with a variant that is not offered, as its file says it."""

    @cache
    def merged(at: At) -> Protocol:
        path = library.path_of(at.condition)
        if at.recorded:
            return as_written(f"{path.parent.name}/{path.stem}", at.kind, at.variant)
        return library.load(path, kind=at.kind, variant=at.variant).protocol

    return merged


# -- comparing --------------------------------------------------------------------------------------------------------


def ends(span: Span | Figure | Magnitude) -> tuple[float, float] | None:
    if isinstance(span, Span):
        return span.low, span.high
    return (span, span) if isinstance(span, int) else span


def told(evidence: Evidence | None) -> str:
    return f"{evidence.tag} {evidence.source}".strip() if evidence else "the author's own"


def slots(protocol: Protocol) -> Iterator[tuple[str, str, Slot]]:
    for phase_id, phase in protocol.phases.items():
        for exercise, slot in phase.exercises.items():
            yield phase_id, exercise, slot


def dose_in(slot: Slot, number: int) -> Dose:
    """Return the dose of a week of a row, counted from 1."""
    for key, dose in slot.weeks.items():
        first, _, last = key.partition("-")
        if int(first) <= number <= int(last or first):
            return dose
    assert slot.dose
    return slot.dose


def dose_of(task: Task, protocol: Protocol) -> Dose:
    """Return the dose a task was made from: only there every figure has a tag of its own."""
    _, phase, _, exercise, *weeks = task.reason.rule.split(".")
    return dose_in(protocol.phases[phase].exercises[exercise], int(weeks[-1]) if weeks else 1)


def figures_of(source: Task | Dose, dose: Dose) -> dict[str, Any]:
    """Return the figures a plan has (or a recorded dose), by their names in a line; one set and one repetition count."""
    load = dose.load.amount.high if dose.load and dose.load.amount and dose.load.kind != "rm" else None
    figures = {
        "sets": ends(source.sets) if isinstance(source, Dose) else source.sets and (source.sets, source.sets),
        "reps": ends(source.reps),
        "by_set": source.reps_by_set or None,
        "hold": ends(source.hold_seconds),
        "bout": ends(source.duration_seconds),
        "tempo": source.tempo or None,
        "rest": ends(source.rest_seconds),
        "pause": ends(dose.pause_seconds),
        "load": source.load if isinstance(source, Task) else None,
        "percent": load,
    }
    if not figures["by_set"]:
        one_bout = figures["hold"] or figures["bout"]
        figures["sets"] = figures["sets"] or ((1, 1) if one_bout else None)
        figures["reps"] = figures["reps"] or ((1, 1) if figures["hold"] else None)
    return figures


def wrong_figures(line: Line, source: Task | Dose, dose: Dose) -> Iterator[str]:
    """Yield each figure that is not that of the line, and each that the source does not state but is not marked P."""
    found = figures_of(source, dose)
    for name, attribute in FIELDS.items():
        wanted, value, tag = getattr(line, name), found[name], told(dose.origin(attribute))
        if wanted is None:
            stated = name in ("load", "percent") and (line.load or line.percent)
            derived = name == "sets" and line.by_set
            if getattr(dose, attribute) and not stated and not derived and tag != "P":
                yield f"{name} {value} is not in the source, and marked {tag}, not P"
            continue
        expected = wanted if isinstance(wanted, str) or name in ("by_set", "percent") else ends(wanted)
        if value != expected:
            yield f"{name} is {value}, not {expected}"
        if getattr(dose, attribute) and tag != line.tag_for(name):
            yield f"{name} is marked {tag}, not {line.tag_for(name)}"
    a_day = int(dose.times_per_day.low) if dose.times_per_day else 1
    if {a_day, source.times_per_day if isinstance(source, Task) else a_day} != {line.a_day}:
        yield f"{a_day} times a day, not {line.a_day}"
    for attribute in ("frequency", "times_per_day"):
        tag = told(dose.origin(attribute))
        if getattr(dose, attribute) and tag != line.tag_for("when"):
            yield f"{attribute} is marked {tag}, not {line.tag_for('when')}"


def done_on(plan: Plan, exercise: str) -> dict[int, Task]:
    found: dict[int, Task] = {}
    for day in plan.days:
        for task in day.tasks:
            if task.exercise == exercise:
                assert day.day not in found, f"{exercise} twice on day {day.day}"
                found[day.day] = task
    return found


def days_due(line: Line, plan: Plan, on: list[int]) -> Iterator[str]:
    """Yield what is wrong with the days ``on``; a plan is cut after 26 weeks."""
    first, last = line.days[0], min(line.days[1], plan.days[-1].day)
    window, since = range(first, last + 1), line.since or first
    match line.when.split():
        case ["daily"]:
            due = list(window)
        case ["every", days]:
            due = [day for day in window if day >= since and (day - since) % int(days) == 0]
        case ["not", "with", other]:
            due = sorted(set(window) - done_on(plan, other).keys())
        case ["once"]:
            due = on[:1] or [first]
        case _:
            yield from weeks_due(line, window, on)
            return
    if on != due:
        yield f"on days {on}, not {due}"


def weeks_due(line: Line, window: range, on: list[int]) -> Iterator[str]:
    low, high = per_week(line)
    for start in window[::7]:
        count = sum(start <= day < start + 7 for day in on)
        if count > high or (count < low and start + 6 in window):
            yield f"{count} times on days {start} to {start + 6}, not {line.when}"


def per_week(line: Line) -> tuple[int, int]:
    low, _, high = line.when.removesuffix("/week").partition("-")
    return int(low), int(high or low)


# -- the lines --------------------------------------------------------------------------------------------------------


def test_every_row_is_here() -> None:
    assert {line.row for line in TABLE} | ELSEWHERE == set(range(1, 46))
    assert not {line.row for line in TABLE} & ELSEWHERE


@pytest.mark.parametrize("line", PLANNED, ids=name_of)
def test_the_plan_schedules_the_published_dose(line: Line, plan_of: PlanOf, protocol_of: ProtocolOf) -> None:
    plan = plan_of(line.at)
    tasks = {day: task for day, task in done_on(plan, line.exercise).items() if line.days[0] <= day <= line.days[1]}
    assert tasks
    wrong = list(days_due(line, plan, list(tasks)))
    progress = {dose.progress for phase in plan.phases for dose in phase.exercises if dose.exercise == line.exercise}
    for day, task in tasks.items():
        wrong += [f"day {day}: {text}" for text in wrong_figures(line, task, dose_of(task, protocol_of(line.at)))]
        if not re.search(line.says, " ".join((task.text, *sorted(progress)))):
            wrong.append(f"day {day} does not say {line.says}: {task.text}")
    assert not wrong


@pytest.mark.parametrize("line", RECORDED, ids=name_of)
def test_a_recorded_row_has_the_published_dose(line: Line, library: Library, protocol_of: ProtocolOf) -> None:
    protocol = protocol_of(line.at)
    assert not protocol.variants[line.at.variant or ""].offered
    phase, slot = next((phase, slot) for phase, exercise, slot in slots(protocol) if (exercise, phase) == line.place)
    dose = dose_in(slot, line.week)
    assert dose.frequency
    assert not list(wrong_figures(line, dose, dose))
    every = {"daily": 1, "every 2": 2, "every 3": 3}.get(line.when)
    assert dose.frequency.every_days == every
    assert ends(dose.frequency.per_week) == (None if every else per_week(line))
    assert re.search(line.says, slot.note)
    windows = protocol.phases[phase].days
    if line.row in (4, 5):  # 5 days after the injury, and on until sport
        assert (slot.not_before, slot.through) == (6, "return")
    elif line.row == 15:
        assert windows["all"] == line.days
    else:
        assert dose.frequency.gap_hours == 48


@pytest.mark.parametrize("at", PLANS, ids=plan_name)
def test_no_exercise_is_published_on_any_other_day(at: At, plan_of: PlanOf) -> None:
    lines = [line for line in PLANNED if line.at == at]
    for exercise in {line.exercise for line in lines}:
        windows = [line.days for line in lines if line.exercise == exercise]
        for day, task in done_on(plan_of(at), exercise).items():
            known = any(first <= day <= last for first, last in windows)
            assert known or task.reason.evidence == "P", (exercise, day, task.reason)


def test_the_lengthening_rows_never_start_before_plan_day_6(protocol_of: ProtocolOf) -> None:
    for line in TABLE:
        if line.row <= 3:
            _, _, slot = next(entry for entry in slots(protocol_of(line.at)) if entry[1] == line.exercise)
            assert slot.not_before == 6


def test_a_tag_names_the_paper_of_its_row(library: Library) -> None:
    for line in TABLE:
        for tag in (line.tag, *line.tags.values()):
            if tag != "P":
                key = tag.split()[1]
                assert key in PAPERS[line.row], name_of(line)
                for word in PAPERS[line.row][key]:
                    assert word in library.shelf.references[key].citation, key


@pytest.mark.parametrize(
    "at", [at for at in PLANS if any(line.row == 6 for line in TABLE if line.at == at)], ids=plan_name
)
def test_the_nordics_are_27_sessions_in_10_weeks(at: At, plan_of: PlanOf) -> None:
    """A moderate strain has one fewer: in the third of these weeks its full sprints are 72 hours apart."""
    weeks = [line.days for line in PLANNED if line.row == 6 and line.at == at]
    days = [day for day in done_on(plan_of(at), "nordic-curl") if weeks[0][0] <= day <= weeks[-1][1]]
    assert len(days) == (26 if at.grade == "2" else 27)


# -- rows without a dose ----------------------------------------------------------------------------------------------

NOT_STATED = {
    13: {"bayer-2017"},
    28: {"pringels-2025"},
    36: {"rio-2017", "van-ark-2016"},
    45: {"dubois-2020"},
}
"""Rows whose sets and repetitions the source does not state, and their papers."""
AMOUNTS = ("sets", "reps", "reps_by_set", "hold_seconds", "duration_seconds", "distance_metres", "intervals")


def every_dose(library: Library) -> Iterator[tuple[str, Dose]]:
    """Yield each dose of each protocol, with all types and variants merged."""
    for condition, protocol in library.protocols.items():
        for kind, variant in itertools.product([None, *protocol.types], [None, *protocol.variants]):
            allowed = protocol.variants[variant].types if variant else ()
            if allowed and kind not in allowed:
                continue
            path = library.path_of(condition)
            for phase, exercise, slot in slots(as_written(f"{path.parent.name}/{path.stem}", kind, variant)):
                for dose in filter(None, (slot.dose, *slot.weeks.values())):
                    yield f"{condition} {kind} {variant}: {phase}.{exercise}", dose


@pytest.fixture(scope="session")
def doses(library: Library) -> list[tuple[str, Dose]]:
    return list(every_dose(library))


@pytest.mark.parametrize("row", NOT_STATED)
def test_what_the_paper_does_not_state_is_not_called_published(row: int, doses: list[tuple[str, Dose]]) -> None:
    for where, dose in doses:
        for name in AMOUNTS:
            evidence = dose.origin(name)
            assert not (getattr(dose, name) and evidence and evidence.source in NOT_STATED[row]), (where, name)


def test_row_28_is_our_own_dose_with_the_features_of_the_paper(plan_of: PlanOf) -> None:
    plan = plan_of(At("achilles-tendinopathy", "ltcr", kind="insertional"))
    work = [task for day in plan.days for task in day.tasks if task.kind == "load"]
    assert work
    assert {task.reason.evidence for task in work} == {"P"}
    assert not any(task.kind == "stretch" for day in plan.days for task in day.tasks)
    assert "heel lift" in " ".join(note for phase in plan.phases for note in (*phase.notes, *phase.allowed))
    stages = [(phase.first_day, phase.last_day) for phase in plan.phases]
    assert stages[1:5] == [(4, 17), (18, 56), (57, 84), (85, 180)]


def test_row_45_protects_on_days_1_to_3_by_pain_alone(plan_of: PlanOf) -> None:
    for condition in ("hamstring-strain", "calf-strain", "lateral-ankle-sprain"):
        plan = plan_of(At(condition, grade="1"))
        found = {day.day: task for day in plan.days for task in day.tasks if is_protect(task)}
        assert list(found) == [1, 2, 3], condition
        for task in found.values():
            assert (task.reason.evidence, task.reason.reference) == ("V", "dubois-2020")
            assert {task.sets, task.reps, task.hold_seconds, task.duration_seconds} == {None}
        assert "pain" in found[2].text


def is_protect(task: Task) -> bool:
    return task.kind == "protect" and task.reason.rule.endswith("tasks.protect")


def test_row_20_is_an_option_of_one_day(plan_of: PlanOf) -> None:
    at = At("thigh-contusion", grade="1")
    name = "Wrap the leg with the knee bent"
    assert not [task for day in plan_of(at).days for task in day.tasks if name in task.title]
    days = plan_of(at._replace(optional=("knee-bent-wrap",))).days
    [(day, task)] = [(day.day, task) for day in days for task in day.tasks if name in task.title]
    assert (day, task.times_per_day, task.minutes) == (1, 1, 24 * 60)
    assert (task.reason.evidence, task.reason.reference) == ("V", "aronen-2006")
    assert "120 degrees" in task.text
    assert "after 24 hours at the latest" in task.text
    assert "clinician or trained first-aider agrees" in task.only_if


def test_row_38_runs_3_times_a_week_or_more_within_pain_2(plan_of: PlanOf) -> None:
    for grade in ("moderate", "persistent"):
        plan = plan_of(At("patellofemoral-pain", None, grade, "runner"))
        days = [day.day for day in plan.days if runs(day)]
        assert days[-1] - days[0] >= 8 * 7 - 2 or grade == "moderate"
        for start in range(days[0], days[-1] - 6, 7):
            assert sum(start <= day < start + 7 for day in days) >= 3
        assert plan.response
        assert plan.response.green.pain == (0, 2)
        assert "60 min" in plan.response.green.when
        assert any("shorter and more often" in text and "Slowly" in text for text in plan.education)


@pytest.mark.parametrize(
    ("condition", "kind"), [("prevention-maintenance", None), ("leg-overuse-muscle-fatigue", "sport")]
)
def test_row_44_stretches_each_muscle_for_60_seconds(condition: str, kind: str | None, plan_of: PlanOf) -> None:
    plan = plan_of(At(condition, kind=kind))
    tasks = {task.exercise: task for day in plan.days for task in day.tasks if task.kind == "stretch"}
    assert tasks
    for exercise, task in tasks.items():
        assert task.sets
        assert task.hold_seconds
        assert task.sets * task.hold_seconds[0] == 60, exercise
        days = list(done_on(plan, exercise or ""))
        assert all(sum(start <= day < start + 7 for day in days) >= 2 for start in range(days[0], days[-1] - 6, 7))


def test_row_44_no_stretch_leaves_the_published_range(doses: list[tuple[str, Dose]]) -> None:
    for where, dose in doses:
        if exercises()[where.rpartition(".")[2]].kind == "stretch" and dose.hold_seconds and dose.sets:
            if dose.reps:  # contract and relax, row 4
                continue
            assert dose.hold_seconds.low >= 10, where
            assert dose.hold_seconds.high <= 30, where
            assert dose.sets.low >= 2, where
            assert dose.sets.high <= 4, where
            assert dose.frequency, where
            assert dose.frequency.every_days == 1 or (ends(dose.frequency.per_week) or (0, 0))[0] >= 2, where


# -- running tables ---------------------------------------------------------------------------------------------------

Rounds = tuple[int, tuple[tuple[str, float], ...]]
"""How often, and the legs in minutes; one leg is a run without a walk."""


def rounds(*legs: float, times: int = 1) -> Rounds:
    return times, tuple((("run", "walk")[number % 2], minutes) for number, minutes in enumerate(legs))


def run(minutes: float) -> Rounds:
    return rounds(minutes)


TABLE_A = {
    "1": ([rounds(2, 2, times=4)], 16, ["9.7", "5.6"]),
    "2": ([rounds(2, 2, times=4)], 16, ["12.1", "5.6"]),
    "3": ([rounds(3, 2, times=4)], 20, ["On the ground"]),
    "4": ([rounds(3, 2, times=4)], 20, ["On the ground"]),
    "5": ([run(16)], 16, ["On the ground"]),
    "6": ([run(18)], 18, ["On the ground"]),
}
TABLE_B = {
    "1": ([rounds(1, 1.5, times=8)], 20, 3),
    "2": ([rounds(1.5, 2, times=5), rounds(1.5, 1)], 20, 3),
    "3": ([rounds(1.5, 1.5, 3, 3, times=2)], 18, 3),
    "4": ([rounds(3, 1.5, 5, 2.5, 3, 1.5, 5)], 21.5, 3),
    "5a": ([rounds(5, 3, 5, 3, 5)], 21, 1),
    "5b": ([rounds(8, 5, 8)], 21, 1),
    "5c": ([run(20)], 20, 1),
    "6a": ([rounds(5, 3, 8, 3, 5)], 24, 1),
    "6b": ([rounds(10, 3, 10)], 23, 1),
    "6c": ([run(25)], 25, 1),
    "7": ([run(25)], 25, 3),
    "8": ([run(28)], 28, 3),
    "9": ([run(30)], 30, 3),
}
TABLE_C = {
    "1": (1.0, "Walk 2 min, run 3 min", 3),
    "2": (1.5, "Walk 2 min, run 3 min", 3),
    "3": (1.5, "Walk 2 min, run 4 min", 4),
    "4": (2.0, "Walk 2 min, run 4 min", 4),
    "5": (2.0, "Walk 1 min, run 4 min", 5),
    "6": (2.0, "Run all the way", 5),
}
"""Miles, walk and run, effort."""


def runs(day: Day) -> list[Task]:
    return [task for task in day.tasks if task.reason.rule.startswith("run-tables.")]


def legs_of(source: Task | Dose) -> Rounds:
    seconds = source.duration_seconds
    if seconds:
        return run((ends(seconds) or (0, 0))[0] / 60)
    sets = source.sets.low if isinstance(source.sets, Span) else source.sets or 1
    legs = tuple((leg.activity, (ends(leg.seconds) or (0, 0))[0] / 60) for leg in source.intervals or ())
    return int(sets), legs


def total(parts: list[Rounds]) -> float:
    return sum(times * sum(minutes for _, minutes in legs) for times, legs in parts)


def sessions_of(plan: Plan) -> dict[str, list[tuple[int, list[Task]]]]:
    """Return the sessions of each stage of the running table, in order: the day and its tasks."""
    found: dict[str, list[tuple[int, list[Task]]]] = {}
    for day in plan.days:
        if tasks := runs(day):
            found.setdefault(tasks[0].reason.rule.rpartition(".")[2], []).append((day.day, tasks))
    return found


@pytest.fixture(scope="session")
def tables() -> RunTables:
    return validate(document("run-tables"), RunTables)


@pytest.mark.parametrize("grade", ["mild", "moderate"])
def test_row_29_the_six_stages_of_the_sore_shin(grade: str, plan_of: PlanOf, tables: RunTables) -> None:
    plan = plan_of(At("medial-tibial-stress-syndrome", grade=grade))
    sessions = sessions_of(plan)
    assert list(sessions)[:6] == list(TABLE_A) == list(tables.root["A"].stages)[:6]
    for key, (parts, minutes, words) in TABLE_A.items():
        assert [legs_of(parse_dose(part)) for part in tables.root["A"].stages[key].parts] == parts
        assert total(parts) == minutes
        for _, tasks in sessions[key]:
            assert [legs_of(task) for task in tasks] == parts
            assert {(task.reason.evidence, task.reason.reference) for task in tasks} == {("V", "moen-2012")}
            assert all(word in tasks[0].text for word in words)
    days = [day for stage in TABLE_A for day, _ in sessions[stage]]
    assert all(after - before >= 2 for before, after in itertools.pairwise(days))
    for start in range(days[0], days[-1] - 6, 7):
        assert sum(start <= day < start + 7 for day in days) == 3
    assert tables.root["A"].pain_limit.startswith("At most 4 of 10")
    assert plan.phases[2].criteria[1].target.endswith("4 or less")


@pytest.mark.parametrize("condition", ["leg-overuse-muscle-fatigue", "patellofemoral-pain"])
def test_row_41_the_nine_weeks_from_the_couch(condition: str, plan_of: PlanOf, tables: RunTables) -> None:
    grade = "3" if condition.startswith("leg") else "persistent"
    sessions = sessions_of(plan_of(At(condition, grade=grade, kind="new-runner")))
    assert list(sessions) == list(TABLE_B) == list(tables.root["B"].stages)
    for key, (parts, minutes, count) in TABLE_B.items():
        assert [legs_of(parse_dose(part)) for part in tables.root["B"].stages[key].parts] == parts
        assert total(parts) == minutes
        assert len(sessions[key]) == count or key in ("5c", "9"), key  # the last of a phase is repeated until the next
        for _, tasks in sessions[key]:
            assert [legs_of(task) for task in tasks] == parts
            assert {(task.reason.evidence, task.reason.reference) for task in tasks} == {("V", "nhs-couch-to-5k")}
    days = [day for stage in sessions.values() for day, _ in stage]
    for start in range(days[0], days[-1] - 6, 7):
        assert sum(start <= day < start + 7 for day in days) == 3
    assert "Walk briskly for 5 min before the run." in tables.root["B"].before
    assert "Repeat any week" in tables.root["B"].rule


def test_row_42_the_six_stages_by_distance(make_plan: PlanMaker, tables: RunTables, tmp_path: Path) -> None:
    """No condition has this table by default: a clinic that chooses it writes so."""
    mine = tmp_path / "by-distance.yaml"
    mine.write_text(
        "id: by-distance\nextends: medial-tibial-stress-syndrome\nauthor: Example Clinic\nwhy: By distance.\nphases:\n"
        "  walk-run:\n    run: {table: C, stages: 1-6, frequency: every 2nd day}\n  build:\n    run: null\n"
    )
    sessions = sessions_of(make_plan("by-distance", grade="moderate", path=mine))
    assert list(sessions) == list(TABLE_C) == list(tables.root["C"].stages)
    for key, (miles, words, effort) in TABLE_C.items():
        assert len(sessions[key]) >= 2
        for _, tasks in sessions[key]:
            [task] = tasks
            assert task.distance_m == (1600 * miles, 1600 * miles)
            assert task.effort == (effort, effort)
            assert words in task.text
            assert (task.reason.evidence, task.reason.reference) == ("V", "military-run-2023")
    days = [day for stage in sessions.values() for day, _ in stage]
    assert {after - before for before, after in itertools.pairwise(days)} == {2}
    assert "at least twice" in tables.root["C"].rule
    assert "swelling" in tables.root["C"].rule


# -- recalled doses ---------------------------------------------------------------------------------------------------


def recalled(line: Line) -> bool:
    return any(tag.startswith("R") for tag in (line.tag, *line.tags.values()))


UNSURE = list(dict.fromkeys(line.at for line in PLANNED if recalled(line)))


@pytest.mark.parametrize("at", UNSURE, ids=plan_name)
def test_a_plan_with_recalled_doses_says_that_they_are_to_be_confirmed(at: At, plan_of: PlanOf) -> None:
    [notice] = [notice for notice in plan_of(at).notices if notice.code == "recalled"]
    assert "to be confirmed" in notice.text


def _entries(text: str, title: str, plan: Plan) -> Iterator[str]:
    """Yield what the last page says of an exercise: each text from its title to the title of another one."""
    titles = [f"{exercise.title}. " for exercise in plan.exercises.values()]
    for found in re.finditer(rf"{re.escape(title)}\. ", text):
        ends = [at for other in titles if (at := text.find(other, found.end())) >= 0]
        yield text[found.end() : min(ends, default=len(text))]


@pytest.mark.parametrize("at", UNSURE, ids=plan_name)
def test_the_page_for_clinicians_names_each_recalled_dose(at: At, plan_of: PlanOf, library: Library) -> None:
    plan, template = plan_of(at), library.template("clinic")
    words = template.wording.sources
    pages = pdfium.PdfDocument(io.BytesIO(write("pdf", plan, template)))
    texts = [pages[number].get_textpage().get_text_range() for number in range(len(pages))]
    text = " ".join(" ".join(page for page in texts if words.title in page).split())
    assert " ".join(words.R.replace("**", "").split()) in text
    for line in PLANNED:
        if line.at == at and recalled(line):
            title = plan.exercises[line.exercise].title
            assert any("R, to be confirmed" in entry for entry in _entries(text, title, plan)), title


def test_nothing_that_starts_inside_the_first_days_in_its_source_does_so_here(plan_of: PlanOf) -> None:
    """Rule 6, rows 13 and 18."""
    for grade in "12":
        plan = plan_of(At("lateral-ankle-sprain", "bleakley-early", grade))
        assert min(done_on(plan, "early-ankle-block")) >= 4
