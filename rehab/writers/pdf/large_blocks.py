"""Blocks of large print: one column, 18 points and more, boxes that a shaking hand can hit."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext

from rehab.models.form import FormField
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import Block, bullets, height_of, inside, kept, paragraph, spaced
from rehab.writers.pdf.pages_frame import bottom, later_top
from rehab.writers.pdf.sheet import LIVE, Sheet
from rehab.writers.pdf.type import LARGE, LETTER, Lines, Run, Runs, Style, runs, wrap, write
from rehab.writers.pdf.words import Booklet, capital, fill

SECTION = Style(24, 10, "semibold")
ENTRY = Style(21, 9, "semibold")
AMOUNT = Style(28, 11.4, "semibold", "accent")
BOX = 8.0
_PITCH = 9.6
_HANG = 13.0
_MOST_WHOLE, _MOST_TEXT = 110.0, 60.0
"""What is lower than this in mm goes to the next page as one, and a paragraph."""
_MOST = 4
"""So many boxes stand on one line."""


def big(content: str | Runs) -> Runs:
    """The same text in large print; what is grey elsewhere is ink here."""
    parts = runs(content) if isinstance(content, str) else content
    return tuple(Run(run.text, _larger(run.style)) for run in parts)


def _larger(style: Style) -> Style:
    colour = "ink" if style.colour in ("grey", "side") else style.colour
    return style if style.size >= LARGE.size else Style(LARGE.size, LARGE.leading, style.face, colour)


def para(content: str | Runs, *, gap: float = 0.0, role: str = "P", width: float = LIVE, x: float = 0.0) -> list[Block]:
    """A paragraph."""
    return paragraph(big(content), LARGE, gap=gap, role=role, width=width, x=x) if content else []


def named(name: str, text: str | Runs, *, gap: float = 2.0) -> list[Block]:
    """A paragraph with its name run in."""
    said = runs(text) if isinstance(text, str) else text
    return para((Run(f"{name} ", LARGE.bold), *said), gap=gap) if said else []


def section(text: str, *, gap: float = 9.0) -> list[Block]:
    """A heading with a rule over it, held together with what follows."""
    lines = wrap((Run(text, SECTION),), LIVE)

    def drawing(sheet: Sheet, y: float) -> None:
        marks.rule(sheet, y)
        with sheet.tag("H2"):
            lines.draw(sheet, -0.1, y + 9.4)

    return [Block(lines.height + 3.4, drawing, gap=gap, keep=True)]


def room_for_a_card(book: Booklet, head: Block | None = None) -> float:
    """The height of a page that goes on from the one before, or of one that begins with ``head``."""
    top = book.paper.title - 9.5 + head.height if head else later_top(book)
    return bottom(book) - top - 1


def in_parts(book: Booklet, title: str, parts: Sequence[Sequence[Block]], head: Block | None = None) -> list[Block]:
    """A card on one page; one that is too tall breaks after its first part, and its title stands there again.

    A card right under the ``head`` of a page leaves that on no page of its own.
    """
    first, *more = [list(part) for part in parts if part]
    if height_of([*first, *joined(more)]) <= room_for_a_card(book, head):
        return kept([*first, *joined(more)])
    pages, again, most = [first], fill(book.words.page.continued, title=title), room_for_a_card(book)
    for part in more:
        if len(pages) == 1 or height_of([*pages[-1], *part]) > most:
            pages.append(section(again))
        pages[-1] += part
    return joined([kept(page) if height_of(page) <= most else page for page in pages])


def joined(parts: Sequence[Sequence[Block]]) -> list[Block]:
    """All blocks of some parts."""
    return [block for part in parts for block in part]


def entry(text: str, *, gap: float = 5.0) -> list[Block]:
    """The name of an entry, held together with what follows."""
    lines = wrap((Run(text, ENTRY),), LIVE)

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("H3"):
            lines.draw(sheet, -0.1, y + 6.6)

    return [Block(lines.height, drawing, gap=gap, keep=True)]


def lettered(letter: str, content: Runs, *, gap: float = 4.0) -> Block:
    """A paragraph that hangs behind a large letter."""
    text = wrap(big(content), LIVE - _HANG)

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("H3"):
            write(sheet, -0.15, y + 7.6, letter, LETTER)
        with sheet.tag("P"):
            text.draw(sheet, _HANG, y + 6.1)

    return Block(max(text.height, 10.0), drawing, gap=gap)


def listed(name: str, texts: Sequence[str | Runs]) -> list[Block]:
    """A list under its name; a short one does not break."""
    blocks = [*entry(name), *dots(texts)] if texts else []
    return whole(blocks)


def whole(blocks: Sequence[Block]) -> list[Block]:
    """Hold blocks together that are not too tall for that."""
    return kept(blocks) if height_of(blocks) <= _MOST_WHOLE else list(blocks)


def whole_text(content: str | Runs, *, gap: float = 0.0) -> list[Block]:
    """A paragraph that breaks only where it is long."""
    lines = para(content, gap=gap)
    return kept(lines) if height_of(lines) <= _MOST_TEXT else lines


def dots(texts: Sequence[str | Runs], *, gap: float = 1.5, step: float = 1.6) -> list[Block]:
    """A list with dots."""
    return spaced(bullets([big(text) for text in texts], style=LARGE, step=step), gap)


def steps(texts: Sequence[str], *, step: float = 1.4) -> list[Block]:
    """A numbered list."""
    made: list[Block] = []
    for number, text in enumerate(texts, start=1):
        lines = wrap(big(text), LIVE - 11)

        def drawing(sheet: Sheet, y: float, number: int = number, lines: Lines = lines) -> None:
            with sheet.tag("Lbl"):
                write(sheet, 0, y + 6.1, str(number), LARGE.bold("accent"))
            with sheet.tag("LBody"):
                lines.draw(sheet, 11, y + 6.1)

        made.append(Block(lines.height + step, drawing, within=(("LI", object()),)))
    return inside(made, ("L", object()))


def tick_row(
    content: Runs,
    count: int,
    *,
    alt: str,
    letters: Sequence[str] = (),
    under: Runs = (),
    ruled: bool = True,
    white: float = 2.2,
    fields: Sequence[FormField] = (),
) -> Block:
    """Text with boxes at the right edge, in lines of four, and a remark under it; ``fields`` can be filled in."""
    wide = min(count, _MOST) * _PITCH
    room = LIVE - wide - (4 if count else 0)
    text, below = wrap(big(content), room), wrap(big(under), room) if under else Lines((), LARGE.leading)
    high = -(-count // _MOST) * _PITCH
    height = max(text.height + below.height, high) + white

    def drawing(sheet: Sheet, y: float) -> None:
        top = y + (height - text.height - below.height) / 2
        with sheet.tag("P"):
            text.draw(sheet, 0, top + 6.1)
        if below.lines:
            with sheet.tag("P"):
                below.draw(sheet, 0, top + text.height + 6.1)
        if count:
            place = y + (height - high) / 2 + (_PITCH - BOX) / 2
            figure = sheet.tag("Figure", alt=alt, area=(LIVE - wide, place, wide, high))
            with nullcontext() if fields else figure:
                for number in range(count):
                    x = LIVE - wide + (_PITCH - BOX) + number % _MOST * _PITCH
                    _box(sheet, x, place + number // _MOST * _PITCH, letters[number % 2] if letters else "")
                    if fields:
                        sheet.field(x, place + number // _MOST * _PITCH, BOX, BOX, fields[number])
        if ruled:
            marks.hairline(sheet, y + height)

    return Block(height, drawing)


def _box(sheet: Sheet, x: float, y: float, letter: str) -> None:
    marks.tick_box(sheet, x, y, BOX)
    if letter:
        write(sheet, x + BOX / 2, y + 6.2, letter, LARGE("side"), align="centre")


def write_row(
    shown: Sequence[tuple[str, str]], alt: str, fields: Sequence[FormField | None] = (), *, white: float = 4.0
) -> Block:
    """Up to three names, each over a box for a number; ``fields`` can be filled in."""
    room = LIVE / 3
    texts = [(wrap((Run(name, LARGE.bold),), room - 4), wrap((Run(unit, LARGE),), room - 4)) for name, unit in shown]
    high = max(name.height for name, _ in texts)
    tallest = high + max(unit.height for _, unit in texts)

    def drawing(sheet: Sheet, y: float) -> None:
        for place, (name, unit) in enumerate(texts):
            x, top = place * room, y + tallest + min(white, 2.5)
            with sheet.tag("P"):
                name.draw(sheet, x, y + high - name.height + 6.5)
                unit.draw(sheet, x, y + high + 6.0)
            field = fields[place] if fields else None
            with nullcontext() if field else sheet.tag("Figure", alt=alt, area=(x, top, 30, 12)):
                marks.write_in(sheet, x, top, 30, 12)
                if field:
                    sheet.field(x, top, 30, 12, field)

    return Block(tallest + 12 + white, drawing)


def sides_row(book: Booklet, *, left: bool, right: bool) -> Block:
    """Two boxes with their words, ticked where the side is known."""

    def drawing(sheet: Sheet, y: float) -> None:
        x = 0.0
        with sheet.tag("P"):
            for word, ticked in ((book.words.sides.left, left), (book.words.sides.right, right)):
                marks.tick_box(sheet, x, y + 1, BOX, ticked=ticked)
                write(sheet, x + BOX + 2.5, y + 7.2, capital(word), LARGE.bold if ticked or left == right else LARGE)
                x += 48

    return Block(11, drawing)
