"""The shared data of the library in one value: what every protocol may refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rehab.models.exercise import Contraindication, Exercise
from rehab.models.figure import Figure, is_whole, whole
from rehab.models.framework import Frameworks, HydrationRules, MonitoringRule, ReferenceEntry, RunTable
from rehab.models.limits import Limits
from rehab.models.measure import Measure
from rehab.models.redflag import RedFlagTable


@dataclass(frozen=True, slots=True)
class Shelf:
    """Exercises, measures, red flags and the other shared files, by id."""

    exercises: Mapping[str, Exercise]
    contraindications: Mapping[str, Contraindication]
    activities: Mapping[str, str]
    """What may be forbidden, by code, with its meaning."""
    measures: Mapping[str, Measure]
    red_flags: RedFlagTable
    frameworks: Frameworks
    hydration: HydrationRules
    monitoring: Mapping[str, MonitoringRule]
    run_tables: Mapping[str, RunTable]
    references: Mapping[str, ReferenceEntry]
    words: Mapping[str, str]
    limits: Limits
    figures: Mapping[str, Figure]
    joint_limits: Mapping[str, tuple[float, float]]

    def figure_of(self, key: str) -> Figure | None:
        """Return the whole figure of an exercise: the one it names, else that of its own id, else None."""
        name = self.exercises[key].figure or key
        return whole(name, self.figures) if is_whole(name, self.figures) else None
