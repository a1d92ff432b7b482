"""Whether a criterion is met by what was written down: met, not met or unknown, and never a guess.

A value counts while it is young enough; what is missing or too old is unknown. Of several values of one day the
worst counts. The ages, and that daily pain must hold on 2 days running from the second phase on, are practice
defaults of the clinical framework ("with a log"), kept in ``protocols/frameworks.yaml`` under ``gate:``.
"""

from __future__ import annotations

import datetime as dt
import operator
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rehab.models.case import Side
from rehab.models.framework import GateRules
from rehab.models.journal import Entry, Seen
from rehab.models.measure import Measure
from rehab.notation import Criterion

Truth = Literal["met", "not met", "unknown"]
Light = Literal["green", "amber", "red", "unknown"]
COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt, "=": operator.eq,
}  # fmt: skip
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known about one criterion on one morning.

    ``value`` is the number that was compared (percent for a ratio, the number of good days for a count), None where
    there is none. ``on`` is the day of the newest value. ``reached`` of ``needed`` days or sessions hold, where it
    must hold more than once. ``missing`` names the measures to take next.
    """

    criterion: Criterion
    truth: Truth
    value: float | None = None
    on: dt.date | None = None
    reached: int | None = None
    needed: int | None = None
    missing: tuple[str, ...] = ()
    parts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Morning:
    """What a criterion is held against on one morning.

    ``day`` counts as in the plan, ``shift`` is what a programme used late is moved by; ``opened`` is the date the
    present phase opened on, ``number`` which phase of the protocol it is, from 1. ``screened_on`` is when the safety
    questions were last answered and none of them raised, None where they were not, or one stands (``flagged``).
    ``lights`` are the judged sessions by date, oldest first; ``sessions`` the days with work done.
    """

    seen: Seen
    measures: Mapping[str, Measure]
    rules: GateRules
    side: Side | None
    day: int
    shift: int
    number: int
    opened: dt.date
    cleared: bool
    screened_on: dt.date | None
    flagged: bool
    lights: Sequence[tuple[dt.date, Light]]
    sessions: Sequence[dt.date]

    @property
    def date(self) -> dt.date:
        return self.seen.day


def judge(criterion: Criterion, morning: Morning) -> Verdict:
    """Hold one criterion against what was written down."""
    match criterion.form:
        case "all" | "any":
            return _joined(criterion, [judge(part, morning) for part in criterion.parts])
        case "day":
            reached = morning.day - morning.shift >= (criterion.number or 0)
            return Verdict(criterion, "met" if reached else "not met", value=morning.day)
        case "cleared":
            return Verdict(criterion, "met" if morning.cleared else "unknown")
        case "no_flag":
            return _no_flag(criterion, morning)
        case "count":
            return _counted(criterion, morning)
        case _:
            return _held(criterion, morning)


def together(verdicts: Sequence[Verdict]) -> Truth:
    """Return what several verdicts that must all be met come to: one that is not met weighs more than an unknown."""
    truths = {verdict.truth for verdict in verdicts}
    return "not met" if "not met" in truths else "unknown" if "unknown" in truths else "met"


def _joined(criterion: Criterion, parts: Sequence[Verdict]) -> Verdict:
    truths = [part.truth for part in parts]
    if criterion.form == "all":
        truth = together(parts)
    else:
        truth = "met" if "met" in truths else "unknown" if "unknown" in truths else "not met"
    missing = () if truth == "met" else tuple(dict.fromkeys(name for part in parts for name in part.missing))
    return Verdict(criterion, truth, missing=missing, parts=tuple(parts))


def _no_flag(criterion: Criterion, morning: Morning) -> Verdict:
    if morning.flagged:
        return Verdict(criterion, "not met", on=morning.screened_on)
    on = morning.screened_on
    fresh = on is not None and (morning.date - on).days <= morning.rules.screen_within_days
    return Verdict(criterion, "met" if fresh else "unknown", on=on)


# -- values --------------------------------------------------------------------------------------------------------


def affected(entries: Sequence[Entry], side: Side | None) -> list[Entry]:
    """Return the entries about the sore side: those that name no side, or this one; with both sides sore, all."""
    return [entry for entry in entries if entry.side is None or side in (None, "both") or entry.side in (side, "both")]


def daily(morning: Morning, name: str, *, other: bool = False) -> Mapping[dt.date, float]:
    """Return the worst value of each day of a measure, by date; yes is 1, no is 0, not sure is left out.

    ``other``: of the good side, which only an entry that names it is about. One morning asks many times; what it
    looks back on does not change, so it is worked out once.
    """
    measure = morning.measures.get(name)
    if measure is not None and measure.counts:
        return _daily(morning, name, other=other)
    key = (name, other, morning.side)
    if key not in morning.seen.days:
        morning.seen.days[key] = _daily(morning, name, other=other)
    return morning.seen.days[key]


def _daily(morning: Morning, name: str, *, other: bool) -> dict[dt.date, float]:
    measure = morning.measures.get(name)
    entries = morning.seen.of(name)
    if other:
        good = {"left": "right", "right": "left"}.get(morning.side or "")
        entries = tuple(entry for entry in entries if entry.side is not None and entry.side == good)
    else:
        entries = tuple(affected(entries, morning.side))
    values: dict[dt.date, list[float]] = {}
    for entry in entries:
        if (number := number_of(entry)) is not None:
            values.setdefault(entry.date, []).append(number)
    if measure is not None and measure.counts and not values and not other:
        days = [day for day in morning.sessions if measure.counts == "sessions" or day >= morning.opened]
        values[morning.date] = [float(len(days))]
    worst = {"lower": max, "higher": min}.get((measure.better if measure else None) or "", lambda found: found[-1])
    return {day: worst(found) for day, found in sorted(values.items())}


def number_of(entry: Entry) -> float | None:
    """Return the number of an entry; None for 'not sure' and for words."""
    if entry.value is not None:
        return entry.value
    return {"yes": 1.0, "no": 0.0}.get(entry.text)


def usual_of(values: Mapping[dt.date, float], before: dt.date) -> float | None:
    """Return what is usual before a day: the median of the last 1 to 3 values, None without any."""
    last = [values[day] for day in sorted(values) if day < before][-3:]
    return statistics.median(last) if last else None


def _held(criterion: Criterion, morning: Morning) -> Verdict:
    """Judge a value, ratio, change, answer or trend: on its newest day, and on the days before it that it must hold."""
    name = criterion.measure
    values = daily(morning, name)
    newest = max(values, default=None)
    wanted = replace(criterion, for_days=None)
    needed = _days_running(criterion, morning)
    age = criterion.within_days or _max_age(name, morning)
    if newest is None or (morning.date - newest).days > age:
        return Verdict(criterion, "unknown", on=newest, missing=(name,), needed=needed if needed > 1 else None)
    reached = 0
    first: Verdict | None = None
    truth: Truth = "met"
    for back in range(needed):
        found = _on(wanted, morning, values, newest - back * ONE_DAY)
        first = first or found
        if found.truth != "met":
            truth = found.truth
            break
        reached += 1
    assert first is not None
    if truth == "met" and needed == 1:
        return replace(first, criterion=criterion)
    missing = first.missing or ((name,) if truth == "unknown" else ())
    shown = (reached, needed) if needed > 1 else (None, None)
    return Verdict(criterion, truth, first.value, newest, shown[0], shown[1], missing)


def _days_running(criterion: Criterion, morning: Morning) -> int:
    """Return on how many days in a row a criterion must hold: its own number, else that of daily pain."""
    if criterion.for_days:
        return criterion.for_days
    measure = morning.measures.get(criterion.measure)
    everyday = (
        measure is not None and measure.kind == "pain" and measure.max_age_days <= morning.rules.daily_within_days
    )
    lasting = criterion.form in ("value", "change") and criterion.comparison in ("<", "<=")
    return morning.rules.pain_days_running if everyday and lasting and morning.number >= morning.rules.from_phase else 1


def _max_age(name: str, morning: Morning) -> int:
    measure = morning.measures.get(name)
    return measure.max_age_days if measure else morning.rules.daily_within_days


def _on(criterion: Criterion, morning: Morning, values: Mapping[dt.date, float], day: dt.date) -> Verdict:
    """Judge the value of one day; a day without one is unknown."""
    name = criterion.measure
    value = values.get(day)
    if value is None:
        return Verdict(criterion, "unknown", on=day, missing=(name,))
    match criterion.form:
        case "test":
            holds: bool | None = bool(value) is criterion.expected
        case "not_rising":
            before = max((other for other in values if other < day), default=None)
            recent = before is not None and (day - before).days <= _max_age(name, morning)
            holds = value <= values[before] if before is not None and recent else None
        case "ratio":
            share = _share(criterion, morning, values, value)
            if share is None:
                return Verdict(criterion, "unknown", on=day, missing=(name,))
            value, holds = share, COMPARE[criterion.comparison](share, criterion.number or 0)
        case "change":
            base = _base(criterion, morning, values, day)
            holds = COMPARE[criterion.comparison](value, base + (criterion.number or 0)) if base is not None else None
        case _:
            holds = COMPARE[criterion.comparison](value, criterion.number or 0)
    if holds is None:
        return Verdict(criterion, "unknown", value, day, missing=(name,))
    return Verdict(criterion, "met" if holds else "not met", value, day)


def _share(criterion: Criterion, morning: Morning, values: Mapping[dt.date, float], value: float) -> float | None:
    """Return a value as percent of the other side or of a base; with both sides sore, of the stronger one."""
    if criterion.base:
        base = _base(criterion, morning, values, max(values))
    elif morning.side == "both":
        return _weaker_share(criterion, morning)
    else:
        base = _good_side(criterion, morning)
    return round(100 * value / base, 1) if base else None


def _good_side(criterion: Criterion, morning: Morning) -> float | None:
    """Return the newest value of the good side, None where there is none or it is too old."""
    other = daily(morning, criterion.measure, other=True)
    newest = max(other, default=None)
    return other[newest] if newest is not None and _fresh(criterion, morning, newest) else None


def _fresh(criterion: Criterion, morning: Morning, day: dt.date) -> bool:
    return (morning.date - day).days <= (criterion.within_days or _max_age(criterion.measure, morning))


def _weaker_share(criterion: Criterion, morning: Morning) -> float | None:
    found = []
    for side in ("left", "right"):
        entries = [
            entry
            for entry in morning.seen.of(criterion.measure)
            if entry.side == side and _fresh(criterion, morning, entry.date)
        ]
        own = [number for entry in entries if (number := number_of(entry)) is not None]
        if not own:
            return None
        found.append(own[-1])
    return round(100 * min(found) / max(found), 1) if max(found) else None


def _base(criterion: Criterion, morning: Morning, values: Mapping[dt.date, float], day: dt.date) -> float | None:
    match criterion.base:
        case "usual":
            return usual_of(values, day)
        case "other side":
            return _good_side(criterion, morning)
        case _:  # day 1 and baseline: the first value there is, as long as it is not the one to compare
            first = min(values)
            return values[first] if first < day else None


# -- counts --------------------------------------------------------------------------------------------------------


def _counted(criterion: Criterion, morning: Morning) -> Verdict:
    needed = criterion.count or 1
    if not criterion.parts:
        return _green(criterion, morning, needed)
    [inner] = criterion.parts
    truths = by_day(inner, morning)
    if criterion.unit.startswith("day"):
        return _of_days(criterion, morning, truths, needed)
    recorded = [truths[day] for day in sorted(truths) if day >= morning.opened]
    if criterion.unit.endswith("in a row"):
        recorded = recorded[-needed:]
    good = recorded.count("met")
    truth: Truth = "met" if good >= needed else "unknown"
    return Verdict(
        criterion, truth, good, max(truths, default=None), good, needed, () if truth == "met" else _named(inner)
    )


def by_day(inner: Criterion, morning: Morning) -> dict[dt.date, Truth]:
    """Judge what is counted on each day that has a value; of joined criteria, each on that day."""
    if not inner.parts:
        values, wanted = daily(morning, inner.measure), replace(inner, for_days=None)
        return {day: _on(wanted, morning, values, day).truth for day in values}
    parts = [(by_day(part, morning), Verdict(part, "unknown")) for part in inner.parts]
    days = sorted({day for truths, _ in parts for day in truths})
    return {
        day: _joined(inner, [replace(none, truth=truths.get(day, "unknown")) for truths, none in parts]).truth
        for day in days
    }


def _named(inner: Criterion) -> tuple[str, ...]:
    """Return the measures that a counted criterion looks at."""
    return tuple(dict.fromkeys(name for part in inner.parts for name in _named(part))) or (inner.measure,)


def _of_days(criterion: Criterion, morning: Morning, truths: Mapping[dt.date, Truth], needed: int) -> Verdict:
    """Count the good days among the last ones; today counts once it has a value."""
    [inner] = criterion.parts
    span = criterion.out_of or needed
    last = morning.date if morning.date in truths else morning.date - ONE_DAY
    window = [truths.get(last - back * ONE_DAY, "unknown") for back in range(span)]
    good, open_days = window.count("met"), window.count("unknown")
    truth: Truth = "met" if good >= needed else "unknown" if good + open_days >= needed else "not met"
    missing = _named(inner) if truth == "unknown" else ()
    return Verdict(criterion, truth, good, max(truths, default=None), good, needed, missing)


def _green(criterion: Criterion, morning: Morning, needed: int) -> Verdict:
    """Judge a number of green sessions in a row: the newest sessions of this phase."""
    if criterion.unit == "sessions":
        good = sum(day >= morning.opened for day in morning.sessions)
        return Verdict(criterion, "met" if good >= needed else "not met", good, reached=good, needed=needed)
    own = [light for day, light in morning.lights if day >= morning.opened]
    good = 0
    for light in reversed(own):
        if light != "green":
            break
        good += 1
    newest = own[-1] if own else "unknown"
    truth: Truth = "met" if good >= needed else "unknown" if newest in ("green", "unknown") else "not met"
    return Verdict(criterion, truth, good, reached=good, needed=needed)
