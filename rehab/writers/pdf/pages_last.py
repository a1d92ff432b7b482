"""Good to know, and the last page: sources, basis of each dose, review, limits, and how to make it again."""

from __future__ import annotations

from rehab.models.plan import PhaseDose
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import Block, Cell, Leaf, bullets, heading, kept, paragraph, row, spaced
from rehab.writers.pdf.pages_frame import leaves, title_block
from rehab.writers.pdf.sheet import COLUMN_D, LIVE
from rehab.writers.pdf.type import LABEL, STRONG, Run, Style, measure
from rehab.writers.pdf.words import Booklet, fill, rich

_SMALL = Style(12, 5.3)


def education(book: Booklet) -> list[Leaf]:
    """What to know about the injury and how long it takes."""
    plan, words = book.plan, book.words.education
    blocks: list[Block] = []
    for title, texts in ((words.education, plan.education), (words.prognosis, plan.prognosis)):
        if texts:
            blocks += heading(title, gap=8, after=2.4) + bullets(texts, width=150, step=2.2)
    if not blocks:
        return []
    return leaves(book, words.title, title_block(book, words.title, words.lead), blocks)


def sources(book: Booklet) -> list[Leaf]:
    """Where each number comes from, who reviewed it, what it cannot do, and the command."""
    words = book.words.sources
    blocks = [*_limits(book), *_reviewed(book), *_again(book), *_doses(book), *_references(book)]
    return leaves(book, words.title, title_block(book, words.title, words.lead), blocks)


def _limits(book: Booklet) -> list[Block]:
    words = book.words.sources
    blocks = paragraph((Run(words.limits, STRONG),), role="H2") + paragraph(words.limits_text, width=150)
    if book.plan.dropped:
        blocks += paragraph((Run(words.dropped, STRONG),), role="H2", gap=3)
        blocks += paragraph(", ".join(f"{one.kind} ({one.flag})" for one in book.plan.dropped) + ".", width=150)
    return blocks


def _noted(book: Booklet) -> list[Block]:
    return [block for notice in book.notices("last") for block in paragraph(notice.text, width=150)]


def _reviewed(book: Booklet) -> list[Block]:
    words, protocol = book.words.sources, book.plan.protocol
    lines = [fill(words.reviewed_by, names=protocol.reviewed_by) if protocol.reviewed_by else words.not_reviewed]
    if protocol.author:
        lines.append(fill(words.written_by, author=protocol.author))
    if protocol.variant_title:
        lines.append(fill(words.variant, title=protocol.variant_title))
    if protocol.extends:
        lines.append(fill(words.changed, base=protocol.extends, why=protocol.why))
    if protocol.accept_risk:
        lines.append(fill(words.risk, reason=protocol.accept_risk))
    blocks = paragraph((Run(words.reviewed, STRONG),), role="H2", gap=4)
    for line in lines:
        blocks += paragraph(line, width=150)
    return blocks + _noted(book)


def _doses(book: Booklet) -> list[Block]:
    words = book.words.sources
    if not any(phase.exercises for phase in book.plan.phases):
        return []
    blocks = heading(words.doses, ruled=False)
    for line in (words.V, words.R, words.P, words.author):
        blocks += paragraph(rich(line, _SMALL))
    blocks = kept([*blocks, Block(2.4, lambda sheet, y: marks.rule(sheet, y + 2.4), keep=True)])
    table = object()
    for phase in book.plan.phases:
        rows = [block for dose in phase.exercises for block in _dose(book, dose, table)]
        if rows:
            name = row([Cell(0, phase.title, LIVE, LABEL, head=True)], table=table, padding=1.0, line=False)
            blocks += kept([*spaced(name, 1.6), rows[0]]) + rows[1:]
    return blocks


def _dose(book: Booklet, dose: PhaseDose, table: object) -> list[Block]:
    words = book.words.sources
    exercise = book.plan.exercises.get(dose.exercise)
    name = exercise.title if exercise else dose.exercise
    amount = " ".join(part for part in (dose.amount, dose.amount_unit, dose.times, dose.times_unit) if part)
    basis = words.to_be_confirmed if dose.evidence == "R" else dose.evidence
    if dose.set_by_author:
        basis = fill(words.set_by, author=dose.evidence)
    told = ", ".join(part for part in (basis, dose.source) if part)
    if dose.practice_defaults:
        told = f"{told}; {fill(words.defaults, parts=', '.join(dose.practice_defaults))}"
    cells = [
        Cell(0, (Run(name, _SMALL.bold), Run(f"  {amount}", _SMALL)), COLUMN_D - 12, _SMALL, head=True),
        Cell(COLUMN_D - 8, told, LIVE - COLUMN_D + 8, _SMALL),
    ]
    return row(cells, table=table, padding=1.1)


def _references(book: Booklet) -> list[Block]:
    words, references = book.words.sources, book.plan.references
    if not references:
        return []
    blocks = heading(words.references)
    table = object()
    keys = min(max(measure(key, _SMALL.bold) for key in references), 56) + 4
    for key, reference in references.items():
        unsure = reference.evidence == "R"
        text: tuple[Run, ...] = (Run(" ".join(part for part in (reference.citation, reference.link) if part), _SMALL),)
        if unsure:
            text = (*text, Run(f" ({words.to_be_confirmed})", _SMALL.bold))
        cells = [
            Cell(0, (Run(key, _SMALL.bold),), keys - 4, _SMALL, head=True),
            Cell(keys, text, LIVE - keys - 8, _SMALL),
            Cell(LIVE, reference.evidence, 8, LABEL, "right"),
        ]
        blocks += row(cells, table=table, padding=1.1)
    return blocks


def _again(book: Booklet) -> list[Block]:
    words, made = book.words.sources, book.plan.made_with
    blocks = paragraph((Run(words.again, STRONG),), role="H2", gap=5)
    blocks += paragraph(made.command, width=160)
    blocks += paragraph((Run(fill(words.made_with, program=made.program, digest=made.digest), LABEL),), gap=1)
    blocks += paragraph((Run(words.glyphs, LABEL),), gap=1)
    return blocks
