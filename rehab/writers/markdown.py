"""The plan as Markdown notes: one task line for each task and day, as Obsidian's Tasks plugin reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rehab.models.plan import Day, Plan, PlanExercise, Task
from rehab.models.template import Template
from rehab.models.wording import Wording
from rehab.writers.lines import (
    card,
    clean,
    criterion,
    dates_told,
    days_told,
    details,
    facts,
    medium,
    referral,
    stop_signs,
    titled,
    to_know,
)

SCHEDULED, DUE = "\u23f3", "\U0001f4c5"
_SIGNS = frozenset(
    "\U0001f4c5\U0001f4c6\U0001f5d3\u23f3\u231b\U0001f6eb\u2795\u2705\u274c\U0001f501\U0001f194\u26d4\U0001f3c1"
    "\U0001f53a\u23eb\U0001f53c\U0001f53d\u23ec"
)
"""Signs that give a task line dates, an order or a state; in a name they would do so unasked."""
_MEANT = re.compile(r"[\\`*_\[\]<#~$^|]|==|%%|&(?=#?\w+;)|:(?=//)")
_LEADING = re.compile(r"^(?:[-+>=:]|\d+(?=[.)]))")


def write(plan: Plan, template: Template) -> bytes:
    """Return the plan (or its referral) as UTF-8 Markdown."""
    words = template.wording
    lines = _referral(plan, words) if plan.referral else _plan(plan, words)
    return ("\n".join(lines).rstrip() + "\n").encode()


def safe(text: str) -> str:
    """Return a text in which no sign means anything to Markdown or to a task line."""
    plain = clean("".join(letter for letter in text if letter not in _SIGNS))
    begin = found.end() if (found := _LEADING.match(plain)) else 0
    rest = _MEANT.sub(lambda sign: "".join(f"\\{letter}" for letter in sign[0]), plain[begin:])
    if not begin:
        return rest
    return f"{plain[:begin]}\\{rest}" if plain[0].isdecimal() else f"\\{plain[:begin]}{rest}"


def _section(title: str, level: int = 2) -> list[str]:
    return ["", f"{'#' * level} {safe(title)}", ""]


def _bullets(lines: list[str]) -> list[str]:
    """Return lines as a list; those that are a list already stand under the line before them."""
    return [f"    - {safe(line[2:])}" if line.startswith("- ") else f"- {safe(line)}" for line in lines]


def _referral(plan: Plan, words: Wording) -> Iterator[str]:
    page = plan.referral
    assert page is not None
    yield f"# {safe(page.title)}"
    if name := clean(plan.case.name):
        yield from ("", safe(words.page.referral_for.format(name=name)))
    yield ""
    yield from _bullets([*referral(plan, words), *card(plan, words)])
    yield from _section(words.stop.title)
    yield from _bullets(stop_signs(plan, words))


def _plan(plan: Plan, words: Wording) -> Iterator[str]:
    yield f"# {safe(titled(plan, words))}"
    yield ""
    if plan.days:
        day = plan.days[0]
        yield safe(words.notes.made_for.format(date=medium(day.date, words), day=day.day))
    yield from _section(words.stop.title)
    yield from _bullets(stop_signs(plan, words))
    yield from _section(words.cover.notices)
    yield from _bullets(to_know(plan, words))
    if plan.phases:
        yield from _phases(plan, words)
    if plan.days:
        yield from _section(words.notes.days)[:-1]
    told: set[str] = set()
    for day in plan.days:
        yield from _day(plan, day, words, told)
    for title, lines in ((words.education.title, plan.education), (words.education.prognosis, plan.prognosis)):
        if lines:
            yield from _section(title)
            yield from _bullets(list(lines))
    if plan.exercises:
        yield from _section(words.phase.how.rstrip(":"))
        for exercise in plan.exercises.values():
            yield from _exercise(exercise, words)
    yield from _section(words.sources.limits)
    yield safe(words.sources.limits_text)
    made = plan.made_with
    ref = plan.protocol
    record = words.notes.record.format(
        id=ref.id, version=ref.version, status=ref.status, program=made.program, digest=made.digest
    )
    yield from ("", safe(record))


def _phases(plan: Plan, words: Wording) -> Iterator[str]:
    yield from _section(words.notes.phases)
    for phase in plan.phases:
        days, dates = days_told(phase.first_day, phase.last_day, words), dates_told(phase.start, phase.end, words)
        dates = words.notes.dates.format(days=days, dates=dates)
        yield f"- **{phase.number} {safe(phase.title)}**, {safe(dates)}. {safe(phase.goal)}"
        if phase.criteria:
            yield f"    - {safe(words.gate.heading)}"
            yield from (f"        - {safe(criterion(line, words))}" for line in phase.criteria)
        yield from (f"    - {safe(f'{words.cards.avoid}: {line}')}" for line in phase.avoid)


def _day(plan: Plan, day: Day, words: Wording, told: set[str]) -> Iterator[str]:
    """Yield a day; how to do a task stands below it on the first day that it has that text."""
    [phase] = [phase for phase in plan.phases if phase.id == day.phase]
    heading = f"{words.cover.day.format(day=day.day)}, {medium(day.date, words)}"
    yield from ("", f"### {safe(heading)}: {safe(phase.title)}", "")
    for task in day.tasks:
        yield _task(task, day, words)
        text = details(task)
        if text and text not in told:
            told.add(text)
            yield f"    - {safe(text)}"
        elif task.only_if:
            yield f"    - {safe(task.only_if)}"


def _task(task: Task, day: Day, words: Wording) -> str:
    """Return one task line; its dates stand last, as the plugin wants it."""
    date = day.date.isoformat()
    return f"- [ ] {safe(facts(task, words))}, {' '.join(task.at)} {SCHEDULED} {date} {DUE} {date}"


def _exercise(exercise: PlanExercise, words: Wording) -> Iterator[str]:
    yield from _section(exercise.title, 3)
    steps = [exercise.each_side_step, *exercise.steps]
    yield from (f"{number}. {safe(step)}" for number, step in enumerate(filter(clean, steps), start=1))
    rows = (
        *exercise.cues,
        f"{words.cards.feel}: {exercise.feel}" if exercise.feel else "",
        f"{words.cards.not_feel}: {exercise.not_feel}" if exercise.not_feel else "",
        exercise.mistake,
        f"{words.cards.hard} {exercise.easier}" if exercise.easier else "",
        f"{words.cards.easy} {exercise.harder}" if exercise.harder else "",
        *exercise.precautions,
    )
    yield ""
    yield from _bullets([row for row in rows if clean(row)])
