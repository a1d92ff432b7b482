"""The structure of the document: what is a heading, a list, a table, so that it can be read aloud.

A pure tree. The sheet asks it for marks while it draws and writes it into the file at the end.
Whatever is drawn outside of an element is page furniture (an artifact).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field

Box = tuple[float, float, float, float]
CONTENT_OF_SHAPES = frozenset({"Figure"})


@dataclass(eq=False)
class Element:
    """One node of the structure tree; ``kids`` holds elements and (page, mark) pairs in reading order."""

    role: str
    parent: Element | None = None
    kids: list[Element | tuple[int, int]] = field(default_factory=list)
    key: Hashable = None
    alt: str = ""
    actual: str = ""
    scope: str = ""
    span: int = 1
    box: Box | None = None
    widget: tuple[int, int] | None = None
    """The page and the number of the form field that this element stands for."""


def _under(
    parent: Element, role: str, key: Hashable, alt: str = "", actual: str = "", scope: str = "", span: int = 1,
    box: Box | None = None,
) -> Element:  # fmt: skip
    last = parent.kids[-1] if parent.kids else None
    if key is not None and isinstance(last, Element) and last.key == key and last.role == role:
        return last
    node = Element(role, parent, key=key, alt=alt, actual=actual, scope=scope, span=span, box=box)
    parent.kids.append(node)
    return node


class _Inside:
    """Where in the tree drawing goes on until the end of a ``with``; a generator would take four times as long."""

    __slots__ = ("_before", "_step", "_tags")

    def __init__(self, tags: Tags, step: Callable[[tuple[Element, ...]], tuple[Element, ...]]) -> None:
        self._tags, self._step = tags, step

    def __enter__(self) -> None:
        self._before = self._tags._path
        self._tags._path = self._step(self._before)

    def __exit__(self, *_: object) -> None:
        self._tags._path = self._before


class Tags:
    """The tree under construction, and the mark that is open in the content of the page."""

    def __init__(self) -> None:
        self.root = Element("Document")
        self.marks: list[list[Element]] = []
        self._path: tuple[Element, ...] = (self.root,)
        self._open: Element | None = None
        self._marked = False

    def element(
        self,
        role: str,
        *,
        key: Hashable = None,
        alt: str = "",
        actual: str = "",
        scope: str = "",
        span: int = 1,
        box: Box | None = None,
    ) -> _Inside:
        """Put what is drawn inside under a new element, or under the last one of the parent when ``key`` is the same."""
        return _Inside(self, lambda path: (*path, _under(path[-1], role, key, alt, actual, scope, span, box)))

    def inside(self, roles: Sequence[tuple[str, Hashable]]) -> _Inside:
        """Put what is drawn inside under an element for each role, one in the other."""

        def step(path: tuple[Element, ...]) -> tuple[Element, ...]:
            for role, key in roles:
                path = (*path, _under(path[-1], role, key))
            return path

        return _Inside(self, step)

    def furniture(self) -> _Inside:
        """Make everything drawn inside an artifact."""
        return _Inside(self, lambda _: (self.root,))

    def attach(self, widget: int) -> None:
        """Put a form field of this page under the open element."""
        parent = self._path[-1]
        parent.kids.append(Element("Form", parent, widget=(len(self.marks) - 1, widget)))

    def start_page(self) -> None:
        """Count a new page; marks are numbered from 0 on each."""
        self.marks.append([])

    def mark(self, *, shape: bool) -> list[str]:
        """Return the operators that must come before a text or a shape is drawn."""
        node = self._path[-1]
        owner = None if node is self.root or (shape and node.role not in CONTENT_OF_SHAPES) else node
        if self._marked and owner is self._open:
            return []
        operators = self.close()
        self._open, self._marked = owner, True
        if owner is None:
            return [*operators, "/Artifact BMC"]
        number = len(self.marks[-1])
        self.marks[-1].append(owner)
        owner.kids.append((len(self.marks) - 1, number))
        return [*operators, f"/{owner.role} <</MCID {number}>> BDC"]

    def close(self) -> list[str]:
        """Return the operator that ends the open mark, if there is one."""
        if not self._marked:
            return []
        self._open, self._marked = None, False
        return ["EMC"]

    def elements(self) -> Iterator[Element]:
        """Walk over all elements, parents first."""
        queue = deque([self.root])
        while queue:
            node = queue.popleft()
            yield node
            queue.extend(kid for kid in node.kids if isinstance(kid, Element))
