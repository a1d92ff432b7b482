"""Exercise cards: one exercise, how much, how, and how it should feel."""

from __future__ import annotations

from collections.abc import Sequence

from rehab.models.plan import PhaseDose, PlanExercise, PlanPhase, RunStage
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import (
    Block,
    Cell,
    Leaf,
    bold,
    columns,
    flow,
    heading,
    height_of,
    inside,
    item,
    kept,
    paragraph,
    row,
    shifted,
    spaced,
    stack,
    together,
)
from rehab.writers.pdf.blocks import draw as draw_placed
from rehab.writers.pdf.pages_frame import leaves, title_block
from rehab.writers.pdf.sheet import COLUMN_B, COLUMN_C, COLUMN_D, LIVE, Sheet
from rehab.writers.pdf.type import CARD, DOSE, LABEL, ROW, STRONG, Run, measure, wrap, write
from rehab.writers.pdf.words import Booklet, fill

_SLOTS = (0.0, COLUMN_B, COLUMN_C)
_SIDES = COLUMN_D


def cards(book: Booklet) -> list[Leaf]:
    """The cards of the current and the next phase."""
    made: list[Leaf] = []
    for phase in book.printed_phases:
        made += _phase_cards(book, phase)
    return made


def _phase_cards(book: Booklet, phase: PlanPhase) -> list[Leaf]:
    words = book.words.cards
    lead = fill(
        words.lead,
        number=phase.number,
        first=phase.first_day,
        last=phase.last_day,
        dates=book.span(phase.start, phase.end),
    )
    ruler = _ruler(book, phase)
    head = title_block(book, phase.title, lead, aside=ruler, room=LIVE - 80 if ruler else LIVE)
    blocks: list[Block] = phase_summary(book, phase)
    for dose in phase.exercises:
        exercise = book.plan.exercises.get(dose.exercise)
        if exercise is None:
            continue
        blocks += (
            minutes_row(book, phase, dose, exercise)
            if exercise.kind == "aerobic"
            else [card(book, phase, dose, exercise)]
        )
    blocks += running(book, phase)
    if not blocks:
        return []
    return leaves(book, phase.title, head, blocks, balanced=True)


def phase_summary(book: Booklet, phase: PlanPhase) -> list[Block]:
    """The goal of a phase, its notes, and what is fine and what is not."""
    words = book.words.cards
    blocks = paragraph((Run(phase.goal, STRONG),), width=150) if phase.goal else []
    for note in phase.notes:
        blocks += paragraph(note, width=150, gap=1)
    left = paragraph((bold(words.allowed, ROW),), role="H2") + _signed(phase.allowed, "tick") if phase.allowed else []
    right = paragraph((bold(words.avoid, ROW),), role="H2") + _signed(phase.avoid, "cross") if phase.avoid else []
    blocks += spaced(columns(left, right), 4)
    return blocks


def _signed(texts: Sequence[str], sign: str) -> list[Block]:
    key = object()
    return inside([block for text in texts for block in item(text, x=0, width=82, sign=sign, step=0.7)], ("L", key))


def _ruler(book: Booklet, phase: PlanPhase) -> Block | None:
    """One square a day of the phase, today filled; for phases of up to 14 days."""
    count = phase.last_day - phase.first_day + 1
    if count > 14:
        return None
    words = book.words.cards
    pitch = min(9.0, 76 / count)
    square = pitch - 1
    left = LIVE - count * pitch + 1
    current = phase is book.current

    def drawing(sheet: Sheet, y: float) -> None:
        alt = fill(words.ruler_alt, first=phase.first_day, last=phase.last_day, today=book.today)
        with sheet.tag("Figure", alt=alt, area=(left, y + 0.6, LIVE - left, 9)):
            for number in range(count):
                day = phase.first_day + number
                x = left + number * pitch
                today, past = day == book.today, day < book.today
                if today or past:
                    sheet.box(x, y + 0.6, square, 9, fill="accent" if today else "tint2", radius=0.9)
                else:
                    sheet.box(x, y + 0.6, square, 9, stroke=0.7, colour="writing", radius=0.9)
                colour = "white" if today else "accent" if past else "grey"
                if measure(str(day), STRONG) < square:
                    write(sheet, x + square / 2, y + 6.6, str(day), STRONG(colour), align="centre")
        if current:
            with sheet.tag("P"):
                text = fill(words.today, day=book.today, date=book.date(book.plan.as_of, "medium"))
                write(sheet, LIVE, y + 17.7, text, STRONG("accent"), align="right")

    return Block(20, drawing)


def card(
    book: Booklet, phase: PlanPhase, dose: PhaseDose, exercise: PlanExercise, *, picture: Block | None = None
) -> Block:
    """One card; it never breaks. A ``picture`` 56 wide stands at line A and moves the steps to line B."""
    words = book.words.cards
    indent = COLUMN_B if picture else 0.0
    effort = wrap(_effort(dose), 76, LABEL)
    title = wrap((Run(exercise.title, CARD),), LIVE - indent - effort.width - 6)
    steps = _steps(exercise, LIVE - indent if picture else COLUMN_D - 7)
    feel = _feel(book, exercise, 56)
    hard = _answers(book, dose, exercise)
    extras = _extras(book, phase, dose, exercise)
    top: list[Block] = []
    if dose.only_if:
        top = paragraph((bold(words.only_if + " ", STRONG), Run(dose.only_if)), width=LIVE - indent)
    body = [stack([(0.0, steps), (COLUMN_D, feel)])] if not picture else [*steps, *feel]
    low = body + spaced([stack([(0.0, hard[0]), (COLUMN_C, hard[1])])], 1.6) if any(hard) else body
    low += spaced(extras, 1.6) if extras else []
    title_end = 3.6 + max(title.height, effort.height)
    dose_at = title_end + (height_of(top) + 1 if top else 0) + 8.2
    steps_at = dose_at + 3.4
    height = max(steps_at + height_of(low) + 3.6, picture.height + 8 if picture else 0)

    def drawing(sheet: Sheet, y: float) -> None:
        marks.rule(sheet, y)
        with sheet.shifted(indent):
            with sheet.tag("H3"):
                title.draw(sheet, 0, y + 8.8)
            if effort.lines:
                with sheet.tag("P"):
                    effort.draw(sheet, LIVE - indent, y + 8.8, "right")
            draw_placed(sheet, flow(top, y + title_end + 0.6, 10_000)[0])
            _dose_line(sheet, book, dose, exercise, y + dose_at)
            draw_placed(sheet, flow(low, y + steps_at, 10_000)[0])
        if picture:
            picture.draw(sheet, y + 5.5)

    return Block(height, drawing, gap=1.6)


def _effort(dose: PhaseDose) -> str:
    return ", ".join(part for part in (dose.effort, dose.tempo) if part)


def _dose_line(sheet: Sheet, book: Booklet, dose: PhaseDose, exercise: PlanExercise, y: float) -> None:
    """Value and unit, side by side: amount, times, rest, then whose side."""
    words = book.words.cards
    pairs = [
        (dose.amount, dose.amount_unit),
        (dose.times, dose.times_unit),
        (dose.rest, words.rest if dose.rest else ""),
    ]
    with sheet.tag("P", actual=dose.text):
        x = 0.0
        for place, (value, unit) in enumerate(pairs):
            if not value and not unit:
                continue
            x = max(_SLOTS[place], x)
            if value:
                write(sheet, x - 0.1, y, value, DOSE)
                x += measure(value, DOSE) + 1.8
            write(sheet, x, y, unit, LABEL)
            x += measure(unit, LABEL) + 6
    if exercise.sides != "none":
        _sides(sheet, book, dose, x=max(_SIDES, x), y=y)


def _sides(sheet: Sheet, book: Booklet, dose: PhaseDose, *, x: float, y: float) -> None:
    sides = book.words.sides
    if dose.side is None:
        return
    both = dose.side == "both" or dose.each_side
    ticked = {"left": both or dose.side == "left", "right": both or dose.side == "right"}
    with sheet.tag("P", actual=sides.each if dose.each_side else book.side_word(dose.side)):
        for name in ("left", "right"):
            marks.tick_box(sheet, x, y - 4.3, marks.SIDE_TICK, ticked=ticked[name])
            word = book.side_word(name)
            word = word[:1].upper() + word[1:]
            write(sheet, x + 6.8, y, word, STRONG if ticked[name] else LABEL)
            x += 6.8 + measure(word, STRONG) + 5


def _steps(exercise: PlanExercise, width: float) -> list[Block]:
    key = object()
    made = []
    for number, step in enumerate(exercise.steps, start=1):
        made += item(step, x=0, width=width, sign="number", number=number, step=0.9)
    return inside(made, ("L", key))


def _feel(book: Booklet, exercise: PlanExercise, width: float) -> list[Block]:
    words = book.words.cards
    made: list[Block] = []
    for sign, word, text in (("tick", words.feel, exercise.feel), ("cross", words.not_feel, exercise.not_feel)):
        if text:
            made += item((bold(word + " "), Run(text)), x=0, width=width, sign=sign, step=0.9)
    return inside(made, ("L", object()))


def _answers(book: Booklet, dose: PhaseDose, exercise: PlanExercise) -> tuple[list[Block], list[Block]]:
    words = book.words.cards
    easier, harder = dose.easier or exercise.easier, dose.harder or exercise.harder
    left = paragraph((bold(words.hard + " "), Run(easier)), width=85) if easier else []
    right = paragraph((bold(words.easy + " "), Run(harder)), width=85) if harder else []
    return left, right


def _extras(book: Booklet, phase: PlanPhase, dose: PhaseDose, exercise: PlanExercise) -> list[Block]:
    words = book.words.cards
    things = [
        fill(words.instead, item=thing, other=exercise.substitutes[thing]) if thing in exercise.substitutes else thing
        for thing in exercise.equipment
    ]
    pairs = [
        (words.progress, dose.progress),
        (words.needs, ", ".join(things) + "." if things else ""),
        (words.care, " ".join(exercise.precautions)),
        ("", dose.note),
        (words.weeks, "; ".join(fill(words.week, week=week, dose=told) for week, told in dose.weeks)),
        ("", _start(book, phase, dose)),
    ]
    made: list[Block] = []
    for word, text in pairs:
        if text:
            made += paragraph((bold(word + " "), Run(text)) if word else text, width=150)
    return made


def _start(book: Booklet, phase: PlanPhase, dose: PhaseDose) -> str:
    """When it starts, if that is later than its phase, or on no date at all."""
    words = book.words.cards
    if dose.first_date is None:
        return words.not_dated
    if dose.first_date <= max(book.plan.as_of, phase.start):
        return ""
    return fill(words.starts, date=book.date(dose.first_date, "medium"))


def minutes_row(book: Booklet, phase: PlanPhase, dose: PhaseDose, exercise: PlanExercise) -> list[Block]:
    """An aerobic exercise: its name, a bar of today's minutes out of the ceiling, minutes, and how."""
    words = book.words.cards
    span = next(
        (
            task.duration_seconds
            for day in book.plan.days
            if day.phase == phase.id
            for task in day.tasks
            if task.exercise == dose.exercise and task.duration_seconds
        ),
        None,
    )
    name = wrap((Run(exercise.title, ROW),), 58)
    text = ", ".join(part for part in (f"{dose.times} {dose.times_unit}".strip(), _effort(dose)) if part)
    sentences = [Run(text + ". ")] if text else []
    sentences.append(
        Run(" ".join(part for part in (*exercise.steps, dose.note, dose.progress, _start(book, phase, dose)) if part))
    )
    said = wrap(tuple(sentences), LIVE - COLUMN_B)
    conditions = (
        paragraph((bold(words.only_if + " "), Run(dose.only_if)), width=LIVE - COLUMN_B, x=COLUMN_B)
        if dose.only_if
        else []
    )
    low = conditions + [block for side in _answers(book, dose, exercise) for block in shifted(side, COLUMN_B)]
    height = max(name.height + (8 if span else 0), 12 + said.height + height_of(low)) + 4

    def drawing(sheet: Sheet, y: float) -> None:
        marks.rule(sheet, y)
        with sheet.tag("H3"):
            name.draw(sheet, 0, y + 8.6)
        if span and span[1] > span[0]:
            top = y + 8.6 + name.height - 2.6
            with sheet.tag(
                "Figure",
                alt=fill(words.bar_alt, now=round(span[0] / 60), top=round(span[1] / 60)),
                area=(0, top, 38, 4.6),
            ):
                sheet.box(0, top, 38, 4.6, stroke=0.9, colour="accent", radius=0.6)
                sheet.box(0, top, 38 * span[0] / span[1], 4.6, fill="accent", radius=0.6)
        with sheet.tag("P", actual=dose.text):
            write(sheet, COLUMN_B, y + 8.8, dose.amount, DOSE)
            write(sheet, COLUMN_B + measure(dose.amount, DOSE) + 1.8, y + 8.8, dose.amount_unit, LABEL)
        with sheet.tag("P"):
            said.draw(sheet, COLUMN_B, y + 16.4)
        draw_placed(sheet, flow(low, y + 12.6 + said.height, 10_000)[0])

    return [Block(height, drawing, gap=1.6)]


def running(book: Booklet, phase: PlanPhase) -> list[Block]:
    """The stages of a running table, with a box for each session."""
    stages: Sequence[RunStage] = phase.running
    if not stages:
        return []
    words = book.words.cards
    blocks = heading(words.running, ruled=False)
    if phase.running_only_if:
        blocks += paragraph((bold(phase.running_only_if),), width=150)
    blocks += paragraph(" ".join(part for part in (phase.running_rule, words.running_lead) if part), width=150)
    blocks = kept([*blocks, Block(2.4, lambda sheet, y: marks.rule(sheet, y + 2.4), keep=True)])
    table = object()
    rows: list[Block] = []
    for stage in stages:
        count = stage.sessions
        boxes = min(count, 6)
        told = fill(words.sessions, count=count) if count != 1 else words.session

        def extra(sheet: Sheet, middle: float, boxes: int = boxes) -> None:
            with (
                sheet.tag("TD"),
                sheet.tag(
                    "Figure",
                    alt=fill(words.box_alt, count=boxes),
                    area=(LIVE - boxes * 6.3, middle - 2.5, boxes * 6.3, 5),
                ),
            ):
                for number in range(boxes):
                    marks.tick_box(sheet, LIVE - (boxes - number) * 6.3 + 1.3, middle - marks.TICK / 2)

        text: tuple[Run, ...] = (bold(stage.title), Run(f"  {stage.text}"))
        if stage.intensity:
            text = (*text, Run(f". {stage.intensity}"))
        cells = [
            Cell(0, stage.stage, 8, STRONG("accent"), head=True),
            Cell(9, text, COLUMN_D - 12),
            Cell(COLUMN_D, told, 26, LABEL),
        ]
        rows += row(cells, table=table, least=9.4, extra=extra)
    return blocks + together(rows)
