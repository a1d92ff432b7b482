"""A whole document: which pages, in which order."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from typing import Literal

from rehab.models.plan import Day, Plan
from rehab.models.template import Template
from rehab.writers.pdf import fonts
from rehab.writers.pdf.blocks import COLUMN, Block, Leaf, bold, bullets, heading, inside, paragraph, titled
from rehab.writers.pdf.form import Form
from rehab.writers.pdf.fridge import fridge
from rehab.writers.pdf.large import large_print
from rehab.writers.pdf.margins import overflows, within
from rehab.writers.pdf.onepage import PAPERS_FULL, one_page
from rehab.writers.pdf.ordered import is_usual, ordered
from rehab.writers.pdf.pages_cards import card_chapters, cards
from rehab.writers.pdf.pages_care import CARE, READ, care, care_chapter, care_page, reading
from rehab.writers.pdf.pages_cover import cover, stop_signs
from rehab.writers.pdf.pages_frame import (
    Chapter,
    apart,
    broken,
    chain,
    draw_leaf,
    page_numbers,
    roomy,
    title_block,
    under,
)
from rehab.writers.pdf.pages_gate import LIGHTS, gates, named_lights
from rehab.writers.pdf.pages_last import education, known, sources
from rehab.writers.pdf.pages_phase import phases
from rehab.writers.pdf.pages_referral import referral
from rehab.writers.pdf.pages_safety import again, safety
from rehab.writers.pdf.pages_selfcare import own_cards, selfcare
from rehab.writers.pdf.pages_week import shown_days, weeks
from rehab.writers.pdf.reference import write_reference
from rehab.writers.pdf.sheet import PAPERS, Sheet
from rehab.writers.pdf.type import ROW
from rehab.writers.pdf.words import Booklet, Say, capital, fill, sentence

_MOST_NAMED = 8
_BARE = 0.35
"""The share of a page above which its content ends where it is nearly empty."""


def silent(_: str) -> None:
    """Say nothing."""


def write(
    plan: Plan,
    template: Template,
    *,
    paper: Literal["a4", "letter"] | None = None,
    weeks: int | None = None,
    fillable: bool = False,
    say: Say = silent,
) -> bytes:
    """Return the pages of a plan in the layout of its template as a tagged PDF; a referral is alone in its document.

    ``say`` is told in a sentence what the pages had no room for. ``weeks`` is the number of week sheets, 1 or more, at most as many as the plan has; left out: those of the current
    and the next phase, at most six. ``fillable`` makes boxes and pains of the days fields to fill in. The same input gives the same bytes.
    """
    with fonts.using(template), _seldom_collected():
        if template.layout == "reference" and not plan.referral:
            if fillable:
                say(template.wording.page.say_no_fields)
            return write_reference(plan, template, paper=paper)
        return _written(plan, template, paper, weeks, fillable, say)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Look for objects that are no longer used once in 50,000: nearly all live to the end of a booklet.

    As Python is set, looking for them among the pages and all that the program has loaded is a quarter of the time.
    """
    before = gc.get_threshold()
    gc.set_threshold(50_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _written(
    plan: Plan, template: Template, paper: Literal["a4", "letter"] | None, weeks: int | None, fillable: bool, say: Say
) -> bytes:
    """The same, in the typeface of the template."""
    if lacking := fonts.missing(_printed(plan, template)):
        named = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in lacking[:_MOST_NAMED] if letter.isprintable())
        say(fill(template.wording.page.say_glyphs, characters=named or f"U+{ord(lacking[0]):04X}"))
    papers = PAPERS_FULL if template.layout in ("one-page", "week") and plan.days else PAPERS
    usual = papers[paper or template.paper]
    book = Booklet(plan, template, within(usual, template.margins), fillable=fillable)
    said: list[str] = []
    leaves = _laid(book, weeks, said.append)
    if book.paper != usual and overflows(book, leaves):
        said = [template.wording.page.say_margins]
        book = replace(book, paper=usual)
        leaves = _laid(book, weeks, said.append)
    for text in said:
        say(text)
    name = book.words.page.document_referral if plan.referral else book.words.page.document_title
    sheet = Sheet(book.paper, accent=template.accent, title=fill(name, title=book.title), language=template.language)
    sheet.form = Form(plan) if fillable else None
    first = 1 + sum(1 for leaf in leaves if leaf.title == book.words.safety.title)
    first += book.large  # the stop signs have a page of their own behind page 1
    for number, leaf in enumerate(leaves, start=1):
        draw_leaf(sheet, replace(book, cover_page=first), leaf, number, len(leaves))
    if sheet.form and not sheet.form.widgets:
        sheet.form = None
        say(book.words.page.say_no_fields)
    return sheet.finish()


def _printed(plan: Plan, template: Template) -> str:
    """Every text that the pages of a plan may hold."""
    return plan.model_dump_json(exclude={"review"}, ensure_ascii=False) + template.model_dump_json()


def _laid(book: Booklet, number: int | None, say: Say) -> list[Leaf]:
    """The pages of the layout that the template asks for; a card without days is the same in all of them."""
    if book.plan.referral:
        return referral(book)
    if book.plan.days and book.template.layout == "one-page":
        return one_page(book, say)
    if book.plan.days and book.template.layout == "week":
        return fridge(book, number, say)
    if book.large:
        return large_print(book, number)
    return _leaves(book, number)


def _leaves(book: Booklet, number: int | None) -> list[Leaf]:
    if not book.plan.days:
        return [*safety(book), *chain(book, [_advice(book), *_known(book), sources(book)])]
    first = safety(book)
    book = replace(book, cover_page=len(first) + 1)
    if not is_usual(book.template.sections):
        return ordered(book, first, number)
    front, own = _front(book)
    leaves = [*first, *front]
    sheets: list[Leaf] = []
    if "weeks" in book.template.sections:
        brief = replace(book, brief=True)
        sheets, book = min(((weeks(one, number), one) for one in (book, brief)), key=lambda found: len(found[0]))
    rest = _rest(book, shown_days(book, number), own, lit=any(LIGHTS[1] in leaf.sections for leaf in front))
    for _ in range(2):  # page 1 and the sheets name pages that stand behind them
        pages = {"cover": len(first) + 1} | page_numbers(rest, len(leaves) + len(sheets))
        if pages == book.pages:
            break
        book = replace(book, pages=pages)
        sheets = weeks(book, number) if sheets else []
    named = [*first, *_front(book)[0]]
    return [*(named if len(named) == len(leaves) else leaves), *sheets, *rest]


def _front(book: Booklet) -> tuple[list[Leaf], list[Chapter]]:
    """Page 1 with what it had no room for: under that stand the cards for any time, which are else given back, or the lights."""
    pages, own = cover(book), selfcare(book)
    if len(pages) > 1 and own and (joined := under(book, pages[-1], own[0])):
        return [*pages[:-1], joined], own[1:]
    return cover(book, _lights_in_front(book)), own


def _lights_in_front(book: Booklet) -> list[Block]:
    """The lights for a page that stands before the week sheets; none where the pain chart would then stand alone."""
    listed = any(phase.criteria for phase in book.printed_phases)
    return inside(named_lights(book), LIGHTS) if listed and "gates" in book.template.sections else []


def _advice(book: Booklet) -> Chapter:
    """A card instead of a plan: how it goes, what to do, and the stop signs, which stay on page 1."""
    plan = book.plan
    lead = capital(sentence(plan.case.grade_title)) or plan.case.summary
    expect = [block for line in plan.prognosis for block in paragraph((bold(line, ROW),))]
    signs = [replace(stop_signs(book), gap=8.0)] if plan.stop_signs else []
    own = own_cards(book)
    blocks = [*expect, *_joined(own[:1]), *signs, *_joined(own[1:])]
    return Chapter(book.title, title_block(book, book.title, lead), blocks)


def _joined(parts: Sequence[Sequence[Block]]) -> list[Block]:
    return [block for part in parts for block in part]


def _known(book: Booklet) -> list[Chapter]:
    """What to know beside a card."""
    words = book.words.education
    blocks = known(titled(book.about, [bullets([text], width=COLUMN, step=0) for text in book.plan.education]))
    return [Chapter(words.title, title_block(book, words.title), blocks)] if blocks else []


def _rest(
    book: Booklet, days: tuple[Day, ...], cards_of_any_time: Sequence[Chapter], *, lit: bool = False
) -> list[Leaf]:
    """Care, cards, lists, what comes next and the last pages, in the first of the ways that take the fewest pages.

    The lights are left out where they are ``lit`` in front.
    The card of each day may stand with care, and the lights after the last card; at worst all stands one under the other.
    """
    sections = book.template.sections
    told = care(book, days) if "weeks" in sections else []
    read = reading(book) if "education" in sections else []
    lights = named_lights(book) if "gates" in sections and "cards" in sections and not lit else []
    taught = education(book) if "education" in sections else []
    end = [*again(book), sources(book)]
    own = apart(book, cards_of_any_time)
    ways: list[tuple[list[Leaf], list[Chapter], bool]] = []
    for with_read, with_lights in dict.fromkeys(product((bool(read), False), (False, bool(lights)))):
        beside = inside(known(read), READ) if with_read else []
        work = _work(book, [*told, *beside], lights if with_lights else [], with_cards="cards" in sections)
        lists = gates(book, with_lights=not (with_lights or lit)) if "gates" in sections else [[]]
        told_later = known(taught if with_read else [*read, *taught])
        later = _later(book, inside(told_later, READ) if read and not with_read else told_later)
        under = lights if with_lights else []
        cared = [*told, *beside]
        dense = [[*card_chapters(book, end=under), *([care_chapter(book, cared)] if cared else [])]]
        dense += [card_chapters(book, cared, under)] if cared else []
        for one, two in product(lists, later):
            rest = [*one, *two, *end]
            ways += [([*own, *work], rest, False), ([*own, *work], rest, True)]
            ways += [(own, [*one_dense, *rest], True) for one_dense in dense if "cards" in sections]
    placed = [[*first, *(chain if joined else apart)(book, rest)] for first, rest, joined in ways]

    def cost(number: int) -> tuple[int, int, int]:
        """Sections that go on over a page, then pages that are nearly empty, then how late care and checks stand."""
        bare = sum(leaf.end < book.paper.height * _BARE for leaf in placed[number])
        return broken(placed[number]), bare, page_numbers(placed[number], 0).get(CARE[1], 0)

    fewest = min(map(len, placed))
    best = min((number for number, pages in enumerate(placed) if len(pages) == fewest), key=cost)
    first, rest, joined = ways[best]
    return [*first, *roomy(book, rest)] if joined else placed[best]


def _later(book: Booklet, more: list[Block]) -> list[list[Chapter]]:
    """The ways to print the later phases and what to know: that at the end of them, or as a chapter before them."""
    words = book.words.education
    taught = [Chapter(words.title, title_block(book, words.title, words.lead), more)] if more else []
    if "phases" not in book.template.sections or not phases(book):
        return [taught]
    named = [*heading(words.title, gap=9, after=1), *more[1:]] if more else []
    return [phases(book, named), [*taught, *phases(book)]]


def _work(book: Booklet, told: list[Block], end: list[Block], *, with_cards: bool) -> list[Leaf]:
    """Care and checks on a page of their own before the cards, or where that saves a page after the first or the last."""
    if not with_cards:
        return care_page(book, told)
    apart = [*care_page(book, told), *cards(book, end=end)]
    return min((apart, *filter(None, (cards(book, told, end), cards(book, end=[*told, *end])))), key=len)
