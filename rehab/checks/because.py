"""Why a case stands where it does: the decisions of its mornings, and the list to the next phase."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from rehab.checks.lines import Line, LineError, must, span
from rehab.engine.verdict import Verdict
from rehab.models.plan import Plan
from rehab.models.standing import PlanChange, Standing

Gate = Sequence[Verdict]
MOVES = ("opened", "sent-back", "restarted")
"""The decisions that lead into another phase: the last one says why it is this one."""
DECIDED: Mapping[str, tuple[str, ...]] = {
    "a session was red": ("red-rest",),
    "a session was amber": ("less",),
    "sessions were green": ("more",),
    "two sessions were red": ("two-reds",),
    "days were missed": ("missed", "reduced", "restarted"),
}
"""What a line may say was decided on one of its days, and the codes that mean it."""
ABOUT_THE_PHASE: Mapping[str, str] = {
    "the list is met": "opened",
    "it was sent back": "sent-back",
    "it begins again": "restarted",
}
TOO_EARLY = "it is too early"
_MEASURE = re.compile(r"(?P<name>[a-z0-9-]+) is (?P<truth>met|not met|unknown)")


def why(plan: Plan, gate: Gate, line: Line) -> None:
    """Hold a plan with a journal against the reasons of a line. Raises LineError with the reasons there are."""
    reasons = line["because"]
    standing = plan.standing
    if standing is None:
        raise LineError("there is no reason without a plan that follows a journal")
    first, last = span(line.get("day", line.get("days")))
    for reason in (reasons,) if isinstance(reasons, str) else reasons:
        _reason(reason, plan, standing, gate, first, last)


def _reason(reason: str, plan: Plan, standing: Standing, gate: Gate, first: float, last: float) -> None:
    if reason in DECIDED:
        found = [change for change in standing.changes if first <= change.day <= last]
        must(any(change.code in DECIDED[reason] for change in found), f"not because {reason}; {_told(found)}")
    elif reason in ABOUT_THE_PHASE:
        moves = [change for change in standing.changes if change.code in MOVES and change.day <= last]
        is_so = bool(moves) and moves[-1].code == ABOUT_THE_PHASE[reason]
        must(is_so, f"not because {reason}; {_told(moves[-1:])}")
    elif reason == TOO_EARLY:
        held = [f"{name} is {truth}" for name, truth in _known(gate) if truth != "met"]
        held += [f"the phase opened on {standing.opened}"] if standing.opened == plan.as_of else []
        must(bool(gate) and not held, f"not because {reason}; {', '.join(held) or 'there is no list'}")
    elif known_of := _MEASURE.fullmatch(reason):
        name, wanted = known_of["name"], known_of["truth"]
        truths = [truth for measure, truth in _known(gate) if measure == name]
        must(bool(truths), f"{name} is not on the list to the next phase: {_names(gate)}")
        must(wanted in truths, f"{name} is {' and '.join(dict.fromkeys(truths))}")
    else:
        known = [*DECIDED, *ABOUT_THE_PHASE, TOO_EARLY, "pain-walking is not met (or unknown, or met)"]
        raise LineError(f"'{reason}' is not a reason; there is: {'; '.join(known)}")


def _told(changes: Sequence[PlanChange]) -> str:
    return "; ".join(f"day {change.day}: {change.text}" for change in changes) or "nothing was decided"


def _names(gate: Gate) -> str:
    return ", ".join(dict.fromkeys(name for name, _ in _known(gate))) or "there is none"


def _known(gate: Gate) -> Iterator[tuple[str, str]]:
    """Yield what each line of the list is about, with what is known of it; what has no measure by its form."""
    for verdict in gate:
        if verdict.parts:
            yield from _known(verdict.parts)
        else:
            yield verdict.criterion.measure or verdict.criterion.form.replace("_", "-"), verdict.truth
