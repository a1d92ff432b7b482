"""The booklets that people get: made by the real engine from the shipped protocols."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pytest
import sample_plan as sample
from test_pdf_pages import no_two_overlap, words_on

from rehab.models.plan import PhaseDose, Plan
from rehab.writers.pdf import write
from rehab.writers.pdf.sheet import PAPERS
from rehab.writers.pdf.weekgrid import rows
from rehab.writers.pdf.words import Booklet

ORDERS: dict[str, dict[str, Any]] = {
    "hamstring": {"condition": "hamstring-strain", "grade": "2"},
    "late": {"condition": "hamstring-strain", "grade": "2", "day": 40},
    "calf": {"condition": "calf-strain", "grade": "2"},
    "limit": {"condition": "calf-strain", "grade": "2", "yes": ("RF-20",)},
    "not asked": {"condition": "hamstring-strain", "grade": "2", "yes": None},
    "referral": {"condition": "calf-strain", "yes": ("RF-08",)},
}
SHIPPED = [name for name in ORDERS if name != "referral"]


@pytest.fixture(scope="session")
def plans(make_plan: Any) -> dict[str, Plan]:
    return {name: make_plan(**order) for name, order in ORDERS.items()}


@pytest.fixture(scope="session")
def files(plans: dict[str, Plan]) -> dict[str, bytes]:
    return {name: write(plan, sample.template(), paper="a4") for name, plan in plans.items()}


@pytest.fixture(scope="session")
def pages(files: dict[str, bytes]) -> dict[str, list[str]]:
    """The text of each page, on A4."""
    return {
        name: [re.sub(r"\s+", " ", page.get_textpage().get_text_range()) for page in pdfium.PdfDocument(data)]
        for name, data in files.items()
    }


def booklet(plan: Plan) -> Booklet:
    return Booklet(plan, sample.template(), PAPERS["a4"])


@pytest.mark.parametrize(("name", "most"), [("hamstring", 18), ("not asked", 20)])
def test_the_hamstring_booklet_has_at_most_18_pages_with_its_pictures_and_two_more_with_the_questions_in_front(
    name: str, most: int, pages: dict[str, list[str]]
) -> None:
    assert 8 <= len(pages[name]) <= most


def _how_to(plan: Plan) -> Iterator[str]:
    """Every sentence on how an exercise is done and how it should feel."""
    dosed = {dose.exercise for phase in plan.phases for dose in phase.exercises}
    for name, one in plan.exercises.items():
        if name in dosed or (one.kind == "run" and any(phase.running for phase in plan.phases)):
            yield from one.steps
            yield from one.precautions
            if one.kind != "aerobic":
                yield from (one.feel, one.not_feel)


def _dosed(dose: PhaseDose) -> Iterator[str]:
    """What a dose asks for: its text, or that of each of its weeks."""
    if dose.weeks:
        yield from (told for _, told in dose.weeks)
    else:
        yield dose.text


def _blocks(plan: Plan) -> Iterator[str]:
    """Every other sentence that a patient needs on paper."""
    yield from (question.question for question in plan.screening.asked)
    yield from (notice.text for notice in plan.notices)
    yield from (sign.text for sign in plan.stop_signs)
    for letter in plan.letters:
        yield from (letter.text, letter.how_often)
    for phase in plan.phases:
        yield from (phase.title, phase.goal, *phase.allowed, *phase.avoid, *phase.notes, phase.not_yet)
        yield from (*phase.running_before, phase.running_rule, phase.running_only_if)
        for stage in phase.running:
            yield from (stage.title, stage.text, stage.intensity)
        for criterion in phase.criteria:
            yield from (criterion.title, criterion.target)
    for phase in plan.phases[:2]:
        yield from (criterion.how for criterion in phase.criteria)
    for phase in plan.phases[2:]:
        yield from (part for dose in phase.exercises if not dose.continued for part in _dosed(dose))
    for day in plan.days[:14]:
        told = (task for task in day.tasks if task.exercise is None and task.kind in ("check", "mobility", "educate"))
        yield from (task.text for task in told)
    assert plan.response
    yield from (plan.response.missed, plan.response.missed_runs)
    for light in (plan.response.green, plan.response.amber, plan.response.red):
        yield from (light.when, light.then)
    assert plan.hydration
    yield from (plan.hydration.text, plan.hydration.warning)
    yield from (*plan.education, *plan.prognosis, plan.made_with.command)
    for reference in plan.references.values():
        yield from (reference.citation, reference.link)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_exercise_of_every_phase_says_how_it_is_done(
    name: str, plans: dict[str, Plan], pages: dict[str, list[str]]
) -> None:
    text = _plain(" ".join(pages[name]))
    for sentence in _how_to(plans[name]):
        assert _plain(sentence) in text, sentence


@pytest.mark.parametrize("name", ["hamstring", "not asked", "calf"])
def test_no_block_of_the_plan_is_missing(name: str, plans: dict[str, Plan], pages: dict[str, list[str]]) -> None:
    text = _plain(" ".join(pages[name]))
    for sentence in _blocks(plans[name]):
        assert _plain(sentence) in text, sentence


def _plain(text: str) -> str:
    """One line without the marks of the page: hyphens at line ends and the blanks after a web address."""
    return re.sub(r"\s+", "", text.replace("\ufffe", "-"))


def test_the_first_page_says_the_grade_and_that_the_plan_is_a_draft(pages: dict[str, list[str]]) -> None:
    words = sample.template().wording.cover
    for name, number in (("hamstring", 0), ("not asked", 2)):
        assert "Grade: 2, moderate." in pages[name][number]
        assert words.draft in pages[name][number]


def test_page_1_and_the_questions_say_the_same_of_a_yes(plans: dict[str, Plan], pages: dict[str, list[str]]) -> None:
    [notice] = [one.text for one in plans["not asked"].notices if one.code == "not-screened"]
    assert "or where it says you may start" in notice
    assert "only where it says you may start" in " ".join(pages["not asked"][:2])
    assert "stop here" not in " ".join(pages["not asked"][:3])


@pytest.mark.parametrize("name", ["hamstring", "not asked"])
def test_the_pages_that_a_sheet_names_hold_what_it_says(name: str, pages: dict[str, list[str]]) -> None:
    words = sample.template().wording
    sheets = [page for page in pages[name] if words.week.box in page]
    named = {int(number) for page in sheets for number in re.findall(r"see page (\d+)", page)}
    assert named
    assert all(words.care.sheets in pages[name][number - 1] for number in named)
    gates = {int(number) for page in sheets for number in re.findall(r"every box on page (\d+)", page)}
    assert gates
    assert all(words.gate.title in pages[name][number - 1] for number in gates)


def test_the_road_stands_on_page_1_and_has_no_page_of_its_own(pages: dict[str, list[str]]) -> None:
    words = sample.template().wording.cover
    assert words.here in pages["hamstring"][0]
    assert not any(words.road_lead in page for page in pages["hamstring"])


def test_a_referral_is_one_page(pages: dict[str, list[str]]) -> None:
    assert len(pages["referral"]) == 1


@pytest.mark.parametrize("name", ORDERS)
def test_no_two_words_that_we_ship_overlap(name: str, files: dict[str, bytes]) -> None:
    no_two_overlap(words_on(files[name]))


@pytest.mark.parametrize("name", ORDERS)
def test_nothing_that_we_ship_is_cut_with_an_ellipsis(name: str, pages: dict[str, list[str]]) -> None:
    assert not any("…" in page for page in pages[name])


@pytest.mark.parametrize("name", SHIPPED)
def test_each_row_that_goes_on_is_named_in_its_phase(
    name: str, plans: dict[str, Plan], pages: dict[str, list[str]]
) -> None:
    plan, text = plans[name], " ".join(pages[name])
    book = booklet(plan)
    start = sample.template().wording.cards.goes_on.replace("**", "").split("{")[0]
    lines = [found.split(". ")[0] for found in text.split(start)[1:]]
    for phase in plan.phases:
        going = [plan.exercises[dose.exercise].short_title for dose in phase.exercises if book.goes_on(phase, dose)]
        if going:
            assert any(all(title in line for title in going) for line in lines), (phase.id, going)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_checks_row_has_a_box_for_each_check_of_the_day(name: str, plans: dict[str, Plan]) -> None:
    plan = plans[name]
    for start in range(0, 21, 7):
        days = plan.days[start : start + 7]
        checks = [row for row in rows(booklet(plan), days) if row.kind == "check"]
        counts = [sum(task.kind == "check" for task in day.tasks) for day in days]
        assert len(checks) == (1 if any(counts) else 0)
        for row in checks:
            assert [boxes.count if boxes else 0 for boxes in row.boxes] == counts


@pytest.mark.parametrize("name", SHIPPED)
def test_no_two_rows_of_a_week_have_the_same_name_and_kind(name: str, plans: dict[str, Plan]) -> None:
    plan = plans[name]
    for start in range(0, 14, 7):
        named = [(row.kind, row.title) for row in rows(booklet(plan), plan.days[start : start + 7])]
        assert len(named) == len(set(named))


@pytest.mark.parametrize("name", SHIPPED)
def test_every_check_of_the_printed_weeks_is_told_in_full(
    name: str, plans: dict[str, Plan], pages: dict[str, list[str]]
) -> None:
    text = " ".join(pages[name])
    for day in plans[name].days[:7]:
        for task in day.tasks:
            if task.kind == "check":
                assert re.sub(r"\s+", " ", task.text) in text, task.title


def test_work_that_a_safety_answer_took_out_has_no_card(plans: dict[str, Plan], pages: dict[str, list[str]]) -> None:
    plan, text = plans["limit"], " ".join(pages["limit"])
    out = {one.kind for one in plan.dropped}
    whole = plans["calf"]
    gone = [one.title for one in whole.exercises.values() if one.kind in out]
    assert gone
    assert not any(title in text for title in gone)


@pytest.mark.parametrize("name", SHIPPED)
def test_no_week_takes_more_than_two_sheets(name: str, pages: dict[str, list[str]]) -> None:
    assert not any("Sheet 3 of" in page or "of 3 Date" in page for page in pages[name])
