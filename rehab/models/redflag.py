"""Red flags: the questions, and what a yes means."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from rehab.models.authored import Authored, CriterionText, Identifier, Texts

Disposition = Literal["proceed", "see_doctor", "same_day", "emergency"]
Effect = Literal["continue", "limit", "hold", "block"]
FlagId = Annotated[str, Field(pattern=r"^RF-\d\d[a-d]?$")]
RefusalCode = Literal[
    "never-cleared", "open-wound", "after-emergency", "no-clearance", "never-a-plan", "no-fluid-limit",
    "cleared-too-early", "cleared-in-future", "cleared-too-long-ago", "cleared-before-sign", "not-stated",
]  # fmt: skip
"""Why a clinician's name does not open a plan, or why one is needed."""


class Stricter(Authored):
    """What a yes means in one condition, where that is stricter than the row; what is left out stays."""

    disposition: Disposition | None = None
    within_hours: int | None = None
    effect: Effect | None = None


class RedFlag(Authored):
    """One row of the triage table: a yes / no question in patient words, and what follows from a yes."""

    question: str = Field(description="The question to the patient.")
    think_of: str = Field(description="What it may be; for clinicians.")
    short: str = Field(
        max_length=60, description="The sign in a few words, for stop lists: 'Calf or whole leg swollen'."
    )
    could_mean: str = Field(description="One sentence for the patient: what a yes could mean, without a diagnosis.")
    disposition: Disposition
    within_hours: int | None = Field(default=None, description="For see_doctor: the limit in hours.")
    effect: Effect
    drop: tuple[Identifier, ...] = Field(default=(), description="Further kinds of task a yes drops, such as compress.")
    do_now: Texts = Field(default=(), description="First aid and what to do now, one action a line.")
    do_not: Texts = Field(default=(), description="What not to do meanwhile.")
    tell: Texts = Field(default=(), description="What to tell the clinician, where it differs from the usual list.")
    clearance: Literal["N", "C", "A", "open"] = Field(
        description="N: never cleared by a name; C: a clinician's name lifts it; A: ends with a 'no'; open: C, but never while a wound is open."
    )
    locks: tuple[Identifier, ...] = Field(
        default=(), description="What a yes locks without stopping the plan: hydration."
    )
    unsure_counts: bool = Field(description="Whether 'not sure' counts as yes.")
    how_to_check: Texts = Field(default=(), description="How to do the check the question names, one step a line.")
    base: str = Field(
        default="", description="A question asked once before the rows that share it; 'no' answers all of them no."
    )
    ask_if_no: FlagId | None = Field(default=None, description="Asked only when that row was answered no.")
    ask_if_yes: FlagId | None = Field(default=None, description="Asked only when that row was answered yes.")
    from_age: int | None = Field(default=None, description="Asked from this age on, or with known heart disease.")
    younger: str = Field(default="", description="With from_age: the question below that age, where it is still asked.")
    under_age: int | None = Field(default=None, description="Asked below this age only.")
    review_only: bool = Field(default=False, description="Asked at the weekly review, not before the first plan.")
    computed: bool = Field(default=False, description="Never asked: the engine raises it from the journal.")
    stricter: dict[Identifier, Stricter] = Field(default={}, description="By condition: where a yes means more there.")
    basis: str = Field(description="Where the row comes from, with its tag.")


class Route(Authored):
    """What the patient is told for one disposition."""

    title: str
    message: str


class FromLog(Authored):
    """A value in the journal that stands for a yes."""

    when: CriterionText
    flag: FlagId
    if_no: FlagId | None = Field(default=None, description="Raised instead once the question itself was answered no.")
    only_screened: bool = Field(default=False, description="Only where the condition asks that question.")


class RedFlagTable(Authored):
    """Every red flag, the common set in the order it is asked, and the words for each disposition."""

    common: tuple[FlagId, ...]
    new_within_days: int
    clearance_months: int = Field(description="A clearance expires after this many months.")
    limit_drops: tuple[Identifier, ...] = Field(description="The kinds of task that effect 'limit' drops.")
    limit_aerobic_above_effort: int = Field(description="Effect 'limit' drops aerobic work above this effort.")
    routes: dict[Disposition, Route]
    within: dict[str, str] = Field(description="Words for a limit in hours: '72': 'within 72 hours'.")
    unsure_advice: str = Field(
        description="Said for a 'not sure' that counts as no; {short} and {within} are filled in."
    )
    refusals: dict[RefusalCode, str] = Field(
        description="Why a name does not open a plan; {short} and {name} are filled in."
    )
    tell_the_clinician: Texts = Field(
        default=(), description="What to tell the clinician, where a condition names nothing."
    )
    emergency_if: str = Field(
        default="", description="On a referral page, after 'call at once': 'if you are short of breath ...'."
    )
    from_log: tuple[FromLog, ...] = Field(default=(), description="Values in the journal that stand for a yes.")
    flags: dict[FlagId, RedFlag]

    @model_validator(mode="after")
    def _hangs_together(self) -> RedFlagTable:
        for flag, row in self.flags.items():
            if row.disposition == "see_doctor" and row.within_hours is None:
                raise ValueError(f"{flag}: 'see_doctor' needs 'within_hours:'")
            if row.within_hours is not None and str(row.within_hours) not in self.within:
                raise ValueError(f"{flag}: there are no words for {row.within_hours} hours under 'within:'")
            for other in (row.ask_if_no, row.ask_if_yes):
                if other is not None and other not in self.flags:
                    raise ValueError(f"{flag}: is asked after {other}, which is not in the table")
        for flag in self.common:
            if flag not in self.flags:
                raise ValueError(f"the common set names {flag}, which is not in the table")
        return self
