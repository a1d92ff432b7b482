"""What is to be done besides exercise: raise the leg, check the feet, read, write down; and cards for any time."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rehab.models.authored import Authored, DayRange, Identifier, Texts

CareKind = Literal["protect", "elevate", "compress", "ice", "avoid", "educate", "check", "log", "rest"]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
TagText = Annotated[str, Field(pattern=r"^[VRP]( [a-z0-9-]+)?$")]
"""A tag and its source in one word each: ``V dubois-2020``."""


Subject = Literal["ice", "heat", "nsaid", "massage", "stretch", "rest"]
"""What advice may say yes or no to."""


class Stance(Authored):
    """What a piece of advice says about one subject, by plan days; left out: it says nothing."""

    yes: DayRange | None = Field(default=None, description="Plan days on which it is advised, or fine.")
    no: DayRange | None = Field(default=None, description="Plan days on which it is advised against.")


Stances = dict[Subject, Stance]


class CareTask(Authored):
    """Something to do that is not an exercise: raise the leg, put the bandage on, read, check, write down."""

    kind: CareKind = Field(description="protect, elevate, compress, ice, avoid, educate, check, log or rest.")
    title: str = Field(max_length=60, description="What to do, in a few words.")
    short_title: str = Field(max_length=22, description="Its name on the week sheet.")
    detail: str = Field(default="", max_length=30, description="A few words under the name on the week sheet.")
    days: DayRange | None = Field(default=None, description="Plan days, both included; left out: every day.")
    every_days: int = Field(
        default=1, ge=1, description="Only every that many plan days: 7 for a weekly check (days 7, 14 ...)."
    )
    phases: tuple[Identifier, ...] = Field(default=(), description="Only in these phases; left out: in all.")
    grades: tuple[str, ...] = Field(default=(), description="Only for these grades; left out: for all.")
    times_per_day: int = Field(default=1, ge=1, le=24, description="How often a day.")
    at: tuple[Clock, ...] = Field(default=(), description="Times; left out: the usual ones for that many times a day.")
    minutes: int = Field(default=0, ge=0, description="For one time.")
    text: str = Field(default="", description="What to do, to the patient.")
    text_by_day: dict[str, str] = Field(default={}, description="Other words for a plan day.")
    only_if: str = Field(default="", description="A condition the patient reads first.")
    optional: bool = Field(default=False, description="Off unless the case asks for it by its key.")
    needs_exception: bool = Field(
        default=False, description="Only for protocols that have a question to ask again daily."
    )
    figure: Identifier | None = Field(default=None, description="The figure that shows it.")
    stances: Stances = Field(
        default={}, description="What it advises for or against, for the check: {heat: {no: 1-3}}."
    )
    evidence: TagText = Field(description="Where it comes from: P, or V askling-2013.")


class DiaryRow(Authored):
    """One thing to write down each day, in a row of the week sheet."""

    name: str = Field(max_length=20, description="What: 'Urge at night'.")
    unit: str = Field(max_length=20, description="In what: '0 to 10', 'minutes', 'cm, once a week'.")


class Card(Authored):
    """Self-care for any time, without a date: what to do when it cramps, how to look after your feet."""

    title: str = Field(max_length=60, description="What it is for: 'Stop a cramp'.")
    when: str = Field(description="When to use it, in one sentence.")
    steps: Texts = Field(min_length=1, description="What to do, in order.")
    do_not: Texts = Field(default=(), description="What to leave out.")
    note: str = Field(default="", description="One more sentence.")
    figures: dict[Annotated[str, Field(pattern=r"^[1-9]\d?$")], Identifier] = Field(
        default={}, description="The figures of steps, by the number of the step."
    )
    grades: tuple[str, ...] = Field(default=(), description="Only for these grades; left out: for all.")


class Essential(Authored):
    """One row of what matters most, on page 1 of a plan whose framework has no letters."""

    name: str = Field(max_length=20, description="One or two words: 'Walk'.")
    text: str = Field(max_length=120, description="What to do, to the patient.")
    how_often: str = Field(max_length=24, description="How often: '3 days a week'.")
