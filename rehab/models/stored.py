"""A case as the journal keeps it: what was ordered, and the protocol as it was then."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from rehab.models.case import Case
from rehab.models.finished import Finished


class StoredCase(Finished):
    """One followed case. The compiled protocol is kept, so that a file changed later cannot change its past."""

    id: str = Field(min_length=1, max_length=64)
    case: Case
    protocol: str = Field(description="The protocol after choosing type and variant, as JSON.")
    digest: str
    type: str | None = None
    variant: str | None = None
    grade: str | None = Field(default=None, description="The grade as the protocol names it.")
    started: dt.date = Field(description="The day the plan was first used.")
    created: dt.datetime
    closed: dt.date | None = None


class KeptPlan(Finished):
    """A plan as it was printed: its number, the day it was made for, and its JSON."""

    revision: int
    as_of: dt.date
    plan: str
