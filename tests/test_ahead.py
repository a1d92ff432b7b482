"""The card of tomorrow, laid today: it is what the whole program says tomorrow, to the byte, or it is not shown."""

from __future__ import annotations

import datetime as dt
import os
import time

import pytest
from test_lane import DAY, NEXT, Home, home, started

from rehab.cli import keeping

__all__ = ["home", "started"]

QUIET = ("log", "--pain-rest", "0", "--pain-morning", "0")
GREEN = (("log", "--pain-before", "1"), ("done", "all"), ("log", "--pain-during", "1", "--pain-after", "1"))
RED = (("done", "all"), ("log", "--pain-during", "8", "--pain-after", "7"))
ANKLE = ("start", "lateral-ankle-sprain", "--injured", DAY, "--grade", "1", "--side", "right", "--no-flags")
SORE = ("start", "delayed-onset-muscle-soreness", "--injured", DAY, "--grade", "mild", "--no-flags")
FINE = tuple(
    f"--measure={each}" for each in ("soreness-falling=yes", "soreness=0", "full-range-pain=0", "fast-reps-10=yes")
)
Story = dict[int, tuple[tuple[str, ...], ...]]
"""What somebody types on the days counted from the first one; each day ends with a look at its card."""


def on(home: Home, day: dt.date) -> None:
    """Set the clock of the program to a day, and leave out that it is set: a clock that goes on changes no variable."""
    home.monkeypatch.setenv("REHAB_TODAY", day.isoformat())
    home.monkeypatch.setenv("REHAB_TIME", "09:00")


def as_it_will_be(home: Home, day: dt.date) -> str | None:
    """Return what the whole program says when it is first asked on a day; None for what is not said in peace."""
    held = os.environ["REHAB_TODAY"]
    on(home, day)
    said = home.whole("today")
    home.monkeypatch.setenv("REHAB_TODAY", held)
    return said.out if said.code == 0 else None


def walk(home: Home, story: Story) -> list[str]:
    """Live through a story. On each day what is laid for it, and for tomorrow, must be what the whole program says then.

    Returns the cards that were laid for a tomorrow.
    """
    cards = []
    for number, commands in story.items():
        day = dt.date.fromisoformat(DAY) + dt.timedelta(days=number)
        on(home, day)
        refused = [home.typed(*command).code for command in (*commands, ("today",))][-1]
        for asked in (day, day + dt.timedelta(days=1)):
            laid = home.short("today", "--date", asked.isoformat())
            assert laid == (None if refused else as_it_will_be(home, asked)), (number, asked)
        cards += [laid] if laid is not None else []
    return cards


def phases(cards: list[str]) -> list[str]:
    """Return the number of the phase on each card, in the order they came."""
    return [line[0] for card in cards for line in card.splitlines()[1:2] if line[:1].isdecimal()]


def test_days_without_anything_written_down(home: Home) -> None:
    assert len(set(walk(home, {0: (), 1: (), 2: (), 20: ()}))) == 4


def test_ordinary_days_then_a_red_then_a_second_one(home: Home) -> None:
    cards = walk(home, {0: (QUIET, *GREEN), 1: GREEN, 2: RED, 3: (QUIET, ("undo",))})
    assert len(set(cards)) == 4
    assert walk(home, {4: RED, 5: (QUIET,)}) == []  # two reds stop all sessions, and what is stopped is never laid


def test_phases_that_open_up_to_the_end_of_the_plan(home: Home) -> None:
    assert home.whole("case", "close").code == 0
    fine = (("log", *FINE), ("done", "all"))
    story: Story = {0: (SORE,), 1: fine, 2: fine, 3: fine, 4: fine, 30: (), 31: (), 40: ()}
    cards = walk(home, story)
    assert list(dict.fromkeys(phases(cards))) == ["1", "2", "3", "4"]
    assert any("Safety questions" in card or "Weekly check" in card for card in cards)  # to be asked again
    assert "soreness" not in cards[-1].splitlines()[0]  # the plan is over, and the card says so


def test_missed_days(home: Home) -> None:
    assert len(set(walk(home, {0: GREEN, 9: (("done", "1"),), 30: (("done", "1"),)}))) == 3


def test_a_pause_a_change_and_a_new_beginning(home: Home) -> None:
    for command in (("case", "pause"), ("case", "change", "--side", "right", "--sure"), ("case", "restart")):
        home.whole(*command)
        assert len(walk(home, {0: (("log", "--note", "well"),)})) == 1


def test_two_cases_of_one_person(home: Home) -> None:
    cards = walk(home, {0: (ANKLE, ("done", "1")), 1: (("done", "all"),)})
    assert ["ankle" in card and "hamstring" in card for card in cards] == [True, True]


def test_a_safety_question_answered_yes_leaves_no_card(home: Home) -> None:
    home.typed("done", "1")
    assert home.short("today", "--date", NEXT) is not None
    assert home.typed("log", "--flag", "RF-08").code == 5
    for day in (DAY, NEXT):
        assert home.short("today", "--date", day) is None


@pytest.mark.parametrize(
    "since", [("log", "--pain-rest", "3"), ("done", "1"), ("undo",), ("case", "pause"), ("case", "close")]
)
def test_whatever_is_written_down_after_it_was_laid_ends_it(home: Home, since: tuple[str, ...]) -> None:
    home.typed("done", "2")
    assert home.short("today", "--date", NEXT) is not None
    home.whole(*since)
    assert home.short("today", "--date", NEXT) is None


def test_the_first_look_of_a_day_is_short_whatever_the_clock_does(home: Home) -> None:
    for name in ("REHAB_TODAY", "REHAB_TIME"):
        home.monkeypatch.delenv(name, raising=False)
    said: dict[str, str | None] = {}
    try:
        for zone in ("XXX+12", "XXX-12", "XXX+12"):  # noon to noon: tomorrow, and back again
            home.monkeypatch.setenv("TZ", zone)
            time.tzset()
            day = time.strftime("%Y-%m-%d")
            if not said:
                assert home.typed("done", "1").code == 0
            said[day] = home.short()
            assert said[day] == home.whole("today").out
        assert len(set(said.values())) == len(said) == 2
    finally:
        home.monkeypatch.delenv("TZ")
        time.tzset()


def test_another_journal_or_another_library_lays_nothing(home: Home) -> None:
    other = home.folder / "other.sqlite3"
    other.write_bytes(home.journal.read_bytes())
    home.typed("done", "1", "--journal", str(other))
    home.typed("log", "--pain-rest", "1", "--library", str(home.here))
    assert not home.kept.exists()


@pytest.mark.parametrize("cache", ["{home}/file", "/proc/none", "relative"])
def test_what_cannot_be_laid_changes_nothing_of_the_command(home: Home, cache: str) -> None:
    (home.folder / "file").write_text("no folder")
    home.monkeypatch.setenv("XDG_CACHE_HOME", cache.format(home=home.folder))
    before = home.journal.read_bytes()
    told = home.typed("done", "1")
    home.journal.write_bytes(before)
    assert told == home.whole("done", "1") == (0, "1 written down.\n", "")


def test_what_changed_since_the_command_began_keeps_all_from_being_kept(home: Home) -> None:
    keeping.begin()
    keeping.look()
    home.library.mkdir()
    (home.library / "mine.yaml").write_text("{}")
    keeping.keep({NEXT: "of before"})
    assert not list(home.kept.iterdir())


def test_one_command_keeps_its_cards_once(home: Home) -> None:
    home.keep()
    keeping.keep({NEXT: "of a command that is over"})
    assert home.card.name == DAY
