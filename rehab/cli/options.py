"""Options that several commands share, and how their texts become values."""

from __future__ import annotations

import datetime as dt
import functools
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from rehab import schedule
from rehab.cli.places import own_folder
from rehab.errors import UsageError, fail
from rehab.library import Library
from rehab.source.characters import visible

LibraryOption = Annotated[
    list[Path] | None,
    typer.Option("--library", readable=False, help="A folder with more protocols; may be given again."),
]
MOST_DIGITS = 9
"""More than any number that is counted here; Python itself gives up on thousands of digits."""
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def today() -> dt.date:
    """Return the day of the clock; ``REHAB_TODAY`` sets it for tests and demonstrations."""
    fixed = os.environ.get("REHAB_TODAY")
    return date("REHAB_TODAY", fixed, dt.date.today()) if fixed else dt.date.today()


def now() -> dt.datetime:
    """Return the time of the clock with the offset of this place, on the day that ``today`` returns.

    ``REHAB_TIME`` (such as 08:00) sets the time of day for tests and stories.
    """
    fixed = os.environ.get("REHAB_TIME")
    try:
        time = dt.time.fromisoformat(fixed) if fixed else dt.datetime.now().time()  # noqa: DTZ005 - its offset comes below
    except ValueError:
        raise fail(UsageError, "bad-time", f"REHAB_TIME: '{fixed}' is not a time of day", "such as 08:00") from None
    moment = dt.datetime.combine(today(), time)
    try:
        return moment.astimezone()
    except (ValueError, OverflowError):  # this machine has a time zone that is none
        return moment.replace(tzinfo=dt.UTC)


def date(option: str, text: str, base: dt.date) -> dt.date:
    """Read the date given with an option. Raises UsageError with an example of a right date."""
    try:
        return schedule.parse_date(text, today=base)
    except ValueError as error:
        raise fail(UsageError, "bad-date", f"{option}: {error}") from None


def number_of(word: str) -> int:
    """Return the number that a word of plain digits means; 0, which counts nothing, for any other and for endless ones."""
    return int(word) if len(word) <= MOST_DIGITS and word.isascii() and word.isdecimal() else 0


def readable(text: str) -> str:
    """Return an option with a replacement sign for bytes that are no UTF-8: no file could hold them as text."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def say_wrote(path: object) -> None:
    """Say where a file is; a sign in its name that would steer the terminal shows as a sign."""
    typer.echo(f"wrote {visible(str(path))}", err=True)


def open_library(folders: Sequence[Path] | None) -> Library:
    """Open the shipped library, the folders named on the command line, ``$REHAB_LIBRARY`` and the user's own."""
    found = [*(folders or ()), *(Path(part) for part in os.environ.get("REHAB_LIBRARY", "").split(os.pathsep) if part)]
    if _is_there(own_folder()):
        found.append(own_folder())
    return Library(found) if found else _shipped()


def _is_there(folder: Path) -> bool:
    """Tell whether a folder is there; one below a home that is closed to this user is not."""
    try:
        return folder.is_dir()
    except OSError:
        return False


@functools.cache
def _shipped() -> Library:
    """The library that comes with the program: read once, since a command may ask for it several times."""
    return Library()
