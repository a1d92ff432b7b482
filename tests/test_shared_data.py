"""The shared data files say what the clinical source says: tables written by hand from it, and what holds for all."""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from combinations import LIBRARY
from pydantic import TypeAdapter

from rehab.models.framework import Frameworks, HydrationRules, MonitoringRule, ReferenceEntry, RunTable
from rehab.notation import Dose, parse_dose
from rehab.source.reader import read

PROTOCOLS = Path(__file__).parents[1] / "protocols"


def load(name: str, shape: Any) -> Any:
    text = (PROTOCOLS / f"{name}.yaml").read_text(encoding="utf-8")
    return TypeAdapter(shape).validate_json(json.dumps(read(text, f"{name}.yaml").data))


FRAMEWORKS: Frameworks = load("frameworks", Frameworks)
HYDRATION: HydrationRules = load("hydration", HydrationRules)
MONITORING: dict[str, MonitoringRule] = load("monitoring", dict[str, MonitoringRule])
RUNS: dict[str, RunTable] = load("run-tables", dict[str, RunTable])
REFERENCES: dict[str, ReferenceEntry] = load("references", dict[str, ReferenceEntry])
PEACE = FRAMEWORKS.frameworks["peace-love"]
RICE = FRAMEWORKS.frameworks["rice"]
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


# Frameworks


@pytest.mark.parametrize(
    ("times", "at"),
    [
        ("1", ("18:00",)),
        ("2", ("08:00", "18:00")),
        ("3", ("08:00", "13:00", "18:00")),
        ("4", ("08:00", "12:00", "16:00", "20:00")),
    ],
)
def test_the_times_of_day_are_those_of_the_source(times: str, at: tuple[str, ...]) -> None:
    assert FRAMEWORKS.timing.at[times] == at


@pytest.mark.parametrize(
    ("sessions", "days"),
    [("1", "sat"), ("2", "tue fri"), ("3", "mon wed fri"), ("4", "mon tue thu sat"), ("5", "mon tue wed thu fri")],
)
def test_the_weekdays_are_those_of_the_source(sessions: str, days: str) -> None:
    assert FRAMEWORKS.timing.weekdays[sessions] == tuple(days.split())


def test_the_limits_of_a_plan_are_those_of_the_source() -> None:
    timing = FRAMEWORKS.timing
    assert (timing.heavy_gap_days, timing.late_after_day, timing.two_weeks_day) == (2, 3, 14)
    assert (timing.plan_weeks, timing.child_below_age) == (26, 16)
    assert (timing.hourly_from, timing.hourly_to) == ("08:00", "20:00")


@pytest.mark.parametrize(("framework", "letters"), [("peace-love", "PEACE"), ("rice", "RICE"), ("programme", "")])
def test_the_letters_spell_the_framework(framework: str, letters: str) -> None:
    assert "".join(row.letter for row in FRAMEWORKS.frameworks[framework].letters) == letters  # type: ignore[index]


def test_the_later_letters_spell_love() -> None:
    assert "".join(row.letter for row in PEACE.later_letters) == "LOVE"


def test_a_letter_row_fits_its_two_lines() -> None:
    for row in (*PEACE.letters, *PEACE.later_letters, *RICE.letters):
        assert len(row.text) <= 120, row.name
        assert len(row.how_often) <= 24, row.name


def test_peace_is_days_1_to_3_and_never_longer_than_5() -> None:
    assert (PEACE.first_phase_days, PEACE.max_first_phase_days) == ((1, 3), 5)
    assert (RICE.first_phase_days, RICE.max_first_phase_days) == ((1, 3), 7)


PEACE_TASKS = {  # task: days, times a day, minutes, only if asked
    "protect": ((1, 3), 1, 0, False),
    "elevate": ((1, 3), 4, 20, False),
    "elevate-later": ((4, 7), 2, 20, False),
    "compress": ((1, 3), 1, 0, False),
    "compress-later": ((4, 7), 1, 0, False),
    "avoid-nsaids": ((1, 3), 1, 0, False),
    "avoid-harm": ((1, 3), 1, 0, False),
    "ice": ((1, 3), 3, 15, True),
    "educate": ((1, 3), 1, 0, False),
    "rescreen": ((2, 2), 1, 0, False),
    "swelling-check": ((2, 7), 1, 0, False),
    "seventy-two-hour-check": ((3, 3), 1, 0, False),
    "gate-check": ((4, 4), 1, 0, False),
    "weekly-rescreen": (None, 1, 0, False),
    "two-week-review": ((14, 14), 1, 0, False),
    "log": (None, 1, 0, False),
}


def test_the_care_of_a_fresh_injury_is_that_of_the_source() -> None:
    found = {
        key: (task.days, len(task.at) or task.times_per_day, task.minutes, task.optional)
        for key, task in PEACE.tasks.items()
    }
    assert found == PEACE_TASKS


def test_care_that_lasts_beyond_day_3_is_only_for_swelling() -> None:
    for key in ("elevate-later", "compress-later"):
        assert "swollen" in PEACE.tasks[key].only_if
    assert "swollen" in RICE.tasks["elevate"].only_if


def test_ice_stays_off_unless_asked_for() -> None:
    for rules in FRAMEWORKS.frameworks.values():
        assert all(task.optional for task in rules.tasks.values() if task.kind == "ice")


@pytest.mark.parametrize(
    "words",
    [
        "damp cloth",
        "never more than 20",
        "2 hours",
        "asleep",
        "numb skin",
        "circulation",
        "10 min at most",
        "open wound",
    ],
)
def test_the_ice_text_carries_each_caution(words: str) -> None:
    assert words in PEACE.tasks["ice"].text
    assert words in RICE.tasks["ice"].text


@pytest.mark.parametrize("key", ["protect", "educate"])
def test_each_of_the_first_three_days_has_its_own_words(key: str) -> None:
    by_day = PEACE.tasks[key].text_by_day
    assert set(by_day) == {"1", "2", "3"}
    assert len(set(by_day.values())) == 3


def test_the_weekly_check_falls_on_every_seventh_day() -> None:
    for rules in FRAMEWORKS.frameworks.values():
        assert rules.tasks["weekly-rescreen"].every_days == 7


def test_the_72_hour_rule_has_the_numbers_of_the_source() -> None:
    rule = PEACE.seventy_two_hours
    assert rule is not None
    assert (rule.day, rule.rest_pain_hold, rule.compare_if_day_one_at_least) == (3, 4, 3)
    assert (rule.evening,) == PEACE.tasks["seventy-two-hour-check"].at
    assert (rule.least_fall_points, rule.least_fall_percent) == (2, 30)
    assert (rule.last_day_in_first_phase, rule.see_doctor_hours, rule.flat_days) == (5, 24, 7)


@pytest.mark.parametrize(
    "branch", ["4 steps", "today", "24 hours", "4 or more", "yesterday", "day 1", "round the clock"]
)
def test_the_72_hour_check_says_every_branch(branch: str) -> None:
    assert branch in PEACE.tasks["seventy-two-hour-check"].text


def test_nothing_hard_is_ever_scheduled_in_the_first_days() -> None:
    hard = "running running-above-70 sprinting hill-running jumping kicking hamstring-stretch calf-stretch"
    more = "ballistic-stretch end-range-lengthening nordic heavy-eccentric loaded-hinge massage heat nsaid"
    assert set(PEACE.forbid_first_days) == set(f"{hard} {more}".split())
    for rules in FRAMEWORKS.frameworks.values():
        assert "running" in rules.forbid_first_days


def test_progression_and_missed_days_are_those_of_the_source() -> None:
    rules = FRAMEWORKS.progression
    assert (rules.green_sessions, rules.step_up_percent, rules.step_down_percent) == (2, (5, 10), 25)
    assert (rules.red_stop_hours, rules.reds_to_doctor, rules.reds_within_days) == ((24, 48), 2, 7)
    missed = (rules.resume_up_to_missed_days, rules.repeat_week_up_to_missed_days, rules.reduced_up_to_missed_days)
    assert (missed, rules.reduced_to_percent) == ((3, 6, 20), 70)
    assert [(gap.up_to, gap.back) for gap in rules.run_missed_days] == [(6, 0), (13, 2), (20, 3)]


NOTICES = {
    "unplaced": {"exercises"},
    "grade-continue": {"reason", "when"},
    "late-programme": {"day", "phase"},
    "stated": {"stated"},
    "phase-waits": {"phase", "needed"},
    "not-screened": set(),
    "grade-unknown": {"grade"},
    "side-unknown": set(),
    "late-start": {"day", "phase", "tests"},
    "late-start-rice": {"day", "phase", "tests"},
    "two-weeks": {"day"},
    "seventy-two-hours": {"date"},
    "seventy-two-hours-past": {"days"},
    "under-16": set(),
    "hydration-locked": set(),
    "draft": set(),
    "modifier": {"modifier", "note"},
    "limit": {"reason", "when", "left_out"},
    "continue": {"reason", "when"},
    "cleared": {"name", "date"},
    "recalled": set(),
    "accept-risk": {"name", "reason"},
    "equipment-left-out": {"equipment", "exercises"},
    "running-needs-log": {"needed"},
    "running-longer": set(),
    "plan-cut": {"date"},
    "optional-left-out": {"names"},
    "clinic": {"author", "why"},
}


def test_each_notice_has_exactly_its_places_to_fill() -> None:
    assert {code: places(text) for code, text in FRAMEWORKS.notices.items()} == NOTICES


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


# Drinks


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("glass_ml", 250),
        ("default_glasses", 8),
        ("ml_per_kg", 30),
        ("least_by_weight", 6),
        ("most_by_weight", 10),
        ("ceiling_glasses", 12),
        ("hot_extra", 2),
        ("hot_from_celsius", 28),
        ("long_extra", ((60, 2), (120, 4))),
        ("careful_from_age", 65),
        ("hidden_below_age", 16),
        ("quiet_before_bed_minutes", 120),
        ("least_gap_minutes", 60),
        ("most_ml_per_hour", 800),
        ("lock_flag", "RF-30"),
        ("wake", "07:00"),
        ("bed", "22:00"),
        ("slots", ("07:30", "09:30", "11:30", "13:00", "15:00", "17:00", "18:30", "19:30")),
        ("drop_order", ("19:30", "09:30", "15:00", "11:30", "17:00", "18:30", "13:00")),
        ("add_order", ("16:00", "10:30", "14:00", "08:30")),
        ("protein_g_per_kg", 1.6),
    ],
)
def test_the_hydration_formula_has_the_numbers_of_the_source(name: str, value: object) -> None:
    assert getattr(HYDRATION, name) == value


def test_the_times_of_glasses_allow_one_to_twelve() -> None:
    assert len(HYDRATION.slots) == HYDRATION.default_glasses
    assert set(HYDRATION.drop_order) == set(HYDRATION.slots) - {"07:30"}
    assert len({*HYDRATION.slots, *HYDRATION.add_order}) == HYDRATION.ceiling_glasses


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("text", {"glasses", "ml", "most"}),
        ("text_by_weight", {"glasses", "ml", "most"}),
        ("limit_text", {"limit", "glasses", "ml"}),
        ("locked_text", set()),
        ("hidden_text", set()),
        ("not_asked_text", set()),
        ("careful_text", set()),
        ("stop_text", set()),
        ("protein_text", {"grams"}),
    ],
)
def test_each_hydration_text_has_exactly_its_places_to_fill(name: str, expected: set[str]) -> None:
    assert places(getattr(HYDRATION, name)) == expected


def test_no_amount_is_printed_for_locked_and_hidden_people() -> None:
    assert not re.search(r"\d", HYDRATION.locked_text + HYDRATION.hidden_text)


# Monitoring

LIMITS: dict[str, tuple[tuple[int, int], tuple[int, int] | None, tuple[int, int] | None]] = {
    "SM-DEFAULT": ((0, 2), (3, 5), (6, 10)),
    "SM-ACUTE": ((0, 3), (4, 5), (6, 10)),
    "SM-ANKLE": ((0, 3), (4, 5), (6, 10)),  # lateral-ankle-sprain.md, section 11: those of SM-ACUTE
    "SM-GROIN": ((0, 2), (3, 5), (6, 10)),  # adductor-groin-strain.md, section 11
    "SM-TENDON": ((0, 5), None, (6, 10)),
    "SM-TENDON-PTLE": ((0, 3), (4, 5), (6, 10)),
    "SM-ACHILLES": ((0, 5), None, (6, 10)),  # achilles-tendinopathy.md, section 11: those of SM-TENDON
    "SM-ACHILLES-HEEL": ((0, 3), (4, 5), (6, 10)),
    "SM-PFJ": ((0, 2), (3, 4), (5, 10)),
    "SM-MTSS": ((0, 2), (3, 4), (5, 10)),
    "SM-BONE": ((0, 0), None, (1, 10)),
    "SM-DOMS": ((0, 5), (6, 7), (8, 10)),
    "SM-OA": ((0, 2), (3, 5), (6, 10)),
    "SM-NERVE": ((0, 3), (4, 5), (6, 10)),
    "SM-CLAUD": ((0, 3), (4, 4), None),
    "SM-EILP": ((0, 2), (3, 3), (4, 10)),
    "SM-VENOUS": ((0, 0), (1, 2), (3, 10)),
    "SM-CRAMP": ((0, 2), (3, 5), (6, 10)),
    "SM-NEURO": ((0, 0), (1, 2), (3, 10)),
    "SM-RLS": ((0, 0), (1, 2), (3, 10)),
    "SM-ZERO": ((0, 0), None, (1, 10)),
}


def test_the_limits_of_each_rule_are_those_of_the_source() -> None:
    assert {key: (rule.green.pain, rule.amber.pain, rule.red.pain) for key, rule in MONITORING.items()} == LIMITS


MORNING = {  # points above usual the next morning: amber from, red from
    "SM-DEFAULT": (1, 2),
    "SM-ACUTE": (1, 2),
    "SM-ANKLE": (1, 2),
    "SM-GROIN": (1, 2),
    "SM-TENDON": (1, 2),
    "SM-TENDON-PTLE": (1, 2),
    "SM-ACHILLES": (1, 2),
    "SM-ACHILLES-HEEL": (1, 2),
    "SM-PFJ": (None, 1),
    "SM-MTSS": (None, 1),
    "SM-BONE": (None, 1),
    "SM-NERVE": (None, 1),
    "SM-ZERO": (None, 1),
    "SM-OA": (1, 2),
    "SM-EILP": (1, 2),
    "SM-CRAMP": (1, 2),
}


def test_the_next_morning_counts_as_in_the_source() -> None:
    found = {
        key: (rule.morning_rise.amber, rule.morning_rise.red) for key, rule in MONITORING.items() if rule.morning_rise
    }
    assert found == MORNING


def test_the_first_three_days_are_stricter() -> None:
    early = MONITORING["SM-ACUTE"].early
    assert early is not None
    assert (early.last_day, early.green, early.amber, early.red) == (3, (0, 2), (3, 3), (4, 10))
    assert [key for key, rule in MONITORING.items() if rule.early] == ["SM-ACUTE", "SM-ANKLE", "SM-GROIN"]


def test_a_run_with_sore_shins_is_green_up_to_4() -> None:
    run = MONITORING["SM-MTSS"].run
    assert run is not None
    assert (run.green, run.red) == ((0, 4), (5, 10))


def test_every_number_of_a_scale_has_exactly_one_light() -> None:
    for key, rule in MONITORING.items():
        bands = [light.pain for light in (rule.green, rule.amber, rule.red) if light.pain]
        assert numbers(bands) == list(range(5 if rule.scale == "walking" else 11)), key
        if rule.early:
            assert numbers([rule.early.green, rule.early.amber, rule.early.red]) == list(range(11)), key
        if rule.run:
            assert numbers([rule.run.green, rule.run.red]) == list(range(11)), key


def numbers(bands: list[tuple[int, int]]) -> list[int]:
    return [number for low, high in bands for number in range(low, high + 1)]


def test_each_light_says_its_own_verb_and_fits_its_lines() -> None:
    for key, rule in MONITORING.items():
        for light, verb in ((rule.green, "Go on"), (rule.amber, "Ease off"), (rule.red, "Stop")):
            allowed = (verb, "Stop, as for red") if light.pain is None else (verb,)
            assert light.then.startswith(allowed), key
            most = (
                130 if "doctor today" in light.when else 90
            )  # the one light that sends to a doctor may take a line more
            assert len(light.when) <= most, key
            assert len(light.then) <= 75, key


@pytest.mark.parametrize("key", ["SM-ACUTE", "SM-ANKLE", "SM-GROIN"])
def test_a_swollen_calf_is_never_only_a_red_light(key: str) -> None:
    red, told = MONITORING[key].red.when, " ".join(MONITORING[key].sentences)
    assert "new swelling" not in red
    assert "Calf or thigh newly swollen? Stop the plan and see a doctor today." in told
    if key != "SM-ANKLE":  # its card has the tape
        assert "Calf or thigh swells: doctor today." in red


# Running tables

PARTS = [
    (f"{key}{number}", part)
    for key, table in RUNS.items()
    for number, stage in table.stages.items()
    for part in stage.parts
]


def test_the_tables_are_those_of_the_source() -> None:
    assert [name for name in RUNS if name.isupper()] == ["A", "B", "C", "D", "E", "G", "J"]


@pytest.mark.parametrize(("where", "part"), PARTS)
def test_every_part_of_a_run_can_be_read(where: str, part: str) -> None:
    dose = parse_dose(part)
    assert dose.intervals or dose.duration_seconds or dose.distance_metres, where


def bouts(dose: Dose) -> float:
    return (dose.sets.low if dose.sets else 1) * (dose.reps.low if dose.reps else 1)


def minutes(table: str, stage: str, *, moving: tuple[str, ...] = ("run", "jog", "walk")) -> float:
    """Return the minutes of one session that are spent in ``moving``; a plain time counts as running."""
    total = 0.0
    for dose in map(parse_dose, RUNS[table].stages[stage].parts):
        if dose.duration_seconds:
            total += bouts(dose) * dose.duration_seconds.low
        total += bouts(dose) * sum(leg.seconds.low for leg in dose.intervals if leg.seconds and leg.activity in moving)
    return total / 60


def metres(table: str, stage: str) -> float:
    doses = map(parse_dose, RUNS[table].stages[stage].parts)
    return sum(bouts(dose) * dose.distance_metres.low for dose in doses if dose.distance_metres)


def test_table_a_has_the_published_minutes_and_the_build() -> None:
    assert [minutes("A", str(stage)) for stage in range(1, 12)] == [16, 16, 20, 20, 16, 18, 20, 22, 24, 27, 30]
    running = [minutes("A", str(stage), moving=("run",)) for stage in range(1, 7)]
    assert running == [8, 8, 12, 12, 16, 18]


def test_table_b_has_the_published_minutes() -> None:
    running = {stage: minutes("B", stage, moving=("run",)) for stage in RUNS["B"].stages}
    assert running == {
        "1": 8, "2": 9, "3": 9, "4": 16, "5a": 15, "5b": 16, "5c": 20, "6a": 18, "6b": 20, "6c": 25, "7": 25, "8": 28, "9": 30,
    }  # fmt: skip
    assert (minutes("B", "1"), minutes("B", "2"), minutes("B", "3"), minutes("B", "4")) == (20, 20, 18, 21.5)


def test_table_c_has_the_published_distances_and_efforts() -> None:
    assert [metres("C", stage) for stage in RUNS["C"].stages] == [1600, 2400, 2400, 3200, 3200, 3200]
    efforts = [parse_dose(stage.parts[0]).effort for stage in RUNS["C"].stages.values()]
    assert [effort.low for effort in efforts if effort] == [3, 3, 4, 4, 5, 5]


def test_table_d_has_the_published_days() -> None:
    assert [minutes("D", str(stage)) for stage in range(1, 18)] == [10, 15, 20, 25, 30, *[30] * 12]
    jogging = [minutes("D", str(stage), moving=("jog", "run")) for stage in range(6, 12)]
    assert jogging == [5, 10, 15, 20, 25, 30]
    running = [minutes("D", str(stage), moving=("run",)) for stage in range(12, 18)]
    assert running == [5, 10, 15, 20, 25, 30]
    day, days = 1, []
    for stage in RUNS["D"].stages.values():
        days.append(day)
        day += stage.gap_days
    assert days == [*range(1, 9), 10, 11, 12, 14, 15, 16, 18, 19, 20]


def test_table_e_has_the_running_minutes_of_the_source() -> None:
    running = [minutes("E", str(stage), moving=("run",)) for stage in range(1, 9)]
    assert running == [5, 10, 16, 18, 20, 24, 24, 30]
    walking = [minutes("E", str(stage), moving=("walk",)) for stage in range(1, 8)]
    assert walking == [15, 10, 8, 6, 4, 3, 2]


@pytest.mark.parametrize(("first", "factor", "days"), [(1, 1.0, 31), (3, 0.5, 11), (1, 1.5, 47), (1, 2.0, 63)])
def test_table_e_lasts_as_long_as_the_source_says(first: int, factor: float, days: int) -> None:
    stages = [stage for number, stage in RUNS["E"].stages.items() if int(number) >= first]
    sessions = round(sum(stage.sessions for stage in stages) * factor)
    assert (sessions - 1) * stages[0].gap_days + 1 == days


def test_the_fast_track_is_only_for_a_short_break_after_a_light_fresh_injury() -> None:
    table = RUNS["E"]
    assert (table.fast_track_from, table.fast_track_below_days) == ("3", 21)
    assert (table.fast_track_grades, table.fast_track_frameworks) == (("1", "2"), ("peace-love",))
    assert [key for key, other in RUNS.items() if other.fast_track_from] == ["E"]


def test_table_g_has_the_published_runs() -> None:
    assert [metres("G", stage) for stage in RUNS["G"].stages] == [1200, 1440, 1600, 1920, 2240]
    assert [(stage.sessions, stage.gap_days) for stage in RUNS["G"].stages.values()] == [(2, 3)] * 3 + [(3, 2)] * 2


def test_table_j_has_the_distances_of_the_source() -> None:
    assert {stage: metres("J", stage) for stage in ("2", "3", "4", "5", "6")} == {
        "2": 640,
        "3": 600,
        "4": 400,
        "5": 360,
        "6": 300,
    }


def test_table_j_rises_by_ten_percent_to_seventy() -> None:
    speeds = [fastest(RUNS["J"].stages[f"1{letter}"].parts) for letter in "abcdef"]
    assert speeds == [25, 35, 45, 55, 65, 70]


def test_table_j_keeps_its_sessions_and_gaps() -> None:
    found = {number: (stage.sessions, stage.gap_days) for number, stage in RUNS["J"].stages.items()}
    walk_jog = {f"1{letter}": (1, 2) for letter in "abcdef"}
    assert found == walk_jog | {"2": (1, 2), "3": (1, 2), "4": (2, 2), "5": (2, 2), "6": (2, 3)}


def fastest(parts: tuple[str, ...]) -> float:
    loads = [dose.load for dose in map(parse_dose, parts)]
    return max((load.amount.high for load in loads if load and load.kind == "speed" and load.amount), default=0)


def test_a_run_counts_as_what_its_speed_makes_it() -> None:
    for key, table in RUNS.items():
        for number, stage in table.stages.items():
            speed = fastest(stage.parts)
            walk_only = key == "D" and int(number) <= 5
            assert ("running" in stage.counts_as) is not walk_only, (key, number)
            assert ("running-above-70" in stage.counts_as) is (speed > 70), (key, number)
            assert ("sprinting" in stage.counts_as) is (speed >= 90), (key, number)


def test_only_the_chosen_bone_schedule_runs_on_consecutive_days() -> None:
    assert {key for key, table in RUNS.items() for stage in table.stages.values() if stage.gap_days < 2} == {"D"}


def test_sessions_that_differ_have_words_each() -> None:
    for table in RUNS.values():
        for stage in table.stages.values():
            assert len(stage.intensity_by_session) in (0, stage.sessions)


# Sources and words


def test_every_source_named_in_the_shared_files_is_listed() -> None:
    tags = [task.evidence for rules in FRAMEWORKS.frameworks.values() for task in rules.tasks.values()]
    tags += [rule.evidence for rule in MONITORING.values()]
    tags += [stage.tag for table in RUNS.values() for stage in table.stages.values()]
    tags += [HYDRATION.evidence, HYDRATION.protein_evidence]
    named = {tag.split()[1] for tag in tags if " " in tag}
    assert named
    assert named <= set(REFERENCES)


def test_a_reference_has_a_plain_key_and_an_honest_link() -> None:
    for key, entry in REFERENCES.items():
        assert KEY.fullmatch(key)
        assert entry.link == "" or re.fullmatch(r"https?://\S+", entry.link), key
        assert entry.citation.endswith("."), key


DOIS = {
    "dubois-2020": "10.1136/bjsports-2019-101253",
    "askling-2013": "10.1136/bjsports-2013-092165",
    "askling-2014": "10.1136/bjsports-2013-093214",
    "heiderscheit-2010": "10.2519/jospt.2010.3047",
    "hickey-2020": "10.2519/jospt.2020.8895",
    "green-2022": "10.1186/s40798-021-00364-0",
    "moen-2012": "10.1186/1758-2555-4-12",
    "frandsen-2025": "10.1136/bjsports-2024-109380",
    "silbernagel-2020": "10.4085/1062-6050-356-19",
    "silbernagel-2007": "10.1177/0363546506298279",
    "alfredson-1998": "10.1177/03635465980260030301",
    "beyer-2015": "10.1177/0363546515584760",
    "pringels-2025": "10.1136/bjsports-2024-109138",
    "hebert-losier-2017": "10.1016/j.physio.2017.03.002",
}


def test_the_dois_are_those_of_the_source() -> None:
    assert {key: REFERENCES[key].link for key in DOIS} == {key: f"https://doi.org/{doi}" for key, doi in DOIS.items()}


def patient_texts() -> list[str]:
    texts = list(FRAMEWORKS.notices.values())
    for rules in FRAMEWORKS.frameworks.values():
        texts += [row.text for row in (*rules.letters, *rules.later_letters)]
        for task in rules.tasks.values():
            texts += [task.title, task.text, task.only_if, *task.text_by_day.values()]
    texts += [warm_up.text for warm_up in FRAMEWORKS.warm_ups]
    texts += [
        value for name, value in HYDRATION if name.endswith("_text") or name in ("text", "text_by_weight", "title")
    ]
    for rule in MONITORING.values():
        texts += [light.when + " " + light.then for light in (rule.green, rule.amber, rule.red)] + list(rule.sentences)
    for table in RUNS.values():
        texts += [*table.before, table.rule, table.pain_limit]
        for stage in table.stages.values():
            texts += [stage.title, stage.intensity, *stage.intensity_by_session, stage.note]
    return texts


@pytest.mark.parametrize("text", [text for text in patient_texts() if text])
def test_patients_read_short_plain_sentences(text: str) -> None:
    for sentence in re.split(r"(?<=[.!?:])\s+", text):
        assert len(sentence.split()) <= 20, sentence
    assert not re.search(r"\d-\d", text.replace("14-night", "").replace("22-day", "")), "write ranges with 'to'"
    assert not re.search(r"\b(NSAID|NPRS|RPE|e\.g\.|i\.e\.|etc|MTSS|PAD|DVT|h)\b", text)


def test_a_medicine_is_named_only_to_leave_it_out() -> None:
    for text in patient_texts():
        assert not re.search(r"paracetamol|acetaminophen|\bmg\b", text)
        if "ibuprofen" in text and len(text) > 40:
            assert "unless your doctor told you to" in text


# -- outcome measures -------------------------------------------------------------------------------------------------

CHANGES = {  # monitoring.md, section 7, and return-to-sport-tests.md, section 4: least change, unit, tag
    "lefs": (((9, 9), "points", "V"),),
    "psfs": (((2, 2), "points", "R"),),
    "visa-a": (((6, 20), "points", "R"),),
    "visa-p": (((13, 13), "points", "R"),),
    "odi": (((10, 15), "points", "V"),),
    "peak-walk-time": (((38, 38), "s", "V"), ((95, 95), "s", "V"), ((152, 152), "s", "V")),
    "pain-onset-time": (((35, 35), "s", "V"), ((87, 87), "s", "V"), ((138, 138), "s", "V")),
    "six-minute-walk": (((8, 20), "m", "R"),),
    "koos": (((8, 10), "points", "R"),),
    "womac": (((12, 12), "%", "V"),),
    "chair-stand-30": (((2, 2), "stands", "R"),),
    "irls": (((3, 3), "points", "R"),),
    "mnsi": (((1, 1), "points", "R"),),
    "vcss": (((4, 4), "points", "R"),),
    "sane": (((10, 10), "points", "R"),),
    "faam-adl": (((8, 8), "points", "R"),),
    "faam-sport": (((9, 9), "points", "R"),),
    "hagos": (((10, 15), "points", "R"),),
    "akps": (((8, 10), "points", "R"),),
}


@pytest.mark.parametrize("key", CHANGES)
def test_the_worthwhile_change_of_a_score_is_that_of_the_source(key: str) -> None:
    found = tuple((change.least, change.unit, change.evidence[0]) for change in LIBRARY.shelf.measures[key].change)
    assert found == CHANGES[key]


NEUTRAL = {"load-minutes-week", "session-load", "jump-count", "body-weight", "sitting-standing-hours", "cadence"}
"""What is recorded without one direction being better."""


def test_every_outcome_measure_has_a_range_and_a_direction() -> None:
    for protocol in LIBRARY.protocols.values():
        for key in protocol.measures:
            measure = LIBRARY.shelf.measures[key]
            if key == "red-s-score":  # a clinician's tool whose range the source does not give
                continue
            assert measure.kind == "yes-no" or measure.range, key
            assert measure.kind == "yes-no" or measure.better or key in NEUTRAL, key


def test_one_list_holds_all_that_can_be_forbidden_and_nothing_else() -> None:
    shelf = LIBRARY.shelf
    counted = {code for exercise in shelf.exercises.values() for code in exercise.codes}
    counted |= {
        code for table in shelf.run_tables.values() for stage in table.stages.values() for code in stage.counts_as
    }
    forbidden = {code for rules in shelf.frameworks.frameworks.values() for code in rules.forbid_first_days}
    forbidden |= {code for one in LIBRARY.protocols.values() for phase in one.phases.values() for code in phase.forbid}
    dropped = {drop for flag in shelf.red_flags.flags.values() for drop in flag.drop}
    dropped |= set(shelf.red_flags.limit_drops)
    assert counted | forbidden | dropped == set(shelf.activities)
