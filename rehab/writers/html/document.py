"""The whole page: its parts in order, its style sheet and program, and a policy that lets nothing else in."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from rehab.models.plan import Plan
from rehab.models.template import Template
from rehab.models.wording import Wording
from rehab.writers.html import cards, days, front, phases
from rehab.writers.html.markup import Html, embedded, filled, joined, tag
from rehab.writers.html.pictures import Drawn
from rehab.writers.html.tasks import MANY, Told
from rehab.writers.lines import clean, titled

VERSION = 1
_LIGHTER = 0.62
"""So far is the accent from white on a dark page."""
PLACE = tag("script", type="application/json", id="served")
"""Where a served page holds what the journal has."""
BANDED = ("days", "phases", "how", "stop")


def document(plan: Plan, template: Template) -> str:
    """Return the page of a plan, of a card, or of a referral; only a plan with days has a program."""
    return page_of(plan, template)[0]


def page_of(plan: Plan, template: Template, *, served: bool = False) -> tuple[str, str]:
    """Return the page and its policy.

    ``served``: it has a place for what the journal has, and may send to the computer it comes from, and nowhere else.
    """
    words = template.wording
    page = plan.referral
    title = page.title if page else titled(plan, words)
    name = words.page.document_referral if page else words.page.document_title
    drawn = Drawn(plan, template)
    style = style_of(template.accent, drawn.style) + (_file("serve.css") if served else "")
    parts: list[str] = [front.head(plan, template, title)]
    program: tuple[Html, ...] = ()
    scripts: tuple[str, ...] = ()
    if page:
        parts.append(tag("main", front.referral(plan, words), *_own_cards(plan, words), front.stop(plan, words)))
    elif not plan.days:
        lead = [f"{clean(plan.case.grade_title)}."] if plan.case.grade_title else []
        known = tag("section", *(tag("p", line, class_="lead") for line in lead), *cards.own_cards(plan, words))
        more = tag("section", *cards.known(plan, words))
        signs = front.stop(plan, words)
        parts.append(tag("main", *front.first(plan, template), known, signs, more, front.about(plan, template)))
    else:
        told = Told(plan, words, drawn)
        data = tag("script", embedded(_data(plan, words, told)), type="application/json", id="data")
        scripts = (_file("serve.js"), _file("page.js")) if served else (_file("page.js"),)
        place = (PLACE,) if served else ()
        program = (data, *place, *(tag("script", Html(script)) for script in scripts))
        parts += [_parts(words), _main(plan, template, told, drawn, served=served), *_dialogs(words)]
    policy = policy_of(style, scripts, served=served)
    body = tag("body", _symbols(drawn) if plan.exercises and not page else "", *parts, *program)
    return whole(body, template, title=filled(name, title=title), style=style, policy=policy), policy


def whole(body: Html, template: Template, *, title: str, style: str, policy: str) -> str:
    """Return a page with its head."""
    return "<!DOCTYPE html>\n" + tag(
        "html",
        tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("meta", http_equiv="Content-Security-Policy", content=policy),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("meta", name="color-scheme", content="light dark"),
            tag("meta", name="referrer", content="no-referrer"),
            tag("meta", name="robots", content="noindex"),
            tag("title", title),
            tag("style", Html(style)),
        ),
        body,
        lang=template.language,
    )


def _own_cards(plan: Plan, words: Wording) -> tuple[Html, ...]:
    if not plan.cards:
        return ()
    return (tag("section", tag("h2", words.referral.cards), *cards.own_cards(plan, words)),)


def _symbols(drawn: Drawn) -> Html:
    return tag("svg", drawn.symbols, class_="symbols", aria_hidden="true", width="0", height="0")


def _parts(words: Wording) -> Html:
    phone = words.phone
    links = [tag("a", phone.today, href="#today", class_="to-today")]
    links += [tag("a", getattr(phone, name), href=f"#{name}", class_=f"to-{name}") for name in BANDED]
    return joined(
        (tag("a", phone.skip, href="#today", class_="skip"), tag("nav", *links, aria_label=phone.parts, id="parts"))
    )


def _main(plan: Plan, template: Template, told: Told, drawn: Drawn, *, served: bool) -> Html:
    words = template.wording
    phone = words.phone
    today = tag(
        "section",
        tag("h2", phone.today, id="h-today", tabindex="-1"),
        tag("p", phone.no_program, class_="plain"),
        tag("p", tag("a", phone.days, href="#days"), class_="plain"),
        tag("div", id="nudge", class_="alert", hidden=True),
        tag("div", id="now"),
        id="today",
        data_view="today",
        aria_labelledby="h-today",
    )
    return tag(
        "main",
        tag("p", id="link", role="alert") if served else "",
        tag("p", id="warned", role="alert"),
        tag("p", id="said", role="status", class_="quiet"),
        *front.first(plan, template),
        today,
        _record(words, served=served),
        front.stop(plan, words),
        days.days(plan, words, told),
        phases.phases(plan, words, told),
        cards.how(plan, words, told, drawn),
        front.about(plan, template),
    )


def _record(words: Wording, *, served: bool) -> Html:
    """Return what the program needs to send the ticks and to remove them; without it, it stays hidden."""
    phone = words.phone
    title, lead, private = phone.record, phone.record_lead, phone.record_private
    if served:
        title, lead, private = phone.served.record, phone.served.lead, phone.served.private

    def button(name: str, text: str) -> Html:
        return tag("button", text, type="button", id=name, class_="wide")

    return tag(
        "section",
        tag("h2", title, id="h-record"),
        tag("p", lead),
        tag("p", id="sent", class_="min"),
        button("send-file", phone.send_file),
        button("send-share", phone.send_share),
        button("send-copy", phone.send_copy),
        tag("label", phone.send_text, for_="send-text"),
        tag("textarea", id="send-text", rows="3", readonly=True, spellcheck="false"),
        tag("p", private, class_="min"),
        button("clear", phone.app.clear),
        id="record",
        data_view="today",
        hidden=True,
        aria_labelledby="h-record",
    )


def _dialogs(words: Wording) -> tuple[Html, Html]:
    phone = words.phone

    def button(name: str, text: str) -> Html:
        return tag("button", text, type="button", id=name)

    sure = tag(
        "dialog",
        tag("p", id="sure-text"),
        tag("div", button("sure-no", phone.no), button("sure-yes", phone.yes), class_="row"),
        id="sure",
        aria_labelledby="sure-text",
    )
    timer = tag(
        "dialog",
        tag("h2", phone.app.timer, id="timer-task"),
        tag("p", id="timer-leg", role="status"),
        tag("p", id="timer-left", role="timer"),
        tag("p", id="timer-round"),
        tag("div", button("timer-go", phone.start), button("timer-close", phone.close), class_="row"),
        id="timer",
        aria_labelledby="timer-task",
    )
    return sure, timer


def _data(plan: Plan, words: Wording, told: Told) -> dict[str, Any]:
    """Return what the program needs to know: whose ticks these are, how tasks are told, and its words."""
    phone = words.phone
    day_one = plan.case.injured or plan.as_of
    whose = f"{plan.case.id}|{plan.protocol.id}|{day_one.isoformat()}"
    return {
        "version": VERSION,
        "key": hashlib.sha256(whose.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        "case": plan.case.id,
        "protocol": plan.protocol.id,
        "day_one": day_one.isoformat(),
        "first": plan.days[0].date.isoformat(),
        "last": plan.days[-1].date.isoformat(),
        "tasks": told.tasks,
        "many": MANY,
        "diary": [clean(f"{entry.name}, {entry.unit}" if entry.unit else entry.name) for entry in plan.diary],
        "dates": {
            "weekdays": list(words.dates.weekdays_short),
            "months": list(words.dates.months_short),
            "medium": words.dates.medium,
        },
        "words": {
            **phone.app.model_dump(mode="json"),
            **{name: getattr(phone, name) for name in ("steps", "read_more", "start", "pause", "go_on", "next", "lights", "at", "at_many")},
        },
    }  # fmt: skip


def policy_of(style: str, scripts: Sequence[str], *, served: bool) -> str:
    """Return what the browser may take in: this style sheet and these programs, and nothing from anywhere else."""
    reach = "'self'" if served and scripts else "'none'"
    allowed = " ".join(f"'sha256-{_digest(script)}'" for script in scripts) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'sha256-{_digest(style)}'; "
        f"img-src 'none'; connect-src {reach}; form-action 'none'; base-uri 'none'"
    )


def _digest(text: str) -> str:
    return b64encode(hashlib.sha256(text.encode()).digest()).decode()


def style_of(accent: str, pictures: str) -> str:
    parts = [int(accent[at : at + 2], 16) for at in (0, 2, 4)]
    light = "".join(f"{round(part + (255 - part) * _LIGHTER):02x}" for part in parts)
    return f":root{{--brand:#{accent};--brand-light:#{light}}}\n{_file('page.css')}{pictures}"


@cache
def _file(name: str) -> str:
    """Return a file beside this one without what only its authors need: indents and lines of remarks."""
    text = resources.files("rehab.writers.html").joinpath(name).read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith(("//", "/*"))) + "\n"
