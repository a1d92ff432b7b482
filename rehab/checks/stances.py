"""Does one plan advise something that it forbids, or say yes here and no there?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rehab.engine.care import tasks_of
from rehab.engine.timetable import FIRST_STEPS, for_grade, last_first_day
from rehab.errors import Issue, KeyPath, Severity
from rehab.models.care import CareTask, Stance, Stances, Subject
from rehab.models.framework import FrameworkRules
from rehab.models.limits import Limits
from rehab.models.protocol import Protocol
from rehab.models.shelf import Shelf

Days = tuple[int, int]
LAST_DAY = 10**6


@dataclass(frozen=True, slots=True)
class _Said:
    """One yes or no about a subject: on which plan days, what says it, and where that stands in the file."""

    subject: Subject
    says: Literal["yes", "no"]
    days: Days
    what: str
    path: KeyPath
    forbids: bool = False


def check(protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    """Yield an error where advice meets a 'forbid:' of the same days, and a warning where two pieces of advice clash.

    Of several clashes of one piece of advice about one subject, the first is told.
    """
    told: set[tuple[KeyPath, Subject]] = set()
    grades = [grade for grade, entry in protocol.grades.items() if entry.route == "plan"] or ["all"]
    for grade in grades:
        said = sorted(_everything(protocol, shelf, grade), key=lambda one: not one.forbids)  # the errors first
        for one in said:
            for other in said:
                if not (one.says == "yes" and other.says == "no" and one.subject == other.subject):
                    continue
                first, last = max(one.days[0], other.days[0]), min(one.days[1], other.days[1])
                path = one.path if one.path or not other.path else other.path
                if first > last or (path, one.subject) in told:
                    continue
                told.add((path, one.subject))
                yield _clash(one, other, first, last, path)


def _clash(one: _Said, other: _Said, first: int, last: int, path: KeyPath) -> Issue:
    days = f"day {first}" if first == last else f"days {first} to {last}" if last < LAST_DAY else f"day {first} on"
    if other.forbids:
        message = f"{one.what} advises {one.subject}, which {other.what} forbids ({days})"
        return Issue("advice-forbidden", message, "take the advice out, or move it to other days", path=path)
    message = f"{one.what} says yes to {one.subject}, {other.what} says no ({days})"
    return Issue("contradiction", message, "keep one of them, or give each its own days", Severity.WARNING, path)


def _everything(protocol: Protocol, shelf: Shelf, grade: str) -> Iterator[_Said]:
    rules = shelf.frameworks.frameworks[protocol.framework]
    phase_days = {key: days for key, phase in protocol.phases.items() if (days := for_grade(phase.days, grade))}
    yield from _spoken(protocol.stances, "'stances:'", ("stances",), ((1, LAST_DAY),))
    for key, stances in rules.advice_stances.items():
        if key not in protocol.without_tasks:
            laid = {subject: _from_first_phase(stance, protocol, grade, rules) for subject, stance in stances.items()}
            yield from _spoken(laid, f"the framework's advice '{key}'", (), ((1, LAST_DAY),))
    for key, task in tasks_of(protocol, shelf).items():
        if task.grades and grade not in task.grades:
            continue
        path: KeyPath = ("tasks", key) if key in protocol.tasks else ()
        what = f"the task '{key}'" if path else f"the framework's task '{key}'"
        yield from _of_task(task, what, path, _task_days(task, phase_days))
    for phase_id, days in phase_days.items():
        yield from _of_phase(protocol, phase_id, days, shelf)


def _from_first_phase(stance: Stance, protocol: Protocol, grade: str, rules: FrameworkRules) -> Stance:
    """Return a stance of the framework with its first days as long as the first phase of this protocol and grade."""
    usual = rules.first_phase_days[1]
    last = max(usual, last_first_day(protocol, rules, grade))

    def laid(days: Days | None) -> Days | None:
        if days is None:
            return None
        return last + 1 if days[0] == usual + 1 else days[0], last if days[1] == usual else days[1]

    return Stance(yes=laid(stance.yes), no=laid(stance.no))


def _spoken(stances: Stances, what: str, path: KeyPath, within: Sequence[Days]) -> Iterator[_Said]:
    for subject, stance in stances.items():
        for says, days in (("yes", stance.yes), ("no", stance.no)):
            if days is None:
                continue
            for first, last in within:
                low, high = max(first, days[0]), min(last, days[1])
                if low <= high:
                    yield _Said(subject, "yes" if says == "yes" else "no", (low, high), what, path)


def _task_days(task: CareTask, phase_days: Mapping[str, Days]) -> list[Days]:
    """Return the stretches of plan days on which a task may stand."""
    low, high = task.days or (1, LAST_DAY)
    stretches = [days for key, days in phase_days.items() if key in task.phases] if task.phases else [(1, LAST_DAY)]
    return [(max(low, first), min(high, last)) for first, last in stretches if max(low, first) <= min(high, last)]


def _of_task(task: CareTask, what: str, path: KeyPath, within: Sequence[Days]) -> Iterator[_Said]:
    yield from _spoken(task.stances, what, path, within)
    for kind in ("ice", "rest"):
        if task.kind == kind and kind not in task.stances:
            yield from (_Said(kind, "yes", days, what, path) for days in within)


def _of_phase(protocol: Protocol, phase_id: str, days: Days, shelf: Shelf) -> Iterator[_Said]:
    phase, limits = protocol.phases[phase_id], shelf.limits
    forbidden = dict.fromkeys(phase.forbid, f"the phase '{phase_id}'")
    if phase.step in FIRST_STEPS:
        rules = shelf.frameworks.frameworks[protocol.framework]
        forbidden |= {code: "the framework" for code in rules.forbid_first_days if code not in forbidden}
    for subject, entry in limits.advice.items():
        for code in entry.codes:
            if code in forbidden:
                path: KeyPath = ("phases", phase_id, "forbid")
                yield _Said(subject, "no", days, forbidden[code], path, forbids=True)
    groups: tuple[tuple[Literal["allowed", "avoid"], Literal["yes", "no"]], ...] = (("allowed", "yes"), ("avoid", "no"))
    for group, says in groups:
        for at, line in enumerate(getattr(phase, group)):
            for subject in _subjects(line, limits, limits.unclear[group]):
                what = f"'{group}:' of the phase '{phase_id}'"
                yield _Said(subject, says, days, what, ("phases", phase_id, group, at))
    for key, slot in phase.exercises.items():
        exercise = shelf.exercises.get(key)
        if exercise and exercise.kind in ("massage", "stretch") and not slot.only_if:
            subject_of: Subject = "massage" if exercise.kind == "massage" else "stretch"
            yield _Said(subject_of, "yes", days, f"the exercise '{key}'", ("phases", phase_id, "exercises", key))


def _subjects(line: str, limits: Limits, unclear: Sequence[str]) -> Iterator[Subject]:
    """Yield what a line speaks of, unless a word of it leaves open whether it says yes or no."""
    lowered = line.casefold()
    spoken = [subject for subject, entry in limits.advice.items() if _begins_one(lowered, entry.words)]
    if spoken and not _has_one(lowered, unclear):
        yield from spoken


def _begins_one(text: str, words: Sequence[str]) -> bool:
    return any(word in text and re.search(rf"\b{re.escape(word)}", text) for word in words)


def _has_one(text: str, words: Sequence[str]) -> bool:
    return any(word in text and re.search(rf"\b{re.escape(word)}\b", text) for word in words)
