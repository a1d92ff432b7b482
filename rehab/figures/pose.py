"""From a pose to a skeleton: the trunk, the legs, the place on the floor, then what is pinned, legs before arms.

Everything is in closed form. A pin out of reach is reached for and reported, never forced.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import atan2, cos, degrees, radians, sin, sqrt
from typing import TypeVar

from rehab.figures.shape import HEAD, Build, Ellipsoid, limb_section, placed, shapes, trunk_section
from rehab.figures.skeleton import (
    BALL,
    CHEST_LINK,
    HEEL,
    HEEL_BACK,
    LENGTH,
    LINKS,
    PALM,
    SIDES,
    TOE,
    Side,
    Skeleton,
    foot_points,
    hand_points,
    reach,
    trunk_points,
)
from rehab.figures.space import (
    WORLD,
    Frame,
    Vector,
    across,
    add,
    along,
    cross,
    dot,
    flexed,
    local,
    scaled,
    sub,
    tilted,
    turned,
    unit,
)
from rehab.models.figure import Foot, Hand, Pose

_LYING = {"upright": 0.0, "supine": 90.0, "prone": -90.0, "side": 0.0}
_SIDE: Frame = ((0.0, 0.0, 1.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
_CURL = (0.6, 1.5, 1.4, 1.1, 0.8, 0.6)
_SHOULDER_AT = 0.815
_STRAIGHT = 0.9985
_PLACES = {"heel": HEEL, "ball": BALL, "toe": TOE, "ankle": (0.0, 0.0), "heelback": HEEL_BACK}
_OUT_OF_REACH = 1.5
_TOES_IN = 0.55
"""So many degrees the toes come in for one degree of the sole."""


def solve(pose: Pose, build: Build = "medium") -> Skeleton:
    """Return the skeleton of a whole pose."""
    made = Skeleton()
    base = _trunk(made, pose)
    for side, sign in SIDES:
        made.joints[f"hip_{side}"] = local(base, 0, 0, sign * LENGTH["hip"])
        _leg_by_angles(made, pose, side, sign, base)
        _arm_by_angles(made, pose, side, sign)
    if pose.pelvis and len(pose.pelvis) > 2:
        made.shift((0.0, 0.0, pose.pelvis[2] or 0.0))
    made.shift(_place(made, pose, build))
    for side, sign in SIDES:
        if (foot := _pinned_foot(pose, side)) is not None:
            _leg_to(made, pose, _own(foot, pose, "foot", side), side, sign)
    for side, sign in SIDES:
        hand = pose.sided("hand", side)
        if hand is not None and not hand.free:
            _arm_to(made, _own(hand, pose, "hand", side), side, sign)
    return made


P = TypeVar("P", Foot, Hand)


def _own(pin: P, pose: Pose, name: str, side: Side) -> P:
    """Return the pin of one side: in a pin for both, z counts outwards from the middle."""
    if side == "r" or f"{name}_l" in pose.model_fields_set:
        return pin
    changes = {
        key: (spot[0], spot[1], -spot[2])
        for key in pin.model_fields_set
        if isinstance(spot := getattr(pin, key), tuple) and len(spot) == 3
    }
    return pin.model_copy(update=changes) if changes else pin


# -- trunk and head -------------------------------------------------------------------------------------------------


def _trunk(made: Skeleton, pose: Pose) -> Frame:
    frame = _SIDE if pose.frame == "side" else flexed(WORLD, _LYING[pose.frame or "upright"])
    frame = tilted(turned(flexed(frame, -pose.number("lean")), pose.number("roll")), pose.number("tilt"))
    base, point = frame, (0.0, 0.0, 0.0)
    made.spine = [(point, frame)]
    for share in _CURL:
        part = share / sum(_CURL)
        frame = flexed(frame, -pose.number("curl") * part)
        frame = turned(tilted(frame, pose.number("bend") * part), pose.number("twist") * part)
        point = add(point, scaled(frame[1], LENGTH["trunk"] / LINKS))
        made.spine.append((point, frame))
    neck = flexed(frame, -pose.number("neck"))
    head = turned(flexed(neck, -pose.number("nod")), pose.number("look"))
    made.frames.update(pelvis=base, thorax=made.spine[CHEST_LINK][1], neck=neck, head=head)
    trunk_points(made)
    return base


# -- limbs by their angles ------------------------------------------------------------------------------------------


def _leg_by_angles(made: Skeleton, pose: Pose, side: Side, sign: float, base: Frame) -> None:
    def angle(name: str) -> float:
        return pose.sided(name, side) or 0.0

    hip = angle("hip")
    if pose.sided("thigh", side) is not None:
        hip = angle("thigh") - _LYING[pose.frame or "upright"] + pose.number("lean")
    thigh = turned(tilted(flexed(base, hip), -sign * angle("abd")), sign * angle("rot"))
    shank = flexed(thigh, -angle("knee"))
    foot = pose.sided("foot", side)
    level = foot is not None and foot.flat
    made.frames[f"thigh_{side}"], made.frames[f"shank_{side}"] = thigh, shank
    made.frames[f"foot_{side}"] = WORLD if level else _inverted(flexed(shank, angle("ankle")), pose, side, sign)
    made.joints[f"knee_{side}"] = sub(made.joints[f"hip_{side}"], scaled(thigh[1], LENGTH["thigh"]))
    made.joints[f"ankle_{side}"] = sub(made.joints[f"knee_{side}"], scaled(shank[1], LENGTH["shank"]))
    foot_points(made, side, flexed(made.frames[f"foot_{side}"], angle("toes")))


def _inverted(foot: Frame, pose: Pose, side: Side, sign: float) -> Frame:
    """Return a foot with its sole turned in; the toes come in with it, as they do at a real ankle."""
    angle = pose.sided("invert", side) or 0.0
    return tilted(turned(foot, sign * angle * _TOES_IN), sign * angle) if angle else foot


def _shoulder(made: Skeleton, sign: float, raised: float, forwards: float) -> Vector:
    """Return the shoulder joint: the blade comes up and in as the arm is raised."""
    point, _ = made.spine_at(_SHOULDER_AT)
    share = max(0.0, min(1.0, (raised - 20) / 140))
    offset = local(made.frames["thorax"], 0.3 + forwards, 4.5 * share, sign * (LENGTH["shoulder"] - 2.2 * share))
    return add(point, offset)


def _arm_by_angles(made: Skeleton, pose: Pose, side: Side, sign: float) -> None:
    def angle(name: str) -> float:
        return pose.sided(name, side) or 0.0

    made.joints[f"shoulder_{side}"] = _shoulder(made, sign, max(angle("shoulder"), angle("sabd")), angle("reach"))
    upper = flexed(made.frames["thorax"], angle("shoulder"))
    upper = turned(tilted(upper, -sign * angle("sabd")), sign * angle("srot"))
    fore = flexed(upper, angle("elbow"))
    made.frames[f"uarm_{side}"], made.frames[f"farm_{side}"] = upper, fore
    made.joints[f"elbow_{side}"] = sub(made.joints[f"shoulder_{side}"], scaled(upper[1], LENGTH["uarm"]))
    made.joints[f"wrist_{side}"] = sub(made.joints[f"elbow_{side}"], scaled(fore[1], LENGTH["farm"]))
    made.frames[f"hand_{side}"] = flexed(fore, -angle("wrist"))
    hand_points(made, side)


# -- where the body is ----------------------------------------------------------------------------------------------


def _place(made: Skeleton, pose: Pose, build: Build) -> Vector:
    """Return how far to move the body, which so far has its hips at the origin."""
    if pose.pin:
        [(name, (x, y))] = pose.pin.items()
        point = made.joints[name]
        height = pose.number("support") - _lowest(made, pose, build) if y is None else y - point[1]
        return (0.0 if x is None else x - point[0]), height, 0.0
    x, y, *_ = pose.pelvis or (0.0, None)
    x = x or 0.0
    soles = {
        side: _ankle_goal(made, _own(foot, pose, "foot", side), side, sign)
        for side, sign in SIDES
        if (foot := _pinned_foot(pose, side)) and foot.to is None
    }
    if y is None and soles and pose.frame in (None, "upright") and pose.rests_on in (None, "all"):
        y = _standing_height(made, soles, x) - pose.number("drop")
    if y is None:
        y = pose.number("support") - _lowest(made, pose, build)
    return x, y, 0.0


def _standing_height(made: Skeleton, soles: dict[Side, Vector], x: float) -> float:
    """Return how high the hips can be with every pinned foot in reach: the straighter leg decides."""
    heights = []
    for side, goal in soles.items():
        hip = made.joints[f"hip_{side}"]
        level = (goal[0] - hip[0] - x) ** 2 + (goal[2] - hip[2]) ** 2
        leg = (LENGTH["thigh"] + LENGTH["shank"]) * _STRAIGHT
        heights.append(goal[1] + sqrt(max(1.0, leg * leg - level)) - hip[1])
    return min(heights)


def _lowest(made: Skeleton, pose: Pose, build: Build) -> float:
    """Return the lowest point of what may rest on the support, on the very surface that is drawn."""
    seat_only = pose.rests_on == "seat"
    lows = [lowest_point(one) for one in _resting(made, pose, build, seat_only=seat_only)]
    if not seat_only:
        free = [side for side, _ in SIDES if _pinned_foot(pose, side) is None]
        lows += [made.joints[f"{name}_{side}"][1] for side in free for name in ("heel", "ball", "toe")]
        lows += [made.joints[f"heelback_{side}"][1] - 1.0 for side in free]
    return min(lows)


def _resting(made: Skeleton, pose: Pose, build: Build, *, seat_only: bool) -> Iterator[Ellipsoid]:
    tables = shapes(build)
    for row in tables.trunk:
        yield trunk_section(made, tables, row[0])
    if pose.rests_on == "body":
        yield placed(made.frames["head"], made.joints["skull"], HEAD)[0]
    for side, _ in SIDES:
        if _pinned_foot(pose, side) is not None:
            continue
        for segment in ("thigh",) if seat_only else ("thigh", "shank"):
            for row in tables.limbs[segment]:
                if not seat_only or row[0] <= 0.75:
                    yield limb_section(made, tables, segment, side, row[0])


def lowest_point(shape: Ellipsoid) -> float:
    """Return the height of the lowest point of an ellipsoid."""
    centre, frame, half = shape
    return centre[1] - sqrt(sum((size * axis[1]) ** 2 for size, axis in zip(half, frame, strict=True)))


# -- pinned feet ----------------------------------------------------------------------------------------------------


def _pinned_foot(pose: Pose, side: Side) -> Foot | None:
    foot: Foot | None = pose.sided("foot", side)
    return None if foot is None or foot.free or foot.flat else foot


def _foot_frame(foot: Foot, sign: float) -> Frame:
    return turned(flexed(WORLD, foot.pitch - foot.heel_up + foot.toes_up), -sign * foot.turn)


def _ankle_goal(made: Skeleton, foot: Foot, side: Side, sign: float) -> Vector:
    """Return where the ankle must be so that the pinned point of the foot is where the author wants it."""
    frame = _foot_frame(foot, sign)
    across_foot = made.joints[f"hip_{side}"][2]
    if foot.to is not None:
        return add(made.joints[foot.to], _spatial(foot.by, 0.0))
    if foot.at is not None:
        sole = _spatial(foot.at, across_foot)
        if foot.heel_up:  # the ball stays where it was with the sole flat
            return sub(add(sole, (BALL[0], 0.0, 0.0)), local(frame, *BALL))
        if foot.toes_up:
            return sub(add(sole, (HEEL[0], 0.0, 0.0)), local(frame, *HEEL))
        return sub(sole, local(frame, 0, HEEL[1]))
    for name, place in _PLACES.items():
        if (spot := getattr(foot, name)) is not None:
            return sub(_spatial(spot, across_foot), local(frame, *place))
    return made.joints[f"ankle_{side}"]


def _spatial(spot: tuple[float, ...], z: float) -> Vector:
    return spot[0], spot[1], spot[2] if len(spot) > 2 else z


def _leg_to(made: Skeleton, pose: Pose, foot: Foot, side: Side, sign: float) -> None:
    pelvis, hip = made.frames["pelvis"], made.joints[f"hip_{side}"]
    goal = _ankle_goal(made, foot, side, sign)
    towards = unit(sub(goal, hip))
    # the cranial part keeps the pole good where the leg runs forwards, as in long sitting
    pole = across(local(pelvis, 0.8, 0.6), towards)
    outwards = cross(pole, towards)
    outwards = scaled(outwards, sign if dot(outwards, pelvis[2]) > 0 else -sign)
    turn = radians(foot.knee_out)
    pole = add(scaled(pole, cos(turn)), scaled(outwards, sin(turn)))
    found = reach(hip, goal, LENGTH["thigh"], LENGTH["shank"], pole, knee=True)
    if found.missed > _OUT_OF_REACH:
        made.missed[f"foot_{side}"] = found.missed
    made.joints[f"knee_{side}"], made.joints[f"ankle_{side}"] = found.middle, found.end
    made.frames[f"thigh_{side}"] = along(hip, found.middle, found.hinge)
    shank = made.frames[f"shank_{side}"] = along(found.middle, found.end, found.hinge)
    if foot.to is not None:
        made.frames[f"foot_{side}"] = flexed(shank, pose.sided("ankle", side) or 0.0)
    else:
        made.frames[f"foot_{side}"] = _foot_frame(foot, sign)
    made.frames[f"foot_{side}"] = _inverted(made.frames[f"foot_{side}"], pose, side, sign)
    level = -foot.pitch if foot.ball is not None and foot.pitch < 0 else 0.0  # toes stay flat under a lifted heel
    bent = (pose.sided("toes", side) or 0.0) + foot.heel_up + level
    foot_points(made, side, flexed(made.frames[f"foot_{side}"], bent))


# -- pinned hands ---------------------------------------------------------------------------------------------------


def _arm_to(made: Skeleton, hand: Hand, side: Side, sign: float) -> None:
    thorax = made.frames["thorax"]
    goal = _hand_goal(made, hand, side)
    way = unit(sub(goal, made.joints[f"shoulder_{side}"]))
    raised = abs(degrees(atan2(dot(way, thorax[0]), -dot(way, thorax[1]))))
    shoulder = made.joints[f"shoulder_{side}"] = _shoulder(made, sign, raised, 0.0)
    poles = {
        None: local(thorax, -0.6, -0.6, 0.35 * sign),
        "down": (0.0, -1.0, 0.0),
        "up": (0.0, 1.0, 0.0),
        "back": local(thorax, -1, 0, 0.1 * sign),
        "out": local(thorax, -0.15, -0.15, sign),
        "feet": local(thorax, 0, -1, 0.2 * sign),
        "head": local(thorax, 0.1, 1, 0.5 * sign),
    }
    fingers = _fingers(hand, sign)
    wrist = sub(goal, scaled(fingers, PALM)) if fingers else goal
    for _ in range(1 if fingers else 4):  # without fingers that point, the palm goes on from the forearm
        found = reach(shoulder, wrist, LENGTH["uarm"], LENGTH["farm"], poles[hand.elbow], knee=False)
        if not fingers:
            wrist = sub(goal, scaled(unit(sub(found.end, found.middle)), PALM))
    if found.missed > _OUT_OF_REACH:
        made.missed[f"hand_{side}"] = found.missed
    made.joints[f"elbow_{side}"], made.joints[f"wrist_{side}"] = found.middle, found.end
    made.frames[f"uarm_{side}"] = along(shoulder, found.middle, found.hinge)
    made.frames[f"farm_{side}"] = along(found.middle, found.end, found.hinge)
    direction = fingers or unit(sub(found.end, found.middle))
    right = (0.0, 0.0, 1.0) if fingers and abs(fingers[2]) < 0.8 else found.hinge
    made.frames[f"hand_{side}"] = along(found.end, add(found.end, direction), right)
    hand_points(made, side)


def _hand_goal(made: Skeleton, hand: Hand, side: Side) -> Vector:
    if hand.at is not None:
        return _spatial(hand.at, made.joints[f"shoulder_{side}"][2])
    name = hand.to or "pelvis"
    return add(made.joints.get(name) or made.joints[f"{name}_{side}"], _spatial(hand.by, 0.0))


def _fingers(hand: Hand, sign: float) -> Vector | None:
    ways: dict[str, Vector] = {
        "up": (0.0, 1.0, 0.0),
        "down": (0.0, -1.0, 0.0),
        "forward": (1.0, 0.0, 0.0),
        "back": (-1.0, 0.0, 0.0),
        "in": (0.0, 0.0, -sign),
        "out": (0.0, 0.0, sign),
    }
    return ways[hand.fingers] if hand.fingers else None
