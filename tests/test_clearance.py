"""What a clinician has to state: which items open a plan, and up to which phase it then goes."""

from __future__ import annotations

from typing import Any

import pytest

from rehab.engine.clearance import closed_at, missing, opened, stated, unmet
from rehab.models.case import Case
from rehab.models.protocol import ClearanceItem, Phase, Protocol

ITEMS = {
    "site": ClearanceItem(title="the site", ask="Where?", accept=("low", "high")),
    "scan": ClearanceItem(title="the scan", ask="Healed?", accept=("healed",), only_if={"site": ("high", "unclear")}),
    "days": ClearanceItem(title="the calm days", ask="How many?", at_least=14),
    "weight": ClearanceItem(title="the weight", ask="How much?", accept=("part", "full"), needed=False),
    "times": ClearanceItem(title="the times", ask="Which time?", accept=(1, 2), needed=False),
}


def phase(**requires: tuple[str | int, ...]) -> Phase:
    told: dict[str, Any] = {"requires": requires}
    return Phase.model_construct(**told)


PHASES = {
    "rest": phase(),
    "load": phase(weight=("part", "full")),
    "walk": phase(),
    "run": phase(weight=("full",), times=(1,)),
}
_TOLD: dict[str, Any] = {"clearance": ITEMS, "phases": PHASES}
PROTOCOL = Protocol.model_construct(**_TOLD)


def case(**told: Any) -> Case:
    return Case(condition="x", clearance=told)


@pytest.mark.parametrize(
    ("told", "lacking"),
    [
        ({}, ["the site", "the scan", "the calm days"]),  # nobody said that the site is low: the scan counts
        ({"site": "low"}, ["the calm days"]),
        ({"site": "high"}, ["the scan", "the calm days"]),
        ({"site": "high", "scan": "healed"}, ["the calm days"]),
        ({"site": "high", "scan": "no"}, ["the scan", "the calm days"]),
        ({"site": "elsewhere"}, ["the site", "the calm days"]),
        ({"site": "low", "days": 13}, ["the calm days"]),
        ({"site": "low", "days": 14}, []),
        ({"site": "low", "days": 15}, []),
        ({"site": "low", "days": "14"}, ["the calm days"]),  # words are no number
        ({"site": "low", "days": 14, "weight": "none", "times": 9}, []),  # these only open later phases
    ],
)
def test_a_needed_item_is_missing_until_its_answer_opens_the_plan(told: dict[str, Any], lacking: list[str]) -> None:
    assert [item.title for item in missing(PROTOCOL, case(**told))] == lacking


@pytest.mark.parametrize(
    ("told", "planned", "waits"),
    [
        ({}, ["rest"], ("load", ["the weight"])),
        ({"weight": "none"}, ["rest"], ("load", ["the weight"])),
        ({"weight": "part"}, ["rest", "load", "walk"], ("run", ["the weight", "the times"])),
        ({"weight": "full"}, ["rest", "load", "walk"], ("run", ["the times"])),
        ({"weight": "full", "times": 2}, ["rest", "load", "walk"], ("run", ["the times"])),
        ({"weight": "part", "times": 1}, ["rest", "load", "walk"], ("run", ["the weight"])),
        ({"weight": "full", "times": 1}, ["rest", "load", "walk", "run"], None),
    ],
)
def test_a_plan_goes_up_to_the_first_phase_that_waits_for_an_item(
    told: dict[str, Any], planned: list[str], waits: tuple[str, list[str]] | None
) -> None:
    person = case(**told)
    assert list(opened(PROTOCOL, person)) == planned
    found = closed_at(PROTOCOL, person)
    if waits is None:
        assert found is None
        return
    assert found is not None
    closed, items = found
    assert closed is PROTOCOL.phases[waits[0]]
    assert [item.title for item in items] == waits[1]
    assert [ITEMS[key].title for key in unmet(closed, person)] == waits[1]


def test_what_was_stated_is_told_in_the_order_of_the_file_and_nothing_else() -> None:
    told = case(weight="none", site="low", shoe=43)
    assert stated(PROTOCOL, told) == [("the site", "low"), ("the weight", "none")]
    assert stated(PROTOCOL, case()) == []
