"""How much to drink, when, and for whom no amount is printed: the formula of ``hydration.yaml``."""

from __future__ import annotations

import math
from typing import Literal

from rehab import schedule
from rehab.models.case import Case
from rehab.models.framework import HydrationRules
from rehab.models.plan import Hydration

State = Literal["open", "careful", "limit", "locked", "hidden", "not-asked"]


def state_of(rules: HydrationRules, case: Case, *, locked: bool, screened: bool) -> State:
    """Return which rule of the formula the person falls under.

    ``locked``: a lock flag stands (RF-30). A daily limit alone does not lift it: a clinician's name has to stand with it.
    """
    if locked:
        return "locked"
    if case.fluid_limit_ml is not None:
        return "limit"
    if case.eating_disorder or (case.age is not None and case.age < rules.hidden_below_age):
        return "hidden"
    if case.careful_with_fluids or (case.age is not None and case.age >= rules.careful_from_age):
        return "careful"
    return "open" if screened else "not-asked"


def glasses(rules: HydrationRules, case: Case, state: State, *, hot: bool, minutes: int) -> int | None:
    """Return the glasses of the person's own size in a day, or None where no amount may be printed.

    A limit set by a doctor is never passed: it is counted in whole glasses of that size. ``minutes`` are the planned minutes of moderate or harder exercise of the day.
    """
    if state in ("locked", "hidden"):
        return None
    if state == "limit":
        assert case.fluid_limit_ml is not None
        ceiling_ml = min(case.fluid_limit_ml, rules.ceiling_glasses * rules.glass_ml)
        return ceiling_ml // case.glass_ml
    base = rules.default_glasses
    if case.weight_kg is not None:
        base = math.floor(rules.ml_per_kg * case.weight_kg / rules.glass_ml + 0.5)
        base = min(max(base, rules.least_by_weight), rules.most_by_weight)
    if state == "careful":
        return in_glasses_of(rules, min(base, rules.default_glasses), case.glass_ml)
    extra = max((extra for least, extra in rules.long_extra if minutes >= least), default=0)
    return in_glasses_of(
        rules, min(base + (rules.hot_extra if hot else 0) + extra, rules.ceiling_glasses), case.glass_ml
    )


def slots(rules: HydrationRules, count: int, *, wake: str, bed: str) -> tuple[str, ...]:
    """Return the times of ``count`` glasses, in time order.

    Fewer than the usual number leave out slots in the order of ``drop_order``, more add them in ``add_order``.
    Every slot moves with the time of getting up; one that comes too near to bedtime is left out, not moved.
    """
    chosen = list(rules.slots)
    for slot in rules.drop_order[: max(len(chosen) - count, 0)]:
        chosen.remove(slot)
    chosen += rules.add_order[: max(count - len(rules.slots), 0)]
    chosen = chosen[:count] if count < len(chosen) else chosen
    shift = schedule.minutes_of(wake) - schedule.minutes_of(rules.wake)
    up = schedule.minutes_of(wake)
    night = schedule.minutes_of(bed)
    if night <= up:
        night += 24 * 60
    latest = night - rules.quiet_before_bed_minutes
    moved = sorted(schedule.minutes_of(slot) + shift for slot in chosen)
    return tuple(schedule.clock_of(minutes) for minutes in moved if minutes <= latest)


def describe(rules: HydrationRules, case: Case, state: State) -> Hydration:
    """Return what the plan says about drinking on an ordinary day."""
    count = glasses(rules, case, state, hot=False, minutes=0)
    if count is None:
        text = rules.locked_text if state == "locked" else rules.hidden_text
        return Hydration(glasses=None, glass_ml=case.glass_ml, at=(), text=text, warning="", state=state)
    at = slots(rules, count, wake=case.wake, bed=case.bed)
    most_slots = len(rules.slots) + len(rules.add_order)
    count -= min(count, most_slots) - len(at)  # a slot too near to bedtime takes its glass with it
    if state == "limit":
        text = rules.limit_text.format(limit=case.fluid_limit_ml, glasses=count, ml=case.glass_ml)
    else:
        key = rules.text_by_weight if case.weight_kg is not None else rules.text
        most = in_glasses_of(rules, rules.ceiling_glasses, case.glass_ml)
        text = key.format(glasses=count, ml=case.glass_ml, most=most)
    warning = {"not-asked": rules.not_asked_text, "careful": rules.careful_text}.get(state, "")
    return Hydration(glasses=count, glass_ml=case.glass_ml, at=at, text=text, warning=warning, state=state)


def in_glasses_of(rules: HydrationRules, count: int, glass_ml: int) -> int:
    """Return as how many of the person's own glasses ``count`` standard ones are counted, never above the ceiling."""
    own = math.floor(count * rules.glass_ml / glass_ml + 0.5)
    return min(own, rules.ceiling_glasses * rules.glass_ml // glass_ml)
