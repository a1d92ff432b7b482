"""The two faces of the page: their widths, and what stands in for a character they lack."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import font_source_sans_pro
from reportlab import rl_config
from reportlab.pdfbase.ttfonts import TTFontFile

Face = Literal["regular", "semibold"]
FILES: dict[Face, str] = {"regular": "SourceSansPro-Regular.ttf", "semibold": "SourceSansPro-Semibold.ttf"}
NAMES: dict[Face, str] = {"regular": "RehabSans", "semibold": "RehabSans-Semibold"}

# ReportLab reads these from the environment and from files of the user: set them after its import.
rl_config.toColorCanUse = None
rl_config.trustedHosts = None
rl_config.trustedSchemes = []
rl_config.useA85 = 0

_SAME_MEANING = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2032": "'", "\u2033": '"', "\u202f": "\u00a0", "\u2009": " "}
)
_BLANK = re.compile(r"[\t\n\r\f\v\u2028\u2029\x85]+")


@cache
def load(face: Face) -> TTFontFile:
    """Read a face once: its widths, its letters, and what makes a font of some of them."""
    return TTFontFile(str(Path(font_source_sans_pro.font_directory) / FILES[face]))


@cache
def _glyphs(face: Face) -> dict[int, int]:
    found: dict[int, int] = load(face).charToGlyph
    return found


@cache
def _widths(face: Face) -> tuple[dict[int, float], float]:
    letters: dict[int, float] = load(face).charWidths
    return letters, load(face).defaultWidth


@lru_cache(maxsize=10_000)
def printable(text: str) -> str:
    """Return the text as it will print: blanks made one, and every character the faces lack written as ``[U+1F600]``.

    Nothing is ever left out silently: controls, emoji and scripts without a glyph all become their code in brackets.
    """
    plain = unicodedata.normalize("NFC", _BLANK.sub(" ", text)).translate(_SAME_MEANING)
    known, known_bold = _glyphs("regular"), _glyphs("semibold")
    return "".join(
        letter if ord(letter) in known and ord(letter) in known_bold and ord(letter) >= 32 else f"[U+{ord(letter):04X}]"
        for letter in plain
    )


def missing(text: str) -> list[str]:
    """Return the characters of a text that print as their codes, each once, in their order."""
    return [letter for letter in sorted(set(text)) if letter not in "\n\r\t" and printable(letter).startswith("[U+")]


@lru_cache(maxsize=50_000)
def width(text: str, face: Face, size: float) -> float:
    """Return the width of a printable text in points."""
    letters, default = _widths(face)
    return sum(letters.get(ord(letter), default) for letter in text) * size / 1000
