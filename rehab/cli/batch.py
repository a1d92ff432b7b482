"""The command ``batch``: a plan for each line of a roster."""

from __future__ import annotations

import contextlib
import csv
import functools
import io
import itertools
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from rehab import files
from rehab.batch import Ledger, Result, run_batch
from rehab.cli.delivery import formats_of, looks_of, secret_for
from rehab.cli.options import LibraryOption, date, open_library, say_wrote
from rehab.cli.options import today as clock
from rehab.cli.passwords import LOCKED_ALL
from rehab.cli.plan import (
    DiscreetOption,
    ExcelOption,
    FillableOption,
    ForceOption,
    PaperOption,
    PasswordOption,
    TemplateOption,
    ToOption,
    WeeksOption,
    ZoneOption,
)
from rehab.cli.rows import MAX_ROSTER_BYTES, Made, Setting, Task, compose, data_of, make, tasks, written
from rehab.errors import SourceError, WriteError, fail
from rehab.source.characters import visible
from rehab.source.roster import decoded

LEDGER, REPORT = "batch.jsonl", "report.csv"
INVALID = 3


def batch(
    roster: Annotated[
        Path,
        typer.Argument(readable=False, help="A CSV file: one person in each line, columns as the options of plan."),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", readable=False, help="The folder for the plans.")],
    as_of: Annotated[str | None, typer.Option("--as-of", help="The day the plans are for; left out: today.")] = None,
    to: ToOption = None,
    template: TemplateOption = "clinic",
    paper: PaperOption = None,
    weeks: WeeksOption = None,
    discreet: DiscreetOption = False,
    zone: ZoneOption = None,
    excel: ExcelOption = False,
    fillable: FillableOption = False,
    password: PasswordOption = False,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="How many at a time; left out: one a core.")
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option("--dask", help="The address of a Dask cluster that makes them, such as tcp://host:8786."),
    ] = None,
    force: ForceOption = False,
    library: LibraryOption = None,
) -> None:
    """Make a plan for each line of a roster; run it again to go on where it stopped.

    \b
    Columns: condition, and as the options of plan: injured, from, since, grade,
    type, variant, side, cleared_by, cleared_on, age, weight, name, id, days,
    without. flags: empty: not asked; none: all answers no; or RF-08 RF-20.

    \b
    Example:
      rehab batch roster.csv -o plans --to pdf
    """
    made_for = date("--as-of", as_of, clock()) if as_of else clock()
    formats, _ = formats_of(to, None)
    looks_of(paper=paper, weeks=weeks, discreet=discreet, zone=zone, excel=excel)  # said once, before any row
    shelf = open_library(library)
    shelf.template(template)
    secret = secret_for(formats) if password else None
    text = decoded(files.read_bytes(roster, MAX_ROSTER_BYTES), str(roster))
    setting = Setting(
        str(output), made_for, formats, template, paper, weeks, discreet, zone, excel,
        tuple(str(path.absolute()) for path in library or ()), force, data_of(shelf, template),
        fillable, password, secret,
    )  # fmt: skip
    rows = tasks(text, str(roster), setting)
    first = next(rows, None)  # a header that cannot be meant is told before a folder is made
    if first is None:
        raise fail(SourceError, "no-rows", f"{roster} has a header and no rows", "write one person in each line")
    files.make_folder(output)
    with Ledger(output / LEDGER) as ledger:
        counts = _run(itertools.chain([first], rows), setting, ledger, workers, text.count("\n"), dask)
        files.write(output / REPORT, _table(ledger.told()), force=True)
        _say(counts, ledger.told(), output)
    if secret is not None and counts.get("done", 0) + counts.get("referred", 0):
        typer.echo(LOCKED_ALL, err=True)
    if counts.get("invalid") or counts.get("failed"):
        raise typer.Exit(INVALID)


# -- running ---------------------------------------------------------------------------------------------------------


def _run(
    rows: Iterator[Task], setting: Setting, ledger: Ledger, workers: int | None, most: int, dask: str | None
) -> Mapping[str, int]:
    """Make the rows, on the cores of this machine or on those of a cluster; return how many came to which end."""

    def noted() -> Iterator[Task]:
        for row in rows:
            ledger.ask(row.line, row.key)
            yield row

    def here(made: Made) -> Result:
        return written(made, setting)

    work = functools.partial(make, setting=setting)
    count = workers or os.cpu_count() or 1
    with _progress(most) as tell:
        if dask:
            from rehab.cli.cluster import cluster

            away = functools.partial(compose, setting=replace(setting, password=None))  # locked here
            with cluster(dask) as (executor, threads):
                return run_batch(
                    noted(), away, ledger, executor=executor, workers=workers or threads, finish=here, tell=tell
                )
        if count == 1:
            return run_batch(noted(), work, ledger, tell=tell)
        with _pool(count) as executor:
            return run_batch(noted(), work, ledger, executor=executor, workers=count, tell=tell)


@contextlib.contextmanager
def _pool(count: int) -> Iterator[Executor]:
    """Give an executor with a process for each core."""
    from concurrent.futures import ProcessPoolExecutor

    pool = ProcessPoolExecutor(count, initializer=_worker, initargs=(os.getpid(),))
    try:
        yield pool
    except BrokenProcessPool:
        hint = "run the same command again: it goes on where it stopped"
        raise fail(WriteError, "worker-died", "a worker was killed from outside", hint) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _worker(parent: int) -> None:
    """Leave a Ctrl-C to the program, which then stops its workers; end when told to, and with a program that was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextlib.contextmanager
def _progress(most: int) -> Iterator[Callable[[Result | None], None]]:
    """Show a bar with rate and time left on a terminal, and nothing where there is none."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TaskProgressColumn(show_speed=True), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=most)
        yield lambda _: bar.advance(task)


# -- what is said ----------------------------------------------------------------------------------------------------


def _table(told: Iterable[Result]) -> Iterator[bytes]:
    """Yield the lines of the report: one for each row of the roster, safe to open in a spreadsheet."""
    from rehab.writers.csv import cell

    made = io.StringIO()
    table = csv.writer(made, lineterminator="\r\n")
    table.writerow(("line", "id", "condition", "result", "files", "message"))
    for one in told:
        row = (one.line, one.id, one.condition, one.state, " ".join(one.files), one.message)
        table.writerow([cell(value) for value in row])
        yield made.getvalue().encode()
        made.seek(0)
        made.truncate()
    yield made.getvalue().encode()


SHOWN = 10


def _say(counts: Mapping[str, int], told: Iterable[Result], folder: Path) -> None:
    """Print the summary: how many of each, and the first rows that could not be made."""
    typer.echo(f"{'done':<10}{counts.get('done', 0):>7,}", err=True)
    for name in ("referred", "before", "invalid", "failed"):
        if counts.get(name):
            typer.echo(f"{name:<10}{counts[name]:>7,}", err=True)
    bad = 0
    for one in told:
        if one.state in ("invalid", "failed"):
            bad += 1
            if bad <= SHOWN:
                typer.echo(f"line {one.line}: {visible(one.message)}", err=True)
    if bad > SHOWN:
        typer.echo(f"and {bad - SHOWN:,} more", err=True)
    say_wrote(folder / REPORT)
