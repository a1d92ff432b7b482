"""Good to know, and the last page: sources, basis of each dose, review, limits, and how to make it again."""

from __future__ import annotations

from collections.abc import Sequence

from rehab.models.plan import PhaseDose
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import (
    COLUMN,
    Block,
    bullets,
    halves,
    heading,
    inside,
    kept,
    newspaper,
    pairs,
    paragraph,
    titled,
)
from rehab.writers.pdf.pages_frame import Chapter, apart, title_block
from rehab.writers.pdf.type import CLOSE, ROW, Run, Runs, Style
from rehab.writers.pdf.words import Booklet, fill, rich

_SIZES = ((Style(10, 4.3), False), (Style(9.5, 4.05), False), (Style(9, 3.8), False), (Style(9, 3.8), True))
"""The last page is for clinicians: the largest of these that saves a page; True runs the entries of a list in."""


def education(book: Booklet) -> list[list[Block]]:
    """What to know about the injury and how long it takes."""
    plan, words = book.plan, book.words.education
    entries: list[list[Block]] = []
    for title, texts in ((book.about, plan.education), (words.prognosis, plan.prognosis)):
        entries += titled(title, [bullets([text], width=COLUMN, style=CLOSE, step=0) for text in texts])
    return entries


def known(entries: Sequence[Sequence[Block]]) -> list[Block]:
    """What to know, in two columns under a rule."""
    if not entries:
        return []
    return [Block(1.6, marks.rule, gap=6, keep=True), *newspaper(entries, gap=1.4)]


def sources(book: Booklet) -> Chapter:
    """Where each number comes from, who reviewed it, what it cannot do, and the command."""
    words = book.words.sources
    head = title_block(book, words.title, words.lead)

    def chapter(style: Style, run_in: bool) -> Chapter:
        blocks = [*_facts(book, style), *_doses(book, style, run_in), *_references(book, style, run_in)]
        return Chapter(words.title, head, blocks, strip=False)

    tried = [chapter(*_SIZES[0])]
    for size in _SIZES[1:]:
        if len(apart(book, tried[-1:])) == 1:  # none takes less
            break
        tried.append(chapter(*size))
    return min(tried, key=lambda one: len(apart(book, [one])))


def _facts(book: Booklet, style: Style) -> list[Block]:
    """Limits, review and the command, each with its name run in."""
    words, plan = book.words.sources, book.plan
    protocol, made = plan.protocol, plan.made_with
    review = [fill(words.reviewed_by, names=protocol.reviewed_by) if protocol.reviewed_by else words.not_reviewed]
    if protocol.author:
        review.append(fill(words.written_by, author=protocol.author))
    if protocol.variant_title:
        review.append(fill(words.variant, title=protocol.variant_title))
    if protocol.extends:
        review.append(fill(words.changed, base=protocol.extends, why=protocol.why))
    if protocol.accept_risk:
        review.append(fill(words.risk, reason=protocol.accept_risk))
    review += [notice.text for notice in book.notices("last")]
    facts = [(words.limits, words.limits_text), (words.reviewed, " ".join(review))]
    if plan.dropped:
        facts.append((words.dropped, ", ".join(f"{one.kind} ({one.flag})" for one in plan.dropped) + "."))
    facts.append((words.again, made.command))
    facts.append(("", f"{fill(words.made_with, program=made.program, digest=made.digest)} {words.glyphs}"))
    blocks: list[Block] = []
    for name, text in facts:
        blocks += paragraph((Run(f"{name}: " if name else "", style.bold), Run(text, style)), gap=0.5)
    return blocks


def _doses(book: Booklet, style: Style, run_in: bool) -> list[Block]:
    """Each exercise with its dose and basis, where it first appears or changes."""
    words = book.words.sources
    doses = [dose for phase in book.plan.phases for dose in phase.exercises if not book.goes_on(phase, dose)]
    if not doses:
        return []
    blocks = heading(words.doses, ROW, ruled=False, gap=2.4)
    key = tuple(
        run for line in (words.V, words.R, words.P, words.author) for run in (*rich(line, style), Run(". ", style))
    )
    blocks = kept([*blocks, *paragraph(key), Block(2.4, lambda sheet, y: marks.rule(sheet, y + 1.6), keep=True)])
    return [*blocks, *_listed([_dose(book, dose, style) for dose in doses], run_in)]


def _dose(book: Booklet, dose: PhaseDose, style: Style) -> Runs:
    words = book.words.sources
    exercise = book.plan.exercises.get(dose.exercise)
    name = exercise.title if exercise else dose.exercise
    comma = "," if dose.amount_unit[:1].isdigit() else ""  # '3 × 5, 5 s hold'
    parts = (dose.amount + comma, dose.amount_unit, dose.times, dose.times_unit)
    amount = ". ".join(part for part in (" ".join(part for part in parts if part), dose.effort) if part)
    basis = words.to_be_confirmed if dose.evidence == "R" else dose.evidence
    if dose.set_by_author:
        basis = fill(words.set_by, author=dose.evidence)
    told = ", ".join(part for part in (basis, dose.source) if part)
    if dose.recalled:
        told = f"{told}; {fill(words.recalled, parts=', '.join(dose.recalled))}"
    if dose.practice_defaults:
        told = f"{told}; {fill(words.defaults, parts=', '.join(dose.practice_defaults))}"
    return Run(f"{name}. ", style.bold), Run(f"{amount}. ", style), Run(told, style("grey"))


def _references(book: Booklet, style: Style, run_in: bool) -> list[Block]:
    """The sources that the doses and tests name, then the others that were read, run in."""
    words, references = book.words.sources, book.plan.references
    told = {key: _reference(book, key, style) for key in references}
    used = [told[key] for key, reference in references.items() if reference.used]
    others = [run for key, reference in references.items() if not reference.used for run in told[key]]
    blocks = heading(words.references, ROW, gap=2.4, after=0.4) if references else []
    blocks += _listed(used, run_in)
    if others:
        blocks += paragraph((Run(f"{words.background} ", style.bold), *others), gap=1.0)
    return blocks


def _reference(book: Booklet, key: str, style: Style) -> Runs:
    reference = book.plan.references[key]
    tag = book.words.sources.to_be_confirmed if reference.evidence == "R" else reference.evidence
    text = " ".join(part for part in (reference.citation, reference.link) if part)
    return Run(f"{key}  ", style.bold), Run(text, style), Run(f"  [{tag}]  " if tag else "  ", style.bold)


def _listed(entries: Sequence[Runs], run_in: bool) -> list[Block]:
    """Entries in two columns; a list too long for one page goes on row by row."""
    if run_in:
        return halves(tuple(run for entry in entries for run in (*entry, Run("  ", entry[0].style))))
    told = [inside(paragraph(entry, width=COLUMN, role="LBody"), ("LI", object())) for entry in entries]
    whole = newspaper(told, gap=0.4)
    return inside(whole if len(whole) == 1 else pairs(told, gap=0.4), ("L", object()))
