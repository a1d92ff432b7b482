"""The tasks of a plan as a page needs them: each way a task is told once, and how its timer runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rehab.models.plan import Plan, Task
from rehab.models.wording import Wording
from rehab.writers.html.markup import filled
from rehab.writers.html.pictures import Drawn
from rehab.writers.lines import clean, details, side_of

Timer = dict[str, Any]
MANY = 4
"""More times a day than this are told as their number, the first and the last."""


class Told:
    """What the days of a plan refer to: tasks told alike, and their texts."""

    def __init__(self, plan: Plan, words: Wording, drawn: Drawn) -> None:
        self._words, self._drawn = words, drawn
        self.tasks: list[dict[str, Any]] = []
        self.texts: dict[tuple[str, str], dict[str, str]] = {}
        """For each exercise or title: its texts, each with its name on the page."""
        self._known: dict[tuple[object, ...], int] = {}
        self._cards = {name: number for number, name in enumerate(plan.exercises, start=1)}
        for day in plan.days:
            for task in day.tasks:
                self.number(task)

    def subject(self, task: Task) -> tuple[str, str]:
        """Return what a task is about: an exercise with a card, else its kind and title."""
        if task.exercise in self._cards:
            return ("", task.exercise or "")
        return (task.kind, clean(task.title))

    def link(self, task: Task) -> str:
        """Return where on the page it says how to do a task."""
        kind, name = self.subject(task)
        return f"#{self.card(name)}" if not kind else f"#{self.text(task)}"

    def card(self, exercise: str) -> str:
        """Return what the card of an exercise is called on the page."""
        return f"x-{self._cards[exercise]}"

    def text(self, task: Task) -> str:
        """Return the name of a task's text."""
        found = self.texts.setdefault(self.subject(task), {})
        total = sum(map(len, self.texts.values()))
        return found.setdefault(details(task), f"k-{total}")

    def number(self, task: Task) -> int:
        """Return the number of the way a task is told."""
        timer = timer_of(task, self._words.phone.app.legs)
        key = (
            self.text(task),
            task.kind,
            task.exercise,
            task.dose,
            side_of(task, self._words),
            task.side,
            task.at,
            str(timer),
        )
        if key not in self._known:
            self._known[key] = len(self.tasks)
            kind, name = self.subject(task)
            one: dict[str, Any] = {
                "text": self.text(task),
                "name": task.exercise or task.kind,
                "at": list(task.at) or [""],
                "dose": clean(task.dose),
            }
            if whose := side_of(task, self._words):
                one["whose"] = whose
            if task.kind in ("hydrate", "log"):
                one["kind"] = task.kind
            if not kind:
                one["card"] = self.card(name)
            if picture := self._drawn.name(task.exercise):
                one["picture"] = picture
            if task.side in ("left", "right", "both"):
                one["side"] = task.side
            if timer:
                one["timer"] = timer
            self.tasks.append(one)
        return self._known[key]


def clocks(task: Task, words: Wording) -> str:
    """Return when a task is due."""
    if len(task.at) > MANY:
        return filled(words.phone.at_many, count=len(task.at), first=task.at[0], last=task.at[-1])
    return filled(words.phone.at, clocks=", ".join(task.at)) if task.at else ""


def timer_of(task: Task, legs: Mapping[Any, str]) -> Timer | None:
    """Return how the timer of a task runs; a leg of 0 seconds waits for a tap. None where there is nothing to time.

    Of a range it takes the shorter work and the longer rest: it never asks for more than the plan.
    """
    rounds = (task.sets or 1) * (2 if task.each_side else 1)
    rest = int(task.rest_seconds[1]) if task.rest_seconds and rounds > 1 else 0
    if task.intervals:
        timed = [
            [clean(leg.activity), int(leg.seconds[min(at, 1)]) if leg.seconds else 0]
            for at, leg in enumerate(task.intervals)
        ]
        return {"rounds": task.sets or 1, "legs": timed, "rest": rest} if any(seconds for _, seconds in timed) else None
    if task.duration_seconds:
        return {"rounds": rounds, "legs": [[legs["go"], int(task.duration_seconds[0])]], "rest": rest}
    if task.hold_seconds and not task.reps and not task.reps_by_set:
        return {"rounds": rounds, "legs": [[legs["hold"], int(task.hold_seconds[0])]], "rest": rest}
    if rest and task.sets:
        return {"rounds": rounds, "legs": [[legs["do"], 0]], "rest": rest}
    return None
