"""From a protocol and a case to a plan: the fold over its days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rehab import phrases, schedule
from rehab.engine import care, clearance, dosing, gates, hydration, referral
from rehab.engine.follow import Facts, Following, RunAt, decide, track_on
from rehab.engine.frame import frame
from rehab.engine.ground import Ground, PhaseGround, lay_ground
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
from rehab.notation import Criterion, Dose, format_dose, is_progression

_BEFORE_WORK = ("protect", "elevate", "compress", "ice", "avoid", "rest")
"""Care that stands before the exercises of a day; the rest stands after them."""


def compile_plan(order: Order, triage: Triage, shelf: Shelf) -> Plan:
    """Compile the plan of an order, or the referral that stands in its place.

    Without a journal the plan is the nominal timetable. Days begin at the as-of day; a plan is never longer than
    the shared files say. The same input gives the same plan.
    """
    if not order.protocol.sided:  # it has no left and right: both legs, whatever was said
        order = replace(order, case=order.case.model_copy(update={"side": "both"}))
    grade = order.protocol.grades.get(order.grade or "")
    if referral.is_refused(triage):
        return frame(order, triage, shelf, course=None, days=(), phases=())
    if grade and grade.route == "card":
        return frame(order, triage, shelf, course=None, days=(), phases=(), review=_review(order, triage, shelf, None))
    course = course_of(order, triage, shelf)
    folded = fold(order, triage, shelf, course)
    course, first_use = folded.course, folded.first_use
    phases = tuple(
        _phase(order, triage, shelf, course, ground, first_use)
        for ground in course.ground.phases
        if ground.window.last >= course.from_day
    )
    course = replace(course, running_unfinished=folded.running_unfinished, unplaced=_unplaced(course, first_use))
    told = _review(order, triage, shelf, course.grade)
    standing = None
    if folded.following:
        standing = describe(folded.facts, folded.following, course.from_day)
    return frame(order, triage, shelf, course=course, days=folded.days, phases=phases, review=told, standing=standing)


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


def lay_days(
    order: Order, shelf: Shelf, course: Course, seen_on: Callable[[dt.date], Seen] | None = None
) -> Iterator[Laid]:
    """Yield one day after the other, from the first day of the first phase on.

    ``seen_on`` says what the morning of a date can look back on; None: nobody keeps a journal. It is asked when the
    day comes, so that what is written after one day is seen by the next.
    """
    state = State()
    following = Following(tuple(course.laid), opened=course.laid[0].first) if seen_on else None
    facts = _facts(order, shelf, course)
    day = course.laid[0].first
    while day <= course.last_day:
        date = schedule.date_of(course.day_one, day)
        if following and seen_on and day <= course.from_day:
            seen = seen_on(date)
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
        yield Laid(day, date, course, facts, following, state, placed)
        day += 1


def fold(order: Order, triage: Triage, shelf: Shelf, course: Course) -> Folded:
    """Run the fold from the first day of the first phase and keep the days from the as-of day on.

    With a journal every morning up to the as-of day decides, from what it can see, which phase it is in and how much
    of each exercise is done; the days after it go on from there by the timetable.
    """
    days: list[Day] = []
    first_use: dict[str, int] = {}
    drawn: dict[tuple[str, ...], Task] = {}
    seen_on = order.journal.seen_on if order.journal is not None else None
    for laid in lay_days(order, shelf, course, seen_on):
        for entry in laid.placed.rows:
            first_use.setdefault(f"{laid.placed.phase.window.phase_id}.{entry.row.key}", laid.day)
        if laid.day >= course.from_day:
            days.append(day_of(order, triage, shelf, laid, drawn))
    state = laid.state
    unfinished = bool(state.runs) and state.stage < len(laid.course.ground.track) - 1
    return Folded(tuple(days), first_use, unfinished, laid.course, laid.facts, laid.following)


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
    course = course_of(order, triage, shelf)
    folded = fold(order, triage, shelf, course)
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


def day_of(order: Order, triage: Triage, shelf: Shelf, laid: Laid, drawn: dict[tuple[str, ...], Task]) -> Day:
    """Return one day. ``drawn`` holds the tasks that are the same on every day of a phase; only their ids differ."""
    course, day, date, placed = laid.course, laid.day, laid.date, laid.placed
    protocol, case = order.protocol, order.case
    phase_id = placed.phase.window.phase_id
    before: list[Task] = []
    after: list[Task] = []
    ordered = sorted(placed.rows, key=lambda entry: dosing.session_order(entry, with_run=placed.run is not None))
    for entry in ordered:
        key = (phase_id, entry.row.key, str(entry.week) if entry.row.slot.weeks else "", format_dose(entry.dose))
        if key not in drawn:
            drawn[key] = dosing.exercise_task(entry, phase_id=phase_id, protocol=protocol, case=case, shelf=shelf)
        task = _on(day, drawn[key], 1)
        (before if placed.run and entry.row.slot.before_run else after).append(task)
    run = dosing.run_tasks(placed.run, day=day, protocol=protocol, shelf=shelf) if placed.run else []
    work = [task for task in (*before, *run, *after) if not _task_is_dropped(task, triage, shelf)]
    warm_up = care.warm_up_task(day, phase_id, protocol, case, shelf, work)
    tended = [
        task for task in _care(order, shelf, course, day, phase_id, drawn) if not _task_is_dropped(task, triage, shelf)
    ]
    threshold = shelf.frameworks.timing.session_effort
    moderate = sum(task.minutes * task.times_per_day for task in work if task.effort and task.effort[0] >= threshold)
    drink = course.drink
    glass = care.hydrate_task(day, phase_id, protocol, case, shelf, drink, hot=date in case.hot_days, minutes=moderate)
    first = [task for task in tended if task.kind in _BEFORE_WORK]
    last = [task for task in tended if task.kind not in _BEFORE_WORK]
    tasks = (*first, *warm_up, *work, *([glass] if glass else []), *last)
    minutes = sum(task.minutes * task.times_per_day for task in (*warm_up, *work))
    return Day(
        date=date, day=day, phase=phase_id, tasks=tasks, minutes=minutes, glasses=glass.times_per_day if glass else None
    )


def _on(day: int, task: Task, number: int) -> Task:
    """Put a task on a plan day: ``number`` tells it from others of its exercise or kind on that day."""
    return task.model_copy(update={"id": f"{day}.{task.exercise or task.kind}.{number}"})


def _care(
    order: Order, shelf: Shelf, course: Course, day: int, phase_id: str, drawn: dict[tuple[str, ...], Task]
) -> list[Task]:
    protocol, case = order.protocol, order.case
    tasks: list[Task] = []
    for name, entry in care.tasks_of(protocol, shelf).items():
        counted = day - course.shift
        if not care.is_on(entry, name, counted, phase_id, grade=course.grade, protocol=protocol, case=case):
            continue
        key = (phase_id, f"care.{name}", str(counted) if str(counted) in entry.text_by_day else "")
        if key not in drawn:
            drawn[key] = care.care_task(name, entry, counted, phase_id, protocol, case, shelf)
        tasks.append(_on(day, drawn[key], sum(task.kind == entry.kind for task in tasks) + 1))
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
    order: Order, triage: Triage, shelf: Shelf, course: Course, ground: PhaseGround, first_use: Mapping[str, int]
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
        dose = dosing.phase_dose(row, week=week, case=case, protocol=order.protocol, shelf=shelf)
        date = schedule.date_of(course.day_one, first) if first else None
        continued = row.origin != window.phase_id and any(row.origin == entry.phase_id for entry in course.laid)
        rows.append(dose.model_copy(update={"first_date": date, "continued": continued}))
    runs = ground.run if not is_dropped("run", (), None, triage) else None
    running = _running(course.ground, window, shelf) if runs else ()
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
            gates.describe(criterion, shelf, case.side, shift=course.shift) for criterion in _to_move_on(course, window)
        ),
    )


def _to_move_on(course: Course, window: Window) -> list[Criterion]:
    """Return what must be met to leave a phase: its exit, and what the next phase asks for besides."""
    after = next((entry for entry in course.laid if entry.number > window.number), None)
    asked = [
        criterion
        for criterion in (after.phase.entry if after else ())
        if criterion not in window.phase.exit
        and criterion.form != "no_flag"  # asked each week, and on the sheet of the questions
        and not (criterion.form == "day" and after and (criterion.number or 0) <= after.first)  # its date says so
    ]
    return [*window.phase.exit, *asked]


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
