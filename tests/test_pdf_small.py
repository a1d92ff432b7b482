"""What keeps the file small changes nothing that is printed or read: fewer curves, packed objects, kept parts."""

from __future__ import annotations

import io
import random
import re
from itertools import pairwise
from math import hypot
from typing import Any

import pikepdf
import pytest
import sample_plan as sample

from rehab.figures.drawing import smooth
from rehab.figures.easing import Stroke, eased
from rehab.writers.pdf import fonts, pictures, write
from rehab.writers.pdf.packing import packed

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


def test_only_what_must_stands_outside_of_compressed_streams() -> None:
    data = write(sample.plan(), sample.template())
    heads = re.findall(rb"\n\d+ 0 obj\n(<<.*?>>)\nstream\n", data, re.S)
    assert len(heads) == len(re.findall(rb"\d+ 0 obj\n", data))
    assert all(b"/FlateDecode" in head for head in heads)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.objects) > 3 * len(heads)


def test_more_objects_than_one_stream_holds_are_all_found() -> None:
    many = [b"(%d)" % number for number in range(1203)]
    listed = b" ".join(b"%d 0 R" % (number + 4) for number in range(1203))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>/All[%b]>>" % listed,
        *many,
    ]
    data, rows = b"%PDF-1.7\n", [b"0000000000 65535 f \n"]
    for number, content in enumerate(objects, start=1):
        rows.append(b"%010d 00000 n \n" % len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    end = len(data)
    data += b"xref\n0 %d\n%b" % (len(rows), b"".join(rows))
    data += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(rows), end)
    with pikepdf.open(io.BytesIO(packed(data))) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert [str(one) for one in pdf.pages[0].All] == [str(number) for number in range(1203)]


def test_what_is_kept_between_documents_changes_no_byte() -> None:
    """A person before leaves kept pictures, fonts and lines behind; the next gets the same bytes as without them."""
    after = {name: write(plan, sample.template()) for name, plan in people().items()}
    for name, plan in reversed(people().items()):
        for kept in (pictures._operators, pictures._edges, pictures._drawn, fonts._width, fonts._printable):
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
