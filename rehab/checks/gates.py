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
                path = ("phases", phase_id, group, at)
                yield from _criterion(criterion, shelf, path)
                if not protocol.author and _needs_origin(criterion) and criterion.evidence is None:
                    yield Issue(
                        "no-origin",
                        "this criterion does not say where its number comes from",
                        "add a tag such as [P], or say 'author:' at the top",
                        path=path,
                    )
                source = criterion.evidence.source if criterion.evidence else ""
                if source and source not in shelf.references:
                    hint = did_you_mean(source, shelf.references) or "references.yaml has the list"
                    yield Issue("unknown-reference", f"there is no reference '{source}'", hint, path=path)


def _needs_origin(criterion: Criterion) -> bool:
    """Tell whether a criterion holds a number or an answer that must come from somewhere."""
    return criterion.form not in ("cleared", "no_flag", "day") and not any(part.evidence for part in criterion.parts)


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
    if not measure.how:
        message = f"nobody is asked to record '{criterion.measure}': it has no 'how:'"
        yield Issue("not-recorded", message, "say in measures.yaml how to take it", path=path)
    if criterion.form == "value" and criterion.number is not None and measure.range is not None:
        low, high = measure.range
        if not low <= criterion.number <= high:
            message = f"'{criterion.measure}' goes from {low:g} to {high:g}; {criterion.number:g} is outside"
            yield Issue("out-of-range", message, f"write a number from {low:g} to {high:g}", path=path)
    if measure.kind == "words":
        message = f"'{criterion.measure}' is kept in words, and no phase can wait for it"
        yield Issue("wrong-form", message, "take a measure with a number or a yes or no", path=path)
    elif (criterion.form == "test") != (measure.kind == "yes-no"):
        if measure.kind == "yes-no":
            message, hint = "is answered with yes or no", f"write: {criterion.measure} = yes"
        else:
            message, hint = "is a number, not a yes or no", f"write it with <= or >=: {criterion.measure} <= 3"
        yield Issue("wrong-form", f"'{criterion.measure}' {message}", hint, path=path)
