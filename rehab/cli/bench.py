"""Commands for a clinic that changes a protocol: ``new``, ``diff`` and ``upgrade``."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from rehab import beside, files
from rehab.cli.author import check_file
from rehab.cli.delivery import read_plan
from rehab.cli.options import JsonOption, LibraryOption, date, open_library, say_wrote, today
from rehab.cli.places import own_folder
from rehab.errors import Issue, Severity, SourceError, UsageError, WriteError, fail
from rehab.library import Library
from rehab.overlays import draft, pins, signing
from rehab.source.chain import Base, base_of
from rehab.source.characters import visible
from rehab.source.reader import MAX_BYTES, read

ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")]
WIDTH = 78
ID = r"[a-z0-9]+(-[a-z0-9]+)*"


def new(
    new_id: Annotated[str, typer.Argument(metavar="ID", help="What to call it: small letters, digits, hyphens.")],
    base: Annotated[str, typer.Option("--from", help="The condition to start from.")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", readable=False, help="The file or the folder; left out: your own library."),
    ] = None,
    force: ForceOption = False,
    library: LibraryOption = None,
) -> None:
    """Start a file that changes a protocol: a few lines to fill in, with examples.

    \b
    Example:
      rehab new riverside-hamstring --from hamstring-strain
    """
    shelf = open_library(library)
    path = _place(new_id, output, shelf, force)
    chosen = shelf.load(shelf.path_of(base))
    names = {key: exercise.title for key, exercise in shelf.shelf.exercises.items()}
    _make_folders(path.parent)
    text = draft.draft(chosen.protocol, new_id, names, chosen.type, chosen.variant)
    files.write(path, text.encode(), force=force, private=False)
    say_wrote(path)
    write_schema(path.parent)
    _keep_base(shelf, path)
    typer.echo("Open it in an editor. Then:", err=True)
    shown = visible(str(path))
    called = new_id if output is None else shown
    typer.echo(f"  rehab check {shown}\n  rehab diff {chosen.protocol.id} {called}", err=True)


def _place(new_id: str, output: Path | None, library: Library, force: bool) -> Path:
    """Return the file to write. Raises UsageError for an id that is none, is taken, or is not the name of the file."""
    if not re.fullmatch(ID, new_id):
        hint = "small letters, digits and single hyphens, such as riverside-hamstring"
        raise fail(UsageError, "wrong-id", f"'{new_id}' is not an id", hint)
    target = output or own_folder()
    path = target / f"{new_id}.yaml" if output is None or output.is_dir() else target
    if path.name != f"{new_id}.yaml":
        raise fail(
            UsageError, "id-not-name", f"the file of '{new_id}' is called {new_id}.yaml", "name a folder with -o"
        )
    taken = library.paths.get(new_id)
    if taken and not (force and taken.resolve() == path.resolve()):
        message = f"there is a protocol '{new_id}' already: {library.shown(taken)}"
        raise fail(
            UsageError,
            "double-id",
            message,
            "choose another id" if taken.resolve() != path.resolve() else "--force writes it anew",
        )
    return path


def _make_folders(folder: Path) -> None:
    missing = [part for part in (folder, *folder.parents) if not part.exists()]
    for part in reversed(missing):
        files.make_folder(part)


def _base_now(library: Library, path: Path) -> Base:
    """Return what a file extends, with its version of now."""
    current, base = library.base_of(path), base_of(library.document(path))
    if not current or base is None:
        raise fail(UsageError, "no-base", f"{path} extends nothing", "only a file with 'extends:' is upgraded")
    return replace(base, version=pins.version_of(current))


def _keep_base(library: Library, path: Path) -> None:
    """Keep what a file extends, as it is now, beside the file."""
    kept = path.with_name(f"{path.stem}{pins.ENDING}")
    content = pins.snapshot(_base_now(library, path), library.base_of(path))
    files.write(kept, content, force=True, private=False)


def _moved(library: Library, path: Path) -> Sequence[Issue]:
    """Return what moved; what was kept and cannot be read any more is written anew."""
    try:
        return beside.moved(library, path)
    except SourceError as error:
        return error.issues


def upgrade(
    path: Annotated[Path, typer.Argument(readable=False, help="A file that extends a protocol.")],
    library: LibraryOption = None,
) -> None:
    """Say that a file was reviewed against its base as it is now, and keep that base with it.

    \b
    Example:
      rehab check riverside-hamstring.yaml
      rehab upgrade riverside-hamstring.yaml
    """
    shelf = open_library(library)
    read_first = files.read_bytes(path, MAX_BYTES)
    for issue in _moved(shelf, path):
        typer.echo(textwrap.fill(issue.message, WIDTH, subsequent_indent="    ", break_on_hyphens=False), err=True)
    base = _base_now(shelf, path)
    document = shelf.document(path)
    place = document.values[("extends",)]
    lines = read_first.decode("utf-8-sig").splitlines(keepends=True)
    line = lines[place.line - 1]
    start = place.column - 1
    lines[place.line - 1] = f"{line[:start]}{base.id}@{base.version}{line[start + place.width :]}"
    _check_unchanged(path, read_first)
    files.write(
        path, "".join(lines).encode(), force=True, private=False
    )  # first: without it the base stays the old one
    _keep_base(shelf, path)
    typer.echo(f"{visible(str(path))} is now made for {base.id}, version {base.version}", err=True)


def sign(
    path: Annotated[Path, typer.Argument(readable=False, help="The protocol file that was reviewed.")],
    name: Annotated[str, typer.Option("--name", help="Who reviewed it: your name, and your profession.")],
    on: Annotated[str | None, typer.Option("--on", help="The day of the review; left out: today.")] = None,
    library: LibraryOption = None,
) -> None:
    """Sign a protocol file after review: your name, the day, and a code that fits only what you signed.

    \b
    Example:
      rehab sign riverside-hamstring.yaml --name "Example Clinician"
    """
    shelf = open_library(library)
    if shelf.is_shipped(path):
        hint = "make a file of your own: rehab new ID --from CONDITION; then sign that"
        raise fail(UsageError, "not-yours", "a file that comes with the program is not signed in its place", hint)
    read_first = files.read_bytes(path, MAX_BYTES)
    errors = [issue for issue in check_file(shelf, path) if issue.severity is Severity.ERROR]
    if errors:
        raise SourceError(tuple(errors))
    day = date("--on", on, today()) if on else today()
    if not name.strip() or not name.isprintable():
        raise fail(
            UsageError, "no-name", "--name is empty or not one line of text", "write the name of who reviewed it"
        )
    lines = {
        "status": "reviewed",
        "reviewed_by": json.dumps(name, ensure_ascii=False),
        "reviewed_on": day.isoformat(),
        "signature": "",
    }
    _check_unchanged(path, read_first)
    before = read_first.decode("utf-8-sig")
    unsigned = signing.signed_text(before, lines)
    data = {key: value for key, value in read(before, str(path)).data.items() if key not in signing.SIGNED}
    told = {"status": "reviewed", "reviewed_by": name, "reviewed_on": day.isoformat()}
    if read(unsigned, str(path)).data != {**data, **told}:
        raise fail(UsageError, "not-one-line", f"{path} has a review that goes over several lines", "take it out first")
    code = shelf.seal(path, unsigned)
    files.write(
        path,
        signing.signed_text(unsigned, {**lines, "signature": json.dumps(code)}).encode(),
        force=True,
        private=False,
    )
    shown = visible(str(path))
    typer.echo(f"{shown} is signed by {name} on {day}; any change of it, or of what it rests on, ends that", err=True)


def _check_unchanged(path: Path, read_first: bytes) -> None:
    """Raise WriteError where somebody saved the file since it was read: that would be lost, or signed unread."""
    if files.read_bytes(path, MAX_BYTES) != read_first:
        raise fail(WriteError, "changed-meanwhile", f"{path} changed while it was checked", "save it, then try again")


def write_schema(folder: Path) -> None:
    """Put the schema that editors read beside a protocol file; it is made by the program, so it is kept up to date."""
    from rehab.models import editor
    from rehab.models.protocol import Protocol

    content = (json.dumps(editor.schema(Protocol), indent=1, ensure_ascii=False) + "\n").encode()
    path = folder / draft.SCHEMA_FILE
    if not path.exists():
        files.write(path, content, force=False, private=False)


def diff(
    before: Annotated[str, typer.Argument(help="An id, a protocol file or a plan file.")],
    after: Annotated[str, typer.Argument(help="The same, to compare with it.")],
    kind: Annotated[str | None, typer.Option("--type", help="The type, where the condition has types.")] = None,
    variant: Annotated[str | None, typer.Option("--variant", help="The variant.")] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say in clinical words what differs between two protocols, or two plans.

    \b
    Examples:
      rehab diff hamstring-strain riverside-hamstring
      rehab diff old-plan.json new-plan.json
    """
    from rehab.overlays.changes import changes
    from rehab.overlays.plan_changes import plan_changes

    shelf = open_library(library)
    plans = [name.endswith(".json") for name in (before, after)]
    if plans[0] != plans[1]:
        raise fail(
            UsageError, "not-alike", "a plan cannot be compared with a protocol", "name two plans, or two protocols"
        )
    if plans[0]:
        found = plan_changes(read_plan(Path(before)), read_plan(Path(after)), shelf.shelf.words)
    else:
        one, two = (shelf.load(shelf.path_of(name), kind=kind, variant=variant) for name in (before, after))
        found = changes(one.protocol, two.protocol, shelf.shelf)
    if as_json:
        told = [
            {"where": each.where, "what": each.what, "before": each.before, "after": each.after, "text": each.text}
            for each in found
        ]
        typer.echo(json.dumps({"changes": told}, ensure_ascii=False, indent=2))
        return
    for line in dict.fromkeys(each.line for each in found):
        typer.echo(textwrap.fill(line, WIDTH, subsequent_indent="    ", break_on_hyphens=False))
    if not found:
        typer.echo("No difference.", err=True)
