"""Doses, days and criteria in words: every sentence comes from the word list that is passed in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence

from rehab.notation import Criterion, Dose, Progression, Span

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


def _time(words: Words, value: Span) -> str:
    """Write where a time starts, with its unit: ``20 s``, and from 2 whole minutes on ``3 min``."""
    if value.low >= 120 and value.low % 60 == 0 and value.high % 60 == 0:
        return words["one-minutes"].format(minutes=start(words, value, scale=60))
    return words["one-seconds"].format(seconds=start(words, value))


def start(words: Words, value: Span, *, scale: float = 1) -> str:
    """Write where a magnitude starts: the range, or of a step only its first value."""
    return number(value.low / scale) if value.step else span(words, value, scale=scale)


def amount(words: Words, dose: Dose) -> tuple[str, str]:
    """Return how much to start with, and the unit to print under it: ``("5 × 20 s", "hold")``."""
    sets = start(words, dose.sets) if dose.sets else "1"
    if dose.intervals:
        legs = words["leg-join"].join(_leg(words, leg.activity, leg.seconds, leg.metres) for leg in dose.intervals)
        return words["legs"].format(sets=sets, legs=legs), words["time-unit"]
    if dose.reps_by_set:
        return words["reps-by-set-join"].join(map(str, dose.reps_by_set)), words["reps-unit"]
    if dose.hold_seconds:
        hold = _time(words, dose.hold_seconds)
        if dose.reps and dose.reps != Span(1, 1):
            value = words["sets-reps"].format(sets=sets, reps=start(words, dose.reps))
            return value, words["hold-unit-long"].format(hold=hold)
        return words["sets-hold"].format(sets=sets, hold=hold), words["hold-unit"]
    if dose.duration_seconds:
        scale = _seconds_scale(dose.duration_seconds)
        kind = "minutes" if scale == 60 else "seconds"
        text = start(words, dose.duration_seconds, scale=scale)
        key = f"one-{kind}" if sets == "1" else f"sets-{kind}"
        return words[key].format(sets=sets, **{kind: text}), words["time-unit"]
    if dose.distance_metres:
        key = "one-metres" if sets == "1" else "sets-metres"
        return words[key].format(sets=sets, metres=start(words, dose.distance_metres)), words["metres-unit"]
    if dose.reps_of_max:
        share = words["of-your-most"].format(number=start(words, dose.reps_of_max))
        return words["sets-reps"].format(sets=sets, reps=share), words["reps-unit"]
    if dose.reps:
        return words["sets-reps"].format(sets=sets, reps=start(words, dose.reps)), dose.unit or words["reps-unit"]
    return "", ""


def _leg(words: Words, activity: str, seconds: Span | None, metres: Span | None) -> str:
    if metres:
        return words["leg-metres"].format(amount=span(words, metres), activity=activity)
    assert seconds is not None
    scale = _seconds_scale(seconds)
    key = "leg-minutes" if scale == 60 else "leg-seconds"
    return words[key].format(amount=span(words, seconds, scale=scale), activity=activity)


def said(words: Words, dose: Dose, way: str = "up") -> str:
    """Say how much and how often in one phrase: ``3 sets of 12, twice a day``."""
    sets = start(words, dose.sets) if dose.sets else "1"
    counted = words["one-set"] if sets == "1" else words["many-sets"].format(sets=sets)
    if dose.reps_by_set:
        much = words["said-by-set"].format(reps=amount(words, dose)[0])
    elif dose.hold_seconds and dose.reps and dose.reps != Span(1, 1):
        hold = _time(words, dose.hold_seconds)
        much = words["said-sets-reps-hold"].format(sets=counted, reps=start(words, dose.reps), hold=hold)
    elif dose.hold_seconds:
        much = words["said-hold" if sets != "1" else "said-one-hold"].format(
            sets=sets, hold=_time(words, dose.hold_seconds)
        )
    elif dose.reps and not dose.intervals:
        reps = start(words, dose.reps)
        much = words["said-sets-reps"].format(sets=counted, reps=f"{reps} {dose.unit}".strip())
    else:
        much = amount(words, dose)[0]
    return ", ".join(filter(None, (much, tempo(words, dose, way), often(words, dose))))


def often(words: Words, dose: Dose) -> str:
    """Say how often: ``twice a day``, ``every 2nd day``, ``3 times a week``."""
    if dose.hourly:
        return words["often-hourly"]
    a_day = start(words, dose.times_per_day) if dose.times_per_day else "1"
    frequency = dose.frequency
    day = words.get(f"often-day-{a_day}") or words["often-day"].format(number=a_day)
    if frequency is None or frequency.every_days == 1:
        return day
    if frequency.once:
        return words["once"]
    if frequency.every_days:
        key = f"every-{frequency.every_days}" if frequency.every_days <= 3 else "every-n"
        when = words[key].format(number=frequency.every_days)
    else:
        assert frequency.per_week is not None
        week = start(words, frequency.per_week)
        when = words.get(f"often-week-{week}") or words["often-week"].format(number=week)
    return when if a_day == "1" else words["often-both"].format(day=day, when=when)


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
    """Return the effort in words, ``effort 3 to 5 of 10``; empty when nobody stated one."""
    return words["effort"].format(effort=span(words, dose.effort)) if dose.effort else ""


def how_hard(words: Words, dose: Dose) -> str:
    """Return the load and the effort in a few words: ``Light band, effort 3 to 5 of 10``."""
    text = ", ".join(filter(None, (load(words, dose), effort(words, dose))))
    return text[:1].upper() + text[1:]


def load(words: Words, dose: Dose) -> str:
    """Return the load to start with, in words; empty when nobody stated one."""
    if dose.load is None:
        return ""
    if dose.load.text == OWN_WEIGHT:
        return words["own-weight"]
    if dose.load.kind == "words" or dose.load.amount is None:
        return dose.load.text
    if dose.load.kind == "weight" and dose.load.amount.step and not dose.load.amount.low:
        return words["no-weight"]
    return words[dose.load.kind.replace("_", "-")].format(number=start(words, dose.load.amount))


def tempo(words: Words, dose: Dose, way: str = "up") -> str:
    """Return the tempo in words: ``up 2 s, hold 1 s, down 3 s``, or ``slow``; ``way`` out: out and back."""
    if not dose.tempo:
        return ""
    parts = dose.tempo.split("-")
    if len(parts) == 3:
        up, pause, down = parts
        key = "tempo" if pause != "0" else "tempo-even" if up == down else "tempo-no-pause"
        return words[key if way == "up" or key == "tempo-even" else f"{key}-{way}"].format(
            up=up, pause=pause, down=down
        )
    return words.get(dose.tempo.replace(" ", "-"), dose.tempo)


def progress(words: Words, dose: Dose) -> str:
    """Say how to go from the start of each range to its end; empty for a dose without one."""
    steps = []
    for value, unit, low, high in _ranges(dose):
        key = "progress-step" if value.step else "progress-reps" if unit == "reps" else "progress-range"
        steps.append(words[key].format(low=low, high=high))
    if dose.load and dose.load.kind == "rm" and dose.load.amount and dose.load.amount.step:
        steps.append(words["progress-rm"].format(high=number(dose.load.amount.high)))
    return " ".join(steps)


def progress_start(words: Words, dose: Dose) -> str:
    """Say where each printed range starts, before the words of an author who tells only the way up."""
    return " ".join(words["progress-start"].format(low=low) for value, _, low, _ in _ranges(dose) if not value.step)


def _ranges(dose: Dose) -> Iterator[tuple[Span, str, str, str]]:
    """Yield each amount that is a range: its unit, and where it starts and ends, in words."""
    weight = dose.load.amount if dose.load and dose.load.kind == "weight" else None
    amounts = (
        (dose.reps, "reps"),
        (dose.hold_seconds, "s"),
        (dose.duration_seconds, "time"),
        (dose.distance_metres, "m"),
        (dose.sets, "sets"),
        (weight, "kg"),
    )
    for value, unit in amounts:
        if value is None or value.low == value.high:
            continue
        minutes = unit == "time" and _seconds_scale(value) == 60
        scale, shown = (60, "min") if minutes else (1, "s" if unit == "time" else unit)
        yield value, unit, f"{number(value.low / scale)} {shown}", f"{number(value.high / scale)} {shown}"


def progression(words: Words, rule: Progression, harder: str) -> str:
    """Say a progression; ``harder`` is the title of the exercise that comes then."""
    key = "pace-" + rule.pace.replace(" ", "-")
    pace = (words["pace-1" + key.removeprefix("pace")] if rule.after == 1 else words[key]).format(number=rule.after)
    parts = []
    if rule.add is not None:
        key = "progression-add" if rule.up_to is None else "progression-add-up-to"
        parts.append(
            words[key].format(amount=f"{number(rule.add)} {rule.unit}", pace=pace, most=number(rule.up_to or 0))
        )
    elif not rule.harder:
        parts.append(words["progression-next"].format(pace=pace))
    if rule.harder:
        parts.append(words["progression-harder"].format(title=harder))
    return " ".join(parts)


def comparison(words: Words, criterion: Criterion, unit: str = "") -> str:
    """Write what a number must be: ``3 or less``, ``25 or more``."""
    assert criterion.number is not None
    if unit == "s":
        value = _time(words, Span(criterion.number, criterion.number))
    else:
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
            keys = {"<=": "pain-at-most", "<": "pain-less-than", ">=": "pain-at-least", ">": "pain-more-than"}
            return words[keys.get(criterion.comparison, "pain-value")].format(number=number(criterion.number))
        case _:
            shown = criterion.unit or unit
            return comparison(words, criterion, "" if shown in ("reps", "sessions") else shown)


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
    if "{" not in text:  # nine texts of ten
        return text
    sore, other = {
        "left": (words["left"], words["right"]),
        "right": (words["right"], words["left"]),
        "both": (words["one"], words["other"]),
    }.get(side or "", (words["sore"], words["good"]))
    if side == "both":
        text = _both_sides(text, words)
    return text.replace("{sore}", sore).replace("{other}", other).replace("{side}", sore)


def _both_sides(text: str, words: Words) -> str:
    """Say ``your {sore} foot`` as one foot, ``the {other} leg`` as the other leg and ``the {side} calf`` as each calf."""

    def said(found: re.Match[str]) -> str:
        word = words[{"sore": "one", "other": "the-other", "side": "each"}[found[2]]]
        return word[:1].upper() + word[1:] if found[1][0].isupper() else word

    return re.sub(rf"\b({words['side-articles'].replace(' ', '|')}) {{(sore|other|side)}}", said, text, flags=re.I)


def date(words: Words, value: dt.date, *, short: bool = False) -> str:
    """Write a date: ``Wednesday 18 November 2026``, or ``18 November``."""
    key = "short-date" if short else "date"
    return words[key].format(
        weekday=words["weekdays"].split()[value.weekday()],
        day=value.day,
        month=words["months"].split()[value.month - 1],
        year=value.year,
    )


def listing(words: Words, names: Sequence[str], last: str = "list-last") -> str:
    """Write ``a, b and c``; ``last`` is the key of the word before the last one, such as ``list-or``."""
    if len(names) < 2:
        return "".join(names)
    return words["list-join"].join(names[:-1]) + words[last] + names[-1]
