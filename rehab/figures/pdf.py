"""A drawing as the content of a PDF form: operators in whole tenths of a point, which is finer than printers are."""

from __future__ import annotations

from rehab.figures.drawing import Colour, Drawing, Fit, Path, fit
from rehab.figures.easing import eased

_UNIT = 10
_TOLERANCE = 0.09
"""How far, in points, a line may be from where the drawing has it: a dot of a printer at 800 to the inch."""
_CURVES = {"M": "m", "L": "l", "C": "c"}


def content(drawing: Drawing, width: float, height: float, *, tallest: float | None = None) -> str:
    """Return the operators that draw a picture of a size in points, its lower left corner at the origin."""
    box = fit(drawing, width, height, tallest=tallest)
    made = [f"{1 / _UNIT:g} 0 0 {1 / _UNIT:g} 0 0 cm 1 j 1 J"]
    state: dict[str, str] = {}

    def set_once(operator: str, value: str) -> None:
        if state.get(operator) != value:
            state[operator] = value
            made.append(f"{value} {operator}")

    marks = [mark for mark in drawing.marks if box.fine or not mark.fine]
    filled: Path | None = None
    for place, mark in enumerate(marks):
        after = marks[place + 1] if place + 1 < len(marks) else None
        if mark.kind == "fill":
            set_once("rg", _colour(mark.colour))
            if after and after.kind == "stroke" and after.path == mark.path:
                filled = mark.path  # filled and stroked in one go
            else:
                made.append(f"{_path(mark.path, box)} f")
        elif mark.kind == "stroke":
            set_once("RG", _colour(mark.colour))
            set_once("w", f"{max(0.5, round(mark.width * box.line * _UNIT, 1)):g}")
            made.append(f"{_path(mark.path, box)} {'S' if filled is None else 'B'}")
            filled = None
        elif mark.kind == "clip":
            made.append(f"q {_path(mark.path, box)} W n")
            state.clear()
        else:
            made.append("Q")
            state.clear()
    return "\n".join(made) + "\n"


def _colour(colour: Colour) -> str:
    return " ".join(f"{round(part, 3):g}" for part in colour)


def _path(path: Path, box: Fit) -> str:
    scale, dx, dy = box.scale * _UNIT, box.dx * _UNIT, box.dy * _UNIT
    steps = [
        (kind, tuple([part for x, y in spots for part in (dx + scale * x, dy + scale * y)])) for kind, spots in path
    ]
    return " ".join(
        [
            f"{' '.join([str(round(part)) for part in numbers])} {_CURVES[kind]}" if numbers else "h"
            for kind, numbers in eased(steps, _TOLERANCE * _UNIT)
        ]
    )
