"""Dates and weekdays."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehab import schedule

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2026-11-18", dt.date(2026, 11, 18)),
        ("today", TODAY),
        ("yesterday", dt.date(2026, 11, 21)),
        ("+3d", dt.date(2026, 11, 25)),
        ("-3d", dt.date(2026, 11, 19)),
        ("1950-01-01", dt.date(1950, 1, 1)),
        ("2024-02-29", dt.date(2024, 2, 29)),
    ],
)
def test_a_date_is_read_exactly(text: str, date: dt.date) -> None:
    assert schedule.parse_date(text, today=TODAY) == date


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "01/02/2026",
        "20261118",
        "2026-W01-1",
        "1949-12-31",
        "2101-01-01",
        "2026-1-1",
        "",
        "tomorrow",
        "3d",
        "٢٠٢٦-١١-١٨",
    ],
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="2026-11-18"):
        schedule.parse_date(text, today=TODAY)


@given(st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)), st.integers(1, 1000))
def test_a_plan_day_and_its_date_belong_together(day_one: dt.date, day: int) -> None:
    assert schedule.plan_day(day_one, schedule.date_of(day_one, day)) == day


def test_day_one_is_the_day_of_the_injury() -> None:
    assert schedule.plan_day(TODAY, TODAY) == 1


@pytest.mark.parametrize(
    ("days", "count", "chosen"),
    [
        (schedule.WEEKDAYS, 3, ("mon", "wed", "fri")),
        (("mon", "tue", "wed", "fri"), 2, ("mon", "fri")),
        (("fri", "mon"), 3, ("mon", "fri")),
        (("sun",), 1, ("sun",)),
    ],
)
def test_days_are_spread_over_the_week(days: tuple[str, ...], count: int, chosen: tuple[str, ...]) -> None:
    assert schedule.spread(days, count) == chosen


@given(st.lists(st.sampled_from(schedule.WEEKDAYS), unique=True, min_size=1), st.integers(1, 7))
def test_spreading_chooses_only_given_days_and_no_more_than_asked(days: list[str], count: int) -> None:
    chosen = schedule.spread(days, count)
    assert set(chosen) <= set(days)
    assert len(chosen) == min(count, len(days))


@given(st.integers(0, 24 * 60 - 1))
def test_clock_times_go_there_and_back(minutes: int) -> None:
    assert schedule.minutes_of(schedule.clock_of(minutes)) == minutes
