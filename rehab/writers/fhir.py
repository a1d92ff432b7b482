"""The plan as a FHIR R4 record: a bundle of patient, condition, goals and care plan, timing and dose as values."""

from __future__ import annotations

import html
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from rehab.models.plan import Magnitude, Plan, PlanCriterion, PlanPhase, Task
from rehab.models.standing import Logged
from rehab.models.template import Template
from rehab.models.wording import Wording
from rehab.notation import NotationError, parse_criterion
from rehab.writers.fhir_timing import Resource, timings
from rehab.writers.lines import (
    case_code,
    clean,
    criterion,
    dates_told,
    details,
    facts,
    referral,
    side_of,
    stop_signs,
    titled,
    to_know,
)

NAMESPACE = uuid.UUID("6f2c8a54-3b0e-5d9c-9a37-2d1f0c5e7b11")
CASE = "urn:rehab:case"
UCUM = "http://unitsofmeasure.org"
CODES = "http://terminology.hl7.org/CodeSystem"
UNITS = {
    "s": "s", "min": "min", "h": "h", "days": "d", "weeks": "wk", "m": "m", "cm": "cm", "kg": "kg", "ml": "mL", "degrees": "deg",
    "%": "%", "of 10": "{score}", "of 100": "{score}", "of 3": "{score}", "points": "{score}", "reps": "{repetition}",
}  # fmt: skip
"""The code of each unit; a unit that UCUM does not know is only said in words."""
PRIORITY = {"emergency": "stat", "same_day": "asap", "see_doctor": "urgent", "proceed": "routine"}


def write(plan: Plan, template: Template) -> bytes:
    """Return the plan (or its referral) as a bundle of type collection, in UTF-8 JSON."""
    words = template.wording
    code = case_code(plan)
    patient = _resource("Patient", f"{code}-patient", titled(plan, words))
    patient["identifier"] = [{"system": CASE, "value": code}]
    if name := clean(plan.case.name):
        patient["name"] = [{"text": name}]
        patient["text"] = _narrative([name])
    condition = _condition(plan, words, code)
    resources = [patient, condition]
    if plan.referral:
        resources.append(_service_request(plan, words, code))
    else:
        goals = [_phase_goal(plan, phase, words, code) for phase in plan.phases]
        activities, doses = _activities(plan, words, code)
        resources += [*goals, *doses, _care_plan(plan, words, code, [*goals, *doses], activities)]
    resources += [_observation(plan, told, words, code, number) for number, told in enumerate(plan.logged, start=1)]
    bundle = {
        "resourceType": "Bundle",
        "id": code,
        "language": template.language,
        "identifier": {"system": CASE, "value": code},
        "type": "collection",
        "timestamp": f"{plan.as_of.isoformat()}T00:00:00Z",
        "entry": [{"fullUrl": _url(entry["id"]), "resource": entry} for entry in resources],
    }
    text = json.dumps(bundle, ensure_ascii=False, indent=1, allow_nan=False)
    return text.replace("</", "<\\/").encode() + b"\n"  # the same text, and no end of a script where a page holds it


# -- parts ----------------------------------------------------------------------------------------------------------


def _url(name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, name)}"


def _reference(name: str) -> Resource:
    return {"reference": _url(name)}


def _resource(kind: str, name: str, told: str) -> Resource:
    return {"resourceType": kind, "id": name, "text": _narrative([told])}


def _narrative(lines: Iterable[str]) -> Resource:
    rows = "".join(f"<p>{html.escape(line)}</p>" for line in lines if line)
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{rows or "<p>-</p>"}</div>'}


def _text(value: str) -> Resource:
    """Return a concept that is only said in words: no code is claimed that nobody chose."""
    return {"text": clean(value) or "-"}


def _coded(system: str, code: str) -> Resource:
    return {"coding": [{"system": f"{CODES}/{system}", "code": code}]}


def _quantity(value: float, unit: str, said: str = "") -> Resource:
    made: Resource = {"value": int(value) if value == int(value) else value, "unit": said or unit}
    return made | {"system": UCUM, "code": UNITS.get(unit, unit)} if unit in UNITS or unit.startswith("{") else made


def _target(measure: str, detail: Resource, due: date | None = None) -> Resource:
    return {"measure": _text(measure), **detail, **({"dueDate": due.isoformat()} if due else {})}


def _amount(value: Magnitude, unit: str, said: str = "") -> Resource:
    """Return a magnitude as one value, or as a range where it has two ends."""
    low, high = sorted(value)  # "15, later 8" goes down; the text of the activity says so
    if low == high:
        return {"detailQuantity": _quantity(low, unit, said)}
    return {"detailRange": {"low": _quantity(low, unit, said), "high": _quantity(high, unit, said)}}


# -- resources ------------------------------------------------------------------------------------------------------


def _condition(plan: Plan, words: Wording, code: str) -> Resource:
    case = plan.case
    made = _resource("Condition", f"{code}-condition", f"{titled(plan, words)}. {clean(case.summary)}")
    made |= {
        "clinicalStatus": _coded("condition-clinical", "active"),
        "verificationStatus": _coded("condition-ver-status", "unconfirmed"),
        "code": _text(plan.protocol.title),
    }
    if case.grade:
        made["severity"] = _text(", ".join(filter(None, (case.grade, case.grade_title))))
    sides = words.sides
    side = {"left": sides.left, "right": sides.right, "both": sides.both}.get(case.side or "")
    if case.part and side:
        made["bodySite"] = [_text(sides.part.format(side=side, part=case.part))]
    elif case.part:
        made["bodySite"] = [_text(case.part)]
    made["subject"] = _reference(f"{code}-patient")
    onset = case.injured if case.onset == "sudden" else case.since
    if onset:
        made["onsetDateTime"] = onset.isoformat()
    return made | {"recordedDate": plan.as_of.isoformat()}


def _goal(code: str, name: str, told: str, targets: Sequence[Resource]) -> Resource:
    made = _resource("Goal", f"{code}-{name}", told)
    made |= {"lifecycleStatus": "planned", "description": _text(told), "subject": _reference(f"{code}-patient")}
    if targets:
        made["target"] = list(targets)
    return made | {"addresses": [_reference(f"{code}-condition")]}


def _phase_goal(plan: Plan, phase: PlanPhase, words: Wording, code: str) -> Resource:
    """Return the goal of a phase: its 'move on when' list as targets."""
    told = clean(words.record.phase.format(number=phase.number, title=phase.title, goal=phase.goal))
    targets = [_criterion(plan, line, phase, words) for line in phase.criteria]
    return _goal(code, f"phase-{phase.number}", told, targets) | {"startDate": phase.start.isoformat()}


def _criterion(plan: Plan, line: PlanCriterion, phase: PlanPhase, words: Wording) -> Resource:
    """Return one test as a target: the number where it is compared with one, and all of it in words."""
    measure = criterion(line, words)
    known = plan.measures.get(line.measure)
    try:
        read = parse_criterion(line.text)
    except NotationError:
        read = None
    if known is None or read is None or read.form != "value" or read.number is None:
        return _target(measure, {"detailString": clean(line.target) or clean(line.title) or "-"}, phase.end)
    value = _quantity(read.number, read.unit or known.unit or "{score}")
    if read.comparison != "=":
        value = {"value": value["value"], "comparator": read.comparison, **value}
    return _target(measure, {"detailQuantity": value}, phase.end)


def _dose(task: Task, words: Wording) -> list[Resource]:
    """Return every number of a dose as a target: sets, repetitions, hold, time, distance, rest, effort, load, side."""
    say = words.record
    found: list[Resource] = []
    if task.sets is not None:
        found.append(_target(say.sets, {"detailQuantity": _quantity(task.sets, "{set}", say.sets)}))
    if task.reps:
        found.append(_target(say.reps, _amount(task.reps, "reps", say.reps)))
    for number, count in enumerate(task.reps_by_set or (), start=1):
        detail = {"detailQuantity": _quantity(count, "reps", say.reps)}
        found.append(_target(say.reps_of_set.format(number=number), detail))
    for name, value, unit in (
        (say.hold, task.hold_seconds, "s"),
        (say.duration, task.duration_seconds, "s"),
        (say.distance, task.distance_m, "m"),
        (say.rest, task.rest_seconds, "s"),
    ):
        if value:
            found.append(_target(name, _amount(value, unit)))
    if task.effort:
        found.append(_target(say.effort, _amount(task.effort, "of 10", say.of_ten)))
    for leg in task.intervals or ():
        for value, unit in ((leg.seconds, "s"), (leg.metres, "m")):
            if value:
                found.append(_target(say.leg.format(activity=leg.activity), _amount(value, unit)))
    for name, told in ((say.tempo, task.tempo), (say.load, task.load)):
        if told and clean(told):
            found.append(_target(name, {"detailString": clean(told)}))
    if side := side_of(task, words):
        found.append(_target(say.side, {"detailCodeableConcept": _text(side)}))
    return found


def _activities(plan: Plan, words: Wording, code: str) -> tuple[list[Resource], list[Resource]]:
    """Return the activities, each task with its timing, and the doses they point to, each once."""
    series: dict[tuple[Task, int], list[date]] = defaultdict(list)
    for day in plan.days:
        seen: dict[Task, int] = defaultdict(int)
        for task in day.tasks:
            same = task.model_copy(update={"id": ""})
            seen[same] += 1
            series[same, seen[same]].append(day.date)
    phases = {phase.id: phase for phase in plan.phases}
    doses: dict[str, Resource] = {}
    found = []
    for (task, _), dates in series.items():
        goals = []
        if targets := _dose(task, words):
            told = words.record.dose.format(title=clean(task.title), dose=clean(task.dose))
            name = json.dumps([told, targets])
            dose = doses.setdefault(name, _goal(code, f"dose-{len(doses) + 1}", told, targets))
            goals.append(_reference(dose["id"]))
        if phase := phases.get(task.reason.phase):
            goals.append(_reference(f"{code}-phase-{phase.number}"))
        found += [{"detail": _detail(task, timing, goals, words)} for timing in timings(task, dates)]
    return found, list(doses.values())


def _detail(task: Task, timing: Resource, goals: list[Resource], words: Wording) -> Resource:
    evidence = " ".join(filter(None, (task.reason.evidence, task.reason.reference, task.reason.author)))
    made: Resource = {
        "kind": "NutritionOrder" if task.kind == "hydrate" else "ServiceRequest",
        "code": _text(task.title),
        "reasonCode": [_text(words.record.why.format(rule=task.reason.rule, evidence=evidence))],
    }
    if goals:
        made["goal"] = goals
    made |= {"status": "scheduled", "scheduledTiming": timing}
    if task.amount_ml:
        made["dailyAmount"] = _quantity(task.amount_ml * task.times_per_day, "ml", "ml")
        made["quantity"] = _quantity(task.amount_ml, "ml", "ml")
    return made | {"description": f"{facts(task, words)}. {details(task)}"}


def _care_plan(
    plan: Plan, words: Wording, code: str, goals: Sequence[Resource], activities: list[Resource]
) -> Resource:
    notes = [*stop_signs(plan, words), *to_know(plan, words)]
    if not plan.days:
        notes += [clean(line) for line in (*plan.education, *plan.prognosis)]
    made = _resource("CarePlan", f"{code}-careplan", "")
    made["text"] = _narrative([titled(plan, words), *notes, *_road(plan, words)])
    made |= {
        "identifier": [{"system": CASE, "value": code}],
        "status": "draft" if plan.protocol.status == "draft" else "active",
        "intent": "plan",
        "title": titled(plan, words),
        "description": clean(plan.case.summary) or titled(plan, words),
        "subject": _reference(f"{code}-patient"),
    }
    if plan.days:
        made["period"] = {"start": plan.days[0].date.isoformat(), "end": plan.days[-1].date.isoformat()}
    made |= {"created": plan.as_of.isoformat(), "addresses": [_reference(f"{code}-condition")]}
    if goals:
        made["goal"] = [_reference(goal["id"]) for goal in goals]
    if activities:
        made["activity"] = activities
    return made | {"note": [{"text": line} for line in notes]}


def _observation(plan: Plan, told: Logged, words: Wording, code: str, number: int) -> Resource:
    """Return one value that was written down, as the person said it."""
    value = "" if told.value is None else f"{told.value:g}"
    said = " ".join(filter(None, (value, clean(told.unit), clean(told.text))))
    made = _resource("Observation", f"{code}-observation-{number}", f"{clean(told.title)}: {said}")
    made |= {
        "basedOn": [_reference(f"{code}-{'referral' if plan.referral else 'careplan'}")],
        "status": "final",
        "category": [_coded("observation-category", "survey")],
        "code": _text(told.title),
        "subject": _reference(f"{code}-patient"),
        "effectiveDateTime": told.date.isoformat(),
    }
    sides = words.sides
    if side := {"left": sides.left, "right": sides.right, "both": sides.both}.get(told.side or ""):
        made["bodySite"] = _text(sides.part.format(side=side, part=plan.case.part) if plan.case.part else side)
    if told.value is not None:
        return made | {"valueQuantity": _quantity(told.value, told.unit or "{score}")}
    if told.text in ("yes", "no"):
        return made | {"valueBoolean": told.text == "yes"}
    if told.text in ("", "unsure"):
        return made | {"dataAbsentReason": _coded("data-absent-reason", "asked-unknown")}
    return made | {"valueString": clean(told.text)}


def _road(plan: Plan, words: Wording) -> list[str]:
    """Return the phases with their dates and lists, for people who read the record."""
    found = []
    for phase in plan.phases:
        dates = dates_told(phase.start, phase.end, words)
        told = words.record.phase.format(number=phase.number, title=phase.title, goal=phase.goal)
        found += [clean(f"{told} {dates}"), *(f"- {criterion(line, words)}" for line in phase.criteria)]
    return found


def _service_request(plan: Plan, words: Wording, code: str) -> Resource:
    """Return the referral that stands in place of a plan: why, how urgent, what to do now."""
    page = plan.referral
    assert page is not None
    lines = [*referral(plan, words), *stop_signs(plan, words)]
    made = _resource("ServiceRequest", f"{code}-referral", "")
    made["text"] = _narrative([clean(page.title), *lines])
    return made | {
        "status": "draft",
        "intent": "proposal",
        "priority": PRIORITY[plan.disposition],
        "code": _text(page.title),
        "subject": _reference(f"{code}-patient"),
        "occurrencePeriod": {"start": plan.as_of.isoformat(), "end": (plan.see_by or plan.as_of).isoformat()},
        "authoredOn": plan.as_of.isoformat(),
        "reasonReference": [_reference(f"{code}-condition")],
        "note": [{"text": line} for line in lines],
    }
