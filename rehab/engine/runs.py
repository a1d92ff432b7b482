"""The runs and the week of a followed case: what was run, what was not, and how much of the work was done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rehab import schedule
from rehab.engine.following import Facts, Following, noted
from rehab.engine.verdict import Light
from rehab.models.journal import Entry, Seen


def ran(facts: Facts, following: Following, session: dt.date, light: Light, on: int) -> Following:
    """Move on the running track: forward after a green run, one stage back after a red, else the same again."""
    laid = following.runs.get(session)
    following = replace(following, ran_on=max(session, following.ran_on or session))
    if laid is None:
        return following
    if light == "green":
        return replace(following, track=laid.after)
    if light == "red":
        rest = facts.shelf.frameworks.progression.run_fail_rest_days
        return replace(following, track=(max(laid.before[0] - 1, 0), 0), no_run_before=on + rest + 1)
    return replace(following, track=laid.before)


def not_run(
    facts: Facts, following: Following, seen: Seen, done: Mapping[dt.date, Sequence[Entry]], day: int
) -> Following:
    """Keep the last day whose run was written down as not done. Nothing written down is not known, and is no miss."""
    told = [entry for entry in seen.kind("done") if entry.exercise in facts.shelf.exercises]
    ran = {entry.date for entry in told if entry.value != 0 and is_run(facts, entry)}
    missed = {entry.date for entry in told if entry.value == 0 and is_run(facts, entry)} - ran
    last = max((date for date in missed if date in following.runs), default=None)
    if last is None or last == following.not_run:
        return following
    ticked = {entry.exercise for entry in done.get(last, ())}
    not_done = {entry.exercise for entry in told if entry.date == last and entry.value == 0} - ticked
    following = replace(following, not_run=last, not_done=frozenset(not_done))
    return noted(following, "run-again", day, "missed-days", {"session": schedule.plan_day(facts.day_one, last)})


def run_untold(
    facts: Facts, following: Following, seen: Seen, done: Mapping[dt.date, Sequence[Entry]]
) -> dt.date | None:
    """Return the day of the last run if nothing is known of it, within the days in which it can still be judged."""
    last = max(following.runs, default=None)
    if last is None or not done or (seen.day - last).days > facts.shelf.frameworks.gate.judged_within_days:
        return None
    told = any(
        entry.date == last and entry.exercise in facts.shelf.exercises and is_run(facts, entry)
        for entry in seen.kind("done")
    )
    return None if told else last


def done_part(facts: Facts, following: Following, done: Mapping[dt.date, Sequence[Entry]], day: int) -> float | None:
    """Return the mean part done of what the last days had, runs included (monitoring.md, 8)."""
    today = schedule.date_of(facts.day_one, day)
    days = [today - dt.timedelta(days=back) for back in range(1, facts.shelf.frameworks.gate.ask_over_days + 1)]
    if any(date not in following.placed for date in days) or not any(date in done for date in days):
        return None
    parts: list[float] = []
    for date in days:
        held: dict[str, float] = {}
        for entry in done.get(date, ()):
            part = 1.0 if entry.value is None else min(entry.value, 1.0)
            held[entry.exercise] = max(part, held.get(entry.exercise, 0.0))
        parts += [held.get(row.exercise_id, 0.0) for row in following.placed[date]]
        if date in following.runs:
            parts.append(
                max((part for name, part in held.items() if facts.shelf.exercises[name].kind == "run"), default=0.0)
            )
    return sum(parts) / len(parts) if parts else None


def is_run(facts: Facts, entry: Entry) -> bool:
    return facts.shelf.exercises[entry.exercise].kind == "run"


def track_on(facts: Facts, following: Following, date: dt.date) -> tuple[int, int] | None:
    """Return where the running track stands on a date: back by stages after too many days without a run."""
    if following.track is None or following.ran_on is None:
        return following.track
    gap = (date - following.ran_on).days
    for row in facts.shelf.frameworks.progression.run_missed_days:
        if gap <= row.up_to:
            back = row.back
            return (max(following.track[0] - back, 0), 0) if back else following.track
    return 0, 0
