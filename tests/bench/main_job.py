"""How long the main job takes as a whole process, as ratios: against a bare interpreter and against a peer.

``make bench`` runs it. The cases take turns (A B C A B C ...), and each ratio is the median over the rounds, so
that a machine that drifts does not change the picture. It states no target.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
HERE = Path(__file__).parent
CASE = ("hamstring-strain", "--injured", "2026-11-18", "--grade", "2", "--side", "left", "--as-of", "2026-11-18")


def cpu_seconds(command: list[str]) -> float:
    """Run a command and return the processor seconds it used, itself and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Time every case and print the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        plan_file = str(Path(folder) / "plan.json")
        python = [sys.executable]
        rehab = [*python, "-m", "rehab"]
        subprocess.run([*rehab, "plan", *CASE, "--no-flags", "-o", plan_file], check=True, capture_output=True)
        pdf = str(Path(folder) / "plan.pdf")
        cases = {
            "bare python": [*python, "-c", "pass"],
            "rehab --version": [*rehab, "--version"],
            "rehab plan to PDF": [*rehab, "plan", *CASE, "--no-flags", "--force", "-o", pdf],
            "rehab write to PDF": [*rehab, "write", plan_file, "--force", "-o", pdf],
            "peer: the same days as Platypus tables": [*python, str(HERE / "peer_platypus.py"), plan_file, pdf],
        }
        for command in cases.values():
            subprocess.run(command, check=True, capture_output=True)
        rounds = [{name: cpu_seconds(command) for name, command in cases.items()} for _ in range(ROUNDS)]
    print(f"processor time, median ratio of {ROUNDS} rounds (times bare python | times the peer)")
    peer = "peer: the same days as Platypus tables"
    for name in cases:
        to_bare = statistics.median(times[name] / times["bare python"] for times in rounds)
        to_peer = statistics.median(times[name] / times[peer] for times in rounds)
        print(f"{name:<42} {to_bare:8.1f} {to_peer:8.2f}")


if __name__ == "__main__":
    main()
