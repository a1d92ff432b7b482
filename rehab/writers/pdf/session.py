"""The order of a session, as the days of a plan have it: the same on week sheets and on cards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rehab.models.plan import PhaseDose, PlanPhase
from rehab.writers.pdf.words import Booklet


def merged(sequences: Iterable[Sequence[str]]) -> list[str]:
    """Make one order of those of the days: what is new stands behind what it follows, else before what follows it."""
    order: list[str] = []
    for sequence in sequences:
        for place, name in enumerate(sequence):
            if name in order:
                continue
            after = next((order.index(one) for one in sequence[place + 1 :] if one in order), len(order))
            behind = order.index(sequence[place - 1]) + 1 if place else after
            order.insert(behind, name)
    return order


def in_session_order(book: Booklet, phase: PlanPhase) -> list[PhaseDose]:
    """The doses of a phase in the order of a session; what is on no day comes last."""
    names = {dose.exercise for dose in phase.exercises}
    days = [day for day in book.plan.days if day.phase == phase.id]
    order = merged([task.exercise for task in day.tasks if task.exercise in names] for day in days)
    return sorted(
        phase.exercises, key=lambda dose: order.index(dose.exercise) if dose.exercise in order else len(order)
    )
