"""Reading the short text of a dose."""

from __future__ import annotations

import functools
import re
from typing import Any

from rehab.errors import did_you_mean
from rehab.notation import slips
from rehab.notation.dose import Dose, Evidence, Frequency, Interval, Load, LoadKind, Span
from rehab.notation.error import NotationError
from rehab.notation.scanner import TAG, TIMES, Amount, Scanner, plain
from rehab.notation.vocabulary import (
    ALIASES,
    BOUT_SECONDS,
    COUNTED,
    EFFORT,
    EVERY,
    EXAMPLE,
    FIELDS,
    GAP,
    HOLDS,
    INTERVALS,
    KILOGRAMS,
    LENGTH,
    METRES,
    NAMES,
    NOT_UNITS,
    ONE_OF,
    OTHER_WORDS,
    PER_DAY,
    PER_WEEK,
    PERCENT,
    REPS,
    RM,
    SECONDS,
    SETS,
    TEMPO,
    TIME,
    UNITS,
    WORDS,
)

PHRASE = re.compile(r"[^,\[\]]+")
_KINDS = dict.fromkeys(TIME, "time") | dict.fromkeys(LENGTH, "length") | {"rep": "reps", "set": "sets"}
"""Units that may stand in one range: 30 s to 1 min."""
ACTIVITY = re.compile(r"[A-Za-z][A-Za-z-]*(?:\s+[A-Za-z][A-Za-z-]*)*")
ORDINAL = re.compile(r"([0-9]+)(st|nd|rd|th)\b")


class _Draft:
    """A dose while it is read: the fields so far, and which of them still wait for a tag."""

    def __init__(self, scan: Scanner) -> None:
        self.scan = scan
        self.values: dict[str, Any] = {}
        self.waiting: list[str] = []
        self.evidence: dict[str, Evidence] = {}
        self.part = 0
        self.load_at = (0, 0)

    def put(self, name: str, value: object) -> None:
        """Keep a field; a second value for the same thing is an error that points at the part."""
        rivals = (name, *(other for group in ONE_OF if name in group for other in group))
        other = next((other for other in rivals if other in self.values), None)
        if other:
            again = NAMES[name] == NAMES[other]
            message = (
                f"this gives {NAMES[name]} a second time"
                if again
                else f"{NAMES[name]} cannot stand with {NAMES[other]}"
            )
            raise self.scan.fail(message, "leave one of them out", start=self.part, end=self.scan.place)
        self.values[name] = value
        if name == "load":
            self.load_at = (self.part, self.scan.place)
        if name != "unit":
            self.waiting.append(name)

    def tagged(self, evidence: Evidence) -> None:
        """Give the fields since the last tag their origin."""
        self.evidence.update((name, evidence) for name in self.waiting)
        self.waiting.clear()

    def dose(self) -> Dose:
        """Return the finished dose."""
        load = self.values.get("load")
        moves = {"duration_seconds", "distance_metres", "intervals", "unit"} & self.values.keys()
        still = {"hold_seconds", "reps", "reps_by_set", "reps_of_max"} & self.values.keys()
        if isinstance(load, Load) and load.kind == "speed" and still and not moves:
            start, end = self.load_at
            hint = "only runs take a percentage of full speed; write: at 70 % MVC, at 50 % 1RM or at 60 % body weight"
            raise self.scan.fail("percent of what?", hint, start=start, end=end)
        values = dict(self.values)
        gap = values.pop("gap_hours", None)
        if gap is not None:
            days = values.get("frequency", Frequency())
            values["frequency"] = Frequency(days.every_days, days.per_week, days.once, gap)
        evidence = tuple((name, self.evidence[name]) for name in FIELDS if name in self.evidence)
        return Dose(**values, evidence=evidence)


@functools.lru_cache(maxsize=4096)
def parse_dose(text: str) -> Dose:
    """Read one dose, such as ``3 x 12, 2/day [V askling-2013], slow, rest 60 s [P]``.

    Parts are separated by commas and may stand in any order; a tag covers the parts before it, back to the tag
    before. Raises ``NotationError`` with the place in the line for anything unknown, doubled, reversed or out of
    bounds. Reference: docs/notation.md.
    """
    try:
        return _read(text)
    except NotationError as error:
        raise slips.told(error, slips.DOSE) from None


def _read(text: str) -> Dose:
    scan = Scanner(text)
    draft = _Draft(scan)
    if scan.done:
        raise scan.fail("the dose is empty", EXAMPLE)
    while True:
        draft.part = scan.place
        _part(scan, draft)
        while scan.peek(re.compile(r"@|(?:each|at)\b")):
            draft.part = scan.place
            _part(scan, draft)
        evidence = scan.tag()
        if evidence:
            draft.tagged(evidence)
        if scan.done:
            return draft.dose()
        if scan.peek(TAG):
            raise scan.fail("two tags follow each other", "a tag covers the parts written before it", end=len(text))
        if not scan.symbol(","):
            if scan.clump().startswith(";"):
                raise scan.fail("parts are separated by commas", EXAMPLE)
            raise scan.fail(f"a comma is missing before '{scan.clump()}'", EXAMPLE)
        if scan.done:
            raise scan.fail("nothing follows the last comma", "leave the comma out")


def _part(scan: Scanner, draft: _Draft) -> None:
    if scan.peek(re.compile(r"[0-9(]")):
        _counted_part(scan, draft)
    elif scan.symbol("@"):
        _tempo(scan, draft)
    elif not _word_part(scan, draft):
        word = scan.clump()
        if word == "[":
            raise scan.fail("a tag stands behind what it covers", "write: 3 x 12 [V askling-2013]", end=len(scan.text))
        if word in (",", ""):
            raise scan.fail("a part is missing before the comma", EXAMPLE)
        hint = f"write: {OTHER_WORDS[word]}" if word in OTHER_WORDS else did_you_mean(word, WORDS) or EXAMPLE
        raise scan.fail(f"'{word}' is not known in a dose", hint)


def _word_part(scan: Scanner, draft: _Draft) -> bool:  # noqa: PLR0912 -- a flat list of the words
    for tempo in ("slow", "quick", "own pace"):
        if scan.words(tempo):
            draft.put("tempo", tempo)
            return True
    if scan.words("bodyweight"):
        draft.put("load", Load("words", text="bodyweight"))
    elif scan.words("rest"):
        if scan.symbol(":"):
            draft.put("rest_text", _phrase(scan, "rest: walk back"))
        else:
            draft.put("rest_seconds", _seconds(scan, "rest 60 s"))
    elif scan.words("effort"):
        draft.put("effort", scan.span(_bare(scan, "effort 3-4"), EFFORT))
    elif scan.words("load"):
        draft.put("load", _load(scan))
    elif scan.words("at"):
        draft.put("load", _percent_load(scan))
    elif scan.words("each"):
        draft.put("each", _each(scan))
    elif scan.words("every"):
        draft.put("frequency", Frequency(every_days=_every(scan)))
    elif scan.words("daily"):
        draft.put("frequency", Frequency(every_days=1))
    elif scan.words("hourly"):
        draft.put("hourly", True)
    elif scan.words("once"):
        draft.put("frequency", Frequency(once=True))
    else:
        return False
    return True


def _amount(scan: Scanner) -> Amount:
    """Read numbers of one kind: a unit that stands only before the last number, or differs, is never lost in silence."""
    amount = scan.amount(UNITS, ALIASES, NOT_UNITS)
    kinds = {_KINDS.get(unit, unit) for unit in amount.units if unit}
    if len(kinds) > 1 or (kinds and not amount.unit):
        raise scan.fail(
            "these numbers need one unit, behind the last",
            "write 5-10 s, or 30 s - 1 min",
            start=amount.start,
            end=amount.end,
        )
    return amount


def _bare(scan: Scanner, example: str) -> Amount:
    amount = _amount(scan)
    if any(amount.units):
        raise scan.fail("no unit belongs here", f"write: {example}", start=amount.start, end=amount.end)
    return amount


def _seconds(scan: Scanner, example: str) -> Span:
    amount = _amount(scan)
    if amount.unit not in TIME:
        raise scan.fail("a time with s, min or h belongs here", f"write: {example}", start=amount.start, end=amount.end)
    return scan.span(amount, SECONDS, TIME)


def _phrase(scan: Scanner, example: str) -> str:
    found = scan.take(PHRASE)
    words = " ".join(found.group().split()) if found else ""
    if not words:
        raise scan.fail("words are missing after the colon", f"write: {example}")
    return words


def _tempo(scan: Scanner, draft: _Draft) -> None:
    for word in ("slow", "quick", "own pace"):
        if scan.words(word):
            draft.put("tempo", word)
            return
    amount = _bare(scan, "@ 2-1-3")
    if len(amount.numbers) != 3 or amount.step:
        raise scan.fail(
            "a tempo has three numbers: seconds to lift, pause, lower",
            "write: @ 2-1-3",
            start=amount.start,
            end=amount.end,
        )
    for number in amount.numbers:
        scan.bounded(number, TEMPO, amount.start, amount.end)
    draft.put("tempo", "-".join(f"{number:g}" for number in amount.numbers))


def _load(scan: Scanner) -> Load:
    if scan.symbol(":"):
        return Load("words", text=_phrase(scan, "load: light band"))
    if not scan.peek(re.compile(r"[0-9]")):
        raise scan.fail("a weight in kg belongs here", "write: load 5 kg, or with a colon: load: light band")
    amount = _amount(scan)
    if amount.unit == "RM":
        return Load("rm", scan.span(amount, RM))
    if amount.unit == "%":
        return _percent_kind(scan, amount)
    if amount.unit != "kg":
        raise scan.fail("a weight in kg belongs here", "write: load 5 kg", start=amount.start, end=amount.end)
    return Load("weight", scan.span(amount, KILOGRAMS))


def _percent_load(scan: Scanner) -> Load:
    amount = _amount(scan)
    if amount.unit != "%":
        raise scan.fail(
            "a percentage belongs here", "write: at 70 % MVC, or at 75 % for speed", start=amount.start, end=amount.end
        )
    return _percent_kind(scan, amount)


def _percent_kind(scan: Scanner, amount: Amount) -> Load:
    kinds: dict[str, LoadKind] = {
        "MVC": "mvc", "1RM": "one_rm", "of 1RM": "one_rm", "body weight": "percent_body", "of body weight": "percent_body",
        "speed": "speed", "of full speed": "speed", "": "speed",
    }  # fmt: skip
    span = scan.span(amount, PERCENT)
    return Load(next(kind for words, kind in kinds.items() if not words or scan.words(words)), span)


def _each(scan: Scanner) -> str:
    if scan.words("side") or scan.words("leg"):
        return "side"
    if scan.words("direction") or scan.words("way"):
        return "direction"
    raise scan.fail("'each' what?", "write: each side, or each direction")


def _every(scan: Scanner) -> int:
    if scan.words("day"):
        return 1
    start = scan.place
    found = scan.take(ORDINAL)
    if not found or not scan.words("day"):
        raise scan.fail(
            "which day is not clear",
            "write: every 2nd day",
            start=start,
            end=len(scan.text) if found is None else scan.place,
        )
    return int(scan.bounded(float(found.group(1)), EVERY, found.start(), found.end()))


def _counted_part(scan: Scanner, draft: _Draft) -> None:
    if scan.peek(re.compile(r"\(")):
        draft.put("intervals", _intervals(scan))
        return
    first = _amount(scan)
    if scan.peek(TIMES):
        _product(scan, draft, first)
    elif scan.symbol("/"):
        _rate(scan, draft, first)
    elif first.unit in ("h", "days") and scan.words("apart"):
        gap = scan.span(first, GAP, {"h": 1.0, "days": 24.0})
        if gap.low != gap.high:
            raise scan.fail("one number belongs here", "write: 48 h apart", start=first.start, end=first.end)
        draft.put("gap_hours", int(gap.low))
    elif first.unit in TIME and scan.words("between reps"):
        draft.put("pause_seconds", scan.span(first, SECONDS, TIME))
    elif first.unit in ("set", "sets"):
        draft.put("sets", scan.span(first, SETS))
    elif first.unit == "RM":
        draft.put("load", Load("rm", scan.span(first, RM)))
    elif not first.unit and len(first.numbers) > 2:
        draft.put("reps_by_set", _by_set(scan, first))
    elif not first.unit:
        raise scan.fail(
            "a number alone says too little", "write: 3 x 12, 12 reps or 20 min", start=first.start, end=first.end
        )
    else:
        _quantity(scan, draft, first)


def _by_set(scan: Scanner, amount: Amount) -> tuple[int, ...]:
    return tuple(int(scan.bounded(number, REPS, amount.start, amount.end)) for number in amount.numbers)


def _rate(scan: Scanner, draft: _Draft, amount: Amount) -> None:
    if any(amount.units):
        raise scan.fail("no unit belongs before '/'", "write: 2/day or 3/week", start=amount.start, end=amount.end)
    if scan.words("day"):
        draft.put("times_per_day", scan.span(amount, PER_DAY))
    elif scan.words("week"):
        draft.put("frequency", Frequency(per_week=scan.span(amount, PER_WEEK)))
    else:
        raise scan.fail(
            "how often is not clear", "write: 2/day or 3/week", start=amount.start, end=scan.place + len(scan.clump())
        )


def _product(scan: Scanner, draft: _Draft, sets: Amount) -> None:
    """Read what follows ``3 x``: repetitions, a length, intervals, or repetitions and then one of these."""
    if any(sets.units):
        raise scan.fail("the first number is the number of sets", "write: 3 x 12", start=sets.start, end=sets.end)
    scan.take(TIMES)
    draft.put("sets", scan.span(sets, SETS))
    if scan.peek(re.compile(r"\(")):
        draft.put("intervals", _intervals(scan))
        return
    second = _amount(scan)
    if len(second.numbers) > 2:
        hint = f"write {'-'.join(map(plain, second.numbers))} alone: it says how many sets there are"
        raise scan.fail("repetitions by set need no number of sets", hint, start=draft.part, end=second.end)
    _quantity(scan, draft, second)
    if not scan.take(TIMES):
        return
    if second.unit in (*TIME, *LENGTH, "RM"):
        raise scan.fail("the second number is the number of repetitions", HOLDS, start=second.start, end=second.end)
    if scan.peek(re.compile(r"\(")):
        draft.put("intervals", _intervals(scan))
        return
    third = _amount(scan)
    if third.unit not in (*TIME, *LENGTH):
        raise scan.fail("a time or a distance belongs here", HOLDS, start=third.start, end=third.end)
    _quantity(scan, draft, third)


def _quantity(scan: Scanner, draft: _Draft, amount: Amount) -> None:
    """Keep repetitions, a hold, a time, a distance or a share of the most repetitions."""
    unit = amount.unit
    if unit in TIME:
        if scan.words("hold"):
            draft.put("hold_seconds", scan.span(amount, SECONDS, TIME))
        else:
            draft.put("duration_seconds", scan.span(amount, BOUT_SECONDS, TIME))
    elif unit in LENGTH:
        draft.put("distance_metres", scan.span(amount, METRES, LENGTH))
    elif unit == "%":
        if not scan.words("of max reps"):
            raise scan.fail(
                "percent of what?",
                "write: 3 x 80 % of max reps",
                start=amount.start,
                end=scan.place + len(scan.clump()),
            )
        draft.put("reps_of_max", scan.span(amount, PERCENT))
    elif unit == "RM":
        draft.put("reps", scan.span(amount, REPS))
        draft.put("load", Load("rm", scan.span(amount, RM)))
    elif unit in ("", "rep", "reps", *COUNTED):
        draft.put("reps", scan.span(amount, REPS))
        if unit in COUNTED:
            draft.put("unit", unit)
    else:
        raise scan.fail(f"'{unit}' does not belong here", EXAMPLE, start=amount.start, end=amount.end)


def _intervals(scan: Scanner) -> tuple[Interval, ...]:
    opening = scan.place
    scan.symbol("(")
    legs = [_interval(scan)]
    while scan.symbol("/"):
        legs.append(_interval(scan))
    if not scan.symbol(")"):
        raise scan.fail(
            "the bracket '(' is not closed",
            INTERVALS,
            start=opening,
            end=scan.place + len(scan.clump()),
        )
    if len(legs) < 2:
        raise scan.fail("intervals need two parts", INTERVALS, start=opening, end=scan.place)
    return tuple(legs)


def _interval(scan: Scanner) -> Interval:
    amount = _amount(scan)
    if amount.unit not in (*TIME, *LENGTH):
        raise scan.fail("a time or a distance belongs here", INTERVALS, start=amount.start, end=amount.end)
    found = scan.take(ACTIVITY)
    if not found:
        raise scan.fail("what to do is missing", INTERVALS)
    activity = " ".join(found.group().split())
    if amount.unit in LENGTH:
        return Interval(activity, metres=scan.span(amount, METRES, LENGTH))
    return Interval(activity, seconds=scan.span(amount, SECONDS, TIME))
