"""What each field of a fillable PDF stands for, and the name that a screen reader says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from rehab.models.case import Side
from rehab.models.form import FormField
from rehab.models.plan import Day, Task
from rehab.writers.pdf.words import Booklet, fill

PAINS = (("pain-before", 0), ("pain-during", 0), ("pain-next-morning", 1))
"""The measures behind the three lines for pain, and how many days later each is."""
_SIDES: dict[str | None, Side] = {"left": "left", "right": "right", "both": "both"}


def ticks(book: Booklet, tasks: Sequence[Task], day: Day, count: int) -> list[FormField]:
    """A field for each of ``count`` boxes of tasks of a day; one box alone stands for the whole of a task.

    None where the boxes are not those of the tasks one by one.
    """
    if not book.fillable or not tasks:
        return []
    each = [task.times_per_day * (2 if task.each_side and task.times_per_day == 1 else 1) for task in tasks]
    each = [1] if count == 1 and len(tasks) == 1 else each
    if sum(each) != count:
        return []
    return [
        _field(book, "tick", f"{task.id.replace('.', '_')}_{box}", task.id, day.date, task.short_title or task.title)
        .model_copy(update={"of": of, "text": task.dose, "side": _SIDES.get(task.side)})
        .model_copy(update={"label": _tick_label(book, task, day.date, box, of)})
        for task, of in zip(tasks, each, strict=True)
        for box in range(1, of + 1)
    ]


def glasses(book: Booklet, day: Day, count: int) -> list[FormField]:
    """A field for each glass of a day."""
    water = [task.model_copy(update={"times_per_day": count}) for task in day.tasks if task.kind == "hydrate"]
    return ticks(book, water, day, count) if len(water) == 1 else []


def written(book: Booklet, number: int, day: Day) -> FormField | None:
    """The field of one line under a day: a pain, or what the plan has its diary for."""
    if not book.fillable:
        return None
    if book.plan.diary:
        name = book.plan.diary[number].name
        made = _field(book, "diary", f"{day.day}_{number}", f"diary-{number}", day.date, name)
        return made.model_copy(update={"text": name})
    measure, later = PAINS[number]
    words = book.words.week
    name = (words.pain_before, words.pain_during, words.pain_morning)[number]
    made = _field(book, "pain", f"{day.day}_{measure}", measure, day.date, name)
    return made.model_copy(update={"date": day.date + dt.timedelta(days=later)})


def _field(
    book: Booklet, kind: Literal["tick", "pain", "diary"], name: str, subject: str, day: dt.date, title: str
) -> FormField:
    label = fill(book.words.week.write_field, name=title, date=book.date(day, "medium"))
    return FormField(name=f"{kind}_{name}", kind=kind, subject=subject, date=day, label=label)


def _tick_label(book: Booklet, task: Task, day: dt.date, box: int, of: int) -> str:
    values = {"title": task.short_title or task.title, "date": book.date(day, "medium"), "number": box, "count": of}
    return fill(book.words.week.tick_field, **values)
