"""What is checked beyond the shape of a file: clinical sense, one theme per module."""

from __future__ import annotations

from collections.abc import Sequence

from rehab.checks import dosing, gates, overlay, plain, shape, size
from rehab.errors import Issue
from rehab.models.protocol import Protocol
from rehab.models.shelf import Shelf


def check_protocol(protocol: Protocol, shelf: Shelf, *, bases: Sequence[Protocol] = ()) -> list[Issue]:
    """Return every problem of a merged protocol; ``bases`` is what it extends, merged the same way, the first one first."""
    themes = (shape.check, dosing.check, gates.check, plain.check, size.check)
    found = [issue for theme in themes for issue in theme(protocol, shelf)]
    found += overlay.check(protocol, bases)
    return [issue for issue in found if issue.code not in protocol.allow or issue.severity == "error"]
