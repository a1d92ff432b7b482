"""The score of how completely protocols report themselves, as ``rehab check --score`` prints it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from rehab.checks import cert
from rehab.errors import RehabError
from rehab.library import Library


def show(library: Library, paths: Sequence[Path]) -> None:
    """Print one line for each protocol that can be read; with a single file, each of the 16 items."""
    for path in paths:
        try:
            protocol = library.load(path).protocol
            items = cert.score(protocol, library.shelf)
        except RehabError:
            continue  # what is wrong with it has been said
        if not protocol.phases:
            typer.echo(f"{protocol.id}: no score, it has no phases")
            continue
        typer.echo(f"{protocol.id}: {cert.count(items)} items of a full report (CERT)")
        for item in items:
            if len(paths) == 1 or not item.reported:
                typer.echo(f"  {'said ' if item.reported else 'open '} {item.number:>2} {item.title}: {item.where}")
