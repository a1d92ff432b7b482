"""Does every criterion look at a measure that exists, with a number that it can have?"""

from __future__ import annotations

from collections.abc import Iterator

from rehab.errors import Issue, did_you_mean
from rehab.models.protocol import Protocol
from rehab.models.shelf import Shelf
from rehab.notation import Criterion


def check(protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    """Yield an issue for each unknown measure, impossible number and missing tag."""
    for phase_id, phase in protocol.phases.items():
        for group in ("entry", "exit"):
            for at, criterion in enumerate(getattr(phase, group)):
                yield from _criterion(criterion, shelf, ("phases", phase_id, group, at))


def _criterion(criterion: Criterion, shelf: Shelf, path: tuple[str | int, ...]) -> Iterator[Issue]:
    for part in criterion.parts:
        yield from _criterion(part, shelf, path)
    if not criterion.measure:
        return
    measure = shelf.measures.get(criterion.measure)
    if measure is None:
        hint = did_you_mean(criterion.measure, shelf.measures) or "measures.yaml has the list"
        yield Issue("unknown-measure", f"there is no measure '{criterion.measure}'", hint, path=path)
        return
    if criterion.form == "value" and criterion.number is not None and measure.range is not None:
        low, high = measure.range
        if not low <= criterion.number <= high:
            message = f"'{criterion.measure}' goes from {low:g} to {high:g}; {criterion.number:g} is outside"
            yield Issue("out-of-range", message, f"write a number from {low:g} to {high:g}", path=path)
    if (criterion.form == "test") != (measure.kind == "yes-no"):
        if measure.kind == "yes-no":
            message, hint = "is answered with yes or no", f"write: {criterion.measure} = yes"
        else:
            message, hint = "is a number, not a yes or no", f"write it with <= or >=: {criterion.measure} <= 3"
        yield Issue("wrong-form", f"'{criterion.measure}' {message}", hint, path=path)
