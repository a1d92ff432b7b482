"""The one surface: besides ``fonts``, ``form`` (its fields) and ``structure``, the only module that touches ReportLab.

Places are millimetres: x from the left margin (line A), y from the top of the page. Strings are drawn as they are;
nothing is ever read as markup, and no picture is ever loaded from a path.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream
from reportlab.pdfgen.canvas import Canvas

from rehab.models.form import FormField
from rehab.writers.pdf import fonts
from rehab.writers.pdf.fonts import Face
from rehab.writers.pdf.form import Form
from rehab.writers.pdf.packing import packed
from rehab.writers.pdf.structure import add_structure
from rehab.writers.pdf.tags import Tags

PaperName = Literal["a4", "letter"]
MM = 72 / 25.4
LIVE = 178.0
COLUMN_B, COLUMN_C, COLUMN_D = 65.0, 93.0, 122.0
Point = tuple[float, float]
_ARC = 0.5523
"""How far the handles of a quarter of a circle reach."""
_ESCAPED = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})


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
    edge: float = 10.2
    """Nothing is printed above this."""


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
        self._file = io.BytesIO()
        for face in fonts.FACES:
            fonts.load(face)
        self._canvas = Canvas(
            self._file,
            pagesize=(paper.width * MM, paper.height * MM),
            pageCompression=1,
            invariant=1,
            lang=language,
            pdfVersion=(1, 7),
            initialFontName=fonts.name("regular"),
            initialFontSize=12.5,
        )
        self._canvas.setTitle(fonts.printable(title))
        self._canvas.setAuthor("")
        self._canvas.setSubject("")
        self._canvas.setCreator("rehab")
        self._canvas.setProducer("rehab")
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        self._fonts: dict[Face, str] = {}
        self._state: dict[str, str] = {}
        self._pages: list[str] = []
        self._marked = 0
        self._pictures: set[str] = set()
        self._shift = 0.0
        self.form: Form | None = None
        """The fields to fill in, for a document that has some."""

    # -- pages ----------------------------------------------------------------------------------------------------

    @contextmanager
    def page(self) -> Iterator[None]:
        """Draw one page."""
        self.tags.start_page()
        document = self._canvas._doc
        self._pages.append(document.thisPageName())
        document.inPage()
        self._state = {}
        yield
        self._code.extend(self.tags.close())
        number = len(self._pages) - 1
        self._canvas.showPage()
        page = document.idToObject[self._pages[number]]
        page.Trans = None  # ReportLab writes an empty transition, which validators refuse
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = number, PDFName("S")

    def bookmark(self, title: str) -> None:
        """Add an outline entry that leads to the top of this page."""
        self._marked += 1  # two titles may stand on one page
        key = f"title-{self._marked}"
        self._canvas.bookmarkPage(key)
        self._canvas.addOutlineEntry(fonts.printable(title), key, level=0)

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
        self._set("rg", _ink(self.colours[colour]))
        left, bottom = self._at(x, y)
        if text.isascii():  # ReportLab gives these letters their own codes in the first font of a face
            font = f"{self._first_font(face)} {size:g}"
            told = "" if self._state.get("Tf") == font else f"{font} Tf "
            self._state["Tf"] = font
            self._code.append(f"BT {told}{left:.1f} {bottom:.1f} Td ({text.translate(_ESCAPED)}) Tj ET")
            return
        made = ["BT"]
        for place, (font, piece) in enumerate(self._pieces(text, face)):
            self._set("Tf", f"{font} {size:g}", made)
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

    def picture(self, x: float, y: float, width: float, height: float, *, key: str, content: Callable[[], str]) -> None:
        """Draw a picture with its upper left corner at x, y; its ``content`` is made and stored once per ``key``.

        ``content`` returns PDF operators for a box of this size in points.
        """
        self._mark(shape=True)
        document = self._canvas._doc
        if key not in self._pictures:
            document.addForm(key, _form(width * MM, height * MM, content()))
            self._pictures.add(key)
        left, bottom = self._at(x, y + height)
        self._code.append(f"q 1 0 0 1 {left:.2f} {bottom:.2f} cm")
        self._canvas.doForm(key)
        self._code.append("Q")

    def image(self, x: float, y: float, width: float, height: float, png: bytes) -> None:
        """Draw a PNG picture from memory with its upper left corner at x, y."""
        self._mark(shape=True)
        left, bottom = self._at(x, y + height)
        self._canvas.drawImage(ImageReader(io.BytesIO(png)), left, bottom, width * MM, height * MM)

    def field(self, x: float, y: float, width: float, height: float, field: FormField) -> None:
        """Lay a field to fill in over what is drawn there, its upper left corner at x, y."""
        if self.form is None or self.form.has(field):
            return
        left, bottom = self._at(x, y + height)
        area = (left, bottom, left + width * MM, bottom + height * MM)
        self.tags.attach(self.form.add(self._canvas, field, area))

    def finish(self) -> bytes:
        """Write the structure tree and return the file."""
        document = self._canvas._doc
        if self.form:
            self.form.finish(self._canvas)
        document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        document.Catalog.StructTreeRoot = add_structure(document, self.tags, self._pages, self.form)
        self._canvas.save()
        return packed(self._file.getvalue())

    # -- below: ReportLab -----------------------------------------------------------------------------------------

    @property
    def _code(self) -> list[str]:
        code: list[str] = self._canvas._code
        return code

    def _at(self, x: float, y: float) -> Point:
        return (self.paper.left + self._shift + x) * MM, (self.paper.height - y) * MM

    def _mark(self, *, shape: bool) -> None:
        self._code.extend(self.tags.mark(shape=shape))

    def _set(self, operator: str, value: str, into: list[str] | None = None) -> None:
        """Set a colour or a font, unless it is set already."""
        if self._state.get(operator) != value:
            self._state[operator] = value
            (self._code if into is None else into).append(f"{value} {operator}")

    def _first_font(self, face: Face) -> str:
        """The name of the font with the first 256 letters of a face."""
        if face not in self._fonts:
            self._fonts[face] = fonts.load(face).getSubsetInternalName(0, self._canvas._doc)
        return self._fonts[face]

    def _pieces(self, text: str, face: Face) -> Iterator[tuple[str, str]]:
        """Yield a text as strings of a page, each with the name of its font: one holds no more than 256 letters."""
        document, font = self._canvas._doc, fonts.load(face)
        for number, codes in font.splitString(text, document):
            yield font.getSubsetInternalName(number, document), self._canvas._escape(codes)

    def _shape(
        self, x: float, y: float, path: str, width: float, colour: str, fill: str | None, round_ends: bool = False
    ) -> None:
        """Draw a path that begins at x, y, in a space of its own.

        Equal shapes are equal text but for their place, which compresses to a few bytes: 3 % of the size of a booklet.
        """
        made = []
        if fill:
            made.append(f"{_ink(self.colours[fill])} rg")
        if width:
            ends = " 1 J 1 j" if round_ends else ""
            made.append(f"{_ink(self.colours[colour])} RG {width:g} w{ends}")
        paint = "B" if fill and width else "f" if fill else "S"
        left, bottom = self._at(x, y)
        self._code.append(f"q 1 0 0 1 {left:.2f} {bottom:.2f} cm {' '.join([*made, path])} {paint} Q")


def _form(width: float, height: float, operators: str) -> PDFStream:
    """A picture of this size in points."""
    form = PDFStream(content=_shrunk(operators))
    entries = {"Type": "/XObject", "Subtype": "/Form", "FormType": 1, "Filter": "[ /FlateDecode ]"}
    box = PDFArray([0, 0, round(width, 2), round(height, 2)])
    more = {"BBox": box, "Matrix": PDFArray([1, 0, 0, 1, 0, 0]), "Resources": PDFDictionary({})}
    form.dictionary = PDFDictionary({**entries, **more})
    return form


@lru_cache(maxsize=512)
def _shrunk(operators: str) -> bytes:
    """Kept, since pictures are the same for everybody: 3 % of the time of a booklet."""
    return zlib.compress(operators.encode("latin-1"))


@lru_cache(maxsize=256)
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
