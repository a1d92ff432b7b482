"""Somebody who keeps a journal in one of a few ways, and may change the way on any day.

A way of one day is a letter. The letters are the classes that the engine can tell apart on a morning: the light of the
session, whether the tests to move on are good, bad or not written, a day left out, a warning sign, a word of a clinician.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from rehab.engine.behaviour import answer, leaves
from rehab.engine.following import NONE
from rehab.engine.response import MORNING
from rehab.models.case import Side
from rehab.models.framework import MonitoringRule
from rehab.models.journal import Entry, EntryKind, Seen
from rehab.models.measure import Measure
from rehab.models.protocol import Protocol
from rehab.models.shelf import Shelf
from rehab.notation import Criterion
from safety.choices import date_of

Tests = Literal["good", "bad", None]
Session = Literal["green", "amber", "red", "red morning", "untold", "not done", None]


class Letter(NamedTuple):
    """One way to spend a day: what the session was like, and what is written of the tests."""

    name: str
    session: Session = "green"
    tests: Tests = "good"
    logs: bool = True
    event: Literal["sign", "cleared", "paused", None] = None


LETTERS = (
    Letter("steady"),
    Letter("tests bad", tests="bad"),
    Letter("tests not written", tests=None),
    Letter("amber", "amber"),
    Letter("red", "red"),
    Letter("red next morning", "red morning"),
    Letter("pain not written", "untold"),
    Letter("written as not done", "not done"),
    Letter("rests", None),
    Letter("away", None, None, logs=False),
    Letter("warning sign", event="sign"),
    Letter("cleared", event="cleared"),
    Letter("paused", None, event="paused"),
)
BY_NAME = {letter.name: letter for letter in LETTERS}
BREAKFAST, EVENING = dt.time(7, tzinfo=dt.UTC), dt.time(20, tzinfo=dt.UTC)
SIGN = "RF-11a"
"""A warning that stops every plan: cannot take four steps."""


class Known(Seen):
    """What a morning looks back on, with the entries of each kind at hand: the search asks a million mornings."""

    __slots__ = ("kinds",)
    kinds: Mapping[str, tuple[Entry, ...]]

    def kind(self, kind: EntryKind) -> tuple[Entry, ...]:
        return self.kinds.get(kind, ())


@dataclass(frozen=True, slots=True)
class Diary:
    """What was written so far, and what is certain about it whatever the engine makes of it.

    ``reds`` are the plan days of sessions that are red beyond doubt, ``greens`` those that may be green, ``done`` those
    with work; ``mornings`` the last three pains on waking. ``due`` is the pain that waits for the next morning.
    """

    entries: tuple[Entry, ...] = ()
    measures: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    kinds: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    reds: tuple[int, ...] = ()
    told: Mapping[int, int] = field(default_factory=dict)
    """Of each red session the day on whose morning it was known."""
    greens: tuple[int, ...] = ()
    done: tuple[int, ...] = ()
    mornings: tuple[float, ...] = ()
    due: tuple[int, float] | None = None
    screened: int | None = None
    flagged: bool = False
    cleared: tuple[int, ...] = ()
    paused: bool = False

    def seen(self, day: int) -> Seen:
        found = Known(date_of(day), self.entries, dict(self.measures))
        object.__setattr__(found, "kinds", self.kinds)
        return found


@dataclass(slots=True)
class Writer:
    """Adds the entries of one moment to a diary."""

    diary: Diary
    new: list[Entry] = field(default_factory=list)

    def write(
        self, day: int, kind: EntryKind, subject: str, at: dt.time, *, value: float | None = None, text: str = "",
        side: Side | None = None,
    ) -> None:  # fmt: skip
        number = len(self.diary.entries) + len(self.new)
        moment = dt.datetime.combine(date_of(day), at)
        self.new.append(
            Entry.model_construct(
                id=f"s{number:06}",
                date=date_of(day),
                logged=moment,
                kind=kind,
                subject=subject,
                value=value,
                text=text,
                side=side,
            )
        )

    def books(self) -> tuple[tuple[Entry, ...], Mapping[str, tuple[Entry, ...]], Mapping[str, tuple[Entry, ...]]]:
        """Return the entries with the new ones, by measure and by kind."""
        if not self.new:
            return self.diary.entries, self.diary.measures, self.diary.kinds
        measures, kinds = dict(self.diary.measures), dict(self.diary.kinds)
        for entry in self.new:
            kinds[entry.kind] = (*kinds.get(entry.kind, ()), entry)
            if entry.kind == "measure":
                measures[entry.subject] = (*measures.get(entry.subject, ()), entry)
        return (*self.diary.entries, *self.new), measures, kinds


class Person:
    """Writes the entries of each letter for one protocol."""

    def __init__(self, protocol: Protocol, shelf: Shelf, first: int) -> None:
        self.protocol, self.shelf, self.first = protocol, shelf, first
        self.rule: MonitoringRule = shelf.monitoring[protocol.monitoring]
        self.criteria: dict[str, list[Criterion]] = {}
        for phase in protocol.phases.values():
            for criterion in leaves([*phase.entry, *phase.exit]):
                if criterion.measure:
                    self.criteria.setdefault(criterion.measure, []).append(criterion)
        rules = {self.rule, *(shelf.monitoring[one] for one in self._own_rules())}
        self.signs = {
            *(sign.measure for rule in rules for sign in (*rule.red_when, *rule.amber_when)),
            *(name for rule in rules for name in rule.during),
            *(row.when.measure for row in shelf.red_flags.from_log),
            MORNING,
        }
        self.values = {
            name: self._values(shelf.measures[name], criteria)
            for name, criteria in self.criteria.items()
            if name in shelf.measures and not shelf.measures[name].counts
        }

    def _own_rules(self) -> set[str]:
        slots = [slot for phase in self.protocol.phases.values() for slot in phase.exercises.values()]
        return {slot.monitoring for slot in slots if slot.monitoring}

    def _values(self, measure: Measure, criteria: Sequence[Criterion]) -> tuple[float | str, float | str, float | str]:
        """Return a value that meets what is asked, one that does not, and the one of the first day."""
        if measure.kind == "yes-no":
            wanted = criteria[0].expected if criteria[0].form == "test" else bool(criteria[0].number)
            return ("yes", "no", "no") if wanted else ("no", "yes", "yes")
        low, high = measure.range or (0.0, 100.0)
        numbers = [one.number or 0.0 for one in criteria if one.form == "value"]
        if measure.better == "lower":
            return low, high, high
        if measure.better is None and numbers:
            least = all(one.comparison in (">", ">=") for one in criteria if one.form == "value")
            return numbers[0], (low if least else high), numbers[0]
        good = min(max([low + (high - low) / 2, *(number + 1 for number in numbers)]), high)
        return good, low, low + (high - low) / 4

    # -- morning -----------------------------------------------------------------------------------------------------

    def breakfast(self, diary: Diary, day: int, letter: Letter, asked: Sequence[str]) -> Diary:
        """Write what is known on waking: the pain, the answers to the safety questions, the tests that are asked for."""
        writer, changed = Writer(diary), dict[str, object]()
        self._events(writer, changed, day, letter)
        if letter.logs:
            self._waking(writer, changed, day)
        if day == self.first:
            for name in self.values:
                self._test(writer, day, name, self.values[name][0 if name in self.signs else 2])
        elif letter.tests:
            for name in asked:
                if name in self.values and name != MORNING:
                    bad = letter.tests == "bad" and name not in self.signs
                    self._test(writer, day, name, self.values[name][1 if bad else 0])
        entries, measures, kinds = writer.books()
        return with_values(diary, entries=entries, measures=measures, kinds=kinds, **changed)

    def _events(self, writer: Writer, changed: dict[str, object], day: int, letter: Letter) -> None:
        diary = writer.diary
        if letter.event == "sign":
            writer.write(day, "flag", SIGN, BREAKFAST, text="yes")
            changed |= {"flagged": True, "screened": day}
        elif letter.tests and (diary.flagged or diary.screened is None or day - diary.screened >= 7):
            writer.write(day, "flag", NONE, BREAKFAST, text="no")
            changed |= {"flagged": False, "screened": day}
        if letter.event == "cleared":
            writer.write(day, "case", "clear", BREAKFAST, text="a clinician")
            changed["cleared"] = (*diary.cleared, day)
        if (letter.event == "paused") != diary.paused:
            writer.write(day, "case", "resume" if diary.paused else "pause", BREAKFAST)
            changed["paused"] = not diary.paused

    def _waking(self, writer: Writer, changed: dict[str, object], day: int) -> None:
        diary = writer.diary
        pain = diary.due[1] if diary.due and diary.due[0] == day else 0.0
        writer.write(day, "measure", MORNING, BREAKFAST, value=pain)
        usual = sorted(diary.mornings)[(len(diary.mornings) - 1) // 2] if diary.mornings else None
        changed["mornings"] = (*diary.mornings, pain)[-3:]
        red = self.rule.morning_rise.red if self.rule.morning_rise else None
        if red is not None and usual is not None and len(diary.mornings) == 3 and pain - usual >= red:
            changed |= self._red(diary, day - 1, day)
        if self.rule.against == "mean":
            writer.write(day, "measure", self.rule.during[0], BREAKFAST, value=pain)

    def _red(self, diary: Diary, session: int, known: int) -> dict[str, object]:
        """Return that a session with work was red, as it is known on the morning of ``known``."""
        if session not in diary.done or session in diary.reds:
            return {}
        reds = (*(red for red in diary.reds if session - red < 30), session)
        return {"reds": reds, "told": {**{red: diary.told[red] for red in reds[:-1]}, session: known}}

    def _test(self, writer: Writer, day: int, name: str, value: float | str) -> None:
        told: dict[str, float | str] = {"text": value} if isinstance(value, str) else {"value": value}
        writer.write(day, "measure", name, BREAKFAST, side="left", **told)  # type: ignore[arg-type]
        other = self.values[name][0]
        if not isinstance(other, str) and any(one.form == "ratio" or one.base for one in self.criteria[name]):
            writer.write(day, "measure", name, BREAKFAST, side="right", value=other)

    # -- evening -----------------------------------------------------------------------------------------------------

    def evening(self, diary: Diary, day: int, letter: Letter, work: Sequence[str], *, run: bool, early: bool) -> Diary:
        """Do the work of a day, and write down how it was; a day without work leaves nothing to write."""
        session = letter.session
        if not work or session is None:
            return diary
        writer, changed = Writer(diary), dict[str, object]()
        for exercise in work:
            told = 0.0 if session == "not done" else 1.0
            writer.write(day, "done", f"{day}.{exercise}.1", EVENING, value=told)
        if session != "not done":
            changed["done"] = (*diary.done, day)[-120:]
            diary = with_values(diary, done=changed["done"])
            number, rise = self._felt(session, early=early, run=run)
            if session != "untold":
                self._pain(writer, day, number)
                limit = self._red_from(early=early, run=run)
                certain = self.rule.against == "before" and self.rule.red_days_running == 1
                if certain and limit is not None and number >= limit:
                    changed |= self._red(diary, day, day + 1)
                if session == "green" and day not in diary.greens:
                    changed["greens"] = (*diary.greens, day)[-60:]
            changed["due"] = (day + 1, rise)
        entries, measures, kinds = writer.books()
        return with_values(diary, entries=entries, measures=measures, kinds=kinds, **changed)

    def _felt(self, session: str, *, early: bool, run: bool) -> tuple[float, float]:
        """Return the number of a session, and the pain of the morning after it."""
        if session == "red morning":
            return 0, float(self.rule.morning_rise.red if self.rule.morning_rise else 0)
        if session == "untold":
            return 0, 0
        number, rise = answer(self.rule, session, early=early, run=run)  # type: ignore[arg-type]
        if self.rule.against == "mean":
            return 0, number
        return number, rise

    def _red_from(self, *, early: bool, run: bool) -> float | None:
        limits = self.rule.early.red if early and self.rule.early else None
        runs = self.rule.run.red if run and self.rule.run else None
        band = limits or runs or self.rule.red.pain
        return band[0] if band else None

    def _pain(self, writer: Writer, day: int, number: float) -> None:
        writer.write(day, "measure", "pain-before", EVENING, value=0)
        writer.write(day, "measure", "pain-during", EVENING, value=number)
        after = number if self.rule.scale == "rise" or "pain-after" in self.rule.during else 0
        writer.write(day, "measure", "pain-after", EVENING, value=after)


def with_values(diary: Diary, **changed: object) -> Diary:
    values = {name: getattr(diary, name) for name in Diary.__dataclass_fields__}
    return Diary(**{**values, **changed})
