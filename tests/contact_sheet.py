"""The contact sheet of docs/figures: a PNG for each file of figures, which says itself from what it was made.

``make figures`` draws it anew; tests/test_pictures.py tells when that is due.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo

from rehab.figures.drawing import mixed
from rehab.figures.scene import draw
from rehab.library import Library
from rehab.models.figure import Figure, whole
from rehab.models.figure_look import FigureColours, rgb
from rehab.writers.contact import Entry
from rehab.writers.pdf.contact import contact_sheet

FOLDER = Path(__file__).parent.parent / "docs" / "figures"
MADE_FROM = "made-from"
_DOTS_PER_POINT = 1.7
_EDGE = 14


def regions(library: Library) -> Mapping[str, Mapping[str, tuple[str, Figure]]]:
    """Return the whole figures of each file by their id, with the titles of their exercises."""
    shelf = library.shelf
    titles = {key: one.title for key, one in shelf.exercises.items()}
    found = {
        Path(document.name).stem: {
            key: (titles.get(key, key), whole(key, shelf.figures))
            for key in document.data
            if not shelf.figures[key].base
        }
        for document in library.figure_documents
    }
    return {region: figures for region, figures in found.items() if figures}


def digest(figures: Mapping[str, tuple[str, Figure]]) -> str:
    """Return what a page was made from, in short: every title and every number of its figures."""
    told = "\n".join(f"{key} {title} {figure.model_dump_json()}" for key, (title, figure) in figures.items())
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def made_from(path: Path) -> str:
    """Return what a PNG says it was made from."""
    with Image.open(path) as picture:
        return str(picture.info.get(MADE_FROM, ""))


def write(region: str, figures: Mapping[str, tuple[str, Figure]]) -> Path:
    """Draw the page of one file of figures."""
    entries = [Entry(title, draw(figure)) for title, figure in figures.values()]
    document = pdfium.PdfDocument(contact_sheet(entries, title=region))
    parts = [_trimmed(page.render(scale=_DOTS_PER_POINT).to_pil().convert("RGB")) for page in document]
    whole_page = Image.new("RGB", (parts[0].width, sum(part.height + _EDGE for part in parts) + _EDGE), "white")
    top = _EDGE
    for part in parts:
        whole_page.paste(part, (0, top))
        top += part.height + _EDGE
    said = PngInfo()
    said.add_text(MADE_FROM, digest(figures))
    path = FOLDER / f"{region}.png"
    few = whole_page.quantize(palette=_palette(), dither=Image.Dither.NONE)
    few.save(path, optimize=True, pnginfo=said)
    return path


def _palette() -> Image.Image:
    """Return the colours of the figures with those of far limbs, of shade and of soft edges: few keep a page small."""
    white, look = (1.0, 1.0, 1.0), {name: rgb(value) for name, value in FigureColours().model_dump().items()}
    colours = [white, *look.values()]
    for name in ("skin", "shirt", "shorts", "muscle", "wood", "roller", "metal"):
        colours += [mixed(look[name], 0.42), mixed(look[name], 0.095, (0.2, 0.12, 0.15))]
    for name in ("line", "muscle", "arrow"):
        colours += [mixed(look[name], share) for share in (0.25, 0.5, 0.75)]
    colours += [rgb("E9EDF0"), rgb("A9B4BD"), mixed(rgb("A9B4BD"), 0.5)]
    bytes_of = [round(part * 255) for colour in colours for part in colour]
    palette = Image.new("P", (1, 1))
    palette.putpalette(bytes_of + bytes_of[:3] * (256 - len(colours)))
    return palette


def _trimmed(page: Image.Image) -> Image.Image:
    """Return a page without the white above and below."""
    box = ImageChops.difference(page, Image.new("RGB", page.size, "white")).getbbox()
    return page.crop((0, box[1], page.width, box[3])) if box else page


def main() -> None:
    """Draw every page anew."""
    FOLDER.mkdir(exist_ok=True)
    for region, figures in regions(Library()).items():
        print(f"wrote {write(region, figures).relative_to(FOLDER.parent.parent)}")


if __name__ == "__main__":
    main()
