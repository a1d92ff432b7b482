"""Files: read with limits, written whole or not at all."""

from __future__ import annotations

import errno
import os
import resource
import socket
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rehab import files
from rehab.errors import RehabError, WriteError
from rehab.files import read_bytes, write

NOBODY = 65534
OLD, NEW = b"the old plan\n", b"the new plan\n"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Give a folder that must hold no left-over file in the end."""
    yield tmp_path
    assert not list(tmp_path.rglob(".rehab-*")), "a temporary file was left behind"


def refusal(call: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(WriteError) as caught:
        call()
    [issue] = caught.value.issues
    return issue.code, issue.message


def test_a_file_that_is_saved_while_it_is_read_is_not_taken_half(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "mine.yaml"
    path.write_bytes(OLD)
    look = os.fstat

    def saved_after_the_first_look(descriptor: int) -> os.stat_result:
        seen = look(descriptor)
        if seen.st_size == len(OLD):
            path.write_bytes(OLD + NEW)
        return seen

    monkeypatch.setattr(os, "fstat", saved_after_the_first_look)
    code, message = refusal(lambda: read_bytes(path, 100))
    assert (code, message) == ("cannot-read", f"cannot read {path}: it was changed while it was read; try again")
    assert read_bytes(path, 100) == OLD + NEW


def in_child(call: Callable[[], object], *, as_nobody: bool = False, largest_file: int | None = None) -> str:
    """Run ``call`` in a process of its own and return its refusal as text, or "done"."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        said = "crashed"
        try:
            if largest_file is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
            if as_nobody and os.geteuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            call()
            said = "done"
        except RehabError as error:
            said = f"{error.issues[0].code}: {error}"
        except BaseException as error:
            said = f"crashed: {error!r}"
        finally:
            os.write(writer, said.encode())
            os._exit(0)
    os.close(writer)
    said = os.read(reader, 10_000).decode()
    os.close(reader)
    os.waitpid(child, 0)
    return said


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder that everyone can reach, so that a child of another user gets as far as the file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        assert not list(folder.rglob(".rehab-*")), "a temporary file was left behind"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# -- reading --------------------------------------------------------------------------------------------------------


def test_the_limit_of_reading_is_inclusive(folder: Path) -> None:
    path = folder / "a"
    path.write_bytes(b"12345")
    assert read_bytes(path, 5) == b"12345"
    assert refusal(lambda: read_bytes(path, 4)) == ("cannot-read", f"cannot read {path}: it has more than 4 bytes")


def test_a_link_is_read_through(folder: Path) -> None:
    (folder / "a").write_bytes(OLD)
    (folder / "b").symlink_to("a")
    assert read_bytes(folder / "b", 100) == OLD


def _missing(path: Path) -> None:
    pass


def _circle(path: Path) -> None:
    path.symlink_to(path)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(path))


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (_missing, "there is no such file or folder"),
        (Path.mkdir, "it is a folder"),
        (os.mkfifo, "it is not an ordinary file"),
        (_circle, "its links lead in a circle"),
        (_socket, "no such device or address"),
        (lambda path: path.symlink_to("/dev/zero"), "it is not an ordinary file"),
    ],
)
def test_what_is_no_ordinary_file_is_not_read(folder: Path, make: Callable[[Path], object], why: str) -> None:
    path = folder / "a"
    make(path)
    assert refusal(lambda: read_bytes(path, 100)) == ("cannot-read", f"cannot read {path}: {why}")


def test_a_name_that_cannot_be_is_not_read(folder: Path) -> None:
    assert refusal(lambda: read_bytes(folder / "a\0b", 1))[0] == "cannot-read"
    assert refusal(lambda: read_bytes(folder / ("a" * 300), 1))[1].endswith("the name is too long")


def test_a_file_of_somebody_else_is_not_read(open_folder: Path) -> None:
    path = open_folder / "a"
    path.write_bytes(OLD)
    path.chmod(0o000)
    assert (
        in_child(lambda: read_bytes(path, 100), as_nobody=True)
        == f"cannot-read: cannot read {path}: you are not allowed to"
    )


def test_reading_leaves_no_file_open(folder: Path) -> None:
    open_now = len(names(Path("/proc/self/fd")))
    os.mkfifo(folder / "pipe")
    for path in (folder, folder / "none", folder / "pipe"):
        with pytest.raises(WriteError):
            read_bytes(path, 10)
    assert len(names(Path("/proc/self/fd"))) == open_now


# -- writing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("force", [True, False])
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_a_private_file_is_private_whatever_the_umask(folder: Path, force: bool, umask: int) -> None:
    before = os.umask(umask)
    try:
        write(folder / "a", NEW, force=force)
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "a").stat().st_mode) == 0o600
    assert (folder / "a").read_bytes() == NEW


def test_a_file_that_is_not_private_follows_the_umask(folder: Path) -> None:
    before = os.umask(0o027)
    try:
        write(folder / "a", NEW, force=False, private=False)
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "a").stat().st_mode) == 0o640


def test_an_existing_file_is_kept_without_force(folder: Path) -> None:
    path = folder / "a"
    path.write_bytes(OLD)
    with pytest.raises(WriteError) as caught:
        write(path, NEW, force=False)
    [issue] = caught.value.issues
    assert (issue.code, issue.message) == ("exists", f"{path} exists already")
    assert "--force" in issue.hint
    assert path.read_bytes() == OLD


def test_force_replaces_and_makes_private(folder: Path) -> None:
    path = folder / "a"
    path.write_bytes(OLD)
    path.chmod(0o644)
    write(path, NEW, force=True)
    assert path.read_bytes() == NEW
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_another_name_of_the_old_file_keeps_the_old_content(folder: Path) -> None:
    path, other = folder / "a", folder / "b"
    path.write_bytes(OLD)
    other.hardlink_to(path)
    write(path, NEW, force=True)
    assert other.read_bytes() == OLD


def test_an_empty_and_a_large_content_are_written_whole(folder: Path) -> None:
    for name, data in (("empty", b""), ("large", bytes(5_000_000))):
        write(folder / name, data, force=False)
        assert (folder / name).read_bytes() == data


@pytest.mark.parametrize("force", [True, False])
def test_a_link_is_neither_followed_nor_replaced(folder: Path, force: bool) -> None:
    target, link = folder / "target", folder / "link"
    target.write_bytes(OLD)
    link.symlink_to("target")
    code, message = refusal(lambda: write(link, NEW, force=force))
    assert (code, message) == ("cannot-write", f"cannot write {link}: it is a link to another place")
    assert target.read_bytes() == OLD
    assert link.is_symlink()


def test_a_link_to_nothing_makes_nothing(folder: Path) -> None:
    (folder / "link").symlink_to("nowhere")
    assert refusal(lambda: write(folder / "link", NEW, force=False))[0] == "cannot-write"
    assert not (folder / "nowhere").exists()


def test_a_linked_folder_is_written_into(folder: Path) -> None:
    (folder / "real").mkdir()
    (folder / "link").symlink_to("real")
    write(folder / "link" / "a", NEW, force=False)
    assert (folder / "real" / "a").read_bytes() == NEW


@pytest.mark.parametrize("force", [True, False])
@pytest.mark.parametrize(("make", "why"), [(Path.mkdir, "it is a folder"), (os.mkfifo, "it is not an ordinary file")])
def test_what_is_no_ordinary_file_is_not_replaced(
    folder: Path, make: Callable[[Path], object], why: str, force: bool
) -> None:
    path = folder / "a"
    make(path)
    kind = stat.S_IFMT(path.stat().st_mode)
    assert refusal(lambda: write(path, NEW, force=force)) == ("cannot-write", f"cannot write {path}: {why}")
    assert stat.S_IFMT(path.stat().st_mode) == kind


def test_a_missing_folder_is_named_in_the_hint(folder: Path) -> None:
    path = folder / "no" / "a"
    with pytest.raises(WriteError) as caught:
        write(path, NEW, force=False)
    [issue] = caught.value.issues
    assert issue.message == f"cannot write {path}: there is no such file or folder"
    assert issue.hint == f"make the folder {folder / 'no'} first"


def test_a_name_that_cannot_be_is_refused(folder: Path) -> None:
    (folder / "file").write_bytes(OLD)
    assert refusal(lambda: write(folder / "a\0b", NEW, force=True))[1].endswith("no file name may hold")
    assert refusal(lambda: write(folder / ("a" * 300), NEW, force=True))[1].endswith("the name is too long")
    assert refusal(lambda: write(folder / "file" / "a", NEW, force=True))[1].endswith("a file, not a folder")
    assert refusal(lambda: write(Path("/"), NEW, force=True))[1].endswith("it is a folder")


def test_a_folder_one_may_not_write_to_is_refused(open_folder: Path) -> None:
    closed = open_folder / "closed"
    closed.mkdir()
    path = closed / "a"
    path.write_bytes(OLD)
    closed.chmod(0o555)
    said = in_child(lambda: write(path, NEW, force=True), as_nobody=True)
    assert said == f"cannot-write: cannot write {path}: you are not allowed to"
    said = in_child(lambda: write(closed / "b", NEW, force=False), as_nobody=True)
    assert said == f"cannot-write: cannot write {closed / 'b'}: you are not allowed to"
    closed.chmod(0o755)
    assert path.read_bytes() == OLD
    assert names(closed) == ["a"]


@pytest.mark.parametrize("force", [True, False])
def test_a_disk_without_room_leaves_the_old_file(folder: Path, force: bool) -> None:
    path = folder / "a"
    if force:
        path.write_bytes(OLD)
    said = in_child(lambda: write(path, bytes(100_000), force=force), largest_file=1_000)
    assert said == f"cannot-write: cannot write {path}: the file would be larger than allowed here"
    assert names(folder) == (["a"] if force else [])
    assert not force or path.read_bytes() == OLD


def failing(number: int, *, at: int = 1) -> Callable[..., Any]:
    """Make a call that fails with that error number, the ``at``-th time it is made."""
    calls = iter(range(1, 100))

    def call(*_: object, **__: object) -> None:
        if next(calls) == at:
            raise OSError(number, os.strerror(number))

    return call


class _Full:
    """A file on a full disk: nothing fits."""

    def __init__(self, file: Any) -> None:
        self.file = file

    def __enter__(self) -> _Full:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, data: bytes) -> int:
        self.file.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    def fileno(self) -> int:
        return int(self.file.fileno())


def break_write(patch: pytest.MonkeyPatch) -> None:
    real = open
    patch.setattr(files, "open", lambda *args, **named: _Full(real(*args, **named)), raising=False)


def break_fsync(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(os, "fsync", failing(errno.EIO))


def break_replace(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(os, "replace", failing(errno.EROFS))
    patch.setattr(os, "link", failing(errno.EOPNOTSUPP))


def interrupt_fsync(patch: pytest.MonkeyPatch) -> None:
    def call(_: int) -> None:
        raise KeyboardInterrupt

    patch.setattr(os, "fsync", call)


@pytest.mark.parametrize("force", [True, False])
@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (break_write, "the disk is full"),
        (break_fsync, "the disk reports a fault"),
        (break_replace, "the disk is read-only"),
    ],
)
def test_a_fault_at_any_step_leaves_everything_as_it_was(
    folder: Path, fault: Callable[[pytest.MonkeyPatch], None], why: str, force: bool
) -> None:
    path = folder / "a"
    if force:
        path.write_bytes(OLD)
    with pytest.MonkeyPatch.context() as patch:
        fault(patch)
        assert refusal(lambda: write(path, NEW, force=force)) == ("cannot-write", f"cannot write {path}: {why}")
    assert names(folder) == (["a"] if force else [])
    assert not force or path.read_bytes() == OLD


def test_an_interrupt_leaves_everything_as_it_was(folder: Path) -> None:
    path = folder / "a"
    path.write_bytes(OLD)
    with pytest.MonkeyPatch.context() as patch:
        interrupt_fsync(patch)
        with pytest.raises(KeyboardInterrupt):
            write(path, NEW, force=True)
    assert path.read_bytes() == OLD


def test_a_folder_that_cannot_be_synced_does_not_undo_a_complete_file(folder: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", failing(errno.EINVAL, at=2))
        write(folder / "a", NEW, force=False)
    assert (folder / "a").read_bytes() == NEW


def test_a_disk_without_hard_links_is_written_to_all_the_same(folder: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "link", failing(errno.EPERM))
        write(folder / "a", NEW, force=False)
        assert stat.S_IMODE((folder / "a").stat().st_mode) == 0o600
    assert (folder / "a").read_bytes() == NEW


@pytest.mark.parametrize("has_links", [True, False])
def test_a_file_that_appears_meanwhile_is_not_replaced(folder: Path, has_links: bool) -> None:
    path = folder / "a"

    def appear(_: int) -> None:
        path.write_bytes(OLD)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", appear)
        if not has_links:
            patch.setattr(os, "link", failing(errno.EPERM))
        assert refusal(lambda: write(path, NEW, force=False))[0] == "exists"
    assert path.read_bytes() == OLD


def test_of_several_writers_exactly_one_makes_the_file(folder: Path) -> None:
    path = folder / "a"
    children = []
    for number in range(8):
        child = os.fork()
        if child == 0:
            try:
                write(path, bytes([number]) * 100_000, force=False)
                os._exit(0)
            except BaseException:
                os._exit(1)
        children.append(child)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert codes.count(0) == 1
    assert path.read_bytes() == bytes([codes.index(0)]) * 100_000


def test_what_is_synced_is_the_new_file_and_then_its_folder(folder: Path) -> None:
    synced: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            os, "fsync", lambda descriptor: synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        )
        write(folder / "a", NEW, force=False)
    temporary, last = synced
    assert Path(temporary).parent == folder
    assert Path(temporary).name.startswith(".rehab-")
    assert Path(temporary).name.endswith(".tmp")
    assert Path(last) == folder


def test_names_of_temporary_files_tell_nothing(folder: Path) -> None:
    seen: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: seen.extend(names(folder)))
        write(folder / "ann-smith.pdf", NEW, force=False)
    assert "ann" not in seen[0]


def test_a_folder_that_holds_too_much_is_refused_before_all_of_it_is_seen(folder: Path) -> None:
    for name in ("b/two.yaml", "one.yaml", "b/c/three.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    (folder / "b" / "back").symlink_to(folder)
    assert [str(path.relative_to(folder)) for path in files.below(folder, ".yaml", 6)] == ["b/two.yaml", "one.yaml"]
    code, message = refusal(lambda: files.below(folder, ".yaml", 5))
    assert (code, message) == ("cannot-read", f"cannot read {folder}: it holds more than 5 files and folders")
