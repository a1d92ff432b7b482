"""The parts of the one page under its exercises: care, water and pain, the lights, the tests, the stop signs."""

from __future__ import annotations

from contextlib import nullcontext

from rehab.models.plan import Light, PlanPhase, Task
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import COLUMN, Block, bullets, draw, flow, height_of, paragraph, spaced, stack
from rehab.writers.pdf.fields import glasses as glasses_of
from rehab.writers.pdf.fields import written
from rehab.writers.pdf.lightlines import first_days, light_lines
from rehab.writers.pdf.onepage_rows import boxes_size, draw_boxes
from rehab.writers.pdf.onepage_tasks import care_today, day_of_today, words_of
from rehab.writers.pdf.pages_cover import sign_groups
from rehab.writers.pdf.pages_frame import signs_in_line
from rehab.writers.pdf.pages_gate import boxes_for, from_to, gate_title, lights_of, limits_for_now, target_of
from rehab.writers.pdf.sheet import COLUMN_C, COLUMN_D, LIVE, Sheet
from rehab.writers.pdf.type import CLOSE, LABEL, ROW, STRONG, Run, Runs, measure, wrap, write
from rehab.writers.pdf.weekgrid import boxes_of
from rehab.writers.pdf.words import Booklet, fill, rich

_THIRD = 56.0


def care(book: Booklet) -> list[Block]:
    """Care and checks of today, in two columns: name, how, boxes."""
    cells = care_cells(book)
    pairs = [cells[start : start + 2] for start in range(0, len(cells), 2)]
    head = [Block(1.4, lambda _sheet, _y: None)] if cells else []
    return [*head, *(stack([(x, [one]) for x, one in zip((0.0, COLUMN_C), pair, strict=False)]) for pair in pairs)]


def care_cells(book: Booklet) -> list[Block]:
    """Care and checks of today, half as wide as the page."""
    return [_care_cell(book, task) for task in care_today(book)]


def _care_cell(book: Booklet, task: Task) -> Block:
    boxes = boxes_of([task])
    wide, high = boxes_size(boxes)
    told = [task.dose if not task.only_if or "only" not in task.dose else "", task.only_if]
    how = ". ".join(part.rstrip(".") for part in told if part)
    text = wrap(
        (Run(task.short_title or task.title, CLOSE.bold), Run(f": {how}." if how else "", CLOSE)), COLUMN - wide - 2
    )
    height = max(text.height, high) + 0.8

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("P"):
            text.draw(sheet, 0, y + 4.0 + (0.4 if len(text.lines) == 1 and high else 0))
        if boxes:
            draw_boxes(sheet, book, boxes, COLUMN, y + 0.3)

    return Block(height, drawing)


def daily(book: Booklet) -> list[Block]:
    """Water to tick and pain to write down, today."""
    made = [_water(book)] if book.plan.hydration else []
    return [*made, _pain(book)]


def _water(book: Booklet) -> Block:
    words, hydration = book.words.week, book.plan.hydration
    assert hydration is not None
    today = day_of_today(book)
    glasses = (today.glasses if today else None) or 0
    drawn = glasses * 5.75
    told: list[Run] = [Run(f"{words.water}: ", CLOSE.bold)]
    told += [Run(f"{hydration.text} ", CLOSE), *([Run(hydration.warning, CLOSE.bold)] if hydration.warning else [])]
    text = wrap(tuple(told), LIVE - drawn - (5 if drawn else 0))
    height = max(text.height, 6.8) + 2.4

    def drawing(sheet: Sheet, y: float) -> None:
        marks.rule(sheet, y)
        with sheet.tag("P"):
            text.draw(sheet, 0, y + (height - text.height) / 2 + 3.9)
        if today and glasses:
            top, fields = y + (height - 6.4) / 2, glasses_of(book, today, glasses)
            figure = sheet.tag("Figure", alt=fill(words.water_alt, count=glasses), area=(LIVE - drawn, top, drawn, 6.4))
            with nullcontext() if fields else figure:
                for number in range(glasses):
                    place = (LIVE - drawn + 0.7 + number * 5.75, top)
                    marks.glass(sheet, *place)
                    if fields:
                        sheet.field(*place, 5.0, 6.4, fields[number])
        marks.hairline(sheet, y + height)

    return Block(height, drawing)


def _pain(book: Booklet) -> Block:
    """What is written down each day, with its boxes."""
    week = book.words.week
    diary = [(row.name, row.unit) for row in book.plan.diary] or [
        (week.pain_before, week.pain_before_note),
        (week.pain_during, week.pain_during_note),
        (week.pain_morning, week.pain_morning_note),
    ]
    room, today = LIVE / 3, day_of_today(book)
    lines = [diary[start : start + 3] for start in range(0, len(diary), 3)]
    pitch = 11.0
    note = () if book.plan.diary else rich(week.pain_brief, CLOSE)
    under = wrap(note, LIVE) if note else None
    height = pitch * len(lines) + (under.height + 0.8 if under else 0.0)

    def drawing(sheet: Sheet, y: float) -> None:
        at = y
        for number, line in enumerate(lines):
            for place, (name, unit) in enumerate(line):
                x = place * room
                text = wrap((Run(name, STRONG), Run(f" {unit}", LABEL)), room - 20)
                with sheet.tag("P"):
                    text.draw(sheet, x, at + pitch / 2 - text.height / 2 + 4.1)
                box = (x + room - 18, at + 1.6, 14.0, 7.6)
                field = written(book, 3 * number + place, today) if today else None
                with nullcontext() if field else sheet.tag("Figure", alt=week.pain_alt, area=box):
                    marks.write_in(sheet, *box[:2])
                    if field:
                        sheet.field(*box, field)
            at += pitch
        if under:
            with sheet.tag("P"):
                under.draw(sheet, 0, at + 3.8)
        marks.rule(sheet, y + height + 0.6)

    return Block(height + 0.6, drawing)


# -- how it went, and what comes then -----------------------------------------------------------------------------


def lights(book: Booklet) -> list[Block]:
    """Green, amber, red side by side."""
    rows = lights_of(book)
    if not rows:
        return []
    columns = [
        (x, [_light(sign, f"{name}: {verb}", light)])
        for x, (sign, name, verb, light) in zip((0.0, 61.0, COLUMN_D), rows, strict=True)
    ]
    told = limits_for_now(book)
    return [stack(columns), *(block for line in told for block in paragraph(_close(line), width=LIVE, gap=0.8))]


def _light(sign: str, name: str, light: Light) -> Block:
    when = paragraph(light.when, CLOSE, width=_THIRD)
    then = paragraph((Run(light.then, CLOSE.bold),), width=_THIRD)

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("Figure", alt=name, area=(0, y, 8.4, 8.4)):
            marks.SIGNS[sign](sheet, 4.2, y + 4.2, 8.4)
        with sheet.tag("H3"):
            write(sheet, 11, y + 5.9, name, ROW)
        draw(sheet, flow([*when, *then], y + 9.4, 10_000)[0])

    return Block(9.4 + height_of(when) + height_of(then), drawing)


def lights_in_lines(book: Booklet) -> list[Block]:
    """The same under each other, in fewer lines."""
    rows = lights_of(book)
    if not rows:
        return []
    told = [_close(line) for line in limits_for_now(book)]
    alone = 1 if first_days(book) else 0  # the stricter limits of now are never in the middle of a line
    joined = [run for line in told[alone:] for run in (*line, Run(" ", CLOSE))]
    own = [block for line in told[:alone] for block in paragraph(line, width=LIVE, gap=0.6)]
    return [*light_lines(book), *own, *paragraph(tuple(joined), width=LIVE, gap=0.6)]


def _close(content: Runs) -> Runs:
    """The same runs in the type of this page."""
    return tuple(Run(run.text, CLOSE.bold if run.style.face == "semibold" else CLOSE) for run in content)


def gate(book: Booklet, phase: PlanPhase, *, listed: bool) -> list[Block]:
    """When to move on, with a box for each day that a test must hold."""
    if not phase.criteria:
        return []
    most = max(map(boxes_for, phase.criteria))
    head = paragraph((Run(from_to(book, phase), ROW),), role="H2", width=LIVE)
    if not listed:
        told = (Run(f"{from_to(book, phase)}. ", CLOSE.bold), Run(words_of(book).gate_elsewhere, CLOSE))
        return paragraph(told, width=LIVE)
    cells = []
    for one in phase.criteria:
        asked = target_of(book, one)
        who = f" ({book.words.gate.clinician})" if one.who == "clinician" else ""
        text: Runs = (Run(one.title + who, CLOSE), *([Run(f": {asked}", CLOSE.bold)] if asked else []))
        cells.append(_test(book, text, boxes_for(one), most))
    pairs = [cells[start : start + 2] for start in range(0, len(cells), 2)]
    rows = [stack([(x, [one]) for x, one in zip((0.0, COLUMN_C), pair, strict=False)]) for pair in pairs]
    following = next((one for one in book.plan.phases if one.number == phase.number + 1), None)
    least = following.hard_minimum if following else None
    more = [fill(book.words.gate.minimum, day=least)] if least else []
    more += [phase.not_yet] if phase.not_yet else []
    under = paragraph((Run(" ".join(more), CLOSE.bold),), width=LIVE, gap=0.6) if more else []
    return [*head, *paragraph(gate_title(book, phase), CLOSE, width=LIVE), *rows, *under]


def _test(book: Booklet, content: Runs, days: int, most: int) -> Block:
    width = most * 6.2
    text = wrap(content, COLUMN - width - 1.5)
    height = max(text.height, 5.4) + 1.0

    def drawing(sheet: Sheet, y: float) -> None:
        left = width - days * 6.2
        with sheet.tag("Figure", alt=fill(book.words.gate.box_alt, count=days), area=(left, y + 0.5, days * 6.2, 5.4)):
            for number in range(days):
                marks.tick_box(sheet, left + number * 6.2, y + 0.5, marks.SIDE_TICK)
        with sheet.tag("P"):
            text.draw(sheet, width + 1.5, y + 4.5)

    return Block(height, drawing)


def stop_frame(book: Booklet, *, lines: bool = False) -> Block:
    """Every stop sign, in a frame lower than that of the booklet; in ``lines`` where room is short."""
    words, places = book.words.stop, ((26.0, 76.0), (104.0, 73.0))
    groups = sign_groups(book)
    lists = []
    for number, (name, texts) in enumerate(groups):
        x, room = places[number % 2]
        head = paragraph((Run(name, CLOSE.bold),), width=room, role="H3")
        lists.append((x, [*head, *bullets(texts, width=room, style=CLOSE, step=0.2)]))
    rows = [stack(lists[start : start + 2]) for start in range(0, len(lists), 2)]
    title = wrap((Run(words.title, CLOSE.bold),), 20)
    if lines:
        widest = max((measure(word, CLOSE.bold) for word in words.title.split()), default=0.0)
        title = wrap((Run(words.title, CLOSE.bold),), min(max(widest, 8.4), 20) + 0.1)
        x = 4.2 + max(title.width, 8.4) + 3.2
        rows = [stack([(x, paragraph(signs_in_line(name, texts), width=LIVE - x - 4))]) for name, texts in groups]
    inner = height_of(spaced(rows, 0))
    height = max(inner, 11.0 + title.height) + 5.0

    def drawing(sheet: Sheet, y: float) -> None:
        sheet.box(0, y, LIVE, height, stroke=1.1, radius=2.2)
        with sheet.tag("Figure", alt=words.alt, area=(4.2, y + 4, 8.4, 8.4)):
            marks.red(sheet, 8.4, y + 8.2, 8.4)
        with sheet.tag("H2"):
            title.draw(sheet, 4.2, y + 17.6)
        draw(sheet, flow(rows, y + 2.5, 10_000)[0])

    return Block(height, drawing)
