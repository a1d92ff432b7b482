"""What an amber session takes back, where a condition has a rule of its own: the Achilles tendon (its file, section 6)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from combinations import Choice
from conftest import PlanMaker
from journals import date_of, followed

from rehab.engine import follow
from rehab.engine.following import Facts, Following
from rehab.engine.response import Level, at_level
from rehab.notation import parse_dose

TENDON = Choice("achilles-tendinopathy", None, None, None)
STRENGTHEN = 2


@pytest.mark.parametrize(
    ("dose", "usual", "half"),
    [
        ("3 x 15, daily", (2, 15), (1, 15)),
        ("5 x 45 s hold, daily", (4, 45), (2, 45)),
        ("1 x 10, daily", (1, 7), (1, 5)),
    ],
)
def test_half_the_sets_is_half_and_never_more(
    make_plan: PlanMaker, dose: str, usual: tuple[int, int], half: tuple[int, int]
) -> None:
    rules = make_plan.library.shelf.frameworks.progression
    for percent, (sets, amount) in ((None, usual), (50, half)):
        less = at_level(parse_dose(dose), Level(downs=1), rules, "", less_percent=percent)
        assert less.sets
        assert less.sets.low == sets
        assert (less.reps or less.hold_seconds).low == amount  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def second_phase(make_plan: PlanMaker) -> tuple[Facts, Following]:
    """Somebody in the phase Strengthen, since plan day 15."""
    made = followed(make_plan, TENDON, (), as_of=2)
    return made.facts, replace(made.following, at=STRENGTHEN, opened=15)


@pytest.mark.parametrize(
    ("ambers", "goes_back"),
    [([20], False), ([18, 20], True), ([14, 20], False), ([13, 15], False)],
    ids=["one", "two in a week", "one of them in the phase before", "one of them before, seen late"],
)
def test_two_ambers_within_a_week_of_one_phase_take_it_back(
    second_phase: tuple[Facts, Following], ambers: list[int], goes_back: bool
) -> None:
    facts, following = second_phase
    following = replace(following, judged={date_of(day): "amber" for day in ambers})
    after = follow._amber(facts, following, ambers[-1], 21)
    assert after.window.phase_id == ("start" if goes_back else "strengthen")
    assert after.sent_back_on == (21 if goes_back else None)


def test_a_rule_without_it_stays_in_its_phase(make_plan: PlanMaker) -> None:
    made = followed(make_plan, Choice("hamstring-strain", "2", None, None), (), as_of=2)
    following = replace(made.following, at=3, opened=15, judged={date_of(18): "amber", date_of(20): "amber"})
    assert follow._amber(made.facts, following, 20, 21) is following
