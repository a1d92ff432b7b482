"""The layers of a protocol: a base file, what files that extend it change, and the type and variant of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rehab.source.merge import merge, subtree, without
from rehab.source.reader import Document


def lay(layers: Sequence[Document], kind: str | None, variant: str | None) -> Document:
    """Merge the layers, each with what it changes for the type and the variant, the base first."""
    laid = without(layers[0], ())
    laid = _patched(laid, layers[0], kind, variant)
    for layer in layers[1:]:
        laid = merge(laid, _for_choice(layer, laid, layers[0]))
        laid = _patched(laid, layer, kind, variant)
    return laid


def _patched(laid: Document, layer: Document, kind: str | None, variant: str | None) -> Document:
    for group, name in (("types", kind), ("variants", variant)):
        choice: Any = layer.data.get(group, {})
        entry = choice.get(name) if isinstance(choice, dict) and name else None
        if isinstance(entry, dict) and isinstance(entry.get("change"), dict):
            laid = merge(laid, subtree(layer, (group, str(name), "change")))
    return laid


def _for_choice(layer: Document, laid: Document, base: Document) -> Document:
    """Leave out what a layer changes in exercises that belong to other variants only.

    A clinic changes a dose where its base has it; chosen with another variant, that line must not add the exercise.
    """
    elsewhere = _exercises_of_choices(base)
    phases = layer.data.get("phases")
    if not isinstance(phases, dict):
        return layer
    kept: dict[str, Any] = {}
    for phase_id, phase in phases.items():
        exercises = phase.get("exercises") if isinstance(phase, dict) else None
        if isinstance(exercises, dict):
            there = _entries(laid.data, phase_id)
            stay = {key: value for key, value in exercises.items() if key in there or (phase_id, key) not in elsewhere}
            kept[phase_id] = {**phase, "exercises": stay}
        else:
            kept[phase_id] = phase
    return replace(layer, data={**layer.data, "phases": kept})


def _entries(data: Any, phase_id: str) -> Mapping[str, Any]:
    for key in ("phases", phase_id, "exercises"):
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _exercises_of_choices(base: Document) -> set[tuple[str, str]]:
    """Return the phase and id of every exercise that some type or variant of ``base`` brings in."""
    found = set()
    for group in ("types", "variants"):
        entries = base.data.get(group)
        for choice in entries.values() if isinstance(entries, dict) else ():
            change = choice.get("change") if isinstance(choice, dict) else None
            phases = change.get("phases") if isinstance(change, dict) else None
            for phase_id in phases if isinstance(phases, dict) else ():
                found |= {(phase_id, key) for key in _entries(change, phase_id)}
    return found
