"""A changed dose never keeps the name of a paper, however it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rehab.errors import Issue, KeyPath
from rehab.models.exercise import Exercise
from rehab.models.protocol import Protocol, Slot
from rehab.notation import Criterion, Dose, format_criterion, format_dose, parse_criterion, parse_dose

HINT = "leave out the tag: the value is then your own, and prints so"
WRITE_ANEW = "write the dose anew here, without a tag: it is then your own, and prints so"
SIDES = {"one": "each", "both": "both", "none": "none"}
"""Whose leg a dose is for where its row does not say: by how the exercise is done."""
WAYS = {"side": "side", "on_days_of": "days", "off_days_of": "days"}
"""What belongs to a dose besides its text, and what a message calls it."""
Told = Mapping[str, object]
"""What a dose says in the name of one paper: its parts, each with the tag."""


def misused(
    protocol: Protocol, bases: Sequence[Protocol], exercises: Mapping[str, Exercise] | None = None
) -> Iterator[Issue]:
    """Yield an issue for each dose and criterion that carries a paper's name, and is not what a base says in it.

    A dose for another side, or tied to other days, is another dose, also where its text stayed the same.

    Only exercises and measures that the bases have are judged: of others nobody here knows what the paper says.
    """
    said = _said(bases)
    for phase_id, phase in protocol.phases.items():
        path: KeyPath = ("phases", phase_id)
        for key, slot in phase.exercises.items():
            found = [
                issue
                for below, dose in (_doses(slot) if key in said.doses else ())
                for issue in _dose(dose, said.doses[key], (*path, "exercises", key, *below))
            ]
            yield from found or _way(key, slot, bases, exercises or {}, (*path, "exercises", key))
        if phase.run and said.runs:
            yield from _dose(phase.run.frequency, said.runs, (*path, "run", "frequency"))
        for group in ("entry", "exit"):
            for at, rule in enumerate(getattr(phase, group)):
                yield from _criterion(rule, said.criteria, (*path, group, at))


class _Said(NamedTuple):
    """What the bases say, also in types and variants that were not chosen."""

    doses: Mapping[str, Sequence[Dose]]
    runs: Sequence[Dose]
    criteria: Sequence[Criterion]


def _said(bases: Sequence[Protocol]) -> _Said:
    doses: dict[str, list[Dose]] = {}
    runs: list[Dose] = []
    criteria: list[Criterion] = []
    for base in bases:
        for phase in base.phases.values():
            criteria += [*phase.entry, *phase.exit]
            runs += [phase.run.frequency] if phase.run else []
            for key, slot in phase.exercises.items():
                doses.setdefault(key, []).extend(dose for _, dose in _doses(slot))
        for choice in (*base.types.values(), *base.variants.values()):
            for change in _mapping(choice.change.get("phases")).values():
                for group in ("entry", "exit"):
                    criteria += [
                        parse_criterion(line) for line in _mapping(change).get(group) or () if isinstance(line, str)
                    ]
                for key, row in _mapping(_mapping(change).get("exercises")).items():
                    doses.setdefault(key, []).extend(map(parse_dose, _lines(row)))
    return _Said(doses, runs, criteria)


def _lines(row: Any) -> list[str]:
    """Return the doses of a row that stands in the change of a type or a variant."""
    lines = (
        [row] if isinstance(row, str) else [_mapping(row).get("dose"), *_mapping(_mapping(row).get("weeks")).values()]
    )
    return [line for line in lines if isinstance(line, str)]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _doses(slot: Slot) -> Iterator[tuple[KeyPath, Dose]]:
    if slot.dose:
        yield ("dose",), slot.dose
    yield from ((("weeks", week), dose) for week, dose in slot.weeks.items())


def _dose(dose: Dose, others: Sequence[Dose], path: KeyPath) -> Iterator[Issue]:
    sources = dict.fromkeys(origin.source for _, origin in dose.evidence if origin.source)
    for source in sources:
        said = _told(dose, source)
        published = [told for other in others if (told := _told(other, source))]
        if said not in published:
            its = f"; it says {shown}" if (shown := _shown(others, source)) else ""
            yield Issue(
                "wrong-tag", f"this dose carries the name of {source}, and is not its dose{its}", HINT, path=path
            )
            return


def _way(
    key: str, slot: Slot, bases: Sequence[Protocol], exercises: Mapping[str, Exercise], path: KeyPath
) -> Iterator[Issue]:
    """Yield an issue where a row has the dose of a paper, but not its side or its days."""
    sides = SIDES[exercises[key].sides] if key in exercises else None
    for _, dose in _doses(slot):
        for source in dict.fromkeys(origin.source for _, origin in dose.evidence if origin.source):
            held = [
                entry
                for base in bases
                for phase in base.phases.values()
                if (entry := phase.exercises.get(key)) and any(_told(one, source) for _, one in _doses(entry))
            ]
            same = [
                entry for entry in held if any(_told(one, source) == _told(dose, source) for _, one in _doses(entry))
            ]
            for name, what in WAYS.items():
                values = {_value(entry, name, sides) for entry in same}
                if same and _value(slot, name, sides) not in values:
                    its = " or ".join(sorted(value or "no such rule" for value in values))
                    message = f"this dose carries the name of {source}, and not its {what} ({name}: {its})"
                    yield Issue("wrong-tag", message, WRITE_ANEW, path=(*path, name))
                    return


def _value(slot: Slot, name: str, sides: str | None) -> str | None:
    value: str | None = getattr(slot, name)
    return value or (sides if name == "side" else None)


def _told(dose: Dose, source: str) -> Told:
    """Return all that a dose says in the name of a source, part by part."""
    return {
        name: (origin.tag, dose.frequency and dose.frequency.gap_hours if name == "gap_hours" else getattr(dose, name))
        for name, origin in dose.evidence
        if origin.source == source
    }


def _shown(doses: Sequence[Dose], source: str) -> str:
    found = {format_dose(dose) for dose in doses if _told(dose, source)}
    return found.pop() if len(found) == 1 else ""


def _criterion(rule: Criterion, others: Sequence[Criterion], path: KeyPath) -> Iterator[Issue]:
    source = rule.evidence.source if rule.evidence else ""
    same = [other for other in others if _measures(other) & _measures(rule)]
    if source and same and rule not in others:
        its = [other for other in same if other.evidence and other.evidence.source == source]
        shown = "; it says " + " or ".join(dict.fromkeys(map(format_criterion, its))) if its else ""
        message = f"this criterion carries the name of {source}, and is not its criterion{shown}"
        yield Issue("wrong-tag", message, HINT, path=path)
    for part in rule.parts:
        yield from _criterion(part, [*others, *(part for other in others for part in other.parts)], path)


def _measures(rule: Criterion) -> set[str]:
    return {rule.measure, *(name for part in rule.parts for name in _measures(part))} - {""}
