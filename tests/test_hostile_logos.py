"""What a clinic may take for its logo and is none: each is told at the line that names it, at once and in little memory."""

from __future__ import annotations

import io
import os
import socket
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import forked
import pytest
from limits import within
from PIL import Image

from rehab.errors import SourceError
from rehab.library import Library
from rehab.looks import MAX_LOGO_BYTES

TEXT = "id: ours\nextends: clinic\nclinic:\n  name: Ours\n  logo: logo.png\n"


def saved(picture: Image.Image, form: str, **how: object) -> bytes:
    made = io.BytesIO()
    picture.save(made, form, **how)
    return made.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, *chunks: tuple[bytes, bytes], depth: int = 8, colour: int = 2) -> bytes:
    """A PNG file of any header and any parts."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = ((b"IHDR", header), *chunks, (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


RED = Image.new("RGB", (60, 20), (200, 0, 0))
PNG, JPEG = saved(RED, "PNG"), saved(RED, "JPEG")
ZEROS = zlib.compress(bytes(100_000_000))
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><image href="file:///etc/passwd"/></svg>'

NO_PICTURE: dict[str, bytes] = {
    "a text": b"hello, I am a logo\n",
    "no bytes": b"",
    "a drawing of a browser": SVG,
    "the sign of a PNG and no more": PNG[:8],
    "a PNG cut in its header": PNG[:20],
    "a PNG cut in its pixels": PNG[: len(PNG) // 2],
    "a PNG without pixels": png(60, 20),
    "a PNG with a part that was changed": PNG[:-20] + b"xxxx" + PNG[-16:],
    "a PNG of 60,000 on 60,000": png(60_000, 60_000, (b"IDAT", zlib.compress(b""))),
    "a PNG with no width": png(0, 20, (b"IDAT", zlib.compress(b""))),
    "a PNG of 5 pixels that unpack to 100 MB": png(1, 5, (b"iCCP", b"x\0\0" + ZEROS), (b"IDAT", zlib.compress(b""))),
    "a PNG whose text unpacks to 100 MB": png(60, 20, (b"zTXt", b"x\0\0" + ZEROS)),
    "a PNG of a colour that is none": png(60, 20, colour=5),
    "a JPEG cut in its header": JPEG[:15],
    "a JPEG cut in its pixels": JPEG[: len(JPEG) // 2],
    "a JPEG of 65,000 on 65,000": JPEG.replace(struct.pack(">HH", 20, 60), struct.pack(">HH", 65_000, 65_000), 1),
    "an icon": saved(RED, "ICO"),
    "a picture of films": saved(RED, "GIF"),
    "a TIFF": saved(RED, "TIFF"),
    "a page of print": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run\n",
    "more than a logo may have": PNG + bytes(MAX_LOGO_BYTES),
    "noise": bytes(range(256)) * 100,
}


@pytest.mark.parametrize("kind", NO_PICTURE)
def test_what_is_no_logo_is_told_at_its_line(kind: str, tmp_path: Path, library: Library) -> None:
    (tmp_path / "logo.png").write_bytes(NO_PICTURE[kind])
    _is_refused(tmp_path, library)


def _is_refused(folder: Path, library: Library) -> None:
    (folder / "template.yaml").write_text(TEXT)
    with within(), pytest.raises(SourceError) as found:
        library.template(f"{folder}/")
    [issue] = found.value.issues
    assert issue.code == "bad-logo"
    assert issue.location is not None
    assert (issue.location.line, issue.location.column) == (5, 9)
    assert "logo" in issue.message
    assert issue.hint


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(path))


NO_FILE: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
    "an endless device": lambda path: path.symlink_to("/dev/zero"),
    "a link to nowhere": lambda path: path.symlink_to("nowhere"),
    "a link in a circle": lambda path: path.symlink_to(path.name),
    "a socket": _socket,
    "memory": lambda path: path.symlink_to("/proc/self/mem"),
    "nothing": lambda path: None,
}


@pytest.mark.parametrize("kind", NO_FILE)
def test_what_is_no_file_is_told_at_the_line_of_the_logo(
    kind: str, tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    NO_FILE[kind](tmp_path / "logo.png")
    _is_refused(tmp_path, library)


def test_a_logo_that_is_closed_is_told_at_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "template.yaml").write_text(TEXT)
    (tmp_path / "logo.png").write_bytes(PNG)
    (tmp_path / "logo.png").chmod(0)
    order = ("plan", "calf-strain", "--injured", "2026-11-18", "--template", f"{tmp_path}/", "-o", "plan.txt")
    code, said = forked.run(*order, before=forked.without_rights)
    assert (code, "template.yaml:5:9: error: cannot read" in said, "you are not allowed to" in said) == (3, True, True)


PICTURES: dict[str, bytes] = {
    "CMYK": saved(RED.convert("CMYK"), "JPEG"),
    "grey with 16 bits": saved(Image.new("I;16", (60, 20), 30_000), "PNG"),
    "black and white": saved(RED.convert("1"), "PNG"),
    "a palette with one colour that is clear": saved(RED.convert("P"), "PNG", transparency=0),
    "grey that is half clear": saved(RED.convert("LA"), "PNG"),
    "moving": saved(RED, "PNG", save_all=True, append_images=[Image.new("RGB", (60, 20), (0, 0, 200))] * 3),
    "a JPEG called PNG": JPEG,
    "a JPEG in steps": saved(RED, "JPEG", progressive=True),
    "one pixel": saved(Image.new("RGB", (1, 1)), "PNG"),
    "as wide as may be": saved(Image.new("1", (4000, 1)), "PNG"),
    "as large as may be": saved(Image.new("L", (4000, 4000)), "PNG"),
    "something behind it": PNG + SVG,
    "a text in it that unpacks to 10 MB": PNG[:33] + chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(10_000_000))) + PNG[33:],
}  # fmt: skip


@pytest.mark.parametrize("kind", PICTURES)
def test_an_odd_picture_becomes_a_small_plain_one_or_is_told_at_its_line(
    kind: str, tmp_path: Path, library: Library
) -> None:
    (tmp_path / "logo.png").write_bytes(PICTURES[kind])
    if kind.startswith("a text in it"):
        _is_refused(tmp_path, library)
        return
    (tmp_path / "template.yaml").write_text(TEXT)
    with within():
        logo = library.template(f"{tmp_path}/").logo
    assert logo is not None
    with Image.open(io.BytesIO(logo.png), formats=["PNG"]) as made:
        assert (made.mode, getattr(made, "n_frames", 1), made.info) == ("RGB", 1, {})
        assert made.width <= 960
        assert made.height <= 240
        colour = made.getpixel((made.width // 2, made.height // 2))
    if kind in ("CMYK", "moving", "a JPEG called PNG", "a JPEG in steps", "something behind it"):
        assert isinstance(colour, tuple)
        assert colour[0] > 180
        assert max(colour[1:]) < 40
    if kind == "grey with 16 bits":
        assert isinstance(colour, tuple)
        assert 100 < colour[0] < 135
