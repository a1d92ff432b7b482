"""From a protocol and a case to a plan: the fold over its days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from rehab import phrases, schedule
from rehab.engine import dosing, gates, referral
from rehab.engine.days import day_of, is_dropped, is_out
from rehab.engine.following import Facts, Following
from rehab.engine.frame import frame
from rehab.engine.ground import Ground, PhaseGround
from rehab.engine.kept import Kept
from rehab.engine.laying import cleared_on, course_of, lay_days, lay_nominal
from rehab.engine.order import Course, Order
from rehab.engine.review import review
from rehab.engine.standing import describe
from rehab.engine.timetable import Window, for_grade
from rehab.engine.triage import Triage
from rehab.models.exercise import Exercise
from rehab.models.plan import Day, Plan, PlanPhase, RunStage
from rehab.models.protocol import Phase, Run
from rehab.models.review import Review
from rehab.models.shelf import Shelf
from rehab.notation import Criterion, Dose


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
    course = course_of(order, triage, shelf)
    folded = _folded(order, triage, shelf, course, kept)
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


def _unplaced(course: Course, first_use: Mapping[tuple[str, str], int]) -> tuple[str, ...]:
    """Return the titles of rows of whole phases that found no day at all, each once."""
    used = {key for _, key in first_use}
    titles = {
        row.exercise.title
        for ground in course.ground.phases
        for row in ground.rows
        if ground.window.last <= course.last_day
        and row.origin == ground.window.phase_id
        and row.slot.on_days_of is None
        and row.key not in used
        and course.ground.anchor(row, ground) <= ground.window.last
    }
    return tuple(sorted(titles))


def _review(order: Order, triage: Triage, shelf: Shelf, grade: str | None) -> Review:
    """Return the protocol behind the plan, with what a raised row takes out marked as left out."""

    def left_out(exercise: Exercise | None, dose: Dose | None) -> bool:
        if exercise is None:
            return is_dropped(("run",), None, triage)
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


@dataclass(frozen=True, slots=True)
class Folded:
    """What the fold over the days of a plan leaves: its days from the as-of day on, and what they rest on.

    ``first_use`` is the first plan day of each row of each phase; ``running_unfinished``: running is dated but ends before
    its last stage. ``following`` is None without a journal.
    """

    days: tuple[Day, ...]
    first_use: Mapping[tuple[str, str], int]
    running_unfinished: bool
    course: Course
    facts: Facts
    following: Following | None


def fold(order: Order, triage: Triage, shelf: Shelf, course: Course, kept: Kept) -> Folded:
    """Run the fold from the first day of the first phase and keep the days from the as-of day on.

    With a journal every morning up to the as-of day decides, from what it can see, which phase it is in and how much
    of each exercise is done; the days after it go on from there by the timetable.
    """
    days: list[Day] = []
    first_use: dict[tuple[str, str], int] = {}
    log = order.journal
    dated = lay_nominal(order, shelf, course, kept) if log is None else lay_days(order, shelf, course, log.seen_on)
    for laid in dated:
        phase_id = laid.placed.phase.window.phase_id
        for entry in laid.placed.rows:
            first_use.setdefault((phase_id, entry.row.key), laid.day)
        if laid.day >= course.from_day:
            days.append(day_of(order, triage, shelf, laid, kept))
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


def _folded(order: Order, triage: Triage, shelf: Shelf, course: Course, kept: Kept) -> Folded:
    """Run the fold; that of a journal is kept, since the plan of a day comes right after following up to it."""
    make = partial(fold, order, triage, shelf, course, kept)
    return make() if order.journal is None else kept.once(("folded", order.as_of), make)


def follow(order: Order, triage: Triage, shelf: Shelf, kept: Kept | None = None) -> Followed:
    """Follow a case with a journal up to the as-of day."""
    assert order.journal is not None
    kept = kept or Kept()
    kept.stand_on(order, triage, shelf)
    folded = _folded(order, triage, shelf, course_of(order, triage, shelf), kept)
    assert folded.following is not None
    seen = order.journal.seen_on(order.as_of)
    return Followed(folded.facts, folded.following, cleared_on(order.case, seen), folded)


def _phase(
    order: Order,
    triage: Triage,
    shelf: Shelf,
    course: Course,
    ground: PhaseGround,
    first_use: Mapping[tuple[str, str], int],
    kept: Kept,
) -> PlanPhase:
    window, phase, case = ground.window, ground.window.phase, order.case
    rows = []
    for row in ground.rows:
        effort = dosing.magnitude(row.dose_in_week(1).effort)
        if is_out(row.exercise, effort, triage, shelf):
            continue
        first = first_use.get((window.phase_id, row.key))
        if first is None and window.last <= course.last_day:
            continue
        week = max(((first or window.first) - course.ground.anchor(row, ground)) // 7 + 1, 1)
        make = partial(dosing.phase_dose, row, week=week, case=case, protocol=order.protocol, shelf=shelf)
        dose = kept.once(("dose", row.key, week if row.slot.weeks else 0), make)
        date = schedule.date_of(course.day_one, first) if first else None
        continued = row.origin != window.phase_id and any(row.origin == entry.phase_id for entry in course.laid)
        rows.append(dose.model_copy(update={"first_date": date, "continued": continued}))
    runs = ground.run if not is_dropped(("run",), None, triage) else None
    running = kept.once(("running", window.phase_id), partial(_running, course.ground, window, shelf)) if runs else ()
    limited = triage.effect == "limit"
    minimum = for_grade(phase.hard_minimum, course.grade)
    latest = for_grade(phase.latest_end, course.grade)
    words = shelf.words

    def said(lines: Sequence[str]) -> tuple[str, ...]:
        return kept.once(("said", lines), lambda: tuple(phrases.fill_side(line, words, case.side) for line in lines))

    return PlanPhase(
        id=window.phase_id,
        title=phase.title,
        goal=phrases.fill_side(phase.goal, words, case.side),
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
        allowed=() if limited else said(phase.allowed),
        avoid=said(phase.avoid),
        notes=said(phase.notes),
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
            for criterion in _to_move_on(course, window, kept)
        ),
    )


def _to_move_on(course: Course, window: Window, kept: Kept) -> list[Criterion]:
    """Return what must be met to leave a phase: its exit, and what the next phase asks for besides."""
    after = next((entry for entry in course.laid if entry.number > window.number), None)
    if after is None:
        return list(window.phase.exit)
    besides = kept.once(("besides", window.phase_id, after.phase_id), partial(_besides, window.phase, after.phase))
    asked = [
        criterion
        for criterion in besides
        if not (criterion.form == "day" and (criterion.number or 0) <= after.first)  # its date says so
    ]
    return [*window.phase.exit, *asked]


def _besides(phase: Phase, after: Phase) -> list[Criterion]:
    """Return what a phase asks for that the exit of the one before does not."""
    return [
        criterion
        for criterion in after.entry
        if not any(_covers(own, criterion) for own in phase.exit)
        and criterion.form != "no_flag"  # asked each week, and on the sheet of the questions
    ]


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
