"""What every day of a plan stands on: the rows of each phase, and the running track over all phases."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rehab import schedule
from rehab.engine.timetable import Window, for_grade, forbidden_in
from rehab.models.case import Case, Weekday
from rehab.models.exercise import Exercise
from rehab.models.framework import RunTable, RunTableStage, Timing
from rehab.models.protocol import Protocol, Run, Slot
from rehab.notation import Dose


@dataclass(frozen=True)
class Row:
    """One exercise of a phase, as it is active in some phase: ``origin`` is the phase that it was written in.

    ``name`` is its key in the file; ``exercise_id`` differs from it where equipment is missing and an easier
    exercise stands in.
    """

    name: str
    exercise_id: str
    exercise: Exercise
    slot: Slot
    origin: str

    @functools.cached_property
    def key(self) -> str:
        return f"{self.origin}.{self.name}"

    @functools.cached_property
    def always(self) -> bool:
        """Tell whether nothing can keep it off a day: one dose, every day or whenever, and no other row to wait for."""
        slot = self.slot
        if slot.dose is None or slot.weeks or slot.not_after is not None or slot.from_stage is not None:
            return False
        often = slot.dose.frequency
        daily = often is None or (often.every_days == 1 and not often.once and not often.gap_hours)
        return daily and not slot.on_days_of and not slot.off_days_of

    def dose_in_week(self, week: int) -> Dose:
        """Return the dose of the row's own week (from 1); after the last week written, that one goes on."""
        if not self.slot.weeks:
            assert self.slot.dose is not None
            return self.slot.dose
        best: tuple[int, Dose] | None = None
        for first, last, dose in self._weeks:
            if first <= week <= last:
                return dose
            if first <= week and (best is None or first > best[0]):
                best = (first, dose)
        return best[1] if best else next(iter(self.slot.weeks.values()))

    @functools.cached_property
    def _weeks(self) -> tuple[tuple[int, int, Dose], ...]:
        """The doses that change by week, with the first and the last week of each."""
        parts = [(*weeks.partition("-"), dose) for weeks, dose in self.slot.weeks.items()]
        return tuple((int(first), int(last or first), dose) for first, _, last, dose in parts)


@dataclass(frozen=True, slots=True)
class TrackStage:
    """One stage of the running track: the stages of all phases in order."""

    phase_number: int
    table_id: str
    stage_id: str
    stage: RunTableStage
    sessions: int

    @property
    def label(self) -> str:
        """What the stage is called: A4 in table A, 4 in a track that only one condition has."""
        return f"{self.table_id}{self.stage_id}" if len(self.table_id) == 1 else self.stage_id

    @property
    def sprints(self) -> bool:
        """Tell whether it loads the tissue as heavily as an exercise that is marked heavy does."""
        return "sprinting" in self.stage.counts_as


@dataclass(frozen=True)
class PhaseGround:
    """What does not change within a phase: its rows and how running goes in it."""

    window: Window
    rows: tuple[Row, ...]
    run: Run | None
    run_from: str
    """The phase that running was written in."""
    track_end: int

    @functools.cached_property
    def names(self) -> frozenset[str]:
        """What its rows are called in the file."""
        return frozenset(row.name for row in self.rows)


@dataclass(frozen=True)
class Ground:
    """What a plan stands on: the protocol's phases on their days, and what of the case moves them; never a side."""

    day_one_weekday: int
    grade: str | None
    days: tuple[Weekday, ...]
    """The weekdays that the person chose; empty: the usual ones."""
    timing: Timing
    phases: tuple[PhaseGround, ...]
    track: tuple[TrackStage, ...]
    run_tables: Mapping[str, RunTable]
    tissue: str | None
    fast_track: bool
    left_out: Mapping[str, str]
    """Exercises left out for want of equipment, and the piece that is missing."""

    def phase_on(self, day: int) -> PhaseGround:
        """Return the phase of a plan day; before the first and after the last one, the nearest."""
        for ground in self.phases:
            if day <= ground.window.last:
                return ground
        return self.phases[-1]

    def anchor(self, row: Row, phase: PhaseGround) -> int:
        """Return the plan day from which the days and weeks of a row count; never before its hard minimum.

        A row written in a phase that is not in the plan counts from ``phase``, the one it is done in, and from its
        first day: "from day 2 on" of days that are over is today.
        """
        return self._anchors[phase.window.phase_id, row.key]

    @functools.cached_property
    def _anchors(self) -> Mapping[tuple[str, str], int]:
        """The anchors of all rows: each is asked for on every day, and working it out was a tenth of a compile."""
        opened = {phase.window.phase_id: phase.window.first for phase in self.phases}
        return {
            (phase.window.phase_id, row.key): max(
                opened[row.origin] + row.slot.first - 1 if row.origin in opened else phase.window.first,
                self.earliest(row.slot),
            )
            for phase in self.phases
            for row in phase.rows
        }

    def in_turn(self, phase: PhaseGround) -> Sequence[tuple[int, int, Row]]:
        """Return the rows of a phase with their anchors and places, in the order they are placed.

        Those that follow another row's days come last.
        """
        return self._turns[phase.window.phase_id]

    @functools.cached_property
    def _turns(self) -> Mapping[str, Sequence[tuple[int, int, Row]]]:
        return {
            phase.window.phase_id: sorted(
                ((self.anchor(row, phase), place, row) for place, row in enumerate(phase.rows)),
                key=lambda one: bool(one[2].slot.on_days_of or one[2].slot.off_days_of),
            )
            for phase in self.phases
        }

    def first_run_day(self, phase: PhaseGround) -> int:
        """Return the plan day before which a phase holds no run: its day in the phase it was written in, and its limits."""
        return self._first_run_days[phase.window.phase_id]

    @functools.cached_property
    def _first_run_days(self) -> Mapping[str, int]:
        return {phase.window.phase_id: self._first_run_day(phase) for phase in self.phases if phase.run}

    def _first_run_day(self, phase: PhaseGround) -> int:
        assert phase.run is not None
        opened = next((one.window.first for one in self.phases if one.window.phase_id == phase.run_from), 1)
        nth = for_grade(phase.run.first_by_grade, self.grade) or phase.run.first
        return max(opened + nth - 1, self.earliest(phase.run))

    def earliest(self, limits: Slot | Run) -> int:
        """Return the plan day before which a row or a run never starts: its hard minimum for the grade, else 1."""
        return max(limits.not_before or 1, for_grade(limits.not_before_by_grade, self.grade) or 1)

    def next_stage(self, stage: int) -> TrackStage:
        """Return the stage of the track at an index from 0; past its end, the last one."""
        return self.track[min(stage, len(self.track) - 1)]

    def weekday(self, day: int) -> str:
        return schedule.WEEKDAYS[(self.day_one_weekday + day - 1) % 7]

    def weekdays(self, count: int) -> tuple[str, ...]:
        """Return the weekdays of what is done ``count`` times a week: the person's own, else the usual ones."""
        if count not in self._weekdays:
            usual = None if self.days else self.timing.weekdays.get(str(count))
            self._weekdays[count] = usual or schedule.spread(self.days or schedule.WEEKDAYS, count)
        return self._weekdays[count]

    @functools.cached_property
    def _weekdays(self) -> dict[int, tuple[str, ...]]:
        """The weekdays of each count, so far as they were asked for."""
        return {}


def is_for(run: Run, grade: str | None) -> bool:
    """Tell whether running of a phase is for a grade; without a grade it is."""
    return not run.grades or grade is None or grade in run.grades


def number_of(stage_id: str) -> int:
    """Return the number of a stage: 1 for ``1a``."""
    return int(stage_id.rstrip("abcdefghij"))


def lay_ground(
    protocol: Protocol,
    laid: Sequence[Window],
    case: Case,
    grade: str | None,
    *,
    exercises: Mapping[str, Exercise],
    run_tables: Mapping[str, RunTable],
    timing: Timing,
    day_one_weekday: int,
    first_forbid: Sequence[str],
) -> Ground:
    """Gather what every day needs: the rows of each phase, and the running track over all phases.

    Nothing a phase forbids is among its rows, whoever wrote it there. ``first_forbid`` is forbidden in the first
    phase (PEACE or RICE) of every protocol of the framework.
    """
    order = list(protocol.phases)
    track: list[TrackStage] = []
    for window in laid:
        if window.phase.run and is_for(window.phase.run, grade):
            table = run_tables[window.phase.run.table]
            low, high = window.phase.run.stages
            low = max(low, for_grade(window.phase.run.first_stage_by_grade, grade) or low)
            sessions = for_grade(window.phase.run.sessions_by_grade, grade) or window.phase.run.sessions
            track += [
                TrackStage(window.number, window.phase.run.table, stage_id, stage, sessions or stage.sessions)
                for stage_id, stage in table.stages.items()
                if low <= number_of(stage_id) <= high
            ]
    grounds = []
    left_out: dict[str, str] = {}
    for window in laid:
        forbidden = forbidden_in(window.phase, first_forbid)
        rows: dict[str, Row] = {}
        run: Run | None = None
        run_from = window.phase_id
        for phase_id in order[: order.index(window.phase_id) + 1]:
            phase = protocol.phases[phase_id]
            here = phase_id == window.phase_id
            for exercise_id, slot in phase.exercises.items():
                reaches = slot.through is not None and order.index(slot.through) >= order.index(window.phase_id)
                wanted = not slot.optional or exercise_id in case.with_optional
                of_grade = not slot.grades or grade is None or grade in slot.grades
                if (here or reaches) and wanted and of_grade:
                    chosen = with_equipment(exercise_id, exercises, case.without)
                    if chosen is None:
                        left_out[exercise_id] = _missing(exercises[exercise_id], case.without)[0]
                        rows.pop(exercise_id, None)
                    elif not forbidden & exercises[chosen].codes:
                        rows[exercise_id] = Row(exercise_id, chosen, exercises[chosen], slot, phase_id)
            if (phase.run and is_for(phase.run, grade)) and (
                here or (phase.run.through and order.index(phase.run.through) >= order.index(window.phase_id))
            ):
                run, run_from = phase.run, phase_id
        track_end = 0
        for at, entry in enumerate(track, start=1):
            if entry.phase_number <= window.number and not forbidden & set(entry.stage.counts_as):
                track_end = at
            elif entry.phase_number <= window.number:
                break
        once = {row.exercise_id: row for row in reversed(rows.values())}
        kept = tuple(row for row in rows.values() if once[row.exercise_id] is row)
        grounds.append(PhaseGround(window, kept, run, run_from, track_end))
    return Ground(
        day_one_weekday=day_one_weekday,
        grade=grade,
        days=case.days,
        timing=timing,
        phases=tuple(grounds),
        track=tuple(track),
        run_tables=run_tables,
        tissue=protocol.tissue,
        fast_track=case.runner and all(window.phase.run.fast_track for window in laid if window.phase.run),
        left_out=left_out,
    )


def with_equipment(exercise_id: str, exercises: Mapping[str, Exercise], without: Sequence[str]) -> str | None:
    """Return the exercise itself, or the nearest easier one, that can be done without some equipment; else None.

    A household substitute counts as having it.
    """
    seen: set[str] = set()
    candidate: str | None = exercise_id
    while candidate is not None and candidate in exercises and candidate not in seen:
        if not _missing(exercises[candidate], without):
            return candidate
        seen.add(candidate)
        candidate = exercises[candidate].easier_exercise
    return None


def _missing(exercise: Exercise, without: Sequence[str]) -> list[str]:
    return [thing for thing in exercise.equipment if thing in without and thing not in exercise.substitutes]
