"""The same booklet by the engines a user would pick, each as its manual shows it. Each returns a PDF as bytes."""

from __future__ import annotations

import html
import json
import tempfile
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from content import HIGH, WIDE, Booklet, Card, Section, Week

from rehab.figures.drawing import fit


def platypus(book: Booklet) -> bytes:
    """ReportLab: Paragraph, Table, ListFlowable; a picture as a form, drawn once."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Flowable, ListFlowable, PageBreak, Paragraph, SimpleDocTemplate, Table

    for name, path in _fonts().items():
        pdfmetrics.registerFont(TTFont(name, path))
    styles = getSampleStyleSheet()
    for style in styles.byName.values():
        style.fontName = "Semibold" if style.name.startswith(("Heading", "Title")) else "Regular"
    body, second, third = styles["BodyText"], styles["Heading2"], styles["Heading3"]

    class Figure(Flowable):
        def __init__(self, card: Card) -> None:
            super().__init__()
            self.card, self.width, self.height = card, WIDE, HIGH

        def wrap(self, *_: float) -> tuple[float, float]:
            return WIDE, HIGH

        def draw(self) -> None:
            canvas, name = self.canv, f"figure-{self.card.title}"
            if not canvas.hasForm(name):
                canvas.beginForm(name)
                self._paint(canvas)
                canvas.endForm()
            canvas.doForm(name)

        def _paint(self, canvas: Any) -> None:
            assert self.card.picture
            drawing = self.card.picture.drawing
            box = fit(drawing, WIDE, HIGH)
            for mark in drawing.marks:
                if mark.kind == "unclip":
                    canvas.restoreState()
                    continue
                path = canvas.beginPath()
                for kind, spots in mark.path:
                    at = [part for x, y in spots for part in (box.dx + box.scale * x, box.dy + box.scale * y)]
                    {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo, "Z": path.close}[kind](*at)
                if mark.kind == "clip":
                    canvas.saveState()
                    canvas.clipPath(path, stroke=0)
                    continue
                canvas.setFillColorRGB(*mark.colour)
                canvas.setStrokeColorRGB(*mark.colour)
                canvas.setLineWidth(mark.width * box.line)
                canvas.drawPath(path, stroke=mark.kind == "stroke", fill=mark.kind == "fill")

    def said(text: str, style: Any = body) -> Any:
        return Paragraph(html.escape(text), style)

    def boxes(count: int) -> Any:
        return Table(
            [[""] * min(count, 4)], colWidths=9, rowHeights=9, style=[("GRID", (0, 0), (-1, -1), 0.8, "black")]
        )

    def section(one: Section) -> list[Any]:
        points = [ListFlowable([said(point) for point in one.points], bulletType="bullet")] if one.points else []
        return [said(one.title, second), *(said(text) for text in one.texts), *points]

    def week(one: Week) -> list[Any]:
        head = ["", *one.days]
        rows = [[said(f"{name}, {dose}"), *(boxes(n) if n else "" for n in counts)] for name, dose, counts in one.rows]
        grid = [("GRID", (0, 0), (-1, -1), 0.5, "grey"), ("FONTNAME", (0, 0), (-1, 0), "Semibold")]
        return [said(one.title, second), Table([head, *rows], colWidths=[150, *[52] * 7], style=grid), PageBreak()]

    def card(one: Card) -> list[Any]:
        steps = ListFlowable([said(step) for step in one.steps], bulletType="1")
        beside = Figure(one) if one.picture else ""
        table = Table([[beside, [said(one.dose), steps, *map(said, one.notes)]]], colWidths=[WIDE + 6, 330])
        return [said(one.title, third), table]

    story = [said(book.title, styles["Title"])]
    story += [part for one in book.opening for part in section(one)]
    story += [PageBreak(), *(part for one in book.weeks for part in week(one))]
    story += [part for one in book.cards for part in card(one)]
    story += [part for one in book.rest for part in section(one)]

    def foot(canvas: Any, document: Any) -> None:
        canvas.setFont("Regular", 9)
        canvas.drawString(42, 24, f"{book.name}, {book.foot}, page {document.page}")

    made = BytesIO()
    SimpleDocTemplate(made, pagesize=A4, margin=42).build(story, onFirstPage=foot, onLaterPages=foot)
    return made.getvalue()


def fpdf2(book: Booklet) -> bytes:
    """fpdf2: multi_cell, its tables, its SVG pictures."""
    from fpdf import FPDF
    from fpdf.enums import XPos, YPos

    class Document(FPDF):
        def footer(self) -> None:
            self.set_y(-15)
            self.set_font("Regular", size=9)
            self.cell(0, 10, f"{book.name}, {book.foot}, page {self.page_no()}")

    pdf = Document(format="A4")
    for name, path in _fonts().items():
        pdf.add_font(name, fname=path)
    pdf.add_page()

    def said(text: str, size: float = 11, face: str = "Regular") -> None:
        pdf.set_font(face, size=size)
        pdf.multi_cell(0, size * 0.5, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def section(one: Section) -> None:
        said(one.title, 16, "Semibold")
        for text in (*one.texts, *(f"• {point}" for point in one.points)):
            said(text)

    said(book.title, 24, "Semibold")
    for one in book.opening:
        section(one)
    for week in book.weeks:
        pdf.add_page()
        said(week.title, 16, "Semibold")
        pdf.set_font("Regular", size=9)
        with pdf.table(col_widths=(50, *[20] * 7), headings_style=None, first_row_as_headings=False) as table:
            table.row(("", *week.days))
            for name, dose, counts in week.rows:
                table.row((f"{name}, {dose}", *("[ ] " * count for count in counts)))
    pdf.add_page()
    for card in book.cards:
        said(card.title, 14, "Semibold")
        if card.picture:
            pdf.image(BytesIO(card.picture.svg.encode()), w=56)
        for text in (card.dose, *(f"{n}. {step}" for n, step in enumerate(card.steps, 1)), *card.notes):
            said(text)
    for one in book.rest:
        section(one)
    return bytes(pdf.output())


STYLE = """
@page { size: A4; margin: 15mm } body { font: 11pt Regular; margin: 0 } h1, h2, h3 { font-family: Semibold }
table.week { border-collapse: collapse; width: 100%; break-after: page } .week td, .week th { border: .5pt solid grey }
i { display: inline-block; width: 8pt; height: 8pt; border: .8pt solid black; margin: 1pt } svg { width: 56mm }
.card { display: flex; gap: 4mm; break-inside: avoid }
"""


def page(book: Booklet) -> str:
    """The booklet as HTML, for WeasyPrint and Chromium."""

    def section(one: Section) -> str:
        points = "".join(f"<li>{html.escape(point)}" for point in one.points)
        return f"<h2>{one.title}</h2>{''.join(f'<p>{html.escape(text)}' for text in one.texts)}<ul>{points}</ul>"

    def week(one: Week) -> str:
        head = "".join(f"<th>{day}" for day in one.days)
        rows = "".join(
            f"<tr><td>{html.escape(name)}, {html.escape(dose)}{''.join('<td>' + '<i></i>' * count for count in counts)}"
            for name, dose, counts in one.rows
        )
        return f"<h2>{one.title}</h2><table class=week><tr><td>{head}{rows}</table>"

    def card(number: int, one: Card) -> str:
        svg = one.picture.svg.replace('"f-', f'"f{number}-').replace("#f-", f"#f{number}-") if one.picture else ""
        steps = "".join(f"<li>{html.escape(step)}" for step in one.steps)
        notes = "".join(f"<p>{html.escape(note)}" for note in one.notes)
        told = f"<p>{html.escape(one.dose)}<ol>{steps}</ol>{notes}"
        return f"<h3>{html.escape(one.title)}</h3><div class=card>{svg}<div>{told}</div></div>"

    faces = "".join(
        f"@font-face {{ font-family: {name}; src: url('{Path(path).as_uri()}') }}" for name, path in _fonts().items()
    )
    foot = f"@page {{ @bottom-left {{ content: '{book.name}, {book.foot}, page ' counter(page) }} }}"
    parts = [*map(section, book.opening), *map(week, book.weeks), *(card(*one) for one in enumerate(book.cards))]
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{book.title}</title><style>{faces}{foot}{STYLE}</style>"
        f"<h1>{book.title}</h1>{''.join(parts)}{''.join(map(section, book.rest))}"
    )


def weasyprint(book: Booklet) -> bytes:
    """WeasyPrint: the page above, tagged as PDF/UA."""
    from weasyprint import HTML

    made: bytes = HTML(string=page(book)).write_pdf(pdf_variant="pdf/ua-1")
    return made


TEMPLATE = r"""
#let book = json(bytes(sys.inputs.book))
#set document(title: book.title)
#set page("a4", margin: 15mm, footer: context [#book.name, #book.foot, page #counter(page).display()])
#set text(11pt, font: "Source Sans Pro", lang: "en")
#let section(one) = [
  == #one.title
  #for words in one.texts [#words #parbreak()]
  #list(..one.points)
]
= #book.title
#for one in book.opening { section(one) }
#for week in book.weeks [
  #pagebreak()
  == #week.title
  #table(columns: (3fr,) + (1fr,) * 7, [], ..week.days, ..week.rows.map(row => (
    [#row.at(0), #row.at(1)], ..row.at(2).map(n => range(n).map(_ => box(width: 8pt, height: 8pt, stroke: .8pt)).join([ ])),
  )).flatten())
]
#pagebreak()
#for card in book.cards [
  === #card.title
  #grid(columns: (56mm, 1fr), gutter: 4mm, if card.picture != none { image(card.picture, width: 56mm) }, [
    #card.dose
    #enum(..card.steps)
    #for note in card.notes [#note #parbreak()]
  ])
]
#for one in book.rest { section(one) }
"""


@cache
def _typst() -> tuple[Any, Path]:
    import typst

    folder = Path(tempfile.mkdtemp())
    (folder / "book.typ").write_text(TEMPLATE)
    fonts = [str(Path(path).parent) for path in _fonts().values()][:1]
    return typst.Compiler(
        str(folder / "book.typ"), root=str(folder), font_paths=fonts, ignore_system_fonts=True
    ), folder


def typst(book: Booklet) -> bytes:
    """Typst, through its Python module; tagged, as it does by itself."""
    compiler, folder = _typst()
    cards = []
    for card in book.cards:
        name = f"{card.title.replace(' ', '-')}.svg"
        if card.picture and not (folder / name).exists():
            (folder / name).write_text(card.picture.svg)
        cards.append(card._asdict() | {"picture": name if card.picture else None})
    sections = {where: [one._asdict() for one in getattr(book, where)] for where in ("opening", "weeks", "rest")}
    data = book._asdict() | sections | {"cards": cards}
    made: bytes = compiler.compile(format="pdf", sys_inputs={"book": json.dumps(data)})
    return made


@cache
def _fonts() -> dict[str, str]:
    import font_source_sans_pro

    folder = Path(font_source_sans_pro.font_directory)
    return {name: str(folder / f"SourceSansPro-{name}.ttf") for name in ("Regular", "Semibold")}


ENGINES: dict[str, Callable[[Booklet], bytes]] = {
    "platypus": platypus,
    "fpdf2": fpdf2,
    "weasyprint": weasyprint,
    "typst": typst,
}
