"""A disk that is full, or has room for a part of what is written: a small one of its own, for each way to a file."""

from __future__ import annotations

from pathlib import Path

import forked
import pytest
from test_faults import OUTPUTS, own, place

from rehab.store import opened

__all__ = ["own", "place"]

ROOM = (0, 1, 4, 16, 128)
"""Pages that are free beside what was there before."""
Told = tuple[int, str, dict[str, bytes]]
"""The exit code, what was said, and what is on the disk then."""


def tried(place: Path, before: dict[str, bytes], room: int, *command: str) -> tuple[bool, Told]:
    """Run a command where ``out`` is a disk with some free pages; return whether it was one, and what came of it."""

    def work() -> Told:
        code, said = forked.run(*command)
        return code, said, forked.held(place / "out", skip=[forked.BALLAST])

    return forked.on_a_disk_with(room, place / "out", before, work)


@pytest.mark.parametrize("output", ["text", "several", "batch", "export-json"])
def test_a_full_disk_leaves_the_old_file_or_the_new_one_and_is_told_with_code_4(place: Path, output: str) -> None:
    target = next(part for part in OUTPUTS[output] if part.startswith("out/")).removeprefix("out/")
    before = {target: b"the old content"} if "--force" in OUTPUTS[output] else {}
    mounted, (right, _, new) = tried(place, before, 10_000, *OUTPUTS[output])
    assert right in (0, 3)
    codes = []
    for room in ROOM:
        _, (code, said, now) = tried(place, before, room, *OUTPUTS[output])
        codes.append(code)
        for name, content in now.items():
            assert content in (before.get(name), new.get(name)) or name.endswith("batch.jsonl"), (room, name)
        assert before.keys() <= now.keys()
        assert code == right or (code == 4 and "rehab: cannot" in said), said
        if code == right:
            assert now.keys() == new.keys()
            break
    assert codes[0] == (4 if mounted else right)
    assert codes[-1] == right


def test_a_journal_on_a_full_disk_keeps_what_it_had_and_takes_all_or_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {"journal.sqlite3": (place / "journal.sqlite3").read_bytes()}
    monkeypatch.setenv("REHAB_JOURNAL", str(place / "out" / "journal.sqlite3"))
    with opened(place / "journal.sqlite3") as journal:
        first = len(journal.journal("knee").entries)
    codes = []
    for room in ROOM:
        mounted, (code, said, now) = tried(place, before, room, "log", "--pain-rest", "2", "--pain-morning", "1")
        codes.append(code)
        assert code == 0 or (code == 4 and "rehab: " in said), said
        kept = place / "kept.sqlite3"
        kept.write_bytes(now["journal.sqlite3"])
        for name in now.keys() - before.keys():  # what SQLite needs to take a half change back
            (place / name.replace("journal.sqlite3", "kept.sqlite3")).write_bytes(now[name])
        with opened(kept) as journal:
            assert len(journal.journal("knee").entries) == first + (2 if code == 0 else 0)
            assert journal._connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert codes[0] == (4 if mounted else 0)
    assert codes[-1] == 0
