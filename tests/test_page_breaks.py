"""Where pages may break: a card stays whole, no few lines go over alone, and no page is left half empty for nothing."""

from __future__ import annotations

from typing import Any

import pypdfium2 as pdfium
import pytest
from combinations import LIBRARY
from test_pdf_flow import block

from rehab.models.plan import Plan
from rehab.writers.pdf import write
from rehab.writers.pdf.blocks import Block, flow, height_of, units
from rehab.writers.pdf.evening import evened
from rehab.writers.pdf.large_blocks import in_parts, room_for_a_card
from rehab.writers.pdf.large_cards import card_chapters
from rehab.writers.pdf.large_days import day_pages
from rehab.writers.pdf.pages_frame import Chapter, apart, bottom, chain, later_top, title_block
from rehab.writers.pdf.sheet import PAPERS
from rehab.writers.pdf.words import Booklet


def large(plan: Plan) -> Booklet:
    return Booklet(plan, LIBRARY.template("large-print"), PAPERS["letter"])


def begins_a_card(one: Block) -> bool:
    """Whether a block is the heading of a card, which alone has this white above it."""
    return one.keep and one.gap in (9.0, 10.0)


@pytest.mark.parametrize("condition", ["knee-osteoarthritis-crepitus", "patellar-tendinopathy"])
def test_a_large_card_stays_whole_and_one_taller_than_a_page_breaks_under_its_name(
    condition: str, make_plan: Any
) -> None:
    book = large(make_plan(condition, grade="2" if condition == "patellar-tendinopathy" else "mild-moderate"))
    cards = pages = 0
    for phase, chapter in zip(book.printed_phases, card_chapters(book), strict=True):
        cards += sum(not book.goes_on(phase, dose) for dose in phase.exercises)
        whole = [(unit, height) for unit, height in units(chapter.blocks) if height > 40 and begins_a_card(unit[0])]
        assert all(height <= room_for_a_card(book) for _, height in whole)
        pages += len(whole)
    assert pages - cards == (0 if condition == "knee-osteoarthritis-crepitus" else 1)


def test_a_card_too_tall_for_a_page_breaks_between_its_parts_alone(make_plan: Any) -> None:
    book = large(make_plan("hamstring-strain", grade="2"))
    most = room_for_a_card(book)
    head = title_block(book, "Cards")
    for heights, under, expected in (
        ((0.5, 0.3, 0.1), None, 1),
        ((0.5, 0.3, 0.4), None, 2),
        ((0.2, 0.4, 0.5), None, 2),
        ((0.6, 0.6, 0.6), None, 3),
        ((0.6, 0.3, 0.08), head, 2),
    ):
        parts = [[block(share * most / 2, keep=False) for _ in range(2)] for share in heights]
        made = in_parts(book, "Bridge", parts, under)
        first = room_for_a_card(book, under)
        found = flow(made, 0, most, next_top=0) if under is None else flow(made, most - first, most, next_top=0)
        assert len(found) == expected
        assert all(height_of([one for one, _ in page]) <= most for page in found)


@pytest.mark.parametrize(
    ("condition", "grade"), [("achilles-tendinopathy", None), ("delayed-onset-muscle-soreness", "mild")]
)
def test_a_road_with_a_page_of_its_own_has_the_lights_under_it_and_nowhere_else(
    condition: str, grade: str | None, make_plan: Any
) -> None:
    look = LIBRARY.template("clinic")
    data = write(make_plan(condition, grade=grade), look, paper="letter")
    pages = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(data)]
    words = look.wording
    [road] = [number for number, page in enumerate(pages) if words.cover.road_lead in page]
    assert [number for number, page in enumerate(pages) if words.gate.lights in page] == [road]
    assert any(words.gate.chart in page for page in pages[road:])


@pytest.mark.parametrize(("tail", "joined"), [(5.0, False), (5.0, True), (40.0, False)])
def test_few_lines_never_go_over_a_page_alone(tail: float, joined: bool, make_plan: Any) -> None:
    book = Booklet(make_plan("hamstring-strain", grade="2"), LIBRARY.template("clinic"), PAPERS["letter"])
    head = title_block(book, "Care")
    before = [Chapter("Before", title_block(book, "Before"), [block(60)])] if joined else []
    top = book.paper.title - 9.5 if not joined else chain(book, before)[-1].end + 8
    rows = int((bottom(book) - top - head.height) / 5)
    chapter = Chapter("Care", head, [*(block(5) for _ in range(rows)), block(tail), *([block(5)] * 2)])
    *_, first, last = chain(book, [*before, chapter])
    assert last.drawings[-1][1] + 5 - last.drawings[0][1] >= 25
    assert len(first.last.drawings) > rows - 10


def test_the_rows_of_a_long_day_in_large_print_stand_closer_before_they_go_over_a_page(make_plan: Any) -> None:
    book = large(make_plan("calf-strain", grade="2"))
    assert [len(day_pages(book, day)) for day in book.plan.days[:6]] == [1] * 6


def test_a_last_page_that_is_nearly_empty_takes_more_from_the_page_before(make_plan: Any) -> None:
    book = large(make_plan("hamstring-strain", grade="2"))
    room = room_for_a_card(book)
    chapter = Chapter("Care", title_block(book, "Care"), [block(10) for _ in range(int(room / 10) + 2)])
    before = apart(book, [chapter])
    one, two = evened(book, before)
    assert before[-1].end - later_top(book) < 0.28 * room < 0.4 * room < two.end - later_top(book)
    assert len(one.drawings) + len(two.drawings) == sum(len(leaf.drawings) for leaf in before)
