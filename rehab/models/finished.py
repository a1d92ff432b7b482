"""What every part of a finished plan has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Finished(BaseModel):
    """A part of a plan: frozen, and read back from JSON just as strictly."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
