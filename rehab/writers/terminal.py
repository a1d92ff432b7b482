"""What every text on a terminal of 80 columns shares: titles, and the facts of a task."""

from __future__ import annotations

import unicodedata

from rehab.models.plan import Plan, Task
from rehab.models.wording import Wording

WIDTH = 78


def safe(text: str) -> str:
    """Take control and direction characters out of a text, so that a name cannot steer the terminal."""
    return "".join(letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cf", "Cs"))


def title_text(plan: Plan, words: Wording) -> str:
    title = plan.protocol.title
    side = plan.case.side
    if side in ("left", "right"):
        lowered = title if title.startswith(tuple(words.sides.names_kept)) else title[:1].lower() + title[1:]
        return words.sides.sided_title.format(side=getattr(words.sides, side).capitalize(), title=lowered)
    return words.sides.both_title.format(title=title) if side == "both" else title


def task_facts(task: Task, words: Wording) -> str:
    """Return the dose of a task, its side, its minutes and its times of day."""
    side = {"left": words.sides.left, "right": words.sides.right, "affected": words.sides.affected}.get(
        task.side or "", ""
    )
    if task.each_side:
        side = words.sides.each
    minutes = f"{task.minutes} min" if task.minutes and task.exercise and not task.duration_seconds else ""
    times = " ".join(task.at) if len(task.at) <= 4 else words.week.many.format(count=len(task.at))
    if task.kind == "hydrate":
        times = ""  # the dose counts the glasses
    dose = task.dose if task.exercise or task.kind == "hydrate" else ""
    said = task.load and task.load not in dose and task.load not in words.today.unsaid_loads
    load = task.load if said else ""
    return ", ".join(filter(None, (dose, side, load, minutes, times)))
