"""The printed templates: one page, the fridge sheet, large print, and the files that clinics write."""

from __future__ import annotations

import io
import os
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
import sample_plan as sample
from conftest import PlanMaker
from PIL import Image, PngImagePlugin
from shell import run
from test_pdf_booklet import _blocks, _how_to, _plain
from test_pdf_pages import MM, PAPERS, no_two_overlap, words_on

from rehab.errors import RehabError, SourceError, UsageError
from rehab.library import Library
from rehab.models.plan import Plan, StopSign
from rehab.models.template import Clinic, Template
from rehab.writers.pdf import marks, write
from rehab.writers.pdf.onepage import PAPERS_FULL
from rehab.writers.pdf.onepage_tasks import entries
from rehab.writers.pdf.words import Booklet

LONG = "Maximiliane Featherstonehaugh-Wolfeschlegelstein de la Cruz y Santamaria"
CASES: dict[str, dict[str, Any]] = {
    "fresh strain": {"condition": "hamstring-strain", "grade": "2"},
    "right ankle": {"condition": "lateral-ankle-sprain", "side": "right", "day": 9},
    "12 weeks": {"condition": "patellofemoral-pain", "side": "both", "day": 9, "name": LONG},
    "side unknown": {"condition": "lateral-ankle-sprain", "grade": "2", "side": None},
    "many exercises": {"condition": "knee-mcl-sprain", "day": 9, "name": LONG},
    "short, both sides": {"condition": "delayed-onset-muscle-soreness", "side": "both"},
    "no amounts": {"condition": "peripheral-artery-disease-claudication", "cleared": True},
    "not asked": {"condition": "hamstring-strain", "grade": "2", "yes": None},
    "13 times a day": {"condition": "fracture", "cleared": True, "day": 9},
}
PAIRS = [
    *(("one-page", name, ("a4", "letter")[number % 2]) for number, name in enumerate(CASES)),
    *(("week", name, ("letter", "a4")[number % 2]) for number, name in enumerate(CASES)),
    ("large-print", "12 weeks", "letter"),
    ("large-print", "not asked", "a4"),
]
"""Each condition in each template on one of the papers; large print, whose pages are many, with two of them."""


@pytest.fixture(scope="session")
def planned(make_plan: PlanMaker) -> Any:
    return cache(lambda name: make_plan(**CASES[name]))


@pytest.fixture(scope="session")
def look(library: Library) -> Any:
    return cache(library.template)


@pytest.fixture(scope="session")
def printed(planned: Any, look: Any) -> Any:
    """A document and what was said aloud about it, each made once."""

    def make(layout: str, name: str, paper: str) -> tuple[bytes, list[str]]:
        said: list[str] = []
        return write(planned(name), look(layout), paper=paper, say=said.append), said  # type: ignore[arg-type]

    return cache(make)


def pages_of(data: bytes) -> list[str]:
    return [re.sub(r"\s+", " ", page.get_textpage().get_text_range()) for page in pdfium.PdfDocument(data)]


def sizes_of(page: Any, foot: float) -> set[float]:
    """The sizes of type on a page above its foot."""
    text = page.get_textpage()
    letters = [place for place in range(text.count_chars()) if not chr(raw.FPDFText_GetUnicode(text, place)).isspace()]
    return {raw.FPDFText_GetFontSize(text, place) for place in letters if text.get_charbox(place)[3] > foot}


# -- every template ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("layout", "name", "paper"), PAIRS)
def test_no_page_has_a_fault_of_layout(layout: str, name: str, paper: str, printed: Any, look: Any) -> None:
    data, _ = printed(layout, name, paper)
    width, height, left = PAPERS[paper]
    pages = words_on(data)
    no_two_overlap(pages)
    for number, page in enumerate(pages, start=1):
        for word, box in page:
            assert (left - 0.4) * MM <= box[0] <= box[2] <= (width - left + 0.4) * MM, (number, word)
            assert 10 * MM <= box[1] <= box[3] <= (height - 10) * MM, (number, word)
    words = look(layout).wording
    least = 18 if layout == "large-print" else 12
    foot = {"a4": 297 - 282.9, "letter": 279.4 - 265.5}[paper] if layout != "large-print" else 18.0
    for page, text in zip(pdfium.PdfDocument(data), pages_of(data), strict=True):
        if words.sources.title in text or words.page.continued.format(title=words.sources.title) in text:
            continue  # for clinicians
        assert min(sizes_of(page, foot * MM)) >= least - 0.1, text[:80]


@pytest.mark.parametrize(("layout", "name", "paper"), PAIRS)
def test_no_template_loses_a_stop_sign_or_the_side(
    layout: str, name: str, paper: str, printed: Any, planned: Any, look: Any
) -> None:
    plan, (data, _) = planned(name), printed(layout, name, paper)
    pages = pages_of(data)
    book = Booklet(plan, look(layout), PAPERS_FULL["a4"])
    questions = sum(look(layout).wording.safety.title in page for page in pages)
    first = " ".join(pages[questions : questions + 2])
    for sign in plan.stop_signs:
        assert sign.text.lower() in first.lower(), sign.text
    if plan.case.side is None:
        assert not re.search(r"\b(left|right) (calf|leg) ", pages[questions].lower())
        assert (look(layout).wording.cover.which_side in pages[questions]) is book.side_missing
    else:
        assert (book.title if layout != "week" else book.side_and_part).split()[0] in pages[questions]


def test_a_referral_stays_a_referral_in_every_template(make_plan: PlanMaker, look: Any) -> None:
    plan = make_plan("calf-strain", yes=("RF-08",))
    files = {layout: write(plan, look(layout)) for layout in ("clinic", "one-page", "week", "large-print")}
    assert len(set(files.values())) == 1


@pytest.mark.parametrize("layout", ["one-page", "week", "large-print"])
def test_the_same_plan_gives_the_same_bytes_and_a_sound_file(layout: str, planned: Any, look: Any) -> None:
    one, two = (write(planned("fresh strain"), look(layout)) for _ in range(2))
    assert one == two
    assert pikepdf.open(io.BytesIO(one)).check_pdf_syntax() == []


@pytest.mark.parametrize("layout", ["one-page", "week", "large-print"])
def test_no_box_to_tick_is_smaller_than_5_mm(
    layout: str, planned: Any, look: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[float] = []
    real = marks.tick_box

    def noted(sheet: Any, x: float, y: float, size: float = marks.TICK, **rest: Any) -> None:
        sizes.append(size)
        real(sheet, x, y, size, **rest)

    monkeypatch.setattr(marks, "tick_box", noted)
    write(planned("fresh strain"), look(layout))
    assert min(sizes) >= (8 if layout == "large-print" else 5)


# -- one page -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_strain_fits_on_one_side_with_the_lights_the_road_and_whom_to_call(
    paper: str, printed: Any, look: Any
) -> None:
    data, said = printed("one-page", "fresh strain", paper)
    [page] = pages_of(data)
    words = look("one-page").wording
    for wanted in ("Phase 1 of 6", words.cover.plain_call, "Green: go on", "Amber: ease off", "Red: stop", "day 4"):
        assert wanted in page
    [left] = [one for one in said if one.startswith("Left to the booklet")]
    named = left.split(": ")[1].rstrip(".")
    assert f"In your booklet: {named}." in page


@pytest.mark.parametrize(("paper", "sides"), [("a4", 1), ("letter", 2)])
def test_pictures_without_room_stand_on_the_back_and_the_front_says_so(
    paper: Any, sides: int, make_plan: PlanMaker, look: Any
) -> None:
    said: list[str] = []
    plan = make_plan("sciatica-lumbar-radicular-pain", name="Example name")
    data = write(plan, look("one-page"), paper=paper, say=said.append)
    book = Booklet(plan, look("one-page"), PAPERS_FULL[paper])
    shown = entries(book)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        drawn = {name for page in pdf.pages for name in page.Resources.get("/XObject", {})}
    assert len(drawn) == sum(one.exercise is not None for one in shown) == 3
    front, *back = pages_of(data)
    assert len(back) == sides - 1
    told = [one.split(": ")[1] for one in said if one.startswith("On the back")]
    assert [f"On the back: {what}" in front for what in told] == [True] * len(back)
    for page in back:
        assert f"{book.title}. Phase 1 of 4" in page
        assert all(step in page for one in shown for step in one.exercise.steps)  # type: ignore[union-attr]


def test_what_needs_more_than_one_side_says_so_and_has_its_signs_on_the_first(printed: Any) -> None:
    data, said = printed("one-page", "many exercises", "a4")
    assert len(pages_of(data)) > 1
    assert any("One side of paper is not enough" in one for one in said)


def test_the_questions_come_first_where_nobody_asked_them_and_that_is_said(printed: Any, look: Any) -> None:
    for layout in ("one-page", "week", "large-print"):
        data, said = printed(layout, "not asked", "a4")
        assert look(layout).wording.safety.title in pages_of(data)[0]
        assert layout == "large-print" or any("safety questions" in one for one in said)


@pytest.mark.parametrize(("day", "amount"), [(27, "2 × 5"), (33, "2 × 6"), (40, "3 × 6 to 8")])
def test_a_dose_that_changes_by_week_is_that_of_today(day: int, amount: str, make_plan: PlanMaker, look: Any) -> None:
    plan = make_plan("hamstring-strain", grade="2")
    today = plan.model_copy(update={"as_of": plan.days[day - 1].date, "days": plan.days[day - 1 :]})
    found = {one.title: one for one in entries(Booklet(today, look("one-page"), PAPERS_FULL["a4"]))}
    nordic = found[plan.exercises["nordic-curl"].title]
    assert nordic.amount == amount
    [task] = [one for one in plan.days[day - 1].tasks if one.exercise == "nordic-curl"]
    assert "".join(run.text for run in nordic.detail) == task.text


@pytest.mark.parametrize("name", CASES)
def test_every_exercise_says_its_side_in_full_and_in_brief(name: str, planned: Any, look: Any) -> None:
    plan, words = planned(name), look("one-page").wording.sides
    book = Booklet(plan, look("one-page"), PAPERS_FULL["a4"])
    days = [day for day in plan.days if book.current and day.phase == book.current.id]
    for one in entries(book):
        if one.exercise is None or one.dose is None or one.exercise.sides == "none" or one.dose.weeks:
            continue
        task = next(task for day in days for task in day.tasks if task.exercise == one.dose.exercise)
        wanted = words.each if task.each_side else words.together if task.side == "both" else getattr(words, task.side)
        if task.side == "both" and one.exercise.sides == "one" and not task.each_side:
            wanted = words.both
        for told in (one.detail, one.brief):
            assert told[0].text.lower() == f"{wanted}. ".lower(), one.title


# -- the fridge sheet -----------------------------------------------------------------------------------------------


def test_the_fridge_sheet_is_this_week_and_more_only_when_asked(planned: Any, look: Any) -> None:
    plan, words = planned("right ankle"), look("week").wording.week
    said: list[str] = []
    for weeks in (None, 1, 3):
        pages = pages_of(write(plan, look("week"), weeks=weeks, say=said.append))
        days = {number for page in pages for number in re.findall(r"Days (\d+) to", page)}
        assert len(days) == (weeks or 1)
        assert all(words.box in page for page in pages)


def test_a_sheet_that_stands_alone_sends_its_reader_to_no_page(printed: Any) -> None:
    for name in CASES:
        for page in pages_of(printed("week", name, ("a4", "letter")[(list(CASES).index(name) + 1) % 2])[0]):
            assert not re.search(r"page \d", page.split(" made ")[0]), name


def test_a_week_with_few_tasks_is_set_larger(make_plan: PlanMaker, look: Any) -> None:
    data = write(make_plan("deep-vein-thrombosis", cleared=True), look("week"))
    assert max(sizes_of(pdfium.PdfDocument(data)[0], 40 * MM)) >= 20
    assert 16 in {round(size) for size in sizes_of(pdfium.PdfDocument(data)[0], 40 * MM)} | {
        round(size) - 2 for size in sizes_of(pdfium.PdfDocument(data)[0], 40 * MM)
    }


# -- large print ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "paper"), [("not asked", "a4"), ("12 weeks", "letter")])
def test_large_print_loses_no_sentence_of_the_booklet(name: str, paper: str, planned: Any, printed: Any) -> None:
    plan: Plan = planned(name)
    pages = [_plain(page) for page in pages_of(printed("large-print", name, paper)[0])]
    for sentence in (*_blocks(plan), *_how_to(plan)):
        assert _holds(pages, sentence), sentence


def _holds(pages: list[str], sentence: str) -> bool:
    """Whether a sentence stands on a page, or on two that follow each other."""
    words = sentence.split()
    if any(_plain(sentence) in page for page in pages):
        return True
    cuts = ((_plain(" ".join(words[:place])), _plain(" ".join(words[place:]))) for place in range(1, len(words)))
    return any(one in page and two in after for one, two in cuts for page, after in pairwise(pages))


def test_the_strip_of_large_print_names_the_page_of_the_stop_signs(printed: Any, look: Any) -> None:
    pages = pages_of(printed("large-print", "not asked", "a4")[0])
    named = {int(number) for page in pages for number in re.findall(r"more on page (\d+)", page)}
    [number] = named
    assert look("large-print").wording.stop.title in pages[number - 1]


# -- the files of a clinic --------------------------------------------------------------------------------------------


def clinic(folder: Path, text: str, **pictures: bytes) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "template.yaml").write_text(text, encoding="utf-8")
    for name, content in pictures.items():
        (folder / name).write_bytes(content)
    return f"{folder}/"


def png(size: tuple[int, int], mode: str = "RGBA", text: str = "") -> bytes:
    info, made = PngImagePlugin.PngInfo(), io.BytesIO()
    info.add_text("Comment", text)
    Image.new(mode, size).save(made, "PNG", pnginfo=info)
    return made.getvalue()


def test_one_folder_holds_the_look_and_others_extend_it_for_each_layout(tmp_path: Path, library: Library) -> None:
    clinic(tmp_path / "ours", "id: ours\nextends: clinic\nclinic: {name: Riverside, logo: logo}\n", logo=png((60, 20)))
    for layout in ("one-page", "week", "large-print"):
        name = clinic(tmp_path / layout, f"id: {layout}\nextends: ../ours\nlayout: {layout}\n")
        made = library.template(name)
        assert (made.layout, made.clinic.name) == (layout, "Riverside")
        assert made.logo is not None


def test_a_logo_is_printed_from_its_pixels_alone(tmp_path: Path, library: Library) -> None:
    name = clinic(tmp_path, "id: ours\nextends: clinic\nclinic: {logo: logo}\n", logo=png((3000, 700), text="secret"))
    made = library.template(name)
    assert made.logo is not None
    assert (made.logo.width, made.logo.height) <= (960, 240)
    assert b"secret" not in made.logo.png
    pdf = pikepdf.open(io.BytesIO(write(sample.plan(), made)))
    assert len(pdf.pages[0].get_images()) == 1


DOCS = (sample.ROOT / "docs" / "templates.md").read_text(encoding="utf-8")


def test_the_files_of_the_documents_load_and_their_error_is_the_real_one(tmp_path: Path, library: Library) -> None:
    blocks = re.findall(r"^```\n(.*?)^```", DOCS, re.MULTILINE | re.DOTALL)
    ours, week, error = blocks
    clinic(tmp_path / "riverside", ours, **{"logo.png": png((60, 20))})
    made = library.template(clinic(tmp_path / "riverside-week", week))
    assert (made.layout, made.paper, made.clinic.phone) == ("week", "letter", "01632 960 123")
    clinic(tmp_path / "riverside", ours.replace("5A2A6B", "F0B030"), **{"logo.png": png((60, 20))})
    with pytest.raises(SourceError) as found:
        library.template(f"{tmp_path}/riverside")
    assert found.value.issues[0].message in error


def test_every_key_of_a_template_is_documented() -> None:
    assert not [key for key in (*Template.model_fields, *Clinic.model_fields) if f"`{key}`" not in DOCS]


BAD_LOGOS = {
    "text": (b"hello", "is not a PNG or JPEG picture"),
    "cut": (png((400, 100))[:60], "is not a PNG or JPEG picture"),
    "wide": (png((60_000, 1), "1"), "60000 x 1 pixels, more than 4000 on a side"),
    "heavy": (b"\x89PNG" + bytes(1024 * 1024), "it has more than 1,048,576 bytes"),
}


@pytest.mark.parametrize("kind", [*BAD_LOGOS, "pipe", "missing"])
def test_a_bad_logo_is_an_error_at_its_line(kind: str, tmp_path: Path, library: Library) -> None:
    content, message = BAD_LOGOS.get(kind, (b"", "not an ordinary file" if kind == "pipe" else "no such file"))
    name = clinic(tmp_path, "id: ours\nextends: clinic\nclinic:\n  name: Ours\n  logo: logo\n")
    if kind == "pipe":
        os.mkfifo(tmp_path / "logo")
    elif kind != "missing":
        (tmp_path / "logo").write_bytes(content)
    with pytest.raises(SourceError) as found:
        library.template(name)
    [issue] = found.value.issues
    assert message in issue.message
    assert issue.location is not None
    assert (issue.location.line, issue.location.column) == (5, 9)
    assert issue.hint


WRONG: dict[str, tuple[str, int, type[RehabError], str]] = {
    "a section that does not exist": ("sections: [safety, cover, poems, sources]", 3, SourceError, "cannot be 'poems'"),
    "a pale accent": ("accent: F0B030", 3, SourceError, r"its contrast is 1\.9 on white"),
    "a base that does not exist": ("extends: ../nowhere", 2, SourceError, "no template '../nowhere'"),
    "an unknown layout": ("layout: poster", 3, SourceError, "cannot be 'poster'"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_in_a_template_is_told_at_its_line(case: str, tmp_path: Path, library: Library) -> None:
    line, number, kind, message = WRONG[case]
    text = f"id: ours\n{line}\n" if line.startswith("extends") else f"id: ours\nextends: clinic\n{line}\n"
    with pytest.raises(kind, match=message) as found:
        library.template(clinic(tmp_path, text))
    place = found.value.issues[0].location
    assert place is not None
    assert place.line == number


def test_an_unknown_template_of_the_command_names_the_known_ones(library: Library) -> None:
    with pytest.raises(UsageError) as found:
        library.template("poster")
    assert "clinic, clinician, large-print, one-page, week" in found.value.issues[0].hint


def test_the_command_says_on_stderr_what_it_left_out_and_shows_a_wrong_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    order = ("plan", "hamstring-strain", "--injured", "2026-11-20", "--as-of", "2026-11-20", "--no-flags")
    made = run(capsys, monkeypatch, *order, "--template", "one-page", "-o", "page.pdf")
    assert (made.code, made.out) == (0, "")
    assert made.err.startswith("Left to the booklet, for want of room: ")
    clinic(tmp_path / "ours", "id: ours\nextends: clinic\nclinic: {logo: page.pdf}\n")
    (tmp_path / "ours/page.pdf").write_bytes((tmp_path / "page.pdf").read_bytes())
    wrong = run(capsys, monkeypatch, *order, "--template", "./ours", "-o", "other.pdf")
    assert wrong.code == 3
    assert wrong.err.splitlines()[:3] == [
        "ours/template.yaml:3:16: error: the logo page.pdf is not a PNG or JPEG picture [bad-logo]",
        "  3 | clinic: {logo: page.pdf}",
        "    |                ^^^^^^^^ name a PNG or JPEG file beside the template, of at most 1024 KB",
    ]
    assert not (tmp_path / "other.pdf").exists()


def test_a_character_without_a_glyph_is_named_aloud(look: Any) -> None:
    said: list[str] = []
    case = sample.CASE.model_copy(update={"name": "李 Zoë"})
    write(sample.plan(case=case), look("clinic"), say=said.append)
    assert said == ["This typeface cannot print 李 (U+674E): a code such as [U+1F600] stands in its place."]
    said.clear()
    write(sample.plan(), look("clinic"), say=said.append)
    assert said == []


@pytest.mark.parametrize("layout", ["one-page", "week", "large-print"])
def test_a_word_of_5000_letters_breaks_and_draws_whole_pages(layout: str, look: Any) -> None:
    signs = (*sample.plan().stop_signs, StopSign(text="W" * 300, disposition="same_day"))
    case = sample.CASE.model_copy(update={"name": "W" * 5000})
    template: Template = look(layout)
    data = write(sample.plan(case=case, stop_signs=signs), template)
    no_two_overlap(words_on(data))
    if layout != "week":
        assert sum(page.replace(" ", "").count("W") for page in pages_of(data)) >= 5000
