"""Cases beside a protocol: who comes on which day, and what the plan must then say."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from rehab.models.authored import Authored
from rehab.models.case import Case, CaseDate
from rehab.models.redflag import FlagId


class ExpectedCase(Authored):
    """One person and one day, and what the plan of that day must say."""

    name: str = Field(description="Who comes, and what matters, in a few words.")
    case: Case = Field(description="The person, with the keys of a case file; the condition may be left out.")
    yes: tuple[FlagId, ...] = Field(default=(), description="The safety questions answered yes; all others are no.")
    not_asked: bool = Field(default=False, description="True: nobody asked the safety questions.")
    as_of: CaseDate = Field(description="The day the plan is made.")
    expect: tuple[str | dict[str, Any], ...] = Field(
        min_length=1, description="What the plan must say: 'day 4: phase early-load; has bridge 4 x 15; not running'."
    )


class CaseFile(Authored):
    """The cases of one protocol: ID.case.yaml beside it."""

    cases: tuple[ExpectedCase, ...] = Field(min_length=1)
