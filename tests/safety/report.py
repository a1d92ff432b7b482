"""The search of some subjects, what it counts, and how that prints."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from combinations import LIBRARY
from conftest import PlanMaker
from invariants import exercises

from rehab.engine import triage
from rehab.engine.case import compile_case
from rehab.library import Library
from rehab.models.journal import Journal
from safety import answers, first_use, gates, levels
from safety.choices import Subject, date_of, subjects_of
from safety.graph import Found, Graph, Node, Walked, spells, steady

LATE = (2, 40)
"""Days of first use whose following is walked too, besides day 1: in time, and weeks late."""
LAST_DAY = 120
AFTER_LAST_OPENING = 3
LONGEST = 150
AROUND = (-2, 7)
"""After which days spells begin, from the opening of a phase: so that the day before it is the first, and a week in.

What the morning of the opening itself may find is tried by ``gates``.
"""


@dataclass
class Report:
    """The counts of a search and the rules that were broken, each once with the shortest way to it."""

    counts: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    found: dict[str, Found] = field(default_factory=dict)

    def __add__(self, other: Report) -> Report:
        whole = Report(self.counts + other.counts, dict(self.seconds), dict(self.found))
        for name, spent in other.seconds.items():
            whole.seconds[name] = whole.seconds.get(name, 0) + spent
        for found in other.found.values():
            whole.keep(found)
        return whole

    def keep(self, found: Found) -> None:
        known = self.found.get(found.rule)
        if known is None or (found.changes, found.day) < (known.changes, known.day):
            self.found[found.rule] = found

    def told(self, subject: Subject, rule: str, way: str, day: int = 1) -> None:
        self.keep(Found(rule, subject.name, 1, day, 0, way))


def searched(library: Library, share: int, shares: int, only: str = "") -> Report:
    """Search every ``shares``-th subject, from ``share`` on."""
    report = Report()
    shelf_done: set[object] = set()
    for number, subject in enumerate(subjects_of(LIBRARY)):
        if number % shares == share and only in subject.name:
            report += whole(subject, number, shelf_done)
    return report


def whole(subject: Subject, number: int, doses: set[object]) -> Report:
    """Search one subject: its answers, its days of first use, its gates, its spells, its levels."""
    report = Report()
    report.counts["subjects"] += 1
    for name, search in (
        ("answers", _answers), ("first use", _first_use), ("states", _states), ("levels", _levels),
    ):  # fmt: skip
        start = time.process_time()
        search(report, subject, number, doses)
        report.seconds[name] = time.process_time() - start
    return report


def _answers(report: Report, subject: Subject, number: int, doses: set[object]) -> None:
    key = ("answers", subject.model.id, tuple(subject.protocol.screen))
    if key not in doses:
        doses.add(key)
        floors = {
            triage.floors(subject.protocol, one): key for key, one in (("", None), *subject.protocol.grades.items())
        }
        for grade in floors.values():  # grades that ask the same of everyone are one
            for named in (False, True):
                told = answers.Answers(subject.protocol, grade, subject.shelf, named=named)
                for fault in told.search():
                    report.told(subject, fault, f"grade {grade}, {'a clinician named' if named else 'no name'}")
                report.counts["sets of answers"] += told.calls
    for way, faults in (*answers.plans(subject), *answers.from_values(subject)):
        report.counts["plans"] += 1
        for fault in faults:
            report.told(subject, fault, way)


def _first_use(report: Report, subject: Subject, number: int, doses: set[object]) -> None:
    days = range(1, LAST_DAY + 1)
    for fault in first_use.without_journal(PlanMaker(LIBRARY), subject, days, number=number):
        rule = fault.partition(": ")[2]
        report.told(subject, rule, fault.partition(": ")[0])
    report.counts["plans"] += len(days) + 4
    report.counts["days of first use"] += len(days)
    walked = Walked()
    first_use.with_journal(subject, days[1:], walked)
    take(report, walked)


def _states(report: Report, subject: Subject, number: int, doses: set[object]) -> None:
    for first in (1, *LATE):
        graph = Graph(subject, first, days=LONGEST + LAST_DAY)
        walked = Walked()
        last = min(max(window.first for window in graph.course.laid) - graph.begin + AFTER_LAST_OPENING, LONGEST)
        path = steady(graph, walked, days=last if first == 1 else AFTER_LAST_OPENING)
        report.counts["gates tried"] += gates.search(graph, path, walked)
        spells(graph, starts_of(graph, path) if first == 1 else path[:1], walked)
        for rule, node in plans_of(report, graph, walked):
            walked.found.setdefault(
                rule, Found(rule, subject.name, first, node.day, node.changes, node.letter.name if node.letter else "")
            )
        report.counts["phases opened or gone back to"] += len(walked.phases)
        take(report, walked)


def starts_of(graph: Graph, path: list[Node]) -> list[Node]:
    """Return the days on which spells begin: the first day, and days around each opening."""
    opened = {node.following.opened for node in path if node.letter and node.day == node.following.opened}
    days = {graph.begin - 1} | {day + around for day in opened for around in AROUND}
    return [node for node in path if node.day in days]


def plans_of(report: Report, graph: Graph, walked: Walked) -> Iterator[tuple[str, Node]]:
    """Compile the whole plan of the first node of each letter, from its journal as it would stand on disk."""
    letters: set[str] = set()
    for (_, letter), node in walked.kept.items():
        if letter in letters and letter != "warning sign":
            continue
        letters.add(letter)
        assert node.before is not None
        diary = node.diary
        entries = tuple(one for one in diary.entries if one.date < date_of(node.day) or one.logged.hour < 12)
        order = replace(graph.order, as_of=date_of(node.day), journal=Journal(entries=entries))
        told = compile_case(order, graph.shelf, graph.subject.all_no())
        report.counts["plans"] += 1
        plan = told.plan
        same_day = graph.subject.needs_name and node.day == graph.first  # the clinician knew: docs/safety.md
        if letter == "warning sign" and not same_day and (plan.referral is None or plan.days or plan.exercises):
            yield "a warning sign in the journal, and exercises in the plan", node
        if plan.referral and exercises(plan):
            yield "a referral with exercises", node
        followed = told.followed
        assert followed is not None
        if followed.following.at != node.following.at or followed.following.rest_through != node.following.rest_through:
            yield "the search and the program do not agree where the person stands", node
        why = graph.rules.must_rest(node.diary, node.day)
        if why and plan.days and any(task.exercise for task in plan.days[0].tasks):
            yield f"the plan has exercises {why}", node


def _levels(report: Report, subject: Subject, number: int, doses: set[object]) -> None:
    for dose, rule, progress in levels.rows_of(subject):
        key = (dose, rule.ambers_before_less, progress)
        if key in doses:
            continue
        doses.add(key)
        count, broken = levels.search(subject, dose, rule, progress)
        report.counts["doses"] += 1
        report.counts["levels of doses"] += count
        for fault in broken:
            report.told(subject, fault, str(dose))


def take(report: Report, walked: Walked) -> None:
    report.counts["states"] += walked.states
    report.counts["transitions"] += walked.transitions
    report.counts["ways into a state already met"] += walked.merged
    for found in walked.found.values():
        report.keep(found)


LINES = (
    "subjects", "sets of answers", "days of first use", "plans", "states", "transitions",
    "ways into a state already met", "gates tried", "phases opened or gone back to", "doses", "levels of doses",
)  # fmt: skip


def table(report: Report, *, seconds: float) -> str:
    """Return the counts, one a line, then each broken rule with the shortest journal that leads to it."""
    lines = [f"{report.counts[name]:>10} {name}" for name in LINES]
    lines += [f"{spent:>10.0f} s of work: {name}" for name, spent in report.seconds.items()]
    lines += [f"{seconds:>10.0f} s", f"{len(report.found):>10} violations"]
    for found in report.found.values():
        lines += [
            "",
            f"{found.rule}",
            f"  {found.subject}, first used on day {found.first}, on day {found.day}: {found.way}",
        ]
    return "\n".join(lines)
