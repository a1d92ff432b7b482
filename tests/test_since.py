"""What a new print says has changed since the last one."""

from __future__ import annotations

from combinations import LIBRARY, Choice
from conftest import PlanMaker
from journals import compiled, date_of, screened

from rehab.engine.since import numbered, since_print
from rehab.models.plan import Plan
from rehab.models.standing import PlanChange

WORDS = LIBRARY.shelf.words


def changed(plan: Plan, *days: int) -> Plan:
    """Return the plan as if these days had brought a change each."""
    told = tuple(
        PlanChange(day=day, date=date_of(day), code="less", text=f"Less on {day}.", rule="SM-ACUTE") for day in days
    )
    assert plan.standing is not None
    return plan.model_copy(update={"standing": plan.standing.model_copy(update={"changes": told}), "notices": ()})


def test_a_print_names_each_change_since_the_one_before_and_no_older_one() -> None:
    plan = compiled(PlanMaker(LIBRARY), Choice("hamstring-strain", "2", None, None), [screened(1)], as_of=6).plan
    before, now = changed(plan, 3), changed(plan, 3, 5)
    assert [notice.text for notice in since_print(now, before, WORDS).notices] == [
        "What changed since your print of 23 November:",
        "22 November: Less on 5. (rule: SM-ACUTE)",
    ]
    assert {notice.code for notice in since_print(now, before, WORDS).notices} == {"changed"}
    kept = now.model_copy(update={"notices": plan.notices})
    assert since_print(kept, before, WORDS).notices[2:] == plan.notices != ()
    no_journal = before.model_copy(update={"standing": None})
    assert len(since_print(now, no_journal, WORDS).notices) == 3
    for first in (None, now):
        assert since_print(now, first, WORDS) is now
    assert since_print(no_journal, now, WORDS) is no_journal
    assert numbered(now, 4).made_with.revision == 4
