"""The content for the hamstring: valid in every variant, complete, and true to its sources."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from content import document, exercises, low, measures, origin, protocol_of, slots

from rehab.models.exercise import Exercise
from rehab.models.protocol import Protocol
from rehab.notation import Criterion, Dose, Span, parse_criterion
from rehab.shared import Exercises, RunTables
from rehab.source.issues import validate

HAMSTRING = "peace-love/hamstring-strain"
VARIANTS = ["l-protocol", "aspetar", "pats", "c-protocol"]
MY_EXERCISES = ["exercises/thigh", "exercises/general"]
every_variant = pytest.mark.parametrize("variant", VARIANTS)


def base() -> Protocol:
    return protocol_of(HAMSTRING)


def protocol(variant: str) -> Protocol:
    return protocol_of(HAMSTRING, None, variant)


def days_of(dose: Dose) -> tuple[int | None, tuple[float, float] | None]:
    per_week = dose.frequency.per_week if dose.frequency else None
    every_days = dose.frequency.every_days if dose.frequency else None
    return every_days, (per_week.low, per_week.high) if per_week else None


# -- whole and consistent ---------------------------------------------------------------------------------------------


def test_one_variant_is_the_default_and_the_comparison_arm_is_not_offered() -> None:
    variants = base().variants
    assert list(variants) == VARIANTS
    assert [name for name, choice in variants.items() if choice.default] == ["l-protocol"]
    assert [name for name, choice in variants.items() if not choice.offered] == ["c-protocol"]


@pytest.mark.parametrize(
    ("phase", "kept_out"),
    [
        ("peace", {"hamstring-stretch", "heat", "massage", "nsaid", "running", "sprinting", "loaded-hinge", "nordic"}),
        ("early-load", {"running", "sprinting", "hamstring-stretch", "end-range-lengthening", "nordic", "kicking"}),
        ("lengthening", {"running-above-70", "sprinting", "nordic", "ballistic-stretch"}),
    ],
)
def test_an_early_phase_forbids_what_its_source_rules_out(phase: str, kept_out: set[str]) -> None:
    assert kept_out <= set(base().phases[phase].forbid)


# -- published doses (clinical source, published-doses rows 1 to 12) --------------------------------------------------

L, ASPETAR, PATS, C = VARIANTS
DAILY: tuple[int | None, tuple[float, float] | None] = (1, None)
MOST_DAYS: tuple[int | None, tuple[float, float] | None] = (None, (5, 7))
PUBLISHED = [
    # row, variant, phase, exercise, sets, reps, hold or bout in seconds, a day, days, tag and source
    (1, L, "lengthening", "extender", 3, 12, None, 2, DAILY, "V askling-2013"),
    (2, L, "lengthening", "diver", 3, 6, None, 1, (2, None), "V askling-2013"),
    (3, L, "lengthening", "glider", 3, 4, None, 1, (3, None), "V askling-2013"),
    (4, C, "lengthening", "contract-relax-stretch", 3, 4, 20, 2, DAILY, "R askling-2013"),
    (5, C, "lengthening", "cable-pendulum", 3, 6, None, 1, (2, None), "R askling-2013"),
    (5, C, "lengthening", "pelvic-lift", 3, 8, None, 1, (3, None), "R askling-2013"),
    (8, PATS, "early-load", "stationary-bike", None, None, 600, 1, DAILY, "V heiderscheit-2010"),
    (8, PATS, "early-load", "side-step", 3, None, 60, 1, DAILY, "V heiderscheit-2010"),
    (8, PATS, "early-load", "grapevine", 3, None, 60, 1, DAILY, "V heiderscheit-2010"),
    (8, PATS, "early-load", "fast-feet", 2, None, 60, 1, DAILY, "V heiderscheit-2010"),
    (8, PATS, "early-load", "prone-bridge", 5, None, 10, 1, DAILY, "V heiderscheit-2010"),
    (8, PATS, "early-load", "side-bridge", 5, None, 10, 1, DAILY, "V heiderscheit-2010"),
    (8, PATS, "early-load", "bridge-on-heels", 10, None, 5, 1, DAILY, "V heiderscheit-2010"),
    (8, PATS, "early-load", "single-leg-balance", 4, None, 20, 1, DAILY, "V heiderscheit-2010"),
    (9, PATS, "lengthening", "stationary-bike", None, None, 600, 1, MOST_DAYS, "V heiderscheit-2010"),
    (9, PATS, "lengthening", "side-shuffle", 3, None, 60, 1, MOST_DAYS, "V heiderscheit-2010"),
    (9, PATS, "lengthening", "grapevine-jog", 3, None, 60, 1, MOST_DAYS, "V heiderscheit-2010"),
    (9, PATS, "lengthening", "boxer-shuffle", 2, None, 60, 1, MOST_DAYS, "V heiderscheit-2010"),
    (9, PATS, "lengthening", "rotating-bridge", 2, 10, 5, 1, MOST_DAYS, "V heiderscheit-2010"),
    (9, PATS, "lengthening", "bridge-walk-outs", 3, 10, None, 1, MOST_DAYS, "V heiderscheit-2010"),
    (9, PATS, "lengthening", "windmill", 4, 8, None, 1, MOST_DAYS, "V heiderscheit-2010"),
    (9, PATS, "lengthening", "lunge-walk-rotation", 2, 10, None, 1, MOST_DAYS, "V heiderscheit-2010"),
    (9, PATS, "lengthening", "balance-lean", 5, None, 10, 1, MOST_DAYS, "V heiderscheit-2010"),
    # the source states no days for rows 10 to 12: those of the data are ours
    (10, ASPETAR, "early-load", "double-leg-bridge", 4, 15, None, 1, DAILY, "V hamilton-2015"),
    (11, ASPETAR, "lengthening", "single-leg-bridge", 4, 15, None, 1, (2, None), "V hamilton-2015"),
    (11, ASPETAR, "lengthening", "resisted-knee-bend", 4, 15, None, 1, (2, None), "V hamilton-2015"),
    (12, ASPETAR, "speed", "fast-single-leg-bridge", 4, 8, None, 1, (2, None), "V hamilton-2015"),
]


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: f"{row[0]}-{row[3]}")
def test_a_published_dose_is_exactly_that_of_its_source(row: tuple[Any, ...]) -> None:
    number, variant, phase, exercise, sets, reps, seconds, a_day, days, source = row
    dose = protocol(variant).phases[phase].exercises[exercise].dose
    assert dose
    for span in (dose.sets, dose.reps, dose.hold_seconds, dose.duration_seconds, dose.times_per_day):
        assert span is None or span.low == span.high
    assert (low(dose.sets), low(dose.reps)) == (sets, reps)
    assert low(dose.hold_seconds or dose.duration_seconds) == seconds
    assert (low(dose.times_per_day) or 1, days_of(dose)) == (a_day, days)
    for name in ("sets", "reps", "hold_seconds", "duration_seconds", "times_per_day"):
        assert getattr(dose, name) is None or origin(dose, name) == source
    assert origin(dose, "frequency") == ("P" if number in (10, 11, 12) else source)


def test_the_lengthening_exercises_start_on_plan_day_6_and_go_on_until_sport() -> None:
    rows = protocol(L).phases["lengthening"].exercises
    for exercise in ("extender", "diver", "glider"):
        assert (rows[exercise].not_before, rows[exercise].through) == (6, "return")
    for exercise in ("extender", "diver"):
        dose = rows[exercise].dose
        assert dose
        assert (dose.tempo, origin(dose, "tempo")) == ("slow", "V askling-2013")
    glider = rows["glider"].dose
    assert glider
    assert origin(glider, "tempo") == "P"


def test_the_bridges_of_rows_10_to_12_keep_their_published_pace() -> None:
    phases = protocol(ASPETAR).phases
    for phase, exercise in (
        ("early-load", "double-leg-bridge"),
        ("lengthening", "single-leg-bridge"),
        ("lengthening", "resisted-knee-bend"),
    ):
        dose = phases[phase].exercises[exercise].dose
        assert dose
        assert (dose.tempo, origin(dose, "tempo")) == ("2-0-2", "V hamilton-2015")
    fast = phases["speed"].exercises["fast-single-leg-bridge"].dose
    assert fast
    assert (low(fast.pause_seconds), origin(fast, "pause_seconds")) == (2, "V hamilton-2015")
    assert exercises()["fast-single-leg-bridge"].seconds_per_rep == 1 + 2


@every_variant
def test_the_nordic_weeks_are_those_of_rows_6_and_7(variant: str) -> None:
    phases = protocol(variant).phases
    slot = phases["speed"].exercises["nordic-curl"]
    written = {
        weeks: (
            low(dose.sets),
            (dose.reps.low, dose.reps.high) if dose.reps else dose.reps_by_set,
            days_of(dose)[1],
            origin(dose, "reps" if dose.reps else "reps_by_set"),
            origin(dose, "frequency"),
            (low(dose.rest_seconds), origin(dose, "rest_seconds")),
        )
        for weeks, dose in slot.weeks.items()
    }
    source = "V petersen-2011"
    ours = (120, "P")
    assert written == {
        "1": (2, (5, 5), (1, 1), source, source, ours),
        "2": (2, (6, 6), (2, 2), source, source, ours),
        "3": (3, (6, 8), (3, 3), source, source, ours),
        "4": (3, (8, 10), (3, 3), source, source, ours),
        "5-10": (None, (12, 10, 8), (3, 3), source, source, ours),
        "11-52": (None, (12, 10, 8), (1, 1), source, source, ours),
    }
    assert (slot.on_days_of, slot.through) == ("run", "maintain")
    assert not any("nordic-curl" in phases[early].exercises for early in ("peace", "early-load", "lengthening"))


# -- the file's own rows (condition file sections 6 to 8) --------------------------------------------------------------

COMMON = [
    ("peace", "heel-dig", (3, 5, (5, 10), (2, 2), 3, 30, DAILY)),
    ("peace", "heel-slide", (2, 10, None, (2, 2), 3, 30, DAILY)),
    ("early-load", "prone-knee-bend-hold", (5, None, (20, 20), (3, 5), 2, 30, DAILY)),
    ("early-load", "hip-flexor-kneel", (2, None, (30, 30), (2, 2), None, 10, DAILY)),
    ("early-load", "calf-gastroc-wall", (2, None, (30, 30), (2, 2), None, 10, DAILY)),
    ("lengthening", "hamstring-stand", (3, None, (30, 30), (2, 2), None, 10, DAILY)),
    ("speed", "slider-leg-curl", (3, 6, None, (7, 7), None, 90, (None, (2, 2)))),
]


@pytest.mark.parametrize("row", COMMON, ids=lambda row: row[1])
def test_a_row_for_every_variant_is_that_of_the_condition_file(row: tuple[Any, ...]) -> None:
    phase, exercise, expected = row
    dose = base().phases[phase].exercises[exercise].dose
    assert dose
    hold = (dose.hold_seconds.low, dose.hold_seconds.high) if dose.hold_seconds else None
    effort = (dose.effort.low, dose.effort.high) if dose.effort else None
    written = (low(dose.sets), low(dose.reps), hold, effort, low(dose.times_per_day), low(dose.rest_seconds))
    assert (*written, days_of(dose)) == expected
    assert {evidence.tag for _, evidence in dose.evidence} == {"P"}


def test_the_weighted_bend_waits_for_3_green_sessions_and_is_not_part_of_pats() -> None:
    for variant, before in ((L, "diver"), (ASPETAR, "bridge")):
        slot = protocol(variant).phases["lengthening"].exercises["romanian-deadlift"]
        assert slot.dose
        assert slot.dose.load
        assert (slot.dose.load.kind, slot.dose.load.amount) == ("rm", Span(12, 10, step=True))
        assert (slot.dose.tempo, low(slot.dose.reps), days_of(slot.dose)) == ("1-0-3", 8, (None, (2, 2)))
        assert "3 green sessions" in slot.only_if
        assert before in slot.only_if
        assert slot.through == "speed"
    assert "romanian-deadlift" not in protocol(PATS).phases["lengthening"].exercises


def test_work_in_the_first_days_starts_on_day_2_and_stretching_the_sore_muscle_on_day_11() -> None:
    for slot in base().phases["peace"].exercises.values():
        assert slot.first == 2
    stretch = base().phases["lengthening"].exercises["hamstring-stand"]
    assert (stretch.not_before, stretch.optional) == (11, True)
    for phase_id, exercise_id, _ in slots(base()):
        assert not (phase_id == "peace" and exercises()[exercise_id].kind == "stretch")


# -- timetable, minima, gates -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grade", "days"),
    [
        ("1", [(1, 3), (4, 6), (7, 13), (14, 20), (21, 28), (29, 98)]),
        ("2", [(1, 3), (4, 10), (11, 24), (25, 38), (39, 56), (57, 126)]),
    ],
)
def test_the_default_timetable_is_that_of_the_source(grade: str, days: list[tuple[int, int]]) -> None:
    assert [phase.days[grade] for phase in base().phases.values()] == days
    assert all(after[0] == before[1] + 1 for before, after in itertools.pairwise(days))
    assert base().grades[grade].full_sport == (14 if grade == "1" else 35, days[4][1])


@every_variant
def test_the_hard_minima_hold_in_every_variant(variant: str) -> None:
    phases = protocol(variant).phases
    assert phases["lengthening"].hard_minimum == {"all": 6}
    assert parse_criterion("day >= 6 [V askling-2013]") in phases["lengthening"].entry
    for late in ("return", "maintain"):
        assert phases[late].hard_minimum == {"1": 14, "2": 35}
    earliest = [phase.earliest for phase in list(phases.values())[:5]]
    assert [one["1"] for one in earliest] == [1, 4, 6, 10, 14]
    assert [one["2"] for one in earliest] == [1, 4, 11, 24, 35]
    assert phases["peace"].latest_end == {"all": 5}


def test_running_is_step_1_of_table_j_first_and_the_rest_in_the_speed_phase() -> None:
    runs = {phase_id: phase.run for phase_id, phase in base().phases.items() if phase.run}
    assert {name: (run.table, run.stages) for name, run in runs.items()} == {
        "lengthening": ("J", (1, 1)),
        "speed": ("J", (2, 6)),
    }
    assert runs["speed"].through == "return"
    for run in runs.values():
        assert run.frequency.frequency
        assert run.frequency.frequency.every_days == 2
    assert "J" in validate(document("run-tables"), RunTables).root


EXITS = [
    ("peace", "pain-rest <= 2"),
    ("peace", "pain-walking <= 3"),
    ("peace", "heel-dig-pain <= 3"),
    ("peace", "swelling not rising"),
    ("peace", "no red flag"),
    ("early-load", "slow-jog-20-pain <= 0"),
    ("early-load", "heel-press-pain <= 0 for 2 days"),
    ("lengthening", "knee-bend-strength >= 80 % of other side"),
    ("lengthening", "straight-leg-raise > 75 % of other side"),
    ("speed", "knee-bend-strength >= 90 % of other side"),
    ("speed", "hamstring-bridge >= 25 reps"),
    ("speed", "hamstring-bridge >= 90 % of other side"),
    ("return", "palpation-pain <= 0 for 2 days"),
    ("return", "straight-leg-raise >= 90 % of other side"),
    ("return", "active-knee-extension >= 90 % of other side"),
    ("return", "knee-bend-strength >= 90 % of other side"),
    ("return", "hamstring-bridge >= 25 reps"),
    ("return", "sprint-insecurity <= 0"),
    ("return", "3 days: run-stage-j6-pain <= 0"),
    ("return", "full-trainings >= 2 sessions"),
    ("return", "confidence >= 9"),
]


def untagged(criterion: Criterion) -> tuple[Any, ...]:
    parts = tuple(untagged(part) for part in criterion.parts)
    return (criterion.form, criterion.measure, criterion.comparison, criterion.number, criterion.for_days, parts)


@every_variant
@pytest.mark.parametrize(("phase", "line"), EXITS)
def test_no_variant_moves_on_without_what_the_source_asks(variant: str, phase: str, line: str) -> None:
    assert untagged(parse_criterion(line)) in map(untagged, protocol(variant).phases[phase].exit)


def test_the_aspetar_programme_adds_the_painless_bike() -> None:
    added = {criterion.measure for criterion in protocol(ASPETAR).phases["early-load"].exit} - {
        criterion.measure for criterion in base().phases["early-load"].exit
    }
    assert added == {"bike-5-min-pain"}


def test_every_criterion_says_where_it_comes_from() -> None:
    for variant in VARIANTS:
        for phase in protocol(variant).phases.values():
            for criterion in (*phase.entry, *phase.exit):
                if criterion.form != "no_flag":
                    inner = criterion.parts[0] if criterion.parts else criterion
                    assert criterion.evidence or inner.evidence, criterion


# -- safety -----------------------------------------------------------------------------------------------------------


def test_grade_3_is_sent_on_the_same_day_without_exercises() -> None:
    grade = base().grades["3"]
    assert (grade.route, grade.disposition) == ("referral", "same_day")
    assert {"avulsion", "rupture"} <= set(grade.synonyms)
    for phase in base().phases.values():
        assert "3" not in phase.days


def test_the_screen_is_that_of_the_condition_file() -> None:
    numbers = "09a 09b 11b 11c 13a 13b 17a 17b 23 24a 30 31"
    assert base().screen == tuple(f"RF-{number}" for number in numbers.split())
    assert base().ask_daily == {"RF-08": (2, 7)}
    assert base().exceptions.keys() == {"RF-08"}
    assert base().monitoring == "SM-ACUTE"


def test_a_modifier_only_lengthens_phases_3_to_5() -> None:
    factors = {name: modifier.factor for name, modifier in base().modifiers.items()}
    assert factors == {"over-40": 1.25, "not-an-athlete": 1.25, "intramuscular-tendon": 1.5, "stretching-type": 1}
    assert {modifier.phases for modifier in base().modifiers.values()} == {("lengthening", "speed", "return")}


# -- the library of exercises and measures ----------------------------------------------------------------------------


def mine() -> dict[str, Exercise]:
    return {key: one for name in MY_EXERCISES for key, one in validate(document(name), Exercises).root.items()}


def test_lines_of_a_card_fit_the_card() -> None:
    for exercise_id, one in mine().items():
        assert len(one.feel) <= 30, exercise_id
        assert len(one.not_feel) <= 30, exercise_id
        assert len(one.easier) <= 28, exercise_id
        assert len(one.harder) <= 28, exercise_id
        assert len(one.short_title or one.title) <= 22, exercise_id


def test_a_one_sided_exercise_says_which_side_and_the_words_read_well() -> None:
    for exercise_id, one in mine().items():
        text = " ".join(one.steps)
        assert ("{sore}" in text or exercise_id == "side-bridge") == (one.sides == "one"), exercise_id
        for side, other in (("left", "right"), ("sore", "other")):
            filled = text.replace("{sore}", side).replace("{other}", other)
            assert "{" not in filled
            assert not re.search(r"\b(\w+) \1\b", filled), exercise_id


@pytest.mark.parametrize("direction", ["easier_exercise", "harder_exercise"])
def test_easier_and_harder_lead_somewhere_and_never_in_a_circle(direction: str) -> None:
    for start in mine():
        seen = [start]
        following = getattr(exercises()[start], direction)
        while following:
            assert following not in seen, seen
            seen.append(following)
            following = getattr(exercises()[following], direction)


def test_heavy_hamstring_work_is_marked_so_that_it_keeps_its_distance() -> None:
    heavy = {exercise_id for exercise_id, one in mine().items() if one.heavy == "hamstring"}
    assert heavy == {"romanian-deadlift", "nordic-curl", "slider-leg-curl"}
    assert {"nordic", "heavy-eccentric"} <= set(exercises()["nordic-curl"].counts_as)
    assert "loaded-hinge" in exercises()["romanian-deadlift"].counts_as


def test_daily_pain_and_walking_grow_old_in_2_days_and_tests_in_7() -> None:
    for name in ("pain-rest", "pain-walking", "pain-during", "pain-next-morning", "swelling", "walk-four-steps"):
        assert measures()[name].max_age_days == 2, name
    for name in ("straight-leg-raise", "knee-bend-strength", "hamstring-bridge", "run-stage-j6-pain"):
        assert measures()[name].max_age_days == 7, name


def test_every_measured_number_lies_in_its_range_and_is_compared_the_right_way() -> None:
    for phase in base().phases.values():
        for criterion in phase.exit:
            measure = measures().get(criterion.measure)
            if measure is None or criterion.form != "value" or criterion.number is None:
                continue
            assert measure.range, criterion
            assert measure.range[0] <= criterion.number <= measure.range[1], criterion
            assert measure.better == ("higher" if criterion.comparison.startswith(">") else "lower"), criterion
