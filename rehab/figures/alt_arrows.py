"""Arrows in words: which way, and at which part of the body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rehab.figures.arrows import place_of
from rehab.figures.pose import solve
from rehab.figures.skeleton import Skeleton
from rehab.figures.space import Vector, add, length, scaled, sub
from rehab.models.figure import Arrow, Figure
from rehab.models.figure_words import FigureWords

_BESIDE = 20.0
"""Centimetres: an arrow farther from every joint is for the whole body."""
_RAISED = 15.0
_OFTEN = ("hip", "knee", "ankle", "heel", "toe", "shoulder")


def told_arrows(figure: Figure, words: FigureWords, sides: Mapping[str, str]) -> str:
    """Return what the arrows of a figure show, a sentence, or nothing."""
    arrows = (*figure.arrows, *(figure.lens.arrows if figure.lens else ()))
    if any(arrow.squeeze for arrow in arrows):
        return words.tightens
    start, end = solve(figure.poses[0]), solve(figure.poses[-1])
    told = [_arrow(arrow, figure, start, end, words, sides) for arrow in arrows]
    parts = listed(list(dict.fromkeys(told)), words)
    return words.arrows.format(arrows=parts) if parts else _raised(figure, end, words, sides)


def _raised(figure: Figure, body: Skeleton, words: FigureWords, sides: Mapping[str, str]) -> str:
    """Return which foot lies higher than the rest of a person who lies still."""
    if not figure.position.startswith("lying"):
        return ""
    high = [side for side in ("r", "l") if body.joints[f"heelback_{side}"][1] > _RAISED]
    if len(high) == 2:
        return words.raised_both
    return words.raised.format(side=sides[high[0]]) if high else ""


def _arrow(
    arrow: Arrow, figure: Figure, start: Skeleton, end: Skeleton, words: FigureWords, sides: Mapping[str, str]
) -> str:
    if arrow.trace is not None:
        name, first, last = arrow.trace[0], place_of(arrow.trace, start), place_of(arrow.trace, end)
    elif arrow.line is not None:
        name, first, last = arrow.line[0][0], place_of(arrow.line[0], end), place_of(arrow.line[1], end)
    else:
        assert arrow.circle is not None
        name, first, last = arrow.circle[0], place_of(arrow.circle, end), place_of(arrow.circle, end)
    name = name or _nearest(scaled(add(first, last), 0.5), end)
    way = words.ways["round" if arrow.circle else _way(arrow, figure, name, sub(last, first))]
    return words.arrow.format(way=way, place=place_in_words(name, words, sides)) if name else way


def _way(arrow: Arrow, figure: Figure, name: str, step: Vector) -> str:
    """Return the way of the longest part of a step: for who lies, along the body is to the head or the feet."""
    x, y, z = scaled(step, -1) if arrow.back else step
    most = max(abs(x), abs(y), abs(z))
    if most == abs(y):
        return "up-down" if arrow.both else "up" if y > 0 else "down"
    if most == abs(z):
        if arrow.both:
            return "sideways"
        outwards = z if name.endswith("_r") else -z if name.endswith("_l") else 0
        return "out" if outwards > 0 else "in" if outwards < 0 else "aside"
    if arrow.both:
        return "to-fro"
    ahead = x > 0
    if not figure.position.startswith("lying"):
        return "forwards" if ahead else "backwards"
    return "feet" if ahead == (figure.position == "lying-back") else "head"


def _nearest(place: Vector, body: Skeleton) -> str:
    near = {
        f"{name}_{side}": length(sub(body.joints[f"{name}_{side}"], place)) for name in _OFTEN for side in ("r", "l")
    }
    found = min(near, key=lambda name: near[name])
    return found if near[found] < _BESIDE else ""


def place_in_words(name: str, words: FigureWords, sides: Mapping[str, str]) -> str:
    """Return a named point of the body in words."""
    bare, side = (name[:-2], sides[name[-1]]) if name[-2:] in ("_r", "_l") else (name, "")
    return words.places[bare].format(side=side)


def listed(parts: Sequence[str], words: FigureWords) -> str:
    """Return parts in a row, the last with its own join."""
    if len(parts) < 2:
        return "".join(parts)
    return words.join.join(parts[:-1]) + words.last + parts[-1]
