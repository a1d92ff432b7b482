"""The record: every task with its dates and numbers as values, in the shape of FHIR R4."""

from __future__ import annotations

import datetime as dt
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import readings
from combinations import Choice
from conftest import INJURED, PlanMaker
from hostile import NAMES, texts
from hypothesis import given, settings
from hypothesis import strategies as st
from journals import compiled, date_of, measure, screened

from rehab.library import Library
from rehab.models.plan import Plan, Task
from rehab.models.template import Template
from rehab.writers import fhir
from rehab.writers.fhir_timing import timings
from rehab.writers.lines import clean

Resource = dict[str, Any]
PLANS: dict[str, dict[str, Any]] = {
    "strain": {"condition": "hamstring-strain", "grade": "2"},
    "tendon": {"condition": "achilles-tendinopathy", "variant": "alfredson", "side": "right"},
    "veins": {"condition": "chronic-venous-insufficiency-poor-circulation", "cleared": True},
    "limit": {"condition": "calf-strain", "grade": "1", "yes": ["RF-20"]},
    "not-asked": {"condition": "calf-strain", "yes": None, "side": None},
    "referral": {"condition": "calf-strain", "yes": ["RF-08"]},
    "emergency": {"condition": "calf-strain", "yes": ["RF-01"]},
}
# The keys that R4 knows for what we write, and those it asks for.
KEYS = {
    "Bundle": {"id", "language", "identifier", "type", "timestamp", "entry"},
    "Patient": {"id", "text", "identifier", "name"},
    "Condition": {
        "id", "text", "clinicalStatus", "verificationStatus", "severity", "code", "bodySite", "subject", "onsetDateTime", "recordedDate",
    },
    "Goal": {"id", "text", "lifecycleStatus", "description", "subject", "startDate", "target", "addresses"},
    "CarePlan": {
        "id", "text", "identifier", "status", "intent", "title", "description", "subject", "period", "created", "addresses", "goal", "activity", "note",
    },
    "ServiceRequest": {
        "id", "text", "status", "intent", "priority", "code", "subject", "occurrencePeriod", "authoredOn", "reasonReference", "note",
    },
    "Observation": {
        "id", "text", "basedOn", "status", "category", "code", "subject", "effectiveDateTime", "bodySite", "valueQuantity", "valueBoolean", "valueString", "dataAbsentReason",
    },
}  # fmt: skip
REQUIRED = {
    "Bundle": {"type"},
    "Patient": set(),
    "Condition": {"subject", "clinicalStatus"},
    "Goal": {"lifecycleStatus", "description", "subject"},
    "CarePlan": {"status", "intent", "subject"},
    "ServiceRequest": {"status", "intent", "subject"},
    "Observation": {"status", "code", "subject"},
}
DETAIL = {"kind", "code", "reasonCode", "goal", "status", "scheduledTiming", "dailyAmount", "quantity", "description"}
REPEAT = {"boundsPeriod", "frequency", "period", "periodUnit", "duration", "durationUnit", "dayOfWeek", "timeOfDay"}
BINDINGS = {
    ("Bundle", "type"): {"collection"},
    ("Goal", "lifecycleStatus"): {"proposed", "planned", "accepted", "active", "on-hold", "completed", "cancelled", "rejected"},
    ("CarePlan", "status"): {"draft", "active", "on-hold", "revoked", "completed", "unknown"},
    ("CarePlan", "intent"): {"proposal", "plan", "order", "option"},
    ("ServiceRequest", "status"): {"draft", "active", "on-hold", "revoked", "completed", "unknown"},
    ("ServiceRequest", "intent"): {"proposal", "plan", "directive", "order", "option"},
    ("ServiceRequest", "priority"): {"routine", "urgent", "asap", "stat"},
}  # fmt: skip
KINDS = {"Appointment", "CommunicationRequest", "DeviceRequest", "NutritionOrder", "Task", "ServiceRequest"}
STATUSES = {"not-started", "scheduled", "in-progress", "on-hold", "completed", "cancelled", "stopped", "unknown"}
UCUM = {"s", "min", "h", "d", "wk", "m", "cm", "kg", "mL", "deg", "%", "{score}", "{repetition}", "{set}"}
DATES = ("start", "end", "dueDate", "startDate", "created", "onsetDateTime", "recordedDate", "authoredOn")


@pytest.fixture(scope="module")
def template(library: Library) -> Template:
    return library.template("clinic")


LOGGED = [
    screened(1),
    measure(2, "pain-rest", 3),
    measure(2, "single-heel-raise", 12, side="left"),
    measure(3, "lefs", 54),
    measure(3, "normal-gait", "no"),
    measure(3, "pain-kind", "sharp, tight"),
    measure(4, "redness", "unsure"),
]
FOLLOWED = {"followed": LOGGED, "stopped": [*LOGGED, measure(4, "temperature", 38.4)]}


@pytest.fixture(scope="module")
def planned(make_plan: PlanMaker) -> Any:
    def made(name: str) -> Plan:
        if name in FOLLOWED:
            return compiled(make_plan, Choice("calf-strain", "2", None, None), FOLLOWED[name], as_of=5).plan
        return make_plan(**PLANS[name])

    return cache(made)


@pytest.fixture(scope="module")
def bundles(planned: Any, template: Template) -> Any:
    return cache(lambda name: json.loads(fhir.write(planned(name), template)))


def resources(bundle: Resource, kind: str) -> list[Resource]:
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def values(value: object, key: str = "") -> Iterator[tuple[str, object]]:
    """Yield every value of a record with the key it stands under."""
    yield key, value
    if isinstance(value, dict):
        for name, part in value.items():
            yield from values(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from values(part, key)


def check(bundle: Resource) -> None:
    """Assert what R4 asks of a bundle of ours."""
    found = [bundle, *(entry["resource"] for entry in bundle["entry"])]
    assert all(set(entry) == {"fullUrl", "resource"} for entry in bundle["entry"])
    for resource in found:
        kind = resource["resourceType"]
        assert set(resource) - {"resourceType"} <= KEYS[kind]
        assert set(resource) >= REQUIRED[kind]
        assert re.fullmatch(r"[A-Za-z0-9.-]{1,64}", resource["id"])
        for (of, key), allowed in BINDINGS.items():
            assert of != kind or resource[key] in allowed
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls) == len({resource["id"] for resource in found[1:]})
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", url) for url in urls)
    for key, value in values(bundle):
        assert value not in (None, "", [], {}), key
        if isinstance(value, str):
            assert not re.search(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]", value)
        if key == "reference":
            assert value in urls
        if key in DATES:
            assert dt.date.fromisoformat(str(value)).isoformat() == value
        if isinstance(value, dict):
            _check_part(key, value)
    for plan in resources(bundle, "CarePlan"):
        for activity in plan.get("activity", ()):
            _check_detail(activity["detail"])


def _check_part(key: str, value: Resource) -> None:
    if "system" in value and "unit" in value:
        assert value["system"] == "http://unitsofmeasure.org"
        assert value["code"] in UCUM
    if "low" in value:
        assert value["low"]["value"] < value["high"]["value"]
        assert value["low"]["code"] == value["high"]["code"]
        assert "comparator" not in value["low"]
    if key == "target":
        assert "measure" in value
        assert sum(name.startswith("detail") for name in value) == 1
    if "comparator" in value:
        assert value["comparator"] in {"<", "<=", ">=", ">"}
    if "start" in value and "end" in value:
        assert value["start"] <= value["end"]
    if key == "text" and "div" in value:
        assert value["status"] == "generated"
        root = ET.fromstring(value["div"])
        assert root.tag == "{http://www.w3.org/1999/xhtml}div"
        assert {part.tag.partition("}")[2] for part in root.iter()} == {"div", "p"}
        assert "".join(root.itertext()).strip()


def _check_detail(detail: Resource) -> None:
    assert set(detail) <= DETAIL
    assert detail["kind"] in KINDS
    assert detail["status"] in STATUSES
    repeat = detail["scheduledTiming"]["repeat"]
    assert set(repeat) <= REPEAT
    assert ("duration" in repeat) == ("durationUnit" in repeat)
    assert repeat["frequency"] >= 1
    assert all(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d:00", clock) for clock in repeat["timeOfDay"])


# -- shape ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*PLANS, *FOLLOWED])
def test_a_bundle_keeps_the_rules_of_the_release(bundles: Any, name: str) -> None:
    check(bundles(name))


@pytest.mark.parametrize("name", ["strain", "tendon", "veins", "limit", "not-asked"])
def test_a_plan_is_a_patient_a_condition_goals_and_a_care_plan(bundles: Any, name: str) -> None:
    kinds = Counter(entry["resource"]["resourceType"] for entry in bundles(name)["entry"])
    assert kinds == {"Patient": 1, "Condition": 1, "CarePlan": 1, "Goal": kinds["Goal"]}
    assert kinds["Goal"] >= 2


@pytest.mark.parametrize(("name", "priority"), [("referral", "asap"), ("emergency", "stat")])
def test_a_referral_is_a_request_that_says_what_to_do(bundles: Any, planned: Any, name: str, priority: str) -> None:
    kinds = [entry["resource"]["resourceType"] for entry in bundles(name)["entry"]]
    assert kinds == ["Patient", "Condition", "ServiceRequest"]
    [request] = resources(bundles(name), "ServiceRequest")
    assert request["priority"] == priority
    told = [note["text"] for note in request["note"]]
    assert set(told) >= {f"- {clean(line)}" for line in planned(name).referral.do_now}


# -- timing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["strain", "tendon", "veins", "limit"])
def test_the_timings_expand_to_the_tasks_of_each_day(bundles: Any, planned: Any, name: str) -> None:
    wanted = Counter((day.date, clean(task.title), task.at) for day in planned(name).days for task in day.tasks)
    found = Counter(
        (day, detail["code"]["text"], tuple(clock[:5] for clock in detail["scheduledTiming"]["repeat"]["timeOfDay"]))
        for day, detail in readings.activities(bundles(name))
    )
    assert found == wanted


def task_of(plan: Plan, kind: str) -> Task:
    return next(task for day in plan.days for task in day.tasks if task.kind == kind)


@settings(max_examples=200)
@given(days=st.sets(st.integers(0, 60), min_size=1))
def test_any_days_come_back_from_their_timings_in_no_more_parts_than_days(planned: Any, days: set[int]) -> None:
    dates = [INJURED + dt.timedelta(days=day) for day in sorted(days)]
    made = list(timings(task_of(planned("strain"), "load"), dates))
    assert [day for timing in made for day in readings.of_timing(timing)] == dates
    assert len(made) <= len(dates)


@pytest.mark.parametrize(
    ("days", "parts", "names"),
    [
        (range(14), 1, None),
        ([0, 2, 4, 7, 9, 11], 1, ["mon", "wed", "fri"]),
        ([3], 1, None),
        (range(0, 7, 2), 1, ["mon", "wed", "fri", "sun"]),
        (range(0, 14, 2), 2, ["mon", "wed", "fri", "sun"]),
    ],
)
def test_usual_days_are_said_as_people_say_them(
    planned: Any, days: list[int], parts: int, names: list[str] | None
) -> None:
    monday = dt.date(2026, 11, 23)
    made = list(timings(task_of(planned("strain"), "load"), [monday + dt.timedelta(days=day) for day in days]))
    assert (len(made), made[0]["repeat"].get("dayOfWeek")) == (parts, names)


# -- dose -----------------------------------------------------------------------------------------------------------


def dose_goal(bundle: Resource, title: str) -> dict[str, Any]:
    goal = next(goal for goal in resources(bundle, "Goal") if goal["description"]["text"] == title)
    return {target["measure"]["text"]: target for target in goal["target"]}


def test_a_dose_is_numbers_with_units(bundles: Any) -> None:
    dig = dose_goal(bundles("strain"), "Heel dig: 3 × 5, 5 s hold")
    assert {name: dig[name]["detailQuantity"]["value"] for name in ("sets", "repetitions")} == {
        "sets": 3,
        "repetitions": 5,
    }
    hold = dig["hold"]["detailRange"]  # 5 s at first, later 10
    assert [(hold[end]["value"], hold[end]["code"]) for end in ("low", "high")] == [(5, "s"), (10, "s")]
    assert dig["side"]["detailCodeableConcept"]["text"] == "each side"
    bike = dose_goal(bundles("strain"), "Exercise bike: 20 min")
    assert bike["time"]["detailRange"]["low"] == {
        "value": 1200, "unit": "s", "system": "http://unitsofmeasure.org", "code": "s",
    }  # fmt: skip
    assert [bike["effort"]["detailRange"][end]["value"] for end in ("low", "high")] == [3, 4]
    run = dose_goal(bundles("strain"), "Run faster, step by step: 40 m at 85 percent, arcs and zig-zags: 6 × 40 m, 85 % of full speed")  # fmt: skip
    assert run["distance"]["detailQuantity"]["value"] == 40
    assert run["load"]["detailString"] == "85 % of full speed"


@pytest.mark.parametrize("name", ["strain", "tendon", "veins"])
def test_every_number_of_every_dose_is_a_target(bundles: Any, planned: Any, name: str) -> None:
    bundle = bundles(name)
    goals = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
    [plan] = resources(bundle, "CarePlan")
    told: dict[tuple[dt.date, str], list[Counter[float]]] = {}
    for activity in plan["activity"]:
        detail = activity["detail"]
        numbers: Counter[float] = Counter()
        for goal in (goals[entry["reference"]] for entry in detail.get("goal", ())):
            if "-dose-" in goal["id"]:
                for target in goal["target"]:
                    quantity, span = target.get("detailQuantity"), target.get("detailRange")
                    ends = [quantity] if quantity else [span["low"], span["high"]] if span else []
                    numbers.update(end["value"] for end in ends)
        for day in readings.of_timing(detail["scheduledTiming"]):
            told.setdefault((day, detail["code"]["text"]), []).append(numbers)
    for day in planned(name).days:
        for task in day.tasks:
            wanted: Counter[float] = Counter([] if task.sets is None else [task.sets])
            spans = [
                task.reps,
                task.hold_seconds,
                task.duration_seconds,
                task.distance_m,
                task.rest_seconds,
                task.effort,
            ]
            spans += [part for leg in task.intervals or () for part in (leg.seconds, leg.metres)]
            for span in filter(None, spans):
                wanted.update(set(span))
            wanted.update(task.reps_by_set or ())
            assert wanted in told[day.date, clean(task.title)], task.id


@pytest.mark.parametrize("name", FOLLOWED)
def test_what_was_written_down_is_an_observation_each(bundles: Any, name: str) -> None:
    told = {entry["code"]["text"]: entry for entry in resources(bundles(name), "Observation")}
    raises = next(entry for title, entry in told.items() if title.startswith("Heel raises on one leg"))
    assert raises["valueQuantity"] == {
        "value": 12, "unit": "reps", "system": "http://unitsofmeasure.org", "code": "{repetition}",
    }  # fmt: skip
    assert raises["bodySite"] == {"text": "left calf"}
    assert raises["effectiveDateTime"] == str(date_of(2))
    assert told["How the pain feels"]["valueString"] == "sharp, tight"
    assert [entry["valueBoolean"] for entry in told.values() if "valueBoolean" in entry] == [False]
    assert [key for entry in told.values() for key in entry if key == "dataAbsentReason"] == ["dataAbsentReason"]
    assert len(told) == len(FOLLOWED[name]) - 1
    assert (resources(bundles(name), "ServiceRequest") != []) is (name == "stopped")


def test_what_to_drink_is_an_amount_of_a_day(bundles: Any) -> None:
    [plan] = resources(bundles("strain"), "CarePlan")
    drinks = [entry["detail"] for entry in plan["activity"] if entry["detail"]["kind"] == "NutritionOrder"]
    assert {(drink["dailyAmount"]["value"], drink["quantity"]["value"]) for drink in drinks} == {(2000, 250)}
    assert {drink["dailyAmount"]["code"] for drink in drinks} == {"mL"}


def test_a_side_nobody_named_is_the_sore_side_in_the_record(bundles: Any) -> None:
    told = json.dumps(bundles("not-asked"))
    [condition] = resources(bundles("not-asked"), "Condition")
    assert condition["bodySite"] == [{"text": "calf"}]
    assert '"left' not in told
    assert '"right' not in told


# -- what must not get lost -----------------------------------------------------------------------------------------


def test_a_phase_is_a_goal_with_its_list(bundles: Any, planned: Any) -> None:
    goals = [goal for goal in resources(bundles("strain"), "Goal") if "-phase-" in goal["id"]]
    phases = planned("strain").phases
    assert [goal["startDate"] for goal in goals] == [phase.start.isoformat() for phase in phases]
    assert [len(goal.get("target", ())) for goal in goals] == [len(phase.criteria) for phase in phases]
    walk = goals[1]["target"][0]
    assert walk["measure"]["text"] == "Walk with a normal stride: pain 0, 2 days in a row"
    assert (walk["detailQuantity"]["comparator"], walk["detailQuantity"]["value"]) == ("<=", 0)


@pytest.mark.parametrize("name", ["strain", "limit", "not-asked"])
def test_stop_signs_notices_and_open_questions_are_notes_and_in_the_narrative(
    bundles: Any, planned: Any, name: str
) -> None:
    [plan] = resources(bundles(name), "CarePlan")
    told = "\n".join(note["text"] for note in plan["note"])
    shown = "".join(ET.fromstring(plan["text"]["div"]).itertext())
    lines = [sign.text for sign in planned(name).stop_signs] + [notice.text for notice in planned(name).notices]
    if name == "not-asked":
        lines += [entry.question for entry in planned(name).screening.asked]
    for line in lines:
        assert clean(line) in told
        assert clean(line) in shown


def test_a_plan_nobody_signed_is_a_draft_and_a_program_confirms_no_diagnosis(bundles: Any) -> None:
    [plan] = resources(bundles("strain"), "CarePlan")
    [condition] = resources(bundles("strain"), "Condition")
    assert plan["status"] == "draft"
    assert condition["verificationStatus"]["coding"][0]["code"] == "unconfirmed"


def test_the_same_plan_gives_the_same_bytes_and_another_case_other_ids(
    make_plan: PlanMaker, planned: Any, template: Template
) -> None:
    assert fhir.write(planned("strain"), template) == fhir.write(make_plan(**PLANS["strain"]), template)
    other = json.loads(fhir.write(make_plan("hamstring-strain", grade="2", side="right"), template))
    ours = json.loads(fhir.write(planned("strain"), template))
    assert not {entry["fullUrl"] for entry in other["entry"]} & {entry["fullUrl"] for entry in ours["entry"]}


# -- hostile texts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_only_a_name(planned: Any, template: Template, name: str) -> None:
    plan = planned("limit")
    plan = plan.model_copy(update={"case": plan.case.model_copy(update={"name": NAMES[name]})})
    content = fhir.write(plan, template)
    assert b"</script" not in content
    bundle = json.loads(content)
    check(bundle)
    [patient] = resources(bundle, "Patient")
    assert patient.get("name", [{"text": ""}])[0]["text"] == clean(NAMES[name])


@settings(max_examples=60)
@given(text=texts)
def test_any_text_comes_back_as_it_was_cleaned(planned: Any, template: Template, text: str) -> None:
    plan = planned("strain")
    day = plan.days[30]
    tasks = tuple(
        task.model_copy(update={"title": text, "text": text, "load": text, "tempo": text, "dose": text})
        for task in day.tasks
    )
    case = plan.case.model_copy(update={"name": text, "id": text[:64], "part": text, "summary": text, "grade": text})
    plan = plan.model_copy(update={"days": (day.model_copy(update={"tasks": tasks}),), "case": case})
    bundle = json.loads(fhir.write(plan, template))
    check(bundle)
    [care] = resources(bundle, "CarePlan")
    assert {entry["detail"]["code"]["text"] for entry in care["activity"]} == {clean(text) or "-"}
