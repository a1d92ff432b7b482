"""Reading a plan file back: the same plan, or a plain sentence about what is wrong with the file."""

from __future__ import annotations

import json

from pydantic import ValidationError

from rehab.errors import Issue, Location, SourceError
from rehab.models.plan import Plan

FORMAT = "rehab/plan"
VERSION = 1
MAX_ISSUES = 10


def parse_plan(content: bytes, name: str) -> Plan:
    """Return the plan in ``content``. Raises SourceError for what is not JSON, not a plan, or a newer version."""
    try:
        data = json.loads(content)
    except json.JSONDecodeError as error:
        place = Location(name, error.lineno, error.colno)
        raise SourceError(
            (
                Issue(
                    "not-json",
                    f"this is not JSON: {error.msg}",
                    "make it with: rehab plan ... --to json",
                    location=place,
                ),
            )
        ) from None
    except (UnicodeDecodeError, RecursionError):
        raise SourceError(
            (Issue("not-json", f"{name} is not JSON text", "make it with: rehab plan ... --to json"),)
        ) from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise SourceError(
            (Issue("not-a-plan", f"{name} is not a plan file", "make it with: rehab plan ... --to json"),)
        )
    if data.get("version") != VERSION:
        message = f"{name} is a plan of version {data.get('version')}; this program reads version {VERSION}"
        raise SourceError((Issue("other-version", message, "make the plan again with this program"),))
    try:
        return Plan.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        issues = [
            Issue("not-a-plan", f"{name}: {'.'.join(map(str, entry['loc']))}: {entry['msg']}")
            for entry in found[:MAX_ISSUES]
        ]
        if len(found) > MAX_ISSUES:
            issues.append(Issue("not-a-plan", f"{name}: and {len(found) - MAX_ISSUES} more"))
        raise SourceError(tuple(issues)) from None
