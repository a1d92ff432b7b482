"""Every sentence that the program itself adds to what it prints: the words of a template."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rehab.models.authored import Authored, Texts
from rehab.models.day_words import DayWords
from rehab.models.export_words import CalendarWords, NotesWords, RecordWords
from rehab.models.figure_words import FigureWords
from rehab.models.filling import Plain, fills
from rehab.models.handout_words import OnePageWords
from rehab.models.phone_words import PhoneWords
from rehab.models.plan_words import CardsWords, CareWords, GateWords, PhaseWords, WeekWords
from rehab.models.sheet_words import SheetWords

DateText = Annotated[str, fills("weekday", "weekday_short", "day", "month", "month_short", "year")]


class DatesWords(Authored):
    """Names of days and months, and how dates are written."""

    weekdays: Annotated[Texts, Field(min_length=7, max_length=7)]
    weekdays_short: Annotated[Texts, Field(min_length=7, max_length=7)]
    months: Annotated[Texts, Field(min_length=12, max_length=12)]
    months_short: Annotated[Texts, Field(min_length=12, max_length=12)]
    full: DateText
    medium: DateText
    short: DateText
    dated: DateText
    long: DateText
    day_only: DateText
    span: Annotated[str, fills("first", "last")]
    day: Annotated[str, fills("day")]
    days: Annotated[str, fills("first", "last")]


class SidesWords(Authored):
    """Words for sides."""

    left: Plain
    right: Plain
    both: Plain
    affected: Plain
    other: Plain
    left_letter: Plain
    right_letter: Plain
    each: Plain
    together: Plain
    sided_title: Annotated[str, fills("side", "title")]
    both_title: Annotated[str, fills("title")]
    part: Annotated[str, fills("part", "side")]
    both_parts: Plain
    names_kept: Texts


class PageWords(Authored):
    """Head, foot and stop strip of every page."""

    phone: Plain
    plan_for: Annotated[str, fills("name")]
    plan_for_blank: Plain
    referral_for: Annotated[str, fills("name")]
    page_of: Annotated[str, fills("count", "number")]
    version: Annotated[str, fills("version")]
    draft: Plain
    made: Annotated[str, fills("date")]
    referral: Plain
    continued: Annotated[str, fills("title")]
    separator: Plain
    stop_strip: Annotated[str, fills("page", "signs")]
    stop_strip_more: Annotated[str, fills("more", "page", "signs")]
    stop_strip_sheet: Annotated[str, fills("more")] = "**{more}**"
    say_glyphs: Annotated[str, fills("characters")] = "{characters}"
    say_margins: Plain = "The usual margins are printed."
    say_no_fields: Plain = "There is nothing to fill in."
    document_title: Annotated[str, fills("title")]
    document_referral: Annotated[str, fills("title")]


class SafetyWords(Authored):
    """The page of safety questions that were not asked."""

    title: Plain
    lead: Plain
    lead_stop: Plain
    emergency: Plain
    same_day: Plain
    hold: Annotated[str, fills("within")]
    limit: Annotated[str, fills("within")]
    may_start: Annotated[str, fills("within")]
    proceed: Plain
    box: Plain
    continued: Annotated[str, fills("title")]
    unless: Annotated[str, fills("exception")]
    unsure_no: Plain
    hurt_on: Annotated[str, fills("date", "title")]
    started_on: Annotated[str, fills("date", "title")]
    all_no: Plain
    all_no_text: Plain
    again: Plain
    again_lead: Plain
    box_alt: Plain


class CoverWords(Authored):
    """Page 1."""

    today: Plain
    day: Annotated[str, fills("day")]
    day_one_sudden: Annotated[str, fills("date")]
    day_one_gradual: Annotated[str, fills("date")]
    day_one_none: Annotated[str, fills("date")]
    happened: Annotated[str, fills("date")]
    began: Annotated[str, fills("date")]
    kind: Annotated[str, fills("title")]
    grade: Annotated[str, fills("grade", "title")]
    grade_only: Annotated[str, fills("grade")]
    grade_is: Annotated[str, fills("grade")]
    draft: Plain
    which_side: Plain
    limit: Plain
    notices: Plain
    road: Plain
    scale: Annotated[str, fills("day")]
    here: Plain
    from_day: Annotated[str, fills("date", "day")]
    until: Annotated[str, fills("date")]
    road_alt: Annotated[str, fills("count", "first", "last", "number", "title")]
    road_next: Annotated[str, fills("date", "first", "number", "title")]
    each_day: Plain
    read: Annotated[str, fills("often", "page")]
    plan_for: Plain
    plain_call: Plain
    safety: Plain
    safety_no: Annotated[str, fills("date")]
    safety_yes: Annotated[str, fills("date", "flags")]
    safety_unsure: Annotated[str, fills("flags")]
    safety_not_asked: Annotated[str, fills("page")]
    road_title: Plain
    road_lead: Plain
    cleared: Annotated[str, fills("date", "name")]
    cleared_undated: Annotated[str, fills("name")]


class StopWords(Authored):
    """The stop signs."""

    title: Plain
    lead: Plain
    emergency: Plain
    same_day: Plain
    see_doctor: Plain
    proceed: Plain
    alt: Plain


class SelfcareWords(Authored):
    """Cards for any time: cramp relief, foot care."""

    title: Plain
    lead: Plain
    do_not: Plain
    step: Annotated[str, fills("number")]


class EducationWords(Authored):
    """Good to know."""

    title: Plain
    lead: Plain
    education: Plain
    problem: Plain
    prognosis: Plain


class SourcesWords(Authored):
    """The last page."""

    title: Plain
    lead: Plain
    V: Plain
    R: Plain
    P: Plain
    author: Plain
    set_by: Annotated[str, fills("author")]
    defaults: Annotated[str, fills("parts")]
    recalled: Annotated[str, fills("parts")]
    doses: Plain
    to_be_confirmed: Plain
    references: Plain
    background: Plain
    reviewed: Plain
    reviewed_by: Annotated[str, fills("names")]
    not_reviewed: Plain
    written_by: Annotated[str, fills("author")]
    changed: Annotated[str, fills("base", "why")]
    risk: Annotated[str, fills("reason")]
    variant: Annotated[str, fills("title")]
    limits: Plain
    limits_text: Plain
    dropped: Plain
    again: Plain
    made_with: Annotated[str, fills("digest", "program")]
    glyphs: Plain


class ReferralWords(Authored):
    """The page that stands in place of a plan."""

    emergency_now: Plain
    urgency: Plain
    do_now: Plain
    do_not: Plain
    show: Plain
    fill: Plain
    reason: Plain
    yes_to: Annotated[str, fills("signs")]
    sign: Annotated[str, fills("flag", "sign")]
    flags: Annotated[str, fills("flags")]
    which: Plain
    left: Plain
    right: Plain
    began: Plain
    tell: Plain
    tell_note: Plain
    injury: Plain
    injury_on: Annotated[str, fills("date", "what")]
    injury_plain: Annotated[str, fills("what")]
    problem: Plain
    problem_since: Annotated[str, fills("date", "what")]
    stopped: Plain
    no_exercises: Plain
    never_planned: Plain
    cards: Plain
    cards_lead: Plain
    seen_by: Plain
    seen_on: Plain
    clear: Plain


class Wording(Authored):
    """Every sentence that the program itself adds to a page."""

    dates: DatesWords
    sides: SidesWords
    page: PageWords
    safety: SafetyWords
    cover: CoverWords
    stop: StopWords
    week: WeekWords
    care: CareWords
    cards: CardsWords
    gate: GateWords
    phase: PhaseWords
    selfcare: SelfcareWords
    education: EducationWords
    sources: SourcesWords
    referral: ReferralWords
    today: DayWords
    figures: FigureWords
    calendar: CalendarWords
    record: RecordWords
    notes: NotesWords
    one_page: OnePageWords | None = Field(default=None, description="Only for the layout 'one-page'.")
    phone: PhoneWords
    sheet: SheetWords | None = Field(default=None, description="Only for the layout 'reference'.")
