"""Which exercises and which run fall on which day: one step of the fold over the days of a plan.

A day sees only the days before it. What is placed first wins: the run, then the rows in the order of the file,
then the rows that depend on another row's days.
"""

from __future__ import annotations

import bisect
import functools
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from rehab.engine.ground import Ground, PhaseGround, Row, TrackStage, number_of
from rehab.models.protocol import Run
from rehab.notation import Dose, Frequency, Span

RUN = "run"
Due = Literal["yes", "no", "wait"]


@dataclass(frozen=True, slots=True)
class State:
    """What the days before left behind."""

    stage: int = 0
    sessions: int = 0
    next_run: int = 0
    runs: tuple[int, ...] = ()
    done: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    heavy: Mapping[str, int] = field(default_factory=dict)
    waiting: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PlacedRow:
    row: Row
    dose: Dose
    week: int


@dataclass(frozen=True, slots=True)
class PlacedRun:
    stage: TrackStage
    session: int
    run: Run
    phase_id: str


@dataclass(frozen=True)
class Content:
    """What tells a day's exercises and run from those of other days of the plan. It is looked up on each day."""

    parts: Hashable

    def __hash__(self) -> int:
        return self._hash

    @functools.cached_property
    def _hash(self) -> int:
        return hash(self.parts)


@dataclass(frozen=True)
class PlacedDay:
    """What falls on one day."""

    phase: PhaseGround
    rows: tuple[PlacedRow, ...]
    run: PlacedRun | None

    @functools.cached_property
    def content(self) -> Content:
        run = self.run
        stage = run and (run.stage.phase_number, run.stage.table_id, run.stage.stage_id, run.session, run.phase_id)
        return Content((self.phase.window.phase_id, tuple((entry.row.key, entry.dose) for entry in self.rows), stage))


def step(ground: Ground, state: State, day: int) -> tuple[State, PlacedDay]:
    """Place one plan day after the days before it, and return what the next day has to know."""
    phase = ground.phase_on(day)
    state, run = _place_run(ground, phase, state, day)
    here = {RUN} if run else set()
    placed: dict[int, PlacedRow] = {}
    waiting: set[str] = set()
    for anchor, place, row in ground.in_turn(phase):
        if day < anchor:
            continue
        if row.always:
            placed[place] = PlacedRow(row, row.dose_in_week(1), (day - anchor) // 7 + 1)
            here.add(row.name)
            continue
        entry = _place_row(ground, phase, state, row, day, anchor, here, run)
        if entry == "wait":
            waiting.add(row.key)
        elif entry:
            placed[place] = entry
            here.add(row.name)
    rows = tuple(placed[place] for place in sorted(placed))
    after = _after(state, day, rows, waiting) if rows or waiting else state
    return after, PlacedDay(phase, rows, run)


def _after(state: State, day: int, rows: Sequence[PlacedRow], waiting: Collection[str]) -> State:
    """Return what the next day has to know once these rows are done and those wait: one new state a day."""
    done, heavy = dict(state.done), dict(state.heavy)
    for entry in rows:
        done[entry.row.key] = (*done.get(entry.row.key, ()), day)
        if tissue := _heavy_tissue(entry.row, entry.dose.frequency):
            heavy[tissue] = day
    wait = (state.waiting | frozenset(waiting)).difference(entry.row.key for entry in rows)
    return State(state.stage, state.sessions, state.next_run, state.runs, done, heavy, wait)


def _place_run(ground: Ground, phase: PhaseGround, state: State, day: int) -> tuple[State, PlacedRun | None]:
    run = phase.run
    if run is None or run.needs_log or not phase.track_end:
        return state, None
    if day < max(ground.first_run_day(phase), state.next_run):
        return state, None
    stage_at, sessions = _start_of_track(ground, state, day)
    if stage_at >= phase.track_end:
        stage_at, sessions = phase.track_end - 1, ground.track[phase.track_end - 1].sessions - 1
    entry = ground.track[stage_at]
    frequency = run.frequency.frequency or Frequency(every_days=entry.stage.gap_days)
    week_start = phase.window.first + (day - phase.window.first) // 7 * 7
    if frequency.per_week:
        count = int(frequency.per_week.low)
        if ground.weekday(day) not in ground.weekdays(count) or sum(week_start <= done for done in state.runs) >= count:
            return state, None
    elif ground.days and ground.weekday(day) not in ground.days:
        return state, None
    heavy = ground.tissue if entry.sprints else None
    if heavy and _too_close(ground, state, heavy, day):
        return state, None
    needed = 1 if _fast(ground, entry, state, day) else entry.sessions
    sessions += 1
    placed = PlacedRun(entry, sessions, run, phase.window.phase_id)
    finished = sessions >= needed and stage_at + 1 < len(ground.track)
    gap = max(entry.stage.gap_days, frequency.every_days or 1)
    return (
        replace(
            state,
            stage=stage_at + 1 if finished else stage_at,
            sessions=0 if finished else sessions,
            next_run=day + gap,
            runs=(*state.runs, day),
            heavy={**state.heavy, heavy: day} if heavy else state.heavy,
        ),
        placed,
    )


def _fast(ground: Ground, entry: TrackStage, state: State, day: int) -> bool:
    """Tell whether this table may be taken on its fast track: a runner, an early first run, a mild enough grade."""
    table = ground.run_tables[entry.table_id]
    first_run = state.runs[0] if state.runs else day
    return (
        ground.fast_track
        and table.fast_track_from is not None
        and ground.grade in table.fast_track_grades
        and first_run - 1 < (table.fast_track_below_days or 0)
    )


def _start_of_track(ground: Ground, state: State, day: int) -> tuple[int, int]:
    """Return the stage of the track that is next, and the sessions already done of it."""
    entry = ground.next_stage(state.stage)
    table = ground.run_tables[entry.table_id]
    if not state.runs and _fast(ground, entry, state, day):
        for at, candidate in enumerate(ground.track):
            if candidate.table_id == entry.table_id and candidate.stage_id == table.fast_track_from:
                return at, 0
    return state.stage, state.sessions


def _too_close(ground: Ground, state: State, tissue: str, day: int) -> bool:
    last = state.heavy.get(tissue)
    return last is not None and 0 < day - last < ground.timing.heavy_gap_days


def _heavy_tissue(row: Row, frequency: Frequency | None) -> str | None:
    """Return the tissue a row loads heavily; a row that is done every day by design is not spaced out."""
    if row.exercise.heavy is None or frequency is None or frequency.every_days == 1:
        return None
    return row.exercise.heavy


def _place_row(
    ground: Ground,
    phase: PhaseGround,
    state: State,
    row: Row,
    day: int,
    anchor: int,
    here: set[str],
    run: PlacedRun | None,
) -> PlacedRow | Literal["wait"] | None:
    """Return the row with its dose of today, or that it waits for a later day, or nothing."""
    if row.slot.not_after is not None and day > row.slot.not_after:
        return None
    week = (day - anchor) // 7 + 1
    dose = row.dose_in_week(week)
    due = _is_due(ground, phase, state, row, dose.frequency, day, anchor=anchor, week=week)
    if due == "no":
        return None
    if not _partners_allow(phase, row, here, run):
        kept_off = due == "yes" and row.slot.off_days_of in here  # it is due, and waits for a day without that
        return "wait" if kept_off else None
    if due != "yes":
        return "wait" if due == "wait" else None
    tissue = _heavy_tissue(row, dose.frequency)
    heavy_run_tomorrow = (
        tissue is not None
        and tissue == ground.tissue
        and RUN not in here
        and phase.run is not None
        and bool(state.runs)
        and state.next_run == day + 1
        and ground.next_stage(state.stage).sprints
    )
    if tissue and (_too_close(ground, state, tissue, day) or heavy_run_tomorrow):
        return "wait"
    return PlacedRow(row, dose, week)


def _in_phase(phase: PhaseGround, exercise_id: str) -> bool:
    if exercise_id == RUN:
        return phase.run is not None and not phase.run.needs_log and phase.track_end > 0
    return exercise_id in phase.names


def _partners_allow(phase: PhaseGround, row: Row, here: set[str], run: PlacedRun | None) -> bool:
    """Tell whether the days of the exercise this row depends on allow today; absent from the phase, it does not count."""
    on, off = row.slot.on_days_of, row.slot.off_days_of
    if on and _in_phase(phase, on) and on not in here:
        return False
    if off and off in here:
        return False
    if row.slot.from_stage is not None:
        return run is not None and number_of(run.stage.stage_id) >= row.slot.from_stage
    return True


def _is_due(
    ground: Ground,
    phase: PhaseGround,
    state: State,
    row: Row,
    frequency: Frequency | None,
    day: int,
    *,
    anchor: int,
    week: int,
) -> Due:
    """Tell whether a row falls on a day; ``wait`` if it would, but too soon after its last session."""
    days = state.done.get(row.key, ())
    if frequency is None:
        return "yes"
    if frequency.once:
        return "no" if days else "yes"
    since = day - days[-1] if days else None
    if frequency.gap_hours and since is not None and since * 24 < frequency.gap_hours:
        return "no"
    if frequency.every_days:
        if frequency.every_days > 1 and ground.days and ground.weekday(day) not in ground.days:
            return "no"
        if since is None:
            first = (day - anchor) % frequency.every_days == 0 or row.key in state.waiting or bool(ground.days)
            return "yes" if first else "no"
        return "yes" if since >= frequency.every_days else "no"
    per_week = frequency.per_week or Span(7, 7)
    count = int(per_week.low)
    on = row.slot.on_days_of and _in_phase(phase, row.slot.on_days_of)
    off = row.slot.off_days_of and _in_phase(phase, row.slot.off_days_of)
    usual = ground.weekday(day) in ground.weekdays(count)
    if not (on or off or usual or row.key in state.waiting):
        return "no"
    if len(days) - bisect.bisect_left(days, anchor + (week - 1) * 7) >= count:  # as often this week
        return "no"
    too_soon = since is not None and since < ground.timing.session_gap_days.get(str(count), 1)
    allowed = not ground.days or ground.weekday(day) in ground.days
    if on:
        return "yes" if allowed and not too_soon else "no"
    if off:
        return "yes" if not too_soon else "no"
    if usual or (row.key in state.waiting and allowed):
        return "wait" if too_soon else "yes"
    return "no"
