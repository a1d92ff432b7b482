"""The pages of later phases: goal, what is fine, doses, running, move-on list."""

from __future__ import annotations

from rehab.models.plan import PhaseDose, PlanCriterion, PlanPhase
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import Block, Cell, Leaf, heading, height_of, inside, kept, row, spaced, together
from rehab.writers.pdf.pages_cards import phase_summary, running
from rehab.writers.pdf.pages_frame import bottom, leaves, title_block
from rehab.writers.pdf.sheet import COLUMN_B, COLUMN_D, LIVE, Sheet
from rehab.writers.pdf.type import CARD, LABEL, ROW, STRONG, Run, wrap, write
from rehab.writers.pdf.words import Booklet, fill


def phases(book: Booklet) -> list[Leaf]:
    """The phases after the printed ones, one after the other; a phase that fits on a page is not broken."""
    words, current = book.words.phase, book.printed_phases
    later = book.plan.phases[book.plan.phases.index(current[-1]) + 1 :] if current else ()
    room = bottom(book) - book.paper.content
    blocks: list[Block] = []
    for phase in later:
        one = _phase(book, phase)
        blocks += spaced(kept(one) if height_of(one) < room else one, 12)
    if not blocks:
        return []
    return leaves(book, words.title, title_block(book, words.title, words.lead_all), blocks)


def _phase(book: Booklet, phase: PlanPhase) -> list[Block]:
    words = book.words.phase
    blocks = [_phase_heading(book, phase), *spaced(phase_summary(book, phase), 3)]
    if phase.exercises:
        blocks += heading(words.doses, ROW, gap=6)
        table = object()
        blocks += together([block for dose in phase.exercises for block in _dose(book, dose, table)])
    blocks += running(book, phase)
    if phase.criteria:
        blocks += heading(words.move_on, ROW, gap=6)
        rows = [block for one in phase.criteria for block in _criterion(book, one)]
        blocks += inside(together(rows), ("Table", object()))
    return blocks


def _phase_heading(book: Booklet, phase: PlanPhase) -> Block:
    words = book.words.phase
    title = wrap((Run(phase.title, CARD),), LIVE - 100)
    dates = book.span(phase.start, phase.end)
    when = fill(words.lead, number=phase.number, first=phase.first_day, last=phase.last_day, dates=dates)

    def drawing(sheet: Sheet, y: float) -> None:
        marks.rule(sheet, y, 1.4, "accent")
        with sheet.tag("H2"):
            title.draw(sheet, -0.1, y + 8.4)
        with sheet.tag("P"):
            write(sheet, LIVE, y + 8.4, when, LABEL, align="right")

    return Block(4.4 + title.height, drawing, keep=True)


def _dose(book: Booklet, dose: PhaseDose, table: object) -> list[Block]:
    exercise = book.plan.exercises.get(dose.exercise)
    text: tuple[Run, ...] = (Run(dose.text if dose.text.endswith((".", "!", "?")) else dose.text + "."),)
    for word, more in (
        ("", dose.only_if),
        ("", dose.note),
        (book.words.cards.progress + " ", dose.progress),
    ):
        if more and more not in dose.text:
            text = (*text, Run(f" {word}{more}"))
    cells = [
        Cell(0, (Run(exercise.title if exercise else dose.exercise, STRONG),), COLUMN_B - 5, head=True),
        Cell(COLUMN_B, text, LIVE - COLUMN_B),
    ]
    return row(cells, table=table)


def _criterion(book: Booklet, criterion: PlanCriterion) -> list[Block]:
    title: tuple[Run, ...] = (Run(criterion.title),)
    if criterion.who == "clinician":
        title = (*title, Run(f" ({book.words.gate.clinician})", LABEL))
    target: tuple[Run, ...] = (Run(criterion.target, STRONG),)
    if criterion.days_in_a_row > 1:
        target = (*target, Run(", " + fill(book.words.phase.days, count=criterion.days_in_a_row)))

    def box(sheet: Sheet, middle: float) -> None:
        top = middle - marks.LONE_TICK / 2
        with (
            sheet.tag("TD"),
            sheet.tag("Figure", alt=fill(book.words.gate.box_alt, count=1), area=(LIVE - 6, top, 6, 6)),
        ):
            marks.tick_box(sheet, LIVE - 6, top, marks.LONE_TICK)

    cells = [Cell(0, title, COLUMN_D - 30, head=True), Cell(COLUMN_D - 25, target, LIVE - COLUMN_D + 13)]
    made = row(cells, table="criteria", padding=1.8, least=9.4, extra=box)
    return [Block(one.height, one.draw, one.gap, one.keep, one.within[1:]) for one in made]
