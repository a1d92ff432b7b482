"""Every plan there is: each condition, grade, type and variant, on each day of first use from 1 to 120, for each side.

``make exhaustive`` runs all of it, in as many processes as there are cores; with ``--turns`` each day is made for one
side, the sides in turn. ``test_every_plan.py`` runs a part that meets every choice, every day and every side.

    python tests/exhaustive.py [--days 1-120] [--processes 2] [--part 1/4] [--turns]
"""

from __future__ import annotations

import argparse
import concurrent.futures
import gc
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from combinations import LIBRARY, Choice, choices_of
from conftest import PlanMaker
from invariants import Invariants
from sides import Sides

from rehab.engine.kept import Kept
from rehab.models.plan import Plan

SIDES = ("left", "right", "both", None)
LAST_DAY = 120
SECONDS_A_LINE = 20
"""How long to wait before the next line of progress."""


class Plans:
    """The plans of one choice. What the plans of one side share is made once; each plan is compiled and looked at."""

    def __init__(self, make_plan: PlanMaker, choice: Choice) -> None:
        self.make_plan = make_plan
        self.choice = choice
        protocol = make_plan.chosen(choice.condition, choice.kind, choice.variant).protocol
        referred = {"both"} if protocol.both_sides_raise is not None else set()  # there both sides are a referral
        self.sides = [side for side in SIDES if side not in referred]
        any_side = Kept()
        self.kept = {side: Kept(any_side=any_side) for side in self.sides}
        self.rules = {side: Invariants(protocol, make_plan.library, choice.grade, side) for side in self.sides}
        words = make_plan.library.shelf.words
        self.turned = [Sides(side, words) for side in self.sides if side is not None]

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
        self._named(day, side, lambda: self.rules[side].hold(self.plan(day, side), day))

    def check_all(self, day: int) -> int:
        """Compile the plan of each side, and return how many. Raises AssertionError that names the plan.

        Only the words for the side may differ between them, so what holds for the plan without a side holds for all.
        """
        none = self.plan(day, None)
        self._named(day, None, lambda: self.rules[None].hold(none, day))
        for turned in self.turned:
            own = self.plan(day, turned.side)
            self._named(day, turned.side, partial(turned.hold, none, own))
        return len(self.sides)

    def _named(self, day: int, side: str | None, look: Callable[[], None]) -> None:
        try:
            look()
        except AssertionError as broken:
            raise AssertionError(f"{self.choice}, first used on day {day}, side {side}: {broken}") from broken

    def side_in_turn(self, number: int) -> str | None:
        return self.sides[number % len(self.sides)]


def work(number: int, choice: Choice, days: Sequence[int], turns: bool) -> tuple[int, str]:
    """Check the plans of one choice; return how many, and what is wrong with the first that is not as it must be."""
    plans, made = Plans(PlanMaker(LIBRARY), choice), 0
    try:
        for day in days:
            if turns and day != days[0]:
                plans.check(day, plans.side_in_turn(number + day))
                made += 1
            else:
                made += plans.check_all(day)
    except AssertionError as failure:  # the other days of this choice would say the same
        return made, str(failure)
    return made, ""


def check(choices: Sequence[tuple[int, Choice]], days: Sequence[int], processes: int, turns: bool) -> int:
    """Check the plans of these choices, each taken by the process that is free first, and say how far it is."""
    start, told, plans, broken = time.monotonic(), 0.0, 0, 0
    gc.freeze()  # the library is the same for all processes
    with concurrent.futures.ProcessPoolExecutor(processes, initializer=gc.disable) as pool:  # plans have no circles
        waiting = [pool.submit(work, number, choice, days, turns) for number, choice in choices]
        for done, part in enumerate(concurrent.futures.as_completed(waiting), start=1):
            made, failure = part.result()
            plans += made
            if failure:
                broken += 1
                print(failure, flush=True)
            gone = time.monotonic() - start
            if gone - told >= SECONDS_A_LINE or done == len(choices):
                told = gone
                left = gone / done * (len(choices) - done)
                state = f"{done} of {len(choices)} choices, {plans} plans, {broken} broken"
                print(f"{state}; {gone / 60:.1f} min gone, about {left / 60:.1f} left", file=sys.stderr, flush=True)
    print(f"{plans} plans in {time.monotonic() - start:.0f} s, {broken} broken", flush=True)
    return 1 if broken else 0


def main(arguments: Iterable[str]) -> int:
    parser = argparse.ArgumentParser(description="Check every plan there is.")
    parser.add_argument("--days", default=f"1-{LAST_DAY}", help="Days of first use, such as 1-120.")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--part", default="1/1", help="A part of the choices, such as 2/4: the second of four.")
    parser.add_argument("--turns", action="store_true", help="Each day for one side, the sides in turn.")
    options = parser.parse_args(list(arguments))
    first, _, last = options.days.partition("-")
    part, _, parts = options.part.partition("/")
    choices = list(enumerate(choices_of(LIBRARY)))[int(part) - 1 :: int(parts)]
    return check(choices, range(int(first), int(last or first) + 1), options.processes, options.turns)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
