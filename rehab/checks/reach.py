"""Can every phase be reached, and can every rule in a file ever act?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rehab.engine.care import tasks_of
from rehab.engine.ground import number_of
from rehab.engine.timetable import for_grade
from rehab.errors import Issue, KeyPath, Severity
from rehab.models.protocol import Phase, Protocol, Slot
from rehab.models.shelf import Shelf
from rehab.notation import Criterion
from rehab.source.issues import KEY

RUN = "run"
WEEK = 7
LONGEST_FACTOR = 3
"""A modifier may make a phase so many times as long, and a log may keep someone in it: later weeks are no slip."""
Days = tuple[int, int]


def check(protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    """Yield an error for each phase that no plan reaches, and a warning for each rule that never acts."""
    yield from _phases(protocol)
    for phase_id, phase in protocol.phases.items():
        for group in ("entry", "exit"):
            yield from _criteria(getattr(phase, group), shelf, ("phases", phase_id, group))
        for key, slot in phase.exercises.items():
            yield from _row(key, slot, phase_id, protocol)
        yield from _stages(phase_id, phase, protocol, shelf)
    yield from _tasks(protocol, shelf)
    yield from _questions(protocol, shelf)


def planned_grades(protocol: Protocol) -> list[str]:
    """Return the grades that get a plan; ``all`` where a protocol has none."""
    return [grade for grade, entry in protocol.grades.items() if entry.route == "plan"] or ["all"]


# -- phases -----------------------------------------------------------------------------------------------------------


def _phases(protocol: Protocol) -> Iterator[Issue]:
    for phase_id, phase in protocol.phases.items():
        path: KeyPath = ("phases", phase_id)
        for item, values in phase.requires.items():
            known = protocol.clearance.get(item)
            if known and known.accept and not set(values) & set(known.accept):
                listed = ", ".join(map(str, known.accept))
                message = f"the phase '{phase_id}' waits for '{item}' to be {values[0]}, and no answer opens that"
                yield Issue("unreachable-phase", message, f"the answers are: {listed}", path=(*path, "requires", item))
    yield from _days_of_gates(protocol)


def _days_of_gates(protocol: Protocol) -> Iterator[Issue]:
    """Yield a warning where the timetable opens a phase before the plan day that its own gate asks for."""
    before: tuple[str, Phase] | None = None
    for phase_id, phase in protocol.phases.items():
        gates = [(phase_id, "entry", phase.entry)] + ([(before[0], "exit", before[1].exit)] if before else [])
        opens = [days[0] for grade in planned_grades(protocol) if (days := for_grade(phase.days, grade))]
        for owner, group, criteria in gates:
            for at, criterion in enumerate(criteria):
                if criterion.form == "day" and opens and (criterion.number or 0) > min(opens):
                    message = f"the phase '{phase_id}' starts on day {min(opens)}, before 'day >= {criterion.number:g}'"
                    hint = f"let it start on day {criterion.number:g} or later under 'days:'"
                    yield Issue("opens-early", message, hint, Severity.WARNING, ("phases", owner, group, at))
        before = (phase_id, phase)


def _criteria(criteria: Sequence[Criterion], shelf: Shelf, path: KeyPath) -> Iterator[Issue]:
    """Yield what can never be true, what two lines of one list make impossible, and what is always true."""
    for at, criterion in enumerate(criteria):
        for part in _simple(criterion):
            verdict = _always_or_never(part, shelf)
            if verdict == "never" and criterion.form != "any":
                message = f"'{part.measure} {part.comparison} {part.number:g}' can never be true"
                yield Issue("unreachable-phase", message, "nobody could ever move on", path=(*path, at))
            elif verdict:
                message = f"'{part.measure} {part.comparison} {part.number:g}' is {verdict} true, so it decides nothing"
                yield Issue("never-acts", message, "change the number, or take it out", Severity.WARNING, (*path, at))
    both = [
        (at, part) for at, criterion in enumerate(criteria) if criterion.form != "any" for part in _simple(criterion)
    ]
    for number, (at, part) in enumerate(both):
        rival = next((other for _, other in both[:number] if _rules_out(other, part)), None)
        if rival:
            message = f"this and another line about '{part.measure}' rule each other out"
            yield Issue("unreachable-phase", message, "nobody could ever move on", path=(*path, at))


def _simple(criterion: Criterion) -> Iterator[Criterion]:
    """Yield the parts of a criterion that compare one measure with one number, or ask yes or no."""
    if criterion.form in ("value", "test"):
        yield criterion
    if criterion.form in ("all", "any"):
        for part in criterion.parts:
            yield from _simple(part)


def _always_or_never(criterion: Criterion, shelf: Shelf) -> str:
    measure = shelf.measures.get(criterion.measure)
    if criterion.form != "value" or criterion.number is None or measure is None or measure.range is None:
        return ""
    low, high = measure.range
    match criterion.comparison:
        case "<=" if criterion.number >= high:
            return "always"
        case ">=" if criterion.number <= low:
            return "always"
        case "<" if criterion.number <= low:
            return "never"
        case ">" if criterion.number >= high:
            return "never"
    return ""


def _rules_out(one: Criterion, other: Criterion) -> bool:
    if one.measure != other.measure or one.form != other.form:
        return False
    if one.form == "test":
        return one.expected != other.expected
    least = [part for part in (one, other) if part.comparison[0] == ">"]
    most = [part for part in (one, other) if part.comparison[0] == "<"]
    if len(least) != 1 or len(most) != 1 or least[0].number is None or most[0].number is None:
        return False
    strict = "=" not in least[0].comparison or "=" not in most[0].comparison
    return least[0].number > most[0].number or (strict and least[0].number == most[0].number)


# -- rows and running -------------------------------------------------------------------------------------------------


def _row(key: str, slot: Slot, phase_id: str, protocol: Protocol) -> Iterator[Issue]:
    """Yield what a row says in vain: days that never come, a partner it never meets, a grade that gets no plan."""
    path: KeyPath = ("phases", phase_id, "exercises", key)
    order = list(protocol.phases)
    at = order.index(phase_id)
    end = order.index(slot.through) if slot.through in order else at
    if end < at:
        yield _never(f"'{slot.through}' comes before '{phase_id}', so 'through:' does nothing", (*path, "through"))
        end = at
    planned = planned_grades(protocol)
    grades = [grade for grade in planned if not slot.grades or grade in slot.grades]
    if slot.grades and not grades and not set(slot.grades) - set(protocol.grades):
        yield _never(f"'{key}' is only for grades that get no plan", (*path, "grades"))
        return
    spans = [span for grade in grades if (span := _span(protocol, order[at : end + 1], slot, grade))]
    if spans and all(first > last for first, last in spans):
        name = next((name for name in ("not_after", "not_before", "first") if getattr(slot, name) not in (None, 1)), "")
        below = (name,) if name else ()
        yield _never(f"'{key}' finds no day: it would start after it has ended", (*path, *below))
        return
    weeks = max(((last - first) // WEEK + 1 for first, last in spans), default=0)
    for week in slot.weeks:
        if spans and int(week.partition("-")[0]) > weeks * LONGEST_FACTOR:
            words = f"week {week} of '{key}' never comes: it is done for {weeks} week{'s' * (weeks != 1)}"
            yield _never(words, (*path, "weeks", week))
    for name in ("on_days_of", "off_days_of"):
        partner = getattr(slot, name)
        if partner is not None and not any(_is_in(protocol, one, partner) for one in order[at : end + 1]):
            yield _never(f"'{partner}' is in none of the phases of '{key}', so '{name}:' does nothing", (*path, name))


def _span(protocol: Protocol, phases: Sequence[str], slot: Slot, grade: str) -> Days | None:
    """Return the first and the last plan day of a row for a grade; the first after the last where no day is left."""
    windows = [for_grade(protocol.phases[one].days, grade) for one in phases]
    known = [days for days in windows if days]
    if not known:
        return None
    first = max(known[0][0] + slot.first - 1, slot.not_before or 1, for_grade(slot.not_before_by_grade, grade) or 1)
    return first, min(known[-1][1], slot.not_after or known[-1][1])


def _is_in(protocol: Protocol, phase_id: str, name: str) -> bool:
    """Tell whether an exercise, or the run, is active in a phase: written there, or going on from before."""
    order = list(protocol.phases)
    for at, other in enumerate(order[: order.index(phase_id) + 1]):
        phase = protocol.phases[other]
        entry = phase.run if name == RUN else phase.exercises.get(name)
        if entry and (
            other == phase_id or (entry.through in order[at:] and order.index(entry.through) >= order.index(phase_id))
        ):
            return True
    return False


def _stages(phase_id: str, phase: Phase, protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    """Yield a warning for a row that waits for a running stage which no phase opens."""
    stages = [run.stages[1] for entry in protocol.phases.values() if (run := entry.run)]
    for key, slot in phase.exercises.items():
        if slot.from_stage is not None and stages and slot.from_stage > max(stages):
            words = f"'{key}' waits for running stage {slot.from_stage}; the last one is {max(stages)}"
            yield _never(words, ("phases", phase_id, "exercises", key, "from_stage"))
    run = phase.run
    table = shelf.run_tables.get(run.table) if run else None
    if run and table:
        last = max(map(number_of, table.stages))
        for grade, stage in run.first_stage_by_grade.items():
            if stage > last:
                words = f"running table {run.table} has no stage {stage}"
                yield _never(words, ("phases", phase_id, "run", "first_stage_by_grade", grade))


# -- tasks and questions ----------------------------------------------------------------------------------------------


def _tasks(protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    """Yield a warning for each care task of the protocol that falls on no day, and each text for a day without it."""
    for key, task in protocol.tasks.items():
        path: KeyPath = ("tasks", key)
        if task.grades and not set(task.grades) & set(planned_grades(protocol)):
            yield _never(f"the task '{key}' is only for grades that get no plan", (*path, "grades"))
            continue
        windows = [
            days
            for name in task.phases or protocol.phases
            for grade in task.grades or planned_grades(protocol)
            if name in protocol.phases and (days := for_grade(protocol.phases[name].days, grade))
        ]
        if not windows:
            continue
        low, high = task.days or (1, max(last for _, last in windows))
        on = {
            day
            for first, last in windows
            for day in range(max(low, first), min(high, last) + 1)
            if day % task.every_days == 0
        }
        if not on:
            below = "days" if task.days else "every_days"
            yield _never(f"the task '{key}' falls on no day of the plan", (*path, below))
            continue
        for day in task.text_by_day:
            if day.isdecimal() and int(day) not in on:
                yield _never(
                    f"the task '{key}' is not on day {day}, so this text never prints", (*path, "text_by_day", day)
                )
        if task.needs_exception and not protocol.ask_daily:
            yield _never(f"the task '{key}' waits for 'ask_daily:', and there is none", (*path, "needs_exception"))
    shared = tasks_of(protocol, shelf)
    for key, task in protocol.tasks.items():
        if key in protocol.without_tasks and shared.get(key) is task:
            yield _never(
                f"'{key}' is left out under 'without_tasks:' and written under 'tasks:'", (*("tasks", key), KEY)
            )


def _questions(protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    asked = {*shelf.red_flags.common, *protocol.screen}
    for group in ("exceptions", "ask_daily"):
        for flag in getattr(protocol, group):
            if flag in shelf.red_flags.flags and flag not in asked:
                words = f"{flag} is not among the safety questions of this condition, so this line never counts"
                yield _never(words, (group, flag, KEY), f"add {flag} to 'screen:'")
    for key, modifier in protocol.modifiers.items():
        if modifier.factor > 1 and not modifier.phases:
            yield _never(f"the modifier '{key}' names no phases, so nothing lasts longer", ("modifiers", key))


def _never(message: str, path: KeyPath, hint: str = "take it out, or mend it") -> Issue:
    return Issue("never-acts", message, hint, Severity.WARNING, path)
