"""From a protocol and a case to a plan: the fold over its days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from rehab import phrases, schedule
from rehab.engine import care, clearance, dosing, gates, hydration, referral
from rehab.engine.follow import Facts, Following, RunAt, decide, track_on
from rehab.engine.frame import frame
from rehab.engine.ground import Ground, PhaseGround, lay_ground
from rehab.engine.kept import Kept, Undated
from rehab.engine.order import Course, Order, day_one_of
from rehab.engine.placing import PlacedDay, State, step
from rehab.engine.response import Level, at_level
from rehab.engine.review import review
from rehab.engine.standing import describe
from rehab.engine.timetable import Window, for_grade, last_first_day, longest_grade, modifier_for, windows
from rehab.engine.triage import Triage
from rehab.models.case import Case
from rehab.models.exercise import Exercise
from rehab.models.journal import Seen
from rehab.models.plan import Day, Magnitude, Plan, PlanPhase, RunStage, Task
from rehab.models.protocol import Run
from rehab.models.review import Review
from rehab.models.shelf import Shelf
from rehab.notation import Criterion, Dose, is_progression

_BEFORE_WORK = ("protect", "elevate", "compress", "ice", "avoid", "rest")
"""Care that stands before the exercises of a day; the rest stands after them."""


def compile_plan(order: Order, triage: Triage, shelf: Shelf, kept: Kept | None = None) -> Plan:
    """Compile the plan of an order, or the referral that stands in its place.

    Without a journal the plan is the nominal timetable. Days begin at the as-of day; a plan is never longer than
    the shared files say. The same input gives the same plan, with what was ``kept`` of other days or without it.
    """
    if not order.protocol.sided:  # it has no left and right: both legs, whatever was said
        order = replace(order, case=order.case.model_copy(update={"side": "both"}))
    kept = kept or Kept()
    kept.stand_on(order, triage, shelf)
    grade = order.protocol.grades.get(order.grade or "")
    if referral.is_refused(triage):
        return frame(order, triage, shelf, kept, course=None, days=(), phases=())
    if grade and grade.route == "card":
        told = _review(order, triage, shelf, None)
        return frame(order, triage, shelf, kept, course=None, days=(), phases=(), review=told)
    course = _course(order, triage, shelf)
    folded = fold(order, triage, shelf, course, kept)
    course, first_use = folded.course, folded.first_use
    phases = tuple(
        _phase(order, triage, shelf, course, ground, first_use, kept)
        for ground in course.ground.phases
        if ground.window.last >= course.from_day
    )
    course = replace(course, running_unfinished=folded.running_unfinished, unplaced=_unplaced(course, first_use))
    told = kept.once("review", lambda: _review(order, triage, shelf, course.grade))
    standing = describe(folded.facts, folded.following, course.from_day) if folded.following else None
    return frame(
        order, triage, shelf, kept, course=course, days=folded.days, phases=phases, review=told, standing=standing
    )


def _unplaced(course: Course, first_use: Mapping[str, int]) -> tuple[str, ...]:
    """Return the titles of rows of whole phases that found no day at all, each once."""
    titles = {
        row.exercise.title
        for ground in course.ground.phases
        for row in ground.rows
        if ground.window.last <= course.last_day
        and row.origin == ground.window.phase_id
        and row.slot.on_days_of is None
        and not any(key.endswith(f".{row.key}") for key in first_use)
        and course.ground.anchor(row, ground) <= ground.window.last
    }
    return tuple(sorted(titles))


def _review(order: Order, triage: Triage, shelf: Shelf, grade: str | None) -> Review:
    """Return the protocol behind the plan, with what a raised row takes out marked as left out."""

    def left_out(exercise: Exercise | None, dose: Dose | None) -> bool:
        if exercise is None:
            return is_dropped("run", (), None, triage)
        return is_out(exercise, dosing.magnitude(dose.effort) if dose else None, triage, shelf)

    return review(
        order.protocol,
        shelf,
        kind=order.type,
        variant=order.variant,
        grade=grade,
        side=order.case.side,
        left_out=left_out,
    )


def _course(order: Order, triage: Triage, shelf: Shelf) -> Course:
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
class Folded:
    """What the fold over the days of a plan leaves: its days from the as-of day on, and what they rest on.

    ``first_use`` is the first plan day of each row by phase; ``running_unfinished``: running is dated but ends before
    its last stage. ``following`` is None without a journal.
    """

    days: tuple[Day, ...]
    first_use: Mapping[str, int]
    running_unfinished: bool
    course: Course
    facts: Facts
    following: Following | None


def fold(order: Order, triage: Triage, shelf: Shelf, course: Course, kept: Kept) -> Folded:
    """Run the fold from the first day of the first phase and keep the days from the as-of day on.

    With a journal every morning up to the as-of day decides, from what it can see, which phase it is in and how much
    of each exercise is done; the days after it go on from there by the timetable.
    """
    state, days = State(), []
    first_use: dict[str, int] = {}
    journal, following = order.journal, None
    if journal is not None:
        following = Following(tuple(course.laid), opened=course.laid[0].first)
    facts = _facts(order, shelf, course)
    day = course.laid[0].first
    while day <= course.last_day:
        date = schedule.date_of(course.day_one, day)
        if following and journal and day <= course.from_day:
            seen = journal.seen_on(date)
            following = decide(facts, following, seen, day, cleared_on=cleared_on(order.case, seen))
            course = _relaid(order, shelf, course, following)
            state = _on_track(facts, following, state, date)
        rests = following is not None and following.rests(day)
        phase = course.ground.phase_on(day)
        state, placed = (state, PlacedDay(phase, (), None)) if rests else step(course.ground, state, day)
        if following and day <= course.from_day:
            following = _laid_down(following, date, placed, course, state)
        if following:
            placed = _at_levels(placed, following, shelf)
        for entry in placed.rows:
            first_use.setdefault(f"{placed.phase.window.phase_id}.{entry.row.key}", day)
        if day >= course.from_day:
            days.append(_day(order, triage, shelf, course, day, placed, kept))
        day += 1
    unfinished = bool(state.runs) and state.stage < len(course.ground.track) - 1
    return Folded(tuple(days), first_use, unfinished, course, facts, following)


@dataclass(frozen=True, slots=True)
class Followed:
    """What a journal decided up to the as-of day, and the days from then on."""

    facts: Facts
    following: Following
    cleared_on: dt.date | None
    folded: Folded


def follow(order: Order, triage: Triage, shelf: Shelf) -> Followed:
    """Follow a case with a journal up to the as-of day."""
    assert order.journal is not None
    course = _course(order, triage, shelf)
    folded = fold(order, triage, shelf, course, Kept())
    assert folded.following is not None
    seen = order.journal.seen_on(order.as_of)
    return Followed(folded.facts, folded.following, cleared_on(order.case, seen), folded)


def _facts(order: Order, shelf: Shelf, course: Course) -> Facts:
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
    track = track_on(facts, following, date)
    if track is None:
        return state
    stage, sessions = track
    return replace(state, stage=stage, sessions=sessions, next_run=max(state.next_run, following.no_run_before))


def _laid_down(following: Following, date: dt.date, placed: PlacedDay, course: Course, after: State) -> Following:
    """Keep what was laid on a day, so that the mornings after it can judge it."""
    rows = tuple(entry.row for entry in placed.rows)
    following = replace(following, placed={**following.placed, date: rows})
    if placed.run is None:
        return following
    at = course.ground.track.index(placed.run.stage)
    run = RunAt((at, placed.run.session - 1), (after.stage, after.sessions))
    track = following.track or run.before
    return replace(following, runs={**following.runs, date: run}, track=track)


def _at_levels(placed: PlacedDay, following: Following, shelf: Shelf) -> PlacedDay:
    """Put the dose of each exercise to where the person stands: one number in the place of a range."""
    rules = shelf.frameworks.progression
    rows = []
    for entry in placed.rows:
        progress = entry.row.slot.progress if is_progression(entry.row.slot.progress) else ""
        level = following.levels.get(entry.row.key, Level())
        dose = at_level(entry.dose, level, rules, progress, share=following.share)
        rows.append(replace(entry, dose=dose))
    return replace(placed, rows=tuple(rows))


def _day(order: Order, triage: Triage, shelf: Shelf, course: Course, day: int, placed: PlacedDay, kept: Kept) -> Day:
    """Return one day: the tasks of such a day of its phase, put on the date.

    A day that another plan of this person has too is kept whole (half of the time that a plan on one more date
    takes), and such a day of the phase without its date (a third of that of a first plan).
    """
    date = schedule.date_of(course.day_one, day)
    content = _content(placed)

    def dated() -> Day:
        hot = date in order.case.hot_days
        phase_id, counted = placed.phase.window.phase_id, day - course.shift
        tended = kept.once(
            ("tended", phase_id, counted), lambda: tuple(_care_on(order, shelf, course.grade, phase_id, counted))
        )
        warm_up = care.warm_up_on(day, shelf)
        key = ("undated", content, tended, warm_up, hot)
        undated = kept.once(key, lambda: _undated(order, triage, shelf, course, placed, tended, warm_up, hot, kept))
        return Day(
            date=date,
            day=day,
            phase=phase_id,
            tasks=tuple(task.on(day) for task in undated.tasks),
            minutes=undated.minutes,
            glasses=undated.glasses,
        )

    return kept.once(("day", day, date, course.shift, content), dated)


def _content(placed: PlacedDay) -> tuple[Hashable, ...]:
    """Return what tells this day's exercises and run from those of other days of the plan."""
    rows = tuple((entry.row.key, entry.dose) for entry in placed.rows)
    run = placed.run
    stage = (run.stage.phase_number, run.stage.table_id, run.stage.stage_id, run.session, run.phase_id) if run else None
    return placed.phase.window.phase_id, rows, stage


@dataclass(frozen=True, slots=True)
class UndatedDay:
    """Such a day of a phase, without a date."""

    tasks: tuple[Undated, ...]
    minutes: int
    glasses: int | None


def _undated(
    order: Order,
    triage: Triage,
    shelf: Shelf,
    course: Course,
    placed: PlacedDay,
    tended: Sequence[tuple[str, str | None]],
    warm_up: int,
    hot: bool,
    kept: Kept,
) -> UndatedDay:
    protocol, case = order.protocol, order.case
    phase_id = placed.phase.window.phase_id
    before: list[Task] = []
    after: list[Task] = []
    ordered = sorted(placed.rows, key=lambda entry: dosing.session_order(entry, with_run=placed.run is not None))
    for entry in ordered:
        key = ("task", phase_id, entry.row.key, entry.dose)
        task = kept.once(key, partial(dosing.exercise_task, entry, phase_id, protocol, case, shelf))
        (before if placed.run and entry.row.slot.before_run else after).append(task)
    run = dosing.run_tasks(placed.run, protocol, shelf) if placed.run else []
    work = [task for task in (*before, *run, *after) if not _task_is_dropped(task, triage, shelf)]
    warm = care.warm_up_task(warm_up, phase_id, protocol, case, shelf, work)
    cared = [task for task in _care(order, shelf, phase_id, tended, kept) if not _task_is_dropped(task, triage, shelf)]
    threshold = shelf.frameworks.timing.session_effort
    moderate = sum(task.minutes * task.times_per_day for task in work if task.effort and task.effort[0] >= threshold)
    glass = care.hydrate_task(phase_id, protocol, case, shelf, course.drink, hot=hot, minutes=moderate)
    first = [task for task in cared if task.kind in _BEFORE_WORK]
    last = [task for task in cared if task.kind not in _BEFORE_WORK]
    tasks = (*first, *warm, *work, *([glass] if glass else []), *last)
    minutes = sum(task.minutes * task.times_per_day for task in (*warm, *work))
    shared = tuple(kept.once(task, partial(Undated, task)) for task in tasks)  # other such days have it too
    return UndatedDay(shared, minutes, glass.times_per_day if glass else None)


def _care_on(
    order: Order, shelf: Shelf, grade: str | None, phase_id: str, day: int
) -> Iterator[tuple[str, str | None]]:
    """Yield the care of a day by name, with the text that only this day has; None: that of every day."""
    protocol, case = order.protocol, order.case
    for name, entry in care.tasks_of(protocol, shelf).items():
        if care.is_on(entry, name, day, phase_id, grade=grade, protocol=protocol, case=case):
            yield name, entry.text_by_day.get(str(day))


def _care(
    order: Order, shelf: Shelf, phase_id: str, tended: Sequence[tuple[str, str | None]], kept: Kept
) -> list[Task]:
    tasks: list[Task] = []
    entries = care.tasks_of(order.protocol, shelf)
    for name, text in tended:
        number = sum(task.kind == entries[name].kind for task in tasks) + 1
        make = partial(care.care_task, name, entries[name], number, text, phase_id, order.protocol, order.case, shelf)
        tasks.append(kept.once(("care", phase_id, name, text, number), make))
    return tasks


def is_dropped(kind: str, counts_as: Collection[str], effort: Magnitude | None, triage: Triage) -> bool:
    """Tell whether a raised row takes something out of the plan: its kind, its code, or too hard aerobic work."""
    codes = {drop.kind for drop in triage.dropped}
    if kind in codes or codes & set(counts_as):
        return True
    ceiling = triage.aerobic_max_effort
    return ceiling is not None and kind == "aerobic" and (effort is None or effort[1] > ceiling)


def _task_is_dropped(task: Task, triage: Triage, shelf: Shelf) -> bool:
    if task.exercise:
        return is_out(shelf.exercises[task.exercise], task.effort, triage, shelf)
    return is_dropped(task.kind, (), task.effort, triage)


def is_out(exercise: Exercise, effort: Magnitude | None, triage: Triage, shelf: Shelf) -> bool:
    """Tell whether a raised row takes an exercise out: it must not be done with it, or its kind is dropped."""
    flags = {flag for code in exercise.contraindications for flag in shelf.contraindications[code].flags}
    return not flags.isdisjoint(triage.raised) or is_dropped(exercise.kind, exercise.counts_as, effort, triage)


def _phase(
    order: Order,
    triage: Triage,
    shelf: Shelf,
    course: Course,
    ground: PhaseGround,
    first_use: Mapping[str, int],
    kept: Kept,
) -> PlanPhase:
    window, phase, case = ground.window, ground.window.phase, order.case
    rows = []
    for row in ground.rows:
        effort = dosing.magnitude(row.dose_in_week(1).effort)
        if is_out(row.exercise, effort, triage, shelf):
            continue
        first = first_use.get(f"{window.phase_id}.{row.key}")
        if first is None and window.first <= course.last_day and window.last <= course.last_day:
            continue
        week = max(((first or window.first) - course.ground.anchor(row, ground)) // 7 + 1, 1)
        make = partial(dosing.phase_dose, row, week=week, case=case, protocol=order.protocol, shelf=shelf)
        dose = kept.once(("dose", row.key, week if row.slot.weeks else 0), make)
        date = schedule.date_of(course.day_one, first) if first else None
        continued = row.origin != window.phase_id and any(row.origin == entry.phase_id for entry in course.laid)
        rows.append(dose.model_copy(update={"first_date": date, "continued": continued}))
    runs = ground.run if not is_dropped("run", (), None, triage) else None
    running = kept.once(("running", window.phase_id), partial(_running, course.ground, window, shelf)) if runs else ()
    limited = triage.effect == "limit"
    minimum = for_grade(phase.hard_minimum, course.grade)
    latest = for_grade(phase.latest_end, course.grade)
    words = shelf.words
    fill = phrases.fill_side
    return PlanPhase(
        id=window.phase_id,
        title=phase.title,
        goal=fill(phase.goal, shelf.words, case.side),
        framework_step=phase.step,
        start=schedule.date_of(course.day_one, window.first),
        end=schedule.date_of(course.day_one, window.last),
        first_day=window.first,
        last_day=window.last,
        number=window.number,
        hard_minimum=minimum if minimum and minimum >= window.first else None,
        earliest=for_grade(phase.earliest, course.grade),
        not_yet=words.get(f"not-yet-{phase.step}", words["not-yet"]).format(day=latest)
        if latest and latest >= window.first
        else "",
        allowed=() if limited else tuple(fill(line, shelf.words, case.side) for line in phase.allowed),
        avoid=tuple(fill(line, shelf.words, case.side) for line in phase.avoid),
        notes=tuple(fill(line, shelf.words, case.side) for line in phase.notes),
        exercises=tuple(rows),
        running=running,
        running_goes_on=runs is not None and not running,
        running_before=_before_runs(runs, shelf) if runs else (),
        running_rule=_rule(course.ground, runs, shelf) if runs else "",
        running_only_if=runs.only_if if runs else "",
        criteria=tuple(
            kept.once(
                ("criterion", criterion, course.shift),
                partial(gates.describe, criterion, shelf, case.side, shift=course.shift),
            )
            for criterion in _to_move_on(course, window)
        ),
    )


def _to_move_on(course: Course, window: Window) -> list[Criterion]:
    """Return what must be met to leave a phase: its exit, and what the next phase asks for besides."""
    after = next((entry for entry in course.laid if entry.number > window.number), None)
    asked = [
        criterion
        for criterion in (after.phase.entry if after else ())
        if not any(_covers(own, criterion) for own in window.phase.exit)
        and criterion.form != "no_flag"  # asked each week, and on the sheet of the questions
        and not (criterion.form == "day" and after and (criterion.number or 0) <= after.first)  # its date says so
    ]
    return [*window.phase.exit, *asked]


def _covers(own: Criterion, other: Criterion) -> bool:
    """Tell whether one test asks for all that another does: the same, on as many days or more."""
    same = replace(own, for_days=None, evidence=None) == replace(other, for_days=None, evidence=None)
    return same and (own.for_days or 1) >= (other.for_days or 1)


def _rule(ground: Ground, run: Run, shelf: Shelf) -> str:
    stages = [entry for entry in ground.track if entry.table_id == run.table]
    return dosing.running_rule(shelf.run_tables[run.table], stages[0].sessions if stages else 1, shelf.words)


def _before_runs(run: Run, shelf: Shelf) -> tuple[str, ...]:
    """Return how often to run, and what comes before and after each run."""
    often = shelf.words["run-often"].format(often=phrases.often(shelf.words, run.frequency))
    return (often, *shelf.run_tables[run.table].before)


def _running(ground: Ground, window: Window, shelf: Shelf) -> tuple[RunStage, ...]:
    """Return the stages that a phase opens; what is the same as in the stage before is said once."""
    stages: list[RunStage] = []
    before = ""
    for entry in ground.track:
        if entry.phase_number == window.number:
            stage = dosing.run_stage(entry, shelf)
            stages.append(stage.model_copy(update={"intensity": ""}) if stage.intensity == before else stage)
            before = stage.intensity
    return tuple(stages)
