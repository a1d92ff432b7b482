"""The dose of each row at each level that lights can bring it to: never above the file, never more after worse."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from rehab.engine.response import Level, after, at_level, less, steps_of
from rehab.engine.verdict import Light
from rehab.models.framework import MonitoringRule
from rehab.models.protocol import Slot
from rehab.notation import Dose, Span, is_progression, parse_progression
from safety.choices import Subject

LIGHTS: tuple[Light, ...] = ("green", "amber", "red", "unknown")
AMOUNTS = ("sets", "reps", "hold_seconds", "duration_seconds", "distance_metres")
DOWNS = 5
"""So many steps below its dose each row is looked at: a quarter of it is left, or one of each."""
MINUTE = 60


def rows_of(subject: Subject) -> Iterator[tuple[Dose, MonitoringRule, str]]:
    """Yield each dose of a protocol with its rule and its way up."""
    for phase in subject.protocol.phases.values():
        for slot in phase.exercises.values():
            for dose in filter(None, (slot.dose, *slot.weeks.values())):
                yield dose, _rule(subject, slot), slot.progress if is_progression(slot.progress) else ""


def _rule(subject: Subject, slot: Slot) -> MonitoringRule:
    return subject.shelf.monitoring[slot.monitoring or subject.protocol.monitoring]


def search(subject: Subject, dose: Dose, rule: MonitoringRule, progress: str) -> tuple[int, list[str]]:
    """Walk all levels of one dose; return how many there are and what is wrong with them."""
    rules = subject.shelf.frameworks.progression
    top = steps_of(dose, rules, progress)
    floor = least(dose)
    heavier = any(span.high < span.low for name in AMOUNTS if (span := getattr(dose, name)) is not None)
    met, queue, broken = {Level()}, deque([Level()]), set[str]()
    while queue:
        level = queue.popleft()
        here = amounts(at_level(dose, level, rules, progress))
        broken.update(_outside(dose, here, progress))
        if any(
            at_share > told
            for at_share, told in zip(
                amounts(at_level(dose, level, rules, progress, share=0.7)).values(), here.values(), strict=True
            )
        ):
            broken.add("less of a dose is more")
        for light in LIGHTS:
            next_level = after(level, light, rule, rules, progress, top=top)
            there = amounts(at_level(dose, next_level, rules, progress))
            if next_level.downs <= DOWNS and next_level not in met:
                met.add(next_level)
                queue.append(next_level)
            if heavier:
                continue  # 8 -> 6 repetitions of more weight: fewer of them are no less work
            if light != "green" and work(there) > work(here):
                broken.add(f"more work after a session that was {light}")
            if light == "green" and level.downs:  # what was taken away comes back, and no more than that
                whole = amounts(at_level(dose, replace(level, downs=0), rules, progress))
                if work(there) > work(whole):
                    broken.add("more comes back than was taken away")
            elif light == "green":
                broken.update(_grown(dose, here, there, progress, subject))
            if light == "red" and work(there) >= work(here) and work(here) > floor:
                broken.add("a red takes nothing back")
    return len(met), sorted(broken)


def amounts(dose: Dose) -> dict[str, float]:
    """Return what a dose starts with, by what is counted."""
    found: dict[str, float] = {}
    for name in AMOUNTS:
        span: Span | None = getattr(dose, name)
        if span is not None:
            found[name] = span.low
    if dose.reps_by_set:
        found["sets"], found["reps by set"] = len(dose.reps_by_set), sum(dose.reps_by_set)
    return found


def work(told: dict[str, float]) -> float:
    """Return the amounts multiplied: what is compared between two levels."""
    product = 1.0
    for value in told.values():
        product *= value
    return product


def least(dose: Dose) -> float:
    """Return the smallest amount of work that a dose can be brought down to."""
    small = at_floor(dose)
    return work(amounts(small))


def at_floor(dose: Dose) -> Dose:
    lowest = replace(dose, **{name: Span(span.low, span.low) for name in AMOUNTS if (span := getattr(dose, name))})  # type: ignore[arg-type]
    for _ in range(80):
        lowest = less(lowest, 0.75)
    return lowest


def _outside(dose: Dose, told: dict[str, float], progress: str) -> Iterator[str]:
    """Yield the amounts above what the file says."""
    own = parse_progression(progress) if progress else None
    for name in AMOUNTS:
        span: Span | None = getattr(dose, name)
        if span is None or name not in told:
            continue
        top = max(span.high, span.low)
        if own and own.up_to:
            top = max(top, own.up_to * (MINUTE if own.unit == "min" else 1))
        if told[name] > top:
            yield f"{name} {told[name]:g} is above {top:g}"
        if told[name] <= 0:
            yield f"{name} is nothing"


def _grown(
    dose: Dose, here: dict[str, float], there: dict[str, float], progress: str, subject: Subject
) -> Iterator[str]:
    """Yield what is wrong with one step up: two amounts at once, or more than the smallest step."""
    rules, own = subject.shelf.frameworks.progression, parse_progression(progress) if progress else None
    grown = [name for name in there if there[name] > here[name]]
    if len(grown) > 1:
        yield f"one step raises {' and '.join(grown)}"
    for name in grown:
        span: Span | None = getattr(dose, name, None)
        if span is None or span.step:
            continue  # the file names the next amount itself
        most = rules.step_up_percent[1] / 100 * span.low
        steps = {
            "reps": rules.step_up_reps,
            "hold_seconds": rules.step_up_hold_seconds,
            "sets": 1,
            "duration_seconds": rules.step_up_hold_seconds if span.low < 2 * MINUTE else most + MINUTE,
            "distance_metres": most + 1,
        }
        own_step = own.add * (MINUTE if own.unit == "min" else 1) if own and own.add else 0
        if there[name] - here[name] > max(own_step, steps[name]):
            yield f"{name} grows by {there[name] - here[name]:g} in one step"
