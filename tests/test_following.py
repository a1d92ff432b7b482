"""Following a case: what holds for every journal, whatever was written down (design, section 5)."""

from __future__ import annotations

import random

import pytest
from combinations import LIBRARY, Choice, choices_of
from conftest import PlanMaker
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from invariants import Invariants
from journals import compiled, entry, followed, harder, journals, screened

from rehab.engine.timetable import for_grade
from rehab.models.plan import Day

DAYS = 16
PER_PROTOCOL = 2
MAKER = PlanMaker(LIBRARY)
CHOICES = {choice.condition: choice for choice in choices_of(LIBRARY)}
"""One choice for each condition that has a plan: its last grade, type and variant."""
few = settings(
    max_examples=PER_PROTOCOL,
    phases=[Phase.explicit, Phase.generate],  # a journal of a month shrinks for minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    derandomize=True,
)


@pytest.fixture(params=CHOICES, scope="module")
def choice(request: pytest.FixtureRequest) -> Choice:
    return CHOICES[request.param]


def _amounts(day: Day) -> dict[str, float]:
    """Return how much of each exercise a day asks for, the runs left out: their stages are no amounts."""
    found = {}
    for task in day.tasks:
        if task.exercise is None or task.kind == "run":
            continue
        one = (
            (task.reps[0] if task.reps else 1)
            * (task.hold_seconds[0] if task.hold_seconds else 1)
            * (task.duration_seconds[0] if task.duration_seconds else 1)
            * (task.distance_m[0] if task.distance_m else 1)
        )
        per_set = sum(task.reps_by_set) if task.reps_by_set else (task.sets or 1) * one
        found[task.exercise] = per_set * task.times_per_day
    return found


@given(data=st.data())
@few
def test_the_same_entries_in_any_order_give_the_same_plan(choice: Choice, data: st.DataObject) -> None:
    protocol = MAKER.chosen(choice.condition, choice.kind, choice.variant).protocol
    entries = data.draw(journals(LIBRARY, protocol, days=DAYS))
    shuffled = list(entries)
    random.Random(1).shuffle(shuffled)
    one, other = (followed(MAKER, choice, found, as_of=DAYS) for found in (entries, shuffled))
    assert one.following == other.following
    assert one.folded.days == other.folded.days


@given(data=st.data())
@few
def test_what_is_written_later_changes_no_day_before(choice: Choice, data: st.DataObject) -> None:
    protocol = MAKER.chosen(choice.condition, choice.kind, choice.variant).protocol
    entries = data.draw(journals(LIBRARY, protocol, days=DAYS))
    day = data.draw(st.integers(2, DAYS - 1))
    then = [one for one in entries if one.date <= entry(day, "note").date]
    early = followed(MAKER, choice, then, as_of=day)
    late = followed(MAKER, choice, entries, as_of=DAYS)
    before = [change for change in late.following.changes if change.day <= day]
    assert before == list(early.following.changes)
    assert {date: light for date, light in late.following.placed.items() if date <= entry(day, "note").date} == dict(
        early.following.placed
    )


@given(data=st.data())
@few
def test_worse_pain_never_gives_a_harder_next_day(choice: Choice, data: st.DataObject) -> None:
    protocol = MAKER.chosen(choice.condition, choice.kind, choice.variant).protocol
    entries = data.draw(journals(LIBRARY, protocol, days=DAYS))
    last = [
        at for at, one in enumerate(entries) if one.date == entry(DAYS, "note").date and one.subject == "pain-during"
    ]
    if not last:
        return
    worse = [*entries]
    worse[last[0]] = harder(worse[last[0]])
    mild, bad = (followed(MAKER, choice, found, as_of=DAYS + 1) for found in (entries, worse))
    if bad.following.at != mild.following.at:
        assert bad.following.at < mild.following.at
        return
    if not mild.folded.days or not bad.folded.days:
        assert not bad.folded.days
        return
    after_bad, after_mild = _amounts(bad.folded.days[0]), _amounts(mild.folded.days[0])
    assert set(after_bad) <= set(after_mild)
    assert all(amount <= after_mild[name] for name, amount in after_bad.items())


@given(data=st.data())
@few
def test_what_is_not_known_never_opens_a_phase(choice: Choice, data: st.DataObject) -> None:
    protocol = MAKER.chosen(choice.condition, choice.kind, choice.variant).protocol
    entries = data.draw(journals(LIBRARY, protocol, days=DAYS))
    full = followed(MAKER, choice, entries, as_of=DAYS).following
    for criterion in [verdict.criterion for verdict in full.gate if verdict.criterion.measure][:1]:
        without = [one for one in entries if one.subject != criterion.measure]
        less = followed(MAKER, choice, without, as_of=DAYS).following
        assert less.window.number <= full.window.number


@given(data=st.data())
@few
def test_a_stop_sign_beats_everything(choice: Choice, data: st.DataObject) -> None:
    protocol = MAKER.chosen(choice.condition, choice.kind, choice.variant).protocol
    entries = data.draw(journals(LIBRARY, protocol, days=DAYS))
    plan = compiled(MAKER, choice, [*entries, entry(DAYS, "flag", "RF-08", text="yes")], as_of=DAYS).plan
    assert plan.referral is not None
    assert not plan.days


@given(data=st.data())
@few
def test_no_phase_opens_before_its_earliest_day_and_nothing_forbidden_is_laid(
    choice: Choice, data: st.DataObject
) -> None:
    protocol = MAKER.chosen(choice.condition, choice.kind, choice.variant).protocol
    entries = data.draw(journals(LIBRARY, protocol, days=DAYS))
    for as_of in (DAYS,):
        result = compiled(MAKER, choice, entries, as_of=as_of)
        if result.plan.referral is not None or result.followed is None:
            continue
        grade = result.followed.facts.grade
        for window in result.followed.following.laid:
            assert window.first >= (for_grade(window.phase.hard_minimum, grade) or 1)
            if window is not result.followed.following.laid[0]:
                assert window.first >= (for_grade(window.phase.earliest, grade) or 1)
        by_phase = {phase.id: phase for phase in result.plan.phases}
        invariants = Invariants(protocol, LIBRARY, choice.grade, "left", followed=True)
        for day in result.plan.days:
            invariants.look(day, by_phase[day.phase])


def test_two_red_sessions_within_a_week_stop_the_exercises_until_a_clinician_says_so(choice: Choice) -> None:
    start = [screened(1), screened(8)]
    reds = [entry(day, "measure", "pain-during", value=10) for day in (6, 9)]
    plan = compiled(MAKER, choice, [*start, *reds], as_of=11).plan
    if plan.standing is None or plan.referral:
        return
    rule = LIBRARY.shelf.monitoring[MAKER.chosen(choice.condition, choice.kind, choice.variant).protocol.monitoring]
    if "pain-during" not in rule.during or rule.scale != "pain":
        return
    assert plan.standing.barred
    assert not [task for task in plan.days[0].tasks if task.exercise]
    cleared = entry(11, "case", "clear", text="Example Clinician")
    again = compiled(MAKER, choice, [*start, *reds, cleared], as_of=12).plan
    assert again.standing is not None
    assert not again.standing.barred
