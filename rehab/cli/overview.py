"""A protocol on a terminal: what a physiotherapist wants to see before using it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from rehab.engine.timetable import for_grade
from rehab.models.protocol import Phase, Protocol, Slot
from rehab.models.shelf import Shelf
from rehab.notation import format_criterion, format_dose

WIDTH = 80


def describe(protocol: Protocol, kind: str | None, variant: str | None, shelf: Shelf) -> str:
    """Return grades, types, variants and phases with their days, doses and criteria, 80 columns wide."""
    return "\n".join(_lines(protocol, kind, variant, shelf))


def _lines(protocol: Protocol, kind: str | None, variant: str | None, shelf: Shelf) -> Iterator[str]:
    yield f"{protocol.title} ({protocol.id}, version {protocol.version}, {protocol.status})"
    yield f"framework {protocol.framework}, monitoring {protocol.monitoring}"
    for heading, entries, chosen in (
        ("Grades", {key: (grade.title, grade.route == "plan") for key, grade in protocol.grades.items()}, None),
        ("Types", {key: (choice.title, choice.offered) for key, choice in protocol.types.items()}, kind),
        ("Variants", {key: (choice.title, choice.offered) for key, choice in protocol.variants.items()}, variant),
    ):
        if entries:
            yield f"\n{heading}"
            for key, (title, open_) in entries.items():
                closed = {"Grades": " - referral, no plan", "Variants": " - recorded, not offered"}.get(heading, "")
                yield f"  {key:<22} {title}{'' if open_ else closed}{'  <- shown here' if key == chosen else ''}"
    for number, (phase_id, phase) in enumerate(protocol.phases.items(), start=1):
        yield f"\n{number} {phase.title} ({phase_id}): {_days(protocol, phase)}"
        for key, slot in phase.exercises.items():
            yield from _row(key, slot, shelf)
        if phase.run:
            low, high = phase.run.stages
            yield f"  running table {phase.run.table}, stages {low} to {high}: {format_dose(phase.run.frequency)}"
        for criterion in phase.exit:
            yield from textwrap.wrap(
                format_criterion(criterion), WIDTH, initial_indent="  > ", subsequent_indent="    "
            )


def _days(protocol: Protocol, phase: Phase) -> str:
    parts = []
    for grade in protocol.grades or ("",):
        days = for_grade(phase.days, grade or None)
        if days:
            parts.append(f"{f'grade {grade}, ' if grade else ''}days {days[0]}-{days[1]}")
    return "; ".join(parts)


def _row(key: str, slot: Slot, shelf: Shelf) -> Iterator[str]:
    exercise = shelf.exercises.get(key)
    name = exercise.short_title or exercise.title if exercise else key
    doses = (
        [format_dose(slot.dose)]
        if slot.dose
        else [f"week {weeks}: {format_dose(dose)}" for weeks, dose in slot.weeks.items()]
    )
    for at, dose in enumerate(doses):
        yield from textwrap.wrap(
            dose, WIDTH, initial_indent=f"  {name if at == 0 else '':<24} ", subsequent_indent=" " * 27
        )
