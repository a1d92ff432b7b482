"""The phases of the reference sheet: what opens and closes each, its doses, and what it forbids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rehab.models.review import ReviewCriterion, ReviewPhase, ReviewWindow
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import Block, inside, paragraph, stack
from rehab.writers.pdf.reference_blocks import Reference, entry
from rehab.writers.pdf.reference_flow import Columns, balanced
from rehab.writers.pdf.reference_text import NOTE, SMALL, criterion, dose, running
from rehab.writers.pdf.sheet import Sheet
from rehab.writers.pdf.type import Run, Runs, Style, measure, wrap
from rehab.writers.pdf.words import fill

_GUTTER = 4.0
_TITLE = Style(11, 4.6, "semibold")
_PER_BLOCK = 12
"""So many criteria stand in one pair of columns; more follow below."""


def phases(ref: Reference) -> list[Columns]:
    """Every phase: a line with its days, its criteria, its doses, and what it forbids."""
    made = []
    for number, phase in enumerate(ref.review.phases):
        blocks = (phase_head(ref, phase), *_criteria(ref, phase), *_doses(ref, phase))
        again = (title(fill(ref.words.continued, title=name_of(phase)), ref.live),)
        stacks = ((0.0, blocks),)
        made.append(Columns(stacks, gap=1.5 if number else 1.0, again=again, key=("phase", phase.id)))
    return made


def name_of(phase: ReviewPhase) -> str:
    return f"{phase.number} {phase.title}"


def title(text: str, width: float) -> Block:
    """The name of a phase on a page that goes on with it."""
    lines = wrap(text, width, _TITLE)

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("H2"):
            lines.draw(sheet, 0, y + 3.6)

    return Block(lines.height + 0.4, drawing, keep=True)


def phase_head(ref: Reference, phase: ReviewPhase) -> Block:
    """The strong rule, the name of the phase, and its days in one line beside it."""
    name = name_of(phase)
    start = measure(name, _TITLE) + 4.0
    told = wrap(tuple(_days(ref, phase)), ref.live - start, SMALL)

    def drawing(sheet: Sheet, y: float) -> None:
        marks.rule(sheet, y, end=ref.live)
        with sheet.tag("H2"):
            wrap(name, ref.live, _TITLE).draw(sheet, 0, y + 4.6)
        with sheet.tag("P"):
            told.draw(sheet, start, y + 4.6)

    return Block(max(6.0, told.height + 2.4), drawing, keep=True)


def _days(ref: Reference, phase: ReviewPhase) -> Iterator[Run]:
    """The windows, that of the plan's grade first, the limits, where the plan has other days, and the goal."""
    words, plan = ref.words, ref.book.plan
    windows = sorted(phase.windows, key=lambda window: not window.chosen)
    for number, window in enumerate(windows):
        style = SMALL.bold if window.chosen else SMALL
        yield Run((words.separator if number else "") + _window(ref, window), style)
    for limit in _limits(ref, windows):
        yield Run(words.separator + limit, SMALL)
    planned = next((one for one in plan.phases if one.id == phase.id), None)
    usual = {(window.first, window.last) for window in windows if window.chosen}
    if planned is None and plan.phases:
        yield Run(words.separator + words.not_in_plan, SMALL)
    elif planned and (planned.first_day, planned.last_day) not in usual:
        dates = ref.book.span(planned.start, planned.end)
        told = fill(words.in_plan, first=planned.first_day, last=planned.last_day, dates=dates)
        yield Run(words.separator + told, SMALL)
    yield Run(words.separator + phase.goal, NOTE)


def _window(ref: Reference, window: ReviewWindow) -> str:
    if not window.grade:
        return fill(ref.words.days, first=window.first, last=window.last)
    return fill(ref.words.window, grade=window.title, first=window.first, last=window.last)


def _limits(ref: Reference, windows: Sequence[ReviewWindow]) -> Iterator[str]:
    """The hard minimum, the earliest and the latest day of the plan's grade; by grade where that is not known."""
    words = ref.words
    chosen = [window for window in windows if window.chosen] or list(windows)
    for name, sentence in (("hard_minimum", words.minimum), ("earliest", words.earliest), ("latest_end", words.latest)):
        values = [(window, getattr(window, name)) for window in chosen if getattr(window, name)]
        if not values or (name == "earliest" and all(value == window.first for window, value in values)):
            continue
        if len({value for _, value in values}) == 1:
            yield fill(sentence, day=values[0][1])
        else:
            yield fill(sentence, day=", ".join(f"{value} ({window.title})" for window, value in values))


def _criteria(ref: Reference, phase: ReviewPhase) -> Iterator[Block]:
    """The criteria in two columns, with what they are for at the left."""
    for heading, lines in criteria_of(ref, phase):
        for start in range(0, len(lines), _PER_BLOCK):
            yield _list(ref, heading, lines[start : start + _PER_BLOCK])


def criteria_of(ref: Reference, phase: ReviewPhase) -> Sequence[tuple[str, Sequence[ReviewCriterion]]]:
    """What opens a phase and what closes it, each with its name; nothing for what has no criteria."""
    told = ((ref.words.opens, phase.entry), (ref.words.moves_on, phase.exit))
    return [(heading, lines) for heading, lines in told if lines]


def _list(ref: Reference, heading: str, lines: Sequence[ReviewCriterion]) -> Block:
    """Criteria in two columns, with what they are for at the left, as one block."""
    width = (ref.live - ref.text_x - _GUTTER) / 2
    key = object()
    columns = balanced([bullet(criterion(ref.words, line), width, ref.step) for line in lines], 2)
    white = Block(ref.step / 2, lambda _sheet, _y: None)
    name = paragraph((Run(heading, SMALL.bold("accent")),), width=ref.text_x - 2.5, role="H3")
    lists = [(ref.text_x + at * (width + _GUTTER), inside(column, ("L", key))) for at, column in enumerate(columns)]
    return stack([(0.0, [white, *name]), *lists])


def bullet(text: Runs, width: float, step: float) -> Block:
    """A list item with a small dot."""
    lines = wrap(text, width - 2.6, SMALL)

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("Lbl"):
            sheet.disc(0.6, y + step / 2 + 1.5, 0.45, fill="accent")
        with sheet.tag("LBody"):
            lines.draw(sheet, 2.6, y + step / 2 + 2.5)

    return Block(lines.height + step, drawing, within=(("LI", object()),))


def remarks(ref: Reference, phase: ReviewPhase) -> list[tuple[str, Runs]]:
    """What goes on, running, and what is forbidden."""
    words = ref.words
    told: list[tuple[str, Runs]] = []
    earlier = ref.review.phases[: phase.number - 1]
    again = any(one.run and phase.run and one.run.table == phase.run.table for one in earlier)
    going = [*phase.goes_on, *([words.run_row] if phase.run_goes_on else [])]
    if going:
        told.append((words.goes_on, (Run("; ".join(going) + ".", SMALL),)))
    if phase.run:
        told.append((fill(words.running, table=phase.run.table), running(words, phase.run, again=again)))
    codes = ", ".join(code.replace("-", " ") for code in phase.forbid)
    forbidden = [Run(codes + ". ", SMALL)] if codes else []
    forbidden += [Run(" ".join(phase.avoid), NOTE)] if phase.avoid else []
    if forbidden:
        told.append((words.forbidden, tuple(forbidden)))
    return told


def _doses(ref: Reference, phase: ReviewPhase) -> Iterator[Block]:
    """The table of a phase: each exercise with its dose and tags, then running and what is forbidden."""
    table = object()
    doses = [(Run(one.title, SMALL.bold), dose(ref.words, one, ref.rule)) for one in phase.doses]
    others = [(Run(name, SMALL.bold("accent")), text) for name, text in remarks(ref, phase)]
    for name, text in (*doses, *others):
        yield from entry(ref, name, text, table)
