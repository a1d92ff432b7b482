"""Each gate on the day it opens, with each of its tests good, bad, never taken or too old, alone and together."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence

from rehab.engine.laying import lay_day
from rehab.models.journal import Entry
from rehab.notation import Criterion
from safety.choices import date_of
from safety.graph import STEADY, Graph, Node, Walked, report
from safety.person import SIGN, Diary, Writer, with_values

GOOD, BAD, NEVER, OLD = "good", "bad", "never taken", "too old"
TRUTHS = (GOOD, BAD, NEVER, OLD)
ALL_TOGETHER = 4
"""Up to so many tests every combination is tried: 256; of more tests each alone, each pair, and all at once."""
SCREEN, CLEARANCE = "the safety questions", "the word of a clinician"


def search(graph: Graph, path: Sequence[Node], walked: Walked) -> int:
    """Try the gate of every phase that a steady person opens; return how many ways were tried."""
    tried = 0
    for node in path:
        before = node.before
        if before is None or node.following.at <= before.following.at:
            continue
        day = node.day
        morning = graph.person.breakfast(before.diary, day, STEADY, graph.asked(before.following))
        names = names_of(graph, before, node)
        if not opens(graph, before, morning, {}, walked):
            report(walked, graph, node, "a gate does not open when all of it is met")
        for truths in assignments(len(names)):
            tried += 1
            opens(graph, before, morning, dict(zip(names, truths, strict=True)), walked)
    return tried


def names_of(graph: Graph, before: Node, after: Node) -> list[str]:
    """Return what the gate asks for: its measures, and where it says so the questions and a clinician."""
    criteria = graph.rules.gate(before.following.window.phase_id, after.following.window.phase_id)
    found = dict.fromkeys(
        SCREEN if one.form == "no_flag" else CLEARANCE if one.form == "cleared" else one.measure
        for one in flat(criteria)
    )
    return [name for name in found if name in (SCREEN, CLEARANCE) or name in graph.person.values]


def flat(criteria: Sequence[Criterion]) -> Iterator[Criterion]:
    for one in criteria:
        yield from flat(one.parts) if one.parts else (one,)


def assignments(count: int) -> Iterator[tuple[str, ...]]:
    """Yield what each test may be: all combinations of few tests; of many each alone, each pair and all alike."""
    if count <= ALL_TOGETHER:
        yield from itertools.product(TRUTHS, repeat=count)
        return
    for truth in TRUTHS:
        yield (truth,) * count
    for places in itertools.chain(itertools.combinations(range(count), 1), itertools.combinations(range(count), 2)):
        for others in itertools.product(TRUTHS[1:], repeat=len(places)):
            told = dict(zip(places, others, strict=True))
            yield tuple(told.get(place, GOOD) for place in range(count))


def opens(graph: Graph, before: Node, morning: Diary, truths: dict[str, str], walked: Walked) -> bool:
    """Lay the day with these truths, judge it by the rules, and tell whether the next phase opened."""
    day = before.day + 1
    diary = told(graph, morning, day, truths)
    laid = lay_day(
        graph.order, graph.shelf, graph.facts, before.course, before.following, before.state, day, diary.seen(day)
    )
    assert laid.following is not None
    walked.transitions += 1
    opened = laid.following.at > before.following.at
    for rule in graph.rules.phase(before.following, laid.following, diary, day):
        shown = ", ".join(f"{name} {truth}" for name, truth in truths.items() if truth != GOOD)
        node = Node(day, laid.course, laid.following, laid.state, diary, before.last, STEADY, 0, before)
        report(walked, graph, node, rule, shown)
    return opened


def told(graph: Graph, diary: Diary, day: int, truths: dict[str, str]) -> Diary:
    """Return the diary of a morning with some tests bad, missing or old."""
    measures, kinds, changed = dict(diary.measures), dict(diary.kinds), dict[str, object]()
    for name, truth in truths.items():
        if truth == GOOD:
            continue
        if name == CLEARANCE:
            kinds["case"], changed["cleared"] = (), ()
        elif name == SCREEN:
            kinds["flag"] = () if truth == NEVER else tuple(
                one for one in kinds.get("flag", ()) if one.date < date_of(day - 7)
            )  # fmt: skip
            last = max((one.date for one in kinds["flag"]), default=None)
            changed["screened"] = None if last is None else (last - date_of(1)).days + 1
            if truth == BAD:
                writer = Writer(diary)
                writer.write(day, "flag", SIGN, dt.time(7, tzinfo=dt.UTC), text="yes")
                kinds["flag"] = (*diary.kinds.get("flag", ()), *writer.new)
                changed |= {"flagged": True, "screened": day}
        else:
            measures[name] = changed_entries(graph, name, measures.get(name, ()), day, truth)
    kinds["measure"] = tuple(itertools.chain.from_iterable(measures.values()))
    entries = tuple(itertools.chain.from_iterable(kinds.values()))
    return with_values(diary, entries=entries, measures=measures, kinds=kinds, **changed)


def changed_entries(graph: Graph, name: str, entries: Sequence[Entry], day: int, truth: str) -> tuple[Entry, ...]:
    if truth == NEVER:
        return ()
    if truth == OLD:
        criteria = graph.person.criteria[name]
        age = max([graph.shelf.measures[name].max_age_days, *(one.within_days or 0 for one in criteria)])
        return tuple(one for one in entries if one.date < date_of(day - age))
    bad = graph.person.values[name][1]
    worse = {"text": bad} if isinstance(bad, str) else {"value": bad}
    return tuple(
        one.model_copy(update=worse) if one.side != "right" and one.date == date_of(day) else one for one in entries
    )
