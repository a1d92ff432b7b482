"""A whole document: which pages, in which order."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from rehab.models.plan import Plan
from rehab.models.template import Template
from rehab.writers.pdf.blocks import Block, Leaf
from rehab.writers.pdf.pages_cards import cards
from rehab.writers.pdf.pages_care import care, care_page, reading
from rehab.writers.pdf.pages_cover import cover, stop_signs
from rehab.writers.pdf.pages_frame import draw_leaf, title_block
from rehab.writers.pdf.pages_frame import leaves as pages
from rehab.writers.pdf.pages_gate import gates
from rehab.writers.pdf.pages_last import education, sources
from rehab.writers.pdf.pages_phase import phases
from rehab.writers.pdf.pages_referral import referral
from rehab.writers.pdf.pages_safety import again, safety
from rehab.writers.pdf.pages_selfcare import selfcare
from rehab.writers.pdf.pages_week import shown_days, weeks
from rehab.writers.pdf.reference import write_reference
from rehab.writers.pdf.sheet import PAPERS, Sheet
from rehab.writers.pdf.words import Booklet, fill


def write(
    plan: Plan, template: Template, *, paper: Literal["a4", "letter"] | None = None, weeks: int | None = None
) -> bytes:
    """Return the booklet of a plan as a tagged PDF; a referral is the only thing in its document.

    ``weeks`` is the number of week sheets, 1 or more, at most as many as the plan has; left out: those of the current
    and the next phase, at most six. The same input gives the same bytes.
    """
    if template.layout == "reference" and not plan.referral:
        return write_reference(plan, template, paper=paper)
    book = Booklet(plan, template, PAPERS[paper or template.paper])
    leaves = referral(book) if plan.referral else _leaves(book, weeks)
    name = book.words.page.document_referral if plan.referral else book.words.page.document_title
    sheet = Sheet(book.paper, accent=template.accent, title=fill(name, title=book.title), language=template.language)
    first = 1 + sum(1 for leaf in leaves if leaf.title == book.words.safety.title)
    for number, leaf in enumerate(leaves, start=1):
        draw_leaf(sheet, replace(book, cover_page=first), leaf, number, len(leaves))
    return sheet.finish()


def _leaves(book: Booklet, number: int | None) -> list[Leaf]:
    sections = book.template.sections
    if not book.plan.days:
        return [*safety(book), *_advice(book), *sources(book)]
    first = safety(book)
    book = replace(book, cover_page=len(first) + 1)
    leaves = [*first, *cover(book)]
    days = shown_days(book, number)
    if "weeks" in sections:
        leaves += weeks(book, number)
    leaves += selfcare(book)
    leaves += _work(book, care(book, days) if "weeks" in sections else [], with_cards="cards" in sections)
    if "gates" in sections:
        leaves += gates(book)
    known = [*reading(book, days), *education(book)] if "education" in sections else []
    later = phases(book, known) if "phases" in sections else []
    if known and not later:
        words = book.words.education
        later = pages(book, words.title, title_block(book, words.title, words.lead), known)
    return [*leaves, *later, *again(book), *sources(book)]


def _advice(book: Booklet) -> list[Leaf]:
    """A card instead of a plan: what to do, and what to know."""
    head = title_block(book, book.title, book.plan.case.summary)
    signs = [replace(stop_signs(book), gap=8.0)] if book.plan.stop_signs else []
    return [*pages(book, book.title, head, [*education(book), *signs]), *selfcare(book)]


def _work(book: Booklet, told: list[Block], *, with_cards: bool) -> list[Leaf]:
    """Care and checks on a page of their own before the cards, or after the first cards where that saves a page."""
    if not with_cards:
        return care_page(book, told)
    apart = [*care_page(book, told), *cards(book)]
    joined = cards(book, told)
    return joined if len(joined) < len(apart) and joined else apart
