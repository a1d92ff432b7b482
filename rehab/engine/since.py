"""What changed since a plan was last printed, and which rule did it."""

from __future__ import annotations

from collections.abc import Mapping

from rehab import phrases
from rehab.models.plan import Notice, Plan

CHANGED = "changed"


def numbered(plan: Plan, revision: int) -> Plan:
    """Return the plan as the one made after so many others of its case."""
    return plan.model_copy(update={"made_with": plan.made_with.model_copy(update={"revision": revision})})


def since_print(plan: Plan, before: Plan | None, words: Mapping[str, str]) -> Plan:
    """Return the plan with a notice for each change since ``before`` was printed; None: it is the first print."""
    if before is None or plan.standing is None:
        return plan
    known = {(change.day, change.code, change.text) for change in before.standing.changes} if before.standing else set()
    new = [change for change in plan.standing.changes if (change.day, change.code, change.text) not in known]
    if not new:
        return plan
    printed = phrases.date(words, before.as_of, short=True)
    lines = [
        words["changed-line"].format(
            date=phrases.date(words, change.date, short=True), text=change.text, rule=change.rule
        )
        for change in new
    ]
    notices = [
        Notice(code=CHANGED, text=words["changed-since"].format(date=printed)),
        *(Notice(code=CHANGED, text=line) for line in lines),
    ]
    return plan.model_copy(update={"notices": (*notices, *plan.notices)})
