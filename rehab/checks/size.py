"""Is a protocol of a size that a plan can have? Counted by arithmetic, before anything is laid out."""

from __future__ import annotations

from collections.abc import Iterator

from rehab.engine.dosing import times_per_day
from rehab.engine.timetable import for_grade
from rehab.errors import Issue
from rehab.models.protocol import Phase, Protocol, Slot
from rehab.models.shelf import Shelf

MOST_TASKS = 20_000
LAST_DAY = 3_650
HOURLY = 24


def check(protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    """Yield an issue for days that no plan reaches, else for more tasks than anybody can do."""
    del shelf  # counted from the protocol alone
    late = [
        (phase_id, grade, last)
        for phase_id, phase in protocol.phases.items()
        for grade, (_, last) in phase.days.items()
        if last > LAST_DAY
    ]
    for phase_id, grade, last in late:
        message = f"the phase '{phase_id}' ends on day {last:,}; no plan goes beyond day {LAST_DAY:,}"
        yield Issue("too-many-days", message, "write a shorter phase", path=("phases", phase_id, "days", grade))
    for phase_id, phase in protocol.phases.items():
        for key in ("earliest", "hard_minimum"):
            for grade, day in getattr(phase, key).items():
                if day > LAST_DAY:
                    message = (
                        f"the phase '{phase_id}' cannot begin before day {day:,}; no plan goes beyond day {LAST_DAY:,}"
                    )
                    yield Issue("too-many-days", message, "write an earlier day", path=("phases", phase_id, key, grade))
    care = sum(task.times_per_day for task in protocol.tasks.values())
    tasks = {
        phase_id: _days(phase) * (care + sum(map(_times, phase.exercises.values())))
        for phase_id, phase in protocol.phases.items()
    }
    if not late and sum(tasks.values()) > MOST_TASKS:
        largest = max(tasks, key=lambda phase_id: tasks[phase_id])
        message = f"this would make more than {MOST_TASKS:,} tasks, most of them in the phase '{largest}'"
        yield Issue(
            "too-many-tasks", message, "write fewer days, or fewer times a day", path=("phases", largest, "days")
        )


def _days(phase: Phase) -> int:
    """Return the most days that a phase has for any grade."""
    return max(
        (last - first + 1 for first, last in (for_grade(phase.days, grade) or (1, 1) for grade in phase.days)),
        default=1,
    )


def _times(slot: Slot) -> int:
    doses = [slot.dose] if slot.dose else list(slot.weeks.values())
    return max((HOURLY if dose.hourly else times_per_day(dose) for dose in doses), default=1)
