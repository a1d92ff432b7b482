"""The words with which a picture is told to those who cannot see it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from rehab.models.authored import Authored
from rehab.models.figure import MUSCLES
from rehab.models.figure_base import MIDDLE, SIDED
from rehab.models.figure_props import CALLED, PROPS
from rehab.models.filling import Plain, fills

MOVES = (
    "hip", "abd", "knee", "ankle", "invert", "toes", "spread", "shoulder", "sabd", "elbow", "curl", "neck", "pelvis",
    "lean",
)  # fmt: skip
"""What can move, each with a word for more and one for less."""
LIMBS = ("hip", "abd", "knee", "ankle", "invert", "toes", "spread", "shoulder", "sabd", "elbow")
"""What can move on both sides alike."""
WAYS = (
    "up", "down", "forwards", "backwards", "head", "feet", "in", "out", "aside", "up-down", "to-fro", "sideways", "round",
)  # fmt: skip
"""Which way an arrow can point."""


class FigureWords(Authored):
    """How the alt text of a picture is put together."""

    alt: Annotated[str, fills("title", "position", "things", "moves", "arrows", "target", "close")] = Field(
        description="The whole text: the title, the position, then what was found, each a sentence or nothing."
    )
    positions: dict[str, Plain] = Field(description="By position.")
    things: Annotated[str, fills("things")]
    props: dict[str, Annotated[str, fills("side")]] = Field(description="By prop; {side} is the sore one.")
    moves: Annotated[str, fills("moves")]
    more: dict[str, Annotated[str, fills("side")]] = Field(description="By joint: what more of it is called.")
    less: dict[str, Annotated[str, fills("side")]] = Field(description="By joint: what less of it is called.")
    more_both: dict[str, Plain] = Field(description="By joint of a limb: the same of both sides.")
    less_both: dict[str, Plain] = Field(description="By joint of a limb: the same of both sides.")
    arrows: Annotated[str, fills("arrows")] = Field(description="Said where no joint moves enough to be told.")
    arrow: Annotated[str, fills("way", "place")]
    ways: dict[str, Plain] = Field(description="By way that an arrow points.")
    places: dict[str, Annotated[str, fills("side")]] = Field(description="By point of the body.")
    raised: Annotated[str, fills("side")] = Field(description="Of who lies still: which foot is raised.")
    raised_both: Plain
    tightens: Plain = Field(description="Where a muscle tightens and nothing moves.")
    close: Annotated[str, fills("place")] = Field(description="Where there is a close look.")
    target: Annotated[str, fills("muscles")]
    muscles: dict[str, Annotated[str, fills("side")]] = Field(description="By muscle, on one side.")
    join: Plain
    last: Plain
    sides: dict[str, Plain] = Field(description="left and right; sore and other where nobody said which.")

    @model_validator(mode="after")
    def _complete(self) -> FigureWords:
        for words, names in (
            (self.more, MOVES), (self.less, MOVES), (self.more_both, LIMBS), (self.less_both, LIMBS), (self.muscles, MUSCLES), (self.props, (*PROPS, *CALLED)),
            (self.ways, WAYS), (self.places, (*MIDDLE, *SIDED)),
        ):  # fmt: skip
            if missing := [name for name in names if name not in words]:
                raise ValueError(f"there is no word for '{missing[0]}'")
        return self
