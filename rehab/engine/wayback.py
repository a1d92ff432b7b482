"""Where "back one phase" leads in a plan, in words: from some of its phases nowhere, or to one that is not printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rehab import phrases
from rehab.engine.timetable import FIRST_STEPS, Window
from rehab.models.plan import PlanPhase


@dataclass(frozen=True, slots=True)
class WayBack:
    """The printed phases that have no phase to go back to, by number, or the first printed one, whose is not printed."""

    nowhere: tuple[int, ...] = ()
    unprinted: int | None = None

    def after_red(self, words: Mapping[str, str], less_percent: int) -> tuple[str, ...]:
        """Return what to do in the place of going back a phase; nothing where each way back is printed."""
        if self.nowhere:
            less = words.get(f"less-{less_percent}", words["less-percent"]).format(number=less_percent)
            return (words["no-phase-back"].format(phases=self._phases(words), less=less),)
        return (words["phase-back-unprinted"].format(phase=self.unprinted),) if self.unprinted else ()

    def after_missed(self, words: Mapping[str, str]) -> tuple[str, ...]:
        """Return the same for who missed so many days that a phase back would follow."""
        return (words["missed-no-phase-back"].format(phases=self._phases(words)),) if self.nowhere else ()

    def _phases(self, words: Mapping[str, str]) -> str:
        return phrases.listing(words, [str(number) for number in self.nowhere], "list-or")


def way_back(laid: Sequence[Window], printed: Sequence[PlanPhase]) -> WayBack:
    """Find where a phase back leads from the printed phases: PEACE and RICE are never done again, so not there.

    ``laid`` has all phases of the plan. A plan that starts late has none of its first days; one with a journal has
    phases that are over, and no longer printed.
    """
    numbers = [phase.number for phase in printed]
    if not numbers:
        return WayBack()
    first = next((window.number for window in laid if window.phase.step not in FIRST_STEPS), laid[-1].number)
    nowhere = tuple(number for number in numbers if number <= first)
    return WayBack(nowhere, None if nowhere else numbers[0])
