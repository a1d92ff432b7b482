"""The three lights in short, a sign and a few words each, for sheets without a page for them."""

from __future__ import annotations

from rehab.models.plan import Light
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import Block
from rehab.writers.pdf.pages_gate import early_limits, lights_of
from rehab.writers.pdf.sheet import LIVE, Sheet
from rehab.writers.pdf.type import CLOSE, Run, Runs, wrap
from rehab.writers.pdf.words import Booklet


def light_lines(book: Booklet) -> list[Block]:
    """Green, amber and red under each other: what each looks like, and what to do then."""
    return [_light_line(sign, f"{name}: {verb}.", light) for sign, name, verb, light in lights_of(book)]


def first_days(book: Booklet, day: int | None = None) -> Runs | None:
    """The stricter limits of the first days, while those last; ``day`` is another one than today."""
    response = book.plan.response
    if response is None or response.early is None or (day or book.today) > response.early.last_day:
        return None
    return next(iter(early_limits(book)), None)


def _light_line(sign: str, name: str, light: Light) -> Block:
    text = wrap((Run(f"{name} ", CLOSE.bold), Run(f"{light.when} ", CLOSE), Run(light.then, CLOSE.bold)), LIVE - 10)
    height = max(text.height, 6.6) + 1.2

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("Figure", alt=name, area=(0, y + height / 2 - 3.3, 6.6, 6.6)):
            marks.SIGNS[sign](sheet, 3.3, y + height / 2, 6.4)
        with sheet.tag("P"):
            text.draw(sheet, 10, y + (height - text.height) / 2 + 3.8)

    return Block(height, drawing)
