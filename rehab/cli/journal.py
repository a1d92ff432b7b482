"""Commands around the journal file: ``journal export``, ``import`` and ``forget``."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from rehab import files
from rehab.checks.journal import check_case, check_entries
from rehab.cli import keeping, screening
from rehab.cli.daily import side_of, ticked_before
from rehab.cli.followed import (
    CaseOption,
    Followed,
    JournalOption,
    Writing,
    active_cases,
    check_day,
    day_one,
    follow,
    one_case,
    open_journal,
)
from rehab.cli.forms import import_form
from rehab.cli.options import LibraryOption, date, now, number_of, open_library, say_wrote
from rehab.cli.options import today as clock
from rehab.cli.places import journal_path
from rehab.errors import Issue, SourceError, UsageError, fail
from rehab.library import revived
from rehab.models.journal import Entry
from rehab.models.plan import Task
from rehab.models.shelf import Shelf
from rehab.models.stored import StoredCase
from rehab.source.form_file import MAGIC
from rehab.source.journal_file import MAX_BYTES, MAX_ISSUES, Written, parse_journal
from rehab.source.phone_file import Phone
from rehab.store import Store, as_json

app = typer.Typer(help="The file that holds what you write down.", no_args_is_help=True)
DAYS = 7
PAINS = tuple(map(str, range(11)))
COLUMNS = ("case", *Entry.model_fields)


@app.command("export")
def export(
    output: Annotated[
        str, typer.Option("-o", "--output", help="The file to write (.json or .csv); - for the terminal.")
    ] = "-",
    case: CaseOption = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")] = False,
    journal: JournalOption = None,
) -> None:
    """Write the journal out as JSON (whole) or CSV (one row an entry)."""
    with open_journal(journal) as store:
        cases = active_cases(store, case) if case else store.cases()
        content = [(stored, store.journal(stored.id)) for stored in cases]
    if output.endswith(".csv"):
        text = io.StringIO()
        table = csv.writer(text)
        table.writerow(COLUMNS)
        for stored, written in content:
            for entry in written.ordered:
                row = entry.model_dump(mode="json")
                table.writerow([stored.id, *(_cell(row[name]) for name in Entry.model_fields)])
        data = text.getvalue().encode()
    else:
        data = as_json(content)
    if output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)  # the very bytes, whatever signs the terminal knows
        sys.stdout.buffer.flush()
        return
    files.write(Path(output), data, force=force)
    say_wrote(output)


def _cell(value: object) -> object:
    """Keep a text from being read as a formula; the import takes the sign off again."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r", "'")) else value


@app.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            readable=False, help="An export of a journal (.json or .csv) or of the phone page, or a filled-in PDF."
        ),
    ],
    case: CaseOption = None,
    journal: JournalOption = None,
) -> None:
    """Take entries in; those that are there already are not taken twice."""
    data = files.read_bytes(file, MAX_BYTES)
    words = open_library(None).template("clinic").wording.today
    if data.startswith(MAGIC) or file.suffix.lower() == ".pdf":
        typer.echo(words.logged.format(count=import_form(data, file, case, journal)))
        return
    parsed = [
        (written, entries)
        for written, entries in parse_journal(data, str(file), csv=file.suffix.lower() == ".csv")
        if case in (None, written.id)
    ]
    if case and not parsed:
        raise fail(UsageError, "other-case", f"{file} has nothing of the case '{case}'")
    with open_journal(journal, make=any(written.full for written, _ in parsed)) as store:
        added = take_in(store, parsed, str(file), open_library(None).shelf)
    typer.echo(words.logged.format(count=added))


def take_in(store: Store, parsed: Sequence[tuple[Written, Sequence[Entry]]], name: str, shelf: Shelf) -> int:
    """Take entries in, all or none, and return how many were new; ``name`` is where they come from, for messages.

    Raises UsageError for another case or plan, SourceError for entries that do not fit.
    """
    known = {stored.id: stored for stored in store.cases()}
    problems: list[Issue] = []
    parts = []
    for written, entries in parsed:
        stored = known.get(written.id, written.full)
        if stored is None:
            hint = f"it is for the case '{written.id}'; {_beginning(written)}"
            raise fail(UsageError, "other-case", f"{name} belongs to no case of this journal", hint)
        if written.phone:
            _same_plan(written.phone, stored, name)
        protocol, first = revived(stored.protocol), day_one(stored)
        if written.id not in known:
            problems += check_case(stored, protocol, shelf)
        problems += check_entries(entries, protocol, shelf, day_one=first, today=clock())
        parts.append((stored.id, None if written.id in known else stored, entries))
    if problems:
        raise SourceError(tuple(_first_ten(problems, name)))
    return store.take_in(parts)


def _beginning(written: Written) -> str:
    """Return how a case begins that the journal does not have."""
    if written.phone is None:
        return "begin that case first, or import a whole export"
    phone = written.phone
    return f"begin it with: rehab start {phone.protocol} --injured {phone.day_one} --id {shlex.quote(written.id)}"


def _same_plan(phone: Phone, stored: StoredCase, name: str) -> None:
    """Raise UsageError for ticks of another plan that has the same id, and for a phone that is ahead of time."""
    protocol = revived(stored.protocol).id
    if (phone.protocol, phone.day_one) != (protocol, day_one(stored)):
        message = f"{name} is of another plan: {phone.protocol}, day 1 on {phone.day_one}"
        hint = f"the case '{stored.id}' is {protocol}, day 1 on {day_one(stored)}; nothing was taken in"
        raise fail(UsageError, "other-plan", message, hint)
    if phone.exported.date() > clock() + dt.timedelta(days=1):  # its clock may be a day ahead of ours
        message = f"{name} was made on {phone.exported.date()}, which is still to come"
        raise fail(
            UsageError, "in-future", message, f"today is {clock()}; set the clock of the phone, and send it again"
        )


def _first_ten(problems: Sequence[Issue], name: str) -> list[Issue]:
    kept = [dataclasses.replace(issue, message=f"{name}: {issue.message}") for issue in problems[:MAX_ISSUES]]
    if len(problems) > MAX_ISSUES:
        kept.append(Issue("bad-entry", f"{name}: and {len(problems) - MAX_ISSUES} more"))
    return kept


@app.command()
def paper(
    first: Annotated[str, typer.Option("--from", help="The first day of the printed week: 2026-11-18, -7d.")],
    file: Annotated[
        Path | None, typer.Argument(readable=False, help="A file with the lines; left out: typed in, one line a day.")
    ] = None,
    case: CaseOption = None,
    journal: JournalOption = None,
    library: LibraryOption = None,
) -> None:
    """Type a printed week back in, one short line a day: what was ticked / pain before, during, next morning.

    \b
    Examples of a line:
      1 2 4 / 2 3 1
      all / - 4 2
      -
    """
    begin, shelf = date("--from", first, clock()), open_library(library)
    lines = _lines(file, begin)
    with open_journal(journal) as store:
        stored = one_case(store, case)
        writing = Writing(begin, now())
        problems: list[Issue] = []
        for number, line in enumerate(lines):
            writing.day = begin + dt.timedelta(days=number)
            try:
                check_day(stored, writing.day, clock())
            except UsageError as error:
                problems += [
                    dataclasses.replace(issue, message=f"line {number + 1}: {issue.message}") for issue in error.issues
                ]
                continue
            followed = follow(store, stored, writing.day, shelf)
            problems += read_line(line, number + 1, followed, writing, today=clock())
        if problems:
            raise SourceError(tuple(problems))
        added = store.add(stored.id, writing.entries)
    typer.echo(shelf.template("clinic").wording.today.logged.format(count=added))


def _lines(file: Path | None, begin: dt.date) -> list[str]:
    """Return the lines of a file, or those typed: at a terminal each day is named, and an empty line ends it."""
    if file:
        found = files.read_bytes(file, MAX_BYTES).decode("utf-8", "replace").rstrip().splitlines()
        if len(found) > DAYS:
            message = f"{file} has {len(found)} lines; a printed week has {DAYS} days"
            raise fail(SourceError, "too-many-lines", message, "give one line a day, and one week at a time")
        return found
    lines: list[str] = []
    while len(lines) < DAYS:
        if screening.is_terminal():
            typer.echo(f"{begin + dt.timedelta(days=len(lines))}: ", nl=False, err=True)
        line = sys.stdin.readline().strip()
        if not line:
            break
        lines.append(line)
    return lines


def read_line(line: str, number: int, followed: Followed, writing: Writing, *, today: dt.date) -> list[Issue]:
    """Read one day of a printed week; return what is wrong with it."""
    ticks, _, pains = line.partition("/")
    problems = []
    day = followed.day(writing.day)
    tasks = day.tasks if day else ()
    ticked: dict[str, Task] = {}
    for word in ticks.split():
        if word == "all":
            chosen = list(tasks)
        elif word == "-":
            chosen = []
        elif 1 <= (at := number_of(word)) <= len(tasks):
            chosen = [tasks[at - 1]]
        else:
            hint = f"that day has 1 to {len(tasks)}; all for all of them, - for none"
            problems.append(Issue("not-due", f"line {number}: '{word}' is not a task of {writing.day}", hint))
            continue
        ticked |= {task.id: task for task in chosen}
    for task in ticked.values():
        before = ticked_before(followed, task, writing.day)
        writing.add("done", task.id, value=1.0, text=task.dose, side=side_of(task), replaces=before)
    names = (("pain-before", 0), ("pain-during", 0), ("pain-next-morning", 1))
    told = pains.split()
    if len(told) > len(names):
        problems.append(Issue("bad-line", f"line {number}: after / come three pains: before, during, next morning"))
        return problems
    owner = writing.day
    for word, (name, later) in zip(told, names, strict=False):
        if word == "-":
            continue
        if word not in PAINS:
            problems.append(Issue("bad-pain", f"line {number}: '{word}' is not a pain from 0 to 10", "- for no answer"))
            continue
        on = owner + dt.timedelta(days=later)
        if on > today:
            hint = "write it down tomorrow; - for no answer"
            problems.append(Issue("in-future", f"line {number}: the next morning, {on}, is still to come", hint))
            continue
        writing.add("measure", name, value=float(word), date=on)
    return problems


@app.command()
def forget(
    case: Annotated[str, typer.Option("--case", help="The id of the case to remove for good.")],
    sure: Annotated[bool, typer.Option("--sure", help="Do not ask again.")] = False,
    journal: JournalOption = None,
) -> None:
    """Remove a case and everything written down about it."""
    words = open_library(None).shelf.words
    if not sure:
        if not screening.is_terminal():
            raise fail(UsageError, "not-sure", "this cannot be taken back", "say it again with --sure")
        if screening.prompt(words["forget-sure"].format(case=case), "", "yes / no").casefold() not in ("y", "yes"):
            raise fail(UsageError, "not-changed", "nothing was changed")
    with open_journal(journal) as store:
        stored = one_case(store, case)
        count = store.forget(stored.id)
    keeping.forget()
    typer.echo(words["forgotten"].format(case=case, count=count))
    typer.echo(words["forgotten-elsewhere"].format(path=journal_path(journal).parent))
