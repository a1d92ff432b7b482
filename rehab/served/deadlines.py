"""HTTP with deadlines: whoever is slow on purpose, or comes in a crowd, keeps nobody else waiting.

uvicorn has a deadline for the time between two requests only. A head that comes in drops, a body that never ends and a
reader that does not read would each hold a connection for ever.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 5.0
"""From the connection to the end of the head of its one request."""
WHOLE_SECONDS = 40.0
"""From the connection to its end: longer than the page waits, and than a slow phone takes for the page."""
MOST = 32
"""More connections at a time than phones and their browsers need."""


class Hurried(H11Protocol):
    """A connection that is cut when it takes too long, or when there are too many."""

    _timers: tuple[asyncio.TimerHandle, ...] = ()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        if len(self.connections) >= MOST:
            transport.abort()
            return
        super().connection_made(transport)
        self._timers = (
            self.loop.call_later(HEAD_SECONDS, self._head_is_due),
            self.loop.call_later(WHOLE_SECONDS, transport.abort),
        )

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in self._timers:
            timer.cancel()
        if self in self.connections:  # else it was cut before it began
            super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self in self.connections:
            super().data_received(data)

    def _head_is_due(self) -> None:
        if self.cycle is None:
            self.transport.abort()
