"""Faults of the disk, of the system and of whoever stops the program: what was there before stays whole, in every output.

Each step of a write is made to fail in turn, until a run gets through: nothing depends on knowing the steps.
"""

from __future__ import annotations

import builtins
import errno
import json
import os
import resource
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import forked
import pytest
import sample_plan
from journals import measure
from shell import run

from rehab.errors import WriteError
from rehab.store import opened

FAULTS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EDQUOT)
MOST_STEPS = 60
CASE = ("hamstring-strain", "--injured", "2026-11-18", "--grade", "2", "--side", "left", "--no-flags")


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder with a plan file, a journal and a roster, outside the folder ``out`` that is written into."""
    monkeypatch.chdir(tmp_path)
    for name, value in (("REHAB_TODAY", "2026-11-22"), ("HOME", tmp_path), ("XDG_DATA_HOME", tmp_path / "data")):
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("REHAB_JOURNAL", str(tmp_path / "journal.sqlite3"))
    plan = sample_plan.plan()
    (tmp_path / "plan.json").write_text(plan.model_copy(update={"days": plan.days[:2]}).model_dump_json())
    (tmp_path / "roster.csv").write_text(
        "id,condition,injured,grade,side,flags\na1,calf-strain,2026-11-18,1,left,none\n"
        "a2,calf-strain,2026-11-18,1,up,none\n"
    )
    (tmp_path / "journal.sqlite3").write_bytes((OWN / "journal.sqlite3").read_bytes())
    (tmp_path / "out").mkdir()
    return tmp_path


class Steps:
    """Counts the steps that change something below a folder, and makes one of them fail."""

    def __init__(self, folder: Path, fail_at: int, number: int) -> None:
        self.folder, self.fail_at, self.number = str(folder), fail_at, number
        self.done = 0

    def step(self, path: object) -> None:
        if isinstance(path, int):
            path = os.readlink(f"/proc/self/fd/{path}")  # noqa: PTH115
        if str(Path(os.fspath(path)).absolute()).startswith(self.folder):  # type: ignore[call-overload]
            self.done += 1
            if self.done == self.fail_at:
                raise OSError(self.number, os.strerror(self.number))

    def wrapped(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def made(path: Any, *rest: Any, **named: Any) -> Any:
            self.step(path)
            return call(path, *rest, **named)

        return made

    def opened(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """Open a file whose write counts as a step, and writes half of its content where it fails."""
        steps = self

        def made(path: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
            file = call(path, mode, *rest, **named)
            return Half(file, steps) if set(mode) & set("wxa") else file

        return made


class Half:
    """An open file, and what is counted when it is written to."""

    def __init__(self, file: Any, steps: Steps) -> None:
        self.file, self.steps = file, steps

    def __enter__(self) -> Half:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def write(self, data: bytes) -> int:
        try:
            self.steps.step(self.file.fileno())
        except OSError:
            self.file.write(data[: len(data) // 2])
            self.file.flush()
            raise
        return int(self.file.write(data))


def broken(patch: pytest.MonkeyPatch, folder: Path, fail_at: int) -> Steps:
    """Make the ``fail_at``-th step below ``folder`` fail, each time with another fault of the list."""
    steps = Steps(folder, fail_at, FAULTS[fail_at % len(FAULTS)])
    for name in ("open", "fsync", "replace", "link", "mkdir", "chmod"):
        patch.setattr(os, name, steps.wrapped(getattr(os, name)))
    patch.setattr(builtins, "open", steps.opened(builtins.open))
    return steps


def _own(place: Path) -> None:
    """Make a file that changes a protocol, as 'rehab new' does."""
    for name in ("riverside-calf.yaml", "riverside-calf.base.json", "protocol.schema.json"):
        (place / "out" / name).write_bytes((OWN / name).read_bytes())


OWN = Path()


@pytest.fixture(scope="module", autouse=True)
def own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Make the clinic's file once."""
    global OWN  # noqa: PLW0603 - made once for all tests of this module
    OWN = tmp_path_factory.mktemp("own")
    code, said = forked.run("new", "riverside-calf", "--from", "calf-strain", "-o", OWN / "riverside-calf.yaml")
    assert code == 0, said
    patch = pytest.MonkeyPatch()
    patch.setenv("REHAB_TODAY", "2026-11-22")
    code, said = forked.run("start", *CASE, "--id", "knee", "--journal", OWN / "journal.sqlite3")
    patch.undo()
    assert code == 0, said


OUTPUTS: dict[str, tuple[str, ...]] = {
    **{form: ("write", "plan.json", "--to", form, "-o", "out/plan", "--force")
       for form in ("text", "json", "md", "csv", "ics", "fhir", "html", "pdf")},
    "one-page": ("write", "plan.json", "--to", "pdf", "--template", "one-page", "-o", "out/plan", "--force"),
    "several": ("write", "plan.json", "--to", "text,md", "-o", "out/new"),
    "export-json": ("journal", "export", "-o", "out/plan.json", "--force"),
    "export-csv": ("journal", "export", "-o", "out/plan.csv", "--force"),
    "batch": ("batch", "roster.csv", "-o", "out/new", "--to", "text", "--workers", "1"),
    "new": ("new", "riverside-groin", "--from", "adductor-strain", "-o", "out/riverside-groin.yaml"),
    "upgrade": ("upgrade", "out/riverside-calf.yaml"),
    "sign": ("sign", "out/riverside-calf.yaml", "--name", "Example Clinician", "--on", "2026-11-20"),
}  # fmt: skip
"""Every way to a file, with the command that goes it."""


def _prepare(place: Path, output: str) -> dict[str, bytes]:
    for path in sorted((place / "out").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    if output in ("upgrade", "sign"):
        _own(place)
    elif output not in ("new", "batch", "several"):
        target = next(part for part in OUTPUTS[output] if part.startswith("out/"))
        (place / target).write_bytes(b"the old content")
    return forked.held(place / "out")


@pytest.mark.parametrize("output", OUTPUTS)
def test_whichever_step_of_a_write_fails_each_file_is_the_old_one_or_the_new_one(
    place: Path, output: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _prepare(place, output)
    right = run(capfd, monkeypatch, *OUTPUTS[output])
    assert right.code in (0, 3), right.err
    new = forked.held(place / "out")
    injected = 0
    for fail_at in range(1, MOST_STEPS):
        old = _prepare(place, output)
        with pytest.MonkeyPatch.context() as patch:
            steps = broken(patch, place / "out", fail_at)
            told = run(capfd, monkeypatch, *OUTPUTS[output])
        now = forked.held(place / "out")
        for name, content in now.items():
            # The ledger of a batch is the one file that grows; a line cut off in it is passed over.
            assert content in (old.get(name), new.get(name)) or name.endswith("batch.jsonl"), (fail_at, name)
        assert not set(old) - set(now)
        assert told.code in (right.code, 4), (fail_at, told.err)
        if steps.done < fail_at:
            break
        injected += 1
        assert told.code == right.code or "rehab: cannot" in told.err, told.err
        assert told.code == 4 or now.keys() == new.keys()
    else:
        pytest.fail("no run got through")
    print(f"faults injected: {injected}")
    assert injected >= 4


# -- the journal -----------------------------------------------------------------------------------------------------


def test_however_full_the_disk_the_journal_keeps_what_it_had_and_takes_all_or_nothing(place: Path) -> None:
    """The largest file allowed grows in steps: each stops the write of a page, of the journal or of its way back."""
    path = place / "journal.sqlite3"
    pristine = path.read_bytes()
    codes = []
    with opened(path) as journal:
        first = len(journal.journal("knee").entries)
    for size in range(0, len(pristine) + 20_000, 4096):
        path.write_bytes(pristine)

        def limited(size: int = size) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        child = os.fork()
        if child == 0:
            code = forked.CRASHED
            try:
                limited()
                with opened(path) as journal:
                    journal.add("knee", [measure(2, "pain-rest", 2), measure(3, "pain-rest", 1)])
                code = 0
            except WriteError:
                code = 4
            finally:
                os._exit(code)
        codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        with opened(path) as journal:
            entries = journal.journal("knee").entries
            assert journal._connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert len(entries) == first + (2 if codes[-1] == 0 else 0)
    assert set(codes) == {0, 4}
    assert codes.count(4) > 5


# -- streams ----------------------------------------------------------------------------------------------------------

TALKING = {
    "plan": ("write", "plan.json", "--to", "text", "-o", "-"),
    "pdf": ("write", "plan.json", "--to", "pdf", "-o", "-"),
    "today": ("today", "plan.json", "--date", "2026-11-18"),
    "list": ("list",),
    "show": ("show", "hamstring-strain"),
    "find": ("find", "pulled hammy"),
    "schema": ("schema",),
    "export": ("journal", "export"),
    "cases": ("case", "list"),
    "help": ("--help",),
}


@pytest.mark.parametrize("command", TALKING)
def test_a_full_standard_output_is_told_with_code_4(place: Path, command: str) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    code, said = forked.run(*TALKING[command], stdout=full)
    os.close(full)
    assert (code, "no space left on device" in said.lower()) == (4, True), said
    assert "Traceback" not in said


@pytest.mark.parametrize("command", TALKING)
def test_a_reader_that_has_gone_ends_the_program_quietly(place: Path, command: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    code, said = forked.run(*TALKING[command], stdout=writer)
    os.close(writer)
    assert (code, said) == (0, "")


@pytest.mark.parametrize("name", ["stdin", "stdout", "stderr"])
def test_a_stream_that_was_closed_before_the_start_is_no_fault(place: Path, name: str) -> None:
    import sys

    def close() -> None:
        setattr(sys, name, None)

    wanted = (("write", "plan.json", "-o", "out/plan.txt"), 0), (("write", "none.json"), 4), (("list",), 0)
    for arguments, code in wanted:
        assert forked.run(*arguments, before=close)[0] == code


# -- stopped from outside ------------------------------------------------------------------------------------------


def _stopped(name: str, number: int, place: Path) -> tuple[int, str]:
    """Run a write that waits for ever at a step, send it a signal there, and return how it ended."""
    reader, writer = os.pipe()
    real = getattr(os, name)

    def before() -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # tests that run in the background inherit none
        signal.signal(signal.SIGHUP, signal.SIG_DFL)

        def wait(path: Any, *rest: Any, **named: Any) -> Any:
            shown = os.readlink(f"/proc/self/fd/{path}") if isinstance(path, int) else str(path)  # noqa: PTH115
            if ".rehab-" in shown and "/out/" in str(Path(shown).absolute()):
                os.write(writer, b"x")
                time.sleep(60)
            return real(path, *rest, **named)

        setattr(os, name, wait)

    child = forked.start("write", "plan.json", "--to", "text", "-o", "out/plan", "--force", before=before)
    assert os.read(reader, 1) == b"x"
    os.kill(child.pid, number)
    ended = child.end()
    os.close(reader)
    os.close(writer)
    return ended


@pytest.mark.parametrize("step", ["chmod", "fsync", "replace"])
@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGKILL, -9)],
    ids=["ctrl-c", "term", "hangup", "kill"],
)
def test_a_signal_at_any_step_keeps_the_old_file_and_leaves_no_half_one(
    place: Path, step: str, number: int, code: int
) -> None:
    (place / "out" / "plan").write_bytes(b"the old content")
    ended, said = _stopped(step, number, place)
    assert ended == code
    assert "Traceback" not in said
    left = forked.held(place / "out")
    assert left.pop("plan") == b"the old content"
    if number == signal.SIGKILL:  # nobody can clean up then; what is left tells nothing by its name
        assert all(name.startswith(".rehab-") for name in left)
    else:
        assert not left


# -- places that are closed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("write", "plan.json", "--to", "text", "-o", "closed/plan.txt"), "you are not allowed to"),
        (("write", "plan.json", "--to", "text,md", "-o", "closed/new"), "cannot make the folder"),
        (("batch", "roster.csv", "-o", "closed/new", "--to", "text"), "cannot make the folder"),
        (("journal", "export", "-o", "closed/journal.json"), "you are not allowed to"),
        (
            ("new", "riverside-groin", "--from", "adductor-strain", "-o", "closed/riverside-groin.yaml"),
            "not allowed to",
        ),
        (("log", "--pain-rest", "1"), "closed to you"),
        (("start", *CASE, "--journal", "closed/new/journal.sqlite3"), "cannot make the folder"),
    ],
    ids=["plan", "several", "batch", "export", "new", "log", "start"],
)
def test_a_place_that_is_closed_is_told_with_code_4_to_who_is_not_root(
    place: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    closed = place / "closed"
    closed.mkdir()
    monkeypatch.setenv("REHAB_JOURNAL", str(closed / "journal.sqlite3"))
    (closed / "journal.sqlite3").write_bytes((place / "journal.sqlite3").read_bytes())
    (closed / "journal.sqlite3").chmod(0o400)
    closed.chmod(0o555)
    before = forked.held(place, skip=("data",))
    code, told = forked.run(*arguments, before=forked.without_rights)
    assert (code, said in told) == (4, True), told
    assert forked.held(place) == before
    closed.chmod(0o755)


def test_a_home_that_is_closed_stops_no_plan(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = place / "home"
    home.mkdir(mode=0o000)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home / "deeper"))
    monkeypatch.delenv("REHAB_JOURNAL")
    code, said = forked.run("plan", *CASE, "-o", "out/plan.txt", before=forked.without_rights)
    assert (code, said) == (0, "wrote out/plan.txt\n")
    code, said = forked.run("today", before=forked.without_rights)
    assert (code, "journal.sqlite3" in said) == (4, True), said
    home.chmod(0o755)


# -- the clock -------------------------------------------------------------------------------------------------------


def test_a_clock_that_was_set_back_loses_nothing_and_breaks_nothing(
    place: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REHAB_JOURNAL", str(place / "own.sqlite3"))
    monkeypatch.setenv("REHAB_TODAY", "2026-11-22")
    assert run(capfd, monkeypatch, "start", *CASE, "--id", "knee").code == 0
    assert run(capfd, monkeypatch, "log", "--pain-rest", "2").code == 0
    monkeypatch.setenv("REHAB_TODAY", "2026-11-20")
    for arguments in (("log", "--pain-rest", "1"), ("today",), ("progress",), ("undo",), ("log", "--pain-rest", "3")):
        assert run(capfd, monkeypatch, *arguments).code == 0
    monkeypatch.setenv("REHAB_TODAY", "2026-11-23")
    assert run(capfd, monkeypatch, "today").code == 0
    [case] = json.loads(run(capfd, monkeypatch, "journal", "export").out)["cases"]
    told = [entry["value"] for entry in case["entries"] if entry["kind"] == "measure"]
    assert sorted(told) == [1, 2, 3]


ZONES = ("garbage", ":/etc/passwd", "../../etc/passwd", "UTC+99999999", "", "A" * 10_000, "\x1b[31m", "Europe/Atlantis")


@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: ascii(zone)[:20])
def test_a_time_zone_that_is_none_stops_nothing(place: Path, monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv("TZ", zone)
    assert forked.run("log", "--pain-rest", "1", before=time.tzset)[0] == 0


def test_a_day_years_after_the_case_began_is_refused_at_once(
    place: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for command in ("today", "progress", "explain"):
        what = ("changes",) if command == "explain" else ()
        told = run(capfd, monkeypatch, command, *what, "--date", "2062-11-22")
        assert (told.code, "5 years after the case 'knee' began" in told.err) == (2, True), told.err
