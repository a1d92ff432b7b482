"""The PDF writer: a finished plan and a template become a printable, tagged booklet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehab import no_settings  # noqa: F401 - before any part of this package loads ReportLab

if TYPE_CHECKING:
    from rehab.writers.pdf.booklet import write

__all__ = ["write"]


def __getattr__(name: str) -> Any:
    """Load the writer (and ReportLab with it) only when it is used."""
    if name == "write":
        from rehab.writers.pdf.booklet import write

        return write
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
