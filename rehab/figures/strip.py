"""A session of walks and runs as a strip: a bar for each, as long as it lasts; low where one walks, tall where one runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rehab.figures.drawing import Drawing, mixed, polygon
from rehab.models.figure_look import FigureColours, rgb

HIGH = 10.0
"""How high a strip is, for a length of 100."""
_LENGTH = 100.0
_HEIGHTS = {"walk": 4.0, "jog": 7.5}
_SHADES = {"walk": 0.72, "jog": 0.3}


class Bar(NamedTuple):
    """One walk or run: what it is, and how long, in seconds or in metres."""

    activity: str
    length: float


def strip(bars: Sequence[Bar], longest: float, colours: FigureColours) -> Drawing:
    """Return a strip; ``longest`` is what the whole length stands for, so that strips can be compared."""
    drawing = Drawing()
    line, x = rgb(colours.line), 0.0
    for bar in bars:
        width, high = bar.length / longest * _LENGTH, _HEIGHTS.get(bar.activity, HIGH)
        box = polygon([(x, 0.0), (x, high), (x + width, high), (x + width, 0.0)])
        drawing.fill(box, mixed(rgb(colours.arrow), _SHADES.get(bar.activity, 0.0)))
        drawing.stroke(box, (1.0, 1.0, 1.0) if bar.activity not in _HEIGHTS else line, 0.8)
        x += width
    drawing.stroke(polygon([(0.0, 0.0), (_LENGTH, 0.0)], closed=False), line, 0.9)
    drawing.stroke(polygon([(0.0, HIGH), (0.0, HIGH)], closed=False), (1.0, 1.0, 1.0), 0.1)
    return drawing
