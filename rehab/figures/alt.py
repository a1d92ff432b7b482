"""A picture in words, made from its data: the position, the things around, what moves, what it is for."""

from __future__ import annotations

from collections.abc import Sequence

from rehab.figures.alt_arrows import listed, place_in_words, told_arrows
from rehab.figures.muscles import split
from rehab.figures.pose import solve
from rehab.figures.posture import angles
from rehab.models.figure import Figure
from rehab.models.figure_words import MOVES, FigureWords

_NOTICED = {"pelvis": 6.0, "curl": 15.0, "neck": 15.0, "elbow": 30.0, "shoulder": 30.0}
"""Least change that is told, in cm or degrees: arms that only hold on say nothing."""
_DEGREES = 12.0
_MOST = 3
"""Movements that are told."""


def alt_text(figure: Figure, words: FigureWords, *, title: str, side: str | None) -> str:
    """Return the alt text; ``side`` is the sore side, "left" or "right", None where nobody said which."""
    other = {"left": "right", "right": "left"}.get(side or "", "other")
    sides = {"r": words.sides[side or "sore"], "l": words.sides[other]}
    things = listed(
        list(dict.fromkeys(words.props[prop.called or prop.prop].format(side=sides["r"]) for prop in figure.props)),
        words,
    )
    moves = listed(_moves(figure, words, sides), words)
    shown = "" if moves else told_arrows(figure, words, sides)
    target = listed(_targets(figure, words, sides), words)
    text = words.alt.format(
        title=title,
        position=words.positions[figure.position],
        things=words.things.format(things=things) if things else "",
        moves=words.moves.format(moves=moves) if moves else "",
        arrows=shown,
        target=words.target.format(muscles=target) if target else "",
        close=words.close.format(place=place_in_words(figure.lens.at[0], words, sides)) if figure.lens else "",
    )
    return " ".join(text.split())


def _moves(figure: Figure, words: FigureWords, sides: dict[str, str]) -> list[str]:
    """Return what moves most, largest first; what both sides do is told once."""
    if figure.end is None or figure.end.frame != figure.start.frame:  # two positions are no movement
        return []
    first, last = (solve(pose) for pose in figure.poses)
    before, after = angles(first, figure.start), angles(last, figure.end)
    before["pelvis"], after["pelvis"] = first.joints["pelvis"][1], last.joints["pelvis"][1]
    before["lean"], after["lean"] = figure.start.number("lean"), figure.end.number("lean")
    changes: dict[tuple[str, bool], dict[str, float]] = {}
    for key in after.keys() & before.keys():
        name, _, side = key.rpartition("_") if key[-2:] in ("_r", "_l") else (key, "", "")
        change = after[key] - before[key]
        share = abs(change) / _NOTICED.get(name, _DEGREES)
        if name in MOVES and share > 1:
            changes.setdefault((name, change > 0), {})[side] = share
    told = sorted(changes, key=lambda one: (-max(changes[one].values()), one))
    return [_move(*one, list(changes[one]), words, sides) for one in told[:_MOST]]


def _move(name: str, more: bool, moving: Sequence[str], words: FigureWords, sides: dict[str, str]) -> str:
    """Return one movement in words, that of both sides as one."""
    if len(moving) > 1:
        return (words.more_both if more else words.less_both)[name]
    return (words.more if more else words.less)[name].format(side=sides.get(moving[0], ""))


def _targets(figure: Figure, words: FigureWords, sides: dict[str, str]) -> list[str]:
    made = []
    for entry in figure.target:
        name, which = split(entry)
        side = sides[which[0]] if len(which) == 1 else ""
        made.append(" ".join(words.muscles[name].format(side=side).split()))
    return made
