"""The picture of an exercise beside its steps: drawn once, told in words, turned to the side of the dose."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

from rehab.figures.alt import alt_text
from rehab.figures.drawing import Drawing
from rehab.figures.pdf import content
from rehab.figures.scene import draw, has_panels
from rehab.models.figure import Figure, with_tuples
from rehab.models.figure_look import FigureLook
from rehab.models.figure_words import FigureWords
from rehab.models.plan import PhaseDose, PlanExercise
from rehab.writers.pdf.blocks import Block
from rehab.writers.pdf.sheet import MM, Sheet
from rehab.writers.pdf.words import Booklet

WIDTH, TALLEST = 56.0, 46.0
_TWO_WIDTH = 60.0
"""How wide two pictures side by side may be on a card: as much as the white before its text leaves them."""
CARE = 30.0
"""How wide a picture of care is: it shows a position, not a movement."""
_PAD = 1.0
_TALLEST_CM = 138.0
_LOW = 2.0
"""Two pictures side by side that are so many times as wide as high may stand one above the other."""


def picture_of(
    book: Booklet,
    dose: PhaseDose,
    exercise: PlanExercise,
    *,
    width: float | None = None,
    tallest: float = TALLEST,
    person: float | None = None,
) -> Block | None:
    """Return the picture of an exercise in a box of at most this size in mm, or None where it has none.

    A standing person would be as high as ``person``, so that a lying one is not drawn far larger; as the box if left out.
    """
    figure = exercise.figure
    if figure is None:
        return None
    side = _sore_side(book, dose)
    room = width or (_TWO_WIDTH if has_panels(figure) else WIDTH)
    return block_of(book, figure, exercise.title, side, room, tallest, person)


def care_picture(book: Booklet, key: str, title: str, width: float = CARE) -> Block | None:
    """Return the picture of a care task or of a step of a card, or None where it has none."""
    figure, sore = book.plan.pictures.get(key), book.plan.case.side
    return block_of(book, figure, title, sore if sore in ("left", "right") else None, width) if figure else None


def block_of(
    book: Booklet,
    figure: Figure,
    title: str,
    side: str | None,
    width: float = WIDTH,
    tallest: float = TALLEST,
    person: float | None = None,
) -> Block:
    """Return a figure as it stands beside or under its words; ``side`` is the side at work.

    Two low pictures, as of somebody lying, stand one above the other where that makes them larger.
    """
    look, drawn, mirrored = book.template.figures, figure.model_dump_json(), side == "left"
    most = tallest if person is None else person

    def fitted(stacked: bool) -> tuple[float, float, bool]:
        left, bottom, right, top = _edges(drawn, look, mirrored, stacked)
        wide, high = right - left, top - bottom
        scale = min((width - 2 * _PAD) / wide, (tallest - 2 * _PAD) / high, most / _TALLEST_CM)
        return scale, high * scale + 2 * _PAD, has_panels(figure) and wide > _LOW * high

    best, stacked = fitted(False), False
    if best[2]:
        best, stacked = max((best, False), (fitted(True), True))
    height = best[1]

    def drawing_of(sheet: Sheet, y: float) -> None:  # cards are tried in many layouts: words only for the one printed
        words = book.once("figure words", book.template.wording.figures.model_dump_json)
        alt = _alt(drawn, words, title, side)
        key, operators = _operators(drawn, look, mirrored, stacked, width, height, most)
        with sheet.tag("Figure", alt=alt, area=(0, y, width, height)):
            sheet.picture(0, y, width, height, key=key, content=lambda: operators)

    return Block(height, drawing_of)


def _sore_side(book: Booklet, dose: PhaseDose) -> str | None:
    """Return the side that the picture shows at work: that of the dose, else the sore one."""
    if dose.side in ("left", "right"):
        return dose.side
    sore = book.plan.case.side
    if sore not in ("left", "right"):
        return None
    return {"left": "right", "right": "left"}[sore] if dose.side == "other" else sore


# A figure does not depend on the person. What it takes room for and its operators are kept, never the drawing: that is
# a hundred times as large, and only asked for again in another size.


@lru_cache(maxsize=2048)
def _alt(figure: str, words: str, title: str, side: str | None) -> str:
    """Return what is said in place of a picture: told anew for each person it took a twentieth of a booklet."""
    told = FigureWords.model_validate_json(words)
    return alt_text(_figure(figure), told, title=title, side=side)


@lru_cache(maxsize=2048)
def _edges(figure: str, look: FigureLook, mirrored: bool, stacked: bool) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of a drawing."""
    return _drawn(figure, look, mirrored, stacked).box()


@lru_cache(maxsize=512)
def _operators(
    figure: str, look: FigureLook, mirrored: bool, stacked: bool, width: float, height: float, person: float
) -> tuple[str, str]:
    """Return a name for a drawing of this size, and its operators."""
    sizes = f"{stacked}|{width:g}|{height:g}|{person:g}"
    digest = hashlib.sha256(f"{figure}|{look.model_dump_json()}|{mirrored}|{sizes}".encode()).hexdigest()[:12]
    made = content(_drawn(figure, look, mirrored, stacked), width * MM, height * MM, tallest=person * MM)
    return f"figure-{digest}", made


@lru_cache(maxsize=32)
def _drawn(figure: str, look: FigureLook, mirrored: bool, stacked: bool) -> Drawing:
    return draw(_figure(figure), look, mirrored=mirrored, stacked=stacked)


def _figure(figure: str) -> Figure:
    return Figure.model_validate(with_tuples(json.loads(figure)))
