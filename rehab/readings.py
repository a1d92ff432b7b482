"""Readings of shipped files, kept from one command to the next.

Reading YAML with its places was 0.45 of the 1.9 seconds of ``rehab plan``; with what is kept it is 0.02. The data of each
shipped file stands as JSON in the user's cache folder, under a digest of its very bytes and of the reader. The places of
its lines are read from the file itself, once a message needs them.

A reading that is damaged, or that somebody else could have written, is not used; where none can be kept, each command
reads as before. Other files are never kept: they may be about a person.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import stat
from pathlib import Path
from typing import Any

import rehab
from rehab import files
from rehab.errors import WriteError
from rehab.source import characters, complaints, reader
from rehab.source.document import Document
from rehab.source.later import Later

MAX_BYTES = 4 * reader.MAX_BYTES


def kept_reading(content: bytes, name: str, folder: Path | None = None) -> Document:
    """Return the Document of these bytes of a shipped file: from what was kept of them, else read and kept.

    ``folder`` holds the readings; left out, the one in the user's cache folder. Raises SourceError as the reader does.
    """
    folder = folder or own_folder()
    key = hashlib.sha256(_reader_digest() + content).hexdigest()
    path = folder / f"{key}.json"
    data = _load(path, key) if _is_private(folder) else None
    if data is None:
        document = reader.read(content, name)
        _keep(path, key, document.data)
        return document
    whole = functools.cache(lambda: reader.read(content, name))
    return Document(
        name, data, Later(lambda: whole().keys), Later(lambda: whole().values), Later(lambda: whole().lines)
    )


def kept(key: str) -> dict[str, Any] | None:
    """Return what was kept under a digest of all that it hangs on, None where nothing is, or nothing to trust."""
    folder = own_folder()
    return _load(folder / f"{key}.json", key) if _is_private(folder) else None


def keep(key: str, data: dict[str, Any]) -> None:
    """Keep what was worked out from shipped files alone, under a digest of all that it hangs on."""
    _keep(own_folder() / f"{key}.json", key, data)


def own_folder() -> Path:
    """Return the folder of the readings of this user."""
    import platformdirs

    return platformdirs.user_cache_path("rehab") / "readings"


@functools.cache
def _reader_digest() -> bytes:
    """A digest of the reader: another one may read the same bytes in another way."""
    digest = hashlib.sha256(rehab.__version__.encode())
    for module in (reader, characters, complaints):
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.digest()


def _is_private(folder: Path) -> bool:
    """Tell whether a folder is there, is the user's own and nobody else can write into it."""
    try:
        found = os.lstat(folder)
    except (OSError, ValueError):
        return False
    return stat.S_ISDIR(found.st_mode) and _is_own(found)


def _is_own(found: os.stat_result) -> bool:
    return not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not stat.S_IMODE(found.st_mode) & 0o077)


def _load(path: Path, key: str) -> dict[str, Any] | None:
    """Return what is kept under a key; None where nothing is, or what is there is not whole."""
    try:
        with open(path, "rb", opener=_itself) as file:
            found = os.fstat(file.fileno())
            text = file.read(MAX_BYTES) if stat.S_ISREG(found.st_mode) and _is_own(found) else b""
    except (OSError, ValueError):
        return None
    seal, _, body = text.partition(b"\n")
    if seal != _seal(key, body):
        return None
    data: dict[str, Any] = json.loads(body)
    return data


def _itself(path: str, flags: int) -> int:
    """Open a file itself, never what a link leads to, and wait for nobody."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def _seal(key: str, body: bytes) -> bytes:
    return hashlib.sha256(key.encode() + body).hexdigest().encode()


def _keep(path: Path, key: str, data: dict[str, Any]) -> None:
    """Keep the data of a file, if that can be done: a command never fails for want of it."""
    with contextlib.suppress(WriteError, ValueError):
        body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        files.make_folder(path.parent, parents=True)
        if _is_private(path.parent):
            files.write(path, _seal(key, body) + b"\n" + body, force=True, lasting=False)
