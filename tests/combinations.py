"""Every plan there is: each condition with each of its grades, types and variants, cleared where it needs to be."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any, NamedTuple

from rehab.errors import UsageError
from rehab.library import Chosen, Library
from rehab.models.case import Clearance
from rehab.models.protocol import ClearanceItem, Protocol


class Choice(NamedTuple):
    condition: str
    grade: str | None
    kind: str | None
    variant: str | None


LIBRARY = Library()
"""The shipped library, which all tests share: each of its files is read once."""


@functools.cache
def chosen_of(library: Library, condition: str, kind: str | None, variant: str | None) -> Chosen:
    """Return the protocol of a choice in a library, put together once."""
    return library.load(library.path_of(condition), kind=kind, variant=variant)


@functools.cache
def choices_of(library: Library) -> tuple[Choice, ...]:
    """Return every planned choice, and each once without a grade."""
    return tuple(_choices_of(library))


def _choices_of(library: Library) -> Iterator[Choice]:
    for condition, protocol in library.protocols.items():
        if protocol.framework == "referral" and not protocol.requires_clearance:
            continue
        variants = [None, *(key for key, entry in protocol.variants.items() if entry.offered)]
        for kind in [None, *protocol.types]:
            for variant in variants:
                try:
                    chosen = chosen_of(library, condition, kind, variant)
                except UsageError:  # a variant of another type
                    continue
                planned = [key for key, grade in chosen.protocol.grades.items() if grade.route == "plan"]
                for grade in [None, *planned]:
                    yield Choice(condition, grade, kind, variant)


def opening_of(protocol: Protocol) -> dict[str, Any]:
    """Return what a case must say so that the plan opens, up to its last phase."""
    stated = {key: _opening(key, item, protocol) for key, item in protocol.clearance.items()}
    return {"cleared_by": Clearance(name="Example Clinician"), "clearance": stated}


def _opening(key: str, item: ClearanceItem, protocol: Protocol) -> str | int:
    if item.at_least is not None:
        return item.at_least
    wanted = [phase.requires[key] for phase in protocol.phases.values() if key in phase.requires]
    return next(value for value in item.accept if all(value in values for values in wanted))
