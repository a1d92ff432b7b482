"""A protocol on a terminal: what a physiotherapist wants to see before using it, 80 columns wide."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby

from rehab.engine.review import review
from rehab.models.protocol import Protocol
from rehab.models.review import (
    Review,
    ReviewChoice,
    ReviewCriterion,
    ReviewDose,
    ReviewGrade,
    ReviewPhase,
    ReviewRun,
    ReviewStage,
    ReviewTest,
    ReviewWindow,
    Stated,
)
from rehab.models.shelf import Shelf

WIDTH = 80
_TOGETHER = re.compile(
    r"(?<=\d) (?=(?:s|min|h|m|km|kg|cm|reps|days?)\b|%)|(?<=day) (?=\d)|(?<=[<>=x]) (?=\d)|(?<=\[[VRP]) "
)
LEFT = 18
"""Where the text starts that has a name at its left."""


def describe(protocol: Protocol, kind: str | None, variant: str | None, shelf: Shelf) -> str:
    """Return the whole protocol: windows, criteria and doses with their tags, routes, signs and sources."""
    told = review(protocol, shelf, kind=kind, variant=variant)
    return "\n".join(_lines(protocol, told))


def _lines(protocol: Protocol, told: Review) -> Iterator[str]:
    yield from _wrapped(f"{protocol.title} ({protocol.id}, version {protocol.version}, {protocol.status})", "", "  ")
    yield from _entry("framework", told.framework)
    yield from _entry("reviewed by", protocol.reviewed_by)
    yield from _entry("changes", f"{protocol.extends}: {protocol.why}" if protocol.extends else "")
    yield from _entry("loosened", protocol.accept_risk.reason if protocol.accept_risk else "")
    yield from _entry("tags", "V read in the source, R recalled and to be confirmed, P usual practice")
    yield from _around(told, " [P]" if not protocol.extends else "")
    for phase in told.phases:
        yield from _phase(phase)
    yield from _end(told)


def _around(told: Review, usual: str) -> Iterator[str]:
    """Yield what stands before the phases; ``usual`` tags numbers that are usual practice in every shipped file."""
    if told.grades:
        yield "\nGrades"
        for grade in told.grades:
            yield from _entry(f"  {grade.grade}", _grade(grade, usual))
    for heading, choices in (("Types", told.types), ("Variants", told.variants)):
        if choices:
            yield f"\n{heading}"
            for choice in choices:
                yield from _entry(f"  {choice.id}", _choice(choice))
    if told.clearance:
        yield "\nNeeded before a plan"
        yield from _items(told.clearance)
    if told.modifiers:
        yield "\nLonger phases"
        for modifier in told.modifiers:
            numbers = ", ".join(map(str, modifier.phases))
            factor = f" (phases {numbers} x {modifier.factor:g}{usual})" if modifier.factor != 1 else ""
            yield from _items([f"{modifier.title}: {modifier.note}{factor}"])
    for rule in told.monitoring:
        yield ""
        yield from _wrapped(f"Monitoring {rule.id}: {rule.title} {_tag(rule.evidence, rule.source)}", "", "  ")
        yield from _entry("  green", f"{rule.green} {rule.green_then}")
        yield from _entry("  amber", f"{rule.amber} {rule.amber_then}")
        yield from _entry("  red", f"{rule.red} {rule.red_then}")
        for sentence in rule.sentences:
            yield from _entry("", sentence)


def _grade(grade: ReviewGrade, usual: str) -> str:
    route = {"plan": "plan", "card": "advice, no plan", "referral": "referral, no plan"}[grade.route]
    if grade.needs_clearance:
        route = "plan only with --cleared-by"
    urgency = (
        f" ({' '.join(filter(None, (grade.disposition.replace('_', ' '), grade.within)))})" if grade.disposition else ""
    )
    sport = f"; full sport day {grade.full_sport[0]}-{grade.full_sport[1]}{usual}" if grade.full_sport else ""
    title = f"{grade.title}: " if grade.title != grade.grade else ""
    return f"{title}{route}{urgency}{sport}. {grade.picture}"


def _choice(choice: ReviewChoice) -> str:
    types = f" (for {', '.join(choice.types)})" if choice.types else ""
    recorded = "" if choice.offered else " - recorded, not offered"
    return f"{choice.title}{types}{recorded}{'  <- shown here' if choice.chosen else ''}"


# -- phases ---------------------------------------------------------------------------------------------------------


def _phase(phase: ReviewPhase) -> Iterator[str]:
    yield f"\n{phase.number} {phase.title} ({phase.id})"
    yield from _entry("  days", "; ".join(_window(window) for window in phase.windows))
    yield from _entry("  goal", phase.goal)
    for name, criteria in (("  opens when", phase.entry), ("  move on when", phase.exit)):
        for number, line in enumerate(criteria):
            yield from _entry(name if not number else "", _criterion(line), hanging="- ")
    if phase.doses:
        yield "  exercises"
    for dose in phase.doses:
        yield from _dose(dose)
    yield from _entry("  goes on", "; ".join((*phase.goes_on, *(["running"] if phase.run_goes_on else []))))
    if phase.run:
        yield from _run(phase.run)
    yield from _entry("  forbidden", ", ".join(phase.forbid))
    yield from _entry("  avoid", " ".join(phase.avoid))
    yield from _entry("  notes", " ".join(phase.notes))


def _window(window: ReviewWindow) -> str:
    limits = [f"earliest day {window.earliest}" if window.earliest and window.earliest != window.first else ""]
    limits += [f"hard minimum day {window.hard_minimum}" if window.hard_minimum else ""]
    limits += [f"see a clinician after day {window.latest_end}" if window.latest_end else ""]
    told = ", ".join(filter(None, limits))
    return f"{window.title} {window.first}-{window.last}".strip() + (f" ({told})" if told else "")


def _criterion(line: ReviewCriterion) -> str:
    return f" {line.join} ".join(_test(test) for test in line.tests)


def _test(test: ReviewTest) -> str:
    told = f"{test.title}: {test.target}" if test.target else test.title
    who = " (by a clinician)" if test.by_clinician else ""
    return f"{told}{who} {_tag(test.evidence, test.source, test.author)}".rstrip()


def _dose(dose: ReviewDose) -> Iterator[str]:
    conditions = [
        "optional" if dose.optional else "",
        f"only grade {', '.join(dose.grades)}" if dose.grades else "",
        {"each": "each side", "both": "both together", "affected": "sore side only"}.get(dose.side or "", ""),
        f"on days with {dose.with_row}" if dose.with_row else "",
        f"on days without {dose.without_row}" if dose.without_row else "",
        "before the run" if dose.before_run else "",
        f"from running stage {dose.from_stage}" if dose.from_stage else "",
        f"not before day {dose.not_before}" if dose.not_before else "",
        f"not after day {dose.not_after}" if dose.not_after else "",
        f"from phase day {dose.first_day}" if dose.first_day > 1 else "",
        f"rule {dose.monitoring}" if dose.monitoring else "",
        f"to phase {dose.through}" if dose.through else "",
    ]
    yield from _entry(f"    {dose.title}", "; ".join(filter(None, (_parts(dose.parts), *conditions))), left=28)
    yield from _entry("", " ".join(filter(None, (dose.only_if, dose.note, dose.progress))), left=28)


def _parts(parts: Sequence[Stated]) -> str:
    """The parts of a dose; those in a row with one origin share its tag."""
    told = []
    for _, group in groupby(parts, key=lambda part: (part.evidence, part.source, part.author)):
        same = list(group)
        text = "; ".join(f"week {part.weeks}: {part.text}" if part.weeks else part.text for part in same)
        told.append(f"{text} {_tag(same[0].evidence, same[0].source, same[0].author)}")
    return ", ".join(told)


def _run(run: ReviewRun) -> Iterator[str]:
    conditions = [
        _parts(run.frequency),
        f"not before day {run.not_before}" if run.not_before else "",
        f"from phase day {run.first_day}" if run.first_day else "",
        f"first stage: {run.first_stage}" if run.first_stage else "",
        "" if run.fast_track else "never on the fast track",
        f"sessions of a stage: {run.sessions_by_grade}" if run.sessions_by_grade else "",
        "no dates until what was logged allows it" if run.needs_log else "",
        f"to phase {run.through}" if run.through else "",
    ]
    yield from _entry(f"  running {run.table}", "; ".join(filter(None, conditions)))
    for stage in run.stages:
        yield from _entry(f"    {stage.label}", _stage(stage))
    for sentence in (run.only_if, run.rule, f"Pain limit: {run.pain_limit}" if run.pain_limit else ""):
        yield from _entry("", sentence)


def _stage(stage: ReviewStage) -> str:
    sessions = f"{stage.sessions} session{'' if stage.sessions == 1 else 's'}"
    wait = f", then wait {stage.gap_days} days" if stage.gap_days > 2 else ""
    tag = _tag(stage.evidence, stage.source)
    return f"{stage.text}; {sessions}{wait} {tag} {stage.intensity}".rstrip()


# -- the end --------------------------------------------------------------------------------------------------------


def _end(told: Review) -> Iterator[str]:
    if told.care:
        yield "\nCare"
        for care in told.care:
            days = f"days {care.days[0]}-{care.days[1]}" if care.days else ""
            about = ", ".join(filter(None, (care.title, care.often, days)))
            yield from _items([f"{about} {_tag(care.evidence, care.source)}"])
    if told.measures:
        yield "\nOutcome measures"
        for measure in told.measures:
            about = ", ".join(filter(None, (measure.range, f"{measure.better} is better" if measure.better else "")))
            changes = "; ".join(f"{change.text} {_tag(change.evidence, change.source)}" for change in measure.change)
            told_change = f"; worthwhile change: {changes}" if changes else ""
            yield from _items([f"{measure.title}: {about}{told_change}" if about else measure.title])
    yield "\nSafety questions"
    for flag in told.flags:
        meaning = " ".join(filter(None, (flag.disposition.replace("_", " "), flag.within)))
        yield from _entry(f"  {flag.flag}", f"{flag.short} ({meaning}: {flag.effect})")
    for heading, signs in (("emergency", told.emergency), ("today", told.today)):
        if signs:
            yield f"\nStop signs, {heading}"
            yield from _items(signs)
    for heading, used in (("Sources", True), ("Also read", False)):
        sources = [source for source in told.sources if source.used is used]
        if sources:
            yield f"\n{heading}"
        for source in sources:
            yield from _items([f"{source.key} {_tag(source.evidence)} {source.citation} {source.link}".rstrip()])


# -- lines ----------------------------------------------------------------------------------------------------------


def _tag(evidence: str, source: str = "", author: str = "") -> str:
    """The tag as it is written in the file; without one, who set the value."""
    if evidence == "author":
        return f"[set by {author}]" if author else "[no tag]"
    if not evidence:
        return ""
    return f"[{evidence}{f' {source}' if source else ''}{', to be confirmed' if evidence == 'R' else ''}]"


def _items(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield from _wrapped(text, "  ", "    ")


def _entry(name: str, text: str, *, left: int = LEFT, hanging: str = "") -> Iterator[str]:
    """A name, and its text wrapped in the column beside it; a long name stands on a line of its own."""
    if not text:
        return
    if len(name) >= left:
        yield name
        name = ""
    yield from _wrapped(text, f"{name:<{left}}{hanging}", " " * (left + len(hanging)))


def _wrapped(text: str, first: str, later: str) -> Iterator[str]:
    """Wrap a text; a number keeps its unit, and a tag its source, on one line."""
    whole = _TOGETHER.sub("\u00a0", text)
    lines = textwrap.wrap(whole, WIDTH, initial_indent=first, subsequent_indent=later, break_on_hyphens=False)
    yield from (line.replace("\u00a0", " ") for line in lines)
