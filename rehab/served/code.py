"""An address as a QR code in a terminal: two rows of squares in each line of half blocks."""

from __future__ import annotations

EDGE = 4
"""Squares of light round the code, which a camera needs to find it."""
COLOURED = ("\x1b[38;5;16;48;5;231m", "\x1b[0m")
"""Black on white, whatever the colours of the terminal are."""


def code(address: str, *, colour: bool) -> str:
    """Return the code as lines; without ``colour`` it is drawn for a dark terminal, light squares as full blocks."""
    import segno

    rows = [[bool(square) for square in row] for row in segno.make_qr(address, error="l", boost_error=False).matrix]
    width = len(rows[0]) + 2 * EDGE
    blank = [False] * width
    framed = [*[blank] * EDGE, *([False] * EDGE + row + [False] * EDGE for row in rows), *[blank] * EDGE]
    if len(framed) % 2:
        framed.append(blank)
    signs = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
    before, after = COLOURED if colour else ("", "")
    lines = []
    for upper, lower in zip(framed[::2], framed[1::2], strict=True):
        pairs = zip(upper, lower, strict=True)
        lines.append("".join(signs[pair if colour else (not pair[0], not pair[1])] for pair in pairs))
    return "".join(f"{before}{line}{after}\n" for line in lines)
