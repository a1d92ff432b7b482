"""Where a followed case stands, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from rehab import phrases, schedule
from rehab.engine import gates
from rehab.engine.follow import floor_of
from rehab.engine.following import Change, Facts, Following
from rehab.engine.timetable import for_grade
from rehab.engine.verdict import Verdict
from rehab.models.standing import GateLine, PlanChange, Standing
from rehab.notation import Criterion


def describe(facts: Facts, following: Following, day: int) -> Standing:
    """Say where the case stands on the morning of plan day ``day``."""
    words = facts.shelf.words
    lines = tuple(_line(facts, verdict, schedule.date_of(facts.day_one, day)) for verdict in following.gate)
    coming = following.laid[following.at + 1] if following.at + 1 < len(following.laid) else None
    rests = following.rest_through >= day and not following.stopped
    return Standing(
        phase=following.window.phase_id,
        opened=schedule.date_of(facts.day_one, following.opened),
        day_in_phase=day - following.opened + 1,
        next_phase=coming.phase.title if coming else "",
        earliest=schedule.date_of(facts.day_one, max(floor_of(facts, following), day, following.rest_through + 1))
        if coming
        else None,
        gate=lines,
        changes=tuple(_change(facts, change) for change in following.changes),
        lights=tuple(sorted(following.judged.items())),
        barred=following.stopped,
        stuck=_stuck(facts, following, day),
        stopped=words["stopped-until-cleared"] if following.stopped else words["paused"] if following.paused else "",
        resting=words["resting"].format(date=_short(facts, following.rest_through)) if rests else "",
        asks=tuple(_asks(facts, following)),
        ask=_once(name for verdict in following.gate if verdict.truth == "unknown" for name in verdict.missing),
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _short(facts: Facts, day: int) -> str:
    return phrases.date(facts.shelf.words, schedule.date_of(facts.day_one, day), short=True)


def _stuck(facts: Facts, following: Following, day: int) -> str:
    """Say that a phase has lasted longer than its range, and whom to ask."""
    phase, words = following.window.phase, facts.shelf.words
    latest = for_grade(phase.latest_end, facts.grade)
    nominal = next(window for window in facts.nominal if window.phase_id == following.window.phase_id)
    usual = latest + facts.shift if latest is not None else nominal.last
    if not following.gate or day <= max(usual, following.opened + nominal.last - nominal.first):
        return ""
    who = words.get(f"stuck-{phase.step}", words["stuck"])
    return who.format(phase=phase.title, days=day - following.opened + 1)


def _asks(facts: Facts, following: Following) -> Iterator[str]:
    """Ask about a run of which nothing is known, and about a week of which less than half was done."""
    words, rules = facts.shelf.words, facts.shelf.frameworks.gate
    if following.run_untold:
        on = following.run_untold
        yield words["ask-run"].format(date=phrases.date(words, on, short=True), iso=on.isoformat())
    if following.done_part is not None and following.done_part < rules.ask_below_part:
        yield words["ask-less-than-half"].format(days=rules.ask_over_days)


def _change(facts: Facts, change: Change) -> PlanChange:
    words = facts.shelf.words
    dated = {name: _short(facts, int(str(value))) for name, value in change.values.items() if name in DAYS}
    rule = facts.shelf.monitoring.get(change.rule)
    return PlanChange(
        date=schedule.date_of(facts.day_one, change.day),
        day=change.day,
        code=change.code,
        text=words[f"change-{change.code}"].format(**{**change.values, **dated}),
        rule=change.rule,
        source=rule.evidence if rule else facts.shelf.frameworks.gate.evidence,
    )


DAYS = ("through", "session")
"""The values of a change that are plan days, and print as dates."""


def _line(facts: Facts, verdict: Verdict, today: dt.date) -> GateLine:
    words, side = facts.shelf.words, facts.side
    told = gates.describe(verdict.criterion, facts.shelf, side, shift=facts.shift)
    parts = [part for part in _leaves(verdict) if part.truth == "unknown"]
    return GateLine(
        title=told.title,
        target=told.target,
        truth=verdict.truth,
        value=_value(facts, verdict),
        on=verdict.on,
        reason=phrases.fill_side(_reason(facts, verdict, parts, today), words, side),
        measures=verdict.missing,
        how=told.how if verdict.truth == "unknown" else "",
        who=told.who,
        evidence=told.evidence,
    )


def _leaves(verdict: Verdict) -> Sequence[Verdict]:
    return [leaf for part in verdict.parts for leaf in _leaves(part)] if verdict.parts else [verdict]


def _value(facts: Facts, verdict: Verdict) -> str:
    """Write the value that was compared, with its unit."""
    words, criterion = facts.shelf.words, verdict.criterion
    if verdict.value is None or criterion.form in ("day", "count", "all", "any"):
        return ""
    measure = facts.shelf.measures.get(criterion.measure)
    if measure and measure.kind == "yes-no":
        return words["yes" if verdict.value else "no"]
    if criterion.form == "ratio":
        return f"{phrases.number(verdict.value)} %"
    unit = "" if measure is None or measure.unit in ("of 10", "reps", "sessions") else measure.unit
    return f"{phrases.number(verdict.value)} {unit}".rstrip()


def _reason(facts: Facts, verdict: Verdict, unknown: Sequence[Verdict], today: dt.date) -> str:
    """Say in one line what is known of a criterion, and what is missing."""
    words, criterion = facts.shelf.words, verdict.criterion
    value, when = _value(facts, verdict), ""
    if verdict.on:
        when = words["when-today"] if verdict.on == today else phrases.date(words, verdict.on, short=True)
    if verdict.reached is not None and verdict.needed is not None and verdict.truth != "met":
        return words["gate-reached"].format(reached=verdict.reached, needed=verdict.needed)
    if verdict.truth == "unknown":
        return _unknown(facts, criterion, unknown, today)
    if criterion.form in ("any", "all"):
        return words["gate-met" if verdict.truth == "met" else "gate-not-met"]
    if criterion.form == "day":
        return words["gate-day"].format(day=phrases.number(verdict.value or 0))
    if value and when:
        return words["gate-value"].format(value=value, when=when)
    return words["gate-met" if verdict.truth == "met" else "gate-not-met"]


def _unknown(facts: Facts, criterion: Criterion, unknown: Sequence[Verdict], today: dt.date) -> str:
    words = facts.shelf.words
    if criterion.form == "cleared":
        return words["gate-ask-clinician"]
    if criterion.form == "no_flag":
        return words["gate-ask-questions"]
    newest = [leaf.on for leaf in unknown if leaf.on is not None]
    if criterion.form == "ratio" and newest:
        return words["gate-other-side"]
    if not newest:
        return words["gate-never"]
    if (today - max(newest)).days <= 1:
        return words["gate-compare"]
    return words["gate-too-old"].format(when=phrases.date(words, max(newest), short=True))
