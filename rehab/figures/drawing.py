"""The display list: what a picture is made of, before any file format knows of it. Centimetres, y up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import hypot
from typing import Literal, NamedTuple

from rehab.figures.space import Flat

Bounds = tuple[float, float, float, float]
"""Left, bottom, right and top."""
Colour = tuple[float, float, float]
Step = tuple[Literal["M", "L", "C", "Z"], tuple[Flat, ...]]
Path = list[Step]
TINY = 1e-6


class Mark(NamedTuple):
    """One thing to paint. ``width`` counts in base lines; ``fine`` marks are left out of small pictures.

    A clip that is a ``window`` has more in it than can be seen.
    """

    kind: Literal["fill", "stroke", "clip", "unclip"]
    path: Path
    colour: Colour = (0.0, 0.0, 0.0)
    width: float = 1.0
    fine: bool = False
    window: bool = False


@dataclass
class Label:
    """A word on the picture, for authors: its place and what it says."""

    at: Flat
    text: str


@dataclass
class Drawing:
    """A picture being made."""

    marks: list[Mark] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    def fill(self, path: Path, colour: Colour) -> None:
        """Fill a shape."""
        self.marks.append(Mark("fill", path, colour))

    def stroke(self, path: Path, colour: Colour, width: float = 1.0, *, fine: bool = False) -> None:
        """Draw a line."""
        self.marks.append(Mark("stroke", path, colour, width, fine))

    def clip(self, paths: Sequence[Path]) -> None:
        """Paint what follows only inside the shapes, until ``unclip``."""
        self.marks.append(Mark("clip", [step for path in paths for step in path]))

    def unclip(self) -> None:
        """End the last clip."""
        self.marks.append(Mark("unclip", []))

    def box(self) -> tuple[float, float, float, float]:
        """Return left, bottom, right and top of all that is painted."""
        spots = list(self.seen())
        xs, ys = [spot[0] for spot in spots], [spot[1] for spot in spots]
        return min(xs), min(ys), max(xs), max(ys)

    def seen(self) -> Iterator[Flat]:
        """Yield every point that is painted; of what is in a window only the window."""
        for path in self._painted():
            yield from spots_of(path)

    def bounds(self) -> Iterator[Bounds]:
        """Yield left, bottom, right and top of each thing that is painted."""
        yield from map(_bounds, self._painted())

    def _painted(self) -> Iterator[Path]:
        inside = 0
        for mark in self.marks:
            if inside:
                inside += {"clip": 1, "unclip": -1}.get(mark.kind, 0)
            elif mark.window:
                inside = 1
                yield mark.path
            elif mark.kind in ("fill", "stroke"):
                yield mark.path

    def show(self, other: Drawing, window: Path, at: Flat, centre: Flat, zoom: float) -> None:
        """Show a place of another drawing, larger, inside a window round ``centre``."""
        dx, dy = centre[0] - at[0] * zoom, centre[1] - at[1] * zoom
        self.marks.append(Mark("clip", window, window=True))
        edges = _bounds(window)
        for mark in other.marks:
            larger: Path = [
                (kind, tuple((x * zoom + dx, y * zoom + dy) for x, y in spots)) for kind, spots in mark.path
            ]
            if mark.kind not in ("fill", "stroke") or _overlap(_bounds(larger), edges):
                self.marks.append(mark._replace(path=larger, fine=False))
        self.unclip()

    def place(self, other: Drawing, dx: float, dy: float) -> None:
        """Put another drawing into this one."""
        for mark in other.marks:
            moved: Path = [(kind, tuple((x + dx, y + dy) for x, y in spots)) for kind, spots in mark.path]
            self.marks.append(mark._replace(path=moved))
        self.labels += [Label((one.at[0] + dx, one.at[1] + dy), one.text) for one in other.labels]


@dataclass(frozen=True)
class Fit:
    """How a drawing goes into a box: x and y of a point of the drawing become ``x * scale + dx`` and so on."""

    width: float
    height: float
    scale: float
    dx: float
    dy: float

    @property
    def line(self) -> float:
        """The base line, which belongs to the picture and not to the body, in the units of the box."""
        return 0.28 + 0.0030 * self.width

    @property
    def fine(self) -> bool:
        """Whether fine lines are worth drawing."""
        return self.width >= FINE_FROM


FINE_FROM = 130
"""Points: below, white fibres would wash the muscle out."""
_TALLEST = 138
"""A picture is never larger than a standing person of so many cm would need, so that sizes can be compared."""


def fit(drawing: Drawing, width: float, height: float, *, pad: float = 2.0, tallest: float | None = None) -> Fit:
    """Return how to put a drawing into the middle of a box; ``tallest`` is how high a standing person may be."""
    left, bottom, right, top = drawing.box()
    scale = min((width - 2 * pad) / (right - left), (height - 2 * pad) / (top - bottom), (tallest or height) / _TALLEST)
    return Fit(width, height, scale, width / 2 - scale * (left + right) / 2, height / 2 - scale * (bottom + top) / 2)


def spots_of(path: Path) -> Iterator[Flat]:
    """Yield every point of a path, those that only bend it included."""
    for _, spots in path:
        yield from spots


def _bounds(path: Path) -> Bounds:
    xs, ys = zip(*spots_of(path), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _overlap(one: Bounds, other: Bounds) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def polygon(points: Sequence[Flat], *, closed: bool = True) -> Path:
    """Return straight lines through the points."""
    made: Path = [("M", (points[0],)), *(("L", (point,)) for point in points[1:])]
    return [*made, ("Z", ())] if closed else made


def smooth(points: Sequence[Flat], *, closed: bool = True) -> Path:
    """Return a curve through the points, its tangents weighted by the chords so that it never swings out."""
    kept = [points[0]]
    for point in points[1:]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) > 0.02:
            kept.append(point)
    if closed and len(kept) > 2 and abs(kept[0][0] - kept[-1][0]) + abs(kept[0][1] - kept[-1][1]) < 0.02:
        kept.pop()
    count = len(kept)
    if count < 3:
        return polygon(kept, closed=closed)
    spans = [hypot(kept[(i + 1) % count][0] - x, kept[(i + 1) % count][1] - y) or TINY for i, (x, y) in enumerate(kept)]
    tangents = []
    for i, (x, y) in enumerate(kept):
        before, after = kept[i - 1], kept[(i + 1) % count]
        if not closed and i in (0, count - 1):
            (ax, ay), (bx, by), span = (kept[0], kept[1], spans[0]) if i == 0 else (kept[-2], kept[-1], spans[-2])
            tangents.append(((bx - ax) / span, (by - ay) / span))
            continue
        near, far = spans[i - 1], spans[i]
        tangents.append(
            (
                ((x - before[0]) / near * far + (after[0] - x) / far * near) / (near + far),
                ((y - before[1]) / near * far + (after[1] - y) / far * near) / (near + far),
            )
        )
    made: Path = [("M", (kept[0],))]
    for i in range(count if closed else count - 1):
        j = (i + 1) % count
        third = spans[i] / 3
        (x, y), (u, v) = kept[i], kept[j]
        (tx, ty), (ux, uy) = tangents[i], tangents[j]
        made.append(("C", ((x + tx * third, y + ty * third), (u - ux * third, v - uy * third), (u, v))))
    return [*made, ("Z", ())] if closed else made


def hull(points: Sequence[Flat]) -> list[Flat]:
    """Return the convex outline of points."""
    ordered = sorted({(round(x, 3), round(y, 3)) for x, y in points})

    def half(way: Sequence[Flat]) -> list[Flat]:
        out: list[Flat] = []
        for x, y in way:
            while (
                len(out) > 1
                and (out[-1][0] - out[-2][0]) * (y - out[-2][1]) - (out[-1][1] - out[-2][1]) * (x - out[-2][0]) <= 0
            ):
                out.pop()
            out.append((x, y))
        return out

    return half(ordered)[:-1] + half(ordered[::-1])[:-1]


def mixed(colour: Colour, share: float, to: Colour = (1.0, 1.0, 1.0)) -> Colour:
    """Return a colour so far on the way to another, white unless told."""
    return (
        colour[0] + (to[0] - colour[0]) * share,
        colour[1] + (to[1] - colour[1]) * share,
        colour[2] + (to[2] - colour[2]) * share,
    )


def grey(drawing: Drawing) -> Drawing:
    """Return the drawing as a grey printer shows it."""
    marks = []
    for mark in drawing.marks:
        red, green, blue = mark.colour
        light = 0.299 * red + 0.587 * green + 0.114 * blue
        marks.append(mark._replace(colour=(light, light, light)))
    return Drawing(marks)
