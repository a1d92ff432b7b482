"""What a command loads: only what it needs. Time is measured in benchmarks, never here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PLAN = "plan hamstring-strain --injured 2026-11-18 --as-of 2026-11-18 --force -o plan.json"
RUN = """
import sys
from rehab.cli import app
sys.argv[0] = "rehab"
try:
    app.main()
except SystemExit as stop:
    assert not stop.code, stop.code
print(*sorted(sys.modules), sep="\\n", file=sys.stderr)
"""
DRAWING = ("reportlab", "PIL", "font_source_sans_pro", "icalendar", "rehab.figures", "rehab.writers.pdf")


def loaded(folder: Path, command: str) -> set[str]:
    """Run a command in a process of its own and return the modules that it loaded."""
    words = [sys.executable, "-c", RUN, *command.split()]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("start")
    loaded(made, PLAN)
    return made


def test_the_version_loads_nothing_of_the_program_but_its_front_door(folder: Path) -> None:
    modules = loaded(folder, "--version")
    own = {name for name in modules if name.partition(".")[0] == "rehab"}
    assert own == {"rehab", "rehab.cli", "rehab.cli.app", "rehab.errors", "rehab.source", "rehab.source.characters"}
    assert not modules & {"yaml", "sqlite3", "dateutil", *DRAWING}


@pytest.mark.parametrize(
    ("command", "not_loaded"),
    [
        ("today plan.json --date 2026-11-19", ("rehab.checks", "rehab.beside", "rehab.cli.plan", *DRAWING)),
        ("list", ("rehab.checks", "rehab.writers", "rehab.store", "rehab.cli.plan", *DRAWING)),
        (PLAN, ("rehab.writers.ics", "rehab.cli.author", "rehab.cli.daily", "rehab.engine.athletes", *DRAWING)),
        ("write plan.json --force -o plan.md", ("rehab.writers.text", "rehab.cli.daily", *DRAWING)),
    ],
    ids=["today", "list", "plan", "write"],
)
def test_a_command_loads_no_module_that_it_does_not_need(
    folder: Path, command: str, not_loaded: tuple[str, ...]
) -> None:
    modules = loaded(folder, command)
    assert "rehab.cli.app" in modules
    assert not modules & set(not_loaded)
