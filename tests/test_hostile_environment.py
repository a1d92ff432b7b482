"""Variables of the environment as no program should find them: the plan comes all the same, or what is wrong is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import forked
import pytest
import sample_plan
from limits import within
from shell import Result, run

from rehab.cli import lane

CASE = ("hamstring-strain", "--injured", "2026-11-18", "--grade", "2", "--side", "left", "--no-flags")
TODAY = "2026-11-22"
PLACES = {
    "empty": "", "blank": " ", "relative": "some/place", "this folder": ".", "a file": "a-file", "a home": "~/x",
    "nobody's home": "~nobody-at-all/x", "a device": "/dev/null", "below a device": "/dev/full/x", "10,000 letters": "x" * 10_000,
    "a path of 10,000": "/" + "x/" * 5000, "no text": os.fsdecode(b"\xff\xfe"), "steering": "\x1b[31m\n\u202e", "colons": ":::",
    "an option": "--help", "somebody else's": "theirs", "closed": "closed",
}  # fmt: skip
WORDS = {
    "empty": "", "blank": " ", "a word": "garbage", "minus": "-1", "nought": "0", "one": "1", "5,000 digits": "9" * 5000,
    "a digit of another script": "²", "a path": ":/etc/passwd", "no text": os.fsdecode(b"\xff\xfe"), "steering": "\x1b[31m\n",
    "10,000 letters": "x" * 10_000, "braces": "{0}%s",
}  # fmt: skip
FOLDERS = ("XDG_CACHE_HOME", "XDG_DATA_HOME", "HOME", "TMPDIR")
SETTINGS = ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM", "TERMINAL_WIDTH", "TZ")
"""What we, or a library below us, look at while we run."""
AT_START = {
    "LANG": "garbage", "LC_ALL": "xx_XX.none", "LANGUAGE": "\x1b[31m", "TZ": ":/etc/passwd", "TERM": "none", "COLUMNS": "9" * 5000,
    "LINES": "-1", "TERMINAL_WIDTH": "1", "TMPDIR": "/dev/null/x", "RL_trustedHosts": "*", "RL_trustedSchemes": "file http",
    "RL_toColorCanUse": "rl_safe_eval", "RL_defaultPageSize": "A0", "RL_useA85": "1", "RL_verbose": "9", "RL_warnOnMissingFontGlyphs": "1",
    "PYDANTIC_DISABLE_PLUGINS": "x", "PYTHONHASHSEED": "7", "HOME": "/dev/null/x", "XDG_CACHE_HOME": "relative",
}  # fmt: skip
"""What is looked at when the program starts."""


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, value in (("REHAB_TODAY", TODAY), ("REHAB_JOURNAL", str(tmp_path / "journal.sqlite3"))):
        monkeypatch.setenv(name, value)
    for name in ("HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    Path("a-file").write_text("here")
    Path("theirs").mkdir(mode=0o755)
    os.chown("theirs", 65534, 65534)
    Path("closed").mkdir(mode=0o500)
    return tmp_path


def _unchanged(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, values: dict[str, str]
) -> None:
    """Print the same plan under each value of a variable: nothing of it hangs on that, and nothing is made beside it."""
    told = []
    for value in ("/dev/null/x" if name in FOLDERS else "C", *values.values()):
        monkeypatch.setenv(name, value)
        with within():
            told.append(run(capfd, monkeypatch, "write", "plan.json", "--to", "text", "-o", "-"))
    assert told[0].code == 0
    assert [one for one in told if one != told[0]] == []


@pytest.mark.parametrize("name", [*FOLDERS, *SETTINGS])
def test_a_variable_that_is_garbage_changes_no_plan_and_makes_nothing(
    place: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    Path("plan.json").write_bytes(PLANNED[0])
    before = sorted(place.rglob("*"))
    _unchanged(capfd, monkeypatch, name, PLACES if name in FOLDERS else WORDS)
    assert sorted(place.rglob("*")) == before


PLANNED: list[bytes] = []


@pytest.fixture(scope="module", autouse=True)
def planned(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Make a short plan once."""
    plan = sample_plan.plan()
    PLANNED.append(plan.model_copy(update={"days": plan.days[:1]}).model_dump_json().encode())


def test_a_whole_environment_of_garbage_changes_no_byte_of_a_plan(place: Path) -> None:
    """In processes of their own, where Python, ReportLab and the others read what they read at their start."""
    Path("plan.json").write_text(sample_plan.referral().model_dump_json())  # one page, drawn like all others
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "XDG_DATA_HOME")}
    clean["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    for folder, environment in (("one", clean), ("two", clean | AT_START)):
        command = [sys.executable, "-m", "rehab", "write", "plan.json", "--to", "pdf,text", "-o", folder]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 5, done.stderr
        assert done.stderr.count("wrote ") == 2
        assert len(done.stderr.splitlines()) == 2, done.stderr
    assert forked.held(Path("one")) == forked.held(Path("two"))
    assert not Path("relative").exists()


JOURNALS = {
    **dict.fromkeys(("relative", "steering", "colons", "an option", "nobody's home", "no text", "blank", "a home"), 0),
    **dict.fromkeys(("empty", "somebody else's/x"), 0),
    **dict.fromkeys(("this folder", "a device", "below a device", "10,000 letters", "a path of 10,000", "closed"), 4),
    **dict.fromkeys(("somebody else's",), 4),
    "a file": 3,
}
"""What becomes of ``rehab start`` with a journal in each place: 0 is a name that a file may have."""


def test_no_file_of_settings_is_run_when_a_page_is_drawn(place: Path) -> None:
    Path("plan.json").write_text(sample_plan.referral().model_dump_json())
    run_by_whom = "import pathlib; pathlib.Path('was-run').write_text('x')"
    Path("home").mkdir()
    for name in ("home/.reportlab_mods", "home/.reportlab_settings", "reportlab_mods.py", "reportlab_settings.py"):
        Path(name).write_text(run_by_whom)
    command = [sys.executable, "-m", "rehab", "write", "plan.json", "-o", "plan.pdf"]
    path = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("wrote ")) == (5, 1), done.stderr
    assert not Path("was-run").exists()


@pytest.mark.parametrize("kind", PLACES)
def test_a_journal_in_a_place_that_is_none_is_told_and_what_is_there_stays(
    place: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setenv("REHAB_JOURNAL", PLACES[kind])
    with within():
        begun = run(capfd, monkeypatch, "start", *CASE, "--id", "knee")
    assert begun.code == JOURNALS[kind], begun
    assert begun.code == 0 or begun.err
    assert Path("a-file").read_text() == "here"
    assert (place / "home" / "x").exists() == (kind == "a home")  # never a folder that is called ~
    assert not Path("~").exists()


@pytest.mark.parametrize("kind", PLACES)
def test_a_library_that_is_none_is_told_by_the_command_of_each_morning_too(
    place: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setenv("REHAB_LIBRARY", PLACES[kind])
    with within():
        told = run(capfd, monkeypatch, "log", "--pain-rest", "2")
    no_folder = kind not in ("empty", "this folder", "colons", "somebody else's", "closed")
    assert told.code in ((2, 4) if no_folder else (5,)), told  # 5: the folder is fine, and there is no journal
    assert not no_folder or "folder" in told.err or "too long" in told.err


@pytest.mark.parametrize("name", ["REHAB_TODAY", "REHAB_TIME"])
@pytest.mark.parametrize("kind", WORDS)
def test_a_clock_that_is_garbage_is_told_and_nothing_is_written_down(
    place: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, kind: str, name: str
) -> None:
    monkeypatch.setenv(name, WORDS[kind])
    told = run(capfd, monkeypatch, "log", "--pain-rest", "2")
    assert told.code == (5 if kind == "empty" else 2), told  # 5: an empty one is none, and there is no journal
    assert kind == "empty" or name in told.err
    assert "\x1b" not in told.err
    assert not Path("journal.sqlite3").exists()


@pytest.mark.parametrize("name", ["XDG_CACHE_HOME", "HOME", "REHAB_JOURNAL", "REHAB_TODAY", "TZ", "_REHAB_COMPLETE"])
def test_the_short_way_of_today_says_what_the_whole_program_says(
    place: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for value in list({**PLACES, **WORDS}.values())[::2]:
        monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["rehab", "today"])
        capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            lane.main()
        out, err = capfd.readouterr()
        assert Result(int(stop.value.code or 0), out, err) == run(capfd, monkeypatch, "today")
        assert "fault of the program" not in err


def test_a_home_that_cannot_be_written_keeps_the_journal_from_being_begun_and_nothing_else(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REHAB_JOURNAL")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(place / "closed"))
    Path("plan.json").write_bytes(PLANNED[0])
    code, said = forked.run("start", *CASE, before=forked.without_rights)
    assert (code, "cannot make the folder" in said) == (4, True), said
    code, said = forked.run("write", "plan.json", "-o", "plan.txt", before=forked.without_rights)
    assert (code, said) == (0, "wrote plan.txt\n")
