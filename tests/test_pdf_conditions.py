"""What the pages owe to conditions that are no fresh strain: loads, sides, care, diaries, referrals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import pypdfium2 as pdfium
import pytest
import sample_plan as sample
from conftest import PlanMaker

from rehab import phrases
from rehab.library import Library
from rehab.models.plan import PhaseDose, Plan, PlanPhase
from rehab.notation import parse_dose, parse_progression
from rehab.writers.pdf import marks, phaseparts, write
from rehab.writers.pdf.blocks import Block, flow
from rehab.writers.pdf.blocks import draw as draw_placed
from rehab.writers.pdf.pages_cards import card, minutes_row
from rehab.writers.pdf.pages_gate import gate
from rehab.writers.pdf.pages_last import sources
from rehab.writers.pdf.pages_phase import phases as phase_pages
from rehab.writers.pdf.sheet import PAPERS, Sheet
from rehab.writers.pdf.type import Run
from rehab.writers.pdf.words import Booklet


def book_of(plan: Plan) -> Booklet:
    return Booklet(plan, sample.template(), PAPERS["a4"])


def said(blocks: Sequence[Block]) -> str:
    """What blocks print, on as many pages as they need."""
    sheet = Sheet(PAPERS["a4"], accent="0B5C6B", title="", language="en-GB")
    for placed in flow(blocks, 20, 270):
        with sheet.page():
            draw_placed(sheet, placed)
    return words_of(sheet.finish())


def words_of(data: bytes) -> str:
    text = " ".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(data))
    return plain(text)


def plain(text: str) -> str:
    """One line, without the hyphens of line ends."""
    return re.sub(r"\s+", " ", text.replace("\ufffe", "-")).strip()


@pytest.fixture(scope="session")
def planned(make_plan: PlanMaker) -> Any:
    """Plans of conditions, each made once."""
    return cache(make_plan)


@pytest.fixture(scope="session")
def printed(planned: Any) -> Any:
    """The words of whole documents, each made once."""
    return cache(lambda *args, **kwargs: words_of(write(planned(*args, **kwargs), sample.template())))


# -- how hard -------------------------------------------------------------------------------------------------------


def cards_of(plan: Plan) -> list[tuple[PlanPhase, PhaseDose, str]]:
    """Every dose of a plan with what its card prints."""
    book, made = book_of(plan), []
    for phase in plan.phases:
        for dose in phase.exercises:
            exercise = plan.exercises[dose.exercise]
            blocks = (
                minutes_row(book, phase, dose, exercise)
                if exercise.kind == "aerobic"
                else [card(book, phase, dose, exercise)]
            )
            made.append((phase, dose, said(blocks)))
    return made


def test_a_load_and_an_effort_are_both_said(library: Library) -> None:
    words = library.shelf.words
    told = phrases.how_hard(words, parse_dose("3 x 12, load: light band, effort 4-6 [P]"))
    assert told == "Light band, effort 4 to 6 of 10"
    assert phrases.how_hard(words, parse_dose("4 x 15RM, effort 7 [P]")).endswith("15 times, effort 7 of 10")
    assert phrases.how_hard(words, parse_dose("3 x 12 [P]")) == ""


@pytest.mark.parametrize("condition", ["patellar-tendinopathy", "sciatica-lumbar-radicular-pain"])
def test_the_card_the_phase_page_and_the_last_page_say_load_and_effort(
    condition: str, planned: Any, library: Library
) -> None:
    plan = planned(condition)
    last = said(sources(book_of(plan)).blocks)
    later = said([block for chapter in phase_pages(book_of(plan)) for block in chapter.blocks])
    found = 0
    for phase, dose, printed_card in cards_of(plan):
        tasks = [task for day in plan.days for task in day.tasks if day.phase == phase.id]
        loads = {task.load for task in tasks if task.exercise == dose.exercise and task.load and task.effort}
        if not loads or dose.weeks:
            continue
        found += 1
        [load] = loads
        assert "effort" in dose.effort
        assert load.lower() in dose.effort.lower()
        assert plain(dose.effort) in printed_card
        if not book_of(plan).goes_on(phase, dose):
            assert plain(dose.effort) in last
            assert phase.number < 3 or plain(dose.text) in later
    assert found


# -- each side ------------------------------------------------------------------------------------------------------


def test_both_sides_is_said_only_where_the_dose_of_that_phase_is_done_on_each_side(planned: Any) -> None:
    seen = set()
    for condition in ("sciatica-lumbar-radicular-pain", "patellar-tendinopathy", "knee-osteoarthritis-crepitus"):
        plan = planned(condition)
        for _, dose, printed_card in cards_of(plan):
            assert ("Do both sides" in printed_card) is dose.each_side, dose.exercise
            seen.add(dose.each_side)
        assert not any("Do both sides" in step for one in plan.exercises.values() for step in one.steps)
    assert seen == {True, False}


def test_an_exercise_that_is_done_on_each_side_in_one_phase_only_says_so_there_only() -> None:
    exercise = sample.EXERCISES["prone-hold"].model_copy(update={"each_side_step": "Do both sides: first the right."})
    book, phase = book_of(sample.plan()), sample.PHASES[1]
    each, both = (
        phase.exercises[0].model_copy(update={"side": "both", "each_side": on_each}) for on_each in (True, False)
    )
    assert "first the right" in said([card(book, phase, each, exercise)])
    assert "first the right" not in said([card(book, phase, both, exercise)])


# -- words ----------------------------------------------------------------------------------------------------------


def test_a_condition_that_begins_with_only_has_no_label_of_its_own() -> None:
    book, phase = book_of(sample.plan()), sample.PHASES[1]
    for text, wanted in (
        ("Only if your foot cramps.", "Only if your foot cramps."),
        ("The stages before stayed green.", "Only if: The stages before stayed green."),
    ):
        dose = phase.exercises[0].model_copy(update={"only_if": text})
        told = said([card(book, phase, dose, sample.EXERCISES["prone-hold"])])
        assert wanted in told
        assert "Only if: Only" not in told
    assert "Only if: Only" not in said(
        minutes_row(
            book,
            phase,
            phase.exercises[0].model_copy(update={"only_if": "Only if it is flat."}),
            sample.EXERCISES["bike"],
        )
    )


def test_one_week_is_said_as_one_and_long_holds_in_minutes(library: Library) -> None:
    words = library.shelf.words
    assert phrases.progression(words, parse_progression("add 2 kg after 1 week"), "") == "Add 2 kg after 1 week."
    assert phrases.progression(words, parse_progression("add 2 kg after 3 weeks"), "") == "Add 2 kg after 3 weeks."
    assert phrases.amount(words, parse_dose("3 x 180 s hold [P]")) == ("3 × 3 min", "hold")
    assert phrases.amount(words, parse_dose("3 x 20 s hold [P]")) == ("3 × 20 s", "hold")
    assert phrases.said(words, parse_dose("3 x 180 s hold [P]")).startswith("3 holds of 3 min")


def test_a_test_to_hold_for_many_days_has_one_box_and_says_the_days(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[bool] = []
    monkeypatch.setattr(marks, "tick_box", lambda *args, **kwargs: drawn.append(True))
    for days, boxes in ((1, 1), (2, 2), (4, 4), (5, 1), (14, 1)):
        drawn.clear()
        phase = sample.PHASES[0].model_copy(update={"criteria": (sample.criterion("Pain at rest", "pain 0", days),)})
        text = said(gate(book_of(sample.plan(phases=(phase, *sample.PHASES[1:]))), phase))
        assert len(drawn) == boxes
        assert (f"pain 0, {days} days in a row" in text) is (days > 4)


def test_a_joined_criterion_has_no_stray_colon_and_says_how(planned: Any, library: Library, printed: Any) -> None:
    plan = planned("restless-legs-syndrome")
    joined = [one for phase in plan.phases for one in phase.criteria if one.text.startswith("any of")]
    assert joined
    text = printed("restless-legs-syndrome")
    for one in joined:
        assert not one.target
        assert library.shelf.measures["irls"].how in one.how
        assert plain(one.title) in text
        assert f"{plain(one.title)}:" not in text
    shown = [one for phase in plan.phases[:2] for one in phase.criteria if one in joined]
    assert all(plain(one.how) in text for one in shown)


def test_the_goal_of_a_later_phase_is_bold_and_its_notes_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[Run] = []
    real = phaseparts.paragraph
    monkeypatch.setattr(
        phaseparts, "paragraph", lambda content, **kwargs: runs.extend(content) or real(content, **kwargs)
    )
    phase = sample.PHASES[2].model_copy(update={"goal": "Build strength.", "notes": ("A note.",)})
    phaseparts.fine_or_not(book_of(sample.plan()), phase)
    weights = {run.text.strip(): run.style.face for run in runs}
    assert weights["Build strength."] == "semibold"
    assert weights["A note."] == "regular"
