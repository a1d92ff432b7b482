"""What a protocol loosens of the safety rules of another one, each side put together for one type and variant."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from rehab.engine.timetable import FIRST_STEPS, for_grade
from rehab.errors import Issue, KeyPath
from rehab.models.protocol import ClearanceItem, Grade, Phase, Protocol, Referral, Run, Slot
from rehab.notation import Criterion, format_criterion

HINT = "put it back, or add: accept_risk: {name: ..., reason: ...} (both print on page 1)"
T = TypeVar("T", Slot, Run)
Grades = Mapping[str, bool]
"""The grades to judge, and whether the base knows them; a new one gets no day that is earlier than all of the base."""
URGENCY = ("proceed", "see_doctor", "same_day", "emergency")
LONGEST = 10**6
WHEN_CHECKED = (
    "kind", "days", "every_days", "phases", "grades", "times_per_day", "only_if", "optional", "needs_exception",
)  # fmt: skip
"""What says when a check is done, and by whom."""
LIST_HINT = "a list replaces the whole list: repeat what it held, or add: accept_risk: {name: ..., reason: ...}"


def loosened(protocol: Protocol, base: Protocol) -> Iterator[Issue]:
    """Yield an issue for every safety rule of ``base`` that the merged ``protocol`` has loosened."""
    yield from _screening(protocol, base)
    for key in ("framework", "onset", "monitoring", "sided", "tissue"):
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
    yield from _checks(protocol, base)
    for key, grade in base.grades.items():
        yield from _grade(key, grade, protocol.grades.get(key))
    yield from _choices(protocol, base)
    yield from _modifiers(protocol, base)
    new = [key for key, grade in protocol.grades.items() if key not in base.grades and grade.route == "plan"]
    grades: Grades = dict.fromkeys(base.grades or ("all",), True) | dict.fromkeys(new, False)
    for phase_id, phase in base.phases.items():
        changed = protocol.phases.get(phase_id)
        if changed is None:
            yield _loosened(f"the phase '{phase_id}' is gone", ("phases",))
        else:
            yield from _phase(phase, changed, grades, ("phases", phase_id))
    yield from _order(protocol, base)
    yield from _new_phases(protocol, base)
    yield from _new_rows(protocol, base, grades)


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
        flags, stay = ({_flag(line) for line in getattr(entry.stop_signs, group)} - {""} for entry in (base, protocol))
        if not flags <= stay and set(signs) <= set(kept):
            lost = ", ".join(sorted(flags - stay))
            yield _loosened(f"no stop sign stands for {lost} any more", ("stop_signs", group), LIST_HINT)


def _clearance(protocol: Protocol, base: Protocol) -> Iterator[Issue]:
    for key, item in base.clearance.items():
        changed = protocol.clearance.get(key)
        if changed is None or (item.needed and not changed.needed):
            yield _loosened(f"the clinician no longer has to state '{item.title}'", ("clearance", key))
        elif changed != item and _opens_more(item, changed):
            yield _loosened(f"more answers to '{item.title}' open the plan", ("clearance", key))


def _checks(protocol: Protocol, base: Protocol) -> Iterator[Issue]:
    checks = {key: task for key, task in base.tasks.items() if task.kind == "check"}
    yield from _gone("check", "gone", sorted(checks), sorted(protocol.tasks), ("tasks",))
    for key, task in checks.items():
        changed = protocol.tasks.get(key)
        if changed and any(getattr(changed, name) != getattr(task, name) for name in WHEN_CHECKED):
            yield _loosened(f"the check '{key}' is done on other days, or not by all", ("tasks", key))
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
    elif before.route == "card" and after and after.route == "plan":
        yield _loosened(f"grade {key} gets a plan, not a card", (*path, "route"))
    elif after and _waits_longer(before, after):
        yield _loosened(f"grade {key} is sent to a clinician later", (*path, "disposition"))
    if after and before.needs_clearance and not after.needs_clearance:
        yield _loosened(f"grade {key} no longer needs a clearance", path)
    if after and (before.route == "referral" or before.needs_clearance):
        words = (before.title, *before.synonyms)
        kept = {after.title.casefold(), *(word.casefold() for word in after.synonyms)}
        yield from _gone(
            "word", f"no longer read as grade {key}", [w for w in words if w.casefold() not in kept], (), path
        )


def _choices(protocol: Protocol, base: Protocol) -> Iterator[Issue]:
    """Yield an issue for each variant that was only recorded and is now offered, or is now for more types."""
    for key, variant in base.variants.items():
        changed = protocol.variants.get(key)
        if changed and changed.offered and not variant.offered:
            yield _loosened(f"the variant '{key}' was only recorded, and is now offered", ("variants", key, "offered"))
        if changed and variant.types and set(changed.types or protocol.types) - set(variant.types):
            yield _loosened(f"the variant '{key}' is for more types than before", ("variants", key, "types"))


def _modifiers(protocol: Protocol, base: Protocol) -> Iterator[Issue]:
    for key, modifier in base.modifiers.items():
        changed = protocol.modifiers.get(key)
        later = changed is None or (changed.over_age or LONGEST) > (modifier.over_age or LONGEST)
        shorter = changed is None or changed.factor < modifier.factor or set(modifier.phases) - set(changed.phases)
        fewer = changed is None or any(changed.add_days.get(at, 0) < days for at, days in modifier.add_days.items())
        if later or shorter or fewer:
            yield _loosened(f"'{modifier.title}' no longer makes the phases as long", ("modifiers", key))


def _waits_longer(before: Grade | Referral, after: Grade | Referral) -> bool:
    """Tell whether a referral became less urgent: a milder word, or more hours."""
    ranks = [URGENCY.index(entry.disposition) if entry.disposition else 0 for entry in (before, after)]
    hours = [entry.within_hours or LONGEST for entry in (before, after)]
    return ranks[1] < ranks[0] or (ranks[1] == ranks[0] and hours[1] > hours[0])


def _phase(before: Phase, after: Phase, grades: Grades, path: KeyPath) -> Iterator[Issue]:
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
        if held is not None:
            yield from _row(key, held, slot, grades, (*path, "exercises", key))
    if before.run and after.run:
        yield from _run(before.run, after.run, grades, (*path, "run"))


def _row(key: str, held: Slot, slot: Slot, grades: Grades, path: KeyPath) -> Iterator[Issue]:
    yield from _start(f"'{key}'", held, slot, grades, path)
    if held.not_after is not None and (slot.not_after is None or slot.not_after > held.not_after):
        yield _loosened(f"'{key}' may go on after day {held.not_after}", (*path, "not_after"))
    if slot.monitoring != held.monitoring and held.monitoring is not None:
        words = f"'{key}' lost its stricter monitoring rule, {held.monitoring}"
        yield _loosened(words, (*path, "monitoring"))
    elif slot.monitoring != held.monitoring:
        yield _loosened(f"'{key}' follows another monitoring rule than before", (*path, "monitoring"))
    if held.only_if and not slot.only_if:
        yield _loosened(f"'{key}' lost its condition: {held.only_if}", (*path, "only_if"))


def _run(before: Run, after: Run, grades: Grades, path: KeyPath) -> Iterator[Issue]:
    yield from _start("running", before, after, grades, path)
    if before.needs_log and not after.needs_log:
        yield _loosened("running no longer waits for the log", (*path, "needs_log"))
    if before.table != after.table:
        yield _loosened(f"running follows another table than {before.table}", (*path, "table"))
    elif after.stages[1] > before.stages[1]:
        yield _loosened(f"the phase opens more than stage {before.stages[1]} of running", (*path, "stages"))
    if before.only_if and not after.only_if:
        yield _loosened(f"running lost its condition: {before.only_if}", (*path, "only_if"))
    if after.fast_track and not before.fast_track:
        yield _loosened("running may take the fast track", (*path, "fast_track"))
    for grade in grades:
        fewer = [for_grade(run.sessions_by_grade, grade) or run.sessions or 0 for run in (before, after)]
        if fewer[1] < fewer[0]:
            yield _loosened(f"a stage of running needs fewer than {fewer[0]} sessions", (*path, "sessions"))
            return


def _order(protocol: Protocol, base: Protocol) -> Iterator[Issue]:
    """Yield one issue if phases changed places: what was to come first would come later."""
    before = [phase_id for phase_id in base.phases if phase_id in protocol.phases]
    after = [phase_id for phase_id in protocol.phases if phase_id in base.phases]
    moved = next((late for early, late in zip(before, after, strict=True) if early != late), None)
    if moved:
        yield _loosened(f"the phase '{moved}' comes before phases that it came after", ("phases", moved))


def _new_phases(protocol: Protocol, base: Protocol) -> Iterator[Issue]:
    """Yield an issue for each new phase that forbids less than the phase of ``base`` that follows it."""
    order: Sequence[str] = list(protocol.phases)
    for at, phase_id in enumerate(order):
        following = next((base.phases[key] for key in order[at + 1 :] if key in base.phases), None)
        if phase_id in base.phases or following is None:
            continue
        phase, path = protocol.phases[phase_id], ("phases", phase_id)
        codes = [code for code in following.forbid if code not in phase.forbid]
        if codes:
            words = f"the new phase '{phase_id}' comes before a phase that forbids {', '.join(codes)}, and allows it"
            yield _loosened(
                words, path, "forbid there what the next phase forbids, or add: accept_risk: {name: ..., reason: ...}"
            )
        if following.step in FIRST_STEPS and phase.step not in FIRST_STEPS:
            yield _loosened(f"the new phase '{phase_id}' comes before the first days have passed", path)


def _new_rows(protocol: Protocol, base: Protocol, grades: Grades) -> Iterator[Issue]:
    """Yield an issue where an exercise, or running, came into another phase without the limits it had."""
    for phase_id, phase in protocol.phases.items():
        held = base.phases.get(phase_id)
        path: KeyPath = ("phases", phase_id)
        for key, slot in phase.exercises.items():
            others = [entry.exercises[key] for entry in base.phases.values() if key in entry.exercises]
            if others and not (held and key in held.exercises):
                from_day = max(slot.not_before or 1, _opens(phase, grades))
                in_phase = slot.model_copy(update={"not_before": from_day})
                yield from _row(key, _earliest(others, grades), in_phase, grades, (*path, "exercises", key))
        runs = [entry.run for entry in base.phases.values() if entry.run]
        if phase.run and runs and not (held and held.run):
            yield from _run(_earliest(runs, grades), phase.run, grades, (*path, "run"))


def _opens(phase: Phase, grades: Grades) -> int:
    """Return the earliest day on which a phase may open for any grade."""
    limits = (phase.earliest, phase.hard_minimum)
    planned = [key for key in grades if for_grade(phase.days, key)]
    return min((max(for_grade(limit, key) or 1 for limit in limits) for key in planned), default=1)


def _earliest(entries: Sequence[T], grades: Grades) -> T:
    return min(entries, key=lambda entry: [_first_day(entry, grade, known) for grade, known in grades.items()])


def _days(
    what: str, before: Mapping[str, int], after: Mapping[str, int], grades: Grades, path: KeyPath
) -> Iterator[Issue]:
    """Yield one issue if a day of some grade was lowered, also through a grade that now stands beside 'all'."""
    for grade, known in grades.items():
        day, changed = _day_of(before, grade, known), for_grade(after, grade) or 0
        if changed < day:
            whose = "" if grade == "all" else f" for grade {grade}"
            yield _loosened(f"{what}{whose}, day {day}, was lowered", path)
            return


def _start(what: str, before: Slot | Run, after: Slot | Run, grades: Grades, path: KeyPath) -> Iterator[Issue]:
    for grade, known in grades.items():
        day = _first_day(before, grade, known)
        if _first_day(after, grade, True) < day:
            whose = "" if before.not_before == day else f" with grade {grade}"
            yield _loosened(f"{what} may start before day {day}{whose}", (*path, "not_before"))
            return


def _first_day(entry: Slot | Run, grade: str, known: bool) -> int:
    return max(entry.not_before or 1, _day_of(entry.not_before_by_grade, grade, known) or 1)


def _day_of(by_grade: Mapping[str, int], grade: str, known: bool) -> int:
    return for_grade(by_grade, grade) or (0 if known else min(by_grade.values(), default=0))


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


def _flag(text: str) -> str:
    return text.partition(" | ")[2]


def _gone(what: str, fate: str, before: Collection[str], after: Collection[str], path: KeyPath) -> Iterator[Issue]:
    lost = [f"'{entry}'" for entry in before if entry not in after]
    if lost:
        many = len(lost) > 1
        words = f"the {what}{'s' if many else ''} {', '.join(lost)} {'are' if many else 'is'} {fate}"
        yield _loosened(words, path, LIST_HINT)


def _loosened(message: str, path: KeyPath, hint: str = HINT) -> Issue:
    return Issue("loosened", f"this loosens a safety rule: {message}", hint, path=path)
