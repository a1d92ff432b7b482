"""The words of the day card and of what a journal says back, on the terminal."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rehab.models.authored import Authored, Texts
from rehab.models.filling import Plain, fills


class DayWords(Authored):
    """What ``rehab today`` and its like say around the tasks of a day."""

    unsaid_loads: Texts = Field(default=(), description="Loads that go without saying on a line of a terminal.")
    heading: Annotated[str, fills("date", "day", "title")]
    phase: Annotated[str, fills("day", "goal", "number", "phase")]
    done: Annotated[str, fills("done", "minutes", "of")]
    nothing: Plain
    gate: Annotated[str, fills("met", "of", "phase")]
    gate_ready: Annotated[str, fills("date", "phase")]
    not_yet: Annotated[str, fills("lines")]
    line: Annotated[str, fills("reason", "title")]
    ask: Annotated[str, fills("titles")]
    changed: Annotated[str, fills("rule", "text")]
    less_many: Annotated[str, fills("count")]
    more_signs: Annotated[str, fills("count")]
    more_many: Annotated[str, fills("count")]
    finished: Annotated[str, fills("date")]
    message_day: Annotated[str, fills("day", "title")]
    message_more: Annotated[str, fills("count")]
    message_stop: Plain
    discreet_title: Annotated[str, fills("day")]
    discreet_held: Plain
    discreet_task: Annotated[str, fills("number")]
    signs_title: Plain
    logged: Annotated[str, fills("count")]
    already: Plain
    undone: Annotated[str, fills("what")]
    measure: Annotated[str, fills("title", "value")]
    side: Annotated[str, fills("side", "title")]
    started: Annotated[str, fills("date", "title")]
    noted: Annotated[str, fills("date", "title")]
    card: Annotated[str, fills("title")]
    next_step: Plain
    pain_chart: Plain
    load_chart: Plain
    adherence: Annotated[str, fills("done", "missed", "partly", "unknown")]
    gate_days: Annotated[str, fills("days", "phase")]
    told_title: Plain
    medicine: Plain
    no_entries: Plain
    lights: Annotated[str, fills("lights")]
    left_out_forbidden: Annotated[str, fills("names")]
    left_out_twice: Annotated[str, fills("names")]
    left_out_heavy: Annotated[str, fills("names")]
    left_out_minutes: Annotated[str, fills("names")]
