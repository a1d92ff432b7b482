"""Pictures for those who author them: a contact sheet of many, and a close look at a few."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from rehab.figures.drawing import Drawing, fit, grey
from rehab.figures.pdf import content
from rehab.writers.contact import Entry
from rehab.writers.pdf.file import deflated
from rehab.writers.pdf.sheet import LIVE, MM, PAPERS, Sheet

_COLUMNS = 4
_CELL, _CELL_HIGH, _TITLE = LIVE / _COLUMNS, 44.0, 7.5
_BIG, _BIG_HIGH, _CLOSE = 122.0, 100.0, 122.0
_CARD, _CARD_HIGH, _SMALL, _SMALL_HIGH = 50.0, 40.0, 30.0, 24.0


def contact_sheet(entries: Sequence[Entry], notes: Sequence[str] = (), *, title: str) -> bytes:
    """Return a PDF with all pictures, four in a row, and a list of notes after them."""
    paper = PAPERS["a4"]
    sheet = Sheet(paper, accent="0B5C6B", title=title, language="en-GB")
    rows = int((paper.last - paper.head) // (_CELL_HIGH + _TITLE))
    for first in range(0, len(entries), rows * _COLUMNS):
        with sheet.page():
            for place, entry in enumerate(entries[first : first + rows * _COLUMNS]):
                row, column = divmod(place, _COLUMNS)
                x, y = column * _CELL, paper.head + row * (_CELL_HIGH + _TITLE)
                _picture(
                    sheet, entry.drawing, x + 1, y, _CELL - 2, _CELL_HIGH, key=f"s{first + place}", alt=entry.title
                )
                for line, words in enumerate(textwrap.wrap(entry.title, 28)[:2]):
                    sheet.text(x + 1, y + _CELL_HIGH + 2.5 + 3 * line, words, face="semibold", size=8, colour="ink")
    if notes:
        _text_pages(sheet, notes)
    return sheet.finish()


def close_look(entries: Sequence[Entry], *, title: str) -> bytes:
    """Return a PDF with each picture large with its joints named, as on a card, and 30 mm wide in grey."""
    paper = PAPERS["a4"]
    sheet = Sheet(paper, accent="0B5C6B", title=title, language="en-GB")
    for first in range(0, len(entries), 2):
        with sheet.page():
            for place, entry in enumerate(entries[first : first + 2]):
                _close(sheet, entry, paper.head - 6 + place * (_CLOSE + 10), key=f"c{first + place}")
    return sheet.finish()


def _close(sheet: Sheet, entry: Entry, y: float, *, key: str) -> None:
    sheet.line([(0, y - 5), (LIVE, y - 5)], width=0.5, colour="grid")
    sheet.text(0, y, entry.title, face="semibold", size=12, colour="ink")
    named = entry.named or entry.drawing
    _picture(sheet, named, 0, y + 3, _BIG, _BIG_HIGH, key=f"{key}n", alt=entry.title)
    box = fit(named, _BIG * MM, _BIG_HIGH * MM)
    for label in named.labels:
        x = (box.dx + box.scale * label.at[0]) / MM
        down = (box.height - box.dy - box.scale * label.at[1]) / MM
        sheet.disc(x, y + 3 + down, 0.45, fill="accent")
        sheet.text(x + 0.6, y + 3 + down, label.text, face="regular", size=5, colour="accent")
    _picture(sheet, entry.drawing, _BIG + 4, y + 3, _CARD, _CARD_HIGH, key=f"{key}k", alt=entry.title)
    _picture(sheet, grey(entry.drawing), _BIG + 4, y + 45, _SMALL, _SMALL_HIGH, key=f"{key}g", alt=entry.title)
    for number, line in enumerate(entry.lines):
        sheet.text(_BIG + 4, y + 74 + 2.9 * number, line, face="regular", size=7, colour="ink")
    for number, line in enumerate(entry.warnings):
        sheet.text(0, y + _BIG_HIGH + 7 + 4 * number, line[:150], face="semibold", size=8, colour="red")


def _picture(
    sheet: Sheet, drawing: Drawing, x: float, y: float, width: float, height: float, *, key: str, alt: str
) -> None:
    with sheet.tag("Figure", alt=alt, area=(x, y, width, height)):
        sheet.picture(
            x, y, width, height, key=key, content=lambda: deflated(content(drawing, width * MM, height * MM).encode())
        )


def _text_pages(sheet: Sheet, notes: Sequence[str]) -> None:
    paper = sheet.paper
    count = int((paper.last - paper.head) // 5)
    for first in range(0, len(notes), count):
        with sheet.page():
            for number, note in enumerate(notes[first : first + count]):
                sheet.text(0, paper.head + 5 * number, note[:120], face="regular", size=9, colour="ink")
