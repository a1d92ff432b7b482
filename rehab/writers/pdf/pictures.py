"""The picture of an exercise beside its steps: drawn once, told in words, turned to the side of the dose."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

from rehab.figures.alt import alt_text
from rehab.figures.drawing import Drawing
from rehab.figures.pdf import content
from rehab.figures.scene import draw
from rehab.models.figure import Figure, with_tuples
from rehab.models.figure_look import FigureLook
from rehab.models.plan import PhaseDose, PlanExercise
from rehab.writers.pdf.blocks import Block
from rehab.writers.pdf.sheet import MM, Sheet
from rehab.writers.pdf.words import Booklet

WIDTH, TALLEST = 56.0, 46.0
CARE = 30.0
"""How wide a picture of care is: it shows a position, not a movement."""
_PAD = 1.0
_TALLEST_CM = 138.0


def picture_of(
    book: Booklet, dose: PhaseDose, exercise: PlanExercise, *, width: float = WIDTH, tallest: float = TALLEST
) -> Block | None:
    """Return the picture of an exercise in a box of at most this size in mm, or None where it has none."""
    figure = exercise.figure
    side = _sore_side(book, dose)
    return block_of(book, figure, exercise.title, side, width=width, tallest=tallest) if figure else None


def care_picture(book: Booklet, key: str, title: str, width: float = CARE) -> Block | None:
    """Return the picture of a care task or of a step of a card, or None where it has none."""
    figure, sore = book.plan.pictures.get(key), book.plan.case.side
    return block_of(book, figure, title, sore if sore in ("left", "right") else None, width) if figure else None


def block_of(
    book: Booklet, figure: Figure, title: str, side: str | None, width: float = WIDTH, tallest: float = TALLEST
) -> Block:
    """Return a figure as it stands beside or under its words; ``side`` is the side at work."""
    look = book.template.figures
    drawing, (left, bottom, right, top), key = _drawn(figure.model_dump_json(), look, side == "left")
    scale = min((width - 2 * _PAD) / (right - left), (tallest - 2 * _PAD) / (top - bottom), tallest / _TALLEST_CM)
    height = (top - bottom) * scale + 2 * _PAD

    def drawing_of(sheet: Sheet, y: float) -> None:  # cards are tried in many layouts: words only for the one printed
        alt = alt_text(figure, book.template.wording.figures, title=title, side=side)
        with sheet.tag("Figure", alt=alt, area=(0, y, width, height)):
            sheet.picture(
                0,
                y,
                width,
                height,
                key=f"{key}-{width:g}",
                content=lambda: content(drawing, width * MM, height * MM, tallest=tallest * MM),
            )

    return Block(height, drawing_of)


def _sore_side(book: Booklet, dose: PhaseDose) -> str | None:
    """Return the side that the picture shows at work: that of the dose, else the sore one."""
    if dose.side in ("left", "right"):
        return dose.side
    sore = book.plan.case.side
    if sore not in ("left", "right"):
        return None
    return {"left": "right", "right": "left"}[sore] if dose.side == "other" else sore


@lru_cache(maxsize=512)
def _drawn(figure: str, look: FigureLook, mirrored: bool) -> tuple[Drawing, tuple[float, float, float, float], str]:
    """Return a drawing, its box and the key of its form; kept, for a figure does not depend on the person."""
    digest = hashlib.sha256(f"{figure}|{look.model_dump_json()}|{mirrored}".encode()).hexdigest()[:12]
    drawing = draw(Figure.model_validate(with_tuples(json.loads(figure))), look, mirrored=mirrored)
    return drawing, drawing.box(), f"figure-{digest}"
