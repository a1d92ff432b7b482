"""What differs between two plans, in clinical words: by week and exercise, by phase, and in what was decided."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping

from rehab import phrases
from rehab.models.plan import Plan, PlanPhase, Task
from rehab.overlays.changes import Change
from rehab.phrases import Words

WEEK = 7
DECIDED = ("disposition", "effect", "see_by")

_SECONDS = re.compile(r"\d s\b")
"""Seconds in the few words of a dose; '3 × 10 steps' has none."""


def plan_changes(before: Plan, after: Plan, words: Words) -> tuple[Change, ...]:
    """Return every difference of two plans that a person would notice; days are compared by their number."""
    return (
        *_decided(before, after, words),
        *_phases(before, after, words),
        *_exercises(before, after, words),
        *_notices(before, after, words),
    )


def _tell(words: Words, key: str, where: str, what: str, before: str = "", after: str = "", **more: object) -> Change:
    text = words[f"change-{key}"].format(what=what, before=before, after=after, **more)
    return Change(where, what, before, after, text)


def _decided(before: Plan, after: Plan, words: Words) -> Iterator[Change]:
    for name in DECIDED:
        old, new = (str(getattr(plan, name) or words["change-none"]) for plan in (before, after))
        if old != new:
            yield _tell(words, "value", "", name.replace("_", " "), old, new)
    old, new = (plan.referral.reason if plan.referral else words["change-none"] for plan in (before, after))
    if old != new:
        yield _tell(words, "value", "", words["change-referral"], old, new)


def _phases(before: Plan, after: Plan, words: Words) -> Iterator[Change]:
    held, now = ({phase.id: phase for phase in plan.phases} for plan in (before, after))
    for phase_id in dict.fromkeys((*held, *now)):
        old, new = held.get(phase_id), now.get(phase_id)
        if old is None or new is None:
            title = words["change-phase"].format(title=(new or held[phase_id]).title)
            yield _tell(words, "new" if old is None else "gone", "", title)
            continue
        days = [f"{phase.first_day}-{phase.last_day}" for phase in (old, new)]
        if days[0] != days[1]:
            yield _tell(words, "value", new.title, words["change-days"], *days)
        yield from _criteria(old, new, words)
        for name in ("allowed", "avoid", "notes"):
            if getattr(old, name) != getattr(new, name):
                yield _tell(words, "text", new.title, name)


def _criteria(old: PlanPhase, new: PlanPhase, words: Words) -> Iterator[Change]:
    gate = words["change-exit"]
    held, now = ({line.title: line for line in phase.criteria} for phase in (old, new))
    for title in dict.fromkeys((*held, *now)):
        first, second = held.get(title), now.get(title)
        told = [line.target if line else "" for line in (first, second)]
        if first is None or second is None:
            key = "criterion-new" if first is None else "criterion-gone"
            yield _tell(words, key, new.title, title, *told, gate=gate)
        elif told[0] != told[1]:
            yield _tell(words, "criterion", new.title, title, *told, gate=gate)
        elif first.text != second.text:
            yield _tell(words, "criterion", new.title, title, first.text, second.text, gate=gate)


def _exercises(before: Plan, after: Plan, words: Words) -> Iterator[Change]:
    """Yield, by exercise, a start that moved, and then by week what is done on how many days."""
    held, now = _by_week(before, words), _by_week(after, words)
    first, second = _starts(before), _starts(after)
    for name in dict.fromkeys((*first, *second)):
        title = (after if name in second else before).exercises.get(name)
        what = title.title if title else words.get(f"kind-{name}", name)
        if name not in first or name not in second:
            yield _tell(words, "new" if name not in first else "gone", "", what)
            continue
        shift = second[name] - first[name]
        if shift:
            days = words["change-1-day" if abs(shift) == 1 else "change-n-days"].format(number=abs(shift))
            way = words["later" if shift > 0 else "earlier"]
            yield _tell(words, "starts", "", what, str(first[name]), str(second[name]), number=days, way=way)
        weeks = sorted({*held.get(name, {}), *now.get(name, {})})
        none = words["change-none"]
        told = [(week, held[name].get(week, none), now[name].get(week, none)) for week in weeks]
        for (old, new), group in itertools.groupby(told, key=lambda entry: entry[1:]):
            if old != new:
                numbers = [entry[0] for entry in group]
                key = "change-week" if len(numbers) == 1 else "change-weeks-from"
                where = words[key].format(first=numbers[0], last=numbers[-1])
                yield _tell(words, "value", where, what, old, new)


def _name(task: Task) -> str:
    return task.exercise or task.kind


def _starts(plan: Plan) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for day in plan.days:
        for task in day.tasks:
            found.setdefault(_name(task), day.day)
    return found


def _by_week(plan: Plan, words: Words) -> Mapping[str, Mapping[int, str]]:
    """Return what is done of each exercise in each week of the plan: its doses, and on how many days."""
    found: dict[str, dict[int, dict[str, set[int]]]] = {}
    for day in plan.days:
        for task in day.tasks:
            dose = found.setdefault(_name(task), {}).setdefault((day.day - 1) // WEEK + 1, {})
            dose.setdefault(_dose(task, words), set()).add(day.day)
    return {
        name: {
            week: "; ".join(_on_days(dose, len(days), words) for dose, days in doses.items())
            for week, doses in weeks.items()
        }
        for name, weeks in found.items()
    }


def _on_days(dose: str, count: int, words: Words) -> str:
    days = words["change-1-day" if count == 1 else "change-n-days"].format(number=count)
    return words["change-on"].format(dose=dose, days=days).strip(" ,")


def _dose(task: Task, words: Words) -> str:
    """Return the dose of a task with what its few words leave out: side, load, effort, rest and tempo."""
    effort = words["effort"].format(effort=_pair(task.effort)) if task.effort else ""
    rest = words["change-rest"].format(rest=f"{_pair(task.rest_seconds)} s") if task.rest_seconds else ""
    often = words["often-day"].format(number=task.times_per_day) if task.times_per_day > 1 else ""
    side = task.side if task.side in ("both", "other") else ""
    amount = f"{task.amount_ml} ml" if task.amount_ml else ""
    hold = f"{_pair(task.hold_seconds)} s" if task.hold_seconds and not _SECONDS.search(task.dose) else ""
    parts = (task.dose, hold, amount, often, side, task.tempo or "", task.load or "", effort, rest)
    return ", ".join(filter(None, parts))


def _pair(value: tuple[float, float]) -> str:
    low, high = (phrases.number(end) for end in value)
    return low if low == high else f"{low}-{high}"


def _notices(before: Plan, after: Plan, words: Words) -> Iterator[Change]:
    held, now = ({notice.code: notice.text for notice in plan.notices} for plan in (before, after))
    for code in dict.fromkeys((*held, *now)):
        if held.get(code) != now.get(code):
            key = "new" if code not in held else "gone" if code not in now else "value"
            what = words["change-notice"].format(text=(now.get(code) or held[code]))
            if key == "value":
                yield _tell(words, key, "", code, held[code], now[code])
            else:
                yield _tell(words, key, "", what)
