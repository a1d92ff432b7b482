"""Which file a file changes, and which one that changes: names of protocols, never paths, and never in a circle."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rehab.errors import Issue, KeyPath, SourceError, close_names
from rehab.source.document import Document

MAX_CHAIN = 8
"""At most so many files extend each other, the first one included."""
FORMAT = 1
"""The version of the form of these files."""
EXTENDS = ("extends",)
OWN_KEYS = ("version", "status", "reviewed_by", "reviewed_on", "signature")
"""What says something about one file only: a file that changes a reviewed protocol is not reviewed."""
_NAME = re.compile(r"(?P<id>[^@\s]+)(@(?P<version>[1-9][0-9]{0,5}))?")


@dataclass(frozen=True, slots=True)
class Base:
    """What a file extends: an id, and the version it was made for, if it names one."""

    id: str
    version: int | None = None


def base_of(document: Document) -> Base | None:
    """Return what a file extends, None for a whole protocol. Raises SourceError for anything but a name."""
    told = document.data.get("extends")
    if told is None:
        return None
    if not isinstance(told, str):
        raise _at(
            document,
            EXTENDS,
            Issue("wrong-base", "'extends:' takes the id of one protocol", "such as: hamstring-strain"),
        )
    if "://" in told:
        message = "'extends:' takes the id of a protocol; nothing is fetched from the net"
        raise _at(document, EXTENDS, Issue("wrong-base", message, "save the file in your library, and write its id"))
    if re.search(r"[/\\~]|\.ya?ml$|^\.+$", told):
        message = "'extends:' takes the id of a protocol, not the path of a file"
        raise _at(document, EXTENDS, Issue("wrong-base", message, "put the file into your library, and write its id"))
    found = _NAME.fullmatch(told)
    if not found:
        hint = "write the id, or the id and the version it was made for: hamstring-strain@1"
        raise _at(document, EXTENDS, Issue("wrong-base", f"'{told[:60]}' is not the id of a protocol", hint))
    return Base(found["id"], int(found["version"]) if found["version"] else None)


def chain(top: Document, known: Collection[str], read: Callable[[str], Document]) -> tuple[Document, ...]:
    """Return a file and those it extends, the first one first. Raises SourceError for a circle or too long a chain."""
    documents = [_of_this_form(top)]
    seen = [str(top.data.get("id"))]
    while (base := base_of(documents[0])) is not None:
        shown = " -> ".join([*seen, base.id])
        if base.id in seen:
            message = (
                "the file extends itself" if len(seen) == 1 else f"the files extend each other in a circle: {shown}"
            )
            raise _at(documents[0], EXTENDS, Issue("circle", message, "name the protocol that it changes"))
        if base.id not in known:
            near = close_names(base.id, known, limit=1)
            hint = f"did you mean '{near[0]}'?" if near else "rehab list shows the ids"
            raise _at(documents[0], EXTENDS, Issue("unknown-base", f"there is no protocol '{base.id}' to extend", hint))
        if len(documents) >= MAX_CHAIN:
            message = f"more than {MAX_CHAIN} files extend each other: {shown}"
            raise _at(documents[0], EXTENDS, Issue("chain-too-long", message, "extend one of the first ones instead"))
        documents.insert(0, _of_this_form(read(base.id)))
        seen.append(base.id)
    return tuple(documents)


def as_layers(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Return the files of a chain as they are laid over each other.

    Each names the first one as what it extends, since safety rules speak of that. What speaks of one file only is
    kept of the last. Several people who each accept a risk are all named.
    """
    first = str(documents[0].data.get("id"))
    layers = []
    for at, document in enumerate(documents):
        data = {key: value for key, value in document.data.items() if at == len(documents) - 1 or key not in OWN_KEYS}
        if at:
            data["extends"] = first
        layers.append(replace(document, data=data))
    accepted = {
        at: entry for at, layer in enumerate(layers) if isinstance(entry := layer.data.get("accept_risk"), dict)
    }
    if len(accepted) > 1:
        last = max(accepted)
        joined = {
            key: "; ".join(str(entry[key]) for entry in accepted.values() if key in entry) for key in accepted[last]
        }
        layers[last] = replace(layers[last], data={**layers[last].data, "accept_risk": joined})
    return tuple(layers)


def _of_this_form(document: Document) -> Document:
    """Raise SourceError for a file that was written for a later program: its keys would only look misspelt."""
    told: Any = document.data.get("format", FORMAT)
    if type(told) is int and told > FORMAT:
        message = f"this file is of format {told}; this program reads format {FORMAT}"
        raise _at(document, ("format",), Issue("newer-format", message, "take a newer version of the program"))
    return document


def _at(document: Document, path: KeyPath, issue: Issue) -> SourceError:
    place = document.values.get(path) or document.keys.get(path)
    return SourceError((replace(issue, path=path, location=document.location(place) if place else None),))
