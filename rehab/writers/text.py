"""The plan as plain text for a terminal of 80 columns, and one day of it for ``rehab today``."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

from rehab.models.plan import Day, Plan, Task
from rehab.models.template import Template
from rehab.models.wording import Wording
from rehab.writers.lines import dates_told, days_told, medium
from rehab.writers.terminal import WIDTH, safe, task_facts, title_text

NAME_WIDTH = 26
_NUMBER_AND_UNIT = re.compile(r"(?<=\d) (?=[^\s\d])")


def write(plan: Plan, template: Template) -> bytes:
    """Return the whole plan (or its referral) as UTF-8 text, one line per task and day."""
    words = template.wording
    lines = list(_referral(plan, words) if plan.referral else _plan(plan, words))
    return _joined(lines).encode()


def _joined(lines: Iterable[str]) -> str:
    """Return lines as one text; whatever somebody wrote, no line steers the terminal or becomes two."""
    return "\n".join(map(safe, lines)).rstrip() + "\n"


def day_text(plan: Plan, day: Day, template: Template) -> str:
    """Return one day with what to do, how many, which side, when, and for how many minutes."""
    words = template.wording
    phase = next(entry for entry in plan.phases if entry.id == day.phase)
    lines = [
        f"{title_text(plan, words)}: {words.cover.day.format(day=day.day)}, {medium(day.date, words)}",
        f"{phase.number} {phase.title}. {phase.goal}",
        "",
        *_urgent(plan),
    ]
    for task in day.tasks:
        lines += _task(task, words, long=True)
    signs = "; ".join(sign.text for sign in plan.stop_signs if sign.disposition == "emergency")
    lines += ["", *_wrapped(f"{words.stop.emergency}: {signs}.")]
    return _joined(lines)


def _wrapped(text: str, *, indent: str = "") -> list[str]:
    return textwrap.wrap(safe(text.replace("**", "")), WIDTH, initial_indent=indent, subsequent_indent=indent) or [""]


def _heading(text: str) -> list[str]:
    return ["", text, "-" * min(len(text), WIDTH)]


def _urgent(plan: Plan) -> list[str]:
    lines: list[str] = []
    for notice in plan.notices:
        if notice.code in ("limit", "continue", "accept-risk"):
            lines += [*_wrapped(f"! {notice.text}"), ""]
    return lines


def _referral(plan: Plan, words: Wording) -> Iterator[str]:
    referral = plan.referral
    assert referral is not None
    yield from (referral.title.upper(), "")
    if plan.case.name:
        yield from _wrapped(words.page.referral_for.format(name=plan.case.name))
    yield from _wrapped(referral.reason)
    yield from ("", *_wrapped(referral.urgency))
    if referral.emergency_if:
        yield from _wrapped(f"{words.referral.emergency_now} {referral.emergency_if}")
    for heading, entries in (
        (words.referral.do_now, referral.do_now),
        (words.referral.do_not, referral.do_not),
        (words.referral.tell, referral.tell_the_clinician),
    ):
        if entries:
            yield from _heading(heading)
            for entry in entries:
                yield from _bullet(entry)
    yield ""
    yield from _wrapped(words.referral.never_planned if referral.never_planned else words.referral.no_exercises)
    yield from _cards(plan, words)


def _bullet(text: str) -> list[str]:
    return textwrap.wrap(safe(text), WIDTH, initial_indent="- ", subsequent_indent="  ")


def _plan(plan: Plan, words: Wording) -> Iterator[str]:
    yield title_text(plan, words)
    yield from _wrapped(plan.case.summary)
    if plan.case.name:
        yield from _wrapped(words.page.plan_for.format(name=plan.case.name))
    if plan.days:
        first = plan.days[0]
        yield f"{words.cover.day.format(day=first.day)}, {medium(first.date, words)}"
    if plan.screening.status == "not-asked":
        yield from _questions(plan, words)
    yield from _signs(plan, words)
    yield from _cards(plan, words)
    if plan.phases:
        yield from _road(plan, words)
    yield from _gates(plan, words)
    titles = {phase.id: phase.title for phase in plan.phases}
    conditions: set[tuple[str, str]] = set()
    for day in plan.days:
        yield from _heading(f"{words.cover.day.format(day=day.day)}, {medium(day.date, words)}: {titles[day.phase]}")
        for task in day.tasks:
            yield from _task(task, words, long=False)
            condition = (task.short_title, task.only_if)
            if task.only_if and condition not in conditions:  # told once, on its first day
                conditions.add(condition)
                yield from _wrapped(task.only_if, indent=" " * 8)
    yield from _heading(words.sources.again)
    yield safe(plan.made_with.command)


def _boxed(text: str) -> list[str]:
    return textwrap.wrap(safe(text), WIDTH, initial_indent="[ ] ", subsequent_indent="    ")


def _questions(plan: Plan, words: Wording) -> Iterator[str]:
    yield from _heading(words.safety.title)
    yield from _wrapped(f"{words.safety.lead} {words.safety.lead_stop}")
    for question in plan.screening.asked:
        yield from _boxed(question.question)
        if question.exception:
            yield from _wrapped(words.safety.unless.format(exception=question.exception), indent="    ")


def _signs(plan: Plan, words: Wording) -> Iterator[str]:
    if plan.notices:
        yield from _heading(words.cover.notices)
        for notice in plan.notices:
            yield from _bullet(notice.text)
    yield from _heading(words.stop.title)
    for disposition, label in (("emergency", words.stop.emergency), ("same_day", words.stop.same_day)):
        yield label
        for sign in plan.stop_signs:
            if sign.disposition == disposition:
                yield from _bullet(sign.text)


def _cards(plan: Plan, words: Wording) -> Iterator[str]:
    for card in plan.cards.values():
        yield from _heading(card.title)
        yield from _wrapped(card.when)
        for number, step in enumerate(card.steps, start=1):
            yield from textwrap.wrap(safe(step), WIDTH, initial_indent=f"{number} ", subsequent_indent="  ")
        if card.do_not:
            yield words.selfcare.do_not
        for line in card.do_not:
            yield from _bullet(line)
        if card.note:
            yield from _wrapped(card.note)
    if not plan.days and not plan.referral:
        for heading, lines in (
            (
                words.education.education if plan.case.onset == "sudden" else words.education.problem,
                plan.education,
            ),
            (words.education.prognosis, plan.prognosis),
        ):
            if lines:
                yield from _heading(heading)
            for line in lines:
                yield from _bullet(line)


def _road(plan: Plan, words: Wording) -> Iterator[str]:
    yield from _heading(words.cover.road)
    for phase in plan.phases:
        days = days_told(phase.first_day, phase.last_day, words).capitalize()
        span = dates_told(phase.start, phase.end, words)
        yield f"{phase.number:>2} {phase.title:<24} {days:<18} {span}"


def _gates(plan: Plan, words: Wording) -> Iterator[str]:
    for phase in plan.phases:
        if phase.criteria:
            yield from _heading(f"{phase.number} {phase.title}: {words.gate.heading}")
        for criterion in phase.criteria:
            held = words.phase.days.format(count=criterion.days_in_a_row) if criterion.days_in_a_row > 1 else ""
            target = ", ".join(filter(None, (criterion.target, held)))
            yield from _boxed(": ".join(filter(None, (criterion.title, target))))
    if plan.response:
        yield from _heading(words.gate.lights)
        for name, light in (
            (words.gate.green, plan.response.green),
            (words.gate.amber, plan.response.amber),
            (words.gate.red, plan.response.red),
        ):
            yield from textwrap.wrap(f"{name}: {light.when} {light.then}", WIDTH, subsequent_indent="  ")
        for sentence in plan.response.sentences:
            yield from textwrap.wrap(sentence, WIDTH)
        for name, text in (
            (words.gate.missed, plan.response.missed),
            (words.gate.missed_runs, plan.response.missed_runs),
        ):
            yield from textwrap.wrap(f"{name} {text}", WIDTH) if text else ()


def _task(task: Task, words: Wording, *, long: bool) -> list[str]:
    """Return one task: a line with its name, dose, side, load and times; with ``long`` its whole text below."""
    name = safe(task.title if long else task.short_title)
    if task.exercise is None and task.kind != "hydrate" and not long:
        name = safe(task.title)
    lines = textwrap.wrap(
        _NUMBER_AND_UNIT.sub("\N{NO-BREAK SPACE}", f"{name:<{NAME_WIDTH}} {task_facts(task, words)}"),
        WIDTH,
        initial_indent="[ ] ",
        subsequent_indent=" " * 8,
        break_on_hyphens=False,
    )
    lines = [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]
    if long:
        lines += _wrapped(" ".join(filter(None, (task.only_if, task.text))), indent=" " * 8)
    return lines
