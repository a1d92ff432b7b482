"""Weeks with the same exercises share one sheet for them: nothing is lost, and a box names its week."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sample_plan as sample
from conftest import PlanMaker

from rehab.writers.pdf.pages_week import shown_days, weeks
from rehab.writers.pdf.sheet import PAPERS
from rehab.writers.pdf.weekgrid import rows
from rehab.writers.pdf.weekspan import Span, span_rows, spans
from rehab.writers.pdf.words import Booklet

KNEE: dict[str, Any] = {"condition": "knee-osteoarthritis-crepitus", "grade": "mild-moderate", "side": "left"}


def book_of(make_plan: PlanMaker, **case: Any) -> Booklet:
    return Booklet(make_plan(**case), sample.template(), PAPERS["a4"])


def spans_of(book: Booklet) -> list[Span]:
    days = shown_days(book, None)
    parts = [days[start : start + 7] for start in range(0, len(days), 7)]
    return [next(spans(book, parts[place:], lambda _: 190.0)) for place in (0, 2)]


def test_the_knee_needs_one_sheet_a_week_and_one_for_each_of_its_two_phases(make_plan: PlanMaker) -> None:
    titles = [leaf.title for leaf in weeks(book_of(make_plan, **KNEE), None)]
    assert titles == ["Week 1", "Weeks 1 to 2", "Week 2", "Week 3", "Weeks 3 to 6", "Week 4", "Week 5", "Week 6"]


def test_a_shared_sheet_holds_only_rows_that_each_of_its_weeks_has(make_plan: PlanMaker) -> None:
    book = book_of(make_plan, **KNEE)
    for common in spans_of(book):
        for days in common.weeks:
            assert set(common.rows) <= set(rows(book, days))
            assert len({day.phase for day in days} | {common.weeks[0][0].phase}) == 1


def test_each_day_of_a_shared_row_has_a_box_for_each_week(make_plan: PlanMaker) -> None:
    book = book_of(make_plan, **KNEE)
    numbers = [("1", "2"), ("3", "4", "5", "6")]
    for common, letters in zip(spans_of(book), numbers, strict=True):
        for row, drawn in zip(common.rows, span_rows(book, common), strict=True):
            assert [one is None for one in row.boxes] == [one is None for one in drawn.boxes]
            assert {one.letters for one in drawn.boxes if one} == {letters}
            assert {one.count for one in drawn.boxes if one} == {len(letters)}
            sided = any(one.each_side for one in row.boxes if one)
            assert drawn.dose.endswith(book.both_letters) is sided


def test_what_is_done_several_times_a_day_stays_on_the_sheet_of_its_week(make_plan: PlanMaker) -> None:
    common = spans_of(book_of(make_plan, **KNEE))[0]
    shared = {row.title for row in common.rows}
    assert "Heel slide" not in shared
    assert "Brisk walk" not in shared


def test_weeks_that_fit_on_one_sheet_each_share_none(make_plan: PlanMaker) -> None:
    for condition in ("restless-legs-syndrome", "hamstring-strain"):
        brief = replace(book_of(make_plan, condition=condition), brief=True)
        titles = [leaf.title for leaf in weeks(brief, None)]
        assert not [title for title in titles if title.startswith("Weeks ")]
