"""The file as ReportLab wrote it, with its small objects together in compressed streams.

A tagged booklet has a thousand structure elements, and ReportLab writes each of them on its own, as plain text, with a
line in the table of places. Object streams and a stream for that table (PDF 1.5) take a tenth of the room. Nothing else
changes, and the same file gives the same bytes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

_MOST = 500
"""Objects in one stream: a reader opens a whole stream for one of them."""
_ROW = 20
_TABLE = re.compile(rb"xref\s+0 (\d+)\s+")
_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*\Z", re.S)


def packed(pdf: bytes) -> bytes:
    """Return the same document in a smaller file. ``pdf`` is one section of objects with a plain table of places."""
    trailer = _TRAILER.search(pdf)
    assert trailer
    table_at = int(trailer[2])
    at = _places(pdf, table_at)
    objects = _objects(pdf, at, table_at)
    small = [number for number, body in objects.items() if not body.endswith(b"endstream")]
    within: dict[int, tuple[int, int]] = {}
    streams = {number: body for number, body in objects.items() if body.endswith(b"endstream")}
    size = max(objects) + 1
    for first in range(0, len(small), _MOST):
        some = small[first : first + _MOST]
        streams[size] = _together(some, [objects[number] for number in some])
        within.update((number, (size, place)) for place, number in enumerate(some))
        size += 1
    parts = [pdf[: min(at.values())]]
    end, places = len(parts[0]), {}
    for number, body in sorted(streams.items()):
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        places[number] = end
        end += len(parts[-1])
    places[size] = end
    rows = [_row(0, 0, 65535)]
    for number in range(1, size + 1):
        rows.append(_row(2, *within[number]) if number in within else _row(1, places[number], 0))
    kept = re.sub(rb"/Size\s+\d+", b"", trailer[1]).strip()
    entries = b"/Type/XRef/Size %d/W[1 4 2]/DecodeParms<</Predictor 12/Columns 7>>%b" % (size + 1, kept)
    parts.append(b"%d 0 obj\n%b\nendobj\n" % (size, _stream(entries, _differences(rows))))
    parts.append(b"startxref\n%d\n%%%%EOF\n" % end)
    return b"".join(parts)


def _places(pdf: bytes, table_at: int) -> dict[int, int]:
    """Return where each object begins."""
    head = _TABLE.match(pdf, table_at)
    assert head
    rows = [pdf[head.end() + _ROW * number : head.end() + _ROW * (number + 1)] for number in range(int(head[1]))]
    return {number: int(row[:10]) for number, row in enumerate(rows) if row[17:18] == b"n"}


def _objects(pdf: bytes, places: Mapping[int, int], table_at: int) -> dict[int, bytes]:
    """Return what stands between the marks of each object."""
    begins = sorted(places.values())
    ends = dict(zip(begins, [*begins[1:], table_at], strict=True))
    found = {}
    for number, start in places.items():
        mark = b"%d 0 obj" % number
        assert pdf.startswith(mark, start)
        found[number] = pdf[start + len(mark) : pdf.rindex(b"endobj", start, ends[start])].strip()
    return found


def _stream(entries: bytes, content: bytes) -> bytes:
    shrunk = zlib.compress(content, 9)
    return b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (entries, len(shrunk), shrunk)


def _together(numbers: list[int], objects: list[bytes]) -> bytes:
    """Return one stream of small objects, with a list of where each begins."""
    index, at = [], 0
    for number, content in zip(numbers, objects, strict=True):
        index.append(b"%d %d" % (number, at))
        at += len(content) + 1
    head = b" ".join(index) + b"\n"
    return _stream(b"/Type/ObjStm/N %d/First %d" % (len(numbers), len(head)), head + b"\n".join(objects))


def _row(kind: int, place: int, rest: int) -> bytes:
    return bytes((kind, *place.to_bytes(4, "big"), *rest.to_bytes(2, "big")))


def _differences(rows: list[bytes]) -> bytes:
    """Each row as its difference to the row above (the Up predictor), which is nearly the same in most."""
    whole = b"".join(rows)
    above = bytes(7) + whole[:-7]
    made = bytes([(one - other) & 255 for one, other in zip(whole, above, strict=True)])
    return b"".join([b"\2" + made[start : start + 7] for start in range(0, len(made), 7)])
