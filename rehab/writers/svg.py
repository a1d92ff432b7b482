"""A sheet that is drawn as SVG: the marks of the PDF sheet that a picture needs, in the same millimetres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Literal

from rehab.writers.pdf import fonts

FONTS = "'Source Sans Pro', 'Source Sans 3', Helvetica, Arial, sans-serif"
WEIGHTS = {"regular": 400, "semibold": 600}
POINT = 25.4 / 72


class SvgSheet:
    """A picture being drawn; ``left`` mm stay free around it."""

    def __init__(self, width: float, height: float, *, colours: Mapping[str, str], title: str, text: str) -> None:
        self.colours = colours
        self._parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
            f'viewBox="0 0 {width:g} {height:g}" role="img" aria-labelledby="title text" font-family="{FONTS}">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="text">{escape(text)}</desc>',
            f'<rect width="{width:g}" height="{height:g}" fill="#FFFFFF"/>',
        ]

    def text(
        self, x: float, y: float, text: str, *, face: Literal["regular", "semibold"], size: float, colour: str
    ) -> None:
        """Write a text with its baseline at y, starting at x; ``size`` in points.

        It gets the width it has in our own font, since a reader without that font takes a wider one.
        """
        self._parts.append(
            f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size * POINT:.2f}" font-weight="{WEIGHTS[face]}" '
            f'textLength="{fonts.width(text, face, size) * POINT:.2f}" lengthAdjust="spacingAndGlyphs" '
            f'fill="#{self.colours[colour]}">{escape(text)}</text>'
        )

    def line(
        self,
        points: Sequence[tuple[float, float]],
        *,
        width: float,
        colour: str,
        closed: bool = False,
        fill: str | None = None,
    ) -> None:
        """Draw a line through the points; ``width`` in points of type, 0 for a filled shape without an outline."""
        shape = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
        inside = f"#{self.colours[fill]}" if fill else "none"
        outline = f' stroke="#{self.colours[colour]}" stroke-width="{width * POINT:.2f}"' if width else ""
        self._parts.append(f'<{"polygon" if closed else "polyline"} points="{shape}" fill="{inside}"{outline}/>')

    def box(self, x: float, y: float, width: float, height: float, *, fill: str) -> None:
        """Draw a filled box with its upper left corner at x, y."""
        self._parts.append(
            f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" fill="#{self.colours[fill]}"/>'
        )

    def finish(self) -> bytes:
        """Return the file."""
        return "\n".join([*self._parts, "</svg>", ""]).encode()
