"""Sentences of a template with {names} to fill in."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

_FIELD = re.compile(r"\{(\w*)\}")


def fills(*names: str) -> AfterValidator:
    """Check that a sentence has only these {names} to fill in."""

    def check(text: str) -> str:
        found = set(_FIELD.findall(text))
        if unknown := sorted(found - set(names)):
            allowed = ", ".join(f"{{{name}}}" for name in names) or "nothing in curly brackets"
            raise ValueError(f"{{{unknown[0]}}} cannot be filled in here; possible: {allowed}")
        return text

    return AfterValidator(check)


Plain = Annotated[str, fills()]
