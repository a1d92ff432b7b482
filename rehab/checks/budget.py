"""Does any day of the timetable hold more minutes or exercises than one may ask of a person?"""

from __future__ import annotations

from collections.abc import Iterator

from rehab.engine.dosing import clock_times, minutes_of, side_of, times_per_day
from rehab.engine.ground import Ground, PhaseGround, Row, TrackStage, lay_ground
from rehab.engine.placing import PlacedDay, State, step
from rehab.engine.timetable import windows
from rehab.errors import Issue, Severity
from rehab.models.case import Case
from rehab.models.protocol import Protocol
from rehab.models.shelf import Shelf
from rehab.notation import Dose, parse_dose

NOBODY = Case()
"""Someone of whom nothing is known: the default timetable is laid for them."""
MONDAY = 0


def check(protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    """Yield a warning for each phase with a day above the budget, at the fullest day over all grades."""
    fullest: dict[str, dict[str, tuple[int, int, str]]] = {"minutes": {}, "exercises": {}}
    grades: list[str | None] = [grade for grade, entry in protocol.grades.items() if entry.route == "plan"]
    for grade in grades or [None]:
        for phase_id, day, minutes, exercises in _days(protocol, grade, shelf):
            for what, amount in (("minutes", minutes), ("exercises", exercises)):
                held = fullest[what].get(phase_id)
                if held is None or amount > held[0]:
                    whose = "" if grade is None else f" with grade {grade}"
                    fullest[what][phase_id] = (amount, day, whose)
    limits = shelf.limits.day
    for phase_id in protocol.phases:
        for what, most in (("minutes", limits.minutes), ("exercises", limits.exercises)):
            amount, day, whose = fullest[what].get(phase_id, (0, 0, ""))
            if amount > most:
                message = f"day {day}{whose} holds {amount} {what} in the phase '{phase_id}'; the budget is {most}"
                hint = "leave something out, do it less often, or move it to another day"
                path = ("phases", phase_id) if what == "minutes" else ("phases", phase_id, "exercises")
                yield Issue("over-budget", message, hint, Severity.WARNING, path, amount=amount)


def _days(protocol: Protocol, grade: str | None, shelf: Shelf) -> Iterator[tuple[str, int, int, int]]:
    """Yield the phase, the plan day, its minutes and its exercises, for every day of the timetable of a grade."""
    laid = windows(protocol, grade, None, start_day=1, late=False)
    if not laid:
        return
    timing = shelf.frameworks.timing
    ground = lay_ground(
        protocol,
        laid,
        NOBODY,
        grade,
        exercises=shelf.exercises,
        run_tables=shelf.run_tables,
        timing=timing,
        day_one_weekday=MONDAY,
        first_forbid=shelf.frameworks.frameworks[protocol.framework].forbid_first_days,
    )
    known: dict[tuple[str, int], int] = {}
    full = {entry.window.phase_id for entry in ground.phases if _may_be_full(entry, ground, shelf, known)}
    last = max((entry.window.last for entry in ground.phases if entry.window.phase_id in full), default=0)
    state = State()
    for day in range(laid[0].first, min(last, timing.plan_weeks * 7) + 1):
        state, placed = step(ground, state, day)
        if (phase_id := placed.phase.window.phase_id) in full:
            yield phase_id, day, _minutes(placed, ground, shelf, known), len(placed.rows) + (placed.run is not None)


def _may_be_full(phase: PhaseGround, ground: Ground, shelf: Shelf, known: dict[tuple[str, int], int]) -> bool:
    """Tell whether a phase would be above the budget if all it holds fell on one day: only then days are laid out."""
    limits = shelf.limits.day
    doses = [(row, dose) for row in phase.rows for dose in (row.slot.dose, *row.slot.weeks.values()) if dose]
    rows: dict[str, int] = {}
    for row, dose in doses:
        rows[row.key] = max(rows.get(row.key, 0), _row_minutes(row, dose, ground, known))
    runs = [_run_minutes(stage, ground, shelf, known) for stage in ground.track[: phase.track_end]] if phase.run else []
    minutes, exercises = sum(rows.values()) + max(runs, default=0), len(phase.rows) + bool(runs)
    return minutes > limits.minutes or exercises > limits.exercises


def _minutes(placed: PlacedDay, ground: Ground, shelf: Shelf, known: dict[tuple[str, int], int]) -> int:
    rows = sum(_row_minutes(entry.row, entry.dose, ground, known) for entry in placed.rows)
    return rows + (_run_minutes(placed.run.stage, ground, shelf, known) if placed.run else 0)


def _row_minutes(row: Row, dose: Dose, ground: Ground, known: dict[tuple[str, int], int]) -> int:
    key = (row.key, id(dose))
    if key not in known:
        _, each_side = side_of(row, dose, NOBODY)
        times = len(clock_times(dose, ground.timing)) if dose.hourly else times_per_day(dose)
        known[key] = times * minutes_of(dose, row.exercise, ground.timing, each_side=each_side)
    return known[key]


def _run_minutes(stage: TrackStage, ground: Ground, shelf: Shelf, known: dict[tuple[str, int], int]) -> int:
    key = (stage.label, stage.phase_number)
    if key not in known:
        exercise = shelf.exercises[ground.run_tables[stage.table_id].exercise]
        parts = map(parse_dose, stage.stage.parts)
        known[key] = sum(minutes_of(part, exercise, ground.timing, each_side=False) for part in parts)
    return known[key]
