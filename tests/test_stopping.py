"""The stop list of every plan: the signs of its condition, and every row that is asked in each condition."""

from __future__ import annotations

import re

import pytest
from combinations import LIBRARY, choices_of
from conftest import PlanMaker
from pypdfium2 import PdfDocument

from rehab import writers
from rehab.library import Library
from rehab.models.plan import Plan

CHOICES = {choice.condition: choice for choice in choices_of(LIBRARY)}
EVERY_CONDITION = ("RF-01", "RF-02", "RF-03", "RF-04", "RF-05a", "RF-07a", "RF-08", "RF-11a")  # triage.md, section 2


def made(make_plan: PlanMaker, condition: str) -> Plan:
    choice = CHOICES[condition]
    return make_plan(condition, grade=choice.grade, kind=choice.kind, variant=choice.variant, cleared=True)


@pytest.mark.parametrize("condition", CHOICES)
def test_every_list_holds_each_row_of_the_common_set_once(make_plan: PlanMaker, condition: str) -> None:
    signs = made(make_plan, condition).stop_signs
    flags = [flag for sign in signs for flag in sign.flag.split()]
    assert set(EVERY_CONDITION) <= set(flags)
    assert len({sign.text for sign in signs}) == len(signs)


def test_the_words_of_the_common_set_fit_on_a_line_of_the_list() -> None:
    flags = LIBRARY.shelf.red_flags.flags
    assert all(len(flags[name].short) <= 40 for name in EVERY_CONDITION)


def test_what_a_condition_says_in_its_own_words_stays_and_stands_first(make_plan: PlanMaker) -> None:
    signs = [(sign.disposition, sign.text) for sign in made(make_plan, "achilles-tendinopathy").stop_signs]
    assert signs == [
        ("emergency", "Short of breath or chest pain"),
        ("emergency", "Leg or foot suddenly cold, pale, blue"),
        ("emergency", "Fever, and a hot, red, sore heel"),
        ("emergency", "Growing pain in a hard, tight leg"),
        ("emergency", "Bone out of line, or a crack heard"),
        ("emergency", "Numb crotch, pee trouble, both legs weak"),
        ("same_day", "Snap at the heel, weak push-off"),
        ("same_day", "Pain after steroids or quinolones"),
        ("same_day", "Heel bone sore to squeeze or on hops"),
        ("same_day", "Swollen or warm calf"),
        ("same_day", "Red, hot, sore skin"),
        ("same_day", "Cannot take 4 steps"),
    ]


@pytest.mark.parametrize("template", ["clinic", "large-print"])
def test_the_foot_says_how_many_signs_it_leaves_out_and_where_they_stand(
    make_plan: PlanMaker, library: Library, template: str
) -> None:
    plan = made(make_plan, "achilles-tendinopathy")
    pages = PdfDocument(writers.write("pdf", plan, library.template(template)))
    texts = [" ".join(page.get_textpage().get_text_range().split()) for page in pages]
    feet = [
        found
        for text in texts
        if (found := re.search(r"Stop and get help: (.*?)\. Not all: (\d+) more on page (\d+)\.", text))
    ]
    assert len(feet) > len(pages) / 2
    for foot in feet:
        assert len(foot[1].split("; ")) + int(foot[2]) == len(plan.stop_signs)
        assert all(sign.text in texts[int(foot[3]) - 1] for sign in plan.stop_signs)
