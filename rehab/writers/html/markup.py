"""Elements of a page: every text in them is cleaned and escaped unless it is markup already."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape

from rehab.writers.lines import clean

_PLAIN = re.compile(r"[A-Za-z0-9#.-]+")
_VOID = frozenset({"meta", "br", "input"})


class Html(str):
    """Markup; every other string is text."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: str | bool | None) -> Html:
    """Return an element. ``class_`` stands for class, other lines below for dashes; True is an attribute alone."""
    told = "".join(
        f" {_name(key)}" if value is True else f" {_name(key)}={_quoted(clean(value))}"
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Html(f"<{name}{told}>" if name in _VOID else f"<{name}{told}>{joined(children)}</{name}>")


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _quoted(value: str) -> str:
    """Return the value of an attribute; a plain name needs no quotes, and a page has thousands of them."""
    return value if _PLAIN.fullmatch(value) else f'"{escape(value)}"'


def joined(children: Iterable[str], between: str = "") -> Html:
    """Return texts and markup as markup."""
    return Html(between.join(part if isinstance(part, Html) else _text(part) for part in children))


def _text(text: str) -> str:
    """Return a text as markup; a blank at its ends keeps it apart from its neighbours."""
    plain = escape(clean(text), quote=False)
    return f"{' ' if text[:1] == ' ' else ''}{plain}{' ' if plain and text[-1:] == ' ' else ''}"


def rich(text: str, **values: object) -> Html:
    """Return a sentence of the template with its words between two stars in bold; values stay text."""
    parts = text.split("**")
    made = [
        tag("b", filled(part, **values)) if at % 2 else escape(filled(part, **values), quote=False)
        for at, part in enumerate(parts)
    ]
    return Html("".join(made))


def filled(text: str, **values: object) -> str:
    """Put values into a sentence; a value is never read again, so its {curly brackets} stay."""
    made, rest = "", text
    while (begin := rest.find("{")) >= 0 and (end := rest.find("}", begin)) >= 0:
        name = rest[begin + 1 : end]
        made += rest[:begin] + (clean(str(values[name])) if name in values else rest[begin : end + 1])
        rest = rest[end + 1 :]
    return made + rest


def listed(lines: Iterable[str], kind: str = "ul", **attributes: str | bool | None) -> Html:
    """Return a list; nothing where there are no lines."""
    made = [tag("li", line) for line in lines if line]
    return tag(kind, *made, **attributes) if made else Html("")


def paragraphs(lines: Iterable[str], **attributes: str | bool | None) -> Html:
    return joined(tag("p", line, **attributes) for line in lines if line)


def embedded(value: object) -> Html:
    """Return a value as JSON that can stand in a script element: nothing in it can end the element."""
    text = json.dumps(value, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Html(text)
