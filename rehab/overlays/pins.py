"""What a file was made for: the base as it stood then, kept beside the file, and what has moved since.

Old versions are not kept anywhere else. So 'rehab new' and 'rehab upgrade' store the whole base as it is that day.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rehab.engine import choices
from rehab.errors import Issue, KeyPath, RehabError, Severity, SourceError
from rehab.models.protocol import Protocol
from rehab.models.shelf import Shelf
from rehab.overlays.changes import changes
from rehab.source.chain import EXTENDS, OWN_KEYS, Base, base_of
from rehab.source.document import Document
from rehab.source.issues import validate
from rehab.source.layers import lay
from rehab.source.reader import read

FORMAT = "rehab/base"
VERSION = 1
ENDING = ".base.json"
NOT_CLINICAL = {*OWN_KEYS, "format", "extends", "author", "why", "id", "names", "codes"}
GROUPS = ("grades", "tasks", "clearance", "modifiers", "cards", "exceptions", "ask_daily", "letters")
"""Mappings whose entries are items of their own."""


Layers = Sequence[Document]
"""A protocol as the files that it is made of, the first one first."""


def snapshot(base: Base, current: Layers) -> bytes:
    """Return the file that keeps a base as it is now, with all that it extends."""
    kept = {"format": FORMAT, "version": VERSION, "id": base.id, "layers": [layer.data for layer in current]}
    return (json.dumps(kept, ensure_ascii=False, indent=1) + "\n").encode()


def read_snapshot(content: bytes, name: str) -> Layers:
    """Read such a file. Raises SourceError for anything else."""
    try:
        kept = json.loads(content)
    except (ValueError, RecursionError):
        kept = None
    layers = kept.get("layers") if isinstance(kept, dict) else None
    whole = isinstance(layers, list) and all(isinstance(data, dict) for data in layers)
    if not isinstance(kept, dict) or kept.get("format") != FORMAT or not (whole or kept.get("version") != VERSION):
        message = f"{name} is not what 'rehab new' writes beside a file"
        raise SourceError((Issue("not-a-base", message, "write it anew, after review: rehab upgrade FILE"),))
    if kept.get("version") != VERSION:
        message = f"{name} is of version {kept.get('version')}; this program reads version {VERSION}"
        raise SourceError((Issue("other-version", message, "take a newer version of the program"),))
    return tuple(read(json.dumps(data, ensure_ascii=False), name) for data in layers or ())  # JSON is YAML


def moved(document: Document, stored: Layers | None, current: Layers, shelf: Shelf) -> Iterator[Issue]:
    """Yield what changed underneath a file since it was pinned; what the file changes too is an error.

    ``stored`` is the base as it was then, None if nobody kept it; ``current`` is the base as it is now.
    """
    base = base_of(document)
    if base is None or base.version is None:
        return
    version = version_of(current)
    place = document.values.get(EXTENDS)
    location = document.location(place) if place else None
    if stored is None:
        if version != base.version:
            message = f"{base.id} is now version {version}, and what version {base.version} said is not kept here"
            hint = "read it through (rehab show), then: rehab upgrade FILE"
            yield Issue("base-moved", message, hint, Severity.ERROR, EXTENDS, location)
        return
    items = _items(stored, current)
    if not items:
        return
    now = f"version {version}" if version != base.version else f"not what it was, and still version {version}"
    told = list(dict.fromkeys(_sentences(stored, current, shelf)))
    for line in told or ["other words"]:
        message = f"{base.id} is now {now}. It changed: {line}"
        yield Issue(
            "base-moved", message, "if that is right for you: rehab upgrade FILE", Severity.WARNING, EXTENDS, location
        )
    own = _own(document.data)
    for item in sorted(items & set(own), key=str):
        path = own[item]
        where = document.keys.get(path)
        message = f"you change {' '.join(map(str, item[-2:]))}, and {base.id} has changed it underneath"
        hint = "see what it says now (rehab show), then: rehab upgrade FILE"
        yield Issue("base-clash", message, hint, path=path, location=document.location(where) if where else location)


def version_of(layers: Layers) -> int:
    """Return the version of a protocol: that of its last file."""
    told = layers[-1].data.get("version", 1)
    return told if isinstance(told, int) else 1


def _sentences(stored: Layers, current: Layers, shelf: Shelf) -> Iterator[str]:
    """Yield the changes of the base in words, over all its types and variants."""
    whole = [validate(lay(each, None, None), Protocol) for each in (stored, current)]
    variants = [key for key in whole[1].variants if key in whole[0].variants]
    types: list[str | None] = [key for key in whole[1].types if key in whole[0].types]
    for kind in types or [None]:
        default = choices.default_variant(whole[1].variants, kind)
        for variant in dict.fromkeys((default, *variants)):
            with contextlib.suppress(RehabError):  # a variant that is not for this type
                one, two = (validate(lay(each, kind, variant), Protocol) for each in (stored, current))
                yield from (change.line for change in changes(one, two, shelf))


def _items(before: Layers, after: Layers) -> set[KeyPath]:
    """Return the clinical items in which two protocols differ, the parts of types and variants among them."""
    held, now = _parts(before), _parts(after)
    return {item for item in held.keys() | now.keys() if held.get(item) != now.get(item)}


def _own(data: Mapping[str, Any]) -> dict[KeyPath, KeyPath]:
    """Return the items that a file changes, each with its path in the file."""
    found: dict[KeyPath, KeyPath] = {}
    for path, _ in _split(data, ()):
        found.setdefault(_bare(path), path)
    return found


def _parts(layers: Layers) -> Mapping[KeyPath, list[Any]]:
    merged: dict[KeyPath, list[Any]] = {}
    for at, layer in enumerate(layers):
        for path, value in _split(layer.data, ()):
            merged.setdefault(_bare(path), []).append((at, value))
    return merged


def _bare(path: KeyPath) -> KeyPath:
    """Return an item without the type or the variant that it stands in."""
    return path[3:] if path[:1] in (("types",), ("variants",)) and path[2:3] == ("change",) else path


def _split(data: Mapping[str, Any], path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    """Yield the items of a file: an exercise of a phase, a list of criteria, the days of a phase, a grade."""
    for key, value in data.items():
        here = (*path, key)
        if not path and key in NOT_CLINICAL:
            continue
        depth = len(_bare(here))
        group = _bare(here)[0] if depth else ""
        deeper = (
            (depth == 0)
            or (group == "phases" and (depth < 3 or (depth == 3 and key == "exercises")))
            or (group in GROUPS and depth == 1)
            or (group in ("types", "variants") and (depth < 2 or (depth == 2 and isinstance(value, dict))))
        )
        if deeper and isinstance(value, dict):
            yield from _split(value, here)
        else:
            yield here, value
