"""The safety questions, asked on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import typer

from rehab.engine.triage import Answer, due, questions
from rehab.models.case import Case
from rehab.models.protocol import Protocol
from rehab.models.shelf import Shelf

KEYS: Mapping[str, Answer] = {
    "y": "yes", "yes": "yes", "n": "no", "no": "no", "?": "unsure", "u": "unsure", "unsure": "unsure", "not sure": "unsure",
}  # fmt: skip


def is_terminal() -> bool:
    """Tell whether a person sits there: both what is typed and what is said must be a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(protocol: Protocol, case: Case, shelf: Shelf) -> dict[str, Answer]:
    """Put the common set and the condition's own questions, one by one; stop at the first emergency."""
    table = shelf.red_flags
    typer.echo(f"{shelf.words['screening-intro']}\n", err=True)
    answers: dict[str, Answer] = {}
    for asked in questions(table, protocol.screen, age=case.age):
        if not due(table.flags, asked.id, answers):
            answers[asked.id] = "no"
            continue
        typer.echo(asked.question, err=True)
        for line in (*asked.flag.how_to_check, *filter(None, (protocol.exceptions.get(asked.id, ""),))):
            typer.echo(f"  {line}", err=True)
        answers[asked.id] = _answer(shelf.words["screening-prompt"])
        if answers[asked.id] != "no" and asked.flag.disposition == "emergency":
            break
    return answers


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
