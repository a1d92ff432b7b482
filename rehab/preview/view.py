"""What the page of a preview shows: the state of the work, the findings, the pages and the timelines."""

from __future__ import annotations

import hashlib
import io
import threading
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from rehab.errors import Issue

SHARPNESS = 1.6
"""Pixels for a point of the page: enough to read a page that fills half a screen."""
_DRAWING = threading.Lock()
"""pdfium draws one page at a time."""


@dataclass(frozen=True)
class Pages:
    """A finished PDF, whose pages become pictures when they are asked for; ``told`` says for whom it is."""

    pdf: bytes
    told: str
    _pictures: dict[int, bytes] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def key(self) -> str:
        """A short name of these very pages."""
        return hashlib.sha256(self.pdf).hexdigest()[:12]

    @cached_property
    def count(self) -> int:
        """How many pages there are."""
        import pypdfium2

        with _DRAWING:
            document = pypdfium2.PdfDocument(self.pdf)
            try:
                return len(document)
            finally:
                document.close()

    def picture(self, number: int) -> bytes:
        """Return a page, counted from 1, as a PNG. Raises IndexError where there is none."""
        import pypdfium2

        if not 1 <= number <= self.count:
            raise IndexError(number)
        with _DRAWING:
            if number not in self._pictures:
                document = pypdfium2.PdfDocument(self.pdf)
                try:
                    content = io.BytesIO()
                    document[number - 1].render(scale=SHARPNESS).to_pil().save(content, "PNG", compress_level=1)
                    self._pictures[number] = content.getvalue()
                finally:
                    document.close()
        return self._pictures[number]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The virtual athletes as a picture, and what it shows in words."""

    svg: bytes
    words: str


@dataclass(frozen=True, slots=True)
class View:
    """What is shown now. ``doing`` is what is still being worked out, empty when all is there.

    ``pages`` and ``timeline`` stay those of the last good save until there are new ones; then they are old.
    """

    name: str
    doing: str = ""
    findings: tuple[Issue, ...] = ()
    checked: bool = False
    changes: tuple[str, ...] | None = None
    """What the file changes, in words; None for a file that stands alone."""
    note: str = ""
    """Why there are no pages, or no timelines, where that is right so."""
    pages: Pages | None = None
    timeline: Timeline | None = None
    old_pages: bool = False
    old_timeline: bool = False
    version: int = 0

    def after(self, **told: Any) -> View:
        """Return the next view."""
        return replace(self, **told, version=self.version + 1)
