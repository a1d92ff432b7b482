"""The lowest version of each package that pyproject.toml allows, as constraints for pip: ``make floors``."""

from __future__ import annotations

import tomllib
from pathlib import Path

PROJECT = Path(__file__).parent.parent / "pyproject.toml"


def stated() -> dict[str, dict[str, str]]:
    """Return the packages of each list of ``pyproject.toml``, each with the bound that is written after its name."""
    whole = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    project = whole["project"]
    lists = {
        "": project["dependencies"],
        **project["optional-dependencies"],
        "build": whole["build-system"]["requires"],
    }
    return {extra: dict(_split(line) for line in lines) for extra, lines in lists.items()}


def _split(line: str) -> tuple[str, str]:
    name, sign, floor = line.partition(">=")
    return name, sign + floor


if __name__ == "__main__":
    told = stated()
    for name, bound in {**told[""], **told["serve"], **told["test"]}.items():
        print(f"{name}=={bound.removeprefix('>=')}")
