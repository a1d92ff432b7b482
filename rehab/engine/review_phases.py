"""The phases of a protocol as a clinician reviews them: windows, criteria, doses and running, each with its tag."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from rehab import phrases
from rehab.engine import gates
from rehab.engine.dosing import side_of, tag_of
from rehab.engine.ground import PhaseGround, Row, TrackStage, lay_ground
from rehab.engine.timetable import Window, for_grade, forbidden_in
from rehab.models.case import Case
from rehab.models.exercise import Exercise
from rehab.models.protocol import Phase, Protocol, Run, Slot
from rehab.models.review import (
    ReviewCriterion,
    ReviewDose,
    ReviewPhase,
    ReviewRun,
    ReviewStage,
    ReviewTest,
    ReviewWindow,
    Stated,
)
from rehab.models.shelf import Shelf
from rehab.notation import (
    Criterion,
    Dose,
    Evidence,
    dose_parts,
    format_criterion,
    format_dose,
    is_progression,
    parse_dose,
    parse_progression,
)

LeftOut = Callable[[Exercise | None, Dose | None], bool]
"""Whether a safety answer takes out an exercise with this dose; without an exercise: running."""


def phases(protocol: Protocol, shelf: Shelf, grade: str | None, case: Case, left_out: LeftOut) -> Iterator[ReviewPhase]:
    first_forbid = shelf.frameworks.frameworks[protocol.framework].forbid_first_days
    chosen = [
        (phase_id, phase)
        for phase_id, phase in protocol.phases.items()
        if grade is None or for_grade(phase.days, grade) is not None
    ]
    optional = tuple(
        key for phase in protocol.phases.values() for key, slot in phase.exercises.items() if slot.optional
    )
    ground = lay_ground(
        protocol,
        [Window(phase_id, phase, number, number, number) for number, (phase_id, phase) in enumerate(chosen, start=1)],
        Case(with_optional=optional),
        grade,
        exercises=shelf.exercises,
        run_tables=shelf.run_tables,
        timing=shelf.frameworks.timing,
        day_one_weekday=0,
        first_forbid=first_forbid,
    )
    numbers = {phase_id: number for number, (phase_id, _) in enumerate(chosen, start=1)}
    for place in ground.phases:
        phase, here = place.window.phase, place.window.phase_id
        yield ReviewPhase(
            id=here,
            number=place.window.number,
            title=phase.title,
            step=phase.step,
            goal=phrases.fill_side(phase.goal, shelf.words, case.side),
            windows=tuple(_windows(protocol, phase, grade)),
            entry=tuple(_criterion(criterion, protocol, shelf, case) for criterion in phase.entry),
            exit=tuple(_criterion(criterion, protocol, shelf, case) for criterion in phase.exit),
            doses=tuple(
                _dose(row, protocol, shelf, grade, case, numbers, left_out) for row in place.rows if row.origin == here
            ),
            goes_on=tuple(
                _name(row.exercise) for row in place.rows if row.origin != here and not _is_out(row, left_out)
            ),
            run=_run(place, protocol, shelf, grade, numbers, ground.track, left_out),
            run_goes_on=place.run is not None and phase.run is None and not left_out(None, None),
            avoid=tuple(phrases.fill_side(line, shelf.words, case.side) for line in phase.avoid),
            forbid=tuple(sorted(forbidden_in(phase, first_forbid))),
            notes=tuple(phrases.fill_side(line, shelf.words, case.side) for line in phase.notes),
        )


def _windows(protocol: Protocol, phase: Phase, grade: str | None) -> Iterator[ReviewWindow]:
    """Yield the days of a phase by grade; one window where all planned grades share it."""
    shared = set(phase.days) | set(phase.earliest) | set(phase.hard_minimum) | set(phase.latest_end) == {"all"}
    for key in ["all"] if shared or not protocol.grades else protocol.grades:
        days = for_grade(phase.days, key)
        if days:
            yield ReviewWindow(
                grade="" if key == "all" else key,
                title=protocol.grades[key].title if key in protocol.grades else "",
                first=days[0],
                last=days[1],
                earliest=for_grade(phase.earliest, key),
                hard_minimum=for_grade(phase.hard_minimum, key),
                latest_end=for_grade(phase.latest_end, key),
                chosen=key in ("all", grade) or grade is None,
            )


def _is_out(row: Row, left_out: LeftOut) -> bool:
    return left_out(row.exercise, row.dose_in_week(1))


def _name(exercise: Exercise) -> str:
    return exercise.short_title or exercise.title


def _dose(
    row: Row,
    protocol: Protocol,
    shelf: Shelf,
    grade: str | None,
    case: Case,
    numbers: Mapping[str, int],
    left_out: LeftOut,
) -> ReviewDose:
    slot, exercise, dose = row.slot, row.exercise, row.dose_in_week(1)
    side, each_side = side_of(row, dose, case)
    through = numbers.get(slot.through or "")
    return ReviewDose(
        exercise=row.exercise_id,
        title=_name(exercise),
        parts=tuple(_stated(slot, protocol)),
        side="each" if each_side else side,
        through=through if through and through > numbers[row.origin] else None,
        first_day=slot.first,
        not_before=_by_grade(slot.not_before, slot.not_before_by_grade, grade, protocol),
        not_after=slot.not_after,
        grades=slot.grades if grade is None else (),
        with_row=_row_name(slot.on_days_of, shelf),
        without_row=_row_name(slot.off_days_of, shelf),
        before_run=slot.before_run,
        from_stage=slot.from_stage,
        only_if=phrases.fill_side(slot.only_if, shelf.words, case.side),
        note=phrases.fill_side(slot.note, shelf.words, case.side),
        progress=_progress(slot, shelf, case),
        monitoring=slot.monitoring or "",
        optional=slot.optional,
        left_out=_is_out(row, left_out),
    )


def _row_name(key: str | None, shelf: Shelf) -> str:
    """Return the name of the row that another one follows; 'run' stays what it is."""
    return _name(shelf.exercises[key]) if key and key in shelf.exercises else key or ""


def _progress(slot: Slot, shelf: Shelf, case: Case) -> str:
    if not is_progression(slot.progress):
        return phrases.fill_side(slot.progress, shelf.words, case.side)
    rule = parse_progression(slot.progress)
    harder = shelf.exercises[rule.harder].title if rule.harder in shelf.exercises else rule.harder
    return phrases.progression(shelf.words, rule, harder)


def _by_grade(value: int | None, by_grade: Mapping[str, int], grade: str | None, protocol: Protocol) -> str:
    """Return one number, or each grade's where nobody said which grade."""
    if grade is None and by_grade:
        return ", ".join(
            f"{protocol.grades[key].title if key in protocol.grades else key} {day}" for key, day in by_grade.items()
        )
    found = max(value or 0, for_grade(by_grade, grade) or 0)
    return str(found) if found else ""


def _stated(slot: Slot, protocol: Protocol) -> Iterator[Stated]:
    """Yield the parts of a dose by origin; of doses by week, first what differs, then what all weeks share."""
    by_week = {"": slot.dose} if slot.dose else slot.weeks
    parts = {week: dose_parts(dose) for week, dose in by_week.items()}
    first = next(iter(parts.values()))
    shared = [part for part in first if all(part in others for others in parts.values())] if len(parts) > 1 else []
    for week, told in parts.items():
        yield from (_part(text, origin, protocol, week) for text, origin in told if (text, origin) not in shared)
    yield from (_part(text, origin, protocol) for text, origin in shared)


def _part(text: str, origin: Evidence | None, protocol: Protocol, week: str = "") -> Stated:
    if origin is None:
        return Stated(text=text, evidence="author", author=protocol.author, weeks=week)
    return Stated(text=text, evidence=origin.tag, source=origin.source, weeks=week)


def _run(
    place: PhaseGround,
    protocol: Protocol,
    shelf: Shelf,
    grade: str | None,
    numbers: Mapping[str, int],
    track: Sequence[TrackStage],
    left_out: LeftOut,
) -> ReviewRun | None:
    run: Run | None = place.window.phase.run
    if run is None:
        return None
    table = shelf.run_tables[run.table]
    through = numbers.get(run.through or "")
    return ReviewRun(
        table=run.table,
        title=table.title,
        frequency=tuple(_part(text, origin, protocol) for text, origin in dose_parts(run.frequency)),
        stages=tuple(_stages(entry for entry in track if entry.phase_number == place.window.number)),
        through=through if through and through > place.window.number else None,
        not_before=_by_grade(run.not_before, run.not_before_by_grade, grade, protocol),
        first_day=_by_grade(run.first if run.first > 1 else None, run.first_by_grade, grade, protocol),
        first_stage=_by_grade(None, run.first_stage_by_grade, None, protocol) if grade is None else "",
        fast_track=run.fast_track,
        sessions_by_grade=_by_grade(None, run.sessions_by_grade, None, protocol) if grade is None else "",
        needs_log=run.needs_log,
        only_if=run.only_if,
        rule=table.rule,
        pain_limit=table.pain_limit,
        left_out=left_out(None, None),
    )


def _stages(track: Iterator[TrackStage]) -> Iterator[ReviewStage]:
    for entry in track:
        stage, origin = entry.stage, tag_of(entry.stage.tag)
        yield ReviewStage(
            label=entry.label,
            text="; ".join(format_dose(parse_dose(part)) for part in stage.parts),
            intensity=stage.intensity,
            sessions=entry.sessions,
            gap_days=stage.gap_days,
            evidence=origin.tag,
            source=origin.source,
        )


def _criterion(criterion: Criterion, protocol: Protocol, shelf: Shelf, case: Case) -> ReviewCriterion:
    joined = criterion.form in ("any", "all")
    parts = criterion.parts if joined else (criterion,)
    return ReviewCriterion(
        tests=tuple(_test(part, protocol, shelf, case) for part in parts),
        join="or" if criterion.form == "any" else "and",
    )


def _test(criterion: Criterion, protocol: Protocol, shelf: Shelf, case: Case) -> ReviewTest:
    if criterion.form in ("any", "all"):  # joined inside a joined one: the notation says it best, with its tags
        return ReviewTest(title=format_criterion(criterion), evidence="")
    told = gates.describe(criterion, shelf, case.side)
    origin = criterion.evidence
    by_rule = criterion.form == "no_flag"
    return ReviewTest(
        title=told.title,
        target=_threshold(criterion, shelf) or _lasting(told.target, criterion),
        by_clinician=told.who == "clinician",
        evidence=origin.tag if origin else "" if by_rule else "author",
        source=origin.source if origin else "",
        author="" if origin or by_rule else protocol.author,
    )


def _lasting(target: str, criterion: Criterion) -> str:
    """Return what a test must show, with the days it must hold, as the notation says them."""
    return f"{target} for {criterion.for_days} days" if criterion.for_days else target


def _threshold(criterion: Criterion, shelf: Shelf) -> str:
    """Return the threshold of one measure in the notation, with the days it must hold; empty where words say it better."""
    measure = shelf.measures.get(criterion.measure)
    if measure is None or criterion.form not in ("value", "ratio", "change", "not_rising"):
        return ""
    told = format_criterion(replace(criterion, evidence=None)).removeprefix(criterion.measure).strip()
    if criterion.form == "value":
        if not criterion.unit and measure.unit and measure.kind != "pain":
            number = phrases.number(criterion.number or 0)
            told = told.replace(number, f"{number} {measure.unit}", 1)
        if not criterion.number:
            told = told.removeprefix("<= ")
    return f"{measure.kind} {told}" if measure.kind == "pain" and criterion.form != "not_rising" else told
