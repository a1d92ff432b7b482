"""Following a case: what each morning decides from what was written down until then.

Phases open when their gate is met and never because a value is missing; a red answer rests, takes back a dose or a
phase; missed days hold the clock. Only the days up to the as-of day are decided: the days after it are the nominal
timetable from there. A morning sees nothing that was written later, so the days before never change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rehab import schedule
from rehab.engine import response
from rehab.engine.following import NONE, Change, Facts, Following, done_of, noted
from rehab.engine.ground import Row
from rehab.engine.response import LIGHTS, Level
from rehab.engine.runs import done_part, is_run, not_run, ran, run_untold
from rehab.engine.timetable import FIRST_STEPS, extended, for_grade, moved, opened_on
from rehab.engine.verdict import Light, Morning, Verdict, daily, judge, together
from rehab.models.journal import SESSION_MEASURES, Entry, Seen
from rehab.models.shelf import Shelf
from rehab.notation import Criterion, is_progression

HOURS = 24


def decide(facts: Facts, following: Following, seen: Seen, day: int, *, cleared_on: dt.date | None) -> Following:
    """Return what is decided on the morning of plan day ``day``, before its tasks are laid.

    ``cleared_on``: the last day on which a clinician cleared the person, None if never.
    """
    done = done_of(seen, facts.shelf)
    following = replace(following, sessions=tuple(sorted(done)), paused=_is_paused(seen))
    following = not_run(facts, following, seen, done, day)
    following = replace(
        following,
        done_part=done_part(facts, following, done, day),
        run_untold=run_untold(facts, following, seen, done),
    )
    following = _lift(facts, following, cleared_on)
    following = _judge_sessions(facts, following, seen, done, day)
    following = _missed(facts, following, done, day)
    # What opened a phase does not end it as well: the clearance to begin is none to move on.
    agreed = cleared_on is not None and cleared_on > schedule.date_of(facts.day_one, following.opened)
    verdicts = gate(facts, following, seen, day, cleared=agreed)
    following = replace(following, gate=tuple(verdicts))
    if _may_open(facts, following, verdicts, day):
        return _open(facts, following, following.at + 1, day, "opened", "gate", {})
    if day > following.window.last and following.at + 1 < len(following.laid):
        return replace(following, laid=extended(following.laid, following.at, day, facts.grade))
    return following


def _lift(facts: Facts, following: Following, cleared_on: dt.date | None) -> Following:
    stopped = following.see_doctor_on
    if stopped is None or cleared_on is None or cleared_on < schedule.date_of(facts.day_one, stopped):
        return following
    return replace(following, see_doctor_on=None, reds=())


# -- sessions --------------------------------------------------------------------------------------------------------


def morning_of(facts: Facts, following: Following, seen: Seen, day: int, *, cleared: bool) -> Morning:
    """Return what the criteria of a morning are held against."""
    screened_on, flagged = _screening(seen, facts.shelf)
    return Morning(
        seen=seen,
        measures=facts.shelf.measures,
        rules=facts.shelf.frameworks.gate,
        side=facts.side,
        day=day,
        shift=facts.shift,
        number=following.window.number,
        opened=schedule.date_of(facts.day_one, following.opened),
        cleared=cleared,
        screened_on=screened_on,
        flagged=flagged,
        lights=sorted(following.judged.items()),
        sessions=following.sessions,
    )


def _is_paused(seen: Seen) -> bool:
    last = [entry.subject for entry in seen.kind("case") if entry.subject in ("pause", "resume")]
    return bool(last) and last[-1] == "pause"


def standing_answers(seen: Seen) -> dict[str, str]:
    """Return the answers to the safety questions that stand: ``none`` (all asked, all no) takes back those before."""
    standing: dict[str, str] = {}
    for entry in seen.kind("flag"):
        if entry.subject == NONE:
            standing = {}
        else:
            standing[entry.subject] = entry.text
    return standing


def _screening(seen: Seen, shelf: Shelf) -> tuple[dt.date | None, bool]:
    """Return when the safety questions were last answered, and whether a row stands that stops or limits the plan."""
    flags = shelf.red_flags.flags
    stands = any(
        answer != "no" and name in flags and flags[name].effect != "continue"
        for name, answer in standing_answers(seen).items()
    )
    return max((entry.date for entry in seen.kind("flag")), default=None), stands


def _judge_sessions(
    facts: Facts, following: Following, seen: Seen, done: Mapping[dt.date, Sequence[Entry]], day: int
) -> Following:
    """Judge every session that can still be judged, the oldest first, and act on what is new."""
    today = seen.day
    told = {
        entry.date for name in {*facts.rule().during, "pain-during"} for entry in seen.of(name) if entry.date < today
    }
    oldest = today - dt.timedelta(days=facts.shelf.frameworks.gate.judged_within_days)
    morning = morning_of(facts, following, seen, day, cleared=False)
    for session in sorted(date for date in told | set(done) if oldest <= date < today):
        following = _judge_session(facts, following, morning, session, done.get(session, ()), day)
    return following


def _judge_session(
    facts: Facts, following: Following, morning: Morning, session: dt.date, done: Sequence[Entry], day: int
) -> Following:
    on = schedule.plan_day(facts.day_one, session)
    rules = facts.rule()
    early = facts.protocol.framework == "peace-love" and rules.early is not None and on <= rules.early.last_day
    rows = following.placed.get(session, ())
    pains = {entry.exercise: entry.pain for entry in done if entry.pain is not None}
    own = {
        row.key: response.light_of(
            session, morning, facts.rule(row), early=early, run=False, pain=pains.get(row.exercise_id)
        )
        for row in rows
    }
    run = any(is_run(facts, entry) for entry in done)
    highest = max(pains.values(), default=None)
    whole = response.light_of(session, morning, rules, early=early, run=run)
    if highest is not None:
        whole = response.worst([whole, response.light_of(session, morning, rules, early=early, run=run, pain=highest)])
    before = following.judged.get(session)
    pending = whole == "unknown" and (morning.date - session).days < 2
    if pending or (before is not None and LIGHTS[whole] <= LIGHTS[before]):
        return following
    laid = bool(rows) or session in following.runs
    trained = laid and any(session in daily(morning, name) for name in SESSION_MEASURES)
    if whole == "green" and not (done or trained):
        return following  # neither a good morning nor a low pain makes a green session of a day of rest
    ticked = {entry.exercise for entry in done}
    following = replace(following, judged={**following.judged, session: whole})
    following = _level(facts, following, rows, own, whole, ticked, day)
    if run:
        following = ran(facts, following, session, whole, on)
    if whole == "red":
        return _red(facts, following, on, day)
    if whole == "amber":
        return _amber(facts, following, on, day)
    if whole == "green" and following.share < 1:
        following = replace(following, share=1.0)
    return following


def _level(
    facts: Facts,
    following: Following,
    rows: Sequence[Row],
    own: Mapping[str, Light],
    whole: Light,
    ticked: set[str],
    day: int,
) -> Following:
    """Move the level of each exercise of a session; without a tick none moves up, but all may move down."""
    progression = facts.shelf.frameworks.progression
    levels = dict(following.levels)
    for row in rows:
        light = (
            response.worst([own[row.key], whole])
            if whole in ("amber", "red") and not _has_own(own, row)
            else own[row.key]
        )
        if row.exercise_id not in ticked and (ticked or LIGHTS[light] <= LIGHTS["unknown"]):
            continue
        progress = row.slot.progress if is_progression(row.slot.progress) else ""
        top = response.steps_of(row.slot.dose, progression, progress) if row.slot.dose else 0
        before = levels.get(row.key, Level())
        now = response.after(before, light, facts.rule(row), progression, progress, top=top)
        levels[row.key] = now
        if (now.ups, now.downs) != (before.ups, before.downs):
            harder = now.ups - now.downs > before.ups - before.downs
            rule = row.slot.monitoring or facts.protocol.monitoring
            values = {"exercise": row.exercise.title}
            following = noted(following, "more" if harder else "less", day, rule, values)
    return replace(following, levels=levels)


def _has_own(own: Mapping[str, Light], row: Row) -> bool:
    return row.slot.monitoring is not None and own[row.key] != "unknown"


def _red(facts: Facts, following: Following, on: int, day: int) -> Following:
    """Act on a red session of plan day ``on``: rest, perhaps a phase back, and the doctor after two."""
    progression = facts.shelf.frameworks.progression
    rule = facts.protocol.monitoring
    through = on + progression.red_stop_hours[1] // HOURS
    reds = (*(red for red in following.reds if on - red < progression.reds_within_days), on)
    following = replace(following, reds=reds, rest_through=max(following.rest_through, through))
    if through >= day:
        rest = Change("red-rest", day, rule, {"through": through, "session": on})
        following = replace(following, changes=(*following.changes, rest))
    if len(reds) >= progression.reds_to_doctor:
        doctor = Change("two-reds", day, rule, {"days": progression.reds_within_days})
        following = replace(following, see_doctor_on=day, changes=(*following.changes, doctor))
    back = facts.rule().back == "phase" and on >= following.opened
    following = _back(facts, following, day, "sent-back", rule, {}) if back else following
    return replace(following, sent_back_on=day)


def _amber(facts: Facts, following: Following, on: int, day: int) -> Following:
    """Act on an amber session of plan day ``on``: where the rule says so, several within 7 days take back a phase."""
    needed = facts.rule().ambers_to_phase_back
    if needed is None:
        return following
    since = max(following.opened, on - facts.shelf.frameworks.progression.reds_within_days + 1)
    days = [schedule.plan_day(facts.day_one, date) for date, light in following.judged.items() if light == "amber"]
    if sum(since <= one <= on for one in days) < needed:
        return following
    back = _back(facts, following, day, "sent-back", facts.protocol.monitoring, {})
    return following if back is following else replace(back, sent_back_on=day)


def _back(
    facts: Facts, following: Following, day: int, code: str, rule: str, values: Mapping[str, object]
) -> Following:
    """Go back to the phase before, never to the first days: those are not done again."""
    if following.at == 0 or following.laid[following.at - 1].phase.step in FIRST_STEPS:
        return following
    return _open(facts, following, following.at - 1, day, code, rule, values)


# -- missed days -----------------------------------------------------------------------------------------------------


def _missed(facts: Facts, following: Following, done: Mapping[dt.date, Sequence[Entry]], day: int) -> Following:
    """Hold the clock after missed days; after many the dose is less, after very many the phase before begins."""
    if not done:
        return following
    progression = facts.shelf.frameworks.progression
    today = schedule.date_of(facts.day_one, day)
    last = max(done)
    gap = (today - last).days - 1
    held = following.stood[1] if following.stood and following.stood[0] == last else 0
    # Nothing is laid in a pause or a stop, and yet those days are days without exercises, also on the day after.
    idle = following.paused or following.stopped or held > 0
    due = idle or any(last < date < today and rows for date, rows in following.placed.items())
    if gap <= progression.resume_up_to_missed_days or not due:
        return following
    following = replace(
        following,
        laid=moved(following.laid, following.at, min(gap - held, day - following.window.first), facts.grade),
        stood=(last, gap),
    )
    if held == 0:
        following = noted(following, "missed", day, "missed-days", {"days": gap})
    percent = progression.reduced_to_percent
    back = facts.protocol.phase_back_after_missed_days or progression.reduced_up_to_missed_days + 1
    if gap == back:
        begun = _back(
            facts, replace(following, levels={}, share=1.0), day, "restarted", "missed-days", {"days": gap - 1}
        )
        # With no phase to go back to it is the start of this one, and no more of it than after fewer days.
        following = begun if begun.at != following.at else replace(following, levels={}, share=percent / 100)
    elif progression.repeat_week_up_to_missed_days < gap < back and following.share == 1:
        following = noted(
            replace(following, share=percent / 100),
            "reduced",
            day,
            "missed-days",
            {"percent": percent, "days": gap - 1},
        )
    return following


# -- phases ----------------------------------------------------------------------------------------------------------


def gate(facts: Facts, following: Following, seen: Seen, day: int, *, cleared: bool) -> list[Verdict]:
    """Return what is known of each criterion that opens the next phase; none where there is no next phase."""
    if following.at + 1 >= len(following.laid):
        return []
    morning = morning_of(facts, following, seen, day, cleared=cleared)
    return [judge(criterion, morning) for criterion in criteria_to(following)]


def criteria_to(following: Following) -> list[Criterion]:
    """Return what must be met to move on: the exit of the phase, and what the next one asks for besides."""
    own = list(following.window.phase.exit)
    after = following.laid[following.at + 1].phase.entry
    return [*own, *(criterion for criterion in after if criterion not in own)]


def floor_of(facts: Facts, following: Following) -> int:
    """Return the first plan day on which the next phase may open: its earliest day and its hard minimum."""
    coming = following.laid[following.at + 1]
    nominal = next(window for window in facts.nominal if window.phase_id == coming.phase_id)
    earliest = for_grade(coming.phase.earliest, facts.grade)
    minimum = for_grade(coming.phase.hard_minimum, facts.grade) or 1
    return max(nominal.first if earliest is None else earliest + facts.shift, minimum)


def _may_open(facts: Facts, following: Following, verdicts: Sequence[Verdict], day: int) -> bool:
    if following.at + 1 >= len(following.laid) or following.stopped or following.share < 1:
        return False
    if day <= following.rest_through or day < floor_of(facts, following):
        return False
    if not verdicts and day <= following.window.last:
        return False
    if following.sent_back_on is not None and not _green_again(facts, following):
        return False
    return together(verdicts) == "met"


def _green_again(facts: Facts, following: Following) -> bool:
    """After a step back: the newest sessions since then were green, as many as the gate asks for."""
    assert following.sent_back_on is not None
    since = schedule.date_of(facts.day_one, following.sent_back_on)
    needed = facts.shelf.frameworks.gate.green_after_step_back
    newest = [light for date, light in sorted(following.judged.items()) if date >= since][-needed:]
    return len(newest) == needed and set(newest) == {"green"}


def _open(
    facts: Facts, following: Following, to: int, day: int, code: str, rule: str, values: Mapping[str, object]
) -> Following:
    laid = opened_on(following.laid, to, day, facts.nominal, facts.grade)
    change = Change(code, day, rule, {"phase": laid[to].phase.title, "from": following.window.phase.title, **values})
    return replace(
        following,
        laid=laid,
        at=to,
        opened=day,
        sent_back_on=None,
        stood=None,
        changes=(*following.changes, change),
    )
