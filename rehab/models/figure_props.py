"""The things around a body in a picture, each a few numbers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from rehab.errors import did_you_mean
from rehab.models.figure_base import Lean, Length, Point, Range

CALLED = (
    "wobble-board", "slide-board", "rowing-machine", "knee-machine", "bench", "post", "rope", "chair", "wall", "step",
)  # fmt: skip
"""What a plain prop may stand for; the wording of a template has a name for each."""


def _called(value: object) -> object:
    if value not in CALLED:
        hint = did_you_mean(str(value), CALLED) or f"it is one of: {', '.join(CALLED)}"
        raise ValueError(f"there is no word for a '{value}'; {hint}")
    return value


class Thing(Lean):
    """Any prop. ``called`` says what it stands for, where that is not what it is drawn as."""

    called: Annotated[str, BeforeValidator(_called)] | None = None


PROPS = (
    "wall", "step", "chair", "bed", "rail", "band", "strap", "towel", "bandage", "dumbbell", "roller", "rolled-towel",
    "ball", "pillow", "box", "table", "bike", "ankle-hold", "tape", "slider", "cloth", "slope", "disc", "backpack",
    "barbell", "cable", "leg-press", "hack-squat", "calf-machine", "arm-bike",
)  # fmt: skip
"""Every prop that can be drawn."""
Hands = tuple[Literal["hand_r", "hand_l"], ...]
Line = Annotated[tuple[Point, ...], Field(min_length=2)]


class Wall(Thing):
    prop: Literal["wall"]
    x: Length
    height: Length | None = None


class Step(Thing):
    prop: Literal["step"]
    x: Range
    height: Length = 18
    depth: Length = 26


class Chair(Thing):
    prop: Literal["chair"]
    x: Length = 2
    seat: Length = 42
    back: Literal["left", "right", "none"] = "left"


class Bed(Thing):
    prop: Literal["bed"]
    x: Range
    height: Length = 42


class Rail(Thing):
    prop: Literal["rail"]
    x: Length
    height: Length = 95
    z: Range = (-30, 30)


class Band(Thing):
    """A band, strap, towel or rope through points; ``round`` leads it about the sole of a foot."""

    prop: Literal["band", "strap", "towel", "bandage"]
    path: Line | None = None
    round: (
        Literal["ball_r", "ball_l", "heel_r", "heel_l", "ankle_r", "ankle_l", "knee_r", "knee_l", "knees", "ankles"]
        | None
    ) = None
    hands: Hands = ("hand_r", "hand_l")
    wrap: tuple[Literal["ankle_r", "shank_r", "knee_r", "thigh_r", "foot_r", "bent_r"], ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Band:
        if not (self.path or self.round or self.wrap):
            raise ValueError("say where it runs: 'path:' with points, 'round:' a foot or the knees, or 'wrap:' a part")
        return self


class Dumbbell(Thing):
    prop: Literal["dumbbell"]
    at: Hands = ("hand_r",)


class Roller(Thing):
    """A foam roller, or a rolled towel, lying across."""

    prop: Literal["roller", "rolled-towel"]
    x: Length
    y: Length | None = None
    radius: Annotated[float, Field(gt=0.5, le=40)] = 7.5
    half: Annotated[float, Field(gt=1, le=60)] = 24


class Ball(Thing):
    prop: Literal["ball"]
    at: Point
    radius: Annotated[float, Field(gt=0.5, le=50)] = 10


class Pillow(Thing):
    prop: Literal["pillow"]
    x: Range
    y: Range
    z: Range = (-18, 18)


class Box(Thing):
    """A box, a table or a plinth: any block that one leans on or lies on."""

    prop: Literal["box", "table"]
    x: Range
    y: Range = (0, 75)
    z: Range = (-28, 28)


class Bike(Thing):
    prop: Literal["bike"]
    x: Length = 0
    seat: Length = 88


class AnkleHold(Thing):
    """A padded bar that holds the ankles down."""

    prop: Literal["ankle-hold"]
    x: Length
    y: Length


class Tape(Thing):
    """A line on the floor."""

    prop: Literal["tape"]
    path: Line


class Slider(Thing):
    """A slider, or a cloth, under the feet."""

    prop: Literal["slider", "cloth"]
    at: Point
    half: Annotated[float, Field(gt=1, le=40)] = 11


class Slope(Thing):
    """A wedge to stand on, high at the first end."""

    prop: Literal["slope"]
    x: Range
    height: Length = 14
    z: Range = (-12, 14)


class Disc(Thing):
    """A weight disc lying on the floor."""

    prop: Literal["disc"]
    x: Length
    height: Length = 4
    radius: Annotated[float, Field(gt=2, le=40)] = 20


class Backpack(Thing):
    prop: Literal["backpack"]


class Barbell(Thing):
    """A barbell, along the line from hand to hand."""

    prop: Literal["barbell"]
    radius: Annotated[float, Field(gt=2, le=30)] = 17
    half: Annotated[float, Field(gt=20, le=100)] = 66


class Cable(Thing):
    """A cable machine: its tower at x and z, its cable from the pulley along a path."""

    prop: Literal["cable"]
    x: Length
    z: Length = 0
    pulley: Length = 10
    path: Annotated[tuple[Point, ...], Field(min_length=1)]


class Machine(Thing):
    """A machine that fits itself to the body: seat, pads and plate are where back, knees and soles are."""

    prop: Literal["leg-press", "hack-squat", "calf-machine"]
    seat: Length = 32


class ArmBike(Thing):
    """A crank for the hands: its hub at x and y."""

    prop: Literal["arm-bike"]
    x: Length
    y: Length


Prop = Annotated[
    Wall | Step | Chair | Bed | Rail | Band | Dumbbell | Roller | Ball | Pillow | Box | Bike | AnkleHold | Tape | Slider
    | Slope | Disc | Backpack | Barbell | Cable | Machine | ArmBike,
    Field(discriminator="prop"),
]  # fmt: skip
