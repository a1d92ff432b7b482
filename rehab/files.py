"""Reading with limits and writing atomically: the only place that opens a file for writing."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from rehab.errors import RehabError, WriteError, fail

_WHY = {
    errno.ENOENT: "there is no such file or folder",
    errno.EACCES: "you are not allowed to",
    errno.EPERM: "you are not allowed to",
    errno.EISDIR: "it is a folder",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.ELOOP: "its links lead in a circle",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is full",
    errno.EFBIG: "the file would be larger than allowed here",
    errno.EROFS: "the disk is read-only",
    errno.EIO: "the disk reports a fault",
}


def read_bytes(path: Path, limit: int) -> bytes:
    """Return the content of a regular file of at most ``limit`` bytes (inclusive); links are followed.

    Raises WriteError (cannot-read) for anything else: missing, a folder, a pipe or a device, not allowed, too large, or
    changed while it was read.
    """
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise _cannot_read(path, "it is not an ordinary file")
            content = file.read(limit + 1)
            after = os.fstat(file.fileno())
    except (OSError, ValueError) as error:
        raise _cannot_read(path, _why(error)) from error
    if len(content) > limit:
        raise _cannot_read(path, f"it has more than {limit:,} bytes")
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise _cannot_read(path, "it was changed while it was read; try again")
    return content


def _without_waiting(path: str, flags: int) -> int:
    """Open so that a pipe without a writer cannot hang the program."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def below(folder: Path, ending: str, most: int) -> list[Path]:
    """Return every path below a folder whose name has this ending, in order; no link to a folder is followed.

    Raises WriteError (cannot-read) for a folder with more than ``most`` files and folders: a whole disk was named.
    """
    found: list[Path] = []
    seen = 0
    for here, folders, names in os.walk(folder):
        seen += len(folders) + len(names)
        if seen > most:
            raise _cannot_read(folder, f"it holds more than {most:,} files and folders")
        found += [Path(here) / name for name in (*folders, *names) if name.endswith(ending)]
    return sorted(found)


def check_ordinary(path: Path) -> None:
    """Raise WriteError (cannot-read) where ``path`` is a folder, a pipe or a device."""
    try:
        ordinary = stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError) as error:
        raise _cannot_read(path, _why(error)) from error
    if not ordinary:
        raise _cannot_read(path, "it is not an ordinary file")


def make_folder(path: Path, *, parents: bool = False) -> None:
    """Make a private folder (0700) if there is none yet; with ``parents`` those above it. Raises WriteError."""
    try:
        if parents and not path.parent.exists():
            make_folder(path.parent, parents=True)
        if not path.is_dir():
            path.mkdir(mode=0o700, exist_ok=True)
            path.chmod(0o700)  # whatever the umask takes away
    except (OSError, ValueError) as error:
        raise fail(WriteError, "cannot-write", f"cannot make the folder {path}: {_why(error)}") from error


def open_to_add(path: Path) -> BinaryIO:
    """Open a private file (0600) to which lines are only added; it is made where there is none. Raises WriteError."""
    try:
        check_target(path, force=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o600)
        path.chmod(0o600)
        return os.fdopen(descriptor, "ab")
    except (OSError, ValueError) as error:
        raise _cannot_write(path, _why(error), _hint(path, error)) from error


def write(
    path: Path, data: bytes | Iterable[bytes], *, force: bool, private: bool = True, lasting: bool = True
) -> None:
    """Write ``data`` to ``path`` whole or not at all: an old file stays as it was until the new one is complete.

    ``private`` gives mode 0600, else the umask decides. Without ``force`` an existing target is never replaced, not
    even one that appears meanwhile. A link is never written through nor replaced, since nobody can see from its name
    which file would change; a folder, a pipe or a device is refused too. What need not be ``lasting`` is not waited for
    until the disk has it. Raises WriteError (exists, cannot-write).
    """
    temporary: Path | None = None
    try:
        check_target(path, force=force)
        temporary = path.parent / f".rehab-{secrets.token_hex(8)}.tmp"
        _write_new(temporary, data, private, lasting)
        if force:
            temporary.replace(path)
        else:
            _move_to_new(temporary, path)
    except FileExistsError as error:
        raise _exists(path) from error
    except (OSError, ValueError) as error:
        raise _cannot_write(path, _why(error), _hint(path, error)) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()
    if lasting:
        _sync_folder(path.parent)


def check_target(path: Path, *, force: bool) -> None:
    """Raise WriteError (exists, cannot-write) where a file cannot be written: work of a minute asks before, not after."""
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError as error:
        if path.parent.is_dir():
            return
        raise _cannot_write(path, _why(error), _hint(path, error)) from error
    except (OSError, ValueError) as error:
        raise _cannot_write(path, _why(error), _hint(path, error)) from error
    if stat.S_ISDIR(mode):
        raise _cannot_write(path, "it is a folder", "name a file in it")
    if stat.S_ISLNK(mode):
        raise _cannot_write(path, "it is a link to another place", "name the file itself")
    if not stat.S_ISREG(mode):
        raise _cannot_write(path, "it is not an ordinary file")
    if not force:
        raise _exists(path)


def _write_new(path: Path, data: bytes | Iterable[bytes], private: bool, lasting: bool) -> None:
    mode = 0o600 if private else 0o666
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        if private:
            path.chmod(mode)  # an odd umask must not lock the owner out
        for part in [data] if isinstance(data, bytes) else data:
            file.write(part)
        file.flush()
        if lasting:
            os.fsync(file.fileno())


def _move_to_new(temporary: Path, path: Path) -> None:
    """Give the complete file its name only if nothing has it; raises FileExistsError."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links: take the name with an empty file, then replace that
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            temporary.replace(path)
        except BaseException:
            path.unlink()
            raise


def _sync_folder(folder: Path) -> None:
    """Make the new name last; where folders cannot be synced the file is complete all the same."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, OSError):
        return _WHY.get(error.errno or 0, (error.strerror or "the system refuses").lower())
    return "the name holds a sign that no file name may hold"


def _hint(path: Path, error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"make the folder {path.parent} first"
    if isinstance(error, PermissionError):
        return "choose another folder with -o"
    return ""


def _cannot_read(path: Path, why: str) -> RehabError:
    return fail(WriteError, "cannot-read", f"cannot read {path}: {why}")


def _cannot_write(path: Path, why: str, hint: str = "") -> RehabError:
    return fail(WriteError, "cannot-write", f"cannot write {path}: {why}", hint)


def _exists(path: Path) -> RehabError:
    return fail(WriteError, "exists", f"{path} exists already", "use --force to replace it, or -o for another name")
