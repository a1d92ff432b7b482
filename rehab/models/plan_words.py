"""The words of the pages that a person works with: weeks, care, cards, lists to move on, phases."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rehab.models.authored import Authored, Texts
from rehab.models.filling import Plain, fills


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

    lead: Annotated[str, fills("dates", "days", "number")]
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
    lead: Annotated[str, fills("dates", "days", "number")]
    doses: Plain
    how: Plain
    how_before: Plain
    move_on: Plain
    days: Annotated[str, fills("count")]
