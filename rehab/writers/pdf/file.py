"""The file: numbered objects, most of them together in compressed streams, and the table of where each one stands.

Small objects stand in object streams and their places in a cross-reference stream (PDF 1.5): a tagged booklet has a
thousand structure elements, which so take a tenth of the room. The same objects give the same bytes: no clock, no chance.
"""

from __future__ import annotations

import zlib
from hashlib import sha256

Reference = int
"""The number of an object."""
_MOST = 500
"""Objects in one stream: a reader opens a whole stream for one of them."""
_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def deflated(content: bytes) -> bytes:
    """Compress content as every stream of the file is compressed."""
    return zlib.compress(content, 9)


def text_string(text: str) -> str:
    """Return a text outside of pages, as a title or what is read aloud."""
    if text.isascii() and text.isprintable():
        return "(" + text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") + ")"
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


class File:
    """A file being made."""

    def __init__(self) -> None:
        self._count = 0
        self._small: dict[Reference, bytes] = {}
        self._streams: dict[Reference, bytes] = {}

    def number(self) -> Reference:
        """Return the number of an object that comes later."""
        self._count += 1
        return self._count

    def put(self, content: str, number: Reference | None = None) -> Reference:
        """Add an object that is not a stream."""
        number = number or self.number()
        self._small[number] = content.encode("latin-1")
        return number

    def stream(self, entries: str, content: bytes, *, ready: bool = False) -> Reference:
        """Add a stream with these entries in its dictionary; ``ready`` content is compressed already."""
        number = self.number()
        self._streams[number] = _stream(entries, content if ready else deflated(content))
        return number

    def written(self, root: Reference, info: Reference) -> bytes:
        """Return the file."""
        within: dict[Reference, tuple[Reference, int]] = {}
        ordered = sorted(self._small)
        for first in range(0, len(ordered), _MOST):
            some = ordered[first : first + _MOST]
            holder = self.number()
            self._streams[holder] = _together(some, [self._small[number] for number in some])
            within.update((number, (holder, place)) for place, number in enumerate(some))
        table, size = self.number(), self._count + 1
        parts, at, places = [_HEAD], len(_HEAD), {}
        for number in sorted(self._streams):
            part = b"%d 0 obj\n%b\nendobj\n" % (number, self._streams[number])
            places[number] = at
            parts.append(part)
            at += len(part)
        places[table] = at
        rows = [
            _row(2, *within[number]) if number in within else _row(1, places[number], 0) for number in range(1, size)
        ]
        mark = sha256(b"".join(parts)).hexdigest()[:32].upper()
        entries = (
            f"/Type/XRef/Size {size}/W[1 4 2]/Root {root} 0 R/Info {info} 0 R/ID[<{mark}><{mark}>]"
            "/DecodeParms<</Predictor 12/Columns 7>>"
        )
        last = _stream(entries, deflated(_differences([_row(0, 0, 65535), *rows])))
        parts.append(b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, last, at))
        return b"".join(parts)


def _stream(entries: str, content: bytes) -> bytes:
    head = f"<<{entries}/Filter/FlateDecode/Length {len(content)}>>".encode("latin-1")
    return b"%b\nstream\n%b\nendstream" % (head, content)


def _together(numbers: list[Reference], objects: list[bytes]) -> bytes:
    """Return one stream of small objects, with a list of where each begins."""
    index, at = [], 0
    for number, content in zip(numbers, objects, strict=True):
        index.append(f"{number} {at}")
        at += len(content) + 1
    head = " ".join(index).encode("ascii") + b"\n"
    return _stream(f"/Type/ObjStm/N {len(numbers)}/First {len(head)}", deflated(head + b"\n".join(objects)))


def _row(kind: int, place: int, rest: int) -> bytes:
    return bytes((kind, *place.to_bytes(4, "big"), *rest.to_bytes(2, "big")))


def _differences(rows: list[bytes]) -> bytes:
    """Each row as its difference to the row above (the Up predictor), which is nearly the same in most."""
    made, above = bytearray(), bytes(7)
    for row in rows:
        made.append(2)
        made += bytes((one - other) & 255 for one, other in zip(row, above, strict=True))
        above = row
    return bytes(made)
