"""The light of a session, for every monitoring rule: what the clinical source says, value by value.

The rows are monitoring.md (2 and 3) and the rule table of acute-and-overuse-framework.md. Day 10 is the session.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from combinations import LIBRARY
from journals import date_of, entry, measure

from rehab.engine.response import light_of
from rehab.engine.verdict import Morning
from rehab.models.framework import MonitoringRule
from rehab.models.journal import Entry, Journal

SESSION = 10
RULES = LIBRARY.shelf.monitoring


def morning_after(entries: Sequence[Entry]) -> Morning:
    """Return the second morning after the session, when everything about it is known."""
    return Morning(
        seen=Journal(entries=tuple(entries)).seen_on(date_of(SESSION + 2)),
        measures=LIBRARY.shelf.measures,
        rules=LIBRARY.shelf.frameworks.gate,
        side="left",
        day=SESSION + 2,
        shift=0,
        number=2,
        opened=date_of(4),
        cleared=False,
        screened_on=None,
        flagged=False,
        lights=[],
        sessions=[],
    )


def light(rule: MonitoringRule, entries: Sequence[Entry], *, early: bool = False, run: bool = False) -> str:
    return light_of(date_of(SESSION), morning_after(entries), rule, early=early, run=run)


def told(rule: MonitoringRule, value: float, *, rise: float = 0) -> list[Entry]:
    """Write down a session with this number on the scale of its rule, and the next morning above usual by ``rise``."""
    usual = 0 if "pain-next-morning" in rule.during else 1  # bone: any pain at all is red
    mornings = ((SESSION - 2, usual), (SESSION - 1, usual), (SESSION + 1, usual + rise))
    entries = [measure(day, "pain-next-morning", pain) for day, pain in mornings]
    if rule.scale == "rise":
        return [*entries, measure(SESSION, "pain-before", 2), measure(SESSION, "pain-after", 2 + value)]
    calm = [name for name in rule.during if name not in ("pain-during", "pain-next-morning")]
    return [*entries, *(measure(SESSION, name, 0) for name in calm), measure(SESSION, "pain-during", value)]


BANDS = {  # (number of the session, its light)
    "SM-DEFAULT": [(2, "green"), (3, "amber"), (5, "amber"), (6, "red")],
    "SM-ACUTE": [(3, "green"), (4, "amber"), (5, "amber"), (6, "red")],
    "SM-ANKLE": [(3, "green"), (4, "amber"), (5, "amber"), (6, "red")],
    "SM-GROIN": [(2, "green"), (3, "amber"), (5, "amber"), (6, "red")],
    "SM-TENDON": [(5, "green"), (6, "red")],
    "SM-TENDON-PTLE": [(3, "green"), (4, "amber"), (5, "amber"), (6, "red")],
    "SM-ACHILLES": [(5, "green"), (6, "red")],
    "SM-ACHILLES-HEEL": [(3, "green"), (4, "amber"), (5, "amber"), (6, "red")],
    "SM-PFJ": [(2, "green"), (3, "amber"), (4, "amber"), (5, "red")],
    "SM-MTSS": [(2, "green"), (3, "amber"), (4, "amber"), (5, "red")],
    "SM-BONE": [(1, "red")],
    "SM-DOMS": [(5, "green"), (6, "amber"), (7, "amber"), (8, "red")],
    "SM-OA": [(2, "green"), (3, "amber"), (5, "amber"), (6, "red")],
    "SM-NERVE": [(3, "green"), (4, "amber"), (5, "amber"), (6, "red")],
    "SM-CLAUD": [(3, "green"), (4, "amber")],
    "SM-EILP": [(2, "green"), (3, "amber"), (4, "red")],
    "SM-VENOUS": [(0, "green"), (1, "amber"), (2, "amber"), (3, "red")],
    "SM-CRAMP": [(2, "green"), (3, "amber"), (5, "amber"), (6, "red")],
    "SM-NEURO": [(0, "green"), (1, "amber"), (2, "amber"), (3, "red")],
    "SM-ZERO": [(0, "green"), (1, "red")],
}


@pytest.mark.parametrize(("rule", "number", "expected"), [(rule, *row) for rule, rows in BANDS.items() for row in rows])
def test_the_number_of_a_session_gives_the_light_of_its_band(rule: str, number: float, expected: str) -> None:
    assert light(RULES[rule], told(RULES[rule], number)) == expected


MORNINGS = {  # points above usual on the next morning after a calm session
    "SM-DEFAULT": [(1, "amber"), (2, "red")],
    "SM-ACUTE": [(1, "amber"), (2, "red")],
    "SM-ANKLE": [(1, "amber"), (2, "red")],
    "SM-GROIN": [(1, "amber"), (2, "red")],
    "SM-TENDON": [(1, "amber"), (2, "red")],
    "SM-TENDON-PTLE": [(1, "amber"), (2, "red")],
    "SM-ACHILLES": [(1, "amber"), (2, "red")],
    "SM-ACHILLES-HEEL": [(1, "amber"), (2, "red")],
    "SM-PFJ": [(1, "red")],
    "SM-MTSS": [(1, "red")],
    "SM-BONE": [(1, "red")],
    "SM-OA": [(1, "amber"), (2, "red")],
    "SM-NERVE": [(1, "red")],
    "SM-EILP": [(1, "amber"), (2, "red")],
    "SM-CRAMP": [(1, "amber"), (2, "red")],
    "SM-ZERO": [(1, "red")],
}


@pytest.mark.parametrize(
    ("rule", "rise", "expected"), [(rule, *row) for rule, rows in MORNINGS.items() for row in rows]
)
def test_a_worse_morning_after_gives_its_light(rule: str, rise: float, expected: str) -> None:
    assert light(RULES[rule], told(RULES[rule], 0, rise=rise)) == expected


DAY_BEFORE, DAY, DAY_AFTER = SESSION - 1, SESSION, SESSION + 1
SIGNS: dict[tuple[str, str], list[Entry]] = {
    ("SM-DEFAULT", "red"): [measure(DAY_BEFORE, "swelling", 0), measure(DAY, "swelling", 1)],
    ("SM-ACUTE", "red"): [measure(DAY_BEFORE, "pain-night", 0), measure(DAY, "pain-night", 3)],
    ("SM-ACUTE", "amber"): [measure(DAY, "pain-before", 0), measure(DAY, "pain-after", 1)],
    ("SM-ANKLE", "amber"): [measure(DAY_BEFORE, "ankle-girth", 50), measure(DAY_AFTER, "ankle-girth", 51)],
    ("SM-ANKLE", "red"): [measure(DAY_BEFORE, "ankle-girth", 50), measure(DAY_AFTER, "ankle-girth", 52)],
    ("SM-OA", "red"): [measure(DAY_BEFORE, "normal-gait", "yes"), measure(DAY_AFTER, "normal-gait", "no")],
    ("SM-TENDON", "red"): [measure(DAY, "pain-after", 6)],
    ("SM-PFJ", "amber"): [measure(DAY, "pain-before", 0), measure(DAY, "pain-after", 1)],
    ("SM-MTSS", "amber"): [measure(DAY, "settled-same-day", "no")],
    ("SM-MTSS", "red"): [measure(DAY, "no-bone-spot", "no")],
    ("SM-BONE", "red"): [measure(DAY_AFTER, "no-bone-spot", "no")],
    ("SM-DOMS", "amber"): [measure(DAY, "soreness-eases", "no")],
    ("SM-DOMS", "red"): [measure(DAY, "soreness-one-side", "yes")],
    ("SM-NERVE", "red"): [measure(DAY_BEFORE, "furthest-point", 2), measure(DAY, "furthest-point", 4)],
    ("SM-CLAUD", "amber"): [measure(DAY, "walk-pain-gone-10", "no")],
    ("SM-CLAUD", "red"): [measure(DAY, "foot-wound", "yes")],
    ("SM-EILP", "red"): [measure(DAY, "foot-slap", "yes")],
    ("SM-CRAMP", "amber"): [measure(DAY, "session-cramps", 1)],
    ("SM-CRAMP", "red"): [measure(DAY, "session-cramps", 2)],
    ("SM-NEURO", "red"): [measure(DAY, "skin-clean", "no")],
}


@pytest.mark.parametrize(("rule", "expected"), SIGNS)
def test_a_sign_that_was_written_down_makes_a_calm_session(rule: str, expected: str) -> None:
    entries = [
        one for one in told(RULES[rule], 0) if one.subject not in {sign.subject for sign in SIGNS[rule, expected]}
    ]
    assert light(RULES[rule], told(RULES[rule], 0)) == "green"
    assert light(RULES[rule], [*entries, *SIGNS[rule, expected]]) == expected


MORE_SIGNS = [
    ("SM-EILP", measure(DAY, "tingling", 1)),
    ("SM-EILP", measure(DAY, "tightness-gone-15", "no")),
    ("SM-DOMS", measure(DAY, "soreness-rising-late", "yes")),
    ("SM-NERVE", measure(DAY, "new-weakness", "yes")),
    ("SM-NEURO", measure(DAY, "new-weakness", "yes")),
]


@pytest.mark.parametrize(("rule", "sign"), MORE_SIGNS)
def test_each_other_sign_of_a_rule_is_red(rule: str, sign: Entry) -> None:
    assert light(RULES[rule], [*told(RULES[rule], 0), sign]) == "red"


@pytest.mark.parametrize("flag", ["RF-01", "RF-21", "RF-26"])
def test_a_safety_question_answered_yes_makes_a_walk_with_narrow_arteries_red(flag: str) -> None:
    rule = RULES["SM-CLAUD"]
    assert light(rule, [*told(rule, 3), entry(DAY_AFTER, "flag", flag, text="yes")]) == "red"
    assert light(rule, [*told(rule, 3), entry(DAY_AFTER, "flag", flag, text="no")]) == "green"
    assert light(rule, [*told(rule, 3), entry(DAY_BEFORE, "flag", flag, text="yes")]) == "green"


NIGHTS = [measure(day, "leg-urge", 2) for day in range(3, SESSION)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (2, 2, "green"),
        (2, 3, "amber"),
        (2, 4, "amber"),
        (2, 6, "amber"),
        (6, 6, "red"),
        (4, 6, "amber"),
        (10, 3, "green"),
    ],
)
def test_restless_legs_are_red_after_two_nights_in_a_row_well_above_the_mean(
    before: float, after: float, expected: str
) -> None:
    """The night after the session and the one before it; a single bad night is amber."""
    entries = [*NIGHTS, measure(DAY, "leg-urge", before), measure(DAY_AFTER, "leg-urge", after)]
    assert light(RULES["SM-RLS"], entries) == expected


def test_the_first_days_after_a_sudden_injury_have_stricter_limits() -> None:
    rule = RULES["SM-ACUTE"]
    lights = [light(rule, told(rule, number), early=True) for number in (2, 3, 4)]
    assert lights == ["green", "amber", "red"]


def test_a_run_with_shin_pain_has_limits_of_its_own() -> None:
    rule = RULES["SM-MTSS"]
    assert [light(rule, told(rule, number), run=True) for number in (4, 5)] == ["green", "red"]


@pytest.mark.parametrize("rule", [name for name in RULES if RULES[name].morning_rise])
def test_a_morning_that_nobody_wrote_down_is_never_green(rule: str) -> None:
    entries = [one for one in told(RULES[rule], 0) if one.date <= date_of(SESSION)]
    assert light(RULES[rule], entries) == "unknown"


@pytest.mark.parametrize("rule", [name for name in RULES if RULES[name].scale == "rise" and RULES[name].against == "before"])  # fmt: skip
@pytest.mark.parametrize("name", ["pain-before", "pain-after"])
def test_a_rise_of_which_one_end_was_not_written_down_is_not_known(rule: str, name: str) -> None:
    entries = [one for one in told(RULES[rule], 0) if one.subject not in {"pain-before", "pain-after"} - {name}]
    assert light(RULES[rule], entries) == "unknown"


def test_a_week_of_rising_mornings_is_amber_for_a_tendon_and_two_are_red() -> None:
    rule = RULES["SM-TENDON"]

    def mornings(*weeks: float | None) -> list[Entry]:
        """Weekly levels, the newest last, ending the morning after the session; None: nothing was written down."""
        last = SESSION + 1
        return [
            measure(last - 7 * back - day, "pain-next-morning", level, logged=max(last - 7 * back - day, 1))
            for back, level in enumerate(reversed(weeks))
            for day in range(7)
            if level is not None and last - 7 * back - day > -14
        ]

    calm = [measure(SESSION, "pain-during", 0), measure(SESSION, "pain-after", 0)]
    assert light(rule, [*mornings(1, 1, 1), *calm]) == "green"
    assert light(rule, [*mornings(1, 1, 2), *calm]) == "amber"
    assert light(rule, [*mornings(1, 2, 3), *calm]) == "red"
    assert light(rule, [*mornings(1, None, 2), *calm]) == "green"  # two weeks that do not follow each other
    newest = [measure(SESSION + 1 - back, "pain-next-morning", 2) for back in range(4)]
    for back, expected in ((7, "amber"), (13, "amber"), (14, "green")):  # its last day, its first day, the week before
        before = measure(SESSION + 1 - back, "pain-next-morning", 1, logged=max(SESSION + 1 - back, 1))
        assert light(rule, [*newest, before, *calm]) == expected, back
