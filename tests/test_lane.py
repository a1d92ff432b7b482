"""The short way of ``rehab today`` says what the whole program says, to the byte; whatever could change it ends it."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from shell import Result, run

import rehab
from rehab.cli import keeping, lane, places, seal

CHECKOUT = Path(rehab.__file__).parent.parent
DAY = "2026-11-07"
NEXT = "2026-11-08"
START = ("hamstring-strain", "--injured", "2026-11-02", "--grade", "2", "--side", "left", "--no-flags")
CARD = "Left hamstring strain: day 6\n 1 [ ] Bridge … 3 x 12\n"
NOBODY = 65534


class Home:
    """A user with a journal, and both ways to the card of a day."""

    def __init__(self, capture: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.capture, self.monkeypatch, self.folder = capture, monkeypatch, folder
        self.journal = folder / "data" / "rehab" / "journal.sqlite3"
        self.library = folder / "data" / "rehab" / "library"
        self.kept = folder / "cache" / "rehab" / "days"
        self.here = folder / "here"

    def whole(self, *words: str) -> Result:
        """Run the whole program, as it is without the short way."""
        return run(self.capture, self.monkeypatch, *words)

    def typed(self, *words: str) -> Result:
        """Run the program as it is typed: the short way where it goes, else the whole one."""
        self.monkeypatch.setattr(sys, "argv", ["rehab", *words])
        self.capture.readouterr()
        code = 0
        try:
            lane.main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        sys.stdout.flush()
        return Result(code, *self.capture.readouterr())

    def short(self, *words: str) -> str | None:
        """Return what the short way says, None where it leaves the word to the whole program."""
        try:
            return lane._said(list(words or ("today",)))
        except (OSError, ValueError):
            return None

    def keep(self, card: str = CARD, day: str = DAY) -> None:
        keeping.begin()
        keeping.look()
        keeping.keep({day: card})

    @property
    def card(self) -> Path:
        [path] = self.kept.iterdir()
        return path


@pytest.fixture
def home(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, started: bytes
) -> Iterator[Home]:
    """Give a home with the journal of one case, on day 6 of it; nothing is kept yet."""
    for name in [name for name in os.environ if name.startswith(("REHAB_", "XDG_"))]:
        monkeypatch.delenv(name)
    for name, value in {"HOME": "", "XDG_DATA_HOME": "data", "XDG_CACHE_HOME": "cache"}.items():
        monkeypatch.setenv(name, str(tmp_path / value))
    monkeypatch.setenv("REHAB_TODAY", DAY)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    own = {"", str(CHECKOUT), str(CHECKOUT / "tests")}
    monkeypatch.setattr(sys, "path", [place for place in sys.path if place not in own])  # other tests write into these
    made = Home(capfd, monkeypatch, tmp_path)
    made.journal.parent.mkdir(parents=True)
    made.journal.write_bytes(started)
    yield made
    keeping._begun = keeping._looked = None


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The journal of a case that has begun."""
    folder = tmp_path_factory.mktemp("started")
    environment = {**os.environ, "REHAB_TODAY": "2026-11-02", "REHAB_JOURNAL": str(folder / "journal.sqlite3")}
    command = [sys.executable, "-m", "rehab", "start", *START]
    subprocess.run(command, cwd=CHECKOUT, env=environment, check=True, capture_output=True)
    return (folder / "journal.sqlite3").read_bytes()


# -- both ways ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [("today",), ("today", "--date", "2026-11-20"), ("today", "--date", "2026-11-03")])
def test_both_ways_say_the_same(home: Home, words: tuple[str, ...]) -> None:
    whole = home.whole(*words)
    assert home.typed(*words) == whole
    assert home.short(*words) == whole.out
    assert home.typed(*words) == whole
    assert "Left hamstring strain: day" in whole.out


def test_both_ways_say_the_same_after_each_thing_that_is_written_down(home: Home) -> None:
    commands = (
        ("done", "1"), ("log", "--pain-rest", "3"), ("undo",), ("case", "pause"), ("case", "change", "--grade", "1", "--sure"),
        ("start", "ankle-sprain", "--injured", "2026-11-06", "--grade", "1", "--side", "right", "--no-flags"),
    )  # fmt: skip
    said = [home.typed("today").out]
    for command in commands:
        assert home.whole(*command).code in (0, 5)
        assert home.short() is None
        said.append(home.typed("today").out)
        assert home.typed("today") == home.whole("today")
    assert len(set(said)) >= 4  # the tick, the pause and the second case are on it


def test_both_ways_say_the_version(home: Home) -> None:
    assert home.short("--version") == home.whole("--version").out == f"rehab {rehab.__version__}\n"


def test_a_referral_is_always_made_anew(home: Home) -> None:
    home.typed("today")
    assert home.whole("log", "--flag", "RF-08").code == 5
    for _ in range(2):
        told = home.typed("today")
        assert told.code == 5
        assert home.short() is None
        assert told == home.whole("today")


OTHER = (
    "today --json", "today plan.json", "today --date=2026-11-07", "today --case x", "today --date", "today --date today",
    "today --date ../2026-11", "today --date 2026-13-45", "today --date 2026-11-07 --text", "tod", "--version today", "-h",
    "today --date 2026-11-0\u0667", "",
)  # fmt: skip


@pytest.mark.parametrize("words", OTHER)
def test_other_words_are_left_to_the_whole_program(home: Home, words: str) -> None:
    home.keep()
    assert home.short() == CARD
    with contextlib.suppress(OSError, ValueError):
        assert lane._said(words.split()) is None


APART = """
import sys
from rehab.cli import {way}, keeping, lane, seal
seal.JUST_NOW = 0
sys.argv = ["rehab", "today"]
{do}
"""
KEEP = f"keeping.begin(); keeping.look(); keeping.keep({{'{DAY}': {CARD!r}}})"
SHORT = """
try: print(lane._said(["today"]) is not None)
except (OSError, ValueError): print(False)
"""


def apart(
    folder: Path,
    do: str,
    *,
    program: Path = CHECKOUT,
    way: str = "lane",
    settings: Mapping[str, str] | None = None,
    stdout: int = subprocess.PIPE,
) -> tuple[int, bytes, bytes]:
    """Do something in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(program), **(settings or {})}
    command = [sys.executable, "-c", APART.format(way=way, do=do)]
    done = subprocess.run(command, cwd=folder, env=environment, stdout=stdout, stderr=subprocess.PIPE, check=False)
    return done.returncode, done.stdout or b"", done.stderr


SETTINGS = (
    {"COLUMNS": "30", "LINES": "5"},
    {"FORCE_COLOR": "1", "TERM": "xterm-256color", "CLICOLOR_FORCE": "1"},
    {"NO_COLOR": "1", "TERM": "dumb"},
    {"LC_ALL": "C", "LANG": "C"},
)


def test_the_card_is_the_same_on_every_kind_of_terminal(home: Home) -> None:
    whole = home.whole("today")
    for settings in SETTINGS[:2]:
        assert apart(home.here, "app.main()", way="app", settings=settings) == (0, whole.out.encode(), b"")
    assert apart(home.here, KEEP) == (0, b"", b"")
    for settings in SETTINGS:
        assert apart(home.here, "lane.main()", settings=settings) == (0, CARD.encode(), b"")


def test_where_the_terminal_knows_fewer_signs_the_whole_program_runs(home: Home) -> None:
    assert apart(home.here, KEEP) == (0, b"", b"")
    ends = [
        apart(home.here, f"{way}.main()", way=way, settings={"PYTHONIOENCODING": "latin-1"}) for way in ("lane", "app")
    ]
    assert ends[0] == ends[1]
    assert CARD.encode("latin-1", "replace") != ends[0][1]


@pytest.mark.parametrize("kind", ["full", "closed"])
def test_where_nothing_can_be_written_both_ways_end_alike(home: Home, kind: str) -> None:
    ends = []
    assert apart(home.here, KEEP) == (0, b"", b"")
    for way in ("lane", "app"):
        if kind == "full":
            place = os.open("/dev/full", os.O_WRONLY)
        else:
            reader, place = os.pipe()
            os.close(reader)
        ends.append(apart(home.here, f"{way}.main()", way=way, stdout=place))
        os.close(place)
    assert ends[0] == ends[1]
    assert b"Traceback" not in ends[0][2]


def test_the_short_way_loads_neither_the_framework_nor_the_models_nor_the_journal(home: Home) -> None:
    apart(home.here, KEEP)
    do = "lane.main(); print(*sorted(sys.modules), file=sys.stderr)"
    script = APART.format(way="lane", do=do).replace("keeping, ", "")
    command = [sys.executable, "-c", script]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(command, cwd=home.here, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == CARD
    own = {name for name in done.stderr.split() if name.startswith("rehab")}
    assert own == {"rehab", "rehab.cli", "rehab.cli.lane", "rehab.cli.seal"}
    heavy = {"typer", "pydantic", "yaml", "sqlite3", "json", "re", "pathlib", "platformdirs", "hashlib", "datetime"}
    assert not heavy & set(done.stderr.split())


# -- what ends the short way ----------------------------------------------------------------------------------------


def _sql(home: Home, *statements: str) -> sqlite3.Connection:
    connection = sqlite3.connect(home.journal, isolation_level=None)
    for statement in statements:
        connection.execute(statement).fetchall()
    return connection


def _same_size_and_times(home: Home) -> None:
    found = home.journal.stat()
    _sql(home, "UPDATE cases SET grade = '3'").close()
    os.utime(home.journal, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert home.journal.stat().st_size == found.st_size


def _another_in_its_place(home: Home) -> None:
    other = home.folder / "other"
    shutil.copy2(home.journal, other)
    other.replace(home.journal)


def _folder_for_a_journal(home: Home) -> None:
    home.journal.unlink()
    home.journal.mkdir()


def _half_written(home: Home) -> None:
    home.open = _sql(home, "BEGIN IMMEDIATE", "UPDATE cases SET grade = '3'")  # type: ignore[attr-defined]


def _library(home: Home, text: str = "id: mine") -> Path:
    home.library.mkdir(parents=True, exist_ok=True)
    (home.library / "mine.yaml").write_text(text)
    return home.library / "mine.yaml"


def _bytes(change: Callable[[bytes], bytes]) -> Callable[[Home], object]:
    return lambda home: home.card.write_bytes(change(home.card.read_bytes()))


def _of_another_day(home: Home) -> None:
    content = home.card.read_bytes()
    home.monkeypatch.setenv("REHAB_TODAY", "2026-11-08")
    home.keep(day="2026-11-08")
    home.card.write_bytes(content)


def _through_a_link(home: Home) -> None:
    home.card.replace(home.folder / "elsewhere")
    (home.kept / DAY).symlink_to(home.folder / "elsewhere")


def _pipe(home: Home) -> None:
    home.card.unlink()
    os.mkfifo(home.kept / DAY, 0o600)


def _folder_through_a_link(home: Home) -> None:
    home.kept.rename(home.folder / "elsewhere")
    home.kept.symlink_to(home.folder / "elsewhere")


def _of_somebody_else(path: Callable[[Home], Path]) -> Callable[[Home], object]:
    """Give a file to somebody else; where only root may do so, open it to the group instead."""
    return lambda home: os.chown(path(home), NOBODY, NOBODY) if os.getuid() == 0 else path(home).chmod(0o770)


def _set(name: str, value: str) -> Callable[[Home], object]:
    return lambda home: home.monkeypatch.setenv(name, value.format(home=home.folder))


ENDS: dict[str, Callable[[Home], object]] = {
    "another day": _set("REHAB_TODAY", "2026-11-08"),
    "a day in other words": _set("REHAB_TODAY", "-1d"),
    "an entry since": lambda home: home.whole("log", "--note", "x"),
    "a tick since": lambda home: home.whole("done", "1"),
    "an import by another program": lambda home: _sql(home, "UPDATE cases SET closed = '2026-11-06'").close(),
    "the journal changed, with its old size and time": _same_size_and_times,
    "the same journal as another file": _another_in_its_place,
    "somebody is writing": _half_written,
    "a journal with a write-ahead log": lambda home: _sql(home, "PRAGMA journal_mode = WAL").close(),
    "a log left beside it": lambda home: Path(f"{home.journal}-wal").write_bytes(b""),
    "no journal": lambda home: home.journal.unlink(),
    "a folder for a journal": _folder_for_a_journal,
    "another journal": _set("REHAB_JOURNAL", "{home}/other.sqlite3"),
    "another home": _set("HOME", "{home}/data"),
    "another place of data": _set("XDG_DATA_HOME", "{home}/cache"),
    "another cache": _set("XDG_CACHE_HOME", "{home}/data"),
    "a place that is no whole path": _set("XDG_DATA_HOME", "data"),
    "no home": lambda home: home.monkeypatch.delenv("HOME"),
    "any variable of the program": _set("REHAB_TIME", "07:00"),
    "a library named": _set("REHAB_LIBRARY", "{home}/data"),
    "a shell that asks for completions": _set("_REHAB_COMPLETE", "complete_bash"),
    "a clinic's folder since": lambda home: home.library.mkdir(),
    "another Python": lambda home: home.monkeypatch.setattr(sys, "version", "3.99"),
    "another version": lambda home: home.monkeypatch.setattr(rehab, "__version__", "9.9.9"),
    "another package": lambda home: (home.here / "new").mkdir(),
    "a card with a sign changed": _bytes(lambda content: content.replace(b"3 x 12", b"3 x 21")),
    "a card cut short": _bytes(lambda content: content[:-5]),
    "a card with more": _bytes(lambda content: content + b" "),
    "a card of nothing": _bytes(lambda _: b""),
    "a card of noise": _bytes(lambda _: os.urandom(300)),
    "a card that is no text": _bytes(lambda _: b"\xff\n\xff\n\xff\n\xff"),
    "a card of another day": _of_another_day,
    "a card that others may read": lambda home: home.card.chmod(0o644),
    "a card of somebody else": _of_somebody_else(lambda home: home.card),
    "a card through a link": _through_a_link,
    "a pipe for a card": _pipe,
    "a folder that others may write into": lambda home: home.kept.chmod(0o777),
    "a folder of somebody else": _of_somebody_else(lambda home: home.kept),
    "a folder through a link": _folder_through_a_link,
}


@pytest.mark.parametrize("name", ENDS)
def test_the_whole_program_runs_after(home: Home, name: str) -> None:
    home.monkeypatch.setattr(sys, "path", [*sys.path, str(home.here)])
    home.monkeypatch.setattr(seal, "JUST_NOW", 0)
    home.keep()
    assert home.short() == CARD
    ENDS[name](home)
    assert home.short() is None


FILES: dict[str, Callable[[Path], object]] = {
    "an edited file": lambda mine: mine.write_text("id: mind"),
    "a file under another name": lambda mine: mine.rename(mine.with_name("other.yaml")),
    "a file more": lambda mine: mine.with_name("more.yaml").write_text(""),
    "a file less": lambda mine: mine.unlink(),
    "a link": lambda mine: (mine.parent / "exercises").symlink_to(mine.parent),
    "a file that is too large": lambda mine: mine.write_bytes(b" " * 2_000_000),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("where", ["own", "named"])
def test_the_whole_program_runs_after_a_change_in_a_library(home: Home, name: str, where: str) -> None:
    mine = _library(home)
    if where == "named":
        home.library.rename(home.folder / "clinic")
        mine = home.folder / "clinic" / "mine.yaml"
        home.monkeypatch.setenv("REHAB_LIBRARY", str(mine.parent))
    found = mine.stat()
    home.keep()
    assert home.short() == CARD
    FILES[name](mine)
    if mine.exists():
        os.utime(mine, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert home.short() is None


def _edited(path: Path) -> None:
    found = path.stat()
    path.write_bytes(path.read_bytes()[:-1] + b"#")
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


PROGRAM: dict[str, Callable[[Path], object]] = {
    "a protocol": lambda root: _edited(root / "protocols/peace-love/hamstring-strain.yaml"),
    "the exercises": lambda root: _edited(next((root / "protocols/exercises").glob("*.yaml"))),
    "the red flags": lambda root: _edited(root / "protocols/red-flags.yaml"),
    "a template": lambda root: _edited(root / "templates/clinic/template.yaml"),
    "the engine": lambda root: _edited(root / "rehab/engine/follow.py"),
    "the writer of the card": lambda root: _edited(root / "rehab/writers/day.py"),
    "a file more": lambda root: (root / "protocols/exercises/more.yaml").write_text("{}"),
    "a file less": lambda root: (root / "rehab/writers/csv.py").unlink(),
    "a file of the same bytes": lambda root: (
        shutil.copy2(root / "rehab/store.py", root / "s") and (root / "s").replace(root / "rehab/store.py")
    ),
    "a link": lambda root: (root / "protocols/linked.yaml").symlink_to(root / "protocols/words.yaml"),
    "no data": lambda root: shutil.rmtree(root / "templates"),
}


def test_the_whole_program_runs_after_a_change_of_what_comes_with_it(home: Home) -> None:
    root = home.folder / "program"
    for name in ("rehab", "protocols", "templates"):
        shutil.copytree(CHECKOUT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name, change in PROGRAM.items():
        assert apart(home.here, KEEP + SHORT, program=root)[1:] == (b"True\n", b""), name
        change(root)
        assert apart(home.here, SHORT, program=root)[1:] == (b"False\n", b""), name
        (root / "protocols/linked.yaml").unlink(missing_ok=True)


def test_the_day_is_that_of_the_place_and_ends_at_midnight(home: Home) -> None:
    home.monkeypatch.delenv("REHAB_TODAY")
    days = []
    try:
        for zone in ("XXX+12", "XXX-14"):  # 26 hours apart
            home.monkeypatch.setenv("TZ", zone)
            time.tzset()
            days.append(time.strftime("%Y-%m-%d"))
            keeping.forget()
            assert home.short() is None
            assert home.typed("today") == home.whole("today")
            assert home.short() == home.whole("today").out
    finally:
        home.monkeypatch.delenv("TZ")
        time.tzset()
    assert days[0] < days[1]


# -- what is kept ---------------------------------------------------------------------------------------------------


def test_what_changed_while_a_card_was_made_keeps_it_from_being_kept(home: Home) -> None:
    keeping.begin()
    keeping.look()
    _sql(home, "UPDATE cases SET grade = '3'").close()
    keeping.keep({DAY: CARD})
    assert not home.kept.exists() or not list(home.kept.iterdir())


def test_a_file_that_changed_just_now_is_not_trusted(home: Home) -> None:
    home.monkeypatch.setattr(sys, "path", [*sys.path, str(home.here)])
    (home.here / "new").mkdir()
    home.keep()
    assert home.short() is None
    home.monkeypatch.setattr(seal, "JUST_NOW", 0)
    home.keep()
    assert home.short() == CARD


def test_a_journal_that_is_written_in_another_way_is_never_trusted(home: Home) -> None:
    _sql(home, "PRAGMA journal_mode = WAL").close()
    home.keep()
    assert home.short() is None
    assert not home.kept.exists() or not list(home.kept.iterdir())


def test_a_card_is_private_and_no_other_stays_but_that_of_the_next_day(home: Home) -> None:
    for day, kept in (("2026-11-05", ["2026-11-05"]), ("2026-11-09", ["2026-11-09"]), (DAY, [DAY, NEXT])):
        home.typed("today", "--date", day)
        assert sorted(path.name for path in home.kept.iterdir()) == kept
    assert {path.stat().st_mode & 0o777 for path in home.kept.iterdir()} == {0o600}
    assert home.kept.stat().st_mode & 0o777 == 0o700


def test_a_forgotten_case_leaves_no_card(home: Home) -> None:
    home.typed("today")
    case = home.whole("today", "--json").out.split('"case": "')[1].split('"')[0]
    assert list(home.kept.iterdir())
    home.whole("journal", "forget", "--case", case, "--sure")
    assert not list(home.kept.iterdir())


def test_only_cards_are_removed(home: Home) -> None:
    home.typed("today")
    (home.kept / "letter.txt").write_text("mine")
    keeping.forget()
    assert home.card.name == "letter.txt"
    _folder_through_a_link(home)
    (home.folder / "elsewhere" / DAY).write_text("mine")
    keeping.forget()
    assert (home.folder / "elsewhere" / DAY).exists()


@pytest.mark.parametrize("cache", ["{home}/file", "{home}/file/cache", "/proc/none", "relative"])
def test_where_nothing_can_be_kept_the_whole_program_runs_each_time(home: Home, cache: str) -> None:
    (home.folder / "file").write_text("no folder")
    home.monkeypatch.setenv("XDG_CACHE_HOME", cache.format(home=home.folder))
    whole = home.whole("today")
    for _ in range(2):
        assert home.typed("today") == whole
        assert home.short() is None


def test_both_ways_look_into_the_same_folders(home: Home) -> None:
    import platformdirs

    assert Path(seal.folder()) == platformdirs.user_cache_path("rehab") / "days" == home.kept
    assert (places.journal_path(None), places.own_folder()) == (home.journal, home.library)
    home.monkeypatch.delenv("XDG_CACHE_HOME")
    if sys.platform == "linux":
        assert Path(seal.folder()) == platformdirs.user_cache_path("rehab") / "days"
