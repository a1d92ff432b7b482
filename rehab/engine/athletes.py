"""Virtual athletes: a protocol played day by day by invented people, to see which of its rules ever decide anything."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rehab import schedule
from rehab.engine import gates
from rehab.engine.behaviour import Diary
from rehab.engine.case import weigh
from rehab.engine.days import day_of
from rehab.engine.following import Facts, Following
from rehab.engine.kept import Kept
from rehab.engine.laying import Laid, cleared_on, course_of, lay_days
from rehab.engine.order import Course, Order
from rehab.engine.timetable import for_grade
from rehab.engine.triage import Triage, questions_of
from rehab.engine.watch import NOT_IMPROVING, REVIEW, watch_seen
from rehab.models.athlete import Athlete, Athletes
from rehab.models.case import Case, Clearance
from rehab.models.journal import Journal
from rehab.models.plan import Task
from rehab.models.protocol import ClearanceItem, Protocol
from rehab.models.shelf import Shelf
from rehab.models.simulation import Fired, NominalPhase, Played, Simulation, Stay, Week

WEEK = 7
FROM_VALUES = {NOT_IMPROVING: "not-improving", REVIEW: "not-falling"}
"""The rows of triage that the journal itself raises when an injury does not get better."""


@dataclass(slots=True)
class Tally:
    """What is counted while an athlete is played."""

    stays: list[Stay] = field(default_factory=list)
    weeks: dict[int, list[int]] = field(default_factory=dict)
    missed: list[int] = field(default_factory=list)
    rested: list[int] = field(default_factory=list)
    fired: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    stage: int | None = None

    def fire(self, code: str, rule: str, day: int) -> None:
        """Note that a rule decided something on a day."""
        days = self.fired.setdefault((code, rule), [])
        if day not in days:
            days.append(day)


def simulate(order: Order, shelf: Shelf, athletes: Athletes, chosen: Sequence[str]) -> Simulation:
    """Play the chosen athletes through the protocol of an order, each from plan day 1."""
    asked = questions_of(shelf.red_flags, order.protocol, order.case.age)
    triage = weigh(order, shelf, {row.id: "no" for row in asked})
    nominal = course_of(order, triage, shelf)
    played = [play(order, shelf, athletes, name, triage) for name in chosen]
    seen = {fired.code for one in played for fired in one.fired}
    left = tuple(
        Fired(code=code, rule="", text=text, days=())
        for code, text in _possible(athletes, nominal, order.protocol, shelf).items()
        if code not in seen
    )
    return Simulation(
        condition=order.protocol.id,
        title=order.protocol.title,
        grade=order.grade or nominal.grade,
        type=order.type,
        variant=order.variant,
        phases=tuple(
            NominalPhase(
                id=window.phase_id,
                title=window.phase.title,
                first_day=window.first,
                last_day=window.last,
                earliest=for_grade(window.phase.earliest, nominal.grade),
            )
            for window in nominal.laid
        ),
        athletes=tuple(played),
        never_fired=left,
    )


def _possible(athletes: Athletes, course: Course, protocol: Protocol, shelf: Shelf) -> Mapping[str, str]:
    """Return the rules that mean something for a protocol: no running rules without runs, no 72 hours without them."""
    out = set() if course.ground.track else {"run-on", "run-back", "run-gap", "run-again"}
    if shelf.frameworks.frameworks[protocol.framework].seventy_two_hours is None:
        out |= set(FROM_VALUES.values())
    return {code: text for code, text in athletes.rules.items() if code not in out}


def opened_case(protocol: Protocol, day_one: dt.date) -> Case:
    """Return a case that opens every phase of a protocol: a clinician has cleared it and stated what is asked for."""
    stated = {key: _opening(key, item, protocol) for key, item in protocol.clearance.items()}
    cleared = Clearance(name="a clinician", on=day_one)
    side = "left" if protocol.sided else "both"
    return Case(condition=protocol.id, injured=day_one, side=side, cleared_by=cleared, clearance=stated)  # type: ignore[arg-type]


def _opening(key: str, item: ClearanceItem, protocol: Protocol) -> str | int:
    if item.at_least is not None:
        return item.at_least
    wanted = [phase.requires[key] for phase in protocol.phases.values() if key in phase.requires]
    return next(value for value in item.accept if all(value in values for values in wanted))


def horizon_of(course: Course, athletes: Athletes) -> int:
    """Return the last plan day an athlete is played to."""
    return math.ceil(course.laid[-1].first * athletes.playing.share) + athletes.playing.more_days


def play(order: Order, shelf: Shelf, athletes: Athletes, name: str, triage: Triage) -> Played:
    """Play one athlete through the protocol of an order."""
    return play_with_diary(order, shelf, athletes, name, triage)[0]


def play_with_diary(
    order: Order, shelf: Shelf, athletes: Athletes, name: str, triage: Triage
) -> tuple[Played, Journal]:
    """Play one athlete, and return what it wrote down as well."""
    athlete = athletes.athletes[name]
    day_one = order.as_of
    nominal = course_of(order, triage, shelf)
    order = replace(order, started=day_one, as_of=schedule.date_of(day_one, horizon_of(nominal, athletes)))
    course = course_of(order, triage, shelf)
    facts = Facts(
        order.protocol, shelf, course.day_one, course.grade, order.case.side, course.shift, tuple(course.laid)
    )
    diary = Diary(athlete, facts, Following(tuple(course.laid), opened=course.laid[0].first))
    tally, kept = Tally(), Kept()
    laid: Laid | None = None
    for laid in lay_days(order, shelf, course, diary.seen_on):
        assert laid.following is not None
        if laid.day > course.from_day:
            break
        day = day_of(order, triage, shelf, laid, kept)
        work = [task for task in day.tasks if task.exercise in shelf.exercises]
        done = diary.evening(laid, day)
        _count(tally, laid, work, done, athlete)
        _watched(tally, laid, diary, order.case, shelf)
        following = laid.following
        in_last = following.at + 1 == len(following.laid)
        if in_last and laid.day - following.opened + 1 >= athletes.playing.days_in_last_phase:
            break
    assert laid is not None
    assert laid.following is not None
    return _played(name, athlete, athletes, laid, tally, facts), Journal(entries=tuple(diary.written))


def _count(tally: Tally, laid: Laid, work: Sequence[Task], done: Sequence[Task], athlete: Athlete) -> None:
    following, day = laid.following, laid.day
    assert following is not None
    window = following.window
    last = tally.stays[-1] if tally.stays else None
    if last and last.phase == window.phase_id and following.opened <= last.first_day:
        tally.stays[-1] = last.model_copy(update={"last_day": day})
    else:
        stay = Stay(phase=window.phase_id, number=window.number, first_day=day, last_day=day)
        tally.stays.append(stay)
    if work and not done:
        tally.missed.append(day)
    if following.rests(day):
        tally.rested.append(day)
    week = tally.weeks.setdefault((day - 1) // WEEK + 1, [0, 0, 0])
    week[0] += sum(round((task.sets or 1) * athlete.does) for task in done)
    week[1] += round(sum(task.minutes * task.times_per_day for task in done) * athlete.does)
    run = laid.placed.run
    if run is None:
        return
    week[2] += 1 if done else 0
    at = laid.course.ground.track.index(run.stage)
    before, tally.stage = tally.stage, at
    if before is None or at == before:
        return
    after_red = following.ran_on is not None and following.judged.get(following.ran_on) == "red"
    tally.fire("run-on" if at > before else "run-back" if after_red else "run-gap", run.stage.table_id, day)


def _watched(tally: Tally, laid: Laid, diary: Diary, case: Case, shelf: Shelf) -> None:
    """Note the rows of triage that what is written raises by itself; one that blocks stops the athlete too."""
    assert laid.following is not None
    seen = diary.so_far(laid.date)
    found = watch_seen(diary.facts, laid.following, seen, laid.day, cleared_on=cleared_on(case, seen))
    for flag in [row for row, answer in found.answers.items() if answer == "yes"]:
        tally.fire(FROM_VALUES.get(flag, flag), flag, laid.day)
        if shelf.red_flags.flags[flag].effect == "block" and diary.stopped_on is None:
            diary.stopped_on = laid.day


def _played(name: str, athlete: Athlete, athletes: Athletes, laid: Laid, tally: Tally, facts: Facts) -> Played:
    following = laid.following
    assert following is not None
    for change in following.changes:
        tally.fire(change.code, change.rule, change.day)
    reached = following.at + 1 == len(following.laid)
    words = {**athletes.rules, **{row: entry.short for row, entry in facts.shelf.red_flags.flags.items()}}
    order = [*athletes.rules]
    fired = sorted(tally.fired.items(), key=lambda one: order.index(one[0][0]) if one[0][0] in order else len(order))
    return Played(
        id=name,
        title=athlete.title,
        text=athlete.text,
        last_day=tally.stays[-1].last_day,
        reached_last_phase=reached,
        stays=tuple(tally.stays),
        weeks=tuple(
            Week(number=number, sets=sets, minutes=minutes, runs=runs)
            for number, (sets, minutes, runs) in tally.weeks.items()
        ),
        lights={schedule.plan_day(facts.day_one, date): light for date, light in sorted(following.judged.items())},
        missed=tuple(tally.missed),
        rested=tuple(tally.rested),
        logged_through=athlete.logs_through,
        fired=tuple(
            Fired(code=code, rule=rule, text=words.get(code, ""), days=tuple(days)) for (code, rule), days in fired
        ),
        waits_for=() if reached else _waits(facts, following),
    )


def _waits(facts: Facts, following: Following) -> tuple[str, ...]:
    """Return what keeps the next phase closed, in words."""
    found = []
    for verdict in following.gate:
        if verdict.truth != "met":
            line = gates.describe(verdict.criterion, facts.shelf, facts.side)
            found.append(f"{line.title}: {line.target} ({'not known' if verdict.truth == 'unknown' else 'not met'})")
    return tuple(found)
