"""One step of the fold for a followed case: where its runs stand, what a day keeps for the mornings after it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from combinations import LIBRARY
from journals import date_of, entry, followed, order_of
from mornings import MAKER, SPEED, STRAIN, first_morning, in_phase, seen

from rehab.engine.case import weigh
from rehab.engine.following import RunAt
from rehab.engine.laying import _at_levels, _laid_down, _last_day, _on_track, cleared_on, course_of
from rehab.engine.placing import PlacedDay, PlacedRow, PlacedRun, State
from rehab.engine.response import Level
from rehab.engine.timetable import Window
from rehab.models.case import Case, Clearance
from rehab.models.protocol import ClearanceItem
from rehab.notation import format_dose, parse_dose

HEAVY, LIGHT, ALONG = "nordic-curl", "bridge-on-heels", "a.along"


def rows() -> dict[str, Any]:
    """Return a heavy and a light row, each under its name, and one that goes with the runs."""
    _, _, laid = first_morning()
    one = replace(laid[SPEED][0], origin="a")
    known = LIBRARY.shelf.exercises
    made = {name: replace(one, name=name, exercise_id=name, exercise=known[name]) for name in (HEAVY, LIGHT)}
    along = made[LIGHT].slot.model_copy(update={"on_days_of": "run"})
    return {**made, "along": replace(made[LIGHT], name="along", exercise_id="along", slot=along)}


LEFT = State(next_run=20, heavy={"hamstring": 17}, done={"a": (17,)})
NOW = State(stage=3, sessions=1, next_run=22, runs=(17, 20), heavy={"hamstring": 20, "calf": 20}, done={ALONG: (17, 20), "a": (17, 20)})  # fmt: skip


def on_track(state: State, day: int, **more: Any) -> State:
    facts, start, _ = first_morning()
    placed = {date_of(20): tuple(rows().values())}
    following = replace(start, runs={date_of(20): RunAt((2, 0), (3, 0), LEFT)}, placed=placed, **more)
    return _on_track(facts, following, state, date_of(day))


@pytest.mark.parametrize(
    ("more", "stage", "next_run"),
    [
        ({}, (3, 1), 22),  # nothing was run yet: as laid
        ({"track": (5, 1), "ran_on": date_of(20)}, (5, 1), 22),
        ({"track": (5, 1), "ran_on": date_of(20), "no_run_before": 24}, (5, 1), 24),
        ({"track": (5, 1), "ran_on": date_of(14)}, (3, 0), 22),  # 7 days without a run: 2 stages back
    ],
)
def test_the_track_stands_where_the_runs_that_were_done_have_brought_it(
    more: dict[str, Any], stage: tuple[int, int], next_run: int
) -> None:
    after = on_track(NOW, 21, **more)
    assert ((after.stage, after.sessions), after.next_run) == (stage, next_run)


@pytest.mark.parametrize(
    ("not_done", "heavy", "along"),
    [
        # the heavy row of that day was done, or nobody knows: it keeps its distance
        (set(), 20, (17, 20)),
        ({LIGHT, "along"}, 20, (17,)),
        # all of it was written down as not done: as the days before left it
        ({HEAVY}, 17, (17, 20)),
        ({HEAVY, LIGHT, "along"}, 17, (17,)),
    ],
)
def test_a_run_that_was_not_done_comes_again_with_what_goes_with_it(
    not_done: set[str], heavy: int, along: tuple[int, ...]
) -> None:
    after = on_track(NOW, 21, not_run=date_of(20), not_done=frozenset(not_done))
    assert (after.runs, after.next_run) == ((17,), 20)
    assert after.heavy.get("hamstring") == heavy
    assert after.heavy.get("calf") is None  # only the run itself had loaded it
    assert after.done == {ALONG: along, "a": (17, 20)}
    assert (after.stage, after.sessions) == (3, 1)


def test_only_the_last_run_can_come_again() -> None:
    assert on_track(NOW, 21, not_run=date_of(17)) == NOW
    assert on_track(replace(NOW, runs=()), 21, not_run=date_of(20)) == replace(NOW, runs=())
    three = replace(NOW, runs=(14, 17, 20))
    after = on_track(three, 21, not_run=date_of(20), not_done=frozenset({"along"}))
    assert (after.runs, after.done[ALONG]) == ((14, 17), (17,))
    assert on_track(three, 21, not_run=date_of(17)) == three


def test_a_plan_goes_up_to_the_phase_that_waits_for_its_clinician_and_begins_where_it_is_used() -> None:
    item = ClearanceItem(title="T", ask="?", accept=("yes",), needed=False)
    asked = order_of(MAKER, STRAIN, None, as_of=1)
    waits = asked.protocol.phases["speed"].model_copy(update={"requires": {"item": ("yes",)}})
    phases = {**asked.protocol.phases, "speed": waits}
    held = asked.protocol.model_copy(update={"phases": phases, "clearance": {"item": item}})
    for stated, numbers in (({}, [1, 2, 3]), ({"item": "yes"}, [1, 2, 3, 4, 5, 6])):
        order = replace(asked, protocol=held, case=asked.case.model_copy(update={"clearance": stated}))
        course = course_of(order, weigh(order, LIBRARY.shelf, None), LIBRARY.shelf)
        assert [window.number for window in course.laid] == numbers
        assert course.last_day == course.laid[-1].last
    late = order_of(MAKER, STRAIN, None, as_of=40)
    course = course_of(replace(late, started=None), weigh(late, LIBRARY.shelf, None), LIBRARY.shelf)
    assert (course.laid[0].number, course.laid[0].first) == (2, 40)


def test_a_plan_ends_with_its_last_phase_or_after_as_many_weeks_as_the_shared_files_say() -> None:
    longest = LIBRARY.shelf.frameworks.timing.plan_weeks * 7
    phase = LIBRARY.protocol(STRAIN.condition).phases["maintain"]
    for last, from_day, days in ((30, 5, 26), (9999, 1, longest), (9999, 40, longest)):
        found = _last_day([Window("maintain", phase, 1, 1, last)], from_day, LIBRARY.shelf)
        assert found - from_day + 1 == days


def test_a_day_keeps_its_rows_and_its_run_for_the_mornings_after() -> None:
    made = followed(MAKER, STRAIN, (), as_of=2)
    course, (heavy, light, _) = made.folded.course, rows().values()
    phase = course.ground.phases[SPEED]
    placed = PlacedDay(phase, tuple(PlacedRow(row, row.slot.dose, 1) for row in (heavy, light)), None)
    following = in_phase(SPEED, opened=25)
    kept = _laid_down(following, date_of(30), placed, course, LEFT, NOW)
    assert kept.placed == {date_of(30): (heavy, light)}
    assert (kept.runs, kept.track) == ({}, None)
    stage = course.ground.track[1]
    assert phase.run is not None
    run = PlacedRun(stage, 2, phase.run, "speed")
    kept = _laid_down(following, date_of(30), replace(placed, run=run), course, LEFT, NOW)
    assert kept.runs == {date_of(30): RunAt((1, 1), (3, 1), LEFT)}
    assert kept.track == (1, 1)
    assert _laid_down(
        replace(following, track=(4, 0)), date_of(30), replace(placed, run=run), course, LEFT, NOW
    ).track == (4, 0)


@pytest.mark.parametrize(
    ("level", "share", "progress", "dose"),
    [
        (None, 1.0, "", "5 x 10"),
        (Level(ups=2), 1.0, "", "5 x 12"),
        (Level(ups=1), 1.0, "add 2 reps after 2 green sessions", "5 x 12"),
        (Level(ups=1), 1.0, "Add a little weight.", "5 x 11"),
        (Level(downs=1), 1.0, "", "4 x 10"),
        (None, 0.7, "", "3 x 10"),
    ],
)
def test_the_dose_of_a_day_is_where_the_person_stands(
    level: Level | None, share: float, progress: str, dose: str
) -> None:
    facts, start, _ = first_morning()
    row = rows()[LIGHT]
    row = replace(row, slot=row.slot.model_copy(update={"progress": progress}))
    placed = PlacedDay(None, (PlacedRow(row, parse_dose("5 x 10-14"), 3),), None)  # type: ignore[arg-type]
    following = replace(start, levels={row.key: level} if level else {}, share=share)
    [found] = _at_levels(placed, following, facts).rows
    assert (format_dose(found.dose), found.week, found.row) == (format_dose(parse_dose(dose)), 3, row)


@pytest.mark.parametrize(
    ("case_on", "entries", "day"),
    [(None, [], None), (5, [], 5), (None, [7], 7), (5, [7, 3], 7), (9, [7], 9)],
)
def test_the_last_clearance_counts_wherever_it_is_written(
    case_on: int | None, entries: list[int], day: int | None
) -> None:
    told = [entry(on, "case", "clear", text="A. Clinician") for on in entries]
    clearance = Clearance(name="A. Clinician", on=date_of(case_on)) if case_on else None
    case = Case(condition=STRAIN.condition, cleared_by=clearance)
    found = cleared_on(case, seen(20, *told, entry(15, "case", "pause")))
    assert found == (None if day is None else date_of(day))
    assert cleared_on(case.model_copy(update={"cleared_by": Clearance(name="A")}), seen(20)) is None
    assert isinstance(found, dt.date | None)
