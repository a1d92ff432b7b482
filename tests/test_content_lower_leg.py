"""The content for the calf, shin, Achilles tendon and blood clot: valid, complete, and true to its sources."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from conftest import PlanMaker
from content import document, exercises, measured, protocol_of, slots, words_of

from rehab.library import Library
from rehab.models.framework import RunTable
from rehab.models.protocol import Protocol
from rehab.notation import Dose, parse_dose
from rehab.shared import Exercises, RunTables
from rehab.source.issues import validate

CALF = "peace-love/calf-strain"
SHIN = "rice/medial-tibial-stress-syndrome"
ACHILLES = "rice/achilles-tendinopathy"
CLOT = "referral/deep-vein-thrombosis"
Choice = tuple[str, str | None, str | None]
CHOICES: list[Choice] = [
    (CALF, None, None),
    (SHIN, None, None),
    (CLOT, None, None),
    (ACHILLES, "midportion", "silbernagel"),
    (ACHILLES, "midportion", "alfredson"),
    (ACHILLES, "midportion", "hsr"),
    (ACHILLES, "insertional", "ltcr"),
    (ACHILLES, "insertional", "jonsson-insertional"),
    (ACHILLES, "reactive", "silbernagel"),
]
MY_FILES = ["exercises/lower-leg", "measures", CALF, SHIN, ACHILLES, CLOT]
every_choice = pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: "-".join(filter(None, choice)))


def run_table(letter: str) -> RunTable:
    return validate(document("run-tables"), RunTables).root[letter]


def dose_of(choice: Choice, phase: str, exercise: str) -> Dose:
    dose = protocol_of(*choice).phases[phase].exercises[exercise].dose
    assert dose is not None
    return dose


# -- whole and consistent ---------------------------------------------------------------------------------------------


def test_the_table_of_choices_holds_every_variant_of_every_type() -> None:
    base = validate(document(ACHILLES), Protocol)
    offered = {(kind, name) for name, variant in base.variants.items() for kind in variant.types or tuple(base.types)}
    assert offered == {(kind, variant) for name, kind, variant in CHOICES if name == ACHILLES}


@every_choice
def test_there_is_work_on_the_calf_in_every_loading_phase(choice: Choice) -> None:
    plan = protocol_of(*choice)
    if choice[0] == ACHILLES:
        for phase_id, phase in plan.phases.items():
            if phase_id != "settle":
                assert any(exercises()[one].kind == "load" for one in phase.exercises), phase_id


# -- published doses (clinical source, published-doses rows 21 to 27 and 29) ------------------------------------------

MID: Choice = (ACHILLES, "midportion", "silbernagel")
DROPS: Choice = (ACHILLES, "midportion", "alfredson")
FLOOR: Choice = (ACHILLES, "insertional", "jonsson-insertional")
PUBLISHED = [
    # row, choice, phase, exercise, sets, reps, a day, every days, tag and source
    (21, DROPS, "strengthen", "heel-drop-straight", 3, (15, 15), 2, 1, "V alfredson-1998"),
    (21, DROPS, "strengthen", "heel-drop-bent", 3, (15, 15), 2, 1, "V alfredson-1998"),
    (22, MID, "start", "double-heel-raise", 3, (10, 15), 1, 1, "V silbernagel-2020"),
    (22, MID, "start", "single-heel-raise", 3, (10, 10), 1, 1, "V silbernagel-2020"),
    (22, MID, "start", "seated-heel-raise", 3, (10, 10), 1, 1, "V silbernagel-2020"),
    (22, MID, "start", "eccentric-heel-raise", 3, (10, 10), 1, 1, "V silbernagel-2020"),
    (23, MID, "strengthen", "double-heel-raise-step", 3, (15, 15), 1, 1, "V silbernagel-2020"),
    (23, MID, "strengthen", "step-heel-raise", 3, (15, 15), 1, 1, "V silbernagel-2020"),
    (23, MID, "strengthen", "seated-heel-raise", 3, (15, 15), 1, 1, "V silbernagel-2020"),
    (23, MID, "strengthen", "eccentric-heel-raise-step", 3, (15, 15), 1, 1, "V silbernagel-2020"),
    (23, MID, "strengthen", "quick-rebound", 3, (20, 20), 1, 1, "V silbernagel-2020"),
    (24, MID, "rebuild", "step-heel-raise", 3, (15, 15), 1, 1, "V silbernagel-2020"),
    (24, MID, "rebuild", "seated-heel-raise", 3, (15, 15), 1, 1, "V silbernagel-2020"),
    (24, MID, "rebuild", "eccentric-heel-raise-step", 3, (15, 15), 1, 1, "V silbernagel-2020"),
    (25, MID, "return", "step-heel-raise-pack", 3, (15, 15), 1, None, "R silbernagel-2020"),
    (25, MID, "return", "eccentric-heel-raise-pack", 3, (15, 15), 1, None, "R silbernagel-2020"),
    (25, MID, "return", "quick-rebound", 3, (20, 20), 1, None, "R silbernagel-2020"),
    (27, FLOOR, "strengthen", "eccentric-heel-raise", 3, (15, 15), 2, 1, "R jonsson-2008"),
]


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: f"{row[0]}-{row[3]}")
def test_a_published_dose_is_exactly_that_of_its_source(row: tuple[Any, ...]) -> None:
    _, choice, phase, exercise, sets, reps, a_day, every_days, origin = row
    dose = dose_of(choice, phase, exercise)
    assert dose.sets
    assert dose.reps
    assert (dose.sets.low, dose.sets.high, (dose.reps.low, dose.reps.high)) == (sets, sets, reps)
    assert (dose.times_per_day.low if dose.times_per_day else 1) == a_day
    assert dose.frequency
    assert dose.frequency.every_days == every_days
    evidence = dose.origin("sets")
    assert evidence
    assert f"{evidence.tag} {evidence.source}" == origin


@pytest.mark.parametrize("exercise", ["heel-drop-straight", "heel-drop-bent"])
def test_heel_drops_are_slow_and_done_with_the_sore_leg_only(exercise: str) -> None:
    assert dose_of(DROPS, "strengthen", exercise).tempo == "slow"
    assert protocol_of(*DROPS).phases["strengthen"].exercises[exercise].side == "affected"


@pytest.mark.parametrize(
    ("heavy", "light"),
    [
        ("step-heel-raise-pack", "step-heel-raise"),
        ("seated-heel-raise-weight", "seated-heel-raise"),
        ("eccentric-heel-raise-pack", "eccentric-heel-raise-step"),
    ],
)
def test_weight_is_added_on_three_days_and_the_other_days_are_without(heavy: str, light: str) -> None:
    phase = protocol_of(*MID).phases["rebuild"]
    dose = dose_of(MID, "rebuild", heavy)
    assert dose.sets
    assert dose.reps
    assert dose.frequency
    assert dose.frequency.per_week
    assert (dose.sets.low, dose.reps.low, dose.frequency.per_week.low) == (3, 15, 3)
    assert phase.exercises[light].off_days_of == heavy
    assert exercises()[heavy].heavy == "calf"


@pytest.mark.parametrize("exercise", ["hsr-seated-calf", "hsr-leg-press-calf", "hsr-standing-calf"])
def test_the_heavy_weeks_are_those_of_row_26(exercise: str) -> None:
    slot = protocol_of(ACHILLES, "midportion", "hsr").phases["strengthen"].exercises[exercise]
    expected = {"1": (3, 15, "V"), "2-3": (3, 12, "V"), "4-5": (4, 10, "V"), "6-8": (4, 8, "R"), "9-12": (4, 6, "V")}
    assert slot.weeks.keys() == expected.keys()
    for weeks, dose in slot.weeks.items():
        evidence = dose.origin("sets")
        assert dose.sets
        assert dose.load
        assert dose.load.amount
        assert evidence
        assert dose.rest_seconds
        assert dose.frequency
        assert (dose.sets.low, dose.load.amount.low, evidence.tag) == expected[weeks]
        assert dose.load.kind == "rm"
        assert dose.tempo == "3-0-3"
        assert (dose.rest_seconds.low, dose.rest_seconds.high) == (120, 180)
        assert dose.frequency.per_week
        assert dose.frequency.per_week.low == 3


def test_the_shin_runs_are_those_of_row_29() -> None:
    plan = protocol_of(SHIN)
    runs = [phase.run for phase in plan.phases.values() if phase.run]
    assert [(run.table, run.stages) for run in runs] == [("A", (1, 4)), ("A", (5, 11))]
    for run in runs:
        assert run.frequency.frequency
        assert run.frequency.frequency.per_week
        assert run.frequency.frequency.per_week.low == 3
    minutes = []
    for number in ("1", "2", "3", "4", "5", "6"):
        [line] = run_table("A").stages[number].parts
        part = parse_dose(line)
        bouts = part.sets.low if part.sets else 1
        legs = sum(leg.seconds.low for leg in part.intervals if leg.seconds)
        minutes.append((bouts * legs or (part.duration_seconds.low if part.duration_seconds else 0)) / 60)
    assert minutes == [16, 16, 20, 20, 16, 18]


# -- timetables and minima --------------------------------------------------------------------------------------------

TIMETABLES = [
    ((CALF, None, None), "1", [(1, 3), (4, 7), (8, 12), (13, 23), (24, 28), (29, 84)]),
    ((CALF, None, None), "2", [(1, 3), (4, 14), (15, 26), (27, 40), (41, 49), (50, 119)]),
    ((SHIN, None, None), "mild", [(1, 3), (4, 14), (15, 35), (36, 56), (57, 70), (71, 154)]),
    ((SHIN, None, None), "moderate", [(1, 3), (4, 23), (24, 56), (57, 77), (78, 98), (99, 182)]),
    ((SHIN, None, None), "severe", [(1, 5), (6, 35), (36, 84), (85, 116), (117, 147), (148, 231)]),
    (MID, "all", [(1, 3), (4, 14), (15, 35), (36, 84), (85, 180), (181, 264)]),
    ((ACHILLES, "reactive", "silbernagel"), "all", [(1, 3), (4, 14), (15, 35), (36, 84), (85, 180), (181, 264)]),
    (DROPS, "all", [(1, 3), (4, 87), (88, 180), (181, 264)]),
    ((ACHILLES, "midportion", "hsr"), "all", [(1, 3), (4, 87), (88, 180), (181, 264)]),
    ((ACHILLES, "insertional", "ltcr"), "all", [(1, 3), (4, 17), (18, 56), (57, 84), (85, 180), (181, 264)]),
    (FLOOR, "all", [(1, 3), (4, 87), (88, 180), (181, 264)]),
    ((CLOT, None, None), "all", [(1, 28), (29, 182), (183, 364)]),
]


@pytest.mark.parametrize(
    ("choice", "grade", "days"), TIMETABLES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_default_timetable_is_that_of_the_source(choice: Choice, grade: str, days: list[tuple[int, int]]) -> None:
    assert [phase.days[grade] for phase in protocol_of(*choice).phases.values()] == days
    assert all(after[0] == before[1] + 1 for before, after in itertools.pairwise(days))


def test_shin_runs_never_start_before_their_hard_minimum() -> None:
    for phase in protocol_of(SHIN).phases.values():
        if phase.run:
            assert phase.run.not_before_by_grade == {"mild": 8, "moderate": 15, "severe": 23}


def test_calf_hops_and_runs_wait_for_the_spring_phase() -> None:
    phases = protocol_of(CALF).phases
    for phase_id in ("peace", "foundation", "strength"):
        assert {"jumping", "running", "sprinting", "hill-running"} <= set(phases[phase_id].forbid)
        assert phases[phase_id].run is None
    assert phases["maintain"].hard_minimum == {"1": 14, "2": 32}


def test_a_sore_calf_is_not_stretched_before_its_day() -> None:
    phases = protocol_of(CALF).phases
    assert "calf-stretch" in phases["peace"].forbid
    for exercise in ("calf-gastroc-wall", "calf-soleus-wall"):
        assert phases["foundation"].exercises[exercise].not_before_by_grade == {"1": 5, "2": 8}


@every_choice
def test_running_with_a_sore_tendon_waits_for_a_log(choice: Choice) -> None:
    if choice[0] == ACHILLES:
        runs = [phase.run for phase in protocol_of(*choice).phases.values() if phase.run]
        assert runs
        assert all(run.table == "E" and run.needs_log for run in runs)
        assert [run.stages for run in runs] in ([(1, 4), (5, 8)], [(1, 8)])


@pytest.mark.parametrize("variant", ["ltcr", "jonsson-insertional"])
def test_a_tendon_sore_at_the_heel_bone_never_goes_below_the_floor_nor_is_stretched(variant: str) -> None:
    never = {"ankle-dorsiflexion-below-floor", "calf-stretch"}
    plan = protocol_of(ACHILLES, "insertional", variant)
    for phase_id, phase in plan.phases.items():
        assert never <= set(phase.forbid), phase_id
        assert any("below floor level" in line for line in phase.avoid), phase_id
    for _, exercise_id, _ in slots(plan):
        exercise = exercises()[exercise_id]
        assert not never & set(exercise.counts_as)
        assert not any(word in " ".join(exercise.steps) for word in ("edge of a step", "below the step"))


def test_each_ltcr_stage_lasts_at_least_14_days() -> None:
    phases = protocol_of(ACHILLES, "insertional", "ltcr").phases
    starts = [phases[name].earliest["all"] for name in ("start", "strengthen", "rebuild", "return")]
    assert all(after - before >= 14 for before, after in itertools.pairwise(starts))


# -- safety -----------------------------------------------------------------------------------------------------------


def test_a_blood_clot_has_no_plan_without_clearance() -> None:
    plan = protocol_of(CLOT)
    assert plan.requires_clearance
    assert plan.referral
    assert plan.referral.disposition == "same_day"
    assert all("cleared" in {criterion.form for criterion in phase.entry} for phase in plan.phases.values())
    assert all("massage" in phase.forbid for phase in plan.phases.values())


def test_the_worst_grades_are_referred_or_need_clearance() -> None:
    assert protocol_of(CALF).grades["3"].route == "referral"
    assert protocol_of(CALF).grades["3"].disposition == "same_day"
    severe = protocol_of(SHIN).grades["severe"]
    assert severe.needs_clearance
    assert severe.within_hours == 48


SCREENS = {
    CALF: "RF-09a RF-09b RF-11b RF-11c RF-12a RF-12b RF-20 RF-23 RF-24a RF-30 RF-31",
    SHIN: "RF-19a RF-19b RF-20 RF-39 RF-49 RF-30 RF-31",
    ACHILLES: "RF-12a RF-19b RF-33 RF-37 RF-38 RF-30 RF-31",
    CLOT: "RF-09a RF-09b RF-24a RF-24b RF-25 RF-30",
}


@pytest.mark.parametrize("name", SCREENS)
def test_the_safety_questions_are_those_of_the_source(name: str) -> None:
    assert sorted(validate(document(name), Protocol).screen) == sorted(SCREENS[name].split())


# -- the library ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("link", ["easier_exercise", "harder_exercise"])
def test_links_to_easier_and_harder_exercises_lead_somewhere_and_never_in_a_circle(link: str) -> None:
    for start in validate(document("exercises/lower-leg"), Exercises).root:
        seen, here = [start], getattr(exercises()[start], link)
        while here:
            assert here not in seen, f"{start}: {' > '.join([*seen, here])}"
            seen.append(here)
            here = getattr(exercises()[here], link)


def test_an_exercise_on_the_edge_of_a_step_counts_as_going_below_the_floor() -> None:
    for exercise_id, exercise in validate(document("exercises/lower-leg"), Exercises).root.items():
        if any("below the step" in step or "on a step" in step for step in exercise.steps):
            assert "ankle-dorsiflexion-below-floor" in exercise.counts_as, exercise_id


def test_the_short_lines_fit_their_places_on_paper() -> None:
    for exercise_id, exercise in validate(document("exercises/lower-leg"), Exercises).root.items():
        assert max(len(exercise.feel), len(exercise.not_feel)) <= 30, exercise_id
        assert max(len(exercise.easier), len(exercise.harder)) <= 28, exercise_id
    for choice in CHOICES:
        plan = protocol_of(*choice)
        for line in (*plan.stop_signs.emergency, *plan.stop_signs.today):
            assert len(line.split("|")[0].strip()) <= 40, line
            assert re.search(r"\| RF-\d\d", line), line
        for _, exercise_id, slot in slots(plan):
            assert max(len(slot.easier), len(slot.harder)) <= 28, exercise_id


@pytest.mark.parametrize("name", MY_FILES)
def test_sentences_for_patients_have_at_most_20_words_and_no_medical_short_forms(name: str) -> None:
    for text in words_of(document(name).data):
        if not text[:1].isupper():
            continue  # an id, a name people type, or a line of notation
        for sentence in re.split(r"(?<=[.?!:])\s+", text.split(" | ")[0]):
            assert len(sentence.split()) <= 20, sentence
        assert not re.search(r"\b(NPRS|RPE|LSI|MVC|RM|ROM|reps|NSAID)\b", text), text
        assert not re.search(r"\d\s*[-–]\s*\d", text) or name == "measures" or "-day-" in text, text


# -- what the printed words may not promise or offer early --------------------------------------------------------------


def runs_of(choice: Choice) -> list[str]:
    return [phase.run.only_if for phase in protocol_of(*choice).phases.values() if phase.run]


@every_choice
def test_the_first_run_with_a_sore_tendon_names_every_start_condition(choice: Choice) -> None:
    if choice[0] == ACHILLES:
        first = runs_of(choice)[0]
        for condition in (
            "Run only when all of this is true",
            "30 minutes of brisk walking",
            "30 seconds",
            "15 heel raises",
            "75 %",
            "limp",
        ):
            assert condition in first, condition
        assert re.search(r"[12]0 hops on the sore leg hurt at most 2 of 10", first)


def test_the_first_run_with_sore_shins_names_every_start_condition() -> None:
    first = runs_of((SHIN, None, None))[0]
    for condition in ("brisk walking", "30 seconds", "75 %", "10 hops on it hurt at most 2", "limp", "running test"):
        assert condition in first, condition


@every_choice
def test_a_row_between_the_days_of_another_says_so(choice: Choice) -> None:
    for phase_id, exercise_id, slot in slots(protocol_of(*choice)):
        if slot.off_days_of and choice[0] in (ACHILLES, SHIN):
            assert slot.note.startswith("On "), (phase_id, exercise_id)


@every_choice
def test_a_sore_tendon_has_one_rule_for_a_worse_morning(library: Library, choice: Choice) -> None:
    """achilles-tendinopathy.md, section 6: half the sets for 48 hours, twice in a week one phase back."""
    if choice[0] == ACHILLES:
        rule = library.shelf.monitoring[protocol_of(*choice).monitoring]
        assert rule.amber.then.endswith("Half the sets for 48 hours. Twice in a week, one phase back.")
        assert (rule.less_percent, rule.ambers_before_less, rule.ambers_to_phase_back) == (50, 1, 2)
        for phase_id, phase in protocol_of(*choice).phases.items():
            told = [note for note in phase.notes if note.startswith("Worse the next morning")]
            expected = (
                "Worse the next morning by 1 point? Do half the sets for 48 hours. Twice in a week? Go back one phase."
                " By 2 points? That is red."
            )
            assert told == ([] if phase_id == "settle" else [expected]), phase_id


def test_the_one_leg_raise_is_as_many_as_pain_of_5_allows(make_plan: PlanMaker) -> None:
    """achilles-tendinopathy.md, section 6 A, phase 1."""
    limit = "Do only as many as keep the pain at 5 of 10 or less."
    for kind in ("midportion", "reactive"):
        plan = make_plan("achilles-tendinopathy", kind=kind)
        assert all(
            limit in task.text for day in plan.days for task in day.tasks if task.exercise == "single-heel-raise"
        )
        (dose,) = [dose for dose in plan.phases[1].exercises if dose.exercise == "single-heel-raise"]
        assert limit in dose.note


@every_choice
def test_daily_running_is_never_left_out_without_saying_that_running_has_not_started(choice: Choice) -> None:
    for phase_id, phase in protocol_of(*choice).phases.items():
        assert "Do not run every day." not in phase.avoid, phase_id


def test_the_first_days_of_a_sore_calf_offer_no_work_of_the_next_phase() -> None:
    phases = protocol_of(CALF).phases
    assert {slot.harder for slot in phases["peace"].exercises.values()} == {"stay here until day 4"}
    assert phases["foundation"].exercises["double-heel-raise"].harder == "stay here until phase 3"
    assert not any("heel lifts" in note for note in phases["strength"].notes)
    assert any("day 14 at the latest" in note for note in phases["foundation"].notes)
    assert "pull" not in exercises()["ankle-pump"].feel


def test_the_test_that_opens_a_phase_is_on_the_list_of_the_phase_before() -> None:
    for choice, before, after in (((CALF, None, None), "strength", "elastic"), (MID, "strengthen", "rebuild")):
        phases = protocol_of(*choice).phases
        entry = {name for criterion in phases[after].entry for name in measured(criterion)}
        assert entry
        assert entry <= {name for criterion in phases[before].exit for name in measured(criterion)}
