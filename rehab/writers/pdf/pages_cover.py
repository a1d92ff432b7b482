"""Page 1, at a glance: what, when, the road, the first days, the stop signs."""

from __future__ import annotations

from collections.abc import Sequence

from rehab.models.plan import Letter, Notice
from rehab.writers.pdf import marks
from rehab.writers.pdf.blocks import (
    Block,
    Leaf,
    bold,
    bullets,
    draw,
    flow,
    framed,
    heading,
    height_of,
    inside,
    item,
    kept,
    paragraph,
    shifted,
    spaced,
    stack,
)
from rehab.writers.pdf.pages_care import READ
from rehab.writers.pdf.pages_frame import bottom, fitted, later_top, leaves, order_of_signs, title_block
from rehab.writers.pdf.pages_road import phase_list, road
from rehab.writers.pdf.sheet import COLUMN_C, COLUMN_D, LIVE, Sheet
from rehab.writers.pdf.type import (
    BLOCK,
    BODY,
    COVER,
    DAY,
    LABEL,
    LEAD,
    LETTER,
    STRONG,
    Run,
    Style,
    measure,
    runs,
    shortened,
    wrap,
    write,
)
from rehab.writers.pdf.words import Booklet, fill, rich

DAY_X = 130.0
_COVER_SIZES = (COVER, Style(28, 11, "semibold"), Style(24, 9.4, "semibold"))
_TIGHT_GAP, _GAP, _WIDEST_GAP = 3.4, 4.4, 11.0
_MOST_PADDING = 4.0
"""How much more white a row of the phases may have above and below where its page has room."""


def cover(book: Booklet, more: Sequence[Block] = ()) -> list[Leaf]:
    """Page 1. What does not fit moves on in this order: the road, then the letters; notices and stop signs stay.

    ``more`` stands under a road that has a page of its own, where that has room for the whole of it.
    """
    plan, words = book.plan, book.words.cover
    room = _room(book)
    stop = [stop_signs(book)] if plan.stop_signs else []
    before = [[cover_head(book, book.title)], notice_frame(words.limit, book.notices("limit"))]
    told = [notes(words.notices, book.notices_elsewhere), full_name(book)]

    def parts(*middle: list[Block], tight: bool = False) -> list[list[Block]]:
        return [part for part in (*before, *middle, stop, [closing(book, tight=tight)], *told) if part]

    everything = parts(road(book), letters(book))
    if _fits(everything, room, _GAP):
        return _placed(book, everything, stop, _GAP)
    stop = [stop_signs(book, tight=True)] if plan.stop_signs else []
    for tight in (False, True):
        everything = parts(road(book), letters(book, tight=True), tight=tight)
        if _fits(everything, room, _TIGHT_GAP):
            return _placed(book, everything, stop, _TIGHT_GAP)
    without_road = parts(letters(book))
    if _fits(without_road, room, _GAP) or not plan.letters:
        return [*_placed(book, without_road, stop, _GAP), *_road_page(book, more)]
    for tight in (False, True):
        without_road = parts(letters(book, tight=True), tight=tight)
        if _fits(without_road, room, _TIGHT_GAP):
            return [*_placed(book, without_road, stop, _TIGHT_GAP), *_road_page(book, more)]
    return [*_placed(book, parts(), stop, _GAP), *_letters_page(book)]


def _room(book: Booklet) -> float:
    """The height that page 1 has; the white under a last baseline may pass the last line."""
    return bottom(book, strip=False) + 1.4 - (book.paper.title - 9.5)


def _fits(parts: Sequence[Sequence[Block]], room: float, gap: float) -> bool:
    """Whether parts fit on page 1 with this gap between them."""
    return sum(height_of(part) + gap for part in parts) - gap <= room


def _letters_page(book: Booklet) -> list[Leaf]:
    """What page 1 had no room for: the letters and the road."""
    rule = Block(1.1, lambda sheet, y: marks.rule(sheet, y + 1.1), keep=True)
    title = book.plan.letters_title
    head = title_block(book, title, book.words.cover.each_day)
    return leaves(book, title, head, [rule, *letters(book)[1:], *spaced(road(book), 12)])


def _road_page(book: Booklet, more: Sequence[Block]) -> list[Leaf]:
    """What page 1 had no room for: the road with its phases, and ``more`` where it fits whole, else more white.

    The list of the phases says what the labels of the road do: these make room for ``more``.
    """
    if not book.plan.phases:
        return []
    words = book.words.cover
    head = title_block(book, words.road_title, words.road_lead)
    room = bottom(book) - (book.paper.title - 9.5) - head.height
    usual = [*road(book, titled=False), *spaced(phase_list(book), 8)]
    if more:
        for labelled, padding in ((True, 2.1), (False, 2.1), (False, 1.2)):
            listed = spaced(phase_list(book, padding=padding), 8)
            blocks = [*road(book, titled=False, labelled=labelled), *listed, *more]
            if height_of(blocks) <= room:
                return leaves(book, words.road_title, head, blocks)
    padding = 2.1 + min(max(room - height_of(usual), 0.0) / 2 / len(book.plan.phases), _MOST_PADDING)
    blocks = [*road(book, titled=False), *spaced(phase_list(book, padding=padding), 8)]
    return leaves(book, words.road_title, head, blocks)


def _placed(book: Booklet, parts: list[list[Block]], stop: list[Block], least: float) -> list[Leaf]:
    """Put as many parts as fit on page 1, the stop signs always among them; white is shared out between the parts."""
    on_first: list[list[Block]] = []
    later: list[list[Block]] = []
    used = 0.0
    room, start = _room(book), book.paper.title - 9.5
    reserved = height_of(stop) + least if stop else 0.0
    for part in parts:
        needed = height_of(part) + (least if on_first else 0.0)
        if part is stop:
            reserved = 0.0
        if part is stop or used + needed + reserved <= room + 0.01:
            on_first.append(part)
            used += needed
        else:
            later.append(part)
    gaps = max(len(on_first) - 1, 1)
    gap = min(least + max(room - used, 0.0) / gaps, _WIDEST_GAP)
    placed: list[tuple[Block, float]] = []
    y = start
    for number, part in enumerate(on_first):
        y += gap if number else 0.0
        [page] = flow(part, y, 10_000)
        placed += page
        y += height_of(part)
    made = [Leaf(book.title, tuple(placed), strip=False)]
    if later:
        blocks = [block for part in later for block in spaced(part, 9)]
        pages = flow(blocks, later_top(book), bottom(book), next_top=later_top(book))
        made += [Leaf(book.title, tuple(page), outline=False, continued=True) for page in pages]
    return made


def cover_head(book: Booklet, title: str, lead: list[list[Run]] | None = None, day_note: str = "") -> Block:
    """The title of page 1 with its lead, and the day block at the right."""
    plan, words = book.plan, book.words.cover
    room = DAY_X - 6
    lines = fitted(title, room, _COVER_SIZES)
    texts = [tuple(line) for line in lead] if lead is not None else about_lines(book)
    leads = [wrap(text, room) for text in texts]
    title_at = 12.5
    lead_at = title_at + (len(lines.lines) - 1) * lines.leading + 9
    lead_end = lead_at + sum(one.height for one in leads) - 6.35
    side_at = lead_end + 9.5
    told = [wrap(notice.text, room) for notice in book.notices("side")] if book.side_missing else []
    left_end = side_at + 3.4 + sum(one.height for one in told) if book.side_missing else lead_end
    kind = {"sudden": words.day_one_sudden, "gradual": words.day_one_gradual, "none": words.day_one_none}[
        plan.case.onset
    ]
    note = wrap(day_note or fill(kind, date=book.date(book.day_one, "medium")), LIVE - DAY_X - 5, BODY)
    day_end = 24.5 + note.height - 5
    height = max(left_end + 2.5, day_end + 1.5, 31.0)

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("H1"):
            lines.draw(sheet, -0.15, y + title_at)
        at = y + lead_at
        for one in leads:
            with sheet.tag("P"):
                one.draw(sheet, 0, at)
            at += one.height
        if book.side_missing:
            which_side(sheet, book, y + side_at)
            at = y + side_at + 7
            for one in told:
                with sheet.tag("P"):
                    one.draw(sheet, 0, at)
                at += one.height
        sheet.line([(DAY_X, y + 3.5), (DAY_X, y + day_end + 0.8)], width=2.2, colour="accent")
        with sheet.tag("P"):
            write(sheet, DAY_X + 5, y + 6.7, words.today, LEAD("grey"))
            write(sheet, DAY_X + 4.6, y + 18.3, fill(words.day, day=book.today), DAY if book.today < 1000 else DAY.bold)
        with sheet.tag("P"):
            note.draw(sheet, DAY_X + 5, y + 24.5)

    return Block(height, drawing)


def about_lines(book: Booklet) -> list[tuple[Run, ...]]:
    plan, words = book.plan, book.words.cover
    case = plan.case
    texts: list[tuple[Run, ...]] = [runs(case.summary, style=LEAD)] if case.summary else []
    texts += [status(book)] if status(book) else []
    if case.onset == "sudden" and case.injured:
        texts.append(rich(words.happened, LEAD, date=book.date(case.injured, "full")))
    elif case.since:
        texts.append(rich(words.began, LEAD, date=book.date(case.since, "full")))
    if plan.protocol.type_title:
        texts.append(rich(words.kind, LEAD("grey"), title=plan.protocol.type_title))
    return texts


def status(book: Booklet) -> tuple[Run, ...]:
    """The grade, and that a draft waits for review."""
    case, words = book.plan.case, book.words.cover
    grade = case.grade_title or case.grade or ""
    if case.grade and case.grade[0].isdigit():
        frame = words.grade if case.grade_title not in ("", case.grade) else words.grade_only
        grade = fill(frame, grade=case.grade, title=case.grade_title)
    told = rich(words.grade_is, LEAD, grade=grade) if grade else ()
    draft = rich(words.draft, LEAD("grey")) if book.plan.protocol.status == "draft" else ()
    return (*told, *((Run(" ", LEAD),) if told and draft else ()), *draft)


def which_side(sheet: Sheet, book: Booklet, y: float) -> None:
    words = book.words
    with sheet.tag("P"):
        write(sheet, 0, y, words.cover.which_side, STRONG)
        x = measure(words.cover.which_side, STRONG) + 5
        for text in (words.sides.left, words.sides.right):
            with sheet.tag("Figure", alt=text, area=(x, y - 4.4, 6, 6)):
                marks.tick_box(sheet, x, y - 4.4, marks.LONE_TICK)
            write(sheet, x + 7.6, y, text, STRONG)
            x += measure(text, STRONG) + 14


def notice_frame(title: str, notices: Sequence[Notice]) -> list[Block]:
    """What must be read first, in a frame; without the frame when it is longer than a third of the page."""
    if not notices:
        return []
    inner = paragraph((bold(title),), x=5, width=LIVE - 10, role="H2")
    for notice in notices:
        inner += paragraph(notice.text, x=5, width=LIVE - 24, gap=1)
    return [framed(inner, padding=3.6)] if height_of(inner) < 90 else inner


def letters(book: Booklet, *, tight: bool = False) -> list[Block]:
    """The letter table: one row a letter."""
    if not book.plan.letters:
        return []
    table = object()
    blocks = heading(book.plan.letters_title, aside=book.words.cover.each_day, gap=0)
    for letter in book.plan.letters:
        page = book.page(READ[1]) if letter.kind == "educate" else None
        often = fill(book.words.cover.read, often=letter.how_often, page=page) if page else letter.how_often
        blocks += _letter(letter, often, table, tight=tight)
    return blocks


def _letter(letter: Letter, how_often: str, table: object, *, tight: bool) -> list[Block]:
    often = wrap((bold(how_often),), 44)
    room = LIVE - 14.5 - often.width if tight else 121 if often.width > 20 else 128
    text = wrap((bold(f"{letter.name}. "), Run(letter.text)), room)
    height = max(text.height, often.height, 8.6 if tight else 0.0) + (1.9 if tight else 3.2)

    def drawing(sheet: Sheet, y: float) -> None:
        with sheet.tag("TH", scope="Row"):
            write(sheet, -0.15, y + height / 2 + 3.3, letter.letter, LETTER)
        with sheet.tag("TD"):
            text.draw(sheet, 11.5, y + (height - text.height) / 2 + 4.15)
        with sheet.tag("TD"):
            often.draw(sheet, LIVE, y + (height - text.height) / 2 + 4.15, "right")
        marks.hairline(sheet, y + height)

    return [Block(height, drawing, within=(("Table", table), ("TR", object())))]


def sign_groups(book: Booklet) -> list[tuple[str, list[str]]]:
    """The stop signs by what they ask for, the most urgent first."""
    words = book.words.stop
    groups: dict[str, list[str]] = {}
    for sign in book.plan.stop_signs:
        groups.setdefault(sign.disposition, []).append(sign.text)
    return [(str(getattr(words, name)), groups[name]) for name in order_of_signs(book)]


def stop_signs(book: Booklet, *, tight: bool = False) -> Block:
    """The frame with every stop sign; the same on every page that shows it, but for a little white where room is short."""
    words = book.words.stop
    lists = []
    for number, (name, texts) in enumerate(sign_groups(book)):
        blocks = paragraph((bold(name),), x=0, width=80, role="H3")
        lists.append(blocks + bullets(texts, width=80 if number % 2 else COLUMN_C - 6, step=0.0 if tight else 0.45))
    lefts, rights = lists[0::2], lists[1::2]
    tops: list[tuple[list[Block], float, float]] = []
    y = 12.4 if tight else 13.6
    for left, right in zip(lefts, [*rights, []] if len(rights) < len(lefts) else rights, strict=True):
        tops += [(left, 4.2, y)] + ([(right, COLUMN_C, y)] if right else [])
        y += max(height_of(left), height_of(right) if right else 0) + 2.4
    height = y + 0.4

    def drawing(sheet: Sheet, top: float) -> None:
        sheet.box(0, top, LIVE, height, stroke=1.1, radius=2.2)
        with sheet.tag("Figure", alt=words.alt, area=(4.2, top + 4.2, 8.4, 8.4)):
            marks.red(sheet, 8.4, top + 8.2, 8.4)
        with sheet.tag("H2"):
            write(sheet, 15.6, top + 9.8, words.title, BLOCK)
        with sheet.tag("P"):
            write(sheet, COLUMN_C, top + 9.8, words.lead, LABEL)
        for blocks, x, at in tops:
            draw(sheet, flow(shifted(blocks, x), top + at, 10_000)[0])

    return Block(height, drawing)


def closing(book: Booklet, *, tight: bool = False) -> Block:
    """The call line and the state of the safety questions: side by side, or run in when room is short."""
    words, calls = book.words.cover, book.notices("call")
    halves = min((_halves(book, calls, split) for split in (COLUMN_C, COLUMN_D)), key=lambda block: block.height)
    if not tight:
        return halves
    told = [(words.plain_call, notice.text) for notice in calls[:1]] + [("", notice.text) for notice in calls[1:]]
    told += [(words.safety if number == 0 else "", line) for number, line in enumerate(safety_lines(book))]
    blocks = [paragraph((bold(f"{name}: " if name else ""), Run(text)), gap=0.8) for name, text in told]
    return min(stack([(0.0, [block for part in blocks for block in part])]), halves, key=lambda block: block.height)


def safety_lines(book: Booklet) -> list[str]:
    """What is known about the safety questions, and who cleared the person."""
    words, case = book.words.cover, book.plan.case
    lines = [notice.text for notice in book.notices("safety")]
    if book.plan.screening.status == "answered" or not lines:
        lines = [safety_state(book), *lines]
    if case.cleared_by and not any(notice.code == "cleared" for notice in book.notices("safety")):
        date = book.date(case.cleared_on, "long") if case.cleared_on else ""
        lines.append(fill(words.cleared if date else words.cleared_undated, name=case.cleared_by, date=date))
    return lines


def _halves(book: Booklet, calls: Sequence[Notice], split: float) -> Block:
    words, width = book.words.cover, LIVE - split
    left = [block for notice in calls for block in paragraph(notice.text, width=split - 8)]
    if left:
        left = paragraph((bold(words.plain_call),), width=split - 8, role="H3") + left
    else:
        split, width = 0.0, 150.0
    right = paragraph((bold(words.safety),), width=width, role="H3")
    all_no = book.plan.screening.status == "answered" and not book.plan.screening.yes
    for line in safety_lines(book):
        right += inside(item(line, x=0, width=width, sign="tick" if all_no else "dot", step=0.4), ("L", "safety"))
    return stack([(0.0, left), (split, right)])


def safety_state(book: Booklet) -> str:
    """One or two sentences on what was asked and answered."""
    words, screening = book.words.cover, book.plan.screening
    if screening.status == "not-asked":
        return fill(words.safety_not_asked, page=1)
    date = book.date(book.plan.as_of, "long")
    if screening.yes:
        text = fill(words.safety_yes, date=date, flags=", ".join(screening.yes))
    else:
        text = fill(words.safety_no, date=date)
    if screening.unsure:
        text = f"{text} {fill(words.safety_unsure, flags=', '.join(screening.unsure))}"
    return text


def notes(title: str, notices: Sequence[Notice]) -> list[Block]:
    if not notices:
        return []
    return kept(
        [*paragraph((bold(title),), role="H2"), *bullets([notice.text for notice in notices], width=LIVE, step=0.5)]
    )


def full_name(book: Booklet) -> list[Block]:
    """The whole name, where the running head had to cut it."""
    name = book.plan.case.name.strip()
    if shortened(name, 74 - 14, LABEL) == name:
        return []
    return [*paragraph((bold(book.words.cover.plan_for),), role="H2"), *paragraph(name)]
