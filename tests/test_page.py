"""The page for the phone as a file: it holds the whole plan, asks for nothing outside, and no text gets out of its place."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from conftest import PlanMaker
from hostile import NAMES

from rehab import writers
from rehab.figures.lean import Pictures
from rehab.figures.scene import draw
from rehab.library import Library
from rehab.models.figure import whole
from rehab.models.plan import Leg, Plan
from rehab.writers.html.markup import embedded, filled, tag
from rehab.writers.html.tasks import timer_of
from rehab.writers.lines import clean

MOST = 300_000
TWELVE_WEEKS = 84
VOID = {"meta", "br", "input"}


class Read(HTMLParser):
    """A page as a browser reads it: elements with their attributes, and every text with the elements around it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        assert len(dict(attrs)) == len(attrs), tag
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(self.open), data))

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag == name]

    def within(self, name: str) -> str:
        return "".join(text for around, text in self.texts if around and around[-1] == name)

    @property
    def shown(self) -> str:
        return " ".join(text for around, text in self.texts if not {"style", "script", "head"} & set(around))


@pytest.fixture(scope="module")
def page(make_plan: PlanMaker, library: Library) -> Any:
    return lambda plan: writers.write("html", plan, library.template("clinic")).decode()


@pytest.fixture(scope="module")
def strain(make_plan: PlanMaker) -> Plan:
    return make_plan("hamstring-strain", grade="2")


@pytest.fixture(scope="module")
def written(strain: Plan, page: Any) -> str:
    return str(page(strain))


def first_weeks(plan: Plan) -> Plan:
    """Return the first 12 weeks of a plan, with the phases and the exercises of those."""
    days = plan.days[:TWELVE_WEEKS]
    phases = tuple(one for one in plan.phases if one.id in {day.phase for day in days})
    used = {task.exercise for day in days for task in day.tasks} | {d.exercise for p in phases for d in p.exercises}
    exercises = {name: one for name, one in plan.exercises.items() if name in used}
    return plan.model_copy(update={"days": days, "phases": phases, "exercises": exercises})


@pytest.mark.parametrize("condition", ["quadriceps-strain", "tibial-stress-fracture"])
def test_twelve_weeks_of_the_fullest_plans_take_at_most_300_kb(make_plan: PlanMaker, page: Any, condition: str) -> None:
    assert len(page(first_weeks(make_plan(condition, cleared=True))).encode()) <= MOST


def test_the_policy_names_the_style_and_the_program_and_nothing_else(written: str) -> None:
    read = Read(written)
    [policy] = [one["content"] for one in read.all("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    assert policy
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))

    def digest(text: str) -> str:
        return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    program = written.rpartition("<script>")[2].partition("</script>")[0]
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == digest(program)
    assert rules["style-src"] == digest(read.within("style"))
    assert {rules[name] for name in ("connect-src", "img-src", "form-action", "base-uri")} == {"'none'"}
    assert "unsafe" not in policy


def test_nothing_on_the_page_leads_outside_it(written: str) -> None:
    read = Read(written)
    ids = {one["id"] for _, one in read.elements if "id" in one}
    for name, attributes in read.elements:
        assert not {"src", "srcset", "action", "style", "background"} & set(attributes), name
        assert not [key for key in attributes if key.startswith("on")], name
        if href := attributes.get("href"):
            assert href.startswith("#"), href
            assert href[1:] in ids, href
    assert not {"link", "img", "iframe", "object", "embed", "form", "base"} & {name for name, _ in read.elements}
    assert not re.search(r"https?://(?!www\.w3\.org/)|@import|url\((?!#)", written)
    assert "fetch(" not in written


def test_ids_stand_once_and_headings_have_no_gap(written: str) -> None:
    read = Read(written)
    ids = Counter(one["id"] for _, one in read.elements if "id" in one)
    assert not [name for name, count in ids.items() if count > 1]
    levels = [int(name[1]) for name, _ in read.elements if re.fullmatch(r"h[1-6]", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= before + 1 for before, later in pairwise(levels))


def test_every_task_stands_on_its_day_and_links_to_how_it_is_done(strain: Plan, written: str) -> None:
    data = json.loads(written.partition('type="application/json" id=data>')[2].partition("</script>")[0] or "null")
    assert data
    days = re.findall(r"<details id=d-([\d-]+) data-day=(\d+)>(.*?)</details>", written)
    assert [(day.date.isoformat(), str(day.day)) for day in strain.days] == [(date, day) for date, day, _ in days]
    for day, (_, _, told) in zip(strain.days, days, strict=True):
        rows = re.findall(r"<li(?: data-t=([\w.-]+))? data-k=(\d+)>(.*?)</li>", told)
        assert len(rows) == len(day.tasks)
        for task, (name, number, row) in zip(day.tasks, rows, strict=True):
            way = data["tasks"][int(number)]
            shown = Read(row).shown
            assert all(clean(part) in clean(shown) for part in (task.title, task.dose, task.only_if))
            assert (way["name"], way["at"]) == (task.exercise or task.kind, list(task.at))
            assert name in ("", task.id)
            assert f"id={way['text']}>" in written


def test_everything_a_person_must_read_stands_on_the_page(strain: Plan, written: str) -> None:
    shown = clean(Read(written).shown)
    texts = [sign.text for sign in strain.stop_signs] + [notice.text for notice in strain.notices]
    texts += [
        line for one in strain.exercises.values() for line in (*one.steps, *one.cues, *one.precautions, one.not_feel)
    ]
    texts += [line for phase in strain.phases for line in (*phase.avoid, *phase.allowed, phase.goal)]
    texts += [line.how for phase in strain.phases for line in phase.criteria]
    texts += [stage.text for phase in strain.phases for stage in phase.running]
    texts += [task.text for day in strain.days for task in day.tasks]
    texts += [question.question for question in strain.screening.asked]
    texts += [*strain.education, *strain.prognosis]
    assert strain.response
    texts += [
        part
        for name in ("green", "amber", "red")
        for part in (getattr(strain.response, name).when, getattr(strain.response, name).then)
    ]
    assert not [text for text in texts if clean(text) not in shown]


def test_questions_that_nobody_asked_stand_before_the_plan(make_plan: PlanMaker, page: Any) -> None:
    plan = make_plan("hamstring-strain", yes=None)
    shown = page(plan.model_copy(update={"days": plan.days[:1], "exercises": {}}))
    assert 0 < shown.index("id=safety") < shown.index("id=today")
    assert all(clean(question.question) in clean(Read(shown).shown) for question in plan.screening.asked)


def test_who_starts_late_checks_the_tests_that_were_left_out_line_by_line(make_plan: PlanMaker, page: Any) -> None:
    plan = make_plan("calf-strain", grade="2", day=6)
    (tests,) = [notice.tests for notice in plan.notices if notice.tests]
    assert len(tests) > 3
    lines = [text for around, text in Read(page(plan)).texts if around.count("li") == 2]
    assert [clean(text) for text in tests] == [line for line in lines if line in map(clean, tests)]


def test_a_limit_stands_first_and_a_referral_alone(make_plan: PlanMaker, page: Any) -> None:
    limited = make_plan("calf-strain", grade="1", yes=["RF-20"])
    [notice] = [notice.text for notice in limited.notices if notice.code == "limit"]
    made = page(limited)
    assert clean(notice) in made
    assert made.index(clean(notice)) < made.index("id=today")
    notes = [notice for notice in limited.notices if notice.code == "seventy-two-hours"]
    assert all(made.index(clean(notice.text)) < made.index("id=today") for notice in notes)
    assert notes
    referred = make_plan("calf-strain", yes=["RF-08"])
    assert referred.referral
    read = Read(page(referred))
    texts = [referred.referral.reason, *referred.referral.do_now, *referred.referral.do_not]
    assert all(clean(text) in clean(read.shown) for text in texts)
    assert read.within("h1") == clean(referred.referral.title)
    assert not read.all("script")
    assert not read.all("nav")


def test_a_card_in_the_place_of_a_plan_leads_with_what_to_do(make_plan: PlanMaker, page: Any) -> None:
    plan = make_plan("delayed-onset-muscle-soreness")
    alone = plan.model_copy(update={"days": (), "phases": ()})
    shown = clean(Read(page(alone)).shown)
    [card] = plan.cards.values()
    assert shown.index(clean(card.steps[0])) < shown.index("Stop signs")


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_only_text(strain: Plan, page: Any, name: str) -> None:
    text = NAMES[name]
    case = strain.case.model_copy(update={"name": text, "id": text[:64], "summary": text})
    made = page(strain.model_copy(update={"case": case, "days": strain.days[:2], "exercises": {}}))
    made.encode()
    assert len(made) < 150_000
    read = Read(made)
    assert len(read.all("script")) == 2
    assert not {"img", "iframe"} & {tag for tag, _ in read.elements}
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", made)
    assert clean(text) == "" or clean(text) in read.shown


@pytest.mark.parametrize("name", NAMES)
def test_hostile_texts_of_tasks_stay_where_they_are_written(strain: Plan, page: Any, name: str) -> None:
    text = NAMES[name]
    day = strain.days[5]
    tasks = tuple(
        task.model_copy(update={"title": text, "text": text, "dose": text, "only_if": text}) for task in day.tasks
    )
    made = page(strain.model_copy(update={"days": (day.model_copy(update={"tasks": tasks}),), "exercises": {}}))
    read = Read(made)
    assert len(read.all("script")) == 2
    assert len([one for one in read.all("li") if "data-k" in one]) == len(tasks)
    data = json.loads(made.partition("id=data>")[2].partition("</script>")[0])
    assert {way["dose"] for way in data["tasks"]} == {clean(text)}


def test_values_are_never_filled_in_twice_and_markup_is_escaped() -> None:
    assert filled("{name} of {other}", name="{other}", other="x") == "{other} of x"
    assert tag("p", 'a < b & "c"', title='" onclick="x') == '<p title="&quot; onclick=&quot;x">a &lt; b &amp; "c"</p>'
    assert embedded(["</script>", "\u2028"]) == '["\\u003c/script\\u003e","\\u2028"]'


LEGS = {"hold": "Hold", "rest": "Rest", "do": "Do", "go": "Go", "ready": "Ready"}
RUN = Leg(activity="run", seconds=(60, 120))
WALK = Leg(activity="walk", seconds=(60, 90))


@pytest.mark.parametrize(
    ("changes", "timer"),
    [
        ({"sets": 5, "hold_seconds": (20, 30), "rest_seconds": (30, 60)}, (5, [["Hold", 20]], 60)),
        ({"sets": 4, "hold_seconds": (20, 20), "rest_seconds": (10, 10), "each_side": True}, (8, [["Hold", 20]], 10)),
        ({"sets": 3, "reps": (12, 12), "rest_seconds": (60, 60)}, (3, [["Do", 0]], 60)),
        ({"sets": 3, "reps": (8, 8), "hold_seconds": (2, 2), "rest_seconds": (90, 90)}, (3, [["Do", 0]], 90)),
        ({"duration_seconds": (600, 1200)}, (1, [["Go", 600]], 0)),
        ({"sets": 6, "intervals": (RUN, WALK)}, (6, [["run", 60], ["walk", 90]], 0)),
        ({"sets": 1, "reps": (20, 20), "rest_seconds": (30, 30)}, None),
        ({}, None),
    ],
)
def test_a_timer_never_asks_for_more_work_or_less_rest_than_the_plan(
    strain: Plan, changes: dict[str, Any], timer: tuple[int, list[Any], int] | None
) -> None:
    bare = dict.fromkeys(("sets", "reps", "hold_seconds", "duration_seconds", "rest_seconds", "intervals"))
    task = strain.days[0].tasks[0].model_copy(update={**bare, "each_side": False, **changes})
    wanted = timer and dict(zip(("rounds", "legs", "rest"), timer, strict=True))
    assert timer_of(task, LEGS) == wanted


def test_a_picture_with_fewer_points_takes_fewer_bytes(library: Library) -> None:
    drawing = draw(whole("heel-slide", library.shelf.figures))
    levels = ((240, 0.3, 0), (240, 0.9, 0), (120, 1.0, 0), (120, 1.0, 8))
    drawn = [Pictures(wide=wide, loose=loose, least=least).symbol(drawing, "f") for wide, loose, least in levels]
    sizes = list(map(len, drawn))
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] > 1000


def test_the_same_plan_gives_the_same_bytes(strain: Plan, page: Any) -> None:
    few = strain.model_copy(update={"days": strain.days[:9], "exercises": dict(list(strain.exercises.items())[:3])})
    assert page(few) == page(few)
