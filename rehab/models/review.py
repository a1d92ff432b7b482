"""The whole protocol behind a plan, value by value with its origin: what a clinician reviews and signs."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rehab.models.finished import Finished
from rehab.models.redflag import Disposition, Effect

Evidence = Literal["V", "R", "P", "author", ""]
"""``author``: written without a tag; empty: it carries its tags inside, or follows from the safety questions."""


class Stated(Finished):
    """A part of a dose or another value, in the notation, with where it comes from."""

    text: str
    evidence: Evidence
    source: str = ""
    author: str = Field(default="", description="With evidence 'author': who set it; empty: nobody is named.")
    weeks: str = Field(default="", description="The weeks of the row that it belongs to, such as 2-3; empty: all.")


class ReviewTest(Finished):
    """One thing that must be true, with its threshold, how long it must hold, and where it comes from."""

    title: str
    target: str = Field(
        default="", description="The threshold and how long it must hold, in the notation: '>= 90 % of other side'."
    )
    by_clinician: bool = False
    evidence: Evidence
    source: str = ""
    author: str = ""


class ReviewCriterion(Finished):
    """A criterion: one test, or several joined by ``and`` or ``or``."""

    tests: tuple[ReviewTest, ...]
    join: Literal["and", "or"] = "and"


class ReviewDose(Finished):
    """One exercise of a phase with its whole dose."""

    exercise: str
    title: str
    parts: tuple[Stated, ...]
    side: Literal["left", "right", "both", "affected", "other", "each"] | None = None
    through: int | None = Field(default=None, description="The number of the last phase, where it goes on beyond this.")
    first_day: int = Field(default=1, description="The day of the phase on which its days begin to count.")
    not_before: str = Field(default="", description="Never before this plan day; by grade where that differs.")
    not_after: int | None = Field(default=None, description="Never after this plan day.")
    grades: tuple[str, ...] = Field(default=(), description="Only for these grades; empty: for all.")
    with_row: str = Field(default="", description="Only on days with this exercise.")
    without_row: str = Field(default="", description="Only on days without this exercise.")
    before_run: bool = False
    from_stage: int | None = None
    only_if: str = ""
    note: str = ""
    progress: str = ""
    monitoring: str = ""
    optional: bool = False
    left_out: bool = Field(default=False, description="True: a safety answer took it out of this plan.")


class ReviewStage(Finished):
    """One stage of a running table."""

    label: str
    text: str
    intensity: str = ""
    sessions: int = 1
    gap_days: int = Field(default=1, description="Least days from one session of this stage to the next run.")
    evidence: Evidence
    source: str = ""


class ReviewRun(Finished):
    """Graded running: what a phase opens of a running table."""

    table: str
    title: str
    frequency: tuple[Stated, ...]
    stages: tuple[ReviewStage, ...]
    through: int | None = None
    first_day: str = Field(
        default="", description="The day of the phase on which running starts, where it is not the first."
    )
    first_stage: str = Field(default="", description="The stage each grade begins with, where that differs by grade.")
    fast_track: bool = Field(default=True, description="False: never on the fast track of the table.")
    not_before: str = ""
    sessions_by_grade: str = ""
    needs_log: bool = False
    only_if: str = ""
    rule: str = ""
    pain_limit: str = ""
    left_out: bool = False


class ReviewWindow(Finished):
    """The plan days of a phase for one grade, without a log."""

    grade: str
    title: str
    first: int
    last: int
    earliest: int | None = None
    hard_minimum: int | None = None
    latest_end: int | None = None
    chosen: bool = True


class ReviewPhase(Finished):
    """One phase of the protocol."""

    id: str
    number: int
    title: str
    step: str
    goal: str
    windows: tuple[ReviewWindow, ...]
    entry: tuple[ReviewCriterion, ...] = ()
    exit: tuple[ReviewCriterion, ...] = ()
    doses: tuple[ReviewDose, ...] = ()
    goes_on: tuple[str, ...] = Field(default=(), description="Exercises that go on from an earlier phase.")
    run: ReviewRun | None = None
    run_goes_on: bool = False
    avoid: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class ReviewGrade(Finished):
    """A grade and its route."""

    grade: str
    title: str
    picture: str
    route: Literal["plan", "referral", "card"]
    needs_clearance: bool = False
    disposition: Disposition | None = None
    within: str = ""
    full_sport: tuple[int, int] | None = None
    chosen: bool = False


class ReviewChoice(Finished):
    """A type or a variant."""

    id: str
    title: str
    types: tuple[str, ...] = ()
    offered: bool = True
    chosen: bool = False


class ReviewRule(Finished):
    """A monitoring rule: when each light is on, and what then."""

    id: str
    title: str
    green: str
    green_then: str
    amber: str
    amber_then: str
    red: str
    red_then: str
    sentences: tuple[str, ...] = ()
    evidence: Evidence
    source: str = ""


class ReviewCare(Finished):
    """Care besides exercise."""

    title: str
    often: str = ""
    days: tuple[int, int] | None = None
    evidence: Evidence
    source: str = ""


class ReviewModifier(Finished):
    """What makes phases longer."""

    title: str
    note: str
    factor: float = 1
    phases: tuple[int, ...] = Field(default=(), description="The numbers of the phases it lengthens.")


class ReviewFlag(Finished):
    """A safety question in a few words, and what a yes means."""

    flag: str
    short: str
    disposition: Disposition
    effect: Effect
    within: str = ""


class ReviewMeasure(Finished):
    """An outcome measure: its range, which direction is better, and how much change means something."""

    title: str
    range: str = ""
    better: str = ""
    change: tuple[Stated, ...] = ()


class ReviewSource(Finished):
    """A source; ``used``: a value of the protocol names it."""

    key: str
    citation: str
    link: str = ""
    evidence: Literal["V", "R"]
    used: bool = True


class Review(Finished):
    """The protocol as a clinician reviews it: every window, criterion, dose and rule, each with its tag."""

    framework: str = Field(default="", description="The name of the framework.")
    grades: tuple[ReviewGrade, ...] = ()
    types: tuple[ReviewChoice, ...] = ()
    variants: tuple[ReviewChoice, ...] = ()
    clearance: tuple[str, ...] = Field(default=(), description="What the case file must state besides a name.")
    monitoring: tuple[ReviewRule, ...] = ()
    modifiers: tuple[ReviewModifier, ...] = ()
    flags: tuple[ReviewFlag, ...] = ()
    emergency: tuple[str, ...] = ()
    today: tuple[str, ...] = ()
    care: tuple[ReviewCare, ...] = ()
    phases: tuple[ReviewPhase, ...] = ()
    measures: tuple[ReviewMeasure, ...] = ()
    sources: tuple[ReviewSource, ...] = ()
