"""The things around a body: blocks, bars, ropes and cushions, in three layers.

``back`` is behind the whole body, ``between`` before its far side, ``held`` before everything but the near arms, so
that a hand closes over what it holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import assert_never

from rehab.figures.arrows import place_of
from rehab.figures.carried import draw_carried
from rehab.figures.drawing import Colour, mixed, polygon
from rehab.figures.machines import draw_machine
from rehab.figures.outline import blob
from rehab.figures.shape import Ellipsoid, limb_section
from rehab.figures.skeleton import SIDES, Side
from rehab.figures.space import WORLD, Vector, add, local, scaled, sub, unit
from rehab.figures.stage import LINE, WHITE, WOOD_LINE, Layer, Stage
from rehab.models import figure_props as data

_ON: Mapping[str, Layer] = {"pillow": "between", "ball": "between", "ankle-hold": "held"}
"""The layer of a prop that has only one, where that is not the back."""


def draw_prop(stage: Stage, prop: data.Prop, layer: Layer) -> None:
    """Draw what a prop has on a layer."""
    match prop:
        case data.Band():
            _band(stage, prop, layer)
        case data.Dumbbell() | data.Barbell() | data.Backpack():
            draw_carried(stage, prop, layer)
        case data.Machine() | data.Cable() | data.ArmBike() | data.Bike():
            draw_machine(stage, prop, layer)
        case _ if layer != _ON.get(prop.prop, "back"):
            pass
        case data.AnkleHold():
            _ankle_hold(stage, prop)
        case data.Pillow() | data.Ball():
            _soft(stage, prop)
        case data.Roller():
            y = prop.radius if prop.y is None else prop.y
            fill = WHITE if prop.prop == "rolled-towel" else stage.colour("roller")
            stage.bar((prop.x, y, -prop.half), (prop.x, y, prop.half), prop.radius, fill)
        case data.Tape() | data.Slider() | data.Slope() | data.Disc():
            _underfoot(stage, prop)
        case _:
            _furniture(stage, prop)


def _soft(stage: Stage, prop: data.Pillow | data.Ball) -> None:
    """Draw a pillow, or a ball: before the far leg and behind the near one, for it is held between them."""
    if isinstance(prop, data.Pillow):
        stage.cushion((prop.x[0], prop.y[0], prop.z[0]), (prop.x[1], prop.y[1], prop.z[1]), WHITE)
        return
    path = blob(stage.view, [(place_of(prop.at, stage.body), WORLD, (prop.radius,) * 3)], 32)
    stage.drawing.stroke(path, stage.colour("line"), 2)
    stage.drawing.fill(path, stage.colour("band"))


def _underfoot(stage: Stage, prop: data.Tape | data.Slider | data.Slope | data.Disc) -> None:
    match prop:
        case data.Tape():
            for a, b in pairwise(place_of(point, stage.body) for point in prop.path):
                side = scaled(unit((b[2] - a[2], 0.0, a[0] - b[0])), 2.0)
                corners = [add(a, side), add(b, side), sub(b, side), sub(a, side)]
                path = polygon([stage.view.spot((x, 0.0, z)) for x, _, z in corners])
                stage.drawing.stroke(path, stage.colour("line"), 1.2)
                stage.drawing.fill(path, stage.colour("band"))
        case data.Slider():
            x, y, z = place_of(prop.at, stage.body)
            wide, fill = (6, stage.colour("band")) if prop.prop == "slider" else (22, WHITE)
            stage.block((x - prop.half, y - 1, z - wide), (x + prop.half, y, z + wide), fill, width=0.5)
        case data.Slope():
            _slope(stage, prop)
        case data.Disc():
            stage.bar((prop.x, 0, 0), (prop.x, prop.height, 0), prop.radius, stage.colour("roller"))
        case _:
            assert_never(prop)


def _slope(stage: Stage, slope: data.Slope) -> None:
    (high, low), top, (left, right) = slope.x, slope.height, slope.z
    wood = stage.colour("wood")
    ramp: list[Vector] = [(high, top, left), (low, 0, left), (low, 0, right), (high, top, right)]
    side: list[Vector] = [(high, 0, right), (high, top, right), (low, 0, right)]
    for corners, fill in ((ramp, mixed(wood, 0.45)), (side, wood)):
        path = polygon([stage.view.spot(corner) for corner in corners])
        stage.drawing.fill(path, fill)
        stage.drawing.stroke(path, WOOD_LINE, 0.9)


def _furniture(stage: Stage, prop: data.Wall | data.Step | data.Chair | data.Bed | data.Rail | data.Box) -> None:
    wood = stage.colour("wood")
    match prop:
        case data.Wall():
            top = prop.height or max(point[1] for point in stage.body.joints.values()) + 10
            before = prop.x > stage.body.joints["pelvis"][0]
            left, right = (prop.x, prop.x + 6) if before else (prop.x - 6, prop.x)
            stage.block((left, 0, -38), (right, top, 38), stage.colour("wall"))
        case data.Step():
            stage.block((prop.x[0], 0, -prop.depth), (prop.x[1], prop.height, prop.depth), wood, WOOD_LINE, 0.9)
        case data.Chair():
            _chair(stage, prop)
        case data.Bed():
            _bed(stage, prop)
        case data.Rail():
            _rail(stage, prop)
        case data.Box():
            low, high = (prop.x[0], prop.y[0], prop.z[0]), (prop.x[1], prop.y[1], prop.z[1])
            if prop.prop == "box":
                machine = prop.called is not None and prop.called.endswith("machine")
                stage.block(low, high, stage.colour("metal") if machine else wood, LINE if machine else WOOD_LINE, 0.9)
            else:
                for z in (prop.z[0] + 3, prop.z[1] - 6):
                    for x in (prop.x[0] + 3, prop.x[1] - 6):
                        stage.block((x, prop.y[0], z), (x + 3, prop.y[1] - 4, z + 3), wood, WOOD_LINE)
                stage.block((low[0], high[1] - 4, low[2]), high, wood, WOOD_LINE)
        case _:
            assert_never(prop)


def _chair(stage: Stage, chair: data.Chair) -> None:
    wood, x, seat = stage.colour("wood"), chair.x, chair.seat
    side = 1 if chair.back == "right" else -1
    rest = x + side * 21
    for z in (-20.0, 17.0):
        if chair.back != "none":
            stage.block((rest - 1.5, 0, z), (rest + 1.5, seat + 42, z + 3), wood, WOOD_LINE)
        else:
            stage.block((rest - 1.5, 0, z), (rest + 1.5, seat - 4, z + 3), wood, WOOD_LINE)
        other = x - side * 19
        stage.block((other - 1.5, 0, z), (other + 1.5, seat - 4, z + 3), wood, WOOD_LINE)
    if chair.back != "none":
        stage.block((rest - 1.5, seat + 22, -20), (rest + 1.5, seat + 42, 20), wood, WOOD_LINE)
    stage.block((x - 22, seat - 4, -21), (x + 22, seat, 21), wood, WOOD_LINE)


def _bed(stage: Stage, bed: data.Bed) -> None:
    wood, (left, right), top = stage.colour("wood"), bed.x, bed.height
    for x in (left + 4, right - 9):
        for z in (-34.0, 29.0):
            stage.block((x, 0, z), (x + 5, top - 18, z + 5), wood, WOOD_LINE)
    stage.block((left, top - 22, -36), (right, top - 14, 36), wood, WOOD_LINE)
    stage.cushion((left, top - 15, -36), (right, top, 36), stage.colour("mat"))


def _rail(stage: Stage, rail: data.Rail) -> None:
    metal = stage.colour("metal")
    for z in rail.z:
        stage.bar((rail.x, 0, z), (rail.x, rail.height, z), 1.5, metal, LINE)
    stage.bar((rail.x, rail.height, rail.z[0]), (rail.x, rail.height, rail.z[1]), 1.8, metal, LINE)


def _ankle_hold(stage: Stage, prop: data.AnkleHold) -> None:
    for z in (-24.0, 20.0):
        stage.block((prop.x - 2, 0, z), (prop.x + 2, prop.y + 2, z + 4), stage.colour("wood"), WOOD_LINE, 0.7)
    stage.bar((prop.x, prop.y, -27), (prop.x, prop.y, 27), 3.4, stage.colour("roller"))


_LOOPS = {"ankle": ("shank", 0.93), "knee": ("thigh", 0.9), "wrist": ("farm", 0.93), "elbow": ("uarm", 0.9)}
_TURNS = {"ankle": (0.8, 1.0), "shank": (0.15, 0.95), "knee": (0.82, 1.0), "thigh": (0.3, 0.9)}


def _band(stage: Stage, band: data.Band, layer: Layer) -> None:
    body, fill = stage.body, stage.colour("band") if band.prop in ("band", "strap") else WHITE
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
    """Draw a bandage: round a part from the foot up, or round thigh and shank of a bent knee."""
    if "bent_r" in band.wrap:
        loops = [
            [_ring(stage, "thigh", 1 - share, "r", 2.4), _ring(stage, "shank", share, "r", 2.4)]
            for share in (0.52, 0.42, 0.32)
        ]
    else:
        loops = [[turn] for turn in _turns(stage, [part[:-2] for part in band.wrap])]
    for loop in loops:
        path = blob(stage.view, loop, 18)
        stage.drawing.stroke(path, LINE, 1.5)
        stage.drawing.fill(path, WHITE)


def _turns(stage: Stage, parts: Sequence[str]) -> list[Ellipsoid]:
    """Return the turns of a bandage, from the foot up."""
    turns: list[Ellipsoid] = []
    for part in sorted(parts, key=["foot", "ankle", "shank", "knee", "thigh"].index):
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
    return turns
