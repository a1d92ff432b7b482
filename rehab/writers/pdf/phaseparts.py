"""What card pages and phase pages both say of a phase: its goal, what goes on, weeks, and running."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rehab.models.plan import PlanExercise, PlanPhase, RunStage
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import (
    COLUMN,
    Block,
    Cell,
    bold,
    columns,
    heading,
    inside,
    item,
    kept,
    newspaper,
    paragraph,
    row,
    spaced,
)
from rehab.writers.pdf.runstrips import WIDTH, draw_strip, with_strips
from rehab.writers.pdf.session import in_session_order
from rehab.writers.pdf.sheet import LIVE, Sheet
from rehab.writers.pdf.type import CLOSE, LABEL, ROW, STRONG, Run, Runs
from rehab.writers.pdf.words import Booklet, fill, rich, sentence

_PITCH = 6.3
_MOST_BOXES = 6
_WHOLE_TABLE = 110.0
"""A running table up to so many mm stays on one page: a run is looked up in it again and again."""
_RUNNING_LONGER = "running-longer"
"""The notice that the stages of running need more days than the plan has."""


def goes_on(book: Booklet, phase: PlanPhase) -> list[Block]:
    """One line with the exercises that go on as an earlier page says."""
    told = goes_on_told(book, phase)
    return paragraph(told, gap=1.5) if told else []


def goes_on_told(book: Booklet, phase: PlanPhase) -> Runs:
    """The same as running text."""
    exercises = book.plan.exercises
    names = []
    for dose in in_session_order(book, phase):
        if book.goes_on(phase, dose):
            known = exercises.get(dose.exercise)
            names.append((known.short_title or known.title) if known else dose.exercise)
    text = rich(book.words.cards.goes_on, CLOSE, names="; ".join(dict.fromkeys(names)))
    told = [*text] if names else []
    if phase.running_goes_on and not phase.running:
        told += [Run(" ", CLOSE)] if told else []
        told += rich(book.words.cards.running_goes_on, CLOSE)
    return tuple(told)


def phase_summary(book: Booklet, phase: PlanPhase) -> list[Block]:
    """The goal of a phase, its notes, and what is fine and what is not."""
    words = book.words.cards
    blocks = paragraph((Run(phase.goal, STRONG),), width=LIVE) if phase.goal else []
    for note in phase.notes:
        blocks += paragraph(note, width=150, gap=1)
    left = paragraph((bold(words.allowed, ROW),), role="H2") + _signed(phase.allowed, "tick") if phase.allowed else []
    right = paragraph((bold(words.avoid, ROW),), role="H2") + _signed(phase.avoid, "cross") if phase.avoid else []
    blocks += spaced(columns(left, right), 2.0)
    return blocks


def fine_or_not(book: Booklet, phase: PlanPhase) -> list[Block]:
    """The goal of a later phase, its notes, and what is fine and what is not, run in."""
    words = book.words.cards
    blocks = paragraph((Run(f"{phase.goal} ", CLOSE.bold), Run(" ".join(phase.notes), CLOSE)), width=LIVE)
    parts = [
        paragraph((Run(f"{name}: ", CLOSE.bold), Run(" ".join(texts), CLOSE)), width=COLUMN)
        for name, texts in ((words.allowed, phase.allowed), (words.avoid, phase.avoid))
        if texts
    ]
    return blocks + spaced(newspaper(parts, gap=0.0), 1.2)


def _signed(texts: Sequence[str], sign: str) -> list[Block]:
    key = object()
    return inside(
        [block for text in texts for block in item(text, x=0, width=82, style=CLOSE, sign=sign, step=0.6)], ("L", key)
    )


def how(book: Booklet, exercise: PlanExercise) -> Runs:
    """How an exercise is done and how it should feel, as running text."""
    words, steps = book.words.cards, exercise.steps
    text = [Run(f"{book.words.phase.how} ", CLOSE.bold), Run(" ".join(steps), CLOSE)] if steps else []
    for name, told in ((words.feel, exercise.feel), (words.not_feel, exercise.not_feel)):
        if told:
            text += [Run(f" {name} ", CLOSE.bold), Run(sentence(told), CLOSE)]
    if exercise.precautions:
        text += [Run(f" {words.care} ", CLOSE.bold), Run(" ".join(exercise.precautions), CLOSE)]
    return tuple(text)


def things(book: Booklet, exercise: PlanExercise) -> str:
    """What an exercise needs, each with what can stand in for it."""
    other = exercise.substitutes
    return ", ".join(
        fill(book.words.cards.instead, item=thing, other=other[thing]) if thing in other else thing
        for thing in exercise.equipment
    )


def running(book: Booklet, phase: PlanPhase) -> list[Block]:
    """The stages of a running table, with a box for each session; what an earlier phase has said is not said again."""
    stages: Sequence[RunStage] = phase.running
    words = book.words.cards
    if not stages:
        return []
    blocks = heading(words.running, ROW, ruled=False, gap=5)
    if phase.running_only_if:
        blocks += paragraph((bold(phase.running_only_if),), width=LIVE)
    blocks += paragraph(running_told(book, phase))
    blocks = kept([*blocks, Block(2.4, lambda sheet, y: marks.rule(sheet, y + 2.4), keep=True)])
    table, strips = object(), with_strips(stages)
    rows: list[Block] = []
    widest = max(min(stage.sessions, _MOST_BOXES) for stage in stages) * _PITCH
    for stage in stages:
        count = stage.sessions
        boxes = min(count, _MOST_BOXES)

        def extra(sheet: Sheet, middle: float, boxes: int = boxes, stage: RunStage = stage) -> None:
            if strips:
                draw_strip(sheet, book, stages, stage, LIVE - widest - WIDTH - 3, middle)
            left = LIVE - boxes * _PITCH
            alt = fill(words.box_alt, count=boxes)
            with sheet.tag("TD"), sheet.tag("Figure", alt=alt, area=(left, middle - 2.5, boxes * _PITCH, 5)):
                for number in range(boxes):
                    marks.tick_box(sheet, left + number * _PITCH + 1.3, middle - marks.TICK / 2)

        text = stage_told(stage)
        if count > boxes:
            text = (*text, Run(f" {fill(words.sessions, count=count)}", LABEL))
        cells = [
            Cell(0, stage.stage, 9, STRONG("accent"), head=True),
            Cell(10, text, LIVE - 14 - widest - (WIDTH + 4 if strips else 0)),
        ]
        rows += row(cells, table=table, padding=0.7, least=6.6, extra=extra)
    if sum(one.height for one in rows) <= _WHOLE_TABLE:
        return [*blocks, *kept(rows)]
    return [*blocks, replace(rows[0], keep=True), *rows[1:]]


def running_told(book: Booklet, phase: PlanPhase, *, strips: bool = True) -> Runs:
    """What comes before and after each run, how it is done, and when to go on; not what an earlier phase has said."""
    words = book.words.cards
    earlier = [one for one in book.before(phase) if one.running]
    told: list[Run] = []
    if not earlier:  # the dates of a table mislead most where its stages stand
        told += [Run(f"{one.text} ", CLOSE.bold) for one in book.plan.notices if one.code == _RUNNING_LONGER]
    if phase.running_before and all(one.running_before != phase.running_before for one in earlier):
        told += [Run(" ".join(phase.running_before) + " ", CLOSE)]
    name = book.run_exercise(phase)
    if name and all(book.run_exercise(one) != name for one in earlier):
        told += [*how(book, book.plan.exercises[name]), Run(" ", CLOSE)]
    if all(one.running_rule != phase.running_rule for one in earlier):
        told += [Run(" ".join(part for part in (phase.running_rule, words.running_lead) if part), CLOSE)]
    if strips and with_strips(phase.running) and not any(with_strips(one.running) for one in earlier):
        told += [Run(f" {words.strip_key}", CLOSE)]
    return tuple(told)


def stage_told(stage: RunStage) -> Runs:
    """One stage of a running table as running text."""
    text = (
        Run(stage.title, CLOSE.bold),
        Run(f"  {sentence(stage.text) if stage.intensity else stage.text}", CLOSE),
    )
    return (*text, Run(f" {sentence(stage.intensity)}", CLOSE)) if stage.intensity else text
