"""Does a file that changes another one keep its safety rules? Tightening is free, loosening needs a name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from rehab.engine.timetable import FIRST_STEPS, for_grade
from rehab.errors import Issue, KeyPath
from rehab.models.protocol import ClearanceItem, Grade, Phase, Protocol, Referral, Run, Slot
from rehab.notation import Criterion, format_criterion

HINT = "put it back, or add: accept_risk: {name: ..., reason: ...} (both print on page 1)"
URGENCY = ("proceed", "see_doctor", "same_day", "emergency")
LONGEST = 10**6
LIST_HINT = "a list replaces the whole list: repeat what it held, or add: accept_risk: {name: ..., reason: ...}"


def check(protocol: Protocol, base: Protocol) -> Iterator[Issue]:
    """Yield an issue for every safety rule of ``base`` that the merged ``protocol`` has loosened."""
    if protocol.accept_risk is not None and protocol.accept_risk != base.accept_risk:
        return
    yield from _screening(protocol, base)
    for key in ("framework", "onset", "monitoring"):
        if getattr(protocol, key) != getattr(base, key):
            yield _loosened(f"'{key}:' was changed", (key,))
    if base.both_sides_raise is not None and protocol.both_sides_raise != base.both_sides_raise:
        yield _loosened(f"both sides at once no longer raise {base.both_sides_raise}", ("both_sides_raise",))
    if base.requires_clearance and not protocol.requires_clearance:
        yield _loosened("it no longer needs a clearance", ("requires_clearance",))
    if base.referral is not None and protocol.referral is None:
        yield _loosened("its referral page is gone", ("referral",))
    if base.referral is not None and protocol.referral is not None and _waits_longer(base.referral, protocol.referral):
        yield _loosened("its referral is less urgent", ("referral", "disposition"))
    yield from _clearance(protocol, base)
    for key, grade in base.grades.items():
        yield from _grade(key, grade, protocol.grades.get(key))
    grades = tuple(base.grades) or ("all",)
    for phase_id, phase in base.phases.items():
        changed = protocol.phases.get(phase_id)
        if changed is None:
            yield _loosened(f"the phase '{phase_id}' is gone", ("phases",))
        else:
            yield from _phase(phase, changed, grades, ("phases", phase_id))


def _screening(protocol: Protocol, base: Protocol) -> Iterator[Issue]:
    yield from _gone("safety question", "no longer asked", base.screen, protocol.screen, ("screen",))
    for flag in protocol.exceptions:
        if protocol.exceptions[flag] != base.exceptions.get(flag):
            yield _loosened(f"the exception for {flag} was changed", ("exceptions", flag))
    for flag, (first, last) in base.ask_daily.items():
        low, high = protocol.ask_daily.get(flag, (0, -1))
        if low > first or high < last:
            yield _loosened(f"{flag} is no longer asked daily on days {first} to {last}", ("ask_daily", flag))
    for group in ("emergency", "today"):
        signs, kept = ([_sign(line) for line in getattr(entry.stop_signs, group)] for entry in (base, protocol))
        yield from _gone("stop sign", "gone", signs, kept, ("stop_signs", group))


def _clearance(protocol: Protocol, base: Protocol) -> Iterator[Issue]:
    for key, item in base.clearance.items():
        changed = protocol.clearance.get(key)
        if changed is None or (item.needed and not changed.needed):
            yield _loosened(f"the clinician no longer has to state '{item.title}'", ("clearance", key))
        elif changed != item and _opens_more(item, changed):
            yield _loosened(f"more answers to '{item.title}' open the plan", ("clearance", key))
    checks = {key for key, task in base.tasks.items() if task.kind == "check"}
    yield from _gone("check", "gone", sorted(checks), sorted(protocol.tasks), ("tasks",))
    dropped = [key for key in protocol.without_tasks if key not in base.without_tasks]
    if dropped:
        yield _loosened(f"the framework's '{dropped[0]}' is left out", ("without_tasks",))


def _opens_more(before: ClearanceItem, after: ClearanceItem) -> bool:
    wider = [value for value in after.accept if value not in before.accept]
    lower = before.at_least is not None and (after.at_least is None or after.at_least < before.at_least)
    return bool(wider and before.at_least is None) or lower or after.only_if != before.only_if


def _grade(key: str, before: Grade, after: Grade | None) -> Iterator[Issue]:
    path = ("grades", key)
    if before.route == "referral" and (after is None or after.route != "referral"):
        yield _loosened(f"grade {key} is no longer sent to a clinician", path)
    elif after and _waits_longer(before, after):
        yield _loosened(f"grade {key} is sent to a clinician later", (*path, "disposition"))
    if after and before.needs_clearance and not after.needs_clearance:
        yield _loosened(f"grade {key} no longer needs a clearance", path)


def _waits_longer(before: Grade | Referral, after: Grade | Referral) -> bool:
    """Tell whether a referral became less urgent: a milder word, or more hours."""
    ranks = [URGENCY.index(entry.disposition) if entry.disposition else 0 for entry in (before, after)]
    hours = [entry.within_hours or LONGEST for entry in (before, after)]
    return ranks[1] < ranks[0] or (ranks[1] == ranks[0] and hours[1] > hours[0])


def _phase(before: Phase, after: Phase, grades: Collection[str], path: KeyPath) -> Iterator[Issue]:
    if before.step in FIRST_STEPS and after.step != before.step:
        yield _loosened(f"the step '{before.step}' limits the first days, and is gone", (*path, "step"))
    waits = [key for key, values in before.requires.items() if set(after.requires.get(key, ())) - set(values)]
    waits += [key for key in before.requires if key not in after.requires]
    if waits:
        yield _loosened(f"the phase no longer waits for '{waits[0]}'", (*path, "requires"))
    codes = [code for code in before.forbid if code not in after.forbid]
    if codes:
        verb = "is" if len(codes) == 1 else "are"
        yield _loosened(f"{', '.join(codes)} {verb} no longer forbidden", (*path, "forbid"), LIST_HINT)
    yield from _days("the hard minimum", before.hard_minimum, after.hard_minimum, grades, (*path, "hard_minimum"))
    yield from _days("the earliest day", before.earliest, after.earliest, grades, (*path, "earliest"))
    for grade in grades:
        last, changed = for_grade(before.latest_end, grade), for_grade(after.latest_end, grade)
        if last is not None and (changed is None or changed > last):
            yield _loosened(f"the advice to see someone after day {last} is later or gone", (*path, "latest_end"))
            break
    for group, purpose in (("entry", "starting"), ("exit", "moving on")):
        lost = [rule for rule in getattr(before, group) if not _is_kept(rule, getattr(after, group))]
        if lost:
            more = f" (and {len(lost) - 1} more)" if len(lost) > 1 else ""
            words = f"the criterion '{_rule(lost[0])}' for {purpose}{more} is gone or weaker"
            yield _loosened(words, (*path, group), LIST_HINT)
    for key, slot in after.exercises.items():
        held = before.exercises.get(key)
        if held is None:
            continue
        yield from _start(f"'{key}'", held, slot, grades, (*path, "exercises", key))
        if held.monitoring is not None and slot.monitoring != held.monitoring:
            words = f"'{key}' lost its stricter monitoring rule, {held.monitoring}"
            yield _loosened(words, (*path, "exercises", key, "monitoring"))
    if before.run and after.run:
        yield from _start("running", before.run, after.run, grades, (*path, "run"))
        if before.run.needs_log and not after.run.needs_log:
            yield _loosened("running no longer waits for the log", (*path, "run", "needs_log"))


def _days(
    what: str, before: Mapping[str, int], after: Mapping[str, int], grades: Collection[str], path: KeyPath
) -> Iterator[Issue]:
    """Yield one issue if a day of some grade was lowered, also through a grade that now stands beside 'all'."""
    for grade in grades:
        day, changed = for_grade(before, grade) or 0, for_grade(after, grade) or 0
        if changed < day:
            whose = "" if grade == "all" else f" for grade {grade}"
            yield _loosened(f"{what}{whose}, day {day}, was lowered", path)
            return


def _start(what: str, before: Slot | Run, after: Slot | Run, grades: Collection[str], path: KeyPath) -> Iterator[Issue]:
    for grade in grades:
        day = _first_day(before, grade)
        if _first_day(after, grade) < day:
            whose = "" if before.not_before == day else f" with grade {grade}"
            yield _loosened(f"{what} may start before day {day}{whose}", (*path, "not_before"))
            return


def _first_day(entry: Slot | Run, grade: str) -> int:
    return max(entry.not_before or 1, for_grade(entry.not_before_by_grade, grade) or 1)


def _is_kept(rule: Criterion, others: Collection[Criterion]) -> bool:
    """Tell whether one of ``others`` asks for as much: the same with any tag, a stricter number, or more days."""
    return any(_asks_as_much(_untagged(other), _untagged(rule)) for other in others)


def _asks_as_much(new: Criterion, old: Criterion) -> bool:
    if new == old:
        return True
    if replace(new, number=old.number, for_days=old.for_days) != old or (new.for_days or 1) < (old.for_days or 1):
        return False
    if new.number is None or old.number is None or new.number == old.number:
        return new.number == old.number
    return new.number > old.number if old.comparison[0] == ">" else old.comparison[0] == "<" and new.number < old.number


def _untagged(rule: Criterion) -> Criterion:
    return replace(rule, evidence=None, parts=tuple(map(_untagged, rule.parts)))


def _rule(rule: Criterion) -> str:
    return format_criterion(_untagged(rule))


def _sign(text: str) -> str:
    return text.partition(" | ")[0]


def _gone(what: str, fate: str, before: Collection[str], after: Collection[str], path: KeyPath) -> Iterator[Issue]:
    lost = [f"'{entry}'" for entry in before if entry not in after]
    if lost:
        many = len(lost) > 1
        words = f"the {what}{'s' if many else ''} {', '.join(lost)} {'are' if many else 'is'} {fate}"
        yield _loosened(words, path, LIST_HINT)


def _loosened(message: str, path: KeyPath, hint: str = HINT) -> Issue:
    return Issue("loosened", f"this loosens a safety rule: {message}", hint, path=path)
