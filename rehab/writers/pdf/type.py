"""Type: the styles of the page, runs of text, and how they break into lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal

from rehab.writers.pdf import fonts
from rehab.writers.pdf.fonts import Face
from rehab.writers.pdf.sheet import MM, Sheet

Align = Literal["left", "right", "centre"]


@dataclass(frozen=True)
class Style:
    """How a text looks; ``size`` in points, ``leading`` in mm."""

    size: float = 12.5
    leading: float = 5.5
    face: Face = "regular"
    colour: str = "ink"

    @cached_property
    def bold(self) -> Style:
        return replace(self, face="semibold")

    def __call__(self, colour: str) -> Style:
        return _coloured(self, colour)


@lru_cache(maxsize=256)
def _coloured(style: Style, colour: str) -> Style:
    return replace(style, colour=colour)


BODY = Style()
STRONG = BODY.bold
CLOSE = Style(12, 5.0)
"""Body of the pages that are read once: care, later phases, good to know."""
LABEL = Style(12, 5.4, colour="grey")
LEAD = Style(13.5, 6.35)
BLOCK = Style(16, 7, "semibold")
ROW = Style(14, 6.2, "semibold")
CARD = Style(17, 7, "semibold")
REFER = Style(18, 7.4, "semibold")
DOSE = Style(21, 8, "semibold", "accent")
TITLE = Style(30, 11, "semibold")
COVER = Style(33, 12, "semibold")
DAY = Style(34, 12, "semibold", "accent")
LETTER = Style(27, 10, "semibold", "accent")
LARGE = Style(18, 8.2)
"""The body of large print."""
FOOT = Style(9.5, 4, colour="grey")


@dataclass(frozen=True)
class Run:
    """A piece of text in one style."""

    text: str
    style: Style = BODY


Runs = tuple[Run, ...]
Placed = tuple[float, str, Style]
"""A piece of a line: x in mm from the start of the line, the text, its style."""

_UNITS = re.compile(r"(?<=\d) (?=(?:s|min|ml|cm|mm|m|kg|km|l|%|h)\b|%|×)|(?<=×) (?=\d)")
STUCK = "\u00a0"
"""A blank that a line never breaks at; it prints as a plain one."""


def runs(*parts: str | Run, style: Style = BODY) -> Runs:
    """Make runs of plain texts and runs; a plain text takes ``style``."""
    return tuple(part if isinstance(part, Run) else Run(part, style) for part in parts if part)


def measure(text: str, style: Style) -> float:
    """Return the width of a text in mm."""
    return fonts.width(fonts.printable(text), style.face, style.size) / MM


@dataclass(frozen=True)
class Lines:
    """Text broken into lines, ready to draw; ``height`` in mm."""

    lines: tuple[tuple[Placed, ...], ...]
    leading: float

    @property
    def height(self) -> float:
        return len(self.lines) * self.leading

    @property
    def width(self) -> float:
        return max((_end(line) for line in self.lines), default=0.0)

    def draw(self, sheet: Sheet, x: float, y: float, align: Align = "left") -> None:
        """Draw with the first baseline at y; ``x`` is the left edge, the right edge or the middle."""
        for line in self.lines:
            shift = 0.0 if align == "left" else _end(line) if align == "right" else _end(line) / 2
            for offset, text, style in line:
                sheet.text(
                    x - shift + offset,
                    y,
                    text.replace(STUCK, " "),
                    face=style.face,
                    size=style.size,
                    colour=style.colour,
                )
            y += self.leading

    def cut(self, number: int) -> tuple[Lines, Lines]:
        """Split after so many lines."""
        return Lines(self.lines[:number], self.leading), Lines(self.lines[number:], self.leading)


def _end(line: Sequence[Placed]) -> float:
    if not line:
        return 0.0
    x, text, style = line[-1]
    return x + fonts.width(text.rstrip(" "), style.face, style.size) / MM


def _words(content: Iterable[Run]) -> list[list[tuple[str, Style]]]:
    """Cut runs into words; a word keeps the blank after it and may span runs."""
    words: list[list[tuple[str, Style]]] = [[]]
    for run in content:
        text = _UNITS.sub(STUCK, fonts.printable(run.text))
        for piece in re.findall(r"[^ ]* |[^ ]+", text):
            words[-1].append((piece, run.style))
            if piece.endswith(" "):
                words.append([])
    return [word for word in words if word]


def _size(word: Iterable[tuple[str, Style]], *, trimmed: bool = False) -> float:
    return sum(fonts.width(text.rstrip(" ") if trimmed else text, style.face, style.size) for text, style in word) / MM


def _broken(word: list[tuple[str, Style]], room: float) -> list[list[tuple[str, Style]]]:
    """Break a word that is wider than a line by character."""
    parts: list[list[tuple[str, Style]]] = [[]]
    used = 0.0
    for text, style in word:
        start = 0
        for place, letter in enumerate(text):
            step = fonts.width(letter, style.face, style.size) / MM if letter != " " else 0.0
            if used + step > room and (place > start or parts[-1]):
                if place > start:
                    parts[-1].append((text[start:place], style))
                parts.append([])
                start, used = place, 0.0
            used += step
        parts[-1].append((text[start:], style))
    return parts


def _fill(words: list[list[tuple[str, Style]]], room: float) -> tuple[tuple[Placed, ...], ...]:
    lines: list[tuple[Placed, ...]] = []
    line: list[Placed] = []
    x = 0.0
    for whole in words:
        for word in [whole] if _size(whole, trimmed=True) <= room else _broken(whole, room):
            if line and x + _size(word, trimmed=True) > room + 0.01:
                lines.append(_joined(line))
                line, x = [], 0.0
            for text, style in word:
                line.append((x, text, style))
                x += fonts.width(text, style.face, style.size) / MM
    return (*lines, _joined(line)) if line else tuple(lines)


def _joined(line: list[Placed]) -> tuple[Placed, ...]:
    """Join neighbours of one style, so that a line is drawn in as few strokes as possible."""
    whole: list[Placed] = []
    for x, text, style in line:
        if whole and whole[-1][2] == style:
            whole[-1] = (whole[-1][0], whole[-1][1] + text, style)
        else:
            whole.append((x, text, style))
    x, text, style = whole[-1]
    return (*whole[:-1], (x, text.rstrip(" "), style))


def wrap(content: str | Run | Runs, room: float, style: Style = BODY) -> Lines:
    """Break text into lines of at most ``room`` mm.

    A last line of one short word is avoided by a measure up to 24 mm narrower, where that adds no line.
    """
    return _wrapped(content, room, style, fonts.family())


@lru_cache(maxsize=8192)
def _wrapped(content: str | Run | Runs, room: float, style: Style, _: str) -> Lines:
    """The same, kept for each family."""
    parts = content if isinstance(content, tuple) else runs(content, style=style)
    words = _words(parts)
    first = _fill(words, room)
    best = first
    if len(first) > 1 and _is_widow(first[-1]):
        for narrower in range(4, 28, 4):
            if any(_size(word, trimmed=True) > room - narrower for word in words):
                break  # a word that fits is never cut
            tried = _fill(words, room - narrower)
            if len(tried) > len(first):
                break
            if not _is_widow(tried[-1]):
                best = tried
                break
    return Lines(best, max((part.style.leading for part in parts), default=style.leading))


def _is_widow(line: Sequence[Placed]) -> bool:
    words = "".join(text for _, text, _ in line).split(" ")
    return len(words) == 1 and len(words[0]) < 12


def shortened(text: str, room: float, style: Style) -> str:
    """Return the text, or as much of its start as fits into ``room`` mm with an ellipsis."""
    if measure(text[:400], style) <= room and len(text) <= 400:
        return text
    short = text[:400]
    while short and measure(short.rstrip() + "…", style) > room:
        short = short[:-1]
    return short.rstrip() + "…"


def write(sheet: Sheet, x: float, y: float, text: str, style: Style = BODY, *, align: Align = "left") -> None:
    """Draw one line of text without breaking it."""
    plain = fonts.printable(text)
    shift = 0.0 if align == "left" else measure(text, style) * (1 if align == "right" else 0.5)
    sheet.text(x - shift, y, plain, face=style.face, size=style.size, colour=style.colour)
