"""Journals for tests: entries by plan day, and random ones for a protocol."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from combinations import Choice, opening_of
from conftest import INJURED, PlanMaker
from hypothesis import strategies as st

from rehab.engine.case import Compiled, compile_case
from rehab.engine.compile import Followed, follow
from rehab.engine.order import Order
from rehab.engine.triage import Answer, questions
from rehab.library import Library
from rehab.models.case import Case, Clearance
from rehab.models.journal import Entry, Journal
from rehab.models.protocol import Protocol
from rehab.notation import Criterion

MORNING = dt.time(8, tzinfo=dt.UTC)
EVENING = dt.time(19, tzinfo=dt.UTC)
_numbers = itertools.count()


def date_of(day: int, day_one: dt.date = INJURED) -> dt.date:
    return day_one + dt.timedelta(days=day - 1)


def entry(
    day: int, kind: Any, subject: str = "", *, at: dt.time = MORNING, logged: int | None = None, **values: Any
) -> Entry:
    """Make an entry about a plan day, written down on that day or on the day ``logged``."""
    moment = dt.datetime.combine(date_of(logged or day), at)
    return Entry(id=f"e{next(_numbers):06}", date=date_of(day), logged=moment, kind=kind, subject=subject, **values)


def measure(day: int, name: str, value: float | str, **values: Any) -> Entry:
    told = {"text": value} if isinstance(value, str) else {"value": value}
    return entry(day, "measure", name, **told, **values)


def session(day: int, exercises: Iterable[str], during: float | None, next_morning: float | None = None) -> list[Entry]:
    """Make the entries of a session: what was ticked off, the worst pain in it, the pain of the next morning."""
    entries = [entry(day, "done", f"{day}.{name}.1", value=1, at=EVENING) for name in exercises]
    if during is not None:
        entries.append(measure(day, "pain-during", during, at=EVENING))
    if next_morning is not None:
        entries.append(measure(day + 1, "pain-next-morning", next_morning))
    return entries


def screened(day: int = 1) -> Entry:
    return entry(day, "flag", "none", text="no")


def order_of(
    make_plan: PlanMaker, choice: Choice, entries: Sequence[Entry] | None, *, as_of: int, started: int = 1, **case: Any
) -> Order:
    chosen = make_plan.chosen(choice.condition, choice.kind, choice.variant)
    opening = opening_of(chosen.protocol)
    opening["cleared_by"] = Clearance(name="Example Clinician", on=date_of(started))
    person = Case(condition=choice.condition, **{"injured": INJURED, "side": "left", **opening, **case})
    return Order(
        protocol=chosen.protocol,
        case=person,
        type=chosen.type,
        variant=chosen.variant,
        grade=choice.grade,
        as_of=date_of(as_of),
        program="rehab test",
        digest=chosen.digest,
        command="rehab plan",
        journal=None if entries is None else Journal(entries=tuple(entries)),
        started=date_of(started),
    )


def all_no(library: Library, protocol: Protocol) -> dict[str, Answer]:
    return {asked.id: "no" for asked in questions(library.shelf.red_flags, protocol.screen, age=None)}


def compiled(make_plan: PlanMaker, choice: Choice, entries: Sequence[Entry], *, as_of: int, **values: Any) -> Compiled:
    order = order_of(make_plan, choice, entries, as_of=as_of, **values)
    return compile_case(order, make_plan.library.shelf, all_no(make_plan.library, order.protocol))


def followed(make_plan: PlanMaker, choice: Choice, entries: Sequence[Entry], *, as_of: int, **values: Any) -> Followed:
    """Follow a case to a plan day, and say what the mornings decided."""
    from rehab.engine.case import weigh

    order = order_of(make_plan, choice, entries, as_of=as_of, **values)
    shelf = make_plan.library.shelf
    return follow(order, weigh(order, shelf, all_no(make_plan.library, order.protocol)), shelf)


def measures_of(protocol: Protocol) -> list[str]:
    """Return the measures that open the phases of a protocol."""
    found: dict[str, None] = {}

    def take(criterion: Criterion) -> None:
        if criterion.measure:
            found.setdefault(criterion.measure)
        for part in criterion.parts:
            take(part)

    for phase in protocol.phases.values():
        for criterion in (*phase.exit, *phase.entry):
            take(criterion)
    return list(found)


@st.composite
def journals(draw: st.DrawFn, library: Library, protocol: Protocol, *, days: int) -> list[Entry]:
    """Draw what somebody wrote down on plan days 1 to ``days``: sessions, pains and tests, with holes."""
    entries = [screened(day) for day in range(1, days + 1, 7)]
    exercises = sorted({name for phase in protocol.phases.values() for name in phase.exercises})
    tests = measures_of(protocol)
    for day in range(1, days + 1):
        if draw(st.integers(0, 9)) < 2:
            continue
        pain = st.one_of(st.integers(0, 3), st.integers(0, 10))
        names = draw(st.lists(st.sampled_from(exercises), max_size=3, unique=True)) if exercises else []
        entries += [entry(day, "done", f"{day}.{name}.1", value=1, at=EVENING) for name in names]
        if draw(st.booleans()):
            entries.append(measure(day, "pain-during", draw(pain), at=EVENING))
        if draw(st.booleans()):
            entries.append(measure(day, "pain-next-morning", draw(pain)))
        for name in draw(st.lists(st.sampled_from(tests), max_size=6, unique=True)) if tests else []:
            entries += draw(_value(library, name, day))
    return entries


@st.composite
def _value(draw: st.DrawFn, library: Library, name: str, day: int) -> list[Entry]:
    kind = library.shelf.measures[name]
    if kind.kind == "yes-no":
        return [measure(day, name, draw(st.sampled_from(["yes", "yes", "no"])))]
    low, high = kind.range or (0.0, 100.0)
    best = low if kind.better == "lower" else high
    value = draw(st.sampled_from([best, best, low, high, round((low + high) / 2)]))
    return [measure(day, name, value, side="left"), measure(day, name, best, side="right")]


def harder(entry: Entry, points: float = 3) -> Entry:
    """Return the same entry with a worse pain and the same id."""
    assert entry.value is not None
    return entry.model_copy(update={"value": min(entry.value + points, 10)})
