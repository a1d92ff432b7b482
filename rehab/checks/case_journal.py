"""The journal of a case beside a protocol: from a physiotherapist's lines to the entries that a person would make."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from rehab import schedule
from rehab.checks.journal import check_entries
from rehab.engine.case import weigh
from rehab.engine.days import day_of
from rehab.engine.following import NONE
from rehab.engine.kept import Kept
from rehab.engine.laying import course_of, lay_days
from rehab.engine.order import Order, day_one_of
from rehab.engine.triage import Answer
from rehab.models.expected import ExpectedCase, Value, Written
from rehab.models.journal import SESSION_MEASURES, Entry, EntryKind, Journal, Seen
from rehab.models.protocol import Protocol
from rehab.models.shelf import Shelf

MORNING, EVENING = dt.time(7, tzinfo=dt.UTC), dt.time(20, tzinfo=dt.UTC)
PAINS = {"morning": "pain-next-morning"}
"""Pains whose measure is called otherwise than pain-NAME."""
BEFORE_SESSION = "pain-before"


def faults(entry: ExpectedCase, protocol: Protocol, shelf: Shelf) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with the journal of a case: the number of its line, and words."""
    day_one = entry.case.injured or entry.as_of
    known = {name for phase in protocol.phases.values() for name in phase.exercises}
    for at, written in enumerate(entry.journal):
        if written.days[1] > schedule.plan_day(day_one, entry.as_of):
            yield at, f"day {written.days[1]} comes after the day of the plan, {entry.as_of}"
            continue
        if written.done != "all":
            yield from (
                (at, f"there is no exercise '{name}' in this plan") for name in written.done if name not in known
            )
        once = written.model_copy(update={"days": (written.days[0], written.days[0])})
        entries = list(_entries(once, day_one))
        for issue in check_entries(entries, protocol, shelf, day_one=day_one, today=entry.as_of):
            yield at, issue.message


def with_journal(order: Order, entry: ExpectedCase, answers: Mapping[str, Answer] | None, shelf: Shelf) -> Order:
    """Return the order with its journal: the answers of day 1, what the lines say, and a tick for all that was done.

    ``done: all`` means what was on the plan of that day, which hangs on the days before it; so the fold is run once.
    """
    day_one = day_one_of(order)
    entries = [*_screened(answers, day_one)]
    for written in entry.journal:
        entries += _entries(written, day_one)
    order = replace(order, started=day_one)
    whole = {day for written in entry.journal if written.done == "all" for day in _days(written)}
    if whole:
        entries += _ticked(order, entries, whole, shelf)
    return replace(order, journal=Journal(entries=tuple(entries)))


def _ticked(order: Order, entries: list[Entry], whole: set[int], shelf: Shelf) -> list[Entry]:
    """Return a tick for each exercise that was on the plan of the days ``whole``."""
    triage = weigh(order, shelf, None)
    ticks: list[Entry] = []
    kept = Kept()

    def seen_on(date: dt.date) -> Seen:
        return Journal(entries=(*entries, *ticks)).seen_on(date)

    for laid in lay_days(order, shelf, course_of(order, triage, shelf), seen_on):
        if laid.day > max(whole):
            break
        if laid.day in whole:
            tasks = day_of(order, triage, shelf, laid, kept).tasks
            due = [task for task in tasks if task.exercise in shelf.exercises]
            ticks += [_entry(laid.date, "done", task.id, EVENING, value=1) for task in due]
    return ticks


def _days(written: Written) -> range:
    return range(written.days[0], written.days[1] + 1)


def _entry(date: dt.date, kind: EntryKind, subject: str, at: dt.time, **values: Any) -> Entry:
    name = "-".join(filter(None, (f"{date}", kind, subject, values.get("side"))))
    return Entry(id=name[:80], date=date, logged=dt.datetime.combine(date, at), kind=kind, subject=subject, **values)


def _screened(answers: Mapping[str, Answer] | None, day_one: dt.date) -> Iterator[Entry]:
    """Yield the answers to the safety questions on day 1, as ``rehab start`` writes them down."""
    if answers is None:
        return
    yield _entry(day_one, "flag", NONE, MORNING, text="no")
    for row, answer in answers.items():
        if answer != "no":
            yield _entry(day_one, "flag", row, MORNING, text=answer)


def _entries(written: Written, day_one: dt.date) -> Iterator[Entry]:
    """Yield the entries of one line, all but ``done: all``."""
    for day in _days(written):
        date = schedule.date_of(day_one, day)
        for name, pain in written.pain.items():
            yield _measure(date, PAINS.get(name, f"pain-{name}"), pain)
        for name, told in written.tests.items():
            if isinstance(told, tuple):
                yield _measure(date, name, told[0], side="left")
                yield _measure(date, name, told[1], side="right")
            else:
                yield _measure(date, name, told)
        for name in () if written.done == "all" else written.done:
            yield _entry(date, "done", f"{day}.{name}.1", EVENING, value=1)
        if written.flags == "none":
            yield _entry(date, "flag", NONE, MORNING, text="no")
        else:
            yield from (_entry(date, "flag", flag, MORNING, text="yes") for flag in written.flags)
        if written.cleared_by:
            yield _entry(date, "case", "clear", MORNING, text=written.cleared_by)


def _measure(date: dt.date, name: str, value: Value, **side: str) -> Entry:
    at = EVENING if name in SESSION_MEASURES or name == BEFORE_SESSION else MORNING
    told: dict[str, Any] = {"text": value} if isinstance(value, str) else {"value": value}
    return _entry(date, "measure", name, at, **told, **side)
