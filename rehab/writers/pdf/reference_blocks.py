"""What stands around the phases of the reference sheet: the facts at its head, rules and sources, the signature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from rehab.models.review import Review, ReviewFlag, ReviewGrade, ReviewModifier
from rehab.models.sheet_words import SheetWords
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import Block, Cell, kept, paragraph, row
from rehab.writers.pdf.reference_flow import Columns, balanced
from rehab.writers.pdf.reference_text import NOTE, SMALL, joined, mark
from rehab.writers.pdf.sheet import Sheet
from rehab.writers.pdf.type import Run, Runs, Style, measure, wrap, write
from rehab.writers.pdf.words import Booklet, fill, rich

_NAME = SMALL.bold("accent")
_HEADING = Style(10.5, 4.6, "semibold")
GUTTER = 6.0
"""The white between two columns, in mm."""


@dataclass(frozen=True)
class Reference:
    """What every part of the sheet is given: the plan in the template, the protocol, its words, the room and the white between rows in mm."""

    book: Booklet
    review: Review
    words: SheetWords
    live: float
    step: float

    @cached_property
    def title(self) -> str:
        """The condition and its programme."""
        plan = self.book.plan.protocol
        programme = joined(self.words, (plan.type_title, plan.variant_title))
        return fill(self.words.title, title=plan.title, programme=programme) if programme else plan.title

    @property
    def text_x(self) -> float:
        """Where the text starts that has a name at its left."""
        return self.live * 0.165

    @property
    def rule(self) -> str:
        """The monitoring rule of the protocol."""
        return self.review.monitoring[0].id if self.review.monitoring else ""


def head(ref: Reference, *, whole: bool = True) -> list[Columns]:
    """The facts: protocol, programme, grade, this plan, screening, monitoring, and how to read the tags.

    ``whole``: no fact goes on from one column to the next.
    """
    width = (ref.live - GUTTER) / 2
    told = (*_about(ref), *_plan(ref), *_monitoring(ref))
    made = [fact(name, text, width) for name, text in told]
    blocks = [block for one in made for block in (kept(one) if whole else one)]
    stacks = [(number * (width + GUTTER), column) for number, column in enumerate(balanced(blocks, 2))]
    return [Columns(tuple(stacks), key="facts")]


def fact(name: str, text: Runs, width: float, *, style: Style = _NAME, gap: float = 0.7) -> list[Block]:
    """A paragraph that begins with its name."""
    return paragraph((Run(f"{name}  ", style), *text), SMALL, width=width, gap=gap)


def _about(ref: Reference) -> Iterator[tuple[str, Runs]]:
    words, protocol, review = ref.words, ref.book.plan.protocol, ref.review
    status = fill(words.reviewed, names=protocol.reviewed_by) if protocol.reviewed_by else words.draft
    if protocol.status != "draft" and not protocol.reviewed_by:
        status = protocol.status
    told = [
        fill(words.protocol_text, id=protocol.id, version=protocol.version, status=status, framework=review.framework)
    ]
    if protocol.extends:
        told.append(fill(words.changed, base=protocol.extends, author=protocol.author, why=protocol.why))
    if protocol.accept_risk:
        told.append(fill(words.risk, reason=protocol.accept_risk))
    yield words.protocol, (Run(" ".join(told), SMALL),)
    for name, choices in ((words.type, review.types), (words.programme, review.variants)):
        chosen = next((one.id for one in choices if one.chosen), "")
        others = ", ".join(one.id for one in choices if one.offered and not one.chosen)
        if chosen:
            yield name, (Run(fill(words.others, chosen=chosen, others=others) if others else f"{chosen}.", SMALL),)
    if review.grades:
        yield words.grade, tuple(_grades(ref))
    if review.modifiers:
        yield words.modifiers, (Run(_modifiers(words, review.modifiers), SMALL), *_usual(ref))
    if review.clearance:
        yield words.clearance, (Run("; ".join(review.clearance) + ".", SMALL),)


def _usual(ref: Reference) -> Runs:
    """The tag of numbers that are usual practice in every shipped file; a file that changes another one has none."""
    return () if ref.book.plan.protocol.extends else (Run(" ", SMALL), *mark(ref.words, "P", ""))


def _modifiers(words: SheetWords, modifiers: Sequence[ReviewModifier]) -> str:
    """By how much each lengthens which phases; what only speaks to the patient says that."""
    told = []
    for phases, same in groupby(modifiers, key=lambda one: one.phases if one.factor != 1 else None):
        if phases is None:
            told += [fill(words.modifier, title=one.title, note=one.note.rstrip(".")) for one in same]
        else:
            factors = ", ".join(fill(words.modifier_factor, title=one.title, factor=f"{one.factor:g}") for one in same)
            told.append(fill(words.modifier_phases, phases=", ".join(map(str, phases)), factors=factors))
    return "; ".join(told) + "."


def _grades(ref: Reference) -> Iterator[Run]:
    words, grades = ref.words, ref.review.grades
    chosen = next((one for one in grades if one.chosen), None)
    if chosen:
        given = ref.book.plan.case.grade is not None
        yield from rich(words.grade_given if given else words.grade_taken, SMALL, grade=_grade(words, chosen))
        yield Run(" ", SMALL)
        if chosen.full_sport:
            first, last = chosen.full_sport
            yield Run(fill(words.full_sport, first=first, last=last), SMALL)
            yield from _usual(ref)
            yield Run(". ", SMALL)
    routes = []
    for one in grades:
        sentence = {"plan": words.grade_plan, "card": words.grade_card, "referral": words.grade_referral}[one.route]
        if one.needs_clearance:
            sentence = words.grade_clearance
        urgency = joined(words, (words.dispositions[one.disposition], one.within)) if one.disposition else ""
        routes.append(fill(sentence, grade=_grade(words, one), disposition=urgency))
    yield Run("; ".join(routes) + ".", SMALL)


def _grade(words: SheetWords, grade: ReviewGrade) -> str:
    key = grade.grade if grade.grade != grade.title else ""
    return fill(words.grade_name, key=key, title=grade.title).strip()


def _plan(ref: Reference) -> Iterator[tuple[str, Runs]]:
    words, book = ref.words, ref.book
    plan, case = book.plan, book.plan.case
    side = book.side_word(case.side) if case.side else words.side_unknown
    told = [
        fill(
            words.plan_text,
            date=book.date(plan.as_of, "dated"),
            day=book.today,
            start=book.date(case.injured or book.day_one, "dated"),
        ),
        fill(words.side, side=side),
    ]
    if case.cleared_by:
        on = book.date(case.cleared_on or plan.as_of, "dated")
        told.append(fill(words.cleared, name=case.cleared_by, date=on))
    yield words.plan, (Run(" ".join(told), SMALL),)
    yield words.screening, tuple(_screening(ref))


def _screening(ref: Reference) -> Iterator[Run]:
    words, plan = ref.words, ref.book.plan
    state = plan.screening
    if state.status == "not-asked":
        said = [words.screening_not_asked]
    else:
        said = [fill(words.screening_yes, flags=", ".join(state.yes)) if state.yes else ""]
        said += [fill(words.screening_unsure, flags=", ".join(state.unsure)) if state.unsure else ""]
        said = [text for text in said if text] or [words.screening_no]
    yield Run(" ".join(said) + " ", SMALL)
    if state.status == "not-asked" and plan.disposition == "proceed":
        yield from rich(words.outcome_open, SMALL)
    else:
        disposition, effect = words.dispositions[plan.disposition], words.effects[plan.effect]
        yield from rich(words.outcome, SMALL, disposition=disposition, effect=effect)
    if plan.dropped:
        kinds = ", ".join(f"{one.kind} ({one.flag})" for one in plan.dropped)
        yield Run(" " + fill(words.dropped, kinds=kinds), SMALL)


def _monitoring(ref: Reference) -> Iterator[tuple[str, Runs]]:
    words = ref.words
    for number, rule in enumerate(ref.review.monitoring):
        told = [Run(f"{rule.id}, {rule.title}. ", SMALL)]
        if number:
            told = [Run(fill(words.row_rule, rule=f"{rule.id}, {rule.title}") + ". ", SMALL)]
        for name, when, then in (
            (words.green, rule.green, rule.green_then),
            (words.amber, rule.amber, rule.amber_then),
            (words.red, rule.red, rule.red_then),
        ):
            told += [Run(f"{name}: ", SMALL.bold), Run(fill(words.light, when=when, then=then) + " ", SMALL)]
        told += [Run(" ".join(rule.sentences) + " ", SMALL)] if rule.sentences else []
        yield words.monitoring, (*told, *mark(words, rule.evidence, rule.source))


# -- the end --------------------------------------------------------------------------------------------------------


def tail(ref: Reference) -> list[Columns]:
    """Safety questions, stop signs, care and sources, each with its name at the left."""
    table = object()
    blocks = [block for name, text in ending(ref) for block in entry(ref, Run(name, _NAME), text, table)]
    return [Columns(((0.0, (ruled(ref), *blocks)),), gap=1.8, key="end")]


def ending(ref: Reference) -> Sequence[tuple[str, Runs]]:
    """What stands after the phases, each with its name."""
    words = ref.words
    told = (
        (words.flags, _flags(ref)),
        (words.stop, _stops(ref)),
        (words.care, _care(ref)),
        (words.sources, _sources(ref)),
        (words.background, _background(ref)),
        (words.key, rich(words.key_text, NOTE)),
    )
    return [(name, text) for name, text in told if text]


def ruled(ref: Reference) -> Block:
    """The rule over what stands after the phases."""

    def rule(sheet: Sheet, y: float) -> None:
        marks.rule(sheet, y, end=ref.live)

    return Block(1.4, rule, keep=True)


def entry(ref: Reference, name: Run, text: Runs, table: object) -> list[Block]:
    """One row of the sheet: its name at the left, the text beside it."""
    left = ref.text_x
    cells = [Cell(0.0, (name,), left - 1.2, SMALL, head=True), Cell(left, text, ref.live - left, SMALL)]
    return row(cells, table=table, padding=ref.step / 2, line=False)


def _flags(ref: Reference) -> Runs:
    """The questions by what a yes means, the strongest first."""
    words, plan = ref.words, ref.book.plan
    order = ("emergency", "same_day", "see_doctor", "proceed")
    asked = {question.flag for question in plan.screening.asked}
    flags = [one for one in ref.review.flags if not asked or one.flag in asked]

    def group(one: ReviewFlag) -> tuple[int, str, str]:
        return order.index(one.disposition), one.effect, one.within

    made: list[Run] = []
    for _, same in groupby(sorted(flags, key=group), key=group):
        entries = list(same)
        first = entries[0]
        meaning = " ".join(filter(None, (words.dispositions[first.disposition], first.within)))
        named = f"{meaning[:1].upper()}{meaning[1:]}, {words.effects[first.effect]}: "
        listed = joined(words, (fill(words.flag, flag=one.flag, short=one.short) for one in entries))
        made += [Run(named, SMALL.bold), Run(listed + ". ", SMALL)]
    return tuple(made)


def _stops(ref: Reference) -> Runs:
    stop = ref.book.words.stop
    groups = ((stop.emergency, ref.review.emergency), (stop.same_day, ref.review.today))
    return tuple(
        run
        for name, signs in groups
        if signs
        for run in (Run(f"{name}: ", SMALL.bold), Run("; ".join(signs) + ". ", SMALL))
    )


def _care(ref: Reference) -> Runs:
    words = ref.words
    told: list[Run] = []
    for one in ref.review.care:
        days = fill(words.care_days, first=one.days[0], last=one.days[1]) if one.days else ""
        about = ", ".join(filter(None, (one.often, days)))
        told += [Run(f"{words.separator if told else ''}{one.title}{f', {about}' if about else ''} ", SMALL)]
        told += mark(words, one.evidence, one.source)
    return tuple(told)


def _sources(ref: Reference) -> Runs:
    """The sources that a value names, each by its key; then the keys of what was read besides."""
    words, told = ref.words, list[Run]()
    for one in (source for source in ref.review.sources if source.used):
        told += [Run(f"{one.key} ", SMALL.bold), Run(one.citation + " ", SMALL), *mark(words, one.evidence, "")]
        told.append(Run(words.separator, SMALL))
    told = told[:-1]
    return (*told, *([Run(". ", SMALL)] if told else []))


def _background(ref: Reference) -> Runs:
    told: list[Run] = []
    for evidence in ("V", "R"):
        keys = ", ".join(one.key for one in ref.review.sources if not one.used and one.evidence == evidence)
        if keys:
            told += [Run(("; " if told else "") + keys + " ", SMALL), *mark(ref.words, evidence, "")]
    return tuple(told)


def sign(ref: Reference) -> Block:
    """The place to sign: what was reviewed, two boxes, remarks, name, date and signature."""
    words, plan = ref.words, ref.book.plan
    left = ref.live * 0.46
    told = fill(words.sign_text, id=plan.protocol.id, version=plan.protocol.version, digest=plan.made_with.digest)
    text = wrap(told, left - 4, SMALL)
    remarks_x = left + GUTTER
    label = Style(10, 4.4)

    def drawing(sheet: Sheet, y: float) -> None:
        marks.rule(sheet, y, end=ref.live)
        with sheet.tag("H2"):
            write(sheet, 0, y + 5.2, words.sign, _HEADING)
        with sheet.tag("P"):
            text.draw(sheet, 0, y + 9.4)
        at = y + 9.4 + text.height + 2.0
        x = 0.0
        for name in (words.approved, words.approved_changes):
            with sheet.tag("P"):
                with sheet.tag("Figure", alt=words.box_alt, area=(x, at - 3.4, 4.6, 4.6)):
                    marks.tick_box(sheet, x, at - 3.4, 4.6)
                write(sheet, x + 6.4, at, name, label)
            x += measure(name, label) + 13
        with sheet.tag("P"):
            write(sheet, remarks_x, y + 5.2, words.remarks, label)
            marks.writing_line(sheet, y + 5.8, remarks_x + measure(words.remarks, label) + 2, ref.live)
            marks.writing_line(sheet, y + 11.6, remarks_x, ref.live)
            marks.writing_line(sheet, y + 17.4, remarks_x, ref.live)
        foot, x = y + 23.6, 0.0
        ends = (ref.live * 0.42, ref.live * 0.6, ref.live)
        for name, end in zip((words.name, words.date, words.signature), ends, strict=True):
            with sheet.tag("P"):
                write(sheet, x, foot, name, label)
                marks.writing_line(sheet, foot + 0.6, x + measure(name, label) + 2, end - 4 if end < ref.live else end)
            x = end

    return Block(24.6, drawing, gap=2.0)
