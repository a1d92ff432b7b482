"""Self-care for any time: what to do when it cramps, how to look after your feet."""

from __future__ import annotations

from rehab.models.plan import PlanCard
from rehab.writers.pdf.blocks import COLUMN, Block, heading, inside, item, kept, newspaper, paragraph, spaced
from rehab.writers.pdf.pages_frame import Chapter, title_block
from rehab.writers.pdf.sheet import LIVE
from rehab.writers.pdf.type import BODY, ROW, STRONG, Run
from rehab.writers.pdf.words import Booklet


def selfcare(book: Booklet) -> list[Chapter]:
    """The cards of a plan, one after the other; no chapter where it has none."""
    words, blocks = book.words.selfcare, [block for one in own_cards(book) for block in one]
    return [Chapter(words.title, title_block(book, words.title, words.lead), blocks)] if blocks else []


def own_cards(book: Booklet) -> list[list[Block]]:
    """The cards of a plan, each as its blocks."""
    return [_card(book, card) for card in book.plan.cards.values()]


def _card(book: Booklet, card: PlanCard) -> list[Block]:
    blocks = [*heading(card.title, ROW, gap=6, after=1.2), *kept(paragraph(card.when, width=LIVE - 10))]
    steps: list[Block] = []
    for number, step in enumerate(card.steps, start=1):
        steps += item(step, x=0, width=LIVE - 10, sign="disc", number=number, step=1.6)
    blocks += inside(spaced(steps, 1.6), ("L", object()))
    if card.do_not:
        blocks += spaced(paragraph((Run(book.words.selfcare.do_not, STRONG),), role="H3"), 3)
        crosses = [inside(item(line, x=0, width=COLUMN, sign="cross"), ("L", object())) for line in card.do_not]
        blocks += newspaper(crosses, gap=1.2)
    if card.note:
        blocks += spaced(paragraph(card.note, width=LIVE - 10, style=BODY), 3)
    return blocks
