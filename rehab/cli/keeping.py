"""Keeping the cards of days for the short way of ``rehab today``: in the user's cache folder, for nobody else to read."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from rehab import files
from rehab.cli import places
from rehab.cli.seal import around, folder, is_own, revision, seal, state
from rehab.errors import WriteError

_begun: tuple[str, str, str] | None = None
"""The journal, the folder of own protocols, and what a card hung on before anything was read; None: nothing is kept."""
_looked: str | None = None
"""The state of the journal before a card was made from it; None: nothing is kept."""


def begin() -> None:
    """Remember what the cards that are now made hang on. Where that is in doubt, none will be kept."""
    global _begun  # noqa: PLW0603 - between the two ends of one run
    _begun = None
    if os.name != "posix":
        return
    with contextlib.suppress(OSError, ValueError):
        journal, own = str(places.journal_path(None)), str(places.own_folder())
        _begun = (journal, own, around(journal, own)) if "\n" not in journal + own else None


def look() -> bool:
    """Remember how the journal is, just before it is read; tell whether a card made from it may be kept."""
    global _looked  # noqa: PLW0603 - between the two ends of one run
    _looked = None
    if _begun:
        with contextlib.suppress(OSError, ValueError):
            _looked = revision(_begun[0])
    return _looked is not None


def keep(cards: Mapping[str, str]) -> None:
    """Keep the cards of these days in place of all others, if nothing that they hang on changed meanwhile.

    That is nothing of the program and the files since ``begin``, nothing in the journal since ``look``. A command never
    fails because nothing could be kept.
    """
    global _begun
    if _begun is None or _looked is None:
        return
    with contextlib.suppress(OSError, ValueError, WriteError):
        forget()
        (journal, own, files_then), _begun = _begun, None
        before = f"{_looked}\0{files_then}"
        place = Path(folder())
        files.make_folder(place, parents=True)
        if state(journal, own) != before or not is_own(os.lstat(place)):
            return
        for day, card in cards.items():
            if "\x1b" not in card:
                content = "\n".join((seal(before, day, card), journal, own, card))
                files.write(place / day, content.encode(), force=True, lasting=False)


def forget() -> None:
    """Remove every card that is kept: they say how somebody is."""
    with contextlib.suppress(OSError, ValueError):
        place = Path(folder())
        for path in place.iterdir() if is_own(os.lstat(place)) else ():
            if len(path.name) == 10 and path.name.replace("-", "").isdecimal():
                path.unlink()
