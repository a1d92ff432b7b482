"""Independent readings of what the writers wrote: which task is on which day, as somebody else's program would see it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Tasks = Counter[tuple[dt.date, str, tuple[str, ...]]]
"""How often a task (its title, its times) is on a day."""


def days_between(first: str, last: str) -> Iterator[dt.date]:
    day, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    while day <= end:
        yield day
        day += dt.timedelta(days=1)


def of_timing(timing: dict[str, Any]) -> Iterator[dt.date]:
    """Yield the days of a FHIR timing, whichever way it is read: by frequency and period, or by times of day."""
    repeat = timing["repeat"]
    assert (repeat["period"], repeat["periodUnit"]) == (1, "d")
    assert repeat["frequency"] == len(repeat["timeOfDay"])
    names = repeat.get("dayOfWeek", WEEKDAYS)
    for day in days_between(repeat["boundsPeriod"]["start"], repeat["boundsPeriod"]["end"]):
        if WEEKDAYS[day.weekday()] in names:
            yield day


def of_bundle(bundle: dict[str, Any]) -> Tasks:
    """Return the tasks of a FHIR bundle, its timings expanded."""
    [plan] = [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == "CarePlan"]
    found: Tasks = Counter()
    for activity in plan.get("activity", ()):
        detail = activity["detail"]
        clocks = tuple(clock[:5] for clock in detail["scheduledTiming"]["repeat"]["timeOfDay"])
        found.update((day, detail["code"]["text"], clocks) for day in of_timing(detail["scheduledTiming"]))
    return found
