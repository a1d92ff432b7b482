"""What several writers say alike, and text made safe for a file; not a writer itself."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from rehab.models.plan import Plan, PlanCriterion, Question, Task
from rehab.models.wording import Wording

_MOST_MARKS = 8
"""So many marks may stand on one letter: more than any script needs."""
_JOINERS = "\u200c\u200d"
"""Signs without width that change how letters of Persian or of India are written."""
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}")


@lru_cache(maxsize=10_000)
def clean(text: str) -> str:
    """Return a text as one line that cannot steer whoever shows it.

    Line ends and tabs become blanks. Control characters, direction marks, half characters and marks beyond any script
    go; letters of every script stay. Words marked as bold lose their stars.
    """
    return " ".join("".join(_kept(text)).replace("**", "").split())


def _kept(text: str) -> Iterator[str]:
    marks = 0
    for letter in text:
        kind = unicodedata.category(letter)
        marks = marks + 1 if kind.startswith("M") else 0
        if kind in ("Zl", "Zp") or letter in "\t\n\r\v\f\x85\x1c\x1d\x1e":
            yield " "
        elif letter in _JOINERS or not (
            kind in ("Cc", "Cf", "Cs") or marks > _MOST_MARKS or ord(letter) & 0xFFFE == 0xFFFE
        ):
            yield letter


def titled(plan: Plan, words: Wording) -> str:
    """Return what the plan is for, with its side: ``Left hamstring strain``."""
    title, side = plan.protocol.title, plan.case.side
    if side in ("left", "right"):
        lowered = title if title.startswith(tuple(words.sides.names_kept)) else title[:1].lower() + title[1:]
        return clean(words.sides.sided_title.format(side=getattr(words.sides, side).capitalize(), title=lowered))
    return clean(words.sides.both_title.format(title=title) if side == "both" else title)


def days_told(first: int, last: int, words: Wording) -> str:
    """Return plan days as ``days 3 to 5``, or ``day 3`` where they are one."""
    return words.dates.day.format(day=first) if first == last else words.dates.days.format(first=first, last=last)


def dates_told(first: dt.date, last: dt.date, words: Wording) -> str:
    """Return dates with their weekdays as ``Wed 18 Nov to Fri 20 Nov``, or as one."""
    told = [medium(day, words) for day in (first, last)]
    return told[0] if first == last else words.dates.span.format(first=told[0], last=told[1])


def medium(date: dt.date, words: Wording) -> str:
    """Return a date with its weekday: ``Wed 18 Nov``."""
    dates = words.dates
    return dates.medium.format(
        weekday_short=dates.weekdays_short[date.weekday()], day=date.day, month_short=dates.months_short[date.month - 1]
    )


def side_of(task: Task, words: Wording) -> str:
    """Return whose side a task is for; empty where it has none, or uses both at once."""
    if task.each_side:
        return words.sides.each
    sides = words.sides
    told = {"left": sides.left, "right": sides.right, "affected": sides.affected, "other": sides.other}
    return told.get(task.side or "", "")


def facts(task: Task, words: Wording) -> str:
    """Return a task in one line: its name, how much, which side."""
    return ", ".join(filter(None, (clean(task.title), clean(task.dose), side_of(task, words))))


def details(task: Task) -> str:
    """Return when a task may be done at all, and its whole text."""
    return clean(" ".join(filter(None, (task.only_if, task.text))))


def criterion(line: PlanCriterion, words: Wording) -> str:
    """Return one line of a 'move on when' list."""
    held = words.phase.days.format(count=line.days_in_a_row) if line.days_in_a_row > 1 else ""
    who = words.gate.clinician if line.who == "clinician" else ""
    return clean(": ".join(filter(None, (line.title, ", ".join(filter(None, (line.target, held, who)))))))


def stop_signs(plan: Plan, words: Wording) -> list[str]:
    """Return the stop signs as one line for each urgency, the most urgent first."""
    found = []
    for name in ("emergency", "same_day", "see_doctor"):
        signs = [clean(sign.text) for sign in plan.stop_signs if sign.disposition == name]
        if signs:
            found.append(f"{getattr(words.stop, name)}: {'; '.join(signs)}.")
    return found


def to_know(plan: Plan, words: Wording) -> list[str]:
    """Return what the first page says: for whom, the notices, the questions that nobody asked, the lights, the cards."""
    found = [words.page.plan_for.format(name=name)] if (name := clean(plan.case.name)) else []
    found += [clean(plan.case.summary), *(clean(notice.text) for notice in plan.notices)]
    if plan.screening.status == "not-asked":
        found += [clean(f"{words.safety.lead} {words.record.not_sure}"), *_questions(plan, words)]
    if plan.response:
        rows = ((name, getattr(plan.response, name)) for name in ("green", "amber", "red"))
        found += [clean(f"{getattr(words.gate, name)}: {light.when} {light.then}") for name, light in rows]
        found += [clean(sentence) for sentence in plan.response.sentences]
    return [line for line in (*found, *card(plan, words)) if line]


def _questions(plan: Plan, words: Wording) -> Iterator[str]:
    for meaning, entries in asked(plan, words).items():
        yield clean(meaning)
        yield from (f"- {entry}" for entry in entries)


def asked(plan: Plan, words: Wording) -> dict[str, list[str]]:
    """Return the safety questions under what a yes means, the most urgent first."""
    order = ("emergency", "same_day", "see_doctor", "proceed")
    groups: dict[str, list[str]] = {}
    soonest = sorted(
        plan.screening.asked, key=lambda entry: math.inf if entry.within_hours is None else entry.within_hours
    )
    for entry in sorted(soonest, key=lambda entry: order.index(entry.group)):
        unsure = "" if entry.unsure_counts else words.record.unsure_is_no
        exception = words.safety.unless.format(exception=entry.exception) if entry.exception else ""
        told = clean(" ".join(filter(None, (entry.question, exception, unsure))))
        groups.setdefault(_meaning(entry, words), []).append(told)
    return groups


def _meaning(entry: Question, words: Wording) -> str:
    """Return what a yes to a question means."""
    say = words.safety
    if entry.group != "see_doctor":
        plain: str = getattr(say, entry.group)
        return plain
    sentence = {"block": say.hold, "hold": say.hold, "limit": say.limit, "continue": say.may_start}[entry.effect]
    return sentence.format(within=entry.within)


def referral(plan: Plan, words: Wording) -> list[str]:
    """Return the page that replaces a plan as lines, what to do now first."""
    page = plan.referral
    assert page is not None
    rows: Iterable[str] = chain(
        (page.reason, page.urgency),
        (f"{words.referral.emergency_now} {page.emergency_if}",) if page.emergency_if else (),
        _listed(words.referral.do_now, page.do_now),
        _listed(words.referral.do_not, page.do_not),
        _listed(words.referral.tell, page.tell_the_clinician),
        (words.referral.never_planned if page.never_planned else words.record.no_exercises,),
    )
    return [line for row in rows if (line := clean(row))]


def _listed(heading: str, rows: Iterable[str]) -> list[str]:
    found = [f"- {row}" for row in rows]
    return [f"{heading}:", *found] if found else []


def card(plan: Plan, words: Wording) -> list[str]:
    """Return the cards of a plan as lines: what to do, what not."""
    found: list[str] = []
    for entry in plan.cards.values():
        found += [entry.title, entry.when, *(f"{number} {step}" for number, step in enumerate(entry.steps, start=1))]
        found += [*_listed(words.selfcare.do_not, entry.do_not), entry.note]
    return [line for row in found if (line := clean(row))]


def case_code(plan: Plan) -> str:
    """Return the id of the case with nothing but letters, digits, points and dashes; what is no such id, as a digest."""
    if _CODE.fullmatch(plan.case.id):
        return plan.case.id
    return hashlib.sha256(plan.case.id.encode("utf-8", "surrogatepass")).hexdigest()[:16]
