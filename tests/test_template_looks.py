"""What a clinic's template may move: the order of sections, the margins, the typeface."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path
from typing import Any

import font_source_sans_pro
import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
import reportlab
from conftest import PlanMaker
from test_pdf_pages import MM, PAPERS, no_two_overlap, words_on
from test_templates import clinic, pages_of, png

from rehab.errors import SourceError
from rehab.library import Library
from rehab.models.template import Template
from rehab.writers.pdf import margins, write


@pytest.fixture(scope="session")
def planned(make_plan: PlanMaker) -> Any:
    return cache(lambda: make_plan("hamstring-strain", grade="2", name="Maximiliane Featherstonehaugh"))


def ours(folder: Path, library: Library, text: str, base: str = "clinic") -> Template:
    return library.template(clinic(folder, f"id: ours\nextends: {base}\n{text}\n"))


def outline(data: bytes) -> list[str]:
    return [str(entry.get_title()) for entry in pdfium.PdfDocument(data).get_toc()]


# -- sections ---------------------------------------------------------------------------------------------------------

TURNED = "sections: [safety, cover, cards, education, weeks, phases, gates, sources]"


@pytest.mark.parametrize("base", ["clinic", "large-print"])
def test_sections_print_in_the_order_of_the_template_and_none_of_their_words_is_lost(
    base: str, tmp_path: Path, library: Library, planned: Any
) -> None:
    usual, turned = library.template(base), ours(tmp_path, library, TURNED, base)
    data, before = write(planned(), turned), write(planned(), usual)
    no_two_overlap(words_on(data))
    words, titles = turned.wording, outline(data)
    shown = [
        next(phase.title for phase in planned().phases),
        words.education.title,
        words.care.title,
        words.phase.title,
        words.gate.title,
        words.sources.title,
    ]
    assert sorted(shown, key=titles.index) == shown

    def told(content: bytes) -> set[str]:
        return set(re.findall(r"[A-Za-z]{4,}", " ".join(pages_of(content))))

    lights = words.week.lights_page.partition(":")[0]  # their page is named where it stands in front
    assert told(before) - told(data) <= {words.page.continued.partition("{")[0].strip(), lights}


def test_a_page_that_names_another_names_the_right_one_in_any_order(
    tmp_path: Path, library: Library, planned: Any
) -> None:
    turned = ours(tmp_path, library, TURNED)
    pages = pages_of(write(planned(), turned))
    words = turned.wording
    for pattern, title in {
        r"box on page (\d+) is ticked": words.gate.title,
        r"more on page (\d+)\.": words.stop.title,
        r"tick, see page (\d+)": words.care.title,
    }.items():
        found = {int(number) for page in pages for number in re.findall(pattern, page)}
        assert found, pattern
        assert all(title in pages[number - 1] for number in found), pattern


# -- margins ----------------------------------------------------------------------------------------------------------

WIDE = ("top: 45, bottom: 30, left: 21", 45, 30, 21)
BOUND = ("top: 20, left: 10", 20, 10, 10)
NONE = ("bottom: 12", 10, 12, None)
MARGINS = [
    ("clinic", WIDE, "a4"),
    ("clinic", BOUND, "letter"),
    ("one-page", WIDE, "letter"),
    ("one-page", NONE, "a4"),
    ("week", WIDE, "letter"),
    ("week", BOUND, "a4"),
    ("clinician", WIDE, "a4"),
]


@pytest.mark.parametrize(("base", "white", "paper"), MARGINS)
def test_every_page_stays_within_the_margins_and_nothing_overlaps(
    base: str, white: tuple[str, int, int, int | None], paper: str, tmp_path: Path, library: Library, planned: Any
) -> None:
    text, top, foot, left = white
    said: list[str] = []
    made = ours(tmp_path, library, f"margins: {{{text}}}", base)
    data = write(planned(), made, paper=paper, say=said.append)  # type: ignore[arg-type]
    assert made.wording.page.say_margins not in said
    width, height, usual = PAPERS[paper]
    start = left or usual
    end = start + 178 if base != "clinician" else width - 11.5
    pages = words_on(data)
    no_two_overlap(pages)
    for page in pages:
        for word, box in page:
            assert (start - 0.4) * MM <= box[0] <= box[2] <= (end + 0.4) * MM, word
            assert (foot - 0.8) * MM <= box[1] <= box[3] <= (height - top) * MM, word


def test_margins_move_a_page_and_change_no_word_of_it(tmp_path: Path, library: Library, planned: Any) -> None:
    moved = ours(tmp_path, library, "margins: {left: 20}")
    assert pages_of(write(planned(), moved)) == pages_of(write(planned(), library.template("clinic")))


def test_a_logo_keeps_out_of_the_letterhead(tmp_path: Path, library: Library, planned: Any) -> None:
    (tmp_path / "logo.png").write_bytes(png((60, 60)))
    made = ours(tmp_path, library, "margins: {top: 40}\nclinic: {logo: logo.png}", "week")
    page = pdfium.PdfDocument(write(planned(), made))[0]
    [picture] = [one for one in page.get_objects() if one.type == raw.FPDF_PAGEOBJ_IMAGE]
    assert picture.get_bounds()[3] <= (297 - 40) * MM


def test_a_plan_that_needs_more_room_takes_the_usual_margins_and_says_so(
    tmp_path: Path, library: Library, planned: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(margins, "_OVER", -150.0)  # as though something reached far below its page
    said: list[str] = []
    made = ours(tmp_path, library, "margins: {top: 45}", "week")
    data = write(planned(), made, say=said.append)
    assert said[0] == "The margins of this template leave this plan too little room: it is printed with the usual ones."
    assert data == write(planned(), library.template("week"))


# -- typeface ---------------------------------------------------------------------------------------------------------

SHIPPED = Path(font_source_sans_pro.font_directory)
REGULAR = (SHIPPED / "SourceSansPro-Regular.ttf").read_bytes()
OURS = "font: {regular: ours.ttf, semibold: ours-bold.ttf}"


def fonts_in(data: bytes) -> set[str]:
    """The fonts of a file, each a subset that is embedded."""
    found = set()
    for page in pikepdf.open(io.BytesIO(data)).pages:
        for font in page.resources.get("/Font", {}).values():
            assert "/FontFile2" in font["/FontDescriptor"], font["/BaseFont"]
            prefix, _, name = str(font["/BaseFont"]).partition("+")
            assert re.fullmatch("/[A-Z]{6}", prefix)
            found.add(name)
    return found


@pytest.mark.parametrize("kind", ["shipped", "own"])
def test_a_document_prints_in_the_typeface_of_its_template_alone(
    kind: str, tmp_path: Path, library: Library, planned: Any
) -> None:
    usual = write(planned(), library.template("week"))
    if kind == "shipped":
        made, names = ours(tmp_path, library, "font: {family: source-sans-strong}", "week"), ("Semibold", "Black")
    else:
        (tmp_path / "ours.ttf").write_bytes((SHIPPED / "SourceSansPro-Light.ttf").read_bytes())
        (tmp_path / "ours-bold.ttf").write_bytes((SHIPPED / "SourceSansPro-Bold.ttf").read_bytes())
        made, names = ours(tmp_path, library, OURS, "week"), ("Light", "Bold")
    data = write(planned(), made)
    assert fonts_in(data) == {f"SourceSansPro-{name}" for name in names}
    no_two_overlap(words_on(data))
    assert write(planned(), made) == data
    assert write(planned(), library.template("week")) == usual


def patched(tag: bytes, offset: int, value: bytes) -> bytes:
    """The regular face with some bytes of a table changed."""
    entry = REGULAR.index(tag, 0, 400)
    start = int.from_bytes(REGULAR[entry + 8 : entry + 12], "big") + offset
    return REGULAR[:start] + value + REGULAR[start + len(value) :]


BAD_FONTS = {
    "text": (b"hello" * 99, "ours.ttf is not a TrueType font"),
    "cut": (REGULAR[:9000], "ours.ttf is cut off"),
    "damaged": (patched(b"cmap", 0, bytes(400)), "ours.ttf cannot be read: it is damaged"),
    "OpenType": ((SHIPPED / "SourceSansPro-Regular.otf").read_bytes(), "ours.ttf has PostScript outlines"),
    "restricted": (patched(b"OS/2", 8, b"\0\2"), "does not allow to put it into a PDF (fsType 0x0002)"),
    "no subsets": (patched(b"OS/2", 8, b"\1\0"), "does not allow to put it into a PDF (fsType 0x0100)"),
    "silent": (REGULAR.replace(b"OS/2", b"OS/X", 1), "does not say whether it may be put into a PDF"),
    "variable": (REGULAR.replace(b"GPOS", b"fvar", 1), "ours.ttf is a variable font"),
    "wide": (
        (Path(reportlab.__file__).parent / "fonts/Vera.ttf").read_bytes(),
        "is 22 % wider than the usual typeface",
    ),
    "heavy": (REGULAR + bytes(4 * 1024 * 1024), "it has more than 4,194,304 bytes"),
}


@pytest.mark.parametrize("kind", [*BAD_FONTS, "missing"])
def test_a_bad_font_is_an_error_at_the_line_that_names_it(kind: str, tmp_path: Path, library: Library) -> None:
    content, message = BAD_FONTS.get(kind, (b"", "no such file"))
    if kind != "missing":
        (tmp_path / "ours.ttf").write_bytes(content)
    (tmp_path / "ours-bold.ttf").write_bytes(REGULAR)
    with pytest.raises(SourceError) as found:
        ours(tmp_path, library, OURS)
    [issue] = found.value.issues
    assert message in issue.message
    assert issue.location is not None
    assert (issue.location.line, issue.location.column) == (3, 17)
    assert issue.hint


def test_a_typeface_without_a_character_of_the_words_is_refused_and_the_character_named(
    tmp_path: Path, library: Library
) -> None:
    for name in ("ours.ttf", "ours-bold.ttf"):
        (tmp_path / name).write_bytes(REGULAR)
    with pytest.raises(SourceError, match=r"ours.ttf has no 李 \(U\+674E\), which the pages need"):
        ours(tmp_path, library, f"{OURS}\nwording:\n  page:\n    phone: 李")


WRONG = {
    "sections: [safety, cover, weeks, sources]": "the section 'gates' cannot be left out: it holds the three lights",
    "sections: [safety, weeks, gates, sources]": "the section 'cover' cannot be left out: it holds the stop signs",
    "sections: [cover, safety, gates, sources]": "'safety' and 'cover' come first",
    "sections: [safety, cover, sources, gates]": "'sources' comes last",
    "sections: [safety, cover, gates, gates, sources]": "the section 'gates' stands twice",
    "sections: [safety, cover, poems, gates, sources]": "cannot be 'poems'",
    "margins: {top: 5}": "'top' must be at least 10, not 5",
    "margins: {bottom: 80}": "'bottom' must be at most 30, not 80",
    "margins: {left: 22}": "'left' must be at most 21, not 22",
    "margins: {right: 20}": "'margins' has no key 'right'",
    "font: {family: comic}": "'family' cannot be 'comic'",
    "font: {regular: a.ttf}": "a typeface of your own needs both 'regular:' and 'semibold:'",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_line_is_told_where_it_stands(line: str, tmp_path: Path, library: Library) -> None:
    with pytest.raises(SourceError) as found:
        ours(tmp_path, library, line)
    [issue] = found.value.issues
    assert WRONG[line] in issue.message
    assert issue.location is not None
    assert (issue.location.line, issue.location.file.endswith("template.yaml")) == (3, True)
