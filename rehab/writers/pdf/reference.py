"""The reference sheet: the whole protocol on one or two pages, for a clinician to review and sign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from rehab.errors import UsageError, fail
from rehab.models.plan import Plan
from rehab.models.template import Template
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import draw
from rehab.writers.pdf.margins import within
from rehab.writers.pdf.pages_frame import fitted
from rehab.writers.pdf.reference_blocks import Reference, head, sign, tail
from rehab.writers.pdf.reference_dense import dense
from rehab.writers.pdf.reference_flow import Item, Placed, place
from rehab.writers.pdf.reference_phases import phases
from rehab.writers.pdf.sheet import Paper, PaperName, Sheet
from rehab.writers.pdf.type import FOOT, Lines, Style, measure, shortened, wrap, write
from rehab.writers.pdf.words import Booklet, fill

FULL: dict[PaperName, Paper] = {
    "a4": Paper(210, 297, 11.5, head=13.5, title=22, content=25.5, last=281, foot_rule=283.2, foot=287),
    "letter": Paper(215.9, 279.4, 11.5, head=13.5, title=22, content=25.5, last=263.4, foot_rule=265.6, foot=269.4),
}
"""Narrower margins than the booklet: these pages are read at a desk."""
_TITLES = (Style(20, 8, "semibold"), Style(17, 7, "semibold"), Style(14, 6, "semibold"))
_STEPS = (1.2, 0.7, 0.3, 0.05)
"""White between rows in mm: the most that costs no page."""
_PAGES = 2
"""More pages than these, and the sheet is set in two columns."""
_BELOW_HEAD = 3.0
Laid = tuple[Reference, list[list[Placed]]]


def write_reference(plan: Plan, template: Template, *, paper: Literal["a4", "letter"] | None = None) -> bytes:
    """Return the reference sheet of the protocol behind a plan as a tagged PDF.

    Raises UsageError for a plan file that was made before plans carried their protocol.
    """
    words, review = template.wording.sheet, plan.review
    assert words is not None
    if review is None:
        hint = f"make it again: {plan.made_with.command}"
        raise fail(UsageError, "no-review", "this plan file does not hold the protocol behind it", hint)
    usual = FULL[paper or template.paper]
    page_size = within(usual, template.margins)
    book, live = Booklet(plan, template, page_size), usual.width - usual.left - page_size.left
    refs = [Reference(book, review, words, live, step) for step in _STEPS]
    ref, pages = _roomiest(refs, lambda ref: [*head(ref), *phases(ref), *tail(ref), sign(ref)])
    if len(pages) > _PAGES:
        ref, pages = min((ref, pages), _roomiest(refs, dense), key=lambda laid: len(laid[1]))
    return _drawn(ref, page_size, pages)


def _roomiest(refs: Sequence[Reference], items: Callable[[Reference], Sequence[Item]]) -> Laid:
    """Set everything with the most white that takes no more pages than the least white does."""
    tightest = _laid(refs[-1], items(refs[-1]))
    others = (_laid(ref, items(ref)) for ref in refs[:-1])
    return next((laid for laid in others if len(laid[1]) == len(tightest[1])), tightest)


def _laid(ref: Reference, items: Sequence[Item]) -> Laid:
    """Place everything on pages; the signature stands at the foot of the last one."""
    page_size = ref.book.paper
    top = page_size.content + _title(ref).height - _title(ref).leading
    pages = place(items, top, page_size.head + _BELOW_HEAD, page_size.last)
    block, y = pages[-1][-1]
    pages[-1][-1] = (block, max(y, page_size.last - block.height))
    return ref, pages


def _title(ref: Reference) -> Lines:
    """The title in one line or two; a longer one is shortened."""
    title = fitted(ref.title, ref.live, _TITLES)
    if len(title.lines) > 2:
        return wrap(shortened(ref.title, ref.live, _TITLES[-1]), ref.live, _TITLES[-1])
    return title


def _drawn(ref: Reference, page_size: Paper, pages: Sequence[Sequence[Placed]]) -> bytes:
    title = _title(ref)
    name = fill(ref.words.document_title, title=ref.book.plan.protocol.title)
    sheet = Sheet(page_size, accent=ref.book.template.accent, title=name, language=ref.book.template.language)
    for number, drawings in enumerate(pages, start=1):
        with sheet.page():
            if number == 1:
                sheet.bookmark(ref.title)
            with sheet.furniture():
                _running_head(sheet, ref, page_size, first=number == 1)
            if number == 1:
                with sheet.tag("H1"):
                    title.draw(sheet, -0.1, page_size.title)
            with sheet.tag("Sect", key="sheet"):
                draw(sheet, drawings)
            with sheet.furniture():
                _foot(sheet, ref, page_size, number, len(pages))
    return sheet.finish()


def _running_head(sheet: Sheet, ref: Reference, page_size: Paper, *, first: bool) -> None:
    """The clinic and what kind of page it is; on later pages also what it goes on from."""
    words, clinic = ref.words, ref.book.template.clinic
    write(sheet, 0, page_size.head, shortened(clinic.name, ref.live * 0.3, FOOT.bold), FOOT.bold("accent"))
    write(sheet, ref.live, page_size.head, words.kind, FOOT.bold, align="right")
    if not first:
        room = ref.live * 0.45
        whole, condition = (fill(words.continued, title=one) for one in (ref.title, ref.book.plan.protocol.title))
        title = whole if measure(whole, FOOT) <= room else shortened(condition, room, FOOT)
        write(sheet, ref.live / 2, page_size.head, title, FOOT, align="centre")


def _foot(sheet: Sheet, ref: Reference, page_size: Paper, number: int, count: int) -> None:
    book, protocol = ref.book, ref.book.plan.protocol
    page = book.words.page
    marks.rule(sheet, page_size.foot_rule, 0.5, "hairline", end=ref.live)
    told = fill(page.page_of, number=number, count=count)
    write(sheet, ref.live, page_size.foot, told, FOOT.bold, align="right")
    made = book.plan.made_with
    parts = [
        f"{protocol.id}, {fill(page.version, version=protocol.version)}",
        fill(page.made, date=book.date(book.plan.as_of, "dated")),
        fill(book.words.sources.made_with, program=made.program, digest=made.digest),
    ]
    room = ref.live - measure(told, FOOT) - 6
    write(sheet, 0, page_size.foot, shortened(page.separator.join(parts), room, FOOT), FOOT)
