"""The pictures of a page: each drawn once, as a symbol that the cards and the days use."""

from __future__ import annotations

import json
from functools import lru_cache

from rehab.figures.alt import alt_text
from rehab.figures.drawing import Drawing
from rehab.figures.lean import Pictures
from rehab.figures.scene import draw
from rehab.models.figure import Figure, with_tuples
from rehab.models.figure_look import FigureLook
from rehab.models.plan import Plan, PlanExercise
from rehab.models.template import Template
from rehab.writers.html.markup import Html, tag

MOST = 100_000
"""So many bytes may the pictures of a page have; a page with many of them draws each with fewer points."""
_LEVELS = ((240, 0.7, 2, 1.0), (180, 0.8, 4, 0.91), (150, 0.9, 6, 0.82), (120, 1.0, 8, 0.7), (105, 1.1, 8, 0.0))
"""How wide and loose, what is left out, and about what share of the bytes of the first: few are tried, each takes time."""


class Drawn:
    """The pictures of a plan: ``symbols`` for the page, ``style`` for its style sheet."""

    def __init__(self, plan: Plan, template: Template) -> None:
        self._words, look = template.wording.figures, template.figures
        self._side = plan.case.side if plan.case.side in ("left", "right") else None
        mirrored = self._side == "left"
        known = {
            name: _drawn(one.figure.model_dump_json(), look, mirrored)
            for name, one in plan.exercises.items()
            if one.figure is not None
        }
        self._names = {name: f"f-{number}" for number, name in enumerate(known, start=1)}
        size = 0
        for wide, loose, least, share in _LEVELS:
            if size * share > MOST:  # this one would still be too large
                continue
            pictures = Pictures(wide=wide, loose=loose, least=least)
            self.symbols = Html("".join(pictures.symbol(known[name], key) for name, key in self._names.items()))
            self.style = pictures.style
            if len(self.symbols) <= MOST:
                break
            size = size or len(self.symbols)

    def name(self, exercise: str | None) -> str:
        """Return what the picture of an exercise is called on the page; empty where it has none."""
        return self._names.get(exercise or "", "")

    def shown(self, key: str, exercise: PlanExercise) -> Html:
        """Return the picture of an exercise with its words; nothing where it has none."""
        if exercise.figure is None:
            return Html("")
        told = alt_text(exercise.figure, self._words, title=exercise.title, side=self._side)
        return tag("svg", tag("use", href=f"#{self.name(key)}"), role="img", aria_label=told, class_="pic")


@lru_cache(maxsize=512)
def _drawn(figure: str, look: FigureLook, mirrored: bool) -> Drawing:
    return draw(Figure.model_validate(with_tuples(json.loads(figure))), look, mirrored=mirrored)
