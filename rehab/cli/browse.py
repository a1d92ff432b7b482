"""Commands that look: ``list``, ``show`` and ``find``."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable
from typing import Annotated

import typer

from rehab.cli import overview
from rehab.cli.options import JsonOption, LibraryOption, open_library
from rehab.engine.finding import Found
from rehab.errors import Issue, RehabError
from rehab.library import CONDITION_FOLDERS, Library
from rehab.source import issues

WIDTH = 78
BROKEN = 3
"""As of every file that cannot be read."""


DRAFT = " *"
LEGEND = "* draft: an example, to be reviewed before use"


def _entry(library: Library, protocol_id: str) -> dict[str, str]:
    protocol, path = library.protocol(protocol_id), library.paths[protocol_id]
    shipped = library.is_shipped(path)
    return {
        "id": protocol_id,
        "title": protocol.title,
        "framework": protocol.framework,
        "status": protocol.status,
        "signed_by": protocol.reviewed_by if protocol.signature else "",
        "extends": protocol.extends or "",
        "source": "" if shipped else str(path),
    }


def _found(library: Library, protocol_id: str) -> dict[str, str]:
    """Return what the contract promises of a search result."""
    entry = _entry(library, protocol_id)
    return {key: entry[key] for key in ("id", "title", "framework")}


def _print_entries(library: Library, ids: Iterable[str]) -> None:
    for entry in (_entry(library, protocol_id) for protocol_id in ids):
        typer.echo(f"{entry['id']:<48} {entry['title']}{DRAFT if entry['status'] == 'draft' else ''}")
        if entry["source"]:
            signed = f", signed by {entry['signed_by']}" if entry["signed_by"] else ""
            based = f", extends {entry['extends']}" if entry["extends"] else ""
            typer.echo(f"    from {entry['source']}{based}{signed}")


def list_conditions(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List every condition: id and name, where it comes from, and whether it is a draft.

    A protocol that is broken keeps no other one from the list: its problems come after it, with exit code 3.
    """
    shelf = open_library(library)
    whole, problems = _whole(shelf)
    if as_json:
        results = [_entry(shelf, protocol_id) for protocol_id in whole]
        told = {"issues": issues.as_json(problems)} if problems else {}
        found = {"results": results, "flags": [], "question": None, **told}
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for framework in CONDITION_FOLDERS:
            typer.echo(f"\n{framework}" if framework != CONDITION_FOLDERS[0] else framework)
            _print_entries(shelf, [key for key in whole if shelf.protocol(key).framework == framework])
        typer.echo(f"\n{LEGEND}")
        typer.echo(issues.render(problems), err=True, nl=False)
    if problems:
        raise typer.Exit(BROKEN)


def _whole(library: Library) -> tuple[list[str], list[Issue]]:
    """Return the ids of the protocols that can be put together, and what is wrong with the others."""
    whole: list[str] = []
    problems: dict[Issue, None] = {}
    for protocol_id in sorted(library.paths):
        try:
            library.protocol(protocol_id)
        except RehabError as error:
            problems |= dict.fromkeys(error.issues)
        else:
            whole.append(protocol_id)
    return whole, list(problems)


def find(
    words: Annotated[list[str], typer.Argument(help="What people call it, such as: pulled hammy")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find a condition by what people call it.

    \b
    Examples:
      rehab find pulled hammy
      rehab find charley horse
    """
    shelf = open_library(library)
    text = " ".join(words)
    found = shelf.find(text)
    if as_json:
        typer.echo(json.dumps(_as_json(shelf, found), ensure_ascii=False, indent=2))
        return
    for flag in found.flags:
        _wrapped(f"! {shelf.shelf.red_flags.flags[flag].short}? {shelf.urgency(flag)}")
    if found.flags:
        typer.echo()
        _wrapped(shelf.shelf.words["after-flags"])
    if found.question:
        _wrapped(found.question.question)
        for entry in shelf.answers(found.question):
            typer.echo(f"  {entry.answer}\n      rehab plan {entry.condition}")
        typer.echo()
    told = [entry.condition for entry in found.question.answers] if found.question else []
    _print_entries(shelf, [key for key in found.ids if key not in told])
    if not (found.ids or found.question or found.flags):
        typer.echo(f"Nothing is called '{text}'. rehab list shows every condition.", err=True)


def _as_json(library: Library, found: Found) -> dict[str, object]:
    table = library.shelf.red_flags
    question = found.question
    return {
        "results": [_found(library, key) for key in found.ids],
        "flags": [
            {
                "id": flag,
                "sign": table.flags[flag].short,
                "disposition": table.flags[flag].disposition,
                "text": library.urgency(flag),
            }
            for flag in found.flags
        ],
        "question": {
            "question": question.question,
            "answers": [{"answer": entry.answer, "id": entry.condition} for entry in library.answers(question)],
        }
        if question
        else None,
    }


def _wrapped(text: str) -> None:
    typer.echo(textwrap.fill(text, WIDTH, subsequent_indent="  " if text.startswith("!") else ""))


def show(
    condition: Annotated[str, typer.Argument(help="An id, a name people say, or the path of a protocol file.")],
    kind: Annotated[str | None, typer.Option("--type", help="The type.")] = None,
    variant: Annotated[str | None, typer.Option("--variant", help="The variant.")] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a protocol: its phases, doses and criteria."""
    shelf = open_library(library)
    chosen = shelf.load(shelf.path_of(condition), kind=kind, variant=variant)
    if as_json:
        typer.echo(chosen.protocol.model_dump_json(indent=2))
        return
    typer.echo(overview.describe(chosen.protocol, chosen.type, chosen.variant, shelf.shelf))
