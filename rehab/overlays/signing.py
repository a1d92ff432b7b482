"""Who signed a protocol, and whether it is still what was signed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rehab.errors import Issue, Severity
from rehab.source.document import Document

SIGNED = ("status", "reviewed_by", "reviewed_on", "signature")
NOT_SEALED = ("status", "signature")
LENGTH = 16


def seal(layers: Sequence[Document], shared: str, exercises: Mapping[str, Any]) -> str:
    """Return the code of what is signed: the files of a protocol with the name and the date, and what it uses.

    ``shared`` is the digest of the files that all protocols share; ``exercises`` are the clinic's own, by id: those
    that the protocol names count.
    """
    sealed = [{key: value for key, value in layer.data.items() if key not in NOT_SEALED} for layer in layers]
    named = {key for data in sealed for key in _keys(data)}
    own = {key: exercises[key] for key in sorted(named & exercises.keys())}
    text = json.dumps([shared, sealed, own], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _keys(inner)


def as_signed(document: Document, found: str) -> Document:
    """Return a protocol as it may be printed: a signature that does not fit ``found`` counts as none."""
    told = document.data.get("signature")
    if not told or told == found:
        return document
    kept = {key: value for key, value in document.data.items() if key not in SIGNED}
    return replace(document, data={**kept, "status": "draft"})


def check(top: Document, found: str) -> Iterator[Issue]:
    """Yield a warning for a file that says it was reviewed, and was not signed as it is now."""
    told, status = top.data.get("signature"), top.data.get("status")
    if told and told != found:
        message = "it has changed since it was signed; it prints as a draft"
        yield Issue(
            "unsigned", message, "review it again, then: rehab sign FILE --name NAME", Severity.WARNING, ("signature",)
        )
    elif status == "reviewed" and not told:
        message = "it says that it was reviewed, and nobody signed it"
        yield Issue("unsigned", message, "sign it: rehab sign FILE --name NAME", Severity.WARNING, ("status",))


def signed_text(text: str, lines: Mapping[str, str]) -> str:
    """Return the text of a file with these top-level lines in place of those it had for the same keys."""
    kept = [line for line in text.splitlines() if line.split(":", 1)[0] not in lines]
    while kept and not kept[-1].strip():
        kept.pop()
    return "\n".join([*kept, *(f"{key}: {value}" for key, value in lines.items() if value)]) + "\n"
