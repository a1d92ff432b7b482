"""Self-care for any time: what to do when it cramps, how to look after your feet."""

from __future__ import annotations

from rehab.models.plan import PlanCard
from rehab.writers.pdf.blocks import COLUMN, Block, heading, inside, item, kept, newspaper, paragraph, spaced, stack
from rehab.writers.pdf.pages_frame import Chapter, title_block
from rehab.writers.pdf.pictures import care_picture
from rehab.writers.pdf.sheet import LIVE
from rehab.writers.pdf.type import BODY, LABEL, ROW, STRONG, Run
from rehab.writers.pdf.words import Booklet, fill

_PICTURE = 42.0
_IN_A_ROW = int((LIVE + 4) // (_PICTURE + 4))


def selfcare(book: Booklet) -> list[Chapter]:
    """The cards of a plan, one after the other; no chapter where it has none."""
    words, blocks = book.words.selfcare, [block for one in own_cards(book) for block in one]
    return [Chapter(words.title, title_block(book, words.title, words.lead), blocks)] if blocks else []


def own_cards(book: Booklet) -> list[list[Block]]:
    """The cards of a plan, each as its blocks."""
    return [_card(book, key, card) for key, card in book.plan.cards.items()]


def _pictures(book: Booklet, key: str, card: PlanCard) -> list[Block]:
    """The pictures of steps in a row, each under the number of its step."""
    found = []
    for number, step in enumerate(card.steps, start=1):
        if picture := care_picture(book, f"cards.{key}.{number}", step.partition(":")[0].rstrip("."), _PICTURE):
            name = fill(book.words.selfcare.step, number=number)
            found.append([*paragraph((Run(name, LABEL),), width=_PICTURE, gap=1.0), picture])
    rows = [found[at : at + _IN_A_ROW] for at in range(0, len(found), _IN_A_ROW)]
    return [
        block
        for row in rows
        for block in spaced([stack([(at * (_PICTURE + 4), blocks) for at, blocks in enumerate(row)])], 3)
    ]


def _card(book: Booklet, key: str, card: PlanCard) -> list[Block]:
    blocks = [*heading(card.title, ROW, gap=6, after=1.2), *kept(paragraph(card.when, width=LIVE - 10))]
    steps: list[Block] = []
    for number, step in enumerate(card.steps, start=1):
        steps += item(step, x=0, width=LIVE - 10, sign="disc", number=number, step=1.6)
    blocks += inside(spaced(steps, 1.6), ("L", object()))
    blocks += _pictures(book, key, card)
    if card.do_not:
        blocks += spaced(paragraph((Run(book.words.selfcare.do_not, STRONG),), role="H3"), 3)
        crosses = [inside(item(line, x=0, width=COLUMN, sign="cross"), ("L", object())) for line in card.do_not]
        blocks += newspaper(crosses, gap=1.2)
    if card.note:
        blocks += spaced(paragraph(card.note, width=LIVE - 10, style=BODY), 3)
    return blocks
