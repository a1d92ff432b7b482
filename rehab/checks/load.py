"""Is the work of a day, and the step from one dose to the next, more than one may ask of a person?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rehab.engine.dosing import clock_times, main_evidence
from rehab.errors import Issue, KeyPath, Severity
from rehab.models.framework import Timing
from rehab.models.limits import JumpLimits
from rehab.models.protocol import Phase, Protocol, Slot
from rehab.models.shelf import Shelf
from rehab.notation import Criterion, Dose, Span

DAYS_A_WEEK = 7
HOURS_A_DAY = 24
LONG = 600
"""From so many seconds on a message says minutes."""
NO_TEST = ("day", "no_flag")
"""Criteria that the calendar meets, or the safety questions that every day asks."""


@dataclass(frozen=True, slots=True)
class _Written:
    """One dose of an exercise, where it stands, and what it is called in a message."""

    dose: Dose
    slot: Slot
    path: KeyPath
    where: str


def check(protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    """Yield a warning for each large step of a dose, heavy days too close, and impact that nothing was tested for."""
    yield from _jumps(protocol, shelf)
    yield from _stages_left_out(protocol)
    yield from _heavy(protocol, shelf)
    yield from _impact(protocol, shelf)


# -- steps from dose to dose ------------------------------------------------------------------------------------------


def _jumps(protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    limits = shelf.limits.jump
    last: dict[str, _Written] = {}
    for phase_id, phase in protocol.phases.items():
        for key, slot in phase.exercises.items():
            for entry in _doses(phase_id, key, slot):
                before = last.get(key)
                last[key] = entry
                if before is None or _other_grades(before.slot, slot) or _published_step(before.dose, entry.dose):
                    continue
                words, amount = _too_much(before.dose, entry.dose, limits, shelf.frameworks.timing)
                if words:
                    message = f"'{key}' jumps from {before.where} to {entry.where}: {words}"
                    hint = "start lower, or say where the step comes from with 'allow:'"
                    yield Issue("dose-jump", message, hint, Severity.WARNING, entry.path, amount=amount)


def _doses(phase_id: str, key: str, slot: Slot) -> Iterator[_Written]:
    path: KeyPath = ("phases", phase_id, "exercises", key)
    if slot.dose is not None:
        yield _Written(slot.dose, slot, (*path, "dose"), f"phase '{phase_id}'")
    for week, dose in slot.weeks.items():
        yield _Written(dose, slot, (*path, "weeks", week), f"week {week} of '{phase_id}'")


def _other_grades(before: Slot, after: Slot) -> bool:
    return bool(before.grades and after.grades) and not set(before.grades) & set(after.grades)


def _published_step(before: Dose, after: Dose) -> bool:
    """Tell whether both doses come from one published protocol: its own steps are not ours to judge."""
    one, other = main_evidence(before), main_evidence(after)
    return one is not None and other is not None and one.tag != "P" and one.source != "" and one.source == other.source


def _too_much(before: Dose, after: Dose, limits: JumpLimits, timing: Timing) -> tuple[str, float]:
    """Say how much more the start of a dose asks than the end of the one before, and the number; nothing if fine."""
    old, new = _work(before, "high", timing), _work(after, "low", timing)
    if old and new and old[0] == new[0]:
        both = old[2] is not None and new[2] is not None
        one, other = (old[1] * (old[2] or 1), new[1] * (new[2] or 1)) if both else (old[1], new[1])
        percent = round((other / one - 1) * 100) if one else 0
        if percent > limits.percent:
            unit, span = old[0], "a week" if both else "a day"
            words = f"{_shown(one, other, unit)} {span}"
            return f"{words}, {percent} % more; the limit is {limits.percent} %", percent
    if before.effort and after.effort and after.effort.low - before.effort.high > limits.effort:
        rise = after.effort.low - before.effort.high
        words = f"effort {before.effort.high:g} to {after.effort.low:g}"
        return f"{words}; the limit is {limits.effort:g} points", rise
    return "", 0


def _shown(one: float, other: float, unit: str) -> str:
    if unit == "seconds" and max(one, other) >= LONG:
        one, other, unit = one / 60, other / 60, "min"
    return f"{one:.0f} to {other:.0f} {'s' if unit == 'seconds' else unit}"


def _work(dose: Dose, end: str, timing: Timing) -> tuple[str, float, float | None] | None:
    """Return what a dose counts, how much of it a day, and on how many days a week (None: as another row says)."""

    def count(span: Span | None) -> float:
        return 1.0 if span is None else float(getattr(span, end))

    if dose.intervals:
        timed = all(leg.seconds for leg in dose.intervals)
        unit, amount = (
            "s of intervals" if timed else "m of intervals",
            sum(count(leg.seconds or leg.metres) for leg in dose.intervals),
        )
    elif dose.reps_by_set:
        unit, amount = "reps", float(sum(dose.reps_by_set))
    elif dose.hold_seconds or dose.duration_seconds:
        unit, amount = "seconds", count(dose.reps) * count(dose.hold_seconds or dose.duration_seconds)
    elif dose.distance_metres:
        unit, amount = "metres", count(dose.reps) * count(dose.distance_metres)
    elif dose.reps:
        unit, amount = dose.unit or "reps", count(dose.reps)
    else:
        return None
    times = len(clock_times(dose, timing)) if dose.hourly else count(dose.times_per_day)
    days, frequency = None, dose.frequency
    if frequency and frequency.every_days:
        days = DAYS_A_WEEK / frequency.every_days
    elif frequency and frequency.per_week:
        days = count(frequency.per_week)
    return unit, amount * count(dose.sets) * times, days


def _stages_left_out(protocol: Protocol) -> Iterator[Issue]:
    """Yield a warning where a phase opens running stages and leaves out some after those of the phase before."""
    last: tuple[str, str, int] | None = None
    for phase_id, phase in protocol.phases.items():
        run = phase.run
        if run is None:
            continue
        if last is not None and last[1] == run.table and run.stages[0] > last[2] + 1 and not run.first_stage_by_grade:
            words = f"running jumps from stage {last[2]} in '{last[0]}' to stage {run.stages[0]} in '{phase_id}'"
            hint = f"let it begin with stage {last[2] + 1}"
            yield Issue("dose-jump", words, hint, Severity.WARNING, ("phases", phase_id, "run", "stages"))
        last = (phase_id, run.table, run.stages[1])


# -- heavy days and impact --------------------------------------------------------------------------------------------


def _heavy(protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    """Yield a warning where a heavy exercise is asked for more often than its tissue can recover."""
    gap = shelf.frameworks.timing.heavy_gap_days
    for phase_id, phase in protocol.phases.items():
        for key, slot in phase.exercises.items():
            exercise = shelf.exercises.get(key)
            if exercise is None or exercise.heavy is None:
                continue
            for entry in _doses(phase_id, key, slot):
                days = _days_between(entry.dose)
                if days is not None and days < gap:
                    hours = gap * HOURS_A_DAY
                    message = f"'{key}' loads the {exercise.heavy} heavily; such days keep {hours} hours apart"
                    hint = "write 'every 2nd day', or 3/week at most"
                    yield Issue("heavy-too-close", message, hint, Severity.WARNING, entry.path)


def _days_between(dose: Dose) -> float | None:
    """Return the least days from one session of a dose to the next; two sessions on one day are no day apart."""
    frequency = dose.frequency
    if dose.hourly or (dose.times_per_day and dose.times_per_day.high > 1):
        return 0
    if frequency is None:
        return None
    if frequency.gap_hours is not None:
        return frequency.gap_hours / HOURS_A_DAY
    if frequency.every_days:
        return frequency.every_days
    return DAYS_A_WEEK / frequency.per_week.high if frequency.per_week else None


def _impact(protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    """Yield a warning for running and jumping in each phase up to which nothing was tested, stated or cleared."""
    if protocol.requires_clearance:
        return
    impact = set(shelf.limits.impact.counts_as)
    for phase_id, phase in protocol.phases.items():
        if phase.requires or any(map(is_test, phase.entry)):
            return
        for what, path in _impact_in(phase_id, phase, impact, shelf):
            message = f"{what} comes in the phase '{phase_id}', and no test stands before it"
            hint = "add a test to 'entry:' or to the 'exit:' of a phase before, or say with 'only_if:' who may"
            yield Issue("impact-before-gate", message, hint, Severity.WARNING, path)
        if any(map(is_test, phase.exit)):
            return


def is_test(criterion: Criterion) -> bool:
    """Tell whether something is tested, stated or cleared: a plan day, or no stop sign, is no test."""
    return criterion.form not in NO_TEST


def _impact_in(phase_id: str, phase: Phase, impact: set[str], shelf: Shelf) -> Iterator[tuple[str, KeyPath]]:
    for key, slot in phase.exercises.items():
        exercise = shelf.exercises.get(key)
        if exercise and impact & set(exercise.counts_as) and not slot.only_if:
            yield f"'{key}'", ("phases", phase_id, "exercises", key)
    if phase.run and not phase.run.only_if and not phase.run.needs_log:
        yield "running", ("phases", phase_id, "run")
