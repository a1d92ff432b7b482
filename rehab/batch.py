"""Many plans in one go: each row is done once, whatever stops the program, and a bad row stops no other.

What a row is and how it is made comes from outside; here is only the order of things: rows are handed to workers a few
at a time, so that memory does not grow with the roster, and each result goes into the ledger before it counts.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar, get_args

from rehab import files

State = Literal["done", "referred", "invalid", "failed"]
MAX_LINE = 1024 * 1024
AHEAD = 4
"""Rows in work for each worker."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one row: ``files`` are names in the folder, ``message`` says why where there are none."""

    key: str
    line: int
    id: str
    condition: str
    state: State
    files: tuple[str, ...] = ()
    message: str = ""


class Keyed(Protocol):
    """A row that knows what it is: the same row for the same plan has the same key."""

    @property
    def key(self) -> str: ...


R = TypeVar("R", bound=Keyed)


class Lookup:
    """Texts by key in the order they came, on the disk: memory does not grow with them, and the file has no name."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.execute("PRAGMA journal_mode = OFF")
        self._rows.execute("CREATE TABLE kept (place INTEGER PRIMARY KEY, key TEXT UNIQUE, value TEXT)")
        self._rows.execute("BEGIN")

    def put(self, key: str, value: str) -> None:
        """Keep a text in place of the one that the key had."""
        sql = "INSERT INTO kept (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        self._rows.execute(sql, (key, value))

    def get(self, key: str) -> str | None:
        """Return the text of a key."""
        found = self._rows.execute("SELECT value FROM kept WHERE key = ?", (key,)).fetchone()
        return found[0] if found else None

    def __iter__(self) -> Iterator[tuple[str, str]]:
        yield from self._rows.execute("SELECT key, value FROM kept ORDER BY place")


class Ledger:
    """The lines of a folder that say which rows are done: only ever added to, so that a killed program loses none.

    A line that was cut off in the middle is passed over: its row is done again, and gives the same file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held = Lookup()
        self._asked = Lookup()
        if path.exists():
            files.check_ordinary(path)
            with path.open("rb") as lines:
                while line := lines.readline(MAX_LINE):
                    if result := _read(line):
                        self._held.put(result.key, _line(result))

    def __enter__(self) -> Ledger:
        self._file = files.open_to_add(self.path)
        return self

    def __exit__(self, *_: object) -> None:
        try:
            os.fsync(self._file.fileno())
        finally:
            self._file.close()

    def add(self, result: Result) -> None:
        """Write a result down. It stands when this returns, also if the program is killed then."""
        line = _line(result)
        self._file.write(line.encode() + b"\n")
        self._file.flush()
        self._held.put(result.key, line)

    def get(self, key: str) -> Result | None:
        """Return what became of a row, None where nothing is known."""
        line = self._held.get(key)
        return _read(line.encode()) if line else None

    def has(self, key: str) -> bool:
        """Tell whether a row is done and its files are still there."""
        result = self.get(key)
        return (
            result is not None
            and result.state in ("done", "referred")
            and all(_is_there(self.path.parent / name) for name in result.files)
        )

    def ask(self, line: int, key: str) -> None:
        """Note that a line of this roster is a row of this key."""
        self._asked.put(str(line), key)

    def told(self) -> Iterator[Result]:
        """Yield what became of each row that was asked for, in the order of the roster."""
        for line, key in self._asked:
            if result := self.get(key):
                yield replace(result, line=int(line))


def _line(result: Result) -> str:
    return json.dumps(asdict(result), ensure_ascii=False).encode("utf-8", "replace").decode()


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that no file may have
        return False


def _read(line: bytes) -> Result | None:
    try:
        found = json.loads(line)
        result = Result(**{**found, "files": tuple(found["files"])})
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    texts = (result.key, result.id, result.condition, result.message, *result.files)
    whole = all(isinstance(text, str) for text in texts) and isinstance(result.line, int)
    return result if whole and result.state in get_args(State) else None


def run_batch(
    rows: Iterable[R],
    make: Callable[[R], Any],
    ledger: Ledger,
    *,
    executor: Executor | None = None,
    workers: int = 1,
    finish: Callable[[Any], Result] = lambda result: result,
    tell: Callable[[Result | None], None] = lambda _: None,
) -> Mapping[str, int]:
    """Make each row that is not done yet, and return how many came to which end; ``before`` were done already.

    ``executor`` is any of ``concurrent.futures``, or one that acts like it on other machines; None: one after the
    other, here. ``make`` must be fit to be sent to it. ``finish`` makes the Result here of what came back. ``tell`` hears
    of each result as it comes, and None for a row that was done before.
    """
    counts: Counter[str] = Counter()

    def left() -> Iterator[R]:
        for row in rows:
            if ledger.has(row.key):
                counts["before"] += 1
                tell(None)
            else:
                yield row

    for made in map(make, left()) if executor is None else _shared(left(), make, executor, workers * AHEAD):
        result = finish(made)
        ledger.add(result)
        counts[result.state] += 1
        tell(result)
    return counts


def _shared(rows: Iterator[R], make: Callable[[R], Any], executor: Executor, most: int) -> Iterator[Any]:
    """Yield what is made as it comes, with at most ``most`` rows in work."""
    waiting: set[Future[Any]] = set()
    try:
        for row in rows:
            waiting.add(executor.submit(make, row))
            if len(waiting) >= most:
                finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in finished)
        while waiting:
            finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in finished)
    finally:
        for future in waiting:
            future.cancel()
