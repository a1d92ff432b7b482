"""Exercise cards: one exercise, how much, how, and how it should feel."""

from __future__ import annotations

from collections.abc import Sequence

from rehab.models.plan import PhaseDose, PlanExercise, PlanPhase
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import (
    Block,
    Leaf,
    bold,
    flow,
    height_of,
    inside,
    item,
    paragraph,
    shifted,
    spaced,
    stack,
)
from rehab.writers.pdf.blocks import draw as draw_placed
from rehab.writers.pdf.pages_frame import Chapter, leaves, title_block
from rehab.writers.pdf.phaseparts import goes_on, phase_summary, running, things
from rehab.writers.pdf.pictures import picture_of
from rehab.writers.pdf.session import in_session_order
from rehab.writers.pdf.sheet import COLUMN_B, COLUMN_C, COLUMN_D, LIVE, Sheet
from rehab.writers.pdf.type import CARD, DOSE, LABEL, ROW, STRONG, Run, Runs, measure, wrap, write
from rehab.writers.pdf.weekly import table, this_week
from rehab.writers.pdf.words import Booklet, capital, fill, sentence

_SLOTS = (0.0, COLUMN_B, COLUMN_C)
_SIDES = COLUMN_D


def cards(book: Booklet, more: Sequence[Block] = (), end: Sequence[Block] = ()) -> list[Leaf]:
    """The cards of the current and the next phase, with ``more`` after those of the current and ``end`` after all."""
    chapters = card_chapters(book, more, end)
    return [leaf for one in chapters for leaf in leaves(book, one.title, one.head, one.blocks, balanced=True)]


def card_chapters(book: Booklet, more: Sequence[Block] = (), end: Sequence[Block] = ()) -> list[Chapter]:
    """The same as chapters, of which one may begin under another."""
    made: list[Chapter] = []
    for phase in book.printed_phases:
        under = [*(more if phase is book.current else ()), *(end if phase is book.printed_phases[-1] else ())]
        made += _phase_cards(book, phase, under)
    return made


def _phase_cards(book: Booklet, phase: PlanPhase, more: Sequence[Block]) -> list[Chapter]:
    head, own = book.once(("cards", phase.id), lambda: _cards_of(book, phase))  # asked for in each order of the pages
    blocks = [*own, *more]
    return [Chapter(phase.title, head, blocks)] if blocks else []


def _cards_of(book: Booklet, phase: PlanPhase) -> tuple[Block, list[Block]]:
    """The head of a phase, and all that its cards say."""
    words = book.words.cards
    lead = fill(
        words.lead,
        number=phase.number,
        days=book.days(phase),
        dates=book.span(phase.start, phase.end),
    )
    ruler = day_ruler(book, phase)
    head = title_block(book, phase.title, lead, aside=ruler, room=LIVE - 80 if ruler else LIVE)
    blocks: list[Block] = [*phase_summary(book, phase), *goes_on(book, phase)]
    for dose in in_session_order(book, phase):
        exercise = book.plan.exercises.get(dose.exercise)
        if exercise is None or book.goes_on(phase, dose):
            continue
        blocks += (
            minutes_row(book, phase, dose, exercise)
            if exercise.kind == "aerobic"
            else [card(book, phase, dose, exercise, picture=picture_of(book, dose, exercise))]
        )
    return head, [*blocks, *running(book, phase)]


def day_ruler(book: Booklet, phase: PlanPhase) -> Block | None:
    """One square a day of the phase, today filled; for phases of up to 14 days."""
    count = phase.last_day - phase.first_day + 1
    if count > 14:
        return None
    words = book.words.cards
    pitch = min(9.0, 78 / count)
    square = pitch - min(1.0, pitch / 8)
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
    """One card; it never breaks. A ``picture`` 56 wide stands at line A and moves the steps to line B beside it."""
    words = book.words.cards
    room = LIVE
    start = start_told(book, phase, dose)
    begins = [Run(f"{start}  ", STRONG("accent"))] if start else []
    told = [Run(f"{exercise.each_side_step}  ", LABEL("ink"))] if dose.each_side else []
    told += [Run(f"{effort_told(dose)}  ", LABEL)] if effort_told(dose) else []
    called = exercise.short_title not in ("", exercise.title)
    name = Run("  " + fill(words.called, name=exercise.short_title) if called else "", LABEL)
    title = wrap((Run(exercise.title, CARD), name), room)
    free = room - 6 - title.width if len(title.lines) == 1 else 0.0
    whole = [*begins, *told]
    aside = next(one for one in (whole, begins, []) if not one or wrap(tuple(one), room).width <= free)
    effort, told = wrap(tuple(aside), room), whole[len(aside) :]
    needs = needs_told(book, exercise)
    top: list[Block] = []
    if told:
        joined = wrap((*told, *needs), room)
        if needs and len(joined.lines) == 1:
            told, needs = [*told, *needs], ()
        top += paragraph(tuple(told), width=room)
    if dose.only_if:
        top += paragraph(condition_told(book, dose), width=room)
    numbered = _steps(exercise.steps, LIVE - COLUMN_B if picture else COLUMN_D - 7)
    feel = _feel(book, exercise, LIVE - COLUMN_B if picture else 56)
    if needs and not picture:
        under = [*feel, *paragraph(needs, width=56, gap=0.6)]
        if height_of(under) <= height_of(numbered):
            feel, needs = under, ()
    if picture:
        low = [stack([(0.0, [picture]), (COLUMN_B, [*numbered, *spaced(feel, 1.2)])])]
    else:
        low = [stack([(0.0, numbered), (COLUMN_D, feel)])]
    low += spaced(_remarks(book, phase, dose, exercise, needs), 0.8)
    title_end = 3.2 + title.height
    dose_at = title_end + (height_of(top) + 1 if top else 0) + 7.4
    steps_at = dose_at + 2.6
    height = steps_at + height_of(low) + 1.8

    def drawing(sheet: Sheet, y: float) -> None:
        marks.rule(sheet, y)
        with sheet.tag("H3"):
            title.draw(sheet, 0, y + 8.4)
        if effort.lines:
            with sheet.tag("P"):
                effort.draw(sheet, room, y + 8.4, "right")
        draw_placed(sheet, flow(top, y + title_end + 0.6, 10_000)[0])
        _dose_line(sheet, book, dose, exercise, y + dose_at)
        draw_placed(sheet, flow(low, y + steps_at, 10_000)[0])

    return Block(height, drawing, gap=0.8, airy=True)


def condition_told(book: Booklet, dose: PhaseDose) -> Runs:
    """The condition of a dose, under its label unless its first word already says so."""
    label, text = book.words.cards.only_if, dose.only_if
    if text.split()[:1] == label.split()[:1]:
        return (bold(text),)
    return bold(label + " "), Run(text)


def effort_told(dose: PhaseDose) -> str:
    return ", ".join(part for part in (dose.effort, dose.tempo) if part)


def _dose_line(sheet: Sheet, book: Booklet, dose: PhaseDose, exercise: PlanExercise, y: float) -> None:
    """Value and unit, side by side: amount, times, rest, then whose side."""
    words = book.words.cards
    unit = " ".join(part for part in (dose.amount_unit, this_week(book, dose)) if part)
    pairs = [
        (dose.amount, unit),
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
        side_boxes(sheet, book, dose, exercise, x=max(_SIDES, x), y=y)


def side_boxes(sheet: Sheet, book: Booklet, dose: PhaseDose, exercise: PlanExercise, *, x: float, y: float) -> None:
    sides = book.words.sides
    if dose.side is None:
        return
    if dose.side == "both" and exercise.sides == "both" and not dose.each_side:
        with sheet.tag("P"):
            write(sheet, min(x, LIVE - measure(sides.together, STRONG)), y, sides.together, STRONG)
        return
    both = dose.side == "both" or dose.each_side
    ticked = {"left": both or dose.side == "left", "right": both or dose.side == "right"}
    with sheet.tag("P", actual=sides.each if dose.each_side else book.side_word(dose.side)):
        for name in ("left", "right"):
            marks.tick_box(sheet, x, y - 4.3, marks.SIDE_TICK, ticked=ticked[name])
            word = book.side_word(name)
            word = capital(word)
            write(sheet, x + 6.8, y, word, STRONG if ticked[name] else LABEL)
            x += 6.8 + measure(word, STRONG) + 5


def _steps(steps: Sequence[str], width: float) -> list[Block]:
    key = object()
    made = []
    for number, step in enumerate(steps, start=1):
        made += item(step, x=0, width=width, sign="number", number=number, step=0.4)
    return inside(made, ("L", key))


def _feel(book: Booklet, exercise: PlanExercise, width: float) -> list[Block]:
    words = book.words.cards
    made: list[Block] = []
    for sign, word, text in (("tick", words.feel, exercise.feel), ("cross", words.not_feel, exercise.not_feel)):
        if text:
            made += item((bold(word + " "), Run(text)), x=0, width=width, sign=sign, step=0.4)
    return inside(made, ("L", object()))


def answers_told(book: Booklet, dose: PhaseDose, exercise: PlanExercise) -> tuple[Runs, Runs]:
    words = book.words.cards
    easier, harder = dose.easier or exercise.easier, dose.harder or exercise.harder
    left = (bold(words.hard + " "), Run(sentence(capital(easier)) + " ")) if easier else ()
    right = (bold(words.easy + " "), Run(sentence(capital(harder)) + " ")) if harder else ()
    return left, right


def needs_told(book: Booklet, exercise: PlanExercise) -> Runs:
    """What the exercise needs, if anything."""
    text = sentence(things(book, exercise))
    return (bold(book.words.cards.needs + " "), Run(text + " ")) if text else ()


def _remarks(book: Booklet, phase: PlanPhase, dose: PhaseDose, exercise: PlanExercise, needs: Runs) -> list[Block]:
    """What stands under the steps: the two answers side by side, then the rest; all in one where that is lower."""
    words = book.words.cards
    hard, easy = answers_told(book, dose, exercise)
    care = " ".join(exercise.precautions)
    progress = (bold(words.progress + " "), Run(dose.progress + " ")) if dose.progress else ()
    note = (Run(dose.note + " "),) if dose.note else ()
    before = paragraph(note)
    rest: Runs = needs
    rest += (bold(words.care + " "), Run(care + " ")) if care else ()
    columns = [stack([(0.0, paragraph(hard, width=85)), (COLUMN_C, paragraph(easy, width=85))])] if hard or easy else []
    by_week = table(book, phase, dose) if dose.weeks else []
    apart = [*before, *columns, *paragraph(progress), *by_week, *paragraph(rest)]
    joined = (
        [*paragraph((*note, *hard, *easy, *progress)), *by_week, *paragraph(rest)]
        if by_week
        else paragraph((*note, *hard, *easy, *progress, *rest))
    )
    return min(apart, joined, key=height_of)


def start_told(book: Booklet, phase: PlanPhase, dose: PhaseDose) -> str:
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
    text = ". ".join(part for part in (f"{dose.times} {dose.times_unit}".strip(), effort_told(dose)) if part)
    start = start_told(book, phase, dose)
    sentences = [Run(f"{start} ", STRONG("accent"))] if start else []
    sentences += [Run(text + ". ", STRONG)] if text else []
    sides = exercise.each_side_step if dose.each_side else ""
    sentences += [Run(part + " ") for part in (sides, *exercise.steps, dose.note) if part]
    if dose.progress:
        sentences += [bold(words.progress + " "), Run(dose.progress)]
    said = wrap(tuple(sentences), LIVE - COLUMN_B)
    conditions = paragraph(condition_told(book, dose), width=LIVE - COLUMN_B, x=COLUMN_B) if dose.only_if else []
    hard, easy = answers_told(book, dose, exercise)
    two = [paragraph(one, width=56.0) for one in (hard, easy)]
    short = all(len(one) == 1 for one in two)
    joined = shifted(paragraph((*hard, *easy), width=LIVE - COLUMN_B), COLUMN_B)
    answers = [stack([(COLUMN_B, two[0]), (COLUMN_D, two[1])])] if short else joined
    by_week = spaced(table(book, phase, dose, COLUMN_B), 0.8) if dose.weeks else []
    low = conditions + by_week + answers
    dose_at = 10.4 + name.height
    height = max(dose_at + (8.4 if span and span[1] > span[0] else 2.4), 3.6 + said.height + height_of(low)) + 1.6

    def drawing(sheet: Sheet, y: float) -> None:
        marks.rule(sheet, y)
        with sheet.tag("H3"):
            name.draw(sheet, 0, y + 8.6)
        if span and span[1] > span[0]:
            top = y + dose_at + 2.8
            with sheet.tag(
                "Figure",
                alt=fill(words.bar_alt, now=round(span[0] / 60), top=round(span[1] / 60)),
                area=(0, top, 38, 4.6),
            ):
                sheet.box(0, top, 38, 4.6, stroke=0.9, colour="accent", radius=0.6)
                sheet.box(0, top, 38 * span[0] / span[1], 4.6, fill="accent", radius=0.6)
        with sheet.tag("P", actual=dose.text):
            write(sheet, -0.1, y + dose_at, dose.amount, DOSE)
            unit = " ".join(part for part in (dose.amount_unit, this_week(book, dose)) if part)
            write(sheet, measure(dose.amount, DOSE) + 1.7, y + dose_at, unit, LABEL)
        with sheet.tag("P"):
            said.draw(sheet, COLUMN_B, y + 7.7)
        draw_placed(sheet, flow(low, y + 3.6 + said.height, 10_000)[0])

    return [Block(height, drawing, gap=1.6, airy=True)]
