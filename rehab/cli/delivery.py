"""Where a plan goes: which formats, which file, and how a plan file is read back."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from rehab import files, writers
from rehab.cli import passwords
from rehab.cli.options import say_wrote
from rehab.errors import UsageError, fail
from rehab.models.plan import Plan
from rehab.models.template import Template
from rehab.source.plan_file import parse_plan
from rehab.writers import Looks

ENDINGS = {
    ".pdf": "pdf", ".ics": "ics", ".fhir.json": "fhir", ".json": "json", ".md": "md", ".csv": "csv", ".txt": "text",
    ".html": "html",
}  # fmt: skip
"""The format that each ending of a name stands for, the longer ending first."""
FORMATS = tuple(ENDINGS.values())
MAX_PLAN_BYTES = 32 * 1024 * 1024


def read_plan(path: Path) -> Plan:
    """Read a plan file. Raises SourceError for a file that is not a plan of this version."""
    return parse_plan(files.read_bytes(path, MAX_PLAN_BYTES), str(path))


def formats_of(to: list[str] | None, output: str | None) -> tuple[tuple[str, ...], str | None]:
    """Return the formats asked for: those of --to, else that of the ending of -o, else pdf."""
    wanted = tuple(dict.fromkeys(part for entry in to or [] for part in entry.split(",")))
    for name in wanted:
        if name not in FORMATS:
            raise fail(
                UsageError, "unknown-format", f"--to: there is no format '{name}'", f"there is: {', '.join(FORMATS)}"
            )
    if wanted:
        return wanted, output
    name = Path(output).name.lower() if output and output != "-" else ""
    ending = next((ending for ending in ENDINGS if name.endswith(ending)), Path(name).suffix)
    if ending and ending not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise fail(
            UsageError,
            "unknown-ending",
            f"I cannot tell the format from '{output}'",
            f"end it with {known}, or say --to",
        )
    return (ENDINGS.get(ending, "text" if output == "-" else "pdf"),), output


def secret_for(formats: tuple[str, ...]) -> str:
    """Return the password for what is to be written. Raises UsageError for a format that cannot have one."""
    if formats != ("pdf",):
        other = next(name for name in formats if name != "pdf")
        message = f"--password: a file of the format {other} cannot have a password"
        raise fail(UsageError, "no-lock", message, "write the PDF alone: --to pdf")
    passwords.check_lock()
    return passwords.ask_new()


def looks_of(
    *, paper: str | None, weeks: int | None, discreet: bool, zone: str | None, excel: bool, fillable: bool = False
) -> Looks:
    """Return how the formats are to look. Raises UsageError for a paper or a time zone that there is not."""
    from zoneinfo import ZoneInfo

    one_of("--paper", paper, ("a4", "letter"))
    try:
        place = ZoneInfo(zone) if zone else None
    except (KeyError, ValueError, OSError):
        message = f"--tz: there is no time zone '{zone}'"
        raise fail(UsageError, "unknown-zone", message, "write it like Europe/London, or leave it out") from None
    return Looks(paper=paper, weeks=weeks, fillable=fillable, discreet=discreet, zone=place, excel=excel, say=_say)


def _say(text: str) -> None:
    typer.echo(text, err=True)


def one_of(option: str, value: str | None, allowed: tuple[str, ...]) -> str | None:
    if value is None or value in allowed:
        return value
    raise fail(UsageError, "not-allowed", f"{option}: '{value}' is not one of them", f"there is: {', '.join(allowed)}")


def deliver(
    plan: Plan,
    template: Template,
    formats: tuple[str, ...],
    target: str | None,
    *,
    looks: Looks,
    force: bool,
    password: str | None = None,
) -> None:
    """Write the plan in each format to its place, and say where it is; a ``password`` locks a PDF."""
    contents = {name: writers.write(name, plan, template, looks) for name in formats}
    if password is not None:
        contents = {name: passwords.locked(content, password) for name, content in contents.items()}
        typer.echo(passwords.LOCKED, err=True)
    if target == "-":
        if len(formats) > 1:
            raise fail(UsageError, "several-to-terminal", "-o - takes one format", "give one --to, or -o FOLDER")
        [content] = contents.values()
        if formats[0] == "pdf" and sys.stdout.isatty():
            raise fail(
                UsageError, "binary-to-terminal", "a PDF is not for the terminal", "write it to a file: -o plan.pdf"
            )
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    day_one = plan.case.injured or plan.as_of
    stem = f"{'plan' if looks.discreet else plan.protocol.id}-{day_one.isoformat()}"
    endings = {name: ending for ending, name in ENDINGS.items()}
    folder = Path(target) if target and (len(formats) > 1 or Path(target).is_dir()) else None
    if folder:
        files.make_folder(folder)
    for name, content in contents.items():
        path = (
            folder / f"{stem}{endings[name]}" if folder else Path(target) if target else Path(f"{stem}{endings[name]}")
        )
        files.write(path, content, force=force)
        say_wrote(path)
