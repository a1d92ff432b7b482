"""Does a file that changes another one keep its safety rules, and the names of papers where they belong?"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from rehab.errors import Issue
from rehab.models.protocol import Protocol
from rehab.overlays.loosening import loosened
from rehab.overlays.tags import misused


def check(protocol: Protocol, bases: Sequence[Protocol]) -> Iterator[Issue]:
    """Yield what a merged protocol loosens of ``bases``, the first one first, and each tag that it may not use.

    Each file of a chain answers for what it loosens itself. Whatever is loosened in the end needs a name that prints.
    """
    for below, above in itertools.pairwise([*bases, protocol]):
        if above.accept_risk is None or above.accept_risk == below.accept_risk:
            yield from loosened(above, below)
    if len(bases) > 1 and protocol.accept_risk is None:
        yield from loosened(protocol, bases[0])
    if bases:
        yield from misused(protocol, bases)
