"""What is kept of shipped files is what reading them gives, and a reading that cannot be trusted is not used."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from combinations import LIBRARY

import rehab
from rehab import readings
from rehab.errors import SourceError
from rehab.library import Library, shipped
from rehab.readings import kept_reading
from rehab.source.document import Document
from rehab.source.later import Later
from rehab.source.reader import read

SHIPPED = sorted([*LIBRARY.root.rglob("*.yaml"), *shipped("templates").rglob("*.yaml")])
CONTENT = b"id: example\nreps: 10\ntitle: Ten [P]\n"
PLANTED = b"id: example\nreps: 99\ntitle: Ten [P]\n"


def parts(document: Document) -> tuple[object, ...]:
    keys, values, lines = dict(document.keys), dict(document.values), dict(document.lines)
    return document.name, document.data, list(document.data), keys, values, lines


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the reading of CONTENT."""
    kept_reading(CONTENT, "example.yaml", tmp_path / "readings")
    return tmp_path / "readings"


def the_reading(folder: Path) -> Path:
    [path] = folder.iterdir()
    return path


@pytest.mark.parametrize("path", SHIPPED, ids=[path.name for path in SHIPPED])
def test_what_is_kept_of_a_file_is_what_reading_it_gives(path: Path, tmp_path: Path) -> None:
    content = path.read_bytes()
    slow = parts(read(content, path.name))
    assert parts(kept_reading(content, path.name, tmp_path / "readings")) == slow
    fast = kept_reading(content, path.name, tmp_path / "readings")
    assert is_kept(fast)
    assert parts(fast) == slow
    assert repr(fast.data) == repr(read(content, path.name).data)  # 1 is not 1.0, nor true


def is_kept(document: Document) -> bool:
    """Tell whether a Document comes from what was kept: its places are then still to be read."""
    return isinstance(document.keys, Later)


def test_a_reading_that_is_kept_is_used_and_knows_its_places(folder: Path) -> None:
    again = kept_reading(CONTENT, "example.yaml", folder)
    assert is_kept(again)
    assert again.data == {"id": "example", "reps": 10, "title": "Ten [P]"}
    assert again.keys["reps",].line == 2


def test_a_reading_is_private(folder: Path) -> None:
    assert folder.stat().st_mode & 0o777 == 0o700
    assert the_reading(folder).stat().st_mode & 0o777 == 0o600


def _cut(folder: Path) -> None:
    the_reading(folder).write_bytes(the_reading(folder).read_bytes()[:-5])


def _changed(folder: Path) -> None:
    the_reading(folder).write_bytes(the_reading(folder).read_bytes().replace(b"10", b"90"))


def _emptied(folder: Path) -> None:
    the_reading(folder).write_bytes(b"")


def _of_another_file(folder: Path) -> None:
    mine = the_reading(folder)
    kept_reading(PLANTED, "example.yaml", folder)
    [other] = set(folder.iterdir()) - {mine}
    other.replace(mine)


def _open_to_others(folder: Path) -> None:
    _of_another_file(folder)
    the_reading(folder).chmod(0o666)


def _link(folder: Path) -> None:
    mine = the_reading(folder)
    mine.replace(folder.parent / "elsewhere")
    mine.symlink_to(folder.parent / "elsewhere")


def _pipe(folder: Path) -> None:
    mine = the_reading(folder)
    mine.unlink()
    os.mkfifo(mine)


@pytest.mark.parametrize("spoil", [_cut, _changed, _emptied, _of_another_file, _open_to_others, _link, _pipe])
def test_a_spoilt_reading_is_not_used(folder: Path, spoil: Callable[[Path], None]) -> None:
    spoil(folder)
    document = kept_reading(CONTENT, "example.yaml", folder)
    assert not is_kept(document)
    assert parts(document) == parts(read(CONTENT, "example.yaml"))


def test_a_folder_that_others_may_write_into_is_not_used(folder: Path) -> None:
    folder.chmod(0o777)
    before = the_reading(folder).read_bytes()
    document = kept_reading(CONTENT, "example.yaml", folder)
    assert not is_kept(document)
    assert document.data["reps"] == 10
    assert the_reading(folder).read_bytes() == before


def test_where_nothing_can_be_kept_the_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    for folder in (tmp_path / "file", tmp_path / "file" / "readings", Path("/proc/none/readings")):
        for _ in range(2):
            assert parts(kept_reading(CONTENT, "example.yaml", folder)) == parts(read(CONTENT, "example.yaml"))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_another_reader_does_not_use_what_this_one_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehab, "__version__", "9.9.9")
    readings._reader_digest.cache_clear()
    try:
        assert not is_kept(kept_reading(CONTENT, "example.yaml", folder))
    finally:
        readings._reader_digest.cache_clear()
    assert len(list(folder.iterdir())) == 2


def test_nothing_is_kept_of_a_broken_file(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(SourceError):
            kept_reading(b"id: [", "broken.yaml", tmp_path / "readings")
    assert not list(tmp_path.iterdir())


def test_nothing_is_kept_of_a_file_of_a_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "me.yaml").write_text("condition: hamstring-strain\nname: Example Name\nweight_kg: 81.0\n")
    library = Library()
    assert library.case(tmp_path / "me.yaml").name == "Example Name"
    assert not (tmp_path / "cache").exists()
    library.document(library.paths["calf-strain"])
    kept = list((tmp_path / "cache").rglob("*.json"))
    assert len(kept) <= 1  # none where another test has read the file in this process
    assert all(b"Example Name" not in path.read_bytes() for path in kept)
