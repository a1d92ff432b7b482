"""The pages of later phases: goal, what is fine, doses, running, move-on list."""

from __future__ import annotations

from collections.abc import Sequence

from rehab.models.plan import PhaseDose, PlanCriterion, PlanPhase
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import (
    COLUMN,
    Block,
    heading,
    inside,
    kept,
    newspaper,
    pairs,
    paragraph,
    spaced,
    stack,
    underlined,
)
from rehab.writers.pdf.pages_frame import Chapter, title_block
from rehab.writers.pdf.phaseparts import fine_or_not, goes_on, how, running, things
from rehab.writers.pdf.session import in_session_order
from rehab.writers.pdf.sheet import LIVE, Sheet
from rehab.writers.pdf.type import CARD, CLOSE, LABEL, ROW, Run, Runs, wrap, write
from rehab.writers.pdf.weekly import counted, lasting, weeks
from rehab.writers.pdf.words import Booklet, fill, sentence

_MOST_LINES = 20
_SHORT_LIST = 5
"""So many rows of a move-on list stay on one page."""


def phases(book: Booklet, more: Sequence[Block] = ()) -> list[Chapter]:
    """The phases after the printed ones, one after the other, and ``more`` where the last of them ends."""
    words = book.words.phase
    blocks = book.once("phases", lambda: _later(book))  # asked for in each order of the pages
    if not blocks:
        return []
    return [Chapter(words.title, title_block(book, words.title, words.lead_all), [*blocks, *more])]


def _later(book: Booklet) -> list[Block]:
    current = book.printed_phases
    later = book.plan.phases[book.plan.phases.index(current[-1]) + 1 :] if current else ()
    return [block for phase in later for block in spaced(_phase(book, phase), 5.5)]


def _phase(book: Booklet, phase: PlanPhase) -> list[Block]:
    words = book.words.phase
    blocks = [_phase_heading(book, phase), *spaced(kept(fine_or_not(book, phase)), 1.0)]
    blocks += goes_on(book, phase)
    new = [dose for dose in in_session_order(book, phase) if not book.goes_on(phase, dose)]
    if new:
        blocks += [Block(2.0, lambda sheet, y: marks.hairline(sheet, y + 2.0), keep=True)]
        blocks += inside(_doses(book, phase, new), ("L", object()))
    blocks += running(book, phase)
    if phase.criteria:
        blocks += heading(words.move_on, ROW, gap=4)
        rows = pairs([_criterion(book, one) for one in phase.criteria], gap=0.8)
        last = len(rows) if len(rows) <= _SHORT_LIST else 2
        blocks += inside([*rows[:-last], *kept(rows[-last:])], ("L", object()))
    if phase.not_yet:
        blocks += paragraph((Run(phase.not_yet, CLOSE.bold),), width=LIVE, gap=1.5)
    return blocks


def _phase_heading(book: Booklet, phase: PlanPhase) -> Block:
    words = book.words.phase
    title = wrap((Run(phase.title, CARD),), LIVE - 100)
    dates = book.span(phase.start, phase.end)
    when = fill(words.lead, number=phase.number, days=book.days(phase), dates=dates)

    def drawing(sheet: Sheet, y: float) -> None:
        marks.rule(sheet, y, 1.4, "accent")
        with sheet.tag("H2"):
            title.draw(sheet, -0.1, y + 7.8)
        with sheet.tag("P"):
            write(sheet, LIVE, y + 7.8, when, LABEL, align="right")

    return Block(3.6 + title.height, drawing, keep=True)


def _doses(book: Booklet, phase: PlanPhase, doses: Sequence[PhaseDose]) -> list[Block]:
    """The doses in two columns; a long one takes the whole line, after the short ones."""
    if len(doses) == 1:
        return [underlined(stack([(0.0, _dose(book, phase, doses[0], LIVE))]))]
    narrow = [(dose, _dose(book, phase, dose, COLUMN)) for dose in doses]
    short = [blocks for _, blocks in narrow if len(blocks) <= _MOST_LINES]
    long = [_dose(book, phase, dose, LIVE) for dose, blocks in narrow if len(blocks) > _MOST_LINES]
    made = [underlined(block) for block in newspaper(short)]
    return [*made, *(underlined(stack([(0.0, one)])) for one in long)]


def _dose(book: Booklet, phase: PlanPhase, dose: PhaseDose, width: float) -> list[Block]:
    return inside(paragraph(dose_told(book, phase, dose), width=width, role="LBody"), ("LI", object()))


def dose_told(book: Booklet, phase: PlanPhase, dose: PhaseDose) -> Runs:
    """A dose, and how the exercise is done unless an earlier page says it."""
    words = book.words.cards
    exercise = book.plan.exercises.get(dose.exercise)
    text = [Run(f"{exercise.title if exercise else dose.exercise}. ", CLOSE.bold), Run(sentence(lasting(dose)), CLOSE)]
    for more in (dose.only_if, dose.note):
        if more and more not in dose.text:
            text.append(Run(f" {more}", CLOSE))
    if dose.progress:
        text += [Run(f" {words.progress} ", CLOSE.bold), Run(dose.progress, CLOSE)]
    if dose.weeks:
        text.append(Run(f" {counted(book, phase, dose)}", CLOSE))
    for name, told in weeks(book, dose):
        text += [Run(f" {name}: ", CLOSE.bold), Run(sentence(told), CLOSE)]
    if exercise and book.explained(phase, dose.exercise):
        text.append(Run(f" {book.words.phase.how_before}", CLOSE))
    elif exercise:
        text += [Run(" ", CLOSE), *how(book, exercise)]
        if needs := things(book, exercise):
            text += [Run(f" {words.needs} ", CLOSE.bold), Run(sentence(needs), CLOSE)]
    return tuple(text)


def _criterion(book: Booklet, criterion: PlanCriterion) -> list[Block]:
    """A test with its target and a box to tick, one column wide."""
    lines = wrap(criterion_told(book, criterion), COLUMN - 9)
    height = max(lines.height, marks.TICK)

    def drawing(sheet: Sheet, y: float) -> None:
        top = y + (height - marks.TICK) / 2
        alt = fill(book.words.gate.box_alt, count=1)
        with sheet.tag("LI"):
            with sheet.tag("Lbl"), sheet.tag("Figure", alt=alt, area=(COLUMN - 5, top, 5, 5)):
                marks.tick_box(sheet, COLUMN - 5, top)
            with sheet.tag("LBody"):
                lines.draw(sheet, 0, y + (height - lines.height) / 2 + 3.9)

    return [Block(height, drawing)]


def criterion_told(book: Booklet, criterion: PlanCriterion) -> Runs:
    """A test with its target, its days and who takes it."""
    target = (Run(": ", CLOSE), Run(criterion.target, CLOSE.bold)) if criterion.target else ()
    text = [Run(criterion.title, CLOSE), *target]
    if criterion.days_in_a_row > 1:
        text.append(Run(", " + fill(book.words.phase.days, count=criterion.days_in_a_row), CLOSE))
    if criterion.who == "clinician":
        text.append(Run(f" ({book.words.gate.clinician})", LABEL))
    return tuple(text)
