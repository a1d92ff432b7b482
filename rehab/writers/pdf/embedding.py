"""The letters of a document: which code stands for which letter, and the fonts that go into the file.

A letter has the code that Windows Latin gives it, so that the pages of a plan do not depend on what else is printed;
any other takes a free code, and when there is none a further font of the same face.
"""

from __future__ import annotations

from functools import lru_cache

from rehab.writers.pdf import fonts
from rehab.writers.pdf.file import File, Reference, deflated
from rehab.writers.pdf.fonts import Face
from rehab.writers.pdf.unhinted import unhinted

_FREE = (*(code for code in range(1, 32) if code not in (9, 10, 12, 13)), 0x81, 0x8D, 0x8F, 0x90, 0x9D)
_ESCAPED = {"(": r"\(", ")": r"\)", "\\": r"\\"}
_ASCII = range(32, 127)
_SYMBOLIC = 4
_NONSYMBOLIC = 32


def _latin() -> dict[int, int]:
    """The code of each letter of Windows Latin that is not ASCII."""
    return {ord(bytes((code,)).decode("cp1252")): code for code in range(128, 256) if code not in _FREE}


_LATIN = _latin()


class Letters:
    """The letters of one face in one document."""

    def __init__(self, face: Face) -> None:
        self.face = face
        self._code_of: dict[int, tuple[int, int]] = {}
        self._used: list[dict[int, int]] = [{}]
        self._table: dict[int, str] = {}
        for letter in _ASCII:
            self._take(letter, 0, letter)
        self._free = list(_FREE)

    def pieces(self, text: str) -> list[tuple[int, str]]:
        """Return a text as strings of a page, each with the number of its font."""
        for letter in text:
            if ord(letter) not in self._table:
                self._add(ord(letter))
        if len(self._used) == 1:
            return [(0, text.translate(self._table))]
        made: list[tuple[int, str]] = []
        for letter in text:
            font = self._code_of[ord(letter)][0]
            code = self._table[ord(letter)]
            if made and made[-1][0] == font:
                made[-1] = (font, made[-1][1] + code)
            else:
                made.append((font, code))
        return made

    def fonts(self, file: File) -> list[Reference]:
        """Add the fonts to the file."""
        return [_add(file, self.face, number, tuple(sorted(used.items()))) for number, used in enumerate(self._used)]

    def _add(self, letter: int) -> None:
        if letter in _LATIN:
            self._take(letter, 0, _LATIN[letter])
            return
        if not self._free:
            self._used.append({})
            self._free = list(range(32, 256))
        self._take(letter, len(self._used) - 1, self._free.pop(0))

    def _take(self, letter: int, font: int, code: int) -> None:
        self._used[font][code] = letter
        self._code_of[letter] = font, code
        self._table[letter] = _ESCAPED.get(chr(code), chr(code))


def _add(file: File, face: Face, number: int, used: tuple[tuple[int, int], ...]) -> Reference:
    """Add one font of at most 256 letters."""
    data = fonts.load(face)
    name = f"{'ABCDEFGHIJ'[number % 10] * 6}+{data.name.decode('ascii')}"
    length, program = _program(face, used)
    inside = file.stream(f"/Length1 {length}", program, ready=True)
    flags = data.flags & ~_NONSYMBOLIC | _SYMBOLIC
    box = " ".join(f"{edge:g}" for edge in data.bbox)
    described = file.put(
        f"<</Type/FontDescriptor/FontName/{name}/Flags {flags}/FontBBox[{box}]/ItalicAngle {data.italicAngle:g}"
        f"/Ascent {data.ascent:g}/Descent {data.descent:g}/CapHeight {data.capHeight:g}/StemV {data.stemV:g}"
        f"/MissingWidth {data.defaultWidth:g}/FontFile2 {inside} 0 R>>"
    )
    letters = dict(used)
    first, last = min(letters), max(letters)
    widths = " ".join(
        f"{data.charWidths.get(letters[code], data.defaultWidth) if code in letters else 0:g}"
        for code in range(first, last + 1)
    )
    meaning = file.stream("", _meanings(used).encode("ascii"))
    return file.put(
        f"<</Type/Font/Subtype/TrueType/BaseFont/{name}/FirstChar {first}/LastChar {last}/Widths[{widths}]"
        f"/FontDescriptor {described} 0 R/ToUnicode {meaning} 0 R>>"
    )


@lru_cache(maxsize=64)
def _program(face: Face, used: tuple[tuple[int, int], ...]) -> tuple[int, bytes]:
    """Return the length and the compressed bytes of a font with these letters only; most documents use the same."""
    letters = dict(used)
    program = unhinted(fonts.load(face).makeSubset([letters.get(code, 0) for code in range(max(letters) + 1)]))
    return len(program), deflated(program)


def _meanings(used: tuple[tuple[int, int], ...]) -> str:
    """What each code means, for search, copying and reading aloud."""
    lines = [f"<{code:02X}> <{chr(letter).encode('utf-16-be').hex().upper()}>" for code, letter in used]
    blocks = [lines[first : first + 100] for first in range(0, len(lines), 100)]
    told = "\n".join(f"{len(block)} beginbfchar\n{chr(10).join(block)}\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
        f"{told}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )
