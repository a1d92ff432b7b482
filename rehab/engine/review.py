"""The protocol as a clinician reviews it: every window, criterion, dose and rule, each with its tag."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rehab.engine import missed
from rehab.engine.care import tasks_of
from rehab.engine.dosing import tag_of
from rehab.engine.review_phases import LeftOut, phases
from rehab.engine.triage import questions
from rehab.models.case import Case
from rehab.models.measure import Measure
from rehab.models.protocol import Choice, Protocol
from rehab.models.review import (
    Review,
    ReviewCare,
    ReviewChoice,
    ReviewFlag,
    ReviewGrade,
    ReviewMeasure,
    ReviewModifier,
    ReviewRule,
    ReviewSource,
    Stated,
)
from rehab.models.shelf import Shelf
from rehab.phrases import number

CARE_KINDS = ("protect", "elevate", "compress", "ice", "rest")


def review(
    protocol: Protocol,
    shelf: Shelf,
    *,
    kind: str | None,
    variant: str | None,
    grade: str | None = None,
    side: str | None = None,
    left_out: LeftOut = lambda _exercise, _dose: False,
) -> Review:
    """Return the whole protocol for review; ``grade`` None shows every grade.

    It is about the protocol and not about the person: optional exercises are in it, and equipment does not matter.
    """
    laid = tuple(phases(protocol, shelf, grade, Case.model_validate({"side": side}), left_out))
    rules = dict.fromkeys([protocol.monitoring, *(dose.monitoring for phase in laid for dose in phase.doses)])
    told = Review(
        framework=shelf.frameworks.frameworks[protocol.framework].title,
        grades=tuple(_grades(protocol, shelf, grade)),
        types=_choices(protocol.types, kind),
        variants=_choices(protocol.variants, variant),
        clearance=tuple(item.title for item in protocol.clearance.values() if item.needed),
        monitoring=tuple(_rule(rule, shelf, protocol) for rule in rules if rule in shelf.monitoring),
        modifiers=tuple(
            ReviewModifier(
                title=one.title,
                note=one.note,
                factor=one.factor,
                phases=tuple(phase.number for phase in laid if phase.id in one.phases),
            )
            for one in protocol.modifiers.values()
        ),
        flags=tuple(_flags(protocol, shelf)),
        emergency=tuple(line.partition("|")[0].strip() for line in protocol.stop_signs.emergency),
        today=tuple(line.partition("|")[0].strip() for line in protocol.stop_signs.today),
        care=tuple(_care(protocol, shelf, grade)),
        measures=tuple(_measure(shelf.measures[key]) for key in protocol.measures if key in shelf.measures),
        phases=laid,
    )
    cited = _cited(told)
    keys = (*protocol.references, *sorted(cited - set(protocol.references)))
    return told.model_copy(
        update={
            "sources": tuple(
                ReviewSource(
                    key=key, citation=entry.citation, link=entry.link, evidence=entry.status, used=key in cited
                )
                for key in keys
                if (entry := shelf.references.get(key))
            )
        }
    )


def _grades(protocol: Protocol, shelf: Shelf, grade: str | None) -> Iterator[ReviewGrade]:
    for key, entry in protocol.grades.items():
        yield ReviewGrade(
            grade=key,
            title=entry.title,
            picture=entry.picture,
            route=entry.route,
            needs_clearance=entry.needs_clearance,
            disposition=entry.disposition,
            within=shelf.red_flags.within.get(str(entry.within_hours), "") if entry.within_hours else "",
            full_sport=entry.full_sport,
            chosen=key == grade,
        )


def _choices(choices: Mapping[str, Choice], chosen: str | None) -> tuple[ReviewChoice, ...]:
    return tuple(
        ReviewChoice(id=key, title=entry.title, types=entry.types, offered=entry.offered, chosen=key == chosen)
        for key, entry in choices.items()
    )


def _rule(rule_id: str, shelf: Shelf, protocol: Protocol) -> ReviewRule:
    rule = shelf.monitoring[rule_id]
    origin = tag_of(rule.evidence)
    return ReviewRule(
        id=rule_id,
        title=rule.title,
        green=rule.green.when,
        green_then=rule.green.then,
        amber=rule.amber.when,
        amber_then=rule.amber.then,
        red=rule.red.when,
        red_then=rule.red.then,
        sentences=(*rule.sentences, *missed.own(protocol, shelf)) if rule_id == protocol.monitoring else rule.sentences,
        evidence=origin.tag,
        source=origin.source,
    )


def _flags(protocol: Protocol, shelf: Shelf) -> Iterator[ReviewFlag]:
    """Yield every question of the screen, as strict as it is in this condition."""
    table = shelf.red_flags
    for asked in questions(table, protocol.screen):
        stricter = asked.flag.stricter.get(protocol.id) or asked.flag.stricter.get(protocol.extends or "")
        hours = (stricter and stricter.within_hours) or asked.flag.within_hours
        yield ReviewFlag(
            flag=asked.id,
            short=asked.flag.short,
            disposition=(stricter and stricter.disposition) or asked.flag.disposition,
            effect=(stricter and stricter.effect) or asked.flag.effect,
            within=table.within.get(str(hours), "") if hours is not None else "",
        )


def _care(protocol: Protocol, shelf: Shelf, grade: str | None) -> Iterator[ReviewCare]:
    """Yield the care that has a dose: what is not optional, and neither advice nor a check."""
    for task in tasks_of(protocol, shelf).values():
        if task.kind not in CARE_KINDS or task.optional or (task.grades and grade and grade not in task.grades):
            continue
        origin = tag_of(task.evidence)
        length = f"{task.minutes} min" if task.minutes and "min" not in task.short_title else ""
        often = f"{task.times_per_day}/day" if task.times_per_day > 1 else ""
        every = f"every {task.every_days} days" if task.every_days > 1 else ""
        yield ReviewCare(
            title=task.short_title,
            often=", ".join(filter(None, (length, often, every))),
            days=task.days,
            evidence=origin.tag,
            source=origin.source,
        )


def _measure(measure: Measure) -> ReviewMeasure:
    span = f"{number(measure.range[0])} to {number(measure.range[1])}" if measure.range else ""
    changes = []
    for change in measure.change:
        origin = tag_of(change.evidence)
        low, high = map(number, change.least)
        least = low if low == high else f"{low} to {high}"
        text = f"{least} {change.unit} ({change.people})"
        changes.append(Stated(text=text, evidence=origin.tag, source=origin.source))
    return ReviewMeasure(title=measure.title, range=span, better=measure.better or "", change=tuple(changes))


def _cited(told: Review) -> set[str]:
    """Return the key of every source that a value names."""
    doses = [dose for phase in told.phases for dose in phase.doses]
    runs = [phase.run for phase in told.phases if phase.run]
    tests = [test for phase in told.phases for line in (*phase.entry, *phase.exit) for test in line.tests]
    parts = [part for dose in doses for part in dose.parts] + [part for run in runs for part in run.frequency]
    stages = [stage for run in runs for stage in run.stages]
    sources = [one.source for group in (parts, tests, stages) for one in group]
    sources += [rule.source for rule in told.monitoring] + [care.source for care in told.care]
    return {source for source in sources if source}
