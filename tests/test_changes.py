"""What a clinic's change means: which changes loosen a safety rule, and in which words a change is told.

The files of ``tests/errors`` show each message in place; here is every way that a rule can be loosened, or made stricter.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from combinations import LIBRARY, chosen_of
from conftest import PlanMaker

from rehab.errors import SourceError
from rehab.models.care import CareTask
from rehab.models.plan import Plan, Task
from rehab.models.protocol import Choice, ClearanceItem, Grade, Modifier, Phase, Protocol, Run, Slot
from rehab.models.protocol import Referral as Sent
from rehab.notation import parse_criterion, parse_dose
from rehab.overlays import draft, pins
from rehab.overlays.changes import changes
from rehab.overlays.loosening import loosened
from rehab.overlays.plan_changes import _dose, plan_changes
from rehab.overlays.signing import as_signed, check, seal, signed_text
from rehab.overlays.tags import misused
from rehab.source.chain import Base, as_layers, base_of, chain
from rehab.source.reader import read

STRAIN = chosen_of(LIBRARY, "hamstring-strain", None, None).protocol
WORDS = LIBRARY.shelf.words
Change = Callable[[Protocol], Protocol]


def with_key(**values: Any) -> Change:
    return lambda protocol: protocol.model_copy(update=values)


def with_phase(key: str, **values: Any) -> Change:
    def changed(protocol: Protocol) -> Protocol:
        held = protocol.phases[key]
        return protocol.model_copy(update={"phases": {**protocol.phases, key: held.model_copy(update=values)}})

    return changed


def with_row(phase: str, key: str, **values: Any) -> Change:
    def changed(protocol: Protocol) -> Protocol:
        held = protocol.phases[phase]
        row = held.exercises[key].model_copy(update=values)
        return with_phase(phase, exercises={**held.exercises, key: row})(protocol)

    return changed


def with_run(phase: str, **values: Any) -> Change:
    def changed(protocol: Protocol) -> Protocol:
        held = protocol.phases[phase].run
        assert held is not None
        return with_phase(phase, run=held.model_copy(update=values))(protocol)

    return changed


def with_grade(key: str, **values: Any) -> Change:
    def changed(protocol: Protocol) -> Protocol:
        return protocol.model_copy(
            update={"grades": {**protocol.grades, key: protocol.grades[key].model_copy(update=values)}}
        )

    return changed


def same(protocol: Protocol) -> Protocol:
    return protocol


def said(base: Change, change: Change) -> list[str]:
    held = base(STRAIN)
    return [issue.message.removeprefix("this loosens a safety rule: ") for issue in loosened(change(held), held)]


def sent(disposition: str, within_hours: int | None) -> Sent:
    told: dict[str, Any] = {"disposition": disposition, "within_hours": within_hours}
    return Sent.model_construct(**told)


ROW = "extender"
LIMITED = with_row(
    "lengthening", ROW, not_before=11, not_before_by_grade={}, not_after=60, only_if="No limp.", monitoring="SM-ZERO"
)
RUNNING = with_run("speed", not_before=25, not_before_by_grade={"2": 30}, sessions=2, sessions_by_grade={"2": 3}, needs_log=True, only_if="No pain.", stages=(1, 4), fast_track=False)  # fmt: skip
CHOICE = Choice.model_construct(title="T", synonyms=(), default=False, offered=False, types=("a",), change={})
ITEM = ClearanceItem(title="the weight", ask="How much?", accept=("full", "part"))
AMOUNT = ClearanceItem(title="the strength", ask="How much?", at_least=80, needed=False)
CLEARED = with_key(clearance={"weight": ITEM, "strength": AMOUNT}, requires_clearance=True)
OLD = Modifier(title="Over 40", note="n", over_age=40, factor=1.25, phases=("speed", "return"), add_days={"speed": 2})
LONGER = with_key(modifiers={"old": OLD})
CHECK = CareTask(title="T", short_title="T", evidence="P", kind="check", days=(1, 14), every_days=1)
CHECKED = with_key(tasks={"calf": CHECK})
SENT = with_key(referral=sent(disposition="same_day", within_hours=24))
SIGNS = STRAIN.stop_signs.model_copy(
    update={"emergency": ("Short of breath | RF-01", "Cold leg | RF-02"), "today": ("Hot calf",)}
)
SIGNED = with_key(stop_signs=SIGNS)
GATED = with_phase(
    "speed", exit=(parse_criterion("pain-walking <= 2 for 2 days"), parse_criterion("single-heel-raise >= 20 reps"))
)


def signs(emergency: tuple[str, ...], today: tuple[str, ...] = ("Hot calf",)) -> Change:
    return with_key(stop_signs=SIGNS.model_copy(update={"emergency": emergency, "today": today}))


def gate(*rules: str) -> Change:
    return with_phase("speed", exit=tuple(map(parse_criterion, rules)))


LOOSER: list[tuple[Change, Change, str]] = [
    (same, with_key(monitoring="SM-DEFAULT"), "'monitoring:' was changed"),
    (same, with_key(onset="gradual"), "'onset:' was changed"),
    (same, with_key(sided=False), "'sided:' was changed"),
    (same, with_key(tissue=None), "'tissue:' was changed"),
    (with_key(both_sides_raise="RF-17a"), with_key(both_sides_raise=None), "both sides at once no longer raise RF-17a"),
    (CLEARED, with_key(requires_clearance=False), "it no longer needs a clearance"),
    (SENT, with_key(referral=None), "its referral page is gone"),
    (SENT, with_key(referral=sent(disposition="see_doctor", within_hours=24)), "its referral is less urgent"),
    (SENT, with_key(referral=sent(disposition="same_day", within_hours=48)), "its referral is less urgent"),
    (SENT, with_key(referral=sent(disposition="same_day", within_hours=None)), "its referral is less urgent"),
    # questions and signs
    (same, with_key(screen=STRAIN.screen[1:]), f"the safety question '{STRAIN.screen[0]}' is no longer asked"),
    (same, with_key(screen=STRAIN.screen[2:]), f"the safety questions '{STRAIN.screen[0]}', '{STRAIN.screen[1]}' are no longer asked"),
    (same, with_key(exceptions={**STRAIN.exceptions, "RF-08": "Not for us."}), "the exception for RF-08 was changed"),
    (with_key(ask_daily={"RF-08": (1, 7)}), with_key(ask_daily={"RF-08": (2, 7)}), "RF-08 is no longer asked daily on days 1 to 7"),
    (with_key(ask_daily={"RF-08": (1, 7)}), with_key(ask_daily={"RF-08": (1, 6)}), "RF-08 is no longer asked daily on days 1 to 7"),
    (with_key(ask_daily={"RF-08": (1, 7)}), with_key(ask_daily={}), "RF-08 is no longer asked daily on days 1 to 7"),
    (SIGNED, signs(("Short of breath | RF-01",)), "the stop sign 'Cold leg' is gone"),
    (SIGNED, signs(("Short of breath | RF-01", "Cold leg | RF-02"), ()), "the stop sign 'Hot calf' is gone"),
    (SIGNED, signs(("Short of breath", "Cold leg | RF-02")), "no stop sign stands for RF-01 any more"),
    # what a clinician states
    (CLEARED, with_key(clearance={"strength": AMOUNT}), "the clinician no longer has to state 'the weight'"),
    (CLEARED, with_key(clearance={"weight": ITEM.model_copy(update={"needed": False}), "strength": AMOUNT}), "the clinician no longer has to state 'the weight'"),
    (CLEARED, with_key(clearance={"weight": ITEM.model_copy(update={"accept": ("full", "part", "none")}), "strength": AMOUNT}), "more answers to 'the weight' open the plan"),
    (CLEARED, with_key(clearance={"weight": ITEM, "strength": AMOUNT.model_copy(update={"at_least": 70})}), "more answers to 'the strength' open the plan"),
    (CLEARED, with_key(clearance={"weight": ITEM, "strength": AMOUNT.model_copy(update={"at_least": None, "accept": (1,)})}), "more answers to 'the strength' open the plan"),
    (CLEARED, with_key(clearance={"weight": ITEM.model_copy(update={"only_if": {"strength": (1,)}}), "strength": AMOUNT}), "more answers to 'the weight' open the plan"),
    # grades
    (same, with_grade("3", route="plan"), "grade 3 is no longer sent to a clinician"),
    (same, lambda protocol: protocol.model_copy(update={"grades": {k: g for k, g in protocol.grades.items() if k != "3"}}), "grade 3 is no longer sent to a clinician"),
    (with_grade("1", route="card"), with_grade("1", route="plan"), "grade 1 gets a plan, not a card"),
    (with_grade("3", disposition="same_day"), with_grade("3", disposition="see_doctor"), "grade 3 is sent to a clinician later"),
    (with_grade("3", within_hours=24), with_grade("3", within_hours=25), "grade 3 is sent to a clinician later"),
    (with_grade("2", needs_clearance=True, synonyms=()), with_grade("2", needs_clearance=False), "grade 2 no longer needs a clearance"),
    (with_grade("3", title="torn", synonyms=("rupture", "Complete")), with_grade("3", title="TORN", synonyms=("complete",)), "the word 'rupture' is no longer read as grade 3"),
    # modifiers
    (LONGER, with_key(modifiers={}), "'Over 40' no longer makes the phases as long"),
    (LONGER, with_key(modifiers={"old": OLD.model_copy(update={"over_age": 41})}), "'Over 40' no longer makes the phases as long"),
    (LONGER, with_key(modifiers={"old": OLD.model_copy(update={"over_age": None})}), "'Over 40' no longer makes the phases as long"),
    (LONGER, with_key(modifiers={"old": OLD.model_copy(update={"factor": 1.2})}), "'Over 40' no longer makes the phases as long"),
    (LONGER, with_key(modifiers={"old": OLD.model_copy(update={"phases": ("speed",)})}), "'Over 40' no longer makes the phases as long"),
    (LONGER, with_key(modifiers={"old": OLD.model_copy(update={"add_days": {"speed": 1}})}), "'Over 40' no longer makes the phases as long"),
    (with_key(modifiers={"old": OLD.model_copy(update={"add_days": {"speed": 1}})}), with_key(modifiers={"old": OLD.model_copy(update={"add_days": {}})}), "'Over 40' no longer makes the phases as long"),
    # phases
    (same, with_phase("peace", step="love"), "the step 'peace' limits the first days, and is gone"),
    (with_phase("speed", requires={"weight": ("full",)}), with_phase("speed", requires={}), "the phase no longer waits for 'weight'"),
    (with_phase("speed", requires={"weight": ("full",)}), with_phase("speed", requires={"weight": ("full", "part")}), "the phase no longer waits for 'weight'"),
    (with_phase("speed", forbid=("kicking", "sprinting")), with_phase("speed", forbid=("sprinting",)), "kicking is no longer forbidden"),
    (with_phase("speed", forbid=("kicking", "sprinting")), with_phase("speed", forbid=()), "kicking, sprinting are no longer forbidden"),
    (with_phase("speed", hard_minimum={"2": 24}), with_phase("speed", hard_minimum={"2": 23}), "the hard minimum for grade 2, day 24, was lowered"),
    (with_phase("speed", hard_minimum={"all": 24}), with_phase("speed", hard_minimum={"all": 24, "1": 10}), "the hard minimum for grade 1, day 24, was lowered"),
    (with_phase("speed", hard_minimum={"2": 24}), with_phase("speed", hard_minimum={}), "the hard minimum for grade 2, day 24, was lowered"),
    (with_phase("speed", earliest={"2": 24}), with_phase("speed", earliest={"2": 20}), "the earliest day for grade 2, day 24, was lowered"),
    (with_phase("speed", latest_end={"2": 60}), with_phase("speed", latest_end={"2": 61}), "the advice to see someone after day 60 is later or gone"),
    (with_phase("speed", latest_end={"2": 60}), with_phase("speed", latest_end={}), "the advice to see someone after day 60 is later or gone"),
    (with_phase("speed", latest_end={"all": 60}), with_phase("speed", latest_end={}), "the advice to see someone after day 60 is later or gone"),
    # criteria
    (GATED, gate("single-heel-raise >= 20 reps"), "the criterion 'pain-walking <= 2 for 2 days' for moving on is gone or weaker"),
    (GATED, gate("pain-walking <= 3 for 2 days", "single-heel-raise >= 20 reps"), "the criterion 'pain-walking <= 2 for 2 days' for moving on is gone or weaker"),
    (GATED, gate("pain-walking <= 2", "single-heel-raise >= 20 reps"), "the criterion 'pain-walking <= 2 for 2 days' for moving on is gone or weaker"),
    (GATED, gate("pain-walking <= 2 for 2 days", "single-heel-raise >= 19 reps"), "the criterion 'single-heel-raise >= 20 reps' for moving on is gone or weaker"),
    (GATED, gate(), "the criterion 'pain-walking <= 2 for 2 days' for moving on (and 1 more) is gone or weaker"),
    (with_phase("speed", entry=(parse_criterion("day >= 24"),)), with_phase("speed", entry=()), "the criterion 'day >= 24' for starting is gone or weaker"),
    # variants
    (with_key(variants={"v": CHOICE}), with_key(variants={"v": CHOICE.model_copy(update={"offered": True})}), "the variant 'v' was only recorded, and is now offered"),
    (with_key(variants={"v": CHOICE}), with_key(variants={"v": CHOICE.model_copy(update={"types": ("a", "b")})}), "the variant 'v' is for more types than before"),
    (with_key(variants={"v": CHOICE}, types={"a": CHOICE, "b": CHOICE}), with_key(variants={"v": CHOICE.model_copy(update={"types": ()})}), "the variant 'v' is for more types than before"),
    # rows
    (LIMITED, with_row("lengthening", ROW, not_before=10), "'extender' may start before day 11"),
    (with_row("lengthening", ROW, not_before=5, not_before_by_grade={"2": 11}), with_row("lengthening", ROW, not_before_by_grade={}), "'extender' may start before day 11 with grade 2"),
    (LIMITED, with_row("lengthening", ROW, not_after=61), "'extender' may go on after day 60"),
    (LIMITED, with_row("lengthening", ROW, not_after=None), "'extender' may go on after day 60"),
    (LIMITED, with_row("lengthening", ROW, monitoring=None), "'extender' lost its stricter monitoring rule, SM-ZERO"),
    (same, with_row("lengthening", ROW, monitoring="SM-DEFAULT"), "'extender' follows another monitoring rule than before"),
    (LIMITED, with_row("lengthening", ROW, only_if=""), "'extender' lost its condition: No limp."),
    # running
    (RUNNING, with_run("speed", not_before=24, not_before_by_grade={"2": 30}), "running may start before day 25"),
    (RUNNING, with_run("speed", not_before_by_grade={}), "running may start before day 30 with grade 2"),
    (RUNNING, with_run("speed", needs_log=False), "running no longer waits for the log"),
    (RUNNING, with_run("speed", table="B"), "running follows another table than A"),
    (RUNNING, with_run("speed", stages=(1, 5)), "the phase opens more than stage 4 of running"),
    (RUNNING, with_run("speed", only_if=""), "running lost its condition: No pain."),
    (RUNNING, with_run("speed", fast_track=True), "running may take the fast track"),
    (RUNNING, with_run("speed", sessions_by_grade={}), "a stage of running needs fewer than 3 sessions"),
    (RUNNING, with_run("speed", sessions=1), "a stage of running needs fewer than 2 sessions"),
    # tasks
    (CHECKED, with_key(tasks={}), "the check 'calf' is gone"),
    (CHECKED, with_key(tasks={"calf": CHECK.model_copy(update={"every_days": 2})}), "the check 'calf' is done on other days, or not by all"),
    (CHECKED, with_key(tasks={"calf": CHECK.model_copy(update={"grades": ("3",)})}), "the check 'calf' is done on other days, or not by all"),
    (same, with_key(without_tasks=("ice",)), "the framework's 'ice' is left out"),
]  # fmt: skip


@pytest.mark.parametrize(("base", "change", "message"), LOOSER, ids=[message for *_, message in LOOSER])
def test_a_rule_that_is_loosened_is_said(base: Change, change: Change, message: str) -> None:
    fast = with_run("speed", table="A")
    assert said(lambda protocol: base(fast(protocol)), change) == [message]


@pytest.mark.parametrize(("base", "change", "message"), LOOSER, ids=[message for *_, message in LOOSER])
def test_a_loosened_rule_is_shown_at_a_key_that_a_file_has(base: Change, change: Change, message: str) -> None:
    held = with_run("speed", table="A")(STRAIN)
    [issue] = loosened(change(base(held)), base(held))
    assert issue.path[0] in Protocol.model_fields
    if issue.path[0] == "phases":
        assert set(issue.path[2:3]) <= set(Phase.model_fields)
    if {"run", "exercises"} & set(issue.path):
        assert set(issue.path[3 if issue.path[2] == "run" else 4 :]) <= {*Run.model_fields, *Slot.model_fields}
    if issue.path[0] == "grades":
        assert set(issue.path[2:]) <= set(Grade.model_fields)


STRICTER: list[tuple[Change, Change]] = [
    (CHECKED, with_key(tasks={"calf": CHECK.model_copy(update={"dose": "longer"})})),
    (same, same),
    (same, with_key(screen=(*STRAIN.screen, "RF-26"))),
    (same, with_key(both_sides_raise="RF-17a")),
    (SENT, with_key(referral=sent(disposition="emergency", within_hours=None))),
    (SENT, with_key(referral=sent(disposition="same_day", within_hours=12))),
    (with_key(ask_daily={"RF-08": (2, 7)}), with_key(ask_daily={"RF-08": (1, 9)})),
    (SIGNED, signs(("Short of breath | RF-01", "Cold leg | RF-02", "Faint | RF-01"))),
    (CLEARED, with_key(clearance={"weight": ITEM.model_copy(update={"accept": ("full",)}), "strength": AMOUNT.model_copy(update={"at_least": 90})})),
    (with_grade("3", within_hours=24), with_grade("3", within_hours=12)),
    (LONGER, with_key(modifiers={"old": OLD.model_copy(update={"over_age": 35, "factor": 1.5, "add_days": {"speed": 3}})})),
    (with_phase("speed", requires={"weight": ("full", "part")}), with_phase("speed", requires={"weight": ("full",)})),
    (same, with_phase("speed", forbid=(*STRAIN.phases["speed"].forbid, "kicking"))),
    (with_phase("speed", hard_minimum={"2": 24}), with_phase("speed", hard_minimum={"2": 25, "1": 24})),
    (with_phase("speed", latest_end={"2": 60}), with_phase("speed", latest_end={"2": 59})),
    (GATED, gate("pain-walking <= 1 for 3 days", "single-heel-raise >= 25 reps", "day >= 30")),
    (GATED, gate("pain-walking <= 2 for 2 days [V askling-2013]", "single-heel-raise >= 20 reps")),
    (GATED, gate("pain-walking <= 2 for 3 days", "single-heel-raise >= 20 reps")),
    (LIMITED, with_row("lengthening", ROW, not_before=12, not_after=59, only_if="No limp, no pain.")),
    (RUNNING, with_run("speed", not_before=31, stages=(1, 3), sessions=4, sessions_by_grade={})),
]  # fmt: skip


@pytest.mark.parametrize(("base", "change"), STRICTER)
def test_a_rule_that_is_stricter_is_no_matter(base: Change, change: Change) -> None:
    fast = with_run("speed", table="A")
    assert said(lambda protocol: base(fast(protocol)), change) == []


def added(after: str, key: str, phase: Any) -> Change:
    def changed(protocol: Protocol) -> Protocol:
        phases = {}
        for name, held in protocol.phases.items():
            phases[name] = held
            if name == after:
                phases[key] = phase
        return protocol.model_copy(update={"phases": phases})

    return changed


def test_a_new_phase_may_not_allow_what_the_next_one_forbids() -> None:
    plain = STRAIN.phases["early-load"].model_copy(update={"exercises": {}, "run": None, "forbid": ()})
    strict = with_phase("lengthening", forbid=("kicking", "sprinting"))
    [message] = said(strict, added("early-load", "middle", plain))
    assert message == "the new phase 'middle' comes before a phase that forbids kicking, sprinting, and allows it"
    assert (
        said(strict, added("early-load", "middle", plain.model_copy(update={"forbid": ("kicking", "sprinting")}))) == []
    )
    assert said(same, added("maintain", "later", plain)) == []
    assert said(same, lambda protocol: protocol.model_copy(update={"phases": {k: p for k, p in protocol.phases.items() if k != "maintain"}})) == ["the phase 'maintain' is gone"]  # fmt: skip


def test_a_row_that_comes_into_another_phase_keeps_its_limits() -> None:
    base = with_row("lengthening", ROW, not_before=15)
    row = base(STRAIN).phases["lengthening"].exercises[ROW]
    early = base(STRAIN).phases["early-load"]

    def moved(**values: Any) -> Change:
        return with_phase("early-load", exercises={**early.exercises, ROW: row.model_copy(update=values)})

    assert said(base, moved(not_before=None)) == ["'extender' may start before day 15"]
    assert said(base, moved()) == []
    late = STRAIN.phases[
        "return"
    ]  # that phase opens on day 14 or 35, never before: the limit of day 11 holds by itself
    assert said(with_row("lengthening", ROW, not_before=11), with_phase("return", exercises={**late.exercises, ROW: row.model_copy(update={"not_before": None})})) == []  # fmt: skip


def test_running_in_a_phase_that_had_none_keeps_its_limits() -> None:
    held = STRAIN.phases["speed"].run
    assert held is not None
    run = held.model_copy(update={"not_before": 25, "needs_log": True, "stages": (1, 4), "through": None})

    def only_in(*phases: str, **values: Any) -> Protocol:
        told = run.model_copy(update=values)
        runs = {"speed": run} | dict.fromkeys(phases, told)
        made = {key: phase.model_copy(update={"run": runs.get(key)}) for key, phase in STRAIN.phases.items()}
        return STRAIN.model_copy(update={"phases": made})

    base = only_in()
    assert list(loosened(only_in("maintain"), base)) == []
    [issue] = loosened(only_in("maintain", needs_log=False), base)
    assert issue.message.endswith("running no longer waits for the log")
    assert issue.path == ("phases", "maintain", "run", "needs_log")
    [issue] = loosened(only_in("early-load", not_before=24), base)
    assert issue.message.endswith("running may start before day 25")


# -- a paper's name --------------------------------------------------------------------------------------------------


PAPER = "askling-2013"
SAYS = with_row("lengthening", ROW, dose=parse_dose("3 x 6 [V askling-2013], slow [V askling-2013], rest 60 s [P]"), weeks={}, side=None, on_days_of=None, off_days_of=None)  # fmt: skip
NOT_ITS = f"this dose carries the name of {PAPER}, and is not its dose; it says "
OTHER_TYPE = Choice.model_construct(title="T", types=(), change={"phases": {"lengthening": {"exit": ["day >= 9 [V askling-2013]"], "exercises": {ROW: "2 x 9 [V askling-2013]"}}}})  # fmt: skip
BY_WEEK = Choice.model_construct(title="T", types=(), change={"phases": {"lengthening": {"exercises": {ROW: {"dose": None, "weeks": {"1": "2 x 9 [V askling-2013]"}}}}}})  # fmt: skip


def tagged(dose: str, **values: Any) -> Change:
    return with_row("lengthening", ROW, dose=parse_dose(dose), **values)


@pytest.mark.parametrize(
    ("base", "change", "told"),
    [
        (SAYS, same, []),
        (SAYS, tagged("3 x 12, slow"), []),  # without a tag it is the clinic's own
        (SAYS, tagged("3 x 12 [P]"), []),
        (SAYS, tagged("3 x 6 [V askling-2013], slow [V askling-2013], rest 90 s"), []),  # what the paper says stayed
        (SAYS, tagged("3 x 7 [V askling-2013], slow [V askling-2013]"), [NOT_ITS]),
        (SAYS, tagged("3 x 6 [R askling-2013], slow [V askling-2013]"), [NOT_ITS]),
        (SAYS, tagged("3 x 6 [V askling-2013]"), [NOT_ITS]),
        (SAYS, tagged("3 x 6 [V beyer-2015], slow"), ["this dose carries the name of beyer-2015, and is not its dose"]),
        (SAYS, tagged("3 x 6 [V askling-2013], slow [V askling-2013]", side="both"), [f"this dose carries the name of {PAPER}, and not its side (side: each)"]),
        (SAYS, tagged("3 x 6 [V askling-2013], slow [V askling-2013]", side="each"), []),
        (SAYS, tagged("3 x 6 [V askling-2013], slow [V askling-2013]", on_days_of="diver"), [f"this dose carries the name of {PAPER}, and not its days (on_days_of: no such rule)"]),
        (SAYS, tagged("3 x 6 [V askling-2013], slow [V askling-2013]", off_days_of="diver"), [f"this dose carries the name of {PAPER}, and not its days (off_days_of: no such rule)"]),
        # what the base says in a type or variant that was not chosen is said as well
        (with_key(types={"t": OTHER_TYPE}), tagged("2 x 9 [V askling-2013]"), []),
        (with_key(variants={"v": OTHER_TYPE}), tagged("2 x 9 [V askling-2013]"), []),
        (with_key(variants={"v": BY_WEEK}), tagged("2 x 9 [V askling-2013]"), []),
        (with_key(types={}, variants={}), tagged("2 x 9 [V askling-2013]"), [f"this dose carries the name of {PAPER}, and is not its dose"]),
    ],
)  # fmt: skip
def test_a_changed_dose_never_keeps_the_name_of_a_paper(base: Change, change: Change, told: list[str]) -> None:
    alone = with_key(types={}, variants={})
    held = base(alone(STRAIN))
    found = [issue.message for issue in misused(change(held), [held], LIBRARY.shelf.exercises)]
    assert len(found) == len(told)
    assert all(message.startswith(wanted) for message, wanted in zip(found, told, strict=True))


@pytest.mark.parametrize(
    ("values", "below"),
    [
        ({"dose": parse_dose("3 x 7 [V askling-2013]")}, ("dose",)),
        ({"dose": None, "weeks": {"2": parse_dose("3 x 7 [V askling-2013]")}}, ("weeks", "2")),
    ],
)
def test_a_wrong_name_is_shown_at_its_dose(values: dict[str, Any], below: tuple[str, ...]) -> None:
    held = SAYS(with_key(types={}, variants={})(STRAIN))
    [issue] = misused(with_row("lengthening", ROW, **values)(held), [held], LIBRARY.shelf.exercises)
    assert issue.path == ("phases", "lengthening", "exercises", ROW, *below)


def test_a_run_and_a_criterion_keep_no_name_either() -> None:
    base = with_run("speed", frequency=parse_dose("3/week [V askling-2013]"))(with_key(types={}, variants={})(STRAIN))
    rule = parse_criterion("pain-walking <= 2 [V askling-2013]")
    untagged = parse_criterion("pain-walking <= 5 for 2 days [P]")
    base = with_phase("speed", entry=(untagged,), exit=(rule,))(base)

    def told(change: Change) -> list[tuple[str, tuple[str | int, ...]]]:
        return [(issue.message.partition(";")[0], issue.path) for issue in misused(change(base), [base])]

    assert told(same) == []
    run = with_run("speed", frequency=parse_dose("2/week [V askling-2013]"))
    assert told(run) == [
        ("this dose carries the name of askling-2013, and is not its dose", ("phases", "speed", "run", "frequency"))
    ]
    weaker = gate("pain-walking <= 3 [V askling-2013]")
    assert told(weaker) == [
        ("this criterion carries the name of askling-2013, and is not its criterion", ("phases", "speed", "exit", 0))
    ]
    [issue] = misused(weaker(base), [base])
    assert issue.message.endswith("; it says pain-walking <= 2 [V askling-2013]")
    assert told(gate("pain-walking <= 3")) == []
    assert told(gate("single-heel-raise >= 99 reps [V askling-2013]")) == []  # nobody here knows what it says of that
    joined = gate("all of (pain-walking <= 3 [V askling-2013]; normal-gait: yes)")
    assert [path for _, path in told(joined)] == [("phases", "speed", "exit", 0)]


# -- in words --------------------------------------------------------------------------------------------------------

TITLE = LIBRARY.shelf.exercises[ROW].title
WEEKLY = with_row("lengthening", ROW, dose=None, weeks={"1": parse_dose("2 x 6"), "2": parse_dose("2 x 8")})


def only_grades(*keys: str) -> Change:
    return lambda protocol: protocol.model_copy(update={"grades": {key: STRAIN.grades[key] for key in keys}})


MIDDLE = Phase(
    title="Between",
    step="build",
    goal="Go on.",
    days={"all": (30, 36)},
    exercises={"bridge-on-heels": Slot(dose=parse_dose("3 x 6, daily"))},
    forbid=("kicking",),
    avoid=("No hills.",),
)
TOLD: list[tuple[Change, Change, list[str]]] = [
    (same, with_phase("speed", hard_minimum={"all": 30}), ["Speed: hard minimum, plan day: none -> 30"]),
    (with_phase("speed", earliest={"1": 10}), with_phase("speed", earliest={"1": 12}), ["Speed: earliest plan day with a log, grade 1: 10 -> 12"]),
    (with_phase("speed", latest_end={"all": 60}), with_phase("speed", latest_end={}), ["Speed: see someone after plan day: 60 -> none"]),
    (with_phase("speed", days={"all": (25, 38)}), with_phase("speed", days={"all": (25, 37)}), ["Speed: 1 day shorter, days 25 to 37 instead of 25 to 38"]),
    (with_phase("speed", days={"all": (25, 38)}), with_phase("speed", days={"all": (27, 40)}), ["Speed: 2 days later, days 27 to 40 instead of 25 to 38"]),
    (with_phase("speed", days={"all": (25, 38)}), with_phase("speed", days={"all": (24, 37)}), ["Speed: 1 day earlier, days 24 to 37 instead of 25 to 38"]),
    (with_phase("speed", goal="One."), with_phase("speed", goal="Two."), ["Speed: goal: One. -> Two."]),
    (with_phase("speed", goal="One."), with_phase("speed", goal="T" * 70), [f"Speed: goal: One. -> {'T' * 70}"]),
    (with_phase("speed", goal="One."), with_phase("speed", goal="T" * 71), ["Speed: goal: other words"]),
    (with_phase("speed", goal="One."), with_phase("speed", goal="Two. " * 20), ["Speed: goal: other words"]),
    (with_phase("speed", goal="One."), with_phase("speed", goal="A line\nand another"), ["Speed: goal: other words"]),
    (same, added("speed", "middle", MIDDLE), ["new: the phase 'Between'", "Between: new: Bridge on your heels, 3 sets of 6, once a day", "Between: now forbidden: kicking", "Between: avoid: none -> No hills."]),
    (added("speed", "middle", MIDDLE), same, []),
    (added("speed", "middle", MIDDLE), lambda protocol: STRAIN, ["gone: the phase 'Between'"]),
    (GATED, gate("pain-walking <= 1 for 2 days", "single-heel-raise >= 20 reps"), ["Speed: to move on: Pain when you walk indoors: pain 1 or less, on 2 days instead of pain 2 or less, on 2 days"]),
    (GATED, gate("pain-walking <= 2 for 2 days [V askling-2013]", "single-heel-raise >= 20 reps"), ["Speed: to move on: Pain when you walk indoors: another source"]),
    (same, lambda protocol: protocol.model_copy(update={"phases": {k: p for k, p in protocol.phases.items() if k != "maintain"}}), ["gone: the phase 'Keep strong'"]),
    (with_phase("speed", forbid=("kicking",)), with_phase("speed", forbid=("kicking", "sprinting")), ["Speed: now forbidden: sprinting"]),
    (same, lambda protocol: with_grade("2", title="middling")(only_grades("2", "3")(protocol)), ["gone: grade 1", "grade 2: title: moderate -> middling"]),
    (only_grades("2", "3"), only_grades("2", "3", "1"), ["new: grade 1"]),
    (with_row("lengthening", ROW, first=8), with_row("lengthening", ROW, first=None), [f"Build strength: {TITLE} starts 7 days earlier"]),
    (with_row("lengthening", ROW, first=1), with_row("lengthening", ROW, first=2), [f"Build strength: {TITLE} starts 1 day later"]),
    (WEEKLY, with_row("lengthening", ROW, weeks={"1": parse_dose("2 x 6"), "2": parse_dose("2 x 9")}), [f"Build strength: {TITLE}, its week 2: 2 sets of 8, once a day -> 2 sets of 9, once a day"]),
    (same, with_grade("1", title="light"), ["grade 1: title: mild -> light"]),
    (with_row("lengthening", ROW, dose=parse_dose("3 x 6, daily"), weeks={}), with_row("lengthening", ROW, dose=parse_dose("2 x 6, daily")), [f"Build strength: {LIBRARY.shelf.exercises[ROW].title}: 3 sets of 6, once a day -> 2 sets of 6, once a day"]),
    (with_row("lengthening", ROW, side=None), with_row("lengthening", ROW, side="affected"), [f"Build strength: {LIBRARY.shelf.exercises[ROW].title}, side: none -> affected"]),
    (with_run("speed", stages=(1, 4)), with_run("speed", stages=(1, 5)), ["Speed: running, stages: 1-4 -> 1-5"]),
    (with_key(sided=True), with_key(sided=False), ["sided: yes -> no"]),
    (with_key(letters={}), with_key(letters={"protect": "Rest.", "elevate": "Up."}), ["letters: none -> protect: Rest., elevate: Up."]),
    (with_key(ask_daily={}), with_key(ask_daily={"RF-08": (1, 7)}), ["ask daily: other words"]),
    (with_row("lengthening", ROW, not_before=11), with_row("lengthening", ROW, not_before=12), [f"Build strength: {TITLE}, never before day: 11 -> 12"]),
    (with_run("speed", not_before_by_grade={}), with_run("speed", not_before_by_grade={"2": 30}), ["Speed: running, not before by grade: none -> 2: 30"]),
    (with_key(prognosis=("One.",)), with_key(prognosis=()), ["prognosis: One. -> none"]),
    (SIGNED, signs(("Short of breath | RF-01",)), ["stop sign, gone: Cold leg"]),
    (SIGNED, signs(("Short of breath | RF-01", "Cold leg | RF-02"), ("Hot calf", "Numb")), ["stop sign, new: Numb"]),
    (with_key(screen=("RF-08",)), with_key(screen=("RF-08", "RF-01")), [f"safety question, new: {LIBRARY.shelf.red_flags.flags['RF-01'].short} (RF-01)"]),
]  # fmt: skip


@pytest.mark.parametrize(("base", "change", "told"), TOLD, ids=[lines[0] if lines else "nothing" for *_, lines in TOLD])
def test_a_difference_is_one_sentence(base: Change, change: Change, told: list[str]) -> None:
    held = base(STRAIN)
    assert [one.line for one in changes(held, change(held), LIBRARY.shelf)] == told


def test_phases_in_another_order_and_a_row_that_is_new_or_gone() -> None:
    order = [*list(STRAIN.phases)[::-1]]
    mixed = STRAIN.model_copy(update={"phases": {key: STRAIN.phases[key] for key in order}})
    assert [one.line for one in changes(STRAIN, mixed, LIBRARY.shelf)] == ["the phases stand in another order"]
    rows = STRAIN.phases["lengthening"].exercises
    fewer = with_phase("lengthening", exercises={key: row for key, row in rows.items() if key != ROW})(STRAIN)
    [gone] = changes(STRAIN, fewer, LIBRARY.shelf)
    [new] = changes(fewer, STRAIN, LIBRARY.shelf)
    title = LIBRARY.shelf.exercises[ROW].title
    assert (gone.line, gone.what, gone.after) == (f"Build strength: gone: {title}", title, "")
    assert new.line == f"Build strength: new: {title}, {gone.before}"
    assert new.after == gone.before != ""
    one = changes(
        with_phase("maintain", run=None)(STRAIN),
        with_phase("maintain", run=STRAIN.phases["speed"].run)(STRAIN),
        LIBRARY.shelf,
    )
    assert [change.line for change in one] == ["Keep strong: new: running"]


# -- plans -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plan(make_plan: PlanMaker) -> Plan:
    made = make_plan("calf-strain", grade="1", side="right")
    return made.model_copy(update={"days": made.days[:14], "phases": made.phases[:2]})


def differences(before: Plan, **values: Any) -> list[str]:
    return [one.line for one in plan_changes(before, before.model_copy(update=values), WORDS)]


def test_what_was_decided_is_told_first(plan: Plan, make_plan: PlanMaker) -> None:
    assert differences(plan) == []
    assert differences(plan, disposition="see_doctor", effect="limit") == [
        "disposition: proceed -> see_doctor",
        "effect: continue -> limit",
    ]
    page = make_plan("calf-strain", yes=["RF-08"]).referral
    assert page is not None
    assert differences(plan, referral=page) == [f"referral: none -> {page.reason}"]


def test_a_phase_that_moved_came_or_went_is_told(plan: Plan) -> None:
    first, second = plan.phases
    assert differences(plan, phases=(first,)) == [f"gone: the phase '{second.title}'"]
    longer = second.model_copy(update={"last_day": second.last_day + 1})
    assert differences(plan, phases=(first, longer)) == [f"{second.title}: days: {second.first_day}-{second.last_day} -> {second.first_day}-{second.last_day + 1}"]  # fmt: skip
    one = first.criteria[0]
    assert differences(plan, phases=(first.model_copy(update={"criteria": first.criteria[1:]}), second)) == [f"{first.title}: to move on, gone: {one.title}: {one.target}"]  # fmt: skip
    other = (one.model_copy(update={"target": "pain 0"}), *first.criteria[1:])
    assert differences(plan, phases=(first.model_copy(update={"criteria": other}), second)) == [f"{first.title}: to move on: {one.title}: pain 0 instead of {one.target}"]  # fmt: skip
    assert differences(plan, phases=(first.model_copy(update={"avoid": ()}), second)) == [
        f"{first.title}: avoid: other words"
    ]
    fewer = plan.model_copy(update={"phases": (first.model_copy(update={"criteria": first.criteria[1:]}), second)})
    assert [(change.before, change.after) for change in plan_changes(plan, fewer, WORDS)] == [(one.target, "")]
    gained = plan_changes(fewer, plan, WORDS)
    assert [(change.line, change.before, change.after) for change in gained] == [
        (f"{first.title}: to move on, new: {one.title}: {one.target}", "", one.target)
    ]
    back = plan.model_copy(update={"phases": (first,)})
    assert [change.line for change in plan_changes(back, plan, WORDS)] == [f"new: the phase '{second.title}'"]


def test_what_is_done_in_a_week_is_told_with_all_that_changed_of_it(plan: Plan) -> None:
    name = next(task.exercise for day in plan.days for task in day.tasks if task.exercise)
    title = plan.exercises[name].title

    def each(**values: Any) -> tuple[Any, ...]:
        return tuple(
            day.model_copy(update={"tasks": tuple(task.model_copy(update=values) if task.exercise == name else task for task in day.tasks)})
            for day in plan.days
        )  # fmt: skip

    for values, shown in (
        ({"effort": (9, 9)}, "effort 9"), ({"rest_seconds": (77, 78)}, "rest 77-78 s"), ({"load": "a stone"}, "a stone"),
        ({"tempo": "9-9-9"}, "9-9-9"), ({"side": "other"}, "other"), ({"times_per_day": 7}, "7"), ({"hold_seconds": (33, 34), "dose": "9"}, "33-34 s"),
        ({"hold_seconds": (33, 34), "dose": "3 × 10 steps"}, "33-34 s"),
    ):  # fmt: skip
        told = differences(plan, days=each(**values))
        assert told, values
        assert all(line.partition(": ")[2].startswith(f"{title}: ") for line in told)
        assert all(shown in line.partition(" -> ")[2] for line in told), told
    without = tuple(
        day.model_copy(update={"tasks": tuple(t for t in day.tasks if t.exercise != name)}) for day in plan.days
    )
    assert differences(plan, days=without) == [f"gone: {title}"]
    later = (plan.days[0].model_copy(update={"tasks": without[0].tasks}), *plan.days[1:])
    began = any(task.exercise == name for task in plan.days[0].tasks)
    moved = [line for line in differences(plan, days=later) if "starts" in line]
    assert moved == ([f"{title} starts 1 day later"] if began else [])


@pytest.mark.parametrize("days", [1, 2])
def test_an_exercise_that_starts_later_is_told_with_its_days(plan: Plan, days: int) -> None:
    one = next(task for day in plan.days for task in day.tasks if task.exercise)

    def starting(on: int) -> Plan:
        made = [
            day.model_copy(update={"tasks": (one,) if day.day - plan.days[0].day >= on else ()}) for day in plan.days
        ]
        return plan.model_copy(update={"days": tuple(made)})

    late, early = starting(2 + days), starting(2)
    shown = "1 day" if days == 1 else f"{days} days"
    title = plan.exercises[str(one.exercise)].title
    told = [next(change.line for change in plan_changes(*both, WORDS)) for both in ((early, late), (late, early))]
    assert told == [f"{title} starts {shown} later", f"{title} starts {shown} earlier"]


@pytest.mark.parametrize(
    ("changed", "where"),
    [((1,), "week 1"), ((7,), "week 1"), ((8,), "week 2"), ((14,), "week 2"), ((7, 14), "weeks 1 to 2"), ((1, 21), "")],
)
def test_what_changed_of_an_exercise_is_told_by_the_weeks_it_changed_in(
    plan: Plan, changed: tuple[int, ...], where: str
) -> None:
    told: list[dict[str, Any]] = [{"kind": "ice", "dose": dose} for dose in ("5 min", "9 min")]
    task, longer = (Task.model_construct(**one) for one in told)
    first = plan.days[0]

    def made(*days: int) -> Plan:
        all_days = [
            first.model_copy(update={"day": day, "tasks": (longer if day in days else task,)}) for day in range(1, 22)
        ]
        return plan.model_copy(update={"days": tuple(all_days)})  # fmt: skip

    found = [change.where for change in plan_changes(made(), made(*changed), WORDS)]
    assert found == ([where] if where else ["week 1", "week 3"])


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({}, "3 × 10"),
        ({"times_per_day": 2}, f"3 × 10, {WORDS['often-day'].format(number=2)}"),
        ({"side": "affected"}, "3 × 10"),
        ({"side": "both"}, "3 × 10, both"),
        ({"amount_ml": 200, "dose": ""}, "200 ml"),
        ({"load": "a stone", "tempo": "slow"}, "3 × 10, slow, a stone"),
    ],
)
def test_the_dose_of_a_week_is_told_with_all_of_it_and_no_more(values: dict[str, Any], shown: str) -> None:
    assert _dose(Task.model_construct(**{"dose": "3 × 10", **values}), WORDS) == shown


def test_a_notice_that_came_went_or_changed_is_told(plan: Plan) -> None:
    first, *rest = plan.notices
    assert differences(plan, notices=tuple(rest)) == [f"gone: on page 1: {first.text}"]
    assert differences(plan, notices=(first.model_copy(update={"text": "Else."}), *rest)) == [
        f"{first.code}: {first.text} -> Else."
    ]
    assert [one.line for one in plan_changes(plan.model_copy(update={"notices": tuple(rest)}), plan, WORDS)] == [
        f"new: on page 1: {first.text}"
    ]


# -- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain words", "plain words"),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("- a", '"- a"'),
        ('say "a": b', '"say \\"a\\": b"'),
        ("a: \\", '"a: \\\\"'),
        ("", '""'),
        ("3 x 12", "3 x 12"),
    ],
)
def test_a_text_is_quoted_only_where_yaml_needs_it(text: str, written: str) -> None:
    assert draft.quoted(text) == written


def test_lines_of_a_signature_take_the_place_of_the_old_ones() -> None:
    old = "id: a\nstatus: draft\nauthor: B\nreviewed_by: Old\n\n\n"
    assert signed_text(old, {"status": "reviewed", "reviewed_by": "New", "reviewed_on": ""}) == (
        "id: a\nauthor: B\nstatus: reviewed\nreviewed_by: New\n"
    )
    assert signed_text("", {"status": "draft"}) == "status: draft\n"


@pytest.mark.parametrize(("told", "base"), [("hamstring-strain", ("hamstring-strain", None)), ("a@12", ("a", 12))])
def test_a_base_is_an_id_with_or_without_a_version(told: str, base: tuple[str, int | None]) -> None:
    found = base_of(read(f"id: x\nextends: {told}\n", "x.yaml"))
    assert found is not None
    assert (found.id, found.version) == base
    assert base_of(read("id: x\n", "x.yaml")) is None


def test_what_speaks_of_one_file_only_is_kept_of_the_last_and_risks_are_joined() -> None:
    texts = (
        "id: a\nversion: 3\nstatus: reviewed\n",
        "id: b\nextends: a\nversion: 2\naccept_risk: {name: B, reason: one}\n",
        "id: c\nextends: b\nsignature: x\naccept_risk: {name: C, reason: two}\n",
    )
    layers = as_layers([read(text, f"{number}.yaml") for number, text in enumerate(texts)])
    assert [dict(layer.data) for layer in layers] == [
        {"id": "a"},
        {"id": "b", "extends": "a", "accept_risk": {"name": "B", "reason": "one"}},
        {"id": "c", "extends": "a", "signature": "x", "accept_risk": {"name": "B; C", "reason": "one; two"}},
    ]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("id: x\nauthor: y\nversion: 2", {}),  # says nothing clinical
        ("screen: [RF-08]\nsided: true", {("screen",): ("screen",), ("sided",): ("sided",)}),
        ("grades: {1: {route: plan, title: t}}", {("grades", "1"): ("grades", "1")}),
        ("phases: {speed: {days: {1: 2-3}}}", {("phases", "speed", "days"): ("phases", "speed", "days")}),
        (
            "phases: {speed: {exercises: {a: 3 x 12, b: {dose: 2 x 5}}}}",
            {("phases", "speed", "exercises", name): ("phases", "speed", "exercises", name) for name in ("a", "b")},
        ),
        (
            "types: {t: {title: T, change: {phases: {speed: {goal: g}}}}}",
            {
                ("types", "t", "title"): ("types", "t", "title"),
                ("phases", "speed", "goal"): ("types", "t", "change", "phases", "speed", "goal"),
            },
        ),
        (
            "variants: {v: {change: {phases: {speed: {goal: g}}}}}",
            {("phases", "speed", "goal"): ("variants", "v", "change", "phases", "speed", "goal")},
        ),
        ("types: {t: null}", {("types", "t"): ("types", "t")}),
    ],
)
def test_a_file_falls_into_the_items_that_can_clash(text: str, items: dict[Any, Any]) -> None:
    assert pins._own(read(text, "x.yaml").data) == items


def test_two_states_of_a_base_differ_in_the_items_that_changed() -> None:
    one = [read("id: a\nscreen: [RF-08]\nphases: {speed: {goal: g, exercises: {x: 3 x 12}}}", "a.yaml")]
    two = [
        read(
            "id: a\nversion: 2\nscreen: [RF-08]\nphases: {speed: {goal: h, exercises: {x: 3 x 12, y: 1 x 1}}}", "a.yaml"
        )
    ]
    assert pins._items(one, one) == set()
    assert pins._items(one, two) == {("phases", "speed", "goal"), ("phases", "speed", "exercises", "y")}
    assert (pins.version_of(one), pins.version_of(two)) == (1, 2)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", "not-a-base"),
        (b"[1]", "not-a-base"),
        (b'{"format": "else", "version": 1, "layers": []}', "not-a-base"),
        (b'{"format": "rehab/base", "version": 1, "layers": [1]}', "not-a-base"),
        (b'{"format": "rehab/base", "version": 1}', "not-a-base"),
        (b'{"format": "rehab/base", "version": 2}', "other-version"),
    ],
)
def test_what_is_no_kept_base_is_told(content: bytes, code: str) -> None:
    with pytest.raises(SourceError) as caught:
        pins.read_snapshot(content, "x.base.json")
    assert [issue.code for issue in caught.value.issues] == [code]


def test_a_kept_base_reads_back() -> None:
    layers = [read("id: a\nscreen: [RF-08]", "a.yaml"), read("id: b\nextends: a\nwhy: Müller 🏃", "b.yaml")]
    kept = pins.snapshot(Base("b", 3), layers)
    assert [layer.data for layer in pins.read_snapshot(kept, "b.base.json")] == [layer.data for layer in layers]
    told = json.loads(kept)
    assert list(told) == ["format", "version", "id", "layers"]
    assert (told["format"], told["version"], told["id"]) == ("rehab/base", 1, "b")


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("monitoring: SM-DEFAULT", "you change monitoring"),
        ("phases: {speed: {days: {1: 20-30}}}", "you change speed days"),
        ("phases: {speed: {exercises: {nordic-curl: 2 x 5}}}", "you change exercises nordic-curl"),
        ("phases: {speed: {goal: g}}", None),  # the base left that as it was
    ],
)
def test_what_both_changed_is_named_by_its_last_two_keys(own: str, said: str | None) -> None:
    base = read(LIBRARY.paths["hamstring-strain"].read_bytes(), "hamstring-strain.yaml")
    phase = {**base.data["phases"]["speed"], "days": {"1": "19-29"}, "exercises": {"nordic-curl": "1 x 5"}}
    data = {**base.data, "monitoring": "SM-TENDON", "phases": {**base.data["phases"], "speed": phase}}
    stored = [replace(base, data=data)]
    mine = read(f"id: mine\nextends: hamstring-strain@1\n{own}\n", "mine.yaml")
    found = [issue.message for issue in pins.moved(mine, stored, [base], LIBRARY.shelf) if issue.code == "base-clash"]
    assert found == ([f"{said}, and hamstring-strain has changed it underneath"] if said else [])


# -- chains, signatures and new files ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ("[a]", "'extends:' takes the id of one protocol"),
        ("'https://x.org/a'", "'extends:' takes the id of a protocol; nothing is fetched from the net"),
        ("../a", "'extends:' takes the id of a protocol, not the path of a file"),
        ("a.yaml", "'extends:' takes the id of a protocol, not the path of a file"),
        ("a.yml", "'extends:' takes the id of a protocol, not the path of a file"),
        ("'~'", "'extends:' takes the id of a protocol, not the path of a file"),
        ("..", "'extends:' takes the id of a protocol, not the path of a file"),
        ("a@0", "'a@0' is not the id of a protocol"),
        ("a b", "'a b' is not the id of a protocol"),
        ("x" * 70 + " y", f"'{'x' * 60}' is not the id of a protocol"),
    ],
)
def test_anything_but_a_name_is_no_base(told: str, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        base_of(read(f"id: z\nextends: {told}\n", "z.yaml"))
    [issue] = caught.value.issues
    assert (issue.code, issue.message, issue.path) == ("wrong-base", message, ("extends",))
    assert issue.location is not None
    assert issue.location.line == 2


def files(*extends: str | None) -> dict[str, str]:
    """Return files f0, f1, ... of which each extends another."""
    return {f"f{at}": f"id: f{at}\n" + (f"extends: {base}\n" if base else "") for at, base in enumerate(extends)}


def chained(top: str, known: dict[str, str]) -> list[str]:
    found = chain(read(known[top], f"{top}.yaml"), known, lambda name: read(known[name], f"{name}.yaml"))
    return [str(document.data["id"]) for document in found]


def test_a_chain_is_its_files_with_the_first_one_first() -> None:
    assert chained("f2", files(None, "f0", "f1@3")) == ["f0", "f1", "f2"]
    assert len(chained("f7", files(None, *(f"f{at}" for at in range(7))))) == 8


@pytest.mark.parametrize(
    ("top", "known", "code", "message"),
    [
        ("f0", files("f0"), "circle", "the file extends itself"),
        ("f0", files("f1", "f0"), "circle", "the files extend each other in a circle: f0 -> f1 -> f0"),
        ("f0", files("zzz", None), "unknown-base", "there is no protocol 'zzz' to extend"),
        ("f8", files(None, *(f"f{at}" for at in range(8))), "chain-too-long", "more than 8 files extend each other: f8 -> f7 -> f6 -> f5 -> f4 -> f3 -> f2 -> f1 -> f0"),
        ("f0", {"f0": "id: f0\nformat: 2\n"}, "newer-format", "this file is of format 2; this program reads format 1"),
        ("f1", {"f0": "id: f0\nformat: 2\n", "f1": "id: f1\nextends: f0\n"}, "newer-format", "this file is of format 2; this program reads format 1"),
    ],
)  # fmt: skip
def test_a_chain_that_cannot_be_followed_is_told(top: str, known: dict[str, str], code: str, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        chained(top, known)
    [issue] = caught.value.issues
    assert (issue.code, issue.message) == (code, message)
    assert issue.hint == HINTS[code]
    assert chained("f0", {"f0": "id: f0\nformat: 1\n"}) == ["f0"]


HINTS = {
    "circle": "name the protocol that it changes",
    "unknown-base": "rehab list shows the ids",
    "chain-too-long": "extend one of the first ones instead",
    "newer-format": "take a newer version of the program",
}


def sealed(text: str = "screen: [RF-08]", *, name: str = "A", shared: str = "s", steps: str = "one") -> str:
    document = read(
        f"id: a\nstatus: reviewed\nreviewed_by: {name}\nsignature: x\nphases: {{p: {{exercises: {{mine: 3 x 12}}}}}}\n{text}\n",
        "a.yaml",
    )
    return seal([document], shared, {"mine": {"steps": steps}, "other": {"steps": steps + "!"}})


def test_a_signature_stands_for_the_files_the_name_and_what_they_use() -> None:
    assert len(sealed()) == 16
    others = [sealed("screen: [RF-01]"), sealed(name="B"), sealed(shared="t"), sealed(steps="two")]
    assert len({sealed(), *others}) == 5
    assert sealed() == sealed()
    layer = read("id: b\nextends: a\nwhy: Müller\nstatus: reviewed\nmine: {}\n", "b.yaml")
    # '["s", [{"extends": "a", "id": "b", "mine": {}, "why": "Müller"}], {"mine": {"steps": "one"}}]' | sha256sum
    assert seal([layer], "s", {"mine": {"steps": "one"}, "other": {}}) == "ebc2b6c153a122d5"


@pytest.mark.parametrize(
    ("lines", "status", "warned"),
    [
        ("status: reviewed\nsignature: good", "reviewed", None),
        ("status: reviewed\nsignature: old", "draft", ("signature",)),
        ("status: reviewed", "reviewed", ("status",)),
        ("status: draft", "draft", None),
    ],
)
def test_a_signature_that_does_not_fit_counts_as_none(lines: str, status: str, warned: tuple[str, ...] | None) -> None:
    document = read(f"id: a\n{lines}\nreviewed_by: A\nreviewed_on: 2026-11-18\n", "a.yaml")
    shown = as_signed(document, "good").data
    assert shown["status"] == status
    assert ("reviewed_by" in shown) is (warned != ("signature",))
    found = list(check(document, "good"))
    said_of = {"signature": "it has changed since it was signed; it prints as a draft", "status": "it says that it was reviewed, and nobody signed it"}  # fmt: skip
    assert [issue.message for issue in found] == ([said_of[warned[0]]] if warned else [])
    assert all(issue.hint.endswith("rehab sign FILE --name NAME") for issue in found)
    assert all(issue.hint.partition(":")[0] in ("review it again, then", "sign it") for issue in found)
    assert [(issue.code, issue.path, str(issue.severity.value)) for issue in found] == (
        [("unsigned", warned, "warning")] if warned else []
    )


def test_the_examples_of_a_new_file_fit_its_protocol() -> None:
    names = {key: exercise.title for key, exercise in LIBRARY.shelf.exercises.items()}
    dose, out, longer = draft.examples(STRAIN, names)
    assert dose.title.startswith("Another dose: ")
    phase, key = dose.lines[1].strip(" :"), dose.lines[3].split(":")[0].strip()
    held = STRAIN.phases[phase].exercises[key].dose
    now = parse_dose(dose.lines[3].partition(": ")[2].strip('"'))
    assert held is not None
    assert held.sets is not None
    assert now.sets is not None
    assert now.sets.low == held.sets.low - 1
    assert now.evidence == ()
    assert dose.lines[::2] == ("phases:", "    exercises:")
    assert out.lines[3].endswith(": null")
    assert out.lines[3].partition(":")[0].strip() in STRAIN.phases[out.lines[1].strip(" :")].exercises
    assert out.title == f"An exercise out: {names[out.lines[3].split(':')[0].strip()]}."
    assert longer.title == "A phase longer: 'Back to sport' lasts 7 days more, and the later ones move."
    assert longer.lines == (
        "phases:",
        "  return: {days: {1: 21-35, 2: 39-63}}",
        "  maintain: {days: {1: 36-105, 2: 64-133}}",
    )
    text = draft.draft(STRAIN, "mine", names)
    assert "\nid: mine\nextends: hamstring-strain@1\n" in text
    assert [line for line in text.splitlines() if line.startswith(("# 1. ", "# 2. ", "# 3. "))] == [f"# {at}. {one.title}" for at, one in enumerate((dose, out, longer), start=1)]  # fmt: skip


def test_an_example_of_another_dose_has_a_set_less_where_some_row_has_sets_to_spare() -> None:
    early = STRAIN.phases["early-load"]
    rows = {"one": Slot(dose=parse_dose("1 x 10")), "long": Slot(dose=parse_dose("20 min")), "three": Slot(dose=parse_dose("3 x 10"))}  # fmt: skip

    def first(*names: str) -> tuple[str, ...]:
        phase = early.model_copy(update={"exercises": {name: rows[name] for name in names}})
        return draft.examples(STRAIN.model_copy(update={"phases": {"early-load": phase}}), {})[0].lines

    assert first("one", "long", "three")[-1] == "      three: 2 x 10"
    assert first("long", "one")[-1] == "      long: 20 min"
    both = {"one-of-two": Slot(dose=parse_dose("3 x 8")), "alone": Slot(dose=parse_dose("3 x 9"))}
    phases = {
        "early-load": early.model_copy(update={"exercises": both}),
        "lengthening": early.model_copy(update={"exercises": {"one-of-two": both["one-of-two"]}}),
    }
    lines = draft.examples(STRAIN.model_copy(update={"phases": phases}), {})[0].lines
    assert lines[-1] == "      alone: 2 x 9"  # less of the other would make its step to the next phase larger


@pytest.mark.parametrize(
    ("change", "own"),
    [
        ({"phases": {"speed": {"days": {"2": "25-38"}}}}, True),
        ({"phases": {"speed": None}}, True),  # a phase that a type leaves out moves the others as well
        ({"phases": {"speed": {"goal": "Run."}}}, False),
        ({"title": "T"}, False),
    ],
)
def test_an_example_of_longer_days_is_for_the_type_or_variant_that_has_days_of_its_own(
    change: dict[str, Any], own: bool
) -> None:
    other = CHOICE.model_copy(update={"change": change})
    lines = draft.examples(STRAIN, {})[2].lines
    for group, chosen in (("types", ("t", None)), ("variants", (None, "t"))):
        held = STRAIN.model_copy(update={group: {"t": other}})
        within = (f"{group}:", "  t:", "    change:", *(f"      {line}" for line in lines))
        assert draft.examples(held, {}, *chosen)[2].lines == (within if own else lines)
        assert draft.examples(held, {})[2].lines == lines  # nobody chose it


def test_a_protocol_without_exercises_gets_examples_of_its_words() -> None:
    bare = STRAIN.model_copy(update={"phases": {}, "education": ("One: two.",)})
    assert draft.examples(bare, {}) == (
        ("Another name on the page.", (f"title: {STRAIN.title}",)),
        ("Other words for what it is.", (f"summary: {draft.quoted(STRAIN.summary)}",)),
        ("What to know: a list replaces the whole list.", ("education:", '  - "One: two."')),
    )
    silent = bare.model_copy(update={"education": ()})
    assert draft.examples(silent, {})[2].lines == ("codes: {}",)


def test_a_criterion_of_no_measure_is_never_taken_for_another_one() -> None:
    base = gate("day >= 30", "pain-walking <= 2")(STRAIN)
    lines = [one.line for one in changes(base, gate("day >= 31", "pain-walking <= 2")(STRAIN), LIBRARY.shelf)]
    assert [line.partition(": to move on, ")[2].partition(":")[0] for line in lines] == ["new", "gone"]
    gone = changes(base, gate("day >= 30")(STRAIN), LIBRARY.shelf)
    assert [(one.before, one.after) for one in gone] == [("pain 2 or less", "")]
