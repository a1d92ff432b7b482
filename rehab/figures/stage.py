"""Where props are drawn, and the simple solids that they are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Literal

from rehab.figures.drawing import Colour, Drawing, hull, mixed, polygon, smooth
from rehab.figures.outline import Camera, blob
from rehab.figures.shape import Shapes
from rehab.figures.skeleton import Skeleton
from rehab.figures.space import WORLD, Frame, Vector, add, cross, dot, scaled, sub, unit
from rehab.models.figure_look import FigureLook, rgb

Layer = Literal["back", "between", "held"]
"""Behind the whole body; before its far side; before everything but the near arms."""
BLACK: Colour = (0.0, 0.0, 0.0)
LINE, WOOD_LINE, WHITE = rgb("5B6973"), rgb("8A7A62"), rgb("FFFFFF")


@dataclass(frozen=True)
class Stage:
    """Where props are drawn: the picture, the viewer, the body they belong to."""

    drawing: Drawing
    view: Camera
    body: Skeleton
    tables: Shapes
    look: FigureLook

    def colour(self, name: str) -> Colour:
        """Return a colour of the look."""
        return rgb(getattr(self.look.colours, name))

    def block(self, low: Vector, high: Vector, fill: Colour, line: Colour = LINE, width: float = 0.8) -> None:
        """Draw the faces of a block that are turned to the viewer."""
        (x0, y0, z0), (x1, y1, z1) = low, high
        faces: tuple[tuple[int, float, float, list[Vector]], ...] = (
            (0, 1, 0.10, [(x1, y0, z0), (x1, y1, z0), (x1, y1, z1), (x1, y0, z1)]),
            (0, -1, 0.10, [(x0, y0, z0), (x0, y1, z0), (x0, y1, z1), (x0, y0, z1)]),
            (1, 1, -0.45, [(x0, y1, z0), (x1, y1, z0), (x1, y1, z1), (x0, y1, z1)]),
            (2, 1, 0.0, [(x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)]),
            (2, -1, 0.0, [(x0, y0, z0), (x1, y0, z0), (x1, y1, z0), (x0, y1, z0)]),
        )
        for axis, sign, dark, corners in faces:
            if self.view.towards[axis] * sign > 0.02:
                path = polygon([self.view.spot(corner) for corner in corners])
                self.drawing.fill(path, mixed(fill, dark, BLACK) if dark > 0 else mixed(fill, -dark))
                self.drawing.stroke(path, line, width)

    def slab(self, centre: Vector, frame: Frame, half: Vector, fill: Colour, line: Colour = LINE) -> None:
        """Draw the faces of a block that is turned: half as long as ``half`` along the axes of a frame."""
        for axis in range(3):
            one, other = (other for other in range(3) if other != axis)
            for sign in (1.0, -1.0):
                towards = sign * dot(frame[axis], self.view.towards)
                if towards <= 0.02:
                    continue
                middle = add(centre, scaled(frame[axis], sign * half[axis]))
                corners = [
                    add(middle, add(scaled(frame[one], p * half[one]), scaled(frame[other], q * half[other])))
                    for p, q in ((1, 1), (1, -1), (-1, -1), (-1, 1))
                ]
                path = polygon([self.view.spot(corner) for corner in corners])
                self.drawing.fill(path, mixed(fill, 0.14 * (1 - towards), BLACK))
                self.drawing.stroke(path, line, 0.8)

    def bar(self, a: Vector, b: Vector, radius: float, fill: Colour, line: Colour | None = None) -> None:
        """Draw a round bar from one point to another, its nearer end seen."""
        near, away = (a, b) if self.view.near(a) >= self.view.near(b) else (b, a)
        axis = unit(sub(near, away))
        rings = [self._ring(end, radius, axis) for end in (near, away)]
        whole = polygon(hull([*rings[0], *rings[1]]))
        self.drawing.stroke(whole, line or self.colour("line"), 1.8)
        self.drawing.fill(whole, mixed(fill, 0.12, BLACK))
        cap = smooth(hull(rings[0]))
        self.drawing.stroke(cap, line or self.colour("line"), 0.7)
        self.drawing.fill(cap, fill)

    def _ring(self, centre: Vector, radius: float, axis: Vector) -> list[tuple[float, float]]:
        one = unit(cross(axis, (0.0, 1.0, 0.0) if abs(axis[1]) < 0.8 else (1.0, 0.0, 0.0)))
        other = unit(cross(axis, one))
        turns = [2 * pi * i / 24 for i in range(24)]
        return [
            self.view.spot(add(centre, add(scaled(one, radius * cos(t)), scaled(other, radius * sin(t)))))
            for t in turns
        ]

    def rope(self, points: Sequence[Vector], fill: Colour, width: float = 2.5) -> None:
        """Draw a band through points."""
        path = polygon([self.view.spot(point) for point in points], closed=False)
        self.drawing.stroke(path, self.colour("line"), width + 1.5)
        self.drawing.stroke(path, fill, width)

    def cushion(self, low: Vector, high: Vector, fill: Colour) -> None:
        """Draw a block with round edges."""
        size = min(4.5, (high[1] - low[1]) / 2, (high[0] - low[0]) / 2)
        corners: list[Vector] = [
            (x, y, z)
            for x in (low[0] + size, high[0] - size)
            for y in (low[1] + size, high[1] - size)
            for z in (low[2] + size, high[2] - size)
        ]
        path = blob(self.view, [(corner, WORLD, (size, size, size)) for corner in corners], 24)
        self.drawing.stroke(path, LINE, 1.8)
        self.drawing.fill(path, fill)
