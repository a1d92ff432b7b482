"""The things around a body: blocks, bars, ropes and cushions, in three layers.

``back`` is behind the whole body, ``between`` before its far side, ``held`` before everything but the near arms, so
that a hand closes over what it holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Literal, assert_never

from rehab.figures.arrows import place_of
from rehab.figures.drawing import Colour, Drawing, hull, mixed, polygon, smooth
from rehab.figures.outline import Camera, blob
from rehab.figures.shape import Ellipsoid, Shapes, limb_section
from rehab.figures.skeleton import SIDES, Side, Skeleton
from rehab.figures.space import WORLD, Vector, add, cross, local, scaled, sub, unit
from rehab.models import figure as data
from rehab.models.figure_look import FigureLook, rgb

Layer = Literal["back", "between", "held"]
_BLACK: Colour = (0.0, 0.0, 0.0)
_LINE, _WOOD_LINE, _WHITE = rgb("5B6973"), rgb("8A7A62"), rgb("FFFFFF")


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

    def block(self, low: Vector, high: Vector, fill: Colour, line: Colour = _LINE, width: float = 0.8) -> None:
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
                self.drawing.fill(path, mixed(fill, dark, _BLACK) if dark > 0 else mixed(fill, -dark))
                self.drawing.stroke(path, line, width)

    def bar(self, a: Vector, b: Vector, radius: float, fill: Colour, line: Colour | None = None) -> None:
        """Draw a round bar from one point to another, its nearer end seen."""
        near, away = (a, b) if self.view.near(a) >= self.view.near(b) else (b, a)
        axis = unit(sub(near, away))
        rings = [self._ring(end, radius, axis) for end in (near, away)]
        whole = polygon(hull([*rings[0], *rings[1]]))
        self.drawing.stroke(whole, line or self.colour("line"), 1.8)
        self.drawing.fill(whole, mixed(fill, 0.12, _BLACK))
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
        self.drawing.stroke(path, _LINE, 1.8)
        self.drawing.fill(path, fill)


def draw_prop(stage: Stage, prop: data.Prop, layer: Layer) -> None:
    """Draw what a prop has on a layer."""
    match prop:
        case data.Band():
            _band(stage, prop, layer)
        case data.Dumbbell():
            if layer == "held":
                _dumbbells(stage, prop)
        case data.AnkleHold():
            if layer == "held":
                _ankle_hold(stage, prop)
        case data.Pillow() | data.Ball():
            if layer == "between":
                _soft(stage, prop)
        case data.Bike():
            _bike(stage, prop, layer)
        case data.Roller():
            if layer == "back":
                towel = prop.prop == "rolled-towel"
                y = prop.radius if prop.y is None else prop.y
                fill = _WHITE if towel else stage.colour("roller")
                stage.bar((prop.x, y, -prop.half), (prop.x, y, prop.half), prop.radius, fill)
        case _:
            if layer == "back":
                _furniture(stage, prop)


def _soft(stage: Stage, prop: data.Pillow | data.Ball) -> None:
    """Draw a pillow, or a ball: before the far leg and behind the near one, for it is held between them."""
    if isinstance(prop, data.Pillow):
        stage.cushion((prop.x[0], prop.y[0], prop.z[0]), (prop.x[1], prop.y[1], prop.z[1]), _WHITE)
        return
    path = blob(stage.view, [(place_of(prop.at, stage.body), WORLD, (prop.radius,) * 3)], 32)
    stage.drawing.stroke(path, stage.colour("line"), 2)
    stage.drawing.fill(path, stage.colour("band"))


def _furniture(stage: Stage, prop: data.Wall | data.Step | data.Chair | data.Bed | data.Rail | data.Box) -> None:
    wood = stage.colour("wood")
    match prop:
        case data.Wall():
            top = prop.height or max(point[1] for point in stage.body.joints.values()) + 10
            before = prop.x > stage.body.joints["pelvis"][0]
            left, right = (prop.x, prop.x + 6) if before else (prop.x - 6, prop.x)
            stage.block((left, 0, -38), (right, top, 38), stage.colour("wall"))
        case data.Step():
            stage.block((prop.x[0], 0, -prop.depth), (prop.x[1], prop.height, prop.depth), wood, _WOOD_LINE, 0.9)
        case data.Chair():
            _chair(stage, prop)
        case data.Bed():
            _bed(stage, prop)
        case data.Rail():
            _rail(stage, prop)
        case data.Box():
            low, high = (prop.x[0], prop.y[0], prop.z[0]), (prop.x[1], prop.y[1], prop.z[1])
            if prop.prop == "box":
                stage.block(low, high, wood, _WOOD_LINE, 0.9)
            else:
                for z in (prop.z[0] + 3, prop.z[1] - 6):
                    for x in (prop.x[0] + 3, prop.x[1] - 6):
                        stage.block((x, prop.y[0], z), (x + 3, prop.y[1] - 4, z + 3), wood, _WOOD_LINE)
                stage.block((low[0], high[1] - 4, low[2]), high, wood, _WOOD_LINE)
        case _:
            assert_never(prop)


def _chair(stage: Stage, chair: data.Chair) -> None:
    wood, x, seat = stage.colour("wood"), chair.x, chair.seat
    side = 1 if chair.back == "right" else -1
    rest = x + side * 21
    for z in (-20.0, 17.0):
        if chair.back != "none":
            stage.block((rest - 1.5, 0, z), (rest + 1.5, seat + 42, z + 3), wood, _WOOD_LINE)
        else:
            stage.block((rest - 1.5, 0, z), (rest + 1.5, seat - 4, z + 3), wood, _WOOD_LINE)
        other = x - side * 19
        stage.block((other - 1.5, 0, z), (other + 1.5, seat - 4, z + 3), wood, _WOOD_LINE)
    if chair.back != "none":
        stage.block((rest - 1.5, seat + 22, -20), (rest + 1.5, seat + 42, 20), wood, _WOOD_LINE)
    stage.block((x - 22, seat - 4, -21), (x + 22, seat, 21), wood, _WOOD_LINE)


def _bed(stage: Stage, bed: data.Bed) -> None:
    wood, (left, right), top = stage.colour("wood"), bed.x, bed.height
    for x in (left + 4, right - 9):
        for z in (-34.0, 29.0):
            stage.block((x, 0, z), (x + 5, top - 18, z + 5), wood, _WOOD_LINE)
    stage.block((left, top - 22, -36), (right, top - 14, 36), wood, _WOOD_LINE)
    stage.cushion((left, top - 15, -36), (right, top, 36), stage.colour("mat"))


def _rail(stage: Stage, rail: data.Rail) -> None:
    metal = stage.colour("metal")
    for z in rail.z:
        stage.bar((rail.x, 0, z), (rail.x, rail.height, z), 1.5, metal, _LINE)
    stage.bar((rail.x, rail.height, rail.z[0]), (rail.x, rail.height, rail.z[1]), 1.8, metal, _LINE)


def _dumbbells(stage: Stage, prop: data.Dumbbell) -> None:
    for hand in prop.at:
        frame = stage.body.frames[hand]
        centre, across = add(stage.body.joints[hand], local(frame, 0, -0.6)), frame[0]
        pieces = [(-10.0, -6.4, 5.0), (-6.4, 6.4, 1.5), (6.4, 10.0, 5.0)]
        pieces.sort(key=lambda one: stage.view.near(add(centre, scaled(across, one[0] + one[1]))))
        for start, end, radius in pieces:
            fill = stage.colour("metal" if radius < 2 else "roller")
            stage.bar(add(centre, scaled(across, start)), add(centre, scaled(across, end)), radius, fill)


def _ankle_hold(stage: Stage, prop: data.AnkleHold) -> None:
    for z in (-24.0, 20.0):
        stage.block((prop.x - 2, 0, z), (prop.x + 2, prop.y + 2, z + 4), stage.colour("wood"), _WOOD_LINE, 0.7)
    stage.bar((prop.x, prop.y, -27), (prop.x, prop.y, 27), 3.4, stage.colour("roller"))


_LOOPS = {"ankle": ("shank", 0.93), "knee": ("thigh", 0.9), "wrist": ("farm", 0.93), "elbow": ("uarm", 0.9)}
_TURNS = {"ankle": (0.8, 1.0), "shank": (0.15, 0.95), "knee": (0.82, 1.0), "thigh": (0.3, 0.9)}


def _band(stage: Stage, band: data.Band, layer: Layer) -> None:
    body, fill = stage.body, stage.colour("band") if band.prop in ("band", "strap") else _WHITE
    if band.round is not None and band.round not in ("knees", "ankles"):
        _round_a_foot(stage, band, fill, layer)
    elif layer != "held":
        return
    elif band.wrap:
        _wrapped(stage, band)
    elif band.path is not None:
        stage.rope([place_of(point, body) for point in band.path], fill)
        for name in (band.path[0][0], band.path[-1][0]):
            if name[:-2] in _LOOPS:
                _loop(stage, [_ring(stage, *_LOOPS[name[:-2]], "r" if name.endswith("r") else "l")], fill)
    else:
        segment, along = ("thigh", 0.86) if band.round == "knees" else ("shank", 0.9)
        _loop(stage, [_ring(stage, segment, along, side) for side, _ in SIDES], fill)


def _ring(stage: Stage, segment: str, along: float, side: Side, high: float = 1.0) -> Ellipsoid:
    centre, frame, (front, _, out) = limb_section(stage.body, stage.tables, segment, side, along)
    return centre, frame, (front + 0.5, high, out + 0.5)


def _loop(stage: Stage, rings: list[Ellipsoid], fill: Colour) -> None:
    path = blob(stage.view, rings, 20)
    stage.drawing.stroke(path, stage.colour("line"), 4.0)
    stage.drawing.stroke(path, fill, 2.5)


def _round_a_foot(stage: Stage, band: data.Band, fill: Colour, layer: Layer) -> None:
    """Draw a strap from the hands round the sole, its far half behind the foot."""
    assert band.round is not None
    body, side = stage.body, band.round[-1]
    out = 4.6 if side == "r" else -4.6
    part = "shank" if band.round.startswith(("knee", "ankle")) else "foot"
    frame, point = body.frames[f"{part}_{side}"], body.joints[band.round]
    front, back = (add(point, local(frame, 0.4, -0.4, z)) for z in (out, -out))
    hands = [body.joints[hand] for hand in band.hands]
    if layer == "between" and len(hands) > 1:
        stage.rope([hands[1], back], mixed(fill, 0.25))
    elif layer == "held":
        stage.rope([hands[0], front, back], fill)


def _wrapped(stage: Stage, band: data.Band) -> None:
    """Draw the turns of a bandage, from the foot up."""
    turns: list[Ellipsoid] = []
    for part in sorted((one[:-2] for one in band.wrap), key=["foot", "ankle", "shank", "knee", "thigh"].index):
        if part == "foot":
            frame, ankle = stage.body.frames["foot_r"], stage.body.joints["ankle_r"]
            turns += [
                (add(ankle, local(frame, x, -3.6 - x / 12)), frame, (1.8, 3.4, 4.6)) for x in (10.5, 7.5, 4.5, 1.5)
            ]
            continue
        low, high = _TURNS[part]
        segment = "shank" if part in ("ankle", "shank") else "thigh"
        count = max(3, round((high - low) * 12))
        turns += [_ring(stage, segment, high - (high - low) * i / (count - 1), "r", 2.2) for i in range(count)]
    for turn in turns:
        path = blob(stage.view, [turn], 18)
        stage.drawing.stroke(path, _LINE, 1.5)
        stage.drawing.fill(path, _WHITE)


def _bike(stage: Stage, bike: data.Bike, layer: Layer) -> None:
    """Draw an exercise bike: its crank at x, 30 cm up, pedals under the balls of the feet."""
    metal, dark, x = stage.colour("metal"), stage.colour("roller"), bike.x
    crank: Vector = (x, 30.0, 0.0)
    feet = {side: add(stage.body.joints[f"ball_{side}"], (0.0, -1.5, 0.0)) for side in ("r", "l")}
    if layer == "back":
        for foot in (-42.0, 44.0):
            stage.bar((x + foot, 2.5, -20), (x + foot, 2.5, 20), 2.5, dark)
        pedal = feet["l"]
        stage.bar((x, 30, -6), (pedal[0], pedal[1], -7), 1.4, metal)
        stage.bar((pedal[0], pedal[1], -13), (pedal[0], pedal[1], -3), 1.5, dark)
    elif layer == "between":
        stage.bar((x + 40, 27, -3), (x + 40, 27, 3), 23, stage.colour("wall"))
        stage.bar((x + 40, 27, -3.5), (x + 40, 27, 3.5), 5, metal)
        for a, b in (
            ((-42, 4), (-6, 30)),
            ((44, 4), (34, 34)),
            ((0, 30), (34, 36)),
            ((-4, 30), (-24, bike.seat - 4)),
            ((33, 34), (40, 104)),
        ):
            stage.bar((x + a[0], a[1], 0), (x + b[0], b[1], 0), 2.4, metal)
        stage.cushion((x - 38, bike.seat - 6, -9), (x - 12, bike.seat, 9), dark)
        stage.bar((x + 40, 104, -20), (x + 40, 104, 20), 1.6, dark)
        stage.bar(add(crank, (0, 0, -3)), add(crank, (0, 0, 3)), 6, metal)
    else:
        pedal = feet["r"]
        stage.bar((x, 30, 5), (pedal[0], pedal[1], 6), 1.4, metal)
        stage.bar((pedal[0], pedal[1], 4), (pedal[0], pedal[1], 14), 1.5, dark)
