"""Reading and writing the short text of a criterion."""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from typing import Literal, cast

from rehab.errors import did_you_mean
from rehab.notation import slips
from rehab.notation.criterion import Comparison, Criterion
from rehab.notation.error import NotationError
from rehab.notation.scanner import NUMBER, TO, Limits, Scanner, plain, write_tag

Base = Literal["", "day 1", "usual", "baseline", "other side"]

MEASURE = re.compile(r"(?=[a-z0-9-]*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*(?![A-Za-z0-9-])")
COMPARISON = re.compile(r"<=|>=|<|>|=|≤|≥")
COUNT = re.compile(r"[0-9]+(?=\s)")
SIGN = re.compile(r"[+−-]")
BASES: tuple[Base, ...] = ("day 1", "usual", "baseline", "other side")
UNITS = (
    "reps", "steps", "hops", "s", "min", "h", "m", "km", "cm", "mm", "kg", "degrees", "%", "points", "sessions", "days",
    "of 10", "of 100", "% of body weight",
)  # fmt: skip
COUNTED = ("days", "sessions", "green days", "green sessions", "days in a row", "sessions in a row")
ANY_NUMBER = Limits(0, 100_000, "the number")
DAYS = Limits(1, 365, "the number of days", whole=True)
TIMES = Limits(1, 365, "the number of times", whole=True)
EXAMPLE = "write for example: pain-walking <= 3 for 2 days"
WORDS_FOR = {
    "=<": "<=", "=>": ">=", "==": "=", "under": "<", "below": "<", "over": ">", "above": ">", "max": "<=", "min": ">=",
    "is": "= yes, or not rising", "at": "<= or >=", "not": "not rising",
}  # fmt: skip


@functools.lru_cache(maxsize=4096)
def parse_criterion(text: str) -> Criterion:
    """Read one criterion, such as ``pain-walking <= 3 for 2 days [P]``.

    Raises ``NotationError`` with the place in the line for what it cannot read. Reference: docs/notation.md.
    """
    try:
        return _read(text)
    except NotationError as error:
        raise slips.told(error, slips.CRITERION) from None


def _read(text: str) -> Criterion:
    scan = Scanner(text)
    if scan.done:
        raise scan.fail("the criterion is empty", EXAMPLE)
    criterion = _tagged(scan)
    if not scan.done:
        hint = "join several with: all of (...; ...) or any of (...; ...)" if scan.clump() in ("and", "or", ";") else ""
        raise scan.fail(f"'{scan.clump()}' does not belong here", hint or EXAMPLE)
    return criterion


def _tagged(scan: Scanner) -> Criterion:
    criterion = _untagged(scan)
    evidence = scan.tag()
    return replace(criterion, evidence=evidence) if evidence else criterion


def _untagged(scan: Scanner) -> Criterion:
    if scan.words("no red flag"):
        return Criterion("no_flag")
    if scan.words("cleared by clinician"):
        return Criterion("cleared")
    if scan.words("all of"):
        return Criterion("all", parts=_list(scan))
    if scan.words("any of"):
        return Criterion("any", parts=_list(scan))
    if scan.words("day"):
        return _plan_day(scan)
    if scan.peek(COUNT):
        return _count(scan)
    return _simple(scan)


def _list(scan: Scanner) -> tuple[Criterion, ...]:
    opening = scan.place
    if not scan.symbol("("):
        raise scan.fail("a bracket is missing", "write: any of (normal-gait: yes; pain-walking <= 1)")
    parts = [_tagged(scan)]
    while scan.symbol(";"):
        parts.append(_tagged(scan))
    if not scan.symbol(")"):
        if scan.done:
            raise scan.fail(
                "the bracket '(' is not closed", "separate with ';' and close with ')'", start=opening, end=opening + 1
            )
        raise scan.fail(f"'{scan.clump()}' does not belong here", "separate with ';' and close with ')'")
    return tuple(parts)


def _plan_day(scan: Scanner) -> Criterion:
    if not (scan.symbol(">=") or scan.symbol("≥")):
        raise scan.fail("a plan day is a minimum", "write: day >= 6")
    return Criterion("day", comparison=">=", number=scan.number(DAYS))


def _count(scan: Scanner) -> Criterion:
    start = scan.place
    count = int(scan.number(TIMES))
    out_of = int(scan.number(TIMES)) if scan.words("of") else None
    unit = _counted_unit(scan, count)
    if out_of is not None and (out_of <= count or unit not in ("days", "sessions")):
        raise scan.fail(
            "the first number is the smaller one, of days or sessions",
            "write: 10 of 14 days: pain-worst <= 2",
            start=start,
            end=scan.place,
        )
    if not scan.symbol(":"):
        if out_of is not None or unit in ("days", "days in a row", "sessions in a row"):
            raise scan.fail(
                "what must be true on them is missing", "write: 10 of 14 days: pain-worst <= 2, or 7 green days"
            )
        return Criterion("count", count=count, unit=unit)
    if unit.startswith("green"):
        raise scan.fail("green days or sessions need nothing more", "write: 7 green days")
    return Criterion("count", count=count, out_of=out_of, unit=unit, parts=(_counted(scan),))


def _counted_unit(scan: Scanner, count: int) -> str:
    green = "green " if scan.words("green") else ""
    for noun in ("day", "session"):
        if scan.words(f"{noun}s") or (count == 1 and scan.words(noun)):
            row = " in a row" if not green and scan.words("in a row") else ""
            return f"{green}{noun}s{row}"
    raise scan.fail("days or sessions belong here", "write: 7 green days, or 3 sessions: sprint-100 = yes")


def _counted(scan: Scanner) -> Criterion:
    start = scan.place
    if scan.symbol("("):
        inner = _tagged(scan)
        if not scan.symbol(")"):
            raise scan.fail("the bracket '(' is not closed", "close with ')'")
    else:
        inner = _untagged(scan)
    if inner.form in ("count", "day", "cleared", "no_flag"):
        raise scan.fail(
            "only something to measure can be counted", "write: 3 sessions: pain-run <= 2", start=start, end=scan.place
        )
    return inner


def _simple(scan: Scanner) -> Criterion:
    start = scan.place
    found = scan.take(MEASURE)
    if not found:
        raise scan.fail(
            f"'{scan.clump()}' is not the name of a measure" if scan.clump() else "a measure is missing", EXAMPLE
        )
    measure = found.group()
    if scan.words("not rising"):
        criterion = Criterion("not_rising", measure)
    elif scan.symbol(":"):
        criterion = Criterion("test", measure, expected=_yes(scan))
    else:
        criterion = _compared(scan, measure, start)
    return _lasting(scan, criterion)


def _yes(scan: Scanner) -> bool:
    if scan.words("yes"):
        return True
    if scan.words("no"):
        return False
    raise scan.fail("yes or no belongs here", "write: normal-gait: yes")


def _compared(scan: Scanner, measure: str, start: int) -> Criterion:
    found = scan.take(COMPARISON)
    if not found:
        word = scan.clump()
        words = re.compile(r"[a-z][a-z-]*(?:\s+[a-z][a-z-]*)*(?=\s*[<>=≤≥:])").match(scan.text, start)
        if words:
            name = "-".join(words.group().split())
            raise scan.fail(
                "the name of a measure has hyphens", f"did you mean '{name}'?", start=start, end=words.end()
            )
        hint = f"write: {WORDS_FOR[word]}" if word in WORDS_FOR else EXAMPLE
        raise scan.fail(f"<=, >=, <, > or = is missing after '{measure}'", hint)
    if scan.peek(COMPARISON):
        sign = scan.text[found.start() : scan.place + 1]
        raise scan.fail(
            f"'{sign}' is not a comparison",
            f"write: {WORDS_FOR.get(sign, '<= or >=')}",
            start=found.start(),
            end=scan.place + 1,
        )
    comparison = cast(Comparison, found.group().replace("≤", "<=").replace("≥", ">="))
    if comparison == "=" and scan.peek(re.compile(r"yes\b|no\b")):
        return Criterion("test", measure, expected=_yes(scan))
    base = _base(scan)
    if base:
        return _change(scan, measure, comparison, base)
    if not scan.peek(NUMBER):
        hint = did_you_mean(scan.clump(), (*BASES, "yes", "no")) or EXAMPLE
        raise scan.fail("a number, day 1, usual, baseline or other side belongs here", hint)
    number = scan.number(ANY_NUMBER)
    joint = scan.peek(TO)
    if joint:
        raise scan.fail(
            "one number belongs here", "write two criteria for a range: all of (a >= 1; a <= 3)", end=joint.end()
        )
    if scan.words("% of") and not scan.words("body weight"):
        reference = _base(scan)
        if not reference:
            raise scan.fail(
                "percent of what?", "write: % of other side, % of day 1, % of usual, % of baseline, or % of body weight"
            )
        return Criterion("ratio", measure, comparison, number, base="" if reference == "other side" else reference)
    return Criterion("value", measure, comparison, number, _unit(scan))


def _base(scan: Scanner) -> Base:
    for base in BASES:
        if scan.words(base):
            return base
    return ""


def _change(scan: Scanner, measure: str, comparison: Comparison, base: Base) -> Criterion:
    sign = scan.take(SIGN)
    if not sign:
        return Criterion("change", measure, comparison, 0.0, base=base)
    number = scan.number(ANY_NUMBER)
    return Criterion("change", measure, comparison, number if sign.group() == "+" else -number, _unit(scan), base)


def _unit(scan: Scanner) -> str:
    before = scan.text[: scan.place].rstrip()
    if before.endswith("body weight"):
        return "% of body weight"
    for unit in sorted(UNITS, key=len, reverse=True):
        if scan.words(unit):
            return unit
    if scan.done or scan.peek(re.compile(r"[;)\[]|(?:for|within|and|or)\b")):
        return ""
    raise scan.fail(
        f"the unit '{scan.clump()}' is not known", did_you_mean(scan.clump(), UNITS) or f"one of: {', '.join(UNITS)}"
    )


def _lasting(scan: Scanner, criterion: Criterion) -> Criterion:
    if scan.words("for"):
        criterion = replace(criterion, for_days=_number_of_days(scan))
    if scan.words("within"):
        criterion = replace(criterion, within_days=_number_of_days(scan))
    return criterion


def _number_of_days(scan: Scanner) -> int:
    number = int(scan.number(DAYS, "write: for 2 days"))
    if not (scan.words("days") or (number == 1 and scan.words("day"))):
        raise scan.fail("days belong here", "write: for 2 days, or within 7 days")
    return number


def format_criterion(criterion: Criterion) -> str:
    """Write ``criterion`` as one line that ``parse_criterion`` reads back to an equal criterion."""
    text = _write(criterion)
    return f"{text} {write_tag(criterion.evidence)}" if criterion.evidence else text


def _write(criterion: Criterion, sign: str = ": ") -> str:
    match criterion.form:
        case "no_flag":
            return "no red flag"
        case "cleared":
            return "cleared by clinician"
        case "day":
            return f"day >= {plain(criterion.number or 0)}"
        case "all" | "any":
            return f"{criterion.form} of ({'; '.join(map(format_criterion, criterion.parts))})"
        case "count":
            return _write_count(criterion)
    lasting = f" for {_days(criterion.for_days)}" if criterion.for_days else ""
    if criterion.within_days:
        lasting += f" within {_days(criterion.within_days)}"
    return _write_simple(criterion, sign) + lasting


def _write_simple(criterion: Criterion, sign: str) -> str:
    if criterion.form == "not_rising":
        return f"{criterion.measure} not rising"
    if criterion.form == "test":
        return f"{criterion.measure}{sign}{'yes' if criterion.expected else 'no'}"
    start = f"{criterion.measure} {criterion.comparison}"
    number = criterion.number or 0.0
    unit = f" {criterion.unit}" if criterion.unit else ""
    if criterion.form == "ratio":
        return f"{start} {plain(number)} % of {criterion.base or 'other side'}"
    if criterion.form == "change":
        change = f" {'+' if number > 0 else '-'} {plain(abs(number))}{unit}" if number else ""
        return f"{start} {criterion.base}{change}"
    return f"{start} {plain(number)}{unit}"


def _write_count(criterion: Criterion) -> str:
    number = f"{criterion.count} of {criterion.out_of}" if criterion.out_of else f"{criterion.count}"
    unit = criterion.unit
    if criterion.count == 1 and not criterion.out_of:
        unit = unit.replace("days", "day").replace("sessions", "session")
    if not criterion.parts:
        return f"{number} {unit}"
    [inner] = criterion.parts
    text = f"({format_criterion(inner)})" if inner.evidence else _write(inner, " = ")
    return f"{number} {unit}: {text}"


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"
