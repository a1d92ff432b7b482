"""What the case file must state besides the clinician's name: the items of a protocol's ``clearance:``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from rehab.models.case import Case
from rehab.models.protocol import ClearanceItem, Phase, Protocol


def missing(protocol: Protocol, case: Case) -> tuple[ClearanceItem, ...]:
    """Return the needed items that the case does not state, or states with an answer that opens no plan."""
    stated = case.clearance
    return tuple(
        item
        for key, item in protocol.clearance.items()
        if item.needed and _applies(item, stated) and not _is_met(item, stated.get(key))
    )


def stated(protocol: Protocol, case: Case) -> list[tuple[str, str | int]]:
    """Return what the clinician stated besides the name: each item's title and the answer, in the order of the file."""
    return [(item.title, case.clearance[key]) for key, item in protocol.clearance.items() if key in case.clearance]


def opened(protocol: Protocol, case: Case) -> Collection[str]:
    """Return the phases that may be planned: all before the first one whose ``requires:`` is not stated."""
    found: list[str] = []
    for phase_id, phase in protocol.phases.items():
        if unmet(phase, case):
            break
        found.append(phase_id)
    return found


def closed_at(protocol: Protocol, case: Case) -> tuple[Phase, Sequence[ClearanceItem]] | None:
    """Return the first phase that is not planned, and the items it waits for; None if all are."""
    for phase in protocol.phases.values():
        if waits := unmet(phase, case):
            return phase, [protocol.clearance[key] for key in waits]
    return None


def unmet(phase: Phase, case: Case) -> list[str]:
    """Return the items that a phase requires and the case does not state."""
    return [key for key, values in phase.requires.items() if case.clearance.get(key) not in values]


def _applies(item: ClearanceItem, stated: Mapping[str, str | int]) -> bool:
    """Tell whether an item is asked for; one that hangs on another counts until that other is stated otherwise."""
    return all(stated.get(other, values[0]) in values for other, values in item.only_if.items())


def _is_met(item: ClearanceItem, value: str | int | None) -> bool:
    if item.at_least is not None:
        return isinstance(value, int) and value >= item.at_least
    return value in item.accept
