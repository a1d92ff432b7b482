"""Whether entries from outside fit the case they are for: what would mislead a decision is refused by name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from rehab.checks import check_protocol
from rehab.errors import Issue, Severity
from rehab.models.journal import Entry
from rehab.models.measure import unknown_word
from rehab.models.protocol import Protocol
from rehab.models.shelf import Shelf
from rehab.models.stored import StoredCase

ANSWERS = ("yes", "no", "unsure")
SIDES = ("left", "right", "both")
EVENTS = ("pause", "resume", "close", "restart")
ALL_ASKED = "none"
_TASK = re.compile(r"\d{1,5}\.[a-z0-9-]+\.\d{1,3}", re.ASCII)


def check_entries(
    entries: Sequence[Entry], protocol: Protocol, shelf: Shelf, *, day_one: dt.date, today: dt.date
) -> Iterator[Issue]:
    """Yield what is wrong with entries for a case of ``protocol`` that began on ``day_one``."""
    known = _exercises(protocol, shelf)
    for entry in entries:
        if entry.date > today:
            yield _issue("in-future", entry, f"{entry.date} is still to come", f"today is {today}")
        elif entry.date < day_one:
            yield _issue("before-day-1", entry, f"{entry.date} is before day 1 of this case, {day_one}")
        elif entry.logged.date() > today + dt.timedelta(days=1):  # its clock may be a day ahead of ours
            yield _issue("in-future", entry, f"it was written down on {entry.logged.date()}", f"today is {today}")
        match entry.kind:
            case "measure":
                yield from _measure(entry, shelf)
            case "done":
                yield from _done(entry, known, shelf)
            case "flag":
                yield from _flag(entry, shelf)
            case "case":
                yield from _case(entry, protocol)


def check_case(case: StoredCase, protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    """Yield why a whole case from outside cannot be followed: its protocol is broken, or is none of what it names."""
    named = (("grade", case.grade, protocol.grades), ("type", case.type, protocol.types),
             ("variant", case.variant, protocol.variants))  # fmt: skip
    for what, name, known in named:
        if name is not None and name not in known:
            yield Issue("bad-case", f"the case '{case.id}': its protocol has no {what} '{name}'")
    for issue in check_protocol(protocol, shelf, warnings=False):
        if issue.severity is Severity.ERROR:
            yield Issue("bad-case", f"the case '{case.id}': its protocol: {issue.message}", issue.hint)


def _issue(code: str, entry: Entry, text: str, hint: str = "") -> Issue:
    return Issue(code, f"entry '{entry.id}': {text}", hint)


def _exercises(protocol: Protocol, shelf: Shelf) -> set[str]:
    """Return the exercises of a plan, with the easier ones that may stand in for them."""
    known = {name for phase in protocol.phases.values() for name in phase.exercises}
    waiting = list(known)
    while waiting:
        exercise = shelf.exercises.get(waiting.pop())
        if exercise and exercise.easier_exercise and exercise.easier_exercise not in known:
            known.add(exercise.easier_exercise)
            waiting.append(exercise.easier_exercise)
    return known


def _measure(entry: Entry, shelf: Shelf) -> Iterator[Issue]:
    measure = shelf.measures.get(entry.subject)
    if measure is None:
        yield _issue("unknown-measure", entry, f"there is no measure '{entry.subject}'")
    elif measure.kind == "yes-no":
        if entry.text not in ANSWERS or entry.value is not None:
            yield _issue("bad-value", entry, f"{entry.subject}: '{entry.text}' is not yes, no or unsure")
    elif measure.kind == "words":
        wrong = "a number" if entry.value is not None else unknown_word(measure, entry.text)
        if wrong:
            known = ", ".join(measure.choices)
            yield _issue(
                "bad-value", entry, f"{entry.subject}: {wrong} is none of its words", known and f"there is: {known}"
            )
    else:
        low, high = measure.range or (0.0, 100_000.0)
        if entry.value is None or not low <= entry.value <= high:
            told = "nothing" if entry.value is None else f"{entry.value:g}"
            yield _issue("bad-value", entry, f"{entry.subject}: {told} is not a number from {low:g} to {high:g}")


def _done(entry: Entry, known: set[str], shelf: Shelf) -> Iterator[Issue]:
    if not _TASK.fullmatch(entry.subject):
        yield _issue("not-a-task", entry, f"'{entry.subject}' is not the id of a task")
    elif entry.exercise in shelf.exercises and entry.exercise not in known:
        yield _issue("other-plan", entry, f"'{entry.exercise}' is not an exercise of this plan")
    if entry.value is not None and not 0 <= entry.value <= 1:
        yield _issue("bad-value", entry, f"{entry.value:g} is not a part of a task from 0 to 1")


def _flag(entry: Entry, shelf: Shelf) -> Iterator[Issue]:
    if entry.subject not in shelf.red_flags.flags and entry.subject != ALL_ASKED:
        yield _issue("unknown-flag", entry, f"there is no safety question '{entry.subject}'")
    elif entry.text not in (("no",) if entry.subject == ALL_ASKED else ANSWERS):
        yield _issue("bad-value", entry, f"{entry.subject}: '{entry.text}' is not an answer", "yes, no or unsure")


def _case(entry: Entry, protocol: Protocol) -> Iterator[Issue]:
    right = {
        "side": entry.text in SIDES,
        "grade": entry.text in protocol.grades,
        "clear": bool(entry.text.strip()),
    }.get(entry.subject, entry.subject in EVENTS)
    if not right:
        yield _issue("bad-value", entry, f"'{entry.subject} {entry.text}' is nothing that a case can be changed to")
