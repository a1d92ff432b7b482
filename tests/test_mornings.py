"""What one morning of a followed case decides, rule by rule: each row is a few days written down by hand.

The numbers are those of monitoring.md (section 3) and of the missed-day rule of acute-and-overuse-framework.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from combinations import LIBRARY, Choice
from journals import date_of, entry, measure
from mornings import EARLY, LENGTHENING, PEACE, SPEED, STRAIN, codes, first_morning, in_phase, seen, tick

from rehab.engine import follow, response, runs
from rehab.engine.following import Following, RunAt, done_of
from rehab.engine.placing import State
from rehab.engine.response import Level
from rehab.engine.verdict import Light
from rehab.models.journal import Entry
from rehab.notation import parse_criterion, parse_dose

WALKING = Choice("peripheral-artery-disease-claudication", None, None, None)


# -- missed days -----------------------------------------------------------------------------------------------------

LAST = 12


def idle_until(day: int, following: Following, choice: Choice = STRAIN) -> Following:
    """Go through the mornings after the last session of plan day 12, up to one day; none of them has a tick."""
    facts, _, rows = first_morning(choice)
    row = rows[following.at][:1]
    for morning in range(LAST + 1, day + 1):
        following = follow._missed(facts, following, {date_of(LAST): (tick(LAST),)}, morning)
        laid = () if following.paused or following.stopped else row
        following = replace(following, placed={**following.placed, date_of(morning): laid})
    return following


MISSED = [  # (missed days, the part of the dose that is left, what was told)
    (1, 1.0, []),
    (3, 1.0, []),
    (4, 1.0, ["missed"]),
    (6, 1.0, ["missed"]),
    (7, 0.7, ["missed", "reduced"]),
    (20, 0.7, ["missed", "reduced"]),
    (21, 1.0, ["missed", "reduced", "restarted"]),
]


@pytest.mark.parametrize(("missed", "share", "told"), MISSED)
@pytest.mark.parametrize("why", [{}, {"paused": True}, {"see_doctor_on": LAST}], ids=["missed", "pause", "stop"])
def test_days_without_exercises_count_the_same_whatever_the_reason(
    why: dict[str, Any], missed: int, share: float, told: list[str]
) -> None:
    after = idle_until(LAST + missed + 1, in_phase(SPEED, opened=11, levels={"row": Level(ups=1)}, **why))
    assert (after.share, codes(after)) == (share, told)
    assert {change.rule for change in after.changes} <= {"missed-days"}
    assert after.window.phase_id == ("lengthening" if "restarted" in told else "speed")
    assert bool(after.levels) is ("restarted" not in told)


def test_the_day_after_a_pause_has_less_and_the_time_of_the_phase_stood_still() -> None:
    facts, *_ = first_morning()
    start = in_phase(SPEED, opened=11)
    paused = idle_until(LAST + 10, replace(start, paused=True))
    back = follow._missed(facts, replace(paused, paused=False), {date_of(LAST): (tick(LAST),)}, LAST + 11)
    assert back.share == 0.7
    assert back.window.last == start.window.last + 10
    assert [window.first for window in back.laid[SPEED + 1 :]] == [window.first + 10 for window in start.laid[4:]]
    assert back.stood == (date_of(LAST), 10)


@pytest.mark.parametrize(("missed", "phase", "share"), [(13, "build", 0.7), (14, "start", 1.0), (21, "start", 1.0)])
def test_walking_with_narrow_arteries_goes_back_a_phase_after_14_missed_days(
    missed: int, phase: str, share: float
) -> None:
    """Its condition file: 14 or more missed days, the previous phase."""
    after = idle_until(LAST + missed + 1, in_phase(1, opened=11, choice=WALKING), WALKING)
    assert (after.window.phase_id, after.share) == (phase, share)
    assert codes(after).count("restarted") == (phase == "start")


@pytest.mark.parametrize("at", [PEACE, EARLY])
def test_where_no_phase_lies_before_longer_away_is_never_more(at: int) -> None:
    """The first days are not done again, so it is the start of the phase, and less of it."""
    after = idle_until(LAST + 22, in_phase(at, opened=11, levels={"row": Level(ups=1)}))
    assert (after.at, after.share, after.levels) == (at, 0.7, {})
    assert "restarted" not in codes(after)


def test_a_day_with_nothing_to_do_is_not_missed_and_without_a_first_session_nothing_is() -> None:
    facts, _, rows = first_morning()
    following = in_phase(SPEED, opened=11)
    resting = replace(following, placed={date_of(day): () for day in range(LAST + 1, LAST + 9)})
    assert follow._missed(facts, resting, {date_of(LAST): (tick(LAST),)}, LAST + 9) is resting
    busy = replace(following, placed={date_of(day): rows[SPEED] for day in (LAST, LAST + 9)})
    assert follow._missed(facts, busy, {date_of(LAST): (tick(LAST),)}, LAST + 9) is busy
    assert follow._missed(facts, busy, {}, LAST + 30) is busy


# -- red and amber ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "own", "light"),
    [
        (None, "green", "amber"),  # it has the rule of the plan: the whole session counts
        ("SM-TENDON", "green", "green"),  # its own rule has judged it
        ("SM-TENDON", "unknown", "amber"),  # its own rule does not know
        ("SM-TENDON", "red", "red"),
    ],
)
def test_an_exercise_with_a_rule_of_its_own_follows_its_own_light(rule: str | None, own: Light, light: Light) -> None:
    facts, _, rows = first_morning()
    row = replace(rows[SPEED][0], slot=rows[SPEED][0].slot.model_copy(update={"monitoring": rule}))
    start = Level(ambers=1)
    after = follow._level(facts, in_phase(SPEED, opened=11, levels={row.key: start}), [row], {row.key: own}, "amber", {row.exercise_id}, 20)  # fmt: skip
    progression = facts.shelf.frameworks.progression
    assert after.levels[row.key] == response.after(start, light, facts.rule(row), progression, "", top=2)


def test_a_red_session_rests_48_hours_and_takes_a_phase_back() -> None:
    facts, *_ = first_morning()
    after = follow._red(facts, in_phase(SPEED, opened=25), 30, 31)
    assert (after.rest_through, after.sent_back_on, after.reds) == (32, 31, (30,))
    assert (after.window.phase_id, after.opened) == ("lengthening", 31)
    assert [(change.code, change.day, change.rule) for change in after.changes] == [
        ("red-rest", 31, "SM-ACUTE"),
        ("sent-back", 31, "SM-ACUTE"),
    ]
    assert after.changes[0].values == {"through": 32, "session": 30}
    assert after.changes[1].values["from"] == facts.protocol.phases["speed"].title


@pytest.mark.parametrize(
    ("reds", "on", "kept", "stopped"),
    [((), 30, (30,), False), ((24,), 30, (24, 30), True), ((23,), 30, (30,), False), ((20, 24), 30, (24, 30), True)],
)
def test_two_reds_within_7_days_stop_the_plan(
    reds: tuple[int, ...], on: int, kept: tuple[int, ...], stopped: bool
) -> None:
    facts, *_ = first_morning()
    after = follow._red(facts, in_phase(SPEED, opened=25, reds=reds), on, 31)
    assert (after.reds, after.stopped) == (kept, stopped)
    assert after.see_doctor_on == (31 if stopped else None)
    assert [change.values for change in after.changes if change.code == "two-reds"] == [{"days": 7}] * stopped


@pytest.mark.parametrize(
    ("opened", "on", "day", "phase", "told"),
    [
        (25, 24, 26, "speed", ["red-rest"]),  # it was a session of the phase before
        (25, 25, 26, "lengthening", ["red-rest", "sent-back"]),
        (25, 30, 32, "lengthening", ["red-rest", "sent-back"]),
        (25, 30, 33, "lengthening", ["sent-back"]),  # seen late: the rest is over
    ],
)
def test_a_red_counts_in_the_phase_it_was_in(opened: int, on: int, day: int, phase: str, told: list[str]) -> None:
    facts, *_ = first_morning()
    after = follow._red(facts, in_phase(SPEED, opened=opened), on, day)
    assert (after.window.phase_id, codes(after)) == (phase, told)


@pytest.mark.parametrize(("at", "phase"), [(PEACE, "peace"), (EARLY, "early-load"), (LENGTHENING, "early-load")])
def test_a_red_never_leads_back_into_the_first_days(at: int, phase: str) -> None:
    facts, *_ = first_morning()
    after = follow._red(facts, in_phase(at, opened=11), 14, 15)
    assert after.window.phase_id == phase
    assert after.sent_back_on == 15


def test_a_shorter_rest_never_replaces_a_longer_one() -> None:
    facts, *_ = first_morning()
    assert follow._red(facts, in_phase(SPEED, opened=25, rest_through=40), 30, 31).rest_through == 40


@pytest.mark.parametrize(
    ("stopped_on", "cleared", "lifted"),
    [(31, None, False), (31, 30, False), (31, 31, True), (31, 35, True), (None, 35, False)],
)
def test_a_stop_is_lifted_by_a_clinician_of_that_day_or_later(
    stopped_on: int | None, cleared: int | None, lifted: bool
) -> None:
    facts, *_ = first_morning()
    before = in_phase(SPEED, opened=25, see_doctor_on=stopped_on, reds=(24, 30))
    after = follow._lift(facts, before, None if cleared is None else date_of(cleared))
    assert after.reds == (() if lifted else (24, 30))
    assert after.see_doctor_on == (None if lifted else stopped_on)


# -- moving on -------------------------------------------------------------------------------------------------------

GREENS = ("green", "green")


def lights(*told: str, last: int) -> dict[object, str]:
    return {date_of(last - len(told) + 1 + at): light for at, light in enumerate(told)}


@pytest.mark.parametrize(
    ("change", "opens"),
    [
        ({}, True),
        ({"rest_through": 39}, True),
        ({"rest_through": 40}, False),
        ({"see_doctor_on": 39}, False),
        ({"share": 0.7}, False),
        ({"sent_back_on": 38}, False),
        ({"sent_back_on": 38, "judged": lights("green", last=39)}, False),
        ({"sent_back_on": 38, "judged": lights(*GREENS, last=39)}, True),
        ({"sent_back_on": 39, "judged": lights(*GREENS, last=39)}, False),  # one of them was before the step back
        ({"sent_back_on": 36, "judged": lights("red", *GREENS, last=39)}, True),
        ({"sent_back_on": 36, "judged": lights(*GREENS, "amber", last=39)}, False),
        ({"sent_back_on": 36, "judged": lights(*GREENS, "unknown", last=39)}, False),
        ({"at": 5}, False),  # the last phase
    ],
)
def test_the_next_phase_opens_when_nothing_stands_against_it(change: dict[str, object], opens: bool) -> None:
    facts, *_ = first_morning()
    met = [
        replace(verdict, truth="met")
        for verdict in follow.gate(facts, in_phase(SPEED, opened=25), seen(40), 40, cleared=False)
    ]
    following = replace(in_phase(SPEED, opened=25), **change)  # type: ignore[arg-type]
    assert follow._may_open(facts, following, met, 40) is opens


@pytest.mark.parametrize(("day", "opens"), [(34, False), (35, True), (38, True), (39, True)])
def test_a_phase_opens_on_its_earliest_day_and_never_before(day: int, opens: bool) -> None:
    facts, *_ = first_morning()
    following = in_phase(SPEED, opened=25)
    met = [replace(verdict, truth="met") for verdict in follow.gate(facts, following, seen(day), day, cleared=False)]
    assert follow._may_open(facts, following, met, day) is opens
    assert follow._may_open(facts, following, [*met[1:], replace(met[0], truth="unknown")], day) is False
    assert follow._may_open(facts, following, [*met[1:], replace(met[0], truth="not met")], day) is False


@pytest.mark.parametrize(("day", "opens"), [(56, False), (57, True)])
def test_the_last_phase_opens_too(day: int, opens: bool) -> None:
    facts, *_ = first_morning()
    following = in_phase(4, opened=40)
    met = [replace(verdict, truth="met") for verdict in follow.gate(facts, following, seen(day), day, cleared=False)]
    assert follow._may_open(facts, following, met, day) is opens


@pytest.mark.parametrize(("day", "opens"), [(38, False), (39, True)])
def test_a_phase_without_criteria_opens_by_its_date(day: int, opens: bool) -> None:
    facts, *_ = first_morning()
    assert follow._may_open(facts, in_phase(SPEED, opened=25), [], day) is opens


@pytest.mark.parametrize(
    ("at", "grade", "shift", "floor"),
    [
        (PEACE, "2", 0, 4),
        (EARLY, "2", 0, 11),
        (EARLY, "1", 0, 6),
        (SPEED, "2", 0, 35),
        (4, "2", 0, 57),  # no earliest day: its nominal one
        (SPEED, "2", 5, 40),  # used late: so much later, and the hard minimum counts from the injury
    ],
)
def test_the_first_day_of_a_phase_is_its_earliest_day_and_its_hard_minimum(
    at: int, grade: str, shift: int, floor: int
) -> None:
    facts, start, _ = first_morning()
    assert follow.floor_of(replace(facts, grade=grade, shift=shift), replace(start, at=at)) == floor


def test_a_hard_minimum_holds_where_the_earliest_day_is_sooner() -> None:
    facts, start, _ = first_morning()
    coming = start.laid[EARLY + 1]
    sooner = coming.phase.model_copy(update={"earliest": {"all": 2}, "hard_minimum": {"all": 9}})
    laid = tuple(replace(window, phase=sooner) if window is coming else window for window in start.laid)
    assert follow.floor_of(facts, replace(start, laid=laid, at=EARLY)) == 9


def test_what_opens_a_phase_is_its_own_exit_and_what_the_next_one_asks_for_besides() -> None:
    facts, start, _ = first_morning()
    own, asked = start.laid[SPEED].phase.exit, start.laid[PEACE].phase.exit[0]
    coming = start.laid[SPEED + 1].phase.model_copy(update={"entry": (own[0], asked)})
    laid = tuple(replace(window, phase=coming) if at == SPEED + 1 else window for at, window in enumerate(start.laid))
    assert follow.criteria_to(replace(start, laid=laid, at=SPEED)) == [*own, asked]
    assert follow.gate(facts, replace(start, at=len(start.laid) - 1), seen(200), 200, cleared=False) == []


def test_opening_a_phase_begins_it_that_day_and_says_so() -> None:
    facts, *_ = first_morning()
    before = in_phase(SPEED, opened=25, sent_back_on=30, stood=(date_of(28), 4))
    after = follow._open(facts, before, SPEED + 1, 41, "opened", "gate", {"more": 1})
    assert (after.window.phase_id, after.window.first, after.opened) == ("return", 41, 41)
    assert (after.sent_back_on, after.stood) == (None, None)
    [change] = after.changes
    titles = (facts.protocol.phases["return"].title, facts.protocol.phases["speed"].title)
    assert (change.code, change.day, change.rule) == ("opened", 41, "gate")
    assert change.values == {"phase": titles[0], "from": titles[1], "more": 1}


# -- a whole morning -------------------------------------------------------------------------------------------------


def decided(following: Following, day: int, *entries: Entry, cleared: int | None = None) -> Following:
    facts, *_ = first_morning()
    return follow.decide(
        facts, following, seen(day, *entries), day, cleared_on=None if cleared is None else date_of(cleared)
    )


def test_a_phase_that_is_not_left_lasts_on_and_the_later_ones_move() -> None:
    before = in_phase(SPEED, opened=25)
    assert decided(before, before.window.last).laid == before.laid
    after = decided(before, before.window.last + 3)
    assert (after.at, after.window.last) == (SPEED, before.window.last + 3)
    assert after.laid[SPEED + 1].first == before.laid[SPEED + 1].first + 3
    last = in_phase(5, opened=57)
    assert decided(last, last.window.last + 3).laid == last.laid


@pytest.mark.parametrize(("entries", "paused"), [
    ([], False), (["pause"], True), (["pause", "resume"], False), (["pause", "resume", "pause"], True), (["clear"], False),
])  # fmt: skip
def test_a_pause_lasts_until_the_person_goes_on(entries: list[str], paused: bool) -> None:
    told = [entry(20 + at, "case", name) for at, name in enumerate(entries)]
    assert decided(in_phase(SPEED, opened=25), 30, *told).paused is paused


@pytest.mark.parametrize(("cleared", "truth"), [(None, "unknown"), (39, "unknown"), (40, "unknown"), (41, "met")])
def test_what_opened_a_phase_does_not_end_it_as_well(cleared: int | None, truth: str) -> None:
    """A clinician who let somebody begin a phase has not said that it is over."""
    before = in_phase(SPEED, opened=40)
    asking = before.window.phase.model_copy(update={"exit": (parse_criterion("cleared by clinician"),)})
    laid = tuple(replace(one, phase=asking) if one is before.window else one for one in before.laid)
    assert [verdict.truth for verdict in decided(replace(before, laid=laid), 45, cleared=cleared).gate] == [truth]


@pytest.mark.parametrize(
    ("entries", "standing"),
    [
        ([], {}),
        ([("RF-08", "yes")], {"RF-08": "yes"}),
        ([("RF-08", "yes"), ("RF-08", "no")], {"RF-08": "no"}),
        ([("RF-08", "yes"), ("none", "no")], {}),
        ([("none", "no"), ("RF-08", "unsure")], {"RF-08": "unsure"}),
    ],
)
def test_the_last_answer_to_a_question_stands_and_none_takes_all_back(
    entries: list[tuple[str, str]], standing: dict[str, str]
) -> None:
    told = [entry(day, "flag", name, text=text) for day, (name, text) in enumerate(entries, start=1)]
    assert follow.standing_answers(seen(9, *told)) == standing


@pytest.mark.parametrize(
    ("entries", "day", "stands"),
    [
        ([], None, False),
        ([(2, "none", "no")], 2, False),
        ([(2, "RF-08", "yes")], 2, True),
        ([(2, "RF-08", "unsure")], 2, True),
        ([(2, "RF-08", "no")], 2, False),
        ([(2, "RF-08", "yes"), (5, "none", "no")], 5, False),
        ([(2, "RF-99", "yes")], 2, False),
    ],
)
def test_when_the_safety_questions_were_asked_and_whether_one_stands(
    entries: list[tuple[int, str, str]], day: int | None, stands: bool
) -> None:
    told = [entry(on, "flag", name, text=text) for on, name, text in entries]
    expected = (None if day is None else date_of(day), stands)
    assert follow._screening(seen(9, *told), LIBRARY.shelf) == expected


def test_a_phase_that_asks_for_nothing_is_left_by_its_date() -> None:
    before = in_phase(SPEED, opened=25)
    open_end = before.window.phase.model_copy(update={"exit": ()})
    following = replace(
        before, laid=tuple(replace(one, phase=open_end) if one is before.window else one for one in before.laid)
    )
    assert decided(following, 38).at == SPEED
    after = decided(following, 39)
    assert (after.at, after.opened) == (SPEED + 1, 39)
    assert [(change.code, change.day, change.rule) for change in after.changes] == [("opened", 39, "gate")]


# -- sessions --------------------------------------------------------------------------------------------------------


def judged(day: int, *entries: Entry, rows: Sequence[int] = (0, 1), **more: Any) -> Following:
    """Judge what was written down of sessions on plan day 30 and before, on the morning of a day."""
    facts, _, laid = first_morning()
    placed = {date_of(30): tuple(laid[SPEED][at] for at in rows)}
    told = seen(day, *entries)
    following = in_phase(SPEED, opened=25, placed=placed, **more)
    return follow._judge_sessions(facts, following, told, done_of(told, facts.shelf), day)


def names(*rows: int) -> list[str]:
    return [first_morning()[2][SPEED][at].exercise_id for at in rows]


def calm(day: int, during: float = 0, morning: float | None = 0) -> list[Entry]:
    """Three mornings without pain, a session, and the morning after it."""
    before = [measure(day - back, "pain-next-morning", 0) for back in range(3)]
    after = [] if morning is None else [measure(day + 1, "pain-next-morning", morning)]
    return [*before, measure(day, "pain-during", during), *after]


@pytest.mark.parametrize(
    ("pain", "morning", "light"),
    [(0, 0, "green"), (4, 0, "amber"), (6, 0, "red"), (0, 1, "amber"), (0, 2, "red")],
)
def test_a_session_gets_its_light_the_morning_after(pain: float, morning: float, light: Light) -> None:
    after = judged(31, *calm(30, pain, morning), *(tick(30, name) for name in names(0, 1)))
    assert after.judged[date_of(30)] == light


@pytest.mark.parametrize(("on", "light"), [(2, "amber"), (3, "amber"), (4, "green")])
def test_the_first_days_after_a_sudden_injury_are_judged_more_strictly(on: int, light: Light) -> None:
    """Pain 3 of 10 is amber on days 1 to 3, green from day 4 on."""
    facts, start, _ = first_morning()
    told = seen(on + 1, *calm(on, 3), tick(on))
    assert follow._judge_sessions(facts, start, told, done_of(told, facts.shelf), on + 1).judged == {date_of(on): light}


@pytest.mark.parametrize(("day", "light"), [(30, None), (31, None), (32, "unknown"), (37, "unknown"), (38, None)])
def test_a_morning_that_is_missing_is_waited_for_and_then_unknown(day: int, light: Light | None) -> None:
    entries = [*calm(30, 0, None), tick(30, names(0)[0])]
    assert judged(day, *entries).judged.get(date_of(30)) == light


@pytest.mark.parametrize(
    ("before", "pain", "light"),
    [("green", 4, "amber"), ("amber", 6, "red"), ("red", 0, "red"), ("amber", 0, "amber"), ("unknown", 0, "unknown")],
)
def test_what_is_told_later_makes_a_light_worse_and_never_better(before: Light, pain: float, light: Light) -> None:
    after = judged(32, *calm(30, pain), tick(30, names(0)[0]), judged={date_of(30): before})
    assert after.judged[date_of(30)] == light


def test_a_red_counts_once_however_often_it_is_looked_at() -> None:
    entries = [*calm(30, 6), tick(30, names(0)[0])]
    once = judged(31, *entries)
    assert codes(once) == ["less", "red-rest", "sent-back"]
    assert judged(32, *entries, judged=once.judged).changes == ()


def test_the_pain_of_one_exercise_counts_for_it_and_the_worst_for_the_session() -> None:
    first, second = names(0, 1)
    entries = [*calm(30, 0), tick(30, first), entry(30, "done", f"30.{second}.1", value=1, pain=4)]
    assert judged(31, *entries).judged[date_of(30)] == "amber"


def test_a_green_session_ends_the_smaller_dose() -> None:
    assert judged(31, *calm(30), tick(30, names(0)[0]), share=0.7).share == 1.0
    assert judged(31, *calm(30, 4), tick(30, names(0)[0]), share=0.7).share == 0.7


def levels(after: Following) -> list[Level]:
    rows = first_morning()[2]
    return [after.levels.get(rows[SPEED][at].key, Level()) for at in (0, 1)]


def test_only_what_was_ticked_goes_up_and_without_a_tick_nothing_does() -> None:
    assert [level.greens for level in levels(judged(31, *calm(30), tick(30, names(0)[0])))] == [1, 0]
    assert [level.greens for level in levels(judged(31, *calm(30), tick(30, names(1)[0])))] == [0, 1]
    assert [level.greens for level in levels(judged(31, *calm(30)))] == [0, 0]


def test_a_row_that_says_its_own_pace_goes_up_at_that() -> None:
    facts, _, laid = first_morning()
    before = {row.key: Level(greens=1) for row in laid[SPEED][:2]}
    slots = [row.slot.model_copy(update={"dose": parse_dose("3 x 8-12"), "progress": ""}) for row in laid[SPEED][:2]]
    slots[1] = slots[1].model_copy(update={"progress": "add 1 reps after 3 green sessions"})
    rows = [replace(row, slot=slot) for row, slot in zip(laid[SPEED][:2], slots, strict=True)]
    told = seen(31, *calm(30), *(tick(30, name) for name in names(0, 1)))
    following = in_phase(SPEED, opened=25, placed={date_of(30): tuple(rows)}, levels=before)
    after = follow._judge_sessions(facts, following, told, done_of(told, facts.shelf), 31)
    assert [level.ups for level in levels(after)] == [1, 0]
    words = [row.slot.model_copy(update={"progress": "Add a little weight."}) for row in rows]
    following = replace(following, placed={date_of(30): (replace(rows[1], slot=words[1]),)})
    assert levels(follow._judge_sessions(facts, following, told, done_of(told, facts.shelf), 31))[1].ups == 1


def test_a_bad_session_takes_from_what_was_ticked_and_without_a_tick_from_all() -> None:
    assert [level.downs for level in levels(judged(31, *calm(30, 6), tick(30, names(0)[0])))] == [1, 0]
    assert [level.downs for level in levels(judged(31, *calm(30, 6)))] == [1, 1]


def test_a_step_is_told_with_the_name_of_the_exercise() -> None:
    rows = first_morning()[2]
    key = rows[SPEED][0].key
    up = judged(31, *calm(30), tick(30, names(0)[0]), levels={key: Level(downs=1, greens=1)})
    assert levels(up)[0] == Level()
    [change] = up.changes
    assert (change.code, change.day, change.rule) == ("more", 31, "SM-ACUTE")
    assert change.values == {"exercise": rows[SPEED][0].exercise.title}


# -- runs ------------------------------------------------------------------------------------------------------------

RUN = next(key for key, exercise in LIBRARY.shelf.exercises.items() if exercise.kind == "run")
LAID = {date_of(20): RunAt((3, 1), (4, 0), State())}


@pytest.mark.parametrize(
    ("light", "before", "track", "no_run_before"),
    [
        ("green", (3, 1), (4, 0), 0),
        ("amber", (3, 1), (3, 1), 0),
        ("unknown", (3, 1), (3, 1), 0),
        ("red", (3, 1), (2, 0), 23),
        ("red", (0, 1), (0, 0), 23),
    ],
)
def test_a_run_moves_the_track_by_its_light(
    light: Light, before: tuple[int, int], track: tuple[int, int], no_run_before: int
) -> None:
    facts, start, _ = first_morning()
    following = replace(start, runs={date_of(20): RunAt(before, (4, 0), State())}, track=(9, 9), ran_on=date_of(15))
    after = runs.ran(facts, following, date_of(20), light, 20)
    assert (after.track, after.no_run_before, after.ran_on) == (track, no_run_before, date_of(20))


def test_a_run_that_no_plan_laid_moves_nothing_but_the_day_of_the_last_one() -> None:
    facts, start, _ = first_morning()
    following = replace(start, track=(3, 1), ran_on=date_of(25))
    assert runs.ran(facts, following, date_of(20), "green", 20) == following
    assert runs.ran(facts, replace(following, ran_on=None), date_of(20), "red", 20).ran_on == date_of(20)


@pytest.mark.parametrize(
    ("days", "stage"),
    [(6, (9, 1)), (7, (7, 0)), (13, (7, 0)), (14, (6, 0)), (20, (6, 0)), (21, (0, 0)), (60, (0, 0))],
)
def test_days_without_a_run_lead_back_by_stages(days: int, stage: tuple[int, int]) -> None:
    """return-to-run.md, section 1."""
    facts, start, _ = first_morning()
    following = replace(start, track=(9, 1), ran_on=date_of(20))
    assert runs.track_on(facts, following, date_of(20 + days)) == stage
    assert runs.track_on(facts, replace(following, track=(1, 1)), date_of(30)) == (0, 0)
    assert runs.track_on(facts, replace(following, ran_on=None), date_of(90)) == (9, 1)
    assert runs.track_on(facts, replace(following, track=None), date_of(90)) is None


def run_told(day: int, *entries: Entry, **more: object) -> Following:
    facts, start, _ = first_morning()
    told = seen(day, *entries)
    following = replace(start, runs=LAID, **more)  # type: ignore[arg-type]
    return runs.not_run(facts, following, told, done_of(told, facts.shelf), day)


@pytest.mark.parametrize(
    ("entries", "missed"),
    [
        ([], False),
        ([tick(20, RUN, 0)], True),
        ([tick(20, RUN, 1)], False),
        ([tick(20, RUN, None)], False),
        ([tick(20, "bridge-on-heels", 0)], False),
        ([tick(20, RUN, 0), tick(20, RUN, 0.5)], False),
        ([tick(19, RUN, 0)], False),  # no run was laid on that day
        ([entry(20, "done", "20.no-such-exercise.1", value=0)], False),
    ],
)
def test_only_a_run_written_down_as_not_done_is_not_run(entries: list[Entry], missed: bool) -> None:
    after = run_told(21, *entries)
    assert after.not_run == (date_of(20) if missed else None)
    assert [(change.code, change.day, change.rule, change.values) for change in after.changes] == [
        ("run-again", 21, "missed-days", {"session": 20})
    ] * missed


def test_what_else_was_not_done_that_day_is_kept_once() -> None:
    entries = [tick(20, RUN, 0), tick(20, "bridge-on-heels", 0), tick(20, "diver", 1), tick(19, "glider", 0)]
    after = run_told(21, *entries)
    assert after.not_done == {RUN, "bridge-on-heels"}
    assert run_told(22, *entries, not_run=date_of(20)).changes == ()


@pytest.mark.parametrize(
    ("day", "entries", "asked"),
    [
        (21, [tick(19)], True),
        (27, [tick(19)], True),
        (28, [tick(19)], False),  # too late to be judged
        (21, [], False),  # nobody keeps a journal
        (21, [tick(20, RUN, 1)], False),
        (21, [tick(19), tick(20, RUN, 0)], False),
        (21, [tick(20)], True),
        (21, [tick(20, RUN, 1), tick(19, RUN, 1)], False),
        (21, [tick(19, RUN, 1)], True),
    ],
)
def test_a_run_of_which_nothing_is_known_is_asked_about(day: int, entries: list[Entry], asked: bool) -> None:
    facts, start, _ = first_morning()
    told = seen(day, *entries)
    found = runs.run_untold(facts, replace(start, runs=LAID), told, done_of(told, facts.shelf))
    assert found == (date_of(20) if asked else None)
    assert runs.run_untold(facts, start, told, done_of(told, facts.shelf)) is None


def part_done(entries: Iterable[Entry], *, days: int = 7, run_on: int | None = None) -> float | None:
    """Return the part done before plan day 21, of days that each have two exercises."""
    facts, start, rows = first_morning()
    placed = {date_of(20 - back): rows[SPEED][:2] for back in range(days)}
    told = seen(21, *entries)
    laid = {date_of(run_on): RunAt((0, 0), (0, 1), State())} if run_on else {}
    return runs.done_part(facts, replace(start, placed=placed, runs=laid), done_of(told, facts.shelf), 21)


def test_the_part_that_was_done_is_the_mean_of_a_whole_week() -> None:
    one, two = names(0, 1)
    assert part_done([tick(20, one)]) == pytest.approx(1 / 14)
    assert part_done([tick(14, one), tick(14, two)]) == pytest.approx(2 / 14)
    assert part_done([tick(20, one, 0.5), tick(20, one, 0.25)]) == pytest.approx(0.5 / 14)
    assert part_done([tick(20, one, 2)]) == pytest.approx(1 / 14)
    assert part_done([tick(20, one, None)]) == pytest.approx(1 / 14)
    assert part_done([tick(20, RUN, 1)], run_on=20) == pytest.approx(1 / 15)
    assert part_done([tick(20, one, 1)], run_on=20) == pytest.approx(1 / 15)
    assert part_done([tick(20, RUN, 0.5)], run_on=20) == pytest.approx(0.5 / 15)


def test_a_week_that_is_not_over_or_not_written_down_has_no_part() -> None:
    one, _ = names(0, 1)
    assert part_done([tick(20, one)], days=6) is None
    assert part_done([tick(13, one)]) is None
    facts, start, _ = first_morning()
    told = seen(21, tick(20, one))
    resting = replace(start, placed={date_of(day): () for day in range(14, 21)})
    assert runs.done_part(facts, resting, done_of(told, facts.shelf), 21) is None
