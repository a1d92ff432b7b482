"""What is wrong with a line of notation, and where."""

from __future__ import annotations


class NotationError(ValueError):
    """A line that cannot be read: a plain ``message``, the place in the line, and a ``hint`` how to mend it.

    ``offset`` counts characters from 0, ``width`` is at least 1; the place may be just behind the last character
    of ``text`` when something is missing there.
    """

    def __init__(self, message: str, *, text: str, offset: int, width: int = 1, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.text = text
        self.offset = offset
        self.width = max(width, 1)
        self.hint = hint
