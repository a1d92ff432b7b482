"""Every day of first use: the plan of that day, and the first mornings of somebody who then keeps a journal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conftest import PlanMaker
from exhaustive import Plans

from rehab.engine.timetable import FIRST_STEPS, for_grade
from safety.answers import printed
from safety.choices import Subject
from safety.graph import Graph, Walked, go
from safety.person import BY_NAME

MORNINGS = 3


def without_journal(make_plan: PlanMaker, subject: Subject, days: Sequence[int], *, number: int) -> Iterator[str]:
    """Yield what is wrong with the plans first used on these days, the sides in turn."""
    plans = Plans(make_plan, subject.choice)
    try:
        plans.check_all(days[0])
    except AssertionError as broken:
        yield str(broken)
    for day in days:
        side = plans.side_in_turn(number + day)
        plan = plans.plan(day, side)
        try:
            plans.rules[side].hold(plan, day)
        except AssertionError as broken:
            yield f"first used on day {day}, side {side}: {broken}"
        told = subject.triage(subject.order(first=day, as_of=day))
        for fault in (*printed(subject, plan, told, None), *first_days(subject, plan.days[0].phase, day)):
            yield f"first used on day {day}, side {side}: {fault}"


def first_days(subject: Subject, phase_id: str, day: int) -> Iterator[str]:
    """Yield that the first days of care are printed once they are over: never longer than the framework allows."""
    phase = subject.model.phases[phase_id]
    rules = subject.shelf.frameworks.frameworks[subject.model.framework]
    own = for_grade(phase.days, subject.grade)
    last = own[1] if own else rules.first_phase_days[1]
    if phase.step in FIRST_STEPS and day > last:
        yield f"{phase.step} on day {day}"
    if phase.step == "peace" and day > rules.max_first_phase_days:
        yield f"PEACE on day {day}"


def with_journal(subject: Subject, days: Sequence[int], walked: Walked) -> None:
    """Follow a person who begins on each of these days for a few mornings, tests good and tests never written."""
    for day in days:
        graph = Graph(subject, day, days=MORNINGS + 1)
        for name in ("steady", "tests not written"):
            node = graph.start
            for _ in range(MORNINGS):
                node = go(graph, node, BY_NAME[name], walked)
                walked.states += 1
