"""What a virtual athlete writes down: pains, tests and ticks, from a few plain numbers. Nothing here is random."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rehab import schedule
from rehab.engine.follow import criteria_to
from rehab.engine.following import NONE, Facts, Following
from rehab.engine.ground import number_of
from rehab.engine.laying import Laid
from rehab.engine.response import MORNING
from rehab.models.athlete import Athlete, Feels
from rehab.models.framework import MonitoringRule
from rehab.models.journal import SESSION_MEASURES, Entry, EntryKind, Seen
from rehab.models.measure import Measure
from rehab.models.plan import Day, Task
from rehab.notation import Criterion

AT_BREAKFAST, IN_THE_EVENING = dt.time(7, tzinfo=dt.UTC), dt.time(20, tzinfo=dt.UTC)
RUN_STAGE = re.compile(r"run-stage-(?P<table>bone|[a-z])(?P<stage>\d+)?")
SICK = frozenset({"pain-rest", MORNING})
"""Pains that are written every morning, whatever the list asks for."""


def answer(rule: MonitoringRule, feels: Feels, *, early: bool, run: bool) -> tuple[int, int]:
    """Return the number of a session that feels so on the scale of its rule, and the rise of the next morning.

    A rule without an amber band is amber by the next morning, or red where it knows no amber at all.
    """
    if feels == "green":
        return 0, 0
    limits = rule.early if early and rule.early else None
    red = limits.red if limits else rule.run.red if run and rule.run else rule.red.pain
    amber = limits.amber if limits else rule.amber.pain
    if feels == "amber":
        if amber and not (run and rule.run):
            return amber[0], 0
        if rule.morning_rise and rule.morning_rise.amber:
            return 0, rule.morning_rise.amber
    if red:
        return red[0], 0
    if rule.morning_rise:
        return 0, rule.morning_rise.red
    return (amber[0] if amber else 0), 0


def leaves(criteria: Sequence[Criterion]) -> Iterator[Criterion]:
    """Yield every criterion that looks at something itself."""
    for criterion in criteria:
        if criterion.parts:
            yield from leaves(criterion.parts)
        else:
            yield criterion


@dataclass(slots=True)
class Diary:
    """What one athlete wrote down so far, and what it remembers."""

    athlete: Athlete
    facts: Facts
    following: Following
    written: list[Entry] = field(default_factory=list)
    by_name: dict[str, list[Entry]] = field(default_factory=dict)
    values: dict[str, float] = field(default_factory=dict)
    starts: dict[tuple[int, str], float] = field(default_factory=dict)
    ran: set[str] = field(default_factory=set)
    """Stages of running tables that were done, and of each table the furthest: 'j6' and 'j'."""
    furthest: dict[str, int] = field(default_factory=dict)
    sessions: int = 0
    rise: int = 0
    stopped_on: int | None = None

    # -- what a morning looks back on ------------------------------------------------------------------------------

    def seen_on(self, date: dt.date) -> Seen:
        """Write what is known at breakfast of a date, and return everything that is written."""
        day = schedule.plan_day(self.facts.day_one, date)
        if self._logs(day):
            self._breakfast(date, day)
        return self.so_far(date)

    def so_far(self, date: dt.date) -> Seen:
        """Return everything that was written down by now."""
        measures = {name: tuple(entries) for name, entries in self.by_name.items()}
        return Seen(date, tuple(self.written), measures)

    def _logs(self, day: int) -> bool:
        last = self.athlete.logs_through
        return last is None or day <= last

    def _write(self, date: dt.date, kind: EntryKind, subject: str, at: dt.time = AT_BREAKFAST, **told: object) -> None:
        values = {"id": f"v{len(self.written) + 1:06}", "date": date, "logged": dt.datetime.combine(date, at)}
        entry = Entry.model_validate({**values, "kind": kind, "subject": subject, **told})
        self.written.append(entry)
        if kind == "measure":
            self.by_name.setdefault(subject, []).append(entry)

    # -- breakfast -------------------------------------------------------------------------------------------------

    def _breakfast(self, date: dt.date, day: int) -> None:
        if (day - self.facts.nominal[0].first) % self.facts.shelf.frameworks.gate.screen_within_days == 0:
            self._write(date, "flag", NONE, text="no")
        stop = self.stopped_on
        if stop is not None and day - stop >= self.athlete.clinician_after_days:
            self._write(date, "case", "clear", text="a clinician")
            self.stopped_on = None
        pain = self.pain_on(day)
        self._write(date, "measure", MORNING, value=pain + self.rise)
        self._write(date, "measure", "pain-rest", value=pain)
        self._sleepless(date, day)
        self._tests(date, day)
        self.rise = 0

    def pain_on(self, day: int) -> int:
        """Return the pain at rest of a plan day; no more than green where the rule of the condition counts it."""
        athlete, rule = self.athlete, self.facts.rule()
        pain = max(round(athlete.pain - athlete.pain_falls * (day - self.facts.nominal[0].first)), 0)
        if MORNING in rule.during and rule.green.pain:
            pain = min(pain, rule.green.pain[1])
        return min(pain + self._flare(day), 10)

    def _flare(self, day: int) -> int:
        flare = self.athlete.flare
        return flare.pain if flare and flare.day <= day < flare.day + flare.days else 0

    def _sleepless(self, date: dt.date, day: int) -> None:
        """Write the number of the night where the rule of the condition is about nights."""
        rule = self.facts.rule()
        if rule.against == "mean":
            self._write(
                date, "measure", rule.during[0], value=min(self.athlete.pain + self.rise + self._flare(day), 10)
            )

    def _tests(self, date: dt.date, day: int) -> None:
        """Take the tests that the list of the phase asks for."""
        if self.following.at + 1 >= len(self.following.laid):
            return
        asked = criteria_to(self.following)
        window = next(one for one in self.facts.nominal if one.phase_id == self.following.window.phase_id)
        usual = window.last - window.first + 1
        share = min((day - self.following.opened + 1) / (self.athlete.pace * usual), 1.0)
        wanted: dict[str, list[Criterion]] = {}
        for criterion in leaves(asked):
            if criterion.form == "cleared" and share >= 1:
                self._write(date, "case", "clear", text="a clinician")
            if criterion.measure and criterion.measure not in SICK | SESSION_MEASURES:
                wanted.setdefault(criterion.measure, []).append(criterion)
        for name, criteria in wanted.items():
            measure = self.facts.shelf.measures[name]
            if not measure.counts and not self._not_run_yet(name):
                self._test(date, day, name, measure, criteria, share)

    def _not_run_yet(self, name: str) -> bool:
        """Tell whether a test is about a running stage that was never on the plan so far."""
        stage = RUN_STAGE.match(name)
        if stage is None:
            return False
        return (
            stage["table"] + stage["stage"] not in self.ran if stage["stage"] else stage["table"] not in self.furthest
        )

    def _test(
        self, date: dt.date, day: int, name: str, measure: Measure, criteria: Sequence[Criterion], share: float
    ) -> None:
        stage = RUN_STAGE.fullmatch(name)
        if stage and not stage["stage"]:
            self._write(date, "measure", name, value=self.furthest[stage["table"]])
            return
        if measure.kind == "yes-no":
            good = criteria[0].expected if criteria[0].form == "test" else bool(criteria[0].number)
            ready = share >= 1 or self.values.get(name) == 1 or self._is_sign(name)
            self.values[name] = float(ready)
            self._write(date, "measure", name, text="yes" if ready is good else "no")
            return
        best, worst = best_of(measure, criteria), self._worst(name, measure)
        start = self.starts.setdefault((self.following.at, name), self.values.get(name, worst))
        value = start + (best - start) * share
        value = math.ceil(value) if best <= start else math.floor(value)
        value = best if share >= 1 else value
        self.values[name] = value
        bad = self._flare(day) if measure.kind == "pain" else 0
        top = measure.range[1] if measure.range else math.inf
        sided = self.facts.side in ("left", "right")
        self._write(date, "measure", name, value=min(value + bad, top), side=self.facts.side if sided else None)
        if sided:
            other = "right" if self.facts.side == "left" else "left"
            self._write(date, "measure", name, value=best, side=other)

    def _is_sign(self, name: str) -> bool:
        """Tell whether a bad value is a warning: red or amber by the rule of the condition, or a row of triage."""
        rule, rows = self.facts.rule(), self.facts.shelf.red_flags.from_log
        return any(sign.measure == name for sign in (*rule.red_when, *rule.amber_when, *(row.when for row in rows)))

    def _worst(self, name: str, measure: Measure) -> float:
        """Return where a test begins: pain as on day 1, else the middle of its range."""
        rule = self.facts.rule()
        low, high = measure.range or (0.0, 100.0)
        if self._is_sign(name):
            return low if measure.better == "lower" else high
        if name in rule.during and rule.green.pain:
            return min(self.athlete.pain, rule.green.pain[1])
        if measure.kind == "pain":
            return self.athlete.pain
        return low + (high - low) / (4 if measure.better == "higher" else 2)

    # -- evening ---------------------------------------------------------------------------------------------------

    def trains_on(self, day: int) -> bool:
        """Tell whether this is a day on which the athlete does its exercises."""
        return not self._misses(day) and self.stopped_on is None

    def _misses(self, day: int) -> bool:
        every = self.athlete.misses_every
        return bool(every and day % every == 0)

    def evening(self, laid: Laid, day: Day) -> Sequence[Task]:
        """Do the exercises of a day and write them down; return what was done."""
        assert laid.following is not None
        self.following = laid.following
        if laid.following.stopped and self.stopped_on is None:
            self.stopped_on = laid.day
        work = [task for task in day.tasks if task.exercise in self.facts.shelf.exercises]
        if work and self._misses(laid.day) and self._logs(laid.day):
            for task in work:
                self._write(laid.date, "done", task.id, IN_THE_EVENING, value=0)
        if not work or not self.trains_on(laid.day):
            return ()
        feels = self._feels(laid.day)
        self.sessions += 1
        run = laid.placed.run
        if run is not None:
            table, number = run.stage.table_id.lower(), number_of(run.stage.stage_id)
            self.ran.add(f"{table}{number}")
            self.furthest[table] = max(number, self.furthest.get(table, 0))
        if self._logs(laid.day):
            self._session(laid, work, feels, run=run is not None)
        return work

    def _feels(self, day: int) -> Feels:
        flare = self.athlete.flare
        if flare and self._flare(day):
            return flare.feels
        return self.athlete.feels[self.sessions % len(self.athlete.feels)]

    def _session(self, laid: Laid, work: Sequence[Task], feels: Feels, *, run: bool) -> None:
        date, rule, facts = laid.date, self.facts.rule(), self.facts
        early = bool(facts.protocol.framework == "peace-love" and rule.early and laid.day <= rule.early.last_day)
        number, self.rise = answer(rule, feels, early=early, run=run)
        for task in work:
            sets = round((task.sets or 1) * self.athlete.does)
            self._write(date, "done", task.id, IN_THE_EVENING, value=1, sets=sets)
        pain = self.pain_on(laid.day)
        if rule.scale == "rise" and rule.against == "mean":
            self.rise = number
        if rule.scale == "rise":
            pain, after = min(pain, 5), min(pain, 5) + number
        else:
            after = pain
        self._write(date, "measure", "pain-before", IN_THE_EVENING, value=pain)
        self._write(date, "measure", "pain-during", IN_THE_EVENING, value=number)
        self._write(date, "measure", "pain-after", IN_THE_EVENING, value=after)


def best_of(measure: Measure, criteria: Sequence[Criterion]) -> float:
    """Return a value that meets every criterion about a measure, the good side being as good.

    The end of its range for what is better low; for what is better high the number asked for, or the middle of the
    range where only the sides are compared.
    """
    low, high = measure.range or (0.0, 100.0)
    numbers = [criterion.number or 0.0 for criterion in criteria if criterion.form == "value"]
    if measure.better == "lower":
        return low
    if measure.better is None and numbers:
        return numbers[0]
    return min(max([low + (high - low) / 2, *(number + 1 for number in numbers)]), high)
