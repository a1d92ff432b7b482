"""From a protocol and a case to a plan: the fold over its days, and everything a writer needs around them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rehab import phrases, schedule
from rehab.engine import care, dosing, gates, hydration, notices, referral
from rehab.engine.placing import Ground, PhaseGround, PlacedDay, State, lay_ground, step
from rehab.engine.timetable import Window, for_grade, is_late, longest_grade, modifier_for, windows
from rehab.engine.triage import Triage, questions
from rehab.models.case import Case
from rehab.models.exercise import Exercise
from rehab.models.framework import MonitoringRule
from rehab.models.plan import (
    Day, Dropped, EarlyBand, Hydration, Letter, Light, MadeWith, Plan, PlanCase, PlanExercise, PlanMeasure, PlanPhase, ProtocolRef,
    Question, Reference, Response, RunStage, Screening, StopSign, Task,
)  # fmt: skip
from rehab.models.protocol import Protocol
from rehab.models.redflag import Disposition
from rehab.models.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: the protocol after choosing a type and a variant, the case, and the day the plan is made."""

    protocol: Protocol
    case: Case
    type: str | None
    variant: str | None
    grade: str | None
    as_of: dt.date
    program: str
    digest: str
    command: str


@dataclass(frozen=True, slots=True)
class Course:
    """The days of a plan as they were decided: where each phase lies, and the ground they stand on."""

    day_one: dt.date
    start_day: int
    last_day: int
    late: bool
    grade: str | None
    laid: Sequence[Window]
    ground: Ground
    drink: Hydration


def compile_plan(order: Order, triage: Triage, shelf: Shelf) -> Plan:
    """Compile the plan of an order, or the referral that stands in its place.

    Without a journal the plan is the nominal timetable. Days begin at the as-of day; a plan is never longer than
    the shared files say. The same input gives the same plan.
    """
    if referral.is_refused(triage):
        return _frame(order, triage, shelf, course=None, days=(), phases=())
    course = _course(order, triage, shelf)
    days, first_use = _fold(order, triage, shelf, course)
    phases = tuple(_phase(order, shelf, course, ground, first_use) for ground in course.ground.phases)
    return _frame(order, triage, shelf, course=course, days=days, phases=phases)


def day_one_of(order: Order) -> dt.date:
    """Return plan day 1: the day of the injury, or the first day of a gradual problem or programme."""
    return order.case.injured or order.as_of


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


def _frame(
    order: Order,
    triage: Triage,
    shelf: Shelf,
    *,
    course: Course | None,
    days: tuple[Day, ...],
    phases: tuple[PlanPhase, ...],
) -> Plan:
    """Put the plan together around its days."""
    protocol, case = order.protocol, order.case
    grade = protocol.grades.get(order.grade or (course.grade if course else None) or "")
    rules = shelf.frameworks.frameworks[protocol.framework]
    refused = course is None
    used = {task.exercise for day in days for task in day.tasks if task.exercise}
    used |= {dose.exercise for phase in phases for dose in phase.exercises}
    each_side = {dose.exercise for phase in phases for dose in phase.exercises if dose.each_side}
    first_phase = bool(course and not course.late)
    cited = _cited(protocol, days, phases)
    rule = shelf.monitoring.get(protocol.monitoring)
    drink = course.drink if course else None
    return Plan(
        as_of=order.as_of,
        made_with=MadeWith(program=order.program, digest=order.digest, command=order.command),
        disposition=triage.disposition,
        effect=triage.effect,
        see_by=triage.see_by,
        see_within=shelf.red_flags.within.get(str(triage.within_hours), ""),
        dropped=tuple(Dropped(kind=drop.kind, flag=drop.flag) for drop in triage.dropped),
        screening=_screening(order, triage, shelf),
        protocol=_protocol_ref(order),
        case=_plan_case(order, grade.title if grade and order.grade else "", shelf),
        referral=referral.describe(triage, protocol, grade, case, shelf) if refused else None,
        phases=phases,
        days=days,
        exercises={
            key: _exercise(shelf.exercises[key], case, shelf, each_side=key in each_side) for key in sorted(used)
        },
        measures={
            key: PlanMeasure(
                title=phrases.fill_side(measure.title, shelf.words, case.side),
                unit=measure.unit,
                how=phrases.fill_side(measure.how, shelf.words, case.side),
                who=measure.who,
            )
            for key, measure in sorted(shelf.measures.items())
            if not refused
            and (key in protocol.measures or any(key == line.measure for phase in phases for line in phase.criteria))
        },
        response=_response(rule, protocol) if rule and not refused else None,
        education=() if refused else _filled(protocol.education, shelf, case),
        prognosis=()
        if refused
        else _filled((*((grade.expect,) if grade and grade.expect else ()), *protocol.prognosis), shelf, case),
        letters=tuple(
            Letter(letter=row.letter, name=row.name, text=row.text, how_often=row.how_often)
            for row in (rules.letters if first_phase else rules.later_letters)
        )
        if course
        else (),
        letters_title=(rules.letters_title if first_phase else rules.later_letters_title) if course else "",
        hydration=drink,
        notices=notices.gather(order, triage, shelf, course, days),
        references={
            key: Reference(citation=entry.citation, link=entry.link, evidence=entry.status, used=key in cited)
            for key in (*(ref for ref in protocol.references), *sorted(cited - set(protocol.references)))
            if (entry := shelf.references.get(key))
        },
        stop_signs=tuple(_stop_signs(protocol)),
    )


def _stop_signs(protocol: Protocol) -> Iterator[StopSign]:
    """Yield the stop signs; an authored line may end in a bar and the flag it stands for."""
    groups: tuple[tuple[Disposition, Sequence[str]], ...] = (
        ("emergency", protocol.stop_signs.emergency),
        ("same_day", protocol.stop_signs.today),
    )
    for disposition, lines in groups:
        for line in lines:
            text, _, flag = line.partition("|")
            yield StopSign(text=text.strip(), disposition=disposition, flag=flag.strip())


def _filled(lines: Sequence[str], shelf: Shelf, case: Case) -> tuple[str, ...]:
    return tuple(phrases.fill_side(line, shelf.words, case.side) for line in lines)


def _cited(protocol: Protocol, days: tuple[Day, ...], phases: tuple[PlanPhase, ...]) -> set[str]:
    """Return the keys of every source that a task, a dose or a criterion names."""
    cited = {key for day in days for task in day.tasks for key in task.references}
    cited |= {dose.source for phase in phases for dose in phase.exercises if dose.source}
    cited |= {words[1] for phase in phases for line in phase.criteria if len(words := line.evidence.split()) == 2}
    cited |= {words[1] for phase in phases for stage in phase.running if len(words := stage.evidence.split()) == 2}
    return cited


def _screening(order: Order, triage: Triage, shelf: Shelf) -> Screening:
    table, protocol = shelf.red_flags, order.protocol
    asked = []
    for entry in questions(table, protocol.screen, age=order.case.age):
        flag_id, flag = entry.id, entry.flag
        within = table.within.get(str(flag.within_hours), "") if flag.within_hours is not None else ""
        asked.append(
            Question(
                flag=flag_id,
                question=entry.question,
                group=flag.disposition,
                exception=phrases.fill_side(protocol.exceptions.get(flag_id, ""), shelf.words, order.case.side),
                unsure_counts=flag.unsure_counts,
                within=within,
                within_hours=flag.within_hours,
            )
        )
    return Screening(
        status=triage.status,
        yes=triage.yes,
        unsure=triage.unsure,
        asked=tuple(asked),
    )


def _protocol_ref(order: Order) -> ProtocolRef:
    protocol = order.protocol
    risk = protocol.accept_risk
    return ProtocolRef(
        id=protocol.id,
        version=protocol.version,
        framework=protocol.framework,
        title=protocol.title,
        status=protocol.status,
        variant=order.variant,
        variant_title=protocol.variants[order.variant].title if order.variant else "",
        type=order.type,
        type_title=protocol.types[order.type].title if order.type else "",
        author=protocol.author,
        why=protocol.why,
        extends=protocol.extends,
        accept_risk=f"{risk.name}: {risk.reason}" if risk else "",
        reviewed_by=protocol.reviewed_by,
    )


def case_id(order: Order) -> str:
    """Return the case's id: the given one, else a digest of protocol, day one and side. Never a name."""
    if order.case.id:
        return order.case.id
    text = f"{order.protocol.id}|{day_one_of(order).isoformat()}|{order.case.side or ''}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _plan_case(order: Order, grade_title: str, shelf: Shelf) -> PlanCase:
    case, protocol = order.case, order.protocol
    clearance = case.cleared_by
    return PlanCase(
        id=case_id(order),
        name=case.name,
        injured=day_one_of(order),
        onset=protocol.onset,
        since=case.since,
        grade=order.grade,
        grade_title=grade_title,
        side=case.side,
        part=protocol.part,
        summary=phrases.fill_side(protocol.summary, shelf.words, case.side),
        age=case.age,
        cleared_by=clearance.name if clearance else None,
        cleared_on=(clearance.on or order.as_of) if clearance else None,
        days=case.days,
    )


def _exercise(exercise: Exercise, case: Case, shelf: Shelf, *, each_side: bool) -> PlanExercise:
    """Turn an exercise to the person's side; one that is done on each side says so in its last step."""
    steps = _filled(exercise.steps, shelf, case)
    if each_side:
        key = "each-side-step" if case.side in ("left", "right") else "each-side-step-unknown"
        steps = (*steps, phrases.fill_side(shelf.words[key], shelf.words, case.side))
    return PlanExercise(
        title=exercise.title,
        short_title=exercise.short_title or exercise.title,
        kind=exercise.kind,
        position=exercise.position,
        steps=steps,
        cues=_filled(exercise.cues, shelf, case),
        feel=phrases.fill_side(exercise.feel, shelf.words, case.side),
        not_feel=phrases.fill_side(exercise.not_feel, shelf.words, case.side),
        mistake=phrases.fill_side(exercise.mistake, shelf.words, case.side),
        muscles=exercise.muscles,
        equipment=exercise.equipment,
        substitutes=dict(exercise.substitutes),
        sides=exercise.sides,
        easier=phrases.fill_side(exercise.easier, shelf.words, case.side),
        harder=phrases.fill_side(exercise.harder, shelf.words, case.side),
        precautions=_filled(exercise.precautions, shelf, case),
        figure=exercise.figure,
    )


def _response(rule: MonitoringRule, protocol: Protocol) -> Response:
    early = rule.early if protocol.framework == "peace-love" else None
    return Response(
        rule=protocol.monitoring,
        green=Light(when=rule.green.when, then=rule.green.then, pain=rule.green.pain),
        amber=Light(when=rule.amber.when, then=rule.amber.then, pain=rule.amber.pain),
        red=Light(when=rule.red.when, then=rule.red.then, pain=rule.red.pain),
        early=EarlyBand(last_day=early.last_day, green=early.green, amber=early.amber, red=early.red)
        if early
        else None,
        sentences=rule.sentences,
    )
