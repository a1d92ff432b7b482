"""The phases of the reference sheet: what opens and closes each, its doses, and what it forbids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rehab.models.review import ReviewCriterion, ReviewPhase, ReviewWindow
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import Block, Cell, inside, paragraph, row
from rehab.writers.pdf.reference_blocks import Reference
from rehab.writers.pdf.reference_flow import Columns
from rehab.writers.pdf.reference_text import NOTE, SMALL, criterion, dose, running
from rehab.writers.pdf.sheet import Sheet
from rehab.writers.pdf.type import Run, Runs, Style, wrap, write
from rehab.writers.pdf.words import fill

_TITLE = Style(11.5, 4.8, "semibold")
_STEP = 0.55


def labels(ref: Reference) -> Block:
    """The names of the three columns, over the first phase."""

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("P"):
            for x, text in zip(ref.columns, (ref.words.phase, ref.words.criteria, ref.words.doses), strict=True):
                write(sheet, x, y + 3, text, NOTE.bold)

    return Block(4.2, drawing, gap=3.2)


def phases(ref: Reference) -> list[Columns]:
    """Every phase as three columns: days, criteria, doses."""
    made = []
    for number, phase in enumerate(ref.review.phases):
        days, criteria, doses = ref.columns
        stacks = (
            (days, tuple(_days(ref, phase))),
            (criteria, tuple(_criteria(ref, phase, first=number == 0))),
            (doses, tuple(_doses(ref, phase))),
        )
        again = (_title(ref, fill(ref.words.continued, title=_name(phase))),)
        made.append(Columns(_ruled(stacks, ref.live), gap=2.6 if number else 0.6, again=again, key=("phase", phase.id)))
    return made


def _ruled(stacks: tuple[tuple[float, tuple[Block, ...]], ...], live: float) -> tuple[tuple[float, tuple[Block, ...]], ...]:
    """Draw the strong rule over a phase, and give all columns the same room under it."""

    def drawing(sheet: Sheet, y: float) -> None:
        marks.rule(sheet, y, end=live)

    lead = 1.5
    return tuple(
        (x, (Block(lead, drawing if x == 0 else lambda sheet, y: None, keep=True), *blocks)) for x, blocks in stacks
    )


def _name(phase: ReviewPhase) -> str:
    return f"{phase.number} {phase.title}"


def _title(ref: Reference, text: str) -> Block:
    lines = wrap(text, ref.widths[0], _TITLE)

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("H2"):
            lines.draw(sheet, 0, y + 3.6)

    return Block(lines.height + 0.4, drawing, keep=True)


def _days(ref: Reference, phase: ReviewPhase) -> Iterator[Block]:
    yield _title(ref, _name(phase))
    words, width = ref.words, ref.widths[0]
    windows = sorted(phase.windows, key=lambda window: not window.chosen)
    told: list[Runs] = []
    for window in windows:
        strong = window.chosen and bool(ref.book.plan.case.grade or len(windows) == 1)
        told.append((Run(_window(ref, window), SMALL.bold if strong or window.chosen else NOTE),))
    told += [(Run(text, SMALL),) for text in _limits(ref, windows)]
    planned = next((one for one in ref.book.plan.phases if one.id == phase.id), None)
    if planned:
        dates = ref.book.span(planned.start, planned.end)
        text = fill(words.in_plan, first=planned.first_day, last=planned.last_day, dates=dates)
        told.append((Run(text, NOTE),))
    elif ref.book.plan.phases:
        told.append((Run(words.not_in_plan, NOTE),))
    told.append((Run(phase.goal, NOTE),))
    for text in told:
        yield from paragraph(text, SMALL, width=width)


def _window(ref: Reference, window: ReviewWindow) -> str:
    days = fill(ref.words.days, first=window.first, last=window.last)
    if not window.grade:
        return days[:1].upper() + days[1:]
    return fill(ref.words.window, grade=window.title, first=window.first, last=window.last)


def _limits(ref: Reference, windows: Sequence[ReviewWindow]) -> Iterator[str]:
    """The hard minimum, the earliest and the latest day; by grade only where grades differ."""
    words = ref.words
    for name, sentence in (("hard_minimum", words.minimum), ("earliest", words.earliest), ("latest_end", words.latest)):
        chosen = [window for window in windows if window.chosen] or list(windows)
        values = [(window.title, getattr(window, name)) for window in chosen if getattr(window, name)]
        if not values or (name == "earliest" and all(value == window.first for (_, value), window in zip(values, chosen, strict=False))):
            continue
        if len({value for _, value in values}) == 1:
            yield fill(sentence, day=values[0][1])
        else:
            yield fill(sentence, day=", ".join(f"{value} ({title})" for title, value in values))


def _criteria(ref: Reference, phase: ReviewPhase, *, first: bool) -> Iterator[Block]:
    words = ref.words
    opens = words.opens_first if first else words.opens_after
    yield from _list(ref, words.opens, phase.entry, opens)
    blocks = list(_list(ref, words.moves_on, phase.exit, words.no_list))
    yield replace(blocks[0], gap=1.0)
    yield from blocks[1:]


def _list(ref: Reference, heading: str, lines: Sequence[ReviewCriterion], otherwise: str) -> Iterator[Block]:
    width = ref.widths[1]
    head = paragraph((Run(heading, SMALL.bold("accent")),), width=width, role="H3")
    if not lines:
        told = paragraph((Run(f"{heading}: ", SMALL.bold("accent")), Run(otherwise, NOTE)), width=width)
        yield from told
        return
    yield from (replace(block, keep=True) for block in head)
    key = object()
    for line in lines:
        yield from inside(_bullet(criterion(ref.words, line), width), ("L", key))


def _bullet(text: Runs, width: float) -> list[Block]:
    """A small list item with a short dash of space instead of a big dot."""
    lines = wrap(text, width - 3.0, SMALL)

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("Lbl"):
            sheet.disc(0.6, y + 1.7, 0.45, fill="accent")
        with sheet.tag("LBody"):
            lines.draw(sheet, 3.0, y + 2.75)

    return [Block(lines.height + _STEP, drawing, within=(("LI", object()),))]


def _doses(ref: Reference, phase: ReviewPhase) -> Iterator[Block]:
    words, rule = ref.words, ref.book.plan.response.rule if ref.book.plan.response else ""
    rule = rule or (ref.review.monitoring[0].id if ref.review.monitoring else "")
    table = object()
    entries: list[tuple[str, Runs]] = [(one.title, dose(words, one, rule)) for one in phase.doses]
    if phase.goes_on:
        entries.append((words.goes_on, (Run(", ".join(phase.goes_on) + ".", SMALL),)))
    if phase.run:
        entries.append((fill(words.running, table=phase.run.table), running(words, phase.run)))
    elif phase.run_goes_on:
        entries.append((words.goes_on, (Run(words.running_goes_on, SMALL),)))
    if phase.forbid:
        entries.append((words.forbidden, (Run(", ".join(code.replace("-", " ") for code in phase.forbid) + ".", SMALL),)))
    told = " ".join((*phase.avoid, *phase.notes))
    if told:
        entries.append((words.told, (Run(told, NOTE),)))
    quiet = {words.goes_on, words.forbidden, words.told, fill(words.running, table=phase.run.table) if phase.run else ""}
    for name, text in entries:
        style = SMALL.bold("accent") if name in quiet else SMALL.bold
        cells = [
            Cell(0.0, (Run(name, style),), ref.name_width, SMALL, head=True),
            Cell(ref.name_width + 2.5, text, ref.widths[2] - ref.name_width - 2.5, SMALL),
        ]
        yield from row(cells, table=table, padding=_STEP / 2, line=False)


