"""The calendar: every task of the plan on its day, read back by three readers, and changed by the next import."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import calendar_lines
import icalendar
import pytest
import vobject
from conftest import INJURED, PlanMaker
from hostile import NAMES, texts
from hypothesis import given, settings

from rehab.errors import WriteError
from rehab.library import Library
from rehab.models.plan import Day, Plan
from rehab.models.template import Template
from rehab.writers import Looks, agenda, ics, write
from rehab.writers.lines import clean, facts

GOOGLE_BYTES = 1_000_000
"""What the most careful of the big calendars takes."""
CONDITIONS = ("hamstring-strain", "patellar-tendinopathy", "chronic-venous-insufficiency-poor-circulation")
"""A fresh strain; the most events; the longest texts, with a walk each hour."""


@pytest.fixture(scope="module")
def template(library: Library) -> Template:
    return library.template("clinic")


@pytest.fixture(scope="module")
def plans(make_plan: PlanMaker) -> dict[str, Plan]:
    return {condition: make_plan(condition) for condition in CONDITIONS}


@pytest.fixture(scope="module")
def files(plans: dict[str, Plan], template: Template) -> dict[str, bytes]:
    return {name: ics.write(plan, template) for name, plan in plans.items()}


@pytest.fixture(scope="module")
def small(make_plan: PlanMaker) -> Plan:
    """The last days of a plan."""
    return make_plan("calf-strain", day=115)


def renamed(plan: Plan, name: str) -> Plan:
    return plan.model_copy(update={"case": plan.case.model_copy(update={"name": name})})


def with_days(plan: Plan, *days: Day) -> Plan:
    return plan.model_copy(update={"days": days})


def events(content: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def days_of(event: Any) -> Iterator[dt.date]:
    """Yield the days of an event: its RRULE told by hand, without the days left out."""
    start = event["DTSTART"].dt
    skip = {moment.dt for moment in event["EXDATE"].dts} if "EXDATE" in event else set()
    for step in range(event["RRULE"]["COUNT"][0] if "RRULE" in event else 1):
        moment = start + dt.timedelta(days=step)
        if moment not in skip:
            yield moment.date() if isinstance(moment, dt.datetime) else moment


def said(event: Any) -> str:
    return str(event["DESCRIPTION"])


# -- what is in it --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_task_is_in_the_calendar_on_its_day_at_its_times_and_nothing_else_is(
    plans: dict[str, Plan], files: dict[str, bytes], template: Template, condition: str
) -> None:
    told: dict[dt.date, Counter[tuple[str, str]]] = {}
    spread: dict[dt.date, Counter[str]] = {}
    wanted: dict[dt.date, Counter[tuple[str, str]]] = {}
    wanted_spread: dict[dt.date, Counter[str]] = {}
    for event in events(files[condition]):
        for day in days_of(event):
            for line in said(event).split("\n"):
                words = line.split(" ")
                clocks = list(itertools.takewhile(lambda word: len(word) == 5 and word[2] == ":", words))
                rest = " ".join(words[len(clocks) :])
                if clocks:
                    told.setdefault(day, Counter()).update((clock, rest.partition(". ")[0]) for clock in clocks)
                elif " times, " in line and line.partition(":")[0].split()[0].isdecimal():
                    spread.setdefault(day, Counter()).update([line.partition(": ")[2].partition(". ")[0]])
    for day_plan in plans[condition].days:
        for task in day_plan.tasks:
            name = facts(task, template.wording).partition(". ")[0]
            if len(task.at) <= agenda.SPREAD:
                wanted.setdefault(day_plan.date, Counter()).update((clock, name) for clock in task.at)
            elif task.kind != "hydrate":
                wanted_spread.setdefault(day_plan.date, Counter()).update([name])
    assert told.keys() >= wanted.keys()
    for day, names in wanted.items():
        found = Counter({key: count for key, count in told[day].items() if "ml" not in key[1] and key[1]})
        assert found == names, day
    for day, others in wanted_spread.items():
        assert all(spread[day][name] == count for name, count in others.items()), day


@pytest.mark.parametrize("condition", CONDITIONS)
def test_water_is_said_once_on_each_day_that_has_it(
    plans: dict[str, Plan], files: dict[str, bytes], condition: str
) -> None:
    [title] = {task.title for day in plans[condition].days for task in day.tasks if task.kind == "hydrate"}
    told = Counter(day for event in events(files[condition]) for day in days_of(event) if title in said(event))
    wanted = {day.date for day in plans[condition].days if any(task.kind == "hydrate" for task in day.tasks)}
    assert told == dict.fromkeys(wanted, 1)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_day_has_at_most_four_events_and_a_series_has_a_count(files: dict[str, bytes], condition: str) -> None:
    found = events(files[condition])
    assert max(Counter(day for event in found for day in days_of(event)).values()) <= agenda.EVENTS_A_DAY
    series = [event for event in found if "RRULE" in event]
    assert [event["UID"].partition(".")[0] for event in series] == ["water"]
    assert any("EXDATE" in event for event in series)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_calendar_is_small_enough_for_every_big_calendar(files: dict[str, bytes], condition: str) -> None:
    assert len(files[condition]) < GOOGLE_BYTES


def test_phases_checks_and_reviews_have_whole_days(plans: dict[str, Plan], files: dict[str, bytes]) -> None:
    whole = {
        event["DTSTART"].dt: event
        for event in events(files["hamstring-strain"])
        if not isinstance(event["DTSTART"].dt, dt.datetime)
    }
    titles = {(date - INJURED).days + 1: str(event["SUMMARY"]) for date, event in whole.items()}
    assert titles[1] == "Your plan starts. Phase 1: Protect"
    assert titles[2] == "Ask the safety questions again"
    assert titles[4] == "Phase 2: Early load. The day 4 test"
    assert titles[7] == "Weekly safety questions and review"
    assert "The 2-week review" in titles[14]
    assert titles[126].endswith("Last day of this plan")
    plan = plans["hamstring-strain"]
    gate = said(whole[plan.phases[3].start])
    for line in plan.phases[2].criteria:
        assert f"- {clean(line.title)}: {clean(line.target)}" in gate


def test_a_check_of_every_day_stands_in_its_session(files: dict[str, bytes]) -> None:
    squat = [event for event in events(files["patellar-tendinopathy"]) if "your daily test" in said(event)]
    assert len(squat) == 182
    assert all(isinstance(event["DTSTART"].dt, dt.datetime) for event in squat)


def test_every_event_of_a_session_carries_the_signs_of_an_emergency(
    plans: dict[str, Plan], files: dict[str, bytes]
) -> None:
    signs = [sign.text for sign in plans["hamstring-strain"].stop_signs if sign.disposition == "emergency"]
    assert len(signs) == 6
    for event in events(files["hamstring-strain"]):
        if not event["UID"].startswith("water"):
            assert all(sign in said(event) for sign in signs)


def test_questions_that_nobody_asked_stand_on_the_first_day(make_plan: PlanMaker, template: Template) -> None:
    plan = make_plan("calf-strain", yes=None)
    first = events(ics.write(plan, template))[0]
    assert "have not been asked yet" in said(first)
    lines = said(first).split("\n")
    for entry in plan.screening.asked:  # each stands under what a yes to it means
        place = next(at for at, line in enumerate(lines) if clean(entry.question) in line)
        heading = next(line for line in reversed(lines[:place]) if not line.startswith("- "))
        assert heading.startswith("Any yes: ")
        assert ("You may start" in heading) is (entry.effect == "continue")
        assert ("Call 112" in heading) is (entry.group == "emergency")
    assert plan.screening.asked
    assert all(clean(entry.question) in said(first) for entry in plan.screening.asked)


def test_the_day_by_which_to_see_a_doctor_is_a_whole_day(make_plan: PlanMaker, template: Template) -> None:
    plan = make_plan("calf-strain", grade="1", side="right", yes=["RF-20"])
    assert plan.see_by
    [event] = [event for event in events(ics.write(plan, template)) if "See a doctor by today" in event["SUMMARY"]]
    assert event["DTSTART"].dt == plan.see_by


def test_a_referral_is_one_whole_day_that_says_what_to_do(make_plan: PlanMaker, template: Template) -> None:
    plan = make_plan("calf-strain", yes=["RF-08"])
    assert plan.referral
    [event] = events(ics.write(plan, template))
    assert event["DTSTART"].dt == plan.see_by
    for line in (plan.referral.reason, plan.referral.urgency, *plan.referral.do_now, *plan.referral.do_not):
        assert clean(line) in said(event)


def test_a_grade_that_gets_advice_and_no_days_is_one_day(make_plan: PlanMaker, template: Template) -> None:
    plan = make_plan("chronic-exertional-compartment-syndrome", cleared=True).model_copy(
        update={"days": (), "phases": ()}
    )
    [event] = events(ics.write(plan, template))
    assert all(clean(line) in said(event) for line in plan.education)


# -- dates ----------------------------------------------------------------------------------------------------------


def test_times_are_those_of_the_clock_on_the_wall_wherever_that_is(files: dict[str, bytes]) -> None:
    text = files["hamstring-strain"].decode()
    assert "TZID" not in text
    assert "DTSTART:20261121T180000\r\n" in text
    assert "VTIMEZONE" not in text


def test_a_zone_keeps_the_clock_time_over_a_change_of_the_clocks(make_plan: PlanMaker, template: Template) -> None:
    plan = make_plan("hamstring-strain", injured=dt.date(2026, 10, 20))
    plan = with_days(plan, *plan.days[:14])
    content = ics.write(plan, template, zone=ZoneInfo("Europe/London"))
    sessions = [event for event in events(content) if ".session.3." in event["UID"]]
    assert {event["DTSTART"].dt.utcoffset() for event in sessions} == {dt.timedelta(0), dt.timedelta(hours=1)}
    assert {event["DTSTART"].dt.hour for event in sessions} <= {16, 18, 20}
    assert b"BEGIN:VTIMEZONE" in content
    assert content.count(b"BEGIN:STANDARD") + content.count(b"BEGIN:DAYLIGHT") <= 6
    [series] = [event for event in events(content) if "RRULE" in event]
    assert {str(moment.dt.tzinfo) for moment in series["EXDATE"].dts} == {"Europe/London"}
    calendar_lines.read(content)


def test_a_session_never_ends_after_midnight(make_plan: PlanMaker, template: Template) -> None:
    plan = make_plan("hamstring-strain")
    day = plan.days[3]
    late = tuple(task.model_copy(update={"at": ("23:50",), "minutes": 90, "times_per_day": 1}) for task in day.tasks)
    for event in events(ics.write(with_days(plan, day.model_copy(update={"tasks": late})), template)):
        if isinstance(event["DTSTART"].dt, dt.datetime):
            assert event["DTEND"].dt.date() == event["DTSTART"].dt.date()


# -- importing it again ---------------------------------------------------------------------------------------------


def ids(content: bytes) -> list[str]:
    return [str(event["UID"]) for event in events(content)]


def test_ids_are_unique_and_the_same_for_the_same_session_of_a_later_plan(
    make_plan: PlanMaker, template: Template
) -> None:
    def told(**case: Any) -> list[str]:
        return [
            event.uid for event in agenda.events_of(make_plan("hamstring-strain", grade="2", **case), template.wording)
        ]

    first, later, other = told(), told(day=2), told(side="right")
    assert len(set(first)) == len(first)
    assert set(later) == {uid for uid in first if not uid.startswith("1.")}
    assert not set(first) & set(other)


def test_discretion_changes_no_id(plans: dict[str, Plan], files: dict[str, bytes], template: Template) -> None:
    discreet = ics.write(plans["hamstring-strain"], template, discreet=True)
    pattern = re.compile(rb"^UID:.*", re.MULTILINE)
    assert pattern.findall(discreet) == pattern.findall(files["hamstring-strain"]) != []


@pytest.mark.parametrize(("revision", "line"), [(0, b"SEQUENCE:0\r\n"), (3, b"SEQUENCE:3\r\n")])
def test_the_version_of_the_plan_is_the_sequence_of_each_event(
    plans: dict[str, Plan], template: Template, revision: int, line: bytes
) -> None:
    plan = with_days(plans["hamstring-strain"], *plans["hamstring-strain"].days[:9])
    plan = plan.model_copy(update={"made_with": plan.made_with.model_copy(update={"revision": revision})})
    content = ics.write(plan, template)
    assert content.count(line) == content.count(b"BEGIN:VEVENT") == content.count(b"SEQUENCE:")


def test_what_fell_away_comes_as_cancelled_once_and_what_stays_does_not(
    plans: dict[str, Plan], template: Template
) -> None:
    plan = plans["hamstring-strain"]
    before = [event.uid for event in agenda.events_of(plan, template.wording)]
    shorter = with_days(plan, *plan.days[:20])
    kept = {event.uid for event in agenda.events_of(shorter, template.wording)}
    content = ics.write(shorter, template, earlier=[plan, plan])
    cancelled = [event for event in events(content) if event.get("STATUS") == "CANCELLED"]
    assert sorted(str(event["UID"]) for event in cancelled) == sorted(set(before) - kept)
    assert {str(event["UID"]) for event in events(content) if "STATUS" not in event} == kept
    for event in cancelled:
        assert event["DTSTART"].dt == INJURED + dt.timedelta(days=int(event["UID"].partition(".")[0]) - 1)
    calendar_lines.read(content)


def test_what_is_past_is_not_taken_back(plans: dict[str, Plan], template: Template) -> None:
    plan = plans["hamstring-strain"]
    later = with_days(plan, *plan.days[10:20]).model_copy(update={"as_of": plan.days[10].date})
    cancelled = [event for event in events(ics.write(later, template, earlier=[plan])) if "STATUS" in event]
    assert cancelled
    assert all(event["DTSTART"].dt >= later.as_of for event in cancelled)


def test_the_same_plan_gives_the_same_bytes(
    plans: dict[str, Plan], files: dict[str, bytes], template: Template
) -> None:
    assert ics.write(plans["hamstring-strain"], template) == files["hamstring-strain"]


# -- what is not said -----------------------------------------------------------------------------------------------


def test_a_discreet_calendar_has_no_word_of_the_plan(plans: dict[str, Plan], template: Template) -> None:
    plan = renamed(plans["hamstring-strain"], "Jane Example")
    content = ics.write(plan, template, discreet=True)
    shown = {str(event[key]) for event in events(content) for key in ("SUMMARY", "DESCRIPTION")}
    assert {text for text in shown if not text.startswith("Day ")} == {"To do", "Drink", "Look at your plan"}
    assert {text.lstrip("Day 0123456789") for text in shown if text.startswith("Day ")} == {": it stands in your plan."}
    text = content.decode().lower()
    for word in ("hamstring", "rehab", "exercise", "pain", "injur", "phase", "jane", "doctor", "heel"):
        assert word not in text


def test_no_title_says_what_is_wrong_since_a_locked_phone_shows_titles(files: dict[str, bytes]) -> None:
    assert not [event for event in events(files["hamstring-strain"]) if "strain" in event["SUMMARY"].lower()]


# -- limits and hostile texts ---------------------------------------------------------------------------------------


def test_more_events_than_a_calendar_takes_are_refused_in_plain_words(
    plans: dict[str, Plan], template: Template
) -> None:
    plan = plans["hamstring-strain"]
    long = [
        plan.days[0].model_copy(update={"day": number, "date": INJURED + dt.timedelta(days=number - 1)})
        for number in range(1, 1001)
    ]
    with pytest.raises(WriteError, match=r"the calendar would have [23],\d\d\d events; calendars take at most 2,000"):
        ics.write(plan, template, earlier=[with_days(plan, *long)])


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_stays_in_its_line(small: Plan, template: Template, name: str) -> None:
    plan = renamed(small, NAMES[name])
    content = ics.write(plan, template)
    calendar = calendar_lines.read(content)
    assert len(calendar.parts) == len(agenda.events_of(plan, template.wording))
    shown = calendar_lines.text(calendar.parts[0].value("DESCRIPTION"))
    assert not clean(NAMES[name]) or f"Plan for {clean(NAMES[name])}\n" in shown


@settings(max_examples=60)
@given(text=texts)
def test_any_text_comes_back_as_it_was_cleaned(small: Plan, template: Template, text: str) -> None:
    tasks = tuple(task.model_copy(update={"title": text, "text": text}) for task in small.days[0].tasks)
    content = ics.write(with_days(small, small.days[0].model_copy(update={"tasks": tasks})), template)
    told = {calendar_lines.text(event.value("DESCRIPTION")) for event in calendar_lines.read(content).parts}
    assert any(clean(text) in shown for shown in told)
    assert {said(event) for event in events(content)} == told


@pytest.mark.parametrize("case_id", ["", "a b", "x\r\nBEGIN:VEVENT", "../..", "ä", "a" * 64])
def test_an_odd_id_of_a_case_makes_a_plain_id_of_an_event(small: Plan, template: Template, case_id: str) -> None:
    plan = small.model_copy(update={"case": small.case.model_copy(update={"id": case_id})})
    for event_uid in ids(ics.write(plan, template)):
        assert event_uid.isascii()
        assert event_uid.replace(".", "").replace("@", "").replace("-", "").isalnum()


# -- other readers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_lines_keep_the_letter_of_the_standard(files: dict[str, bytes], condition: str) -> None:
    calendar = calendar_lines.read(files[condition])
    assert len(calendar.parts) == len(events(files[condition]))


def test_another_reader_reads_the_same(files: dict[str, bytes]) -> None:
    def seen(entries: Sequence[tuple[str, object, object]]) -> list[tuple[str, object, object]]:
        return sorted(entries)

    other = vobject.readOne(files["hamstring-strain"].decode())
    assert seen([(e.uid.value, e.dtstart.value, e.description.value) for e in other.vevent_list]) == seen(
        [(str(e["UID"]), e["DTSTART"].dt, said(e)) for e in events(files["hamstring-strain"])]
    )
    [series] = [event for event in other.vevent_list if hasattr(event, "rrule")]
    [ours] = [event for event in events(files["hamstring-strain"]) if "RRULE" in event]
    assert [moment.date() for moment in series.rruleset] == list(days_of(ours))


def test_the_calendar_is_one_of_the_formats(plans: dict[str, Plan], template: Template) -> None:
    plan = plans["hamstring-strain"]
    assert write("ics", plan, template, Looks(discreet=True)) == ics.write(plan, template, discreet=True)
