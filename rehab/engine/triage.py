"""Triage: which safety questions are asked, and what the answers mean for the plan.

Every word and number is in ``protocols/red-flags.yaml``; the rules are those of the clinical triage table,
sections 1 (who wins, not sure, order) and 4 (what a clinician's name can lift).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from dateutil.relativedelta import relativedelta

from rehab.errors import NotFoundError, close_names, fail
from rehab.models.case import Clearance
from rehab.models.protocol import Grade, Protocol
from rehab.models.redflag import Disposition, Effect, RedFlag, RedFlagTable, RefusalCode

Answer = Literal["yes", "no", "unsure"]
DISPOSITIONS: tuple[Disposition, ...] = get_args(Disposition)
"""From the mildest to the strongest."""
EFFECTS: tuple[Effect, ...] = get_args(Effect)
"""From the mildest to the strongest."""
_KEPT: dict[str, RefusalCode] = {"N": "never-cleared", "open": "open-wound", "C": "no-fluid-limit"}
"""Why a name lifts no row of this class; class C only where a limit is missing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One row as it is put to this person; ``question`` may differ from the row's own by age."""

    id: str
    question: str
    flag: RedFlag


@dataclass(frozen=True, slots=True)
class Floor:
    """What the condition or the grade itself demands, whatever the answers; a name lifts it only if it says so."""

    disposition: Disposition
    within_hours: int | None
    by_name: bool
    missing: tuple[str, ...] = ()
    """What else the case must state before a name lifts it, each in a few words."""
    plan_goes_on: bool = False

    @property
    def effect(self) -> Effect:
        if self.plan_goes_on:
            return "continue"
        return "hold" if self.disposition == "see_doctor" else "block"


@dataclass(frozen=True, slots=True)
class Drop:
    """A kind of task (or a code of exercises) left out, and the strongest flag that drops it."""

    kind: str
    flag: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a clinician's name does not open the plan, or why one is needed; ``flag`` None: the condition itself."""

    code: RefusalCode
    flag: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Triage:
    """The outcome of the safety questions on one day."""

    disposition: Disposition
    effect: Effect
    within_hours: int | None
    see_by: dt.date | None
    raised: tuple[str, ...]
    """Rows that stand, the strongest first."""
    rows: Mapping[str, RedFlag]
    """The rows that stand, as this condition reads them: never milder than the table has them."""
    lifted: tuple[str, ...]
    """Rows that a clinician's name lifted. RF-30 in here: drinks up to the stated daily limit, never the formula."""
    dropped: tuple[Drop, ...]
    aerobic_max_effort: int | None
    """Aerobic work above this effort (0 to 10) is left out; None: no such limit. 'aerobic' in ``dropped``: all of it."""
    locks: tuple[str, ...]
    advice: tuple[str, ...]
    """A sentence for every 'not sure' that counts as no."""
    refusals: tuple[Refusal, ...]
    cleared: bool
    """A clinician's name was given and is in force on this day."""
    status: Literal["answered", "not-asked"]
    yes: tuple[str, ...]
    unsure: tuple[str, ...]
    unanswered: tuple[str, ...]
    """Rows of the asked set that still wait for an answer: never taken as no."""


def resolve_flag(table: RedFlagTable, text: str) -> str:
    """Return the row that was typed, in any case; a bare parent such as RF-05 is its strictest child.

    Raises NotFoundError, with close names in the hint, if the table has no such row.
    """
    if text in table.flags:
        return text
    typed = text.strip().upper()
    by_upper = {flag.upper(): flag for flag in table.flags}
    if typed in by_upper:
        return by_upper[typed]
    children = [flag for flag in table.flags if flag[:-1] == typed and flag[-1].isalpha()]
    if children:
        return min(children, key=lambda flag: _strength(table.flags[flag]))
    near = ", ".join(by_upper[name] for name in close_names(typed, by_upper))
    hint = f"close to it: {near}" if near else "they run from RF-01 on, some with a letter: RF-05a"
    raise fail(NotFoundError, "unknown-flag", f"there is no red flag '{text}'", hint)


def questions(
    table: RedFlagTable,
    screen: Iterable[str],
    *,
    age: int | None = None,
    every_age: bool = False,
    review: bool = False,
) -> tuple[Asked, ...]:
    """Return the common set, then the rows of ``screen``, each once and after the row it depends on.

    ``age`` in full years; None asks everything. Below a row's ``from_age`` its ``younger`` question is asked, or none;
    ``every_age`` asks such rows of everyone (programmes list them without an age). ``review``: the weekly review, which
    ends with the review-only rows; else they are left out. Computed rows are never asked. Raises NotFoundError for an
    unknown row.
    """
    last = [flag for flag, row in table.flags.items() if row.review_only]
    wanted = list(dict.fromkeys([*table.common, *(resolve_flag(table, flag) for flag in screen)]))
    wanted = [flag for flag in wanted if flag not in last] + (last if review else [])
    ordered: dict[str, None] = {}

    def place(flag: str) -> None:
        row = table.flags[flag]
        for first in (row.ask_if_no, row.ask_if_yes):
            if first in wanted and first not in ordered:
                place(first)
        ordered.setdefault(flag)

    for flag in wanted:
        place(flag)
    asked = []
    for flag in ordered:
        row = table.flags[flag]
        text = row.question
        if row.from_age is not None and age is not None and age < row.from_age and not every_age:
            text = row.younger
        too_old = row.under_age is not None and age is not None and age >= row.under_age
        if text and not (too_old or row.computed):
            asked.append(Asked(flag, text, row))
    return tuple(asked)


def questions_of(table: RedFlagTable, protocol: Protocol, age: int | None = None) -> tuple[Asked, ...]:
    """Return the questions of a protocol for a person of this age.

    The source lists a programme's questions without an age: there the one about the heart is put to everyone alike.
    """
    return questions(table, protocol.screen, age=age, every_age=protocol.framework == "programme")


def due(rows: Mapping[str, RedFlag], flag: str, answers: Mapping[str, Answer], lifted: Collection[str] = ()) -> bool:
    """Tell whether the answers so far still leave this row to be asked.

    A row with ``ask_if_no`` is skipped once that row counts as yes and still stands; one with ``ask_if_yes`` once that
    row counts as no. ``rows``: the flags of the table.
    """
    row = rows[flag]
    if row.ask_if_no not in lifted and _counts(rows, row.ask_if_no, answers):
        return False
    return row.ask_if_yes not in answers or _counts(rows, row.ask_if_yes, answers)


def answers_from_flags(table: RedFlagTable, asked: Sequence[Asked], yes: Iterable[str] = ()) -> dict[str, Answer]:
    """Return yes for the named rows and no for all others asked; a named row that was not asked is still raised.

    Without names: all asked, all no. Raises NotFoundError for an unknown flag.
    """
    answers: dict[str, Answer] = {question.id: "no" for question in asked}
    return answers | {resolve_flag(table, text): "yes" for text in yes}


def with_both_sides(
    protocol: Protocol, side: str | None, answers: Mapping[str, Answer] | None
) -> Mapping[str, Answer] | None:
    """Return the answers with the row that both sides at once stand for, where the condition names one."""
    if side != "both" or protocol.both_sides_raise is None:
        return answers
    return {**(answers or {}), protocol.both_sides_raise: "yes"}


def floors(protocol: Protocol, grade: Grade | None = None, missing: Sequence[str] = ()) -> tuple[Floor, ...]:
    """Return what the condition and the grade demand of everyone: a referral, or a clinician's name first.

    ``missing``: what the case does not state yet, and must besides the name.
    """
    found = []
    referral = protocol.referral
    if protocol.requires_clearance or protocol.framework == "referral":
        disposition: Disposition = referral.disposition if referral else "same_day"
        hours = referral.within_hours if referral else None
        found.append(Floor(disposition, hours, protocol.requires_clearance, tuple(missing)))
    if grade is not None and (grade.route == "referral" or grade.needs_clearance):
        found.append(Floor(grade.disposition or "same_day", grade.within_hours, by_name=grade.route == "plan"))
    elif grade is not None and grade.disposition:
        found.append(Floor(grade.disposition, grade.within_hours, by_name=True, plan_goes_on=True))
    return tuple(found)


def see_by(as_of: dt.date, hours: int) -> dt.date:
    """Return the last day that lies within ``hours`` of the as-of day; part days do not count."""
    return as_of + dt.timedelta(days=hours // 24)


def triage(
    table: RedFlagTable,
    answers: Mapping[str, Answer] | None,
    *,
    as_of: dt.date,
    asked: Sequence[Asked] = (),
    conditions: Collection[str] = (),
    floor: Sequence[Floor] = (),
    clearance: Clearance | None = None,
    began: dt.date | None = None,
    raised_on: Mapping[str, dt.date] | None = None,
    fluid_limit_ml: int | None = None,
) -> Triage:
    """Weigh the answers: the strongest row wins, dropped tasks add up, a missing answer is never a no.

    ``answers`` None: the questions were not put. ``conditions``: the protocol's id and those it extends (some rows are
    stricter there). ``floor``: see ``floors``. ``began``: a clearance before that day does not count. ``raised_on``: the
    last day on which a journal has a yes, by row; such a row stands until it is answered no. ``fluid_limit_ml``: the
    daily limit that RF-30 needs to be lifted. A condition's exceptions only shape its questions: no row that is
    answered yes is ever removed here. Raises NotFoundError for an unknown row.
    """
    given = _resolved(table, answers or {})
    history = {resolve_flag(table, flag): day for flag, day in (raised_on or {}).items()}
    rows = {flag: in_conditions(row, conditions) for flag, row in table.flags.items()}
    fault = _clearance_fault(table, clearance, as_of, began, history)
    cleared_on = (clearance.on or as_of) if clearance is not None and fault is None else None
    named, cleared = clearance is not None, cleared_on is not None
    standing, lifted, kept = _weigh(rows, given, history, named, cleared_on, limit_stated=fluid_limit_ml is not None)
    demands = [item for item in floor if not (item.by_name and cleared and not item.missing)]
    refused: list[tuple[RefusalCode, str | None]] = [(fault, None)] if fault is not None else []
    refused += kept
    refused += [
        ("no-clearance" if item.by_name else "never-a-plan", None)
        for item in demands
        if not item.plan_goes_on and not (item.by_name and cleared)
    ]
    missing = dict.fromkeys(title for item in demands if item.by_name and named for title in item.missing)
    lacking = ["; ".join(missing)] if missing else []

    weighed: list[RedFlag | Floor] = [*(rows[flag] for flag in standing), *demands]
    disposition: Disposition = max((item.disposition for item in weighed), key=DISPOSITIONS.index, default="proceed")
    effect: Effect = max((item.effect for item in weighed), key=EFFECTS.index, default="continue")
    hours = [item.within_hours for item in weighed if item.disposition == disposition and item.within_hours]
    within = min(hours, default=None) if disposition == "see_doctor" else None
    limited = any(rows[flag].effect == "limit" for flag in standing)
    unanswered = tuple(
        question.id for question in asked if question.id not in given and due(rows, question.id, given, lifted)
    )
    return Triage(
        disposition=disposition,
        effect=effect,
        within_hours=within,
        see_by=None if disposition == "proceed" else see_by(as_of, within or 0),
        raised=tuple(standing),
        rows={flag: rows[flag] for flag in standing},
        lifted=tuple(lifted),
        dropped=_dropped(table, standing, rows),
        aerobic_max_effort=table.limit_aerobic_above_effort if limited else None,
        locks=tuple(dict.fromkeys(lock for flag in standing for lock in rows[flag].locks)),
        advice=_advice(table, given, rows, standing),
        refusals=(
            *(_refusal(table, code, flag, clearance) for code, flag in refused),
            *(Refusal("not-stated", None, table.refusals["not-stated"].format(short=said)) for said in lacking),
        ),
        cleared=cleared and not lacking,
        status="not-asked" if answers is None or unanswered else "answered",
        yes=tuple(flag for flag in rows if given.get(flag) == "yes"),
        unsure=tuple(flag for flag in rows if given.get(flag) == "unsure"),
        unanswered=unanswered,
    )


def _strength(row: RedFlag) -> tuple[int, float, int]:
    """Sort key: the strongest row first; sorting keeps equal ones in the order of the table."""
    hours = float("inf") if row.within_hours is None else row.within_hours
    return -DISPOSITIONS.index(row.disposition), hours, -EFFECTS.index(row.effect)


def _weigh(
    rows: Mapping[str, RedFlag],
    answers: Mapping[str, Answer],
    history: Mapping[str, dt.date],
    named: bool,
    cleared_on: dt.date | None,
    *,
    limit_stated: bool,
) -> tuple[list[str], list[str], list[tuple[RefusalCode, str | None]]]:
    """Return the rows that stand, the rows a clearance in force lifts, and why a given name lifted no more."""
    standing: list[str] = []
    lifted: list[str] = []
    kept: list[tuple[RefusalCode, str | None]] = []
    for flag in sorted(rows, key=lambda flag: _strength(rows[flag])):
        row = rows[flag]
        if _counts(rows, flag, answers) or (flag in history and answers.get(flag) != "no"):
            if cleared_on is not None and row.clearance == "C" and (limit_stated or not row.locks):
                lifted.append(flag)
                continue
            standing.append(flag)
            if row.clearance != "A" and (cleared_on is not None or (named and row.clearance == "N")):
                kept.append((_KEPT[row.clearance], flag))
        elif row.clearance == "N" and flag in history and (cleared_on is None or cleared_on <= history[flag]):
            standing.append(flag)
            kept.append(("after-emergency", flag))
    return standing, lifted, kept


def _refusal(table: RedFlagTable, code: RefusalCode, flag: str | None, clearance: Clearance | None) -> Refusal:
    short = table.flags[flag].short if flag is not None else ""
    name = clearance.name if clearance is not None else ""
    return Refusal(code, flag, table.refusals[code].format(short=short, name=name))


def conditions_of(protocol: Protocol) -> tuple[str, ...]:
    """Return the ids whose stricter reading of a row counts: the protocol's own, and the one it extends."""
    return (protocol.id, *((protocol.extends,) if protocol.extends else ()))


def in_conditions(row: RedFlag, conditions: Collection[str]) -> RedFlag:
    """Return the row as these conditions read it: never milder than the table has it."""
    for condition in conditions:
        if condition in row.stricter:
            row = row.model_copy(update=row.stricter[condition].model_dump(exclude_none=True))
    if (
        row.effect in ("hold", "block") and not row.unsure_counts
    ):  # "not sure" counts as yes for every such row, also where only here it is one
        row = row.model_copy(update={"unsure_counts": True})
    return row


def _counts(rows: Mapping[str, RedFlag], flag: str | None, answers: Mapping[str, Answer]) -> bool:
    """Tell whether the answer to this row counts as yes."""
    if flag is None:
        return False
    answer = answers.get(flag)
    return answer == "yes" or (answer == "unsure" and rows[flag].unsure_counts)


def _resolved(table: RedFlagTable, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the answers by row; where two names mean one row, yes beats not sure beats no."""
    order: tuple[Answer, ...] = ("no", "unsure", "yes")
    found: dict[str, Answer] = {}
    for text, answer in answers.items():
        flag = resolve_flag(table, text)
        found[flag] = max(found.get(flag, answer), answer, key=order.index)
    return found


def _clearance_fault(
    table: RedFlagTable,
    clearance: Clearance | None,
    as_of: dt.date,
    began: dt.date | None,
    history: Mapping[str, dt.date],
) -> RefusalCode | None:
    """Say why a clearance is not in force on the as-of day; None: it is, or there is none."""
    if clearance is None:
        return None
    on = clearance.on or as_of
    if on > as_of:
        return "cleared-in-future"
    if began is not None and on < began:
        return "cleared-too-early"
    if as_of > on + relativedelta(months=table.clearance_months):
        return "cleared-too-long-ago"
    if any(day > on for day in history.values()):
        return "cleared-before-sign"
    return None


def _dropped(table: RedFlagTable, standing: Sequence[str], rows: Mapping[str, RedFlag]) -> tuple[Drop, ...]:
    """Return every kind that a standing row drops, once, with the strongest row that does."""
    found: dict[str, str] = {}
    for flag in standing:
        row = rows[flag]
        for kind in (*table.limit_drops, *row.drop) if row.effect == "limit" else row.drop:
            found.setdefault(kind, flag)
    return tuple(Drop(kind, flag) for kind, flag in found.items())


def _advice(
    table: RedFlagTable, answers: Mapping[str, Answer], rows: Mapping[str, RedFlag], standing: Collection[str]
) -> tuple[str, ...]:
    """Return a sentence for every 'not sure' that does not count as yes."""
    return tuple(
        table.unsure_advice.format(short=row.short, within=table.within.get(str(row.within_hours), ""))
        for flag, row in rows.items()
        if answers.get(flag) == "unsure" and not _counts(rows, flag, answers) and flag not in standing
    )
