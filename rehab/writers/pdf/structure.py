"""The structure tree as it stands in the file: a thousand small objects, written here as text.

ReportLab would write each of them by itself, from dictionaries of dictionaries: the same bytes in twice the time, a
twelfth of a booklet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from reportlab.lib.rl_accel import fp_str
from reportlab.pdfbase.pdfdoc import PDFObject, PDFObjectReference, PDFString

from rehab.writers.pdf.form import Form
from rehab.writers.pdf.tags import Box, Element, Tags

_ENTRIES, _PARTS = 6, 10
"""How many of a dictionary and of a list stand on one line."""


class _Written(PDFObject):  # type: ignore[misc]  # ReportLab has no types
    """An object whose text is ready."""

    text = ""

    def format(self, _: Any) -> bytes:
        return self.text.encode("latin-1")


def add_structure(document: Any, tags: Tags, pages: Sequence[str], form: Form | None) -> Any:
    """Add the tree of ``tags`` to a document of ReportLab, and return its root; ``pages`` are the names of its pages."""
    nodes = list(tags.elements())
    made = [_Written() for _ in nodes]
    for number, one in enumerate(made):
        document.Reference(one, f"StructElem{number}")
    root = _Written()
    document.Reference(root, "StructTreeRoot")
    numbers = document.idToObjectNumberAndVersion
    at = {node: f"{numbers[f'StructElem{number}'][0]} 0 R" for number, node in enumerate(nodes)}
    of_page = [f"{numbers[name][0]} 0 R" for name in pages]
    above = f"{numbers['StructTreeRoot'][0]} 0 R"
    parents: list[str] = []
    for number, owners in enumerate(tags.marks):
        parents += [str(number), _listed([at[owner] for owner in owners])]
    for node, one in zip(nodes, made, strict=True):
        kids = _listed(_kids(node, at, of_page))
        if node.widget and form:
            page, number = node.widget
            place = len(tags.marks) + number
            form.widgets[number]["StructParent"] = place
            parents += [str(place), at[node]]
            reference = form.references[number].format(document).decode("latin-1")
            kids = _dictionary({"Obj": reference, "Pg": of_page[page], "Type": "/OBJR"})
        one.text = _element(document, node, kids, at[node.parent] if node.parent else above, of_page)
    root.text = _dictionary(
        {
            "K": at[tags.root],
            "ParentTree": _dictionary({"Nums": _listed(parents)}),
            "ParentTreeNextKey": str(len(parents) // 2),
            "Type": "/StructTreeRoot",
        }
    )
    return PDFObjectReference("StructTreeRoot")


def _element(document: Any, node: Element, kids: str, parent: str, pages: Sequence[str]) -> str:
    """Write one element."""
    entries = {}
    if about := _about(node):
        entries["A"] = about
    if node.actual:
        entries["ActualText"] = _text(document, node.actual)
    if node.alt:
        entries["Alt"] = _text(document, node.alt)
    entries["K"] = kids
    entries["P"] = parent
    on = _pages_of(node)
    if len(on) == 1:
        entries["Pg"] = pages[min(on)]
    entries["S"] = f"/{node.role}"
    return _dictionary(entries)


def _about(node: Element) -> str:
    """The area of a figure; or what a cell is the head of, and how many columns it spans."""
    if node.scope or node.span > 1:
        span = {"ColSpan": str(node.span)} if node.span > 1 else {}
        return _dictionary({**span, "O": "/Table", **({"Scope": f"/{node.scope}"} if node.scope else {})})
    return _dictionary({"BBox": _area(node.box), "O": "/Layout", "Placement": "/Block"}) if node.box else ""


def _area(box: Box) -> str:
    return _listed([_number(round(part, 2)) for part in box])


_number = lru_cache(maxsize=8192)(fp_str)


def _pages_of(node: Element) -> set[int]:
    return {kid[0] for kid in node.kids if not isinstance(kid, Element)}


def _kids(node: Element, at: Mapping[Element, str], pages: Sequence[str]) -> list[str]:
    """What an element holds; marked content by its number alone where the element is on one page only."""
    alone = len(_pages_of(node)) == 1
    return [
        at[kid]
        if isinstance(kid, Element)
        else str(kid[1])
        if alone
        else _dictionary({"MCID": str(kid[1]), "Pg": pages[kid[0]], "Type": "/MCR"})
        for kid in node.kids
    ]


def _text(document: Any, text: str) -> str:
    return str(PDFString(text).format(document).decode("latin-1"))


def _dictionary(entries: Mapping[str, str]) -> str:
    return f"<<\n{_lines([f'/{name} {value}' for name, value in entries.items()], _ENTRIES)}\n>>"


def _listed(parts: Sequence[str]) -> str:
    return f"[ {_lines(parts, _PARTS)} ]"


def _lines(parts: Sequence[str], most: int) -> str:
    """So many parts on a line, as ReportLab has them."""
    return " \n  ".join([" ".join(parts[start : start + most]) for start in range(0, len(parts), most)])
