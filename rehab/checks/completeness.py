"""Does a protocol say all that a reader needs: when to stop, when to move on, what is easier, where it comes from?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rehab.checks.codes import MAY_BE_SILENCED
from rehab.errors import Issue, KeyPath, Severity, did_you_mean
from rehab.models.protocol import Phase, Protocol
from rehab.models.shelf import Shelf
from rehab.notation import Criterion, Evidence
from rehab.source.issues import KEY

DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
SEEN = "V"
"""A value that was only recalled may still lack its source; one that was seen has it."""


def check(protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    """Yield an issue for each stop rule, way on, easier form, source, review date and reason that is missing."""
    yield from _stop_rule(protocol, shelf)
    last = next(reversed(protocol.phases), None)
    for phase_id, phase in protocol.phases.items():
        path: KeyPath = ("phases", phase_id)
        if phase_id != last and not phase.exit and not _entry_after(protocol, phase_id):
            message = f"the phase '{phase_id}' does not say when to move on"
            yield Issue("no-exit", message, "add 'exit:' with what must be true", Severity.WARNING, path)
        yield from _easier(phase, shelf, path)
        yield from _citations(phase, path)
    yield from _review(protocol)
    yield from _allow(protocol)


def _stop_rule(protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    """Yield an error where nothing stops the work of a phase: an empty stop list, or signs that name no question."""
    working = next((key for key, phase in protocol.phases.items() if phase.exercises or phase.run), None)
    for group in ("emergency", "today"):
        signs = getattr(protocol.stop_signs, group)
        if working and not signs:
            message = f"the phase '{working}' and all others have no stop rule: the list '{group}:' is empty"
            yield Issue("no-stop-rule", message, "add the signs that stop everything", path=("stop_signs", group))
        for at, sign in enumerate(signs):
            for flag in sign.partition("|")[2].split():
                if flag not in shelf.red_flags.flags:
                    hint, path = "red-flags.yaml has the list", ("stop_signs", group, at)
                    yield Issue("unknown-red-flag", f"there is no red flag '{flag}'", hint, path=path)


def _entry_after(protocol: Protocol, phase_id: str) -> bool:
    """Tell whether the next phase says itself when it opens, beyond a plan day."""
    order = list(protocol.phases)
    after = protocol.phases[order[order.index(phase_id) + 1]]
    return any(criterion.form != "day" for criterion in after.entry) or bool(after.requires)


def _easier(phase: Phase, shelf: Shelf, path: KeyPath) -> Iterator[Issue]:
    for key, slot in phase.exercises.items():
        exercise = shelf.exercises.get(key)
        if exercise and not (slot.easier or exercise.easier or exercise.easier_exercise):
            message = f"nobody is told what to do when '{key}' is too hard"
            here = (*path, "exercises", key, KEY)
            yield Issue("no-easier", message, "add 'easier:', if only: leave it out", Severity.WARNING, here)


def _citations(phase: Phase, path: KeyPath) -> Iterator[Issue]:
    """Yield a warning for each dose or criterion that claims a publication and does not name it."""
    for key, slot in phase.exercises.items():
        doses = [(("dose",), slot.dose), *((("weeks", week), dose) for week, dose in slot.weeks.items())]
        for below, dose in doses:
            if dose is not None and any(_unnamed(origin) for _, origin in dose.evidence):
                yield _citation("dose", (*path, "exercises", key, *below))
    for group in ("entry", "exit"):
        for at, criterion in enumerate(getattr(phase, group)):
            if any(_unnamed(part.evidence) for part in _parts(criterion)):
                yield _citation("criterion", (*path, group, at))


def _parts(criterion: Criterion) -> Iterator[Criterion]:
    yield criterion
    for part in criterion.parts:
        yield from _parts(part)


def _unnamed(origin: Evidence | None) -> bool:
    return origin is not None and origin.tag == SEEN and not origin.source


def _citation(what: str, path: KeyPath) -> Issue:
    message = f"this {what} is tagged as seen in a source, and names none"
    return Issue(
        "no-citation", message, "write [V] with a key, such as [V askling-2013], or [P]", Severity.WARNING, path
    )


def _review(protocol: Protocol) -> Iterator[Issue]:
    """Yield an error where a protocol is called reviewed and nobody can tell by whom and when."""
    if protocol.reviewed_on and not DATE.fullmatch(protocol.reviewed_on):
        message = f"'{protocol.reviewed_on}' is not a date"
        yield Issue("no-review-date", message, "write it as year-month-day: 2026-11-18", path=("reviewed_on",))
    if protocol.status != "reviewed":
        return
    for key, example in (("reviewed_by", "Example Clinician"), ("reviewed_on", "2026-11-18")):
        if not getattr(protocol, key):
            message = f"the status is reviewed, and '{key}:' is missing"
            yield Issue("no-review-date", message, f"add: {key}: {example}", path=("status",))


def _allow(protocol: Protocol) -> Iterator[Issue]:
    """Yield an error for each line of 'allow:' that silences nothing there is, or gives no reason."""
    for entry, reason in protocol.allow.items():
        code = entry.split(" ")[0]
        path: KeyPath = ("allow", entry, KEY)
        if code not in MAY_BE_SILENCED:
            hint = did_you_mean(code, MAY_BE_SILENCED) or "only warnings can be silenced, not errors"
            yield Issue("unknown-code", f"there is no warning '{code}' to allow", hint, path=path)
        elif not reason.strip():
            yield Issue("no-reason", f"'{code}' is allowed without a reason", "say why, in one sentence", path=path)
