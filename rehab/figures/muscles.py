"""The target of an exercise: a few points on the body by muscle, drawn as a smooth spindle with fibres.

A point is a segment, the place along it, the angle round it (0 front, 90 outside, 180 back, -90 inside), the depth
(1 is the skin) and the half width in cm. On the foot: forwards, up, across, and the half width.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import cos, radians, sin

from rehab.figures.body import Body
from rehab.figures.drawing import mixed, smooth
from rehab.figures.outline import blob, offset
from rehab.figures.shape import FOOT, placed, section
from rehab.figures.skeleton import LENGTH, PARENT, Side
from rehab.figures.space import Vector, add, local, scaled
from rehab.models.figure_look import rgb

Place = tuple[str, float, float, float, float]
MUSCLES: dict[str, tuple[Place, ...]] = {
    "calf": (
        ("shank", 0.03, 180, 0.3, 1.0), ("shank", 0.15, 180, 0.5, 2.9), ("shank", 0.30, 180, 0.55, 3.5),
        ("shank", 0.46, 180, 0.55, 2.7), ("shank", 0.62, 180, 0.5, 1.4), ("shank", 0.80, 180, 0.55, 0.9),
        ("shank", 0.97, 180, 0.75, 0.9),
    ),
    "soleus": (
        ("shank", 0.25, 180, 0.4, 1.2), ("shank", 0.42, 180, 0.5, 2.8), ("shank", 0.58, 180, 0.5, 2.2),
        ("shank", 0.75, 180, 0.5, 1.3), ("shank", 0.97, 180, 0.75, 0.9),
    ),
    "achilles": (
        ("shank", 0.52, 180, 0.5, 1.2), ("shank", 0.68, 180, 0.55, 1.7), ("shank", 0.85, 180, 0.6, 1.6),
        ("shank", 0.98, 180, 0.8, 1.6), ("foot", -4.2, -3.4, 0, 1.5),
    ),
    "shin": (
        ("shank", 0.06, 15, 0.5, 0.8), ("shank", 0.20, 15, 0.5, 2.0), ("shank", 0.42, 15, 0.45, 2.0),
        ("shank", 0.75, 10, 0.4, 0.9), ("foot", 3.0, -1.2, 0, 0.7),
    ),
    "peroneals": (
        ("shank", 0.08, 90, 0.3, 0.8), ("shank", 0.24, 95, 0.4, 1.7), ("shank", 0.45, 100, 0.4, 1.8),
        ("shank", 0.70, 120, 0.5, 1.1), ("shank", 0.98, 150, 0.6, 0.8), ("foot", 2.5, -4.6, 2.5, 0.7),
    ),
    "foot-sole": (
        ("foot", -3, -5.2, 0, 0.8), ("foot", 3, -4.4, 0, 1.5), ("foot", 9, -5.2, 0, 1.3), ("foot", 12.5, -5.6, 0, 0.7),
    ),
    "quads": (
        ("thigh", 0.10, 0, 0.45, 1.4), ("thigh", 0.28, 0, 0.5, 3.6), ("thigh", 0.50, 0, 0.5, 4.0),
        ("thigh", 0.74, 0, 0.5, 3.0), ("thigh", 0.88, 0, 0.5, 1.7), ("thigh", 0.97, 0, 0.6, 0.9),
    ),
    "patellar-tendon": (
        ("thigh", 0.97, 0, 0.75, 1.0), ("shank", 0.03, 0, 0.72, 1.9), ("shank", 0.10, 0, 0.72, 1.7),
        ("shank", 0.17, 0, 0.7, 0.9),
    ),
    "hamstrings": (
        ("thigh", 0.05, 180, 0.7, 1.2), ("thigh", 0.22, 180, 0.55, 3.3), ("thigh", 0.45, 180, 0.5, 3.7),
        ("thigh", 0.68, 180, 0.5, 2.9), ("thigh", 0.88, 180, 0.5, 1.7), ("shank", 0.06, 180, 0.55, 0.8),
    ),
    "adductors": (
        ("thigh", 0.02, -90, 0.55, 1.2), ("thigh", 0.18, -90, 0.6, 3.0), ("thigh", 0.40, -90, 0.6, 3.0),
        ("thigh", 0.65, -85, 0.6, 1.8), ("thigh", 0.88, -85, 0.6, 0.8),
    ),
    "outer-thigh": (
        ("trunk", 0.05, 95, 0.9, 1.0), ("thigh", 0.10, 90, 0.6, 2.2), ("thigh", 0.40, 90, 0.55, 1.8),
        ("thigh", 0.75, 90, 0.5, 1.4), ("shank", 0.05, 80, 0.6, 0.8),
    ),
    "glutes": (
        ("trunk", 0.17, 180, 0.45, 1.2), ("trunk", 0.07, 180, 0.52, 4.6), ("thigh", 0.05, 180, 0.60, 4.2),
        ("thigh", 0.20, 180, 0.62, 1.2),
    ),
    "glute-med": (
        ("trunk", 0.17, 100, 0.5, 1.4), ("trunk", 0.07, 100, 0.7, 4.2), ("thigh", 0.02, 100, 0.7, 4.0),
        ("thigh", 0.13, 95, 0.8, 1.2),
    ),
    "hip-flexor": (
        ("trunk", 0.20, 20, 0.5, 0.9), ("trunk", 0.10, 30, 0.6, 2.2), ("thigh", 0.08, 15, 0.35, 2.6),
        ("thigh", 0.20, 10, 0.45, 2.0), ("thigh", 0.32, 5, 0.5, 0.9),
    ),
    "abs": (
        ("trunk", 0.78, 0, 0.6, 1.6), ("trunk", 0.62, 0, 0.68, 3.0), ("trunk", 0.40, 0, 0.66, 3.2),
        ("trunk", 0.20, 0, 0.66, 2.6), ("trunk", 0.08, 0, 0.7, 1.2),
    ),
    "low-back": (
        ("trunk", 0.06, 180, 0.6, 1.2), ("trunk", 0.20, 180, 0.6, 2.4), ("trunk", 0.40, 180, 0.58, 2.4),
        ("trunk", 0.62, 180, 0.6, 1.0),
    ),
    "upper-back": (
        ("trunk", 0.92, 180, 0.4, 1.2), ("trunk", 0.84, 180, 0.55, 3.4), ("trunk", 0.72, 180, 0.6, 3.6),
        ("trunk", 0.58, 180, 0.6, 1.2),
    ),
    "neck": (
        ("trunk", 0.90, 180, 0.5, 1.2), ("trunk", 0.99, 180, 0.5, 2.4), ("trunk", 1.08, 180, 0.5, 1.6),
    ),
    "shoulder": (
        ("uarm", 0.02, 90, 0.4, 1.2), ("uarm", 0.12, 90, 0.4, 3.2), ("uarm", 0.28, 90, 0.35, 2.8),
        ("uarm", 0.48, 90, 0.3, 1.0),
    ),
    "sciatic": (
        ("trunk", 0.22, 180, 0.7, 1), ("trunk", 0.0, 180, 0.7, 1), ("thigh", 0.2, 180, 0.55, 1),
        ("thigh", 0.6, 180, 0.5, 1), ("shank", 0.02, 180, 0.55, 1), ("shank", 0.4, 180, 0.45, 1),
        ("shank", 0.9, 180, 0.4, 1), ("foot", -1, -4.5, 0, 1), ("foot", 9, -5.0, 0, 1),
    ),
}  # fmt: skip
NERVES = frozenset({"sciatic"})
_FIBRE, _HALO = rgb("F4B3AB"), rgb("FFFFFF")
_TURNED_AWAY = -0.5


def split(name: str) -> tuple[str, tuple[Side, ...]]:
    """Return a muscle and its sides: ``calf_r`` is one, ``calf`` both."""
    if name.endswith("_r"):
        return name[:-2], ("r",)
    return (name[:-2], ("l",)) if name.endswith("_l") else (name, ("r", "l"))


def home(name: str) -> str:
    """Return the part a muscle is painted with: trunk, leg or arm."""
    segments = {place[0] for place in MUSCLES[name]}
    return "trunk" if segments == {"trunk"} else "arm" if "uarm" in segments else "leg"


def painter(target: Sequence[str]) -> Callable[[Body, str, Side | None], None]:
    """Return what paints the target muscles that belong to a part just drawn."""

    def paint(body: Body, kind: str, side: Side | None) -> None:
        if body.ghost:
            return
        for entry in target:
            name, sides = split(entry)
            if home(name) == kind and (side in sides or side is None):
                _paint(body, name, side or sides[0])

    return paint


def _spot(body: Body, place: Place, side: Side) -> Vector:
    segment, along, angle, depth, _ = place
    sign = 1 if side == "r" else -1
    skeleton = body.skeleton
    if segment == "foot":
        return add(skeleton.joints[f"ankle_{side}"], local(skeleton.frames[f"foot_{side}"], along, angle, sign * depth))
    if segment == "trunk":
        front, back, outer = section(body.tables.trunk, along)
        inner = outer
        centre, frame = skeleton.spine_at(along)
    else:
        front, back, outer, inner = section(body.tables.limbs[segment], along)
        frame = skeleton.frames[f"{segment}_{side}"]
        centre = add(skeleton.joints[f"{PARENT[segment]}_{side}"], scaled(frame[1], -along * LENGTH[segment]))
    x, z = cos(radians(angle)), sin(radians(angle))
    forwards, sideways = (front if x > 0 else back), (outer if z > 0 else inner)
    return add(centre, local(frame, x * forwards * depth, 0, sign * z * sideways * depth))


def away(body: Body, name: str, side: Side) -> bool:
    """Return whether a muscle lies on the side of the body that is turned away from the viewer."""
    total = 0.0
    for segment, along, angle, _, _ in MUSCLES[name]:
        if segment == "foot":
            continue
        frame = body.skeleton.spine_at(along)[1] if segment == "trunk" else body.skeleton.frames[f"{segment}_{side}"]
        sign = 1 if side == "r" else -1
        total += body.facing(local(frame, cos(radians(angle)), 0, sign * sin(radians(angle))))
    return total < _TURNED_AWAY * len(MUSCLES[name])


def _paint(body: Body, name: str, side: Side) -> None:
    drawing, places = body.drawing, MUSCLES[name]
    far = side == body.far
    points = [(*body.view.spot(_spot(body, place, side)), place[4]) for place in places]
    dense = denser(points, 3)
    colours = body.look.colours
    if name in NERVES:
        path = smooth([(x, y) for x, y, _ in dense], closed=False)
        drawing.stroke(path, _HALO, 4.6)
        drawing.stroke(path, rgb(colours.band), 2.4)
        return
    shape = smooth(offset(dense, 1) + offset(dense, -1)[::-1])
    segments = {place[0] for place in places}
    inside = [
        body.outline_of(segment, side, 0.5 * (segment in ("thigh", "uarm")))
        for segment in sorted(segments - {"trunk", "foot"})
    ]
    if "foot" in segments:
        frame, ankle = body.skeleton.frames[f"foot_{side}"], body.skeleton.joints[f"ankle_{side}"]
        inside.append(blob(body.view, placed(frame, ankle, FOOT, 1 if side == "r" else -1), 14))
    if "trunk" in segments:
        inside.append(body.trunk.outline(body.tables.trunk[0][0], 1.1 if name == "neck" else 1.0))
    drawing.clip(inside)
    if away(body, name, side):  # on the other side of the limb: paler, without an edge
        drawing.fill(shape, mixed(rgb(colours.muscle), 0.45))
        drawing.unclip()
        return
    drawing.stroke(shape, _HALO, 1.6)
    drawing.fill(shape, mixed(rgb(colours.muscle), 0.3 if far else 0.0))
    for share in (-0.42, 0.0, 0.42):
        line = offset(dense, share)
        inner = line[int(len(line) * 0.14) + 1 : int(len(line) * 0.86) + 1 : 2]
        if len(inner) > 2:
            drawing.stroke(smooth(inner, closed=False), _FIBRE, 0.7, fine=True)
    drawing.unclip()


def denser(points: Sequence[tuple[float, float, float]], times: int) -> list[tuple[float, float, float]]:
    """Return the points with more of them between, on a smooth curve."""
    rows = [(float(i), *point) for i, point in enumerate(points)]
    made = []
    for i in range((len(points) - 1) * times + 1):
        x, y, width = section(rows, i / times)
        made.append((x, y, width))
    return made
