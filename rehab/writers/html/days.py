"""The days of a plan as lists: they read without a program, and the program makes its days from them."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from rehab.models.plan import Day, Plan, Task
from rehab.models.wording import Wording
from rehab.writers.html.markup import Html, filled, joined, tag
from rehab.writers.html.tasks import Told, clocks
from rehab.writers.lines import medium, side_of

WEEK = 7


def days(plan: Plan, words: Wording, told: Told) -> Html:
    """Return every day of the plan, week by week."""
    phone = words.phone
    weeks = []
    for number, group in groupby(plan.days, lambda day: (day.day - 1) // WEEK + 1):
        inside = list(group)
        title = filled(phone.week, number=number, first=inside[0].day, last=inside[-1].day)
        weeks.append(
            tag(
                "details",
                tag("summary", tag("h3", title)),
                *(_day(plan, day, words, told) for day in inside),
                class_="week",
                open=number == (plan.days[0].day - 1) // WEEK + 1,
            )
        )
    return tag(
        "section",
        tag("h2", phone.days, id="h-days"),
        tag("p", phone.days_lead, class_="lead"),
        *weeks,
        id="days",
        data_view="days",
        aria_labelledby="h-days",
    )


def _day(plan: Plan, day: Day, words: Wording, told: Told) -> Html:
    phone = words.phone
    at = next(at for at, one in enumerate(plan.phases) if one.id == day.phase)
    phase = plan.phases[at]
    title = filled(phone.day, day=day.day, date=medium(day.date, words), phase=phase.title)
    notes = []
    before = plan.phases[at - 1] if at else None
    opened = plan.standing.phase if plan.standing else None
    if before and before.criteria and day.day == phase.first_day and phase.id != opened:
        first = filled(phone.list_first, phase=phase.title)
        not_yet = filled(phone.list_not_yet, before=before.title)
        link = tag("a", phone.list_link, href=f"#p-{before.number}")
        notes.append(tag("p", first, " ", link, ". ", not_yet, class_="first"))
    if day.minutes:
        notes.append(tag("p", filled(phone.minutes, minutes=day.minutes), class_="min"))
    count: Counter[str] = Counter()
    rows = []
    for task in day.tasks:
        count[task.exercise or task.kind] += 1
        usual = f"{day.day}.{task.exercise or task.kind}.{count[task.exercise or task.kind]}"
        rows.append(_task(task, words, told, name=None if task.id == usual else task.id))
    return tag(
        "details",
        tag("summary", title),
        *notes,
        tag("ul", *rows) if rows else tag("p", phone.nothing),
        id=f"d-{day.date.isoformat()}",
        data_day=str(day.day),
    )


def _task(task: Task, words: Wording, told: Told, *, name: str | None) -> Html:
    """Return one task; ``name`` is its id where that does not follow from its place in the day."""
    parts = [tag("a", task.title, href=told.link(task)), task.dose, side_of(task, words), clocks(task, words)]
    told_only = tag("em", task.only_if) if task.only_if else ""
    line = joined(filter(None, parts), ", ")
    return tag("li", joined(filter(None, (line, told_only)), ". "), data_t=name, data_k=str(told.number(task)))
