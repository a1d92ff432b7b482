"""Before you start: every safety question, when nobody has asked them yet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rehab.models.plan import Question
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import COLUMN, Block, Leaf, flow, height_of, newspaper, paragraph, spaced, stack
from rehab.writers.pdf.pages_cover import cover_head
from rehab.writers.pdf.pages_frame import Chapter, bottom, fitted, later_top, title_block
from rehab.writers.pdf.sheet import LIVE, Sheet
from rehab.writers.pdf.type import (
    BLOCK,
    BODY,
    CLOSE,
    LEAD,
    ROW,
    STRONG,
    Run,
    Runs,
    Style,
    measure,
    runs,
    wrap,
    write,
)
from rehab.writers.pdf.words import Booklet, fill, rich

_ORDER = ("emergency", "same_day", "see_doctor", "proceed")
_EFFECTS = ("block", "hold", "limit", "continue")
_GROUP, _UNDER = 4.0, 1.4
"""The white above a group of questions to ask again, and under its heading, in mm."""


@dataclass(frozen=True)
class _Layout:
    """The measure and the padding of a question in mm, its type, the white above a group, and its heading's height.

    ``run_in``: what is said about a question stands in its last line, not on a line of its own.
    """

    room: float
    padding: float
    style: Style
    gap: float
    heading: float
    run_in: bool = False


_LAYOUTS = (
    _Layout(136, 4.2, BODY, 7.5, 12.6),
    _Layout(152, 3.0, BODY, 7.5, 12.6),
    _Layout(156, 3.4, BODY, 5.0, 10.6, run_in=True),
    _Layout(160, 3.0, CLOSE, 4.4, 10.6, run_in=True),
)
"""From wide to close; a closer one is taken only where it saves a page."""


def safety(book: Booklet) -> list[Leaf]:
    """As many pages as the questions need, grouped by what a yes means."""
    words = book.words.safety
    if book.plan.screening.status == "answered" or not book.plan.screening.asked:
        return []
    groups = question_groups(book)
    when = words.hurt_on if book.plan.case.onset == "sudden" else words.started_on
    note = fill(when, title=book.title, date=book.date(book.day_one, "medium"))
    lead = [list(runs(words.lead, style=LEAD)), list(rich(words.lead_stop, LEAD))]
    head = cover_head(book, words.title, lead, note)

    best = min((_pages(book, head, groups, layout) for layout in _LAYOUTS), key=len)
    return [
        Leaf(words.title, tuple(page), strip=False, outline=number == 0, continued=number > 0)
        for number, page in enumerate(best)
    ]


def _pages(
    book: Booklet, head: Block, groups: list[list[Question]], layout: _Layout
) -> list[list[tuple[Block, float]]]:
    """Place the questions; a group that goes on to the next page has its heading there again."""
    pages = [[(head, book.paper.title - 9.5)]]
    y, floor = book.paper.title - 9.5 + head.height, bottom(book, strip=False)

    def place(*blocks: Block) -> bool:
        """Put blocks on this page, if they fit."""
        nonlocal y
        gap = blocks[0].gap if pages[-1] else 0.0
        if y + gap + height_of(blocks) > floor + 0.01:
            return False
        pages[-1] += flow(blocks, y + gap, 10_000)[0]
        y += gap + height_of(blocks)
        return True

    for questions in groups:
        table, title = object(), [_heading(book, questions[0], layout)]
        for number, question in enumerate(questions):
            last = number == len(questions) - 1
            if place(*title, _question(book, question, table, layout, last=last)):
                title = []
                continue
            pages.append([])
            y, table, title = later_top(book), object(), []
            place(
                _heading(book, question, layout, again=number > 0), _question(book, question, table, layout, last=last)
            )
    end = _all_no(book)
    if not place(*end):
        pages.append([])
        y = later_top(book)
        place(*end)
    return pages


def again(book: Booklet) -> list[Chapter]:
    """The same questions to ask again, for a plan whose questions were answered."""
    words = book.words.safety
    if book.plan.screening.status != "answered" or not book.plan.screening.asked:
        return []
    blocks: list[Block] = []
    for questions in question_groups(book):
        told = []
        for question in questions:
            text = [Run(question.question, CLOSE)]
            if question.exception:
                text.append(Run(f" {fill(words.unless, exception=question.exception)}", CLOSE))
            told.append(tuple(text))
        blocks.append(replace(_group(meaning(book, questions[0]), told), gap=_GROUP))
    return [Chapter(words.again, title_block(book, words.again, words.again_lead), spaced(blocks, 0))]


def _group(title: str, told: Sequence[Runs]) -> Block:
    """Questions under what a yes means; those that go on over the end of a page have it there again."""
    heading = paragraph((Run(title, STRONG),), role="H2")
    under = paragraph(told[0]) if len(told) == 1 else newspaper([paragraph(one, width=COLUMN) for one in told], gap=2.0)
    whole = stack([(0.0, [*heading, replace(under[0], gap=_UNDER), *under[1:]])])

    def cut(room: float) -> tuple[Block, Block] | None:
        for number in range(len(told) - 1, 1, -1):
            first = _group(title, told[:number])
            if first.height <= room:
                return first, _group(title, told[number:])
        return None

    return replace(whole, cut=cut) if len(told) > 2 else whole


def question_groups(book: Booklet) -> list[list[Question]]:
    """The questions by what a yes means, the most urgent first."""
    groups: dict[str, list[Question]] = {}
    for question in sorted(book.plan.screening.asked, key=_urgency):
        groups.setdefault(meaning(book, question), []).append(question)
    return list(groups.values())


def _urgency(question: Question) -> tuple[int, float, int]:
    """The most urgent first; the order of the questions stays where two are alike."""
    hours = question.within_hours
    return _ORDER.index(question.group), math.inf if hours is None else hours, _EFFECTS.index(question.effect)


def meaning(book: Booklet, question: Question) -> str:
    """What a yes to a question means: whom to see by when, and whether the plan may start."""
    words = book.words.safety
    if question.group != "see_doctor":
        return str(getattr(words, question.group))
    sentence = {"block": words.hold, "hold": words.hold, "limit": words.limit, "continue": words.may_start}
    return fill(sentence[question.effect], within=question.within)


def _heading(book: Booklet, question: Question, layout: _Layout, *, again: bool = False) -> Block:
    """What a yes to the questions below means."""
    words, title = book.words.safety, meaning(book, question)
    sign = "red" if question.group in ("emergency", "same_day") else "amber"
    shown = fill(words.continued, title=title) if again else title
    lines = fitted(shown, LIVE - 16 - measure(words.box, STRONG), (BLOCK, ROW))

    height = layout.heading + (len(lines.lines) - 1) * 6.2
    at = layout.heading / 2 + 2.0

    def drawing(sheet: Sheet, y: float) -> None:
        marks.rule(sheet, y)
        with sheet.tag("Figure", alt=title, area=(0.2, y + height / 2 - 4.2, 8.4, 8.4)):
            marks.SIGNS[sign](sheet, 4.4, y + height / 2 + 0.1, 8.0)
        with sheet.tag("H2"):
            lines.draw(sheet, 11.5, y + at)
        with sheet.tag("P"):
            write(sheet, LIVE, y + at, words.box, STRONG, align="right")
        marks.hairline(sheet, y + height)

    return Block(height, drawing, gap=layout.gap)


def _question(book: Booklet, question: Question, table: object, layout: _Layout, *, last: bool) -> Block:
    words = book.words.safety
    grey = layout.style("grey")
    told = [Run(fill(words.unless, exception=question.exception), grey)] if question.exception else []
    if not question.unsure_counts:
        told.append(Run(words.unsure_no, grey))
    parts: list[Runs] = [(Run(question.question, layout.style),), *((one,) for one in told)]
    if layout.run_in:
        parts = [tuple(Run(f"{run.text} ", run.style) for part in parts for run in part)]
    lines = [wrap(part, layout.room) for part in parts]
    inner = sum(one.height for one in lines)
    height = max(inner + layout.padding, 8.6)

    def drawing(sheet: Sheet, y: float) -> None:
        at = y + (height - inner) / 2 + 4.1
        with sheet.tag("TH", scope="Row"):
            for one in lines:
                one.draw(sheet, 0, at)
                at += one.height
        top = y + height / 2 - marks.LONE_TICK / 2
        with (
            sheet.tag("TD"),
            sheet.tag(
                "Figure", alt=words.box_alt, area=(LIVE - marks.LONE_TICK, top, marks.LONE_TICK, marks.LONE_TICK)
            ),
        ):
            marks.tick_box(sheet, LIVE - marks.LONE_TICK, top, marks.LONE_TICK)
        if not last:
            marks.hairline(sheet, y + height)

    return Block(height, drawing, within=(("Table", table), ("TR", object())))


def _all_no(book: Booklet) -> list[Block]:
    words = book.words.safety
    text = wrap(words.all_no_text, LIVE - 40, BODY)

    def drawing(sheet: Sheet, y: float) -> None:
        marks.rule(sheet, y)
        marks.tick(sheet, 2.8, y + 7, 4.6)
        with sheet.tag("H2"):
            write(sheet, 9, y + 8.6, words.all_no, BLOCK)
        with sheet.tag("P"):
            text.draw(sheet, 33, y + 8.6)

    return spaced([Block(6 + text.height, drawing)], 3)
