"""Blocks with a height, and the one paginator that places them on pages."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, chain

from rehab.writers.pdf import marks
from rehab.writers.pdf.sheet import COLUMN_C, LIVE, Sheet
from rehab.writers.pdf.type import BLOCK, BODY, LABEL, ROW, Align, Lines, Run, Runs, Style, wrap, write

Drawing = Callable[[Sheet, float], None]
COLUMN = LIVE - COLUMN_C
_MOST_COLUMN = 130.0
Role = tuple[str, Hashable]
"""A structure role and a key: blocks in a row with the same key share one element, also across pages."""
Unit = tuple[list["Block"], float]
"""Blocks that stay together, and their height without the first gap."""


@dataclass(frozen=True)
class Block:
    """A piece of a page: its height in mm and how to draw it with its top at a given y. It breaks only if it has a ``cut``.

    ``gap`` is the white above it, left out at the top of a page; ``keep`` holds it with the block after it. ``cut``
    gives the part that fits into so many mm and the rest, or None where no part does. White that a page has to spare
    may go above an ``airy`` block.
    """

    height: float
    draw: Drawing
    gap: float = 0.0
    keep: bool = False
    within: tuple[Role, ...] = ()
    cut: Callable[[float], tuple[Block, Block] | None] | None = None
    airy: bool = False


@dataclass(frozen=True)
class Leaf:
    """One page: its title, and what is drawn on it.

    ``outline`` puts the title into the outline; ``continued`` says at the top that the page goes on from the one before.
    ``later`` is a sheet that goes on with the week of another one. ``below`` are pages without a page of their own: they begin under this one, on the same sheet of paper.
    """

    title: str
    drawings: tuple[tuple[Block, float], ...]
    strip: bool = True
    outline: bool = True
    continued: bool = False
    later: bool = False
    below: tuple[Leaf, ...] = ()

    @property
    def last(self) -> Leaf:
        """What stands lowest on the page."""
        return self.below[-1] if self.below else self

    @cached_property
    def sections(self) -> tuple[Hashable, ...]:
        """The names of the sections that have something on this page, each once, in their order."""
        drawn = chain(self.drawings, *(one.drawings for one in self.below))
        return tuple(dict.fromkeys(key for block, _ in drawn for role, key in block.within if role == "Sect"))

    @property
    def end(self) -> float:
        """Where the content of the page ends."""
        return max((y + block.height for block, y in self.last.drawings), default=0.0)


def spaced(blocks: Sequence[Block], gap: float) -> list[Block]:
    """Give the first block this much white above it."""
    return [_with_gap(blocks[0], gap), *blocks[1:]] if blocks else []


def _with_gap(block: Block, gap: float) -> Block:
    """A layout does this 100,000 times while it looks for the best order, so without the slow ``replace``."""
    return Block(block.height, block.draw, gap, block.keep, block.within, block.cut)


def kept(blocks: Sequence[Block]) -> list[Block]:
    """Hold blocks together on one page, as far as one page can."""
    return [block if block.keep else replace(block, keep=True) for block in blocks[:-1]] + list(blocks[-1:])


def inside(blocks: Iterable[Block], *roles: Role) -> list[Block]:
    """Put blocks under structure elements."""
    return [Block(one.height, one.draw, one.gap, one.keep, (*roles, *one.within), one.cut, one.airy) for one in blocks]


def together(blocks: Sequence[Block]) -> list[Block]:
    """Let rows break over pages, but never after the first or before the last."""
    last = len(blocks) - 1
    return [
        replace(block, keep=block.keep or (number in (0, last - 1) and number != last))
        for number, block in enumerate(blocks)
    ]


def height_of(blocks: Sequence[Block]) -> float:
    """Return the height of blocks on one page, without the first gap."""
    return sum(block.height + block.gap for block in blocks) - (blocks[0].gap if blocks else 0.0)


def flow(
    blocks: Sequence[Block], top: float, bottom: float, *, next_top: float | None = None
) -> list[list[tuple[Block, float]]]:
    """Place blocks from ``top`` to ``bottom`` mm on as many pages as they need; later pages begin at ``next_top``."""
    return flow_units(units(blocks), top, bottom, top if next_top is None else next_top)


def flow_units(
    measured: Iterable[Unit], top: float, bottom: float, next_top: float, *, short: tuple[int, float] = (0, 0.0)
) -> list[list[tuple[Block, float]]]:
    """The same for blocks that were measured before; the page with the number in ``short`` is so many mm lower."""
    pages: list[list[tuple[Block, float]]] = [[]]
    y, lowest = top, bottom
    bottom = lowest - short[1] if short[0] == 1 else lowest
    waiting = deque(measured)
    while waiting:
        unit, height = waiting.popleft()
        gap = unit[0].gap if pages[-1] else 0.0
        if y + gap + height > bottom + 0.01:
            parts = _cut(unit, bottom - y - gap)
            if parts:
                unit, rest = parts
                waiting.appendleft((rest, height_of(rest)))
            elif pages[-1]:
                pages.append([])
                y, bottom = next_top, lowest - short[1] if short[0] == len(pages) else lowest
                waiting.appendleft((unit, height))
                continue
        for block in unit:
            gap = block.gap if pages[-1] else 0.0
            if pages[-1] and y + gap + block.height > bottom + 0.01:  # a unit taller than a page breaks where it must
                pages.append([])
                y, gap, bottom = next_top, 0.0, lowest - short[1] if short[0] == len(pages) else lowest
            pages[-1].append((block, y + gap))
            y += gap + block.height
    return pages


def _cut(unit: Sequence[Block], room: float) -> tuple[list[Block], list[Block]] | None:
    """Cut the last block of a unit so that what comes before the cut fits into so many mm."""
    *before, last = unit
    if last.cut is None:
        return None
    parts = last.cut(room - height_of(unit) + last.height)
    if parts is None:
        return None
    first, rest = (replace(part, within=last.within) for part in parts)
    return [*before, _with_gap(first, last.gap)], [rest]


def units(blocks: Sequence[Block]) -> list[Unit]:
    """Put together what stays together, with its height: measured once for all the places where it is tried."""
    made: list[list[Block]] = []
    kept = False
    for block in blocks:
        if kept:
            made[-1].append(block)
        else:
            made.append([block])
        kept = block.keep
    return [(unit, height_of(unit)) for unit in made]


def draw(sheet: Sheet, placed: Iterable[tuple[Block, float]]) -> None:
    """Draw placed blocks, each under its structure elements."""
    for block, y in placed:
        with sheet.tags.inside(block.within) if block.within else nullcontext():
            block.draw(sheet, y)


def shifted(blocks: Sequence[Block], x: float) -> list[Block]:
    """Move blocks to the right."""

    def moved(block: Block) -> Block:
        def drawing(sheet: Sheet, y: float) -> None:
            with sheet.shifted(x):
                block.draw(sheet, y)

        return replace(block, draw=drawing, cut=None)

    return [moved(block) for block in blocks] if x else list(blocks)


def stack(columns: Sequence[tuple[float, Sequence[Block]]]) -> Block:
    """Put stacks of blocks side by side, each at its x, as one block."""
    filled = [(x, blocks) for x, blocks in columns if blocks]

    def drawing(sheet: Sheet, y: float) -> None:
        for x, blocks in filled:
            with sheet.shifted(x) if x else nullcontext():
                draw(sheet, flow(blocks, y, 10_000)[0])

    return Block(max((height_of(blocks) for _, blocks in filled), default=0.0), drawing)


# -- common blocks ------------------------------------------------------------------------------------------------


def paragraph(
    content: str | Runs, style: Style = BODY, *, width: float = LIVE, x: float = 0.0, role: str = "P", gap: float = 0.0
) -> list[Block]:
    """Text that may break between lines, but leaves no single line behind."""
    lines = wrap(content, width, style)
    count = len(lines.lines)
    key = object()
    blocks = []
    for number, placed in enumerate(lines.lines):
        line = Lines((placed,), lines.leading)

        def one(sheet: Sheet, y: float, line: Lines = line) -> None:
            line.draw(sheet, x, y + _rise(line))

        keep = count > 1 and (number == 0 or number == count - 2)
        blocks.append(Block(lines.leading, one, keep=keep, within=((role, key),)))
    return spaced(blocks, gap)


def _rise(lines: Lines) -> float:
    """The way from the top of a line to its baseline."""
    return lines.leading * 0.74


def heading(
    text: str,
    style: Style = BLOCK,
    *,
    aside: str = "",
    role: str = "H2",
    ruled: bool = True,
    gap: float = 9.0,
    after: float = 0.0,
) -> list[Block]:
    """A block heading with a rule under it, held together with what follows."""
    lines = wrap(text, LIVE - 45 if aside else LIVE, style)

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag(role):
            lines.draw(sheet, 0, y + _rise(lines))
        if aside:
            with sheet.tag("P"):
                write(sheet, LIVE, y + _rise(lines), aside, LABEL, align="right")
        if ruled:
            marks.rule(sheet, y + lines.height + 1.4)

    return [Block(lines.height + (1.4 if ruled else 0.6) + after, drawing, gap=gap, keep=True)]


def bullets(
    texts: Iterable[str | Runs], *, x: float = 0.0, width: float = LIVE, style: Style = BODY, step: float = 1.5
) -> list[Block]:
    """A list with dots; an item breaks only when it is longer than a page."""
    key = object()
    return inside(
        [block for text in texts for block in item(text, x=x, width=width, style=style, step=step)], ("L", key)
    )


def item(
    content: str | Runs,
    *,
    x: float,
    width: float,
    style: Style = BODY,
    step: float = 1.5,
    sign: str = "dot",
    number: int = 0,
) -> list[Block]:
    """One list item; ``sign`` is dot, tick, cross, disc or number."""
    hang = {"dot": 4.4, "tick": 5.6, "cross": 5.6, "disc": 9.0, "number": 5.0}[sign]
    lines = wrap(content, width - hang, style)
    key = object()
    blocks = []
    for start in range(0, max(len(lines.lines), 1), 30):
        part = Lines(lines.lines[start : start + 30], lines.leading)

        def drawing(sheet: Sheet, y: float, part: Lines = part, first: bool = start == 0) -> None:
            baseline = y + _rise(part)
            if first:
                with sheet.tag("Lbl"):
                    _draw_sign(sheet, sign, x, baseline, number)
            with sheet.tag("LBody", key=key):
                part.draw(sheet, x + hang, baseline)

        blocks.append(Block(part.height + step, drawing, within=(("LI", key),)))
    return blocks


def _draw_sign(sheet: Sheet, sign: str, x: float, baseline: float, number: int) -> None:
    if sign == "number":
        write(sheet, x, baseline, str(number), Style(12.5, 5.5, "semibold", "accent"))
    elif sign == "disc":
        marks.numbered(sheet, x, baseline, number)
    elif sign == "tick":
        marks.tick(sheet, x + 1.8, baseline - 1.5)
    elif sign == "cross":
        marks.cross(sheet, x + 1.6, baseline - 1.5)
    else:
        marks.dot(sheet, x, baseline)


@dataclass(frozen=True)
class Cell:
    """A cell of a row: where it starts (or ends, for ``right``), its text, and its room."""

    x: float
    content: str | Runs
    width: float
    style: Style = BODY
    align: Align = "left"
    head: bool = False


def row(
    cells: Sequence[Cell], *, table: Hashable, padding: float = 2.1, least: float = 0.0, extra: Drawing | None = None, extra_height: float = 0.0,
    line: bool = True, head: bool = False, under: Cell | None = None,
) -> list[Block]:  # fmt: skip
    """One table row with a hairline under it; ``extra`` draws what is not text (boxes), tagged by itself.

    ``under`` is a remark below the other cells, read with the first of them. A row taller than a page goes on over
    several blocks.
    """
    remark = wrap(under.content, under.width, under.style) if under else Lines((), 0.0)
    wrapped = [wrap(cell.content, cell.width, cell.style) for cell in cells]
    tallest = max((len(lines.lines) for lines in wrapped), default=1)
    key = object()
    blocks = []
    for start in range(0, max(tallest, 1), 30):
        parts = [Lines(lines.lines[start : start + 30], lines.leading) for lines in wrapped]
        below = remark if start + 30 >= tallest else Lines((), 0.0)
        texts = max(part.height for part in parts) + below.height
        height = max(texts + 2 * padding, (extra_height if start == 0 else 0.0) + 2 * padding, least)

        def drawing(
            sheet: Sheet,
            y: float,
            parts: Sequence[Lines] = parts,
            height: float = height,
            first: bool = start == 0,
            texts: float = texts,
            below: Lines = below,
        ) -> None:
            text_top = y + (height - texts) / 2 if least else y + padding
            for number, (cell, part) in enumerate(zip(cells, parts, strict=True)):
                role, scope = ("TH", "Column") if head else ("TH", "Row") if cell.head else ("TD", "")
                with sheet.tag(role, key=(key, number), scope=scope):
                    part.draw(sheet, cell.x, text_top + _rise(part), cell.align)
                    if under and below.lines and number == 0:
                        below.draw(sheet, under.x, text_top + texts - below.height + _rise(below))
            if extra and first:
                extra(sheet, y + height / 2)
            if line:
                marks.hairline(sheet, y + height)

        blocks.append(Block(height, drawing, within=(("Table", table), ("TR", key))))
    return blocks


def _parted(heights: Sequence[float], gap: float) -> tuple[int, float]:
    """Return after how many entries the left column ends so that the taller one is lowest, and its height."""
    whole = sum(heights) + gap * (len(heights) - 1)
    left, best = -gap, (len(heights), whole)
    for place, height in enumerate(heights[:-1], start=1):
        left += height + gap
        taller = max(left, whole - left - gap)
        if taller < best[1]:
            best = place, taller
    return best


def newspaper(entries: Sequence[Sequence[Block]], *, gap: float = 2.2) -> list[Block]:
    """Entries down the left column, then down the right; it may break between entries."""
    whole = [spaced(entry, gap) for entry in entries]
    return _newspaper(whole, [height_of(entry) for entry in entries], gap) if entries else []


def _newspaper(entries: Sequence[list[Block]], heights: Sequence[float], gap: float) -> list[Block]:
    """The same for entries with their white, measured once: a search for the best pages cuts them again and again."""
    place, tallest = _parted(heights, gap)
    if tallest > _MOST_COLUMN and len(entries) == 1:
        return entries[0]
    sides = [(0.0, entries[:place]), (COLUMN_C, entries[place:])]
    wholes = list(accumulate(heights))

    def drawing(sheet: Sheet, y: float) -> None:
        stack([(x, list(chain(*side))) for x, side in sides]).draw(sheet, y)

    def cut(room: float) -> tuple[Block, Block] | None:
        for number in range(len(entries) - 1, 1, -1):
            if (wholes[number - 1] + gap * (number - 2)) / 2 > room + 0.01:  # one column is at least half as high
                continue
            if _parted(heights[:number], gap)[1] <= room:  # only what fits is put together
                first = _newspaper(entries[:number], heights[:number], gap)
                rest = _newspaper(entries[number:], heights[number:], gap)
                if len(first) == len(rest) == 1:
                    return first[0], rest[0]
        return None

    tall = max(height_of(list(chain(*side))) for _, side in sides)
    return [Block(tall, drawing, cut=cut)]


def halves(content: Runs) -> list[Block]:
    """Running text in two columns of one height; it may break after any line."""

    def block(lines: Lines) -> Block:
        left, right = lines.cut((len(lines.lines) + 1) // 2)

        def drawing(sheet: Sheet, y: float) -> None:
            with sheet.tag("P"):
                for x, part in ((0.0, left), (COLUMN_C, right)):
                    part.draw(sheet, x, y + _rise(part))

        def cut(room: float) -> tuple[Block, Block] | None:
            fitting = 2 * int(room / lines.leading)
            if not 0 < fitting < len(lines.lines):
                return None
            first, rest = lines.cut(fitting)
            return block(first), block(rest)

        return Block(left.height, drawing, cut=cut)

    return [block(wrap(content, COLUMN))] if content else []


def titled(title: str, entries: Sequence[Sequence[Block]], *, style: Style = ROW) -> list[list[Block]]:
    """Entries of a column with a heading over the first."""
    if not entries:
        return []
    head = paragraph((Run(title, style),), width=COLUMN, role="H2", gap=1.6)
    return [[*kept([*head, *entries[0][:1]]), *entries[0][1:]], *map(list, entries[1:])]


def pairs(entries: Sequence[Sequence[Block]], *, gap: float = 1.4) -> list[Block]:
    """Entries in two columns, line by line, with a hairline under each pair; a pair never breaks."""
    made = []
    for start in range(0, len(entries), 2):
        two = [*entries[start : start + 2], []][:2]
        made.append(underlined(stack([(0.0, two[0]), (COLUMN_C, two[1])]), gap))
    return made


def underlined(block: Block, gap: float = 1.4) -> Block:
    """The same block with white above and below it, and a hairline."""

    def drawing(sheet: Sheet, y: float) -> None:
        block.draw(sheet, y + gap)
        marks.hairline(sheet, y + block.height + 2 * gap)

    def cut(room: float) -> tuple[Block, Block] | None:
        parts = block.cut(room - 2 * gap) if block.cut else None
        return (underlined(parts[0], gap), underlined(parts[1], gap)) if parts else None

    return replace(block, height=block.height + 2 * gap, draw=drawing, cut=cut if block.cut else None)


def columns(left: Sequence[Block], right: Sequence[Block]) -> list[Block]:
    """Two equal columns as one block; one under the other when they are taller than half a page."""
    if max(height_of(left), height_of(right)) > _MOST_COLUMN:
        return [*left, *spaced(right, 5.5 if left else 0.0)]
    return [stack([(0.0, left), (COLUMN_C if left else 0.0, right)])] if left or right else []


def framed(blocks: Sequence[Block], *, padding: float = 4.2, stroke: float = 1.1) -> Block:
    """Blocks inside a frame with round corners; they keep to their own x."""
    height = height_of(blocks) + 2 * padding

    def drawing(sheet: Sheet, y: float) -> None:
        sheet.box(0, y, LIVE, height, stroke=stroke, radius=2.2)
        [placed] = flow(blocks, y + padding, y + padding + 10_000)
        draw(sheet, placed)

    return Block(height, drawing)


def bold(text: str, style: Style = BODY) -> Run:
    """A run of key words."""
    return Run(text, style.bold)
