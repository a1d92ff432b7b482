"""Small drawn things: tick boxes, glasses, signs, ticks and crosses. Never letters of a font."""

from __future__ import annotations

import math

from rehab.writers.pdf.sheet import LIVE, Sheet
from rehab.writers.pdf.type import Style, write

TICK = 5.0
SIDE_TICK = 5.4
LONE_TICK = 6.0


def rule(
    sheet: Sheet, y: float, width: float = 1.1, colour: str = "ink", *, start: float = 0.0, end: float = LIVE
) -> None:
    """A horizontal line; ``width`` in points."""
    sheet.line([(start, y), (end, y)], width=width, colour=colour)


def hairline(sheet: Sheet, y: float, start: float = 0.0, end: float = LIVE) -> None:
    """The line between two rows."""
    rule(sheet, y, 0.5, "hairline", start=start, end=end)


def writing_line(sheet: Sheet, y: float, start: float, end: float) -> None:
    """A line to write on."""
    rule(sheet, y, 0.7, "writing", start=start, end=end)


def tick_box(sheet: Sheet, x: float, y: float, size: float = TICK, *, letter: str = "", ticked: bool = False) -> None:
    """A box for a pen with its upper left corner at x, y."""
    sheet.box(x, y, size, size, stroke=0.9, colour="ink", fill="white", radius=0.5)
    if letter:
        write(sheet, x + size / 2, y + size / 2 + 1.45, letter, Style(12, 5, colour="side"), align="centre")
    if ticked:
        tick(sheet, x + size / 2, y + size / 2, size * 0.62)


def tick(sheet: Sheet, x: float, y: float, size: float = 3.6, colour: str = "accent", *, width: float = 2.0) -> None:
    """A tick around x, y."""
    half = size / 2
    points = [(x - half, y + size * 0.05), (x - half * 0.3, y + half * 0.75), (x + half, y - half * 0.75)]
    sheet.line(points, width=width, colour=colour, round_ends=True)


def cross(sheet: Sheet, x: float, y: float, size: float = 2.6, colour: str = "ink", *, width: float = 1.8) -> None:
    """A cross around x, y."""
    half = size / 2
    sheet.line([(x - half, y - half), (x + half, y + half)], width=width, colour=colour, round_ends=True)
    sheet.line([(x - half, y + half), (x + half, y - half)], width=width, colour=colour, round_ends=True)


def dot(sheet: Sheet, x: float, y: float) -> None:
    """A bullet whose text has its baseline at y."""
    sheet.disc(x + 0.62, y - 1.5, 0.62, fill="accent")


def numbered(sheet: Sheet, x: float, y: float, number: int, colour: str = "accent") -> None:
    """A numbered disc with its left edge at x, for a text with its baseline at y."""
    sheet.disc(x + 2.6, y - 1.5, 2.6, fill=colour)
    write(sheet, x + 2.6, y, str(number), Style(12, 5, "semibold", "white"), align="centre")


def glass(sheet: Sheet, x: float, y: float, width: float = 5.0, height: float = 6.4) -> None:
    """An open glass with its upper left corner at x, y, with a water line at 24 % of its height from the rim."""
    inset = width * 0.1
    water = 0.24
    sheet.line(
        [(x + inset * water, y + height * water), (x + width - inset * water, y + height * water)],
        width=0.6,
        colour="writing",
    )
    sheet.line(
        [(x, y), (x + inset, y + height), (x + width - inset, y + height), (x + width, y)], width=0.9, colour="ink"
    )


def write_in(sheet: Sheet, x: float, y: float, width: float = 14.0, height: float = 7.6) -> None:
    """A box to write a number in."""
    sheet.box(x, y, width, height, stroke=0.7, colour="ink", fill="white", radius=0.6)


def green(sheet: Sheet, x: float, y: float, size: float = 8.4) -> None:
    """The green sign around x, y: a disc with a tick."""
    sheet.disc(x, y, size / 2, fill="green")
    tick(sheet, x, y, size * 0.5, "white", width=size * 0.26)


def amber(sheet: Sheet, x: float, y: float, size: float = 8.4) -> None:
    """The amber sign around x, y: a triangle with an exclamation mark."""
    half = size / 2
    top, foot = y - half * 0.92, y + half * 0.78
    sheet.line(
        [(x, top), (x + half, foot), (x - half, foot)],
        width=size * 0.06,
        colour="amber",
        closed=True,
        fill="amber",
        round_ends=True,
    )
    sheet.line([(x, y - half * 0.3), (x, y + half * 0.22)], width=size * 0.3, colour="ink", round_ends=True)
    sheet.disc(x, y + half * 0.55, size * 0.058, fill="ink")


def red(sheet: Sheet, x: float, y: float, size: float = 8.4) -> None:
    """The red sign around x, y: an octagon with a bar."""
    radius = size / 2 / math.cos(math.pi / 8)
    corners = [math.pi / 8 + number * math.pi / 4 for number in range(8)]
    points = [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in corners]
    sheet.line(points, width=0, colour="red", closed=True, fill="red")
    sheet.box(x - size * 0.27, y - size * 0.075, size * 0.54, size * 0.15, fill="white", radius=0.15)


SIGNS = {"green": green, "amber": amber, "red": red}
