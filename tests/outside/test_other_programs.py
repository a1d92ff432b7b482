"""What programs of others make of our files: ical.js reads the calendar, a validator with the R4 profiles the record."""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import icalendar
import pytest
from combinations import LIBRARY, Choice, choices_of
from conftest import OUTSIDE, PlanMaker
from journals import compiled, measure, screened

from rehab import writers
from rehab.library import Library
from rehab.models.plan import Plan

PLANS: dict[str, dict[str, Any]] = {
    "strain": {"condition": "hamstring-strain", "grade": "2"},
    "tendon": {"condition": "achilles-tendinopathy", "variant": "alfredson", "side": "right"},
    "veins": {"condition": "chronic-venous-insufficiency-poor-circulation", "cleared": True},
    "limit": {"condition": "calf-strain", "grade": "1", "yes": ["RF-20"]},
    "referral": {"condition": "calf-strain", "yes": ["RF-08"]},
}


def node(script: str, given: bytes) -> Any:
    """Run a script of this folder with node and return what it prints."""
    environment = {**os.environ, "NODE_PATH": str(OUTSIDE / "node_modules")}
    command = ["node", str(Path(__file__).parent / script)]
    done = subprocess.run(command, input=given, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def events(content: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


@pytest.fixture(scope="module")
def written(make_plan: PlanMaker, library: Library) -> Any:
    template = library.template("clinic")
    return cache(lambda name, form: writers.write(form, make_plan(**PLANS[name]), template))


@pytest.mark.parametrize("name", ["strain", "veins", "referral"])
def test_ical_js_reads_the_calendar_as_we_do(written: Any, name: str) -> None:
    content = written(name, "ics")
    found = node("calendar.cjs", content)
    ours = events(content)
    assert [event["uid"] for event in found] == [str(event["UID"]) for event in ours]
    assert [event["description"] for event in found] == [str(event["DESCRIPTION"]) for event in ours]
    assert all(event["floating"] and event["sequence"] == 0 for event in found)
    assert all(len(event["alarms"]) == 1 and event["alarms"][0] < 0 for event in found)


def test_ical_js_tells_the_water_out_on_its_days_and_no_other(written: Any) -> None:
    content = written("strain", "ics")
    [series] = [event for event in node("calendar.cjs", content) if event["uid"].startswith("water")]
    [ours] = [event for event in events(content) if "RRULE" in event]
    skipped = {moment.dt.date().isoformat() for moment in ours["EXDATE"].dts}
    assert skipped
    assert not skipped & set(series["days"])
    assert len(series["days"]) == ours["RRULE"]["COUNT"][0] - len(skipped)


def test_every_record_is_valid_by_the_profiles_of_the_release(written: Any) -> None:
    records = [json.dumps(json.loads(written(name, "fhir"))) for name in PLANS]
    for name, result in zip(PLANS, node("record.cjs", "\n".join(records).encode()), strict=True):
        assert result["valid"], (name, result["messages"])
        assert result["messages"] == [], name


LOGGED = [
    screened(1),
    measure(2, "pain-rest", 3, side="left"),
    measure(2, "normal-gait", "no"),
    measure(3, "pain-kind", "sharp, tight"),
    measure(3, "redness", "unsure"),
]
CASES = int(os.environ.get("REHAB_CASES", "2"))
"""Of each condition; ``make exhaustive`` makes 20."""


def a_case(make_plan: PlanMaker, choices: list[Choice], number: int) -> Plan:
    """Make the plan of one case of a condition: its choices, sides, days and journals in turn."""
    choice = choices[number % len(choices)]
    side = ("left", "right", "both")[number % 3]
    as_of = 1 + number * 5
    entries = [*LOGGED, *([measure(4, "temperature", 39)] if number % 7 == 6 else [])]
    return compiled(make_plan, choice, entries, as_of=max(as_of, 5) if number % 2 else as_of, side=side).plan


@pytest.mark.parametrize("condition", sorted({choice.condition for choice in choices_of(LIBRARY)}))
def test_the_record_of_some_cases_of_each_condition_is_valid(
    condition: str, make_plan: PlanMaker, library: Library
) -> None:
    choices = [choice for choice in choices_of(LIBRARY) if choice.condition == condition]
    template = library.template("clinic")
    plans = [a_case(make_plan, choices, number) for number in range(CASES)]
    records = [json.dumps(json.loads(writers.write("fhir", plan, template))) for plan in plans]
    for number, result in enumerate(node("record.cjs", "\n".join(records).encode())):
        assert result["valid"], (number, result["messages"])
        assert result["messages"] == [], number


def test_the_validator_sees_a_wrong_status_and_a_missing_subject(written: Any) -> None:
    record = json.loads(written("limit", "fhir"))
    plan = record["entry"][-1]["resource"]
    plan["status"] = "activ"
    del plan["subject"]
    [result] = node("record.cjs", json.dumps(record).encode())
    told = json.dumps(result["messages"])
    assert not result["valid"]
    assert "activ" in told
    assert "subject" in told
