"""How long the commands take as whole processes, as ratios to a bare interpreter. ``make bench`` runs it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from measure import ROUNDS, in_turn, instructions, ratio

CASE = ("hamstring-strain", "--injured", "2026-11-18", "--grade", "2", "--side", "left", "--as-of", "2026-11-18")
TYPER = """
import typer
app = typer.Typer()
@app.command()
def main() -> None:
    pass
app(standalone_mode=False)
"""
PLAIN = """
import sys, zlib
content = open(sys.argv[1], "rb").read()
open(sys.argv[2], "wb").write(zlib.compress(content * 3, 9))
"""
COUNTED = ("bare python", "rehab --version", "rehab today")


def main() -> None:
    """Time every command and print the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        plan_file, pdf = str(Path(folder) / "plan.json"), str(Path(folder) / "plan.pdf")
        python = [sys.executable]
        rehab = [*python, "-m", "rehab"]
        for target in (plan_file, pdf):
            subprocess.run([*rehab, "plan", *CASE, "--no-flags", "-o", target], check=True, capture_output=True)
        cases = {
            "bare python": [*python, "-c", "pass"],
            "bare typer command": [*python, "-c", TYPER],
            "floor: compress and write as many bytes": [*python, "-c", PLAIN, pdf, str(Path(folder) / "floor")],
            "rehab --version": [*rehab, "--version"],
            "rehab list": [*rehab, "list"],
            "rehab today": [*rehab, "today", plan_file, "--date", "2026-11-22"],
            "rehab plan to JSON": [*rehab, "plan", *CASE, "--no-flags", "--force", "-o", plan_file],
            "rehab plan to PDF": [*rehab, "plan", *CASE, "--no-flags", "--force", "-o", pdf],
            "rehab write to PDF": [*rehab, "write", plan_file, "--force", "-o", pdf],
        }
        times = in_turn(cases)
        counts = {name: instructions(cases[name]) for name in COUNTED}
    print(f"whole processes, processor time, times bare python, {ROUNDS} rounds: least, median")
    for name in cases:
        least, median = ratio(times, name, "bare python")
        print(f"{name:<42} {least:8.2f} {median:8.2f}")
    if None in counts.values():
        print("instructions: not counted, valgrind is not there")
        return
    print("instructions by callgrind, millions")
    for name, count in counts.items():
        print(f"{name:<42} {count:8.1f}")


if __name__ == "__main__":
    main()
