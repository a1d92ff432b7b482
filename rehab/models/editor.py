"""The JSON schema of authored files, for editors that help while typing: generated from the models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

DIALECT = "https://json-schema.org/draft/2020-12/schema"
CHANGE = "Changed"
PLACED = ("Phase", "Slot")
"""What has an order, so that ``after:`` can place it."""
AFTER = {"type": "string", "description": "In a file that extends another one: the entry that this one stands after."}


def schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the schema of a file: a whole one or, where the model has ``extends``, also one that states changes only."""
    whole = model.model_json_schema()
    definitions = whole.pop("$defs", {})
    if "extends" not in model.model_fields:
        return {"$schema": DIALECT, **whole, "$defs": definitions}
    changes = {f"{CHANGE}{name}": _placed(name, _change(entry)) for name, entry in definitions.items()}
    return {
        "$schema": DIALECT,
        "title": whole["title"],
        "description": whole.get("description", ""),
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {**_change(whole), "required": ["id", "extends"]},
        "else": whole,
        "$defs": {**definitions, **changes},
    }


def _placed(name: str, entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "properties": {**entry["properties"], "after": AFTER}} if name in PLACED else entry


def _change(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a change of such a value may look like: nothing is required and null removes.

    A list is replaced whole, so its parts are whole ones.
    """
    changed = {key: value for key, value in entry.items() if key not in ("required", "default")}
    for group in ("properties", "patternProperties"):
        if group in entry:
            changed[group] = {key: _or_null(value) for key, value in entry[group].items()}
    if isinstance(entry.get("additionalProperties"), dict):
        changed["additionalProperties"] = _or_null(entry["additionalProperties"])
    if "anyOf" in entry:
        changed["anyOf"] = [_change(choice) for choice in entry["anyOf"]]
    if "$ref" in entry:
        changed["$ref"] = entry["$ref"].replace("#/$defs/", f"#/$defs/{CHANGE}")
    return changed


def _or_null(entry: Mapping[str, Any]) -> dict[str, Any]:
    changed = _change(entry)
    said: dict[str, Any] = {key: changed.pop(key) for key in ("title", "description") if key in changed}
    return {**said, "anyOf": [changed, {"type": "null"}]}
