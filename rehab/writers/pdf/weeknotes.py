"""What is said under a week table: when a phase opens, conditions, checks, water and pain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rehab.models.plan import Day, Task
from rehab.writers.pdf.blocks import Block, bullets, paragraph
from rehab.writers.pdf.type import CLOSE, Run
from rehab.writers.pdf.weekgrid import Row, bands
from rehab.writers.pdf.words import Booklet, fill, rich

_WIDE = 85.0


@dataclass(frozen=True)
class Notes:
    """The notes of one week, apart, so that each can stand under the table it belongs to."""

    opens: list[list[Block]]
    opens_listed: list[list[Block]]
    conditions: list[tuple[tuple[str, str], list[Block]]]
    checks: list[Block]
    daily: list[list[Block]]


def notes(book: Booklet, days: tuple[Day, ...]) -> Notes:
    """The notes of these days."""
    return Notes(
        _opens(book, days),
        _opens(book, days, listed=True),
        _conditions(book, days),
        _checks(book, days),
        _daily(book, days),
    )


def _opens(book: Booklet, days: tuple[Day, ...], *, listed: bool = False) -> list[list[Block]]:
    """What must be true before a phase opens: in one paragraph, or ``listed`` line by line."""
    words = book.words.week
    made: list[list[Block]] = []
    for phase, first, _ in bands(book, days):
        before = next((one for one in book.plan.phases if phase and one.number == phase.number - 1), None)
        if phase and before and before.criteria and (first or phase.first_day == days[0].day):
            told = [f"{one.title}: {one.target}" for one in before.criteria if not one.text.startswith("day ")]
            head = rich(words.opens, CLOSE, title=phase.title, day=phase.first_day)
            if not listed:
                made.append(paragraph((*head, Run(f" {'; '.join(told)}. {words.not_yet}", CLOSE)), width=_WIDE))
                continue
            tests = [bullets([text], width=_WIDE, style=CLOSE, step=0.0) for text in told] or [[]]
            tests[0] = paragraph(head, width=_WIDE) + tests[0]
            tests[-1] = tests[-1] + paragraph(words.not_yet, CLOSE, width=_WIDE)
            made += tests
    return made


def _conditions(book: Booklet, days: tuple[Day, ...]) -> list[tuple[tuple[str, str], list[Block]]]:
    words = book.words.week
    firsts: dict[tuple[str, str], int] = {}
    found: dict[tuple[str, str, str], int] = {}
    for day in days:
        for task in day.tasks:
            firsts.setdefault(_name(task), day.day)
            if task.only_if:
                found.setdefault((*_name(task), task.only_if), day.day)
    made = []
    for (kind, title, condition), day_number in found.items():
        later = day_number > firsts[kind, title]
        head = rich(words.only_if_from if later else words.only_if, CLOSE, title=title, day=day_number)
        made.append(((kind, title), paragraph((*head, Run(" " + condition, CLOSE)), width=_WIDE)))
    return made


def _name(task: Task) -> tuple[str, str]:
    return task.kind, task.short_title or task.title


def box_note(book: Booklet, rows: Sequence[Row]) -> list[Block]:
    """What the letters and the rows of boxes mean, where these rows have them."""
    words = book.words.week
    boxes = [one for row in rows for one in row.boxes if one]
    told = [words.boxes_sides] if any(one.each_side for one in boxes) else []
    told += [words.boxes_rows] if any(len(one.pattern) > 1 for one in boxes) else []
    return paragraph((*rich(words.boxes_note, CLOSE), Run(" " + " ".join(told), CLOSE)), width=_WIDE) if told else []


def _checks(book: Booklet, days: tuple[Day, ...]) -> list[Block]:
    words = book.words.week
    found: dict[str, list[int]] = {}
    for day in days:
        for task in day.tasks:
            if task.kind == "check":
                found.setdefault(task.short_title or task.title, []).append(day.day)
    if not found:
        return []
    told = "; ".join(f"{title}, {day_numbers(book, on)}" for title, on in found.items())
    return paragraph(
        (*rich(words.checks_head, CLOSE), Run(f" {told}. {fill(words.checks_more, page=book.care_page)}", CLOSE)),
        width=_WIDE,
    )


def day_numbers(book: Booklet, numbers: Sequence[int]) -> str:
    """'day 2', 'days 2 to 7', 'days 7, 14'."""
    spans: list[list[int]] = []
    for number in dict.fromkeys(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    words = book.words
    told = ", ".join(
        str(first) if first == last else fill(words.gate.up, low=first, high=last) for first, last in spans
    )
    return fill(words.week.on_day if told.isdigit() else words.week.on_days, days=told)


def _daily(book: Booklet, days: tuple[Day, ...]) -> list[list[Block]]:
    words, hydration = book.words.week, book.plan.hydration
    made: list[Block] = []
    if hydration and any(day.glasses for day in days):
        made += paragraph((*rich(words.water_note, CLOSE), Run(" " + hydration.text, CLOSE)), width=_WIDE)
        if hydration.warning:
            made += paragraph((Run(hydration.warning, CLOSE.bold),), width=_WIDE)
    return [made, paragraph(rich(words.pain_note, CLOSE), width=_WIDE)]
