"""What came of playing virtual athletes through a protocol: everything a writer needs and nothing else."""

from __future__ import annotations

from typing import Literal

from rehab.models.finished import Finished

Light = Literal["green", "amber", "red", "unknown"]


class NominalPhase(Finished):
    """A phase as the timetable has it, without a journal."""

    id: str
    title: str
    first_day: int
    last_day: int
    earliest: int | None


class Stay(Finished):
    """A stretch of plan days in one phase, both included; who is sent back stays in a phase twice."""

    phase: str
    number: int
    first_day: int
    last_day: int


class Week(Finished):
    """What was done in one week of plan days, counted from day 1."""

    number: int
    sets: int
    minutes: int
    runs: int


class Fired(Finished):
    """A rule that decided something, and on which plan days."""

    code: str
    rule: str
    text: str
    days: tuple[int, ...]


class Played(Finished):
    """One athlete on one protocol."""

    id: str
    title: str
    text: str
    last_day: int
    reached_last_phase: bool
    stays: tuple[Stay, ...]
    weeks: tuple[Week, ...]
    lights: dict[int, Light]
    missed: tuple[int, ...]
    rested: tuple[int, ...]
    logged_through: int | None
    fired: tuple[Fired, ...]
    waits_for: tuple[str, ...] = ()
    """What was not met or not known on the last morning, where the last phase was not reached."""


class Simulation(Finished):
    """All athletes on one protocol."""

    condition: str
    title: str
    grade: str | None
    type: str | None
    variant: str | None
    phases: tuple[NominalPhase, ...]
    athletes: tuple[Played, ...]
    never_fired: tuple[Fired, ...]
