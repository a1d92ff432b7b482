"""The story of one injury, from the first day to the return to sport, and its transcript in the documents.

``REHAB_UPDATE_GOLDEN=1`` writes the transcript anew.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shlex
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from journals import EVENING, MORNING
from shell import run

from rehab.library import Library
from rehab.models.journal import Entry
from rehab.store import opened

STORY = yaml.safe_load((Path(__file__).parent / "story.yaml").read_text(encoding="utf-8"))
PAGE = Path(__file__).parent.parent / "docs" / "story.md"
DAY_ONE: dt.date = STORY["day_1"]
SHELF = Library().shelf
LEAD = """# A story

One hamstring strain, from the sprint to the return to sport. Each part is a morning that changed something. The days
between were quiet: the tasks were ticked off, and the pain was written down. A test plays this story through the
program, so what you read here is what it prints. Sam is not a real person.
"""


def entries(block: dict[str, Any], exercises: list[str]) -> Iterator[Entry]:
    """Yield what was written down on the quiet days of a block: the work and its pain, the measures, the mornings."""
    for day in range(block["from"], block["to"] + 1):
        date = DAY_ONE + dt.timedelta(days=day - 1)

        def made(kind: Any, subject: str, at: dt.time, on: dt.date = date, **values: Any) -> Entry:
            moment = dt.datetime.combine(on, at)
            name = f"{on}-{kind}-{subject}-{values.get('side', '')}"
            return Entry(id=name.strip("-"), date=on, logged=moment, kind=kind, subject=subject, **values)

        for name, value in block.get("measures", {}).items():
            if value is True:
                yield made("measure", name, MORNING, text="yes")
            elif isinstance(value, list):
                for side, number in zip(("left", "right"), value, strict=True):
                    yield made("measure", name, MORNING, value=number, side=side)
            else:
                yield made("measure", name, MORNING, value=value)
        if "during" in block:
            yield from (made("done", f"{day}.{name}.1", EVENING, value=1) for name in exercises)
            yield made("measure", "pain-during", EVENING, value=block["during"])
        if "morning" in block:
            yield made("measure", "pain-next-morning", MORNING, on=date, value=block["morning"])


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[dict[str, Any], list[str], str]]]:
    """Play the story: for each part what was typed, and what ``rehab today`` said."""
    folder = tmp_path_factory.mktemp("story")
    path = folder / "journal.sqlite3"
    patch = pytest.MonkeyPatch()
    capture = _Capture()
    found = []
    try:
        patch.setenv("REHAB_JOURNAL", str(path))
        patch.setenv("XDG_DATA_HOME", str(folder))
        patch.setenv("REHAB_TIME", "07:30")
        patch.setenv("TZ", "UTC")
        for part in STORY["parts"]:
            for block in part.get("between", ()):
                with opened(path) as journal:
                    journal.add("sam", list(entries(block, _exercises(path, patch, block["to"]))))
            patch.setenv("REHAB_TODAY", str(DAY_ONE + dt.timedelta(days=part["day"] - 1)))
            said = [capture.run(patch, line) for line in part["type"]]
            found.append((part, said, capture.run(patch, "today")))
        yield found
    finally:
        patch.undo()


class _Capture:
    """Runs the program with its output caught, for a fixture that lives longer than a test."""

    def run(self, patch: pytest.MonkeyPatch, line: str) -> str:
        import contextlib
        import io

        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            result = run(_Reader(out, err), patch, *shlex.split(line))  # type: ignore[arg-type]
        assert result.code == 0, f"{line}\n{result.out}{result.err}"
        return result.out


class _Reader:
    def __init__(self, out: Any, err: Any) -> None:
        self.out, self.err = out, err

    def readouterr(self) -> tuple[str, str]:
        told = self.out.getvalue(), self.err.getvalue()
        for stream in (self.out, self.err):
            stream.seek(0)
            stream.truncate()
        return told


def _exercises(path: Path, patch: pytest.MonkeyPatch, day: int) -> list[str]:
    """Return the exercises that are due on a day of the story, as the program itself says."""
    import json

    patch.setenv("REHAB_TODAY", str(DAY_ONE + dt.timedelta(days=day - 1)))
    [told] = json.loads(_Capture().run(patch, "today --json"))
    due = [task["exercise"] for task in told["day"]["tasks"] if task["exercise"]]
    return list(dict.fromkeys(due)) or ["stationary-bike"]


def around(card: str) -> str:
    """Return what a card says around its tasks."""
    return "\n".join(line for line in card.splitlines() if not re.match(r"\s*\d+ \[", line))


def test_the_documents_tell_the_story_as_the_program_does(played: list[tuple[dict[str, Any], list[str], str]]) -> None:
    pages = [LEAD]
    for part, said, card in played:
        date = DAY_ONE + dt.timedelta(days=part["day"] - 1)
        pages.append(f"## Day {part['day']}, {date}: {part['title']}\n")
        pages.append(textwrap.fill(part["told"], 116) + "\n")
        typed = [
            text for line, out in zip(part["type"], said, strict=True) for text in (f"$ rehab {line}", out.strip())
        ]
        block = "\n".join([*filter(None, typed), "$ rehab today", card.rstrip()])
        pages.append(f"```text\n{block}\n```\n")
    told = "\n".join(pages)
    if os.environ.get("REHAB_UPDATE_GOLDEN"):
        PAGE.write_text(told, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == told


def test_every_morning_speaks_in_short_sentences(played: list[tuple[dict[str, Any], list[str], str]]) -> None:
    for part, _, card in played:
        for paragraph in around(card).split("\n\n"):
            text = " ".join(paragraph.split())
            for sentence in re.split(r"[.!?;:>]\s", text):
                assert len(sentence.split()) <= 20, (part["day"], sentence)


def test_every_change_of_the_story_names_its_rule(played: list[tuple[dict[str, Any], list[str], str]]) -> None:
    changed = {}
    for part, _, card in played:
        flat = " ".join(around(card).split())
        changed[part["day"]] = re.findall(r"> (.*?) Rule: (\S+?)\.(?= |$)", flat)
        assert len(changed[part["day"]]) == flat.count("> ")
    rules = {rule for found in changed.values() for _, rule in found}
    assert rules == {"gate", "SM-ACUTE"}
    assert [day for day, found in changed.items() if any("New phase" in text for text, _ in found)] == [
        4, 19, 31, 40, 55, 71,
    ]  # fmt: skip


def test_the_story_goes_through_every_phase_and_one_step_back(
    played: list[tuple[dict[str, Any], list[str], str]],
) -> None:
    cards = {part["day"]: " ".join(around(card).split()) for part, _, card in played}
    assert "No exercises" in cards[9]
    assert "Less of" in cards[13]
    assert "Back to " in cards[26]
