"""Doses, days and criteria in words: every sentence comes from the word list that is passed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from rehab.notation import Criterion, Dose, Span

Words = Mapping[str, str]
OWN_WEIGHT = "bodyweight"


def number(value: float) -> str:
    """Write 12.0 as 12 and 0.5 as 0.5."""
    return f"{value:g}"


def span(words: Words, value: Span, *, scale: float = 1) -> str:
    """Write a magnitude: ``12``, ``8 to 12`` or ``5, later 10``; ``scale`` divides both ends."""
    low, high = number(value.low / scale), number(value.high / scale)
    if low == high:
        return low
    return words["step" if value.step else "range"].format(low=low, high=high)


def _seconds_scale(value: Span) -> float:
    """Seconds read as minutes when both ends are whole minutes."""
    return 60 if value.low >= 60 and value.low % 60 == 0 and value.high % 60 == 0 else 1


def amount(words: Words, dose: Dose) -> tuple[str, str]:
    """Return how much, and the unit to print under it: ``("5 × 20 s", "hold")``."""
    sets = span(words, dose.sets) if dose.sets else "1"
    if dose.intervals:
        legs = words["leg-join"].join(_leg(words, leg.activity, leg.seconds, leg.metres) for leg in dose.intervals)
        return words["legs"].format(sets=sets, legs=legs), words["time-unit"]
    if dose.reps_by_set:
        return words["reps-by-set-join"].join(map(str, dose.reps_by_set)), words["reps-unit"]
    if dose.hold_seconds:
        hold = span(words, dose.hold_seconds)
        if dose.reps and dose.reps != Span(1, 1):
            return words["sets-reps-hold"].format(sets=sets, reps=span(words, dose.reps), hold=hold), words["hold-unit"]
        return words["sets-hold"].format(sets=sets, hold=hold), words["hold-unit"]
    if dose.duration_seconds:
        scale = _seconds_scale(dose.duration_seconds)
        kind, unit = ("minutes", "minutes") if scale == 60 else ("seconds", "seconds")
        text = span(words, dose.duration_seconds, scale=scale)
        key = f"one-{kind}" if sets == "1" else f"sets-{kind}"
        return words[key].format(sets=sets, **{unit: text}), words["time-unit"]
    if dose.distance_metres:
        key = "one-metres" if sets == "1" else "sets-metres"
        return words[key].format(sets=sets, metres=span(words, dose.distance_metres)), words["metres-unit"]
    if dose.reps_of_max:
        share = words["of-your-most"].format(number=span(words, dose.reps_of_max))
        return words["sets-reps"].format(sets=sets, reps=share), words["reps-unit"]
    if dose.reps:
        return words["sets-reps"].format(sets=sets, reps=span(words, dose.reps)), dose.unit or words["reps-unit"]
    return "", ""


def _leg(words: Words, activity: str, seconds: Span | None, metres: Span | None) -> str:
    if metres:
        return words["leg-metres"].format(amount=span(words, metres), activity=activity)
    assert seconds is not None
    scale = _seconds_scale(seconds)
    key = "leg-minutes" if scale == 60 else "leg-seconds"
    return words[key].format(amount=span(words, seconds, scale=scale), activity=activity)


def times(words: Words, dose: Dose) -> tuple[str, str]:
    """Return how often, and the unit to print under it: ``("2 ×", "a day")``, ``("3 ×", "a week")``."""
    if dose.hourly:
        return words["times"].format(number=1), words["each-hour"]
    a_day = dose.times_per_day or Span(1, 1)
    day_count = span(words, a_day)
    frequency = dose.frequency
    if frequency is None or frequency.every_days == 1:
        return words["times"].format(number=day_count), words["a-day"]
    if frequency.once:
        return words["once"], ""
    once_a_day = day_count == "1"
    if frequency.every_days:
        ending = str(frequency.every_days) if frequency.every_days <= 3 else "n"
        key = f"every-{ending}" if once_a_day else f"a-day-every-{ending}"
        return words["times"].format(number=day_count), words[key].format(number=frequency.every_days)
    if frequency.per_week is None:
        return words["times"].format(number=day_count), words["a-day"]
    week = span(words, frequency.per_week)
    if once_a_day:
        return words["times"].format(number=week), words["a-week"]
    return words["times"].format(number=day_count), words["days-a-week"].format(number=week)


def rest(words: Words, dose: Dose) -> str:
    """Return the rest between sets, such as ``60 s`` or ``2 min``; empty when nobody stated it."""
    if dose.rest_seconds is None:
        return dose.rest_text
    minutes = dose.rest_seconds.low >= 120 and dose.rest_seconds.low % 60 == 0 and dose.rest_seconds.high % 60 == 0
    key, scale = ("rest-minutes", 60) if minutes else ("rest-seconds", 1)
    return words[key].format(number=span(words, dose.rest_seconds, scale=scale))


def effort(words: Words, dose: Dose) -> str:
    """Return how hard, from the effort and the load: ``Effort 3 to 5 of 10``."""
    parts = []
    own_weight = dose.load is not None and dose.load.text == OWN_WEIGHT
    if dose.load and not (own_weight and dose.effort):
        parts.append(load(words, dose))
    if dose.effort:
        parts.append(words["effort"].format(effort=span(words, dose.effort)))
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def load(words: Words, dose: Dose) -> str:
    """Return the load in words; empty when nobody stated one."""
    if dose.load is None:
        return ""
    if dose.load.text == OWN_WEIGHT:
        return words["own-weight"]
    if dose.load.kind == "words" or dose.load.amount is None:
        return dose.load.text
    return words[dose.load.kind.replace("_", "-")].format(number=span(words, dose.load.amount))


def tempo(words: Words, dose: Dose) -> str:
    """Return the tempo in words: ``up 2 s, hold 1 s, down 3 s``, or ``slow``."""
    if not dose.tempo:
        return ""
    parts = dose.tempo.split("-")
    if len(parts) == 3:
        up, pause, down = parts
        key = "tempo" if pause != "0" else "tempo-no-pause"
        return words[key].format(up=up, pause=pause, down=down)
    return words.get(dose.tempo.replace(" ", "-"), dose.tempo)


def comparison(words: Words, criterion: Criterion, unit: str = "") -> str:
    """Write what a number must be: ``3 or less``, ``25 or more``."""
    assert criterion.number is not None
    value = number(criterion.number) + (f" {unit}" if unit else "")
    if criterion.comparison == "<=" and not criterion.number:
        return value
    key = {"<=": "at-most", ">=": "at-least", "<": "less-than", ">": "more-than"}.get(criterion.comparison)
    return words[key].format(number=value) if key else value


def target(words: Words, criterion: Criterion, *, kind: str, unit: str) -> str:
    """Write what a measure must be for a criterion to be met; ``kind`` and ``unit`` are those of the measure."""
    match criterion.form:
        case "test":
            return words["yes" if criterion.expected else "no"]
        case "not_rising":
            return words["not-rising"]
        case "ratio":
            share = comparison(words, criterion, "%")
            key = f"of-{(criterion.base or 'other side').replace(' ', '-')}"
            return words[key].format(number=share)
        case "change":
            return _change(words, criterion, criterion.unit or ("" if unit == "of 10" else unit))
        case "value" if kind == "pain":
            if not criterion.number:
                return words["pain-zero"]
            key = "pain-at-most" if criterion.comparison == "<=" else "pain-value"
            return words[key].format(number=number(criterion.number))
        case _:
            shown = criterion.unit or unit
            return comparison(words, criterion, "" if shown in ("of 10", "reps", "sessions") else shown)


def _change(words: Words, criterion: Criterion, unit: str) -> str:
    """Write a comparison with day 1, with what is usual, with the start or with the other side."""
    by = criterion.number or 0
    base = criterion.base.replace(" ", "-")
    most = criterion.comparison.startswith("<")
    if by:
        key = f"{base}-{'most' if most else 'least'}-{'more' if by > 0 else 'less'}"
        return words[key].format(number=f"{number(abs(by))} {unit}".rstrip())
    strict = "" if criterion.comparison.endswith("=") else "-strict"
    return words[f"{base}-{'most' if most else 'least'}{strict}"]


def fill_side(text: str, words: Words, side: str | None) -> str:
    """Put the person's side into a text: ``{sore}`` and ``{other}`` become left and right, or sore and other."""
    sore, other = {
        "left": (words["left"], words["right"]),
        "right": (words["right"], words["left"]),
        "both": (words["one"], words["other"]),
    }.get(side or "", (words["sore"], words["good"]))
    return text.replace("{sore}", sore).replace("{other}", other).replace("{side}", sore)


def date(words: Words, value: dt.date, *, short: bool = False) -> str:
    """Write a date: ``Wednesday 18 November 2026``, or ``18 November``."""
    key = "short-date" if short else "date"
    return words[key].format(
        weekday=words["weekdays"].split()[value.weekday()],
        day=value.day,
        month=words["months"].split()[value.month - 1],
        year=value.year,
    )


def listing(words: Words, names: Sequence[str]) -> str:
    """Write ``a, b and c``."""
    if len(names) < 2:
        return "".join(names)
    return words["list-join"].join(names[:-1]) + words["list-last"] + names[-1]
