"""One picture: floor, props, body or ghost and body or two panels, target and arrows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import copysign, cos, hypot, pi, radians, sin

from rehab.figures.arrows import draw_arrow, place_of
from rehab.figures.body import Body
from rehab.figures.drawing import Drawing, Label, Path, mixed, polygon, smooth
from rehab.figures.muscles import painter
from rehab.figures.outline import Camera, camera
from rehab.figures.pose import solve
from rehab.figures.props import draw_prop
from rehab.figures.shape import shapes
from rehab.figures.skeleton import Skeleton
from rehab.figures.space import Flat, scaled
from rehab.figures.stage import Stage
from rehab.models.figure import Figure, Lens, Pose
from rehab.models.figure_look import FigureLook, rgb

_PANEL_GAP = 12.0
_NUMBER_RADIUS = 9.0
_NUMBER_GAP = 3.0
_LEFT_FIRST = 14.0
"""How much wider a picture may be, in cm, to have its number left of the head and not right of it."""


@dataclass(frozen=True)
class Scene:
    """A figure as it is drawn for one person."""

    figure: Figure
    look: FigureLook
    mirrored: bool = False

    @property
    def view(self) -> Camera:
        """The camera of the figure."""
        return camera(self.figure.view.yaw, self.figure.view.pitch, mirrored=self.mirrored, level=self.figure.level)


def draw(figure: Figure, look: FigureLook | None = None, *, mirrored: bool = False, stacked: bool = False) -> Drawing:
    """Return the picture of a whole figure; ``mirrored`` for a sore left side, ``stacked`` for the end under the start."""
    scene = Scene(figure, look or FigureLook(), mirrored)
    bodies = [solve(pose, scene.look.build) for pose in figure.poses]
    if has_panels(figure):
        return _panels(scene, bodies, stacked=stacked)
    drawing = Drawing()
    _floor(drawing, scene, bodies)
    _with_props(drawing, scene, bodies)
    for arrow in figure.arrows:
        draw_arrow(drawing, scene.view, arrow, bodies[0], bodies[-1], scene.look, mirrored=mirrored)
    if figure.lens is not None:
        _lens(drawing, scene, figure.lens, bodies)
    return drawing


def _lens(drawing: Drawing, scene: Scene, lens: Lens, bodies: Sequence[Skeleton]) -> None:
    """Draw a close look in a round window, with a thin line from the place that it shows."""
    figure = scene.figure
    changes = {"view": lens.view or figure.view, "target": figure.target if lens.target else ()}
    close = Scene(figure.model_copy(update=changes), scene.look, scene.mirrored)
    whole = Drawing()
    _floor(whole, close, bodies)
    _with_props(whole, close, bodies)
    place = place_of(lens.at, bodies[-1])
    (x, y), (dx, dy) = scene.view.spot(place), lens.by
    centre = (x + (-dx if scene.mirrored else dx), y + dy)
    line = mixed(rgb(scene.look.colours.line), 0.35)
    small, ring = lens.radius / lens.zoom, _ring(centre, lens.radius)
    away = hypot(dx, dy) or 1.0
    foot = (x + (centre[0] - x) / away * small, y + (centre[1] - y) / away * small)
    drawing.stroke(_ring((x, y), small), line, 0.9)
    drawing.stroke(polygon([foot, centre], closed=False), line, 0.9)
    drawing.fill(ring, (1.0, 1.0, 1.0))
    drawing.show(whole, ring, close.view.spot(place), centre, lens.zoom)
    drawing.stroke(ring, line, 1.6)
    marks, view = Drawing(), close.view
    large = replace(view, right=scaled(view.right, lens.zoom), up=scaled(view.up, lens.zoom))
    for arrow in lens.arrows:
        draw_arrow(marks, large, arrow, bodies[0], bodies[-1], scene.look, mirrored=scene.mirrored)
    spot = large.spot(place)
    drawing.place(marks, centre[0] - spot[0], centre[1] - spot[1])


def _ring(centre: Flat, radius: float) -> Path:
    return smooth([(centre[0] + radius * cos(pi * i / 20), centre[1] + radius * sin(pi * i / 20)) for i in range(40)])


def _with_props(drawing: Drawing, scene: Scene, bodies: Sequence[Skeleton], *, target: bool = True) -> None:
    """Draw the last body with its props, the one before it as a ghost."""
    figure, view, poses = scene.figure, scene.view, scene.figure.poses
    stage = Stage(drawing, view, bodies[-1], shapes(scene.look.build), scene.look)

    def props(layer: str) -> None:
        for prop in figure.props:
            draw_prop(stage, prop, layer)  # type: ignore[arg-type]

    props("back")
    if len(bodies) > 1:
        _body(drawing, scene, bodies[0], poses[0], ghost=True).draw(front=figure.front, behind=figure.behind)
    pose = poses[-1] if target else poses[0]
    paint = painter(figure.target if target else ())
    _body(drawing, scene, bodies[-1], pose).draw(
        front=figure.front,
        behind=figure.behind,
        target=paint,
        between=lambda: props("between"),
        held=lambda: props("held"),
    )


def _body(drawing: Drawing, scene: Scene, skeleton: Skeleton, pose: Pose, *, ghost: bool = False) -> Body:
    figure = scene.figure
    lying = figure.position == "lying-side"
    return Body(drawing, scene.view, skeleton, pose, scene.look, shod=figure.shoes, ghost=ghost, side_lying=lying)


def has_panels(figure: Figure) -> bool:
    """Return whether start and end are two pictures."""
    return figure.layout == "panels" and len(figure.poses) > 1


def _panels(scene: Scene, bodies: Sequence[Skeleton], *, stacked: bool) -> Drawing:
    """Draw start and end side by side or one under the other, numbered."""
    made = []
    for number, body in enumerate(bodies, start=1):
        panel = Drawing()
        _floor(panel, scene, [body])
        _with_props(panel, scene, [body], target=number == len(bodies))
        if number == len(bodies):
            for arrow in scene.figure.arrows:
                draw_arrow(panel, scene.view, arrow, bodies[0], body, scene.look, mirrored=scene.mirrored)
        made.append(panel)
    whole, x, y = Drawing(), 0.0, 0.0
    highest = max(panel.box()[3] for panel in made)
    for number, panel in enumerate(made, start=1):
        left, bottom, right, own = panel.box()
        top = own if stacked else highest
        spot = _beside(panel, top)
        _number(panel, spot, number, scene)
        left, right = min(left, spot[0] - _NUMBER_RADIUS), max(right, spot[0] + _NUMBER_RADIUS)
        if stacked:
            whole.place(panel, 0.0, y - top)
            y -= top - bottom + _PANEL_GAP
        else:
            whole.place(panel, x - left, 0.0)
            x += right - left + _PANEL_GAP
    return whole


def _beside(panel: Drawing, top: float) -> Flat:
    """Return where a number stands beside the head, so that it takes no height and little width.

    It stands left if it can, lower where something is in its way at the top, right where the left has no room at all.
    """
    left, bottom, right, _ = panel.box()
    tried = []
    for down in range(0, int((top - bottom) / 2), 10):
        high, low = top - down + 1, top - down - 2 * _NUMBER_RADIUS - 1
        near = [(one, other) for one, under, other, over in panel.bounds() if over > low and under < high]
        room = _NUMBER_RADIUS + _NUMBER_GAP
        x = min([left + _NUMBER_RADIUS, *(one - room for one, _ in near)])
        tried.append((left - x + 0.15 * down, (x, top - down - _NUMBER_RADIUS)))
        x = max([right - _NUMBER_RADIUS, *(other + room for _, other in near)])
        tried.append((x - right + 0.15 * down + _LEFT_FIRST, (x, top - down - _NUMBER_RADIUS)))
    return min(tried)[1]


_DIGITS: dict[int, tuple[Flat, ...]] = {
    1: ((-2.1, 2.6), (0.5, 4.7), (0.5, -4.7)),
    2: ((-2.7, 2.9), (-1.5, 4.4), (0.5, 4.8), (2.5, 3.6), (2.5, 1.7), (0.3, -1.2), (-2.9, -4.5), (3.0, -4.5)),
}


def _number(drawing: Drawing, centre: Flat, number: int, scene: Scene) -> None:
    """Draw a white digit on a dark disc; strokes, so that no font is needed."""
    x, y = centre
    drawing.fill(_ring(centre, _NUMBER_RADIUS), rgb(scene.look.colours.line))
    spots = [(x + dx, y + dy) for dx, dy in _DIGITS[number]]
    drawing.stroke(polygon(spots, closed=False), (1.0, 1.0, 1.0), 2.3)


def _floor(drawing: Drawing, scene: Scene, bodies: Sequence[Skeleton]) -> None:
    """Draw a mat, or a soft patch of floor, under all that stands on it."""
    figure, view = scene.figure, scene.view
    if not figure.floor:
        return
    xs = [point[0] for body in bodies for point in body.joints.values() if point[1] < 30]
    for prop in figure.props:
        x = getattr(prop, "x", None)
        if isinstance(x, tuple):
            xs += x
        elif x is not None:
            wide = {"chair": 20, "bike": 46}.get(prop.prop, 2)
            xs += [x - wide, x + wide]
    low, high = min(xs, default=-20) - 10, max(xs, default=20) + 10
    colours = scene.look.colours
    if figure.mat:
        stage = Stage(drawing, view, bodies[-1], shapes(scene.look.build), scene.look)
        stage.block((low, -2.2, -34), (high, 0, 34), rgb(colours.mat), mixed(rgb("5B6973"), 0.35), 0.7)
        return
    across = [point[2] for body in bodies for point in body.joints.values() if point[1] < 30]
    zs = (min(-20.0, *across), max(20.0, *across)) if across else (-20.0, 20.0)
    spots = [view.spot((x, 0, z)) for x in (low, high) for z in zs]
    left, right = min(x for x, _ in spots), max(x for x, _ in spots)
    x, y = (left + right) / 2, sum(spot[1] for spot in spots) / 4
    half, deep = (right - left) / 2, max(4.5, 36 * sin(radians(view.pitch)))
    ring = []
    for i in range(32):
        c, s = cos(2 * pi * i / 32), sin(2 * pi * i / 32)
        ring.append((x + half * _squared(c), y + deep * _squared(s)))
    drawing.fill(smooth(ring), mixed(rgb(colours.floor), 0.2))


def _squared(value: float) -> float:
    return copysign(abs(value) ** (1 / 1.3), value)


def annotate(drawing: Drawing, figure: Figure, *, mirrored: bool = False) -> None:
    """Write the names of the joints on a picture, for those who author figures; not where there are two panels."""
    if has_panels(figure):
        return
    view = Scene(figure, FigureLook(), mirrored).view
    body = solve(figure.poses[-1])
    drawing.labels += [Label(view.spot(point), name) for name, point in sorted(body.joints.items())]
