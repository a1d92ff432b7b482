"""Whose side a task is for, at what times of day, and on whose word: the small rules of a dose, as tables."""

from __future__ import annotations

from typing import Any

import pytest
from combinations import LIBRARY

from rehab.engine.dosing import (
    cited,
    clock_times,
    dose_in_words,
    exercise_task,
    legs_of,
    magnitude,
    main_evidence,
    minutes_of,
    phase_dose,
    reason_for,
    run_stage,
    run_tasks,
    running_rule,
    seconds_of,
    sentence,
    session_legs,
    session_order,
    side_of,
    tag_of,
    usual_times,
)
from rehab.engine.ground import Row, TrackStage
from rehab.engine.placing import PlacedRow, PlacedRun
from rehab.models.case import Case
from rehab.models.plan import Leg
from rehab.models.protocol import Run, Slot
from rehab.notation import Evidence, Span, parse_dose


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


# -- how long, in words, and in a task ---------------------------------------------------------------------------------

WORDS, TIMING = LIBRARY.shelf.words, LIBRARY.shelf.frameworks.timing
BRIDGE = LIBRARY.shelf.exercises["single-leg-bridge"].model_copy(update={"seconds_per_rep": None, "moves": True})
STRAIN = LIBRARY.protocol("hamstring-strain")


@pytest.mark.parametrize(
    ("dose", "seconds", "both_sides"),
    [
        # 4 s a repetition, 60 s between sets; a rest goes on while the other side works
        ("3 x 10", 3 * 40 + 2 * 60, 6 * 40 + 2 * 20),
        ("3 x 10, rest 30 s", 3 * 40 + 2 * 30, 6 * 40),
        ("3 x 10-20, rest 60-90 s", 3 * 40 + 2 * 60, 6 * 40 + 2 * 20),
        ("10 x 2", 10 * 8 + 9 * 60, 20 * 8 + 9 * 52),
        ("3 x 10, slow", 3 * 60 + 2 * 60, 6 * 60),
        ("3 x 10 @ 2-1-3", 3 * 60 + 2 * 60, 6 * 60),
        ("12-10-8, 3/week", 3 * 40 + 2 * 60, 6 * 40 + 2 * 20),
        ("5 x 30 s hold", 5 * 30 + 4 * 60, 10 * 30 + 4 * 30),
        ("3 x 10 x 5 s hold", 3 * 50 + 2 * 60, 6 * 50 + 2 * 10),
        ("20 min", 1200, 2400),
        ("90 min", 5400, 10800),
        ("2 x 27 m", 2 * 10 + 60, 4 * 10 + 50),
        ("3 x (2 min run / 1 min walk)", 540, 540),
        ("2 x (270 m run / 1 min walk)", 2 * 160, 2 * 160),
    ],
)
def test_how_long_a_dose_takes(dose: str, seconds: float, both_sides: float) -> None:
    parsed = parse_dose(dose)
    assert seconds_of(parsed, BRIDGE, TIMING) == pytest.approx(seconds)
    assert seconds_of(parsed, BRIDGE, TIMING, sides=2) == pytest.approx(both_sides)
    assert minutes_of(parsed, BRIDGE, TIMING, each_side=False) == -(-round(seconds + 60) // 60)
    assert minutes_of(parsed, BRIDGE, TIMING, each_side=True) == -(-round(both_sides + 60) // 60)


def test_an_exercise_may_take_its_own_time_a_repetition() -> None:
    long = BRIDGE.model_copy(update={"seconds_per_rep": 9})
    assert seconds_of(parse_dose("1 x 10"), long, TIMING) == 90
    assert seconds_of(parse_dose("1 x 10, slow"), long, TIMING) == 60
    assert seconds_of(parse_dose("1 x 10"), None, TIMING) == 40


@pytest.mark.parametrize(
    ("span", "told"), [(None, None), (Span(3, 4), (3, 4)), (Span(2.5, 3), (2.5, 3)), (Span(15, 8, step=True), (15, 8))]
)
def test_a_magnitude_is_both_ends_in_whole_numbers_where_they_are(span: Span | None, told: object) -> None:
    found = magnitude(span)
    assert found == told
    assert found is None or [type(end) for end in found] == [int if end == int(end) else float for end in found]


def test_times_that_no_file_names_are_spread_over_the_day() -> None:
    assert usual_times(5, TIMING) == ("08:00", "11:00", "14:00", "17:00", "20:00")
    nothing = TIMING.model_copy(update={"at": {}})
    assert usual_times(1, nothing) == ("08:00",)
    assert usual_times(2, nothing) == ("08:00", "20:00")


@pytest.mark.parametrize(
    ("dose", "words"),
    [
        ("3 x 12", "3 × 12"),
        ("5 x 20 s hold", "5 × 20 s hold"),
        ("3 x 5 x 5 s hold", "3 × 5, 5 s hold"),
        ("20 min", "20 min"),
    ],
)
def test_a_dose_in_a_few_words(dose: str, words: str) -> None:
    assert dose_in_words(parse_dose(dose), WORDS) == words


def row_of(dose: str, sides: str = "one", **slot: Any) -> Row:
    exercise = BRIDGE.model_copy(update={"sides": sides})
    return Row("row", "single-leg-bridge", exercise, Slot(dose=parse_dose(dose), **slot), "speed")


@pytest.mark.parametrize(
    ("row", "side", "said"),
    [
        (row_of("3 x 12", "both"), "left", "3 sets of 12, once a day."),
        (row_of("3 x 10-12", "both"), "left", "3 sets of 10 to 12, once a day. " + WORDS["sentence-range"]),
        (row_of("3 x 15 -> 8", "both"), "left", "3 sets of 15, once a day."),
        (row_of("3 x 12, rest 60 s", "both"), "left", "3 sets of 12, once a day. " + WORDS["sentence-rest"].format(rest="60 s")),
        (row_of("3 x 12, rest 60-90 s", "both"), "left", "3 sets of 12, once a day. " + WORDS["sentence-rest"].format(rest="60 to 90 s")),
        (row_of("3 x 12"), "left", "3 sets of 12, once a day. " + WORDS["sentence-each"]),
        (row_of("3 x 12"), "both", "3 sets of 12, once a day. " + WORDS["each-side-step-both"]),
        (row_of("3 x 12", side="affected"), "left", "3 sets of 12, once a day. " + WORDS["sentence-affected"].format(side="left")),
        (row_of("3 x 12", side="affected"), None, "3 sets of 12, once a day. " + WORDS["sentence-affected"].format(side=WORDS["sore"])),
        (row_of("3 x 12", "both", note="Slowly."), "left", "3 sets of 12, once a day. Slowly."),
    ],
)  # fmt: skip
def test_the_whole_dose_in_short_sentences(row: Row, side: Any, said: str) -> None:
    assert sentence(row, row.slot.dose, Case(condition=STRAIN.id, side=side), WORDS) == said  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("evidence", "told"),
    [
        (None, (None, "author", STRAIN.author)),
        (Evidence("P"), (None, "P", "")),
        (Evidence("V", "askling-2013"), ("askling-2013", "V", "")),
    ],
)
def test_a_task_says_why_it_is_there_and_on_whose_word(evidence: Evidence | None, told: tuple[object, ...]) -> None:
    reason = reason_for(STRAIN, "speed", "phases.speed", evidence)
    assert (reason.reference, reason.evidence, reason.author) == told
    assert (reason.protocol, reason.phase, reason.rule) == (STRAIN.id, "speed", "phases.speed")
    assert cited(evidence) == ((told[0],) if told[0] else ())


def test_an_exercise_becomes_a_task_with_every_number_of_its_dose() -> None:
    row = row_of(
        "3 x 8-12 x 5 s hold [V askling-2013], slow, rest 60-90 s, effort 4-6, 2/day",
        side="affected",
        only_if="Only now.",
    )
    task = exercise_task(PlacedRow(row, row.slot.dose, 2), "return", STRAIN, Case(condition=STRAIN.id, side="left"), LIBRARY.shelf)  # type: ignore[arg-type]  # fmt: skip
    assert (task.id, task.exercise, task.title) == ("single-leg-bridge.1", "single-leg-bridge", BRIDGE.title)
    assert (task.sets, task.reps, task.hold_seconds, task.rest_seconds) == (3, (8, 12), (5, 5), (60, 90))
    assert (task.tempo, task.effort, task.times_per_day, task.at) == ("slow", (4, 6), 2, ("08:00", "18:00"))
    assert (task.side, task.each_side, task.only_if, task.references) == ("left", False, "Only now.", ("askling-2013",))
    assert (task.reason.phase, task.reason.rule) == ("return", "phases.speed.exercises.row")
    assert task.short_title == BRIDGE.short_title or task.short_title == BRIDGE.title
    case = Case(condition=STRAIN.id, side="left")
    weekly = Row(
        "row", "x", BRIDGE, Slot(weeks={"1": parse_dose("12-10-8, 3/week")}, at=("bedtime", "waking")), "speed"
    )
    task = exercise_task(PlacedRow(weekly, weekly.slot.weeks["1"], 1), "speed", STRAIN, case, LIBRARY.shelf)
    assert task.reason.rule == "phases.speed.exercises.row.weeks.1"
    assert (task.sets, task.reps, task.reps_by_set) == (3, None, (12, 10, 8))
    assert (task.at, task.times_per_day) == ((case.wake, case.bed), 2)


# -- runs ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "legs"),
    [
        (["20 min"], [("", 1200, None)]),
        (["2 x (2 min run / 1 min walk)"], [("run", 120, None), ("walk", 60, None)] * 2),
        (["(2 min run / 1 min walk)"], [("run", 120, None), ("walk", 60, None)]),
        (["5 min", "1 x (100 m run / 1 min walk)"], [("", 300, None), ("run", None, 100), ("walk", 60, None)]),
        (["6 x 40 m"], []),
        (["20 min", "3 x 1 min"], []),
    ],
)
def test_a_session_is_its_walks_and_runs_in_order(
    parts: list[str], legs: list[tuple[str, int | None, int | None]]
) -> None:
    expected = [
        Leg(activity=name, seconds=(seconds, seconds) if seconds else None, metres=(metres, metres) if metres else None)
        for name, seconds, metres in legs
    ]
    assert list(session_legs(map(parse_dose, parts))) == expected
    assert legs_of(parse_dose("3 x 12")) is None


TABLE = LIBRARY.shelf.run_tables["A"]
FIRST = next(iter(TABLE.stages))


def staged(sessions: int = 2, **values: Any) -> TrackStage:
    return TrackStage(1, "A", FIRST, TABLE.stages[FIRST].model_copy(update=values), sessions)


def test_a_rule_of_running_says_how_many_sessions_a_stage_asks_for() -> None:
    table = TABLE.model_copy(update={"rule": "After {sessions}, the next one."})
    assert running_rule(table, 1, WORDS) == f"After {WORDS['run-sessions-one'].format(count=1)}, the next one."
    assert running_rule(table, 3, WORDS) == f"After {WORDS['run-sessions'].format(count=3)}, the next one."


def test_a_run_is_a_task_for_each_part_with_the_words_of_its_session() -> None:
    stage = staged(parts=("5 min", "6 x 40 m at 75 %, rest 60 s"), intensity="Easy", intensity_by_session=("First", "Second."), note="Flat ground.", tag="R silbernagel-2007")  # fmt: skip
    run = Run(table="A", stages=(1, 2), frequency=parse_dose("every 2nd day"), only_if="No pain.")

    def tasks(session: int) -> list[Any]:
        return run_tasks(PlacedRun(stage, session, run, "speed"), STRAIN, LIBRARY.shelf)

    easy, fast = tasks(1)
    assert [easy.id, fast.id] == [f"{TABLE.exercise}.1", f"{TABLE.exercise}.2"]
    assert (easy.kind, easy.duration_seconds, easy.at, easy.sets) == ("run", (300, 300), ("18:00",), None)
    assert (fast.sets, fast.distance_m, fast.rest_seconds) == (6, (40, 40), (60, 60))
    assert "75 %" in fast.dose
    assert "75 %" in fast.load
    assert easy.text == f"5 min. First. Flat ground. {running_rule(TABLE, 2, WORDS)}"
    assert [task.text.split(". ")[1] for task in (tasks(2)[0], tasks(9)[0])] == ["Second", "Second"]
    assert (easy.only_if, easy.references, easy.reason.evidence) == ("No pain.", ("silbernagel-2007",), "R")
    assert easy.reason.rule == f"run-tables.A.stages.{FIRST}"
    assert easy.reason.phase == "speed"


def test_a_stage_is_told_with_its_rests_and_a_longer_wait() -> None:
    told = run_stage(
        staged(parts=("5 min", "6 x 40 m, rest 60 s"), gap_days=3, intensity="Easy", tag="P"), LIBRARY.shelf
    )
    rest = WORDS["run-rest"].format(rest="60 s")
    assert told.text == f"5 min; 6 × 40 m, {rest}. {WORDS['run-wait'].format(days=3)}"
    assert (told.stage, told.sessions, told.intensity, told.evidence) == (f"A{FIRST}", 2, "Easy", "P")
    assert run_stage(staged(parts=("5 min",), gap_days=2), LIBRARY.shelf).text == "5 min"
    assert [leg.seconds for leg in run_stage(staged(parts=("5 min",)), LIBRARY.shelf).legs] == [(300, 300)]


# -- a row on the page of its phase ------------------------------------------------------------------------------------


def shown(dose: str, **slot: Any) -> Any:
    return phase_dose(
        row_of(dose, **slot), week=1, case=Case(condition=STRAIN.id, side="left"), protocol=STRAIN, shelf=LIBRARY.shelf
    )


@pytest.mark.parametrize(
    ("dose", "evidence", "source", "own", "practice", "recalled"),
    [
        ("3 x 12 [V askling-2013], rest 60 s [P], 3/week [R beyer-2015]", "V", "askling-2013", False, ("rest",), ("frequency",)),
        ("3 x 12, rest 60 s [P]", "P", "", False, (), ()),
        ("3 x 12 [P], slow [R beyer-2015]", "P", "", False, (), ("tempo",)),
        ("3 x 12 [R beyer-2015], effort 4 [P]", "R", "beyer-2015", False, ("effort",), ()),
        ("3 x 12 [R beyer-2015], slow [R beyer-2015]", "R", "beyer-2015", False, (), ()),
        ("3 x 12 [V askling-2013], 2/day [P]", "V", "askling-2013", False, ("times per day",), ()),
        ("3 x 12, rest 60 s", STRAIN.author, "", True, (), ()),
    ],
)  # fmt: skip
def test_a_row_says_which_of_its_parts_stand_on_another_word(
    dose: str, evidence: str, source: str, own: bool, practice: tuple[str, ...], recalled: tuple[str, ...]
) -> None:
    found = shown(dose)
    assert (found.evidence, found.source, found.set_by_author) == (evidence, source, own)
    assert (found.practice_defaults, found.recalled) == (practice, recalled)


def test_a_row_that_changes_by_week_says_so_and_how_hard_where_that_changes() -> None:
    weeks = {"1": parse_dose("2 x 5 [V askling-2013], effort 4"), "2-3": parse_dose("3 x 5 [P], effort 6")}
    row = Row("row", "x", BRIDGE, Slot(weeks=weeks), "speed")
    found = phase_dose(row, week=1, case=Case(condition=STRAIN.id), protocol=STRAIN, shelf=LIBRARY.shelf)
    assert [week for week, _ in found.weeks] == ["1", "2-3"]
    assert found.weeks[0][1].startswith("2 sets of 5, once a day. ")
    assert found.practice_defaults == (WORDS["part-weeks"].format(weeks="2-3"),)
    same = {week: parse_dose("2 x 5, effort 4") for week in weeks}
    row = Row("row", "x", BRIDGE, Slot(weeks=same), "speed")
    found = phase_dose(row, week=1, case=Case(condition=STRAIN.id), protocol=STRAIN, shelf=LIBRARY.shelf)
    assert [text for _, text in found.weeks] == ["2 sets of 5, once a day"] * 2


def test_the_way_up_is_the_authors_words_or_rule_else_the_range() -> None:
    assert shown("3 x 12", progress="Add a little weight.").progress.endswith("Add a little weight.")
    assert "15" in shown("3 x 10-15", progress="add 2 reps after 2 green sessions up to 15").progress
    assert shown("3 x 10-15").progress not in ("", shown("3 x 12").progress)
    harder = shown("3 x 10", progress="add 2 reps after 2 green sessions up to 15, then harder: nordic-curl").progress
    assert LIBRARY.shelf.exercises["nordic-curl"].title in harder


@pytest.mark.parametrize(
    ("slot", "kind", "with_run", "place"),
    [
        ({}, "load", False, (2, 1, 0)),
        ({"order": "first"}, "load", False, (2, 0, 0)),
        ({"order": "last"}, "stretch", False, (2, 2, 2)),
        ({"before_run": True}, "load", True, (0, 1, 0)),
        ({"before_run": True}, "load", False, (2, 1, 0)),
        ({}, "aerobic", True, (2, 1, 4)),
    ],
)
def test_the_order_of_a_session(slot: dict[str, Any], kind: str, with_run: bool, place: tuple[int, ...]) -> None:
    exercise = BRIDGE.model_copy(update={"kind": kind, "position": "sitting"})
    row = Row("row", "x", exercise, Slot(dose=parse_dose("3 x 12"), **slot), "speed")
    assert session_order(PlacedRow(row, parse_dose("3 x 12"), 1), with_run=with_run) == (*place, 3)
