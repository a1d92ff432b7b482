"""The short text for doses, criteria and progressions, and its exact meaning."""

from rehab.notation.criterion import Criterion
from rehab.notation.criterion_text import format_criterion, parse_criterion
from rehab.notation.dose import Dose, Evidence, Frequency, Interval, Load, Span, Tag
from rehab.notation.dose_print import dose_parts, format_dose
from rehab.notation.dose_text import parse_dose
from rehab.notation.error import NotationError
from rehab.notation.progression import Progression, format_progression, is_progression, parse_progression

__all__ = [
    "Criterion",
    "Dose",
    "Evidence",
    "Frequency",
    "Interval",
    "Load",
    "NotationError",
    "Progression",
    "Span",
    "Tag",
    "dose_parts",
    "format_criterion",
    "format_dose",
    "format_progression",
    "is_progression",
    "parse_criterion",
    "parse_dose",
    "parse_progression",
]
