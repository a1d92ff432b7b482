"""On which days an exercise falls, and when a run comes: the fold over the days, row by row, on a phase made by hand.

Plan day 1 is a Wednesday, so days 3, 6, 8, 10 and 13 are Fri, Mon, Wed, Fri and Mon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from combinations import LIBRARY

from rehab.engine.ground import Ground, PhaseGround, Row, TrackStage, is_for, lay_ground, number_of, with_equipment
from rehab.engine.placing import State, step
from rehab.engine.timetable import Window, for_grade, longest_grade, modifier_for, opened_on, windows
from rehab.models.case import Case
from rehab.models.protocol import Modifier, Protocol, Run, Slot
from rehab.notation import format_dose, parse_dose

STRAIN = LIBRARY.protocol("hamstring-strain")
PHASE = STRAIN.phases["speed"]
EXERCISES = LIBRARY.shelf.exercises
TIMING = LIBRARY.shelf.frameworks.timing
LIGHT, HEAVY = EXERCISES["bridge-on-heels"], EXERCISES["nordic-curl"]
TISSUE = "hamstring"
TABLES = LIBRARY.shelf.run_tables
WEDNESDAY = 2


def row(name: str, dose: str, *, heavy: bool = False, weeks: dict[str, str] | None = None, **slot: Any) -> Row:
    told = {week: parse_dose(text) for week, text in (weeks or {}).items()}
    exercise = HEAVY if heavy else LIGHT
    return Row(name, name, exercise, Slot(dose=parse_dose(dose) if dose else None, weeks=told, **slot), "a")


def track(*stages: str, sessions: int = 1) -> tuple[TrackStage, ...]:
    return tuple(TrackStage(1, "A", stage, TABLES["A"].stages[stage], sessions) for stage in stages)


def ground(*rows: Row, run: Run | None = None, days: Any = (), last: int = 28, **more: Any) -> Ground:
    phase = PhaseGround(Window("a", PHASE, 1, more.pop("first", 1), last), rows, run, "a", more.pop("track_end", 0))
    values: dict[str, Any] = {
        "day_one_weekday": WEDNESDAY, "grade": "2", "days": tuple(days), "timing": TIMING,
        "phases": (phase,), "track": (), "run_tables": TABLES, "tissue": TISSUE, "fast_track": False, "left_out": {},
    }  # fmt: skip
    return Ground(**{**values, **more})


def walked(laid: Ground, *, to: int = 14, start: int = 1) -> dict[str, list[int]]:
    """Go through the days, and return those on which each row and the run fall."""
    found: dict[str, list[int]] = {}
    state = State()
    for day in range(start, to + 1):
        state, placed = step(laid, state, day)
        for entry in placed.rows:
            found.setdefault(entry.row.name, []).append(day)
        if placed.run:
            found.setdefault("run", []).append(day)
    return found


DAYS = list(range(1, 15))


@pytest.mark.parametrize(
    ("dose", "slot", "chosen", "expected"),
    [
        ("3 x 12, daily", {}, (), DAYS),
        ("3 x 12", {}, (), DAYS),
        ("3 x 12, every 2nd day", {}, (), [1, 3, 5, 7, 9, 11, 13]),
        ("3 x 12, every 3rd day", {}, (), [1, 4, 7, 10, 13]),
        ("3 x 12, once", {}, (), [1]),
        # so often a week: the usual weekdays
        ("3 x 12, 1/week", {}, (), [4, 11]),
        ("3 x 12, 2/week", {}, (), [3, 7, 10, 14]),
        ("3 x 12, 3/week", {}, (), [1, 3, 6, 8, 10, 13]),
        ("3 x 12, 5/week", {}, (), [1, 2, 3, 6, 7, 8, 9, 10, 13, 14]),
        ("3 x 12, 7/week", {}, (), DAYS),
        # the row's own first day, and plan days before or after which it never falls
        ("3 x 12, every 2nd day", {"first": 2}, (), [2, 4, 6, 8, 10, 12, 14]),
        ("3 x 12, daily", {"not_before": 12}, (), [12, 13, 14]),
        ("3 x 12, daily", {"not_before_by_grade": {"2": 13}, "not_before": 5}, (), [13, 14]),
        ("3 x 12, daily", {"not_before_by_grade": {"1": 13}, "not_before": 12}, (), [12, 13, 14]),
        ("3 x 12, daily", {"not_after": 3}, (), [1, 2, 3]),
        # the person's own weekdays; what is daily stays daily
        ("3 x 12, daily", {}, ("tue", "thu"), DAYS),
        ("3 x 12, daily", {"not_after": 3}, ("tue", "thu"), [1, 2, 3]),
        ("3 x 12, every 2nd day", {}, ("tue", "thu", "sat"), [2, 4, 7, 9, 11, 14]),
        ("3 x 12, 3/week", {}, ("tue", "thu", "sat"), [2, 4, 7, 9, 11, 14]),
        ("3 x 12, 2/week", {}, ("mon", "tue", "wed", "thu"), [2, 6, 9, 13]),
        # a least time between two
        ("3 x 12, 5/week, 48 h apart", {}, (), [1, 3, 6, 8, 10, 13]),
        ("3 x 12, daily, 72 h apart", {}, (), [1, 4, 7, 10, 13]),
    ],
)
def test_a_row_falls_on_its_days(dose: str, slot: dict[str, Any], chosen: Sequence[str], expected: list[int]) -> None:
    assert walked(ground(row("x", dose, **slot), days=chosen)).get("x", []) == expected


def test_a_row_counts_its_weeks_from_its_own_first_day() -> None:
    changing = row("x", "", weeks={"1": "2 x 5, daily", "2-3": "2 x 6, daily"}, first=3)
    laid, state, told = ground(changing), State(), []
    for day in range(1, 29):
        state, placed = step(laid, state, day)
        told += [(day, entry.week, format_dose(entry.dose)[:5]) for entry in placed.rows]
    assert [one for one in told if one[0] in (3, 9, 10, 23, 24, 28)] == [
        (3, 1, "2 x 5"), (9, 1, "2 x 5"), (10, 2, "2 x 6"), (23, 3, "2 x 6"), (24, 4, "2 x 6"), (28, 4, "2 x 6"),
    ]  # fmt: skip
    assert told[0][0] == 3


@pytest.mark.parametrize(
    ("weeks", "week", "dose"),
    [
        ({"1": "2 x 5", "2-4": "2 x 6"}, 1, "2 x 5"),
        ({"1": "2 x 5", "2-4": "2 x 6"}, 4, "2 x 6"),
        ({"1": "2 x 5", "2-4": "2 x 6"}, 9, "2 x 6"),  # the last one goes on
        ({"2-4": "2 x 6", "1": "2 x 5"}, 9, "2 x 6"),
        ({"1-2": "2 x 5", "5": "2 x 8", "7": "2 x 9"}, 4, "2 x 5"),
        ({"1-2": "2 x 5", "5": "2 x 8", "7": "2 x 9"}, 6, "2 x 8"),
        ({"3": "2 x 6"}, 1, "2 x 6"),
    ],
)
def test_a_week_that_is_not_written_has_the_dose_of_the_one_before(weeks: dict[str, str], week: int, dose: str) -> None:
    assert row("x", "", weeks=weeks).dose_in_week(week) == parse_dose(dose)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # two heavy rows of one tissue keep 48 hours, the first in the file goes first, and the other waits
        (
            [row("a", "3 x 5, every 2nd day", heavy=True), row("b", "3 x 5, every 3rd day", heavy=True)],
            {"a": [1, 3, 5, 7, 9, 11, 13], "b": [1, 5, 9, 13]},
        ),
        (
            [row("a", "3 x 5, 3/week", heavy=True), row("b", "3 x 5, 2/week", heavy=True)],
            {"a": [1, 3, 6, 8, 10, 14], "b": [3, 8, 12]},
        ),
        # what is heavy every day by design is not spaced out, and what is light is not either
        (
            [row("a", "3 x 5, daily", heavy=True), row("b", "3 x 5, every 2nd day", heavy=True)],
            {"a": DAYS, "b": [1, 3, 5, 7, 9, 11, 13]},
        ),
        ([row("a", "3 x 5, 3/week"), row("b", "3 x 5, 2/week")], {"a": [1, 3, 6, 8, 10, 13], "b": [3, 7, 10, 14]}),
    ],
)
def test_heavy_work_of_one_tissue_keeps_48_hours(rows: list[Row], expected: dict[str, list[int]]) -> None:
    assert walked(ground(*rows)) == expected


@pytest.mark.parametrize(
    ("slot", "dose", "expected"),
    [
        ({"on_days_of": "a"}, "2 x 5, daily", [1, 3, 6, 8, 10, 13]),
        ({"on_days_of": "a"}, "2 x 5, 1/week", [1, 8]),
        ({"on_days_of": "a"}, "2 x 5, 2/week", [1, 6, 10, 13]),
        ({"off_days_of": "a"}, "2 x 5, daily", [2, 4, 5, 7, 9, 11, 12, 14]),
        ({"off_days_of": "a"}, "2 x 5, 2/week", [2, 5, 9, 12]),
        ({"off_days_of": "a"}, "2 x 5, every 2nd day", [2, 4, 7, 9, 11, 14]),
        # what is not in the phase does not count
        ({"on_days_of": "z"}, "2 x 5, daily", DAYS),
        ({"off_days_of": "z"}, "2 x 5, daily", DAYS),
        ({"on_days_of": "run"}, "2 x 5, daily", DAYS),
    ],
)
def test_a_row_follows_the_days_of_another(slot: dict[str, Any], dose: str, expected: list[int]) -> None:
    """Wherever it stands in the file, the row that it follows is placed first."""
    partner = row("a", "3 x 5, 3/week")
    assert walked(ground(row("b", dose, **slot), partner))["b"] == expected
    assert walked(ground(partner, row("b", dose, **slot)))["b"] == expected


# -- runs ------------------------------------------------------------------------------------------------------------


def run_of(frequency: str = "every 2nd day", **values: Any) -> Run:
    return Run(table="A", stages=(1, 3), frequency=parse_dose(frequency), **values)


THREE = tuple(TABLES["A"].stages)[:3]


def close(*stages: str) -> tuple[TrackStage, ...]:
    """Return stages that may be run on each day."""
    every = [TABLES["A"].stages[stage].model_copy(update={"gap_days": 1}) for stage in stages]
    return tuple(replace(one, stage=stage) for one, stage in zip(track(*stages, sessions=9), every, strict=True))


def runs_of(laid: Ground, *, to: int = 14) -> list[tuple[int, str, int]]:
    """Return the days of the runs, with the stage and the number of the session of it."""
    found, state = [], State()
    for day in range(1, to + 1):
        state, placed = step(laid, state, day)
        if placed.run:
            found.append((day, placed.run.stage.stage_id, placed.run.session))
    return found


def test_runs_go_through_their_stages_and_stay_at_the_last_that_the_phase_allows() -> None:
    one, two, _ = THREE
    stages = (*track(one, sessions=2), *track(two, sessions=3), *track(THREE[2]))
    laid = ground(run=run_of(), track=stages, track_end=2)
    assert runs_of(laid) == [
        (1, one, 1), (3, one, 2), (5, two, 1), (7, two, 2), (9, two, 3), (11, two, 3), (13, two, 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "more", "days"),
    [
        ({}, {}, [1, 3, 5, 7, 9, 11, 13]),
        ({"needs_log": True}, {}, []),
        ({}, {"track_end": 0}, []),
        ({"first": 4}, {}, [4, 6, 8, 10, 12, 14]),
        ({"first": 4, "first_by_grade": {"2": 9}}, {}, [9, 11, 13]),
        ({"not_before": 10}, {}, [10, 12, 14]),
        ({"frequency": "3/week"}, {}, [1, 3, 6, 8, 10, 13]),
        ({"frequency": "1/week"}, {}, [4, 11]),
        ({}, {"days": ("tue", "sat")}, [4, 7, 11, 14]),
        ({"frequency": "2/week"}, {"days": ("mon", "thu", "sun")}, [2, 6, 9, 13]),
        ({"frequency": "every 4th day"}, {}, [1, 5, 9, 13]),
        ({"frequency": "daily"}, {}, [1, 3, 5, 7, 9, 11, 13]),  # the table asks for more
        ({"frequency": "7/week"}, {"track": close(*THREE)}, DAYS),
    ],
)
def test_a_run_comes_on_its_days(values: dict[str, Any], more: dict[str, Any], days: list[int]) -> None:
    made = ground(**{"run": run_of(**values), "track": track(*THREE, sessions=9), "track_end": 3, **more})
    assert [day for day, *_ in runs_of(made)] == days


SPRINT = replace(
    track(THREE[0])[0], stage=TABLES["A"].stages[THREE[0]].model_copy(update={"counts_as": ("sprinting",)})
)


def test_a_sprint_keeps_48_hours_from_heavy_work_and_heavy_work_from_a_sprint() -> None:
    heavy = row("a", "3 x 5, every 3rd day", heavy=True)
    sprints = ground(heavy, run=run_of(), track=(SPRINT,), track_end=1)
    assert walked(sprints) == {"run": [1, 3, 5, 7, 9, 11, 13], "a": [1, 5, 9, 13]}
    jogs = ground(heavy, run=run_of(), track=track(THREE[0]), track_end=1)
    assert walked(jogs) == {"run": [1, 3, 5, 7, 9, 11, 13], "a": [1, 4, 7, 10, 13]}
    other = ground(heavy, run=run_of(), track=(SPRINT,), track_end=1, tissue="calf")
    assert walked(other)["a"] == [1, 4, 7, 10, 13]
    assert walked(ground(heavy, run=run_of(first=2), track=(SPRINT,), track_end=1))["run"] == [3, 5, 7, 9, 11, 13]


def test_heavy_work_waits_for_the_sprint_of_the_next_day() -> None:
    """On the day of the sprint it goes with it; the day before, it would push the sprint away."""
    heavy = row("a", "3 x 5, every 3rd day", heavy=True, first=3)
    laid = ground(heavy, run=run_of("every 3rd day"), track=(SPRINT,), track_end=1)
    assert walked(laid) == {"run": [1, 4, 7, 10, 13], "a": [4, 7, 10, 13]}
    jogs = ground(heavy, run=run_of("every 3rd day"), track=track(THREE[0]), track_end=1)
    assert walked(jogs)["a"] == [3, 6, 9, 12]


def test_a_run_counts_its_first_day_from_the_phase_it_was_written_in() -> None:
    run = run_of(first=4, through="b")
    phases = [PhaseGround(Window(name, PHASE, at, *days), (), run, "b", 1) for at, (name, days) in enumerate({"a": (1, 7), "b": (8, 14)}.items(), 1)]  # fmt: skip
    laid = ground(phases=tuple(phases), track=track(*THREE))
    assert [laid.first_run_day(phase) for phase in laid.phases] == [11, 11]


def test_past_the_end_of_the_track_it_is_its_last_stage() -> None:
    laid = ground(track=track(*THREE))
    assert [laid.next_stage(at).stage_id for at in (0, 2, 3, 9)] == [THREE[0], THREE[2], THREE[2], THREE[2]]


@pytest.mark.parametrize(
    ("grades", "grade", "runs"), [((), "1", True), (("2",), "1", False), (("2",), "2", True), (("2",), None, True)]
)
def test_running_may_be_for_some_grades_only(grades: tuple[str, ...], grade: str | None, runs: bool) -> None:
    assert is_for(run_of(grades=grades), grade) is runs


@pytest.mark.parametrize(
    ("slot", "expected"),
    [
        ({"on_days_of": "run"}, [1, 3, 5, 7, 9, 11, 13]),
        ({"off_days_of": "run"}, [2, 4, 6, 8, 10, 12, 14]),
        ({"on_days_of": "run", "from_stage": 2}, [3, 5, 7, 9, 11, 13]),
        ({"on_days_of": "run", "from_stage": 3}, [5, 7, 9, 11, 13]),
    ],
)
def test_a_row_goes_with_the_runs(slot: dict[str, Any], expected: list[int]) -> None:
    laid = ground(row("b", "2 x 5, daily", **slot), run=run_of(), track=track(*THREE), track_end=3)
    assert walked(laid)["b"] == expected


@pytest.mark.parametrize(
    ("change", "stages"),
    [
        ({}, ["fast", "fast"]),
        ({"fast_track": False}, ["1", "1"]),
        ({"grade": "3"}, ["1", "1"]),
        ({"grade": None}, ["1", "1"]),
        ({"run": run_of(first=7)}, ["fast", "fast"]),
        ({"run": run_of(first=8)}, ["1", "1"]),
    ],
)
def test_a_runner_with_a_mild_injury_and_an_early_first_run_may_begin_further_on(
    change: dict[str, Any], stages: list[str]
) -> None:
    """On the fast track one session of a stage is enough."""
    fast = TABLES["A"].model_copy(
        update={"fast_track_from": THREE[1], "fast_track_below_days": 7, "fast_track_grades": ("1", "2")}
    )
    laid = ground(
        **{
            "run": run_of(),
            "track": track(*THREE, sessions=2),
            "track_end": 3,
            "fast_track": True,
            "run_tables": {**TABLES, "A": fast},
            **change,
        }
    )
    names = {THREE[0]: "1", THREE[1]: "fast", THREE[2]: "fast"}
    assert [names[stage] for _, stage, _ in runs_of(laid)][:2] == stages


@pytest.mark.parametrize(("stage", "number"), [("1", 1), ("1a", 1), ("12", 12), ("4b", 4)])
def test_the_number_of_a_stage(stage: str, number: int) -> None:
    assert number_of(stage) == number


# -- the ground ------------------------------------------------------------------------------------------------------


def laid_for(grade: str | None = "2", held: Protocol = STRAIN, **case: Any) -> Ground:
    person = Case(condition=STRAIN.id, **case)
    return lay_ground(
        held,
        windows(held, grade, None, start_day=1, late=False),
        person,
        grade,
        exercises=EXERCISES,
        run_tables=TABLES,
        timing=TIMING,
        day_one_weekday=WEDNESDAY,
        first_forbid=(),
    )


def test_every_phase_has_its_rows_and_those_that_reach_into_it() -> None:
    order = list(STRAIN.phases)
    for phase in laid_for().phases:
        here = order.index(phase.window.phase_id)
        wanted = [
            name
            for at, other in enumerate(order[: here + 1])
            for name, slot in STRAIN.phases[other].exercises.items()
            if (at == here or (slot.through and order.index(slot.through) >= here))
            and not slot.optional
            and (not slot.grades or "2" in slot.grades)
        ]
        assert [one.name for one in phase.rows] == list(dict.fromkeys(wanted))


def with_speed(**values: Any) -> Protocol:
    return STRAIN.model_copy(update={"phases": {**STRAIN.phases, "speed": PHASE.model_copy(update=values)}})


@pytest.mark.parametrize(
    ("forbid", "ends"),
    [
        # table J: 6 stages in the third phase, then 2 to 6; 3 and on are fast, 5 and on are sprints
        ((), [0, 0, 6, 11, 11, 11]),
        (("sprinting",), [0, 0, 6, 9, 11, 11]),
        (("running-above-70",), [0, 0, 6, 7, 11, 11]),
        (("running",), [0, 0, 6, 0, 11, 11]),
    ],
)
def test_the_track_goes_as_far_as_the_phases_so_far_and_what_is_forbidden(
    forbid: tuple[str, ...], ends: list[int]
) -> None:
    laid = laid_for(held=with_speed(forbid=forbid))
    assert [entry.label for entry in laid.track] == ["J1a", "J1b", "J1c", "J1d", "J1e", "J1f", *(f"J{at}" for at in range(2, 7))]  # fmt: skip
    assert [phase.track_end for phase in laid.phases] == ends


@pytest.mark.parametrize(
    ("through", "runs"),
    [(None, [3]), ("speed", [3]), ("return", [3, 4]), ("maintain", [3, 4, 5])],
)
def test_running_goes_on_to_the_end_of_the_phase_it_names(through: str | None, runs: list[int]) -> None:
    assert PHASE.run is not None
    held = with_speed(run=PHASE.run.model_copy(update={"through": through}))
    early = held.phases["lengthening"].model_copy(update={"run": None})
    laid = laid_for(held=held.model_copy(update={"phases": {**held.phases, "lengthening": early}}))
    assert [at for at, phase in enumerate(laid.phases) if phase.run] == runs
    assert {phase.run_from for phase in laid.phases if phase.run} == {"speed"}


@pytest.mark.parametrize(
    ("values", "sessions"),
    [
        ({"sessions": None, "sessions_by_grade": {}}, None),  # as the table says
        ({"sessions": 2, "sessions_by_grade": {}}, 2),
        ({"sessions": 2, "sessions_by_grade": {"1": 4}}, 2),
        ({"sessions": 2, "sessions_by_grade": {"2": 3}}, 3),
        ({"sessions": None, "sessions_by_grade": {"2": 3}}, 3),
    ],
)
def test_a_stage_is_run_as_often_as_the_grade_the_phase_or_the_table_says(
    values: dict[str, Any], sessions: int | None
) -> None:
    assert PHASE.run is not None
    held = with_speed(run=PHASE.run.model_copy(update=values))
    stages = [entry for entry in laid_for(held=held).track if entry.phase_number == 4]
    assert [entry.sessions for entry in stages] == [sessions or entry.stage.sessions for entry in stages]
    assert len(stages) == 5


@pytest.mark.parametrize(("runner", "open_to_all", "fast"), [(True, True, True), (True, False, False), (False, True, False)])  # fmt: skip
def test_only_a_runner_may_begin_further_on_and_only_where_no_phase_says_no(
    runner: bool, open_to_all: bool, fast: bool
) -> None:
    assert PHASE.run is not None
    held = with_speed(run=PHASE.run.model_copy(update={"fast_track": open_to_all}))
    assert laid_for(held=held, runner=runner).fast_track is fast


def test_what_cannot_be_done_for_want_of_a_piece_is_named_with_it() -> None:
    name, piece = next(
        (name, thing)
        for phase in STRAIN.phases.values()
        for name, slot in phase.exercises.items()
        for thing in EXERCISES[name].equipment
        if not slot.optional and with_equipment(name, EXERCISES, (thing,)) is None
    )
    laid = laid_for(without=("nothing", piece))
    assert laid.left_out[name] == piece
    assert not [one for phase in laid.phases for one in phase.rows if one.name == name]


@pytest.mark.parametrize(
    ("without", "expected"),
    [
        ((), "slider-curl"),
        (("sliders",), "slider-curl"),
        (("nothing of the kind",), "slider-curl"),
    ],
)
def test_a_household_substitute_counts_as_having_it(without: Sequence[str], expected: str | None) -> None:
    thing = EXERCISES["bridge-on-heels"].model_copy(
        update={"equipment": ("sliders",), "substitutes": {"sliders": "socks"}}
    )
    assert with_equipment("slider-curl", {"slider-curl": thing}, without) == expected


def test_without_a_piece_the_nearest_easier_exercise_stands_in_else_none() -> None:
    def made(*equipment: str, easier: str | None = None) -> Any:
        return LIGHT.model_copy(update={"equipment": equipment, "substitutes": {}, "easier_exercise": easier})

    known = {
        "a": made("band", easier="b"),
        "b": made("band", easier="c"),
        "c": made(easier="a"),
        "d": made("band", easier="d"),
        "e": made("band", easier="x"),
    }
    assert with_equipment("a", known, ("band",)) == "c"
    assert with_equipment("a", known, ("chair",)) == "a"
    assert with_equipment("d", known, ("band",)) is None
    assert with_equipment("e", known, ("band",)) is None


# -- windows ---------------------------------------------------------------------------------------------------------


def lasting(**values: Any) -> Modifier:
    return Modifier(title="x", note="x", **{"phases": ("lengthening", "speed"), "factor": 1.0, **values})


@pytest.mark.parametrize(
    ("modifier", "start", "late", "expected"),
    [
        (None, 1, False, [(1, 3), (4, 10), (11, 24), (25, 38), (39, 56), (57, 126)]),
        (lasting(factor=1.25), 1, False, [(1, 3), (4, 10), (11, 28), (29, 46), (47, 64), (65, 134)]),
        (lasting(add_days={"speed": 3}), 1, False, [(1, 3), (4, 10), (11, 24), (25, 41), (42, 59), (60, 129)]),
        (None, 20, True, [(20, 26), (27, 40), (41, 54), (55, 72), (73, 142)]),
        # the hard minimum of the last phases is day 35: the one before lasts on
        (None, 4, True, [(4, 10), (11, 24), (25, 38), (39, 56), (57, 126)]),
    ],
)
def test_phases_lie_one_after_the_other(
    modifier: Modifier | None, start: int, late: bool, expected: list[tuple[int, int]]
) -> None:
    laid = windows(STRAIN, "2", modifier, start_day=start, late=late)
    assert [(window.first, window.last) for window in laid] == expected
    assert [window.number for window in laid] == list(range(1 + late, 7))


def test_a_hard_minimum_keeps_the_phase_before_longer() -> None:
    later = STRAIN.phases["speed"].model_copy(update={"hard_minimum": {"2": 30}})
    protocol = STRAIN.model_copy(update={"phases": {**STRAIN.phases, "speed": later}})
    laid = windows(protocol, "2", None, start_day=1, late=False)
    assert [(window.first, window.last) for window in laid][2:4] == [(11, 29), (30, 43)]


def test_a_phase_that_opens_ends_the_ones_before_and_the_later_ones_follow() -> None:
    nominal = windows(STRAIN, "2", None, start_day=1, late=False)
    early = opened_on(nominal, 2, 8, nominal, "2")
    assert [(window.first, window.last) for window in early] == [(1, 3), (4, 7), (8, 23), (24, 37), (38, 55), (56, 125)]
    late = opened_on(nominal, 2, 20, nominal, "2")
    assert [(window.first, window.last) for window in late][1:4] == [(4, 10), (20, 33), (34, 47)]
    at_once = opened_on(nominal, 2, 3, nominal, "2")  # before the phase in between has begun
    assert [(window.first, window.last) for window in at_once][:3] == [
        (1, 2),
        (2, 2),
        (3, 23),
    ]  # the next one not before 24
    back = opened_on(early, 1, 2, nominal, "2")
    assert [(window.first, window.last) for window in back][:2] == [(1, 1), (2, 10)]


@pytest.mark.parametrize(
    ("values", "grade", "expected"),
    [({"1": 5, "all": 9}, "1", 5), ({"1": 5, "all": 9}, "2", 9), ({"1": 5}, "2", None), ({"all": 9}, None, 9)],
)
def test_a_value_for_a_grade_goes_before_the_one_for_all(
    values: dict[str, int], grade: str | None, expected: int | None
) -> None:
    assert for_grade(values, grade) == expected


@pytest.mark.parametrize(
    ("age", "told", "factor"),
    [
        (None, (), None),
        (40, (), None),
        (41, (), 1.25),
        (30, ("big",), 1.5),
        (60, ("big",), 1.5),
        (60, ("small",), 1.25),
    ],
)
def test_one_modifier_counts_and_it_is_the_largest(age: int | None, told: Sequence[str], factor: float | None) -> None:
    known = {"old": lasting(factor=1.25, over_age=40), "big": lasting(factor=1.5), "small": lasting(factor=1.1)}
    protocol = STRAIN.model_copy(update={"modifiers": known})
    found = modifier_for(protocol, Case(condition=STRAIN.id, age=age, modifiers=tuple(told)))
    assert (found.factor if found else None) == factor


def test_without_a_grade_the_longest_timetable_counts_of_a_tie_the_more_severe() -> None:
    assert longest_grade(STRAIN) == "2"
    assert longest_grade(STRAIN.model_copy(update={"grades": {}})) is None
    even = {key: phase.model_copy(update={"days": {"all": (1, 9)}}) for key, phase in STRAIN.phases.items()}
    assert longest_grade(STRAIN.model_copy(update={"phases": even})) == "2"
    assert longest_grade(STRAIN.model_copy(update={"phases": {}})) == "2"
    waits = {**STRAIN.grades, "2": STRAIN.grades["2"].model_copy(update={"needs_clearance": True})}
    assert longest_grade(STRAIN.model_copy(update={"grades": waits})) == "1"
