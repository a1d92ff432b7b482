"""Exercises in large print: the cards of the present phases, their runs, and the phases that come after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rehab.models.plan import PhaseDose, PlanExercise, PlanPhase
from rehab.writers.pdf.blocks import Block, height_of, kept, together
from rehab.writers.pdf.large_blocks import (
    AMOUNT,
    big,
    entry,
    in_parts,
    joined,
    listed,
    named,
    para,
    room_for_a_card,
    section,
    sides_row,
    steps,
    tick_row,
    whole_text,
)
from rehab.writers.pdf.pages_cards import answers_told, condition_told, effort_told, needs_told, start_told
from rehab.writers.pdf.pages_frame import Chapter, title_block
from rehab.writers.pdf.pages_phase import criterion_told, dose_told
from rehab.writers.pdf.phaseparts import goes_on_told, running_told, stage_told
from rehab.writers.pdf.pictures import picture_of
from rehab.writers.pdf.session import in_session_order
from rehab.writers.pdf.sheet import LIVE, Sheet
from rehab.writers.pdf.type import LARGE, Run, Runs, wrap
from rehab.writers.pdf.weekly import counted, this_week, weeks
from rehab.writers.pdf.words import Booklet, capital, fill, sentence

_PICTURE = 110.0
_LOOKS = ((72.0, False), (46.0, False), (46.0, True), (34.0, False), (34.0, True))
"""The most height of a picture in mm, and whether remarks are run in: the first that keeps a card on one page."""
_MOST_SESSIONS = 8


def card_chapters(book: Booklet) -> list[Chapter]:
    """The cards of the current and the next phase."""
    made = []
    words = book.words.cards
    for phase in book.printed_phases:
        dates = book.span(phase.start, phase.end)
        lead = fill(words.lead, number=phase.number, days=book.days(phase), dates=dates)
        head = title_block(book, phase.title, big(lead))
        blocks = [*_about(book, phase), *para(goes_on_told(book, phase), gap=2)]
        for dose in in_session_order(book, phase):
            exercise = book.plan.exercises.get(dose.exercise)
            if exercise and not book.goes_on(phase, dose):
                blocks += _card(book, phase, dose, exercise, None if blocks else head)
        blocks += _running(book, phase)
        made.append(Chapter(phase.title, head, blocks))
    return made


def _about(book: Booklet, phase: PlanPhase) -> list[Block]:
    """What a phase is for, what is fine in it, and what is not."""
    words = book.words.cards
    blocks = whole_text((Run(phase.goal, LARGE.bold),)) if phase.goal else []
    blocks += [block for note in phase.notes for block in para(note, gap=1)]
    for name, texts in ((words.allowed, phase.allowed), (words.avoid, phase.avoid)):
        blocks += listed(name, texts)
    return blocks


def _card(
    book: Booklet, phase: PlanPhase, dose: PhaseDose, exercise: PlanExercise, head: Block | None = None
) -> list[Block]:
    """A card whole on one page: with a lower picture, then with its remarks run in, before it goes on over a page."""
    words = book.words.cards
    start = start_told(book, phase, dose)
    top = [*section(exercise.title, gap=10)]
    if exercise.short_title not in ("", exercise.title):
        top += para(fill(words.called, name=exercise.short_title))
    top += para((Run(start, LARGE.bold("accent")),)) if start else []
    top += [_dose_line(book, dose)]
    if exercise.sides != "none" and dose.side:
        top += _sides(book, dose, exercise)
    texts = {close: _text(book, phase, dose, exercise, close=close) for close in (False, True)}
    most = room_for_a_card(book, head)
    ways: list[list[list[Block]]] = []
    for tallest, close in _LOOKS:
        picture = picture_of(book, dose, exercise, width=_PICTURE, tallest=tallest)
        shown = [replace(picture, height=picture.height + 2.5)] if picture else []
        how, *more = texts[close]
        ways.append([[*top, *shown, *how], *more])
        if height_of(joined(ways[-1])) <= most:
            return in_parts(book, exercise.title, ways[-1], head)
    broken = next((one for one in ways if height_of(one[0]) <= most), ways[0])
    return in_parts(book, exercise.title, broken, head)


def _text(
    book: Booklet, phase: PlanPhase, dose: PhaseDose, exercise: PlanExercise, *, close: bool
) -> list[list[Block]]:
    """What a card says under its picture: how to do it, how it feels, how much; ``close`` runs short remarks in."""
    words = book.words.cards
    each, effort = exercise.each_side_step if dose.each_side else "", capital(effort_told(dose))
    first = [" ".join(map(sentence, filter(None, (each, effort))))] if close else [each, effort]
    how = [block for text in first for block in para(text)]
    how += para(condition_told(book, dose)) if dose.only_if else []
    how += steps(exercise.steps)
    feel = [
        (Run(f"{name} ", LARGE.bold), Run(f"{sentence(text) if close else text} ", LARGE))
        for name, text in ((words.feel, exercise.feel), (words.not_feel, exercise.not_feel))
        if text and exercise.kind != "aerobic"
    ]
    answers = [answer for answer in answers_told(book, dose, exercise) if answer]
    felt = _remarks(feel, close=close) + para(dose.note, gap=1) + _remarks(answers, close=close)
    much = named(words.progress, dose.progress, gap=1)
    if dose.weeks:
        much += para(counted(book, phase, dose), gap=1)
        much += [block for name, told in weeks(book, dose) for block in named(f"{name}:", told, gap=0.5)]
    much += para(needs_told(book, exercise), gap=1)
    much += named(words.care, " ".join(exercise.precautions), gap=1)
    return [how, felt, much]


def _remarks(texts: Sequence[Runs], *, close: bool) -> list[Block]:
    """Remarks one under the other, or as one paragraph."""
    told = [tuple(run for text in texts for run in text)] if close else texts
    return [block for text in told for block in para(text, gap=1)]


def _dose_line(book: Booklet, dose: PhaseDose) -> Block:
    """How much, how often, how long to rest: the numbers large, their units behind them."""
    words = book.words.cards
    unit = " ".join(part for part in (dose.amount_unit, this_week(book, dose)) if part)
    comma = "," if unit[:1].isdigit() else ""  # '3 × 5, 5 s hold'
    pairs = ((dose.amount + comma, unit), (dose.times, dose.times_unit), (dose.rest, words.rest if dose.rest else ""))
    told = [run for value, unit in pairs if value or unit for run in (Run(value, AMOUNT), Run(f" {unit}     ", LARGE))]
    lines = wrap(tuple(told), LIVE)

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("P", actual=dose.text):
            lines.draw(sheet, -0.1, y + 8.6)

    return Block(lines.height + 1, drawing)


def _sides(book: Booklet, dose: PhaseDose, exercise: PlanExercise) -> list[Block]:
    if dose.side == "both" and exercise.sides == "both" and not dose.each_side:
        return para((Run(book.words.sides.together, LARGE.bold),))
    both = dose.side == "both" or dose.each_side
    row = sides_row(book, left=both or dose.side == "left", right=both or dose.side == "right")
    return [row, *(para(book.side_word(dose.side)) if dose.side in ("affected", "other") and not both else [])]


def _running(book: Booklet, phase: PlanPhase) -> list[Block]:
    words = book.words.cards
    if not phase.running:
        return []
    blocks = section(words.running)
    blocks += whole_text((Run(phase.running_only_if, LARGE.bold),)) if phase.running_only_if else []
    blocks += para(running_told(book, phase, strips=False))
    rows: list[Block] = []
    for stage in phase.running:
        count = min(stage.sessions, _MOST_SESSIONS)
        more = (Run(f" {fill(words.sessions, count=stage.sessions)}", LARGE),) if stage.sessions > count else ()
        text = (Run(f"{stage.stage}  ", LARGE.bold("accent")), *stage_told(stage), *more)
        rows.append(tick_row(text, count, alt=fill(words.box_alt, count=count)))
    return [*blocks, *together(rows)]


def later(book: Booklet) -> list[Chapter]:
    """The phases after the printed ones."""
    words, plan = book.words.phase, book.plan
    shown = book.printed_phases
    after = plan.phases[plan.phases.index(shown[-1]) + 1 :] if shown else ()
    blocks: list[Block] = []
    for phase in after:
        dates = book.span(phase.start, phase.end)
        when = fill(words.lead, number=phase.number, days=book.days(phase), dates=dates)
        about = _about(book, phase)
        blocks += [*kept([*section(phase.title), *para(when), *about[:1]]), *about[1:]]
        blocks += para(goes_on_told(book, phase), gap=2)
        for dose in in_session_order(book, phase):
            if not book.goes_on(phase, dose):
                blocks += whole_text(dose_told(book, phase, dose), gap=3)
        blocks += _running(book, phase)
        if phase.criteria:
            blocks += entry(words.move_on)
            alt = fill(book.words.gate.box_alt, count=1)
            blocks += together([tick_row(criterion_told(book, one), 1, alt=alt) for one in phase.criteria])
        blocks += para((Run(phase.not_yet, LARGE.bold),), gap=2) if phase.not_yet else []
    head = title_block(book, words.title, big(words.lead_all))
    return [Chapter(words.title, head, blocks)] if blocks else []
