"""Is every dose told from whom it is, and is nothing scheduled where it is forbidden?"""

from __future__ import annotations

from collections.abc import Iterator

from rehab.engine.dosing import main_evidence, times_per_day
from rehab.engine.timetable import forbidden_in
from rehab.errors import Issue, KeyPath, did_you_mean
from rehab.models.exercise import Exercise
from rehab.models.protocol import Protocol, Slot
from rehab.models.shelf import Shelf
from rehab.source.issues import KEY


def check(protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    """Yield an issue for each forbidden exercise, each dose without origin, and each source that does not exist."""
    order = list(protocol.phases)
    rules = shelf.frameworks.frameworks[protocol.framework]
    for at, (phase_id, phase) in enumerate(protocol.phases.items()):
        for key, slot in phase.exercises.items():
            exercise = shelf.exercises.get(key)
            if exercise is None:
                continue
            path: KeyPath = ("phases", phase_id, "exercises", key)
            last = order.index(slot.through) if slot.through in order else at
            for other in order[at : last + 1]:
                forbidden = forbidden_in(protocol.phases[other], rules.forbid_first_days)
                clash = sorted(forbidden & exercise.codes)
                if clash:
                    where = "this phase" if other == phase_id else f"the phase '{other}'"
                    yield Issue(
                        "forbidden",
                        f"{where} forbids {clash[0]}, and '{key}' counts as that",
                        "take it out, or move it to another phase",
                        path=(*path, KEY),
                    )
            yield from _contraindicated(key, exercise, protocol, shelf, path)
            yield from _doses(slot, protocol, shelf, path)


def _contraindicated(key: str, exercise: Exercise, protocol: Protocol, shelf: Shelf, path: KeyPath) -> Iterator[Issue]:
    """Yield an issue for each code of an exercise that speaks of this very condition."""
    for code in exercise.contraindications:
        entry = shelf.contraindications.get(code)
        if entry and {protocol.id, protocol.extends} & set(entry.conditions):
            yield Issue(
                "contraindicated",
                f"'{key}' must not be done with {entry.words}",
                "take it out",
                path=(*path, KEY),
            )


def _doses(slot: Slot, protocol: Protocol, shelf: Shelf, path: KeyPath) -> Iterator[Issue]:
    """Yield an issue for each dose without origin, frequency or as many times as it has."""
    doses = [(("dose",), slot.dose), *((("weeks", week), dose) for week, dose in slot.weeks.items())]
    for below, dose in doses:
        if dose is None:
            continue
        here: KeyPath = (*path, *below)
        evidence = main_evidence(dose)
        if evidence is None and not protocol.author:
            yield Issue(
                "no-origin",
                "this dose does not say where it comes from",
                "add a tag such as [P], or say 'author:' at the top",
                path=here,
            )
        for _, origin in dose.evidence:
            if origin.source and origin.source not in shelf.references:
                yield Issue(
                    "unknown-reference",
                    f"there is no reference '{origin.source}'",
                    did_you_mean(origin.source, shelf.references)
                    or "references.yaml has the list; without a tag a dose is your own",
                    path=here,
                )
                break
        if slot.at and len(slot.at) != times_per_day(dose):
            yield Issue(
                "times-differ",
                f"the dose is done {times_per_day(dose)} times a day, 'at:' names {len(slot.at)}",
                "name as many times as the dose has",
                path=(*path, "at"),
            )
        if dose.frequency is None and not dose.hourly and slot.on_days_of is None:
            yield Issue(
                "no-frequency",
                "this dose does not say how often",
                "add 'daily', 'every 2nd day' or '3/week'",
                path=here,
            )
