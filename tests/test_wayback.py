"""A red light says "one phase back": every plan says what to do where there is no such phase, or none on the paper."""

from __future__ import annotations

import re

import pytest
from combinations import LIBRARY, choices_of
from conftest import PlanMaker

from rehab import writers
from rehab.engine.timetable import FIRST_STEPS, windows
from rehab.engine.wayback import way_back
from rehab.library import Library

CHOICES = {choice.condition: choice for choice in choices_of(LIBRARY)}
NOWHERE = re.compile(r"you are in phase ([\d, or]+)\?")


def spoken(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@pytest.mark.parametrize(
    ("condition", "day", "phases"),
    [
        ("lateral-ankle-sprain", 15, "2"),  # late: the first days are left out
        ("lateral-ankle-sprain", 2, "1 or 2"),  # in time: nobody goes back to the first days
        ("achilles-tendinopathy", 22, "2"),
        ("hamstring-strain", 1, "1 or 2"),
    ],
)
def test_a_plan_names_the_phases_that_have_none_to_go_back_to(
    make_plan: PlanMaker, condition: str, day: int, phases: str
) -> None:
    plan = make_plan(condition, grade="2" if condition != "achilles-tendinopathy" else None, day=day)
    assert plan.response
    told = [found[1] for line in plan.response.sentences if (found := NOWHERE.search(line))]
    assert told == [phases]
    less = "half the sets" if condition == "achilles-tendinopathy" else "a quarter less"  # as its amber light
    assert f"No easier form? Do {less}." in plan.response.sentences[-1]
    assert plan.response.missed.endswith(f"In phase {phases}: ask your clinician before you start again.")


@pytest.mark.parametrize("condition", CHOICES)
def test_what_is_told_for_a_red_agrees_with_what_a_red_does(make_plan: PlanMaker, condition: str) -> None:
    choice = CHOICES[condition]
    protocol = make_plan.chosen(condition, choice.kind, choice.variant).protocol
    plan = make_plan(condition, grade=choice.grade, kind=choice.kind, variant=choice.variant, day=30, cleared=True)
    rule = make_plan.library.shelf.monitoring[protocol.monitoring]
    assert plan.response
    assert ("phase back" in rule.red.then) == (rule.back == "phase")
    told = [found[1] for line in plan.response.sentences if (found := NOWHERE.search(line))]
    first = next(phase.number for phase in plan.phases if phase.framework_step not in FIRST_STEPS)
    assert told == ([str(first)] if rule.back == "phase" else [])


def test_a_print_of_a_later_phase_says_that_the_one_before_is_not_on_it(make_plan: PlanMaker) -> None:
    plan = make_plan("hamstring-strain", grade="2")
    protocol = make_plan.chosen("hamstring-strain", None, None).protocol
    laid = windows(protocol, "2", None, start_day=1, late=False)
    words = make_plan.library.shelf.words
    assert way_back(laid, plan.phases[1:]).nowhere == (2,)
    back = way_back(laid, plan.phases[2:])
    assert (back.nowhere, back.unprinted, back.after_missed(words)) == ((), 3, ())
    assert "you are in phase 3? The one before is not on these pages." in back.after_red(words, 25)[0]


@pytest.mark.parametrize("form", ["text", "html", "md"])
def test_every_way_to_read_a_plan_says_it(make_plan: PlanMaker, library: Library, form: str) -> None:
    plan = make_plan("lateral-ankle-sprain", grade="2", day=15)
    page = spoken(writers.write(form, plan, library.template("clinic")).decode())
    assert "Back one phase, but you are in phase" in page
