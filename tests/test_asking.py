"""``rehab log`` at a terminal: the few questions that are due, in the order of a day."""

from __future__ import annotations

from pathlib import Path

import pytest
from shell import run, typed

from rehab.models.journal import Entry
from rehab.store import opened

DAY_ONE, TODAY = "2026-11-02", "2026-11-07"


@pytest.fixture
def journal(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A journal with a hamstring strain on day 6, two tasks ticked off."""
    path = tmp_path / "journal.sqlite3"
    monkeypatch.setenv("REHAB_JOURNAL", str(path))
    monkeypatch.setenv("REHAB_TODAY", DAY_ONE)
    strain = ("hamstring-strain", "--injured", DAY_ONE, "--grade", "2", "--side", "left", "--no-flags")
    assert run(capfd, monkeypatch, "start", *strain).code == 0
    monkeypatch.setenv("REHAB_TODAY", TODAY)
    return path


def measured(path: Path) -> dict[str, float | str | None]:
    with opened(path) as store:
        entries: tuple[Entry, ...] = store.journal(store.cases()[0].id).entries
    return {one.subject: one.text or one.value for one in entries if one.kind == "measure"}


def test_before_a_session_only_the_morning_and_what_the_next_phase_waits_for_are_asked(
    journal: Path, tmp_path: Path
) -> None:
    code, shown = typed(b"2\n1\n" + b"\n" * 12, tmp_path, "log", day=TODAY)
    assert code == 0
    assert b"Pain the next morning (0 to 10)" in shown
    assert b"Worst pain in the session" not in shown
    assert b"Walk 4 steps without a stick (yes / no)" in shown
    assert b"your left knee" in shown  # the side is filled in
    assert b"{" not in shown
    assert measured(journal) == {"pain-next-morning": 2, "pain-rest": 1}


def test_after_a_session_its_pain_is_asked_and_what_is_known_is_not_asked_again(
    journal: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(capfd, monkeypatch, "log", "--pain-morning", 2, "--pain-rest", 1).code == 0
    assert run(capfd, monkeypatch, "done", 4, 5).code == 0
    code, shown = typed(b"0\n11\n2\n1\n" + b"\n" * 12, tmp_path, "log", day=TODAY)
    assert code == 0
    assert b"Pain the next morning" not in shown
    assert b"pain-during: '11' is not a number from 0 to 10" in shown
    asked = measured(journal)
    assert {name: asked[name] for name in ("pain-before", "pain-during", "pain-after")} == {
        "pain-before": 0,
        "pain-during": 2,
        "pain-after": 1,
    }


def test_a_yes_to_the_signs_asks_which_one(journal: Path, tmp_path: Path) -> None:
    _, plain = typed(b"\n" * 16, tmp_path, "log", day=TODAY)
    waits = plain.decode().split("Was there one of these signs?")[0].count("  > ")
    code, shown = typed(b"\n" * waits + b"y\n" + b"no\n" + b"4\n", tmp_path, "log", day=TODAY)
    assert code == 0, shown.decode()
    assert measured(journal) == {"normal-gait": "no", "pain-night": 4}
