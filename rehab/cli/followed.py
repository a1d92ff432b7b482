"""What the commands around the journal share: its file, the case that is meant, and its plan on a day."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

import rehab
from rehab.cli.places import journal_path
from rehab.engine import choices
from rehab.engine.case import Compiled, as_changed, compile_case, restarted_on
from rehab.engine.order import Order
from rehab.engine.sharing import LeftOut, Part, share
from rehab.engine.timetable import forbidden_in
from rehab.errors import NotFoundError, UsageError, fail
from rehab.library import Library, revived
from rehab.models.journal import Entry, EntryKind, Journal, standing
from rehab.models.plan import Day, Plan
from rehab.models.stored import StoredCase
from rehab.store import Store, opened

JournalOption = Annotated[
    Path | None,
    typer.Option("--journal", readable=False, help="The journal file; left out: $REHAB_JOURNAL, else your own one."),
]
CaseOption = Annotated[str | None, typer.Option("--case", help="The id of the case, where you follow several.")]

MOST_DAYS = 5 * 366
"""A case is followed so long; each day of it is decided anew, and a slip of a year must not take hours."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A case of the journal with everything written down about it, and its plan on one day."""

    stored: StoredCase
    journal: Journal
    compiled: Compiled

    @property
    def plan(self) -> Plan:
        return self.compiled.plan

    @property
    def is_card(self) -> bool:
        """Tell whether the case gets advice and no days; a plan with days has a standing, also after its last day."""
        return self.plan.referral is None and self.plan.standing is None

    def day(self, date: dt.date) -> Day | None:
        """Return the day of the plan, None where the plan does not have it (a referral, or after its end)."""
        return next((entry for entry in self.plan.days if entry.date == date), None)


@contextmanager
def open_journal(given: Path | None, *, make: bool = False) -> Iterator[Store]:
    with opened(journal_path(given), make=make) as store:
        yield store


def active_cases(store: Store, wanted: str | None) -> tuple[StoredCase, ...]:
    """Return the case with an id, else every active one. Raises NotFoundError where there is none."""
    if wanted:
        cases = store.cases()
        found = tuple(case for case in cases if case.id == wanted)
        if not found:
            known = ", ".join(case.id for case in cases) or "none"
            raise fail(NotFoundError, "no-case", f"the journal has no case '{wanted}'", f"there is: {known}")
        return found
    active = store.cases(active=True)
    if not active:
        raise fail(NotFoundError, "no-case", "no case is active in the journal", "begin one: rehab start CONDITION")
    return active


def one_case(store: Store, wanted: str | None) -> StoredCase:
    """Return the one case that is meant. Raises UsageError where several are active."""
    cases = active_cases(store, wanted)
    if len(cases) > 1:
        ids = ", ".join(case.id for case in cases)
        raise fail(UsageError, "which-case", "several cases are active", f"say which with --case: {ids}")
    return cases[0]


def follow(store: Store, stored: StoredCase, on: dt.date, library: Library, *, command: str = "") -> Followed:
    """Compile the plan of a stored case for a day, from the protocol it began with and what was written down."""
    journal = store.journal(stored.id)
    since = restarted_on(journal.seen_on(on).entries)
    if since:
        journal = Journal(entries=tuple(entry for entry in journal.entries if entry.date >= since))
    started = max(since or stored.started, stored.started)
    if (on - started).days > MOST_DAYS:
        message = f"{on} is more than {MOST_DAYS // 366} years after the case '{stored.id}' began, on {started}"
        hint = "see that the day is right; begin the case anew with: rehab case restart, or end it: rehab case close"
        raise fail(UsageError, "too-far", message, hint)
    protocol = revived(stored.protocol)
    case = as_changed(stored.case, journal.seen_on(on))
    changed = case.grade != stored.case.grade
    grade = choices.grade_named(protocol.grades, case.grade or "", condition=protocol.id) if changed else stored.grade
    order = Order(
        protocol=protocol,
        case=case,
        type=stored.type,
        variant=stored.variant,
        grade=grade,
        as_of=on,
        program=f"rehab {rehab.__version__}",
        digest=stored.digest,
        command=command or f"rehab plan --case {stored.id} --as-of {on}",
        journal=journal,
        started=started,
    )
    return Followed(stored, journal, compile_case(order, library.shelf, None))


def day_one(stored: StoredCase) -> dt.date:
    return stored.case.injured or stored.started


def check_day(stored: StoredCase, day: dt.date, now: dt.date) -> None:
    """Raise UsageError for a day that is still to come, or before the injury."""
    if day > now:
        raise fail(UsageError, "in-future", f"{day} is still to come", f"today is {now}")
    if day < day_one(stored):
        message = f"{day} is before day 1 of this case, {day_one(stored)}"
        raise fail(UsageError, "before-day-1", message, "write the date as year-month-day, such as 2026-11-18")


class Writing:
    """The entries of one command: they share a time and the beginning of their ids, so that one undo takes all."""

    def __init__(self, day: dt.date, moment: dt.datetime) -> None:
        self.day = day
        self.moment = moment
        self.batch = secrets.token_hex(8)
        self.entries: list[Entry] = []

    def add(self, kind: EntryKind, subject: str, **values: object) -> None:
        entry_id = f"{self.batch}-{len(self.entries):03}"
        given = {"date": self.day, "logged": self.moment, **values}
        try:
            self.entries.append(Entry.model_validate({"id": entry_id, "kind": kind, "subject": subject, **given}))
        except ValidationError as error:
            [first, *_] = error.errors(include_url=False, include_input=False)
            told = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
            hint = "nothing was written; make it shorter, or leave odd signs out"
            raise fail(UsageError, "bad-entry", f"this cannot be written down: {told}", hint) from None


def last_batch(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries of the last command that still stand; an undo can be undone by nothing."""
    found = standing(entries)
    if not found:
        return []
    newest = max(reversed(found), key=lambda entry: entry.logged)  # of one moment, what the journal got last
    batch = newest.id.rpartition("-")[0] or newest.id
    return [entry for entry in found if (entry.id.rpartition("-")[0] or entry.id) == batch]


@dataclass(frozen=True, slots=True)
class SharedDay:
    """The day of all followed cases as one: each case with what is left of its day, and what was left out."""

    cases: tuple[tuple[Followed, Day], ...]
    left_out: tuple[LeftOut, ...]


def shared_day(followed: Sequence[Followed], date: dt.date, library: Library) -> SharedDay:
    """Put the days of several cases together, so that they are never harder than each alone."""
    due = [(entry, found) for entry in followed if (found := entry.day(date))]
    parts = [Part(found, _forbidden(entry, found, library)) for entry, found in due]
    together = share(parts, library.shelf)
    cases = tuple((entry, day) for (entry, _), day in zip(due, together.days, strict=True))
    return SharedDay(cases, together.left_out)


def _forbidden(entry: Followed, day: Day, library: Library) -> set[str]:
    assert entry.compiled.followed is not None  # it was followed with a journal
    protocol = entry.compiled.followed.facts.protocol
    first = library.shelf.frameworks.frameworks[protocol.framework].forbid_first_days
    return forbidden_in(protocol.phases[day.phase], first)
