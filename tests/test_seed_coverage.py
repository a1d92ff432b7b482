"""Nothing that the two articles say is lost: each row of ``seed_coverage.yaml`` is made, and looked at as it comes out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import PlanMaker
from content import ROOT, exercises

from rehab.checks.plain import HIGHEST_GRADE, reading_grade
from rehab.library import Library
from rehab.models.plan import Plan, Task
from rehab.writers import write

TABLE: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "seed_coverage.yaml").read_text(encoding="utf-8")
)
ROWS = [pytest.param(row, id=f"{section}: {row['row']}") for section, rows in TABLE.items() for row in rows]
HOW_MANY = {"1": 27, "2": 28, "3": 25, "4": 21, "5": 7, "6": 8, "8": 16}
"""Rows by section of the clinical table; section 5 is running text there."""
FRESH = (
    "adductor-groin-strain", "calf-strain", "hamstring-strain", "knee-mcl-sprain", "lateral-ankle-sprain",
    "quadriceps-strain", "thigh-contusion",
)  # fmt: skip


class Bench:
    """Makes what a row names, each plan once."""

    def __init__(self, maker: PlanMaker) -> None:
        self.maker, self.library = maker, maker.library
        self.template = self.library.template("clinic")
        self._plans: dict[str, Plan] = {}

    def plan(self, named: str) -> Plan:
        """Make a plan from one line such as ``calf-strain grade=1 flags=RF-08 cleared``."""
        if named not in self._plans:
            condition, *options = named.split()
            given = dict(option.split("=") for option in options if "=" in option)
            age = given.get("age")
            self._plans[named] = self.maker(
                condition,
                grade=given.get("grade"),
                kind=given.get("type"),
                variant=given.get("variant"),
                day=int(given.get("day", 1)),
                yes=given["flags"].split(",") if "flags" in given else (),
                cleared="cleared" in options,
                age=int(age) if age else None,
            )
        return self._plans[named]

    def text(self, plan: Plan) -> str:
        """Return the printed text in one line."""
        return " ".join(write("text", plan, self.template).decode().split())

    def led_to(self, words: str) -> set[str]:
        found = self.library.find(words)
        answers = self.library.answers(found.question) if found.question else ()
        return {*found.ids, *(answer.condition for answer in answers)}


@pytest.fixture(scope="session")
def bench(make_plan: PlanMaker) -> Bench:
    return Bench(make_plan)


def tasks(plan: Plan, *days: int) -> Iterator[Task]:
    yield from (task for day in plan.days if not days or day.day in days for task in day.tasks)


def kinds(plan: Plan, *days: int) -> set[str]:
    return {task.kind for task in tasks(plan, *days)}


def sentences(plan: Plan) -> set[str]:
    """Return every line of a plan or of the page in its place that tells the person something."""
    said = {plan.case.summary, *plan.education, *plan.prognosis, *(notice.text for notice in plan.notices)}
    for phase in plan.phases:
        said |= {phase.goal, *phase.allowed, *phase.avoid, *phase.notes}
    said |= {text for task in tasks(plan) for text in (task.title, task.text)}
    said |= {row.text for row in plan.letters}
    if plan.referral:
        said |= {plan.referral.reason, *plan.referral.do_now, *plan.referral.do_not, *plan.referral.tell_the_clinician}
    return said


def has(text: str, words: list[str]) -> list[str]:
    """Return the words that a text lacks."""
    return [word for word in words if word.casefold() not in text.casefold()]


# -- one function for each kind of thing a row can name ---------------------------------------------------------------


def _plan(bench: Bench, named: str, wanted: list[str]) -> None:
    plan = bench.plan(named)
    assert plan.referral is None
    assert len(plan.days) > 3
    there = {task.exercise for task in tasks(plan)} | kinds(plan)
    titles = " | ".join({task.title for task in tasks(plan)})
    assert [what for what in wanted if what not in (titles if what[0].isupper() else there)] == []


def _card(bench: Bench, named: str, wanted: list[str]) -> None:
    plan = bench.plan(named)
    key, *words = wanted
    assert plan.referral is None
    assert has(bench.text(plan), [plan.cards[key].title]) == []
    card = plan.cards[key]
    assert has(" ".join((card.title, card.when, *card.steps, *card.do_not, card.note)), words) == []


def _refer(bench: Bench, named: str, wanted: list[str]) -> None:
    plan = bench.plan(named)
    disposition, *words = wanted
    assert plan.referral is not None
    assert (plan.days, plan.phases, plan.disposition) == ((), (), disposition)
    assert has(bench.text(plan), words) == []


def _advise(bench: Bench, named: str, wanted: list[str]) -> None:
    plan = bench.plan(named)
    assert (plan.referral, plan.disposition) == (None, "see_doctor")
    assert plan.days
    assert has(" ".join(notice.text for notice in plan.notices if notice.code in ("limit", "continue")), wanted) == []


def _info(bench: Bench, named: str, wanted: list[list[str]]) -> None:
    said = sentences(bench.plan(named))
    assert [words for words in wanted if all(has(line, words) for line in said)] == []


def _measure(bench: Bench, named: str, wanted: list[str]) -> None:
    assert set(wanted) <= bench.plan(named).measures.keys()


def _find(bench: Bench, words: str, wanted: str | list[str]) -> None:
    conditions = [wanted] if isinstance(wanted, str) else wanted
    assert set(conditions) <= bench.led_to(words)


def _sign(bench: Bench, words: str, flag: str) -> None:
    assert flag in bench.library.find(words).flags


CHECKS: dict[str, Callable[..., None]] = {
    "plan": _plan, "card": _card, "refer": _refer, "advise": _advise, "info": _info, "measure": _measure,
    "find": _find, "sign": _sign,
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
def test_what_the_articles_say_is_made(bench: Bench, row: dict[str, Any]) -> None:
    assert row.keys() - {"row"}
    for what, wanted in row.items():
        if what == "rule":
            RULES[wanted](bench)
        elif what != "row":
            for named, details in wanted.items():
                CHECKS[what](bench, named, details)


def test_no_row_is_missing_and_every_rule_is_used() -> None:
    assert {section.split()[0]: len(rows) for section, rows in TABLE.items()} == HOW_MANY
    assert {row["rule"] for rows in TABLE.values() for row in rows if "rule" in row} == RULES.keys()


# -- rules ------------------------------------------------------------------------------------------------------------


def leg_pain_asks_across_nerve_muscle_and_vessel(bench: Bench) -> None:
    groups = (
        {"sciatica-lumbar-radicular-pain", "peripheral-neuropathy", "restless-legs-syndrome"},
        {"leg-overuse-muscle-fatigue", "delayed-onset-muscle-soreness"},
        {"chronic-venous-insufficiency-poor-circulation", "peripheral-artery-disease-claudication"},
    )
    led_to = bench.led_to("leg pain")
    assert all(led_to & group for group in groups)
    question = bench.library.find("leg pain").question
    assert question is not None
    assert any("at rest" in answer.answer for answer in question.answers)


def a_red_light_stops_the_exercise(bench: Bench) -> None:
    for named in ("hamstring-strain grade=1", "leg-overuse-muscle-fatigue grade=2", "prevention-maintenance"):
        response = bench.plan(named).response
        assert response is not None
        assert response.red.then.startswith("Stop")
        assert "see a doctor" in response.red.then


def a_walk_that_cramps_takes_loading_out(bench: Bench) -> None:
    assert not kinds(bench.plan("muscle-cramps flags=RF-20")) & {"load", "run", "roll", "massage", "stretch"}


def peace_has_its_five_letters_on_days_1_to_3(bench: Bench) -> None:
    for condition in FRESH:
        plan = bench.plan(f"{condition} grade=1")
        assert [(row.letter, row.name) for row in plan.letters] == [
            ("P", "Protect"), ("E", "Elevate"), ("A", "Avoid"), ("C", "Compress"), ("E", "Educate"),
        ]  # fmt: skip
        for day in (1, 2, 3):
            assert kinds(plan, day) >= {"protect", "elevate", "avoid", "compress", "educate"}, (condition, day)


def love_follows_with_its_four_letters(bench: Bench) -> None:
    plan = bench.plan("hamstring-strain grade=1 day=5")
    assert [(row.letter, row.name) for row in plan.letters] == [
        ("L", "Load"), ("O", "Optimism"), ("V", "Vascularise"), ("E", "Exercise"),
    ]  # fmt: skip


def rice_has_its_four_letters(bench: Bench) -> None:
    plan = bench.plan("medial-tibial-stress-syndrome grade=mild")
    assert [(row.letter, row.name) for row in plan.letters] == [
        ("R", "Rest"), ("I", "Ice"), ("C", "Compress"), ("E", "Elevate"),
    ]  # fmt: skip


def fresh_injuries_take_peace_and_overuse_takes_rice(bench: Bench) -> None:
    protocols = bench.library.protocols
    assert {key for key, one in protocols.items() if one.framework == "peace-love"} == set(FRESH)
    assert {protocols[condition].onset for condition in FRESH} == {"sudden"}
    assert all(one.framework == "rice" for one in protocols.values() if one.onset == "gradual")
    for condition in FRESH:  # cold is off unless asked for
        assert "ice" not in kinds(bench.plan(f"{condition} grade=1"))
    asked = bench.maker("hamstring-strain", grade="1", with_optional=("ice",))
    assert [day.day for day in asked.days if any(task.kind == "ice" for task in day.tasks)] == [1, 2, 3]


def nerve_plans_watch_the_lowest_point(bench: Bench) -> None:
    plan = bench.plan("sciatica-lumbar-radicular-pain")
    assert plan.response is not None
    assert plan.response.rule == "SM-NERVE"
    assert "furthest-point" in plan.measures


def water_is_8_glasses_with_a_ceiling_of_12_and_locks(bench: Bench) -> None:
    plan = bench.plan("hamstring-strain grade=1")
    assert plan.hydration is not None
    assert (plan.hydration.glasses, plan.hydration.glass_ml) == (8, 250)
    assert "at most 12" in plan.hydration.text
    assert "Drink to thirst" in plan.hydration.text
    every_day = tuple(plan.as_of + dt.timedelta(days=number) for number in range(60))
    hot = bench.maker("hamstring-strain", grade="1", weight_kg=110, hot_days=every_day)
    glasses = {day.glasses for day in hot.days[:60]}
    assert None not in glasses
    assert max(number or 0 for number in glasses) == 12
    locked = bench.plan("hamstring-strain grade=1 flags=RF-30")
    assert "hydrate" not in kinds(locked)
    assert {day.glasses for day in locked.days} == {None}
    assert any("Your doctor sets how much you drink" in notice.text for notice in locked.notices)


def hamstring_grades_tell_an_ache_from_a_sharp_pain(bench: Bench) -> None:
    grades = bench.library.protocol("hamstring-strain").grades
    assert has(grades["1"].picture, ["tight or aching"]) == []
    assert has(grades["2"].picture, ["sharp pain", "bruise"]) == []
    assert has(grades["3"].picture, ["pop", "large bruise"]) == []


def every_plan_asks_the_safety_questions_first(bench: Bench) -> None:
    unasked = bench.maker("hamstring-strain", grade="1", yes=None)
    assert unasked.screening.status == "not-asked"
    assert "not-screened" in [notice.code for notice in unasked.notices]
    asked = [question.flag for question in unasked.screening.asked]
    assert asked[:8] == ["RF-01", "RF-02", "RF-03", "RF-04", "RF-05a", "RF-07a", "RF-08", "RF-11a"]


def exercises_name_the_muscles_of_the_back_of_the_leg(bench: Bench) -> None:
    named = {muscle for exercise in exercises().values() for muscle in exercise.muscles}
    assert named >= {"hamstrings", "calf", "gastrocnemius", "soleus", "peroneal muscles", "sciatic nerve"}


def the_30_percent_of_aches_is_nowhere(bench: Bench) -> None:
    for path in ROOT.rglob("*.yaml"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert not re.search(r"\b30 ?(%|per ?cent|in 100|of 100)[^.]*\b(people|stand|ache)", line), (path, line)


def protecting_ends_after_day_3(bench: Bench) -> None:
    for condition in FRESH:
        plan = bench.plan(f"{condition} grade=1")
        on = [day.day for day in plan.days for task in day.tasks if task.reason.rule.endswith("tasks.protect")]
        assert on == [1, 2, 3], condition


def the_72_hour_notice_has_its_words(bench: Bench) -> None:
    for condition in FRESH:
        plan = bench.plan(f"{condition} grade=1")
        [text] = [notice.text for notice in plan.notices if notice.code == "seventy-two-hours"]
        assert has(text, ["Still pain on the evening of", "for advice", "within 24 hours", "4 or more of 10"]) == []
        assert "not clearly less than on day 1" in text
        [check] = [task.text for task in tasks(plan, 3) if task.title == "The 72-hour check"]
        assert has(check, ["4 steps", "within 24 hours", "4 or more of 10", "more than yesterday"]) == []
        assert has(check, ["not clearly less than on day 1", "painkillers round the clock"]) == []


def easy_aerobic_work_starts_on_day_4(bench: Bench) -> None:
    for condition in ("hamstring-strain", "calf-strain", "lateral-ankle-sprain"):
        plan = bench.plan(f"{condition} grade=1")
        first = min(day.day for day in plan.days for task in day.tasks if task.kind == "aerobic")
        assert first == 4, condition


def no_ibuprofen_on_days_1_to_3(bench: Bench) -> None:
    for condition in FRESH:
        plan = bench.plan(f"{condition} grade=1")
        on = [day.day for day in plan.days for task in day.tasks if "No pills like ibuprofen" in task.title]
        assert on == [1, 2, 3], condition
        assert any(re.search("ibuprofen|anti-inflammatory", line) for line in plan.phases[0].avoid), condition


def no_tablets_of_magnesium(bench: Bench) -> None:
    for condition in ("muscle-cramps", "nocturnal-leg-cramps"):
        said = sentences(bench.plan(condition))
        assert any(not has(line, ["magnesium", "not advised"]) for line in said), condition
        assert not any(re.search(r"magnesium[^.]*\d+ ?m(illi)?g", line) for line in said), condition


def rest_from_overuse_is_3_days_and_at_most_7(bench: Bench) -> None:
    rules = bench.library.shelf.frameworks.frameworks["rice"]
    assert (rules.first_phase_days, rules.max_first_phase_days) == ((1, 3), 7)
    for condition, protocol in bench.library.protocols.items():
        if protocol.framework == "rice":
            first = next(iter(protocol.phases.values()))
            assert all(last <= 7 for _, last in first.days.values()), condition
    plan = bench.plan("medial-tibial-stress-syndrome grade=mild")
    on = [day.day for day in plan.days for task in day.tasks if task.title == "Rest from what hurts"]
    assert on == [1, 2, 3]


def no_massage_on_days_1_to_3(bench: Bench) -> None:
    for condition in FRESH:
        plan = bench.plan(f"{condition} grade=1")
        assert not kinds(plan, 1, 2, 3) & {"massage", "roll"}, condition
        on = [
            day.day for day in plan.days for task in day.tasks if task.title == "No heat, alcohol, running or massage"
        ]
        assert on == [1, 2, 3], condition


def no_stretch_of_a_fresh_injury_on_days_1_to_3(bench: Bench) -> None:
    for condition in FRESH:
        plan = bench.plan(f"{condition} grade=1")
        assert "stretch" not in kinds(plan, 1, 2, 3), condition
        [text] = [
            task.text for task in tasks(plan, 1) if task.kind == "protect" and "tasks.protect" in task.reason.rule
        ]
        assert condition == "thigh-contusion" or "Do not stretch" in text, condition


def soreness_has_no_advice_on_pills(bench: Bench) -> None:
    said = bench.plan("delayed-onset-muscle-soreness grade=moderate").education
    assert any("Painkillers are not needed" in line for line in said)
    assert not any("ibuprofen" in line and "short time" in line for line in said)


def no_raised_leg_with_narrow_arteries(bench: Bench) -> None:
    cleared = bench.plan("peripheral-artery-disease-claudication cleared")
    assert not kinds(cleared) & {"elevate", "compress", "ice"}
    assert any("Do not raise your legs high" in phase.avoid[1] for phase in cleared.phases)
    raised = bench.plan("calf-strain grade=1 flags=RF-20")
    assert raised.days
    assert not kinds(raised) & {"elevate", "compress", "ice"}
    assert not {"Elevate", "Compress"} & {row.name for row in raised.letters}


RULES = {
    rule.__name__: rule
    for rule in (
        leg_pain_asks_across_nerve_muscle_and_vessel, a_red_light_stops_the_exercise,
        a_walk_that_cramps_takes_loading_out, peace_has_its_five_letters_on_days_1_to_3,
        love_follows_with_its_four_letters, rice_has_its_four_letters,
        fresh_injuries_take_peace_and_overuse_takes_rice, nerve_plans_watch_the_lowest_point,
        water_is_8_glasses_with_a_ceiling_of_12_and_locks, hamstring_grades_tell_an_ache_from_a_sharp_pain,
        every_plan_asks_the_safety_questions_first, exercises_name_the_muscles_of_the_back_of_the_leg,
        the_30_percent_of_aches_is_nowhere, protecting_ends_after_day_3, the_72_hour_notice_has_its_words,
        easy_aerobic_work_starts_on_day_4, no_ibuprofen_on_days_1_to_3, no_tablets_of_magnesium,
        rest_from_overuse_is_3_days_and_at_most_7, no_massage_on_days_1_to_3,
        no_stretch_of_a_fresh_injury_on_days_1_to_3, soreness_has_no_advice_on_pills,
        no_raised_leg_with_narrow_arteries,
    )
}  # fmt: skip


# -- advice of a framework --------------------------------------------------------------------------------------------


def test_a_plan_says_the_advice_of_its_framework_but_what_its_condition_leaves_out(bench: Bench) -> None:
    frameworks = bench.library.shelf.frameworks.frameworks
    advice = frameworks["peace-love"].advice
    assert set(advice.values()) <= set(bench.plan("hamstring-strain grade=1").education)
    left = set(advice.values()) - set(bench.plan("thigh-contusion grade=1").education)
    assert left == {advice["cold-and-heat"]}
    refused = bench.plan("hamstring-strain grade=1 flags=RF-08")
    assert not set(advice.values()) & sentences(refused)


def test_advice_names_no_amount_of_a_medicine(library: Library) -> None:
    for rules in library.shelf.frameworks.frameworks.values():
        assert not [text for text in rules.advice.values() if re.search(r"\d ?(mg|g|ml)\b|tablets? \d|\d tablet", text)]


def test_advice_is_easy_to_read(library: Library) -> None:
    for rules in library.shelf.frameworks.frameworks.values():
        for key, text in rules.advice.items():
            grade = reading_grade(text)
            assert grade is None or grade <= HIGHEST_GRADE, (key, grade)
