"""The plan as a table: one row for each task of each day, with columns that never change their meaning."""

from __future__ import annotations

import csv
import io
from typing import Any

from rehab.models.plan import Day, Leg, Magnitude, Plan, Task
from rehab.models.template import Template
from rehab.writers.lines import case_code, clean, referral

SPANS = ("reps", "hold_seconds", "duration_seconds", "distance_m", "rest_seconds", "effort")
COLUMNS = (
    "case", "protocol", "version", "date", "day", "phase", "task", "kind", "title", "exercise", "sets",
    *(f"{name}_{end}" for name in SPANS for end in ("low", "high")),
    "reps_by_set", "intervals", "tempo", "load", "amount_ml", "times_per_day", "at", "side", "each_side", "minutes", "dose",
    "only_if", "text", "evidence", "reference", "rule",
)  # fmt: skip
STARTS_A_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "|", "%")
"""What a cell may not begin with: a spreadsheet would run it."""


def write(plan: Plan, template: Template, *, excel: bool = False) -> bytes:
    """Return the table in UTF-8; ``excel`` adds the mark and the semicolons by which Excel opens it by a double click.

    A name never stands in it. A referral, which has no days, is one row that says what to do.
    """
    made = io.StringIO()
    table = csv.writer(made, delimiter=";" if excel else ",", lineterminator="\r\n")
    table.writerow(COLUMNS)
    days = ((day, task) for day in plan.days for task in day.tasks)
    for row in [_referral(plan, template)] if plan.referral else (_row(plan, day, task) for day, task in days):
        table.writerow([cell(row.get(name)) for name in COLUMNS])
    return made.getvalue().encode("utf-8-sig" if excel else "utf-8")


def cell(value: object) -> str:
    """Return what stands in a cell: a number as it is, a text so that no spreadsheet runs it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:g}"
    text = clean(str(value))
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def _base(plan: Plan) -> dict[str, Any]:
    return {"case": case_code(plan), "protocol": plan.protocol.id, "version": plan.protocol.version}


def _referral(plan: Plan, template: Template) -> dict[str, Any]:
    assert plan.referral is not None
    told = " ".join(referral(plan, template.wording))
    return _base(plan) | {
        "date": plan.as_of.isoformat(), "kind": "referral", "title": plan.referral.title, "text": told,
    }  # fmt: skip


def _row(plan: Plan, day: Day, task: Task) -> dict[str, Any]:
    spans = {name: getattr(task, name) for name in SPANS}
    return {
        **_base(plan),
        **task.model_dump(include={"kind", "title", "exercise", "sets", "tempo", "load", "amount_ml", "times_per_day"}),
        **task.model_dump(include={"side", "each_side", "minutes", "dose", "only_if", "text"}),
        **{f"{name}_{end}": value for name, span in spans.items() for end, value in _ends(span)},
        "date": day.date.isoformat(),
        "day": day.day,
        "phase": day.phase,
        "task": task.id,
        "reps_by_set": " ".join(map(str, task.reps_by_set or ())),
        "intervals": "; ".join(_leg(leg) for leg in task.intervals or ()),
        "at": " ".join(task.at),
        "evidence": task.reason.evidence,
        "reference": task.reason.reference,
        "rule": task.reason.rule,
    }


def _ends(span: Magnitude | None) -> list[tuple[str, int | float]]:
    """Return both ends of a magnitude, the smaller first; "15, later 8" goes down, and its text says so."""
    return list(zip(("low", "high"), sorted(span), strict=True)) if span else []


def _leg(leg: Leg) -> str:
    amounts = [f"{_span(value)} {unit}" for value, unit in ((leg.seconds, "s"), (leg.metres, "m")) if value]
    return " ".join((*amounts, leg.activity))


def _span(span: Magnitude) -> str:
    low, high = sorted(span)
    return f"{low:g}" if low == high else f"{low:g}-{high:g}"
