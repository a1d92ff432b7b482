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
from conftest import OUTSIDE, PlanMaker

from rehab import writers
from rehab.library import Library

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
