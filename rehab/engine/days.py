"""One day of a plan: its care, its exercises, its run and its water, in the order they are done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from rehab.engine import care, dosing
from rehab.engine.kept import Kept, Undated
from rehab.engine.laying import Laid
from rehab.engine.order import Course, Order
from rehab.engine.placing import PlacedDay
from rehab.engine.triage import Triage
from rehab.models.exercise import Exercise
from rehab.models.plan import Day, Magnitude, Task
from rehab.models.shelf import Shelf

_BEFORE_WORK = ("protect", "elevate", "compress", "ice", "avoid", "rest")
"""Care that stands before the exercises of a day; the rest stands after them."""
NOON = "12:00"


def day_of(order: Order, triage: Triage, shelf: Shelf, laid: Laid, kept: Kept) -> Day:
    """Return one day: the tasks of such a day of its phase, put on the date.

    A day that another plan of this person has too is kept whole (half of the time that a plan on one more date
    takes), and such a day of the phase without its date (a third of that of a first plan).
    """
    course, day, date, placed = laid.course, laid.day, laid.date, laid.placed
    content = placed.content

    def dated() -> Day:
        hot = date in order.case.hot_days
        phase_id, counted = placed.phase.window.phase_id, day - course.shift
        tended = kept.once(
            ("tended", phase_id, counted), lambda: tuple(_care_on(order, shelf, course.grade, phase_id, counted))
        )
        warm_up = kept.once(("warm-up", day), lambda: care.warm_up_on(day, shelf))
        key = ("undated", content, tended, warm_up, hot)
        undated = kept.once(key, lambda: _undated(order, triage, shelf, course, placed, tended, warm_up, hot, kept))
        return undated.on(day, date, phase_id)

    return kept.once(("day", day, date, course.shift, content), dated)


@dataclass(frozen=True, slots=True)
class UndatedDay:
    """Such a day of a phase, without a date."""

    tasks: tuple[Undated, ...]
    minutes: int
    glasses: int | None
    like: list[Day] = field(default_factory=list)
    """The first such day: the others are copies of it."""

    def on(self, day: int, date: dt.date, phase_id: str) -> Day:
        tasks = tuple([task.on(day) for task in self.tasks])
        if self.like:
            return self.like[0].changed(date=date, day=day, tasks=tasks)
        made = Day(date=date, day=day, phase=phase_id, tasks=tasks, minutes=self.minutes, glasses=self.glasses)
        self.like.append(made)
        return made


def _undated(
    order: Order,
    triage: Triage,
    shelf: Shelf,
    course: Course,
    placed: PlacedDay,
    tended: Sequence[tuple[str, str | None]],
    warm_up: int,
    hot: bool,
    kept: Kept,
) -> UndatedDay:
    protocol, case = order.protocol, order.case
    phase_id = placed.phase.window.phase_id
    before: list[Task] = []
    after: list[Task] = []
    ordered = sorted(placed.rows, key=lambda entry: dosing.session_order(entry, with_run=placed.run is not None))
    for entry in ordered:
        key = ("task", phase_id, entry.row.key, entry.dose)
        task = kept.once(key, partial(dosing.exercise_task, entry, phase_id, protocol, case, shelf))
        (before if placed.run and entry.row.slot.before_run else after).append(task)
    run = dosing.run_tasks(placed.run, protocol, shelf) if placed.run else []
    work = [task for task in (*before, *run, *after) if not task_is_out(task, triage, shelf)]
    warm = care.warm_up_task(warm_up, phase_id, protocol, case, shelf, work)
    cared = [task for task in _care(order, shelf, phase_id, tended, kept) if not task_is_out(task, triage, shelf)]
    threshold = shelf.frameworks.timing.session_effort
    moderate = sum(task.minutes * task.times_per_day for task in work if task.effort and task.effort[0] >= threshold)
    glass = care.hydrate_task(phase_id, protocol, case, shelf, course.drink, hot=hot, minutes=moderate)
    first = [task for task in cared if _is_before_work(task)]
    last = [task for task in cared if not _is_before_work(task)]
    tasks = (*first, *warm, *work, *([glass] if glass else []), *last)
    minutes = sum(task.minutes * task.times_per_day for task in (*warm, *work))
    shared = tuple(kept.once(task, partial(Undated, task)) for task in tasks)  # other such days have it too
    return UndatedDay(shared, minutes, glass.times_per_day if glass else None)


def _is_before_work(task: Task) -> bool:
    """Tell whether care stands before the exercises: what protects, and a check of the morning, which may forbid them."""
    return task.kind in _BEFORE_WORK or (task.kind == "check" and bool(task.at) and task.at[0] < NOON)


def _care_on(
    order: Order, shelf: Shelf, grade: str | None, phase_id: str, day: int
) -> Iterator[tuple[str, str | None]]:
    """Yield the care of a day by name, with the text that only this day has; None: that of every day."""
    protocol, case = order.protocol, order.case
    for name, entry in care.tasks_of(protocol, shelf).items():
        if care.is_on(entry, name, day, phase_id, grade=grade, protocol=protocol, case=case):
            yield name, entry.text_by_day.get(str(day))


def _care(
    order: Order, shelf: Shelf, phase_id: str, tended: Sequence[tuple[str, str | None]], kept: Kept
) -> list[Task]:
    tasks: list[Task] = []
    entries = care.tasks_of(order.protocol, shelf)
    for name, text in tended:
        number = sum(task.kind == entries[name].kind for task in tasks) + 1
        make = partial(care.care_task, name, entries[name], number, text, phase_id, order.protocol, order.case, shelf)
        tasks.append(kept.once(("care", phase_id, name, text, number), make))
    return tasks


def is_dropped(codes: Collection[str], effort: Magnitude | None, triage: Triage) -> bool:
    """Tell whether a raised row takes something out of the plan: one of its codes, or too hard aerobic work."""
    if not {drop.kind for drop in triage.dropped}.isdisjoint(codes):
        return True
    ceiling = triage.aerobic_max_effort
    return ceiling is not None and "aerobic" in codes and (effort is None or effort[1] > ceiling)


def codes_of(task: Task, shelf: Shelf) -> frozenset[str]:
    """Return all that a task counts as; a run also counts as what its stage makes of it, such as sprinting."""
    if task.exercise is None:
        return frozenset((task.kind,))
    table, _, stage = task.reason.rule.removeprefix("run-tables.").partition(".stages.")
    of_stage = shelf.run_tables[table].stages[stage].counts_as if task.kind == "run" and stage else ()
    return shelf.exercises[task.exercise].codes | set(of_stage)


def task_is_out(task: Task, triage: Triage, shelf: Shelf) -> bool:
    """Tell whether a raised row takes a task out of its day, by all that it counts as."""
    if task.exercise and _is_contraindicated(shelf.exercises[task.exercise], triage, shelf):
        return True
    return is_dropped(codes_of(task, shelf), task.effort, triage)


def is_out(exercise: Exercise, effort: Magnitude | None, triage: Triage, shelf: Shelf) -> bool:
    """Tell whether a raised row takes an exercise out: it must not be done with it, or its kind is dropped."""
    return _is_contraindicated(exercise, triage, shelf) or is_dropped(exercise.codes, effort, triage)


def _is_contraindicated(exercise: Exercise, triage: Triage, shelf: Shelf) -> bool:
    flags = {flag for code in exercise.contraindications for flag in shelf.contraindications[code].flags}
    return not flags.isdisjoint(triage.raised)
