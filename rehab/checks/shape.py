"""Do all the names in a protocol lead somewhere, and do its phases make one line?"""

from __future__ import annotations

from collections.abc import Iterator

from rehab.engine.placing import number_of
from rehab.errors import Issue, Severity, did_you_mean
from rehab.models.protocol import Phase, Protocol
from rehab.models.shelf import Shelf

RUN = "run"


def check(protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    """Yield an issue for each id that does not exist, and for phases with gaps, overlaps or missing grades."""
    yield from _names(protocol, shelf)
    for phase_id, phase in protocol.phases.items():
        yield from _phase(phase_id, phase, protocol, shelf)
    yield from _days(protocol)


def _names(protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    for at, flag in enumerate(protocol.screen):
        if flag not in shelf.red_flags.flags:
            yield _unknown("red flag", flag, shelf.red_flags.flags, ("screen", at))
    for at, key in enumerate(protocol.references):
        if key not in shelf.references:
            yield _unknown("reference", key, shelf.references, ("references", at))
    for at, key in enumerate(protocol.measures):
        if key not in shelf.measures:
            yield _unknown("measure", key, shelf.measures, ("measures", at))
    if protocol.monitoring not in shelf.monitoring:
        yield _unknown("monitoring rule", protocol.monitoring, shelf.monitoring, ("monitoring",))
    for flag in (*protocol.exceptions, *protocol.ask_daily):
        group = "exceptions" if flag in protocol.exceptions else "ask_daily"
        if flag not in shelf.red_flags.flags:
            yield _unknown("red flag", flag, shelf.red_flags.flags, (group, flag))
    for key, modifier in protocol.modifiers.items():
        for at, phase in enumerate(modifier.phases):
            if phase not in protocol.phases:
                yield _unknown("phase", phase, protocol.phases, ("modifiers", key, "phases", at))
    for key, variant in protocol.variants.items():
        for at, kind in enumerate(variant.types):
            if kind not in protocol.types:
                yield _unknown("type", kind, protocol.types, ("variants", key, "types", at))


def _phase(phase_id: str, phase: Phase, protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    here: tuple[str | int, ...] = ("phases", phase_id)
    active = {key for entry in protocol.phases.values() for key in entry.exercises} | {RUN}
    for key, slot in phase.exercises.items():
        path = (*here, "exercises", key)
        if key not in shelf.exercises:
            yield _unknown("exercise", key, shelf.exercises, path)
        if slot.through is not None and slot.through not in protocol.phases:
            yield _unknown("phase", slot.through, protocol.phases, (*path, "through"))
        for name in ("on_days_of", "off_days_of"):
            partner = getattr(slot, name)
            if partner is not None and partner not in active:
                yield _unknown("exercise of this protocol", partner, active, (*path, name))
        if slot.monitoring is not None and slot.monitoring not in shelf.monitoring:
            yield _unknown("monitoring rule", slot.monitoring, shelf.monitoring, (*path, "monitoring"))
        for grade in (*slot.grades, *slot.not_before_by_grade):
            if grade not in (*protocol.grades, "all"):
                yield _unknown("grade", grade, protocol.grades, path)
    if phase.run is not None:
        table = shelf.run_tables.get(phase.run.table)
        if table is None:
            yield _unknown("running table", phase.run.table, shelf.run_tables, (*here, "run", "table"))
        else:
            numbers = {number_of(stage) for stage in table.stages}
            for number in phase.run.stages:
                if number not in numbers:
                    last = max(numbers)
                    message = f"running table {phase.run.table} has no stage {number}"
                    yield Issue("unknown-stage", message, f"its stages are 1 to {last}", path=(*here, "run", "stages"))
        if phase.run.through is not None and phase.run.through not in protocol.phases:
            yield _unknown("phase", phase.run.through, protocol.phases, (*here, "run", "through"))


def _days(protocol: Protocol) -> Iterator[Issue]:
    """Yield an issue where the windows of a planned grade leave a gap, overlap, or miss a phase."""
    planned = [grade for grade, entry in protocol.grades.items() if entry.route == "plan"] or ["all"]
    for grade in planned:
        expected = 1
        for phase_id, phase in protocol.phases.items():
            days = phase.days.get(grade, phase.days.get("all"))
            path = ("phases", phase_id, "days")
            if days is None:
                yield Issue(
                    "no-days",
                    f"this phase has no days for grade {grade}",
                    "add it: {" + f"{grade}: 4-10" + "}",
                    path=path,
                )
                continue
            if days[0] != expected:
                kind = "gap" if days[0] > expected else "overlap"
                message = f"the days of grade {grade} leave a {kind}: this phase starts on day {days[0]}, not on day {expected}"
                yield Issue(f"days-{kind}", message, f"start it on day {expected}", path=path)
            expected = days[1] + 1
            minimum = phase.hard_minimum.get(grade, phase.hard_minimum.get("all"))
            if minimum is not None and days[0] < minimum:
                message = f"this phase starts on day {days[0]}, before its hard minimum, day {minimum}"
                yield Issue("before-minimum", message, "start it later", path=path)
        for phase_id, phase in protocol.phases.items():
            for other in phase.days:
                if other not in (*protocol.grades, "all"):
                    yield _unknown("grade", other, protocol.grades, ("phases", phase_id, "days", other))


def _unknown(what: str, name: str, known: object, path: tuple[str | int, ...]) -> Issue:
    names = [str(entry) for entry in known] if isinstance(known, dict | set | tuple) else []
    return Issue(
        f"unknown-{what.split()[0]}", f"there is no {what} '{name}'", did_you_mean(name, names), Severity.ERROR, path
    )
