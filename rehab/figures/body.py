"""Drawing a body: outlined parts with flat colours, far limbs paler, far to near.

Every part is stroked at double width and then filled, so its outline is outside and parts of one colour melt
together. Limbs are drawn twice: closed under the trunk, so that shoulder and hip keep their contour, then open over it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from rehab.figures.drawing import Colour, Drawing, Path, mixed, polygon, smooth
from rehab.figures.extremities import draw_foot, draw_hand
from rehab.figures.head import draw_head
from rehab.figures.outline import Camera, Tube
from rehab.figures.shape import Ellipsoid, Shapes, limb_section, neck_section, shapes, trunk_section
from rehab.figures.skeleton import SIDES, Side, Skeleton, limbs
from rehab.figures.space import Vector, add, dot, local, sub
from rehab.models.figure import Pose
from rehab.models.figure_look import FigureLook, rgb

_FAR_BODY, _FAR_LINE = 0.42, 0.38
_GHOST: Colour = rgb("E9EDF0")
_GHOST_LINE: Colour = rgb("A9B4BD")
_SHADE: Colour = (0.2, 0.12, 0.15)
_HEM = 0.235
_SHORTS_TO, _SLEEVE_TO = 0.52, 0.55
Limb = tuple[float, Literal["leg", "arm"], Side]


def _nothing(*_: object) -> None:
    pass


@dataclass
class Body:
    """One body in one pose, ready to be drawn."""

    drawing: Drawing
    view: Camera
    skeleton: Skeleton
    pose: Pose
    look: FigureLook
    shod: bool = False
    ghost: bool = False
    side_lying: bool = False

    @cached_property
    def tables(self) -> Shapes:
        """The section tables of the build."""
        return shapes(self.look.build)

    @cached_property
    def tubes(self) -> dict[str, Tube]:
        """The limbs as seen, such as ``thigh_r``."""
        made = {}
        for segment, side in limbs():
            stops = [row[0] for row in self.tables.limbs[segment]]
            made[f"{segment}_{side}"] = Tube(self.view, self._limb(segment, side), stops)
        return made

    def _limb(self, segment: str, side: Side) -> Callable[[float], Ellipsoid]:
        return lambda at: limb_section(self.skeleton, self.tables, segment, side, at)

    @cached_property
    def trunk(self) -> Tube:
        """The trunk as seen."""
        return Tube(
            self.view, lambda at: trunk_section(self.skeleton, self.tables, at), [row[0] for row in self.tables.trunk]
        )

    @cached_property
    def far(self) -> Side | None:
        """The side turned away from the viewer; None where both are as near."""
        near = {
            side: self.view.near(self.skeleton.joints[f"hip_{side}"])
            + self.view.near(self.skeleton.joints[f"shoulder_{side}"])
            for side, _ in SIDES
        }
        if abs(near["r"] - near["l"]) <= 14:
            return None
        return "l" if near["r"] > near["l"] else "r"

    def colour(self, name: str, far: bool = False) -> Colour:
        """Return the colour of a part, paler for a far limb, grey for a ghost."""
        if self.ghost:
            return _GHOST_LINE if name in ("line", "hair") else _GHOST
        colour = rgb(getattr(self.look.colours, name))
        return mixed(colour, _FAR_LINE if name == "line" else _FAR_BODY) if far else colour

    @property
    def line(self) -> float:
        """Twice the visible width of the outline, of which half is painted over."""
        return 1.6 if self.ghost else 2.0

    def facing(self, direction: Vector) -> float:
        """Return how much a direction points to the viewer, -1 to 1."""
        return dot(direction, self.view.towards)

    # -- parts --------------------------------------------------------------------------------------------------------

    def lump(self, path: Path, name: str, *, far: bool = False, width: float | None = None) -> None:
        """Draw a closed part with its outline."""
        self.drawing.stroke(path, self.colour("line", far), self.line if width is None else width)
        self.drawing.fill(path, self.colour(name, far))

    def _piece(
        self, tube: Tube, name: str, far: bool, start: float = 0.0, end: float = 1.0, *,
        open_start: bool = False, open_end: bool = False, cut_end: bool = False, grow: float = 0.0,
    ) -> None:  # fmt: skip
        """Draw a stretch of a limb; an open end joins its neighbour and has no line across."""
        path = tube.outline(start, end, cut_end=cut_end, grow=grow)
        line = self.colour("line", far)
        if tube.short or not (open_start or open_end):
            self.drawing.stroke(path, line, self.line)
        else:
            left, right = tube.sides(start, end, grow)
            if open_start and open_end:
                self.drawing.stroke(smooth(left, closed=False), line, self.line)
                self.drawing.stroke(smooth(right, closed=False), line, self.line)
            elif open_end:
                points = [*left[::-1], *tube.cap(start, first=True, grow=grow), *right]
                self.drawing.stroke(smooth(points, closed=False), line, self.line)
            else:
                points = [*left, *tube.cap(end, first=False, grow=grow)[::-1], *right[::-1]]
                self.drawing.stroke(smooth(points, closed=False), line, self.line)
        self.drawing.fill(path, self.colour(name, far))
        self._shaded(tube, name, far, max(0.0, start), end, grow)

    def _shaded(self, tube: Tube, name: str, far: bool, start: float, end: float, grow: float = 0.0) -> None:
        if not self.ghost and (path := tube.shade(start, end, grow)):
            self.drawing.fill(path, mixed(self.colour(name, far), 0.045 if far else 0.095, _SHADE))

    def _garment(self, tube: Tube, name: str, far: bool, seam: float, hem: float, grow: float) -> None:
        """Draw a trouser leg or a sleeve, open towards the trunk."""
        path = tube.outline(0.0, hem, cut_end=True, grow=grow)
        line = self.colour("line", far)
        if tube.short:
            self.drawing.stroke(path, line, self.line)
        else:
            left, right = tube.sides(seam, hem, grow)
            rim = tube.rim(hem, left[-1], right[-1], grow)
            back = smooth(right[::-1], closed=False)[1:]
            self.drawing.stroke([*smooth(left, closed=False), *rim, *back], line, self.line)
        self.drawing.fill(path, self.colour(name, far))
        self._shaded(tube, name, far, seam - 0.06, hem, grow)

    def _under(self, kind: str, side: Side) -> None:
        segment, name = ("thigh", "shorts") if kind == "leg" else ("uarm", "shirt")
        self._piece(self.tubes[f"{segment}_{side}"], name, side == self.far, 0.0, 0.5, cut_end=True, grow=0.5)

    def _depth(self, name: str) -> float:
        return dot(self.skeleton.joints[name], self.view.flat)

    def _leg(self, side: Side) -> None:
        far = side == self.far
        thigh, shank = self.tubes[f"thigh_{side}"], self.tubes[f"shank_{side}"]
        hip, knee, ankle = (self._depth(f"{name}_{side}") for name in ("hip", "knee", "ankle"))
        if not self.shod:
            draw_foot(self, side, far)
        if ankle > knee + 10 and knee - hip < 6:  # the shank comes towards the viewer: it lies over the thigh
            self._piece(thigh, "skin", far, 0.42, open_start=True)
            self._garment(thigh, "shorts", far, 0.1, _SHORTS_TO, 0.55)
            self._piece(shank, "skin", far, open_start=True, open_end=True, cut_end=True)
        else:
            self._piece(shank, "skin", far, open_end=True, cut_end=True)
            self._piece(thigh, "skin", far, 0.42, open_start=True, open_end=True)
            self._garment(thigh, "shorts", far, 0.1, _SHORTS_TO, 0.55)
        if self.shod:
            draw_foot(self, side, far)
        frame = self.skeleton.frames[f"shank_{side}"]
        if self.facing(frame[0]) > 0.45 and not self.ghost:
            knee_cap = ((5, -1.2, -2.6), (5.4, -3.0, -1.5), (5.4, -3.4, 0), (5.4, -3.0, 1.5), (5, -1.2, 2.6))
            joint = self.skeleton.joints[f"knee_{side}"]
            spots = [self.view.spot(add(joint, local(frame, *place))) for place in knee_cap]
            self.drawing.stroke(smooth(spots, closed=False), self.colour("line", True), 0.8, fine=True)

    def _arm(self, side: Side) -> None:
        far = side == self.far
        upper, fore = self.tubes[f"uarm_{side}"], self.tubes[f"farm_{side}"]
        draw_hand(self, side, far)
        joints = self.skeleton.joints
        if dot(sub(joints[f"wrist_{side}"], joints[f"elbow_{side}"]), self.view.flat) > 8:
            self._piece(upper, "skin", far, 0.42, open_start=True)
            self._garment(upper, "shirt", far, 0.16, _SLEEVE_TO, 0.7)
            self._piece(fore, "skin", far, open_start=True, open_end=True, cut_end=True)
        else:
            self._piece(fore, "skin", far, open_end=True, cut_end=True)
            self._piece(upper, "skin", far, 0.42, open_start=True, open_end=True)
            self._garment(upper, "shirt", far, 0.16, _SLEEVE_TO, 0.7)

    def _torso(self) -> None:
        drawing, trunk = self.drawing, self.trunk
        first = self.tables.trunk[0][0]
        neck = Tube(
            self.view, lambda at: neck_section(self.skeleton, self.tables, at), [row[0] for row in self.tables.neck]
        )
        self._piece(neck, "skin", False, -0.3, 1.2)
        path = trunk.outline(first, 1.0)
        self.lump(path, "shirt")
        self._shaded(trunk, "shirt", False, _HEM, 0.97)
        drawing.clip([path])
        drawing.fill(trunk.outline(first, _HEM, cut_end=True, grow=0.05), self.colour("shorts"))
        self._shaded(trunk, "shorts", False, -0.1, _HEM)
        left, right = trunk.edges(_HEM)
        drawing.stroke([("M", (left,)), *trunk.rim(_HEM, left, right)], self.colour("line"), 0.8)
        drawing.unclip()

    # -- everything, far to near ----------------------------------------------------------------------------------------

    def layers(self, front: Sequence[str] = (), behind: Sequence[str] = ()) -> tuple[list[Limb], list[Limb]]:
        """Return the limbs behind and before the trunk, each from far to near.

        In a side view by side, for a raised leg is "nearer" to a camera that looks down; in a front view by depth.
        """
        joints = self.skeleton.joints

        def near(name: str) -> float:
            return self.view.near(joints[name]) if self.side_lying else self._depth(name)

        back: list[Limb] = []
        fore: list[Limb] = []
        for side, _ in SIDES:
            leg = sum(near(f"{name}_{side}") for name in ("hip", "knee", "ankle")) / 3
            arm = sum(near(f"{name}_{side}") for name in ("shoulder", "elbow", "wrist")) / 3
            for kind, depth, root, slack in (("leg", leg, "hip", 12), ("arm", arm, "shoulder", 8)):
                hidden = side == self.far if self.far else depth < near(f"{root}_{side}") - slack
                name = f"{kind}_{side}"
                hidden = (hidden or name in behind) and name not in front
                place = depth + 1000 * (name in front) - 1000 * (name in behind)
                limb: Any = (place, kind, side)
                (back if hidden else fore).append(limb)
        return sorted(back), sorted(fore)

    def draw(
        self, *, front: Sequence[str] = (), behind: Sequence[str] = (),
        target: Callable[[Body, str, Side | None], None] = _nothing,
        between: Callable[[], None] = _nothing, held: Callable[[], None] = _nothing,
    ) -> None:  # fmt: skip
        """Draw the body; ``target`` paints muscles after their limb.

        ``between`` draws what lies before the far side, ``held`` what lies before all but the near arms.
        """
        back, fore = self.layers(front, behind)
        limb = {"leg": self._leg, "arm": self._arm}
        for kind in ("arm", "leg"):
            for _, one, side in back:
                if one == kind:
                    self._under(kind, side)
                    limb[kind](side)
                    target(self, kind, side)
        for _, one, side in fore:
            self._under(one, side)
        between()
        self._torso()
        draw_head(self)
        target(self, "trunk", None)
        for kind in ("leg", "arm"):
            if kind == "arm":
                held()
            for _, one, side in fore:
                if one == kind:
                    limb[kind](side)
                    target(self, kind, side)

    def outline_of(self, segment: str, side: Side, grow: float = 0.0) -> Path:
        """Return the whole outline of a limb, for clipping."""
        return self.tubes[f"{segment}_{side}"].outline(0, 1, grow=grow)

    def strip(self, points: Sequence[Vector]) -> Path:
        """Return straight lines between points in space."""
        return polygon([self.view.spot(point) for point in points], closed=False)
