"""Drawings as the smallest SVG that still looks like them on a phone: few points, straight lines, shared looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from rehab.figures.drawing import Colour, Drawing, Fit, Mark, Path
from rehab.figures.space import Flat
from rehab.figures.svg import numbers_of

RATIO = 0.8
"""How high a picture may be, of its width."""
_PAD = 2.0
_TALLEST = 138.0
_STEPS = 3
_LINE = 0.58
"""The base line in the units of a picture 120 wide."""
Spots = list[tuple[float, float]]


class Pictures:
    """Symbols of one page, ``wide`` whole units wide; lines may run ``loose`` units beside where they should.

    A shape of less than half of ``least`` square units is left out: a finger that nobody could see.

    How a line or a shape looks stands once, in ``style``, for all of them.
    """

    def __init__(self, *, wide: int, loose: float, least: int) -> None:
        self.wide, self.loose, self.least = wide, loose, least
        self._looks: dict[str, str] = {}

    @property
    def style(self) -> str:
        """The rules of a style sheet that the symbols need."""
        return "".join(f".{name}{{{look}}}" for look, name in self._looks.items())

    def symbol(self, drawing: Drawing, name: str) -> str:
        """Return a picture to ``use`` by its name."""
        left, bottom, right, top = drawing.box()
        tall = self.wide * RATIO
        scale = min((self.wide - 2 * _PAD) / (right - left), (tall - 2 * _PAD) / (top - bottom), tall / _TALLEST)
        width, height = (right - left) * scale + 2 * _PAD, (top - bottom) * scale + 2 * _PAD
        box = Fit(width, height, scale, _PAD - scale * left, _PAD - scale * bottom)
        body = "".join(self._marks(drawing.marks, box, name))
        return f'<symbol id={name} viewBox="0 0 {width:.0f} {height:.0f}">{body}</symbol>'

    def _marks(self, marks: Sequence[Mark], box: Fit, name: str) -> Iterator[str]:
        """Yield the marks; neighbours of one look become one path, and an outline goes with the shape laid over it."""
        clips = 0
        runs = [list(run) for _, run in groupby((mark for mark in marks if not mark.fine), _look)]
        drawn = -1
        for at, run in enumerate(runs):
            first = run[0]
            if at == drawn:
                continue
            if first.kind == "unclip":
                yield "</g>" * len(run)
                continue
            least = 0 if first.kind == "clip" else self.least
            line = "".join(_line(mark.path, box, self.loose, least) for mark in run)
            if first.kind == "clip":
                clips += 1
                yield f'<clipPath id={name}-{clips}><path d="{line}"/></clipPath><g clip-path="url(#{name}-{clips})">'
            elif first.kind == "fill":
                yield self._path(f"fill:{_hex(first.colour)}", line)
            else:
                inside = "fill:none"
                over = runs[at + 1] if at + 1 < len(runs) else []
                if [mark.path for mark in over if mark.kind == "fill"] == [mark.path for mark in run]:
                    inside, drawn = f"fill:{_hex(over[0].colour)};paint-order:stroke", at + 1
                broad = f"{first.width * _LINE * self.wide / 120:.1f}".removesuffix(".0")
                yield self._path(f"{inside};stroke:{_hex(first.colour)};stroke-width:{broad}", line)

    def _path(self, look: str, line: str) -> str:
        if not line:
            return ""
        return f'<path class={self._looks.setdefault(look, f"f{len(self._looks)}")} d="{line}"/>'


def _look(mark: Mark) -> tuple[object, ...]:
    """Return what marks must share to be painted as one."""
    return (
        (mark.kind, id(mark)) if mark.kind == "clip" else (mark.kind, mark.colour, mark.kind == "stroke" and mark.width)
    )


def _line(path: Path, box: Fit, loose: float, least: int) -> str:
    made: list[str] = []
    for spots, closed in _runs(path):
        kept = _fewer([(box.dx + box.scale * x, box.height - box.dy - box.scale * y) for x, y in spots], loose)
        places = [place for place, _ in groupby((round(x), round(y)) for x, y in kept)]
        if closed and len(places) > 1 and places[-1] == places[0]:
            places.pop()
        if closed and _area(places) < 0:  # shapes of one path all turn the same way, or holes appear where they meet
            places = [places[0], *reversed(places[1:])]
        if closed and abs(_area(places)) < least:
            continue
        steps = [value for (x, y), (u, v) in pairwise(places) for value in (u - x, v - y)]
        made.append(f"M{numbers_of(places[0])}{'l' + numbers_of(steps) if steps else 'h0'}{'z' if closed else ''}")
    return "".join(made)


def _area(places: Sequence[tuple[int, int]]) -> int:
    """Return twice the area inside, negative where the outline turns the other way."""
    return sum(x * v - u * y for (x, y), (u, v) in pairwise([*places, places[0]]))


def _runs(path: Path) -> Iterator[tuple[list[Flat], bool]]:
    """Yield each stretch of a path as points, its curves cut into short straight lines."""
    spots: list[Flat] = []
    for kind, points in path:
        if kind == "M":
            if spots:
                yield spots, False
            spots = [points[0]]
        elif kind == "L":
            spots.append(points[0])
        elif kind == "C":
            spots += _curve(spots[-1], *points)
        else:
            yield spots, True
            spots = []
    if spots:
        yield spots, False


def _curve(start: Flat, one: Flat, two: Flat, end: Flat) -> Iterator[Flat]:
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        u = 1 - t
        a, b, c, d = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
        yield (
            a * start[0] + b * one[0] + c * two[0] + d * end[0],
            a * start[1] + b * one[1] + c * two[1] + d * end[1],
        )


def _fewer(spots: Spots, loose: float) -> Spots:
    """Return the points without those that lie closer than ``loose`` to the line without them (Douglas, Peucker)."""
    keep = [False] * len(spots)
    keep[0] = keep[-1] = True
    waiting = [(0, len(spots) - 1)]
    while waiting:
        first, last = waiting.pop()
        (x, y), (u, v) = spots[first], spots[last]
        dx, dy = u - x, v - y
        long = dx * dx + dy * dy
        worst, place = loose * loose, 0
        for at in range(first + 1, last):
            px, py = spots[at][0] - x, spots[at][1] - y
            share = max(0.0, min(1.0, (px * dx + py * dy) / long)) if long else 0.0
            far = (px - share * dx) ** 2 + (py - share * dy) ** 2
            if far > worst:
                worst, place = far, at
        if place:
            keep[place] = True
            waiting += [(first, place), (place, last)]
    return [spot for spot, kept in zip(spots, keep, strict=True) if kept]


def _hex(colour: Colour) -> str:
    parts = [f"{int(part * 255 + 0.5):02x}" for part in colour]
    short = all(part[0] == part[1] for part in parts)
    return "#" + "".join(part[0] if short else part for part in parts)
