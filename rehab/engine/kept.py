"""What the plans of one person share, whatever day they are made for: each part is made once and kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from rehab.engine.order import Order
from rehab.engine.triage import Triage
from rehab.models.plan import Task
from rehab.models.shelf import Shelf

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Undated:
    """A task without a day, and the same task on each day that it was put on so far."""

    task: Task
    dated: dict[int, Task] = field(default_factory=dict)

    def on(self, day: int) -> Task:
        """Return the task on a plan day: its id begins with it. Copying it anew was the half of one more plan."""
        if day not in self.dated:
            self.dated[day] = self.task.changed(id=f"{day}.{self.task.id}")
        return self.dated[day]


@dataclass(slots=True)
class Kept:
    """The parts made so far for one protocol, one case and one set of answers: its ``basis``.

    Give the same one to the compiler for each day that a plan is made for. Asked for another basis it forgets
    everything, so that nothing of one person can get into the plan of another.
    """

    basis: tuple[object, ...] = ()
    parts: dict[Hashable, Any] = field(default_factory=dict)
    any_side: Kept | None = None
    """What no side and no answer changes: hand the same to the Kept of each side, and it is made once for all of them."""

    def stand_on(self, order: Order, triage: Triage, shelf: Shelf) -> None:
        """Keep what was made for this order and these answers, whatever the day; forget what was made for others."""
        undated = replace(order, as_of=dt.date.min, command="")
        self._stand(undated, replace(triage, see_by=None), shelf)
        self.any_side = self.any_side or Kept()
        self.any_side._stand(replace(undated, case=order.case.model_copy(update={"side": None})), shelf)

    @property
    def sideless(self) -> Kept:
        """What to keep there that no side and no answer changes."""
        return self.any_side or self

    def _stand(self, *basis: object) -> None:
        if basis != self.basis:
            self.basis, self.parts = basis, {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the part of this key. It must follow from the key and the basis alone."""
        if key not in self.parts:
            self.parts[key] = make()
        part: T = self.parts[key]
        return part
