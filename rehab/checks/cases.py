"""Does a protocol do what its cases expect? One format: short lines as one says them, or the same as a mapping."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from rehab.checks.because import Gate, why
from rehab.checks.case_journal import faults, with_journal
from rehab.checks.lines import Line, LineError, must, span
from rehab.engine import choices, clearance
from rehab.engine.case import compile_case
from rehab.engine.compile import compile_plan
from rehab.engine.order import Order
from rehab.engine.triage import answers_from_flags, conditions_of, floors, questions_of, triage, with_both_sides
from rehab.errors import Issue, RehabError
from rehab.models.expected import CaseFile, ExpectedCase
from rehab.models.plan import Plan, Task
from rehab.models.protocol import Protocol
from rehab.models.shelf import Shelf
from rehab.notation import Dose, NotationError, Span, parse_dose

RANGES = ("reps", "hold_seconds", "rest_seconds", "duration_seconds", "effort")
"""Dose parts that may be written ``5-10``."""
EXACT = ("sets", "times_per_day", "side", "each_side", "tempo")
SAID = {"running": "run", "strength": "load", "drinking": "hydrate"}
"""Words that people say for a kind of task."""


class Chosen(NamedTuple):
    """A protocol put together for a case, with the type and the variant that were taken."""

    protocol: Protocol
    type: str | None
    variant: str | None


def check(file: CaseFile, load: Callable[[ExpectedCase], Chosen], shelf: Shelf) -> Iterator[Issue]:
    """Yield an issue for each line of each case that does not hold; ``load`` puts the protocol of a case together."""
    for number, entry in enumerate(file.cases):
        try:
            chosen = load(entry)
            wrong_lines = list(faults(entry, chosen.protocol, shelf))
            for at, words in wrong_lines:
                yield Issue("case-broken", f"'{entry.name}': {words}", path=("cases", number, "journal", at))
            if wrong_lines:
                continue
            plan, gate = plan_of(entry, chosen, shelf)
        except RehabError as error:
            words = f"'{entry.name}': no plan can be made: {error}"
            yield Issue("case-broken", words, path=("cases", number, "case"))
            continue
        for at, line in enumerate(entry.expect):
            try:
                hold(plan, line, gate)
            except LineError as wrong:
                yield Issue("case-differs", f"'{entry.name}': {wrong}", path=("cases", number, "expect", at))


def plan_of(entry: ExpectedCase, chosen: Chosen, shelf: Shelf) -> tuple[Plan, Gate]:
    """Return the plan of a case on its day, and with a journal what is known of the list to the next phase."""
    protocol, table = chosen.protocol, shelf.red_flags
    given = {"condition": protocol.id, "injured": entry.case.injured or entry.as_of}
    case = entry.case.model_copy(update=given)
    grade = choices.grade_named(protocol.grades, case.grade, condition=protocol.id) if case.grade else None
    asked = questions_of(table, protocol, case.age)
    answers = None if entry.not_asked else answers_from_flags(table, asked, entry.yes)
    order = Order(protocol, case, chosen.type, chosen.variant, grade, entry.as_of, "rehab", "", "rehab check")
    if entry.journal:
        compiled = compile_case(with_journal(order, entry, answers, shelf), shelf, None)
        return compiled.plan, compiled.followed.following.gate if compiled.followed else ()
    weighed = triage(
        table,
        with_both_sides(protocol, case.side, answers),
        as_of=entry.as_of,
        asked=asked,
        conditions=conditions_of(protocol),
        floor=floors(
            protocol, protocol.grades.get(grade or ""), [item.title for item in clearance.missing(protocol, case)]
        ),
        clearance=case.cleared_by,
        fluid_limit_ml=case.fluid_limit_ml,
    )
    return compile_plan(order, weighed, shelf), ()


def hold(plan: Plan, line: str | Line, gate: Gate = ()) -> None:
    """Hold a plan against one line. Raises LineError with what was found instead, also for a line that says nothing."""
    for part in _parts(line) if isinstance(line, str) else (line,):
        if "because" in part:
            why(plan, gate, part)
        else:
            _hold(plan, part)


# -- short lines ------------------------------------------------------------------------------------------------------

_SHORT = re.compile(r"days? (?P<days>\d+(?:-\d+)?): (?P<said>.+)")
_CLAUSE = re.compile(r"(?P<word>phase|has|have|tasks include|not|no|because) (?P<what>.+)")
_TASK = re.compile(r"(?P<name>[a-z][a-z0-9-]*)(?: (?P<dose>.+))?")


def _parts(text: str) -> Iterator[Line]:
    """Yield what a short line says: ``day 4: phase early-load; has bridge 4 x 15; not running``."""
    if text.strip() == "no plan":
        yield {"referral": True}
        return
    found = _SHORT.fullmatch(text.strip())
    if not found:
        raise LineError(
            f"'{text}' is not read; write it like: day 4: phase early-load; has heel-dig 3 x 5; not running"
        )
    for said in found["said"].split(";"):
        clause = _CLAUSE.fullmatch(said.strip())
        if not clause:
            raise LineError(f"'{said.strip()}' is not read; it starts with phase, has, not or because")
        names = [name.strip() for name in clause["what"].split(",")]
        if clause["word"] == "phase":
            yield {"days": found["days"], "in_phase": names[0]}
        elif clause["word"] == "because":
            yield {"days": found["days"], "because": names}
        elif clause["word"] in ("not", "no"):
            yield {"days": found["days"], "not": [SAID.get(name, name) for name in names]}
        else:
            yield from (_task(name, found["days"]) for name in names)


def _task(text: str, days: str) -> Line:
    found = _TASK.fullmatch(text)
    if not found:
        raise LineError(f"'{text}' is not an exercise, with or without a dose: heel-dig 3 x 5")
    name = SAID.get(found["name"], found["name"])
    if not found["dose"]:
        return {"days": days, "has": [name]}
    try:
        return {"days": days, "has": [name], "dose": parse_dose(found["dose"])}
    except NotationError as error:
        raise LineError(f"'{found['dose']}' is not a dose: {error}") from None


# -- what a line may say ----------------------------------------------------------------------------------------------


def _named(plan: Plan, name: str) -> Iterator[tuple[int, Task]]:
    """Yield each task that is called ``name``, by its exercise or by its kind, with its day."""
    for day in plan.days:
        yield from ((day.day, task) for task in day.tasks if name in (task.exercise, _kind(task)))


def _kind(task: Task) -> str:
    """Return what a task is; a drill within a run is not the run."""
    return "drill" if task.kind == "run" and not task.reason.rule.startswith("run-tables.") else task.kind


def _days_of(plan: Plan, name: str, line: Line) -> list[int]:
    first, last = span(line.get("day", line.get("days", f"1-{plan.days[-1].day if plan.days else 1}")))
    return sorted({day for day, _ in _named(plan, name) if first <= day <= last})


def _exercise(plan: Plan, line: Line) -> None:
    name = line["exercise"]
    days = _days_of(plan, name, line)
    must(bool(days), f"{name} is on no such day")
    for key, found in (("on", days), ("first", days[0]), ("last", days[-1]), ("count", len(days))):
        told = line.get(key, found)
        must((list(told) if isinstance(told, tuple) else told) == found, f"{name}, '{key}' is {found}")
    near = any(later - day < line.get("apart", 1) for day, later in itertools.pairwise(days))
    must(not near, f"{name} comes on days {days}")
    if "not_with" in line:
        both = sorted(set(days) & set(_days_of(plan, line["not_with"], line)))
        must(not both, f"{name} and {line['not_with']} are both on days {both}")
    if "only_with" in line:
        alone = sorted(set(days) - set(_days_of(plan, line["only_with"], line)))
        must(not alone, f"{name} is without {line['only_with']} on days {alone}")
    for day, task in _named(plan, name):
        if day in days:
            _same_dose(task, line, day)


def _same_dose(task: Task, line: Line, day: int) -> None:
    for key in RANGES:
        if key in line:
            must(getattr(task, key) == span(line[key]), f"day {day}, {task.title}: '{key}' is {getattr(task, key)}")
    for key in EXACT:
        found = getattr(task, key)
        must(found == line.get(key, found), f"day {day}, {task.title}: '{key}' is {found}")
    if "load" in line:
        must(str(line["load"]) in (task.load or "").split(), f"day {day}, {task.title}: the load is {task.load}")
    if "stage" in line:
        stage = re.fullmatch(r"([A-Z]|[a-z-]+)(\d\w*)", line["stage"])
        must(stage is not None, f"'{line['stage']}' is not a stage such as J1a")
        assert stage is not None
        rule = f"run-tables.{stage[1]}.stages.{stage[2]}"
        must(task.reason.rule == rule, f"day {day}: the stage is that of {task.reason.rule}")


def _days(plan: Plan, line: Line) -> None:
    must(bool(plan.days), "there is no plan")
    first, last = span(line.get("day", line.get("days", f"{plan.days[0].day}-{plan.days[-1].day}")))
    days = [day for day in plan.days if first <= day.day <= last]
    must(bool(days), f"the plan has no such day; it goes from day {plan.days[0].day} to {plan.days[-1].day}")
    for day in days:
        there = {name for task in day.tasks for name in (task.exercise, task.kind) if name}
        missing = [name for name in line.get("has", ()) if name not in there]
        must(not missing, f"day {day.day} has no {', '.join(missing)}")
        found = [name for name in line.get("not", ()) if name in there]
        must(not found, f"day {day.day} has {', '.join(found)}")
        if "in_phase" in line:
            must(day.phase == line["in_phase"], f"day {day.day} is in the phase {day.phase}")
        if "glasses" in line:
            same = str(day.glasses).casefold() == str(line["glasses"]).casefold()
            must(same, f"day {day.day}: {day.glasses} glasses")
        if "dose" in line:
            for task in (task for task in day.tasks if line["has"][0] in (task.exercise, task.kind)):
                must(_is_dose(task, line["dose"]), f"day {day.day}, {task.title}: the dose is {task.dose}")


def _is_dose(task: Task, dose: Dose) -> bool:
    """Tell whether a task has all that a dose says; what the dose leaves out may be anything."""
    for name in RANGES:
        said: Span | None = getattr(dose, name)
        if said is not None and getattr(task, name) not in ((said.low, said.high), (said.low, said.low)):
            return False
    by_set = tuple(dose.reps_by_set) in ((), tuple(task.reps_by_set or ()))
    often = dose.times_per_day is None or dose.times_per_day.low == task.times_per_day
    return by_set and often and (dose.sets is None or dose.sets.low == task.sets) and dose.tempo in ("", task.tempo)


def _phase(plan: Plan, line: Line) -> None:
    found = [(phase.first_day, phase.last_day) for phase in plan.phases if phase.id == line["phase"]]
    shown = ", ".join(f"{first}-{last}" for first, last in found) or "no days"
    must(found == [span(line.get("days"))], f"the phase {line['phase']} has {shown}")


def _outcome(plan: Plan, line: Line) -> None:
    codes = {notice.code for notice in plan.notices}
    found: dict[str, Callable[[Any], tuple[bool, object]]] = {
        "disposition": lambda value: (plan.disposition == value, plan.disposition),
        "effect": lambda value: (plan.effect == value, plan.effect),
        "see_by": lambda value: (str(plan.see_by) == value, plan.see_by),
        "referral": lambda value: (
            (plan.referral is not None, not plan.days) == (value, value),
            "a referral" if plan.referral else "a plan",
        ),
        "flags": lambda value: (
            plan.referral is not None and list(plan.referral.flags) == list(value),
            list(plan.referral.flags) if plan.referral else "no referral",
        ),
        "notice": lambda value: (value in codes, sorted(codes)),
        "no_notice": lambda value: (value not in codes, sorted(codes)),
        "no_phase": lambda value: (value not in {phase.id for phase in plan.phases}, "there"),
        "plan": lambda value: (
            bool(plan.days) and (plan.days[0].day, plan.days[-1].day) == span(value),
            f"{plan.days[0].day}-{plan.days[-1].day}" if plan.days else "no day",
        ),
    }
    for key, value in line.items():
        holds, instead = found[key](value)
        must(holds, f"'{key}' is {instead}")


_SELECT = {"day", "days"}
_KINDS: tuple[tuple[set[str], set[str], Callable[[Plan, Line], None]], ...] = (
    (
        {"exercise"},
        {*_SELECT, *RANGES, *EXACT, "on", "first", "last", "count", "apart", "not_with", "only_with", "load", "stage"},
        _exercise,
    ),
    ({"phase"}, {"days"}, _phase),
    ({"has", "not", "glasses", "in_phase"}, {*_SELECT, "dose"}, _days),
    (
        {"disposition", "referral", "notice", "no_notice", "no_phase", "plan"},
        {"effect", "see_by", "flags"},
        _outcome,
    ),
)
"""The kinds of line: one of these keys names the kind, and these may stand with it."""


def _hold(plan: Plan, line: Line) -> None:
    for heads, others, holds in _KINDS:
        if heads & set(line):
            unknown = sorted(set(line) - heads - others)
            must(not unknown, f"this line has no '{', '.join(unknown)}'")
            holds(plan, line)
            return
    raise LineError("this line says nothing that can be checked")
