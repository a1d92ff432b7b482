"""Writers: each turns a finished plan and a template into bytes, and sees nothing else."""

from __future__ import annotations

from typing import Literal, cast

from rehab.models.plan import Plan
from rehab.models.template import Template

Paper = Literal["a4", "letter"]


def write(name: str, plan: Plan, template: Template, *, paper: str | None = None, weeks: int | None = None) -> bytes:
    """Write ``plan`` in the format ``name`` (pdf, json or text); heavy imports happen only for the one asked for."""
    match name:
        case "pdf":
            from rehab.writers import pdf

            return pdf.write(plan, template, paper=cast("Paper | None", paper), weeks=weeks)
        case "json":
            from rehab.writers import json

            return json.write(plan)
        case "text":
            from rehab.writers import text

            return text.write(plan, template)
    raise ValueError(f"no writer for {name}")
