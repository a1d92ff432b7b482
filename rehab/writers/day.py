"""The day card: what to do today, on a screen of 80 columns and 24 lines, or as a short message."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from rehab.models.day_words import DayWords
from rehab.models.plan import Day, Plan, Task
from rehab.models.standing import PlanChange
from rehab.models.template import Template
from rehab.models.wording import Wording
from rehab.writers.lines import medium
from rehab.writers.terminal import WIDTH, safe, task_facts, title_text

LINES = 24
NAME_WIDTH = 24
MESSAGE = 600
MOST_LINES = 2
"""A reason or a list of what is missing takes no more lines than this on the card."""


def day_card(
    plans: Sequence[tuple[Plan, Day]],
    ticked: Mapping[str, Collection[str]],
    template: Template,
    *,
    left_out: Sequence[tuple[str, str]] = (),
) -> str:
    """Return the tasks of one day of one or more plans, numbered through, with what is done already.

    ``ticked`` are the ids of done tasks by the id of their case; ``left_out`` is what two injuries together do
    without, and why.
    """
    signs = list(
        dict.fromkeys(sign.text for plan, _ in plans for sign in plan.stop_signs if sign.disposition == "emergency")
    )
    # A full day: the blank lines go first, then of what is missing all but one, then signs, which are counted.
    ways = [(most, len(signs)) for most in range(MOST_LINES + 1, 0, -1)]
    for most, shown in [*ways, *((1, count) for count in range(len(signs) - 1, 1, -1))]:
        lines = _card(plans, ticked, template.wording, left_out, most)
        lines += _stop(signs, shown, template.wording)
        if len(lines) > LINES:
            lines = list(filter(None, lines))
        if len(lines) <= LINES:
            break
    return "\n".join(lines).rstrip() + "\n"


def _card(
    plans: Sequence[tuple[Plan, Day]],
    ticked: Mapping[str, Collection[str]],
    words: Wording,
    left_out: Sequence[tuple[str, str]],
    most: int,
) -> list[str]:
    """Return the lines of the card; what still opens the next phase takes at most ``most`` of them."""
    lines: list[str] = []
    number = 0
    for plan, day in plans:
        lines += [*_heading(plan, day, words)]
        done = ticked.get(plan.case.id, ())
        for number, task in enumerate(day.tasks, start=number + 1):  # noqa: B020 - the numbers run through all plans
            lines.append(_line(number, task, words, done=task.id in done))
        if not day.tasks:
            lines.append(words.today.nothing)
        lines += [*_footing(plan, day, words, done, most)]
    for why in dict.fromkeys(why for _, why in left_out):
        names = "; ".join(dict.fromkeys(name for name, reason in left_out if reason == why))
        lines += _wrapped(getattr(words.today, f"left_out_{why}").format(names=names))
    return lines


def _stop(signs: Sequence[str], shown: int, words: Wording) -> list[str]:
    """Return the emergencies; those that a full card has no room for are counted, never dropped in silence."""
    left = len(signs) - shown
    more = f" {words.today.more_signs.format(count=left)}" if left else ""
    return _wrapped(f"{words.stop.emergency}: {'; '.join(signs[:shown])}.{more}")


def message(plans: Sequence[tuple[Plan, Day]], template: Template, *, discreet: bool) -> str:
    """Return the day in at most 600 characters; ``discreet``: without a word about health.

    What does not fit is counted, never dropped in silence.
    """
    words = template.wording.today
    tasks = [(entry.day, plan, task) for plan, entry in plans for task in entry.tasks]
    kept = len(tasks)
    while True:
        parts = []
        numbered = list(enumerate(tasks[:kept], start=1))
        for plan, day in plans:
            head = words.discreet_title if discreet else words.message_day
            own = [_said(number, task, words, discreet) for number, (_, owner, task) in numbered if owner is plan]
            told = "; ".join(own) if own else words.nothing.rstrip(".") if not day.tasks else ""
            lead = head.format(title=title_text(plan, template.wording), day=day.day)
            parts += [lead, *_held(plan, words, discreet), *([f"{told}."] if told else ())]
        if kept < len(tasks):
            parts.append(words.message_more.format(count=len(tasks) - kept))
        text = " ".join([*parts, *(() if discreet else (words.message_stop,))])
        if len(text) <= MESSAGE or not kept:
            return text
        kept -= 1


def _said(number: int, task: Task, words: DayWords, discreet: bool) -> str:
    name = words.discreet_task.format(number=number) if discreet else f"{number} {safe(task.short_title)}"
    dose = task.dose if task.exercise or (task.kind == "hydrate" and not discreet) else ""
    return " ".join(filter(None, (name, dose)))


def _held(plan: Plan, words: DayWords, discreet: bool) -> list[str]:
    """Say that no exercises may be done now; a discreet message only sends the reader to the plan."""
    standing = plan.standing
    held = [text for text in (standing.stopped, standing.resting) if text] if standing else []
    return [words.discreet_held] if held and discreet else held


def referral_message(plan: Plan, template: Template, *, discreet: bool) -> str:
    """Return a referral in at most 600 characters; a discreet one only sends the reader to the plan."""
    assert plan.referral is not None
    if discreet:
        return template.wording.today.discreet_held
    told = f"{plan.referral.title}. {plan.referral.urgency}"
    return told if len(told) <= MESSAGE else textwrap.shorten(told, MESSAGE, placeholder=" ...")


def card_message(plan: Plan, template: Template, *, discreet: bool) -> str:
    """Return that there is nothing to do but to read a card; a discreet one only sends the reader to the plan."""
    words = template.wording.today
    return words.discreet_held if discreet else words.card.format(title=title_text(plan, template.wording))


def _wrapped(text: str, *, most: int | None = None) -> list[str]:
    lines = textwrap.wrap(safe(text), WIDTH, break_on_hyphens=False)  # the id of a rule stays whole
    if most and len(lines) > most:
        lines = [*lines[: most - 1], textwrap.shorten(" ".join(lines[most - 1 :]), WIDTH, placeholder=" ...")]
    return lines


def _heading(plan: Plan, day: Day, words: Wording) -> Iterator[str]:
    today = words.today
    yield today.heading.format(title=title_text(plan, words), day=day.day, date=medium(day.date, words))
    phase = next(entry for entry in plan.phases if entry.id == day.phase)
    standing = plan.standing
    in_phase = standing.day_in_phase if standing and standing.phase == phase.id else day.day - phase.first_day + 1
    yield from _wrapped(
        today.phase.format(number=phase.number, phase=phase.title, day=in_phase, goal=phase.goal), most=2
    )
    for notice in plan.notices:
        if notice.code in ("limit", "continue", "accept-risk"):
            yield from _wrapped(f"! {notice.text}")
    if standing:
        for said in (standing.stopped, standing.resting, standing.stuck):
            if said:
                yield from _wrapped(f"! {said}")
        for text, rule in _changes([change for change in standing.changes if change.day == day.day], today):
            yield from _wrapped(today.changed.format(text=text, rule=rule))
        for asked in standing.asks:
            yield from _wrapped(f"? {asked}")
    yield ""


def _changes(changes: Sequence[PlanChange], words: DayWords) -> Iterator[tuple[str, str]]:
    """Yield what changed with its rule; the same step for several exercises is said once, with their number."""
    alike = Counter((change.code, change.rule) for change in changes)
    many = {"less": words.less_many, "more": words.more_many}
    for change in changes:
        key = (change.code, change.rule)
        if change.code not in many or alike[key] == 1:
            yield change.text, change.rule
        elif alike[key] > 1:
            yield many[change.code].format(count=alike[key]), change.rule
            alike[key] = 0


def _line(number: int, task: Task, words: Wording, *, done: bool) -> str:
    line = f"{number:>2} [{'x' if done else ' '}] {safe(task.short_title):<{NAME_WIDTH}} {task_facts(task, words)}"
    return line.rstrip() if len(line) <= WIDTH else line[: WIDTH - 1].rstrip(" ,") + "…"


def _footing(plan: Plan, day: Day, words: Wording, done: Collection[str], most: int) -> Iterator[str]:
    today, standing = words.today, plan.standing
    yield ""
    ticked = sum(task.id in done for task in day.tasks)
    yield today.done.format(done=ticked, of=len(day.tasks), minutes=day.minutes)
    if standing is None or not standing.next_phase:
        return
    met = sum(line.truth == "met" for line in standing.gate)
    if met == len(standing.gate) and standing.earliest:
        earliest = medium(standing.earliest, words)
        yield from _wrapped(today.gate_ready.format(phase=standing.next_phase, date=earliest))
        return
    lines = [today.line.format(title=line.title, reason=line.reason) for line in standing.gate if line.truth != "met"]
    missing = "; ".join(dict.fromkeys(lines))
    gate = today.gate.format(phase=standing.next_phase, met=met, of=len(standing.gate))
    yield from _wrapped(f"{gate} {today.not_yet.format(lines=missing)}", most=most)
