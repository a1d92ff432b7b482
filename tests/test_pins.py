"""A file that was made for one version of its base: what moved underneath, what clashes, and how it is pinned again."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from shell import Result, run

BASE = """id: base
version: 1
author: Example Clinic
extends: hamstring-strain
why: the base of this test
phases:
  lengthening:
    exercises:
      diver: 2 x 6, slow, every 2nd day
      glider: 2 x 4, slow, every 3rd day
"""
OWN = """id: mine
extends: base@1
author: Riverside
why: less of the diver   # kept
phases:
  lengthening:
    exercises:
      diver: 1 x 6, slow, every 2nd day
"""


class Bench:
    """A library with a base and a file that changes it, made by the program itself."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.capsys, self.monkeypatch = capsys, monkeypatch
        monkeypatch.setenv("XDG_DATA_HOME", str(folder / "home"))
        monkeypatch.setenv("REHAB_LIBRARY", str(folder / "library"))
        monkeypatch.chdir(folder)
        (folder / "library").mkdir()
        self.base, self.own = folder / "library" / "base.yaml", folder / "mine.yaml"
        self.base.write_text(BASE)
        assert self("new", "mine", "--from", "base", "-o", ".").code == 0
        self.own.write_text(OWN)

    def __call__(self, *arguments: object) -> Result:
        return run(self.capsys, self.monkeypatch, *arguments)

    def codes(self) -> list[str]:
        return re.findall(r"(?:error|warning|rehab): .* \[([a-z-]+)\]", self("check", "mine.yaml").err)


@pytest.fixture
def bench(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Bench:
    return Bench(capsys, monkeypatch, tmp_path)


PLAN = (
    "plan",
    "mine.yaml",
    "--injured",
    "2026-11-18",
    "--as-of",
    "2026-11-18",
    "--no-flags",
    "--to",
    "json",
    "-o",
    "-",
)


def test_nothing_is_said_while_the_base_is_as_it_was(bench: Bench) -> None:
    assert bench("check", "mine.yaml") == Result(0, "", "1 file, nothing to mend\n")


def test_what_changed_underneath_is_told_in_clinical_words_and_the_plan_goes_on(bench: Bench) -> None:
    bench.base.write_text(BASE.replace("version: 1", "version: 2").replace("glider: 2 x 4", "glider: 3 x 4"))
    result = bench("check", "mine.yaml")
    assert result.code == 0
    assert (
        "mine.yaml:2:10: warning: base is now version 2. It changed: Build strength: Glider: 2 sets of 4" in result.err
    )
    assert bench.codes() == ["base-moved"]
    planned = bench(*PLAN)
    assert planned.code == 0
    assert "moved on" in planned.err


def test_what_both_changed_is_a_clash_at_its_line_and_makes_no_plan(bench: Bench) -> None:
    bench.base.write_text(BASE.replace("version: 1", "version: 2").replace("diver: 2 x 6", "diver: 2 x 8"))
    result = bench("check", "mine.yaml")
    assert result.code == 6
    assert (
        "mine.yaml:8:7: error: you change exercises diver, and base has changed it underneath [base-clash]"
        in result.err
    )
    assert "base-clash" in bench.codes()
    planned = bench(*PLAN)
    assert (planned.code, planned.out) == (3, "")


def test_a_base_that_changed_without_a_new_version_is_noticed(bench: Bench) -> None:
    bench.base.write_text(BASE.replace("glider: 2 x 4", "glider: 3 x 4"))
    assert "not what it was, and still version 1" in bench("check", "mine.yaml").err


def test_upgrade_says_what_moved_pins_again_and_keeps_the_rest_of_the_file(bench: Bench) -> None:
    bench.base.write_text(BASE.replace("version: 1", "version: 2").replace("diver: 2 x 6", "diver: 2 x 8"))
    result = bench("upgrade", "mine.yaml")
    assert (result.code, result.out) == (0, "")
    assert "Diver" in result.err
    assert bench.own.read_text() == OWN.replace("base@1", "base@2")
    assert bench("check", "mine.yaml") == Result(0, "", "1 file, nothing to mend\n")


@pytest.mark.parametrize("command", [("upgrade",), ("sign", "--name", "Example Clinician")])
def test_what_is_saved_while_a_command_looks_is_neither_lost_nor_signed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    saved, node, looks = OWN + "# saved meanwhile\n", bench.own.stat().st_ino, 0
    look = os.fstat

    def saved_after_the_first_reading(descriptor: int) -> os.stat_result:
        nonlocal looks
        seen = look(descriptor)
        looks += seen.st_ino == node
        if looks == 2:
            bench.own.write_text(saved)
        return seen

    monkeypatch.setattr(os, "fstat", saved_after_the_first_reading)
    result = bench(*command, "mine.yaml")
    assert (result.code, result.out) == (4, "")
    assert "mine.yaml changed while it was checked" in result.err
    assert bench.own.read_text() == saved


def test_a_pin_whose_base_nobody_kept_stops_once_the_version_is_another(bench: Bench) -> None:
    Path("mine.base.json").unlink()
    assert bench.codes() == []
    bench.base.write_text(BASE.replace("version: 1", "version: 2"))
    assert bench.codes() == ["base-moved"]
    assert bench("check", "mine.yaml").code == 6
    assert "not kept here" in bench("check", "mine.yaml").err


def test_a_whole_protocol_cannot_be_upgraded(bench: Bench) -> None:
    text = Path(__file__).parent.parent.joinpath("protocols/peace-love/calf-strain.yaml").read_text()
    Path("calf.yaml").write_text(text.replace("id: calf-strain", "id: calf"))
    assert bench("upgrade", "calf.yaml").code == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not what"),
        ("[]", "is not what"),
        ('{"format": "rehab/base", "version": 2, "layers": []}', "this program reads version 1"),
    ],
)
def test_a_broken_keepsake_is_told(bench: Bench, content: str, said: str) -> None:
    Path("mine.base.json").write_text(content)
    result = bench("check", "mine.yaml")
    assert result.code == 6
    assert said in result.err
    assert bench.codes()[0] in ("not-a-base", "other-version")
