"""A roster made by a Dask cluster of separate processes, on which a worker is killed: the same files as made here."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from shell import run

HEADER = "id,condition,injured,from,grade,side,flags\n"
ROWS = 24
CONDITIONS = (
    "{},hamstring-strain,2026-11-{:02},,2,left,none",
    "{},shin splints,,2026-11-{:02},mild,both,",
    "{},calf-strain,2026-11-{:02},,1,right,RF-08",
    "{},ankle-sprain,2026-11-{:02},,nine,left,none",
)
ENVIRONMENT = {**os.environ, "REHAB_TODAY": "2026-11-30"}


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    lines = [CONDITIONS[n % 4].format(f"r{n}", n + 1) for n in range(ROWS)]
    (tmp_path / "roster.csv").write_text(HEADER + "\n".join(lines) + "\n")
    return tmp_path / "roster.csv"


@pytest.fixture
def cluster() -> Iterator[dict[str, Any]]:
    """Give a running cluster of two workers."""
    command = [sys.executable, str(Path(__file__).parent / "cluster.py"), "2"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT, text=True
    ) as running:
        assert running.stdout
        yield json.loads(running.stdout.readline())
        running.communicate("")


def batch(roster: Path, output: str, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "rehab", "batch", roster.name, "-o", output, "--to", "json,ics", *options]
    return subprocess.Popen(command, cwd=roster.parent, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True)


def made(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "batch.jsonl"}


def test_a_cluster_makes_the_same_files_also_when_a_worker_is_killed_midway(
    roster: Path, cluster: dict[str, Any]
) -> None:
    away = batch(roster, "away", "--dask", cluster["address"])
    ledger = roster.parent / "away" / "batch.jsonl"
    until = time.monotonic() + 120
    while time.monotonic() < until and not (ledger.exists() and ledger.read_bytes().count(b"\n") >= 2):
        time.sleep(0.02)
    os.kill(cluster["pids"][0], signal.SIGKILL)
    told = ledger.read_bytes().count(b"\n")
    assert 2 <= told < ROWS  # midway
    _, said = away.communicate(timeout=300)
    assert away.returncode == 3, said  # a row in four has a grade that there is not
    assert "Traceback" not in said
    here = batch(roster, "here", "--workers", "1")
    here.communicate(timeout=300)
    assert here.returncode == 3
    assert made(roster.parent / "away") == made(roster.parent / "here")
    assert len(made(roster.parent / "away")) == ROWS // 4 * 3 * 2 + 1
    again = batch(roster, "away", "--dask", cluster["address"])
    assert f"before{ROWS // 4 * 3:>11}" in again.communicate(timeout=300)[1]


def test_a_cluster_that_does_not_answer_is_told_and_nothing_is_lost(
    roster: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rehab.cli.cluster.WAIT", "1 s")  # 15 s of a test that only waits
    monkeypatch.setenv("REHAB_TODAY", ENVIRONMENT["REHAB_TODAY"])
    monkeypatch.chdir(roster.parent)
    told = run(capfd, monkeypatch, "batch", roster.name, "-o", "away", "--to", "json", "--dask", "tcp://127.0.0.1:9")
    assert told.code == 4, told.err
    assert told.err.startswith("rehab: no Dask cluster answers at 'tcp://127.0.0.1:9'")
