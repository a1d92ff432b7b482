"""Writers: each turns a finished plan and a template into bytes, and sees nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from rehab.models.plan import Plan
from rehab.models.template import Template

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Paper = Literal["a4", "letter"]


def _silent(_: str) -> None:
    """Say nothing."""


class Looks(NamedTuple):
    """What changes the looks of some formats: ``paper``, ``weeks`` and ``fillable`` of pdf, ``discreet`` and ``zone`` of ics, ``excel`` of csv.

    ``earlier``: the plans of this case that were made before; ics takes back what they had and this one has not.
    ``say`` is told in a sentence what a format had no room for.
    """

    paper: str | None = None
    weeks: int | None = None
    fillable: bool = False
    discreet: bool = False
    zone: ZoneInfo | None = None
    excel: bool = False
    earlier: tuple[Plan, ...] = ()
    say: Callable[[str], None] = _silent


USUAL = Looks()


def write(name: str, plan: Plan, template: Template, looks: Looks = USUAL) -> bytes:
    """Write ``plan`` in the format ``name``; heavy imports happen only for the one asked for."""
    match name:
        case "pdf":
            from rehab.writers import pdf

            paper = cast("Paper | None", looks.paper)
            return pdf.write(plan, template, paper=paper, weeks=looks.weeks, fillable=looks.fillable, say=looks.say)
        case "json":
            from rehab.writers import json

            return json.write(plan)
        case "text":
            from rehab.writers import text

            return text.write(plan, template)
        case "ics":
            from rehab.writers import ics

            return ics.write(plan, template, discreet=looks.discreet, zone=looks.zone, earlier=looks.earlier)
        case "fhir":
            from rehab.writers import fhir

            return fhir.write(plan, template)
        case "md":
            from rehab.writers import markdown

            return markdown.write(plan, template)
        case "html":
            from rehab.writers import html

            return html.write(plan, template)
        case "csv":
            from rehab.writers import csv

            return csv.write(plan, template, excel=looks.excel)
    raise ValueError(f"no writer for {name}")
