"""Checks that no broken file of a user can show: the words of a text, and what stands in shared files."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from combinations import LIBRARY
from conftest import PlanMaker
from shell import run

from rehab import checks
from rehab.checks import budget, cert, exercises, stances
from rehab.checks.plain import reading_grade
from rehab.errors import Issue, Location
from rehab.models.protocol import Protocol, Slot, StopSigns
from rehab.notation import parse_dose

SHIPPED = LIBRARY
MONDAY = dt.date(2026, 11, 16)
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
    assert list(exercises.check(SHIPPED.shelf)) == []


@pytest.mark.parametrize(("easier", "harder"), [("b", "b"), ("a", None), (None, "a")])
def test_one_exercise_cannot_be_both_easier_and_harder(easier: str | None, harder: str | None) -> None:
    some = SHIPPED.shelf.exercises["double-heel-raise"]
    linked = {
        "a": some.model_copy(update={"easier_exercise": easier, "harder_exercise": harder}),
        "b": some.model_copy(update={"easier_exercise": None, "harder_exercise": None}),
    }
    assert {issue.code for issue in exercises.check(replace(SHIPPED.shelf, exercises=linked))} == {"exercise-circle"}


# -- what 'allow:' silences -------------------------------------------------------------------------------------------


def jumping(protocol: Protocol, sets: int, **change: object) -> Protocol:
    """Return a protocol whose last phase doubles (or more) the sets of a squat from week 1 to week 2."""
    slot = Slot(weeks={"1": parse_dose("2 x 8, 2/week"), "2": parse_dose(f"{sets} x 8, 2/week")}, easier="fewer")
    maintain = protocol.phases["maintain"]
    phase = maintain.model_copy(update={"exercises": {**maintain.exercises, "squat": slot}})
    return protocol.model_copy(update={"phases": {**protocol.phases, "maintain": phase}, "author": "us", **change})


def codes(protocol: Protocol, base: Protocol | None = None) -> list[str]:
    return [issue.code for issue in checks.check_protocol(protocol, SHIPPED.shelf, bases=[base] if base else [])]


HAMSTRING = SHIPPED.protocol("hamstring-strain")
PLACE = "dose-jump phases.maintain.exercises.squat"


@pytest.mark.parametrize(
    ("allow", "expected"),
    [
        ({}, ["dose-jump"]),
        ({"dose-jump": "why"}, []),
        ({PLACE: "why"}, []),
        ({"dose-jump phases.maintain": "why"}, []),
        ({"dose-jump phases.main": "why"}, ["dose-jump"]),
        ({"dose-jump phases.speed": "why"}, ["dose-jump"]),
        ({"no-easier": "why"}, ["dose-jump"]),
    ],
)
def test_a_line_of_allow_silences_its_code_at_its_place(allow: dict[str, str], expected: list[str]) -> None:
    assert codes(jumping(HAMSTRING, 4, allow={**HAMSTRING.allow, **allow})) == expected


def test_what_a_base_allows_is_told_again_where_a_file_makes_it_worse() -> None:
    allow = {**HAMSTRING.allow, PLACE: "why"}
    base = jumping(HAMSTRING, 4, allow=allow)
    assert codes(base, base) == []
    assert codes(jumping(HAMSTRING, 4, allow=allow), base) == []
    assert codes(jumping(HAMSTRING, 5, allow=allow), base) == ["dose-jump"]
    assert codes(jumping(HAMSTRING, 5, allow={**allow, PLACE: "our own reason"}), base) == []


def test_an_error_is_never_silenced() -> None:
    broken = HAMSTRING.model_copy(update={"allow": {"unknown-monitoring-rule": "why"}, "monitoring": "SM-OURS"})
    assert "unknown-monitoring-rule" in codes(broken)


def test_a_plan_is_checked_for_every_error_without_the_themes_that_only_warn() -> None:
    loud = jumping(HAMSTRING, 4)
    assert checks.check_protocol(loud, SHIPPED.shelf, warnings=False) == []
    broken = loud.model_copy(update={"stop_signs": StopSigns(emergency=(), today=("Swollen calf | RF-08",))})
    assert [issue.code for issue in checks.check_protocol(broken, SHIPPED.shelf, warnings=False)] == ["no-stop-rule"]


def test_of_one_problem_in_several_variants_the_worst_is_told() -> None:
    place = Location("f.yaml", 1, 1)
    some = [Issue("over-budget", f"{minutes} minutes", location=place, amount=minutes) for minutes in (95, 120, 100)]
    assert [issue.amount for issue in checks.worst([*some, some[0], Issue("x", "y")])] == [120, 0]


# -- the day and its limits -------------------------------------------------------------------------------------------


def test_the_fullest_day_has_the_minutes_that_its_plan_prints(make_plan: PlanMaker) -> None:
    found = {issue.path: issue for issue in budget.check(HAMSTRING, SHIPPED.shelf)}
    day = found[("phases", "speed")]
    assert day.message.startswith("day 37 with grade 2 holds 107 minutes")
    tasks = make_plan("hamstring-strain", injured=MONDAY, grade="2").days[36].tasks
    work = [task for task in tasks if task.exercise or task.kind == "run"]
    assert sum(task.minutes * task.times_per_day for task in work) == 107


# -- the score --------------------------------------------------------------------------------------------------------


def test_the_score_has_the_sixteen_items_in_order() -> None:
    items = cert.score(HAMSTRING, SHIPPED.shelf)
    assert [item.number for item in items] == list(range(1, 17))
    assert [item.number for item in items if not item.reported] == [2]
    assert cert.count(items) == "15 of 16"


@pytest.mark.parametrize(
    ("change", "open_item"),
    [
        ({"author": "us"}, None),
        ({"author": "us", "education": ()}, 6),
        ({"author": "us", "stop_signs": StopSigns(emergency=(), today=())}, 11),
        ({"author": "us", "measures": ()}, 16),
    ],
)
def test_an_item_is_open_when_its_line_is_missing(change: dict[str, object], open_item: int | None) -> None:
    items = cert.score(HAMSTRING.model_copy(update=change), SHIPPED.shelf)
    assert [item.number for item in items if not item.reported] == ([open_item] if open_item else [])


def test_the_command_prints_the_score_of_one_file_item_by_item(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    result = run(capsys, monkeypatch, "check", SHIPPED.paths["calf-strain"], "--score")
    first, *items = result.out.splitlines()
    assert (result.code, first) == (0, "calf-strain: 15 of 16 items of a full report (CERT)")
    assert len(items) == 16
    assert [line.split()[0] for line in items].count("open") == 1


# -- advice -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Put a hot pack on it.", "advice-forbidden"),
        ("A warm bath is fine.", "advice-forbidden"),
        ("Massage the sore spot.", "advice-forbidden"),
        ("Take ibuprofen.", "advice-forbidden"),
        ("No heat, please.", None),
        ("A heat pack only if your clinician says so.", None),
        ("Use ice for 15 minutes.", None),
        ("Walk with short steps.", None),
    ],
)
def test_a_line_of_what_is_fine_is_read_for_what_the_first_days_forbid(line: str, code: str | None) -> None:
    peace = HAMSTRING.phases["peace"].model_copy(update={"allowed": (line,)})
    protocol = HAMSTRING.model_copy(update={"phases": {**HAMSTRING.phases, "peace": peace}})
    assert [issue.code for issue in stances.check(protocol, SHIPPED.shelf)] == ([code] if code else [])


def test_days_1_to_3_of_the_framework_stand_for_a_longer_first_phase() -> None:
    sprain = SHIPPED.protocol("knee-mcl-sprain")
    assert "heat" in sprain.phases["peace"].forbid
    assert sprain.phases["peace"].days["2"] == (1, 5)
    assert list(stances.check(sprain, SHIPPED.shelf)) == []
