"""A dose that changes by week: what each week asks for, and what stays the same in all of them."""

from __future__ import annotations

from rehab.models.plan import PhaseDose, PlanPhase
from rehab.writers.pdf.blocks import Block, Cell, kept, paragraph, row
from rehab.writers.pdf.sheet import LIVE
from rehab.writers.pdf.type import LABEL, STRONG, Run
from rehab.writers.pdf.words import Booklet, capital, fill

_DAYS = 7


def weeks(book: Booklet, dose: PhaseDose) -> list[tuple[str, str]]:
    """Each span of weeks and its words: 'Weeks 5 to 10', 'From week 11 on' for one that outlasts the plan."""
    words = book.words.cards
    made = []
    for week, told in dose.weeks:
        first, _, last = week.partition("-")
        if not last:
            name = fill(words.week, week=first)
        elif int(last) * _DAYS > len(book.plan.days):
            name = fill(words.week_open, first=first)
        else:
            name = fill(words.week_span, first=first, last=last)
        made.append((name, told))
    return made


def counted(book: Booklet, phase: PlanPhase, dose: PhaseDose) -> str:
    """From when the weeks of a dose count: they are not the weeks of the plan."""
    words = book.words.cards
    late = dose.first_date is not None and (dose.first_date - phase.start).days >= _DAYS
    return words.weeks_own if late else words.weeks


def table(book: Booklet, phase: PlanPhase, dose: PhaseDose, x: float = 0.0) -> list[Block]:
    """From when the weeks count, then one line for each."""
    key = object()
    made = paragraph((Run(counted(book, phase, dose), LABEL),), x=x, width=LIVE - x)
    for name, told in weeks(book, dose):
        cells = [Cell(x, f"{name}:", 36, STRONG, head=True), Cell(x + 37, told, LIVE - x - 37)]
        made += row(cells, table=key, padding=0.1, line=False)
    return kept(made)


def this_week(book: Booklet, dose: PhaseDose) -> str:
    """The weeks that a printed amount is for: 'week 1'; empty where the dose does not change."""
    for name, told in weeks(book, dose):
        if dose.text.lower().startswith(_amount(told).lower()):
            return name[:1].lower() + name[1:]
    return ""


def lasting(dose: PhaseDose) -> str:
    """The words of a dose without what each week says for itself."""
    text = dose.text
    for _, told in dose.weeks:
        if text.lower().startswith(_amount(told).lower()):
            text = text[len(_amount(told)) :].lstrip(". ")
            for part in (piece for more in told.split(". ")[1:] for piece in more.split(", ")):
                text = text.replace(f"{capital(part)}. ", "", 1).removesuffix(f"{capital(part)}.").rstrip()
            break
    return text


def _amount(told: str) -> str:
    """How much and how often: the first sentence of what a week says."""
    return told.split(". ", maxsplit=1)[0]
