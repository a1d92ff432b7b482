"""The plan as JSON: the contract that every other program can rely on."""

from __future__ import annotations

from rehab.models.plan import Plan


def write(plan: Plan) -> bytes:
    """Return the plan as UTF-8 JSON, its keys in the order of the contract, ending in a newline."""
    return plan.model_dump_json(indent=2).encode() + b"\n"
