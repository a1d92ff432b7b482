"""Hands that grip and feet with toes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rehab.figures.drawing import Path, hull, polygon, smooth
from rehab.figures.outline import blob
from rehab.figures.shape import FOOT, SHOE, SHOE_TOES, TOES, Row, placed
from rehab.figures.skeleton import Side
from rehab.figures.space import Frame, Vector, add, flexed, local, turned

if TYPE_CHECKING:
    from rehab.figures.body import Body

# Ellipsoids in the frame of the hand: x to the thumb, y up to the wrist, z to the back of the hand.
_PALM: tuple[Row, ...] = ((0, 0, 0, 2.3, 2.2, 2.1), (0.2, -5.6, 0, 3.7, 3.2, 2.4))
_FIST: tuple[Row, ...] = ((0, 0, 0, 2.3, 2.2, 2.2), (0.2, -4.6, 0.4, 3.7, 3.0, 2.7))
_FINGERS = (2.55, 0.85, -0.85, -2.45)
"""Where the four fingers are across the palm, index finger first."""
_FLAT: tuple[Row, ...] = ((0, 0, 0, 2.1, 2.2, 2.4), (0, -7, 0, 1.6, 3, 4.0), (0, -14.8, 0, 1.1, 2, 3.0))


def draw_hand(body: Body, side: Side, far: bool) -> None:
    """Draw a hand in the grip of its pose."""
    frame, wrist = body.skeleton.frames[f"hand_{side}"], body.skeleton.joints[f"wrist_{side}"]
    grip = body.pose.sided("grip", side) or "relaxed"
    sign = 1.0 if side == "r" else -1.0
    parts, creases = _GRIPS[grip](body, frame, wrist, sign)
    _melted(body, parts, far)
    if body.ghost:
        return
    for crease in creases:
        body.drawing.stroke(crease, body.colour("line", True), 0.8, fine=True)


def _melted(body: Body, parts: Sequence[Path], far: bool, name: str = "skin") -> None:
    """Draw parts of one colour as one shape."""
    for path in parts:
        body.drawing.stroke(path, body.colour("line", far), body.line)
    for path in parts:
        body.drawing.fill(path, body.colour(name, far))


def _relaxed(body: Body, frame: Frame, wrist: Vector, sign: float) -> tuple[list[Path], list[Path]]:
    view = body.view
    curl = flexed(frame, 14)
    root = add(wrist, local(frame, 0.1, -7.2))
    fingers: tuple[Row, ...] = ((0, 0, 0, 3.6, 2.0, 2.2), (-0.2, -6.2, 0, 2.5, 2.2, 1.7))
    thumb: tuple[Row, ...] = ((2.4, -3.4, 0, 1.5, 1.5, 1.3), (4.6, -7.8, 0.4, 1.15, 1.3, 1.1))
    parts = [
        blob(view, placed(frame, wrist, _PALM)),
        blob(view, placed(curl, root, fingers)),
        blob(view, placed(frame, wrist, thumb, sign), 12),
    ]
    return parts, _lines(body, curl, root, [((0.9, -2.6), (1.0, -7.4)), ((-0.9, -2.6), (-0.7, -7.4))])


def _fist(body: Body, frame: Frame, wrist: Vector, sign: float) -> tuple[list[Path], list[Path]]:
    """Fingers closed round a thing, thumb across them."""
    view = body.view
    parts = [blob(view, placed(frame, wrist, _FIST))]
    for x in _FINGERS:
        row: Row = (x, -6.6 + 0.12 * x * x, -0.2, 1.12, 2.1, 2.9)
        parts.append(blob(view, placed(frame, wrist, [row], sign), 14))
    thumb: tuple[Row, ...] = ((2.9, -3.2, -1.0, 1.5, 1.7, 1.3), (3.4, -6.0, -2.2, 1.3, 1.5, 1.2))
    parts.append(blob(view, placed(frame, wrist, thumb, sign), 12))
    cuts = [((x + 0.82, -5.4), (x + 0.82, -8.2)) for x in _FINGERS[1:]]
    return parts, _lines(body, frame, wrist, cuts, depth=2.6)


def _flat_hand(body: Body, frame: Frame, wrist: Vector, _: float) -> tuple[list[Path], list[Path]]:
    parts = [blob(body.view, placed(frame, wrist, _FLAT))]
    edges = [
        body.strip([add(wrist, local(frame, 0.9, -9.6, z)), add(wrist, local(frame, 0.7, -15.2, z * 0.9))])
        for z in (-1.6, 0.0, 1.6)
    ]
    return parts, edges if abs(body.facing(frame[0])) > 0.5 else []


def _pinch(body: Body, frame: Frame, wrist: Vector, sign: float) -> tuple[list[Path], list[Path]]:
    view = body.view
    index: tuple[Row, ...] = ((2.4, -7.4, 0, 1.2, 1.4, 1.2), (4.6, -12.6, -0.6, 0.9, 1.3, 0.9))
    thumb: tuple[Row, ...] = ((2.8, -3.4, -0.6, 1.5, 1.6, 1.3), (5.0, -11.4, -1.4, 1.0, 1.3, 1.0))
    rest: tuple[Row, ...] = ((-0.4, -7.6, -1.0, 2.9, 2.0, 2.4), (-0.8, -9.8, -2.0, 2.4, 1.6, 1.8))
    parts = [blob(view, placed(frame, wrist, _PALM))]
    parts += [blob(view, placed(frame, wrist, rows, sign), 14) for rows in (rest, index, thumb)]
    return parts, []


_GRIPS = {"relaxed": _relaxed, "fist": _fist, "flat": _flat_hand, "pinch": _pinch}


def _lines(
    body: Body,
    frame: Frame,
    origin: Vector,
    cuts: Sequence[tuple[tuple[float, float], ...]],
    depth: float = 1.8,
) -> list[Path]:
    """Return creases on the side of the hand that faces the viewer; none where it is seen edge on."""
    towards = body.facing(frame[2])
    if abs(towards) < 0.5:
        return []
    z = depth if towards > 0 else -depth
    return [body.strip([add(origin, local(frame, x, y, z)) for x, y in cut]) for cut in cuts]


def draw_foot(body: Body, side: Side, far: bool) -> None:
    """Draw a foot, bare with five toes or in a shoe."""
    sign = 1.0 if side == "r" else -1.0
    frame, ankle = body.skeleton.frames[f"foot_{side}"], body.skeleton.joints[f"ankle_{side}"]
    toes = body.skeleton.frames[f"toes_{side}"]
    if body.shod:
        _shoe(body, frame, toes, ankle, sign, far)
        return
    hub = add(ankle, local(frame, FOOT[-1][0], FOOT[-1][1], 0))
    hind = blob(body.view, placed(frame, ankle, FOOT, sign))
    spread = body.pose.sided("spread", side) or 0.0
    pad: Row = (0.0, 0.0, 0.0, 2.3, 1.9, 4.4)
    made = [blob(body.view, placed(toes, hub, [pad]), 14)]
    order = []
    for number, (start, end, reach, thick) in enumerate(TOES):
        fan = (number - 2) * (spread / 4 + 1.0)
        way = turned(toes, -sign * fan)
        rows: tuple[Row, ...] = (
            (0.2, -0.7, start, thick, thick * 0.85, thick * 0.9),
            (reach, -1.0, end, thick * 1.05, thick * 0.78, thick * 0.92),
        )
        shapes = placed(way, hub, rows, sign)
        order.append((body.view.near(shapes[1][0]), blob(body.view, shapes, 12)))
    made += [path for _, path in sorted(order, key=lambda pair: pair[0])]
    _melted(body, [*made, hind], far)
    if body.ghost:
        return
    for path in made[2:]:
        body.drawing.stroke(path, body.colour("line", True), 0.6, fine=True)
        body.drawing.fill(path, body.colour("skin", far))
    if sign * body.facing(frame[2]) > 0.55:  # the outer ankle bone
        bone = ((-1.4, -1.0), (-0.8, -2.3), (0.4, -2.4), (1.2, -1.4))
        spots = [body.view.spot(add(ankle, local(frame, x, y, sign * 3.2))) for x, y in bone]
        body.drawing.stroke(smooth(spots, closed=False), body.colour("line", True), 0.8, fine=True)


def _shoe(body: Body, frame: Frame, toes: Frame, ankle: Vector, sign: float, far: bool) -> None:
    root = SHOE_TOES[0][:3]
    hub = add(ankle, local(frame, root[0], root[1], 0))
    front: list[Row] = [(row[0] - root[0], row[1] - root[1], row[2] - root[2], *row[3:]) for row in SHOE_TOES]
    parts = [blob(body.view, placed(toes, hub, front, sign)), blob(body.view, placed(frame, ankle, SHOE, sign))]
    _melted(body, parts, far, "shoe")
    if body.ghost or body.facing(frame[1]) >= 0.45:
        return
    sole = (
        (frame, ankle, ((-7, -5.0), (-7, -8), (11.2, -8), (11.2, -5.0))),
        (toes, hub, ((-0.6, -0.7), (-0.6, -4), (9, -4), (9, -0.7))),
    )
    body.drawing.clip(parts)
    for own, origin, corners in sole:
        spots = [body.view.spot(add(origin, local(own, x, y, z))) for x, y in corners for z in (-5.5, 5.5)]
        body.drawing.fill(polygon(hull(spots)), (0.96, 0.97, 0.98) if far else (0.88, 0.89, 0.9))
    body.drawing.unclip()
