"""Write docs/reference.md: every key of the files that people write, every short form and every check, from what reads them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rehab import phrases
from rehab.checks.codes import MAY_BE_SILENCED
from rehab.engine import gates
from rehab.engine.dosing import dose_in_words
from rehab.library import Library
from rehab.models.case import Case
from rehab.models.exercise import Exercise
from rehab.models.protocol import Protocol
from rehab.models.shelf import Shelf
from rehab.notation import parse_criterion, parse_dose, parse_progression
from rehab.shared import Exercises

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reference.md"
NOTATION = ROOT / "docs" / "notation.md"
GALLERY = ROOT / "tests" / "errors"
FILES = ((Protocol, "Protocol files"), (Exercise, "Exercises"), (Case, "Case files"))
KINDS = {"string": "text", "integer": "whole number", "number": "number", "boolean": "yes or no"}
HEAD = """# Every key, every short form, every check

Made by `make reference` from what reads the files, so it is never behind it. The texts of the keys stand under the cursor
too, in an editor with the schema (`rehab schema`). A key in **bold** must be there.

On this page: [protocol files](#protocol-files), [exercises](#exercises), [case files](#case-files),
[what can be forbidden](#what-can-be-forbidden), [what is printed for a short form](#what-is-printed-for-a-short-form),
[every check](#every-check).

- How a file is put together, with examples: [protocol files](protocols.md), [case files](case.md)
- The short forms for doses, criteria and progressions: [the notation](notation.md)
- Every message of `rehab check`: [what each check means](checks.md)
- Figures: [pictures](figures.md); pages: [templates](templates.md)
"""


def kind(value: Mapping[str, Any]) -> str:
    """Say in words what a key holds."""
    if "$ref" in value:
        name = str(value["$ref"]).rsplit("/", 1)[1]
        return f"[{name}](#{name.casefold()})"
    if "enum" in value or "const" in value:
        return "one of " + ", ".join(f"`{one}`" for one in value.get("enum", [value.get("const")]))
    if "anyOf" in value:
        return " or ".join(dict.fromkeys(kind(one) for one in value["anyOf"] if one.get("type") != "null"))
    if isinstance(value.get("type"), list):
        return " or ".join(dict.fromkeys(kind({**value, "type": one}) for one in value["type"] if one != "null"))
    if value.get("type") == "array":
        if "prefixItems" in value:
            return f"{len(value['prefixItems'])} values: {kind(value['prefixItems'][0])}"
        return f"list of {kind(value.get('items', {}))}"
    if value.get("type") == "object":
        inner = value.get("additionalProperties")
        return f"by name: {kind(inner)}" if isinstance(inner, dict) and inner else "by name"
    limits = [f"{word} {value[key]:g}" for key, word in (("minimum", "from"), ("maximum", "to")) if key in value]
    return " ".join([KINDS.get(value.get("type", ""), "value"), *limits])


def table(name: str, model: Mapping[str, Any]) -> Iterator[str]:
    """Yield the table of one model."""
    needed = model.get("required", ())
    yield f"### {name}"
    yield ""
    if told := model.get("description"):
        yield f"{told.split(chr(10) * 2)[0].replace(chr(10), ' ')}"
        yield ""
    yield "| Key | Holds | Meaning |"
    yield "|---|---|---|"
    for key, value in model["properties"].items():
        shown = f"**`{key}`**" if key in needed else f"`{key}`"
        meaning = " ".join(value.get("description", "").split()).replace("|", "\\|")
        yield f"| {shown} | {kind(value)} | {meaning} |"
    yield ""


def page() -> str:
    """Return the page."""
    lines = [HEAD]
    said: set[str] = set()
    for model, title in FILES:
        schema = model.model_json_schema()
        lines += [f"## {title}", ""]
        for name, part in {model.__name__: schema, **schema.get("$defs", {})}.items():
            if "properties" in part and name not in said:
                said.add(name)
                lines += table(name, part)
    shelf = Library().shelf
    lines += activities(shelf)
    lines += short_forms(shelf)
    lines += checks()
    return "\n".join(lines).rstrip() + "\n"


def activities(shelf: Shelf) -> Iterator[str]:
    """Yield the words of ``forbid:`` and ``counts_as:``."""
    yield from ("## What can be forbidden", "")
    yield "The words of a phase's `forbid:` and of an exercise's `counts_as:`. The kind of an exercise always counts too."
    yield from ("", "| Word | Meaning |", "|---|---|")
    yield from (f"| `{code}` | {meaning} |" for code, meaning in shelf.activities.items())
    yield ""


def examples(kind: str) -> list[str]:
    """Return the examples of one notation on its own page, each once."""
    blocks = re.findall(rf"^```{kind}\n(.*?)^```", NOTATION.read_text(encoding="utf-8"), re.M | re.S)
    return list(dict.fromkeys(line for block in blocks for line in block.splitlines() if line))


def short_forms(shelf: Shelf) -> Iterator[str]:
    """Yield what a plan prints for each example of the page on notation."""
    words = shelf.words
    yield from ("## What is printed for a short form", "")
    yield "The examples of [the notation](notation.md), and what a plan says to the patient for each. The load stands apart."
    for kind in ("dose", "criterion", "progression"):
        yield from ("", f"| {kind.capitalize()} | The plan says |", "|---|---|")
        for line in examples(kind):
            if kind == "dose":
                dose = parse_dose(line)
                printed = "; ".join(filter(None, (dose_in_words(dose, words), phrases.load(words, dose))))
            elif kind == "criterion":
                told = gates.describe(parse_criterion(line), shelf, "left")
                days = f"{told.days_in_a_row} days in a row" if told.days_in_a_row > 1 else ""
                printed = ": ".join(filter(None, (told.title, ", ".join(filter(None, (told.target, days))))))
            else:
                rule = parse_progression(line)
                harder = shelf.exercises[rule.harder].title if rule.harder else ""
                printed = phrases.progression(words, rule, harder)
            yield f"| `{line}` | {printed} |".replace("**", "")
    yield ""


def checks() -> Iterator[str]:
    """Yield every code that a broken file of the gallery shows, with its message."""
    yield from ("## Every check", "")
    yield "Each code of `rehab check` with an example of its message. [What it means and how to mend it](checks.md)."
    yield from ("", "| Code | Severity | For example | May be silenced |", "|---|---|---|---|")
    found: dict[str, tuple[str, str]] = {}
    for folder in sorted(GALLERY.iterdir()):
        text = (folder / "expected.txt").read_text(encoding="utf-8")
        for severity, message, code in re.findall(
            r"^(?:.*?: )?(error|warning|note): (.*) \[([a-z0-9-]+)\]$", text, re.M
        ):
            if folder.name.partition(".")[0] == code:
                found.setdefault(code, (severity, message))
    for code, (severity, message) in sorted(found.items()):
        silenced = "yes" if code in MAY_BE_SILENCED else "no"
        shown = message.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")
        yield f"| [{code}](checks.md#{code}) | {severity} | {shown} | {silenced} |"
    yield ""


def undescribed() -> list[str]:
    """Return the keys without a word of what they mean."""
    found = []
    for model in (Protocol, Case, Exercises):
        schema = model.model_json_schema()
        for name, part in {model.__name__: schema, **schema.get("$defs", {})}.items():
            found += [
                f"{name}.{key}" for key, value in part.get("properties", {}).items() if "description" not in value
            ]
    return found


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.exit(1 if undescribed() else 0)
