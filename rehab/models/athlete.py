"""Virtual athletes: invented behaviour that shows what a protocol does with people who are not alike."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rehab.models.authored import Authored, Identifier
from rehab.models.care import TagText

Feels = Literal["green", "amber", "red"]


class Flare(Authored):
    """Some bad days."""

    day: int = Field(ge=1, description="The first of them, as a plan day.")
    days: int = Field(default=1, ge=1, description="How many there are.")
    feels: Feels = Field(description="How the sessions of these days feel, on the scale of the condition's own rule.")
    pain: int = Field(ge=0, description="Points of pain on top, in every pain that is written down.")


class Athlete(Authored):
    """One virtual athlete. The numbers are made up: they say how it behaves, never what is right for a person."""

    title: str = Field(max_length=24)
    text: str = Field(max_length=160, description="What it does, in one sentence.")
    pain: int = Field(ge=0, le=10, description="Pain at rest on plan day 1.")
    pain_falls: float = Field(ge=0, description="Points by which pain falls each day.")
    pace: float = Field(gt=0, description="The share of a phase's usual days after which all its tests are passed.")
    feels: tuple[Feels, ...] = Field(
        default=("green",), min_length=1, description="How one session after the other feels, again and again."
    )
    flare: Flare | None = None
    misses_every: int | None = Field(default=None, ge=2, description="Every so many plan days it does no exercise.")
    does: float = Field(
        default=1, gt=0, description="How much of the sets asked for is done: 1.5 is half as many more."
    )
    logs_through: int | None = Field(default=None, ge=0, description="The last plan day it writes anything; 0: never.")
    clinician_after_days: int = Field(default=2, ge=0, description="After a stop it is seen and cleared so much later.")


class Playing(Authored):
    """For how long an athlete is followed."""

    share: float = Field(gt=0, description="Of the day on which the last phase opens by the timetable.")
    more_days: int = Field(ge=0, description="And so many days more.")
    days_in_last_phase: int = Field(ge=1, description="In the last phase it is followed for so many days.")


class Athletes(Authored):
    """The whole file ``athletes.yaml``."""

    playing: Playing
    athletes: dict[Identifier, Athlete]
    rules: dict[Identifier, str] = Field(description="What each rule does, by its code; the closed list of them.")
    evidence: TagText
