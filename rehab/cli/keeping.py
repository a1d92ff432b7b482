"""Keeping the cards of days for the short way of ``rehab today``: in the user's cache folder, for nobody else to read."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from rehab import files
from rehab.cli import places
from rehab.cli.seal import folder, is_own, seal, state
from rehab.errors import WriteError

_begun: tuple[str, str, str] | None = None
"""The journal, the folder of own protocols, and what a card hung on before anything was read; None: nothing is kept."""


def begin() -> None:
    """Remember what the card that is now made hangs on. Where that is in doubt, it will not be kept."""
    global _begun  # noqa: PLW0603 - between the two ends of one run
    with contextlib.suppress(OSError, ValueError):
        journal, own = str(places.journal_path(None)), str(places.own_folder())
        _begun = (journal, own, state(journal, own)) if "\n" not in journal + own else None


def keep(cards: Mapping[str, str]) -> None:
    """Keep the cards of these days in place of all others, if nothing that they hang on changed since ``begin``.

    A command never fails because nothing could be kept.
    """
    if _begun is None:
        return
    with contextlib.suppress(OSError, ValueError, WriteError):
        forget()
        journal, own, before = _begun
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
