"""The rows of a week sheet: which task has how many boxes on which day."""

from __future__ import annotations

from dataclasses import dataclass

from rehab.models.plan import Day, PlanPhase, Task
from rehab.writers.pdf.type import Lines, Style, wrap
from rehab.writers.pdf.words import Booklet

NORMAL, LOW = 12.2, 10.4
LABELS = 44.0
NAME = Style(12.5, 4.9, "semibold")
DOSE = Style(12, 4.9, colour="grey")
_MOST_BOXES = 9


@dataclass(frozen=True)
class Row:
    """One task of a week: its name, dose, and the boxes of each day (None: not on that day)."""

    kind: str
    title: str
    dose: str
    boxes: tuple[Task | None, ...]

    @property
    def lines(self) -> int:
        """The lines of boxes that the fullest day needs."""
        return max((box_lines(task) for task in self.boxes if task), default=1)

    @property
    def label(self) -> tuple[Lines, Lines]:
        """The name and the dose as they break in the label column; neither is ever cut."""
        return wrap(self.title, LABELS - 1.5, NAME), wrap(self.dose, LABELS - 1.5, DOSE)

    def height(self, normal: float = NORMAL) -> float:
        """The height of the row where one of two label lines and one line of boxes has ``normal``."""
        boxes = normal if self.lines == 1 else max(14.0, normal) if self.lines == 2 else 19.6
        return max(boxes, normal + 5.0 * (sum(len(part.lines) for part in self.label) - 2))


def box_count(task: Task) -> int:
    """How many boxes a task needs; each-side work has two for a time."""
    return task.times_per_day * (2 if task.each_side else 1)


def box_lines(task: Task) -> int:
    return len(pattern(task)) or 2  # without a pattern: the number over one box


def pattern(task: Task) -> list[int]:
    """How many boxes on each line, in time order."""
    count = box_count(task)
    if count > _MOST_BOXES:
        return []
    if count <= 3:
        return [count]
    if task.each_side and count in (4, 6):
        return [2] * (count // 2)
    if count <= 6:
        return [(count + 1) // 2, count // 2]
    return [3, 3, count - 6]


def rows(book: Booklet, days: tuple[Day, ...]) -> list[Row]:
    """Gather the tasks of a week; a task with another dose makes another row, so that no dose hides another."""
    words = book.words.week
    found: dict[tuple[str, ...], list[Task | None]] = {}
    for place, day in enumerate(days):
        seen: dict[tuple[str, ...], int] = {}
        for task in day.tasks:
            if task.kind in words.left_out:
                continue
            side = str(task.side) if task.side in ("left", "right") and task.side != book.plan.case.side else ""
            name = (task.kind, task.exercise or task.title, task.short_title or task.title, task.dose, side)
            seen[name] = seen.get(name, -1) + 1
            boxes = found.setdefault((*name, str(seen[name])), [None] * len(days))
            boxes[place] = task
    made = []
    for (kind, _, title, dose, side, _), tasks in found.items():
        told = ", ".join(part for part in (dose, book.side_word(side) if side else "") if part)
        made.append(Row(kind, title, told, tuple(tasks)))
    order = {kind: number for number, kind in enumerate(words.order)}
    return sorted(made, key=lambda row: order.get(row.kind, len(order)))


def bands(book: Booklet, days: tuple[Day, ...]) -> list[tuple[PlanPhase | None, int, int]]:
    """The phases of a week with the first and the last column of each."""
    by_id = {phase.id: phase for phase in book.plan.phases}
    found: list[tuple[PlanPhase | None, int, int]] = []
    for place, day in enumerate(days):
        phase = by_id.get(day.phase)
        if found and found[-1][0] is phase:
            found[-1] = (phase, found[-1][1], place)
        else:
            found.append((phase, place, place))
    return found


def sheets(
    task_rows: list[Row], care_kinds: tuple[str, ...], room_with: float, room_without: float
) -> list[tuple[list[Row], bool, float]]:
    """Share rows out over sheets: the rows, whether water and pain stand on it, and the height of a row."""
    for normal in (NORMAL, LOW):
        if sum(row.height(normal) for row in task_rows) <= room_with:
            return [(task_rows, True, normal)]
    care = [row for row in task_rows if row.kind in care_kinds]
    work = [row for row in task_rows if row.kind not in care_kinds]
    first, *more = _shared_out(care, room_with, room_without) or [[]]
    rest = _shared_out([*work, *(row for part in more for row in part)], room_without, room_without)
    return [(first, True, NORMAL), *((part, False, NORMAL) for part in rest)]


def _shared_out(group: list[Row], first: float, later: float) -> list[list[Row]]:
    """Cut rows into as few sheets as they need, of about the same height."""
    count = len(_cut(group, first, later))
    even = sum(row.height() for row in group) / count + NORMAL if count else 0.0
    evenly = _cut(group, min(first, even), min(later, even))
    return evenly if len(evenly) == count else _cut(group, first, later)


def _cut(group: list[Row], first: float, later: float) -> list[list[Row]]:
    parts: list[list[Row]] = []
    for row in group:
        room = first if len(parts) <= 1 else later
        if not parts or sum(one.height() for one in parts[-1]) + row.height() > room:
            parts.append([])
        parts[-1].append(row)
    return parts
