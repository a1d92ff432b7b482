"""Drawing the exercises of the one page: each on a row of its own with its picture, or two side by side."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace

from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import COLUMN, Block, draw, flow, height_of, paragraph, stack
from rehab.writers.pdf.fields import ticks
from rehab.writers.pdf.onepage_tasks import Entry, day_of_today
from rehab.writers.pdf.pictures import picture_of
from rehab.writers.pdf.sheet import COLUMN_C, COLUMN_D, LIVE, Sheet
from rehab.writers.pdf.type import CLOSE, ROW, Lines, Run, Runs, Style, measure, wrap
from rehab.writers.pdf.weekgrid import Boxes
from rehab.writers.pdf.words import Booklet, fill

AMOUNT = Style(17, 7.0, "semibold", "accent")
_SMALL_AMOUNT = Style(14, 5.8, "semibold", "accent")
_PITCH = 6.2
_COUNT = 12.0
"""The room for a number beside one box, where there are too many boxes to draw."""
_PERSON = 0.8
"""How high a standing person may be, in widths of the picture; one who lies is drawn at the same scale."""
_TALLEST = 0.85
"""How high a picture may be, in widths, where the words beside it are as high."""


@dataclass(frozen=True)
class Look:
    """How much of an exercise is shown: the width of its picture in mm (0: none), its steps, how many stand in a row,
    rest and effort (``hard``), whether the amount stands in the line of the name (``run_in``), and how many widths high
    a picture may be beside few words (``tall``)."""

    picture: float
    steps: bool
    columns: int = 1
    hard: bool = True
    run_in: bool = False
    tall: float = 0.55


LOOKS = (
    Look(38, True),
    Look(30, True),
    Look(38, False),
    Look(28, False),
    Look(26, False, 2),
    Look(24, False, 2, run_in=True),
    Look(24, False, 2, hard=False),
    Look(24, False, 2, hard=False, run_in=True),
    Look(0, False, 2, hard=False, run_in=True),
)
"""From full to brief; a briefer one is taken only where a fuller one does not fit."""


def exercise_rows(book: Booklet, shown: Sequence[Entry], look: Look, more: Sequence[Block] = ()) -> list[Block]:
    """The exercises under each other, or in two columns, with a hairline under each row; ``more`` behind them where
    each column is filled from top to bottom."""
    if look.columns == 1:
        return [_ruled(_wide(book, one, look)) for one in shown]
    if look.run_in:
        cells = [*(_ruled(_short(book, one, look), 1.1, COLUMN) for one in shown), *more]
        return [_two_columns(cells)] if cells else []
    cells = [_cell(book, one, look) for one in shown]
    pairs = [cells[start : start + 2] for start in range(0, len(cells), 2)]
    return [_ruled(stack([(x, [cell]) for x, cell in zip((0.0, COLUMN_C), pair, strict=False)]), 1.1) for pair in pairs]


def larger(look: Look) -> list[Look]:
    """The same with larger pictures, the largest first, for a page that has room left."""
    if not look.picture:
        return []
    widths = [round(look.picture * share, 1) for share in (1.4, 1.25, 1.12, 1.0)]
    shares = (_TALLEST, 0.75, 0.65, look.tall)
    return [replace(look, picture=width, tall=tall) for tall in shares for width in widths][:-1]


def _two_columns(cells: Sequence[Block]) -> Block:
    """All of them in two columns, the first ones left: nothing waits for a taller neighbour."""
    heights = [cell.height for cell in cells]
    first = min(range(1, len(cells) + 1), key=lambda count: max(sum(heights[:count]), sum(heights[count:])))
    return stack([(0.0, cells[:first]), (COLUMN_C, cells[first:])])


def _ruled(block: Block, gap: float = 1.5, width: float = LIVE) -> Block:
    def drawing(sheet: Sheet, y: float) -> None:
        block.draw(sheet, y + gap)
        marks.hairline(sheet, y + block.height + 2 * gap, 0, width)

    return Block(block.height + 2 * gap, drawing)


def boxes_size(boxes: Boxes | None) -> tuple[float, float]:
    """The room that boxes need, in mm."""
    if boxes is None:
        return 0.0, 0.0
    lines = boxes.pattern
    if not lines:
        return _PITCH + _COUNT, _PITCH
    return max(lines) * _PITCH, len(lines) * _PITCH


def draw_boxes(sheet: Sheet, book: Booklet, boxes: Boxes, right: float, top: float) -> None:
    """Draw the boxes of today, ending at ``right``; above nine, the number stands beside one box."""
    day = day_of_today(book)
    fields = ticks(book, boxes.tasks, day, boxes.count if boxes.pattern else 1) if day else []
    words, lines = book.words, boxes.pattern
    width, height = boxes_size(boxes)
    letters = (words.sides.left_letter, words.sides.right_letter) if boxes.each_side else ()
    alt, area = fill(words.week.boxes_alt, count=boxes.count), (right - width, top, width, height)
    with nullcontext() if fields else sheet.tag("Figure", alt=alt, area=area):
        if not lines:
            marks.tick_box(sheet, right - marks.SIDE_TICK, top, marks.SIDE_TICK)
            if fields:
                sheet.field(right - marks.SIDE_TICK, top, marks.SIDE_TICK, marks.SIDE_TICK, fields[0])
            text = wrap(fill(words.week.many, count=boxes.count), 20, CLOSE)
            text.draw(sheet, right - marks.SIDE_TICK - 1.5, top + 4.2, "right")
        number = 0
        for line in lines:
            left = right - line * _PITCH + _PITCH - marks.SIDE_TICK
            for place in range(line):
                letter = letters[number % 2] if letters else ""
                marks.tick_box(sheet, left + place * _PITCH, top, marks.SIDE_TICK, letter=letter)
                if fields:
                    sheet.field(left + place * _PITCH, top, marks.SIDE_TICK, marks.SIDE_TICK, fields[number])
                number += 1
            top += _PITCH


def _amount(text: str, room: float) -> Lines:
    return wrap(text, room, AMOUNT if measure(text, AMOUNT) <= room else _SMALL_AMOUNT)


def _picture(book: Booklet, one: Entry, look: Look, beside: float = 0.0) -> Block | None:
    """The picture, as high as the words beside it where they are high."""
    width = look.picture
    if not width or one.exercise is None or one.dose is None:
        return None
    tallest = max(width * look.tall, min(beside, width * _TALLEST))
    return picture_of(book, one.dose, one.exercise, width=width, tallest=tallest, person=width * _PERSON)


def _steps(one: Entry, look: Look) -> tuple[Run, ...]:
    if not look.steps or one.exercise is None:
        return ()
    return (Run(" ".join(one.exercise.steps), CLOSE),)


def _wide(book: Booklet, one: Entry, look: Look) -> Block:
    """Picture, name with steps, and how much with the boxes of today: one row over the whole width."""
    x = look.picture + 5 if look.picture else 0.0
    wide, high = boxes_size(one.boxes)
    room = LIVE - COLUMN_D
    name = wrap((Run(one.title, ROW),), COLUMN_D - x - 4)
    text = paragraph((*one.remarks, *_steps(one, look)), CLOSE, width=COLUMN_D - x - 4, x=x)
    amount = _amount(one.amount, room - wide - (2 if wide else 0)) if one.amount else Lines((), 0.0)
    detail = wrap(one.detail, room, CLOSE)
    under = max(amount.height + 0.6, high + 1.0 if wide else 0.0)
    beside = [run for run in (wrap(one.detail, room - wide - 2, CLOSE),) if wide]
    if beside and amount.height + 0.6 + beside[0].height <= max(under + detail.height, high):
        detail, under = beside[0], amount.height + 0.6
    height = max(name.height + height_of(text), under + detail.height, high, 11.0)
    picture = _picture(book, one, look, height)
    height = max(height, picture.height if picture else 0.0)

    def drawing(sheet: Sheet, y: float) -> None:
        if picture:
            picture.draw(sheet, y + (height - picture.height) / 2)
        with sheet.tag("H3"):
            name.draw(sheet, x, y + 4.7)
        draw(sheet, flow(text, y + name.height, 10_000)[0])
        _dose(sheet, book, one, amount, detail, COLUMN_D, LIVE, y, under)

    return Block(height, drawing)


def _dose(
    sheet: Sheet, book: Booklet, one: Entry, amount: Lines, detail: Lines, x: float, right: float, y: float, under: float
) -> None:  # fmt: skip
    with sheet.tag("P"):
        amount.draw(sheet, x - 0.1, y + (5.2 if amount.leading > 6 else 4.6))
    if one.boxes:
        draw_boxes(sheet, book, one.boxes, right, y + 0.3)
    with sheet.tag("P"):
        detail.draw(sheet, x, y + under + 3.9)


def _short(book: Booklet, one: Entry, look: Look) -> Block:
    """Name, amount, side and how often in half the width, arranged as it takes the least height."""
    told = one.detail if look.hard else one.brief
    words: Runs = (Run(f"{one.title}  ", CLOSE.bold), Run(f"{one.amount}  ", CLOSE.bold("accent")), *told)
    words = (*words, Run(" ", CLOSE)) if told and not told[-1].text.endswith(" ") else words
    tried = [_boxes_beside(book, one, look, (*words, *one.remarks), ())]
    if one.remarks:
        tried.append(_boxes_beside(book, one, look, words, one.remarks))
    if one.boxes and boxes_size(one.boxes)[0] <= look.picture and _picture(book, one, look):
        tried.append(_boxes_under(book, one, one.boxes, look, (*words, *one.remarks)))
    return min(tried, key=lambda block: block.height)


def _boxes_beside(book: Booklet, one: Entry, look: Look, words: Runs, after: Runs) -> Block:
    """Picture, words, boxes; what comes ``after`` stands under all three."""
    wide, high = boxes_size(one.boxes)
    x = look.picture + 3 if _picture(book, one, look) else 0.0
    text = wrap(words, COLUMN - x - wide - (2 if wide else 0))
    rest = paragraph(after, CLOSE, width=COLUMN) if after else []
    top = max(text.height, high)
    picture = _picture(book, one, look, top)
    top = max(top, picture.height if picture else 0.0)

    def drawing(sheet: Sheet, y: float) -> None:
        if picture:
            picture.draw(sheet, y + (top - picture.height) / 2)
        with sheet.tag("P"):
            text.draw(sheet, x, y + 3.8)
        if one.boxes:
            draw_boxes(sheet, book, one.boxes, COLUMN, y + 0.2)
        draw(sheet, flow(rest, y + top, 10_000)[0])

    return Block(top + height_of(rest), drawing)


def _boxes_under(book: Booklet, one: Entry, boxes: Boxes, look: Look, words: Runs) -> Block:
    """The boxes under the picture, so that more words stand in a line."""
    wide, high = boxes_size(boxes)
    x = look.picture + 3
    text = wrap(words, COLUMN - x)
    picture = _picture(book, one, look, text.height - high - 0.6)
    drawn = picture.height + 0.6 if picture else 0.0
    height = max(text.height, drawn + high)

    def drawing(sheet: Sheet, y: float) -> None:
        if picture:
            picture.draw(sheet, y)
        with sheet.tag("P"):
            text.draw(sheet, x, y + 3.8)
        draw_boxes(sheet, book, boxes, (look.picture + wide) / 2, y + drawn)

    return Block(height, drawing)


def others(shown: Sequence[Entry]) -> tuple[Run, ...]:
    """Exercises that are not on today, as running text: name, amount, when next."""
    told: list[Run] = []
    for one in shown:
        amount = Run(f"{one.amount}. ", CLOSE.bold("accent"))
        told += [Run(f"{one.title}: ", CLOSE.bold), amount, *one.brief, *one.remarks]
    return tuple(told)


def _cell(book: Booklet, one: Entry, look: Look) -> Block:
    """The same in half the width: name, amount and boxes beside a small picture."""
    x = look.picture + 3
    room = COLUMN - x
    wide, high = boxes_size(one.boxes)
    name = wrap((Run(one.title, Style(12.5, 5.4, "semibold")),), room)
    amount = _amount(one.amount, room - wide - (2 if wide else 0)) if one.amount else Lines((), 0.0)
    under = name.height + max(amount.height + 0.4, high + 0.6 if wide else 0.0)
    told = one.detail if look.hard else one.brief
    apart = () if told and told[-1].text.endswith(" ") else (Run(" ", CLOSE),)
    detail = paragraph((*told, *apart, *one.remarks), CLOSE, width=room, x=x)
    height = under + height_of(detail)
    picture = _picture(book, one, look, height)
    height = max(height, picture.height if picture else 0.0)

    def drawing(sheet: Sheet, y: float) -> None:
        if picture:
            picture.draw(sheet, y + (height - picture.height) / 2)
        with sheet.tag("H3"):
            name.draw(sheet, x, y + 4.2)
        with sheet.tag("P"):
            amount.draw(sheet, x - 0.1, y + name.height + (5.2 if amount.leading > 6 else 4.6))
        if one.boxes:
            draw_boxes(sheet, book, one.boxes, x + room, y + name.height + 0.3)
        draw(sheet, flow(detail, y + under, 10_000)[0])

    return Block(height, drawing)
