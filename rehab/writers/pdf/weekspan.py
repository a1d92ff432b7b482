"""One sheet for exercises that stay the same for some weeks: a box for each week, so that no week needs two sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from rehab.models.plan import Day
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import Block, paragraph, spaced
from rehab.writers.pdf.sheet import LIVE, Sheet
from rehab.writers.pdf.type import CLOSE, LABEL, STRONG, write
from rehab.writers.pdf.weekgrid import GRIDS, Boxes, Grid, Row, bands, rows
from rehab.writers.pdf.weekrows import stripes, task_row
from rehab.writers.pdf.words import Booklet, fill, rich

_DAYS = 7
_BAND, _WEEKDAY, _LINE, _FOOT = 7.4, 13.2, 5.0, 3.4
_MOST_AIR = 4.4


@dataclass(frozen=True)
class Span:
    """Weeks in a row, and the rows they share, as each of them has them."""

    weeks: tuple[tuple[Day, ...], ...]
    rows: tuple[Row, ...]

    @property
    def days(self) -> tuple[Day, ...]:
        """All days of these weeks."""
        return tuple(day for week in self.weeks for day in week)


def spans(book: Booklet, weeks: Sequence[tuple[Day, ...]], room: Callable[[Span], float]) -> Iterator[Span]:
    """The first of these weeks with those of its phase after it, the most first, and as many of the rows they share as fit.

    The wide grids come before the close one, which would have room for more rows.
    """
    alike = list(takewhile(lambda week: _alike(weeks[0], week), weeks))
    shared = [_shared(book, week) for week in alike]
    for count in range(len(alike), 1, -1):
        same = tuple(row for row in shared[0] if all(row in other for other in shared[1:count]))
        parts = [Span(tuple(alike[:count]), same[place:]) for place in range(len(same))]
        fitting = [(part, grid) for part in parts if (grid := _grid(book, part, room(part)))]
        for close in (False, True):
            yield from [part for part, grid in fitting if grid.run_in is close][:1]


def _alike(one: tuple[Day, ...], other: tuple[Day, ...]) -> bool:
    """Whether both are whole weeks of the plan in one and the same phase."""
    whole = all(len(week) == _DAYS and (week[0].day - 1) % _DAYS == 0 for week in (one, other))
    return whole and len({day.phase for day in (*one, *other)}) == 1


def _shared(book: Booklet, days: tuple[Day, ...]) -> tuple[Row, ...]:
    """The exercises of a week that are done once on each of their days; runs keep their own dates."""
    care = book.words.week.care_kinds
    return tuple(row for row in rows(book, days) if row.kind not in (*care, "run") and all(map(_once, row.boxes)))


def _once(boxes: Boxes | None) -> bool:
    return boxes is None or boxes.count == (2 if boxes.each_side else 1)


def _numbers(common: Span) -> tuple[int, ...]:
    return tuple((week[0].day - 1) // _DAYS + 1 for week in common.weeks)


def span_title(book: Booklet, common: Span) -> str:
    """'Weeks 3 to 6'."""
    numbers = _numbers(common)
    return fill(book.words.week.title_span, first=numbers[0], last=numbers[-1])


def span_note(book: Booklet, common: Span) -> list[Block]:
    """What the sheet of one week says of the shared one."""
    return spaced(paragraph(rich(book.words.week.shared, CLOSE, title=span_title(book, common)), width=LIVE), 2.4)


def span_rows(book: Booklet, common: Span) -> tuple[Row, ...]:
    """The shared rows, with a box for each week in place of those of one week; a box stands for both sides."""
    letters = tuple(map(str, _numbers(common)))
    return tuple(_row(book, row, letters) for row in common.rows)


def _head(common: Span) -> float:
    return _WEEKDAY + _LINE * len(common.weeks) + _FOOT


def _grid(book: Booklet, common: Span, room: float) -> Grid | None:
    """The grid with which the shared sheet fits into the room."""
    made = span_rows(book, common)
    return next((one for one in GRIDS if _head(common) + sum(row.height(one) for row in made) <= room), None)


def span_table(book: Booklet, common: Span, room: float) -> Block:
    """The table of the shared sheet."""
    made, head, grid = span_rows(book, common), _head(common), _grid(book, common, room) or GRIDS[-1]
    air = (room - head - sum(row.height(grid) for row in made)) / len(made)
    heights = [row.height(grid) + min(max(air, 0.0), _MOST_AIR) for row in made]

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("Table"):
            stripes(sheet, grid, common.weeks[0], y + _BAND, y + head + sum(heights))
            _heads(sheet, book, common, grid, y)
            marks.rule(sheet, y + head)
            at = y + head
            for number, (row, tall) in enumerate(zip(made, heights, strict=True)):
                if number:
                    marks.hairline(sheet, at)
                task_row(sheet, book, grid, row, at, tall)
                at += tall
        marks.rule(sheet, at)

    return Block(head + sum(heights), drawing)


def _row(book: Booklet, row: Row, letters: tuple[str, ...]) -> Row:
    sided = any(boxes.each_side for boxes in row.boxes if boxes)
    dose = ", ".join(filter(None, (row.dose, book.both_letters if sided else "")))
    boxes = Boxes(len(letters), letters=letters)
    return replace(row, dose=dose, boxes=tuple(boxes if one else None for one in row.boxes))


def _heads(sheet: Sheet, book: Booklet, common: Span, grid: Grid, y: float) -> None:
    """The phase, the weekdays, and the dates of each week."""
    words, first = book.words.week, common.weeks[0]
    [(phase, _, _)] = bands(book, first)
    with sheet.tag("TR"):
        with sheet.tag("TD"):
            write(sheet, 0, y + 5.1, words.box, LABEL)
        now = phase is book.current
        sheet.box(grid.labels, y, LIVE - grid.labels, _BAND, fill="accent" if now else "tint2")
        with sheet.tag("TH", scope="Column", span=len(first)):
            title = f"{phase.number}  {phase.title}" if phase else ""
            middle = (grid.labels + LIVE) / 2
            write(sheet, middle, y + 5.1, title, STRONG("white" if now else "accent"), align="centre")
    numbers = _numbers(common)
    with sheet.tag("TR"):
        with sheet.tag("TH", scope="Row"):
            write(sheet, 0, y + _WEEKDAY, fill(words.box_span, number=numbers[0]), LABEL)
        for place, day in enumerate(first):
            with sheet.tag("TH", scope="Column"):
                name = book.words.dates.weekdays_short[day.date.weekday()]
                write(sheet, grid.middle(place), y + _WEEKDAY, name, STRONG, align="centre")
    for line, (number, week) in enumerate(zip(numbers, common.weeks, strict=True), start=1):
        at = y + _WEEKDAY + line * _LINE
        with sheet.tag("TR"):
            with sheet.tag("TH", scope="Row"):
                write(sheet, 0, at, fill(words.title, number=number), STRONG)
            for place, day in enumerate(week):
                with sheet.tag("TH", scope="Column"):
                    write(sheet, grid.middle(place), at, book.date(day.date), LABEL, align="centre")
