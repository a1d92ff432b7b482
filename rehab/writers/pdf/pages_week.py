"""Week sheets: one week on one page, for the fridge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rehab.models.plan import Day, Hydration
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import Block, Leaf, height_of
from rehab.writers.pdf.pages_frame import bottom, leaves
from rehab.writers.pdf.sheet import LIVE, Sheet
from rehab.writers.pdf.type import LABEL, STRONG, TITLE, Lines, Run, Style, measure, shortened, wrap, write
from rehab.writers.pdf.weekgrid import GRIDS, Boxes, Grid, Row, bands, cut, one_sheet, rows
from rehab.writers.pdf.weeknotes import under
from rehab.writers.pdf.words import Booklet, fill

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
    task_rows = rows(book, days)
    floor = bottom(book) - book.paper.title - 6

    def room(grid: Grid, part: Sequence[Row], *, first: bool = True, last: bool = True) -> float:
        """What is left for rows on a sheet."""
        notes = under(book, days, part, first=first, last=last)
        return (
            floor
            - grid.head
            - _room_for(notes)
            - (_water_height(book, grid, days) + _diary_height(book, grid) if first else 0.0)
        )

    single = one_sheet(task_rows, lambda grid: room(grid, task_rows))
    if single is None and book.brief:  # two sheets have room for every note
        return _week(replace(book, brief=False), days)
    if single is not None:
        parts = [(task_rows, single)]
    else:
        first, rest = (room(GRIDS[0], task_rows, first=one, last=not one) for one in (True, False))
        parts = cut(task_rows, book.words.week.care_kinds, first, rest)
    made: list[Leaf] = []
    for number, (part, grid) in enumerate(parts):
        first_sheet, last_sheet = number == 0, number == len(parts) - 1
        spare = room(grid, part, first=first_sheet, last=last_sheet) - sum(row.height(grid) for row in part)
        air = min(max(spare / len(part), 0.0), _MOST_AIR) if part else 0.0
        heights = tuple(row.height(grid) + air for row in part)
        label = "" if len(parts) == 1 else fill(book.words.week.sheet, number=number + 1, count=len(parts))
        table = _Table(book, days, tuple(part), grid, heights, label, _water_height(book, grid, days), first_sheet)
        blocks = [_table(table), *under(book, days, part, first=first_sheet, last=last_sheet)]
        pages = leaves(book, _title(book, days), _head(book, _title(book, days), days), blocks)
        made += [replace(leaf, outline=leaf.outline and number == 0) for leaf in pages]
    return made


def _room_for(notes: list[Block]) -> float:
    return height_of(notes) + 2.4 if notes else 0.0


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
    grid: Grid
    heights: tuple[float, ...]
    label: str
    water: float
    with_water: bool


def _table(table: _Table) -> Block:
    book, days, grid = table.book, table.days, table.grid
    height = grid.head + sum(table.heights) + (table.water + _diary_height(book, grid) if table.with_water else 0.0)

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("Table"):
            _stripes(sheet, grid, days, y + 7.4, y + height)
            _column_heads(sheet, table, y)
            at = y + grid.head
            for number, (row, tall) in enumerate(zip(table.rows, table.heights, strict=True)):
                if number:
                    marks.hairline(sheet, at)
                _task_row(sheet, book, grid, row, at, tall)
                at += tall
            if table.with_water:
                if table.rows:
                    marks.rule(sheet, at)
                _water_row(sheet, book, grid, days, at, table.water)
                at += table.water
                marks.rule(sheet, at)
                _diary_rows(sheet, book, grid, days, at)
        _phase_lines(sheet, table, y + 7.4, y + height)
        if table.with_water:
            marks.hairline(sheet, y + height)
        else:
            marks.rule(sheet, y + height)

    return Block(height, drawing)


def _stripes(sheet: Sheet, grid: Grid, days: tuple[Day, ...], top: float, foot: float) -> None:
    for place in range(0, len(days), 2):
        sheet.box(grid.labels + grid.column * place, top, grid.column, foot - top, fill="stripe")


def _phase_lines(sheet: Sheet, table: _Table, top: float, foot: float) -> None:
    for _, first, _ in bands(table.book, table.days)[1:]:
        x = table.grid.labels + table.grid.column * first
        sheet.line([(x, top + 3.6), (x, foot)], width=1.4, colour="accent")


def _column_heads(sheet: Sheet, table: _Table, y: float) -> None:
    book, days, grid = table.book, table.days, table.grid
    less = 31.2 - grid.head
    words = book.words.week
    with sheet.tag("TR"):
        with sheet.tag("TD"):
            write(sheet, 0, y + 5.1, words.box, LABEL)
        for phase, first, last in bands(book, days):
            now = phase is book.current
            left, right = (
                grid.labels + grid.column * first + (0.5 if first else 0),
                grid.labels + grid.column * (last + 1) - (0.5 if last < len(days) - 1 else 0),
            )
            sheet.box(left, y, right - left, 7.4, fill="accent" if now else "tint2")
            title = f"{phase.number}  {phase.title}" if phase else ""
            style = STRONG("white" if now else "accent")
            if measure(title, style) > right - left - 2 and phase:
                title = shortened(title, right - left - 2, style) if right - left > 30 else str(phase.number)
            with sheet.tag("TH", scope="Column", span=last - first + 1):
                write(sheet, (left + right) / 2, y + 5.1, title, style, align="centre")
    for at, label, form, style in (
        (13.2 - less * 0.4, table.label, "weekday", STRONG),
        (18.2 - less * 0.6, words.date, "short", LABEL),
    ):
        with sheet.tag("TR"):
            with sheet.tag("TH", scope="Row"):
                write(sheet, 0, y + at, label, STRONG if form == "weekday" else LABEL)
            for place, day in enumerate(days):
                text = book.words.dates.weekdays_short[day.date.weekday()] if form == "weekday" else book.date(day.date)
                with sheet.tag("TH", scope="Column"):
                    write(sheet, grid.middle(place), y + at, text, style, align="centre")
    with sheet.tag("TR"):
        with sheet.tag("TH", scope="Row"):
            write(sheet, 0, y + 27 - less, words.day, LABEL)
            if any(day.date == book.plan.as_of for day in days):
                write(sheet, grid.labels - 3, y + 27 - less, words.today, STRONG("accent"), align="right")
        for place, day in enumerate(days):
            today = day.date == book.plan.as_of
            if today:
                sheet.disc(grid.middle(place), y + 25.2 - less, 4.3 - less * 0.14, fill="accent")
            with sheet.tag("TH", scope="Column"):
                write(
                    sheet,
                    grid.middle(place),
                    y + 27.2 - less,
                    str(day.day),
                    Style(17, 7, "semibold", "white" if today else "accent"),
                    align="centre",
                )
    marks.rule(sheet, y + grid.head)


def _task_row(sheet: Sheet, book: Booklet, grid: Grid, row: Row, y: float, height: float) -> None:
    middle = y + height / 2
    with sheet.tag("TR"):
        with sheet.tag("TH", scope="Row"):
            label = row.label(grid)
            label.draw(sheet, 0, middle - label.height / 2 + 3.65)
        for place, boxes in enumerate(row.boxes):
            with sheet.tag("TD"):
                if boxes:
                    _boxes(sheet, book, boxes, grid, place, middle)


def _boxes(sheet: Sheet, book: Booklet, boxes: Boxes, grid: Grid, place: int, middle: float) -> None:
    words, count, x = book.words, boxes.count, grid.middle(place)
    with sheet.tag(
        "Figure",
        alt=fill(words.week.boxes_alt, count=count),
        area=(x - grid.column / 2 + 0.5, middle - 8, grid.column - 1, 16),
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
            gap = (0.6 if grid.run_in else 0.75) if line > 2 else 1.3
            left = x - (line * size + (line - 1) * gap) / 2
            for box in range(line):
                letter = (
                    ""
                    if not boxes.each_side
                    else words.sides.left_letter
                    if number % 2 == 0
                    else words.sides.right_letter
                )
                marks.tick_box(sheet, left + box * (size + gap), top, size, letter=letter)
                number += 1
            top += step


def _glass_rows(glasses: int, four: bool) -> list[int]:
    """Share glasses out over the parts of a day, in time order."""
    if four:
        return [min(max(glasses - 3 * part, 0), 3) for part in range(4)]
    return [(glasses + 2) // 3, (glasses + 1) // 3, glasses // 3]


def _most_glasses(days: tuple[Day, ...]) -> int:
    return max((day.glasses or 0 for day in days), default=0)


def _water_height(book: Booklet, grid: Grid, days: tuple[Day, ...]) -> float:
    if book.plan.hydration is None:
        return 0.0
    most = _most_glasses(days)
    if not most:
        return max(_water_words(book.plan.hydration).height + 5, 12.2)
    return (4 if most > 9 else 3) * grid.glass + 2.5


def _water_words(hydration: Hydration) -> Lines:
    """What stands in place of the glasses where no amount may be printed."""
    warning = (Run(" " + hydration.warning, STRONG),) if hydration.warning else ()
    return wrap((Run(hydration.text), *warning), LIVE - GRIDS[-1].labels)


def _water_row(sheet: Sheet, book: Booklet, grid: Grid, days: tuple[Day, ...], y: float, height: float) -> None:
    words, hydration = book.words.week, book.plan.hydration
    if hydration is None:
        return
    most = _most_glasses(days)
    if not most:
        sheet.box(grid.labels, y + 0.4, LIVE - grid.labels, height - 0.8, fill="white")
        with sheet.tag("TR"):
            with sheet.tag("TH", scope="Row"):
                write(sheet, 0, y + 6.5, words.water, STRONG)
            with sheet.tag("TD", span=len(days)):
                _water_words(hydration).draw(sheet, grid.labels, y + 6.5)
        return
    four = most > 9
    names = words.water_parts_four if four else words.water_parts
    fewest = min(day.glasses for day in days if day.glasses)
    count = str(most) if fewest == most else fill(book.words.gate.up, low=fewest, high=most)
    amount = wrap(fill(words.water_amount, glasses=count, ml=hydration.glass_ml), 19, LABEL)
    for part, name in enumerate(names):
        at = y + 1.4 + part * grid.glass
        with sheet.tag("TR"):
            with sheet.tag("TH", scope="Row"):
                if part == 0:
                    write(sheet, 0, at + 4.9, words.water, STRONG)
                    amount.draw(sheet, 0, at + 10)
                write(sheet, grid.labels - 3, at + 4.9, name, LABEL, align="right")
            for place, day in enumerate(days):
                shown = _glass_rows(day.glasses or 0, four)[part]
                with sheet.tag("TD"):
                    if shown:
                        left = grid.middle(place) - 8.25
                        with sheet.tag("Figure", alt=fill(words.water_alt, count=shown), area=(left, at, 16.5, 7)):
                            for number in range(shown):
                                marks.glass(sheet, left + number * 5.75, at + 0.4)


def _diary(book: Booklet) -> list[tuple[str, str]]:
    """What to write in each day, and its unit: what the plan asks for, else pain."""
    words = book.words.week
    return [(row.name, row.unit) for row in book.plan.diary] or [
        (words.pain_before, words.pain_before_note),
        (words.pain_during, words.pain_during_note),
        (words.pain_morning, words.pain_morning_note),
    ]


def _diary_height(book: Booklet, grid: Grid) -> float:
    return len(_diary(book)) * grid.pain


def _diary_rows(sheet: Sheet, book: Booklet, grid: Grid, days: tuple[Day, ...], y: float) -> None:
    words = book.words.week
    for number, (name, unit) in enumerate(_diary(book)):
        top = y + number * grid.pain
        middle = top + grid.pain / 2 + 1.5
        if number:
            marks.hairline(sheet, top)
        beside = measure(name, STRONG) + measure(unit, LABEL) + 2 <= grid.labels - 3
        with sheet.tag("TR"):
            with sheet.tag("TH", scope="Row"):
                write(sheet, 0, middle if beside else middle - 2.1, name, STRONG)
                if beside:
                    write(sheet, grid.labels - 3, middle, unit, LABEL, align="right")
                else:
                    write(sheet, 0, middle + 2.5, unit, LABEL)
            for place in range(len(days)):
                left = grid.middle(place) - 7
                with (
                    sheet.tag("TD"),
                    sheet.tag("Figure", alt=words.pain_alt, area=(left, top + (grid.pain - 7.6) / 2, 14, 7.6)),
                ):
                    marks.write_in(sheet, left, top + (grid.pain - 7.6) / 2)
