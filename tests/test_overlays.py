"""Chains of files: how long they may be, whose name prints, and what an overlay of an overlay still is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from combinations import LIBRARY

from rehab import checks
from rehab.errors import SourceError
from rehab.library import Library
from rehab.models.protocol import Protocol
from rehab.overlays.loosening import loosened
from rehab.source.chain import MAX_CHAIN


def library_of(folder: Path, files: dict[str, str]) -> Library:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(f"id: {name}\n{text}\n")
    return Library([folder])


def chain_of(length: int) -> dict[str, str]:
    """Return files that each extend the one before; with the shipped protocol they are one more."""
    names = [f"level-{number}" for number in range(1, length)]
    return {
        name: f"extends: {base}\nauthor: {name}"
        for base, name in zip(["hamstring-strain", *names], names, strict=False)
    }


def test_eight_files_may_extend_each_other_and_no_more(tmp_path: Path) -> None:
    library = library_of(tmp_path, chain_of(MAX_CHAIN + 1))
    assert len(library.chain(library.paths[f"level-{MAX_CHAIN - 1}"])) == MAX_CHAIN
    with pytest.raises(SourceError) as caught:
        library.chain(library.paths[f"level-{MAX_CHAIN}"])
    assert [issue.code for issue in caught.value.issues] == ["chain-too-long"]


def test_a_chain_of_200_is_told_in_one_line(tmp_path: Path) -> None:
    library = library_of(tmp_path, chain_of(200))
    with pytest.raises(SourceError) as caught:
        library.load(library.paths["level-199"])
    [issue] = caught.value.issues
    assert issue.code == "chain-too-long"
    assert len(issue.message) < 200


def test_a_file_two_levels_up_still_counts_as_what_it_was(tmp_path: Path) -> None:
    library = library_of(tmp_path, {"first": "extends: hamstring-strain", "second": "extends: first\nauthor: B"})
    chosen = library.load(library.paths["second"])
    assert chosen.protocol.extends == "hamstring-strain"  # the safety rules of the shared files speak of that
    assert [base.id for base in chosen.bases] == ["hamstring-strain", "first"]


def test_everybody_who_accepts_a_risk_is_named(tmp_path: Path) -> None:
    library = library_of(
        tmp_path,
        {
            "first": "extends: hamstring-strain\nauthor: A\naccept_risk: {name: A. One, reason: first}\nphases: {return: {hard_minimum: {1: 10}}}",
            "second": "extends: first\nauthor: B\naccept_risk: {name: B. Two, reason: second}\nphases: {maintain: {hard_minimum: {1: 10}}}",
            "third": "extends: second\nauthor: C\nphases: {maintain: {hard_minimum: {1: 9}}}",
        },
    )
    second, third = (library.load(library.paths[name]) for name in ("second", "third"))
    assert second.protocol.accept_risk is not None
    assert (second.protocol.accept_risk.name, second.protocol.accept_risk.reason) == ("A. One; B. Two", "first; second")
    assert "loosened" not in codes(second.protocol, second.bases, library)
    assert "loosened" in codes(third.protocol, third.bases, library)


def codes(protocol: Protocol, bases: Sequence[Protocol], library: Library) -> list[str]:
    return [issue.code for issue in checks.check_protocol(protocol, library.shelf, bases=bases)]


def test_what_a_clinic_removed_may_come_back_one_level_up(tmp_path: Path) -> None:
    row = "phases: {speed: {exercises: {a-skip: %s}}}"
    library = library_of(
        tmp_path,
        {
            "first": "extends: hamstring-strain\nauthor: A\n" + row % "null",
            "second": "extends: first\nauthor: B\n" + row % "'2 x 1 min, 2/week'",
        },
    )
    assert "a-skip" not in library.load(library.paths["first"]).protocol.phases["speed"].exercises
    assert "a-skip" in library.load(library.paths["second"]).protocol.phases["speed"].exercises


def test_a_phase_that_a_variant_does_not_have_is_not_brought_back_by_a_change_of_it(tmp_path: Path) -> None:
    text = "extends: patellar-tendinopathy\nauthor: A\nphases: {isometric: {goal: Hold.}}"
    library = library_of(tmp_path, {"mine": text})
    path = library.paths["mine"]
    assert library.load(path, variant="ptle").protocol.phases["isometric"].goal == "Hold."
    assert "isometric" not in library.load(path, variant="hsr").protocol.phases


# -- loosening that no short file shows --------------------------------------------------------------------------------

SHIPPED = LIBRARY


@pytest.mark.parametrize("condition", SHIPPED.paths)
def test_no_protocol_loosens_itself(condition: str) -> None:
    protocol = SHIPPED.protocol(condition)
    assert list(loosened(protocol, protocol)) == []


def test_phases_in_another_order_loosen() -> None:
    base = SHIPPED.protocol("hamstring-strain")
    order = ["peace", "lengthening", "early-load", "speed", "return", "maintain"]
    mixed = base.model_copy(update={"phases": {key: base.phases[key] for key in order}})
    assert any("comes before phases" in issue.message for issue in loosened(mixed, base))


@pytest.mark.parametrize(
    ("condition", "phase", "exercise", "change"),
    [
        ("hamstring-strain", "lengthening", "romanian-deadlift", {"only_if": ""}),
        ("hamstring-strain", "lengthening", "extender", {"not_before": 5}),
        ("hamstring-strain", "lengthening", "extender", {"monitoring": "SM-DEFAULT"}),
    ],
)
def test_a_row_that_lost_a_limit_loosens(condition: str, phase: str, exercise: str, change: dict[str, object]) -> None:
    base = SHIPPED.protocol(condition)
    held = base.phases[phase]
    rows = {**held.exercises, exercise: held.exercises[exercise].model_copy(update=change)}
    phases = {**base.phases, phase: held.model_copy(update={"exercises": rows})}
    assert len(list(loosened(base.model_copy(update={"phases": phases}), base))) == 1
