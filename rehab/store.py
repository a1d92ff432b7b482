"""The journal file: SQLite on disk, plain values in the program.

One file holds all cases of its owner. Entries are only ever added; a correction is an entry too. Every write is one
transaction that is on the disk before it is confirmed (rollback journal, ``synchronous=FULL``). The file has mode 0600
and its folder 0700 when they are made here.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rehab import files
from rehab.errors import NotFoundError, RehabError, SourceError, UsageError, WriteError, fail
from rehab.models.case import Case
from rehab.models.journal import Entry, Journal
from rehab.models.stored import KeptPlan, StoredCase

VERSION = 1
WAIT_SECONDS = 5.0
MAX_BYTES = 1024 * 1024 * 1024
APPLICATION_ID = 0x72656861  # "reha": tells this file from other SQLite files

_MIGRATIONS = (
    """
    CREATE TABLE cases (
      id TEXT PRIMARY KEY, content TEXT NOT NULL, protocol TEXT NOT NULL, digest TEXT NOT NULL, type TEXT, variant TEXT,
      grade TEXT, started TEXT NOT NULL, created TEXT NOT NULL, closed TEXT
    ) STRICT;
    CREATE TABLE entries (
      id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE, date TEXT NOT NULL,
      logged TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, value REAL, text TEXT NOT NULL, side TEXT,
      sets INTEGER, reps INTEGER, minutes REAL, load_kg REAL, pain REAL, replaces TEXT
    ) STRICT;
    CREATE INDEX entries_of_case ON entries (case_id, date);
    CREATE TABLE plans (
      case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE, revision INTEGER NOT NULL, as_of TEXT NOT NULL,
      plan TEXT NOT NULL, PRIMARY KEY (case_id, revision)
    ) STRICT;
    """,
)
"""The statements that lead from one version of the file to the next: the first from an empty file to version 1."""

_COLUMNS = tuple(Entry.model_fields)


class Store:
    """An open journal file. Made by ``opened``."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    # -- cases -----------------------------------------------------------------------------------------------------

    def cases(self, *, active: bool = False) -> tuple[StoredCase, ...]:
        """Return the cases in the order they were made; ``active``: only those not closed."""
        sql = "SELECT id, content, protocol, digest, type, variant, grade, started, created, closed FROM cases"
        rows = self._read(f"{sql}{' WHERE closed IS NULL' if active else ''} ORDER BY created, id")
        with _said(self.path):
            return tuple(map(_stored, rows))

    def add_case(self, case: StoredCase, entries: Sequence[Entry] = ()) -> None:
        """Add a case with its first entries. Raises WriteError (case-exists) if the id is taken."""
        with self._writing():
            self._insert_case(case)
            self._insert(case.id, entries)

    def _insert_case(self, case: StoredCase) -> None:
        if self._read("SELECT 1 FROM cases WHERE id = ?", (case.id,)):
            hint = "give it another one with --id, or go on with it: rehab today"
            raise fail(WriteError, "case-exists", f"the journal has a case '{case.id}' already", hint)
        values = (
            case.id, case.case.model_dump_json(), case.protocol, case.digest, case.type, case.variant, case.grade,
            case.started.isoformat(), case.created.isoformat(), case.closed.isoformat() if case.closed else None,
        )  # fmt: skip
        self._connection.execute(f"INSERT INTO cases VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608 - marks only

    def close_case(self, case_id: str, day: dt.date | None) -> None:
        """Close a case on a day, or open it again (``day`` None)."""
        with self._writing():
            self._connection.execute(
                "UPDATE cases SET closed = ? WHERE id = ?", (day.isoformat() if day else None, case_id)
            )

    def forget(self, case_id: str) -> int:
        """Remove a case with its entries and plans, also from the free pages of the file; return its entries' number.

        Raises NotFoundError for an unknown case.
        """
        self._require(case_id)
        with self._writing():
            [(count,)] = self._read("SELECT count(*) FROM entries WHERE case_id = ?", (case_id,))
            self._connection.execute("DELETE FROM cases WHERE id = ?", (case_id,))
        with _said(self.path):
            self._connection.execute("VACUUM")
        return int(count)

    def _require(self, case_id: str) -> None:
        if not self._read("SELECT 1 FROM cases WHERE id = ?", (case_id,)):
            known = ", ".join(case.id for case in self.cases())
            raise fail(NotFoundError, "no-case", f"the journal has no case '{case_id}'", f"there is: {known or 'none'}")

    # -- entries ---------------------------------------------------------------------------------------------------

    def journal(self, case_id: str) -> Journal:
        """Return everything written down about a case."""
        names = ", ".join(_COLUMNS)
        rows = self._read(f"SELECT {names} FROM entries WHERE case_id = ? ORDER BY logged, rowid", (case_id,))  # noqa: S608
        with _said(self.path):
            return Journal(entries=tuple(map(_entry, rows)))

    def add(self, case_id: str, entries: Sequence[Entry]) -> int:
        """Add entries in one transaction and return how many were new: the same entry again is no second one.

        Raises SourceError (other-entry) where an id is taken by an entry of other content or of another case; then
        nothing of it is added.
        """
        self._require(case_id)
        with self._writing():
            return self._insert(case_id, entries)

    def take_in(self, parts: Iterable[tuple[str, StoredCase | None, Sequence[Entry]]]) -> int:
        """Add cases that are new, and entries of several cases, in one transaction; return how many entries were new.

        Raises as ``add`` does; then nothing of it is added.
        """
        with self._writing():
            new = 0
            for case_id, case, entries in parts:
                if case:
                    self._insert_case(case)
                self._require(case_id)
                new += self._insert(case_id, entries)
            return new

    def _insert(self, case_id: str, entries: Sequence[Entry]) -> int:
        names = ", ".join(_COLUMNS)
        marks = ", ".join("?" * (len(_COLUMNS) + 1))
        new = 0
        for entry in entries:
            known = self._read(f"SELECT case_id, {names} FROM entries WHERE id = ?", (entry.id,))  # noqa: S608
            if known and (known[0][0] != case_id or _entry(known[0][1:]) != entry):
                message = f"the entry '{entry.id}' is in the journal already, with other content"
                raise fail(
                    SourceError, "other-entry", message, "nothing was added; give the new entry an id of its own"
                )
            if known:
                continue
            self._connection.execute(
                f"INSERT INTO entries (case_id, {names}) VALUES ({marks})",  # noqa: S608 - names of columns and marks
                (case_id, *_row(entry)),
            )
            new += 1
        return new

    def revision(self, case_id: str) -> int:
        """Return the number of entries of a case: it grows with every change."""
        return int(self._read("SELECT count(*) FROM entries WHERE case_id = ?", (case_id,))[0][0])

    # -- plans -----------------------------------------------------------------------------------------------------

    def plans(self, case_id: str) -> tuple[KeptPlan, ...]:
        """Return the printed plans of a case, the oldest first."""
        rows = self._read("SELECT revision, as_of, plan FROM plans WHERE case_id = ? ORDER BY revision", (case_id,))
        return tuple(KeptPlan(revision=row[0], as_of=dt.date.fromisoformat(row[1]), plan=row[2]) for row in rows)

    def keep_plan(self, case_id: str, as_of: dt.date, plan: str) -> int:
        """Keep a plan as it is printed and return its number, from 1; the same plan again keeps its number."""
        with self._writing():
            last = self._read(
                "SELECT revision, plan FROM plans WHERE case_id = ? ORDER BY revision DESC LIMIT 1", (case_id,)
            )
            if last and last[0][1] == plan:
                return int(last[0][0])
            revision = int(last[0][0]) + 1 if last else 1
            self._connection.execute(
                "INSERT INTO plans VALUES (?, ?, ?, ?)", (case_id, revision, as_of.isoformat(), plan)
            )
            return revision

    # -- the file --------------------------------------------------------------------------------------------------

    def _read(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        with _said(self.path):
            return self._connection.execute(sql, values).fetchall()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Do all of it or nothing; it is on the disk when this returns."""
        with _said(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


@contextlib.contextmanager
def opened(path: Path, *, make: bool = False) -> Iterator[Store]:
    """Open a journal file; ``make`` it, with its folder, where there is none.

    Raises NotFoundError (no-journal) where there is none, SourceError for what is not a journal, is damaged or newer
    than the program, WriteError where the file cannot be read or written or stays locked. The file itself is kept.
    """
    if not path.exists():
        if not make:
            raise fail(
                NotFoundError, "no-journal", f"there is no journal at {path}", "begin one: rehab start CONDITION"
            )
        _make(path)
    files.check_ordinary(path)
    with _said(path):
        connection = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
    try:
        with _said(path):
            version = _checked(path, connection, make=make)
            for pragma in ("journal_mode = DELETE", "synchronous = FULL", "foreign_keys = ON", "trusted_schema = OFF"):
                connection.execute(f"PRAGMA {pragma}").fetchall()
            if version != VERSION:
                _migrate(path, connection, version)
        yield Store(path, connection)
    finally:
        connection.close()


def _make(path: Path) -> None:
    files.make_folder(path.parent, parents=True)
    try:
        files.write(path, b"", force=False)
    except WriteError:
        if not path.exists():  # else another process was faster
            raise


def _checked(path: Path, connection: sqlite3.Connection, *, make: bool) -> int:
    """Return the version of a file, 0 for an empty one, before anything could change it.

    Raises SourceError for what is not a journal or is newer, and for an empty file that nobody asked to ``make``.
    """
    connection.execute("BEGIN")  # all three of one moment: another program may be making the tables just now
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    [version], [application] = (
        connection.execute(f"PRAGMA {name}").fetchone() for name in ("user_version", "application_id")
    )
    connection.execute("COMMIT")
    if (version == 0 and tables) or (version and application != APPLICATION_ID):
        raise _not_a_journal(path)
    if version > VERSION:
        message = f"the journal {path} was written by a newer version of this program"
        raise fail(SourceError, "newer-journal", message, "install the newer version; the file was not touched")
    if version == 0 and not make:
        hint = "look for a copy or an export of it; or begin anew: rehab start CONDITION"
        raise fail(SourceError, "empty-journal", f"the journal {path} is empty", hint)
    return int(version)


def _migrate(path: Path, connection: sqlite3.Connection, version: int) -> None:
    """Bring a file to this version in one transaction, after a copy beside it; a new file gets its tables."""
    if version:
        backup = path.with_name(f"{path.name}.v{version}.bak")
        files.write(backup, files.read_bytes(path, MAX_BYTES), force=True)
    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] == version:  # nobody else was faster
            for statements in _MIGRATIONS[version:]:
                for statement in filter(str.strip, statements.split(";")):
                    connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def _said(path: Path) -> Iterator[None]:
    """Turn what SQLite says, and rows that make no sense, into an error that a person can act on."""
    try:
        yield
    except sqlite3.Error as error:
        raise _error(path, error) from error
    except UnicodeEncodeError:
        hint = "nothing was written; leave that sign out"
        raise fail(UsageError, "bad-text", "the text holds a sign that cannot be kept", hint) from None
    except ValueError as error:
        raise _damaged(path) from error


def _error(path: Path, error: sqlite3.Error) -> RehabError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            message = f"the journal {path} is in use by another program"
            return fail(WriteError, "journal-locked", message, "nothing was written; try again in a moment")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            message = f"the journal {path} cannot be read or written: it or its folder is closed to you"
            return fail(
                WriteError, "journal-read-only", message, "nothing was written; name another file with --journal"
            )
        case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR:
            message = f"the journal {path} cannot be written: the disk is full or reports a fault"
            return fail(WriteError, "journal-disk", message, "nothing was written; what was there before is kept")
        case sqlite3.SQLITE_NOTADB:
            return _not_a_journal(path)
        case sqlite3.SQLITE_CORRUPT:
            return _damaged(path)
    if "decode" in str(error):  # a text that is not UTF-8 has no code of its own
        return _damaged(path)
    return fail(WriteError, "journal-failed", f"the journal {path} cannot be used: {error}", "the file was kept")


def _not_a_journal(path: Path) -> RehabError:
    hint = "the file was not touched; name another one with --journal"
    return fail(SourceError, "not-a-journal", f"{path} is not a journal of this program", hint)


def _damaged(path: Path) -> RehabError:
    hint = "the file was not touched; take a copy of it, then use an export or a backup"
    return fail(SourceError, "damaged-journal", f"the journal {path} is damaged", hint)


def _row(entry: Entry) -> tuple[object, ...]:
    values = {**dict(entry), "date": entry.date.isoformat(), "logged": entry.logged.isoformat()}
    return tuple(values[name] for name in _COLUMNS)


def _stored(row: Sequence[Any]) -> StoredCase:
    json.loads(row[2])  # a protocol that is no JSON must be noticed here, where the file has a name
    return StoredCase(
        id=row[0],
        case=Case.model_validate_json(row[1]),
        protocol=row[2],
        digest=row[3],
        type=row[4],
        variant=row[5],
        grade=row[6],
        started=dt.date.fromisoformat(row[7]),
        created=dt.datetime.fromisoformat(row[8]),
        closed=dt.date.fromisoformat(row[9]) if row[9] else None,
    )


def _entry(row: Sequence[object]) -> Entry:
    values = dict(zip(_COLUMNS, row, strict=True))
    return Entry.model_validate(
        {
            **values,
            "date": dt.date.fromisoformat(str(values["date"])),
            "logged": dt.datetime.fromisoformat(str(values["logged"])),
        }
    )


def as_json(cases: Iterable[tuple[StoredCase, Journal]]) -> bytes:
    """Write cases and entries as the export that opens in twenty years: plain JSON that names its fields."""
    content = {
        "format": "rehab/journal",
        "version": VERSION,
        "cases": [
            {**case.model_dump(mode="json"), "protocol": json.loads(case.protocol),
             "entries": [entry.model_dump(mode="json", exclude_none=True) for entry in journal.ordered]}
            for case, journal in cases
        ],
    }  # fmt: skip
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
