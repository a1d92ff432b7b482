"""From people's own words to a condition: danger signs first, then a deciding question, then the likest names."""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rehab.models.finding import Deciding, FindingTable

_LEAST = 0.34
_SHARE = 0.55
_LIMIT = 6


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: ids (the likest first), the red flags the words speak of, and the question that decides."""

    ids: tuple[str, ...]
    flags: tuple[str, ...]
    question: Deciding | None
    exact: tuple[str, ...]
    """The ids that the words name exactly."""


def plain(text: str) -> str:
    """Return the words of a text in lower case, without hyphens and other marks."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("'", "").replace("\u2019", "")))


def find(text: str, reader: Reader) -> Found:
    """Look for a condition by people's own words."""
    asked = reader.words(text)
    flags = tuple(
        dict.fromkeys(
            danger.flag
            for danger in reader.table.danger
            if all(any(reader.words(word) <= asked for word in group) for group in danger.words)
        )
    )
    spoken = plain(text)
    exact = tuple(key for key, said in reader.names.items() if spoken in {plain(name) for name in said})
    question = _question(spoken, asked, reader, exact=exact)
    scores = {
        key: max((reader.likeness(asked, reader.words(name)) for name in said), default=0.0)
        for key, said in reader.names.items()
    }
    decided = tuple(dict.fromkeys(answer.condition for answer in question.answers)) if question else ()
    ranked = sorted((key for key in scores if scores[key] >= _LEAST), key=lambda key: -scores[key])
    best = scores[ranked[0]] if ranked else 0.0
    likely = [key for key in ranked if scores[key] >= _SHARE * best]
    ids = dict.fromkeys([*exact, *(key for key in decided if key in reader.names), *likely])
    return Found(tuple(ids)[:_LIMIT], flags, question, exact)


def _question(spoken: str, asked: Collection[str], reader: Reader, *, exact: Collection[str]) -> Deciding | None:
    """Return the question whose term was said, or whose term lies within what was said; a clear name needs none."""
    questions = reader.table.questions.values()
    for deciding in questions:  # the very words come before words that are read alike
        if spoken in map(plain, deciding.terms):
            return deciding
    within: tuple[int, Deciding] | None = None
    for deciding in questions:
        for term in deciding.terms:
            words = reader.words(term)
            if words == asked and len(exact) != 1:
                return deciding
            if words <= set(asked) and not exact and (within is None or len(words) > within[0]):
                within = (len(words), deciding)
    return within[1] if within else None


class Reader:
    """Reads words the way the table says: small words left out, like words as one, misspelt ones mended.

    ``names``: by id, every name that people say for it, the id and the title among them.
    """

    def __init__(self, names: Mapping[str, Sequence[str]], table: FindingTable) -> None:
        self.names = names
        self.table = table
        self._small = frozenset(table.small_words)
        self._same = {plain(word): key for key, words in table.alike.items() for word in words}
        self._phrases = sorted((phrase for phrase in self._same if " " in phrase), key=len, reverse=True)
        self._read: dict[str, frozenset[str]] = {}
        told = [frozenset(self._known(name)) for said in names.values() for name in said]
        self._weights = {
            word: math.log(1 + len(told) / count) for word, count in Counter(w for words in told for w in words).items()
        }
        terms = (term for deciding in table.questions.values() for term in deciding.terms)
        signs = (word for danger in table.danger for group in danger.words for word in group)
        self._vocabulary = [*self._weights, *(word for text in (*terms, *signs) for word in self._known(text))]
        self._vocabulary = list(dict.fromkeys([*self._vocabulary, *self._same]))

    def _known(self, text: str) -> list[str]:
        spoken = plain(text)
        for phrase in self._phrases:
            if f" {phrase} " in f" {spoken} ":
                spoken = f" {spoken} ".replace(f" {phrase} ", f" {self._same[phrase]} ").strip()
        return [self._same.get(word, word) for word in spoken.split() if word not in self._small]

    def words(self, text: str) -> frozenset[str]:
        """Return the words of a text as they are compared."""
        if text not in self._read:  # names and terms are read once for all that is asked
            self._read[text] = frozenset(self._mended(word) for word in self._known(text))
        return self._read[text]

    def _mended(self, word: str) -> str:
        if word in self._weights or word in self._vocabulary or len(word) < 4:
            return self._same.get(word, word)
        near = difflib.get_close_matches(word, self._vocabulary, n=1, cutoff=0.78)
        return self._same.get(near[0], near[0]) if near else word

    def likeness(self, asked: frozenset[str], name: frozenset[str]) -> float:
        """Return how alike two sets of words are, from 0 to 1; rare words count more."""
        if not asked or not name:
            return 0.0
        shared = sum(self._weight(word) for word in asked & name)
        whole = sum(map(self._weight, asked)) * sum(map(self._weight, name))
        return shared / math.sqrt(whole) if whole else 0.0

    def _weight(self, word: str) -> float:
        return self._weights.get(word, 1.0)
