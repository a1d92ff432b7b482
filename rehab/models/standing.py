"""Where a followed case stands: its phase, what still opens the next one, and what was decided by which rule."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from rehab.models.finished import Finished


class Logged(Finished):
    """One value that was written down: a pain, a test, a score, an answer, or words."""

    date: dt.date
    measure: str = Field(description="The id of the measure.")
    title: str
    value: float | None = Field(default=None, description="In the unit; None for answers and words.")
    unit: str = ""
    text: str = Field(default="", description="yes, no or unsure, or words.")
    side: Literal["left", "right", "both"] | None = None


class GateLine(Finished):
    """One criterion of the next phase, and what is known of it."""

    title: str
    target: str
    truth: Literal["met", "not met", "unknown"]
    value: str = Field(default="", description="The newest value, with its unit; empty where there is none.")
    on: dt.date | None = Field(default=None, description="The day of that value.")
    reason: str = Field(description="One line: what is known, and what is missing.")
    measures: tuple[str, ...] = Field(default=(), description="What to measure next.")
    how: str = ""
    who: Literal["athlete", "clinician"] = "athlete"
    evidence: str = ""


class PlanChange(Finished):
    """One decision of a morning."""

    date: dt.date
    day: int
    code: str
    text: str
    rule: str = Field(description="The rule behind it: gate, missed-days, or the id of a monitoring rule.")
    source: str = Field(
        default="", description="Where that rule comes from: a tag, and a reference where there is one."
    )


class Standing(Finished):
    """What the journal has decided by the morning of the as-of day."""

    phase: str
    opened: dt.date
    day_in_phase: int
    next_phase: str = Field(default="", description="The title of the next phase; empty in the last one.")
    earliest: dt.date | None = Field(default=None, description="The first day on which the next phase may open.")
    gate: tuple[GateLine, ...] = ()
    changes: tuple[PlanChange, ...] = ()
    lights: tuple[tuple[dt.date, Literal["green", "amber", "red", "unknown"]], ...] = Field(
        default=(), description="The judged sessions, the oldest first."
    )
    stuck: str = Field(default="", description="Said when the phase outlasts its range.")
    barred: bool = Field(default=False, description="True: no session until a clinician says so.")
    stopped: str = Field(default="", description="Said when no session may be done until a clinician says so.")
    resting: str = Field(default="", description="Said on a day without sessions after a red one.")
    asks: tuple[str, ...] = Field(default=(), description="What the person is asked, in whole sentences.")
    ask: tuple[str, ...] = Field(default=(), description="The measures that are missing or too old, by id.")
