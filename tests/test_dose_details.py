"""Whose side a task is for, at what times of day, and on whose word: the small rules of a dose, as tables."""

from __future__ import annotations

from typing import Any

import pytest
from combinations import LIBRARY

from rehab.engine.dosing import clock_times, main_evidence, side_of, tag_of
from rehab.engine.ground import Row
from rehab.models.case import Case
from rehab.models.protocol import Slot
from rehab.notation import Evidence, parse_dose


@pytest.mark.parametrize(
    ("sides", "slot", "dose", "case", "side", "in_turn"),
    [
        # one-leg work: each side in turn, unless the row says otherwise
        ("one", None, "3 x 12", "left", "both", True),
        ("one", "each", "3 x 12", "left", "both", True),
        ("one", "affected", "3 x 12", "left", "left", False),
        ("one", "affected", "3 x 12", "right", "right", False),
        ("one", "affected", "3 x 12", None, "affected", False),
        ("one", "affected", "3 x 12", "both", "both", True),
        ("one", "both", "3 x 12", "left", "both", False),
        ("one", "none", "3 x 12", "left", None, False),
        # both legs together, or no leg at all
        ("both", None, "3 x 12", "left", "both", False),
        ("none", None, "20 min", "left", None, False),
        # what the row or its dose says goes before what the exercise is
        ("both", "affected", "3 x 12", "right", "right", False),
        ("none", "affected", "20 min", "right", "right", False),
        ("both", None, "3 x 12 each side", "right", "both", True),
        ("none", None, "3 x 12 each leg", "right", "both", True),
        ("one", "none", "3 x 12 each side", "right", "both", True),
    ],
)
def test_whose_side_a_task_is_for(sides: str, slot: Any, dose: str, case: Any, side: str | None, in_turn: bool) -> None:
    exercise = LIBRARY.shelf.exercises["single-leg-bridge"].model_copy(update={"sides": sides})
    row = Row("row", "row", exercise, Slot(dose=parse_dose(dose), side=slot), "phase")
    assert side_of(row, parse_dose(dose), Case(condition="hamstring-strain", side=case)) == (side, in_turn)


@pytest.mark.parametrize(
    ("dose", "times"),
    [
        ("3 x 12", "18:00"),
        ("3 x 12, 2/day", "08:00 18:00"),
        ("3 x 12, 4/day", "08:00 12:00 16:00 20:00"),
        ("3 x 12, 5/day", "08:00 11:00 14:00 17:00 20:00"),
        ("3 x 12, 7/day", "08:00 10:00 12:00 14:00 16:00 18:00 20:00"),
        ("1 x 10, hourly", " ".join(f"{hour:02}:00" for hour in range(8, 21))),
    ],
)
def test_at_what_times_a_dose_is_done(dose: str, times: str) -> None:
    assert " ".join(clock_times(parse_dose(dose), LIBRARY.shelf.frameworks.timing)) == times


@pytest.mark.parametrize(
    ("dose", "origin"),
    [
        ("3 x 12 [V askling-2013], rest 60 s [P]", Evidence("V", "askling-2013")),
        ("rest 60 s [P], 3 x 12 [R beyer-2015]", Evidence("R", "beyer-2015")),
        ("3 x 12, rest 60 s", None),
        ("3 x 12, 3/week [V askling-2013]", Evidence("V", "askling-2013")),
        ("rest 60 s [P]", None),
    ],
)
def test_the_word_a_dose_stands_on_is_that_of_its_amount(dose: str, origin: Evidence | None) -> None:
    assert main_evidence(parse_dose(dose)) == origin


@pytest.mark.parametrize(("text", "tag"), [("V dubois-2020", Evidence("V", "dubois-2020")), ("P", Evidence("P", ""))])
def test_a_tag_of_a_shared_file_is_its_letter_and_its_source(text: str, tag: Evidence) -> None:
    assert tag_of(text) == tag


@pytest.mark.parametrize("text", ["", "X", "v dubois-2020", "dubois-2020"])
def test_what_is_no_tag_is_never_taken_for_one(text: str) -> None:
    with pytest.raises(ValueError, match="no evidence tag"):
        tag_of(text)
