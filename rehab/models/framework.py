"""What all protocols share: the letters and care tasks of each framework, and the usual times and days."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rehab.models.authored import Authored, CriterionText, DayRange, Identifier, Texts
from rehab.models.care import CareKind, CareTask, Clock, Stances, TagText
from rehab.models.case import Weekday
from rehab.models.protocol import Framework
from rehab.models.redflag import FlagId


class LetterRow(Authored):
    """One row of the letter table on page 1."""

    letter: str = Field(max_length=1)
    name: str
    text: str = Field(max_length=130)
    how_often: str = Field(max_length=26)
    kind: CareKind | None = Field(default=None, description="The kind of task it stands for; dropped with it.")


class SeventyTwoHourRule(Authored):
    """The 72-hour rule of a sudden injury: when it counts as not improving, and what then."""

    day: int = Field(description="Asked on the evening of this plan day, and daily after it.")
    evening: Clock = Field(description="From this time on what is written down on that day counts.")
    rest_pain_hold: int = Field(description="Pain at rest from this on: not improving.")
    compare_if_day_one_at_least: int = Field(description="The fall since day 1 counts from this pain at rest on day 1.")
    least_fall_points: int = Field(description="Not improving: a fall below this many points and below the percent.")
    least_fall_percent: int
    last_day_in_first_phase: int = Field(description="Gate not met by the end of this plan day: see a doctor, hold.")
    see_doctor_hours: int
    flat_days: int = Field(description="No fall of pain for this many days: see a doctor within 2 weeks, go on.")


class FrameworkRules(Authored):
    """The first days of one framework: its letters, its care tasks, its limits."""

    title: str
    first_phase_days: DayRange = Field(description="The plan days of the first phase (PEACE or RICE) by default.")
    max_first_phase_days: int
    letters_title: str
    letters: tuple[LetterRow, ...] = ()
    later_letters_title: str = Field(default="", description="Over the letters once the first days are over.")
    later_letters: tuple[LetterRow, ...] = Field(default=(), description="The letters once the first days are over.")
    tasks: dict[Identifier, CareTask] = Field(default={}, description="By id, in the order of the day.")
    advice: dict[Identifier, str] = Field(
        default={}, description="What to know in every plan, besides the education of the condition, by id."
    )
    advice_stances: dict[Identifier, Stances] = Field(
        default={},
        description="What a piece of advice is for or against, by its id: {cold-and-heat: {heat: {yes: 4-182}}}.",
    )
    forbid_first_days: tuple[Identifier, ...] = Field(
        default=(), description="Codes never scheduled on those days, nor while the PEACE or RICE phase lasts."
    )
    seventy_two_hours: SeventyTwoHourRule | None = None


class Timing(Authored):
    """Usual times, weekdays and durations; a physiotherapist may change them all."""

    at: dict[str, tuple[Clock, ...]] = Field(description="Times of day by times per day.")
    hourly_from: Clock
    hourly_to: Clock
    weekdays: dict[str, tuple[Weekday, ...]] = Field(description="Usual weekdays by sessions per week.")
    session_gap_days: dict[str, int] = Field(
        description="Least days from one session to the next, by sessions per week."
    )
    heavy_gap_days: int = Field(description="Two heavy days of one tissue are at least that many days apart.")
    seconds_per_rep: dict[str, float] = Field(description="By tempo word: slow, quick, own pace, and 'default'.")
    default_rest_seconds: int
    change_seconds: int = Field(description="Getting into position for an exercise.")
    metres_per_second: float = Field(gt=0, description="To estimate the minutes of runs given in metres.")
    late_after_day: int = Field(
        description="First use after this plan day without data starts in the phase after the first."
    )
    two_weeks_day: int
    plan_weeks: int = Field(description="A plan is never longer than this.")
    child_below_age: int
    shared_minutes: int = Field(description="With two injuries: the most minutes of exercise a day.")
    session_effort: float = Field(description="Effort from which exercise counts as moderate.")


class RunGap(Authored):
    """How many stages to go back after days without a run."""

    up_to: int = Field(description="Days since the last run, inclusive.")
    back: int = Field(ge=0, description="Stages to go back, not below the first.")


class GateRules(Authored):
    """What counts as known where a phase waits for its list, and when a phase opens with a journal."""

    daily_within_days: int = Field(description="A measure whose values last no longer than this is a daily one.")
    pain_days_running: int = Field(description="Daily pain must hold on this many days running.")
    from_phase: int = Field(description="From this phase on; the first is 1.")
    screen_within_days: int = Field(description="How long answers to the safety questions count.")
    green_after_step_back: int = Field(description="Green sessions needed in a phase one was sent back to.")
    judged_within_days: int = Field(description="A session can still be judged that many days later, not after.")
    ask_below_part: float = Field(gt=0, le=1, description="Less done than this over some days: ask why, offer less.")
    ask_over_days: int = Field(ge=1, le=28, description="Over so many days.")
    evidence: TagText


class Progression(Authored):
    """How an exercise moves up and down, and what missed days mean."""

    step_up_reps: int = Field(description="Repetitions added inside a range.")
    step_up_hold_seconds: int = Field(description="Seconds added to a hold inside a range.")
    green_sessions: int = Field(description="Green sessions in a row before a step up.")
    step_up_percent: tuple[int, int] = Field(description="Where one starts and the most.")
    step_down_percent: int
    ambers_before_step_down: int = Field(
        description="Amber in a row before less, where a rule does not say it at once."
    )
    red_stop_hours: tuple[int, int]
    reds_to_doctor: int
    reds_within_days: int
    resume_up_to_missed_days: int
    repeat_week_up_to_missed_days: int
    reduced_up_to_missed_days: int = Field(description="Above it: back to the phase before.")
    reduced_to_percent: int
    run_missed_days: tuple[RunGap, ...] = Field(description="For running rows; above the last: the first stage.")
    run_fail_rest_days: int = Field(description="No run for this many days after a run above its pain limit.")


class WarmUp(Authored):
    """The warm-up and cool-down of a day with exercises, from a plan day on."""

    from_day: int = Field(ge=1, description="From this plan day on, until the next one takes over.")
    title: str = Field(max_length=60)
    short_title: str = Field(max_length=22)
    detail: str = Field(default="", max_length=30)
    minutes: int = Field(ge=1, description="Before and after together.")
    text: str
    evidence: TagText


class Frameworks(Authored):
    """The whole file ``frameworks.yaml``."""

    timing: Timing
    frameworks: dict[Framework, FrameworkRules]
    warm_ups: tuple[WarmUp, ...] = Field(default=(), description="In order of their first day.")
    warm_up_kinds: tuple[Identifier, ...] = Field(default=(), description="The kinds of task that call for a warm-up.")
    gate: GateRules
    progression: Progression
    tags: dict[Literal["V", "R", "P"], str] = Field(
        description="What each evidence tag means, in words for clinicians."
    )
    notices: dict[str, str] = Field(description="The sentences of page-1 notices, by code; {} places are filled in.")


class MonitoringLight(Authored):
    when: str = Field(description="When the light is on, to the patient.")
    then: str = Field(description="What to do then.")
    pain: tuple[int, int] | None = Field(
        default=None,
        description="Numbers on the scale of the rule that belong to it, both included; left out: none do.",
    )


class EarlyLimits(Authored):
    last_day: int
    green: tuple[int, int]
    amber: tuple[int, int]
    red: tuple[int, int]


class RunLimits(Authored):
    """Pain during a run, where it differs from other exercise."""

    green: tuple[int, int]
    red: tuple[int, int]


class MorningRise(Authored):
    """Points above usual on the next morning, from which a light is on."""

    amber: int | None = Field(default=None, description="Left out: any rise is red.")
    red: int


class WeeklyRise(Authored):
    """What the mean of a week says against the week before."""

    amber: float = Field(description="Points higher from which the light is amber.")
    red_weeks: int = Field(description="Weeks running with a rise from which it is red.")


class MonitoringRule(Authored):
    """One symptom-monitoring rule (SM-...)."""

    title: str
    green: MonitoringLight
    amber: MonitoringLight
    red: MonitoringLight
    scale: Literal["pain", "rise", "walking"] = Field(
        default="pain",
        description="What the numbers count: pain of 10 during it; points above the level before; walking pain of 4.",
    )
    early: EarlyLimits | None = Field(default=None, description="Stricter limits on the first plan days of peace-love.")
    run: RunLimits | None = Field(default=None, description="Limits for running; left out: as for other exercise.")
    morning_rise: MorningRise | None = Field(default=None, description="Left out: the next morning does not count.")
    during: tuple[Identifier, ...] = Field(
        default=("pain-during",), description="The measures of a session; the worst of them counts."
    )
    against: Literal["before", "mean"] = Field(
        default="before", description="What a rise is counted from: the value before, or the mean of the nights before."
    )
    mean_days: int = Field(default=14, description="How many nights that mean is made of.")
    red_days_running: int = Field(
        default=1, ge=1, le=7, description="Days in a row with a red number before it is red; fewer are amber."
    )
    settles: bool = Field(default=False, description="Pain 1 hour after above the pain before is amber.")
    weekly_rise: WeeklyRise | None = None
    red_when: tuple[CriterionText, ...] = Field(default=(), description="Signs that are red, on the day or the next.")
    amber_when: tuple[CriterionText, ...] = Field(default=(), description="Signs that are amber.")
    red_flags: tuple[FlagId, ...] = Field(
        default=(), description="Safety questions whose yes makes the session of that day, or the day before, red."
    )
    ambers_before_less: int = Field(default=2, ge=1, description="Ambers in a row before less.")
    less_percent: int | None = Field(
        default=None, ge=5, le=90, description="How much less, in percent; left out: as for all, see frameworks.yaml."
    )
    ambers_to_phase_back: int | None = Field(
        default=None, ge=2, description="So many ambers within 7 days take back a phase; left out: ambers do not."
    )
    back: Literal["phase", "dose"] = Field(default="dose", description="What a red takes back: a phase, or the dose.")
    sentences: Texts = ()
    evidence: TagText


class RunTableStage(Authored):
    title: str = Field(max_length=40)
    parts: Texts = Field(min_length=1, description="Each in the dose notation, done in this order.")
    intensity: str = Field(default="", description="How fast, in patient words.")
    intensity_by_session: Texts = Field(default=(), description="Where sessions of the stage differ.")
    sessions: int = Field(ge=1, le=24, description="Green sessions before the next stage.")
    gap_days: int = Field(ge=1, le=7, description="Least days from one session of this stage to the next run.")
    counts_as: tuple[Identifier, ...] = Field(description="running, running-above-70, jumping ...")
    note: str = ""
    tag: TagText


class RunTable(Authored):
    """A graded running table: its stages in order."""

    title: str
    exercise: Identifier = Field(description="The exercise of the library that explains it.")
    before: Texts = Field(description="Warm-up and cool-down around each run.")
    rule: str = Field(description="When to go on and when to step back, to the patient.")
    pain_limit: str = ""
    stages: dict[Annotated[str, Field(pattern=r"^\d+[a-z]?$")], RunTableStage]
    fast_track_from: str | None = Field(default=None, description="The stage where a fast track starts.")
    fast_track_below_days: int | None = None
    fast_track_grades: tuple[str, ...] = ()
    fast_track_frameworks: tuple[Framework, ...] = ()


class ReferenceEntry(Authored):
    """One source."""

    citation: str
    link: str = ""
    status: Literal["V", "R"] = Field(description="V: the page was seen; R: recalled, to be confirmed.")
    note: str = ""


class HydrationRules(Authored):
    """The one formula for drinks: every number of it, and the sentences that go with it."""

    glass_ml: int
    default_glasses: int
    ml_per_kg: float
    least_by_weight: int
    most_by_weight: int
    ceiling_glasses: int
    hot_extra: int
    long_extra: tuple[tuple[int, int], ...] = Field(
        description="Minutes of moderate exercise from which extra glasses are added, and how many."
    )
    careful_from_age: int
    hidden_below_age: int
    slots: tuple[Clock, ...]
    drop_order: tuple[Clock, ...]
    add_order: tuple[Clock, ...]
    wake: Clock
    bed: Clock
    quiet_before_bed_minutes: int
    lock_flag: str
    text: str
    text_by_weight: str
    locked_text: str
    limit_text: str
    hidden_text: str
    not_asked_text: str
    careful_text: str
    stop_text: str
    dose_text: str
    short_title: str
    title: str
    evidence: TagText
    hot_from_celsius: int
    least_gap_minutes: int = Field(description="Two reminders are at least that far apart.")
    most_ml_per_hour: int
    before_session_text: str
    during_session_text: str
    after_session_text: str
    protein_g_per_kg: float
    protein_text: str
    protein_evidence: TagText
