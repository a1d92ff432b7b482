"""From a placed exercise or run to the task a person reads: its numbers, its words, its minutes, its reason."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Literal

from rehab import phrases, schedule
from rehab.engine.ground import Row, TrackStage
from rehab.engine.placing import PlacedRow, PlacedRun
from rehab.models.case import Case
from rehab.models.exercise import Exercise
from rehab.models.framework import RunTable, Timing
from rehab.models.plan import Leg, Magnitude, PhaseDose, Reason, RunStage, Task, TaskSide
from rehab.models.protocol import Protocol, Slot
from rehab.models.shelf import Shelf
from rehab.notation import Dose, Evidence, Span, Tag, is_progression, parse_dose, parse_progression

AMOUNT_FIELDS = (
    "reps", "reps_by_set", "hold_seconds", "duration_seconds", "distance_metres", "intervals", "sets", "frequency",
)  # fmt: skip
USUAL_RUN_GAP = 2
"""Every 2nd day: only a longer wait is said with a stage."""
ADDED_FIELDS = ("rest_seconds", "tempo", "effort", "load", "frequency", "times_per_day")


def magnitude(value: Span | None) -> Magnitude | None:
    """Return the two ends of a span, whole numbers as int."""
    if value is None:
        return None
    low, high = (int(end) if float(end).is_integer() else end for end in (value.low, value.high))
    return low, high


def main_evidence(dose: Dose) -> Evidence | None:
    """Return the origin of the amount of a dose, or None when its author set it."""
    for name in AMOUNT_FIELDS:
        if getattr(dose, name):
            return dose.origin(name)
    return None


def side_of(row: Row, dose: Dose, case: Case) -> tuple[TaskSide | None, bool]:
    """Return whose side a row is for, and whether it is done on each side in turn.

    One-leg work is done on each side, the good side first, unless the row says otherwise.
    """
    if row.exercise.sides == "none" and not dose.each and row.slot.side is None:
        return None, False
    if row.exercise.sides == "both" and not dose.each and row.slot.side is None:
        return "both", False
    wanted = "each" if dose.each else row.slot.side or "each"
    match wanted:
        case "none":
            return None, False
        case "both":
            return "both", False
        case "affected":
            if case.side is None:
                return "affected", False
            return case.side, case.side == "both"
        case _:
            return "both", True


def times_per_day(dose: Dose) -> int:
    return int(dose.times_per_day.low) if dose.times_per_day else 1


def clock_times(dose: Dose, timing: Timing) -> tuple[str, ...]:
    """Return the times of day a dose is done at."""
    if dose.hourly:
        first, last = schedule.minutes_of(timing.hourly_from), schedule.minutes_of(timing.hourly_to)
        return tuple(schedule.clock_of(minutes) for minutes in range(first, last + 1, 60))
    return usual_times(times_per_day(dose), timing)


def usual_times(count: int, timing: Timing) -> tuple[str, ...]:
    """Return the usual times of day for so many times a day; counts without any are spread evenly over the day."""
    if str(count) in timing.at:
        return timing.at[str(count)]
    first, last = schedule.minutes_of(timing.hourly_from), schedule.minutes_of(timing.hourly_to)
    gap = (last - first) / max(count - 1, 1)
    return tuple(schedule.clock_of(first + round(number * gap)) for number in range(count))


def _chosen_times(slot: Slot, case: Case) -> tuple[str, ...]:
    """Return the times of day that a row asks for, in their order; none: the usual ones."""
    own = {"waking": case.wake, "bedtime": case.bed}
    return tuple(sorted(own.get(time, time) for time in slot.at))


def seconds_of(dose: Dose, exercise: Exercise | None, timing: Timing, *, sides: int = 1) -> float:
    """Estimate how long one bout takes, in seconds, at the start of every range.

    Done on each side in turn, the work of one side is part of the rest of the other.
    """
    sets = len(dose.reps_by_set) or (int(dose.sets.low) if dose.sets else 1)
    work = _set_seconds(dose, exercise, timing)
    rest = dose.rest_seconds.low if dose.rest_seconds else timing.default_rest_seconds
    if dose.intervals:
        return sets * work
    return sets * sides * work + (sets - 1) * max(rest - (sides - 1) * work, 0)


def _set_seconds(dose: Dose, exercise: Exercise | None, timing: Timing) -> float:
    """Estimate one set on one side; one round of an interval session."""
    if dose.intervals:
        return sum(
            leg.seconds.low if leg.seconds else (leg.metres.low if leg.metres else 0) / timing.metres_per_second
            for leg in dose.intervals
        )
    if dose.reps_by_set:
        return sum(dose.reps_by_set) / len(dose.reps_by_set) * _rep_seconds(dose, exercise, timing)
    if dose.hold_seconds:
        return (dose.reps.low if dose.reps else 1) * dose.hold_seconds.low
    if dose.duration_seconds:
        return dose.duration_seconds.low
    if dose.distance_metres:
        return dose.distance_metres.low / timing.metres_per_second
    return dose.reps.low * _rep_seconds(dose, exercise, timing) if dose.reps else 0


def _rep_seconds(dose: Dose, exercise: Exercise | None, timing: Timing) -> float:
    parts = dose.tempo.split("-")
    if len(parts) == 3:
        return sum(float(part) for part in parts)
    if dose.tempo in timing.seconds_per_rep:
        return timing.seconds_per_rep[dose.tempo]
    if exercise and exercise.seconds_per_rep:
        return exercise.seconds_per_rep
    return timing.seconds_per_rep["default"]


def minutes_of(dose: Dose, exercise: Exercise | None, timing: Timing, *, each_side: bool) -> int:
    """Return the minutes of one bout, both sides where it is done on each, rounded up."""
    seconds = seconds_of(dose, exercise, timing, sides=2 if each_side else 1)
    return math.ceil((seconds + timing.change_seconds) / 60)


def dose_in_words(dose: Dose, words: Mapping[str, str]) -> str:
    """Return the dose in a few words for the week sheet: ``3 × 12``, ``5 × 20 s hold``, ``3 × 5, 5 s hold``."""
    value, unit = phrases.amount(words, dose)
    if not unit or unit == words["reps-unit"]:
        return value
    return f"{value}, {unit}" if dose.hold_seconds and unit != words["hold-unit"] else f"{value} {unit}"


def sentence(row: Row, dose: Dose, case: Case, words: Mapping[str, str]) -> str:
    """Say the whole dose of a row in short sentences."""
    side, each_side = side_of(row, dose, case)
    said = phrases.said(words, dose, row.exercise.moves)
    parts = [_sentence(said)]
    if any(value and value.low < value.high and not value.step for value in _amounts(dose)):
        parts.append(words["sentence-range"])
    if dose.rest_seconds or dose.rest_text:
        parts.append(words["sentence-rest"].format(rest=phrases.rest(words, dose)))
    parts += filter(None, (_sentence(phrases.load(words, dose)), _sentence(phrases.effort(words, dose))))
    if each_side:
        parts.append(words["each-side-step-both" if case.side == "both" else "sentence-each"])
    elif side in ("left", "right", "affected"):
        parts.append(words["sentence-affected"].format(side=words["sore"] if side == "affected" else words[side]))
    if row.slot.note:
        parts.append(phrases.fill_side(row.slot.note, words, case.side))
    return " ".join(parts)


def _amounts(dose: Dose) -> tuple[Span | None, ...]:
    """Return what of a dose is an amount: rest and effort are none."""
    return dose.sets, dose.reps, dose.reps_of_max, dose.hold_seconds, dose.duration_seconds, dose.distance_metres


def reason_for(protocol: Protocol, phase: str, rule: str, evidence: Evidence | None) -> Reason:
    """Return why a task is there; a value without a tag stands under its author's name."""
    return Reason(
        protocol=protocol.id,
        phase=phase,
        rule=rule,
        reference=evidence.source or None if evidence else None,
        evidence=evidence.tag if evidence else "author",
        author="" if evidence else protocol.author,
    )


def cited(evidence: Evidence | None) -> tuple[str, ...]:
    """Return the references of a task: the source of its tag, if it names one."""
    return (evidence.source,) if evidence and evidence.source else ()


def tag_of(text: str) -> Evidence:
    """Read a tag as it stands in the shared files: ``V dubois-2020``."""
    tag, _, source = text.partition(" ")
    match tag:
        case "V" | "R" | "P":
            return Evidence(tag, source)
    raise ValueError(f"no evidence tag: {text}")


def exercise_task(placed: PlacedRow, phase_id: str, protocol: Protocol, case: Case, shelf: Shelf) -> Task:
    """Return the task of a placed exercise, without a day: it comes before the id when the task is put on a date."""
    row, dose, words = placed.row, placed.dose, shelf.words
    timing = shelf.frameworks.timing
    side, each_side = side_of(row, dose, case)
    evidence = main_evidence(dose)
    at = _chosen_times(row.slot, case) or clock_times(dose, timing)
    week = f".weeks.{placed.week}" if row.slot.weeks else ""
    return Task(
        id=f"{row.exercise_id}.1",
        kind=row.exercise.kind,
        title=row.exercise.title,
        short_title=row.exercise.short_title or row.exercise.title,
        exercise=row.exercise_id,
        sets=len(dose.reps_by_set) or (int(dose.sets.low) if dose.sets else None),
        reps=magnitude(dose.reps),
        reps_by_set=dose.reps_by_set or None,
        hold_seconds=magnitude(dose.hold_seconds),
        duration_seconds=magnitude(dose.duration_seconds),
        distance_m=magnitude(dose.distance_metres),
        rest_seconds=magnitude(dose.rest_seconds),
        tempo=dose.tempo or None,
        load=phrases.load(words, dose) or None,
        effort=magnitude(dose.effort),
        intervals=legs_of(dose),
        times_per_day=len(at),
        side=side,
        each_side=each_side,
        at=at,
        minutes=minutes_of(dose, row.exercise, timing, each_side=each_side),
        dose=dose_in_words(dose, words),
        text=sentence(row, dose, case, words),
        only_if=phrases.fill_side(row.slot.only_if, words, case.side),
        reason=reason_for(protocol, phase_id, f"phases.{row.origin}.exercises.{row.name}{week}", evidence),
        references=cited(evidence),
    )


def legs_of(dose: Dose) -> tuple[Leg, ...] | None:
    if not dose.intervals:
        return None
    return tuple(
        Leg(activity=leg.activity, seconds=magnitude(leg.seconds), metres=magnitude(leg.metres))
        for leg in dose.intervals
    )


def run_tasks(placed: PlacedRun, protocol: Protocol, shelf: Shelf) -> list[Task]:
    """Return the tasks of a run, without a day: one for each part of the session, in order."""
    table = shelf.run_tables[placed.stage.table_id]
    stage = placed.stage.stage
    exercise = shelf.exercises[table.exercise]
    words, timing = shelf.words, shelf.frameworks.timing
    evidence = tag_of(stage.tag)
    intensity = stage.intensity
    if stage.intensity_by_session:
        intensity = stage.intensity_by_session[min(placed.session, len(stage.intensity_by_session)) - 1]
    tasks = []
    for number, part in enumerate(stage.parts, start=1):
        dose = parse_dose(part)
        percent = "" if dose.intervals else phrases.load(words, dose)  # rounds say it on the page of the phase
        shown = ", ".join(filter(None, (dose_in_words(dose, words), percent)))
        tasks.append(
            Task(
                id=f"{table.exercise}.{number}",
                kind="run",
                title=f"{exercise.title}: {stage.title}",
                short_title=exercise.short_title or exercise.title,
                exercise=table.exercise,
                sets=int(dose.sets.low) if dose.sets else None,
                duration_seconds=magnitude(dose.duration_seconds),
                distance_m=magnitude(dose.distance_metres),
                rest_seconds=magnitude(dose.rest_seconds),
                load=phrases.load(words, dose) or None,
                effort=magnitude(dose.effort),
                intervals=legs_of(dose),
                at=timing.at["1"],
                minutes=minutes_of(dose, exercise, timing, each_side=False),
                dose=shown,
                text=" ".join(
                    filter(
                        None,
                        (
                            f"{dose_in_words(dose, words)}.",
                            _sentence(phrases.load(words, dose)),
                            _sentence(intensity),
                            stage.note,
                            running_rule(table, placed.stage.sessions, words),
                        ),
                    )
                ),
                only_if=placed.run.only_if,
                reason=reason_for(
                    protocol,
                    placed.phase_id,
                    f"run-tables.{placed.stage.table_id}.stages.{placed.stage.stage_id}",
                    evidence,
                ),
                references=cited(evidence),
            )
        )
    return tasks


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "." if text else ""


def running_rule(table: RunTable, sessions: int, words: Mapping[str, str]) -> str:
    """Return when to go on and when to step back, with the sessions that a stage asks for here."""
    key = "run-sessions-one" if sessions == 1 else "run-sessions"
    return table.rule.replace("{sessions}", words[key].format(count=sessions))


def run_stage(entry: TrackStage, shelf: Shelf) -> RunStage:
    """Return one stage of a running table for the phase page, with its rests and a longer wait after it."""
    stage, words = entry.stage, shelf.words
    parts = []
    for dose in map(parse_dose, stage.parts):
        rest = words["run-rest"].format(rest=phrases.rest(words, dose)) if phrases.rest(words, dose) else ""
        parts.append(", ".join(filter(None, (dose_in_words(dose, words), phrases.load(words, dose), rest))))
    text = "; ".join(parts)
    if stage.gap_days > USUAL_RUN_GAP:
        text += ". " + words["run-wait"].format(days=stage.gap_days)
    return RunStage(
        stage=entry.label,
        title=stage.title,
        text=text,
        intensity=stage.intensity,
        sessions=entry.sessions,
        evidence=stage.tag,
        legs=session_legs(map(parse_dose, stage.parts)),
    )


def session_legs(parts: Iterable[Dose]) -> tuple[Leg, ...]:
    """Return every walk and run of a session in its order; none where a part is neither, such as sprints with rests."""
    legs: list[Leg] = []
    for dose in parts:
        if dose.intervals:
            legs += (legs_of(dose) or ()) * int(dose.sets.high if dose.sets else 1)
        elif dose.duration_seconds and not dose.sets:
            legs.append(Leg(activity="", seconds=magnitude(dose.duration_seconds)))
        else:
            return ()
    return tuple(legs)


def phase_dose(row: Row, *, week: int, case: Case, protocol: Protocol, shelf: Shelf) -> PhaseDose:
    """Return one row of a phase in words, for cards and phase pages."""
    dose, words = row.dose_in_week(week), shelf.words
    side, each_side = side_of(row, dose, case)
    evidence = main_evidence(dose)
    value, unit = phrases.amount(words, dose)
    count, when = phrases.times(words, dose)
    return PhaseDose(
        exercise=row.exercise_id,
        amount=value,
        amount_unit=unit,
        times=count,
        times_unit=when,
        rest=phrases.rest(words, dose),
        effort=phrases.how_hard(words, dose),
        tempo=phrases.tempo(words, dose, row.exercise.moves),
        side=side,
        each_side=each_side,
        text=sentence(row, dose, case, words),
        note=phrases.fill_side(row.slot.note, words, case.side),
        only_if=phrases.fill_side(row.slot.only_if, words, case.side),
        easier=row.slot.easier or row.exercise.easier,
        harder=row.slot.harder or row.exercise.harder,
        progress=_progress(row, dose, case, shelf),
        evidence=evidence.tag if evidence else protocol.author,
        source=evidence.source if evidence else "",
        set_by_author=evidence is None,
        practice_defaults=_parts(row, dose, "P", words) if evidence and evidence.tag != "P" else (),
        recalled=_parts(row, dose, "R", words) if evidence is None or evidence.tag != "R" else (),
        heavy=row.exercise.heavy is not None,
        weeks=_weeks(row, words),
    )


def _parts(row: Row, dose: Dose, tag: Tag, words: Mapping[str, str]) -> tuple[str, ...]:
    """Return the parts of a dose with another tag than its amount, then the weeks whose amount has that tag."""
    fields = [name for name in ADDED_FIELDS if getattr(dose, name) and _is_tagged(dose.origin(name), tag)]
    weeks = [weeks for weeks, other in row.slot.weeks.items() if _is_tagged(main_evidence(other), tag)]
    return (
        *(name.replace("_seconds", "").replace("_", " ") for name in fields),
        *(words["part-weeks"].format(weeks=key) for key in weeks),
    )


def _is_tagged(evidence: Evidence | None, tag: Tag) -> bool:
    return evidence is not None and evidence.tag == tag


def _progress(row: Row, dose: Dose, case: Case, shelf: Shelf) -> str:
    """Say how to step up: the author's words, the author's rule in words, else the way through the range."""
    authored = row.slot.progress
    if not authored:
        return phrases.progress(shelf.words, dose)
    start = phrases.progress_start(shelf.words, dose)
    if not is_progression(authored):
        return " ".join(filter(None, (start, phrases.fill_side(authored, shelf.words, case.side))))
    rule = parse_progression(authored)
    harder = shelf.exercises[rule.harder].title if rule.harder in shelf.exercises else rule.harder
    return " ".join(filter(None, (start, phrases.progression(shelf.words, rule, harder))))


def _weeks(row: Row, words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the doses that change by week: the weeks, what is done in them, and how hard where that changes too."""
    hard = {weeks: phrases.how_hard(words, dose) for weeks, dose in row.slot.weeks.items()}
    changes = len(set(hard.values())) > 1
    return tuple(
        (
            weeks,
            ". ".join(filter(None, (phrases.said(words, dose, row.exercise.moves), hard[weeks] if changes else ""))),
        )
        for weeks, dose in row.slot.weeks.items()
    )


KIND_ORDER: dict[Literal["load", "balance", "mobility", "stretch", "roll", "massage", "aerobic", "run"], int] = {
    "mobility": 0, "load": 0, "balance": 0, "roll": 1, "stretch": 2, "massage": 3, "aerobic": 4, "run": 0,
}  # fmt: skip
POSITION_ORDER = ("lying-back", "lying-side", "lying-front", "sitting", "kneeling", "standing", "moving")


def session_order(placed: PlacedRow, *, with_run: bool) -> tuple[int, int, int, int]:
    """Return the place of an exercise in the session: by the run, what its row says, its kind and body position."""
    before_run = 0 if placed.row.slot.before_run and with_run else 2
    own = {"first": 0, None: 1, "last": 2}[placed.row.slot.order]
    return before_run, own, KIND_ORDER[placed.row.exercise.kind], POSITION_ORDER.index(placed.row.exercise.position)
