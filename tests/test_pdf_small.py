"""What keeps the file small changes nothing that is printed or read: fewer curves, bare fonts, codes, kept parts."""

from __future__ import annotations

import io
import random
import re
import struct
import unicodedata
from itertools import pairwise
from math import hypot
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest
import sample_plan as sample

from rehab.figures.drawing import smooth
from rehab.figures.easing import Stroke, eased
from rehab.writers.pdf import fonts, pictures, write
from rehab.writers.pdf.embedding import Letters
from rehab.writers.pdf.file import File
from rehab.writers.pdf.sheet import PAPERS, Sheet
from rehab.writers.pdf.unhinted import unhinted

TOLERANCE = 0.8


def spots(steps: list[Stroke], count: int = 12) -> list[tuple[float, float]]:
    """Return many spots along a path."""
    made: list[tuple[float, float]] = []
    x = y = 0.0
    for kind, numbers in steps:
        if kind == "L":
            made += [(x + (numbers[0] - x) * i / count, y + (numbers[1] - y) * i / count) for i in range(count + 1)]
        elif kind == "C":
            a, b, c, d, e, f = numbers
            for i in range(count + 1):
                t = i / count
                u = 1 - t
                k, m, n, o = u**3, 3 * u * u * t, 3 * u * t * t, t**3
                made.append((k * x + m * a + n * c + o * e, k * y + m * b + n * d + o * f))
        if numbers:
            x, y = numbers[-2:]
    return made


def beside(spot: tuple[float, float], line: list[tuple[float, float]]) -> float:
    """Return how far a spot is from a line of spots."""
    x, y = spot
    nearest = 1e9
    for (a, b), (c, d) in pairwise(line):
        dx, dy = c - a, d - b
        share = max(0.0, min(1.0, ((x - a) * dx + (y - b) * dy) / ((dx * dx + dy * dy) or 1.0)))
        nearest = min(nearest, hypot(a + share * dx - x, b + share * dy - y))
    return nearest


def lines(seed: int) -> list[Stroke]:
    """Return an outline as figures have it: round, with bumps, corners and short pieces."""
    chance = random.Random(seed)
    points, x, y = [], 0.0, 0.0
    for _ in range(chance.randint(3, 20)):
        x, y = x + chance.uniform(-3, 30), y + chance.uniform(-12, 12)
        points.append((x, y))
    path = smooth(points, closed=seed % 2 == 0)
    return [(kind, tuple(part for spot in steps for part in spot)) for kind, steps in path]


@pytest.mark.parametrize("seed", range(12))
def test_fewer_curves_draw_the_same_line(seed: int) -> None:
    whole = lines(seed)
    fewer = eased(whole, TOLERANCE)
    assert len(fewer) <= len(whole)
    assert fewer[-1][1][-2:] == whole[-1][1][-2:]
    old, new = spots(whole), spots(fewer)
    for one, other in ((old, new), (new, old)):
        assert max(beside(spot, other) for spot in one) <= 1.6 * TOLERANCE


def test_a_line_in_many_pieces_becomes_one_curve_and_corners_stay() -> None:
    quarter: list[Stroke] = [("M", (0, 0)), *[("C", (i + 0.3, 0, i + 0.7, 0, i + 1.0, 0)) for i in range(6)]]
    assert eased(quarter, TOLERANCE) == [("M", (0, 0)), ("L", (6.0, 0))]
    corner: list[Stroke] = [("M", (0, 0)), ("C", (10, 0, 20, 0, 30, 0)), ("C", (30, 10, 30, 20, 30, 30)), ("Z", ())]
    assert eased(corner, TOLERANCE) == [("M", (0, 0)), ("L", (30, 0)), ("L", (30, 30)), ("Z", ())]


@pytest.mark.parametrize("face", fonts.NAMES)
def test_a_bare_font_has_the_same_letters_without_instructions(face: fonts.Face) -> None:
    letters = [ord(letter) for letter in " Aagé×½ﬁ"]  # é is made of two glyphs
    whole = fonts.load(face).makeSubset(letters)
    bare = unhinted(whole)
    assert len(bare) < 0.7 * len(whole)
    for number in range(struct.unpack_from(">H", bare, 4)[0]):
        name, total, at, size = struct.unpack_from(">4sLLL", bare, 12 + 16 * number)
        table = bare[at : at + size] + bytes(-size % 4)
        assert name == b"head" or total == sum(struct.unpack(f">{len(table) // 4}L", table)) & 0xFFFFFFFF
        assert name not in (b"fpgm", b"prep", b"cvt ", b"name")


def test_letters_outside_of_latin_are_printed_copied_and_never_mixed_up() -> None:
    known = sorted(fonts.load("regular").charToGlyph.keys() & fonts.load("semibold").charToGlyph.keys())
    text = "".join(chr(letter) for letter in known if letter > 32 and fonts.printable(chr(letter)) == chr(letter))
    assert len(text) > 600
    sheet = Sheet(PAPERS["a4"], accent="0B5C6B", title="Ž ≥", language="en-GB")
    with sheet.page():
        for row, first in enumerate(range(0, len(text), 40)):
            sheet.text(0, 20 + 6 * row, text[first : first + 40], face="regular", size=9, colour="ink")
    data = sheet.finish()
    assert pikepdf.open(io.BytesIO(data)).check_pdf_syntax() == []
    page = pdfium.PdfDocument(data)[0].get_textpage()
    found = page.get_text_range()
    assert [letter for letter in text if letter not in found and unicodedata.normalize("NFKC", letter) == letter] == []
    assert found.count("Ž") == text.count("Ž")


def test_a_letter_has_the_code_of_windows_latin_whatever_was_printed_before() -> None:
    one, other = Letters("regular"), Letters("regular")
    other.pieces("żółw ≥ ≤")
    assert (
        one.pieces("Müller – 3 × (½)") == other.pieces("Müller – 3 × (½)") == [(0, "M\xfcller \x96 3 \xd7 \\(\xbd\\)")]
    )


def test_only_what_must_stands_outside_of_compressed_streams() -> None:
    data = write(sample.plan(), sample.template())
    heads = re.findall(rb"\n\d+ 0 obj\n(<<.*?>>)\nstream\n", data, re.S)
    assert len(heads) == len(re.findall(rb"\d+ 0 obj\n", data))
    assert all(b"/FlateDecode" in head for head in heads)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.objects) > 3 * len(heads)


def test_more_objects_than_one_stream_holds_are_all_found() -> None:
    file = File()
    pages, kids = file.number(), file.number()
    many = [file.put(f"({number})") for number in range(1203)]
    file.put(
        f"<</Type/Page/Parent {pages} 0 R/MediaBox[0 0 9 9]/Resources<<>>/All[{' '.join(f'{one} 0 R' for one in many)}]>>",
        kids,
    )
    file.put(f"<</Type/Pages/Count 1/Kids[{kids} 0 R]>>", pages)
    data = file.written(file.put(f"<</Type/Catalog/Pages {pages} 0 R>>"), file.put("<<>>"))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert [str(one) for one in pdf.pages[0].All] == [str(number) for number in range(1203)]


def test_what_is_kept_between_documents_changes_no_byte() -> None:
    """A person before leaves kept pictures, fonts and lines behind; the next gets the same bytes as without them."""
    after = {name: write(plan, sample.template()) for name, plan in people().items()}
    for name, plan in reversed(people().items()):
        for kept in (pictures._operators, pictures._edges, pictures._drawn, fonts.width, fonts.printable):
            kept.cache_clear()
        assert write(plan, sample.template()) == after[name], name


def people() -> dict[str, Any]:
    """Plans of people who share pictures but not sides, names or papers."""
    plan = sample.plan()
    case = plan.case
    return {
        "left": plan,
        "right": plan.model_copy(update={"case": case.model_copy(update={"side": "right"})}),
        "named": plan.model_copy(update={"case": case.model_copy(update={"name": "Żółty Müller ≥"})}),
    }
