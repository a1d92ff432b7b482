"""Vignettes: people as a physiotherapist meets them, each with what the clinical source says must come out.

The files in ``triage/vignettes`` are written by hand from the clinical triage table and the condition files, never from
the program. Each goes the whole way: answers, triage, and then the plan or the referral page.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from combinations import opening_of
from conftest import INJURED, PlanMaker
from journals import EVENING, MORNING, date_of, entry, measure

from rehab.engine import choices
from rehab.engine.case import Compiled, compile_case
from rehab.engine.order import Order
from rehab.engine.triage import Answer, Triage, answers_from_flags, questions_of
from rehab.library import Library
from rehab.models.case import Case, Clearance
from rehab.models.journal import Entry, Journal
from rehab.models.plan import Plan, Task
from rehab.models.protocol import Protocol
from rehab.source.reader import read

Vignette = dict[str, Any]
FOLDER = Path(__file__).parent / "triage" / "vignettes"
LIMIT = {"load", "run", "roll", "massage", "stretch"}
"""What the effect 'limit' leaves out, from section 1 of the triage table."""
RULES = (
    # Section 1: who wins
    "emergency-beats-same-day", "same-day-beats-see-doctor", "shortest-limit-first", "see-doctor-beats-proceed",
    "block-beats-hold", "hold-beats-limit", "limit-beats-continue", "drops-add-up", "disposition-and-effect-apart",
    # Section 1: answers
    "not-sure-emergency", "not-sure-same-day", "not-sure-hold", "not-sure-drinks", "not-sure-heart", "not-sure-else-no",
    "not-asked-at-all", "not-asked-one", "a-row-first", "base-question-first", "parent-is-strictest-child",
    "flag-outside-the-screen", "stricter-in-a-condition", "exception-answered-no", "exception-never-removes-a-yes",
    # Section 4: what a name can and cannot do
    "no-name-for-an-emergency", "emergency-over-on-a-later-day", "name-lifts-c", "name-covers-all-c-and-the-condition",
    "found-uses-its-own-file", "never-while-open", "drinks-need-a-limit-in-ml", "class-a-ignores-a-name",
    "class-a-ends-with-a-no", "condition-without-a-name", "condition-with-a-name", "never-a-plan",
    "name-expires-after-6-months", "name-expires-with-a-new-sign", "name-from-before-it-began",
    # Sections 6 to 8
    "heart-question-by-age", "ottawa", "squeeze-test-not-possible",
)  # fmt: skip
"""Every rule by which answers, condition and clearance come to one outcome; each is shown by a vignette."""
KEYS = {
    "story", "shows", "condition", "grade", "type", "variant", "side", "age", "day", "case", "yes", "unsure", "not_asked",
    "cleared_by", "cleared_on_day", "stated", "journal", "expect",
}  # fmt: skip
EXPECTED_KEYS = {
    "out", "disposition", "effect", "within_hours", "raised", "lifted", "left_out", "drinks", "advice", "refused",
    "screening", "waiting",
}  # fmt: skip


def _all() -> dict[str, Vignette]:
    found: dict[str, Vignette] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        data: Any = read(path.read_text(encoding="utf-8"), path.name).data
        assert not set(data) & set(found), "a title stands twice"
        found |= data
    return found


VIGNETTES = _all()


def _journal(lines: list[dict[str, Any]]) -> tuple[Entry, ...]:
    """Return the entries of a journal; each line is a day and a row with its answer, or a measure."""
    found = []
    for line in lines:
        day, at = line["day"], EVENING if line.get("at") == "evening" else MORNING
        for name, value in line.items():
            if name.startswith("RF-"):
                found.append(entry(day, "flag", name, at=at, text=value))
            elif name not in ("day", "at"):
                found.append(measure(day, name, value, at=at))
    return tuple(found)


def _order(make_plan: PlanMaker, told: Vignette) -> Order:
    chosen = make_plan.chosen(told["condition"], told.get("type"), told.get("variant"))
    protocol, day = chosen.protocol, told.get("day", 1)
    case = {"injured": INJURED, "side": told.get("side", "left"), "age": told.get("age"), **told.get("case", {})}
    if "cleared_by" in told:
        on = date_of(told["cleared_on_day"]) if "cleared_on_day" in told else None
        case["cleared_by"] = Clearance(name=told["cleared_by"], on=on)
    stated = told.get("stated", {})
    case["clearance"] = opening_of(protocol)["clearance"] if stated == "all" else stated
    grade = told.get("grade")
    return Order(
        protocol=protocol,
        case=Case(condition=protocol.id, **case),
        type=chosen.type,
        variant=chosen.variant,
        grade=choices.grade_named(protocol.grades, str(grade), condition=protocol.id) if grade is not None else None,
        as_of=date_of(day),
        program="rehab test",
        digest=chosen.digest,
        command="rehab plan",
        journal=Journal(entries=_journal(told["journal"])) if "journal" in told else None,
        started=INJURED,
    )


def _answers(library: Library, protocol: Protocol, told: Vignette) -> dict[str, Answer] | None:
    if told.get("not_asked") == "all":
        return None
    table = library.shelf.red_flags
    answers = answers_from_flags(table, questions_of(table, protocol, told.get("age")), told.get("yes", ()))
    answers |= dict.fromkeys(told.get("unsure", ()), "unsure")
    return {flag: answer for flag, answer in answers.items() if flag not in told.get("not_asked", ())}


def _compiled(make_plan: PlanMaker, told: Vignette) -> Compiled:
    order = _order(make_plan, told)
    return compile_case(order, make_plan.library.shelf, _answers(make_plan.library, order.protocol, told))


def _left_out(expect: Vignette) -> set[str]:
    named = set(expect.get("left_out", ()))
    return (named - {"limit"}) | LIMIT if "limit" in named else named


@pytest.mark.parametrize("title", VIGNETTES)
def test_a_vignette_comes_out_as_the_source_says(make_plan: PlanMaker, title: str) -> None:
    told = VIGNETTES[title]
    expect = told["expect"]
    assert set(told) <= KEYS
    assert set(expect) <= EXPECTED_KEYS
    compiled = _compiled(make_plan, told)
    plan, found = compiled.plan, compiled.triage
    hours = expect.get("within_hours")
    seen = {
        "disposition": plan.disposition,
        "effect": plan.effect,
        "within_hours": found.within_hours,
        "see_by": plan.see_by,
        "raised": list(found.raised),
        "lifted": list(found.lifted),
        "left_out": {drop.kind for drop in plan.dropped},
        "advice": len(found.advice),
        "refused": [refusal.code for refusal in found.refusals],
        "screening": plan.screening.status,
        "waiting": list(found.unanswered) if "waiting" in expect else [],
    }
    assert seen == {
        "disposition": expect["disposition"],
        "effect": expect["effect"],
        "within_hours": hours,
        "see_by": None if expect["disposition"] == "proceed" else plan.as_of + dt.timedelta(hours=hours or 0),
        "raised": expect.get("raised", []),
        "lifted": expect.get("lifted", []),
        "left_out": _left_out(expect),
        "advice": expect.get("advice", 0),
        "refused": expect.get("refused", []),
        "screening": expect.get("screening", "answered"),
        "waiting": expect.get("waiting", []),
    }
    match expect["out"]:
        case "referral":
            _is_a_referral(plan, told)
        case "card":
            assert plan.referral is None
            assert plan.days == ()
            assert plan.phases == ()
        case "plan":
            _is_a_plan(make_plan, plan, expect)
            _says_why(plan, compiled.triage)
        case other:
            raise AssertionError(f"nothing is called {other!r}")


def _is_a_referral(plan: Plan, told: Vignette) -> None:
    assert plan.referral is not None
    assert (plan.days, plan.phases, plan.exercises, plan.hydration) == ((), (), {}, None)
    assert plan.effect in ("hold", "block")
    assert set(plan.referral.flags) <= set(told["expect"].get("raised", []))
    assert plan.referral.reason
    assert plan.referral.do_now or plan.referral.do_not


def _is_a_plan(make_plan: PlanMaker, plan: Plan, expect: Vignette) -> None:
    assert plan.referral is None
    assert plan.effect in ("limit", "continue")
    tasks = [task for day in plan.days for task in day.tasks]
    assert tasks
    left_out = _left_out(expect)
    left_out |= {"running"} if "run" in left_out else set()
    assert not [task.id for task in tasks if _kinds(make_plan, task) & left_out]
    rows = {dose.exercise for phase in plan.phases for dose in phase.exercises}
    assert not [name for name in rows if _counts_as(make_plan, name) & left_out]
    assert not ("run" in left_out and any(phase.running for phase in plan.phases))
    if expect["effect"] == "limit":
        assert not [task.id for task in tasks if task.kind == "aerobic" and not (task.effort and task.effort[1] <= 3)]
    else:
        assert rows, "a whole plan has exercises"
    amounts = [task.amount_ml for task in tasks if task.amount_ml is not None]
    assert plan.hydration is not None
    wanted = expect.get("drinks", "amount")
    if wanted == "no amount":
        assert plan.hydration.glasses is None
        assert not amounts
    elif wanted == "amount":
        assert plan.hydration.glasses
        assert amounts
    else:  # a number of ml: a doctor's limit
        assert plan.hydration.glasses
        assert all(
            task.amount_ml * task.times_per_day <= wanted for task in tasks if task.amount_ml and task.times_per_day
        )


def _says_why(plan: Plan, found: Triage) -> None:
    """Page 1 names each sign that sends to a clinician, each 'not sure', and the questions that nobody answered."""
    notices = " ".join(notice.text for notice in plan.notices)
    assert [row.short for row in found.rows.values() if row.disposition != "proceed" and row.short not in notices] == []
    assert [text for text in found.advice if text not in notices] == []
    asked = {question.flag for question in plan.screening.asked}
    assert set(found.unanswered) <= asked
    if plan.screening.status == "not-asked":
        assert asked


def _kinds(make_plan: PlanMaker, task: Task) -> set[str]:
    return {task.kind} | (_counts_as(make_plan, task.exercise) if task.exercise else set())


def _counts_as(make_plan: PlanMaker, name: str) -> set[str]:
    exercise = make_plan.library.shelf.exercises[name]
    return {exercise.kind, *exercise.counts_as}


# --- nothing of the source is left out -------------------------------------------------------------------------------


def test_there_are_eighty_vignettes_and_more() -> None:
    assert len(VIGNETTES) >= 80


def test_no_row_is_without_a_vignette_that_raises_it(library: Library) -> None:
    raised = {flag for told in VIGNETTES.values() for flag in told["expect"].get("raised", [])}
    assert set(library.shelf.red_flags.flags) - raised == set()


def test_every_row_stands_alone_once_so_that_its_own_outcome_shows(library: Library) -> None:
    alone = {tuple(told["expect"].get("raised", [])) for told in VIGNETTES.values()}
    assert [flag for flag in library.shelf.red_flags.flags if (flag,) not in alone] == []


def test_no_rule_of_the_source_is_without_a_vignette() -> None:
    shown = {rule for told in VIGNETTES.values() for rule in told.get("shows", ())}
    assert shown == set(RULES)


def test_every_condition_has_a_vignette(library: Library) -> None:
    assert set(library.protocols) - {told["condition"] for told in VIGNETTES.values()} == set()


def test_each_disposition_and_effect_comes_out_of_a_vignette() -> None:
    outcomes = {(told["expect"]["disposition"], told["expect"]["effect"]) for told in VIGNETTES.values()}
    doctor = {("see_doctor", effect) for effect in ("continue", "limit", "hold")}
    assert outcomes == {("emergency", "block"), ("same_day", "block"), ("proceed", "continue"), *doctor}
