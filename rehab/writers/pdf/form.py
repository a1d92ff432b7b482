"""The fields of a fillable PDF: boxes to tick and places for a number, which ``rehab journal import`` reads back.

The page draws the box; a field lies over it and shows only what was filled in.
"""

from __future__ import annotations

from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFFormXObject, PDFName, PDFString

from rehab.models.form import RECORD, YES, FormField, FormRecord
from rehab.models.plan import Plan

_PRINTS, _HIDDEN, _READ_ONLY, _MAX = 4, 2, 1, 100
_LARGE = 30.0
"""A field that is higher, in points, stands in large print."""
Area = tuple[float, float, float, float]
"""Left, bottom, right and top in points."""


class Form:
    """The fields of one document, in the order they are drawn; no field stands in it twice."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._fields: dict[str, FormField] = {}
        self.widgets: list[PDFDictionary] = []
        self.references: list[Any] = []

    def has(self, field: FormField) -> bool:
        """Whether a field of this name is in the document already."""
        return field.name in self._fields

    def add(self, canvas: Any, field: FormField, area: Area) -> int:
        """Put a field on the page; return its number."""
        self._fields[field.name] = field
        document = canvas._doc
        widget = PDFDictionary(
            {
                "Type": PDFName("Annot"),
                "Subtype": PDFName("Widget"),
                "T": PDFString(field.name),
                "TU": PDFString(field.label),
                "F": _PRINTS,
                "Rect": PDFArray([round(part, 2) for part in area]),
                "P": document.thisPageRef(),
                "BS": PDFDictionary({"W": 0}),
            }
        )
        if field.kind == "tick":
            _tick(document, widget, area)
        else:
            _number(document, widget, area, longest=4 if field.kind == "pain" else _MAX)
        self.widgets.append(widget)
        self.references.append(_on_page(canvas, widget, f"field{len(self.widgets)}"))
        return len(self.widgets) - 1

    def finish(self, canvas: Any) -> None:
        """Write the record of all fields into a hidden one, and name the fields in the catalog."""
        record = FormRecord(
            format="rehab/form",
            version=1,
            case=self._plan.case.id,
            protocol=self._plan.protocol.id,
            day_one=self._plan.case.injured or self._plan.as_of,
            made=self._plan.as_of,
            fields=tuple(self._fields.values()),
        )
        document = canvas._doc
        hidden = PDFDictionary(
            {
                "T": PDFString(RECORD),
                "FT": PDFName("Tx"),
                "Ff": _READ_ONLY,
                "V": PDFString(record.checked.model_dump_json(exclude_defaults=True)),
            }
        )
        letters = PDFDictionary(
            {
                "Type": PDFName("Font"),
                "Subtype": PDFName("Type1"),
                "BaseFont": PDFName("Helvetica"),
                "Encoding": PDFName("WinAnsiEncoding"),
            }
        )
        document.Catalog.AcroForm = PDFDictionary(
            {
                "Fields": PDFArray([*self.references, document.Reference(hidden, "form-record")]),
                "DA": PDFString("/Helv 12 Tf 0 g"),
                "DR": PDFDictionary({"Font": PDFDictionary({"Helv": document.Reference(letters, "form-letters")})}),
            }
        )


def _on_page(canvas: Any, widget: PDFDictionary, name: str) -> Any:
    canvas._addAnnotation(widget, name)
    return canvas._doc.refAnnotation(name)


def _tick(document: Any, widget: PDFDictionary, area: Area) -> None:
    wide, high = area[2] - area[0], area[3] - area[1]
    left, foot, size = wide * 0.18, high * 0.22, min(wide, high) * 0.64
    mark = (
        f"q 0.043 0.361 0.42 RG 2 w 1 J 1 j {left:.2f} {foot + size * 0.4:.2f} m "
        f"{left + size * 0.36:.2f} {foot:.2f} l {left + size:.2f} {foot + size * 0.86:.2f} l S Q"
    )
    shown = PDFDictionary(
        {YES: _appearance(document, wide, high, mark, "yes"), "Off": _appearance(document, wide, high, "", "off")}
    )
    widget["FT"], widget["V"], widget["AS"] = PDFName("Btn"), PDFName("Off"), PDFName("Off")
    widget["AP"] = PDFDictionary({"N": shown})


def _number(document: Any, widget: PDFDictionary, area: Area, *, longest: int) -> None:
    wide, high = area[2] - area[0], area[3] - area[1]
    size = 18 if high > _LARGE else 12
    widget["FT"], widget["V"], widget["DA"] = PDFName("Tx"), PDFString(""), PDFString(f"/Helv {size} Tf 0 g")
    widget["Q"], widget["MaxLen"] = 1, longest
    widget["AP"] = PDFDictionary({"N": _appearance(document, wide, high, "/Tx BMC EMC", "text")})


def _appearance(document: Any, wide: float, high: float, code: str, name: str) -> Any:
    """What a field shows; one stream serves all fields of a size."""
    form = PDFFormXObject(0, 0, round(wide, 2), round(high, 2))
    form.Resources = PDFDictionary({})
    form.setStreamList([code])
    key = f"form-{name}-{wide:.2f}-{high:.2f}"
    return document.Reference(document.idToObject.get(key, form), key)
