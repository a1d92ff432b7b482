"""The skeleton: how long its bones are, where its joints are, and the closed-form reach of a limb of two bones.

Lengths are shares of stature after Drillis & Contini, with small changes that make a drawing look right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import sqrt
from typing import Literal

from rehab.figures.space import (
    Frame,
    Vector,
    across,
    add,
    between,
    blend,
    cross,
    dot,
    length,
    local,
    scaled,
    sub,
    unit,
)

Side = Literal["r", "l"]
SIDES: tuple[tuple[Side, float], ...] = (("r", 1.0), ("l", -1.0))

STATURE = 170.0
LENGTH = {
    name: share * STATURE
    for name, share in {
        "thigh": 0.245,
        "shank": 0.246,
        "uarm": 0.180,
        "farm": 0.146,
        "hand": 0.098,
        "trunk": 0.315,
        "neck": 0.050,
        "hip": 0.050,
        "shoulder": 0.100,
    }.items()
}
PALM = LENGTH["hand"] * 0.42
"""From the wrist to the middle of the palm, which is what an author pins."""
LINKS = 6
"""The trunk is a chain of so many links from the hips to C7."""
CHEST_LINK = 5

HEEL, BALL, TOE, HEEL_BACK = (-3.0, -6.6), (11.6, -6.6), (18.2, -6.2), (-5.0, -3.0)
"""Points of the foot in its own frame: forwards and up from the ankle."""

PARENT = {"thigh": "hip", "shank": "knee", "uarm": "shoulder", "farm": "elbow"}


@dataclass
class Skeleton:
    """A solved pose: joints by name, a frame for each segment, and the pins that were out of reach (in cm)."""

    joints: dict[str, Vector] = field(default_factory=dict)
    frames: dict[str, Frame] = field(default_factory=dict)
    spine: list[tuple[Vector, Frame]] = field(default_factory=list)
    missed: dict[str, float] = field(default_factory=dict)

    def shift(self, by: Vector) -> None:
        """Move the whole body."""
        self.joints = {name: add(point, by) for name, point in self.joints.items()}
        self.spine = [(add(point, by), frame) for point, frame in self.spine]

    def spine_at(self, share: float) -> tuple[Vector, Frame]:
        """Return the point and frame so far up the trunk: 0 at the hips, 1 at C7; it goes on straight beyond both."""
        if not 0 < share < 1:
            end, frame = self.spine[0] if share <= 0 else self.spine[-1]
            return add(end, scaled(frame[1], (share - (share > 0)) * LENGTH["trunk"])), frame
        place = share * LINKS
        at = min(LINKS - 1, int(place))
        (low, one), (high, other) = self.spine[at], self.spine[at + 1]
        return blend(low, high, place - at), between(one, other, place - at)


@dataclass(frozen=True)
class Reach:
    """Where two bones lead: the middle joint, the end, the axis of the hinge, and by how much the target was missed."""

    middle: Vector
    end: Vector
    hinge: Vector
    missed: float


def reach(start: Vector, target: Vector, upper: float, lower: float, pole: Vector, *, knee: bool) -> Reach:
    """Bend two bones so that they end at ``target``; the middle joint goes to the side of ``pole``.

    The pole is what makes a backward knee impossible: the joint is always on its side.
    """
    way = sub(target, start)
    distance, towards = length(way), unit(way)
    straight = 0.998 if knee else 0.9995
    held = min(max(distance, abs(upper - lower) * 1.02), (upper + lower) * straight)
    foot = (upper * upper - lower * lower + held * held) / (2 * held)
    height = sqrt(max(0.0, upper * upper - foot * foot))
    side = across(pole, towards)
    middle = add(start, add(scaled(towards, foot), scaled(side, height)))
    hinge = cross(towards, side) if knee else cross(side, towards)
    return Reach(middle, add(start, scaled(towards, held)), scaled(hinge, 1.0), abs(distance - held))


def foot_points(skeleton: Skeleton, side: Side, toes: Frame) -> None:
    """Set the points of a foot from its ankle and frames."""
    joints, frame, ankle = skeleton.joints, skeleton.frames[f"foot_{side}"], skeleton.joints[f"ankle_{side}"]
    skeleton.frames[f"toes_{side}"] = toes
    for name, (x, y) in (("heel", HEEL), ("ball", BALL), ("sole", (7.0, BALL[1])), ("heelback", HEEL_BACK)):
        joints[f"{name}_{side}"] = add(ankle, local(frame, x, y))
    knuckle = add(ankle, local(frame, BALL[0], BALL[1] + 2))
    joints[f"toe_{side}"] = add(knuckle, local(toes, TOE[0] - BALL[0], -1.6))


def hand_points(skeleton: Skeleton, side: Side) -> None:
    """Set the points of a hand from its wrist and frame."""
    wrist, down = skeleton.joints[f"wrist_{side}"], skeleton.frames[f"hand_{side}"][1]
    skeleton.joints[f"hand_{side}"] = sub(wrist, scaled(down, PALM))
    skeleton.joints[f"fingers_{side}"] = sub(wrist, scaled(down, LENGTH["hand"]))


def trunk_points(skeleton: Skeleton) -> None:
    """Set the named points of trunk and head from the spine and the frames of neck and head."""
    joints, spine = skeleton.joints, skeleton.spine
    joints["pelvis"], joints["c7"] = spine[0][0], spine[-1][0]
    joints["skull"] = add(spine[-1][0], scaled(skeleton.frames["neck"][1], LENGTH["neck"]))
    head = skeleton.frames["head"]
    for name, x, y in (("crown", 0.6, 15.5), ("face", 9.0, 3.0), ("chin", 6.5, -4.5)):
        joints[name] = add(joints["skull"], local(head, x, y))
    for name, link, x, y in (
        ("chest", 4, 10.0, 0.0),
        ("belly", 2, 9.0, 0.0),
        ("back", 4, -10.0, 0.0),
        ("lowback", 2, -8.5, 0.0),
        ("seat", 0, -10.0, -3.0),
    ):
        joints[name] = add(spine[link][0], local(spine[link][1], x, y))


def limbs() -> Iterator[tuple[str, Side]]:
    """Yield the four long segments of both sides."""
    for segment in PARENT:
        for side, _ in SIDES:
            yield segment, side


def midway(a: Skeleton, b: Skeleton, share: float) -> Skeleton:
    """Return the body on its way between two poses: segments turn, bones keep their length.

    Solved frames are blended, not the author's numbers: those of a pinned and a free limb cannot be compared.
    """
    made = Skeleton(frames={name: between(a.frames[name], b.frames[name], share) for name in a.frames})
    made.spine = [(blend(a.spine[0][0], b.spine[0][0], share), made.frames["pelvis"])]
    for (_, one), (_, other) in zip(a.spine[1:], b.spine[1:], strict=True):
        frame = between(one, other, share)
        made.spine.append((add(made.spine[-1][0], scaled(frame[1], LENGTH["trunk"] / LINKS)), frame))
    trunk_points(made)
    chest, chest_frame = made.spine[CHEST_LINK]
    for side, sign in SIDES:
        joints, frames = made.joints, made.frames
        joints[f"hip_{side}"] = add(joints["pelvis"], local(frames["pelvis"], 0, 0, sign * LENGTH["hip"]))
        offsets = [
            tuple(dot(sub(one.joints[f"shoulder_{side}"], one.spine[CHEST_LINK][0]), axis) for axis in frame)
            for one in (a, b)
            for frame in [one.spine[CHEST_LINK][1]]
        ]
        place = [x + (y - x) * share for x, y in zip(*offsets, strict=True)]
        joints[f"shoulder_{side}"] = add(chest, local(chest_frame, *place))
        for segment, upper, lower in (
            ("thigh", "hip", "knee"),
            ("shank", "knee", "ankle"),
            ("uarm", "shoulder", "elbow"),
            ("farm", "elbow", "wrist"),
        ):
            down = scaled(frames[f"{segment}_{side}"][1], -LENGTH[segment])
            joints[f"{lower}_{side}"] = add(joints[f"{upper}_{side}"], down)
        foot_points(made, side, frames[f"toes_{side}"])
        hand_points(made, side)
    return made
