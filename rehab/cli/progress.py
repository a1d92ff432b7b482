"""Commands that look back: ``progress`` and ``explain``."""

from __future__ import annotations

import datetime as dt
import textwrap
from typing import Annotated

import typer

from rehab.cli.daily import DayOption, is_stopped
from rehab.cli.followed import CaseOption, Followed, JournalOption, active_cases, follow, open_journal, shared_day
from rehab.cli.options import LibraryOption, date, number_of, open_library
from rehab.cli.options import today as clock
from rehab.engine.following import done_of
from rehab.engine.watch import all_of
from rehab.errors import NotFoundError, UsageError, fail
from rehab.library import Library
from rehab.models.journal import Entry
from rehab.models.plan import Plan, Task
from rehab.writers.progress import Adherence, Course

WIDTH = 78
CHARTED = ("pain-next-morning", "pain-rest", "pain-during", "pain-walking")


def progress(
    day: DayOption = None, case: CaseOption = None, journal: JournalOption = None, library: LibraryOption = None
) -> None:
    """Show how it goes: pain, work done, and the way to the next phase."""
    from rehab.writers import progress as writer

    on = date("--date", day, clock()) if day else clock()
    shelf = open_library(library)
    with open_journal(journal) as store:
        followed = [follow(store, stored, on, shelf) for stored in active_cases(store, case)]
    for entry in followed:
        typer.echo(writer.progress(entry.plan, _course(entry, on, shelf), shelf.template("clinic")), nl=False)


def _course(followed: Followed, on: dt.date, library: Library) -> Course:
    course = followed.compiled.followed
    placed = course.following.placed if course else {}  # what never has a plan has no exercises
    seen = all_of(followed.journal, on)
    done = done_of(seen, library.shelf)
    measures = library.shelf.measures
    pains: dict[str, dict[dt.date, float]] = {}
    for name in CHARTED:
        for entry in seen.of(name):
            if entry.value is not None:
                values = pains.setdefault(measures[name].title, {})
                values[entry.date] = max(entry.value, values.get(entry.date, 0))
    weeks: dict[dt.date, int] = {}
    for day, entries in done.items():
        monday = day - dt.timedelta(days=day.weekday())
        weeks[monday] = weeks.get(monday, 0) + sum(entry.sets or 1 for entry in entries)
    refused = {entry.date for entry in seen.kind("done") if entry.value == 0}
    states: dict[dt.date, Adherence] = {}
    for day, rows in placed.items():
        due = {row.exercise_id for row in rows}
        if due and day < on:
            ticked = due & {entry.exercise for entry in done.get(day, ())}
            states[day] = "done" if ticked == due else "partly" if ticked else "missed" if day in refused else "unknown"
    told = [
        (entry.date, _about(entry, library), entry.text)
        for entry in seen.entries
        if entry.kind in ("note", "medicine") or (entry.kind == "measure" and _is_words(entry, library))
    ]
    return Course(pains, sorted(weeks.items()), states, told)


def _is_words(entry: Entry, library: Library) -> bool:
    measure = library.shelf.measures.get(entry.subject)
    return measure is not None and measure.kind == "words"


def _about(entry: Entry, library: Library) -> str:
    """Return what an entry in words is about; a note is about nothing else."""
    if entry.kind == "medicine":
        return library.template("clinic").wording.today.medicine
    return library.shelf.measures[entry.subject].title if entry.kind == "measure" else ""


def explain(
    what: Annotated[str, typer.Argument(help="A number on the list of today, the id of a phase, or changes.")],
    day: DayOption = None,
    case: CaseOption = None,
    journal: JournalOption = None,
    library: LibraryOption = None,
) -> None:
    """Say why: the rule behind a task, a phase or a change, the data it used, and its source.

    \b
    Examples:
      rehab explain 3
      rehab explain early-load
      rehab explain changes
    """
    on = date("--date", day, clock()) if day else clock()
    shelf = open_library(library)
    with open_journal(journal) as store:
        followed = [follow(store, stored, on, shelf) for stored in active_cases(store, case)]
    if what == "changes":
        lines = [line for entry in followed for line in _changes(entry.plan)] or [shelf.shelf.words["no-changes"]]
    elif what.isdecimal():
        lines = _task(followed, on, what, shelf)
    else:
        lines = [line for entry in followed for line in _phase(entry, what)]
    if not lines:
        known = ", ".join(dict.fromkeys(phase.id for entry in followed for phase in entry.plan.phases))
        raise fail(
            NotFoundError, "nothing-to-explain", f"there is no '{what}' to explain", f"there is: {known}, changes"
        )
    typer.echo("\n".join(lines))
    if any(is_stopped(entry.plan) for entry in followed):
        raise typer.Exit(5)


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def _task(followed: list[Followed], on: dt.date, word: str, library: Library) -> list[str]:
    listed = [(entry, task) for entry, found in shared_day(followed, on, library).cases for task in found.tasks]
    number = number_of(word)
    if not 1 <= number <= len(listed):
        raise fail(UsageError, "not-due", f"'{word}' is not a number on the list of {on}", f"it has 1 to {len(listed)}")
    entry, task = listed[number - 1]
    plan, words = entry.plan, library.shelf.words
    phase = next(one for one in plan.phases if one.id == task.reason.phase)
    lines = [f"{task.title}: {task.dose}".rstrip(": "), *_wrapped(task.text, "  ")]
    lines += _wrapped(words["explain-phase"].format(phase=phase.title, goal=phase.goal), "  ")
    lines += _wrapped(words["explain-rule"].format(rule=task.reason.rule, protocol=task.reason.protocol), "  ")
    lines += _wrapped(_source(plan, task, library), "  ")
    lines += [line for change in _changes_of(plan, task) for line in _wrapped(change, "  ")]
    return lines


def _source(plan: Plan, task: Task, library: Library) -> str:
    reason = task.reason
    if reason.evidence == "author":
        return library.shelf.words["explain-author"].format(author=reason.author)
    told = library.shelf.frameworks.tags[reason.evidence]
    cited = plan.references.get(reason.reference or "")
    return f"{told} {cited.citation}" if cited else told


def _changes_of(plan: Plan, task: Task) -> list[str]:
    if plan.standing is None:
        return []
    return [
        f"{change.date}: {change.text} [{change.rule}]"
        for change in plan.standing.changes
        if change.code in ("more", "less") and task.title in change.text
    ]


def _phase(followed: Followed, name: str) -> list[str]:
    plan, standing = followed.plan, followed.plan.standing
    phase = next((one for one in plan.phases if one.id == name), None)
    if phase is None:
        return []
    lines = [f"{phase.title}: {phase.start} - {phase.end}", *_wrapped(phase.goal, "  ")]
    if standing is None or standing.phase != name:
        for criterion in phase.criteria:
            lines += _wrapped(
                f"[ ] {criterion.title}: {criterion.target} [{criterion.evidence}]".replace(" []", ""), "  "
            )
        return lines
    marks = {"met": "x", "not met": " ", "unknown": "?"}
    for line in standing.gate:
        text = f"[{marks[line.truth]}] {line.title}: {line.target} ({line.reason}) [{line.evidence}]".replace(" []", "")
        lines += _wrapped(text, "  ")
        lines += _wrapped(line.how, "        ") if line.how else []
    return lines


def _changes(plan: Plan) -> list[str]:
    if plan.standing is None or not plan.standing.changes:
        return []
    return [
        line
        for change in plan.standing.changes
        for line in _wrapped(f"{change.date}, day {change.day}: {change.text} [{change.rule}, {change.source}]")
    ]
