"""The last two pages of a chapter made more even, where the last would be nearly empty and the next chapter begins a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rehab.writers.pdf.blocks import Leaf, flow
from rehab.writers.pdf.pages_frame import bottom, later_top
from rehab.writers.pdf.words import Booklet

_LONELY, _ENOUGH = 0.28, 0.4
"""The share of a page under which its content looks left over, and the one with which it does not."""
_STEP = 6.0


def evened(book: Booklet, leaves: Sequence[Leaf]) -> list[Leaf]:
    """Return as many pages: where the last of a chapter is nearly empty, it takes more from those before it."""
    made: list[Leaf] = []
    run: list[Leaf] = []
    for leaf in [*leaves, None]:
        if leaf and leaf.continued:
            run.append(leaf)
            continue
        made += _evened(book, run)
        run = [leaf] if leaf else []
    return made


def _evened(book: Booklet, run: list[Leaf]) -> list[Leaf]:
    """The pages of one chapter, the first of which may begin under another one."""
    if len(run) < 2 or run[-1].below or _share(book, run[-1]) >= _LONELY:
        return run
    *before, one, two = run
    blocks = [block for part in (one.last, two) for block, _ in part.drawings]
    if any(block.cut or block.airy for block in blocks):  # columns that were cut; cards have white of their own
        return run
    top, floor = one.last.drawings[0][1], bottom(book, strip=two.strip)
    while _share(book, two) < _ENOUGH:
        floor -= _STEP
        pages = flow(blocks, top, floor, next_top=later_top(book))
        if len(pages) != 2 or (not one.continued and len(pages[0]) < 2):
            break
        last = replace(one.last, drawings=tuple(pages[0]))
        one = replace(one, below=(*one.below[:-1], last)) if one.below else last
        two = replace(two, drawings=tuple(pages[1]))
    return [*before, one, two]


def _share(book: Booklet, leaf: Leaf) -> float:
    top = later_top(book)
    return (leaf.end - top) / (bottom(book, strip=leaf.strip) - top)
