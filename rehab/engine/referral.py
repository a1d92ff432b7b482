"""The page that stands in the place of a plan: why, how urgent, what to do now."""

from __future__ import annotations

from collections.abc import Iterable

from rehab import phrases
from rehab.engine.triage import Triage
from rehab.models.case import Case
from rehab.models.plan import Referral
from rehab.models.protocol import Grade, Protocol
from rehab.models.shelf import Shelf

STOPPING = ("hold", "block")


def is_refused(triage: Triage) -> bool:
    """Tell whether only the referral page may be printed."""
    return triage.effect in STOPPING


def stopping(triage: Triage) -> list[str]:
    """Return the raised rows that stop the plan."""
    return [flag for flag in triage.raised if triage.rows[flag].effect in STOPPING]


def describe(triage: Triage, protocol: Protocol, grade: Grade | None, case: Case, shelf: Shelf) -> Referral:
    """Gather the page from every row that stops the plan, from the grade that is sent on, and from the condition.

    The most urgent reason leads; first aid comes from all of them, each line once.
    """
    table = shelf.red_flags
    raised = stopping(triage)
    rows = [triage.rows[flag] for flag in raised]
    route = table.routes[triage.disposition]
    reasons = [row.could_mean for row in rows]
    do_now = [line for row in rows for line in row.do_now]
    do_not = [line for row in rows for line in row.do_not]
    if grade and (grade.route == "referral" or (grade.needs_clearance and not triage.cleared)):
        reasons.append(grade.reason)
        do_now += grade.do_now
        do_not += grade.do_not
    own = protocol.referral
    if own and not (triage.cleared and protocol.requires_clearance):
        reasons.append(own.reason)
        do_now += own.do_now
        do_not += own.do_not
    reasons += [refusal.text for refusal in triage.refusals if refusal.code != "no-clearance"]
    urgency = route.message
    if triage.within_hours is not None:
        urgency = route.message.format(within=table.within[str(triage.within_hours)])
    return Referral(
        title=route.title,
        reason=_filled(" ".join(once(reasons)), case, shelf),
        urgency=urgency,
        do_now=tuple(_filled(line, case, shelf) for line in once(do_now)),
        do_not=tuple(_filled(line, case, shelf) for line in once(do_not)),
        tell_the_clinician=own.tell_the_clinician
        if own
        else once(line for row in rows for line in row.tell) or table.tell_the_clinician,
        flags=tuple(raised),
        signs=tuple(row.short for row in rows),
        never_planned=any(refusal.code == "never-a-plan" for refusal in triage.refusals),
        emergency_if="" if triage.disposition == "emergency" else _emergency_if(protocol, shelf),
    )


def _emergency_if(protocol: Protocol, shelf: Shelf) -> str:
    """Return when to call the emergency number: the signs of everyone, then the condition's own."""
    common = shelf.red_flags.emergency_if
    own = [line.partition("|")[0].strip() for line in protocol.stop_signs.emergency if "RF-01" not in line]
    signs = "; ".join(sign[:1].lower() + sign[1:] for sign in own)
    return f"{common} {shelf.words['emergency-also'].format(signs=signs)}" if own else common


def once(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the lines without repeats, in order."""
    return tuple(dict.fromkeys(lines))


def _filled(text: str, case: Case, shelf: Shelf) -> str:
    return phrases.fill_side(text, shelf.words, case.side)
