"""The fridge sheet: one week on one side of paper, with every stop sign in brief."""

from __future__ import annotations

from dataclasses import replace

from rehab.writers.pdf.blocks import Leaf
from rehab.writers.pdf.pages_safety import safety
from rehab.writers.pdf.pages_week import weeks
from rehab.writers.pdf.words import Booklet, Say, fill


def fridge(book: Booklet, number: int | None, say: Say) -> list[Leaf]:
    """The sheet of the week that begins today, or of as many weeks as asked for; the safety questions where nobody asked them.

    No sheet sends its reader to another page: there is none.
    """
    questions = safety(book)
    alone = replace(book, pages={"alone": 1}, cover_page=len(questions) + 1)
    sheets = weeks(alone, number or 1)
    words = book.words.week
    if questions:
        say(fill(words.say_questions, count=len(questions)))
    if len(sheets) > (number or 1):
        say(fill(words.say_sheets, count=len(sheets), weeks=number or 1))
    return [*questions, *sheets]
