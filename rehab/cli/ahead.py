"""Laying the card of the next day while the program is loaded: the first look of a morning then is a short one.

A card made the day before is the card of that day as long as nothing is written down in between: it follows from the
journal and the day alone, and its seal holds the journal. What `rehab today` would not keep is not laid either. It takes 1.4
starts of Python, the whole program 33 to 69; laying it makes ``done`` an eighth longer.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from rehab.cli import keeping
from rehab.cli.followed import Followed, active_cases, follow, open_journal
from rehab.errors import RehabError
from rehab.library import Library

Say = Callable[[Sequence[Followed], dt.date], str | None]
"""What is said of the cases on a day; None where it must be worked out anew each time."""


def lay(days: Sequence[dt.date], library: Library, say: Say, said: Mapping[str, str] | None = None) -> None:
    """Keep the cards of these days, from the journal as it is now, with those that were ``said`` already.

    The command has done and said all it should: whatever fails here, or is broken off, changes nothing of that.
    """
    with contextlib.suppress(Exception, KeyboardInterrupt):
        if said is None and not keeping.look():
            return
        cards = dict(said or {})
        with open_journal(None) as store:
            cases = active_cases(store, None)
            for day in days:
                with contextlib.suppress(RehabError):  # the program says it when it is asked for that day
                    told = say([follow(store, stored, day, library) for stored in cases], day)
                    if told is not None:
                        cards[day.isoformat()] = told
        keeping.keep(cards)
