"""What stands around the days of a plan: care, notices, the referral page, the way back, choices, each by its rule."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, cast

import pytest
from combinations import LIBRARY, chosen_of
from combinations import Choice as Chosen
from conftest import INJURED, PlanMaker
from journals import compiled, date_of, entry, measure
from mornings import seen

from rehab import phrases
from rehab.engine import care, frame, notices, referral
from rehab.engine.case import as_changed, compile_case, restarted_on, weigh
from rehab.engine.choices import check_fit, choice_named, default_type, default_variant, grade_named
from rehab.engine.compile import _besides, _covers, _to_move_on, compile_plan
from rehab.engine.days import _is_before_work, codes_of, is_dropped, is_out
from rehab.engine.kept import Kept
from rehab.engine.laying import course_of
from rehab.engine.order import Order, case_id
from rehab.engine.stopping import stop_signs
from rehab.engine.triage import Drop, Refusal, Triage, questions, triage
from rehab.engine.wayback import WayBack, way_back
from rehab.errors import UsageError
from rehab.models.care import Card, CareTask
from rehab.models.case import Case, Clearance
from rehab.models.plan import PhaseDose, PlanPhase, Reason, Task
from rehab.models.protocol import AcceptRisk, Choice, ClearanceItem
from rehab.models.protocol import Referral as Sent
from rehab.notation import parse_criterion

SHELF, WORDS = LIBRARY.shelf, LIBRARY.shelf.words
STRAIN = chosen_of(LIBRARY, "hamstring-strain", None, None).protocol
TABLE = SHELF.red_flags


def order(**values: Any) -> Order:
    case = values.pop("case", {})
    person = Case(condition=STRAIN.id, **{"injured": INJURED, "side": "left", **case})
    usual: dict[str, Any] = {"protocol": STRAIN, "case": person, "type": None, "variant": None, "grade": "2", "as_of": INJURED, "program": "p", "digest": "d", "command": "c"}  # fmt: skip
    return Order(**{**usual, **values})


def weighed(*yes: str, **values: Any) -> Triage:
    answers: Any = None if values.pop("unasked", False) else {row.id: "yes" if row.id in yes else "no" for row in questions(TABLE, (*STRAIN.screen, *yes))}  # fmt: skip
    found = triage(
        TABLE, answers, as_of=INJURED, asked=questions(TABLE, (*STRAIN.screen, *yes)), conditions=(STRAIN.id,)
    )
    return replace(found, **values)


CALM = weighed()


# -- care ------------------------------------------------------------------------------------------------------------


def cared(**values: Any) -> CareTask:
    return CareTask(**{"kind": "ice", "title": "Ice", "short_title": "Ice", "evidence": "P", **values})


@pytest.mark.parametrize(
    ("task", "day", "case", "on"),
    [
        (cared(), 5, {}, True),
        (cared(days=(2, 4)), 1, {}, False),
        (cared(days=(2, 4)), 2, {}, True),
        (cared(days=(2, 4)), 4, {}, True),
        (cared(days=(2, 4)), 5, {}, False),
        (cared(every_days=7), 7, {}, True),
        (cared(every_days=7), 8, {}, False),
        (cared(phases=("peace",)), 2, {}, True),
        (cared(phases=("speed",)), 2, {}, False),
        (cared(grades=("2",)), 2, {}, True),
        (cared(grades=("1",)), 2, {}, False),
        (cared(optional=True), 2, {}, False),
        (cared(optional=True), 2, {"with_optional": ("ice",)}, True),
        (cared(optional=True), 2, {"with_optional": ("key",)}, True),
    ],
)
def test_on_which_days_a_care_task_is_on(task: CareTask, day: int, case: dict[str, Any], on: bool) -> None:
    person = Case(condition=STRAIN.id, **case)
    assert care.is_on(task, "key", day, "peace", grade="2", protocol=STRAIN, case=person) is on


@pytest.mark.parametrize(("day", "on"), [(2, False), (3, True), (5, True), (6, False)])
def test_a_check_of_an_exception_is_on_while_its_question_is_asked_again(day: int, on: bool) -> None:
    asking = STRAIN.model_copy(update={"ask_daily": {"RF-08": (3, 5)}})
    task, case = cared(needs_exception=True), Case(condition=STRAIN.id)
    assert care.is_on(task, "key", day, "peace", grade="2", protocol=asking, case=case) is on


def test_a_care_task_says_its_words_its_times_and_where_it_is_written() -> None:
    held = STRAIN.model_copy(update={"tasks": {"mine": cared()}})
    case = Case(condition=STRAIN.id, side="right")

    def made(key: str, task: CareTask, own: str | None = None) -> Task:
        return care.care_task(key, task, 2, own, "peace", held, case, SHELF)

    task = made("mine", cared(minutes=10, times_per_day=2, detail="10 min", text="On your {side} leg.", only_if="If hot.", evidence="V dubois-2020"))  # fmt: skip
    assert (task.id, task.kind, task.minutes, task.duration_seconds) == ("ice.2", "ice", 10, (600, 600))
    assert (task.at, task.times_per_day, task.dose, task.only_if) == (("08:00", "18:00"), 2, "10 min", "If hot.")
    assert "right" in task.text
    assert (task.references, task.reason.rule, task.side) == (("dubois-2020",), "tasks.mine", None)
    assert made("mine", cared(text="Always."), "Today.").text == "Today."
    other = made("shared", cared(at=("09:00",), times_per_day=3))
    assert (other.at, other.times_per_day, other.duration_seconds) == (("09:00",), 1, None)
    assert other.reason.rule == "frameworks.peace-love.tasks.shared"


def test_a_protocol_leaves_out_and_adds_to_the_care_of_its_framework() -> None:
    shared = SHELF.frameworks.frameworks["peace-love"].tasks
    first, *rest = shared
    held = STRAIN.model_copy(update={"without_tasks": (first,), "tasks": {"mine": cared(figure="bridge-on-heels")}})
    assert list(care.tasks_of(held, SHELF)) == [*rest, "mine"]
    assert care.figures_of(held, SHELF)["tasks.mine"] == "bridge-on-heels"
    assert (
        care.figures_of(held.model_copy(update={"pictures": {"mine": "heel-slide"}}), SHELF)["tasks.mine"]
        == "heel-slide"
    )


def test_a_plan_has_the_pictures_of_its_own_care_and_cards_only() -> None:
    drawn: dict[str, Any] = {"figures": {"1": "heel-slide"}}
    cards = {key: Card.model_construct(**drawn) for key in ("mine", "other")}
    tasks = {"on": cared(figure="heel-slide"), "off": cared(figure="heel-slide"), "gone": cared(figure="no-such")}
    held = STRAIN.model_copy(update={"tasks": tasks, "cards": cards})
    found = frame._pictures({"tasks.on", "tasks.gone", "cards.x"}, {"mine"}, held, SHELF, Kept())
    assert set(found) == {"tasks.on", "cards.mine.1"}
    assert found["tasks.on"] == found["cards.mine.1"] is not None


def test_a_glass_has_its_amount_its_times_and_its_source() -> None:
    drink = COURSE.drink.model_copy(update={"state": "open", "warning": "W.", "text": "T."})
    case, rules = Case(condition=STRAIN.id, glass_ml=300), SHELF.hydration
    told = replace(SHELF, hydration=rules.model_copy(update={"evidence": "V dubois-2020"}))
    task = care.hydrate_task("peace", STRAIN, case, told, drink, hot=False, minutes=0)
    assert task is not None
    assert (task.amount_ml, task.times_per_day, task.minutes, task.reason.rule) == (300, len(task.at), 0, "hydration")
    assert (task.references, task.reason.evidence, task.reason.reference) == (("dubois-2020",), "V", "dubois-2020")
    assert task.dose == rules.dose_text.format(glasses=len(task.at), ml=300)
    assert task.text == f"W. T. {rules.stop_text}"
    locked = drink.model_copy(update={"state": "locked"})
    assert care.hydrate_task("peace", STRAIN, case, told, locked, hot=False, minutes=0) is None


def task_of(kind: str, *at: str, exercise: str | None = "x", **values: Any) -> Task:
    told: dict[str, Any] = {"kind": kind, "at": at, "exercise": exercise, **values}
    return Task.model_construct(**told)


@pytest.mark.parametrize(
    ("work", "opened", "at"),
    [
        ([task_of("load", "18:00")], 1, "18:00"),
        ([task_of("load", "08:00", "18:00"), task_of("load", "08:00")], 1, "08:00"),
        ([task_of("load", "08:00"), task_of("load", "18:00")], 1, "18:00"),  # of two the later
        ([task_of("load", "08:00"), task_of("massage", "18:00")], 1, "08:00"),  # massage needs none
        ([task_of("load", "18:00")], 0, None),
        ([task_of("load", "18:00"), task_of("run", "18:00")], 1, None),  # a run brings its own
        ([task_of("massage", "18:00")], 1, None),
        ([], 1, None),
    ],
)
def test_a_day_with_work_begins_with_the_warm_up(work: list[Task], opened: int, at: str | None) -> None:
    case = Case(condition=STRAIN.id)
    found = care.warm_up_task(opened, "speed", STRAIN, case, SHELF, work)
    assert [task.at for task in found] == ([(at,)] if at else [])
    without = STRAIN.model_copy(update={"without_tasks": (care.WARM_UP,)})
    assert care.warm_up_task(opened, "speed", without, case, SHELF, work) == ()
    for task in found:
        warm_up = SHELF.frameworks.warm_ups[opened - 1]
        assert (task.id, task.kind, task.minutes) == ("warm-up.1", "mobility", warm_up.minutes)
        assert task.duration_seconds == (warm_up.minutes * 60, warm_up.minutes * 60)
        assert (task.dose, task.reason.rule) == (warm_up.detail, "frameworks.warm_ups")


def test_the_last_warm_up_that_is_open_is_the_one_of_a_day() -> None:
    days = [warm_up.from_day for warm_up in SHELF.frameworks.warm_ups]
    assert [care.warm_up_on(day, SHELF) for day in days] == list(range(1, len(days) + 1))
    assert care.warm_up_on(days[0] - 1, SHELF) == 0
    assert care.warm_up_on(999, SHELF) == len(days)


@pytest.mark.parametrize(
    ("kind", "at", "before"),
    [("protect", (), True), ("ice", (), True), ("check", ("08:00",), True), ("check", ("12:00",), False), ("check", (), False), ("log", ("08:00",), False)],
)  # fmt: skip
def test_what_protects_and_a_check_of_the_morning_stand_before_the_exercises(
    kind: str, at: tuple[str, ...], before: bool
) -> None:
    assert _is_before_work(task_of(kind, *at)) is before


# -- what a raised row takes out -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codes", "effort", "dropped", "ceiling", "out"),
    [
        (("load",), None, (), None, False),
        (("load",), None, ("run",), None, False),
        (("load", "jumping"), None, ("jumping",), None, True),
        (("aerobic",), (3, 4), (), 4, False),
        (("aerobic",), (3, 5), (), 4, True),
        (("aerobic",), None, (), 4, True),
        (("aerobic",), (3, 5), (), None, False),
        (("load",), (3, 9), (), 4, False),
    ],
)
def test_a_raised_row_takes_out_its_kinds_and_too_hard_aerobic_work(
    codes: tuple[str, ...], effort: Any, dropped: tuple[str, ...], ceiling: int | None, out: bool
) -> None:
    found = replace(CALM, dropped=tuple(Drop(kind, "RF-20") for kind in dropped), aerobic_max_effort=ceiling)
    assert is_dropped(codes, effort, found) is out


@pytest.mark.parametrize("kind", ["run", "load"])
def test_a_run_counts_as_what_its_stage_is_besides(kind: str) -> None:
    table, stage = next(
        (table, key) for table in SHELF.run_tables for key, one in SHELF.run_tables[table].stages.items() if one.counts_as
    )  # fmt: skip
    reason = Reason(protocol="p", phase="speed", evidence="P", rule=f"run-tables.{table}.stages.{stage}")
    found = codes_of(task_of(kind, exercise="heel-slide", reason=reason), SHELF)
    besides = set(SHELF.run_tables[table].stages[stage].counts_as) if kind == "run" else set()
    assert found == SHELF.exercises["heel-slide"].codes | besides
    assert codes_of(task_of(kind, exercise=None), SHELF) == {kind}


def test_an_exercise_is_out_with_what_it_must_not_be_done_with() -> None:
    code, flag = next((key, entry.flags[0]) for key, entry in SHELF.contraindications.items() if entry.flags)
    bridge = SHELF.exercises["bridge-on-heels"]
    risky = bridge.model_copy(update={"contraindications": (code,)})
    assert is_out(risky, None, replace(CALM, raised=(flag,)), SHELF)
    assert not is_out(risky, None, CALM, SHELF)
    assert not is_out(bridge.model_copy(update={"contraindications": ()}), None, replace(CALM, raised=(flag,)), SHELF)


# -- notices ---------------------------------------------------------------------------------------------------------


def codes(found: Any) -> list[str]:
    return [code for code, _ in found]


@pytest.mark.parametrize(
    ("told", "given", "expected"),
    [
        ({}, CALM, []),
        ({}, weighed(unasked=True), ["not-screened"]),
        ({}, weighed("RF-20"), ["limit"]),
        ({}, weighed("RF-08"), []),  # the referral says it
        ({}, weighed("RF-11c"), ["continue"]),  # to be seen, and the plan goes on
        ({"protocol": STRAIN.model_copy(update={"grades": {"2": STRAIN.grades["2"].model_copy(update={"disposition": "see_doctor", "within_hours": 72, "reason": "R."})}})}, CALM, ["grade-continue"]),
        ({"case": {"cleared_by": Clearance(name="A. Clinician")}}, CALM, ["cleared"]),
    ],
)  # fmt: skip
def test_what_the_questions_leave_to_say(told: dict[str, Any], given: Triage, expected: list[str]) -> None:
    assert codes(notices._screening(order(**told), given, SHELF)) == expected


def test_a_limit_names_why_until_when_and_what_is_left_out() -> None:
    given = weighed("RF-20")
    [(_, values)] = notices._screening(order(), given, SHELF)
    row = TABLE.flags["RF-20"]
    assert values["reason"] == row.short
    kinds = dict.fromkeys(drop.kind for drop in given.dropped)
    assert all(WORDS.get(f"kind-{kind}", kind) in str(values["left_out"]) for kind in kinds)
    assert str(values["when"]).startswith(TABLE.within[str(row.within_hours)])
    [(_, cleared)] = notices._screening(
        order(case={"cleared_by": Clearance(name="A", on=dt.date(2026, 11, 16))}), CALM, SHELF
    )
    assert cleared == {"name": "A", "date": "Monday 16 November 2026"}


def test_a_limit_without_a_time_names_none() -> None:
    given = weighed("RF-20")
    timeless = replace(given, rows={"RF-20": TABLE.flags["RF-20"].model_copy(update={"within_hours": None})})
    [(_, values)] = notices._screening(order(), timeless, SHELF)
    assert (values["reason"], values["when"]) == (TABLE.flags["RF-20"].short, "")


@pytest.mark.parametrize(
    ("case", "protocol", "expected"),
    [
        ({}, {}, []),
        ({"age": 15}, {}, ["under-16"]),
        ({"age": 16}, {}, []),
        ({}, {"accept_risk": AcceptRisk(name="N", reason="R")}, ["accept-risk"]),
    ],
)
def test_a_child_and_a_loosened_rule_are_said(
    case: dict[str, Any], protocol: dict[str, Any], expected: list[str]
) -> None:
    assert codes(notices._case(order(case=case, protocol=STRAIN.model_copy(update=protocol)), SHELF)) == expected


@pytest.mark.parametrize(
    ("status", "extends", "expected"),
    [
        ("draft", None, ["draft"]),
        ("reviewed", None, []),
        ("reviewed", "x", ["clinic"]),
        ("draft", "x", ["clinic", "draft"]),
    ],
)
def test_whose_protocol_it_is_and_that_nobody_has_signed_it(
    status: str, extends: str | None, expected: list[str]
) -> None:
    assert (
        codes(notices._origin(order(protocol=STRAIN.model_copy(update={"status": status, "extends": extends}))))
        == expected
    )


def test_a_clinic_says_who_it_is_and_why() -> None:
    changed = STRAIN.model_copy(update={"status": "reviewed", "extends": "x", "author": "A", "why": "W."})
    assert list(notices._origin(order(protocol=changed))) == [("clinic", {"author": "A", "why": "W."})]


def test_what_a_clinician_stated_is_told_item_by_item() -> None:
    asked = {key: ClearanceItem(title=f"the {key}", ask="?", accept=("low", 3)) for key in ("site", "days")}
    held = STRAIN.model_copy(update={"clearance": asked})
    case = {"cleared_by": Clearance(name="A"), "clearance": {"days": 3, "site": "low"}}
    found = dict(notices._screening(order(protocol=held, case=case), CALM, SHELF))
    assert found["stated"] == {"stated": "the site: low; the days: 3"}


def test_who_accepts_a_risk_stands_with_the_name_of_the_protocol() -> None:
    risky = STRAIN.model_copy(update={"accept_risk": AcceptRisk(name="N", reason="R")})
    assert [frame._protocol_ref(order(protocol=held)).accept_risk for held in (STRAIN, risky)] == ["", "N: R"]


@pytest.mark.parametrize(
    ("evidence", "recalled", "said"), [("V", (), False), ("P", (), False), ("R", (), True), ("V", ("frequency",), True)]
)
def test_a_dose_from_memory_is_told_where_a_phase_has_it(evidence: str, recalled: tuple[str, ...], said: bool) -> None:
    doses: list[dict[str, Any]] = [{"evidence": "V", "recalled": ()}, {"evidence": evidence, "recalled": recalled}]
    phase: dict[str, Any] = {"exercises": tuple(PhaseDose.model_construct(**dose) for dose in doses)}
    assert notices._has_recalled((PlanPhase.model_construct(**phase),)) is said


def test_a_plan_that_ends_early_says_before_which_phase_and_what_it_waits_for() -> None:
    asked = {
        key: ClearanceItem(title=f"the {key}", ask="?", accept=("yes",), needed=False) for key in ("scan", "weight")
    }
    waits = STRAIN.phases["speed"].model_copy(update={"requires": dict.fromkeys(asked, ("yes",))})
    held = STRAIN.model_copy(update={"clearance": asked, "phases": {**STRAIN.phases, "speed": waits}})
    found = dict(notices._limits(order(protocol=held), SHELF, COURSE, False))
    assert found["phase-waits"] == {"phase": waits.title, "needed": "the scan and the weight"}
    stated = {"clearance": dict.fromkeys(asked, "yes")}
    assert "phase-waits" not in dict(notices._limits(order(protocol=held, case=stated), SHELF, COURSE, False))


def test_running_without_dates_says_what_it_waits_for() -> None:
    first, *rest = COURSE.ground.phases
    run = STRAIN.phases["speed"].run
    assert run is not None
    waits = replace(first, run=run.model_copy(update={"needs_log": True, "only_if": "You walk without a limp."}))
    ground = replace(COURSE.ground, phases=(waits, *rest))
    found = dict(notices._limits(order(), SHELF, replace(COURSE, ground=ground), False))
    assert found["running-needs-log"] == {"needed": "You walk without a limp"}  # the sentence around it has the stop
    assert "running-needs-log" not in dict(notices._limits(order(), SHELF, COURSE, False))


def test_a_day_on_the_list_of_a_programme_begun_late_counts_from_its_beginning() -> None:
    first, *rest = STRAIN.phases
    waits = STRAIN.phases[first].model_copy(update={"step": "base", "exit": (parse_criterion("day >= 10 [P]"),)})
    others = {key: STRAIN.phases[key].model_copy(update={"step": "build"}) for key in rest}
    held = STRAIN.model_copy(update={"phases": {first: waits, **others}, "onset": "gradual", "framework": "programme"})
    for day, shown in ((1, 10), (31, 40)):
        asked = order(protocol=held, as_of=INJURED + dt.timedelta(days=day - 1))
        [phase, *_] = compile_plan(asked, CALM, SHELF).phases
        [line] = [line for line in phase.criteria if line.text.startswith("day")]
        assert line.target == WORDS["plan-day"].format(number=shown)


@pytest.mark.parametrize(
    ("step", "start_day", "told"),
    [
        ("peace", 5, "late-start"),
        ("rice", 5, "late-start-rice"),
        ("base", 1, None),
        ("base", 2, None),  # the day after the one on which it begins is not worth a word
        ("base", 3, "late-programme"),
    ],
)
def test_who_begins_late_is_told_with_the_day_and_the_phase(step: str, start_day: int, told: str | None) -> None:
    first, *rest = STRAIN.phases
    phases = {first: STRAIN.phases[first].model_copy(update={"step": step})} | {key: STRAIN.phases[key] for key in rest}
    held = STRAIN.model_copy(update={"phases": phases, "onset": "gradual"})
    course = replace(COURSE, late=True, start_day=start_day)
    found = {code: said for code, said in notices._course(order(protocol=held), SHELF, course, False) if code.startswith("late")}  # fmt: skip
    assert list(found) == ([told] if told else [])
    for said in found.values():
        assert (said["day"], said["phase"]) == (start_day, COURSE.laid[0].phase.title)


COURSE = course_of(order(), CALM, SHELF)


@pytest.mark.parametrize(
    ("told", "course", "expected"),
    [
        ({}, {}, ["seventy-two-hours"]),
        ({"case": {"side": None}}, {}, ["side-unknown", "seventy-two-hours"]),
        ({"grade": None}, {}, ["grade-unknown", "seventy-two-hours"]),
        # no other grade has a plan
        (
            {
                "grade": None,
                "protocol": STRAIN.model_copy(update={"grades": {"2": STRAIN.grades["2"], "3": STRAIN.grades["3"]}}),
            },
            {},
            ["seventy-two-hours"],
        ),
        ({"case": {"age": 40}}, {}, ["seventy-two-hours"]),
        ({"case": {"age": 41}}, {}, ["seventy-two-hours", "modifier"]),
        ({}, {"start_day": 3}, ["seventy-two-hours"]),
        ({}, {"start_day": 4}, ["seventy-two-hours-past"]),
        ({}, {"start_day": 14}, ["seventy-two-hours-past"]),
        ({}, {"start_day": 15}, ["two-weeks"]),
        ({}, {"start_day": 9, "late": True}, ["late-start", "seventy-two-hours-past"]),
        ({}, {"unplaced": ("Bridge",)}, ["seventy-two-hours", "unplaced"]),
        ({}, {"running_unfinished": True}, ["seventy-two-hours", "running-longer"]),
        ({}, {"last_day": 100}, ["seventy-two-hours", "plan-cut"]),
    ],
)
def test_what_the_course_of_a_plan_leaves_to_say(
    told: dict[str, Any], course: dict[str, Any], expected: list[str]
) -> None:
    found = dict(notices._course(order(**told), SHELF, replace(COURSE, **course), False))
    assert list(found) == expected
    assert codes(notices._course(order(**told), SHELF, replace(COURSE, **course), True)) == [*expected, "recalled"]
    texts = {code: SHELF.frameworks.notices[code].format(**values) for code, values in found.items()}
    assert not [text for text in texts.values() if "{" in text]
    if "late-start" in found:
        asked = {criterion.measure for criterion in STRAIN.phases["peace"].exit if criterion.measure}
        assert len(cast("tuple[str, ...]", found["late-start"]["tests"])) == len(asked)


def test_drinks_that_are_locked_and_equipment_that_is_missing_are_said() -> None:
    locked = replace(COURSE, drink=COURSE.drink.model_copy(update={"state": "locked"}))
    assert "hydration-locked" in codes(notices._limits(order(), SHELF, locked, False))
    ground = replace(COURSE.ground, left_out={"nordic-curl": "partner", "heel-slide": "partner"})
    found = dict(notices._limits(order(), SHELF, replace(COURSE, ground=ground), False))
    names = [SHELF.exercises[key].title for key in ground.left_out]
    assert found["equipment-left-out"]["equipment"] == "partner"
    assert all(name in str(found["equipment-left-out"]["exercises"]) for name in names)


# -- referral --------------------------------------------------------------------------------------------------------


def sent(given: Triage, grade: str | None = "2", side: Any = "left", **protocol: Any) -> Any:
    held = STRAIN.model_copy(update=protocol)
    return referral.describe(given, held, held.grades.get(grade or ""), Case(condition=STRAIN.id, side=side), SHELF)


def test_a_referral_says_why_how_urgent_and_what_to_do_each_line_once() -> None:
    given = weighed("RF-08", "RF-20")
    page, row = sent(given), given.rows["RF-08"]
    assert (page.flags, page.signs) == (("RF-08",), (row.short,))  # a row that only limits is not on it
    assert page.reason == row.could_mean
    assert page.urgency == TABLE.routes[given.disposition].message
    limited = replace(given, within_hours=24)
    assert sent(limited).urgency == TABLE.routes[given.disposition].message.format(within=TABLE.within["24"])
    assert page.do_now == tuple(dict.fromkeys(row.do_now))
    assert page.tell_the_clinician == (row.tell or TABLE.tell_the_clinician)
    assert page.emergency_if.startswith(TABLE.emergency_if)
    assert page.never_planned is False
    assert sent(weighed("RF-01")).emergency_if == ""
    twice = sent(weighed("RF-01", "RF-02")).do_now
    assert len(twice) == len(set(twice))


def test_a_grade_and_a_condition_that_are_sent_on_say_so() -> None:
    own = Sent.model_construct(disposition="see_doctor", within_hours=72, reason="Own.", do_now=("Rest.",), do_not=("Run.",), tell_the_clinician=("All.",))  # fmt: skip
    assert STRAIN.grades["3"].reason in sent(CALM, "3").reason
    assert STRAIN.grades["3"].reason not in sent(CALM, "2").reason
    page = sent(CALM, "2", referral=own)
    assert (page.reason, page.do_now, page.do_not, page.tell_the_clinician) == (
        "Own.",
        ("Rest.",),
        ("Run.",),
        ("All.",),
    )
    cleared = replace(CALM, cleared=True)
    assert sent(cleared, "2", referral=own, requires_clearance=True).reason == ""
    assert sent(cleared, "2", referral=own).reason == "Own."
    waits = {
        "2": STRAIN.grades["2"].model_copy(update={"needs_clearance": True, "reason": "Wait.", "do_now": ("Sit.",)})
    }
    assert (sent(CALM, grades=waits).reason, sent(cleared, grades=waits).reason) == ("Wait.", "")
    told = replace(CALM, refusals=(Refusal("no-clearance", None, "A."), Refusal("never-a-plan", None, "B.")))
    assert (sent(told).reason, sent(told).never_planned) == ("B.", True)


def test_only_a_hold_or_a_block_stands_in_the_place_of_a_plan() -> None:
    assert [referral.is_refused(replace(CALM, effect=effect)) for effect in ("continue", "limit", "hold", "block")] == [False, False, True, True]  # fmt: skip


def test_the_stop_signs_are_those_of_everyone_and_of_the_condition() -> None:
    found = stop_signs(STRAIN, TABLE)
    texts = [sign.text for sign in found]
    assert len(texts) == len(set(texts))
    own = [line.partition("|")[0].strip() for line in (*STRAIN.stop_signs.emergency, *STRAIN.stop_signs.today)]
    assert [line for line in own if line not in texts] == []


# -- the way back ----------------------------------------------------------------------------------------------------


def printed(*numbers: int) -> list[PlanPhase]:
    told: list[dict[str, Any]] = [{"number": number} for number in numbers]
    return [PlanPhase.model_construct(**one) for one in told]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((), WayBack()),
        ((1, 2, 3), WayBack((1, 2), None)),
        ((2, 3), WayBack((2,), None)),
        ((3, 4), WayBack((), 3)),
    ],
)
def test_a_phase_back_leads_nowhere_from_the_first_days_and_the_phase_after(
    numbers: tuple[int, ...], expected: WayBack
) -> None:
    assert way_back(COURSE.laid, printed(*numbers)) == expected


def test_the_way_back_in_words() -> None:
    nowhere, unprinted = WayBack((1, 2)), WayBack((), 3)
    assert nowhere.after_red(WORDS, 25) == (WORDS["no-phase-back"].format(phases="1 or 2", less=WORDS.get("less-25", WORDS["less-percent"]).format(number=25)),)  # fmt: skip
    assert nowhere.after_missed(WORDS) == (WORDS["missed-no-phase-back"].format(phases="1 or 2"),)
    assert unprinted.after_red(WORDS, 25) == (WORDS["phase-back-unprinted"].format(phase=3),)
    assert unprinted.after_missed(WORDS) == WayBack().after_red(WORDS, 25) == WayBack().after_missed(WORDS) == ()


# -- choices ---------------------------------------------------------------------------------------------------------


def choice(**values: Any) -> Choice:
    return Choice.model_construct(
        **{"title": "T", "synonyms": (), "default": False, "offered": True, "types": (), "change": {}, **values}
    )


@pytest.mark.parametrize("text", ["2", " MODERATE ", STRAIN.grades["2"].title, *STRAIN.grades["2"].synonyms])
def test_a_grade_is_known_by_its_key_its_title_and_its_other_words(text: str) -> None:
    assert grade_named(STRAIN.grades, text, condition="x") == "2"


def test_a_choice_that_is_not_there_is_refused_with_those_that_are() -> None:
    known = {
        "alpha": choice(title="First", synonyms=("One",)),
        "beta": choice(title="Second"),
        "gone": choice(title="Old", offered=False),
    }
    assert [choice_named(known, text, what="type", condition="x") for text in ("ALPHA", "first", " one", "Second")] == [
        "alpha"
    ] * 3 + ["beta"]
    for text, hint in (
        ("alpa", "did you mean 'alpha'? (it knows: alpha, beta)"),
        ("zzz", "it knows: alpha, beta"),
        ("Old", "it knows: alpha, beta"),
    ):
        with pytest.raises(UsageError) as caught:
            choice_named(known, text, what="type", condition="x")
        [issue] = caught.value.issues
        assert (issue.code, issue.message, issue.hint) == ("unknown-type", f"x has no type '{text}'", hint)
    with pytest.raises(UsageError) as caught:
        choice_named({}, "a", what="variant", condition="x")
    assert [(issue.code, issue.message) for issue in caught.value.issues] == [("no-variants", "x has no variants")]
    for grades, code in (({}, "no-grades"), (STRAIN.grades, "unknown-grade")):
        with pytest.raises(UsageError) as caught:
            grade_named(grades, "9", condition="x")
        assert [issue.code for issue in caught.value.issues] == [code]
        if grades:
            told = "it knows: " + ", ".join(f"{key} ({grade.title})" for key, grade in grades.items())
            assert [(one.message, one.hint) for one in caught.value.issues] == [("x has no grade '9'", told)]


def test_what_is_taken_where_nothing_is_named() -> None:
    assert default_type({"a": choice(), "b": choice(default=True)}) == "b"
    assert default_type({"a": choice()}) is None
    only = {
        "a": choice(types=("t",)),
        "b": choice(types=("u",), default=True),
        "c": choice(offered=False, types=("t",), default=True),
    }
    assert [default_variant(only, kind) for kind in ("t", "u", "v", None)] == ["a", "b", None, None]
    assert default_variant({"a": choice(), "b": choice()}, None) is None
    assert default_variant({"a": choice(), "b": choice(default=True)}, "t") == "b"
    check_fit(only, "a", "t", condition="x")
    check_fit({"a": choice()}, "a", "t", condition="x")
    with pytest.raises(UsageError) as caught:
        check_fit(only, "a", "u", condition="x")
    assert [(issue.code, issue.message, issue.hint) for issue in caught.value.issues] == [
        ("variant-not-for-type", "the variant 'a' of x is not for the type 'u'", "for 'u' there is: b")
    ]


# -- around the days -------------------------------------------------------------------------------------------------


def test_the_id_of_a_case_is_the_given_one_else_a_digest_without_a_name() -> None:
    assert case_id(order(case={"id": "mine"})) == "mine"
    ids = {
        case_id(order(case=case))
        for case in ({}, {"side": "right"}, {"injured": dt.date(2026, 11, 19)}, {"side": None})
    }
    assert len(ids) == 4
    assert all(len(one) == 12 for one in ids)
    assert case_id(order(case={"name": "Jane"})) == case_id(order())


@pytest.mark.parametrize(
    ("late", "number", "step", "shift"),
    [(True, 1, "base", 9), (False, 1, "base", 0), (True, 2, "base", 0), (True, 1, "peace", 0), (True, 1, "love", 0)],
)
def test_a_programme_used_late_begins_at_its_beginning_and_an_injury_does_not(
    late: bool, number: int, step: str, shift: int
) -> None:
    window = replace(COURSE.laid[1], number=number, phase=COURSE.laid[1].phase.model_copy(update={"step": step}))
    assert replace(COURSE, laid=[window], late=late, start_day=10).shift == shift


@pytest.mark.parametrize(
    ("own", "other", "covers"),
    [
        ("pain-walking <= 3", "pain-walking <= 3", True),
        ("pain-walking <= 3 [V askling-2013]", "pain-walking <= 3 [P]", True),
        ("pain-walking <= 3 for 3 days", "pain-walking <= 3 for 2 days", True),
        ("pain-walking <= 3", "pain-walking <= 3 for 2 days", False),
        ("pain-walking <= 2", "pain-walking <= 3", False),
    ],
)
def test_one_test_asks_for_all_that_another_does(own: str, other: str, covers: bool) -> None:
    held, asked = parse_criterion(own), parse_criterion(other)
    assert _covers(held, asked) is covers
    phase = STRAIN.phases["speed"].model_copy(update={"exit": (held,)})
    after = phase.model_copy(update={"entry": (asked, parse_criterion("no red flag"))})
    assert _besides(phase, after) == ([] if covers else [asked])


def test_what_the_next_phase_asks_for_is_asked_before_it_with_the_days_that_its_date_does_not_say() -> None:
    one, two = COURSE.laid[:2]
    entry = tuple(
        parse_criterion(rule) for rule in (f"day >= {two.first}", f"day >= {two.first + 1}", "pain-stairs <= 1")
    )
    asks = replace(two, phase=two.phase.model_copy(update={"entry": entry, "exit": ()}))
    course = replace(COURSE, laid=(one, asks))
    assert _to_move_on(course, one, Kept()) == [*one.phase.exit, *entry[1:]]
    assert _to_move_on(course, asks, Kept()) == []  # nothing comes after it


@pytest.mark.parametrize(("condition", "choice"), [("hamstring-strain", {"grade": "2"}), ("achilles-tendinopathy", {})])
def test_a_row_of_a_phase_has_the_dose_of_its_first_day_there(
    make_plan: PlanMaker, condition: str, choice: dict[str, Any]
) -> None:
    plan = make_plan(condition, **choice)
    dated: dict[tuple[str, str], str] = {}
    for day in plan.days:
        for task in day.tasks:
            if task.exercise and task.kind != "run":
                dated.setdefault((day.phase, task.exercise), task.text)
    before: set[str] = set()
    for phase in plan.phases:
        rows = [row for row in phase.exercises if (phase.id, row.exercise) in dated]
        assert [row.text for row in rows] == [dated[phase.id, row.exercise] for row in rows]
        assert {row.exercise for row in phase.exercises if row.continued} <= before
        before |= {row.exercise for row in phase.exercises}
    assert any(row.continued for phase in plan.phases for row in phase.exercises)


@pytest.mark.parametrize(
    ("day", "late", "first"),
    [(1, False, "peace"), (3, False, "peace"), (4, True, "early-load"), (40, True, "early-load")],
)
def test_a_plan_made_after_the_first_days_begins_in_the_phase_after_them(day: int, late: bool, first: str) -> None:
    found = course_of(order(as_of=INJURED + dt.timedelta(days=day - 1)), CALM, SHELF)
    assert (found.late, found.start_day, found.from_day) == (late, day, day)
    assert (found.laid[0].phase_id, found.laid[0].first) == (first, day if late else 1)


def test_education_says_how_much_protein_only_with_a_weight_and_open_amounts() -> None:
    drink, rules = COURSE.drink, SHELF.hydration
    rows: tuple[tuple[dict[str, Any], str, bool], ...] = (
        ({"weight_kg": 70}, "open", True), ({}, "open", False), ({"weight_kg": 70, "kidney_disease": True}, "open", False),
        ({"weight_kg": 70}, "locked", False), ({"weight_kg": 70}, "limit", False), ({"weight_kg": 70}, "careful", True),
    )  # fmt: skip
    for case, state, said in rows:
        person = Case(condition=STRAIN.id, **case)
        lines = frame._education(STRAIN, drink.model_copy(update={"state": state}), person, SHELF)
        told = rules.protein_text.format(grams=round(rules.protein_g_per_kg * 70))
        assert (told in lines) is said
        assert rules.stop_text in lines
    assert rules.stop_text not in frame._education(
        STRAIN, drink.model_copy(update={"glasses": None}), Case(condition="x"), SHELF
    )
    advice = SHELF.frameworks.frameworks["peace-love"].advice
    without = STRAIN.model_copy(update={"without_tasks": tuple(advice)[:1]})
    assert next(iter(advice.values())) not in frame._education(without, drink, Case(condition="x"), SHELF)


def test_how_it_usually_goes_is_that_of_the_grade_before_that_of_the_condition() -> None:
    held = STRAIN.model_copy(update={"prognosis": ("All.",)})
    grade = STRAIN.grades["2"].model_copy(update={"expect": "Weeks.", "route": "plan"})
    assert frame._prognosis(held, grade) == ("Weeks.", "All.")
    assert frame._prognosis(held, grade.model_copy(update={"route": "card"})) == ("Weeks.",)
    assert frame._prognosis(held, grade.model_copy(update={"expect": ""})) == frame._prognosis(held, None) == ("All.",)


def test_the_letters_of_the_framework_lose_what_a_raised_row_drops() -> None:
    rules = SHELF.frameworks.frameworks["peace-love"]
    plain = STRAIN.model_copy(update={"essentials": (), "letters": {"protect": "Own words."}})
    early = frame._letters(plain, rules, CALM, first_phase=True)
    assert [row.letter for row in early] == [row.letter for row in rules.letters]
    assert next(row.text for row in early if row.name == "Protect") == "Own words."
    assert [row.letter for row in frame._letters(plain, rules, CALM, first_phase=False)] == [
        row.letter for row in rules.later_letters
    ]
    kind = next(row.kind for row in rules.letters if row.kind)
    dropped = replace(CALM, dropped=(Drop(kind, "RF-20"),))
    assert [row.letter for row in frame._letters(plain, rules, dropped, first_phase=True)] == [row.letter for row in rules.letters if row.kind != kind]  # fmt: skip


@pytest.mark.parametrize(
    ("side", "key"), [(None, "each-side-step-unknown"), ("both", "each-side-step-both"), ("left", "each-side-step")]
)
def test_an_exercise_says_how_both_sides_are_done_where_some_dose_is_for_each(side: Any, key: str) -> None:
    case = Case(condition=STRAIN.id, side=side)
    name = next(name for name, one in SHELF.exercises.items() if one.contraindications and not one.short_title)
    made, plain = (frame._exercise(name, case, SHELF, each_side=each) for each in (True, False))
    assert (plain.each_side_step, bool(made.each_side_step)) == ("", True)
    if side is not None:
        assert made.each_side_step.startswith(WORDS[key].partition("{")[0])
    assert made.short_title == made.title
    assert made.precautions[0].startswith(WORDS["not-with"].partition("{")[0])
    assert len(made.steps) == len(SHELF.exercises[name].steps)


def test_a_card_has_all_that_the_protocol_says_on_it() -> None:
    told: dict[str, Any] = {
        "title": "T of the {side} leg",
        "when": "W",
        "steps": ("one", "two"),
        "do_not": ("three",),
        "note": "N {side}",
    }
    found = frame._card(Card.model_construct(**told), Case(condition="x", side="left"), SHELF)
    side = phrases.fill_side("{side}", WORDS, "left")
    assert (found.title, found.when, found.steps, found.do_not, found.note) == (
        f"T of the {side} leg", "W", ("one", "two"), ("three",), f"N {side}",
    )  # fmt: skip


def test_nothing_that_is_kept_of_one_order_gets_into_another() -> None:
    kept = Kept()
    two = weighed("RF-20")
    for given, told in ((CALM, {}), (CALM, {"case": {"side": "right"}}), (two, {}), (CALM, {"as_of": INJURED + dt.timedelta(days=20)})):  # fmt: skip
        asked = order(**{"grade": "1", **told})
        assert compile_plan(asked, given, SHELF, kept) == compile_plan(asked, given, SHELF)


@pytest.mark.parametrize(("evidence", "said"), [("P", False), ("V", False), ("R", True)])
def test_a_dose_from_memory_is_told_also_where_only_a_day_has_it(
    make_plan: PlanMaker, evidence: str, said: bool
) -> None:
    day = make_plan(STRAIN.id, grade="2").days[0]
    reason = day.tasks[0].reason.model_copy(update={"evidence": evidence})
    only = day.model_copy(update={"tasks": (day.tasks[0].model_copy(update={"reason": reason}),)})
    found = frame.frame(order(), CALM, SHELF, Kept(), course=COURSE, days=(only,), phases=())
    assert ("recalled" in [notice.code for notice in found.notices]) is said


def test_the_lights_are_those_of_the_rule_with_the_way_back_where_a_red_takes_a_phase() -> None:
    rule = SHELF.monitoring["SM-ACUTE"]

    def made(framework: str = "peace-love", back: WayBack = WayBack((1,)), **what: Any) -> Any:  # noqa: B008
        held = STRAIN.model_copy(update={"framework": framework})
        return frame._response(rule, held, SHELF, back, **{"exercises": True, "runs": True, **what})

    found = made()
    assert (found.rule, found.green.pain, found.amber.pain, found.red.pain) == (
        STRAIN.monitoring,
        rule.green.pain,
        rule.amber.pain,
        rule.red.pain,
    )
    assert found.early is not None
    assert rule.early is not None
    assert (found.early.last_day, found.early.red) == (rule.early.last_day, rule.early.red)
    assert made("rice").early is None
    assert found.sentences == (*rule.sentences, *WayBack((1,)).after_red(WORDS, 25))
    assert found.missed.endswith(WayBack((1,)).after_missed(WORDS)[0])
    assert (made(exercises=False).missed, made(runs=False).missed_runs) == ("", "")
    assert found.missed_runs != ""


def test_the_case_on_a_plan_says_who_cleared_it_and_when() -> None:
    assert frame._plan_case(order(), "moderate", SHELF).cleared_on is None
    told = frame._plan_case(order(case={"cleared_by": Clearance(name="A", on=dt.date(2026, 11, 1))}), "moderate", SHELF)
    assert (told.cleared_by, told.cleared_on, told.grade_title) == ("A", dt.date(2026, 11, 1), "moderate")
    assert frame._plan_case(order(case={"cleared_by": Clearance(name="A")}), "", SHELF).cleared_on == INJURED
    assert (told.side, told.injured, told.grade) == ("left", INJURED, "2")
    one_sided = STRAIN.model_copy(update={"sided": False})
    assert frame._plan_case(order(protocol=one_sided), "", SHELF).side is None


def test_a_question_on_the_page_says_what_a_yes_means_and_by_when() -> None:
    found = frame._screening(order(), CALM, SHELF)
    assert [row.flag for row in found.asked] == [row.id for row in questions(TABLE, STRAIN.screen)]
    row = next(row for row in found.asked if row.within_hours is not None)
    flag = TABLE.flags[row.flag]
    assert (row.group, row.effect, row.within) == (flag.disposition, flag.effect, TABLE.within[str(row.within_hours)])
    assert all((row.within == "") is (row.within_hours is None) for row in found.asked)


def test_a_plan_with_a_journal_weighs_its_answers_and_holds_what_was_written(make_plan: PlanMaker) -> None:
    choice = Chosen("hamstring-strain", "2", None, None)
    told = [measure(3, "pain-rest", 2), measure(3, "no-such-measure", 1), entry(4, "flag", "RF-20", text="yes")]
    found = compiled(make_plan, choice, told, as_of=4)
    assert found.triage.raised == found.plan.screening.yes == ("RF-20",)
    assert [(one.measure, one.value, one.unit, one.date) for one in found.plan.logged] == [
        ("pain-rest", 2, SHELF.measures["pain-rest"].unit, date_of(3))
    ]
    assert found.followed is not None
    assert found.plan.standing is not None
    assert found.plan.standing.phase == "peace"
    plain = compile_case(order(), SHELF, {row.id: "no" for row in questions(TABLE, STRAIN.screen)})
    assert (plain.followed, plain.plan.logged, plain.triage.raised) == (None, (), ())


@pytest.mark.parametrize(
    ("onset", "since", "cleared", "counts"),
    [
        ("sudden", None, -1, False),  # cleared before it happened
        ("sudden", None, 0, True),
        ("sudden", 3, 2, False),  # a day that is named counts before that of the injury
        ("sudden", 3, 3, True),
        ("gradual", None, -1, True),  # nobody knows when it began
        ("gradual", 3, 2, False),
    ],
)
def test_a_clearance_counts_only_from_the_day_it_began(
    onset: Any, since: int | None, cleared: int, counts: bool
) -> None:
    def day(number: int) -> dt.date:
        return INJURED + dt.timedelta(days=number)

    case = {"cleared_by": Clearance(name="A", on=day(cleared)), "since": None if since is None else day(since)}
    held = STRAIN.model_copy(update={"onset": onset})
    answers = {row.id: "no" for row in questions(TABLE, STRAIN.screen)} | {"RF-20": "yes"}
    given: Any = answers
    found = weigh(order(protocol=held, case=case, as_of=day(9)), SHELF, given)
    assert found.lifted == (("RF-20",) if counts else ())


def test_a_referral_has_no_lights_no_days_and_no_phases(make_plan: PlanMaker) -> None:
    plan = make_plan("calf-strain", yes=["RF-08"])
    assert plan.referral is not None
    assert (plan.response, plan.days, plan.phases, plan.hydration, plan.letters, plan.diary) == (
        None,
        (),
        (),
        None,
        (),
        (),
    )


def test_what_was_changed_in_a_case_counts_from_then_on() -> None:
    case = Case(condition=STRAIN.id, injured=INJURED, side="left", grade="1")
    told = [entry(4, "case", "side", text="right"), entry(5, "case", "grade", text="2"), entry(6, "case", "pause")]
    changed = as_changed(case, seen(9, *told))
    assert (changed.side, changed.grade, changed.cleared_by) == ("right", "2", None)
    cleared = as_changed(case, seen(9, entry(5, "case", "clear", text="A. Clinician")))
    assert cleared == case.model_copy(update={"cleared_by": Clearance(name="A. Clinician", on=date_of(5))})
    begun = (entry(3, "case", "restart"), entry(7, "case", "restart"), entry(8, "case", "pause"))
    assert (restarted_on(begun), restarted_on(begun[2:])) == (date_of(7), None)
