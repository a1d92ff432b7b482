"""What the journal itself says about safety: values that stand for a yes, and pain that does not get better.

The mapping from values to rows is that of the clinical monitoring file (section 6), the 72-hour rule that of the
frameworks file (sections 4 and 9). A row raised here is weighed by triage like any answer; a later "no" takes it back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rehab import schedule
from rehab.engine.follow import morning_of
from rehab.engine.following import NONE, Facts, Following
from rehab.engine.timetable import FIRST_STEPS
from rehab.engine.triage import Answer, conditions_of, in_conditions, questions
from rehab.engine.verdict import Morning, affected, by_day, daily, judge, number_of, together
from rehab.models.framework import SeventyTwoHourRule
from rehab.models.journal import Entry, Journal, Seen, by_measure, standing

NOT_IMPROVING = "RF-22"
REVIEW = "RF-29"


@dataclass(frozen=True, slots=True)
class Watch:
    """The answers that stand on a day, and the last day on which each row was a yes."""

    answers: Mapping[str, Answer]
    raised_on: Mapping[str, dt.date]


@dataclass(frozen=True, slots=True)
class Given:
    """The answers of the journal, and when each was given."""

    answers: Mapping[str, Answer]
    at: Mapping[str, dt.datetime]

    def no_at(self, flag: str) -> dt.datetime | None:
        """Return when a row was answered no, by itself or with all others; None where it was not."""
        if self.answers.get(flag, "no") != "no":
            return None
        return max((self.at[name] for name in (flag, NONE) if name in self.at), default=None)


def all_of(journal: Journal, day: dt.date) -> Seen:
    """Return everything written down by the end of a day: a warning counts at once, not from the next morning."""
    written = [entry for entry in journal.ordered if max(entry.logged.date(), entry.date) <= day]
    kept = standing(written)
    return Seen(day, kept, by_measure(kept))


def watch(facts: Facts, following: Following, journal: Journal, day: int, *, cleared_on: dt.date | None) -> Watch:
    """Return the answers of the journal on plan day ``day``: those given, and those its values stand for.

    ``cleared_on``: the last day on which a clinician cleared the person; slow healing that was looked at then is not
    raised again.
    """
    seen = all_of(journal, schedule.date_of(facts.day_one, day))
    return watch_seen(facts, following, seen, day, cleared_on=cleared_on)


def watch_seen(facts: Facts, following: Following, seen: Seen, day: int, *, cleared_on: dt.date | None) -> Watch:
    """Return the answers that ``seen`` stands for on plan day ``day``; it holds everything written by its end."""
    asked = [row.id for row in questions(facts.shelf.red_flags, facts.protocol.screen)]
    answers, given_at, raised_on = _given(seen, asked, facts)
    morning = morning_of(facts, following, seen, day, cleared=False)
    for flag, last, stands in list(_emergencies(facts, morning, Given(dict(answers), given_at), raised_on)):
        raised_on[flag] = last
        answers[flag] = "yes" if stands else "no"
    for flag, since in _from_values(facts, morning, answers, given_at):
        answers[flag] = "yes"
        raised_on[flag] = max(since, raised_on.get(flag, since))
    for flag in _not_better(facts, following, morning):
        looked_at = cleared_on is not None and schedule.plan_day(facts.day_one, cleared_on) >= _slow_from(facts)
        if not looked_at:
            answers[flag] = "yes"
            if flag == NOT_IMPROVING:  # a new row: a clearance from before it is over
                raised_on[flag] = morning.date
    return Watch(answers, raised_on)


def _slow_from(facts: Facts) -> int:
    rule = facts.shelf.frameworks.frameworks[facts.protocol.framework].seventy_two_hours
    return rule.day if rule else 1


def _given(
    seen: Seen, asked: Sequence[str], facts: Facts
) -> tuple[dict[str, Answer], dict[str, dt.datetime], dict[str, dt.date]]:
    """Return the answers that stand, when each was given, and the last day of each yes, or 'not sure' that counts as one."""
    table, conditions = facts.shelf.red_flags.flags, conditions_of(facts.protocol)
    answers: dict[str, Answer] = {}
    given_at: dict[str, dt.datetime] = {}
    raised_on: dict[str, dt.date] = {}
    for entry in seen.kind("flag"):
        rows = [entry.subject] if entry.subject != NONE else [*asked, *answers]
        for row in rows:
            answers[row] = "no" if entry.subject == NONE else _answer(entry)
            given_at[row] = entry.logged
        given_at[entry.subject] = entry.logged
        row_of_it = table.get(entry.subject)
        counts = row_of_it is not None and in_conditions(row_of_it, conditions).unsure_counts
        if entry.subject != NONE and (entry.text == "yes" or (entry.text == "unsure" and counts)):
            raised_on[entry.subject] = max(entry.date, raised_on.get(entry.subject, entry.date))
    return answers, given_at, raised_on


def _answer(entry: Entry) -> Answer:
    return "yes" if entry.text == "yes" else "unsure" if entry.text == "unsure" else "no"


def _from_values(
    facts: Facts, morning: Morning, answers: Mapping[str, Answer], given_at: Mapping[str, dt.datetime]
) -> Iterator[tuple[str, dt.date]]:
    """Yield the rows that a value stands for, with the day of the value; an answer given after it wins."""
    for row in facts.shelf.red_flags.from_log:
        if row.only_screened and row.flag not in facts.protocol.screen:
            continue
        verdict = judge(row.when, morning)
        if verdict.truth != "met" or verdict.on is None:
            continue
        written = max(entry.logged for entry in morning.seen.of(row.when.measure) if entry.date == verdict.on)
        asked = max((given_at[name] for name in (row.flag, NONE) if name in given_at), default=None)
        answered_no = asked is not None and asked > written and answers.get(row.flag, "no") == "no"
        if not answered_no:
            yield row.flag, verdict.on
        elif row.if_no:
            yield row.if_no, verdict.on


def _emergencies(
    facts: Facts, morning: Morning, given: Given, raised_on: Mapping[str, dt.date]
) -> Iterator[tuple[str, dt.date, bool]]:
    """Yield each emergency that was told, its last day, and whether it still stands: only a later "no" ends it.

    A better value on the next day is no answer. Fever alone is none once the question behind it was answered no.
    """
    table = facts.shelf.red_flags
    days = {
        flag: [day] for flag, day in raised_on.items() if flag in table.flags and table.flags[flag].clearance == "N"
    }
    for row in table.from_log:
        if table.flags[row.flag].clearance == "N":
            no_at = given.no_at(row.flag) if row.if_no else None
            written = {entry.date: entry.logged for entry in morning.seen.of(row.when.measure)}
            for day, truth in by_day(row.when, morning).items():
                if truth == "met" and not (no_at and no_at > written[day]):
                    days.setdefault(row.flag, []).append(day)
    for flag, found in days.items():
        no_at = given.no_at(flag)
        yield flag, max(found), no_at is None or no_at.date() <= max(found)


def _not_better(facts: Facts, following: Following, morning: Morning) -> Iterator[str]:
    """Yield the computed rows of a sudden injury that does not get better."""
    rule = facts.shelf.frameworks.frameworks[facts.protocol.framework].seventy_two_hours
    if rule is None:
        return
    rest = daily(morning, "pain-rest")
    if following.window.phase.step in FIRST_STEPS:
        late = morning.day > rule.last_day_in_first_phase and together(following.gate) == "not met"
        asked = morning.day > rule.day or (morning.day == rule.day and _told_in_the_evening(rule, morning))
        if asked and (late or _not_improving(rule, facts, morning, rest)):
            yield NOT_IMPROVING
        return
    pain = daily(morning, "pain-walking") or rest
    newest = max(pain, default=None)
    if newest is None or (morning.date - newest).days > rule.flat_days or not pain[newest]:
        return
    before = [value for day, value in pain.items() if (newest - day).days >= rule.flat_days]
    if before and pain[newest] >= before[-1]:
        yield REVIEW


def _told_in_the_evening(rule: SeventyTwoHourRule, morning: Morning) -> bool:
    """Tell whether pain at rest was written down on the evening of that day; in the morning 72 hours are not over."""
    told = [entry.logged for entry in morning.seen.of("pain-rest") if entry.date == morning.date]
    return bool(told) and schedule.minutes_of(f"{max(told):%H:%M}") >= schedule.minutes_of(rule.evening)


def _not_improving(rule: SeventyTwoHourRule, facts: Facts, morning: Morning, rest: Mapping[dt.date, float]) -> bool:
    """Tell whether pain at rest after 72 hours counts as not improving; what is not known is not counted."""
    newest = max(rest, default=None)
    if newest is None or schedule.plan_day(facts.day_one, newest) < rule.day:
        return False
    now = rest[newest]
    yesterday = rest.get(newest - dt.timedelta(days=1))
    first = rest.get(facts.day_one)
    if now >= rule.rest_pain_hold or (yesterday is not None and now > yesterday):
        return True
    if first is not None and first >= rule.compare_if_day_one_at_least:
        fall = first - now
        if fall < rule.least_fall_points and 100 * fall < rule.least_fall_percent * first:
            return True
    told = list(affected(morning.seen.of("clearly-less-pain"), morning.side))
    newest_told = [entry for entry in told if entry.date == told[-1].date]
    if first is None and any(number_of(entry) != 1 for entry in newest_told):  # not sure is no
        return True
    killers = daily(morning, "painkillers-round-clock")
    return bool(killers) and killers[max(killers)] == 1
