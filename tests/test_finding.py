"""What people type leads to the right condition, to the question that decides, or to the danger sign first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shell import run

from rehab.engine.finding import plain
from rehab.library import Library
from rehab.source.reader import read

SHIPPED = Library()
TERMS = read((Path(__file__).parent / "lay_terms.yaml").read_bytes(), "lay_terms.yaml").data
PAIRS = [(condition, term) for condition, terms in TERMS.items() for term in terms]


def test_there_are_many_words_for_every_condition() -> None:
    assert len({term for _, term in PAIRS}) >= 250
    assert set(TERMS) == set(SHIPPED.paths)


@pytest.mark.parametrize(("condition", "term"), PAIRS, ids=[term for _, term in PAIRS])
def test_a_lay_term_leads_to_its_condition(condition: str, term: str) -> None:
    found = SHIPPED.find(term)
    offered = {answer.condition for answer in found.question.answers} if found.question else set()
    assert found.ids[:1] == (condition,) or condition in offered, (found.ids, offered)


DANGER = {
    "hot swollen calf after flight": "RF-08",
    "swollen red calf": "RF-08",
    "calf pain after long haul flight": "RF-09b",
    "short of breath and leg pain": "RF-01",
    "coughing blood": "RF-01",
    "leg suddenly cold and pale": "RF-02",
    "blue foot": "RF-02",
    "leg hard as rock after injury": "RF-03",
    "cast too tight": "RF-03",
    "bone sticking out": "RF-04",
    "numb groin cannot pee": "RF-05a",
    "fever and hot swollen knee": "RF-07a",
    "dark urine after workout": "RF-14",
    "foot drop": "RF-15",
    "weakness climbing up my legs": "RF-16",
    "pop in back of thigh": "RF-13a",
    "snap in heel": "RF-12a",
    "hip pain after fall cannot stand": "RF-43",
    "bleeding vein leg": "RF-41",
    "want to kill myself": "RF-40",
    "black toe": "RF-21",
    "blood clot": "RF-08",
}


@pytest.mark.parametrize(("words", "flag"), DANGER.items(), ids=DANGER)
def test_words_of_danger_lead_with_the_red_flag(words: str, flag: str) -> None:
    assert flag in SHIPPED.find(words).flags


@pytest.mark.parametrize("words", ["pulled hammy", "shin splints", "runner's knee", "sore calf", "night cramps"])
def test_everyday_words_raise_no_alarm(words: str) -> None:
    assert SHIPPED.find(words).flags == ()


def test_the_danger_sign_is_printed_before_any_condition(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(capsys, monkeypatch, "find", "hot", "swollen", "calf", "after", "flight")
    assert result.code == 0
    assert result.out.startswith("! Calf or thigh swollen")
    assert result.out.index("today") < result.out.index("deep-vein-thrombosis")


def test_find_as_json_keeps_its_form(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    found = json.loads(run(capsys, monkeypatch, "find", "charley horse", "--json").out)
    assert set(found) == {"results", "flags", "question"}
    assert all(set(entry) == {"id", "title", "framework"} for entry in found["results"])
    answers = [entry["id"] for entry in found["question"]["answers"]]
    assert answers[:2] == ["thigh-contusion", "muscle-cramps"]


def test_words_that_need_a_question_exit_2_with_the_commands(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(capsys, monkeypatch, "plan", "charley horse", "--injured", "2026-11-18")
    assert result.code == 2
    assert "How did it begin?" in result.err
    assert "rehab plan thigh-contusion" in result.err
    assert "rehab plan muscle-cramps" in result.err


def test_an_unknown_injury_that_speaks_of_danger_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(capsys, monkeypatch, "plan", "hot swollen calf after flight", "--injured", "2026-11-18")
    assert result.code == 5
    assert "today" in result.err


def test_every_answer_and_flag_of_the_table_exists() -> None:
    table = SHIPPED.finding
    assert {danger.flag for danger in table.danger} <= set(SHIPPED.shelf.red_flags.flags)
    answers = {answer.condition for question in table.questions.values() for answer in question.answers}
    assert answers <= set(SHIPPED.paths)


def test_no_term_needs_two_questions() -> None:
    terms = [plain(term) for question in SHIPPED.finding.questions.values() for term in question.terms]
    assert len(terms) == len(set(terms))


def test_the_very_words_of_a_question_come_before_words_that_are_read_alike() -> None:
    """'Leg pain' and 'side of leg pain' are read alike: which side it is says nothing elsewhere."""
    one, other = SHIPPED.find("leg pain").question, SHIPPED.find("side of leg pain").question
    assert one is SHIPPED.finding.questions["sore-muscles"]
    assert other is SHIPPED.finding.questions["side-of-leg"]


@pytest.mark.parametrize("words", ["weak leg", "my leg is getting weaker", "weakness in the foot"])
def test_a_weak_leg_is_a_sign(words: str) -> None:
    assert "RF-15" in SHIPPED.find(words).flags
