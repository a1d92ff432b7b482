"""The words with which a picture is told to those who cannot see it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from rehab.models.authored import Authored
from rehab.models.figure import MUSCLES
from rehab.models.filling import Plain, fills

MOVES = ("hip", "abd", "knee", "ankle", "toes", "shoulder", "sabd", "elbow", "curl", "neck", "pelvis", "lean")
"""What can move, each with a word for more and one for less."""


class FigureWords(Authored):
    """How the alt text of a picture is put together."""

    alt: Annotated[str, fills("title", "position", "things", "moves", "target")] = Field(
        description="The whole text: the title, the position, then what was found, each a sentence or nothing."
    )
    positions: dict[str, Plain] = Field(description="By position.")
    things: Annotated[str, fills("things")]
    props: dict[str, Plain] = Field(description="By prop.")
    moves: Annotated[str, fills("moves")]
    more: dict[str, Annotated[str, fills("side")]] = Field(description="By joint: what more of it is called.")
    less: dict[str, Annotated[str, fills("side")]] = Field(description="By joint: what less of it is called.")
    target: Annotated[str, fills("muscles")]
    muscles: dict[str, Annotated[str, fills("side")]] = Field(description="By muscle, on one side.")
    join: Plain
    last: Plain
    sides: dict[str, Plain] = Field(description="left and right; sore and other where nobody said which.")

    @model_validator(mode="after")
    def _complete(self) -> FigureWords:
        for words, names in ((self.more, MOVES), (self.less, MOVES), (self.muscles, MUSCLES)):
            if missing := [name for name in names if name not in words]:
                raise ValueError(f"there is no word for '{missing[0]}'")
        return self
