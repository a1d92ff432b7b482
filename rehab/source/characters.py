"""Characters one cannot see, what they are called, and how much room text takes on a terminal."""

from __future__ import annotations

import re
import unicodedata

# Everything a reader of the file cannot see: controls, line ends other than \n, surrogates, direction and
# zero-width marks (a dose could be shown in another order than it is stored), and what is no character at all.
UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    r"\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
CURLY_QUOTES = "\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb"


def character_name(character: str) -> str:
    name = unicodedata.name(character, f"character U+{ord(character):04X}").lower()
    return ("an " if name[0] in "aeio" else "a ") + name


def unseen_words(character: str) -> str:
    return f"{character_name(character)} is a sign one cannot see; it is not allowed"


def start_of(text: str, room: int) -> str:
    """Return the start of ``text`` that fits into ``room`` columns, with "…" where it was cut."""
    if columns(text) <= room:
        return text
    while text and columns(text) > room - 1:
        text = text[:-1]
    return text + "…" if room > 0 else ""


def visible(text: str) -> str:
    """Return ``text`` with each control or invisible character as one visible sign, so columns stay right."""
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() else "·" if sign in "\t\n\xa0" else "\N{REPLACEMENT CHARACTER}" for sign in text
    )


def columns(text: str) -> int:
    """Return how many terminal columns ``text`` takes: wide letters two, marks on letters none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )
