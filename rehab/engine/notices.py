"""What page 1 must say besides the plan: everything that was assumed, locked, left out or changed."""

from __future__ import annotations

from collections.abc import Iterator

from rehab import phrases, schedule
from rehab.engine import clearance, gates
from rehab.engine.order import Course, Order
from rehab.engine.referral import is_refused
from rehab.engine.timetable import FIRST_STEPS, last_first_day, modifier_for
from rehab.engine.triage import Triage, see_by
from rehab.models.plan import Notice, PlanPhase
from rehab.models.protocol import Phase
from rehab.models.redflag import RedFlag
from rehab.models.shelf import Shelf


def gather(
    order: Order,
    triage: Triage,
    shelf: Shelf,
    course: Course | None,
    phases: tuple[PlanPhase, ...],
    *,
    recalled: bool,
) -> tuple[Notice, ...]:
    """Return the notices in the order they print, the most urgent first; ``recalled``: the amount of some task is."""
    texts = shelf.frameworks.notices
    found = [*_screening(order, triage, shelf), *_case(order, shelf)]
    if course:
        found += _course(order, shelf, course, recalled or _has_recalled(phases))
    found += _origin(order)
    advice = [] if is_refused(triage) else [Notice(code="not-sure", text=text) for text in triage.advice]
    return (*advice, *(_notice(code, texts[code], values) for code, values in found))


def _notice(code: str, text: str, values: dict[str, object]) -> Notice:
    tests = values.get("tests", ())
    assert isinstance(tests, tuple)
    return Notice(code=code, text=text.format(**{**values, "tests": " ".join(tests)}), tests=tests)


Found = Iterator[tuple[str, dict[str, object]]]


def _screening(order: Order, triage: Triage, shelf: Shelf) -> Found:
    words = shelf.words
    refused = is_refused(triage)
    if not refused and triage.effect == "limit":
        kinds = [words.get(f"kind-{kind}", kind) for kind in dict.fromkeys(drop.kind for drop in triage.dropped)]
        yield "limit", {"left_out": phrases.listing(words, kinds), **_why(order, triage, shelf, "limit")}
    if not refused and _telling(triage, "continue"):
        yield "continue", _why(order, triage, shelf, "continue")
    grade = order.protocol.grades.get(order.grade or "")
    if not refused and grade and grade.route == "plan" and grade.disposition and not grade.needs_clearance:
        yield "grade-continue", {"reason": grade.reason, "when": _within(grade.within_hours, order, shelf)}
    if order.case.cleared_by:
        day = order.case.cleared_by.on or order.as_of
        yield "cleared", {"name": order.case.cleared_by.name, "date": phrases.date(words, day)}
        if stated := clearance.stated(order.protocol, order.case):
            yield "stated", {"stated": "; ".join(f"{title}: {value}" for title, value in stated)}
    if triage.status == "not-asked" and not refused:
        yield "not-screened", {}


def _telling(triage: Triage, effect: str) -> list[RedFlag]:
    """Return the raised rows of an effect that ask for somebody to be seen."""
    return [flag for flag in triage.rows.values() if flag.effect == effect and flag.disposition != "proceed"]


def _why(order: Order, triage: Triage, shelf: Shelf, effect: str) -> dict[str, object]:
    flags = _telling(triage, effect)
    hours = min((flag.within_hours for flag in flags if flag.within_hours is not None), default=None)
    reason = phrases.listing(shelf.words, [flag.short for flag in flags])
    return {"reason": reason, "when": _within(hours, order, shelf)}


def _within(hours: int | None, order: Order, shelf: Shelf) -> str:
    """Return ``within 2 weeks, by 2 December``; empty without a limit."""
    if hours is None:
        return ""
    by = phrases.date(shelf.words, see_by(order.as_of, hours), short=True)
    return shelf.words["by-date"].format(within=shelf.red_flags.within[str(hours)], date=by)


def _case(order: Order, shelf: Shelf) -> Found:
    case = order.case
    if case.age is not None and case.age < shelf.frameworks.timing.child_below_age:
        yield "under-16", {}
    if order.protocol.accept_risk:
        yield "accept-risk", {"name": order.protocol.accept_risk.name, "reason": order.protocol.accept_risk.reason}


def _course(order: Order, shelf: Shelf, course: Course, recalled: bool) -> Found:
    protocol, case, words = order.protocol, order.case, shelf.words
    timing = shelf.frameworks.timing
    if protocol.sided and case.side is None:
        yield "side-unknown", {}
    if order.grade is None and course.grade and sum(grade.route == "plan" for grade in protocol.grades.values()) > 1:
        yield "grade-unknown", {"grade": protocol.grades[course.grade].title}
    first = course.laid[0]
    rules = shelf.frameworks.frameworks[protocol.framework]
    skipped = next(iter(protocol.phases.values()))
    if course.late and skipped.step in FIRST_STEPS:
        told = {"day": course.start_day, "phase": first.phase.title, "tests": _tests(skipped, order, shelf)}
        yield ("late-start" if skipped.step == "peace" else "late-start-rice"), told
    elif course.late and course.start_day > last_first_day(protocol, rules, course.grade) + 1:
        yield "late-programme", {"day": course.start_day, "phase": first.phase.title}
    if protocol.onset == "sudden" and course.start_day > timing.two_weeks_day:
        yield "two-weeks", {"day": course.start_day}
    if protocol.framework == "peace-love":
        last = shelf.frameworks.frameworks["peace-love"].first_phase_days[1]
        day_three = schedule.date_of(course.day_one, last)
        if course.start_day <= last:
            yield "seventy-two-hours", {"date": phrases.date(words, day_three, short=True)}
        elif course.start_day <= timing.two_weeks_day:
            yield "seventy-two-hours-past", {"days": last}
    yield from _limits(order, shelf, course, recalled)


def _tests(phase: Phase, order: Order, shelf: Shelf) -> tuple[str, ...]:
    """Return what the phase that is left out asks for, one sentence a measure: without it nobody starts after it.

    The day is past, and the safety questions have a place of their own.
    """
    asked = [criterion for criterion in phase.exit if criterion.form not in ("day", "no_flag")]
    lines = [gates.describe(criterion, shelf, order.case.side) for criterion in asked]
    targets = {line.title: [one.target for one in lines if one.title == line.title] for line in lines}
    return tuple(f"{title}: {shelf.words['list-join'].join(of_it)}." for title, of_it in targets.items())


def _limits(order: Order, shelf: Shelf, course: Course, recalled: bool) -> Found:
    """Yield what makes this plan longer, shorter or less sure than the protocol."""
    protocol, case, words = order.protocol, order.case, shelf.words
    modifier = modifier_for(protocol, case)
    if modifier:
        yield "modifier", {"modifier": modifier.title, "note": modifier.note}
    if course.drink.state == "locked":
        yield "hydration-locked", {}
    for ground in course.ground.phases:
        if ground.run and ground.run.needs_log:
            yield "running-needs-log", {"needed": ground.run.only_if.rstrip(".")}
            break
    if course.unplaced:
        yield "unplaced", {"exercises": phrases.listing(words, course.unplaced)}
    if course.running_unfinished:
        yield "running-longer", {}
    for thing in dict.fromkeys(course.ground.left_out.values()):
        names = [shelf.exercises[key].title for key, missing in course.ground.left_out.items() if missing == thing]
        yield "equipment-left-out", {"equipment": thing, "exercises": phrases.listing(words, names)}
    if closed := clearance.closed_at(protocol, case):
        phase, items = closed
        yield "phase-waits", {"phase": phase.title, "needed": phrases.listing(words, [item.title for item in items])}
    if course.laid[-1].last > course.last_day:
        yield "plan-cut", {"date": phrases.date(words, schedule.date_of(course.day_one, course.last_day))}
    if recalled:
        yield "recalled", {}


def _has_recalled(phases: tuple[PlanPhase, ...]) -> bool:
    """Tell whether any dose of the phases is recalled, or any part of one: how often, how heavy, how fast."""
    return any(dose.evidence == "R" or dose.recalled for phase in phases for dose in phase.exercises)


def _origin(order: Order) -> Found:
    protocol = order.protocol
    if protocol.extends:
        yield "clinic", {"author": protocol.author, "why": protocol.why}
    if protocol.status == "draft":
        yield "draft", {}
