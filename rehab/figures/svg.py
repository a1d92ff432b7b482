"""A drawing as SVG text: relative whole numbers in tenths of a point keep it small."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from rehab.figures.drawing import Colour, Drawing, Fit, Path, fit
from rehab.figures.space import Flat

_UNIT = 10


def svg(
    drawing: Drawing, width: float, height: float, *, title: str = "", key: str = "f", tallest: float | None = None
) -> str:
    """Return a whole SVG of a size in points; ``key`` keeps its clip paths apart from others on the same page."""
    box = fit(drawing, width, height, tallest=tallest)
    body = paths(drawing, box, key=key)
    name = f"<title>{escape(title)}</title>" if title else ""
    role = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width * _UNIT:.0f} {height * _UNIT:.0f}" {role}>'
        f"{name}{body}</svg>"
    )


def paths(drawing: Drawing, box: Fit, *, key: str) -> str:
    """Return the marks as a group."""
    made: list[str] = []
    clips = 0
    for mark in drawing.marks:
        if mark.fine and not box.fine:
            continue
        if mark.kind == "unclip":
            made.append("</g>")
            continue
        line = _path(mark.path, box)
        if mark.kind == "fill":
            made.append(f'<path d="{line}" fill="{_hex(mark.colour)}"/>')
        elif mark.kind == "stroke":
            wide = max(1, round(mark.width * box.line * _UNIT))
            made.append(f'<path d="{line}" fill="none" stroke="{_hex(mark.colour)}" stroke-width="{wide}"/>')
        else:
            clips += 1
            made.append(
                f'<clipPath id="{key}-{clips}"><path d="{line}"/></clipPath><g clip-path="url(#{key}-{clips})">'
            )
    for label in drawing.labels:
        x, y = _spot(label.at, box)
        made.append(f'<text x="{x}" y="{y}" font-size="40" font-family="sans-serif">{escape(label.text)}</text>')
    return f'<g stroke-linecap="round" stroke-linejoin="round">{"".join(made)}</g>'


def _spot(spot: Flat, box: Fit) -> tuple[int, int]:
    return (
        round((box.dx + box.scale * spot[0]) * _UNIT),
        round((box.height - box.dy - box.scale * spot[1]) * _UNIT),
    )


def _path(path: Path, box: Fit) -> str:
    made, here, last = [], (0, 0), ""
    for kind, spots in path:
        if kind == "Z":
            made.append("z")
            last = "z"
            continue
        places = [_spot(spot, box) for spot in spots]
        if kind == "M":
            made.append("M" + numbers_of(places[0]))
            last = "M"
        else:
            numbers = numbers_of([value for x, y in places for value in (x - here[0], y - here[1])])
            command = kind.lower()
            made.append((command if command != last else "" if numbers[0] == "-" else " ") + numbers)
            last = command
        here = places[-1]
    return "".join(made)


def numbers_of(values: Sequence[int]) -> str:
    """Write whole numbers one after the other; a minus parts them by itself."""
    made = ""
    for value in values:
        made += str(value) if value < 0 or not made else f" {value}"
    return made


def _hex(colour: Colour) -> str:
    red, green, blue = (int(part * 255 + 0.5) for part in colour)
    return f"#{red:02x}{green:02x}{blue:02x}"


def svg_sheet(entries: Sequence[tuple[str, Drawing]], *, columns: int = 4) -> str:
    """Return many pictures on one sheet, each with its title."""
    width, height, title = 150.0, 120.0, 16.0
    rows = -(-len(entries) // columns)
    made = []
    for place, (name, drawing) in enumerate(entries):
        row, column = divmod(place, columns)
        x, y = column * width * _UNIT, row * (height + title) * _UNIT
        body = paths(drawing, fit(drawing, width, height), key=f"f{place}")
        made.append(
            f'<g transform="translate({x:.0f} {y:.0f})">{body}'
            f'<text x="40" y="{(height + 8) * _UNIT:.0f}" font-size="90" font-family="sans-serif">{escape(name)}</text></g>'
        )
    size = f"{columns * width * _UNIT:.0f} {rows * (height + title) * _UNIT:.0f}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}">{"".join(made)}</svg>\n'
