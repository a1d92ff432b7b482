"""Weights: dumbbells and a barbell in the hands, a pack on the back, a disc on the floor."""

from __future__ import annotations

from rehab.figures.drawing import mixed, smooth
from rehab.figures.outline import blob
from rehab.figures.shape import Ellipsoid
from rehab.figures.skeleton import SIDES
from rehab.figures.space import Vector, add, dot, local, scaled, sub, unit
from rehab.figures.stage import BLACK, Layer, Stage
from rehab.models import figure_props as data


def draw_carried(stage: Stage, prop: data.Dumbbell | data.Barbell | data.Backpack, layer: Layer) -> None:
    """Draw what a weight has on a layer."""
    match prop:
        case data.Dumbbell():
            if layer == "held":
                _dumbbells(stage, prop)
        case data.Barbell():
            _barbell(stage, prop, layer)
        case data.Backpack():
            _backpack(stage, layer)


def _dumbbells(stage: Stage, prop: data.Dumbbell) -> None:
    for hand in prop.at:
        frame = stage.body.frames[hand]
        centre, across = add(stage.body.joints[hand], local(frame, 0, -0.6)), frame[0]
        pieces = [(-10.0, -6.4, 5.0), (-6.4, 6.4, 1.5), (6.4, 10.0, 5.0)]
        pieces.sort(key=lambda one: stage.view.near(add(centre, scaled(across, one[0] + one[1]))))
        for start, end, radius in pieces:
            fill = stage.colour("metal" if radius < 2 else "roller")
            stage.bar(add(centre, scaled(across, start)), add(centre, scaled(across, end)), radius, fill)


def _barbell(stage: Stage, prop: data.Barbell, layer: Layer) -> None:
    """Draw a barbell from hand to hand and beyond; who faces the viewer has it behind the neck."""
    right, left = stage.body.joints["hand_r"], stage.body.joints["hand_l"]
    middle, way = scaled(add(right, left), 0.5), unit(sub(right, left))
    faces = dot(stage.body.frames["thorax"][0], stage.view.towards) > 0
    near = 1.0 if dot(way, stage.view.towards) > 0 else -1.0
    if layer == ("back" if faces else "held"):
        stage.bar(add(middle, scaled(way, -prop.half)), add(middle, scaled(way, prop.half)), 1.5, stage.colour("metal"))
    for sign in (near, -near):
        if layer == ("held" if sign == near else "back"):
            ends = [add(middle, scaled(way, sign * at)) for at in (prop.half - 11, prop.half - 4)]
            stage.bar(ends[0], ends[1], prop.radius, stage.colour("roller"))
            stage.bar(ends[1], add(middle, scaled(way, sign * prop.half)), 1.6, stage.colour("metal"))


def _backpack(stage: Stage, layer: Layer) -> None:
    """Draw a full backpack: before the trunk if one sees the back; its near strap always over the shirt."""
    frame, chest = stage.body.frames["thorax"], stage.body.joints["c7"]
    faces = dot(frame[0], stage.view.towards) > 0
    if layer == ("between" if faces else "held"):
        _sack(stage, (-17.0, -24.0, 0.0), (8.5, 21.0, 14.5))
        _sack(stage, (-26.0, -32.0, 0.0), (4.5, 10.0, 11.0))
    if layer != "held":
        return
    for side, sign in SIDES:
        arch = ((-8, -3), (-2, 3.5), (6, 0.5), (10.2, -9), (9.6, -18), (2, -25), (-9, -29))
        points = [add(chest, local(frame, x, y, sign * 11.5)) for x, y in arch]
        if faces and stage.view.near(stage.body.joints[f"shoulder_{side}"]) >= stage.view.near(chest):
            path = smooth([stage.view.spot(point) for point in points], closed=False)
            stage.drawing.stroke(path, stage.colour("line"), 5.0)
            stage.drawing.stroke(path, stage.colour("roller"), 3.4)


def _sack(stage: Stage, centre: Vector, half: Vector) -> None:
    frame, top = stage.body.frames["thorax"], stage.body.joints["c7"]
    size = min(half) * 0.55
    corners: list[Ellipsoid] = [
        (add(top, local(frame, *(c + s * (h - size) for c, h, s in zip(centre, half, (x, y, z), strict=True)))),
         frame, (size, size, size))
        for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)
    ]  # fmt: skip
    path = blob(stage.view, corners, 24)
    stage.drawing.stroke(path, stage.colour("line"), 2.0)
    stage.drawing.fill(path, mixed(stage.colour("roller"), 0.0 if half[0] > 6 else 0.16, BLACK))
