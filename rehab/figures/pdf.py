"""A drawing as the content of a PDF form: operators in whole twentieths of a point."""

from __future__ import annotations

from rehab.figures.drawing import Colour, Drawing, Fit, Path, fit

_UNIT = 20
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

    for mark in drawing.marks:
        if mark.fine and not box.fine:
            continue
        if mark.kind == "fill":
            set_once("rg", _colour(mark.colour))
            made.append(f"{_path(mark.path, box)} f")
        elif mark.kind == "stroke":
            set_once("RG", _colour(mark.colour))
            set_once("w", f"{max(1, round(mark.width * box.line * _UNIT))}")
            made.append(f"{_path(mark.path, box)} S")
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
    made = []
    for kind, spots in path:
        if kind == "Z":
            made.append("h")
            continue
        for x, y in spots:
            made.append(f"{round((box.dx + box.scale * x) * _UNIT)} {round((box.dy + box.scale * y) * _UNIT)}")
        made.append(_CURVES[kind])
    return " ".join(made)
