"""The command that shows a protocol file in the browser, again on each save: ``preview``."""

from __future__ import annotations

import contextlib
import threading
import webbrowser
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer

import rehab
from rehab import server, writers
from rehab.cli.author import check_cases, check_file, check_shared
from rehab.cli.delivery import looks_of
from rehab.cli.options import LibraryOption, open_library
from rehab.cli.options import today as clock
from rehab.cli.ordering import answers_for
from rehab.cli.simulate import can_be_played
from rehab.engine import choices
from rehab.engine.athletes import opened_case, simulate
from rehab.engine.case import compile_case
from rehab.engine.order import Order
from rehab.errors import Issue, RehabError, Severity
from rehab.library import CASE_ENDING, Chosen, Library
from rehab.models.case import Case
from rehab.overlays import pins
from rehab.preview.view import Pages, Timeline
from rehab.preview.watch import Watcher
from rehab.source.characters import visible


@dataclass(frozen=True, slots=True)
class Shown:
    """What is to be shown: the file, for whom, and how it looks."""

    path: Path
    grade: str | None
    kind: str | None
    variant: str | None
    case_file: Path | None
    template: str
    paper: str | None
    folders: list[Path] | None


def preview(
    file: Annotated[str, typer.Argument(help="A protocol file, or the id of one in your library.")],
    grade: Annotated[str | None, typer.Option(help="The grade: 1 to 3, or a word such as mild.")] = None,
    kind: Annotated[str | None, typer.Option("--type", help="The type, where the condition has types.")] = None,
    variant: Annotated[str | None, typer.Option(help="The programme, where the condition has several.")] = None,
    case_file: Annotated[
        Path | None,
        typer.Option("--case", readable=False, help="A case file: for whom; left out: an example, injured today."),
    ] = None,
    template: Annotated[str, typer.Option("--template", help="The look of the pages.")] = "clinic",
    paper: Annotated[str | None, typer.Option("--paper", help="a4 or letter.")] = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; left out: any free one.")] = 0,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Print the address, and open nothing.")] = False,
    library: LibraryOption = None,
) -> None:
    """Show a protocol file in the browser: its pages, the check and the virtual athletes, again on each save.

    \b
    Examples:
      rehab preview riverside-hamstring.yaml
      rehab preview riverside-hamstring.yaml --grade 1 --template clinician
    """
    server.check_installed()
    shelf = open_library(library)
    looks_of(paper=paper, weeks=None, discreet=False, zone=None, excel=False)
    shelf.template(template)
    path = shelf.protocol_beside(shelf.path_of(file))
    for given in filter(None, (path, case_file)):
        shelf.document(given)  # a file that is not there is said here, not in the browser
    _show(Shown(path, grade, kind, variant, case_file, template, paper, library), port, browser=not no_browser)


def _show(shown: Shown, port: int, *, browser: bool) -> None:
    """Watch the file in a thread of its own, and serve what it comes to until Ctrl-C."""
    from rehab.preview.app import app

    listening = server.listen(port)
    port, token = listening.getsockname()[1], server.new_token()
    watcher = Watcher(shown.path.name, lambda: _sources(shown), lambda: draw(shown))
    stop = threading.Event()
    worker = threading.Thread(target=watcher.keep_looking, args=(stop,), daemon=True)
    guarded = server.safe(app(lambda: watcher.view), token=token, hosts=server.names_of(port))
    address = f"http://{server.LOOPBACK}:{port}/{token}/"
    try:
        typer.echo(address)
        typer.echo(f"This shows {visible(str(shown.path))} and follows each save. Stop it with Ctrl-C.", err=True)
        worker.start()
        if browser:
            webbrowser.open(address)
        server.run(guarded, listening)
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
        listening.close()
    typer.echo("Stopped.", err=True)


def _sources(shown: Shown) -> Iterator[Path]:
    """Yield every file whose change shows: the file, what lies beside it, and the person's own library."""
    path = shown.path
    yield from (path, path.with_name(path.stem + CASE_ENDING), path.with_name(path.stem + pins.ENDING))
    if shown.case_file:
        yield shown.case_file
    if "/" in shown.template:
        yield Path(shown.template) / "template.yaml"
    with contextlib.suppress(RehabError):  # a folder that went away: drawing says so
        for _, paths in open_library(shown.folders).own_files:
            yield from paths


# -- the steps of drawing ---------------------------------------------------------------------------------------------


def draw(shown: Shown) -> Iterator[Mapping[str, Any]]:
    """Yield what the view comes to, step by step: the check first, then the pages, then the virtual athletes."""
    from rehab.overlays.changes import changes

    library, path = open_library(shown.folders), shown.path
    yield {"doing": "checking"}
    found = check_file(library, path)
    broken = _has_errors(found)
    if not broken:
        found += check_cases(library, path)
    found = list(dict.fromkeys([*found, *check_shared(library, shipped=False)]))
    yield {"findings": tuple(found), "checked": True}
    if broken:
        yield {"changes": None}
        return
    case = library.case(shown.case_file) if shown.case_file else Case()
    chosen = library.load(path, kind=shown.kind or case.type, variant=shown.variant or case.variant)
    told = changes(chosen.bases[-1], chosen.protocol, library.shelf) if chosen.bases else None
    lines = None if told is None else tuple(dict.fromkeys(each.line for each in told))
    yield {"changes": lines, "doing": "drawing the pages"}
    order = _order(shown, case if shown.case_file else _example(chosen), chosen)
    yield {"pages": _pages(shown, order, library), "old_pages": False, "doing": "playing the virtual athletes"}
    if not can_be_played(order.protocol, order.grade):
        yield {"timeline": None, "note": "There is nothing to play: it leads to a clinician."}
        return
    yield {"timeline": _timeline(order, library), "old_timeline": False}


def _has_errors(found: list[Issue]) -> bool:
    return any(issue.severity is Severity.ERROR for issue in found)


def _order(shown: Shown, case: Case, chosen: Chosen) -> Order:
    protocol = chosen.protocol
    asked = shown.grade or case.grade
    return Order(
        protocol=protocol,
        case=case,
        type=chosen.type,
        variant=chosen.variant,
        grade=choices.grade_named(protocol.grades, asked, condition=protocol.id) if asked else None,
        as_of=case.injured or clock(),
        program=f"rehab {rehab.__version__}",
        digest=chosen.digest,
        command=f"rehab plan {shown.path}",
    )


def _example(chosen: Chosen) -> Case:
    """Return somebody injured today; where the protocol asks for a clearance, one who has it."""
    case = opened_case(chosen.protocol, clock())
    needed = chosen.protocol.requires_clearance or chosen.protocol.clearance
    return case if needed else case.model_copy(update={"cleared_by": None})


def _pages(shown: Shown, order: Order, library: Library) -> Pages:
    no_flags = order.case.screening is None
    plan = compile_case(order, library.shelf, answers_for(order, library, [], no_flags)).plan
    looks = looks_of(paper=shown.paper, weeks=None, discreet=False, zone=None, excel=False)
    content = writers.write("pdf", plan, library.template(shown.template), looks)
    protocol = order.protocol
    titles = (protocol.types.get(order.type or ""), protocol.variants.get(order.variant or ""))
    grade = f"grade {plan.case.grade}" if plan.case.grade else ""
    parts = [protocol.title, grade, *(choice.title for choice in titles if choice)]
    cleared = " and a clearance" if order.case.cleared_by else ""
    example = f"for an example injured today, with every safety answer no{cleared}"
    who = "as the case file says" if shown.case_file else example
    return Pages(content, f"{', '.join(part for part in parts if part)}: {who}.")


def _timeline(order: Order, library: Library) -> Timeline:
    from rehab.writers import timeline

    day = clock()
    played = replace(order, case=opened_case(order.protocol, day), as_of=day)
    found = simulate(played, library.shelf, library.athletes, list(library.athletes.athletes))
    look = library.template("clinic")
    svg = timeline.write(found, "svg", accent=look.accent, language=look.language)
    return Timeline(svg, timeline.describe(found))
