"""Motion arrows: tapered, dark, with a white edge, so that they stand out on everything."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import cos, hypot, radians, sin

from rehab.figures.drawing import Drawing, Path, smooth
from rehab.figures.muscles import denser
from rehab.figures.outline import Camera, offset
from rehab.figures.skeleton import Skeleton, midway
from rehab.figures.space import Flat, Vector, add
from rehab.models.figure import Arrow
from rehab.models.figure_base import Point
from rehab.models.figure_look import FigureLook, rgb

_STEPS = 8
_HEAD = 5.6


def place_of(point: Point, body: Skeleton) -> Vector:
    """Return where a named point, or a place in space, is."""
    name, x, y, z = point
    return add(body.joints[name], (x, y, z)) if name else (x, y, z)


def draw_arrow(
    drawing: Drawing, view: Camera, arrow: Arrow, start: Skeleton, end: Skeleton, look: FigureLook, *, mirrored: bool
) -> None:
    """Draw one arrow of a figure."""
    if arrow.squeeze is not None:
        shapes = [_arrow(points, 0.9, 1.7, _HEAD) for points in _squeeze(arrow, view, end, mirrored=mirrored)]
        _paint(drawing, shapes, look)
        return
    points = way(arrow, view, start, end, mirrored=mirrored)
    if arrow.both:
        middle = len(points) // 2
        shapes = [_arrow(points[middle:], 1.3, 1.3, 5.2), _arrow(points[: middle + 1][::-1], 1.3, 1.3, 5.2)]
    else:
        shapes = [_arrow(points, 0.55, 1.5, _HEAD)]
    _paint(drawing, shapes, look)


def _paint(drawing: Drawing, shapes: Sequence[Path], look: FigureLook) -> None:
    for shape in shapes:
        drawing.stroke(shape, rgb("FFFFFF"), 3.2)
    for shape in shapes:
        drawing.fill(shape, rgb(look.colours.arrow))


def _squeeze(arrow: Arrow, view: Camera, body: Skeleton, *, mirrored: bool) -> list[list[Flat]]:
    """Return the ways of short arrows that close in on a muscle that tightens: nothing else moves."""
    assert arrow.squeeze is not None
    x, y = view.spot(place_of(arrow.squeeze, body))
    made = []
    for turn in (radians(180 - angle if mirrored else angle) for angle in arrow.turn):
        dx, dy = cos(turn), sin(turn)
        reach = [arrow.radius * (1 - 0.6 * i / _STEPS) for i in range(_STEPS + 1)]
        made.append([(x + dx * out, y + dy * out) for out in reach])
    return made


def way(arrow: Arrow, view: Camera, start: Skeleton, end: Skeleton, *, mirrored: bool = False) -> list[Flat]:
    """Return the middle line of an arrow in the picture."""
    flip = -1 if mirrored else 1
    if arrow.trace is not None:
        stops = [place_of(arrow.trace, midway(start, end, i / _STEPS)) for i in range(_STEPS + 1)]
        flat = [(*view.spot(stop), 0.0) for stop in stops]
        dense = denser(flat, 2)
        last = len(dense) - 1
        low, high = arrow.part
        kept = dense[int(last * low) : int(last * high) + 1]
        points = offset([(x, y, flip * arrow.gap) for x, y, _ in kept], 1) if len(kept) > 1 else [kept[0][:2]] * 2
    elif arrow.line is not None:
        (ax, ay), (bx, by) = (view.spot(place_of(point, end)) for point in arrow.line)
        points = []
        for i in range(_STEPS + 1):
            share = i / _STEPS
            bow = 4 * share * (1 - share) * arrow.bow * flip / (hypot(bx - ax, by - ay) or 1.0)
            points.append((ax + (bx - ax) * share - (by - ay) * bow, ay + (by - ay) * share + (bx - ax) * bow))
    else:
        assert arrow.circle is not None
        x, y = view.spot(place_of(arrow.circle, end))
        first, final = arrow.turn
        turns = [radians(first + (final - first) * i / 14) for i in range(15)]
        points = [(x + flip * arrow.radius * cos(turn), y + arrow.radius * sin(turn)) for turn in turns]
    return points[::-1] if arrow.back else points


def _arrow(points: Sequence[Flat], thin: float, thick: float, head: float) -> Path:
    """Return the outline of a tapered arrow along a line."""
    run = [0.0]
    for (ax, ay), (bx, by) in pairwise(points):
        run.append(run[-1] + hypot(bx - ax, by - ay))
    total = run[-1] or 1.0
    head = min(head, total * 0.55)
    cut = max(total - head * 1.25, total * 0.3)
    shaft = [(x, y, thin + (thick - thin) * at / cut) for (x, y), at in zip(points, run, strict=True) if at < cut]
    before = max(i for i, at in enumerate(run) if at <= cut)
    after = min(before + 1, len(points) - 1)
    share = (cut - run[before]) / ((run[after] - run[before]) or 1.0)
    x = points[before][0] + (points[after][0] - points[before][0]) * share
    y = points[before][1] + (points[after][1] - points[before][1]) * share
    shaft.append((x, y, thick))
    tip = points[-1]
    size = hypot(tip[0] - x, tip[1] - y) or 1.0
    dx, dy = (tip[0] - x) / size * head, (tip[1] - y) / size * head
    left, right = offset(shaft, 1), offset(shaft, -1)
    barbs = [
        (x - dy * 0.78 - dx * 0.12, y + dx * 0.78 - dy * 0.12),
        (x + dy * 0.78 - dx * 0.12, y - dx * 0.78 - dy * 0.12),
    ]
    back = smooth(right[::-1], closed=False)[1:]
    return [
        *smooth(left, closed=False), ("L", (barbs[0],)), ("L", (tip,)), ("L", (barbs[1],)), ("L", (right[-1],)), *back, ("Z", ()),
    ]  # fmt: skip
