"""A measure: a number or an answer that tells whether one may move on."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rehab.models.authored import Authored
from rehab.models.care import TagText


class Change(Authored):
    """How much a score must change before the change means something, and for whom that was found."""

    least: tuple[float, float] = Field(description="From and to, the same number twice where there is only one.")
    unit: str = Field(description="points, %, s, m or stands.")
    people: str = Field(description="For whom: 'leg injuries'.")
    evidence: TagText = Field(description="V or R, and the key of a source where there is one.")


class Measure(Authored):
    """Something to measure, with its unit, its range and how to take it at home."""

    title: str = Field(description="What a patient reads in the 'move on when' list: 'Walk with a normal stride'.")
    unit: str = Field(
        default="", description="The unit of the number: 'of 10', 'reps', 'cm', '%', 's', 'min', or empty for yes / no."
    )
    kind: Literal["pain", "count", "strength", "range", "time", "distance", "score", "yes-no", "words"] = Field(
        description="What sort of thing it is; words: kept for the clinician, and no gate looks at it."
    )
    choices: tuple[str, ...] = Field(
        default=(), description="The words to choose from, several at once; none: free words."
    )
    range: tuple[float, float] | None = Field(default=None, description="The lowest and the highest possible value.")
    better: Literal["lower", "higher"] | None = Field(default=None, description="Which direction is better.")
    how: str = Field(description="How to take it at home, in one or two sentences.")
    who: Literal["athlete", "clinician"] = Field(default="athlete", description="Who can take it.")
    max_age_days: int = Field(default=7, ge=1, le=60, description="How old a value may be before it counts as unknown.")
    counts: Literal["sessions", "phase-sessions"] | None = Field(
        default=None, description="The journal counts it itself: days with exercise since day 1, or in the phase."
    )
    change: tuple[Change, ...] = Field(
        default=(), description="Worthwhile changes of the score, by the people studied."
    )
    source: str = Field(default="", description="Where it comes from: a tag and a reference, such as 'V askling-2010'.")


def unknown_word(measure: Measure, text: str) -> str:
    """Return the first word of a list with commas that is no choice of a measure, quoted; empty where all are."""
    if not measure.choices:
        return "" if text.strip() else "nothing"
    words = [word.strip() for word in text.split(",")]
    return next((f"'{word}'" for word in words if word not in measure.choices), "")
