"""The states of a followed plan, and how each letter of a day leads from one to the next, by the real engine.

A state is the engine's own: where the phases lie, what the mornings decided, what falls on the next days, and what is
written. Two ways into one state are one from then on. What tells states apart is ``key``: everything that a later
morning can still see. ``test_safety_search.py`` holds that two states of one key go on alike.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rehab.engine.behaviour import leaves
from rehab.engine.days import day_of
from rehab.engine.following import Following
from rehab.engine.kept import Kept
from rehab.engine.laying import Laid, course_of, facts_of, lay_day
from rehab.engine.order import Course
from rehab.engine.placing import State
from rehab.models.plan import Day
from rehab.notation import Criterion
from safety.choices import Subject, date_of
from safety.person import LETTERS, Diary, Letter, Person
from safety.rules import Last, Rules

AGAIN_DAYS = 8
"""A session is judged up to 7 days later, and a red counts for 7 days."""
STEADY = LETTERS[0]
IDLE_DAYS, IDLE_RETURNS = 22, (1, 4, 7, 22)
"""After 20 missed days the phase before begins: one day more, and one to see that it stays so."""
BUSY_DAYS, BUSY_RETURNS = AGAIN_DAYS + 1, (1, 2, 3, AGAIN_DAYS + 1)
RETURN_DAYS = 5


@dataclass(frozen=True, slots=True)
class Node:
    """A state after a day, the letter of that day, and the way there: ``changes`` counts the changes of letter."""

    day: int
    course: Course
    following: Following
    state: State
    diary: Diary
    last: Last
    letter: Letter | None = None
    changes: int = 0
    before: Node | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One transition: the node after it, the day that was laid, and the rules it breaks."""

    node: Node
    laid: Laid
    day: Day
    broken: tuple[str, ...]


class Graph:
    """The states that one subject can get into from one day of first use on."""

    def __init__(self, subject: Subject, first: int = 1, *, days: int = 120) -> None:
        self.subject, self.first = subject, first
        self.order = subject.order(first=first, as_of=first + days)
        self.triage = subject.triage(self.order)
        self.shelf = subject.shelf
        self.course = course_of(self.order, self.triage, self.shelf)
        self.facts = facts_of(self.order, self.shelf, self.course)
        self.begin = self.course.laid[0].first
        self.person = Person(subject.protocol, self.shelf, self.begin)
        self.rules = Rules(subject, self.facts, self.order.case.side)
        self.kept = Kept()
        self.kept.stand_on(self.order, self.triage, self.shelf)

    @property
    def start(self) -> Node:
        following = Following(tuple(self.course.laid), opened=self.begin)
        return Node(self.begin - 1, self.course, following, State(), Diary(), Last({}, None))

    def step(self, node: Node, letter: Letter) -> Step:
        """Spend one more day as the letter says."""
        day = node.day + 1
        diary = self.person.breakfast(node.diary, day, letter, self.asked(node.following))
        laid = lay_day(
            self.order, self.shelf, self.facts, node.course, node.following, node.state, day, diary.seen(day)
        )
        assert laid.following is not None
        plan_day = day_of(self.order, self.triage, self.shelf, laid, self.kept)
        broken = tuple(self.rules.broken(node.following, diary, laid, plan_day, node.last))
        work = [task for task in plan_day.tasks if task.exercise]
        last = node.last if letter.session == "not done" else self.rules.next_last(node.last, work, day)
        early = self.facts.protocol.framework == "peace-love" and day <= self._early
        names = [task.exercise for task in work if task.exercise]
        names = list(dict.fromkeys(names[:1] + [name for name in names if self.shelf.exercises[name].kind == "run"]))
        diary = self.person.evening(diary, day, letter, names, run=laid.placed.run is not None, early=early)
        changes = node.changes + (node.letter is not None and node.letter != letter)
        after = Node(day, laid.course, laid.following, laid.state, diary, last, letter, changes, node)
        return Step(after, laid, plan_day, broken)

    @cached_property
    def _early(self) -> int:
        early = self.person.rule.early
        return early.last_day if early else 0

    def asked(self, following: Following) -> Sequence[str]:
        """Return the measures that the gate before the person asks for, by the file that the engine has."""
        if following.at + 1 >= len(following.laid):
            return ()
        phases = following.window.phase, following.laid[following.at + 1].phase
        ids = (phases[0].exit, phases[1].entry)
        return tuple(dict.fromkeys(one.measure for criteria in ids for one in leaves(criteria) if one.measure))

    # -- what tells states apart -------------------------------------------------------------------------------------

    def key(self, node: Node) -> Hashable:
        """Return all of a state that a later morning can still see, but for the dose of each exercise."""
        following, day = node.following, node.day
        return (
            day,
            tuple((window.phase_id, window.first, window.last) for window in following.laid[following.at :]),
            following.opened,
            max(following.rest_through - day, 0),
            tuple(red for red in following.reds if day - red < AGAIN_DAYS),
            following.share,
            following.sent_back_on,
            following.see_doctor_on,
            following.stood,
            following.track,
            following.ran_on,
            max(following.no_run_before - day, 0),
            following.not_run if following.not_run and (date_of(day) - following.not_run).days < AGAIN_DAYS else None,
            self._lights(node),
            self._placing(node),
            self._diary(node),
        )

    def _lights(self, node: Node) -> Hashable:
        """Return the lights that a gate or a step back still counts, and those that may change."""
        following = node.following
        since = date_of(min(following.opened, following.sent_back_on or following.opened))
        recent = date_of(node.day - AGAIN_DAYS)
        return tuple(sorted((on, light) for on, light in following.judged.items() if on >= min(since, recent)))

    def _placing(self, node: Node) -> Hashable:
        state, following, day = node.state, node.following, node.day
        done = tuple(
            (
                key,
                min(day - days[-1], 40) if days else None,
                tuple(on for on in days[-14:] if day - on < AGAIN_DAYS + 6),
            )
            for key, days in sorted(state.done.items())
        )
        recent = date_of(day - AGAIN_DAYS)
        return (
            state.stage,
            state.sessions,
            max(state.next_run - day, 0),
            tuple(on for on in state.runs if day - on < AGAIN_DAYS + 6),
            state.runs[:1],
            done,
            tuple(sorted((tissue, on) for tissue, on in state.heavy.items() if day - on < 4)),
            state.waiting,
            tuple(sorted((on, run.before, run.after) for on, run in following.runs.items() if on >= recent)),
            tuple(
                sorted((on, tuple(row.key for row in rows)) for on, rows in following.placed.items() if on >= recent)
            ),
        )

    def _diary(self, node: Node) -> Hashable:
        """Return what is written, as far as a gate, a light or the clock still looks at it."""
        diary, day, opened = node.diary, node.day, node.following.opened
        return (
            tuple(on for on in diary.done if on >= opened or day - on < AGAIN_DAYS),
            diary.done[-1:],
            len(diary.done) if self._counts_all else 0,
            tuple(on for on in diary.greens if on >= opened),
            tuple((red, diary.told[red]) for red in diary.reds if diary.told[red] >= opened or day - red < AGAIN_DAYS),
            diary.mornings,
            diary.due if diary.due and diary.due[0] > day else None,
            None if diary.screened is None else min(day - diary.screened, AGAIN_DAYS),
            diary.flagged,
            diary.cleared[-1:],
            diary.paused,
            tuple(self._values(name, days, diary, day) for name, days in self._looks_back.items()),
            tuple((name, on) for name, on in sorted(node.last.heavy.items()) if day - on < 3),
            (node.last.run, node.last.run_rule) if node.last.run is not None and day - node.last.run < 8 else None,
        )

    @cached_property
    def _counts_all(self) -> bool:
        return any(self.shelf.measures[name].counts == "sessions" for name in self.person.criteria)

    @cached_property
    def _looks_back(self) -> dict[str, int]:
        """For how many days each measure can still be looked at; the first value and the last three always count."""
        found: dict[str, int] = {}
        rule = self.person.rule
        weeks = 7 * (rule.weekly_rise.red_weeks + 1) if rule.weekly_rise else 4
        nights = rule.mean_days + 2 if rule.against == "mean" else 4
        for name in sorted({*self.person.criteria, *self.person.signs}):
            measure = self.shelf.measures.get(name)
            age = measure.max_age_days if measure else 2
            asked = self.person.criteria.get(name, ())
            longest = max([age, *((one.within_days or 0) + (one.for_days or 0) for one in asked)])
            found[name] = max(longest + 3, weeks if name == "pain-next-morning" else 4, nights)
            if name in self._counted:
                found[name] = 10_000
        return found

    @cached_property
    def _counted(self) -> set[str]:
        """The measures whose good days are counted: each of them stays in sight."""
        criteria = [one for phase in self.subject.protocol.phases.values() for one in (*phase.entry, *phase.exit)]
        return {leaf.measure for one in counts_in(criteria) for leaf in leaves(one.parts)}

    def _values(self, name: str, days: int, diary: Diary, day: int) -> Hashable:
        entries = diary.measures.get(name, ())
        if not entries:
            return ()
        since, near = date_of(day - days), []
        for at, one in enumerate(reversed(entries)):
            if one.date < since and at >= 6:
                break
            near.append((one.date if one.date >= since else None, one.value, one.text, one.side))
        return entries[0].date, entries[0].value, entries[0].text, tuple(near)


def counts_in(criteria: Sequence[Criterion]) -> Iterator[Criterion]:
    """Yield the criteria that count days or sessions."""
    for one in criteria:
        if one.form == "count":
            yield one
        else:
            yield from counts_in(one.parts)


# -- the walk ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Found:
    """A rule that was broken, and the journal that leads there."""

    rule: str
    subject: str
    first: int
    day: int
    changes: int
    way: str


@dataclass(slots=True)
class Walked:
    """What a walk met."""

    states: int = 0
    transitions: int = 0
    merged: int = 0
    phases: set[tuple[str, str]] = field(default_factory=set)
    """The phases that were opened, with how: gate or step back."""
    found: dict[str, Found] = field(default_factory=dict)
    kept: dict[tuple[str, str], Node] = field(default_factory=dict)
    """The nodes whose whole plan is looked at: the first of each letter in each phase."""


def walk(graph: Graph, start: Node, walked: Walked, *, days: int, letters: Sequence[Letter] = LETTERS) -> list[Node]:
    """Walk every journal of so many days from a state on: each letter on each day. Return the last states."""
    layer = [start]
    for _ in range(days):
        after: dict[Hashable, Node] = {}
        for node in layer:
            for letter in letters:
                found = go(graph, node, letter, walked)
                if after.setdefault(graph.key(found), found) is not found:
                    walked.merged += 1
        layer = list(after.values())
        walked.states += len(layer)
    return layer


def steady(graph: Graph, walked: Walked, *, days: int) -> list[Node]:
    """Follow somebody with whom all goes well, day by day, from before the first day on."""
    nodes = [graph.start]
    for _ in range(days):
        nodes.append(go(graph, nodes[-1], STEADY, walked))
        walked.states += 1
    return nodes


def spells(graph: Graph, starts: Iterable[Node], walked: Walked, letters: Sequence[Letter] = LETTERS) -> None:
    """From each state on, do each letter for a spell of days, and after spells of some lengths go on steadily.

    A spell goes on for as long as any rule looks back. A state that was met in the same spell is not gone on from again.
    """
    met: set[Hashable] = set()
    for start in starts:
        for letter in letters:
            node = start
            idle = letter.session in (None, "not done")
            for length in range(1, (IDLE_DAYS if idle else BUSY_DAYS) + 1):
                node = go(graph, node, letter, walked)
                key = (letter.name, min(length, 3) if idle else 3, graph.key(node))
                if key in met:
                    walked.merged += 1
                    break
                met.add(key)
                walked.states += 1
                if length in (IDLE_RETURNS if idle else BUSY_RETURNS) and letter is not STEADY:
                    _return(graph, node, walked, met)


def _return(graph: Graph, node: Node, walked: Walked, met: set[Hashable]) -> None:
    """Go on steadily for as many days as it takes until a phase may open again."""
    for _ in range(RETURN_DAYS):
        node = go(graph, node, STEADY, walked)
        key = (STEADY.name, graph.key(node))
        if key in met:
            walked.merged += 1
            return
        met.add(key)
        walked.states += 1


def go(graph: Graph, node: Node, letter: Letter, walked: Walked) -> Node:
    """Take one transition, and count and keep what it shows."""
    step = graph.step(node, letter)
    walked.transitions += 1
    for rule in step.broken:
        report(walked, graph, step.node, rule)
    meet(walked, node, step.node)
    return step.node


def meet(walked: Walked, before: Node, after: Node) -> None:
    """Note what phases were met, and keep the first node of each letter in each phase."""
    was, now = before.following.window.phase_id, after.following.window.phase_id
    if was != now:
        walked.phases.add((now, "opened" if after.following.at > before.following.at else "back"))
    assert after.letter is not None
    met = (now, after.letter.name)
    walked.kept.setdefault(met, after)


def report(walked: Walked, graph: Graph, node: Node, rule: str, shown: str = "") -> None:
    """Keep the shortest way to each broken rule: the fewest changes, then the earliest day."""
    known = walked.found.get(rule)
    if known is None or (node.changes, node.day) < (known.changes, known.day):
        walked.found[rule] = Found(
            rule,
            graph.subject.name,
            graph.first,
            node.day,
            node.changes,
            "; ".join(filter(None, (way_to(node), shown))),
        )


def way_to(node: Node) -> str:
    """Say the journal that leads to a node: 'days 1-5 steady, 6-7 red'."""
    letters: list[tuple[int, str]] = []
    at: Node | None = node
    while at is not None and at.letter is not None:
        letters.append((at.day, at.letter.name))
        at = at.before
    letters.reverse()
    blocks: list[tuple[int, int, str]] = []
    for day, name in letters:
        if blocks and blocks[-1][2] == name:
            blocks[-1] = (blocks[-1][0], day, name)
        else:
            blocks.append((day, day, name))
    return ", ".join(f"{first}-{last} {name}" if first < last else f"{first} {name}" for first, last, name in blocks)
