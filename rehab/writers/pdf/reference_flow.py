"""Columns that run side by side and break over pages each for itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rehab.writers.pdf.blocks import Block, height_of, inside, shifted

Placed = tuple[Block, float]
_LEAST = 16.0
"""Columns start on a page only with so many mm left, unless they fit whole."""
_FEW = 9.0
"""Columns that go on over the next page are at least so many mm high on this one."""
_NEAR_TOP = 23.5
"""Down to here a page counts as empty, in mm under its top."""


@dataclass(frozen=True)
class Columns:
    """Stacks of blocks side by side, each at its x, under one structure element; ``again`` heads their next page."""

    stacks: tuple[tuple[float, tuple[Block, ...]], ...]
    gap: float = 0.0
    again: tuple[Block, ...] = ()
    key: object = None

    @property
    def height(self) -> float:
        return max((height_of(blocks) for _, blocks in self.stacks), default=0.0)


@dataclass(frozen=True)
class Newspaper:
    """Blocks in two columns of about the same height under a head; a page is full before the next one begins.

    Each block has the name that is said again where a page begins with it, or None. ``xs``: where the columns start;
    ``again`` is the head on the next page.
    """

    head: Block
    blocks: tuple[tuple[Block, Block | None], ...]
    xs: tuple[float, float]
    again: Block | None = None
    gap: float = 0.0
    key: object = None

    def part(self, room: float, *, begun: bool) -> tuple[Columns, Newspaper | None] | None:
        """Return what fits into so many mm, and the rest; None where not even a few blocks fit."""
        blocks = [block for block, _ in self.blocks]
        for count in range(len(blocks), 0, -1):
            if blocks[count - 1].keep:
                continue
            columns = balanced(blocks[:count], 2)
            height = max(map(height_of, columns))
            rest = self.blocks[count:]
            if self.head.height + height > room + 0.01 and (begun or count > 1):
                continue
            if rest and begun and height < _FEW:
                return None
            stacks = tuple(zip(self.xs, columns, strict=False))
            if not rest:
                return Columns(stacks, key=self.key), None
            name = rest[0][1]
            rest = ((name, None), *rest) if name else rest
            return Columns(stacks, key=self.key), replace(self, blocks=rest, head=self.again or self.head)
        return None


Item = Block | Columns | Newspaper


def _place_columns(part: Columns, y: float) -> Iterator[Placed]:
    for x, blocks in part.stacks:
        at = y
        for number, block in enumerate(blocks):
            at += block.gap if number else 0.0
            yield from ((shown, at) for shown in _shown(block, x, part.key))
            at += block.height


def place(items: Sequence[Item], top: float, next_top: float, bottom: float) -> list[list[Placed]]:
    """Place blocks and columns from ``top`` on; later pages begin at ``next_top``."""
    pages: list[list[Placed]] = [[]]
    y = top
    for item in items:
        gap = item.gap if pages[-1] else 0.0
        start = next_top if len(pages) > 1 else top
        if isinstance(item, Block):
            if pages[-1] and y + gap + item.height > bottom + 0.01:
                pages.append([])
                y, gap = next_top, 0.0
            pages[-1].append((item, y + gap))
            y += gap + item.height
            continue
        if isinstance(item, Newspaper):
            paper: Newspaper | None = item
            while paper is not None:
                fitting = paper.part(bottom - y - gap, begun=bool(pages[-1]))
                if fitting is None:
                    pages.append([])
                    y, gap = next_top, 0.0
                    continue
                part, rest = fitting
                pages[-1] += [(shown, y + gap) for shown in _shown(paper.head, 0.0, part.key)]
                y += gap + paper.head.height
                pages[-1] += _place_columns(part, y)
                y, paper = y + part.height, rest
                if paper is not None:
                    pages.append([])
                    y, gap = next_top, 0.0
            continue
        if y > start and y + gap + min(item.height, _LEAST) > bottom + 0.01:
            pages.append([])
            y, gap = next_top, 0.0
        y += gap
        stacks = [(x, list(blocks)) for x, blocks in item.stacks]
        while True:
            rests, ends = [], [y]
            for x, blocks in stacks:
                taken, end = _fitting(blocks, y, bottom, next_top + _NEAR_TOP)
                pages[-1] += [(shown, at) for (block, at) in taken for shown in _shown(block, x, item.key)]
                rests.append((x, blocks[len(taken) :]))
                ends.append(end)
            if not any(blocks for _, blocks in rests):
                y = max(ends)
                break
            pages.append([])
            y = next_top
            stacks = [(x, [*(item.again if number == 0 else ()), *blocks]) for number, (x, blocks) in enumerate(rests)]
    return pages


def _fitting(blocks: Sequence[Block], y: float, bottom: float, near: float) -> tuple[list[Placed], float]:
    """As many blocks as fit, at least one above ``near``, where a page is empty; a kept block goes with the one after it."""
    taken: list[Placed] = []
    start = y
    for block in blocks:
        gap = block.gap if taken else 0.0
        if y + gap + block.height > bottom + 0.01 and (taken or start > near):
            break
        taken.append((block, y + gap))
        y += gap + block.height
    if len(taken) < len(blocks):
        while len(taken) > 1 and taken[-1][0].keep:
            taken.pop()
            y = taken[-1][1] + taken[-1][0].height
    return taken, y


def _shown(block: Block, x: float, key: object) -> list[Block]:
    return inside(shifted([block], x), ("Sect", key)) if key is not None else shifted([block], x)


def balanced(blocks: Sequence[Block], count: int) -> list[tuple[Block, ...]]:
    """Share blocks out over columns of about the same height, in order; a kept block goes with the one after it."""
    low, high = 0.0, height_of(blocks) + 1
    while high - low > 0.5:
        middle = (low + high) / 2
        if len(_filled(blocks, middle)) <= count:
            high = middle
        else:
            low = middle
    return [tuple(column) for column in _filled(blocks, high)]


def _filled(blocks: Sequence[Block], height: float) -> list[list[Block]]:
    columns: list[list[Block]] = [[]]
    unit: list[Block] = []
    for block in blocks:
        unit.append(block)
        if block.keep:
            continue
        trial = [*columns[-1], *unit]
        if columns[-1] and height_of(trial) > height:
            columns.append([])
        columns[-1] += unit if columns[-1] else [replace(unit[0], gap=0.0), *unit[1:]]
        unit = []
    columns[-1] += unit
    return columns
