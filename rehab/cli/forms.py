"""``journal import`` of a fillable PDF: what is filled in becomes entries, each once however often the file is read."""

from __future__ import annotations

import datetime as dt
import hashlib
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from rehab.checks.journal import check_entries
from rehab.cli.followed import day_one, open_journal
from rehab.cli.options import now, open_library
from rehab.cli.options import today as clock
from rehab.cli.passwords import ask_one
from rehab.errors import Issue, SourceError, UsageError, fail
from rehab.library import revived
from rehab.models.form import FormRecord
from rehab.models.journal import Entry, EntryKind, standing
from rehab.models.stored import StoredCase
from rehab.source.form_file import Filled, LockedError, parse_form

_FROM = "pdf."
"""How the id of an entry from a PDF begins."""
_KINDS: dict[str, EntryKind] = {"tick": "done", "pain": "measure", "diary": "note"}


def import_form(data: bytes, file: Path, case: str | None, journal: Path | None) -> int:
    """Take in what is filled in and return how many entries were new. An empty field says nothing."""
    record, filled = _parsed(data, file)
    if case not in (None, record.case):
        raise fail(UsageError, "other-case", f"{file} has nothing of the case '{case}'")
    with open_journal(journal) as store:
        stored = {one.id: one for one in store.cases()}.get(record.case)
        if stored is None:
            begin = f"rehab start {record.protocol} --injured {record.day_one} --id {shlex.quote(record.case)}"
            hint = f"it is for the case '{record.case}'; begin it with: {begin}"
            raise fail(UsageError, "other-case", f"{file} belongs to no case of this journal", hint)
        _same_plan(record, stored, file)
        entries = list(_entries(filled, store.journal(stored.id).ordered, record.case, now()))
        shelf = open_library(None).shelf
        found = check_entries(entries, revived(stored.protocol), shelf, day_one=day_one(stored), today=clock())
        if problems := tuple(_told(found, entries, file)):
            raise SourceError(problems)
        return store.take_in([(stored.id, None, entries)])


def _parsed(data: bytes, file: Path) -> tuple[FormRecord, list[Filled]]:
    try:
        return parse_form(data, str(file))
    except LockedError:
        pass
    try:
        return parse_form(data, str(file), ask_one(str(file)))
    except LockedError:
        raise fail(UsageError, "wrong-password", f"this is not the password of {file}") from None


def _same_plan(record: FormRecord, stored: StoredCase, file: Path) -> None:
    """Raise UsageError for the fields of another plan that has the same id."""
    ours = (revived(stored.protocol).id, day_one(stored))
    if (record.protocol, record.day_one) != ours:
        message = f"{file} is of another plan: {record.protocol}, day 1 on {record.day_one}"
        hint = f"the case '{stored.id}' is {ours[0]}, day 1 on {ours[1]}; nothing was taken in"
        raise fail(UsageError, "other-plan", message, hint)


def _entries(filled: Sequence[Filled], before: Sequence[Entry], case: str, moment: dt.datetime) -> Iterator[Entry]:
    """Yield an entry for what the journal does not have yet; another value corrects what a PDF said before.

    What was taken in and then taken back stays taken back, as long as the PDF says the same.
    """
    holding = {entry.id for entry in standing(before)}
    for one in filled:
        field, kind = one.field, _KINDS[one.field.kind]
        about = [e for e in before if (e.kind, e.subject, e.date) == (kind, field.subject, field.date)]
        held = [entry for entry in about if entry.id in holding]
        from_form = [entry for entry in about if entry.id.startswith(_FROM)]
        if any(map(one.says_the_same, held or from_form)):
            continue
        corrected = [entry for entry in held if kind == "done" or entry.id.startswith(_FROM)]
        sign = f"{case}|{kind}|{field.subject}|{field.date}|{one.value}|{one.text}|{len(from_form)}"
        yield Entry(
            id=f"{_FROM}{field.date}.{field.subject[:40]}.{hashlib.sha256(sign.encode()).hexdigest()[:12]}",
            date=field.date,
            logged=moment,
            kind=kind,
            subject=field.subject,
            value=one.value,
            text=field.text if kind == "done" else one.text,
            side=field.side,
            replaces=corrected[-1].id if corrected else None,
        )


def _told(found: Iterator[Issue], entries: Sequence[Entry], file: Path) -> Iterator[Issue]:
    """The first ten problems, each with the field in place of the id of an entry."""
    names = {f"entry '{entry.id}'": f"{file}: {entry.subject} of {entry.date}" for entry in entries}
    problems = list(found)
    for issue in problems[:10]:
        start, _, rest = issue.message.partition(": ")
        yield Issue(issue.code, f"{names.get(start, start)}: {rest}", issue.hint)
    if len(problems) > 10:
        yield Issue("bad-entry", f"{file}: and {len(problems) - 10} more")
