"""What a solved pose really does: its joint angles, what goes through floor or furniture, what hangs in the air."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import asin, atan2, degrees

from rehab.figures.body import Body
from rehab.figures.drawing import Drawing
from rehab.figures.muscles import NERVES, away, home, split
from rehab.figures.outline import camera
from rehab.figures.pose import lowest_point, solve
from rehab.figures.shape import FOOT, HEAD, Ellipsoid, limb_section, placed, shapes, trunk_section
from rehab.figures.skeleton import SIDES, Skeleton, limbs
from rehab.figures.space import Frame, Vector, add, dot, scaled
from rehab.models import figure_props as data
from rehab.models.figure import Figure, Pose
from rehab.models.figure_look import FigureLook

_SLACK = 1.0
"""Degrees: what is drawn as straight may be a hair beyond."""
_DEEP = 2.5
"""Centimetres that flesh gives way on a floor or a seat."""
_FLOATING = 2.5


@dataclass(frozen=True)
class Fault:
    """Something an author should look at: the pose, the key it comes from, a code, what is wrong, what to do."""

    pose: int
    key: str
    code: str
    message: str
    hint: str


def angles(body: Skeleton, pose: Pose) -> dict[str, float]:
    """Return the clinical angles of a solved body, also those of limbs that were pinned."""
    made: dict[str, float] = {}
    frames = body.frames
    pelvis, chest = frames["pelvis"], frames["thorax"]
    for side, sign in SIDES:
        thigh, shank, foot = (frames[f"{name}_{side}"] for name in ("thigh", "shank", "foot"))
        down = scaled(thigh[1], -1)
        made[f"hip_{side}"] = _wrapped(degrees(atan2(dot(down, pelvis[0]), -dot(down, pelvis[1]))), -120)
        made[f"abd_{side}"] = degrees(asin(max(-1.0, min(1.0, sign * dot(down, pelvis[2])))))
        made[f"knee_{side}"] = -_hinge(scaled(shank[1], -1), thigh)
        made[f"ankle_{side}"] = degrees(atan2(dot(foot[0], shank[1]), dot(foot[0], shank[0])))
        upper, fore, hand = (frames[f"{name}_{side}"] for name in ("uarm", "farm", "hand"))
        down = scaled(upper[1], -1)
        if abs(dot(down, chest[2])) < 0.7:  # raised sideways, forwards means nothing
            made[f"shoulder_{side}"] = _wrapped(degrees(atan2(dot(down, chest[0]), -dot(down, chest[1]))), -100)
        made[f"elbow_{side}"] = _hinge(scaled(fore[1], -1), upper)
        made[f"wrist_{side}"] = -_hinge(scaled(hand[1], -1), fore)
        for name in ("rot", "toes", "spread", "invert", "srot", "sabd"):
            made[f"{name}_{side}"] = pose.sided(name, side) or 0.0
    for name in ("curl", "bend", "twist", "neck", "nod", "look"):
        made[name] = pose.number(name)
    return made


def _wrapped(angle: float, lowest: float) -> float:
    return angle + 360 if angle < lowest else angle


def _hinge(down: Vector, upper: Frame) -> float:
    return degrees(atan2(dot(down, upper[0]), -dot(down, upper[1])))


def faults(figure: Figure, limits: Mapping[str, tuple[float, float]]) -> Iterator[Fault]:
    """Yield everything that is wrong with the poses of a whole figure."""
    for number, pose in enumerate(figure.poses):
        body = solve(pose)
        for key, missed in body.missed.items():
            message = f"{key} cannot get there: {missed:.0f} cm are missing"
            yield Fault(
                number, key, "out-of-reach", message, "move the pin nearer, or the body with 'pelvis:' or 'lean:'"
            )
        yield from _beyond(number, body, pose, limits)
        yield from _through(number, figure, body)
    yield from _hidden(figure)


def _beyond(number: int, body: Skeleton, pose: Pose, limits: Mapping[str, tuple[float, float]]) -> Iterator[Fault]:
    for key, angle in angles(body, pose).items():
        joint = key.removesuffix("_r").removesuffix("_l")
        low, high = limits.get(joint, (-360.0, 360.0))
        if not low - _SLACK <= angle <= high + _SLACK:
            message = f"{key} is at {angle:.0f} degrees; it goes from {low:g} to {high:g}"
            yield Fault(number, key, "joint-limit", message, "change the angle, or where the hand, foot or pelvis is")


def surface(body: Skeleton) -> Iterator[tuple[str, Ellipsoid]]:
    """Yield the ellipsoids of the whole body with the part they belong to."""
    tables = shapes()
    for segment, side in limbs():
        for row in tables.limbs[segment]:
            yield f"{_SAID[segment]}_{side}", limb_section(body, tables, segment, side, row[0])
    for row in tables.trunk:
        yield "trunk", trunk_section(body, tables, row[0])
    yield "head", placed(body.frames["head"], body.joints["skull"], HEAD)[0]
    for side, sign in SIDES:
        for shape in placed(body.frames[f"foot_{side}"], body.joints[f"ankle_{side}"], FOOT, sign):
            yield f"foot_{side}", shape
        toe = body.joints[f"toe_{side}"]
        yield f"foot_{side}", (add(toe, (0.0, 0.8, 0.0)), body.frames[f"toes_{side}"], (1.0, 1.0, 3.0))
        yield f"hand_{side}", (body.joints[f"hand_{side}"], body.frames[f"hand_{side}"], (1.0, 1.0, 1.0))


_SAID = {"thigh": "thigh", "shank": "lower leg", "uarm": "upper arm", "farm": "forearm"}


def blocks(figure: Figure) -> Iterator[tuple[str, Vector, Vector]]:
    """Yield the solid props as blocks: their name, low and high corner."""
    for prop in figure.props:
        match prop:
            case data.Step():
                yield prop.prop, (prop.x[0], 0.0, -prop.depth), (prop.x[1], prop.height, prop.depth)
            case data.Chair():
                yield prop.prop, (prop.x - 22, prop.seat - 4, -21.0), (prop.x + 22, prop.seat, 21.0)
                if prop.back != "none":
                    rest = prop.x + (21 if prop.back == "right" else -21)
                    yield "chair back", (rest - 1.5, prop.seat + 22, -20.0), (rest + 1.5, prop.seat + 42, 20.0)
            case data.Bed():
                yield prop.prop, (prop.x[0], prop.height - 22, -36.0), (prop.x[1], prop.height, 36.0)
            case data.Box():
                low = prop.y[0] if prop.prop == "box" else prop.y[1] - 4
                yield prop.prop, (prop.x[0], low, prop.z[0]), (prop.x[1], prop.y[1], prop.z[1])
            case data.Pillow():
                yield prop.prop, (prop.x[0], prop.y[0], prop.z[0]), (prop.x[1], prop.y[1], prop.z[1])
            case data.Disc():
                r = prop.radius * 0.9
                yield prop.prop, (prop.x - r, 0.0, -r), (prop.x + r, prop.height, r)
            case data.Roller():
                y = prop.radius if prop.y is None else prop.y
                r = prop.radius * 0.8
                yield prop.prop, (prop.x - r, y - r, -prop.half), (prop.x + r, y + r, prop.half)
            case _:
                pass


def _through(number: int, figure: Figure, body: Skeleton) -> Iterator[Fault]:
    solid = list(blocks(figure))
    walls = [prop for prop in figure.props if isinstance(prop, data.Wall)]
    sunk: dict[str, float] = {}
    inside: dict[tuple[str, str], float] = {}
    clear = 1000.0
    for part, shape in surface(body):
        low, centre = lowest_point(shape), shape[0]
        if low < -_DEEP:
            sunk[part] = min(sunk.get(part, 0.0), low)
        clear = min(clear, low)
        for name, (x0, y0, z0), (x1, y1, z1) in solid:
            if x0 - 4 < centre[0] < x1 + 4 and z0 - 2 < centre[2] < z1 + 2:
                clear = min(clear, max(0.0, low - y1))
            depth = min(centre[0] - x0, x1 - centre[0], centre[1] - y0, y1 - centre[1], centre[2] - z0, z1 - centre[2])
            if depth > 0.5:
                inside[part, name] = max(inside.get((part, name), 0.0), depth)
        for wall in walls:
            before = wall.x > body.joints["pelvis"][0]
            beyond = centre[0] - wall.x if before else wall.x - centre[0]
            if beyond > 0.5:
                inside[part, "wall"] = max(inside.get((part, "wall"), 0.0), beyond)
    for part, low in sunk.items():
        message = f"{_words(part)} is {-low:.0f} cm under the floor"
        yield Fault(number, part, "through-floor", message, "raise it, or pin it to the floor with y 0")
    for part, name in inside:
        message = f"{_words(part)} goes through the {name}"
        yield Fault(number, part, "through-prop", message, f"move the {name}, or the limb")
    if clear > _FLOATING and not any(isinstance(prop, data.Bike | data.Machine) for prop in figure.props):
        message = f"the body hangs in the air: its lowest part is {clear:.0f} cm up"
        yield Fault(number, "pelvis", "floating", message, "pin a foot to the floor, or leave the height out")


def _words(part: str) -> str:
    name, _, side = part.rpartition("_")
    return f"the {'right' if side == 'r' else 'left'} {name}" if name else f"the {part}"


def _hidden(figure: Figure) -> Iterator[Fault]:
    view = camera(figure.view.yaw, figure.view.pitch, level=figure.level)
    body = Body(Drawing(), view, solve(figure.poses[-1]), figure.poses[-1], FigureLook())
    for entry in figure.target:
        name, sides = split(entry)
        if name in NERVES:
            continue
        seen = [side for side in sides if not away(body, name, side)]
        far_only = home(name) == "leg" and list(sides) == [body.far]
        if not seen or far_only:
            message = f"{entry} lies on the side that is turned away from the viewer"
            hint = "choose another 'view:', or show the muscle of the near side"
            yield Fault(len(figure.poses) - 1, "target", "target-hidden", message, hint)


def solved(figure: Figure) -> Iterator[str]:
    """Yield the solved angles of the limbs, one line a joint: right and left, start and end."""
    found = [angles(solve(pose), pose) for pose in figure.poses]
    for name in ("hip", "abd", "knee", "ankle", "shoulder", "elbow", "wrist"):
        parts = []
        for side, _ in SIDES:
            values = [f"{one[key]:.0f}" for one in found if (key := f"{name}_{side}") in one]
            parts.append(f"{side} {' > '.join(values)}")
        yield f"{name}: {',  '.join(parts)}"
