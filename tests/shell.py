"""The program run inside the process of a test, as a shell would run it."""

from __future__ import annotations

import sys
from typing import NamedTuple

import pytest

from rehab.cli import app


class Result(NamedTuple):
    code: int
    out: str
    err: str


def run(capture: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: object) -> Result:
    """Run ``rehab`` with arguments; no traceback ever reaches the person who typed them."""
    monkeypatch.setattr(sys, "argv", ["rehab", *map(str, arguments)])
    capture.readouterr()
    code = 0
    try:
        app.main()
    except SystemExit as stop:
        code = int(stop.code or 0)
    sys.stdout.flush()
    out, err = capture.readouterr()
    assert "Traceback" not in err
    return Result(code, out, err)
