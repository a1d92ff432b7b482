"""Every plan there is: each condition, grade, type and variant, on each day of first use from 1 to 120, for each side.

``make exhaustive`` runs all of it, in as many processes as there are cores; ``test_every_plan.py`` runs a part that
meets every choice and every day. The timetable does not know the side: that is asserted once for each choice, by
comparing the four plans of one day, and then each day is made for one side in turn.

    python tests/exhaustive.py [--days 1-120]
"""

from __future__ import annotations

import argparse
import concurrent.futures
import sys
import time
from collections.abc import Iterable, Sequence

import invariants
from combinations import Choice, choices_of
from conftest import PlanMaker

from rehab.library import Library
from rehab.models.plan import Plan

SIDES = ("left", "right", "both", None)
LAST_DAY = 120


def check(make_plan: PlanMaker, choice: Choice, day: int, side: str | None) -> None:
    """Compile one plan and assert what holds for every plan. Raises AssertionError that names the plan."""
    library = make_plan.library
    protocol = make_plan.chosen(choice.condition, choice.kind, choice.variant).protocol
    if side == "both" and protocol.both_sides_raise is not None:  # there both sides are a referral
        side = None
    try:
        plan = make_plan(
            choice.condition,
            grade=choice.grade,
            kind=choice.kind,
            variant=choice.variant,
            day=day,
            side=side,
            cleared=True,
        )
        invariants.hold(plan, protocol, library, grade=choice.grade, side=side, day=day)
    except AssertionError as broken:
        raise AssertionError(f"{choice}, first used on day {day}, side {side}: {broken}") from broken


def same_for_every_side(make_plan: PlanMaker, choice: Choice, day: int) -> None:
    """Assert that only the words for the side differ between the plans of the four sides."""
    protocol = make_plan.chosen(choice.condition, choice.kind, choice.variant).protocol
    shapes = {
        side: _shape(
            make_plan(
                choice.condition,
                grade=choice.grade,
                kind=choice.kind,
                variant=choice.variant,
                day=day,
                side=side,
                cleared=True,
            )
        )
        for side in SIDES
        if side != "both" or protocol.both_sides_raise is None
    }
    assert len(set(shapes.values())) == 1, f"{choice}, day {day}: the side changes the timetable"


def _shape(plan: Plan) -> tuple[object, ...]:
    return tuple(
        (entry.day, entry.phase, tuple((task.id, task.sets, task.reps, task.at) for task in entry.tasks))
        for entry in plan.days
    )


def side_for(number: int, day: int) -> str | None:
    """Return the side that a choice is made for on a day: each in turn."""
    return SIDES[(number + day) % len(SIDES)]


def _work(part: int, parts: int, days: Sequence[int]) -> tuple[int, list[str]]:
    make_plan, made, broken = PlanMaker(Library()), 0, []
    for number, choice in enumerate(choices_of(make_plan.library)):
        if number % parts != part:
            continue
        for day in days:
            made += 1
            try:
                check(make_plan, choice, day, side_for(number, day))
                if day == days[0]:
                    same_for_every_side(make_plan, choice, day)
                    made += len(SIDES)
            except AssertionError as failure:
                broken.append(str(failure))
                break  # the other days of this choice would say the same
    return made, broken


def main(arguments: Iterable[str]) -> int:
    parser = argparse.ArgumentParser(description="Check every plan there is.")
    parser.add_argument("--days", default=f"1-{LAST_DAY}", help="Days of first use, such as 1-120.")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args(list(arguments))
    first, _, last = options.days.partition("-")
    days = range(int(first), int(last or first) + 1)
    start = time.monotonic()
    with concurrent.futures.ProcessPoolExecutor(options.processes) as pool:
        parts = [pool.submit(_work, part, options.processes, days) for part in range(options.processes)]
        results = [part.result() for part in parts]
    broken = [text for _, texts in results for text in texts]
    print(f"{sum(made for made, _ in results)} plans in {time.monotonic() - start:.0f} s, {len(broken)} broken")
    print("\n".join(broken))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
