"""The page that stands in place of a plan: why, how urgent, what to do now, what to show the clinician."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from rehab.models.plan import Referral
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import Block, Leaf, bold, columns, flow, inside, item, paragraph, spaced
from rehab.writers.pdf.pages_frame import bottom, fitted, later_top, leaves, title_block
from rehab.writers.pdf.pages_selfcare import own_cards
from rehab.writers.pdf.sheet import COLUMN_B, COLUMN_C, COLUMN_D, LIVE, Sheet
from rehab.writers.pdf.type import COVER, LABEL, LEAD, REFER, STRONG, Lines, Run, Style, measure, wrap, write
from rehab.writers.pdf.words import Booklet, fill, rich

_MOST_TICKS = 4
_TITLES = (COVER, Style(28, 11, "semibold"), Style(24, 9.4, "semibold"))


def referral(book: Booklet) -> list[Leaf]:
    """The referral; it goes on to a second page only where it must."""
    page = book.plan.referral
    assert page is not None
    blocks = [_head(book, page), *_band(book, page), *_lists(book, page), *_form(book, page), *_sign_off(book, page)]
    words, floor, later = book.words.referral, bottom(book, strip=False), later_top(book)
    own = [block for one in own_cards(book) for block in one]
    head = title_block(book, words.cards, words.cards_lead)
    start = book.paper.title - 11

    def flowed(white: float) -> list[list[tuple[Block, float]]]:
        closer = [replace(block, gap=block.gap * white) for block in blocks]
        return flow(closer, start, floor, next_top=later)

    pages = min(map(flowed, (1.0, 0.6, 0.3)), key=len)  # less white where that keeps it on one page
    if own and len(pages) > 1:  # the cards begin where the page ends
        pages = flow([*blocks, replace(head, gap=8), *own], start, floor, next_top=later)
    made = [
        Leaf(page.title, tuple(placed), strip=False, outline=number == 0, continued=number > 0)
        for number, placed in enumerate(pages)
    ]
    return made if not own or len(pages) > 1 else [*made, *leaves(book, words.cards, head, own, strip=False)]


def _head(book: Booklet, page: Referral) -> Block:
    words = book.words.referral
    lines = fitted(page.title, LIVE - 23, _TITLES)
    reason = wrap(page.reason, LIVE - 23, LEAD)
    urgency = wrap((bold(words.urgency + " ", LEAD), Run(page.urgency, LEAD)), LIVE - 23) if page.urgency else None
    title_at = 13.0
    reason_at = title_at + (len(lines.lines) - 1) * lines.leading + 8.4
    height = max(reason_at + reason.height + (urgency.height if urgency else 0) - 3.5, 24.0)

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("Figure", alt=book.words.stop.alt, area=(0, y + 5, 18, 18)):
            marks.red(sheet, 9, y + 14, 17.4)
        with sheet.tag("H1"):
            lines.draw(sheet, 23, y + title_at)
        with sheet.tag("P"):
            reason.draw(sheet, 23, y + reason_at)
        if urgency:
            with sheet.tag("P"):
                urgency.draw(sheet, 23, y + reason_at + reason.height)

    return Block(height, drawing)


def _band(book: Booklet, page: Referral) -> list[Block]:
    """The one solid band: when to call the emergency number."""
    if not page.emergency_if:
        return []
    words = book.words.referral
    text = wrap(page.emergency_if, LIVE - 12, Style(12.5, 5.5, colour="white"))
    height = 9.6 + text.height + 3

    def drawing(sheet: Sheet, y: float) -> None:
        sheet.box(0, y, LIVE, height, fill="ink", radius=2.2)
        with sheet.tag("H2"):
            write(sheet, 6, y + 7.8, words.emergency_now, Style(16, 7, "semibold", "white"))
        with sheet.tag("P"):
            text.draw(sheet, 6, y + 14.4)

    return [Block(height, drawing, gap=4.5)]


def _lists(book: Booklet, page: Referral) -> list[Block]:
    words = book.words.referral
    left = paragraph((Run(words.do_now, REFER("accent")),), role="H2") if page.do_now else []
    if left:
        left += _items(page.do_now, "disc", 83)
    right = paragraph((Run(words.do_not, REFER),), role="H2") if page.do_not else []
    if right:
        right += _items(page.do_not, "cross", 85)
    return spaced(columns(left, right), 4.5)


def _items(texts: Sequence[str], sign: str, width: float) -> list[Block]:
    made: list[Block] = []
    for number, text in enumerate(texts, start=1):
        made += item(text, x=0, width=width, sign=sign, number=number, step=1.2)
    return inside(spaced(made, 1.5), ("L", object()))


def _form(book: Booklet, page: Referral) -> list[Block]:
    words = book.words.referral

    def heading(sheet: Sheet, y: float) -> None:
        marks.rule(sheet, y)
        with sheet.tag("H2"):
            write(sheet, 0, y + 8, words.show, REFER("accent"))
        with sheet.tag("P"):
            write(sheet, LIVE, y + 8, words.fill, LABEL, align="right")

    blocks = [Block(11.0, heading, gap=4.5, keep=True)]
    if said := _answered(book, page):
        blocks += _field(words.reason, [Run(said)])
    blocks += [_side_and_date(book)]
    if page.tell_the_clinician:
        blocks += _ticks(words.tell, words.tell_note, page.tell_the_clinician)
    if book.plan.protocol.framework == "referral":  # the condition itself is what this page is about
        return blocks
    name, told = _before(book)
    blocks += _field(name, [Run(told + " "), Run(words.stopped if page.flags else "")])
    return blocks


def _before(book: Booklet) -> tuple[str, str]:
    """What the plan is for: an injury with its day, or a problem and since when."""
    words, case = book.words.referral, book.plan.case
    what = ", ".join(part for part in (book.title, case.grade_title) if part)
    sudden = case.onset == "sudden"
    name, dated = (words.injury, words.injury_on) if sudden else (words.problem, words.problem_since)
    if _is_the_matter(book):
        name = words.reason
    began = _began(book)
    if began is None:
        return name, fill(words.injury_plain, what=what)
    return name, fill(dated, what=what, date=book.date(began, "long"))


def _is_the_matter(book: Booklet) -> bool:
    """Whether the page is about the injury or the problem itself, and not about a sign that came up beside it."""
    return book.plan.referral is not None and not book.plan.referral.flags


def _began(book: Booklet) -> dt.date | None:
    case = book.plan.case
    return case.injured if case.onset == "sudden" else case.since


def _answered(book: Booklet, page: Referral) -> str:
    """The signs that were answered yes, each with its row where that is known."""
    words = book.words.referral
    if page.signs and len(page.signs) == len(page.flags):
        pairs = zip(page.signs, page.flags, strict=True)
        return fill(words.yes_to, signs="; ".join(fill(words.sign, sign=sign, flag=flag) for sign, flag in pairs))
    parts = [fill(words.yes_to, signs="; ".join(page.signs))] if page.signs else []
    parts += [fill(words.flags, flags=", ".join(page.flags))] if page.flags else []
    return ". ".join(parts)


def _field(name: str, content: Sequence[Run]) -> list[Block]:
    text = wrap(tuple(content), LIVE - COLUMN_B)
    label = wrap((bold(name),), COLUMN_B - 6)

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("P"):
            label.draw(sheet, 0, y + 4.1)
            text.draw(sheet, COLUMN_B, y + 4.1)

    return [Block(max(text.height, label.height), drawing, gap=2.4)]


def _side_and_date(book: Booklet) -> Block:
    words, side = book.words.referral, book.plan.case.side
    known = _began(book) if _is_the_matter(book) else None

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("P"):
            write(sheet, 0, y + 5, words.which, STRONG)
            x = COLUMN_B
            for name, word in (("left", words.left), ("right", words.right)):
                marks.tick_box(sheet, x, y + 0.7, marks.SIDE_TICK, ticked=side in (name, "both"))
                write(sheet, x + 7.4, y + 5, word, STRONG if side in (name, "both") else Style())
                x += 7.4 + measure(word, STRONG) + 7
        with sheet.tag("P"):
            write(sheet, COLUMN_D, y + 5, words.began, STRONG)
            x = COLUMN_D + measure(words.began, STRONG) + 2.5
            if known:
                write(sheet, x, y + 5, book.date(known, "dated"))
            else:
                marks.writing_line(sheet, y + 6.2, x, LIVE)

    return Block(7, drawing, gap=2.0)


def _ticks(name: str, note: str, texts: Sequence[str]) -> list[Block]:
    """What to tell the clinician, two to a line with a box each; long ones take the whole line."""
    widest = max(measure(text, Style()) for text in texts)
    ways = (((COLUMN_B, COLUMN_D), 48.0), ((0.0, COLUMN_C), 77.6), ((COLUMN_B,), LIVE - COLUMN_B - 8))
    rest = ways[1 if len(texts) > _MOST_TICKS else 2]  # many long ones wrap in two columns
    lefts, width = next((way for way in ways[:2] if widest <= way[1]), rest)
    key = object()
    label = Block(
        6.6 if lefts[0] == 0.0 else 0.0, lambda sheet, y: _ticks_label(sheet, name, note, y), gap=3.0, keep=True
    )
    blocks = [replace(label, within=(("L", key),))]
    for start in range(0, len(texts), len(lefts)):
        wrapped = [wrap(text, width) for text in texts[start : start + len(lefts)]]
        height = max(max(one.height for one in wrapped) + 0.5, 6.0)

        def drawing(sheet: Sheet, y: float, wrapped: Sequence[Lines] = wrapped) -> None:
            for x, lines in zip(lefts, wrapped, strict=False):
                with sheet.tag("LI"):
                    with sheet.tag("Lbl"), sheet.tag("Figure", alt=note, area=(x, y + 0.8, 5, 5)):
                        marks.tick_box(sheet, x, y + 0.8)
                    with sheet.tag("LBody"):
                        lines.draw(sheet, x + 7.4, y + 5)

        blocks.append(Block(height, drawing, within=(("L", key),)))
    return blocks


def _ticks_label(sheet: Sheet, name: str, note: str, y: float) -> None:
    with sheet.tag("LI"), sheet.tag("LBody"):
        write(sheet, 0, y + 5, name, STRONG)
        write(sheet, measure(name, STRONG) + 3, y + 5, note, LABEL)


def _sign_off(book: Booklet, page: Referral) -> list[Block]:
    """Who has seen the person; a box that opens a plan only where somebody can open one."""
    words = book.words.referral
    text = wrap(rich(words.never_planned if page.never_planned else words.no_exercises), 140)

    def drawing(sheet: Sheet, y: float) -> None:
        marks.rule(sheet, y)
        with sheet.tag("P"):
            text.draw(sheet, 0, y + 7)
        at = y + 7 + text.height + 4.4
        with sheet.tag("P"):
            write(sheet, 0, at, words.seen_by, STRONG)
            marks.writing_line(sheet, at + 1, measure(words.seen_by, STRONG) + 1.5, 82)
            write(sheet, 86, at, words.seen_on, STRONG)
            marks.writing_line(sheet, at + 1, 86 + measure(words.seen_on, STRONG) + 1.5, COLUMN_D)
            if not page.never_planned:
                marks.tick_box(sheet, 130, at - 4.2)
                write(sheet, 137.5, at, words.clear)

    return [Block(7 + text.height + 5.5, drawing, gap=3.0)]
