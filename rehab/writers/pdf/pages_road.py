"""The road: all phases on one bar, to scale by days."""

from __future__ import annotations

from dataclasses import dataclass

from rehab.models.plan import PlanPhase
from rehab.writers.pdf.blocks import Block, Cell, heading, row
from rehab.writers.pdf.sheet import COLUMN_B, LIVE, Sheet
from rehab.writers.pdf.type import LABEL, STRONG, STUCK, Run, Style, measure, write
from rehab.writers.pdf.words import Booklet, fill

ARROW = 26.0
BAR = 8.0
_LOW_BAR = 5.4
_MOST_NARROW = 3
_STEP = 6.8
_PAD = 1.8


@dataclass(frozen=True)
class Stretch:
    """One phase on the bar."""

    phase: PlanPhase
    x: float
    width: float
    arrow: bool
    date: str

    @property
    def room(self) -> float:
        """The room a label of two lines needs."""
        return max(measure(self.phase.title, STRONG), measure(self.date, LABEL)) + _PAD + (0.0 if self.arrow else _PAD)

    @property
    def one_line(self) -> float:
        return measure(self.phase.title, STRONG) + 2.2 + measure(self.date, LABEL) + 2 * _PAD


def road(book: Booklet, *, titled: bool = True, labelled: bool = True) -> list[Block]:
    """The bar with its labels, or with its numbers alone; empty for a plan without phases."""
    plan, words = book.plan, book.words.cover
    if not plan.phases or book.current is None:
        return []
    stretches, last_day = _stretches(book)
    narrow = [number for number, one in enumerate(stretches) if one.room > one.width]
    levels = {number: level for level, number in enumerate(reversed(narrow), start=1)}
    listed = len(narrow) > _MOST_NARROW or any(
        stretches[number].x + stretches[number].one_line > LIVE for number in narrow
    )
    title = heading(words.road if titled else "", aside=fill(words.scale, day=last_day), ruled=False, gap=0)[0]
    bar_top = title.height + 6.0
    if not labelled:
        height = bar_top + BAR
    elif listed:
        height = bar_top + BAR + 2.5 + 6.2 * ((len(stretches) + 1) // 2)
    else:
        height = bar_top + BAR + 12.2 + (_STEP * len(levels) if levels else 0.0)

    def drawing(sheet: Sheet, y: float) -> None:
        title.draw(sheet, y)
        with sheet.tag("Figure", alt=_described(book), area=(0, y + bar_top - 6, LIVE, height - bar_top + 6)):
            top = y + bar_top
            _here(sheet, book, stretches, top)
            for number, one in enumerate(stretches):
                _piece(sheet, book, one, number, top)
            if not labelled:
                return
            if listed:
                _list(sheet, stretches, top + BAR + 7.4)
            else:
                for number, one in enumerate(stretches):
                    _label(sheet, one, top + BAR, levels.get(number, 0))

    return [Block(height, drawing)]


def plain_road(book: Booklet) -> Block | None:
    """The bar alone, a phase with its number and the present one dark, where there is more than one phase."""
    if book.current is None or len(book.plan.phases) < 2:
        return None
    stretches, _ = _stretches(book)

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("Figure", alt=_described(book), area=(0, y, LIVE, _LOW_BAR)):
            for number, one in enumerate(stretches):
                _piece(sheet, book, one, number, y, _LOW_BAR)

    return Block(_LOW_BAR, drawing)


def phase_list(book: Booklet, *, padding: float = 2.1) -> list[Block]:
    """Every phase with its days and its goal; ``padding`` is the white above and below a row."""
    table = object()
    blocks: list[Block] = []
    for phase in book.plan.phases:
        dates = book.span(phase.start, phase.end)
        days = book.days(phase)
        when = f"{days.replace(' ', STUCK)} {dates.replace(' ', STUCK)}"
        style = STRONG("accent") if phase is book.current else STRONG
        cells = [
            Cell(0, (Run(str(phase.number), style),), 8),
            Cell(9, (Run(phase.title, style),), COLUMN_B - 14, head=True),
            Cell(COLUMN_B, phase.goal, 76),
            Cell(LIVE, when, 34, LABEL, "right"),
        ]
        blocks += row(cells, table=table, padding=padding)
    return blocks


def _stretches(book: Booklet) -> tuple[list[Stretch], int]:
    """Share the bar out by days; the maintenance phases become an arrow outside of the scale."""
    words, phases = book.words.cover, book.plan.phases
    dated = [phase for phase in phases if phase.framework_step != "maintain"] or list(phases)
    kept = [phase for phase in phases if phase not in dated][:1]
    last_day = dated[-1].last_day
    first_day = dated[0].first_day
    scale = (LIVE - ARROW if kept else LIVE) / (last_day - first_day + 1)
    stretches = []
    for phase in dated:
        text = fill(words.from_day, day=phase.first_day, date=book.date(phase.start))
        stretches.append(
            Stretch(
                phase,
                (phase.first_day - first_day) * scale,
                (phase.last_day - phase.first_day + 1) * scale,
                False,
                text,
            )
        )
    for phase in kept:
        text = fill(words.until, date=book.date(phases[-1].end))
        stretches.append(Stretch(phase, LIVE - ARROW, ARROW, True, text))
    return stretches, last_day


def _here(sheet: Sheet, book: Booklet, stretches: list[Stretch], top: float) -> None:
    one = next((piece for piece in stretches if piece.phase is book.current), stretches[-1])
    days = one.phase.last_day - one.phase.first_day + 1
    into = min(max(book.today - one.phase.first_day + 0.5, 0.5), days - 0.5) / days
    x = min(max(one.x + into * one.width, 1.7), LIVE - 1.7)
    sheet.line(
        [(x - 1.7, top - 3.6), (x + 1.7, top - 3.6), (x, top - 0.7)],
        width=0,
        colour="accent",
        closed=True,
        fill="accent",
    )
    style = STRONG("accent")
    text = book.words.cover.here
    if x + 3 + measure(text, style) <= LIVE:
        write(sheet, x + 3, top - 1.4, text, style)
    else:
        write(sheet, x - 3, top - 1.4, text, style, align="right")


def _piece(sheet: Sheet, book: Booklet, one: Stretch, number: int, top: float, bar: float = BAR) -> None:
    now = one.phase is book.current
    fill_colour = "accent" if now else "tint2" if number % 2 else "tint1"
    end = one.x + one.width
    stop = end if one.arrow or end > LIVE - 0.1 else end - 0.4
    if one.arrow:
        points = [(one.x, top), (stop - 5, top), (stop, top + bar / 2), (stop - 5, top + bar), (one.x, top + bar)]
        sheet.line(points, width=0, colour=fill_colour, closed=True, fill=fill_colour)
    else:
        sheet.box(one.x, top, stop - one.x, bar, fill=fill_colour)
    if one.width >= 5:
        style = Style(14 if bar == BAR else 12, 6, "semibold", "white" if now else "accent")
        write(
            sheet,
            one.x + (one.width - (4 if one.arrow else 0)) / 2,
            top + bar / 2 + (1.7 if bar == BAR else 1.5),
            str(one.phase.number),
            style,
            align="centre",
        )


def _label(sheet: Sheet, one: Stretch, foot: float, level: int) -> None:
    low = foot + (11.2 if level == 0 else 11.2 + _STEP * level)
    sheet.line([(one.x + 0.25, foot), (one.x + 0.25, low)], width=0.6, colour="writing")
    x = one.x + _PAD + 0.25
    if level == 0:
        write(sheet, x, foot + 5.2, one.phase.title, STRONG)
        write(sheet, x, foot + 10.4, one.date, LABEL)
    else:
        write(sheet, x, low - 0.8, one.phase.title, STRONG)
        write(sheet, x + measure(one.phase.title, STRONG) + 2.2, low - 0.8, one.date, LABEL)


def _list(sheet: Sheet, stretches: list[Stretch], y: float) -> None:
    half = (len(stretches) + 1) // 2
    for number, one in enumerate(stretches):
        x, at = (0.0, y + 6.2 * number) if number < half else (93.0, y + 6.2 * (number - half))
        write(sheet, x, at, str(one.phase.number), STRONG("accent"))
        write(sheet, x + 6, at, one.phase.title, STRONG)
        write(sheet, x + 6 + measure(one.phase.title, STRONG) + 2.2, at, one.date, LABEL)


def _described(book: Booklet) -> str:
    words, phases, current = book.words.cover, book.plan.phases, book.current
    assert current is not None
    parts = [
        fill(
            words.road_alt,
            count=len(phases),
            number=current.number,
            title=current.title,
            first=current.first_day,
            last=current.last_day,
        )
    ]
    parts += [
        fill(words.road_next, number=phase.number, title=phase.title, day=phase.first_day, date=book.date(phase.start))
        for phase in phases
        if phase is not current
    ]
    return " ".join(parts)
