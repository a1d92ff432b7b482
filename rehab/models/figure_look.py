"""How figures look: the build, the hair and the colours, which a template sets."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from rehab.models.authored import Authored

Colour = tuple[float, float, float]


def _hex(value: str) -> str:
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", value):
        raise ValueError("a colour is written with six digits, such as C4161C")
    return value.upper()


Hex = Annotated[str, AfterValidator(_hex)]
LEAST_CONTRAST = 2.2
"""The target and the outline against what they lie on: pictures are also printed in grey."""


def rgb(value: str) -> Colour:
    """Return red, green and blue from 0 to 1."""
    red, green, blue = (int(value[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def luminance(value: str) -> float:
    """Return how light a colour is (WCAG), which is also what is left of it in grey."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb(value)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


class FigureColours(Authored):
    """The colours of the pictures, six digits each."""

    line: Hex = "26333D"
    skin: Hex = "F3D9C4"
    shirt: Hex = "9CC7CD"
    shorts: Hex = "86A1B9"
    hair: Hex = "43382F"
    shoe: Hex = "5A6670"
    muscle: Hex = "BE141A"
    arrow: Hex = "14518C"
    mat: Hex = "CFE0DC"
    floor: Hex = "E8EBEE"
    wall: Hex = "E6EAED"
    wood: Hex = "E8DCC8"
    band: Hex = "E0A21B"
    metal: Hex = "8C98A3"
    roller: Hex = "6E7F8D"

    @model_validator(mode="after")
    def _readable(self) -> FigureColours:
        for mark, under in (
            ("muscle", "skin"),
            ("muscle", "shorts"),
            ("muscle", "shirt"),
            ("line", "skin"),
            ("line", "shorts"),
            ("line", "shirt"),
        ):
            found = contrast(getattr(self, mark), getattr(self, under))
            if found < LEAST_CONTRAST:
                raise ValueError(
                    f"'{mark}' is too like '{under}': their contrast is {found:.1f}, and {LEAST_CONTRAST} is needed to "
                    f"tell them apart in grey; make '{mark}' darker or '{under}' lighter"
                )
        if contrast(self.arrow, "FFFFFF") < 4.5:
            raise ValueError("'arrow' is too pale: its contrast on white must be 4.5 or more")
        return self


class FigureLook(Authored):
    """Who is in the pictures."""

    build: Literal["medium", "slim", "large"] = Field(default="medium", description="The build of the body.")
    hair: Literal["short", "bun", "long", "bald"] = Field(default="short", description="The hair.")
    colours: FigureColours = FigureColours()
