"""A picture as data: a pose in clinical angles, what is pinned where, the things around it, and what moves.

Angles are degrees from the anatomical position, flexion positive. Lengths are centimetres for a person of 170 cm:
x the way the figure faces, y up from the floor, z towards the viewer. ``_r`` is the sore side, drawn nearest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from rehab.errors import did_you_mean
from rehab.models.authored import Authored, Identifier

SIDED = ("hip", "knee", "ankle", "heel", "ball", "toe", "sole", "heelback", "shoulder", "elbow", "wrist", "hand", "fingers")  # fmt: skip
MIDDLE = ("pelvis", "seat", "lowback", "back", "belly", "chest", "c7", "skull", "crown", "face", "chin")
POINTS = (*MIDDLE, *(f"{name}_{side}" for name in SIDED for side in "rl"))
"""Every point of the body that an author may name."""

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
Length = Annotated[float, Field(ge=-400, le=400)]
Spot = Annotated[tuple[Length, ...], Field(min_length=2, max_length=3)]
Heights = Annotated[tuple[Length | None, ...], Field(min_length=2, max_length=2)]
Range = tuple[Length, Length]


def _point(value: Any) -> Any:
    """Read a point: ``hand_r``, ``[hand_r, dx, dy, dz]`` or ``[x, y, z]``, as a name (or "") and three numbers."""
    parts = [value] if isinstance(value, str) else list(value) if isinstance(value, tuple | list) else []
    name = parts.pop(0) if parts and isinstance(parts[0], str) else ""
    if not all(isinstance(part, int | float) and not isinstance(part, bool) for part in parts) or len(parts) > 3:
        raise ValueError("a point is a joint, [joint, dx, dy, dz] or [x, y, z]")
    if name not in (*POINTS, ""):
        raise ValueError(f"there is no point '{name}' on the body; {did_you_mean(name, POINTS) or _FEW_POINTS}")
    if not name and len(parts) < 2:
        raise ValueError("a point is a joint, [joint, dx, dy, dz] or [x, y, z]")
    x, y, z = (float(part) for part in [*parts, 0.0, 0.0, 0.0][:3])
    return name, x, y, z


_FEW_POINTS = "such as knee_r, hand_l, ball_r, seat, c7; docs/figures.md has them all"
Point = Annotated[tuple[str, Length, Length, Length], BeforeValidator(_point)]


def _muscle(value: Any) -> Any:
    bare = value.removesuffix("_r").removesuffix("_l") if isinstance(value, str) else ""
    if bare not in MUSCLES:
        hint = did_you_mean(bare, MUSCLES) or f"it is one of: {', '.join(MUSCLES)}"
        raise ValueError(f"there is no muscle '{value}' to show; {hint}")
    return value


Muscle = Annotated[str, BeforeValidator(_muscle)]


def _known(value: Any) -> Any:
    if value not in (*POINTS, *SIDED):
        raise ValueError(f"there is no point '{value}' on the body; {did_you_mean(str(value), POINTS) or _FEW_POINTS}")
    return value


def _foot(value: Any) -> Any:
    if isinstance(value, str) and value in ("free", "flat"):
        return {value: True}
    return {"at": value} if isinstance(value, list | tuple) else value


def _hand(value: Any) -> Any:
    if isinstance(value, str):
        return {"free": True} if value == "free" else {"to": value}
    return {"at": value} if isinstance(value, list | tuple) else value


class _Lean(Authored):
    """A mapping that is written without what was left out."""

    @model_serializer(mode="wrap")
    def _short(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        whole: dict[str, Any] = handler(self)
        return {key: value for key, value in whole.items() if key in self.model_fields_set}


class Foot(_Lean):
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


class Hand(_Lean):
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


class Pose(_Lean):
    """One position of the body. A name without a side sets both; what is left out comes from what it extends."""

    frame: Literal["upright", "supine", "prone", "side"] | None = Field(
        default=None,
        description="How the trunk lies before it leans: upright, face up, face down, or on its left side.",
    )
    rests_on: Literal["all", "seat", "body"] | None = Field(
        default=None, description="What comes to rest on the support: the lowest point, the seat, or trunk and head."
    )
    support: float | None = Field(default=None, ge=0, le=120, description="How high the support is: a seat is 42.")
    pelvis: Heights | None = Field(default=None, description="Where the hips are: [x, y]; y null finds the height.")
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


class View(_Lean):
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


class Wall(_Lean):
    prop: Literal["wall"]
    x: Length
    height: Length | None = None


class Step(_Lean):
    prop: Literal["step"]
    x: Range
    height: Length = 18
    depth: Length = 26


class Chair(_Lean):
    prop: Literal["chair"]
    x: Length = 2
    seat: Length = 42
    back: Literal["left", "right", "none"] = "left"


class Bed(_Lean):
    prop: Literal["bed"]
    x: Range
    height: Length = 42


class Rail(_Lean):
    prop: Literal["rail"]
    x: Length
    height: Length = 95
    z: Range = (-30, 30)


class Band(_Lean):
    """A band, strap, towel or rope through points; ``round`` leads it about the sole of a foot."""

    prop: Literal["band", "strap", "towel", "bandage"]
    path: Annotated[tuple[Point, ...], Field(min_length=2)] | None = None
    round: (
        Literal["ball_r", "ball_l", "heel_r", "heel_l", "ankle_r", "ankle_l", "knee_r", "knee_l", "knees", "ankles"]
        | None
    ) = None
    hands: tuple[Literal["hand_r", "hand_l"], ...] = ("hand_r", "hand_l")
    wrap: tuple[Literal["ankle_r", "shank_r", "knee_r", "thigh_r", "foot_r"], ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Band:
        if not (self.path or self.round or self.wrap):
            raise ValueError("say where it runs: 'path:' with points, 'round:' a foot or the knees, or 'wrap:' a part")
        return self


class Dumbbell(_Lean):
    prop: Literal["dumbbell"]
    at: tuple[Literal["hand_r", "hand_l"], ...] = ("hand_r",)


class Roller(_Lean):
    """A foam roller, or a rolled towel, lying across."""

    prop: Literal["roller", "rolled-towel"]
    x: Length
    y: Length | None = None
    radius: Annotated[float, Field(gt=0.5, le=40)] = 7.5
    half: Annotated[float, Field(gt=1, le=60)] = 24


class Ball(_Lean):
    prop: Literal["ball"]
    at: Point
    radius: Annotated[float, Field(gt=0.5, le=50)] = 10


class Pillow(_Lean):
    prop: Literal["pillow"]
    x: Range
    y: Range
    z: Range = (-18, 18)


class Box(_Lean):
    """A box, a table or a plinth: any block that one leans on or lies on."""

    prop: Literal["box", "table"]
    x: Range
    y: Range = (0, 75)
    z: Range = (-28, 28)


class Bike(_Lean):
    prop: Literal["bike"]
    x: Length = 0
    seat: Length = 88


class AnkleHold(_Lean):
    """A padded bar that holds the ankles down."""

    prop: Literal["ankle-hold"]
    x: Length
    y: Length


Prop = Annotated[
    Wall | Step | Chair | Bed | Rail | Band | Dumbbell | Roller | Ball | Pillow | Box | Bike | AnkleHold,
    Field(discriminator="prop"),
]


class Arrow(_Lean):
    """What moves which way: along the true path of a point, straight between two points, or round one."""

    trace: Annotated[Point | None, Field(default=None, description="The point whose path it follows.")]
    line: tuple[Point, Point] | None = Field(default=None, description="From one point to another, at the end pose.")
    circle: Annotated[Point | None, Field(default=None, description="The point it goes round.")]
    gap: Length = Field(default=0, description="How far beside the path; the other side with a minus.")
    part: tuple[float, float] = Field(default=(0.06, 0.94), description="Which part of the path.")
    bow: Length = Field(default=0, description="How far a line bows out.")
    radius: Length = 14
    turn: tuple[float, float] = Field(default=(205, -80), description="From and to which angle a circle goes.")
    both: bool = Field(default=False, description="A head at both ends.")
    back: bool = Field(default=False, description="The other way round.")

    @model_validator(mode="after")
    def _one_kind(self) -> Arrow:
        if [self.trace, self.line, self.circle].count(None) != 2:
            raise ValueError("an arrow has one of 'trace:', 'line:' and 'circle:'")
        return self


class Figure(_Lean):
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
        "lying-back", "lying-front", "lying-side", "sitting", "long-sitting", "kneeling", "four-point", "standing"
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
