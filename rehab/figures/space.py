"""Points, directions and frames in space, as plain tuples.

The world: x to the right of the picture (the way a figure faces), y up, z towards the viewer; centimetres.
A frame is three unit vectors of a body segment: anterior, cranial, right.
"""

from __future__ import annotations

from math import cos, radians, sin, sqrt

Vector = tuple[float, float, float]
Frame = tuple[Vector, Vector, Vector]
Flat = tuple[float, float]

WORLD: Frame = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
UP: Vector = (0.0, 1.0, 0.0)


def add(a: Vector, b: Vector) -> Vector:
    """Return a + b."""
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


def sub(a: Vector, b: Vector) -> Vector:
    """Return a - b."""
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def scaled(a: Vector, by: float) -> Vector:
    """Return a, so many times as long."""
    return a[0] * by, a[1] * by, a[2] * by


def dot(a: Vector, b: Vector) -> float:
    """Return the inner product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vector, b: Vector) -> Vector:
    """Return the vector at right angles to both."""
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def length(a: Vector) -> float:
    """Return how long a is."""
    return sqrt(dot(a, a))


def unit(a: Vector) -> Vector:
    """Return the direction of a; forwards for no direction at all."""
    size = length(a)
    return scaled(a, 1 / size) if size > 1e-9 else (1.0, 0.0, 0.0)


def blend(a: Vector, b: Vector, share: float) -> Vector:
    """Return the point so far on the way from a to b."""
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share)


def across(a: Vector, axis: Vector) -> Vector:
    """Return the direction of the part of a that is at right angles to a unit ``axis``; any such one if a is along it."""
    rest = sub(a, scaled(axis, dot(a, axis)))
    if length(rest) < 1e-6:
        rest = cross(axis, (0.0, 0.0, 1.0) if abs(axis[2]) < 0.9 else (0.0, 1.0, 0.0))
    return unit(rest)


def local(frame: Frame, x: float, y: float = 0.0, z: float = 0.0) -> Vector:
    """Return the world vector of coordinates in a frame."""
    a, b, c = frame
    return (
        a[0] * x + b[0] * y + c[0] * z,
        a[1] * x + b[1] * y + c[1] * z,
        a[2] * x + b[2] * y + c[2] * z,
    )


def flexed(frame: Frame, degrees: float) -> Frame:
    """Turn about the frame's own right axis: a hanging limb swings forwards."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return local(frame, c, s), local(frame, -s, c), frame[2]


def tilted(frame: Frame, degrees: float) -> Frame:
    """Turn about the frame's own anterior axis: a hanging limb swings to its left."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return frame[0], local(frame, 0, c, s), local(frame, 0, -s, c)


def turned(frame: Frame, degrees: float) -> Frame:
    """Turn about the frame's own long axis, to the left."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return local(frame, c, 0, -s), frame[1], local(frame, s, 0, c)


def along(upper: Vector, lower: Vector, right: Vector) -> Frame:
    """Return the frame of a bone from its upper to its lower end, with its right axis as near ``right`` as can be."""
    cranial = unit(sub(upper, lower))
    right = across(right, cranial)
    return cross(cranial, right), cranial, right


def between(a: Frame, b: Frame, share: float) -> Frame:
    """Return the frame so far on the way from one to the other."""
    cranial = unit(blend(a[1], b[1], share))
    right = unit(cross(blend(a[0], b[0], share), cranial))
    return cross(cranial, right), cranial, right
