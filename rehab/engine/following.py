"""What the mornings of a followed case decided so far, and what does not change while it is followed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rehab.engine.ground import Row
from rehab.engine.placing import State
from rehab.engine.response import Level
from rehab.engine.timetable import Window
from rehab.engine.verdict import Light, Verdict
from rehab.models.case import Side
from rehab.models.framework import MonitoringRule
from rehab.models.journal import Entry, Seen
from rehab.models.protocol import Protocol
from rehab.models.shelf import Shelf

NONE = "none"
"""The subject of a flag entry that says: all safety questions were asked, and all answers are no."""


@dataclass(frozen=True, slots=True)
class Change:
    """One decision: what happened on a plan day, by which rule. ``values`` fill the sentence of its code."""

    code: str
    day: int
    rule: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunAt:
    """A run as it was laid: stage and sessions before it, and after it if it is green. Stages count from 0.

    ``left``: what the days before that run left behind.
    """

    before: tuple[int, int]
    after: tuple[int, int]
    left: State


@dataclass(frozen=True, slots=True)
class Following:
    """What the mornings so far decided.

    ``at`` is the place of the present phase in ``laid``, ``opened`` the plan day it really opened on (its window may
    begin later: missed days hold its clock). ``levels`` are by row. ``judged`` sessions are by date. Through
    ``rest_through`` there are no sessions. ``share`` of the dose is left after a long pause. ``sent_back_on``: the plan
    day a red was acted on; the next phase waits for green sessions after it. ``see_doctor_on``: two reds within the days of the rule.
    """

    laid: tuple[Window, ...]
    at: int = 0
    opened: int = 1
    levels: Mapping[str, Level] = field(default_factory=dict)
    judged: Mapping[dt.date, Light] = field(default_factory=dict)
    placed: Mapping[dt.date, tuple[Row, ...]] = field(default_factory=dict)
    rest_through: int = 0
    reds: tuple[int, ...] = ()
    share: float = 1.0
    sent_back_on: int | None = None
    see_doctor_on: int | None = None
    stood: tuple[dt.date, int] | None = None
    """The last day with work done, and for how many days since the clock stood still."""
    changes: tuple[Change, ...] = ()
    gate: tuple[Verdict, ...] = ()
    sessions: tuple[dt.date, ...] = ()
    runs: Mapping[dt.date, RunAt] = field(default_factory=dict)
    """The runs that were laid, by date, until they are judged."""
    track: tuple[int, int] | None = None
    """The stage of the running track and the green sessions of it, as earned by runs that were done."""
    ran_on: dt.date | None = None
    no_run_before: int = 0
    not_run: dt.date | None = None
    """The last day whose run was written down as not done: it is offered again."""
    not_done: frozenset[str] = frozenset()
    """The exercises of that day that were written down as not done."""
    done_part: float | None = None
    """How much of the work of the last week was done, 0 to 1; None while nobody can tell."""
    run_untold: dt.date | None = None
    """A run that was neither ticked off nor written down as not done, by somebody who keeps a journal."""
    paused: bool = False

    @property
    def window(self) -> Window:
        return self.laid[self.at]

    @property
    def stopped(self) -> bool:
        """No session until a clinician has cleared the person."""
        return self.see_doctor_on is not None

    def rests(self, day: int) -> bool:
        """Tell whether a plan day has no session at all."""
        return self.paused or self.stopped or day <= self.rest_through


@dataclass(frozen=True, slots=True)
class Facts:
    """What does not change while a case is followed. ``nominal`` are the windows as they were first laid."""

    protocol: Protocol
    shelf: Shelf
    day_one: dt.date
    grade: str | None
    side: Side | None
    shift: int
    nominal: tuple[Window, ...]

    def rule(self, row: Row | None = None) -> MonitoringRule:
        own = row.slot.monitoring if row else None
        return self.shelf.monitoring[own or self.protocol.monitoring]


def done_of(seen: Seen, shelf: Shelf) -> dict[dt.date, tuple[Entry, ...]]:
    """Return the exercises ticked off, by day; care such as a bandage is no session."""
    found: dict[dt.date, list[Entry]] = {}
    for entry in seen.kind("done"):
        if entry.exercise in shelf.exercises and entry.value != 0:
            found.setdefault(entry.date, []).append(entry)
    return {day: tuple(entries) for day, entries in found.items()}


def noted(following: Following, code: str, day: int, rule: str, values: Mapping[str, object]) -> Following:
    """Add a decision of the morning of plan day ``day``."""
    return replace(following, changes=(*following.changes, Change(code, day, rule, values)))
