"""The structure tree as objects of the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rehab.writers.pdf.file import File, Reference, text_string
from rehab.writers.pdf.tags import Element, Tags


def written(tags: Tags, file: File, pages: Sequence[Reference]) -> Reference:
    """Add the tree to the file and return its root."""
    root = file.number()
    nodes = list(_elements(tags.root))  # in reading order, so that neighbours look alike and compress well
    numbers = {node: file.number() for node in nodes}
    for node in nodes:
        parent = numbers[node.parent] if node.parent else root
        file.put(f"<<{_entries(node, numbers, pages)}/P {parent} 0 R>>", numbers[node])
    parents = "".join(
        f"{page}[{' '.join([f'{numbers[owner]} 0 R' for owner in owners])}]" for page, owners in enumerate(tags.marks)
    )
    return file.put(
        f"<</Type/StructTreeRoot/K {numbers[tags.root]} 0 R"
        f"/ParentTree<</Nums[{parents}]>>/ParentTreeNextKey {len(tags.marks)}>>",
        root,
    )


def _elements(node: Element) -> Iterator[Element]:
    yield node
    for kid in node.kids:
        if isinstance(kid, Element):
            yield from _elements(kid)


def _entries(node: Element, numbers: dict[Element, Reference], pages: Sequence[Reference]) -> str:
    """The entries of one element but its parent, which differs least between neighbours and stands last."""
    on = {kid[0] for kid in node.kids if not isinstance(kid, Element)}
    made = [f"/S/{node.role}"]
    if len(on) == 1:
        made.append(f"/Pg {pages[min(on)]} 0 R")
    if node.alt:
        made.append(f"/Alt{text_string(node.alt)}")
    if node.actual:
        made.append(f"/ActualText{text_string(node.actual)}")
    if node.box:
        corners = " ".join([f"{part:.1f}" for part in node.box])
        made.append(f"/A<</O/Layout/Placement/Block/BBox[{corners}]>>")
    elif node.scope or node.span > 1:
        scope = f"/Scope/{node.scope}" if node.scope else ""
        span = f"/ColSpan {node.span}" if node.span > 1 else ""
        made.append(f"/A<</O/Table{scope}{span}>>")
    kids = [
        f"{numbers[kid]} 0 R" if isinstance(kid, Element) else _mark(kid, pages, alone=len(on) == 1)
        for kid in node.kids
    ]
    made.append(f"/K[{' '.join(kids)}]")
    return "".join(made)


def _mark(mark: tuple[int, int], pages: Sequence[Reference], *, alone: bool) -> str:
    """Refer to marked content: by its number alone where the element is on one page only."""
    page, number = mark
    return str(number) if alone else f"<</Type/MCR/Pg {pages[page]} 0 R/MCID {number}>>"
