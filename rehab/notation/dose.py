"""What to do and how much: the short text physiotherapists write, and its exact meaning."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, fields
from typing import Literal


@dataclass(frozen=True, slots=True)
class Span:
    """A magnitude: one number, a range to work up inside, or a step to take after green sessions.

    ``low`` is where one starts and ``high`` where one ends (both inclusive, equal for one number).
    ``step`` is True for ``a -> b`` (start at a, move to b) and False for ``a-b`` (work up inside).
    """

    low: float
    high: float
    step: bool = False


LoadKind = Literal["rm", "mvc", "speed", "weight", "percent_body", "one_rm", "words"]


@dataclass(frozen=True, slots=True)
class Load:
    """What works against you.

    ``rm``: the heaviest weight possible for that many repetitions (12RM); ``mvc``: percent of the strongest
    push; ``speed``: percent of full speed; ``weight``: kilograms; ``percent_body``: percent of body weight;
    ``one_rm``: percent of the heaviest single lift; ``words``: ``text`` says it (bodyweight, light band).
    """

    kind: LoadKind
    amount: Span | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """One leg of an interval session: what to do, and for how many seconds or metres."""

    activity: str
    seconds: Span | None = None
    metres: Span | None = None


@dataclass(frozen=True, slots=True)
class Frequency:
    """On which days.

    Exactly one of ``every_days`` (1 = daily, 2 = every 2nd day), ``per_week`` or ``once`` is set, or none of
    them where the text names no days. ``gap_hours`` is the least time between two sessions.
    """

    every_days: int | None = None
    per_week: Span | None = None
    once: bool = False
    gap_hours: int | None = None


Tag = Literal["V", "R", "P"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value comes from: ``V`` seen in the source, ``R`` recalled, ``P`` practice default; and its source key."""

    tag: Tag
    source: str = ""


@dataclass(frozen=True)
class Dose:
    """One dose: how many, how long, how hard, how often. A field left out is ``None``: nobody stated it.

    ``reps_by_set`` is set instead of ``reps`` when the sets differ (12-10-8). ``times_per_day`` is 1 unless
    stated; ``hourly`` means once an hour while awake. ``tempo`` is ``lift-pause-lower`` in seconds ("2-1-3") or
    one of the words slow, quick, own pace. ``each`` says what a repetition or set is done for: "side" for each side.
    ``evidence`` maps a field name to its origin: a tag in square brackets covers the parts
    written before it, back to the tag before. A field missing there is the author's own; the least time between
    sessions has the name ``gap_hours`` there, since its origin may differ from that of the other days.
    ``reps_of_max``: repetitions as percent of the most one can do. ``rest_text``: a rest in words (walk back).
    ``pause_seconds``: the pause between two repetitions, where the rest is the one between sets.
    """

    sets: Span | None = None
    reps: Span | None = None
    reps_by_set: tuple[int, ...] = ()
    unit: str = ""
    hold_seconds: Span | None = None
    duration_seconds: Span | None = None
    distance_metres: Span | None = None
    intervals: tuple[Interval, ...] = ()
    tempo: str = ""
    load: Load | None = None
    effort: Span | None = None
    rest_seconds: Span | None = None
    times_per_day: Span | None = None
    hourly: bool = False
    frequency: Frequency | None = None
    each: Literal["", "side", "direction"] = ""
    evidence: tuple[tuple[str, Evidence], ...] = field(default=())
    reps_of_max: Span | None = None
    rest_text: str = ""
    pause_seconds: Span | None = None

    def __hash__(self) -> int:
        return self._hash

    @functools.cached_property
    def _hash(self) -> int:
        """Worked out once: a plan looks for its doses on each of its days, and this was a third of a compile."""
        return hash(tuple(getattr(self, part.name) for part in fields(self)))

    def origin(self, name: str) -> Evidence | None:
        """Return where the field ``name`` comes from, or ``None`` when it is the author's own."""
        return dict(self.evidence).get(name)
