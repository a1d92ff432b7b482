"""Fewer curves for the same line: neighbours that one curve replaces, and curves that are straight.

An outline is made of many short curves. Where one curve stays within the tolerance of several, it takes their place;
that halves a picture, and no printer shows the difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

Numbers = tuple[float, ...]
Stroke = tuple[str, Numbers]
"""A kind of step (M, L, C, Z) and its numbers."""
Cubic = tuple[float, float, float, float, float, float, float, float]
Sample = tuple[float, float, float]
"""A spot that a curve has to pass: how far along it, x and y."""
_LONGEST = 9
"""Curves that one may replace, so that the time stays in proportion."""


def eased(steps: Sequence[Stroke], tolerance: float) -> list[Stroke]:
    """Return steps that stay within the tolerance of these, as few as are quickly found."""
    made: list[Stroke] = []
    x = y = 0.0
    run: Cubic | None = None
    samples: list[Sample] = []
    for kind, numbers in steps:
        if kind == "C":
            a, b, c, d, e, f = numbers
            curve = (x, y, a, b, c, d, e, f)
            within = [
                (1 / 3, (8 * x + 12 * a + 6 * c + e) / 27, (8 * y + 12 * b + 6 * d + f) / 27),
                (2 / 3, (x + 6 * a + 12 * c + 8 * e) / 27, (y + 6 * b + 12 * d + 8 * f) / 27),
            ]
            joined = _joined(run, samples, curve, within, tolerance) if run and len(samples) < 3 * _LONGEST else None
            if joined:
                run, samples = joined
            else:
                if run:
                    made.append(_simple(run, tolerance))
                run, samples = curve, within
            x, y = e, f
            continue
        if run:
            made.append(_simple(run, tolerance))
            run = None
        made.append((kind, numbers))
        if numbers:
            x, y = numbers
    if run:
        made.append(_simple(run, tolerance))
    return made


def _joined(
    run: Cubic, samples: list[Sample], curve: Cubic, within: list[Sample], tolerance: float
) -> tuple[Cubic, list[Sample]] | None:
    """Return one curve for two with its samples, or None where it would leave them.

    Two halves of one curve have handles in proportion to their shares of it: the way back from the halves to the whole.
    """
    ax, ay, bx, by, cx, cy, x, y = run
    _, _, px, py, qx, qy, ex, ey = curve
    ux, uy, vx, vy = x - cx, y - cy, px - x, py - y
    before, after = hypot(ux, uy), hypot(vx, vy)
    if not before or not after or ux * vx + uy * vy < 0.9 * before * after:
        return None  # a corner
    share = before / (before + after)
    if not 0.04 < share < 0.96:
        return None
    rest = 1 - share
    bx, by = ax + (bx - ax) / share, ay + (by - ay) / share
    cx, cy = ex - (ex - qx) / rest, ey - (ey - qy) / rest
    told = [(along * share, sx, sy) for along, sx, sy in samples]
    told.append((share, x, y))
    told += [(share + rest * along, sx, sy) for along, sx, sy in within]
    for along, sx, sy in reversed(told):  # the new ones first: they are the ones that miss
        back = 1 - along
        k, m, n, o = back * back * back, 3 * back * back * along, 3 * back * along * along, along * along * along
        dx, dy = k * ax + m * bx + n * cx + o * ex - sx, k * ay + m * by + n * cy + o * ey - sy
        if dx * dx + dy * dy > tolerance * tolerance:
            # along the curve a spot may be off a little more than beside it
            tx = back * back * (bx - ax) + 2 * back * along * (cx - bx) + along * along * (ex - cx)
            ty = back * back * (by - ay) + 2 * back * along * (cy - by) + along * along * (ey - cy)
            way = hypot(tx, ty)
            if not way or abs(dx * ty - dy * tx) > tolerance * way or dx * dx + dy * dy > 2.25 * tolerance * tolerance:
                return None
    return (ax, ay, bx, by, cx, cy, ex, ey), told


def _simple(curve: Cubic, tolerance: float) -> Stroke:
    """Return a line for a curve that is straight, else the curve."""
    ax, ay, bx, by, cx, cy, ex, ey = curve
    dx, dy = ex - ax, ey - ay
    room = tolerance * hypot(dx, dy) / 2  # a corner shows more than a curve a little beside its place
    if (
        abs((bx - ax) * dy - (by - ay) * dx) <= room
        and abs((cx - ax) * dy - (cy - ay) * dx) <= room
        and (bx - ax) * dx + (by - ay) * dy >= 0
        and (ex - cx) * dx + (ey - cy) * dy >= 0
    ):
        return "L", (ex, ey)
    return "C", (bx, by, cx, cy, ex, ey)
