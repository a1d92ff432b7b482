"""What is said under a week table: when a phase opens, conditions, checks, water and pain."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rehab.models.plan import Day, PlanPhase, Task
from rehab.writers.pdf.blocks import Block, bullets, height_of, newspaper, paragraph, spaced
from rehab.writers.pdf.lightlines import first_days, light_lines
from rehab.writers.pdf.sheet import LIVE
from rehab.writers.pdf.type import CLOSE, Run, Runs
from rehab.writers.pdf.weekgrid import Row, bands
from rehab.writers.pdf.words import Booklet, fill, rich

_WIDE = 85.0
_RANGE = re.compile(r"\d \w+ \d")
"""An amount of two numbers, such as 10 to 15."""
Note = Callable[[float], list[Block]]
"""A remark as blocks of a given width in mm."""


def under(book: Booklet, days: tuple[Day, ...], part: Sequence[Row], *, first: bool, last: bool) -> list[Block]:
    """What stands under a table: conditions of its rows, then water and pain on the first sheet, the gate on the last.

    In a brief booklet only what cannot wait: the rest stands with care and checks and on the page of the gate. Each grid
    that is tried asks for the same notes.
    """
    key = "under", *map(id, days), tuple(part), first, last
    return list(book.once(key, lambda: _under(book, days, part, first=first, last=last)))


def _under(book: Booklet, days: tuple[Day, ...], part: Sequence[Row], *, first: bool, last: bool) -> list[Block]:
    notes = _conditions(book, days, part)
    if book.template.layout == "week":
        notes = [*_told_first(book, days), *notes] if first else notes
        notes += _ends(book, days) if last else []
        notes += _checks(book, days) if any(row.kind == "check" for row in part) else []
        notes += box_note(book, part)
        pain = () if book.plan.diary or not first else rich(book.words.week.pain_brief, CLOSE)
        notes += [_text((*_warning(book, days), *pain))] if first and (pain or _warning(book, days)) else []
    elif book.brief:
        pain = () if book.plan.diary else rich(book.words.week.pain_brief, CLOSE)
        warning = _warning(book, days)
        head = (*rich(book.words.week.water_note, CLOSE), Run(" ", CLOSE)) if warning else ()
        notes += [_text((*head, *warning, *pain))] if first and (warning or pain) else []
        notes += (
            [_text(rich(book.words.week.more, CLOSE, page=book.page("care")))]
            if not any(row.kind == "check" for row in part)
            else []
        )
    else:
        notes += _checks(book, days) if any(row.kind == "check" for row in part) else []
        notes += box_note(book, part)
        notes += daily(book, days) if first else []
    made = []
    for opens in _opened(book, days) if last else [[]]:
        made.append(newspaper([note(_WIDE) for note in (*opens, *notes)], gap=0.0))
    if book.brief and last:
        made.append([block for note in (*opens, *notes) for block in note(LIVE)])
    lights = _lights(book) if first and book.template.layout == "week" else []
    return [*lights, *spaced(min(made, key=height_of), 2.4)]


def _lights(book: Booklet) -> list[Block]:
    """The three lights on a sheet that stands alone: without them nobody knows when to ease off or to stop."""
    early = first_days(book)
    return [*spaced(light_lines(book), 2.4), *(paragraph(early, CLOSE, gap=0.6) if early else [])]


def _ends(book: Booklet, days: tuple[Day, ...]) -> list[Note]:
    """Until when a sheet that stands alone holds, and how to make the one after it, where the plan goes on."""
    last = book.plan.days[-1]
    if days[-1].day == last.day:
        return []
    weeks = book.plan.days.index(days[-1]) // len(days) + 2
    command = re.sub(r" --weeks \d+", "", book.plan.made_with.command) + f" --weeks {weeks}"
    date = book.date(days[-1].date, "medium")
    return [_text(rich(book.words.week.ends, CLOSE, date=date, day=days[-1].day, last=last.day, command=command))]


def _told_first(book: Booklet, days: tuple[Day, ...]) -> list[Note]:
    """On a sheet that stands alone: what page 1 of the booklet says first, and whom to call."""
    if book.template.layout != "week" or book.plan.as_of not in {day.date for day in days}:
        return []
    cover = book.words.cover
    places = ((cover.limit, book.notices("limit")), (cover.plain_call, book.notices("call")))
    return [
        _text((Run(f"{name}: ", CLOSE.bold), Run(notice.text, CLOSE.bold if name == cover.limit else CLOSE)))
        for name, notices in places
        for notice in notices
    ]


def _text(content: Runs) -> Note:
    """A note of one paragraph."""
    return lambda width: paragraph(content, width=width)


def _opened(book: Booklet, days: tuple[Day, ...]) -> list[list[Note]]:
    """The ways to say what opens a phase: the brief one, or those that name the tests."""
    if book.template.layout == "week":
        words = book.words.week
        opening = [
            rich(words.opens_booklet, CLOSE, title=phase.title, day=phase.first_day)
            for phase, _ in _opening(book, days)
        ]
        return [[_text(one) for one in opening]]
    pages = [book.page(("gate", before.id)) for _, before in _opening(book, days)]
    if not book.brief or "gates" not in book.template.sections or None in pages:
        return [_opens(book, days, listed=listed) for listed in (True, False)]
    words = book.words.week
    made = []
    for phase, before in _opening(book, days):
        page = book.page(("gate", before.id))
        text = rich(words.opens_page, CLOSE, title=phase.title, day=phase.first_day, page=page)
        made.append(_text((*text, Run(f" {words.not_yet}", CLOSE))))
    return [made]


def _opening(book: Booklet, days: tuple[Day, ...]) -> list[tuple[PlanPhase, PlanPhase]]:
    """The phases that open in these days, each with the one before it, whose list must be met."""
    made = []
    for phase, first, _ in bands(book, days):
        before = next((one for one in book.plan.phases if phase and one.number == phase.number - 1), None)
        if phase and before and before.criteria and (first or phase.first_day == days[0].day):
            made.append((phase, before))
    return made


def _opens(book: Booklet, days: tuple[Day, ...], *, listed: bool) -> list[Note]:
    """What must be true before a phase opens: in one paragraph, or ``listed`` line by line."""
    words = book.words.week
    made: list[Note] = []
    for phase, before in _opening(book, days):
        told = [
            ": ".join(filter(None, (one.title, one.target)))
            for one in before.criteria
            if not one.text.startswith("day ")
        ]
        head = rich(words.opens, CLOSE, title=phase.title, day=phase.first_day)
        not_yet = Run(words.not_yet, CLOSE)
        if listed:
            made += [_text(head), *map(_bullet, told), _text((not_yet,))]
        else:
            made.append(_text((*head, Run(f" {'; '.join(told)}. ", CLOSE), not_yet)))
    return made


def _bullet(text: str) -> Note:
    return lambda width: bullets([text], width=width, style=CLOSE, step=0.0)


def _conditions(book: Booklet, days: tuple[Day, ...], part: Sequence[Row]) -> list[Note]:
    """The conditions of these rows, each once, with the rows and the day from which it holds."""
    words = book.words.week
    named = {(row.kind, row.title) for row in part}
    firsts: dict[tuple[str, str], int] = {}
    starts: dict[tuple[tuple[str, str], str], int] = {}
    for day in days:
        for task in day.tasks:
            firsts.setdefault(_name(task), day.day)
            if task.only_if and _name(task) in named:
                starts.setdefault((_name(task), task.only_if), day.day)
    found: dict[tuple[str, int], list[str]] = {}
    for (name, condition), start in starts.items():
        found.setdefault((condition, start if start > firsts[name] else 0), []).append(name[1])
    made: list[Note] = []
    for (condition, start), titles in found.items():
        head = rich(words.only_if_from if start else words.only_if, CLOSE, title="; ".join(titles), day=start)
        made.append(_text((*head, Run(" " + condition, CLOSE))))
    return made


def _name(task: Task) -> tuple[str, str]:
    return task.kind, task.short_title or task.title


def box_note(book: Booklet, rows: Sequence[Row]) -> list[Note]:
    """What the letters and the rows of boxes mean, where these rows have them."""
    words = book.words.week
    boxes = [one for row in rows for one in row.boxes if one]
    both = book.both_letters
    told = [words.boxes_sides] if any(one.each_side for one in boxes) else []
    told += [fill(words.boxes_both, both=both)] if any(row.dose.endswith(both) for row in rows) else []
    told += [words.boxes_rows] if any(len(one.pattern) > 1 and not one.letters for one in boxes) else []
    made = [_text((*rich(words.boxes_note, CLOSE), Run(" " + " ".join(told), CLOSE)))] if told else []
    ranged = any(_RANGE.search(row.dose) for row in rows if row.kind not in words.care_kinds)
    return [*made, _text(rich(words.ranges, CLOSE))] if ranged else made


def _checks(book: Booklet, days: tuple[Day, ...]) -> list[Note]:
    words = book.words.week
    found: dict[str, list[int]] = {}
    for day in days:
        for task in day.tasks:
            if task.kind == "check":
                found.setdefault(task.short_title or task.title, []).append(day.day)
    if not found:
        return []
    told = "; ".join(f"{title}, {day_numbers(book, on)}" for title, on in found.items())
    page = book.page("care")
    more = f" {fill(words.checks_more, page=page)}" if page else ""
    return [_text((*rich(words.checks_head, CLOSE), Run(f" {told}.{more}", CLOSE)))]


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


def daily(book: Booklet, days: tuple[Day, ...]) -> list[Note]:
    """How to drink and how to rate pain."""
    words, hydration = book.words.week, book.plan.hydration
    made = [] if book.plan.diary else [_text(rich(words.pain_note, CLOSE))]
    if hydration and any(day.glasses for day in days):
        water = (*rich(words.water_note, CLOSE), Run(f" {hydration.text} ", CLOSE), *_warning(book, days))
        made = [_text(water), *made]
    return made


def _warning(book: Booklet, days: tuple[Day, ...]) -> Runs:
    """For whom the glasses are not."""
    hydration = book.plan.hydration
    shown = hydration and hydration.warning and any(day.glasses for day in days)
    return (Run(f"{hydration.warning} ", CLOSE.bold),) if hydration and shown else ()
