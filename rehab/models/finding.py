"""How people's own words lead to a condition: words that mean the same, deciding questions, words of danger."""

from __future__ import annotations

from pydantic import Field

from rehab.models.authored import Authored, Identifier, Texts
from rehab.models.redflag import FlagId


class Answer(Authored):
    """One answer to a deciding question, and the condition it leads to."""

    answer: str = Field(description="What the person says: 'Something hit it'.")
    condition: Identifier = Field(description="The id of the condition.")


class Deciding(Authored):
    """A question to ask where the same words can mean several conditions."""

    terms: Texts = Field(min_length=1, description="The words that need it: 'charley horse'.")
    question: str = Field(description="The question, in plain words.")
    answers: tuple[Answer, ...] = Field(min_length=2)


class Danger(Authored):
    """Words that speak of a danger sign: one of each group must be there."""

    flag: FlagId = Field(description="The red flag that leads the answer.")
    words: tuple[Texts, ...] = Field(min_length=1, description="Groups of words; one of each group must be there.")


class FindingTable(Authored):
    """The whole file ``finding.yaml``."""

    small_words: Texts = Field(description="Words that tell nothing: my, the, of.")
    alike: dict[str, Texts] = Field(description="Words that mean the same, by the word they are read as.")
    danger: tuple[Danger, ...] = Field(description="Looked for first, in this order.")
    questions: dict[Identifier, Deciding] = Field(description="By id.")
