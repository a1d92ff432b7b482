"""A gate is met, not met or unknown by what was written down: a table worked out by hand, on one morning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from combinations import LIBRARY

from rehab.engine.gates import describe
from rehab.engine.verdict import Light, Morning, judge, together, usual_of
from rehab.models.framework import GateRules
from rehab.models.journal import Entry, Seen
from rehab.models.measure import Measure
from rehab.notation import parse_criterion

TODAY = dt.date(2026, 12, 7)
"""Day 20 of an injury of 18 November; the phase opened 10 days ago."""
RULES = GateRules(
    daily_within_days=2,
    pain_days_running=2,
    from_phase=2,
    screen_within_days=7,
    green_after_step_back=2,
    judged_within_days=7,
    ask_below_part=0.5,
    ask_over_days=7,
    evidence="P",
)
MEASURES = {
    "pain-walking": Measure(title="t", how="h", kind="pain", unit="of 10", better="lower", max_age_days=2),
    "pain-squeeze": Measure(title="t", how="h", kind="pain", unit="of 10", better="lower", max_age_days=7),
    "slr": Measure(title="t", how="h", kind="range", unit="degrees", better="higher", max_age_days=7),
    "girth": Measure(title="t", how="h", kind="distance", unit="cm", better="lower", max_age_days=7),
    "gait": Measure(title="t", how="h", kind="yes-no", max_age_days=3),
    "worked": Measure(title="t", how="h", kind="count", better="higher", max_age_days=7, counts="sessions"),
    "worked-here": Measure(title="t", how="h", kind="count", better="higher", max_age_days=7, counts="phase-sessions"),
}
Log = tuple[str, int, float | str] | tuple[str, int, float | str, str]
"""A measure, how many days ago, and the number or the answer; then the side, if the entry names one."""


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def morning(log: Sequence[Log], **other: Any) -> Morning:
    """Return a morning that looks back on ``log``."""
    entries: dict[str, tuple[Entry, ...]] = {}
    for number, (name, days, value, *side) in enumerate(log):
        told = {"text": value} if isinstance(value, str) else {"value": value}
        logged = dt.datetime.combine(ago(days), dt.time(8, number), dt.UTC)
        entry = Entry.model_validate(
            {"id": f"e{number}", "date": ago(days), "logged": logged, "kind": "measure", "subject": name, **told}
            | ({"side": side[0]} if side else {})
        )
        entries[name] = (*entries.get(name, ()), entry)
    for name, found in entries.items():
        entries[name] = tuple(sorted(found, key=lambda entry: (entry.date, entry.logged)))
    seen = Seen(TODAY, tuple(entry for found in entries.values() for entry in found), entries)
    lights: Sequence[tuple[dt.date, Light]] = [(ago(days), light) for days, light in other.pop("lights", ())]
    sessions = [ago(days) for days in other.pop("sessions", ())]
    screened = other.pop("screened", None)
    return Morning(
        seen=seen,
        measures=MEASURES,
        rules=RULES,
        side=other.pop("side", "left"),
        day=20,
        shift=other.pop("shift", 0),
        number=other.pop("number", 1),
        opened=ago(10),
        cleared=other.pop("cleared", False),
        screened_on=None if screened is None else ago(screened),
        flagged=other.pop("flagged", False),
        lights=lights,
        sessions=sessions,
    )


WALK = "pain-walking"
ROWS: list[tuple[str, str, list[Log], dict[str, Any], str]] = [
    ("nothing written", "pain-walking <= 3", [], {}, "unknown"),
    ("on the line", "pain-walking <= 3", [(WALK, 0, 3)], {}, "met"),
    ("just over it", "pain-walking <= 3", [(WALK, 0, 4)], {}, "not met"),
    ("below, and not on it", "pain-walking < 3", [(WALK, 0, 3)], {}, "not met"),
    ("as old as it may be", "pain-walking <= 3", [(WALK, 2, 1)], {}, "met"),
    ("a day too old", "pain-walking <= 3", [(WALK, 3, 1)], {}, "unknown"),
    ("old enough by its own words", "pain-walking <= 3 within 4 days", [(WALK, 4, 1)], {}, "met"),
    ("a weekly test of a week ago", "pain-squeeze <= 3", [("pain-squeeze", 7, 1)], {}, "met"),
    ("a weekly test of longer ago", "pain-squeeze <= 3", [("pain-squeeze", 8, 1)], {}, "unknown"),
    ("the worst of a day counts", "pain-walking <= 3", [(WALK, 0, 5), (WALK, 0, 2)], {}, "not met"),
    ("the lowest of a day where more is better", "slr >= 80", [("slr", 0, 70), ("slr", 0, 90)], {}, "not met"),
    ("the good side says nothing about the sore one", "slr >= 80", [("slr", 0, 90, "right")], {}, "unknown"),
    ("the sore side by name", "slr >= 80", [("slr", 0, 90, "left")], {}, "met"),
    ("both sides written at once", "slr >= 80", [("slr", 0, 90, "both")], {}, "met"),
    ("both sides sore: the worse counts", "slr >= 80", [("slr", 0, 90, "left"), ("slr", 0, 70, "right")], {"side": "both"}, "not met"),
    ("no side known: every entry counts", "slr >= 80", [("slr", 0, 70, "right")], {"side": None}, "not met"),
    # several days
    ("one day of two", "pain-walking <= 3 for 2 days", [(WALK, 0, 1)], {}, "unknown"),
    ("two days running", "pain-walking <= 3 for 2 days", [(WALK, 0, 1), (WALK, 1, 3)], {}, "met"),
    ("a gap between them", "pain-walking <= 3 for 2 days", [(WALK, 0, 1), (WALK, 2, 1)], {}, "unknown"),
    ("the day before was worse", "pain-walking <= 3 for 2 days", [(WALK, 0, 1), (WALK, 1, 6)], {}, "not met"),
    ("daily pain holds two days from phase 2 on", "pain-walking <= 3", [(WALK, 0, 1)], {"number": 2}, "unknown"),
    ("and is met by two", "pain-walking <= 3", [(WALK, 0, 1), (WALK, 1, 1)], {"number": 2}, "met"),
    ("pain of a weekly test needs one day", "pain-squeeze <= 3", [("pain-squeeze", 0, 1)], {"number": 2}, "met"),
    ("pain that must be high enough needs one day", "pain-walking >= 1", [(WALK, 0, 1)], {"number": 2}, "met"),
    # yes and no
    ("yes", "gait: yes", [("gait", 0, "yes")], {}, "met"),
    ("no", "gait: yes", [("gait", 0, "no")], {}, "not met"),
    ("no is wanted", "gait: no", [("gait", 0, "no")], {}, "met"),
    ("not sure is no answer", "gait: yes", [("gait", 0, "unsure")], {}, "unknown"),
    # against the other side
    ("nothing of the other side", "slr >= 90 % of other side", [("slr", 0, 80, "left")], {}, "unknown"),
    ("just enough of it", "slr >= 90 % of other side", [("slr", 0, 81, "left"), ("slr", 0, 90, "right")], {}, "met"),
    ("a little less", "slr >= 90 % of other side", [("slr", 0, 80, "left"), ("slr", 0, 90, "right")], {}, "not met"),
    ("the sore leg is the right one", "slr >= 90 % of other side", [("slr", 0, 90, "left"), ("slr", 0, 80, "right")], {"side": "right"}, "not met"),
    ("the other side is too old", "slr >= 90 % of other side", [("slr", 0, 90, "left"), ("slr", 8, 90, "right")], {}, "unknown"),
    ("an entry without a side is not the good side", "slr >= 90 % of other side", [("slr", 0, 90, "left"), ("slr", 0, 90)], {}, "unknown"),
    ("both sore: the weaker of the two", "slr >= 90 % of other side", [("slr", 0, 80, "left"), ("slr", 0, 90, "right")], {"side": "both"}, "not met"),
    ("both sore, nearly equal", "slr >= 90 % of other side", [("slr", 0, 85, "left"), ("slr", 0, 90, "right")], {"side": "both"}, "met"),
    ("both sore, one never measured", "slr >= 90 % of other side", [("slr", 0, 85, "left")], {"side": "both"}, "unknown"),
    ("both sore, one too old", "slr >= 90 % of other side", [("slr", 0, 90, "left"), ("slr", 8, 90, "right")], {"side": "both"}, "unknown"),
    ("both sore and both zero", "slr >= 90 % of other side", [("slr", 0, 0, "left"), ("slr", 0, 0, "right")], {"side": "both"}, "unknown"),
    # against an earlier day
    ("back to day 1", "girth <= day 1", [("girth", 10, 40), ("girth", 0, 40)], {}, "met"),
    ("over day 1", "girth <= day 1", [("girth", 10, 40), ("girth", 0, 41)], {}, "not met"),
    ("no day 1", "girth <= day 1", [("girth", 0, 40)], {}, "unknown"),
    ("three less than day 1", "girth <= day 1 - 3", [("girth", 10, 40), ("girth", 0, 37)], {}, "met"),
    ("only two less", "girth <= day 1 - 3", [("girth", 10, 40), ("girth", 0, 38)], {}, "not met"),
    ("one more than usual", "pain-walking <= usual + 1", [(WALK, 3, 1), (WALK, 2, 2), (WALK, 1, 9), (WALK, 0, 3)], {}, "met"),
    ("two more than usual", "pain-walking <= usual + 1", [(WALK, 3, 1), (WALK, 2, 2), (WALK, 1, 9), (WALK, 0, 4)], {}, "not met"),
    ("nothing usual yet", "pain-walking <= usual + 1", [(WALK, 0, 1)], {}, "unknown"),
    ("as much as the other side", "girth <= other side + 2 cm", [("girth", 0, 42, "left"), ("girth", 0, 40, "right")], {}, "met"),
    ("more than the other side", "girth <= other side + 2 cm", [("girth", 0, 43, "left"), ("girth", 0, 40, "right")], {}, "not met"),
    ("the other side was measured too long ago", "girth <= other side + 2 cm", [("girth", 0, 42, "left"), ("girth", 8, 42, "right")], {}, "unknown"),
    ("the other side on the last day that counts", "girth <= other side + 2 cm", [("girth", 0, 42, "left"), ("girth", 7, 42, "right")], {}, "met"),
    ("the other side was never measured", "girth <= other side + 2 cm", [("girth", 0, 42, "left")], {}, "unknown"),
    # trends
    ("not rising: the same", "pain-walking not rising", [(WALK, 1, 3), (WALK, 0, 3)], {}, "met"),
    ("rising", "pain-walking not rising", [(WALK, 1, 3), (WALK, 0, 4)], {}, "not met"),
    ("nothing before", "pain-walking not rising", [(WALK, 0, 0)], {}, "unknown"),
    ("what was before is too old", "pain-walking not rising", [(WALK, 3, 3), (WALK, 0, 3)], {}, "unknown"),
    ("what was before is as old as it may be", "pain-walking not rising", [(WALK, 2, 3), (WALK, 0, 3)], {}, "met"),
    # days, names and questions
    ("the day has come", "day >= 20", [], {}, "met"),
    ("a day too early", "day >= 21", [], {}, "not met"),
    ("used late: the day moves along", "day >= 18", [], {"shift": 3}, "not met"),
    ("no name", "cleared by clinician", [], {}, "unknown"),
    ("a name", "cleared by clinician", [], {"cleared": True}, "met"),
    ("never asked", "no red flag", [], {}, "unknown"),
    ("asked a week ago", "no red flag", [], {"screened": 7}, "met"),
    ("asked longer ago", "no red flag", [], {"screened": 8}, "unknown"),
    ("one stands", "no red flag", [], {"screened": 0, "flagged": True}, "not met"),
    # counts
    ("two good days of three", "2 of 3 days: pain-walking <= 3", [(WALK, 0, 1), (WALK, 1, 6), (WALK, 2, 1)], {}, "met"),
    ("one good day, one open", "2 of 3 days: pain-walking <= 3", [(WALK, 0, 1), (WALK, 1, 6)], {}, "unknown"),
    ("no day of them is written", "2 of 3 days: pain-walking <= 3", [], {}, "unknown"),
    ("it can no longer be", "2 of 3 days: pain-walking <= 3", [(WALK, 0, 6), (WALK, 1, 6)], {}, "not met"),
    ("today is not over", "2 days in a row: pain-walking <= 3", [(WALK, 1, 1), (WALK, 2, 1)], {}, "met"),
    ("a day before the window", "2 days in a row: pain-walking <= 3", [(WALK, 0, 1), (WALK, 2, 1)], {}, "unknown"),
    ("three sessions", "3 sessions: pain-squeeze <= 3", [("pain-squeeze", day, 1) for day in (1, 4, 9)], {}, "met"),
    ("one of them before this phase", "3 sessions: pain-squeeze <= 3", [("pain-squeeze", day, 1) for day in (1, 4, 11)], {}, "unknown"),
    ("in a row, the last three", "3 sessions in a row: pain-squeeze <= 3", [("pain-squeeze", 9, 7), *(("pain-squeeze", day, 1) for day in (1, 3, 5))], {}, "met"),
    ("in a row, one bad between", "3 sessions in a row: pain-squeeze <= 3", [("pain-squeeze", 3, 7), *(("pain-squeeze", day, 1) for day in (1, 5, 7, 9))], {}, "unknown"),
    ("each part on the same day", "2 days in a row: all of (pain-walking <= 3; gait = yes)", [(WALK, 0, 1), (WALK, 1, 1), ("gait", 0, "yes"), ("gait", 1, "yes")], {}, "met"),
    ("one part missing on a day", "2 days in a row: all of (pain-walking <= 3; gait = yes)", [(WALK, 0, 1), (WALK, 1, 1), ("gait", 0, "yes")], {}, "unknown"),
    ("sessions of any sort", "3 sessions", [], {"sessions": (1, 4, 10)}, "met"),
    ("before this phase they do not count", "3 sessions", [], {"sessions": (1, 4, 11)}, "not met"),
    ("green in a row", "2 green sessions", [], {"lights": [(5, "red"), (3, "green"), (1, "green")]}, "met"),
    ("amber breaks the row", "2 green sessions", [], {"lights": [(5, "green"), (3, "green"), (1, "amber")]}, "not met"),
    ("one green so far", "2 green sessions", [], {"lights": [(5, "red"), (1, "green")]}, "unknown"),
    ("green, but of the phase before", "2 green sessions", [], {"lights": [(12, "green"), (1, "green")]}, "unknown"),
    ("no session yet", "2 green sessions", [], {}, "unknown"),
    ("the journal counts them since day 1", "worked >= 3", [], {"sessions": (1, 4, 11)}, "met"),
    ("or in this phase", "worked-here >= 3", [], {"sessions": (1, 4, 11)}, "not met"),
    ("the day the phase opened is of it", "worked-here >= 3", [], {"sessions": (1, 4, 10)}, "met"),
    ("what is written wins over the count", "worked >= 3", [("worked", 0, 2)], {"sessions": (1, 4, 11)}, "not met"),
    # joined
    ("all: one unknown", "all of (pain-walking <= 3; gait: yes)", [(WALK, 0, 1)], {}, "unknown"),
    ("all: one not met weighs more", "all of (pain-walking <= 3; gait: yes)", [(WALK, 0, 5)], {}, "not met"),
    ("any: one is enough", "any of (pain-walking <= 3; gait: yes)", [(WALK, 0, 1)], {}, "met"),
    ("any: one may still come", "any of (pain-walking <= 3; gait: yes)", [(WALK, 0, 5)], {}, "unknown"),
    ("any: none", "any of (pain-walking <= 3; gait: yes)", [(WALK, 0, 5), ("gait", 0, "no")], {}, "not met"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "log", "other", "truth"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_criterion_is_what_the_log_makes_it(line: str, log: list[Log], other: dict[str, Any], truth: str) -> None:
    verdict = judge(parse_criterion(line), morning(log, **other))
    assert verdict.truth == truth
    assert not (truth == "met" and verdict.missing), "what is met misses nothing"


@pytest.mark.parametrize("row", [row for row in ROWS if row[4] == "unknown"], ids=lambda row: str(row[0]))
def test_an_unknown_never_advances_and_says_what_to_measure(
    row: tuple[str, str, list[Log], dict[str, Any], str],
) -> None:
    verdict = judge(parse_criterion(row[1]), morning(row[2], **row[3]))
    assert together([verdict, judge(parse_criterion("day >= 1"), morning([]))]) == "unknown"
    named = {name for name in MEASURES if name in row[1]}
    assert set(verdict.missing) <= named
    assert bool(verdict.missing) == bool(named), "what is missing is a measure, where there is one to take"


@pytest.mark.parametrize(
    ("line", "log", "value", "reached", "needed", "on"),
    [
        ("pain-walking <= 3", [(WALK, 1, 2)], 2, None, None, 1),
        ("slr >= 90 % of other side", [("slr", 0, 80, "left"), ("slr", 0, 90, "right")], 88.9, None, None, 0),
        ("slr >= 90 % of other side", [("slr", 0, 95, "left"), ("slr", 0, 90, "right")], 105.6, None, None, 0),
        ("pain-walking <= 3 for 3 days", [(WALK, 0, 1), (WALK, 1, 2)], 1, 2, 3, 0),
        ("pain-walking <= 3 for 2 days", [(WALK, 0, 1), (WALK, 1, 2)], 1, 2, 2, 0),
        ("pain-walking not rising", [(WALK, 0, 1)], 1, None, None, 0),
        ("pain-walking <= 3 for 3 days", [(WALK, 1, 1), (WALK, 2, 2), (WALK, 3, 3)], 1, 3, 3, 1),
        ("2 of 3 days: pain-walking <= 3", [(WALK, 0, 1), (WALK, 1, 6)], 1, 1, 2, 0),
    ],
)
def test_what_is_shown_is_the_number_that_was_compared(
    line: str, log: list[Log], value: float, reached: int | None, needed: int | None, on: int
) -> None:
    verdict = judge(parse_criterion(line), morning(log))
    assert (verdict.value, verdict.reached, verdict.needed, verdict.on) == (value, reached, needed, ago(on))


def test_a_joined_criterion_says_what_each_of_its_parts_came_to() -> None:
    found = judge(parse_criterion("any of (pain-walking <= 3; gait: yes; slr >= 80)"), morning([(WALK, 0, 5), ("slr", 0, 90)]))  # fmt: skip
    assert [part.truth for part in found.parts] == ["not met", "unknown", "met"]
    open_still = judge(parse_criterion("all of (pain-walking <= 3; gait: yes; slr >= 80)"), morning([(WALK, 0, 1)]))
    assert (open_still.missing, [part.missing for part in open_still.parts]) == (("gait", "slr"), [(), ("gait",), ("slr",)])  # fmt: skip


def test_a_day_and_the_questions_say_what_they_were_held_against() -> None:
    assert judge(parse_criterion("day >= 30"), morning([])).value == 20
    assert [judge(parse_criterion("no red flag"), morning([], screened=days)).on for days in (7, 8, None)] == [ago(7), ago(8), None]  # fmt: skip


def test_what_is_missing_is_named_until_it_is_met() -> None:
    counted = parse_criterion("3 sessions: pain-squeeze <= 3")
    log: list[Log] = [("pain-squeeze", day, 1) for day in (1, 4, 9)]
    assert judge(counted, morning(log)).missing == ()
    assert judge(counted, morning(log[:2])).missing == ("pain-squeeze",)
    lasting = judge(parse_criterion("pain-walking <= 3 for 2 days"), morning([]))
    assert (lasting.needed, lasting.missing) == (2, (WALK,))
    assert judge(parse_criterion("pain-walking <= 3"), morning([])).needed is None


@pytest.mark.parametrize(
    ("line", "title", "target", "who"),
    [
        ("day >= 6", "Plan day", "6 or later", "athlete"),
        ("cleared by clinician", "Your clinician agrees", "signed", "clinician"),
        ("3 green sessions", "Green sessions", "3 green sessions in a row", "athlete"),
        ("7 green days", "Green days", "7 green days", "athlete"),
        ("24 sessions", "Sessions done", "24 sessions", "athlete"),
        ("3 sessions: stairs-pain <= 3", "Stairs, up and down", "pain 3 or less, in 3 sessions", "athlete"),
        ("3 sessions in a row: stairs-pain <= 3", "Stairs, up and down", "pain 3 or less, in 3 sessions in a row", "athlete"),
        ("2 of 3 days: pain-worst <= 3", "Worst pain of the day", "pain 3 or less, on 2 of 3 days", "athlete"),
        ("3 days: pain-worst <= 3", "Worst pain of the day", "pain 3 or less, on 3 days", "athlete"),
        ("no red flag", "All safety questions again", "all no, or a yes only where you may start", "athlete"),
    ],
)  # fmt: skip
def test_a_criterion_is_told_as_it_is_counted(line: str, title: str, target: str, who: str) -> None:
    told = describe(parse_criterion(line), LIBRARY.shelf, "left")
    assert (told.title, told.target, told.who) == (title, target, who)


def test_a_plan_day_is_told_moved_where_the_plan_is_used_late() -> None:
    told = describe(parse_criterion("day >= 6"), LIBRARY.shelf, "left", shift=3)
    assert (told.target, told.text) == ("9 or later", "day >= 9")


def test_what_is_usual_is_the_middle_of_the_last_three_values_before() -> None:
    values = {ago(9): 9.0, ago(4): 1.0, ago(3): 2.0, ago(1): 7.0, ago(0): 8.0}
    assert usual_of(values, TODAY) == 2
    assert usual_of(values, ago(3)) == 5  # of 9 and 1
    assert usual_of(values, ago(9)) is None
