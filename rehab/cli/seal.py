"""What the kept card of a day hangs on, as one text: the journal, the files, the program, Python and the environment.

All of it must be so cheap that a start of Python stays most of the cost, and nothing of it may be missed: whoever finds
something that changes a card and stands in no line here has found a fault. Every function raises OSError or ValueError
where it is in doubt.
"""

from __future__ import annotations

import os
import stat
import sys
import time

import rehab

try:
    from _blake2 import blake2b  # hashlib loads all of OpenSSL for it
except ImportError:
    from hashlib import blake2b

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATHS = ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "REHAB_JOURNAL", "REHAB_LIBRARY")
MAX_BYTES = 1024 * 1024
JUST_NOW = 2_000_000_000
"""A file changed less than so many nanoseconds ago can change once more and keep its times."""
ROLLBACK = b"\1\1"
"""In the header of a journal file: each change counts up the number in bytes 24 to 27. With a write-ahead log none does."""


def folder() -> str:
    """Return the folder of the kept cards; a variable that is no whole path would mean another one in each place."""
    given = [part for name in PATHS if (value := os.environ.get(name)) for part in value.split(":")]
    if not os.environ.get("HOME") or not all(part.startswith("/") for part in given):
        raise ValueError
    return f"{os.environ.get('XDG_CACHE_HOME') or os.environ['HOME'] + '/.cache'}/rehab/days"


def is_own(found: os.stat_result) -> bool:
    """Tell whether a file or folder belongs to this user, and nobody else may do anything with it."""
    ordinary = stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)
    return ordinary and found.st_uid == os.getuid() and not found.st_mode & 0o077


def read(path: str) -> str:
    """Return the content of a private file of this user: never what a link leads to, never what somebody else put there."""
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK)) as file:
        if not is_own(os.fstat(file.fileno())):
            raise ValueError
        return file.read(MAX_BYTES).decode()


def seal(*parts: str) -> str:
    """Return a digest of texts, each with its length."""
    return blake2b("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()


def state(journal: str, own: str) -> str:
    """Return all that a card hangs on beside its day, with this journal file and this folder of own protocols."""
    return f"{revision(journal)}\0{around(journal, own)}"


def around(journal: str, own: str) -> str:
    """Return all of it but what stands in the journal."""
    program = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    data = program if os.path.isdir(f"{program}/protocols") else os.path.dirname(program)
    libraries = [*filter(None, os.environ.get("REHAB_LIBRARY", "").split(":")), *([own] if os.path.isdir(own) else [])]
    variables = sorted(name for name in os.environ if name in PATHS or name.startswith("REHAB_"))
    lines = [rehab.__version__, sys.version, journal, own]
    lines += [f"{name}={os.environ[name]}" for name in variables]
    lines += [_stamp(place, os.stat(place or ".")) for place in sys.path if os.path.lexists(place or ".")]
    for place in dict.fromkeys((program, f"{data}/protocols", f"{data}/templates")):
        lines += _files(place, _stamp)
    for place in libraries:
        lines += _files(place, _content)
    return "\0".join(lines)


def revision(journal: str) -> str:
    """Return what is another one after every change of a journal, whoever made it."""
    with open(journal, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as file:
        header = file.read(100)
        found = os.fstat(file.fileno())
    whole = os.path.realpath(journal)
    if header[18:20] != ROLLBACK or any(os.path.lexists(whole + end) for end in ("-journal", "-wal", "-shm")):
        raise ValueError  # somebody is writing just now, or in a way that this number does not show
    return (
        f"{found.st_dev} {found.st_ino} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {header[24:28].hex()}"
    )


def _files(place: str, told: Callable[[str, os.stat_result], str]) -> Iterator[str]:
    """Yield a line for a folder and each one for all that is below it."""
    yield place
    with os.scandir(place) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            if entry.is_symlink():
                raise ValueError
            if not entry.is_dir():
                yield told(entry.path, entry.stat())
            elif entry.name != "__pycache__":
                yield from _files(entry.path, told)


def _stamp(path: str, found: os.stat_result) -> str:
    if max(found.st_mtime_ns, found.st_ctime_ns) > time.time_ns() - JUST_NOW:
        raise ValueError
    return f"{path} {found.st_ino} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"


def _content(path: str, found: os.stat_result) -> str:
    """Return a line for a file of the user: its very content counts, for it may lie on the disk of another machine."""
    if not path.endswith(".yaml"):
        return path
    if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_BYTES:
        raise ValueError
    with open(path, "rb") as file:
        return f"{path} {blake2b(file.read()).hexdigest()}"
