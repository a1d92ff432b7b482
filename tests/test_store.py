"""The journal file: who may read it, what it keeps, and what it says when it cannot be used."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from journals import entry, measure

from rehab import store
from rehab.errors import NotFoundError, RehabError, SourceError, UsageError, WriteError
from rehab.models.case import Case
from rehab.models.journal import Entry
from rehab.models.stored import StoredCase
from rehab.store import APPLICATION_ID, VERSION, Store, opened

NOBODY = 65534


def stored(case_id: str = "knee") -> StoredCase:
    return StoredCase(
        id=case_id,
        case=Case(condition="hamstring-strain", side="left"),
        protocol='{"id": "hamstring-strain"}',
        digest="0" * 64,
        started=dt.date(2026, 11, 18),
        created=dt.datetime(2026, 11, 18, 8, tzinfo=dt.UTC),
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "rehab" / "journal.sqlite3"


@pytest.fixture
def kept(path: Path) -> Path:
    """A journal with a case and an entry."""
    with opened(path, make=True) as journal:
        journal.add_case(stored(), [measure(1, "pain-rest", 3)])
    return path


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# -- the file -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o277])
def test_only_its_owner_can_read_it_whatever_the_umask(path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        with opened(path, make=True) as journal:
            journal.add_case(stored())
    finally:
        os.umask(before)
    assert mode(path) == 0o600
    assert [mode(folder) for folder in (path.parent, path.parent.parent)] == [0o700, 0o700]


def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with opened(tmp_path / "journal.sqlite3", make=True):
        pass
    assert mode(tmp_path) == 0o755


def test_every_write_is_on_the_disk_before_it_is_confirmed(kept: Path) -> None:
    with opened(kept) as journal:
        told = {
            name: journal._connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert told == {"journal_mode": "delete", "synchronous": 2, "foreign_keys": 1}  # 2 is FULL


def test_its_tables_are_strict_and_know_each_other(kept: Path) -> None:
    with opened(kept) as journal:
        raw = journal._connection
        tables = raw.execute("SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main'")
        assert {name: strict for name, strict in tables if not name.startswith("sqlite_")} == {
            "cases": 1,
            "entries": 1,
            "plans": 1,
        }
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            raw.execute("INSERT INTO plans VALUES ('nobody', 1, '2026-11-18', '{}')")
        with pytest.raises(sqlite3.IntegrityError, match="REAL"):
            raw.execute("UPDATE entries SET value = 'three'")


def test_without_a_journal_there_is_none_to_open_and_none_is_made(path: Path) -> None:
    with pytest.raises(NotFoundError, match="there is no journal"), opened(path):
        pass
    assert not path.parent.exists()


def test_a_file_left_empty_by_a_crash_is_made_a_journal_by_the_next_start_only(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.touch()
    with pytest.raises(SourceError, match="is empty"), opened(path):
        pass
    assert path.read_bytes() == b""
    with opened(path, make=True) as journal:
        journal.add_case(stored())
    with opened(path) as journal:
        assert [case.id for case in journal.cases()] == ["knee"]


# -- entries --------------------------------------------------------------------------------------------------------


def test_every_field_of_an_entry_comes_back(kept: Path) -> None:
    full = Entry(
        id="x.1", date=dt.date(2026, 11, 20), kind="done", subject="3.nordic-curl.1", value=0.5, text="3 × 6",
        logged=dt.datetime(2026, 11, 20, 8, 0, 0, 123456, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=45))),
        side="left", sets=3, reps=6, minutes=4.5, load_kg=2.25, pain=3, replaces="e0",
    )  # fmt: skip
    with opened(kept) as journal:
        journal.add("knee", [full])
    with opened(kept) as journal:
        [found] = [one for one in journal.journal("knee").entries if one.id == "x.1"]
    assert found == full
    assert found.logged.isoformat() == full.logged.isoformat()


def test_the_same_entry_again_is_no_second_one(kept: Path) -> None:
    one = measure(2, "pain-rest", 2)
    with opened(kept) as journal:
        assert journal.add("knee", [one, one]) == 1
        assert journal.add("knee", [one]) == 0
        assert journal.revision("knee") == 2


def test_other_content_under_a_known_id_adds_nothing_at_all(kept: Path) -> None:
    known, new = measure(2, "pain-rest", 2), measure(3, "pain-rest", 1)
    with opened(kept) as journal:
        journal.add("knee", [known])
        with pytest.raises(SourceError, match="with other content"):
            journal.add("knee", [new, known.model_copy(update={"value": 9.0})])
        assert new not in journal.journal("knee").entries
        assert known in journal.journal("knee").entries


def test_an_id_of_another_case_adds_nothing(kept: Path) -> None:
    one = measure(2, "pain-rest", 2)
    with opened(kept) as journal:
        journal.add_case(stored("calf"))
        journal.add("knee", [one])
        with pytest.raises(SourceError, match="already"):
            journal.add("calf", [one])
        assert journal.revision("calf") == 0


def test_several_cases_are_taken_in_together_or_not_at_all(kept: Path) -> None:
    one, other = measure(2, "pain-rest", 2), measure(2, "pain-rest", 5)
    clash = one.model_copy(update={"value": 9.0})
    with opened(kept) as journal:
        with pytest.raises(SourceError):
            journal.take_in([("knee", None, [one]), ("calf", stored("calf"), [other, clash])])
        assert [case.id for case in journal.cases()] == ["knee"]
        assert journal.revision("knee") == 1
        assert journal.take_in([("knee", None, [one]), ("calf", stored("calf"), [other])]) == 2


def test_a_correction_keeps_what_it_corrects(kept: Path) -> None:
    wrong = measure(2, "pain-rest", 9)
    right = measure(2, "pain-rest", 1, replaces=wrong.id)
    with opened(kept) as journal:
        journal.add("knee", [wrong, right])
        written = journal.journal("knee")
    assert {wrong, right} <= set(written.entries)
    assert [one.value for one in written.seen_on(wrong.date).of("pain-rest") if one.date == wrong.date] == [1]


def test_a_correction_that_is_taken_back_gives_the_first_entry_back(kept: Path) -> None:
    first = measure(2, "pain-rest", 3)
    second = measure(2, "pain-rest", 1, replaces=first.id)
    with opened(kept) as journal:
        journal.add("knee", [first, second, entry(2, "undo", second.id)])
        seen = journal.journal("knee").seen_on(first.date)
    assert [one.value for one in seen.of("pain-rest") if one.date == first.date] == [3]


def test_a_case_is_added_once(kept: Path) -> None:
    with opened(kept) as journal, pytest.raises(WriteError, match="has a case 'knee' already"):
        journal.add_case(stored())


def test_no_sql_hides_in_a_name(kept: Path) -> None:
    hostile = "x'); DROP TABLE entries; --"
    with opened(kept) as journal:
        journal.add_case(stored(hostile), [entry(1, "note", text=hostile)])
        assert journal.revision("knee") == 1
        assert journal.forget(hostile) == 1


def test_a_sign_that_no_file_can_hold_is_refused_and_nothing_is_written(kept: Path) -> None:
    broken = measure(2, "pain-rest", 1).model_copy(update={"text": "\udcff"})
    with opened(kept) as journal:
        with pytest.raises(UsageError, match="cannot be kept"):
            journal.add("knee", [broken])
        assert journal.revision("knee") == 1


def test_printed_plans_are_numbered_and_the_same_plan_keeps_its_number(kept: Path) -> None:
    day = dt.date(2026, 11, 18)
    with opened(kept) as journal:
        numbers = [journal.keep_plan("knee", day, plan) for plan in ("a", "a", "b", "a")]
        assert numbers == [1, 1, 2, 3]
        assert [plan.plan for plan in journal.plans("knee")] == ["a", "b", "a"]


def test_what_is_forgotten_is_in_no_byte_of_the_file(kept: Path) -> None:
    secret = "the knee of a person who wants to be forgotten " * 40
    with opened(kept) as journal:
        journal.add_case(stored("calf"), [entry(1, "note", text=secret)])
        journal.keep_plan("calf", dt.date(2026, 11, 18), secret)
    assert b"wants to be forgotten" in kept.read_bytes()
    with opened(kept) as journal:
        assert journal.forget("calf") == 1
        assert journal.revision("knee") == 1
    assert b"wants to be forgotten" not in kept.read_bytes()
    assert sorted(kept.parent.iterdir()) == [kept]
    assert mode(kept) == 0o600


# -- what cannot be used --------------------------------------------------------------------------------------------


def _newer(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA user_version = {VERSION + 1}")


def _foreign(path: Path) -> None:
    path.unlink()
    with contextlib.closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE bookmarks (id)")


def _foreign_with_a_version_and_a_log(path: Path) -> None:
    """Make a file such as a browser's: its version is higher than ours, and it is written through a log."""
    path.unlink()
    with contextlib.closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA user_version = 77")
        raw.execute("CREATE TABLE bookmarks (id)")


def _text(path: Path) -> None:
    path.write_text("Dear diary, my knee hurts.\n" * 100, encoding="utf-8")


def _half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:6000])


def _head_only(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:60])


def _nothing(path: Path) -> None:
    path.write_bytes(b"")


def _overwritten(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = b"\x5a" * (len(content) - 4096)
    path.write_bytes(content)


def _bad_row(column: str, value: str) -> object:
    def change(path: Path) -> None:
        table = "cases" if column in ("content", "protocol", "started") else "entries"
        with contextlib.closing(sqlite3.connect(path)) as raw:
            raw.execute(f"UPDATE {table} SET {column} = {value}")
            raw.commit()

    change.__name__ = f"{column}_{value}"
    return change


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_newer, "newer-journal"),
        (_foreign, "not-a-journal"),
        (_foreign_with_a_version_and_a_log, "not-a-journal"),
        (_text, "not-a-journal"),
        (_half, "damaged-journal"),
        (_head_only, "damaged-journal"),
        (_nothing, "empty-journal"),
        (_overwritten, "damaged-journal"),
        (_bad_row("content", "'{'"), "damaged-journal"),
        (_bad_row("protocol", "'{'"), "damaged-journal"),
        (_bad_row("started", "'yesterday'"), "damaged-journal"),
        (_bad_row("logged", "'2026'"), "damaged-journal"),
        (_bad_row("kind", "'guess'"), "damaged-journal"),
        (_bad_row("text", "CAST(x'ff' AS TEXT)"), "damaged-journal"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_file_that_is_no_sound_journal_is_refused_and_kept_as_it_is(kept: Path, spoil: object, code: str) -> None:
    spoil(kept)  # type: ignore[operator]
    before = kept.read_bytes()
    with pytest.raises(SourceError) as caught:
        _read_all(kept)
    [issue] = caught.value.issues
    assert issue.code == code
    assert str(kept) in issue.message
    assert issue.hint
    assert kept.read_bytes() == before
    assert list(kept.parent.iterdir()) == [kept]


def _read_all(path: Path) -> None:
    with opened(path) as journal:
        journal.cases()
        journal.journal("knee")


def test_a_folder_is_no_journal(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="it is not an ordinary file"), opened(tmp_path):
        pass


def test_a_pipe_is_no_journal_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(WriteError, match="it is not an ordinary file"), opened(tmp_path / "pipe"):
        pass


def test_a_journal_that_another_program_holds_is_said_to_be_in_use(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "WAIT_SECONDS", 0.05)
    before = kept.read_bytes()
    with contextlib.closing(sqlite3.connect(kept, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(WriteError) as caught, opened(kept):
            pass
        other.execute("ROLLBACK")
    assert caught.value.issues[0].code == "journal-locked"
    assert "try again in a moment" in caught.value.issues[0].hint
    assert kept.read_bytes() == before


def test_a_reader_is_let_in_while_another_program_writes_and_a_writer_is_told(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "WAIT_SECONDS", 0.05)
    with contextlib.closing(sqlite3.connect(kept, isolation_level=None)) as other, opened(kept) as journal:
        other.execute("BEGIN IMMEDIATE")
        assert journal.revision("knee") == 1
        with pytest.raises(WriteError, match="in use by another program"):
            journal.add("knee", [measure(2, "pain-rest", 2)])
        other.execute("ROLLBACK")
        assert journal.add("knee", [measure(2, "pain-rest", 2)]) == 1


@contextlib.contextmanager
def _without_rights() -> Iterator[None]:
    """Be an ordinary user for a while: root may write everywhere."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def lent() -> Iterator[Path]:
    """A journal of the ordinary user, in a folder that this user can reach."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.sqlite3"
        Path(folder).chmod(0o755)
        with opened(path, make=True) as journal:
            journal.add_case(stored(), [measure(1, "pain-rest", 3)])
        if not os.geteuid():
            os.chown(path, NOBODY, NOBODY)
        yield path
        Path(folder).chmod(0o755)


def _refused(path: Path) -> RehabError:
    with pytest.raises(WriteError) as caught, opened(path) as journal:
        journal.add("knee", [measure(2, "pain-rest", 2)])
    return caught.value


@pytest.mark.parametrize(("file", "folder"), [(0o400, 0o755), (0o600, 0o555)])
def test_a_read_only_journal_can_be_read_and_says_so_when_something_is_written(
    lent: Path, file: int, folder: int
) -> None:
    lent.chmod(file)
    lent.parent.chmod(folder)
    before = lent.read_bytes()
    with _without_rights():
        with opened(lent) as journal:
            assert journal.revision("knee") == 1
        error = _refused(lent)
    assert error.issues[0].code == "journal-read-only"
    assert lent.read_bytes() == before


def test_a_journal_that_nobody_may_read_says_so(lent: Path) -> None:
    lent.chmod(0)
    with _without_rights():
        error = _refused(lent)
    assert error.issues[0].code == "journal-read-only"
    assert "closed to you" in error.issues[0].message


# -- older and newer versions ---------------------------------------------------------------------------------------


def test_an_older_file_is_copied_and_then_brought_up_in_one_go(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "VERSION", VERSION + 1)
    monkeypatch.setattr(store, "_MIGRATIONS", (*store._MIGRATIONS, "ALTER TABLE cases ADD COLUMN colour TEXT"))
    before = kept.read_bytes()
    with opened(kept) as journal:
        assert _columns(journal)[-1] == "colour"
        assert journal.revision("knee") == 1
    copy = kept.with_name(f"{kept.name}.v{VERSION}.bak")
    assert copy.read_bytes() == before
    assert mode(copy) == 0o600


def test_a_change_of_version_that_fails_changes_nothing(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = kept.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(store, "VERSION", VERSION + 1)
        broken = "ALTER TABLE cases ADD COLUMN colour TEXT; ALTER TABLE nowhere ADD COLUMN colour TEXT"
        patch.setattr(store, "_MIGRATIONS", (*store._MIGRATIONS, broken))
        with pytest.raises(WriteError, match="cannot be used"), opened(kept):
            pass
    with opened(kept) as journal:
        assert "colour" not in _columns(journal)
    assert kept.read_bytes() == before


def _columns(journal: Store) -> list[str]:
    return [row[1] for row in journal._connection.execute("PRAGMA table_info(cases)")]


def test_the_file_says_whose_it_is(kept: Path) -> None:
    with contextlib.closing(sqlite3.connect(kept)) as raw:
        assert raw.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert raw.execute("PRAGMA user_version").fetchone() == (VERSION,)
