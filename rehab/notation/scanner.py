"""Reading a line from left to right: words, numbers, ranges and tags, each with its place in the line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, cast

from rehab.errors import did_you_mean
from rehab.notation.dose import Evidence, Span, Tag
from rehab.notation.error import NotationError

NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
UNIT = re.compile(r"%|[A-Za-z]+")
TIMES = re.compile(r"[xX×]")
TO = re.compile(r"->|→|[-–]")
STEP = ("->", "→")
TAG = re.compile(r"\[([^\[\]]*)\]")
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CLUMP = re.compile(r"[^\s,()\[\]]+")


class Limits(NamedTuple):
    """The smallest and the largest sensible number, both inclusive, what it counts, and the two in words where plain numbers would confuse."""

    low: float
    high: float
    noun: str
    whole: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """Numbers as written, before it is known what they count: ``8-12 reps``, ``60 s -> 2 min``, ``12-10-8``."""

    numbers: tuple[float, ...]
    units: tuple[str, ...]
    step: bool
    start: int
    end: int

    @property
    def unit(self) -> str:
        """Return the unit behind the last number, empty for none."""
        return self.units[-1]


class Scanner:
    """A place in a line of text; ``take`` moves it on, ``fail`` makes an error that points at it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.skip_space()

    def skip_space(self) -> None:
        """Move to the next character that is not a space."""
        while self.place < len(self.text) and self.text[self.place].isspace():
            self.place += 1

    @property
    def done(self) -> bool:
        """Tell whether nothing is left."""
        return self.place >= len(self.text)

    def peek(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return what matches here, without moving."""
        return pattern.match(self.text, self.place)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Move over what matches here and the space behind it, and return it."""
        found = pattern.match(self.text, self.place)
        if found:
            self.place = found.end()
            self.skip_space()
        return found

    def symbol(self, symbol: str) -> bool:
        """Move over ``symbol`` if it stands here."""
        if not self.text.startswith(symbol, self.place):
            return False
        self.place += len(symbol)
        self.skip_space()
        return True

    def words(self, words: str) -> bool:
        """Move over these words if they stand here, as whole words, with any space between them."""
        pattern = r"\s+".join(map(re.escape, words.split())) + r"(?![A-Za-z0-9])"
        return self.take(re.compile(pattern)) is not None

    def clump(self) -> str:
        """Return the characters up to the next space, comma or bracket: what a person would call the word here."""
        found = self.peek(CLUMP)
        return found.group() if found else self.text[self.place : self.place + 1]

    def fail(self, message: str, hint: str = "", *, start: int | None = None, end: int | None = None) -> NotationError:
        """Make an error about the word here, or about the text from ``start`` to ``end``."""
        offset = self.place if start is None else start
        stop = offset + len(self.clump()) if end is None else end
        width = len(self.text[offset:stop].rstrip())
        return NotationError(message, text=self.text, offset=offset, width=width, hint=hint)

    def number(self, limits: Limits, hint: str = "") -> float:
        """Read one number inside its limits."""
        start = self.place
        found = self.take(NUMBER)
        if not found:
            raise self.fail(f"a number is missing: {limits.noun}", hint)
        return self.bounded(float(found.group()), limits, start, found.end())

    def bounded(self, value: float, limits: Limits, start: int, end: int) -> float:
        """Return ``value`` if it is inside ``limits``, else raise an error that points at it."""
        if limits.whole and value != int(value):
            raise self.fail(f"{limits.noun} must be a whole number", start=start, end=end)
        if not limits.low <= value <= limits.high:
            message = f"{limits.noun} must be {limits.text or f'{plain(limits.low)} to {plain(limits.high)}'}"
            raise self.fail(message, start=start, end=end)
        return value

    def amount(self, units: Iterable[str], aliases: dict[str, str], not_units: Iterable[str] = ()) -> Amount:
        """Read numbers joined by ``-`` or ``->``, each with or without a unit of ``units``."""
        start = self.place
        numbers: list[float] = []
        names: list[str] = []
        step = False
        known = tuple(units)
        while True:
            found = self.take(NUMBER)
            if not found:
                raise self.fail("a number is missing here", "write a range as 8-12, a step as 8 -> 12")
            numbers.append(float(found.group()))
            end = found.end()
            names.append("")
            word = self.peek(UNIT)
            if word and word.group() not in not_units:
                if word.group() not in known:
                    raise self.fail(
                        f"the unit '{word.group()}' is not known",
                        f"write '{aliases[word.group()]}'"
                        if word.group() in aliases
                        else did_you_mean(word.group(), known),
                        start=word.start(),
                        end=word.end(),
                    )
                self.take(UNIT)
                names[-1] = word.group()
                end = word.end()
            joint = self.peek(TO)
            if not joint:
                break
            if step or (joint.group() in STEP and len(numbers) > 1):
                raise self.fail(
                    "a step has one start and one end",
                    "write 6 -> 10; say what comes between in 'progress:'",
                    end=joint.end(),
                )
            step = joint.group() in STEP
            self.take(TO)
        return Amount(tuple(numbers), tuple(names), step, start, end)

    def span(self, amount: Amount, limits: Limits, factors: dict[str, float] | None = None) -> Span:
        """Return ``amount`` as a span inside ``limits``, in the base unit of ``factors``."""
        if len(amount.numbers) > 2:
            raise self.fail("a range has two numbers", "write 8-12", start=amount.start, end=amount.end)
        values = []
        for value, unit in zip(amount.numbers, amount.units, strict=True):
            factor = factors.get(unit or amount.unit, 1.0) if factors else 1.0
            values.append(self.bounded(round(value * factor, 3), limits, amount.start, amount.end))
        low, high = values[0], values[-1]
        if len(values) == 2 and low == high:
            raise self.fail("both numbers are the same", "write it once", start=amount.start, end=amount.end)
        if low > high and not amount.step:
            raise self.fail(
                "the smaller number comes first",
                f"write {plain(amount.numbers[-1])}-{plain(amount.numbers[0])}, or use '->' for a step down",
                start=amount.start,
                end=amount.end,
            )
        return Span(low, high, amount.step)

    def tag(self) -> Evidence | None:
        """Read ``[V]``, ``[V askling-2013]``, ``[R]`` or ``[P]`` if one stands here."""
        found = self.take(TAG)
        if not found:
            if self.peek(re.compile(r"\[")):
                raise self.fail("the bracket '[' is never closed", "write [V askling-2013] or [P]", end=len(self.text))
            return None
        letter, _, key = found.group(1).strip().partition(" ")
        key = key.strip()
        if letter not in ("V", "R", "P"):
            raise self.fail(
                f"'{found.group()}' is not a tag",
                "write [V], [R] or [P], with a source key if there is one: [V askling-2013]",
                start=found.start(),
                end=found.end(),
            )
        if key and not KEY.fullmatch(key):
            raise self.fail(
                f"'{key}' is not a source key",
                "write it in small letters with hyphens: [V askling-2013]",
                start=found.start(),
                end=found.end(),
            )
        return Evidence(cast(Tag, letter), key)


def plain(value: float) -> str:
    """Write a number without needless zeros."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def write_span(span: Span, unit: str = "", factor: float = 1.0) -> str:
    """Write a span, with its unit behind the last number (``RM`` behind each number of a step)."""
    low, high = plain(span.low / factor), plain(span.high / factor)
    if span.low == span.high:
        return low + unit
    if span.step:
        return f"{low}{unit if unit == 'RM' else ''} -> {high}{unit}"
    return f"{low}-{high}{unit}"


def write_tag(evidence: Evidence) -> str:
    """Write where something comes from."""
    return f"[{evidence.tag} {evidence.source}]" if evidence.source else f"[{evidence.tag}]"
