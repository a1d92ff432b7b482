"""The signs on which a plan is stopped: those of its condition, and those that hold for every condition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rehab.engine.triage import conditions_of, in_conditions
from rehab.models.plan import StopSign
from rehab.models.protocol import Protocol
from rehab.models.redflag import Disposition, RedFlagTable


def stop_signs(protocol: Protocol, table: RedFlagTable) -> Iterator[StopSign]:
    """Yield the stop signs, the emergencies first: the authored lines, then each row of the common set that none names.

    An authored line may end in a bar and the rows it stands for. The common set is asked in every condition, and asked
    again each week: a list without one of its rows would let a plan go on over it.
    """
    authored: tuple[tuple[Disposition, Sequence[str]], ...] = (
        ("emergency", protocol.stop_signs.emergency),
        ("same_day", protocol.stop_signs.today),
    )
    named = {flag for _, lines in authored for line in lines for flag in line.partition("|")[2].split()}
    for disposition, lines in authored:
        for line in lines:
            text, _, flag = line.partition("|")
            yield StopSign(text=text.strip(), disposition=disposition, flag=flag.strip())
        for name in table.common:
            row = in_conditions(table.flags[name], conditions_of(protocol))
            if name not in named and row.disposition == disposition:
                yield StopSign(text=row.short, disposition=disposition, flag=name)
