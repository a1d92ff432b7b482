"""Plan files with several parts spoilt at once, through every command that reads one: a clean refusal or a sound answer.

A plan file may come by mail from anybody. Each part alone is spoilt by each value in test_hostile_readers.py.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mutations
import pytest
import sample_plan
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from limits import within
from shell import Result, run

from rehab.cli.delivery import FORMATS
from rehab.errors import SourceError
from rehab.source.plan_file import parse_plan

PLAN: dict[str, Any] = json.loads(sample_plan.plan().model_dump_json())
PLAN["days"] = PLAN["days"][:3]
WAYS = list(mutations.ways(PLAN))


def _nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


ODD: dict[str, Any] = {
    "a way out": "../../evil", "a whole path": "/tmp/evil", "a drive": "C:\\evil", "a home": "~/evil", "a device": "CON",
    "a line end": "a\nBEGIN:VEVENT\r\n", "an option": "--force", "a formula": "=1+1", "a key of JavaScript": "__proto__",
    "the end of a script": "]]></script><!--", "braces": "{0}{name}{self.__class__}", "per cent": "%s%n%(x)s",
    "before all years": "1949-12-31", "after all years": "2101-01-01", "the year 12026": "12026-11-18", "a leap": "2027-02-29",
    "a time": "2026-11-18T00:00:00Z", "minus": -(10**9), "just too large": 1_000_001, "half": 0.5, "huge": 1e300,
    "300 deep": _nested(300), "20,000 texts": ["x"] * 20_000, "100 KB": "x" * 100_000, "a letter of many": "Z" + "\u0301" * 5000,
    "right to left": "\u05d0\u202e\u0627", "false": False,
}  # fmt: skip
VALUES = [*mutations.VALUES.values(), *ODD.values()]


@st.composite
def spoilt(draw: st.DrawFn) -> Any:
    """A real plan with one to four parts taken out, doubled, swapped, or of another kind."""
    made = PLAN
    for _ in range(draw(st.integers(1, 4))):
        way = draw(st.sampled_from(WAYS))
        with contextlib.suppress(KeyError, IndexError, TypeError):  # where the way is gone already
            value = draw(st.sampled_from(VALUES) | st.sampled_from(WAYS).map(lambda other: _at(PLAN, other)))
            made = mutations.changed(made, way, value)
    return made


def _at(data: Any, way: mutations.Way) -> Any:
    for key in way:
        data = data[key]
    return data


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("REHAB_TODAY", sample_plan.DAY_ONE.isoformat())
    Path("sound.json").write_bytes(mutations.as_json(PLAN))
    return folder


COMMANDS: list[tuple[str, ...]] = [
    *(("write", "plan.json", "--to", form) for form in FORMATS if form != "pdf"),
    ("write", "plan.json", "--to", "ics", "--discreet", "--tz", "Europe/London"),
    ("write", "plan.json", "--to", "csv", "--excel"),
    ("today", "plan.json"), ("today", "plan.json", "--json"), ("today", "plan.json", "--text"),
    ("diff", "plan.json", "sound.json"), ("diff", "sound.json", "plan.json", "--json"),
]  # fmt: skip


def _tried(place: Path, told: Result, before: set[str]) -> None:
    assert told.code in (0, 2, 3, 5), told
    assert told.code == 0 or told.out or told.err
    made = set(_names(place.parent)) - before
    named = ("here/hamstring-strain-", "here/plan-2026-")  # a discreet calendar does not say what hurts
    assert all(name.startswith(named) for name in made), made
    for name in made:
        (place.parent / name).unlink()


def _names(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        yield str(path.relative_to(folder))


def test_a_plan_with_several_parts_spoilt_is_refused_or_read_by_every_command(
    place: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = [0, 0]

    @settings(max_examples=110, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    @given(data=spoilt(), command=st.sampled_from(COMMANDS))
    def tried(data: Any, command: tuple[str, ...]) -> None:
        Path("plan.json").write_bytes(mutations.as_json(data))
        before = set(_names(place.parent))
        with within():
            told = run(capfd, monkeypatch, *command)
        _tried(place, told, before)
        read[told.code == 0] += 1

    tried()
    assert min(read) > 10, read  # both are met: what is refused, and what is read


IDS = (
    "../evil",
    "../../evil",
    "/tmp/evil",
    "a/b",
    "a\\b",
    "~/evil",
    "..",
    ".",
    "",
    "a\0b",
    "a\nb",
    "CON ",
    "A",
    "x" * 5000,
)


@pytest.mark.parametrize("protocol_id", IDS, ids=lambda text: ascii(text)[:20])
def test_the_id_of_a_plan_never_leads_out_of_the_folder_that_it_is_written_into(
    place: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, protocol_id: str
) -> None:
    Path("plan.json").write_bytes(mutations.as_json(mutations.changed(PLAN, ("protocol", "id"), protocol_id)))
    before = set(_names(place.parent))
    told = run(capfd, monkeypatch, "write", "plan.json", "--to", "text")
    assert told.code in ((4,) if len(protocol_id) == 5000 else (3,)), told
    assert set(_names(place.parent)) == before


@pytest.mark.parametrize(
    "value",
    [_nested(900), [{"a": 1}] * 200_000, [{"a": 1}] * 30_000, {str(n): n for n in range(100_000)}],
    ids=["900 deep", "200,000 days", "30,000 days", "100,000 keys"],
)
def test_a_plan_file_that_is_large_and_senseless_is_refused_at_once(value: Any) -> None:
    content = json.dumps(mutations.changed(PLAN, ("days",), value)).encode()
    with within(), pytest.raises(SourceError):
        parse_plan(content, "a.json")
