"""The events of a plan for a calendar: a few sessions a day, the water, and the days that matter; no file format."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rehab import schedule
from rehab.models.plan import Day, Plan, PlanPhase, Task
from rehab.models.wording import Wording
from rehab.writers.lines import (
    card,
    case_code,
    clean,
    criterion,
    details,
    facts,
    medium,
    referral,
    stop_signs,
    titled,
    to_know,
)

EVENTS_A_DAY = 4
SESSIONS_A_DAY = 3
SPREAD = 4
"""A task with more times a day than this goes through the whole day; it makes no session of its own."""
ROUTINE_DAYS = 3
"""A check on so many days in a row is routine and stands in a session; any other check has its own day."""
SHORTEST = 15
NAMED = 3


class Event(NamedTuple):
    """One entry of a calendar; ``start`` is a date for a whole day, ``skip`` the days a series leaves out."""

    uid: str
    start: dt.date | dt.datetime
    minutes: int
    summary: str
    discreet: str
    lines: tuple[str, ...]
    day: int
    days: int = 1
    skip: tuple[dt.datetime, ...] = ()


def events_of(plan: Plan, words: Wording) -> list[Event]:
    """Return every event of a plan, in the order of time; a referral is one whole day."""
    if not plan.days:
        return [_only_page(plan, words)]
    routine = _routine(plan.days)
    marks = _marks(plan, words, routine)
    found: list[Event] = list(marks.values())
    dry: set[dt.date] = set()
    for day in plan.days:
        sessions = _sessions(plan, day, words, routine)
        water = [task for task in day.tasks if task.kind == "hydrate"]
        if water and len(sessions) + (day.date in marks) + 1 > EVENTS_A_DAY:
            dry.add(day.date)
            lines = (*sessions[0].lines[:-1], *(_told(task, words) for task in water), sessions[0].lines[-1])
            sessions[0] = sessions[0]._replace(lines=lines)
        found += sessions
    found += _water(plan, words, dry)
    return sorted(found, key=lambda event: (_moment(event.start), event.uid))


def uid(plan: Plan, name: str) -> str:
    """Return the id of an event: the same for the same session of the same case, whenever the plan is made."""
    return f"{name}.{case_code(plan)}@plan"


def day_of(plan: Plan, event_uid: str) -> dt.date:
    """Return the day that an event's id belongs to; the water, which runs through, belongs to the first day."""
    number = event_uid.partition(".")[0]
    return schedule.date_of(_day_one(plan), int(number)) if number.isdecimal() else plan.as_of


def _day_one(plan: Plan) -> dt.date:
    return plan.case.injured or plan.as_of


def _moment(start: dt.date | dt.datetime) -> dt.datetime:
    return start if isinstance(start, dt.datetime) else dt.datetime.combine(start, dt.time.min)


def _at(date: dt.date, clock: str) -> dt.datetime:
    return dt.datetime.combine(date, dt.time.min) + dt.timedelta(minutes=schedule.minutes_of(clock))


# -- sessions -------------------------------------------------------------------------------------------------------


def _routine(days: Sequence[Day]) -> set[str]:
    """Return the rules whose checks come on many days in a row."""
    when = defaultdict(list)
    for day in days:
        for task in day.tasks:
            if task.kind == "check":
                when[task.reason.rule].append(day.day)
    steps = ROUTINE_DAYS - 1
    return {
        rule
        for rule, numbers in when.items()
        if any(last - first == steps for first, last in zip(numbers, numbers[steps:], strict=False))
    }


def _is_mark(task: Task, routine: set[str]) -> bool:
    return task.kind == "check" and task.reason.rule not in routine


def _sessions(plan: Plan, day: Day, words: Wording, routine: set[str]) -> list[Event]:
    """Return the sessions of a day: its tasks in at most three groups of times that lie close together."""
    tasks = [task for task in day.tasks if task.kind != "hydrate" and not _is_mark(task, routine)]
    spread = [task for task in tasks if len(task.at) > SPREAD]
    timed = [task for task in tasks if len(task.at) <= SPREAD]
    clocks = {clock for task in timed for clock in task.at} or {clock for task in spread for clock in task.at[:1]}
    groups = _grouped(sorted(clocks, key=schedule.minutes_of))
    [phase] = [phase for phase in plan.phases if phase.id == day.phase]
    made = []
    for number, group in enumerate(groups, start=1):
        here = [task for task in timed if set(task.at) & set(group)]
        whole = spread if number == 1 else []
        names = [task for task in (*here, *whole) if task.exercise] or [*here, *whole]
        minutes = sum(task.minutes for task in here if task.exercise for clock in task.at if clock in group)
        heading = words.calendar.exercises if names[0].exercise and minutes else words.calendar.to_do
        doing = [
            f"{' '.join(clock for clock in task.at if clock in group)} {facts(task, words)}. {details(task)}"
            for task in sorted(here, key=lambda task: [clock not in task.at for clock in group])
        ]
        made.append(
            Event(
                uid=uid(plan, f"{day.day}.session.{number}"),
                start=_at(day.date, group[0]),
                minutes=_length(here, group),
                summary=heading.format(minutes=minutes, names=_names(names, words)),
                discreet=words.calendar.discreet_exercises,
                lines=(
                    words.calendar.phase_day.format(day=day.day, number=phase.number, title=clean(phase.title)),
                    *(_told(task, words) for task in whole),
                    *doing,
                    *_first_signs(plan, words),
                ),
                day=day.day,
            )
        )
    return made


def _grouped(clocks: list[str]) -> list[list[str]]:
    """Put times of a day into so many groups as a day has sessions: the nearest come together, of two the later."""
    groups = [[clock] for clock in clocks]
    while len(groups) > SESSIONS_A_DAY:
        gaps = [
            (schedule.minutes_of(after[0]) - schedule.minutes_of(before[-1]), -place)
            for place, (before, after) in enumerate(pairwise(groups))
        ]
        place = -min(gaps)[1]
        groups[place : place + 2] = [groups[place] + groups[place + 1]]
    return groups


def _length(tasks: Iterable[Task], group: Sequence[str]) -> int:
    """Return the minutes from the first time of a group to the end of its last one, never past midnight."""
    first = schedule.minutes_of(group[0])
    ends = [
        schedule.minutes_of(clock) - first + sum(task.minutes for task in tasks if clock in task.at) for clock in group
    ]
    return _till_midnight(max(*ends, SHORTEST), group[0])


def _till_midnight(minutes: int, clock: str) -> int:
    return min(minutes, 24 * 60 - 1 - schedule.minutes_of(clock))


def _names(tasks: Sequence[Task], words: Wording) -> str:
    names = list(dict.fromkeys(clean(task.short_title) for task in tasks))
    shown = words.calendar.join.join(names[:NAMED])
    return words.calendar.more.format(names=shown, count=len(names) - NAMED) if len(names) > NAMED else shown


def _told(task: Task, words: Wording) -> str:
    """Return a task that stands once for the whole day, with its times."""
    times = " ".join(task.at)
    if len(task.at) > SPREAD:
        times = words.calendar.times.format(count=len(task.at), first=task.at[0], last=task.at[-1])
    return clean(f"{times}: {facts(task, words)}. {details(task)}")


def _first_signs(plan: Plan, words: Wording) -> list[str]:
    """Return the line of the stop signs that every event carries: the most urgent ones."""
    return stop_signs(plan, words)[:1]


# -- water ----------------------------------------------------------------------------------------------------------


def _water(plan: Plan, words: Wording, dry: set[dt.date]) -> Iterator[Event]:
    """Yield one daily series for each amount; days with another amount, and full days, are left out of it."""
    series: dict[tuple[object, ...], list[tuple[Day, Task]]] = defaultdict(list)
    for day in plan.days:
        for task in day.tasks:
            if task.kind == "hydrate" and day.date not in dry:
                series[task.times_per_day, task.amount_ml, task.at, task.text].append((day, task))
    taken: dict[str, int] = defaultdict(int)
    for entries in series.values():
        (first, task), (last, _) = entries[0], entries[-1]
        name = f"water.{task.times_per_day}x{task.amount_ml}"
        taken[name] += 1
        days = (last.date - first.date).days + 1
        on = {day.date for day, _ in entries}
        dates = [first.date + dt.timedelta(days=step) for step in range(days)]
        yield Event(
            uid=uid(plan, name if taken[name] == 1 else f"{name}.{taken[name]}"),
            start=_at(first.date, task.at[0]),
            minutes=_till_midnight(SHORTEST, task.at[0]),
            summary=words.week.water_amount.format(glasses=task.times_per_day, ml=task.amount_ml),
            discreet=words.calendar.discreet_water,
            lines=(f"{' '.join(task.at)}: {facts(task, words)}.", details(task)),
            day=first.day,
            days=days,
            skip=tuple(_at(date, task.at[0]) for date in dates if date not in on),
        )


# -- days that matter -----------------------------------------------------------------------------------------------


def _marks(plan: Plan, words: Wording, routine: set[str]) -> dict[dt.date, Event]:
    """Return the whole-day events by date: the start, each phase, checks and reviews, the doctor, the last day."""
    titles: dict[dt.date, list[str]] = defaultdict(list)
    lines: dict[dt.date, list[str]] = defaultdict(list)
    first, last = plan.days[0].date, plan.days[-1].date
    if plan.see_by:
        titles[plan.see_by].append(words.calendar.see_by)
    titles[first].append(words.calendar.starts_plan)
    lines[first] += [titled(plan, words), *to_know(plan, words), words.calendar.paper]
    before: PlanPhase | None = None
    for phase in plan.phases:
        start = max(phase.start, first)
        if start <= last:
            title = words.calendar.starts_phase.format(number=phase.number, title=clean(phase.title))
            titles[start].append(title)
            until = words.calendar.until.format(day=phase.last_day, date=medium(phase.end, words))
            lines[start] += [f"{title}. {clean(phase.goal)}", until, *_gate(before, words)]
        before = phase
    for day in plan.days:
        for task in day.tasks:
            if _is_mark(task, routine):
                titles[day.date].append(clean(task.title))
                lines[day.date].append(f"{' '.join(task.at)} {facts(task, words)}. {details(task)}")
    titles[last].append(words.calendar.last_day)
    lines[last] += [clean(notice.text) for notice in plan.notices if notice.code == "plan-cut"]
    signs = stop_signs(plan, words)
    return {
        date: Event(
            uid=uid(plan, f"{(number := schedule.plan_day(_day_one(plan), date))}.day.1"),
            start=date,
            minutes=0,
            summary=". ".join(dict.fromkeys(titles[date])),
            discreet=words.calendar.discreet_day,
            lines=(words.cover.day.format(day=number), *lines[date], *signs),
            day=number,
        )
        for date in sorted(titles)
    }


def _gate(before: PlanPhase | None, words: Wording) -> list[str]:
    """Return what must be true before a phase opens: the list of the phase before it."""
    if before is None or not before.criteria:
        return []
    heading = words.calendar.opens_when.format(title=clean(before.title))
    return [heading, *(f"- {criterion(line, words)}" for line in before.criteria), words.gate.not_yet]


def _only_page(plan: Plan, words: Wording) -> Event:
    """Return the one event of a referral or of advice without days, on the day by which to be seen."""
    date = plan.see_by or plan.as_of
    if plan.referral:
        summary, lines = clean(plan.referral.title), referral(plan, words)
    else:
        summary = titled(plan, words)
        rows = (plan.case.summary, *(notice.text for notice in plan.notices), *plan.education, *plan.prognosis)
        lines = [clean(row) for row in rows if row]
    number = schedule.plan_day(_day_one(plan), date)
    return Event(
        uid=uid(plan, f"{number}.day.1"),
        start=date,
        minutes=0,
        summary=summary,
        discreet=words.calendar.discreet_day,
        lines=(*lines, *card(plan, words), *stop_signs(plan, words)),
        day=number,
    )
