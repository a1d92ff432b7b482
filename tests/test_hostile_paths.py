"""Every path that a command takes, given as what is no such file: a refusal at once, with nothing made and nothing lost.

The commands are walked, so that a new one is met here: whoever adds a path gets its tests, and whoever adds a word has
to say that it is none.
"""

from __future__ import annotations

import contextlib
import faulthandler
import inspect
import os
import re
import signal
import socket
import stat
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import forked
import pytest
import sample_plan
import typer.main
from limits import within
from shell import Result, run

from rehab.cli import app

CASE = ("hamstring-strain", "--injured", "2026-11-18", "--grade", "2", "--side", "left", "--no-flags")
WORDS = frozenset(
    [
        "after_case",
        "age",
        "as_of",
        "athlete",
        "by",
        "case",
        "case_id",
        "cleared_by",
        "cleared_on",
        "dask",
        "day",
        "days",
        "drinks",
        "first",
        "flag",
        "grade",
        "ids",
        "injured",
        "kind",
        "load_kg",
        "measure",
        "medicine",
        "name",
        "new_id",
        "note",
        "on",
        "pain",
        "pain_after",
        "pain_before",
        "pain_during",
        "pain_morning",
        "pain_night",
        "pain_rest",
        "paper",
        "region",
        "side",
        "since",
        "start",
        "start_day",
        "tasks",
        "to",
        "variant",
        "without",
        "words",
        "zone",
    ]
)
"""Parameters that are words and never the name of a file."""
NO_FILE = {("explain", "what"), ("find", "words"), ("schema", "what")}
PATHS = frozenset(["after", "base", "before", "condition", "file", "output", "paths", "template"])
"""Parameters that are text for the command line, and may be the name of a file."""
SHARED = {
    "journal": 8,
    "library": 8,
    "template": 4,
    "condition": 3,
    "before": 3,
    "after": 3,
    "case_file": 3,
    "plan_file": 2,
    "path": 2,
}
"""Parameters of many commands, read by the same few lines: each command meets only each so-manieth kind."""
ON = "on"
"""Stands for an option without a value."""
SOUND: dict[str, dict[str, str]] = {
    "show": {"condition": "calf-strain"},
    "find": {"words": "hamstring"},
    "plan": {"condition": "hamstring-strain", "injured": "2026-11-18", "to": "text"},
    "write": {"plan_file": "plan.json", "to": "text"},
    "batch": {"roster": "roster.csv", "output": "new", "to": "text", "workers": "1"},
    "start": {"condition": "hamstring-strain", "injured": "2026-11-18", "case_id": "two"},
    "done": {"tasks": "1"},
    "log": {"pain_rest": "1"},
    "explain": {"what": "1"},
    "simulate": {"condition": "calf-strain", "athlete": "steady"},
    "new": {"new_id": "riverside-calf", "base": "calf-strain"},
    "diff": {"before": "calf-strain", "after": "calf-strain"},
    "upgrade": {"path": "own.yaml"},
    "sign": {"path": "own.yaml", "name": "Example Clinician"},
    "preview": {"file": "calf-strain"},
    "case clear": {"by": "Example Clinician"},
    "case open": {"case": "knee"},
    "journal import": {"file": "journal.json"},
    "journal paper": {"first": "2026-11-18"},
    "journal forget": {"case": "knee", "sure": ON},
    "case change": {"side": "right"},
    "figures draw": {"file": "knee", "ids": "wall-sit", "output": "new.svg"},
    "figures sheet": {"output": "new.svg"},
}
"""What a command must be given besides the path that is tried."""
ENDINGS = {
    "plan_file": ".json", "case_file": ".yaml", "roster": ".csv", "condition": ".yaml", "base": ".yaml", "before": ".yaml",
    "after": ".yaml", "path": ".yaml", "paths": ".yaml", "file": ".json", "journal": ".sqlite3",
}  # fmt: skip
ENDING_OF = {
    ("simulate", "output"): ".svg", ("figures draw", "output"): ".svg", ("figures sheet", "output"): ".svg",
    ("figures draw", "file"): ".yaml", ("preview", "file"): ".yaml", ("journal export", "output"): ".json",
    ("plan", "output"): ".txt", ("write", "output"): ".txt",
}  # fmt: skip


def _commands(group: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*before, name))
        else:
            yield " ".join((*before, name)), command


COMMANDS = dict(_commands(typer.main.get_command(app.app)))


def _types(command: str) -> dict[str, Any]:
    return typing.get_type_hints(inspect.unwrap(COMMANDS[command].callback))


TRIED = [
    (command, one.name)
    for command, made in COMMANDS.items()
    for one in made.params
    if (command, one.name) not in NO_FILE
    and (one.name in PATHS or "Path" in str(_types(command).get(one.name, "")))
]  # fmt: skip


def test_each_text_of_each_command_is_known_as_a_word_or_tried_as_a_path() -> None:
    texts = {
        (command, name)
        for command in COMMANDS
        for name, kind in _types(command).items()
        if "str" in str(kind) or "Path" in str(kind)
    }
    unknown = {(command, name) for command, name in texts if name not in WORDS} - set(TRIED) - NO_FILE
    assert not unknown
    assert len(TRIED) > 70


STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")

# -- what stands in the place of a file -------------------------------------------------------------------------------

GARBAGE = b"a: &a [*a]\x00\n"


def _folder(path: Path) -> None:
    """A folder in which each file that a library or a template may have is none."""
    for below in ("exercises", "figures"):
        (path / below).mkdir(parents=True)
        os.mkfifo(path / below / "pipe.yaml")
    os.mkfifo(path / "template.yaml")
    (path / "endless.yaml").symlink_to("/dev/zero")


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(path))


def _closed(path: Path) -> None:
    path.write_bytes(GARBAGE)
    path.chmod(0)


def _garbage(path: Path) -> None:
    path.write_bytes(GARBAGE)


MADE: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a folder": _folder,
    "an endless device": lambda path: path.symlink_to("/dev/zero"),
    "a link to nowhere": lambda path: path.symlink_to("nowhere"),
    "a link in a circle": lambda path: path.symlink_to(path.name),
    "a socket": _socket,
    "closed": _closed,
}
"""What is there and is no file that can be read."""
NAMED = {
    "signs that steer": "a\nb\x1b[31m\u202ec\x85d",
    "bytes that are no text": os.fsdecode(b"\xff\xfe"),
    "255 bytes": "x" * 255,
}
"""Names of files that are there, and hold nothing that makes sense."""
NOT_THERE = {
    "256 bytes": "x" * 256, "10,000 bytes": "x/" * 5000, "below a file": "plan.json/x", "nobody's home": "~nobody-at-all/x",
    "all of the disk": "/", "a device that is full": "/dev/full", "memory": "/proc/self/mem", "empty": "",
}  # fmt: skip
"""Names of what is no file; those of whole places are never written to here."""
ENDED = ("256 bytes", "10,000 bytes", "below a file", "nobody's home")
KINDS = (*MADE, *NAMED, *NOT_THERE)


def _made(kind: str, command: str, name: str) -> str:
    """Make what a kind stands for, and return its name; what a command writes to is not there before."""
    ending = ENDING_OF.get((command, name), ENDINGS.get(name, ""))
    if kind in MADE:
        path = Path("riverside-calf.yaml" if command == "new" else f"thing{ending}")
        MADE[kind](path)
        return str(path)
    if kind in NAMED:
        called = NAMED[kind][: 255 - len(ending)] + ending
        if name != "output":
            Path(called).write_bytes(GARBAGE)
        return called
    return NOT_THERE[kind] + (ending if kind in ENDED else "")


def _kinds(number: int, name: str) -> Sequence[str]:
    """Return the kinds that a parameter meets: all, or a part where many commands read it by the same lines."""
    kinds = KINDS[number % SHARED[name] :: SHARED[name]] if name in SHARED else KINDS
    left_out = {"output": ["all of the disk"], "library": ["empty"]}.get(name, [])
    if TRIED[number] == ("undo", "library"):
        left_out += ["a folder", "all of the disk"]  # it never looks into them
    if TRIED[number][0] == "figures sheet":
        left_out += NAMED  # it draws every picture then, as 'figures draw' draws one
    return [kind for kind in kinds if kind not in left_out]


def _codes(command: str, name: str, kind: str) -> set[int]:
    """Return the exit codes that are right: 0 only where a file may be called so, or a folder takes it."""
    if name == "output":
        return {0, 2, 4} if kind in ("a folder", "nobody's home", "empty", *NAMED) else {2, 4}
    if name == "template":
        return {2, 4}
    if name == "library":
        return {0, 3, 4, 5} if kind == "a folder" else {2, 4}
    if name == "journal":
        makes = command in ("plan", "start", "journal import") and kind not in MADE
        return {0, 2, 3, 4, 5} if makes else {3, 4, 5}
    if kind in NAMED:
        return {3, 6}
    return {2, 4, 5} if kind == "empty" else {4}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """Sound files for the other parameters of a command, made once."""
    folder = tmp_path_factory.mktemp("kept")
    patch = pytest.MonkeyPatch()
    patch.setenv("REHAB_TODAY", "2026-11-22")
    for command in (
        ("start", *CASE, "--id", "knee", "--journal", folder / "journal.sqlite3"),
        ("journal", "export", "--journal", folder / "journal.sqlite3", "-o", folder / "journal.json"),
        ("new", "own", "--from", "calf-strain", "-o", folder / "own.yaml"),
    ):
        code, said = forked.run(*command)
        assert code == 0, said
    patch.undo()
    plan = sample_plan.plan()
    (folder / "plan.json").write_text(plan.model_copy(update={"days": plan.days[:2]}).model_dump_json())
    (folder / "roster.csv").write_text("id,condition,injured,grade,side,flags\na1,calf-strain,2026-11-18,1,left,none\n")
    return forked.held(folder)


@pytest.fixture
def place(kept: Mapping[str, bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, value in (("REHAB_TODAY", "2026-11-22"), ("HOME", tmp_path), ("XDG_DATA_HOME", tmp_path / "data")):
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("REHAB_JOURNAL", "journal.sqlite3")
    for name, content in kept.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


class Hung(BaseException):
    """What is thrown into a command that does not come back."""


@contextlib.contextmanager
def _no_longer_than(seconds: float) -> Iterator[None]:
    """Stop a command that waits for ever; one that waits inside a library of C ends the whole test."""

    def stop(*_: object) -> None:
        raise Hung

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    faulthandler.dump_traceback_later(4 * seconds, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _line(command: str, tried: str, value: str) -> list[str]:
    """Return the words of a command with ``value`` for one parameter and sound values for those it needs."""
    options: list[str] = []
    words: list[str] = []
    for one in COMMANDS[command].params:
        given = value if one.name == tried else SOUND.get(command, {}).get(one.name)
        if (command, tried) == ("plan", "journal") and one.name == "condition":
            continue  # with a condition no journal is looked at
        if given is not None and one.opts[0].startswith("-"):
            options += [one.opts[-1]] if given is ON else [one.opts[-1], given]
        elif given is not None:
            words.append(given)
    return [*command.split(), *options, "--", *words]


def _take_away(place: Path, before: Mapping[str, object]) -> None:
    """Remove what was made since."""
    for path in sorted(place.rglob("*"), reverse=True):
        if str(path) not in before:
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


def _seen(place: Path) -> dict[str, tuple[int, str]]:
    """Return what is below a folder: kinds and modes, where links lead, and the content of files."""
    found = {}
    for path in sorted(place.rglob("*")):
        mode = path.lstat().st_mode
        told = str(path.readlink()) if stat.S_ISLNK(mode) else path.read_bytes().hex() if stat.S_ISREG(mode) else ""
        found[str(path)] = (mode, told)
    return found


@pytest.mark.parametrize(("command", "name"), [pytest.param(*tried, id="-".join(tried)) for tried in TRIED])
def test_what_is_no_such_file_is_refused_at_once_and_stays_as_it_is(
    place: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str, name: str
) -> None:
    for kind in _kinds(TRIED.index((command, name)), name):
        started = _seen(place)
        line = _line(command, name, _made(kind, command, name))
        before = _seen(place)
        if kind == "closed":
            code, said = forked.run(*line, before=forked.without_rights)
            told = Result(code, "", said)
        else:
            with _no_longer_than(10), within():
                told = run(capfd, monkeypatch, *line)
        assert told.code == 0 or told.err, kind
        assert told.code in _codes(command, name, kind), (kind, told)
        assert not STEERING.search(told.out + told.err), (kind, told)
        after = _seen(place)
        assert before.items() <= after.items(), kind
        made = {Path(path) for path in after.keys() - before.keys()}
        assert told.code == 0 or made <= {place / "data", place / "new"}, kind
        _take_away(place, started)
