"""How a printed plan looks and what its headings say: a template, which clinics copy and change."""

from __future__ import annotations

import re
from typing import Annotated, Literal, NamedTuple, get_args

from pydantic import AfterValidator, Field, PrivateAttr, model_validator

from rehab.models.authored import Authored, Identifier, Texts
from rehab.models.figure_look import FigureLook
from rehab.models.wording import Wording

Section = Literal["safety", "cover", "weeks", "cards", "gates", "phases", "education", "sources"]
SECTIONS: tuple[Section, ...] = get_args(Section)
"""Every section, in the usual order."""
ALWAYS: dict[Section, str] = {
    "safety": "it holds the safety questions",
    "cover": "it holds the stop signs",
    "gates": "it holds the three lights, which say when to ease off and when to stop",
    "sources": "it holds the limits of the plan and its sources",
}
"""Sections a template may not leave out, and why."""

_LOWEST_CONTRAST_ON_WHITE = 7.0
_LOWEST_CONTRAST_ON_TINT = 4.5
_TINT_SHARE = 0.17


def _luminance(colour: tuple[float, float, float]) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _accent(value: str) -> str:
    """Accept an accent that is readable on white and on its own tint (WCAG contrast)."""
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", value):
        raise ValueError("a colour is written with six digits, such as 0B5C6B")
    red, green, blue = (int(value[place : place + 2], 16) / 255 for place in (0, 2, 4))
    own = _luminance((red, green, blue))
    tint = _luminance((1 - (1 - red) * _TINT_SHARE, 1 - (1 - green) * _TINT_SHARE, 1 - (1 - blue) * _TINT_SHARE))
    if 1.05 / (own + 0.05) < _LOWEST_CONTRAST_ON_WHITE or (tint + 0.05) / (own + 0.05) < _LOWEST_CONTRAST_ON_TINT:
        found = f"{1.05 / (own + 0.05):.1f} on white and {(tint + 0.05) / (own + 0.05):.1f} on its own tint"
        raise ValueError(
            f"this colour is too pale to read: its contrast is {found}; it must be 7 and 4.5 or more, so take a darker one"
        )
    return value.upper()


class Clinic(Authored):
    """Whose paper it is; an empty phone prints a line to write on, a logo stands in place of the name."""

    name: str = Field(default="", max_length=5000)
    phone: str = Field(default="", max_length=200)
    logo: str = Field(default="", max_length=400, description="A PNG or JPEG file, seen from the template.")


USUAL_MARGIN = 10.0
"""What most printers leave white at an edge, in mm; nothing prints nearer."""


class Margins(Authored):
    """The white around a page in mm. The text is 178 wide, so that a pen can tick seven days: the right follows the left."""

    top: float = Field(
        default=USUAL_MARGIN, ge=USUAL_MARGIN, le=45, description="Above the running head; for a letterhead."
    )
    bottom: float = Field(default=USUAL_MARGIN, ge=USUAL_MARGIN, le=30, description="Below the foot.")
    left: float | None = Field(
        default=None, ge=USUAL_MARGIN, le=21, description="For holes; left out: as much as on the right."
    )


Face = Literal["regular", "semibold"]
FAMILIES: dict[str, dict[Face, str]] = {
    "source-sans": {"regular": "SourceSansPro-Regular.ttf", "semibold": "SourceSansPro-Semibold.ttf"},
    "source-sans-strong": {"regular": "SourceSansPro-Semibold.ttf", "semibold": "SourceSansPro-Black.ttf"},
}
"""The typefaces that come with the program: the file of each face."""


class FontChoice(Authored):
    """A typeface that comes with the program, or the two TrueType files of a clinic's own."""

    family: Literal["source-sans", "source-sans-strong"] = "source-sans"
    regular: str = Field(default="", max_length=400, description="A TrueType file, seen from the template.")
    semibold: str = Field(default="", max_length=400, description="The same for headings and key words.")

    @model_validator(mode="after")
    def _has_both(self) -> FontChoice:
        if bool(self.regular) != bool(self.semibold):
            raise ValueError("a typeface of your own needs both 'regular:' and 'semibold:', a file each")
        return self


class Typeface(NamedTuple):
    """Two checked font files, under a name that tells them from others."""

    name: str
    regular: bytes
    semibold: bytes


class Logo(NamedTuple):
    """A picture made safe to print: its size in pixels and its PNG bytes."""

    width: int
    height: int
    png: bytes


def _complete(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    if missing := [section for section in ALWAYS if section not in sections]:
        raise ValueError(f"the section '{missing[0]}' cannot be left out: {ALWAYS[missing[0]]}")
    if twice := [section for number, section in enumerate(sections) if section in sections[:number]]:
        raise ValueError(f"the section '{twice[0]}' stands twice")
    if sections[:2] != ("safety", "cover"):
        raise ValueError("'safety' and 'cover' come first: nothing may stand before the questions and the stop signs")
    if sections[-1] != "sources":
        raise ValueError("'sources' comes last: that page is for clinicians")
    return sections


class Template(Authored):
    """The looks of a printed plan: paper, accent colour, sections, and the words around the plan."""

    id: Identifier
    title: str = ""
    extends: str | None = Field(default=None, description="The template this file changes.")
    layout: Literal["booklet", "one-page", "week", "large-print", "reference"] = Field(
        default="booklet",
        description="booklet, one-page, week and large-print: for the patient; reference: for a clinician to sign.",
    )
    language: str = Field(default="en-GB", pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")
    paper: Literal["a4", "letter"] = "a4"
    accent: Annotated[str, AfterValidator(_accent)] = Field(
        default="0B5C6B", description="Six digits; 7:1 on white or better."
    )
    margins: Margins = Margins()
    font: FontChoice = FontChoice()
    clinic: Clinic = Clinic()
    sections: Annotated[tuple[Section, ...], AfterValidator(_complete)] = Field(
        description="Which sections print, in which order; safety and cover come first, sources last."
    )
    call_notices: Texts = Field(default=(), description="Codes of notices that print beside 'Call your clinic'.")
    limit_notices: Texts = Field(default=(), description="Codes of notices that print first, in a frame.")
    safety_notices: Texts = Field(default=(), description="Codes of notices that print beside the safety questions.")
    side_notices: Texts = Field(default=(), description="Codes of notices that print beside the box for the side.")
    last_notices: Texts = Field(default=(), description="Codes of notices that print on the last page.")
    figures: FigureLook = Field(default=FigureLook(), description="Who is in the pictures, and their colours.")
    wording: Wording

    _logo: Logo | None = PrivateAttr(default=None)
    _typeface: Typeface | None = PrivateAttr(default=None)

    @property
    def logo(self) -> Logo | None:
        """The picture of the clinic, if it has been read."""
        return self._logo

    @property
    def typeface(self) -> Typeface | None:
        """The clinic's own typeface, if it has been read."""
        return self._typeface

    def with_typeface(self, typeface: Typeface) -> Template:
        """The same template with its typeface."""
        made = self.model_copy()
        made._typeface = typeface
        return made

    def with_logo(self, logo: Logo) -> Template:
        """The same template with its picture."""
        made = self.model_copy()
        made._logo = logo
        return made

    @model_validator(mode="after")
    def _has_its_words(self) -> Template:
        if self.layout == "reference" and self.wording.sheet is None:
            raise ValueError("the layout 'reference' needs 'wording: sheet:'; 'extends: clinician' brings it")
        if self.layout == "one-page" and self.wording.one_page is None:
            raise ValueError("the layout 'one-page' needs 'wording: one_page:'; 'extends: clinic' brings it")
        return self
