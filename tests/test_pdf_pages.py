"""What a printed page must never do: cut, overlap, shrink, or lose a word."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
import sample_plan as sample

from rehab.models.plan import Notice, Plan, Question, Screening
from rehab.writers.pdf import marks, write
from rehab.writers.pdf.fonts import printable
from rehab.writers.pdf.pages_cards import card
from rehab.writers.pdf.sheet import PAPERS as PAPERS_IN_MM
from rehab.writers.pdf.sheet import Sheet
from rehab.writers.pdf.words import Booklet

MM = 72 / 25.4
PAPERS = {"a4": (210.0, 297.0, 16.0), "letter": (215.9, 279.4, 18.95)}


def many_exercises() -> Plan:
    """Twelve exercises in one phase, each with a long name, twice a day, one of them each side."""
    exercises = dict(sample.EXERCISES)
    doses = []
    for number in range(12):
        name = f"long-{number}"
        exercises[name] = sample.exercise(
            f"An exercise with a rather long name, number {number}",
            f"Long one {number}",
            steps=("Stand tall next to a rail.", "Bend your left knee slowly, hold it there, then come back up again."),
            equipment=("step", "band"),
            precautions=("Hold on to something if you feel unsteady.",),
        )
        doses.append(
            sample.dose(
                "bridge", "3 × 12", "reps", "2 ×", "a day", "3 sets of 12, twice a day", note="Slowly."
            ).model_copy(update={"exercise": name})
        )
    phases = (sample.PHASES[0].model_copy(update={"exercises": tuple(doses)}), *sample.PHASES[1:])
    days = tuple(
        day.model_copy(
            update={
                "tasks": (
                    *day.tasks,
                    *(
                        sample.task(
                            day.day, f"long-{number}", "load", f"Long one {number}", "3 × 12", 2, each_side=number == 3
                        )
                        for number in range(12)
                    ),
                )
            }
        )
        for day in sample.plan().days
    )
    return sample.plan(exercises=exercises, phases=phases, days=days)


def half_a_year() -> Plan:
    """Twenty-six weeks in nine phases, most of them short."""
    lasts = [3, 6, 9, 12, 15, 18, 21, 100, 182]
    firsts = [1, *(last + 1 for last in lasts[:-1])]
    phases = tuple(
        sample.phase(number, f"phase-{number}", f"Step number {number}", "build", first, last, goal="Go on. " * 12)
        for number, (first, last) in enumerate(zip(firsts, lasts, strict=True), start=1)
    )
    return sample.plan(phases=phases, days=tuple(sample.day(number) for number in range(1, 183)))


def everything_said() -> Plan:
    """Side and grade unknown, a limit, and more notices than page 1 holds."""
    notices = tuple(
        Notice(code=code, text=f"{code}: " + "This is a sentence that someone must read on page 1. " * 3)
        for code in (
            "limit",
            "side-unknown",
            "grade-unknown",
            "modifier",
            "late-start",
            "plan-cut",
            "seventy-two-hours",
            "draft",
        )
    )
    doses = tuple(dose.model_copy(update={"side": "affected"}) for dose in sample.PHASES[0].exercises)
    return sample.plan(
        notices=notices,
        effect="limit",
        case=sample.CASE.model_copy(
            update={"side": None, "name": "", "summary": "A pulled muscle at the back of your sore thigh."}
        ),
        phases=(sample.PHASES[0].model_copy(update={"exercises": doses}), *sample.PHASES[1:]),
        screening=Screening(status="answered", yes=("RF-17",), unsure=("RF-31",)),
    )


PLANS: dict[str, Any] = {
    "plan": sample.plan,
    "not asked": sample.not_asked,
    "referral": sample.referral,
    "twelve exercises": many_exercises,
    "half a year": half_a_year,
    "everything said": everything_said,
    "a 5,000-letter name": lambda: sample.plan(
        case=sample.CASE.model_copy(update={"name": "Wolfeschlegelstein" * 278})
    ),
    "late start": lambda: sample.plan(
        as_of=sample.on(9), phases=sample.PHASES[1:], days=tuple(sample.day(number) for number in range(9, 127))
    ),
}
EACH = [(name, paper) for name in PLANS for paper in PAPERS]


@cache
def made(name: str, paper: str) -> bytes:
    return write(PLANS[name](), sample.template(), paper="letter" if paper == "letter" else "a4")


@cache
def words_of(name: str, paper: str) -> list[list[tuple[str, tuple[float, float, float, float]]]]:
    return words_on(made(name, paper))


def words_on(data: bytes) -> list[list[tuple[str, tuple[float, float, float, float]]]]:
    """The words of each page with the tight box of their ink: left, bottom, right, top in points."""
    pages = []
    for page in pdfium.PdfDocument(data):
        text = page.get_textpage()
        found: list[tuple[str, tuple[float, float, float, float]]] = []
        word = ""
        boxes: list[Any] = []
        everything = text.get_text_range()
        for place in range(text.count_chars()):
            letter = chr(raw.FPDFText_GetUnicode(text, place))
            if letter.isspace() or letter in "\r\n":
                if boxes:
                    found.append((word, _around(boxes)))
                word, boxes = "", []
                continue
            box = text.get_charbox(place)
            if boxes and (abs(box[1] - boxes[-1][1]) > 12 or box[0] < boxes[-1][0] - 1 or box[0] - boxes[-1][2] > 3):
                found.append((word, _around(boxes)))
                word, boxes = "", []
            word += letter
            boxes.append(box)
        if boxes:
            found.append((word, _around(boxes)))
        assert everything
        pages.append(found)
    return pages


def _around(boxes: list[Any]) -> tuple[float, float, float, float]:
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def text_of(data: bytes) -> str:
    pages = (page.get_textpage().get_text_range() for page in pdfium.PdfDocument(data))
    return re.sub(r"\s+", " ", " ".join(pages))


@pytest.mark.parametrize(("name", "paper"), EACH)
def test_nothing_is_printed_outside_the_margins(name: str, paper: str) -> None:
    width, height, left = PAPERS[paper]
    for number, page in enumerate(words_of(name, paper), start=1):
        for word, box in page:
            assert box[0] >= (left - 0.4) * MM, (number, word)
            assert box[2] <= (width - left + 0.4) * MM, (number, word)
            assert box[1] >= 10 * MM, (number, word)
            assert box[3] <= (height - 10) * MM, (number, word)


@pytest.mark.parametrize(("name", "paper"), EACH)
def test_no_two_words_overlap(name: str, paper: str) -> None:
    no_two_overlap(words_of(name, paper))


def no_two_overlap(pages: list[list[tuple[str, tuple[float, float, float, float]]]]) -> None:
    """Fail where two words of a page overlap."""
    for number, page in enumerate(pages, start=1):
        ordered = sorted(page, key=lambda one: one[1][0])
        for place, (word, box) in enumerate(ordered):
            for other, next_box in ordered[place + 1 :]:
                if next_box[0] > box[2] - 0.7:
                    break
                apart = next_box[1] > box[3] - 0.7 or next_box[3] < box[1] + 0.7
                assert apart, (number, word, other)


@pytest.mark.parametrize(("name", "paper"), EACH)
def test_patients_read_12_points_or_more_and_the_foot_and_the_sources_have_9(name: str, paper: str) -> None:
    height = PAPERS[paper][1]
    for page in pdfium.PdfDocument(made(name, paper)):
        text = page.get_textpage()
        told = text.get_text_range()
        assert len(told) == text.count_chars()
        for_clinicians = sample.template().wording.sources.title in told
        for place in (found.start() for found in re.finditer(r"\S+", told)):  # a word has one size
            size = raw.FPDFText_GetFontSize(text, place)
            in_foot = text.get_charbox(place)[3] < (height - (280 if paper == "a4" else 262.4)) * MM
            least = 9.4 if in_foot else 8.9 if for_clinicians else 11.9
            assert size >= least, (name, text.get_text_range(place, 20))


@pytest.mark.parametrize("name", PLANS)
def test_both_papers_have_their_size(name: str) -> None:
    for paper, (width, height, _) in PAPERS.items():
        for page in pdfium.PdfDocument(made(name, paper)):
            assert page.get_size() == pytest.approx((width * MM, height * MM), abs=0.1)


def _said(plan: Plan) -> Iterator[str]:
    yield from (sign.text for sign in plan.stop_signs)
    yield from (notice.text for notice in plan.notices)
    yield from (question.question for question in plan.screening.asked)
    yield from (question.exception for question in plan.screening.asked)
    for phase in plan.phases:
        yield from (
            phase.title,
            phase.goal,
            *phase.allowed,
            *phase.avoid,
            *phase.notes,
            phase.running_rule,
            phase.running_only_if,
        )
        for criterion in phase.criteria:
            yield from (criterion.title, criterion.target, criterion.how)
        for stage in phase.running:
            yield from (stage.title, stage.text, stage.intensity)
    used = {dose.exercise for phase in plan.phases[:2] for dose in phase.exercises}
    for name, one in plan.exercises.items():
        if name in used:
            yield from (one.title, *one.steps, *one.precautions)
            if one.kind != "aerobic":
                yield from (one.feel, one.not_feel)
    yield from (*plan.education, *plan.prognosis, plan.made_with.command)
    yield from (reference.citation for reference in plan.references.values())
    for letter in plan.letters:
        yield from (f"{letter.name}. {letter.text}", letter.how_often)
    if plan.response:
        for light in (plan.response.green, plan.response.amber, plan.response.red):
            yield from (light.when, light.then)
        yield from plan.response.sentences
    if plan.hydration and plan.days:
        yield plan.hydration.text
    if plan.referral:
        page = plan.referral
        yield from (page.title, page.reason, page.urgency, page.emergency_if)
        yield from (*page.do_now, *page.do_not, *page.tell_the_clinician, *page.flags, *page.signs)


@pytest.mark.parametrize(("name", "paper"), EACH)
def test_every_sign_notice_question_criterion_and_step_is_printed(name: str, paper: str) -> None:
    plan = PLANS[name]()
    text = text_of(made(name, paper)).replace("\ufffe", "-")
    said = (
        list(_said(plan))
        if not plan.referral
        else list(
            _said(plan.model_copy(update={"stop_signs": (), "education": (), "prognosis": (), "references": {}}))
        )[:-1]
    )
    if plan.referral:
        said = [one for one in said if one != plan.made_with.command]
    for sentence in said:
        if sentence:
            assert re.sub(r"\s+", " ", printable(sentence)).strip() in text, sentence


@pytest.mark.parametrize("paper", PAPERS)
def test_every_dose_is_printed_on_its_card_or_its_phase_page(paper: str) -> None:
    plan = sample.plan()
    text = text_of(made("plan", paper))
    for number, phase in enumerate(plan.phases):
        for dose in phase.exercises:
            if number < 2:
                card = " ".join(part for part in (dose.amount, dose.amount_unit, dose.times, dose.times_unit) if part)
                short = f"{dose.amount} {dose.amount_unit}"
                assert (card if plan.exercises[dose.exercise].kind != "aerobic" else short) in text
            else:
                assert f"{dose.text}." in text


def test_stop_signs_stand_on_page_1_whatever_else_there_is_to_say() -> None:
    for name in ("plan", "everything said", "half a year", "a 5,000-letter name"):
        first = re.sub(r"\s+", " ", pdfium.PdfDocument(made(name, "letter"))[0].get_textpage().get_text_range())
        for sign in PLANS[name]().stop_signs:
            assert sign.text in first, (name, sign.text)


def test_every_notice_of_page_1_stays_there_and_a_limit_comes_before_everything_else() -> None:
    first = re.sub(r"\s+", " ", pdfium.PdfDocument(made("everything said", "a4"))[0].get_textpage().get_text_range())
    for notice in everything_said().notices:
        assert (notice.text.strip() in first) == (notice.code != "draft"), notice.code
    assert first.index("limit:") < first.index("Stop signs") < first.index("grade-unknown:")


def test_the_questions_come_first_when_nobody_asked_them() -> None:
    pages = pdfium.PdfDocument(made("not asked", "a4"))
    first, second = (pages[number].get_textpage().get_text_range() for number in (0, 1))
    assert "Before you start" in first
    assert "Left hamstring strain" in second
    assert "more on page 2." in text_of(made("not asked", "a4"))


def test_the_more_urgent_question_comes_first() -> None:
    asked = [
        Question(flag="RF-31", question="Two weeks?", group="see_doctor", within="within 2 weeks", within_hours=336),
        Question(flag="RF-17", question="Three days?", group="see_doctor", within="within 72 hours", within_hours=72),
        Question(flag="RF-08", question="Today?", group="same_day"),
    ]
    text = text_of(write(sample.plan(screening=Screening(status="not-asked", asked=tuple(asked))), sample.template()))
    assert text.index("Today?") < text.index("Three days?") < text.index("Two weeks?")


def test_a_referral_prints_no_exercise_and_no_dose() -> None:
    text = text_of(made("referral", "a4"))
    assert len(pdfium.PdfDocument(made("referral", "a4"))) == 1
    assert not any(one.title in text for one in sample.EXERCISES.values())


@pytest.mark.parametrize(
    "name",
    ['<img src="x.png">', "O'Brien & Söhne <b>", "{name} {0}", "**bold** %s", "Zoë Łukasz Ψ Жанна", "A (b) \\ c"],
)
def test_a_hostile_name_prints_as_itself(name: str) -> None:
    data = write(sample.plan(case=sample.CASE.model_copy(update={"name": name})), sample.template())
    assert f"Plan for {name}" in text_of(data)


def test_a_character_without_a_glyph_prints_as_its_code_and_never_as_a_blank() -> None:
    case = sample.CASE.model_copy(update={"name": "李 \U0001f600\x07"})
    assert "[U+674E] [U+1F600][U+0007]" in text_of(write(sample.plan(case=case), sample.template()))


def test_a_very_long_name_is_cut_in_the_head_and_printed_in_full_once() -> None:
    text = text_of(made("a 5,000-letter name", "a4")).replace(" ", "")
    assert text.count("Wolfeschlegelstein") >= 278
    head = pdfium.PdfDocument(made("a 5,000-letter name", "a4"))[0].get_textpage().get_text_range()
    assert "…" in head


@pytest.mark.parametrize(
    ("side", "title"),
    [("left", "Left hamstring strain"), ("right", "Right hamstring strain"), ("both", "Hamstring strain, both sides")],
)
def test_the_side_stands_in_the_title(side: str, title: str) -> None:
    data = write(sample.plan(case=sample.CASE.model_copy(update={"side": side})), sample.template())
    first = re.sub(r"\s+", " ", pdfium.PdfDocument(data)[0].get_textpage().get_text_range())
    assert title in first


@pytest.mark.parametrize(
    ("side", "each", "ticked"),
    [
        ("left", False, [True, False]),
        ("right", False, [False, True]),
        ("both", False, [True, True]),
        ("left", True, [True, True]),
        ("affected", False, [False, False]),
    ],
)
def test_a_card_ticks_the_side_of_its_dose(
    side: str, each: bool, ticked: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[bool] = []
    monkeypatch.setattr(marks, "tick_box", lambda *args, ticked=False, **kwargs: drawn.append(ticked))
    book = Booklet(sample.plan(), sample.template(), PAPERS_IN_MM["a4"])
    phase, dose = sample.PHASES[1], sample.PHASES[1].exercises[0].model_copy(update={"side": side, "each_side": each})
    sheet = Sheet(book.paper, accent="0B5C6B", title="", language="en-GB")
    with sheet.page():
        card(book, phase, dose, sample.EXERCISES["prone-hold"]).draw(sheet, 50)
    assert drawn == ticked


def test_an_exercise_without_a_date_says_so_on_its_card() -> None:
    dose = sample.PHASES[0].exercises[0].model_copy(update={"first_date": None})
    phases = (sample.PHASES[0].model_copy(update={"exercises": (dose,)}), *sample.PHASES[1:])
    assert "Not on a date yet." in text_of(write(sample.plan(phases=phases), sample.template()))
    assert "Not on a date yet." not in text_of(made("plan", "a4"))


def test_a_name_in_a_title_keeps_its_capital() -> None:
    protocol = sample.PROTOCOL.model_copy(update={"title": "Achilles tendinopathy"})
    assert "Left Achilles tendinopathy" in text_of(write(sample.plan(protocol=protocol), sample.template()))


def test_a_missing_side_asks_for_it_and_never_names_one() -> None:
    first = pdfium.PdfDocument(made("everything said", "a4"))[0].get_textpage().get_text_range()
    assert "Which side is it? Tick one." in first
    assert "Left hamstring" not in first
    assert "Right hamstring" not in first


@pytest.mark.parametrize(("asked", "sheets"), [(None, 2), (1, 1), (4, 4), (40, 18)])
def test_week_sheets_follow_the_phases_or_the_number_asked_for(asked: int | None, sheets: int) -> None:
    data = write(sample.plan(), sample.template(), weeks=asked)
    assert len(re.findall(r"One box = all sets, once", text_of(data))) == sheets


def test_long_plans_print_at_most_six_week_sheets() -> None:
    phases = (
        sample.phase(1, "a", "First part", "build", 1, 90),
        sample.phase(2, "b", "Second part", "build", 91, 182),
    )
    days = tuple(
        sample.day(number).model_copy(update={"phase": "a" if number <= 90 else "b"}) for number in range(1, 183)
    )
    assert (
        len(
            re.findall(
                r"One box = all sets, once", text_of(write(sample.plan(phases=phases, days=days), sample.template()))
            )
        )
        == 6
    )


def test_a_row_says_the_dose_of_each_part_of_the_week() -> None:
    days = tuple(
        day.model_copy(
            update={
                "tasks": (sample.task(day.day, "bridge", "load", "Bridge", "5 × 5 s" if day.day < 4 else "10 × 5 s"),)
            }
        )
        for day in sample.plan().days[:7]
    )
    text = text_of(write(sample.plan(days=days), sample.template(), weeks=1))
    assert "Bridge 5 × 5 s" in text
    assert "Bridge 5 × 5 s; from day 4: 10 × 5 s" in text


def test_a_long_dose_is_never_cut_on_the_week_sheet() -> None:
    dose = "4 × (2 min run, 2 min walk), slow enough to talk, on soft ground"
    days = tuple(
        day.model_copy(update={"tasks": (sample.task(day.day, "run", "run", "Run and walk on soft ground", dose),)})
        for day in sample.plan().days[:7]
    )
    assert f"Run and walk on soft ground {dose}" in text_of(write(sample.plan(days=days), sample.template(), weeks=1))


@pytest.mark.parametrize("side", ["left", "right"])
def test_work_on_one_side_says_which_on_the_week_sheet(side: str) -> None:
    """Also where it is the side of the injury: the sheet hangs alone on a door."""
    task = sample.task(1, "bridge", "load", "Bridge", "3 × 12", side=side)
    days = (sample.plan().days[0].model_copy(update={"tasks": (task,)}),)
    assert f"Bridge 3 × 12, {side}" in text_of(write(sample.plan(days=days), sample.template(), weeks=1))


@pytest.mark.parametrize("glasses", [None, 3, 8, 9, 12])
def test_water_is_drawn_as_glasses_or_said_in_words(glasses: int | None) -> None:
    hydration = sample.plan().hydration
    assert hydration is not None
    days = tuple(day.model_copy(update={"glasses": glasses}) for day in sample.plan().days)
    data = write(sample.plan(days=days, hydration=hydration.model_copy(update={"glasses": glasses})), sample.template())
    text = text_of(data)
    assert (f"{glasses} glasses of 250 ml" in text) == (glasses is not None)
    assert hydration.text in text


def test_a_later_day_is_named_where_a_phase_has_begun() -> None:
    plan = PLANS["late start"]()
    text = text_of(write(plan, sample.template()))
    assert "Day 9" in text
    assert "Days 9 to 15" in text
    assert plan.as_of == dt.date(2026, 11, 26)


def test_pictures_of_paths_are_never_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    real = io.open

    def watched(file: Any, *args: Any, **kwargs: Any) -> Any:
        opened.append(str(file))
        return real(file, *args, **kwargs)

    write(sample.plan(), sample.template())  # fonts are read once
    monkeypatch.setattr("builtins.open", watched)
    write(sample.plan(case=sample.CASE.model_copy(update={"name": '<img src="/etc/hostname">'})), sample.template())
    assert opened == []
