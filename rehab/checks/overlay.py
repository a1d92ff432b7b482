"""Does a file that changes another one keep its safety rules, and the names of papers where they belong?"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from rehab.checks.load import is_test
from rehab.errors import Issue, KeyPath, Severity
from rehab.models.protocol import Protocol
from rehab.models.shelf import Shelf
from rehab.notation import Criterion, format_criterion
from rehab.overlays.loosening import loosened
from rehab.overlays.tags import misused
from rehab.source.issues import KEY


def check(protocol: Protocol, bases: Sequence[Protocol], shelf: Shelf) -> Iterator[Issue]:
    """Yield what a merged protocol loosens of ``bases``, the first one first, and each tag that it may not use.

    Each file of a chain answers for what it loosens itself. Whatever is loosened in the end needs a name that prints.
    """
    for below, above in itertools.pairwise([*bases, protocol]):
        if above.accept_risk is None or above.accept_risk == below.accept_risk:
            yield from loosened(above, below)
    if len(bases) > 1 and protocol.accept_risk is None:
        yield from loosened(protocol, bases[0])
    if bases:
        yield from misused(protocol, bases, shelf.exercises)


def early(protocol: Protocol, base: Protocol) -> Iterator[Issue]:
    """Yield a warning for each exercise, and for running, that comes before the tests it came after in ``base``."""
    order = [phase_id for phase_id in protocol.phases if phase_id in base.phases]
    passed = 0
    for phase_id, phase in protocol.phases.items():
        known, at = phase_id in base.phases, passed
        passed += known
        path: KeyPath = ("phases", phase_id)
        rows: list[tuple[str, str, KeyPath]] = [
            (key, f"'{key}'", (*path, "exercises", key, KEY)) for key in phase.exercises
        ]
        rows += [(RUN, "running", (*path, RUN, KEY))] if phase.run else []
        for key, name, where in rows:
            first = next((place for place, other in enumerate(order) if _has(base, other, key)), None)
            tests = [] if first is None else _tests(base, order, at, first, known=known)
            if tests:
                more = f" (and {len(tests) - 1} more)" if len(tests) > 1 else ""
                message = f"{name} comes before the test it came after: {format_criterion(tests[0])}{more}"
                hint = f"leave it in the phase '{order[first or 0]}', or say with 'allow:' why it may come earlier"
                yield Issue("before-its-gate", message, hint, Severity.WARNING, where, amount=len(tests))


RUN = "run"


def _has(base: Protocol, phase_id: str, key: str) -> bool:
    phase = base.phases[phase_id]
    return phase.run is not None if key == RUN else key in phase.exercises


def _tests(base: Protocol, order: Sequence[str], at: int, first: int, *, known: bool) -> list[Criterion]:
    """Return what ``base`` asks for between a phase and a later one; a plan day is no test.

    A phase that is not ``known`` to the base stands before the one at ``at``.
    """
    gates = [base.phases[key].exit for key in order[at:first]]
    gates += [base.phases[key].entry for key in order[at + known : first + 1]]
    return [criterion for gate in gates for criterion in gate if is_test(criterion)]
