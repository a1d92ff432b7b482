"""What is asked for, and the course that was decided for it."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from rehab.engine.ground import Ground
from rehab.engine.timetable import FIRST_STEPS, Window
from rehab.models.case import Case
from rehab.models.journal import Journal
from rehab.models.plan import Hydration
from rehab.models.protocol import Protocol


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: the protocol after choosing a type and a variant, the case, and the day the plan is made."""

    protocol: Protocol
    case: Case
    type: str | None
    variant: str | None
    grade: str | None
    as_of: dt.date
    program: str
    digest: str
    command: str
    journal: Journal | None = None
    """What was written down; None: no journal is kept, and phases open by their dates."""
    started: dt.date | None = None
    """With a journal, the day the plan was first used; None: the as-of day."""


@dataclass(frozen=True)
class Course:
    """The days of a plan as they were decided: where each phase lies, and the ground they stand on."""

    day_one: dt.date
    start_day: int
    """The plan day on which the plan was first used."""
    from_day: int
    """The plan day from which it is printed: the as-of day."""
    last_day: int
    late: bool
    grade: str | None
    laid: Sequence[Window]
    ground: Ground
    drink: Hydration
    running_unfinished: bool = False
    unplaced: tuple[str, ...] = ()
    """Titles of exercises that found no day in any of their phases."""

    @functools.cached_property
    def shift(self) -> int:
        """By how many days the plan's own day counts are moved: a programme used late begins at its beginning.

        After an injury days go on counting from it, whenever the plan is first used.
        """
        injured = any(window.phase.step in FIRST_STEPS or window.phase.step == "love" for window in self.laid)
        return self.start_day - 1 if self.late and not injured and self.laid[0].number == 1 else 0


def day_one_of(order: Order) -> dt.date:
    """Return plan day 1: the day of the injury, or the first day of a gradual problem or programme."""
    return order.case.injured or order.as_of


def case_id(order: Order) -> str:
    """Return the case's id: the given one, else a digest of protocol, day one and side. Never a name."""
    if order.case.id:
        return order.case.id
    text = f"{order.protocol.id}|{day_one_of(order).isoformat()}|{order.case.side or ''}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]
