"""Commands that make and print plans: ``plan`` and ``write``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

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
from rehab.cli.delivery import deliver, formats_of, looks_of, read_plan, secret_for
from rehab.cli.followed import JournalOption, active_cases, follow, open_journal
from rehab.cli.options import LibraryOption, date, open_library
from rehab.cli.options import today as clock
from rehab.cli.ordering import Asked, answers_for, order_from
from rehab.cli.places import journal_path
from rehab.engine.case import compile_case
from rehab.engine.since import numbered, since_print
from rehab.errors import NotFoundError, UsageError, fail
from rehab.library import Library
from rehab.models.plan import Plan
from rehab.source.plan_file import parse_plan

REFUSED = 5

ToOption = Annotated[
    list[str] | None, typer.Option("--to", help="pdf, html, ics, json, md, csv, fhir or text; may be given again.")
]
OutOption = Annotated[
    str | None, typer.Option("-o", "--output", help="The file to write; - for the terminal; a folder for several.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")]
TemplateOption = Annotated[str, typer.Option("--template", help="The look of the pages.")]
PaperOption = Annotated[str | None, typer.Option("--paper", help="a4 or letter.")]
WeeksOption = Annotated[int | None, typer.Option("--weeks", min=1, max=26, help="How many week pages to print.")]
DiscreetOption = Annotated[bool, typer.Option("--discreet", help="A calendar without any word of health.")]
ZoneOption = Annotated[str | None, typer.Option("--tz", help="A calendar in the time of a place: Europe/London.")]
FillableOption = Annotated[
    bool,
    typer.Option("--fillable", help="A PDF whose boxes can be ticked on the screen; rehab journal import reads it."),
]
PasswordOption = Annotated[
    bool, typer.Option("--password", help="A PDF that opens with a password alone; it is asked for, never shown.")
]
ExcelOption = Annotated[bool, typer.Option("--excel", help="A table that Excel opens by a double click.")]


def plan(
    condition: ConditionArgument = None,
    injured: InjuredOption = None,
    start: FromOption = None,
    since: SinceOption = None,
    grade: GradeOption = None,
    kind: TypeOption = None,
    variant: VariantOption = None,
    side: SideOption = None,
    as_of: Annotated[str | None, typer.Option(help="The day the plan is made for; left out: today.")] = None,
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
    template: TemplateOption = "clinic",
    paper: PaperOption = None,
    weeks: WeeksOption = None,
    discreet: DiscreetOption = False,
    zone: ZoneOption = None,
    excel: ExcelOption = False,
    fillable: FillableOption = False,
    password: PasswordOption = False,
    to: ToOption = None,
    output: OutOption = None,
    force: ForceOption = False,
    journal: JournalOption = None,
    library: LibraryOption = None,
) -> None:
    """Make a plan from an injury and a date; without a condition, the plan of the journal as it stands today.

    \b
    Examples:
      rehab plan hamstring-strain --injured 2026-11-18 --grade 2 --side left -o plan.pdf
      rehab plan "shin splints" --from today --grade mild --no-flags
      rehab plan achilles-tendinopathy --variant alfredson --to json -o -
      rehab plan -o plan.pdf
    """
    made_for = date("--as-of", as_of, clock()) if as_of else clock()
    shelf = open_library(library)
    formats, target = formats_of(to, output)
    secret = secret_for(formats) if password else None
    looks = looks_of(paper=paper, weeks=weeks, discreet=discreet, zone=zone, excel=excel, fillable=fillable)
    if condition is None and case_file is None and journal_path(journal).exists():
        plans = _followed_plans(journal, case_id, made_for, shelf)
        for one, earlier in plans:
            into = None if target is None and len(plans) > 1 else target
            before = looks._replace(earlier=earlier)
            deliver(one, shelf.template(template), formats, into, looks=before, force=force, password=secret)
        if any(one.referral for one, _ in plans):
            raise typer.Exit(REFUSED)
        return
    asked = Asked(
        condition, injured, start, since, grade, kind, variant, side, cleared_by, cleared_on, age, weight, case_file,
        name, case_id, days, without or (),
    )  # fmt: skip
    order, _ = order_from(asked, made_for, shelf)
    try:
        compiled = compile_case(order, shelf.shelf, answers_for(order, shelf, flag or [], no_flags))
    except NotFoundError as error:
        raise UsageError(error.issues) from None
    finished, outcome = compiled.plan, compiled.triage
    look = shelf.template(template)
    deliver(finished, look, formats, target, looks=looks, force=force, password=secret)
    if finished.referral:
        typer.echo(f"{finished.referral.title}. {finished.referral.urgency}", err=True)
        for refusal in outcome.refusals:
            typer.echo(refusal.text, err=True)
        raise typer.Exit(REFUSED)
    for notice in finished.notices:
        if notice.code in ("limit", "continue"):
            typer.echo(notice.text, err=True)


def _followed_plans(
    journal: Path | None, case_id: str | None, day: dt.date, library: Library
) -> list[tuple[Plan, tuple[Plan, ...]]]:
    """Compile the active cases of the journal, say what changed since each was last printed, and keep the new plan.

    Each comes with the plans of its case that were kept before it, the oldest first.
    """
    plans = []
    with open_journal(journal) as store:
        for stored in active_cases(store, case_id):
            followed = follow(store, stored, day, library)
            if not (followed.plan.referral or followed.plan.days or followed.is_card):
                hint = f"close it with: rehab case close --case {stored.id}"
                raise fail(UsageError, "plan-ended", f"the plan of the case '{stored.id}' has ended", hint)
            earlier = tuple(parse_plan(kept.plan.encode(), "a plan printed before") for kept in store.plans(stored.id))
            plan = since_print(followed.plan, earlier[-1] if earlier else None, library.shelf.words)
            same = earlier and numbered(plan, len(earlier) - 1) == earlier[-1]
            plan = earlier[-1] if same else numbered(plan, len(earlier))
            store.keep_plan(stored.id, day, plan.model_dump_json())
            plans.append((plan, earlier))
    return plans


def write(
    plan_file: Annotated[Path, typer.Argument(readable=False, help="A plan made with --to json.")],
    template: TemplateOption = "clinic",
    paper: PaperOption = None,
    weeks: WeeksOption = None,
    discreet: DiscreetOption = False,
    zone: ZoneOption = None,
    excel: ExcelOption = False,
    fillable: FillableOption = False,
    password: PasswordOption = False,
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
    secret = secret_for(formats) if password else None
    looks = looks_of(paper=paper, weeks=weeks, discreet=discreet, zone=zone, excel=excel, fillable=fillable)
    deliver(
        finished, open_library(library).template(template), formats, target, looks=looks, force=force, password=secret
    )
    if finished.referral:
        raise typer.Exit(REFUSED)
