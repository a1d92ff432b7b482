"""A case: one person's injury, as far as a plan needs it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from rehab.models.authored import Authored, Identifier
from rehab.models.redflag import FlagId

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Side = Literal["left", "right", "both"]
FIRST_DATE = dt.date(1950, 1, 1)


def _date(value: object) -> object:
    """Read an ISO date written YYYY-MM-DD, and nothing else."""
    if isinstance(value, str):
        parts = value.split("-")
        if [len(part) for part in parts] != [4, 2, 2] or not all(part.isascii() and part.isdecimal() for part in parts):
            raise ValueError("a date is written year-month-day, such as 2026-11-18")
        try:
            return dt.date(int(parts[0]), int(parts[1]), int(parts[2]))
        except ValueError:
            raise ValueError(f"{value} is not a day of the calendar; a date is written like 2026-11-18") from None
    return value


CaseDate = Annotated[dt.date, BeforeValidator(_date)]


class Clearance(Authored):
    """A clinician who examined the person and says this plan is safe. The software does not verify it."""

    name: str = Field(min_length=1, max_length=200, description="Who examined the person.")
    on: CaseDate | None = Field(default=None, description="The day; left out: the as-of day.")


class Case(Authored):
    """Everything about the person and the injury that shapes the plan; all but the condition may be left out."""

    condition: str = Field(default="", description="The condition: an id, a name people say, or the path of a file.")
    id: str = Field(default="", max_length=64, description="An id for the case; never a name.")
    name: str = Field(default="", max_length=5000, description="The name to print; it goes nowhere else.")
    injured: CaseDate | None = Field(
        default=None, description="The day of the injury (day 1); for gradual onset the first day of the plan."
    )
    since: CaseDate | None = Field(default=None, description="When a gradual problem began.")
    grade: str | None = Field(default=None, description="The grade or severity, as the protocol names it.")
    type: str | None = Field(default=None, description="The type, as the protocol names it.")
    variant: str | None = Field(default=None, description="The variant, as the protocol names it.")
    side: Side | None = Field(default=None, description="left, right or both; left out, the plan says 'sore'.")
    age: int | None = Field(default=None, ge=0, le=120, description="In full years.")
    weight_kg: float | None = Field(default=None, ge=20, le=350, description="In kg.")
    days: tuple[Weekday, ...] = Field(default=(), description="Weekdays for training; left out: the usual ones.")
    without: tuple[str, ...] = Field(default=(), description="Equipment the person does not have.")
    with_optional: tuple[str, ...] = Field(
        default=(), description="Optional exercises or tasks to include, by id; 'ice' for ice."
    )
    modifiers: tuple[str, ...] = Field(
        default=(), description="Things that make phases longer, as the protocol names them."
    )
    runner: bool = Field(default=False, description="Ran regularly before the injury.")
    screening: dict[FlagId, Literal["yes", "no", "unsure"]] | None = Field(
        default=None, description="Answers to the safety questions; left out: not asked."
    )
    cleared_by: Clearance | None = Field(default=None, description="Who cleared the person for this plan, and when.")
    clearance: dict[Identifier, str | int] = Field(
        default={}, description="What the clinician stated besides the name, by item: {weight-bearing: wbat}."
    )
    fluid_limit_ml: int | None = Field(
        default=None, ge=250, le=6000, description="A daily limit of drinks set by a doctor."
    )
    careful_with_fluids: bool = Field(default=False, description="Pregnant, breastfeeding, or taking lithium.")
    eating_disorder: bool = Field(
        default=False, description="An eating disorder now or before: no amounts of water are printed."
    )
    kidney_disease: bool = Field(default=False, description="Kidney disease: no amount of protein is printed.")
    hot_days: tuple[CaseDate, ...] = Field(default=(), description="Days of 28 C or more, or heavy work in heat.")
    wake: str = Field(default="07:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="When the day starts.")
    bed: str = Field(default="22:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="When the night starts.")
    glass_ml: int = Field(default=250, ge=150, le=350, description="The size of the person's glass.")
