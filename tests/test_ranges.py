"""An amount of two numbers says where to start: at the low one (acute-and-overuse-framework.md, "How to read a dose cell")."""

from __future__ import annotations

import pytest
from combinations import LIBRARY, choices_of
from conftest import PlanMaker

from rehab import writers
from rehab.library import Library

CHOICES = {choice.condition: choice for choice in choices_of(LIBRARY)}
START = "Start with the low number."


@pytest.mark.parametrize("condition", CHOICES)
def test_every_printed_range_of_an_amount_says_where_to_start(make_plan: PlanMaker, condition: str) -> None:
    choice = CHOICES[condition]
    plan = make_plan(condition, grade=choice.grade, kind=choice.kind, variant=choice.variant, cleared=True)
    tasks = {task.text: task for day in plan.days for task in day.tasks if task.exercise and task.kind != "run"}
    for task in tasks.values():
        assert (" to " in task.dose.split(",")[0]) == (START in task.text), (task.id, task.dose, task.text)
    for dose in (dose for phase in plan.phases for dose in phase.exercises if " to " in dose.amount):
        assert START in dose.text
        assert "Start at " in dose.progress or not dose.progress, (dose.exercise, dose.progress)


@pytest.mark.parametrize(
    ("condition", "exercise", "progress"),
    [
        (
            "lateral-ankle-sprain",
            "band-eversion",
            "Start at 10 reps. Add 1 or 2 after 2 green sessions in a row. At 15 in both sets, take a heavier band.",
        ),
        ("lateral-ankle-sprain", "single-heel-raise", "Start at 8 reps. Add 2 reps after 2 green sessions in a row, up to 15."),
        ("lateral-ankle-sprain", "stationary-bike", "Start at 10 min. After 2 green sessions in a row go to 20 min."),
    ],
)  # fmt: skip
def test_a_card_says_the_low_end_and_the_way_up(
    make_plan: PlanMaker, condition: str, exercise: str, progress: str
) -> None:
    plan = make_plan(condition, grade="2", day=4)
    assert progress in {dose.progress for phase in plan.phases for dose in phase.exercises if dose.exercise == exercise}


def test_an_amount_of_one_number_says_nothing_of_two(make_plan: PlanMaker) -> None:
    plan = make_plan("lateral-ankle-sprain", grade="2", day=4)
    one = [
        task for day in plan.days for task in day.tasks if task.exercise in ("double-heel-raise", "single-leg-balance")
    ]
    assert one
    assert not any(START in task.text for task in one)


@pytest.mark.parametrize("template", ["clinic", "week"])
def test_a_sheet_with_two_numbers_says_where_to_start(make_plan: PlanMaker, library: Library, template: str) -> None:
    from pypdfium2 import PdfDocument

    plan = make_plan("lateral-ankle-sprain", grade="2", day=4)
    pages = PdfDocument(writers.write("pdf", plan, library.template(template)))
    text = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pages)
    assert "10 to 15: start at the low number" in text
