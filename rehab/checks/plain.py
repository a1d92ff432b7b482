"""Are the words for patients plain? A reading grade, from the length of sentences and of words."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator, Sequence

from rehab.errors import Issue, KeyPath, Severity
from rehab.models.exercise import Exercise
from rehab.models.protocol import Protocol
from rehab.models.shelf import Shelf

HIGHEST_GRADE = 8.0
LEAST_WORDS = 30
"""A shorter text says too little about itself to be judged."""
_SENTENCE = re.compile(r"[^.!?:;]+")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")


def reading_grade(text: str, names: Collection[str] = ()) -> float | None:
    """Return the school grade a text asks for, or None below 30 words.

    The formula is that of Flesch and Kincaid (1975); a syllable is a group of vowels, without a silent e at the end.
    ``names`` of conditions, exercises and measures count as one short word each.
    """
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(name)}\b", "it", text, flags=re.IGNORECASE)
    words = _WORD.findall(text)
    sentences = [part for part in _SENTENCE.findall(text) if _WORD.search(part)]
    if len(words) < LEAST_WORDS:
        return None
    syllables = sum(map(_syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


@functools.cache  # the same words come again in every text
def _syllables(word: str) -> int:
    lowered = word.casefold()
    count = len(_VOWELS.findall(lowered))
    if lowered.endswith(("e", "es", "ed")) and not lowered.endswith(("le", "les", "ted", "ded")):
        count -= 1
    return max(count, 1)


def check(protocol: Protocol, shelf: Shelf) -> Iterator[Issue]:
    """Yield a warning for each text of a protocol that is hard to read."""
    names = _names(protocol, shelf)
    for path, lines in _texts(protocol):
        yield from _judge(" ".join(lines), names, path)


def check_exercise(key: str, exercise: Exercise, names: Collection[str]) -> Iterator[Issue]:
    """Yield a warning if the steps and cues of an exercise are hard to read."""
    yield from _judge(" ".join((*exercise.steps, *exercise.cues, exercise.mistake)), names, (key, "steps"))


def _judge(text: str, names: Collection[str], path: KeyPath) -> Iterator[Issue]:
    grade = reading_grade(text)
    if grade is not None and grade > HIGHEST_GRADE:  # only then is it worth looking for names
        grade = reading_grade(text, names)
    if grade is not None and grade > HIGHEST_GRADE:
        message = f"this text reads at school grade {grade:.0f}; patients need {HIGHEST_GRADE:.0f} or below"
        yield Issue("hard-to-read", message, "shorter sentences, shorter words", Severity.WARNING, path)


def _names(protocol: Protocol, shelf: Shelf) -> set[str]:
    """Return the titles that a text cannot do without."""
    titles = {exercise.title for exercise in shelf.exercises.values()}
    return titles | {measure.title for measure in shelf.measures.values()} | {protocol.title}


def _texts(protocol: Protocol) -> Iterator[tuple[KeyPath, Sequence[str]]]:
    yield ("summary",), [protocol.summary]
    yield ("education",), protocol.education
    yield ("prognosis",), protocol.prognosis
    if protocol.referral:
        referral = protocol.referral
        yield ("referral", "do_now"), (referral.reason, *referral.do_now, *referral.do_not)
    for key, grade in protocol.grades.items():
        yield ("grades", key), (grade.picture, grade.expect, grade.reason, *grade.do_now, *grade.do_not)
    for key, task in protocol.tasks.items():
        yield ("tasks", key), (task.text, *task.text_by_day.values())
    for key, card in protocol.cards.items():
        yield ("cards", key), (card.when, *card.steps, *card.do_not, card.note)
    for key, phase in protocol.phases.items():
        yield ("phases", key), (phase.goal, *phase.allowed, *phase.avoid, *phase.notes)
        for name, slot in phase.exercises.items():
            yield ("phases", key, "exercises", name), (slot.only_if, slot.note)
