"""The packages of others: each has a floor, a reason and a line of trust, and none is used that is not asked for."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest
from floors import stated

HERE = Path(__file__).parent
PAGE = (HERE.parent / "SECURITY.md").read_text(encoding="utf-8")
STATED = stated()
NAMES = {"yaml": "PyYAML", "dateutil": "python-dateutil", "PIL": "pillow", "markdown_it": "markdown-it-py"}
PROGRAM = ("", "serve", "pdf", "dask")
OWN_REQUIREMENTS = {"atheris"}
"""What only `make fuzz` installs."""


def tables() -> list[list[list[str]]]:
    """Return the tables of the page whose first column is the package: their rows, each as its cells."""
    found = re.findall(r"^\| Package \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    return [[[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()] for table in found]


def imported(folder: Path) -> set[str]:
    """Return the packages of others that the files of a folder import, by the name one installs."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in folder.rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    roots = {alias.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    roots |= {
        (node.module or "").split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) and not node.level
    }
    own = (
        {path.stem for path in HERE.rglob("*.py")}
        | {path.name for path in HERE.iterdir()}
        | {"rehab"}
        | set(sys.stdlib_module_names)
    )
    return {NAMES.get(root, root.replace("_", "-")) for root in roots - own}


@pytest.mark.parametrize("extra", sorted(STATED))
def test_every_package_has_a_lower_bound_and_nothing_else(extra: str) -> None:
    assert STATED[extra]
    assert [name for name, bound in STATED[extra].items() if not re.fullmatch(r">=\d+(\.\d+)*", bound)] == []


def test_the_page_of_trust_and_the_project_list_the_same_packages_with_the_same_floors() -> None:
    program, serve, pdf, dask, rest = tables()
    extras_of = ((program, [""]), (serve, ["serve"]), (pdf, ["pdf"]), (dask, ["dask"]))
    for rows, extras in (*extras_of, (rest, ["test", "lint", "strength", "build"])):
        asked = {name: bound.removeprefix(">=") for extra in extras for name, bound in STATED[extra].items()}
        written = {row[0]: row[-1].partition(":")[0] for row in rows}
        assert written == asked
        assert len(rows) == len(written), "a package stands once in a table"


def test_every_line_of_trust_says_what_for_and_why_this_floor() -> None:
    for row in [row for table in tables() for row in table]:
        assert all(row), row
        assert re.fullmatch(r"[\d.]+: .{4,}", row[-1]), row


def test_the_same_package_has_one_floor_in_every_list() -> None:
    floors: dict[str, set[str]] = {}
    for packages in STATED.values():
        for name, bound in packages.items():
            floors.setdefault(name, set()).add(bound)
    assert [name for name, bounds in floors.items() if len(bounds) > 1] == []


def test_the_program_imports_no_package_that_it_does_not_ask_for() -> None:
    asked = {name for extra in PROGRAM for name in STATED[extra]}
    assert imported(HERE.parent / "rehab") == asked


def test_the_tests_import_no_package_that_they_do_not_ask_for() -> None:
    asked = {name for extra in (*PROGRAM, "test") for name in STATED[extra]}
    assert imported(HERE) - asked == OWN_REQUIREMENTS
