"""The layers of a protocol: a base file, what files that extend it change, and the type and variant of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rehab.source.document import Document
from rehab.source.merge import merge, subtree, without


def lay(layers: Sequence[Document], kind: str | None, variant: str | None) -> Document:
    """Merge the layers, each with what it changes for the type and the variant, the base first."""
    plain = without(layers[0], ())
    laid = _patched(plain, layers[0], kind, variant)
    for layer in layers[1:]:
        laid = merge(laid, _for_choice(layer, laid, plain))
        laid = _patched(laid, layer, kind, variant)
        plain = merge(plain, _for_choice(layer, plain, plain))
    return laid


def _patched(laid: Document, layer: Document, kind: str | None, variant: str | None) -> Document:
    for group, name in (("types", kind), ("variants", variant)):
        choice: Any = layer.data.get(group, {})
        entry = choice.get(name) if isinstance(choice, dict) and name else None
        if isinstance(entry, dict) and isinstance(entry.get("change"), dict):
            laid = merge(laid, subtree(layer, (group, str(name), "change")))
    return laid


def _for_choice(layer: Document, laid: Document, plain: Document) -> Document:
    """Leave out what a layer changes in phases and exercises that belong to other types or variants only.

    A clinic changes a dose where its base has it; chosen with another variant, that line must not add the exercise.
    ``laid`` is what was put together for the choice, ``plain`` the same without any choice.
    """
    phases = layer.data.get("phases")
    if not isinstance(phases, dict):
        return layer
    elsewhere = _named_in(plain)
    there = _phases(laid.data)
    kept: dict[str, Any] = {}
    for phase_id, phase in phases.items():
        if phase_id not in there and (phase_id,) in elsewhere:
            continue
        exercises = phase.get("exercises") if isinstance(phase, dict) else None
        if isinstance(exercises, dict):
            held = _entries(laid.data, phase_id)
            stay = {key: value for key, value in exercises.items() if key in held or (phase_id, key) not in elsewhere}
            known = {*held, *stay}
            lost = {entry[1] for entry in elsewhere if len(entry) == 2 and entry[0] == phase_id} - known
            placed = {key: _without_after(value, lost) for key, value in stay.items()}
            kept[phase_id] = {**phase, "exercises": placed}
        else:
            kept[phase_id] = phase
    return replace(layer, data={**layer.data, "phases": kept})


def _without_after(row: Any, lost: set[str]) -> Any:
    """Let a row that stands after one of another variant stand at the end."""
    if isinstance(row, dict) and isinstance(row.get("after"), str) and row["after"] in lost:
        return {key: value for key, value in row.items() if key != "after"}
    return row


def _named_in(plain: Document) -> set[tuple[str, ...]]:
    """Return every phase, and every phase with an exercise, that a protocol or one of its types or variants names."""
    found: set[tuple[str, ...]] = set()
    choices = [plain.data.get(group) for group in ("types", "variants")]
    changes = [choice.get("change") for group in choices for choice in _mapping(group).values() if _mapping(choice)]
    for data in (plain.data, *changes):
        for phase_id in _phases(data):
            found |= {(phase_id,), *((phase_id, key) for key in _entries(data, phase_id))}
    return found


def _phases(data: Any) -> Mapping[str, Any]:
    return _mapping(_mapping(data).get("phases"))


def _entries(data: Any, phase_id: str) -> Mapping[str, Any]:
    return _mapping(_mapping(_phases(data).get(phase_id)).get("exercises"))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
