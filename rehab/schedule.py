"""Dates, plan days and weekdays: the arithmetic, without any clinical rule.

Plan day 1 is the calendar day of the injury (or the first day of a programme), so plan day n is n - 1 days later.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_OFFSET = re.compile(r"[+-]\d{1,4}d", re.ASCII)
EARLIEST = dt.date(1950, 1, 1)
LATEST = dt.date(2100, 12, 31)


def plan_day(day_one: dt.date, date: dt.date) -> int:
    """Return the number of ``date`` counted from ``day_one``, which is day 1."""
    return (date - day_one).days + 1


def date_of(day_one: dt.date, day: int) -> dt.date:
    """Return the date of plan day ``day`` (day 1 is ``day_one``)."""
    return day_one + dt.timedelta(days=day - 1)


def weekday(date: dt.date) -> str:
    """Return ``mon`` ... ``sun``."""
    return WEEKDAYS[date.weekday()]


def parse_date(text: str, *, today: dt.date) -> dt.date:
    """Read a date exactly as YYYY-MM-DD, or ``today``, ``yesterday``, ``+3d``, ``-3d``.

    Raises ValueError with a plain sentence for anything else, for a day that is not in the calendar, and for years
    before 1950 or after 2100.
    """
    example = "write it as year-month-day, such as 2026-11-18, or today, yesterday, -3d"
    if text == "today":
        return today
    if text == "yesterday":
        return today - dt.timedelta(days=1)
    if _OFFSET.fullmatch(text):
        return today + dt.timedelta(days=int(text[:-1]))
    if not _ISO.fullmatch(text):
        raise ValueError(f"'{text}' is not a date I can read: {example}")
    try:
        date = dt.date(*(int(part) for part in text.split("-")))
    except ValueError:
        raise ValueError(f"'{text}' is not a day of the calendar: {example}") from None
    if not EARLIEST <= date <= LATEST:
        raise ValueError(f"'{text}' is outside the years 1950 to 2100: {example}")
    return date


def spread(days: Sequence[str], count: int) -> tuple[str, ...]:
    """Choose ``count`` of the weekdays ``days``, as evenly spaced over the week as they allow, in week order.

    >>> spread(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], 3)
    ('mon', 'wed', 'fri')
    """
    ordered = sorted(set(days), key=WEEKDAYS.index)
    if len(ordered) <= count:
        return tuple(ordered)
    best: tuple[str, ...] = ()
    best_gaps: list[int] = []
    for chosen in itertools.combinations(ordered, count):
        at = [WEEKDAYS.index(day) for day in chosen]
        gaps = sorted((b - a) % 7 or 7 for a, b in zip(at, at[1:] + at[:1], strict=True))
        if gaps > best_gaps:
            best, best_gaps = chosen, gaps
    return best


def minutes_of(clock: str) -> int:
    """Return the minutes since midnight of ``"HH:MM"``."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def clock_of(minutes: int) -> str:
    """Return ``"HH:MM"`` of minutes since midnight, modulo a day."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
