"""The reference sheet: the whole protocol on one or two pages, for a clinician to review and sign."""

from __future__ import annotations

from typing import Literal

from rehab.errors import UsageError, fail
from rehab.models.plan import Plan
from rehab.models.template import Template
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import draw
from rehab.writers.pdf.reference_blocks import Reference, head, sign, tail
from rehab.writers.pdf.reference_flow import place
from rehab.writers.pdf.reference_phases import labels, phases
from rehab.writers.pdf.sheet import Paper, PaperName, Sheet
from rehab.writers.pdf.type import FOOT, Style, measure, shortened, write
from rehab.writers.pdf.words import Booklet, fill

WIDE: dict[PaperName, Paper] = {
    "a4": Paper(297, 210, 16, head=13.5, title=23, content=28, last=190.5, foot_rule=194.3, foot=198.6),
    "letter": Paper(279.4, 215.9, 16, head=13.5, title=23, content=28, last=196.4, foot_rule=200.2, foot=204.5),
}
"""Landscape: phases down, criteria and doses across."""
_TITLE = Style(20, 8, "semibold")
_TOP = 20.0


def write_reference(plan: Plan, template: Template, *, paper: Literal["a4", "letter"] | None = None) -> bytes:
    """Return the reference sheet of the protocol behind a plan as a tagged PDF.

    Raises UsageError for a plan file that was made before plans carried their protocol.
    """
    words, review = template.wording.sheet, plan.review
    assert words is not None
    if review is None:
        hint = f"make it again: {plan.made_with.command}"
        raise fail(UsageError, "no-review", "this plan file does not hold the protocol behind it", hint)
    wide = WIDE[paper or template.paper]
    ref = Reference(Booklet(plan, template, wide), review, words, wide.width - 2 * wide.left)
    return _drawn(ref, wide)


def _drawn(ref: Reference, wide: Paper) -> bytes:
    signing = sign(ref)
    items = [*head(ref), labels(ref), *phases(ref), *tail(ref)]
    top = wide.content
    pages = place([*items, signing], top, _TOP, wide.last)
    block, y = pages[-1][-1]
    pages[-1][-1] = (block, max(y, wide.last - block.height))
    name = fill(ref.words.document_title, title=ref.book.plan.protocol.title)
    sheet = Sheet(wide, accent=ref.book.template.accent, title=name, language=ref.book.template.language)
    for number, drawings in enumerate(pages, start=1):
        with sheet.page():
            if number == 1:
                sheet.bookmark(ref.title)
            with sheet.furniture():
                _running_head(sheet, ref, wide, first=number == 1)
            if number == 1:
                with sheet.tag("H1"):
                    write(sheet, -0.1, wide.title, shortened(ref.title, ref.live - 60, _TITLE), _TITLE)
            with sheet.tag("Sect", key="sheet"):
                draw(sheet, drawings)
            with sheet.furniture():
                _foot(sheet, ref, wide, number, len(pages))
    return sheet.finish()


def _running_head(sheet: Sheet, ref: Reference, wide: Paper, *, first: bool) -> None:
    """The clinic and what kind of page it is; on later pages also what it goes on from."""
    words, clinic = ref.words, ref.book.template.clinic
    write(sheet, 0, wide.head, shortened(clinic.name, ref.live * 0.3, FOOT.bold), FOOT.bold("accent"))
    write(sheet, ref.live, wide.head, words.kind, FOOT.bold, align="right")
    if not first:
        title = shortened(fill(words.continued, title=ref.title), ref.live * 0.45, FOOT)
        write(sheet, ref.live / 2, wide.head, title, FOOT, align="centre")


def _foot(sheet: Sheet, ref: Reference, wide: Paper, number: int, count: int) -> None:
    book, protocol = ref.book, ref.book.plan.protocol
    page = book.words.page
    marks.rule(sheet, wide.foot_rule, 0.5, "hairline", end=ref.live)
    told = fill(page.page_of, number=number, count=count)
    write(sheet, ref.live, wide.foot, told, FOOT.bold, align="right")
    made = book.plan.made_with
    parts = [
        f"{protocol.id}, {fill(page.version, version=protocol.version)}",
        fill(page.made, date=book.date(book.plan.as_of, "dated")),
        fill(book.words.sources.made_with, program=made.program, digest=made.digest),
        book.words.sources.again + ": " + made.command,
    ]
    room = ref.live - measure(told, FOOT) - 6
    write(sheet, 0, wide.foot, shortened(page.separator.join(parts), room, FOOT), FOOT)


