"""The words of the template filled in: dates, sides, sentences."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

from rehab.models.plan import Notice, PhaseDose, Plan, PlanPhase
from rehab.models.template import Template
from rehab.models.wording import Wording
from rehab.writers.lines import days_told
from rehab.writers.pdf.sheet import Paper
from rehab.writers.pdf.type import BODY, Run, Runs, Style

T = TypeVar("T")
Say = Callable[[str], None]
"""Tells the person at the terminal one sentence about the pages."""
_FIELD = re.compile(r"\{(\w+)\}")


def fill(text: str, /, **values: object) -> str:
    """Put values into a sentence of the template; a value is never read again."""
    return _FIELD.sub(lambda found: str(values.get(found[1], found[0])), text.replace("**", ""))


def rich(text: str, /, style: Style = BODY, **values: object) -> Runs:
    """The same as runs, with what stands between two stars in bold. Stars inside a value stay stars."""
    parts = text.split("**")
    return tuple(
        Run(fill(part, **values), style.bold if number % 2 else style) for number, part in enumerate(parts) if part
    )


def capital(text: str) -> str:
    """The text as the start of a sentence."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """The text with its full stop."""
    return text if not text or text.endswith((".", "!", "?")) else text + "."


@dataclass(frozen=True)
class Booklet:
    """What every page function is given: the plan, the template, the paper, and what follows from them."""

    plan: Plan
    template: Template
    paper: Paper
    cover_page: int = 1
    pages: Mapping[Hashable, int] = field(default_factory=dict)
    brief: bool = False
    """Whether the week sheets say only what cannot wait; the rest stands with care and checks."""
    fillable: bool = False
    """Whether boxes are fields to fill in; then each day has its own."""
    later_sheet: bool = False
    """Whether a sheet goes on with the week of another one, which has every stop sign."""
    _made: dict[Hashable, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    _shared: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)
    """What hangs on the plan and the template alone: the same in each version of this booklet that is tried."""

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the part of this booklet with this key, made when it is first asked for."""
        if key not in self._made:
            self._made[key] = make()
        part: T = self._made[key]
        return part

    def always(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return a part that hangs on the plan and the template alone, made once for all versions of this booklet.

        The week sheets take two fifths of the time with it.
        """
        if key not in self._shared:
            self._shared[key] = make()
        part: T = self._shared[key]
        return part

    @property
    def full(self) -> Booklet:
        """The same booklet with week sheets that say everything; one and the same object for the same pages."""
        key = "full", self.paper, self.cover_page, tuple(self.pages.items())
        return self.always(key, lambda: replace(self, brief=False) if self.brief else self)

    @property
    def words(self) -> Wording:
        return self.template.wording

    @property
    def large(self) -> bool:
        """Whether everything is set in large print."""
        return self.template.layout == "large-print" and bool(self.plan.days)

    def page(self, key: Hashable) -> int | None:
        """The page on which a named section begins, None if it is on none; a wide number while nobody knows."""
        return self.pages.get(key) if self.pages else 99

    # -- dates ----------------------------------------------------------------------------------------------------

    def date(self, day: dt.date, form: str = "short") -> str:
        """Write a date in one of the forms of the template: full, long, dated, medium, short, day_only."""
        names = self.words.dates
        return fill(
            str(getattr(names, form)),
            weekday=names.weekdays[day.weekday()],
            weekday_short=names.weekdays_short[day.weekday()],
            day=day.day,
            month=names.months[day.month - 1],
            month_short=names.months_short[day.month - 1],
            year=day.year,
        )

    def span(self, first: dt.date, last: dt.date, form: str = "short") -> str:
        """Write a range of days, the month once when it is the same."""
        if first == last:
            return self.date(first, form)
        start = (
            str(first.day)
            if form == "short" and (first.year, first.month) == (last.year, last.month)
            else self.date(first, form)
        )
        return fill(self.words.dates.span, first=start, last=self.date(last, form))

    def days(self, phase: PlanPhase) -> str:
        """Write the plan days of a phase."""
        return days_told(phase.first_day, phase.last_day, self.words)

    @cached_property
    def today(self) -> int:
        """The day number of the as-of day; day 1 is the first day of the plan when nothing else is known."""
        plan = self.plan
        for day in plan.days:
            if day.date == plan.as_of:
                return day.day
        if plan.case.injured:
            return (plan.as_of - plan.case.injured).days + 1
        return plan.days[0].day if plan.days else 1

    @property
    def day_one(self) -> dt.date:
        return self.plan.as_of - dt.timedelta(days=self.today - 1)

    @cached_property
    def current(self) -> PlanPhase | None:
        """The phase of today, else the first."""
        phases = self.plan.phases
        return next(
            (phase for phase in phases if phase.start <= self.plan.as_of <= phase.end), phases[0] if phases else None
        )

    @cached_property
    def printed_phases(self) -> tuple[PlanPhase, ...]:
        """The current phase and the next: those with week sheets, cards and a gate."""
        if self.current is None:
            return ()
        start = self.plan.phases.index(self.current)
        return self.plan.phases[start : start + 2]

    def goes_on(self, phase: PlanPhase, dose: PhaseDose) -> bool:
        """Whether an earlier phase of this booklet has printed this dose, so that a line with its name is enough."""
        return dose.continued and any(
            dose.exercise == one.exercise for old in self.before(phase) for one in old.exercises
        )

    def before(self, phase: PlanPhase) -> tuple[PlanPhase, ...]:
        """The phases of this booklet that come before a phase."""
        phases = self.plan.phases
        return phases[phases.index(self.printed_phases[0]) : phases.index(phase)]

    def explained(self, phase: PlanPhase, exercise: str) -> bool:
        """Whether a card or the page of an earlier phase has said how an exercise is done."""
        return any(
            exercise == one.exercise
            for old in self.before(phase)
            if "cards" in self.template.sections or old not in self.printed_phases
            for one in old.exercises
        )

    def run_exercise(self, phase: PlanPhase) -> str | None:
        """The exercise behind the running of a phase: the one its days name, else the only one without a dose."""
        exercises = self.plan.exercises
        for day in self.plan.days:
            if day.phase == phase.id:
                for task in day.tasks:
                    if task.kind == "run" and task.exercise in exercises and task.exercise not in self._dosed:
                        return task.exercise
        left = [name for name, one in exercises.items() if one.kind == "run" and name not in self._dosed]
        return left[0] if len(left) == 1 else None

    @cached_property
    def _dosed(self) -> frozenset[str]:
        return frozenset(dose.exercise for phase in self.plan.phases for dose in phase.exercises)

    def notices(self, where: str) -> tuple[Notice, ...]:
        """The notices that the template puts in one place: call, limit, safety, side or last."""
        codes = getattr(self.template, f"{where}_notices")
        return tuple(notice for notice in self.plan.notices if notice.code in codes)

    @cached_property
    def notices_elsewhere(self) -> tuple[Notice, ...]:
        """The notices that the template gives no place of their own: they print under 'Please note'."""
        places = ["call", "limit", "safety", "last", *(["side"] if self.side_missing else [])]
        codes = {notice.code for where in places for notice in self.notices(where)}
        return tuple(notice for notice in self.plan.notices if notice.code not in codes)

    # -- sides ----------------------------------------------------------------------------------------------------

    @cached_property
    def side_missing(self) -> bool:
        """Nobody said which side, although the plan works one side."""
        if self.plan.case.side:
            return False
        doses = (dose.side for phase in self.plan.phases for dose in phase.exercises)
        tasks = (task.side for day in self.plan.days[:42] for task in day.tasks)
        return any(side in ("affected", "other") for side in (*doses, *tasks))

    @property
    def both_letters(self) -> str:
        """'L+R': one box for both sides."""
        return f"{self.words.sides.left_letter}+{self.words.sides.right_letter}"

    def side_word(self, side: str | None) -> str:
        return str(getattr(self.words.sides, side)) if side else ""

    @cached_property
    def title(self) -> str:
        """The condition with its side: 'Left hamstring strain'."""
        title, side, words = self.plan.protocol.title, self.plan.case.side, self.words.sides
        if side is None:
            return title
        if side == "both":
            return fill(words.both_title, title=title)
        first = title.split(" ")[0].split("-")[0].rstrip("'’s")
        keeps = first in words.names_kept or title.split(" ")[0] in words.names_kept or first[1:] != first[1:].lower()
        low = title if keeps else title[:1].lower() + title[1:]
        return capital(fill(words.sided_title, side=self.side_word(side), title=low))

    @property
    def about(self) -> str:
        """The heading over what to know: of an injury, or of a problem that came by itself."""
        words = self.words.education
        return words.education if self.plan.case.onset == "sudden" else words.problem

    @cached_property
    def side_and_part(self) -> str:
        """'Left leg', for the head of a week sheet; empty when no side is known."""
        case = self.plan.case
        if case.side is None:
            return ""
        text = (
            self.words.sides.both_parts
            if case.side == "both"
            else fill(self.words.sides.part, side=self.side_word(case.side), part=case.part)
        )
        return capital(text)

    @property
    def who(self) -> str:
        """The name, else the id of the case."""
        return self.plan.case.name.strip() or self.plan.case.id
