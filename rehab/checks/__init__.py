"""What is checked beyond the shape of a file: clinical sense, one theme per module."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rehab.checks import budget, completeness, dosing, gates, load, overlay, plain, reach, shape, size, stances
from rehab.errors import Issue, KeyPath, Severity
from rehab.models.protocol import Protocol
from rehab.models.shelf import Shelf
from rehab.source.issues import KEY

NAMES = (shape.check, dosing.check, gates.check)
"""Whether all names lead somewhere and all numbers can be: what the other themes build on."""
SENSE = (size.check, reach.check, completeness.check, stances.check)
WARNINGS = (plain.check, load.check, budget.check)
"""The themes that only warn."""


def check_protocol(
    protocol: Protocol, shelf: Shelf, *, bases: Sequence[Protocol] = (), warnings: bool = True
) -> list[Issue]:
    """Return every problem of a merged protocol; ``bases`` is what it extends, merged the same way, the first one first.

    ``warnings`` False leaves out the themes that only warn, which cost time that a plan need not spend.
    """
    base = bases[-1] if bases else None
    found = _found(protocol, shelf, warnings=warnings)
    unknown = [one.path for one in found if one.severity is Severity.ERROR and one.code.startswith("unknown-")]
    changed = [one for one in overlay.check(protocol, bases, shelf) if not _is_beneath(one, unknown)]
    if base is not None and warnings and not any(one.severity is Severity.ERROR for one in found):
        refused = [one.path for one in changed]
        found += [one for one in overlay.early(protocol, base) if not _is_beneath(one, refused)]
    held = _found(base, shelf, warnings=warnings) if base is not None and _inherits(protocol, base) else []
    kept = [issue for issue in found if not _is_allowed(issue, protocol, base, held)]
    return [*kept, *changed]


def _is_beneath(issue: Issue, unknown: Iterable[KeyPath]) -> bool:
    """Tell whether an issue stands where a name leads nowhere: what it would mean there cannot be judged yet."""
    own = tuple(part for part in issue.path if part != KEY)
    return any((path and own[: len(path)] == path) or path[: len(own)] == own for path in unknown)


def _found(protocol: Protocol, shelf: Shelf, *, warnings: bool) -> list[Issue]:
    """Return what the themes say; where a name leads nowhere, only that: the rest cannot be judged."""
    found = [issue for theme in NAMES for issue in theme(protocol, shelf)]
    if found:
        return found
    themes = (*SENSE, *WARNINGS) if warnings else SENSE
    return [issue for theme in themes for issue in theme(protocol, shelf)]


def _inherits(protocol: Protocol, base: Protocol) -> bool:
    return any(base.allow.get(entry) == reason for entry, reason in protocol.allow.items())


def _is_allowed(issue: Issue, protocol: Protocol, base: Protocol | None, held: Iterable[Issue]) -> bool:
    """Tell whether a line of ``allow:`` silences a warning; a line of the base speaks only of what the base holds.

    What a file adds at the same place, or makes worse there, is told again.
    """
    if issue.severity is Severity.ERROR:
        return False
    for entry, reason in protocol.allow.items():
        code, _, place = entry.partition(" ")
        if code != issue.code or not _is_at(issue, place):
            continue
        own = base is None or base.allow.get(entry) != reason
        if own or any(_is_as_bad(one, issue) for one in held):
            return True
    return False


def _is_as_bad(held: Issue, issue: Issue) -> bool:
    return (held.code, held.path) == (issue.code, issue.path) and held.amount >= issue.amount


def worst(issues: Iterable[Issue]) -> list[Issue]:
    """Return ``issues`` each once; of those at one place that differ in their amount, only the worst."""
    kept: dict[object, Issue] = {}
    for issue in issues:
        key: object = (issue.code, issue.location) if issue.amount and issue.location else issue
        if key not in kept or issue.amount > kept[key].amount:
            kept[key] = issue
    return list(kept.values())


def _is_at(issue: Issue, place: str) -> bool:
    """Tell whether an issue stands at a place such as ``phases.speed``, or below it; no place is every place."""
    path = ".".join(str(part) for part in issue.path if part != KEY)
    return not place or path == place or path.startswith(f"{place}.")
