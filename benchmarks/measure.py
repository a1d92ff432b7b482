"""Fair ratios on a machine that others use: processor time, the cases in turn, the median over the rounds."""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
Times = list[dict[str, float]]


class Ratio(NamedTuple):
    """How many times as long as the base a case takes: at best, and in the middle."""

    least: float
    median: float


def cpu_seconds(command: Sequence[str]) -> float:
    """Run a command and return the processor seconds it used, itself and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def peak_mb(command: Sequence[str]) -> float:
    """Run a command and return the most memory that its largest process held."""
    ask = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, capture_output=True);"
    ask += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    done = subprocess.run([sys.executable, "-c", ask, *command], check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024


def instructions(command: Sequence[str]) -> float | None:
    """Return how many millions of instructions a command takes, by callgrind; None where valgrind is not there."""
    if not shutil.which("valgrind"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        told = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={Path(folder) / 'out'}", *command]
        done = subprocess.run(
            told, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": "0"}
        )
    [line] = [line for line in done.stderr.splitlines() if "Collected" in line]
    return int(line.rpartition(":")[2]) / 1e6


def in_turn(commands: Mapping[str, Sequence[str]], rounds: int = ROUNDS) -> Times:
    """Run all commands once unseen, then so many times in turn."""
    for command in commands.values():
        subprocess.run(command, check=True, capture_output=True)
    return [{name: cpu_seconds(command) for name, command in commands.items()} for _ in range(rounds)]


def ratio(times: Times, name: str, base: str) -> Ratio:
    """Return a case as a multiple of another of the same rounds."""
    found = [one[name] / one[base] for one in times]
    return Ratio(min(found), statistics.median(found))
