"""One voice over the whole library of exercises: what docs/writing-exercises.md promises of every text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from content import document, exercises

from rehab import phrases
from rehab.models.exercise import Exercise

WORDS = document("words").data
SENTENCES = ("steps", "cues", "mistake", "precautions")
FRAGMENTS = ("feel", "not_feel", "easier", "harder")
SIDES = ("left", "right", "both", None)
JARGON = r"\b(prone|supine|quadriceps|glutes?|dorsiflexion|eversion|abduction|adduction|flexion|extension|reps?|seat)\b"
SEATS = r"(higher|high|high, firm|folding) seat|onto the seat"


def texts(exercise: Exercise, *fields: str) -> Iterator[str]:
    for field in fields:
        value = getattr(exercise, field)
        yield from (value,) if isinstance(value, str) else value


def each(*fields: str) -> list[tuple[str, str]]:
    return [(key, text) for key, exercise in exercises().items() for text in texts(exercise, *fields) if text]


def test_a_sentence_begins_with_a_capital_ends_with_a_full_stop_and_has_20_words_at_most() -> None:
    for key, text in each(*SENTENCES):
        assert text[0].isupper() or text[0].isdigit(), (key, text)
        assert text.endswith("."), (key, text)  # also a cue that an unquoted comma cut in two
        for sentence in re.split(r"(?<=[.:])\s+", text):
            assert len(sentence.split()) <= 20, (key, sentence)


def test_what_to_feel_and_what_to_change_are_a_few_words_without_a_full_stop() -> None:
    for key, text in each(*FRAGMENTS):
        assert not text.endswith("."), (key, text)
        assert text[0].islower() or text[0].isdigit(), (key, text)


def test_a_mistake_says_what_goes_wrong_and_then_what_to_do() -> None:
    for key, text in each("mistake"):
        assert re.match(r"[A-Z]\w+ing\b.*\. [A-Z].*\.$", text), (key, text)


def test_a_title_has_one_capital_and_no_side() -> None:
    for key, text in each("title", "short_title"):
        assert not re.search(r"\b(sore|good|left|right) (leg|foot|knee|side)\b|[{}]|\.$", text), (key, text)
        assert re.sub(r"Copenhagen|Nordic|[AB]-skip|V-sit|\bV\b", "", text[1:]).islower(), (key, text)


def test_no_text_for_patients_needs_a_dictionary() -> None:
    for key, text in each("title", "short_title", *SENTENCES, *FRAGMENTS):
        assert not re.search(JARGON, re.sub(SEATS, "", text), re.IGNORECASE), (key, text)


def test_a_side_stands_right_behind_your_or_the_and_the_sore_one_comes_first() -> None:
    for key, exercise in exercises().items():
        names = []
        for text in texts(exercise, "steps"):
            names += re.findall(r"(\w+) \{(sore|other)\}", text)
        assert {article.casefold() for article, _ in names} <= {"your", "the"}, key
        assert not names or names[0][1] == "sore", key


@pytest.mark.parametrize("side", SIDES)
def test_every_text_reads_well_for(side: str | None) -> None:
    for key, text in each(*SENTENCES, *FRAGMENTS):
        filled = phrases.fill_side(text, WORDS, side)
        assert "{" not in filled, (key, filled)
        assert not re.search(r"\b(your|the|whole|straight) (one|the|your|each)\b|\b(\w+) \3\b", filled, re.I), (
            key,
            filled,
        )
        if "{" not in text:
            assert not re.search(r"\b(your|the) (sore|good|left|right) (leg|foot|knee|hip)\b", filled), (key, filled)
