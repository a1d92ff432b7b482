"""Issues as text for a terminal, with the line and a caret under the place, and as plain data for editors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rehab.errors import Issue, Severity
from rehab.source.characters import columns, start_of, visible

WIDTH = 80
"""Columns of a terminal line; a longer excerpt is cut around its caret."""

_COLOURS = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m", Severity.NOTE: "\x1b[1;36m"}


def render(issues: Sequence[Issue], *, color: bool = False) -> str:
    """Return ``issues`` as text for a terminal, in their order, and a line that counts them; empty for none."""
    if not issues:
        return ""
    return "".join(_shown(issue, color) for issue in issues) + _summary(issues) + "\n"


def _shown(issue: Issue, color: bool) -> str:
    place = issue.location
    where = f"{visible(place.file)}:{place.line}:{place.column}: " if place else ""
    severity = f"{_COLOURS[issue.severity]}{issue.severity}\x1b[0m" if color else str(issue.severity)
    head = f"{where}{severity}: {visible(issue.message)} [{issue.code}]\n"
    hint = visible(issue.hint)
    if place is None or not place.excerpt.strip():
        return head + (f"  {hint}\n" if hint else "")
    margin = f"  {place.line} | "
    before, marked, after = _cut(visible(place.excerpt), place.column - 1, place.width, WIDTH - len(margin))
    carets = "^" * max(1, columns(marked))
    if color:
        carets = f"{_COLOURS[issue.severity]}{carets}\x1b[0m"
    gutter = " " * (len(margin) - 2) + "| "
    caret_line = f"{gutter}{' ' * columns(before)}{carets} {hint}".rstrip()
    return f"{head}{margin}{before}{marked}{after}\n{caret_line}\n"


def _cut(line: str, start: int, width: int, room: int) -> tuple[str, str, str]:
    """Return what stands before, at and after the caret, cut with "…" to at most ``room`` columns."""
    before, marked, after = line[:start], line[start : start + width], line[start + width :].rstrip()
    if columns(line.rstrip()) <= room:
        return before, marked, after
    if columns(marked) > room * 2 // 3:
        marked, after = start_of(marked + after, room * 2 // 3), ""
    space = room - columns(marked)
    if columns(before) > space // 2 and columns(before) + columns(after) > space:
        keep = max(space // 2, space - columns(after))
        before = start_of(before[::-1], keep)[::-1] if columns(before) > keep else before
    return before, marked, start_of(after, space - columns(before))


def _summary(issues: Sequence[Issue]) -> str:
    counts = [(kind, sum(issue.severity is kind for issue in issues)) for kind in Severity]
    words = ", ".join(f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in counts if count)
    files = len({issue.location.file for issue in issues if issue.location})
    return words + (f" in {files} file{'' if files == 1 else 's'}" if files else "")


def as_json(issues: Iterable[Issue]) -> list[dict[str, Any]]:
    """Return ``issues`` as plain data for editors: lines and columns count from 1, ``end_column`` is exclusive."""
    shown: list[dict[str, Any]] = []
    for issue in issues:
        place = issue.location
        shown.append(
            {
                "file": place.file if place else None,
                "line": place.line if place else None,
                "column": place.column if place else None,
                "end_column": place.column + place.width if place else None,
                "severity": str(issue.severity),
                "code": issue.code,
                "message": issue.message,
                "hint": issue.hint,
                "path": list(issue.path),
            }
        )
    return shown
