"""The surface of the body as tables of sections: half widths in cm along each bone. A build changes the widths."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rehab.figures.skeleton import LENGTH, PARENT, Side, Skeleton
from rehab.figures.space import Frame, Vector, add, local, scaled

Build = Literal["medium", "slim", "large"]
Ellipsoid = tuple[Vector, Frame, Vector]
"""Centre, frame, and the three half axes."""
Row = tuple[float, ...]

# along the bone, then half widths: anterior, posterior, lateral, medial
LIMBS: dict[str, tuple[Row, ...]] = {
    "thigh": (
        (0.00, 9.0, 9.6, 8.4, 7.2),
        (0.15, 9.0, 9.2, 8.6, 7.4),
        (0.35, 8.6, 8.2, 8.0, 7.0),
        (0.55, 7.7, 7.0, 7.0, 6.4),
        (0.75, 6.4, 5.9, 5.9, 5.7),
        (0.90, 5.6, 5.3, 5.3, 5.3),
        (1.00, 5.5, 5.0, 5.1, 5.2),
    ),
    "shank": (
        (0.00, 5.5, 5.0, 5.1, 5.2),
        (0.10, 5.0, 5.5, 5.2, 5.3),
        (0.20, 4.5, 6.3, 5.5, 5.5),
        (0.32, 4.2, 6.7, 5.6, 5.6),
        (0.45, 3.9, 5.9, 5.0, 5.2),
        (0.60, 3.6, 4.5, 4.1, 4.2),
        (0.78, 3.3, 3.4, 3.3, 3.3),
        (0.90, 3.2, 3.0, 3.1, 3.1),
        (1.00, 3.4, 3.2, 3.4, 3.4),
    ),
    "uarm": (
        (0.00, 4.9, 5.1, 4.5, 4.5),
        (0.15, 5.3, 5.3, 5.0, 4.6),
        (0.35, 4.9, 4.8, 4.5, 4.4),
        (0.60, 4.3, 4.2, 3.9, 3.9),
        (0.85, 3.6, 3.6, 3.6, 3.6),
        (1.00, 3.5, 3.5, 3.5, 3.5),
    ),
    "farm": (
        (0.00, 3.5, 3.5, 3.5, 3.5),
        (0.18, 4.0, 3.7, 3.8, 3.8),
        (0.40, 3.7, 3.4, 3.5, 3.5),
        (0.70, 2.8, 2.7, 2.6, 2.6),
        (0.92, 2.3, 2.3, 2.3, 2.3),
        (1.00, 2.4, 2.4, 2.2, 2.2),
    ),
}
NECK: tuple[Row, ...] = (
    (-0.3, 6.0, 6.5, 8.0),
    (0.20, 5.4, 5.6, 5.8),
    (0.60, 5.2, 5.3, 5.5),
    (1.20, 5.2, 5.4, 5.5),
)
# from the hips (0) to C7 (1): anterior, posterior, half breadth
TRUNK: tuple[Row, ...] = (
    (-0.15, 5.0, 8.0, 12.0),
    (-0.07, 7.6, 11.0, 15.4),
    (0.00, 9.2, 12.0, 16.8),
    (0.10, 9.9, 11.6, 16.4),
    (0.20, 9.9, 9.8, 14.9),
    (0.33, 9.6, 8.6, 13.4),
    (0.50, 10.4, 9.2, 14.2),
    (0.65, 11.4, 10.2, 15.6),
    (0.77, 11.3, 10.8, 16.8),
    (0.86, 9.2, 10.4, 16.4),
    (0.92, 7.0, 9.4, 12.6),
    (0.97, 5.4, 7.8, 8.2),
    (1.00, 4.6, 6.4, 6.4),
)
# ellipsoids: place in the frame of the part, then half axes
HEAD: tuple[Row, ...] = ((0.2, 7.4, 0, 9.4, 8.6, 7.5), (3.9, -0.4, 0, 4.5, 4.6, 5.3))
FOOT: tuple[Row, ...] = (
    (-2.6, -3.4, 0, 3.0, 3.2, 3.1),
    (0.0, 0.3, 0, 3.3, 2.6, 3.2),
    (5.6, -2.6, 0, 2.6, 2.4, 3.6),
    (11.2, -4.5, 0, 2.4, 2.1, 4.6),
)
SHOE: tuple[Row, ...] = (
    (-2.6, -3.5, 0, 3.5, 3.2, 3.5),
    (-0.4, -0.6, 0, 3.7, 2.0, 3.6),
    (5.6, -2.6, 0, 3.0, 2.7, 4.0),
    (11.2, -4.3, 0, 2.8, 2.5, 5.0),
)
SHOE_TOES: tuple[Row, ...] = ((11.2, -4.3, 0, 2.8, 2.5, 5.0), (17.6, -4.7, 0.2, 2.4, 2.1, 4.0))
# each toe: where it starts and ends across the foot (inner to outer), how long, how thick
TOES: tuple[Row, ...] = (
    (-3.0, -3.1, 6.6, 1.55),
    (-1.0, -1.0, 6.3, 1.2),
    (0.7, 0.8, 5.6, 1.1),
    (2.2, 2.4, 4.8, 1.05),
    (3.5, 3.8, 3.9, 1.0),
)
# Widths of a build: limbs, then belly, back and breadth of the trunk by height.
_GIRTH: dict[Build, tuple[float, float]] = {"slim": (0.92, 0.92), "medium": (1.0, 1.0), "large": (1.13, 1.14)}
_BELLY = (0.0, 0.1, 0.2, 0.33, 0.5, 0.65)
_LARGE_BELLY = {0.0: 2.0, 0.1: 4.0, 0.2: 5.6, 0.33: 5.8, 0.5: 4.6, 0.65: 2.2}


@dataclass(frozen=True)
class Shapes:
    """The tables of one build."""

    limbs: dict[str, tuple[Row, ...]]
    trunk: tuple[Row, ...]
    neck: tuple[Row, ...]


@cache
def shapes(build: Build = "medium") -> Shapes:
    """Return the tables of a build. Bones keep their length, so a pose fits every build."""
    limb, trunk = _GIRTH[build]
    limbs = {
        name: tuple(
            (
                row[0],
                *(
                    width * (1 + (limb - 1) * min(1.0, 1.6 - row[0] * 0.9 * (name in ("shank", "farm"))))
                    for width in row[1:]
                ),
            )
            for row in rows
        )
        for name, rows in LIMBS.items()
    }
    body = []
    for row in TRUNK:
        share = trunk if row[0] < 0.9 else 1 + (trunk - 1) * 0.4
        belly = _LARGE_BELLY.get(row[0], 0.0) if build == "large" else 0.0
        body.append((row[0], row[1] * share + belly, row[2] * share, row[3] * share + belly * 0.35))
    return Shapes(limbs, tuple(body), NECK)


def section(rows: Sequence[Row], at: float) -> Row:
    """Return the smoothly interpolated widths at one place of a table (cubic Hermite, uneven steps)."""
    if at <= rows[0][0]:
        return rows[0][1:]
    if at >= rows[-1][0]:
        return rows[-1][1:]
    index = bisect_right([row[0] for row in rows], at) - 1
    low, high = rows[index], rows[index + 1]
    before = rows[index - 1] if index else None
    after = rows[index + 2] if index + 2 < len(rows) else None
    step = high[0] - low[0]
    u = (at - low[0]) / step
    weights = ((2 * u - 3) * u * u + 1, ((u - 2) * u + 1) * u * step, (3 - 2 * u) * u * u, (u - 1) * u * u * step)
    made = []
    for k in range(1, len(low)):
        slope = (high[k] - low[k]) / step
        first = slope if before is None else _slope(before, low, high, k)
        last = slope if after is None else _slope(low, high, after, k)
        made.append(weights[0] * low[k] + weights[1] * first + weights[2] * high[k] + weights[3] * last)
    return tuple(made)


def _slope(before: Row, here: Row, after: Row, k: int) -> float:
    left, right = here[0] - before[0], after[0] - here[0]
    return ((here[k] - before[k]) / left * right + (after[k] - here[k]) / right * left) / (left + right)


def limb_section(skeleton: Skeleton, tables: Shapes, segment: str, side: Side, at: float) -> Ellipsoid:
    """Return the ellipsoid of a limb at one place along its bone."""
    front, back, outer, inner = section(tables.limbs[segment], at)
    frame = skeleton.frames[f"{segment}_{side}"]
    upper = skeleton.joints[f"{PARENT[segment]}_{side}"]
    sign = 1 if side == "r" else -1
    centre = add(upper, local(frame, (front - back) / 2, -at * LENGTH[segment], sign * (outer - inner) / 2))
    return centre, frame, ((front + back) / 2, min(front + back, outer + inner) / 2 * 0.96, (outer + inner) / 2)


def trunk_section(skeleton: Skeleton, tables: Shapes, at: float) -> Ellipsoid:
    """Return the ellipsoid of the trunk at one place from the hips to C7."""
    front, back, half = section(tables.trunk, at)
    centre, frame = skeleton.spine_at(at)
    return add(centre, scaled(frame[0], (front - back) / 2)), frame, ((front + back) / 2, 3.0, half)


def neck_section(skeleton: Skeleton, tables: Shapes, at: float) -> Ellipsoid:
    """Return the ellipsoid of the neck at one place from C7 to the skull."""
    front, back, half = section(tables.neck, at)
    frame = skeleton.frames["neck"]
    centre = add(skeleton.joints["c7"], local(frame, (front - back) / 2 + 1.0, at * LENGTH["neck"]))
    return centre, frame, ((front + back) / 2, 2.0, half)


def placed(frame: Frame, origin: Vector, rows: Sequence[Row], sign: float = 1.0) -> list[Ellipsoid]:
    """Return the ellipsoids of a table of places and half axes; ``sign`` -1 mirrors left and right."""
    return [(add(origin, local(frame, x, y, z * sign)), frame, (front, up, side)) for x, y, z, front, up, side in rows]
