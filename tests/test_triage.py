"""Triage: every row, every rule, and what must never happen."""

from __future__ import annotations

import datetime as dt
import json
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from combinations import LIBRARY
from hypothesis import given, settings
from hypothesis import strategies as st

from rehab.engine.triage import (
    DISPOSITIONS,
    EFFECTS,
    Answer,
    Asked,
    Floor,
    Triage,
    answers_from_flags,
    due,
    floors,
    questions,
    questions_of,
    resolve_flag,
    see_by,
    triage,
)
from rehab.errors import NotFoundError
from rehab.models.case import Clearance
from rehab.models.protocol import Grade, Protocol, Referral
from rehab.models.redflag import RedFlagTable
from rehab.source.reader import read

HERE = Path(__file__).parent
AS_OF = dt.date(2026, 11, 18)
CLINICIAN = Clearance(name="A. Clinician", on=AS_OF)


def _read(path: Path) -> Any:
    return read(path.read_text(encoding="utf-8"), str(path)).data


TABLE = RedFlagTable.model_validate_json(json.dumps(_read(HERE.parent / "protocols" / "red-flags.yaml")))

# Written by hand from the clinical triage table, apart from the data file, so that an error there shows.
# id: disposition, hours, effect, clearance class, further drops
E, S, D = "emergency", "same_day", "see_doctor"
TWO_WEEKS = 14 * 24
EXPECTED: dict[str, tuple[str, int | None, str, str, str]] = {
    "RF-01": (E, None, "block", "N", ""),
    "RF-02": (E, None, "block", "N", ""),
    "RF-03": (E, None, "block", "N", ""),
    "RF-04": (E, None, "block", "N", ""),
    "RF-05a": (E, None, "block", "N", ""),
    "RF-05b": (D, 72, "limit", "C", ""),
    "RF-06a": (E, None, "block", "N", ""),
    "RF-06b": (S, None, "block", "C", ""),
    "RF-07a": (E, None, "block", "N", ""),
    "RF-07b": (S, None, "block", "C", ""),
    "RF-07c": (D, 72, "limit", "A", ""),
    "RF-08": (S, None, "block", "C", ""),
    "RF-09a": (S, None, "block", "C", ""),
    "RF-09b": (S, None, "block", "C", ""),
    "RF-10": (S, None, "block", "C", ""),
    "RF-11a": (S, None, "block", "C", ""),
    "RF-11b": (S, None, "block", "C", ""),
    "RF-11c": (D, 72, "continue", "A", ""),
    "RF-11d": (D, 24, "limit", "C", ""),
    "RF-12a": (S, None, "block", "C", ""),
    "RF-12b": (D, 24, "limit", "C", ""),
    "RF-13a": (S, None, "block", "C", ""),
    "RF-13b": (D, 72, "continue", "A", ""),
    "RF-14": (E, None, "block", "N", ""),
    "RF-15": (S, None, "block", "C", ""),
    "RF-16": (E, None, "block", "N", ""),
    "RF-17a": (D, 72, "limit", "A", "nerve-tensioner"),
    "RF-17b": (D, 72, "hold", "C", ""),
    "RF-18a": (S, None, "block", "C", ""),
    "RF-18b": (D, 72, "hold", "C", ""),
    "RF-19a": (S, None, "block", "C", ""),
    "RF-19b": (D, 48, "hold", "C", ""),
    "RF-20": (D, TWO_WEEKS, "limit", "C", "compress elevate ice heat"),
    "RF-21": (S, None, "block", "C", ""),
    "RF-22": (D, 24, "hold", "C", ""),
    "RF-23": (S, None, "block", "C", ""),
    "RF-24a": (S, None, "block", "C", ""),
    "RF-24b": (E, None, "block", "N", ""),
    "RF-25": (S, None, "block", "C", ""),
    "RF-26": (S, None, "block", "open", ""),
    "RF-27a": (S, None, "block", "C", ""),
    "RF-27b": (E, None, "block", "N", ""),
    "RF-28": (E, None, "block", "N", ""),
    "RF-29": (D, TWO_WEEKS, "continue", "A", ""),
    "RF-30": ("proceed", None, "continue", "C", ""),
    "RF-31": (D, TWO_WEEKS, "limit", "C", "aerobic"),
    "RF-32": (D, TWO_WEEKS, "continue", "A", ""),
    "RF-33": (S, None, "block", "C", ""),
    "RF-34": (S, None, "block", "C", ""),
    "RF-35": (E, None, "block", "N", ""),
    "RF-36": (S, None, "block", "C", ""),
    "RF-37": (S, None, "block", "C", ""),
    "RF-38": (D, TWO_WEEKS, "continue", "A", ""),
    "RF-39": (D, TWO_WEEKS, "limit", "C", "run jumping"),
    "RF-40": (E, None, "block", "N", ""),
    "RF-41": (E, None, "block", "N", ""),
    "RF-42a": (D, 24, "hold", "C", ""),
    "RF-42b": (D, 72, "limit", "open", ""),
    "RF-43": (E, None, "block", "N", ""),
    "RF-44": (S, None, "block", "C", ""),
    "RF-45": (D, TWO_WEEKS, "limit", "C", ""),
    "RF-46": (D, 72, "continue", "A", ""),
    "RF-47": (S, None, "block", "C", ""),
    "RF-48": (D, 72, "limit", "C", ""),
    "RF-49": (D, 72, "hold", "C", ""),
    "RF-50": (D, TWO_WEEKS, "continue", "A", ""),
    "RF-51": (S, None, "block", "C", ""),
}
LIMIT_DROPS = {"load", "run", "roll", "massage", "stretch"}
COMMON = ["RF-01", "RF-02", "RF-03", "RF-04", "RF-05a", "RF-07a", "RF-08", "RF-11a"]


def _ids(asked: tuple[Asked, ...]) -> list[str]:
    return [question.id for question in asked]


def _no() -> dict[str, Answer]:
    return answers_from_flags(TABLE, questions(TABLE, TABLE.flags, every_age=True))


def _kinds(outcome: Triage) -> set[str]:
    return {drop.kind for drop in outcome.dropped}


# --- every row -------------------------------------------------------------------------------------------------------


def test_the_table_has_exactly_the_rows_of_the_source() -> None:
    assert set(TABLE.flags) == set(EXPECTED)


def test_the_common_set_is_asked_in_the_order_of_the_source() -> None:
    assert list(TABLE.common) == COMMON


@pytest.mark.parametrize("flag", EXPECTED)
def test_a_row_alone_has_exactly_the_outcome_of_the_source(flag: str) -> None:
    disposition, hours, effect, clearance, drops = EXPECTED[flag]
    outcome = triage(TABLE, _no() | {flag: "yes"}, as_of=AS_OF)
    assert (outcome.disposition, outcome.within_hours, outcome.effect) == (disposition, hours, effect)
    assert outcome.raised == (flag,)
    assert _kinds(outcome) == set(drops.split()) | (LIMIT_DROPS if effect == "limit" else set())
    assert outcome.aerobic_max_effort == (3 if effect == "limit" else None)
    assert outcome.locks == (("hydration",) if flag == "RF-30" else ())
    assert {drop.flag for drop in outcome.dropped} <= {flag}
    assert TABLE.flags[flag].clearance == clearance


@pytest.mark.parametrize("flag", EXPECTED)
def test_not_sure_is_a_yes_for_emergency_same_day_hold_and_the_two_named_rows(flag: str) -> None:
    disposition, _, effect, _, _ = EXPECTED[flag]
    counts = disposition in (E, S) or effect == "hold" or flag in ("RF-30", "RF-31")
    outcome = triage(TABLE, _no() | {flag: "unsure"}, as_of=AS_OF)
    assert (outcome.raised == (flag,)) is counts
    assert len(outcome.advice) == (0 if counts else 1)


@pytest.mark.parametrize("flag", EXPECTED)
def test_a_name_lifts_class_c_and_nothing_else(flag: str) -> None:
    outcome = triage(TABLE, _no() | {flag: "yes"}, as_of=AS_OF, clearance=CLINICIAN, fluid_limit_ml=1500)
    assert (outcome.lifted == (flag,)) is (EXPECTED[flag][3] == "C")
    assert (outcome.raised == (flag,)) is (EXPECTED[flag][3] != "C")


def test_every_emergency_row_and_no_other_is_class_n() -> None:
    assert {flag for flag, row in TABLE.flags.items() if row.clearance == "N"} == {
        flag for flag, row in TABLE.flags.items() if row.disposition == "emergency"
    }


@pytest.mark.parametrize("flag", EXPECTED)
def test_a_row_that_stops_the_plan_says_what_to_do_or_not_to_do(flag: str) -> None:
    row = TABLE.flags[flag]
    if row.effect == "block":
        assert row.do_now
        assert row.do_not
    if row.effect == "hold":
        assert row.do_not or row.do_now
    assert len(row.short) <= 40
    assert row.question.endswith(("?", ".", ".)"))


def test_an_emergency_is_told_in_the_agreed_words() -> None:
    assert TABLE.routes["emergency"].message == (
        "Call your emergency number (112/911/999) or go to an emergency department now. Do not drive yourself."
    )


def test_every_fill_in_place_of_the_texts_is_one_that_is_filled() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert places(TABLE.unsure_advice) == {"short", "within"}
    assert set().union(*(places(text) for text in TABLE.refusals.values())) == {"short", "name"}
    assert places(TABLE.routes["see_doctor"].message) == {"within"}


def test_a_row_is_stricter_in_a_condition_and_never_milder() -> None:
    for row in TABLE.flags.values():
        for change in row.stricter.values():
            disposition = change.disposition or row.disposition
            assert DISPOSITIONS.index(disposition) >= DISPOSITIONS.index(row.disposition)
            assert EFFECTS.index(change.effect or row.effect) >= EFFECTS.index(row.effect)
            assert (change.within_hours or 0) <= (row.within_hours or 0)


# --- the cases in tests/triage ---------------------------------------------------------------------------------------

CASES = [
    pytest.param(case, id=f"{path.stem}: {name}")
    for path in sorted((HERE / "triage").glob("*.yaml"))
    for name, case in _read(path).items()
]
VIEWS: dict[str, Callable[[Triage], object]] = {
    "see_by": lambda outcome: outcome.see_by and outcome.see_by.isoformat(),
    "dropped": lambda outcome: [drop.kind for drop in outcome.dropped],
    "refusals": lambda outcome: [refusal.code for refusal in outcome.refusals],
    "advice": lambda outcome: len(outcome.advice),
}


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any]) -> None:
    assert set(case) <= {
        "answers", "only", "screen", "conditions", "floor", "clearance", "began", "raised_on", "fluid_limit_ml", "expect",
    }  # fmt: skip
    asked = questions(TABLE, case.get("screen", ()))
    answers = case.get("only", case.get("answers"))
    if "only" not in case and answers is not None:
        answers = answers_from_flags(TABLE, asked) | answers
    outcome = triage(
        TABLE,
        answers,
        as_of=AS_OF,
        asked=asked,
        conditions=case.get("conditions", ()),
        floor=[Floor(item["disposition"], item.get("within_hours"), item["by_name"]) for item in case.get("floor", ())],
        clearance=Clearance.model_validate_json(json.dumps(case["clearance"])) if "clearance" in case else None,
        began=dt.date.fromisoformat(case["began"]) if "began" in case else None,
        raised_on={flag: dt.date.fromisoformat(day) for flag, day in case.get("raised_on", {}).items()},
        fluid_limit_ml=case.get("fluid_limit_ml"),
    )
    found = {}
    for key in case["expect"]:
        value = VIEWS[key](outcome) if key in VIEWS else getattr(outcome, key)
        found[key] = list(value) if isinstance(value, tuple) else value
    assert found == case["expect"]


# --- which questions, in which order ---------------------------------------------------------------------------------


def test_the_common_set_comes_first_then_the_screen_without_repeats() -> None:
    assert _ids(questions(TABLE, ["RF-09a", "RF-08", "RF-11b", "RF-09a"])) == [*COMMON, "RF-09a", "RF-11b"]


def test_the_a_row_is_asked_before_b_also_when_the_screen_turns_them_round() -> None:
    assert _ids(questions(TABLE, ["RF-13b", "RF-13a"]))[8:] == ["RF-13a", "RF-13b"]


def test_fever_with_unexplained_pain_is_asked_after_the_unexplained_pain() -> None:
    assert _ids(questions(TABLE, ["RF-18a", "RF-18b"]))[8:] == ["RF-18b", "RF-18a"]


def test_both_bone_spot_rows_share_one_base_question() -> None:
    assert {flag for flag, row in TABLE.flags.items() if row.base} == {"RF-19a", "RF-19b"}
    assert TABLE.flags["RF-19a"].base == TABLE.flags["RF-19b"].base


def test_review_and_computed_rows_are_never_asked_before_a_plan() -> None:
    assert not {"RF-22", "RF-29"} & set(_ids(questions(TABLE, TABLE.flags)))


def test_the_weekly_review_ends_with_the_review_row() -> None:
    assert _ids(questions(TABLE, ["RF-13a"], review=True)) == [*COMMON, "RF-13a", "RF-29"]


@pytest.mark.parametrize(("age", "asked"), [(16, True), (17, False), (None, True)])
def test_a_limping_child_is_asked_for_below_17_or_when_the_age_is_unknown(age: int | None, asked: bool) -> None:
    assert ("RF-36" in _ids(questions(TABLE, ["RF-36"], age=age))) is asked


@pytest.mark.parametrize(
    ("age", "every_age", "full"), [(44, False, False), (45, False, True), (None, False, True), (44, True, True)]
)
def test_below_45_the_heart_question_is_only_for_known_heart_disease(
    age: int | None, every_age: bool, full: bool
) -> None:
    [question] = [q for q in questions(TABLE, ["RF-31"], age=age, every_age=every_age) if q.id == "RF-31"]
    assert question.question == (TABLE.flags["RF-31"].question if full else TABLE.flags["RF-31"].younger)
    assert "known heart disease" in TABLE.flags["RF-31"].younger


@pytest.mark.parametrize(
    ("condition", "full"),
    [
        ("hamstring-strain", False), ("achilles-tendinopathy", False), ("tibial-stress-fracture", False),
        ("knee-osteoarthritis-crepitus", True), ("peripheral-artery-disease-claudication", True),
        ("peripheral-neuropathy", True), ("prevention-maintenance", True), ("restless-legs-syndrome", True),
    ],
)  # fmt: skip
def test_a_programme_puts_the_heart_question_to_every_age(condition: str, full: bool) -> None:
    protocol = LIBRARY.protocols[condition]
    [question] = [q for q in questions_of(TABLE, protocol, 30) if q.id == "RF-31"]
    assert question.question == (TABLE.flags["RF-31"].question if full else TABLE.flags["RF-31"].younger)


def test_a_row_that_could_be_stronger_than_its_a_row_is_asked_whatever_the_a_row_says() -> None:
    for flag, row in TABLE.flags.items():
        if row.ask_if_no is not None:
            a_row = TABLE.flags[row.ask_if_no]
            assert DISPOSITIONS.index(row.disposition) <= DISPOSITIONS.index(a_row.disposition), flag
            assert EFFECTS.index(row.effect) <= EFFECTS.index(a_row.effect), flag


@pytest.mark.parametrize(
    ("flag", "answers", "asked"),
    [
        ("RF-09b", {"RF-09a": "no"}, True),
        ("RF-09b", {"RF-09a": "yes"}, False),
        ("RF-09b", {"RF-09a": "unsure"}, False),
        ("RF-09b", {}, True),
        ("RF-18a", {"RF-18b": "yes"}, True),
        ("RF-18a", {"RF-18b": "unsure"}, True),
        ("RF-18a", {"RF-18b": "no"}, False),
        ("RF-24b", {"RF-24a": "yes"}, True),
        ("RF-01", {"RF-08": "yes"}, True),
    ],
)
def test_a_question_is_due_by_the_answer_before_it(flag: str, answers: dict[str, Answer], asked: bool) -> None:
    assert due(TABLE.flags, flag, answers) is asked


# --- flags as they are typed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "flag"),
    [
        ("RF-08", "RF-08"), ("rf-08", "RF-08"), (" rf-05A ", "RF-05a"), ("RF-05B", "RF-05b"),
        ("RF-05", "RF-05a"), ("RF-06", "RF-06a"), ("RF-07", "RF-07a"), ("RF-09", "RF-09a"), ("RF-11", "RF-11a"),
        ("RF-12", "RF-12a"), ("RF-13", "RF-13a"), ("RF-17", "RF-17b"), ("RF-18", "RF-18a"), ("RF-19", "RF-19a"),
        ("rf-24", "RF-24b"), ("RF-27", "RF-27b"), ("RF-42", "RF-42a"),
    ],
)  # fmt: skip
def test_a_bare_parent_flag_means_its_strictest_child(typed: str, flag: str) -> None:
    assert resolve_flag(TABLE, typed) == flag


@pytest.mark.parametrize("typed", ["RF-99", "RF-08b", "", "RF", "calf", "RF-1"])
def test_an_unknown_flag_is_refused(typed: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve_flag(TABLE, typed)
    [issue] = caught.value.issues
    assert (issue.code, issue.message) == ("unknown-flag", f"there is no red flag '{typed}'")


def test_an_unknown_flag_names_the_close_ones() -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve_flag(TABLE, "RF-08b")
    assert "RF-08" in caught.value.issues[0].hint


@pytest.mark.parametrize(
    ("floor", "effect"),
    [
        (Floor("see_doctor", 336, by_name=True), "hold"),
        (Floor("same_day", None, by_name=True), "block"),
        (Floor("emergency", None, by_name=False), "block"),
        (Floor("see_doctor", 336, by_name=True, plan_goes_on=True), "continue"),
    ],
)
def test_what_is_demanded_stops_the_plan_unless_it_may_go_on(floor: Floor, effect: str) -> None:
    assert floor.effect == effect


def test_the_outcome_keeps_what_was_answered_yes_and_not_sure() -> None:
    outcome = triage(TABLE, {"RF-13a": "yes", "RF-09a": "unsure", "RF-05a": "no"}, as_of=AS_OF)
    assert (outcome.yes, outcome.unsure) == (("RF-13a",), ("RF-09a",))


def test_a_flag_is_yes_the_others_asked_are_no_and_one_not_asked_is_still_raised() -> None:
    asked = questions(TABLE, ["RF-13a"])
    answers = answers_from_flags(TABLE, asked, ["rf-13", "RF-40"])
    assert answers == {**dict.fromkeys(COMMON, "no"), "RF-13a": "yes", "RF-40": "yes"}
    outcome = triage(TABLE, answers, as_of=AS_OF, asked=asked)
    assert (outcome.disposition, outcome.raised, outcome.status) == ("emergency", ("RF-40", "RF-13a"), "answered")


def test_no_flags_is_every_question_answered_no() -> None:
    asked = questions(TABLE, ["RF-09a"])
    assert answers_from_flags(TABLE, asked) == dict.fromkeys([*COMMON, "RF-09a"], "no")


def test_two_names_of_one_row_count_as_the_stronger_answer() -> None:
    assert triage(TABLE, {"RF-05": "yes", "RF-05a": "no"}, as_of=AS_OF).disposition == "emergency"
    assert triage(TABLE, {"RF-05a": "no", "RF-05": "yes"}, as_of=AS_OF).disposition == "emergency"


PAGE = Referral(disposition="see_doctor", within_hours=336, reason="-", do_now=("-",), do_not=(), tell_the_clinician=())
TEAR = Grade(title="-", picture="-", route="referral", disposition="same_day", reason="-", do_now=("-",))
SEEN_BESIDE = Grade(title="-", picture="-", disposition="see_doctor", within_hours=336, reason="-", do_now=("-",))
BAD_SPRAIN = Grade(
    title="-", picture="-", needs_clearance=True, disposition="see_doctor", within_hours=72, reason="-", do_now=("-",)
)


@pytest.mark.parametrize(
    ("framework", "requires_clearance", "referral", "grade", "expected"),
    [
        ("peace-love", False, None, None, ()),
        ("peace-love", False, None, Grade(title="-", picture="-"), ()),
        ("peace-love", False, None, TEAR, (Floor("same_day", None, by_name=False),)),
        ("peace-love", False, None, BAD_SPRAIN, (Floor("see_doctor", 72, by_name=True),)),
        ("peace-love", False, None, SEEN_BESIDE, (Floor("see_doctor", 336, by_name=True, plan_goes_on=True),)),
        ("programme", True, PAGE, None, (Floor("see_doctor", 336, by_name=True),)),
        (
            "referral",
            True,
            PAGE,
            TEAR,
            (Floor("see_doctor", 336, by_name=True), Floor("same_day", None, by_name=False)),
        ),
        ("referral", False, PAGE, None, (Floor("see_doctor", 336, by_name=False),)),
        ("programme", True, None, None, (Floor("same_day", None, by_name=True),)),
    ],
)
def test_condition_and_grade_demand_a_referral_or_a_name(
    framework: str,
    requires_clearance: bool,
    referral: Referral | None,
    grade: Grade | None,
    expected: tuple[Floor, ...],
) -> None:
    protocol = Protocol.model_validate(
        {
            "id": "any", "framework": framework, "title": "-", "summary": "-", "onset": "none", "part": "leg",
            "stop_signs": {"emergency": "-", "today": "-"}, "monitoring": "-",
            "requires_clearance": requires_clearance, "referral": referral,
        }
    )  # fmt: skip
    assert floors(protocol, grade) == expected


@pytest.mark.parametrize(("hours", "day"), [(0, 18), (24, 19), (47, 19), (48, 20), (72, 21)])
def test_the_last_day_never_lies_beyond_the_limit(hours: int, day: int) -> None:
    assert see_by(AS_OF, hours) == dt.date(2026, 11, day)


# --- what must never happen ------------------------------------------------------------------------------------------

FLAGS = st.sampled_from(sorted(EXPECTED))
ANSWERS = st.dictionaries(FLAGS, st.sampled_from(["yes", "no", "unsure"]), max_size=12)
CLEARANCES = st.none() | st.just(CLINICIAN) | st.just(Clearance(name="A. Clinician", on=dt.date(2026, 1, 1)))
HISTORIES = st.dictionaries(FLAGS, st.dates(dt.date(2026, 11, 1), AS_OF), max_size=3)


@settings(deadline=None)
@given(ANSWERS, FLAGS, CLEARANCES, HISTORIES)
def test_one_more_yes_never_makes_the_outcome_milder(
    answers: dict[str, Answer], flag: str, clearance: Clearance | None, history: dict[str, dt.date]
) -> None:
    # A row that a name lifts is out of the weighing, so a yes can only replace an answer that was milder or equal.
    before = triage(TABLE, answers, as_of=AS_OF, raised_on=history)
    after = triage(TABLE, answers | {flag: "yes"}, as_of=AS_OF, raised_on=history)
    assert DISPOSITIONS.index(after.disposition) >= DISPOSITIONS.index(before.disposition)
    assert EFFECTS.index(after.effect) >= EFFECTS.index(before.effect)
    assert _kinds(after) >= _kinds(before)
    if before.disposition == after.disposition == "see_doctor":
        assert (after.within_hours or 0) <= (before.within_hours or 0)
    before = triage(TABLE, answers, as_of=AS_OF, clearance=clearance)
    after = triage(TABLE, answers | {flag: "yes"}, as_of=AS_OF, clearance=clearance)
    assert DISPOSITIONS.index(after.disposition) >= DISPOSITIONS.index(before.disposition)
    assert EFFECTS.index(after.effect) >= EFFECTS.index(before.effect)
    assert _kinds(after) >= _kinds(before)


@settings(deadline=None)
@given(ANSWERS, CLEARANCES, HISTORIES)
def test_no_name_lifts_an_emergency_or_an_open_wound(
    answers: dict[str, Answer], clearance: Clearance | None, history: dict[str, dt.date]
) -> None:
    outcome = triage(TABLE, answers, as_of=AS_OF, clearance=clearance, raised_on=history, fluid_limit_ml=1500)
    assert all(TABLE.flags[flag].clearance == "C" for flag in outcome.lifted)
    for flag, answer in answers.items():
        row = TABLE.flags[flag]
        if row.clearance in ("N", "open") and (answer == "yes" or (answer == "unsure" and row.unsure_counts)):
            assert flag in outcome.raised


@settings(deadline=None)
@given(ANSWERS, st.lists(FLAGS, max_size=8))
def test_a_question_without_an_answer_is_never_taken_as_no(answers: dict[str, Answer], screen: list[str]) -> None:
    asked = questions(TABLE, screen)
    outcome = triage(TABLE, answers, as_of=AS_OF, asked=asked)
    for question in asked:
        if question.id not in answers and due(TABLE.flags, question.id, answers):
            assert question.id in outcome.unanswered
    assert (outcome.status == "not-asked") is bool(outcome.unanswered)
    assert triage(TABLE, None, as_of=AS_OF, asked=asked).status == "not-asked"


@settings(deadline=None)
@given(ANSWERS)
def test_raised_rows_stand_with_the_strongest_first(answers: dict[str, Answer]) -> None:
    outcome = triage(TABLE, answers, as_of=AS_OF)
    ranks = [DISPOSITIONS.index(TABLE.flags[flag].disposition) for flag in outcome.raised]
    assert ranks == sorted(ranks, reverse=True)
    if outcome.raised:
        assert TABLE.flags[outcome.raised[0]].disposition == outcome.disposition
