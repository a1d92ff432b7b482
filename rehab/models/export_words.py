"""The words of a plan that leaves the paper: in a calendar, in a record, as notes and as a table."""

from __future__ import annotations

from typing import Annotated

from rehab.models.authored import Authored
from rehab.models.filling import Plain, fills


class CalendarWords(Authored):
    """The calendar file."""

    name: Annotated[str, fills("title")]
    exercises: Annotated[str, fills("minutes", "names")]
    to_do: Annotated[str, fills("names")]
    more: Annotated[str, fills("count", "names")]
    phase_day: Annotated[str, fills("day", "number", "title")]
    join: Plain
    starts_plan: Plain
    starts_phase: Annotated[str, fills("number", "title")]
    until: Annotated[str, fills("date", "day")]
    opens_when: Annotated[str, fills("title")]
    see_by: Plain
    last_day: Plain
    times: Annotated[str, fills("count", "first", "last")]
    paper: Plain
    discreet_name: Plain
    discreet_exercises: Plain
    discreet_water: Plain
    discreet_day: Plain
    discreet_text: Annotated[str, fills("day")]
    cancelled: Plain


class RecordWords(Authored):
    """The record for other systems, and what it shares with the other formats."""

    not_sure: Plain
    unsure_is_no: Plain
    no_exercises: Plain
    phase: Annotated[str, fills("goal", "number", "title")]
    dose: Annotated[str, fills("dose", "title")]
    why: Annotated[str, fills("evidence", "rule")]
    sets: Plain
    reps: Plain
    reps_of_set: Annotated[str, fills("number")]
    hold: Plain
    duration: Plain
    distance: Plain
    rest: Plain
    effort: Plain
    leg: Annotated[str, fills("activity")]
    tempo: Plain
    load: Plain
    side: Plain
    of_ten: Plain


class NotesWords(Authored):
    """The Markdown notes."""

    made_for: Annotated[str, fills("date", "day")]
    days: Plain
    lights: Plain
    phases: Plain
    dates: Annotated[str, fills("dates", "days")]
    record: Annotated[str, fills("digest", "id", "program", "status", "version")]
