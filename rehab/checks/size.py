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
    """Yield an issue for days that no plan reaches, and for more tasks than anybody can do."""
    del shelf
    order = list(protocol.phases)
    for phase_id, phase in protocol.phases.items():
        for grade, (_, last) in phase.days.items():
            if last > LAST_DAY:
                message = f"the phase '{phase_id}' ends on day {last:,}; no plan goes beyond day {LAST_DAY:,}"
                yield Issue("too-many-days", message, "write a shorter phase", path=("phases", phase_id, "days", grade))
        for key, slot in phase.exercises.items():
            at = order.index(slot.through) if slot.through in order else order.index(phase_id)
            days = max(
                _days(protocol.phases[other])
                for other in order[order.index(phase_id) : max(at, order.index(phase_id)) + 1]
            )
            tasks = days * _times(slot)
            if tasks > MOST_TASKS:
                message = f"'{key}' would make {tasks:,} tasks; at most {MOST_TASKS:,} are laid out"
                yield Issue(
                    "too-many-tasks",
                    message,
                    "write fewer times a day, or fewer days",
                    path=("phases", phase_id, "exercises", key),
                )
    whole = sum(_days(phase) * sum(map(_times, phase.exercises.values())) for phase in protocol.phases.values())
    whole += sum(task.times_per_day for task in protocol.tasks.values()) * sum(map(_days, protocol.phases.values()))
    if whole > MOST_TASKS * 10:
        message = f"the protocol would make {whole:,} tasks; at most {MOST_TASKS * 10:,} are laid out"
        yield Issue("too-many-tasks", message, "write fewer times a day, or fewer days", path=("phases",))


def _days(phase: Phase) -> int:
    """Return the most days that a phase has for any grade."""
    return max(
        (last - first + 1 for first, last in (for_grade(phase.days, grade) or (1, 1) for grade in phase.days)),
        default=1,
    )


def _times(slot: Slot) -> int:
    doses = [slot.dose] if slot.dose else list(slot.weeks.values())
    return max((HOURLY if dose.hourly else times_per_day(dose) for dose in doses), default=1)
