"""Names and measures that the parts of a picture share: the points of a body, lengths in centimetres."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, SerializerFunctionWrapHandler, model_serializer

from rehab.errors import did_you_mean
from rehab.models.authored import Authored

SIDED = ("hip", "knee", "ankle", "heel", "ball", "toe", "sole", "heelback", "shoulder", "elbow", "wrist", "hand", "fingers")  # fmt: skip
MIDDLE = ("pelvis", "seat", "lowback", "back", "belly", "chest", "c7", "skull", "crown", "face", "chin")
POINTS = (*MIDDLE, *(f"{name}_{side}" for name in SIDED for side in "rl"))
"""Every point of the body that an author may name."""

Length = Annotated[float, Field(ge=-400, le=400)]
Range = tuple[Length, Length]


def _point(value: Any) -> Any:
    """Read a point: ``hand_r``, ``[hand_r, dx, dy, dz]`` or ``[x, y, z]``, as a name (or "") and three numbers."""
    parts = [value] if isinstance(value, str) else list(value) if isinstance(value, tuple | list) else []
    name = parts.pop(0) if parts and isinstance(parts[0], str) else ""
    if not all(isinstance(part, int | float) and not isinstance(part, bool) for part in parts) or len(parts) > 3:
        raise ValueError("a point is a joint, [joint, dx, dy, dz] or [x, y, z]")
    if name not in (*POINTS, ""):
        raise ValueError(f"there is no point '{name}' on the body; {did_you_mean(name, POINTS) or FEW_POINTS}")
    if not name and len(parts) < 2:
        raise ValueError("a point is a joint, [joint, dx, dy, dz] or [x, y, z]")
    x, y, z = (float(part) for part in [*parts, 0.0, 0.0, 0.0][:3])
    return name, x, y, z


FEW_POINTS = "such as knee_r, hand_l, ball_r, seat, c7; docs/figures.md has them all"
Point = Annotated[tuple[str, Length, Length, Length], BeforeValidator(_point)]


class Lean(Authored):
    """A mapping that is written without what was left out."""

    @model_serializer(mode="wrap")
    def _short(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        whole: dict[str, Any] = handler(self)
        return {key: value for key, value in whole.items() if key in self.model_fields_set}
