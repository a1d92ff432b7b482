"""Machines: each fits itself to the body that it is drawn with, so that pads and plates are where they press."""

from __future__ import annotations

from rehab.figures.arrows import place_of
from rehab.figures.drawing import polygon
from rehab.figures.skeleton import SIDES, Side
from rehab.figures.space import Frame, Vector, add, along, local, scaled, sub, unit
from rehab.figures.stage import LINE, Layer, Stage
from rehab.models import figure_props as data

_STACK_PLATE = 6.0


def draw_machine(stage: Stage, prop: data.Machine | data.Cable | data.ArmBike | data.Bike, layer: Layer) -> None:
    """Draw what a machine has on a layer."""
    match prop:
        case data.Machine():
            draw = {"leg-press": _leg_press, "hack-squat": _hack_squat, "calf-machine": _calf_machine}[prop.prop]
            draw(stage, prop, layer)
        case data.Cable():
            _cable(stage, prop, layer)
        case data.ArmBike():
            _arm_bike(stage, prop, layer)
        case data.Bike():
            _bike(stage, prop, layer)


def _stack(stage: Stage, low: Vector, high: Vector) -> None:
    """Draw a weight stack: a dark block with a line for each of its plates."""
    stage.block(low, high, stage.colour("roller"))
    steps = int((high[1] - low[1]) // _STACK_PLATE)
    x = high[0] if stage.view.towards[0] > 0 else low[0]
    for step in range(1, steps):
        y = low[1] + step * _STACK_PLATE
        edge: list[Vector] = [(low[0] + high[0] - x, y, high[2]), (x, y, high[2]), (x, y, low[2])]
        path = polygon([stage.view.spot(point) for point in edge], closed=False)
        stage.drawing.stroke(path, stage.colour("wall"), 0.7)


def _back_pad(stage: Stage) -> None:
    """Draw the padded board that the back lies on."""
    frame = stage.body.frames["thorax"]
    middle = add(stage.body.spine_at(0.5)[0], local(frame, -13.5))
    stage.slab(middle, frame, (3.0, 32.0, 20.0), stage.colour("roller"))


def _plate(stage: Stage, sides: tuple[Side, ...], half: Vector) -> Vector:
    """Draw the plate under the soles, and return its middle."""
    joints, foot = stage.body.joints, stage.body.frames[f"foot_{sides[0]}"]
    right: Vector = (0.0, 0.0, 1.0)
    frame: Frame = along(add(joints["pelvis"], foot[1]), joints["pelvis"], right)
    middle = scaled(add(joints[f"heel_{sides[0]}"], joints[f"ball_{sides[0]}"]), 0.5)
    centre = sub((middle[0], middle[1], 0.0), scaled(frame[1], half[1] + 1.0))
    stage.slab(centre, frame, half, stage.colour("metal"))
    return centre


def _pressing(stage: Stage) -> tuple[Side, ...]:
    """Return the feet that are on the plate: those level with the higher one."""
    heights = {side: stage.body.joints[f"ball_{side}"][1] for side, _ in SIDES}
    return tuple(side for side, _ in SIDES if heights[side] > max(heights.values()) - 12)


def _leg_press(stage: Stage, machine: data.Machine, layer: Layer) -> None:
    """Draw a seat, a plate on a carriage, and the weights that it lifts."""
    metal, dark, seat = stage.colour("metal"), stage.colour("roller"), machine.seat
    x = stage.body.joints["pelvis"][0]
    if layer == "held":
        hand = stage.body.joints["hand_r"]
        stage.bar((hand[0], seat - 8, hand[2]), (hand[0], hand[1] + 4, hand[2]), 1.6, metal)
        return
    if layer != "back":
        return
    sides = _pressing(stage)
    plate = stage.body.joints[f"ball_{sides[0]}"][0] + 8
    stage.bar((x - 26, 3, 0), (plate + 36, 3, 0), 3.0, metal)
    for foot in (x - 20, plate + 30):
        stage.bar((foot, 2.5, -22), (foot, 2.5, 22), 2.5, dark)
    stage.bar((x - 2, 4, 0), (x - 2, seat - 8, 0), 3.2, metal)
    _stack(stage, (plate + 16, 5, -13), (plate + 32, 62, 13))
    stage.bar((plate + 24, 62, -15), (plate + 24, 96, -15), 1.6, metal)
    stage.bar((plate + 24, 5, 15), (plate + 24, 96, 15), 1.6, metal)
    stage.bar((plate + 24, 96, -16), (plate + 24, 96, 16), 2.0, metal)
    stage.bar((x + 8, seat - 13, 0), (plate + 22, seat - 13, 0), 2.4, metal)
    centre = _plate(stage, sides, (26.0, 2.0, 28.0))
    stage.bar((centre[0] + 4, seat - 13, 0), add(centre, (3, 0, 0)), 2.6, metal)
    _back_pad(stage)
    stage.cushion((x - 18, seat - 9, -20), (x + 22, seat, 20), dark)


def _hack_squat(stage: Stage, _: data.Machine, layer: Layer) -> None:
    """Draw slanting rails, a back pad that slides on them with pads on the shoulders, and a foot plate."""
    metal, dark, body = stage.colour("metal"), stage.colour("roller"), stage.body
    up = body.frames["thorax"][1]
    behind = add(body.spine_at(0.5)[0], local(body.frames["thorax"], -19.0))
    if layer == "held":
        for side, _sign in SIDES:
            pad = add(body.joints[f"shoulder_{side}"], local(body.frames["thorax"], -3, 8.5))
            if side == "r":
                stage.bar(
                    add(pad, local(body.frames["thorax"], -8)), add(pad, local(body.frames["thorax"], 9)), 3.2, dark
                )
        return
    if layer != "back":
        return
    foot = scaled(up, -(behind[1] - 4) / up[1])
    low, high = add(behind, foot), add(behind, scaled(up, (150 - behind[1]) / up[1]))
    for z in (-22.0, 22.0):
        stage.bar((low[0], low[1], z), (high[0], high[1], z), 2.2, metal)
        stage.bar((high[0], high[1], z), (high[0] - 6, 2, z), 2.0, metal)
    stage.bar((high[0], high[1], -24), (high[0], high[1], 24), 2.2, metal)
    centre = _plate(stage, ("r", "l"), (22.0, 2.0, 28.0))
    stage.bar((low[0] - 4, 3, 0), (centre[0] + 20, 3, 0), 3.0, metal)
    stage.bar((centre[0] + 4, 4, 0), (centre[0] + 4, centre[1] - 3, 0), 2.4, metal)
    _back_pad(stage)


def _calf_machine(stage: Stage, machine: data.Machine, layer: Layer) -> None:
    """Draw a stool, a weighted lever with its pad on the thighs, and a bar under the balls of the feet."""
    metal, dark, body, seat = stage.colour("metal"), stage.colour("roller"), stage.body, machine.seat
    x, knee = body.joints["pelvis"][0], body.joints["knee_r"]
    pad: Vector = (knee[0] - 5, knee[1] + 10, 0.0)
    post = knee[0] + 42
    if layer == "back":
        stage.bar((x - 22, 2.5, 0), (post + 6, 2.5, 0), 2.6, metal)
        for at in (x - 16, post):
            stage.bar((at, 2.5, -22), (at, 2.5, 22), 2.5, dark)
        stage.bar((x, 3, 0), (x, seat - 7, 0), 3.0, metal)
        stage.cushion((x - 20, seat - 8, -19), (x + 18, seat, 19), dark)
        stage.bar((post, 3, 0), (post, pad[1] - 8, 0), 2.6, metal)
        ball = body.joints["ball_r"]
        stage.block((ball[0] - 4, 0, -24), (ball[0] + 14, ball[1], 24), metal)
    elif layer == "held":
        stage.bar((post, pad[1] - 8, 0), add(pad, (0, 4, 0)), 2.2, metal)
        middle = add(scaled(add((post, pad[1] - 8, 0), pad), 0.5), (0, 2, 0))
        stage.bar(add(middle, (4, 0, -8)), add(middle, (4, 0, 8)), 14, dark)
        stage.bar(add(middle, (4, 0, 8)), add(middle, (4, 0, 12)), 2, metal)
        stage.bar(add(pad, (0, 0, -22)), add(pad, (0, 0, 22)), 4.2, dark)


def _cable(stage: Stage, cable: data.Cable, layer: Layer) -> None:
    """Draw the tower of a cable machine with its weights, and the cable from its pulley."""
    x, z, metal = cable.x, cable.z, stage.colour("metal")
    if layer == "held":
        stage.rope([place_of(point, stage.body) for point in ((("", x, cable.pulley, z)), *cable.path)], LINE, 1.2)
        return
    if layer != "back":
        return
    wide, deep = (3.0, 15.0) if abs(stage.view.towards[0]) > abs(stage.view.towards[2]) else (15.0, 3.0)
    stage.block((x - wide - 4, 0, z - deep - 4), (x + wide + 4, 4, z + deep + 4), metal)
    _stack(stage, (x - wide * 0.6, 5, z - deep * 0.6), (x + wide * 0.6, 60, z + deep * 0.6))
    stage.bar((x, 60, z), (x, 150, z), 0.6, metal)
    for sign in (-1, 1):
        px, pz = x + sign * (wide if wide > deep else 0), z + sign * (deep if deep > wide else 0)
        stage.bar((px, 4, pz), (px, 152, pz), 2.0, metal)
    stage.block((x - wide - 2, 150, z - deep - 2), (x + wide + 2, 156, z + deep + 2), metal)
    end = place_of(cable.path[0], stage.body)
    way = unit(sub(end, (x, cable.pulley, z)))
    stage.bar(
        add((x, cable.pulley, z), (-2 * way[2], 0, 2 * way[0])),
        add((x, cable.pulley, z), (2 * way[2], 0, -2 * way[0])),
        5,
        stage.colour("wall"),
    )


def _arm_bike(stage: Stage, bike: data.ArmBike, layer: Layer) -> None:
    """Draw a crank on a column, a handle in each hand."""
    metal, dark, hub = stage.colour("metal"), stage.colour("roller"), (bike.x, bike.y, 0.0)

    def crank(side: Side, z: float) -> None:
        hand = stage.body.joints[f"hand_{side}"]
        stage.bar((hub[0], hub[1], z), (hand[0], hand[1], z), 1.6, metal)
        stage.bar((hand[0], hand[1], z), (hand[0], hand[1], hand[2] + z * 0.5), 1.7, dark)

    if layer == "back":
        stage.bar((bike.x, 2.5, -20), (bike.x, 2.5, 20), 2.5, dark)
        stage.bar((bike.x + 24, 2.5, -20), (bike.x + 24, 2.5, 20), 2.5, dark)
        crank("l", -9)
    elif layer == "between":
        stage.bar((bike.x - 2, 3, 0), (bike.x + 26, 3, 0), 2.4, metal)
        stage.bar((bike.x + 12, 3, 0), add(hub, (3, -6, 0)), 3.2, metal)
        stage.bar(add(hub, (0, 0, -5)), add(hub, (0, 0, 5)), 15, stage.colour("wall"))
        stage.bar(add(hub, (0, 0, 5)), add(hub, (0, 0, 7)), 4, metal)
    else:
        crank("r", 9)


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
