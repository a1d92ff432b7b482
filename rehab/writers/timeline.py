"""The picture of a simulation: a row for each athlete, phases as bars over the plan days, as SVG or PDF."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from rehab.models.simulation import Played, Simulation
from rehab.writers.pdf import fonts
from rehab.writers.pdf.fonts import Face
from rehab.writers.pdf.sheet import LIVE, PAPERS, PaperName, Sheet, palette
from rehab.writers.simulation import INVENTED, heading
from rehab.writers.svg import SvgSheet

NAMES = 44.0
"""The bars begin here; the names of the athletes stand before them."""
ROW, BAR, TOP = 23.0, 6.4, 27.0
GAP = 0.5
"""The white line between two bars, so that their shades need not tell them apart."""
SHADES = (0.14, 0.3, 0.46, 0.62, 0.8, 1.0)
MARGIN = 10.0
Ending = Literal["svg", "pdf"]


class Surface(Protocol):
    """What is drawn on."""

    def text(self, x: float, y: float, text: str, *, face: Face, size: float, colour: str) -> None: ...
    def line(
        self,
        points: Sequence[tuple[float, float]],
        *,
        width: float,
        colour: str,
        closed: bool = False,
        fill: str | None = None,
    ) -> None: ...
    def box(self, x: float, y: float, width: float, height: float, *, fill: str) -> None: ...


class Moved:
    """A surface that lies further right and down."""

    def __init__(self, on: Surface, x: float, y: float) -> None:
        self.on, self.x, self.y = on, x, y

    def text(self, x: float, y: float, text: str, *, face: Face, size: float, colour: str) -> None:
        self.on.text(x + self.x, y + self.y, text, face=face, size=size, colour=colour)

    def line(
        self,
        points: Sequence[tuple[float, float]],
        *,
        width: float,
        colour: str,
        closed: bool = False,
        fill: str | None = None,
    ) -> None:
        there = [(x + self.x, y + self.y) for x, y in points]
        self.on.line(there, width=width, colour=colour, closed=closed, fill=fill)

    def box(self, x: float, y: float, width: float, height: float, *, fill: str) -> None:
        self.on.box(x + self.x, y + self.y, width, height, fill=fill)


def write(simulation: Simulation, ending: Ending, *, accent: str, language: str, paper: PaperName = "a4") -> bytes:
    """Return the picture as a file; the same simulation gives the same bytes."""
    title = heading(simulation)
    colours = {**palette(accent), **_shades(accent)}
    height = TOP + ROW * len(simulation.athletes) + 8 + 5 * ((len(simulation.phases) + 2) // 3)
    told = describe(simulation)
    if ending == "svg":
        svg = SvgSheet(LIVE + 2 * MARGIN, height + 2 * MARGIN, colours=colours, title=title, text=told)
        _draw(Moved(svg, MARGIN, MARGIN), simulation)
        return svg.finish()
    sheet = Sheet(PAPERS[paper], accent=accent, title=title, language=language)
    sheet.colours = colours
    with sheet.page(), sheet.tag("Figure", alt=told, area=(0, MARGIN, LIVE, height)):
        _draw(Moved(sheet, 0, MARGIN), simulation)
    return sheet.finish()


def describe(simulation: Simulation) -> str:
    """Say in words what the picture shows, for whoever cannot see it."""
    said = []
    for played in simulation.athletes:
        end = "reached the last phase" if played.reached_last_phase else "did not reach the last phase"
        opened = ", ".join(f"day {stay.first_day}" for stay in played.stays)
        said.append(f"{played.title}: phases from {opened}; {end}.")
    return " ".join(said)


def _shades(accent: str) -> dict[str, str]:
    parts = [int(accent[place : place + 2], 16) for place in (0, 2, 4)]
    return {
        f"phase{number}": "".join(f"{round(255 - (255 - part) * share):02X}" for part in parts)
        for number, share in enumerate(SHADES)
    }


def _shade(number: int, count: int) -> int:
    """Return which shade a phase has, the first the lightest and the last the darkest."""
    return round((number - 1) * (len(SHADES) - 1) / max(count - 1, 1))


def _draw(on: Surface, simulation: Simulation) -> None:
    days = max(*(played.last_day for played in simulation.athletes), simulation.phases[-1].first_day)
    scale = (LIVE - NAMES) / days
    on.text(0, 5, heading(simulation), face="semibold", size=15, colour="ink")
    on.text(0, 10.5, INVENTED, face="regular", size=8.5, colour="grey")
    _ruler(on, simulation, days, scale)
    for number, played in enumerate(simulation.athletes):
        _row(on, simulation, played, TOP + number * ROW, scale)
    _key(on, simulation, TOP + ROW * len(simulation.athletes) + 3)


def _ruler(on: Surface, simulation: Simulation, days: int, scale: float) -> None:
    step = next(one for one in (7, 14, 28, 56) if days / one <= 14)
    bottom = TOP + ROW * len(simulation.athletes) - 5
    on.text(0, 19.2, "Plan day", face="regular", size=8.5, colour="grey")
    for day in (1, *range(step, days + 1, step)):
        x = NAMES + (day - 1) * scale
        on.line([(x, 21), (x, bottom)], width=0.4, colour="hairline")
        on.text(x - 0.2, 19.2, str(day), face="regular", size=8.5, colour="grey")
    on.text(0, 24.4, "Timetable", face="regular", size=8.5, colour="grey")
    for phase in simulation.phases:
        x = NAMES + (phase.first_day - 1) * scale
        last = min(phase.last_day, days)
        name = f"phase{_shade(simulation.phases.index(phase) + 1, len(simulation.phases))}"
        if phase.first_day <= days:
            on.box(x, 22.4, max((last - phase.first_day + 1) * scale - GAP, 0.3), 2.2, fill=name)


def _row(on: Surface, simulation: Simulation, played: Played, top: float, scale: float) -> None:
    titles = _broken(played.title, NAMES - 4, 10)
    for line, text in enumerate(titles):
        on.text(0, top + 3.4 + line * 4, text, face="semibold", size=10, colour="ink")
    on.text(0, top + 3.4 + len(titles) * 4, _outcome(simulation, played), face="regular", size=8.5, colour="grey")
    numbers = {phase.id: number for number, phase in enumerate(simulation.phases, start=1)}
    for stay in played.stays:
        x, width = NAMES + (stay.first_day - 1) * scale, (stay.last_day - stay.first_day + 1) * scale
        shade = _shade(numbers[stay.phase], len(simulation.phases))
        on.box(x, top, max(width - GAP, 0.3), BAR, fill=f"phase{shade}")
        label, size = str(numbers[stay.phase]), 9.5
        if fonts.width(label, "semibold", size) / 72 * 25.4 + 1.2 < width:
            on.text(x + 0.9, top + 4.5, label, face="semibold", size=size, colour="white" if shade >= 3 else "ink")
    end = NAMES + played.last_day * scale
    if played.reached_last_phase:
        on.line(
            [(end, top), (end + 2.2, top + BAR / 2), (end, top + BAR)],
            width=0,
            colour="ink",
            closed=True,
            fill=f"phase{len(SHADES) - 1}",
        )
    else:
        on.box(end - 0.3, top - 0.8, 0.9, BAR + 1.6, fill="ink")
    if played.logged_through is not None:
        x = NAMES + played.logged_through * scale
        _dashes(on, x, end, top + BAR + 0.9)
    for day, light in played.lights.items():
        middle = NAMES + (day - 0.5) * scale
        if light == "red":
            _diamond(on, middle, top + BAR + 2.4)
        elif light == "amber":
            _ring(on, middle, top + BAR + 2.4)
    for day in played.missed:
        middle = NAMES + (day - 0.5) * scale
        on.line([(middle, top + BAR + 1.2), (middle, top + BAR + 3.6)], width=0.9, colour="side")
    _load(on, played, top + ROW - 6.0, scale, simulation)


def _outcome(simulation: Simulation, played: Played) -> str:
    last = played.stays[-1]
    if played.reached_last_phase:
        late = last.first_day - simulation.phases[-1].first_day
        against = "on time" if not late else f"{abs(late)} days {'late' if late > 0 else 'early'}"
        return f"last phase on day {last.first_day}, {against}".replace(" 1 days", " 1 day")
    return f"on day {played.last_day} still in phase {last.number}"


def _dashes(on: Surface, x: float, end: float, y: float) -> None:
    while x < end:
        on.line([(x, y), (min(x + 1.6, end), y)], width=0.9, colour="ink")
        x += 2.8


def _diamond(on: Surface, x: float, y: float) -> None:
    around = [(x, y - 1.5), (x + 1.2, y), (x, y + 1.5), (x - 1.2, y)]
    on.line(around, width=0, colour="red", closed=True, fill="red")


def _ring(on: Surface, x: float, y: float) -> None:
    around = [(x, y - 1.1), (x + 1.1, y + 0.9), (x - 1.1, y + 0.9)]
    on.line(around, width=0.6, colour="ink", closed=True, fill="amber")


def _load(on: Surface, played: Played, bottom: float, scale: float, simulation: Simulation) -> None:
    """Draw the minutes of each week, on one scale for all athletes."""
    most = max(week.minutes for one in simulation.athletes for week in one.weeks) or 1
    for week in played.weeks:
        x = NAMES + (week.number - 1) * 7 * scale
        tall = 5.4 * week.minutes / most
        days = min(7, played.last_day - (week.number - 1) * 7)
        on.box(x, bottom - tall, max(days * scale - 0.4, 0.3), tall, fill="grid")
    on.line([(NAMES, bottom), (NAMES + played.last_day * scale, bottom)], width=0.4, colour="grid")


def _key(on: Surface, simulation: Simulation, top: float) -> None:
    marks = [("red day", _diamond, 24), ("amber day", _ring, 27), ("missed day", None, 27)]
    x = 0.0
    for text, mark, width in marks:
        if mark:
            mark(on, x + 1.2, top)
        else:
            on.line([(x + 1.2, top - 1.2), (x + 1.2, top + 1.2)], width=0.9, colour="side")
        on.text(x + 3.6, top + 1.1, text, face="regular", size=8.5, colour="ink")
        x += width
    _dashes(on, x, x + 4, top)
    on.text(x + 6, top + 1.1, "nothing written down", face="regular", size=8.5, colour="ink")
    on.box(x + 42, top - 1.4, 4, 2.8, fill="grid")
    on.text(x + 48, top + 1.1, "minutes in a week", face="regular", size=8.5, colour="ink")
    on.box(x + 78, top - 1.8, 0.9, 3.6, fill="ink")
    on.text(x + 80.5, top + 1.1, "got no further", face="regular", size=8.5, colour="ink")
    for number, phase in enumerate(simulation.phases, start=1):
        column, row = (number - 1) % 3, (number - 1) // 3
        at, y = column * LIVE / 3, top + 6 + row * 5
        shade = _shade(number, len(simulation.phases))
        on.box(at, y - 1.8, 4.4, 3.6, fill=f"phase{shade}")
        on.text(at + 1.3, y + 1.1, str(number), face="semibold", size=8, colour="white" if shade >= 3 else "ink")
        on.text(at + 6, y + 1.1, phase.title, face="regular", size=8.5, colour="ink")


def _broken(text: str, width: float, size: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and fonts.width(longer, "semibold", size) / 72 * 25.4 > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
