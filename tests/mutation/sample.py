"""Change the code in a sample of places and see whether a test notices: ``make mutation``.

Each mutant lives in a forked process in which the code of one function is swapped; no file is written and nothing is
imported anew. A first pass notes which test reaches which function and how long it takes. Then each mutant gets the
tests that reach its function, the quick ones first, until one fails or the seconds allowed are over.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import hashlib
import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType, FunctionType
from typing import Any

import pytest
from areas import AREAS
from mutants import ROOT, Mutant, code_of, sampled

KEPT = ROOT / "coverage"
FAULT = 4
RESULTS = {0: "survived", 1: "killed", 2: "not tried in full", 3: "not swapped", FAULT: "fault of this tool"}


@dataclass
class Sample:
    """A pytest plugin that runs the tests not once, but once for each mutant."""

    area: str
    count: int
    seed: int
    seconds: float
    unchanged: bool = False
    told: list[dict[str, Any]] = field(default_factory=list)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of pytest's own loop."""
        paths, _ = AREAS[self.area]
        reached = self._reached(session, {str(ROOT / path) for path in paths})
        for mutant in sampled(paths, self.count, f"{self.seed} {self.area}"):
            self._tell(mutant, session, reached)
        return True

    def _reached(self, session: pytest.Session, files: set[str]) -> dict[str, dict[str, float]]:
        """Return the seconds of each test that reaches a function, by the function; kept for the next time."""
        kept = KEPT / f"reached-{self.area}-{_digest(self.area)}.json"
        if not kept.exists():
            KEPT.mkdir(exist_ok=True)
            if (child := os.fork()) == 0:
                kept.write_text(json.dumps(_first_pass(session, files)))
                os._exit(0)
            os.waitpid(child, 0)
        found: dict[str, dict[str, float]] = json.loads(kept.read_text())
        return found

    def _tell(self, mutant: Mutant, session: pytest.Session, reached: dict[str, dict[str, float]]) -> None:
        code, before, after = code_of(mutant, unchanged=self.unchanged)
        known = reached.get(f"{ROOT / mutant.path}:{mutant.first_line}", {})
        items = sorted((item for item in session.items if item.nodeid in known), key=lambda item: known[item.nodeid])
        began = time.monotonic()
        if (child := os.fork()) == 0:
            limit = int(self.seconds * 2) + 10
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
            ended = FAULT
            with contextlib.suppress(BaseException):
                ended = _child(mutant, code, items, session, self.seconds)
            os._exit(ended)
        _, status = os.waitpid(child, 0)
        ended = os.waitstatus_to_exitcode(status)
        result = RESULTS.get(ended, "killed")  # else by a signal: too much processor time
        result = result if items else "reached by no test"
        line = asdict(mutant) | {"result": result, "before": before, "after": after, "tests": len(items)}
        self.told.append(line)
        seconds = time.monotonic() - began
        sys.__stdout__.write(f"{result:<18} {seconds:5.1f} s  {mutant.path}:{mutant.line} {mutant.change}\n")  # type: ignore[union-attr]
        sys.__stdout__.flush()  # type: ignore[union-attr]


def _digest(area: str) -> str:
    """Return a name for the code and the tests of an area as they are now."""
    paths, tests = AREAS[area]
    whole = b"".join((ROOT / path).read_bytes() for path in [*paths, *(f"tests/{name}" for name in tests)])
    return hashlib.sha256(whole).hexdigest()[:12]


def _first_pass(session: pytest.Session, files: set[str]) -> dict[str, dict[str, float]]:
    reached: dict[str, dict[str, float]] = {}
    seen: set[str] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename in files:
            seen.add(f"{frame.f_code.co_filename}:{frame.f_code.co_firstlineno}")

    for item, following in _turns(session.items):
        seen.clear()
        began, failed = time.process_time(), session.testsfailed
        sys.setprofile(note)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        sys.setprofile(None)
        for key in seen if session.testsfailed == failed else ():
            reached.setdefault(key, {})[item.nodeid] = round(time.process_time() - began, 4)
    return reached


def _turns(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    yield from zip(items, [*items[1:], None] if items else [], strict=True)


def _child(mutant: Mutant, code: Any, items: list[pytest.Item], session: pytest.Session, seconds: float) -> int:
    own = [
        found
        for found in gc.get_objects()
        if isinstance(found, FunctionType)
        and found.__code__.co_filename == code.co_filename
        and (found.__code__.co_qualname, found.__code__.co_firstlineno) == (mutant.name, mutant.first_line)
    ]
    try:
        for found in own:
            found.__code__ = code
    except ValueError:
        own = []
    if not own:
        return 3
    for item, following in _turns(items):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return 1
        if time.process_time() > seconds:
            return 2 if following else 0
    return 0


def main() -> None:
    """Try a sample of each area that is named, and print what came of each mutant."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("areas", nargs="*", default=list(AREAS))
    asked.add_argument("--count", type=int, default=50)
    asked.add_argument("--seed", type=int, default=9)
    asked.add_argument("--seconds", type=float, default=20, help="processor time for each mutant")
    asked.add_argument("--unchanged", action="store_true", help="swap in the same code: nothing may be noticed")
    options = asked.parse_args()
    for area in options.areas or AREAS:
        sample = Sample(area, options.count, options.seed, options.seconds, options.unchanged)
        chosen = [str(Path("tests") / name) for name in AREAS[area][1]]
        quiet = [
            "-o",
            "addopts=",
            "-p",
            "no:xdist",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:terminal",
            "--hypothesis-seed=0",
        ]
        pytest.main([*quiet, *chosen], plugins=[sample])
        noticed = sum(line["result"] == "killed" for line in sample.told)
        print(f"{area}: {noticed} of {len(sample.told)} noticed")
        for line in sample.told:
            if line["result"] != "killed":
                print(
                    f"  {line['result']}: {line['path']}:{line['line']} {line['name']}, {line['change']}, {line['tests']} tests"
                )
                print(f"    - {line['before'][:300]}\n    + {line['after'][:300]}")


if __name__ == "__main__":
    main()
