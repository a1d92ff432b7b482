"""The booklet in large print: one column, 18 points, a page for each day, one or two exercises a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rehab.models.plan import Day, PlanPhase
from rehab.models.template import Section
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import Block, Leaf, height_of, kept, spaced, together
from rehab.writers.pdf.evening import evened
from rehab.writers.pdf.large_blocks import (
    big,
    dots,
    entry,
    in_parts,
    joined,
    lettered,
    named,
    para,
    room_for_a_card,
    section,
    sides_row,
    steps,
    tick_row,
    whole,
)
from rehab.writers.pdf.large_cards import card_chapters, later
from rehab.writers.pdf.large_days import day_pages, ends, light_row
from rehab.writers.pdf.ordered import Part, is_usual, put_together
from rehab.writers.pdf.pages_care import told
from rehab.writers.pdf.pages_cover import about_lines, safety_lines, sign_groups
from rehab.writers.pdf.pages_frame import Chapter, apart, bottom, chain, leaves, roomy, title_block
from rehab.writers.pdf.pages_gate import boxes_for, early_limits, from_to, gate_title, lights_of, target_of
from rehab.writers.pdf.pages_last import sources
from rehab.writers.pdf.pages_safety import meaning, question_groups
from rehab.writers.pdf.pictures import care_picture
from rehab.writers.pdf.sheet import LIVE, Sheet
from rehab.writers.pdf.type import LARGE, Run, Runs, wrap
from rehab.writers.pdf.weekgrid import is_warm_up
from rehab.writers.pdf.words import Booklet, capital, fill, rich

_WEEK = 7
_STEPS = (1.4, 0.0)
"""The white under a step of a card: less only where that keeps the card on one page."""
_CARE = 80.0
"""How wide the picture of a care task is at most, in mm."""


def large_print(book: Booklet, number: int | None) -> list[Leaf]:
    """Every page of the booklet, reflowed; ``number`` is how many weeks have day pages, one where it is left out."""
    questions = _questions(book) if book.plan.screening.status == "not-asked" else []
    first = [leaf for one in questions for leaf in leaves(book, one.title, one.head, one.blocks, strip=False)]
    book = replace(book, cover_page=len(first) + 2, pages={"alone": 1})  # the stop signs stand behind page 1
    cover = _front(book)
    signs = [leaf for one in _signs(book) for leaf in leaves(book, one.title, one.head, one.blocks, strip=False)]
    days = book.plan.days[: max(number or 1, 1) * _WEEK]
    sections = book.template.sections
    usual = is_usual(sections)
    shown = _lights(book) if usual and "gates" in sections else []
    lit = [leaf for one in shown for leaf in leaves(book, one.title, one.head, one.blocks)]
    if lit:  # the day pages name its page
        book = replace(book, pages={**book.pages, "lights": len(first) + len(cover[:1]) + len(signs) + 1})
    front = [*cover[:1], *signs, *lit, *cover[1:]]
    daily, more = _daily(book, days) if days and "weeks" in sections else ([], [])
    chapters = [*(_care(book, days, more) if "weeks" in sections else [])]
    own = _own(book)
    fresh = {*range(1, len(own) + len(chapters) + len(book.printed_phases) + 1)}
    chapters += card_chapters(book) if "cards" in sections else []
    chapters += _gates(book, lit=bool(lit)) if "gates" in sections else []
    chapters += later(book) if "phases" in sections else []
    chapters += _known(book) if "education" in sections else []
    asked = _questions(book) if book.plan.screening.status == "answered" else []
    last = sources(book)
    if not usual:
        behind = _in_order(book, (daily, _care(book, days, more)), [*asked, last])
        return evened(book, [*first, *front, *behind])
    whole = [*own, *chapters, *asked]
    rest = min((chain(book, whole, fresh), roomy(book, whole)), key=len)
    end = leaves(book, last.title, last.head, last.blocks, strip=False)
    return evened(book, [*first, *front, *daily, *rest, *end])


def _in_order(book: Booklet, weeks: Part, end: list[Chapter]) -> list[Leaf]:
    """What stands behind the first pages, in the order of the template; each chapter begins a page."""
    parts: dict[Section, Part] = {
        "weeks": weeks,
        "cards": ((), [*_own(book), *card_chapters(book)]),
        "gates": ((), _gates(book)),
        "phases": ((), later(book)),
        "education": ((), _known(book)),
    }
    wanted = book.template.sections
    own = [] if "cards" in wanted else _own(book)
    laid = [parts[section] for section in wanted if section in parts]
    return put_together(laid, lambda chapters: apart(book, chapters), [*own, *end])


# -- the first pages ----------------------------------------------------------------------------------------------


def _front(book: Booklet) -> list[Leaf]:
    """Page 1, and what to do in the first days: under the rest of page 1 where that goes on, else on a page of its own."""
    chapters = [replace(one, strip=False) for one in _cover(book)]
    first, *later = chain(book, chapters, () if len(chain(book, chapters[:1])) > 1 else {1})
    return [first, *(replace(leaf, strip=leaf.end <= bottom(book)) for leaf in later)]


def _cover(book: Booklet) -> list[Chapter]:
    """Who, what, which side, which day, where you are, whom to call."""
    words, plan = book.words.cover, book.plan
    today = f"{words.today} {fill(words.day, day=book.today)}, {book.date(plan.as_of, 'full')}."
    blocks = para((Run(today, LARGE.bold("accent")),))
    blocks += [block for line in about_lines(book) for block in para(tuple(line))]
    if book.side_missing:
        blocks += [*para((Run(words.which_side, LARGE.bold),), gap=2), sides_row(book, left=False, right=False)]
        blocks += [block for notice in book.notices("side") for block in para(notice.text)]
    if limits := book.notices("limit"):
        blocks += section(words.limit, gap=5)
        blocks += [block for notice in limits for block in para((Run(notice.text, LARGE.bold),), gap=1)]
    calls = [notice.text for notice in book.notices("call")]
    if calls:
        blocks += [*section(words.plain_call, gap=6), *(block for text in calls for block in para(text))]
    blocks += section(words.road, gap=6)
    for phase in plan.phases:
        days = book.days(phase)
        here = (Run(f" {words.here}.", LARGE.bold("accent")),) if phase is book.current else ()
        name = Run(f"{phase.number}  {phase.title}: ", LARGE.bold)
        blocks += para((name, Run(f"{days}, {book.span(phase.start, phase.end)}.", LARGE), *here), gap=1)
    blocks += [*section(words.safety, gap=6), *(block for line in safety_lines(book) for block in para(line))]
    if book.notices_elsewhere:
        blocks += [*section(words.notices, gap=6), *dots([notice.text for notice in book.notices_elsewhere])]
    if plan.case.name.strip():
        blocks += named(f"{words.plan_for}:", plan.case.name.strip())
    made = [Chapter(book.title, title_block(book, book.title), blocks)]
    if plan.letters:
        rows: list[Block] = []
        for letter in plan.letters:
            name, often = Run(f"{letter.name}. ", LARGE.bold), Run(letter.how_often + ".", LARGE.bold)
            rows.append(lettered(letter.letter, (name, Run(f"{letter.text} ", LARGE), often)))
        head = title_block(book, plan.letters_title, big(words.each_day))
        made.append(Chapter(plan.letters_title, head, rows))
    return made


def _signs(book: Booklet) -> list[Chapter]:
    words = book.words.stop
    if not book.plan.stop_signs:
        return []
    blocks: list[Block] = []
    for name, texts in sign_groups(book):
        blocks += [_with_sign("red", name, words.alt), *dots(texts, gap=2)]
    return [Chapter(words.title, title_block(book, words.title, big(words.lead)), blocks)]


def _with_sign(sign: str, name: str, alt: str) -> Block:
    """A heading behind a sign, held together with what follows."""
    lines = wrap((Run(name, LARGE.bold),), LIVE - 18)
    height = max(lines.height, 13.0)

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("Figure", alt=alt, area=(0, y, 13, 13)):
            marks.SIGNS[sign](sheet, 6.5, y + 6.5, 12)
        with sheet.tag("H2"):
            lines.draw(sheet, 17, y + (height - lines.height) / 2 + 6.1)

    return Block(height + 1.5, drawing, gap=7, keep=True)


def _questions(book: Booklet) -> list[Chapter]:
    """The safety questions: to answer before the plan starts, or to ask again."""
    words, asked = book.words.safety, book.plan.screening
    if not asked.asked:
        return []
    new = asked.status == "not-asked"
    blocks: list[Block] = []
    for questions in question_groups(book):
        title = meaning(book, questions[0])
        sign = "red" if questions[0].group in ("emergency", "same_day") else "amber"
        rows = []
        for one in questions:
            unless = fill(words.unless, exception=one.exception) if one.exception else ""
            told_too = " ".join(part for part in (unless, "" if one.unsure_counts else words.unsure_no) if part)
            text = (Run(f"{one.question} ", LARGE), Run(told_too, LARGE))
            rows.append(tick_row(text, 1 if new else 0, alt=words.box_alt))
        blocks += kept([_with_sign(sign, title, title), rows[0]]) + rows[1:]
    if new:
        blocks += named(words.all_no, words.all_no_text, gap=5)
        lead: Runs = (Run(f"{words.lead} ", LARGE), *rich(words.lead_stop, LARGE))
        return [Chapter(words.title, title_block(book, words.title, lead), blocks)]
    return [Chapter(words.again, title_block(book, words.again, big(words.again_lead)), blocks)]


def _daily(book: Booklet, days: tuple[Day, ...]) -> tuple[list[Leaf], list[Block]]:
    """The day pages, and where they end and how to go on, where that would take a page of its own behind them."""
    end = ends(book, days, days[-1])
    before = [leaf for day in days[:-1] for leaf in day_pages(book, day)]
    last, alone = day_pages(book, days[-1], end), day_pages(book, days[-1])
    return ([*before, *alone], end) if len(alone) < len(last) else ([*before, *last], [])


def _care(book: Booklet, days: tuple[Day, ...], more: Sequence[Block] = ()) -> list[Chapter]:
    """What the rows of the day pages mean: water and pain, checks, care, the warm-up; ``more`` stands before it."""
    words, week, hydration = book.words.care, book.words.week, book.plan.hydration
    blocks = [*more]
    if hydration:
        blocks += para(
            (*rich(week.water_note, LARGE), Run(f" {hydration.text} ", LARGE), Run(hydration.warning, LARGE.bold))
        )
    blocks += para(rich(week.pain_note, LARGE), gap=2) if not book.plan.diary else []
    warm = {
        (task.title, task.text): day.day for day in reversed(book.plan.days) for task in day.tasks if is_warm_up(task)
    }
    since = [(fill(words.since, day=day), title, text, "") for (title, text), day in warm.items()]
    pictured: list[object] = []
    for name, entries in (
        (words.checks, told(book, ("check",), days)),
        (words.care, [*told(book, words.kinds, days), *reversed(since)]),
    ):
        blocks += section(name) if entries else []
        for when, title, text, rule in entries:
            head = (Run(f"{capital(when)}. ", LARGE.bold("accent")), Run(f"{title}. " if title else "", LARGE.bold))
            told_here = para((*head, Run(text, LARGE)), gap=3)
            figure, picture = book.plan.pictures.get(rule), care_picture(book, rule, title, _CARE)
            if picture and figure not in pictured:
                told_here += spaced([picture], 2)
                pictured.append(figure)
            blocks += whole(told_here)
    return [Chapter(words.title, title_block(book, words.title), blocks)] if blocks else []


# -- moving on, and what to know ----------------------------------------------------------------------------------


def _lights(book: Booklet) -> list[Chapter]:
    """The lights with what to do then, each under a heading where that keeps them on one page."""
    words, rows = book.words.gate, lights_of(book)
    under = [block for line in early_limits(book) for block in para(line, gap=3)]
    under += [] if _gated(book) else _missed(book)
    if not rows:
        return []
    head = title_block(book, words.lights, big(words.lights_lead))
    wide: list[Block] = []
    for sign, name, verb, light in rows:
        wide += [_with_sign(sign, f"{name}: {verb}", f"{name}, {verb}"), *para(light.when)]
        wide += para((Run(light.then, LARGE.bold),))
    close = [light_row(sign, f"{name}: {verb}.", light, then=True) for sign, name, verb, light in rows]
    ways = [Chapter(words.lights, head, [*blocks, *under]) for blocks in (wide, close)]
    return [min(ways, key=lambda one: len(leaves(book, one.title, one.head, one.blocks)))]


def _gated(book: Booklet) -> list[PlanPhase]:
    return [phase for phase in book.printed_phases if phase.criteria]


def _missed(book: Booklet) -> list[Block]:
    """What to do after days without exercise."""
    words, response = book.words.gate, book.plan.response
    if response is None:
        return []
    return whole(named(words.missed, response.missed, gap=4)) + whole(
        named(words.missed_runs, response.missed_runs, gap=2)
    )


def _gates(book: Booklet, *, lit: bool = False) -> list[Chapter]:
    """The lights, where they are not ``lit`` in front, and the tests that open the next phases."""
    words = book.words.gate
    made = [] if lit else _lights(book)
    listed: list[Block] = []
    gated = _gated(book)
    for phase in gated:
        named_list = [*section(from_to(book, phase)), *para(gate_title(book, phase))]
        rows: list[Block] = []
        for one in phase.criteria:
            who = f" ({words.clinician})" if one.who == "clinician" else ""
            asked = target_of(book, one)
            text = (Run(one.title + who, LARGE), Run(f": {asked}" if asked else "", LARGE.bold))
            how = (Run(fill(words.how, how=one.how), LARGE),) if one.how else ()
            count = boxes_for(one)
            rows.append(tick_row(text, count, alt=fill(words.box_alt, count=count), under=how))
        listed += [*kept([*named_list, *rows[:1]]), *together(rows)[1:]]
        not_yet = [Run(f"{phase.not_yet} ", LARGE.bold)] if phase.not_yet else []
        not_yet += [Run(words.not_yet, LARGE)] if phase is gated[0] else []
        listed += para(tuple(not_yet), gap=3)
        following = next((one for one in book.plan.phases if one.number == phase.number + 1), None)
        if following and following.hard_minimum:
            listed += para((Run(fill(words.minimum, day=following.hard_minimum), LARGE.bold),), gap=2)
    if listed:
        listed += _missed(book)
        made.append(Chapter(words.title, title_block(book, words.title, big(words.title_lead)), listed))
    return made


def _own(book: Booklet) -> list[Chapter]:
    """Self-care for any time."""
    words = book.words.selfcare
    blocks: list[Block] = []
    head = title_block(book, words.title, big(words.lead))
    for card in book.plan.cards.values():
        above = None if blocks else head
        for step in _STEPS:
            leave = [*entry(words.do_not), *dots(card.do_not, step=step)] if card.do_not else []
            how = [*section(card.title), *para(card.when), *steps(card.steps, step=step)]
            parts = [how, leave, para(card.note, gap=2)]
            if height_of(joined(parts)) <= room_for_a_card(book, above):
                break
        blocks += in_parts(book, card.title, parts, above)
    return [Chapter(words.title, head, blocks)] if blocks else []


def _known(book: Booklet) -> list[Chapter]:
    """One card to read each day, and what to know."""
    words, care = book.words.education, book.words.care
    blocks: list[Block] = []
    cards = told(book, ("educate",), book.plan.days)
    one_title = len({title for _, title, _, _ in cards}) == 1
    if cards:
        blocks += section(care.read)
        for when, title, text, _ in cards:
            head = Run(f"{capital(when)}. " + ("" if one_title or not title else f"{title}. "), LARGE.bold("accent"))
            blocks += para((head, Run(text, LARGE)), gap=2)
    for name, texts in ((book.about, book.plan.education), (words.prognosis, book.plan.prognosis)):
        blocks += [*section(name), *together(dots(texts))] if texts else []
    return [Chapter(words.title, title_block(book, words.title, big(words.lead)), blocks)] if blocks else []
