"""The two faces of the page: their widths, and what stands in for a character they lack.

A document is written in one family; ``using`` says which, so that no text has to carry its family with it.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from typing import get_args

import font_source_sans_pro
from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from rehab.models.template import FAMILIES, Face, Template, Typeface

__all__ = ["FACES", "Face", "family", "load", "missing", "name", "printable", "using", "width"]
FACES: tuple[Face, ...] = get_args(Face)
_USUAL = "source-sans"
_FAMILY = ContextVar("family", default=_USUAL)
_own: dict[str, Typeface] = {}

# ReportLab reads these from the environment and from files of the user: set them after its import.
rl_config.toColorCanUse = None
rl_config.trustedHosts = None
rl_config.trustedSchemes = []
rl_config.useA85 = 0

_SAME_MEANING = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2032": "'", "\u2033": '"', "\u202f": "\u00a0", "\u2009": " "}
)
_BLANK = re.compile(r"[\t\n\r\f\v\u2028\u2029\x85]+")


@contextmanager
def using(template: Template) -> Iterator[None]:
    """Measure and draw everything inside in the typeface of a template."""
    if template.typeface:
        _own[template.typeface.name] = template.typeface
    token = _FAMILY.set(template.typeface.name if template.typeface else template.font.family)
    try:
        yield
    finally:
        _FAMILY.reset(token)


def family() -> str:
    """The family that is in use: part of the key of whatever is kept of measured text."""
    return _FAMILY.get()


def name(face: Face) -> str:
    """The name of a face in ReportLab."""
    return _name(family(), face)


def _name(of: str, face: Face) -> str:
    return ("RehabSans" if of == _USUAL else f"RehabSans-{of}") + ("" if face == "regular" else "-Semibold")


def load(face: Face) -> TTFont:
    """Register a face with ReportLab once and return it."""
    return _load(family(), face)


@cache
def _load(of: str, face: Face) -> TTFont:
    own = _own.get(of)
    shipped = Path(font_source_sans_pro.font_directory)
    content = io.BytesIO(getattr(own, face)) if own else str(shipped / FAMILIES[of][face])
    font = TTFont(_name(of, face), content)
    pdfmetrics.registerFont(font)
    return font


@cache
def _glyphs(of: str, face: Face) -> dict[int, int]:
    found: dict[int, int] = _load(of, face).face.charToGlyph
    return found


@cache
def _widths(of: str, face: Face) -> tuple[dict[int, float], float]:
    letters: dict[int, float] = _load(of, face).face.charWidths
    return letters, _load(of, face).face.defaultWidth


def printable(text: str) -> str:
    """Return the text as it will print: blanks made one, and every character the faces lack written as ``[U+1F600]``.

    Nothing is ever left out silently: controls, emoji and scripts without a glyph all become their code in brackets.
    """
    return _printable(text, _FAMILY.get())


@lru_cache(maxsize=10_000)
def _printable(text: str, of: str) -> str:
    plain = unicodedata.normalize("NFC", _BLANK.sub(" ", text)).translate(_SAME_MEANING)
    known, known_bold = _glyphs(of, "regular"), _glyphs(of, "semibold")
    return "".join(
        letter if ord(letter) in known and ord(letter) in known_bold and ord(letter) >= 32 else f"[U+{ord(letter):04X}]"
        for letter in plain
    )


def missing(text: str) -> list[str]:
    """Return the characters of a text that print as their codes, each once, in their order."""
    rare = text.encode("utf-8", "surrogatepass").translate(
        None, _plain(_FAMILY.get())
    )  # a page has a handful of others
    return [
        letter for letter in sorted(set(rare.decode("utf-8", "surrogatepass"))) if printable(letter).startswith("[U+")
    ]


@cache
def _plain(of: str) -> bytes:
    """The ASCII characters that print as themselves, and the ends of lines."""
    return bytes(
        code for code in range(128) if chr(code) in "\n\r\t" or not _printable(chr(code), of).startswith("[U+")
    )


def width(text: str, face: Face, size: float) -> float:
    """Return the width of a printable text in points."""
    return _width(text, face, size, _FAMILY.get())


@lru_cache(maxsize=50_000)
def _width(text: str, face: Face, size: float, of: str) -> float:
    letters, default = _widths(of, face)
    return sum(letters.get(ord(letter), default) for letter in text) * size / 1000
