"""A run that was not done, and a week of which little was done: what the next mornings make of it."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from dataclasses import replace

import pytest
from combinations import LIBRARY
from conftest import INJURED, PlanMaker
from journals import all_no, date_of, entry

from rehab import schedule
from rehab.engine.athletes import opened_case, play_with_diary
from rehab.engine.case import weigh
from rehab.engine.compile import Followed, follow
from rehab.engine.laying import course_of
from rehab.engine.order import Order
from rehab.engine.standing import describe
from rehab.engine.triage import Triage
from rehab.models.journal import Entry, Journal
from rehab.models.plan import Day

MAKER = PlanMaker(LIBRARY)
HEAVY = "hamstring"


@functools.cache
def ordered() -> tuple[Order, Triage]:
    chosen = MAKER.chosen("hamstring-strain", None, None)
    order = Order(
        protocol=chosen.protocol,
        case=opened_case(chosen.protocol, INJURED),
        type=chosen.type,
        variant=chosen.variant,
        grade=None,
        as_of=INJURED,
        program="rehab test",
        digest=chosen.digest,
        command="rehab plan",
    )
    return order, weigh(order, LIBRARY.shelf, all_no(LIBRARY, order.protocol))


@functools.cache
def smooth() -> tuple[Entry, ...]:
    """The diary of somebody who does everything."""
    order, triage = ordered()
    return play_with_diary(order, LIBRARY.shelf, LIBRARY.athletes, "smooth", triage)[1].entries


def on(day: int, entries: Iterable[Entry]) -> Followed:
    """Follow a journal to a plan day; nothing of that day or later has been written yet but its morning."""
    order, triage = ordered()
    date = date_of(day)
    past = tuple(one for one in entries if one.date < date or (one.date == date and one.kind != "done"))
    return follow(replace(order, journal=Journal(entries=past), started=INJURED, as_of=date), triage, LIBRARY.shelf)


def today(found: Followed) -> Day:
    return found.folded.days[0]


def asks(found: Followed, day: int) -> tuple[str, ...]:
    return describe(found.facts, found.following, day).asks


def is_run(name: str) -> bool:
    return name in LIBRARY.shelf.exercises and LIBRARY.shelf.exercises[name].kind == "run"


def runs_of(day: Day) -> list[str]:
    return [task.exercise for task in day.tasks if task.exercise and is_run(task.exercise)]


def first_run() -> int:
    return min(schedule.plan_day(INJURED, one.date) for one in smooth() if one.kind == "done" and is_run(one.exercise))


def ticks(entries: Iterable[Entry], date: dt.date, value: float | None) -> list[Entry]:
    """Change what was ticked off on a date: another part of it, or (None) nothing was written down."""
    found = []
    for one in entries:
        if one.kind != "done" or one.date != date:
            found.append(one)
        elif value is not None:
            found.append(one.model_copy(update={"value": value}))
    return found


def test_a_run_written_down_as_not_done_comes_again_on_the_next_day() -> None:
    day = first_run()
    done, missed = (on(day + 1, ticks(smooth(), date_of(day), part)) for part in (1, 0))
    assert runs_of(today(done)) == []
    assert runs_of(today(missed)) != []
    assert [change.day for change in missed.following.changes if change.code == "run-again"] == [day + 1]
    assert missed.following.track == missed.following.runs[date_of(day)].before  # the same stage, not the next


def test_nothing_written_down_is_no_miss_but_is_asked_about() -> None:
    day = first_run()
    silent = on(day + 1, ticks(smooth(), date_of(day), None))
    assert runs_of(today(silent)) == []
    assert silent.following.not_run is None
    [asked] = asks(silent, day + 1)
    assert f"--date {date_of(day).isoformat()}" in asked
    told = on(day + 1, ticks(smooth(), date_of(day), 0))
    assert asks(told, day + 1) == ()


def test_a_run_that_comes_again_keeps_its_distance_from_heavy_work_that_was_done() -> None:
    day = next(day for day in range(first_run(), 90) if heavy_rows(day) and sprints_on(day))
    date = date_of(day)
    not_run = [
        one.model_copy(update={"value": 0}) if one.date == date and one.kind == "done" and is_run(one.exercise) else one
        for one in smooth()
    ]
    assert runs_of(today(on(day + 1, ticks(smooth(), date, 0)))) != []
    assert runs_of(today(on(day + 1, not_run))) == []


def done_on(day: int) -> list[str]:
    return [one.exercise for one in smooth() if one.kind == "done" and one.date == date_of(day)]


def sprints_on(day: int) -> bool:
    """Tell whether the run of a day is fast enough to load the muscle heavily itself."""
    order, triage = ordered()
    track = course_of(order, triage, LIBRARY.shelf).ground.track
    run = on(day + 1, smooth()).following.runs.get(date_of(day))
    return run is not None and track[run.before[0]].sprints


def heavy_rows(day: int) -> list[str]:
    known = LIBRARY.shelf.exercises
    return [name for name in done_on(day) if name in known and known[name].heavy == HEAVY and not is_run(name)]


@pytest.mark.parametrize(("part", "asked"), [(0.4, True), (0.5, False), (1.0, False)])
def test_a_week_with_less_than_half_done_is_asked_about(part: float, asked: bool) -> None:
    day = first_run()
    entries = [one.model_copy(update={"value": part}) if one.kind == "done" else one for one in smooth()]
    found = on(day, entries)
    assert found.following.done_part == pytest.approx(part)
    assert any("less than half" in text for text in asks(found, day)) is asked


def test_a_week_of_which_nothing_was_written_down_is_not_known() -> None:
    entries = [one for one in smooth() if one.kind != "done"]
    assert on(first_run(), [*entries, entry(1, "note", text="busy")]).following.done_part is None
