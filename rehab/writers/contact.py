"""One picture to show to those who author them."""

from __future__ import annotations

from dataclasses import dataclass, field

from rehab.figures.drawing import Drawing


@dataclass(frozen=True)
class Entry:
    """One picture to show: its title, the drawing, the same with joint names, and what to say about it."""

    title: str
    drawing: Drawing
    named: Drawing | None = None
    lines: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())
