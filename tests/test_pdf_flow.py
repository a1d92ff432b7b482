"""How blocks are placed on pages: what breaks, what stays together, and where a chapter begins."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
import sample_plan as sample

from rehab.writers.pdf.blocks import Block, flow, heading, height_of, newspaper
from rehab.writers.pdf.pages_frame import Chapter, apart, bottom, chain, leaves, page_numbers, title_block
from rehab.writers.pdf.sheet import PAPERS
from rehab.writers.pdf.weekgrid import GRIDS, boxes_of, rows
from rehab.writers.pdf.words import Booklet


def booklet(**changes: Any) -> Booklet:
    return Booklet(sample.plan(**changes), sample.template(), PAPERS["a4"])


def block(height: float, drawn: list[float] | None = None, **changes: Any) -> Block:
    """A block that notes its height when it is drawn."""
    return Block(height, lambda _sheet, _y: drawn.append(height) if drawn is not None else None, **changes)


def draw(pages: list[list[tuple[Block, float]]]) -> None:
    sheet: Any = _Sheet()
    for page in pages:
        for one, y in page:
            one.draw(sheet, y)


class _Sheet:
    """Stands in for a page: only moving to the right is asked of it."""

    def shifted(self, _x: float) -> Any:
        from contextlib import nullcontext

        return nullcontext()


@pytest.mark.parametrize("room", [25.0, 40.0, 60.0, 200.0])
def test_two_columns_break_between_entries_and_lose_none(room: float) -> None:
    drawn: list[float] = []
    heights = [10.0 + number for number in range(9)]
    pages = flow(newspaper([[block(height, drawn)] for height in heights], gap=1), 0, room)
    for page in pages:
        assert all(y + one.height <= room + 0.01 for one, y in page)
    draw(pages)
    assert sorted(drawn) == heights


def test_a_heading_goes_with_the_part_of_the_columns_that_fits() -> None:
    columns = newspaper([[block(20)] for _ in range(8)], gap=0)
    title = heading("Title")
    pages = flow([block(100), *title, *columns], 0, 100 + height_of(title) + title[0].gap + 45)
    assert [len(page) for page in pages] == [3, 1]
    pages = flow([block(100), *title, *columns], 0, 100 + height_of(title) + title[0].gap + 15)
    assert [len(page) for page in pages] == [1, 2]


def test_a_chapter_begins_on_the_page_before_only_where_it_has_room() -> None:
    book = booklet()
    room = bottom(book) - 60

    def chapter(name: str, height: float) -> Chapter:
        return Chapter(name, title_block(book, name), [block(height, within=(("Sect", name),))])

    short, long = chapter("first", 60), chapter("first", room - 30)
    [page] = chain(book, [short, chapter("second", 60)])
    assert [page.title, *(one.title for one in page.below)] == ["first", "second"]
    assert page_numbers([page], before=3) == {"first": 4, "second": 4}
    assert [leaf.title for leaf in chain(book, [long, chapter("second", 60)])] == ["first", "second"]
    assert len(apart(book, [short, chapter("second", 60)])) == 2


@pytest.mark.parametrize(
    ("times", "each_side", "boxes", "letters"), [(1, False, 1, False), (1, True, 2, True), (3, True, 3, False)]
)
def test_each_side_work_has_two_boxes_once_a_day_and_one_for_each_time_otherwise(
    times: int, each_side: bool, boxes: int, letters: bool
) -> None:
    task = sample.task(1, "bridge", "load", "Bridge", "3 × 12", times, each_side=each_side)
    found = boxes_of([task])
    assert found is not None
    assert (found.count, found.each_side) == (boxes, letters)
    day = sample.plan().days[0].model_copy(update={"tasks": (task,)})
    [row] = rows(booklet(), (day,))
    assert row.dose.endswith("L+R") == (each_side and times > 1)


def test_no_row_is_lower_than_its_boxes_and_its_label() -> None:
    days = sample.plan().days[:7]
    for row in rows(booklet(), days):
        for grid in GRIDS:
            assert row.height(grid) >= 5.0 * row.lines + 2
            assert row.height(grid) >= 4.9 * len(row.label(grid).lines)


def test_a_chapter_of_cards_begins_under_another_only_together_with_its_first_card() -> None:
    book = booklet()
    room = bottom(book) - 60
    head = title_block(book, "cards")
    first = Chapter("first", title_block(book, "first"), [block(room - 90)])
    for height, airy, begins in ((40, True, True), (80, True, False), (80, False, True)):
        cards = Chapter("cards", head, [block(8), block(height, airy=airy)])
        page, *_ = chain(book, [first, cards])
        assert bool(page.below) is begins, (height, airy)


def test_white_at_the_foot_of_a_page_goes_above_its_cards() -> None:
    book = booklet()
    [leaf] = leaves(book, "one", title_block(book, "one"), [block(30), *[block(40, airy=True)] * 3], balanced=True)
    placed = [(one.airy, y) for one, y in leaf.drawings]
    starts = [y for airy, y in placed if airy]
    steps = {round(later - before - 40, 6) for before, later in pairwise(starts)}
    assert len(steps) == 1
    assert 0 < steps.pop() <= 12
    assert leaf.end <= bottom(book)
