"""From a case and its answers to a plan: triage, and with a journal what its entries change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from rehab import phrases, schedule
from rehab.engine import clearance
from rehab.engine.compile import Followed, compile_plan, follow
from rehab.engine.kept import Kept
from rehab.engine.order import Order, day_one_of
from rehab.engine.triage import Answer, Triage, conditions_of, floors, questions_of, triage, with_both_sides
from rehab.engine.watch import all_of, watch
from rehab.models.case import Case, Clearance, Side
from rehab.models.journal import Entry, Seen
from rehab.models.plan import Plan
from rehab.models.shelf import Shelf
from rehab.models.standing import Logged


@dataclass(frozen=True, slots=True)
class Compiled:
    """A plan, the triage it rests on, and what the journal decided.

    ``followed`` is None without a journal, and for a condition that never has a plan: there is nothing to follow.
    """

    plan: Plan
    triage: Triage
    followed: Followed | None


def compile_case(order: Order, shelf: Shelf, answers: Mapping[str, Answer] | None) -> Compiled:
    """Compile the plan of an order; ``answers`` to the safety questions, None where they were not asked.

    With a journal its answers and warning values are weighed too, and the plan is that of the as-of day.
    """
    if order.journal is None or not order.protocol.phases:
        weighed = weigh(order, shelf, answers)
        return Compiled(compile_plan(order, weighed, shelf), weighed, None)
    kept = Kept()  # what the journal did not change in the answers is not worked out again for the plan
    followed = follow(order, weigh(order, shelf, answers), shelf, kept)
    day = schedule.plan_day(day_one_of(order), order.as_of)
    seen = watch(followed.facts, followed.following, order.journal, day, cleared_on=followed.cleared_on)
    given = {**(answers or {}), **seen.answers} if answers is not None or seen.answers else None
    weighed = weigh(order, shelf, given, raised_on=seen.raised_on)
    plan = compile_plan(order, weighed, shelf, kept)
    told = logged(all_of(order.journal, order.as_of), shelf, order.case.side)
    return Compiled(plan.model_copy(update={"logged": told}), weighed, followed)


def logged(seen: Seen, shelf: Shelf, side: Side | None) -> tuple[Logged, ...]:
    """Return the values that were written down, with their titles and units."""
    return tuple(
        Logged(
            date=entry.date,
            measure=entry.subject,
            title=phrases.fill_side(measure.title, shelf.words, side),
            value=entry.value,
            unit=measure.unit,
            text=entry.text,
            side=entry.side,
        )
        for entry in seen.kind("measure")
        if (measure := shelf.measures.get(entry.subject))
    )


def weigh(
    order: Order,
    shelf: Shelf,
    answers: Mapping[str, Answer] | None,
    *,
    raised_on: Mapping[str, dt.date] | None = None,
) -> Triage:
    """Weigh the answers to the safety questions of an order. Raises NotFoundError for an unknown row."""
    protocol, case = order.protocol, order.case
    return triage(
        shelf.red_flags,
        with_both_sides(protocol, case.side, answers),
        as_of=order.as_of,
        asked=questions_of(shelf.red_flags, protocol, case.age),
        conditions=conditions_of(protocol),
        floor=floors(
            protocol,
            protocol.grades.get(order.grade or ""),
            [item.title for item in clearance.missing(protocol, case)],
        ),
        clearance=case.cleared_by,
        began=case.since or (day_one_of(order) if protocol.onset == "sudden" else None),
        raised_on=raised_on,
        fluid_limit_ml=case.fluid_limit_ml,
    )


def as_changed(case: Case, seen: Seen) -> Case:
    """Return the case with what the journal says of it: another side or grade, a clinician who cleared the person."""
    for entry in seen.kind("case"):
        match entry.subject:
            case "side" | "grade":
                case = case.model_copy(update={entry.subject: entry.text})
            case "clear":
                case = case.model_copy(update={"cleared_by": Clearance(name=entry.text, on=entry.date)})
    return case


def restarted_on(entries: tuple[Entry, ...]) -> dt.date | None:
    """Return the day a case was last begun anew, None if it never was."""
    return max((entry.date for entry in entries if entry.kind == "case" and entry.subject == "restart"), default=None)
