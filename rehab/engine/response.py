"""How the body answered a session: green, amber, red or unknown, by the monitoring rule of the condition.

The logic is the 24-hour rule of the clinical monitoring file (section 3): red from the upper limit during exercise,
or from so many points above usual the next morning; green only when both are known and low; what is missing is
unknown and never green. Every limit is in ``protocols/monitoring.yaml``.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rehab.engine.verdict import COMPARE, ONE_DAY, Light, Morning, daily, usual_of
from rehab.models.framework import MonitoringRule, Progression
from rehab.notation import Criterion, Dose, Span, parse_progression
from rehab.notation import Progression as Rule

MORNING = "pain-next-morning"
LIGHTS: Mapping[Light, int] = {"green": 0, "unknown": 1, "amber": 2, "red": 3}
"""From the best to the worst: an unknown is never as good as a green."""
WEEK = 7
SHORT_SECONDS = 120
"""A shorter time is stepped in seconds, a longer one in minutes."""


def worst(lights: Sequence[Light]) -> Light:
    """Return the worst of several lights; unknown without any."""
    return max(lights, key=LIGHTS.__getitem__, default="unknown")


def light_of(
    session: dt.date, morning: Morning, rule: MonitoringRule, *, early: bool, run: bool, pain: float | None = None
) -> Light:
    """Judge the session of a date as it is known on a morning.

    ``early``: in the first days after a sudden injury, where stricter limits count. ``run``: the session was a run,
    which may have limits of its own. ``pain``: of one exercise, where it was written down; it counts for that one
    in the place of the pain of the session.
    """
    green, red = _limits(rule, early=early, run=run)
    during = pain if pain is not None else _during(session, morning, rule)
    rise = _rise(session, morning) if rule.morning_rise else None
    if _is_red(session, morning, rule, during, rise, red):
        return "red"
    if _is_amber(session, morning, rule, during, rise, green):
        return "amber"
    if during is None or (rule.morning_rise is not None and rise is None):
        return "unknown"
    return "green"


def _limits(rule: MonitoringRule, *, early: bool, run: bool) -> tuple[float, float]:
    """Return the highest green and the lowest red number."""
    if early and rule.early:
        return rule.early.green[1], rule.early.red[0]
    if run and rule.run:
        return rule.run.green[1], rule.run.red[0]
    return (
        rule.green.pain[1] if rule.green.pain else math.inf,
        rule.red.pain[0] if rule.red.pain else math.inf,
    )


def _during(session: dt.date, morning: Morning, rule: MonitoringRule) -> float | None:
    """Return the number of a session on the scale of its rule; None where it was not written down."""
    if rule.scale == "rise" and rule.against == "before":
        before, after = daily(morning, "pain-before").get(session), daily(morning, "pain-after").get(session)
        return None if before is None or after is None else max(after - before, 0)
    if rule.scale == "rise":
        return _above_mean(session, morning, rule)
    told = [
        value
        for name in rule.during
        if (value := daily(morning, name).get(session + ONE_DAY if name == MORNING else session)) is not None
    ]
    return max(told, default=None)


def _above_mean(session: dt.date, morning: Morning, rule: MonitoringRule) -> float | None:
    """Return how far the night after a session lies above the mean of the nights before it."""
    nights = daily(morning, rule.during[0])
    tonight = nights.get(session + ONE_DAY)
    before = [value for day, value in nights.items() if 0 <= (session - day).days < rule.mean_days]
    return None if tonight is None or not before else max(tonight - statistics.mean(before), 0)


def _rise(session: dt.date, morning: Morning) -> float | None:
    """Return by how much the next morning is above usual; None where either is not known."""
    values = daily(morning, MORNING)
    usual = usual_of(values, session + ONE_DAY)
    after = values.get(session + ONE_DAY)
    return None if usual is None or after is None else after - usual


def _is_red(
    session: dt.date, morning: Morning, rule: MonitoringRule, during: float | None, rise: float | None, red: float
) -> bool:
    if during is not None and during >= red and _runs_on(session, morning, rule, red):
        return True
    if rise is not None and rule.morning_rise and rise >= rule.morning_rise.red:
        return True
    if rule.weekly_rise and _weeks_rising(session, morning, rule) >= rule.weekly_rise.red_weeks:
        return True
    if any(_is_seen(sign, session, morning) for sign in rule.red_when):
        return True
    return any(
        entry.subject in rule.red_flags and entry.text != "no" and entry.date - session in (dt.timedelta(), ONE_DAY)
        for entry in morning.seen.kind("flag")
    )


def _runs_on(session: dt.date, morning: Morning, rule: MonitoringRule, red: float) -> bool:
    """Tell whether the days before had a red number too, as many as the rule wants."""
    before = (_during(session - days * ONE_DAY, morning, rule) for days in range(1, rule.red_days_running))
    return all(value is not None and value >= red for value in before)


def _is_amber(
    session: dt.date, morning: Morning, rule: MonitoringRule, during: float | None, rise: float | None, green: float
) -> bool:
    if (during is not None and during > green) or (rise is not None and rise > 0):
        return True
    if rule.settles:
        before, after = daily(morning, "pain-before").get(session), daily(morning, "pain-after").get(session)
        if before is not None and after is not None and after > before:
            return True
    if rule.weekly_rise and _weeks_rising(session, morning, rule) > 0:
        return True
    return any(_is_seen(sign, session, morning) for sign in rule.amber_when)


def _weeks_rising(session: dt.date, morning: Morning, rule: MonitoringRule) -> int:
    """Return for how many weeks running, up to a session, the mean was higher by the points of the rule or more."""
    assert rule.weekly_rise is not None
    values = daily(morning, MORNING)
    means: list[float] = []
    for back in range(rule.weekly_rise.red_weeks + 1):
        end = session + ONE_DAY - dt.timedelta(days=WEEK * back)
        week = [value for day, value in values.items() if 0 <= (end - day).days < WEEK]
        if not week:
            break
        means.append(statistics.mean(week))
    rising = 0
    for newer, older in itertools.pairwise(means):
        if newer - older < rule.weekly_rise.amber:
            break
        rising += 1
    return rising


def _is_seen(sign: Criterion, session: dt.date, morning: Morning) -> bool:
    """Tell whether a sign was written down on the day of a session or the day after; not known is not seen."""
    values = daily(morning, sign.measure)
    for day in (session, session + ONE_DAY):
        value = values.get(day)
        if value is None:
            continue
        if sign.form == "test":
            if bool(value) is sign.expected:
                return True
            continue
        base = (usual_of(values, session) if sign.base == "usual" else None) if sign.form == "change" else 0
        if base is not None and COMPARE[sign.comparison](value, base + (sign.number or 0)):
            return True
    return False


# -- more and less ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Level:
    """Where one exercise stands: steps up inside its range, steps down below its dose, and what led there."""

    ups: int = 0
    downs: int = 0
    greens: int = 0
    ambers: int = 0
    green_at: int | None = None
    """The step on which a session was last green: a red goes back there."""


def after(
    level: Level, light: Light, rule: MonitoringRule, progression: Progression, progress: str, *, top: int
) -> Level:
    """Return the level after a judged session: up after greens in a row, down after ambers or a red.

    An unknown is not green: it neither raises nor lowers, and greens in a row begin again. What was taken away comes
    back first, one step after as many greens. ``top``: the steps up that the dose has.
    """
    needed = _pace(progress).after if progress else progression.green_sessions
    match light:
        case "green":
            greens = level.greens + 1
            green_at = level.ups if not level.downs else level.green_at
            if greens < needed:
                return replace(level, greens=greens, ambers=0, green_at=green_at)
            if level.downs:
                return replace(level, downs=level.downs - 1, greens=0, ambers=0)
            return replace(level, ups=min(level.ups + 1, top), greens=0, ambers=0, green_at=green_at)
        case "amber":
            ambers = level.ambers + 1
            if ambers < rule.ambers_before_less:
                return replace(level, greens=0, ambers=ambers)
            return replace(level, downs=level.downs + 1, greens=0, ambers=0)
        case "red":
            if level.green_at is not None and level.green_at < level.ups:
                # Below its dose already: the smaller start alone may come to the same whole numbers.
                downs = level.downs + 1 if level.downs else 0
                return replace(level, ups=level.green_at, downs=downs, greens=0, ambers=0)
            return replace(level, downs=level.downs + 1, greens=0, ambers=0)
        case _:
            return replace(level, greens=0)


def _pace(progress: str) -> Rule:
    return parse_progression(progress)


def at_level(
    dose: Dose, level: Level, rules: Progression, progress: str, *, less_percent: int | None = None, share: float = 1.0
) -> Dose:
    """Return the dose to do today: the start of its range, up by its steps, then down by its steps.

    ``progress`` is the row's own notation, or empty. ``less_percent`` is what its monitoring rule takes off in a step
    down, None as for all. ``share`` of the amount is left after a long pause (0.7 = 70 %).
    """
    raised = _raised(dose, level.ups, rules, progress)
    for _ in range(level.downs):
        raised = less(raised, 1 - (less_percent or rules.step_down_percent) / 100)
    return less(raised, share) if share < 1 else raised


def steps_of(dose: Dose, rules: Progression, progress: str) -> int:
    """Return how many steps up a dose has from where it starts."""
    return sum(count for _, _, count in _ladder(dose, rules, progress))


def _raised(dose: Dose, ups: int, rules: Progression, progress: str) -> Dose:
    """Raise one variable at a time: repetitions, then holds, minutes, metres, and sets last."""
    changed: dict[str, Span] = {}
    for name, step, count in _ladder(dose, rules, progress):
        span: Span = getattr(dose, name)
        taken = min(ups, count)
        ups -= taken
        if span.step:
            value = span.high if taken else span.low
        else:
            value = span.low + taken * step
            value = min(value, max(span.high, span.low)) if span.high > span.low else value
        changed[name] = Span(value, value)
    return replace(dose, **changed)  # type: ignore[arg-type]


def _ladder(dose: Dose, rules: Progression, progress: str) -> list[tuple[str, float, int]]:
    """Return each amount of a dose with the size of its step and how many steps it has."""
    own = _pace(progress) if progress else None
    rungs: list[tuple[str, float, int]] = []
    for name in ("reps", "hold_seconds", "duration_seconds", "distance_metres", "sets"):
        span: Span | None = getattr(dose, name)
        if span is None:
            continue
        step, high = _step(name, span, rules), span.high
        if own and own.add and own.unit and own.unit == _unit_of(name, span):
            scale = 60 if own.unit == "min" else 1
            step, high = own.add * scale, own.up_to * scale if own.up_to else span.high
        count = 1 if span.step else math.ceil((high - span.low) / step) if high > span.low else 0
        rungs.append((name, step, count))
    return rungs


def _unit_of(name: str, span: Span) -> str:
    units = {"reps": "reps", "hold_seconds": "s", "distance_metres": "m", "sets": "sets"}
    return ("min" if span.low >= SHORT_SECONDS else "s") if name == "duration_seconds" else units[name]


def _step(name: str, span: Span, rules: Progression) -> float:
    """Return the smallest step of an amount: one repetition, some seconds, or the usual percent of the start."""
    match name:
        case "reps":
            return rules.step_up_reps
        case "hold_seconds":
            return rules.step_up_hold_seconds
        case "duration_seconds" if span.low < SHORT_SECONDS:
            return rules.step_up_hold_seconds
        case "duration_seconds":
            return max(60, math.ceil(span.low * rules.step_up_percent[0] / 100 / 60) * 60)
        case "distance_metres":
            return max(1, math.ceil(span.low * rules.step_up_percent[0] / 100))
        case _:
            return 1


def less(dose: Dose, share: float) -> Dose:
    """Return a smaller dose: one set fewer from 3 sets on, else ``share`` of repetitions, hold or time, at least 1.

    That is how the clinical framework (section 1) reads "25 % less"; below half, sets shrink by the share too.
    """
    sets = len(dose.reps_by_set) or (int(dose.sets.low) if dose.sets else 1)
    if sets >= 3:
        fewer = max(math.floor(sets * share) if share < 0.75 else sets - 1, 1)
        if dose.reps_by_set:
            return replace(dose, reps_by_set=dose.reps_by_set[:fewer])
        return replace(dose, sets=Span(fewer, fewer))
    for name in ("reps", "duration_seconds", "distance_metres", "hold_seconds"):
        span: Span | None = getattr(dose, name)
        if span is not None and span.low > 1:
            # Whole minutes only where minutes are left: else a longer time could come down to less than a shorter one.
            long = name == "duration_seconds" and span.low * share >= SHORT_SECONDS
            unit = 60 if long else 1
            value = max(math.floor(span.low * share / unit) * unit, 1)
            return replace(dose, **{name: Span(value, value)})  # type: ignore[arg-type]
    if dose.reps_by_set:
        return replace(dose, reps_by_set=tuple(max(math.floor(reps * share), 1) for reps in dose.reps_by_set))
    if sets == 2 and dose.sets:
        return replace(dose, sets=Span(1, 1))
    return dose
