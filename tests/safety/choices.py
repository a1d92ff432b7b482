"""What is searched: each shipped condition with each grade, type and variant, once where two choices mean the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from combinations import Choice, choices_of, chosen_of, opening_of
from conftest import INJURED

from rehab.engine.case import weigh
from rehab.engine.order import Order
from rehab.engine.timetable import longest_grade
from rehab.engine.triage import Answer, Triage, questions_of
from rehab.library import Library
from rehab.models.case import Case, Clearance, Side
from rehab.models.protocol import Protocol
from rehab.models.shelf import Shelf


@dataclass(frozen=True)
class Subject:
    """One thing to search. ``protocol`` is what the engine gets, ``model`` what it is held against: the shipped file."""

    choice: Choice
    kind: str | None
    variant: str | None
    grade: str | None
    protocol: Protocol
    model: Protocol
    shelf: Shelf

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.choice.condition, self.kind, self.variant, self.grade)))

    @property
    def needs_name(self) -> bool:
        """Whether there is a plan only with a clinician's name."""
        grade = self.model.grades.get(self.grade or "")
        return self.model.requires_clearance or bool(self.model.clearance) or bool(grade and grade.needs_clearance)

    def order(
        self, *, first: int = 1, as_of: int = 1, side: Side | None = "left", cleared: bool | None = None
    ) -> Order:
        """Return the order of a person who begins on plan day ``first``, cleared that day where it needs a name."""
        opening = opening_of(self.protocol) if (cleared is None and self.needs_name) or cleared else {}
        if opening:
            opening["cleared_by"] = Clearance(name="Example Clinician", on=date_of(first))
        person = Case(condition=self.protocol.id, injured=INJURED, side=side, **opening)
        return Order(
            protocol=self.protocol,
            case=person,
            type=self.kind,
            variant=self.variant,
            grade=self.grade,
            as_of=date_of(as_of),
            program="rehab test",
            digest="",
            command="",
            started=date_of(first),
        )

    def all_no(self) -> dict[str, Answer]:
        return {asked.id: "no" for asked in questions_of(self.shelf.red_flags, self.protocol)}

    def triage(self, order: Order) -> Triage:
        """Weigh the answers of somebody with no safety sign at all."""
        return weigh(order, self.shelf, self.all_no())


def date_of(day: int) -> dt.date:
    return INJURED + dt.timedelta(days=day - 1)


@cache
def subjects_of(library: Library) -> tuple[Subject, ...]:
    """Return every choice; one that leaves out a grade, type or variant is the one that is taken in its place.

    ``test_safety_search.py`` holds that both give the same days.
    """
    found: dict[tuple[str | None, ...], Subject] = {}
    for choice in choices_of(library):
        subject = subject_of(library, choice)
        found.setdefault((choice.condition, subject.kind, subject.variant, subject.grade), subject)
    return tuple(found.values())


def subject_of(library: Library, choice: Choice, planted: Protocol | None = None) -> Subject:
    """Return a choice as the engine takes it; ``planted`` goes to the engine in the place of the shipped file."""
    chosen = chosen_of(library, choice.condition, choice.kind, choice.variant)
    grade = choice.grade or longest_grade(chosen.protocol)
    protocol = planted or chosen.protocol
    return Subject(choice, chosen.type, chosen.variant, grade, protocol, chosen.protocol, library.shelf)
