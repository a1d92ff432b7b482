"""What stands on every page: running head, page title, stop strip, foot."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import Block, Leaf, Unit, draw, flow_units, spaced, units
from rehab.writers.pdf.sheet import LIVE, Sheet
from rehab.writers.pdf.type import (
    BODY,
    CLOSE,
    FOOT,
    LABEL,
    LARGE,
    LEAD,
    STRONG,
    TITLE,
    Lines,
    Run,
    Runs,
    Style,
    measure,
    shortened,
    wrap,
    write,
)
from rehab.writers.pdf.words import Booklet, fill, rich

_LOGO = (40.0, 10.0)
"""The most room for a logo in mm."""
_MOST_AIR = 12.0
_STRIP = 7.0
_STRIP_ROOM = LIVE - 9.5
_CHAPTER_GAP, _CHAPTER_ROOM = 8.0, 45.0
"""The white above a chapter that begins on a page, and the room it needs there, in mm."""
_LEAST_TAIL = 26.0
"""What goes over to a new page is at least so many mm, where the pages before it can spare that."""
_HALF = 0.5
"""The share of a page that is filled before the next chapter may leave the rest of it white."""
_CONTINUED = Style(14, 6, "semibold", "grey")
_CONTINUED_LARGE = Style(18, 7, "semibold")
TITLES = (TITLE, Style(26, 10, "semibold"), Style(24, 9, "semibold"))


def bottom(book: Booklet, *, strip: bool = True) -> float:
    """The lowest y that content may reach."""
    if not strip or not book.plan.stop_signs:
        return book.paper.last
    lines = strip_lines(book)
    return book.paper.last - _STRIP - (len(lines.lines) - 1) * lines.leading


def fitted(title: str, room: float, sizes: Sequence[Style] = TITLES) -> Lines:
    """Set a title in the largest size that keeps it on one line, else in lines of the smallest."""
    style = next((size for size in sizes if measure(title[:300], size) <= room and len(title) <= 300), sizes[-1])
    return wrap(title, room, style)


def title_block(
    book: Booklet, title: str, lead: str | Runs = "", *, aside: Block | None = None, room: float = LIVE
) -> Block:
    """The title of a page with its lead, drawn at the top of the page whatever y it is given."""
    paper = book.paper
    lines = fitted(title, room)
    lead_lines = (
        wrap(lead if isinstance(lead, tuple) else (Run(lead, LEAD("grey")),), room) if lead else Lines((), 6.35)
    )
    title_height = (len(lines.lines) - 1) * lines.leading
    end = (
        paper.title + title_height + (8.2 + (len(lead_lines.lines) - 1) * lead_lines.leading if lead_lines.lines else 0)
    )
    start = paper.title - 9.5

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("H1"):
            lines.draw(sheet, -0.15, y + 9.5)
        if lead_lines.lines:
            with sheet.tag("P"):
                lead_lines.draw(sheet, 0, y + 9.5 + title_height + 8.2)
        if aside:
            aside.draw(sheet, y)

    least = paper.content - start
    return Block(max(end - start + 6.3, least), drawing, keep=False)


def leaves(
    book: Booklet, title: str, head: Block, blocks: Sequence[Block], *, balanced: bool = False, strip: bool = True
) -> list[Leaf]:
    """Flow a title and its blocks over as many pages as they need; later pages say whose continuation they are.

    ``balanced`` fills them evenly, so that no page holds a lonely last block. The search for the best order of chapters asks
    for the same pages again and again: with the answers kept (and what they are of, lest its place be taken by another
    list), a booklet takes three quarters of the time.
    """
    key = "leaves", title, id(head), id(blocks), balanced, strip
    made, *_ = book.once(key, lambda: (_leaves(book, title, head, blocks, balanced, strip), head, blocks))
    return list(made)


def _leaves(book: Booklet, title: str, head: Block, blocks: Sequence[Block], balanced: bool, strip: bool) -> list[Leaf]:
    start = book.paper.title - 9.5
    content, floor = _measured(book, head, blocks), bottom(book, strip=strip)
    placed = flow_units(content, start, floor, later_top(book))
    placed = placed if balanced else _with_a_tail(placed, content, start, floor, later_top(book))
    while balanced and len(placed) > 1 and floor > book.paper.height / 2:
        floor -= 6
        if floor >= _steady(placed):
            continue
        tried = flow_units(content, start, floor, later_top(book))
        if len(tried) > len(placed):
            break
        placed = tried
    if balanced:
        placed = [_aired(page, bottom(book, strip=strip)) for page in placed]
    return [
        Leaf(title, tuple(page), strip=strip, outline=number == 0, continued=number > 0)
        for number, page in enumerate(placed)
    ]


def _measured(book: Booklet, head: Block, blocks: Sequence[Block]) -> list[Unit]:
    """A title and its blocks, measured once for every page on which they are tried."""
    made, *_ = book.once(("units", id(head), id(blocks)), lambda: (units([head, *spaced(blocks, 0)]), head, blocks))
    return made


def _with_a_tail(
    pages: list[list[tuple[Block, float]]], content: Sequence[Unit], top: float, floor: float, next_top: float
) -> list[list[tuple[Block, float]]]:
    """The same pages; the last but one gives some of its content to the last, where only a few lines would stand there."""
    cards = any(block.airy for block, _ in pages[0])
    for less in range(6, 90, 6):
        if len(pages) < 2 or _tall(pages[-1]) >= _LEAST_TAIL:
            break
        tried = flow_units(content, top, floor, next_top, short=(len(pages) - 1, less))
        if len(tried) > len(pages) or len(tried[0]) < 2 or cards > any(block.airy for block, _ in tried[0]):
            break
        if _tall(tried[-1]) >= _LEAST_TAIL:
            return tried
    return pages


def _tall(page: Sequence[tuple[Block, float]]) -> float:
    return page[-1][1] + page[-1][0].height - page[0][1] if page else 0.0


def _steady(pages: Sequence[Sequence[tuple[Block, float]]]) -> float:
    """Down to which floor these pages stay the same: a fifth of all layouts of cards need not be tried."""
    if any(block.cut for page in pages for block, _ in page):  # one that breaks fills whatever room there is
        return math.inf
    return max(y + block.height for page in pages for block, y in page)


def _aired(page: Sequence[tuple[Block, float]], floor: float) -> list[tuple[Block, float]]:
    """Share the white at the foot of a page out over the places where some may stand."""
    places = [number for number, (block, _) in enumerate(page) if block.airy and number]
    spare = floor - max((y + block.height for block, y in page), default=floor)
    step = min(spare / (len(places) + 1), _MOST_AIR) if places else 0.0
    return [(block, y + step * sum(place <= number for place in places)) for number, (block, y) in enumerate(page)]


@dataclass(frozen=True)
class Chapter:
    """A titled part of the booklet that may take several pages."""

    title: str
    head: Block
    blocks: Sequence[Block]
    strip: bool = True

    @cached_property
    def has_cards(self) -> bool:
        return any(block.airy for block in self.blocks)


def chain(book: Booklet, chapters: Sequence[Chapter], fresh: Collection[int] = ()) -> list[Leaf]:
    """Place chapters one after the other; one begins on the page of the one before where that leaves it enough room.

    A chapter that needs the stop strip never begins on a page without one; those in ``fresh``, by number, begin a page.
    The orders that are tried begin alike, so the pages up to each chapter are kept: a third less time.
    """
    made: tuple[Leaf, ...] = ()
    for number, one in enumerate(chapters):
        before, begins = made, number in fresh
        key = "chained", id(before), id(one), begins
        made, *_ = book.once(key, lambda: (_with_chapter(book, before, one, fresh=begins), before, one))  # noqa: B023 - called at once
    return list(made)


def _with_chapter(book: Booklet, made: tuple[Leaf, ...], one: Chapter, *, fresh: bool) -> tuple[Leaf, ...]:
    """These pages and one chapter more."""
    top = made[-1].end + _CHAPTER_GAP if made else 0.0
    floor = bottom(book, strip=not made or made[-1].strip)
    fits = bool(made) and not fresh and (made[-1].strip or not one.strip) and floor - top >= _CHAPTER_ROOM
    [first, *rest] = _flowed(book, one, top, floor) if fits else [[]]
    if len(first) < 2 or (one.has_cards and not any(block.airy for block, _ in first)):  # its title would stand alone
        return (*made, *leaves(book, one.title, one.head, one.blocks, strip=one.strip))
    *before, last = made
    joined = replace(last, below=(*last.below, Leaf(one.title, tuple(first))))
    later = [Leaf(one.title, tuple(page), strip=one.strip, outline=False, continued=True) for page in rest]
    return (*before, joined, *later)


def under(book: Booklet, page: Leaf, one: Chapter) -> Leaf | None:
    """The page with a chapter under what it holds; None where it has no room for the whole of it."""
    pages = _flowed(book, one, page.end + _CHAPTER_GAP, bottom(book, strip=page.strip))
    return replace(page, below=(*page.below, Leaf(one.title, tuple(pages[0])))) if len(pages) == 1 else None


def _flowed(book: Booklet, one: Chapter, top: float, floor: float) -> list[list[tuple[Block, float]]]:
    """Place a chapter under another; kept as pages are."""
    content, following = _measured(book, one.head, one.blocks), later_top(book)

    def flowed() -> list[list[tuple[Block, float]]]:
        return _with_a_tail(flow_units(content, top, floor, following), content, top, floor, following)

    pages, *_ = book.once(("flowed", id(content), top, floor), lambda: (flowed(), content))
    return pages


def roomy(book: Booklet, chapters: Sequence[Chapter]) -> list[Leaf]:
    """The same on no more pages, but a chapter begins a page of its own where that costs none and leaves none half empty."""
    best = chain(book, chapters)
    fresh: set[int] = set()
    for number in reversed(range(1, len(chapters))):
        tried = chain(book, chapters, {*fresh, number})
        before = chain(book, chapters[:number], fresh)
        filled = before[-1].end if before else 0.0
        if len(tried) <= len(best) and filled >= book.paper.height * _HALF:
            best, fresh = tried, {*fresh, number}
    return best


def apart(book: Booklet, chapters: Sequence[Chapter]) -> list[Leaf]:
    """Place chapters, each from the top of a page."""
    return [leaf for one in chapters for leaf in leaves(book, one.title, one.head, one.blocks, strip=one.strip)]


def page_numbers(leaves: Sequence[Leaf], before: int) -> dict[Hashable, int]:
    """Return the page on which each section with a name begins, with so many pages before these."""
    found: dict[Hashable, int] = {}
    for number, leaf in enumerate(leaves, start=before + 1):
        for key in leaf.sections:
            found.setdefault(key, number)
    return found


def broken(leaves: Sequence[Leaf]) -> int:
    """Return how many move-on lists, and cards to read, go on over a page."""
    return sum(isinstance(key, tuple) and key in two.sections for one, two in pairwise(leaves) for key in one.sections)


def later_top(book: Booklet) -> float:
    """Where content starts on a page that goes on from the one before."""
    return book.paper.title - 4.0


def draw_leaf(sheet: Sheet, book: Booklet, leaf: Leaf, number: int, count: int) -> None:
    """Draw one page of the booklet."""
    with sheet.page():
        if leaf.outline:
            sheet.bookmark(leaf.title)
        with sheet.furniture():
            _running_head(sheet, book)
            if leaf.continued:
                text = fill(book.words.page.continued, title=leaf.title)
                style = _CONTINUED_LARGE if book.large else _CONTINUED
                write(sheet, 0, book.paper.title - 7.5, shortened(text, LIVE, style), style)
        for part in (leaf, *leaf.below):
            if part is not leaf:
                sheet.bookmark(part.title)
            with sheet.tag("Sect", key=("section", part.title)):
                draw(sheet, part.drawings)
        with sheet.furniture():
            if leaf.strip:
                _strip(sheet, replace(book, later_sheet=True) if leaf.later else book)
            _foot(sheet, book, number, count)


def _running_head(sheet: Sheet, book: Booklet) -> None:
    words, clinic, y = book.words.page, book.template.clinic, book.paper.head
    strong, label = (LARGE.bold, LARGE) if book.large else (STRONG, LABEL)
    logo = book.template.logo
    name = "" if logo else shortened(clinic.name, LIVE * 0.34, strong)
    x = 0.0
    if logo:
        scale = min(_LOGO[0] / logo.width, min(_LOGO[1], y + 2.4 - book.paper.edge) / logo.height)
        sheet.image(0, y + 2.4 - logo.height * scale, logo.width * scale, logo.height * scale, logo.png)
        x = logo.width * scale + 5.3
    if name:
        write(sheet, 0, y, name, strong("accent"))
        x = measure(name, strong) + 5.3
    write(sheet, x, y, words.phone, label)
    x += measure(words.phone, label) + 1.6
    if clinic.phone:
        phone = shortened(clinic.phone, 96 - x, label)
        write(sheet, x, y, phone, label("ink"))
    else:
        marks.writing_line(sheet, y + 1.2, x, min(x + 42, 98))
    person = book.plan.case.name.strip()
    if person:
        frame = words.referral_for if book.plan.referral else words.plan_for
        write(sheet, LIVE, y, shortened(fill(frame, name=person), 74, label), label, align="right")
    else:
        text = fill(words.referral_for, name="").strip() if book.plan.referral else words.plan_for_blank
        write(sheet, LIVE - 46, y, text, label, align="right")
        marks.writing_line(sheet, y + 1.2, LIVE - 44.5, LIVE)


def strip_lines(book: Booklet) -> Lines:
    """The stop strip: up to four of the strongest signs, the emergencies first, on at most two lines.

    It says how many more there are, so that nobody takes the first for all.
    """
    return book.once("strip", lambda: _every_sign(book) if book.template.layout == "week" else _first_signs(book))


def _first_signs(book: Booklet) -> Lines:
    words, order = book.words.page, {"emergency": 0, "same_day": 1, "see_doctor": 2, "proceed": 3}
    signs = sorted(book.plan.stop_signs, key=lambda sign: order[sign.disposition])
    for count in range(min(len(signs), 4), 0, -1):
        shown = "; ".join(sign.text[:1].lower() + sign.text[1:] for sign in signs[:count])
        style = LARGE if book.large else BODY
        values = {"signs": shown, "page": book.cover_page}
        left = len(signs) - count
        told = (
            rich(words.stop_strip_more, style, more=left, **values) if left else rich(words.stop_strip, style, **values)
        )
        lines = wrap(told, _STRIP_ROOM)
        if len(lines.lines) <= 2:
            break
    return lines


def _every_sign(book: Booklet) -> Lines:
    """All stop signs in brief, for a sheet that stands alone; the most urgent ones on a sheet that goes on with its week."""
    words, order = book.words.stop, order_of_signs(book)
    told: list[Run] = []
    for name in order[:1] if book.later_sheet else order:
        signs = [sign.text for sign in book.plan.stop_signs if sign.disposition == name]
        told += signs_in_line(getattr(words, name), signs)
    if book.later_sheet and (left := sum(sign.disposition != order[0] for sign in book.plan.stop_signs)):
        told += rich(book.words.page.stop_strip_sheet, CLOSE, more=left)
    return wrap(tuple(told), _STRIP_ROOM)


def signs_in_line(name: str, signs: Sequence[str]) -> tuple[Run, ...]:
    """The stop signs of one urgency as a running line, behind what they ask for."""
    shown = "; ".join(sign[:1].lower() + sign[1:] if number else sign for number, sign in enumerate(signs))
    return Run(f"{name}: ", CLOSE.bold), Run(f"{shown}. ", CLOSE)


def order_of_signs(book: Booklet) -> list[str]:
    """What the stop signs of a plan ask for, the most urgent first."""
    named = {sign.disposition for sign in book.plan.stop_signs}
    return [name for name in ("emergency", "same_day", "see_doctor", "proceed") if name in named]


def _strip(sheet: Sheet, book: Booklet) -> None:
    if not book.plan.stop_signs:
        return
    lines = strip_lines(book)
    y = book.paper.last - 0.6 - (len(lines.lines) - 1) * lines.leading
    marks.red(sheet, 3.2, y - 1.5 + (len(lines.lines) - 1) * lines.leading / 2, 6.4)
    lines.draw(sheet, 9.5, y)


def _foot(sheet: Sheet, book: Booklet, number: int, count: int) -> None:
    words, plan = book.words.page, book.plan
    page = fill(words.page_of, number=number, count=count)
    y = book.paper.foot
    marks.rule(sheet, book.paper.foot_rule, 0.5, "hairline")
    style = LARGE.bold if book.large else FOOT.bold
    write(sheet, LIVE, y + (0.9 if book.large else 0), page, style, align="right")
    protocol = f"{plan.protocol.id}, {fill(words.version, version=plan.protocol.version)}"
    if plan.protocol.status == "draft":
        protocol = f"{protocol}, {words.draft}"
    tail = [protocol, fill(words.made, date=book.date(plan.as_of, "dated"))]
    what = words.referral if plan.referral else book.title
    room = LIVE - measure(page, style) - 6
    end = words.separator.join(["", *tail])
    who = shortened(book.who, max(room * 0.32, 20), FOOT)
    begin = words.separator.join([who, what])
    if measure(begin + end, FOOT) > room:
        begin = who
    write(sheet, 0, y, shortened(begin + end, room, FOOT), FOOT)
