"""How completely a protocol reports itself, by the 16 items of the CERT checklist for exercise programmes.

The items are named in our own words. Some are met by the form: every plan prints them. The rest are read from the
merged protocol. Item 16 has a half that only a journal can tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rehab.engine.care import tasks_of
from rehab.models.protocol import Phase, Protocol, Slot
from rehab.models.shelf import Shelf
from rehab.notation import Dose

BY_FORM = "every plan says it"


@dataclass(frozen=True, slots=True)
class Item:
    """One item: whether the protocol reports it, and where that is read, or what would report it."""

    number: int
    title: str
    reported: bool
    where: str


def score(protocol: Protocol, shelf: Shelf) -> tuple[Item, ...]:
    """Return the 16 items in order, as a protocol reports them."""
    phases = list(protocol.phases.values())
    slots = [(key, slot) for phase in phases for key, slot in phase.exercises.items()]
    doses = [dose for _, slot in slots for dose in _doses(slot)]
    kinds = {task.kind for task in tasks_of(protocol, shelf).values()}
    tailored = bool(protocol.grades or protocol.types or protocol.variants or protocol.modifiers)
    start = [grade.picture for grade in protocol.grades.values()] + [one.picture for one in protocol.types.values()]
    known = all(key in shelf.exercises for key, _ in slots)
    rows = (
        ("what is needed", bool(slots) and known, "equipment of each exercise"),
        ("who stands for it", bool(protocol.reviewed_by or protocol.author), "reviewed_by: or author:"),
        ("alone or in a group", True, BY_FORM),
        ("supervised or not", True, BY_FORM),
        ("how doing it is recorded", "log" in kinds or bool(protocol.diary), "a task of kind log, or diary:"),
        ("what keeps people going", bool(protocol.education and all(one.goal for one in phases)), "education:, goal:"),
        ("when and how to step up", _steps_up(phases), "exit: of each phase"),
        ("how each exercise is done", bool(slots) and known, "steps of each exercise"),
        ("what is done at home", True, BY_FORM),
        ("what else belongs to it", bool(kinds - {"log", "check"} or protocol.cards or protocol.education), "tasks:, cards:, education:"),
        ("what can go wrong", bool(protocol.stop_signs.emergency and protocol.stop_signs.today), "stop_signs:, screen:"),
        ("where it is done", True, BY_FORM),
        ("the dose", bool(doses) and all(map(_is_whole, doses)), "amount, how often and how hard in each dose"),
        ("one for all, or made to fit", tailored, "grades:, types:, variants: or modifiers:"),
        ("where one starts", any(start) or any(one.entry for one in phases) or bool(protocol.clearance), "picture: of a grade or type, or entry:"),
        ("how well it went", bool(protocol.measures), "measures:; what was done, only a journal tells"),
    )  # fmt: skip
    return tuple(Item(number, *row) for number, row in enumerate(rows, start=1))


def count(items: Sequence[Item]) -> str:
    """Return how many of the items are reported: 15 of 16."""
    return f"{sum(item.reported for item in items)} of {len(items)}"


def _doses(slot: Slot) -> list[Dose]:
    return [dose for dose in (slot.dose, *slot.weeks.values()) if dose is not None]


def _is_whole(dose: Dose) -> bool:
    """Tell whether a dose says how much, how often and how hard; the length of a hold says how hard it is."""
    amount = dose.reps or dose.reps_by_set or dose.hold_seconds or dose.duration_seconds or dose.distance_metres
    often = dose.frequency or dose.hourly
    hard = dose.effort or dose.load or dose.tempo or dose.hold_seconds
    return bool((amount or dose.intervals or dose.reps_of_max) and often and hard)


def _steps_up(phases: list[Phase]) -> bool:
    """Tell whether each phase but the last says when to move on."""
    return bool(phases) and all(phase.exit for phase in phases[:-1])
