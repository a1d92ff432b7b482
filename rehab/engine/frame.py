"""What stands around the days of a plan: who and what it is for, its exercises, signs, notices and sources."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from rehab import phrases
from rehab.engine import missed, notices, referral
from rehab.engine.care import figures_of
from rehab.engine.kept import Kept
from rehab.engine.order import Course, Order, case_id, day_one_of
from rehab.engine.stopping import stop_signs
from rehab.engine.triage import Triage, conditions_of, in_conditions, questions_of
from rehab.engine.wayback import WayBack, way_back
from rehab.models.care import Card
from rehab.models.case import Case
from rehab.models.exercise import Exercise
from rehab.models.figure import Figure, whole
from rehab.models.framework import FrameworkRules, MonitoringRule, ReferenceEntry
from rehab.models.measure import Measure
from rehab.models.plan import (
    Day,
    DiaryEntry,
    Dropped,
    EarlyBand,
    Hydration,
    Letter,
    Light,
    MadeWith,
    Plan,
    PlanCard,
    PlanCase,
    PlanExercise,
    PlanMeasure,
    PlanPhase,
    ProtocolRef,
    Question,
    Reference,
    Response,
    Screening,
)
from rehab.models.protocol import Grade, Protocol
from rehab.models.review import Review
from rehab.models.shelf import Shelf
from rehab.models.standing import Standing


def frame(
    order: Order,
    triage: Triage,
    shelf: Shelf,
    kept: Kept,
    *,
    course: Course | None,
    days: tuple[Day, ...],
    phases: tuple[PlanPhase, ...],
    review: Review | None = None,
    standing: Standing | None = None,
) -> Plan:
    """Put the plan together around its days; what no day changes is taken from what was ``kept``.

    ``standing`` is where a journal has led, None without one.
    """
    protocol, case = order.protocol, order.case
    grade_key = order.grade or (course.grade if course else None) or ""
    grade = protocol.grades.get(grade_key)
    rules = shelf.frameworks.frameworks[protocol.framework]
    refused = referral.is_refused(triage)
    made = {id(task.reason): task for day in days for task in day.tasks}  # a task has the same reason on all its days
    tasks = {(task.exercise, task.references, task.reason.evidence, task.reason.rule) for task in made.values()}
    used = {exercise for exercise, *_ in tasks if exercise}
    used |= {dose.exercise for phase in phases for dose in phase.exercises}
    each_side = {dose.exercise for phase in phases for dose in phase.exercises if dose.each_side}
    measured = {*protocol.measures, *(line.measure for phase in phases for line in phase.criteria)} if course else set()
    first_phase = bool(course and not course.late and _is_first(course))
    cited = {key for _, references, *_ in tasks for key in references} | _cited(phases)
    recalled = any(evidence == "R" for _, _, evidence, _ in tasks)
    rule = shelf.monitoring.get(protocol.monitoring)
    drink = course.drink if course else None
    exercises, runs = any(phase.exercises for phase in phases), any(phase.running for phase in phases)
    back = way_back(course.laid, phases) if course else WayBack()
    cards = (
        {}
        if refused and (triage.disposition == "emergency" or referral.stopping(triage))
        else {
            key: kept.once(("card", key), partial(_card, card, case, shelf))
            for key, card in protocol.cards.items()
            if not card.grades or grade is None or grade_key in card.grades
        }
    )
    return Plan(
        as_of=order.as_of,
        made_with=MadeWith(program=order.program, digest=order.digest, command=order.command),
        disposition=triage.disposition,
        effect=triage.effect,
        see_by=triage.see_by,
        see_within=shelf.red_flags.within.get(str(triage.within_hours), ""),
        dropped=tuple(Dropped(kind=drop.kind, flag=drop.flag) for drop in triage.dropped),
        screening=kept.once("screening", lambda: _screening(order, triage, shelf)),
        protocol=kept.once("protocol", lambda: _protocol_ref(order)),
        case=_plan_case(order, grade.title if grade and order.grade else "", shelf),
        referral=referral.describe(triage, protocol, grade, case, shelf) if refused else None,
        phases=phases,
        days=days,
        exercises={
            key: kept.once(
                ("exercise", key, key in each_side),
                partial(_exercise, key, case, shelf, each_side=key in each_side),
            )
            for key in sorted(used)
        },
        measures={
            key: kept.once(("measure", key), partial(_measure, shelf.measures[key], case, shelf))
            for key in sorted(measured)
            if key in shelf.measures
        },
        response=kept.once(
            ("response", exercises, runs, back),
            partial(_response, rule, protocol, shelf, back, exercises=exercises, runs=runs),
        )
        if rule and course
        else None,
        education=kept.once("education", lambda: _education(protocol, drink, case, shelf)) if not refused else (),
        prognosis=() if refused else _filled(_prognosis(protocol, grade), shelf, case),
        letters=kept.once(("letters", first_phase), lambda: _letters(protocol, rules, triage, first_phase=first_phase))
        if course
        else (),
        letters_title=(rules.letters_title if first_phase else rules.later_letters_title or rules.letters_title)
        if course
        else "",
        cards=cards,
        pictures=_pictures({rule for *_, rule in tasks}, cards, protocol, shelf, kept),
        diary=kept.once("diary", lambda: _diary(protocol, case, shelf)) if course else (),
        hydration=drink,
        notices=notices.gather(order, triage, shelf, course, phases, recalled=recalled),
        references={
            key: kept.once(("reference", key, key in cited), partial(_reference, entry, used=key in cited))
            for key in (*(ref for ref in protocol.references), *sorted(cited - set(protocol.references)))
            if (entry := shelf.references.get(key))
        },
        stop_signs=kept.once("stop signs", lambda: tuple(stop_signs(protocol, shelf.red_flags))),
        review=review,
        standing=standing,
    )


def _is_first(course: Course) -> bool:
    """Tell whether the as-of day is in the first phase: with a journal it may be a later one."""
    return course.ground.phase_on(course.from_day).window.number == course.laid[0].number


def _letters(protocol: Protocol, rules: FrameworkRules, triage: Triage, *, first_phase: bool) -> tuple[Letter, ...]:
    """Return what matters most, numbered, where the protocol says it; else the letters of the framework."""
    if protocol.essentials:
        return tuple(
            Letter(letter=str(number), name=row.name, text=row.text, how_often=row.how_often)
            for number, row in enumerate(protocol.essentials, start=1)
        )
    dropped = {drop.kind for drop in triage.dropped}
    return tuple(
        Letter(
            letter=row.letter,
            name=row.name,
            text=protocol.letters.get(row.name.lower(), row.text),
            how_often=row.how_often,
            kind=row.kind or "",
        )
        for row in (rules.letters if first_phase else rules.later_letters)
        if row.kind not in dropped
    )


def _measure(measure: Measure, case: Case, shelf: Shelf) -> PlanMeasure:
    return PlanMeasure(
        title=phrases.fill_side(measure.title, shelf.words, case.side),
        unit=measure.unit,
        how=phrases.fill_side(measure.how, shelf.words, case.side),
        who=measure.who,
    )


def _card(card: Card, case: Case, shelf: Shelf) -> PlanCard:
    return PlanCard(
        title=phrases.fill_side(card.title, shelf.words, case.side),
        when=phrases.fill_side(card.when, shelf.words, case.side),
        steps=_filled(card.steps, shelf, case),
        do_not=_filled(card.do_not, shelf, case),
        note=phrases.fill_side(card.note, shelf.words, case.side),
    )


def _pictures(
    rules: Collection[str], cards: Collection[str], protocol: Protocol, shelf: Shelf, kept: Kept
) -> dict[str, Figure | None]:
    """Return the figures of the care tasks that the plan has, by their rules, and of its cards."""
    return {
        key: kept.once(("picture", figure), partial(whole, figure, shelf.figures))
        for key, figure in figures_of(protocol, shelf).items()
        if (key in rules or (key.startswith("cards.") and key.split(".")[1] in cards)) and figure in shelf.figures
    }


def _education(protocol: Protocol, drink: Hydration | None, case: Case, shelf: Shelf) -> tuple[str, ...]:
    """Return what to know: of the condition, of its framework, when to stop drinking, how much protein helps healing.

    Protein needs the body weight, and is left out with kidney disease, a lock on fluids, and for children.
    """
    rules, lines = shelf.hydration, list(_filled(protocol.education, shelf, case))
    advice = shelf.frameworks.frameworks[protocol.framework].advice
    lines += [text for key, text in advice.items() if key not in protocol.without_tasks]
    open_amounts = drink is not None and drink.state not in ("locked", "hidden", "limit")
    if open_amounts and case.weight_kg is not None and not case.kidney_disease:
        lines.append(rules.protein_text.format(grams=round(rules.protein_g_per_kg * case.weight_kg)))
    if drink and drink.glasses is not None:
        lines.append(rules.stop_text)
    return tuple(lines)


def _prognosis(protocol: Protocol, grade: Grade | None) -> tuple[str, ...]:
    """Return how it usually goes; a grade that only gets a card has its own sentence, and not that of the condition."""
    own = (grade.expect,) if grade and grade.expect else ()
    return own if grade and grade.route == "card" else (*own, *protocol.prognosis)


def _filled(lines: Sequence[str], shelf: Shelf, case: Case) -> tuple[str, ...]:
    return tuple(phrases.fill_side(line, shelf.words, case.side) for line in lines)


def _reference(entry: ReferenceEntry, *, used: bool) -> Reference:
    return Reference(citation=entry.citation, link=entry.link, evidence=entry.status, used=used)


def _diary(protocol: Protocol, case: Case, shelf: Shelf) -> tuple[DiaryEntry, ...]:
    return tuple(
        DiaryEntry(name=phrases.fill_side(row.name, shelf.words, case.side), unit=row.unit) for row in protocol.diary
    )


def _cited(phases: tuple[PlanPhase, ...]) -> set[str]:
    """Return the keys of every source that a dose, a criterion or a stage of running names."""
    cited = {dose.source for phase in phases for dose in phase.exercises if dose.source}
    cited |= {words[1] for phase in phases for line in phase.criteria if len(words := line.evidence.split()) == 2}
    cited |= {words[1] for phase in phases for stage in phase.running if len(words := stage.evidence.split()) == 2}
    return cited


def _screening(order: Order, triage: Triage, shelf: Shelf) -> Screening:
    table, protocol = shelf.red_flags, order.protocol
    asked = []
    for entry in questions_of(table, protocol, order.case.age):
        flag_id, flag = entry.id, in_conditions(entry.flag, conditions_of(protocol))
        within = table.within.get(str(flag.within_hours), "") if flag.within_hours is not None else ""
        asked.append(
            Question(
                flag=flag_id,
                question=entry.question,
                group=flag.disposition,
                effect=flag.effect,
                exception=phrases.fill_side(protocol.exceptions.get(flag_id, ""), shelf.words, order.case.side),
                unsure_counts=flag.unsure_counts,
                within=within,
                within_hours=flag.within_hours,
            )
        )
    return Screening(
        status=triage.status,
        yes=triage.yes,
        unsure=triage.unsure,
        asked=tuple(asked),
    )


def _protocol_ref(order: Order) -> ProtocolRef:
    protocol = order.protocol
    risk = protocol.accept_risk
    return ProtocolRef(
        id=protocol.id,
        version=protocol.version,
        framework=protocol.framework,
        title=protocol.title,
        status=protocol.status,
        variant=order.variant,
        variant_title=protocol.variants[order.variant].title if order.variant else "",
        type=order.type,
        type_title=protocol.types[order.type].title if order.type else "",
        author=protocol.author,
        why=protocol.why,
        extends=protocol.extends,
        accept_risk=f"{risk.name}: {risk.reason}" if risk else "",
        reviewed_by=protocol.reviewed_by,
    )


def _plan_case(order: Order, grade_title: str, shelf: Shelf) -> PlanCase:
    case, protocol = order.case, order.protocol
    clearance = case.cleared_by
    return PlanCase(
        id=case_id(order),
        name=case.name,
        injured=day_one_of(order),
        onset=protocol.onset,
        since=case.since,
        grade=order.grade,
        grade_title=grade_title,
        side=case.side if protocol.sided else None,
        part=protocol.part,
        summary=phrases.fill_side(protocol.summary, shelf.words, case.side),
        age=case.age,
        cleared_by=clearance.name if clearance else None,
        cleared_on=(clearance.on or order.as_of) if clearance else None,
        days=case.days,
    )


def _exercise(key: str, case: Case, shelf: Shelf, *, each_side: bool) -> PlanExercise:
    """Turn an exercise to the person's side; ``each_side``: some dose of the plan is done on each side in turn."""
    exercise = shelf.exercises[key]
    first = {None: "each-side-step-unknown", "both": "each-side-step-both"}.get(case.side, "each-side-step")
    return PlanExercise(
        title=exercise.title,
        short_title=exercise.short_title or exercise.title,
        kind=exercise.kind,
        position=exercise.position,
        steps=_filled(exercise.steps, shelf, case),
        each_side_step=phrases.fill_side(shelf.words[first], shelf.words, case.side) if each_side else "",
        cues=_filled(exercise.cues, shelf, case),
        feel=phrases.fill_side(exercise.feel, shelf.words, case.side),
        not_feel=phrases.fill_side(exercise.not_feel, shelf.words, case.side),
        mistake=phrases.fill_side(exercise.mistake, shelf.words, case.side),
        muscles=exercise.muscles,
        equipment=exercise.equipment,
        substitutes=dict(exercise.substitutes),
        sides=exercise.sides,
        easier=phrases.fill_side(exercise.easier, shelf.words, case.side),
        harder=phrases.fill_side(exercise.harder, shelf.words, case.side),
        precautions=(*_not_with(exercise, shelf), *_filled(exercise.precautions, shelf, case)),
        figure=shelf.figure_of(key),
    )


def _not_with(exercise: Exercise, shelf: Shelf) -> tuple[str, ...]:
    """Return the one sentence that says with what an exercise must not be done; none where there is nothing."""
    words = [shelf.contraindications[code].words for code in exercise.contraindications]
    return (shelf.words["not-with"].format(things=phrases.listing(shelf.words, words, "list-or")),) if words else ()


def _response(
    rule: MonitoringRule, protocol: Protocol, shelf: Shelf, back: WayBack, *, exercises: bool, runs: bool
) -> Response:
    early = rule.early if protocol.framework == "peace-love" else None
    percent = rule.less_percent or shelf.frameworks.progression.step_down_percent
    return Response(
        rule=protocol.monitoring,
        scale=rule.scale,
        green=Light(when=rule.green.when, then=rule.green.then, pain=rule.green.pain),
        amber=Light(when=rule.amber.when, then=rule.amber.then, pain=rule.amber.pain),
        red=Light(when=rule.red.when, then=rule.red.then, pain=rule.red.pain),
        early=EarlyBand(last_day=early.last_day, green=early.green, amber=early.amber, red=early.red)
        if early
        else None,
        sentences=(*rule.sentences, *(back.after_red(shelf.words, percent) if rule.back == "phase" else ())),
        missed=" ".join((missed.exercises(protocol, shelf), *back.after_missed(shelf.words))) if exercises else "",
        missed_runs=missed.runs(shelf) if runs else "",
    )
