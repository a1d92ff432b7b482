"""Does a file that changes another one keep its safety rules? Tightening is free, loosening needs a name."""

from __future__ import annotations

from collections.abc import Iterator

from rehab.errors import Issue
from rehab.models.protocol import Protocol

HINT = "put it back, or say 'accept_risk:' with a name and a reason; that prints on page 1"


def check(protocol: Protocol, base: Protocol) -> Iterator[Issue]:
    """Yield an issue for every safety rule of ``base`` that the merged ``protocol`` has loosened."""
    if protocol.accept_risk is not None:
        return
    for flag in base.screen:
        if flag not in protocol.screen:
            yield _loosened(f"the safety question {flag} is no longer asked", ("screen",))
    for flag in protocol.exceptions:
        if protocol.exceptions[flag] != base.exceptions.get(flag):
            yield _loosened(f"the exception for {flag} was changed", ("exceptions", flag))
    if base.requires_clearance and not protocol.requires_clearance:
        yield _loosened("it no longer needs a clearance", ("requires_clearance",))
    for group in ("emergency", "today"):
        for sign in getattr(base.stop_signs, group):
            if sign not in getattr(protocol.stop_signs, group):
                yield _loosened(f"the stop sign '{sign.partition(' | ')[0]}' is gone", ("stop_signs", group))
    for key, grade in base.grades.items():
        changed = protocol.grades.get(key)
        if grade.route == "referral" and (changed is None or changed.route != "referral"):
            yield _loosened(f"grade {key} is no longer sent to a clinician", ("grades", key))
        if changed and grade.needs_clearance and not changed.needs_clearance:
            yield _loosened(f"grade {key} no longer needs a clearance", ("grades", key))
    if protocol.monitoring != base.monitoring:
        yield _loosened("the monitoring rule was changed", ("monitoring",))
    yield from _phases(protocol, base)


def _phases(protocol: Protocol, base: Protocol) -> Iterator[Issue]:
    for phase_id, before in base.phases.items():
        after = protocol.phases.get(phase_id)
        if after is None:
            yield _loosened(f"the phase '{phase_id}' is gone", ("phases",))
            continue
        path: tuple[str | int, ...] = ("phases", phase_id)
        for code in before.forbid:
            if code not in after.forbid:
                yield _loosened(f"{code} is no longer forbidden", (*path, "forbid"))
        for grade, day in before.hard_minimum.items():
            if after.hard_minimum.get(grade, 0) < day:
                yield _loosened(f"the hard minimum for {grade}, day {day}, was lowered", (*path, "hard_minimum"))
        for grade, day in before.earliest.items():
            if after.earliest.get(grade, 0) < day:
                yield _loosened(f"it may open before day {day} (grade {grade})", (*path, "earliest"))
        for criterion in before.exit:
            if criterion not in after.exit:
                yield _loosened("a criterion for moving on was changed or is gone", (*path, "exit"))
                break
        for key, slot in after.exercises.items():
            held = before.exercises.get(key)
            if held and (slot.not_before or 0) < (held.not_before or 0):
                yield _loosened(f"'{key}' may start before day {held.not_before}", (*path, "exercises", key))
        if before.run and after.run:
            if (after.run.not_before or 0) < (before.run.not_before or 0) or (
                before.run.needs_log and not after.run.needs_log
            ):
                yield _loosened("running may start earlier", (*path, "run"))


def _loosened(message: str, path: tuple[str | int, ...]) -> Issue:
    return Issue("loosened", f"this loosens a safety rule: {message}", HINT, path=path)
