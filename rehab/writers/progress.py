"""Progress on the terminal: pain, work done, adherence and the way to the next phase, in 80 columns."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rehab.models.plan import Plan
from rehab.models.template import Template
from rehab.models.wording import Wording
from rehab.writers.lines import medium
from rehab.writers.terminal import WIDTH, safe, title_text

BARS = "▁▂▃▄▅▆▇█"
DAYS = 42
NO_VALUE = "·"
LABEL = 26
TOLD = 7
"""So many of the newest notes are shown."""
Adherence = Literal["done", "partly", "missed", "unknown"]
STATES: tuple[Adherence, ...] = ("done", "partly", "missed", "unknown")


@dataclass(frozen=True, slots=True)
class Course:
    """What was written down over the days: pain by title and date, sets done by week, and each day with work due.

    ``told``: what was written in words, with its day and what it is about (empty for a note), the newest last.
    """

    pains: Mapping[str, Mapping[dt.date, float]]
    sets_by_week: Sequence[tuple[dt.date, int]]
    adherence: Mapping[dt.date, Adherence]
    told: Sequence[tuple[dt.date, str, str]] = ()


def progress(plan: Plan, course: Course, template: Template) -> str:
    """Return the progress of one case up to the as-of day of its plan; a day without a value is a dot."""
    words = template.wording
    today = words.today
    first = plan.case.injured or plan.as_of
    start = max(first, plan.as_of - dt.timedelta(days=DAYS - 1))
    days = [start + dt.timedelta(days=number) for number in range((plan.as_of - start).days + 1)]
    lines = [
        today.heading.format(
            title=title_text(plan, words), day=(plan.as_of - first).days + 1, date=medium(plan.as_of, words)
        ),
        "",
    ]
    lines.append(f"{today.pain_chart}: {medium(days[0], words)} - {medium(days[-1], words)}")
    for title, values in course.pains.items():
        lines.append(
            f"  {safe(title)[:LABEL]:<{LABEL}} {_bars([values.get(day) for day in days], 10)} {_newest(values)}".rstrip()
        )
    if course.sets_by_week:
        most = max(count for _, count in course.sets_by_week) or 1
        lines += ["", today.load_chart]
        for week, count in course.sets_by_week:
            lines.append(f"  {medium(week, words):<12} {'█' * round(30 * count / most)} {count}".rstrip())
    states = list(course.adherence.values())
    lines += ["", today.adherence.format(**{name: states.count(name) for name in STATES})]
    lines += _way(plan, words)
    if course.told:
        lines += ["", today.told_title]
        for day, about, text in course.told[-TOLD:]:
            said = f"{safe(about)}: {safe(text)}" if about else safe(text)
            lines += textwrap.wrap(
                f"{medium(day, words)}: {said}", WIDTH, initial_indent="  ", subsequent_indent="    "
            )
    return "\n".join(lines).rstrip() + "\n"


def _bars(values: Sequence[float | None], top: float) -> str:
    return "".join(
        NO_VALUE if value is None else BARS[min(round(value / top * (len(BARS) - 1)), len(BARS) - 1)]
        for value in values
    )


def _newest(values: Mapping[dt.date, float]) -> str:
    return f"{values[max(values)]:g}" if values else ""


def _way(plan: Plan, words: Wording) -> list[str]:
    standing = plan.standing
    if standing is None:
        return []
    lights = " ".join(f"{day.day}.{day.month}. {light}" for day, light in standing.lights[-5:])
    lines = [words.today.lights.format(lights=lights)] if lights else []
    if standing.next_phase and standing.earliest:
        left = (standing.earliest - plan.as_of).days
        lines += ["", words.today.gate_days.format(phase=standing.next_phase, days=left)]
        for line in standing.gate:
            mark = {"met": "x", "not met": " ", "unknown": "?"}[line.truth]
            lines.append(f"  [{mark}] {safe(line.title)[:46]:<46} {safe(line.reason)[:26]}".rstrip())
    for change in standing.changes[-5:]:
        lines.append(f"{medium(change.date, words)}: {change.text} [{change.rule}]")
    return lines
