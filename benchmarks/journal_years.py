"""How much five years of daily entries slow ``rehab today``, as a ratio of processor time.

``make bench`` runs it. The journal of five years holds closed cases, entries of every day, and the active case; the other
only the active case. The two take turns, and the ratio is the median over the rounds. The aim: less than 1.2.
"""

from __future__ import annotations

import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import ROUNDS, cpu_seconds

from rehab.models.journal import Entry
from rehab.models.stored import StoredCase
from rehab.store import Store, opened

YEARS = 5
TODAY = dt.date(2026, 11, 22)
CASE_DAYS = 120


def start(path: Path, day: dt.date, case: str) -> None:
    """Begin a case with the program itself."""
    words = ["start", "hamstring-strain", "--injured", str(day), "--grade", "2", "--side", "left", "--no-flags"]
    subprocess.run(
        [sys.executable, "-m", "rehab", *words, "--id", case, "--journal", str(path)],
        check=True,
        capture_output=True,
        env={**os.environ, "REHAB_TODAY": str(day)},
    )


def write_down(store: Store, case: str, first: dt.date, days: int) -> None:
    """Write down a session with its pains on every day."""
    entries = []
    for number in range(days):
        on = first + dt.timedelta(days=number)
        moment = dt.datetime.combine(on, dt.time(19), dt.UTC)
        names = ("bridge-on-heels", "stationary-bike", "single-leg-balance", "calf-gastroc-wall", "heel-slide")
        for place, name in enumerate(names):
            entry_id, subject = f"{case}-{on}-{place}", f"{number + 1}.{name}.1"
            entries.append(Entry(id=entry_id, date=on, logged=moment, kind="done", subject=subject, value=1))
        for name in ("pain-during", "pain-next-morning", "pain-rest"):
            one = Entry(id=f"{case}-{on}-{name}", date=on, logged=moment, kind="measure", subject=name, value=1)
            entries.append(one)
    store.add(case, entries)


def earlier(store: Store, like: StoredCase) -> None:
    """Add the closed cases of the years before, with entries of every day."""
    first = TODAY - dt.timedelta(days=365 * YEARS)
    for number in range(365 * YEARS // CASE_DAYS):
        begun = first + dt.timedelta(days=CASE_DAYS * number)
        case = like.case.model_copy(update={"id": f"old-{number}", "injured": begun})
        closed = begun + dt.timedelta(days=CASE_DAYS - 1)
        changes = {"id": f"old-{number}", "case": case, "started": begun, "closed": closed}
        store.add_case(like.model_copy(update=changes))
        write_down(store, f"old-{number}", begun, CASE_DAYS)


def main() -> None:
    """Time ``rehab today`` on both journals, and print the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        short, long = Path(folder) / "short.sqlite3", Path(folder) / "long.sqlite3"
        begun = TODAY - dt.timedelta(days=20)
        for path in (short, long):
            start(path, begun, "now")
            with opened(path) as store:
                write_down(store, "now", begun, 20)
                if path == long:
                    earlier(store, store.cases()[0])
        os.environ["REHAB_TODAY"] = str(TODAY)
        commands = {path: [sys.executable, "-m", "rehab", "today", "--journal", str(path)] for path in (short, long)}
        for command in commands.values():
            subprocess.run(command, check=True, capture_output=True)
        rounds = [{path: cpu_seconds(command) for path, command in commands.items()} for _ in range(ROUNDS)]
        with opened(long) as store:
            count = sum(store.revision(case.id) for case in store.cases())
    ratio = statistics.median(times[long] / times[short] for times in rounds)
    print(f"rehab today with {count:,} entries of {YEARS} years, times the same case alone: {ratio:.2f}")


if __name__ == "__main__":
    main()
