"""The short way of ``today`` and ``--version``: what the program said before is said again, if nothing could change it.

The whole program costs 33 to 69 starts of Python, this way 1.3. So the card of a day is kept, under a seal of itself and of all
that it hangs on. Where the seal does not fit, or anything is in doubt, the whole program runs. Nothing heavy may be
imported here.
"""

from __future__ import annotations

import os
import sys
import time

import rehab

LAYING = (["start"], ["done"], ["log"], ["undo"])
"""The commands that change what a day says, and then leave its new card and that of the next day behind."""


def main() -> None:
    """Run ``rehab``: the short way where it is sure to say the same, else the whole program."""
    try:
        said = _said(sys.argv[1:])
        if said is not None:
            sys.stdout.write(said)
            sys.stdout.flush()
            return
    except (OSError, ValueError):
        pass  # the whole program says what is wrong, if anything is
    except KeyboardInterrupt:
        sys.exit(130)
    from rehab.cli import app, keeping

    if _asks_for_a_day(sys.argv[1:]) or sys.argv[1:2] in LAYING:
        keeping.begin()
    app.main()


def _said(words: list[str]) -> str | None:
    """Return what the program would say to these words, None where it must be asked. Raises OSError and ValueError."""
    asked_by_a_shell = any(name.startswith("_") and name.endswith("_COMPLETE") for name in os.environ)
    if os.name != "posix" or asked_by_a_shell or not sys.stdout or (sys.stdout.encoding or "").lower() != "utf-8":
        return None
    if words == ["--version"]:
        return f"rehab {rehab.__version__}\n"
    if not _asks_for_a_day(words):
        return None
    from rehab.cli.seal import folder, is_own, read, seal, state

    day = words[2] if len(words) == 3 else os.environ.get("REHAB_TODAY") or time.strftime("%Y-%m-%d")
    if len(day) != 10 or not day.replace("-", "").isdecimal() or not is_own(os.lstat(folder())):
        return None
    told, journal, own, card = read(f"{folder()}/{day}").split("\n", 3)
    return card if told == seal(state(journal, own), day, card) else None


def _asks_for_a_day(words: list[str]) -> bool:
    return words[:1] == ["today"] and (len(words) == 1 or (len(words) == 3 and words[1] == "--date"))
