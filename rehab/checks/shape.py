"""Do all the names in a protocol lead somewhere, and do its phases make one line?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from rehab.checks.unknown import unknown
from rehab.engine.care import WARM_UP, tasks_of
from rehab.engine.ground import number_of
from rehab.engine.timetable import for_grade
from rehab.errors import Issue, KeyPath
from rehab.models.protocol import Choice, Grade, Phase, Protocol, Run
from rehab.models.shelf import Shelf
from rehab.source.issues import KEY

RUN = "run"
RED_FLAGS = "red-flags.yaml has the list"
"""The ids differ by one digit: the likest one is another question."""


def check(protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    """Yield an issue for each id that does not exist, and for phases with gaps, overlaps or missing grades."""
    yield from _names(protocol, shelf)
    yield from _care(protocol, shelf)
    for phase_id, phase in protocol.phases.items():
        yield from _phase(phase_id, phase, protocol, shelf)
    yield from _days(protocol)


def _names(protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    flags = shelf.red_flags.flags
    yield from _listed("red flag", protocol.screen, flags, ("screen",), hint=RED_FLAGS)
    yield from _listed("reference", protocol.references, shelf.references, ("references",))
    yield from _listed("measure", protocol.measures, shelf.measures, ("measures",))
    if protocol.both_sides_raise is not None and protocol.both_sides_raise not in flags:
        yield unknown("red flag", protocol.both_sides_raise, flags, ("both_sides_raise",), hint=RED_FLAGS)
    if protocol.monitoring not in shelf.monitoring:
        yield unknown("monitoring rule", protocol.monitoring, shelf.monitoring, ("monitoring",))
    for group in ("exceptions", "ask_daily"):
        for flag in getattr(protocol, group):
            if flag not in flags:
                yield unknown("red flag", flag, flags, (group, flag, KEY), hint=RED_FLAGS)
    for key, modifier in protocol.modifiers.items():
        yield from _listed("phase", modifier.phases, protocol.phases, ("modifiers", key, "phases"))
        yield from _listed("phase", modifier.add_days, protocol.phases, ("modifiers", key, "add_days"))
    for group in ("grades", "types", "variants"):
        yield from _words_overlap(group, getattr(protocol, group))
    for key, variant in protocol.variants.items():
        yield from _listed("type", variant.types, protocol.types, ("variants", key, "types"))


def _care(protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    """Yield an issue for care, cards and clearance that lead nowhere."""
    rules = shelf.frameworks.frameworks[protocol.framework]
    shared = [*rules.tasks, *rules.advice, WARM_UP]
    yield from _listed("framework task", protocol.without_tasks, shared, ("without_tasks",))
    names = {row.name.lower() for row in (*rules.letters, *rules.later_letters)}
    for name in protocol.letters:
        if name not in names:
            yield unknown("letter", name, names, ("letters", name, KEY))
    for key, task in protocol.tasks.items():
        yield from _listed("phase", task.phases, protocol.phases, ("tasks", key, "phases"))
        yield from _listed("grade", task.grades, protocol.grades, ("tasks", key, "grades"))
    for key, card in protocol.cards.items():
        yield from _listed("grade", card.grades, protocol.grades, ("cards", key, "grades"))
    yield from _drawn(protocol, shelf)
    for key, item in protocol.clearance.items():
        for other in item.only_if:
            if other not in protocol.clearance:
                yield unknown("clearance item", other, protocol.clearance, ("clearance", key, "only_if", other, KEY))
    for key, grade in protocol.grades.items():
        if grade.route == "card" and not (protocol.cards or protocol.education):
            message = f"grade {key} is routed to a card, and there is none"
            yield Issue("no-card", message, "add it under 'cards:'", path=("grades", key, "route"))


def _drawn(protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    """Yield an issue for each picture of a care task or a step of a card that is not there."""
    everywhere = {name for rules in shelf.frameworks.frameworks.values() for name in rules.tasks}
    for key, figure in protocol.pictures.items():
        if key not in everywhere and key not in protocol.tasks:
            yield unknown("care task", key, tasks_of(protocol, shelf), ("pictures", key, KEY))
        if figure not in shelf.figures:
            yield unknown("figure", figure, shelf.figures, ("pictures", key))
    for key, task in protocol.tasks.items():
        if task.figure is not None and task.figure not in shelf.figures:
            yield unknown("figure", task.figure, shelf.figures, ("tasks", key, "figure"))
    for key, card in protocol.cards.items():
        for step, figure in card.figures.items():
            if int(step) > len(card.steps):
                steps = [str(number) for number in range(1, len(card.steps) + 1)]
                yield unknown("step", step, steps, ("cards", key, "figures", step, KEY))
            if figure not in shelf.figures:
                yield unknown("figure", figure, shelf.figures, ("cards", key, "figures", step))


def _words_overlap(group: str, choices: Mapping[str, Grade | Choice]) -> Iterator[Issue]:
    """Yield an issue where one word names two grades, types or variants: the first would always be taken."""
    taken: dict[str, tuple[str, KeyPath]] = {}
    for key, choice in choices.items():
        here: KeyPath = (group, key)
        words: list[tuple[str, KeyPath]] = [(key, (*here, KEY)), (choice.title, (*here, "title"))]
        words += [(word, (*here, "synonyms", at)) for at, word in enumerate(choice.synonyms)]
        for word, path in words:
            before, place = taken.setdefault(word.casefold(), (key, path))
            if before != key:
                message = f"'{word}' names both '{before}' and '{key}'"
                yield Issue("overlap", message, "take it out of one of them", path=max(path, place, key=len))


def _listed(
    what: str, names: Iterable[str], known: Collection[str], path: KeyPath, *, hint: str = "", file: str = ""
) -> Iterator[Issue]:
    for at, name in enumerate(names):
        if name not in known:
            yield unknown(what, name, known, (*path, at), hint=hint, file=file)


def _phase(phase_id: str, phase: Phase, protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    here: KeyPath = ("phases", phase_id)
    active = {key for entry in protocol.phases.values() for key in entry.exercises} | {RUN}
    for key, slot in phase.exercises.items():
        path = (*here, "exercises", key)
        if key not in shelf.exercises:
            called = _by_title(key, shelf)
            hint = f"its id is '{called}'" if called else ""
            yield unknown("exercise", key, shelf.exercises, (*path, KEY), hint=hint)
        if slot.through is not None and slot.through not in protocol.phases:
            yield unknown("phase", slot.through, protocol.phases, (*path, "through"))
        for name in ("on_days_of", "off_days_of"):
            partner = getattr(slot, name)
            if partner is not None and partner not in active:
                yield unknown("exercise", partner, active, (*path, name), whose="in this protocol")
        if slot.monitoring is not None and slot.monitoring not in shelf.monitoring:
            yield unknown("monitoring rule", slot.monitoring, shelf.monitoring, (*path, "monitoring"))
        yield from _listed("grade", slot.grades, protocol.grades, (*path, "grades"))
        yield from _grades(slot.not_before_by_grade, protocol, (*path, "not_before_by_grade"))
    yield from _listed("activity", phase.forbid, shelf.activities, (*here, "forbid"), file="activities.yaml")
    for at, item in enumerate(phase.requires):
        if item not in protocol.clearance:
            yield unknown("clearance item", item, protocol.clearance, (*here, "requires", item, KEY))
        elif at == 0 and phase_id == next(iter(protocol.phases)):
            message = "the first phase cannot wait for an item: there would be no plan"
            yield Issue(
                "first-phase-waits", message, "leave out 'needed: false' of that item", path=(*here, "requires")
            )
    for name in ("days", "earliest", "hard_minimum", "latest_end"):
        yield from _grades(getattr(phase, name), protocol, (*here, name))
    if phase.run is not None:
        yield from _run(phase.run, protocol, shelf, (*here, "run"))


def _by_title(name: str, shelf: Shelf) -> str:
    """Return the id of the exercise whose title was made into an id, or an empty text."""
    slugs = (
        (re.sub(r"[^a-z0-9]+", "-", entry.title.casefold()).strip("-"), key) for key, entry in shelf.exercises.items()
    )
    return next((key for slug, key in slugs if slug == name), "")


def _run(run: Run, protocol: Protocol, shelf: Shelf, here: KeyPath) -> Iterator[Issue]:
    table = shelf.run_tables.get(run.table)
    if table is None:
        yield unknown("running table", run.table, shelf.run_tables, (*here, "table"))
    else:
        numbers = {number_of(stage) for stage in table.stages}
        wrong = [number for number in run.stages if number not in numbers]
        if wrong:
            message = f"running table {run.table} has no stage {wrong[0]}"
            yield Issue("unknown-stage", message, f"its stages are 1 to {max(numbers)}", path=(*here, "stages"))
    if run.through is not None and run.through not in protocol.phases:
        yield unknown("phase", run.through, protocol.phases, (*here, "through"))
    yield from _grades(run.not_before_by_grade, protocol, (*here, "not_before_by_grade"))
    yield from _listed("grade", run.grades, protocol.grades, (*here, "grades"))
    yield from _grades(run.first_by_grade, protocol, (*here, "first_by_grade"))
    yield from _grades(run.sessions_by_grade, protocol, (*here, "sessions_by_grade"))


def _grades(by_grade: Mapping[str, object], protocol: Protocol, path: KeyPath) -> Iterator[Issue]:
    """Yield an issue for each grade that the protocol does not have: its days would count for nobody."""
    for grade in by_grade:
        if grade not in (*protocol.grades, "all"):
            yield unknown("grade", grade, protocol.grades, (*path, grade, KEY))


def _days(protocol: Protocol) -> Iterator[Issue]:
    """Yield an issue where the windows of a planned grade leave a gap, overlap, miss a phase, or open too early."""
    planned = [grade for grade, entry in protocol.grades.items() if entry.route == "plan"] or ["all"]
    for grade in planned:
        before: tuple[str, int] | None = ("", 0)
        whose = "" if grade == "all" else f" of grade {grade}"
        for phase_id, phase in protocol.phases.items():
            days = for_grade(phase.days, grade)
            path: KeyPath = ("phases", phase_id, "days")
            if days is None:
                words = f"the phase '{phase_id}' has no days for grade {grade}"
                yield Issue("no-days", words, f"add '{grade}:' with its first and last day", path=path)
                before = None
                continue
            path = (*path, grade if grade in phase.days else "all")
            if before is not None and days[0] != before[1] + 1:
                yield _out_of_line(phase_id, days[0], before, whose, path)
            before = (phase_id, days[1])
            limits = (("hard minimum", phase.hard_minimum), ("earliest day", phase.earliest))
            for name, limit in limits:
                day = for_grade(limit, grade)
                if day is not None and days[0] < day:
                    words = f"the phase '{phase_id}'{whose} starts on day {days[0]}, before its {name}, day {day}"
                    yield Issue("before-minimum", words, f"start it on day {day} or later", path=path)
                    break


def _out_of_line(phase_id: str, first: int, before: tuple[str, int], whose: str, path: KeyPath) -> Issue:
    """Return the gap or the overlap between a phase and the one before it."""
    held, last = before
    if not held:
        return Issue(
            "days-gap", f"the first phase{whose} starts on day {first}, not on day 1", "start on day 1", path=path
        )
    kind = "gap" if first > last + 1 else "overlap"
    message = f"a{'n' * (kind == 'overlap')} {kind} in the days{whose}: '{held}' ends on day {last}, '{phase_id}' starts on day {first}"
    hint = f"end '{held}' on day {first - 1}, or start '{phase_id}' on day {last + 1}"
    return Issue(f"days-{kind}", message, hint, path=path)
