"""Ready to move on? The move-on list of each printed phase, the three lights, and the pain chart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from rehab.models.plan import EarlyBand, Light, Magnitude, PlanCriterion, PlanPhase, Response
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import Block, Cell, Role, bold, heading, inside, kept, paragraph, row, spaced, together
from rehab.writers.pdf.pages_frame import Chapter, fitted, title_block
from rehab.writers.pdf.sheet import COLUMN_C, COLUMN_D, LIVE, Sheet
from rehab.writers.pdf.type import BLOCK, BODY, CLOSE, LABEL, ROW, STRONG, Run, Runs, measure, wrap, write
from rehab.writers.pdf.words import Booklet, fill

_BOXES = 142.0
_CHART_DAYS = 14
_MOST_PAIN, _MOST_WALKING = 10, 4
_MOST_BOXES = 4
"""A test that must hold on more days has one box, and its days in words."""
_HOW = CLOSE("grey")
_CHART_LEFT = 15.0


LIGHTS: Role = ("Sect", "lights")
"""The structure element around lights in front of the booklet, by whose name they are found."""


def gates(book: Booklet, *, with_lights: bool = True) -> list[list[Chapter]]:
    """The ways to print the move-on lists of the printed phases, the lights, and the chart."""
    phases = [phase for phase in book.printed_phases if phase.criteria]
    lists = [_named(phase, gate(book, phase, comfort=phase is phases[0])) for phase in phases]
    if lists:
        lists[-1] += missed(book)
    card = lights(book) if with_lights else []
    card += missed(book) if card and not lists else []
    return [way for diary in _charts(book) for way in _ways(book, lists, card, diary)]


def _ways(
    book: Booklet, lists: Sequence[Sequence[Block]], card: Sequence[Block], diary: Sequence[Block]
) -> list[list[Chapter]]:
    """Lists first and the lights and the chart on a page of their own, or the lights between the lists."""
    words = book.words.gate
    daily = kept([*card, *diary])
    whole = [Chapter(words.lights, title_block(book, words.lights, words.lights_lead), daily)] if daily else []
    if not lists:
        return [whole]
    mixed = [lists[0], *([named_lights(book)] if card else []), *(spaced(one, 9) for one in lists[1:]), diary]
    apart = [spaced(one, 9) for one in lists]
    ways = [[_lists(book, apart), *whole]] if card or not diary else []
    if card:
        first = Chapter(words.lights, title_block(book, words.lights, words.lights_lead), card)
        ways += [[first, _lists(book, [*apart, diary])]]
    return [*ways, [_lists(book, mixed)]]


def named_lights(book: Booklet) -> list[Block]:
    """The lights under a heading, where they have no page of their own."""
    words, card = book.words.gate, lights(book)
    return kept([*heading(words.lights, aside=words.lights_lead, ruled=False, gap=7, after=1), *card]) if card else []


def _named(phase: PlanPhase, blocks: Sequence[Block]) -> list[Block]:
    """Put the list of a phase under a name, by which its page is found."""
    return inside(blocks, ("Sect", ("gate", phase.id)))


def _lists(book: Booklet, parts: Sequence[Sequence[Block]]) -> Chapter:
    words = book.words.gate
    head = title_block(book, words.title, words.title_lead)
    return Chapter(words.title, head, [block for part in parts for block in part])


def from_to(book: Booklet, phase: PlanPhase) -> str:
    words = book.words.gate
    following = next((one for one in book.plan.phases if one.number == phase.number + 1), None)
    if following:
        start = book.date(following.start, "medium")
        return fill(words.lead, title=phase.title, next=following.title, day=following.first_day, date=start)
    return fill(words.lead_last, title=phase.title, day=phase.last_day, date=book.date(phase.end, "medium"))


def gate(book: Booklet, phase: PlanPhase, *, comfort: bool = False) -> list[Block]:
    """The move-on list with one box for each day a test must hold; ``comfort`` says what not yet means."""
    words = book.words.gate
    most, title = max(map(boxes_for, phase.criteria)), gate_title(book, phase)
    shown = [target_of(book, one) for printed in book.printed_phases for one in printed.criteria]
    narrow = all(measure(text, STRONG) < _BOXES - COLUMN_D - 2 for text in shown)
    target = COLUMN_D if narrow else COLUMN_C
    blocks = [_gate_heading(book, from_to(book, phase), title, most)]
    table = object()
    rows: list[Block] = []
    before = ""
    for criterion in phase.criteria:
        rows += _criterion(book, criterion, table, target, most, told=criterion.how == before)
        before = criterion.how
    blocks += together(rows)
    told = [bold(f"{phase.not_yet} ")] if phase.not_yet else []
    told += [Run(words.not_yet)] if comfort else []
    blocks += paragraph(tuple(told), gap=2.4)
    following = next((one for one in book.plan.phases if one.number == phase.number + 1), None)
    if following and following.hard_minimum:
        blocks += paragraph((bold(fill(words.minimum, day=following.hard_minimum)),), gap=3)
    return blocks


def gate_title(book: Booklet, phase: PlanPhase) -> str:
    """When the list of a phase is met: on how many days in a row."""
    words = book.words.gate
    days = {boxes_for(one) for one in phase.criteria}
    if len(days - {1}) > 1:
        return words.heading_several
    return words.heading if max(days) == 1 else fill(words.heading_days, days=max(days))


def boxes_for(criterion: PlanCriterion) -> int:
    """One box for each day a test must hold, one alone where those are too many to draw."""
    return criterion.days_in_a_row if criterion.days_in_a_row <= _MOST_BOXES else 1


def target_of(book: Booklet, criterion: PlanCriterion) -> str:
    """What a test must be, with its days where no boxes stand for them."""
    days = fill(book.words.phase.days, count=criterion.days_in_a_row)
    return ", ".join(filter(None, (criterion.target, days if criterion.days_in_a_row > _MOST_BOXES else "")))


def _box_x(number: int, count: int) -> float:
    """The left edge of a box: two days stand on fixed places, more share the room to the right edge."""
    if count <= 2:
        return (146.5, 167.5)[number] if count == 2 or number == 0 else 167.5
    return _BOXES + number * (LIVE - _BOXES - marks.LONE_TICK) / (count - 1)


def _gate_heading(book: Booklet, name: str, title: str, days: int) -> Block:
    names = book.words.gate.nth_day
    phase = fitted(name, LIVE, (BLOCK, ROW))
    lines = wrap(title, _BOXES - 4)
    rule = phase.height + 2.4

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("H2"):
            phase.draw(sheet, 0, y + 5.2)
        marks.rule(sheet, y + rule)
        with sheet.tag("P"):
            lines.draw(sheet, 0, y + rule + 6.2)
        if days == 2:
            with sheet.tag("P"):
                for number in range(2):
                    write(sheet, _box_x(number, 2) + 3, y + rule + 6.2, names[number], LABEL, align="centre")
        marks.hairline(sheet, y + rule + 3.4 + lines.height)

    return Block(rule + 3.4 + lines.height, drawing, keep=True)


def _criterion(
    book: Booklet, criterion: PlanCriterion, table: object, target: float, most: int, *, told: bool
) -> list[Block]:
    words, count = book.words.gate, boxes_for(criterion)
    title: tuple[Run, ...] = (Run(criterion.title),)
    if criterion.who == "clinician":
        title = (*title, Run(f" ({words.clinician})", LABEL))

    def extra(sheet: Sheet, middle: float) -> None:
        top = middle - marks.LONE_TICK / 2
        with (
            sheet.tag("TD"),
            sheet.tag("Figure", alt=fill(words.box_alt, count=count), area=(_BOXES, top, LIVE - _BOXES, 7.2)),
        ):
            for number in range(count):
                x = _box_x(number, count) if most > 1 else LIVE - marks.LONE_TICK
                marks.tick_box(sheet, x, top, marks.LONE_TICK)

    end = (_BOXES if most > 1 else LIVE - marks.LONE_TICK) - 4
    wanted = target_of(book, criterion)
    cells = [Cell(0, title, target - 5 if wanted else end, head=True)]
    cells += [Cell(target, (Run(wanted, STRONG),), end - target)] if wanted else []
    under = Cell(0, fill(words.how, how=criterion.how), end, _HOW) if criterion.how and not told else None
    return row(cells, table=table, padding=1.0, least=8.2, extra=extra, extra_height=marks.LONE_TICK, under=under)


# -- the three lights ---------------------------------------------------------------------------------------------


def lights_of(book: Booklet) -> tuple[tuple[str, str, str, Light], ...]:
    """Green, amber and red: the sign, its name, its verb, and the light itself; none where the plan has no lights."""
    response, words = book.plan.response, book.words.gate
    if response is None:
        return ()
    return (
        ("green", words.green, words.green_verb, response.green),
        ("amber", words.amber, words.amber_verb, response.amber),
        ("red", words.red, words.red_verb, response.red),
    )


def lights(book: Booklet) -> list[Block]:
    """The decision card: green, amber, red, with other limits on the first days."""
    rows = [_Light(*row) for row in lights_of(book)]
    if not rows:
        return []
    height = sum(one.height for one in rows)

    def drawing(sheet: Sheet, y: float) -> None:
        top = y
        sheet.box(0, top, LIVE, height, stroke=1.1, radius=2.2)
        with sheet.tag("Table"):
            for number, one in enumerate(rows):
                if number:
                    marks.hairline(sheet, top, 0.4, LIVE - 0.4)
                one.draw(sheet, top)
                top += one.height

    blocks = [Block(height, drawing)]
    for number, sentence in enumerate(early_limits(book)):
        blocks += paragraph(sentence, gap=1.8 if number else 2.6)
    return kept(blocks)


def early_limits(book: Booklet) -> list[Runs]:
    """The limits of the first days, and what else the plan says of its lights."""
    response = book.plan.response
    if response is None:
        return []
    told: list[Runs] = []
    if response.early and not any(_says(book, response.early, sentence) for sentence in response.sentences):
        told.append((bold(_early(book, response.early)),))
    return [*told, *((Run(sentence),) for sentence in response.sentences)]


def limits_for_now(book: Booklet) -> list[Runs]:
    """The same without the limits of days that are over."""
    response = book.plan.response
    if response is None or response.early is None or book.today <= response.early.last_day:
        return early_limits(book)
    return [(Run(one),) for one in response.sentences if not _says(book, response.early, one)]


def missed(book: Booklet) -> list[Block]:
    """How to go on after missed days and missed runs."""
    response, words = book.plan.response, book.words.gate
    told = ((words.missed, response.missed), (words.missed_runs, response.missed_runs)) if response else ()
    runs = tuple(run for name, text in told if text for run in (bold(f"{name} "), Run(f"{text} ")))
    return kept(paragraph(runs, gap=3))


def _says(book: Booklet, early: EarlyBand, sentence: str) -> bool:
    """Whether a sentence of the plan already gives the limits of the first days."""
    return all(_range(book, value) in sentence for value in (early.green, early.amber, early.red))


def _early(book: Booklet, early: EarlyBand) -> str:
    words = book.words.gate
    return fill(
        words.early,
        day=early.last_day,
        green=_range(book, early.green),
        amber=_range(book, early.amber),
        red=_range(book, early.red),
    )


def _range(book: Booklet, value: Magnitude) -> str:
    low, high = value
    if low == high:
        return f"{low:g}"
    return (
        fill(book.words.gate.and_up, low=f"{low:g}")
        if high >= 10
        else fill(book.words.gate.up, low=f"{low:g}", high=f"{high:g}")
    )


class _Light:
    """One row of the decision card."""

    def __init__(self, sign: str, name: str, verb: str, light: Light) -> None:
        self.sign, self.name, self.verb = sign, name, verb
        self.when = wrap(light.when, COLUMN_D - 41 - 5)
        self.then = wrap((Run(light.then, STRONG),), LIVE - COLUMN_D - 4)
        self.height = max(self.when.height, self.then.height, 11.0) + 3.8

    def draw(self, sheet: Sheet, y: float) -> None:
        middle = y + self.height / 2
        with sheet.tag("TR"):
            with sheet.tag("TH", scope="Row"):
                with sheet.tag("Figure", alt=f"{self.name}, {self.verb}", area=(4.3, middle - 4.7, 9.4, 9.4)):
                    marks.SIGNS[self.sign](sheet, 9, middle, 9.4)
                write(sheet, 18, middle - 0.6, self.name, ROW)
                write(sheet, 18, middle + 5, self.verb, LABEL)
            for x, lines in ((41.0, self.when), (COLUMN_D, self.then)):
                with sheet.tag("TD"):
                    lines.draw(sheet, x, middle - lines.height / 2 + 4.1)


# -- the pain chart -----------------------------------------------------------------------------------------------


def _charts(book: Booklet) -> list[list[Block]]:
    """The chart in its usual size and in the lowest, which is taken where it saves a page.

    Nothing without lights, and nothing where no pain of 0 to 10, or of 0 to 4 in walking, is written down.
    """
    response = book.plan.response
    if response is None or not book.plan.days or (response.scale != "walking" and book.plan.diary):
        return [[]]
    return [_chart(book, response, square) for square in (5.15, 4.5) if book.paper.height > 290 or square < 5]


def _chart(book: Booklet, response: Response, square: float) -> list[Block]:
    """An empty chart for 14 days from today; the grey zones follow the lights, day by day."""
    grid = (_top(response) + 1) * square
    height = 11.5 + grid + 17.5

    def drawing(sheet: Sheet, y: float) -> None:
        _chart_heading(sheet, book, response, y + 5.2)
        top = y + 9.2
        alt = fill(book.words.gate.chart_alt, first=book.today, last=book.today + _CHART_DAYS - 1, top=_top(response))
        with sheet.tag("Figure", alt=alt, area=(0, top, LIVE, grid + 17)):
            _zones(sheet, book, response, top, square)
            _grid(sheet, response, top, square)
            _scale(sheet, response, top, square)
            _days(sheet, book, top + grid)

    return [Block(height, drawing, gap=9)]


def _top(response: Response) -> int:
    """The highest number of the scale."""
    return _MOST_WALKING if response.scale == "walking" else _MOST_PAIN


def _chart_heading(sheet: Sheet, book: Booklet, response: Response, y: float) -> None:
    words = book.words.gate
    name, scale = words.chart, words.chart_scale
    if response.scale == "walking":
        name, scale = words.chart_walking, words.chart_walking_scale
    with sheet.tag("H2"):
        write(sheet, 0, y, name, BLOCK)
    with sheet.tag("P"):
        write(sheet, measure(name, BLOCK) + 4, y, scale, LABEL)
        if response.scale == "walking":
            write(sheet, LIVE, y, words.chart_worst, BODY, align="right")
            sheet.disc(LIVE - measure(words.chart_worst, BODY) - 3, y - 1.5, 1.3, fill="ink")
            return
        x = LIVE - measure(words.chart_morning, BODY)
        write(sheet, x, y, words.chart_morning, BODY)
        marks.cross(sheet, x - 3, y - 1.5)
        x -= 8 + measure(words.chart_worst, BODY) + 4
        write(sheet, x, y, words.chart_worst, BODY)
        sheet.disc(x - 3, y - 1.5, 1.3, fill="ink")


def _column() -> float:
    return (LIVE - _CHART_LEFT) / _CHART_DAYS


def _limits(response: Response, day: int) -> tuple[float, float] | None:
    """The lowest pain of amber and of red on a day; None where other signs than pain decide.

    Where only red has a pain (amber is told by the next morning), amber begins where red does: no amber zone.
    """
    early = response.early
    if early and day <= early.last_day:
        return early.amber[0], early.red[0]
    if response.red.pain is None or response.scale != "pain":
        return None
    red = response.red.pain[0]
    return response.amber.pain[0] if response.amber.pain else red, red


def _zones(sheet: Sheet, book: Booklet, response: Response, top: float, square: float) -> None:
    for number in range(_CHART_DAYS):
        limits = _limits(response, book.today + number)
        if limits is None:
            continue
        amber, red = limits
        x = _CHART_LEFT + number * _column()
        sheet.box(x, top, _column(), (11 - red) * square, fill="red-band")
        sheet.box(x, top + (11 - red) * square, _column(), (red - amber) * square, fill="amber-band")


def _grid(sheet: Sheet, response: Response, top: float, square: float) -> None:
    rows = _top(response) + 1
    for number in range(rows):
        marks.rule(sheet, top + number * square, 0.5, "grid", start=_CHART_LEFT)
    for number in range(_CHART_DAYS + 1):
        x = _CHART_LEFT + number * _column()
        sheet.line([(x, top), (x, top + rows * square)], width=0.5, colour="grid")
    marks.rule(sheet, top + rows * square, 1.1, "ink", start=_CHART_LEFT)


def _scale(sheet: Sheet, response: Response, top: float, square: float) -> None:
    highest = _top(response)
    for number in range(highest + 1):
        write(
            sheet,
            _CHART_LEFT - 2,
            top + (highest + 0.5 - number) * square + 1.5,
            str(number),
            LABEL("ink"),
            align="right",
        )
    for sign, light in (("green", response.green), ("amber", response.amber), ("red", response.red)):
        if light.pain and response.scale != "rise":
            low, high = light.pain
            marks.SIGNS[sign](sheet, 3, top + (highest + 0.5 - (low + min(high, highest)) / 2) * square, 5.8)


def _days(sheet: Sheet, book: Booklet, y: float) -> None:
    words = book.words.gate
    write(sheet, _CHART_LEFT - 2, y + 5.5, words.chart_day, LABEL, align="right")
    write(sheet, _CHART_LEFT - 2, y + 10.7, words.chart_date, LABEL, align="right")
    month = 0
    for number in range(_CHART_DAYS):
        date = book.plan.as_of + dt.timedelta(days=number)
        x = _CHART_LEFT + number * _column()
        middle = x + _column() / 2
        write(
            sheet,
            middle,
            y + 5.5,
            str(book.today + number),
            STRONG("accent") if number == 0 else STRONG,
            align="centre",
        )
        write(sheet, middle, y + 10.7, str(date.day), LABEL, align="centre")
        if date.month != month:
            month = date.month
            name = book.words.dates.months[month - 1]
            sheet.line([(x, y), (x, y + 16)], width=0.5, colour="writing")
            room = LIVE - x - 1.5
            short = name if measure(name, LABEL) <= room else book.words.dates.months_short[month - 1]
            if measure(short, LABEL) <= room:
                write(sheet, x + 1.5, y + 15.9, short, LABEL)
