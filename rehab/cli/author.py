"""Commands for those who write protocols: ``check`` and ``schema``."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel

from rehab import beside, checks
from rehab.checks import exercises
from rehab.checks import figures as figure_checks
from rehab.cli import score as scores
from rehab.cli.clean import Clean
from rehab.cli.options import JsonOption, LibraryOption, open_library
from rehab.engine import choices
from rehab.errors import Issue, RehabError, Severity, SourceError, UsageError, fail
from rehab.library import Library
from rehab.models.shelf import Shelf
from rehab.source import issues as rendering
from rehab.source.document import Document

FOUND_ERRORS = 6


def check(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Protocol files, or ids of your library; left out: everything in it.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Count warnings as errors.")] = False,
    score: Annotated[
        bool, typer.Option("--score", help="Also print how completely each protocol reports itself.")
    ] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check protocol files: every problem, with its line.

    \b
    Examples:
      rehab check
      rehab check my-hamstring.yaml
      rehab check my-hamstring
    """
    shelf = open_library(library)
    found: list[Issue] = []
    wanted = [_file(shelf, name) for name in paths] if paths else list(shelf.paths.values())
    clean = Clean(shelf)
    for path in map(shelf.protocol_beside, wanted):
        name = _shipped_as(shelf, path)
        in_file = clean.once(name, functools.partial(check_file, shelf, path)) if name else check_file(shelf, path)
        if (paths or not shelf.is_shipped(path)) and not any(issue.severity is Severity.ERROR for issue in in_file):
            in_file += check_cases(shelf, path)
        found += in_file
    found += check_shared(shelf, shipped=not paths, clean=clean)
    clean.keep()
    found = list(dict.fromkeys(found))  # a broken shared file is said once, not with every protocol
    if as_json:
        typer.echo(json.dumps({"issues": rendering.as_json(found)}, ensure_ascii=False, indent=2))
    elif found:
        typer.echo(rendering.render(found), err=True, nl=False)
    else:
        typer.echo(f"{len(wanted)} file{'' if len(wanted) == 1 else 's'}, nothing to mend", err=True)
    if score and not as_json:
        scores.show(shelf, wanted)
    if any(issue.severity is Severity.ERROR or strict for issue in found):
        raise typer.Exit(FOUND_ERRORS)


def _file(library: Library, name: str) -> Path:
    """Return the file that is meant: the path of one that is there, else that of an id, else the path as given."""
    path = Path(name)
    return path if path.exists() else library.paths.get(name, path)


def _shipped_as(library: Library, path: Path) -> str | None:
    """Return the name of a file below the shipped folder, None for a file of the user and for a path that leads nowhere."""
    try:
        return path.resolve().relative_to(library.root.resolve()).as_posix()
    except (OSError, ValueError, RuntimeError):
        return None


def check_file(library: Library, path: Path) -> list[Issue]:
    """Return every problem of one file, over all its types and variants, each once."""
    try:
        first = library.load(path)
        shelf = library.shelf
        found: dict[Issue, None] = dict.fromkeys((*beside.moved(library, path), *library.unsigned(path)))
    except SourceError as error:
        return list(error.issues)
    done: set[tuple[str | None, str | None]] = set()
    kinds = [None, *first.protocol.types]
    variants = [None, *(key for key, choice in first.protocol.variants.items() if choice.offered)]
    for kind in kinds:
        for variant in variants:
            types = first.protocol.variants[variant].types if variant else ()
            if kind and types and kind not in types:
                continue
            if kind and not variant and choices.default_variant(first.protocol.variants, kind):
                continue  # it comes under its own name
            if variant and not kind and first.protocol.types:
                continue  # it comes with each of its types
            try:
                chosen = library.load(path, kind=kind, variant=variant) if kind or variant else first
            except UsageError:
                continue
            except RehabError as error:
                found |= dict.fromkeys(error.issues)
                continue
            if (chosen.type, chosen.variant) in done:
                continue
            done.add((chosen.type, chosen.variant))
            problems = checks.check_protocol(chosen.protocol, shelf, bases=chosen.bases)
            if chosen.protocol.id != path.stem:
                message = f"the id '{chosen.protocol.id}' is not the name of the file"
                problems.append(Issue("id-not-name", message, f"call the file {chosen.protocol.id}.yaml", path=("id",)))
            found |= dict.fromkeys(rendering.locate(chosen.document, problems))
    if any(issue.code == "no-review-date" for issue in found):  # signing it mends both
        found = {issue: None for issue in found if issue.code != "unsigned"}
    return sorted(checks.worst(found), key=_by_place)


def check_cases(library: Library, path: Path) -> list[Issue]:
    """Return what the cases beside a file expect and it does not do."""
    try:
        return beside.cases_of(library, path)
    except SourceError as error:
        return list(error.issues)


def check_shared(library: Library, *, shipped: bool, clean: Clean | None = None) -> list[Issue]:
    """Return every problem of the user's own exercises and figures, and of the ``shipped`` ones if asked."""
    clean = clean or Clean(library)
    try:
        if shipped and not library.folders:
            return clean.once("shared", lambda: _check_shared(library, clean, shipped=True))
        return _check_shared(library, clean, shipped=shipped)
    except SourceError:
        return []  # said with every protocol already


def _check_shared(library: Library, clean: Clean, *, shipped: bool) -> list[Issue]:
    """Return every problem of the shared files. Raises SourceError where one of them cannot be read."""
    return [*_check_exercises(library, shipped=shipped), *_check_figures(library, clean, shipped=shipped)]


def _check_exercises(library: Library, *, shipped: bool) -> list[Issue]:
    """Return every problem of the user's own exercises, and of the ``shipped`` ones if asked, each at its line."""
    shelf = library.shelf
    problems = list(exercises.check(shelf))
    problems += figure_checks.check_links(shelf.exercises, shelf.figures)
    found: list[Issue] = []
    for document in library.exercise_documents:
        own = not document.name.startswith("protocols/")
        if not shipped and not own:
            continue
        found += rendering.locate(document, [issue for issue in problems if issue.path[0] in document.data])
        if own:
            found += rendering.locate(document, figure_checks.check_own(document.data, shelf.exercises, shelf.figures))
    return sorted(found, key=_by_place)


def _check_figures(library: Library, clean: Clean, *, shipped: bool) -> list[Issue]:
    """Return every problem of the user's own figures, and of the ``shipped`` ones if asked, each at its line."""
    shelf = library.shelf
    found: list[Issue] = []
    for document in library.figure_documents:
        problems = functools.partial(_of_figures, document, shelf)
        if not document.name.startswith("protocols/"):
            found += problems()
        elif shipped:
            found += clean.once(document.name, problems)
    return sorted(found, key=_by_place)


def _of_figures(document: Document, shelf: Shelf) -> list[Issue]:
    return list(rendering.locate(document, figure_checks.check(shelf.figures, shelf.joint_limits, only=document.data)))


def _by_place(issue: Issue) -> tuple[str, int, int]:
    place = issue.location
    return (place.file, place.line, place.column) if place else ("", 0, 0)


def schema(
    what: Annotated[str, typer.Argument(help="protocol, exercises, case or figure.")] = "protocol",
) -> None:
    """Print a JSON schema, for editors that help while typing."""
    from rehab.models import editor
    from rehab.models.case import Case
    from rehab.models.figure import Figure
    from rehab.models.protocol import Protocol
    from rehab.shared import Exercises

    models: dict[str, type[BaseModel]] = {"protocol": Protocol, "exercises": Exercises, "case": Case, "figure": Figure}
    if what not in models:
        raise fail(UsageError, "unknown-schema", f"there is no schema for '{what}'", f"there is: {', '.join(models)}")
    typer.echo(json.dumps(editor.schema(models[what]), indent=2, ensure_ascii=False))
