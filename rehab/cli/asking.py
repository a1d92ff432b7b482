"""The questions of ``log`` at a terminal, and how a typed value is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import typer

from rehab import phrases
from rehab.cli import screening
from rehab.cli.followed import Followed, Writing
from rehab.engine.response import MORNING
from rehab.errors import UsageError, fail
from rehab.library import Library
from rehab.models.case import Side
from rehab.models.framework import MonitoringRule
from rehab.models.journal import standing
from rehab.models.measure import Measure, unknown_word


def ask(writing: Writing, followed: Followed, library: Library) -> None:
    """Ask the few questions that are due on the day of ``writing``; Enter leaves one out.

    The morning first, after a session what its light looks at, then what the next phase waits for, and last, in one
    question, the signs that make the light red. Raises UsageError without a terminal.
    """
    if not screening.is_terminal():
        hint = "such as: rehab log --pain-morning 2; at a terminal rehab log asks"
        raise fail(UsageError, "nothing-to-log", "say what to write down", hint)
    known = _known(followed, writing.day)
    rule = followed.compiled.followed.facts.rule() if followed.compiled.followed else None
    stands = followed.plan.standing
    session = session_measures(rule) if rule and "done" in known else ()
    due = dict.fromkeys([MORNING, "pain-rest", *session, *(stands.ask if stands else ())])
    for name in due:
        if name not in known:
            _ask_one(writing, name, library, followed.stored.case.side)
    signs = list(_signs(rule)) if rule else []
    if rule and signs and not known.intersection(signs):
        words = library.template("clinic").wording.today
        told = f"{rule.red.when} {rule.amber.when}" if rule.amber_when else rule.red.when
        line = screening.prompt(words.signs_title, told, "yes / no")
        if line.casefold() in ("y", "yes"):
            for name in signs:
                if name not in due:
                    _ask_one(writing, name, library, followed.stored.case.side)


def _known(followed: Followed, day: dt.date) -> frozenset[str]:
    """Return the measures written down for a day, and ``done`` where a task was ticked off."""
    held = [entry for entry in standing(followed.journal.ordered) if entry.date == day]
    return frozenset(
        entry.subject if entry.kind == "measure" else entry.kind
        for entry in held
        if entry.kind == "measure" or (entry.kind == "done" and entry.value != 0)
    )


def session_measures(rule: MonitoringRule) -> tuple[str, ...]:
    """Return what the light of a session looks at on its own day, in the order in which it is known."""
    during = [name for name in rule.during if name != MORNING]
    if rule.against == "mean":
        return tuple(during)
    if rule.scale == "rise":
        return ("pain-before", "pain-after")
    before_and_after = ("pain-before", "pain-after") if rule.settles else ()
    return tuple(dict.fromkeys([*before_and_after[:1], *during, *before_and_after[1:]]))


def _signs(rule: MonitoringRule) -> Iterator[str]:
    """Yield the measures of the signs of a rule, those of red first."""
    yield from dict.fromkeys(sign.measure for sign in (*rule.red_when, *rule.amber_when))


def _ask_one(writing: Writing, name: str, library: Library, side: Side | None) -> None:
    measure = library.shelf.measures.get(name)
    if measure is None or measure.who == "clinician":
        return
    while True:
        title, how = (phrases.fill_side(text, library.shelf.words, side) for text in (measure.title, measure.how))
        line = screening.prompt(title, how, _asked_for(measure))
        if not line:
            return
        try:
            add_value(writing, name, line, measure)
        except UsageError as error:
            typer.echo(f"  {error.issues[0].message}", err=True)
        else:
            return


def _asked_for(measure: Measure) -> str:
    """Return what kind of answer a measure takes."""
    if measure.kind == "yes-no":
        return "yes / no"
    if measure.kind == "words":
        return ", ".join(measure.choices) or "in your words"
    if measure.range and (not measure.unit or measure.unit.startswith("of ")):
        return f"{measure.range[0]:g} to {measure.range[1]:g}"
    return measure.unit or "a number"


def pain_value(option: str, text: str) -> float:
    """Read a pain of 0 to 10. Raises UsageError."""
    value = _number(text)
    if value is None or not 0 <= value <= 10:
        raise fail(
            UsageError, "bad-pain", f"{option}: '{text}' is not a pain from 0 to 10", "0 is no pain, 10 the worst"
        )
    return value


def _number(text: str) -> float | None:
    plain = text.strip().replace(",", ".", 1)
    if not plain.replace(".", "", 1).isdecimal() or not plain.isascii():
        return None
    return float(plain)


def add_value(writing: Writing, name: str, text: str, measure: Measure, *, side: str | None = None) -> None:
    """Add the value of a measure. Raises UsageError for what the measure cannot be."""
    if measure.kind == "yes-no":
        answer = {"y": "yes", "n": "no", "?": "unsure"}.get(text.casefold(), text.casefold())
        if answer not in ("yes", "no", "unsure"):
            raise fail(UsageError, "bad-value", f"{name}: '{text}' is not yes or no", f"such as: --measure {name}=yes")
        writing.add("measure", name, text=answer, side=side)
        return
    if measure.kind == "words":
        told = (
            ", ".join(dict.fromkeys(word.strip().casefold() for word in text.split(","))) if measure.choices else text
        )
        if wrong := unknown_word(measure, told):
            hint = f"there is: {', '.join(measure.choices)}"
            raise fail(UsageError, "bad-value", f"{name}: {wrong} is none of its words", hint)
        writing.add("measure", name, text=told, side=side)
        return
    value = _number(text)
    low, high = measure.range or (0.0, 100_000.0)
    if value is None or not low <= value <= high:
        unit = f" {measure.unit}" if measure.unit and not measure.unit.startswith("of ") else ""
        raise fail(
            UsageError, "bad-value", f"{name}: '{text}' is not a number from {low:g} to {high:g}{unit}", measure.how
        )
    writing.add("measure", name, value=value, side=side)
