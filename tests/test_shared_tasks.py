"""The rules of a shared day on tasks made by hand: what goes, from which plan, and why."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from combinations import LIBRARY

from rehab.engine.days import codes_of
from rehab.engine.sharing import Part, share
from rehab.models.plan import Day, Reason, Task

MOST = LIBRARY.shelf.frameworks.timing.shared_minutes
LIGHT, OTHER, HEAVY = "bridge-on-heels", "heel-slide", "nordic-curl"
DATE = dt.date(2026, 11, 20)
"""Its number is even: with two plans, heavy work is the first one's today."""


def task(
    name: str, *, kind: str = "load", title: str = "", rule: str = "phases.a", number: int = 1, **told: Any
) -> Task:
    reason = Reason(protocol="p", phase="a", rule=rule, evidence="P")
    exercise = None if kind in ("hydrate", "ice", "check") else name
    values = {"sets": 3, "reps": (10, 10), "minutes": 5, "side": "left", **told}
    return Task(id=f"1.{name}.{number}", kind=kind, title=title or name, short_title=name, exercise=exercise, text="", reason=reason, **values)  # fmt: skip


def shared(
    *parts: tuple[Task, ...], forbidden: tuple[tuple[str, ...], ...] = (), date: dt.date = DATE
) -> list[tuple[int, str, str]]:
    """Return what is left out: of which plan, which task, and why."""
    days = [Day(date=date, day=1, phase="a", tasks=tasks, minutes=sum(one.minutes for one in tasks)) for tasks in parts]
    codes = forbidden or ((),) * len(days)
    return [
        (one.part, one.task.id, one.why)
        for one in share([Part(day, code) for day, code in zip(days, codes, strict=True)], LIBRARY.shelf).left_out
    ]


SMALL, LARGE = task(LIGHT, sets=2), task(LIGHT, sets=3)


@pytest.mark.parametrize(
    ("one", "other", "gone"),
    [
        (LARGE, SMALL, [(0, "1.bridge-on-heels.1", "twice")]),
        (SMALL, LARGE, [(1, "1.bridge-on-heels.1", "twice")]),
        (SMALL, SMALL, [(1, "1.bridge-on-heels.1", "twice")]),
        (SMALL, task(LIGHT, side="right"), []),
        (SMALL, task(OTHER), []),
        # smaller is fewer repetitions, a shorter hold or time, less often, or easier
        (task(LIGHT, reps=(8, 12)), task(LIGHT, reps=(9, 9)), [(1, "1.bridge-on-heels.1", "twice")]),
        (task(LIGHT, hold_seconds=(30, 30)), task(LIGHT, hold_seconds=(20, 45)), [(0, "1.bridge-on-heels.1", "twice")]),
        (task(LIGHT, duration_seconds=(60, 60)), task(LIGHT, duration_seconds=(50, 90)), [(0, "1.bridge-on-heels.1", "twice")]),
        (task(LIGHT, times_per_day=2), task(LIGHT), [(0, "1.bridge-on-heels.1", "twice")]),
        (task(LIGHT, effort=(5, 6)), task(LIGHT, effort=(3, 8)), [(0, "1.bridge-on-heels.1", "twice")]),
        (task(LIGHT, reps_by_set=(12, 10, 8)), task(LIGHT, reps_by_set=(10, 10)), [(0, "1.bridge-on-heels.1", "twice")]),
        (task(LIGHT, reps=None), task(LIGHT, sets=1, reps=(5, 5)), [(1, "1.bridge-on-heels.1", "twice")]),
        (task(LIGHT, sets=None, reps=None), SMALL, [(1, "1.bridge-on-heels.1", "twice")]),
        # of drinks the smaller; of care the same kind and title
        (task("drink", kind="hydrate", times_per_day=9), task("drink", kind="hydrate", title="Water", times_per_day=8), [(0, "1.drink.1", "twice")]),
        (task("ice", kind="ice"), task("ice", kind="ice"), [(1, "1.ice.1", "twice")]),
        (task("ice", kind="ice"), task("ice", kind="ice", title="Cold"), []),
        (task("ice", kind="ice"), task("ice", kind="check", title="ice"), []),
        # of runs the same part of the session
        (task("easy-run", kind="run", side=None), task("other-run", kind="run", side=None, sets=2), [(0, "1.easy-run.1", "twice")]),
        (task("easy-run", kind="run"), task("easy-run", kind="run", number=2), []),
    ],
)  # fmt: skip
def test_the_same_thing_is_done_once_and_the_smaller_stays(one: Task, other: Task, gone: list[Any]) -> None:
    if "other-run" in other.id or one.kind == "run":
        run = next(key for key, exercise in LIBRARY.shelf.exercises.items() if exercise.kind == "run")
        one, other = one.model_copy(update={"exercise": run}), other.model_copy(update={"exercise": run})
    assert shared((one,), (other,)) == gone


def test_twice_in_one_plan_is_as_that_plan_wants_it() -> None:
    assert shared((LARGE, task(LIGHT, number=2)), (task(OTHER),)) == []


def test_heavy_work_on_one_tissue_is_each_plan_s_in_turn() -> None:
    one, other = task(HEAVY), task(HEAVY, side="right")
    assert shared((one,), (other,)) == [(1, "1.nordic-curl.1", "heavy")]
    assert shared((one,), (other,), date=DATE + dt.timedelta(days=1)) == [(0, "1.nordic-curl.1", "heavy")]
    assert shared((task(LIGHT),), (other,)) == []
    tomorrow = DATE + dt.timedelta(days=1)  # of three plans it is the second one's turn, which has none
    assert DATE.toordinal() % 3 == 2
    assert shared((one,), (task(LIGHT),), (other,)) == [(0, "1.nordic-curl.1", "heavy")]
    assert shared((one,), (task(LIGHT),), (other,), date=tomorrow + dt.timedelta(days=1)) == [
        (2, "1.nordic-curl.1", "heavy")
    ]


def test_what_one_plan_forbids_is_out_of_the_others_and_not_of_itself() -> None:
    kind = LIBRARY.shelf.exercises[LIGHT].kind
    assert shared((task(LIGHT),), (task(OTHER, kind="mobility"),), forbidden=((kind,), ())) == []
    assert shared((task(LIGHT),), (task("ice", kind="ice"),), forbidden=((), (kind,))) == [
        (0, "1.bridge-on-heels.1", "forbidden")
    ]
    assert shared((task(LIGHT),), (task("ice", kind="ice"),), forbidden=(("ice",), ())) == [(1, "1.ice.1", "forbidden")]


def test_a_run_counts_as_what_its_stage_makes_of_it() -> None:
    run = next(key for key, exercise in LIBRARY.shelf.exercises.items() if exercise.kind == "run")
    table, stage = next(
        (key, at) for key, one in LIBRARY.shelf.run_tables.items() for at, step in one.stages.items() if "sprinting" in step.counts_as
    )  # fmt: skip
    sprint = task(run, kind="run", rule=f"run-tables.{table}.stages.{stage}")
    assert "sprinting" in codes_of(sprint, LIBRARY.shelf)
    assert "sprinting" not in codes_of(task(run, kind="run"), LIBRARY.shelf)
    assert codes_of(task("ice", kind="ice"), LIBRARY.shelf) == {"ice"}


def test_a_day_that_is_too_long_loses_what_matters_least() -> None:
    long = task(HEAVY, minutes=MOST - 10)
    rolled = task("calf-roll", kind="roll", minutes=6, title="r")
    rubbed = task("calf-massage", kind="massage", minutes=4, title="m")
    care = task("ice", kind="ice", minutes=30)
    names = {
        key: next(name for name, one in LIBRARY.shelf.exercises.items() if one.kind == key)
        for key in ("roll", "massage")
    }
    rolled = rolled.model_copy(update={"exercise": names["roll"]})
    rubbed = rubbed.model_copy(update={"exercise": names["massage"]})
    assert shared((long,), (rolled, rubbed)) == []  # just so long as it may be
    assert shared((long,), (rolled, rubbed, care)) == []  # care takes no minutes of it
    more = task(LIGHT, minutes=1)
    assert shared((long, more), (rolled, rubbed)) == [(1, "1.calf-massage.1", "minutes")]
    more = task(LIGHT, minutes=5)
    assert shared((long, more), (rolled, rubbed)) == [
        (1, "1.calf-massage.1", "minutes"),
        (1, "1.calf-roll.1", "minutes"),
    ]
    twice = rubbed.model_copy(update={"times_per_day": 2})
    assert shared((long,), (rolled, twice)) == [(1, "1.calf-massage.1", "minutes")]


def test_the_minutes_and_glasses_of_a_day_are_those_of_what_is_left() -> None:
    drink = task("drink", kind="hydrate", times_per_day=8, minutes=0)
    days = [
        Day(date=DATE, day=1, phase="a", tasks=(task(LIGHT, times_per_day=2), drink), minutes=99, glasses=3),
        Day(date=DATE, day=1, phase="a", tasks=(task(LIGHT),), minutes=99, glasses=3),
    ]
    found = share([Part(day, ()) for day in days], LIBRARY.shelf).days
    assert [(day.minutes, day.glasses) for day in found] == [(0, 8), (5, None)]
