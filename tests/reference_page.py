"""Write docs/reference.md: every key of the files that people write, from the models that read them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rehab.library import Exercises
from rehab.models.case import Case
from rehab.models.exercise import Exercise
from rehab.models.protocol import Protocol

PAGE = Path(__file__).parent.parent / "docs" / "reference.md"
FILES = ((Protocol, "Protocol files"), (Exercise, "Exercises"), (Case, "Case files"))
KINDS = {"string": "text", "integer": "whole number", "number": "number", "boolean": "yes or no"}
HEAD = """# Every key of every file

Made by `make reference` from the models that read the files, so it is never behind them. The same texts stand under the
cursor in an editor with the schema (`rehab schema`). A key in **bold** must be there.

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
    return "\n".join(lines).rstrip() + "\n"


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
