"""What a protocol is measured with by ``rehab check``: limits and words that never reach a plan."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rehab.models.authored import Authored, Identifier, Texts
from rehab.models.care import Subject, TagText


class DayLimits(Authored):
    """The most that a plan may ask of one day, everything together."""

    minutes: int = Field(ge=1)
    exercises: int = Field(ge=1, description="A run counts as one.")
    evidence: TagText


class JumpLimits(Authored):
    """The largest step from one dose of an exercise to the next, by week or by phase."""

    percent: int = Field(
        ge=1, description="More a week than before: from the end of the old dose to the start of the new."
    )
    effort: float = Field(gt=0, description="Points of effort.")
    evidence: TagText


class ImpactRule(Authored):
    """What needs a test before it."""

    counts_as: tuple[Identifier, ...] = Field(min_length=1, description="Codes as in an exercise's 'counts_as:'.")
    evidence: TagText


class SubjectWords(Authored):
    """How a line of advice is known to speak of a subject."""

    words: Texts = Field(default=(), description="Whole words or beginnings of words; left out: only 'stances:' count.")
    codes: tuple[Identifier, ...] = Field(default=(), description="The same in a phase's 'forbid:'.")


class Limits(Authored):
    """The whole file ``limits.yaml``."""

    day: DayLimits
    jump: JumpLimits
    impact: ImpactRule
    advice: dict[Subject, SubjectWords]
    unclear: dict[Literal["allowed", "avoid"], Texts] = Field(
        description="Words that make a line say no plain yes or no; it is not judged."
    )
