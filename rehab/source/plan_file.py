"""Reading a plan file back: the same plan, or a plain sentence about what is wrong with the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from pydantic import ValidationError

from rehab.errors import Issue, Location, SourceError
from rehab.models.plan import Plan
from rehab.schedule import EARLIEST, LATEST, plan_day
from rehab.source.document import leaves

FORMAT = "rehab/plan"
VERSION = 1
MAX_ISSUES = 10
MOST_PARTS = 40_000
"""Mappings in the file: more than ten times those of a plan of 26 weeks."""
MOST_LISTED = 1000
MOST = 1_000_000
"""More than any number of a plan."""
HINT = "make it with: rehab plan ... --to json"
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATE = re.compile(r"(\d{4})-\d{2}-\d{2}", re.ASCII)
_YEARS = range(EARLIEST.year, LATEST.year + 2)
"""A plan that begins in the last year goes on into the next."""


def parse_plan(content: bytes, name: str) -> Plan:
    """Return the plan in ``content``. Raises SourceError for what is not JSON, not a plan, or a newer version."""
    try:
        data = json.loads(content)
        text = json.dumps(data, allow_nan=False)
    except json.JSONDecodeError as error:
        place = Location(name, error.lineno, error.colno)
        raise SourceError((Issue("not-json", f"this is not JSON: {error.msg}", HINT, location=place),)) from None
    except (ValueError, RecursionError):  # no text in UTF-8, a number that is none or endless, or nested without end
        raise SourceError((Issue("not-json", f"{name} is not JSON text", HINT),)) from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise SourceError((Issue("not-a-plan", f"{name} is not a plan file", HINT),))
    if data.get("version") != VERSION:
        message = f"{name} is a plan of version {data.get('version')}; this program reads version {VERSION}"
        raise SourceError((Issue("other-version", message, "make the plan again with this program"),))
    if _parts(data) > MOST_PARTS:
        raise _wrong(name, [f"it has more than {MOST_PARTS:,} parts, more than any plan"])
    try:
        plan = Plan.model_validate_json(text, strict=True)
    except ValidationError as error:
        if error.error_count() > MOST_LISTED:  # a list of them all takes longer than the reading
            raise _wrong(name, [f"it is wrong in {error.error_count():,} places"]) from None
        found = error.errors(include_url=False, include_input=False)
        raise _wrong(name, [f"{'.'.join(map(str, entry['loc']))}: {entry['msg']}" for entry in found]) from None
    if problems := [*_senseless(data), *_loose_ends(plan)]:
        raise _wrong(name, problems)
    return plan


def _parts(data: object) -> int:
    """Return how many mappings there are in a value, as far as it is less than too many."""
    count, left = 0, [data]
    while left and count <= MOST_PARTS:
        value = left.pop()
        count += isinstance(value, dict)
        left += value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return count


def _wrong(name: str, problems: list[str]) -> SourceError:
    issues = [Issue("not-a-plan", f"{name}: {text}".replace(": :", ":")) for text in problems[:MAX_ISSUES]]
    if len(problems) > MAX_ISSUES:
        issues.append(Issue("not-a-plan", f"{name}: and {len(problems) - MAX_ISSUES} more"))
    return SourceError(tuple(issues))


def _senseless(data: object) -> Iterator[str]:
    """Yield the numbers and the dates that no plan has."""
    for path, value in leaves(data):
        where = ".".join(map(str, path))
        if isinstance(value, int | float) and abs(value) > MOST:
            yield f"{where}: the number is larger than any of a plan"
        elif isinstance(value, str) and (found := _DATE.fullmatch(value)) and int(found[1]) not in _YEARS:
            yield f"{where}: {value} is outside the years {_YEARS[0]} to {LATEST.year}"


def _loose_ends(plan: Plan) -> Iterator[str]:
    """Yield what a part of the plan names and the plan does not have: a page with a hole is worse than none."""
    if not _ID.fullmatch(plan.protocol.id):  # it becomes the name of a file: it must not lead out of the folder
        yield f"protocol.id: '{plan.protocol.id[:40]}' is no id"
    phases = {phase.id for phase in plan.phases}
    for phase in plan.phases:
        if phase.end < phase.start:
            yield f"phase '{phase.id}' ends before it starts"
        for dose in phase.exercises:
            if dose.exercise not in plan.exercises:
                yield f"phase '{phase.id}': there is no exercise '{dose.exercise}'"
    for number, day in enumerate(plan.days):
        first = plan.days[0]
        if (day.day - first.day, plan_day(first.date, day.date)) != (number, number + 1):
            yield f"days.{number}: the days do not follow one another"
            return
        if day.phase not in phases:
            yield f"days.{number}: there is no phase '{day.phase}'"
        for task in day.tasks:
            if task.exercise is not None and task.exercise not in plan.exercises:
                yield f"task '{task.id}': there is no exercise '{task.exercise}'"
            if task.reason.phase not in phases:
                yield f"task '{task.id}': there is no phase '{task.reason.phase}'"
