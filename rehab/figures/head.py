"""The head: skull, hair, ears, a nose in profile. No eyes and no mouth: the picture is of the movement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rehab.figures.drawing import Path, mixed, smooth
from rehab.figures.outline import blob
from rehab.figures.shape import HEAD, Row, placed
from rehab.figures.space import add, local

if TYPE_CHECKING:
    from rehab.figures.body import Body

_NOSE: tuple[Row, ...] = ((9.0, 5.0, 0, 0.7, 0.7, 0.8), (10.6, 2.2, 0, 0.9, 0.9, 1.1), (8.0, 1.8, 0, 1.0, 1.0, 1.2))
_HAIR: tuple[Row, ...] = ((-0.6, 7.8, 0, 10.2, 9.4, 8.2), (-5.4, 3.6, 0, 3.8, 4.0, 6.4))
_FACE: tuple[Row, ...] = ((3.3, 4.4, 0, 6.6, 6.6, 6.6), (3.9, -0.4, 0, 4.5, 4.6, 5.3))
_BALD: tuple[Row, ...] = ((-3.6, 4.0, 0, 6.0, 4.0, 7.9),)
_BUN: tuple[Row, ...] = ((-9.6, 9.6, 0, 3.5, 3.5, 3.5),)
_LONG: tuple[Row, ...] = ((-4.8, 2.6, 0, 5.0, 5.0, 6.6), (-6.6, -6.0, 0, 2.6, 2.4, 5.4))


def draw_head(body: Body) -> None:
    """Draw the head with the hair of the look."""
    drawing = body.drawing
    frame, skull = body.skeleton.frames["head"], body.skeleton.joints["skull"]
    facing = body.facing(frame[0])
    profile = abs(facing) < 0.75

    def part(rows: Sequence[Row], count: int = 20) -> Path:
        return blob(body.view, placed(frame, skull, rows), count)

    if body.look.hair == "long":
        body.lump(part(_LONG), "hair")
    for sign in (1.0, -1.0):
        if abs(body.facing(frame[2])) <= 0.5:
            body.lump(part([(-0.9, 3.6, sign * 7.2, 1.5, 2.5, 1.3)], 14), "skin")
    head, nose = part(HEAD, 28), part(_NOSE, 14)
    drawing.stroke(head, body.colour("line"), body.line)
    if profile:
        body.lump(nose, "skin")
    if body.look.hair == "bun":
        body.lump(part(_BUN), "hair")
    drawing.fill(head, body.colour("skin"))
    drawing.clip([head])
    drawing.fill(part(_BALD if body.look.hair == "bald" else _HAIR, 24), body.colour("hair"))
    if facing > -0.55:
        drawing.fill(part(_FACE, 24), body.colour("skin"))
    drawing.unclip()
    if body.look.hair == "bun" and facing < -0.5:
        body.lump(part(_BUN), "hair")
    if profile and not body.ghost:
        drawing.fill(nose, body.colour("skin"))
    elif facing > 0 and not body.ghost:
        hint = [body.view.spot(add(skull, local(frame, 10.6, y, z))) for y, z in ((3.4, -0.9), (2.0, -1.2), (1.7, 0.3))]
        drawing.stroke(smooth(hint, closed=False), mixed(body.colour("line"), 0.35), 0.9)
    for sign in (1.0, -1.0):
        if sign * body.facing(frame[2]) > 0.5:
            body.lump(part([(-0.9, 4.0, sign * 6.6, 1.7, 2.5, 0.8)], 14), "skin", width=1.4)
