"""docs/safety.md: each hazard has a control, and each control a test that is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "safety.md"


class Row(NamedTuple):
    id: str
    hazard: str
    cause: str
    control: str
    tests: tuple[str, ...]


def rows(text: str) -> list[Row]:
    """Return the hazards of a page: the rows of its tables whose first cell is an id."""
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| H-"):
            assert len(cells) == 5, f"a row has five cells: {line}"
            number, hazard, cause, control, tests = cells
            found.append(Row(number, hazard, cause, control, tuple(re.findall(r"`([^`]+)`", tests))))
    return found


@cache
def named_in(name: str) -> set[str]:
    """Return the tests of a file, read and not run."""
    path = HERE / name
    if not path.is_file():
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def missing(row: Row) -> list[str]:
    """Return the tests that a row names and that are not there."""
    named = [test.partition("::") for test in row.tests]
    return [f"{name}::{test}" for name, _, test in named if test not in named_in(name)]


ROWS = rows(PAGE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_control_names_a_test_that_is_there(row: Row) -> None:
    assert all(row), "a hazard has a cause, a control and a test"
    assert missing(row) == []


def test_there_are_forty_hazards_and_more_numbered_without_a_gap() -> None:
    assert len(ROWS) >= 40
    assert [row.id for row in ROWS] == [f"H-{number:02}" for number in range(1, len(ROWS) + 1)]


def test_the_cells_are_short() -> None:
    assert [row.id for row in ROWS if max(len(row.hazard), len(row.cause), len(row.control)) > 120] == []


def test_a_test_that_is_not_there_is_seen() -> None:
    gone = rows(
        "| H-01 | a | b | c | `test_triage.py::test_case` `test_triage.py::test_gone` `test_no.py::test_case` |"
    )
    assert missing(gone[0]) == ["test_triage.py::test_gone", "test_no.py::test_case"]


@pytest.mark.parametrize("page", ["SECURITY.md", "TESTING.md"])
def test_every_file_and_test_that_a_page_names_is_there(page: str) -> None:
    text = (HERE.parent / page).read_text(encoding="utf-8")
    named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", text)
    assert [pair for pair in named if pair[1] not in named_in(pair[0])] == []
    paths = re.findall(r"`((?:test_|tests/|docs/|protocols/)[^`:]+)`", text)
    assert named or paths
    assert [path for path in paths if not list((HERE.parent).glob(path)) and not list(HERE.glob(path))] == []
