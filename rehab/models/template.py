"""How a printed plan looks and what its headings say: a template, which clinics copy and change."""

from __future__ import annotations

import re
from typing import Annotated, Literal, NamedTuple, get_args

from pydantic import AfterValidator, Field, PrivateAttr, model_validator

from rehab.models.authored import Authored, Identifier, Texts
from rehab.models.day_words import DayWords
from rehab.models.export_words import CalendarWords, NotesWords, RecordWords
from rehab.models.figure_look import FigureLook
from rehab.models.figure_words import FigureWords
from rehab.models.filling import Plain, fills
from rehab.models.handout_words import OnePageWords
from rehab.models.phone_words import PhoneWords
from rehab.models.sheet_words import SheetWords

Section = Literal["safety", "cover", "weeks", "cards", "gates", "phases", "education", "sources"]
SECTIONS: tuple[Section, ...] = get_args(Section)
"""Every section, in the usual order."""
ALWAYS: dict[Section, str] = {
    "safety": "it holds the safety questions",
    "cover": "it holds the stop signs",
    "gates": "it holds the three lights, which say when to ease off and when to stop",
    "sources": "it holds the limits of the plan and its sources",
}
"""Sections a template may not leave out, and why."""

_LOWEST_CONTRAST_ON_WHITE = 7.0
_LOWEST_CONTRAST_ON_TINT = 4.5
_TINT_SHARE = 0.17


DateText = Annotated[str, fills("weekday", "weekday_short", "day", "month", "month_short", "year")]


def _luminance(colour: tuple[float, float, float]) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _accent(value: str) -> str:
    """Accept an accent that is readable on white and on its own tint (WCAG contrast)."""
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", value):
        raise ValueError("a colour is written with six digits, such as 0B5C6B")
    red, green, blue = (int(value[place : place + 2], 16) / 255 for place in (0, 2, 4))
    own = _luminance((red, green, blue))
    tint = _luminance((1 - (1 - red) * _TINT_SHARE, 1 - (1 - green) * _TINT_SHARE, 1 - (1 - blue) * _TINT_SHARE))
    if 1.05 / (own + 0.05) < _LOWEST_CONTRAST_ON_WHITE or (tint + 0.05) / (own + 0.05) < _LOWEST_CONTRAST_ON_TINT:
        found = f"{1.05 / (own + 0.05):.1f} on white and {(tint + 0.05) / (own + 0.05):.1f} on its own tint"
        raise ValueError(
            f"this colour is too pale to read: its contrast is {found}; it must be 7 and 4.5 or more, so take a darker one"
        )
    return value.upper()


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
    phase_days: Annotated[str, fills("first", "last")]
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


class WeekWords(Authored):
    """The week sheets."""

    title: Annotated[str, fills("number")]
    title_days: Annotated[str, fills("first", "last")]
    title_span: Annotated[str, fills("first", "last")]
    box_span: Annotated[str, fills("number")]
    shared: Annotated[str, fills("title")]
    sheet: Annotated[str, fills("count", "number")]
    checks: Plain
    checks_note: Plain
    checks_head: Plain
    checks_more: Annotated[str, fills("page")]
    boxes_note: Plain
    boxes_sides: Plain
    boxes_both: Annotated[str, fills("both")]
    boxes_rows: Plain
    ends: Annotated[str, fills("command", "date", "day", "last")]
    ends_pages: Annotated[str, fills("date", "day", "last", "weeks")]
    ranges: Plain
    checks_page: Annotated[str, fills("page")]
    more: Annotated[str, fills("page")]
    opens_page: Annotated[str, fills("day", "page", "title")]
    pain_brief: Plain
    from_day: Annotated[str, fills("day", "dose")]
    on_day: Annotated[str, fills("days")]
    on_days: Annotated[str, fills("days")]
    box: Plain
    date: Plain
    day: Plain
    today: Plain
    many: Annotated[str, fills("count")]
    boxes_alt: Annotated[str, fills("count")]
    tick_field: Annotated[str, fills("count", "date", "number", "title")] = "{title}, {date}, {number}/{count}"
    write_field: Annotated[str, fills("date", "name")] = "{name}, {date}"
    water: Plain
    water_amount: Annotated[str, fills("glasses", "ml")]
    water_parts: Annotated[Texts, Field(min_length=3, max_length=3)]
    water_parts_four: Annotated[Texts, Field(min_length=4, max_length=4)]
    water_alt: Annotated[str, fills("count")]
    glasses: Plain
    pain_before: Plain
    pain_before_note: Plain
    pain_during: Plain
    pain_during_note: Plain
    pain_morning: Plain
    pain_morning_note: Plain
    pain_alt: Plain
    opens: Annotated[str, fills("day", "title")]
    not_yet: Plain
    only_if: Annotated[str, fills("title")]
    only_if_from: Annotated[str, fills("day", "title")]
    water_note: Plain
    pain_note: Plain
    left_out: Texts
    care_kinds: Texts
    order: Texts
    later_day: Plain
    lights_page: Annotated[str, fills("page")] = "{page}"
    opens_booklet: Annotated[str, fills("day", "title")] = "**{title}: {day}**"
    say_questions: Annotated[str, fills("count")] = "{count}"
    say_sheets: Annotated[str, fills("count", "weeks")] = "{count}"


class CareWords(Authored):
    """Care, checks and the daily cards, in full."""

    title: Plain
    lead: Plain
    care: Plain
    checks: Plain
    read: Plain
    sheets: Plain
    kinds: Texts
    since: Annotated[str, fills("day")]
    every_day: Plain
    every_week: Plain
    every_days: Annotated[str, fills("first", "step")]
    in_phase: Annotated[str, fills("number")]
    in_phases: Annotated[str, fills("numbers")]


class CardsWords(Authored):
    """The exercise cards."""

    lead: Annotated[str, fills("dates", "first", "last", "number")]
    today: Annotated[str, fills("date", "day")]
    allowed: Plain
    avoid: Plain
    rest: Plain
    each: Plain
    feel: Plain
    not_feel: Plain
    hard: Plain
    easy: Plain
    only_if: Plain
    needs: Plain
    instead: Annotated[str, fills("item", "other")]
    care: Plain
    called: Annotated[str, fills("name")]
    progress: Plain
    weeks: Plain
    weeks_own: Plain
    week_open: Annotated[str, fills("first")]
    week: Annotated[str, fills("week")]
    week_span: Annotated[str, fills("first", "last")]
    starts: Annotated[str, fills("date")]
    not_dated: Plain
    ruler_alt: Annotated[str, fills("first", "last", "today")]
    bar_alt: Annotated[str, fills("now", "top")]
    goes_on: Annotated[str, fills("names")]
    running_goes_on: Plain
    running: Plain
    running_lead: Plain
    strip_key: Plain = Field(description="How to read the strips of walks and runs.")
    strip_alt: Annotated[str, fills("text")]
    sessions: Annotated[str, fills("count")]
    session: Plain
    box_alt: Annotated[str, fills("count")]


class GateWords(Authored):
    """Move-on list, lights and pain chart."""

    title: Plain
    title_lead: Plain
    lights_lead: Plain
    lead: Annotated[str, fills("date", "day", "next", "title")]
    lead_last: Annotated[str, fills("date", "day", "title")]
    heading: Plain
    heading_days: Annotated[str, fills("days")]
    heading_several: Plain
    nth_day: Annotated[Texts, Field(min_length=4, max_length=4)]
    how: Annotated[str, fills("how")]
    clinician: Plain
    not_yet: Plain
    minimum: Annotated[str, fills("day")]
    box_alt: Annotated[str, fills("count")]
    lights: Plain
    green: Plain
    green_verb: Plain
    amber: Plain
    amber_verb: Plain
    red: Plain
    red_verb: Plain
    early: Annotated[str, fills("amber", "day", "green", "red")]
    missed: Plain
    missed_runs: Plain
    up: Annotated[str, fills("high", "low")]
    and_up: Annotated[str, fills("low")]
    chart: Plain
    chart_scale: Plain
    chart_worst: Plain
    chart_morning: Plain
    chart_day: Plain
    chart_date: Plain
    chart_alt: Annotated[str, fills("first", "last", "top")]
    chart_walking: Plain
    chart_walking_scale: Plain


class PhaseWords(Authored):
    """The pages of later phases."""

    title: Plain
    lead_all: Plain
    lead: Annotated[str, fills("dates", "first", "last", "number")]
    doses: Plain
    how: Plain
    how_before: Plain
    move_on: Plain
    days: Annotated[str, fills("count")]


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


class Clinic(Authored):
    """Whose paper it is; an empty phone prints a line to write on, a logo stands in place of the name."""

    name: str = Field(default="", max_length=5000)
    phone: str = Field(default="", max_length=200)
    logo: str = Field(default="", max_length=400, description="A PNG or JPEG file, seen from the template.")


USUAL_MARGIN = 10.0
"""What most printers leave white at an edge, in mm; nothing prints nearer."""


class Margins(Authored):
    """The white around a page in mm. The text is 178 wide, so that a pen can tick seven days: the right follows the left."""

    top: float = Field(
        default=USUAL_MARGIN, ge=USUAL_MARGIN, le=45, description="Above the running head; for a letterhead."
    )
    bottom: float = Field(default=USUAL_MARGIN, ge=USUAL_MARGIN, le=30, description="Below the foot.")
    left: float | None = Field(
        default=None, ge=USUAL_MARGIN, le=21, description="For holes; left out: as much as on the right."
    )


Face = Literal["regular", "semibold"]
FAMILIES: dict[str, dict[Face, str]] = {
    "source-sans": {"regular": "SourceSansPro-Regular.ttf", "semibold": "SourceSansPro-Semibold.ttf"},
    "source-sans-strong": {"regular": "SourceSansPro-Semibold.ttf", "semibold": "SourceSansPro-Black.ttf"},
}
"""The typefaces that come with the program: the file of each face."""


class FontChoice(Authored):
    """A typeface that comes with the program, or the two TrueType files of a clinic's own."""

    family: Literal["source-sans", "source-sans-strong"] = "source-sans"
    regular: str = Field(default="", max_length=400, description="A TrueType file, seen from the template.")
    semibold: str = Field(default="", max_length=400, description="The same for headings and key words.")

    @model_validator(mode="after")
    def _has_both(self) -> FontChoice:
        if bool(self.regular) != bool(self.semibold):
            raise ValueError("a typeface of your own needs both 'regular:' and 'semibold:', a file each")
        return self


class Typeface(NamedTuple):
    """Two checked font files, under a name that tells them from others."""

    name: str
    regular: bytes
    semibold: bytes


class Logo(NamedTuple):
    """A picture made safe to print: its size in pixels and its PNG bytes."""

    width: int
    height: int
    png: bytes


def _complete(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    if missing := [section for section in ALWAYS if section not in sections]:
        raise ValueError(f"the section '{missing[0]}' cannot be left out: {ALWAYS[missing[0]]}")
    if twice := [section for number, section in enumerate(sections) if section in sections[:number]]:
        raise ValueError(f"the section '{twice[0]}' stands twice")
    if sections[:2] != ("safety", "cover"):
        raise ValueError("'safety' and 'cover' come first: nothing may stand before the questions and the stop signs")
    if sections[-1] != "sources":
        raise ValueError("'sources' comes last: that page is for clinicians")
    return sections


class Template(Authored):
    """The looks of a printed plan: paper, accent colour, sections, and the words around the plan."""

    id: Identifier
    title: str = ""
    extends: str | None = Field(default=None, description="The template this file changes.")
    layout: Literal["booklet", "one-page", "week", "large-print", "reference"] = Field(
        default="booklet",
        description="booklet, one-page, week and large-print: for the patient; reference: for a clinician to sign.",
    )
    language: str = Field(default="en-GB", pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")
    paper: Literal["a4", "letter"] = "a4"
    accent: Annotated[str, AfterValidator(_accent)] = Field(
        default="0B5C6B", description="Six digits; 7:1 on white or better."
    )
    margins: Margins = Margins()
    font: FontChoice = FontChoice()
    clinic: Clinic = Clinic()
    sections: Annotated[tuple[Section, ...], AfterValidator(_complete)] = Field(
        description="Which sections print, in which order; safety and cover come first, sources last."
    )
    call_notices: Texts = Field(default=(), description="Codes of notices that print beside 'Call your clinic'.")
    limit_notices: Texts = Field(default=(), description="Codes of notices that print first, in a frame.")
    safety_notices: Texts = Field(default=(), description="Codes of notices that print beside the safety questions.")
    side_notices: Texts = Field(default=(), description="Codes of notices that print beside the box for the side.")
    last_notices: Texts = Field(default=(), description="Codes of notices that print on the last page.")
    figures: FigureLook = Field(default=FigureLook(), description="Who is in the pictures, and their colours.")
    wording: Wording

    _logo: Logo | None = PrivateAttr(default=None)
    _typeface: Typeface | None = PrivateAttr(default=None)

    @property
    def logo(self) -> Logo | None:
        """The picture of the clinic, if it has been read."""
        return self._logo

    @property
    def typeface(self) -> Typeface | None:
        """The clinic's own typeface, if it has been read."""
        return self._typeface

    def with_typeface(self, typeface: Typeface) -> Template:
        """The same template with its typeface."""
        made = self.model_copy()
        made._typeface = typeface
        return made

    def with_logo(self, logo: Logo) -> Template:
        """The same template with its picture."""
        made = self.model_copy()
        made._logo = logo
        return made

    @model_validator(mode="after")
    def _has_its_words(self) -> Template:
        if self.layout == "reference" and self.wording.sheet is None:
            raise ValueError("the layout 'reference' needs 'wording: sheet:'; 'extends: clinician' brings it")
        if self.layout == "one-page" and self.wording.one_page is None:
            raise ValueError("the layout 'one-page' needs 'wording: one_page:'; 'extends: clinic' brings it")
        return self
