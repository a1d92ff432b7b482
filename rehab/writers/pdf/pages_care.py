"""Day by day: how to care for the sore part, what each check is, and the card to read each day."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rehab.models.plan import Day, Task
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import COLUMN, Block, Leaf, Role, inside, newspaper, paragraph, spaced, titled
from rehab.writers.pdf.pages_frame import Chapter, leaves, title_block
from rehab.writers.pdf.pictures import care_picture
from rehab.writers.pdf.sheet import LIVE
from rehab.writers.pdf.type import CLOSE, Run
from rehab.writers.pdf.weekgrid import is_warm_up, rows
from rehab.writers.pdf.weeknotes import box_note, daily, day_numbers
from rehab.writers.pdf.words import Booklet, capital, fill

_WEEK = 7
_FEW = 3
"""So many days are named one by one."""
CARE: Role = ("Sect", "care")
"""The structure element around care and checks, by whose name their page is found."""
READ: Role = ("Sect", ("cards", "read"))
"""The same around the cards to read."""


def care(book: Booklet, days: tuple[Day, ...]) -> list[Block]:
    """The words of every care task and check of the plan, each once, with its days; ``days`` have a week sheet."""
    words = book.words.care
    sheets = [*daily(book, days), *box_note(book, rows(book, days))] if book.brief else []
    entries = [
        *titled(words.sheets, [note(COLUMN) for note in sheets]),
        *titled(words.checks, _told(book, ("check",), days)),
        *titled(words.care, _told(book, words.kinds, days)),
    ]
    rule = [Block(1.6, marks.rule, gap=4.0, keep=True)] if entries else []
    blocks = [*rule, *newspaper(entries)]
    return inside([*blocks, *warm_ups(book)], CARE)


def warm_ups(book: Booklet) -> list[Block]:
    """The warm-up in full, with the day from which each of its texts holds."""
    firsts: dict[tuple[str, str], int] = {}
    for day in book.plan.days:
        for task in day.tasks:
            if is_warm_up(task):
                firsts.setdefault((task.title, task.text), day.day)
    entries = [_entry(fill(book.words.care.since, day=day), title, text, LIVE) for (title, text), day in firsts.items()]
    return [block for blocks in entries for block in spaced(blocks, 2.2)]


def _entry(when: str, title: str, text: str, width: float = COLUMN) -> list[Block]:
    head = [Run(f"{capital(when)}. ", CLOSE.bold("accent"))]
    if title:
        head.append(Run(f"{title}. ", CLOSE.bold))
    return paragraph((*head, Run(text, CLOSE)), width=width)


def care_page(book: Booklet, blocks: Sequence[Block]) -> list[Leaf]:
    """The same on a page of its own."""
    words = book.words.care
    return leaves(book, words.title, title_block(book, words.title, words.lead), blocks) if blocks else []


def care_chapter(book: Booklet, blocks: Sequence[Block]) -> Chapter:
    """The same as a chapter, which may begin under another."""
    words = book.words.care
    return Chapter(words.title, title_block(book, words.title, words.lead), blocks)


def reading(book: Booklet) -> list[list[Block]]:
    """The card of each day."""
    return titled(book.words.care.read, _told(book, ("educate",), book.plan.days))


def _told(book: Booklet, kinds: Sequence[str], shown: Sequence[Day]) -> list[list[Block]]:
    """The care tasks of these kinds, each as an entry of a column with its picture under it."""
    entries, pictured = [], []
    for on, title, text, rule in told(book, kinds, shown):
        entry = _entry(on, title, text)
        figure, picture = book.plan.pictures.get(rule), care_picture(book, rule, title)
        if picture and figure not in pictured:  # the same picture once, by the first days
            entry += spaced([picture], 1.2)
            pictured.append(figure)
        entries.append(entry)
    return entries


def told(book: Booklet, kinds: Sequence[str], shown: Sequence[Day]) -> list[tuple[str, str, str, str]]:
    """The care tasks of these kinds, in their order, each with its days, title, text and rule.

    A condition that no shown day has told stands before the text.
    """
    order = {kind: number for number, kind in enumerate(kinds)}
    said = {(task.title, task.only_if) for day in shown for task in day.tasks}
    found: dict[tuple[int, str, str], list[int]] = {}
    rules: dict[tuple[int, str, str], str] = {}
    for day in book.plan.days:
        for task in day.tasks:
            if task.kind in order and task.exercise is None and not _stands_elsewhere(task):
                condition = "" if (task.title, task.only_if) in said else task.only_if
                text = " ".join(filter(None, (condition, task.text)))
                key = (order[task.kind], task.title, text)
                found.setdefault(key, []).append(day.day)
                rules.setdefault(key, task.reason.rule)
    titles = {title for _, title, _ in found}
    named = "educate" not in kinds or len(titles) > 1  # one title for all stands over them already
    return [
        (when(book, on), title if named else "", text, rules[key])
        for key, on in sorted(found.items(), key=lambda one: (one[0][0], one[1][0]))
        for _, title, text in [key]
    ]


def _stands_elsewhere(task: Task) -> bool:
    """Tell whether page 1 and the week sheets say a task already: what every plan of a framework avoids, and its log."""
    return task.kind in ("avoid", "log") and task.reason.rule.startswith("frameworks.")


def when(book: Booklet, on: Sequence[int]) -> str:
    """The days of a task in short words: 'each day', 'each week', 'phases 2 and 3', 'days 21 and 42'."""
    words = book.words.care
    every = [day.day for day in book.plan.days]
    if len(every) > 1 and list(on) == every:
        return words.every_day
    if len(on) > _FEW and list(on) == [day for day in every if day % _WEEK == 0]:
        return words.every_week
    if len(on) > _FEW and (phases := _phases(book, on)):
        numbers = list(map(str, phases))
        if len(phases) == 1:
            return fill(words.in_phase, number=numbers[0])
        return fill(words.in_phases, numbers=fill(book.words.gate.up, low=numbers[0], high=numbers[-1]))
    steps = {later - before for before, later in pairwise(on)}
    if len(on) > _FEW and len(steps) == 1 and (step := steps.pop()) > 1:
        return fill(words.every_days, step=step, first=on[0])
    return day_numbers(book, on)


def _phases(book: Booklet, on: Sequence[int]) -> list[int]:
    """The numbers of the phases whose days these are exactly; empty where no row of phases has just these days."""
    phases = [phase for phase in book.plan.phases if on[0] <= phase.last_day and phase.first_day <= on[-1]]
    ids = {phase.id for phase in phases}
    same = list(on) == [day.day for day in book.plan.days if day.phase in ids]
    return [phase.number for phase in phases] if same else []
