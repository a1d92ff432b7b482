"""The day card: what to do today, on a screen of 80 columns and 24 lines, or as a short message."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator, Mapping, Sequence

from rehab.models.plan import Day, Plan, Task
from rehab.models.template import Template, Wording
from rehab.writers.terminal import WIDTH, date_text, safe, task_facts, title_text

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
    words = template.wording
    lines: list[str] = []
    number = 0
    for plan, day in plans:
        lines += [*_heading(plan, day, words)]
        done = ticked.get(plan.case.id, ())
        for number, task in enumerate(day.tasks, start=number + 1):  # noqa: B020 - the numbers run through all plans
            lines.append(_line(number, task, words, done=task.id in done))
        if not day.tasks:
            lines.append(words.today.nothing)
        lines += [*_footing(plan, day, words, done)]
    for why in dict.fromkeys(why for _, why in left_out):
        names = "; ".join(dict.fromkeys(name for name, reason in left_out if reason == why))
        lines += _wrapped(getattr(words.today, f"left_out_{why}").format(names=names))
    signs = dict.fromkeys(sign.text for plan, _ in plans for sign in plan.stop_signs if sign.disposition == "emergency")
    lines += _wrapped(f"{words.stop.emergency}: {'; '.join(signs)}.")
    return "\n".join(lines).rstrip() + "\n"


def message(plans: Sequence[tuple[Plan, Day]], template: Template, *, discreet: bool) -> str:
    """Return the day in at most 600 characters; ``discreet``: without a word about health.

    What does not fit is counted, never dropped in silence.
    """
    words = template.wording.today
    day = plans[0][1].day
    head = (words.discreet_title if discreet else words.message_day).format(day=day)
    parts = []
    for number, task in enumerate((task for _, entry in plans for task in entry.tasks), start=1):
        name = words.discreet_task.format(number=number) if discreet else safe(task.short_title)
        dose = task.dose if task.exercise or task.kind == "hydrate" else ""
        parts.append(" ".join(filter(None, (f"{number}", name, "" if discreet and not task.exercise else dose))))
    tail = "" if discreet else words.message_stop
    kept = list(parts)
    while True:
        more = [words.message_more.format(count=len(parts) - len(kept))] if len(kept) < len(parts) else []
        text = " ".join(filter(None, (head, "; ".join([*kept, *more]) + ".", tail)))
        if len(text) <= MESSAGE or not kept:
            return text[:MESSAGE]
        kept.pop()


def _wrapped(text: str, *, most: int | None = None) -> list[str]:
    lines = textwrap.wrap(safe(text), WIDTH)
    if most and len(lines) > most:
        lines = [*lines[: most - 1], textwrap.shorten(" ".join(lines[most - 1 :]), WIDTH, placeholder=" ...")]
    return lines


def _heading(plan: Plan, day: Day, words: Wording) -> Iterator[str]:
    today = words.today
    yield today.heading.format(title=title_text(plan, words), day=day.day, date=date_text(day.date, words))
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
        for change in standing.changes:
            if change.day == day.day:
                yield from _wrapped(today.changed.format(text=change.text))
    yield ""


def _line(number: int, task: Task, words: Wording, *, done: bool) -> str:
    line = f"{number:>2} [{'x' if done else ' '}] {safe(task.short_title):<{NAME_WIDTH}} {task_facts(task, words)}"
    return line.rstrip() if len(line) <= WIDTH else line[: WIDTH - 1].rstrip(" ,") + "…"


def _footing(plan: Plan, day: Day, words: Wording, done: Collection[str]) -> Iterator[str]:
    today, standing = words.today, plan.standing
    yield ""
    ticked = sum(task.id in done for task in day.tasks)
    yield today.done.format(done=ticked, of=len(day.tasks), minutes=day.minutes)
    if standing is None or not standing.next_phase:
        return
    met = sum(line.truth == "met" for line in standing.gate)
    if met == len(standing.gate) and standing.earliest:
        earliest = date_text(standing.earliest, words)
        yield from _wrapped(today.gate_ready.format(phase=standing.next_phase, date=earliest))
        return
    lines = [today.line.format(title=line.title, reason=line.reason) for line in standing.gate if line.truth != "met"]
    missing = "; ".join(dict.fromkeys(lines))
    gate = today.gate.format(phase=standing.next_phase, met=met, of=len(standing.gate))
    yield from _wrapped(f"{gate} {today.not_yet.format(lines=missing)}", most=MOST_LINES + 1)
