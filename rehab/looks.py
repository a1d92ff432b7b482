"""Template files: found by name or folder, laid over those they extend, their logo read and made safe."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from rehab import files, typefaces
from rehab.errors import Issue, Location, RehabError, SourceError, UsageError
from rehab.models.template import Face, Logo, Template
from rehab.source.chain import MAX_CHAIN
from rehab.source.document import Document
from rehab.source.issues import validate
from rehab.source.merge import merge

MAX_LOGO_BYTES = 1024 * 1024
MAX_LOGO_SIDE = 4000
_DRAWN = (960, 240)
"""The most pixels that a logo of 40 by 10 mm is printed with."""
_FILE = "template.yaml"


def load(name: str, shelf: Path, read: Callable[[Path], Document]) -> Template:
    """Return a template by the name of a shipped one in ``shelf`` or by the path of its folder.

    Raises SourceError or UsageError, with the line where a file is to blame.
    """
    layers: list[Document] = []
    folders: dict[str, Path] = {}
    wanted: str | None = name
    place: Location | None = None
    here = Path()
    while wanted is not None:
        path = _find(wanted, shelf, here, place)
        document = read(path)
        if len(layers) >= MAX_CHAIN:
            raise _wrong("circle", f"the template '{name}' extends itself", "change its 'extends:'", place)
        layers.insert(0, document)
        folders[document.name] = here = path.parent
        base = document.data.get("extends")
        wanted = base if isinstance(base, str) else None
        place = _place(document, "extends") if wanted is not None else None  # places are read from the file anew
    laid = layers[0]
    for layer in layers[1:]:
        laid = merge(laid, layer, promote={}, ordered=())
    template = validate(laid, Template)
    if template.font.regular:
        faces = [_font(laid, face, template, folders) for face in get_args(Face)]
        template = template.with_typeface(typefaces.of(*faces))
    return template.with_logo(_logo(laid, template.clinic.logo, folders)) if template.clinic.logo else template


def _find(wanted: str, shelf: Path, here: Path, place: Location | None) -> Path:
    """Return the file of a template: a name is a shipped one, a path is seen from the file that names it."""
    folder = here / wanted if "/" in wanted else shelf / wanted
    try:
        if (folder / _FILE).is_file():
            return folder / _FILE
    except (OSError, ValueError):
        pass  # a name that no file may have
    known = ", ".join(sorted(path.name for path in shelf.iterdir() if path.is_dir()))
    if "/" in wanted:
        hint = f"there is no {_FILE} in this folder; a name without '/' is one of: {known}"
    elif (here / wanted / _FILE).is_file():
        hint = f"for your own folder write ./{wanted}"
    else:
        hint = f"there is: {known}"
    raise _wrong("unknown-template", f"there is no template '{wanted}'", hint, place)


def _wrong(code: str, message: str, hint: str, place: Location | None) -> RehabError:
    """Make an error at its line, or of the command where no file is to blame."""
    kind = SourceError if place or code != "unknown-template" else UsageError
    return kind((Issue(code, message, hint, location=place),))


def _place(document: Document, *path: str) -> Location | None:
    found = document.values.get(path)
    return document.location(found) if found else None


def _font(laid: Document, face: Face, template: Template, folders: dict[str, Path]) -> bytes:
    """Return a font file of a template. Raises SourceError at the line that names it."""
    place = _place(laid, "font", face)
    folder = folders.get(place.file, Path()) if place else Path()
    try:
        return typefaces.read(folder / getattr(template.font, face), face, template)
    except typefaces.FontError as error:
        raise _wrong("bad-font", error.message, error.hint, place) from error
    except RehabError as error:
        hint = f"name a TrueType file beside the template, of at most {typefaces.MAX_FONT_BYTES // 1024 // 1024} MB"
        raise _wrong("bad-font", str(error), hint, place) from error


# -- the logo -----------------------------------------------------------------------------------------------------


def _logo(laid: Document, name: str, folders: dict[str, Path]) -> Logo:
    """Return the logo of a template, made anew from its pixels. Raises SourceError at the line that names it."""
    place = _place(laid, "clinic", "logo")
    folder = folders.get(place.file, Path()) if place else Path()
    try:
        content = files.read_bytes(folder / name, MAX_LOGO_BYTES)
    except RehabError as error:
        raise _wrong("bad-logo", str(error), _hint(), place) from error
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
                if max(image.size) > MAX_LOGO_SIDE:
                    message = f"the logo has {image.width} x {image.height} pixels, more than {MAX_LOGO_SIDE} on a side"
                    raise _wrong("bad-logo", message, "save it smaller; 1000 pixels are plenty", place)
                image.draft("RGB", image.size)
                deep = image.mode.startswith("I")  # 16 bits a point: Pillow would cut what is above 255 to white
                clear = (image.point(lambda value: value * (1 / 256)).convert("L") if deep else image).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError) as error:
        raise _wrong("bad-logo", f"the logo {name} is not a PNG or JPEG picture", _hint(), place) from error
    white = Image.new("RGB", clear.size, "white")
    white.paste(clear, mask=clear.getchannel("A"))
    white.thumbnail(_DRAWN)
    made = io.BytesIO()
    white.save(made, "PNG")
    return Logo(white.width, white.height, made.getvalue())


def _hint() -> str:
    return f"name a PNG or JPEG file beside the template, of at most {MAX_LOGO_BYTES // 1024} KB"
