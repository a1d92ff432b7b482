"""The command that tries a protocol with virtual athletes: ``simulate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, cast

import typer

import rehab
from rehab import files
from rehab.cli.delivery import one_of
from rehab.cli.options import JsonOption, LibraryOption, open_library, say_wrote
from rehab.cli.options import today as clock
from rehab.engine import choices
from rehab.engine.athletes import opened_case
from rehab.engine.athletes import simulate as played
from rehab.engine.order import Order
from rehab.engine.timetable import for_grade, longest_grade
from rehab.errors import UsageError, close_names, fail
from rehab.library import Library
from rehab.models.protocol import Protocol

ENDINGS: dict[str, Literal["svg", "pdf"]] = {".svg": "svg", ".pdf": "pdf"}


def simulate(
    condition: Annotated[
        str, typer.Argument(help="An id, a name people say ('pulled hammy'), or the path of a protocol file.")
    ],
    grade: Annotated[str | None, typer.Option(help="The grade: 1 to 3, or a word such as mild.")] = None,
    kind: Annotated[str | None, typer.Option("--type", help="The type, where the condition has types.")] = None,
    variant: Annotated[str | None, typer.Option(help="The programme, where the condition has several.")] = None,
    athlete: Annotated[
        list[str] | None, typer.Option(help="An athlete, such as too-keen; may be given again; left out: all.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", readable=False, help="Write the picture too: a file that ends in .svg or .pdf."),
    ] = None,
    paper: Annotated[str | None, typer.Option("--paper", help="a4 or letter, for the PDF.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Try a protocol with virtual athletes: when phases open, the weekly load, which rules fire and which never do.

    \b
    Examples:
      rehab simulate hamstring-strain
      rehab simulate hamstring-strain --grade 1 --athlete too-keen --athlete slow
      rehab simulate calf-strain -o timeline.svg
    """
    ending = _ending(output)
    if output:
        files.check_target(output, force=force)
    paper = one_of("--paper", paper, ("a4", "letter"))
    shelf = open_library(library)
    order = _order(condition, grade, kind, variant, shelf)
    names = _names(athlete, shelf)
    found = played(order, shelf.shelf, shelf.athletes, names)
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        from rehab.writers import simulation

        typer.echo(simulation.write(found), nl=False)
    if output and ending:
        from rehab.writers import timeline

        look = shelf.template("clinic")
        content = timeline.write(
            found,
            ending,
            accent=look.accent,
            language=look.language,
            paper=cast('Literal["a4", "letter"]', paper or look.paper),
        )
        files.write(output, content, force=force)
        say_wrote(output)


def _ending(output: Path | None) -> Literal["svg", "pdf"] | None:
    if output is None:
        return None
    ending = ENDINGS.get(output.suffix.lower())
    if ending is None:
        raise fail(
            UsageError, "unknown-ending", f"I cannot tell the format from '{output}'", "end it with .svg or .pdf"
        )
    return ending


def _names(asked: list[str] | None, library: Library) -> list[str]:
    known = list(library.athletes.athletes)
    for name in asked or []:
        if name not in known:
            near = close_names(name, known, limit=1)
            hint = f"did you mean '{near[0]}'?" if near else f"there is: {', '.join(known)}"
            raise fail(UsageError, "unknown-athlete", f"--athlete: there is no athlete '{name}'", hint)
    return list(dict.fromkeys(asked)) if asked else known


def can_be_played(protocol: Protocol, grade: str | None) -> bool:
    """Tell whether a protocol has days to play; some only lead to a clinician."""
    phases = [one for one in protocol.phases.values() if for_grade(one.days, grade or longest_grade(protocol))]
    return bool(phases) and (protocol.framework != "referral" or protocol.requires_clearance)


def _order(condition: str, grade: str | None, kind: str | None, variant: str | None, library: Library) -> Order:
    chosen = library.load(library.path_of(condition), kind=kind, variant=variant)
    protocol = chosen.protocol
    key = choices.grade_named(protocol.grades, grade, condition=protocol.id) if grade else None
    if not can_be_played(protocol, key):
        raise fail(
            UsageError,
            "nothing-to-play",
            f"{protocol.id} has no plan to play: it leads to a clinician",
            "rehab list shows the conditions",
        )
    day_one = clock()
    return Order(
        protocol=protocol,
        case=opened_case(protocol, day_one),
        type=chosen.type,
        variant=chosen.variant,
        grade=key,
        as_of=day_one,
        program=f"rehab {rehab.__version__}",
        digest=chosen.digest,
        command="rehab simulate",
    )
