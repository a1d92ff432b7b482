"""The printed plan beside what others make of the same content: warm, as whole processes, in bytes and in memory.

``make bench`` runs it. Warm: one live process an engine, asked in turn, each time for another person; pictures and fonts
that an engine keeps stay kept. The first round of each is not counted.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measure import ROUNDS, Times, in_turn, peak_mb, ratio

HERE = Path(__file__)
OURS = "rehab"
CASE = ("hamstring-strain", "--injured", "2026-11-18", "--grade", "2", "--side", "left", "--as-of", "2026-11-18")
ENGINES = ("platypus", "fpdf2", "weasyprint", "typst")


def maker(engine: str, plan_file: Path) -> Callable[[str], bytes]:
    """Return what makes a PDF for a person with an engine."""
    if engine == OURS:
        from rehab import writers
        from rehab.library import Library
        from rehab.models.plan import Plan

        plan, template = Plan.model_validate_json(plan_file.read_bytes()), Library().template("clinic")

        def ours(name: str) -> bytes:
            case = plan.case.model_copy(update={"name": name})
            return writers.write("pdf", plan.model_copy(update={"case": case}), template)

        return ours
    import content
    import engines

    logging.disable()
    data, pictures = json.loads(plan_file.read_text(encoding="utf-8")), {}
    return lambda name: engines.ENGINES[engine](content.booklet(data, name, pictures))


def work(engine: str, plan_file: Path) -> None:
    """Make a PDF for each name that is asked for, and tell the processor seconds and the bytes."""
    make = maker(engine, plan_file)
    for line in sys.stdin:
        begun = time.process_time()
        size = len(make(line.strip()))
        print(time.process_time() - begun, size, flush=True)


def once(engine: str, plan_file: Path, target: Path) -> None:
    """Make one PDF, as a whole process."""
    if engine == "chromium":
        import content
        import engines

        target.write_text(engines.page(content.booklet(json.loads(plan_file.read_text(encoding="utf-8")), "Ann")))
    else:
        target.write_bytes(maker(engine, plan_file)("Ann"))


def warm(plan_file: Path) -> tuple[Times, dict[str, int]]:
    """Ask one live process of each engine in turn."""
    command = [sys.executable, str(HERE), "work"]
    live = {
        engine: subprocess.Popen(
            [*command, engine, str(plan_file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for engine in (OURS, *ENGINES)
    }
    sizes: dict[str, int] = {}
    times: Times = []
    for number in range(ROUNDS + 1):
        row = {}
        for engine, process in live.items():
            assert process.stdin
            assert process.stdout
            print(f"Person {number}", file=process.stdin, flush=True)
            seconds, size = process.stdout.readline().split()
            row[engine], sizes[engine] = float(seconds), int(size)
        times.append(row)
    for process in live.values():
        process.communicate()
    return times[1:], sizes


def chromium_command(page: Path, folder: Path) -> list[str] | None:
    """Return the command that prints a page with the browser, None where there is none."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        return None
    target = folder / "chromium.pdf"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={folder}/user"]
    return [found, *flags, f"--print-to-pdf={target}", page.as_uri()]


def main() -> None:
    """Print the three tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plan_file = folder / "plan.json"
        rehab = [sys.executable, "-m", "rehab"]
        subprocess.run([*rehab, "plan", *CASE, "--no-flags", "-o", str(plan_file)], check=True, capture_output=True)
        times, sizes = warm(plan_file)
        print(f"warm, processor time, times rehab, {ROUNDS} rounds: least, median; bytes")
        for engine in (OURS, *ENGINES):
            least, median = ratio(times, engine, OURS)
            print(f"{engine:<24} {least:8.2f} {median:8.2f} {sizes[engine]:10,}")
        whole = {
            engine: [sys.executable, str(HERE), "once", engine, str(plan_file), str(folder / f"{engine}.pdf")]
            for engine in ENGINES
        }
        page = folder / "page.html"
        once("chromium", plan_file, page)
        if browser := chromium_command(page, folder):
            whole["chromium"] = browser
        else:
            print("chromium: left out, it is not there")
        whole["rehab write"] = [*rehab, "write", str(plan_file), "--force", "-o", str(folder / "rehab.pdf")]
        whole["bare python"] = [sys.executable, "-c", "pass"]
        rounds = in_turn(whole, max(3, ROUNDS // 2))
        print("whole processes, processor time, times bare python: least, median; largest process in MB; bytes")
        for engine, command in whole.items():
            least, median = ratio(rounds, engine, "bare python")
            made = folder / f"{engine.partition(' ')[0]}.pdf"
            size = made.stat().st_size if made.exists() else 0
            print(f"{engine:<24} {least:8.1f} {median:8.1f} {peak_mb(command):8.0f} {size:10,}")


if __name__ == "__main__":
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    if sys.argv[1:2] == ["work"]:
        work(sys.argv[2], Path(sys.argv[3]))
    elif sys.argv[1:2] == ["once"]:
        once(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
    else:
        main()
