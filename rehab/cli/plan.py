"""Commands that make and print plans: ``plan``, ``write`` and ``today``."""

from __future__ import annotations

import datetime as dt
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

import rehab
from rehab import beside
from rehab.cli import screening
from rehab.cli.delivery import check_paper, deliver, formats_of, one_of, read_plan
from rehab.cli.options import LibraryOption, date, open_library
from rehab.cli.options import today as clock
from rehab.engine import choices, clearance
from rehab.engine.compile import compile_plan
from rehab.engine.order import Order, day_one_of
from rehab.engine.triage import Triage, answers_from_flags, conditions_of, floors, questions, triage, with_both_sides
from rehab.errors import NotFoundError, UsageError, fail
from rehab.library import Chosen, Library
from rehab.models.case import Case, Clearance
from rehab.models.template import Template

REFUSED = 5

ToOption = Annotated[list[str] | None, typer.Option("--to", help="pdf, json or text; may be given again.")]
OutOption = Annotated[
    str | None, typer.Option("-o", "--output", help="The file to write; - for the terminal; a folder for several.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")]
TemplateOption = Annotated[str, typer.Option("--template", help="The look of the pages.")]
PaperOption = Annotated[str | None, typer.Option("--paper", help="a4 or letter.")]
WeeksOption = Annotated[int | None, typer.Option("--weeks", min=1, max=26, help="How many week pages to print.")]


def plan(
    condition: Annotated[
        str | None, typer.Argument(help="An id, a name people say ('pulled hammy'), or the path of a protocol file.")
    ] = None,
    injured: Annotated[
        str | None, typer.Option(help="The day of the injury: 2026-11-18, today, yesterday, -3d.")
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", help="For a gradual problem: the first day of the plan.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="For a gradual problem: when it began.")] = None,
    grade: Annotated[str | None, typer.Option(help="The grade: 1 to 3, or a word such as mild.")] = None,
    kind: Annotated[str | None, typer.Option("--type", help="The type, where the condition has types.")] = None,
    variant: Annotated[str | None, typer.Option(help="The programme, where the condition has several.")] = None,
    side: Annotated[str | None, typer.Option(help="left, right or both.")] = None,
    as_of: Annotated[str | None, typer.Option(help="The day the plan is made for; left out: today.")] = None,
    flag: Annotated[
        list[str] | None,
        typer.Option(help="A safety question answered yes (RF-08), the others no; may be given again."),
    ] = None,
    no_flags: Annotated[
        bool, typer.Option("--no-flags", help="All safety questions were asked, all answers are no.")
    ] = False,
    cleared_by: Annotated[
        str | None, typer.Option(help="The clinician who examined the person and cleared this plan.")
    ] = None,
    cleared_on: Annotated[str | None, typer.Option(help="The day of that; left out: the day of the plan.")] = None,
    age: Annotated[int | None, typer.Option(min=0, max=120, help="Age in full years.")] = None,
    weight: Annotated[float | None, typer.Option(min=20, max=350, help="Body weight in kg.")] = None,
    case_file: Annotated[
        Path | None, typer.Option("--case", help="A case file; options on the line win over it.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="The name to print.")] = None,
    case_id: Annotated[str | None, typer.Option("--id", help="An id for the case.")] = None,
    days: Annotated[str | None, typer.Option(help="Weekdays for training: mon,wed,fri.")] = None,
    without: Annotated[
        list[str] | None, typer.Option(help="Equipment the person does not have; may be given again.")
    ] = None,
    template: TemplateOption = "clinic",
    paper: PaperOption = None,
    weeks: WeeksOption = None,
    to: ToOption = None,
    output: OutOption = None,
    force: ForceOption = False,
    library: LibraryOption = None,
) -> None:
    """Make a plan from an injury and a date.

    \b
    Examples:
      rehab plan hamstring-strain --injured 2026-11-18 --grade 2 --side left -o plan.pdf
      rehab plan "shin splints" --from today --grade mild --no-flags
      rehab plan achilles-tendinopathy --variant alfredson --to json -o -
    """
    now = clock()
    made_for = date("--as-of", as_of, now) if as_of else now
    shelf = open_library(library)
    formats, target = formats_of(to, output)
    check_paper(paper)
    base = shelf.case(case_file) if case_file else Case()
    change: dict[str, object] = {
        "condition": condition,
        "injured": date("--injured", injured, made_for)
        if injured
        else date("--from", start, made_for)
        if start
        else None,
        "since": date("--since", since, made_for) if since else None,
        "grade": grade,
        "type": kind,
        "variant": variant,
        "side": one_of("--side", side, ("left", "right", "both")),
        "age": age,
        "weight_kg": weight,
        "name": name,
        "id": case_id,
        "days": _weekdays(days) if days else None,
        "without": tuple(without) if without else None,
        "cleared_by": Clearance(name=cleared_by, on=date("--cleared-on", cleared_on, made_for) if cleared_on else None)
        if cleared_by
        else None,
    }
    case = base.model_copy(update={key: value for key, value in change.items() if value is not None})
    if not case.condition:
        raise fail(
            UsageError, "no-condition", "say which condition", "such as: rehab plan hamstring-strain --injured today"
        )
    if injured and start:
        raise fail(UsageError, "two-dates", "--injured and --from mean the same", "give one of them")
    path = _path_of(case.condition, shelf)
    chosen = shelf.load(path, kind=case.type, variant=case.variant)
    _check_protocol(shelf, chosen, path)
    _check_dates(case, chosen, made_for)
    grade_key = (
        choices.grade_named(chosen.protocol.grades, case.grade, condition=chosen.protocol.id) if case.grade else None
    )
    order = Order(
        protocol=chosen.protocol,
        case=case,
        type=chosen.type,
        variant=chosen.variant,
        grade=grade_key,
        as_of=made_for,
        program=f"rehab {rehab.__version__}",
        digest=chosen.digest,
        command=_command(made_for),
    )
    outcome = _triage(order, shelf, flag or [], no_flags)
    finished = compile_plan(order, outcome, shelf.shelf)
    look = shelf.template(template)
    deliver(finished, look, formats, target, paper=paper, weeks=weeks, force=force)
    if finished.referral:
        typer.echo(f"{finished.referral.title}. {finished.referral.urgency}", err=True)
        for refusal in outcome.refusals:
            typer.echo(refusal.text, err=True)
        raise typer.Exit(REFUSED)
    for notice in finished.notices:
        if notice.code in ("limit", "continue"):
            typer.echo(notice.text, err=True)


def _path_of(condition: str, library: Library) -> Path:
    """Return the file of a condition; where the words can mean several, a person at a terminal is asked which."""
    question = library.deciding(condition)
    answers = library.answers(question) if question else ()
    if question and answers and screening.is_terminal():
        chosen = screening.decide(question.question, [entry.answer for entry in answers], library.shelf)
        return library.paths[answers[chosen].condition]
    return library.path_of(condition)


def _triage(order: Order, library: Library, flags: list[str], no_flags: bool) -> Triage:
    """Answer the safety questions from the options, the case file or the terminal, and weigh the answers."""
    table, protocol, case = library.shelf.red_flags, order.protocol, order.case
    if flags and no_flags:
        raise fail(UsageError, "flags-and-no-flags", "--flag and --no-flags contradict each other", "give one of them")
    asked = questions(table, protocol.screen, age=case.age)
    answers = dict(case.screening) if case.screening is not None else None
    try:
        if flags or no_flags:
            answers = answers_from_flags(table, asked, flags)
        elif answers is None and screening.is_terminal():
            answers = dict(screening.ask(protocol, case, library.shelf))
        grade = protocol.grades.get(order.grade or "")
        return triage(
            table,
            with_both_sides(protocol, case.side, answers),
            as_of=order.as_of,
            asked=asked,
            conditions=conditions_of(protocol),
            floor=floors(protocol, grade, [item.title for item in clearance.missing(protocol, case)]),
            clearance=case.cleared_by,
            began=case.since or (day_one_of(order) if protocol.onset == "sudden" else None),
            fluid_limit_ml=case.fluid_limit_ml,
        )
    except NotFoundError as error:
        raise UsageError(error.issues) from None


def write(
    plan_file: Annotated[Path, typer.Argument(help="A plan made with --to json.")],
    template: TemplateOption = "clinic",
    paper: PaperOption = None,
    weeks: WeeksOption = None,
    to: ToOption = None,
    output: OutOption = None,
    force: ForceOption = False,
    library: LibraryOption = None,
) -> None:
    """Print a plan file again, in any format.

    \b
    Example:
      rehab write plan.json --to pdf -o plan.pdf
    """
    finished = read_plan(plan_file)
    formats, target = formats_of(to, output)
    check_paper(paper)
    deliver(finished, open_library(library).template(template), formats, target, paper=paper, weeks=weeks, force=force)
    if finished.referral:
        raise typer.Exit(REFUSED)


def today(
    plan_file: Annotated[Path, typer.Argument(help="A plan made with --to json.")],
    day: Annotated[str | None, typer.Option("--date", help="Another day than today.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Say what to do today, from a plan file.

    \b
    Example:
      rehab today plan.json --date 2026-11-24
    """
    from rehab.writers import text

    finished = read_plan(plan_file)
    date_wanted = date("--date", day, clock()) if day else clock()
    if finished.referral:
        typer.echo(text.write(finished, _text_template()).decode(), nl=False)
        raise typer.Exit(REFUSED)
    if not finished.days:
        typer.echo(text.write(finished, _text_template()).decode(), nl=False)
        return
    found = next((entry for entry in finished.days if entry.date == date_wanted), None)
    if found is None:
        first, last = finished.days[0].date, finished.days[-1].date
        message = f"{date_wanted} is not a day of this plan"
        raise fail(UsageError, "not-in-plan", message, f"it runs from {first} to {last}")
    typer.echo(
        found.model_dump_json(indent=2) if as_json else text.day_text(finished, found, _text_template()), nl=as_json
    )


def _text_template() -> Template:
    return open_library(None).template("clinic")


def _weekdays(text: str) -> tuple[str, ...]:
    from rehab.schedule import WEEKDAYS

    names = tuple(part.strip().lower()[:3] for part in text.split(",") if part.strip())
    for name in names:
        one_of("--days", name, WEEKDAYS)
    if not names:
        raise fail(UsageError, "no-days", "--days names no weekday", "write it like --days mon,wed,fri")
    return names


def _check_protocol(library: Library, chosen: Chosen, path: Path) -> None:
    from rehab import checks
    from rehab.errors import Severity, SourceError
    from rehab.source.issues import locate

    found = [
        issue
        for issue in checks.check_protocol(chosen.protocol, library.shelf, bases=chosen.bases)
        if issue.severity is Severity.ERROR
    ]
    moved = beside.moved(library, path) if chosen.bases else []
    clashes = [issue for issue in moved if issue.severity is Severity.ERROR]
    if found or clashes:
        raise SourceError((*locate(chosen.document, found), *clashes))
    if moved:
        typer.echo(f"What this file changes has moved on underneath it; see: rehab check {path}", err=True)


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
    return shlex.join(kept)
