"""From a protocol and a case to a plan: the fold over its days."""

from __future__ import annotations

from rehab import phrases, schedule
from rehab.engine import care, dosing, gates, hydration, referral
from rehab.engine.frame import frame
from rehab.engine.ground import Ground, PhaseGround, lay_ground
from rehab.engine.order import Course, Order, day_one_of
from rehab.engine.placing import PlacedDay, State, step
from rehab.engine.timetable import Window, for_grade, is_late, longest_grade, modifier_for, windows
from rehab.engine.triage import Triage
from rehab.models.plan import Day, Plan, PlanPhase, RunStage, Task
from rehab.models.shelf import Shelf


def compile_plan(order: Order, triage: Triage, shelf: Shelf) -> Plan:
    """Compile the plan of an order, or the referral that stands in its place.

    Without a journal the plan is the nominal timetable. Days begin at the as-of day; a plan is never longer than
    the shared files say. The same input gives the same plan.
    """
    if referral.is_refused(triage):
        return frame(order, triage, shelf, course=None, days=(), phases=())
    course = _course(order, triage, shelf)
    days, first_use = _fold(order, triage, shelf, course)
    phases = tuple(_phase(order, shelf, course, ground, first_use) for ground in course.ground.phases)
    return frame(order, triage, shelf, course=course, days=days, phases=phases)


def _course(order: Order, triage: Triage, shelf: Shelf) -> Course:
    protocol, case = order.protocol, order.case
    timing = shelf.frameworks.timing
    rules = shelf.frameworks.frameworks[protocol.framework]
    day_one = day_one_of(order)
    start_day = schedule.plan_day(day_one, order.as_of)
    grade = order.grade or longest_grade(protocol)
    late = is_late(protocol, rules, start_day)
    laid = windows(protocol, grade, modifier_for(protocol, case), start_day=start_day, late=late)
    laid = [window for window in laid if window.last >= start_day]
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


def _fold(order: Order, triage: Triage, shelf: Shelf, course: Course) -> tuple[tuple[Day, ...], dict[str, int]]:
    """Run the fold from the first day of the first phase and keep the days from the as-of day on."""
    state, days = State(), []
    first_use: dict[str, int] = {}
    for day in range(course.laid[0].first, course.last_day + 1):
        state, placed = step(course.ground, state, day)
        for entry in placed.rows:
            first_use.setdefault(f"{placed.phase.window.phase_id}.{entry.row.key}", day)
        if day >= course.start_day:
            days.append(_day(order, triage, shelf, course, day, placed))
    return tuple(days), first_use


def _day(order: Order, triage: Triage, shelf: Shelf, course: Course, day: int, placed: PlacedDay) -> Day:
    protocol, case = order.protocol, order.case
    date = schedule.date_of(course.day_one, day)
    phase_id = placed.phase.window.phase_id
    before: list[Task] = []
    after: list[Task] = []
    ordered = sorted(placed.rows, key=lambda entry: dosing.session_order(entry, with_run=placed.run is not None))
    for entry in ordered:
        task = dosing.exercise_task(entry, day=day, phase_id=phase_id, protocol=protocol, case=case, shelf=shelf)
        (before if placed.run and entry.row.slot.before_run else after).append(task)
    run = dosing.run_tasks(placed.run, day=day, protocol=protocol, shelf=shelf) if placed.run else []
    work = [task for task in (*before, *run, *after) if not is_dropped(task, triage, shelf)]
    warm_up = care.warm_up_task(day, phase_id, protocol, case, shelf, work)
    tended = [
        task for task in care.care_tasks(day, phase_id, protocol, case, shelf) if not is_dropped(task, triage, shelf)
    ]
    threshold = shelf.frameworks.timing.session_effort
    moderate = sum(task.minutes * task.times_per_day for task in work if task.effort and task.effort[0] >= threshold)
    drink = course.drink
    glass = care.hydrate_task(day, phase_id, protocol, case, shelf, drink, hot=date in case.hot_days, minutes=moderate)
    first = [task for task in tended if task.kind in ("protect", "elevate", "compress", "ice", "avoid", "rest")]
    last = [task for task in tended if task not in first]
    tasks = (*first, *warm_up, *work, *([glass] if glass else []), *last)
    minutes = sum(task.minutes * task.times_per_day for task in (*warm_up, *work))
    return Day(
        date=date, day=day, phase=phase_id, tasks=tasks, minutes=minutes, glasses=glass.times_per_day if glass else None
    )


def is_dropped(task: Task, triage: Triage, shelf: Shelf) -> bool:
    """Tell whether a raised row takes a task out of the plan: its kind, or aerobic work above the effort allowed."""
    codes = {drop.kind for drop in triage.dropped}
    counts_as = shelf.exercises[task.exercise].counts_as if task.exercise else ()
    if task.kind in codes or codes & set(counts_as):
        return True
    ceiling = triage.aerobic_max_effort
    return ceiling is not None and task.kind == "aerobic" and (task.effort is None or task.effort[1] > ceiling)


def _phase(order: Order, shelf: Shelf, course: Course, ground: PhaseGround, first_use: dict[str, int]) -> PlanPhase:
    window, phase, case = ground.window, ground.window.phase, order.case
    rows = []
    for row in ground.rows:
        first = first_use.get(f"{window.phase_id}.{row.key}")
        if first is None and window.first <= course.last_day and window.last <= course.last_day:
            continue
        opened = next((entry.first for entry in course.laid if entry.phase_id == row.origin), window.first)
        week = max(((first or window.first) - opened - row.slot.first + 1) // 7 + 1, 1)
        dose = dosing.phase_dose(row, week=week, case=case, protocol=order.protocol, shelf=shelf)
        date = schedule.date_of(course.day_one, first) if first else None
        continued = row.origin != window.phase_id and any(row.origin == entry.phase_id for entry in course.laid)
        rows.append(dose.model_copy(update={"first_date": date, "continued": continued}))
    running = _running(course.ground, window, shelf) if ground.run else ()
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
        hard_minimum=for_grade(phase.hard_minimum, course.grade),
        earliest=for_grade(phase.earliest, course.grade),
        allowed=tuple(fill(line, shelf.words, case.side) for line in phase.allowed),
        avoid=tuple(fill(line, shelf.words, case.side) for line in phase.avoid),
        notes=tuple(fill(line, shelf.words, case.side) for line in phase.notes),
        exercises=tuple(rows),
        running=running,
        running_goes_on=ground.run is not None and not running,
        running_rule=shelf.run_tables[ground.run.table].rule if ground.run else "",
        running_only_if=ground.run.only_if if ground.run else "",
        criteria=tuple(gates.describe(criterion, shelf, case.side) for criterion in phase.exit),
    )


def _running(ground: Ground, window: Window, shelf: Shelf) -> tuple[RunStage, ...]:
    """Return the stages that a phase opens; what is the same as in the stage before is said once."""
    stages: list[RunStage] = []
    before = ""
    for entry in ground.track:
        if entry.phase_number == window.number:
            stage = dosing.run_stage(entry.stage_id, entry.table_id, shelf)
            stages.append(stage.model_copy(update={"intensity": ""}) if stage.intensity == before else stage)
            before = stage.intensity
    return tuple(stages)
