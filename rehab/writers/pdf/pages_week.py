"""Week sheets: one week on one page, for the fridge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rehab.models.plan import Day, Hydration
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import Block, Leaf, height_of, newspaper, spaced
from rehab.writers.pdf.pages_frame import bottom, leaves
from rehab.writers.pdf.sheet import LIVE, Sheet
from rehab.writers.pdf.type import LABEL, STRONG, TITLE, Lines, Run, Style, measure, shortened, wrap, write
from rehab.writers.pdf.weekgrid import LABELS, Boxes, Row, bands, cut, one_sheet, rows
from rehab.writers.pdf.weeknotes import Notes, box_note, notes
from rehab.writers.pdf.words import Booklet, fill

COLUMN = (LIVE - LABELS) / 7
_HEAD = 31.2
_PAIN_ROW = 9.6
_GLASS_ROW = 8.3
_MOST_DAYS = 7
MOST_WEEKS = 6
_ASIDE = Style(16, 7, colour="grey")
_MOST_AIR = 4.4


def weeks(book: Booklet, number: int | None) -> list[Leaf]:
    """The week sheets of the current and the next phase, at most six; or as many as asked for."""
    days = shown_days(book, number)
    made: list[Leaf] = []
    for start in range(0, len(days), _MOST_DAYS):
        made += _week(book, days[start : start + _MOST_DAYS])
    return made


def shown_days(book: Booklet, number: int | None) -> tuple[Day, ...]:
    """The days that have a week sheet."""
    days = book.plan.days
    if number is None:
        ends = {phase.id for phase in book.printed_phases}
        last = max((place for place, day in enumerate(days) if day.phase in ends), default=len(days) - 1)
        number = min(last // _MOST_DAYS + 1, MOST_WEEKS)
    return days[: max(number, 1) * _MOST_DAYS]


def _title(book: Booklet, days: tuple[Day, ...]) -> str:
    first = days[0].day
    if (first - 1) % 7 == 0:
        return fill(book.words.week.title, number=(first - 1) // 7 + 1)
    return fill(book.words.week.title_days, first=first, last=days[-1].day)


def _week(book: Booklet, days: tuple[Day, ...]) -> list[Leaf]:
    words = book.words.week
    floor = bottom(book) - book.paper.title - 6 - _HEAD
    water = _water_height(book, days)
    daily = water + 3 * _PAIN_ROW
    task_rows, told = rows(book, days), notes(book, days)
    whole = _note_blocks(book, told, task_rows, first=True, last=True)
    normal = one_sheet(task_rows, floor - daily - _room_for(whole))
    if normal is not None:
        parts = [(task_rows, normal)]
    else:
        first, rest = (_note_blocks(book, told, task_rows, first=one, last=not one) for one in (True, False))
        parts = cut(task_rows, words.care_kinds, floor - daily - _room_for(first), floor - _room_for(rest))
    made: list[Leaf] = []
    for number, (part, height) in enumerate(parts):
        with_water = number == 0
        under = _note_blocks(book, told, part, first=with_water, last=number == len(parts) - 1)
        spare = floor - _room_for(under) - (daily if with_water else 0.0) - sum(row.height(height) for row in part)
        air = min(max(spare / len(part), 0.0), _MOST_AIR) if part else 0.0
        heights = tuple(row.height(height) + air for row in part)
        label = "" if len(parts) == 1 else fill(words.sheet, number=number + 1, count=len(parts))
        table = _Table(book, days, tuple(part), heights, label, water, with_water)
        pages = leaves(book, _title(book, days), _head(book, _title(book, days), days), [_table(table), *under])
        made += [replace(leaf, outline=leaf.outline and number == 0) for leaf in pages]
    return made


def _room_for(under: list[Block]) -> float:
    return height_of(under) + 2.4 if under else 0.0


def _note_blocks(book: Booklet, told: Notes, part: Sequence[Row], *, first: bool, last: bool) -> list[Block]:
    """What stands under the table: conditions of its rows, then water and pain on the first, the gate on the last."""
    named = {(row.kind, row.title) for row in part}
    groups = [blocks for name, blocks in told.conditions if name in named]
    if any(row.kind == "check" for row in part):
        groups.append(told.checks)
    groups.append(box_note(book, part))
    groups += told.daily if first else []
    forms = [[*opens, *groups] for opens in (told.opens_listed, told.opens)] if last else [groups]
    made = [newspaper([group for group in form if group], gap=0.0) for form in forms]
    return spaced(min(made, key=height_of), 2.4)


def _head(book: Booklet, title: str, days: tuple[Day, ...]) -> Block:
    side = shortened(book.side_and_part, 70, _ASIDE)
    first, last = days[0].date, days[-1].date
    span = fill(book.words.dates.span, first=book.date(first, "medium"), last=book.date(last, "medium"))
    if measure(title, TITLE) + measure(span, _ASIDE) + measure(side, _ASIDE) > LIVE - 12:
        span = book.span(first, last)

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("H1"):
            write(sheet, -0.15, y + 9.5, title, TITLE)
            write(sheet, measure(title, TITLE) + 5, y + 9.5, span, _ASIDE)
        if side:
            with sheet.tag("P"):
                write(sheet, LIVE, y + 9.5, side, Style(16, 7, "semibold", "accent"), align="right")

    return Block(15.5, drawing)


@dataclass(frozen=True)
class _Table:
    """One week table: its rows with their heights, and whether water and pain stand under them."""

    book: Booklet
    days: tuple[Day, ...]
    rows: tuple[Row, ...]
    heights: tuple[float, ...]
    label: str
    water: float
    with_water: bool


def _table(table: _Table) -> Block:
    book, days = table.book, table.days
    height = _HEAD + sum(table.heights) + (table.water + 3 * _PAIN_ROW if table.with_water else 0.0)

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("Table"):
            _stripes(sheet, days, y + 7.4, y + height)
            _column_heads(sheet, table, y)
            at = y + _HEAD
            for number, (row, tall) in enumerate(zip(table.rows, table.heights, strict=True)):
                if number:
                    marks.hairline(sheet, at)
                _task_row(sheet, book, row, at, tall)
                at += tall
            if table.with_water:
                if table.rows:
                    marks.rule(sheet, at)
                _water_row(sheet, book, days, at, table.water)
                at += table.water
                marks.rule(sheet, at)
                _pain_rows(sheet, book, days, at)
        _phase_lines(sheet, book, days, y + 7.4, y + height)
        if table.with_water:
            marks.hairline(sheet, y + height)
        else:
            marks.rule(sheet, y + height)

    return Block(height, drawing)


def _middle(place: int) -> float:
    return LABELS + COLUMN * (place + 0.5)


def _stripes(sheet: Sheet, days: tuple[Day, ...], top: float, foot: float) -> None:
    for place in range(0, len(days), 2):
        sheet.box(LABELS + COLUMN * place, top, COLUMN, foot - top, fill="stripe")


def _phase_lines(sheet: Sheet, book: Booklet, days: tuple[Day, ...], top: float, foot: float) -> None:
    for _, first, _ in bands(book, days)[1:]:
        x = LABELS + COLUMN * first
        sheet.line([(x, top + 3.6), (x, foot)], width=1.4, colour="accent")


def _column_heads(sheet: Sheet, table: _Table, y: float) -> None:
    book, days = table.book, table.days
    words = book.words.week
    with sheet.tag("TR"):
        with sheet.tag("TD"):
            write(sheet, 0, y + 5.1, words.box, LABEL)
        for phase, first, last in bands(book, days):
            now = phase is book.current
            left, right = (
                LABELS + COLUMN * first + (0.5 if first else 0),
                LABELS + COLUMN * (last + 1) - (0.5 if last < len(days) - 1 else 0),
            )
            sheet.box(left, y, right - left, 7.4, fill="accent" if now else "tint2")
            title = f"{phase.number}  {phase.title}" if phase else ""
            style = STRONG("white" if now else "accent")
            if measure(title, style) > right - left - 2 and phase:
                title = shortened(phase.title, right - left - 2, style) if right - left > 30 else str(phase.number)
            with sheet.tag("TH", scope="Column", span=last - first + 1):
                write(sheet, (left + right) / 2, y + 5.1, title, style, align="centre")
    for at, label, form, style in ((13.2, table.label, "weekday", STRONG), (18.2, words.date, "short", LABEL)):
        with sheet.tag("TR"):
            with sheet.tag("TH", scope="Row"):
                write(sheet, 0, y + at, label, STRONG if form == "weekday" else LABEL)
            for place, day in enumerate(days):
                text = book.words.dates.weekdays_short[day.date.weekday()] if form == "weekday" else book.date(day.date)
                with sheet.tag("TH", scope="Column"):
                    write(sheet, _middle(place), y + at, text, style, align="centre")
    with sheet.tag("TR"):
        with sheet.tag("TH", scope="Row"):
            write(sheet, 0, y + 27, words.day, LABEL)
            if any(day.date == book.plan.as_of for day in days):
                write(sheet, LABELS - 3, y + 27, words.today, STRONG("accent"), align="right")
        for place, day in enumerate(days):
            today = day.date == book.plan.as_of
            if today:
                sheet.disc(_middle(place), y + 25.2, 4.3, fill="accent")
            with sheet.tag("TH", scope="Column"):
                write(
                    sheet,
                    _middle(place),
                    y + 27.2,
                    str(day.day),
                    Style(17, 7, "semibold", "white" if today else "accent"),
                    align="centre",
                )
    marks.rule(sheet, y + _HEAD)


def _task_row(sheet: Sheet, book: Booklet, row: Row, y: float, height: float) -> None:
    middle = y + height / 2
    with sheet.tag("TR"):
        with sheet.tag("TH", scope="Row"):
            title, dose = row.label
            at = middle - (title.height + dose.height) / 2 + 3.65
            title.draw(sheet, 0, at)
            dose.draw(sheet, 0, at + title.height)
        for place, boxes in enumerate(row.boxes):
            with sheet.tag("TD"):
                if boxes:
                    _boxes(sheet, book, boxes, _middle(place), middle)


def _boxes(sheet: Sheet, book: Booklet, boxes: Boxes, x: float, middle: float) -> None:
    words, count = book.words, boxes.count
    with sheet.tag(
        "Figure", alt=fill(words.week.boxes_alt, count=count), area=(x - COLUMN / 2 + 0.5, middle - 8, COLUMN - 1, 16)
    ):
        lines = boxes.pattern
        if not lines:
            write(sheet, x, middle - 1.2, fill(words.week.many, count=count), LABEL, align="centre")
            marks.tick_box(sheet, x - marks.TICK / 2, middle + 0.6)
            return
        size = marks.SIDE_TICK if boxes.each_side else marks.TICK
        step = size + 0.8
        top = middle - (len(lines) * step - 0.8) / 2
        number = 0
        for line in lines:
            gap = 0.75 if line > 2 else 1.3
            left = x - (line * size + (line - 1) * gap) / 2
            for place in range(line):
                letter = (
                    ""
                    if not boxes.each_side
                    else words.sides.left_letter
                    if number % 2 == 0
                    else words.sides.right_letter
                )
                marks.tick_box(sheet, left + place * (size + gap), top, size, letter=letter)
                number += 1
            top += step


def _glass_rows(glasses: int, four: bool) -> list[int]:
    """Share glasses out over the parts of a day, in time order."""
    if four:
        return [min(max(glasses - 3 * part, 0), 3) for part in range(4)]
    return [(glasses + 2) // 3, (glasses + 1) // 3, glasses // 3]


def _most_glasses(days: tuple[Day, ...]) -> int:
    return max((day.glasses or 0 for day in days), default=0)


def _water_height(book: Booklet, days: tuple[Day, ...]) -> float:
    if book.plan.hydration is None:
        return 0.0
    most = _most_glasses(days)
    if not most:
        return max(_water_words(book.plan.hydration).height + 5, 12.2)
    return (4 if most > 9 else 3) * _GLASS_ROW + 2.5


def _water_words(hydration: Hydration) -> Lines:
    """What stands in place of the glasses where no amount may be printed."""
    warning = (Run(" " + hydration.warning, STRONG),) if hydration.warning else ()
    return wrap((Run(hydration.text), *warning), LIVE - LABELS)


def _water_row(sheet: Sheet, book: Booklet, days: tuple[Day, ...], y: float, height: float) -> None:
    words, hydration = book.words.week, book.plan.hydration
    if hydration is None:
        return
    most = _most_glasses(days)
    if not most:
        sheet.box(LABELS, y + 0.4, LIVE - LABELS, height - 0.8, fill="white")
        with sheet.tag("TR"):
            with sheet.tag("TH", scope="Row"):
                write(sheet, 0, y + 6.5, words.water, STRONG)
            with sheet.tag("TD", span=len(days)):
                _water_words(hydration).draw(sheet, LABELS, y + 6.5)
        return
    four = most > 9
    names = words.water_parts_four if four else words.water_parts
    fewest = min(day.glasses for day in days if day.glasses)
    count = str(most) if fewest == most else fill(book.words.gate.up, low=fewest, high=most)
    amount = wrap(fill(words.water_amount, glasses=count, ml=hydration.glass_ml), 19, LABEL)
    for part, name in enumerate(names):
        at = y + 1.4 + part * _GLASS_ROW
        with sheet.tag("TR"):
            with sheet.tag("TH", scope="Row"):
                if part == 0:
                    write(sheet, 0, at + 4.9, words.water, STRONG)
                    amount.draw(sheet, 0, at + 10)
                write(sheet, LABELS - 3, at + 4.9, name, LABEL, align="right")
            for place, day in enumerate(days):
                shown = _glass_rows(day.glasses or 0, four)[part]
                with sheet.tag("TD"):
                    if shown:
                        left = _middle(place) - 8.25
                        with sheet.tag("Figure", alt=fill(words.water_alt, count=shown), area=(left, at, 16.5, 7)):
                            for number in range(shown):
                                marks.glass(sheet, left + number * 5.75, at + 0.4)


def _pain_rows(sheet: Sheet, book: Booklet, days: tuple[Day, ...], y: float) -> None:
    words = book.words.week
    lines = (
        (words.pain_before, words.pain_before_note),
        (words.pain_during, words.pain_during_note),
        (words.pain_morning, words.pain_morning_note),
    )
    for number, (name, note) in enumerate(lines):
        top = y + number * _PAIN_ROW
        if number:
            marks.hairline(sheet, top)
        with sheet.tag("TR"):
            with sheet.tag("TH", scope="Row"):
                write(sheet, 0, top + 6.3, name, STRONG)
                write(sheet, LABELS - 3, top + 6.3, note, LABEL, align="right")
            for place in range(len(days)):
                left = _middle(place) - 7
                with sheet.tag("TD"), sheet.tag("Figure", alt=words.pain_alt, area=(left, top + 1.0, 14, 7.6)):
                    marks.write_in(sheet, left, top + 1.0)
