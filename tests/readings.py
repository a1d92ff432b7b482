"""Independent readings of what the writers wrote: which task is on which day and when, as somebody else's program sees it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import calendar_lines
import pypdfium2 as pdfium
from markdown_it import MarkdownIt

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SIDES = {"left": "left", "right": "right", "affected": "sore side", "other": "good side"}
MANY = 4
"""More times a day than this are said as their number, the first and the last."""
Times = Counter[tuple[dt.date, str, str]]
"""How often a task, told as its name with its dose and side, is due on a day at a time."""


def due(day: dt.date, name: str, clocks: Sequence[str]) -> Times:
    times = list(clocks) if len(clocks) <= MANY else [f"{len(clocks)} times, {clocks[0]} to {clocks[-1]}"]
    return Counter((day, clock, name) for clock in times)


def told(title: str, dose: str, side: str | None, *, each_side: bool) -> str:
    """Return how a task is called: its first sentence ends before its details begin."""
    whose = "each side" if each_side else SIDES.get(side or "", "")
    return ", ".join(filter(None, (title, dose, whose))).partition(". ")[0]


def days_between(first: str, last: str) -> Iterator[dt.date]:
    day, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    while day <= end:
        yield day
        day += dt.timedelta(days=1)


# -- FHIR -----------------------------------------------------------------------------------------------------------


def of_timing(timing: dict[str, Any]) -> Iterator[dt.date]:
    """Yield the days of a FHIR timing, whichever way it is read: by frequency and period, or by times of day."""
    repeat = timing["repeat"]
    assert (repeat["period"], repeat["periodUnit"]) == (1, "d")
    assert repeat["frequency"] == len(repeat["timeOfDay"])
    names = repeat.get("dayOfWeek", WEEKDAYS)
    for day in days_between(repeat["boundsPeriod"]["start"], repeat["boundsPeriod"]["end"]):
        if WEEKDAYS[day.weekday()] in names:
            yield day


def activities(bundle: dict[str, Any]) -> Iterator[tuple[dt.date, dict[str, Any]]]:
    """Yield every activity of the care plan on each of its days."""
    [plan] = [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == "CarePlan"]
    for activity in plan.get("activity", ()):
        for day in of_timing(activity["detail"]["scheduledTiming"]):
            yield day, activity["detail"]


def of_bundle(bundle: dict[str, Any]) -> Times:
    """Return the tasks of a FHIR bundle, its timings expanded."""
    found: Times = Counter()
    for day, detail in activities(bundle):
        clocks = [clock[:5] for clock in detail["scheduledTiming"]["repeat"]["timeOfDay"]]
        found.update(due(day, detail["description"].partition(". ")[0], clocks))
    return found


# -- calendar -------------------------------------------------------------------------------------------------------

CLOCKS = re.compile(r"((?:\d\d:\d\d ?)+):? (.*)", re.DOTALL)
SPREAD = re.compile(r"(\d+ times, \d\d:\d\d to \d\d:\d\d): (.*)", re.DOTALL)


def of_calendar(content: bytes) -> Times:
    """Return the tasks of a calendar, its series expanded without the days left out."""
    found: Times = Counter()
    for event in calendar_lines.read(content).parts:
        lines = calendar_lines.text(event.value("DESCRIPTION")).split("\n")
        for day in _event_days(event):
            for line in lines:
                if spread := SPREAD.fullmatch(line):
                    found[day, spread[1], _name(spread[2])] += 1
                elif timed := CLOCKS.fullmatch(line):
                    found.update(due(day, _name(timed[2]), timed[1].split()))
    return found


def _name(text: str) -> str:
    return text.partition(". ")[0].removesuffix(".")


def _event_days(event: calendar_lines.Component) -> Iterator[dt.date]:
    first = dt.datetime.strptime(event.value("DTSTART")[:8], "%Y%m%d").date()
    count = int(event.value("RRULE").rpartition("=")[2]) if "RRULE" in event.values else 1
    skip = {moment[:8] for _, value in event.values.get("EXDATE", ()) for moment in value.split(",")}
    for step in range(count):
        day = first + dt.timedelta(days=step)
        if day.strftime("%Y%m%d") not in skip:
            yield day


# -- notes, table, paper --------------------------------------------------------------------------------------------


def of_notes(content: bytes) -> Times:
    """Return the tasks of Markdown notes: the boxes, each with its due date."""
    found: Times = Counter()
    reader = MarkdownIt()
    for line in content.decode().splitlines():
        if not line.startswith("- [ ] "):
            continue
        [inline] = reader.parseInline(line.removeprefix("- [ ] "))
        text = "".join(part.content for part in inline.children or ())
        parts = re.fullmatch(r"(.*), ((?:\d\d:\d\d ?)+) ⏳ ([\d-]+) 📅 ([\d-]+)", text)
        assert parts, line
        assert parts[3] == parts[4]
        found.update(due(dt.date.fromisoformat(parts[4]), parts[1].partition(". ")[0], parts[2].split()))
    return found


def of_table(content: bytes) -> Times:
    """Return the tasks of a table: its rows."""
    found: Times = Counter()
    for row in csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True):
        name = told(row["title"], row["dose"], row["side"], each_side=row["each_side"] == "yes")
        found.update(due(dt.date.fromisoformat(row["date"]), name, row["at"].split()))
    return found


def of_paper(content: bytes) -> str:
    """Return the words of a PDF without blanks, line ends and hyphens, which depend on where lines end."""
    pages = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(content)]
    return squeezed(" ".join(pages))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\ufffe-]+", "", text)
