"""The 'move on when' list of a phase, in words. Computing a gate from a journal comes on top of this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rehab import phrases
from rehab.models.measure import Measure
from rehab.models.plan import PlanCriterion
from rehab.models.shelf import Shelf
from rehab.notation import Criterion, format_criterion


def describe(criterion: Criterion, shelf: Shelf, side: str | None, *, shift: int = 0) -> PlanCriterion:
    """Return one line of the list: what to do or look at, and what it must be.

    ``shift``: by how many days a plan day is moved, where the plan is first used late.
    """
    if criterion.form == "day" and shift:
        criterion = replace(criterion, number=(criterion.number or 0) + shift)
    title, target = _words(criterion, shelf.measures, shelf.words)
    taken = _measures(criterion, shelf.measures)
    needed = all if criterion.form == "any" else any
    by_clinician = bool(taken) and needed(one.who == "clinician" for one in taken)
    source = criterion.evidence
    return PlanCriterion(
        measure=criterion.measure,
        text=format_criterion(criterion),
        title=phrases.fill_side(title, shelf.words, side),
        target=phrases.fill_side(target, shelf.words, side),
        days_in_a_row=criterion.for_days or 1,
        who="clinician" if criterion.form == "cleared" or by_clinician else "athlete",
        how=" ".join(dict.fromkeys(phrases.fill_side(one.how, shelf.words, side) for one in taken)),
        evidence=f"{source.tag} {source.source}".strip() if source else "",
    )


def _measures(criterion: Criterion, measures: Mapping[str, Measure]) -> list[Measure]:
    """Return the measure of a criterion, or those of the criteria it joins."""
    own = [measures[criterion.measure]] if criterion.measure in measures else []
    return [*own, *(measure for part in criterion.parts for measure in _measures(part, measures))]


def _words(criterion: Criterion, measures: Mapping[str, Measure], words: Mapping[str, str]) -> tuple[str, str]:
    """Return title and target; joined criteria come as one sentence and no target."""
    match criterion.form:
        case "any" | "all":
            joined = words["join-or" if criterion.form == "any" else "join-and"]
            told = [_with_target(*_words(part, measures, words), words) for part in criterion.parts]
            return joined.join((told[0], *(_within(one, words) for one in told[1:]))), ""
        case "day":
            return words["plan-day-title"], words["plan-day"].format(number=phrases.number(criterion.number or 0))
        case "cleared":
            return words["cleared-title"], words["cleared"]
        case "no_flag":
            return words["no-flag-title"], words["no-flag"]
        case "count":
            return _count(criterion, measures, words)
    measure = measures[criterion.measure]
    return measure.title, phrases.target(words, criterion, kind=measure.kind, unit=measure.unit)


def _count(criterion: Criterion, measures: Mapping[str, Measure], words: Mapping[str, str]) -> tuple[str, str]:
    if not criterion.parts:
        counted = {"sessions": "sessions-done"}.get(criterion.unit) or criterion.unit.replace(" ", "-")
        return words[f"{counted}-title"], words[counted].format(count=criterion.count)
    title, target = _words(criterion.parts[0], measures, words)
    how_often = (
        "count-sessions-row"
        if criterion.unit == "sessions in a row"
        else "count-sessions"
        if criterion.unit.startswith("session")
        else "count-days"
        if criterion.out_of
        else "count-days-row"
    )
    often = words[how_often].format(count=criterion.count, out=criterion.out_of)
    return title, f"{target}, {often}" if target and target != words["yes"] else often


def _within(title: str, words: Mapping[str, str]) -> str:
    """Return a title as it stands inside a sentence: in small letters, unless it begins with a name."""
    first = title.split(maxsplit=1)[0]
    kept = first in words["names"].split() or first[1:] != first[1:].lower()
    return title if kept else title[:1].lower() + title[1:]


def _with_target(title: str, target: str, words: Mapping[str, str]) -> str:
    return words["with-target"].format(title=title, target=target) if target and target != words["yes"] else title
