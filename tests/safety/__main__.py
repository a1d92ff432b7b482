"""``python -m safety``: the whole search, its counts, and the shortest way to each rule that was broken.

PYTHONPATH=tests python -m safety [--processes 2] [--only CONDITION] [--part 1/4]
"""

from __future__ import annotations

import argparse
import concurrent.futures
import os
import sys
import time
from collections.abc import Sequence

from rehab.library import Library
from safety.report import Report, searched, table


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="safety", description="Search every state of a plan for a broken rule.")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", default="", help="Conditions whose name holds this word.")
    parser.add_argument("--part", default="1/1", help="One part of the subjects, such as 1/10, to measure the rest.")
    options = parser.parse_args(list(arguments))
    part, _, parts = options.part.partition("/")
    start = time.monotonic()
    with concurrent.futures.ProcessPoolExecutor(options.processes) as pool:
        total = options.processes * int(parts)
        shares = [(int(part) - 1) * options.processes + at for at in range(options.processes)]
        works = [pool.submit(searched, Library(), share, total, options.only) for share in shares]
        report = sum((work.result() for work in works), start=Report())
    print(table(report, seconds=time.monotonic() - start))
    return 1 if report.found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
