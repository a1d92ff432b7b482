"""What lies beside a protocol file: the cases it must keep, and the base it was made for."""

from __future__ import annotations

from pathlib import Path

from rehab import files
from rehab.checks import cases
from rehab.errors import Issue
from rehab.library import CASE_ENDING, Library
from rehab.models.expected import CaseFile, ExpectedCase
from rehab.overlays import pins
from rehab.source.chain import base_of
from rehab.source.issues import locate, validate

MAX_SNAPSHOT = 2 * 1024 * 1024


def cases_of(library: Library, path: Path) -> list[Issue]:
    """Return what the cases beside a protocol expect and it does not do; none where there are no cases."""
    file_path = path.with_name(f"{path.stem}{CASE_ENDING}")
    if not file_path.is_file():
        return []
    document = library.document(file_path)
    file = validate(document, CaseFile)
    loaded: dict[tuple[str | None, str | None], cases.Chosen] = {}

    def load(entry: ExpectedCase) -> cases.Chosen:
        key = (entry.case.type, entry.case.variant)
        if key not in loaded:
            chosen = library.load(path, kind=key[0], variant=key[1])
            loaded[key] = cases.Chosen(chosen.protocol, chosen.type, chosen.variant)
        return loaded[key]

    return list(locate(document, cases.check(file, load, library.shelf)))


def moved(library: Library, path: Path) -> list[Issue]:
    """Return what changed underneath a file, and underneath those it extends, since each was made."""
    found: list[Issue] = []
    here: Path | None = path
    while here is not None:
        document = library.document(here)
        base, current = base_of(document), library.base_of(here)
        if base is None or not current:
            break
        kept = here.with_name(f"{here.stem}{pins.ENDING}")
        stored = None
        if kept.is_file():
            stored = pins.read_snapshot(files.read_bytes(kept, MAX_SNAPSHOT), str(kept))
        found += pins.moved(document, stored, current, library.shelf)
        here = library.paths.get(base.id)
    return found
