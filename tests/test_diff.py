"""What ``rehab diff`` says, sentence by sentence, worked out by hand from what was changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import PlanMaker
from shell import Result, run

from rehab.library import Library
from rehab.overlays.changes import changes
from rehab.overlays.plan_changes import plan_changes

HEAD = "id: mine\nextends: hamstring-strain\nauthor: Riverside\n"


def lines(library: Library, tmp_path: Path, text: str, variant: str | None = None) -> list[str]:
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD + text + "\n")
    mine = library.load(path, variant=variant)
    return [change.line for change in changes(mine.bases[0], mine.protocol, library.shelf)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "phases: {lengthening: {exercises: {diver: '3 x 6, slow, every 3rd day, rest 60 s'}}}",
            "Build strength: Diver: 3 sets of 6, slow, every 2nd day, your own weight, rest 60 s -> 3 sets of 6, slow, "
            "every 3rd day, rest 60 s (no longer askling-2013; set by Riverside)",
        ),
        ("phases: {speed: {exercises: {nordic-curl: {first: 8}}}}", "Speed: Nordic starts 7 days later"),
        ("phases: {lengthening: {exercises: {glider: null}}}", "Build strength: gone: Glider"),
        (
            "phases: {return: {hard_minimum: {2: 40}}}",
            "Back to sport: hard minimum, plan day, grade 2: 35 -> 40",
        ),
        ("phases: {return: {forbid: [ballistic-stretch, kicking]}}", "Back to sport: now forbidden: kicking"),
        ("phases: {return: {forbid: []}}", "Back to sport: no longer forbidden: ballistic-stretch"),
        (
            "phases: {maintain: {days: {2: 57-140}}}",
            "Keep strong: grade 2: 14 days longer, days 57 to 140 instead of 57 to 126",
        ),
        (
            "phases: {lengthening: {run: {frequency: every 3rd day}}}",
            "Build strength: running: every 2nd day -> every 3rd day",
        ),
        ("grades: {3: {route: plan}}", "grade 3: route: referral -> plan"),
        ("monitoring: SM-DEFAULT", "monitoring: SM-ACUTE -> SM-DEFAULT"),
        ("education: Rest.", "education: other words"),
    ],
)
def test_one_change_makes_one_sentence(library: Library, tmp_path: Path, text: str, told: str) -> None:
    assert lines(library, tmp_path, text) == [told]


def test_a_stricter_gate_is_told_with_both_numbers(library: Library, tmp_path: Path) -> None:
    base = library.protocol("hamstring-strain").phases["peace"].exit
    text = "phases: {peace: {exit: [day >= 4, pain-rest <= 2, pain-rest not rising, 'walk-four-steps: yes', pain-walking <= 2, heel-dig-pain <= 3, swelling not rising, no red flag]}}"
    told = lines(library, tmp_path, text)
    assert len(base) == 8
    assert any("to move on" in line and line.endswith("pain 2 or less instead of pain 3 or less") for line in told)


def test_what_a_variant_changes_is_told_for_that_variant(library: Library, tmp_path: Path) -> None:
    text = "variants: {aspetar: {change: {phases: {lengthening: {exercises: {single-leg-bridge: '3 x 15, daily'}}}}}}"
    told = lines(library, tmp_path, text, "aspetar")
    assert sum("4 sets of 15" in line and "3 sets of 15" in line for line in told) == 1
    assert not any("sets of 15" in line for line in lines(library, tmp_path, text))


def test_a_protocol_does_not_differ_from_itself(library: Library) -> None:
    protocol = library.protocol("hamstring-strain")
    assert changes(protocol, protocol, library.shelf) == ()


def test_two_plans_differ_by_week(make_plan: PlanMaker, library: Library, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        HEAD + "phases: {early-load: {exercises: {bridge-on-heels: '5 x 5 s hold, daily', stationary-bike: null}},"
        " speed: {exercises: {nordic-curl: {first: 8}}}}\n"
    )
    before, after = (make_plan("hamstring-strain", grade="2", path=each) for each in (None, path))
    words = library.shelf.words
    assert plan_changes(before, before, words) == ()
    told = [change.line for change in plan_changes(before, after, words)]
    # the bike next stands in the file on day 11, a day without a run is day 12
    starts = {line for line in told if "starts" in line}
    nordics = [
        next(d.day for d in plan.days for t in d.tasks if t.exercise == "nordic-curl") for plan in (before, after)
    ]
    assert {"Exercise bike starts 8 days later", f"Nordic starts {nordics[1] - nordics[0]} days later"} <= starts
    assert nordics[1] >= 32 > nordics[0] >= 25
    assert any(line.startswith("week 1: Bridge on") and "10 × 5 s" in line and "5 × 5 s" in line for line in told)
    assert "weeks 8 to 8" not in " ".join(told)


def test_the_command_prints_text_and_json_and_refuses_two_kinds(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def rehab(*arguments: object) -> Result:
        return run(capsys, monkeypatch, *arguments)

    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(HEAD + "phases: {speed: {exercises: {nordic-curl: {first: 8}}}}\n")
    assert rehab("diff", "hamstring-strain", "mine.yaml") == Result(0, "Speed: Nordic starts 7 days later\n", "")
    [change] = json.loads(rehab("diff", "hamstring-strain", "mine.yaml", "--json").out)["changes"]
    assert (change["where"], change["before"], change["after"]) == ("Speed", "1", "8")
    assert rehab("diff", "hamstring-strain", "hamstring-strain") == Result(0, "", "No difference.\n")
    assert rehab("diff", "hamstring-strain", "plan.json").code == 2
