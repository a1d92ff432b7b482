"""Sheets that are read without the booklet: the fridge sheet and the day pages of large print say what they must."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from conftest import PlanMaker
from pypdfium2 import PdfDocument

from rehab import writers
from rehab.library import Library
from rehab.models.plan import Plan

CONDITION = "lateral-ankle-sprain"


class Printed(NamedTuple):
    """A plan and the words of its pages."""

    plan: Plan
    pages: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.pages)


def printed(make_plan: PlanMaker, library: Library, template: str, day: int) -> Printed:
    plan = make_plan(CONDITION, grade="2", day=day)
    document = PdfDocument(writers.write("pdf", plan, library.template(template)))
    return Printed(plan, tuple(" ".join(page.get_textpage().get_text_range().split()) for page in document))


@pytest.fixture(scope="module")
def fridge(make_plan: PlanMaker, library: Library) -> Printed:
    return printed(make_plan, library, "week", 4)


@pytest.fixture(scope="module")
def large(make_plan: PlanMaker, library: Library) -> Printed:
    return printed(make_plan, library, "large-print", 4)


def test_the_fridge_sheet_has_the_three_lights_with_what_to_do(fridge: Printed) -> None:
    response = fridge.plan.response
    assert response
    for name, light in (
        ("Green: go on.", response.green),
        ("Amber: ease off.", response.amber),
        ("Red: stop.", response.red),
    ):
        assert f"{name} {light.when} {light.then}" in fridge.text


def test_the_first_days_keep_their_lower_limits_on_the_fridge_sheet(
    make_plan: PlanMaker, library: Library, fridge: Printed
) -> None:
    lower = "On days 1 to 3 stay lower"
    assert lower in printed(make_plan, library, "week", 2).text
    assert lower not in fridge.text


def test_the_fridge_sheet_has_a_row_for_the_warm_up(fridge: Printed) -> None:
    (task,) = {task.short_title for task in fridge.plan.days[0].tasks if task.kind == "mobility" and not task.exercise}
    assert task in fridge.text


def test_the_fridge_sheet_says_until_when_it_holds_and_how_to_make_the_next(fridge: Printed) -> None:
    assert "This sheet ends on Fri 27 Nov, day 10. Your plan goes on to day 98." in fridge.text
    assert "For the next week: rehab plan --weeks 2" in fridge.text


def test_the_day_pages_of_large_print_say_where_they_end_and_how_to_print_the_next_week(large: Printed) -> None:
    (page,) = [text for text in large.pages if "The day pages end on" in text]
    assert "Fri 27 Nov" in page
    assert "The day pages end on Fri 27 Nov, day 10. Your plan goes on to day 98." in page
    assert "To print the next week, add --weeks 2 to the command on the last page." in page
    assert "rehab plan" in large.pages[-1]


def test_water_is_a_guide_and_never_a_dose(fridge: Printed, large: Printed) -> None:
    for made in (fridge, large):
        assert "a guide: 8 glasses of 250 ml" in made.text
    assert {task.dose for day in fridge.plan.days for task in day.tasks if task.kind == "hydrate"} == {
        "8 × 250 ml, a guide"
    }


def test_next_morning_says_what_to_write_and_where(fridge: Printed, large: Printed) -> None:
    for made in (fridge, large):
        assert "Next morning: your pain when you get up the day after. Write it under the day before." in made.text


def test_every_stop_sign_is_on_the_first_fridge_sheet_and_every_emergency_on_the_others(
    make_plan: PlanMaker, library: Library
) -> None:
    plan = make_plan(CONDITION, grade="2", day=1)
    document = PdfDocument(writers.write("pdf", plan, library.template("week"), writers.Looks(paper="letter")))
    first, *others = (" ".join(page.get_textpage().get_text_range().split()).lower() for page in document)
    assert len(others) == 2
    signs = {sign.text.lower(): sign.disposition for sign in plan.stop_signs}
    assert all(sign in first for sign in signs)
    urgent = {sign for sign, disposition in signs.items() if disposition == "emergency"}
    for page in others:
        assert {sign for sign in signs if sign in page} == urgent
        assert f"not all: {len(signs) - len(urgent)} more on sheet 1." in page


def test_pain_0_to_2_of_care_is_no_range_to_go_up_in(make_plan: PlanMaker, library: Library) -> None:
    pages = printed(make_plan, library, "week", 1).pages
    assert len(pages) == 2
    assert "walk at pain 0 to 2" in pages[0]
    assert "Checks: Measure your ankle, Leg check" in " ".join(
        pages
    )  # what is asked each day has its name beside its boxes
    assert ["start at the low number" in page for page in pages] == [False, True]


def test_each_day_page_of_large_print_names_the_page_of_the_lights(make_plan: PlanMaker, library: Library) -> None:
    plan, pages = printed(make_plan, library, "large-print", 2)
    lights = next(number for number, page in enumerate(pages, start=1) if "Write it down, then look here." in page)
    named = [page for page in pages if f"One box = all sets, once. Lights: page {lights}." in page]
    assert (lights, len(named)) == (3, 7)
    assert plan.response
    for light in (plan.response.green, plan.response.amber, plan.response.red):
        assert light.when in pages[lights - 1]
        assert light.then in pages[lights - 1]


def test_a_short_day_page_has_the_lights_with_the_limits_of_its_own_day(make_plan: PlanMaker, library: Library) -> None:
    plan, pages = printed(make_plan, library, "large-print", 1)
    assert plan.response
    first, *others = [page for page in pages if "Next morning 0 to 10" in page]
    assert f"Green: go on. {plan.response.green.when}" in first
    assert "On days 1 to 3 stay lower" in first
    assert not any("On days 1 to 3 stay lower" in page for page in others[3:])
