"""The plan as a calendar file (RFC 5545): import it again after a change, and the calendar changes with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, vRecur, vText

from rehab.errors import WriteError, fail
from rehab.models.plan import Plan
from rehab.models.template import Template
from rehab.models.wording import Wording
from rehab.writers import agenda
from rehab.writers.lines import titled

MOST_EVENTS = 2_000
BEFORE_SESSION = dt.timedelta(minutes=-10)
BEFORE_DAY = dt.timedelta(hours=-4)
"""A whole day begins at midnight: the evening before is a time to hear of it."""
PRODUCT = "-//plan//calendar 1//EN"


def write(
    plan: Plan,
    template: Template,
    *,
    discreet: bool = False,
    zone: ZoneInfo | None = None,
    earlier: Sequence[Plan] = (),
) -> bytes:
    """Return the plan as a calendar in floating local times, or in those of ``zone``.

    ``discreet`` leaves out every word of health. ``earlier`` plans of this case may have events, from its day
    on, that are no more: they come out as cancelled. Raises WriteError for more events than calendars take.
    """
    words = template.wording
    events = agenda.events_of(plan, words)
    kept = {event.uid for event in events}
    had = [event.uid for one in earlier for event in agenda.events_of(one, words)]
    gone = [one for one in dict.fromkeys(had) if one not in kept and agenda.day_of(plan, one) >= plan.as_of]
    if len(events) + len(gone) > MOST_EVENTS:
        raise fail(
            WriteError,
            "too-many-events",
            f"the calendar would have {len(events) + len(gone):,} events; calendars take at most {MOST_EVENTS:,}",
            "write another format, such as --to pdf, or make a shorter plan",
        )
    calendar = Calendar()
    name = words.calendar.discreet_name if discreet else words.calendar.name.format(title=titled(plan, words))
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", vText(name))
    if zone:
        last = max(event.start.date() if isinstance(event.start, dt.datetime) else event.start for event in events)
        first = min(plan.as_of, last)
        calendar.add_component(
            Timezone.from_tzinfo(zone, zone.key, first_date=first, last_date=last + dt.timedelta(days=366))
        )
    for event in events:
        calendar.add_component(_event(plan, event, words, discreet=discreet, zone=zone))
    for event_uid in gone:
        calendar.add_component(_cancelled(plan, event_uid, words))
    return bytes(calendar.to_ical())


def _event(plan: Plan, event: agenda.Event, words: Wording, *, discreet: bool, zone: ZoneInfo | None) -> Event:
    made = _bare(plan, event.uid)
    summary = event.discreet if discreet else event.summary
    lines = (words.calendar.discreet_text.format(day=event.day),) if discreet else event.lines
    made.add("summary", summary)
    made.add("description", "\n".join(lines))
    if isinstance(event.start, dt.datetime):
        made.add("dtstart", event.start.replace(tzinfo=zone))
        made.add("dtend", (event.start + dt.timedelta(minutes=event.minutes)).replace(tzinfo=zone))
    else:
        made.add("dtstart", event.start)
        made.add("dtend", event.start + dt.timedelta(days=1))
    if event.days > 1:
        made.add("rrule", vRecur(FREQ="DAILY", COUNT=event.days))
        if event.skip:
            made.add("exdate", [moment.replace(tzinfo=zone) for moment in event.skip])
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", BEFORE_SESSION if isinstance(event.start, dt.datetime) else BEFORE_DAY)
    made.add_component(alarm)
    return made


def _cancelled(plan: Plan, event_uid: str, words: Wording) -> Event:
    made = _bare(plan, event_uid)
    made.add("summary", words.calendar.cancelled)
    made.add("dtstart", agenda.day_of(plan, event_uid))
    made.add("status", "CANCELLED")
    return made


def _bare(plan: Plan, event_uid: str) -> Event:
    """Return an event with all that tells a calendar which one it is, and which version of it."""
    made = Event()
    made.add("uid", event_uid)
    made.add("dtstamp", dt.datetime.combine(plan.as_of, dt.time.min, tzinfo=dt.UTC))
    made.add("sequence", plan.made_with.revision)
    made.add("class", "PRIVATE")
    made.add("transp", "TRANSPARENT")
    return made
