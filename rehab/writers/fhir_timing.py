"""Dates of a task as FHIR timings: each repeats on certain weekdays between two dates, and on no other day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from rehab import schedule
from rehab.models.plan import Task

Resource = dict[str, Any]


def timings(task: Task, dates: Sequence[dt.date]) -> Iterator[Resource]:
    """Yield the timings that together give exactly these dates, which are in order, each once.

    "Every 2nd day" becomes its weekdays week by week: FHIR reads a time of day as "each day", so a period of two days
    beside it would mean two things.
    """
    start = 0
    while start < len(dates):
        length = _alike(dates[start:])
        part = dates[start : start + length]
        yield {"repeat": _repeat(task, part)}
        start += length


def _alike(dates: Sequence[dt.date]) -> int:
    """Return how many of the first dates can be said as weekdays of a span without a gap."""
    days: set[int] = set()
    there: set[dt.date] = set()
    for count, date in enumerate(dates):
        days.add(date.weekday())
        there.add(date)
        steps = range((date - dates[0]).days + 1)
        span = (dates[0] + dt.timedelta(days=step) for step in steps)
        if any(day.weekday() in days and day not in there for day in span):
            return count
    return len(dates)


def _repeat(task: Task, dates: Sequence[dt.date]) -> Resource:
    days = sorted({date.weekday() for date in dates})
    repeat: Resource = {
        "boundsPeriod": {"start": dates[0].isoformat(), "end": dates[-1].isoformat()},
        "frequency": task.times_per_day,
        "period": 1,
        "periodUnit": "d",
    }
    if task.minutes:
        repeat |= {"duration": task.minutes, "durationUnit": "min"}
    if (dates[-1] - dates[0]).days + 1 > len(dates):
        repeat["dayOfWeek"] = [schedule.WEEKDAYS[day] for day in days]
    if task.at:
        repeat["timeOfDay"] = [f"{clock}:00" for clock in task.at]
    return repeat
