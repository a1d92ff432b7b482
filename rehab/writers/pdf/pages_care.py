"""Day by day: how to care for the sore part, what each check is, and the card to read each day."""

from __future__ import annotations

from collections.abc import Sequence

from rehab.models.plan import Day
from rehab.writers.pdf.blocks import COLUMN, Block, Leaf, Role, heading, inside, newspaper, paragraph, spaced, titled
from rehab.writers.pdf.pages_frame import leaves, title_block
from rehab.writers.pdf.sheet import LIVE
from rehab.writers.pdf.type import CLOSE, ROW, Run
from rehab.writers.pdf.weekgrid import is_warm_up, rows
from rehab.writers.pdf.weeknotes import box_note, daily, day_numbers
from rehab.writers.pdf.words import Booklet, capital, fill

CARE: Role = ("Sect", "care")
"""The structure element around care and checks, by whose name their page is found."""


def care(book: Booklet, days: tuple[Day, ...]) -> list[Block]:
    """The words of every care task and check of these days, each once, with its days."""
    words = book.words.care
    sheets = [*daily(book, days), *box_note(book, rows(book, days))] if book.brief else []
    blocks: list[Block] = []
    for title, told in (
        (words.sheets, [note(COLUMN) for note in sheets]),
        (words.checks, _told(book, days, ("check",))),
        (words.care, _told(book, days, words.kinds)),
    ):
        if told:
            blocks += [*heading(title, ROW, gap=3.4, after=0.8), *newspaper(told)]
    return inside([*blocks, *warm_ups(book)], CARE)


def warm_ups(book: Booklet) -> list[Block]:
    """The warm-up in full, with the day from which each of its texts holds."""
    firsts: dict[tuple[str, str], int] = {}
    for day in book.plan.days:
        for task in day.tasks:
            if is_warm_up(task):
                firsts.setdefault((task.title, task.text), day.day)
    told = [_entry(fill(book.words.care.since, day=day), title, text, LIVE) for (title, text), day in firsts.items()]
    return [block for blocks in told for block in spaced(blocks, 2.2)]


def _entry(when: str, title: str, text: str, width: float = COLUMN) -> list[Block]:
    head = [Run(f"{capital(when)}. ", CLOSE.bold("accent"))]
    if title:
        head.append(Run(f"{title}. ", CLOSE.bold))
    return paragraph((*head, Run(text, CLOSE)), width=width)


def care_page(book: Booklet, blocks: Sequence[Block]) -> list[Leaf]:
    """The same on a page of its own."""
    words = book.words.care
    return leaves(book, words.title, title_block(book, words.title, words.lead), blocks) if blocks else []


def reading(book: Booklet, days: tuple[Day, ...]) -> list[list[Block]]:
    """The card of each day."""
    return titled(book.words.care.read, _told(book, days, ("educate",)))


def _told(book: Booklet, days: tuple[Day, ...], kinds: Sequence[str]) -> list[list[Block]]:
    order = {kind: number for number, kind in enumerate(kinds)}
    found: dict[tuple[int, str, str], list[int]] = {}
    for day in days:
        for task in day.tasks:
            if task.kind in order and task.text:
                found.setdefault((order[task.kind], task.title, task.text), []).append(day.day)
    made = []
    for (_, title, text), on in sorted(found.items(), key=lambda one: (one[0][0], one[1][0])):
        made.append(_entry(day_numbers(book, on), "" if "educate" in kinds else title, text))
    return made
