"""The finished plan: everything a writer needs and nothing else. Its JSON form is a contract."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from rehab.models.care import Clock
from rehab.models.case import Weekday
from rehab.models.figure import FinishedFigure
from rehab.models.finished import Finished
from rehab.models.protocol import Framework, Step
from rehab.models.redflag import Disposition, Effect
from rehab.models.review import Review
from rehab.models.standing import Logged, Standing

Kind = Literal[
    "protect", "elevate", "compress", "ice", "avoid", "load", "stretch", "aerobic", "balance", "mobility", "roll",
    "massage", "run", "hydrate", "educate", "check", "log", "rest",
]  # fmt: skip
TaskSide = Literal["left", "right", "both", "affected", "other"]
Magnitude = tuple[int | float, int | float]
"""A magnitude that may be a range: the lowest and the highest value, both inclusive."""


class MadeWith(Finished):
    program: str
    digest: str = Field(description="A digest of the protocol and the shared files the plan was made from.")
    command: str = Field(description="The command that makes this very plan again.")
    revision: int = Field(default=0, ge=0, description="How often the plan of this case was made anew before this one.")


class Screening(Finished):
    status: Literal["answered", "not-asked"]
    yes: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    asked: tuple[Question, ...] = Field(
        default=(), description="The questions of this case, in the order they are asked."
    )


class Question(Finished):
    """One safety question as it prints; ``group`` says what a yes means."""

    flag: str
    question: str
    group: Disposition
    effect: Effect = Field(default="block", description="What a yes does to the plan: continue lets it start.")
    exception: str = ""
    unsure_counts: bool = True
    within: str = ""
    within_hours: int | None = Field(default=None, description="The same limit in hours, to put the most urgent first.")


class Dropped(Finished):
    kind: str
    flag: str


class ProtocolRef(Finished):
    id: str
    version: int
    framework: Framework
    title: str
    status: str
    variant: str | None
    variant_title: str
    type: str | None
    type_title: str
    author: str
    why: str = ""
    extends: str | None = None
    accept_risk: str = ""
    reviewed_by: str = ""


class PlanCase(Finished):
    id: str
    name: str
    injured: dt.date | None
    onset: Literal["sudden", "gradual", "none"]
    since: dt.date | None = None
    grade: str | None
    grade_title: str = ""
    side: Literal["left", "right", "both"] | None
    part: str
    summary: str
    age: int | None = None
    cleared_by: str | None = None
    cleared_on: dt.date | None = None
    days: tuple[Weekday, ...] = ()


class Referral(Finished):
    """The page that replaces a plan: why, how urgent, what to do now."""

    title: str
    reason: str
    urgency: str
    do_now: tuple[str, ...]
    do_not: tuple[str, ...]
    tell_the_clinician: tuple[str, ...]
    flags: tuple[str, ...]
    signs: tuple[str, ...] = Field(default=(), description="The signs answered yes, in a few words each.")
    never_planned: bool = Field(
        default=False, description="No clearance opens a plan: the condition or the grade never has one."
    )
    emergency_if: str = Field(default="", description="When to call the emergency number at once.")


class PlanCriterion(Finished):
    """One line of the 'move on when' list."""

    measure: str
    text: str = Field(description="The notation, as authored.")
    title: str = Field(description="What to do or look at: 'Walk with a normal stride'.")
    target: str = Field(description="What it must be: 'pain 0', '25 or more'.")
    days_in_a_row: int = 1
    who: Literal["athlete", "clinician"] = "athlete"
    how: str = ""
    evidence: str = ""


class PlanPhase(Finished):
    id: str
    title: str
    goal: str
    framework_step: Step
    start: dt.date
    end: dt.date
    first_day: int
    last_day: int
    number: int
    hard_minimum: int | None = None
    earliest: int | None = None
    not_yet: str = Field(default="", description="By when to ask a clinician if the list is not met; empty: no limit.")
    allowed: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    exercises: tuple[PhaseDose, ...] = ()
    running: tuple[RunStage, ...] = Field(default=(), description="The stages that this phase opens.")
    running_goes_on: bool = Field(
        default=False, description="True: running goes on with the stages of an earlier phase."
    )
    criteria: tuple[PlanCriterion, ...] = ()
    running_before: tuple[str, ...] = Field(default=(), description="What comes before and after each run.")
    running_rule: str = ""
    running_only_if: str = ""


class PhaseDose(Finished):
    """One exercise of a phase with its dose in words, for phase pages and cards."""

    exercise: str
    amount: str = Field(description="'3 × 12', '5 × 20 s'")
    amount_unit: str = Field(default="", description="'reps', 'hold', 'easy'")
    times: str = Field(description="'2 ×'")
    times_unit: str = Field(description="'a day', 'a week'")
    rest: str = ""
    effort: str = Field(default="", description="How hard, the load and the effort: 'Light band, effort 3 of 10'")
    tempo: str = ""
    side: TaskSide | None = None
    each_side: bool = False
    text: str
    note: str = ""
    only_if: str = ""
    easier: str = ""
    harder: str = ""
    progress: str = ""
    evidence: str = Field(description="'V', 'R' or 'P', or the author's name when set_by_author")
    source: str = ""
    set_by_author: bool = False
    practice_defaults: tuple[str, ...] = Field(
        default=(), description="Parts of a published dose that are our defaults: 'rest', 'tempo'."
    )
    recalled: tuple[str, ...] = Field(
        default=(), description="Parts that are recalled, to be confirmed, where the amount is not: 'frequency'."
    )
    weeks: tuple[tuple[str, str], ...] = Field(
        default=(), description="Doses that change by week: ('2-3', '3 × 12, 3 × a week')."
    )
    first_date: dt.date | None = Field(default=None, description="The first day it is on, None if it is on no day.")
    heavy: bool = False
    continued: bool = Field(
        default=False, description="True: the row goes on from an earlier phase, with its days and weeks."
    )


class Reason(Finished):
    """Why a task is on this day."""

    protocol: str
    phase: str
    rule: str = Field(description="The way to the rule in the data, such as phases.speed.exercises.nordic-curl")
    reference: str | None = None
    evidence: Literal["V", "R", "P", "author"]
    author: str = ""


class Leg(Finished):
    """One leg of an interval session."""

    activity: str
    seconds: Magnitude | None = None
    metres: Magnitude | None = None


class RunStage(Finished):
    """One stage of a running table."""

    stage: str
    title: str
    text: str
    intensity: str = ""
    sessions: int = 1
    evidence: str = ""
    legs: tuple[Leg, ...] = Field(
        default=(), description="What a session is made of, in its order; none where it is not walks and runs."
    )


class Task(Finished):
    """One thing to do on one day."""

    id: str
    kind: Kind
    title: str
    short_title: str
    exercise: str | None = None
    sets: int | None = None
    reps: Magnitude | None = None
    reps_by_set: tuple[int, ...] | None = None
    hold_seconds: Magnitude | None = None
    duration_seconds: Magnitude | None = None
    distance_m: Magnitude | None = None
    rest_seconds: Magnitude | None = None
    tempo: str | None = None
    load: str | None = None
    effort: Magnitude | None = None
    intervals: tuple[Leg, ...] | None = None
    amount_ml: int | None = None
    times_per_day: int = 1
    side: TaskSide | None = None
    each_side: bool = False
    at: tuple[Clock, ...] = ()
    minutes: int = Field(description="For one time, rounded up.")
    dose: str = Field(default="", description="The dose in a few words: '3 × 12', '20 min'.")
    text: str
    only_if: str = ""
    reason: Reason
    references: tuple[str, ...] = ()


class Day(Finished):
    date: dt.date
    day: int
    phase: str
    tasks: tuple[Task, ...]
    minutes: int = Field(description="Exercise minutes of the whole day.")
    glasses: int | None = None


class PlanExercise(Finished):
    """An exercise with its words turned to the person's side."""

    title: str
    short_title: str
    kind: str
    position: str
    steps: tuple[str, ...]
    each_side_step: str = Field(
        default="", description="What to read before the steps where a dose is each_side: which side comes first."
    )
    cues: tuple[str, ...]
    feel: str
    not_feel: str
    mistake: str
    muscles: tuple[str, ...]
    equipment: tuple[str, ...]
    substitutes: dict[str, str]
    sides: Literal["one", "both", "none"]
    easier: str
    harder: str
    precautions: tuple[str, ...]
    figure: FinishedFigure


class PlanMeasure(Finished):
    title: str
    unit: str
    how: str
    who: str


class Light(Finished):
    """One light of the response card: when it is on, and what to do."""

    when: str
    then: str
    pain: Magnitude | None = Field(
        default=None,
        description="The pain during exercise that belongs to it, both inclusive; None: other signs decide.",
    )


class EarlyBand(Finished):
    """Other pain limits on the first days (PEACE)."""

    last_day: int
    green: Magnitude
    amber: Magnitude
    red: Magnitude


class Response(Finished):
    rule: str
    green: Light
    amber: Light
    red: Light
    scale: Literal["pain", "rise", "walking"] = Field(
        default="pain",
        description="What the numbers count: pain of 10 during it; points above the level before; walking pain of 4.",
    )
    early: EarlyBand | None = None
    sentences: tuple[str, ...] = ()
    missed: str = Field(default="", description="How to go on after days without the exercises.")
    missed_runs: str = Field(default="", description="How to go on after days without a run.")


class Notice(Finished):
    """Something page 1 must say."""

    code: str
    text: str
    tests: tuple[str, ...] = Field(
        default=(), description="The tests that stand in the text one after the other, to be shown as a list."
    )


class Reference(Finished):
    citation: str
    link: str = ""
    evidence: str = ""
    used: bool = True


class StopSign(Finished):
    text: str
    disposition: Disposition
    flag: str = ""


class PlanCard(Finished):
    """Self-care for any time, without a date."""

    title: str
    when: str
    steps: tuple[str, ...]
    do_not: tuple[str, ...] = ()
    note: str = ""


class Letter(Finished):
    """One row of the letter table on page 1 (PEACE, RICE, LOVE)."""

    letter: str
    name: str
    text: str
    how_often: str
    kind: str = Field(default="", description="The kind of task it stands for, if any.")


class DiaryEntry(Finished):
    """One thing to write down each day."""

    name: str
    unit: str


class Hydration(Finished):
    """What the plan says about drinking; ``glasses`` is None where no amount may be printed."""

    glasses: int | None
    glass_ml: int
    at: tuple[str, ...]
    text: str
    warning: str = ""
    state: Literal["open", "careful", "limit", "locked", "hidden", "not-asked"]


class Plan(Finished):
    """A dated plan, or the referral that stands in its place."""

    format: Literal["rehab/plan"] = "rehab/plan"
    version: Literal[1] = 1
    as_of: dt.date
    made_with: MadeWith
    disposition: Disposition
    effect: Effect
    see_by: dt.date | None
    see_within: str = ""
    dropped: tuple[Dropped, ...]
    screening: Screening
    protocol: ProtocolRef
    case: PlanCase
    referral: Referral | None
    phases: tuple[PlanPhase, ...]
    days: tuple[Day, ...]
    exercises: dict[str, PlanExercise]
    measures: dict[str, PlanMeasure]
    response: Response | None
    education: tuple[str, ...]
    prognosis: tuple[str, ...]
    letters: tuple[Letter, ...] = ()
    letters_title: str = ""
    cards: dict[str, PlanCard] = Field(default={})
    pictures: dict[str, FinishedFigure] = Field(
        default={}, description="Of a care task, by its rule; of a step of a card, such as cards.stop-a-cramp.2."
    )
    diary: tuple[DiaryEntry, ...] = Field(
        default=(), description="What to write down each day; empty: pain before, during and the next morning."
    )
    hydration: Hydration | None = None
    notices: tuple[Notice, ...]
    references: dict[str, Reference]
    stop_signs: tuple[StopSign, ...]
    standing: Standing | None = Field(default=None, description="With a journal: where the case stands.")
    logged: tuple[Logged, ...] = Field(
        default=(), description="With a journal: the values written down by the as-of day, the oldest first."
    )
    review: Review | None = Field(default=None, description="The protocol behind the plan, for clinicians.")
