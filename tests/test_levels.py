"""How much of an exercise is done: steps up after greens, steps down after ambers and reds, and what a step is.

The rules are those of acute-and-overuse-framework.md (progression and regression) and of monitoring.md, section 3.
"""

from __future__ import annotations

import pytest
from combinations import LIBRARY

from rehab.engine.response import Level, after, at_level, less, steps_of, worst
from rehab.engine.verdict import Light
from rehab.notation import format_dose, parse_dose

RULES = LIBRARY.shelf.frameworks.progression
USUAL = LIBRARY.shelf.monitoring["SM-DEFAULT"]
STRICT = LIBRARY.shelf.monitoring["SM-ACUTE"]
"""One amber is enough for less."""


@pytest.mark.parametrize(
    ("lights", "whole"),
    [
        ([], "unknown"),
        (["green"], "green"),
        (["green", "unknown"], "unknown"),
        (["unknown", "amber", "green"], "amber"),
        (["amber", "red", "unknown"], "red"),
    ],
)
def test_the_worst_light_counts_and_unknown_is_worse_than_green(lights: list[Light], whole: Light) -> None:
    assert worst(lights) == whole


@pytest.mark.parametrize(
    ("before", "light", "now"),
    [
        # two greens in a row are one step up, as far as the range goes
        (Level(), "green", Level(greens=1, green_at=0)),
        (Level(greens=1, green_at=0), "green", Level(ups=1, green_at=0)),
        (Level(ups=2, greens=1, green_at=1), "green", Level(ups=3, green_at=2)),
        (Level(ups=3, greens=1, green_at=3), "green", Level(ups=3, green_at=3)),
        (Level(ambers=1), "green", Level(greens=1, green_at=0)),
        # what was taken away comes back first, and is no green of its own step
        (Level(ups=1, downs=2), "green", Level(ups=1, downs=2, greens=1)),
        (Level(ups=1, downs=2, greens=1), "green", Level(ups=1, downs=1)),
        (Level(ups=1, downs=1, greens=1, green_at=0), "green", Level(ups=1, green_at=0)),
        # a second amber in a row is less
        (Level(ups=1, greens=1), "amber", Level(ups=1, ambers=1)),
        (Level(ups=1, ambers=1), "amber", Level(ups=1, downs=1)),
        (Level(downs=1, ambers=1), "amber", Level(downs=2)),
        # a red goes back to the last green dose; with none, or on it, to less
        (Level(ups=2, green_at=1, greens=1, ambers=1), "red", Level(ups=1, green_at=1)),
        (Level(ups=2, downs=1, green_at=1), "red", Level(ups=1, downs=2, green_at=1)),
        (Level(ups=2, green_at=2, greens=1, ambers=1), "red", Level(ups=2, downs=1, green_at=2)),
        (Level(ups=2), "red", Level(ups=2, downs=1)),
        (Level(downs=1), "red", Level(downs=2)),
        # what is not known begins the count of greens anew
        (Level(ups=1, greens=1, ambers=1, green_at=1), "unknown", Level(ups=1, ambers=1, green_at=1)),
    ],
)
def test_a_session_moves_the_level_by_its_light(before: Level, light: Light, now: Level) -> None:
    assert after(before, light, USUAL, RULES, "", top=3) == now


def test_a_rule_may_take_back_after_one_amber_and_a_row_may_go_up_later() -> None:
    assert after(Level(), "amber", STRICT, RULES, "", top=3) == Level(downs=1)
    slow = "add 2 reps after 3 green sessions"
    assert after(Level(greens=1), "green", USUAL, RULES, slow, top=3).ups == 0
    assert after(Level(greens=2), "green", USUAL, RULES, slow, top=3).ups == 1
    quick = "add 2 reps after 1 green sessions"
    assert after(Level(ups=1, downs=1, ambers=1), "green", USUAL, RULES, quick, top=3) == Level(ups=1)


@pytest.mark.parametrize(
    ("dose", "progress", "doses"),
    [
        # the range from its start, one variable at a time: repetitions, holds, time, metres, and sets last
        ("3 x 10-12", "", ["3 x 10", "3 x 11", "3 x 12", "3 x 12"]),
        ("2-3 x 8-9", "", ["2 x 8", "2 x 9", "3 x 9", "3 x 9"]),
        ("5 x 30-40 s hold", "", ["5 x 30 s hold", "5 x 35 s hold", "5 x 40 s hold"]),
        ("5 x 30-42 s hold", "", ["5 x 30 s hold", "5 x 35 s hold", "5 x 40 s hold", "5 x 42 s hold"]),
        ("3 x 12", "", ["3 x 12", "3 x 12"]),
        # a short time goes up by 5 seconds, a longer one by 5 percent in whole minutes
        ("60-70 s", "", ["60 s", "65 s", "70 s"]),
        ("20-23 min", "", ["20 min", "21 min", "22 min", "23 min", "23 min"]),
        ("30-34 min", "", ["30 min", "32 min", "34 min"]),
        ("2-4 min", "", ["2 min", "3 min", "4 min"]),
        ("4 x 100-112 m", "", ["4 x 100 m", "4 x 105 m", "4 x 110 m", "4 x 112 m"]),
        ("4 x 10-12 m", "", ["4 x 10 m", "4 x 11 m", "4 x 12 m"]),
        # an arrow is one step
        ("3 x 15 -> 8", "", ["3 x 15", "3 x 8", "3 x 8"]),
        ("2 -> 4 x 6", "", ["2 x 6", "4 x 6"]),
        # what the row itself says
        ("3 x 10-15", "add 2 reps after 2 green sessions", ["3 x 10", "3 x 12", "3 x 14", "3 x 15"]),
        ("3 x 10", "add 2 reps after 2 green sessions up to 14", ["3 x 10", "3 x 12", "3 x 14", "3 x 14"]),
        ("10 min", "add 5 min after 2 green sessions up to 20", ["10 min", "15 min", "20 min", "20 min"]),
        ("60 s", "add 10 s after 2 green sessions up to 80", ["60 s", "70 s", "80 s"]),
        (
            "3 x 10 s hold",
            "add 5 s after 2 green sessions up to 20",
            ["3 x 10 s hold", "3 x 15 s hold", "3 x 20 s hold"],
        ),
        ("3 x 10-12", "add 5 s after 2 green sessions", ["3 x 10", "3 x 11"]),
        ("3-5 x 8", "add 1 sets after 2 green sessions", ["3 x 8", "4 x 8", "5 x 8"]),
        ("4 x 20-60 m", "add 20 m after 2 green sessions", ["4 x 20 m", "4 x 40 m", "4 x 60 m"]),
    ],
)
def test_a_dose_goes_up_by_its_steps(dose: str, progress: str, doses: list[str]) -> None:
    whole = parse_dose(dose)
    steps = [at_level(whole, Level(ups=ups), RULES, progress) for ups in range(len(doses))]
    assert [format_dose(step) for step in steps] == [format_dose(parse_dose(text)) for text in doses]


@pytest.mark.parametrize(
    ("dose", "steps"),
    [
        ("3 x 12", 0),
        ("3 x 10-12", 2),
        ("2-3 x 10-12", 3),
        ("5 x 30-42 s hold", 3),
        ("3 x 15 -> 8", 1),
        ("20-23 min", 3),
        ("3 sets", 0),
    ],
)
def test_a_dose_has_so_many_steps(dose: str, steps: int) -> None:
    assert steps_of(parse_dose(dose), RULES, "") == steps


LESS = [
    # 25 percent less is a set less from 3 sets on, else less of what is in a set; never less than one
    ("5 x 10", 0.75, "4 x 10"),
    ("3 x 10", 0.75, "2 x 10"),
    ("2 x 10", 0.75, "2 x 7"),
    ("1 x 10", 0.75, "1 x 7"),
    ("1 x 2", 0.75, "1 x 1"),
    ("2 x 1", 0.75, "1 x 1"),
    ("1 x 1", 0.75, "1 x 1"),
    ("2 x 30 s hold", 0.75, "2 x 22 s hold"),
    ("2 x 100 m", 0.75, "2 x 75 m"),
    ("100 s", 0.75, "75 s"),
    # whole minutes as long as minutes are left
    ("20 min", 0.75, "15 min"),
    ("10 min", 0.75, "7 min"),
    ("160 s", 0.75, "120 s"),
    ("150 s", 0.75, "112 s"),
    # a larger part away takes as many sets
    ("3 x 10", 0.7, "2 x 10"),
    ("4 x 10", 0.7, "2 x 10"),
    ("10 x 10", 0.7, "7 x 10"),
    ("5 x 45 s hold", 0.5, "2 x 45 s hold"),
    ("3 x 10", 0.1, "1 x 10"),
]


@pytest.mark.parametrize(("dose", "share", "smaller"), LESS)
def test_a_smaller_dose_is_in_whole_numbers_and_never_nothing(dose: str, share: float, smaller: str) -> None:
    assert format_dose(less(parse_dose(dose), share)) == format_dose(parse_dose(smaller))


@pytest.mark.parametrize(
    ("downs", "share", "sets"),
    [(0, 1.0, (12, 10, 8)), (1, 1.0, (12, 10)), (2, 1.0, (9, 7)), (0, 0.5, (12,)), (9, 1.0, (1, 1))],
)
def test_sets_of_different_length_lose_the_last_one_first(downs: int, share: float, sets: tuple[int, ...]) -> None:
    dose = at_level(parse_dose("12-10-8, 3/week"), Level(downs=downs), RULES, "", share=share)
    assert dose.reps_by_set == sets


@pytest.mark.parametrize(
    ("level", "percent", "share", "dose"),
    [
        (Level(), None, 1.0, "5 x 10"),
        (Level(ups=2), None, 1.0, "5 x 12"),
        (Level(ups=2, downs=1), None, 1.0, "4 x 12"),
        (Level(downs=2), None, 1.0, "3 x 10"),
        (Level(downs=1), 50, 1.0, "2 x 10"),
        (Level(), None, 0.7, "3 x 10"),
        (Level(downs=1), None, 0.7, "2 x 10"),
    ],
)
def test_what_was_taken_away_comes_off_the_step_one_stands_on(
    level: Level, percent: int | None, share: float, dose: str
) -> None:
    found = at_level(parse_dose("5 x 10-12"), level, RULES, "", less_percent=percent, share=share)
    assert format_dose(found) == format_dose(parse_dose(dose))
