"""The day pages of large print: what to do with a box for each time, water, pain, and where the lights are."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext

from rehab.models.plan import Day, Light, Task
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import Block, Leaf, spaced
from rehab.writers.pdf.fields import glasses as glasses_of
from rehab.writers.pdf.fields import ticks, written
from rehab.writers.pdf.large_blocks import para, tick_row, write_row
from rehab.writers.pdf.lightlines import first_days
from rehab.writers.pdf.onepage_tasks import side_of
from rehab.writers.pdf.pages_frame import leaves, title_block
from rehab.writers.pdf.pages_gate import lights_of
from rehab.writers.pdf.sheet import LIVE, Sheet
from rehab.writers.pdf.type import LARGE, Run, Runs, wrap
from rehab.writers.pdf.weekgrid import boxes_of, is_warm_up
from rehab.writers.pdf.words import Booklet, fill, rich

_WEEK = 7
_MOST_BOXES = 12
_WHITES = (2.2, 0.4)
"""The white in a row of a day, in mm."""


def ends(book: Booklet, days: tuple[Day, ...], day: Day) -> list[Block]:
    """On the last day page: that the plan goes on, and how to print its next week."""
    last = book.plan.days[-1]
    if day is not days[-1] or day.day == last.day:
        return []
    values = {"date": book.date(day.date, "medium"), "day": day.day, "last": last.day, "weeks": len(days) // _WEEK + 1}
    return para(rich(book.words.week.ends_pages, LARGE, **values), gap=3)


def day_pages(book: Booklet, day: Day, after: Sequence[Block] = ()) -> list[Leaf]:
    """One day: with the page of the lights, and under it which light is which, where that costs no page.

    Its rows stand closer where that keeps the day on one page.
    """
    page = book.page("lights")
    if not page:
        return min((_day_page(book, day, (), after, white=white) for white in _WHITES), key=len)
    lead = (Run(f" {fill(book.words.week.lights_page, page=page)}", LARGE),)
    usual, close = _WHITES
    ways: list[tuple[Runs, list[Block], float]] = [(lead, spaced(_light_rows(book, day), 3.0), usual)]
    ways += [(lead, [], usual), (lead, [], close), ((), [], usual)]
    return min((_day_page(book, day, more, [*below, *after], white=white) for more, below, white in ways), key=len)


def _light_rows(book: Booklet, day: Day) -> list[Block]:
    """What each of the three lights looks like, with the limits of the first days while they last."""
    early = first_days(book, day.day)
    rows = [light_row(sign, f"{name}: {verb}.", light) for sign, name, verb, light in lights_of(book)]
    return [*rows, *(para(early, gap=1) if early else [])]


def light_row(sign: str, name: str, light: Light, *, then: bool = False) -> Block:
    """A light with what it looks like, and what to do ``then``."""
    told = (Run(f" {light.then}", LARGE.bold),) if then else ()
    text = wrap((Run(f"{name} ", LARGE.bold), Run(light.when, LARGE), *told), LIVE - 14)

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("Figure", alt=name, area=(0, y + 1, 10, 10)):
            marks.SIGNS[sign](sheet, 5, y + 6, 9.4)
        with sheet.tag("P"):
            text.draw(sheet, 14, y + 6.1)

    return Block(text.height + 2.0, drawing)


def _day_page(book: Booklet, day: Day, more: Runs, after: Sequence[Block], *, white: float) -> list[Leaf]:
    """What to do with a box for each time, water, and pain; ``more`` stands in the lead, ``after`` under it."""
    words, plan = book.words.week, book.plan
    phase = next((one for one in plan.phases if one.id == day.phase), None)
    date = book.date(day.date, "medium")
    parts = [fill(book.words.cover.day, day=day.day), phase.title if phase else ""]
    lead = [Run(", ".join(part for part in parts if part), LARGE)]
    if day.date == plan.as_of:
        lead.append(Run(f", {words.today}", LARGE.bold("accent")))
    lead += [Run(f". {words.box}.", LARGE), *more]
    later = bool(book.current and phase and phase.number > book.current.number)
    blocks = para(rich(words.later_day, LARGE), gap=2) if later else []
    blocks += spaced([_task(book, task, day, white) for task in day.tasks if task.kind not in words.left_out], 1.5)
    if plan.hydration and day.glasses:
        blocks.append(_water(book, day, day.glasses, white))
    diary = [(row.name, row.unit) for row in plan.diary] or [
        (words.pain_before, words.pain_before_note),
        (words.pain_during, words.pain_during_note),
        (words.pain_morning, words.pain_morning_note),
    ]
    places = [written(book, number, day) for number in range(len(diary))]
    blocks += [
        write_row(diary[start : start + 3], words.pain_alt, places[start : start + 3], white=white + 1.8)
        for start in range(0, len(diary), 3)
    ]
    return leaves(book, date, title_block(book, date, tuple(lead)), [*blocks, *after])


def _task(book: Booklet, task: Task, day: Day, white: float) -> Block:
    words, boxes = book.words, boxes_of([task])
    exercise = book.plan.exercises.get(task.exercise or "")
    side = side_of(book, task, exercise) if exercise else ""
    dose = "" if task.only_if and "only" in task.dose else task.dose  # the condition says it in full
    often = _often(book, task) if boxes and boxes.count > 1 and not boxes.each_side else ""
    how = ", ".join(part for part in (dose, side[:1].lower() + side[1:], often) if part)
    text: Runs = (Run(f"{task.short_title or task.title}  ", LARGE.bold), Run(how, LARGE))
    count = boxes.count if boxes and not is_warm_up(task) else 1
    letters = (words.sides.left_letter, words.sides.right_letter) if boxes and boxes.each_side else ()
    only = (Run(task.only_if, LARGE),) if task.only_if else ()
    many = count > _MOST_BOXES
    if many:
        text = (*text, Run(f" {fill(words.week.many, count=count)}", LARGE))
    alt = fill(words.week.boxes_alt, count=count)
    shown = 1 if many else count
    return tick_row(
        text, shown, alt=alt, letters=letters, under=only, white=white, fields=ticks(book, [task], day, shown)
    )


def _often(book: Booklet, task: Task) -> str:
    """How many times a day, so that nobody takes the boxes for sets or sides."""
    phase = next((one for one in book.plan.phases if one.id == task.reason.phase), None)
    dose = next((one for one in phase.exercises if one.exercise == task.exercise), None) if phase else None
    return " ".join(part for part in (dose.times, dose.times_unit) if part) if dose else ""


def _water(book: Booklet, day: Day, glasses: int, white: float) -> Block:
    words, hydration = book.words.week, book.plan.hydration
    assert hydration is not None
    lines = -(-glasses // 8)
    text = wrap((Run(f"{words.water} ", LARGE.bold), Run(fill(words.water_amount, glasses=glasses, ml=hydration.glass_ml), LARGE)), 92)  # fmt: skip
    height = max(text.height, lines * 12.0) + white + 1.8

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("P"):
            text.draw(sheet, 0, y + (height - text.height) / 2 + 6.1)
        fields = glasses_of(book, day, glasses)
        figure = sheet.tag("Figure", alt=fill(words.water_alt, count=glasses), area=(98, y + 1, 80, height - 2))
        with nullcontext() if fields else figure:
            for number in range(glasses):
                place = (98.6 + number % 8 * 10, y + (height - lines * 12) / 2 + 1 + number // 8 * 12, 8.0, 10.0)
                marks.glass(sheet, *place)
                if fields:
                    sheet.field(*place, fields[number])
        marks.hairline(sheet, y + height)

    return Block(height, drawing)
