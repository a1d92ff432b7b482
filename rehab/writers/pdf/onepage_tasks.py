"""What the one page says of each exercise: the dose of today or of the next day it is on, never that of another week."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from rehab.models.handout_words import OnePageWords
from rehab.models.plan import Day, PhaseDose, PlanExercise, PlanPhase, Task
from rehab.writers.pdf.pages_care import when
from rehab.writers.pdf.session import merged
from rehab.writers.pdf.type import CLOSE, STRONG, Run, Runs
from rehab.writers.pdf.weekgrid import Boxes, boxes_of, is_warm_up
from rehab.writers.pdf.words import Booklet, capital, fill, sentence

_MOST_DOSES = 3


@dataclass(frozen=True)
class Entry:
    """One exercise of the phase: what to do the next time, and the boxes of today if it is on today."""

    title: str
    amount: str
    detail: Runs
    brief: Runs
    """The same without rest and effort, for a page that leaves them to the booklet."""
    remarks: Runs
    boxes: Boxes | None
    exercise: PlanExercise | None
    dose: PhaseDose | None


def words_of(book: Booklet) -> OnePageWords:
    """The words of this page."""
    words = book.words.one_page
    assert words is not None  # the template was checked for it
    return words


def phase_days(book: Booklet) -> tuple[Day, ...]:
    """The days of the current phase from today on."""
    phase = book.current
    return tuple(day for day in book.plan.days if phase and day.phase == phase.id)


def day_of_today(book: Booklet) -> Day | None:
    """The day that the boxes of the page are for."""
    return next((day for day in book.plan.days if day.date == book.plan.as_of), None)


def entries(book: Booklet) -> list[Entry]:
    """The exercises of the current phase that have a day, in the order of a session."""
    days = phase_days(book)
    found: dict[str, list[tuple[Day, Task]]] = {}
    for day in days:
        for key, task in _keyed(day):
            found.setdefault(key, []).append((day, task))
    order = merged([key for key, _ in _keyed(day)] for day in days)
    return [_entry(book, found[key]) for key in order]


def _keyed(day: Day) -> list[tuple[str, Task]]:
    """The exercises of a day, each with a name that no other task of the day has."""
    seen: dict[str, int] = {}
    made = []
    for task in day.tasks:
        if task.exercise or task.kind == "run":
            name = f"{task.kind} {task.exercise or task.short_title}"
            seen[name] = seen.get(name, 0) + 1
            made.append((f"{name} {seen[name]}", task))
    return made


def without_days(book: Booklet) -> list[str]:
    """The names of the exercises of the phase that are on none of its coming days."""
    on = {task.exercise for day in phase_days(book) for task in day.tasks}
    doses = book.current.exercises if book.current else ()
    names = [book.plan.exercises[dose.exercise].title for dose in doses if dose.exercise not in on]
    return list(dict.fromkeys(names))


def _entry(book: Booklet, found: Sequence[tuple[Day, Task]]) -> Entry:
    words, phase = words_of(book), book.current
    assert phase is not None
    day, task = found[0]
    exercise = book.plan.exercises.get(task.exercise or "")
    dose = next((one for one in phase.exercises if one.exercise == task.exercise), None)
    title = exercise.title if exercise and task.kind != "run" else task.title
    later = "" if day.date == book.plan.as_of else fill(words.next, date=book.date(day.date, "medium"))
    remarks = [Run(f"{later} ", STRONG("accent"))] if later else []
    if task.only_if:
        label = book.words.cards.only_if
        own = task.only_if.split()[:1] == label.split()[:1]
        remarks.append(Run(f"{'' if own else label + ' '}{task.only_if} ", CLOSE.bold))
    if dose and dose.note and not dose.weeks:  # a limit is part of the dose
        remarks.append(Run(f"{dose.note} ", CLOSE))
    changes = _changes(book, task, found)
    remarks += [Run(f"{changes} ", CLOSE)] if changes else []
    boxes = boxes_of([task]) if day.date == book.plan.as_of else None
    detail, brief = _detail(book, task, dose), _brief(book, task, dose)
    return Entry(title, task.dose, detail, brief, tuple(remarks), boxes, exercise, dose)


def _brief(book: Booklet, task: Task, dose: PhaseDose | None) -> Runs:
    if dose is None or dose.weeks:
        return (Run(f"{task.text} ", CLOSE),)
    side = side_of(book, task, book.plan.exercises[dose.exercise])
    often = " ".join(part for part in (dose.times, dose.times_unit) if part)
    return (*([Run(f"{side}. ", CLOSE.bold)] if side else []), Run(f"{sentence(capital(often))} ", CLOSE))


def _detail(book: Booklet, task: Task, dose: PhaseDose | None) -> Runs:
    """How often, whose side, how hard. A dose that changes by week, or a run, says all of it in its own sentences."""
    if dose is None or dose.weeks:
        return (Run(task.text, CLOSE),)
    side = side_of(book, task, book.plan.exercises[dose.exercise])
    told = [" ".join(part for part in (dose.times, dose.times_unit) if part)]
    told += [f"{book.words.cards.rest} {dose.rest}" if dose.rest else ""]
    hard = [part for part in (dose.effort, dose.tempo) if part]
    runs = [Run(f"{side}. ", CLOSE.bold)] if side else []
    return (
        *runs,
        Run(capital(", ".join(part for part in told if part)) + ". ", CLOSE),
        *([Run(sentence(capital(", ".join(hard))), CLOSE)] if hard else []),
    )


def side_of(book: Booklet, task: Task, exercise: PlanExercise) -> str:
    """Whose side a task is for, as a label: 'Left', 'Each side', 'Both legs together'; nothing for work without sides."""
    sides = book.words.sides
    if exercise.sides == "none" or task.side is None:
        return ""
    if task.each_side:
        return capital(sides.each)
    if task.side == "both":
        return capital(sides.together if exercise.sides == "both" else sides.both)
    return capital(book.side_word(task.side))


def _changes(book: Booklet, task: Task, found: Sequence[tuple[Day, Task]]) -> str:
    """From which day of this phase another dose holds."""
    words = words_of(book)
    if task.kind == "run":
        return words.run_later if len({one.title for _, one in found}) > 1 else ""
    spans = [(dose, next(group)[0].day) for dose, group in groupby(found, key=lambda one: one[1].dose)]
    told = [fill(words.from_day, day=day, dose=dose) for dose, day in spans[1:]]
    return " ".join(told) if len(told) < _MOST_DOSES else f"{told[0]} {words.doses_later}"


def care_today(book: Booklet) -> list[Task]:
    """What else there is to do today: care, checks, the warm-up; what to leave out stands with the phase."""
    kinds = book.words.week.care_kinds
    today = [day for day in book.plan.days if day.date == book.plan.as_of][:1]
    return [
        task
        for day in today
        for task in day.tasks
        if not task.exercise and task.kind != "run" and (task.kind in kinds or is_warm_up(task))
        if task.kind not in ("log", "educate", "avoid")
    ]


def avoid_today(book: Booklet, phase: PlanPhase) -> list[Task]:
    """What today's plan says to leave out, where its phase does not name it already."""
    said = " ".join(phase.avoid).lower()
    today = [day for day in book.plan.days if day.date == book.plan.as_of][:1]
    tasks = [task for day in today for task in day.tasks if task.kind == "avoid"]
    return [one for one in tasks if any(word not in said for word in re.findall(r"\w{3,}", one.title.lower()))]


def checks_told(book: Booklet) -> str:
    """The checks of this phase with their days: 'The 72-hour check, day 3'."""
    found: dict[str, list[int]] = {}
    for day in phase_days(book):
        for task in day.tasks:
            if task.kind == "check":
                found.setdefault(task.title, []).append(day.day)
    return "; ".join(f"{title}, {when(book, on)}" for title, on in found.items())
