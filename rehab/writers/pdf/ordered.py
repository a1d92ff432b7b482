"""The booklet in the order of its template, where that is not the usual one: section after section, none moved to save a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rehab.models.template import SECTIONS, Section
from rehab.writers.pdf.blocks import Leaf, inside
from rehab.writers.pdf.pages_cards import card_chapters
from rehab.writers.pdf.pages_care import READ, care, care_chapter, reading
from rehab.writers.pdf.pages_cover import cover
from rehab.writers.pdf.pages_frame import Chapter, chain, page_numbers, roomy, title_block
from rehab.writers.pdf.pages_gate import gates
from rehab.writers.pdf.pages_last import education, known, sources
from rehab.writers.pdf.pages_phase import phases
from rehab.writers.pdf.pages_safety import again
from rehab.writers.pdf.pages_selfcare import selfcare
from rehab.writers.pdf.pages_week import shown_days, weeks
from rehab.writers.pdf.words import Booklet

Part = tuple[Sequence[Leaf], Sequence[Chapter]]
"""What a section prints: whole pages, then chapters."""


def is_usual(sections: Sequence[Section]) -> bool:
    """Whether sections stand in the usual order, however many of them there are."""
    return list(sections) == [section for section in SECTIONS if section in sections]


def put_together(
    parts: Sequence[Part], laid: Callable[[Sequence[Chapter]], list[Leaf]], end: Sequence[Chapter]
) -> list[Leaf]:
    """Lay parts out one after the other; chapters that follow each other are ``laid`` together."""
    made: list[Leaf] = []
    waiting: list[Chapter] = []
    for pages, chapters in parts:
        if pages:
            made += [*laid(waiting), *pages]
            waiting = []
        waiting += chapters
    return [*made, *laid([*waiting, *end])]


def ordered(book: Booklet, first: Sequence[Leaf], number: int | None) -> list[Leaf]:
    """Every page of the booklet behind ``first``, the questions; what names a page is told where it begins."""
    fewest = [len(weeks(one, number)) for one in (book, replace(book, brief=True))]
    book = replace(book, brief=fewest[1] < fewest[0])
    made: list[Leaf] = []
    for _ in range(3):  # page 1 and the week sheets name other pages, and a longer number may move a line
        made = [*first, *cover(book), *_behind(book, number)]
        found = {"cover": len(first) + 1} | page_numbers(made, 0)
        if found == book.pages:
            break
        book = replace(book, pages=found)
    return made


def _behind(book: Booklet, number: int | None) -> list[Leaf]:
    """What stands behind the cover."""
    parts: dict[Section, Callable[[], Part]] = {
        "weeks": lambda: _weeks(book, number),
        "cards": lambda: ((), [*selfcare(book), *card_chapters(book)]),
        "gates": lambda: ((), min(gates(book), key=lambda way: len(chain(book, way)))),
        "phases": lambda: ((), phases(book)),
        "education": lambda: ((), _known(book)),
    }
    wanted = book.template.sections
    own = [] if "cards" in wanted else selfcare(book)
    laid = [parts[section]() for section in wanted if section in parts]
    return put_together(laid, lambda chapters: roomy(book, chapters), [*own, *again(book), sources(book)])


def _weeks(book: Booklet, number: int | None) -> Part:
    told = care(book, shown_days(book, number))
    return weeks(book, number), [care_chapter(book, told)] if told else []


def _known(book: Booklet) -> list[Chapter]:
    words = book.words.education
    blocks = inside(known([*reading(book), *education(book)]), READ)
    return [Chapter(words.title, title_block(book, words.title, words.lead), blocks)] if blocks else []
