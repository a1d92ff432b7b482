"""The page for the phone: one file that asks for nothing outside it, and that reads fully without its program."""

from __future__ import annotations

from rehab.models.plan import Plan
from rehab.models.template import Template


def write(plan: Plan, template: Template) -> bytes:
    """Return the plan, its card or its referral as one HTML file in UTF-8."""
    from rehab.writers.html.document import document

    return document(plan, template).encode()
