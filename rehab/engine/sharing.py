"""Two injuries, one day: the days of several plans as one list that is never harder than its parts.

Practice defaults, all on the side of less: what one plan forbids now is out of the other too; the same exercise on the
same side is done once, in its smaller dose; heavy work on one tissue belongs to one plan a day, in turn; above the
minutes that the shared file allows (or the longest single plan), what matters least is left out. Everything left out
is named with its reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rehab.engine.days import codes_of
from rehab.models.exercise import Exercise
from rehab.models.plan import Day, Task
from rehab.models.shelf import Shelf

Why = Literal["forbidden", "twice", "heavy", "minutes"]
LEAST_FIRST = ("massage", "roll", "stretch", "mobility", "aerobic", "balance")
"""What is left out first where a day is too long; strength work and runs stay."""


@dataclass(frozen=True, slots=True)
class Part:
    """The day of one plan: ``forbidden`` are the codes of what its phase does not allow."""

    day: Day
    forbidden: Collection[str]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A task that the shared day does without: of which part (from 0), and why."""

    part: int
    task: Task
    why: Why


@dataclass(frozen=True, slots=True)
class Shared:
    """The days of the parts with what is left of them, and what was left out."""

    days: tuple[Day, ...]
    left_out: tuple[LeftOut, ...]


def share(parts: Sequence[Part], shelf: Shelf) -> Shared:
    """Make one day of several, of as many minutes as the shared file allows, or as the longest part has alone."""
    kept = [list(part.day.tasks) for part in parts]
    left_out: list[LeftOut] = []

    def drop(part: int, task: Task, why: Why) -> None:
        kept[part].remove(task)
        left_out.append(LeftOut(part, task, why))

    if len(parts) > 1:
        for part, task in _all(kept):
            codes = codes_of(task, shelf)
            if any(codes & set(other.forbidden) for at, other in enumerate(parts) if at != part):
                drop(part, task, "forbidden")
        for part, task in _doubles(kept):
            drop(part, task, "twice")
        for part, task in _heavy_twice(kept, shelf.exercises, first=parts[0].day.date.toordinal() % len(parts)):
            drop(part, task, "heavy")
        limit = max(shelf.frameworks.timing.shared_minutes, *(part.day.minutes for part in parts))
        for part, task in _too_long(kept, limit):
            drop(part, task, "minutes")
    days = tuple(
        part.day.model_copy(
            update={
                "tasks": tuple(tasks),
                "minutes": sum(_minutes(task) for task in tasks),
                "glasses": next((task.times_per_day for task in tasks if task.kind == "hydrate"), None),
            }
        )
        if len(parts) > 1
        else part.day
        for part, tasks in zip(parts, kept, strict=True)
    )
    return Shared(days, tuple(left_out))


def _all(kept: Sequence[Sequence[Task]]) -> list[tuple[int, Task]]:
    return [(part, task) for part, tasks in enumerate(kept) for task in tasks]


def _minutes(task: Task) -> int:
    return task.minutes * task.times_per_day if task.exercise else 0


def _size(task: Task) -> tuple[float, ...]:
    """Return how much a task asks for, to tell the smaller of two."""
    times = task.times_per_day
    reps = sum(task.reps_by_set) if task.reps_by_set else (task.sets or 1) * (task.reps[0] if task.reps else 1)
    seconds = (task.hold_seconds or task.duration_seconds or (1, 1))[0]
    return times * reps * seconds, task.effort[0] if task.effort else 0


def _doubles(kept: Sequence[Sequence[Task]]) -> list[tuple[int, Task]]:
    """Return the larger of each pair of tasks that are the same thing; of two drinks the larger goes as well."""
    groups: dict[tuple[str, str | None], list[tuple[int, Task]]] = {}
    for part, task in _all(kept):
        groups.setdefault(_same(task), []).append((part, task))
    return [
        pair
        for group in groups.values()
        if len({part for part, _ in group}) > 1
        for pair in sorted(group, key=lambda one: (_size(one[1]), one[0]))[1:]
    ]


def _same(task: Task) -> tuple[str, str | None]:
    """Return what makes two tasks the same: the exercise and its side, or the kind and title of care."""
    if task.kind == "hydrate":
        return task.kind, None
    if task.kind == "run":
        return task.kind, task.id.rpartition(".")[2]
    return (task.exercise, task.side) if task.exercise else (f"{task.kind}: {task.title}", None)


def _heavy_twice(
    kept: Sequence[Sequence[Task]], exercises: Mapping[str, Exercise], *, first: int
) -> list[tuple[int, Task]]:
    """Return the heavy tasks on a tissue that another part loads today; ``first`` is the part whose turn it is."""
    heavy: dict[str, list[tuple[int, Task]]] = {}
    for part, task in _all(kept):
        tissue = exercises[task.exercise].heavy if task.exercise else None
        if tissue:
            heavy.setdefault(tissue, []).append((part, task))
    found = []
    for group in heavy.values():
        owners = {part for part, _ in group}
        turn = first if first in owners else min(owners)
        found += [(part, task) for part, task in group if part != turn]
    return found


def _too_long(kept: Sequence[Sequence[Task]], limit: int) -> list[tuple[int, Task]]:
    """Return what to leave out until the day fits, what matters least first."""
    over = sum(_minutes(task) for _, task in _all(kept)) - limit
    found = []
    for kind in LEAST_FIRST:
        for part, task in _all(kept):
            if over > 0 and task.exercise and task.kind == kind:
                found.append((part, task))
                over -= _minutes(task)
    return found
