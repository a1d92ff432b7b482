"""What a person wrote down: entries that are only ever added, and what of them a day can see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from rehab.models.case import Side
from rehab.models.finished import Finished

EntryKind = Literal["measure", "done", "flag", "note", "medicine", "case", "undo"]
EntryId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}$")]
SESSION_MEASURES = frozenset({"pain-during", "pain-after"})
"""What is only known once the session is over: it counts from the next morning on."""


class Entry(Finished):
    """One thing written down, about one day. An entry is never changed: another one replaces or undoes it.

    ``subject`` is the id of a measure, of a task, of a safety question or of the entry undone, or what was done with
    the case (``side``, ``grade``, ``pause``, ``resume``, ``close``, ``restart``, ``clear``). ``value`` is a number in the
    unit of the measure, or the fraction of a task that was done, from 0 to 1. ``text`` is ``yes``, ``no`` or
    ``unsure`` for questions and yes-no measures, the new value for ``case``, and free words else.
    """

    id: EntryId
    date: dt.date = Field(description="The day it is about.")
    logged: dt.datetime = Field(description="When it was written down, with the offset of that place from UTC.")
    kind: EntryKind
    subject: str = Field(default="", max_length=120)
    value: float | None = Field(default=None, allow_inf_nan=False)
    text: str = Field(default="", max_length=5000)
    side: Side | None = None
    sets: int | None = Field(default=None, ge=0, le=1000, description="For a task: what was really done.")
    reps: int | None = Field(default=None, ge=0, le=10000)
    minutes: float | None = Field(default=None, ge=0, le=1440)
    load_kg: float | None = Field(default=None, ge=0, le=1000)
    pain: float | None = Field(default=None, ge=0, le=10, description="For a task: the worst pain while doing it.")
    replaces: EntryId | None = Field(default=None, description="The entry that this one corrects.")

    @property
    def exercise(self) -> str:
        """The exercise or kind of a task id: ``double-leg-bridge`` of ``5.double-leg-bridge.1``."""
        parts = self.subject.split(".")
        return parts[1] if len(parts) == 3 else ""


@dataclass(frozen=True, slots=True)
class Seen:
    """The entries that a morning can look back on, corrected, by the day they are about."""

    day: dt.date
    entries: tuple[Entry, ...]
    measures: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    days: dict[tuple[str, bool, Side | None], dict[dt.date, float]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """The value of each day of a measure, of the sore or the other side, as far as it was asked for already."""

    def of(self, measure: str) -> tuple[Entry, ...]:
        """Return the entries of a measure, the oldest first; several of one day in the order they were written."""
        return self.measures.get(measure, ())

    def kind(self, kind: EntryKind) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.kind == kind)


class Journal(Finished):
    """Everything written down about one case. The order of ``entries`` means nothing."""

    entries: tuple[Entry, ...] = ()

    @cached_property
    def ordered(self) -> tuple[Entry, ...]:
        """The entries by the day they are about, then by when they were written."""
        return tuple(sorted(self.entries, key=lambda entry: (entry.date, entry.logged, entry.id)))

    @cached_property
    def _first_done(self) -> dict[dt.date, dt.datetime]:
        """When the first task of each day was ticked off on that day: from then on its plan stands."""
        first: dict[dt.date, dt.datetime] = {}
        for entry in self.entries:
            if entry.kind == "done" and entry.logged.date() == entry.date:
                first[entry.date] = min(first.get(entry.date, entry.logged), entry.logged)
        return first

    def knows_from(self, entry: Entry) -> dt.date:
        """Return the first day whose plan may look at an entry.

        That is the day after it was written, or the day itself for what was written on it before its first task was
        ticked off; what is only known after a session counts from the next day. A safety question counts at once.
        """
        written = max(entry.logged.date(), entry.date)
        if entry.kind in ("flag", "case"):
            return written
        after_session = entry.kind == "done" or entry.subject in SESSION_MEASURES
        first = max(written, entry.date + dt.timedelta(days=1)) if after_session else written
        began = self._first_done.get(first)
        return first + dt.timedelta(days=1) if began and entry.logged >= began else first

    @cached_property
    def _by_known(self) -> tuple[tuple[dt.date, Entry], ...]:
        return tuple((self.knows_from(entry), entry) for entry in self.ordered)

    def seen_on(self, day: dt.date) -> Seen:
        """Return what the morning of ``day`` can look back on: nothing that was written later changes it."""
        visible = [entry for known, entry in self._by_known if known <= day]
        kept = standing(visible)
        return Seen(day, kept, by_measure(kept))


def standing(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries that hold: not undone, and not replaced by one that holds itself."""
    undone = {entry.subject for entry in entries if entry.kind == "undo"}
    gone = undone | {entry.replaces for entry in entries if entry.id not in undone}
    return tuple(entry for entry in entries if entry.id not in gone and entry.kind != "undo")


def by_measure(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """Return the measures by name, each in the order of ``entries``."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind == "measure":
            found.setdefault(entry.subject, []).append(entry)
    return {measure: tuple(values) for measure, values in found.items()}
