"""What is done once: each picture drawn, each shipped file read. Time is measured in benchmarks, never here."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from conftest import PlanMaker

from rehab import writers
from rehab.library import Library
from rehab.writers.pdf import pictures

PLAN = "plan hamstring-strain --injured 2026-11-18 --as-of 2026-11-18 --force -o plan.json"
COUNTED = """
import sys
import yaml
from rehab.cli import app
parse, calls = yaml.parse, []
yaml.parse = lambda *args, **kwargs: calls.append(1) or parse(*args, **kwargs)
sys.argv[0] = "rehab"
try:
    app.main()
except SystemExit as stop:
    assert not stop.code, stop.code
print(len(calls))
"""


def test_each_picture_is_drawn_once_for_all_people_and_stored_once_in_a_file(
    make_plan: PlanMaker, library: Library
) -> None:
    for kept in (pictures._operators, pictures._edges, pictures._drawn):
        kept.cache_clear()
    template = library.template("clinic")
    first = writers.write("pdf", make_plan("hamstring-strain", grade="2", side="left"), template)
    drawn = pictures._drawn.cache_info().misses
    assert drawn > 5
    assert pictures._operators.cache_info().misses <= drawn + 2  # one stands in two sizes
    with pikepdf.open(io.BytesIO(first)) as pdf:
        forms = [one.read_raw_bytes() for one in pdf.objects if isinstance(one, pikepdf.Stream) and "/BBox" in one]
    assert len(set(forms)) == len(forms) >= drawn
    writers.write("pdf", make_plan("hamstring-strain", grade="2", side="left", day=2), template)
    assert pictures._drawn.cache_info().misses <= drawn + 2  # the next day may show one more


@pytest.mark.parametrize("command", [PLAN, f"{PLAN} --template large-print", "check"])
def test_a_shipped_file_that_was_read_once_is_not_read_as_yaml_again(tmp_path: Path, command: str) -> None:
    counts = []
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", COUNTED, *command.split()],
            cwd=tmp_path,
            env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_DATA_HOME": str(tmp_path / "data")},
            capture_output=True,
            text=True,
            check=True,
        )
        counts.append(int(done.stdout.split()[-1]))
    assert counts[0] > 5
    assert counts[1] <= (1 if "large-print" in command else 0)  # where 'extends:' stands in its file
