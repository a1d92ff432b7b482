"""Each fast way of the printed plan gives what the slow way gives."""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import pytest
import sample_plan as sample
from conftest import PlanMaker
from reportlab.lib.utils import asBytes
from reportlab.pdfbase.pdfdoc import PDFArray, PDFArrayCompact, PDFDictionary, PDFDocument

from rehab.library import Library
from rehab.models.plan import Plan
from rehab.writers.pdf import booklet, structure
from rehab.writers.pdf.blocks import Block, flow, newspaper, spaced
from rehab.writers.pdf.pages_frame import bottom, draw_leaf, later_top, leaves, title_block
from rehab.writers.pdf.sheet import PAPERS, Sheet
from rehab.writers.pdf.words import Booklet

T = TypeVar("T")


class Afresh(Booklet):
    """A booklet that keeps nothing: whatever is asked for is made again."""

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        return make()

    def always(self, key: Hashable, make: Callable[[], T]) -> T:
        return make()


def printed(book: Booklet) -> bytes:
    """Every page of a booklet as a file."""
    sheet = Sheet(book.paper, accent=book.template.accent, title=book.title, language="en")
    pages = booklet._laid(book, None, booklet.silent)
    for number, leaf in enumerate(pages, start=1):
        draw_leaf(sheet, book, leaf, number, len(pages))
    return sheet.finish()


@pytest.mark.parametrize(
    ("condition", "case", "paper", "template"),
    [
        ("hamstring-strain", {"grade": "2"}, "a4", "clinic"),  # many orders of chapters
        ("knee-osteoarthritis-crepitus", {"day": 9}, "letter", "clinic"),  # weeks that share a sheet
        ("calf-strain", {"side": "right", "yes": None}, "a4", "week"),
    ],
)
def test_a_booklet_with_parts_that_are_kept_is_the_one_with_each_part_made_afresh(
    make_plan: PlanMaker, library: Library, condition: str, case: Any, paper: Any, template: str
) -> None:
    plan: Plan = make_plan(condition, **case)
    look = library.template(template)
    assert printed(Booklet(plan, look, PAPERS[paper])) == printed(Afresh(plan, look, PAPERS[paper]))


def some_blocks(seed: int) -> list[Block]:
    """Cards and lines of many heights; some stay with the next one."""
    roll = random.Random(seed)
    return [
        Block(roll.uniform(4, 95), lambda *_: None, roll.choice([0.0, 2.2, 9.0]), keep=roll.random() < 0.2)
        for _ in range(roll.randrange(4, 30))
    ]


@pytest.mark.parametrize("seed", range(25))
def test_pages_of_cards_are_filled_as_evenly_as_by_trying_every_height(seed: int) -> None:
    book = Booklet(sample.plan(), sample.template(), PAPERS["a4"])
    head, blocks = title_block(book, "one"), some_blocks(seed)
    floor, start = bottom(book), book.paper.title - 9.5
    placed = flow([head, *spaced(blocks, 0)], start, floor, next_top=later_top(book))
    while len(placed) > 1 and floor > book.paper.height / 2:
        floor -= 6
        tried = flow([head, *spaced(blocks, 0)], start, floor, next_top=later_top(book))
        if len(tried) > len(placed):
            break
        placed = tried
    made = leaves(book, "one", head, blocks, balanced=True)
    assert [[y for _, y in leaf.drawings] for leaf in made] == [[y for _, y in page] for page in placed]


@pytest.mark.parametrize("seed", range(25))
def test_columns_are_cut_behind_the_last_entry_that_fits(seed: int) -> None:
    entries = [[block] for block in some_blocks(seed)]
    [whole] = newspaper(entries, gap=2.0)
    assert whole.cut
    for room in range(10, 700, 15):
        fitting = [
            number for number in range(2, len(entries)) if newspaper(entries[:number], gap=2.0)[0].height <= room
        ]
        parts = whole.cut(room)
        assert bool(parts) is bool(fitting)
        if parts:
            cut = newspaper(entries[: fitting[-1]], gap=2.0), newspaper(entries[fitting[-1] :], gap=2.0)
            assert [part.height for part in parts] == [one.height for [one] in cut]


@pytest.mark.parametrize("count", [0, 1, 6, 7, 10, 11, 25])
def test_the_structure_is_written_as_reportlab_writes_it(count: int) -> None:
    document, parts = PDFDocument(), [str(number) for number in range(count)]
    assert asBytes(structure._listed(parts)) == PDFArrayCompact(parts).format(document)
    entries = {f"K{number:02}": f"{number} 0 R" for number in range(count)}
    assert asBytes(structure._dictionary(entries)) == PDFDictionary(dict(reversed(entries.items()))).format(document)


@pytest.mark.parametrize("box", [(0.0, 12.346, 100.5, 841.888), (1.0, -3.204, 0.1, 595.0)])
def test_the_area_of_a_figure_is_written_as_reportlab_writes_it(box: Any) -> None:
    written = PDFArray([round(part, 2) for part in box]).format(PDFDocument())
    assert asBytes(structure._area(box)) == written
