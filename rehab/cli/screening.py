"""The safety questions, asked on a terminal."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Mapping, Sequence

import typer

from rehab.cli.options import number_of
from rehab.engine.triage import Answer, due, questions_of
from rehab.models.case import Case
from rehab.models.protocol import Protocol
from rehab.models.shelf import Shelf

WIDTH = 78
KEYS: Mapping[str, Answer] = {
    "y": "yes", "yes": "yes", "n": "no", "no": "no", "?": "unsure", "u": "unsure", "unsure": "unsure", "not sure": "unsure",
}  # fmt: skip


def is_terminal() -> bool:
    """Tell whether a person sits there: both what is typed and what is said must be a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def decide(question: str, answers: Sequence[str], shelf: Shelf) -> int:
    """Put a question with numbered answers, and return the place of the one that was chosen, from 0."""
    typer.echo("\n".join(textwrap.wrap(question, WIDTH)), err=True)
    for number, answer in enumerate(answers, start=1):
        typer.echo(f"  {number} {answer}", err=True)
    while True:
        typer.echo(f"  {shelf.words['which-number']} ", nl=False, err=True)
        line = sys.stdin.readline()
        if not line:
            raise KeyboardInterrupt
        if 1 <= number_of(line.strip()) <= len(answers):
            typer.echo("", err=True)
            return number_of(line.strip()) - 1


def ask(protocol: Protocol, case: Case, shelf: Shelf) -> dict[str, Answer]:
    """Put the common set and the condition's own questions, one by one; stop at the first emergency.

    A base question that several rows share is put once; "no" to it is "no" to all of them.
    """
    table = shelf.red_flags
    typer.echo(f"{shelf.words['screening-intro']}\n", err=True)
    answers: dict[str, Answer] = {}
    bases: dict[str, Answer] = {}
    for asked in questions_of(table, protocol, case.age):
        if not due(table.flags, asked.id, answers):
            continue
        base = asked.flag.base
        if base and base not in bases:
            bases[base] = _put(base, (), shelf)
        if base and bases[base] == "no":
            answers[asked.id] = "no"
            continue
        notes = (*asked.flag.how_to_check, *filter(None, (protocol.exceptions.get(asked.id, ""),)))
        answers[asked.id] = _put(asked.question, notes, shelf)
        if answers[asked.id] != "no" and asked.flag.disposition == "emergency":
            break
    return answers


def _put(question: str, notes: Sequence[str], shelf: Shelf) -> Answer:
    for line in textwrap.wrap(question, WIDTH):
        typer.echo(line, err=True)
    for note in notes:
        typer.echo("\n".join(textwrap.wrap(note, WIDTH, initial_indent="  ", subsequent_indent="  ")), err=True)
    return _answer(shelf.words["screening-prompt"])


def _answer(prompt: str) -> Answer:
    while True:
        typer.echo(f"  {prompt} ", nl=False, err=True)
        line = sys.stdin.readline()
        if not line:
            raise KeyboardInterrupt
        answer = KEYS.get(line.strip().casefold())
        if answer:
            typer.echo("", err=True)
            return answer


def prompt(title: str, how: str, unit: str) -> str:
    """Ask for one value and return the line as typed, empty for Enter."""
    typer.echo(f"{title} ({unit})", err=True)
    for line in textwrap.wrap(how, WIDTH, initial_indent="  ", subsequent_indent="  "):
        typer.echo(line, err=True)
    typer.echo("  > ", nl=False, err=True)
    line = sys.stdin.readline()
    if not line:
        raise KeyboardInterrupt
    return line.strip()
