"""The engine: a whole plan beside the same plan as a tree of checked models, another date, and how the cost grows.

``make bench`` runs it, in one process, the cases in turn. The naive tree is what a reader of this project might write first:
one pydantic model for each task, each day and the plan, checked from plain data. It decides nothing, so the engine does more.
"""

from __future__ import annotations

import datetime as dt
import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from measure import ROUNDS, Times, ratio

from rehab.engine.case import compile_case, weigh
from rehab.engine.compile import compile_plan
from rehab.engine.kept import Kept
from rehab.engine.order import Order
from rehab.engine.triage import Answer, questions
from rehab.library import Library
from rehab.models.case import Case
from rehab.models.journal import Entry, Journal
from rehab.models.plan import Day, Plan

INJURED = dt.date(2026, 11, 18)
GROWTH = (1, 10, 100)
DAYS, ENTRIES = 6, 30


def in_turn(cases: Mapping[str, Callable[[], object]]) -> Times:
    """Run each case once unseen, then so many times in turn; return the processor seconds."""
    for case in cases.values():
        case()
    rounds: Times = []
    for _ in range(ROUNDS):
        gc.collect()
        took = {}
        for name, case in cases.items():
            begun = time.process_time()
            case()
            took[name] = time.process_time() - begun
        rounds.append(took)
    return rounds


def entries(days: int, count: int) -> Journal:
    """Return so many mornings without pain, on so many days in turn."""
    made = []
    for number in range(count):
        day = INJURED + dt.timedelta(days=number % days)
        moment = dt.datetime.combine(day, dt.time(7), dt.UTC) + dt.timedelta(minutes=number // days)
        made.append(Entry(id=f"e{number}", date=day, logged=moment, kind="measure", subject="pain-rest", value=1))
    return Journal(entries=tuple(made))


def main() -> None:
    """Print each case as a multiple of a whole plan, and each growth as a multiple of its smallest."""
    library = Library()
    chosen, shelf = library.load(library.path_of("hamstring-strain")), library.shelf
    case = Case(condition="hamstring-strain", injured=INJURED, side="left")
    order = Order(
        protocol=chosen.protocol,
        case=case,
        type=chosen.type,
        variant=chosen.variant,
        grade="2",
        as_of=INJURED,
        program="rehab",
        digest=chosen.digest,
        command="rehab plan",
    )
    answers: dict[str, Answer] = {row.id: "no" for row in questions(shelf.red_flags, chosen.protocol.screen)}
    weighed, kept = weigh(order, shelf, answers), Kept()
    plan = compile_plan(order, weighed, shelf)
    data, days = plan.model_dump(), [day.model_dump() for day in plan.days]
    turn = iter(range(1, 1000))

    def another_day() -> Plan:
        return compile_plan(replace(order, as_of=INJURED + dt.timedelta(days=next(turn) % 40)), weighed, shelf, kept)

    whole = in_turn(
        {
            "a whole plan": lambda: compile_plan(order, weighed, shelf),
            "naive tree, its days only": lambda: [Day.model_validate(day) for day in days],
            "naive tree, the plan": lambda: Plan.model_validate(data),
            "on another day, same person": another_day,
        }
    )
    print(f"the engine, {len(plan.days)} days, {sum(len(day.tasks) for day in plan.days)} tasks, times a whole plan")
    for name in whole[0]:
        print(f"{name:32}{ratio(whole, name, 'a whole plan').median:8.2f}")

    def followed(days: int, count: int) -> Callable[[], object]:
        journal = entries(days, count)
        at = replace(order, as_of=INJURED + dt.timedelta(days=days - 1), journal=journal, started=INJURED)
        return lambda: compile_case(at, shelf, answers)

    grown = {
        "days followed": {f"{DAYS * by}": followed(DAYS * by, DAYS * by) for by in GROWTH},
        "entries of 6 days": {f"{ENTRIES * by}": followed(DAYS, ENTRIES * by) for by in GROWTH},
    }
    for what, cases in grown.items():
        times = in_turn(cases)
        first = next(iter(cases))
        told = ", ".join(f"{name}: {ratio(times, name, first).median:.2f}" for name in cases)
        print(f"{what}, times {first}: {told}")


if __name__ == "__main__":
    main()
