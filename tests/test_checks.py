"""Checks that no broken file of a user can show: the words of a text, and what stands in shared files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rehab import checks
from rehab.checks import exercises
from rehab.checks.plain import reading_grade
from rehab.library import Library

SHIPPED = Library()
PLAIN = "Lie on your back. Bend your knee. Lift your heel and hold it. Let it down slowly. " * 3
HARD = (
    "Comprehensive rehabilitation necessitates individually appropriate progressive musculotendinous reconditioning. "
)


def test_short_sentences_of_short_words_read_at_a_low_grade() -> None:
    grade = reading_grade(PLAIN)
    assert grade is not None
    assert grade < 2


def test_long_words_read_at_a_high_grade() -> None:
    grade = reading_grade(HARD * 5)
    assert grade is not None
    assert grade > 15


def test_a_text_below_30_words_is_not_judged() -> None:
    assert reading_grade(" ".join(["word"] * 29)) is None
    assert reading_grade(" ".join(["word"] * 30)) is not None


def test_names_do_not_count() -> None:
    text = "Do the gastrocnemius reconditioning manoeuvre each day. " * 6
    with_names, without = reading_grade(text, ["gastrocnemius reconditioning manoeuvre"]), reading_grade(text)
    assert with_names is not None
    assert without is not None
    assert with_names < without - 5


def test_a_criterion_on_a_measure_that_nobody_is_told_to_take_is_an_error() -> None:
    protocol = SHIPPED.protocol("hamstring-strain")
    measures = dict(SHIPPED.shelf.measures)
    measures["pain-walking"] = measures["pain-walking"].model_copy(update={"how": ""})
    shelf = replace(SHIPPED.shelf, measures=measures)
    found = [issue for issue in checks.check_protocol(protocol, shelf) if issue.code == "not-recorded"]
    assert found
    assert all("pain-walking" in issue.message for issue in found)


def test_shipped_exercises_lead_somewhere_and_never_in_a_circle() -> None:
    assert (
        list(exercises.check(SHIPPED.shelf.exercises, SHIPPED.shelf.contraindications, SHIPPED.shelf.references)) == []
    )


@pytest.mark.parametrize(("easier", "harder"), [("b", "b"), ("a", None), (None, "a")])
def test_one_exercise_cannot_be_both_easier_and_harder(easier: str | None, harder: str | None) -> None:
    some = SHIPPED.shelf.exercises["double-heel-raise"]
    linked = {
        "a": some.model_copy(update={"easier_exercise": easier, "harder_exercise": harder}),
        "b": some.model_copy(update={"easier_exercise": None, "harder_exercise": None}),
    }
    assert {
        issue.code for issue in exercises.check(linked, SHIPPED.shelf.contraindications, SHIPPED.shelf.references)
    } == {"exercise-circle"}
