"""The rows of a week sheet: which task has how many boxes on which day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from rehab.models.plan import Day, PlanPhase, Task
from rehab.writers.pdf.session import merged
from rehab.writers.pdf.sheet import LIVE
from rehab.writers.pdf.type import Lines, Run, Style, wrap
from rehab.writers.pdf.words import Booklet, fill

NAME = Style(12.5, 4.9, "semibold")
DOSE = Style(12, 4.9, colour="grey")
_MOST_BOXES = 9
_MOST_DOSES = 2
_EVEN = 40.0
"""Two sheets may differ by so many mm of white before rows move from one to the other."""


@dataclass(frozen=True, eq=False)
class Grid:
    """The measures of a week table in mm: its label column, its usual row, its head, a row of
    glasses, a row of pain.

    ``run_in``: name and dose share a line.
    """

    labels: float
    row: float
    head: float = 31.2
    glass: float = 8.3
    pain: float = 9.6
    run_in: bool = False
    name: Style = NAME
    dose: Style = DOSE
    tick: float = 5.0
    """The largest a box may be; three beside each other stay smaller."""
    two: float = 14.0
    three: float = 19.6
    """The height of a row with two and with three lines of boxes."""

    @property
    def large(self) -> bool:
        """Whether the table is set to be read from across the room."""
        return self.tick > Grid.tick

    @property
    def column(self) -> float:
        """The width of a day."""
        return (LIVE - self.labels) / 7

    def middle(self, place: int) -> float:
        """The middle of a day's column."""
        return self.labels + self.column * (place + 0.5)


GRIDS = (Grid(44, 12.2), Grid(44, 10.4), Grid(52, 9.1, head=28.6, glass=8.0, pain=9.0, run_in=True))
"""From wide to close; a closer one is taken only where it saves a sheet."""
FRIDGE = (
    Grid(54, 17.4, 37, pain=12.4, name=Style(18, 6.8, "semibold"), dose=Style(15, 6.0), tick=7.0, two=18.6, three=26.0),
    Grid(54, 15.4, 37, pain=11.4, name=Style(16, 6.1, "semibold"), dose=Style(14, 5.6), tick=6.4, two=17.0, three=24.0),
    Grid(52, 13.6, 34, pain=10.6, name=Style(14, 5.5, "semibold"), dose=Style(13, 5.2), tick=5.8, two=15.4, three=21.4),
)
"""Larger ones, for a sheet that hangs on the fridge."""


def grids_of(book: Booklet) -> tuple[Grid, ...]:
    """The grids that a week table may have, the first that fits on one sheet."""
    return (*FRIDGE, *GRIDS) if book.template.layout == "week" else GRIDS


@dataclass(frozen=True)
class Boxes:
    """The boxes of a row on one day; each-side work that is done once has two, L and R.

    ``letters`` stand in other boxes, in their order.
    """

    count: int
    each_side: bool = False
    letters: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = field(default=(), compare=False)
    """Whose boxes they are."""

    @property
    def lines(self) -> int:
        return len(self.pattern) or 2  # without a pattern: the number over one box

    @property
    def pattern(self) -> list[int]:
        """How many boxes on each line, in time order."""
        count = self.count
        if count > _MOST_BOXES:
            return []
        if count <= 3:
            return [count]
        if count <= 6:
            return [(count + 1) // 2, count // 2]
        return [3, 3, count - 6]


@dataclass(frozen=True)
class Row:
    """One task of a week: its name, dose, and the boxes of each day (None: not on that day)."""

    kind: str
    title: str
    dose: str
    boxes: tuple[Boxes | None, ...]
    _labels: dict[Grid, Lines] = field(default_factory=dict, init=False, compare=False, repr=False)

    @cached_property
    def lines(self) -> int:
        """The lines of boxes that the fullest day needs."""
        return max((boxes.lines for boxes in self.boxes if boxes), default=1)

    def label(self, grid: Grid) -> Lines:
        """The name and the dose as they break in the label column; neither is ever cut."""
        if grid not in self._labels:
            self._labels[grid] = self._label(grid)
        return self._labels[grid]

    def _label(self, grid: Grid) -> Lines:
        room = grid.labels - 1.5
        name, below = wrap(self.title, room, grid.name), wrap(self.dose, room, grid.dose)
        stacked = Lines(name.lines + below.lines, grid.name.leading)
        dose = Run(f"  {self.dose}" if self.dose else "", grid.dose)
        joined = wrap((Run(self.title, grid.name), dose), room)
        return joined if grid.run_in and len(joined.lines) < len(stacked.lines) else stacked

    def height(self, grid: Grid) -> float:
        """The height of the row; one with the usual label and one line of boxes has that of the grid."""
        close = grid.run_in
        boxes = {1: grid.row, 2: 12.8 if close else max(grid.two, grid.row)}.get(
            self.lines, 18.6 if close else grid.three
        )
        lines = len(self.label(grid).lines)
        text = (
            grid.row
            if close and lines == 1
            else (10.6 if close else grid.row) + (grid.name.leading + 0.1) * (lines - 2)
        )
        return max(boxes, text)


def is_warm_up(task: Task) -> bool:
    """Whether a task is the warm-up, which the booklet tells once, with the first cards."""
    return task.kind == "mobility" and task.exercise is None


def boxes_of(tasks: Sequence[Task]) -> Boxes | None:
    """The boxes of tasks that share a row on one day: one for each time, two for each-side work that is done once."""
    if not tasks:
        return None
    letters = all(task.each_side and task.times_per_day == 1 for task in tasks)
    return Boxes(sum(task.times_per_day for task in tasks) * (2 if letters else 1), letters, tasks=tuple(tasks))


def rows(book: Booklet, days: tuple[Day, ...]) -> list[Row]:
    """Gather the tasks of a week: all checks in one row, and one row for each other task.

    A dose that changes once is said in the row, with the day it changes; one that goes to and fro has rows of its own.
    """
    words = book.words.week
    note = fill(words.checks_page, page=book.page("care")) if book.brief else words.checks_note
    key = "rows", *map(id, days), note  # the plan holds its days; nothing else of the booklet is in a row
    return list(book.always(key, lambda: _gathered(book, days, note)))


def _gathered(book: Booklet, days: tuple[Day, ...], note: str) -> list[Row]:
    """The same, with what is noted beside the checks; gathered once, measured a hundred times."""
    words = book.words.week
    found: dict[tuple[str, ...], list[Task | None]] = {}
    for place, day in enumerate(days):
        seen: dict[tuple[str, ...], int] = {}
        for task in day.tasks:
            told_elsewhere = is_warm_up(task) and book.template.layout != "week"  # that sheet stands alone
            if task.kind in words.left_out or task.kind == "check" or told_elsewhere:
                continue
            name = (task.kind, task.exercise or "", _name(task))
            seen[name] = seen.get(name, -1) + 1
            found.setdefault((*name, str(seen[name])), [None] * len(days))[place] = task
    made = [row for name, tasks in found.items() for row in _rows(book, days, name[2], tasks)]
    if "check" not in words.left_out:
        made += _checks(book, days, note)
    return sorted(made, key=_places(book, days))


def _checks(book: Booklet, days: tuple[Day, ...], note: str) -> Iterator[Row]:
    """The row of the checks. It names those of most of these days, else nobody can tell that they are asked; a brief
    booklet has no room for that, and names the page.
    """
    checks = [[task for task in day.tasks if task.kind == "check"] for day in days]
    asked = Counter(_name(task) for tasks in checks for task in tasks)
    often = ", ".join(name for name, times in asked.items() if 2 * times > len(days))
    title = ": ".join(filter(None, (book.words.week.checks, "" if book.brief else often)))
    if asked:
        yield Row("check", title, note, tuple(map(boxes_of, checks)))


def _name(task: Task) -> str:
    return task.short_title or task.title


def _places(book: Booklet, days: tuple[Day, ...]) -> Callable[[Row], tuple[int, int]]:
    """How rows sort: care and checks by their kind, then what is done as exercise in the order of a session."""
    kinds = {kind: number for number, kind in enumerate(book.words.week.order)}
    session = merged([_key(task.kind, _name(task)) for task in day.tasks if task.exercise] for day in days)

    def place(row: Row) -> tuple[int, int]:
        key = _key(row.kind, row.title)
        return (len(kinds), session.index(key)) if key in session else (kinds.get(row.kind, len(kinds)), 0)

    return place


def _key(kind: str, title: str) -> str:
    return f"{kind} {title}"


def _rows(book: Booklet, days: tuple[Day, ...], title: str, tasks: Sequence[Task | None]) -> list[Row]:
    kind = next(task.kind for task in tasks if task)
    spans = [
        (dose, [place for place, _ in group])
        for dose, group in groupby(
            ((place, task) for place, task in enumerate(tasks) if task), key=lambda one: _told(book, one[1])
        )
    ]
    doses = list(dict.fromkeys(dose for dose, _ in spans))
    boxes = tuple(boxes_of([task] if task else []) for task in tasks)
    if len(spans) <= _MOST_DOSES:
        parts = [doses[0]] + [
            fill(book.words.week.from_day, day=days[places[0]].day, dose=dose)
            for dose, places in spans[1:]
            if not _conditional(book, tasks[places[0]])
        ]
        return [Row(kind, title, "; ".join(part for part in parts if part), boxes)]
    return [
        Row(
            kind,
            title,
            dose,
            tuple(one if task and _told(book, task) == dose else None for one, task in zip(boxes, tasks, strict=True)),
        )
        for dose in doses
    ]


def _told(book: Booklet, task: Task) -> str:
    """The dose, and the one side it is for, or both where one box stands for both: this sheet hangs alone on a door."""
    one_sided = task.side in ("left", "right") and (task.exercise or task.side != book.plan.case.side)
    side = str(task.side) if one_sided and not task.each_side else ""
    both = book.both_letters if task.each_side and task.times_per_day > 1 else ""
    return ", ".join(part for part in (task.dose, book.side_word(side) if side else both) if part)


def _conditional(book: Booklet, task: Task | None) -> bool:
    """Care that goes on under a condition: the note under the table says which."""
    return task is not None and task.kind in book.words.week.care_kinds and bool(task.only_if)


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


def one_sheet(task_rows: Sequence[Row], room: Callable[[Grid], float], grids: Sequence[Grid] = GRIDS) -> Grid | None:
    """Return the first grid with which every row fits on one sheet, None where none does."""
    return next((grid for grid in grids if _sum(task_rows, grid) <= room(grid)), None)


Room = Callable[[Grid, Sequence[Row], bool], float]
"""What a grid leaves for rows on the sheet that holds these: the first of a week, or a later one."""


def cut(
    task_rows: Sequence[Row], care_kinds: Sequence[str], room: Room, grids: Sequence[Grid] = GRIDS
) -> list[tuple[list[Row], Grid]]:
    """Cut rows, in their order, into sheets with a grid for each; the first also carries water and pain.

    Two sheets part behind the care rows, unless that leaves one of them much emptier than the other. At first each sheet
    is given room for the notes of all rows, so that a place is quickly found; then for the notes of its own rows.
    """
    return (
        _halved(task_rows, care_kinds, lambda grid, _, first: room(grid, task_rows, first), grids)
        or _halved(task_rows, care_kinds, room, grids)
        or min((_filled(task_rows, room, grid) for grid in GRIDS), key=len)
    )


def _halved(
    task_rows: Sequence[Row], care_kinds: Sequence[str], room: Room, grids: Sequence[Grid]
) -> list[tuple[list[Row], Grid]]:
    """Cut rows into two sheets, none where they are too many for two."""
    care = sum(row.kind in care_kinds for row in task_rows)
    cuts: list[tuple[bool, bool, int, float, int]] = []
    for number, grid in enumerate(grids):
        for place in range(1, len(task_rows)):
            first, second = task_rows[:place], task_rows[place:]
            spare = room(grid, first, True) - _sum(first, grid), room(grid, second, False) - _sum(second, grid)
            uneven = abs(spare[0] - spare[1])
            if min(spare) >= 0:
                cuts.append((grid.run_in, place != care or uneven > _EVEN, number, uneven, place))
    if not cuts:
        return []
    *_, number, _, place = min(cuts)
    parts = [list(task_rows[:place]), list(task_rows[place:])]
    if grids is GRIDS:  # pages of a booklet look alike
        return [(part, grids[number]) for part in parts]
    fitting = [[one for one in grids if _sum(part, one) <= room(one, part, not at)] for at, part in enumerate(parts)]
    return [(part, own[0]) for part, own in zip(parts, fitting, strict=True)]


def _sum(task_rows: Sequence[Row], grid: Grid) -> float:
    return sum(row.height(grid) for row in task_rows)


def _filled(task_rows: Sequence[Row], room: Room, grid: Grid) -> list[tuple[list[Row], Grid]]:
    """Cut rows into as many sheets as one grid needs, those behind the first filled alike."""
    first, later = (room(grid, task_rows, one) for one in (True, False))
    parts = _greedy(task_rows, grid, first, later)
    while len(parts) > 2 and len(tried := _greedy(task_rows, grid, first, later - grid.row)) == len(parts):
        parts, later = tried, later - grid.row
    return [(part, grid) for part in parts]


def _greedy(task_rows: Sequence[Row], grid: Grid, first: float, later: float) -> list[list[Row]]:
    parts: list[list[Row]] = [[]]
    for row in task_rows:
        if parts[-1] and _sum([*parts[-1], row], grid) > (first if len(parts) == 1 else later):
            parts.append([])
        parts[-1].append(row)
    return parts
