"""Day by day: how to care for the sore part, what each check is, and the card to read each day."""

from __future__ import annotations

from collections.abc import Sequence

from rehab.models.plan import Day
from rehab.writers.pdf.blocks import COLUMN, Block, Leaf, heading, newspaper, paragraph
from rehab.writers.pdf.pages_frame import leaves, title_block
from rehab.writers.pdf.type import CLOSE, ROW, Run
from rehab.writers.pdf.weeknotes import day_numbers
from rehab.writers.pdf.words import Booklet


def care(book: Booklet, days: tuple[Day, ...]) -> list[Block]:
    """The words of every care task and check of these days, each once, with its days."""
    words = book.words.care
    blocks: list[Block] = []
    for title, kinds in ((words.checks, ("check",)), (words.care, (*words.kinds, "mobility"))):
        told = _told(book, days, kinds)
        if told:
            blocks += [*heading(title, ROW, gap=4, after=1.2), *newspaper(told)]
    return blocks


def care_page(book: Booklet, blocks: Sequence[Block]) -> list[Leaf]:
    """The same on a page of its own."""
    words = book.words.care
    return leaves(book, words.title, title_block(book, words.title, words.lead), blocks) if blocks else []


def reading(book: Booklet, days: tuple[Day, ...]) -> list[Block]:
    """The card of each day."""
    told = _told(book, days, ("educate",))
    return [*heading(book.words.care.read, ROW, gap=5, after=1.2), *newspaper(told)] if told else []


def _told(book: Booklet, days: tuple[Day, ...], kinds: Sequence[str]) -> list[list[Block]]:
    order = {kind: number for number, kind in enumerate(kinds)}
    found: dict[tuple[int, str, str], list[int]] = {}
    for day in days:
        for task in day.tasks:
            if task.kind in order and task.text and task.exercise is None:
                found.setdefault((order[task.kind], task.title, task.text), []).append(day.day)
    made = []
    for (_, title, text), on in sorted(found.items(), key=lambda one: (one[0][0], one[1][0])):
        when = day_numbers(book, on)
        head = [Run(f"{when[:1].upper()}{when[1:]}. ", CLOSE.bold("accent"))]
        if "educate" not in kinds:
            head.append(Run(f"{title}. ", CLOSE.bold))
        made.append(paragraph((*head, Run(text, CLOSE)), width=COLUMN))
    return made
