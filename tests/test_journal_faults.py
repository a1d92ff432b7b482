"""The journal when things go wrong: a process killed at any moment, and several that write at once."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from journals import measure
from test_store import stored

from rehab.models.journal import Entry
from rehab.store import opened

WRITES = 200
KILLS = 8
WRITERS = 8
EACH = 12

MOMENT = dt.datetime(2026, 11, 18, 8, tzinfo=dt.UTC)
TEXT = "x" * 3000


class Writer:
    """A process that writes entries, and names each on a pipe once it is confirmed."""

    def __init__(self, path: Path, name: str, count: int, *, once: bool) -> None:
        read, write = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            code = 1
            try:
                _write(path, [f"{name}-{number:03}" for number in range(count)], write, once=once)
                code = 0
            finally:
                os._exit(code)
        os.close(write)
        self.told = os.fdopen(read, encoding="ascii")

    def end(self) -> tuple[set[str], int]:
        """Wait for the end and return the ids confirmed, and the exit code (minus the signal)."""
        with self.told:
            ids = {line.strip() for line in self.told if line.endswith("\n")}
        return ids, os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def _write(path: Path, names: Sequence[str], confirm: int, *, once: bool) -> None:
    """Write entries through one open file, or (``once`` False) open it anew for each, as commands do."""
    for part in [names] if once else [[name] for name in names]:
        with opened(path) as journal:
            for name in part:
                entry = Entry(id=name, date=MOMENT.date(), logged=MOMENT, kind="note", text=TEXT)
                journal.add("knee", [entry])
                os.write(confirm, f"{name}\n".encode())


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "journal.sqlite3"
    with opened(path, make=True) as journal:
        journal.add_case(stored())
    return path


def ids(path: Path) -> set[str]:
    with opened(path) as journal:
        assert journal._connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        entries: tuple[Entry, ...] = journal.journal("knee").entries
    assert all(entry.text == TEXT for entry in entries)
    return {entry.id for entry in entries}


def test_no_confirmed_entry_is_lost_when_the_program_is_killed_at_any_moment(kept: Path) -> None:
    chance = random.Random(20261118)
    confirmed: set[str] = set()
    killed = 0
    for turn in range(KILLS):
        writer = Writer(kept, f"w{turn}", WRITES, once=True)
        for _ in range(chance.randrange(1, WRITES // KILLS * 2)):
            confirmed.add(writer.told.readline().strip())
        time.sleep(chance.random() * 0.01)
        os.kill(writer.pid, signal.SIGKILL)
        told, code = writer.end()
        confirmed |= told
        killed += code == -signal.SIGKILL
        assert confirmed <= ids(kept)
    assert killed > KILLS // 2
    assert len(confirmed) > KILLS


def test_eight_writers_at_once_lose_nothing_that_was_confirmed(kept: Path) -> None:
    writers = [Writer(kept, f"p{number}", EACH, once=False) for number in range(WRITERS)]
    ended = [writer.end() for writer in writers]
    assert [code for _, code in ended] == [0] * WRITERS
    assert [len(told) for told, _ in ended] == [EACH] * WRITERS
    assert set().union(*(told for told, _ in ended)) == ids(kept)


def test_eight_programs_that_begin_the_journal_at_once_all_find_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "journal.sqlite3"
    failed: list[BaseException] = []
    barrier = threading.Barrier(WRITERS)

    def begin(number: int) -> None:
        try:
            barrier.wait()
            with opened(path, make=True) as journal:
                journal.add_case(stored(f"case-{number}"), [measure(1, "pain-rest", number)])
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=begin, args=[number]) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    with opened(path) as journal:
        assert {case.id for case in journal.cases()} == {f"case-{number}" for number in range(WRITERS)}


def test_a_transaction_left_half_written_is_rolled_back_when_the_file_is_opened(kept: Path) -> None:
    """The rollback file of a killed process is found beside the journal, and its pages go back."""
    crash = """
import os, sqlite3, sys
raw = sqlite3.connect(sys.argv[1], isolation_level=None)
raw.execute("PRAGMA cache_size = 1")
raw.execute("BEGIN IMMEDIATE")
for number in range(50):
    raw.execute("INSERT INTO entries (id, case_id, date, logged, kind, subject, text) VALUES (?, 'knee', '', '', '', '', ?)",
                (str(number), "y" * 4000))
print(os.path.exists(sys.argv[1] + "-journal"), flush=True)
os.kill(os.getpid(), 9)
"""
    before = kept.read_bytes()
    told = subprocess.run([sys.executable, "-c", crash, str(kept)], capture_output=True, text=True, check=False)
    assert (told.stdout.strip(), told.returncode) == ("True", -signal.SIGKILL)
    assert kept.read_bytes() != before
    assert ids(kept) == set()
    assert kept.read_bytes() == before


def test_entries_of_one_moment_keep_the_order_they_were_written_in(kept: Path) -> None:
    moment = dt.time(8, tzinfo=dt.UTC)
    entries = [measure(2, "pain-rest", value, at=moment) for value in (3, 1, 2)]
    with opened(kept) as journal:
        for one in entries:
            journal.add("knee", [one])
        assert [entry.value for entry in journal.journal("knee").entries] == [3, 1, 2]
