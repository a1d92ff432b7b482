"""A new file for a clinic: a few lines to fill in, and examples of common changes that fit the very protocol."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from rehab.engine.timetable import FIRST_STEPS
from rehab.models.protocol import Choice, Phase, Protocol, Slot
from rehab.notation import Dose, Span, format_dose

SCHEMA_FILE = "protocol.schema.json"
LONGER_DAYS = 7
"""By how many days the example makes a phase longer."""


class Example(NamedTuple):
    """One common change: what it does, and its lines."""

    title: str
    lines: tuple[str, ...]


def draft(
    protocol: Protocol, new_id: str, names: Mapping[str, str], kind: str | None = None, variant: str | None = None
) -> str:
    """Return the text of a new file that changes ``protocol``; ``names`` are the titles of exercises by id."""
    base = protocol.id
    head = [
        f"# yaml-language-server: $schema={SCHEMA_FILE}",
        f"# What our clinic does differently from {base}. What is not written here stays as it is there.",
        f"#   rehab show {base}      what there is to change",
        f"#   rehab check {new_id}.yaml     is it right, and is it safe?",
        f"#   rehab diff {base} {new_id}.yaml     what it means",
        f"id: {new_id}",
        f"extends: {base}@{protocol.version}",
        "author: Your clinic          # stands behind every value that you change",
        "why: Say in one sentence what is different, and why.",
        "",
        "# Examples. Take away the '# ' in front of the lines of one, and change them to what you do.",
        "# Two of them? Write 'phases:' only once, and put the lines below it together.",
    ]
    for number, example in enumerate(examples(protocol, names, kind, variant), start=1):
        head += ["", f"# {number}. {example.title}", *(f"# {line}" for line in example.lines)]
    return "\n".join(head) + "\n"


def examples(
    protocol: Protocol, names: Mapping[str, str], kind: str | None = None, variant: str | None = None
) -> tuple[Example, ...]:
    """Return three changes that this protocol, put together for a type and a variant, allows.

    Another dose, an exercise out, a phase longer. A protocol without exercises or days gets examples of its words instead.
    """
    rows = [
        (phase_id, key, slot) for phase_id, phase in protocol.phases.items() for key, slot in phase.exercises.items()
    ]
    found: list[Example] = []
    changed = _to_change(protocol, rows)
    if changed:
        phase_id, key, dose = changed
        title = f"Another dose: {names.get(key, key)}. It is then yours, so it carries no paper's name."
        found.append(Example(title, _in_phase(phase_id, f"{key}: {quoted(format_dose(dose))}")))
    out = next((row for row in reversed(rows) if _is_free(row[1], rows) and row[:2] != (changed or ("",))[:2]), None)
    if out:
        title = f"An exercise out: {names.get(out[1], out[1])}."
        found.append(Example(title, _in_phase(out[0], f"{out[1]}: null")))
    longer = _longer(protocol, kind, variant)
    if longer:
        found.append(longer)
    words = _words(protocol)
    return (*found, *(next(words) for _ in range(3 - len(found))))


def quoted(text: str) -> str:
    """Return a text as YAML needs it: in quotes where a sign in it would mean something else."""
    special = ": " in text or " #" in text or text[:1] in "\"'[]{}&*!|>%@`-?#,"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if special else text


def _in_phase(phase_id: str, line: str) -> tuple[str, ...]:
    return ("phases:", f"  {phase_id}:", "    exercises:", f"      {line}")


def _to_change(protocol: Protocol, rows: list[tuple[str, str, Slot]]) -> tuple[str, str, Dose] | None:
    """Return the row whose dose makes the best example, with one set less: one that a paper stands behind, if any.

    Better one that only one phase has: less of it makes no larger step to the phase after.
    """
    rows = sorted(rows, key=lambda row: sum(other == row[1] for _, other, _ in rows) > 1)
    doses = [(phase_id, key, slot.dose) for phase_id, key, slot in rows if slot.dose]
    several = [row for row in doses if row[2].sets and row[2].sets.low > 1]
    published = [row for row in several if any(origin.source for _, origin in row[2].evidence)]
    late = [row for row in (*published, *several) if protocol.phases[row[0]].step not in FIRST_STEPS]
    for phase_id, key, dose in (*late, *several, *doses):
        fewer = Span(dose.sets.low - 1, max(dose.sets.low - 1, dose.sets.high - 1)) if dose.sets else None
        sets = fewer if fewer and fewer.low else dose.sets
        return phase_id, key, replace(dose, sets=sets, evidence=())
    return None


def _is_free(key: str, rows: list[tuple[str, str, Slot]]) -> bool:
    """Tell whether nothing follows the days of an exercise, and only one phase has it."""
    followed = {partner for _, _, slot in rows for partner in (slot.on_days_of, slot.off_days_of)}
    return key not in followed and sum(other == key for _, other, _ in rows) == 1


def _longer(protocol: Protocol, kind: str | None, variant: str | None) -> Example | None:
    """Return a phase that lasts a week longer, with all later ones a week later: a late one, so that little moves.

    Where types or variants have days of their own, the change is for the one that was chosen.
    """
    order = list(protocol.phases)
    if not order:
        return None
    lasting = [at for at, key in enumerate(order) if protocol.phases[key].step not in (*FIRST_STEPS, "maintain")]
    at = lasting[-1] if lasting else len(order) - 1
    lines = ["phases:"]
    for number, phase_id in enumerate(order[at:]):
        lines.append(f"  {phase_id}: {{days: {{{_moved(protocol.phases[phase_id], number > 0)}}}}}")
    for group, name in (("types", kind), ("variants", variant)):
        if name and any(_has_days(choice) for choice in getattr(protocol, group).values()):
            lines = [f"{group}:", f"  {name}:", "    change:", *(f"      {line}" for line in lines)]
    title = (
        f"A phase longer: '{protocol.phases[order[at]].title}' lasts {LONGER_DAYS} days more, and the later ones move."
    )
    return Example(title, tuple(lines))


def _has_days(choice: Choice) -> bool:
    return any(phase is None or "days" in phase for phase in choice.change.get("phases", {}).values())


def _moved(phase: Phase, starts_later: bool) -> str:
    return ", ".join(
        f"{grade}: {first + LONGER_DAYS * starts_later}-{last + LONGER_DAYS}"
        for grade, (first, last) in phase.days.items()
    )


def _words(protocol: Protocol) -> Iterator[Example]:
    yield Example("Another name on the page.", (f"title: {quoted(protocol.title)}",))
    yield Example("Other words for what it is.", (f"summary: {quoted(protocol.summary)}",))
    lines = ("education:", *(f"  - {quoted(line)}" for line in protocol.education))
    yield Example("What to know: a list replaces the whole list.", lines if protocol.education else ("codes: {}",))
