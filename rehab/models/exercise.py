"""An exercise as the library describes it: what to do, in words a person in pain can follow."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rehab.models.authored import Authored, Identifier, Texts
from rehab.models.care import TagText
from rehab.models.redflag import FlagId

Kind = Literal["load", "stretch", "aerobic", "balance", "mobility", "roll", "massage", "run"]
Position = Literal["lying-back", "lying-front", "lying-side", "sitting", "kneeling", "standing", "moving"]


class Exercise(Authored):
    """One exercise, stretch, walk or drill of the library.

    In ``steps``, ``cues``, ``feel`` and the other sentences, ``{sore}`` stands for the side to work ("left", or
    "sore" when nobody said which) and ``{other}`` for the other one.
    """

    title: str = Field(max_length=60, description="The name a patient reads, such as 'Bridge on your heels'.")
    short_title: str = Field(default="", max_length=22, description="A shorter name for the week sheet.")
    kind: Kind = Field(description="What it is for: load, stretch, aerobic, balance, mobility, roll, massage or run.")
    position: Position = Field(description="The body position it is done in; a session is ordered by it.")
    steps: Texts = Field(
        min_length=1, description="What to do, start position first, one short sentence or two a step."
    )
    cues: Texts = Field(default=(), description="Short reminders of good form.")
    feel: str = Field(max_length=60, description="What one should feel: 'the back of the thigh'.")
    not_feel: str = Field(max_length=60, description="What one should not feel: 'sharp pain or a cramp'.")
    mistake: str = Field(default="", description="The common mistake, and what to do instead.")
    muscles: Texts = Field(default=(), description="The muscles that work or lengthen.")
    equipment: Texts = Field(default=(), description="What is needed, such as 'mat' or 'step'.")
    substitutes: dict[str, str] = Field(default={}, description="A household thing for a piece of equipment.")
    sides: Literal["one", "both", "none"] = Field(
        description="one: done on one side at a time; both: both legs together; none: sides mean nothing (a walk, a bike)."
    )
    easier: str = Field(default="", max_length=60, description="What to do when it is too hard, in a few words.")
    easier_exercise: Identifier | None = Field(default=None, description="The easier exercise of the library.")
    harder: str = Field(default="", max_length=60, description="What comes next when it is too easy.")
    harder_exercise: Identifier | None = Field(default=None, description="The harder exercise of the library.")
    counts_as: tuple[Identifier, ...] = Field(
        default=(),
        description="What it counts as where a phase forbids something: running, jumping, hamstring-stretch, calf-stretch ...",
    )
    moves: Literal["up", "out"] = Field(
        default="up", description="How its tempo is told: up and down, or out and back, such as a foot against a band."
    )
    heavy: Identifier | None = Field(
        default=None, description="The tissue it loads heavily (hamstring, calf ...): two such days keep 48 h apart."
    )
    contraindications: tuple[Identifier, ...] = Field(
        default=(), description="With what it must not be done: codes of contraindications.yaml."
    )
    precautions: Texts = Field(default=(), description="When to take care, in words.")
    seconds_per_rep: float | None = Field(default=None, gt=0, le=60, description="How long one repetition takes.")
    evidence: TagText = Field(
        default="P",
        description="Where the way to do it comes from: P, or V and the key of a source. Doses have their own.",
    )
    figure: Identifier | None = Field(
        default=None, description="The figure that shows it; left out: that of its own id."
    )
    no_figure: str = Field(default="", description="Why there is no picture of it, where none can be drawn.")

    @property
    def codes(self) -> frozenset[str]:
        """What a 'forbid:' or a danger sign takes it out by: its kind, and what it counts as."""
        return frozenset((self.kind, *self.counts_as))


class Contraindication(Authored):
    """Something that an exercise must not be done with."""

    words: str = Field(max_length=60, description="How a card says it, after 'Not with'.")
    flags: tuple[FlagId, ...] = Field(
        default=(), description="A yes to one of these questions takes the exercise out of the plan."
    )
    conditions: tuple[Identifier, ...] = Field(default=(), description="Never scheduled in these protocols.")
