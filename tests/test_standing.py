"""Where a case stands, in words: each line worked out by hand from what was decided."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from journals import date_of, measure
from mornings import SPEED, first_morning, in_phase, seen

from rehab.engine.follow import morning_of
from rehab.engine.following import Change, Following
from rehab.engine.standing import describe
from rehab.engine.verdict import Verdict, judge
from rehab.models.journal import Entry
from rehab.models.standing import Standing
from rehab.notation import parse_criterion


def told(following: Following, day: int = 40) -> Standing:
    return describe(first_morning()[0], following, day)


def test_a_case_stands_in_its_phase_since_a_day_and_names_the_next() -> None:
    facts, *_ = first_morning()
    found = told(in_phase(SPEED, opened=25), 30)
    assert (found.phase, found.opened, found.day_in_phase) == ("speed", date_of(25), 6)
    assert (found.next_phase, found.earliest) == (facts.protocol.phases["return"].title, date_of(35))
    assert (found.barred, found.stopped, found.resting, found.stuck, found.asks) == (False, "", "", "", ())
    last = told(in_phase(5, opened=57), 60)
    assert (last.next_phase, last.earliest) == ("", None)


@pytest.mark.parametrize(("day", "rest", "earliest"), [(30, 0, 35), (38, 0, 38), (38, 38, 39), (38, 40, 41)])
def test_the_next_phase_is_never_before_its_floor_today_or_the_end_of_a_rest(
    day: int, rest: int, earliest: int
) -> None:
    assert told(in_phase(SPEED, opened=25, rest_through=rest), day).earliest == date_of(earliest)


@pytest.mark.parametrize(
    ("change", "stopped", "resting"),
    [
        ({}, "", ""),
        ({"rest_through": 39}, "", ""),
        ({"rest_through": 40}, "", "No exercises today. Rest up to 27 December, then start again with less."),
        ({"paused": True}, "paused", ""),
        ({"see_doctor_on": 38, "rest_through": 41}, "stopped-until-cleared", ""),
        ({"see_doctor_on": 38, "paused": True}, "stopped-until-cleared", ""),
    ],
)
def test_a_stop_a_pause_and_a_rest_are_said(change: dict[str, Any], stopped: str, resting: str) -> None:
    words = first_morning()[0].shelf.words
    found = told(in_phase(SPEED, opened=25, **change))
    assert (found.stopped, found.resting) == (words[stopped] if stopped else "", resting)
    assert found.barred is ("see_doctor_on" in change)


@pytest.mark.parametrize(
    ("change", "text", "source"),
    [
        (("red-rest", "SM-ACUTE", {"through": 41, "session": 39}), "No exercises up to 28 December. The session on 26 December was red.", "rule"),
        (("two-reds", "SM-ACUTE", {"days": 7}), "Two red sessions within 7 days. Stop, and see a clinician.", "rule"),
        (("run-again", "missed-days", {"session": 39}), "You did not run on 26 December. That run comes again.", "gate"),
        (("missed", "missed-days", {"days": 5}), "5 days without exercises. The plan waited for you.", "gate"),
        (("opened", "gate", {"phase": "Speed", "from": "x"}), "New phase: Speed. Your list for it is complete.", "gate"),
    ],
)  # fmt: skip
def test_a_decision_is_said_with_its_days_as_dates_and_its_source(change: Any, text: str, source: str) -> None:
    facts, *_ = first_morning()
    code, rule, values = change
    [made] = told(in_phase(SPEED, opened=25, changes=(Change(code, 39, rule, values),))).changes
    assert (made.date, made.day, made.code, made.text, made.rule) == (date_of(39), 39, code, text, rule)
    assert made.source == (
        facts.shelf.monitoring["SM-ACUTE"].evidence if source == "rule" else facts.shelf.frameworks.gate.evidence
    )


def test_lights_stand_in_the_order_of_their_days() -> None:
    found = told(in_phase(SPEED, opened=25, judged={date_of(30): "green", date_of(28): "amber"}))
    assert found.lights == ((date_of(28), "amber"), (date_of(30), "green"))


UNKNOWN = (Verdict(parse_criterion("pain-walking <= 3"), "unknown", missing=("pain-walking",)),)


@pytest.mark.parametrize(
    ("day", "gate", "opened", "latest", "stuck"),
    [
        (38, UNKNOWN, 25, {}, False),
        (39, UNKNOWN, 25, {}, True),
        (39, (), 25, {}, False),
        (43, UNKNOWN, 30, {}, False),  # opened later: as many days as usual
        (44, UNKNOWN, 30, {}, True),
        (45, UNKNOWN, 25, {"2": 45}, False),
        (46, UNKNOWN, 25, {"2": 45}, True),
    ],
)
def test_a_phase_that_lasts_longer_than_usual_is_said(
    day: int, gate: tuple[Verdict, ...], opened: int, latest: dict[str, int], stuck: bool
) -> None:
    before = in_phase(SPEED, opened=opened, gate=gate)
    phase = before.window.phase.model_copy(update={"latest_end": latest})
    laid = tuple(replace(one, phase=phase) if one is before.window else one for one in before.laid)
    found = told(replace(before, laid=laid), day).stuck
    expected = f"Speed has lasted {day - opened + 1} days, longer than usual. Show this list to your clinician."
    assert found == (expected if stuck else "")


def test_the_first_days_have_words_of_their_own_when_they_last() -> None:
    found = told(in_phase(0, opened=1, gate=UNKNOWN), 6).stuck
    assert found == "The first days have lasted 6 days. See a doctor or physiotherapist within 24 hours."


@pytest.mark.parametrize(("part", "asked"), [(None, False), (0.49, True), (0.5, False)])
def test_a_week_of_less_than_half_and_a_run_nobody_told_of_are_asked_about(part: float | None, asked: bool) -> None:
    found = told(in_phase(SPEED, opened=25, done_part=part, run_untold=date_of(38)))
    assert found.asks[0].startswith("Did you run on 25 December? Tick it: rehab done NUMBER --date 2026-12-25.")
    assert [text for text in found.asks if text.startswith("You did less than half in the last 7 days.")] == list(
        found.asks[1:]
    )
    assert len(found.asks) == 1 + asked


# -- the lines of the gate -------------------------------------------------------------------------------------------


def pair(day: int, name: str, sore: float, good: float) -> list[Entry]:
    return [measure(day, name, sore, side="left"), measure(day, name, good, side="right")]


@pytest.mark.parametrize(
    ("criterion", "entries", "truth", "value", "reason"),
    [
        ("pain-walking <= 3", [measure(39, "pain-walking", 1), measure(40, "pain-walking", 2)], "met", "2", None),
        ("single-heel-raise >= 20 reps", [measure(39, "single-heel-raise", 15)], "not met", "15", "15, 26 December"),
        ("pain-walking <= 3", [], "unknown", "", "not written down yet"),
        ("pain-walking <= 3", [measure(30, "pain-walking", 2)], "unknown", "", "last on 17 December, too old to count"),
        ("pain-walking <= 3 for 2 days", [measure(39, "pain-walking", 2), measure(40, "pain-walking", 2)], "met", "2", "2, today"),
        ("pain-rest not rising", [measure(40, "pain-rest", 2)], "unknown", None, "needs another day to compare with"),
        ("normal-gait: yes", [measure(40, "normal-gait", "yes")], "met", "yes", "yes, today"),
        ("normal-gait: yes", [measure(40, "normal-gait", "no")], "not met", "no", "no, today"),
        ("straight-leg-raise >= 90 % of other side", pair(40, "straight-leg-raise", 45, 90), "not met", "50 %", "50 %, today"),
        ("straight-leg-raise >= 90 % of other side", [measure(40, "straight-leg-raise", 45, side="left")], "unknown", "", "measure both sides"),
        ("day >= 30", [], "met", "", "today is day 40"),
        ("day >= 50", [], "not met", "", "today is day 40"),
        ("cleared by clinician", [], "unknown", "", "ask your clinician"),
        ("no red flag", [], "unknown", "", "answer the safety questions again"),
        ("3 of 7 days: pain-walking <= 3", [measure(40, "pain-walking", 2)], None, "", "1 of 3 so far"),
        ("1 of 3 days: pain-walking <= 3", [measure(40, "pain-walking", 2)], "met", "", "yes"),
        ("full-trainings >= 2", [measure(40, "full-trainings", 3)], "met", "3", "3, today"),
        ("any of (single-heel-raise >= 20 reps; normal-gait: yes)", [measure(40, "normal-gait", "yes")], "met", "", "yes"),
        ("all of (single-heel-raise >= 20 reps; normal-gait: yes)", [measure(40, "normal-gait", "no")], "not met", "", "not yet"),
        ("all of (single-heel-raise >= 20 reps; normal-gait: yes)", [measure(40, "normal-gait", "yes")], "unknown", "", "not written down yet"),
    ],
)  # fmt: skip
def test_a_line_of_the_list_says_what_is_known_and_what_is_missing(
    criterion: str, entries: list[Entry], truth: str | None, value: str | None, reason: str | None
) -> None:
    facts, *_ = first_morning()
    following = in_phase(SPEED, opened=25)
    verdict = judge(parse_criterion(criterion), morning_of(facts, following, seen(40, *entries), 40, cleared=False))
    found = told(replace(following, gate=(verdict,)))
    [line] = found.gate
    assert truth is None or line.truth == truth
    assert value is None or line.value == value
    assert reason is None or line.reason == reason
    assert found.ask == (tuple(dict.fromkeys(verdict.missing)) if verdict.truth == "unknown" else ())
    assert (line.measures, line.on) == (verdict.missing, verdict.on)


def test_how_to_measure_stands_only_where_a_value_is_missing() -> None:
    facts, *_ = first_morning()
    following = in_phase(SPEED, opened=25)
    for entries, shown in (([], True), ([measure(40, "single-heel-raise", 30)], False)):
        morning = morning_of(facts, following, seen(40, *entries), 40, cleared=False)
        [line] = told(replace(following, gate=(judge(parse_criterion("single-heel-raise >= 20 reps"), morning),))).gate
        assert bool(line.how) is shown
        assert line.who == "athlete"


def test_a_day_of_a_programme_that_began_late_is_told_as_its_own_day() -> None:
    facts, *_ = first_morning()
    following = in_phase(SPEED, opened=25, gate=(Verdict(parse_criterion("day >= 30"), "not met", value=20),))
    late = describe(replace(facts, shift=7), following, 20).gate[0]
    assert late.target == describe(facts, following, 20).gate[0].target.replace("30", "37")
