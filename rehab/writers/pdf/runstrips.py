"""The strips of a running table: each session as bars, all of a table to one scale."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from rehab.figures.pdf import content
from rehab.figures.strip import HIGH, Bar, strip
from rehab.models.plan import RunStage
from rehab.writers.pdf.file import deflated
from rehab.writers.pdf.sheet import MM, Sheet
from rehab.writers.pdf.words import Booklet, fill

WIDTH = 34.0
_HEIGHT = WIDTH * HIGH / 100 + 1.2
_ANY_SIZE = 10_000.0


def bars_of(stage: RunStage) -> list[Bar]:
    """Return the bars of a stage; none where one part has no length."""
    bars = [Bar(leg.activity, float((leg.seconds or leg.metres or (0, 0))[1])) for leg in stage.legs]
    return bars if all(bar.length for bar in bars) else []


def _digest(longest: float, bars: Sequence[Bar]) -> str:
    return hashlib.sha256(f"{longest}|{bars}".encode()).hexdigest()[:12]


def _unit(stage: RunStage) -> str:
    return "seconds" if stage.legs[0].seconds else "metres"


def with_strips(stages: Sequence[RunStage]) -> bool:
    """Return whether a table is worth strips: one of its sessions changes between walk and run."""
    return any(len(bars_of(stage)) > 1 for stage in stages)


def draw_strip(
    sheet: Sheet, book: Booklet, stages: Sequence[RunStage], stage: RunStage, x: float, middle: float
) -> None:
    """Draw the strip of one stage of a table, left edge at ``x``."""
    bars = bars_of(stage)
    jogs = any(bar.activity == "jog" for one in stages for bar in bars_of(one))
    with sheet.tag("TD"):
        if not bars or (jogs and not all(bar.activity for bar in bars)):  # a jog or a run? the data do not say
            return
        longest = max(
            sum(bar.length for bar in bars_of(one)) for one in stages if one.legs and _unit(one) == _unit(stage)
        )
        alt, top = fill(book.words.cards.strip_alt, text=stage.text), middle - _HEIGHT / 2
        drawing = strip(bars, longest, book.template.figures.colours)
        with sheet.tag("Figure", alt=alt, area=(x, top, WIDTH, _HEIGHT)):
            sheet.picture(
                x, top, WIDTH, _HEIGHT, key=f"strip-{_digest(longest, bars)}",
                content=lambda: deflated(content(drawing, WIDTH * MM, _HEIGHT * MM, tallest=_ANY_SIZE).encode("ascii")),
            )  # fmt: skip
