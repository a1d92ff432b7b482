"""The program run inside the process of a test, as a shell would run it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path
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


def typed(answers: bytes, folder: Path, *arguments: object, day: str = "2026-11-22") -> tuple[int, bytes]:
    """Run ``rehab`` on a terminal of its own, type ``answers``, and return its exit code and what it showed."""
    master, slave = pty.openpty()
    environment = {**os.environ, "HOME": str(folder), "REHAB_TODAY": day}
    command = [sys.executable, "-m", "rehab", *map(str, arguments)]
    process = subprocess.Popen(command, cwd=folder, env=environment, stdin=slave, stdout=subprocess.PIPE, stderr=slave)
    os.close(slave)
    os.write(master, answers)
    shown = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    process.communicate()
    os.close(master)
    return process.returncode, shown
