"""Drawing the rows of a week table: stripes, names, and the boxes of each day."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext

from rehab.models.form import FormField
from rehab.models.plan import Day
from rehab.writers.pdf import marks
from rehab.writers.pdf.fields import ticks
from rehab.writers.pdf.sheet import Sheet
from rehab.writers.pdf.type import LABEL, write
from rehab.writers.pdf.weekgrid import Boxes, Grid, Row
from rehab.writers.pdf.words import Booklet, fill


def stripes(sheet: Sheet, grid: Grid, days: tuple[Day, ...], top: float, foot: float) -> None:
    """Tint every second day."""
    for place in range(0, len(days), 2):
        sheet.box(grid.labels + grid.column * place, top, grid.column, foot - top, fill="stripe")


def task_row(
    sheet: Sheet, book: Booklet, grid: Grid, row: Row, y: float, height: float, days: tuple[Day, ...] = ()
) -> None:
    """Draw one row: its label, and its boxes under each day; boxes of ``days`` may be fields."""
    middle = y + height / 2
    with sheet.tag("TR"):
        with sheet.tag("TH", scope="Row"):
            label = row.label(grid)
            label.draw(sheet, 0, middle - label.height / 2 + 0.745 * label.leading)
        for place, boxes in enumerate(row.boxes):
            with sheet.tag("TD"):
                if boxes:
                    fields = ticks(book, boxes.tasks, days[place], boxes.count if boxes.pattern else 1) if days else []
                    _boxes(sheet, book, boxes, grid, place, middle, fields)


def step_high(boxes: Boxes, grid: Grid) -> float:
    """Half the height that the boxes of a day take."""
    return max(8.0, boxes.lines * (grid.tick + 0.8) / 2)


def _boxes(
    sheet: Sheet, book: Booklet, boxes: Boxes, grid: Grid, place: int, middle: float, fields: Sequence[FormField]
) -> None:
    words, count, x = book.words, boxes.count, grid.middle(place)
    figure = sheet.tag(
        "Figure",
        alt=fill(words.week.boxes_alt, count=count),
        area=(x - grid.column / 2 + 0.5, middle - step_high(boxes, grid), grid.column - 1, 2 * step_high(boxes, grid)),
    )
    with nullcontext() if fields else figure:
        lines = boxes.pattern
        if not lines:
            write(sheet, x, middle - 1.2, fill(words.week.many, count=count), LABEL, align="centre")
            marks.tick_box(sheet, x - marks.TICK / 2, middle + 0.6)
            if fields:
                sheet.field(x - marks.TICK / 2, middle + 0.6, marks.TICK, marks.TICK, fields[0])
            return
        letters = (words.sides.left_letter, words.sides.right_letter) if boxes.each_side else boxes.letters
        widest = max(lines)
        room = (grid.column - 3.8 - (widest - 1) * 1.3) / widest
        size = max(min(grid.tick, room), marks.TICK) if grid.large else marks.SIDE_TICK if letters else marks.TICK
        step = size + 0.8
        top = middle - (len(lines) * step - 0.8) / 2
        number = 0
        for line in lines:
            gap = (0.5 if grid.large else 0.6 if grid.run_in else 0.75) if line > 2 else 1.3
            left = x - (line * size + (line - 1) * gap) / 2
            for box in range(line):
                letter = letters[number % len(letters)] if letters else ""
                marks.tick_box(sheet, left + box * (size + gap), top, size, letter=letter)
                if fields:
                    sheet.field(left + box * (size + gap), top, size, size, fields[number])
                number += 1
            top += step
