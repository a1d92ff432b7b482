"""Cases beside a protocol: who comes on which day, and what the plan must then say."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from rehab.models.authored import Authored, DayRange, Identifier
from rehab.models.case import Case, CaseDate
from rehab.models.redflag import FlagId

Value = float | int | str
"""What a test came to: a number, or yes, no or unsure."""


class Written(Authored):
    """What a person wrote down on a day, or on each of several days, in the words of ``rehab log``."""

    days: DayRange = Field(description="The plan days it is about: 4, or 4-8.")
    pain: dict[Identifier, float | int] = Field(
        default={},
        description="Pains of 0 to 10: rest, walking, before, during (the session), after, morning, night, worst.",
    )
    tests: dict[Identifier, Value | tuple[Value, Value]] = Field(
        default={}, description="Measures by id: a number, yes or no; [left, right] where both sides were tested."
    )
    done: Literal["all"] | tuple[Identifier, ...] = Field(
        default=(), description="The exercises that were done: all that were on the plan, or a list of them."
    )
    flags: Literal["none"] | tuple[FlagId, ...] = Field(
        default=(), description="The safety questions asked again: none (all are no), or those answered yes."
    )
    cleared_by: str = Field(default="", description="The clinician who saw and cleared the person on that day.")

    @model_validator(mode="after")
    def _says_something(self) -> Written:
        if not (self.pain or self.tests or self.done or self.flags or self.cleared_by):
            raise ValueError("a line of the journal says 'pain:', 'tests:', 'done:', 'flags:' or 'cleared_by:'")
        return self


class ExpectedCase(Authored):
    """One person and one day, and what the plan of that day must say."""

    name: str = Field(description="Who comes, and what matters, in a few words.")
    case: Case = Field(description="The person, with the keys of a case file; the condition may be left out.")
    yes: tuple[FlagId, ...] = Field(default=(), description="The safety questions answered yes; all others are no.")
    not_asked: bool = Field(default=False, description="True: nobody asked the safety questions.")
    as_of: CaseDate = Field(description="The day the plan is made.")
    journal: tuple[Written, ...] = Field(
        default=(), description="What was written down from day 1 until then; left out: nobody kept a journal."
    )
    expect: tuple[str | dict[str, Any], ...] = Field(
        min_length=1, description="What the plan must say: 'day 4: phase early-load; has bridge 4 x 15; not running'."
    )

    @model_validator(mode="after")
    def _has_a_day_one(self) -> ExpectedCase:
        if self.journal and self.case.injured is None:
            raise ValueError("a journal needs the day it counts from: 'injured:' in the case")
        return self


class CaseFile(Authored):
    """The cases of one protocol: ID.case.yaml beside it."""

    cases: tuple[ExpectedCase, ...] = Field(min_length=1)
