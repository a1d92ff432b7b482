"""The command ``batch``: a plan for each line of a roster."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import functools
import hashlib
import io
import itertools
import json
import os
import re
import shlex
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

import rehab
from rehab import files, writers
from rehab.batch import Ledger, Result, State, run_batch
from rehab.cli.delivery import ENDINGS, formats_of, looks_of
from rehab.cli.options import LibraryOption, date, open_library
from rehab.cli.options import today as clock
from rehab.cli.ordering import Asked, check_protocol, order_from
from rehab.cli.plan import (
    DiscreetOption,
    ExcelOption,
    ForceOption,
    PaperOption,
    TemplateOption,
    ToOption,
    WeeksOption,
    ZoneOption,
)
from rehab.engine.case import compile_case
from rehab.engine.order import Order
from rehab.engine.triage import Answer, answers_from_flags, questions_of
from rehab.errors import RehabError, SourceError, UsageError, WriteError, fail
from rehab.library import Chosen, Library
from rehab.source.characters import visible
from rehab.source.roster import Wrong, decoded, rows_of

MAX_ROSTER_BYTES = 64 * 1024 * 1024
LEDGER, REPORT = "batch.jsonl", "report.csv"
INVALID = 3
ALL_NO = "none"
ENDING_OF = {name: ending for ending, name in ENDINGS.items()}


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for every row; a worker on another machine needs nothing else."""

    folder: str
    made_for: dt.date
    formats: tuple[str, ...]
    template: str
    paper: str | None
    weeks: int | None
    discreet: bool
    zone: str | None
    excel: bool
    libraries: tuple[str, ...]
    force: bool


@dataclass(frozen=True, slots=True)
class Task:
    """One row to make; ``key`` is of the row, of the setting and of the data, so that a changed one is made anew."""

    key: str
    line: int
    cells: Mapping[str, str]
    wrong: str = ""


def batch(
    roster: Annotated[
        Path, typer.Argument(help="A CSV file: one person in each line, columns as the options of plan.")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="The folder for the plans.")],
    as_of: Annotated[str | None, typer.Option("--as-of", help="The day the plans are for; left out: today.")] = None,
    to: ToOption = None,
    template: TemplateOption = "clinic",
    paper: PaperOption = None,
    weeks: WeeksOption = None,
    discreet: DiscreetOption = False,
    zone: ZoneOption = None,
    excel: ExcelOption = False,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="How many at a time; left out: one a core.")
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
    text = decoded(files.read_bytes(roster, MAX_ROSTER_BYTES), str(roster))
    setting = Setting(
        str(output), made_for, formats, template, paper, weeks, discreet, zone, excel,
        tuple(str(path) for path in library or ()), force,
    )  # fmt: skip
    rows = _tasks(text, str(roster), setting, shelf)
    first = next(rows, None)  # a header that cannot be meant is told before a folder is made
    if first is None:
        raise fail(SourceError, "no-rows", f"{roster} has a header and no rows", "write one person in each line")
    files.make_folder(output)
    count = workers or os.cpu_count() or 1
    with Ledger(output / LEDGER) as ledger:
        counts, told = _run(itertools.chain([first], rows), setting, ledger, count, text.count("\n"))
    files.write(output / REPORT, _table(told), force=True)
    _say(counts, told, output)
    if counts.get("invalid") or counts.get("failed"):
        raise typer.Exit(INVALID)


# -- rows ------------------------------------------------------------------------------------------------------------


def _tasks(text: str, name: str, setting: Setting, library: Library) -> Iterator[Task]:
    """Yield the rows with their keys; a row that says an id again is wrong."""
    base = _key(_data(library, setting.template), repr(replace(setting, folder="", force=False)))
    seen: dict[str, int] = {}
    for row in rows_of(text, name):
        if isinstance(row, Wrong):
            yield Task(_key(base, str(row)), row.line, {}, row.message)
            continue
        key = _key(base, json.dumps([row.line if "id" not in row.cells else 0, row.cells], sort_keys=True))
        case_id = row.cells.get("id", "").casefold()
        wrong = f"the id '{row.cells['id']}' is that of line {seen[case_id]} too" if case_id in seen else ""
        if case_id and not wrong:
            seen[case_id] = row.line
        yield Task(_key(key, wrong) if wrong else key, row.line, row.cells, wrong)


def _data(library: Library, template: str) -> str:
    """Return a digest of all that a plan is made from: protocols, shared files, the template, the program."""
    digest = hashlib.sha256(f"{rehab.__version__} {library.shared_digest}".encode())
    for name, path in sorted(library.paths.items()):
        digest.update(f"{name}\0".encode() + files.read_bytes(path, MAX_ROSTER_BYTES))
    digest.update(library.template(template).model_dump_json().encode())
    return digest.hexdigest()


def _key(base: str, text: str) -> str:
    return hashlib.sha256(f"{base}\n{text}".encode("utf-8", "replace")).hexdigest()[:32]


def make(task: Task, setting: Setting) -> Result:
    """Make the plan of one row and write its files; what is wrong with a row becomes its result.

    Raises WriteError where nothing can be written: that is no fault of the row.
    """
    told = Result(task.key, task.line, task.cells.get("id", ""), task.cells.get("condition", ""), "invalid")
    if task.wrong:
        return replace(told, message=task.wrong)
    try:
        library = _library(setting.libraries)
        order, _ = order_from(_asked(task.cells), setting.made_for, library, _load)
        order = replace(order, command=_command(task.cells, setting.made_for))
        plan = compile_case(order, library.shelf, _answers(task.cells, order, library)).plan
    except WriteError:
        raise
    except RehabError as error:
        return replace(told, message=_said(error))
    look = library.template(setting.template)
    looks = looks_of(
        paper=setting.paper, weeks=setting.weeks, discreet=setting.discreet, zone=setting.zone, excel=setting.excel
    )
    stem = _stem(task, plan.protocol.id, discreet=setting.discreet)
    names = []
    for form in setting.formats:
        try:
            content = writers.write(form, plan, look, looks)
        except RehabError as error:
            return replace(told, message=_said(error))
        name = f"{stem}{ENDING_OF[form]}"
        if not _put(Path(setting.folder) / name, content, force=setting.force):
            return replace(
                told, state="failed", message=f"{name} is there already and says something else; --force replaces it"
            )
        names.append(name)
    state: State = "referred" if plan.referral else "done"
    told_why = f"{plan.referral.title}. {plan.referral.urgency}" if plan.referral else ""
    return replace(told, condition=plan.protocol.id, state=state, files=tuple(names), message=told_why)


def _put(path: Path, content: bytes, *, force: bool) -> bool:
    """Write a file, and tell whether it is there now. False: another one is there, and must not be replaced.

    The same bytes, left by a run that was killed before it could say so, are as good as written.
    """
    try:
        files.write(path, content, force=force)
    except WriteError as error:
        if error.issues[0].code != "exists":
            raise
        return path.stat().st_size == len(content) and files.read_bytes(path, len(content)) == content
    return True


def _said(error: RehabError) -> str:
    """Return what is wrong in one line; a column is named without the dashes of an option."""
    told = ("; ".join(filter(None, (one.message, one.hint))) for one in error.issues)
    return " ".join(" ".join(told).split()).removeprefix("--")


@functools.lru_cache(maxsize=4)
def _library(folders: tuple[str, ...]) -> Library:
    return open_library([Path(folder) for folder in folders])


@functools.lru_cache(maxsize=256)
def _load(library: Library, condition: str, kind: str | None, variant: str | None) -> Chosen:
    """Return a protocol of the library, put together and checked once; nobody is asked what the words mean."""
    if "/" in condition or "\\" in condition or condition.endswith((".yaml", ".yml")):
        hint = "name it by its id, and its folder with --library"
        raise fail(UsageError, "no-path", f"'{condition}' is a file; a roster names conditions", hint)
    path = library.path_of(condition)
    chosen = library.load(path, kind=kind, variant=variant)
    check_protocol(library, chosen, path)
    return chosen


def _asked(cells: Mapping[str, str]) -> Asked:
    def number(name: str, read: Callable[[str], float], low: float, high: float) -> float | None:
        text = cells.get(name)
        if text is None:
            return None
        try:
            value = read(text.replace(",", ".", 1))
        except ValueError:
            value = -1.0
        if not low <= value <= high:
            raise fail(UsageError, "bad-number", f"{name}: '{text}' is not a number from {low:g} to {high:g}")
        return value

    age = number("age", int, 0, 120)
    return Asked(
        cells.get("condition"), cells.get("injured"), cells.get("from"), cells.get("since"), cells.get("grade"),
        cells.get("type"), cells.get("variant"), cells.get("side"), cells.get("cleared_by"), cells.get("cleared_on"),
        None if age is None else int(age), number("weight", float, 20, 350), None, cells.get("name"), cells.get("id"),
        _listed(cells.get("days")), tuple(_parts(cells.get("without", ""))),
    )  # fmt: skip


def _parts(cell: str) -> list[str]:
    """Return the words of a cell that holds several, parted by a space, a comma or a semicolon."""
    return [part for part in re.split(r"[,;\s]+", cell) if part]


def _listed(text: str | None) -> str | None:
    return ",".join(_parts(text)) if text else None


def _answers(cells: Mapping[str, str], order: Order, library: Library) -> Mapping[str, Answer] | None:
    """Return the answers of the column ``flags``: empty, nobody asked; ``none``, all no; else these are a yes."""
    told = cells.get("flags")
    if told is None:
        return None
    flags = [] if told.casefold() == ALL_NO else _parts(told)
    table = library.shelf.red_flags
    return answers_from_flags(table, questions_of(table, order.protocol, order.case.age), flags)


def _stem(task: Task, condition: str, *, discreet: bool) -> str:
    """Return the name of the files of a row: its id, or its line, and the condition; never the name of a person."""
    told = re.sub(r"[^A-Za-z0-9_-]+", "-", task.cells.get("id", "")).strip("-")[:60]
    mark = hashlib.sha256(task.cells["id"].encode("utf-8", "replace")).hexdigest()[:6] if "id" in task.cells else ""
    same = told == task.cells.get("id", "")
    first = f"{told}-{mark}".strip("-") if mark and not same else told or f"line-{task.line:06}"
    return first if discreet else f"{first}-{condition}"


def _command(cells: Mapping[str, str], made_for: dt.date) -> str:
    """Return the command that makes the plan of this row alone."""
    words = ["rehab", "plan", cells.get("condition", "")]
    for name, value in cells.items():
        if name == "flags":
            flags = [] if value.casefold() == ALL_NO else _parts(value)
            words += [part for flag in flags for part in ("--flag", flag)] or ["--no-flags"]
        elif name == "without":
            words += [part for item in _parts(value) for part in ("--without", item)]
        elif name != "condition":
            words += [f"--{name.replace('_', '-')}", value]
    return shlex.join([*words, "--as-of", made_for.isoformat()])


# -- running ---------------------------------------------------------------------------------------------------------


def _run(
    rows: Iterator[Task], setting: Setting, ledger: Ledger, workers: int, most: int
) -> tuple[Mapping[str, int], list[Result]]:
    """Make the rows on the cores of this machine; return the counts, and what was told of each row of this roster."""
    from concurrent.futures import ProcessPoolExecutor

    lines: list[tuple[int, str]] = []

    def noted() -> Iterator[Task]:
        for row in rows:
            lines.append((row.line, row.key))
            yield row

    work = functools.partial(make, setting=setting)
    with _progress(most) as tell:
        if workers == 1:
            counts = run_batch(noted(), work, ledger, tell=tell)
        else:
            pool = ProcessPoolExecutor(workers, initializer=_worker, initargs=(os.getpid(),))
            try:
                counts = run_batch(noted(), work, ledger, executor=pool, workers=workers, tell=tell)
            except BrokenProcessPool:
                hint = "run the same command again: it goes on where it stopped"
                raise fail(WriteError, "worker-died", "a worker was killed from outside", hint) from None
            finally:
                pool.shutdown(cancel_futures=True)
    return counts, [replace(ledger.held[key], line=line) for line, key in lines if key in ledger.held]


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


def _table(told: list[Result]) -> bytes:
    """Return the report: one line for each row of the roster, safe to open in a spreadsheet."""
    from rehab.writers.csv import cell

    made = io.StringIO()
    table = csv.writer(made, lineterminator="\r\n")
    table.writerow(("line", "id", "condition", "result", "files", "message"))
    for one in told:
        row = (one.line, one.id, one.condition, one.state, " ".join(one.files), one.message)
        table.writerow([cell(value) for value in row])
    return made.getvalue().encode()


SHOWN = 10


def _say(counts: Mapping[str, int], told: list[Result], folder: Path) -> None:
    """Print the summary: how many of each, and the first rows that could not be made."""
    typer.echo(f"{'done':<10}{counts.get('done', 0):>7,}", err=True)
    for name in ("referred", "before", "invalid", "failed"):
        if counts.get(name):
            typer.echo(f"{name:<10}{counts[name]:>7,}", err=True)
    bad = [one for one in told if one.state in ("invalid", "failed")]
    for one in bad[:SHOWN]:
        typer.echo(f"line {one.line}: {visible(one.message)}", err=True)
    if len(bad) > SHOWN:
        typer.echo(f"and {len(bad) - SHOWN:,} more", err=True)
    typer.echo(f"wrote {folder / REPORT}", err=True)
