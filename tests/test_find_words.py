"""How words are read when somebody looks for a condition, on a table made by hand."""

from __future__ import annotations

import pytest

from rehab.engine.finding import Reader, find, plain
from rehab.models.finding import Answer, Danger, Deciding, FindingTable

HAMSTRING, CALF, CRAMP = "hamstring-strain", "calf-strain", "cramp"
NAMES = {
    HAMSTRING: ("hamstring strain", "pulled hamstring", "torn hamstring"),
    CALF: ("calf strain", "pulled calf"),
    CRAMP: ("calf cramp", "cramp at night"),
}
CHARLEY = Deciding(
    terms=("charley horse", "dead leg"),
    question="How did it begin?",
    answers=(Answer(answer="By a knock", condition=CALF), Answer(answer="At night", condition=CRAMP)),
)
LEG = Deciding(
    terms=("leg", "my sore leg hurts"),
    question="Where?",
    answers=(Answer(answer="Behind", condition=HAMSTRING), Answer(answer="Below", condition="nowhere")),
)
TABLE = FindingTable(
    small_words=("my", "the", "of", "at"),
    alike={"pulled": ("pull", "strained", "did in"), "hamstring": ("hammy", "back of thigh")},
    danger=(Danger(flag="RF-08", words=(("hot", "red"), ("swollen",))), Danger(flag="RF-02", words=(("cold foot",),))),
    questions={"charley": CHARLEY, "leg": LEG},
)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Runner's Knee", "runners knee"),
        ("Runner\u2019s knee!", "runners knee"),
        ("  A-skip,  b ", "a skip b"),
        ("", ""),
    ],
)
def test_a_text_is_read_in_lower_case_without_marks(text: str, read: str) -> None:
    assert plain(text) == read


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("hamstring strain", (HAMSTRING, CALF)),
        ("Pulled  Hamstring", (HAMSTRING, CALF)),
        ("my pulled hammy", (HAMSTRING, CALF)),  # small words tell nothing, words that mean the same are one
        ("did in the back of thigh", (HAMSTRING, CALF)),
        ("pull back of thigh", (HAMSTRING, CALF)),
        ("pulled calf", (CALF, HAMSTRING)),
        ("back of thigh", (HAMSTRING,)),  # words that belong together, also alone, first or last
        ("calf did in", (CALF, HAMSTRING)),
        ("did into", ()),
        ("hamst", ()),  # too far from any word to be taken for it
        ("pulled clf", (HAMSTRING, CALF)),  # too short to be mended
        ("puled hamstrng", (HAMSTRING, CALF)),
        ("calf", (CALF, CRAMP)),
        ("nose", ()),
        ("", ()),
    ],
)
def test_words_lead_to_conditions_the_likest_first(text: str, ids: tuple[str, ...]) -> None:
    assert find(text, Reader(NAMES, TABLE)).ids == ids


@pytest.mark.parametrize(
    ("text", "exact"), [("calf strain", (CALF,)), ("Calf-Strain", (CALF,)), ("the calf strain", ()), ("strain", ())]
)
def test_only_the_very_name_is_exact(text: str, exact: tuple[str, ...]) -> None:
    assert find(text, Reader(NAMES, TABLE)).exact == exact


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("hot swollen calf", ("RF-08",)),
        ("swollen and red", ("RF-08",)),
        ("swolen red calf", ("RF-08",)),
        ("hot calf", ()),
        ("swollen calf", ()),
        ("my cold foot", ("RF-02",)),
        ("foot that is cold", ("RF-02",)),
        ("cold foot, hot and swollen", ("RF-08", "RF-02")),
    ],
)
def test_words_of_danger_need_one_of_each_group(text: str, flags: tuple[str, ...]) -> None:
    assert find(text, Reader(NAMES, TABLE)).flags == flags


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("charley horse", CHARLEY),
        ("Dead leg", CHARLEY),
        ("the charley horse", CHARLEY),
        ("leg", LEG),
        ("sore leg of mine", LEG),
        ("a dead leg of mine", CHARLEY),  # the longer term within what was said
        ("calf strain", None),
        ("pulled calf in the leg", LEG),
        ("knee", None),
    ],
)
def test_words_that_mean_several_conditions_ask(text: str, question: Deciding | None) -> None:
    assert find(text, Reader(NAMES, TABLE)).question is question


def test_the_answers_to_a_question_come_before_what_is_only_like_it() -> None:
    assert find("charley horse", Reader(NAMES, TABLE)).ids == (CALF, CRAMP)
    assert find("leg", Reader(NAMES, TABLE)).ids == (HAMSTRING,)  # an answer that leads to no condition is none
    exact = {**NAMES, "horse": ("charley horse",)}
    assert find("charley horse", Reader(exact, TABLE)).ids == ("horse", CALF, CRAMP)
    assert find("charley horse", Reader(exact, TABLE)).question is CHARLEY
    known = {**NAMES, "one": ("sore leg of mine",)}
    assert find("sore leg of mine", Reader(known, TABLE)).question is None  # a name of its own needs no question


def test_at_most_six_are_offered() -> None:
    names = {f"c{number}": ("sore calf",) for number in range(9)}
    assert find("sore calf", Reader(names, TABLE)).ids == tuple(f"c{number}" for number in range(6))
