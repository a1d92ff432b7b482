"""A picture as data: a pose in clinical angles, what is pinned where, the things around it, and what moves.

Angles are degrees from the anatomical position, flexion positive. Lengths are centimetres for a person of 170 cm:
x the way the figure faces, y up from the floor, z towards the viewer. ``_r`` is the sore side, drawn nearest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from rehab.errors import did_you_mean
from rehab.models.authored import Identifier
from rehab.models.figure_base import FEW_POINTS, POINTS, SIDED, Lean, Length, Point
from rehab.models.figure_props import Prop

MUSCLES = (
    "calf", "soleus", "achilles", "shin", "peroneals", "foot-sole", "quads", "patellar-tendon", "hamstrings",
    "adductors", "outer-thigh", "glutes", "glute-med", "hip-flexor", "abs", "low-back", "upper-back", "shoulder",
    "sciatic", "neck",
)  # fmt: skip
"""What can be shown as the target; a name alone means both sides, ``_r`` or ``_l`` one."""

VIEWS: Mapping[str, tuple[float, float]] = {
    "side": (20, 7),
    "facing-away": (-22, 7),
    "profile": (8, 5),
    "three-quarter": (45, 9),
    "front": (82, 7),
    "back": (-98, 7),
    "lying": (16, 13),
    "long-sitting": (18, 10),
    "side-lying": (-18, 24),
}
"""Where the viewer stands: turn round the figure, and look down, in degrees."""

Limb = Literal["arm_r", "arm_l", "leg_r", "leg_l"]
Angle = Annotated[float, Field(ge=-360, le=360)] | None
Spot = Annotated[tuple[Length, ...], Field(min_length=2, max_length=3)]
Heights = Annotated[tuple[Length | None, ...], Field(min_length=2, max_length=2)]
Place = Annotated[tuple[Length | None, ...], Field(min_length=2, max_length=3)]


def _muscle(value: Any) -> Any:
    bare = value.removesuffix("_r").removesuffix("_l") if isinstance(value, str) else ""
    if bare not in MUSCLES:
        hint = did_you_mean(bare, MUSCLES) or f"it is one of: {', '.join(MUSCLES)}"
        raise ValueError(f"there is no muscle '{value}' to show; {hint}")
    return value


Muscle = Annotated[str, BeforeValidator(_muscle)]


def _known(value: Any) -> Any:
    if value not in (*POINTS, *SIDED):
        raise ValueError(f"there is no point '{value}' on the body; {did_you_mean(str(value), POINTS) or FEW_POINTS}")
    return value


def _foot(value: Any) -> Any:
    if isinstance(value, str) and value in ("free", "flat"):
        return {value: True}
    return {"at": value} if isinstance(value, list | tuple) else value


def _hand(value: Any) -> Any:
    if isinstance(value, str):
        return {"free": True} if value == "free" else {"to": value}
    return {"at": value} if isinstance(value, list | tuple) else value


class Foot(Lean):
    """Where a foot is held. ``at`` puts the ankle over x with the sole at y; the others name the point that is held."""

    at: Spot | None = Field(default=None, description="The ankle over x, the sole at y.")
    heel: Spot | None = Field(default=None, description="Where the heel is.")
    ball: Spot | None = Field(default=None, description="Where the ball of the foot is.")
    toe: Spot | None = Field(default=None, description="Where the tip of the toes is.")
    ankle: Spot | None = Field(default=None, description="Where the ankle is.")
    heelback: Spot | None = Field(default=None, description="Where the back of the heel is.")
    to: Annotated[str, BeforeValidator(_known)] | None = Field(
        default=None, description="The point of the body the ankle is held at."
    )
    by: Spot = Field(default=(0.0, 0.0, 0.0), description="So far from that point.")
    pitch: float = Field(default=0, ge=-120, le=120, description="Toes up from level, in degrees.")
    heel_up: float = Field(default=0, ge=0, le=80, description="Heel lifted, toes flat on the floor.")
    toes_up: float = Field(default=0, ge=0, le=60, description="Toes lifted, heel on the floor.")
    turn: float = Field(default=6, ge=-90, le=90, description="Toes turned out.")
    knee_out: float = Field(default=0, ge=-90, le=90, description="Knee turned outwards about the line hip to foot.")
    free: bool = Field(default=False, description="Not held: the angles count.")
    flat: bool = Field(default=False, description="Angles count, but the sole stays level.")


class Hand(Lean):
    """Where the palm of a hand is held."""

    at: Spot | None = Field(
        default=None, description="The place of the palm: x, y, and z if it is not at the shoulder."
    )
    to: Annotated[str, BeforeValidator(_known)] | None = Field(
        default=None, description="The point of the body it is held at: knee_r, or knee for each side."
    )
    by: Spot = Field(default=(0.0, 0.0, 0.0), description="So far from that point.")
    fingers: Literal["up", "down", "forward", "back", "in", "out"] | None = Field(
        default=None, description="Where the fingers point; the palm then lies on what is there."
    )
    elbow: Literal["down", "up", "out", "back", "feet", "head"] | None = Field(
        default=None, description="Where the elbow goes."
    )
    free: bool = Field(default=False, description="Not held: the angles count.")


FootPin = Annotated[Foot | None, BeforeValidator(_foot)]
HandPin = Annotated[Hand | None, BeforeValidator(_hand)]
Grip = Literal["relaxed", "fist", "flat", "pinch"] | None


class Pose(Lean):
    """One position of the body. A name without a side sets both; what is left out comes from what it extends."""

    frame: Literal["upright", "supine", "prone", "side"] | None = Field(
        default=None,
        description="How the trunk lies before it leans: upright, face up, face down, or on its left side.",
    )
    rests_on: Literal["all", "seat", "body"] | None = Field(
        default=None, description="What comes to rest on the support: the lowest point, the seat, or trunk and head."
    )
    support: float | None = Field(default=None, ge=0, le=120, description="How high the support is: a seat is 42.")
    pelvis: Place | None = Field(
        default=None, description="Where the hips are: [x, y] or [x, y, z]; y null finds the height."
    )
    drop: float | None = Field(default=None, ge=0, le=90, description="So far lower than standing tall.")
    pin: dict[str, Heights] | None = Field(default=None, description="One point held at [x, y]; y null comes to rest.")
    lean: Angle = Field(default=None, description="Whole trunk forwards.")
    roll: Angle = Field(default=None, description="Whole trunk turned about its length, to the left.")
    tilt: Angle = Field(default=None, description="Whole trunk to its left.")
    curl: Angle = Field(default=None, description="Spine rounded forwards.")
    bend: Angle = Field(default=None, description="Spine to its left.")
    twist: Angle = Field(default=None, description="Spine turned to its left.")
    neck: Angle = Field(default=None, description="Neck forwards.")
    nod: Angle = Field(default=None, description="Head forwards on the neck.")
    look: Angle = Field(default=None, description="Head turned to its left.")
    hip: Angle = Field(default=None, description="Hip flexion.")
    hip_r: Angle = None
    hip_l: Angle = None
    thigh: Angle = Field(default=None, description="Thigh forwards from hanging down, in place of the hip.")
    thigh_r: Angle = None
    thigh_l: Angle = None
    abd: Angle = Field(default=None, description="Leg out to the side.")
    abd_r: Angle = None
    abd_l: Angle = None
    rot: Angle = Field(default=None, description="Leg turned inwards about its length.")
    rot_r: Angle = None
    rot_l: Angle = None
    knee: Angle = Field(default=None, description="Knee flexion.")
    knee_r: Angle = None
    knee_l: Angle = None
    ankle: Angle = Field(default=None, description="Toes up (dorsiflexion) positive, pointed negative.")
    ankle_r: Angle = None
    ankle_l: Angle = None
    invert: Angle = Field(default=None, description="Sole of the foot turned inwards; outwards with a minus.")
    invert_r: Angle = None
    invert_l: Angle = None
    toes: Angle = Field(default=None, description="Toes up.")
    toes_r: Angle = None
    toes_l: Angle = None
    spread: Angle = Field(default=None, description="Toes spread.")
    spread_r: Angle = None
    spread_l: Angle = None
    foot: FootPin = Field(default=None, description="Where the foot is held: [x, y], a mapping, free or flat.")
    foot_r: FootPin = None
    foot_l: FootPin = None
    shoulder: Angle = Field(default=None, description="Arm forwards.")
    shoulder_r: Angle = None
    shoulder_l: Angle = None
    sabd: Angle = Field(default=None, description="Arm out to the side.")
    sabd_r: Angle = None
    sabd_l: Angle = None
    srot: Angle = Field(default=None, description="Arm turned inwards about its length.")
    srot_r: Angle = None
    srot_l: Angle = None
    elbow: Angle = Field(default=None, description="Elbow flexion.")
    elbow_r: Angle = None
    elbow_l: Angle = None
    wrist: Angle = Field(default=None, description="Back of the hand towards the forearm positive.")
    wrist_r: Angle = None
    wrist_l: Angle = None
    reach: Angle = Field(default=None, description="Shoulder blade forwards, in cm.")
    reach_r: Angle = None
    reach_l: Angle = None
    hand: HandPin = Field(default=None, description="Where the palm is held: [x, y, z], a point, a mapping or free.")
    hand_r: HandPin = None
    hand_l: HandPin = None
    grip: Grip = Field(default=None, description="relaxed, fist (round a thing), flat (on a surface) or pinch.")
    grip_r: Grip = None
    grip_l: Grip = None

    def over(self, base: Pose) -> Pose:
        """Return ``base`` with everything that this pose says; a name without a side replaces both sides."""
        values = {name: getattr(base, name) for name in base.model_fields_set}
        for name in Pose.model_fields:  # in their order: a side comes after its pair
            if name in self.model_fields_set:
                values.pop(f"{name}_r", None)
                values.pop(f"{name}_l", None)
                values[name] = getattr(self, name)
        return Pose.model_construct(_fields_set=set(values), **values)

    def sided(self, name: str, side: str) -> Any:
        """Return the value of one side: its own, else that of both, else None."""
        own = f"{name}_{side}"
        return getattr(self, own) if own in self.model_fields_set else getattr(self, name)

    def number(self, name: str) -> float:
        """Return a number, 0 where nothing was said."""
        return getattr(self, name) or 0.0


class View(Lean):
    """Where the viewer stands."""

    yaw: float = Field(ge=-180, le=180, description="0 sees the right side, 90 the front.")
    pitch: float = Field(default=7, ge=0, le=60, description="How far one looks down.")


def _view(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if value not in VIEWS:
        raise ValueError(f"there is no view '{value}'; it is one of: {', '.join(VIEWS)}")
    yaw, pitch = VIEWS[value]
    return {"yaw": yaw, "pitch": pitch}


class Arrow(Lean):
    """What moves which way: along the true path of a point, straight between two points, or round one."""

    trace: Annotated[Point | None, Field(default=None, description="The point whose path it follows.")]
    line: tuple[Point, Point] | None = Field(default=None, description="From one point to another, at the end pose.")
    circle: Annotated[Point | None, Field(default=None, description="The point it goes round.")]
    squeeze: Annotated[
        Point | None, Field(default=None, description="The muscle that tightens; arrows come in from both angles.")
    ]
    gap: Length = Field(default=0, description="How far beside the path; the other side with a minus.")
    part: tuple[float, float] = Field(default=(0.06, 0.94), description="Which part of the path.")
    bow: Length = Field(default=0, description="How far a line bows out.")
    radius: Length = 14
    turn: tuple[float, float] = Field(default=(205, -80), description="From and to which angle a circle goes.")
    both: bool = Field(default=False, description="A head at both ends.")
    back: bool = Field(default=False, description="The other way round.")

    @model_validator(mode="after")
    def _one_kind(self) -> Arrow:
        if [self.trace, self.line, self.circle, self.squeeze].count(None) != 3:
            raise ValueError("an arrow has one of 'trace:', 'line:', 'circle:' and 'squeeze:'")
        return self


def _on_body(value: Point) -> Point:
    if not value[0]:
        raise ValueError("a close look is at a point of the body, such as ball_r or [ball_r, 0, 2, 0]")
    return value


class Lens(Lean):
    """A close look at one place in a round window beside the figure, from where it is seen best."""

    at: Annotated[Point, AfterValidator(_on_body)] = Field(description="The point of the body in its middle.")
    by: tuple[Length, Length] = Field(description="Where the window is: so far right of the point and above it.")
    radius: Annotated[float, Field(ge=8, le=80)] = Field(default=34, description="How large the window is.")
    zoom: Annotated[float, Field(ge=1, le=6)] = Field(default=2.4, description="So many times larger.")
    view: Annotated[View | None, BeforeValidator(_view)] = Field(
        default=None, description="Where the viewer stands for the close look; left out: as in the picture."
    )
    target: bool = Field(default=False, description="Show the muscle in the window too.")
    arrows: tuple[Arrow, ...] = Field(default=(), description="What moves, in the window only.")


class Figure(Lean):
    """One picture: a pose or two, seen from somewhere, with the things around it."""

    extends: Identifier | None = Field(
        default=None, description="The figure it takes everything from that it leaves out."
    )
    base: bool = Field(default=False, description="A position to extend, not a picture of its own.")
    view: Annotated[View, BeforeValidator(_view)] = Field(
        default=View(yaw=20, pitch=7), description=f"Where the viewer stands: {', '.join(VIEWS)}, or yaw and pitch."
    )
    layout: Literal["ghost", "panels"] = Field(
        default="ghost", description="Start as a pale ghost behind the end, or two numbered panels."
    )
    position: Literal[
        "lying-back",
        "lying-front",
        "lying-side",
        "sitting",
        "long-sitting",
        "kneeling",
        "four-point",
        "standing",
        "walking",
        "running",
        "cycling",
    ] = Field(default="standing", description="What the alt text calls the position.")
    level: bool = Field(default=False, description="Keep the floor level in the picture: for lying and long sitting.")
    mat: bool = Field(default=False, description="On a mat.")
    floor: bool = Field(default=True, description="Draw the floor under the figure.")
    shoes: bool = Field(default=False, description="In shoes.")
    props: tuple[Prop, ...] = Field(default=(), description="The things around: wall, step, chair, band ...")
    start: Pose = Field(default=Pose(), description="Where it starts.")
    end: Pose | None = Field(default=None, description="What differs at the end; left out: nothing moves.")
    end_extends: Identifier | None = Field(
        default=None, description="The position the end is built on, if another one."
    )
    target: tuple[Muscle, ...] = Field(default=(), description="The muscles it is for.")
    arrows: tuple[Arrow, ...] = Field(default=(), description="What moves which way.")
    lens: Lens | None = Field(default=None, description="A close look at a small movement.")
    front: tuple[Limb, ...] = Field(default=(), description="Limbs drawn over everything else.")
    behind: tuple[Limb, ...] = Field(default=(), description="Limbs drawn under everything else.")
    allow: dict[str, str] = Field(default={}, description="Warnings that are meant so, by code, each with the reason.")

    def over(self, base: Figure) -> Figure:
        """Return ``base`` with everything that this figure says."""
        values = {name: getattr(base, name) for name in base.model_fields_set - {"base", "extends"}}
        for name in self.model_fields_set - {"extends"}:
            own = getattr(self, name)
            before = values.get(name)
            values[name] = own.over(before) if isinstance(own, Pose) and isinstance(before, Pose) else own
        return Figure.model_construct(_fields_set=set(values), **values)

    @property
    def poses(self) -> tuple[Pose, ...]:
        """The poses it shows: one, or start and end."""
        return (self.start,) if self.end is None else (self.start, self.end)


def with_tuples(value: Any) -> Any:
    """Return plain data with tuples for lists, which strict models want."""
    if isinstance(value, dict):
        return {key: with_tuples(inner) for key, inner in value.items()}
    return tuple(with_tuples(inner) for inner in value) if isinstance(value, list) else value


FinishedFigure = Annotated[Figure | None, BeforeValidator(with_tuples)]
"""A figure in a plan: whole, with nothing left to look up."""


def whole(name: str, figures: Mapping[str, Figure]) -> Figure:
    """Return a figure with all that it extends, its end laid over its start; see ``is_whole``."""
    figure = _laid(name, figures)
    values = {key: getattr(figure, key) for key in figure.model_fields_set}
    if figure.end is not None:
        values["end"] = figure.end.over(
            _laid(figure.end_extends, figures).start if figure.end_extends else figure.start
        )
        values.pop("end_extends", None)
    return Figure.model_construct(_fields_set=set(values), **values)


def is_whole(name: str | None, figures: Mapping[str, Figure]) -> bool:
    """Return whether everything that a figure extends is there, without a circle."""
    seen: list[str] = []
    while name is not None:
        if name not in figures or name in seen:
            return False
        seen.append(name)
        over = figures[name].end_extends
        if over is not None and over != name and not is_whole(over, figures):
            return False
        name = figures[name].extends
    return True


def _laid(name: str, figures: Mapping[str, Figure]) -> Figure:
    figure = figures[name]
    return figure.over(_laid(figure.extends, figures)) if figure.extends else figure
