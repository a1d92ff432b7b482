"""Every answer to every safety question: one and two at a time, of each condition and grade, and what prints after it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace

from journals import measure

from rehab.engine import clearance
from rehab.engine.case import compile_case, weigh
from rehab.engine.compile import compile_plan
from rehab.engine.order import Order
from rehab.engine.triage import DISPOSITIONS, EFFECTS, Answer, Triage, conditions_of, floors, in_conditions, triage
from rehab.models.case import Clearance
from rehab.models.journal import Journal
from rehab.models.plan import Plan
from rehab.models.protocol import Protocol
from rehab.models.shelf import Shelf
from safety.choices import Subject, date_of

STRENGTH: Mapping[Answer, int] = {"no": 0, "unsure": 1, "yes": 2}
STOPS = ("hold", "block")


class Answers:
    """The outcome of any answers to the questions of one protocol and grade."""

    def __init__(self, protocol: Protocol, grade: str | None, shelf: Shelf, *, named: bool) -> None:
        self.protocol, self.grade, self.shelf = protocol, grade, shelf
        self.clearance = Clearance(name="Example Clinician", on=date_of(1)) if named else None
        self.rows = shelf.red_flags.flags
        self.calls = 0

    def weigh(self, given: Mapping[str, Answer] | None) -> Triage:
        self.calls += 1
        return triage(
            self.shelf.red_flags,
            given,
            as_of=date_of(1),
            conditions=conditions_of(self.protocol),
            floor=floors(self.protocol, self.protocol.grades.get(self.grade or "")),
            clearance=self.clearance,
        )

    def search(self) -> Iterator[str]:
        """Yield what is wrong: an answer more may never make the outcome milder, nor bring back what another drops."""
        nothing = self.weigh(dict.fromkeys(self.rows, "no"))
        alone: dict[tuple[str, Answer], Triage] = {}
        for flag, answer in itertools.product(self.rows, ("unsure", "yes")):
            given: dict[str, Answer] = {**dict.fromkeys(self.rows, "no"), flag: answer}  # type: ignore[dict-item]
            alone[flag, answer] = self.weigh(given)  # type: ignore[index]
            yield from milder(nothing, alone[flag, answer], f"{flag} {answer}")  # type: ignore[index]
            unknown = self.weigh({flag: answer})  # type: ignore[dict-item]
            if unknown != replace(alone[flag, answer], unanswered=unknown.unanswered):  # type: ignore[index]
                yield f"{flag} {answer}: the other answers left out change the outcome"
        for flag in self.rows:
            yield from milder(alone[flag, "unsure"], alone[flag, "yes"], f"{flag} yes after unsure")
            yield from self._row(flag, alone[flag, "yes"])
        for (flag, one), (other, two) in itertools.combinations(alone, 2):
            if flag != other:
                both = self.weigh({**dict.fromkeys(self.rows, "no"), flag: one, other: two})
                yield from milder(alone[flag, one], both, f"{flag} {one} with {other} {two}")
                yield from milder(alone[other, two], both, f"{other} {two} with {flag} {one}")

    def _row(self, flag: str, told: Triage) -> Iterator[str]:
        """Yield what is wrong with the yes to one row: it means at least what the table says, unless a name lifts it."""
        row = in_conditions(self.rows[flag], conditions_of(self.protocol))
        if self.clearance is not None and row.clearance == "C":
            return
        if DISPOSITIONS.index(told.disposition) < DISPOSITIONS.index(self.rows[flag].disposition):
            yield f"{flag}: milder than its row"
        if EFFECTS.index(told.effect) < EFFECTS.index(self.rows[flag].effect):
            yield f"{flag}: the plan goes on although its row says {self.rows[flag].effect}"
        if not {*row.drop} <= {drop.kind for drop in told.dropped}:
            yield f"{flag}: what it drops stays"


def milder(before: Triage, after: Triage, what: str) -> Iterator[str]:
    """Yield in what ``after``, with one answer more, is milder."""
    if DISPOSITIONS.index(after.disposition) < DISPOSITIONS.index(before.disposition):
        yield f"{what}: a milder outcome"
    if EFFECTS.index(after.effect) < EFFECTS.index(before.effect):
        yield f"{what}: the plan goes on further"
    if not {drop.kind for drop in before.dropped} <= {drop.kind for drop in after.dropped}:
        yield f"{what}: something dropped comes back"
    if not set(before.locks) <= set(after.locks):
        yield f"{what}: a lock is lifted"
    if before.aerobic_max_effort is not None and after.aerobic_max_effort is None:
        yield f"{what}: the limit of effort is lifted"
    if before.disposition == after.disposition and before.see_by and after.see_by and after.see_by > before.see_by:
        yield f"{what}: to be seen later"


# -- what prints -------------------------------------------------------------------------------------------------------


def plans(subject: Subject) -> Iterator[tuple[str, list[str]]]:
    """Yield the plan of each single yes, by its answers, with what is wrong with it."""
    grade = subject.model.grades.get(subject.grade or "")
    named = subject.model.requires_clearance or bool(grade and grade.needs_clearance)
    order = subject.order()
    for flag in subject.shelf.red_flags.flags:
        told = weigh(order, subject.shelf, {**subject.all_no(), flag: "yes"})
        yield f"{flag} yes", list(printed(subject, compile_plan(order, told, subject.shelf), told, flag))
    told = weigh(order, subject.shelf, None)
    plan = compile_plan(order, told, subject.shelf)
    broken = [] if plan.screening.status == "not-asked" else ["not asked counts as answered"]
    yield "not asked", [*broken, *printed(subject, plan, told, None)]
    if named:
        bare = subject.order(cleared=False)
        told = weigh(bare, subject.shelf, subject.all_no())
        plan = compile_plan(bare, told, subject.shelf)
        yield "no clinician's name", [] if plan.referral and not plan.days else ["a plan without the name it needs"]
    if named and any(item.needed for item in subject.model.clearance.values()):
        person = order.case.model_copy(update={"clearance": {}})
        bare = replace(order, case=person)
        told = weigh(bare, subject.shelf, subject.all_no())
        plan = compile_plan(bare, told, subject.shelf)
        missing = clearance.missing(subject.model, person)
        stands = bool(plan.referral and not plan.days) or not missing
        yield "nothing stated", [] if stands else ["a plan without what the clinician must state"]


def printed(subject: Subject, plan: Plan, told: Triage, flag: str | None) -> Iterator[str]:
    """Yield what is wrong with a plan: what a stop, a limit or a drop leaves in it, and questions that are gone."""
    asked = {question.flag for question in plan.screening.asked}
    table = subject.shelf.red_flags
    wanted = {
        name
        for name in (*table.common, *subject.model.screen)
        if not (table.flags[name].review_only or table.flags[name].computed)
    }
    if missing := wanted - asked:
        yield f"the questions {', '.join(sorted(missing))} are not asked"
    authored = (*subject.model.stop_signs.emergency, *subject.model.stop_signs.today)
    if not {line.partition("|")[0].strip() for line in authored} <= {sign.text for sign in plan.stop_signs}:
        yield "a stop sign is gone"
    row = table.flags[flag] if flag else None
    stands = row is not None and not (row.clearance == "C" and told.cleared)
    if row and stands and row.effect in STOPS and (plan.days or plan.phases or plan.exercises or plan.referral is None):
        yield "exercises in place of a referral"
    if row and stands and row.effect in STOPS and plan.referral and flag not in plan.referral.flags:
        yield "the referral page does not name its reason"
    if plan.referral and (plan.days or plan.phases or plan.exercises):
        yield "a referral with exercises"
    if not stands or row is None:
        return
    gone = {*row.drop, *(table.limit_drops if row.effect == "limit" else ())}
    shelf = subject.shelf.exercises
    names = {task.exercise for day in plan.days for task in day.tasks if task.exercise}
    names |= {dose.exercise for phase in plan.phases for dose in phase.exercises}
    for name in names:
        exercise = shelf[name]
        if exercise.kind in gone or gone & set(exercise.counts_as):
            yield f"{name} stays although {flag} drops it"
        if any(flag in subject.shelf.contraindications[code].flags for code in exercise.contraindications):
            yield f"{name} must not be done with {flag}"
    if {task.kind for day in plan.days for task in day.tasks} & gone:
        yield f"care stays although {flag} drops it"


# -- values that stand for a yes -----------------------------------------------------------------------------------------

WARNINGS: Mapping[str, tuple[float | str, ...]] = {
    "temperature": (38.0, 39.5), "calf-girth": (43.0,), "cold-or-pale": ("yes",), "walk-four-steps": ("no",),
    "new-weakness": ("yes",), "bladder-or-bowel": ("yes",), "dark-urine": ("yes",), "foot-wound": ("yes",),
}  # fmt: skip
"""What is written for each row of ``from_log``, a second table beside the file."""


def from_values(subject: Subject) -> Iterator[tuple[str, list[str]]]:
    """Yield each warning value of the journal, with what is wrong with the plan of that day."""
    for row in subject.shelf.red_flags.from_log:
        if row.only_screened and row.flag not in subject.model.screen:
            continue
        for value in WARNINGS[row.when.measure]:
            entries = [measure(4, row.when.measure, value, side="left")]
            if row.when.base == "other side":
                entries.append(measure(4, row.when.measure, 40, side="right"))
            order: Order = replace(subject.order(as_of=4), journal=Journal(entries=tuple(entries)), started=date_of(1))
            plan = compile_case(order, subject.shelf, subject.all_no()).plan
            stops = subject.shelf.red_flags.flags[row.flag].effect in STOPS
            broken = stops and (plan.referral is None or bool(plan.days) or bool(plan.exercises))
            yield f"{row.when.measure} {value}", [f"{row.flag} is not raised by the journal"] if broken else []
