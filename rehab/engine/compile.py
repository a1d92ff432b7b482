"""From a protocol and a case to a plan: the fold over its days."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from rehab import phrases, schedule
from rehab.engine import care, clearance, dosing, gates, hydration, referral
from rehab.engine.frame import frame
from rehab.engine.ground import Ground, PhaseGround, lay_ground
from rehab.engine.order import Course, Order, day_one_of
from rehab.engine.placing import PlacedDay, State, step
from rehab.engine.review import review
from rehab.engine.timetable import Window, for_grade, last_first_day, longest_grade, modifier_for, windows
from rehab.engine.triage import Triage
from rehab.models.exercise import Exercise
from rehab.models.plan import Day, Magnitude, Plan, PlanPhase, RunStage, Task
from rehab.models.protocol import Run
from rehab.models.review import Review
from rehab.models.shelf import Shelf
from rehab.notation import Criterion, Dose

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
    course = _course(order, triage, shelf)
    days, first_use, unfinished = _fold(order, triage, shelf, course)
    phases = tuple(_phase(order, triage, shelf, course, ground, first_use) for ground in course.ground.phases)
    course = replace(course, running_unfinished=unfinished, unplaced=_unplaced(course, first_use))
    told = _review(order, triage, shelf, course.grade)
    return frame(order, triage, shelf, course=course, days=days, phases=phases, review=told)


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
    timing = shelf.frameworks.timing
    rules = shelf.frameworks.frameworks[protocol.framework]
    day_one = day_one_of(order)
    start_day = schedule.plan_day(day_one, order.as_of)
    grade = order.grade or longest_grade(protocol)
    late = start_day > last_first_day(protocol, rules, grade)
    laid = windows(protocol, grade, modifier_for(protocol, case), start_day=start_day, late=late)
    open_phases = clearance.opened(protocol, case)
    laid = [window for window in laid if window.last >= start_day and window.phase_id in open_phases]
    last_day = min(laid[-1].last, start_day + timing.plan_weeks * 7 - 1)
    ground = lay_ground(
        protocol,
        laid,
        case,
        grade,
        exercises=shelf.exercises,
        run_tables=shelf.run_tables,
        timing=timing,
        day_one_weekday=day_one.weekday(),
        first_forbid=rules.forbid_first_days,
    )
    drink = hydration.describe(
        shelf.hydration,
        case,
        hydration.state_of(
            shelf.hydration, case, locked="hydration" in triage.locks, screened=triage.status == "answered"
        ),
    )
    return Course(day_one, start_day, last_day, late, grade, laid, ground, drink)


def _fold(order: Order, triage: Triage, shelf: Shelf, course: Course) -> tuple[tuple[Day, ...], dict[str, int], bool]:
    """Run the fold from the first day of the first phase and keep the days from the as-of day on.

    Also returns the first day of each row by phase, and whether running is dated but ends before its last stage.
    """
    state, days = State(), []
    first_use: dict[str, int] = {}
    drawn: dict[tuple[str, ...], Task] = {}
    for day in range(course.laid[0].first, course.last_day + 1):
        state, placed = step(course.ground, state, day)
        for entry in placed.rows:
            first_use.setdefault(f"{placed.phase.window.phase_id}.{entry.row.key}", day)
        if day >= course.start_day:
            days.append(_day(order, triage, shelf, course, day, placed, drawn))
    return tuple(days), first_use, bool(state.runs) and state.stage < len(course.ground.track) - 1


def _day(
    order: Order,
    triage: Triage,
    shelf: Shelf,
    course: Course,
    day: int,
    placed: PlacedDay,
    drawn: dict[tuple[str, ...], Task],
) -> Day:
    """Return one day. ``drawn`` holds the tasks that are the same on every day of a phase; only their ids differ."""
    protocol, case = order.protocol, order.case
    date = schedule.date_of(course.day_one, day)
    phase_id = placed.phase.window.phase_id
    before: list[Task] = []
    after: list[Task] = []
    ordered = sorted(placed.rows, key=lambda entry: dosing.session_order(entry, with_run=placed.run is not None))
    for entry in ordered:
        key = (phase_id, entry.row.key, str(entry.week) if entry.row.slot.weeks else "")
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
    order: Order, triage: Triage, shelf: Shelf, course: Course, ground: PhaseGround, first_use: dict[str, int]
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
