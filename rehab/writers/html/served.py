"""The page as its own computer serves it: the same page, with what the journal has, and a way to send ticks there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rehab.models.plan import Plan
from rehab.models.template import Template
from rehab.writers.html.document import PLACE, page_of, policy_of, style_of, whole
from rehab.writers.html.markup import embedded, filled, paragraphs, tag


@dataclass(frozen=True, slots=True)
class Served:
    """A page that is made once for a plan; what the journal has is put in each time. ``policy`` goes into its head too."""

    page: str
    policy: str

    def with_journal(self, told: Mapping[str, Any]) -> bytes:
        """Return the page with what its program is told; a page without a program stays as it is."""
        start, end = PLACE[: PLACE.index("</")], PLACE[PLACE.index("</") :]
        return self.page.replace(PLACE, f"{start}{embedded(told)}{end}", 1).encode()


def served(plan: Plan, template: Template) -> Served:
    """Return the page of a plan for the phone of the person it is for."""
    return Served(*page_of(plan, template, served=True))


def trouble(template: Template, lines: Iterable[str]) -> Served:
    """Return the page that stands in place of a plan which cannot be made now: why, and what to do."""
    words = template.wording.phone.served
    style = style_of(template.accent, "")
    policy = policy_of(style, (), served=True)
    body = tag(
        "body",
        tag("header", tag("h1", words.trouble)),
        tag("main", tag("p", words.trouble_lead, class_="lead"), paragraphs(lines), tag("p", words.trouble_kept)),
    )
    title = filled(template.wording.page.document_title, title=words.trouble)
    return Served(whole(body, template, title=title, style=style, policy=policy), policy)
