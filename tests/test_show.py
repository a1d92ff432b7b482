"""``rehab show``: the whole protocol on a terminal, 80 columns wide, each value with its tag."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from shell import Result, run

from rehab.library import Library
from rehab.notation import dose_parts
from rehab.notation.scanner import write_tag

Show = Callable[..., Result]
CONDITIONS = [
    ("hamstring-strain", None, None),
    ("hamstring-strain", None, "pats"),
    ("calf-strain", None, None),
    ("medial-tibial-stress-syndrome", None, None),
    ("achilles-tendinopathy", None, "hsr"),
    ("achilles-tendinopathy", "insertional", None),
    ("deep-vein-thrombosis", None, None),
]


@pytest.fixture
def show(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Show:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("REHAB_LIBRARY", raising=False)

    def call(*arguments: str) -> Result:
        return run(capfd, monkeypatch, "show", *arguments)

    return call


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize(("condition", "kind", "variant"), CONDITIONS)
def test_every_dose_is_there_with_its_tags_in_80_columns(
    show: Show, library: Library, condition: str, kind: str | None, variant: str | None
) -> None:
    options = [*(["--type", kind] if kind else []), *(["--variant", variant] if variant else [])]
    result = show(condition, *options)
    assert result.code == 0
    assert max(map(len, result.out.splitlines())) <= 80
    text = squeezed(result.out)
    protocol = library.load(library.path_of(condition), kind=kind, variant=variant).protocol
    for phase in protocol.phases.values():
        assert squeezed(phase.goal.replace("{side}", "sore")) in text
        for key, slot in phase.exercises.items():
            exercise = library.shelf.exercises[key]
            assert squeezed(exercise.short_title or exercise.title) in text
            for dose in [slot.dose] if slot.dose else slot.weeks.values():
                for part, origin in dose_parts(dose):
                    assert squeezed(part) in text, key
                    assert origin is not None
                    tag = write_tag(origin).removesuffix("]")
                    assert squeezed(tag) in text
    for source in protocol.references:
        assert source in text
    for grade in protocol.grades.values():
        assert squeezed(grade.picture) in text


def test_criteria_routes_and_signs_are_there(show: Show) -> None:
    out = show("hamstring-strain").out
    for line in (
        "  days            mild 7-13 (earliest day 6, hard minimum day 6); moderate 11-24",
        "  opens when      - Plan day: 6 or later [V askling-2013]",
        "  3               complete tear: referral, no plan (same day). A pop, you cannot",
        "  l-protocol      Lengthening exercises (L-protocol)  <- shown here",
        "  RF-08           Calf or thigh swollen, warm or throbbing (same day: block)",
    ):
        assert line in out.splitlines()
    assert "Sprint table, step 6: pain 0 [V hamilton-2015]" in out
    assert "askling-2010, to be confirmed]" in re.sub(r"\s+", " ", out)


def test_what_needs_clearance_says_so(show: Show) -> None:
    assert "plan only with --cleared-by (see doctor within 48" in show("medial-tibial-stress-syndrome").out


def test_a_clinics_own_value_carries_its_name(show: Show) -> None:
    Path("example-hamstring.yaml").write_text(
        "id: example-hamstring\nextends: hamstring-strain\nauthor: Example Clinic\nwhy: fewer sets\n"
        'phases: {lengthening: {exercises: {diver: "2 x 6, every 2nd day"}}}\n',
        encoding="utf-8",
    )
    out = re.sub(r"\s+", " ", show("example-hamstring.yaml").out)
    assert "Diver 2 x 6, every 2nd day [set by Example Clinic]" in out
    assert "changes hamstring-strain: fewer sets" in out


def test_json_is_the_protocol(show: Show) -> None:
    assert json.loads(show("calf-strain", "--json").out)["id"] == "calf-strain"
