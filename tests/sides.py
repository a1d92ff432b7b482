"""What must hold between the plans of one case for each side: the side changes words and sides, and nothing else."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from rehab.models.plan import Day, Plan, PlanPhase, Task
from rehab.phrases import Words

ANY = (
    "id", "kind", "title", "short_title", "exercise", "sets", "reps", "reps_by_set", "hold_seconds", "duration_seconds",
    "distance_m", "rest_seconds", "tempo", "load", "effort", "intervals", "amount_ml", "times_per_day", "at", "dose",
    "reason", "references",
)  # fmt: skip
"""What of a task is the same for every side."""


@dataclass
class Sides:
    """Holds the plan of one side against the plan without a side, from which it must not differ.

    Days that were compared before are told by their identity, so each pair is looked at once; a task that comes on many
    days is held against the first of them.
    """

    side: str
    words: Words
    seen: dict[tuple[int, int], tuple[object, object]] = field(default_factory=dict)
    """By the identity of two days, which stand in the value and so keep it."""
    alike: dict[tuple[int, int], tuple[Task, Task]] = field(default_factory=dict)
    """Two tasks that were compared, by the identity of their reasons, which they share with their other days."""

    def hold(self, none: Plan, own: Plan) -> None:
        """Assert that ``own``, the plan of the side, is the plan without a side but for the side."""
        assert own.referral is None
        assert own.as_of == none.as_of
        assert [_phase(phase) for phase in own.phases] == [_phase(phase) for phase in none.phases]
        assert len(own.days) == len(none.days)
        for plain, turned in zip(none.days, own.days, strict=True):
            if (id(plain), id(turned)) not in self.seen:
                self.day(plain, turned)
                self.seen[id(plain), id(turned)] = (plain, turned)

    def day(self, plain: Day, turned: Day) -> None:
        where = (turned.date, turned.day, turned.phase, turned.glasses)
        assert where == (plain.date, plain.day, plain.phase, plain.glasses)
        assert len(turned.tasks) == len(plain.tasks), turned.date
        for one, other in zip(plain.tasks, turned.tasks, strict=True):
            assert other.id == one.id
            first = self.alike.get((id(one.reason), id(other.reason)))
            if first is None or not (_same(one, first[0]) and _same(other, first[1])):
                self.task(one, other)
                self.alike[id(one.reason), id(other.reason)] = (one, other)

    def task(self, plain: Task, turned: Task) -> None:
        for name in ANY:
            assert getattr(turned, name) == getattr(plain, name), (turned.id, name)
        own = plain.side == "affected"
        assert turned.side == (self.side if own else plain.side), (turned.id, turned.side)
        assert turned.each_side == (plain.each_side or (own and self.side == "both")), turned.id
        if own and self.side == "both":
            assert turned.minutes >= plain.minutes, turned.id
            return
        assert turned.minutes == plain.minutes, turned.id
        self.text(plain.text, turned.text, turned.id)
        self.text(plain.only_if, turned.only_if, turned.id)

    def text(self, plain: str, turned: str, task_id: str) -> None:
        """Assert that a text says the side where the plain one says sore, and the other one where it says other."""
        words, own = self.words, self.side
        if own == "both":  # whole phrases are said another way, but no side comes in
            assert _named(turned, words) == _named(plain, words), (task_id, turned)
            return
        other = {"left": "right", "right": "left"}[own]
        said = {words["sore"]: words[own], words["good"]: words[other]}
        pairs = list(itertools.zip_longest(_tokens(plain), _tokens(turned)))
        assert all(two == one or two == said.get(one) for one, two in pairs), (task_id, turned)


def _same(one: Task, first: Task) -> bool:
    """Tell whether a task is one that was seen, on whatever day."""
    return {**one.__dict__, "id": first.id} == first.__dict__


def _tokens(text: str) -> list[str]:
    return re.split(r"(\W+)", text)


def _named(text: str, words: Words) -> list[str]:
    return [word for word in _tokens(text) if word in (words["left"], words["right"])]


def _phase(phase: PlanPhase) -> tuple[object, ...]:
    doses = [(row.exercise, row.amount, row.times, row.weeks, row.first_date, row.continued) for row in phase.exercises]
    dates = (phase.id, phase.number, phase.framework_step, phase.start, phase.end, phase.first_day, phase.last_day)
    limits = (phase.hard_minimum, phase.earliest, [line.text for line in phase.criteria])
    return dates, limits, doses, phase.running, phase.running_goes_on
