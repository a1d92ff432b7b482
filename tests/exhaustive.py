"""Every plan there is: each condition, grade, type and variant, on each day of first use from 1 to 120, for each side.

``make exhaustive`` runs all of it, in as many processes as there are cores; with ``--turns`` each day is made for one
side, the sides in turn. ``test_every_plan.py`` runs a part that meets every choice, every day and every side.

    python tests/exhaustive.py [--days 1-120] [--processes 2] [--turns]
"""

from __future__ import annotations

import argparse
import concurrent.futures
import os
import sys
import time
from collections.abc import Iterable, Sequence

from combinations import Choice, choices_of
from conftest import PlanMaker
from invariants import Invariants

from rehab.engine.kept import Kept
from rehab.library import Library
from rehab.models.plan import Plan

SIDES = ("left", "right", "both", None)
LAST_DAY = 120


class Plans:
    """The plans of one choice. What the plans of one side share is made once; each plan is compiled and looked at."""

    def __init__(self, make_plan: PlanMaker, choice: Choice) -> None:
        self.make_plan = make_plan
        self.choice = choice
        protocol = make_plan.chosen(choice.condition, choice.kind, choice.variant).protocol
        referred = {"both"} if protocol.both_sides_raise is not None else set()  # there both sides are a referral
        self.sides = [side for side in SIDES if side not in referred]
        self.kept = {side: Kept() for side in self.sides}
        self.rules = {side: Invariants(protocol, make_plan.library, choice.grade, side) for side in self.sides}

    def plan(self, day: int, side: str | None) -> Plan:
        """Compile the plan first used on plan day ``day``."""
        return self.make_plan(
            self.choice.condition,
            grade=self.choice.grade,
            kind=self.choice.kind,
            variant=self.choice.variant,
            day=day,
            side=side,
            cleared=True,
            kept=self.kept[side],
        )

    def check(self, day: int, side: str | None) -> None:
        """Compile one plan and assert what holds for every plan. Raises AssertionError that names the plan."""
        try:
            self.rules[side].hold(self.plan(day, side), day)
        except AssertionError as broken:
            raise AssertionError(f"{self.choice}, first used on day {day}, side {side}: {broken}") from broken

    def same_for_every_side(self, day: int) -> None:
        """Assert that only the words for the side differ between the plans of all sides."""
        shapes = {_shape(self.plan(day, side)) for side in self.sides}
        assert len(shapes) == 1, f"{self.choice}, day {day}: the side changes the timetable"

    def side_in_turn(self, number: int) -> str | None:
        return self.sides[number % len(self.sides)]


def _shape(plan: Plan) -> tuple[object, ...]:
    return tuple(
        (entry.day, entry.phase, tuple((task.id, task.sets, task.reps, task.at) for task in entry.tasks))
        for entry in plan.days
    )


def _work(part: int, parts: int, days: Sequence[int], turns: bool) -> tuple[int, list[str]]:
    make_plan, made, broken = PlanMaker(Library()), 0, []
    for number, choice in enumerate(choices_of(make_plan.library)):
        if number % parts != part:
            continue
        plans = Plans(make_plan, choice)
        try:
            plans.same_for_every_side(days[0])
            made += len(plans.sides)
            for day in days:
                for side in [plans.side_in_turn(number + day)] if turns else plans.sides:
                    made += 1
                    plans.check(day, side)
        except AssertionError as failure:  # the other days of this choice would say the same
            broken.append(str(failure))
    return made, broken


def main(arguments: Iterable[str]) -> int:
    parser = argparse.ArgumentParser(description="Check every plan there is.")
    parser.add_argument("--days", default=f"1-{LAST_DAY}", help="Days of first use, such as 1-120.")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--turns", action="store_true", help="Each day for one side, the sides in turn.")
    options = parser.parse_args(list(arguments))
    first, _, last = options.days.partition("-")
    days = range(int(first), int(last or first) + 1)
    start = time.monotonic()
    with concurrent.futures.ProcessPoolExecutor(options.processes) as pool:
        parts = [pool.submit(_work, part, options.processes, days, options.turns) for part in range(options.processes)]
        results = [part.result() for part in parts]
    broken = [text for _, texts in results for text in texts]
    print(f"{sum(made for made, _ in results)} plans in {time.monotonic() - start:.0f} s, {len(broken)} broken")
    print("\n".join(broken))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
