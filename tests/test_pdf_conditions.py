"""What the pages owe to conditions that are no fresh strain: loads, sides, care, diaries, referrals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import pypdfium2 as pdfium
import pytest
import sample_plan as sample
from combinations import LIBRARY
from conftest import PlanMaker

from rehab import phrases, writers
from rehab.library import Library
from rehab.models.plan import PhaseDose, Plan, PlanPhase
from rehab.notation import parse_dose, parse_progression
from rehab.writers.pdf import marks, write
from rehab.writers.pdf.blocks import Block, flow
from rehab.writers.pdf.blocks import draw as draw_placed
from rehab.writers.pdf.pages_cards import card, minutes_row
from rehab.writers.pdf.pages_care import care, reading, when
from rehab.writers.pdf.pages_gate import gate, gates
from rehab.writers.pdf.pages_last import sources
from rehab.writers.pdf.pages_phase import phases as phase_pages
from rehab.writers.pdf.pages_safety import again, meaning, question_groups
from rehab.writers.pdf.pages_week import weeks
from rehab.writers.pdf.phaseparts import fine_or_not
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
    found: list[Run] = []

    def paragraph(content: Sequence[Run], **_: Any) -> list[Block]:
        found.extend(content)
        return []

    monkeypatch.setattr("rehab.writers.pdf.phaseparts.paragraph", paragraph)
    phase = sample.PHASES[2].model_copy(update={"goal": "Build strength.", "notes": ("A note.",)})
    fine_or_not(book_of(sample.plan()), phase)
    weights = {run.text.strip(): run.style.face for run in found}
    assert weights["Build strength."] == "semibold"
    assert weights["A note."] == "regular"


# -- care and the diary ---------------------------------------------------------------------------------------------

ALL = sorted(set(LIBRARY.paths) - {"acute-compartment-syndrome"})


@pytest.mark.parametrize("condition", ALL)
def test_every_care_task_of_the_whole_plan_prints_its_title_and_text(condition: str, planned: Any) -> None:
    plan = planned(condition, cleared=True)
    book = book_of(plan)
    text = said([*care(book, plan.days[:14]), *(block for entry in reading(book) for block in entry)])
    tasks = [task for day in plan.days for task in day.tasks if task.exercise is None and task.kind != "hydrate"]
    of_all = [task for task in tasks if task.kind in ("avoid", "log") and task.reason.rule.startswith("frameworks.")]
    assert not any(task.kind == "avoid" for task in of_all) or "A" in {letter.letter for letter in plan.letters}
    tasks = [task for task in tasks if task not in of_all]  # page 1 and the week sheets say these
    for title, sentence in dict.fromkeys((task.title, task.text) for task in tasks):
        assert plain(sentence) in text, title
        assert plain(title) in text or title == "Read today's card", title
    later = {task.only_if for day in plan.days[14:] for task in day.tasks if task.exercise is None}
    shown = {task.only_if for day in plan.days[:14] for task in day.tasks}
    assert all(plain(condition) in text for condition in later - shown)


def test_the_days_of_care_are_said_in_short_words(planned: Any) -> None:
    book = book_of(planned("restless-legs-syndrome"))
    days = [day.day for day in book.plan.days]
    second, third = book.plan.phases[1:3]
    told = {
        tuple(days): "each day",
        tuple(day for day in days if day % 7 == 0): "each week",
        tuple(range(second.first_day, second.last_day + 1)): "phase 2",
        tuple(range(second.first_day, third.last_day + 1)): "phases 2 to 3",
        (21, 42): "days 21, 42",
        (1,): "day 1",
        (2, 3, 4, 5): "days 2 to 5",
        (14, 28, 42, 56): "every 14 days from day 14",
    }
    assert {on: when(book, on) for on in told} == told


DIARIES = (
    "peripheral-artery-disease-claudication",
    "chronic-venous-insufficiency-poor-circulation",
    "restless-legs-syndrome",
    "sciatica-lumbar-radicular-pain",
    "muscle-cramps",
    "nocturnal-leg-cramps",
    "peripheral-neuropathy",
)


@pytest.mark.parametrize("condition", [*DIARIES, "hamstring-strain"])
def test_the_week_sheet_has_the_rows_that_the_condition_writes_down(condition: str, planned: Any) -> None:
    plan = planned(condition, cleared=True)
    words = sample.template().wording
    book = book_of(plan)
    sheet = said([block for leaf in weeks(book, 1) for block, _ in leaf.drawings])
    for row in plan.diary:
        assert row.name in sheet
        assert row.unit in sheet
    usual = condition not in DIARIES
    assert bool(plan.diary) is not usual
    for name in (words.week.pain_before, words.week.pain_during):
        assert (name in sheet) is usual
    assert ("10 is the worst you can think of" in sheet) is usual


def test_the_pain_chart_fits_what_is_written_down(planned: Any) -> None:
    def charts(condition: str) -> str:
        chapters = gates(book_of(planned(condition, cleared=True)))[0]
        return said([block for chapter in chapters for block in chapter.blocks])

    words = sample.template().wording.gate
    assert words.chart_scale in charts("hamstring-strain")
    assert words.chart_walking_scale in charts("peripheral-artery-disease-claudication")
    for condition in ("peripheral-artery-disease-claudication", "restless-legs-syndrome", "muscle-cramps"):
        assert words.chart_scale not in charts(condition)
    assert words.chart_walking not in charts("restless-legs-syndrome")


# -- referrals and cards --------------------------------------------------------------------------------------------


def test_a_page_about_the_injury_itself_fits_and_says_when_it_was(printed: Any) -> None:
    words = sample.template().wording
    torn = printed("calf-strain", grade="3")
    assert words.referral.reason in torn
    assert "alf strain, severe, on 18 November 2026." in torn
    assert f"{words.referral.began} 18 Nov 2026" in torn
    assert words.referral.injury not in torn
    assert words.page.page_of.format(number=1, count=1) in torn


def test_a_problem_that_is_no_injury_is_not_called_one(printed: Any) -> None:
    words = sample.template().wording.referral
    neuropathy = printed("peripheral-neuropathy")
    assert words.injury not in neuropathy
    assert words.stopped not in neuropathy
    stopped = printed("restless-legs-syndrome", yes=("RF-08",))
    assert words.injury not in stopped
    assert words.problem in stopped
    assert words.stopped in stopped
    assert words.injury in printed("hamstring-strain", yes=("RF-08",))
    about = sample.template().wording.education
    assert about.education not in printed("restless-legs-syndrome")
    assert about.problem in printed("restless-legs-syndrome")


@pytest.mark.parametrize(
    ("condition", "grade", "never"),
    [
        ("acute-compartment-syndrome", None, True),
        ("hamstring-strain", "3", True),
        ("peripheral-neuropathy", None, False),
        ("lateral-ankle-sprain", "3", False),
    ],
)
def test_a_page_that_no_signature_lifts_asks_for_none(
    condition: str, grade: str | None, never: bool, planned: Any, printed: Any
) -> None:
    order = {"condition": condition, "grade": grade}
    words = sample.template().wording.referral
    text = printed(**order)
    assert planned(**order).referral.never_planned is never
    assert (words.clear in text) is not never
    assert ("until a clinician has checked you" in text) is not never
    told = writers.write("text", planned(**order), sample.template()).decode()
    assert ("until a clinician" in told) is not never


def test_cards_of_the_condition_print_behind_its_referral_and_never_behind_a_safety_answer(
    planned: Any, printed: Any
) -> None:
    cards = planned("peripheral-neuropathy", cleared=True).cards
    assert cards
    for card_ in cards.values():
        assert all(plain(line) in printed("peripheral-neuropathy") for line in (card_.title, *card_.steps))
    assert not planned("peripheral-neuropathy", yes=("RF-08",)).cards
    assert len(pdfium.PdfDocument(write(planned("peripheral-neuropathy"), sample.template()))) == 2
    assert not planned("acute-compartment-syndrome").cards  # an emergency has one thing to do


def test_what_is_still_to_be_stated_is_one_list(make_plan: PlanMaker) -> None:
    plan = make_plan("stress-fracture", cleared_by={"name": "Example Clinician"})
    assert plan.referral
    assert plan.referral.reason.count("Still to be stated") == 1
    assert ";" in plan.referral.reason.split("Still to be stated")[1]


def test_a_card_grade_says_its_own_prognosis_first_and_not_that_of_the_condition(
    planned: Any, printed: Any, library: Library
) -> None:
    protocol = library.protocols["knee-osteoarthritis-crepitus"]
    order = {"condition": "knee-osteoarthritis-crepitus", "grade": "crepitus"}
    plan, text = planned(**order), printed(**order)
    assert plan.prognosis == (protocol.grades["crepitus"].expect,)
    assert not any(plain(line) in text for line in protocol.prognosis)
    [expect] = plan.prognosis
    first = plain(pdfium.PdfDocument(write(plan, sample.template()))[0].get_textpage().get_text_range())
    assert all(sign.text in first for sign in plan.stop_signs)
    assert 0 < text.index(expect) < text.index("Stop signs") < text.index(sample.template().wording.education.problem)


@pytest.mark.parametrize("condition", ["sciatica-lumbar-radicular-pain", "peripheral-artery-disease-claudication"])
def test_long_care_and_questions_stand_in_two_columns_and_break_between_entries(condition: str, planned: Any) -> None:
    plan = planned(condition, cleared=True)
    book = book_of(plan)
    [chapter] = again(book)
    assert len([block for block in care(book, plan.days[:14]) if block.cut]) == 1  # two columns, whatever their length
    assert any(block.cut and block.cut(50) for block in chapter.blocks)
    for sentence in (one.question for one in plan.screening.asked):
        assert plain(sentence) in said(chapter.blocks)  # no page end stands inside a question


@pytest.mark.parametrize("room", range(20, 120, 10))
def test_questions_that_go_on_over_a_page_have_there_again_what_a_yes_means(room: int, planned: Any) -> None:
    plan = planned("calf-strain")
    book = book_of(plan)
    [chapter] = again(book)
    meanings = [meaning(book, questions[0]) for questions in question_groups(book)]
    assert len(chapter.blocks) == len(meanings)
    for block, title in zip(chapter.blocks, meanings, strict=True):
        parts = (block.cut(room) if block.cut else None) or (block,)
        assert all(said([part]).startswith(plain(title)) for part in parts)
