"""From the options of a command to an order: which protocol, for whom, and what the safety questions came to."""

from __future__ import annotations

import datetime as dt
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

import rehab
from rehab import beside
from rehab.cli import screening
from rehab.cli.delivery import one_of
from rehab.cli.options import date, readable
from rehab.engine import choices
from rehab.engine.order import Order
from rehab.engine.triage import Answer, answers_from_flags, questions_of
from rehab.errors import NotFoundError, UsageError, fail
from rehab.library import Chosen, Library
from rehab.models.case import Case, Clearance
from rehab.source.characters import visible


@dataclass(frozen=True, slots=True)
class Asked:
    """The options that ``plan`` and ``start`` share, as they were typed; None: not given."""

    condition: str | None
    injured: str | None
    start: str | None
    since: str | None
    grade: str | None
    kind: str | None
    variant: str | None
    side: str | None
    cleared_by: str | None
    cleared_on: str | None
    age: int | None
    weight: float | None
    case_file: Path | None
    name: str | None
    case_id: str | None
    days: str | None
    without: Sequence[str]


Load = Callable[[Library, str, str | None, str | None], Chosen]


def load_checked(library: Library, condition: str, kind: str | None, variant: str | None) -> Chosen:
    """Return the protocol that the words of a person mean. Raises SourceError for one with errors."""
    path = _path_of(condition, library)
    chosen = library.load(path, kind=kind, variant=variant)
    check_protocol(library, chosen, path)
    return chosen


def order_from(asked: Asked, made_for: dt.date, library: Library, load: Load = load_checked) -> tuple[Order, Chosen]:
    """Return the order for a day, and the protocol as it was put together by ``load``.

    Raises UsageError for options that have no meaning together, SourceError for a protocol with errors.
    """
    case = _case(asked, made_for, library)
    chosen = load(library, case.condition, case.type, case.variant)
    _check_dates(case, chosen, made_for)
    grade = (
        choices.grade_named(chosen.protocol.grades, case.grade, condition=chosen.protocol.id) if case.grade else None
    )
    order = Order(
        protocol=chosen.protocol,
        case=case,
        type=chosen.type,
        variant=chosen.variant,
        grade=grade,
        as_of=made_for,
        program=f"rehab {rehab.__version__}",
        digest=chosen.digest,
        command=_command(made_for),
    )
    return order, chosen


def _case(asked: Asked, made_for: dt.date, library: Library) -> Case:
    if asked.injured and asked.start:
        raise fail(UsageError, "two-dates", "--injured and --from mean the same", "give one of them")
    base = library.case(asked.case_file) if asked.case_file else Case()
    cleared_on = date("--cleared-on", asked.cleared_on, made_for) if asked.cleared_on else None
    change: dict[str, object] = {
        "condition": asked.condition,
        "injured": date("--injured", asked.injured, made_for)
        if asked.injured
        else date("--from", asked.start, made_for)
        if asked.start
        else None,
        "since": date("--since", asked.since, made_for) if asked.since else None,
        "grade": asked.grade,
        "type": asked.kind,
        "variant": asked.variant,
        "side": one_of("--side", asked.side, ("left", "right", "both")),
        "age": asked.age,
        "weight_kg": asked.weight,
        "name": readable(asked.name) if asked.name else asked.name,
        "id": readable(asked.case_id) if asked.case_id else asked.case_id,
        "days": _weekdays(asked.days) if asked.days else None,
        "without": tuple(asked.without) or None,
        "cleared_by": Clearance(name=readable(asked.cleared_by), on=cleared_on) if asked.cleared_by else None,
    }
    case = base.model_copy(update={key: value for key, value in change.items() if value is not None})
    if not case.condition:
        raise fail(
            UsageError, "no-condition", "say which condition", "such as: rehab plan hamstring-strain --injured today"
        )
    return case


def answers_for(order: Order, library: Library, flags: Sequence[str], no_flags: bool) -> Mapping[str, Answer] | None:
    """Return the answers to the safety questions from the options, the case or the terminal; None: not asked."""
    table, protocol, case = library.shelf.red_flags, order.protocol, order.case
    if flags and no_flags:
        raise fail(UsageError, "flags-and-no-flags", "--flag and --no-flags contradict each other", "give one of them")
    asked = questions_of(table, protocol, case.age)
    try:
        if flags or no_flags:
            return answers_from_flags(table, asked, flags)
    except NotFoundError as error:
        raise UsageError(error.issues) from None
    if case.screening is not None:
        return dict(case.screening)
    return screening.ask(protocol, case, library.shelf) if screening.is_terminal() else None


def _path_of(condition: str, library: Library) -> Path:
    """Return the file of a condition; where the words can mean several, a person at a terminal is asked which."""
    question = library.deciding(condition)
    answers = library.answers(question) if question else ()
    if question and answers and screening.is_terminal():
        chosen = screening.decide(question.question, [entry.answer for entry in answers], library.shelf)
        return library.paths[answers[chosen].condition]
    return library.path_of(condition)


def _weekdays(text: str) -> tuple[str, ...]:
    from rehab.schedule import WEEKDAYS

    names = tuple(part.strip().lower()[:3] for part in text.split(",") if part.strip())
    for name in names:
        one_of("--days", name, WEEKDAYS)
    if not names:
        raise fail(UsageError, "no-days", "--days names no weekday", "write it like --days mon,wed,fri")
    return names


def check_protocol(library: Library, chosen: Chosen, path: Path) -> None:
    """Raise SourceError for a protocol with errors; say it where what a file changes has moved on underneath it."""
    from rehab import checks
    from rehab.errors import Severity, SourceError
    from rehab.source.issues import locate

    found = [
        issue
        for issue in checks.check_protocol(chosen.protocol, library.shelf, bases=chosen.bases, warnings=False)
        if issue.severity is Severity.ERROR
    ]
    moved = beside.moved(library, path) if chosen.bases else []
    clashes = [issue for issue in moved if issue.severity is Severity.ERROR]
    if found or clashes:
        raise SourceError((*locate(chosen.document, found), *clashes))
    if moved:
        typer.echo(
            f"What this file changes has moved on underneath it; see: rehab check {visible(str(path))}", err=True
        )


def _check_dates(case: Case, chosen: Chosen, as_of: dt.date) -> None:
    protocol = chosen.protocol
    needs_day = protocol.onset == "sudden"
    if case.injured is None and needs_day and not protocol.requires_clearance:
        raise fail(
            UsageError,
            "no-date",
            f"{protocol.id} needs the day of the injury",
            "such as: --injured 2026-11-18, or --injured today",
        )
    if case.injured and case.injured > as_of:
        raise fail(
            UsageError,
            "in-future",
            f"the day {case.injured} is after the day of the plan, {as_of}",
            "write it as year-month-day, such as 2026-11-18",
        )
    if case.since and case.since > as_of:
        raise fail(
            UsageError,
            "in-future",
            f"the day {case.since} is after the day of the plan, {as_of}",
            "write it as year-month-day, such as 2026-11-18",
        )


def _command(as_of: dt.date) -> str:
    """Return the command that makes this very plan again: what was typed, with the as-of day."""
    words = [Path(sys.argv[0]).name if sys.argv else "rehab", *sys.argv[1:]]
    words[0] = "rehab"
    if not any(word == "--as-of" or word.startswith("--as-of=") for word in words):
        words += ["--as-of", as_of.isoformat()]
    kept, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word in ("-o", "--output"):
            skip = True
        elif word != "--force" and not word.startswith("--output="):
            kept.append(word)
    return readable(shlex.join(kept))
