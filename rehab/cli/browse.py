"""Commands that look: ``list``, ``show`` and ``find``."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from rehab.cli import overview
from rehab.cli.options import JsonOption, LibraryOption, open_library
from rehab.library import Library
from rehab.models.protocol import Protocol


def _entry(protocol_id: str, protocol: Protocol) -> dict[str, str]:
    return {"id": protocol_id, "title": protocol.title, "framework": protocol.framework}


def _print_entries(library: Library, ids: list[str], *, as_json: bool) -> None:
    entries = [_entry(protocol_id, library.protocols[protocol_id]) for protocol_id in ids]
    if as_json:
        typer.echo(json.dumps({"results": entries, "flags": [], "question": None}, ensure_ascii=False, indent=2))
        return
    for entry in entries:
        typer.echo(f"{entry['id']:<34} {entry['title']} ({entry['framework']})")


def list_conditions(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List every condition: id, name and framework."""
    shelf = open_library(library)
    _print_entries(shelf, sorted(shelf.paths), as_json=as_json)


def find(
    words: Annotated[list[str], typer.Argument(help="What people call it, such as: pulled hammy")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find a condition by what people call it."""
    shelf = open_library(library)
    text = " ".join(words)
    exact = list(shelf.named(text))
    ids = list(dict.fromkeys([*exact, *shelf.near(text)]))
    _print_entries(shelf, ids, as_json=as_json)
    if not ids and not as_json:
        typer.echo(f"Nothing is called '{text}'. rehab list shows every condition.", err=True)


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
