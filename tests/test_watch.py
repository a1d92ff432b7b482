"""What the journal itself raises: values that stand for a yes, and pain that does not get better.

The 72-hour rule is frameworks.md, section 9; which row a value stands for is in red-flags.yaml.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from journals import MORNING, date_of, entry, measure
from mornings import EARLY, LENGTHENING, PEACE, first_morning, in_phase

from rehab.engine.triage import conditions_of, in_conditions
from rehab.engine.verdict import Verdict
from rehab.engine.watch import Watch, all_of, watch
from rehab.models.journal import Entry, Journal
from rehab.notation import parse_criterion

NOON, EVENING = dt.time(12, tzinfo=dt.UTC), dt.time(18, tzinfo=dt.UTC)


def watched(day: int, *entries: Entry, at: int = LENGTHENING, cleared: int | None = None, gate: str = "") -> Watch:
    facts, *_ = first_morning()
    following = in_phase(at, opened=1)
    if gate:
        following = replace(following, gate=(Verdict(parse_criterion("day >= 4"), gate),))  # type: ignore[arg-type]
    cleared_on = None if cleared is None else date_of(cleared)
    return watch(facts, following, Journal(entries=entries), day, cleared_on=cleared_on)


def raised(found: Watch) -> dict[str, int]:
    """Return the rows that stand as a yes, with the plan day of each."""
    first = date_of(1)
    return {
        flag: (found.raised_on[flag] - first).days + 1 if flag in found.raised_on else 0
        for flag, answer in found.answers.items()
        if answer == "yes"
    }


def pair(day: int, name: str, sore: float, good: float) -> list[Entry]:
    return [measure(day, name, sore, side="left"), measure(day, name, good, side="right")]


# -- values that stand for a yes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "flags"),
    [
        ([measure(20, "temperature", 38)], {"RF-07a": 20}),
        ([measure(20, "temperature", 37.9)], {}),
        (pair(20, "calf-girth", 40, 37), {"RF-08": 20}),
        (pair(20, "calf-girth", 40, 37.5), {}),
        ([measure(20, "cold-or-pale", "yes")], {"RF-02": 20}),
        ([measure(20, "cold-or-pale", "no")], {}),
        ([measure(20, "walk-four-steps", "no")], {"RF-11a": 20}),
        ([measure(20, "new-weakness", "yes")], {"RF-15": 20}),
        ([measure(20, "bladder-or-bowel", "yes")], {"RF-05a": 20}),
        ([measure(20, "dark-urine", "yes")], {"RF-14": 20}),
        ([measure(20, "foot-wound", "yes")], {}),  # this condition does not ask for it
        ([measure(20, "cold-or-pale", "yes", logged=21)], {}),  # nobody knows it yet
    ],
)
def test_a_value_raises_the_row_it_stands_for_on_its_day(entries: list[Entry], flags: dict[str, int]) -> None:
    assert raised(watched(20, *entries)) == flags


@pytest.mark.parametrize(
    ("answer", "when", "flags"),
    [
        (None, 20, {"RF-15": 20}),
        (("RF-15", "no"), 19, {"RF-15": 20}),  # answered before the value was written
        (("RF-15", "no"), 20, {}),
        (("none", "no"), 20, {}),
        (("RF-15", "yes"), 20, {"RF-15": 20}),
        (("RF-08", "no"), 20, {"RF-15": 20}),
    ],
)
def test_an_answer_after_a_value_wins(answer: tuple[str, str] | None, when: int, flags: dict[str, int]) -> None:
    told = [entry(when, "flag", answer[0], text=answer[1], at=NOON)] if answer else []
    assert raised(watched(20, measure(20, "new-weakness", "yes"), *told)) == flags


def test_fever_and_a_no_to_its_question_is_the_milder_row() -> None:
    fever = measure(20, "temperature", 39)
    assert raised(watched(20, fever, entry(20, "flag", "RF-07a", text="no", at=NOON))) == {"RF-07c": 20}
    assert raised(watched(20, fever, entry(19, "flag", "RF-07a", text="no", at=NOON))) == {"RF-07a": 20}


EMERGENCY = measure(20, "cold-or-pale", "yes")


@pytest.mark.parametrize(
    ("later", "stands"),
    [
        ([], True),
        ([measure(21, "cold-or-pale", "no")], True),  # a better value is no answer
        ([entry(20, "flag", "RF-02", text="no", at=NOON)], True),  # not on its own day
        ([entry(21, "flag", "RF-02", text="no")], False),
        ([entry(21, "flag", "none", text="no")], False),
        ([entry(21, "flag", "RF-08", text="no")], True),
    ],
)
def test_only_a_no_of_a_later_day_ends_an_emergency(later: list[Entry], stands: bool) -> None:
    found = watched(22, EMERGENCY, *later)
    assert (found.answers["RF-02"], found.raised_on["RF-02"]) == ("yes" if stands else "no", date_of(20))


def test_a_not_sure_on_a_later_day_is_as_good_as_a_yes_of_that_day() -> None:
    assert raised(watched(22, EMERGENCY, entry(21, "flag", "RF-02", text="unsure"))) == {"RF-02": 21}


# -- answers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "answer", "day"),
    [
        ([(10, "yes")], "yes", 10),
        ([(10, "unsure")], "unsure", 10),
        ([(10, "no")], "no", None),
        ([(10, "yes"), (12, "yes")], "yes", 12),
        ([(10, "yes"), (12, "no")], "no", 10),
    ],
)
def test_the_newest_answer_counts_and_the_last_yes_is_remembered(
    told: list[tuple[int, str]], answer: str, day: int | None
) -> None:
    found = watched(14, *(entry(on, "flag", "RF-15", text=text) for on, text in told))
    assert found.answers["RF-15"] == answer
    assert found.raised_on.get("RF-15") == (None if day is None else date_of(day))


def test_a_not_sure_that_counts_as_no_raises_nothing() -> None:
    facts, *_ = first_morning()
    here = conditions_of(facts.protocol)
    table = facts.shelf.red_flags.flags
    row = next(key for key, flag in table.items() if not in_conditions(flag, here).unsure_counts)
    found = watched(14, entry(10, "flag", row, text="unsure"))
    assert found.answers[row] == "unsure"
    assert row not in found.raised_on


def test_none_answers_every_question_with_no() -> None:
    found = watched(14, entry(10, "flag", "RF-99", text="yes"), entry(12, "flag", "none", text="no"))
    assert set(found.answers.values()) == {"no"}
    assert len(found.answers) > 10


def test_what_was_undone_or_written_later_is_not_looked_at() -> None:
    one = measure(20, "new-weakness", "yes")
    taken_back = [one, entry(20, "undo", one.id)]
    assert raised(watched(20, *taken_back)) == {}
    seen = all_of(Journal(entries=(one, measure(21, "new-weakness", "no", logged=20))), date_of(20))
    assert [each.date for each in seen.of("new-weakness")] == [date_of(20)]


# -- not better ------------------------------------------------------------------------------------------------------


def rest(**by_day: float) -> list[Entry]:
    """Pain at rest by plan day, each written in the morning: ``rest(d1=6, d3=4)``."""
    return [measure(int(day[1:]), "pain-rest", value, at=MORNING) for day, value in by_day.items()]


@pytest.mark.parametrize(
    ("day", "entries", "flag"),
    [
        # from 4 of 10 on, or higher than yesterday
        (4, rest(d4=4), True),
        (4, rest(d4=3), False),
        (4, rest(d3=2, d4=3), True),
        (4, rest(d3=3, d4=3), False),
        (4, rest(d2=2, d4=3), False),
        # from 3 on day 1: a fall under 2 points and under 30 percent
        (4, rest(d1=4, d4=3), True),
        (4, rest(d1=5, d4=3), False),
        (4, rest(d1=3, d4=2), False),
        (4, rest(d1=3, d4=3), True),
        (4, rest(d1=5, d4=3.5), False),  # 30 percent is not under 30 percent
        (4, rest(d1=5, d4=3.6), True),
        (4, rest(d1=2, d4=2), False),
        # no value of day 1: is it clearly less? no and not sure are no
        (4, [*rest(d4=2), measure(4, "clearly-less-pain", "no")], True),
        (4, [*rest(d4=2), measure(4, "clearly-less-pain", "unsure")], True),
        (4, [*rest(d4=2), measure(4, "clearly-less-pain", "yes")], False),
        (4, [*rest(d4=2), measure(3, "clearly-less-pain", "no"), measure(4, "clearly-less-pain", "yes")], False),
        (4, [*rest(d4=2), measure(3, "clearly-less-pain", "yes"), measure(4, "clearly-less-pain", "unsure")], True),
        (4, [*rest(d1=5, d4=2), measure(4, "clearly-less-pain", "no")], False),
        (4, [*rest(d4=2), measure(4, "painkillers-round-clock", "yes")], True),
        (4, [*rest(d4=2), measure(4, "painkillers-round-clock", "no")], False),
        (4, [*rest(d4=2), measure(3, "painkillers-round-clock", "yes"), measure(4, "painkillers-round-clock", "no")], False),
        # only what is known of day 3 or later
        (4, rest(d1=6, d2=6), False),
        (4, rest(d1=6, d3=6), True),
        (4, [], False),
        # hour 72 is the evening of day 3
        (2, rest(d2=8), False),
        (3, rest(d3=8), False),
        (3, [measure(3, "pain-rest", 8, at=EVENING)], True),
        (3, [measure(3, "pain-rest", 8, at=NOON)], False),
        (3, [*rest(d3=8), measure(3, "pain-rest", 8, at=EVENING)], True),
    ],
)  # fmt: skip
def test_pain_that_is_not_better_after_72_hours_is_for_a_doctor(day: int, entries: list[Entry], flag: bool) -> None:
    found = watched(day, *entries, at=PEACE)
    assert raised(found) == ({"RF-22": day} if flag else {})


@pytest.mark.parametrize(
    ("day", "gate", "flag"),
    [(5, "not met", False), (6, "not met", True), (6, "unknown", False), (6, "met", False)],
)
def test_the_first_phase_has_an_end(day: int, gate: str, flag: bool) -> None:
    assert raised(watched(day, *rest(d1=3, d5=0), at=PEACE, gate=gate)) == ({"RF-22": day} if flag else {})


@pytest.mark.parametrize(("cleared", "flag"), [(None, True), (2, True), (3, False), (4, False)])
def test_slow_healing_that_a_clinician_has_seen_is_not_raised_again(cleared: int | None, flag: bool) -> None:
    assert bool(raised(watched(4, *rest(d4=6), at=PEACE, cleared=cleared))) is flag


def walking(**by_day: float) -> list[Entry]:
    return [measure(int(day[1:]), "pain-walking", value) for day, value in by_day.items()]


@pytest.mark.parametrize(
    ("day", "entries", "flag"),
    [
        (20, walking(d13=2, d20=2), True),
        (20, walking(d13=2, d20=3), True),
        (20, walking(d13=3, d20=2), False),
        (20, walking(d14=2, d20=2), False),  # not yet 7 days
        (20, walking(d12=5, d13=2, d20=2), True),  # the newest of those before counts
        (20, walking(d13=0, d20=0), False),
        (20, walking(d6=2, d13=2), True),
        (21, walking(d6=2, d13=2), False),  # too old to say anything of today
        (20, [*walking(d13=3, d20=2), *rest(d13=2, d20=2)], False),
        (20, rest(d13=2, d20=2), True),  # where walking was not written down
        (20, [], False),
    ],
)
def test_no_fall_for_7_days_is_looked_at(day: int, entries: list[Entry], flag: bool) -> None:
    found = watched(day, *entries, at=EARLY)
    assert raised(found) == ({"RF-29": 0} if flag else {})


def test_what_begins_slowly_has_no_72_hours() -> None:
    facts, *_ = first_morning()
    slow = replace(facts, protocol=facts.protocol.model_copy(update={"framework": "programme"}))
    found = watch(slow, in_phase(PEACE, opened=1), Journal(entries=tuple(rest(d4=8))), 4, cleared_on=None)
    assert raised(found) == {}
