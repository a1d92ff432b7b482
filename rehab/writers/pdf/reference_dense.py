"""The reference sheet of a long protocol: the same words in two columns, names before their text, equal doses told once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from rehab.models.review import ReviewPhase
from rehab.writers.pdf.blocks import Block, inside, paragraph
from rehab.writers.pdf.reference_blocks import GUTTER, Reference, ending, fact, head, ruled, sign
from rehab.writers.pdf.reference_flow import Item, Newspaper
from rehab.writers.pdf.reference_phases import bullet, criteria_of, name_of, phase_head, remarks, title
from rehab.writers.pdf.reference_text import SMALL, criterion, dose
from rehab.writers.pdf.type import Run, Runs, Style
from rehab.writers.pdf.words import fill


def dense(ref: Reference) -> list[Item]:
    """The whole sheet: facts, phases, safety and sources, and the signature."""
    return [*head(ref, whole=False), *_phases(ref), _ending(ref), sign(ref)]


def _width(ref: Reference) -> float:
    return (ref.live - GUTTER) / 2


def _columns(ref: Reference) -> tuple[float, float]:
    return 0.0, _width(ref) + GUTTER


def _phases(ref: Reference) -> Iterator[Newspaper]:
    for number, phase in enumerate(ref.review.phases):
        again = title(fill(ref.words.continued, title=name_of(phase)), ref.live)
        key = ("phase", phase.id)
        blocks = (*_criteria(ref, phase), *((block, None) for block in _doses(ref, phase)))
        yield Newspaper(phase_head(ref, phase), blocks, _columns(ref), again, gap=1.5 if number else 1.0, key=key)


def _criteria(ref: Reference, phase: ReviewPhase) -> Iterator[tuple[Block, Block | None]]:
    """What opens and closes a phase; a page that begins within a list says again which list it is."""
    for heading, lines in criteria_of(ref, phase):
        [name] = _heading(ref, heading)
        [again] = _heading(ref, fill(ref.words.continued, title=heading))
        items = [bullet(criterion(ref.words, line), _width(ref), ref.step) for line in lines]
        yield name, None
        for number, item in enumerate(inside(items, ("L", object()))):
            yield item, again if number else None


def _heading(ref: Reference, text: str) -> list[Block]:
    made = paragraph((Run(text, SMALL.bold("accent")),), SMALL, width=_width(ref), role="H3")
    return [replace(block, keep=True) for block in made]


def _doses(ref: Reference, phase: ReviewPhase) -> Iterator[Block]:
    """Exercises that follow each other and have the same dose and the same remarks stand together."""
    told = [(one.title, dose(ref.words, one, ref.rule)) for one in phase.doses]
    for text, alike in groupby(told, key=lambda one: one[1]):
        yield from _told(ref, "; ".join(name for name, _ in alike), text, SMALL.bold)
    for name, text in remarks(ref, phase):
        yield from _told(ref, name, text, SMALL.bold("accent"))


def _told(ref: Reference, name: str, text: Runs, style: Style) -> Sequence[Block]:
    return fact(name, text, _width(ref), style=style, gap=ref.step)


def _ending(ref: Reference) -> Newspaper:
    blocks = tuple((block, None) for name, text in ending(ref) for block in fact(name, text, _width(ref), gap=ref.step))
    return Newspaper(ruled(ref), blocks, _columns(ref), None, gap=1.8, key="end")
