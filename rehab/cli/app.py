"""The program: its commands, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import functools
import importlib
import io
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, NoReturn, cast

import typer
import typer.core
import typer.main

import rehab
from rehab.errors import NotFoundError, RefusedError, RehabError, SourceError, UsageError, WriteError
from rehab.source.characters import visible

EXIT_CODES: tuple[tuple[type[RehabError], int], ...] = (
    (UsageError, 2),
    (SourceError, 3),
    (WriteError, 4),
    (RefusedError, 5),
    (NotFoundError, 5),
)

EXAMPLES = """
\b
Examples:
  rehab find "pulled hammy"
  rehab plan hamstring-strain --injured 2026-11-18 --grade 2 --side left -o plan.pdf
  rehab today plan.json

An example to review with a clinician. It does not diagnose and does not replace an examination.
"""

COMMANDS = {
    "list": "browse.list_conditions",
    "show": "browse.show",
    "find": "browse.find",
    "plan": "plan.plan",
    "write": "plan.write",
    "batch": "batch.batch",
    "today": "daily.today",
    "start": "cases.start",
    "done": "daily.done",
    "log": "daily.log",
    "undo": "daily.undo",
    "progress": "progress.progress",
    "serve": "serve.serve",
    "explain": "progress.explain",
    "simulate": "simulate.simulate",
    "check": "author.check",
    "schema": "author.schema",
    "new": "bench.new",
    "diff": "bench.diff",
    "upgrade": "bench.upgrade",
    "sign": "bench.sign",
    "preview": "preview.preview",
    "case": "cases.app",
    "journal": "journal.app",
    "figures": "figures.app",
}
"""The commands in the order of ``rehab --help``: the module of each and what it is called there."""


class Commands(Mapping[str, Any]):
    """The commands by name. The module of one is imported when it is asked for: all of them are two thirds of a start."""

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)

    def __getitem__(self, name: str) -> Any:
        return _command(name)


@functools.cache
def _command(name: str) -> Any:
    """Make a command once: it is asked for several times, and its options take longer to read than most commands run."""
    module, _, what = COMMANDS[name].partition(".")
    found = getattr(importlib.import_module(f"rehab.cli.{module}"), what)
    holder = typer.Typer(callback=lambda: None, rich_markup_mode=None)
    if isinstance(found, typer.Typer):
        holder.add_typer(found, name=name)
    else:
        holder.command(name)(found)
    return cast(Any, typer.main.get_group(holder)).commands[name]


class Program(typer.core.TyperGroup):
    """The program with its commands."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = cast(Any, Commands())


app = typer.Typer(
    name="rehab",
    cls=Program,
    help="Turn an injury and a date into a dated plan that a person can follow.",
    epilog=EXAMPLES.strip("\n"),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"rehab {rehab.__version__}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


def exit_code(error: RehabError) -> int:
    """Return the exit code of an error, as the command line promises."""
    return next(code for kind, code in EXIT_CODES if isinstance(error, kind))


def report(error: RehabError) -> None:
    """Print every issue of an error to stderr, as text or (with ``--json``) for programs."""
    from rehab.source import issues

    if "--json" in sys.argv:
        typer.echo(json.dumps({"issues": issues.as_json(error.issues)}, ensure_ascii=False, indent=2))
        return
    colour = sys.stderr.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    if any(issue.location for issue in error.issues):
        typer.echo(issues.render(error.issues, color=colour), err=True, nl=False)
        return
    for issue in error.issues:
        typer.echo(f"rehab: {visible(issue.message)}", err=True)
        if issue.hint:
            typer.echo("\n".join(f"       {visible(line)}" for line in issue.hint.split("\n")), err=True)


def _open_streams() -> None:
    """Stand in for a stream that whoever started the program closed; a sign that stdout cannot show becomes a ``?``."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - as long as the program
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _end_quietly() -> NoReturn:
    """End after the reader has gone: nothing more can be said."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - to the end
    sys.exit(0)


def _end_well() -> None:
    """Make a signal to end an end like any other, so that nothing half done stays behind."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if (
            number
            and threading.current_thread() is threading.main_thread()
            and signal.getsignal(number) == signal.SIG_DFL
        ):
            signal.signal(number, _ended)


def _ended(number: int, _: object) -> NoReturn:
    sys.exit(128 + number)


def main() -> None:
    """Run the program and exit. Every error becomes a message; no traceback reaches a user."""
    _open_streams()
    _end_well()
    try:
        app()
    except RehabError as error:
        report(error)
        sys.exit(exit_code(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except SystemExit as stop:
        if isinstance(stop.__context__, BrokenPipeError):  # typer makes a 1 of it, which stands for a bug here
            _end_quietly()
        raise
    except BrokenPipeError:
        _end_quietly()
    except OSError as error:
        what = f"use {visible(str(error.filename))}" if error.filename else "write"
        typer.echo(f"rehab: cannot {what}: {error.strerror or error}", err=True)
        sys.exit(4)
    except Exception as error:
        if os.environ.get("REHAB_DEBUG"):
            raise
        typer.echo(f"rehab: this is a fault of the program ({type(error).__name__}). Please report it,", err=True)
        typer.echo("       with the command and the output of: REHAB_DEBUG=1 rehab ...", err=True)
        sys.exit(1)
