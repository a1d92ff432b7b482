"""The one merge: what a clinic's file, a type or a variant changes in a protocol, value by value."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rehab.errors import Issue, KeyPath, SourceError, did_you_mean
from rehab.source.document import Document, Place
from rehab.source.later import Later

ORDERED = frozenset({"phases", "exercises"})
"""The mappings whose entries have an order that ``after:`` can change."""

SLOTS: Mapping[str, Sequence[str]] = {"exercises": ("dose", "weeks")}
"""A line of text in ``exercises:`` stands for its ``dose:`` and takes the place of ``weeks:`` too."""


def merge(
    base: Document,
    change: Document,
    *,
    promote: Mapping[str, Sequence[str]] = SLOTS,
    ordered: Collection[str] = ORDERED,
) -> Document:
    """Return ``base`` with ``change`` laid over it; each value keeps its own file and line.

    Mappings merge key by key, ``null`` removes a key, and anything else (also a list) replaces what was there. In
    a mapping named in ``ordered`` an entry may say ``after: KEY``: it then stands after that entry. In a mapping
    named in ``promote`` a line of text and a mapping meet as mappings: the text becomes the first of the listed
    keys and takes the place of the others. Raises SourceError with every ``null`` and ``after:`` that has no target.

    The places come from the same merge, done once more when somebody asks for one: they were a seventh of a check.
    """
    work = _Merge(change, {}, {}, promote, ordered, placed=False)
    data = work.mapping((), base.data, change.data)
    if work.issues:
        raise SourceError(tuple(work.issues))

    @functools.cache
    def places() -> _Merge:
        again = _Merge(change, dict(base.keys), dict(base.values), promote, ordered)
        again.mapping((), base.data, change.data)
        if () in change.values:
            again.values[()] = change.values[()]
        return again

    return Document(
        change.name,
        data,
        Later(lambda: _kept(places().keys, data)),
        Later(lambda: _kept(places().values, data)),
        Later(lambda: {**base.lines, **change.lines}),
    )


def subtree(document: Document, path: KeyPath) -> Document:
    """Return the mapping at ``path`` as a Document of its own, with its places. Raises KeyError if there is none."""
    inner: Any = document.data
    for part in path:
        inner = inner[part]
    if not isinstance(inner, dict):
        raise KeyError(path)
    keys, values = Later(lambda: _below(document.keys, path)), Later(lambda: _below(document.values, path))
    return Document(document.name, inner, keys, values, document.lines)


def without(document: Document, keys: Collection[str]) -> Document:
    """Return ``document`` without these keys of the top level."""
    if not any(key in document.data for key in keys):
        return document
    data = {key: value for key, value in document.data.items() if key not in keys}
    places = Later(lambda: _kept(document.keys, data)), Later(lambda: _kept(document.values, data))
    return Document(document.name, data, *places, document.lines)


def _below(places: Mapping[KeyPath, Place], path: KeyPath) -> dict[KeyPath, Place]:
    depth = len(path)
    return {there[depth:]: place for there, place in places.items() if there[:depth] == path}


def _kept(places: Mapping[KeyPath, Place], data: dict[str, Any]) -> dict[KeyPath, Place]:
    """Return the places of what ``data`` still holds."""
    there: set[KeyPath] = set()
    _walk(data, (), there)
    return {path: place for path, place in places.items() if path in there}


def _walk(value: Any, path: KeyPath, there: set[KeyPath]) -> None:
    there.add(path)
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            _walk(inner, (*path, key), there)


@dataclass(slots=True)
class _Merge:
    """One merge under way; recursion is safe because the reader limits the depth."""

    change: Document
    keys: dict[KeyPath, Place]
    values: dict[KeyPath, Place]
    promote: Mapping[str, Sequence[str]]
    ordered: Collection[str]
    placed: bool = True
    """Whether the places are wanted, or only the data."""
    issues: list[Issue] = field(default_factory=list)

    def mapping(self, path: KeyPath, base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
        result = dict(base)
        wanted: dict[str, Any] = {}
        is_ordered = bool(path) and path[-1] in self.ordered
        for key, value in change.items():
            here = (*path, key)
            if value is None:
                if key in result:
                    del result[key]
                else:
                    words, hint = f"there is no '{key}' to remove", did_you_mean(key, base)
                    self.complain(here, "nothing-to-remove", words, hint, self.change.keys.get(here))
                continue
            entry = value
            if is_ordered and isinstance(value, dict) and "after" in value:
                wanted[key] = value["after"]
                entry = {inner: part for inner, part in value.items() if inner != "after"}
            result[key] = self.value(here, result.get(key), entry)
        return self.order(path, result, wanted) if wanted else result

    def value(self, path: KeyPath, base: Any, change: Any) -> Any:
        stands_for = self.promote.get(str(path[-2]), ()) if len(path) > 1 else ()
        if stands_for and isinstance(base, dict) and isinstance(change, str):
            first, *others = stands_for
            self.adopt(path, (*path, first))
            return {**{key: part for key, part in base.items() if key not in others}, first: change}
        if stands_for and isinstance(base, str) and isinstance(change, dict):
            self.hand_on(path, (*path, stands_for[0]))
            base = {stands_for[0]: base}
        if isinstance(change, dict):
            self.note(path)
            return self.mapping(path, base if isinstance(base, dict) else {}, change)
        self.replace(path, change)
        return change

    def order(self, path: KeyPath, entries: dict[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Return ``entries`` with each wanted one after its target, several after one target in their order."""
        pending: dict[str, str] = {}
        for key, target in wanted.items():
            others = [name for name in entries if name != key]
            if isinstance(target, str) and target in others:
                pending[key] = target
            else:
                hint = did_you_mean(target, others) if isinstance(target, str) else "write the id of an entry"
                self.miswanted((*path, key, "after"), f"'after:' names no other entry of '{path[-1]}'", hint)
        names = [name for name in entries if name not in pending]
        last: dict[str, str] = {}
        while pending:
            ready = [key for key, target in pending.items() if target in names]
            for key in ready:
                target = pending.pop(key)
                names.insert(names.index(last.get(target, target)) + 1, key)
                last[target] = key
            if not ready:
                for key in pending:
                    self.miswanted(
                        (*path, key, "after"), "'after:' leads in a circle", "place one of them after another entry"
                    )
                break
        return {name: entries[name] for name in names}

    def note(self, path: KeyPath) -> None:
        """Take over the place of ``path`` itself from the change."""
        if self.placed and path in self.change.keys:
            self.keys[path] = self.change.keys[path]
        if self.placed and path in self.change.values:
            self.values[path] = self.change.values[path]

    def hand_on(self, source: KeyPath, target: KeyPath) -> None:
        """Give the place of a line of text to the key that it stood for before the change."""
        if self.placed:
            self.values[target] = self.values.get(source, self.keys[source])
            self.keys[target] = self.keys[source]

    def adopt(self, source: KeyPath, target: KeyPath) -> None:
        """Take the place of a line of text for the key that it stands for."""
        self.note(source)
        if self.placed:
            self.keys[target] = self.keys[source]
            self.values[target] = self.values[source]

    def replace(self, path: KeyPath, value: Any) -> None:
        """Take over the places of ``path`` and of all below it."""
        if not self.placed:
            return
        self.note(path)
        if isinstance(value, list | dict):
            for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
                self.replace((*path, key), inner)

    def miswanted(self, path: KeyPath, message: str, hint: str) -> None:
        self.complain(path, "unknown-after", message, hint, self.change.values.get(path))

    def complain(self, path: KeyPath, code: str, message: str, hint: str, place: Place | None) -> None:
        location = self.change.location(place) if place else None
        self.issues.append(Issue(code, message, hint, path=path, location=location))
