"""Everything essential on one side of paper; what does not fit is left to the booklet, and said aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rehab.models.handout_words import OnePageWords
from rehab.models.plan import PlanPhase, Task
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import Block, Leaf, flow, height_of, inside, kept, paragraph, spaced
from rehab.writers.pdf.onepage_parts import care, care_cells, daily, gate, lights, lights_in_lines, stop_frame
from rehab.writers.pdf.onepage_rows import LOOKS, Look, exercise_rows, larger, others
from rehab.writers.pdf.onepage_tasks import Entry, avoid_today, checks_told, entries, without_days, words_of
from rehab.writers.pdf.pages_cards import day_ruler
from rehab.writers.pdf.pages_cover import full_name, notice_frame, safety_lines, status, which_side
from rehab.writers.pdf.pages_frame import bottom, fitted, later_top, leaves, title_block
from rehab.writers.pdf.pages_road import plain_road
from rehab.writers.pdf.pages_safety import safety
from rehab.writers.pdf.sheet import LIVE, Paper, PaperName, Sheet
from rehab.writers.pdf.type import CLOSE, LABEL, STRONG, Run, Runs, Style, measure, wrap, write
from rehab.writers.pdf.words import Booklet, Say, fill, rich, sentence

_GAP, _WIDEST_GAP = 2.3, 6.0
_SIZES = (Style(26, 10, "semibold"), Style(22, 9, "semibold"), Style(18, 8, "semibold"))
_SIGNS = ("Div", "stop signs")
_NEAR = Style(12, 5.2)


@dataclass(frozen=True)
class _Version:
    """What one try of the page holds; the first that fits is printed.

    ``lines``: the lights in lines, not in columns. ``diary``: water and pain, which week sheets have too. ``others``:
    what is not on today has rows too, not only a line.
    """

    look: Look
    lines: bool = True
    allowed: bool = True
    diary: bool = True
    gate: bool = True
    others: bool = True
    notes: bool = True


_WIDE, _NARROW, _LARGE, _SMALL, _TWO, _RUN_IN, _BRIEF, _SMALLEST, _SHORT = LOOKS
_LESS = _Version(_SMALL, allowed=False, diary=False)
_LEAST = _Version(_BRIEF, allowed=False, diary=False, gate=False, notes=False)
_VERSIONS = (
    *(_Version(look, lines=False) for look in (_WIDE, _NARROW, _LARGE, _SMALL)),
    *map(_Version, (_NARROW, _SMALL, _TWO)),
    *(_Version(look, allowed=False) for look in (_SMALL, _TWO)),
    *(replace(_LESS, look=look) for look in (_NARROW, _SMALL, _TWO)),
    *(replace(_LESS, look=look, gate=False) for look in (_NARROW, _SMALL, _TWO, _RUN_IN, _BRIEF)),
    replace(_LESS, look=_TWO, gate=False, others=False),
    replace(_LEAST, look=_RUN_IN),
    *(replace(_LEAST, look=look, others=others) for look in (_BRIEF, _SMALLEST) for others in (True, False)),
    *(replace(_LESS, look=_SHORT, gate=gate) for gate in (True, False)),
    *(replace(_LEAST, look=_SHORT, others=others) for others in (True, False)),
)


_ON_TWO = (*map(_Version, (_SMALL, _TWO)), _Version(_TWO, allowed=False), _Version(_BRIEF, allowed=False))
"""What is tried where one side is not enough for any of them: the first that needs the fewest pages."""
PAPERS_FULL: dict[PaperName, Paper] = {
    "a4": Paper(210, 297, 16, head=14.5, title=29, content=40, last=280, foot_rule=283, foot=286.1),
    "letter": Paper(215.9, 279.4, 18.95, head=13.5, title=28, content=39, last=262.6, foot_rule=265.6, foot=268.5),
}
"""The same papers with lower margins at head and foot: one side has to hold much."""


def one_page(book: Booklet, say: Say) -> list[Leaf]:
    """The page, behind the safety questions where nobody has asked them; two pages where one is not enough."""
    words = words_of(book)
    first = safety(book)
    tried = ((version, _parts(book, version)) for version in _VERSIONS)
    version, parts = next(((version, parts) for version, parts in tried if _height(parts) <= _room(book)), (None, None))
    if first:
        say(fill(words.say_questions, count=len(first)))
    if version is None or parts is None:
        several = [(one, _several(book, _parts(book, one))) for one in _ON_TWO]
        version, pages = min(several, key=lambda pair: len(pair[1]))
        grown = (_several(book, _parts(book, one)) for one in _grown(version))
        pages = next((one for one in grown if len(one) <= len(pages)), pages)
        say(fill(words.say_pages, count=len(pages)))
    else:
        grown_parts = (_parts(book, one) for one in _grown(version))
        pages = [_spread(book, next((one for one in grown_parts if _height(one) <= _room(book)), parts))]
        back = _back(book, version)
        pages += back.pages
        if back.told:
            say(fill(words.say_over, what="; ".join(back.told)))
    if left := _left(words, version, book):
        say(fill(words.say_left, what=left))
    return [*first, *pages]


def _grown(version: _Version) -> Iterator[_Version]:
    """The same with larger pictures, the largest first: what is left of a page is theirs."""
    return (replace(version, look=look) for look in larger(version.look))


def _room(book: Booklet) -> float:
    return bottom(book, strip=False) + 0.4 - _top(book)


def _top(book: Booklet) -> float:
    return book.paper.title - 9.5


def _height(parts: Sequence[Sequence[Block]]) -> float:
    return sum(height_of(part) + _GAP for part in parts) - _GAP


def _spread(book: Booklet, parts: Sequence[list[Block]]) -> Leaf:
    """One page: the white that is left is shared out between the parts."""
    spare = _room(book) - _height(parts)
    gap = min(_GAP + spare / max(len(parts) - 1, 1), _WIDEST_GAP)
    y, placed = _top(book), []
    for part in parts:
        placed += flow(part, y, 10_000)[0]
        y += height_of(part) + gap
    return Leaf(book.title, tuple(placed), strip=False)


def _several(book: Booklet, parts: Sequence[list[Block]]) -> list[Leaf]:
    """The same on as many pages as it needs, the stop signs always on the first, behind the frame of what comes first."""
    signs = next((part for part in parts if part and part[0].within[:1] == (_SIGNS,)), [])
    rest = [part for part in parts if part is not signs]
    ordered = [rest[0], signs, *rest[1:]] if signs else rest
    blocks = [block for number, part in enumerate(ordered) for block in spaced(part, _GAP if number else 0.0)]
    pages = flow(blocks, _top(book), bottom(book), next_top=later_top(book))
    return [
        Leaf(book.title, tuple(page), strip=number > 0, outline=number == 0, continued=number > 0)
        for number, page in enumerate(pages)
    ]


@dataclass(frozen=True)
class _Back:
    """What stands behind a page that has no room for all pictures; ``told`` says what it is."""

    pages: tuple[Leaf, ...] = ()
    told: tuple[str, ...] = ()


def _back(book: Booklet, version: _Version) -> _Back:
    """The exercises with their pictures, and as much of what this version leaves out as stands under them."""
    rows, told = _split(book, version)
    left = told if version.look.picture else [*rows, *told]
    if not any(one.exercise and one.exercise.figure for one in left):
        return _Back()
    return book.once(("back", version.diary, version.gate), lambda: _made_back(book, version))


def _made_back(book: Booklet, version: _Version) -> _Back:
    words, phase, shown = words_of(book), book.current, [replace(one, boxes=None) for one in entries(book)]
    assert phase is not None
    head = title_block(book, words.back, f"{book.title}. {_phase_told(book)}")
    under: list[Block] = []

    def pages(look: Look, more: Sequence[Block] = ()) -> list[Leaf]:
        rows = exercise_rows(book, shown, look)
        return leaves(book, words.back, head, [_rule(), *rows, *under, *more], balanced=True)

    look = min((_WIDE, _NARROW, _LARGE, _SMALL, _TWO), key=lambda one: len(pages(one)))
    told = [words.steps] if look.steps else []
    told += [words.pictures, words.hard]
    for name, missing, blocks in (
        (words.diary, not version.diary, daily(book)),
        (words.gate, not version.gate, gate(book, phase, listed=True)),
    ):
        more = kept(spaced(blocks, 5.0))
        if missing and more and len(pages(look, more)) == len(pages(look)):
            under += more
            told.append(name)
    made = pages(look)
    larger_ones = map(pages, larger(look))
    return _Back(tuple(next((one for one in larger_ones if len(one) <= len(made)), made)), tuple(told))


def _left(words: OnePageWords, version: _Version, book: Booklet) -> str:
    """What this version leaves to the booklet."""
    told = []
    if not version.look.steps:
        told.append(words.steps)
    if not version.look.hard:
        told.append(words.hard)
    if not version.gate and book.current and book.current.criteria:
        told.append(words.gate)
    if not version.allowed and book.current and book.current.allowed:
        told.append(words.allowed)
    if not version.diary:
        told.append(words.diary)
    if not version.notes and book.notices_elsewhere:
        told.append(words.notes)
    over = _back(book, version).told
    return "; ".join(one for one in told if one not in over)


def _parts(book: Booklet, version: _Version) -> list[list[Block]]:
    """The parts of the page from top to bottom."""
    phase = book.current
    assert phase is not None
    head = [_head(book), *spaced(notice_frame(book.words.cover.limit, book.notices("limit")), 3.0)]
    parts = [
        head,
        _phase(book, phase, version),
        _exercises(book, version),
        daily(book) if version.diary else [],
        lights_in_lines(book) if version.lines else lights(book),
        gate(book, phase, listed=version.gate),
        inside([stop_frame(book, lines=version.lines)], _SIGNS) if book.plan.stop_signs else [],
        _closing(book, version),
    ]
    return [part for part in parts if part]


# -- the head -----------------------------------------------------------------------------------------------------


def _head(book: Booklet) -> Block:
    """Who, what, which side, and where you are in the phases."""
    words, phase = words_of(book), book.current
    assert phase is not None
    squares = day_ruler(book, phase)
    room = LIVE - 84 if squares else LIVE - 66
    title = fitted(book.title, room, _SIZES)
    lead = _phase_told(book)
    today = fill(words.today, day=book.today, date=book.date(book.plan.as_of, "medium"))
    told = [wrap((Run(lead, STRONG("accent")),), LIVE - measure(today, STRONG) - 6)]
    about = [Run(run.text, _NEAR.bold if run.style.face == "semibold" else _NEAR("grey")) for run in status(book)]
    told += [wrap(tuple(about), LIVE)] if about else []
    told += [wrap(notice.text, LIVE, CLOSE) for notice in book.notices("side")] if book.side_missing else []
    lead_at = max(9.5 + (len(title.lines) - 1) * title.leading + 7.6, 17.1 if squares else 0.0)
    side_at = lead_at + sum(one.height for one in told)
    end = side_at + 4.0 if book.side_missing else side_at - 4.4
    bar = plain_road(book)

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("H1"):
            title.draw(sheet, -0.15, y + 9.5)
        if squares:
            squares.draw(sheet, y)
        else:
            with sheet.tag("P"):
                write(sheet, LIVE, y + lead_at, today, STRONG("accent"), align="right")
        place = y + lead_at
        for one in told:
            with sheet.tag("P"):
                one.draw(sheet, 0, place)
            place += one.height
        if book.side_missing:
            which_side(sheet, book, y + side_at + 1.5)
        if bar:
            bar.draw(sheet, y + end + 2.4)

    return Block(end + (2.4 + bar.height if bar else 0.0), drawing)


def _phase_told(book: Booklet) -> str:
    phase = book.current
    assert phase is not None
    return fill(
        words_of(book).phase,
        number=phase.number,
        count=book.plan.phases[-1].number,
        title=phase.title,
        days=book.days(phase),
        dates=book.span(phase.start, phase.end),
    )


def _phase(book: Booklet, phase: PlanPhase, version: _Version) -> list[Block]:
    """What the phase is for, what is fine in it, and what to leave out."""
    words = book.words.cards
    allowed = _run_in(words.allowed, phase.allowed) if version.allowed else ()
    told = (Run(f"{phase.goal} ", STRONG), *(Run(f"{note} ", CLOSE) for note in phase.notes))
    avoid = _run_in(words.avoid, [*phase.avoid, *map(_harm, avoid_today(book, phase))])
    return paragraph((*told, *allowed, *avoid), CLOSE, width=LIVE)


def _harm(task: Task) -> str:
    """What to leave out today, with its exception."""
    said = all(word in task.title.lower() for word in re.findall(r"\w+", task.dose.lower()))
    return sentence(task.title if said else f"{task.title}: {task.dose}")


def _run_in(name: str, texts: Sequence[str]) -> Runs:
    return (Run(f"{name}: ", CLOSE.bold), Run(" ".join(texts) + " ", CLOSE)) if texts else ()


def _rule() -> Block:
    return Block(1.1, lambda sheet, y: marks.rule(sheet, y + 0.4), keep=True)


def _split(book: Booklet, version: _Version) -> tuple[list[Entry], list[Entry]]:
    """The exercises that have rows, and those that are only told."""
    shown = entries(book)
    today = [one for one in shown if one.boxes]
    other = [one for one in shown if not one.boxes]
    return (shown, []) if version.others or len(other) < 2 or not today else (today, other)


def _exercises(book: Booklet, version: _Version) -> list[Block]:
    words = words_of(book)
    today, other = _split(book, version)
    in_columns = exercise_rows(book, today, version.look, care_cells(book)) if version.look.run_in else []
    rows = [*exercise_rows(book, today, version.look), *care(book)]
    if in_columns and height_of(in_columns) < height_of(rows):
        rows = in_columns
    rule = [_rule()] if rows else []
    told = (Run(f"{words.other_days} ", CLOSE.bold), *others(other)) if other else ()
    none = without_days(book)
    missing = rich(words.not_dated, CLOSE, names="; ".join(none)) if none else ()
    under = [*paragraph(told, width=LIVE, gap=1.0), *paragraph(missing, width=LIVE, gap=1.0)]
    return [*rule, *rows, *under]


def _closing(book: Booklet, version: _Version) -> list[Block]:
    """Who to call, what was asked, when to look again, and what stands in the booklet."""
    words, cover, checks = words_of(book), book.words.cover, checks_told(book)
    told: list[Run] = []
    for name, texts in (
        (cover.plain_call, [one.text for one in book.notices("call")]),
        (cover.safety, safety_lines(book)),
    ):
        told += [Run(f"{name}: ", CLOSE.bold), Run(" ".join(texts) + " ", CLOSE)] if texts else []
    told += rich(words.review, CLOSE, days=checks) if checks else ()
    made = paragraph(tuple(told), width=LIVE)
    if version.notes and book.notices_elsewhere:
        told_too = " ".join(notice.text for notice in book.notices_elsewhere)
        made += paragraph((Run(f"{cover.notices}: ", CLOSE.bold), Run(told_too, CLOSE)), width=LIVE, gap=0.8)
    made += spaced(full_name(book), 1.2)
    told_of = ((words.over, "; ".join(_back(book, version).told)), (words.more, _left(words, version, book)))
    elsewhere = [run for name, what in told_of if what for run in (*rich(name, LABEL, what=what), Run(" ", LABEL))]
    return [*made, *paragraph(tuple(elsewhere), width=LIVE, gap=0.8)]
