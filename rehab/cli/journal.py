"""Commands around the journal file: ``journal export``, ``import`` and ``forget``."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Annotated

import typer

from rehab import files
from rehab.cli import screening
from rehab.cli.followed import CaseOption, JournalOption, active_cases, journal_path, one_case, open_journal
from rehab.cli.options import open_library
from rehab.errors import UsageError, fail
from rehab.models.journal import Entry
from rehab.source.journal_file import MAX_BYTES, parse_journal
from rehab.store import as_json

app = typer.Typer(help="The file that holds what you write down.", no_args_is_help=True)
COLUMNS = ("case", *Entry.model_fields)


@app.command("export")
def export(
    output: Annotated[
        str, typer.Option("-o", "--output", help="The file to write (.json or .csv); - for the terminal.")
    ] = "-",
    case: CaseOption = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")] = False,
    journal: JournalOption = None,
) -> None:
    """Write the journal out as JSON (whole) or CSV (one row an entry)."""
    with open_journal(journal) as store:
        cases = active_cases(store, case) if case else store.cases()
        content = [(stored, store.journal(stored.id)) for stored in cases]
    if output.endswith(".csv"):
        text = io.StringIO()
        table = csv.writer(text)
        table.writerow(COLUMNS)
        for stored, written in content:
            for entry in written.ordered:
                row = entry.model_dump(mode="json")
                table.writerow([stored.id, *(_cell(row[name]) for name in Entry.model_fields)])
        data = text.getvalue().encode()
    else:
        data = as_json(content)
    if output == "-":
        typer.echo(data.decode(), nl=False)
        return
    files.write(Path(output), data, force=force)
    typer.echo(f"wrote {output}", err=True)


def _cell(value: object) -> object:
    """Keep a text from being read as a formula; the import takes the sign off again."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "'")) else value


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="An export of a journal (.json or .csv), or of the phone page.")],
    case: CaseOption = None,
    journal: JournalOption = None,
) -> None:
    """Take entries in; those that are there already are not taken twice."""
    data = files.read_bytes(file, MAX_BYTES)
    with open_journal(journal, make=True) as store:
        known = {stored.id: stored for stored in store.cases()}
        parsed = parse_journal(data, str(file), csv=file.suffix.lower() == ".csv")
        added = 0
        for stored, entries in parsed:
            if stored.id not in known and stored.full is not None:
                store.add_case(stored.full, ())
            elif stored.id not in known:
                hint = f"it is for the case '{stored.id}'; begin that case first, or import a whole export"
                raise fail(UsageError, "other-case", f"{file} belongs to no case of this journal", hint)
            if case and stored.id != case:
                continue
            added += store.add(stored.id, entries)
    typer.echo(open_library(None).template("clinic").wording.today.logged.format(count=added))


@app.command()
def forget(
    case: Annotated[str, typer.Option("--case", help="The id of the case to remove for good.")],
    sure: Annotated[bool, typer.Option("--sure", help="Do not ask again.")] = False,
    journal: JournalOption = None,
) -> None:
    """Remove a case and everything written down about it."""
    words = open_library(None).shelf.words
    if not sure:
        if not screening.is_terminal():
            raise fail(UsageError, "not-sure", "this cannot be taken back", "say it again with --sure")
        if screening.prompt(words["forget-sure"].format(case=case), "", "yes / no").casefold() not in ("y", "yes"):
            raise fail(UsageError, "not-changed", "nothing was changed")
    with open_journal(journal) as store:
        stored = one_case(store, case)
        count = store.forget(stored.id)
    typer.echo(words["forgotten"].format(case=case, count=count))
    typer.echo(words["forgotten-elsewhere"].format(path=journal_path(journal).parent))
