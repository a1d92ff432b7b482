"""A picture in words, made from its data: the position, the things around, what moves, what it is for."""

from __future__ import annotations

from collections.abc import Sequence

from rehab.figures.muscles import split
from rehab.figures.pose import solve
from rehab.figures.posture import angles
from rehab.models.figure import Figure
from rehab.models.figure_words import MOVES, FigureWords

_NOTICED = {"pelvis": 6.0, "curl": 15.0, "neck": 15.0}
_DEGREES = 12.0
_MOST = 3


def alt_text(figure: Figure, words: FigureWords, *, title: str, side: str | None) -> str:
    """Return the alt text; ``side`` is the sore side, "left" or "right", None where nobody said which."""
    other = {"left": "right", "right": "left"}.get(side or "", "other")
    sides = {"r": words.sides[side or "sore"], "l": words.sides[other]}
    things = _listed(list(dict.fromkeys(words.props[prop.prop] for prop in figure.props)), words)
    moves = _listed(_moves(figure, words, sides), words)
    target = _listed(_targets(figure, words, sides), words)
    text = words.alt.format(
        title=title,
        position=words.positions[figure.position],
        things=words.things.format(things=things) if things else "",
        moves=words.moves.format(moves=moves) if moves else "",
        target=words.target.format(muscles=target) if target else "",
    )
    return " ".join(text.split())


def _moves(figure: Figure, words: FigureWords, sides: dict[str, str]) -> list[str]:
    """Return what moves most, largest first; a knee that both legs bend is told once."""
    if figure.end is None:
        return []
    first, last = (solve(pose) for pose in figure.poses)
    before, after = angles(first, figure.start), angles(last, figure.end)
    before["pelvis"], after["pelvis"] = first.joints["pelvis"][1], last.joints["pelvis"][1]
    before["lean"], after["lean"] = figure.start.number("lean"), figure.end.number("lean")
    found: list[tuple[float, str, str]] = []
    for key in after.keys() & before.keys():
        name, _, side = key.rpartition("_") if key[-2:] in ("_r", "_l") else (key, "", "")
        change = after[key] - before[key]
        least = _NOTICED.get(name, _DEGREES)
        if name in MOVES and abs(change) > least:
            found.append(
                (
                    -abs(change) / least,
                    key,
                    (words.more if change > 0 else words.less)[name].format(side=sides.get(side, "")),
                )
            )
    told = [text for _, _, text in sorted(found)]
    return list(dict.fromkeys(told))[:_MOST]


def _targets(figure: Figure, words: FigureWords, sides: dict[str, str]) -> list[str]:
    made = []
    for entry in figure.target:
        name, which = split(entry)
        side = sides[which[0]] if len(which) == 1 else ""
        made.append(" ".join(words.muscles[name].format(side=side).split()))
    return made


def _listed(parts: Sequence[str], words: FigureWords) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return words.join.join(parts[:-1]) + words.last + parts[-1]
