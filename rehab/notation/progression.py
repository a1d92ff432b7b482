"""How a dose goes up by itself: the short text of a progression, and its exact meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

from rehab.notation.scanner import Limits, Scanner, plain

Unit = Literal["reps", "sets", "s", "min", "m", "km", "kg", "%", "steps"]
Pace = Literal["green sessions", "green days", "weeks"]

UNITS: tuple[Unit, ...] = ("reps", "sets", "steps", "min", "km", "kg", "s", "m", "%")
PACES: tuple[Pace, ...] = ("green sessions", "green days", "weeks")
ADDED = Limits(0.1, 500, "what is added")
UP_TO = Limits(1, 5000, "the limit")
AFTER = Limits(1, 60, "the number after 'after'", whole=True)
EXERCISE = re.compile(r"(?!after\b)[a-z0-9]+(?:-[a-z0-9]+)*")
NOTATION = re.compile(r"\s*(?:add\s+[0-9]|harder:|next\s+step\b)")
EXAMPLE = "write for example: add 2 reps after 2 green sessions up to 15, then harder: single-leg-bridge"


@dataclass(frozen=True, slots=True)
class Progression:
    """What to add, after what, up to what, and which exercise comes then.

    ``add`` of ``unit`` after every ``after`` ``pace``, up to ``up_to`` (inclusive, in the same unit), then the
    exercise ``harder``. Without ``add`` and ``harder``: the next step of the dose. Without ``add``: the exercise.
    """

    add: float | None = None
    unit: Unit | Literal[""] = ""
    after: int = 2
    pace: Pace = "green sessions"
    up_to: float | None = None
    harder: str = ""


def is_progression(text: str) -> bool:
    """Tell whether ``text`` is meant as notation, not as words to the patient."""
    return NOTATION.match(text) is not None


def parse_progression(text: str) -> Progression:
    """Read ``add 2 reps after 2 green sessions up to 15, then harder: single-leg-bridge`` and its shorter forms.

    Raises ``NotationError`` with the place in the line for what it cannot read. Reference: docs/notation.md.
    """
    scan = Scanner(text)
    progression = _progression(scan)
    if not scan.done:
        raise scan.fail(f"'{scan.clump()}' does not belong here", EXAMPLE)
    return progression


def _progression(scan: Scanner) -> Progression:
    if scan.words("next step"):
        return Progression(None, "", *_after(scan))
    if scan.words("harder") and scan.symbol(":"):
        exercise = _exercise(scan)
        return Progression(None, "", *_after(scan), harder=exercise)
    if not scan.words("add"):
        raise scan.fail("a progression starts with 'add', 'harder:' or 'next step'", EXAMPLE)
    add = scan.number(ADDED)
    unit = _unit(scan, one=add == 1)
    after, pace = _after(scan)
    up_to = None
    harder = ""
    if scan.words("up to"):
        up_to = scan.number(UP_TO)
        if scan.symbol(","):
            if not (scan.words("then harder") and scan.symbol(":")):
                raise scan.fail("the harder exercise is missing", "write: , then harder: single-leg-bridge")
            harder = _exercise(scan)
    return Progression(add, unit, after, pace, up_to, harder)


def _unit(scan: Scanner, *, one: bool) -> Unit:
    for unit in UNITS:
        if scan.words(unit) or (one and unit.endswith("s") and len(unit) > 1 and scan.words(unit[:-1])):
            return unit
    raise scan.fail(f"the unit '{scan.clump()}' is not known", f"one of: {', '.join(UNITS)}")


def _after(scan: Scanner) -> tuple[int, Pace]:
    if not scan.words("after"):
        raise scan.fail("after how many green sessions?", "write: after 2 green sessions")
    after = int(scan.number(AFTER))
    for pace in PACES:
        if scan.words(pace) or (after == 1 and scan.words(pace[:-1])):
            return after, pace
    raise scan.fail("green sessions, green days or weeks belong here", "write: after 2 green sessions")


def _exercise(scan: Scanner) -> str:
    found = scan.take(EXERCISE)
    if not found:
        raise scan.fail("the exercise is missing", "write: harder: single-leg-bridge")
    return found.group()


def format_progression(progression: Progression) -> str:
    """Write ``progression`` as one line that ``parse_progression`` reads back to an equal progression."""
    pace = progression.pace[:-1] if progression.after == 1 else progression.pace
    after = f"after {progression.after} {pace}"
    if progression.add is None:
        return f"harder: {progression.harder} {after}" if progression.harder else f"next step {after}"
    unit = progression.unit
    if progression.add == 1 and unit in ("reps", "sets", "steps"):
        unit = cast(Unit, unit[:-1])
    text = f"add {plain(progression.add)} {unit} {after}"
    if progression.up_to is not None:
        text += f" up to {plain(progression.up_to)}"
    return f"{text}, then harder: {progression.harder}" if progression.harder else text
