"""Each fast way of the printed plan gives what the slow way gives."""

from __future__ import annotations

from typing import Any

import pytest
from reportlab.lib.utils import asBytes
from reportlab.pdfbase.pdfdoc import PDFArray, PDFArrayCompact, PDFDictionary, PDFDocument

from rehab.writers.pdf import structure


@pytest.mark.parametrize("count", [0, 1, 6, 7, 10, 11, 25])
def test_the_structure_is_written_as_reportlab_writes_it(count: int) -> None:
    document, parts = PDFDocument(), [str(number) for number in range(count)]
    assert asBytes(structure._listed(parts)) == PDFArrayCompact(parts).format(document)
    entries = {f"K{number:02}": f"{number} 0 R" for number in range(count)}
    assert asBytes(structure._dictionary(entries)) == PDFDictionary(dict(reversed(entries.items()))).format(document)


@pytest.mark.parametrize("box", [(0.0, 12.346, 100.5, 841.888), (1.0, -3.204, 0.1, 595.0)])
def test_the_area_of_a_figure_is_written_as_reportlab_writes_it(box: Any) -> None:
    written = PDFArray([round(part, 2) for part in box]).format(PDFDocument())
    assert asBytes(structure._area(box)) == written
