"""Week sheets: one week on one page, for the fridge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace

from rehab.models.plan import Day, Hydration
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import Block, Leaf, height_of
from rehab.writers.pdf.fields import glasses as glasses_of
from rehab.writers.pdf.fields import written
from rehab.writers.pdf.pages_cover import which_side
from rehab.writers.pdf.pages_frame import bottom, leaves
from rehab.writers.pdf.sheet import LIVE, Sheet
from rehab.writers.pdf.type import LABEL, STRONG, TITLE, Lines, Run, Style, measure, shortened, wrap, write
from rehab.writers.pdf.weekgrid import GRIDS, Grid, Row, bands, cut, grids_of, one_sheet, rows
from rehab.writers.pdf.weeknotes import under
from rehab.writers.pdf.weekrows import stripes, task_row
from rehab.writers.pdf.weekspan import Span, span_note, span_rows, span_table, span_title, spans
from rehab.writers.pdf.words import Booklet, fill

_MOST_DAYS = 7
MOST_WEEKS = 6
_NUMBER = Style(17, 7, "semibold")
_ASIDE = Style(16, 7, colour="grey")
_MOST_AIR = 4.4


def weeks(book: Booklet, number: int | None) -> list[Leaf]:
    """The week sheets of the current and the next phase, at most six; or as many as asked for."""
    days = shown_days(book, number)
    parts = [days[start : start + _MOST_DAYS] for start in range(0, len(days), _MOST_DAYS)]
    made: list[Leaf] = []
    while parts:
        crowded = _single(book, parts[0], rows(book, parts[0])) is None
        shares = crowded and book.template.layout != "week" and not book.fillable
        common = _common(book.full, parts) if shares else None
        made += _joined(book.full, common) if common else _week(book, parts[0])
        parts = parts[len(common.weeks) if common else 1 :]
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


def _room(
    book: Booklet, days: tuple[Day, ...], grid: Grid, part: Sequence[Row], *, first: bool = True, last: bool = True
) -> float:
    """What is left for rows on a sheet."""
    notes = _room_for(under(book, days, part, first=first, last=last))
    fixed = _water_height(book, grid, days) + _diary_height(book, grid) if first else 0.0
    return _floor(book if first else _later(book)) - grid.head - notes - fixed


def _later(book: Booklet) -> Booklet:
    """The booklet as a sheet sees it that goes on with the week of another one."""
    return book.once("later", lambda: replace(book, later_sheet=True)) if book.template.layout == "week" else book


def _floor(book: Booklet) -> float:
    """The height of a table with its notes."""
    asked = 8.0 if book.side_missing and book.template.layout == "week" else 0.0
    return bottom(book) - book.paper.title - 6 - asked


def _single(book: Booklet, days: tuple[Day, ...], task_rows: Sequence[Row], less: float = 0.0) -> Grid | None:
    """The grid with which all these rows fit on one sheet with water and pain, if there is one."""
    return one_sheet(task_rows, lambda grid: _room(book, days, grid, task_rows) - less, grids_of(book))


def _week(book: Booklet, days: tuple[Day, ...]) -> list[Leaf]:
    task_rows = rows(book, days)
    single = _single(book, days, task_rows)
    if single is None and book.brief:  # two sheets have room for every note
        return _week(book.full, days)
    if single is not None:
        return _sheets(book, days, [(task_rows, single)])

    def room(grid: Grid, part: Sequence[Row], first: bool) -> float:
        return _room(book, days, grid, part, first=first, last=not first)

    return _sheets(book, days, cut(task_rows, book.words.week.care_kinds, room, grids_of(book)))


def _common(book: Booklet, parts: Sequence[tuple[Day, ...]]) -> Span | None:
    """The most weeks that need one sheet each beside the sheet they share, if there are any."""
    for common in spans(book, parts, lambda one: _floor(book) - _room_for(_under_shared(book, one))):
        less = _room_for(span_note(book, common))
        if all(_single(book, days, own, less) for days, own in _own(book, common)):
            return common
    return None


def _under_shared(book: Booklet, common: Span) -> list[Block]:
    return under(book, common.days, span_rows(book, common), first=False, last=False)


def _own(book: Booklet, common: Span) -> Iterator[tuple[tuple[Day, ...], list[Row]]]:
    """Each week with the rows that only its own sheet has."""
    for days in common.weeks:
        yield days, [row for row in rows(book, days) if row not in common.rows]


def _joined(book: Booklet, common: Span) -> list[Leaf]:
    """A sheet for each of these weeks, and behind the first the one they share."""
    note, title = span_note(book, common), span_title(book, common)
    made: list[list[Leaf]] = []
    for days, own in _own(book, common):
        made.append(_sheets(book, days, [(own, _single(book, days, own, _room_for(note)) or GRIDS[-1])], note))
    notes = _under_shared(book, common)
    table = span_table(book, common, _floor(book) - _room_for(notes))
    shared = leaves(book, title, _head(book, title, common.days), [table, *notes])
    return [*made[0], *shared, *(leaf for one in made[1:] for leaf in one)]


def _sheets(
    book: Booklet,
    days: tuple[Day, ...],
    parts: Sequence[tuple[Sequence[Row], Grid]],
    more: Sequence[Block] = (),
) -> list[Leaf]:
    """The sheets of one week, each with its rows; ``more`` stands under the first."""
    made: list[Leaf] = []
    for number, (part, grid) in enumerate(parts):
        first_sheet, last_sheet = number == 0, number == len(parts) - 1
        extra = list(more) if first_sheet else []
        spare = _room(book, days, grid, part, first=first_sheet, last=last_sheet) - _room_for(extra)
        spare -= sum(row.height(grid) for row in part)
        air = min(max(spare / len(part), 0.0), _MOST_AIR) if part else 0.0
        heights = tuple(row.height(grid) + air for row in part)
        label = "" if len(parts) == 1 else fill(book.words.week.sheet, number=number + 1, count=len(parts))
        table = _Table(book, days, tuple(part), grid, heights, label, _water_height(book, grid, days), first_sheet)
        blocks = [_table(table), *extra, *under(book, days, part, first=first_sheet, last=last_sheet)]
        own = book if first_sheet else _later(book)
        pages = leaves(own, _title(book, days), _head(book, _title(book, days), days), blocks)
        made += [replace(leaf, outline=leaf.outline and number == 0, later=own.later_sheet) for leaf in pages]
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
        elif book.side_missing and book.template.layout == "week":  # no other page asks for it
            which_side(sheet, book, y + 17.2)

    asked = book.side_missing and book.template.layout == "week"
    return Block(23.5 if asked else 15.5, drawing)


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
            stripes(sheet, grid, days, y + 7.4, y + height)
            _column_heads(sheet, table, y)
            at = y + grid.head
            for number, (row, tall) in enumerate(zip(table.rows, table.heights, strict=True)):
                if number:
                    marks.hairline(sheet, at)
                task_row(sheet, book, grid, row, at, tall, days)
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


def _phase_lines(sheet: Sheet, table: _Table, top: float, foot: float) -> None:
    for _, first, _ in bands(table.book, table.days)[1:]:
        x = table.grid.labels + table.grid.column * first
        sheet.line([(x, top + 3.6), (x, foot)], width=1.4, colour="accent")


def _column_heads(sheet: Sheet, table: _Table, y: float) -> None:
    book, days, grid = table.book, table.days, table.grid
    less = 31.2 - grid.head
    words = book.words.week
    weekday, number = (Style(17, 7, "semibold"), Style(22, 9, "semibold")) if grid.large else (STRONG, _NUMBER)
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
        (13.2 - less * 0.2 if grid.large else 13.2 - less * 0.4, table.label, "weekday", weekday),
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
                sheet.disc(grid.middle(place), y + 25.2 - less, 5.2 if grid.large else 4.3 - less * 0.14, fill="accent")
            with sheet.tag("TH", scope="Column"):
                write(
                    sheet,
                    grid.middle(place),
                    y + (27.8 if grid.large else 27.2) - less,
                    str(day.day),
                    number("white" if today else "accent"),
                    align="centre",
                )
    marks.rule(sheet, y + grid.head)


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
                        before = sum(_glass_rows(day.glasses or 0, four)[:part])
                        fields = glasses_of(book, day, day.glasses or 0)[before:]
                        figure = sheet.tag("Figure", alt=fill(words.water_alt, count=shown), area=(left, at, 16.5, 7))
                        with nullcontext() if fields else figure:
                            for number in range(shown):
                                marks.glass(sheet, left + number * 5.75, at + 0.4)
                                if fields:
                                    sheet.field(left + number * 5.75, at + 0.4, 5.0, 6.4, fields[number])


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
            for place, day in enumerate(days):
                left, field = grid.middle(place) - 7, written(book, number, day)
                box = (left, top + (grid.pain - 7.6) / 2, 14.0, 7.6)
                figure = sheet.tag("Figure", alt=words.pain_alt, area=box)
                with sheet.tag("TD"), nullcontext() if field else figure:
                    marks.write_in(sheet, *box[:2])
                    if field:
                        sheet.field(*box, field)
