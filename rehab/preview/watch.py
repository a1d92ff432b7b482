"""Who watches the files of a preview, and draws them again on each save: one thread beside the server."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from rehab import files
from rehab.errors import Issue, RehabError
from rehab.preview.view import View
from rehab.source.reader import MAX_BYTES

EVERY_SECONDS = 0.3
Steps = Callable[[], Iterator[Mapping[str, Any]]]
"""Draws the file: yields what changes in the view, step by step, as it becomes known."""


class Watcher:
    """Keeps a view up to date with its files. Readers only ever see a finished view."""

    def __init__(self, name: str, sources: Callable[[], Iterable[Path]], steps: Steps) -> None:
        self.view = View(name=name, doing="reading the file")
        self._sources, self._steps = sources, steps
        self._stamp: object = None
        self._content = ""
        self._drawn = ""

    def look(self) -> bool:
        """Draw the files if they differ from what was drawn last; tell whether they did."""
        content = self._read()
        if content == self._drawn:
            return False
        self._drawn = content
        self._draw()
        return True

    def keep_looking(self, stop: threading.Event) -> None:
        """Look again and again until ``stop``; a file counts as saved once it stays the same for a moment."""
        before = self._drawn
        while True:
            content = self._read()
            if content == before and content != self._drawn:
                self.look()
            before = content
            if stop.wait(EVERY_SECONDS):
                return

    def _read(self) -> str:
        """Return a digest of the files; they are only read where their time or their size is another one."""
        paths = list(self._sources())
        stamp = [_stamp(path) for path in paths]
        if stamp != self._stamp:
            digest = hashlib.sha256()
            for path in paths:
                digest.update(str(path).encode("utf-8", "surrogateescape") + b"\0" + _bytes(path) + b"\0")
            self._stamp, self._content = stamp, digest.hexdigest()
        return self._content

    def _draw(self) -> None:
        """Take one step after the other; a file that was saved meanwhile is begun anew at the next look."""
        self.view = self.view.after(doing="reading the file", note="", old_pages=True, old_timeline=True)
        try:
            for told in self._steps():
                self.view = self.view.after(**told)
                if self._read() != self._drawn:
                    return
        except RehabError as error:
            self.view = self.view.after(findings=error.issues, checked=True)
        except Exception as error:  # the page must outlive a fault of ours, and say what it is
            words = f"this is a fault of the program ({type(error).__name__}); please report it with this file"
            self.view = self.view.after(findings=(Issue("fault", words),), checked=True)
        self.view = self.view.after(doing="")


def _stamp(path: Path) -> tuple[str, int, int, int]:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return str(path), 0, -1, 0
    return str(path), found.st_mtime_ns, found.st_size, found.st_ino


def _bytes(path: Path) -> bytes:
    """Return the content of a file, or why it cannot be read: both may change."""
    try:
        return files.read_bytes(path, MAX_BYTES)
    except RehabError as error:
        return str(error).encode("utf-8", "surrogateescape")
