"""Which shipped files a check found clean before, so that nothing is worked out a second time from the very same bytes.

Only "nothing was found" is kept, never what was found; and it counts only with the bytes of all that it rests on: the
whole program, Python and its libraries, every shipped file, and the exercises and figures of the user. An author who
changes one of them has everything checked anew. Protocols of the user are always checked. A check of everything that is as
it was takes a quarter of the time.
"""

from __future__ import annotations

import functools
import hashlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pydantic
import yaml

import rehab
from rehab import readings
from rehab.errors import Issue
from rehab.library import SHARED_FOLDERS, Library

JUST_NOW = 60
"""A file changed less than so many seconds ago may not be the one that was loaded; then nothing is kept."""


class Clean:
    """The shipped files that are known to be clean, with those that this check adds."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._new: set[str] = set()

    @functools.cached_property
    def _key(self) -> str | None:
        return _digest(self._library)

    @functools.cached_property
    def _known(self) -> frozenset[str]:
        kept = readings.kept(self._key) if self._key else None
        return frozenset(kept["clean"] if kept else ())

    def once(self, name: str, find: Callable[[], list[Issue]]) -> list[Issue]:
        """Return what is found under a name of its own; nothing, without looking, where nothing was found before."""
        if name in self._known:
            return []
        found = find()
        if not found:
            self._new.add(name)
        return found

    def keep(self) -> None:
        """Keep what was found clean, if the files are still those that the check began with."""
        if self._new and self._key and self._key == _digest(self._library):
            readings.keep(self._key, {"clean": sorted(self._known | self._new)})


def _digest(library: Library) -> str | None:
    """Return a digest of all that a check of a shipped file rests on, None where it cannot be known for sure."""
    parts = (rehab.__version__, sys.version, pydantic.VERSION, yaml.__version__, str(yaml.__with_libyaml__))
    digest = hashlib.sha256("\0".join(("clean", *parts)).encode())
    try:
        for path in _files(library):
            found = path.stat()
            if max(found.st_mtime, found.st_ctime) > time.time() - JUST_NOW:
                return None
            content = path.read_bytes()
            digest.update(f"\0{path}\0{len(content)}\0".encode("utf-8", "surrogateescape") + content)
    except OSError:
        return None
    return digest.hexdigest()


def _files(library: Library) -> Iterator[Path]:
    yield from sorted(Path(str(rehab.__file__)).parent.rglob("*.py"))
    yield from sorted(path for path in library.root.rglob("*") if path.is_file())
    for folder in library.folders:
        for name in sorted(SHARED_FOLDERS):
            yield from sorted(folder.rglob(f"{name}/*.yaml"))
