"""Commands that begin, change, pause and close a followed case."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated

import typer

from rehab.cli import screening
from rehab.cli.case_options import (
    AgeOption,
    CaseFileOption,
    CaseIdOption,
    ClearedByOption,
    ClearedOnOption,
    ConditionArgument,
    DaysOption,
    FlagOption,
    FromOption,
    GradeOption,
    InjuredOption,
    NameOption,
    NoFlagsOption,
    SideOption,
    SinceOption,
    TypeOption,
    VariantOption,
    WeightOption,
    WithoutOption,
)
from rehab.cli.daily import lay_anew, tell
from rehab.cli.delivery import one_of
from rehab.cli.followed import CaseOption, JournalOption, Writing, check_day, day_one, follow, one_case, open_journal
from rehab.cli.options import JsonOption, LibraryOption, date, now, open_library
from rehab.cli.options import today as clock
from rehab.cli.ordering import Asked, answers_for, order_from
from rehab.engine import choices
from rehab.engine.case import weigh
from rehab.engine.following import NONE
from rehab.engine.order import case_id as id_of
from rehab.engine.referral import is_refused
from rehab.errors import NotFoundError, UsageError, fail
from rehab.library import Library, revived
from rehab.models.stored import StoredCase
from rehab.source.characters import visible

app = typer.Typer(help="The cases of your journal.", no_args_is_help=True)


def start(
    condition: ConditionArgument = None,
    injured: InjuredOption = None,
    start_day: FromOption = None,
    since: SinceOption = None,
    grade: GradeOption = None,
    kind: TypeOption = None,
    variant: VariantOption = None,
    side: SideOption = None,
    flag: FlagOption = None,
    no_flags: NoFlagsOption = False,
    cleared_by: ClearedByOption = None,
    cleared_on: ClearedOnOption = None,
    age: AgeOption = None,
    weight: WeightOption = None,
    case_file: CaseFileOption = None,
    name: NameOption = None,
    case_id: CaseIdOption = None,
    days: DaysOption = None,
    without: WithoutOption = None,
    journal: JournalOption = None,
    library: LibraryOption = None,
) -> None:
    """Begin to follow a case: from now on each morning answers to what you write down.

    \b
    Example:
      rehab start hamstring-strain --injured today --grade 2 --side left
    """
    shelf = open_library(library)
    asked = Asked(
        condition, injured, start_day, since, grade, kind, variant, side, cleared_by, cleared_on, age, weight,
        case_file, name, case_id, days, without or (),
    )  # fmt: skip
    order, chosen = order_from(asked, clock(), shelf)
    try:
        answers = answers_for(order, shelf, flag or [], no_flags)
        outcome = weigh(order, shelf.shelf, answers)
    except NotFoundError as error:
        raise UsageError(error.issues) from None
    writing = Writing(clock(), now())
    if answers is not None:
        writing.add("flag", NONE, text="no")
        for row, answer in answers.items():
            if answer != "no":
                writing.add("flag", row, text=answer)
    clearance = order.case.cleared_by
    case = order.case.model_copy(
        update={
            "screening": None,
            "injured": order.case.injured or order.as_of,
            "cleared_by": clearance.model_copy(update={"on": clearance.on or order.as_of}) if clearance else None,
        }
    )
    stored = StoredCase(
        id=id_of(order),
        case=case.model_copy(update={"id": id_of(order)}),
        protocol=json.dumps(chosen.document.data, ensure_ascii=False),
        digest=chosen.digest,
        type=chosen.type,
        variant=chosen.variant,
        grade=order.grade,
        started=order.as_of,
        created=now(),
    )
    words = shelf.template("clinic").wording.today
    with open_journal(journal, make=True) as store:
        store.add_case(stored, writing.entries)
        followed = follow(store, stored, clock(), shelf)
    begins = not is_refused(outcome) and not followed.is_card
    typer.echo((words.started if begins else words.noted).format(title=chosen.protocol.title, date=clock()))
    tell(followed, shelf)
    if begins:
        typer.echo(words.next_step)
    lay_anew(journal, library, shelf)


@app.command("list")
def list_cases(journal: JournalOption = None, as_json: JsonOption = False) -> None:
    """List the cases of the journal."""
    with open_journal(journal) as store:
        cases = store.cases()
        counts = {case.id: store.revision(case.id) for case in cases}
    if as_json:
        rows = [{**_row(case), "entries": counts[case.id]} for case in cases]
        typer.echo(json.dumps({"cases": rows}, ensure_ascii=False, indent=2))
        return
    for case in cases:
        row = _row(case)
        state = f"closed {case.closed}" if case.closed else "active"
        typer.echo(
            f"{visible(case.id):<16} {row['condition']:<28} day 1: {row['day_1']}  {state}, {counts[case.id]} entries"
        )


def _row(case: StoredCase) -> dict[str, str | None]:
    protocol = json.loads(case.protocol)
    return {
        "id": case.id,
        "condition": str(protocol.get("id", "")),
        "side": case.case.side,
        "grade": case.grade,
        "day_1": day_one(case).isoformat(),
        "started": case.started.isoformat(),
        "closed": case.closed.isoformat() if case.closed else None,
    }


@app.command()
def change(
    side: Annotated[str | None, typer.Option(help="The right side: left, right or both.")] = None,
    grade: Annotated[str | None, typer.Option(help="The right grade.")] = None,
    sure: Annotated[bool, typer.Option("--sure", help="Do not ask again; for scripts.")] = False,
    case: CaseOption = None,
    journal: JournalOption = None,
    library: LibraryOption = None,
) -> None:
    """Mend a wrong side or grade, after asking twice."""
    shelf = open_library(library)
    new_side = one_of("--side", side, ("left", "right", "both"))
    if new_side is None and grade is None:
        raise fail(UsageError, "nothing-to-change", "say what to change", "such as: rehab case change --side right")
    with open_journal(journal) as store:
        stored = one_case(store, case)
        protocol = revived(stored.protocol)
        key = choices.grade_named(protocol.grades, grade, condition=protocol.id) if grade else None
        told = ", ".join(filter(None, (new_side, protocol.grades[key].title if key else "")))
        _ask_twice(protocol.title, told, sure, shelf)
        writing = Writing(clock(), now())
        if new_side:
            writing.add("case", "side", text=new_side)
        if key:
            writing.add("case", "grade", text=key)
        store.add(stored.id, writing.entries)
        followed = follow(store, stored, clock(), shelf)
    typer.echo(f"{protocol.title}: {told}")
    tell(followed, shelf)


def _ask_twice(title: str, told: str, sure: bool, library: Library) -> None:
    """Ask twice at a terminal. Raises UsageError where nobody can be asked, or the answer is not yes."""
    if sure:
        return
    if not screening.is_terminal():
        raise fail(
            UsageError, "not-sure", f"{title}: this changes every exercise to {told}", "say it again with --sure"
        )
    words = library.shelf.words
    for key in ("change-first", "change-again"):
        if screening.prompt(words[key].format(title=title, told=told), "", "yes / no").casefold() not in ("y", "yes"):
            raise fail(UsageError, "not-changed", "nothing was changed")


@app.command()
def pause(case: CaseOption = None, journal: JournalOption = None) -> None:
    """Pause a case: no tasks until it goes on. Missed days count as the plan says."""
    _event("pause", case, journal)


@app.command()
def resume(case: CaseOption = None, journal: JournalOption = None) -> None:
    """Go on after a pause."""
    _event("resume", case, journal)


@app.command()
def restart(case: CaseOption = None, journal: JournalOption = None) -> None:
    """Begin again from today; what was written down before stays in the journal."""
    _event("restart", case, journal)


@app.command()
def clear(
    by: Annotated[str, typer.Option("--by", help="The clinician who examined the person and says: go on.")],
    on: Annotated[str | None, typer.Option("--on", help="The day of that; left out: today.")] = None,
    case: CaseOption = None,
    journal: JournalOption = None,
) -> None:
    """Write down that a clinician cleared the person, after a stop."""
    if not by.strip():
        raise fail(UsageError, "no-name", "--by: say who examined you", 'such as: --by "Dr Example"')
    _event("clear", case, journal, text=by, day=date("--on", on, clock()) if on else None)


def _event(subject: str, case: str | None, journal: Path | None, *, text: str = "", day: dt.date | None = None) -> None:
    with open_journal(journal) as store:
        stored = one_case(store, case)
        writing = Writing(day or clock(), now())
        check_day(stored, writing.day, clock())
        writing.add("case", subject, text=text)
        store.add(stored.id, writing.entries)
    typer.echo(f"{stored.id}: {subject}")


@app.command()
def close(case: CaseOption = None, journal: JournalOption = None) -> None:
    """Close a case: it is kept, and no longer asked about."""
    with open_journal(journal) as store:
        stored = one_case(store, case)
        store.close_case(stored.id, clock())
    typer.echo(f"{stored.id}: closed")


@app.command("open")
def reopen(
    case: Annotated[str, typer.Option("--case", help="The id of the case.")], journal: JournalOption = None
) -> None:
    """Open a closed case again."""
    with open_journal(journal) as store:
        stored = one_case(store, case)
        store.close_case(stored.id, None)
    typer.echo(f"{stored.id}: open")
