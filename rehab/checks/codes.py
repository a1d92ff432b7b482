"""The codes of warnings: what ``allow:`` may silence, with a reason. An error cannot be silenced."""

from __future__ import annotations

MAY_BE_SILENCED = (
    "before-its-gate",
    "contradiction",
    "dose-jump",
    "hard-to-read",
    "heavy-too-close",
    "impact-before-gate",
    "never-acts",
    "no-citation",
    "no-easier",
    "no-exit",
    "opens-early",
    "over-budget",
)
