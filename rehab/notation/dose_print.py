"""Writing a dose as its one canonical line."""

from __future__ import annotations

from dataclasses import dataclass

from rehab.notation.dose import Dose, Evidence, Frequency, Interval, Load, Span
from rehab.notation.scanner import plain, write_span, write_tag


@dataclass(frozen=True, slots=True)
class _Atom:
    """The smallest thing that may carry a tag of its own; a ``tail`` needs no comma behind a volume."""

    name: str
    text: str
    tail: bool = False


def format_dose(dose: Dose) -> str:
    """Write ``dose`` as one line that ``parse_dose`` reads back to an equal dose.

    Parts with the same origin stand together before their tag; parts without one come last.
    """
    return ", ".join(f"{text} {write_tag(evidence)}" if evidence else text for text, evidence in dose_parts(dose))


def dose_parts(dose: Dose) -> tuple[tuple[str, Evidence | None], ...]:
    """Return the parts of that line, each with its origin; None for the parts without a tag."""
    origin = dict(dose.evidence)
    groups: dict[Evidence | None, list[_Atom]] = {}
    volume = _volume(dose, origin)
    for atom in (*volume, *_conditions(dose, origin)):
        groups.setdefault(origin.get(atom.name), []).append(atom)
    volumes = {atom.name for atom in volume}
    tagged = [evidence for evidence in groups if evidence]
    return tuple((_group(groups[key], volumes), key) for key in [*tagged, *([None] if None in groups else [])])


def _group(atoms: list[_Atom], volumes: set[str]) -> str:
    text = ""
    attachable = False
    for atom in atoms:
        joint = "" if not text else " " if atom.tail and attachable else ", "
        text += joint + atom.text
        attachable = atom.name in volumes or (atom.tail and attachable)
    return text


def _volume(dose: Dose, origin: dict[str, Evidence]) -> list[_Atom]:
    """Write sets, repetitions and lengths: as one product where they have one origin, else side by side."""
    sets = (
        [_Atom("sets", f"{write_span(dose.sets)} {'set' if dose.sets == Span(1, 1) else 'sets'}")] if dose.sets else []
    )
    reps = _reps(dose)
    length = _length(dose)
    if not dose.sets or len({origin.get(atom.name) for atom in (*sets, *(reps or length))}) > 1 or not (reps or length):
        return [*sets, *reps, *length]
    factors = [write_span(dose.sets)]
    if reps:
        factors.append(_factor(dose, origin))
    if length and origin.get(length[0].name) == origin.get("sets"):
        return [_Atom("sets", " x ".join([*factors, length[0].text]))]
    return [_Atom("sets", " x ".join(factors)), *length]


def _factor(dose: Dose, origin: dict[str, Evidence]) -> str:
    """Write the repetitions behind ``3 x``."""
    if dose.reps is None:
        return _reps(dose)[0].text
    if _merges_rm(dose, origin):
        return write_span(dose.reps, "RM")
    return write_span(dose.reps, f" {dose.unit}" if dose.unit else "")


def _merges_rm(dose: Dose, origin: dict[str, Evidence]) -> bool:
    """Tell whether ``4 x 10RM`` says both the repetitions and the load."""
    return (
        dose.sets is not None
        and dose.load is not None
        and dose.load.kind == "rm"
        and dose.load.amount == dose.reps
        and not dose.unit
        and not _length(dose)
        and origin.get("sets") == origin.get("reps") == origin.get("load")
    )


def _reps(dose: Dose) -> list[_Atom]:
    if dose.reps_by_set:
        return [_Atom("reps_by_set", "-".join(map(str, dose.reps_by_set)))]
    if dose.reps_of_max:
        return [_Atom("reps_of_max", write_span(dose.reps_of_max, " % of max reps"))]
    if dose.reps:
        one = "rep" if dose.reps == Span(1, 1) else "reps"
        return [_Atom("reps", write_span(dose.reps, f" {dose.unit or one}"))]
    return []


def _length(dose: Dose) -> list[_Atom]:
    if dose.hold_seconds:
        return [_Atom("hold_seconds", f"{_time(dose.hold_seconds, minutes_from=120)} hold")]
    if dose.duration_seconds:
        return [_Atom("duration_seconds", _time(dose.duration_seconds))]
    if dose.distance_metres:
        return [_Atom("distance_metres", _distance(dose.distance_metres))]
    if dose.intervals:
        return [_Atom("intervals", f"({' / '.join(map(_interval, dose.intervals))})")]
    return []


def _interval(interval: Interval) -> str:
    length = _time(interval.seconds) if interval.seconds else _distance(interval.metres) if interval.metres else ""
    return f"{length} {interval.activity}"


def _time(span: Span, minutes_from: float = 60) -> str:
    """Write seconds; whole minutes as ``min`` (in holds and rests only beyond 60 s), whole hours from 2 h on as ``h``."""
    ends = (span.low, span.high)
    if all(end % 3600 == 0 and end >= 7200 for end in ends):
        return write_span(span, " h", 3600)
    if all(end % 60 == 0 for end in ends) and max(ends) >= minutes_from:
        return write_span(span, " min", 60)
    return write_span(span, " s")


def _distance(span: Span) -> str:
    return write_span(span, " km", 1000) if min(span.low, span.high) >= 1000 else write_span(span, " m")


def _conditions(dose: Dose, origin: dict[str, Evidence]) -> list[_Atom]:
    atoms = []
    if dose.each:
        atoms.append(_Atom("each", f"each {dose.each}", tail=True))
    if dose.tempo[:1].isdigit():
        atoms.append(_Atom("tempo", f"@ {dose.tempo}", tail=True))
    if dose.load and not (dose.reps and _merges_rm(dose, origin)):
        text = _load(dose.load)
        atoms.append(_Atom("load", text, tail=text.startswith("at ")))
    if dose.effort:
        atoms.append(_Atom("effort", f"effort {write_span(dose.effort)}"))
    if dose.tempo and not dose.tempo[:1].isdigit():
        atoms.append(_Atom("tempo", dose.tempo))
    if dose.rest_seconds:
        atoms.append(_Atom("rest_seconds", f"rest {_time(dose.rest_seconds, minutes_from=120)}"))
    if dose.rest_text:
        atoms.append(_Atom("rest_text", f"rest: {dose.rest_text}"))
    if dose.pause_seconds:
        atoms.append(_Atom("pause_seconds", f"{_time(dose.pause_seconds, minutes_from=120)} between reps"))
    if dose.times_per_day:
        atoms.append(_Atom("times_per_day", f"{write_span(dose.times_per_day)}/day"))
    if dose.hourly:
        atoms.append(_Atom("hourly", "hourly"))
    if dose.frequency:
        atoms.extend(_days(dose.frequency))
    return atoms


def _load(load: Load) -> str:
    if load.kind == "words" or load.amount is None:
        return "bodyweight" if load.text == "bodyweight" else f"load: {load.text}"
    written = {
        "rm": write_span(load.amount, "RM"),
        "weight": f"load {write_span(load.amount, ' kg')}",
        "mvc": f"at {write_span(load.amount, ' % MVC')}",
        "one_rm": f"at {write_span(load.amount, ' % 1RM')}",
        "percent_body": f"at {write_span(load.amount, ' % body weight')}",
        "speed": f"at {write_span(load.amount, ' %')}",
    }
    return written[load.kind]


def _days(frequency: Frequency) -> list[_Atom]:
    atoms = []
    if frequency.every_days:
        atoms.append(
            _Atom("frequency", "daily" if frequency.every_days == 1 else f"every {_ordinal(frequency.every_days)} day")
        )
    if frequency.per_week:
        atoms.append(_Atom("frequency", f"{write_span(frequency.per_week)}/week"))
    if frequency.once:
        atoms.append(_Atom("frequency", "once"))
    if frequency.gap_hours:
        atoms.append(_Atom("gap_hours", f"{plain(frequency.gap_hours)} h apart"))
    return atoms


def _ordinal(number: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if number % 100 in (11, 12, 13) else endings.get(number % 10, 'th')}"
