"""The issue for a name that leads nowhere: one wording for all of them."""

from __future__ import annotations

from collections.abc import Iterable

from rehab.errors import Issue, KeyPath, did_you_mean

FEW = 12
"""At most so many names are listed in a hint."""


def unknown(
    what: str, name: str, known: Iterable[str], path: KeyPath, *, whose: str = "", hint: str = "", file: str = ""
) -> Issue:
    """Return that there is no such ``what``, with the likest name of ``known``, or all of them where they are few.

    ``hint`` stands in the place of a likest name; ``file`` has the list where neither helps.
    """
    names = list(known)
    listed = f"there is: {', '.join(names)}" if names else "there are none here"
    hint = hint or did_you_mean(name, names) or (listed if len(names) <= FEW else "")
    if not hint and file:
        hint = f"{file} has the list"
    message = f"there is no {what} '{name}' {whose}".rstrip()
    return Issue(f"unknown-{what.replace(' ', '-')}", message, hint, path=path)
