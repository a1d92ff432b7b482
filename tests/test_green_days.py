"""Which days count as green sessions: those with work, never a day of rest with a low pain written down."""

from __future__ import annotations

import pytest
from combinations import Choice
from conftest import PlanMaker
from journals import date_of, followed, measure, screened, session

from rehab.models.journal import Entry

TIRED = Choice("leg-overuse-muscle-fatigue", "1", "sport", None)
RED_ON, LAST = 10, 16


TESTS: dict[str, float | str] = {"walk-20-pain": 0, "easy-30-pain": 0, "circuit-green": "yes"}
"""What the gates of the first phases ask for, all of it good."""


def calm(day: int, *exercises: str) -> list[Entry]:
    tests = [measure(day + 1, name, value) for name, value in TESTS.items()]
    return [*session(day, exercises, 1, next_morning=0), *tests]


def diary(*, ticked: bool, at_rest: bool) -> list[Entry]:
    """Calm days but for a red on day 10; the 48 hours after it are rest, with the pain of daily life or without."""
    entries = [screened(1), screened(8), measure(1, "pain-next-morning", 0), measure(1, "walk-20-pain", 0)]
    for day in range(1, LAST):
        resting = RED_ON < day <= RED_ON + 2
        if day == RED_ON:
            entries += session(day, ["own-sport"], 8, next_morning=0)
        elif not resting:
            entries += calm(day, *(["double-leg-bridge"] if ticked else []))
        elif at_rest:
            entries += calm(day)
    return entries


@pytest.mark.parametrize("ticked", [True, False], ids=["work ticked", "only the pain written"])
def test_a_low_pain_on_a_day_of_rest_is_no_green_session(make_plan: PlanMaker, ticked: bool) -> None:
    quiet, told = (
        followed(make_plan, TIRED, diary(ticked=ticked, at_rest=at_rest), as_of=LAST).following
        for at_rest in (False, True)
    )
    assert quiet.judged[date_of(RED_ON)] == "red"
    assert told.judged == quiet.judged
    assert date_of(RED_ON + 1) not in told.judged
    assert told.opened == quiet.opened


def test_after_a_red_the_next_phase_waits_for_two_sessions_with_work(make_plan: PlanMaker) -> None:
    after = followed(make_plan, TIRED, diary(ticked=True, at_rest=True), as_of=LAST).following
    opened = [change.day for change in after.changes if change.code == "opened" and change.day > RED_ON]
    assert opened == [RED_ON + 5], "the red, two days of rest, two sessions with work"
