"""The one surface: everything on a page is drawn here, as operators of a PDF page.

Places are millimetres: x from the left margin (line A), y from the top of the page. Strings are drawn as they are;
nothing is ever read as markup, and no picture is ever loaded from a path.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from rehab.writers.pdf import fonts, structure
from rehab.writers.pdf.embedding import Letters
from rehab.writers.pdf.file import File, Reference, text_string
from rehab.writers.pdf.fonts import Face
from rehab.writers.pdf.tags import Tags

PaperName = Literal["a4", "letter"]
MM = 72 / 25.4
LIVE = 178.0
COLUMN_B, COLUMN_C, COLUMN_D = 65.0, 93.0, 122.0
Point = tuple[float, float]
_ARC = 0.5523
"""How far the handles of a quarter of a circle reach."""


@dataclass(frozen=True)
class Paper:
    """A paper size in mm with the fixed lines of the page, measured from its top."""

    width: float
    height: float
    left: float
    head: float
    title: float
    content: float
    last: float
    foot_rule: float
    foot: float


PAPERS: dict[PaperName, Paper] = {
    "a4": Paper(210, 297, 16, head=18, title=34, content=48.5, last=276, foot_rule=280, foot=284.6),
    "letter": Paper(215.9, 279.4, 18.95, head=16, title=32, content=46.5, last=258.4, foot_rule=262.4, foot=267),
}


def _mixed(accent: str, share: float) -> str:
    parts = [int(accent[place : place + 2], 16) for place in (0, 2, 4)]
    return "".join(f"{round(255 - (255 - part) * share):02X}" for part in parts)


def palette(accent: str) -> dict[str, str]:
    """Return the colours of the page by name; both tints are made from the accent."""
    return {
        "ink": "1B2A33",
        "grey": "4A5860",
        "accent": accent,
        "side": "5F6E76",
        "writing": "7F8E96",
        "grid": "B4BFC5",
        "hairline": "CFD7DB",
        "tint2": _mixed(accent, 0.17),
        "tint1": _mixed(accent, 0.07),
        "stripe": "F3F6F7",
        "amber-band": "EEF1F2",
        "red-band": "DDE2E5",
        "green": "4C9A63",
        "amber": "F0B030",
        "red": "B3261E",
        "white": "FFFFFF",
    }


class Sheet:
    """A document being drawn, page after page."""

    def __init__(self, paper: Paper, *, accent: str, title: str, language: str) -> None:
        self.paper = paper
        self.colours = palette(accent)
        self.tags = Tags()
        self._title, self._language = fonts.printable(title), language
        self._file = File()
        self._inks = {name: _ink(value) for name, value in self.colours.items()}
        self._letters: dict[Face, Letters] = {face: Letters(face) for face in fonts.NAMES}
        self._faces: dict[tuple[Face, int], str] = {}
        self._outside: dict[str | bytes, Reference] = {}
        self._pages: list[Reference] = []
        self._tree, self._resources = self._file.number(), self._file.number()
        self._outline: list[tuple[str, Reference]] = []
        self._code: list[str] = []
        self._state: dict[str, str] = {}
        self._shift = 0.0

    # -- pages ----------------------------------------------------------------------------------------------------

    @contextmanager
    def page(self) -> Iterator[None]:
        """Draw one page."""
        self.tags.start_page()
        self._pages.append(self._file.number())
        self._code, self._state = [], {}
        yield
        self._code.extend(self.tags.close())
        content = self._file.stream("", "\n".join(self._code).encode("latin-1"))
        width, height = self.paper.width * MM, self.paper.height * MM
        self._file.put(
            f"<</Type/Page/Parent {self._tree} 0 R/MediaBox[0 0 {width:.4f} {height:.4f}]/Resources {self._resources} 0 R"
            f"/Contents {content} 0 R/StructParents {len(self._pages) - 1}/Tabs/S>>",
            self._pages[-1],
        )

    def bookmark(self, title: str) -> None:
        """Add an outline entry that leads to the top of this page."""
        self._outline.append((fonts.printable(title), self._pages[-1]))

    def tag(
        self, role: str, *, key: Hashable = None, alt: str = "", actual: str = "", scope: str = "", span: int = 1,
        area: tuple[float, float, float, float] | None = None,
    ) -> Any:  # fmt: skip
        """Open a structure element; ``area`` is x, y, width and height of a figure in mm."""
        box = None
        if area:
            x, y, width, height = area
            left, bottom = self._at(x, y + height)
            box = (left, bottom, left + width * MM, bottom + height * MM)
        return self.tags.element(role, key=key, alt=alt, actual=actual, scope=scope, span=span, box=box)

    @contextmanager
    def shifted(self, x: float) -> Iterator[None]:
        """Draw everything inside so many mm further right."""
        self._shift += x
        yield
        self._shift -= x

    def furniture(self) -> Any:
        """Make everything drawn inside page furniture that is not read aloud."""
        return self.tags.furniture()

    # -- marks on the page ----------------------------------------------------------------------------------------

    def text(self, x: float, y: float, text: str, *, face: Face, size: float, colour: str) -> None:
        """Draw a printable text with its baseline at y, starting at x."""
        if not text:
            return
        self._mark(shape=False)
        self._set("rg", self._inks[colour])
        left, bottom = self._at(x, y)
        made = ["BT"]
        for place, (number, piece) in enumerate(self._letters[face].pieces(text)):
            self._set("Tf", f"{self._face(face, number)} {size:g}", made)
            if not place:
                made.append(f"{left:.1f} {bottom:.1f} Td")
            made.append(f"({piece}) Tj")
        made.append("ET")
        self._code.append(" ".join(made))

    def line(
        self,
        points: Sequence[Point],
        *,
        width: float,
        colour: str,
        closed: bool = False,
        fill: str | None = None,
        round_ends: bool = False,
    ) -> None:
        """Draw a line through the points; ``width`` in points of type, 0 for a filled shape without an outline."""
        self._mark(shape=True)
        x, y = points[0]
        way = tuple((round((across - x) * MM, 3), round((y - down) * MM, 3)) for across, down in points[1:])
        self._shape(x, y, _way(way, closed), width, colour, fill, round_ends)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        stroke: float = 0.0,
        colour: str = "ink",
        fill: str | None = None,
        radius: float = 0.0,
    ) -> None:
        """Draw a box with its upper left corner at x, y; ``stroke`` in points, ``radius`` in mm."""
        self._mark(shape=True)
        self._shape(x, y + height, _rectangle(width, height, radius), stroke, colour, fill)

    def disc(self, x: float, y: float, radius: float, *, fill: str) -> None:
        """Draw a filled circle around x, y."""
        self._mark(shape=True)
        self._shape(x, y, _circle(radius), 0.0, fill, fill)

    def picture(
        self, x: float, y: float, width: float, height: float, *, key: str, content: Callable[[], bytes]
    ) -> None:
        """Draw a picture with its upper left corner at x, y; its ``content`` is asked for and stored once per ``key``.

        ``content`` returns compressed PDF operators for a box of this size in points.
        """
        self._mark(shape=True)
        if key not in self._outside:
            box = f"/BBox[0 0 {width * MM:.2f} {height * MM:.2f}]"
            entries = f"/Type/XObject/Subtype/Form{box}/Resources<<>>"
            self._outside[key] = self._file.stream(entries, content(), ready=True)
        left, bottom = self._at(x, y + height)
        self._code.append(f"q 1 0 0 1 {left:.2f} {bottom:.2f} cm /X{self._outside[key]} Do Q")

    def image(self, x: float, y: float, width: float, height: float, png: bytes) -> None:
        """Draw a PNG picture from memory with its upper left corner at x, y."""
        self._mark(shape=True)
        if png not in self._outside:
            from PIL import Image

            with Image.open(io.BytesIO(png), formats=("PNG",)) as opened:
                image = opened.convert("RGB")
            entries = f"/Width {image.width}/Height {image.height}/ColorSpace/DeviceRGB/BitsPerComponent 8"
            self._outside[png] = self._file.stream(f"/Type/XObject/Subtype/Image{entries}", image.tobytes())
        left, bottom = self._at(x, y + height)
        sizes = f"{width * MM:.2f} 0 0 {height * MM:.2f} {left:.2f} {bottom:.2f}"
        self._code.append(f"q {sizes} cm /X{self._outside[png]} Do Q")

    def finish(self) -> bytes:
        """Write what holds the pages together, and return the file."""
        put = self._file.put
        fonts_of = {
            face: self._letters[face].fonts(self._file) for face in dict.fromkeys(face for face, _ in self._faces)
        }
        named = "".join(f"{name} {fonts_of[face][number]} 0 R" for (face, number), name in self._faces.items())
        outside = "".join(f"/X{number} {number} 0 R" for number in self._outside.values())
        put(f"<</Font<<{named}>>/XObject<<{outside}>>>>", self._resources)
        kids = " ".join(f"{page} 0 R" for page in self._pages)
        put(f"<</Type/Pages/Count {len(self._pages)}/Kids[{kids}]>>", self._tree)
        root = put(
            f"<</Type/Catalog/Pages {self._tree} 0 R/Outlines {self._outlines()} 0 R/Lang{text_string(self._language)}"
            f"/MarkInfo<</Marked true>>/StructTreeRoot {structure.written(self.tags, self._file, self._pages)} 0 R"
            "/ViewerPreferences<</DisplayDocTitle true>>>>"
        )
        info = put(f"<</Title{text_string(self._title)}/Creator(rehab)/Producer(rehab)>>")
        return self._file.written(root, info)

    # -- below: operators -----------------------------------------------------------------------------------------

    def _at(self, x: float, y: float) -> Point:
        return (self.paper.left + self._shift + x) * MM, (self.paper.height - y) * MM

    def _mark(self, *, shape: bool) -> None:
        self._code.extend(self.tags.mark(shape=shape))

    def _set(self, operator: str, value: str, into: list[str] | None = None) -> None:
        """Set a colour or a font, unless it is set already."""
        if self._state.get(operator) != value:
            self._state[operator] = value
            (self._code if into is None else into).append(f"{value} {operator}")

    def _face(self, face: Face, number: int) -> str:
        return self._faces.setdefault((face, number), f"/F{len(self._faces) + 1}")

    def _shape(
        self, x: float, y: float, path: str, width: float, colour: str, fill: str | None, round_ends: bool = False
    ) -> None:
        """Draw a path that begins at x, y, in a space of its own.

        Equal shapes are equal text but for their place, which compresses to a few bytes: 3 % of the size of a booklet.
        """
        made = []
        if fill:
            made.append(f"{self._inks[fill]} rg")
        if width:
            ends = " 1 J 1 j" if round_ends else ""
            made.append(f"{self._inks[colour]} RG {width:g} w{ends}")
        paint = "B" if fill and width else "f" if fill else "S"
        left, bottom = self._at(x, y)
        self._code.append(f"q 1 0 0 1 {left:.2f} {bottom:.2f} cm {' '.join([*made, path])} {paint} Q")

    def _outlines(self) -> Reference:
        """Add the outline, and return where it begins."""
        top = self._file.number()
        numbers = [self._file.number() for _ in self._outline]
        for place, (title, page) in enumerate(self._outline):
            before = f"/Prev {numbers[place - 1]} 0 R" if place else ""
            after = f"/Next {numbers[place + 1]} 0 R" if place + 1 < len(numbers) else ""
            entries = f"/Title{text_string(title)}/Parent {top} 0 R{before}{after}/Dest[{page} 0 R/Fit]"
            self._file.put(f"<<{entries}>>", numbers[place])
        ends = f"/First {numbers[0]} 0 R/Last {numbers[-1]} 0 R/Count {len(numbers)}" if numbers else ""
        return self._file.put(f"<</Type/Outlines{ends}>>", top)


def _ink(value: str) -> str:
    """A colour of six digits as three numbers, exact to the 255th."""
    return " ".join(f"{int(value[place : place + 2], 16) / 255:.3g}" for place in (0, 2, 4))


def _way(points: Sequence[Point], closed: bool) -> str:
    return f"0 0 m {' '.join([f'{x:g} {y:g} l' for x, y in points])}{' h' if closed else ''}"


@lru_cache(maxsize=2048)
def _rectangle(width: float, height: float, radius: float) -> str:
    """A box of mm from its lower left corner."""
    w, h, r = (round(value * MM, 2) for value in (width, height, radius))
    if not radius:
        return f"0 0 {w:g} {h:g} re"
    t = r * (1 - _ARC)
    return (
        f"{r:g} 0 m {_numbers(w - r, 0)} l {_numbers(w - t, 0, w, t, w, r)} c {_numbers(w, h - r)} l "
        f"{_numbers(w, h - t, w - t, h, w - r, h)} c {_numbers(r, h)} l {_numbers(t, h, 0, h - t, 0, h - r)} c "
        f"{_numbers(0, r)} l {_numbers(0, t, t, 0, r, 0)} c h"
    )


@lru_cache(maxsize=64)
def _circle(radius: float) -> str:
    """A circle of mm around the origin."""
    r = radius * MM
    t = r * _ARC
    return (
        f"{_numbers(r, 0)} m {_numbers(r, t, t, r, 0, r)} c {_numbers(-t, r, -r, t, -r, 0)} c "
        f"{_numbers(-r, -t, -t, -r, 0, -r)} c {_numbers(t, -r, r, -t, r, 0)} c h"
    )


def _numbers(*values: float) -> str:
    return " ".join([f"{round(value, 2):g}" for value in values])
