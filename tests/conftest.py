"""What many tests share: the shipped library, and one way to make a plan from it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from combinations import LIBRARY, chosen_of, opening_of
from hypothesis import settings

from rehab.engine import choices, clearance
from rehab.engine.compile import compile_plan
from rehab.engine.kept import Kept
from rehab.engine.order import Order
from rehab.engine.triage import answers_from_flags, floors, questions, triage, with_both_sides
from rehab.library import Chosen, Library
from rehab.models.case import Case
from rehab.models.plan import Plan

settings.register_profile("rehab", deadline=None)  # speed is measured in benchmarks, never here
settings.load_profile("rehab")

os.environ["XDG_CACHE_HOME"] = str(Path(__file__).parent.parent / ".pytest_cache" / "user")
"""What the program keeps goes here, never into the folder of whoever runs the tests."""

OUTSIDE = Path(__file__).parent.parent / ".outside"
"""Programs in other languages that tests/outside needs; ``make outside`` installs them."""
_REQUIRED = os.environ.get("REHAB_OUTSIDE") == "required"
CHROMIUM = shutil.which("chromium")
_LEFT_OUT = not (_REQUIRED or (shutil.which("node") and CHROMIUM and (OUTSIDE / ".ready").is_file()))
collect_ignore = ["outside"] if _LEFT_OUT else []

INJURED = dt.date(2026, 11, 18)
"""A Wednesday."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud what was left out."""
    if _LEFT_OUT:
        terminalreporter.write_line(
            "LEFT OUT: tests/outside, which needs node and chromium. 'make outside' gets the rest ready; .ci/run requires it."
        )


@pytest.fixture(scope="session")
def library() -> Library:
    return LIBRARY


class PlanMaker:
    """Makes plans the way the command line does, without a clock, a terminal or a disk."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._chosen: dict[tuple[str, str | None, str | None], Chosen] = {}

    def chosen(self, condition: str, kind: str | None, variant: str | None, path: Path | None = None) -> Chosen:
        """Return the protocol of a choice, read once."""
        if path is None:
            return chosen_of(self.library, condition, kind, variant)
        key = (str(path), kind, variant)
        if key not in self._chosen:
            self._chosen[key] = self.library.load(path, kind=kind, variant=variant)
        return self._chosen[key]

    def __call__(
        self,
        condition: str,
        *,
        grade: str | None = None,
        kind: str | None = None,
        variant: str | None = None,
        day: int = 1,
        yes: Sequence[str] | None = (),
        unsure: Sequence[str] = (),
        path: Path | None = None,
        cleared: bool = False,
        kept: Kept | None = None,
        **case: Any,
    ) -> Plan:
        """Make the plan of ``condition`` on plan day ``day``; ``yes`` None means that nothing was asked.

        ``unsure``: the rows answered 'not sure'.
        ``cleared``: a clinician has cleared it and stated all that its protocol asks for.
        """
        library = self.library
        chosen = self.chosen(condition, kind, variant, path)
        made_for = case.get("injured", INJURED) + dt.timedelta(days=day - 1)
        protocol = chosen.protocol
        opening = opening_of(protocol) if cleared else {}
        person = Case(condition=condition, **{"injured": INJURED, "side": "left", **opening, **case})
        grade_key = choices.grade_named(protocol.grades, grade, condition=protocol.id) if grade else None
        order = Order(
            protocol=protocol,
            case=person,
            type=chosen.type,
            variant=chosen.variant,
            grade=grade_key,
            as_of=made_for,
            program="rehab test",
            digest=chosen.digest,
            command="rehab plan",
        )
        table = library.shelf.red_flags
        asked = questions(table, protocol.screen, age=person.age)
        answers = None if yes is None else answers_from_flags(table, asked, yes) | dict.fromkeys(unsure, "unsure")
        weighed = triage(
            table,
            with_both_sides(protocol, person.side, answers),
            as_of=made_for,
            asked=asked,
            conditions=(protocol.id, protocol.extends or protocol.id),
            floor=floors(
                protocol,
                protocol.grades.get(grade_key or ""),
                [item.title for item in clearance.missing(protocol, person)],
            ),
            clearance=person.cleared_by,
            fluid_limit_ml=person.fluid_limit_ml,
        )
        return compile_plan(order, weighed, library.shelf, kept)


@pytest.fixture(scope="session")
def make_plan(library: Library) -> PlanMaker:
    return PlanMaker(library)
