"""What a virtual athlete writes down on one day, worked out by hand; whole months are in ``test_simulate.py``."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from combinations import LIBRARY
from conftest import INJURED
from journals import all_no, order_of
from mornings import EARLY, MAKER, PEACE, SPEED, STRAIN, first_morning, in_phase

from rehab import schedule
from rehab.engine import athletes
from rehab.engine.athletes import Tally, horizon_of, opened_case
from rehab.engine.behaviour import Diary, answer, best_of, leaves
from rehab.engine.case import weigh
from rehab.engine.verdict import Verdict
from rehab.models.athlete import Athlete
from rehab.models.measure import Measure
from rehab.models.protocol import ClearanceItem
from rehab.notation import parse_criterion

RULES, SHELF = LIBRARY.shelf.monitoring, LIBRARY.shelf


def date_of(day: int) -> dt.date:
    return INJURED + dt.timedelta(days=day - 1)


def athlete(**values: Any) -> Athlete:
    return Athlete(**{"title": "T", "text": "t", "pain": 3, "pain_falls": 1, "pace": 0.8, **values})


def diary(at: int = EARLY, opened: int = 4, **values: Any) -> Diary:
    facts, *_ = first_morning()
    return Diary(athlete(**values), facts, in_phase(at, opened=opened))


def written(found: Diary) -> list[tuple[str, float | str | None]]:
    return [(entry.subject, entry.text or entry.value) for entry in found.written]


@pytest.mark.parametrize(
    ("rule", "feels", "early", "run", "numbers"),
    [
        # monitoring.md: SM-ACUTE has 4 and 6 where amber and red begin, on days 1 to 3 it is 3 and 4
        ("SM-ACUTE", "green", False, False, (0, 0)),
        ("SM-ACUTE", "amber", False, False, (4, 0)),
        ("SM-ACUTE", "red", False, False, (6, 0)),
        ("SM-ACUTE", "amber", True, False, (3, 0)),
        ("SM-ACUTE", "red", True, False, (4, 0)),
        ("SM-DEFAULT", "amber", True, False, (3, 0)),  # it has no early days
        ("SM-DEFAULT", "red", True, True, (6, 0)),
    ],
)
def test_a_session_feels_as_the_rule_of_the_condition_counts(
    rule: str, feels: Any, early: bool, run: bool, numbers: tuple[int, int]
) -> None:
    assert answer(RULES[rule], feels, early=early, run=run) == numbers


def test_where_a_rule_has_no_band_the_next_morning_tells() -> None:
    plain = RULES["SM-DEFAULT"]
    none = {name: getattr(plain, name).model_copy(update={"pain": None}) for name in ("amber", "red")}
    without = plain.model_copy(update=none)
    assert [answer(without, feels, early=False, run=False) for feels in ("amber", "red")] == [(0, 1), (0, 2)]
    only_red = plain.model_copy(update={"amber": none["amber"], "morning_rise": None})
    assert answer(only_red, "amber", early=False, run=False) == (6, 0)  # it knows no amber at all
    bare = without.model_copy(update={"morning_rise": None, "amber": plain.amber})
    assert answer(bare, "red", early=False, run=False) == (3, 0)
    running = next(rule for rule in RULES.values() if rule.run and rule.morning_rise and rule.run.red)
    assert running.run is not None
    assert running.run.red is not None
    assert answer(running, "red", early=False, run=True) == (running.run.red[0], 0)


def test_a_list_is_taken_apart_to_the_tests_that_look_at_something() -> None:
    lines = ("day >= 4", "any of (pain-walking <= 3; all of (normal-gait: yes; swelling not rising))")
    found = leaves([parse_criterion(line) for line in lines])
    assert [one.measure for one in found] == ["", "pain-walking", "normal-gait", "swelling"]


@pytest.mark.parametrize(
    ("values", "pains"),
    [
        ({}, {1: 3, 2: 2, 4: 0, 9: 0}),
        ({"pain_falls": 0.4}, {1: 3, 2: 3, 3: 2, 6: 1, 9: 0}),
        ({"flare": {"day": 4, "days": 2, "feels": "red", "pain": 3}}, {3: 1, 4: 3, 5: 3, 6: 0}),
        ({"pain": 9, "flare": {"day": 1, "days": 1, "feels": "red", "pain": 3}}, {1: 10, 2: 8}),
    ],
)
def test_pain_falls_day_by_day_with_the_bad_days_on_top(values: dict[str, Any], pains: dict[int, int]) -> None:
    found = diary(**values)
    assert {day: found.pain_on(day) for day in pains} == pains


@pytest.mark.parametrize(
    ("share", "value"), [(1, 5), (2, 4), (3, 3), (4, 2), (9, 2)], ids=["first day", "2", "3", "ready", "later"]
)
def test_a_test_of_pain_comes_down_to_what_is_asked_over_its_share_of_the_phase(share: int, value: int) -> None:
    """The early phase of grade 2 has 7 days; a pace of 4 / 7 of it is 4 days, from 6 down to 2."""
    found = diary(pain=6, pace=4 / 7)
    measure = Measure(title="t", how="h", kind="pain", unit="of 10", range=(2, 10), better="lower")
    found._test(date_of(3 + share), 3 + share, "pain-x", measure, [parse_criterion("pain-walking <= 3")], min(share / 4, 1))  # fmt: skip
    assert [(entry.subject, entry.value, entry.side) for entry in found.written] == [("pain-x", value, "left"), ("pain-x", 2, "right")]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "share", "before", "text"),
    [
        ("normal-gait: yes", 0.5, None, "no"),
        ("normal-gait: yes", 1, None, "yes"),
        ("normal-gait: yes", 0.5, 1.0, "yes"),  # once it was passed, it stays so
        ("normal-gait: no", 1, None, "no"),
        ("normal-gait: no", 0.5, None, "yes"),
    ],
)
def test_a_yes_or_no_is_right_once_the_tests_are_passed(
    line: str, share: float, before: float | None, text: str
) -> None:
    found = diary()
    if before is not None:
        found.values["gait-x"] = before
    measure = Measure(title="t", how="h", kind="yes-no")
    found._test(date_of(5), 5, "gait-x", measure, [parse_criterion(line)], share)
    assert written(found) == [("gait-x", text)]


@pytest.mark.parametrize(
    ("better", "span", "lines", "best"),
    [
        ("lower", (0, 10), ("slr <= 3",), 0),
        ("lower", (2, 10), (), 2),
        (None, (0, 10), ("slr >= 4", "slr >= 6"), 4),
        ("higher", (0, 100), ("slr >= 90 % of other side",), 50),
        ("higher", (0, 100), ("slr >= 70",), 71),
        ("higher", (0, 100), ("slr >= 20", "slr >= 60"), 61),
        ("higher", (0, 60), ("slr >= 60",), 60),
        ("higher", None, (), 50),
        (None, (20, 40), (), 30),
    ],
)
def test_the_best_value_meets_every_line(better: Any, span: Any, lines: tuple[str, ...], best: float) -> None:
    measure = Measure(title="t", how="h", kind="count", better=better, range=span)
    assert best_of(measure, [parse_criterion(line) for line in lines]) == best


@pytest.mark.parametrize(
    ("kind", "better", "span", "start"),
    [
        ("pain", "lower", (0, 10), 6),  # as on day 1
        ("count", "higher", (0, 40), 10),
        ("count", "lower", (0, 40), 20),
        ("count", "higher", None, 25),
    ],
)
def test_where_a_test_begins(kind: Any, better: Any, span: Any, start: float) -> None:
    measure = Measure(title="t", how="h", kind=kind, better=better, range=span)
    assert diary(pain=6)._worst("some-test", measure) == start


def test_a_warning_sign_is_never_bad_by_itself() -> None:
    found = diary()
    sign = RULES["SM-ACUTE"].red_when[0].measure
    assert found._is_sign(sign)
    assert not found._is_sign("single-heel-raise")
    measures = [
        Measure(title="t", how="h", kind="count", better=better, range=(1, 9)) for better in ("lower", "higher")
    ]
    assert [found._worst(sign, measure) for measure in measures] == [1, 9]


@pytest.mark.parametrize(
    ("name", "ran", "not_yet"),
    [
        ("single-heel-raise", (), False),
        ("run-stage-j2", (), True),
        ("run-stage-j2", ("j1",), True),
        ("run-stage-j2", ("j1", "j2"), False),
        ("run-stage-j", (), True),
        ("run-stage-j", ("j1",), False),
    ],
)
def test_a_stage_of_running_is_no_test_before_it_was_on_the_plan(
    name: str, ran: tuple[str, ...], not_yet: bool
) -> None:
    found = diary()
    found.ran.update(ran)
    found.furthest.update({stage[0]: int(stage[1]) for stage in ran})
    assert found._not_run_yet(name) is not_yet


@pytest.mark.parametrize(
    ("values", "stopped", "trains"),
    [
        ({}, None, {1: True, 3: True, 6: True}),
        ({"misses_every": 3}, None, {1: True, 2: True, 3: False, 4: True, 6: False}),
        ({}, 2, {3: False}),
    ],
)
def test_the_days_on_which_an_athlete_trains(
    values: dict[str, Any], stopped: int | None, trains: dict[int, bool]
) -> None:
    found = diary(**values)
    found.stopped_on = stopped
    assert {day: found.trains_on(day) for day in trains} == trains


@pytest.mark.parametrize(("through", "logs"), [(None, [True] * 3), (2, [True, True, False]), (0, [False] * 3)])
def test_an_athlete_writes_up_to_its_last_day(through: int | None, logs: list[bool]) -> None:
    found = diary(PEACE, 1, logs_through=through)
    seen = [bool(found.seen_on(date_of(day)).kind("measure")) or bool(found.written) for day in (1,)]
    assert seen == logs[:1]
    assert [found._logs(day) for day in (1, 2, 3)] == logs


def test_the_sessions_feel_one_after_the_other_again_and_again_but_on_bad_days() -> None:
    found = diary(feels=("green", "amber", "red"), flare={"day": 9, "days": 1, "feels": "red", "pain": 1})
    told = []
    for number in range(5):
        found.sessions = number
        told.append(found._feels(4))
    assert told == ["green", "amber", "red", "green", "amber"]
    found.sessions = 0
    assert [found._feels(day) for day in (8, 9, 10)] == ["green", "red", "green"]


def test_a_breakfast_has_the_pain_of_the_night_and_each_week_the_questions() -> None:
    found = diary(PEACE, 1)
    found.rise = 2
    found._breakfast(date_of(1), 1)
    assert written(found)[:3] == [("none", "no"), ("pain-next-morning", 5), ("pain-rest", 3)]
    assert found.rise == 0
    asked = []
    for day in range(1, 16):
        one = diary(PEACE, 1)
        one._breakfast(date_of(day), day)
        asked += [day for subject, _ in written(one) if subject == "none"]
    assert asked == [1, 8, 15]


@pytest.mark.parametrize(("after", "day", "cleared"), [(2, 5, False), (2, 6, True), (0, 4, True)])
def test_a_stop_is_cleared_after_its_days(after: int, day: int, cleared: bool) -> None:
    found = diary(PEACE, 1, clinician_after_days=after)
    found.stopped_on = 4
    found._breakfast(date_of(day), day)
    assert ("clear" in [entry.subject for entry in found.written]) is cleared
    assert found.stopped_on == (None if cleared else 4)


# -- what is counted ---------------------------------------------------------------------------------------------------


def test_a_rule_counts_once_a_day() -> None:
    tally = Tally()
    for day in (3, 3, 5):
        tally.fire("missed", "missed-days", day)
    assert tally.fired == {("missed", "missed-days"): [3, 5]}


def test_an_athlete_is_followed_past_the_day_of_the_last_phase() -> None:
    from test_around import COURSE

    playing = LIBRARY.athletes.playing
    assert (playing.share, playing.more_days) == (1.5, 21)
    assert COURSE.laid[-1].first == 57
    assert horizon_of(COURSE, LIBRARY.athletes) == 86 + 21  # 1.5 times 57 is 85.5


def test_a_case_is_opened_by_the_answers_that_every_phase_takes() -> None:
    facts, *_ = first_morning()
    protocol = facts.protocol
    items = {
        "weight": ClearanceItem(title="T", ask="?", accept=("part", "full")),
        "days": ClearanceItem(title="T", ask="?", at_least=14),
    }
    speed = protocol.phases["speed"].model_copy(update={"requires": {"weight": ("full",)}})
    held = protocol.model_copy(update={"clearance": items, "phases": {**protocol.phases, "speed": speed}})
    case = opened_case(held, INJURED)
    assert case.clearance == {"weight": "full", "days": 14}
    assert (case.side, case.injured, case.cleared_by and case.cleared_by.on) == ("left", INJURED, INJURED)
    assert opened_case(held.model_copy(update={"sided": False}), INJURED).side == "both"


def test_rules_that_mean_nothing_for_a_protocol_are_not_among_those_that_never_fired() -> None:
    from test_around import COURSE
    from test_around import STRAIN as PROTOCOL

    runs = {"run-on", "run-back", "run-gap", "run-again"}
    every = set(LIBRARY.athletes.rules)
    assert set(athletes._possible(LIBRARY.athletes, COURSE, PROTOCOL, SHELF)) == every
    still = replace(COURSE, ground=replace(COURSE.ground, track=()))
    assert set(athletes._possible(LIBRARY.athletes, still, PROTOCOL, SHELF)) == every - runs
    gradual = PROTOCOL.model_copy(update={"framework": "programme"})
    assert set(athletes._possible(LIBRARY.athletes, COURSE, gradual, SHELF)) == every - {"not-improving", "not-falling"}


@pytest.mark.parametrize(("name", "missed"), [("smooth", ()), ("misses-every-third", (3, 6, 9)), ("too-keen", ())])
def test_the_weeks_of_an_athlete_hold_what_it_wrote_down(name: str, missed: tuple[int, ...]) -> None:
    shelf = LIBRARY.shelf
    short = LIBRARY.athletes.model_copy(update={"playing": LIBRARY.athletes.playing.model_copy(update={"share": 0.1, "more_days": 4})})  # fmt: skip
    order = order_of(MAKER, STRAIN, None, as_of=1)
    one, journal = athletes.play_with_diary(order, shelf, short, name, weigh(order, shelf, all_no(LIBRARY, order.protocol)))  # fmt: skip
    assert (one.id, one.last_day, one.stays[0].phase, one.stays[0].first_day) == (
        name,
        10,
        "peace",
        1,
    )  # 0.1 times 57, and 4
    assert one.missed == missed
    done = [entry for entry in journal.entries if entry.kind == "done"]
    assert {schedule.plan_day(INJURED, entry.date) for entry in done if not entry.value} == set(missed)
    for week in one.weeks:
        own = [
            entry
            for entry in done
            if entry.value and (schedule.plan_day(INJURED, entry.date) - 1) // 7 + 1 == week.number
        ]
        assert week.sets == sum(entry.sets or 0 for entry in own)
        assert week.runs == 0
    if name == "smooth":
        assert [(stay.phase, stay.first_day, stay.last_day) for stay in one.stays[:2]] == [("peace", 1, 3), ("early-load", 4, 10)]  # fmt: skip
        assert set(one.lights.values()) == {"green"}
        assert {code.code for code in one.fired} == {"opened", "more"}  # two green sessions are a step up
    times = [entry for entry in journal.entries if entry.subject == "pain-during"]
    assert len(times) == len({entry.date for entry in done if entry.value})


def test_what_keeps_a_phase_closed_is_told_in_words() -> None:
    facts, *_ = first_morning()
    lines = (("pain-walking <= 3", "met"), ("normal-gait: yes", "unknown"), ("pain-rest <= 2", "not met"))
    gate = tuple(Verdict(parse_criterion(line), truth) for line, truth in lines)  # type: ignore[arg-type]
    told = athletes._waits(facts, in_phase(SPEED, opened=25, gate=gate))
    titles = [SHELF.measures[name].title for name in ("normal-gait", "pain-rest")]
    assert told == (f"{titles[0]}: {SHELF.words['yes']} (not known)", f"{titles[1]}: pain 2 or less (not met)")
