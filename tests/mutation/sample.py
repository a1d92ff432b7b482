"""Change the code in a sample of places and see whether a test notices: ``make mutation``.

Each mutant lives in a forked process in which the code of one function is swapped; no file is written and nothing is
imported anew. A first pass notes which test reaches which line and how long it takes. Then each mutant gets the tests
that reach its statement, the quick ones first, until one fails or the seconds allowed are over.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import gc
import hashlib
import importlib
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
from areas import AREAS, PUT_TOGETHER_ONCE
from hypothesis import Phase, settings
from mutants import ROOT, Mutant, code_of, file_of, sampled

KEPT = ROOT / "coverage"
LONGEST = 3.0
"""Tests that take more seconds of processor time are left out: whole plans by the dozen are no table."""
FAULT = 4
RESULTS = {
    0: "survived",
    1: "killed",
    2: "not tried in full",
    3: "not swapped",
    FAULT: "fault of this tool",
    -signal.SIGALRM: "stood still",
}
STANDS_STILL = 3
"""A mutant that takes so many times its processor time by the clock waits for something, and is ended."""
QUIET = ("-o", "addopts=", "-p", "no:xdist", "-p", "no:cacheprovider", "-p", "no:terminal", "--assert=plain")
"""No explanation of a failure is worked out: only whether there is one counts."""
Reached = dict[str, tuple[float, dict[str, list[int]]]]
"""By the id of a test: its seconds, and the lines that it reaches by the file."""


@dataclass
class Sample:
    """A pytest plugin that runs the tests not once, but once for each mutant."""

    area: str
    count: int
    seed: int
    seconds: float
    unchanged: bool = False
    again: bool = False
    told: list[dict[str, Any]] = field(default_factory=list)

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        """Have a failing example of a property end it at once, and the same examples drawn each time."""
        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutation", settings(), phases=phases, derandomize=True, database=None)
        settings.load_profile("mutation")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of pytest's own loop."""
        paths, _ = AREAS[self.area]
        for path in paths:
            importlib.import_module(file_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        if self.area in PUT_TOGETHER_ONCE:
            _put_together()
        reached = self._reached(session, {str(ROOT / file_of(path)) for path in paths})
        gc.collect()
        gc.freeze()
        kept = KEPT / f"mutants-{self.area}.json"
        stood = set()
        if self.again:
            stood = {(one["path"], one["line"], one["number"]) for one in json.loads(kept.read_text())}
        for mutant in sampled(paths, self.count, f"{self.seed} {self.area}"):
            if not self.again or (mutant.path, mutant.line, mutant.number) in stood:
                self._tell(mutant, session, reached)
        if not self.again:
            kept.write_text(json.dumps([one for one in self.told if one["result"] != "killed"], indent=1))
        return True

    def _reached(self, session: pytest.Session, files: set[str]) -> Reached:
        """Return what each test reaches; kept for the next time."""
        kept = KEPT / f"reached-{self.area}-{_digest(self.area)}.json"
        if not kept.exists():
            KEPT.mkdir(exist_ok=True)
            if (child := os.fork()) == 0:
                kept.write_text(json.dumps(_first_pass(session, files)))
                os._exit(0)
            os.waitpid(child, 0)
        found: Reached = json.loads(kept.read_text())
        return found

    def _tell(self, mutant: Mutant, session: pytest.Session, reached: Reached) -> None:
        code, before, after = code_of(mutant, unchanged=self.unchanged)
        wanted = set(range(mutant.statement[0], mutant.statement[1] + 1))
        seconds_of = {
            test: seconds
            for test, (seconds, lines) in reached.items()
            if seconds <= LONGEST and not wanted.isdisjoint(lines.get(str(ROOT / mutant.path), ()))
        }
        items = [item for item in session.items if item.nodeid in seconds_of]
        items.sort(key=lambda item: seconds_of[item.nodeid])
        began = time.monotonic()
        if (child := os.fork()) == 0:
            limit = int(self.seconds * 2) + 10
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
            signal.alarm(limit * STANDS_STILL)
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


def _put_together() -> None:
    """Put every shipped protocol together once, for all mutants: the code of the area has no part in that."""
    sys.path.insert(0, str(ROOT / "tests"))
    from combinations import LIBRARY, choices_of

    choices_of(LIBRARY)


def _digest(area: str) -> str:
    """Return a name for the code and the tests of an area as they are now."""
    paths, tests = AREAS[area]
    files = [*map(file_of, paths), *dict.fromkeys(f"tests/{name.partition('::')[0]}" for name in tests)]
    whole = b"".join((ROOT / path).read_bytes() for path in files) + " ".join(tests).encode()
    return hashlib.sha256(whole).hexdigest()[:12]


def _first_pass(session: pytest.Session, files: set[str]) -> Reached:
    reached: Reached = {}
    lines: dict[str, set[int]] = {}

    def call(frame: FrameType, event: str, _: object) -> Any:
        return line if frame.f_code.co_filename in files else None

    def line(frame: FrameType, event: str, _: object) -> Any:
        lines.setdefault(frame.f_code.co_filename, set()).add(frame.f_lineno)
        return line

    for item, following in _turns(session.items):
        lines.clear()
        _forget(files)
        began, failed = time.process_time(), session.testsfailed
        sys.settrace(call)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        sys.settrace(None)
        if session.testsfailed == failed:
            seconds = round(time.process_time() - began, 4)
            reached[item.nodeid] = (seconds, {path: sorted(found) for path, found in lines.items()})
    return reached


def _forget(files: set[str]) -> None:
    """Empty what functions of these files keep, so that a test does not rest on the one before."""
    for found in gc.get_objects():
        if isinstance(found, functools._lru_cache_wrapper):
            code = getattr(found.__wrapped__, "__code__", None)
            if isinstance(code, CodeType) and code.co_filename in files:
                found.cache_clear()


def _turns(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    yield from zip(items, [*items[1:], None] if items else [], strict=True)


def _child(mutant: Mutant, code: Any, items: list[pytest.Item], session: pytest.Session, seconds: float) -> int:
    gc.unfreeze()
    own = [
        found
        for found in gc.get_objects()
        if isinstance(found, FunctionType)
        and found.__code__.co_filename == code.co_filename
        and (found.__code__.co_qualname, found.__code__.co_firstlineno) == (mutant.name, mutant.first_line)
    ]
    _forget({code.co_filename})
    gc.freeze()
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
    asked.add_argument("--again", action="store_true", help="only the mutants that nothing noticed the last time")
    options = asked.parse_args()
    for area in options.areas or AREAS:
        sample = Sample(area, options.count, options.seed, options.seconds, options.unchanged, options.again)
        chosen = [str(Path("tests") / name) for name in AREAS[area][1]]
        pytest.main([*QUIET, *chosen], plugins=[sample])
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
