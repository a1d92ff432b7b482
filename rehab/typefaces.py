"""The typeface of a clinic: two TrueType files, read with limits and checked before a page is drawn with them."""

from __future__ import annotations

import hashlib
import io
import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from rehab import files
from rehab.models.template import FAMILIES, Face, Template, Typeface

MAX_FONT_BYTES = 4 * 1024 * 1024
WIDEST = 1.15
"""A typeface may be so much wider than the usual one, over all the words of the template."""
_LEAST, _MOST_NAMED = 50, 8
_KINDS = {
    b"OTTO": "has PostScript outlines (OpenType CFF), which cannot be put into the pages",
    b"ttcf": "is a collection of several typefaces",
    b"wOFF": "is a font for web pages",
    b"wOF2": "is a font for web pages",
}
_HINT = "take the .ttf file of one weight"
_NEVER, _WHOLE_ONLY, _BITMAPS_ONLY = 0x0002, 0x0100, 0x0200
_ELSEWHERE = {"phone", "calendar", "record", "notes"}
"""Words that no printed page has."""
_REPLACED = "\u2010\u2011\u2032\u2033\u202f\u2009"
"""Characters that print as a plainer one of the same meaning."""


class FontError(Exception):
    """What is wrong with a font file, and what to do."""

    def __init__(self, message: str, hint: str = _HINT) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def read(path: Path, face: Face, template: Template) -> bytes:
    """Return a font file that may and can print the words of a template. Raises FontError, and RehabError if unreadable."""
    content = files.read_bytes(path, MAX_FONT_BYTES)
    name = path.name
    tables = _tables(content, name)
    _may_embed(content, tables, name)
    if b"fvar" in tables:
        raise FontError(f"{name} is a variable font, of which only one weight would print")
    letters, widths = _letters(content, name)
    text = _words(template)
    lacking = [one for one in dict.fromkeys(text) if ord(one) not in letters and one not in _REPLACED]
    if lacking:
        named = ", ".join(f"{one} (U+{ord(one):04X})" for one in lacking[:_MOST_NAMED])
        more = f" and {len(lacking) - _MOST_NAMED} more" if len(lacking) > _MOST_NAMED else ""
        raise FontError(f"{name} has no {named}{more}, which the pages need", "take a typeface that has them")
    ratio = _length(text, widths) / _length(text, _letters(_shipped(face), name)[1])
    if ratio > WIDEST:
        message = f"{name} is {round((ratio - 1) * 100)} % wider than the usual typeface; the columns hold {round((WIDEST - 1) * 100)} %"
        raise FontError(message, "take a narrower one, such as its condensed width")
    return content


def of(regular: bytes, semibold: bytes) -> Typeface:
    """Return two checked files under a name of their own."""
    return Typeface(hashlib.sha256(regular + semibold).hexdigest()[:8], regular, semibold)


def _tables(content: bytes, name: str) -> dict[bytes, tuple[int, int]]:
    """Return where each table of a font file begins, and how long it is."""
    kind = content[:4]
    if kind in _KINDS:
        raise FontError(f"{name} {_KINDS[kind]}")
    if kind not in (b"\0\1\0\0", b"true") or len(content) < _LEAST:
        raise FontError(f"{name} is not a TrueType font")
    [count] = struct.unpack(">H", content[4:6])
    found: dict[bytes, tuple[int, int]] = {}
    for number in range(count):
        entry = content[12 + 16 * number : 28 + 16 * number]
        if len(entry) < 16:
            raise FontError(f"{name} is cut off")
        start, length = struct.unpack(">8xLL", entry)
        if start + length > len(content):
            raise FontError(f"{name} is cut off")
        found[entry[:4]] = (start, length)
    return found


def _may_embed(content: bytes, tables: dict[bytes, tuple[int, int]], name: str) -> None:
    """Raise FontError where the maker of a font does not allow to put a part of it into a PDF."""
    start, length = tables.get(b"OS/2", (0, 0))
    if length < 10:
        raise FontError(f"{name} does not say whether it may be put into a PDF (it has no OS/2 table)")
    [allowed] = struct.unpack(">H", content[start + 8 : start + 10])
    if allowed & 0x000F == _NEVER or allowed & (_WHOLE_ONLY | _BITMAPS_ONLY):
        message = f"the maker of {name} does not allow to put it into a PDF (fsType {allowed:#06x})"
        raise FontError(message, "take another typeface, or ask its maker for a licence and a file that says so")


def _letters(content: bytes, name: str) -> tuple[dict[int, int], dict[int, float]]:
    """Return the glyph and the width of each character."""
    from rehab import no_settings  # noqa: F401, I001 - before ReportLab is loaded
    from reportlab.pdfbase.ttfonts import TTFError, TTFontFile

    try:
        font: Any = TTFontFile(io.BytesIO(content))
    except (TTFError, struct.error, LookupError, ValueError, ArithmeticError, AssertionError, TypeError) as error:
        raise FontError(f"{name} cannot be read: it is damaged") from error
    return font.charToGlyph, font.charWidths


@cache
def _shipped(face: Face) -> bytes:
    import font_source_sans_pro

    return (Path(font_source_sans_pro.font_directory) / FAMILIES["source-sans"][face]).read_bytes()


def _words(template: Template) -> str:
    """Every character of the words that print, and the letters, figures and signs of what a plan says."""
    told = template.wording.model_dump_json(exclude=_ELSEWHERE, ensure_ascii=False)
    plain = unicodedata.normalize("NFC", told.replace("\\n", " ").replace("\\t", " "))
    return "".join(map(chr, range(32, 127))) + "×–’≤≥" + "".join(one for one in plain if ord(one) >= 32)


def _length(text: str, widths: dict[int, float]) -> float:
    return sum(widths.get(ord(one), 0.0) for one in text)
