"""What physiotherapists write: a protocol, its phases, and what is done in each."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from rehab.models.authored import Authored, CriterionText, DayRange, DoseText, Identifier, Texts
from rehab.models.care import Card, CareTask, Clock, DiaryRow, Essential, Stances
from rehab.models.redflag import Disposition, FlagId
from rehab.notation import is_progression, parse_progression

Framework = Literal["peace-love", "rice", "programme", "referral"]
Step = Literal["peace", "love", "rice", "load", "relief", "settle", "base", "build", "return", "maintain", "referral"]
Word = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


def _dose_alone(value: Any) -> Any:
    """Let a line of text stand for a slot that has only a dose."""
    return {"dose": value} if isinstance(value, str) else value


class Slot(Authored):
    """One exercise of a phase: its dose, and on which days it is done.

    Written as one line (only the dose) or as a mapping. Either ``dose`` or ``weeks`` is needed.
    """

    dose: DoseText | None = Field(default=None, description="How much and how often: 3 x 12, 2/day [V askling-2013].")
    weeks: dict[Annotated[str, Field(pattern=r"^\d+(-\d+)?$")], DoseText] = Field(
        default={}, description="Doses that change by week of this row: {1: '2 x 5, 1/week', 5-10: '12-10-8, 3/week'}."
    )
    side: Literal["affected", "each", "both", "none"] | None = Field(
        default=None,
        description="Whose leg: affected (the sore one only), each (good side first), both together, none. Left out: each for one-sided exercises.",
    )
    not_before: int | None = Field(
        default=None, ge=1, description="Never before this plan day, whatever the phase (a hard minimum)."
    )
    not_before_by_grade: dict[str, int] = Field(default={}, description="The same, where it differs by grade.")
    not_after: int | None = Field(default=None, ge=1, description="Never after this plan day, whatever the phase.")
    grades: tuple[str, ...] = Field(default=(), description="Only for these grades; left out: all.")
    through: Identifier | None = Field(
        default=None, description="The row goes on until the end of that phase, its day count and weeks going on."
    )
    first: int = Field(default=1, ge=1, le=60, description="The day of the phase on which the count of days starts.")
    on_days_of: Identifier | None = Field(
        default=None, description="Only on days that have this exercise ('run' for running days)."
    )
    off_days_of: Identifier | None = Field(
        default=None, description="Only on days without this exercise ('run' for running days)."
    )
    order: Literal["first", "last"] | None = Field(
        default=None, description="first or last in the session; left out: by kind and body position."
    )
    before_run: bool = Field(
        default=False, description="On running days it is done before the run; left out: after it."
    )
    from_stage: int | None = Field(
        default=None, ge=1, description="With on_days_of run: from this stage of the running table on."
    )
    optional: bool = Field(default=False, description="Left out of the plan unless the case asks for it.")
    only_if: str = Field(
        default="", description="A condition the patient reads before the dose: 'Only while it is swollen.'"
    )
    note: str = Field(default="", description="One more sentence on how to do it here.")
    progress: str = Field(
        default="",
        description="How to step up, in words the patient reads; or the notation 'add 2 reps after 2 green sessions up to 15'.",
    )
    easier: str = Field(
        default="", max_length=60, description="What to do when it is too hard here, if it differs from the library."
    )
    harder: str = Field(
        default="", max_length=60, description="What to do when it is too easy here, if it differs from the library."
    )
    monitoring: str | None = Field(default=None, description="A stricter monitoring rule for this row: SM-TENDON-PTLE.")
    at: tuple[Clock | Literal["waking", "bedtime"], ...] = Field(
        default=(), description="Times of day: 21:00, waking, bedtime; left out: the usual ones."
    )

    @field_validator("progress")
    @classmethod
    def _progress_can_be_read(cls, text: str) -> str:
        if is_progression(text):
            parse_progression(text)
        return text

    @model_validator(mode="after")
    def _has_a_dose(self) -> Slot:
        if self.dose is None and not self.weeks:
            raise ValueError("an exercise needs 'dose:' or 'weeks:'")
        if self.dose is not None and self.weeks:
            raise ValueError("an exercise has 'dose:' or 'weeks:', not both; write 'weeks: null' to drop the weeks")
        return self


SlotText = Annotated[Slot, BeforeValidator(_dose_alone, json_schema_input_type=DoseText | Slot)]


class Run(Authored):
    """Graded running in a phase: stages of one running table, on days of their own.

    The stages of all phases make one track in order. A phase opens the track up to its last stage; a runner who
    has not done the earlier ones yet goes on with those.
    """

    table: str = Field(pattern=r"^([A-Z]|[a-z][a-z0-9-]*)$", description="The letter or id of the running table.")
    stages: DayRange = Field(description="The stages this phase opens, such as 1-4.")
    frequency: DoseText = Field(description="How often: 'every 2nd day' or '3/week'.")
    not_before: int | None = Field(default=None, ge=1, description="No run before this plan day (a hard minimum).")
    not_before_by_grade: dict[str, int] = Field(default={}, description="The same, where it differs by grade.")
    through: Identifier | None = Field(
        default=None, description="Running goes on with these stages until the end of that phase."
    )
    sessions: int | None = Field(
        default=None, ge=1, le=4, description="Green sessions before the next stage; left out: as the table says."
    )
    sessions_by_grade: dict[str, int] = Field(default={}, description="The same, where it differs by grade.")
    first_stage_by_grade: dict[str, int] = Field(
        default={}, description="The stage a grade begins with, where earlier ones are left out: {1: 3}."
    )
    grades: tuple[str, ...] = Field(default=(), description="Only for these grades; left out: all.")
    first: int = Field(default=1, ge=1, le=60, description="The day of the phase on which running starts.")
    first_by_grade: dict[str, int] = Field(default={}, description="The same, where it differs by grade.")
    fast_track: bool = Field(default=True, description="False: never on the fast track of the table.")
    needs_log: bool = Field(
        default=False,
        description="True: no run is put on dates until what was logged allows it; the plan shows the table only.",
    )
    only_if: str = Field(default="", description="What must be true before the first run; the patient reads it.")


class Phase(Authored):
    """One phase: when it opens, what is done, what is not, and when to move on."""

    title: str = Field(max_length=24, description="The name a patient reads: 'Early load'.")
    step: Step = Field(description="The step of the framework.")
    goal: str = Field(description="What this phase is for, in one sentence to the patient.")
    days: dict[str, DayRange] = Field(
        description="First and last plan day without a log, per grade: {1: 4-6, 2: 4-10}; 'all' for every grade."
    )
    earliest: dict[str, int] = Field(default={}, description="The earliest plan day it may open with a log, per grade.")
    hard_minimum: dict[str, int] = Field(
        default={}, description="Never before this plan day, per grade or 'all'; a hard minimum."
    )
    latest_end: dict[str, int] = Field(default={}, description="If it lasts beyond this plan day, ask a clinician.")
    entry: tuple[CriterionText, ...] = Field(
        default=(), description="What it needs besides the exit of the phase before."
    )
    exit: tuple[CriterionText, ...] = Field(default=(), description="All must be met to move on.")
    allowed: Texts = Field(default=(), description="What is fine in this phase, in patient words.")
    avoid: Texts = Field(default=(), description="What to leave out in this phase, in patient words.")
    forbid: tuple[Identifier, ...] = Field(
        default=(), description="Codes of what may not be scheduled: running, hamstring-stretch ..."
    )
    exercises: dict[Identifier, SlotText] = Field(default={}, description="What is done, by exercise id.")
    run: Run | None = Field(default=None, description="Graded running in this phase.")
    notes: Texts = Field(default=(), description="Further sentences to the patient about this phase.")
    requires: dict[Identifier, tuple[str | int, ...]] = Field(
        default={},
        description="This phase and all after it are planned only if the case file states one of these values.",
    )


class Grade(Authored):
    """A grade or a severity, how to tell it, and whether it gets a plan."""

    title: str = Field(description="The word for it: mild, moderate, complete tear.")
    synonyms: tuple[str, ...] = Field(default=(), description="Other words people type for it.")
    picture: str = Field(description="What it looks and feels like, in patient words.")
    full_sport: DayRange | None = Field(
        default=None, description="Earliest and usual latest plan day of full sport [P]."
    )
    expect: str = Field(default="", description="How long it usually takes, in one honest sentence to the patient.")
    route: Literal["plan", "referral", "card"] = Field(
        default="plan", description="plan, referral to a clinician, or card: advice without a plan."
    )
    needs_clearance: bool = Field(default=False, description="A plan only with --cleared-by.")
    disposition: Disposition | None = Field(
        default=None,
        description="How urgent; with route plan and no clearance: see someone, the plan goes on until then.",
    )
    within_hours: int | None = Field(default=None, description="For a referral to a doctor: the limit in hours.")
    reason: str = Field(default="", description="For a referral: why, in patient words.")
    do_now: Texts = Field(default=(), description="For a referral: what to do now.")
    do_not: Texts = Field(default=(), description="For a referral: what not to do.")

    @model_validator(mode="after")
    def _referral_is_complete(self) -> Grade:
        if (self.route == "referral" or self.needs_clearance) and not (
            self.disposition and self.reason and self.do_now
        ):
            raise ValueError("a referral needs 'disposition:', 'reason:' and 'do_now:'")
        return self


class Choice(Authored):
    """A type or a variant of a protocol: its name and, under ``change``, what it changes in the file."""

    title: str = Field(description="Its name.")
    synonyms: tuple[str, ...] = Field(default=(), description="Other words people type for it.")
    picture: str = Field(default="", description="How to tell it, or for whom it is, in patient words.")
    default: bool = Field(default=False, description="Taken when nothing is said; for variants: within its types.")
    types: tuple[Word, ...] = Field(default=(), description="For a variant: only for these types.")
    offered: bool = Field(default=True, description="False: recorded, but never used for a plan.")
    references: tuple[Identifier, ...] = Field(default=(), description="Where it comes from.")
    change: dict[str, Any] = Field(
        default={}, description="The part of this file that it changes: same keys, null removes."
    )


class Modifier(Authored):
    """Something about the case that makes phases longer; only the largest one counts."""

    title: str = Field(description="What it is, in patient words.")
    over_age: int | None = Field(default=None, description="Applies above this age.")
    factor: float = Field(default=1, ge=1, le=3, description="The phases last that many times as long, rounded up.")
    phases: tuple[Identifier, ...] = Field(default=(), description="Which phases.")
    add_days: dict[Identifier, int] = Field(default={}, description="Days that it adds, by phase.")
    note: str = Field(description="What the patient is told.")


class ClearanceItem(Authored):
    """Something the case file must state besides the clinician's name, before there is a plan."""

    title: str = Field(max_length=60, description="What it is, in a few words: 'the weight-bearing status'.")
    ask: str = Field(description="The question to the clinician.")
    accept: tuple[str | int, ...] = Field(default=(), description="The answers that open the plan.")
    at_least: int | None = Field(default=None, description="For a number: the least that opens the plan.")
    needed: bool = Field(default=True, description="False: only phases with 'requires:' ask for it.")
    only_if: dict[Identifier, tuple[str | int, ...]] = Field(
        default={}, description="Needed only if other items have one of these values."
    )

    @model_validator(mode="after")
    def _can_be_met(self) -> ClearanceItem:
        if bool(self.accept) == (self.at_least is not None):
            raise ValueError("a clearance item has 'accept:' with the answers, or 'at_least:' with a number")
        return self


class Referral(Authored):
    """The referral page of a condition that needs a doctor first."""

    disposition: Disposition = Field(description="How soon somebody must see the person.")
    within_hours: int | None = Field(
        default=None, description="Within so many hours, where the disposition leaves it open."
    )
    reason: str = Field(description="Why, in one or two sentences to the patient.")
    do_now: Texts = Field(description="What to do now, each in one sentence.")
    do_not: Texts = Field(description="What not to do, each in one sentence.")
    tell_the_clinician: Texts = Field(description="What the clinician should hear.")


class StopSigns(Authored):
    """The stop lists of page 1, in a few words each; the flags they stand for are named after a bar."""

    emergency: Texts = Field(description="Call the emergency number: a few words, a bar, the red flag.")
    today: Texts = Field(description="Be seen today: a few words, a bar, the red flag.")


class AcceptRisk(Authored):
    """Who takes it upon themselves to loosen a safety rule, and why; it prints on page 1."""

    name: str = Field(description="Who takes it upon themselves: a clinician.")
    reason: str = Field(description="Why, in a sentence; it prints on page 1.")


class Protocol(Authored):
    """A protocol after merging: one condition, one type, one variant."""

    id: Identifier = Field(description="Its name in commands and in other files, as the file is called.")
    version: int = Field(default=1, ge=1, description="One more with each change that a patient would notice.")
    format: int = Field(default=1, ge=1, description="The version of the form of the file; left out: 1.")
    extends: str | None = Field(
        default=None, description="The protocol this file changes, and the version it was made for: hamstring-strain@1."
    )
    author: str = Field(default="", description="Who wrote or changed it; stands for every value without a tag.")
    why: str = Field(default="", description="Why it was changed.")
    status: Literal["draft", "reviewed"] = Field(
        default="draft", description="reviewed: a clinician has signed it; it prints on every page."
    )
    reviewed_by: str = Field(default="", description="Who signed it; written by 'rehab sign'.")
    reviewed_on: str = Field(default="", description="The day it was signed; written by 'rehab sign'.")
    signature: str = Field(default="", description="Written by 'rehab sign'; it fits only what was signed.")
    framework: Framework = Field(description="What the first days follow, and where the file lies.")
    title: str = Field(max_length=60, description="The name patients read: 'Hamstring strain'.")
    summary: str = Field(
        description="What it is, in one sentence to the patient; {side} stands for left, right or sore."
    )
    names: tuple[str, ...] = Field(default=(), description="What people type and say for it.")
    codes: dict[str, str] = Field(default={}, description="Codes of classifications.")
    onset: Literal["sudden", "gradual", "none"] = Field(description="sudden: needs the day of the injury.")
    part: str = Field(description="The body part with its side: 'leg', 'thigh', 'calf'.")
    sided: bool = Field(default=True, description="no: it has no left and right, both legs are meant.")
    tissue: Identifier | None = Field(default=None, description="The sore tissue: hamstring, calf, shin, achilles ...")
    grades: dict[str, Grade] = Field(default={}, description="Grades or severities by their number or word.")
    types: dict[Word, Choice] = Field(default={}, description="Its types, by id.")
    variants: dict[Word, Choice] = Field(
        default={}, description="Its published or own alternatives, by id; one is used at a time."
    )
    screen: tuple[FlagId, ...] = Field(default=(), description="The safety questions besides the common set.")
    exceptions: dict[FlagId, str] = Field(default={}, description="When a question is not a yes, in patient words.")
    both_sides_raise: FlagId | None = Field(
        default=None, description="The question that counts as yes when both sides are affected at once."
    )
    ask_daily: dict[FlagId, DayRange] = Field(
        default={}, description="Plan days on which a question is asked again daily."
    )
    phase_back_after_missed_days: int | None = Field(
        default=None, ge=8, description="From so many missed days on: one phase back. Left out: the general rule."
    )
    requires_clearance: bool = Field(default=False, description="No plan at all without --cleared-by.")
    clearance: dict[Identifier, ClearanceItem] = Field(
        default={}, description="What the case file must state besides the clinician's name, by id."
    )
    referral: Referral | None = Field(
        default=None, description="The page in place of a plan, where a doctor comes first."
    )
    stop_signs: StopSigns = Field(description="The stop lists of page 1.")
    monitoring: str = Field(description="The id of its monitoring rule: SM-ACUTE.")
    modifiers: dict[Identifier, Modifier] = Field(default={}, description="What makes phases longer, by id.")
    phases: dict[Identifier, Phase] = Field(default={}, description="The phases, by id, in order.")
    essentials: tuple[Essential, ...] = Field(
        default=(), description="What matters most, for page 1, in place of the letters of the framework."
    )
    letters: dict[Identifier, str] = Field(
        default={}, description="Other words for a letter of the framework, by its name: {protect: ...}."
    )
    tasks: dict[Identifier, CareTask] = Field(
        default={}, description="Care besides that of the framework, by id; the same id replaces the framework's."
    )
    diary: tuple[DiaryRow, ...] = Field(
        default=(),
        max_length=3,
        description="What to write down each day; left out: pain before, during, next morning.",
    )
    without_tasks: tuple[Identifier, ...] = Field(
        default=(), description="Care and advice of the framework that does not suit this condition, by id."
    )
    pictures: dict[Identifier, Identifier] = Field(
        default={}, description="Another figure for a care task of the framework, by the id of the task."
    )
    cards: dict[Identifier, Card] = Field(default={}, description="Self-care for any time, without a date.")
    education: Texts = Field(default=(), description="What to know, one point a line.")
    prognosis: Texts = Field(default=(), description="How it usually goes, for the patient, with honest ranges.")
    stances: Stances = Field(
        default={},
        description="What its cards, education and tasks advise for or against, for the check: {heat: {no: 1-182}}.",
    )
    measures: tuple[Identifier, ...] = Field(default=(), description="The outcome measures to record.")
    references: tuple[Identifier, ...] = Field(default=(), description="The sources, in the order they print.")
    accept_risk: AcceptRisk | None = Field(
        default=None, description="Needed where a safety rule of the base is loosened; it prints on page 1."
    )
    allow: dict[str, str] = Field(default={}, description="Codes of warnings to silence, each with a reason.")
