"""Commands for those who draw: ``figures draw`` looks at a few closely, ``figures sheet`` at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from rehab import files
from rehab.checks import figures as checks
from rehab.cli.delivery import one_of
from rehab.cli.options import LibraryOption, open_library, say_wrote
from rehab.errors import UsageError, close_names, fail
from rehab.figures import posture
from rehab.figures.scene import annotate
from rehab.figures.scene import draw as picture
from rehab.figures.svg import svg_sheet
from rehab.library import Library
from rehab.models.exercise import Exercise
from rehab.models.figure import Figure, is_whole, whole
from rehab.models.figure_look import FigureLook
from rehab.source import issues as rendering
from rehab.writers.contact import Entry

app = typer.Typer(help="Look at the pictures of the exercises.", no_args_is_help=True, rich_markup_mode=None)
Output = Annotated[Path, typer.Option("-o", "--output", readable=False, help="The file to write: .pdf or .svg.")]
TemplateOption = Annotated[str, typer.Option("--template", help="The template whose colours and build are used.")]
SideOption = Annotated[str, typer.Option("--side", help="The sore side: right, or left for the mirrored picture.")]


@app.command("draw")
def draw(
    file: Annotated[str, typer.Argument(help="A file of figures, or the name of one in the library, such as knee.")],
    ids: Annotated[list[str] | None, typer.Argument(help="Only these; left out: all of the file.")] = None,
    output: Output = Path("figures.pdf"),
    side: SideOption = "right",
    template: TemplateOption = "clinic",
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    library: LibraryOption = None,
) -> None:
    """Draw figures large, with joint names, angles and warnings; as on a card; and 30 mm wide in grey.

    \b
    Examples:
      rehab figures draw knee wall-sit -o look.pdf
      rehab figures draw my-figures.yaml -o look.pdf --force
    """
    _check_output(output, force=force)
    shelf = open_library(library)
    document = shelf.document(_file(shelf, file))
    known, limits = shelf.figures_beside(document)
    wanted = ids or [key for key in document.data if not known[key].base]
    for key in wanted:
        if key not in document.data:
            near = close_names(key, document.data, limit=1)
            hint = f"did you mean '{near[0]}'?" if near else f"there is: {', '.join(document.data)}"
            raise fail(UsageError, "unknown-figure", f"there is no figure '{key}' in {document.name}", hint)
    problems = list(checks.check({**known, **{key: known[key] for key in wanted}}, limits, only=wanted))
    if problems:
        typer.echo(rendering.render(rendering.locate(document, problems)), err=True, nl=False)
    look, mirrored = shelf.template(template).figures, _mirrored(side)
    entries = []
    for key in wanted:
        if is_whole(key, known):
            said = tuple(f"{one.severity}: {one.message}" for one in problems if one.path[0] == key)
            entries.append(_closely(key, whole(key, known), said, look, mirrored=mirrored))
    _write(output, entries, Path(file).stem, close=True, force=force)


def _closely(key: str, figure: Figure, said: tuple[str, ...], look: FigureLook, *, mirrored: bool) -> Entry:
    """Return a figure with its joints named and its solved angles beside it."""
    drawing = picture(figure, look, mirrored=mirrored)
    named = picture(figure, look, mirrored=mirrored)
    annotate(named, figure, mirrored=mirrored)
    return Entry(key, drawing, named, tuple(posture.solved(figure)), said)


def _file(library: Library, name: str) -> Path:
    """Return the path of a file of figures: as given, or by its name in the library."""
    if "/" in name or "." in name:
        return Path(name)
    paths = {path.stem: path for path in library.figure_paths}
    if name not in paths:
        near = close_names(name, paths, limit=1)
        hint = f"did you mean '{near[0]}'?" if near else f"there is: {', '.join(paths)}"
        raise fail(UsageError, "unknown-region", f"there are no figures of '{name}'", hint)
    return paths[name]


def _mirrored(side: str) -> bool:
    return one_of("--side", side, ("right", "left")) == "left"


def _check_output(output: Path, *, force: bool) -> None:
    """Raise an error where nothing can be written in the end: drawing them all takes a while."""
    if output.suffix not in (".svg", ".pdf"):
        raise fail(
            UsageError, "unknown-ending", f"I cannot tell the format from '{output}'", "end it with .pdf or .svg"
        )
    files.check_target(output, force=force)


def _write(
    output: Path, entries: Sequence[Entry], title: str, *, close: bool, notes: Sequence[str] = (), force: bool
) -> None:
    if output.suffix == ".svg":
        content = svg_sheet([(one.title, one.named or one.drawing) for one in entries]).encode()
    else:
        from rehab.writers.pdf.contact import close_look, contact_sheet

        content = close_look(entries, title=title) if close else contact_sheet(entries, notes, title=title)
    files.write(output, content, force=force)
    say_wrote(output)


@app.command("sheet")
def sheet(
    output: Output = Path("figures.pdf"),
    region: Annotated[str, typer.Option("--region", help="Only the figures of this file, such as knee.")] = "",
    side: SideOption = "right",
    template: TemplateOption = "clinic",
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    library: LibraryOption = None,
) -> None:
    """Draw all figures on a contact sheet, and list the exercises without one.

    \b
    Examples:
      rehab figures sheet -o figures.pdf
      rehab figures sheet --region knee -o knee.svg
    """
    _check_output(output, force=force)
    shelf = open_library(library)
    figures, exercises = shelf.shelf.figures, shelf.shelf.exercises
    regions = {key: Path(document.name).stem for document in shelf.figure_documents for key in document.data}
    if region and region not in regions.values():
        known = ", ".join(sorted(set(regions.values())))
        raise fail(UsageError, "unknown-region", f"there are no figures of '{region}'", f"there is: {known}")
    keys = [key for key, figure in figures.items() if not figure.base and is_whole(key, figures)]
    keys = [key for key in keys if region in ("", regions[key])]
    look, mirrored = shelf.template(template).figures, _mirrored(side)
    entries = [Entry(_title(key, exercises), picture(whole(key, figures), look, mirrored=mirrored)) for key in keys]
    notes = [] if region else _missing(exercises, figures)
    _write(output, entries, "figures", close=False, notes=notes, force=force)


def _title(key: str, exercises: Mapping[str, Exercise]) -> str:
    return exercises[key].title if key in exercises else key


def _missing(exercises: Mapping[str, Exercise], figures: Mapping[str, Figure]) -> list[str]:
    """Return a line for each exercise without a picture, with its reason if it gives one."""
    without = [key for key, one in exercises.items() if (one.figure or key) not in figures]
    lines = [f"{key}: {exercises[key].no_figure or 'no picture yet'}" for key in sorted(without)]
    return [f"{len(without)} of {len(exercises)} exercises have no picture:", *lines] if without else []
