"""What holds for the files of all conditions, with each of their types and variants laid over them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from content import ROOT, document, doses, exercises, measured, measures, protocol_of, slots

from rehab.library import CASE_ENDING, CONDITION_FOLDERS
from rehab.models.protocol import Protocol
from rehab.shared import References
from rehab.source.issues import validate

FILES = [
    f"{folder}/{path.stem}"
    for folder in CONDITION_FOLDERS
    for path in sorted((ROOT / folder).glob("*.yaml"))
    if not path.name.endswith(CASE_ENDING)
]
Choice = tuple[str, str | None, str | None]
PARTS = ("sets", "reps", "hold_seconds", "duration_seconds", "rest_seconds", "effort", "frequency")


def choices() -> Iterator[Choice]:
    for name in FILES:
        whole = protocol_of(name)
        for kind in whole.types or (None,):
            for variant, entry in whole.variants.items():
                if not entry.types or kind in entry.types:
                    yield name, kind, variant
            if not whole.variants:
                yield name, kind, None


every_choice = pytest.mark.parametrize("choice", list(choices()), ids=lambda choice: "-".join(filter(None, choice)))


def asked(plan: Protocol) -> set[str]:
    return {key for phase in plan.phases.values() for one in (*phase.entry, *phase.exit) for key in measured(one)}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_whole_before_any_choice_and_is_named_after_what_it_holds(name: str) -> None:
    plan = protocol_of(name)
    assert f"{plan.framework}/{plan.id}" == name


@every_choice
def test_every_exercise_measure_and_source_that_is_named_exists(choice: Choice) -> None:
    plan = protocol_of(*choice)
    partners = {name for _, _, slot in slots(plan) for name in (slot.on_days_of, slot.off_days_of)} - {None, "run"}
    assert {name for _, name, _ in slots(plan)} | partners <= exercises().keys()
    assert asked(plan) | set(plan.measures) <= measures().keys()
    tagged = {e.source for _, _, slot in slots(plan) for dose in doses(slot) for _, e in dose.evidence if e.source}
    cited = {key for variant in plan.variants.values() for key in variant.references}
    assert tagged <= cited | set(plan.references)
    assert cited | set(plan.references) <= validate(document("references"), References).root.keys()


@every_choice
def test_every_part_of_every_dose_says_where_it_comes_from(choice: Choice) -> None:
    for _, exercise, slot in slots(protocol_of(*choice)):
        for dose in doses(slot):
            for part in PARTS:
                assert not getattr(dose, part) or dose.origin(part), (exercise, part)


@every_choice
def test_a_row_goes_on_only_to_a_later_phase_and_stands_nowhere_its_phase_forbids_it(choice: Choice) -> None:
    plan = protocol_of(*choice)
    order = list(plan.phases)
    for phase, exercise, slot in slots(plan):
        first, last = order.index(phase), order.index(slot.through or phase)
        assert last > first or not slot.through, exercise
        for active in order[first : last + 1]:
            assert not set(exercises()[exercise].counts_as) & set(plan.phases[active].forbid), (active, exercise)
