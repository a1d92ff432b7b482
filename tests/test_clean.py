"""What a check found clean is not checked again, and whatever it rests on that changes has it checked again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import rehab
from rehab import readings
from rehab.cli.clean import Clean
from rehab.library import Library

CHECKOUT = Path(rehab.__file__).parent.parent
CHECK = """
import sys
from rehab import checks
from rehab.checks import figures
from rehab.cli import app, clean
clean.JUST_NOW = {just_now}
asked = []
whole, drawn = checks.check_protocol, figures.of_one
checks.check_protocol = lambda *args, **kwargs: asked.append(1) or whole(*args, **kwargs)
figures.of_one = lambda *args: asked.append(1) or drawn(*args)
sys.argv = ["rehab", "check", *{words}]
try:
    app.main()
except SystemExit as stop:
    print(stop.code, len(asked))
"""
ONE = "delayed-onset-muscle-soreness"
VARIANTS = 2
FILE = f"protocols/rice/{ONE}.yaml"


def check(root: Path, *words: str, just_now: int = 0) -> tuple[int, int, str]:
    """Check with the program in a folder; return its exit code, how much was worked out, and what it said."""
    environment = {**os.environ, "PYTHONPATH": str(root), "XDG_CACHE_HOME": str(root / "cache"), "HOME": str(root)}
    environment["XDG_DATA_HOME"] = str(root / "data")
    command = [sys.executable, "-c", CHECK.format(words=words, just_now=just_now)]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=True)
    code, asked = done.stdout.split()
    return int(code), int(asked), done.stderr


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program of its own, with few protocols, which it has checked once."""
    root = tmp_path_factory.mktemp("program")
    for name in ("rehab", "protocols", "templates"):
        shutil.copytree(CHECKOUT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(CHECKOUT / "pyproject.toml", root)
    assert check(root, ONE)[:2] == (0, VARIANTS)
    return root


def spoil(path: Path, old: str, new: str) -> Callable[[], None]:
    """Change a file; return what brings back its bytes."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))

    def bring_back() -> None:
        path.write_text(text)

    return bring_back


def test_what_was_found_clean_is_said_again_without_being_worked_out(program: Path) -> None:
    told = check(program, ONE)
    assert told == (0, 0, "1 file, nothing to mend\n")
    assert check(program, "--strict", ONE) == told
    assert check(program, str(program / FILE)) == told


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        (FILE, "10 to 15 degrees", "10 to 14 degrees", 0),
        (FILE, "stationary-bike:", "stationary-bikes:", 6),
        ("protocols/words.yaml", "\n", "\n# another word\n", 0),
        ("rehab/engine/placing.py", "\n", "\n# another rule\n", 0),
    ],
    ids=["a word of the file", "a fault in the file", "a shared file", "the program"],
)
def test_after_a_change_everything_is_checked_anew(program: Path, file: str, old: str, new: str, code: int) -> None:
    assert check(program, ONE)[:2] == (0, 0)
    bring_back = spoil(program / file, old, new)
    try:
        found, asked, said = check(program, ONE)
        assert (found, asked) == (code, VARIANTS), said
        assert check(program, ONE)[:2] == (code, 0 if code == 0 else VARIANTS)  # faults are found each time
        assert ("nothing to mend" in said) == (code == 0)
    finally:
        bring_back()
    assert check(program, ONE)[:2] == (0, 0)  # the very bytes of before


def test_own_figures_and_exercises_are_part_of_what_it_rests_on(program: Path) -> None:
    own = program / "own" / "figures"
    own.mkdir(parents=True)
    assert check(program, ONE, "--library", "own")[1] == 0
    (own / "mine.yaml").write_text("mine: {extends: nobody}\n")
    code, asked, said = check(program, ONE, "--library", "own")
    assert (code, asked) == (6, VARIANTS)
    assert "there is no figure 'nobody'" in said


def test_a_file_that_changed_just_now_counts_for_nothing(program: Path) -> None:
    assert check(program, ONE, just_now=3600)[:2] == (0, VARIANTS)


def test_a_mark_that_is_damaged_counts_for_nothing(program: Path) -> None:
    ways: tuple[Callable[[bytes], bytes], ...] = (
        lambda text: text[:-3],
        lambda text: b"",
        lambda text: text.replace(b"clean", b"clear"),
    )
    for spoilt in ways:
        assert check(program, ONE)[:2] == (0, 0)
        for path in (program / "cache").rglob("*.json"):
            if b'{"clean":' in (held := path.read_bytes()):
                path.write_bytes(spoilt(held))
        assert check(program, ONE)[:2] == (0, VARIANTS)


def test_what_was_found_is_never_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("rehab.cli.clean.JUST_NOW", -1e12)
    from rehab.errors import Issue

    clean = Clean(Library())
    assert clean.once("bad", lambda: [Issue("bad", "bad")])
    assert clean.once("good", list) == []
    clean.keep()
    again = Clean(Library())
    assert again.once("good", lambda: [Issue("bad", "not asked")]) == []
    assert again.once("bad", lambda: [Issue("bad", "asked")])
    assert readings.kept("0" * 64) is None
