"""What hostile input may cost at most: processor time and memory, measured round the call."""

from __future__ import annotations

import contextlib
import resource
import time
from collections.abc import Iterator

SECONDS = 2.0
MEGABYTES = 300


@contextlib.contextmanager
def within(seconds: float = SECONDS, megabytes: float = MEGABYTES) -> Iterator[None]:
    """Fail where the block takes more processor time, or makes this process larger by more, than allowed."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    began = time.process_time()
    yield
    took = time.process_time() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before.ru_maxrss) / 1024
    assert took <= seconds, f"it took {took:.1f} s"
    assert grown <= megabytes, f"it took {grown:.0f} MB"
