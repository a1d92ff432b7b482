"""From surfaces in space to outlines on paper.

Under an orthographic camera the outline of a stack of ellipsoids follows from the support function of each, so one
table of sections serves every view.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import cos, hypot, pi, radians, sin, sqrt

from rehab.figures.drawing import Path, hull, polygon, smooth
from rehab.figures.shape import Ellipsoid
from rehab.figures.space import Flat, Vector, cross, dot, length, scaled, sub, unit

_FORESHORTENED = 0.42
"""A bone that looks shorter than this share of its length is drawn as the hull of its sections."""
_LIGHT = (-0.55, 0.83)


@dataclass(frozen=True)
class Camera:
    """Where the viewer is: directions to the right, up and towards him."""

    right: Vector
    up: Vector
    towards: Vector
    flat: Vector
    pitch: float

    def spot(self, point: Vector) -> Flat:
        """Return where a point is in the picture."""
        return dot(point, self.right), dot(point, self.up)

    def near(self, point: Vector) -> float:
        """Return how near a point is to the viewer."""
        return dot(point, self.towards)


def camera(yaw: float, pitch: float, *, mirrored: bool = False, level: bool = False) -> Camera:
    """Return the camera of a view; ``level`` keeps the floor's length level, ``mirrored`` shows the other side."""
    y, p = radians(yaw), radians(pitch)
    towards = (sin(y) * cos(p), sin(p), cos(y) * cos(p))
    right: Vector = (cos(y), 0.0, -sin(y))
    if level:
        ahead = (1.0, 0.0, 0.0)
        right = unit(sub(ahead, scaled(towards, dot(ahead, towards))))
    up = cross(towards, right)
    return Camera(scaled(right, -1) if mirrored else right, up, towards, (sin(y), 0.0, cos(y)), pitch)


def touching(view: Camera, shape: Ellipsoid, directions: Sequence[Flat], grow: float = 0.0) -> list[Flat]:
    """Return where the outline of an ellipsoid is touched by a line square to each direction."""
    centre, frame, half = shape
    x, y = view.spot(centre)
    (rx, ry, rz), (ux, uy, uz) = view.right, view.up
    axes = [
        ((e[0] * rx + e[1] * ry + e[2] * rz) * (k + grow), (e[0] * ux + e[1] * uy + e[2] * uz) * (k + grow))
        for e, k in zip(frame, half, strict=True)
    ]
    made = []
    for p, q in directions:
        norm, dx, dy = 1e-6, 0.0, 0.0
        for a, b in axes:
            share = a * p + b * q
            norm += share * share
            dx += a * share
            dy += b * share
        norm = sqrt(norm)
        made.append((x + dx / norm, y + dy / norm))
    return made


def _around(count: int) -> list[Flat]:
    return [(cos(2 * pi * i / count), sin(2 * pi * i / count)) for i in range(count)]


def blob(view: Camera, shapes: Sequence[Ellipsoid], count: int = 18, grow: float = 0.0) -> Path:
    """Return the convex outline round a few ellipsoids."""
    ways = _around(count)
    points = hull([spot for shape in shapes for spot in touching(view, shape, ways, grow)])
    # a chord between two ellipsoids stays straight, the short ones round an end become a curve
    return smooth(points) if len(points) > 6 else polygon(points)


@dataclass
class Tube:
    """A body part as seen: ``section`` gives its ellipsoid from one end (0) to the other (1)."""

    view: Camera
    section: Callable[[float], Ellipsoid]
    stops: Sequence[float]
    short: bool = field(init=False)
    _seen: dict[float, Ellipsoid] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ends = self.at(0.0)[0], self.at(1.0)[0]
        (a, b), (c, d) = (self.view.spot(end) for end in ends)
        self.short = hypot(c - a, d - b) < _FORESHORTENED * length(sub(*ends))

    def at(self, place: float) -> Ellipsoid:
        """Return the section at a place, worked out once."""
        if place not in self._seen:
            self._seen[place] = self.section(place)
        return self._seen[place]

    def along(self, place: float) -> Flat:
        """Return the direction of the part in the picture."""
        (a, b), (c, d) = (self.view.spot(self.section(place + step)[0]) for step in (-0.04, 0.04))
        size = hypot(c - a, d - b) or 1.0
        return (c - a) / size, (d - b) / size

    def edges(self, place: float, grow: float = 0.0) -> tuple[Flat, Flat]:
        """Return the left and the right edge, seen along the part."""
        x, y = self.along(place)
        left, right = touching(self.view, self.at(place), [(-y, x), (y, -x)], grow)
        return left, right

    def sides(self, start: float, end: float, grow: float = 0.0) -> tuple[list[Flat], list[Flat]]:
        """Return both long edges."""
        pairs = [self.edges(place, grow) for place in self._stops(start, end)]
        return [pair[0] for pair in pairs], [pair[1] for pair in pairs]

    def _stops(self, start: float, end: float) -> list[float]:
        return [start, *(stop for stop in self.stops if start + 0.02 < stop < end - 0.02), end]

    def cap(self, place: float, *, first: bool, grow: float = 0.0) -> list[Flat]:
        """Return the round end: from the left edge to the right one at the start, the other way round at the end."""
        x, y = self.along(place)
        if not first:
            x, y = -x, -y
        turns = (45, 90, 135)
        base = (-y, x)
        ways = [
            (
                base[0] * cos(radians(a)) - base[1] * sin(radians(a)),
                base[0] * sin(radians(a)) + base[1] * cos(radians(a)),
            )
            for a in turns
        ]
        return touching(self.view, self.at(place), ways, grow)

    def rim(self, place: float, start: Flat, end: Flat, grow: float = 0.0) -> Path:
        """Return the cut end of a sleeve: the visible half of the section."""
        _, _, half = self.at(place)
        way = unit(sub(self.section(place + 0.03)[0], self.section(place - 0.03)[0]))
        bulge = -dot(way, self.view.towards) * (max(half[0], half[2]) + grow) * 1.17
        x, y = self.along(place)
        dx, dy = x * bulge, y * bulge
        return [("C", ((start[0] + dx, start[1] + dy), (end[0] + dx, end[1] + dy), end))]

    def outline(
        self, start: float = 0.0, end: float = 1.0, *, cut_start: bool = False, cut_end: bool = False, grow: float = 0.0
    ) -> Path:
        """Return the closed outline of a stretch of the part, its ends round or cut."""
        if self.short:
            return blob(self.view, [self.at(place) for place in self._stops(start, end)], 18, grow)
        left, right = self.sides(start, end, grow)
        if not cut_start and not cut_end:
            return smooth(
                [*left[::-1], *self.cap(start, first=True, grow=grow), *right, *self.cap(end, first=False, grow=grow)]
            )
        made = smooth(left, closed=False)
        if cut_end:
            made += self.rim(end, left[-1], right[-1], grow)
        else:
            made += smooth([left[-1], *self.cap(end, first=False, grow=grow)[::-1], right[-1]], closed=False)[1:]
        made += smooth(right[::-1], closed=False)[1:]
        if cut_start:
            made += self.rim(start, right[0], left[0], grow)
        else:
            made += smooth([right[0], *self.cap(start, first=True, grow=grow)[::-1], left[0]], closed=False)[1:]
        return [*made, ("Z", ())]

    def shade(self, start: float, end: float, grow: float = 0.0) -> Path | None:
        """Return the strip along the side turned away from the light, thinning out towards both ends."""
        if self.short:
            return None
        x, y = self.along((start + end) / 2)
        left = -y * _LIGHT[0] + x * _LIGHT[1] < 0
        outer, inner, deepest = [], [], 0.0
        for place in self._stops(start, end):
            x, y = self.along(place)
            away = (y * _LIGHT[0] - x * _LIGHT[1]) * (1 if left else -1)
            edges = self.edges(place, grow)
            (ax, ay), (bx, by) = edges if left else edges[::-1]
            share = (place - start) / (end - start)
            depth = max(0.0, away) * 0.36 * min(1.0, 4.5 * share, 4.5 * (1 - share)) ** 0.7
            deepest = max(deepest, depth)
            outer.append((ax, ay))
            inner.append((ax + (bx - ax) * depth, ay + (by - ay) * depth))
        if deepest < 0.06:
            return None
        back = smooth(inner[::-1], closed=False)
        return [*smooth(outer, closed=False), ("L", (inner[-1],)), *back[1:], ("Z", ())]


def offset(points: Sequence[tuple[float, float, float]], share: float) -> list[Flat]:
    """Return a line beside a line of points with half widths: share 1 on the left edge, -1 on the right."""
    made = []
    for i, (x, y, width) in enumerate(points):
        before, after = points[max(0, i - 1)], points[min(len(points) - 1, i + 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        size = hypot(dx, dy) or 1.0
        made.append((x - dy / size * width * share, y + dx / size * width * share))
    return made
