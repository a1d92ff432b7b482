"""The plain text of a plan: each task says how many, which side and how heavy, and what must be true first."""

from __future__ import annotations

import re
from typing import Any

import pypdfium2 as pdfium
import pytest
from conftest import PlanMaker

from rehab import writers
from rehab.library import Library

CALF: dict[str, Any] = {"condition": "calf-strain", "grade": "1", "side": "right"}


@pytest.fixture(scope="module")
def text(make_plan: PlanMaker, library: Library) -> str:
    """The calf plan, each wrapped line joined to the one above."""
    made = writers.write("text", make_plan(**CALF), library.template("clinic")).decode()
    return made.replace("\n        ", " ")


@pytest.mark.parametrize(
    ("task", "facts"),
    [
        ("Foot down, band", "2 × 15, each side, light to moderate band,"),
        ("Heel raise hold", "5 × 30 s hold,"),
        ("Heavy raise, standing", "4 × 8, each side, a weight you could lift 10 times,"),
    ],
)
def test_a_task_line_says_dose_side_and_load(text: str, task: str, facts: str) -> None:
    assert f"[ ] {task:<26} {facts}" in text


def test_a_line_never_parts_a_number_from_its_unit(make_plan: PlanMaker, library: Library) -> None:
    lines = writers.write("text", make_plan(**CALF), library.template("clinic")).decode().splitlines()
    tasks = [line for line in lines if line.startswith(("[ ] ", "        "))]
    assert not [line for line in lines if len(line) > 80]
    assert not [after for after in tasks if after.lstrip().startswith(("min,", "times,", "kg,", "s hold"))]


def test_what_must_be_true_before_the_first_run_stands_once_under_it(text: str) -> None:
    assert text.count("10 hops on it hurt at most 1 of 10.") == 1


@pytest.mark.parametrize("form", ["text", "md", "html", "pdf"])
def test_a_phase_of_one_day_names_one_day_and_one_date(make_plan: PlanMaker, library: Library, form: str) -> None:
    plan = make_plan("delayed-onset-muscle-soreness", grade="mild")
    assert [phase.title for phase in plan.phases if phase.first_day == phase.last_day == 3] == ["Move"]
    made = writers.write(form, plan, library.template("clinic"))
    pages = pdfium.PdfDocument(made) if form == "pdf" else ()
    told = " ".join(page.get_textpage().get_text_range() for page in pages) or made.decode()
    assert re.search(r"\b[Dd]ay 3,? ", told)
    assert not re.findall(r"\b[Dd]ays (\d+) to \1\b|\b(\w+ \d+ \w+) to \2\b", told)
