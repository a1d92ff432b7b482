"""The program in a child of this process: for faults that a process can have, at a fraction of the cost of a new one."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from rehab.cli import app

T = TypeVar("T")
CAPABILITIES = 0x20080522
CRASHED = 99
NEW_MOUNTS, NEW_USER = 0x00020000, 0x10000000
PAGE = 4096
BALLAST = "ballast"


@dataclass
class Child:
    """A running child; ``end`` waits for it."""

    pid: int
    said: BinaryIO

    def end(self) -> tuple[int, str]:
        """Return the exit code (minus the signal), and what was said on stderr."""
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        with self.said as file:
            file.seek(0)
            return code, file.read().decode()


def start(*arguments: object, before: Callable[[], object] = lambda: None, stdout: int | None = None) -> Child:
    """Start ``rehab`` in a child, after ``before`` was called there; ``stdout`` is the number of an open file."""
    said = tempfile.TemporaryFile()  # noqa: SIM115 - closed by ``end``
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return Child(pid, said)
    code = CRASHED
    try:
        os.dup2(said.fileno(), 2)
        os.dup2(os.open(os.devnull, os.O_RDWR) if stdout is None else stdout, 1)
        sys.stdout, sys.stderr = (open(at, "w", encoding="utf-8", closefd=False) for at in (1, 2))  # noqa: SIM115 - as long as the child
        sys.argv = ["rehab", *map(str, arguments)]
        before()
        code = _main()
    except BaseException as error:
        os.write(2, f"Traceback: {error!r}".encode())
    finally:
        os._exit(code)


def _main() -> int:
    """Run the program and end as the interpreter would: what is told too late is code 120."""
    code = 0
    try:
        app.main()
    except SystemExit as stop:
        code = int(stop.code or 0)
    with contextlib.suppress(AttributeError):
        sys.stderr.flush()
    try:
        with contextlib.suppress(AttributeError):
            sys.stdout.flush()
    except OSError:
        return code or 120
    return code


def run(*arguments: object, before: Callable[[], object] = lambda: None, stdout: int | None = None) -> tuple[int, str]:
    """Run ``rehab`` in a child to its end."""
    return start(*arguments, before=before, stdout=stdout).end()


def without_rights() -> None:
    """Give up every right beyond the modes of files: root then is a user like any other, and still the owner."""
    system = ctypes.CDLL(None, use_errno=True)
    if system.capset((ctypes.c_uint32 * 2)(CAPABILITIES, 0), (ctypes.c_uint32 * 6)()):
        raise OSError(ctypes.get_errno(), "the rights of root cannot be given up")


def on_a_disk_with(pages: int, folder: Path, before: Mapping[str, bytes], work: Callable[[], T]) -> tuple[bool, T]:
    """Do some work in a child in which ``folder`` is a disk of its own with some files and so many free pages.

    Return whether it was one, and what the work returned: not every system gives a process mounts of its own.
    """
    told = tempfile.TemporaryFile()  # noqa: SIM115 - closed below
    pid = os.fork()
    if pid == 0:
        try:
            mounted = _mounted((1 + pages + sum(len(one) // PAGE + 1 for one in before.values())) * PAGE, folder)
            if not mounted:
                shutil.rmtree(folder)
                folder.mkdir()
            for name, content in {**before, BALLAST: b"x" * PAGE}.items():  # a disk of no size at all would have no end
                (folder / name).write_bytes(content)
            told.write(pickle.dumps((mounted, work())))
            told.flush()
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    with told:
        told.seek(0)
        done: tuple[bool, T] = pickle.loads(told.read())
    return done


def _mounted(size: int, folder: Path) -> bool:
    """Make a folder a disk of its own that only this process and its children see; tell whether that went."""
    system = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if system.unshare(NEW_MOUNTS) and not system.unshare(NEW_MOUNTS | NEW_USER):
        for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
            Path(f"/proc/self/{name}").write_text(text)
    return not system.mount(b"tmpfs", bytes(folder), b"tmpfs", 0, f"size={size}".encode())


def held(folder: Path, skip: Sequence[str] = ()) -> dict[str, bytes]:
    """Return what every file below a folder holds, by its path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in skip
    }
