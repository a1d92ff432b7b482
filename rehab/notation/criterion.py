"""When to move on: the short text of a criterion, and its exact meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rehab.notation.dose import Evidence

Comparison = Literal["<=", ">=", "<", ">", "="]

Form = Literal[
    "value",  # pain-walking <= 3
    "ratio",  # straight-leg-raise >= 75 % of other side
    "change",  # leg-ache <= day 1 - 2   |  calf-girth <= day 1  | morning-pain <= usual + 1
    "not_rising",  # pain-rest not rising
    "test",  # normal-gait: yes
    "count",  # 10 of 14 days: pain-worst <= 2   |  3 sessions: sprint-100 = yes  | 7 green days
    "day",  # day >= 6
    "cleared",  # cleared by clinician
    "no_flag",  # no red flag
    "all",
    "any",
]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition for moving on, in one of the closed list of forms.

    ``measure`` is the id of the measure it looks at. ``number`` is compared with ``comparison`` (inclusive for
    ``<=`` and ``>=``); for ``ratio`` it is percent of the other side (of ``base``, if one is set), for ``change`` it
    is added to the ``base``. ``for_days``: must hold on that many days in a row. ``within_days``: how old the data
    may be, None = as the measure says. ``count`` of ``out_of`` ``unit`` (days or sessions) must meet ``parts[0]``;
    ``unit`` may also be days in a row or sessions in a row, and without parts sessions, green days or green sessions.
    """

    form: Form
    measure: str = ""
    comparison: Comparison = "="
    number: float | None = None
    unit: str = ""
    base: Literal["", "day 1", "usual", "baseline", "other side"] = ""
    expected: bool = True
    count: int | None = None
    out_of: int | None = None
    for_days: int | None = None
    within_days: int | None = None
    parts: tuple[Criterion, ...] = ()
    evidence: Evidence | None = None
