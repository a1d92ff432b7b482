"""What people write down about their bodies stays with them: modes of files, names, and no line to anywhere."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import forked
import pytest
from shell import run

NAME = "Zaphod Quillfeather"
CASE = ("hamstring-strain", "--injured", "2026-11-18", "--grade", "2", "--side", "left", "--no-flags")
DAILY: dict[str, tuple[str, ...]] = {
    "plan-json": ("plan", *CASE, "--name", NAME, "-o", "out/plan.json"),
    "several": ("plan", *CASE, "--name", NAME, "--to", "text,md,csv,ics,fhir,html", "-o", "out/new"),
    "pdf": ("write", "out/plan.json", "-o", "out/plan.pdf"),
    "start": ("start", *CASE, "--name", NAME, "--id", "knee"),
    "log": ("log", "--pain-rest", "2", "--note", f"{NAME} slept badly"),
    "today": ("today",),
    "done": ("done", "1"),
    "progress": ("progress",),
    "explain": ("explain", "1"),
    "print": ("plan", "--to", "text,ics", "-o", "out/printed"),
    "export": ("journal", "export", "-o", "out/journal.json"),
    "import": ("journal", "import", "out/journal.json"),
    "cases": ("case", "list"),
    "batch": ("batch", "roster.csv", "-o", "out/batch", "--to", "text", "--workers", "1"),
    "check": ("check", "out/own.yaml"),
    "show": ("show", "hamstring-strain"),
    "find": ("find", "pulled hammy"),
    "undo": ("undo",),
    "forget": ("journal", "forget", "--case", "knee", "--sure"),
}
"""A life of the program, each command once, in an order that works."""
WRONG: dict[str, tuple[str, ...]] = {
    "a grade": ("plan", *CASE, "--grade", "9", "--name", NAME),
    "a day": ("plan", "hamstring-strain", "--injured", "soon", "--name", NAME),
    "a condition": ("plan", "moonitis", "--name", NAME),
    "a place": ("plan", *CASE, "--name", NAME, "-o", "nowhere/plan.pdf"),
    "a file that is there": ("plan", *CASE, "--name", NAME, "-o", "out/there.txt"),
    "a case file": ("plan", "hamstring-strain", "--case", "case.yaml"),
    "a plan file": ("write", "spoilt.json", "-o", "out/x.pdf"),
    "a referral": ("plan", *CASE[:-1], "--flag", "RF-08", "--name", NAME, "-o", "out/referral.txt"),
}  # fmt: skip


def _prepare(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.chdir(folder)
    for name, value in (("HOME", folder), ("XDG_DATA_HOME", folder / "data"), ("XDG_CACHE_HOME", folder / "cache")):
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("REHAB_TODAY", "2026-11-22")
    monkeypatch.delenv("REHAB_JOURNAL", raising=False)
    Path("roster.csv").write_text(
        f"id,name,condition,injured,grade,side,flags\na1,{NAME},calf-strain,2026-11-18,1,left,none\n"
        f"a2,{NAME},calf-strain,2026-11-18,1,up,none\n"
    )
    Path("case.yaml").write_text(f"name: {NAME}\nsied: left\n")
    Path("spoilt.json").write_text(f'{{"format": "rehab/plan", "version": 1, "case": {{"name": "{NAME}"}}}}')


def _is_code(name: str, code: int) -> bool:
    return code == (3 if name == "batch" else 4 if name == "check" else 0)


def test_whatever_a_life_of_the_program_leaves_is_private_and_named_after_nobody(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _prepare(monkeypatch, tmp_path)
    given = {path.name for path in tmp_path.iterdir()}
    before = os.umask(0)  # takes nothing away: the modes are the program's own
    try:
        os.mkdir("out", 0o700)  # noqa: PTH102
        for name, command in DAILY.items():
            told = run(capfd, monkeypatch, *command)
            assert _is_code(name, told.code), (name, told.err)
            assert NAME not in told.err, name
    finally:
        os.umask(before)
    made = [path for path in tmp_path.rglob("*") if path.relative_to(tmp_path).parts[0] not in given]
    assert len(made) > 15
    for path in made:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
        assert not any(word.lower() in path.name.lower() for word in NAME.split()), path
        if "cache" in path.parts or path.name in ("batch.jsonl", "report.csv"):
            assert path.is_dir() or NAME.encode() not in path.read_bytes(), path


@pytest.mark.parametrize("wrong", WRONG)
def test_no_message_says_a_name(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wrong: str
) -> None:
    _prepare(monkeypatch, tmp_path)
    Path("out").mkdir()
    Path("out/there.txt").write_text("x")
    told = run(capfd, monkeypatch, *WRONG[wrong])
    assert told.code in (2, 3, 4, 5)
    assert NAME not in told.out + told.err
    assert told.err


LISTENER = """
import sys
ASKED = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.", "subprocess.", "os.system", "os.exec", "os.posix_spawn")
def hear(event, arguments):
    if event.startswith(ASKED):
        raise SystemExit(f"ASKED FOR {event} {arguments}")
sys.addaudithook(hear)
from rehab.cli import app
for command in COMMANDS:
    sys.argv = ["rehab", *command]
    try:
        app.main()
    except SystemExit as stop:
        if isinstance(stop.code, str):
            print(stop.code, file=sys.stderr)
            sys.exit(77)
"""


def _alone(*commands: tuple[str, ...]) -> tuple[int, str]:
    """Run commands in a process that ends with 77 at the first socket or program that is asked for.

    Where the system allows it the process has a network of its own too, with nothing in it.
    """
    program = f"COMMANDS = {commands!r}\n{LISTENER}"
    alone = (
        ["unshare", "-rn"]
        if subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode == 0
        else []
    )
    done = subprocess.run([*alone, sys.executable, "-c", program], capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_no_command_but_the_preview_ever_asks_for_a_socket_or_another_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _prepare(monkeypatch, tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
    Path("out").mkdir()
    code, said = _alone(*DAILY.values(), *WRONG.values())
    assert code == 0, said
    assert said.count("wrote ") >= 10
    assert "Traceback" not in said


def test_the_listener_hears_a_socket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The test above can fail: the one command that opens a socket is caught by it."""
    _prepare(monkeypatch, tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
    code, said = _alone(("preview", "hamstring-strain", "--no-browser"))
    assert (code, "ASKED FOR socket." in said) == (77, True), said


def test_a_private_folder_is_private_also_when_the_program_is_not_root(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _prepare(monkeypatch, tmp_path)
    code, said = forked.run("start", *CASE, "--id", "knee", before=forked.without_rights)
    assert code == 0, said
    journal = tmp_path / "data" / "rehab" / "journal.sqlite3"
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    assert stat.S_IMODE(journal.parent.stat().st_mode) == 0o700
