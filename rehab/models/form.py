"""What a fillable PDF says about itself: whose plan it is, and what each of its fields stands for."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Literal

from pydantic import Field

from rehab.models.case import Side
from rehab.models.finished import Finished

RECORD = "rehab"
"""The hidden field that holds it."""
YES = "Yes"
"""The value of a box that is ticked."""


class FormField(Finished):
    """One field: a box of a task that has ``of`` boxes, a pain, or a line of the diary with its name as ``text``.

    ``label`` is what a screen reader says; it stands in the PDF alone.
    """

    name: str = Field(max_length=200)
    kind: Literal["tick", "pain", "diary"]
    subject: str = Field(max_length=120)
    date: dt.date
    of: int = Field(default=1, ge=1, le=1000)
    text: str = Field(default="", max_length=2000)
    side: Side | None = None
    label: str = Field(default="", exclude=True)


class FormRecord(Finished):
    """The whole of it; ``check`` tells that nothing was changed since, it is no lock."""

    format: Literal["rehab/form"]
    version: Literal[1]
    case: str
    protocol: str
    day_one: dt.date
    made: dt.date
    fields: tuple[FormField, ...]
    check: str = ""

    @property
    def checked(self) -> FormRecord:
        """The same with the check that belongs to this content."""
        content = self.model_copy(update={"check": ""}).model_dump_json(exclude_defaults=True)
        return self.model_copy(update={"check": hashlib.sha256(content.encode()).hexdigest()[:16]})
