"""On which plan days each phase lies, without a log."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from rehab.models.case import Case
from rehab.models.framework import FrameworkRules
from rehab.models.protocol import Modifier, Phase, Protocol

T = TypeVar("T")
FIRST_STEPS = ("peace", "rice")


@dataclass(frozen=True, slots=True)
class Window:
    """The plan days of one phase, both included; ``number`` counts the phases of the protocol from 1."""

    phase_id: str
    phase: Phase
    number: int
    first: int
    last: int


def for_grade(by_grade: Mapping[str, T], grade: str | None) -> T | None:
    """Return the value for ``grade``, else the one for all grades, else None."""
    return by_grade.get(grade or "", by_grade.get("all"))


def forbidden_in(phase: Phase, first_forbid: Collection[str]) -> set[str]:
    """Return the codes of what may not be scheduled in a phase: its own, and in PEACE and RICE ``first_forbid`` too."""
    return set(phase.forbid) | (set(first_forbid) if phase.step in FIRST_STEPS else set())


def longest_grade(protocol: Protocol) -> str | None:
    """Return the planned grade whose timetable is the longest: what is taken when nobody said the grade."""
    planned = [grade for grade, entry in protocol.grades.items() if entry.route == "plan" and not entry.needs_clearance]
    # On a tie the later grade, which is the more severe one, counts.
    return max(reversed(planned), key=lambda grade: _last_day(protocol, grade), default=None)


def _last_day(protocol: Protocol, grade: str) -> int:
    return max((days[1] for phase in protocol.phases.values() if (days := for_grade(phase.days, grade))), default=0)


def modifier_for(protocol: Protocol, case: Case) -> Modifier | None:
    """Return the one modifier that counts, the largest of those that apply to the case."""
    applying = [
        modifier
        for key, modifier in protocol.modifiers.items()
        if key in case.modifiers
        or (modifier.over_age is not None and case.age is not None and case.age > modifier.over_age)
    ]
    return max(applying, key=lambda modifier: (modifier.factor, sum(modifier.add_days.values())), default=None)


def last_first_day(protocol: Protocol, rules: FrameworkRules, grade: str | None) -> int:
    """Return the last plan day on which the plan is used in time: the end of its first phase (PEACE or RICE), else 1.

    ``grade`` is that of the case; without one, the planned grade with the longest timetable counts.
    """
    first = next(iter(protocol.phases.values()), None)
    if first is None or first.step not in FIRST_STEPS:
        return 1
    return (for_grade(first.days, grade or longest_grade(protocol)) or rules.first_phase_days)[1]


def windows(
    protocol: Protocol, grade: str | None, modifier: Modifier | None, *, start_day: int, late: bool
) -> Sequence[Window]:
    """Lay the phases on plan days.

    In time, they lie as the protocol's default timetable says. Used late, the first phase after PEACE or RICE
    opens on ``start_day``, whatever the day, and the others follow with their usual lengths. A hard minimum is
    never shortened: the phase before is kept longer instead.
    """
    phases = [
        (phase_id, phase, days) for phase_id, phase in protocol.phases.items() if (days := for_grade(phase.days, grade))
    ]
    laid: list[Window] = []
    next_day = start_day if late else 1
    for number, (phase_id, phase, (nominal_first, nominal_last)) in enumerate(phases, start=1):
        if late and phase.step in FIRST_STEPS:
            continue
        length = nominal_last - nominal_first + 1
        if modifier and phase_id in modifier.phases:
            length = math.ceil(length * modifier.factor)
        length += modifier.add_days.get(phase_id, 0) if modifier else 0
        minimum = for_grade(phase.hard_minimum, grade) or 1
        first = max(next_day, minimum)
        if laid and first > next_day:
            before = laid[-1]
            laid[-1] = Window(before.phase_id, before.phase, before.number, before.first, first - 1)
        laid.append(Window(phase_id, phase, number, first, first + length - 1))
        next_day = first + length
    return laid


def opened_on(
    laid: Sequence[Window], at: int, day: int, nominal: Sequence[Window], grade: str | None
) -> tuple[Window, ...]:
    """Open the phase at place ``at`` on ``day``; the phases before end the day before, those after follow it.

    Each keeps the length it has in ``nominal``, the timetable as it was first laid.
    """
    lengths = lengths_of(nominal)
    before = [replace(window, last=min(window.last, day - 1)) for window in laid[:at]]
    before = [replace(window, first=min(window.first, window.last)) for window in before]
    opened = replace(laid[at], first=day, last=day + lengths[laid[at].phase_id] - 1)
    return (*before, *_in_turn(opened, laid[at + 1 :], lengths, grade))


def extended(laid: Sequence[Window], at: int, day: int, grade: str | None) -> tuple[Window, ...]:
    """Let the phase at place ``at`` last through ``day``; later phases move by as many days."""
    return (*laid[:at], *_in_turn(replace(laid[at], last=day), laid[at + 1 :], lengths_of(laid), grade))


def moved(laid: Sequence[Window], at: int, days: int, grade: str | None) -> tuple[Window, ...]:
    """Move the clock of the phase at place ``at`` by ``days``, and every later phase with it."""
    later = replace(laid[at], first=laid[at].first + days, last=laid[at].last + days)
    return (*laid[:at], *_in_turn(later, laid[at + 1 :], lengths_of(laid), grade))


def lengths_of(laid: Sequence[Window]) -> dict[str, int]:
    """Return the days of each phase."""
    return {window.phase_id: window.last - window.first + 1 for window in laid}


def _in_turn(
    first: Window, later: Sequence[Window], lengths: Mapping[str, int], grade: str | None
) -> tuple[Window, ...]:
    """Lay phases one after the other, each with its length; one that may not open yet keeps the one before longer."""
    row = [first]
    for window in later:
        phase = window.phase
        opens = max(row[-1].last + 1, for_grade(phase.hard_minimum, grade) or 1, for_grade(phase.earliest, grade) or 1)
        row[-1] = replace(row[-1], last=opens - 1)
        row.append(replace(window, first=opens, last=opens + lengths[window.phase_id] - 1))
    return tuple(row)
