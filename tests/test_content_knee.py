"""The content for the knee: the tendon, the kneecap, the worn joint; whole, and true to its sources."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from conftest import PlanMaker
from content import document, doses, exercises, origin, protocol_of, words_of

from rehab.models.protocol import Protocol
from rehab.notation import Criterion, Dose, parse_criterion
from rehab.shared import Exercises
from rehab.source.issues import validate

TENDON = "rice/patellar-tendinopathy"
KNEECAP = "rice/patellofemoral-pain"
JOINT = "programme/knee-osteoarthritis-crepitus"
Choice = tuple[str, str | None, str | None]
STEPS: Choice = (TENDON, None, "ptle")
HOME: Choice = (TENDON, None, "ptle-home")
HEAVY: Choice = (TENDON, None, "hsr")
SLOPE: Choice = (TENDON, None, "decline-eccentric")
SEASON: Choice = (TENDON, None, "in-season")
LIFTS: Choice = (TENDON, None, "in-season-isotonic")
RUNNER: Choice = (KNEECAP, "runner", None)
NEW: Choice = (KNEECAP, "new-runner", None)
WORN: Choice = (JOINT, None, None)
CHOICES = [STEPS, HOME, HEAVY, SLOPE, SEASON, LIFTS, RUNNER, NEW, WORN]
FULL = [STEPS, HOME, HEAVY, SLOPE]
every_choice = pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: "-".join(filter(None, choice)))


def dose_of(choice: Choice, phase: str, exercise: str) -> Dose:
    dose = protocol_of(*choice).phases[phase].exercises[exercise].dose
    assert dose is not None
    return dose


def often(dose: Dose) -> tuple[int | None, float | None]:
    assert dose.frequency
    return dose.frequency.every_days, dose.frequency.per_week.low if dose.frequency.per_week else None


# -- whole and consistent ---------------------------------------------------------------------------------------------


def test_the_table_of_choices_holds_every_variant_and_every_type() -> None:
    assert list(validate(document(TENDON), Protocol).variants) == [c[2] for c in CHOICES if c[0] == TENDON]
    assert list(validate(document(KNEECAP), Protocol).types) == [c[1] for c in CHOICES if c[0] == KNEECAP]
    assert [key for key, one in validate(document(TENDON), Protocol).variants.items() if one.default] == ["ptle"]


# -- published doses (clinical source, published-doses rows 30 to 38) -------------------------------------------------

DAILY = (1, None)
PUBLISHED = [
    # row, choice, phase, exercise, sets, reps, hold, a day, days, tag of the amount
    (31, SLOPE, "isotonic", "decline-squat", 3, 15, None, 2, DAILY, "R young-2005"),
    (32, STEPS, "isometric", "knee-extension-hold", 5, None, 45, 1, DAILY, "V ptle-stages"),
    (34, STEPS, "energy", "jump-squat", 3, 10, None, 1, (3, None), "V ptle-stages"),
    (34, STEPS, "energy", "split-jump-squat", 3, 10, None, 1, (3, None), "V ptle-stages"),
    (34, STEPS, "energy", "box-jump", 3, 10, None, 1, (3, None), "V ptle-stages"),
    (37, RUNNER, "settle", "double-leg-bridge", 3, 10, 3, 1, (None, 3), "R ferber-2015"),
    (37, RUNNER, "settle", "quad-set", 3, 10, 5, 1, (None, 3), "R ferber-2015"),
    (37, RUNNER, "settle", "straight-leg-raise", 3, 10, 5, 1, (None, 3), "R ferber-2015"),
    (37, RUNNER, "settle", "short-range-press", 3, 10, 5, 1, (None, 3), "R ferber-2015"),
    (37, RUNNER, "base", "wall-squat", 3, 10, 5, 1, (None, 3), "R ferber-2015"),
    (37, RUNNER, "base", "step-down", 3, 10, None, 1, (None, 3), "R ferber-2015"),
]


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: f"{row[0]}-{row[3]}")
def test_a_published_dose_is_exactly_that_of_its_source(row: tuple[Any, ...]) -> None:
    _, choice, phase, exercise, sets, reps, hold, a_day, days, tag = row
    dose = dose_of(choice, phase, exercise)
    for span in (dose.sets, dose.reps, dose.hold_seconds, dose.times_per_day):
        assert span is None or span.low == span.high
    if hold and not reps:  # so many holds in a row: sets and repetitions are one number
        counted = dose.reps or dose.sets
        assert counted
        assert counted.low == sets
    else:
        assert dose.sets
        assert dose.reps
        assert (dose.sets.low, dose.reps.low) == (sets, reps)
    assert (dose.hold_seconds.low if dose.hold_seconds else None) == hold
    assert (dose.times_per_day.low if dose.times_per_day else 1, often(dose)) == (a_day, days)
    assert origin(dose, "reps" if dose.reps else "sets") == tag


@pytest.mark.parametrize("exercise", ["hsr-squat", "hsr-leg-press", "hsr-hack-squat"])
def test_the_heavy_weeks_are_those_of_row_30(exercise: str) -> None:
    slot = protocol_of(*HEAVY).phases["isotonic"].exercises[exercise]
    written = {}
    for weeks, dose in slot.weeks.items():
        assert dose.sets
        assert dose.load
        assert dose.load.amount
        assert dose.rest_seconds
        assert (dose.load.kind, dose.tempo, often(dose)) == ("rm", "3-0-3", (None, 3))
        assert (dose.rest_seconds.low, dose.rest_seconds.high) == (120, 180)
        assert {origin(dose, name) for name in ("sets", "frequency", "rest_seconds")} == {"V kongsgaard-2009"}
        written[weeks] = (dose.sets.low, dose.load.amount.low)
    assert written == {"1": (4, 15), "2-3": (4, 12), "4-5": (4, 10), "6-8": (4, 8), "9-12": (4, 6)}
    assert exercises()[exercise].sides == "both"


def test_the_slope_squat_lowers_with_the_sore_leg_and_waits_for_no_other_programme() -> None:
    phase = protocol_of(*SLOPE).phases["isotonic"]
    slot = phase.exercises["decline-squat"]
    assert (slot.side, slot.monitoring) == ("affected", "SM-TENDON")
    dose = dose_of(SLOPE, "isotonic", "decline-squat")
    assert (dose.tempo, origin(dose, "frequency"), origin(dose, "times_per_day")) == (
        "slow",
        "V young-2005",
        "V young-2005",
    )
    assert set(phase.exercises) == {"decline-squat"}
    assert any("season" in line for line in phase.avoid)


def test_the_weights_of_row_33_step_from_15_to_6_with_holds_on_the_days_between() -> None:
    phase = protocol_of(*STEPS).phases["isotonic"]
    written = {}
    for weeks, dose in phase.exercises["single-leg-press"].weeks.items():
        assert dose.sets
        assert dose.load
        assert dose.load.amount
        assert (dose.load.kind, dose.tempo, often(dose)) == ("rm", "3-0-3", (2, None))
        assert (origin(dose, "sets"), origin(dose, "tempo")) == ("V ptle-stages", "R breda-2021")
        assert (origin(dose, "rest_seconds"), dose.rest_seconds.low if dose.rest_seconds else None) == ("P", 120)
        written[weeks] = (dose.sets.low, dose.load.amount.low)
    assert written == {"1": (4, 15), "2": (4, 12), "3": (4, 10), "4": (4, 8), "5-6": (4, 6)}
    assert "10 to 60 degrees" in phase.exercises["single-leg-press"].note
    assert phase.exercises["knee-extension-hold"].off_days_of == "single-leg-press"


def test_the_hold_of_row_32_goes_from_40_to_70_percent() -> None:
    dose = dose_of(STEPS, "isometric", "knee-extension-hold")
    assert dose.load
    assert dose.load.amount
    assert (dose.load.kind, dose.load.amount.low, dose.load.amount.high) == ("mvc", 40, 70)
    assert origin(dose, "load") == "R breda-2021"


def test_beside_sport_only_load_and_days_are_published_and_only_one_of_the_two_is_done() -> None:
    hold = dose_of(SEASON, "isotonic", "knee-extension-hold")
    assert hold.load
    assert hold.load.amount
    assert (hold.load.amount.low, often(hold)) == (80, (None, 4))
    assert (origin(hold, "load"), origin(hold, "frequency")) == ("V rio-2017", "V rio-2017")
    assert (origin(hold, "hold_seconds"), origin(hold, "rest_seconds")) == ("P", "P")
    lift = dose_of(LIFTS, "isotonic", "single-leg-knee-extension")
    assert lift.load
    assert "80 %" in lift.load.text
    assert (often(lift), origin(lift, "frequency"), origin(lift, "sets")) == ((None, 4), "V rio-2017", "P")
    assert set(protocol_of(*LIFTS).phases["isotonic"].exercises) == {"single-leg-knee-extension"}
    assert "single-leg-knee-extension" not in protocol_of(*SEASON).phases["isotonic"].exercises


def test_the_single_bout_of_row_35_is_only_for_those_who_were_told() -> None:
    slot = protocol_of(*SEASON).phases["isotonic"].exercises["knee-extension-hold-before-sport"]
    dose = dose_of(SEASON, "isotonic", "knee-extension-hold-before-sport")
    assert slot.optional
    assert "clinician" in slot.only_if
    assert dose.frequency
    assert dose.frequency.once
    assert dose.load
    assert dose.load.amount
    assert dose.rest_seconds
    assert dose.hold_seconds
    assert (dose.load.amount.low, dose.hold_seconds.low, dose.rest_seconds.low) == (70, 45, 120)
    assert origin(dose, "hold_seconds") == "R rio-2015"


def test_jumps_start_at_3_sets_and_go_to_6_at_most() -> None:
    for exercise in ("jump-squat", "split-jump-squat", "box-jump", "cutting-drill"):
        assert "6 at most" in protocol_of(*STEPS).phases["energy"].exercises[exercise].progress


# -- timetables and minima --------------------------------------------------------------------------------------------

MOVED = [(1, 3), (4, 87), (88, 122), (123, 157), (158, 241)]
TIMETABLES: list[tuple[Choice, str, list[tuple[int, int]]]] = [
    (STEPS, "1", [(1, 3), (4, 10), (11, 35), (36, 63), (64, 84), (85, 168)]),
    (STEPS, "2", [(1, 3), (4, 14), (15, 42), (43, 77), (78, 112), (113, 196)]),
    (STEPS, "3", [(1, 3), (4, 14), (15, 56), (57, 112), (113, 182), (183, 266)]),
    (HOME, "2", [(1, 3), (4, 14), (15, 42), (43, 77), (78, 112), (113, 196)]),
    *[(choice, grade, MOVED) for choice in (HEAVY, SLOPE) for grade in "123"],
    (SEASON, "1", [(1, 3), (4, 31)]),
    (LIFTS, "3", [(1, 3), (4, 31)]),
    (RUNNER, "mild", [(1, 3), (4, 21), (22, 42), (43, 56), (57, 140)]),
    (RUNNER, "moderate", [(1, 3), (4, 28), (29, 56), (57, 84), (85, 168)]),
    (RUNNER, "persistent", [(1, 3), (4, 42), (43, 98), (99, 168), (169, 252)]),
    (WORN, "all", [(1, 14), (15, 42), (43, 84), (85, 182)]),
]


@pytest.mark.parametrize(("choice", "grade", "days"), TIMETABLES)
def test_the_default_timetable_is_that_of_the_source(choice: Choice, grade: str, days: list[tuple[int, int]]) -> None:
    phases = protocol_of(*choice).phases.values()
    assert [phase.days.get(grade, phase.days.get("all")) for phase in phases] == days
    assert all(after[0] == before[1] + 1 for before, after in itertools.pairwise(days))


def test_no_phase_of_the_tendon_opens_before_its_earliest_day() -> None:
    earliest = {name: phase.earliest.get("all") for name, phase in protocol_of(*STEPS).phases.items()}
    assert list(earliest.values()) == [1, 4, 11, 36, 64, None]
    assert protocol_of(*STEPS).phases["isotonic"].hard_minimum == {"all": 11}  # 7 days of holds
    assert protocol_of(*STEPS).phases["settle"].latest_end == {"all": 7}
    for choice in (HEAVY, SLOPE):
        assert protocol_of(*choice).phases["energy"].hard_minimum == {"all": 88}


def test_no_phase_of_the_kneecap_opens_before_its_earliest_day() -> None:
    assert [phase.earliest["all"] for phase in protocol_of(*RUNNER).phases.values()] == [1, 4, 22, 43, 57]
    assert protocol_of(*RUNNER).phases["settle"].latest_end == {"all": 7}


EXITS = [
    (STEPS, "settle", "decline-squat-pain <= 6"),
    (STEPS, "settle", "pain-walking <= 3"),
    (STEPS, "settle", "stairs-pain <= 3"),
    (STEPS, "isometric", "five-holds = yes for 3 days"),
    (STEPS, "isometric", "hold-pain <= 3 for 3 days"),
    (STEPS, "isometric", "pain-next-morning <= usual for 3 days"),
    (STEPS, "isometric", "decline-squat-pain <= 3"),
    (STEPS, "isotonic", "any of (leg-press-load >= 100 % of body weight; loaded-chair-rise-3x8 = yes)"),
    (STEPS, "isotonic", "knee-straighten-strength >= 90 % of other side"),
    (STEPS, "energy", "jump-drills-pain <= 3"),
    (STEPS, "energy", "jump-drills-day-after-pain <= 3"),
    (STEPS, "return", "3 sessions in a row: full-training-pain <= 3"),
    (STEPS, "return", "3 sessions in a row: stable-24-hours = yes"),
    (STEPS, "return", "decline-squat-pain <= 3"),
    (STEPS, "return", "any of (leg-press-150 >= 4 reps; single-leg-sit-to-stand >= 10 reps)"),
    (STEPS, "return", "knee-straighten-strength >= 90 % of other side"),
    (STEPS, "return", "triple-hop >= 90 % of other side"),
    (STEPS, "return", "3 sessions: high-load-no-rise = yes"),
    (STEPS, "return", "visa-p >= 80"),
    (RUNNER, "settle", "stairs-pain <= 4"),
    (RUNNER, "settle", "step-downs-10-pain <= 3"),
    (RUNNER, "base", "half-squats-15-pain <= 2"),
    (RUNNER, "functional", "2 sessions in a row: run-20-pain <= 2"),
    (RUNNER, "functional", "stairs-pain <= 2 for 2 days"),
    (RUNNER, "return", "stairs-pain <= 2 for 2 days"),
    (RUNNER, "return", "step-down-pain <= 2"),
    (RUNNER, "return", "smooth-squats-15 = yes"),
    (RUNNER, "return", "hip-out-strength >= 90 % of other side"),
    (RUNNER, "return", "knee-straighten-strength >= 90 % of other side"),
    (RUNNER, "return", "3 sessions: run-30-pain <= 2"),
    (RUNNER, "return", "3 sessions: run-30-no-rise = yes"),
    (RUNNER, "return", "single-hop >= 90 % of other side"),
    (RUNNER, "return", "akps >= 85"),
    (WORN, "start", "2 sessions in a row: pain-next-morning <= usual"),
    (WORN, "start", "sit-to-stands >= 12 reps"),
    (WORN, "build", "step-up-15-aligned = yes"),
    (WORN, "build", "single-leg-stand >= 30 s"),
    (WORN, "strong", "any of (koos-pain >= day 1 + 8; pain-worst <= day 1 - 2)"),
    (WORN, "strong", "chair-stand-30 >= day 1 + 2"),
    (WORN, "strong", "walk-30-min = yes"),
]


def untagged(criterion: Criterion) -> tuple[Any, ...]:
    parts = tuple(untagged(part) for part in criterion.parts)
    fields = ("form", "measure", "comparison", "number", "base", "for_days", "count", "unit")
    return (*(getattr(criterion, name, None) for name in fields), parts)


@pytest.mark.parametrize(("choice", "phase", "line"), EXITS)
def test_nobody_moves_on_without_what_the_source_asks(choice: Choice, phase: str, line: str) -> None:
    held = [untagged(one) for one in protocol_of(*choice).phases[phase].exit]
    assert untagged(parse_criterion(line)) in held


def test_the_lists_hold_nothing_else() -> None:
    for choice in (STEPS, RUNNER, WORN):
        for name, phase in protocol_of(*choice).phases.items():
            assert len(phase.exit) == sum((choice, name) == row[:2] for row in EXITS), name


def test_a_strict_less_than_is_not_used_because_its_words_would_be_lost() -> None:
    for choice in CHOICES:
        for phase in protocol_of(*choice).phases.values():
            for one in phase.exit:
                assert all(part.comparison not in ("<", ">") for part in (one, *one.parts))


# -- safety -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        (TENDON, "12a 33 37 38 30 31"),
        (KNEECAP, "18b 33 34 36 30 31"),
        (JOINT, "06a 06b 10 18a 18b 23 30 31 34 38"),
    ],
)
def test_the_safety_questions_are_those_of_the_source(name: str, numbers: str) -> None:
    assert validate(document(name), Protocol).screen == tuple(f"RF-{number}" for number in numbers.split())


def test_only_the_worn_knee_has_exceptions() -> None:
    assert not protocol_of(*STEPS).exceptions
    assert not protocol_of(*RUNNER).exceptions
    assert protocol_of(*WORN).exceptions.keys() == {"RF-06b", "RF-18b", "RF-38"}
    assert all(text.startswith("Answer no if") for text in protocol_of(*WORN).exceptions.values())


def test_a_torn_tendon_is_seen_today_and_noise_alone_is_a_card() -> None:
    torn = validate(document(TENDON), Protocol).grades["4"]
    assert (torn.route, torn.disposition) == ("referral", "same_day")
    assert protocol_of(*WORN).grades["crepitus"].route == "card"
    assert "knee-noise" in protocol_of(*WORN).cards


def test_the_programmes_beside_sport_need_a_clinician() -> None:
    for choice in (SEASON, LIFTS):
        assert protocol_of(*choice).requires_clearance
        assert protocol_of(*choice).referral
    for choice in FULL:
        assert not protocol_of(*choice).requires_clearance


@pytest.mark.parametrize("choice", FULL)
def test_a_sore_tendon_neither_jumps_nor_runs_before_the_jumping_phase(choice: Choice) -> None:
    phases = list(protocol_of(*choice).phases.items())
    early = phases[: [name for name, _ in phases].index("energy")]
    for name, phase in early:
        assert {"jumping", "running", "sprinting", "cutting"} <= set(phase.forbid), name
        assert phase.run is None
    energy = protocol_of(*choice).phases["energy"]
    assert energy.run
    assert energy.run.frequency.frequency
    assert (energy.run.table, energy.run.stages, energy.run.frequency.frequency.every_days) == ("E", (1, 8), 3)


def test_the_first_run_names_every_start_condition() -> None:
    for choice, phase in ((STEPS, "energy"), (RUNNER, "functional"), (NEW, "functional")):
        run = protocol_of(*choice).phases[phase].run
        assert run
        for words in ("30 minutes of brisk walking", "30 seconds", "15 heel raises", "75 %", "10 hops", "limp"):
            assert words in run.only_if, (choice, words)


def test_only_a_mild_kneecap_keeps_running_and_it_has_no_table() -> None:
    phases = protocol_of(*RUNNER).phases
    for name in ("base", "return"):
        assert phases[name].exercises["usual-run"].grades == ("mild",)
    for name in ("functional", "return"):
        run = phases[name].run
        assert run
        assert run.grades == ("moderate", "persistent")
    for name, phase in protocol_of(*NEW).phases.items():
        assert "usual-run" not in phase.exercises, name
    assert [phase.run.table for phase in protocol_of(*NEW).phases.values() if phase.run] == ["B", "B"]


SEVERE = {
    "bike-warm-up": "bike-warm-up-short",
    "double-leg-bridge": "bridge-small-lift",
    "prone-bridge": "knee-plank",
    "slide-back-side": "slide-back-side-held",
    "step-up-down": "step-up-down-low",
    "sit-to-stand": "sit-to-stand-high",
    "band-knee-extension": "band-knee-extension-light",
    "band-knee-curl": "band-knee-curl-light",
    "hip-abduction-standing": "hip-abduction-standing-free",
    "single-leg-balance": "two-leg-balance",
    "lunge": "forward-lunge-held",
    "leg-press": "leg-press-light",
    "stairs": "stairs-held",
}


def test_each_row_has_an_easier_form_with_the_lower_numbers_for_a_severe_knee() -> None:
    for name, phase in protocol_of(*WORN).phases.items():
        for usual, gentle in SEVERE.items():
            assert (usual in phase.exercises) == (gentle in phase.exercises) or usual == "step-up-down", (name, usual)
            if usual in phase.exercises and gentle in phase.exercises:
                light, full = phase.exercises[gentle], phase.exercises[usual]
                assert (full.grades, light.grades) == (("mild-moderate",), ("severe",))
                for span in ("sets", "reps"):
                    for low, high in zip(doses(light), doses(full), strict=True):
                        less, more = getattr(low, span), getattr(high, span)
                        if less and more and gentle not in ("two-leg-balance", "leg-press-light"):
                            assert less.low == less.high <= more.low, (name, gentle)


def test_a_severe_knee_trains_2_days_a_week(make_plan: PlanMaker) -> None:
    plan = make_plan("knee-osteoarthritis-crepitus", grade="severe")
    for first in range(1, 183, 7):
        week = [day for day in plan.days if first <= day.day < first + 7]
        assert len([day for day in week if any(task.kind == "load" for task in day.tasks)]) <= 2
        assert len([day for day in week if any(task.exercise == "stationary-bike" for task in day.tasks)]) <= 2


def test_noise_alone_has_no_days(make_plan: PlanMaker) -> None:
    assert not make_plan("knee-osteoarthritis-crepitus", grade="crepitus").days


@pytest.mark.parametrize("grade", ["1", "2", "3"])
def test_a_compiled_plan_never_jumps_on_2_days_in_a_row(make_plan: PlanMaker, grade: str) -> None:
    plan = make_plan("patellar-tendinopathy", grade=grade)
    hard = [
        day.day
        for day in plan.days
        if any(
            task.exercise and {"jumping", "running"} & set(exercises()[task.exercise].counts_as) for task in day.tasks
        )
    ]
    assert hard
    assert all(later - day >= 3 for day, later in itertools.pairwise(hard))


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("patellar-tendinopathy", ("squat on the sore leg hurt 6 or less", "walking and stairs hurt 3 or less")),
        ("patellofemoral-pain", ("stairs hurt 4 or less", "from 10 cm hurt 3 or less")),
    ],
)
def test_the_day_3_check_asks_what_the_list_to_move_on_asks(
    make_plan: PlanMaker, condition: str, words: tuple[str, str]
) -> None:
    checks = [task for task in make_plan(condition).days[2].tasks if task.title == "The day 3 check"]
    assert len(checks) == 1
    assert all(one in checks[0].text for one in words)


def test_jumps_or_runs_that_go_on_are_tied_to_the_grade_and_never_to_the_pain_of_the_day() -> None:
    for name in (TENDON, KNEECAP):
        for text in words_of(document(name).data):
            assert "only with mild pain" not in text.lower(), text


# -- the library and the words ----------------------------------------------------------------------------------------


def mine() -> dict[str, Any]:
    return dict(validate(document("exercises/knee"), Exercises).root)


def test_lines_of_a_card_fit_the_card() -> None:
    for exercise_id, one in mine().items():
        assert max(len(one.feel), len(one.not_feel)) <= 30, exercise_id
        assert max(len(one.easier), len(one.harder)) <= 28, exercise_id
        assert len(one.short_title or one.title) <= 22, exercise_id
    for choice in CHOICES:
        for line in (*protocol_of(*choice).stop_signs.emergency, *protocol_of(*choice).stop_signs.today):
            assert len(line.split("|")[0].strip()) <= 40, line
            assert re.search(r"\| RF-\d\d", line), line


def test_a_one_sided_exercise_says_which_side() -> None:
    for exercise_id, one in mine().items():
        assert ("{sore}" in " ".join(one.steps)) == (one.sides == "one"), exercise_id


@pytest.mark.parametrize("link", ["easier_exercise", "harder_exercise"])
def test_easier_and_harder_lead_somewhere_and_never_in_a_circle(link: str) -> None:
    for start in mine():
        seen, here = [start], getattr(exercises()[start], link)
        while here:
            assert here not in seen, seen
            seen.append(here)
            here = getattr(exercises()[here], link)


def test_all_that_jumps_counts_as_jumping() -> None:
    for exercise_id in (
        "jump-squat",
        "split-jump-squat",
        "box-jump",
        "cutting-drill",
        "jump-sport-session",
        "jump-land",
    ):
        assert "jumping" in mine()[exercise_id].counts_as
    assert "running" in mine()["usual-run"].counts_as


@pytest.mark.parametrize("name", ["exercises/knee", TENDON, KNEECAP, JOINT])
def test_sentences_for_patients_are_short_and_without_medical_short_forms(name: str) -> None:
    for text in words_of(document(name).data):
        if not text[:1].isupper():
            continue  # an id, a name people type, or a line of notation
        for sentence in re.split(r"(?<=[.?!:])\s+", text.split(" | ")[0]):
            assert len(sentence.split()) <= 20, sentence
        assert not re.search(r"\b(NPRS|RPE|LSI|MVC|RM|ROM|reps|NSAID)\b", text), text
