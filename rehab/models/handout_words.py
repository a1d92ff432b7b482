"""The words of the pages that stand alone: everything on one side, the fridge sheet, and large print."""

from __future__ import annotations

from typing import Annotated

from rehab.models.authored import Authored
from rehab.models.filling import Plain, fills


class OnePageWords(Authored):
    """Everything essential on one side of paper."""

    phase: Annotated[str, fills("count", "dates", "days", "number", "title")]
    today: Annotated[str, fills("date", "day")]
    next: Annotated[str, fills("date")]
    from_day: Annotated[str, fills("day", "dose")]
    doses_later: Plain
    run_later: Plain
    other_days: Plain
    not_dated: Annotated[str, fills("names")]
    review: Annotated[str, fills("days")]
    more: Annotated[str, fills("what")]
    over: Annotated[str, fills("what")]
    back: Plain
    steps: Plain
    pictures: Plain
    hard: Plain
    gate: Plain
    gate_elsewhere: Plain
    allowed: Plain
    diary: Plain
    notes: Plain
    say_left: Annotated[str, fills("what")]
    say_over: Annotated[str, fills("what")]
    say_pages: Annotated[str, fills("count")]
    say_questions: Annotated[str, fills("count")]
