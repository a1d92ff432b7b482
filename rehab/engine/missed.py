"""What to do after missed days, in words: for the exercises, and for the runs."""

from __future__ import annotations

from rehab.models.protocol import Protocol
from rehab.models.shelf import Shelf


def exercises(protocol: Protocol, shelf: Shelf) -> str:
    """Say how to go on after days without the exercises; a protocol may send back to the phase before sooner."""
    rules, words = shelf.frameworks.progression, shelf.words
    back = protocol.phase_back_after_missed_days or rules.reduced_up_to_missed_days + 1
    go_on, repeat = rules.resume_up_to_missed_days, rules.repeat_week_up_to_missed_days
    return " ".join(
        (
            words["missed-go-on"].format(first=1, last=go_on),
            words["missed-repeat"].format(first=go_on + 1, last=repeat),
            words["missed-less"].format(first=repeat + 1, last=back - 1, percent=rules.reduced_to_percent),
            words["missed-back"].format(first=back),
        )
    )


def own(protocol: Protocol, shelf: Shelf) -> tuple[str, ...]:
    """Say what a protocol has of its own about missed days, for its reviewer."""
    days = protocol.phase_back_after_missed_days
    return (shelf.words["missed-own"].format(first=days),) if days else ()


def runs(shelf: Shelf) -> str:
    """Say how to go on after days without a run."""
    words, told, first = shelf.words, [], 0
    for gap in shelf.frameworks.progression.run_missed_days:
        key = "missed-runs-back" if gap.back else "missed-runs-go-on"
        told.append(words[key].format(first=first, last=gap.up_to, stages=gap.back))
        first = gap.up_to + 1
    return " ".join((*told, words["missed-runs-first"].format(first=first)))
