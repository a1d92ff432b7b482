"""The fold over the days of a plan: where each phase lies, what each morning decides, what falls on each day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rehab import schedule
from rehab.engine import clearance, hydration
from rehab.engine.follow import decide
from rehab.engine.following import Facts, Following, RunAt
from rehab.engine.ground import Ground, lay_ground
from rehab.engine.kept import Kept
from rehab.engine.order import Course, Order, day_one_of
from rehab.engine.placing import RUN, PlacedDay, State, step
from rehab.engine.response import Level, at_level
from rehab.engine.runs import track_on
from rehab.engine.timetable import Window, last_first_day, longest_grade, modifier_for, windows
from rehab.engine.triage import Triage
from rehab.models.case import Case
from rehab.models.journal import Seen
from rehab.models.shelf import Shelf
from rehab.notation import is_progression


def course_of(order: Order, triage: Triage, shelf: Shelf) -> Course:
    """Return where the phases of an order lie before any morning has decided anything."""
    protocol, case = order.protocol, order.case
    rules = shelf.frameworks.frameworks[protocol.framework]
    day_one = day_one_of(order)
    from_day = schedule.plan_day(day_one, order.as_of)
    start_day = schedule.plan_day(day_one, order.started) if order.started else from_day
    grade = order.grade or longest_grade(protocol)
    late = start_day > last_first_day(protocol, rules, grade)
    laid = windows(protocol, grade, modifier_for(protocol, case), start_day=start_day, late=late)
    open_phases = clearance.opened(protocol, case)
    laid = [window for window in laid if window.last >= start_day and window.phase_id in open_phases]
    last_day = _last_day(laid, from_day, shelf)
    ground = _ground(order, shelf, laid, grade)
    drink = hydration.describe(
        shelf.hydration,
        case,
        hydration.state_of(
            shelf.hydration, case, locked="hydration" in triage.locks, screened=triage.status == "answered"
        ),
    )
    return Course(day_one, start_day, from_day, last_day, late, grade, laid, ground, drink)


def _last_day(laid: Sequence[Window], from_day: int, shelf: Shelf) -> int:
    """Return the last plan day: the end of the last phase, and never more weeks than the shared files say."""
    return min(laid[-1].last, from_day + shelf.frameworks.timing.plan_weeks * 7 - 1)


def _ground(order: Order, shelf: Shelf, laid: Sequence[Window], grade: str | None) -> Ground:
    return lay_ground(
        order.protocol,
        laid,
        order.case,
        grade,
        exercises=shelf.exercises,
        run_tables=shelf.run_tables,
        timing=shelf.frameworks.timing,
        day_one_weekday=day_one_of(order).weekday(),
        first_forbid=shelf.frameworks.frameworks[order.protocol.framework].forbid_first_days,
    )


@dataclass(frozen=True, slots=True)
class Laid:
    """One day of the fold: what its morning decided, and what falls on it. ``following`` is None without a journal."""

    day: int
    date: dt.date
    course: Course
    facts: Facts
    following: Following | None
    state: State
    placed: PlacedDay


@dataclass(frozen=True, slots=True)
class Timetable:
    """What falls on each day, and what the days leave behind, where no morning decides anything."""

    days: tuple[PlacedDay, ...]
    state: State


def timetable_of(course: Course) -> Timetable:
    """Place each day by the dates alone. What it stands on has no side, so the timetable is the same for each."""
    state, days = State(), []
    for day in range(course.laid[0].first, course.last_day + 1):
        state, placed = step(course.ground, state, day)
        days.append(placed)
    return Timetable(tuple(days), state)


def lay_nominal(order: Order, shelf: Shelf, course: Course, kept: Kept) -> Iterator[Laid]:
    """Yield one day after the other for somebody who keeps no journal; each has the state after the last one."""
    facts, first = facts_of(order, shelf, course), course.laid[0].first
    timetable = kept.sideless.once(("timetable", order.as_of), lambda: timetable_of(course))
    for day, placed in enumerate(timetable.days, start=first):
        yield Laid(day, schedule.date_of(course.day_one, day), course, facts, None, timetable.state, placed)


def lay_days(order: Order, shelf: Shelf, course: Course, seen_on: Callable[[dt.date], Seen]) -> Iterator[Laid]:
    """Yield one day after the other, from the first day of the first phase on.

    ``seen_on`` says what the morning of a date can look back on. It is asked when the day comes, so that what is
    written after one day is seen by the next.
    """
    state = State()
    following: Following | None = Following(tuple(course.laid), opened=course.laid[0].first)
    facts = facts_of(order, shelf, course)
    day = course.laid[0].first
    while day <= course.last_day:
        known = seen_on(schedule.date_of(course.day_one, day)) if day <= course.from_day else None
        laid = lay_day(order, shelf, facts, course, following, state, day, known)
        yield laid
        course, following, state, day = laid.course, laid.following, laid.state, day + 1


def lay_day(
    order: Order,
    shelf: Shelf,
    facts: Facts,
    course: Course,
    following: Following | None,
    state: State,
    day: int,
    seen: Seen | None,
) -> Laid:
    """Lay one plan day on what the days before left: one step of the fold.

    ``seen`` is what its morning can look back on; None: it decides nothing, since nobody keeps a journal or the day
    is still to come.
    """
    date = schedule.date_of(course.day_one, day)
    if following and seen:
        following = decide(facts, following, seen, day, cleared_on=cleared_on(order.case, seen))
        course = _relaid(order, shelf, course, following)
        state = _on_track(facts, following, state, date)
    before = state
    if following is not None and following.rests(day):
        placed = PlacedDay(course.ground.phase_on(day), (), None)
    else:
        state, placed = step(course.ground, state, day)
    if following and seen:
        following = _laid_down(following, date, placed, course, before, state)
    if following:
        placed = _at_levels(placed, following, facts)
    return Laid(day, date, course, facts, following, state, placed)


def facts_of(order: Order, shelf: Shelf, course: Course) -> Facts:
    """Return what does not change while an order is followed."""
    return Facts(order.protocol, shelf, course.day_one, course.grade, order.case.side, course.shift, tuple(course.laid))


def cleared_on(case: Case, seen: Seen) -> dt.date | None:
    """Return the last day on which a clinician cleared the person, None if never."""
    days = [entry.date for entry in seen.kind("case") if entry.subject == "clear"]
    if case.cleared_by and case.cleared_by.on:
        days.append(case.cleared_by.on)
    return max(days, default=None)


def _relaid(order: Order, shelf: Shelf, course: Course, following: Following) -> Course:
    """Lay the ground anew where a morning moved the phases."""
    if following.laid == tuple(course.laid):
        return course
    laid = following.laid
    return replace(
        course,
        laid=laid,
        ground=_ground(order, shelf, laid, course.grade),
        last_day=_last_day(laid, course.from_day, shelf),
    )


def _on_track(facts: Facts, following: Following, state: State, date: dt.date) -> State:
    """Put the running track to where runs that were done have brought it; a run written as not done comes again."""
    if following.not_run and state.runs and schedule.date_of(facts.day_one, state.runs[-1]) == following.not_run:
        state = _without_run(following, state, state.runs[-1])
    track = track_on(facts, following, date)
    if track is None:
        return state
    stage, sessions = track
    return replace(state, stage=stage, sessions=sessions, next_run=max(state.next_run, following.no_run_before))


def _without_run(following: Following, state: State, day: int) -> State:
    """Return what the days before left behind, had there been no run on ``day``, the last one with a run.

    What goes with a run comes again too. What that day loads heavily keeps its distance, unless all of it was written
    down as not done.
    """
    assert following.not_run is not None
    left, rows = following.runs[following.not_run].left, following.placed[following.not_run]
    kept = {row.exercise.heavy for row in rows if row.exercise_id not in following.not_done}
    heavy = dict(state.heavy)
    for tissue in [tissue for tissue, last in heavy.items() if last == day and tissue not in kept]:
        heavy.pop(tissue)
        if tissue in left.heavy:
            heavy[tissue] = left.heavy[tissue]
    again = {row.key for row in rows if row.slot.on_days_of == RUN and row.exercise_id in following.not_done}
    done = {key: tuple(on for on in days if on != day or key not in again) for key, days in state.done.items()}
    return replace(state, runs=state.runs[:-1], next_run=left.next_run, done=done, heavy=heavy)


def _laid_down(
    following: Following, date: dt.date, placed: PlacedDay, course: Course, before: State, after: State
) -> Following:
    """Keep what was laid on a day, so that the mornings after it can judge it."""
    rows = tuple(entry.row for entry in placed.rows)
    following = replace(following, placed={**following.placed, date: rows})
    if placed.run is None:
        return following
    at = course.ground.track.index(placed.run.stage)
    run = RunAt((at, placed.run.session - 1), (after.stage, after.sessions), before)
    track = following.track or run.before
    return replace(following, runs={**following.runs, date: run}, track=track)


def _at_levels(placed: PlacedDay, following: Following, facts: Facts) -> PlacedDay:
    """Put the dose of each exercise to where the person stands: one number in the place of a range."""
    rules = facts.shelf.frameworks.progression
    rows = []
    for entry in placed.rows:
        progress = entry.row.slot.progress if is_progression(entry.row.slot.progress) else ""
        level = following.levels.get(entry.row.key, Level())
        percent = facts.rule(entry.row).less_percent
        dose = at_level(entry.dose, level, rules, progress, less_percent=percent, share=following.share)
        rows.append(replace(entry, dose=dose))
    return replace(placed, rows=tuple(rows))
